//! `dateline.toml`: settings of the run and of its parts. Unknown keys are refused.
//!
//! ```toml
//! [run]
//! stages = ["quotes"]          # what they need comes along
//! model = "accurate"           # or fast, the default
//! threads = 2
//! max_article_bytes = 67108864
//! max_article_items = 16777216 # of one kind in an article: tokens, mentions, relations
//! max_article_seconds = 60     # no bound unless set: where there is one, the output depends on the machine
//! layers = ["mentions", "quotes"]
//! offsets = "chars"            # or bytes, utf16
//! published = "2024-08-05"     # for articles that carry no date
//! check_language = true        # whether articles in other languages than English pass through without stages
//! find_credits = true          # whether datelines and by-lines in the text are looked for
//! duplicates = "mark"          # near-duplicates of earlier articles: or drop, off
//! duplicate_similarity = 0.4   # of what two texts say together, how much both must say
//! duplicates_remembered = 500000
//! checkpoint_seconds = 10      # how much work a killed run may lose
//!
//! [input.jsonl]                # settings of an input format
//! text = "body"
//!
//! [stages.tokenizer]           # settings of a stage
//! conventions = "gum"
//! ```
//!
//! Files that settings name are looked for beside `dateline.toml`.

use crate::duplicates::Duplicates;
use crate::tier::{self, Tier};
use anyhow::{Context, Result};
use dateline_core::{Error, ErrorKind, Offsets, Setting, Settings};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Tables of settings by the name of the part they belong to.
type Parts = BTreeMap<String, BTreeMap<String, Setting>>;

/// A parsed configuration file.
#[derive(Default)]
pub(crate) struct Config {
    /// The stages to run.
    pub(crate) stages: Option<Vec<String>>,
    /// The tier of models; counts before what a stage's own settings say.
    pub(crate) model: Option<Tier>,
    /// The layers that are taken from the input as they are.
    pub(crate) keep: Vec<String>,
    /// How many threads work.
    pub(crate) threads: Option<u16>,
    /// The longest article, in bytes.
    pub(crate) max_article_bytes: Option<u64>,
    /// The most items of one layer of an article.
    pub(crate) max_article_items: Option<u64>,
    /// The longest time that an article may take.
    pub(crate) max_article_seconds: Option<f64>,
    /// The layers to write.
    pub(crate) layers: Option<Vec<String>>,
    /// The unit of written offsets.
    pub(crate) offsets: Option<Offsets>,
    /// The publication date of articles that carry none.
    pub(crate) published: Option<String>,
    /// Whether the language of articles is told, and other languages than English pass through.
    pub(crate) check_language: Option<bool>,
    /// Whether datelines and by-lines in the text are looked for.
    pub(crate) find_credits: Option<bool>,
    /// What becomes of near-duplicates.
    pub(crate) duplicates: Option<Duplicates>,
    /// From which similarity on an article is one.
    pub(crate) duplicate_similarity: Option<f64>,
    /// How many distinct articles are remembered.
    pub(crate) duplicates_remembered: Option<u64>,
    /// How often a run's state is made safe.
    pub(crate) checkpoint_seconds: Option<f64>,
    stage_settings: Parts,
    input_settings: Parts,
    /// The file's name for messages, and its folder for the files it names.
    name: String,
    folder: PathBuf,
    /// Files that settings name, as far as they were read, with their checksums.
    read: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Config {
    /// Whether articles in other languages than English pass through without stages.
    pub(crate) fn checks_language(&self) -> bool {
        self.check_language.unwrap_or(true)
    }

    /// Reads the file at `path`.
    pub(crate) fn load(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).with_context(|| name.clone())?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Self::parse(&text, name, folder)
    }

    fn parse(text: &str, name: String, folder: PathBuf) -> Result<Self> {
        let table: toml::Table = text.parse().with_context(|| name.clone())?;
        let mut top = Settings::new(name.clone(), convert_table(table));
        let run = top.table("run")?.unwrap_or_default();
        let stage_settings = parts(&name, "stages", top.table("stages")?)?;
        let input_settings = parts(&name, "input", top.table("input")?)?;
        top.finish()?;
        let mut run = Settings::new(format!("{name}: [run]"), run);
        let threads = run.count("threads")?;
        let config = Self {
            stages: run.strings("stages")?,
            model: run
                .choice("model", &Tier::NAMES)?
                .and_then(|choice| Tier::ALL.get(choice).copied()),
            keep: Vec::new(),
            threads: threads
                .map(|count| u16::try_from(count).ok().filter(|count| *count > 0))
                .map(|count| count.context("[run]: “threads” takes a number from 1 to 65535"))
                .transpose()?,
            max_article_bytes: run.count("max_article_bytes")?,
            max_article_items: run.count("max_article_items")?,
            max_article_seconds: run.number("max_article_seconds")?,
            layers: run.strings("layers")?,
            offsets: run
                .choice("offsets", &["chars", "bytes", "utf16"])?
                .map(|choice| [Offsets::Chars, Offsets::Bytes, Offsets::Utf16][choice]),
            published: run.string("published")?,
            check_language: run.bool("check_language")?,
            find_credits: run.bool("find_credits")?,
            duplicates: run
                .choice("duplicates", Duplicates::NAMES)?
                .and_then(|choice| Duplicates::ALL.get(choice).copied()),
            duplicate_similarity: run.number("duplicate_similarity")?,
            duplicates_remembered: run.count("duplicates_remembered")?,
            checkpoint_seconds: run.number("checkpoint_seconds")?,
            stage_settings,
            input_settings,
            name,
            folder,
            read: Arc::default(),
        };
        run.finish()?;
        Ok(config)
    }

    /// The names under `[stages]`, which must be stages, and under `[input]`, which must be formats.
    pub(crate) fn named_parts(&self) -> (impl Iterator<Item = &str>, impl Iterator<Item = &str>) {
        (
            self.stage_settings.keys().map(String::as_str),
            self.input_settings.keys().map(String::as_str),
        )
    }

    /// Puts a setting of the stage `name` in place of what the file says.
    pub(crate) fn set_stage(&mut self, name: &str, key: &str, value: Setting) {
        let settings = self.stage_settings.entry(name.to_owned()).or_default();
        settings.insert(key.to_owned(), value);
    }

    /// The settings of the stage `name`.
    pub(crate) fn stage(&self, name: &str) -> Settings {
        let over = self.model.filter(|_| name == tier::STAGE).map(Tier::setting);
        self.part("stages", &self.stage_settings, name, BTreeMap::new(), over)
    }

    /// The settings of the input format `name`, over those of `base`.
    pub(crate) fn input(&self, name: &str, base: BTreeMap<String, Setting>) -> Settings {
        self.part("input", &self.input_settings, name, base, None)
    }

    /// Sets settings of the input format `name`, over those of the file.
    pub(crate) fn set_input(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = (&'static str, Setting)>,
    ) {
        let part = self.input_settings.entry(name.to_owned()).or_default();
        part.extend(values.into_iter().map(|(key, value)| (key.to_owned(), value)));
    }

    /// Leaves articles as they are read: those that were written by a run have been finished by it.
    pub(crate) const fn leave_finished(&mut self) {
        self.find_credits = Some(false);
        self.check_language = Some(false);
    }

    /// The settings of a part over `values`, and `over` them one that counts before all.
    fn part(
        &self,
        kind: &str,
        parts: &Parts,
        name: &str,
        mut values: BTreeMap<String, Setting>,
        over: Option<(String, Setting)>,
    ) -> Settings {
        let file = if self.name.is_empty() {
            "settings"
        } else {
            &self.name
        };
        values.extend(parts.get(name).cloned().unwrap_or_default());
        values.extend(over);
        let (folder, read) = (self.folder.clone(), Arc::clone(&self.read));
        Settings::new(format!("{file}: [{kind}.{name}]"), values).with_files(move |name| {
            let path = folder.join(name);
            let content = std::fs::read_to_string(&path).map_err(|error| {
                let message = format!("{}: {error}", path.display());
                Error::new(ErrorKind::Io, message).with_source(error)
            })?;
            let sum = crate::manifest::checksum(content.as_bytes());
            let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
            read.insert(name.to_owned(), sum);
            Ok(content)
        })
    }

    /// The settings of stages and inputs as JSON, for the manifest of a run.
    pub(crate) fn describe(&self) -> serde_json::Value {
        let tables = |parts: &Parts| {
            let table =
                |(name, values): (&String, &BTreeMap<String, Setting>)| (name.clone(), table_json(values));
            serde_json::Value::Object(parts.iter().map(table).collect())
        };
        serde_json::json!({"stages": tables(&self.stage_settings), "input": tables(&self.input_settings)})
    }

    /// The files that settings named, as far as they were read, with their checksums.
    pub(crate) fn files(&self) -> serde_json::Value {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        serde_json::Value::Object(
            read.iter()
                .map(|(name, sum)| (name.clone(), sum.clone().into()))
                .collect(),
        )
    }
}

/// The tables under `[kind]`, each of which must be one.
fn parts(file: &str, kind: &str, tables: Option<BTreeMap<String, Setting>>) -> Result<Parts> {
    let table = |(name, setting)| match setting {
        Setting::Table(values) => Ok((name, values)),
        _ => anyhow::bail!("{file}: [{kind}]: “{name}” takes a table of settings, [{kind}.{name}]"),
    };
    tables.unwrap_or_default().into_iter().map(table).collect()
}

fn table_json(table: &BTreeMap<String, Setting>) -> serde_json::Value {
    let values = table
        .iter()
        .map(|(key, value)| (key.clone(), setting_json(value)));
    serde_json::Value::Object(values.collect())
}

fn setting_json(setting: &Setting) -> serde_json::Value {
    match setting {
        Setting::Bool(value) => (*value).into(),
        Setting::Int(value) => (*value).into(),
        Setting::Float(value) => (*value).into(),
        Setting::Str(value) => value.clone().into(),
        Setting::List(items) => items.iter().map(setting_json).collect(),
        Setting::Table(table) => table_json(table),
    }
}

fn convert_table(table: toml::Table) -> BTreeMap<String, Setting> {
    table
        .into_iter()
        .map(|(key, value)| (key, convert(value)))
        .collect()
}

fn convert(value: toml::Value) -> Setting {
    match value {
        toml::Value::String(text) => Setting::Str(text),
        toml::Value::Integer(number) => Setting::Int(number),
        toml::Value::Float(number) => Setting::Float(number),
        toml::Value::Boolean(value) => Setting::Bool(value),
        // `published = 2024-08-05` without quotation marks is a date to TOML, and means the same.
        toml::Value::Datetime(date) => Setting::Str(date.to_string()),
        toml::Value::Array(items) => Setting::List(items.into_iter().map(convert).collect()),
        toml::Value::Table(table) => Setting::Table(convert_table(table)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config> {
        Config::parse(text, "dateline.toml".into(), PathBuf::new())
    }

    fn refusal(text: &str) -> String {
        parse(text)
            .err()
            .map(|error| format!("{error:#}"))
            .unwrap_or_default()
    }

    #[test]
    fn a_full_file_is_read() {
        let config = parse(
            "[run]\nstages = [\"quotes\"]\nthreads = 2\noffsets = \"utf16\"\npublished = 2024-08-05\n\
             [stages.tokenizer]\nhyphens = true\n[input.jsonl]\ntext = \"body\"\n",
        )
        .unwrap();
        assert_eq!(config.stages.as_deref(), Some(&["quotes".to_owned()][..]));
        assert_eq!((config.threads, config.offsets), (Some(2), Some(Offsets::Utf16)));
        assert_eq!(config.published.as_deref(), Some("2024-08-05"));
        assert_eq!(config.stage("tokenizer").bool("hyphens").unwrap(), Some(true));
        let base = BTreeMap::from([("text".to_owned(), Setting::Str("content".to_owned()))]);
        assert_eq!(
            config.input("jsonl", base).string("text").unwrap().as_deref(),
            Some("body")
        );
    }

    #[test]
    fn unknown_keys_are_refused_with_a_suggestion() {
        assert_eq!(
            refusal("[runs]\n"),
            "dateline.toml: unknown key “runs”; did you mean “run”?"
        );
        let message = refusal("[run]\nthread = 2\n");
        assert_eq!(
            message,
            "dateline.toml: [run]: unknown key “thread”; did you mean “threads”?"
        );
    }

    #[test]
    fn the_tier_of_the_run_counts_before_the_stages_own() {
        let model = |text: &str| {
            let settings = parse(text).unwrap().stage("syntax").string("model");
            settings.unwrap()
        };
        assert_eq!(model("[run]\nthreads = 1\n"), None);
        assert_eq!(
            model("[stages.syntax]\nmodel = \"fast\"\n").as_deref(),
            Some("fast")
        );
        let both = "[run]\nmodel = \"accurate\"\n[stages.syntax]\nmodel = \"fast\"\n";
        assert_eq!(model(both).as_deref(), Some("accurate"));
        assert!(refusal("[run]\nmodel = \"best\"\n").contains("fast, accurate"));
    }

    #[test]
    fn bad_values_are_named() {
        assert!(refusal("[run]\nthreads = 0\n").contains("1 to 65535"));
        assert!(refusal("[run]\noffsets = \"words\"\n").contains("chars, bytes, utf16"));
        assert!(refusal("[stages]\ntokenizer = 1\n").contains("[stages.tokenizer]"));
        assert!(refusal("[run\n").starts_with("dateline.toml: TOML parse error at line 1"));
    }
}
