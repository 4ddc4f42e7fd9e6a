//! Tokens and sentences over several kinds of news, one thread, offsets and classes written to memory.
//!
//! `KIND_tokens` makes tokens alone, `KIND_sentences` tokens and sentences. `hostile_*` is text that no
//! newspaper prints, to show that nothing is quadratic. `KIND_tokens_portable` is the twin without vector
//! instructions. `*_unicode_segmentation` and, with the feature `peers`, `*_bitcannon_bert` and others are
//! peers over the same text, which do cruder work.

use anyhow::{Result, ensure};
use dateline_bench::{Bench, Corpus, Kind, corpus, hostile, smoke, wikinews};
use dateline_core::layers::{Sentence, Token};
use dateline_tokenizer::{Scratch, Tokenizer};
use unicode_segmentation::UnicodeSegmentation;

/// Text, tokens and sentences counted by hand, so that the count that every round is compared with does
/// not come from the tokenizer alone.
const COUNTED: &[(&str, usize, usize)] = &[
    // Kihara 's visit did n't cost $ 1.7 billion .
    ("Kihara's visit didn't cost $1.7 billion.", 10, 1),
    // The U.S. envoy , Ana Ruiz , said Monday that talks with Lisbon would n't resume before 5 p.m. on Friday .
    (
        "The U.S. envoy, Ana Ruiz, said Monday that talks with Lisbon wouldn't resume before 5 p.m. on Friday.",
        22,
        1,
    ),
    // “ We paid $ 1.7 billion for the 180 - kilometre canal , ” he said . It opens in May .
    (
        "“We paid $1.7 billion for the 180-kilometre canal,” he said. It opens in May.",
        22,
        2,
    ),
];

fn main() -> Result<()> {
    let mut bench = Bench::new("tokenizer");
    let tokenizer = Tokenizer::new();
    let portable = Tokenizer::builder().vectorized(false).build()?;
    let mut hands = Hands::default();
    for &(text, tokens, sentences) in COUNTED {
        let counted = hands.check(&tokenizer, text)?;
        ensure!(
            counted == (tokens, sentences),
            "{text:?}: {counted:?}, counted by hand: {tokens} and {sentences}"
        );
    }

    let bytes = Bench::corpus_bytes();
    let mut corpora = Kind::ALL
        .iter()
        .map(|&kind| corpus(kind, bytes, 1))
        .collect::<Result<Vec<Corpus>>>()?;
    corpora.extend(wikinews(bytes)?);
    for corpus in &corpora {
        let mut tokens = 0;
        for document in corpus.documents() {
            tokens += hands.check(&tokenizer, document)?.0 as u64;
        }
        bench.case(&format!("{}_tokens", corpus.name()), corpus, tokens, || {
            corpus
                .documents()
                .map(|text| hands.tokens(&tokenizer, text))
                .sum()
        })?;
        bench.case(
            &format!("{}_tokens_portable", corpus.name()),
            corpus,
            tokens,
            || corpus.documents().map(|text| hands.tokens(&portable, text)).sum(),
        )?;
        bench.case(&format!("{}_sentences", corpus.name()), corpus, tokens, || {
            corpus
                .documents()
                .map(|text| hands.sentences(&tokenizer, text))
                .sum()
        })?;
    }
    for corpus in corpora.iter().take(2) {
        peers(&mut bench, corpus)?;
    }
    for (name, text) in hostile::cases(if smoke() { 1 << 14 } else { 1 << 20 }) {
        let tokens = hands.check(&tokenizer, &text)?.0 as u64;
        bench.hostile(&format!("hostile_{name}"), &text, tokens, || {
            hands.sentences(&tokenizer, &text)
        })?;
        bench.hostile(&format!("hostile_{name}_tokens"), &text, tokens, || {
            hands.tokens(&tokenizer, &text)
        })?;
    }
    ratios(&mut bench);
    bench.finish()
}

/// Others over the same text; those that are not dependencies already with the feature `peers` alone.
fn peers(bench: &mut Bench, corpus: &Corpus) -> Result<()> {
    let mut case = |name: &str, count: &mut dyn FnMut(&str) -> u64| {
        let mut all = || -> u64 { corpus.documents().map(&mut *count).sum() };
        let pieces = all();
        bench.case(&format!("{}_{name}", corpus.name()), corpus, pieces, all)
    };
    case("unicode_segmentation", &mut |text| {
        text.unicode_word_indices().count() as u64
    })?;
    #[cfg(feature = "peers")]
    {
        let mut bitcannon = dateline_bench::peers::Bitcannon::default();
        case("bitcannon_bert", &mut |text| bitcannon.bert(text))?;
        case("bitcannon_gpt2", &mut |text| bitcannon.gpt2(text))?;
        let mut icu = dateline_bench::peers::Icu4x::new();
        case("icu4x", &mut |text| icu.words(text))?;
    }
    Ok(())
}

/// What the rates say about each other, which means more than the rates on a machine that others use.
fn ratios(bench: &mut Bench) {
    let metrics = bench.metrics();
    let pairs = [
        (
            "ascii_tokens_over_unicode_segmentation_ratio",
            "ascii_tokens",
            "ascii_unicode_segmentation",
        ),
        (
            "ascii_tokens_over_bitcannon_bert_ratio",
            "ascii_tokens",
            "ascii_bitcannon_bert",
        ),
        ("ascii_tokens_over_icu4x_ratio", "ascii_tokens", "ascii_icu4x"),
        (
            "ascii_portable_over_tokens_ratio",
            "ascii_tokens_portable",
            "ascii_tokens",
        ),
        ("ascii_time_over_curly_time_ratio", "curly_tokens", "ascii_tokens"),
        (
            "ascii_sentences_over_tokens_ratio",
            "ascii_sentences",
            "ascii_tokens",
        ),
    ];
    for (name, above, below) in pairs {
        let rates = [above, below].map(|case| metrics.get(&format!("{case}_megabytes_per_second")));
        if let [Some(above), Some(below)] = rates {
            metrics.set(name, above / below);
        }
    }
}

/// Buffers that stay from document to document.
#[derive(Default)]
struct Hands {
    tokens: Vec<Token>,
    sentences: Vec<Sentence>,
    scratch: Scratch,
}

impl Hands {
    /// How many tokens there are; no number of tokens when the tokenizer fails.
    fn tokens(&mut self, tokenizer: &Tokenizer, text: &str) -> u64 {
        match tokenizer.tokens_into(text, &mut self.tokens, &mut self.scratch) {
            Ok(()) => self.tokens.len() as u64,
            Err(_) => u64::from(u32::MAX),
        }
    }

    /// The same, with sentences.
    fn sentences(&mut self, tokenizer: &Tokenizer, text: &str) -> u64 {
        match tokenizer.tokenize_into(text, &mut self.tokens, &mut self.sentences, &mut self.scratch) {
            Ok(()) => self.tokens.len() as u64,
            Err(_) => u64::from(u32::MAX),
        }
    }

    /// Counts tokens and sentences, and proves of them what they promise: tokens in order that slice the
    /// text and hold all of it but white space, sentences that hold every token once.
    fn check(&mut self, tokenizer: &Tokenizer, text: &str) -> Result<(usize, usize)> {
        tokenizer.tokenize_into(text, &mut self.tokens, &mut self.sentences, &mut self.scratch)?;
        let space = |c: char| c.is_whitespace() || "\u{200b}\u{feff}".contains(c);
        let mut end = 0;
        for token in &self.tokens {
            let range = token.span.range();
            let between = text.get(end..range.start);
            ensure!(
                between.is_some_and(|gap| gap.chars().all(space)),
                "lost before {range:?}: {between:?}"
            );
            ensure!(
                !range.is_empty() && text.get(range.clone()).is_some(),
                "no token: {range:?}"
            );
            end = range.end;
        }
        ensure!(
            text.get(end..).is_some_and(|rest| rest.chars().all(space)),
            "lost after {end}"
        );
        let mut next = 0;
        for sentence in &self.sentences {
            ensure!(
                sentence.first == next && sentence.end > next,
                "sentences leave out or repeat tokens"
            );
            next = sentence.end;
        }
        ensure!(
            next as usize == self.tokens.len(),
            "sentences end before the tokens"
        );
        Ok((self.tokens.len(), self.sentences.len()))
    }
}
