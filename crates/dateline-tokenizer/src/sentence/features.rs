//! What is known about a place where a sentence may end, as hashed features, in two parts: what is near, which
//! decides most places, and what is farther off, which is found out only where that leaves a doubt.
//!
//! A feature puts together some of what is known. Each thing is multiplied by a number of its own, once, and a
//! feature is a sum of such terms: far cheaper than hashes of hashes, and all features of a part are scattered
//! over the tables in one loop.

use super::looks::{Look, Looks};
use super::memo::{Memo, Seen};
use super::places::Ground;
use super::rules;
use dateline_core::layers::TokenClass;

/// Features that go into the model's linear part and into its hidden layer: those of the near part.
pub(crate) const NEAR: (usize, usize) = (10, 12);

/// The same of the far part.
pub(crate) const FAR: (usize, usize) = (22, 6);

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

/// Features of one part of the model, as places in its tables.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Features<const LINEAR: usize, const HIDDEN: usize> {
    /// Of weights.
    pub(crate) linear: [u32; LINEAR],
    /// Of rows.
    pub(crate) hidden: [u32; HIDDEN],
}

pub(crate) type NearFeatures = Features<{ NEAR.0 }, { NEAR.1 }>;
pub(crate) type FarFeatures = Features<{ FAR.0 }, { FAR.1 }>;

/// By what the terms are multiplied: the token before the place and the one before that, those after it, what is
/// farther off, and what else there is.
mod factor {
    pub(super) const BEFORE: u32 = 0x9e37_79b1;
    pub(super) const SECOND_BEFORE: u32 = 0x85eb_ca77;
    pub(super) const THIRD_BEFORE: u32 = 0xd3a2_646d;
    pub(super) const AFTER: u32 = 0xc2b2_ae3d;
    pub(super) const SECOND_AFTER: u32 = 0x27d4_eb2f;
    pub(super) const THIRD_AFTER: u32 = 0xfd70_46c5;
    pub(super) const FIRST: u32 = 0xb55a_4f09;
    pub(super) const COUNTS: u32 = 0x1656_67b1;
    pub(super) const STATE: u32 = 0xe6f4_5b35;
    pub(super) const ABBREVIATION: u32 = 0x6c62_272f;
}

/// A token's form, shape and tag, each as a term.
#[derive(Clone, Copy)]
struct Terms {
    form: u32,
    shape: u32,
    tag: u32,
}

impl Terms {
    #[inline(always)]
    fn of(look: Look, factor: u32) -> Self {
        Self {
            form: look.form.wrapping_mul(factor),
            shape: look.shape().wrapping_mul(factor),
            tag: look.tag.wrapping_mul(factor),
        }
    }
}

/// Adds terms up.
#[inline(always)]
fn sum<const MANY: usize>(terms: [u32; MANY]) -> u32 {
    terms.into_iter().fold(0, u32::wrapping_add)
}

/// Scatters features over a table, from the number `from` on.
#[inline(always)]
fn scatter<const MANY: usize>(values: [u32; MANY], from: usize) -> [u32; MANY] {
    let mut places = values;
    for (number, place) in places.iter_mut().enumerate() {
        let value = place.wrapping_add(((from + number) as u32).wrapping_mul(0x7feb_352d));
        *place = (value ^ value >> 15).wrapping_mul(0x846c_a68b) >> (32 - BITS);
    }
    places
}

/// A place about which the model is asked.
pub(crate) struct Question<'a> {
    pub(crate) ground: Ground<'a>,
    /// The token before it.
    pub(crate) index: usize,
    pub(crate) around: &'a Surroundings,
    pub(crate) looks: &'a mut Looks,
    /// Where decisions are remembered, in a text that may ask the same again and again.
    pub(crate) memo: Option<&'a mut Memo>,
}

/// What was found out about the near part, on which the far part builds.
pub(crate) struct Near {
    /// The tokens before the place and after it, the nearest first.
    before: [Terms; 2],
    after: [Terms; 2],
    next: Look,
    abbreviation: u32,
    pub(crate) features: NearFeatures,
}

impl Question<'_> {
    /// The look of a token before the place; 0 is the nearest.
    #[inline(always)]
    fn before(&mut self, back: usize) -> Look {
        match self.index.checked_sub(back) {
            Some(index) => self.looks.get(self.ground, index),
            None => Look::default(),
        }
    }

    /// The look of a token after the place; 1 is the nearest.
    #[inline(always)]
    fn after(&mut self, ahead: usize) -> Look {
        if self.index + ahead < self.around.end {
            self.looks.get(self.ground, self.index + ahead)
        } else {
            Look::default()
        }
    }

    /// How many tokens the sentence has so far and how many the paragraph has left.
    fn counts(&self) -> (u32, u32) {
        let length = bucket(self.index + 1 - self.around.first);
        (length, bucket(self.around.end - self.index - 1))
    }

    /// Whether no white space stands here.
    fn glued(&self) -> u32 {
        let tokens = self.ground.tokens;
        match (tokens.get(self.index), tokens.get(self.index + 1)) {
            (Some(token), Some(next)) => u32::from(token.span.end() == next.span.start()),
            _ => 0,
        }
    }

    /// What is open, of what kind the paragraph is and the text, and by which conventions.
    fn state(&self) -> (u32, u32, u32) {
        let around = self.around;
        (
            u32::from(around.quoted) + 2 * around.brackets.min(1),
            around.loose + 4 * u32::from(around.casual),
            u32::from(around.gum),
        )
    }

    /// What the sentences of the paragraph begin with that what follows begins with as well.
    #[inline(always)]
    fn same(&mut self, first: Look, next: Look) -> u32 {
        let mut again = |before: Option<usize>| {
            before.is_some_and(|before| self.looks.get(self.ground, before).form == next.form)
        };
        u32::from(first.form == next.form)
            + 2 * u32::from(first.tag == next.tag)
            + 4 * u32::from(again(self.around.firsts[0]) || again(self.around.firsts[1]))
    }

    /// What kind of abbreviation stands before the place, if it is a word.
    #[inline(always)]
    fn abbreviation(&self) -> u32 {
        let Ground {
            text, tokens, lists, ..
        } = self.ground;
        match tokens.get(self.index) {
            Some(token) if token.class == TokenClass::Word => rules::abbreviation_code(text, token, lists),
            _ => 0,
        }
    }

    /// All that the features are made of.
    pub(crate) fn seen(&mut self) -> Seen {
        let first = self.looks.get(self.ground, self.around.first);
        let next = self.after(1);
        let (length, rest) = self.counts();
        let (open, loose, gum) = self.state();
        let packed = [
            (self.same(first, next), 3),
            (length, 4),
            (rest, 4),
            (open, 2),
            (loose, 3),
            (gum, 1),
            (self.glued(), 1),
            (self.abbreviation(), 4),
        ];
        let rest = packed.into_iter().fold(0, |all, (part, bits)| all << bits | part);
        let looks = [
            self.before(2),
            self.before(1),
            self.before(0),
            next,
            self.after(2),
            self.after(3),
            first,
        ];
        Seen::new(looks, rest)
    }

    /// What is near.
    #[inline(always)]
    pub(crate) fn near(&mut self) -> Near {
        let (last, next) = (self.before(0), self.after(1));
        let before = [
            Terms::of(last, factor::BEFORE),
            Terms::of(self.before(1), factor::SECOND_BEFORE),
        ];
        let after = [
            Terms::of(next, factor::AFTER),
            Terms::of(self.after(2), factor::SECOND_AFTER),
        ];
        let abbreviation = self.abbreviation();
        let (length, rest) = self.counts();
        let (open, loose, gum) = self.state();
        let ([b1, b2], [a1, a2]) = (before, after);
        let linear = [
            sum([b1.tag, a1.tag]),
            sum([b2.form, b1.shape]),
            sum([b1.form, a1.shape]),
            sum([b1.form, a1.form]),
            sum([b1.form, a1.shape, open.wrapping_mul(factor::STATE)]),
            sum([
                b1.shape,
                a1.shape,
                (rest | loose << 4).wrapping_mul(factor::COUNTS),
            ]),
            sum([b1.tag, a1.tag, b2.tag]),
            sum([b1.tag, a1.tag, a2.tag]),
            sum([b1.tag, a1.form]),
            sum([b1.form, a1.tag]),
        ];
        let hidden = [
            b2.form,
            b1.form,
            a1.form,
            a2.form,
            b2.tag,
            b1.tag,
            a1.tag,
            a2.tag,
            length.wrapping_mul(factor::COUNTS),
            rest.wrapping_mul(factor::COUNTS),
            (open | loose << 2 | gum << 5 | self.glued() << 6).wrapping_mul(factor::STATE),
            abbreviation.wrapping_mul(factor::ABBREVIATION),
        ];
        Near {
            before,
            after,
            next,
            abbreviation,
            features: Features {
                linear: scatter(linear, 1),
                hidden: scatter(hidden, 1 + NEAR.0),
            },
        }
    }

    /// What is farther off, and what the near tokens are together with it.
    #[inline(always)]
    pub(crate) fn far(&mut self, near: &Near) -> FarFeatures {
        let (third_before, third_after) = (self.before(2), self.after(3));
        let first = self.looks.get(self.ground, self.around.first);
        let next = near.next;
        let same = self.same(first, next);
        let (length, rest) = self.counts();
        let (open, loose, gum) = self.state();
        let ([b1, b2], [a1, a2]) = (near.before, near.after);
        let b3 = Terms::of(third_before, factor::THIRD_BEFORE);
        let a3 = Terms::of(third_after, factor::THIRD_AFTER);
        let first = Terms::of(first, factor::FIRST);
        let abbreviation = near.abbreviation.wrapping_mul(factor::ABBREVIATION);
        let counted = length.wrapping_mul(factor::COUNTS);
        let kind = gum | (loose & 3) << 1;
        let linear = [
            sum([b2.shape, b1.form, a1.shape]),
            sum([b1.shape, a1.form, a1.shape.rotate_left(9)]),
            sum([b2.form, b1.form]),
            sum([b2.form, b1.form, a1.shape]),
            sum([a1.form, a2.form]),
            sum([b1.form, a1.shape, a2.shape]),
            sum([b1.shape, a2.form]),
            sum([b1.form, a1.shape, counted]),
            sum([abbreviation, a1.form]),
            sum([b1.form, a1.shape, kind.wrapping_mul(factor::STATE)]),
            sum([b3.form, b2.form, b1.form]),
            sum([b2.shape, b1.form, a1.shape, a2.shape]),
            sum([b1.form, a1.form, open.wrapping_mul(factor::STATE)]),
            sum([b1.shape, a1.form, counted]),
            sum([
                b1.shape,
                a1.shape,
                (kind | self.glued() << 3).wrapping_mul(factor::STATE),
            ]),
            sum([a1.form, (rest | length << 4).wrapping_mul(factor::COUNTS)]),
            sum([first.form, b1.shape, a1.shape]),
            sum([first.form, a1.form]),
            sum([b1.form, b2.shape, a1.form, a2.shape]),
            sum([b1.tag, a1.tag, a2.tag, b2.tag]),
            sum([b1.tag, a1.tag, b2.tag, b3.tag]),
            sum([
                b1.shape,
                a1.shape,
                (same | loose << 3).wrapping_mul(factor::COUNTS),
            ]),
        ];
        let hidden = [
            b3.form,
            a3.form,
            b3.tag,
            a3.tag,
            same.wrapping_mul(factor::COUNTS),
            sum([first.form, first.tag.rotate_left(9)]),
        ];
        Features {
            linear: scatter(linear, 1 + NEAR.0 + NEAR.1),
            hidden: scatter(hidden, 1 + NEAR.0 + NEAR.1 + FAR.0),
        }
    }
}

/// A count as one of ten classes.
#[inline]
fn bucket(count: usize) -> u32 {
    const FROM: [u8; 9] = [1, 2, 3, 4, 5, 8, 13, 21, 41];
    const CLASSES: [u8; 42] = {
        let mut classes = [0; 42];
        let mut count = 0;
        while count < classes.len() {
            let mut class = 0;
            while class < FROM.len() && count >= FROM[class] as usize {
                class += 1;
            }
            classes[count] = class as u8;
            count += 1;
        }
        classes
    };
    u32::from(CLASSES[count.min(CLASSES.len() - 1)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_with_the_same_value_lie_apart_and_within_the_table() {
        let places = scatter([7; 32], 1);
        for (number, place) in places.iter().enumerate() {
            assert!((*place as usize) < 1 << BITS);
            assert!(!places[..number].contains(place), "{number}");
        }
    }

    #[test]
    fn counts_fall_into_ten_classes() {
        let classes: Vec<u32> = [0, 4, 5, 7, 8, 12, 13, 20, 21, 40, 41, 9_999].map(bucket).into();
        assert_eq!(classes, [0, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9]);
    }

    #[test]
    fn small_terms_are_scattered_evenly() {
        let mut rows = [0u32; 1 << 14];
        for before in 0..64u32 {
            for after in 0..64u32 {
                let value = sum([
                    before.wrapping_mul(factor::BEFORE),
                    after.wrapping_mul(factor::AFTER),
                ]);
                rows[scatter([value], 5)[0] as usize % (1 << 14)] += 1;
            }
        }
        // By chance 4,096 values would take 3,624 of 16,384 rows.
        assert!(rows.iter().filter(|row| **row > 0).count() > 3_500);
    }
}
