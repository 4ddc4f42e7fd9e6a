//! What surrounds a run that writes files: its journal, its manifest, and taking up one that was cut short.

use crate::cli::CommonArgs;
use crate::config::Config;
use crate::duplicates;
use crate::journal::{self, Earlier, Found, Identity, RunJournal};
use crate::leftovers;
use crate::manifest::{self, Manifest, Occasion};
use crate::targets::Placed;
use crate::tier::Tier;
use anyhow::{Context, Result, bail};
use dateline_core::{FormatSpec, Registry};
use dateline_pipeline::{Pipeline, RunStats};
use dateline_readers::{Inputs, Listed};
use serde_json::{Value, json};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How often a checkpoint is made, unless set otherwise.
const CHECKPOINT_SECONDS: f64 = 10.0;

/// A run's journal and what its manifest will say.
pub(crate) struct Keeping {
    pub(crate) journal: RunJournal,
    identity: Identity,
    models: Value,
    manifest: PathBuf,
    placed: Vec<Placed>,
    /// The format of each that is written in pieces.
    sharded: Vec<Option<Arc<FormatSpec>>>,
    started: u64,
    resumed_after: u64,
}

/// What the output of a command depends on beside what all commands share, and where it goes.
pub(crate) struct Described {
    /// Names and values.
    pub(crate) identity: Identity,
    /// Formats and places.
    pub(crate) placed: Vec<Placed>,
    /// Whether and how near-duplicates are looked for.
    pub(crate) duplicates: duplicates::Settings,
}

impl Keeping {
    /// Opens the journal of a run; `None` for one to standard output or to what is no file, of which nothing can
    /// be kept.
    pub(crate) fn open(
        registry: &Registry,
        args: &CommonArgs,
        config: &Config,
        pipeline: &Pipeline,
        described: Described,
    ) -> Result<Option<Self>> {
        let is_special = |path: &Path| std::fs::metadata(path).is_ok_and(|it| !it.is_file() && !it.is_dir());
        if args.output == "-" || is_special(Path::new(&args.output)) {
            if args.resume {
                bail!("--resume goes on with a file or folder: give one with -o");
            }
            return Ok(None);
        }
        let path = journal::place(&args.output);
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        }
        let seconds = config.checkpoint_seconds.unwrap_or(CHECKPOINT_SECONDS);
        if seconds.is_nan() || seconds < 0.0 {
            bail!("[run]: “checkpoint_seconds” takes a number of zero or more");
        }
        let every = Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX);
        let models = manifest::models(registry, pipeline);
        let mut identity = described.identity;
        identity.extend(shared(args, config, pipeline));
        let in_pieces = identity.get("shard_size").is_some_and(|size| !size.is_null());
        let formats = described.placed.iter().filter(|_| in_pieces);
        let sharded = formats
            .map(|it| registry.shared_format(&it.format).ok())
            .collect();
        identity.insert("duplicates".to_owned(), described.duplicates.describe());
        Ok(Some(Self {
            journal: RunJournal::open(&path, every)?,
            identity,
            models,
            manifest: manifest::place(&args.output),
            placed: described.placed,
            sharded,
            started: SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |it| it.as_secs()),
            resumed_after: 0,
        }))
    }

    /// The identity with what only the journal compares: which program it was.
    fn whole(&self) -> Identity {
        let mut whole = Identity::new();
        whole.insert("version".into(), env!("CARGO_PKG_VERSION").into());
        whole.insert("models".into(), self.models.clone());
        whole.extend(self.identity.clone());
        whole.insert("program".into(), program().into());
        whole
    }

    /// The run that this one takes up, if it is to take one up and there is one.
    ///
    /// # Errors
    /// What differs, where the earlier run was another one.
    pub(crate) fn earlier(
        &mut self,
        args: &CommonArgs,
        inputs: impl Iterator<Item = Listed>,
    ) -> Result<Option<Earlier>> {
        if !args.resume {
            return Ok(None);
        }
        let whole = self.whole();
        let found = self.journal.find(&whole, inputs).with_context(|| {
            format!(
                "the run that was cut short cannot be taken up by this one (without --resume, {} is made anew)",
                args.output
            )
        })?;
        match found {
            Found::Run(earlier) => Ok(Some(*earlier)),
            Found::Nothing(why) => {
                let why = why.map_or("no earlier run was cut short".to_owned(), |why| {
                    format!("of the earlier run nothing can be used: {why}")
                });
                tracing::warn!("--resume begins at the beginning: {why}");
                Ok(None)
            }
        }
    }

    /// Begins anew.
    pub(crate) fn begin(&mut self, args: &CommonArgs, inputs: impl Iterator<Item = Listed>) -> Result<()> {
        let lost = self.journal.clear()?;
        if lost > 0 && !args.resume {
            tracing::warn!(
                "an earlier run into {} was cut short after {lost} articles; they are done again, since --resume was \
                 not given",
                args.output
            );
        }
        let errors = crate::extract::error_file(args);
        let outputs = self.placed.iter().filter_map(|it| it.path.as_deref());
        leftovers::remove(outputs.chain(errors.as_deref()));
        let whole = self.whole();
        self.journal.begin(&whole, inputs)
    }

    /// Notes from where the run goes on.
    pub(crate) fn resumes(&mut self, earlier: &RunStats) {
        self.resumed_after = earlier.articles();
    }

    /// Writes the manifest and removes the journal: the run is over.
    pub(crate) fn finish(mut self, stats: &RunStats, took: Duration, threads: usize) -> Result<()> {
        let mut manifest = Manifest::create(&self.manifest)?;
        manifest.key("version", &env!("CARGO_PKG_VERSION").into())?;
        manifest.key("configuration", &Value::Object(self.identity.clone()))?;
        manifest.key("models", &self.models)?;
        manifest.open_inputs()?;
        self.journal.inputs(|input| manifest.input(input))?;
        manifest.close_inputs()?;
        let occasion = Occasion {
            started: self.started,
            seconds: took.as_secs_f64(),
            threads,
            resumed_after: self.resumed_after,
        };
        let told = self.placed.iter().enumerate().filter_map(|(index, it)| {
            let sharded = self.sharded.get(index).and_then(Option::as_deref);
            manifest::output(it, sharded)
        });
        manifest.finish(stats, told.collect(), occasion)?;
        self.journal.remove()
    }
}

/// What the output of every command depends on.
fn shared(args: &CommonArgs, config: &Config, pipeline: &Pipeline) -> Identity {
    let stages: Vec<&str> = pipeline.stages().iter().map(|stage| stage.name()).collect();
    let published = args.published.as_ref().or(config.published.as_ref());
    let offsets = format!("{:?}", crate::extract::offsets(args, config)).to_lowercase();
    let values = [
        ("stages", json!(stages)),
        ("model", json!(config.model.map_or("fast", Tier::name))),
        ("check_language", json!(config.checks_language())),
        ("find_credits", json!(config.find_credits.unwrap_or(true))),
        (
            "input_format",
            json!(args.input_format.as_deref().unwrap_or("auto")),
        ),
        ("keep", json!(config.keep)),
        ("published", json!(published)),
        ("offsets", json!(offsets)),
        ("max_article_bytes", json!(config.max_article_bytes)),
        ("max_article_items", json!(config.max_article_items)),
        ("max_article_seconds", json!(config.max_article_seconds)),
        ("error_file", json!(crate::extract::error_file(args))),
        ("settings", config.describe()),
        ("files", config.files()),
    ];
    values
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}

/// The files behind the inputs, twice: to be compared, and to be listed.
pub(crate) fn listings<'r>(
    inputs: &Inputs<'r>,
) -> (
    impl Iterator<Item = Listed> + use<'r>,
    impl Iterator<Item = Listed> + use<'r>,
) {
    (inputs.files(), inputs.files())
}

/// The checksum of the program that runs, whose rules and data are part of what it writes.
fn program() -> String {
    let sum = || {
        let mut file = std::fs::File::open(std::env::current_exe()?)?;
        let (mut sum, mut buffer) = (crc32fast::Hasher::new(), vec![0; 1 << 18]);
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok::<_, std::io::Error>(sum.finalize()),
                read => sum.update(buffer.get(..read).unwrap_or_default()),
            }
        }
    };
    sum().map_or("unknown".to_owned(), |sum| format!("{sum:08x}"))
}
