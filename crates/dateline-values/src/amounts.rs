//! Numbers in digits and words: `1,234.5`, `2 1/2`, `twenty-five`, `1.7 billion`, `two dozen`, `half a million`.

use crate::decimal::Decimal;
use crate::lexicon::{Class, Lexicon};
use crate::scan::{CAP, HIDDEN, Kind, ODD, POINTED, SPACE, Tok};

/// What the rules look at: the text, its tokens, the words.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) text: &'a str,
    pub(crate) toks: &'a [Tok],
    pub(crate) lexicon: &'a Lexicon,
    /// The text has a pound sign: "pounds" are money rather than weight.
    pub(crate) sterling: bool,
}

impl<'a> Input<'a> {
    pub(crate) fn tok(&self, at: usize) -> Option<&'a Tok> {
        self.toks.get(at).filter(|tok| !tok.is(HIDDEN))
    }

    pub(crate) fn slice(&self, tok: &Tok) -> &'a str {
        self.text.get(tok.start as usize..tok.end as usize).unwrap_or("")
    }

    /// The token's value in a class.
    pub(crate) fn value(&self, at: usize, class: Class) -> Option<i32> {
        self.lexicon.value(self.tok(at)?, class)
    }

    pub(crate) fn is(&self, at: usize, class: Class) -> bool {
        self.tok(at).is_some_and(|tok| self.lexicon.is(tok, class))
    }

    pub(crate) fn mark(&self, at: usize, mark: char) -> bool {
        self.tok(at).is_some_and(|tok| tok.is_mark(mark))
    }

    pub(crate) fn word(&self, at: usize, word: &str) -> bool {
        self.tok(at).is_some_and(|tok| {
            tok.kind == Kind::Word && tok.len() == word.len() && self.slice(tok).eq_ignore_ascii_case(word)
        })
    }

    /// Whether no white space stands before the token.
    pub(crate) fn glued(&self, at: usize) -> bool {
        self.tok(at).is_some_and(|tok| !tok.is(SPACE))
    }

    /// Whether a hyphen joins what stands before `at` with what stands behind it.
    pub(crate) fn hyphen(&self, at: usize) -> bool {
        self.mark(at, '-') && self.glued(at) && self.glued(at + 1)
    }

    /// A whole number in digits without grouping or point, and how many digits it has.
    pub(crate) fn plain(&self, at: usize) -> Option<(u32, usize)> {
        let tok = self.tok(at)?;
        if tok.kind != Kind::Num || tok.is(POINTED) || tok.len() > 9 {
            return None;
        }
        Some((self.slice(tok).parse().ok()?, tok.len()))
    }
}

/// A number phrase.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Amount {
    /// Its value; `None` where it has none that is exact ("hundreds", more than 38 digits).
    pub(crate) value: Option<Decimal>,
    /// The token past it.
    pub(crate) past: usize,
    /// One token of digits.
    pub(crate) bare: bool,
    /// It has a scale word (million).
    pub(crate) scaled: bool,
    /// It is a fraction without a whole number.
    pub(crate) fraction: bool,
}

/// The number that begins at token `at`. `letters` allows `5m` and `3bn` for millions and billions: with money.
pub(crate) fn amount(input: Input<'_>, at: usize, letters: bool) -> Option<Amount> {
    let tok = input.tok(at)?;
    match tok.kind {
        Kind::Num if !tok.is(ODD) => digits(input, at, letters),
        Kind::Mark => {
            let value = vulgar(input.slice(tok))?;
            let amount = Amount {
                value: Some(value),
                past: at + 1,
                bare: false,
                scaled: false,
                fraction: true,
            };
            Some(scaled(input, amount, letters))
        }
        Kind::Word => worded(input, at, letters),
        Kind::Num => None,
    }
}

/// `½` and its kin.
fn vulgar(text: &str) -> Option<Decimal> {
    Decimal::parse(match text {
        "½" => "0.5",
        "¼" => "0.25",
        "¾" => "0.75",
        "⅓" => "0.333333",
        "⅔" => "0.666667",
        "⅕" => "0.2",
        "⅖" => "0.4",
        "⅗" => "0.6",
        "⅘" => "0.8",
        "⅛" => "0.125",
        "⅜" => "0.375",
        "⅝" => "0.625",
        "⅞" => "0.875",
        _ => return None,
    })
}

fn digits(input: Input<'_>, at: usize, letters: bool) -> Option<Amount> {
    let tok = input.tok(at)?;
    let mut value = Decimal::parse(input.slice(tok));
    let (mut past, mut bare, mut fraction) = (at + 1, true, false);
    // 2 1/2, 1/2, 2½
    if let Some(part) = input.tok(past).and_then(|tok| vulgar(input.slice(tok))) {
        value = value.and_then(|value| value.plus(part));
        (past, bare) = (past + 1, false);
    } else if let Some((part, end)) = slash(input, past) {
        if let Some(sum) = value.and_then(|value| value.plus(part)) {
            (value, past, bare) = (Some(sum), end, false);
        }
    } else if let Some((part, end)) = slash(input, at) {
        (value, past, bare, fraction) = (Some(part), end, false, true);
    }
    let amount = Amount {
        value,
        past,
        bare,
        scaled: false,
        fraction,
    };
    Some(scaled(input, and_a_half(input, amount), letters))
}

/// `1/2`: a proper fraction of small numbers.
pub(crate) fn slash(input: Input<'_>, at: usize) -> Option<(Decimal, usize)> {
    let (over, _) = input.plain(at)?;
    let slash = input.mark(at + 1, '/') && input.glued(at + 1) && input.glued(at + 2);
    let (under, _) = input.plain(at + 2).filter(|_| slash)?;
    let known = over < under && matches!(under, 2..=10 | 12 | 16 | 32 | 64 | 100);
    // 1/2/2020 is a date.
    if !known || (input.mark(at + 3, '/') && input.glued(at + 3)) {
        return None;
    }
    let value = Decimal::whole(u64::from(over)).over(Decimal::whole(u64::from(under)), 6)?;
    Some((value, at + 3))
}

/// `two and a half`.
fn and_a_half(input: Input<'_>, mut amount: Amount) -> Amount {
    let at = amount.past;
    let dash = usize::from(input.hyphen(at));
    if input.word(at + dash, "and") {
        let dash = dash + usize::from(input.hyphen(at + dash + 1));
        if input.word(at + dash + 1, "a") {
            let dash = dash + usize::from(input.hyphen(at + dash + 2));
            let part = match input.value(at + dash + 2, Class::Fraction) {
                Some(2) => "0.5",
                Some(4) => "0.25",
                _ => return amount,
            };
            amount.value = amount
                .value
                .zip(Decimal::parse(part))
                .and_then(|(a, b)| a.plus(b));
            amount.past = at + dash + 3;
            amount.bare = false;
        }
    }
    amount
}

/// Adds `million`, `dozen`, `bn`.
fn scaled(input: Input<'_>, mut amount: Amount, letters: bool) -> Amount {
    loop {
        let at = amount.past;
        let dash = usize::from(input.hyphen(at));
        let next = at + dash;
        let power = if let Some(power) = input.value(next, Class::Scale) {
            Some(power)
        } else if let Some(power) = input.value(next, Class::LetterScale) {
            // "m" and the like stand right behind the digits, or apart but with money.
            let glued = input.glued(next) && dash == 0;
            let long = input.tok(next).is_some_and(|tok| tok.len() > 1);
            // "2.5M views": the capital letter is no metre.
            let capital = amount.bare
                && input.tok(at - 1).is_some_and(|tok| tok.is(POINTED))
                && input.tok(next).is_some_and(|tok| tok.is(CAP));
            (dash == 0 && (letters || ((long || capital) && glued))).then_some(power)
        } else {
            None
        };
        if let Some(power) = power {
            amount.value = amount.value.and_then(|value| value.shift(power as u32));
            (amount.past, amount.bare, amount.scaled) = (next + 1, false, true);
            continue;
        }
        if input.value(next, Class::Dozen).is_some() {
            amount.value = amount.value.and_then(|value| value.times(Decimal::whole(12)));
            (amount.past, amount.bare) = (next + 1, false);
        }
        return amount;
    }
}

/// A number that begins with a word.
fn worded(input: Input<'_>, at: usize, letters: bool) -> Option<Amount> {
    let plural = |past| Amount {
        value: None,
        past,
        bare: false,
        scaled: true,
        fraction: false,
    };
    // multi-million(-dollar)
    if input.word(at, "multi") {
        let scale = input.hyphen(at + 1) && input.is(at + 2, Class::Scale);
        return scale.then(|| plural(at + 3));
    }
    if input.is(at, Class::Scales) {
        // hundreds of thousands, tens of millions
        if input.word(at + 1, "of") && input.is(at + 2, Class::Scales) {
            return Some(plural(at + 3));
        }
        return Some(plural(at + 1));
    }
    if let Some(amount) = fraction(input, at) {
        return Some(amount);
    }
    // several million, a few hundred, a couple of thousand
    let article = usize::from(input.word(at, "a"));
    if input.is(at + article, Class::Vague) {
        let of = usize::from(input.word(at + article + 1, "of"));
        let scale = at + article + 1 + of;
        if input
            .value(scale, Class::Scale)
            .is_some_and(|power| power < 12 || article == 0)
        {
            let more = input.value(scale + 1, Class::Scale).is_some();
            return Some(plural(scale + 1 + usize::from(more)));
        }
    }
    if (input.word(at, "a") || input.word(at, "an")) && input.value(at + 1, Class::Dozen).is_some() {
        let amount = Amount {
            value: Some(Decimal::whole(12)),
            past: at + 2,
            bare: false,
            scaled: true,
            fraction: false,
        };
        return Some(scaled(input, amount, letters));
    }
    if let Some(dozen) = input.value(at, Class::Dozen) {
        let value = Some(Decimal::whole(dozen as u64));
        return Some(Amount {
            value,
            past: at + 1,
            bare: false,
            scaled: true,
            fraction: false,
        });
    }
    let (number, past) = words(input, at)?;
    let amount = Amount {
        value: number,
        past,
        bare: false,
        scaled: false,
        fraction: false,
    };
    Some(scaled(input, and_a_half(input, amount), letters))
}

/// `half a million`, `two-thirds`, `one third`, `three quarters`.
fn fraction(input: Input<'_>, at: usize) -> Option<Amount> {
    // "a third of them", "half of them", "half the town"
    let article = input.word(at, "a") && input.word(at + 2, "of");
    if let Some(under) = input
        .value(at + 1, Class::Fraction)
        .filter(|under| article && *under > 2)
    {
        let value = Decimal::whole(1).over(Decimal::whole(under as u64), 6);
        return Some(Amount {
            value,
            past: at + 2,
            bare: false,
            scaled: false,
            fraction: true,
        });
    }
    // "a quarter percentage point", "half-percentage-point"
    let points = |at: usize| input.word(at, "percentage");
    let article = usize::from(input.word(at, "a"));
    if let Some(under) = input.value(at + article, Class::Fraction).filter(|under| {
        let dash = usize::from(input.hyphen(at + article + 1));
        matches!(under, 2 | 4) && points(at + article + 1 + dash)
    }) {
        return Some(Amount {
            value: Decimal::whole(1).over(Decimal::whole(under as u64), 6),
            past: at + article + 1,
            bare: false,
            scaled: false,
            fraction: true,
        });
    }
    // ... but not "the first half of the match".
    let part = at
        .checked_sub(1)
        .is_some_and(|before| input.is(before, Class::Ordinal));
    let percent = input.word(at + 1, "a")
        && (input.word(at + 2, "percentage") || input.word(at + 2, "percent") || input.word(at + 2, "point"));
    if input.value(at, Class::Fraction) == Some(2) && (input.is(at + 1, Class::Whole) || percent) && !part {
        let value = Decimal::parse("0.5");
        return Some(Amount {
            value,
            past: at + 1,
            bare: false,
            scaled: false,
            fraction: true,
        });
    }
    if input.value(at, Class::Fraction) == Some(2) {
        let a = usize::from(input.word(at + 1, "a") || input.word(at + 1, "an"));
        // "half-million"
        let scale = input.hyphen(at + 1) && input.is(at + 2, Class::Scale);
        let next = at + 1 + a + usize::from(scale);
        let value = match (input.value(next, Class::Scale), input.value(next, Class::Dozen)) {
            (Some(power), _) => Decimal::parse("0.5")?.shift(power as u32),
            (_, Some(_)) => Some(Decimal::whole(6)),
            // half a mile, half-mile
            _ if (a == 1 || input.hyphen(next)) && half_of_unit(input, next) => {
                return Some(Amount {
                    value: Decimal::parse("0.5"),
                    past: next,
                    bare: false,
                    scaled: false,
                    fraction: true,
                });
            }
            _ => return None,
        };
        return Some(Amount {
            value,
            past: next + 1,
            bare: false,
            scaled: true,
            fraction: false,
        });
    }
    let over = input.value(at, Class::Small)?;
    let dash = usize::from(input.hyphen(at + 1));
    let under = input.value(at + 1 + dash, Class::Fraction)?;
    let plural = input
        .tok(at + 1 + dash)
        .is_some_and(|tok| input.slice(tok).ends_with('s'));
    // "one second", "one quarter" and "one fifth" are fractions with "one"; "two third" is nothing.
    let half = under == 2 && over == 1 && dash == 1;
    let known = half || under > 2 && (dash == 1 || (over == 1 && !plural) || (over > 1 && plural));
    if !known || over >= under {
        return None;
    }
    let value = Decimal::whole(over as u64).over(Decimal::whole(under as u64), 6);
    Some(Amount {
        value,
        past: at + 2 + dash,
        bare: false,
        scaled: false,
        fraction: true,
    })
}

/// Whether the name of a unit of measure stands at `at` or behind a hyphen there, so that half of it is one.
fn half_of_unit(input: Input<'_>, at: usize) -> bool {
    let place = at + usize::from(input.hyphen(at));
    let units = &input.lexicon.units;
    let found = units.find(input.text, input.toks, place);
    found.is_some_and(|(unit, _)| !units.is_weak(unit)) && !units.is_symbol(input.toks, place)
}

/// `nineteen`, `twenty-five`, `two hundred and six`, `three thousand five hundred`, `a hundred`. A last scale above
/// a hundred stays where no smaller one came before it: it is multiplied in by [`scaled`].
fn words(input: Input<'_>, at: usize) -> Option<(Option<Decimal>, usize)> {
    let (mut total, mut group, mut past) = (0u64, 0u64, at);
    let mut any = false;
    if (input.word(at, "a") || input.word(at, "an")) && input.value(at + 1, Class::Scale).is_some() {
        (group, past, any) = (1, at + 1, true);
    }
    loop {
        let joined = usize::from(any && input.hyphen(past));
        let round = group % 100 == 0 && (group > 0 || total > 0);
        let and = usize::from(any && round && input.word(past + joined, "and"));
        let next = past + joined + and;
        if let Some((below, end)) = below_hundred(input, next) {
            // "five hundred and twenty", but not "twenty five hundred" nor "two and three".
            if any && !round {
                break;
            }
            group += below;
            (past, any) = (end, true);
        } else if let Some(power) = input.value(next, Class::Scale).filter(|_| any && and == 0) {
            let factor = 10u64.checked_pow(power as u32)?;
            if power == 2 {
                if group == 0 || group >= 100 {
                    break;
                }
                group *= factor;
            } else {
                let after = next + 1 + usize::from(input.word(next + 1, "and"));
                let more = below_hundred(input, after).is_some();
                if group == 0 || !(more || total > 0) {
                    break;
                }
                total = total.checked_add(group.checked_mul(factor)?)?;
                group = 0;
            }
            past = next + 1;
        } else {
            break;
        }
    }
    any.then(|| (total.checked_add(group).map(Decimal::whole), past))
}

/// A number below a hundred in words.
pub(crate) fn below_hundred(input: Input<'_>, at: usize) -> Option<(u64, usize)> {
    if let Some(tens) = input.value(at, Class::Tens) {
        let dash = usize::from(input.hyphen(at + 1));
        let small = input
            .value(at + 1 + dash, Class::Small)
            .filter(|small| (1..10).contains(small));
        return Some(match small {
            Some(small) => ((tens + small) as u64, at + 2 + dash),
            None => (tens as u64, at + 1),
        });
    }
    input.value(at, Class::Small).map(|small| (small as u64, at + 1))
}

/// The rank that begins at token `at`: `third`, `21st`, `twenty-first`, `one hundredth`.
pub(crate) fn ordinal(input: Input<'_>, at: usize) -> Option<(u64, usize)> {
    if let Some((number, _)) = input.plain(at) {
        let suffix = input
            .glued(at + 1)
            .then(|| input.value(at + 1, Class::Suffix))
            .flatten()?;
        let wanted = match (number % 100, number % 10) {
            (11..=13, _) => 4,
            (_, last @ 1..=3) => last as i32,
            _ => 4,
        };
        return (suffix == wanted).then_some((u64::from(number), at + 2));
    }
    // 1,000th
    if let Some(tok) = input.tok(at).filter(|tok| tok.kind == Kind::Num && !tok.is(ODD)) {
        if input.glued(at + 1) && input.value(at + 1, Class::Suffix) == Some(4) {
            return Some((Decimal::parse(input.slice(tok))?.to_u64()?, at + 2));
        }
        return None;
    }
    if let Some(tens) = input.value(at, Class::Tens) {
        let dash = usize::from(input.hyphen(at + 1));
        let rank = input
            .value(at + 1 + dash, Class::Ordinal)
            .filter(|rank| (1..10).contains(rank))?;
        return Some(((tens + rank) as u64, at + 2 + dash));
    }
    input.value(at, Class::Ordinal).map(|rank| (rank as u64, at + 1))
}
