//! Lemmas: a table of exceptions, then rules.
//!
//! A word's tags say which class of `data/lemma_rules.tsv` it belongs to. What the table of `models/lemmas.bin`
//! or a user's own list holds for its form and class is its lemma; else the first rule that fits its ending
//! makes it; else it is the form itself, its capitals treated as the class says. The conventions are those of
//! the English treebanks EWT and GUM of Universal Dependencies: `n't` is `not`, `them` is `they`, `was` is
//! `be`, `200,000` is `200000`, names keep their capitals.
//!
//! Nothing is allocated for a word but in the caller's buffer, and mostly not there either: see [`Lemma`].

mod capitals;
mod form;
mod rules;
mod user;

use crate::feats::Feats;
use crate::table::{Key, Table};
use crate::tags::Tags;
use capitals::{Capitals, Policy, without_commas};
use dateline_core::layers::Upos;
use dateline_model::{Aligned, Error, ErrorKind, ModelFile};
pub use form::Form;
pub(crate) use form::Shape;
pub(crate) use rules::{Class, Rules};
use user::UserLemmas;

/// The name of the model file.
pub(crate) const NAME: &str = "lemmas";
/// The version of its layout.
pub(crate) const VERSION: u32 = 1;

/// What is shipped. See `models/lemmas.md`.
static BUILT_IN: &Aligned<[u8]> = &Aligned(*include_bytes!("../../../../models/lemmas.bin"));

/// The shipped data as it lies in the program.
pub(crate) fn built_in() -> &'static [u8] {
    &BUILT_IN.0
}

/// Where a word's lemma is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lemma {
    /// It is the form.
    Form,
    /// It is the form's first bytes, as many.
    Start(usize),
    /// It was written into the buffer.
    Written,
}

impl Lemma {
    /// The lemma of `form`, `out` being the buffer that [`Lemmas::lemma`] was given.
    #[must_use]
    pub fn of<'s>(self, form: &'s str, out: &'s str) -> &'s str {
        match self {
            Self::Form => form,
            Self::Start(end) => form.get(..end).unwrap_or(form),
            Self::Written => out,
        }
    }
}

/// How an exception becomes its lemma: as many bytes go from its end, and a text comes in their place.
#[derive(Clone, Copy, Debug)]
struct Edit {
    strip: u8,
    from: u32,
    to: u32,
}

/// Lemmas and features of English words.
#[derive(Clone, Debug)]
pub struct Lemmas {
    rules: Rules,
    tags: Tags,
    /// The class of each pair of tags.
    classes: Vec<u16>,
    exceptions: Table,
    edits: Vec<Edit>,
    /// What edits put, one after the other.
    endings: String,
    user: UserLemmas,
    feats: Feats,
}

impl Lemmas {
    /// What is shipped.
    ///
    /// # Errors
    /// If the embedded file is broken, which the tests would show.
    pub fn built_in() -> Result<Self, Error> {
        Self::parse(&BUILT_IN.0)
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let file = ModelFile::parse(bytes, NAME, VERSION)?;
        let shape = |reason: String| Error::new(ErrorKind::Shape, format!("the model “{NAME}”: {reason}"));
        let rules = Rules::parse(file.text("rules")?).map_err(shape)?;
        let tags = Tags::new(file.text("tags")?.lines())?;
        let classes = tags
            .all()
            .map(|(upos, xpos)| rules.class_of(upos, xpos))
            .collect::<Option<_>>()
            .ok_or_else(|| shape("a tag has no class".to_owned()))?;
        let mut edits = Vec::new();
        let mut endings = String::new();
        for line in file.text("edits")?.lines() {
            let edit = line
                .split_once('\t')
                .and_then(|(strip, ending)| Some((strip.parse().ok()?, ending)));
            let (strip, ending) = edit.ok_or_else(|| shape(format!("“{line}” is no edit")))?;
            let from = endings.len() as u32;
            endings.push_str(ending);
            edits.push(Edit {
                strip,
                from,
                to: endings.len() as u32,
            });
        }
        let feats = Feats::read(&file, &tags)?;
        let exceptions = Table::read(file.section("exception_starts")?, file.section("exceptions")?)?;
        Ok(Self {
            rules,
            tags,
            classes,
            exceptions,
            edits,
            endings,
            user: UserLemmas::default(),
            feats,
        })
    }

    /// Adds a user's lemmas, which count before all others. `content` has a line for each: form, tab,
    /// universal tag (`*` for any), tab, lemma; lines that are empty or begin with `#` are left out. A form
    /// without capitals is meant however the text writes it; a form with capitals only as it stands. Of two
    /// lines for the same form and tag the later counts, and a tag counts before `*`.
    ///
    /// ```
    /// # use dateline_core::layers::Upos;
    /// # use dateline_syntax::lemma::{Form, Lemmas};
    /// let mut lemmas = Lemmas::built_in()?;
    /// lemmas.add_exceptions("mine.tsv", "# Ours\nkillings\tNOUN\tkilling\nfolx\t*\tfolk\n")?;
    /// let mut out = String::new();
    /// let lemma = lemmas.lemma(&Form::new("Folx"), Upos::Noun, "NNS", &mut out);
    /// assert_eq!(lemma.of("Folx", &out), "folk");
    /// # Ok::<(), dateline_model::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Shape`] with `name` and the line that is not so.
    pub fn add_exceptions(&mut self, name: &str, content: &str) -> Result<(), Error> {
        self.user.add(name, content)
    }

    /// The lemma of a word of these tags, `xpos` being Penn Treebank's. `out` is overwritten or left alone;
    /// its content matters only for [`Lemma::Written`].
    #[must_use = "the lemma may not be in the buffer"]
    #[inline]
    pub fn lemma(&self, form: &Form<'_>, upos: Upos, xpos: &str, out: &mut String) -> Lemma {
        if let Some(lemma) = self.user.get(form, upos) {
            out.clear();
            out.push_str(lemma);
            return Lemma::Written;
        }
        let pair = self.tags.pair(upos, xpos);
        let number = self.classes.get(usize::from(pair)).copied().unwrap_or(0);
        let Some(class) = self.rules.classes.get(usize::from(number)) else {
            return Lemma::Form;
        };
        if form.has_capitals() {
            return self.capitalized(form, number, class, out);
        }
        let (strip, ending) = match self.exceptions.get(number, form.key(), Key::NONE) {
            Some(edit) => self.edit(edit),
            None if class.policy == Policy::Number => {
                return if without_commas(form.text(), out) {
                    Lemma::Written
                } else {
                    Lemma::Form
                };
            }
            None => class.apply(form.folded()),
        };
        changed(form.text(), strip, ending, out)
    }

    /// The lemma of a word with capitals.
    fn capitalized(&self, form: &Form<'_>, number: u16, class: &Class, out: &mut String) -> Lemma {
        let written = Key::new(form.text().as_bytes());
        if let Some(edit) = self.exceptions.get(number, written, Key::NONE) {
            let (strip, ending) = self.edit(edit);
            return changed(form.text(), strip, ending, out);
        }
        let capitals = class.policy.decide(form, class);
        if capitals == Capitals::Keep && !class.has_rules() {
            return Lemma::Form;
        }
        let (strip, ending) = match self.exceptions.get(number, form.key(), Key::NONE) {
            Some(edit) => self.edit(edit),
            // Behind a capital, s is an ending whatever the letters: CEOs, DVDs.
            None if capitals == Capitals::Keep && is_plural_of_capitals(form.text()) => (1, ""),
            None => class.apply(form.folded()),
        };
        let text = form.text();
        if capitals == Capitals::Keep && strip < text.len() {
            return changed(text, strip, ending, out);
        }
        out.clear();
        let mut letters = text.chars();
        if capitals != Capitals::Lower {
            // Where nothing of the form is left, the capital goes to what came in its place.
            let from = if strip < text.len() {
                &mut letters
            } else {
                &mut ending.chars()
            };
            out.extend(from.next());
            if strip >= text.len() {
                out.extend(from);
                return Lemma::Written;
            }
        }
        out.extend(letters.flat_map(char::to_lowercase));
        let end = out.len().saturating_sub(strip);
        if out.is_char_boundary(end) {
            out.truncate(end);
            out.push_str(ending);
        }
        Lemma::Written
    }

    fn edit(&self, number: u16) -> (usize, &str) {
        self.edits.get(usize::from(number)).map_or((0, ""), |edit| {
            let ending = self.endings.get(edit.from as usize..edit.to as usize);
            (usize::from(edit.strip), ending.unwrap_or(""))
        })
    }

    /// The features of a word as CoNLL-U writes them, empty for none; `before` is the word before it in the
    /// sentence with its tags. See [`crate::feats`].
    #[must_use]
    #[inline]
    pub fn feats(
        &self,
        form: &Form<'_>,
        upos: Upos,
        xpos: &str,
        before: Option<(&Form<'_>, Upos, &str)>,
    ) -> &str {
        self.feats.name(self.feats_index(form, upos, xpos, before))
    }

    /// The number of the features among [`Lemmas::feats_count`], for those who keep each string once.
    #[inline]
    pub(crate) fn feats_index(
        &self,
        form: &Form<'_>,
        upos: Upos,
        xpos: &str,
        before: Option<(&Form<'_>, Upos, &str)>,
    ) -> u16 {
        let pair = self.tags.pair(upos, xpos);
        self.feats.index(&self.tags, form, pair, before)
    }

    /// The features with this number.
    pub(crate) fn feats_name(&self, index: u16) -> &str {
        self.feats.name(index)
    }

    /// How many different strings of features there are.
    pub(crate) fn feats_count(&self) -> usize {
        self.feats.len()
    }
}

/// `text` with its last `strip` bytes replaced.
#[inline]
fn changed(text: &str, strip: usize, ending: &str, out: &mut String) -> Lemma {
    if strip == 0 && ending.is_empty() {
        return Lemma::Form;
    }
    let Some(start) = text.len().checked_sub(strip).and_then(|end| text.get(..end)) else {
        return Lemma::Form;
    };
    if ending.is_empty() {
        return Lemma::Start(start.len());
    }
    out.clear();
    out.push_str(start);
    out.push_str(ending);
    Lemma::Written
}

fn is_plural_of_capitals(text: &str) -> bool {
    let mut ends = text.bytes().rev();
    ends.next() == Some(b's') && ends.next().is_some_and(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests;
