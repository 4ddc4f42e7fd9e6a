//! The actors in the phrases behind a verb: objects and prepositional objects, without a parse.

use super::actors::{Actor, actor, noun_role};
use crate::article::Article;
use crate::vocabulary::list;
use dateline_core::layers::{Label, MentionKind};

/// How many words of a phrase are looked at.
const PHRASE: usize = 12;
/// How many actors one phrase has at most.
const MOST: usize = 12;

/// Actors of one phrase and where it ends.
pub(crate) struct Object {
    pub(crate) actors: Vec<Actor>,
    pub(crate) end: usize,
}

impl Object {
    /// Nobody, in a phrase that ends where it begins.
    pub(crate) fn none(at: usize) -> Self {
        Self {
            actors: Vec::new(),
            end: at,
        }
    }
}

/// The actors of the noun phrase that begins at `start`: its head, or whose it is; further ones that “and”
/// joins to it. With `places` a place in which the thing is counts as well (“attacked bases in Iraq”).
pub(crate) fn object(article: Article<'_>, start: usize, ceiling: usize, places: bool) -> Object {
    let mut found = Object {
        actors: Vec::new(),
        end: start,
    };
    let mut at = start;
    let mut comma = false;
    while found.actors.len() < MOST {
        let Some((one, end)) = phrase(article, at, ceiling, places) else {
            break;
        };
        // “Bint Jbeil, Lebanon”: what follows a town's comma is where it lies.
        let address = comma
            && found.actors.last().is_some_and(|last| is_town(article, last))
            && !is_town(article, &one);
        if !address && !found.actors.contains(&one) {
            found.actors.push(one);
        }
        found.end = end;
        let pair =
            found.actors.len() == 1 && start > 0 && article.text(start - 1).eq_ignore_ascii_case("between");
        let Some(next) = joined(article, end, ceiling, pair) else {
            break;
        };
        comma = article.is_comma(end) && next == end + 1;
        at = next;
    }
    found
}

/// Whether the actor is a place that is no state.
fn is_town(article: Article<'_>, actor: &Actor) -> bool {
    let entity = article.entities.get(actor.entity.index());
    entity.is_some_and(|it| {
        it.label == Label::Gpe
            && !it
                .links
                .iter()
                .any(|link| article.doc.get(link.scheme) == "iso3166")
    })
}

/// Where the next coordinated phrase begins; after “between” a second one is due.
fn joined(article: Article<'_>, end: usize, ceiling: usize, pair: bool) -> Option<usize> {
    let mut at = end;
    let comma = article.is_comma(at);
    at += usize::from(comma);
    let as_well = article.text(at) == "as" && article.text(at + 1) == "well" && article.text(at + 2) == "as";
    let and = article.is(at, list::CONJUNCTION) && matches!(article.text(at), "and" | "or" | "&");
    if as_well {
        at += 3;
    } else if and {
        at += 1;
    } else if !comma {
        return None;
    }
    while at < ceiling
        && (article.text(at) == "with" || article.text(at) == "former" || article.is(at, list::ARTICLE))
    {
        at += 1;
    }
    // Behind a comma alone only a name goes on the list, and only where it is no new subject.
    let name =
        (at..(at + 4).min(ceiling)).find(|token| article.in_name(*token) || !skips(article, *token))?;
    let mention = article.base(name).filter(|mention| article.is_name(*mention))?;
    let after = article.place(mention).end;
    (pair || !article.is_finite(after)).then_some(at)
}

/// Whether a token may stand before the head of a phrase.
fn skips(article: Article<'_>, token: usize) -> bool {
    let value = article
        .base(token)
        .and_then(|mention| article.label(mention))
        .is_some_and(Label::is_value);
    let title = article.base(token).and_then(|mention| article.label(mention)) == Some(Label::Title);
    value
        || title
        || article.is(token, list::ARTICLE | list::POSSESSIVE | list::ADVERB)
        || article.base(token).is_none() && article.is_plain_noun(token)
        || article.text(token) == "-"
        || token > 0 && article.text(token - 1) == "-"
}

/// The actor of the phrase that begins at `start`, and where the actor's words end.
fn phrase(article: Article<'_>, start: usize, ceiling: usize, places: bool) -> Option<(Actor, usize)> {
    let mut at = start;
    let mut noun: Option<usize> = None;
    while at < ceiling && at < start + PHRASE {
        if let Some(mention) = article.base(at) {
            let end = article.place(mention).end.max(at + 1);
            match article.label(mention)? {
                Label::Title => {
                    // A title that stands for its holder.
                    let holder = article
                        .over(at)
                        .filter(|over| article.refers_to(*over, Label::Person));
                    if let Some(found) = holder.and_then(|over| actor(article, over, "")) {
                        return Some((found, end));
                    }
                    at = end;
                    noun = Some(end - 1);
                    continue;
                }
                label if label.is_value() => {
                    at = end;
                    continue;
                }
                Label::Person => return Some((actor(article, mention, "")?, end)),
                Label::Org | Label::Gpe | Label::Norp => return owner(article, mention, end, ceiling),
                _ => return None,
            }
        }
        if let Some(over) = article.over(at)
            && article
                .mentions
                .get(over)
                .is_some_and(|it| it.kind == MentionKind::Nominal)
        {
            return actor(article, over, "").map(|found| (found, article.place(over).end));
        }
        if let Some(over) = article.over(at)
            && !article.is(at, list::POSSESSIVE)
        {
            return actor(article, over, "").map(|found| (found, at + 1));
        }
        if skips(article, at) {
            noun = Some(at);
        } else {
            // “Officials in Cambodia” act for it; “a plan in California” does not.
            let acts = noun.is_some_and(|noun| places || noun_role(article, noun).is_some());
            let linked =
                matches!(article.text(at), "of" | "from") || matches!(article.text(at), "in" | "at") && acts;
            if noun.is_none() || !linked {
                return None;
            }
        }
        at += 1;
    }
    None
}

/// The actor behind a place, people or organization at the front of a phrase: the person or organization
/// whose name ends the phrase (“Russian president Vladimir Putin”), or the front itself, with the role of the
/// noun it goes with (“Saudi troops”).
fn owner(article: Article<'_>, mention: usize, end: usize, ceiling: usize) -> Option<(Actor, usize)> {
    let mut at = end + usize::from(article.is_clitic(end));
    let mut last = end;
    let mut role = "";
    while at < ceiling && at < end + 7 {
        if let Some(other) = article.base(at) {
            let behind = article.place(other).end.max(at + 1);
            match article.label(other)? {
                Label::Person => return Some((actor(article, other, "")?, behind)),
                Label::Org if article.is_clitic(end) => return Some((actor(article, other, "")?, behind)),
                Label::Title => {}
                _ => break,
            }
            if let Some(over) = article
                .over(at)
                .filter(|over| article.refers_to(*over, Label::Person))
            {
                return Some((actor(article, over, "")?, behind));
            }
            at = behind;
            last = behind;
            continue;
        }
        // “his Cambodian counterpart, Tea Seiha”
        if article.is_comma(at)
            && matches!(
                article.text(at - 1),
                "counterpart" | "minister" | "president" | "leader"
            )
        {
            at += 1;
            continue;
        }
        if !article.is_plain_noun(at) && article.text(at) != "-" {
            break;
        }
        if let Some(found) = noun_role(article, at) {
            role = found;
        }
        at += 1;
        last = at;
    }
    Some((actor(article, mention, role)?, last))
}
