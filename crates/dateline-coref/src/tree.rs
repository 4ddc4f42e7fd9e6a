//! The parse as coreference asks for it: heads, relations, features as bits, and the phrase of every head.
//!
//! A phrase is what the annotation of GUM calls a mention's span: the head with its determiners, modifiers and
//! complements, and the possessive ending, but without prepositions, conjuncts, appositions, asides, and what
//! makes a clause of it (subject, copula, adverbs before it). Against GUM train's own trees this rule gives 95
//! of 100 spans.

use crate::article::lower_into;
use dateline_core::View;
use dateline_core::layers::{Dependency, Parse, Sentence, Tag, Tags, Token, UdRel, Upos};
use dateline_model::hash_bytes;
use std::ops::Range;

/// No token.
pub(crate) const NONE: u32 = u32::MAX;

/// What UD features and tags say of a word, a bit each.
pub(crate) mod bit {
    pub(crate) const SINGULAR: u16 = 1;
    pub(crate) const PLURAL: u16 = 1 << 1;
    pub(crate) const FIRST: u16 = 1 << 2;
    pub(crate) const SECOND: u16 = 1 << 3;
    pub(crate) const THIRD: u16 = 1 << 4;
    pub(crate) const MASCULINE: u16 = 1 << 5;
    pub(crate) const FEMININE: u16 = 1 << 6;
    pub(crate) const NEUTER: u16 = 1 << 7;
    /// A relative pronoun.
    pub(crate) const RELATIVE: u16 = 1 << 8;
    /// A reflexive pronoun.
    pub(crate) const REFLEXIVE: u16 = 1 << 9;
    /// A possessive pronoun.
    pub(crate) const POSSESSIVE: u16 = 1 << 10;
    /// An interrogative pronoun.
    pub(crate) const INTERROGATIVE: u16 = 1 << 11;
    /// A definite article, or a demonstrative.
    pub(crate) const DEFINITE: u16 = 1 << 12;
    /// An indefinite article.
    pub(crate) const INDEFINITE: u16 = 1 << 13;
    /// A demonstrative.
    pub(crate) const DEMONSTRATIVE: u16 = 1 << 14;
}

/// Values of UD features and the bits that they set.
const FEATURES: &[(&str, u16)] = &[
    ("Number=Sing", bit::SINGULAR),
    ("Number=Plur", bit::PLURAL),
    ("Person=1", bit::FIRST),
    ("Person=2", bit::SECOND),
    ("Person=3", bit::THIRD),
    ("Gender=Masc", bit::MASCULINE),
    ("Gender=Fem", bit::FEMININE),
    ("Gender=Neut", bit::NEUTER),
    ("PronType=Rel", bit::RELATIVE),
    ("PronType=Int", bit::INTERROGATIVE),
    ("PronType=Dem", bit::DEMONSTRATIVE | bit::DEFINITE),
    ("Reflex=Yes", bit::REFLEXIVE),
    ("Poss=Yes", bit::POSSESSIVE),
    ("Definite=Def", bit::DEFINITE),
    ("Definite=Ind", bit::INDEFINITE),
];

/// The subtypes of relations that matter here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Subtype {
    None,
    Passive,
    Possessive,
    Relative,
    /// A title before a name.
    Descriptive,
    Other,
}

/// One word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    /// The token that governs it, or [`NONE`].
    pub(crate) head: u32,
    pub(crate) relation: UdRel,
    pub(crate) subtype: Subtype,
    pub(crate) upos: Upos,
    /// Of [`bit`].
    pub(crate) bits: u16,
    pub(crate) sentence: u32,
    /// Hash of the form in lower case.
    pub(crate) form: u64,
    /// Hash of the lemma in lower case; of the form where there is none.
    pub(crate) lemma: u64,
    /// Hash of the form's last three letters.
    pub(crate) ending: u64,
    /// The phrase of which it is the head, first and last token.
    pub(crate) phrase: (u32, u32),
    /// All that depends on it, first and last token.
    pub(crate) extent: (u32, u32),
    /// What kinds of dependents it has: of [`child`].
    pub(crate) children: u16,
    /// Its subject, or [`NONE`].
    pub(crate) subject: u32,
}

/// What kinds of dependents a word has, a bit each.
pub(crate) mod child {
    pub(crate) const COPULA: u16 = 1;
    pub(crate) const CLAUSE: u16 = 1 << 1;
    pub(crate) const CONJUNCT: u16 = 1 << 2;
    pub(crate) const NEGATION: u16 = 1 << 3;
    pub(crate) const OWNER: u16 = 1 << 4;
    pub(crate) const THE: u16 = 1 << 5;
    pub(crate) const A: u16 = 1 << 6;
    pub(crate) const THIS: u16 = 1 << 7;
    pub(crate) const DETERMINER: u16 = 1 << 8;
    pub(crate) const SUBJECT: u16 = 1 << 9;
    pub(crate) const ADJECTIVE: u16 = 1 << 10;
    pub(crate) const NUMBER: u16 = 1 << 11;
    pub(crate) const COMPLEMENT: u16 = 1 << 12;
    pub(crate) const EXPLETIVE: u16 = 1 << 13;
    pub(crate) const PREPOSITION: u16 = 1 << 14;
}

/// The article's words.
#[derive(Default)]
pub(crate) struct Tree {
    pub(crate) words: Vec<Word>,
    pending: Vec<u32>,
    leaves: Vec<u32>,
    lower: String,
}

impl Tree {
    /// Reads tags and parse; says whether both are there for every token.
    pub(crate) fn read(&mut self, doc: View<'_>, tokens: &[Token], sentences: &[Sentence]) -> bool {
        self.words.clear();
        let (Some(tags), Some(parse)) = (doc.layer::<Tags>(), doc.layer::<Parse>()) else {
            return false;
        };
        if tags.len() != tokens.len() || parse.len() != tokens.len() || tokens.is_empty() {
            return false;
        }
        self.words.reserve(tokens.len());
        for (at, ((token, tag), arc)) in tokens.iter().zip(tags).zip(parse).enumerate() {
            let word = self.word(doc, at, *token, tag, arc);
            self.words.push(word);
        }
        for (number, sentence) in sentences.iter().enumerate() {
            for word in self.words.get_mut(sentence.tokens()).unwrap_or_default() {
                word.sentence = number as u32;
            }
        }
        self.spread();
        true
    }

    fn word(&mut self, doc: View<'_>, at: usize, token: Token, tag: &Tag, arc: &Dependency) -> Word {
        lower_into(doc.slice(token.span), &mut self.lower);
        let form = hash_bytes(0, self.lower.as_bytes());
        let cut = self.lower.char_indices().rev().nth(2).map_or(0, |(cut, _)| cut);
        let ending = hash_bytes(1, self.lower.get(cut..).unwrap_or("").as_bytes());
        let lemma = doc.get(tag.lemma);
        let lemma = if lemma.is_empty() {
            form
        } else {
            lower_into(lemma, &mut self.lower);
            hash_bytes(0, self.lower.as_bytes())
        };
        let mut bits = 0;
        for feature in doc.get(tag.feats).split('|').filter(|it| !it.is_empty()) {
            if let Some((_, known)) = FEATURES.iter().find(|(name, _)| *name == feature) {
                bits |= known;
            }
        }
        let subtype = match doc.get(arc.deprel.subtype) {
            "" => Subtype::None,
            "pass" => Subtype::Passive,
            "poss" => Subtype::Possessive,
            "relcl" => Subtype::Relative,
            "desc" => Subtype::Descriptive,
            _ => Subtype::Other,
        };
        Word {
            head: arc.head.map_or(NONE, |head| head.raw()),
            relation: arc.deprel.relation,
            subtype,
            upos: tag.upos,
            bits,
            sentence: 0,
            form,
            lemma,
            ending,
            phrase: (at as u32, at as u32),
            extent: (at as u32, at as u32),
            children: 0,
            subject: NONE,
        }
    }

    /// Gives every head the extent of its phrase: words without dependents hand theirs up first, so that each
    /// word is looked at once. Words in a circle, which no tree has, keep what they have.
    fn spread(&mut self) {
        let count = self.words.len() as u32;
        self.pending.clear();
        self.pending.resize(self.words.len(), 0);
        for word in &self.words {
            if let Some(pending) = self.pending.get_mut(word.head as usize) {
                *pending += 1;
            }
        }
        self.leaves.clear();
        self.leaves
            .extend((0..count).filter(|at| self.pending.get(*at as usize) == Some(&0)));
        while let Some(at) = self.leaves.pop() {
            let Some(word) = self.words.get(at as usize).copied() else {
                continue;
            };
            // “Thomas Sam, 42,”: an age is no part of the name.
            let before = word.extent.0.saturating_sub(1);
            let aside = word.relation == UdRel::Nummod
                && word.head < before
                && self
                    .words
                    .get(before as usize)
                    .is_some_and(|before| before.upos == Upos::Punct);
            let Some(head) = self.words.get_mut(word.head as usize) else {
                continue;
            };
            head.extent = join(head.extent, word.extent);
            if within_phrase(&word, at, word.head) && !aside {
                head.phrase = join(head.phrase, word.extent);
            }
            head.children |= kind_of_child(&word);
            if word.relation == UdRel::Nsubj && at < head.subject {
                head.subject = at;
            }
            if let Some(pending) = self.pending.get_mut(word.head as usize) {
                *pending = pending.saturating_sub(1);
                if *pending == 0 {
                    self.leaves.push(word.head);
                }
            }
        }
        // Marks at a phrase's edges are not its own.
        for at in 0..self.words.len() {
            let Some(mut phrase) = self.words.get(at).map(|word| word.phrase) else {
                continue;
            };
            let mark = |it: u32| {
                self.words
                    .get(it as usize)
                    .is_some_and(|word| word.upos == Upos::Punct)
            };
            while phrase.0 < at as u32 && mark(phrase.0) {
                phrase.0 += 1;
            }
            if let Some(word) = self.words.get_mut(at) {
                word.phrase = phrase;
            }
        }
    }

    /// The word of a token.
    pub(crate) fn get(&self, at: usize) -> Option<&Word> {
        self.words.get(at)
    }

    /// The tokens of the phrase whose head is `at`.
    pub(crate) fn phrase(&self, at: usize) -> Range<usize> {
        self.get(at).map_or(at..at + 1, |word| {
            word.phrase.0 as usize..word.phrase.1 as usize + 1
        })
    }

    /// The head among some tokens: the first whose own head lies outside. Of a name that is the second part
    /// of a flat one (“President [Putin]”) it is that name's head.
    pub(crate) fn head_of(&self, tokens: Range<usize>) -> usize {
        let outside = |at: &usize| {
            self.get(*at)
                .is_none_or(|word| !tokens.contains(&(word.head as usize)))
        };
        let nominal = |at: &usize| {
            self.get(*at)
                .is_some_and(|word| !matches!(word.upos, Upos::Punct | Upos::Det | Upos::Part | Upos::Adp))
        };
        let found = (tokens.clone().filter(outside).find(nominal))
            .or_else(|| tokens.clone().find(outside))
            .unwrap_or(tokens.start);
        match self.get(found) {
            Some(word) if word.relation == UdRel::Flat && word.head < tokens.start as u32 => {
                word.head as usize
            }
            _ => found,
        }
    }
}

fn join(a: (u32, u32), b: (u32, u32)) -> (u32, u32) {
    (a.0.min(b.0), a.1.max(b.1))
}

/// Whether a dependent is part of its head's phrase.
fn within_phrase(word: &Word, at: u32, head: u32) -> bool {
    use UdRel::{
        Advcl, Advmod, Appos, Aux, Case, Cc, Conj, Cop, Csubj, Dep, Discourse, Dislocated, Expl, List, Mark,
        Nsubj, Orphan, Parataxis, Punct, Reparandum, Vocative,
    };
    match word.relation {
        // The possessive ending stands behind; what stands before is a preposition.
        Case => at > head && word.upos == Upos::Part,
        Advmod => at > head,
        Cc | Punct | Conj | Cop | Nsubj | Csubj | Aux | Mark | Advcl | Parataxis | Discourse | Dislocated
        | Vocative | Expl | Appos | Dep | Reparandum | List | Orphan => false,
        _ => true,
    }
}

/// The bit that a dependent sets in its head.
fn kind_of_child(word: &Word) -> u16 {
    match word.relation {
        UdRel::Cop => child::COPULA,
        UdRel::Csubj | UdRel::Ccomp | UdRel::Xcomp => child::CLAUSE,
        UdRel::Conj => child::CONJUNCT,
        UdRel::Det if word.bits & bit::DEMONSTRATIVE != 0 => child::THIS,
        UdRel::Det if word.bits & bit::DEFINITE != 0 => child::THE,
        UdRel::Det if word.bits & bit::INDEFINITE != 0 => child::A,
        UdRel::Det => child::DETERMINER,
        UdRel::Nmod if word.subtype == Subtype::Possessive => child::OWNER,
        UdRel::Nsubj => child::SUBJECT,
        UdRel::Amod => child::ADJECTIVE,
        UdRel::Nummod => child::NUMBER,
        UdRel::Acl | UdRel::Nmod => child::COMPLEMENT,
        UdRel::Expl => child::EXPLETIVE,
        UdRel::Case => child::PREPOSITION,
        UdRel::Advmod if word.upos == Upos::Part => child::NEGATION,
        _ => 0,
    }
}
