//! Why an event was told: the trigger's line, its words, and where its actors' codes are from.

use super::Strings;
use super::actors::Actor;
use super::find::{Draft, Finder};
use dateline_core::layers::{Reason, ReasonPart};
use dateline_core::{Output, Span, TextRef};

impl Finder<'_> {
    /// The reason of a draft.
    pub(super) fn reason(&self, draft: &Draft<'_>, strings: &mut Strings, out: &mut Output<'_>) -> Reason {
        let mut parts = vec![ReasonPart {
            role: strings.intern("trigger", out),
            span: self.article.span(draft.tokens.clone()),
            entry: TextRef::EMPTY,
        }];
        for (role, actors) in [("source", &draft.source), ("target", &draft.target)] {
            for actor in actors {
                let entry = self.entry(actor);
                parts.push(ReasonPart {
                    role: strings.intern(role, out),
                    span: self.words(actor, draft.sentence),
                    entry: strings.intern(&entry, out),
                });
            }
        }
        parts.retain(|part| !part.span.is_empty());
        Reason {
            pattern: strings.intern(&draft.trigger.text, out),
            parts,
        }
    }

    /// The words of the sentence that name an actor; else those of its first mention.
    fn words(&self, actor: &Actor, sentence: usize) -> Span {
        let article = self.article;
        let Some(entity) = article.entities.get(actor.entity.index()) else {
            return Span::default();
        };
        let tokens = article.sentence(sentence);
        let here = entity
            .mentions
            .iter()
            .find(|id| tokens.contains(&article.place(id.index()).start));
        let mention = here.or_else(|| entity.mentions.first());
        mention
            .and_then(|id| article.mentions.get(id.index()))
            .map_or_else(Span::default, |it| it.span)
    }

    /// An actor's code, and whether a dictionary or the article says it.
    fn entry(&self, actor: &Actor) -> String {
        let code = self.offices.code(self.article, self.lexicon, actor);
        let name = self
            .article
            .entities
            .get(actor.entity.index())
            .map_or("", |entity| self.article.doc.get(entity.name));
        if code.is_empty() {
            return String::new();
        }
        match self.lexicon.actor(&name.to_lowercase()) {
            Some(_) => format!("actors.tsv: {name} = {code}"),
            None => format!("by state and office: {code}"),
        }
    }
}
