//! The data files of this stage, read once when it is built.
//!
//! The formats stand at the head of each file under `data/`. Words that a user's file adds join the lists of
//! ours.

use crate::homonyms::{self, Homonym};
use crate::namesakes::{self, Namesake};
use crate::regions::Regions;
use dateline_core::{Error, ErrorKind};
use std::collections::HashMap;

/// Declares the word lists: a bit for each and the name it has in the file.
macro_rules! lists {
    ($($(#[$doc:meta])* $bit:ident = $name:literal,)+) => {
        /// The lists a word stands in, a bit each.
        pub(crate) mod list {
            lists!(@bits 0u32; $($bit,)+);
        }
        const LISTS: &[(&str, u64)] = &[$(($name, list::$bit),)+];
    };
    (@bits $n:expr; $bit:ident, $($rest:ident,)*) => {
        pub(crate) const $bit: u64 = 1 << ($n);
        lists!(@bits $n + 1; $($rest,)*);
    };
    (@bits $n:expr;) => {};
}

lists! {
    MALE_TITLE = "male-title",
    FEMALE_TITLE = "female-title",
    NAME_SUFFIX = "name-suffix",
    HONORIFIC = "honorific",
    THE = "the",
    ARTICLE = "article",
    POSSESSIVE = "possessive",
    PREPOSITION = "preposition",
    CONJUNCTION = "conjunction",
    SUBORDINATOR = "subordinator",
    AUXILIARY = "auxiliary",
    NEGATION = "negation",
    HE = "he",
    SHE = "she",
    IT = "it",
    THEY = "they",
    RELATIVE = "relative",
    OBJECT_FORM = "object-form",
    POSSESSIVE_FORM = "possessive-form",
    REFLEXIVE = "reflexive",
    GOVERNMENT = "government",
    STATE_OFFICE = "state-office",
    STATE_ACT = "state-act",
    STATE_POSSESSION = "state-possession",
    DEALING = "dealing",
    DEALING_PREPOSITION = "dealing-preposition",
    COMPANY_HEAD = "company-head",
    GOVERNMENT_HEAD = "government-head",
    COUNTRY_HEAD = "country-head",
    INSTITUTION = "institution",
    PERSON_NOUN = "person-noun",
    COMPANY_SUFFIX = "company-suffix",
    ACRONYM_SKIP = "acronym-skip",
    NAME_TAIL = "name-tail",
    FORMER = "former",
    MALE_NOUN = "male-noun",
    FEMALE_NOUN = "female-noun",
    MALE_PERSON = "male-person",
    FEMALE_PERSON = "female-person",
    I = "i",
    WE = "we",
    YOU = "you",
    SPEECH = "speech",
    ANOTHER = "another",
    DIRECTION = "direction",
    SETTLEMENT = "settlement",
    PLACE_KIND = "place-kind",
}

const WORDS: &str = include_str!("../data/words.txt");
const STATES: &str = include_str!("../data/states.tsv");
const FORENAMES: &str = include_str!("../data/forenames.tsv");
const SPELLINGS: &str = include_str!("../data/spellings.tsv");

/// What a given name or a title tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gender {
    Female,
    Male,
}

/// A state's codes.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) alpha3: &'static str,
    pub(crate) alpha2: &'static str,
}

/// All tables.
pub(crate) struct Data {
    words: HashMap<String, u64>,
    states: Vec<State>,
    state_names: HashMap<String, u16>,
    seats: HashMap<String, u16>,
    /// The longer names of seats that have a shorter one before a comma or blank: washington, washington d.c.
    spelled_seats: HashMap<String, (u16, String)>,
    by_code: HashMap<&'static str, u16>,
    forenames: HashMap<&'static str, Gender>,
    spellings: HashMap<&'static str, &'static str>,
    /// Last letters of given names, three at most: how many of them women bear, and men.
    endings: HashMap<&'static str, (u32, u32)>,
    /// Regions that bear a state's name.
    pub(crate) namesakes: Vec<Namesake>,
    /// Names that two states bear.
    pub(crate) homonyms: Vec<Homonym>,
    /// Names that a town and a region bear.
    pub(crate) regions: Regions,
}

impl Data {
    /// Our tables with the word lists of `extra` files (name, content) added.
    pub(crate) fn load(extra: &[(String, String)]) -> Result<Self, Error> {
        let mut data = Self {
            words: HashMap::new(),
            states: Vec::new(),
            state_names: HashMap::new(),
            seats: HashMap::new(),
            spelled_seats: HashMap::new(),
            by_code: HashMap::new(),
            forenames: HashMap::new(),
            spellings: HashMap::new(),
            endings: HashMap::new(),
            namesakes: namesakes::read()?,
            homonyms: homonyms::read()?,
            regions: Regions::read()?,
        };
        data.add_words("words.txt", WORDS)?;
        for (name, content) in extra {
            data.add_words(name, content)?;
        }
        for (number, line) in records(STATES) {
            let mut cells = line.split('\t');
            let (Some(alpha3), Some(alpha2), Some(names)) = (cells.next(), cells.next(), cells.next()) else {
                return Err(bad("states.tsv", number, "takes three or four columns"));
            };
            let index = data.states.len() as u16;
            data.states.push(State { alpha3, alpha2 });
            data.by_code.insert(alpha3, index);
            let split = |cell: &'static str| cell.split('|').filter(|name| !name.is_empty());
            for name in split(names) {
                data.state_names.entry(name.to_lowercase()).or_insert(index);
            }
            let mut first = None;
            for seat in split(cells.next().unwrap_or("")).map(str::to_lowercase) {
                let first = first.get_or_insert_with(|| seat.clone());
                if seat
                    .strip_prefix(first.as_str())
                    .is_some_and(|rest| rest.starts_with([' ', ',']))
                {
                    data.spelled_seats
                        .entry(first.clone())
                        .or_insert_with(|| (index, seat.clone()));
                }
                data.seats.entry(seat).or_insert(index);
            }
        }
        for (number, line) in records(FORENAMES) {
            let (name, gender) = match line.split_once('\t') {
                Some((name, "f")) => (name, Gender::Female),
                Some((name, "m")) => (name, Gender::Male),
                _ => return Err(bad("forenames.tsv", number, "takes a name and f or m")),
            };
            data.forenames.insert(name, gender);
            for ending in endings(name) {
                let (women, men) = data.endings.entry(ending).or_default();
                *(if gender == Gender::Female { women } else { men }) += 1;
            }
        }
        for (number, line) in records(SPELLINGS) {
            let Some((kept, other)) = line.split_once('\t') else {
                return Err(bad("spellings.tsv", number, "takes two columns"));
            };
            data.spellings.insert(other, kept);
        }
        Ok(data)
    }

    fn add_words(&mut self, file: &str, content: &str) -> Result<(), Error> {
        let mut bit = None;
        for (number, line) in records(content) {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                let Some((_, known)) = LISTS.iter().find(|(known, _)| *known == name) else {
                    return Err(bad(file, number, &format!("there is no list “{name}”")));
                };
                bit = Some(*known);
                continue;
            }
            let Some(bit) = bit else {
                return Err(bad(file, number, "a word stands before the first list"));
            };
            for word in line.split_whitespace() {
                *self.words.entry(word.to_lowercase()).or_default() |= bit;
            }
        }
        Ok(())
    }

    /// The lists that `lower`, a word in lower case, stands in.
    pub(crate) fn lists(&self, lower: &str) -> u64 {
        self.words.get(lower).copied().unwrap_or(0)
    }

    /// The state of this name (in lower case, without “the”).
    pub(crate) fn state(&self, lower: &str) -> Option<u16> {
        self.state_names.get(lower).copied()
    }

    /// The state whose government sits in the place of this name.
    pub(crate) fn seat(&self, lower: &str) -> Option<u16> {
        self.seats.get(lower).copied()
    }

    /// The state whose seat goes by this name, and how that is spelled in full: Washington, D.C.
    pub(crate) fn spelled_seat(&self, lower: &str) -> Option<(u16, &str)> {
        let (state, spelled) = self.spelled_seats.get(lower)?;
        Some((*state, spelled))
    }

    /// The state of this ISO 3166-1 alpha-3 code.
    pub(crate) fn code(&self, alpha3: &str) -> Option<u16> {
        self.by_code.get(alpha3).copied()
    }

    /// ISO 3166-1 alpha-3 of the state of this alpha-2 code.
    pub(crate) fn alpha3(&self, alpha2: &str) -> Option<&'static str> {
        self.states
            .iter()
            .find(|state| state.alpha2 == alpha2)
            .map(|state| state.alpha3)
    }

    /// The codes of state `index`.
    pub(crate) fn codes(&self, index: u16) -> Option<&State> {
        self.states.get(usize::from(index))
    }

    /// The gender that the given name `lower` tells.
    pub(crate) fn forename(&self, lower: &str) -> Option<Gender> {
        self.forenames.get(lower).copied().or_else(|| {
            let plain: String = lower.chars().map(plain_letter).collect();
            self.forenames.get(plain.as_str()).copied()
        })
    }

    /// Which gender the ending of a given name that is in no list makes likely, from the names that are: 1 almost
    /// surely a man's, 2 rather a man's, 3 either's, 4 rather a woman's, 5 almost surely a woman's; 0 unknown. The
    /// longest ending that enough names have decides.
    pub(crate) fn leaning(&self, lower: &str) -> u8 {
        let known = endings(lower)
            .filter_map(|ending| self.endings.get(ending))
            .find(|(women, men)| women + men >= ENOUGH);
        known.map_or(0, |(women, men)| match 100 * (women + 1) / (women + men + 2) {
            0..=14 => 1,
            15..=34 => 2,
            35..=64 => 3,
            65..=84 => 4,
            _ => 5,
        })
    }

    /// The spelling under which `lower` is compared.
    pub(crate) fn spelling<'w>(&self, lower: &'w str) -> &'w str {
        self.spellings.get(lower).copied().unwrap_or(lower)
    }
}

/// A letter without its accent, as far as names of the Latin alphabet commonly carry them.
fn plain_letter(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' | 'ā' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ė' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ī' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'ū' => 'u',
        'ç' | 'ć' | 'č' => 'c',
        'ñ' | 'ń' => 'n',
        'š' | 'ś' => 's',
        'ž' | 'ź' | 'ż' => 'z',
        'ł' => 'l',
        'ý' => 'y',
        other => other,
    }
}

/// How many names make an ending tell something.
const ENOUGH: u32 = 8;

/// The last three letters of a name, the last two, the last.
fn endings(name: &str) -> impl Iterator<Item = &str> {
    let cut = |letters: usize| name.char_indices().rev().nth(letters - 1).map(|(at, _)| at);
    [3, 2, 1]
        .into_iter()
        .filter_map(move |letters| name.get(cut(letters)?..))
}

/// The lines of a data file that say something, with their numbers from 1.
pub(crate) fn records(content: &str) -> impl Iterator<Item = (usize, &str)> {
    content
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim_end()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// What is said of a line that cannot be read.
pub(crate) fn bad(file: &str, line: usize, why: &str) -> Error {
    Error::new(ErrorKind::Data, format!("{file}, line {line}: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_read() {
        let data = Data::load(&[]).unwrap();
        assert!(data.lists("mrs") & list::FEMALE_TITLE != 0);
        for (name, code) in [
            ("u.s.", "USA"),
            ("islamic republic of iran", "IRN"),
            ("kosovo", "XKX"),
        ] {
            let state = data.state(name).and_then(|index| data.codes(index));
            assert_eq!(state.map(|state| state.alpha3), Some(code), "{name}");
        }
        let beijing = data.seat("beijing").and_then(|index| data.codes(index));
        assert_eq!(beijing.map(|state| state.alpha2), Some("CN"));
        assert_eq!(data.forename("angela"), Some(Gender::Female));
        assert_eq!(data.spelling("defense"), "defence");
    }

    #[test]
    fn endings_lean_to_a_gender() {
        let data = Data::load(&[]).unwrap();
        let unlisted = |name: &str| {
            assert_eq!(data.forename(name), None, "{name}");
            data.leaning(name)
        };
        assert!(unlisted("zarotinella") >= 4);
        assert!(unlisted("zarotivert") <= 2);
        assert_eq!((data.leaning(""), data.leaning("7")), (0, 0));
    }

    #[test]
    fn a_users_words_join_ours_and_unknown_lists_are_refused() {
        let file = |text: &str| [("mine.txt".to_owned(), text.to_owned())];
        let data = Data::load(&file("[company-head]\ncooperative\n")).unwrap();
        assert!(data.lists("cooperative") & list::COMPANY_HEAD != 0);
        assert!(data.lists("company") & list::COMPANY_HEAD != 0);
        let error = Data::load(&file("[compny]\nx\n"))
            .err()
            .map(|error| error.to_string());
        assert_eq!(
            error.as_deref(),
            Some("mine.txt, line 1: there is no list “compny”")
        );
    }
}
