//! What is known about a place where a sentence may end, as hashed features.

use super::looks::{self, Look, look, mix};
use super::places::Ground;
use super::rules;
use super::words::Words;
use crate::scan::Note;
use dateline_core::layers::{Token, TokenClass};

/// How many features a place has.
pub(crate) const COUNT: usize = 78;

/// The first of them go into the model's linear part, the others into its hidden layer.
pub(crate) const LINEAR: usize = 48;

/// The bits of a feature's hash that count: the size of the table of weights.
pub(crate) const BITS: u32 = 17;

/// What is known beside the tokens.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Surroundings {
    /// The first token of the sentence.
    pub(crate) first: usize,
    /// Those of the sentences before it in the paragraph, the nearest first.
    pub(crate) firsts: [Option<usize>; 2],
    /// One past the last token of the paragraph.
    pub(crate) end: usize,
    /// Whether a double quotation mark is open.
    pub(crate) quoted: bool,
    /// How many round brackets are open.
    pub(crate) brackets: u32,
    /// Whether the text begins sentences without capitals.
    pub(crate) casual: bool,
    /// Whether the paragraph ends with no mark, and whether many of the text do.
    pub(crate) loose: u32,
    /// Whether GUM's conventions hold.
    pub(crate) gum: bool,
}

/// How many looks are kept, a power of two: more than lie around a place.
const KEPT: usize = 32;

/// More verbs than this are not counted.
const VERBS: u32 = 2;

/// The looks of tokens, found out when they are first asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Looks {
    /// Looks with the number of their token, which is its index plus one, each at that index modulo [`KEPT`].
    kept: [(u32, Look); KEPT],
    /// What has been counted of the sentence: its first token, the token it is counted up to, and words in lower
    /// case, with capitals, and verbs.
    counted: (usize, usize),
    lower: u32,
    upper: u32,
    verbs: u32,
}

impl Looks {
    /// Begins a text.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Begins a sentence at the token `from`.
    pub(crate) fn begin(&mut self, from: usize) {
        self.counted = (from, from);
        (self.lower, self.upper, self.verbs) = (0, 0, 0);
    }

    /// Whether the token is a word that never ends anything: an article, a preposition, a conjunction.
    pub(crate) fn goes_on(&mut self, ground: Ground<'_>, index: usize) -> bool {
        let look = self.get(ground.text, ground.tokens, ground.words, index);
        look.case() == looks::LOWER && matches!(look.sort(), 11 | 13 | 19 | 21)
    }

    #[inline]
    fn get(&mut self, text: &str, tokens: &[Token], words: &Words, index: usize) -> Look {
        let number = index as u32 + 1;
        let kept = &mut self.kept[index % KEPT];
        if kept.0 != number {
            let Some(token) = tokens.get(index) else {
                return Look::default();
            };
            *kept = (number, look(text, token, words));
        }
        kept.1
    }

    /// Counts the words of the sentence up to the token `last`, on from where it was counted to before.
    fn count(&mut self, ground: Ground<'_>, first: usize, last: usize) {
        if self.counted.0 != first {
            self.begin(first);
        }
        let (notes, mut from) = (ground.notes, self.counted.1);
        while from <= last {
            let many = (last + 1 - from).min(64);
            let within = u64::MAX >> (64 - many);
            let (lower, upper) = (
                notes.from(Note::Lower, from) & within,
                notes.from(Note::Upper, from) & within,
            );
            self.lower += lower.count_ones();
            self.upper += upper.count_ones();
            let mut letters = lower | upper;
            while letters != 0 && self.verbs < VERBS {
                let token = ground.tokens.get(from + letters.trailing_zeros() as usize);
                let sort = token.map_or(0, |token| looks::sort(ground.text, token, ground.words));
                self.verbs += u32::from(matches!(sort, 1..=4));
                letters &= letters - 1;
            }
            from += many;
        }
        self.counted.1 = from;
    }
}

fn is_verb(look: Look) -> bool {
    matches!(look.sort(), 1..=4) && matches!(look.case(), 1..=4)
}

/// The features of the place after the token `index`.
pub(crate) fn extract(
    ground: Ground<'_>,
    index: usize,
    around: Surroundings,
    cache: &mut Looks,
    features: &mut [u32; COUNT],
) {
    let Ground {
        text,
        tokens,
        lists,
        words,
        ..
    } = ground;
    cache.count(ground, around.first, index);
    let p1 = cache.get(text, tokens, words, index);
    let mut before = |back: usize| match index.checked_sub(back) {
        Some(index) => cache.get(text, tokens, words, index),
        None => Look::default(),
    };
    let (p2, p3, p4) = (before(1), before(2), before(3));
    let mut next = |ahead: usize| {
        if index + ahead < around.end {
            cache.get(text, tokens, words, index + ahead)
        } else {
            Look::default()
        }
    };
    let (n1, n2, n3, n4, n5) = (next(1), next(2), next(3), next(4), next(5));
    // Three classes: a verb among the next three words, the three after them, or later.
    let coming = (1..7).take_while(|ahead| !is_verb(next(*ahead))).count() as u32;
    let glued = match (tokens.get(index), tokens.get(index + 1)) {
        (Some(token), Some(next)) => u32::from(token.span.end() == next.span.start()),
        _ => 0,
    };
    let abbreviation = match tokens.get(index) {
        Some(token) if token.class == TokenClass::Word => rules::abbreviation_code(text, token, lists),
        _ => 0,
    };
    let length = bucket(index + 1 - around.first);
    let rest = bucket(around.end - index - 1);
    let state = u32::from(around.quoted) + 2 * around.brackets.min(1);
    let loose = around.loose + 4 * u32::from(around.casual);
    let gum = u32::from(around.gum) + 2 * around.loose;
    let first = cache.get(text, tokens, words, around.first);
    let mut again = |before: Option<usize>| {
        before.is_some_and(|before| cache.get(text, tokens, words, before).form == n1.form)
    };
    let same = u32::from(first.form == n1.form)
        + 2 * u32::from(first.tag == n1.tag)
        + 4 * u32::from(again(around.firsts[0]) || again(around.firsts[1]));
    let capitals = match (cache.lower, cache.upper) {
        (0, 0) => 0,
        (0, _) => 1,
        (lower, upper) if lower < upper => 2,
        (lower, upper) if lower < 3 * upper => 3,
        (_, 0) => 4,
        _ => 5,
    };
    let verbs = cache.verbs + 3 * (coming / 3);
    let (shape, tag) = (mix(p1.shape(), n1.shape()), mix(p1.tag, n1.tag));
    let pair = mix(mix(p1.form, 7), n1.form);
    let after = mix(n1.shape(), n2.shape());
    let values = [
        mix(gum, glued),
        p1.form,
        n1.form,
        shape,
        tag,
        mix(p2.form, p1.shape()),
        mix(p1.form, n1.shape()),
        mix(mix(p1.form, n1.shape()), p2.shape()),
        pair,
        mix(shape, n1.form),
        mix(p2.form, p1.form),
        mix(mix(p2.form, p1.form), n1.shape()),
        mix(n1.form, n2.form),
        mix(after, p1.form),
        mix(n2.form, p1.shape()),
        mix(mix(p1.form, state), n1.shape()),
        mix(mix(p1.form, length), n1.shape()),
        mix(mix(shape, rest), loose),
        mix(mix(abbreviation, shape), 1),
        mix(mix(abbreviation, n1.form), 3),
        mix(mix(p1.shape(), length), rest),
        mix(mix(p1.form, gum), n1.shape()),
        mix(mix(p3.form, p2.form), p1.form),
        mix(mix(p2.shape(), p1.form), after),
        mix(mix(p3.shape(), p2.shape()), shape),
        mix(mix(state, 9), pair),
        mix(mix(n3.shape(), p1.shape()), after),
        mix(mix(length, n1.form), p1.shape()),
        mix(mix(gum, glued), shape),
        mix(mix(rest, n1.form), length),
        mix(mix(first.form, 4), shape),
        mix(mix(first.form, n1.form), 5),
        mix(mix(capitals, shape), loose),
        mix(mix(capitals, n1.form), length),
        mix(mix(capitals, length), mix(rest, p1.shape())),
        mix(mix(p1.form, p2.shape()), mix(n1.form, n2.shape())),
        // With the sorts of words.
        mix(tag, p2.tag),
        mix(tag, n2.tag),
        mix(mix(tag, n2.tag), p2.tag),
        mix(mix(tag, n2.tag), n3.tag),
        mix(mix(tag, p2.tag), p3.tag),
        mix(mix(p1.tag, n1.form), 3),
        mix(mix(p1.form, n1.tag), 4),
        mix(mix(n1.tag, n2.tag), mix(n3.tag, n4.tag)),
        mix(mix(same, loose), shape),
        mix(mix(verbs, shape), loose),
        mix(mix(verbs, capitals), p1.tag),
        mix(mix(verbs, length), mix(n1.tag, p1.shape())),
        // alone
        p4.form,
        p3.form,
        p2.form,
        p1.form,
        n1.form,
        n2.form,
        n3.form,
        n4.form,
        n5.form,
        p4.tag,
        p3.tag,
        p2.tag,
        p1.tag,
        n1.tag,
        n2.tag,
        n3.tag,
        n4.tag,
        n5.tag,
        length,
        rest,
        capitals,
        verbs,
        state,
        loose,
        same,
        abbreviation,
        gum,
        first.form,
        first.tag,
        glued,
    ];
    for (number, (slot, value)) in features.iter_mut().zip(values).enumerate() {
        *slot = mix(value, number as u32 + 1) >> (32 - BITS);
    }
}

pub(crate) fn bucket(count: usize) -> u32 {
    match count {
        0..=4 => count as u32,
        5..=7 => 5,
        8..=12 => 6,
        13..=20 => 7,
        21..=40 => 8,
        _ => 9,
    }
}
