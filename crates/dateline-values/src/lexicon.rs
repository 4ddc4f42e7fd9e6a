//! The words that the stage knows, each with its classes, in one table that the scan asks once a word.

use crate::Error;
use crate::measures::{Currencies, Units};
use crate::phrases::Phrases;
use crate::scan::{self, Kind, MARK, Tok};
use crate::{calendar, patterns::Patterns};

/// Declares the classes with the names that data files use.
macro_rules! classes {
    ($($(#[$doc:meta])* $class:ident = $name:literal,)+) => {
        /// What a word can be.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Class { $($(#[$doc])* $class,)+ }

        impl Class {
            pub(crate) fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$class),)+ _ => None }
            }

            pub(crate) const fn bit(self) -> u64 {
                1 << self as u8
            }
        }
    };
}

classes! {
    Small = "small", Tens = "tens", Scale = "scale", Scales = "scales", LetterScale = "letterscale",
    Dozen = "dozen", Ordinal = "ordinal", Fraction = "fraction", Suffix = "suffix",
    Month = "month", Dow = "dow", Dows = "dows", Season = "season", Seasons = "seasons",
    Unit = "unit", Units = "units", Part = "part", Rel = "rel", Phase = "phase", Vague = "vague",
    Every = "every", Period = "period", Ampm = "ampm", Zone = "zone", Years = "years", Percent = "percent",
    Designator = "designator", Street = "street", YearCue = "yearcue", YearWeak = "yearweak", YearStrong = "yearstrong", Owner = "owner", Counted = "counted",
    Stretch = "stretch", Pronoun = "pronoun", Function = "function", Approx = "approx",
    Past = "past", Prospect = "prospect", Due = "due", Scheduled = "scheduled", Either = "either", Report = "report", Weighed = "weighed", Habit = "habit", Everyday = "everyday", Compound = "compound", Counter = "counter",
    Adverb = "adverb", DateCue = "datecue", Newspaper = "newspaper", SeasonCue = "seasoncue",
    SpringOrFall = "springorfall", NoMonth = "nomonth", Joins = "joins", Era = "era", Deictic = "deictic", Guide = "guide", Deadline = "deadline", Whole = "whole", Abbreviation = "abbreviation", Future = "future",
    /// Begins a pattern or a named day.
    Trigger = "trigger",
    /// Begins a sum of money: part of a sign, or a code.
    Money = "money",
}

/// One class of a word with its value.
#[derive(Clone, Copy, Debug)]
struct Sense {
    class: Class,
    value: i32,
    cap: bool,
}

#[derive(Clone, Debug, Default)]
struct Info {
    mask: u64,
    senses: Vec<Sense>,
    stop: bool,
}

/// All that is known about words, units, currencies, named days and patterns.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// Open addressing: a power of two of slots, each the id of a word or 0.
    table: Vec<u32>,
    keys: Vec<Box<[u8]>>,
    infos: Vec<Info>,
    pub(crate) units: Units,
    pub(crate) currencies: Currencies,
    pub(crate) holidays: Phrases,
    pub(crate) days: Vec<calendar::Named>,
    /// Days of history that are called by month and day (9/11).
    pub(crate) called: Vec<jiff::civil::Date>,
    pub(crate) patterns: Patterns,
}

/// Files that users add: name and content.
#[derive(Debug, Default)]
pub(crate) struct Extra {
    pub(crate) units: Vec<(String, String)>,
    pub(crate) currencies: Vec<(String, String)>,
    pub(crate) patterns: Vec<(String, String)>,
}

/// The lines of a data file that say something, each with its number.
pub(crate) fn lines(content: &str) -> impl Iterator<Item = (usize, &str)> {
    content
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim_end_matches('\r')))
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
}

impl Lexicon {
    /// The shipped data and what a user adds to it.
    pub(crate) fn build(extra: &Extra) -> Result<Self, Error> {
        let mut it = Self {
            table: vec![0; 1024],
            keys: vec![Box::default()],
            infos: vec![Info::default()],
            units: Units::default(),
            currencies: Currencies::default(),
            holidays: Phrases::default(),
            days: Vec::new(),
            called: Vec::new(),
            patterns: Patterns::default(),
        };
        it.read_words("words.tsv", include_str!("../data/words.tsv"))?;
        it.read_context("context.tsv", include_str!("../data/context.tsv"))?;
        for (name, content) in &extra.units {
            Units::read(&mut it, name, content)?;
        }
        Units::read(&mut it, "units.tsv", include_str!("../data/units.tsv"))?;
        for (name, content) in &extra.currencies {
            Currencies::read(&mut it, name, content)?;
        }
        Currencies::read(&mut it, "currencies.tsv", include_str!("../data/currencies.tsv"))?;
        calendar::read(&mut it, "holidays.tsv", include_str!("../data/holidays.tsv"))?;
        Patterns::read(&mut it, "patterns.txt", include_str!("../data/patterns.txt"))?;
        for (name, content) in &extra.patterns {
            Patterns::read(&mut it, name, content)?;
        }
        Ok(it)
    }

    /// The shipped data.
    pub(crate) fn shipped() -> Self {
        match Self::build(&Extra::default()) {
            Ok(lexicon) => lexicon,
            // The files are part of the program, and every test reads them.
            Err(error) => unreachable!("the shipped data is sound: {error}"),
        }
    }

    fn slot(&self, key: &[u8]) -> usize {
        // FNV-1a.
        let hash = key.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mask = self.table.len() - 1;
        let mut slot = (hash ^ (hash >> 32)) as usize & mask;
        while self.table[slot] != 0 && *self.keys[self.table[slot] as usize] != *key {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// The id of the word with this key (lower case); 0 if it is not known.
    pub(crate) fn find(&self, key: &[u8]) -> u32 {
        if key.is_empty() {
            0
        } else {
            self.table[self.slot(key)]
        }
    }

    /// The id of the word with this key, made known if need be.
    pub(crate) fn intern(&mut self, key: &[u8]) -> u32 {
        let slot = self.slot(key);
        if self.table[slot] != 0 {
            return self.table[slot];
        }
        let id = self.keys.len() as u32;
        self.table[slot] = id;
        self.keys.push(key.into());
        self.infos.push(Info::default());
        if self.keys.len() * 3 > self.table.len() {
            self.table = vec![0; self.table.len() * 2];
            for id in 1..self.keys.len() {
                let slot = self.slot(&self.keys[id]);
                self.table[slot] = id as u32;
            }
        }
        id
    }

    /// Scans a phrase of a data file, making its words known, and gives its keys for [`Phrases`].
    pub(crate) fn keys_of(&mut self, phrase: &str) -> Vec<u32> {
        let mut toks = Vec::new();
        scan::scan(phrase, self, &mut toks);
        toks.iter()
            .map(|tok| match tok.kind {
                Kind::Word => self.intern(&scan::key_of(phrase, tok.start as usize)),
                Kind::Num if tok.len() <= 2 => {
                    let digits = phrase.get(tok.start as usize..tok.end as usize).unwrap_or("");
                    self.intern(digits.as_bytes())
                }
                _ => tok.word,
            })
            .collect()
    }

    /// Gives a word a class.
    pub(crate) fn add(&mut self, word: u32, class: Class, value: i32, cap: bool) {
        if word & MARK != 0 || word == 0 {
            return;
        }
        let info = &mut self.infos[word as usize];
        info.mask |= class.bit();
        if !info.senses.iter().any(|sense| sense.class == class) {
            info.senses.push(Sense { class, value, cap });
        }
    }

    fn read_words(&mut self, name: &str, content: &str) -> Result<(), Error> {
        for (number, line) in lines(content) {
            let mut fields = line.split('\t');
            let (Some(word), Some(class), Some(value)) = (fields.next(), fields.next(), fields.next()) else {
                return Err(Error::data(name, number, "takes a word, a class and a value"));
            };
            let class = Class::from_name(class)
                .ok_or_else(|| Error::data(name, number, &format!("there is no class “{class}”")))?;
            let value = value
                .parse()
                .map_err(|_| Error::data(name, number, &format!("“{value}” is no whole number")))?;
            let flags = fields.next().unwrap_or_default();
            let id = self.intern(word.as_bytes());
            self.add(id, class, value, flags.contains("cap"));
            self.infos[id as usize].stop |= flags.contains("stop");
        }
        Ok(())
    }

    fn read_context(&mut self, name: &str, content: &str) -> Result<(), Error> {
        for (number, line) in lines(content) {
            let Some((class, words)) = line.split_once('\t') else {
                return Err(Error::data(name, number, "takes a class and words"));
            };
            let class = Class::from_name(class)
                .ok_or_else(|| Error::data(name, number, &format!("there is no class “{class}”")))?;
            for word in words.split_whitespace() {
                let id = self.intern(word.as_bytes());
                self.add(id, class, 0, false);
            }
        }
        Ok(())
    }

    fn info(&self, word: u32) -> Option<&Info> {
        if word & MARK == 0 {
            self.infos.get(word as usize)
        } else {
            None
        }
    }

    /// The classes of a token's word.
    pub(crate) fn mask(&self, tok: &Tok) -> u64 {
        self.info(tok.word).map_or(0, |info| info.mask)
    }

    pub(crate) fn is(&self, tok: &Tok, class: Class) -> bool {
        self.mask(tok) & class.bit() != 0
    }

    /// The token's value in a class, where it is of that class as it stands (with a capital where it needs one).
    pub(crate) fn value(&self, tok: &Tok, class: Class) -> Option<i32> {
        let info = self.info(tok.word)?;
        if info.mask & class.bit() == 0 {
            return None;
        }
        let sense = info.senses.iter().find(|sense| sense.class == class)?;
        (!sense.cap || tok.is(scan::CAP)).then_some(sense.value)
    }

    /// Whether the word is an abbreviation that a full stop may follow inside a sentence.
    pub(crate) fn takes_stop(&self, word: u32) -> bool {
        self.info(word).is_some_and(|info| info.stop)
    }
}
