//! Words on their way into the encoder: their pieces, and the windows over them.
//!
//! A window has the pieces of a sentence between a beginning and an end. A sentence with more pieces than a window takes
//! gets several, each beginning in the middle of the one before, so that no word is without its neighbours: a piece is
//! looked up where it stands farther from the edges.

use super::model::Model;
use super::shape::shape;
use std::ops::Range;

/// Pieces of one word that are looked at. Of a longer one, which is no word, the first and the last are.
const WORD: usize = 128;

/// Some sentences' words and pieces: one thread's scratch, which keeps its buffers.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// The pieces of all windows, one window behind the other.
    pub(super) ids: Vec<u32>,
    pub(super) windows: Vec<Range<usize>>,
    /// For each word, where its first and last pieces stand among `ids`.
    pub(super) edges: Vec<[usize; 2]>,
    /// For each word, its shape.
    pub(super) shapes: Vec<u8>,
    /// The words of each sentence.
    pub(super) sentences: Vec<Range<usize>>,
    /// The pieces of the sentence that is not ended yet, and where those of each of its words end.
    pieces: Vec<u32>,
    ends: Vec<usize>,
    part: String,
}

impl Group {
    pub(super) fn clear(&mut self) {
        self.ids.clear();
        self.windows.clear();
        self.edges.clear();
        self.shapes.clear();
        self.sentences.clear();
        self.pieces.clear();
        self.ends.clear();
    }

    /// Adds a word to the sentence that is not ended yet.
    pub(super) fn push(&mut self, model: &Model<'_>, form: &str) {
        let start = self.pieces.len();
        model.pieces.encode(form, &mut self.part, &mut self.pieces);
        let count = self.pieces.len() - start;
        if count > WORD {
            self.pieces.drain(start + WORD / 2..start + count - WORD / 2);
        }
        self.ends.push(self.pieces.len());
        self.shapes.push(shape(form) as u8);
    }

    /// Ends a sentence, if any word came since the last.
    pub(super) fn end_sentence(&mut self, model: &Model<'_>) {
        if self.ends.is_empty() {
            return;
        }
        let (begin, end) = model.pieces.frame();
        let layout = Layout {
            base: self.ids.len(),
            count: self.pieces.len(),
            most: model.longest() - 2,
        };
        for number in 0..layout.windows() {
            let first = self.ids.len();
            self.ids.push(begin);
            let pieces = self.pieces.get(layout.pieces(number));
            self.ids.extend_from_slice(pieces.unwrap_or_default());
            self.ids.push(end);
            self.windows.push(first..self.ids.len());
        }
        let word = self.edges.len();
        let mut start = 0;
        for end in self.ends.drain(..) {
            self.edges.push(match end.checked_sub(1) {
                Some(last) if end > start => [layout.row(start), layout.row(last)],
                // A word without pieces looks at the beginning of its window.
                _ => [layout.beginning(start); 2],
            });
            start = end;
        }
        self.pieces.clear();
        self.sentences.push(word..self.edges.len());
    }
}

/// How one sentence's pieces lie in windows.
struct Layout {
    /// Where the first window begins.
    base: usize,
    /// How many pieces there are.
    count: usize,
    /// How many of them a window takes.
    most: usize,
}

impl Layout {
    /// How far a window begins behind the one before.
    fn step(&self) -> usize {
        (self.most / 2).max(1)
    }

    fn windows(&self) -> usize {
        self.count.saturating_sub(self.most).div_ceil(self.step()) + 1
    }

    fn pieces(&self, window: usize) -> Range<usize> {
        let start = window * self.step();
        start..(start + self.most).min(self.count)
    }

    /// The window in which a piece is looked up: up to three quarters of the first one, then half a window each.
    fn window(&self, piece: usize) -> usize {
        let first = self.most - self.most / 4;
        let later = piece.checked_sub(first).map_or(0, |more| more / self.step() + 1);
        later.min(self.windows() - 1)
    }

    /// Where a window begins. All but the last are full.
    fn begin(&self, window: usize) -> usize {
        self.base + window * (self.most + 2)
    }

    fn row(&self, piece: usize) -> usize {
        let window = self.window(piece);
        self.begin(window) + 1 + piece - window * self.step()
    }

    fn beginning(&self, piece: usize) -> usize {
        self.begin(self.window(piece.min(self.count.saturating_sub(1))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_piece_is_in_its_window_and_has_neighbours(count in 0usize..3000, most in 1usize..510, base in 0usize..9) {
            let layout = Layout { base, count, most };
            let mut ids = vec![usize::MAX; base];
            for window in 0..layout.windows() {
                prop_assert_eq!(layout.begin(window), ids.len());
                ids.push(usize::MAX);
                ids.extend(layout.pieces(window));
                ids.push(usize::MAX);
            }
            for piece in 0..count {
                prop_assert_eq!(ids[layout.row(piece)], piece);
                let pieces = layout.pieces(layout.window(piece));
                let near = most / 4;
                prop_assert!(pieces.start == 0 || piece - pieces.start + 1 >= near);
                prop_assert!(pieces.end == count || pieces.end - piece >= near);
            }
            prop_assert!(layout.beginning(count) < ids.len());
        }
    }
}
