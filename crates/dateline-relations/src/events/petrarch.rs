//! Events by a user's PETRARCH dictionaries, in the same layer as our own.

use super::Strings;
use super::actors::Actor;
use super::find::Finder;
use crate::article::Article;
use crate::petrarch::{Coded, Coder, Dictionaries, Named, join};
use crate::tree::Tree;
use crate::vocabulary::list;
use dateline_core::layers::{
    Entities, Event, EventReasons, EventStatus, Events, Evidence, MentionKind, Normal, Reason, ReasonPart,
    UdRel, Upos,
};
use dateline_core::{Id, Output, Span, TextRef};
use std::ops::Range;

/// The code of an actor of ours by the dictionaries: that of its entity's name or one of its mentions, with the
/// role of the words at hand.
pub(super) fn known_code(article: Article<'_>, dictionaries: &Dictionaries, actor: &Actor) -> Option<String> {
    let entity = article.entities.get(actor.entity.index())?;
    let mentions = entity
        .mentions
        .iter()
        .take(8)
        .filter_map(|id| article.mentions.get(id.index()));
    let names = mentions
        .filter(|it| it.kind == MentionKind::Name)
        .map(|it| article.doc.slice(it.span));
    let day = day(article);
    let mut all = std::iter::once(article.doc.get(entity.name)).chain(names);
    let code = all.find_map(|name| dictionaries.actors.code_of(name, day))?;
    let role = format!("~{}", actor.role);
    Some(if actor.role.is_empty() {
        code.to_owned()
    } else {
        join(code, &role)
    })
}

/// The day of publication as a number of eight digits; 0 where it is unknown.
fn day(article: Article<'_>) -> u32 {
    let published = article.doc.meta().published.as_deref().unwrap_or_default();
    let digits: String = published.chars().filter(char::is_ascii_digit).take(8).collect();
    digits.parse().ok().filter(|_| digits.len() == 8).unwrap_or(0)
}

/// Codes the article, one event a pair of actors.
pub(super) fn annotate(
    finder: &Finder<'_>,
    tree: Tree<'_>,
    dictionaries: &Dictionaries,
    (most, explain): (usize, bool),
    out: &mut Output<'_>,
) {
    let article = finder.article;
    let coder = Coder {
        article,
        tree,
        dictionaries,
        day: day(article),
    };
    let sentences = 0..article.sentences.len();
    let discards: Vec<Option<bool>> = sentences
        .clone()
        .map(|index| coder.discards(article.sentence(index)))
        .collect();
    if discards.contains(&Some(true)) {
        return;
    }
    let mut strings = Strings::default();
    let mut made = 0;
    for index in sentences.filter(|index| discards.get(*index) == Some(&None)) {
        for coded in coder.sentence(article.sentence(index)) {
            if made >= most {
                return;
            }
            made += 1;
            let event = event(finder, &coded, index, &mut strings, out);
            out.layer::<Events>().push(event);
            if explain {
                let reason = reason(article, &coded, &mut strings, out);
                out.layer::<EventReasons>().push(reason);
            }
        }
    }
}

fn event(
    finder: &Finder<'_>,
    coded: &Coded,
    sentence: usize,
    strings: &mut Strings,
    out: &mut Output<'_>,
) -> Event {
    let article = finder.article;
    let around = article.sentence(sentence);
    let trigger = article.span(coded.tokens.clone());
    let date = finder
        .date(&coded.tokens, &around)
        .and_then(|mention| article.mentions.get(mention))
        .and_then(|it| match it.normal {
            Some(Normal::Timex(timex)) => Some((timex.value, it.span)),
            _ => None,
        });
    let mut spans: Vec<Span> = vec![trigger];
    for side in [&coded.source, &coded.target] {
        spans.extend(side.words.iter().map(|words| article.span(words.clone())));
    }
    spans.extend(date.map(|(_, span)| span));
    Event {
        code: strings.intern(&coded.code, out),
        plover: strings.intern(finder.lexicon.plover(&coded.code), out),
        trigger,
        source: entity(article, &coded.source).into_iter().collect(),
        target: entity(article, &coded.target).into_iter().collect(),
        source_code: strings.intern(&coded.source.code, out),
        target_code: strings.intern(&coded.target.code, out),
        date: date.map_or(TextRef::EMPTY, |(value, _)| value),
        location: None,
        status: status(finder, coded.tokens.clone()),
        reported_by: None,
        evidence: Evidence {
            sentence: Some(Id::from_index(sentence)),
            spans,
            rule: strings.intern("events/petrarch", out),
        },
        confidence: 0.7,
    }
}

/// Whether it has happened, by the words that hang on the verb: PETRARCH's codes do not say.
fn status(finder: &Finder<'_>, tokens: Range<usize>) -> EventStatus {
    let (article, tree) = (finder.article, finder.tree);
    let verb = tokens
        .clone()
        .find(|token| tree.upos(*token) == Upos::Verb)
        .unwrap_or(tokens.start);
    let has = |lists: u64| tree.dependents(verb).any(|it| it < verb && article.is(it, lists));
    let told = [
        (list::NEGATION, EventStatus::Denied),
        (list::PLANNED, EventStatus::Planned),
        (list::POSSIBLE, EventStatus::Possible),
        (list::CONDITIONAL, EventStatus::Conditional),
    ];
    let found = told.into_iter().find(|(lists, _)| has(*lists));
    // “is about to restore”, “plans to restore”.
    let infinitive = tree
        .dependents(verb)
        .any(|it| matches!(tree.rel(it), UdRel::Mark) && article.text(it).eq_ignore_ascii_case("to"));
    match found {
        Some((_, status)) => status,
        None if infinitive => EventStatus::Planned,
        None => EventStatus::Actual,
    }
}

/// The entry that coded it, the verb's words, and both actors' with their codes.
fn reason(article: Article<'_>, coded: &Coded, strings: &mut Strings, out: &mut Output<'_>) -> Reason {
    let mut parts = vec![ReasonPart {
        role: strings.intern("trigger", out),
        span: article.span(coded.tokens.clone()),
        entry: TextRef::EMPTY,
    }];
    for (role, named) in [("source", &coded.source), ("target", &coded.target)] {
        for words in &named.words {
            parts.push(ReasonPart {
                role: strings.intern(role, out),
                span: article.span(words.clone()),
                entry: strings.intern(&named.code, out),
            });
        }
    }
    Reason {
        pattern: strings.intern(&coded.entry, out),
        parts,
    }
}

/// The entity that an actor's words name, where a mention stands over them.
fn entity(article: Article<'_>, named: &Named) -> Option<Id<Entities>> {
    let tokens = std::iter::once(named.token).chain(named.words.iter().flat_map(Clone::clone));
    tokens
        .filter_map(|token| article.base(token).or_else(|| article.over(token)))
        .find_map(|mention| article.entity(mention))
}
