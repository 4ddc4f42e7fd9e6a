//! Publication dates in whatever form they come, as ISO 8601.

use jiff::civil::DateTime;
use jiff::fmt::{rfc2822, strtime, temporal::Pieces};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use std::borrow::Cow;

/// Patterns for forms that are no standard's.
const PATTERNS: &str = include_str!("../data/dates.txt");

/// A date as ISO 8601: `2024-08-05`, or with the time, and with the offset from UTC where it is known
/// (`2024-08-05T09:30:00`, `2024-08-05T09:30:00Z`, `2024-08-05T09:30:00+02:00`). Fractions of a second are
/// dropped. The offset stays as it was written, for the local date is what an article's “Monday” refers to.
///
/// Understood are ISO 8601 and RFC 3339 (also with a blank for the `T`), RFC 2822, the forms in
/// `data/dates.txt` (`August 5, 2024`, `5 Aug 2024 09:30`, `2024/08/05`), and seconds or milliseconds since
/// 1970 of nine digits or more. `None` for everything else, and for what names no day (`2024-08`).
///
/// ```
/// use dateline_readers::normalize_date;
/// assert_eq!(normalize_date("Aug. 5, 2024").as_deref(), Some("2024-08-05"));
/// assert_eq!(normalize_date("last Monday"), None);
/// ```
#[must_use]
pub fn normalize_date(written: &str) -> Option<String> {
    let written = written.trim();
    // The longest form there is has some forty characters; more is no date.
    if written.is_empty() || written.len() > 80 {
        return None;
    }
    epoch(written)
        .or_else(|| iso(written))
        .or_else(|| mail(written))
        .or_else(|| pattern(written))
}

/// Seconds or milliseconds since 1970.
fn epoch(written: &str) -> Option<String> {
    if written.len() < 9 || !written.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = written.parse().ok()?;
    let seconds = if number < 100_000_000_000 {
        number
    } else {
        number / 1000
    };
    let since = SignedDuration::from_secs(seconds);
    let moment = Timestamp::UNIX_EPOCH.checked_add(since).ok()?;
    Some(with_time(Offset::UTC.to_datetime(moment), Some(Offset::UTC)))
}

/// ISO 8601 and RFC 3339.
fn iso(written: &str) -> Option<String> {
    let (bare, utc) = match written
        .strip_suffix(" UTC")
        .or_else(|| written.strip_suffix(" GMT"))
    {
        Some(bare) => (bare, true),
        None => (written, false),
    };
    // “2024-08-05 10:00:00 +0200”: the standard has no blank there.
    let joined = match bare.contains(' ') {
        true => Cow::Owned(bare.replace(" +", "+").replace(" -", "-")),
        false => Cow::Borrowed(bare),
    };
    let pieces = Pieces::parse(&*joined).ok()?;
    let Some(time) = pieces.time() else {
        return Some(pieces.date().to_string());
    };
    let offset = if utc {
        Some(Offset::UTC)
    } else {
        pieces.to_numeric_offset()
    };
    Some(with_time(pieces.date().to_datetime(time), offset))
}

/// RFC 2822, as e-mail and RSS have it. A wrong day of the week is no reason to lose the date.
fn mail(written: &str) -> Option<String> {
    let parser = rfc2822::DateTimeParser::new().relaxed_weekday(true);
    let found = parser.parse_zoned_datetime(written).ok()?;
    Some(with_time(found.datetime(), Some(found.offset())))
}

/// The forms of `data/dates.txt`.
fn pattern(written: &str) -> Option<String> {
    let tidy = tidied(written);
    PATTERNS
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .find_map(|pattern| {
            let found = strtime::parse(pattern, &tidy).ok()?;
            // “%Y” takes fewer digits than four, so that “August 2024” would be a day of the year 24.
            let date = found.to_date().ok().filter(|date| date.year() >= 1000)?;
            if found.hour().is_none() {
                return Some(date.to_string());
            }
            Some(with_time(date.to_datetime(found.to_time().ok()?), found.offset()))
        })
}

/// White space single, without commas, “at”, stops of abbreviations and endings of ordinals.
fn tidied(written: &str) -> String {
    let mut tidy = String::with_capacity(written.len());
    for word in written
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|it| !it.is_empty())
    {
        if word.eq_ignore_ascii_case("at") {
            continue;
        }
        let letters = word
            .strip_suffix('.')
            .filter(|it| it.bytes().all(|byte| byte.is_ascii_alphabetic()));
        let digits = ["st", "nd", "rd", "th"]
            .iter()
            .find_map(|ending| word.strip_suffix(ending))
            .filter(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()));
        let word = match letters.or(digits).unwrap_or(word) {
            "Sept" => "Sep",
            "a.m." => "am",
            "p.m." => "pm",
            word => word,
        };
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.push_str(word);
    }
    tidy
}

fn with_time(at: DateTime, offset: Option<Offset>) -> String {
    let (date, time) = (at.date(), at.time());
    let clock = format!(
        "{date}T{:02}:{:02}:{:02}",
        time.hour(),
        time.minute(),
        time.second()
    );
    match offset {
        None => clock,
        Some(Offset::UTC) => clock + "Z",
        Some(offset) => {
            let minutes = offset.seconds() / 60;
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("{clock}{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_in_many_forms() {
        for (written, wanted) in [
            ("2024-08-05", "2024-08-05"),
            (" 2024-08-05\n", "2024-08-05"),
            ("20240805", "2024-08-05"),
            ("2024/08/05", "2024-08-05"),
            ("2024-08-05T09:30:00Z", "2024-08-05T09:30:00Z"),
            ("2024-08-05T09:30:00.123456Z", "2024-08-05T09:30:00Z"),
            ("2024-08-05T09:30Z", "2024-08-05T09:30:00Z"),
            ("2024-08-05T23:30:00-07:00", "2024-08-05T23:30:00-07:00"),
            ("2024-08-05T09:30:00+0530", "2024-08-05T09:30:00+05:30"),
            ("2024-08-05 10:00:00", "2024-08-05T10:00:00"),
            ("2024-08-05 10:00", "2024-08-05T10:00:00"),
            ("2024-08-05 10:00:00 UTC", "2024-08-05T10:00:00Z"),
            ("2024-08-05 10:00:00 +0200", "2024-08-05T10:00:00+02:00"),
            ("2024-08-05 10:00:00-04:00", "2024-08-05T10:00:00-04:00"),
            (
                "2024-08-05T10:00:00+02:00[Europe/Berlin]",
                "2024-08-05T10:00:00+02:00",
            ),
            ("Mon, 05 Aug 2024 09:30:00 GMT", "2024-08-05T09:30:00Z"),
            ("Tue, 05 Aug 2024 09:30:00 +0000", "2024-08-05T09:30:00Z"),
            ("5 Aug 2024 09:30 EST", "2024-08-05T09:30:00-05:00"),
            ("August 5, 2024", "2024-08-05"),
            ("Aug 5, 2024", "2024-08-05"),
            ("Aug. 5, 2024", "2024-08-05"),
            ("Sept. 5, 2024", "2024-09-05"),
            ("August 5th, 2024", "2024-08-05"),
            ("5 August 2024", "2024-08-05"),
            ("Monday, August 5, 2024", "2024-08-05"),
            ("Monday 5 August 2024", "2024-08-05"),
            ("August 5, 2024 at 3:30 p.m.", "2024-08-05T15:30:00"),
            ("August 5, 2024 3:30 PM", "2024-08-05T15:30:00"),
            ("5 August 2024, 15:30", "2024-08-05T15:30:00"),
            ("Mon Aug 05 09:30:00 +0000 2024", "2024-08-05T09:30:00Z"),
            ("1722850200", "2024-08-05T09:30:00Z"),
            ("1722850200000", "2024-08-05T09:30:00Z"),
        ] {
            assert_eq!(normalize_date(written).as_deref(), Some(wanted), "{written}");
        }
    }

    #[test]
    fn what_is_no_date_of_a_day() {
        for written in [
            "",
            "2024",
            "2024-08",
            "08/05/2024",
            "last Monday",
            "2024-02-30",
            "10:00",
            "August 2024",
        ] {
            assert_eq!(normalize_date(written), None, "{written}");
        }
    }

    proptest! {
        #[test]
        fn a_normal_form_stays_as_it_is(written in "\\PC{0,40}|[0-9]{4}-[01][0-9]-[0-3][0-9]([ T][0-9:]{5,8}(Z|[+-][0-9:]{4,5})?)?") {
            if let Some(once) = normalize_date(&written) {
                prop_assert_eq!(normalize_date(&once), Some(once));
            }
        }
    }
}
