//! The places where a sentence may end, in order.

use super::features::{Question, Surroundings};
use super::looks::Looks;
use super::memo::Memo;
use super::words::Words;
use super::{paragraphs, rules};
use crate::lists::Lists;
use crate::scan::{Note, Notes, View};
use dateline_core::layers::{Token, TokenClass};

/// What is cut into sentences, and by which lists.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a [Token],
    /// What was noted of the tokens.
    pub(crate) notes: &'a Notes,
    pub(crate) lists: &'a Lists,
    pub(crate) words: &'a Words,
    /// Whether GUM's conventions hold.
    pub(crate) gum: bool,
}

/// Buffers that stay from text to text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scratch {
    /// Where paragraphs end.
    paragraphs: Vec<u32>,
    /// Which of them end with a mark that ends sentences.
    ended: Vec<bool>,
    /// The looks of a paragraph's tokens.
    looks: Looks,
    /// What was decided in a text that is dense with places.
    memo: Memo,
}

/// A place where a sentence may end.
pub(crate) struct Place<'q> {
    /// The token before it.
    pub(crate) index: usize,
    /// Why it may.
    pub(crate) kind: PlaceKind<'q>,
}

/// Why a sentence may end at a place.
pub(crate) enum PlaceKind<'q> {
    /// The paragraph ends.
    Paragraph,
    /// A rule says so.
    Certain,
    /// The words around may say so.
    Possible(Question<'q>),
}

/// Shows every place to `decide`, which says whether a sentence ends there.
#[inline(always)]
pub(crate) fn each_place(
    ground: Ground<'_>,
    scratch: &mut Scratch,
    mut decide: impl FnMut(Place<'_>) -> bool,
) {
    let Ground { text, tokens, .. } = ground;
    let Scratch {
        paragraphs,
        ended,
        looks,
        memo,
    } = scratch;
    paragraphs::find(ground, paragraphs);
    looks.clear();
    memo.clear();
    // Asked for only where a lower-case word follows a mark.
    let mut casual = rules::Casual::new(ground);
    ended.clear();
    ended.extend(
        paragraphs
            .iter()
            .map(|end| rules::ended(text, tokens, *end as usize - 1)),
    );
    let unended = ended.iter().filter(|ended| !**ended).count();
    let mut looked_at = 0;
    // A text of which many paragraphs end with no mark: an e-mail with its signature, a list.
    let loose_text = unended >= 2 && unended * 4 >= paragraphs.len();
    let mut start = 0;
    for (end, ended) in paragraphs.iter().map(|end| *end as usize).zip(ended) {
        if end <= start {
            continue;
        }
        // A paragraph that ends with no mark may hold more that does: lists, signatures, headlines.
        let open = !*ended;
        let mut paragraph = Paragraph {
            ground,
            looks,
            memo,
            casual: &mut casual,
            looked_at: &mut looked_at,
            loose: loose_text || open,
            around: Surroundings {
                gum: ground.gum,
                first: start,
                end,
                loose: u32::from(loose_text) + 2 * u32::from(open),
                ..Surroundings::default()
            },
        };
        paragraph.each_place(start, &mut decide);
        decide(Place {
            index: end - 1,
            kind: PlaceKind::Paragraph,
        });
        start = end;
    }
}

/// So many places are looked at in any text, and one more for [`EVERY`] bytes. No text is as dense with them for so
/// long but one that is no prose, and whoever makes one shall not make it slow.
const ALWAYS: usize = 2048;
/// See [`ALWAYS`].
const EVERY: usize = 16;

/// After so many places, and one more for [`EVERY_DENSE`] bytes, it is remembered what the model decides, as such a text
/// may ask the same again and again.
const DENSE: usize = 256;
/// See [`DENSE`].
const EVERY_DENSE: usize = 64;

/// A paragraph on the way through it.
struct Paragraph<'g, 's> {
    ground: Ground<'g>,
    looks: &'s mut Looks,
    memo: &'s mut Memo,
    casual: &'s mut rules::Casual<'g>,
    /// How many places of the text have been looked at.
    looked_at: &'s mut usize,
    loose: bool,
    around: Surroundings,
}

impl Paragraph<'_, '_> {
    #[inline(always)]
    fn each_place(&mut self, start: usize, decide: &mut impl FnMut(Place<'_>) -> bool) {
        const MANY: usize = 64;
        let last = self.around.end - 1;
        // Such texts begin sentences with any word.
        let all = self.loose && self.casual.get();
        let mut base = start;
        while base < last {
            let many = (last - base).min(MANY);
            let within = u64::MAX >> (MANY - many);
            let view = self.ground.notes.view(base);
            let places = self.worth_a_look(&view, all) & within;
            let plain = plain_stops(&view);
            let pairs = view.of(Note::Pairs) & within;
            let enough = self.more_than(ALWAYS, EVERY, base);
            let dense = self.more_than(DENSE, EVERY_DENSE, base);
            let places = if enough {
                self.at_a_stroke(&view) & within
            } else {
                places
            };
            let mut left = places | pairs;
            while left != 0 {
                let bit = left & left.wrapping_neg();
                let index = base + bit.trailing_zeros() as usize;
                left ^= bit;
                if pairs & bit != 0 {
                    self.track(index);
                }
                if places & bit == 0 {
                    continue;
                }
                let sure = plain & bit != 0 && self.around.brackets == 0 && plainly_ends(self.ground, index);
                let kind = match if sure || enough {
                    Some(true)
                } else {
                    self.visit(index)
                } {
                    Some(false) => continue,
                    Some(true) => PlaceKind::Certain,
                    None => PlaceKind::Possible(self.question(index, dense)),
                };
                if decide(Place { index, kind }) {
                    self.around.firsts = [Some(self.around.first), self.around.firsts[0]];
                    self.around.first = index + 1;
                    self.around.brackets = 0;
                }
            }
            base += many;
        }
    }

    /// Whether more places were looked at before the token `base` than so many and one for `every` bytes.
    #[inline]
    fn more_than(&self, many: usize, every: usize, base: usize) -> bool {
        let at = self.ground.tokens.get(base).map_or(0, |token| token.span.start());
        *self.looked_at > many + at as usize / every
    }

    /// Where a sentence ends if no place is looked at: behind a mark that ends sentences, before a capital unless
    /// the text begins sentences without.
    #[inline]
    fn at_a_stroke(&mut self, view: &View) -> u64 {
        let ends = view.of(Note::Stop) & view.of(Note::Gap);
        if self.casual.get() {
            ends
        } else {
            ends & view.after(Note::Upper)
        }
    }

    /// Which of 64 tokens are worth a look: a stop's kin, unless something in lower case follows
    /// right upon it; other marks before white space, unless a word in lower case follows. In a `loose` paragraph so is
    /// every token, as long as the text is not `casual`, which makes all of them be.
    #[inline]
    fn worth_a_look(&mut self, view: &View, all: bool) -> u64 {
        if all {
            return u64::MAX;
        }
        let (stops, gaps) = (view.of(Note::Stop), view.of(Note::Gap));
        let lower = view.after(Note::Lower);
        let mut looks = view.of(Note::Look);
        if self.loose {
            looks |= gaps & !lower;
        }
        let goes_on = lower & !stops;
        if looks & goes_on != 0 && !self.casual.get() {
            looks &= !goes_on;
        }
        looks & (stops | gaps)
    }

    /// Keeps count of open quotation marks and brackets.
    #[inline]
    fn track(&mut self, index: usize) {
        let Ground { text, tokens, .. } = self.ground;
        let around = &mut self.around;
        let Some(token) = tokens.get(index).filter(|token| token.class == TokenClass::Punct) else {
            return;
        };
        match text.as_bytes().get(token.span.range()) {
            Some([0xe2, 0x80, 0x9c]) => around.quoted = true,
            Some([0xe2, 0x80, 0x9d]) => around.quoted = false,
            Some(b"\"") => around.quoted = !around.quoted,
            Some(b"(") => around.brackets += 1,
            Some(b")") => around.brackets = around.brackets.saturating_sub(1),
            _ => {}
        }
    }

    /// Whether a sentence ends after the token `index`, which is not the last of the paragraph, where rules say so.
    #[inline(always)]
    fn visit(&mut self, index: usize) -> Option<bool> {
        let Ground {
            text, tokens, lists, ..
        } = self.ground;
        let Some(token) = tokens.get(index) else {
            return Some(false);
        };
        *self.looked_at += 1;
        if self.around.brackets == 0 && rules::plain_end(text, tokens, index, self.around.quoted) {
            return Some(true);
        }
        if !rules::possible(text, tokens, index, self.loose, self.casual) {
            return Some(false);
        }
        if token.class != TokenClass::Word {
            return None;
        }
        let certain = rules::certain(text, tokens, index, lists);
        certain.or_else(|| self.looks.goes_on(self.ground, index).then_some(false))
    }

    /// What the model is asked about the place after the token `index`, in a text that is dense with places or not.
    #[inline(always)]
    fn question(&mut self, index: usize, dense: bool) -> Question<'_> {
        self.around.casual = self.casual.get();
        Question {
            ground: self.ground,
            index,
            around: &self.around,
            looks: self.looks,
            memo: dense.then_some(&mut *self.memo),
        }
    }
}

/// Which of 64 tokens look like [plain ends](rules::plain_end): a stop's kin right behind a word in lower case,
/// white space, and a word with a capital.
#[inline]
fn plain_stops(view: &View) -> u64 {
    view.of(Note::Stop)
        & view.of(Note::Gap)
        & view.after(Note::Upper)
        & view.before(Note::Lower)
        & !view.before(Note::Gap)
}

/// Whether one of the [plain stops](plain_stops) is a plain end, as they are but for a few. What is none may still be one by another of
/// the rule's ways.
#[inline]
fn plainly_ends(ground: Ground<'_>, index: usize) -> bool {
    let Ground { text, tokens, .. } = ground;
    match index
        .checked_sub(1)
        .and_then(|before| tokens.get(before..before + 3))
    {
        Some([before, token, next]) => {
            let stop = text.as_bytes().get(token.span.range()) == Some(b".");
            stop && before.span.len() > 1 && next.span.len() > 1
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Model;
    use super::*;
    use crate::Tokenizer;
    use crate::scan::Noting;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static TOKENIZER: LazyLock<Tokenizer> = LazyLock::new(Tokenizer::new);
    static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists::built_in().expect("reads"));

    /// Does something with the ground of a text.
    fn with_ground<R>(text: &str, work: impl FnOnce(Ground<'_>) -> R) -> R {
        let (mut tokens, mut notes) = (Vec::new(), Notes::default());
        TOKENIZER
            .tokens_into(text, &mut tokens, &mut crate::Scratch::new())
            .expect("is short");
        notes.clear();
        notes.add_tokens(text, &tokens);
        notes.leave_breaks();
        work(Ground {
            text,
            tokens: &tokens,
            notes: &notes,
            lists: &LISTS,
            words: &Words::default(),
            gum: false,
        })
    }

    /// Whatever looks like a plain end at a stroke is one by the rule, and how many there are.
    fn plain_ends(text: &str) -> usize {
        with_ground(text, |ground| {
            let mut found = 0;
            for base in (0..ground.tokens.len()).step_by(64) {
                let mut left = plain_stops(&ground.notes.view(base));
                while left != 0 {
                    let index = base + left.trailing_zeros() as usize;
                    left &= left - 1;
                    if plainly_ends(ground, index) {
                        found += 1;
                        for quoted in [false, true] {
                            assert!(
                                rules::plain_end(text, ground.tokens, index, quoted),
                                "{text:?} {index}"
                            );
                        }
                    }
                }
            }
            found
        })
    }

    proptest! {
        #[test]
        fn plain_ends_are_those_of_the_rule(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "he ", "said", ". ", ".", "The ", "A ", "I ", "x", "! ", "? ", "\"", "\u{201d} ", "(", ") ",
                    "É ", "é", "...", "U.S. ", "Mr. ", "\n\n", "3", "’s", "\u{200b}", "-",
                ]),
                0..90,
            )
        ) {
            plain_ends(&pieces.concat());
        }
    }

    #[test]
    fn plain_ends_are_found() {
        assert_eq!(
            plain_ends("He said so. The others left. They (No.) \"It is x. A b. Is it?\" I a. Mr. Sok."),
            2
        );
    }

    #[test]
    fn one_small_beginning_is_a_slip_and_two_are_asked_about() {
        let prose = "The others left at noon. ".repeat(20);
        let asked = |text: String| {
            let mut asked = Vec::new();
            with_ground(&text, |ground| {
                each_place(ground, &mut Scratch::default(), |place| {
                    let possible = matches!(place.kind, PlaceKind::Possible(_));
                    if possible {
                        let end = ground.tokens[place.index].span.end() as usize;
                        asked.push(text[end..].trim_start().starts_with(char::is_lowercase));
                    }
                    !possible
                });
            });
            asked.into_iter().filter(|small| *small).count()
        };
        assert_eq!(asked(format!("He went. so did she. {prose}")), 0);
        assert_eq!(
            asked(format!("He went. so did she. {prose}They slept. then all rose.")),
            2
        );
    }

    #[test]
    fn no_text_is_looked_at_all_over() {
        for piece in ["J. ", ":) ", "Word ", ") ", "? ", "he . "] {
            let text = piece.repeat(200_000 / piece.len());
            let mut asked = 0;
            with_ground(&text, |ground| {
                each_place(ground, &mut Scratch::default(), |place| {
                    asked += usize::from(matches!(place.kind, PlaceKind::Possible(_)));
                    !matches!(place.kind, PlaceKind::Possible(_))
                });
            });
            assert!(asked <= ALWAYS + text.len() / EVERY + 64, "{piece:?} {asked}");
        }
    }

    static MODEL: LazyLock<Model> = LazyLock::new(|| Model::built_in().expect("reads"));

    /// The ends of a text's sentences, and how many questions of those that were put might have been remembered.
    fn ends(text: &str, remembers: bool) -> (Vec<usize>, usize) {
        with_ground(text, |ground| {
            let (mut ends, mut dense) = (Vec::new(), 0);
            each_place(ground, &mut Scratch::default(), |place| {
                let ends_here = match place.kind {
                    PlaceKind::Paragraph | PlaceKind::Certain => true,
                    PlaceKind::Possible(mut question) => {
                        dense += usize::from(question.memo.is_some());
                        if !remembers {
                            question.memo = None;
                        }
                        MODEL.ends(question)
                    }
                };
                if ends_here {
                    ends.push(place.index);
                }
                ends_here
            });
            (ends, dense)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn what_is_remembered_is_what_the_model_says(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    ") ", "( ", ":) ", "J. ", "A. ", "No. ", "The ", "word ", "\" ", "? ", "... ", "12 ", "\n\n", "it. ",
                    "Inc. ", "- ",
                ]),
                1..12,
            )
        ) {
            let text = pieces.concat().repeat(400);
            prop_assert_eq!(ends(&text, true), ends(&text, false));
        }
    }

    #[test]
    fn dense_texts_remember_and_prose_does_not() {
        assert!(ends(&") ".repeat(3_000), true).1 > 1_000);
        let prose = "The minister (in office since June) said that the port would be enlarged. ";
        assert_eq!(ends(&prose.repeat(1_000), true).1, 0);
    }
}
