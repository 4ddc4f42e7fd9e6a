//! Offices that stand for the person who holds them: “the defence minister” once “Defense Minister Minoru
//! Kihara” has been named.

use crate::article::{Article, lower_into};
use crate::clusters::Clusters;
use crate::data::{Data, list};
use crate::origins::Origins;
use dateline_core::layers::{Label, Mention};
use std::collections::HashMap;
use std::ops::Range;

/// Who holds which title in this article.
#[derive(Default)]
pub(crate) struct Offices {
    /// By the title's words; `None` where several people hold it.
    holders: HashMap<String, Option<usize>>,
    /// By the title's last word, where one person alone holds a title that ends so.
    by_last: HashMap<String, Option<usize>>,
    /// By holder: the state whose office it is.
    states: HashMap<usize, u32>,
}

impl Offices {
    /// Reads the titles that stand beside names.
    pub(crate) fn read(
        article: Article<'_>,
        data: &Data,
        mentions: &[Mention],
        spans: &[Range<usize>],
        clusters: &Clusters,
    ) -> Self {
        let mut offices = Self::default();
        for (index, mention) in mentions.iter().enumerate() {
            if mention.label != Label::Title {
                continue;
            }
            let Some(holder) = holder_beside(article, mentions, spans, clusters, index) else {
                continue;
            };
            let origins = Origins {
                article,
                mentions,
                spans,
            };
            let state = origins.of_office(index);
            if state != 0 {
                offices.states.entry(holder).or_insert(state);
            }
            let key = title_key(article, data, mention);
            let last = key.rsplit(' ').next().unwrap_or("").to_owned();
            // “The minister” is not the prime minister, “the president” not the vice president.
            let first = key.split(' ').next().unwrap_or("");
            let apart = matches!(
                first,
                "prime" | "vice" | "deputy" | "assistant" | "first" | "junior"
            ) && first != last;
            let maps = [
                (&mut offices.holders, key.clone(), true),
                (&mut offices.by_last, last, !apart),
            ];
            for (map, key, _) in maps.into_iter().filter(|(_, _, wanted)| *wanted) {
                let known = map.entry(key).or_insert(Some(holder));
                if *known != Some(holder) {
                    *known = None;
                }
            }
        }
        offices
    }

    /// Whether somebody is known to hold an office of another state than this one.
    pub(crate) fn is_foreign(&self, holder: usize, state: u32) -> bool {
        let known = self.states.get(&holder).copied().unwrap_or(0);
        state != 0 && known != 0 && known != state
    }

    /// The person whom a title that stands alone means.
    pub(crate) fn holder(&self, article: Article<'_>, data: &Data, mention: &Mention) -> Option<usize> {
        let key = title_key(article, data, mention);
        match self.holders.get(&key) {
            Some(holder) => *holder,
            // “The commissioner” is the government commissioner.
            None if !key.contains(' ') => self.by_last.get(&key).copied().flatten(),
            None => None,
        }
    }
}

/// A title's words as they are compared.
fn title_key(article: Article<'_>, data: &Data, mention: &Mention) -> String {
    let mut lower = String::new();
    lower_into(article.doc.slice(mention.span), &mut lower);
    let words: Vec<&str> = lower.split_whitespace().map(|word| data.spelling(word)).collect();
    words.join(" ")
}

/// Whether the title at `index` stands right before a name, other titles left aside: that name.
pub(crate) fn name_after(mentions: &[Mention], spans: &[Range<usize>], index: usize) -> Option<usize> {
    let mut end = spans.get(index)?.end;
    for next in index + 1..(index + 4).min(mentions.len()) {
        let (mention, place) = (mentions.get(next)?, spans.get(next)?);
        if place.start != end {
            return None;
        }
        match mention.label {
            Label::Person => return Some(next),
            Label::Title => end = place.end,
            _ => return None,
        }
    }
    None
}

/// The person beside whose name the title at `index` stands, unless the office is not (or no longer) held.
fn holder_beside(
    article: Article<'_>,
    mentions: &[Mention],
    spans: &[Range<usize>],
    clusters: &Clusters,
    index: usize,
) -> Option<usize> {
    let place = spans.get(index)?;
    if article.is_before(place.start, list::FORMER) {
        return None;
    }
    if let Some(name) = name_after(mentions, spans, index) {
        return clusters.of(name);
    }
    // “the defence minister, Minoru Kihara”
    let next = spans.get(index + 1).zip(mentions.get(index + 1));
    if let Some((tokens, mention)) = next
        && mention.label == Label::Person
        && tokens.start == place.end + 1
        && article.word(place.end) == ","
    {
        return clusters.of(index + 1);
    }
    // “Minoru Kihara, the Japanese defence minister”: nothing but an article and one name between.
    (1..=2).find_map(|back| {
        let name = index.checked_sub(back)?;
        let (mention, tokens) = (mentions.get(name)?, spans.get(name)?);
        let mut gap = tokens.end..place.start;
        let plain = |at: usize| {
            article.word(at) == ","
                || article.is(at, list::THE | list::ARTICLE)
                || article.is_clitic(at)
                || article.word(at).starts_with(char::is_alphabetic)
                    && !article.is(
                        at,
                        list::PREPOSITION | list::CONJUNCTION | list::AUXILIARY | list::RELATIVE,
                    )
                || spans
                    .get(name + 1)
                    .is_some_and(|between| back == 2 && between.contains(&at))
        };
        (mention.label == Label::Person
            && article.word(tokens.end) == ","
            && (2..=6).contains(&(gap.len() + 1))
            && gap.all(plain))
        .then(|| clusters.of(name))
        .flatten()
    })
}
