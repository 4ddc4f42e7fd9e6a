//! Reader of CaRB's tuples, and the shipped stages at work on its sentences.

use anyhow::{Context, Result, bail};
use dateline_core::layers::{Proposition, Propositions, Sentence, Sentences, Tokens};
use dateline_core::{Annotator, Contract, Document, Worker};
use dateline_eval::{CarbSentence, CarbTuple};
use dateline_relations::PropositionStage;
use dateline_tokenizer::{Scratch, Tokenizer};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// A sentence with its gold tuples.
#[derive(Clone, Debug)]
pub struct Gold {
    /// The sentence, its words parted by spaces.
    pub text: String,
    /// Its tuples.
    pub tuples: Vec<CarbTuple>,
}

/// Reads a file of tuples: sentence, relation, arguments, parted by tabs. Arguments that begin with `C: ` tell in
/// whose words the tuple stands and are no part of it.
///
/// # Errors
/// A file that cannot be read, a line without a relation.
pub fn read(path: &Path) -> Result<Vec<Gold>> {
    let content = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    parse(&content).with_context(|| path.display().to_string())
}

fn parse(content: &str) -> Result<Vec<Gold>> {
    let mut all: Vec<Gold> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (number, line) in content.lines().enumerate() {
        let mut cells = line.trim().split('\t');
        let (Some(text), Some(relation)) = (cells.next(), cells.next()) else {
            bail!("line {}: there is no relation", number + 1);
        };
        let text = text.trim();
        let tuple = CarbTuple {
            relation: relation.trim().to_owned(),
            arguments: cells
                .filter(|cell| !cell.contains("C: "))
                .map(|cell| cell.trim().to_owned())
                .collect(),
            confidence: 1.0,
        };
        let place = *places.entry(text.to_owned()).or_insert_with(|| {
            all.push(Gold {
                text: text.to_owned(),
                tuples: Vec::new(),
            });
            all.len() - 1
        });
        all[place].tuples.push(tuple);
    }
    Ok(all)
}

/// The shipped tokenizer, syntax and propositions, one sentence at a time.
pub struct Extractor<'s> {
    tokenizer: Tokenizer,
    scratch: Scratch,
    stages: [(Box<dyn Worker + 's>, Contract); 2],
    doc: Document,
}

impl<'s> Extractor<'s> {
    /// Around these stages.
    ///
    /// # Errors
    /// If the tokenizer cannot be built.
    pub fn new(syntax: &'s dyn Annotator, propositions: &'s PropositionStage) -> Result<Self> {
        Ok(Self {
            tokenizer: Tokenizer::builder().build()?,
            scratch: Scratch::new(),
            stages: [
                (syntax.worker(), syntax.contract()),
                (propositions.worker(), propositions.contract()),
            ],
            doc: Document::default(),
        })
    }

    /// The document of one sentence with its propositions. What the tokenizer takes for several sentences is one
    /// here, as the data says.
    ///
    /// # Errors
    /// A stage's.
    pub fn run(&mut self, text: &str) -> Result<&Document> {
        let (mut tokens, mut sentences) = (Vec::new(), Vec::new());
        self.tokenizer
            .tokenize_into(text, &mut tokens, &mut sentences, &mut self.scratch)?;
        let doc = &mut self.doc;
        doc.reset();
        doc.write_text(|buffer| buffer.push_str(text))?;
        doc.insert(|_, out| {
            if let (Some(first), Some(last)) = (tokens.first(), tokens.last()) {
                out.layer::<Sentences>().push(Sentence {
                    span: first.span.join(last.span),
                    first: 0,
                    end: tokens.len() as u32,
                    paragraph: true,
                });
            }
            out.layer::<Tokens>().append(&mut tokens);
            Ok(())
        })?;
        for (worker, contract) in &mut self.stages {
            doc.run(&mut **worker, contract)?;
        }
        Ok(doc)
    }

    /// A gold sentence with the tuples that the stages find in it, each as it is written out everywhere, and what
    /// `also` makes of each.
    ///
    /// # Errors
    /// A stage's.
    pub fn score<T>(
        &mut self,
        gold: &Gold,
        mut also: impl FnMut(&Document, &Proposition) -> T,
    ) -> Result<(CarbSentence, Vec<T>)> {
        let doc = self.run(&gold.text)?;
        let found = doc.layer::<Propositions>().unwrap_or_default();
        let system = found.iter().map(|proposition| tuple(doc, proposition)).collect();
        let sentence = CarbSentence {
            gold: gold.tuples.clone(),
            system,
        };
        Ok((sentence, found.iter().map(|it| also(doc, it)).collect()))
    }
}

/// A proposition as CaRB takes it: its tuple with the subject behind the relation.
fn tuple(doc: &Document, proposition: &Proposition) -> CarbTuple {
    let mut arguments = proposition.tuple(doc);
    let relation = arguments.remove(1);
    CarbTuple {
        relation,
        arguments,
        confidence: f64::from(proposition.confidence),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tuples_come_by_sentence_and_without_context() {
        let all = parse(
            "He left . \tleft\the\t\nShe came .\tcame\tshe\tC: they say that\t in May\nHe left .\twas gone\tHe\n",
        );
        let all = all.unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].text.as_str(), all[0].tuples.len()), ("He left .", 2));
        assert_eq!(all[0].tuples[0].arguments, ["he"]);
        assert_eq!(all[1].tuples[0].arguments, ["she", "in May"]);
        assert!(parse("He left .\n").is_err());
    }
}
