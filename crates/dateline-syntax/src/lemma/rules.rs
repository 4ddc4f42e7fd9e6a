//! The rules: which words share them, and how they change an ending. The format is told in
//! `data/lemma_rules.tsv`.

use super::capitals::Policy;
use dateline_core::layers::Upos;

/// One place of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Symbol {
    Literal(u8),
    Vowel,
    Consonant,
    Digit,
    /// The same as the place before.
    Double,
    Any,
    /// No place: the word begins here.
    Start,
}

impl Symbol {
    fn of(byte: u8) -> Self {
        match byte {
            b'V' => Self::Vowel,
            b'C' => Self::Consonant,
            b'D' => Self::Double,
            b'0' => Self::Digit,
            b'.' => Self::Any,
            b'^' => Self::Start,
            other => Self::Literal(other),
        }
    }

    /// Whether `byte` fits, `before` standing before it.
    fn fits(self, byte: u8, before: Option<u8>) -> bool {
        let vowel = matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u');
        match self {
            Self::Literal(literal) => byte == literal,
            Self::Vowel => vowel,
            Self::Consonant => !vowel && (byte.is_ascii_lowercase() || byte >= 0x80),
            Self::Digit => byte.is_ascii_digit(),
            Self::Double => before == Some(byte),
            Self::Any => true,
            Self::Start => false,
        }
    }
}

/// The end of a word.
#[derive(Clone, Debug)]
struct Pattern {
    /// From the last place to the first.
    symbols: Vec<Symbol>,
}

impl Pattern {
    fn new(text: &str) -> Self {
        Self {
            symbols: text.bytes().rev().map(Symbol::of).collect(),
        }
    }

    fn fits(&self, word: &[u8]) -> bool {
        let mut at = word.len();
        for symbol in &self.symbols {
            if *symbol == Symbol::Start {
                return at == 0;
            }
            let Some(byte) = at.checked_sub(1).and_then(|last| word.get(last)) else {
                return false;
            };
            at -= 1;
            let before = at.checked_sub(1).and_then(|last| word.get(last)).copied();
            if !symbol.fits(*byte, before) {
                return false;
            }
        }
        true
    }

    /// Whether it may fit a word with `byte` at this place from the end.
    fn may_have(&self, back: usize, byte: u8) -> bool {
        match self.symbols.get(back) {
            None | Some(Symbol::Double | Symbol::Start) => true,
            Some(symbol) => symbol.fits(byte, None),
        }
    }
}

/// One rule.
#[derive(Clone, Debug)]
struct Rule {
    pattern: Pattern,
    strip: u8,
    put: Box<str>,
}

/// The rules of one class, sorted for a quick way to those that may fit.
#[derive(Clone, Debug, Default)]
struct RuleSet {
    rules: Vec<Rule>,
    /// Which place from the end parts them best.
    back: usize,
    /// By the letter there (`a` to `z`, then all else): the rules that may fit, in their order.
    by_letter: Vec<Vec<u16>>,
}

fn letter(byte: u8) -> usize {
    if byte.is_ascii_lowercase() {
        usize::from(byte - b'a')
    } else {
        26
    }
}

impl RuleSet {
    fn index(&mut self) {
        let table = |back: usize| -> Vec<Vec<u16>> {
            (0..=26u8)
                .map(|letter| {
                    let fits = |(_, rule): &(usize, &Rule)| {
                        if letter < 26 {
                            return rule.pattern.may_have(back, b'a' + letter);
                        }
                        (0..=255)
                            .any(|byte: u8| !byte.is_ascii_lowercase() && rule.pattern.may_have(back, byte))
                    };
                    self.rules
                        .iter()
                        .enumerate()
                        .filter(fits)
                        .map(|(index, _)| index as u16)
                        .collect()
                })
                .collect()
        };
        let longest = |table: &[Vec<u16>]| table.iter().map(Vec::len).max();
        let best = (0..5).map(|back| (longest(&table(back)), back)).min();
        self.back = best.map_or(0, |(_, back)| back);
        self.by_letter = table(self.back);
    }

    #[inline]
    fn apply(&self, word: &[u8]) -> Option<(usize, &str)> {
        let place = word.len().checked_sub(self.back + 1).and_then(|at| word.get(at));
        let list = self.by_letter.get(letter(place.copied().unwrap_or(0)))?;
        let rule = list
            .iter()
            .filter_map(|index| self.rules.get(usize::from(*index)))
            .find(|rule| usize::from(rule.strip) < word.len() && rule.pattern.fits(word))?;
        Some((usize::from(rule.strip), &rule.put))
    }
}

/// Words that share rules, exceptions and a policy for capitals.
#[derive(Clone, Debug)]
pub(crate) struct Class {
    pub(crate) name: Box<str>,
    pub(crate) policy: Policy,
    rules: RuleSet,
    /// Endings that make a capitalized word small; see [`Policy::Proper`].
    small: Vec<Pattern>,
}

impl Class {
    /// How many bytes of `word`, which has no capitals, go, and what comes in their place.
    #[inline]
    pub(crate) fn apply(&self, word: &[u8]) -> (usize, &str) {
        self.rules.apply(word).unwrap_or((0, ""))
    }

    /// Whether it has rules.
    pub(crate) fn has_rules(&self) -> bool {
        !self.rules.rules.is_empty()
    }

    /// Whether `word`, which has no capitals, ends like a word that is small unless known otherwise.
    pub(crate) fn is_small(&self, word: &[u8]) -> bool {
        self.small.iter().any(|pattern| pattern.fits(word))
    }
}

/// All rules.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    pub(crate) classes: Vec<Class>,
    /// Universal tag, own tag (`None` for any), class; the first that fits decides.
    tags: Vec<(Option<Upos>, Option<Box<str>>, u16)>,
    /// Class, form and lemma of the lines `words`.
    pub(crate) words: Vec<(u16, Box<str>, Box<str>)>,
}

impl Rules {
    /// Reads the rules.
    ///
    /// # Errors
    /// The first line that is not as it should be, and why.
    pub(crate) fn parse(content: &str) -> Result<Self, String> {
        let mut rules = Self::default();
        for (number, line) in content.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            rules
                .line(line)
                .map_err(|reason| format!("line {}: {reason}", number + 1))?;
        }
        rules.classes.iter_mut().for_each(|class| class.rules.index());
        Ok(rules)
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let fields: Vec<&str> = line
            .split('\t')
            .map(|field| if field == "-" { "" } else { field })
            .collect();
        match fields[..] {
            ["class", name, upos, xpos, policy] => {
                let policy = Policy::from_name(policy).ok_or_else(|| format!("no policy “{policy}”"))?;
                let upos = match upos {
                    "*" => None,
                    upos => Some(Upos::from_name(upos).ok_or_else(|| format!("no tag “{upos}”"))?),
                };
                let class = match self.class(name) {
                    Ok(class) => class,
                    Err(_) => {
                        self.classes.push(Class {
                            name: name.into(),
                            policy,
                            rules: RuleSet::default(),
                            small: Vec::new(),
                        });
                        (self.classes.len() - 1) as u16
                    }
                };
                self.tags.push((upos, (xpos != "*").then(|| xpos.into()), class));
                Ok(())
            }
            ["rule", names, before, suffix, put] => {
                for name in names.split(' ') {
                    let class = self.class_mut(name)?;
                    class.rules.rules.push(Rule {
                        pattern: Pattern::new(&format!("{before}{suffix}")),
                        strip: suffix.len() as u8,
                        put: put.into(),
                    });
                }
                Ok(())
            }
            ["small", name, ending] => {
                self.class_mut(name)?.small.push(Pattern::new(ending));
                Ok(())
            }
            ["words", name, lemma, ref forms @ ..] if !forms.is_empty() => {
                let class = self.class(name)?;
                let forms = forms.iter().map(|form| (class, (*form).into(), lemma.into()));
                self.words.extend(forms);
                Ok(())
            }
            _ => Err(format!("“{line}” is no class, rule, ending or list of words")),
        }
    }

    /// The number of the class `name`.
    ///
    /// # Errors
    /// If there is none.
    pub(crate) fn class(&self, name: &str) -> Result<u16, String> {
        self.classes
            .iter()
            .position(|class| *class.name == *name)
            .map(|at| at as u16)
            .ok_or_else(|| format!("no class “{name}”"))
    }

    fn class_mut(&mut self, name: &str) -> Result<&mut Class, String> {
        let at = self.class(name)?;
        self.classes
            .get_mut(usize::from(at))
            .ok_or_else(|| format!("no class “{name}”"))
    }

    /// The class of words of these tags: `None` if no line fits.
    pub(crate) fn class_of(&self, upos: Upos, xpos: &str) -> Option<u16> {
        self.tags
            .iter()
            .find(|(known, own, _)| {
                known.is_none_or(|known| known == upos) && own.as_ref().is_none_or(|own| **own == *xpos)
            })
            .map(|(.., class)| *class)
    }
}
