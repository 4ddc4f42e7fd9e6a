//! The relations of an article as a small graph: its entities on a circle, a line for each pair, in SVG without
//! any script.

use super::escape::Html;
use super::legend::class_of;
use crate::article::Article;
use dateline_core::Id;
use dateline_core::layers::{Entities, Mentions, Term};
use std::collections::BTreeMap;

/// The most entities that are drawn: those with most relations.
const NODES: usize = 14;
/// The most lines.
const LINES: usize = 40;
/// The drawing's width and height, in its own units.
const SIZE: (f32, f32) = (560.0, 340.0);
/// The circle on which the entities stand.
const RADIUS: f32 = 118.0;
/// Letters of a name that are shown.
const LETTERS: usize = 24;

/// Lines between two entities: what is told of the first about the second, and the other way round.
type Lines<'d> = BTreeMap<(u32, u32), Vec<&'d str>>;

/// Draws the graph, if at least two entities are related. HTML's parser knows SVG's attributes in small letters.
pub(super) fn write(article: &Article<'_>, html: &mut Html<'_>) {
    let lines = lines(article);
    let mut degree: BTreeMap<u32, usize> = BTreeMap::new();
    for ((a, b), names) in &lines {
        *degree.entry(*a).or_default() += names.len();
        *degree.entry(*b).or_default() += names.len();
    }
    let mut nodes: Vec<(u32, usize)> = degree.into_iter().collect();
    nodes.sort_by_key(|(entity, count)| (usize::MAX - count, *entity));
    nodes.truncate(NODES);
    // In the order of the text, so that related things tend to stand side by side.
    nodes.sort_unstable();
    if nodes.len() < 2 {
        return;
    }
    let place = |entity: u32| {
        let at = nodes.iter().position(|(node, _)| *node == entity)?;
        Some(point(at, nodes.len()))
    };
    html.raw(
        "<details open><summary>Who and what belongs together</summary>\n<svg class=\"graph\" role=\"img\" ",
    );
    html.raw("aria-label=\"Relations between entities\" viewbox=\"0 0 560 340\">\n");
    for ((a, b), names) in lines.iter().take(LINES) {
        if let (Some(from), Some(to)) = (place(*a), place(*b)) {
            line(html, from, to, &names.join(", "));
        }
    }
    for (at, (entity, _)) in nodes.iter().enumerate() {
        node(article, html, *entity, point(at, nodes.len()));
    }
    html.raw("</svg></details>\n");
}

/// The pairs of entities between which the article tells a relation.
fn lines<'d>(article: &Article<'d>) -> Lines<'d> {
    let mut lines = Lines::new();
    let entity = |id: Id<Mentions>| article.doc.item(id)?.entity.map(Id::raw);
    for relation in article.relations().unwrap_or_default() {
        let Term::Mention(object) = relation.object else {
            continue;
        };
        let (Some(a), Some(b)) = (entity(relation.subject), entity(object)) else {
            continue;
        };
        let names = lines.entry((a, b)).or_default();
        let name = article.doc.get(relation.relation);
        if a != b && !names.contains(&name) {
            names.push(name);
        }
    }
    lines.retain(|_, names| !names.is_empty());
    lines
}

/// Where the entity of this number stands, of so many, from the top on clockwise.
fn point(at: usize, of: usize) -> (f32, f32) {
    let turn = at as f32 / of.max(1) as f32 * std::f32::consts::TAU - std::f32::consts::FRAC_PI_2;
    (
        SIZE.0 / 2.0 + RADIUS * turn.cos(),
        SIZE.1 / 2.0 + RADIUS * turn.sin(),
    )
}

/// A coordinate with one digit behind the point, the same on every machine.
fn coordinate(value: f32) -> String {
    format!("{:.1}", (value * 10.0).round() / 10.0)
}

fn line(html: &mut Html<'_>, from: (f32, f32), to: (f32, f32), names: &str) {
    let words = names.replace('_', " ");
    html.raw("<g><line x1=\"").raw(&coordinate(from.0));
    html.raw("\" y1=\"").raw(&coordinate(from.1));
    html.raw("\" x2=\"").raw(&coordinate(to.0));
    html.raw("\" y2=\"").raw(&coordinate(to.1)).raw("\"></line>");
    // Nearer to the object, so that the lines of one subject do not share a place.
    let (x, y) = (from.0 * 0.4 + to.0 * 0.6, from.1 * 0.4 + to.1 * 0.6);
    html.raw("<text class=\"what\" x=\"").raw(&coordinate(x));
    html.raw("\" y=\"").raw(&coordinate(y)).raw("\">");
    html.text(&words).raw("</text></g>\n");
}

fn node(article: &Article<'_>, html: &mut Html<'_>, entity: u32, at: (f32, f32)) {
    let Some(it) = article.doc.item(Id::<Entities>::new(entity)) else {
        return;
    };
    let name = article.doc.get(it.name);
    let label = article.label(it.label);
    // Names stand outside of the circle.
    let side = (at.0 - SIZE.0 / 2.0) / RADIUS;
    let (anchor, shift) = match side {
        side if side > 0.3 => ("start", 9.0),
        side if side < -0.3 => ("end", -9.0),
        _ => ("middle", 0.0),
    };
    let rise = match (shift == 0.0, at.1 < SIZE.1 / 2.0) {
        (false, _) => 4.0,
        (true, true) => -10.0,
        (true, false) => 18.0,
    };
    let link = it.mentions.first().filter(|_| article.mentions.is_some());
    if let Some(mention) = link {
        html.raw("<a href=\"#").anchor("m", mention.index()).raw("\">");
    }
    html.raw("<circle class=\"")
        .raw(class_of(label))
        .raw("\" r=\"6\" cx=\"");
    html.raw(&coordinate(at.0)).raw("\" cy=\"");
    html.raw(&coordinate(at.1)).raw("\"><title>").text(name).raw(" (");
    html.text(label)
        .raw(")</title></circle><text text-anchor=\"")
        .raw(anchor);
    html.raw("\" x=\"").raw(&coordinate(at.0 + shift)).raw("\" y=\"");
    html.raw(&coordinate(at.1 + rise)).raw("\">");
    let mut shown: String = name.chars().take(LETTERS).collect();
    if shown.len() < name.len() {
        shown.push('…');
    }
    html.text(&shown).raw("</text>");
    html.raw(if link.is_some() { "</a>\n" } else { "\n" });
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::layers::{Entity, Evidence, Label, Mention, MentionKind, Relation, Relations};
    use dateline_core::{Document, EncodeOptions, Span, TextRef};

    /// “Roe leads Acme.” with that relation.
    fn related() -> Document {
        let mut doc = Document::from_text("Roe leads <Acme>.").unwrap();
        doc.insert(|_, out| {
            for (index, (start, len, label)) in [(0, 3, Label::Person), (11, 4, Label::Org)]
                .into_iter()
                .enumerate()
            {
                let span = Span::at(start, len);
                out.layer::<Mentions>().push(Mention {
                    entity: Some(Id::from_index(index)),
                    ..Mention::new(span, label, MentionKind::Name)
                });
                out.layer::<Entities>().push(Entity {
                    name: TextRef::of_span(span),
                    label,
                    mentions: vec![Id::from_index(index)],
                    links: Vec::new(),
                });
            }
            let relation = out.intern("leader_of");
            out.layer::<Relations>().push(Relation {
                relation,
                subject: Id::new(0),
                object: Term::Mention(Id::new(1)),
                qualifiers: Vec::new(),
                evidence: Evidence::default(),
                confidence: 0.9,
            });
            Ok(())
        })
        .unwrap();
        doc
    }

    #[test]
    fn two_related_entities_are_drawn_with_their_line_and_links() {
        let (doc, options, mut out) = (related(), EncodeOptions::default(), Vec::new());
        write(&Article::new(&doc, &options), &mut Html(&mut out));
        let svg = String::from_utf8_lossy(&out);
        assert_eq!(
            (svg.matches("<circle").count(), svg.matches("<line").count()),
            (2, 1)
        );
        assert!(svg.contains(">leader of</text>") && svg.contains("<title>Acme (ORG)</title>"));
        assert_eq!(svg.matches("<a href=").count(), 2);
    }

    #[test]
    fn nothing_is_drawn_where_nothing_is_related() {
        let doc = Document::from_text("Roe leads Acme.").unwrap();
        let (options, mut out) = (EncodeOptions::default(), Vec::new());
        write(&Article::new(&doc, &options), &mut Html(&mut out));
        assert!(out.is_empty());
    }

    #[test]
    fn entities_stand_on_a_circle_from_the_top() {
        let (x, y) = point(0, 4);
        assert!((x - 280.0).abs() < 0.01 && (y - 52.0).abs() < 0.01);
        let (x, y) = point(2, 4);
        assert!((x - 280.0).abs() < 0.01 && (y - 288.0).abs() < 0.01);
        assert_eq!(coordinate(12.34), "12.3");
    }
}
