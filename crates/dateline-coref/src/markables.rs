//! What may refer: every name, description and pronoun of the article with what agreement and rank ask for.

use crate::article::{Article, is_entity};
use crate::classes::{CLASSES, Class, Classes};
use crate::data::{Gender, list};
use crate::origins::{Origin, Origins};
use crate::setting::{self, Fame, Setting};
use crate::tree::{NONE, Subtype, Tree, Word, bit, child};
use dateline_core::layers::{Label, Mention, TokenClass, UdRel, Upos};
use std::ops::Range;

/// How a markable refers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Form {
    Name,
    /// A proper noun that the tagger gave no label.
    Proper,
    /// “the canal”.
    Definite,
    /// “this canal”.
    Demonstrative,
    /// “a canal”.
    Indefinite,
    /// “his canal”, “Japan's canal”.
    Owned,
    /// “canals”, “three canals”.
    Bare,
    Pronoun,
}

/// Which pronoun, whatever its case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Pronoun {
    None,
    I,
    We,
    You,
    He,
    She,
    It,
    They,
    /// “who”, “which”, “that” of a relative clause.
    Relative,
    Demonstrative,
    Other,
}

/// One thing that may refer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Markable {
    pub(crate) head: u32,
    /// First token of its phrase, and one past its last.
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) sentence: u32,
    pub(crate) form: Form,
    pub(crate) pronoun: Pronoun,
    /// The name or title that it is, by index into the mentions.
    pub(crate) mention: Option<u32>,
    /// 0 unknown, 1 singular, 2 plural.
    pub(crate) number: u8,
    /// 0 unknown, 1 male, 2 female, 3 neither.
    pub(crate) gender: u8,
    /// What it is a mention of, as far as the words tell.
    pub(crate) class: Class,
    /// The label of the name or title; 0 for none, else its place in the ontology's list plus one.
    pub(crate) label: u8,
    pub(crate) role: u8,
    pub(crate) quoted: bool,
    /// It stands in the article's dateline, which is no place to refer to.
    pub(crate) dateline: bool,
    /// Hash of the head's lemma.
    pub(crate) lemma: u64,
    /// Hash of the phrase's words without determiners, possessive endings and what follows the head.
    pub(crate) text: u64,
    /// Hashes of the words before the head, at most four, without determiners.
    pub(crate) modifiers: [u64; 4],
    /// Of a name, hash of the words behind its head (“of Finance”); 0 for none.
    pub(crate) tail: u64,
    /// Hash of the lemma that governs the head.
    pub(crate) governor: u64,
    /// The verb or predicate of its clause, or [`NONE`].
    pub(crate) clause: u32,
    /// Where it stands in the order of understanding: its first token, or, of a pronoun in what stands before
    /// its clause's subject (“In his speech Kihara said”), that subject's last.
    pub(crate) place: u32,
    pub(crate) setting: Setting,
    /// Of a name, how much the article makes of it.
    pub(crate) fame: Fame,
    /// The state that it belongs to, as far as its own words tell.
    pub(crate) origin: Origin,
}

impl Markable {
    pub(crate) fn is_pronoun(&self) -> bool {
        self.form == Form::Pronoun
    }

    /// Whether it is “he” or “she”.
    pub(crate) fn is_gendered(&self) -> bool {
        matches!(self.pronoun, Pronoun::He | Pronoun::She)
    }

    /// The tokens of its phrase.
    pub(crate) fn tokens(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The place of a label in the ontology's list, from 1.
pub(crate) fn label_number(label: Label) -> u8 {
    Label::KNOWN
        .iter()
        .position(|(known, ..)| *known == label)
        .map_or(0, |at| at as u8 + 1)
}

/// What markables are made of.
pub(crate) struct Marking<'a> {
    pub(crate) article: Article<'a>,
    pub(crate) tree: &'a Tree,
    pub(crate) classes: &'a Classes,
    pub(crate) mentions: &'a [Mention],
    pub(crate) spans: &'a [Range<usize>],
    /// The gender that is known of a name, by mention.
    pub(crate) gender: &'a dyn Fn(usize) -> Option<Gender>,
}

impl Marking<'_> {
    /// Finds the article's markables, in text order, the longer of two that begin together first.
    pub(crate) fn run(&self, found: &mut Vec<Markable>) {
        found.clear();
        let tokens = self.article.tokens.len();
        let mut over: Vec<u32> = vec![NONE; tokens];
        let mut heads: Vec<u32> = vec![NONE; tokens];
        for (index, span) in self.spans.iter().enumerate() {
            for place in over.get_mut(span.clone()).unwrap_or_default() {
                *place = index as u32;
            }
            let named = self.mentions.get(index).is_some_and(|it| is_entity(it.label));
            if named
                && !span.is_empty()
                && let Some(place) = heads.get_mut(self.tree.head_of(span.clone()))
            {
                *place = index as u32;
            }
        }
        let dateline = self.article.dateline();
        let brackets = setting::bracketed(self.article);
        for at in 0..tokens {
            let name = heads.get(at).copied().filter(|index| *index != NONE);
            let covering = over.get(at).copied().filter(|index| *index != NONE);
            let Some(word) = self.tree.get(at) else { continue };
            if name.is_none() && !self.may_refer(at, word, covering) {
                continue;
            }
            let mut it = self.markable(at, word, name.or(covering));
            it.dateline = dateline.contains(&at);
            it.setting.bracketed = brackets.get(at).copied().unwrap_or(false);
            found.push(it);
        }
        found.sort_by_key(|it| {
            (
                it.place,
                it.is_pronoun() && it.place != it.start,
                u32::MAX - it.end,
                it.head,
            )
        });
        setting::order(found);
    }

    /// Whether a word that heads no name may be the head of a mention.
    fn may_refer(&self, at: usize, word: &Word, covering: Option<u32>) -> bool {
        let label = covering
            .and_then(|index| self.mentions.get(index as usize))
            .map(|it| it.label);
        // The inside of a name refers to nothing, and values are no entities.
        if label.is_some_and(|label| label != Label::Title) {
            return false;
        }
        // Nor does the inside of a title.
        let title = covering
            .filter(|_| label.is_some())
            .and_then(|index| self.spans.get(index as usize));
        if title.is_some_and(|span| self.tree.head_of(span.clone()) != at) {
            return false;
        }
        if matches!(
            word.relation,
            UdRel::Flat | UdRel::Fixed | UdRel::Goeswith | UdRel::Expl
        ) || word.subtype == Subtype::Descriptive
        {
            return false;
        }
        let token_is_word = self
            .article
            .tokens
            .get(at)
            .is_some_and(|token| token.class == TokenClass::Word);
        match word.upos {
            Upos::Noun | Upos::Propn => token_is_word,
            Upos::Pron => true,
            Upos::Det => word.relation != UdRel::Det && word.bits & bit::DEMONSTRATIVE != 0,
            _ => self.article.is(
                at,
                list::HE | list::SHE | list::IT | list::THEY | list::I | list::WE | list::YOU,
            ),
        }
    }

    fn markable(&self, at: usize, word: &Word, mention: Option<u32>) -> Markable {
        let phrase = self.tree.phrase(at);
        let pronoun = if mention.is_some() {
            Pronoun::None
        } else {
            self.pronoun(at, word)
        };
        let label = mention
            .and_then(|index| self.mentions.get(index as usize))
            .map(|it| it.label);
        let named = label.is_some_and(is_entity);
        let form = if named {
            Form::Name
        } else if pronoun != Pronoun::None {
            Form::Pronoun
        } else if word.upos == Upos::Propn && label.is_none() {
            Form::Proper
        } else if word.children & child::THIS != 0 {
            Form::Demonstrative
        } else if word.children & child::THE != 0 {
            Form::Definite
        } else if word.children & child::A != 0 {
            Form::Indefinite
        } else if word.children & child::OWNER != 0 {
            Form::Owned
        } else {
            Form::Bare
        };
        let label = label.map_or(0, label_number);
        let governor = self.tree.get(word.head as usize);
        let within = match mention
            .filter(|_| named)
            .and_then(|index| self.spans.get(index as usize))
        {
            Some(span) if span.contains(&at) => span.clone(),
            _ => phrase.clone(),
        };
        let (text, modifiers) = self.words(at, &within, word);
        let mut it = Markable {
            head: at as u32,
            start: phrase.start as u32,
            end: phrase.end as u32,
            sentence: word.sentence,
            form,
            pronoun,
            mention,
            number: number(word, pronoun),
            gender: 0,
            class: Class::Abstract,
            label,
            role: role(word),
            quoted: self.article.in_quotes(at),
            dateline: false,
            lemma: word.lemma,
            text,
            modifiers,
            tail: if named { self.tail(at, &within) } else { 0 },
            governor: governor.map_or(0, |it| it.lemma),
            clause: self.clause(at),
            place: phrase.start as u32,
            setting: setting::setting(self.tree, at, role),
            fame: Fame::default(),
            origin: Origin::default(),
        };
        if let Some(place) = self.after_subject(at, pronoun) {
            it.place = place;
        }
        if pronoun == Pronoun::None {
            let origins = Origins {
                article: self.article,
                mentions: self.mentions,
                spans: self.spans,
            };
            it.origin = origins.origin(at, &phrase, mention, form);
        }
        it.class = self.class(&it, word);
        it.gender = self.gender(at, &it, named);
        it
    }

    fn class(&self, it: &Markable, word: &Word) -> Class {
        match it.pronoun {
            Pronoun::I | Pronoun::We | Pronoun::You | Pronoun::He | Pronoun::She => Class::Person,
            Pronoun::None => self.classes.of(it, word),
            _ => Class::Abstract,
        }
    }

    fn gender(&self, at: usize, it: &Markable, named: bool) -> u8 {
        let known = it
            .mention
            .filter(|_| named)
            .and_then(|index| (self.gender)(index as usize));
        match (it.pronoun, known) {
            (Pronoun::He, _) | (_, Some(Gender::Male)) => 1,
            (Pronoun::She, _) | (_, Some(Gender::Female)) => 2,
            (Pronoun::It, _) => 3,
            (Pronoun::None, None) if self.article.is(at, list::MALE_NOUN | list::MALE_PERSON) => 1,
            (Pronoun::None, None) if self.article.is(at, list::FEMALE_NOUN | list::FEMALE_PERSON) => 2,
            (Pronoun::None, None) if it.class != Class::Person && it.class != Class::Other => 3,
            _ => 0,
        }
    }

    fn pronoun(&self, at: usize, word: &Word) -> Pronoun {
        let pronominal = matches!(
            word.upos,
            Upos::Pron | Upos::Det | Upos::Sconj | Upos::Adp | Upos::X
        );
        for (lists, pronoun) in [
            (list::HE, Pronoun::He),
            (list::SHE, Pronoun::She),
            (list::IT, Pronoun::It),
            (list::THEY, Pronoun::They),
            (list::I, Pronoun::I),
            (list::WE, Pronoun::We),
            (list::YOU, Pronoun::You),
        ] {
            if self.article.is(at, lists) {
                return pronoun;
            }
        }
        if !pronominal {
            Pronoun::None
        } else if word.bits & bit::RELATIVE != 0 || self.article.is(at, list::RELATIVE) {
            Pronoun::Relative
        } else if word.bits & bit::DEMONSTRATIVE != 0 {
            Pronoun::Demonstrative
        } else {
            Pronoun::Other
        }
    }

    /// The hash of a phrase's words up to its head, and those before the head one by one.
    fn words(&self, at: usize, phrase: &Range<usize>, head: &Word) -> (u64, [u64; 4]) {
        let mut modifiers = [0; 4];
        let mut text = 0_u64;
        let last = self
            .tree
            .words
            .get(at + 1..phrase.end)
            .unwrap_or_default()
            .iter()
            .take_while(|word| word.relation == UdRel::Flat)
            .count();
        for token in phrase.start..at + 1 + last {
            let Some(word) = self.tree.get(token) else {
                continue;
            };
            if matches!(word.upos, Upos::Det | Upos::Punct | Upos::Part)
                || word.subtype == Subtype::Possessive
            {
                continue;
            }
            text = (text ^ word.form)
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .rotate_left(23);
            if token != at
                && word.form != head.form
                && let Some(free) = modifiers.iter_mut().find(|it| **it == 0)
            {
                *free = word.form;
            }
        }
        (text, modifiers)
    }

    /// The hash of a name's words behind its head, marks and the possessive ending left aside.
    fn tail(&self, head: usize, name: &Range<usize>) -> u64 {
        let behind = self.tree.words.get(head + 1..name.end).unwrap_or_default();
        behind
            .iter()
            .filter(|word| !matches!(word.upos, Upos::Punct | Upos::Part | Upos::Det))
            .fold(0, |hash, word| {
                (hash ^ word.form)
                    .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                    .rotate_left(23)
            })
    }

    /// The predicate of the clause in which the token stands: up the tree until a verb, or a noun with a subject.
    fn clause(&self, at: usize) -> u32 {
        let mut at = at;
        for _ in 0..12 {
            let Some(head) = self.tree.get(at).map(|word| word.head as usize) else {
                return NONE;
            };
            let Some(word) = self.tree.get(head) else {
                return NONE;
            };
            if word.upos == Upos::Verb || word.children & child::SUBJECT != 0 {
                return head as u32;
            }
            at = head;
        }
        NONE
    }

    /// The last token of the subject that a pronoun before it may mean.
    fn after_subject(&self, at: usize, pronoun: Pronoun) -> Option<u32> {
        // “I left,” said Kihara: who speaks of himself is named behind; “he” in what he says is another.
        let clauses: &[UdRel] = match pronoun {
            Pronoun::He | Pronoun::She | Pronoun::It | Pronoun::They => &[UdRel::Obl, UdRel::Advcl],
            Pronoun::I | Pronoun::We if self.article.in_quotes(at) => &[UdRel::Ccomp],
            _ => return None,
        };
        let mut at = at;
        for _ in 0..12 {
            let word = self.tree.get(at)?;
            let above = self.tree.get(word.head as usize)?;
            if clauses.contains(&word.relation) && above.subject != NONE {
                let subject = self.tree.get(above.subject as usize)?;
                return (word.extent.1 < subject.phrase.0).then_some(subject.phrase.1);
            }
            at = word.head as usize;
        }
        None
    }
}

fn number(word: &Word, pronoun: Pronoun) -> u8 {
    match pronoun {
        Pronoun::I | Pronoun::He | Pronoun::She | Pronoun::It => 1,
        Pronoun::We | Pronoun::They => 2,
        Pronoun::You => 0,
        _ if word.children & child::CONJUNCT != 0 && pronoun == Pronoun::None => 0,
        _ if word.bits & bit::PLURAL != 0 => 2,
        _ if word.bits & bit::SINGULAR != 0 => 1,
        _ => 0,
    }
}

/// A number for how a word depends on its head, subtypes that matter kept apart.
fn role(word: &Word) -> u8 {
    match (word.relation, word.subtype) {
        (UdRel::Nsubj, Subtype::Passive) => 40,
        (UdRel::Nmod, Subtype::Possessive) => 41,
        (UdRel::Root, _) if word.children & child::COPULA != 0 => 42,
        (UdRel::Obl, Subtype::Other) => 43,
        (UdRel::Nmod, Subtype::Other) => 44,
        (relation, _) => relation as u8,
    }
}

impl Markable {
    /// Whether it is the subject of a clause.
    pub(crate) fn is_subject(&self) -> bool {
        self.role == UdRel::Nsubj as u8 || self.role == 40
    }
}

const _: () = assert!(CLASSES <= 16);
