//! The places where a sentence may end, in order.

use super::features::{Question, Surroundings};
use super::looks::Looks;
use super::words::Words;
use super::{paragraphs, rules};
use crate::lists::Lists;
use crate::scan::{Note, Notes};
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
    /// The looks of a paragraph's tokens.
    looks: Looks,
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
pub(crate) fn each_place(
    ground: Ground<'_>,
    scratch: &mut Scratch,
    mut decide: impl FnMut(Place<'_>) -> bool,
) {
    let Ground { text, tokens, .. } = ground;
    let Scratch { paragraphs, looks } = scratch;
    paragraphs::find(text, tokens, paragraphs);
    looks.clear();
    // Asked for only where a lower-case word follows a mark.
    let mut casual = rules::Casual::new(ground);
    let unended = paragraphs
        .iter()
        .filter(|end| !rules::ended(text, tokens, **end as usize - 1))
        .count();
    // A text of which many paragraphs end with no mark: an e-mail with its signature, a list.
    let loose_text = unended >= 2 && unended * 4 >= paragraphs.len();
    let mut start = 0;
    for end in paragraphs.iter().map(|end| *end as usize) {
        if end <= start {
            continue;
        }
        // A paragraph that ends with no mark may hold more that does: lists, signatures, headlines.
        let open = (loose_text || unended > 0) && !rules::ended(text, tokens, end - 1);
        let mut paragraph = Paragraph {
            ground,
            looks,
            casual: &mut casual,
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

/// A paragraph on the way through it.
struct Paragraph<'g, 's> {
    ground: Ground<'g>,
    looks: &'s mut Looks,
    casual: &'s mut rules::Casual<'g>,
    loose: bool,
    around: Surroundings,
}

impl Paragraph<'_, '_> {
    fn each_place(&mut self, start: usize, decide: &mut impl FnMut(Place<'_>) -> bool) {
        const MANY: usize = 64;
        let last = self.around.end - 1;
        // Such texts begin sentences with any word.
        let all = self.loose && self.casual.get();
        let mut base = start;
        while base < last {
            let many = (last - base).min(MANY);
            let within = u64::MAX >> (MANY - many);
            let places = self.worth_a_look(base, all) & within;
            let plain = self.plain_stops(base);
            let pairs = self.ground.notes.from(Note::Pairs, base) & within;
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
                let ends = if plain & bit != 0 && self.around.brackets == 0 && self.plainly_ends(index) {
                    decide(Place {
                        index,
                        kind: PlaceKind::Certain,
                    })
                } else {
                    self.visit(index, decide)
                };
                if ends {
                    self.around.firsts = [Some(self.around.first), self.around.firsts[0]];
                    self.around.first = index + 1;
                    self.around.brackets = 0;
                }
            }
            base += many;
        }
    }

    /// Which of 64 tokens from `base` on are worth a look: a stop's kin, unless something in lower case follows
    /// right upon it; other marks before white space, unless a word in lower case follows. In a `loose` paragraph so is
    /// every token, as long as the text is not `casual`, which makes all of them be.
    #[inline]
    fn worth_a_look(&mut self, base: usize, all: bool) -> u64 {
        if all {
            return u64::MAX;
        }
        let notes = self.ground.notes;
        let (stops, gaps) = (notes.from(Note::Stop, base), notes.from(Note::Gap, base));
        let lower = notes.from(Note::Lower, base + 1);
        let mut looks = notes.from(Note::Look, base);
        if self.loose {
            looks |= gaps & !lower;
        }
        let goes_on = lower & !stops;
        if looks & goes_on != 0 && !self.casual.get() {
            looks &= !goes_on;
        }
        looks & (stops | gaps)
    }

    /// Which of 64 tokens from `base` on look like [plain ends](rules::plain_end): a stop's kin right behind a word
    /// in lower case, white space, and a word with a capital.
    #[inline]
    fn plain_stops(&self, base: usize) -> u64 {
        let notes = self.ground.notes;
        let before = |kind| match base.checked_sub(1) {
            Some(base) => notes.from(kind, base),
            None => notes.from(kind, 0) << 1,
        };
        notes.from(Note::Stop, base)
            & notes.from(Note::Gap, base)
            & notes.from(Note::Upper, base + 1)
            & before(Note::Lower)
            & !before(Note::Gap)
    }

    /// Whether one of these is a plain end, as they are but for a few. What is none may still be one by another of
    /// the rule's ways.
    #[inline]
    fn plainly_ends(&self, index: usize) -> bool {
        let Ground { text, tokens, .. } = self.ground;
        match index.checked_sub(1).and_then(|before| tokens.get(before..before + 3)) {
            Some([before, token, next]) => {
                let stop = text.as_bytes().get(token.span.range()) == Some(b".");
                stop && before.span.len() > 1 && next.span.len() > 1
            }
            _ => false,
        }
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

    /// Whether a sentence ends after the token `index`, which is not the last of the paragraph.
    #[inline]
    fn visit(&mut self, index: usize, decide: &mut impl FnMut(Place<'_>) -> bool) -> bool {
        let Ground {
            text, tokens, lists, ..
        } = self.ground;
        let Some(token) = tokens.get(index) else {
            return false;
        };
        let certain = self.around.brackets == 0 && rules::plain_end(text, tokens, index, self.around.quoted);
        if !certain && !rules::possible(text, tokens, index, self.loose, self.casual) {
            return false;
        }
        let certain = if certain {
            Some(true)
        } else {
            rules::certain(text, tokens, index, lists)
        };
        match certain {
            Some(false) => false,
            Some(true) => decide(Place {
                index,
                kind: PlaceKind::Certain,
            }),
            None if token.class == TokenClass::Word && self.looks.goes_on(self.ground, index) => false,
            None => {
                self.around.casual = self.casual.get();
                decide(Place {
                    index,
                    kind: PlaceKind::Possible(Question {
                        ground: self.ground,
                        index,
                        around: &self.around,
                        looks: self.looks,
                    }),
                })
            }
        }
    }
}
