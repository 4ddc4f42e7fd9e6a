//! The whole phrase of a mention, for those who want more than its core: “the defence minister of Japan” for
//! “defence minister”.

use crate::article::lower_into;
use crate::data::list;
use crate::dependents::{Named, Surroundings};
use crate::markables::label_number;
use crate::stage::Coref;
use crate::tree::{Subtype, Tree};
use dateline_core::layers::{Label, Names, Sentences, Token, Tokens, UdRel, Upos, tokens_within};
use dateline_core::{Span, View};
use std::ops::Range;

/// Quotation marks that open, and those that close what they open.
const QUOTES: [(&str, &str); 3] = [("“", "”"), ("``", "''"), ("\"", "\"")];
/// Brackets that open, and those that close what they open.
const BRACKETS: [(&str, &str); 2] = [("(", ")"), ("[", "]")];

/// The phrases of an article that has tags and a parse.
pub struct Phrases<'m> {
    tree: Tree,
    names: Vec<Named>,
    coref: &'m Coref,
}

impl<'m> Phrases<'m> {
    /// Reads the article's parse and names; `None` where there is no parse.
    #[must_use]
    pub fn read(coref: &'m Coref, doc: View<'_>) -> Option<Self> {
        let (tree, names) = read(doc)?;
        Some(Self { tree, names, coref })
    }

    /// The token that is the head of a mention, and the tokens of the phrase that it heads: with determiners,
    /// titles and what follows the head, without prepositions, conjuncts and most appositions. Of a place whose kind
    /// is said (“the state of Arizona”) that is the kind's phrase.
    #[must_use]
    pub fn of(&self, doc: View<'_>, mention: Span) -> (usize, Range<usize>) {
        let all = doc.layer::<Tokens>().unwrap_or_default();
        let tokens = tokens_within(all, mention);
        let head = self.tree.head_of(tokens.clone());
        let head = self.kind_of_place(doc, all, head).unwrap_or(head);
        let mut phrase = self.around(head);
        if !tokens.is_empty() {
            phrase = phrase.start.min(tokens.start)..phrase.end.max(tokens.end);
        }
        let upos = |at: usize| self.tree.get(at).map(|word| word.upos);
        if closes(doc, all, &phrase) {
            phrase.end += 1;
        }
        // The possessive ending is the phrase's, whatever it hangs on: “the king of Spain's”.
        let possessive = all
            .get(phrase.end)
            .is_some_and(|token| doc.slice(token.span).starts_with(['\'', '’']));
        if possessive && upos(phrase.end) == Some(Upos::Part) {
            phrase.end += 1;
        }
        (head, phrase)
    }

    /// The noun that says what kind of place a name is, and holds it: “the state of Arizona”.
    fn kind_of_place(&self, doc: View<'_>, tokens: &[Token], name: usize) -> Option<usize> {
        let word = self.tree.get(name)?;
        let label = self.names.get(name).copied().flatten()?.1;
        let place = [Label::Gpe, Label::Loc].map(label_number).contains(&label);
        let kind = word.head as usize;
        let noun = self.tree.get(kind)?.upos == Upos::Noun;
        if !place || !noun || word.relation != UdRel::Nmod || word.subtype == Subtype::Possessive {
            return None;
        }
        let text = |at: usize| tokens.get(at).map_or("", |token| doc.slice(token.span));
        let mut lower = String::new();
        lower_into(text(kind), &mut lower);
        let known = self.coref.data().lists(&lower) & list::PLACE_KIND != 0;
        let between = (kind + 1..name).find(|at| {
            self.tree
                .get(*at)
                .is_some_and(|it| it.relation == UdRel::Case && it.head as usize == name)
        })?;
        (known && text(between).eq_ignore_ascii_case("of")).then_some(kind)
    }

    /// A head with the dependents that belong to it.
    fn around(&self, head: usize) -> Range<usize> {
        let around = Surroundings {
            tree: &self.tree,
            names: &self.names,
        };
        let (mut start, mut end) = (head, head + 1);
        for dependent in around.children(head) {
            let extent = self.tree.get(dependent).map(|word| word.extent);
            if let Some((first, last)) =
                extent.filter(|_| self.coref.dependents().belongs(&around, head, dependent))
            {
                start = start.min(first as usize);
                end = end.max(last as usize + 1);
            }
        }
        let mark = |at: usize| self.tree.get(at).is_some_and(|word| word.upos == Upos::Punct);
        while start < head && mark(start) {
            start += 1;
        }
        start..end
    }
}

/// The article's tree, and the name over each token.
pub(crate) fn read(doc: View<'_>) -> Option<(Tree, Vec<Named>)> {
    let tokens = doc.layer::<Tokens>().unwrap_or_default();
    let mut tree = Tree::default();
    if !tree.read(doc, tokens, doc.layer::<Sentences>().unwrap_or_default()) {
        return None;
    }
    let mut names = vec![None; tokens.len()];
    for (number, name) in doc.layer::<Names>().unwrap_or_default().iter().enumerate() {
        let over = names.get_mut(tokens_within(tokens, name.span));
        over.unwrap_or_default()
            .fill(Some((number as u32, label_number(name.label))));
    }
    Some((tree, names))
}

/// Whether the mark behind a phrase closes what was opened within it.
fn closes(doc: View<'_>, tokens: &[Token], phrase: &Range<usize>) -> bool {
    let Some(next) = tokens.get(phrase.end).map(|token| doc.slice(token.span)) else {
        return false;
    };
    let within = tokens.get(phrase.clone()).unwrap_or_default();
    let count = |mark: &str| {
        within
            .iter()
            .filter(|token| doc.slice(token.span) == mark)
            .count()
    };
    QUOTES.iter().chain(&BRACKETS).any(|(open, close)| {
        next == *close
            && if open == close {
                count(open) % 2 == 1
            } else {
                count(open) > count(close)
            }
    })
}
