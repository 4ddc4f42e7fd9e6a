//! What the data files say, ready for lookup; users' files go on top of ours.

use crate::Error;
use crate::emoticons::Emoticons;
use crate::lexicon::{WordMap, lines};
use crate::scan::{Ending, Endings, Frequent};

/// What may follow an abbreviation's stop. See `data/abbreviations.tsv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AbbreviationKind {
    /// Before a name.
    Title,
    /// Part of the name of a place.
    Place,
    /// A month or a day.
    Month,
    /// Before a number only.
    Number,
    /// Always goes on.
    Inner,
    /// May end a sentence.
    End,
}

impl AbbreviationKind {
    const NAMES: [(&'static str, Self); 6] = [
        ("title", Self::Title),
        ("place", Self::Place),
        ("month", Self::Month),
        ("number", Self::Number),
        ("inner", Self::Inner),
        ("end", Self::End),
    ];

    fn code(self) -> u16 {
        Self::NAMES
            .iter()
            .position(|(_, kind)| *kind == self)
            .unwrap_or(0) as u16
    }
}

/// Set in an abbreviation's value where it is known only with a capital.
const CAPITAL: u16 = 0x100;

/// How a word without white space falls into syntactic words: byte offsets of the second and third part;
/// zero for none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) second: u8,
    pub(crate) third: u8,
    /// One more than the index of the list of words before which alone it does; zero for any.
    pub(crate) before: u8,
}

/// All lists.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lists {
    abbreviations: WordMap,
    contractions: WordMap,
    parts: Vec<Parts>,
    /// Words that must follow; see [`Parts::before`].
    followers: Vec<WordMap>,
    newsgroups: WordMap,
    /// Words that begin or end with an apostrophe (with `'`).
    apostrophes: WordMap,
    prefixes: WordMap,
    suffixes: WordMap,
    compounds: WordMap,
    syllables: WordMap,
    units: WordMap,
    web_endings: WordMap,
    /// Days, months, time zones.
    calendar: WordMap,
    emoticons: Emoticons,
    /// Words that are one token whatever they hold.
    whole: WordMap,
    /// Lengths and last letters of the contractions: most words fail here.
    contraction_ends: Filter,
    abbreviation_ends: Filter,
    apostrophe_ends: Filter,
    prefix_ends: Filter,
    suffix_ends: Filter,
    syllable_ends: Filter,
    endings: Box<Endings>,
    frequent: Frequent,
    /// Whether an abbreviation ends as contractions do (`rec'd.`).
    attached_stops: bool,
}

/// The name of a list's file, its content, and how it is read.
type Load = fn(&mut Lists, &str) -> Result<(), String>;

impl Lists {
    /// The lists that come with the crate.
    pub(crate) fn built_in() -> Result<Self, Error> {
        let mut lists = Self::default();
        let files: [(&str, &str, Load); 9] = [
            (
                "abbreviations.tsv",
                include_str!("../data/abbreviations.tsv"),
                Self::add_abbreviation,
            ),
            (
                "contractions.tsv",
                include_str!("../data/contractions.tsv"),
                Self::add_contraction,
            ),
            (
                "apostrophes.txt",
                include_str!("../data/apostrophes.txt"),
                Self::add_apostrophe,
            ),
            (
                "hyphens.txt",
                include_str!("../data/hyphens.txt"),
                Self::add_hyphen,
            ),
            ("units.txt", include_str!("../data/units.txt"), Self::add_unit),
            (
                "emoticons.txt",
                include_str!("../data/emoticons.txt"),
                Self::add_emoticon,
            ),
            ("web.txt", include_str!("../data/web.txt"), Self::add_web_ending),
            (
                "calendar.txt",
                include_str!("../data/calendar.txt"),
                Self::add_calendar,
            ),
            (
                "frequent.txt",
                include_str!("../data/frequent.txt"),
                Self::add_frequent,
            ),
        ];
        for (name, content, add) in files {
            lists.load(name, content, add)?;
        }
        lists.settle();
        Ok(lists)
    }

    /// To be called when words have been added.
    pub(crate) fn settle(&mut self) {
        self.endings.settle(&self.frequent);
        self.emoticons.settle();
    }

    fn load(&mut self, name: &str, content: &str, add: Load) -> Result<(), Error> {
        for (number, line) in lines(content) {
            add(self, line).map_err(|reason| Error::list(name, number, &reason))?;
        }
        Ok(())
    }

    /// The user's abbreviations, in the format of `data/abbreviations.tsv`; the kind may be left out.
    pub(crate) fn load_abbreviations(&mut self, name: &str, content: &str) -> Result<(), Error> {
        self.load(name, content, Self::add_abbreviation)
    }

    /// The user's exceptions: a word, or a word, a tab and its parts with `|` between them.
    pub(crate) fn load_exceptions(&mut self, name: &str, content: &str) -> Result<(), Error> {
        self.load(name, content, Self::add_exception)
    }

    fn add_abbreviation(&mut self, line: &str) -> Result<(), String> {
        let (form, kind) = line.split_once('\t').unwrap_or((line, "end"));
        let word = form
            .strip_suffix('.')
            .ok_or_else(|| format!("“{form}” does not end with a stop"))?;
        let Some((_, kind)) = AbbreviationKind::NAMES.iter().find(|(name, _)| *name == kind) else {
            return Err(format!("“{kind}” is no kind of abbreviation"));
        };
        let capital = if word.starts_with(|first: char| first.is_uppercase()) {
            CAPITAL
        } else {
            0
        };
        self.abbreviations.insert(word, kind.code() | capital);
        self.abbreviation_ends.add(word.as_bytes());
        // Those with a stop inside are not seen as one word by the fast path.
        if !word.contains('.') {
            // The fast path sees capitals at the beginning of runs of the letters that it knows.
            let known =
                |letter: char| letter.is_ascii_alphabetic() || ('\u{c0}'..'\u{180}').contains(&letter);
            let ending = if capital != 0 && word.chars().all(known) {
                Ending::Capital
            } else {
                Ending::Abbreviation
            };
            self.endings.add(word.as_bytes(), ending);
        }
        let attached = ["'s", "'m", "'d", "'re", "'ve", "'ll", "n't"];
        let lower = word.to_lowercase().replace('’', "'");
        self.attached_stops |= attached.iter().any(|ending| lower.ends_with(ending));
        Ok(())
    }

    fn add_contraction(&mut self, line: &str) -> Result<(), String> {
        let (form, parts) = line.split_once('\t').ok_or("there is no tab")?;
        let (parts, followers) = parts.split_once('\t').unwrap_or((parts, ""));
        if parts.replace('|', "") != form {
            return Err(format!("“{parts}” are not the parts of “{form}”"));
        }
        let mut cuts = [0u8; 2];
        let mut at = 0;
        let mut pieces = parts.split('|').peekable();
        let mut count = 0;
        while let Some(piece) = pieces.next() {
            at += piece.len();
            if pieces.peek().is_some() {
                let cut = cuts.get_mut(count).ok_or("there are more than three parts")?;
                *cut = u8::try_from(at).map_err(|_| "the word is too long")?;
                count += 1;
            }
            if piece.is_empty() {
                return Err("a part is empty".to_owned());
            }
        }
        let value = u16::try_from(self.parts.len())
            .ok()
            .filter(|value| *value < u16::MAX - 1);
        self.contractions
            .insert(form, value.ok_or("there are too many words")?);
        let mut before = 0;
        if !followers.is_empty() {
            let mut list = WordMap::default();
            followers.split_whitespace().for_each(|word| list.insert(word, 0));
            self.followers.push(list);
            before = u8::try_from(self.followers.len())
                .map_err(|_| "there are too many lists of words that follow")?;
        }
        let [second, third] = cuts;
        self.parts.push(Parts {
            second,
            third,
            before,
        });
        self.contraction_ends.add(form.as_bytes());
        self.endings.add(form.as_bytes(), Ending::Contraction);
        Ok(())
    }

    fn add_exception(&mut self, line: &str) -> Result<(), String> {
        if line.contains(char::is_whitespace) && !line.contains('\t') {
            return Err(format!("“{line}” holds white space"));
        }
        if line.contains('\t') {
            return self.add_contraction(line);
        }
        self.whole.insert(line, 0);
        Ok(())
    }

    fn add_apostrophe(&mut self, line: &str) -> Result<(), String> {
        self.apostrophes.insert(line, 0);
        self.apostrophe_ends.add(line.as_bytes());
        Ok(())
    }

    fn add_hyphen(&mut self, line: &str) -> Result<(), String> {
        if let Some(syllable) = line.strip_prefix('@') {
            self.syllables.insert(syllable, 0);
            self.syllable_ends.add(syllable.as_bytes());
            self.endings.add(syllable.as_bytes(), Ending::Syllable);
        } else if let Some(prefix) = line.strip_suffix('-') {
            self.prefixes.insert(prefix, 0);
            self.prefix_ends.add(prefix.as_bytes());
            self.endings.add(prefix.as_bytes(), Ending::First);
        } else if let Some(suffix) = line.strip_prefix('-') {
            self.suffixes.insert(suffix, 0);
            self.suffix_ends.add(suffix.as_bytes());
            self.endings.add(suffix.as_bytes(), Ending::Last);
        } else {
            self.compounds.insert(line, 0);
            let first = line.split('-').next().unwrap_or(line).as_bytes();
            self.prefix_ends.add(first);
            self.endings.add(first, Ending::First);
        }
        Ok(())
    }

    fn add_unit(&mut self, line: &str) -> Result<(), String> {
        let capital = line.starts_with(|first: char| first.is_uppercase());
        self.units.insert(line, u16::from(capital));
        Ok(())
    }

    fn add_frequent(&mut self, line: &str) -> Result<(), String> {
        let (word, often) = line.split_once('\t').ok_or("there is no tab")?;
        let often: f32 = often.parse().map_err(|_| format!("“{often}” is no number"))?;
        self.frequent.add(word, often);
        Ok(())
    }

    fn add_calendar(&mut self, line: &str) -> Result<(), String> {
        self.calendar.insert(line, 0);
        Ok(())
    }

    fn add_web_ending(&mut self, line: &str) -> Result<(), String> {
        if let Some(group) = line.strip_suffix('.') {
            self.newsgroups.insert(group, 0);
            return Ok(());
        }
        self.web_endings.insert(line, u16::from(line.len() == 2));
        Ok(())
    }

    fn add_emoticon(&mut self, line: &str) -> Result<(), String> {
        self.emoticons.add(line)
    }

    /// What kind of abbreviation `word` (without its stop) is.
    pub(crate) fn abbreviation(&self, word: &[u8]) -> Option<AbbreviationKind> {
        if !self.abbreviation_ends.may_have(word) {
            return None;
        }
        let value = self.abbreviations.get(word)?;
        if value & CAPITAL != 0
            && !word
                .first()
                .is_some_and(|first| first.is_ascii_uppercase() || *first >= 0x80)
        {
            return None;
        }
        AbbreviationKind::NAMES
            .get(usize::from(value & 0xff))
            .map(|(_, kind)| *kind)
    }

    /// The parts of a word that is several.
    pub(crate) fn contraction(&self, word: &[u8]) -> Option<Parts> {
        if !self.contraction_ends.may_have(word) {
            return None;
        }
        self.contractions
            .get(word)
            .and_then(|value| self.parts.get(usize::from(value)).copied())
    }

    /// Whether `next` is a word before which the contraction falls apart.
    pub(crate) fn parts_before(&self, parts: Parts, next: &[u8]) -> bool {
        match usize::from(parts.before).checked_sub(1) {
            None => true,
            Some(list) => self.followers.get(list).is_some_and(|list| list.has(next)),
        }
    }

    /// Whether `word` begins names of newsgroups.
    pub(crate) fn newsgroup(&self, word: &[u8]) -> bool {
        self.newsgroups.has(word)
    }

    /// Whether `word` begins or ends with an apostrophe of its own.
    pub(crate) fn owns_apostrophe(&self, word: &[u8]) -> bool {
        self.apostrophe_ends.may_have(word) && self.apostrophes.has(word)
    }

    /// Whether a hyphen between `first` and `second` parts no words.
    pub(crate) fn keeps_hyphen(&self, first: &[u8], second: &[u8], whole: &[u8]) -> bool {
        (self.prefix_ends.may_have(first) && (self.prefixes.has(first) || self.compounds.has(whole)))
            || (self.suffix_ends.may_have(second) && self.suffixes.has(second))
            || (first.first().is_some_and(u8::is_ascii_uppercase)
                && self.syllable_ends.may_have(first)
                && self.syllable_ends.may_have(second)
                && self.syllables.has(first)
                && self.syllables.has(second))
    }

    /// Whether an abbreviation ends as contractions do, so that a stop after such an ending may belong to it.
    pub(crate) fn has_attached_stops(&self) -> bool {
        self.attached_stops
    }

    /// The filter for words that only a list can tell.
    pub(crate) fn endings(&self) -> &Endings {
        &self.endings
    }

    /// Whether `word` is a unit.
    pub(crate) fn unit(&self, word: &[u8]) -> bool {
        match self.units.get(word) {
            Some(0) => true,
            Some(_) => word.first().is_some_and(u8::is_ascii_uppercase),
            None => false,
        }
    }

    /// Whether an address may end with `ending`, and whether it is a country's.
    pub(crate) fn web_ending(&self, ending: &[u8]) -> Option<bool> {
        self.web_endings.get(ending).map(|value| value == 1)
    }

    /// Whether `word` is a day, a month or a time zone.
    pub(crate) fn calendar(&self, word: &[u8]) -> bool {
        self.calendar.has(word)
    }

    /// Whether the user gave words to be kept in one piece.
    pub(crate) fn has_whole(&self) -> bool {
        !self.whole.is_empty()
    }

    /// Whether the user wants `word` in one piece.
    pub(crate) fn whole(&self, word: &[u8]) -> bool {
        self.whole.has(word)
    }

    /// The emoticons.
    pub(crate) fn emoticons(&self) -> &Emoticons {
        &self.emoticons
    }
}

/// Which lengths and last two letters words of a list have: most other words fail here, without a lookup.
#[derive(Clone, Debug)]
struct Filter {
    bits: [u64; 128],
}

impl Default for Filter {
    fn default() -> Self {
        Self { bits: [0; 128] }
    }
}

impl Filter {
    fn place(word: &[u8]) -> usize {
        let (last, before) = match word {
            [.., before, last] => (*last, *before),
            [last] => (*last, 0),
            [] => (0, 0),
        };
        Self::place_of(word.len(), last, before)
    }

    #[inline]
    fn place_of(length: usize, last: u8, before: u8) -> usize {
        (length & 7) * 1024 + usize::from(last & 31) * 32 + usize::from(before & 31)
    }

    #[inline]
    fn has(&self, place: usize) -> bool {
        self.bits
            .get((place / 64) & 127)
            .is_some_and(|bits| bits & (1 << (place % 64)) != 0)
    }

    fn add(&mut self, word: &[u8]) {
        let place = Self::place(word);
        if let Some(bits) = self.bits.get_mut(place / 64) {
            *bits |= 1 << (place % 64);
        }
    }

    #[inline]
    fn may_have(&self, word: &[u8]) -> bool {
        self.has(Self::place(word))
    }
}
