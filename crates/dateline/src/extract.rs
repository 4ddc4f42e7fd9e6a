//! `dateline extract` and `dateline tokenize`: from arguments and configuration to a run, of which
//! `dateline search` uses most as well.

use crate::app::Ending;
use crate::cli::{CommonArgs, RunArgs};
use crate::config::Config;
use crate::petrarch;
use crate::progress::Bar;
use crate::summary;
use crate::targets::{self, Placed};
use anyhow::{Context, Result, bail};
use dateline_core::{
    EncodeOptions, Error, ErrorKind, Fault, Flow, Offsets, Outcome, Registry, Setting, Sink, Target, Writing,
};
use dateline_pipeline::{End, MultiSink, Pipeline, Planner, Progress, RunStats, Runner};
use dateline_readers::Inputs;
use dateline_writers::ErrorFile;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Runs the stages that `args` or the configuration name, `default_stages` otherwise.
pub(crate) fn run(registry: &Registry, args: Box<RunArgs>, default_stages: &[&str]) -> Result<Ending> {
    let common = &args.common;
    let mut config = load(registry, common)?;
    adjust(&mut config, &args)?;
    let wanted = wanted(&args, &config, default_stages);
    let pipeline = plan(registry, common, &config, &wanted)?;
    let (stats, took) = drive(registry, common, &config, &pipeline, || {
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
    let mut wanted: Vec<&str> = match (&args.stages[..], &config.stages) {
        ([], None) => default_stages.to_vec(),
        ([], Some(stages)) => stages.iter().map(String::as_str).collect(),
        (stages, _) => stages.iter().map(String::as_str).collect(),
    };
    // PETRARCH's patterns are matched over the parse, which our own triggers can do without.
    let kept = args.common.keep.iter().any(|layer| layer == "parse");
    if args.petrarch.is_some() && !kept && wanted.contains(&"events") && !wanted.contains(&"syntax") {
        wanted.push("syntax");
    }
    wanted
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

/// Where faults go; `None` where there is no such place.
pub(crate) fn error_file(args: &CommonArgs) -> Option<PathBuf> {
    args.errors
        .clone()
        .or_else(|| targets::default_error_file(&args.output))
}

/// Takes all articles of the input through `pipeline` to what `writing` makes. Gives what was done, and how
/// long it took.
pub(crate) fn drive(
    registry: &Registry,
    args: &CommonArgs,
    config: &Config,
    pipeline: &Pipeline,
    writing: impl FnOnce() -> Result<Writing>,
) -> Result<(RunStats, Duration)> {
    let inputs = inputs(registry, args, config)?;
    let mut bar = Bar::new(args.progress, args.quiet, || inputs.total_bytes());
    let mut source = inputs.open()?;
    let mut writing = writing()?;
    writing.sink = Box::new(Lost {
        inner: writing.sink,
        errors: error_file(args).map(ErrorFile::new),
    });

    keep_caught_panics_quiet();
    let started = Instant::now();
    let mut runner = Runner::new(pipeline)
        .threads(usize::from(args.threads.or(config.threads).unwrap_or(0)))
        .stop(stop_on_ctrl_c())
        .timing(args.verbose > 0);
    if let Some(bytes) = config.max_article_bytes {
        runner = runner.max_article_bytes(usize::try_from(bytes).unwrap_or(usize::MAX));
    }
    if let Some(bar) = &mut bar {
        runner = runner.progress(bar as &mut dyn Progress);
    }
    let result = runner.run(&mut source, &mut writing);
    if let Some(bar) = bar {
        bar.clear();
    }
    let stats = match result {
        Ok(stats) => stats,
        // What the sink says is meant for the user as it stands.
        Err(error) => match std::error::Error::source(&error) {
            Some(cause) if error.kind() == dateline_pipeline::ErrorKind::Sink => bail!("{cause}"),
            _ => return Err(error.into()),
        },
    };
    for (step, time) in &stats.times {
        tracing::info!("{step}: {:.3} s", time.as_secs_f64());
    }
    Ok((stats, started.elapsed()))
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
pub(crate) fn plan(
    registry: &Registry,
    args: &CommonArgs,
    config: &Config,
    wanted: &[&str],
) -> Result<Pipeline> {
    let mut planner = Planner::new(registry).want(wanted.iter().copied());
    for layer in &args.keep {
        // The output's key is “mentions”; what an input brings stands where the tagger's proposals would.
        planner = planner.keep_named(if layer == "mentions" { "names" } else { layer })?;
    }
    Ok(planner.plan()?.build(|name| config.stage(name))?)
}

/// The articles of the input, not opened yet.
pub(crate) fn inputs<'r>(
    registry: &'r Registry,
    args: &'r CommonArgs,
    config: &'r Config,
) -> Result<Inputs<'r>> {
    if !args.keep.is_empty()
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
        .settings(move |format| {
            let mut base = BTreeMap::new();
            if format == "conllu" && !args.keep.is_empty() {
                let layers = args.keep.iter().cloned().map(Setting::Str).collect();
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
    let layers = Some(args.layers.clone()).filter(|layers| !layers.is_empty());
    let options = EncodeOptions {
        offsets: offsets(&args.common, config),
        layers: layers.or_else(|| config.layers.clone()),
    };
    let mut writings = Vec::new();
    for Placed { format, path } in targets::place(registry, &args.common.output, &args.format)? {
        writings.push((registry.find_format(&format)?.open)(&options, target(path)?)?);
    }
    Ok(MultiSink::join(writings))
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
