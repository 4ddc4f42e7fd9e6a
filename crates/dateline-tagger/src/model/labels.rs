//! The model's labels: four types in the BILOU scheme (begin, inside, last, outside, unit).

/// The types that the model tells apart. Everything that is no person, organization or place is MISC; the
/// rules after it say what exactly.
pub const TYPES: [&str; 4] = ["PER", "ORG", "LOC", "MISC"];

/// Number of labels.
pub const COUNT: usize = 1 + 4 * TYPES.len();

/// The label outside every name.
pub const OUTSIDE: usize = 0;

/// Where in a name a token stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// First of several.
    Begin = 0,
    /// Neither first nor last.
    Inside = 1,
    /// Last of several.
    Last = 2,
    /// The only one.
    Unit = 3,
}

/// The label of a type and place.
#[must_use]
pub const fn label(kind: usize, place: Place) -> usize {
    1 + 4 * kind + place as usize
}

/// The type and place of a label; `None` outside.
#[must_use]
pub const fn parts(label: usize) -> Option<(usize, Place)> {
    if label == OUTSIDE || label >= COUNT {
        return None;
    }
    let place = match (label - 1) % 4 {
        0 => Place::Begin,
        1 => Place::Inside,
        2 => Place::Last,
        _ => Place::Unit,
    };
    Some(((label - 1) / 4, place))
}

/// Whether a name may begin, or nothing be, at this label.
#[must_use]
pub const fn may_start(label: usize) -> bool {
    matches!(parts(label), None | Some((_, Place::Begin | Place::Unit)))
}

/// Whether a sentence may end at this label.
#[must_use]
pub const fn may_end(label: usize) -> bool {
    matches!(parts(label), None | Some((_, Place::Last | Place::Unit)))
}

/// Whether `next` may follow `label`.
#[must_use]
pub const fn may_follow(label: usize, next: usize) -> bool {
    match (parts(label), parts(next)) {
        (Some((kind, Place::Begin | Place::Inside)), Some((other, Place::Inside | Place::Last))) => {
            kind == other
        }
        _ => may_end(label) && may_start(next),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_whole() {
        let (b, i, l, u) = (
            label(0, Place::Begin),
            label(0, Place::Inside),
            label(0, Place::Last),
            label(0, Place::Unit),
        );
        let other = label(1, Place::Last);
        for (from, to, yes) in [
            (OUTSIDE, b, true),
            (OUTSIDE, i, false),
            (b, OUTSIDE, false),
            (b, l, true),
            (b, other, false),
            (i, i, true),
            (l, u, true),
            (u, l, false),
            (b, u, false),
        ] {
            assert_eq!(may_follow(from, to), yes, "{from} {to}");
        }
        assert!(
            (0..COUNT)
                .all(|label| parts(label).is_none_or(|(kind, place)| super::label(kind, place) == label))
        );
    }
}
