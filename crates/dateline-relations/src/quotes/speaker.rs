//! From a cue's subject to the speaker.

use crate::article::Article;
use crate::clause::Subject;
use crate::vocabulary::list;
use dateline_core::layers::Label;
use std::ops::Range;

/// The mention that speaks, if the subject has a name: the head itself; the institution whose statement or
/// government it is; nobody for “officials” and “experts”.
pub(crate) fn speaker(article: Article<'_>, subject: &Subject) -> Option<usize> {
    if let Some(mention) = subject.others.first().copied().or(subject.mention) {
        return article.entity(mention).map(|_| state_mention(article, mention));
    }
    owner(article, subject.head, subject.tokens.clone())
}

/// The name behind a plain noun at `head`: “a Defence Ministry statement”, “the government of Samoa”.
pub(crate) fn owner(article: Article<'_>, head: usize, tokens: Range<usize>) -> Option<usize> {
    let document = article.is(head, list::DOCUMENT) || ends_with(article, head, list::DOCUMENT);
    let government = matches!(
        article.text(head).to_ascii_lowercase().as_str(),
        "government" | "administration" | "cabinet" | "regime"
    );
    if !document && !government {
        return None;
    }
    let fits = |mention: &usize| {
        article.is_name(*mention)
            && match article.label(*mention) {
                Some(Label::Gpe | Label::Norp) => true,
                Some(Label::Org | Label::Person) => document,
                _ => false,
            }
    };
    let before = (tokens.start..head)
        .filter_map(|token| article.base(token))
        .find(fits);
    let linked = article.is(head + 1, list::PREPOSITION)
        && matches!(
            article.text(head + 1).to_ascii_lowercase().as_str(),
            "of" | "from" | "by"
        );
    let after = || {
        (head + 2..tokens.end.max(head + 5))
            .filter_map(|token| article.base(token))
            .find(fits)
    };
    let found = before.or_else(|| linked.then(after).flatten())?;
    Some(state_mention(article, found))
}

/// The plural or a compound's last word.
fn ends_with(article: Article<'_>, head: usize, lists: u64) -> bool {
    let word = article.text(head).to_ascii_lowercase();
    let singular = word.strip_suffix('s').unwrap_or(&word);
    let id = article.vocabulary.id(singular);
    article.vocabulary.lists_of(id) & lists != 0
}

/// A demonym's state, where the article names it; otherwise the mention itself.
pub(crate) fn state_mention(article: Article<'_>, mention: usize) -> usize {
    if article.label(mention) != Some(Label::Norp) || article.refers_to(mention, Label::Gpe) {
        return mention;
    }
    let state = article
        .state(article.alpha3(mention))
        .and_then(|id| article.entities.get(id.index()));
    state
        .and_then(|entity| entity.mentions.first())
        .map_or(mention, |id| id.index())
}
