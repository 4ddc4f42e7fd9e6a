//! The places where a sentence may end, in order.

use super::features::{COUNT, Looks, Surroundings, extract};
use super::visits::{MANY, visits};
use super::words::Words;
use super::{paragraphs, rules};
use crate::lists::Lists;
use dateline_core::layers::{Token, TokenClass};

/// What is cut into sentences, and by which lists.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a [Token],
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
pub(crate) struct Place<'f> {
    /// The token before it.
    pub(crate) index: usize,
    /// Why it may.
    pub(crate) kind: PlaceKind<'f>,
}

/// Why a sentence may end at a place.
pub(crate) enum PlaceKind<'f> {
    /// The paragraph ends.
    Paragraph,
    /// A rule says so.
    Certain,
    /// The words around may say so.
    Possible(&'f [u32; COUNT]),
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
    let mut casual = rules::Casual::new(text, tokens);
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
        self.looks.begin(start);
        let Ground { text, tokens, .. } = self.ground;
        let last = self.around.end - 1;
        // Such texts begin sentences with any word.
        let all = self.loose && self.casual.get();
        let mut base = start;
        while base < last {
            let many = (last - base).min(MANY);
            let mut mask = if all {
                u64::MAX >> (MANY - many)
            } else {
                visits(
                    text.as_bytes(),
                    tokens.get(base..=base + many).unwrap_or_default(),
                    self.loose,
                )
            };
            while mask != 0 {
                let index = base + mask.trailing_zeros() as usize;
                mask &= mask - 1;
                if self.visit(index, decide) {
                    self.around.first = index + 1;
                    self.around.brackets = 0;
                }
            }
            base += many;
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
        if token.class == TokenClass::Punct {
            track(text, token, &mut self.around);
        }
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
            None => self.consult(index, decide),
        }
    }

    #[inline(never)]
    fn consult(&mut self, index: usize, decide: &mut impl FnMut(Place<'_>) -> bool) -> bool {
        self.around.casual = self.casual.get();
        let mut features = [0u32; COUNT];
        extract(self.ground, index, self.around, self.looks, &mut features);
        decide(Place {
            index,
            kind: PlaceKind::Possible(&features),
        })
    }
}

/// Keeps count of open quotation marks and brackets.
#[inline]
fn track(text: &str, token: &Token, around: &mut Surroundings) {
    match text.as_bytes().get(token.span.range()) {
        Some([0xe2, 0x80, 0x9c]) => around.quoted = true,
        Some([0xe2, 0x80, 0x9d]) => around.quoted = false,
        Some(b"\"") => around.quoted = !around.quoted,
        Some(b"(") => around.brackets += 1,
        Some(b")") => around.brackets = around.brackets.saturating_sub(1),
        _ => {}
    }
}
