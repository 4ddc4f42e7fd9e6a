//! The pairs of a sentence that may be told: people, by name or by a word in its place, and what is named near them.

use crate::article::Article;
use crate::pattern::bit;
use dateline_core::layers::MentionKind;

/// With how many names behind it a name is paired, and so at most with twice as many: what work a sentence makes grows
/// with its names, and not with their square.
const NEAR: usize = 8;

/// Who and what is named in a sentence; kept from one to the next.
#[derive(Default)]
pub(crate) struct Names(Vec<usize>);

impl Names {
    /// Collects a sentence's names with one of these labels, in text order.
    pub(crate) fn collect(&mut self, article: Article<'_>, sentence: usize, labels: u32) {
        self.0.clear();
        let mut behind = 0;
        for token in article.sentence(sentence) {
            if token < behind {
                continue;
            }
            // A name, or who is meant by a word in its place.
            let found = article.base(token).or_else(|| article.over(token));
            let Some(mention) = found else { continue };
            behind = article.place(mention).end;
            let fits = article
                .label(mention)
                .is_some_and(|label| bit(label) & labels != 0);
            let value = article
                .mentions
                .get(mention)
                .is_none_or(|it| it.kind == MentionKind::Value);
            if fits && !value {
                self.0.push(mention);
            }
        }
    }

    /// The pairs, each in both orders.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.0.iter().enumerate().flat_map(move |(at, first)| {
            let near = self.0.iter().skip(at + 1).take(NEAR);
            near.flat_map(move |second| [(*first, *second), (*second, *first)])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Lookup;
    use crate::fixture::document;
    use crate::vocabulary::Vocabulary;
    use dateline_core::layers::Label;

    /// How many pairs a text has.
    fn count(text: &str) -> usize {
        let mut doc = document(text);
        let vocabulary = Vocabulary::new().unwrap();
        let mut pairs = 0;
        doc.insert(|view, _| {
            let mut lookup = Lookup::default();
            let article = Article::new(view, &vocabulary, &mut lookup);
            let mut names = Names::default();
            names.collect(article, 0, bit(Label::Person) | bit(Label::Org));
            pairs = names.pairs().count();
            Ok(())
        })
        .unwrap();
        pairs
    }

    #[test]
    fn names_are_paired_in_both_orders_and_their_number_bounds_the_work() {
        assert_eq!(count("[Jane Roe]PERSON joined [Acme]ORG in [Samoa]GPE."), 2);
        assert_eq!(count("[Jane Roe]PERSON left."), 0);
        let many = |names: usize| {
            count(&format!(
                "{} left.",
                "[Jane Roe]PERSON of [Acme]ORG , ".repeat(names / 2)
            ))
        };
        assert!(many(60) <= 2 * NEAR * 60, "{}", many(60));
        assert!(many(120) < 3 * many(60));
    }
}
