//! Stages that panic, fail or dawdle, each by what the article is and not by chance, so that a run with
//! them is the same on any number of threads.

use dateline_core::layers::{Sentence, Sentences, Token, TokenClass, Tokens};
use dateline_core::{Contract, Error, ErrorKind, Output, Span, Stateless, View};
use std::time::Duration;

/// Panics on every article whose record number is divisible by this.
#[derive(Clone, Copy, Debug)]
pub struct PanicEvery(pub u64);

/// Returns an error on every article whose record number is divisible by this.
#[derive(Clone, Copy, Debug)]
pub struct ErrorEvery(pub u64);

/// Sleeps for a while that depends on the seed and the article's record number, so that articles come
/// back out of order.
#[derive(Clone, Copy, Debug)]
pub struct Delay {
    /// Another seed gives another order.
    pub seed: u64,
    /// The longest sleep, in microseconds.
    pub max_micros: u64,
}

/// Makes [`Tokens`] of what white space separates, and one of the [`Sentences`] of every line: a stand-in
/// where a test wants layers and does not care which.
#[derive(Clone, Copy, Debug, Default)]
pub struct WhiteSpace;

fn is_nth(doc: View<'_>, n: u64) -> bool {
    n > 0 && doc.meta().origin.record.is_multiple_of(n)
}

impl Stateless for PanicEvery {
    fn contract(&self) -> Contract {
        Contract::new()
    }
    fn annotate(&self, doc: View<'_>, _: &mut Output<'_>) -> Result<(), Error> {
        assert!(
            !is_nth(doc, self.0),
            "panic on record {} as told",
            doc.meta().origin.record
        );
        Ok(())
    }
}

impl Stateless for ErrorEvery {
    fn contract(&self) -> Contract {
        Contract::new()
    }
    fn annotate(&self, doc: View<'_>, _: &mut Output<'_>) -> Result<(), Error> {
        if is_nth(doc, self.0) {
            let message = format!("error on record {} as told", doc.meta().origin.record);
            return Err(Error::new(ErrorKind::Other, message));
        }
        Ok(())
    }
}

impl Stateless for Delay {
    fn contract(&self) -> Contract {
        Contract::new()
    }
    fn annotate(&self, doc: View<'_>, _: &mut Output<'_>) -> Result<(), Error> {
        let mut mixed = (self.seed ^ doc.meta().origin.record).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed ^= mixed >> 29;
        std::thread::sleep(Duration::from_micros(mixed % self.max_micros.max(1)));
        Ok(())
    }
}

impl Stateless for WhiteSpace {
    fn contract(&self) -> Contract {
        Contract::new().provides::<Tokens>().provides::<Sentences>()
    }
    fn annotate(&self, doc: View<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        let offset = |part: &str| part.as_ptr() as usize - doc.text().as_ptr() as usize;
        let (tokens, sentences) = out.pair::<Tokens, Sentences>();
        for line in doc.text().lines() {
            let first = tokens.len();
            for word in line.split_whitespace() {
                tokens.push(Token::new(Span::at(offset(word), word.len()), TokenClass::Word));
            }
            if let (Some(from), Some(to)) = (tokens.get(first), tokens.last()) {
                let span = from.span.join(to.span);
                let (first, end) = (first as u32, tokens.len() as u32);
                sentences.push(Sentence {
                    span,
                    first,
                    end,
                    paragraph: true,
                });
            }
        }
        Ok(())
    }
}
