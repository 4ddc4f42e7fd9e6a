//! The patterns of `data/patterns.txt`, compiled into one trie, and the matcher that walks it.

use crate::Error;
use crate::amounts::Input;
use crate::lexicon::{Class, Lexicon, lines};
use crate::natives::{self, Caps, Native};
use crate::resolve::Action;
use crate::scan::{Kind, PARA, SENT};

/// One element of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Elem {
    /// A word or mark by its key.
    Key(u32),
    /// A word of a class.
    Class(Class),
    /// What only code can tell.
    Native(Native),
}

#[derive(Debug, Default)]
struct Node {
    /// Sorted by key.
    keys: Vec<(u32, u32)>,
    classes: Vec<(Class, u32)>,
    natives: Vec<(Native, u32)>,
    ends: Vec<End>,
}

/// A pattern that ends at a node.
#[derive(Clone, Copy, Debug)]
struct End {
    action: Action,
    argument: i8,
    line: u32,
    /// The mention goes from before this element to before that one.
    open: u8,
    close: u8,
}

/// A pattern that matched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Match {
    pub(crate) action: Action,
    pub(crate) argument: i8,
    pub(crate) line: u32,
    /// First and past-the-end token of the mention.
    pub(crate) from: usize,
    pub(crate) past: usize,
    pub(crate) caps: Caps,
    /// The first token of the mention's words, for actions that look at them.
    pub(crate) start: usize,
    /// Past the last token matched, context included.
    pub(crate) reach: usize,
}

/// All patterns.
#[derive(Debug)]
pub(crate) struct Patterns {
    nodes: Vec<Node>,
    lines: u32,
    /// The classes that a first word may have.
    pub(crate) first: u64,
}

impl Default for Patterns {
    fn default() -> Self {
        Self {
            nodes: vec![Node::default()],
            lines: 0,
            first: Class::Trigger.bit(),
        }
    }
}

/// The most elements of a pattern.
const LONGEST: usize = 14;
/// The most ways that the optional parts of one pattern may be taken.
const MOST_WAYS: usize = 4096;

/// A pattern with its options taken: elements and the extent of the mention.
#[derive(Clone, Default)]
struct Way<'a> {
    parts: Vec<&'a str>,
    open: Option<usize>,
    close: Option<usize>,
}

impl Patterns {
    pub(crate) fn read(lexicon: &mut Lexicon, file: &str, content: &str) -> Result<(), Error> {
        for (number, line) in lines(content) {
            let bad = |what: &str| Error::data(file, number, what);
            let (head, body) = line
                .split_once('\t')
                .ok_or_else(|| bad("takes an action and a pattern"))?;
            let (name, argument) = head.split_once(' ').unwrap_or((head, "0"));
            let action =
                Action::from_name(name).ok_or_else(|| bad(&format!("there is no action “{name}”")))?;
            let argument = argument
                .parse()
                .map_err(|_| bad(&format!("“{argument}” is no argument")))?;
            let items = items(body);
            let mut rest = &items[..];
            let ways = alternatives(&mut rest).map_err(|what| bad(&what))?;
            if !rest.is_empty() {
                return Err(bad("has a “)” too many"));
            }
            lexicon.patterns.lines += 1;
            for way in ways {
                let elems = way
                    .parts
                    .iter()
                    .map(|part| element(lexicon, part))
                    .collect::<Result<Vec<Elem>, String>>()
                    .map_err(|what| bad(&what))?;
                if elems.is_empty() || elems.len() > LONGEST {
                    return Err(bad("is empty or too long"));
                }
                lexicon.begin(elems.first());
                let end = End {
                    action,
                    argument,
                    line: lexicon.patterns.lines,
                    open: way.open.unwrap_or(0) as u8,
                    close: way.close.unwrap_or(elems.len()) as u8,
                };
                lexicon.patterns.add(&elems, end);
            }
        }
        Ok(())
    }

    fn add(&mut self, elems: &[Elem], end: End) {
        let mut at = 0;
        for elem in elems {
            let fresh = self.nodes.len() as u32;
            let node = &mut self.nodes[at];
            let next = match elem {
                Elem::Key(key) => match node.keys.binary_search_by_key(key, |(key, _)| *key) {
                    Ok(index) => node.keys[index].1,
                    Err(index) => {
                        node.keys.insert(index, (*key, fresh));
                        fresh
                    }
                },
                Elem::Class(class) => find_or_push(&mut node.classes, *class, fresh),
                Elem::Native(native) => find_or_push(&mut node.natives, *native, fresh),
            };
            if next == fresh {
                self.nodes.push(Node::default());
            }
            at = next as usize;
        }
        self.nodes[at].ends.push(end);
    }

    /// Puts every match that begins at token `at` into `found`, the longest first.
    pub(crate) fn find(&self, input: Input<'_>, at: usize, found: &mut Vec<Match>) {
        found.clear();
        let mut walk = Walk {
            input,
            start: at,
            positions: [at; LONGEST + 1],
            found,
        };
        self.walk(0, at, 0, Caps::default(), &mut walk);
        // Longest mention first, then the most context, then the earliest line.
        found.sort_by_key(|it| (usize::MAX - it.past, usize::MAX - it.reach, it.line));
    }

    fn walk(&self, node: usize, at: usize, depth: usize, caps: Caps, walk: &mut Walk<'_, '_>) {
        let Some(node) = self.nodes.get(node) else { return };
        if let Some(place) = walk.positions.get_mut(depth) {
            *place = at;
        }
        for end in &node.ends {
            let position = |index: u8| walk.positions.get(usize::from(index)).copied().unwrap_or(at);
            walk.found.push(Match {
                action: end.action,
                argument: end.argument,
                line: end.line,
                from: position(end.open),
                past: position(end.close),
                caps,
                start: walk.start,
                reach: at,
            });
        }
        let Some(tok) = walk.input.tok(at) else { return };
        // No expression goes over a paragraph's end, nor over a sentence's.
        if depth > 0 && tok.is(PARA | SENT) {
            return;
        }
        if tok.word != 0 {
            if let Ok(index) = node.keys.binary_search_by_key(&tok.word, |(key, _)| *key) {
                self.walk(node.keys[index].1 as usize, at + 1, depth + 1, caps, walk);
            }
            if tok.kind == Kind::Word {
                for (class, next) in &node.classes {
                    if let Some(value) = walk.input.lexicon.value(tok, *class) {
                        let mut caps = caps;
                        caps.set(*class, value);
                        let past = natives::past_stop(walk.input, at);
                        self.walk(*next as usize, past, depth + 1, caps, walk);
                    }
                }
            }
        }
        for (native, next) in &node.natives {
            if !native.begins_with(tok.kind) {
                continue;
            }
            let mut caps = caps;
            if let Some(past) = natives::read(*native, walk.input, at, &mut caps) {
                self.walk(*next as usize, past, depth + 1, caps, walk);
            }
        }
    }
}

struct Walk<'i, 'f> {
    input: Input<'i>,
    start: usize,
    positions: [usize; LONGEST + 1],
    found: &'f mut Vec<Match>,
}

fn find_or_push<T: PartialEq + Copy>(edges: &mut Vec<(T, u32)>, what: T, fresh: u32) -> u32 {
    match edges.iter().find(|(edge, _)| *edge == what) {
        Some((_, node)) => *node,
        None => {
            edges.push((what, fresh));
            fresh
        }
    }
}

/// Splits a pattern into its items: brackets come off the words they are written against.
fn items(body: &str) -> Vec<&str> {
    let mut items = Vec::new();
    for mut item in body.split_whitespace() {
        let mut closing = Vec::new();
        while let Some(rest) = item.strip_prefix('(').filter(|_| !item.starts_with('\\')) {
            items.push("(");
            item = rest;
        }
        while !item.starts_with('\\') && (item.ends_with(')') || item.ends_with(")?")) {
            let cut = item.len() - if item.ends_with('?') { 2 } else { 1 };
            let (rest, close) = item.split_at(cut);
            closing.push(close);
            item = rest;
        }
        if !item.is_empty() {
            items.push(item);
        }
        items.extend(closing.iter().rev());
    }
    items
}

/// Expands a row of items up to `)` or the end, alternatives and options taken in all ways.
fn alternatives<'a>(rest: &mut &[&'a str]) -> Result<Vec<Way<'a>>, String> {
    let mut done = Vec::new();
    let mut ways = vec![Way::default()];
    while let Some((item, tail)) = rest.split_first() {
        if matches!(*item, ")" | ")?") {
            break;
        }
        *rest = tail;
        let options = match *item {
            "|" => {
                done.append(&mut ways);
                ways.push(Way::default());
                continue;
            }
            "(" => {
                let mut inner = alternatives(rest)?;
                let Some((close, tail)) = rest.split_first() else {
                    return Err("has a “(” without “)”".to_owned());
                };
                *rest = tail;
                if *close == ")?" {
                    inner.push(Way::default());
                }
                inner
            }
            "[" | "]" => {
                for way in &mut ways {
                    let place = Some(way.parts.len());
                    if *item == "[" {
                        way.open = place;
                    } else {
                        way.close = place;
                    }
                }
                continue;
            }
            item => {
                let part = item.strip_suffix('?').filter(|part| !part.is_empty());
                let one = Way {
                    parts: vec![part.unwrap_or(item)],
                    ..Way::default()
                };
                if part.is_some() {
                    vec![one, Way::default()]
                } else {
                    vec![one]
                }
            }
        };
        if ways.len() * options.len() > MOST_WAYS {
            return Err("has too many options".to_owned());
        }
        ways = ways
            .iter()
            .flat_map(|way| {
                options.iter().map(|option| {
                    let mut way = way.clone();
                    let shift = way.parts.len();
                    way.open = option.open.map(|open| open + shift).or(way.open);
                    way.close = option.close.map(|close| close + shift).or(way.close);
                    way.parts.extend(&option.parts);
                    way
                })
            })
            .collect();
    }
    done.append(&mut ways);
    Ok(done)
}

fn element(lexicon: &mut Lexicon, part: &str) -> Result<Elem, String> {
    if let Some(name) = part.strip_prefix('<').and_then(|part| part.strip_suffix('>')) {
        return Native::from_name(name)
            .map(Elem::Native)
            .or_else(|| Class::from_name(name).map(Elem::Class))
            .ok_or_else(|| format!("there is no class “{name}”"));
    }
    match part {
        "-" => return Ok(Elem::Native(Native::Hyphen)),
        "--" => return Ok(Elem::Native(Native::Dash)),
        _ => {}
    }
    let plain = part.strip_prefix('\\').unwrap_or(part);
    // "'s" and its kin only scan as one word behind another.
    let keys = match plain.strip_prefix('\'').filter(|rest| !rest.is_empty()) {
        Some(_) => vec![lexicon.intern(plain.as_bytes())],
        None => lexicon.keys_of(plain),
    };
    match keys[..] {
        [key] => Ok(Elem::Key(key)),
        _ => Err(format!("“{plain}” is more than one token")),
    }
}

impl Lexicon {
    /// Notes what a pattern begins with, so that the driver knows where to look.
    fn begin(&mut self, elem: Option<&Elem>) {
        match elem {
            Some(Elem::Key(key)) => self.add(*key, Class::Trigger, 0, false),
            Some(Elem::Class(class)) => self.patterns.first |= class.bit(),
            Some(Elem::Native(native)) => self.patterns.first |= native.first(),
            None => {}
        }
    }
}

impl Match {
    /// The token of the weekday in the match.
    pub(crate) fn dow_at(&self, input: Input<'_>) -> Option<usize> {
        (self.start..self.reach).find(|at| input.value(*at, Class::Dow).is_some())
    }
}
