//! Relations: distance, symbol, label, names and target.

use super::{Named, Parser};
use crate::ast::{Clause, Label, Link, Node, Relation, Side};
use crate::{ErrorKind, PatternError};
use dateline_core::layers::UdRel;

/// The symbols, the longer before those that they begin with.
const SYMBOLS: &[(&str, Relation)] = &[
    ("<++", Relation::Governor(Side::Right)),
    ("<--", Relation::Governor(Side::Left)),
    (">++", Relation::Dependent(Side::Right)),
    (">--", Relation::Dependent(Side::Left)),
    (
        "<<",
        Relation::Ancestor {
            min: 1,
            max: u32::MAX,
        },
    ),
    (
        ">>",
        Relation::Descendant {
            min: 1,
            max: u32::MAX,
        },
    ),
    ("<>", Relation::Connected),
    ("<", Relation::Governor(Side::Any)),
    (">", Relation::Dependent(Side::Any)),
    ("==", Relation::Same),
    ("..", Relation::Later),
    (".", Relation::Next),
    ("--", Relation::Earlier),
    ("-", Relation::Previous),
    ("$++", Relation::Sibling(Side::Right)),
    ("$--", Relation::Sibling(Side::Left)),
    ("$+", Relation::NextSibling),
    ("$-", Relation::PreviousSibling),
];

impl Parser<'_> {
    /// One relation and the node that it leads to.
    pub(super) fn relation(&mut self) -> Result<Clause, PatternError> {
        let distance = self.distance()?;
        self.cursor.skip_space();
        let column = self.cursor.column();
        let Some((symbol, mut relation)) = SYMBOLS
            .iter()
            .copied()
            .find(|(symbol, _)| self.cursor.eat(symbol))
        else {
            if self.cursor.peek() == Some('@') {
                let message = "“@” aligns two parses of which Dateline has one";
                return Err(PatternError::new(ErrorKind::Unsupported, column, message));
            }
            let what = "a relation: < > << >> <> == . .. - -- $+ $- $++ $-- <++ <-- >++ >--";
            return Err(self.cursor.expected(what));
        };
        if let Some((from, to)) = distance {
            match &mut relation {
                Relation::Ancestor { min, max } | Relation::Descendant { min, max } => {
                    (*min, *max) = (from, to);
                }
                _ => {
                    let message =
                        format!("a distance stands before “<<” and “>>” alone, not before “{symbol}”");
                    return Err(PatternError::new(ErrorKind::Syntax, column, message));
                }
            }
        }
        let label = self.label(relation, symbol)?;
        let named = self.relation_name(relation, symbol)?;
        let edge = self.edge_name(relation, symbol)?;
        let link = Link {
            relation,
            label,
            named,
            edge,
        };
        Ok(Clause::Relation(link, Box::new(self.target()?)))
    }

    fn target(&mut self) -> Result<Node, PatternError> {
        self.cursor.skip_space();
        if self.cursor.eat("(") {
            return self.nested(")", Self::node);
        }
        let test = self.test()?;
        Ok(Node { test, clause: None })
    }

    /// `n` or `n,m`.
    fn distance(&mut self) -> Result<Option<(u32, u32)>, PatternError> {
        self.cursor.skip_space();
        let column = self.cursor.column();
        if !self.cursor.peek().is_some_and(|c| c.is_ascii_digit()) {
            return Ok(None);
        }
        let min = self.number()?;
        self.cursor.skip_space();
        let max = if self.cursor.eat(",") {
            self.cursor.skip_space();
            self.number()?
        } else {
            min
        };
        if min == 0 || max < min {
            let message =
                format!("expected a distance from 1 up, the smaller number first, found {min},{max}");
            return Err(PatternError::new(ErrorKind::Syntax, column, message));
        }
        Ok(Some((min, max)))
    }

    fn number(&mut self) -> Result<u32, PatternError> {
        let start = self.cursor;
        let digits = self.cursor.take_while(|c| c.is_ascii_digit());
        digits
            .parse()
            .map_err(|_| start.expected("a number of edges, such as “1,3” before “>>”"))
    }

    fn label(&mut self, relation: Relation, symbol: &str) -> Result<Label, PatternError> {
        self.cursor.skip_space();
        let column = self.cursor.column();
        let label = match self.cursor.peek() {
            Some('/') => Label::Regex(self.regex()?),
            Some('%') => {
                self.cursor.bump();
                Label::Any
            }
            Some(c) if c.is_alphabetic() || c == '_' => self.exact_label(column)?,
            Some(c) if c.is_ascii_digit() => {
                let what = "a node or a label; a distance stands before the symbol (“1,3>>”)";
                return Err(self.cursor.expected(what));
            }
            _ => return Ok(Label::Any),
        };
        if relation.has_edge() {
            return Ok(label);
        }
        let message = format!("expected a node: “{symbol}” goes along no edge and has no label");
        Err(PatternError::new(ErrorKind::Syntax, column, message))
    }

    fn exact_label(&mut self, column: usize) -> Result<Label, PatternError> {
        let name = self.cursor.word();
        let mut subtype = "";
        let before = self.cursor;
        if self.cursor.eat(":") {
            let after = self.cursor;
            subtype = self.cursor.word();
            while !subtype.is_empty() && self.cursor.eat(":") && !self.cursor.word().is_empty() {}
            if subtype.is_empty() {
                self.cursor = before;
            } else {
                // Subtypes of subtypes (`obl:agent:by`) belong to it.
                let whole = after.rest().len() - self.cursor.rest().len();
                subtype = after.rest().get(..whole).unwrap_or(subtype);
            }
        }
        match UdRel::from_name(name) {
            Some(relation) => Ok(Label::Exact(relation, subtype.into())),
            None => {
                let known: Vec<&str> = UdRel::ALL.iter().map(|relation| relation.name()).collect();
                let message = format!(
                    "“{name}” is no relation of Universal Dependencies; there are: {}",
                    known.join(", ")
                );
                Err(PatternError::new(ErrorKind::Unknown, column, message))
            }
        }
    }

    /// `=name` for the label. Where no node follows it, it is the node: a reference to a named one.
    fn relation_name(&mut self, relation: Relation, symbol: &str) -> Result<Option<u16>, PatternError> {
        self.cursor.skip_space();
        let before = self.cursor;
        if self.cursor.rest().starts_with("==") || !self.cursor.eat("=") {
            return Ok(None);
        }
        self.cursor.skip_space();
        let has_name = !self.cursor.word().is_empty();
        let is_node = !self.node_follows();
        self.cursor = before;
        if has_name && is_node {
            return Ok(None);
        }
        self.cursor.eat("=");
        if !relation.has_edge() {
            let message = format!("“{symbol}” goes along no edge, so there is no label to name");
            return Err(PatternError::new(ErrorKind::Name, before.column(), message));
        }
        self.name(Named::Relation).map(Some)
    }

    /// Whether what comes next is a node: brackets and negations do not tell, what stands in them does.
    fn node_follows(&self) -> bool {
        let rest = self.cursor.rest();
        let inner = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '[' | '(' | '!'));
        match inner.chars().next() {
            Some('{' | '~') => true,
            Some('=') => !inner.starts_with("=="),
            _ => false,
        }
    }

    fn edge_name(&mut self, relation: Relation, symbol: &str) -> Result<Option<u16>, PatternError> {
        self.cursor.skip_space();
        let column = self.cursor.column();
        if !self.cursor.eat("~") {
            return Ok(None);
        }
        if !relation.has_one_edge() {
            let message = format!("“{symbol}” is not one edge, so there is none to name");
            return Err(PatternError::new(ErrorKind::Name, column, message));
        }
        self.name(Named::Edge).map(Some)
    }
}
