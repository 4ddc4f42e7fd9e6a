//! Near-duplicate texts: the same wire story with another headline, another byline, a paragraph less.
//!
//! A text is looked at as the set of its shingles, [`SHINGLE`] words in a row ([`shingles()`]), and two texts are
//! as similar as their sets: shingles in both by shingles in either (Jaccard's index). A [`Sketch`] of fixed size
//! stands for the set, and an [`Index`] finds among earlier sketches the one that a new text is a copy of.
//!
//! ```
//! use dateline_duplicates::{Index, Sketch};
//!
//! let mut index = Index::new(0.5, 1000);
//! let story = "Rescuers reached the village on Monday, two days after the river broke its banks and cut the \
//!              only road, and found that most of its people had gone up to the church on the hill.";
//! let copy = format!("(Agency) - {story} More follows.");
//! assert!(index.judge("first", &Sketch::of(story)).is_none());
//! let found = index.judge("second", &Sketch::of(&copy)).expect("a copy");
//! assert_eq!(found.of, "first");
//! assert!(found.similarity > 0.7);
//! assert!(index.judge("third", &Sketch::of("It rained in Oslo and snowed in Bergen.")).is_none());
//! ```
//!
//! # How sure, and how much memory
//! The similarity that is told is an estimate from [`BINS`] samples: its standard error is at most 0.045. A pair
//! of similarity 0.4 shares one of the index's [`BANDS`] bands of two samples with a probability of 0.94, one of 0.5
//! with 0.99, one of 0.7 with 0.99998; what shares none is not found. Two texts with nothing in common are taken for copies as
//! good as never.
//!
//! The index remembers a number of distinct texts that is set beforehand, at least half of that number at any
//! time, at some 500 bytes and the id of each ([`Index::bytes`]). Copies are not remembered, so every
//! [`Match::of`] names the first of its kind, and a story that is copied a thousand times takes the room of one.
//!
//! What it does not know: documents, threads, files, languages. A word is a run of letters and digits, so in
//! scripts without spaces a whole clause counts as a word.
//!
//! Methods: A. Broder, On the resemblance and containment of documents (1997); P. Li, A. Owen, C.-H. Zhang, One
//! permutation hashing (2012), whose estimator [`Sketch::similarity`] is; A. Shrivastava, P. Li, Densifying one
//! permutation hashing via rotation (2014), for the bands.

mod index;
mod shingles;
mod sketch;

pub use index::{BANDS, Index, Match};
pub use shingles::{SHINGLE, shingles};
pub use sketch::{BINS, Sketch};
