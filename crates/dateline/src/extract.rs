//! `dateline extract` and `dateline tokenize`: from arguments and configuration to a run, of which
//! `dateline search` uses most as well.

use crate::app::Ending;
use crate::cli::{CommonArgs, RunArgs, StageArgs};
use crate::config::Config;
use crate::duplicates::{self, Duplicates};
use crate::journal::{Earlier, Identity};
use crate::keeping::{self, Described, Keeping};
use crate::outputs::Outputs;
use crate::overlap;
use crate::petrarch;
use crate::progress::Bar;
use crate::summary;
use crate::targets::{self, Placed};
use crate::tier::{self, Tier};
use anyhow::{Context, Result, bail};
use dateline_core::{
    EncodeOptions, Error, ErrorKind, Fault, Flow, Offsets, Outcome, Registry, Resumption, Setting, Sink,
    Staged, Target, Writing,
};
use dateline_pipeline::{End, Pipeline, Plan, Planner, Progress, RunStats, Runner};
use dateline_readers::{Inputs, Listed};
use dateline_writers::ErrorFile;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Runs the stages that `args` or the configuration name, `default_stages` otherwise.
/// Near-duplicates become what they name, `default_duplicates` otherwise.
pub(crate) fn run(
    registry: &Registry,
    args: Box<RunArgs>,
    default_stages: &[&str],
    default_duplicates: Duplicates,
) -> Result<Ending> {
    let common = &args.common;
    let mut config = load_staged(registry, common, &args.staged)?;
    adjust(&mut config, &args)?;
    let wanted = wanted(&args, &config, default_stages);
    let pipeline = plan(registry, &config, &wanted)?;
    let placed = targets::place(registry, &common.output, &args.format)?;
    let described = Described {
        identity: identity(&args, &config, &placed),
        placed,
        duplicates: duplicates::Settings::new(args.duplicates, &config, default_duplicates)?,
    };
    let (stats, took) = drive(registry, common, &config, &pipeline, described, || {
        writing(registry, &args, &config)
    })?;
    if !common.quiet {
        let error_file = error_file(common).filter(|_| stats.faulty() > 0);
        eprintln!(
            "{}",
            summary::line(&stats, took, &common.output, error_file.as_deref())
        );
    }
    Ok(ending(&stats))
}

/// What the bytes of the output depend on beside what every command's do.
fn identity(args: &RunArgs, config: &Config, placed: &[Placed]) -> Identity {
    let formats: Vec<&str> = placed.iter().map(|it| it.format.as_str()).collect();
    let values = [
        ("formats", json!(formats)),
        ("layers", json!(layers(args, config))),
        ("shard_size", json!(args.shard_size)),
    ];
    values
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}

/// The layers to write; `None` for all.
fn layers(args: &RunArgs, config: &Config) -> Option<Vec<String>> {
    let layers = Some(args.layers.clone()).filter(|layers| !layers.is_empty());
    layers.or_else(|| config.layers.clone())
}

/// Puts what the arguments say of single stages into their settings.
pub(crate) fn adjust(config: &mut Config, args: &RunArgs) -> Result<()> {
    if args.explain {
        for stage in ["relations", "events"] {
            config.set_stage(stage, "explain", Setting::Bool(true));
        }
    }
    if let Some(folder) = &args.petrarch {
        let files = petrarch::files(folder)?;
        let files = files.iter().map(|path| Setting::Str(path.display().to_string()));
        config.set_stage("events", "petrarch", Setting::List(files.collect()));
    }
    Ok(())
}

/// The stages that the arguments name, or else the configuration, or else `default_stages`.
pub(crate) fn wanted<'a>(args: &'a RunArgs, config: &'a Config, default_stages: &[&'a str]) -> Vec<&'a str> {
    match (&args.stages[..], &config.stages) {
        ([], None) => default_stages.to_vec(),
        ([], Some(stages)) => stages.iter().map(String::as_str).collect(),
        (stages, _) => stages.iter().map(String::as_str).collect(),
    }
}

/// Reads the configuration file, if there is one.
pub(crate) fn load(registry: &Registry, args: &CommonArgs) -> Result<Config> {
    let config = match &args.config {
        Some(path) => Config::load(path)?,
        None => Config::default(),
    };
    check_parts(registry, &config)?;
    Ok(config)
}

/// The same for a command that runs stages.
pub(crate) fn load_staged(registry: &Registry, args: &CommonArgs, staged: &StageArgs) -> Result<Config> {
    let mut config = load(registry, args)?;
    config.model = staged.model.or(config.model);
    config.keep.clone_from(&staged.keep);
    if staged.any_language {
        config.check_language = Some(false);
    }
    Ok(config)
}

/// Where faults go; `None` where there is no such place.
pub(crate) fn error_file(args: &CommonArgs) -> Option<PathBuf> {
    args.errors
        .clone()
        .or_else(|| targets::default_error_file(&args.output))
}

/// Takes all articles of the input through `pipeline` to what `writing` makes, which is asked again where a run
/// that was to be taken up turns out to be beyond that. Gives what was done, and how long it took.
pub(crate) fn drive(
    registry: &Registry,
    args: &CommonArgs,
    config: &Config,
    pipeline: &Pipeline,
    described: Described,
    writing: impl Fn() -> Result<Writing>,
) -> Result<(RunStats, Duration)> {
    let inputs = overlap::part(registry, args, &described.placed, inputs(registry, args, config)?)?;
    let mut bar = Bar::new(args.progress, args.quiet, || inputs.total_bytes());
    let (compared, listed) = keeping::listings(&inputs);
    let mut source = inputs.open()?;
    let open = |lost| -> Result<Writing> {
        let Writing { encoders, sink } = writing()?;
        let sink = Box::new(Lost {
            inner: sink,
            errors: error_file(args).map(ErrorFile::new),
            earlier: lost,
        });
        Ok(Writing { encoders, sink })
    };
    let mut screen = described.duplicates.screen();
    let mut keeping = Keeping::open(registry, args, config, pipeline, described)?;
    let (earlier, mut writing) = begin(args, keeping.as_mut(), compared, listed, open)?;

    keep_caught_panics_quiet();
    let started = Instant::now();
    let threads = usize::from(args.threads.or(config.threads).unwrap_or(0));
    let mut runner = Runner::new(pipeline)
        .threads(threads)
        .stop(stop_on_ctrl_c())
        .timing(args.verbose > 0);
    if config.checks_language() {
        runner = runner.language("en");
    }
    if let Some(bytes) = config.max_article_bytes {
        runner = runner.max_article_bytes(usize::try_from(bytes).unwrap_or(usize::MAX));
    }
    if let Some(items) = config.max_article_items {
        runner = runner.max_article_items(usize::try_from(items).unwrap_or(usize::MAX));
    }
    if let Some(seconds) = config.max_article_seconds {
        runner = runner.max_article_time(Some(
            Duration::try_from_secs_f64(seconds)
                .context("[run]: “max_article_seconds” takes a number above 0")?,
        ));
    }
    if let Some(bar) = &mut bar {
        runner = runner.progress(bar as &mut dyn Progress);
    }
    if let Some(screen) = &mut screen {
        runner = runner.screen(screen);
    }
    if let Some(keeping) = &mut keeping {
        runner = runner.journal(&mut keeping.journal);
    }
    let result = match earlier {
        // It died while it gave its outputs their names.
        Some(earlier) if earlier.completing => writing
            .sink
            .finish()
            .map(|()| earlier.stats)
            .map_err(anyhow::Error::from),
        Some(earlier) => told(runner.resume(earlier.stats).run(&mut source, &mut writing)),
        None => told(runner.run(&mut source, &mut writing)),
    };
    if let Some(bar) = bar {
        bar.clear();
    }
    // Sinks that have failed put away what they have before the journal is.
    drop(writing);
    let stats = match (result, keeping) {
        (Ok(stats), Some(keeping)) => {
            let threads = match threads {
                0 => std::thread::available_parallelism().map_or(1, usize::from),
                threads => threads,
            };
            keeping.finish(&stats, started.elapsed(), threads)?;
            stats
        }
        (Ok(stats), None) => stats,
        (Err(error), Some(keeping)) => match keeping.journal.fail() {
            Some(articles) => {
                bail!("{error:#}; {articles} articles are done and kept for --resume to go on behind them")
            }
            None => return Err(error),
        },
        (Err(error), None) => return Err(error),
    };
    for (step, time) in &stats.times {
        tracing::info!("{step}: {:.3} s", time.as_secs_f64());
    }
    Ok((stats, started.elapsed()))
}

/// Opens the outputs: those of a run that is taken up, if there is one, else new ones.
fn begin(
    args: &CommonArgs,
    keeping: Option<&mut Keeping>,
    compared: impl Iterator<Item = Listed>,
    listed: impl Iterator<Item = Listed>,
    open: impl Fn(u64) -> Result<Writing>,
) -> Result<(Option<Earlier>, Writing)> {
    let Some(keeping) = keeping else {
        return Ok((None, open(0)?));
    };
    if let Some(earlier) = keeping.earlier(args, compared)? {
        let mut writing = open(earlier.stats.faulty())?;
        if writing.sink.resume(&mut earlier.resumption())? {
            keeping.resumes(&earlier.stats);
            return Ok((Some(earlier), writing));
        }
        tracing::warn!(
            "--resume begins at the beginning: what the earlier run had written is no longer there"
        );
    }
    keeping.begin(args, listed)?;
    Ok((None, open(0)?))
}

/// A run's result with an error as the user shall read it.
fn told(result: Result<RunStats, dateline_pipeline::Error>) -> Result<RunStats> {
    result.map_err(|error| match std::error::Error::source(&error) {
        // What the sink says is meant for the user as it stands.
        Some(cause) if error.kind() == dateline_pipeline::ErrorKind::Sink => anyhow::anyhow!("{cause}"),
        _ => error.into(),
    })
}

/// How a run ended, by what was done.
pub(crate) fn ending(stats: &RunStats) -> Ending {
    match stats.end {
        End::Interrupted => Ending::Interrupted,
        _ if stats.faulty() == 0 => Ending::Done,
        _ if stats.done == 0 => Ending::NothingDone,
        _ => Ending::SomeLost,
    }
}

/// Settings for a part that does not exist are a mistake in the configuration.
pub(crate) fn check_parts(registry: &Registry, config: &Config) -> Result<()> {
    let (mut stages, mut formats) = config.named_parts();
    stages.try_for_each(|name| registry.find_stage(name).map(drop))?;
    formats.try_for_each(|name| registry.find_reader(name).map(drop))?;
    Ok(())
}

/// Plans the wanted stages and what they need over the layers that the input brings along.
pub(crate) fn plan(registry: &Registry, config: &Config, wanted: &[&str]) -> Result<Pipeline> {
    let plan = |wanted: &[&str]| -> Result<_> {
        let mut planner = Planner::new(registry).want(wanted.iter().copied());
        for layer in &config.keep {
            // The output's key is “mentions”; what an input brings stands where the tagger's proposals would.
            planner = planner.keep_named(if layer == "mentions" { "names" } else { layer })?;
        }
        Ok(planner.plan()?)
    };
    // Who keeps tags and no trees gets trees beside them.
    let kept = |layer: &str| config.keep.iter().any(|it| it == layer);
    let wanted: Vec<&str> = match (kept("tags") && !kept("parse"), config.model) {
        (true, None | Some(Tier::Fast)) => wanted.iter().map(|it| tier::beside_tags(it)).collect(),
        _ => wanted.to_vec(),
    };
    let wanted = &wanted[..];
    let mut planned = plan(wanted)?;
    let has = |planned: &Plan<'_>, stage: &str| planned.stages().any(|(name, _)| name == stage);
    if config.model == Some(Tier::Accurate) && has(&planned, tier::NAMES) && !has(&planned, tier::STAGE) {
        // The names of that tier come from the stage that nobody asked for.
        planned = plan(&[wanted, &[tier::STAGE]].concat())?;
    }
    Ok(planned.build(|name| config.stage(name))?)
}

/// The articles of the input, not opened yet.
pub(crate) fn inputs<'r>(
    registry: &'r Registry,
    args: &'r CommonArgs,
    config: &'r Config,
) -> Result<Inputs<'r>> {
    if !config.keep.is_empty()
        && args
            .input_format
            .as_deref()
            .is_none_or(|format| format != "conllu")
    {
        let conllu = |path: &String| {
            [".conllu", ".conllu.gz", ".conllu.zst"]
                .iter()
                .any(|it| path.ends_with(it))
        };
        if !args.inputs.iter().all(conllu) {
            bail!("--keep takes layers from CoNLL-U alone; say --input-format conllu if the input is that");
        }
    }
    let published = args.published.as_ref().or(config.published.as_ref());
    let mut inputs = Inputs::new(registry)
        .arguments(&args.inputs)
        .tell_language(config.checks_language())
        .find_credits(config.find_credits.unwrap_or(true))
        .settings(move |format| {
            let mut base = BTreeMap::new();
            if format == "conllu" && !config.keep.is_empty() {
                let layers = config.keep.iter().cloned().map(Setting::Str).collect();
                base.insert("keep".to_owned(), Setting::List(layers));
            }
            Ok(config.input(format, base))
        });
    if let Some(date) = published {
        inputs = inputs.published(date)?;
    }
    Ok(inputs.format(args.input_format.as_deref().unwrap_or("auto"))?)
}

fn writing(registry: &Registry, args: &RunArgs, config: &Config) -> Result<Writing> {
    Outputs {
        output: &args.common.output,
        formats: &args.format,
        options: EncodeOptions {
            offsets: offsets(&args.common, config),
            layers: layers(args, config),
        },
        shard_size: args.shard_size,
    }
    .open(registry)
}

/// The unit of written offsets.
pub(crate) fn offsets(args: &CommonArgs, config: &Config) -> Offsets {
    let asked = args.offsets.map(Into::into);
    asked.or(config.offsets).unwrap_or_default()
}

/// The file or folder at `path`, the folder above it made where there is none; else standard output.
pub(crate) fn target(path: Option<PathBuf>) -> Result<Target> {
    let Some(path) = path else {
        return Ok(Target::Stream(Box::new(std::io::stdout())));
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    Ok(Target::Path(path))
}

/// Puts faults into the error file, or, where there is none to carry on past them, ends the run.
struct Lost {
    inner: Box<dyn Sink>,
    errors: Option<ErrorFile>,
    /// How many faults the run that is taken up has had.
    earlier: u64,
}

impl Lost {
    fn note(&mut self, fault: &Fault) -> Result<(), Error> {
        match &mut self.errors {
            Some(errors) => {
                tracing::info!("lost: {fault}");
                errors.write(fault)
            }
            None => {
                let message = format!("{fault}; give --errors FILE to carry on past bad input");
                Err(Error::new(ErrorKind::Data, message))
            }
        }
    }
}

impl Sink for Lost {
    fn accept(&mut self, seq: u64, outcome: Outcome<'_>) -> Result<Flow, Error> {
        if let Outcome::Fault(fault) = outcome {
            self.note(fault)?;
        }
        self.inner.accept(seq, outcome)
    }

    fn finish(&mut self) -> Result<(), Error> {
        self.inner.finish()?;
        self.errors.take().map_or(Ok(()), ErrorFile::finish)
    }

    fn checkpoint(&mut self, staged: &mut Vec<Staged>) -> Result<bool, Error> {
        Ok(self.inner.checkpoint(staged)?
            && match &mut self.errors {
                Some(errors) => errors.checkpoint(staged)?,
                None => true,
            })
    }

    fn resume(&mut self, from: &mut Resumption) -> Result<bool, Error> {
        Ok(self.inner.resume(from)?
            && match &mut self.errors {
                Some(errors) => errors.resume(from, self.earlier)?,
                None => true,
            })
    }
}

/// Raises a flag on the first Ctrl-C, upon which what is in flight is finished; the second ends at once.
pub(crate) fn stop_on_ctrl_c() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    let raised = Arc::clone(&flag);
    // Fails only where a handler is installed already (several runs in one process): that one stays.
    let _ = ctrlc::set_handler(move || {
        if raised.swap(true, Ordering::Relaxed) {
            #[allow(clippy::exit, reason = "the user has asked twice")]
            std::process::exit(130);
        }
    });
    flag
}

/// A panic that costs one article is told by the article's fault; the default hook would print it as well.
pub(crate) fn keep_caught_panics_quiet() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if dateline_pipeline::isolating() {
            tracing::debug!("{info}");
        } else {
            default(info);
        }
    }));
}
