//! The folder of brat's files, and the configuration that names their types.

use super::{event_type, type_name};
use crate::article::Article;
use crate::staging::Staging;
use dateline_core::layers::Term;
use dateline_core::{Document, EncodeOptions, Error, Flow, Outcome, Sink};
use std::collections::BTreeSet;
use std::path::Path;

/// The types of a run, for `annotation.conf`: no more of a kind than anybody could look at.
#[derive(Default)]
struct Types {
    mentions: BTreeSet<String>,
    relations: BTreeSet<String>,
    events: BTreeSet<String>,
}

const MOST_TYPES: usize = 1000;

fn remember(set: &mut BTreeSet<String>, name: &str) {
    if !set.contains(name) && set.len() < MOST_TYPES {
        set.insert(type_name(name));
    }
}

impl Types {
    fn collect(&mut self, doc: &Document) {
        let options = EncodeOptions::default();
        let article = Article::new(doc, &options);
        for mention in article.mentions.as_deref().unwrap_or_default() {
            remember(&mut self.mentions, article.label(mention.label));
        }
        for relation in article.relations().unwrap_or_default() {
            if matches!(relation.object, Term::Mention(_)) {
                remember(&mut self.relations, doc.get(relation.relation));
            }
        }
        for event in article.events().unwrap_or_default() {
            remember(&mut self.events, &event_type(&article, event));
        }
    }

    /// brat's `annotation.conf` for these types.
    fn configuration(&self) -> String {
        let mut conf =
            String::from("# Made by Dateline: the types that stand in this folder.\n\n[entities]\n");
        for name in &self.mentions {
            conf.push_str(&format!("{name}\n"));
        }
        conf.push_str("Quote\n\n[relations]\n");
        for name in &self.relations {
            conf.push_str(&format!("{name}\tArg1:<ENTITY>, Arg2:<ENTITY>\n"));
        }
        conf.push_str("said_by\tArg1:Quote, Arg2:<ENTITY>\nsaid_to\tArg1:Quote, Arg2:<ENTITY>\n");
        conf.push_str("Coreference\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive\n");
        conf.push_str("<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>\n\n[events]\n");
        for name in &self.events {
            conf.push_str(&format!("{name}\tSource*:<ENTITY>, Target*:<ENTITY>\n"));
        }
        conf.push_str("\n[attributes]\n");
        conf.push_str("Kind\tArg:<ENTITY>, Value:nominal|pronoun|direct|indirect|mixed\n");
        conf.push_str("Status\tArg:<EVENT>, Value:actual|planned|possible|denied|conditional\n");
        conf
    }
}

/// Two files an article, and the configuration.
pub(super) struct BratSink {
    staging: Option<Staging>,
    types: Types,
}

impl BratSink {
    pub(super) fn new(folder: &Path) -> Result<Self, Error> {
        Ok(Self {
            staging: Some(Staging::create(folder)?),
            types: Types::default(),
        })
    }
}

impl Sink for BratSink {
    fn accept(&mut self, seq: u64, outcome: Outcome<'_>) -> Result<Flow, Error> {
        let (Some(staging), Outcome::Done(doc, [text, annotations])) = (&self.staging, outcome) else {
            return Ok(Flow::Continue);
        };
        self.types.collect(doc);
        let files: [(&str, &[&[u8]]); 2] = [(".txt", &[text]), (".ann", &[annotations])];
        staging.place(&doc.meta().id, seq, "", &files)?;
        Ok(Flow::Continue)
    }

    fn finish(&mut self) -> Result<(), Error> {
        let Some(staging) = self.staging.take() else {
            return Ok(());
        };
        staging.write("annotation.conf", self.types.configuration().as_bytes())?;
        staging.commit()
    }
}
