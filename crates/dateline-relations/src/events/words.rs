//! Words that mean something to events alone, in lists of their own beside those of the vocabulary, which has room for
//! 64.

use crate::vocabulary::{Vocabulary, WordId};
use dateline_core::{Error, ErrorKind};
use std::collections::HashMap;

const WORDS: &str = include_str!("../../data/events/words.txt");

/// The lists, a bit each.
pub(crate) mod list {
    /// Verbs behind which “of” or “for” tells what somebody is said to have done.
    pub(crate) const ALLEGES: u32 = 1;
    /// Words for some of those that follow with “of” or “from”.
    pub(crate) const PART: u32 = 2;
    /// Things by which their owner acts.
    pub(crate) const INSTRUMENT: u32 = 4;
    /// Organs of which a state has one.
    pub(crate) const HOME: u32 = 8;
    /// What somebody has done or said, of which others speak.
    pub(crate) const DEED: u32 = 16;
    /// Words before “forces” or “group” that say that it fights a state.
    pub(crate) const REBEL: u32 = 32;
    /// People without an office, whom force is done to.
    pub(crate) const PEOPLE: u32 = 64;
    /// Verbs that say of a noun no more than that it was done: “carried out an attack”.
    pub(crate) const LIGHT: u32 = 128;
    /// What somebody is whom an act befalls: “the subject of sanctions”.
    pub(crate) const BEFALLEN: u32 = 256;
    /// Those over against their owner, who is somebody else: “his Samoan counterpart”.
    pub(crate) const OPPOSITE: u32 = 512;
    /// Verbs of coming and going, behind which “for” tells what for.
    pub(crate) const MOTION: u32 = 1024;
    /// Those who bear bombs.
    pub(crate) const BOMBER: u32 = 2048;
    /// What a strike does to whom it is meant for.
    pub(crate) const AIMS: u32 = 4096;
    /// What is done to those whom an act befalls: “were killed in airstrikes”.
    pub(crate) const FELLED: u32 = 8192;
    /// Verbs of which the clause they govern is denied.
    pub(crate) const DENIES: u32 = 16384;
    /// Where one land ends and another begins, so that what is near it lies in either.
    pub(crate) const EDGE: u32 = 32768;
    /// What has been done to those who follow with “of”: “the killing of”.
    pub(crate) const SUFFERED: u32 = 65536;
    /// What two who have acted on each other are called together: “the two sides”.
    pub(crate) const SIDES: u32 = 131_072;
    /// Words that say that there are two of them.
    pub(crate) const TWO: u32 = 262_144;
    /// Prepositions behind which a date is not that of the act: “since Monday”.
    pub(crate) const BOUNDS: u32 = 524_288;
    /// Verbs of a demand on somebody whom a preposition leads in: “called on Samoa to”.
    pub(crate) const CALLING: u32 = 1_048_576;
    /// What an act has as its outcome, which whoever acts has done: “bombed a house, killing five”.
    pub(crate) const OUTCOME: u32 = 2_097_152;
    /// Those who stand by somebody and are somebody else: “supporters of”.
    pub(crate) const FOLLOWERS: u32 = 4_194_304;
    /// Words before a noun's act that say that it is still to be: “the planned visit”.
    pub(crate) const INTENDED: u32 = 8_388_608;
    /// Prepositions that lead in of whom a demand is made.
    pub(crate) const CALLED: u32 = 16_777_216;
    /// Prepositions before the place where something was.
    pub(crate) const WHEREABOUTS: u32 = 33_554_432;
}

const NAMES: [(&str, u32); 26] = [
    ("alleges", list::ALLEGES),
    ("part", list::PART),
    ("instrument", list::INSTRUMENT),
    ("home", list::HOME),
    ("deed", list::DEED),
    ("rebel", list::REBEL),
    ("people", list::PEOPLE),
    ("light", list::LIGHT),
    ("befallen", list::BEFALLEN),
    ("opposite", list::OPPOSITE),
    ("motion", list::MOTION),
    ("bomber", list::BOMBER),
    ("aims", list::AIMS),
    ("felled", list::FELLED),
    ("denies", list::DENIES),
    ("edge", list::EDGE),
    ("suffered", list::SUFFERED),
    ("sides", list::SIDES),
    ("two", list::TWO),
    ("bounds", list::BOUNDS),
    ("calling", list::CALLING),
    ("called", list::CALLED),
    ("whereabouts", list::WHEREABOUTS),
    ("outcome", list::OUTCOME),
    ("followers", list::FOLLOWERS),
    ("intended", list::INTENDED),
];

/// The lists that each word stands in.
pub(crate) struct Words {
    of: HashMap<WordId, u32>,
}

impl Words {
    /// Our lists; their words become known to the vocabulary.
    pub(crate) fn read(vocabulary: &mut Vocabulary) -> Result<Self, Error> {
        let mut of: HashMap<WordId, u32> = HashMap::new();
        let mut bit = 0;
        for (number, line) in WORDS.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                let known = NAMES.iter().find(|(known, _)| *known == name);
                let Some((_, found)) = known else {
                    let message = format!("events/words.txt, line {}: there is no list “{name}”", number + 1);
                    return Err(Error::new(ErrorKind::Data, message));
                };
                bit = *found;
                continue;
            }
            for word in line.split_whitespace() {
                *of.entry(vocabulary.add(word)).or_default() |= bit;
            }
        }
        Ok(Self { of })
    }

    /// Whether a word stands in one of the lists.
    pub(crate) fn is(&self, word: WordId, lists: u32) -> bool {
        self.of.get(&word).is_some_and(|bits| bits & lists != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_words() {
        let mut vocabulary = Vocabulary::new().unwrap();
        let words = Words::read(&mut vocabulary).unwrap();
        for (word, lists) in [
            ("accused", list::ALLEGES),
            ("members", list::PART),
            ("airstrikes", list::INSTRUMENT),
            ("government", list::HOME),
            ("ruling", list::DEED),
            ("separatist", list::REBEL),
            ("villagers", list::PEOPLE),
            ("staged", list::LIGHT),
            ("target", list::BEFALLEN),
            ("counterpart", list::OPPOSITE),
            ("arrived", list::MOTION),
            ("bomber", list::BOMBER),
            ("targeting", list::AIMS),
            ("wounded", list::FELLED),
            ("denied", list::DENIES),
            ("border", list::EDGE),
            ("killing", list::SUFFERED),
            ("leaders", list::SIDES),
            ("both", list::TWO),
            ("since", list::BOUNDS),
            ("appealed", list::CALLING),
            ("upon", list::CALLED),
            ("across", list::WHEREABOUTS),
            ("wounding", list::OUTCOME),
            ("supporters", list::FOLLOWERS),
            ("upcoming", list::INTENDED),
        ] {
            let id = vocabulary.id(word);
            assert!(words.is(id, lists), "{word}");
            assert!(!words.is(Vocabulary::UNKNOWN, lists));
        }
    }
}
