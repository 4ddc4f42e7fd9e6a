//! What the model looks at: hashed features of a token, its neighbours, its run of capitals and the article.
//!
//! Templates follow Ratinov and Roth (2009, "Design Challenges and Misconceptions in Named Entity
//! Recognition") and, for the article-wide ones, Chieu and Ng (2003). Every feature is one 64-bit hash; the
//! trainer and the tagger share this file, so they cannot disagree.

use crate::kinds::Kinds;
use crate::lexicon::{HashedMap, Roles, hash, mix};
use crate::proposal::Titles;
use crate::scan::{Scan, Shape, Word};

/// What a word does elsewhere in the article, as bits.
mod seen {
    pub(super) const SMALL: u16 = 1;
    pub(super) const CAPITAL: u16 = 1 << 1;
    pub(super) const AFTER_TITLE: u16 = 1 << 2;
    pub(super) const AFTER_GIVEN: u16 = 1 << 3;
    pub(super) const BEFORE_SAY: u16 = 1 << 4;
    pub(super) const BEFORE_ORG_HEAD: u16 = 1 << 5;
    pub(super) const AFTER_PLACE: u16 = 1 << 6;
    pub(super) const IN_ORG: u16 = 1 << 7;
    pub(super) const IN_PLACE: u16 = 1 << 8;
    pub(super) const IN_PERSON: u16 = 1 << 9;
    pub(super) const ACRONYM: u16 = 1 << 10;
    pub(super) const AFTER_THE: u16 = 1 << 11;
    pub(super) const AFTER_AT: u16 = 1 << 12;
    pub(super) const BEFORE_OWNED: u16 = 1 << 13;
    /// Number of bits.
    pub(super) const COUNT: u64 = 14;
}

/// A token's own strings, hashed once.
#[derive(Clone, Copy, Default)]
struct Own {
    cased: u64,
    pattern: u64,
    prefixes: [u64; 3],
    suffixes: [u64; 3],
    /// The run of capitalised words that holds the token, one past its end; both 0 outside any.
    run: (u32, u32),
    /// The longest match of the gazetteer over it, and whether it begins, goes on or ends there.
    kinds: Kinds,
    place_in_match: u8,
    seen: u16,
    quoted: bool,
    /// Whether the article tells the acronym of the run that holds it, or what it is the acronym of, in brackets.
    spelled_out: bool,
}

/// Makes features; its buffers serve one article after another.
#[derive(Default)]
pub struct Features {
    own: Vec<Own>,
    seen: HashedMap<u16>,
}

/// A feature: template and value in one hash.
const fn feature(template: u64, value: u64) -> u64 {
    mix(value.wrapping_add(template.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

const fn pair(a: u64, b: u64) -> u64 {
    mix(a ^ b.rotate_left(29))
}

fn bytes_hash(bytes: impl Iterator<Item = char>) -> u64 {
    bytes.fold(7, |hash, c| mix(hash ^ c as u64))
}

impl Features {
    /// Looks through an article once, before [`Features::of`] is asked about its tokens.
    pub fn prepare(&mut self, scan: &Scan, text: &str, titles: &Titles<'_>) {
        self.own.clear();
        self.seen.clear();
        let mut quoted = false;
        for (index, word) in scan.words.iter().enumerate() {
            let surface = text.get(word.span.range()).unwrap_or("");
            let opens_sentence = scan
                .sentences
                .get(word.sentence as usize)
                .is_some_and(|line| line.first as usize == index);
            quoted &= !opens_sentence;
            match surface {
                "\"" => quoted = !quoted,
                "“" | "``" => quoted = true,
                "”" | "''" => quoted = false,
                _ => {}
            }
            self.own.push(own(surface, quoted));
        }
        for line in &scan.sentences {
            self.runs(scan, line.first as usize, line.end as usize);
        }
        self.matches(scan);
        self.article(scan, titles);
    }

    /// Marks runs of capitalised words, small connecting words inside them included.
    fn runs(&mut self, scan: &Scan, first: usize, end: usize) {
        let name = |at: usize| {
            at < end
                && scan
                    .words
                    .get(at)
                    .is_some_and(|word| word.shape.any(Shape::NAMELIKE))
        };
        let inner = |at: usize| {
            scan.words.get(at).is_some_and(|word| {
                word.roles.any(Roles::INSIDE.with(Roles::PARTICLE))
                    || word.shape.any(Shape::PUNCT) && !word.spaced
            })
        };
        let mut at = first;
        while at < end {
            if !name(at) {
                at += 1;
                continue;
            }
            let mut stop = at + 1;
            loop {
                if name(stop) {
                    stop += 1;
                } else if inner(stop) && name(stop + 1) {
                    stop += 2;
                } else if inner(stop) && inner(stop + 1) && name(stop + 2) {
                    stop += 3;
                } else {
                    break;
                }
            }
            for own in self.own.get_mut(at..stop).unwrap_or_default() {
                own.run = (at as u32, stop as u32);
            }
            at = stop;
        }
    }

    /// Marks the longest match of the gazetteer over each token, from the left.
    fn matches(&mut self, scan: &Scan) {
        let mut at = 0;
        while at < scan.words.len() {
            let Some(found) = scan.longest(at, scan.words.len()) else {
                at += 1;
                continue;
            };
            let (first, end) = (found.first as usize, found.end as usize);
            for (place, own) in self
                .own
                .get_mut(first..end)
                .unwrap_or_default()
                .iter_mut()
                .enumerate()
            {
                own.kinds = found.facts.kinds;
                own.place_in_match = match (place, first + place + 1 == end) {
                    (0, true) => 1,
                    (0, false) => 2,
                    (_, false) => 3,
                    (_, true) => 4,
                };
            }
            at = end;
        }
    }

    /// Gathers what each word does over the article.
    fn article(&mut self, scan: &Scan, titles: &Titles<'_>) {
        for (index, word) in scan.words.iter().enumerate() {
            if word.shape.any(Shape::SMALL) {
                if !word.roles.any(Roles::INSIDE) {
                    *self.seen.entry(word.hash).or_default() |= seen::SMALL;
                }
                continue;
            }
            if !word.shape.any(Shape::NAMELIKE) {
                continue;
            }
            let bits = self.does(scan, index, word, titles);
            *self.seen.entry(word.hash).or_default() |= bits;
        }
        let mut at = 0;
        while let Some(own) = self.own.get(at) {
            let (first, end) = own.run;
            if end == 0 {
                at += 1;
                continue;
            }
            self.acronym(scan, first as usize, end as usize);
            at = end as usize;
        }
        self.spelled_out(scan);
        for (own, word) in self.own.iter_mut().zip(&scan.words) {
            own.seen = self.seen.get(&word.hash).copied().unwrap_or_default();
        }
    }

    fn does(&self, scan: &Scan, index: usize, word: &Word, titles: &Titles<'_>) -> u16 {
        let line = scan.sentences.get(word.sentence as usize);
        let (first, end) = line.map_or((0, 0), |line| (line.first as usize, line.end as usize));
        let before = index
            .checked_sub(1)
            .filter(|_| index > first)
            .and_then(|at| scan.words.get(at));
        let after = scan.words.get(index + 1).filter(|_| index + 1 < end);
        let mut bits = 0;
        let mut put = |bit: u16, yes: bool| bits |= if yes { bit } else { 0 };
        put(
            seen::CAPITAL,
            index > first && line.is_some_and(|line| !line.headline && !line.capitals),
        );
        put(
            seen::AFTER_TITLE,
            before.is_some_and(|word| word.roles.any(Roles::HONORIFIC))
                || index > first && titles.over(index - 1),
        );
        put(
            seen::AFTER_GIVEN,
            before.is_some_and(|word| word.shape.any(Shape::INITIAL) && word.facts.kinds.any(Kinds::GIVEN)),
        );
        put(
            seen::BEFORE_SAY,
            after.is_some_and(|word| word.roles.any(Roles::SAY)),
        );
        put(
            seen::BEFORE_ORG_HEAD,
            after.is_some_and(|word| {
                word.shape.any(Shape::INITIAL) && word.roles.any(Roles::ORG_HEAD.with(Roles::ORG_SUFFIX))
            }),
        );
        put(
            seen::AFTER_PLACE,
            before.is_some_and(|word| word.roles.any(Roles::PLACE_BEFORE)),
        );
        let is = |other: Option<&Word>, form: &str| other.is_some_and(|other| other.hash == hash(form));
        put(seen::AFTER_THE, is(before, "the"));
        put(seen::AFTER_AT, is(before, "at"));
        put(seen::BEFORE_OWNED, is(after, "'s"));
        if let Some(own) = self.own.get(index).filter(|own| own.place_in_match > 1) {
            put(seen::IN_ORG, own.kinds.any(Kinds::ORGS));
            put(
                seen::IN_PLACE,
                own.kinds.any(Kinds::GPE | Kinds::LOC | Kinds::FAC),
            );
            put(seen::IN_PERSON, own.kinds.any(Kinds::PERSON));
        }
        bits
    }

    /// Marks the acronym that a run's initials make, as it would be written.
    fn acronym(&mut self, scan: &Scan, first: usize, end: usize) {
        if let Some(acronym) = self.initials(scan, first, end) {
            *self.seen.entry(acronym).or_default() |= seen::ACRONYM;
        }
    }

    /// Marks runs whose acronym stands in brackets behind them, or before them with the run in the brackets.
    fn spelled_out(&mut self, scan: &Scan) {
        for open in 1..scan.words.len() {
            let is = |at: usize, form: &str| scan.words.get(at).is_some_and(|word| word.hash == hash(form));
            if !is(open, "(") {
                continue;
            }
            let run = |at: usize| self.own.get(at).map_or((0, 0), |own| own.run);
            let (before, inside) = (run(open - 1), run(open + 1));
            let closed = |run: (u32, u32)| run.1 > 0 && is(run.1 as usize, ")");
            // "(NATO" makes one run of what stands in the brackets.
            let short = |run: (u32, u32)| {
                let word = scan.words.get(run.0 as usize).filter(|_| run.1 == run.0 + 1);
                word.filter(|word| word.shape.any(Shape::CAPITALS))
                    .map(|word| word.hash)
            };
            let long = |run: (u32, u32)| self.initials(scan, run.0 as usize, run.1 as usize);
            let fits = closed(inside)
                && (short(inside).is_some() && short(inside) == long(before)
                    || short(before).is_some() && short(before) == long(inside));
            if fits {
                for (first, end) in [before, inside] {
                    for own in self.own.get_mut(first as usize..end as usize).unwrap_or_default() {
                        own.spelled_out = true;
                    }
                }
            }
        }
    }

    /// The hash of the acronym that a run of several words makes by its initials.
    fn initials(&self, scan: &Scan, first: usize, end: usize) -> Option<u64> {
        let words = scan.words.get(first..end).filter(|words| words.len() > 1)?;
        let owns = self.own.get(first..end).unwrap_or_default();
        // FNV over small initials, as `lexicon::hash` makes it of the acronym's own token.
        let (mut hash, mut letters) = (0xcbf2_9ce4_8422_2325_u64, 0);
        for (word, own) in words.iter().zip(owns) {
            if word.shape.any(Shape::INITIAL) {
                hash = (hash ^ own.prefixes[0] & 0xff).wrapping_mul(0x0100_0000_01b3);
                letters += 1;
            }
        }
        (letters >= 2).then_some(mix(hash))
    }

    /// Shows the features of a token.
    pub fn of(&self, scan: &Scan, index: usize, titles: &Titles<'_>, mut show: impl FnMut(u64)) {
        let Some((word, own)) = scan.words.get(index).zip(self.own.get(index)) else {
            return;
        };
        let Some(line) = scan.sentences.get(word.sentence as usize) else {
            return;
        };
        let (first, end) = (line.first as usize, line.end as usize);
        let at = |offset: isize| -> Option<(&Word, &Own)> {
            let place = index
                .checked_add_signed(offset)
                .filter(|place| (first..end).contains(place))?;
            scan.words.get(place).zip(self.own.get(place))
        };
        let written = |offset: isize| at(offset).map_or(1, |(word, _)| word.hash);
        let pattern = |offset: isize| at(offset).map_or(1, |(_, own)| own.pattern);
        let lined = u64::from(line.headline) | u64::from(line.capitals) << 1;
        let opening = u64::from(index == first);
        show(feature(0, 0));
        show(feature(1, word.hash));
        show(feature(2, own.cased));
        show(feature(3, written(-1)));
        show(feature(4, written(1)));
        show(feature(5, written(-2)));
        show(feature(6, written(2)));
        show(feature(7, pair(written(-1), word.hash)));
        show(feature(8, pair(word.hash, written(1))));
        show(feature(9, pair(own.pattern, opening | lined << 1)));
        show(feature(10, pair(pattern(-1), own.pattern)));
        show(feature(11, pair(own.pattern, pattern(1))));
        show(feature(12, pair(pair(pattern(-1), own.pattern), pattern(1))));
        show(feature(13, pair(written(-1), own.pattern)));
        show(feature(14, pair(own.pattern, written(1))));
        show(feature(15, pair(pair(written(-2), written(-1)), own.pattern)));
        for (place, part) in own.prefixes.iter().enumerate().skip(1) {
            show(feature(16 + place as u64, *part));
        }
        for (place, part) in own.suffixes.iter().enumerate() {
            show(feature(
                20 + place as u64,
                pair(*part, u64::from(word.shape.any(Shape::NAMELIKE))),
            ));
        }
        let usual = |offset: isize| at(offset).map_or(7, |(word, _)| word.facts.usual as u64);
        show(feature(
            24,
            pair(usual(0) | opening << 4 | lined << 5, u64::from(word.shape.bits())),
        ));
        show(feature(25, usual(-1) << 8 | usual(1) << 4 | usual(0)));
        self.gazetteer(word, own, &at, &mut show);
        show(feature(40, u64::from(word.roles.bits())));
        for offset in [-2, -1, 1, 2] {
            let (roles, kinds) =
                at(offset).map_or((1 << 31, 0), |(word, own)| (word.roles.bits(), own.kinds.bits()));
            show(feature((42 + offset) as u64, pair(u64::from(roles), own.pattern)));
            show(feature((47 + offset) as u64, u64::from(kinds)));
        }
        self.company(own, &at, &mut show);
        let title = |place: usize| u64::from(titles.over(place));
        let around = title(index) | index.checked_sub(1).map_or(0, title) << 1 | title(index + 1) << 2;
        show(feature(50, pair(around, own.pattern)));
        show(feature(51, pair(u64::from(own.quoted), own.pattern)));
        if word.shape.any(Shape::NAMELIKE) {
            show(feature(52, pair(u64::from(own.seen), opening)));
            for bit in 0..seen::COUNT {
                if own.seen & 1 << bit != 0 {
                    show(feature(53, bit | opening << 8));
                }
            }
        }
        self.run(scan, index, own, first, end, &mut show);
    }

    fn gazetteer<'s>(
        &self,
        word: &Word,
        own: &Own,
        at: &impl Fn(isize) -> Option<(&'s Word, &'s Own)>,
        show: &mut impl FnMut(u64),
    ) {
        let position = u64::from(own.place_in_match);
        let namelike = u64::from(word.shape.any(Shape::NAMELIKE));
        if position == 0 {
            show(feature(26, namelike));
        } else {
            show(feature(
                27,
                pair(u64::from(own.kinds.bits()), position | namelike << 4),
            ));
            for bit in 0..22_u64 {
                if own.kinds.bits() & 1 << bit != 0 {
                    show(feature(28, bit | position << 8 | namelike << 16));
                }
            }
            if position != 1 {
                show(feature(29, pair(u64::from(word.facts.kinds.bits()), position)));
            }
        }
        let kinds = |offset: isize| at(offset).map_or(0, |(word, _)| u64::from(word.facts.kinds.bits()));
        show(feature(30, pair(kinds(0), kinds(1))));
        show(feature(31, pair(kinds(-1), kinds(0))));
    }

    /// The classes of the token and its neighbours.
    fn company<'s>(
        &self,
        own: &Own,
        at: &impl Fn(isize) -> Option<(&'s Word, &'s Own)>,
        show: &mut impl FnMut(u64),
    ) {
        let fine = |offset: isize| at(offset).map_or(1 << 20, |(word, _)| u64::from(word.company.fine));
        let coarse = |offset: isize| at(offset).map_or(1 << 20, |(word, _)| u64::from(word.company.coarse));
        for offset in -2..=2 {
            show(feature((72 + offset) as u64, fine(offset)));
        }
        show(feature(75, pair(coarse(-1) << 8 | 1, coarse(0))));
        show(feature(76, pair(coarse(0) << 8 | 2, coarse(1))));
        show(feature(77, pair(fine(-1), own.pattern)));
        show(feature(78, pair(fine(1), own.pattern)));
    }

    /// What surrounds the run of capitals, and its last word, which mostly says what the whole is.
    fn run(
        &self,
        scan: &Scan,
        index: usize,
        own: &Own,
        first: usize,
        end: usize,
        show: &mut impl FnMut(u64),
    ) {
        let (from, to) = (own.run.0 as usize, own.run.1 as usize);
        if to == 0 {
            return;
        }
        let word = |at: usize| scan.words.get(at).filter(|_| (first..end).contains(&at));
        let written = |at: usize| word(at).map_or(1, |word| word.hash);
        let before = from.checked_sub(1).map_or(1, &written);
        let length = (to - from).min(6) as u64;
        let place = u64::from(index == from) | u64::from(index + 1 == to) << 1 | length << 2;
        show(feature(60, place));
        show(feature(61, pair(before, place & 3)));
        show(feature(62, pair(written(to), place & 3)));
        show(feature(63, pair(written(to - 1), place & 3)));
        show(feature(64, pair(written(from), place & 3)));
        let last = word(to - 1).map_or(0, |word| u64::from(word.roles.bits()));
        show(feature(65, pair(last, place)));
        let kinds = |at: usize| word(at).map_or(0, |word| u64::from(word.facts.kinds.bits()));
        show(feature(66, pair(pair(kinds(from), kinds(to - 1)), place)));
        let fine = |at: usize| word(at).map_or(1 << 20, |word| u64::from(word.company.fine));
        show(feature(79, pair(fine(to - 1), place & 3)));
        show(feature(
            80,
            pair(from.checked_sub(1).map_or(1 << 21, fine), place & 3),
        ));
        show(feature(81, pair(fine(to), place & 3)));
        let roles = |at: usize| word(at).map_or(0, |word| u64::from(word.roles.bits()));
        show(feature(68, pair(roles(from), place)));
        if own.spelled_out {
            show(feature(69, place & 3));
        }
        let second = from.checked_sub(2).map_or(1, &written);
        show(feature(83, pair(second, before)));
        show(feature(84, pair(written(to), written(to + 1))));
        // What the run is joined to by a comma or "and", before it and behind it.
        let joins = |at: usize| {
            let join = [hash(","), hash("and"), hash("or"), hash("&")];
            word(at).is_some_and(|word| join.contains(&word.hash))
        };
        let known = |at: usize| {
            let known = word(at)
                .and(self.own.get(at))
                .map_or(Kinds::NONE, |own| own.kinds);
            u64::from(known.bits())
        };
        let left = from
            .checked_sub(1)
            .filter(|at| joins(*at) && *at > first)
            .map_or(0, |at| known(at - 1));
        let right = if joins(to) { known(to + 1) } else { 0 };
        if left != 0 || right != 0 {
            show(feature(85, pair(pair(left, right), place & 3)));
        }
        show(feature(
            67,
            pair(pair(from.checked_sub(1).map_or(0, roles), roles(to)), place),
        ));
    }
}

/// The strings of one token, hashed.
fn own(surface: &str, quoted: bool) -> Own {
    let small = || surface.chars().flat_map(char::to_lowercase);
    let first = small()
        .next()
        .map_or(0, |c| if c.is_ascii() { c as u64 } else { mix(c as u64) });
    let backwards = || surface.chars().rev().flat_map(char::to_lowercase);
    let mut pattern = 3_u64;
    let mut last = ' ';
    for c in surface.chars().take(24) {
        let class = if c.is_uppercase() {
            'X'
        } else if c.is_lowercase() {
            'x'
        } else if c.is_numeric() {
            '0'
        } else {
            c
        };
        if class != last {
            pattern = mix(pattern ^ class as u64);
            last = class;
        }
    }
    // "X" and "XX" differ: one capital is an initial.
    if surface.chars().count() == 1 {
        pattern = mix(pattern);
    }
    Own {
        cased: bytes_hash(surface.chars()),
        pattern,
        prefixes: [first, bytes_hash(small().take(3)), bytes_hash(small().take(4))],
        suffixes: [
            bytes_hash(backwards().take(2)),
            bytes_hash(backwards().take(3)),
            bytes_hash(backwards().take(4)),
        ],
        quoted,
        ..Own::default()
    }
}
