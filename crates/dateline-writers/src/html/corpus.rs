//! What a corpus tells as a whole, for its index: who meets whom, who does what to whom, and events by day.

use super::escape::Html;
use super::timeline::day;
use dateline_core::layers::{Entities, EventStatus, Events};
use dateline_core::{Document, Id};
use std::collections::{BTreeMap, BTreeSet};

/// Pairs shown.
const SHOWN: usize = 30;
/// Pairs and days counted at a time.
const COUNTED: usize = 20_000;
/// More days than these are counted by month in the drawing.
const DAYS: usize = 120;
/// The drawing's width, in its own units.
const WIDTH: f64 = 960.0;
/// The height of the highest bar.
const HEIGHT: f64 = 120.0;

/// Events by pair of actors and by day, in bounded memory.
///
/// When there are too many pairs, the rarer half goes, as with the frequent entities: counts of what is frequent
/// throughout are exact, others may be too low.
#[derive(Default)]
pub(super) struct Happenings {
    /// By both names in order: articles that tell of a meeting.
    meetings: BTreeMap<(String, String), u64>,
    /// By source, PLOVER type and target.
    acts: BTreeMap<(String, String, String), u64>,
    days: BTreeMap<String, u64>,
}

/// Makes room where a list has grown too long.
fn bound<K: Ord>(counts: &mut BTreeMap<K, u64>) {
    if counts.len() <= COUNTED {
        return;
    }
    let mut all: Vec<u64> = counts.values().copied().collect();
    let middle = all.len() / 2;
    let median = *all.select_nth_unstable(middle).1;
    counts.retain(|_, count| *count > median);
}

impl Happenings {
    /// Counts the events of a document that have happened.
    pub(super) fn count(&mut self, doc: &Document) {
        let name = |id: &Id<Entities>| {
            let entity = doc.item(*id)?;
            let name = doc.get(entity.name);
            Some(name.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        for event in doc.layer::<Events>().unwrap_or_default() {
            if event.status != EventStatus::Actual {
                continue;
            }
            let day = day(doc, event);
            if day.len() == 10 {
                *self.days.entry(day.to_owned()).or_default() += 1;
            }
            let plover = doc.get(event.plover);
            // Both sides of a meeting may be told on both sides of the event, which is one all the same.
            let mut met: BTreeSet<(String, String)> = BTreeSet::new();
            for source in event.source.iter().filter_map(name) {
                for target in event.target.iter().filter_map(name).filter(|it| *it != source) {
                    if plover == "CONSULT" {
                        let pair = if source < target {
                            (source.clone(), target)
                        } else {
                            (target, source.clone())
                        };
                        met.insert(pair);
                    } else if !plover.is_empty() {
                        let act = (source.clone(), plover.to_owned(), target);
                        *self.acts.entry(act).or_default() += 1;
                    }
                }
            }
            for pair in met {
                *self.meetings.entry(pair).or_default() += 1;
            }
        }
        bound(&mut self.meetings);
        bound(&mut self.acts);
        bound(&mut self.days);
    }

    /// Writes what was counted.
    pub(super) fn write(&self, html: &mut Html<'_>) {
        list(html, "Who meets whom", &self.meetings, |html, (a, b)| {
            html.text(a).raw(" – ").text(b);
        });
        list(
            html,
            "Who does what to whom",
            &self.acts,
            |html, (source, plover, target)| {
                html.text(source)
                    .raw(" <small>")
                    .text(&plover.to_lowercase())
                    .raw("</small> ");
                html.text(target);
            },
        );
        self.draw(html);
    }

    /// Draws events by day as bars, or by month where there are many days.
    fn draw(&self, html: &mut Html<'_>) {
        if self.days.is_empty() {
            return;
        }
        let mut bars = self.days.clone();
        let by_month = bars.len() > DAYS;
        if by_month {
            bars.clear();
            for (day, count) in &self.days {
                *bars.entry(day.get(..7).unwrap_or(day).to_owned()).or_default() += count;
            }
        }
        let most = bars.values().copied().max().unwrap_or(1).max(1);
        let step = (WIDTH / bars.len() as f64).min(24.0);
        html.raw("<details open><summary>Events by ")
            .raw(if by_month { "month" } else { "day" });
        html.raw("</summary>\n<svg class=\"days\" role=\"img\" aria-label=\"Events by day\" viewbox=\"0 0 960 150\">\n");
        for (index, (day, count)) in bars.iter().enumerate() {
            let height = (*count as f64 / most as f64 * HEIGHT).max(1.0);
            let numbers = [
                index as f64 * step,
                HEIGHT - height,
                (step * 0.8).max(0.5),
                height,
            ];
            let [x, y, width, height] = numbers.map(|it| format!("{it:.1}"));
            html.raw("<rect x=\"").raw(&x).raw("\" y=\"").raw(&y);
            html.raw("\" width=\"")
                .raw(&width)
                .raw("\" height=\"")
                .raw(&height);
            html.raw("\"><title>")
                .text(day)
                .raw(": ")
                .text(&count.to_string())
                .raw("</title></rect>\n");
        }
        let ends = [
            bars.keys().next().map(|day| (day, 0.0)),
            bars.keys().next_back().map(|day| {
                let right = bars.len() as f64 * step;
                (day, right.max(160.0))
            }),
        ];
        for ((day, x), anchor) in ends.into_iter().flatten().zip(["start", "end"]) {
            html.raw("<text y=\"140\" x=\"")
                .raw(&format!("{x:.1}"))
                .raw("\" text-anchor=\"");
            html.raw(anchor).raw("\">").text(day).raw("</text>\n");
        }
        html.raw("</svg></details>\n");
    }
}

/// The most frequent of some counted things.
fn list<K: Ord>(
    html: &mut Html<'_>,
    title: &str,
    counts: &BTreeMap<K, u64>,
    write: impl Fn(&mut Html<'_>, &K),
) {
    if counts.is_empty() {
        return;
    }
    let mut all: Vec<(&K, &u64)> = counts.iter().collect();
    // A stable sort leaves equals in the order of their names.
    all.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    html.raw("<details open><summary>")
        .raw(title)
        .raw("</summary>\n<ol class=\"pairs\">\n");
    for (key, count) in all.into_iter().take(SHOWN) {
        html.raw("<li>");
        write(html, key);
        html.raw(" <small>×")
            .text(&count.to_string())
            .raw("</small></li>\n");
    }
    html.raw("</ol></details>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_come_by_their_number_and_many_days_by_month() {
        let mut it = Happenings::default();
        it.meetings.insert(("A".into(), "B".into()), 1);
        it.meetings.insert(("C".into(), "D & E".into()), 3);
        for day in 1..=150_u32 {
            it.days
                .insert(format!("2019-{:02}-{:02}", day / 28 + 1, day % 28 + 1), 2);
        }
        let mut out = Vec::new();
        it.write(&mut Html(&mut out));
        let html = String::from_utf8(out).unwrap();
        let (c, a) = (html.find("C – D &amp; E").unwrap(), html.find("A – B").unwrap());
        assert!(c < a && html.contains("Events by month") && html.matches("<rect").count() == 6);
    }

    #[test]
    fn what_is_rare_goes_where_there_is_too_much() {
        let mut counts: BTreeMap<u32, u64> = (0..=COUNTED as u32).map(|it| (it, u64::from(it % 3))).collect();
        bound(&mut counts);
        assert!(counts.len() < COUNTED && counts.values().all(|count| *count == 2));
    }
}
