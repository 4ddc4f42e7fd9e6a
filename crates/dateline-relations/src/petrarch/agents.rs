//! Agent files: nouns under which an actor acts (`~GOV` behind its code, `NGO~` before it).
//!
//! ```text
//! !PERSON! = MAN, MEN, WOMAN, WOMEN     what !PERSON! stands for in the nouns below
//! CONGRESS!PERSON! [~LEG]
//! PRESIDENT [~GOV]                      its regular plural as well
//! ATTORNEY_GENERAL {ATTORNEYS_GENERAL} [~GOV]
//! POLICE {} [~COP]                      no plural
//! ```

use super::text::{Word, brackets, lines, phrase, plural};
use std::collections::HashMap;

/// The agents of files.
#[derive(Clone, Debug, Default)]
pub struct Agents {
    nouns: Vec<(Vec<Word>, String)>,
    sets: HashMap<String, Vec<String>>,
    by_word: HashMap<String, Vec<u32>>,
}

impl Agents {
    /// Adds the agents of a file. Lines that are none are left out.
    pub fn read(&mut self, content: &str) {
        for (_, line) in lines(content) {
            let (head, codes) = brackets(line);
            let head = head.trim();
            if let (Some((name, members)), true) = (head.split_once('='), head.starts_with('!')) {
                let members = members
                    .split(',')
                    .map(|it| it.trim().trim_end_matches('_').to_owned());
                self.sets.insert(name.trim().to_owned(), members.collect());
                continue;
            }
            let Some(code) = codes.first().map(|code| code.replace(' ', "")) else {
                continue;
            };
            if !code.contains('~') {
                continue;
            }
            let (noun, plurals) = match head.split_once('{') {
                Some((noun, rest)) => {
                    let listed = rest.split('}').next().unwrap_or("").split_whitespace();
                    (noun.trim(), Some(listed.map(str::to_owned).collect::<Vec<_>>()))
                }
                None => (head, None),
            };
            let substituted = self.substitute(noun);
            let has_set = substituted.len() > 1;
            for noun in substituted {
                let noun = noun.trim_end_matches('_');
                let mut forms = vec![noun.to_owned()];
                match &plurals {
                    Some(listed) => forms.extend(listed.iter().cloned()),
                    // The members of a set have their plurals among them.
                    None if !has_set => forms.push(plural(noun)),
                    None => {}
                }
                for form in forms {
                    self.add(&form, &code);
                }
            }
        }
    }

    fn substitute(&self, noun: &str) -> Vec<String> {
        let set = self.sets.iter().find(|(name, _)| noun.contains(name.as_str()));
        match set {
            Some((name, members)) => members.iter().map(|it| noun.replace(name.as_str(), it)).collect(),
            None => vec![noun.to_owned()],
        }
    }

    fn add(&mut self, noun: &str, code: &str) {
        let words = phrase(noun);
        let Some(first) = words.first() else { return };
        let number = self.nouns.len() as u32;
        self.by_word.entry(first.text.clone()).or_default().push(number);
        self.nouns.push((words, code.to_owned()));
    }

    /// How many nouns there are, plurals counted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nouns.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nouns.is_empty()
    }

    /// The nouns that begin with this word in capitals.
    pub(crate) fn beginning(&self, word: &str) -> impl Iterator<Item = (&[Word], u32)> {
        let numbers = self.by_word.get(word).map_or(&[][..], Vec::as_slice);
        let entry = |number: &u32| {
            let (words, _) = self.nouns.get(*number as usize)?;
            Some((words.as_slice(), *number))
        };
        numbers.iter().filter_map(entry)
    }

    /// The code of an agent, with its `~`.
    pub(crate) fn code(&self, agent: u32) -> &str {
        self.nouns.get(agent as usize).map_or("", |(_, code)| code)
    }
}

/// Puts an agent's code to an actor's, unless the actor's says it already: `GON` and `~GOV` make `GONGOV`.
pub(crate) fn join(actor: &str, agent: &str) -> String {
    let role = agent.trim_matches('~');
    let step = role.len().max(1);
    let told = (3..=actor.len().saturating_sub(role.len()))
        .step_by(3)
        .any(|at| actor.get(at..at + step) == Some(role));
    if told {
        actor.to_owned()
    } else if agent.ends_with('~') {
        format!("{role}{actor}")
    } else {
        format!("{actor}{role}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_plurals_and_places_of_the_code() {
        let mut agents = Agents::default();
        agents.read("!PERSON! = MAN, MEN, WOMAN\nCONGRESS!PERSON! [~LEG]\nMINISTRY [~GOV]\nPOLICE {} [ ~COP]\nGOLDEN_GOOSE {GOLDEN_GEESE} [~GGS]\nMSF {} [NGO~]\nBROKEN [GOV]\n");
        let code = |word: &str| {
            agents
                .beginning(word)
                .next()
                .map(|(_, it)| agents.code(it).to_owned())
        };
        assert_eq!(code("CONGRESSWOMAN").as_deref(), Some("~LEG"));
        assert_eq!(
            (code("MINISTRIES").as_deref(), code("POLICES")),
            (Some("~GOV"), None)
        );
        assert_eq!(agents.beginning("GOLDEN").count(), 2);
        assert_eq!((code("MSF").as_deref(), code("BROKEN")), (Some("NGO~"), None));
        assert_eq!(
            (join("GON", "~GOV"), join("USAGOV", "~GOV"), join("ARN", "NGO~")),
            ("GONGOV".into(), "USAGOV".into(), "NGOARN".into())
        );
    }
}
