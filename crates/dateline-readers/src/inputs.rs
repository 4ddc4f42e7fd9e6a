//! What the user names, as one source: files found, opened, decompressed, their formats told apart.

use crate::bombs::{Bounded, DEFAULT_MAX_EXPANSION};
use crate::encoding::Charset;
use crate::error::{Error, bad_setting};
use crate::finishing::{Finish, Finishing};
use crate::normalize_date;
use crate::opening::{Peeked, open};
use crate::walk::{Entry, Files, LeftOut};
use dateline_core::{
    Document, Fault, FaultKind, Input, Origin, ReaderSpec, Record, Registry, Settings, Source,
};
use std::fs;
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The most bytes that one record may have unless `max_record_bytes` says otherwise: 64 MiB.
pub const DEFAULT_MAX_RECORD_BYTES: usize = 64 << 20;

/// Gives the settings of a format by its name, anew for each file.
type SettingsOf<'r> = Box<dyn Fn(&str) -> Result<Settings, dateline_core::Error> + Send + 'r>;

/// What shall be read and how: files, folders, globs and `-`, in the order they are given.
///
/// - A folder is walked in the order of its file names, links followed but not back
///   into a folder that is being walked. Hidden files (their name
///   begins with `.`) are left out; named outright, or by a glob that spells the dot, they are read.
/// - A glob knows `*` and `?` within a name, `**` across folders, `[ab]` and `{a,b}`. It is tried where no
///   file has that very name. A folder that it matches is walked.
/// - gzip (several members too) and Zstandard are read through, once, wherever the first bytes show them.
/// - A file's format is the one that was forced, else the one whose ending its name has, else the first
///   registered one whose look at the first bytes says yes. A file of no format is a fault.
pub struct Inputs<'r> {
    registry: &'r Registry,
    arguments: Vec<PathBuf>,
    left_out: Arc<LeftOut>,
    format: Option<String>,
    finish: Finish,
    settings: SettingsOf<'r>,
}

impl<'r> Inputs<'r> {
    /// Nothing to read yet, with the formats of `registry`.
    #[must_use]
    pub fn new(registry: &'r Registry) -> Self {
        Self {
            registry,
            arguments: Vec::new(),
            left_out: Arc::default(),
            format: None,
            finish: Finish {
                published: None,
                credits: true,
                language: true,
            },
            settings: Box::new(|format| Ok(Settings::new(format!("[input.{format}]"), Default::default()))),
        }
    }

    /// Reads also what `argument` names: a file, a folder, a glob, or standard input as `-`.
    #[must_use]
    pub fn argument(mut self, argument: impl AsRef<Path>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// Reads also what each of `arguments` names.
    #[must_use]
    pub fn arguments<A: AsRef<Path>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments
            .extend(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        self
    }

    /// Passes over these files and folders where they are come upon in a folder or by a glob, under whatever name
    /// and link; named outright they are read. Asked again, it forgets the ones before.
    #[must_use]
    pub fn leave_out(mut self, paths: impl IntoIterator<Item = PathBuf>) -> Self {
        self.left_out = Arc::new(LeftOut::new(paths));
        self
    }

    /// Reads every file as this format, whatever its name and first bytes; `auto` tells formats apart.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Setting`] for a format that is not registered.
    pub fn format(mut self, name: &str) -> Result<Self, Error> {
        self.format = None;
        if name != "auto" {
            self.registry.find_reader(name)?;
            self.format = Some(name.to_owned());
        }
        Ok(self)
    }

    /// Takes each format's settings from `settings`, which is asked with the format's name, once at the
    /// start and then for every file.
    #[must_use]
    pub fn settings(
        mut self,
        settings: impl Fn(&str) -> Result<Settings, dateline_core::Error> + Send + 'r,
    ) -> Self {
        self.settings = Box::new(settings);
        self
    }

    /// Dates the articles that carry no date of their own.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Setting`] for a date that [`normalize_date`] does not understand.
    pub fn published(mut self, date: &str) -> Result<Self, Error> {
        let known = normalize_date(date);
        let known = known.ok_or_else(|| {
            bad_setting(format!(
                "“{date}” is not a date that is understood; write it as 2024-08-05"
            ))
        })?;
        self.finish.published = Some(Arc::from(known));
        Ok(self)
    }

    /// Whether the language of each article is told by its text, on unless set: [`dateline_core::Meta`]'s
    /// `language` is then what the text certainly is in, whatever the article's fields say, and stays as it
    /// was where that cannot be told.
    #[must_use]
    pub fn tell_language(mut self, tell: bool) -> Self {
        self.finish.language = tell;
        self
    }

    /// Whether datelines and by-lines in the text are looked for, on unless set. They become the layer
    /// [`dateline_core::layers::Credits`] and fill in date, by-line and publisher of articles that lack them.
    #[must_use]
    pub fn find_credits(mut self, find: bool) -> Self {
        self.finish.credits = find;
        self
    }

    fn walk(&self) -> Files {
        Files::new(self.arguments.clone(), Arc::clone(&self.left_out))
    }

    /// How many bytes (as stored) there are to read, `None` where standard input or the like is among them.
    /// Walks all folders for it: ask only where the answer is shown.
    #[must_use]
    pub fn total_bytes(&self) -> Option<u64> {
        self.walk()
            .filter_map(Result::ok)
            .try_fold(0, |sum: u64, entry| match entry {
                Entry::Stdin => None,
                Entry::File { path, .. } => {
                    // A file that has vanished is a fault later and counts as nothing here.
                    let Ok(meta) = fs::metadata(path) else {
                        return Some(sum);
                    };
                    meta.is_file().then(|| sum.saturating_add(meta.len()))
                }
            })
    }

    /// The files behind the arguments in the order in which they are read, found while the iterator is asked.
    pub fn files(&self) -> impl Iterator<Item = Listed> + use<'r> {
        self.walk().map(|entry| match entry {
            Ok(Entry::Stdin) => Listed {
                path: "-".to_owned(),
                bytes: None,
            },
            Ok(Entry::File { path, .. }) => Listed {
                bytes: fs::metadata(&path)
                    .ok()
                    .filter(fs::Metadata::is_file)
                    .map(|it| it.len()),
                path: path.to_string_lossy().into_owned(),
            },
            Err(fault) => Listed {
                path: fault.origin.path.to_string(),
                bytes: None,
            },
        })
    }

    /// The source over all of it.
    ///
    /// # Errors
    /// [`crate::ErrorKind::NothingToRead`] where no argument leads to a file (if only some lead nowhere, each
    /// is a fault at its place); [`crate::ErrorKind::Setting`] for a setting that a format refuses.
    pub fn open(self) -> Result<InputSource<'r>, Error> {
        self.check_settings()?;
        let mut missing = Vec::new();
        let found = self.walk().any(|entry| match entry {
            Ok(_) => true,
            Err(fault) => {
                if missing.len() < 3 {
                    missing.push(format!("{}: {}", fault.origin.path, fault.reason));
                }
                false
            }
        });
        if !found {
            let names = || {
                self.arguments
                    .iter()
                    .map(|it| it.to_string_lossy())
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            return Err(Error::nothing(match missing.is_empty() {
                false => missing.join("; "),
                true if self.arguments.is_empty() => "no input was named".to_owned(),
                true => format!("there is no file in {}", names()),
            }));
        }
        Ok(InputSource {
            files: self.walk(),
            registry: self.registry,
            format: self.format,
            finishing: Finishing::new(self.finish),
            settings: self.settings,
            count: Arc::new(AtomicU64::new(0)),
            beside: 0,
            current: None,
        })
    }

    /// Opens every format that may be needed on nothing, so that a bad setting is refused before the first
    /// article and not once per file.
    fn check_settings(&self) -> Result<(), Error> {
        for (name, spec) in self.registry.readers() {
            if self.format.as_deref().is_none_or(|format| format == name) {
                let common = Common::take((self.settings)(name)?)?;
                let nothing = Peeked::new(Box::new(io::empty()));
                (spec.open)(common.input("", "", Box::new(nothing)), common.rest)?;
            }
        }
        Ok(())
    }
}

/// A file that is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its path as the user would name it, or `-`.
    pub path: String,
    /// Its size as stored; `None` for standard input, and for what is no file or cannot be reached.
    pub bytes: Option<u64>,
}

/// The settings that every format has, taken out of its table.
struct Common {
    charset: Option<Charset>,
    max_record_bytes: usize,
    max_expansion: u64,
    rest: Settings,
}

impl Common {
    fn take(mut settings: Settings) -> Result<Self, dateline_core::Error> {
        let charset = settings
            .string("encoding")?
            .map(|label| Charset::from_label(&label))
            .transpose()?;
        let bytes = settings
            .count("max_record_bytes")?
            .and_then(|bytes| usize::try_from(bytes).ok());
        let max_record_bytes = bytes.unwrap_or(DEFAULT_MAX_RECORD_BYTES).min(Document::MAX_BYTES);
        let max_expansion = settings.count("max_expansion")?.unwrap_or(DEFAULT_MAX_EXPANSION);
        Ok(Self {
            charset,
            max_record_bytes,
            max_expansion: max_expansion.max(1),
            rest: settings,
        })
    }

    fn input(&self, path: &str, name: &str, bytes: Box<dyn BufRead + Send>) -> Input {
        let (path, name) = (Arc::from(path), Arc::from(name));
        Input {
            path,
            name,
            bytes,
            decoded: false,
            file: None,
            max_record_bytes: self.max_record_bytes,
        }
    }
}

/// All records of all inputs, one file after the other. Made by [`Inputs::open`].
pub struct InputSource<'r> {
    files: Files,
    registry: &'r Registry,
    format: Option<String>,
    finishing: Finishing,
    settings: SettingsOf<'r>,
    count: Arc<AtomicU64>,
    /// Bytes that sources behind read beside their streams.
    beside: u64,
    current: Option<Box<dyn Source>>,
}

impl InputSource<'_> {
    fn begin(&self, entry: &Entry) -> Result<Box<dyn Source>, Fault> {
        let (path, shown, below) = match entry {
            Entry::Stdin => (None, "-".into(), "stdin".into()),
            Entry::File { path, below } => (Some(path.as_path()), path.to_string_lossy(), slashed(below)),
        };
        let fault = |reason: String| {
            let origin = Origin {
                path: Arc::from(&*shown),
                record: 0,
                byte: None,
            };
            Fault::new(FaultKind::Read, origin, "input", reason)
        };
        let before = self.count.load(Ordering::Relaxed);
        let mut bytes = open(path, &self.count).map_err(|error| fault(error.to_string()))?;
        let stored = bytes.stored();
        let marked = Charset::from_mark(bytes.head());
        if let Some(charset) = marked {
            bytes = Peeked::new(charset.reader(Box::new(bytes)));
        }
        let plain = strip_ending(&below, &[".gz", ".zst"]);
        let (format, spec) = self.format_of(plain, bytes.head()).map_err(fault)?;
        let settings = (self.settings)(format).map_err(|error| fault(error.to_string()))?;
        let common = Common::take(settings).map_err(|error| fault(error.to_string()))?;
        let named = marked.or(common.charset);
        let mut stream: Box<dyn BufRead + Send> = Box::new(bytes);
        if !stored {
            stream = Box::new(Bounded::new(stream, &self.count, before, common.max_expansion));
        }
        if let Some(charset) = common.charset.filter(|_| marked.is_none()) {
            stream = charset.reader(stream);
        }
        let mut input = common.input(&shown, strip_ending(plain, spec.endings), stream);
        input.decoded = named.is_some();
        // What is a pipe by a path cannot be opened once more.
        let again = |path: &&Path| stored && named.is_none() && path.is_file();
        input.file = path.filter(again).map(Path::to_owned);
        (spec.open)(input, common.rest).map_err(|error| fault(error.to_string()))
    }

    /// The format of a file by its name, without compression's ending, and its first bytes.
    fn format_of(&self, name: &str, head: &[u8]) -> Result<(&str, &ReaderSpec), String> {
        if let Some(format) = &self.format {
            let spec = self
                .registry
                .find_reader(format)
                .map_err(|error| error.to_string())?;
            return Ok((format, spec));
        }
        let by_ending = |(_, spec): &(&str, &ReaderSpec)| strip_ending(name, spec.endings).len() < name.len();
        let by_head = |(_, spec): &(&str, &ReaderSpec)| (spec.sniff)(head);
        let found = self.registry.readers().find(by_ending);
        found
            .or_else(|| self.registry.readers().find(by_head))
            .ok_or_else(|| {
                let binary = if head.contains(&0) {
                    "a binary file, and "
                } else {
                    ""
                };
                format!("{binary}none of the formats that can be read")
            })
    }
}

impl Source for InputSource<'_> {
    fn next(&mut self, record: &mut Record) -> Result<bool, Fault> {
        loop {
            if let Some(current) = &mut self.current {
                if current.next(record)? {
                    self.finishing.apply(record);
                    return Ok(true);
                }
                self.beside += current.bytes_read();
                self.current = None;
            }
            match self.files.next() {
                None => return Ok(false),
                Some(entry) => self.current = Some(self.begin(&entry?)?),
            }
        }
    }

    fn bytes_read(&self) -> u64 {
        let streamed = self.count.load(Ordering::Relaxed);
        streamed + self.beside + self.current.as_ref().map_or(0, |current| current.bytes_read())
    }
}

/// A path with `/` between its parts; what is no UTF-8 in it becomes U+FFFD.
fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

/// `name` without the first of `endings` that it has, in either case; a name that is nothing but an ending
/// stays.
fn strip_ending<'n>(name: &'n str, endings: &[&str]) -> &'n str {
    for ending in endings {
        if let Some(cut) = name.len().checked_sub(ending.len())
            && cut > 0
            && name.as_bytes()[cut..].eq_ignore_ascii_case(ending.as_bytes())
            && let Some(stem) = name.get(..cut)
        {
            return stem;
        }
    }
    name
}
