//! graphml: entities as nodes, relations and events as edges.
//!
//! A path that ends in `.graphml`, or a stream, takes the graph of the whole run: entities of different
//! articles are one node where their link is the same or, without links, their name and label. Any other
//! path is a folder, which gets a graph for each article and the run's as `graph.graphml`.
//!
//! What is no entity (a title, a sum, a date, the words of a crime) has a node too where a relation leads
//! to it, with `kind` `value`. An edge tells its `type` (`relation`, `event`), the name of the relation or
//! the event's CAMEO code, and its evidence with the article's id. An event has an edge for each pair of
//! source and target; one without a target has none; `reported_by` says who tells of it. Edges may be parallel: those
//! of a near-duplicate say of which article it is one (`duplicate_of`), and can be left out.

mod encode;
mod graph;
mod xml;

use crate::staging::Staging;
use crate::stream::StreamSink;
use dateline_core::{EncodeOptions, Error, Flow, FormatSpec, Outcome, Sink, Target, Writing};
use encode::{GraphPart, nodes_and_edges};
use graph::{FOOT, RunGraph, edge, finished, head, node};
use std::path::Path;

/// GraphML as it is registered.
pub(crate) fn spec() -> FormatSpec {
    FormatSpec {
        summary: "GraphML: entities as nodes, facts as edges (one .graphml file, or a folder with one an article)",
        endings: &[".graphml"],
        folder: true,
        open: Box::new(open),
    }
}

fn open(options: &EncodeOptions, target: Target) -> Result<Writing, Error> {
    let sink: Box<dyn Sink> = match target {
        Target::Path(path) if !is_graph(&path) => Box::new(FolderGraphs {
            staging: Some(Staging::create(&path)?),
            whole: Some(RunGraph::new()?),
            file: Vec::new(),
        }),
        target => Box::new(OneGraph {
            out: StreamSink::new(target)?,
            whole: Some(RunGraph::new()?),
        }),
    };
    Ok(Writing {
        encoders: vec![Box::new(GraphPart::new(options)?)],
        sink,
    })
}

/// Whether the path names one graph rather than a folder of them.
fn is_graph(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default();
    ending.eq_ignore_ascii_case("graphml") && !path.is_dir()
}

/// The graph of the run in one file.
struct OneGraph {
    out: StreamSink,
    whole: Option<RunGraph>,
}

impl Sink for OneGraph {
    fn accept(&mut self, _: u64, outcome: Outcome<'_>) -> Result<Flow, Error> {
        if let Outcome::Done(_, [part]) = outcome {
            let (nodes, edges) = nodes_and_edges(part)?;
            self.whole.as_mut().ok_or_else(finished)?.add(&nodes, &edges)?;
        }
        Ok(Flow::Continue)
    }

    fn finish(&mut self) -> Result<(), Error> {
        if let Some(graph) = self.whole.take() {
            graph.write(|bytes| Ok(self.out.write(bytes)? == Flow::Continue))?;
        }
        self.out.finish()
    }
}

/// A graph an article, named after its id, and that of the run.
struct FolderGraphs {
    staging: Option<Staging>,
    whole: Option<RunGraph>,
    file: Vec<u8>,
}

/// The name of the run's graph, without ending.
const WHOLE: &str = "graph";

impl Sink for FolderGraphs {
    fn accept(&mut self, seq: u64, outcome: Outcome<'_>) -> Result<Flow, Error> {
        let (Some(staging), Outcome::Done(doc, [part])) = (&self.staging, outcome) else {
            return Ok(Flow::Continue);
        };
        let (nodes, edges) = nodes_and_edges(part)?;
        self.whole.as_mut().ok_or_else(finished)?.add(&nodes, &edges)?;
        self.file.clear();
        self.file.extend_from_slice(head().as_bytes());
        for (id, it) in nodes.iter().enumerate() {
            node(&mut self.file, id, it.data, u64::from(it.mentions), 1)?;
        }
        for it in &edges {
            edge(&mut self.file, it.source, it.target, it.data)?;
        }
        self.file.extend_from_slice(FOOT.as_bytes());
        staging.place(&doc.meta().id, seq, WHOLE, &[(".graphml", &[&self.file])])?;
        Ok(Flow::Continue)
    }

    fn finish(&mut self) -> Result<(), Error> {
        let (Some(staging), Some(graph)) = (self.staging.take(), self.whole.take()) else {
            return Ok(());
        };
        let name = format!("{WHOLE}.graphml");
        let mut file = std::io::BufWriter::new(staging.file(&name)?);
        let mut failed = None;
        graph.write(|bytes| {
            failed = std::io::Write::write_all(&mut file, bytes).err();
            Ok(failed.is_none())
        })?;
        let done = failed.map_or_else(|| std::io::Write::flush(&mut file), Err);
        done.map_err(|error| staging.error(&name, error))?;
        staging.commit()
    }
}
