//! The inside of `{...}`: attributes and their values.

use super::Parser;
use crate::ast::{Attribute, Description, Key, Value};
use crate::{ErrorKind, PatternError};
use dateline_core::layers::Upos;

/// The attributes by their names in patterns; several names of other tools lead to one.
const KEYS: &[(&str, Key)] = &[
    ("word", Key::Word),
    ("text", Key::Word),
    ("lemma", Key::Lemma),
    ("tag", Key::Xpos),
    ("pos", Key::Xpos),
    ("xpos", Key::Xpos),
    ("upos", Key::Upos),
    ("cpos", Key::Upos),
    ("ner", Key::Ner),
    ("idx", Key::Index),
    ("index", Key::Index),
];

/// The names of the attribute whose value is a table of features.
const FEATURES: [&str; 2] = ["morphofeatures", "feats"];

/// How many different regular expressions a pattern may have: each takes memory of its own.
const MAX_REGEXES: usize = 100;

impl Parser<'_> {
    /// Reads from the opening brace to the closing one.
    pub(super) fn description(&mut self) -> Result<Description, PatternError> {
        let mut description = Description::default();
        self.cursor.bump();
        loop {
            self.cursor.skip_space();
            match self.cursor.peek() {
                Some('}') => {}
                Some('$') => {
                    self.cursor.bump();
                    description.root = true;
                }
                Some('#') => {
                    self.cursor.bump();
                    description.empty = true;
                }
                _ => self.attribute(&mut description.attributes)?,
            }
            self.cursor.skip_space();
            if self.cursor.eat("}") {
                return Ok(description);
            }
            if !self.cursor.eat(";") {
                return Err(self.cursor.expected("“;” and a further attribute, or “}”"));
            }
        }
    }

    fn attribute(&mut self, attributes: &mut Vec<Attribute>) -> Result<(), PatternError> {
        let negated = self.cursor.eat("!");
        self.cursor.skip_space();
        let column = self.cursor.column();
        let name = self.cursor.word();
        if name.is_empty() {
            return Err(self
                .cursor
                .expected("an attribute (such as “lemma:say”), “$”, or “}”"));
        }
        if FEATURES.contains(&name) {
            if self.colon()? || negated {
                let message =
                    "a table of features is not negated as a whole; negate features in it (“Person!:3”)";
                return Err(PatternError::new(ErrorKind::Syntax, column, message));
            }
            return self.features(attributes);
        }
        let Some((_, key)) = KEYS.iter().find(|(known, _)| *known == name) else {
            let known: Vec<&str> = KEYS.iter().map(|(name, _)| *name).chain(FEATURES).collect();
            let message = format!("there is no attribute “{name}”; there are: {}", known.join(", "));
            return Err(PatternError::new(ErrorKind::Unknown, column, message));
        };
        let negated = self.colon()? != negated;
        self.cursor.skip_space();
        let column = self.cursor.column();
        let value = self.value()?;
        check(key, &value, column)?;
        let key = key.clone();
        attributes.push(Attribute { key, value, negated });
        Ok(())
    }

    /// Reads `:` or `!:`, and tells whether it negates.
    fn colon(&mut self) -> Result<bool, PatternError> {
        self.cursor.skip_space();
        if self.cursor.eat("!:") {
            Ok(true)
        } else if self.cursor.eat(":") {
            Ok(false)
        } else {
            Err(self.cursor.expected("“:” or “!:” and a value"))
        }
    }

    /// `{Tense:Past;Person!:3}`.
    fn features(&mut self, attributes: &mut Vec<Attribute>) -> Result<(), PatternError> {
        self.cursor.skip_space();
        if !self.cursor.eat("{") {
            return Err(self
                .cursor
                .expected("a table of features, such as “{Tense:Past}”"));
        }
        loop {
            self.cursor.skip_space();
            if self.cursor.eat("}") {
                return Ok(());
            }
            let negated = self.cursor.eat("!");
            self.cursor.skip_space();
            // Layers of features stand in brackets (`Number[psor]`).
            let name = self
                .cursor
                .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '[' | ']'));
            if name.is_empty() {
                return Err(self.cursor.expected("a feature (such as “Tense:Past”) or “}”"));
            }
            let negated = self.colon()? != negated;
            let value = self.value()?;
            let key = Key::Feature(name.into());
            attributes.push(Attribute { key, value, negated });
            self.cursor.skip_space();
            if !self.cursor.eat(";") && self.cursor.peek() != Some('}') {
                return Err(self.cursor.expected("“;” and a further feature, or “}”"));
            }
        }
    }

    fn value(&mut self) -> Result<Value, PatternError> {
        self.cursor.skip_space();
        match self.cursor.peek() {
            Some('/') => return self.regex().map(Value::Regex),
            Some('"') => return self.quoted(),
            _ => {}
        }
        let start = self.cursor;
        let text = self.cursor.take_while(|c| !matches!(c, ';' | '{' | '}')).trim();
        match text {
            "" => Err(start.expected("a value: text, “\"text\"” or “/regular expression/”")),
            "__" => Ok(Value::Present),
            text => Ok(Value::Exact(text.into())),
        }
    }

    /// Text between quotation marks, in which a backslash takes the next character as it is.
    fn quoted(&mut self) -> Result<Value, PatternError> {
        self.cursor.bump();
        let mut text = String::new();
        loop {
            match self.cursor.bump() {
                Some('"') => return Ok(Value::Exact(text.into())),
                Some('\\') => text.extend(self.cursor.bump()),
                Some(c) => text.push(c),
                None => return Err(self.cursor.expected("the closing quotation mark")),
            }
        }
    }

    /// The number of a regular expression between slashes, in which `\/` is a slash.
    pub(super) fn regex(&mut self) -> Result<u16, PatternError> {
        let column = self.cursor.column();
        self.cursor.bump();
        let mut text = String::new();
        loop {
            match self.cursor.bump() {
                Some('/') => break,
                Some('\\') => match self.cursor.bump() {
                    Some('/') => text.push('/'),
                    next => {
                        text.push('\\');
                        text.extend(next);
                    }
                },
                Some(c) => text.push(c),
                None => {
                    return Err(self.cursor.expected("the “/” that closes the regular expression"));
                }
            }
        }
        if let Some(known) = self.regexes.iter().position(|(known, _)| *known == text) {
            return Ok(known as u16);
        }
        if self.regexes.len() == MAX_REGEXES {
            let message = format!("more than {MAX_REGEXES} different regular expressions");
            return Err(PatternError::new(ErrorKind::TooLarge, column, message));
        }
        self.regexes.push((text, column));
        Ok((self.regexes.len() - 1) as u16)
    }
}

/// Refuses plain values that no token has, whatever the text.
fn check(key: &Key, value: &Value, column: usize) -> Result<(), PatternError> {
    let Value::Exact(text) = value else {
        return Ok(());
    };
    let message = match key {
        Key::Upos if Upos::from_name(text).is_none() => {
            let known: Vec<&str> = Upos::ALL.iter().map(|upos| upos.name()).collect();
            format!(
                "“{text}” is no universal part of speech; there are: {} (Penn tags are “tag”)",
                known.join(", ")
            )
        }
        Key::Index if !text.parse::<u32>().is_ok_and(|index| index > 0) => {
            format!("“{text}” is no place in a sentence; the first token has “idx:1”")
        }
        _ => return Ok(()),
    };
    Err(PatternError::new(ErrorKind::Unknown, column, message))
}
