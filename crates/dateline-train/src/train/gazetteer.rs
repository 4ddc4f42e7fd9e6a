//! `cargo xtask train gazetteer`: compiles the names that the tagger looks up.
//!
//! Two files come out of it, because their licences differ: `models/gazetteer.bin` from sources that ask
//! for no more than credit, and `models/gazetteer_odbl.bin` from the country list under the ODbL.

mod actors;
mod lists;
mod usual;

use anyhow::{Context, Result};
use dateline_core::layers::PlaceKind;
use dateline_tagger::gazetteer::{GazetteerBuilder, PlaceCodes};
use dateline_tagger::kinds::Kinds;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Compiles both files.
///
/// # Errors
/// Where a source cannot be read or is not what it was.
pub fn train(data: &Path, root: &Path) -> Result<()> {
    let mut builder = GazetteerBuilder::new();
    let states = States::read(&data.join("lex/country_codes/data/country-codes.csv"))?;
    ours(
        &mut builder,
        &states,
        &root.join("crates/dateline-tagger/data/gazetteer"),
    )?;
    states.add(&mut builder);
    towns(&mut builder, &states, &data.join("lex"))?;
    lists::add_all(&mut builder, &data.join("lex"))?;
    actors::add_all(&mut builder, &data.join("events/petrarch2/dictionaries"))?;
    usual::add_all(&mut builder, &data.join("raw"))?;
    write(&builder, &root.join("models/gazetteer.bin"))?;
    let mut odbl = GazetteerBuilder::new();
    share_alike(&mut odbl, &data.join("lex/countries_mledoze/countries.json"))?;
    write(&odbl, &root.join("models/gazetteer_odbl.bin"))
}

fn write(builder: &GazetteerBuilder, path: &Path) -> Result<()> {
    let bytes = builder.compile().map_err(anyhow::Error::new)?;
    println!(
        "{}: {} names, {} bytes",
        path.display(),
        builder.len(),
        bytes.len()
    );
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes).with_context(|| path.display().to_string())
}

/// The text of a source.
fn text(path: &Path) -> Result<String> {
    let bytes = fs::read(path).with_context(|| path.display().to_string())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A source in JSON.
fn json(path: &Path) -> Result<Value> {
    serde_json::from_str(&text(path)?).with_context(|| path.display().to_string())
}

/// Adds an acronym or a name: short names in capitals match in capitals only.
fn add(builder: &mut GazetteerBuilder, name: &str, kinds: Kinds, place: Option<PlaceCodes<'_>>) {
    let short = name.chars().filter(|c| c.is_alphabetic()).count() <= 5;
    let capitals = name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_lowercase);
    let kinds = if short && capitals {
        kinds | Kinds::CASED
    } else {
        kinds
    };
    builder.add(name, kinds, place);
    let plain = plain(name);
    if plain != name {
        builder.add(&plain, kinds, place);
    }
}

/// The name without diacritics, as agencies often write it.
fn plain(name: &str) -> String {
    const FROM: &str =
        "áàâäãåāăąćčçďđéèêëēėęěğíìîïīıłńñňóòôöõøōőŕřśšşșťţțúùûüūůűýÿźžżÁÀÂÄÃÅÇČÉÈÊËÍÎÏİŁÑÓÖØŐŠŞÚÜÝŽ";
    const TO: &str =
        "aaaaaaaaacccddeeeeeeeegiiiiiilnnnooooooooorrssssttttuuuuuuuyyzzzAAAAAACCEEEEIIIILNOOOOSSUUYZ";
    name.chars()
        .map(|c| {
            FROM.chars()
                .position(|from| from == c)
                .and_then(|at| TO.chars().nth(at))
                .unwrap_or(c)
        })
        .collect()
}

/// Our own lists: `# label: KIND` at the head, then a name a line with a code where it has one: a state's alpha-3
/// (`KHM`), with `:city` or `:region` behind it for what lies in it (`SYR:city`), or a region's ISO 3166-2 (`GB-SCT`).
fn ours(builder: &mut GazetteerBuilder, states: &States, folder: &Path) -> Result<()> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        let content = text(&path)?;
        let kind = content.lines().find_map(|line| line.strip_prefix("# label:"));
        let kind = kind
            .and_then(|name| Kinds::from_name(name.trim()))
            .with_context(|| format!("{}: no known “# label:”", path.display()))?;
        for line in content
            .lines()
            .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        {
            let (name, code) = line.split_once('\t').unwrap_or((line, ""));
            let kind = if kind == Kinds::GROUP && !code.is_empty() {
                Kinds::DEMONYM
            } else {
                kind
            };
            add(builder, name, kind, states.by_written(code.trim()));
        }
    }
    Ok(())
}

/// The states and territories of ISO 3166.
struct States {
    rows: Vec<BTreeMap<String, String>>,
}

impl States {
    fn read(path: &Path) -> Result<Self> {
        let mut reader = csv::Reader::from_path(path).with_context(|| path.display().to_string())?;
        let rows = reader.deserialize().collect::<Result<_, _>>()?;
        Ok(Self { rows })
    }

    fn codes(row: &BTreeMap<String, String>) -> PlaceCodes<'_> {
        let get = |key: &str| row.get(key).map_or("", String::as_str);
        PlaceCodes {
            kind: PlaceKind::Country,
            alpha3: get("ISO3166-1-Alpha-3"),
            alpha2: get("ISO3166-1-Alpha-2"),
            part: "",
        }
    }

    fn by_code(&self, alpha3: &str) -> Option<PlaceCodes<'_>> {
        self.rows
            .iter()
            .map(Self::codes)
            .find(|codes| !alpha3.is_empty() && codes.alpha3 == alpha3)
            .or(
                // Kosovo has a code for use, none in the standard.
                (alpha3 == "XKX").then_some(PlaceCodes {
                    kind: PlaceKind::Country,
                    alpha3: "XKX",
                    alpha2: "XK",
                    part: "",
                }),
            )
    }

    /// The place that a code in our own lists stands for.
    fn by_written<'s>(&'s self, code: &'s str) -> Option<PlaceCodes<'s>> {
        let (state, kind) = code.split_once(':').unwrap_or((code, ""));
        if let Some((alpha2, part)) = state.split_once('-') {
            let state = self.by_alpha2(alpha2)?;
            let kind = PlaceKind::Region;
            return Some(PlaceCodes { kind, part, ..state });
        }
        let kind = match kind {
            "city" => PlaceKind::City,
            "region" => PlaceKind::Region,
            _ => PlaceKind::Country,
        };
        Some(PlaceCodes {
            kind,
            ..self.by_code(state)?
        })
    }

    fn by_alpha2(&self, alpha2: &str) -> Option<PlaceCodes<'_>> {
        self.rows
            .iter()
            .map(Self::codes)
            .find(|codes| codes.alpha2 == alpha2)
    }

    /// The state of this name, also as ISO writes it (“Korea, Republic of”) or without what it is (“United States”).
    fn by_name(&self, name: &str) -> Option<PlaceCodes<'_>> {
        let name = name.replace('\'', "’");
        if let Some(alpha2) = name.strip_prefix("No country found for alpha-2 code: ") {
            return (alpha2 == "XK").then(|| self.by_code("XKX")).flatten();
        }
        let (head, tail) = name.split_once(", ").unwrap_or((&name, ""));
        let tail = tail.strip_prefix("The ").unwrap_or(tail);
        let turned = format!("{tail} {head}");
        let start = format!("{name} of ");
        let keys = ["CLDR display name", "official_name_en", "UNTERM English Short"];
        let find = |fits: &dyn Fn(&str) -> bool| {
            let mut rows = self.rows.iter();
            rows.find(|row| {
                keys.iter()
                    .any(|key| row.get(*key).is_some_and(|known| fits(known)))
            })
        };
        find(&|known| known == name)
            .or_else(|| find(&|known| known == turned))
            .or_else(|| find(&|known| known == head))
            .or_else(|| find(&|known| known.starts_with(&start)))
            .map(Self::codes)
    }

    fn add(&self, builder: &mut GazetteerBuilder) {
        for row in &self.rows {
            let codes = Self::codes(row);
            for key in [
                "CLDR display name",
                "official_name_en",
                "UNTERM English Short",
                "UNTERM English Formal",
            ] {
                let name = row
                    .get(key)
                    .map_or("", |name| name.split(" (").next().unwrap_or(""));
                let name = name.strip_prefix("the ").unwrap_or(name).trim();
                if !name.is_empty() {
                    add(builder, name, Kinds::COUNTRY, Some(codes));
                }
            }
            if let Some(capital) = row.get("Capital").filter(|name| !name.is_empty()) {
                add(builder, capital, Kinds::CAPITAL | Kinds::CITY, Some(city(codes)));
            }
        }
    }
}

/// Provinces, and towns of fifteen thousand and more.
fn towns(builder: &mut GazetteerBuilder, states: &States, lex: &Path) -> Result<()> {
    let large = json(&lex.join("dariusk_corpora/data/geography/us_cities.json"))?;
    let america = json(&lex.join("geonames_admin/admin1.json"))?;
    let mut parts: BTreeMap<String, String> = BTreeMap::new();
    for province in america.as_array().into_iter().flatten() {
        let (code, name) = (
            province["code"].as_str().unwrap_or(""),
            province["name"].as_str().unwrap_or(""),
        );
        let Some((state, part)) = code.split_once('.') else {
            continue;
        };
        let Some(mut codes) = states.by_alpha2(state) else {
            continue;
        };
        codes.kind = PlaceKind::Region;
        // GeoNames numbers most divisions by older standards; the codes of the United States are ISO's.
        if state == "US" {
            codes.part = part;
            parts.insert(name.to_owned(), part.to_owned());
        }
        let known = builder.kinds(name);
        if !known.any(Kinds::COUNTRY) {
            add(builder, name, Kinds::PROVINCE | Kinds::INSIDE, Some(codes));
        }
    }
    let mut towns: BTreeMap<String, Option<PlaceCodes<'_>>> = BTreeMap::new();
    let path = lex.join("world_cities/data/world-cities.csv");
    let mut reader = csv::Reader::from_path(&path).with_context(|| path.display().to_string())?;
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>()?;
    let american = |row: &&csv::StringRecord| row.get(1) == Some("United States");
    for row in rows.iter().filter(|row| !american(row)) {
        let (name, state) = (row.get(0).unwrap_or(""), row.get(1).unwrap_or(""));
        let codes = states.by_name(state).map(city);
        if name.chars().count() > 2 {
            let known = towns.entry(name.to_owned()).or_insert(codes);
            *known = known.zip(codes).and_then(|(one, other)| shared(one, other));
        }
    }
    let abroad: BTreeSet<String> = towns.keys().cloned().collect();
    for row in rows.iter().filter(american) {
        // A town that is not among the thousand largest of the United States yields to one elsewhere: Rotterdam, New York.
        let name = row.get(0).unwrap_or("");
        if !abroad.contains(name) {
            let codes = states.by_alpha2("US").map(city).map(|codes| PlaceCodes {
                part: parts.get(row.get(2).unwrap_or("")).map_or("", String::as_str),
                ..codes
            });
            let known = towns.entry(name.to_owned()).or_insert(codes);
            *known = known.zip(codes).and_then(|(one, other)| shared(one, other));
        }
    }
    for town in large["cities"].as_array().into_iter().flatten() {
        let get = |key: &str| town[key].as_str().unwrap_or("");
        let codes = states.by_alpha2("US").map(city).map(|codes| PlaceCodes {
            part: parts.get(get("state")).map_or("", String::as_str),
            ..codes
        });
        let known = towns.entry(get("city").to_owned()).or_insert(codes);
        // News that names a very large town without more means it, whatever else bears its name.
        if town["population"].as_u64().is_some_and(|count| count >= LARGE) {
            *known = codes;
        } else {
            *known = known.zip(codes).and_then(|(one, other)| shared(one, other));
        }
    }
    for (name, codes) in &towns {
        add(builder, name, Kinds::CITY, *codes);
    }
    Ok(())
}

/// Inhabitants of a town that is meant wherever nothing else is said.
const LARGE: u64 = 500_000;

/// The place as a town in the state.
fn city(codes: PlaceCodes<'_>) -> PlaceCodes<'_> {
    PlaceCodes {
        kind: PlaceKind::City,
        ..codes
    }
}

/// What is sure of a name that two towns bear.
fn shared<'s>(one: PlaceCodes<'s>, other: PlaceCodes<'s>) -> Option<PlaceCodes<'s>> {
    let part = if one.part == other.part { one.part } else { "" };
    (one.alpha3 == other.alpha3).then_some(PlaceCodes { part, ..one })
}

/// Demonyms and other spellings of states, from the list under the ODbL.
fn share_alike(builder: &mut GazetteerBuilder, path: &Path) -> Result<()> {
    for state in json(path)?.as_array().into_iter().flatten() {
        let get = |key: &str| state[key].as_str().unwrap_or("");
        let codes = PlaceCodes {
            kind: PlaceKind::Country,
            alpha3: get("cca3"),
            alpha2: get("cca2"),
            part: "",
        };
        for name in [&state["name"]["common"], &state["name"]["official"]] {
            add(builder, name.as_str().unwrap_or(""), Kinds::COUNTRY, Some(codes));
        }
        for name in state["altSpellings"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            if name.chars().count() > 3 && name.is_ascii() {
                add(builder, name, Kinds::COUNTRY, Some(codes));
            }
        }
        for name in state["capital"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            add(builder, name, Kinds::CAPITAL | Kinds::CITY, Some(city(codes)));
        }
        for form in ["m", "f"] {
            let name = state["demonyms"]["eng"][form].as_str().unwrap_or("");
            add(builder, name, Kinds::DEMONYM, Some(codes));
            if name.ends_with('n') || name.ends_with('i') {
                add(builder, &format!("{name}s"), Kinds::DEMONYM, Some(codes));
            }
        }
    }
    Ok(())
}
