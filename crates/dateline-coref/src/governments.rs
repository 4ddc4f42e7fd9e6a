//! Demonyms and capitals that stand for a government: “the German government”, “Beijing's outreach”.
//!
//! A demonym joins its state only before a word for the government or one of its offices. A capital joins it
//! only where the words around it speak of a government (data: the lists `state-act`, `state-possession`,
//! `dealing`), and, once that has happened in an article, wherever nothing speaks of the town.

use crate::article::Article;
use crate::clusters::{Cluster, Clusters};
use crate::data::{Data, list};
use dateline_core::layers::{Label, Mention};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// How far behind a name the word may stand that only a government has (“Tokyo's biggest geopolitical rival”).
const POSSESSION_WINDOW: usize = 4;

/// Joins demonyms and capitals with their states, and gives the mentions that are metonyms with the state.
pub(crate) fn join(
    article: Article<'_>,
    data: &Data,
    mentions: &[Mention],
    spans: &[Range<usize>],
    clusters: &mut Clusters,
) -> Vec<(usize, u16)> {
    let mut states: HashMap<u16, usize> = HashMap::new();
    for index in 0..mentions.len() {
        let Some(number) = clusters.of(index) else {
            continue;
        };
        if let Some(cluster) = clusters.get(number)
            && let (Label::Gpe, Some(state)) = (cluster.label, cluster.state)
        {
            states.entry(state).or_insert(number);
        }
    }
    let mut metonyms = Vec::new();
    let mut towns = Vec::new();
    let mut governing: HashSet<u16> = HashSet::new();
    for (index, (mention, tokens)) in mentions.iter().zip(spans).enumerate() {
        match mention.label {
            Label::Norp => {
                let state = clusters
                    .of(index)
                    .and_then(|number| clusters.get(number))
                    .and_then(|it| it.state);
                if let Some(target) = state.and_then(|state| states.get(&state)).copied()
                    && before_office(article, mentions, spans, index, tokens)
                {
                    clusters.put(index, target);
                }
            }
            Label::Gpe => {
                let Some(seat) = data.seat(&article.doc.slice(mention.span).to_lowercase()) else {
                    continue;
                };
                // A city state is its own capital; “Seattle, Washington” is none.
                if clusters
                    .of(index)
                    .and_then(|number| clusters.get(number))
                    .is_some_and(|it| it.state.is_some() || it.region)
                {
                    continue;
                }
                if acts_as_state(article, tokens) {
                    governing.insert(seat);
                    metonyms.push((index, seat));
                } else if !is_place(article, tokens) {
                    towns.push((index, seat));
                }
            }
            _ => {}
        }
    }
    metonyms.extend(towns.into_iter().filter(|(_, seat)| governing.contains(seat)));
    metonyms.sort_unstable();
    for (index, seat) in &metonyms {
        let target = states.get(seat).copied().unwrap_or_else(|| {
            let words = clusters
                .of(*index)
                .and_then(|number| clusters.get(number))
                .map(|it| it.words.clone());
            let mut cluster = Cluster::new(Label::Gpe, words.unwrap_or_default());
            cluster.state = Some(*seat);
            let number = clusters.add(cluster);
            states.insert(*seat, number);
            number
        });
        clusters.put(*index, target);
    }
    metonyms
}

/// Whether a demonym stands before a word for its government or a public office.
fn before_office(
    article: Article<'_>,
    mentions: &[Mention],
    spans: &[Range<usize>],
    index: usize,
    tokens: &Range<usize>,
) -> bool {
    if article.is(tokens.end, list::GOVERNMENT | list::STATE_OFFICE) {
        return true;
    }
    let next = mentions.get(index + 1).zip(spans.get(index + 1));
    next.is_some_and(|(mention, place)| {
        let last = place.end.saturating_sub(1);
        mention.label == Label::Title
            && place.start == tokens.end
            && (article.is(last, list::STATE_OFFICE) || article.word(last).eq_ignore_ascii_case("minister"))
    })
}

/// Whether the words around a capital speak of a government.
fn acts_as_state(article: Article<'_>, tokens: &Range<usize>) -> bool {
    let floor = article.sentence(article.sentence_of(tokens.start)).start;
    let before = |steps: usize| tokens.start.checked_sub(steps).filter(|at| *at >= floor);
    let preposition = before(1).is_some_and(|at| article.is(at, list::PREPOSITION));
    if article.is_clitic(tokens.end) {
        let window = tokens.end + 1..tokens.end + 1 + POSSESSION_WINDOW;
        let ends =
            |at: &usize| article.is(*at, list::PREPOSITION | list::AUXILIARY) || article.word(*at) == ",";
        return window
            .take_while(|at| !ends(at))
            .any(|at| article.is(at, list::STATE_POSSESSION))
            && !before(1).is_some_and(|at| article.word(at).eq_ignore_ascii_case("in"));
    }
    if preposition {
        return before(1).is_some_and(|at| article.is(at, list::DEALING_PREPOSITION))
            && before(2).is_some_and(|at| article.is(at, list::DEALING));
    }
    // The subject of a verb of state action, auxiliaries and one adverb left aside.
    let mut at = tokens.end;
    while at < tokens.end + 3
        && (article.is(at, list::AUXILIARY | list::NEGATION) || article.word(at).ends_with("ly"))
    {
        at += 1;
    }
    article.is(at, list::STATE_ACT)
}

/// Whether the words around a capital speak of the town.
fn is_place(article: Article<'_>, tokens: &Range<usize>) -> bool {
    let located = matches!(
        article
            .word(tokens.start.wrapping_sub(1))
            .to_ascii_lowercase()
            .as_str(),
        "in" | "at"
            | "from"
            | "near"
            | "of"
            | "outside"
            | "around"
            | "into"
            | "through"
            | "across"
            | ","
            | "to"
    );
    // “Tokyo, Japan”; “Tokyo residents”, “Tokyo Tower”.
    located || article.word(tokens.end) == "," || article.word(tokens.end) == "-"
}
