//! From a pattern's text to its tree: nodes, relations and how they are combined.
//!
//! ```text
//! query       = node {":" node} ["::" "uniq" {name}]
//! node        = ("(" node ")" | test) [either]
//! either      = both {"|" both}
//! both        = relation {["&"] relation}
//! relation    = ["!" | "?"] ("[" either "]" | [distance] symbol [label] ["=" name] ["~" name] target)
//! target      = "(" node ")" | test
//! test        = ["!"] ("[" tests {"|" tests} "]" | "{" description "}" ["=" name] | "=" name)
//! tests       = test {["&"] test}
//! description = [item {";" item}]
//! item        = "$" | "#" | ["!"] key (":" | "!:") value
//! value       = text | "\"" text "\"" | "/" regex "/" | "{" item {";" item} "}"
//! ```

mod cursor;
mod description;
mod relation;

use crate::ast::{Clause, Names, Node, Query, Test};
use crate::{ErrorKind, PatternError};
use cursor::Cursor;

/// The longest pattern, in bytes. It bounds everything else: slots, steps, the matcher's stack.
pub(crate) const MAX_BYTES: usize = 16 << 10;
/// How deeply brackets may be nested.
const MAX_DEPTH: usize = 64;

/// Reads a pattern.
pub(crate) fn parse(text: &str) -> Result<Query, PatternError> {
    if text.len() > MAX_BYTES {
        let message = format!("the pattern has {} bytes; {MAX_BYTES} is the most", text.len());
        return Err(PatternError::new(ErrorKind::TooLarge, 1, message));
    }
    let mut parser = Parser {
        cursor: Cursor::new(text),
        names: Names::default(),
        regexes: Vec::new(),
        depth: 0,
        negations: 0,
    };
    let mut patterns = vec![parser.node()?];
    let uniq = loop {
        parser.cursor.skip_space();
        if parser.cursor.eat("::") {
            break Some(parser.uniq()?);
        }
        if !parser.cursor.eat(":") {
            break None;
        }
        patterns.push(parser.node()?);
    };
    parser.cursor.skip_space();
    if !parser.cursor.rest().is_empty() {
        let what = "a relation (such as “>nsubj”), “:” and a further pattern, or the end";
        return Err(parser.cursor.expected(what));
    }
    Ok(Query {
        patterns,
        names: parser.names,
        uniq,
        regexes: parser.regexes,
    })
}

/// The kinds of things that have names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Node,
    Relation,
    Edge,
}

/// Where the reading stands.
struct Parser<'p> {
    cursor: Cursor<'p>,
    names: Names,
    regexes: Vec<(String, usize)>,
    depth: usize,
    /// The negations around this place.
    negations: usize,
}

impl Parser<'_> {
    fn node(&mut self) -> Result<Node, PatternError> {
        self.cursor.skip_space();
        let mut node = if self.cursor.eat("(") {
            self.nested(")", Self::node)?
        } else {
            let test = self.test()?;
            Node { test, clause: None }
        };
        if self.at_relation() {
            let more = self.either()?;
            node.clause = Some(match node.clause.take() {
                Some(clause) => Clause::All(vec![clause, more]),
                None => more,
            });
        }
        Ok(node)
    }

    /// What stands between a bracket that was read and the one that closes it.
    fn nested<T>(
        &mut self,
        close: &str,
        inner: impl Fn(&mut Self) -> Result<T, PatternError>,
    ) -> Result<T, PatternError> {
        if self.depth == MAX_DEPTH {
            let message = format!("brackets are nested more than {MAX_DEPTH} deep");
            return Err(PatternError::new(
                ErrorKind::TooLarge,
                self.cursor.column(),
                message,
            ));
        }
        self.depth += 1;
        let result = inner(self)?;
        self.depth -= 1;
        self.cursor.skip_space();
        if self.cursor.eat(close) {
            return Ok(result);
        }
        Err(self.cursor.expected(&match close {
            "]" => String::from("a further alternative after “|” or “&”, or “]”"),
            _ => format!("a relation or “{close}”"),
        }))
    }

    /// Whether a relation, or a group of them, begins here.
    fn at_relation(&mut self) -> bool {
        self.cursor.skip_space();
        match self.cursor.peek() {
            Some('<' | '>' | '.' | '-' | '$' | '!' | '?' | '[' | '@') => true,
            Some('=') => self.cursor.rest().starts_with("=="),
            Some(c) => c.is_ascii_digit(),
            None => false,
        }
    }

    fn either(&mut self) -> Result<Clause, PatternError> {
        let mut clauses = vec![self.both()?];
        while {
            self.cursor.skip_space();
            self.cursor.eat("|")
        } {
            clauses.push(self.both()?);
        }
        Ok(single(clauses, Clause::Any))
    }

    fn both(&mut self) -> Result<Clause, PatternError> {
        let mut clauses = vec![self.modified()?];
        while {
            self.cursor.skip_space();
            self.cursor.eat("&") || self.at_relation()
        } {
            clauses.push(self.modified()?);
        }
        Ok(single(clauses, Clause::All))
    }

    fn modified(&mut self) -> Result<Clause, PatternError> {
        self.cursor.skip_space();
        if self.cursor.eat("!") {
            self.negations += 1;
            let clause = self.relations()?;
            self.negations -= 1;
            Ok(Clause::Not(Box::new(clause)))
        } else if self.cursor.eat("?") {
            Ok(Clause::Optional(Box::new(self.relations()?)))
        } else {
            self.relations()
        }
    }

    fn relations(&mut self) -> Result<Clause, PatternError> {
        self.cursor.skip_space();
        if self.cursor.eat("[") {
            self.nested("]", Self::either)
        } else {
            self.relation()
        }
    }

    /// What is asked of one token, without its relations.
    fn test(&mut self) -> Result<Test, PatternError> {
        self.cursor.skip_space();
        if self.cursor.eat("!") {
            self.negations += 1;
            let test = self.positive()?;
            self.negations -= 1;
            return Ok(Test::Not(Box::new(test)));
        }
        self.positive()
    }

    fn positive(&mut self) -> Result<Test, PatternError> {
        self.cursor.skip_space();
        match self.cursor.peek() {
            Some('[') => {
                self.cursor.bump();
                self.nested("]", Self::alternatives)
            }
            Some('{') => {
                let description = self.description()?;
                self.cursor.skip_space();
                let named = self.cursor.peek() == Some('=') && !self.cursor.rest().starts_with("==");
                let name = named
                    .then(|| {
                        self.cursor.bump();
                        self.name(Named::Node)
                    })
                    .transpose()?;
                Ok(Test::Description(description, name))
            }
            Some('=') if !self.cursor.rest().starts_with("==") => {
                self.cursor.bump();
                Ok(Test::Reference(self.known_node()?))
            }
            _ => Err(self.cursor.expected("a node, such as “{}” or “{lemma:say}”")),
        }
    }

    fn alternatives(&mut self) -> Result<Test, PatternError> {
        let mut all = vec![self.tests()?];
        while {
            self.cursor.skip_space();
            self.cursor.eat("|")
        } {
            all.push(self.tests()?);
        }
        Ok(single(all, Test::Any))
    }

    fn tests(&mut self) -> Result<Test, PatternError> {
        let mut all = vec![self.test()?];
        while {
            self.cursor.skip_space();
            self.cursor.eat("&") || matches!(self.cursor.peek(), Some('{' | '!' | '[' | '='))
        } {
            all.push(self.test()?);
        }
        Ok(single(all, Test::All))
    }

    fn uniq(&mut self) -> Result<Vec<u16>, PatternError> {
        self.cursor.skip_space();
        let column = self.cursor.column();
        match self.cursor.word() {
            "uniq" => {}
            "" => return Err(self.cursor.expected("“uniq”")),
            other => {
                let message = format!("expected “uniq”, found “{other}”; Dateline has no other operation");
                return Err(PatternError::new(ErrorKind::Unsupported, column, message));
            }
        }
        let mut nodes = Vec::new();
        loop {
            self.cursor.skip_space();
            if self.cursor.rest().is_empty() {
                return Ok(nodes);
            }
            nodes.push(self.known_node()?);
        }
    }

    /// The slot of a name that is given here, or was before.
    fn name(&mut self, kind: Named) -> Result<u16, PatternError> {
        self.cursor.skip_space();
        let column = self.cursor.column();
        let name = self.cursor.word();
        if name.is_empty() {
            return Err(self.cursor.expected("a name (a letter, then letters and digits)"));
        }
        let names = match kind {
            Named::Node => &mut self.names.nodes,
            Named::Relation => &mut self.names.relations,
            Named::Edge => &mut self.names.edges,
        };
        if let Some(slot) = names.iter().position(|known| known == name) {
            return Ok(slot as u16);
        }
        if self.negations > 0 {
            let message = format!(
                "“{name}” is named under a negation, where nothing is ever found that could have the name"
            );
            return Err(PatternError::new(ErrorKind::Name, column, message));
        }
        names.push(name.to_owned());
        // A pattern has at most MAX_BYTES names.
        Ok((names.len() - 1) as u16)
    }

    /// The slot of a node that was named before.
    fn known_node(&mut self) -> Result<u16, PatternError> {
        self.cursor.skip_space();
        let column = self.cursor.column();
        let name = self.cursor.word();
        if name.is_empty() {
            return Err(self.cursor.expected("the name of a node"));
        }
        let slot = self.names.nodes.iter().position(|known| known == name);
        slot.map(|slot| slot as u16).ok_or_else(|| {
            let message = format!("no node before this place is named “{name}”");
            PatternError::new(ErrorKind::Name, column, message)
        })
    }
}

/// The one of its kind as it is, several together.
fn single<T>(mut all: Vec<T>, together: impl FnOnce(Vec<T>) -> T) -> T {
    match all.pop() {
        Some(only) if all.is_empty() => only,
        Some(last) => {
            all.push(last);
            together(all)
        }
        None => together(all),
    }
}
