//! Names, titles and addresses in English news: the stage `tagger`.
//!
//! It reads tokens and sentences and proposes [`Names`](dateline_core::layers::Names): people, groups,
//! places, institutions, works, laws, events, products, titles, addresses. An article goes through in four
//! steps: [`scan`] looks every token up once; names and titles are proposed by evidence; the proposals are
//! brought to agree over the article; mentions are written with their places' codes.
//!
//! Where a stage before it has said what a network thinks of names
//! ([`NameHints`](dateline_core::layers::NameHints), [`NameChances`](dateline_core::layers::NameChances); the stage `syntax`
//! does, where it makes trees), that is weighed in, and more names are right than without it.
//!
//! What it does not do: values (dates, sums), which mentions are the same thing, which government a
//! capital stands for.
//!
//! ```
//! use dateline_core::layers::{Label, Names, Sentence, Sentences, Token, TokenClass, Tokens};
//! use dateline_core::{Document, Span};
//! use dateline_tagger::Tagger;
//!
//! let mut doc = Document::from_text("Defense Minister Minoru Kihara visited Cambodia")?;
//! doc.insert(|view, out| {
//!     let mut at = 0;
//!     for word in view.text().split(' ') {
//!         out.layer::<Tokens>().push(Token::new(Span::at(at, word.len()), TokenClass::Word));
//!         at += word.len() + 1;
//!     }
//!     let (span, end) = (Span::at(0, at - 1), out.layer::<Tokens>().len() as u32);
//!     out.layer::<Sentences>().push(Sentence { span, first: 0, end, paragraph: true });
//!     Ok(())
//! })?;
//! doc.apply(&Tagger::new()?)?;
//! let names = doc.layer::<Names>().unwrap_or_default();
//! let found: Vec<_> = names.iter().map(|name| (doc.slice(name.span), name.label)).collect();
//! assert_eq!(
//!     found,
//!     [
//!         ("Defense Minister", Label::Title),
//!         ("Minoru Kihara", Label::Person),
//!         ("Cambodia", Label::Gpe)
//!     ]
//! );
//! # Ok::<(), dateline_core::Error>(())
//! ```

mod again;
pub mod clusters;
mod confidence;
mod error;
mod fine;
pub mod gazetteer;
pub mod kinds;
mod known;
pub mod lexicon;
pub mod model;
mod pattern;
mod pool;
mod proposal;
mod refine;
mod regions;
pub mod scan;
mod stage;
#[cfg(test)]
mod tests;
mod titles;
mod user;

pub use error::DataError;
pub use pool::Pool;
pub use stage::Tagger;

use dateline_core::layers::Label;
use dateline_core::{Error, Registry};

/// The labels that the stage writes.
const LABELS: &[Label] = &[
    Label::Person,
    Label::Norp,
    Label::Fac,
    Label::Org,
    Label::Gpe,
    Label::Loc,
    Label::Product,
    Label::Event,
    Label::WorkOfArt,
    Label::Law,
    Label::Language,
    Label::Title,
    Label::Url,
    Label::Email,
    Label::Handle,
];

/// Registers the stage `tagger` and its labels.
///
/// # Errors
/// [`ErrorKind::Registry`](dateline_core::ErrorKind::Registry) where the name is taken.
pub fn plugin(registry: &mut Registry) -> Result<(), Error> {
    registry.model("tagger", "tagger", stage::MODEL);
    registry.model("tagger", "clusters", clusters::CLUSTERS);
    registry.model("tagger", "gazetteer", scan::NAMES);
    registry.model("tagger", "gazetteer_odbl", scan::STATE_NAMES);
    registry.stage(
        "tagger",
        "names, titles and addresses",
        Tagger::layers(),
        |settings| Ok(Box::new(Tagger::from_settings(settings)?)),
    )?;
    for (label, name, meaning) in Label::KNOWN {
        if LABELS.contains(label) {
            registry.label("mentions", name, meaning);
        }
    }
    Ok(())
}
