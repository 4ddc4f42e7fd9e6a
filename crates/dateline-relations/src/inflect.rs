//! The forms of an English verb, by rule and by a list of exceptions.

use dateline_core::{Error, ErrorKind};
use std::collections::HashMap;

const IRREGULAR: &str = include_str!("../data/irregular.tsv");

/// Which form of its verb a word may be; several bits where it may be several.
pub(crate) mod form {
    /// `hold`
    pub(crate) const BASE: u8 = 1;
    /// `holds`
    pub(crate) const PRESENT: u8 = 2;
    /// `held`, as in “they held”
    pub(crate) const PAST: u8 = 4;
    /// `held`, as in “was held”
    pub(crate) const PARTICIPLE: u8 = 8;
    /// `holding`
    pub(crate) const ING: u8 = 16;
}

/// Makes forms of verbs.
pub(crate) struct Inflector {
    irregular: HashMap<&'static str, (&'static str, &'static str)>,
}

impl Inflector {
    pub(crate) fn new() -> Result<Self, Error> {
        let mut irregular = HashMap::new();
        for (number, line) in IRREGULAR
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.starts_with('#'))
        {
            let mut cells = line.split('\t');
            let (Some(base), Some(past), Some(participle)) = (cells.next(), cells.next(), cells.next())
            else {
                let message = format!("irregular.tsv, line {}: takes three columns", number + 1);
                return Err(Error::new(ErrorKind::Data, message));
            };
            irregular.insert(base, (past, participle));
        }
        Ok(Self { irregular })
    }

    /// Every form of the verb `base`, with what it may be. A form may come twice.
    pub(crate) fn forms(&self, base: &str) -> Vec<(String, u8)> {
        if base == "be" {
            let be = [
                ("be", form::BASE),
                ("am", form::PRESENT),
                ("is", form::PRESENT),
                ("are", form::PRESENT),
                ("was", form::PAST),
                ("were", form::PAST),
                ("been", form::PARTICIPLE),
                ("being", form::ING),
            ];
            return be.map(|(word, form)| (word.to_owned(), form)).to_vec();
        }
        let mut forms = vec![(base.to_owned(), form::BASE), (present(base), form::PRESENT)];
        let mut doubled = None;
        if let Some((past, participle)) = self.irregular.get(base) {
            forms.extend(past.split('|').map(|word| (word.to_owned(), form::PAST)));
            forms.extend(
                participle
                    .split('|')
                    .map(|word| (word.to_owned(), form::PARTICIPLE)),
            );
            // “stopped” says that “stopping” doubles as well; so do “cut” and its like, short with one vowel.
            let last = base.chars().next_back().unwrap_or('e');
            let double = format!("{base}{last}ed");
            if past.split('|').any(|word| word == double) || doubles_without_ed(base, past) {
                doubled = Some(format!("{base}{last}ing"));
            }
        } else {
            forms.push((regular_past(base), form::PAST | form::PARTICIPLE));
        }
        forms.push((doubled.unwrap_or_else(|| ing(base)), form::ING));
        forms
    }
}

/// Whether a verb that does not end in “ed” doubles its last letter: “cut”, “begin”, “run”.
fn doubles_without_ed(base: &str, past: &str) -> bool {
    let letters: Vec<char> = base.chars().collect();
    let vowel = |c: &char| "aeiou".contains(*c);
    let [.., before, middle, last] = letters.as_slice() else {
        return false;
    };
    let short = letters.len() <= 4 || matches!(base, "begin" | "forbid" | "forget" | "split" | "overrun");
    short
        && !past.ends_with("ed")
        && !vowel(before)
        && vowel(middle)
        && !vowel(last)
        && !"wxy".contains(*last)
}

fn ends_consonant_y(base: &str) -> bool {
    base.ends_with('y') && !["ay", "ey", "oy", "uy"].iter().any(|end| base.ends_with(end))
}

fn present(base: &str) -> String {
    if base == "have" {
        return "has".to_owned();
    }
    if ends_consonant_y(base) {
        return format!("{}ies", &base[..base.len() - 1]);
    }
    let hissing = ["s", "x", "z", "ch", "sh"].iter().any(|end| base.ends_with(end));
    if hissing || matches!(base, "go" | "do" | "veto" | "undergo" | "embargo") {
        return format!("{base}es");
    }
    format!("{base}s")
}

fn regular_past(base: &str) -> String {
    if ends_consonant_y(base) {
        return format!("{}ied", &base[..base.len() - 1]);
    }
    if base.ends_with('e') {
        format!("{base}d")
    } else {
        format!("{base}ed")
    }
}

fn ing(base: &str) -> String {
    if let Some(stem) = base.strip_suffix("ie") {
        return format!("{stem}ying");
    }
    match base.strip_suffix('e') {
        Some(stem)
            if !base.ends_with("ee") && !base.ends_with("oe") && !base.ends_with("ye") && stem.len() > 1 =>
        {
            format!("{stem}ing")
        }
        _ => format!("{base}ing"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let inflector = Inflector::new().unwrap();
        for (base, wanted) in [
            ("hold", "hold holds held held holding"),
            ("say", "say says said said saying"),
            ("deny", "deny denies denied denying"),
            ("stop", "stop stops stopped stopped stopping"),
            ("cut", "cut cuts cut cut cutting"),
            ("begin", "begin begins began begun beginning"),
            ("agree", "agree agrees agreed agreeing"),
            ("impose", "impose imposes imposed imposing"),
            ("meet", "meet meets met met meeting"),
            ("attack", "attack attacks attacked attacking"),
            ("flee", "flee flees fled fled fleeing"),
            ("tie", "tie ties tied tying"),
            ("go", "go goes went gone going"),
            (
                "broadcast",
                "broadcast broadcasts broadcast broadcast broadcasting",
            ),
            ("read", "read reads read read reading"),
            ("pass", "pass passes passed passing"),
        ] {
            let forms: Vec<String> = inflector.forms(base).into_iter().map(|(word, _)| word).collect();
            assert_eq!(forms.join(" "), wanted);
        }
    }
}
