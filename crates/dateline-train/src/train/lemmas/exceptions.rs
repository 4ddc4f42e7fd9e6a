//! The exceptions from the rules: what the rules get wrong among the words of the training data, the forms of
//! UniMorph's verbs and the words of the rules' own file.
//!
//! In two rounds. The first holds forms in small letters; where the data disagree with themselves, the most
//! frequent lemma counts, then the first in the alphabet. The second, with the first at hand, holds forms as
//! they are written with capitals.

use crate::data::tagged::Word;
use anyhow::{Context, Result, bail};
use dateline_core::layers::Upos;
use dateline_syntax::lemma::{Form, Lemmas};
use dateline_syntax::training::{Builder, folded};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Common nouns of so few letters could be taken for acronyms where a text shouts; see the policy `common`.
const SHORT: usize = 3;
/// A misspelling that is seen as often as this is a habit (*s* for *'s*).
const HABIT: usize = 2;

/// A form of a verb: the name of its class, the form, its lemma.
pub(super) type Inflected = (&'static str, String, String);

/// Reads UniMorph's English verbs: lemma, form and features, parted by tabs.
pub(super) fn unimorph(path: &Path) -> Result<Vec<Inflected>> {
    let content = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut verbs = Vec::new();
    for line in content.lines().filter(|line| !line.is_empty()) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [lemma, form, feats] = fields[..] else {
            bail!("{}: “{line}” has not three fields", path.display());
        };
        let class = match feats {
            "V;PRS;NOM(3,SG)" => "third",
            "V;PST" | "V;V.PTCP;PST" => "past",
            "V;V.PTCP;PRS" => "ing",
            _ => continue,
        };
        let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase());
        if is_word(lemma) && is_word(form) {
            verbs.push((class, form.to_owned(), lemma.to_owned()));
        }
    }
    Ok(verbs)
}

/// Counts of the lemmas of something.
type Counts = BTreeMap<String, usize>;

/// The most frequent lemma, the first in the alphabet among equals.
fn most(counts: &Counts) -> Option<&str> {
    let best = counts
        .iter()
        .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
    best.map(|(lemma, _)| lemma.as_str())
}

/// Fills in the exceptions.
pub(super) fn learn(builder: &mut Builder, words: &[Word], verbs: &[Inflected]) -> Result<()> {
    let bare = Lemmas::parse(&builder.write()?)?;
    let tags = tags_of_classes(builder, words);
    let lemma_of = |lemmas: &Lemmas, class: u16, form: &str| {
        let mut out = String::new();
        let (upos, xpos) = tags.get(&class).cloned().unwrap_or((Upos::X, String::new()));
        let lemma = lemmas.lemma(&Form::new(form), upos, &xpos, &mut out);
        lemma.of(form, &out).to_owned()
    };
    for ((class, form), lemma) in small(builder, words, verbs)? {
        if lemma_of(&bare, class, &form) != lemma {
            builder.except(class, &form, &lemma);
        }
    }
    let first = Lemmas::parse(&builder.write()?)?;
    for ((class, form), lemma) in capitalized(builder, words) {
        if lemma_of(&first, class, &form) != lemma {
            builder.except(class, &form, &lemma);
        }
    }
    Ok(())
}

/// Tags that lead to each class.
fn tags_of_classes(builder: &Builder, words: &[Word]) -> BTreeMap<u16, (Upos, String)> {
    let mut tags = BTreeMap::new();
    for word in words {
        let class = builder.class(word.upos, &word.xpos);
        tags.entry(class)
            .or_insert_with(|| (word.upos, word.xpos.clone()));
    }
    tags
}

/// The lemmas of forms in small letters.
fn small(builder: &Builder, words: &[Word], verbs: &[Inflected]) -> Result<BTreeMap<(u16, String), String>> {
    let mut known = Counts::new();
    // What was written in small letters counts before what was written with capitals, and both before what
    // was misspelt.
    let mut seen: BTreeMap<(u16, String), [Counts; 3]> = BTreeMap::new();
    for word in words.iter().filter(|word| word.is_whole()) {
        *known.entry(word.lemma.clone()).or_default() += 1;
        let form = Form::new(&word.form);
        let as_written = folded(&form) == word.form;
        let lemma = if as_written || word.lemma == "I" {
            word.lemma.clone()
        } else {
            word.lemma.to_lowercase()
        };
        let key = (builder.class(word.upos, &word.xpos), folded(&form).to_owned());
        let [small, capital, misspelt] = seen.entry(key).or_default();
        let counts = match (word.is_misspelt(), as_written) {
            (true, _) => misspelt,
            (false, true) => small,
            (false, false) => capital,
        };
        *counts.entry(lemma).or_default() += 1;
    }
    let mut lemmas = BTreeMap::new();
    for (name, form, lemma) in verbs {
        let key = (builder.class_named(name)?, form.clone());
        // Of several verbs with the same form, the one that the data know best, then the shortest.
        let rank = |lemma: &String| {
            let count = known.get(lemma).copied().unwrap_or(0);
            (usize::MAX - count, lemma.len(), lemma.clone())
        };
        let best = lemmas.entry(key).or_insert_with(|| lemma.clone());
        if rank(lemma) < rank(best) {
            lemma.clone_into(best);
        }
    }
    for (class, form, lemma) in builder.words() {
        lemmas.insert((class, form.to_owned()), lemma.to_owned());
    }
    for (key, [small, capital, misspelt]) in seen {
        if key.1.is_empty() {
            continue;
        }
        // A slip of one writer is no spelling of others.
        let usual = Some(misspelt).filter(|counts| counts.values().sum::<usize>() >= HABIT);
        let counts = [Some(small), Some(capital), usual]
            .into_iter()
            .flatten()
            .find(|counts| !counts.is_empty());
        if let Some(lemma) = counts.as_ref().and_then(most) {
            lemmas.insert(key, lemma.to_owned());
        }
    }
    Ok(lemmas)
}

/// The lemmas of forms with capitals, as written.
fn capitalized(builder: &Builder, words: &[Word]) -> BTreeMap<(u16, String), String> {
    let mut seen: BTreeMap<(u16, String), Counts> = BTreeMap::new();
    let mut lemmas = BTreeMap::new();
    let whole = words.iter().filter(|word| word.is_whole() && !word.is_misspelt());
    for word in whole {
        let class = builder.class(word.upos, &word.xpos);
        let form = Form::new(&word.form);
        if folded(&form) != word.form {
            let counts = seen.entry((class, word.form.clone())).or_default();
            *counts.entry(word.lemma.clone()).or_default() += 1;
            continue;
        }
        // Forms that the data do not show but the word is known to have: shouted, or in a title.
        let regular = word.form == word.lemma && word.form.bytes().all(|byte| byte.is_ascii_lowercase());
        if word.upos == Upos::Noun && regular && (2..=SHORT).contains(&word.form.len()) {
            lemmas.insert((class, word.form.to_uppercase()), word.lemma.clone());
        }
        if word.upos == Upos::Adj && regular {
            let (first, rest) = word.form.split_at(1);
            lemmas.insert(
                (class, format!("{}{rest}", first.to_uppercase())),
                word.lemma.clone(),
            );
        }
    }
    for (key, counts) in seen {
        if let Some(lemma) = most(&counts) {
            lemmas.insert(key, lemma.to_owned());
        }
    }
    lemmas
}
