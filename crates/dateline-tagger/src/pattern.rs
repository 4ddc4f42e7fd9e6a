//! Patterns over tokens and over text, from data files: what spaCy's EntityRuler and CoreNLP's TokensRegex do.
//!
//! One pattern a line, three columns parted by tabs: label, `tokens` or `regex`, the pattern. `#` begins a
//! comment line. A regular expression runs over the article's text, and its first group, or all of it where
//! it has none, is the mention. A token pattern is a list of elements parted by spaces:
//!
//! | element | matches |
//! |---|---|
//! | `word` | this word in any case; with a capital in it, only as written |
//! | `/re/` | a token that the regular expression matches as a whole |
//! | `<cap>` `<caps>` `<small>` `<number>` `<punct>` `<any>` | a token by how it is written |
//! | `[PERSON]` | a whole mention with this label |
//! | `(` `)` | nothing: they enclose what becomes the mention, if not everything shall |
//!
//! Behind an element `?` says "or not", `+` "once or more", `*` both. Matches do not cross sentences.

use crate::error::DataError;
use crate::lexicon::hash;
use crate::proposal::{Proposal, overlapping};
use crate::scan::{Scan, Shape, Word};
use dateline_core::layers::{Label, TokenClass};
use regex_automata::meta::Regex;

/// How often a repeated element matches at most.
const REPEATS: usize = 16;

/// Patterns with the index of their label in the list that was given to [`Patterns::parse`].
#[derive(Default)]
pub(crate) struct Patterns {
    tokens: Vec<TokenPattern>,
    texts: Vec<(usize, Regex)>,
}

struct TokenPattern {
    label: usize,
    elements: Vec<(Element, Repeat)>,
    /// The elements that are the mention.
    marked: std::ops::Range<usize>,
}

enum Element {
    Folded(u64),
    Exact(String),
    Regex(Regex),
    Shape(Written),
    Name(String),
}

#[derive(Clone, Copy)]
enum Written {
    Cap,
    Caps,
    Small,
    Number,
    Punct,
    Any,
}

#[derive(Clone, Copy, PartialEq)]
enum Repeat {
    Once,
    Maybe,
    Some,
    Many,
}

/// What a match looks at.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) scan: &'a Scan,
    pub(crate) text: &'a str,
    /// Mentions that are known already, in text order.
    pub(crate) known: &'a [Proposal],
}

impl Patterns {
    /// Adds the patterns of a file; labels that are new are added to `labels`.
    ///
    /// # Errors
    /// [`DataError`] with the line of a pattern that cannot be read.
    pub(crate) fn parse(
        &mut self,
        file: &str,
        content: &str,
        labels: &mut Vec<String>,
    ) -> Result<(), DataError> {
        for (number, line) in content.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let bad = |reason: String| DataError::at_line(file, number + 1, reason);
            let mut columns = line.splitn(3, '\t').map(str::trim);
            let (Some(label), Some(kind), Some(pattern)) = (columns.next(), columns.next(), columns.next())
            else {
                return Err(bad("needs three columns: label, tokens or regex, pattern".into()));
            };
            let label = label_index(labels, label);
            match kind {
                "regex" => self.texts.push((label, regex(pattern).map_err(bad)?)),
                "tokens" => self.tokens.push(token_pattern(label, pattern).map_err(bad)?),
                other => return Err(bad(format!("“{other}” is neither tokens nor regex"))),
            }
        }
        Ok(())
    }

    /// Shows every match: first token, end, index of the label. Token patterns give the longest match at
    /// each place.
    pub(crate) fn find(&self, ground: Ground<'_>, mut found: impl FnMut(usize, usize, usize)) {
        for pattern in &self.tokens {
            let mut at = 0;
            while at < ground.scan.words.len() {
                match pattern.matches(ground, at) {
                    Some((first, end, after)) => {
                        found(first, end, pattern.label);
                        at = after.max(at + 1);
                    }
                    None => at += 1,
                }
            }
        }
        for (label, regex) in &self.texts {
            for captures in regex.captures_iter(ground.text) {
                let Some(span) = captures.get_group(1).or_else(|| captures.get_group(0)) else {
                    continue;
                };
                let words = &ground.scan.words;
                let first = words.partition_point(|word| word.span.end() as usize <= span.start);
                let end = words.partition_point(|word| (word.span.start() as usize) < span.end);
                if first < end {
                    found(first, end, *label);
                }
            }
        }
    }
}

/// The index of a label in the list, which it joins if it is new.
pub(crate) fn label_index(labels: &mut Vec<String>, label: &str) -> usize {
    labels.iter().position(|known| known == label).unwrap_or_else(|| {
        labels.push(label.to_owned());
        labels.len() - 1
    })
}

fn regex(pattern: &str) -> Result<Regex, String> {
    Regex::new(pattern).map_err(|error| format!("“{pattern}”: {error}"))
}

fn token_pattern(label: usize, pattern: &str) -> Result<TokenPattern, String> {
    let mut elements = Vec::new();
    let (mut open, mut close) = (None, None);
    for part in pattern.split_whitespace() {
        match part {
            "(" if open.is_none() => open = Some(elements.len()),
            ")" if open.is_some() && close.is_none() => close = Some(elements.len()),
            "(" | ")" => return Err("one pair of brackets is allowed".into()),
            _ => elements.push(element(part)?),
        }
    }
    let marked = open.unwrap_or(0)..match (open, close) {
        (Some(_), None) => return Err("the bracket is not closed".into()),
        (_, close) => close.unwrap_or(elements.len()),
    };
    if marked.is_empty() {
        return Err("nothing in it would be a mention".into());
    }
    Ok(TokenPattern {
        label,
        elements,
        marked,
    })
}

fn element(part: &str) -> Result<(Element, Repeat), String> {
    let (body, repeat) = match part
        .char_indices()
        .last()
        .map(|(at, last)| (part.split_at(at).0, last))
    {
        Some((body, '?')) if !body.is_empty() => (body, Repeat::Maybe),
        Some((body, '+')) if !body.is_empty() => (body, Repeat::Some),
        Some((body, '*')) if !body.is_empty() => (body, Repeat::Many),
        _ => (part, Repeat::Once),
    };
    let inner = |open: char, close: char| {
        body.strip_prefix(open)?
            .strip_suffix(close)
            .filter(|it| !it.is_empty())
    };
    if let Some(pattern) = inner('/', '/') {
        return Ok((Element::Regex(regex(&format!("^(?:{pattern})$"))?), repeat));
    }
    if let Some(label) = inner('[', ']') {
        return Ok((Element::Name(label.to_owned()), repeat));
    }
    let element = match inner('<', '>') {
        Some("cap") => Element::Shape(Written::Cap),
        Some("caps") => Element::Shape(Written::Caps),
        Some("small") => Element::Shape(Written::Small),
        Some("number") => Element::Shape(Written::Number),
        Some("punct") => Element::Shape(Written::Punct),
        Some("any") => Element::Shape(Written::Any),
        Some(other) => return Err(format!("there is no <{other}>")),
        None if body.chars().any(char::is_uppercase) => Element::Exact(body.to_owned()),
        None => Element::Folded(hash(body)),
    };
    Ok((element, repeat))
}

impl Element {
    /// One past what it matches at this token.
    fn matches(&self, ground: Ground<'_>, at: usize) -> Option<usize> {
        let word = ground.scan.words.get(at)?;
        let text = || ground.text.get(word.span.range()).unwrap_or("");
        let yes = match self {
            Self::Folded(hash) => word.hash == *hash,
            Self::Exact(exact) => text() == exact,
            Self::Regex(regex) => regex.is_match(text()),
            Self::Shape(written) => is_written(word, *written),
            Self::Name(label) => {
                let known = overlapping(ground.known, at as u32, at as u32 + 1).first()?;
                let same = Label::from_name(label) == Some(known.label);
                return (same && known.first as usize == at).then_some(known.end as usize);
            }
        };
        yes.then_some(at + 1)
    }
}

fn is_written(word: &Word, written: Written) -> bool {
    match written {
        Written::Cap => word.shape.any(Shape::INITIAL),
        Written::Caps => word.shape.any(Shape::CAPITALS),
        Written::Small => word.shape.any(Shape::SMALL),
        Written::Number => word.class == TokenClass::Number || word.shape.any(Shape::NUMBER),
        Written::Punct => word.shape.any(Shape::PUNCT),
        Written::Any => true,
    }
}

impl TokenPattern {
    /// The mention's tokens, and one past the whole match.
    fn matches(&self, ground: Ground<'_>, at: usize) -> Option<(usize, usize, usize)> {
        let sentence = ground.scan.words.get(at)?.sentence as usize;
        let limit = ground
            .scan
            .sentences
            .get(sentence)
            .map_or(at, |line| line.end as usize);
        let mut ends = [at; 2];
        let after = self.rest(ground, 0, at, limit, &mut ends)?;
        (ends[0] < ends[1]).then_some((ends[0], ends[1], after))
    }

    /// Matches the elements from `index` on, greedily, going back where that fails.
    fn rest(
        &self,
        ground: Ground<'_>,
        index: usize,
        at: usize,
        limit: usize,
        marks: &mut [usize; 2],
    ) -> Option<usize> {
        if index == self.marked.start {
            marks[0] = at;
        }
        if index == self.marked.end {
            marks[1] = at;
        }
        let Some((element, repeat)) = self.elements.get(index) else {
            return Some(at);
        };
        let most = if matches!(repeat, Repeat::Once | Repeat::Maybe) {
            1
        } else {
            REPEATS
        };
        let least = usize::from(matches!(repeat, Repeat::Once | Repeat::Some));
        let mut stops = [at; REPEATS + 1];
        let mut count = 0;
        while count < most {
            let next = element
                .matches(ground, stops[count])
                .filter(|next| *next <= limit);
            let Some(next) = next else { break };
            count += 1;
            stops[count] = next;
        }
        (least..=count)
            .rev()
            .find_map(|taken| self.rest(ground, index + 1, stops[taken], limit, marks))
    }
}
