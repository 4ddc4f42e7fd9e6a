//! Ranges that nest, touch and cross, made into elements that only nest.

use dateline_core::Span;

/// What a range of the text is drawn as. Of two that cover one another the earlier kind is the outer one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Paragraph,
    Sentence,
    Quote,
    Mention,
    Trigger,
}

/// A range to be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) kind: Kind,
    /// Which one of its kind.
    pub(super) index: usize,
    pub(super) span: Span,
}

/// Draws the pieces.
pub(super) trait Draw {
    /// Opens a range; `first` is false where one that was cut in two goes on.
    fn open(&mut self, range: Range, first: bool);
    /// Closes the range that was opened last of those still open.
    fn close(&mut self, range: Range);
    /// Draws the words of `span`.
    fn words(&mut self, span: Span);
}

/// The most ranges drawn over one place. What would be deeper is left out: no reader could tell it apart,
/// and a text made for the purpose could otherwise make a page of quadratic size.
const DEEPEST: usize = 32;

/// Draws a text of `len` bytes with ranges over it, in one pass. Where two ranges cross, the inner one is
/// closed at the outer one's end and opened again behind it.
pub(super) fn weave(len: usize, mut ranges: Vec<Range>, draw: &mut impl Draw) {
    ranges.retain(|range| !range.span.is_empty());
    ranges.sort_by_key(|range| range.span.start());
    let end = Span::at(len, 0).end();
    let mut starting = ranges.into_iter().peekable();
    let mut open: Vec<Range> = Vec::new();
    // Ranges to be opened here, each with whether it is the first time.
    let mut pending: Vec<(Range, bool)> = Vec::new();
    let mut at = 0;
    loop {
        // Close what ends here, and what stands in its way.
        if let Some(depth) = open.iter().position(|range| range.span.end() <= at) {
            for range in open.drain(depth..).rev() {
                draw.close(range);
                if range.span.end() > at {
                    pending.push((range, false));
                }
            }
        }
        while let Some(range) = starting.next_if(|range| range.span.start() <= at) {
            if open.len() + pending.len() < DEEPEST {
                pending.push((range, true));
            }
        }
        // An outer kind that begins within an inner one goes outside of it.
        if let Some(outermost) = pending.iter().map(|(range, _)| range.kind).min() {
            while let Some(range) = open.pop_if(|range| range.kind > outermost) {
                draw.close(range);
                pending.push((range, false));
            }
            pending.sort_by_key(|(range, _)| (range.kind, std::cmp::Reverse(range.span.end()), range.index));
            for (range, first) in pending.drain(..) {
                draw.open(range, first);
                open.push(range);
            }
        }
        let next_start = starting.peek().map(|range| range.span.start());
        let next_end = open.iter().map(|range| range.span.end()).min();
        let next = [next_start, next_end]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(end)
            .min(end);
        if next > at {
            draw.words(Span::new(at, next));
            at = next;
        } else if next_start.is_none() && open.is_empty() {
            return;
        } else if at >= end {
            // Only ranges past the text's end are left, which no sound document has.
            for range in open.drain(..).rev() {
                draw.close(range);
            }
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Draws brackets: `M0(` opens, `)` closes, `~0(` goes on.
    struct Brackets<'t>(&'t str, String, Vec<Range>);

    impl Draw for Brackets<'_> {
        fn open(&mut self, range: Range, first: bool) {
            let kind = if first {
                format!("{:?}", range.kind)[..1].to_owned()
            } else {
                "~".to_owned()
            };
            self.1.push_str(&format!("{kind}{}(", range.index));
            self.2.push(range);
        }
        fn close(&mut self, range: Range) {
            assert_eq!(self.2.pop(), Some(range), "elements nest");
            self.1.push(')');
        }
        fn words(&mut self, span: Span) {
            self.1.push_str(&self.0[span.range()]);
        }
    }

    fn woven(text: &str, ranges: &[(Kind, u32, u32)]) -> String {
        let ranges = ranges
            .iter()
            .enumerate()
            .map(|(index, (kind, start, end))| Range {
                kind: *kind,
                index,
                span: Span::new(*start, *end),
            });
        let mut draw = Brackets(text, String::new(), Vec::new());
        weave(text.len(), ranges.collect(), &mut draw);
        assert_eq!(draw.2, []);
        draw.1
    }

    #[test]
    fn ranges_nest_and_are_cut_where_they_cross() {
        use Kind::{Mention, Quote, Sentence, Trigger};
        for (ranges, drawn) in [
            (&[][..], "abcdef"),
            (&[(Mention, 1, 3)], "aM0(bc)def"),
            (&[(Mention, 0, 6), (Mention, 2, 4)], "M0(abM1(cd)ef)"),
            (&[(Mention, 2, 4), (Mention, 0, 4)], "M1(abM0(cd))ef"),
            (&[(Mention, 0, 3), (Mention, 2, 5)], "M0(abM1(c))~1(de)f"),
            (
                &[(Sentence, 0, 3), (Sentence, 3, 6), (Quote, 1, 5)],
                "S0(aQ2(bc))S1(~2(de)f)",
            ),
            (&[(Mention, 1, 4), (Sentence, 2, 6)], "aM0(b)S1(~0(cd)ef)"),
            (&[(Mention, 1, 2), (Trigger, 1, 2)], "aM0(T1(b))cdef"),
            (&[(Mention, 2, 2)], "abcdef"),
            (&[(Mention, 4, 9)], "abcdM0(ef)"),
        ] {
            assert_eq!(woven("abcdef", ranges), drawn, "{ranges:?}");
        }
    }

    #[test]
    fn a_heap_of_ranges_stays_small() {
        let many: Vec<_> = (0..5000)
            .map(|index| (Kind::Mention, index, 10_000 - index))
            .collect();
        let drawn = woven(&"x".repeat(10_000), &many);
        assert!(drawn.len() < 20_000, "{}", drawn.len());
    }

    proptest! {
        #[test]
        fn all_words_are_drawn_once_and_in_order(
            ranges in prop::collection::vec((0u8..5, 0u32..24, 0u32..24), 0..20),
        ) {
            let kinds = [Kind::Paragraph, Kind::Sentence, Kind::Quote, Kind::Mention, Kind::Trigger];
            let ranges: Vec<_> =
                ranges.iter().map(|(kind, a, b)| (kinds[*kind as usize], *a, *b)).collect();
            let text = "abcdefghijklmnopqrst";
            let drawn = woven(text, &ranges);
            let words: String = drawn.chars().filter(char::is_ascii_lowercase).collect();
            prop_assert_eq!(words, text);
        }
    }
}
