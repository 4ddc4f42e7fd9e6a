//! Cases: a text with marked mentions, and the events that shall come out, one a line:
//! `code | source, source > target | trigger | status`, with `| date` and `@ place` where there is one.

use super::EventStage;
use crate::fixture::document;
use dateline_core::layers::{Entities, EventReasons, Events};
use dateline_core::{Document, Id, Setting, Settings};
use std::collections::BTreeMap;

fn events(fixture: &str, codes: bool) -> Vec<String> {
    let mut doc = document(fixture);
    doc.apply(&EventStage::new().unwrap()).unwrap();
    assert!(doc.misfits().is_empty());
    let entities = doc.layer::<Entities>().unwrap();
    let names = |doc: &Document, ids: &[Id<Entities>]| {
        ids.iter()
            .map(|id| doc.get(entities[id.index()].name).to_owned())
            .collect::<Vec<_>>()
            .join(", ")
    };
    doc.layer::<Events>()
        .unwrap()
        .iter()
        .map(|event| {
            let mut line = format!(
                "{} | {} > {} | {} | {}",
                doc.get(event.code),
                names(&doc, &event.source),
                names(&doc, &event.target),
                doc.slice(event.trigger),
                event.status.name()
            );
            if !event.date.is_empty() {
                line.push_str(&format!(" | {}", doc.get(event.date)));
            }
            if let Some(place) = event.location {
                line.push_str(&format!(" @ {}", names(&doc, &[place])));
            }
            if codes {
                line = format!("{} {}", doc.get(event.source_code), doc.get(event.target_code));
            }
            line
        })
        .collect()
}

#[track_caller]
fn check(fixture: &str, wanted: &[&str]) {
    assert_eq!(events(fixture, false), wanted, "{fixture}");
}

#[test]
fn verbs_and_their_sides() {
    check(
        "[Japan]GPE condemned [China]GPE on [Monday]DATE{2024-08-05}.",
        &["111 | Japan > China | condemned | actual | 2024-08-05"],
    );
    check(
        "[Japan]GPE's [defence minister]TITLE&{Kihara} held talks with senior officials in [Cambodia]GPE. [Kihara]PERSON left.",
        &["040 | Kihara > Cambodia | held talks | actual"],
    );
    check(
        "[Japan]GPE spoke. [Defense Minister]TITLE [Kihara]PERSON held talks with his [Cambodian]NORP counterpart, [Tea Seiha]PERSON, as well as with [Prime Minister]TITLE [Hun Manet]PERSON and former [prime minister]TITLE [Hun Sen]PERSON.",
        &["040 | Kihara > Tea Seiha, Hun Manet, Hun Sen | held talks | actual"],
    );
    check(
        "[Japan]GPE and [Cambodia]GPE agreed to hold exercises.",
        &["030 | Japan, Cambodia > Japan, Cambodia | agreed to | actual"],
    );
    check(
        "[Japan]GPE has been stepping up defence ties with [Cambodia]GPE and [France]GPE.",
        &["050 | Japan > Cambodia, France | stepping up defence ties | actual"],
    );
    check(
        "The [Saudi]NORP government blamed [Iran]GPE. [Saudi Arabia]GPE spoke.",
        &["112 | Saudi Arabia > Iran | blamed | actual"],
    );
    check(
        "[Russian]NORP troops attacked [France]GPE. [Russia]GPE spoke.",
        &["190 | Russia > France | attacked | actual"],
    );
    check(
        "The government of [Samoa]GPE imposed sanctions on [Iran]GPE.",
        &["163 | Samoa > Iran | imposed sanctions | actual"],
    );
    check(
        "[Japan]GPE was attacked by [China]GPE in [2020]DATE.",
        &["190 | China > Japan | attacked | actual | 2020"],
    );
    check(
        "[UNICEF]ORG delivered doses of vaccine to [Samoa]GPE.",
        &["073 | UNICEF > Samoa | delivered doses | actual"],
    );
    check(
        "[China]GPE met [Japan]GPE in [France]GPE.",
        &["040 | China > Japan | met | actual @ France"],
    );
    check(
        "[Japan]GPE [president]TITLE [Sok]PERSON declared a national emergency.",
        &["1724 | Sok >  | declared a national emergency | actual"],
    );
    check(
        "[Japan]GPE met [China]GPE. The two sides agreed to hold a course.",
        &[
            "040 | Japan > China | met | actual",
            "030 | Japan, China > Japan, China | agreed to | actual",
        ],
    );
}

#[test]
fn addresses() {
    check(
        "[Japan]GPE bombed [Lomé]GPE, [France]GPE.",
        &["195 | Japan > Lomé | bombed | actual"],
    );
    check(
        "[Japan]GPE praised [China]GPE, [France]GPE and [Iran]GPE.",
        &["051 | Japan > China, France, Iran | praised | actual"],
    );
}

#[test]
fn nouns() {
    check(
        "[Kihara]PERSON's visit to [Cambodia]GPE began.",
        &["042 | Kihara > Cambodia | visit | actual"],
    );
    check(
        "The [Russian]NORP invasion of [France]GPE went on. [Russia]GPE spoke.",
        &["190 | Russia > France | invasion of | actual"],
    );
    check(
        "Talks between [Japan]GPE and [China]GPE began.",
        &["040 | Japan, China > Japan, China | Talks | actual"],
    );
}

#[test]
fn status() {
    check(
        "[Japan]GPE will visit [China]GPE.",
        &["042 | Japan > China | visit | planned"],
    );
    check(
        "[Japan]GPE plans to visit [China]GPE.",
        &["042 | Japan > China | visit | planned"],
    );
    check(
        "[Japan]GPE may attack [China]GPE.",
        &["190 | Japan > China | attack | possible"],
    );
    check(
        "[Japan]GPE did not attack [China]GPE.",
        &["190 | Japan > China | attack | denied"],
    );
    check(
        "If it rains, [Japan]GPE would attack [China]GPE.",
        &["190 | Japan > China | attack | conditional"],
    );
    // A promised act is the promise, a demanded one the demand.
    check(
        "[Japan]GPE asked [China]GPE to attack [Iran]GPE.",
        &["020 | Japan > China | asked China to | actual"],
    );
}

#[test]
fn no_events() {
    check("[Acme]ORG attacked [Globex]ORG.", &[]);
    check("The attack began. [Japan]GPE rose.", &[]);
    check("[Japan]GPE's visit was short.", &[]);
    check("The talks were held.", &[]);
    check("Officials attacked [Japan]GPE.", &[]);
}

#[test]
fn actor_codes() {
    assert_eq!(
        events(
            "[Russian]NORP troops attacked [France]GPE. [Russia]GPE spoke.",
            true
        ),
        ["RUSMIL FRA"]
    );
    assert_eq!(
        events(
            "[NATO]ORG condemned [Russian]NORP{Russia} [president]TITLE [Putin]PERSON. [Russia]GPE spoke.",
            true
        ),
        ["IGOWSTNAT RUSGOV"]
    );
    assert_eq!(
        events(
            "[Japan]GPE's [defence minister]TITLE [Kihara]PERSON criticised [Iran]GPE.",
            true
        ),
        ["JPNGOV IRN"]
    );
}

/// The stage with dictionaries of PETRARCH's and reasons.
fn explained(files: &[(&'static str, &'static str)]) -> EventStage {
    let names = files.iter().map(|(name, _)| Setting::Str((*name).to_owned()));
    let values = BTreeMap::from([
        ("petrarch".to_owned(), Setting::List(names.collect())),
        ("explain".to_owned(), Setting::Bool(true)),
    ]);
    let files = files.to_vec();
    let settings = Settings::new("events", values).with_files(move |path| {
        let found = files.iter().find(|(name, _)| *name == path);
        Ok(found.map_or("", |(_, content)| content).to_owned())
    });
    EventStage::from_settings(settings).unwrap()
}

#[test]
fn actors_of_petrarch_code_our_own_events_which_say_why() {
    let stage = explained(&[("my.actors.txt", "JAPAN [NIP >20200101]\nCHINA [CHI <20200101]\n")]);
    let mut doc = document("[Japan]GPE condemned [China]GPE.");
    doc.apply(&stage).unwrap();
    let event = &doc.layer::<Events>().unwrap()[0];
    assert_eq!(
        (doc.get(event.source_code), doc.get(event.target_code)),
        ("NIP", "CHN")
    );
    let reason = &doc.layer::<EventReasons>().unwrap()[0];
    assert!(
        doc.get(reason.pattern).starts_with("triggers.tsv: ~condemn"),
        "{}",
        doc.get(reason.pattern)
    );
    let parts: Vec<(&str, &str)> = reason
        .parts
        .iter()
        .map(|part| (doc.get(part.role), doc.slice(part.span)))
        .collect();
    assert_eq!(
        parts,
        [("trigger", "condemned"), ("source", "Japan"), ("target", "China")]
    );
}

#[test]
fn without_a_parse_verbs_of_petrarch_code_nothing_and_break_nothing() {
    let stage = explained(&[("verbs.txt", "--- CONDEMN [111] ---\nCONDEMN\n")]);
    let mut doc = document("[Japan]GPE condemned [China]GPE.");
    doc.apply(&stage).unwrap();
    assert!(doc.layer::<Events>().unwrap().is_empty());
}
