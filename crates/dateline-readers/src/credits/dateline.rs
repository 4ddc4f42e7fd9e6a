//! Datelines: `PHNOM PENH, Cambodia, Aug. 5 (AP) — ` at the start of a paragraph.
//!
//! A dateline is a place in capitals, perhaps with what it lies in, a date and an agency behind it, and a
//! dash. A place that is not in capitals counts only with a date or an agency; so does a colon for the dash.

use super::Piece;
use super::names;
use dateline_core::layers::CreditKind;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

/// The most bytes that a dateline has.
const MOST: usize = 140;
/// Small words within the names of places.
const SMALL: &[&str] = &[
    "of", "de", "du", "da", "do", "la", "le", "el", "al", "the", "am", "and", "on", "upon", "sur",
];

static MONTHS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let rows = names::lines(include_str!("../../data/months.tsv")).filter_map(|line| line.split_once('\t'));
    rows.flat_map(|(number, names)| names.split(' ').map(move |name| (name.to_lowercase(), number)))
        .collect()
});

static NOT_PLACES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| names::lines(include_str!("../../data/not_places.txt")).collect());

/// The pieces of the dateline that `line` begins with; none where it begins with no dateline.
pub(crate) fn find(line: &str) -> Vec<Piece> {
    if !may_end(line) {
        return Vec::new();
    }
    let mut parser = Parser {
        line,
        at: 0,
        pieces: Vec::new(),
    };
    if parser.parse().is_some() {
        parser.pieces
    } else {
        Vec::new()
    }
}

/// Whether a dateline could end where it has to. Most articles begin without one, which this tells by a glance at
/// the dashes and colons among their first bytes.
fn may_end(line: &str) -> bool {
    let bytes = line.trim_start().as_bytes();
    let head = bytes.get(..MOST + 1).unwrap_or(bytes);
    memchr::memchr3_iter(b'-', b':', LEAD_OF_DASHES, head).any(|at| {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b':'), next) => next == Some(&b' '),
            (Some(b'-'), Some(b'-')) => true,
            (Some(b'-'), next) => next == Some(&b' ') && matches!(before, Some(b' ' | b')')),
            (_, next) => next == Some(&0x80) && matches!(bytes.get(at + 2), Some(0x93..=0x95)),
        }
    })
}

/// The first byte of `–`, `—` and `―` in UTF-8; behind it stand 0x80 and 0x93 to 0x95.
const LEAD_OF_DASHES: u8 = 0xE2;

struct Parser<'l> {
    line: &'l str,
    at: usize,
    pieces: Vec<Piece>,
}

impl<'l> Parser<'l> {
    fn rest(&self) -> &'l str {
        self.line.get(self.at..).unwrap_or("")
    }

    fn skip_blanks(&mut self) {
        self.at = self.line.len() - self.rest().trim_start().len();
    }

    fn has(&self, kind: CreditKind) -> bool {
        self.pieces.iter().any(|piece| piece.kind == kind)
    }

    fn parse(&mut self) -> Option<()> {
        self.skip_blanks();
        let start = self.at;
        let capitals = self
            .words(is_capitals)
            .filter(|place| !NOT_PLACES.contains(self.line.get(place.clone()).unwrap_or("")));
        let mut place = match &capitals {
            Some(place) => Some(place.clone()),
            None => {
                self.at = start;
                self.words(is_capitalized)
            }
        };
        if place.is_none() {
            self.at = start;
        }
        let mut agency_told = false;
        loop {
            self.skip_blanks();
            if self.at - start > MOST {
                return None;
            }
            if self.dash() {
                break;
            }
            if self.rest().starts_with('(') {
                agency_told |= self.agency()?;
            } else if self.date() {
            } else if self.rest().starts_with(',') {
                self.at += 1;
                self.skip_blanks();
                if self.date() {
                    continue;
                }
                // What the place lies in.
                let region = self.words(is_capitalized)?;
                place.as_mut()?.end = region.end;
            } else if self.rest().starts_with(": ")
                && capitals.is_some()
                && (agency_told || self.has(CreditKind::Date))
            {
                break;
            } else {
                return None;
            }
        }
        let sure = agency_told || self.has(CreditKind::Date);
        if let Some(range) = place {
            if capitals.is_none() && !sure {
                return None;
            }
            let written = self.line.get(range.clone())?;
            let value = written
                .split(' ')
                .map(in_small_letters)
                .collect::<Vec<_>>()
                .join(" ");
            self.pieces.insert(0, Piece::new(CreditKind::Place, range, value));
        }
        (!self.pieces.is_empty()).then_some(())
    }

    /// As many words as fit, of which at least one does, and small ones only between others.
    fn words(&mut self, fits: fn(&str) -> bool) -> Option<Range<usize>> {
        let start = self.at;
        let mut end = None;
        for _ in 0..6 {
            let rest = self.rest();
            let length =
                rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ':' | '—' | '–' | ';'));
            let word = rest.get(..length.unwrap_or(rest.len()))?;
            let word = word.split("--").next().unwrap_or(word);
            if fits(word) && !MONTHS.contains_key(&bare(word)) {
                self.at += word.len();
                end = Some(self.at);
            } else if end.is_some() && SMALL.contains(&word) {
                self.at += word.len();
            } else {
                break;
            }
            if !self.rest().starts_with(' ') || self.rest().starts_with(" - ") {
                break;
            }
            self.at += 1;
        }
        self.at = end?;
        Some(start..self.at)
    }

    /// The dash at the end.
    fn dash(&mut self) -> bool {
        let rest = self.rest();
        let single = rest.starts_with("- ")
            && self
                .line
                .get(..self.at)
                .is_some_and(|it| it.ends_with([' ', ')']));
        single || ["—", "–", "--", "―"].iter().any(|dash| rest.starts_with(dash))
    }

    /// An agency in brackets. Gives whether it is a known one; something else in brackets is passed over.
    fn agency(&mut self) -> Option<bool> {
        let inner = self.rest().get(1..)?;
        let length = inner.find(')').filter(|length| *length > 1 && *length <= 40)?;
        let name = inner.get(..length)?;
        let start = self.at + 1;
        self.at += length + 2;
        // “(AP/Reuters)”, “(Reuters Health)”: the first that is known.
        let known =
            names::agency(name).or_else(|| names::agency(name.split(['/', ' ']).next().unwrap_or("")));
        if let Some(full) = known {
            self.pieces.push(Piece::new(
                CreditKind::Agency,
                start..start + length,
                full.to_owned(),
            ));
        }
        let capital = name.starts_with(char::is_uppercase);
        capital.then_some(known.is_some())
    }

    /// A date: `Aug. 5`, `5 August 2024`, `August 5, 2024`, perhaps with the day of the week before it.
    fn date(&mut self) -> bool {
        let rest = self.rest();
        let mut tokens = Vec::new();
        let mut at = 0;
        while tokens.len() < 4 {
            let piece = rest.get(at..).unwrap_or("");
            let trimmed = piece.trim_start_matches([' ', ',']);
            at += piece.len() - trimmed.len();
            let length = trimmed
                .find(|c: char| !c.is_alphanumeric() && c != '.')
                .unwrap_or(trimmed.len());
            if length == 0 {
                break;
            }
            tokens.push((trimmed.get(..length).unwrap_or(""), at..at + length));
            at += length;
        }
        let skip = usize::from(
            tokens
                .first()
                .is_some_and(|(word, _)| bare(word).ends_with("day") && word.len() > 5),
        );
        let token = |index: usize| tokens.get(skip + index).map_or("", |(word, _)| *word);
        let month = |word: &str| MONTHS.get(&bare(word)).copied();
        let day = |word: &str| {
            let digits = word.trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
            digits.parse::<u8>().ok().filter(|day| (1..=31).contains(day))
        };
        let (month, day) = match (month(token(0)), day(token(1)), day(token(0)), month(token(1))) {
            (Some(month), Some(day), ..) | (_, _, Some(day), Some(month)) => (month, day),
            _ => return false,
        };
        let year =
            Some(token(2)).filter(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()));
        let last = skip + if year.is_some() { 2 } else { 1 };
        let (Some((_, first)), Some((_, last))) = (tokens.get(skip), tokens.get(last)) else {
            return false;
        };
        let range = self.at + first.start..self.at + last.end;
        self.at = range.end;
        let value = format!("{}-{month}-{day:02}", year.unwrap_or("XXXX"));
        self.pieces.push(Piece::new(CreditKind::Date, range, value));
        true
    }
}

/// A month's name without its stop, in small letters.
fn bare(word: &str) -> String {
    word.trim_end_matches('.').to_lowercase()
}

/// Whether a word is in capitals throughout: `PENH`, `ST.`, `PORT-AU-PRINCE`, `N’DJAMENA`.
fn is_capitals(word: &str) -> bool {
    let sound = |c: char| c.is_uppercase() || matches!(c, '.' | '-' | '\'' | '’' | '/');
    word.chars().all(sound) && word.chars().filter(|c| c.is_alphabetic()).count() > 1
}

fn is_capitalized(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
        && word
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’' | '/'))
}

/// A place's word in capitals with only its first letter left so, and that of each part (`Port-au-Prince`);
/// words with stops inside (`U.S.`) stay.
fn in_small_letters(word: &str) -> String {
    let bare = word.trim_end_matches(['.', ',']);
    if !is_capitals(bare) || bare.contains('.') {
        return word.to_owned();
    }
    let part = |(index, part): (usize, &str)| {
        let lower = part.to_lowercase();
        let small = SMALL.contains(&&*lower) || (index > 0 && lower == "au");
        let mut letters = part.chars();
        match letters.next().filter(|_| !small) {
            Some(first) => first.to_string() + &letters.as_str().to_lowercase(),
            None => lower,
        }
    };
    let parts = |separator: char, word: &str| {
        let parts: Vec<String> = word.split(separator).enumerate().map(part).collect();
        parts.join(separator.encode_utf8(&mut [0; 4]))
    };
    match word.chars().find(|c| matches!(c, '-' | '/' | '’' | '\'')) {
        Some(separator) => parts(separator, word),
        None => part((0, word)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        let pieces = find(line);
        let show = |piece: &Piece| {
            format!(
                "{} {} = {}",
                piece.kind.name(),
                &line[piece.range.clone()],
                piece.value
            )
        };
        pieces.iter().map(show).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn datelines() {
        for (line, wanted) in [
            (
                "PHNOM PENH, Cambodia (AP) — Talks",
                "place PHNOM PENH, Cambodia = Phnom Penh, Cambodia; agency AP = The Associated Press",
            ),
            (
                "PARIS, Aug. 5 (Reuters) - The",
                "place PARIS = Paris; date Aug. 5 = XXXX-08-05; agency Reuters = Reuters",
            ),
            (
                "BEIJING, Aug. 5, 2024 (Xinhua) -- A",
                "place BEIJING = Beijing; date Aug. 5, 2024 = 2024-08-05; agency Xinhua = Xinhua News Agency",
            ),
            ("KOLM - Some 1,200 miners", "place KOLM = Kolm"),
            ("ST. LOUIS, Mo. — A", "place ST. LOUIS, Mo. = St. Louis, Mo."),
            (
                "PORT-AU-PRINCE, 5 May (AFP) –",
                "place PORT-AU-PRINCE = Port-au-Prince; date 5 May = XXXX-05-05; agency AFP = Agence France-Presse",
            ),
            (
                "AMSTERDAM/LONDON (Reuters) - A",
                "place AMSTERDAM/LONDON = Amsterdam/London; agency Reuters = Reuters",
            ),
            ("RIO DE JANEIRO — A", "place RIO DE JANEIRO = Rio de Janeiro"),
            (
                "Phnom Penh, Aug. 5 (Xinhua) — A",
                "place Phnom Penh = Phnom Penh; date Aug. 5 = XXXX-08-05; agency Xinhua = Xinhua News Agency",
            ),
            ("WASHINGTON — The", "place WASHINGTON = Washington"),
            ("(Reuters) - A man", "agency Reuters = Reuters"),
            (
                "LONDON (AP): A",
                "place LONDON = London; agency AP = The Associated Press",
            ),
            (
                "SEOUL, Monday, Aug. 5 (Yonhap) --",
                "place SEOUL = Seoul; date Aug. 5 = XXXX-08-05; agency Yonhap = Yonhap News Agency",
            ),
        ] {
            assert_eq!(shown(line), wanted, "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn the_glance_lets_every_dateline_pass(
            line in " {0,2}[A-Z]{2,9}( [A-Z]{2,9}){0,3}(, [A-Z][a-z]{2,60}){0,2}(, Aug\\. 5)?( \\((AP|Reuters)\\))?(: | - | ?(—|–|--|―) ?)[a-z -]{0,9}"
        ) {
            let mut parser = Parser { line: &line, at: 0, pieces: Vec::new() };
            let found = parser.parse().is_some();
            proptest::prop_assert!(!found || may_end(&line), "{line}");
        }
    }

    #[test]
    fn what_is_no_dateline() {
        for line in [
            "",
            "The minister — who had been away — said so.",
            "BREAKING — Talks end",
            "THE PRESIDENT: Thank you.",
            "Phnom Penh — the capital — is large.",
            "NATO said on Monday - after a pause - that",
            "U.S. officials (some of them) - said",
            "I — for one — agree.",
            "(AP Photo) A",
            "LONDON, where he lives — is large.",
            "PARIS",
        ] {
            assert_eq!(shown(line), "", "{line}");
        }
    }
}
