//! Facts: relations, events, quotes, propositions, each with its evidence.

use crate::layers::{Entities, Mentions, Sentences, layer, visit_all};
use crate::{Annotation, Document, Id, Span, TextRef};

layer! {
    /// Typed relations between mentions.
    Relations, "relations", Relation
}
layer! {
    /// Who did what to whom: CAMEO and PLOVER events.
    Events, "events", Event
}
layer! {
    /// Attributed speech.
    Quotes, "quotes", Quote
}
layer! {
    /// Open information extraction.
    Propositions, "propositions", Proposition
}

/// Where a fact stands in the text and what found it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The sentence that states it.
    pub sentence: Option<Id<Sentences>>,
    /// The words that it rests on.
    pub spans: Vec<Span>,
    /// The rule or model that produced it.
    pub rule: TextRef,
}

/// One end of a relation: a mention, or plain text (a cause of death, a crime).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// A mention.
    Mention(Id<Mentions>),
    /// A stretch of text.
    Text(Span),
}

/// A further statement about a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Qualifier {
    /// What it says (`organization`, `former`, `time`).
    pub key: TextRef,
    /// The mention or text that says it; `None` where the key alone says all (`former`).
    pub value: Option<Term>,
}

/// A typed relation, subject to object.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// The ontology's name for it (`position_held`).
    pub relation: TextRef,
    /// Its subject.
    pub subject: Id<Mentions>,
    /// Its object.
    pub object: Term,
    /// Further statements.
    pub qualifiers: Vec<Qualifier>,
    /// Where it stands.
    pub evidence: Evidence,
    /// How sure the stage is, in 0 to 1.
    pub confidence: f32,
}

impl Annotation for Relation {
    fn visit_spans(&self, visit: &mut dyn FnMut(Span)) {
        if let Term::Text(span) = self.object {
            visit(span);
        }
        for qualifier in &self.qualifiers {
            if let Some(Term::Text(span)) = qualifier.value {
                visit(span);
            }
        }
        visit_all(&self.evidence.spans, visit);
    }
}

/// Whether an event has happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventStatus {
    /// It has, or is said to have.
    Actual,
    /// It will, as somebody intends.
    Planned,
    /// It may.
    Possible,
    /// It has not, or somebody denies that it has.
    Denied,
    /// It would, if something else does.
    Conditional,
}

impl EventStatus {
    /// The status's name in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Actual => "actual",
            Self::Planned => "planned",
            Self::Possible => "possible",
            Self::Denied => "denied",
            Self::Conditional => "conditional",
        }
    }
}

/// An act of one actor towards another.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// CAMEO 1.1b3 code, two to four digits.
    pub code: TextRef,
    /// PLOVER type (`CONSULT`).
    pub plover: TextRef,
    /// The word or words that name the act.
    pub trigger: Span,
    /// Who acts.
    pub source: Vec<Id<Entities>>,
    /// Towards whom; may be empty.
    pub target: Vec<Id<Entities>>,
    /// CAMEO actor code of the source (`JPNGOV`); empty if unknown.
    pub source_code: TextRef,
    /// CAMEO actor code of the target; empty if unknown.
    pub target_code: TextRef,
    /// When, as a TIMEX3 value; empty if the text does not say.
    pub date: TextRef,
    /// Where.
    pub location: Option<Id<Entities>>,
    /// Whether it has happened.
    pub status: EventStatus,
    /// Who reports it, where the text attributes it to somebody.
    pub reported_by: Option<Id<Mentions>>,
    /// Where it stands.
    pub evidence: Evidence,
    /// How sure the stage is, in 0 to 1.
    pub confidence: f32,
}

impl Annotation for Event {
    fn visit_spans(&self, visit: &mut dyn FnMut(Span)) {
        visit(self.trigger);
        visit_all(&self.evidence.spans, visit);
    }
}

/// How speech is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuoteKind {
    /// All inside quotation marks.
    Direct,
    /// A reported clause.
    Indirect,
    /// A reported clause with words inside quotation marks.
    Mixed,
}

impl QuoteKind {
    /// The kind's name in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Mixed => "mixed",
        }
    }
}

/// Something said, and by whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// How it is reported.
    pub kind: QuoteKind,
    /// What is said: one span, or several where the cue interrupts. With the quotation marks of direct
    /// speech, without the cue and its subject.
    pub content: Vec<Span>,
    /// The word that reports it (`said`, `according to`).
    pub cue: Option<Span>,
    /// Who says it.
    pub speaker: Option<Id<Mentions>>,
    /// To whom, where the text says.
    pub addressee: Option<Id<Mentions>>,
    /// The rule that found it, and, where there is no speaker, why.
    pub rule: TextRef,
    /// How sure the stage is, in 0 to 1.
    pub confidence: f32,
}

impl Annotation for Quote {
    fn visit_spans(&self, visit: &mut dyn FnMut(Span)) {
        visit_all(&self.content, visit);
        if let Some(cue) = self.cue {
            visit(cue);
        }
    }
}

/// Whether a proposition is asserted or negated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Polarity {
    /// Asserted.
    #[default]
    Positive,
    /// Negated.
    Negative,
}

/// What an argument of a proposition is to its predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArgumentRole {
    /// An object, or what is said of the subject.
    Object,
    /// A clause that is said, thought, asked or wanted.
    Clause,
    /// When.
    Time,
    /// Where.
    Place,
    /// Another noun behind a preposition, or one of measure.
    Oblique,
    /// Another adverb.
    Adverb,
    /// A clause that says when, why, what for or on what condition.
    Adverbial,
}

impl ArgumentRole {
    /// All roles.
    pub const ALL: [Self; 7] = [
        Self::Object,
        Self::Clause,
        Self::Time,
        Self::Place,
        Self::Oblique,
        Self::Adverb,
        Self::Adverbial,
    ];

    /// The role's name in output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Clause => "clause",
            Self::Time => "time",
            Self::Place => "place",
            Self::Oblique => "oblique",
            Self::Adverb => "adverb",
            Self::Adverbial => "adverbial",
        }
    }
}

/// One proposition of open information extraction: a subject, a predicate, and what else belongs to it.
///
/// [`Proposition::relation`] says the predicate in words, and [`Proposition::tuple`] the whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposition {
    /// The first argument, complete: all that names it, without relative clauses and asides.
    pub subject: Span,
    /// The same with its closest modifiers alone; lies within the complete one.
    pub minimal_subject: Span,
    /// The relation's words in reading order, which is the text's but for a preposition that a relative pronoun has
    /// taken along (“to which he belonged”: `belonged to`); empty where only [`Self::implied`] says it.
    pub predicate: Vec<Span>,
    /// A word that the text implies and does not say, before the predicate's words (`is`, between a name and its
    /// apposition); empty if there is none.
    pub implied: TextRef,
    /// The further arguments, complete: what follows the predicate in text order, then what stands before it.
    pub objects: Vec<Span>,
    /// The same with their closest modifiers alone, one for each of [`Self::objects`].
    pub minimal_objects: Vec<Span>,
    /// What each of [`Self::objects`] is to the predicate.
    pub roles: Vec<ArgumentRole>,
    /// Asserted or negated.
    pub polarity: Polarity,
    /// The word that qualifies it: a modal (`may`, `would`), an adverb of doubt (`allegedly`), the `if` of a
    /// condition, the `to` of an infinitive, which says what is meant to be; empty if none does.
    pub modality: TextRef,
    /// Who claims it, where the text says.
    pub attribution: Option<Span>,
    /// Where it stands.
    pub evidence: Evidence,
    /// How sure the stage is, in 0 to 1.
    pub confidence: f32,
}

impl Proposition {
    /// The relation in words: what is implied, then the predicate's words, with one space between any two.
    #[must_use]
    pub fn relation(&self, doc: &Document) -> String {
        let mut words = String::new();
        add_words(&mut words, doc.get(self.implied));
        for span in &self.predicate {
            add_words(&mut words, doc.slice(*span));
        }
        words
    }

    /// The proposition as a tuple of strings: subject, relation, then the other arguments, all complete, with one
    /// space for any white space.
    #[must_use]
    pub fn tuple(&self, doc: &Document) -> Vec<String> {
        let argument = |span: &Span| {
            let mut words = String::new();
            add_words(&mut words, doc.slice(*span));
            words
        };
        let mut tuple = vec![argument(&self.subject), self.relation(doc)];
        tuple.extend(self.objects.iter().map(argument));
        tuple
    }
}

/// Appends the words of `text`, a space before each but the first of all.
fn add_words(words: &mut String, text: &str) {
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
    }
}

impl Annotation for Proposition {
    fn visit_spans(&self, visit: &mut dyn FnMut(Span)) {
        visit(self.subject);
        visit(self.minimal_subject);
        visit_all(&self.predicate, visit);
        visit_all(&self.objects, visit);
        visit_all(&self.minimal_objects, visit);
        if let Some(span) = self.attribution {
            visit(span);
        }
        visit_all(&self.evidence.spans, visit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tuple_has_what_is_implied_and_one_space_for_any() {
        let mut doc = Document::from_text("Sok,\n  the\tmayor, has  long been ill").unwrap();
        let at = |doc: &Document, words: &str| Span::at(doc.text().find(words).unwrap(), words.len());
        let said = Proposition {
            subject: at(&doc, "Sok"),
            predicate: vec![at(&doc, "has"), at(&doc, "been")],
            objects: vec![at(&doc, "ill"), at(&doc, "long")],
            ..Proposition::default()
        };
        assert_eq!(said.tuple(&doc), ["Sok", "has been", "ill", "long"]);
        let mut implied = TextRef::EMPTY;
        doc.insert(|_, out| {
            implied = out.intern("is");
            Ok(())
        })
        .unwrap();
        let beside = Proposition {
            subject: at(&doc, "Sok"),
            implied,
            objects: vec![at(&doc, "the\tmayor")],
            ..Proposition::default()
        };
        assert_eq!(beside.tuple(&doc), ["Sok", "is", "the mayor"]);
        assert_eq!(Proposition::default().relation(&doc), "");
    }
}
