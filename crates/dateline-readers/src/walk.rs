//! From what the user names to files: folders walked, globs matched, all in sorted order.
//!
//! Nothing is collected: a folder of a million files is walked while it is read.

use dateline_core::{Fault, FaultKind, Origin};
use globset::{GlobBuilder, GlobMatcher};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::WalkDir;

/// One file to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Standard input.
    Stdin,
    /// A file, and the part of its path below what the user named.
    File { path: PathBuf, below: PathBuf },
}

/// The files behind the arguments, in their order; what leads to none comes as a fault at its place.
pub(crate) struct Files {
    arguments: std::vec::IntoIter<PathBuf>,
    left_out: Arc<LeftOut>,
    walk: Option<Walk>,
}

/// Files and folders that a walk passes over, told by where they really are.
#[derive(Debug, Default)]
pub(crate) struct LeftOut(Vec<PathBuf>);

impl LeftOut {
    /// Those of `paths` that exist.
    pub(crate) fn new(paths: impl IntoIterator<Item = PathBuf>) -> Self {
        Self(
            paths
                .into_iter()
                .filter_map(|path| path.canonicalize().ok())
                .collect(),
        )
    }

    /// Whether `entry` is one of them. Only a file of the same name is looked at more closely.
    fn has(&self, entry: &walkdir::DirEntry) -> bool {
        let alike = |path: &&PathBuf| path.file_name() == Some(entry.file_name());
        let mut alike = self.0.iter().filter(alike).peekable();
        alike.peek().is_some()
            && entry
                .path()
                .canonicalize()
                .is_ok_and(|path| alike.any(|it| *it == path))
    }
}

/// A folder being walked, wholly or for what matches a glob.
struct Walk {
    entries: walkdir::IntoIter,
    root: PathBuf,
    glob: Option<Pattern>,
    found: bool,
}

/// The part of a glob behind its fixed folders.
struct Pattern {
    matcher: GlobMatcher,
    /// How deep a match can lie; `None` where `**` lets it lie anywhere.
    depth: Option<usize>,
    /// Whether the glob names hidden files itself.
    hidden: bool,
    argument: PathBuf,
}

impl Files {
    pub(crate) fn new(arguments: Vec<PathBuf>, left_out: Arc<LeftOut>) -> Self {
        Self {
            arguments: arguments.into_iter(),
            left_out,
            walk: None,
        }
    }

    /// Starts on an argument: a file at once, a folder or glob as a walk.
    fn begin(&mut self, argument: PathBuf) -> Option<Result<Entry, Fault>> {
        if argument.as_os_str() == "-" {
            return Some(Ok(Entry::Stdin));
        }
        match fs::metadata(&argument) {
            Ok(meta) if meta.is_dir() => {
                self.walk = Some(Walk::new(argument, None));
                None
            }
            Ok(_) => {
                let below = PathBuf::from(argument.file_name().unwrap_or_default());
                Some(Ok(Entry::File {
                    path: argument,
                    below,
                }))
            }
            Err(error) => match glob(&argument) {
                Some(Ok((root, pattern))) => {
                    self.walk = Some(Walk::new(root, Some(pattern)));
                    None
                }
                Some(Err(reason)) => Some(Err(fault(&argument, reason))),
                None if error.kind() == std::io::ErrorKind::NotFound => Some(Err(fault(
                    &argument,
                    "there is no such file or folder".to_owned(),
                ))),
                None => Some(Err(fault(&argument, error.to_string()))),
            },
        }
    }
}

impl Iterator for Files {
    type Item = Result<Entry, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(walk) = &mut self.walk {
                if let Some(entry) = walk.next(&self.left_out) {
                    return Some(entry);
                }
                let done = self.walk.take();
                if let Some(Walk {
                    glob: Some(pattern),
                    found: false,
                    ..
                }) = done
                {
                    return Some(Err(fault(&pattern.argument, "no file matches".to_owned())));
                }
            }
            let argument = self.arguments.next()?;
            if let Some(entry) = self.begin(argument) {
                return Some(entry);
            }
        }
    }
}

impl Walk {
    fn new(root: PathBuf, glob: Option<Pattern>) -> Self {
        let from = if root.as_os_str().is_empty() {
            Path::new(".")
        } else {
            &root
        };
        let entries = WalkDir::new(from)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter();
        Self {
            entries,
            root,
            glob,
            found: false,
        }
    }

    fn next(&mut self, left_out: &LeftOut) -> Option<Result<Entry, Fault>> {
        loop {
            let entry = match self.entries.next()? {
                Ok(entry) => entry,
                // A link to a folder above: its files are read where they lie.
                Err(error) if error.loop_ancestor().is_some() => continue,
                // Not even the folder that a glob begins with is there: nothing matches.
                Err(error) if error.depth() == 0 && self.glob.is_some() => continue,
                Err(error) => {
                    let path = error.path().unwrap_or(&self.root).to_owned();
                    let reason = error
                        .io_error()
                        .map_or_else(|| error.to_string(), ToString::to_string);
                    return Some(Err(fault(&path, reason)));
                }
            };
            if entry.depth() == 0 {
                continue;
            }
            let below = entry
                .path()
                .strip_prefix(&self.root)
                .or_else(|_| entry.path().strip_prefix("."));
            let below = below.unwrap_or(entry.path());
            let is_dir = entry.file_type().is_dir();
            let wanted = match &self.glob {
                _ if left_out.has(&entry) => false,
                _ if is_hidden(entry.file_name()) && !self.glob.as_ref().is_some_and(|it| it.hidden) => false,
                None => true,
                Some(pattern) if is_dir => pattern.may_hold(below, entry.depth()),
                Some(pattern) => pattern.holds(below),
            };
            if is_dir {
                if !wanted {
                    self.entries.skip_current_dir();
                }
            } else if wanted && entry.file_type().is_file() {
                // Sockets and pipes that happen to lie in a folder would block; named outright they are read.
                self.found = true;
                let below = below.to_owned();
                let path = self.root.join(&below);
                return Some(Ok(Entry::File { path, below }));
            }
        }
    }
}

impl Pattern {
    /// Whether the file or one of the folders that it lies in matches.
    fn holds(&self, below: &Path) -> bool {
        below.ancestors().any(|path| self.matcher.is_match(path))
    }

    /// Whether a match can lie in the folder.
    fn may_hold(&self, below: &Path, depth: usize) -> bool {
        self.depth.is_none_or(|deepest| depth < deepest) || self.holds(below)
    }
}

/// Takes a glob apart into the folder to walk and the pattern below it; `None` where it is no glob.
fn glob(argument: &Path) -> Option<Result<(PathBuf, Pattern), String>> {
    let text = argument.to_str()?;
    let meta = text.find(['*', '?', '[', '{'])?;
    let cut = text[..meta].rfind('/').map_or(0, |slash| slash + 1);
    let (root, pattern) = text.split_at(cut);
    let built = GlobBuilder::new(pattern).literal_separator(true).build();
    Some(
        built
            .map_err(|error| format!("not a glob: {}", error.kind()))
            .map(|built| {
                let pattern = Pattern {
                    matcher: built.compile_matcher(),
                    depth: (!pattern.contains("**")).then(|| pattern.split('/').count()),
                    hidden: pattern.split('/').any(|part| part.starts_with('.')),
                    argument: argument.to_owned(),
                };
                (PathBuf::from(root), pattern)
            }),
    )
}

fn is_hidden(name: &std::ffi::OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

fn fault(path: &Path, reason: String) -> Fault {
    let origin = Origin {
        path: Arc::from(path.to_string_lossy()),
        record: 0,
        byte: None,
    };
    Fault::new(FaultKind::Read, origin, "input", reason)
}
