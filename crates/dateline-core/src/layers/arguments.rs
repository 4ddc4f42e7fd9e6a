//! Which mention an argument of a proposition is, so that coreference can say whom it stands for.

use super::{Mention, Mentions};
use crate::{Id, Span};

/// The mention that a proposition's argument is, given the shortest form of the argument: the one that ends where it
/// ends, since what stands before a noun within its closest modifiers describes it (“the old harbour minister Sok”,
/// “in the city”) and what stands behind it is not there. Of several the longest counts. `None` for an argument that
/// no entity's mention ends: a clause, a value, a noun that nothing else in the article is said to be.
///
/// `mentions` are in text order, as the layer [`Mentions`] has them.
#[must_use]
pub fn argument_mention(mentions: &[Mention], minimal: Span) -> Option<Id<Mentions>> {
    let first = mentions.partition_point(|mention| mention.span.start() < minimal.start());
    let (index, _) = mentions
        .iter()
        .enumerate()
        .skip(first)
        .take_while(|(_, mention)| mention.span.start() < minimal.end())
        .find(|(_, mention)| mention.span.end() == minimal.end() && mention.entity.is_some())?;
    Some(Id::from_index(index))
}

#[cfg(test)]
mod tests {
    use super::argument_mention;
    use crate::layers::{Label, Mention, MentionKind};
    use crate::{Id, Span};

    #[test]
    fn the_mention_that_ends_an_argument_is_it() {
        // “in old Sok Dara left”, with mentions “Sok Dara”, “Dara” and a date without an entity.
        let mention = |start, end, entity: Option<u32>| Mention {
            entity: entity.map(Id::new),
            ..Mention::new(Span::new(start, end), Label::Person, MentionKind::Name)
        };
        let mentions = [
            mention(7, 15, Some(0)),
            mention(11, 15, Some(1)),
            mention(16, 20, None),
        ];
        let of = |start, end| argument_mention(&mentions, Span::new(start, end)).map(|id| id.index());
        assert_eq!(of(0, 15), Some(0));
        assert_eq!(of(8, 15), Some(1));
        assert_eq!(of(0, 10), None);
        assert_eq!(of(0, 20), None);
        assert_eq!(of(16, 20), None);
        assert_eq!(of(20, 20), None);
    }
}
