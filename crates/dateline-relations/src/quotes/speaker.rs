//! From a cue's subject to the speaker.

use crate::article::Article;
use crate::clause::Subject;
use crate::inflect::form;
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
    // “a Turkish press report”: the press speaks, and not the state.
    let press = (tokens.start..head).any(|token| article.is(token, list::AUDIENCE));
    let before = (tokens.start..head)
        .filter(|_| !press)
        .filter_map(|token| article.base(token))
        .find(fits);
    let linked = article.is(head + 1, list::PREPOSITION)
        && matches!(
            article.text(head + 1).to_ascii_lowercase().as_str(),
            "of" | "from" | "by"
        );
    let after = || {
        let from = article.text(head + 1).eq_ignore_ascii_case("from");
        (head + 2..tokens.end.max(head + 5))
            .filter_map(|token| article.base(token))
            .filter(|it| !from || matches!(article.label(*it), Some(Label::Org | Label::Person)))
            .find(fits)
    };
    // “a statement released by the Supreme Court”.
    let linked = linked || made_by(article, head, tokens.end).is_some();
    let after = || match made_by(article, head, tokens.end) {
        Some(by) => (by + 1..tokens.end.max(by + 4))
            .filter_map(|token| article.base(token))
            .find(fits),
        None => after(),
    };
    let found = before.or_else(|| linked.then(after).flatten())?;
    Some(state_mention(article, found))
}

/// The “by” behind a participle that says who made a document: “released by”, “reported late on Monday by”.
fn made_by(article: Article<'_>, head: usize, end: usize) -> Option<usize> {
    let made = article.is_verb(head + 1, form::PARTICIPLE) || article.text(head + 1).ends_with("ed");
    (head + 2..end.min(head + 6))
        .find(|at| article.text(*at) == "by")
        .filter(|_| made)
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
