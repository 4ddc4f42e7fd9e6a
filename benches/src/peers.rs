//! What others make of the same text in the same run, so that the rates are ratios (feature `peers`).
//!
//! Each is called the quickest way it offers, with buffers that stay, and gives the number of its pieces. All
//! cut more crudely than `dateline-tokenizer`: none parts contractions, keeps abbreviations or knows numbers.

use bitcannon::classes::class_runs_into;
use bitcannon::classify::{classify, mask};
use bitcannon::{Span, bitcannon_byte_level};
use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;

/// The engine of Hugging Face's tokenizers 1.0: tags of bytes, and bitmaps, and spans in memory.
#[derive(Default)]
pub struct Bitcannon {
    tags: Vec<u8>,
    starts: Vec<u64>,
    flags: Vec<u64>,
    spans: Vec<Span>,
}

impl Bitcannon {
    fn room(&mut self, text: &str) {
        let blocks = text.len().div_ceil(64);
        if self.tags.len() < text.len() {
            self.tags.resize(text.len(), 0);
            self.spans.resize(text.len(), Span::default());
        }
        if self.starts.len() < blocks {
            self.starts.resize(blocks, 0);
            self.flags.resize(blocks, 0);
        }
    }

    /// BERT's pre-tokens: white space parts, and every punctuation character stands alone.
    pub fn bert(&mut self, text: &str) -> u64 {
        self.room(text);
        let bytes = text.as_bytes();
        classify(bytes, &mut self.tags);
        class_runs_into::<{ mask::WS }, { mask::PUNCT }, 0>(
            bytes,
            &self.tags,
            &mut self.starts,
            &mut self.flags,
            &mut self.spans,
        ) as u64
    }

    /// GPT-2's pre-tokens.
    pub fn gpt2(&mut self, text: &str) -> u64 {
        self.room(text);
        let bytes = text.as_bytes();
        classify(bytes, &mut self.tags);
        bitcannon_byte_level(
            bytes,
            &self.tags,
            &mut self.starts,
            &mut self.flags,
            &mut self.spans,
        ) as u64
    }
}

/// The word boundaries of UAX 29 as ICU4X finds them.
pub struct Icu4x {
    boundaries: Vec<u32>,
}

impl Icu4x {
    /// Buffers that grow with the first text.
    #[must_use]
    pub fn new() -> Self {
        Self {
            boundaries: Vec::new(),
        }
    }

    /// The number of boundaries, each written to memory.
    pub fn words(&mut self, text: &str) -> u64 {
        let segmenter = WordSegmenter::new_for_non_complex_scripts(WordBreakInvariantOptions::default());
        self.boundaries.clear();
        self.boundaries
            .extend(segmenter.segment_str(text).map(|at| at as u32));
        self.boundaries.len() as u64
    }
}

impl Default for Icu4x {
    fn default() -> Self {
        Self::new()
    }
}
