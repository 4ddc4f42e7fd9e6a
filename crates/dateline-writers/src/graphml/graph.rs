//! A graph under construction: nodes and edges wait in temporary files, joined nodes are known by a hash.

use super::encode::{Edge, Node};
use crate::atomic::io_error;
use dateline_core::{Error, ErrorKind};
use std::collections::HashMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

/// Everything before the first node.
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"#;

/// What nodes hold: name and type.
const NODE_KEYS: &[(&str, &str)] = &[
    ("name", "string"),
    ("label", "string"),
    ("kind", "string"),
    ("link", "string"),
    ("mentions", "long"),
    ("articles", "long"),
];

/// What edges hold: name and type.
const EDGE_KEYS: &[(&str, &str)] = &[
    ("type", "string"),
    ("relation", "string"),
    ("former", "boolean"),
    ("plover", "string"),
    ("status", "string"),
    ("date", "string"),
    ("location", "string"),
    ("reported_by", "string"),
    ("confidence", "double"),
    ("article", "string"),
    ("published", "string"),
    ("duplicate_of", "string"),
    ("rule", "string"),
    ("start", "long"),
    ("end", "long"),
    ("evidence", "string"),
];

/// Head and foot of a graph.
pub(super) fn head() -> String {
    let mut xml = HEAD.to_owned();
    for (what, keys) in [("node", NODE_KEYS), ("edge", EDGE_KEYS)] {
        for (name, kind) in keys {
            xml.push_str(&format!(
                "<key id=\"{name}\" for=\"{what}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>\n"
            ));
        }
    }
    xml + "<graph id=\"G\" edgedefault=\"directed\">\n"
}

pub(super) const FOOT: &str = "</graph>\n</graphml>\n";

/// A node as XML.
pub(super) fn node(
    out: &mut impl Write,
    id: usize,
    data: &str,
    mentions: u64,
    articles: u64,
) -> io::Result<()> {
    writeln!(
        out,
        "<node id=\"n{id}\">{data}<data key=\"mentions\">{mentions}</data><data key=\"articles\">{articles}</data></node>"
    )
}

/// An edge as XML.
pub(super) fn edge(out: &mut impl Write, source: usize, target: usize, data: &str) -> io::Result<()> {
    writeln!(
        out,
        "<edge source=\"n{source}\" target=\"n{target}\">{data}</edge>"
    )
}

/// The most nodes that are known by their key: about 200 MB of memory. An entity that first comes up
/// beyond it gets a node for each article that names it.
const MOST_JOINED: usize = 4_000_000;

/// The graph of a run.
pub(super) struct RunGraph {
    joined: HashMap<u128, u32>,
    /// For each node its mentions and articles so far.
    counts: Vec<(u64, u32)>,
    /// The nodes' data, one a line: the data has no line feeds, they are escaped.
    nodes: BufWriter<File>,
    edges: BufWriter<File>,
    most_joined: usize,
}

impl RunGraph {
    pub(super) fn new() -> Result<Self, Error> {
        Ok(Self {
            joined: HashMap::new(),
            counts: Vec::new(),
            nodes: spool()?,
            edges: spool()?,
            most_joined: MOST_JOINED,
        })
    }

    /// Takes an article's nodes and edges.
    pub(super) fn add(&mut self, nodes: &[Node<'_>], edges: &[Edge<'_>]) -> Result<(), Error> {
        let mut ids = Vec::with_capacity(nodes.len());
        for node in nodes {
            let key = key_of(node.key);
            let id = match self.joined.get(&key) {
                Some(id) => *id as usize,
                None => {
                    let id = self.counts.len();
                    if let (Ok(short), true) = (u32::try_from(id), self.joined.len() < self.most_joined) {
                        self.joined.insert(key, short);
                    }
                    self.counts.push((0, 0));
                    writeln!(self.nodes, "{}", node.data).map_err(spool_error)?;
                    id
                }
            };
            if let Some((mentions, articles)) = self.counts.get_mut(id) {
                *mentions += u64::from(node.mentions);
                *articles += 1;
            }
            ids.push(id);
        }
        for it in edges {
            if let (Some(source), Some(target)) = (ids.get(it.source), ids.get(it.target)) {
                edge(&mut self.edges, *source, *target, it.data).map_err(spool_error)?;
            }
        }
        Ok(())
    }

    /// Writes the whole graph to `out`, piece by piece. `out` gives `false` where nobody wants more.
    pub(super) fn write(self, mut out: impl FnMut(&[u8]) -> Result<bool, Error>) -> Result<(), Error> {
        if !out(head().as_bytes())? {
            return Ok(());
        }
        let mut data = String::new();
        let mut nodes = BufReader::new(rewound(self.nodes)?);
        let mut xml = Vec::new();
        for (id, (mentions, articles)) in self.counts.into_iter().enumerate() {
            data.clear();
            nodes.read_line(&mut data).map_err(spool_error)?;
            xml.clear();
            node(
                &mut xml,
                id,
                data.trim_end_matches('\n'),
                mentions,
                u64::from(articles),
            )?;
            if !out(&xml)? {
                return Ok(());
            }
        }
        let mut edges = rewound(self.edges)?;
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = edges.read(&mut buffer).map_err(spool_error)?;
            let Some(bytes) = buffer.get(..count).filter(|bytes| !bytes.is_empty()) else {
                break;
            };
            if !out(bytes)? {
                return Ok(());
            }
        }
        out(FOOT.as_bytes()).map(drop)
    }
}

/// A key in 128 bits: among millions two that meet by chance are not to be expected.
fn key_of(key: &str) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, key).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    (half(0) << 64) | half(1)
}

fn spool() -> Result<BufWriter<File>, Error> {
    tempfile::tempfile().map(BufWriter::new).map_err(spool_error)
}

fn rewound(file: BufWriter<File>) -> Result<File, Error> {
    let mut file = file
        .into_inner()
        .map_err(|error| spool_error(error.into_error()))?;
    file.rewind().map_err(spool_error)?;
    Ok(file)
}

fn spool_error(error: io::Error) -> Error {
    io_error(Path::new("a temporary file"), "write", error)
}

/// A graph was asked for again after it was finished.
pub(super) fn finished() -> Error {
    Error::new(ErrorKind::Io, "the graph is finished already")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_bound_nodes_are_joined_within_their_article_only() {
        let mut graph = RunGraph::new().unwrap();
        graph.most_joined = 1;
        let nodes = ["a", "b"].map(|key| Node {
            key,
            data: key,
            mentions: 2,
        });
        let edges = [Edge {
            source: 1,
            target: 1,
            data: "e",
        }];
        graph.add(&nodes, &edges).unwrap();
        graph.add(&nodes, &edges).unwrap();
        let mut xml = Vec::new();
        graph
            .write(|bytes| {
                xml.extend_from_slice(bytes);
                Ok(true)
            })
            .unwrap();
        let xml = String::from_utf8(xml).unwrap();
        assert!(
            xml.contains("<node id=\"n0\">a<data key=\"mentions\">4</data><data key=\"articles\">2</data>")
        );
        assert_eq!(xml.matches("<node ").count(), 3);
        assert!(
            xml.contains("<edge source=\"n1\" target=\"n1\">e</edge>\n<edge source=\"n2\" target=\"n2\">")
        );
    }
}
