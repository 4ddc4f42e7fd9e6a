//! The scorer of the CoNLL 2018 shared task, "Multilingual Parsing from Raw Text to Universal Dependencies"
//! (Zeman et al. 2018), over layers instead of files.
//!
//! Gold and system see the same text and may cut it differently. Positions count the characters that are not
//! white space. Words are aligned by their spans, and inside multiword tokens, whose words share one span, by
//! the longest common subsequence of their lower-cased forms. Tags, heads and relations are compared on
//! aligned words; precision is over the system's words, recall over the gold's.
//!
//! Left out, because no English data set here has them: words whose forms are not parts of the surface.

use crate::Counts;
use dateline_core::layers::{Sentence, Token};

/// What is annotated on one word. Borrowed, so that gold and system hand in what they have.
#[derive(Clone, Copy, Debug, Default)]
pub struct WordTags<'a> {
    /// The universal part of speech.
    pub upos: &'a str,
    /// The treebank's own tag.
    pub xpos: &'a str,
    /// The features as one string, in CoNLL-U's order.
    pub feats: &'a str,
    /// The lemma.
    pub lemma: &'a str,
    /// Index of the head among the tokens; `None` at the root.
    pub head: Option<usize>,
    /// The relation to the head; a subtype (`nmod:poss`) is not compared.
    pub deprel: &'a str,
}

/// One word, by characters that are not white space.
struct Word {
    start: u32,
    end: u32,
    /// The multiword token it belongs to; its own span if it belongs to none.
    outer: (u32, u32),
    multiword: bool,
    form: String,
}

/// One side of a comparison: tokens and sentences of a text, and what is annotated on them.
pub struct Analysis<'a> {
    words: Vec<Word>,
    sentences: Vec<(u32, u32)>,
    tags: Option<&'a [WordTags<'a>]>,
    length: u32,
}

impl<'a> Analysis<'a> {
    /// Tokens and sentences over `text`. Spans that do not fit the text count as empty.
    #[must_use]
    pub fn new(text: &str, tokens: &[Token], sentences: &[Sentence]) -> Self {
        let positions = Positions::of(text);
        let mut words: Vec<Word> = tokens
            .iter()
            .map(|token| {
                let span = (positions.at(token.span.start()), positions.at(token.span.end()));
                Word {
                    start: span.0,
                    end: span.1,
                    outer: span,
                    multiword: false,
                    form: text.get(token.span.range()).unwrap_or("").to_lowercase(),
                }
            })
            .collect();
        let mut first = 0;
        for next in 1..=tokens.len() {
            if tokens.get(next).is_some_and(|token| token.joined) {
                continue;
            }
            if next - first > 1 {
                let outer = (words[first].start, words[next - 1].end);
                for word in &mut words[first..next] {
                    word.outer = outer;
                    word.multiword = true;
                }
            }
            first = next;
        }
        let sentences = sentences
            .iter()
            .map(|sentence| {
                (
                    positions.at(sentence.span.start()),
                    positions.at(sentence.span.end()),
                )
            })
            .collect();
        Self {
            words,
            sentences,
            tags: None,
            length: positions.length(),
        }
    }

    /// The same with annotation, one item for each token.
    #[must_use]
    pub fn with_tags(mut self, tags: &'a [WordTags<'a>]) -> Self {
        self.tags = (tags.len() == self.words.len()).then_some(tags);
        self
    }

    fn tokens(&self) -> Vec<(u32, u32)> {
        let mut spans: Vec<(u32, u32)> = self.words.iter().map(|word| word.outer).collect();
        spans.dedup();
        spans
    }
}

/// From byte offsets to counts of characters that are not white space.
struct Positions {
    /// For each byte, the count before it.
    before: Vec<u32>,
}

impl Positions {
    fn of(text: &str) -> Self {
        let mut before = Vec::with_capacity(text.len() + 1);
        let mut count = 0;
        for char in text.chars() {
            before.extend(std::iter::repeat_n(count, char.len_utf8()));
            count += u32::from(!char.is_whitespace());
        }
        before.push(count);
        Self { before }
    }

    fn at(&self, byte: u32) -> u32 {
        self.before
            .get(byte as usize)
            .copied()
            .unwrap_or_else(|| self.length())
    }

    fn length(&self) -> u32 {
        self.before.last().copied().unwrap_or(0)
    }
}

/// The scores of a comparison. Those after `words` are empty where a side has no annotation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scores {
    /// Surface tokens (a multiword token counts once), by span.
    pub tokens: Counts,
    /// Sentences, by span.
    pub sentences: Counts,
    /// Syntactic words, aligned.
    pub words: Counts,
    /// Words with the right universal part of speech.
    pub upos: Counts,
    /// Words with the right treebank tag.
    pub xpos: Counts,
    /// Words with the right features.
    pub feats: Counts,
    /// Words with the right lemma.
    pub lemmas: Counts,
    /// Words with the right head.
    pub uas: Counts,
    /// Words with the right head and relation.
    pub las: Counts,
    /// The same for content words alone (CLAS).
    pub clas: Counts,
}

impl std::ops::AddAssign for Scores {
    fn add_assign(&mut self, other: Self) {
        self.tokens += other.tokens;
        self.sentences += other.sentences;
        self.words += other.words;
        self.upos += other.upos;
        self.xpos += other.xpos;
        self.feats += other.feats;
        self.lemmas += other.lemmas;
        self.uas += other.uas;
        self.las += other.las;
        self.clas += other.clas;
    }
}

/// The relations whose words carry content, as the shared task lists them for CLAS.
const CONTENT: &[&str] = &[
    "nsubj",
    "obj",
    "iobj",
    "csubj",
    "ccomp",
    "xcomp",
    "obl",
    "vocative",
    "expl",
    "dislocated",
    "advcl",
    "advmod",
    "discourse",
    "nmod",
    "appos",
    "nummod",
    "acl",
    "amod",
    "conj",
    "fixed",
    "flat",
    "compound",
    "list",
    "parataxis",
    "orphan",
    "goeswith",
    "reparandum",
    "root",
    "dep",
];

fn universal(deprel: &str) -> &str {
    deprel.split_once(':').map_or(deprel, |(relation, _)| relation)
}

/// Scores `system` against `gold`, both over the same text. `None` where the texts differ in length.
#[must_use]
pub fn score(gold: &Analysis<'_>, system: &Analysis<'_>) -> Option<Scores> {
    if gold.length != system.length {
        return None;
    }
    let aligned = align(&gold.words, &system.words);
    let counts = |correct: usize| Counts {
        gold: gold.words.len() as u64,
        system: system.words.len() as u64,
        correct: correct as u64,
    };
    let mut scores = Scores {
        tokens: spans(&gold.tokens(), &system.tokens()),
        sentences: spans(&gold.sentences, &system.sentences),
        words: counts(aligned.len()),
        ..Scores::default()
    };
    let (Some(of_gold), Some(of_system)) = (gold.tags, system.tags) else {
        return Some(scores);
    };
    let count = |same: &dyn Fn(&WordTags<'_>, &WordTags<'_>) -> bool| {
        counts(
            aligned
                .iter()
                .filter(|(g, s)| same(&of_gold[*g], &of_system[*s]))
                .count(),
        )
    };
    scores.upos = count(&|g, s| g.upos == s.upos);
    scores.xpos = count(&|g, s| g.xpos == s.xpos);
    scores.feats = count(&|g, s| g.feats == s.feats);
    // As the shared task has it: a gold lemma `_` says that there is none to compare.
    scores.lemmas = count(&|g, s| g.lemma == "_" || g.lemma == s.lemma);
    let mut gold_of = vec![None; system.words.len()];
    for &(g, s) in &aligned {
        gold_of[s] = Some(g);
    }
    let same_head = |g: &WordTags<'_>, s: &WordTags<'_>| match (g.head, s.head) {
        (None, None) => true,
        (Some(g), Some(s)) => gold_of.get(s).copied().flatten() == Some(g),
        _ => false,
    };
    let same_relation = |g: &WordTags<'_>, s: &WordTags<'_>| universal(g.deprel) == universal(s.deprel);
    scores.uas = count(&same_head);
    scores.las = count(&|g, s| same_head(g, s) && same_relation(g, s));
    let content = |tags: &WordTags<'_>| CONTENT.contains(&universal(tags.deprel));
    scores.clas = Counts {
        gold: of_gold.iter().filter(|tags| content(tags)).count() as u64,
        system: of_system.iter().filter(|tags| content(tags)).count() as u64,
        correct: count(&|g, s| content(g) && same_head(g, s) && same_relation(g, s)).correct,
    };
    Some(scores)
}

fn spans(gold: &[(u32, u32)], system: &[(u32, u32)]) -> Counts {
    let (mut g, mut s, mut correct) = (0, 0, 0);
    while let (Some(a), Some(b)) = (gold.get(g), system.get(s)) {
        match a.0.cmp(&b.0) {
            std::cmp::Ordering::Less => g += 1,
            std::cmp::Ordering::Greater => s += 1,
            std::cmp::Ordering::Equal => {
                correct += u64::from(a.1 == b.1);
                g += 1;
                s += 1;
            }
        }
    }
    Counts {
        gold: gold.len() as u64,
        system: system.len() as u64,
        correct,
    }
}

/// Pairs of indices of aligned words.
fn align(gold: &[Word], system: &[Word]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::with_capacity(gold.len().min(system.len()));
    let (mut g, mut s) = (0, 0);
    while let (Some(a), Some(b)) = (gold.get(g), system.get(s)) {
        if a.multiword || b.multiword {
            let (g_from, s_from, g_to, s_to) = multiword_span(gold, system, g, s);
            common(gold, system, g_from..g_to, s_from..s_to, &mut pairs);
            (g, s) = (g_to, s_to);
        } else if (a.start, a.end) == (b.start, b.end) {
            pairs.push((g, s));
            g += 1;
            s += 1;
        } else if a.start <= b.start {
            g += 1;
        } else {
            s += 1;
        }
    }
    pairs
}

/// The smallest stretch on both sides that starts at `g` or `s` and cuts no multiword token.
fn multiword_span(
    gold: &[Word],
    system: &[Word],
    mut g: usize,
    mut s: usize,
) -> (usize, usize, usize, usize) {
    let mut end;
    if gold[g].multiword {
        end = gold[g].outer.1;
        if !system[s].multiword && system[s].start < gold[g].outer.0 {
            s += 1;
        }
    } else {
        end = system[s].outer.1;
        if !gold[g].multiword && gold[g].start < system[s].outer.0 {
            g += 1;
        }
    }
    let (g_from, s_from) = (g, s);
    let beyond = |words: &[Word], index: usize, end: u32| match words.get(index) {
        None => true,
        Some(word) if word.multiword => word.outer.0 >= end,
        Some(word) => word.end > end,
    };
    let reach = |word: &Word, end: u32| {
        if word.multiword {
            end.max(word.outer.1)
        } else {
            end
        }
    };
    while !beyond(gold, g, end) || !beyond(system, s, end) {
        match (gold.get(g), system.get(s)) {
            (Some(a), b) if b.is_none_or(|b| a.outer.0 <= b.outer.0) => {
                end = reach(a, end);
                g += 1;
            }
            (_, Some(b)) => {
                end = reach(b, end);
                s += 1;
            }
            _ => break,
        }
    }
    (g_from, s_from, g, s)
}

/// The longest common subsequence of forms between two stretches.
fn common(
    gold: &[Word],
    system: &[Word],
    g: std::ops::Range<usize>,
    s: std::ops::Range<usize>,
    pairs: &mut Vec<(usize, usize)>,
) {
    let (rows, columns) = (g.len(), s.len());
    let mut best = vec![0u32; (rows + 1) * (columns + 1)];
    let at = |i: usize, j: usize| i * (columns + 1) + j;
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            best[at(i, j)] = if gold[g.start + i].form == system[s.start + j].form {
                best[at(i + 1, j + 1)] + 1
            } else {
                best[at(i + 1, j)].max(best[at(i, j + 1)])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < rows && j < columns {
        if gold[g.start + i].form == system[s.start + j].form {
            pairs.push((g.start + i, s.start + j));
            i += 1;
            j += 1;
        } else if best[at(i, j)] == best[at(i + 1, j)] {
            i += 1;
        } else {
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::Span;
    use dateline_core::layers::TokenClass;

    /// `|` between words, `+` between the words of a multiword token.
    fn tokens(cut: &str) -> (String, Vec<Token>) {
        let (mut text, mut tokens) = (String::new(), Vec::new());
        for surface in cut.split(['|', ' ']) {
            for (part, word) in surface.split('+').enumerate() {
                let span = Span::at(text.len(), word.len());
                tokens.push(Token {
                    span,
                    class: TokenClass::Word,
                    joined: part > 0,
                });
                text.push_str(word);
            }
        }
        (text, tokens)
    }

    fn check(gold: &str, system: &str, words: u64, surfaces: u64) {
        let ((text, gold), (_, system)) = (tokens(gold), tokens(system));
        let scores = score(
            &Analysis::new(&text, &gold, &[]),
            &Analysis::new(&text, &system, &[]),
        )
        .unwrap();
        assert_eq!(
            (scores.words.correct, scores.tokens.correct),
            (words, surfaces),
            "{text}"
        );
    }

    #[test]
    fn words_are_aligned() {
        check("ab|c", "ab|c", 2, 2);
        check("ab|c", "a|b|c", 1, 1);
        check("do+n't|go", "do+n't|go", 3, 2);
        // Words of a multiword token count even where the other side wrote two tokens.
        check("do+n't|go", "do|n't|go", 3, 1);
        check("do+n't|go", "don't|go", 1, 2);
        check("can+not", "cann+ot", 0, 1);
        check("a|do+n't|b", "a|do+n't+b", 4, 1);
    }

    #[test]
    fn texts_of_different_length_are_not_compared() {
        assert!(score(&Analysis::new("a", &[], &[]), &Analysis::new("ab", &[], &[])).is_none());
    }

    #[test]
    fn heads_count_on_aligned_words() {
        let (text, words) = tokens("a b c");
        let tags = |heads: [Option<usize>; 3], last: &'static str| {
            heads.map(|head| WordTags {
                upos: "X",
                head,
                deprel: last,
                ..WordTags::default()
            })
        };
        let gold = tags([Some(1), None, Some(1)], "nmod:poss");
        let system = tags([Some(1), None, Some(0)], "nmod");
        let scores = score(
            &Analysis::new(&text, &words, &[]).with_tags(&gold),
            &Analysis::new(&text, &words, &[]).with_tags(&system),
        )
        .unwrap();
        assert_eq!(
            (scores.upos.correct, scores.uas.correct, scores.las.correct),
            (3, 2, 2)
        );
        assert_eq!((scores.clas.correct, scores.clas.gold), (2, 3));
    }
}
