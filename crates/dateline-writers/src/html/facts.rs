//! What stands beside the text: entities, relations, events, quotes, propositions, each with the way to its
//! evidence.

use super::escape::Html;
use super::legend::class_of;
use super::{graph, timeline};
use crate::article::Article;
use crate::records::{confidence, polarity};
use dateline_core::layers::{
    ArgumentRole, Credit, Entities, Event, Evidence, Mentions, Proposition, Quote, Relation, Term,
};
use dateline_core::{Id, Span};

/// Writes all lists that the article has.
pub(super) fn write(article: &Article<'_>, html: &mut Html<'_>) {
    graph::write(article, html);
    timeline::write(article, html);
    let mut facts = Facts { article, html };
    facts.list("Relations", article.relations(), Facts::relation);
    facts.list("Events", article.events(), Facts::event);
    facts.list("Quotes", article.quotes(), Facts::quote);
    facts.list("Propositions", article.propositions(), Facts::proposition);
    facts.list("Entities", article.entities(), Facts::entity);
    facts.list("Credits", article.credits(), Facts::credit);
}

struct Facts<'p, 'o, 'd> {
    article: &'p Article<'d>,
    html: &'p mut Html<'o>,
}

/// A name made of words joined by `_`, as people write it.
fn words(name: &str) -> String {
    name.replace('_', " ")
}

impl Facts<'_, '_, '_> {
    fn list<T>(&mut self, title: &str, items: Option<&[T]>, each: fn(&mut Self, usize, &T)) {
        let Some(items) = items else { return };
        self.html
            .raw("<details open><summary>")
            .raw(title)
            .raw(" <small>")
            .number(items.len());
        self.html.raw("</small></summary>\n");
        if items.is_empty() {
            self.html.raw("<p class=\"none\">None found.</p>");
        } else {
            self.html.raw("<ol>\n");
            for (index, item) in items.iter().enumerate() {
                self.html.raw("<li>");
                each(self, index, item);
                self.html.raw("</li>\n");
            }
            self.html.raw("</ol>");
        }
        self.html.raw("</details>\n");
    }

    /// Text with the way to a mention, if mentions are drawn.
    fn mention_link(&mut self, id: Id<Mentions>, text: &str) {
        match self.article.mentions {
            Some(_) => self.html.jump("m", id.index(), text),
            None => self.html.text(text),
        };
    }

    /// The words of a mention, with the way to it.
    fn mention(&mut self, id: Id<Mentions>) {
        let Some(mention) = self.article.doc.item(id) else {
            return;
        };
        self.mention_link(id, self.article.slice(mention.span));
        // Who “he” is should not have to be looked up.
        let entity = mention.entity.and_then(|entity| self.article.doc.item(entity));
        if let Some(entity) = entity.filter(|_| !matches!(mention.kind.name(), "name" | "value")) {
            self.html
                .raw(" <small>(")
                .text(self.article.doc.get(entity.name))
                .raw(")</small>");
        }
    }

    /// The name of an entity, with the way to its first mention.
    fn entity_name(&mut self, id: Id<Entities>) {
        let Some(entity) = self.article.doc.item(id) else {
            return;
        };
        let name = self.article.doc.get(entity.name);
        match entity.mentions.first() {
            Some(mention) => self.mention_link(*mention, name),
            None => {
                self.html.text(name);
            }
        }
    }

    fn entity_names(&mut self, ids: &[Id<Entities>]) {
        for (index, id) in ids.iter().enumerate() {
            self.html.raw(if index == 0 { "" } else { ", " });
            self.entity_name(*id);
        }
    }

    fn term(&mut self, term: Term) {
        match term {
            Term::Mention(id) => self.mention(id),
            Term::Text(span) => {
                self.html.raw("“").text(self.article.slice(span)).raw("”");
            }
        }
    }

    /// The line below a fact: the way to where it stands, what found it and how sure that is.
    fn footer(&mut self, place: Option<(&str, usize)>, title: &[Span], rule: &str, sure: f32) {
        self.html.raw("<div class=\"ev\">");
        if let Some((kind, index)) = place {
            self.html
                .raw("<a href=\"#")
                .anchor(kind, index)
                .raw("\" title=\"");
            for (index, span) in title.iter().enumerate() {
                self.html
                    .raw(if index == 0 { "" } else { " … " })
                    .text(self.article.slice(*span));
            }
            self.html.raw("\">evidence</a>");
        }
        self.html.raw(" · confidence ").raw(&confidence(sure).to_string());
        if !rule.is_empty() {
            self.html.raw(" · ").text(rule);
        }
        self.html.raw("</div>");
    }

    fn evidence(&mut self, evidence: &Evidence, otherwise: Option<(&str, usize)>, sure: f32) {
        // The sentence lights up; where there are no sentences, something of the fact's own does.
        let drawn = self.article.sentences().is_some();
        let sentence = evidence.sentence.filter(|_| drawn).map(|id| ("s", id.index()));
        let rule = self.article.doc.get(evidence.rule);
        self.footer(sentence.or(otherwise), &evidence.spans, rule, sure);
    }

    fn relation(&mut self, _: usize, relation: &Relation) {
        self.mention(relation.subject);
        let name = words(self.article.doc.get(relation.relation));
        self.html.raw(" <b>").text(&name).raw("</b> ");
        self.term(relation.object);
        for qualifier in &relation.qualifiers {
            let key = words(self.article.doc.get(qualifier.key));
            self.html.raw("<span class=\"more\">").text(&key);
            if let Some(value) = qualifier.value {
                self.html.raw(": ");
                self.term(value);
            }
            self.html.raw("</span>");
        }
        let subject = self
            .article
            .mentions
            .is_some()
            .then(|| ("m", relation.subject.index()));
        self.evidence(&relation.evidence, subject, relation.confidence);
    }

    fn event(&mut self, index: usize, event: &Event) {
        let doc = self.article.doc;
        self.entity_names(&event.source);
        self.code(doc.get(event.source_code));
        self.html
            .raw(if event.source.is_empty() { "<b>" } else { " <b>" });
        self.html
            .jump("e", index, self.article.slice(event.trigger))
            .raw("</b>");
        self.html.raw(if event.target.is_empty() { "" } else { " → " });
        self.entity_names(&event.target);
        self.code(doc.get(event.target_code));
        self.html
            .raw("<span class=\"more\">")
            .text(doc.get(event.plover))
            .raw(" <code>");
        self.html
            .text(doc.get(event.code))
            .raw("</code></span><span class=\"more\">");
        self.html.raw(event.status.name()).raw("</span>");
        if let Some(date) = self.article.some(event.date) {
            self.html.raw("<span class=\"more\">").text(date).raw("</span>");
        }
        if let Some(location) = event.location {
            self.html.raw("<span class=\"more\">in ");
            self.entity_name(location);
            self.html.raw("</span>");
        }
        if let Some(reporter) = event.reported_by {
            self.html.raw("<span class=\"more\">says ");
            self.mention(reporter);
            self.html.raw("</span>");
        }
        self.evidence(&event.evidence, Some(("e", index)), event.confidence);
    }

    fn code(&mut self, code: &str) {
        if !code.is_empty() {
            self.html.raw(" <code>").text(code).raw("</code>");
        }
    }

    fn quote(&mut self, index: usize, quote: &Quote) {
        match quote.speaker {
            Some(speaker) => self.mention(speaker),
            None => {
                self.html.raw("<i>somebody</i>");
            }
        }
        let cue = quote.cue.map_or("", |cue| self.article.slice(cue));
        self.html.raw(" <b>").text(cue).raw("</b>");
        if let Some(addressee) = quote.addressee {
            self.html.raw(" <small>to</small> ");
            self.mention(addressee);
        }
        self.html
            .raw("<span class=\"more\">")
            .raw(quote.kind.name())
            .raw("</span><blockquote>");
        for (nth, span) in quote.content.iter().enumerate() {
            self.html.raw(if nth == 0 { "" } else { " … " });
            self.html.text(self.article.slice(*span));
        }
        self.html.raw("</blockquote>");
        let rule = self.article.doc.get(quote.rule);
        self.footer(Some(("q", index)), &quote.content, rule, quote.confidence);
    }

    fn proposition(&mut self, _: usize, proposition: &Proposition) {
        let article = self.article;
        self.html.text(article.slice(proposition.subject)).raw(" <b>");
        self.html.text(&proposition.relation(article.doc)).raw("</b>");
        for (nth, span) in proposition.objects.iter().enumerate() {
            self.html.raw(" | ").text(article.slice(*span));
            if let Some(role @ (ArgumentRole::Time | ArgumentRole::Place)) = proposition.roles.get(nth) {
                self.html
                    .raw("<span class=\"more\">")
                    .raw(role.name())
                    .raw("</span>");
            }
        }
        if polarity(proposition.polarity) == "negative" {
            self.html.raw("<span class=\"more\">negated</span>");
        }
        if let Some(modal) = article.some(proposition.modality) {
            self.html.raw("<span class=\"more\">").text(modal).raw("</span>");
        }
        if let Some(source) = proposition.attribution {
            self.html
                .raw("<span class=\"more\">says ")
                .text(article.slice(source))
                .raw("</span>");
        }
        self.evidence(&proposition.evidence, None, proposition.confidence);
    }

    fn credit(&mut self, _: usize, credit: &Credit) {
        let article = self.article;
        self.html.raw("<b>").raw(credit.kind.name()).raw("</b> ");
        self.html.text(article.doc.get(credit.value));
        self.html.raw("<div class=\"ev\">“");
        self.html.text(article.slice(credit.span)).raw("”</div>");
    }

    fn entity(&mut self, index: usize, _: &dateline_core::layers::Entity) {
        let article = self.article;
        let Some(entity) = article.entities().and_then(|entities| entities.get(index)) else {
            return;
        };
        let label = article.label(entity.label);
        self.entity_name(Id::from_index(index));
        self.html
            .raw(" <mark class=\"tag ")
            .raw(class_of(label))
            .raw("\">")
            .text(label)
            .raw("</mark>");
        for (scheme, id) in article.links(entity) {
            self.html.raw("<span class=\"more\">").text(scheme).raw(" ");
            let digits = id.strip_prefix('Q').unwrap_or_default();
            if scheme == "wikidata" && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
            {
                self.html.link(&format!("https://www.wikidata.org/wiki/{id}"), id);
            } else {
                self.html.text(id);
            }
            self.html.raw("</span>");
        }
        self.html.raw("<div class=\"ev\">").number(entity.mentions.len());
        self.html.raw(if entity.mentions.len() == 1 {
            " mention:"
        } else {
            " mentions:"
        });
        for (nth, mention) in entity.mentions.iter().enumerate() {
            self.html.raw(" ");
            self.mention_link(*mention, &(nth + 1).to_string());
        }
        self.html.raw("</div>");
    }
}
