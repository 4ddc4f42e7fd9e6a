//! The walk over an article's tokens that puts temporal expressions and numbers together.

use crate::amounts::Input;
use crate::extents;
use crate::lexicon::{Class, Lexicon};
use crate::link;
use crate::numbers::{self, Number, Seen};
use crate::patterns::Match;
use crate::resolve::{Action, Context, DayOrder, Memory, Resolved};
use crate::scan::{self, CAP, HIDDEN, Kind, SENT, SPACE, Tok};
use crate::survey;
use crate::timex::Stamp;
use crate::years;
use dateline_core::Span;
use dateline_core::layers::Label;
use jiff::civil::Date;

/// What a found value means, before it is written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    Time(Resolved),
    Number(Number),
}

/// A found value: tokens `from..past` of the scan.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) span: Span,
    pub(crate) label: Label,
    pub(crate) form: Form,
    /// The measure that this one converts.
    pub(crate) converts: Option<Span>,
    pub(crate) from: usize,
    pub(crate) past: usize,
    /// A date whose year the text does not give.
    pub(crate) open: bool,
}

/// What a run over one article needs and the next one can use again.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) toks: Vec<Tok>,
    matches: Vec<Match>,
    pub(crate) found: Vec<Found>,
}

/// Which temporal expressions are values, and how far they go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// Dateline's ontology, after OntoNotes: articles and approximators stay outside, "now" and "recently" are no
    /// values, "the last few years" is `PAST_REF`.
    #[default]
    Ontology,
    /// TimeML 1.2.1 as TempEval's corpora have it: articles and approximators belong to the expression, "now" and
    /// "recently" are values, and so are "the quarter" and "the year" of a report; "the last few years" is `PXY`.
    TimeMl,
}

/// How values are read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    pub(crate) order: DayOrder,
    pub(crate) adverbs: bool,
    pub(crate) scheme: Scheme,
}

/// Finds the values of `text`, whose scan stands in `scratch`, in text order without overlaps.
pub(crate) fn run(
    text: &str,
    lexicon: &Lexicon,
    published: Option<Date>,
    options: Options,
    scratch: &mut Scratch,
) {
    let Scratch { toks, matches, found } = scratch;
    found.clear();
    let input = Input {
        text,
        toks,
        lexicon,
        sterling: text.contains('£'),
    };
    let survey = survey::survey(input, published);
    let order = if options.order == DayOrder::Auto {
        survey.order
    } else {
        options.order
    };
    let mut context = Context {
        input,
        published,
        order,
        chronicle: survey.chronicle,
        guide: survey.guide,
        ancient: survey.ancient,
        adverbs: options.adverbs || options.scheme == Scheme::TimeMl,
        scheme: options.scheme,
        memory: Memory::default(),
    };
    let (mut at, mut page) = (0, 0);
    while at < toks.len() {
        if !may_begin(input, at) {
            at += 1;
            continue;
        }
        context.turn_page(page, at + 1);
        page = at + 1;
        let (mut best, mut next) = look(&context, at, matches);
        // A pattern with context in front may hide a longer one that begins at its mention.
        if let Some(value) = best.filter(|value| value.from > at) {
            let (other, _) = look(&context, value.from, matches);
            if let Some(other) = other.filter(|other| other.past > value.past) {
                (best, next) = (Some(other), other.past);
            }
        }
        if let Some(value) = best {
            if let Form::Time(resolved) = &value.form {
                context.remember(resolved, value.from, value.open);
            }
            found.push(value);
        }
        at = next.max(at + 1);
    }
    forget_models(input, found);
    link::link(input, published, found);
    if options.scheme == Scheme::TimeMl {
        extents::widen(input, found);
    }
}

/// Drops bare numbers that the article also uses as a model's (Boeing 707 ... the 707).
fn forget_models(input: Input<'_>, found: &mut Vec<Found>) {
    const MOST: usize = 16;
    let mut models = [""; MOST];
    let mut count = 0;
    for (at, tok) in input.toks.iter().enumerate() {
        if tok.kind != Kind::Num || tok.len() != 3 || !tok.is(SPACE) || count == MOST {
            continue;
        }
        let maker = at.checked_sub(1).is_some_and(|before| {
            input.tok(before).is_some_and(|tok| {
                tok.kind == Kind::Word
                    && tok.is(CAP)
                    && !tok.is(SENT)
                    && tok.len() > 3
                    && input.lexicon.mask(tok) == 0
            })
        });
        let plural = input.glued(at + 1) && input.word(at + 1, "s");
        let text = input.slice(tok);
        if (maker || plural)
            && !models.contains(&text)
            && let Some(place) = models.get_mut(count)
        {
            *place = text;
            count += 1;
        }
    }
    if count > 0 {
        found.retain(|it| {
            let bare = it.past == it.from + 1 && it.label == Label::Cardinal;
            !(bare
                && input
                    .tok(it.from)
                    .is_some_and(|tok| models.contains(&input.slice(tok)))
                && !numbers::counts_noun(input, it.past))
        });
    }
}

/// Whether anything can begin at a token: one look at its classes.
fn may_begin(input: Input<'_>, at: usize) -> bool {
    let Some(tok) = input.toks.get(at) else {
        return false;
    };
    if tok.is(HIDDEN) {
        return false;
    }
    const NUMBERS: u64 = numbers::WORDS | Class::Money.bit();
    match tok.kind {
        Kind::Num => true,
        Kind::Word if tok.word == 0 => tok.is(CAP) && input.slice(tok).starts_with("FY"),
        Kind::Word => input.lexicon.mask(tok) & (NUMBERS | input.lexicon.patterns.first) != 0,
        // Signs of currency, vulgar fractions, the apostrophe of '90s.
        Kind::Mark => {
            let mark = tok.word & !scan::MARK;
            mark == u32::from('$') || mark == u32::from('\'') || mark > 0x9f
        }
    }
}

/// The value at a token, and the token to go on from.
fn look(context: &Context<'_>, at: usize, matches: &mut Vec<Match>) -> (Option<Found>, usize) {
    let input = context.input;
    let time = temporal(context, at, matches);
    let (number, skip) = match numbers::read(input, at) {
        Seen::Value(reading) => (Some(reading), reading.past),
        Seen::Other(past) => (None, past),
        Seen::Nothing => (None, at + 1),
    };
    match (time, number) {
        (Some(time), Some(number)) if number.past > time.past && time.from >= number.from => {
            (found_number(input, number), number.past)
        }
        (Some(time), _) => (Some(time), time.past),
        (None, Some(number)) => (found_number(input, number), number.past),
        (None, None) => (None, skip),
    }
}

fn span(toks: &[Tok], from: usize, past: usize) -> Option<Span> {
    Some(Span::new(
        toks.get(from)?.start,
        toks.get(past.checked_sub(1)?)?.end,
    ))
}

fn found_number(input: Input<'_>, reading: numbers::Reading) -> Option<Found> {
    Some(Found {
        span: span(input.toks, reading.from, reading.past)?,
        label: reading.label,
        form: Form::Number(reading.number),
        converts: None,
        from: reading.from,
        past: reading.past,
        open: false,
    })
}

fn temporal(context: &Context<'_>, at: usize, matches: &mut Vec<Match>) -> Option<Found> {
    let input = context.input;
    // Digits glued to letters in front are no dates: B-2000, x2019.
    let tok = input.tok(at)?;
    let glued = !tok.is(SPACE)
        && at.checked_sub(1).is_some_and(|before| {
            input
                .toks
                .get(before)
                .is_some_and(|tok| tok.kind != Kind::Mark || tok.is(HIDDEN))
        });
    if glued {
        return None;
    }
    input.lexicon.patterns.find(input, at, matches);
    for it in matches.iter() {
        if is_named(input, it) {
            continue;
        }
        if it.action == Action::Year
            && it.start == it.from
            && it.past == it.from + 1
            && !years::is_year(input, it.from, context.ancient)
        {
            continue;
        }
        let Some(mut resolved) = context.resolve(it) else {
            continue;
        };
        if resolved.modifier.is_empty() {
            resolved.modifier = approximator(input, it.from);
        }
        let clocked = match resolved.stamp {
            Stamp::Point(point) => point.clock.is_some(),
            Stamp::Length(_, unit) => unit.is_clock(),
            _ => false,
        };
        let hours = it.caps.unit.is_some_and(crate::timex::Unit::is_clock);
        let time = clocked || hours || resolved.kind == dateline_core::layers::TimexKind::Time;
        return Some(Found {
            span: span(input.toks, it.from, it.past)?,
            label: if time { Label::Time } else { Label::Date },
            form: Form::Time(resolved),
            converts: None,
            from: it.from,
            past: it.past,
            open: it.caps.year.is_none(),
        });
    }
    None
}

/// TIMEX3's modifier for the approximator before an expression, which stays outside it: "more than three years".
fn approximator(input: Input<'_>, at: usize) -> &'static str {
    let Some(before) = at.checked_sub(1) else {
        return "";
    };
    let (place, than) = match before.checked_sub(1) {
        Some(far) if input.word(before, "than") => (far, true),
        _ => (before, false),
    };
    match input.value(place, Class::Approx) {
        Some(1) if !than => "APPROX",
        Some(2) if than || input.word(place, "over") => "MORE_THAN",
        Some(3) if than || input.word(place, "under") => "LESS_THAN",
        Some(4) if !than => "EQUAL_OR_MORE",
        Some(5) if !than => "EQUAL_OR_LESS",
        _ => "",
    }
}

/// Whether a match is part of a name by its capitals: USA Today, Daily Mail, Imus in the Morning.
fn is_named(input: Input<'_>, it: &Match) -> bool {
    const PROPER: u64 = Class::Month.bit() | Class::Dow.bit() | Class::Dows.bit() | Class::Zone.bit();
    let capital = |at: usize| {
        input.tok(at).is_some_and(|tok| {
            tok.kind == Kind::Word && tok.is(CAP) && !tok.is(SENT) && input.lexicon.mask(tok) & PROPER == 0
        })
    };
    if it.caps.holiday.is_some() || !capital(it.from) || input.tok(it.from).is_none_or(|tok| tok.len() < 3) {
        return false;
    }
    let opening = |at: usize| {
        input
            .tok(at)
            .is_some_and(|tok| tok.is(SENT) && tok.is(CAP) && tok.len() > 2 && input.lexicon.mask(tok) == 0)
    };
    let before = it.from.checked_sub(1).is_some_and(|before| {
        capital(before)
            || opening(before)
            || (input.word(before, "the") && before > 0 && input.word(before - 1, "in"))
    });
    let known = it.caps.quarter.is_some() || it.caps.fiscal.is_some() || it.caps.num.is_some();
    !known && (before || capital(it.past))
}
