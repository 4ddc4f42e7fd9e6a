//! Suite "syntax": parts of speech, lemmas and trees on the development parts of EWT and GUM.
//!
//! Three runs for each: on gold tokens and sentences, where all words count; on raw text, scored as the CoNLL
//! 2018 shared task does (F1 over aligned words, with our tokenizer under the data's conventions); and without trees, the
//! light mode, on gold tokens, which the accurate tier does not have. UAS and LAS count heads, and heads with the relation less its subtype.

use super::Setup;
use crate::data::conllu::{self, Doc};
use anyhow::{Context, Result};
use dateline_core::layers::{Dependency, Parse, Sentence, Sentences, Tag, Tags, Token, Tokens};
use dateline_core::{Annotator, Contract};
use dateline_core::{Document, Id, Worker};
use dateline_eval::{Analysis, Counts, Metrics, Scores, WordTags, score_conll18};
use dateline_syntax::{Accurate, Syntax};
use dateline_tokenizer::{Conventions, Scratch, Tokenizer};
use std::collections::BTreeMap;

/// Scores the shipped network.
///
/// # Errors
/// A data set that is not there or not CoNLL-U.
pub fn run(setup: Setup<'_>) -> Result<Metrics> {
    let mut metrics = Metrics::new();
    let (full, light): (Box<dyn Annotator>, Option<Syntax<'_>>) = if setup.accurate {
        (Box::new(Accurate::shipped()?), None)
    } else {
        (
            Box::new(Syntax::shipped()?),
            Some(Syntax::shipped()?.parse(false)),
        )
    };
    println!("{:<18}{}", "", COLUMNS.map(|name| format!("{name:>8}")).concat());
    for (name, conventions) in [("ewt", Conventions::Ewt), ("gum", Conventions::Gum)] {
        let docs = conllu::read(&setup.data.join("ud").join(name).join("dev.conllu"))?;
        let mut confusions = setup.show.then(BTreeMap::new);
        let scores = on_gold(&*full, &docs, confusions.as_mut())?;
        add(&mut metrics, &format!("{name}_dev"), &scores, true);
        let scores = on_raw(&*full, &docs, conventions)?;
        add(&mut metrics, &format!("{name}_dev_raw"), &scores, true);
        if let Some(light) = &light {
            let scores = on_gold(light, &docs, None)?;
            add(&mut metrics, &format!("{name}_dev_light"), &scores, false);
        }
        show(confusions.unwrap_or_default());
    }
    Ok(metrics)
}

/// Scores on gold tokens and sentences.
fn on_gold(stage: &dyn Annotator, docs: &[Doc], mut confusions: Option<&mut Confusions>) -> Result<Scores> {
    let mut runner = Annotated::by(stage);
    let mut sum = Scores::default();
    for doc in docs {
        sum += runner.score(doc, &doc.tokens, &doc.sentences, confusions.as_deref_mut())?;
    }
    Ok(sum)
}

/// Scores on raw text.
fn on_raw(stage: &dyn Annotator, docs: &[Doc], conventions: Conventions) -> Result<Scores> {
    let tokenizer = Tokenizer::builder().conventions(conventions).build()?;
    let (mut tokens, mut sentences, mut scratch) = (Vec::new(), Vec::new(), Scratch::new());
    let mut runner = Annotated::by(stage);
    let mut sum = Scores::default();
    for doc in docs {
        tokenizer.tokenize_into(&doc.text, &mut tokens, &mut sentences, &mut scratch)?;
        sum += runner.score(doc, &tokens, &sentences, None)?;
    }
    Ok(sum)
}

/// A stage at work on one document after the other.
struct Annotated<'s> {
    worker: Box<dyn Worker + 's>,
    contract: Contract,
    doc: Document,
}

impl<'s> Annotated<'s> {
    fn by(stage: &'s dyn Annotator) -> Self {
        Self {
            worker: stage.worker(),
            contract: stage.contract(),
            doc: Document::default(),
        }
    }

    /// Annotates tokens and sentences over a text and scores that against the gold.
    fn score(
        &mut self,
        gold: &Doc,
        tokens: &[Token],
        sentences: &[Sentence],
        confusions: Option<&mut Confusions>,
    ) -> Result<Scores> {
        let doc = &mut self.doc;
        doc.reset();
        doc.write_text(|text| text.push_str(&gold.text))?;
        doc.insert(|_, out| {
            out.layer::<Tokens>().extend_from_slice(tokens);
            out.layer::<Sentences>().extend_from_slice(sentences);
            Ok(())
        })?;
        doc.run(&mut *self.worker, &self.contract)?;
        let tags = doc.layer::<Tags>().unwrap_or_default();
        let parse = doc.layer::<Parse>().unwrap_or_default();
        let relations: Vec<String> = parse.iter().map(|arc| relation(doc, arc)).collect();
        let ours: Vec<WordTags<'_>> = (0..tokens.len())
            .map(|at| word(doc, tags.get(at), parse.get(at), relations.get(at)))
            .collect();
        let theirs: Vec<WordTags<'_>> = gold.words.iter().map(gold_word).collect();
        if let Some(confusions) = confusions {
            count(&theirs, &ours, confusions);
        }
        let wanted = Analysis::new(&gold.text, &gold.tokens, &gold.sentences).with_tags(&theirs);
        let found = Analysis::new(&gold.text, tokens, sentences).with_tags(&ours);
        score_conll18(&wanted, &found).context("gold and system see the same text")
    }
}

fn relation(doc: &Document, arc: &Dependency) -> String {
    let (name, subtype) = (arc.deprel.relation.name(), doc.get(arc.deprel.subtype));
    if subtype.is_empty() {
        name.to_owned()
    } else {
        format!("{name}:{subtype}")
    }
}

fn word<'d>(
    doc: &'d Document,
    tag: Option<&Tag>,
    arc: Option<&Dependency>,
    relation: Option<&'d String>,
) -> WordTags<'d> {
    let filled = |text: &'d str| if text.is_empty() { "_" } else { text };
    WordTags {
        upos: tag.map_or("", |tag| tag.upos.name()),
        xpos: tag.map_or("", |tag| doc.get(tag.xpos)),
        feats: filled(tag.map_or("", |tag| doc.get(tag.feats))),
        lemma: tag.map_or("", |tag| doc.get(tag.lemma)),
        head: arc.and_then(|arc| arc.head).map(Id::index),
        deprel: relation.map_or("", String::as_str),
    }
}

fn gold_word(word: &conllu::Word) -> WordTags<'_> {
    WordTags {
        upos: &word.upos,
        xpos: &word.xpos,
        feats: &word.feats,
        lemma: &word.lemma,
        head: word.head,
        deprel: &word.deprel,
    }
}

const COLUMNS: [&str; 8] = ["UPOS", "XPOS", "lemma", "feats", "UAS", "LAS", "CLAS", "words"];

/// Adds a run's scores and prints its line.
fn add(metrics: &mut Metrics, name: &str, scores: &Scores, parsed: bool) {
    let all: [(&str, Counts, bool); 8] = [
        ("upos", scores.upos, true),
        ("xpos", scores.xpos, true),
        ("lemma", scores.lemmas, true),
        ("feats", scores.feats, true),
        ("uas", scores.uas, parsed),
        ("las", scores.las, parsed),
        ("clas", scores.clas, parsed),
        ("words", scores.words, true),
    ];
    let mut line = format!("{name:<18}");
    for (metric, counts, there) in all {
        if there {
            metrics.add(format!("{name}_{metric}"), counts.f1());
            line.push_str(&format!("{:>8.2}", counts.f1()));
        } else {
            line.push_str(&format!("{:>8}", "-"));
        }
    }
    println!("{line}");
}

/// How often what was taken for what.
type Confusions = BTreeMap<(&'static str, String, String), usize>;

fn count(gold: &[WordTags<'_>], found: &[WordTags<'_>], confusions: &mut Confusions) {
    for (gold, found) in gold.iter().zip(found) {
        let pairs = [
            ("upos", gold.upos, found.upos),
            ("relation", gold.deprel, found.deprel),
        ];
        for (what, a, b) in pairs.into_iter().filter(|(_, a, b)| a != b) {
            *confusions.entry((what, a.to_owned(), b.to_owned())).or_default() += 1;
        }
    }
}

/// Prints the most frequent confusions.
fn show(confusions: Confusions) {
    let mut all: Vec<_> = confusions.into_iter().collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for ((what, gold, found), count) in all.into_iter().take(60) {
        println!("{count:>6} {what:<9} {gold} => {found}");
    }
}
