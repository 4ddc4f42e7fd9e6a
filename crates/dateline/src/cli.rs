//! The command line: what clap reads.

use crate::duplicates::Duplicates;
use crate::merge::CountCopies;
use crate::shards::parse_size;
use crate::tier::Tier;
use clap::{Args, Parser, Subcommand, ValueEnum};
use dateline_core::Offsets;
use dateline_semgrex::Pattern;
use std::path::PathBuf;

/// Turns news into facts you can check: who did what to whom, where, when, and who said so.
#[derive(Parser)]
#[command(name = "dateline", version, about, max_term_width = 110)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Run the whole pipeline: names, values, entities, relations, events, quotes, propositions
    Extract(Box<RunArgs>),
    /// Make tokens and sentences only
    Tokenize(Box<RunArgs>),
    /// Measure how fast this machine takes a corpus: by stage, by number of threads, with peak memory
    Bench(Box<BenchArgs>),
    /// Find sentences by a Semgrex pattern over tokens, tags and dependencies
    Search(Box<SearchArgs>),
    /// Turn what was written into other formats, without running the pipeline
    Convert(Box<ConvertArgs>),
    /// Fold the facts of many outputs into one table with their support: articles, outlets, dates, evidence
    Merge(Box<MergeArgs>),
    /// List the stages that this build can run
    Stages(ListArgs),
    /// List the labels that this build can write
    Labels(ListArgs),
    /// List the input and output formats of this build
    Formats(ListArgs),
}

impl Command {
    /// -1 for quiet, 0 by default, one more for each `-v`.
    pub(crate) fn verbosity(&self) -> i8 {
        let common = match self {
            Self::Extract(args) | Self::Tokenize(args) => &args.common,
            Self::Search(args) => &args.common,
            Self::Convert(args) => &args.common,
            Self::Merge(args) => &args.common,
            Self::Bench(args) => &args.run.common,
            Self::Stages(_) | Self::Labels(_) | Self::Formats(_) => return 0,
        };
        if common.quiet {
            return -1;
        }
        i8::try_from(common.verbose).unwrap_or(i8::MAX)
    }
}

#[derive(Args)]
pub(crate) struct ListArgs {
    /// As JSON, for programs
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct BenchArgs {
    #[command(flatten)]
    pub(crate) run: RunArgs,

    /// Where the measurements go as a flat JSON object, metric to number
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) common: CommonArgs,

    #[command(flatten)]
    pub(crate) staged: StageArgs,

    /// What to write, several with commas (`dateline formats` lists them); by default from OUT's ending, else jsonl
    #[arg(long, value_name = "FORMAT,...", value_delimiter = ',')]
    pub(crate) format: Vec<String>,

    /// The stages to run (`dateline stages` lists them); what they need comes along by itself [default: all; tokenize:
    /// tokenizer]
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    pub(crate) stages: Vec<String>,

    /// What becomes of articles that nearly repeat an earlier one [default: mark; tokenize: off]
    #[arg(long, value_enum)]
    pub(crate) duplicates: Option<Duplicates>,

    /// What is written, by the keys of the jsonl format: sentences, tokens, mentions, entities, relations, events,
    /// quotes, propositions, credits, passages [default: all that was made, but in tables no tokens]
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    pub(crate) layers: Vec<String>,

    /// Write OUT in pieces of this size, OUT-00001 and so on (500MB, 1GB)
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    pub(crate) shard_size: Option<u64>,

    /// Say of each relation and event why: the pattern, its words, the dictionary's entry (jsonl's key `why`)
    #[arg(long)]
    pub(crate) explain: bool,

    /// Code events by PETRARCH's dictionaries: a folder of *actors*, *agents*, *verbs*, *discards* .txt files,
    /// or of a PETR_config.ini that names them
    #[arg(long, value_name = "FOLDER")]
    pub(crate) petrarch: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct ConvertArgs {
    #[command(flatten)]
    pub(crate) common: CommonArgs,

    /// What to write, several with commas (`dateline formats` lists them); by default from OUT's ending, else jsonl
    #[arg(long, value_name = "FORMAT,...", value_delimiter = ',')]
    pub(crate) format: Vec<String>,

    /// What is written, by the keys of the jsonl format: sentences, tokens, mentions, entities, relations, events,
    /// quotes, propositions, credits, passages [default: all that was made, but in tables no tokens]
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    pub(crate) layers: Vec<String>,

    /// Write OUT in pieces of this size, OUT-00001 and so on (500MB, 1GB)
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    pub(crate) shard_size: Option<u64>,

    /// What the offsets of the jsonl that is read count [default: chars]
    #[arg(long, value_enum, value_name = "UNIT")]
    pub(crate) input_offsets: Option<OffsetUnit>,
}

#[derive(Args)]
pub(crate) struct SearchArgs {
    /// The pattern, such as '{lemma:sign} >/nsubj.*/ {}=what'
    #[arg(value_name = "PATTERN")]
    pub(crate) pattern: Pattern,

    #[command(flatten)]
    pub(crate) common: CommonArgs,

    #[command(flatten)]
    pub(crate) staged: StageArgs,

    /// A JSON object for each match, for programs
    #[arg(long)]
    pub(crate) json: bool,

    /// How many steps the search of one sentence may take before it is cut short
    #[arg(long, value_name = "N", default_value_t = dateline_semgrex::MAX_STEPS)]
    pub(crate) max_steps: u64,
}

/// What the commands take that run stages.
#[derive(Args)]
pub(crate) struct StageArgs {
    /// Layers to take from a CoNLL-U input as they are: tokens, sentences, tags, parse, mentions
    #[arg(long, value_name = "LAYER,...", value_delimiter = ',')]
    pub(crate) keep: Vec<String>,

    /// Which models tag, parse and find names [default: fast]
    #[arg(long, value_enum)]
    pub(crate) model: Option<Tier>,

    /// Run the stages on articles in other languages than English too, and leave their language as it is told
    #[arg(long)]
    pub(crate) any_language: bool,
}

/// What every command that reads articles takes.
#[derive(Args)]
pub(crate) struct CommonArgs {
    /// Files, folders (walked), globs, or `-` for standard input
    #[arg(value_name = "INPUT", default_value = "-")]
    pub(crate) inputs: Vec<String>,

    /// A file, a folder, or `-` for standard output
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    pub(crate) output: String,

    /// What to read: auto, text, jsonl, csv, parquet, html, nitf, newsml-g2, warc, conllu [default: auto, by ending
    /// and first bytes; .gz and .zst are read through]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) input_format: Option<String>,

    /// Settings of the run and of its parts
    #[arg(long, value_name = "dateline.toml")]
    pub(crate) config: Option<PathBuf>,

    /// How many threads work [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) threads: Option<u16>,

    /// The unit of written offsets [default: chars]
    #[arg(long, value_enum)]
    pub(crate) offsets: Option<OffsetUnit>,

    /// The publication date of articles that carry none (2024-08-05)
    #[arg(long, value_name = "DATE")]
    pub(crate) published: Option<String>,

    /// Where articles go that could not be read or done, one JSON line each [default: OUT.errors.jsonl]
    #[arg(long, value_name = "FILE")]
    pub(crate) errors: Option<PathBuf>,

    /// Go on with a run into OUT that was cut short, as if it had never been
    #[arg(long)]
    pub(crate) resume: bool,

    /// Whether to show a progress bar on standard error
    #[arg(long, value_enum, default_value_t = When::Auto)]
    pub(crate) progress: When,

    /// Say nothing but errors
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Say more; twice or thrice for more still
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

/// What written offsets count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OffsetUnit {
    /// Unicode code points, what a Python string counts
    Chars,
    /// UTF-8 bytes
    Bytes,
    /// UTF-16 code units, what JavaScript and Java count
    Utf16,
}

#[derive(Args)]
pub(crate) struct MergeArgs {
    #[command(flatten)]
    pub(crate) common: CommonArgs,

    /// The table's format: jsonl, csv, parquet or sqlite; by default from OUT's ending, else jsonl
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<String>,

    /// How many pieces of evidence are listed for a fact, the earliest; all are counted
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) evidence: usize,

    /// Whether an article and its near-duplicates support a fact once, or each of them
    #[arg(long, value_enum, value_name = "HOW", default_value_t = CountCopies::Once)]
    pub(crate) copies: CountCopies,

    /// What the offsets of the jsonl that is read count [default: chars]
    #[arg(long, value_enum, value_name = "UNIT")]
    pub(crate) input_offsets: Option<OffsetUnit>,
}

impl OffsetUnit {
    /// The unit's name in settings.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Chars => "chars",
            Self::Bytes => "bytes",
            Self::Utf16 => "utf16",
        }
    }
}

impl From<OffsetUnit> for Offsets {
    fn from(unit: OffsetUnit) -> Self {
        match unit {
            OffsetUnit::Chars => Self::Chars,
            OffsetUnit::Bytes => Self::Bytes,
            OffsetUnit::Utf16 => Self::Utf16,
        }
    }
}

/// When to do something that depends on the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
