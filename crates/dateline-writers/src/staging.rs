//! Folders whose files appear only once they are all complete.

use crate::atomic::{PARTIAL, has_length, io_error, open_to_umask, parent_of, reopen};
use crate::names::{file_stem, numbered};
use dateline_core::{Error, ErrorKind, Resumption, Staged, Target};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, TempDir};

/// The folder that a target names.
pub(crate) fn folder_of(target: Target, format: &str) -> Result<PathBuf, Error> {
    match target {
        Target::Path(path) => {
            let ending = path.extension().unwrap_or_default();
            if ending.eq_ignore_ascii_case(format) && !path.is_dir() {
                let message = format!(
                    "{}: {format} writes several files: name a folder for them, with --format {format}",
                    path.display()
                );
                return Err(Error::new(ErrorKind::Setting, message));
            }
            Ok(path)
        }
        Target::Stream(_) => Err(Error::new(
            ErrorKind::Setting,
            format!("{format} writes several files: name a folder for them"),
        )),
    }
}

/// The file that a target names; `what` says, for the message, what cannot be a stream.
#[cfg(any(feature = "parquet", feature = "sqlite"))]
pub(crate) fn file_of(target: Target, what: &str) -> Result<PathBuf, Error> {
    match target {
        Target::Path(path) => Ok(path),
        Target::Stream(_) => Err(Error::new(
            ErrorKind::Setting,
            format!("{what} cannot be written to a stream: name a file with -o"),
        )),
    }
}

/// A folder under construction.
///
/// Where the target does not exist, files gather in a temporary folder beside it, which is renamed by
/// [`Staging::commit`]. Where it exists, they gather in a temporary folder inside it (it may be a mount of
/// its own) and are moved out one by one: files of the same names are replaced, others stay. Dropped
/// without a commit, the temporary folder is removed, unless it has seen a checkpoint.
pub(crate) struct Staging {
    target: PathBuf,
    folder: Folder,
    fresh: bool,
}

/// The temporary folder.
enum Folder {
    /// Removed when it is dropped.
    Fleeting(TempDir),
    /// Left where it is, for a later process to go on with.
    Kept(PathBuf),
    /// It has its name already: the process that filled it died later.
    Committed,
}

/// A file of a folder that an earlier process filled.
pub(crate) enum Earlier {
    /// Open for more.
    Open(File),
    /// Complete, under its name.
    Committed,
    /// Not there.
    Missing,
}

impl Staging {
    pub(crate) fn create(target: &Path) -> Result<Self, Error> {
        let mut builder = Builder::new();
        builder.suffix(PARTIAL);
        let open_to_umask = open_to_umask(&mut builder, true);
        let failed = |error| io_error(target, "make the folder", error);
        if target.exists() {
            let target = fs::canonicalize(target).map_err(failed)?;
            if !target.is_dir() {
                let message = format!("{}: is a file, and this output is a folder", target.display());
                return Err(Error::new(ErrorKind::Io, message));
            }
            let folder = open_to_umask.prefix(".dateline.").tempdir_in(&target);
            return Ok(Self {
                folder: Folder::Fleeting(folder.map_err(failed)?),
                target,
                fresh: false,
            });
        }
        let parent = parent_of(target)?;
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let prefix = format!(".{name}.");
        let folder = open_to_umask
            .prefix(&prefix)
            .tempdir_in(&parent)
            .map_err(failed)?;
        Ok(Self {
            target: target.to_owned(),
            folder: Folder::Fleeting(folder),
            fresh: true,
        })
    }

    /// The temporary folder's path; the target's own once it is complete.
    fn path(&self) -> &Path {
        match &self.folder {
            Folder::Fleeting(folder) => folder.path(),
            Folder::Kept(path) => path,
            Folder::Committed => &self.target,
        }
    }

    /// Keeps the folder from being removed when it is dropped, and says where it lies. Its files are the
    /// caller's to make safe.
    pub(crate) fn checkpoint(&mut self, staged: &mut Vec<Staged>) {
        self.folder = match std::mem::replace(&mut self.folder, Folder::Committed) {
            Folder::Fleeting(folder) => Folder::Kept(folder.keep()),
            other => other,
        };
        staged.push(Staged {
            path: self.path().to_owned(),
            bytes: 0,
        });
    }

    /// Goes on with the folder of an earlier process, in place of the empty one; `false` where it is not there.
    pub(crate) fn resume(&mut self, from: &mut Resumption) -> Result<bool, Error> {
        let Some(Staged { path, .. }) = from.take() else {
            return Ok(false);
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Paths are told apart by where they lead, not by how they are written.
        let place = |folder: &Path| fs::canonicalize(folder).ok();
        let above = path.parent().and_then(place);
        let inside = above.is_some() && above == place(&self.target);
        let beside = above.is_some() && above == place(&parent_of(&self.target)?);
        // Its own kind of name in one of the two places that it can be in, whatever stands in the journal.
        if !(name.starts_with('.') && name.ends_with(PARTIAL) && (inside || beside)) {
            return Ok(false);
        }
        if path.is_dir() {
            self.folder = Folder::Kept(path);
            self.fresh = !inside;
            return Ok(true);
        }
        if from.completing() && self.target.is_dir() {
            self.folder = Folder::Committed;
            return Ok(true);
        }
        Ok(false)
    }

    /// Takes up the file of this name, of which `bytes` bytes count.
    pub(crate) fn reopen(&self, name: &str, bytes: u64, from: &Resumption) -> Result<Earlier, Error> {
        let open = match self.folder {
            Folder::Committed => None,
            _ => reopen(&self.path().join(name), bytes).map_err(|error| self.error(name, error))?,
        };
        Ok(match open {
            Some(file) => Earlier::Open(file),
            None if from.completing() && has_length(&self.target.join(name), bytes) => Earlier::Committed,
            None => Earlier::Missing,
        })
    }

    /// Makes a file of this name. It must be one that this crate made up, not one out of the input.
    pub(crate) fn file(&self, name: &str) -> Result<File, Error> {
        File::create(self.path().join(name)).map_err(|error| self.error(name, error))
    }

    /// Writes a file of this name at once.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let mut file = self.file(name)?;
        file.write_all(bytes).map_err(|error| self.error(name, error))
    }

    /// What went wrong with the file of this name.
    pub(crate) fn error(&self, name: &str, error: io::Error) -> Error {
        io_error(&self.target.join(name), "write the file", error)
    }

    /// Writes one file for each pair of ending and content, all named after the article, and gives the
    /// name without ending. No file is written over: where a name is taken (two articles of one id, ids that
    /// differ in case on a system that does not) or reserved, the article's number goes into it. The
    /// folder itself is the list of names taken, so that memory does not grow with the corpus.
    pub(crate) fn place(
        &self,
        id: &str,
        seq: u64,
        reserved: &str,
        files: &[(&str, &[&[u8]])],
    ) -> Result<String, Error> {
        let stem = file_stem(id, seq);
        let mut name = stem.clone();
        if stem.eq_ignore_ascii_case(reserved) {
            name = numbered(&stem, seq, 0);
        }
        let mut attempt = 0;
        'name: loop {
            for (index, (ending, parts)) in files.iter().enumerate() {
                let path = self.path().join(format!("{name}{ending}"));
                let mut file = match File::options().write(true).create_new(true).open(&path) {
                    Ok(file) => file,
                    Err(error) if index == 0 && error.kind() == io::ErrorKind::AlreadyExists => {
                        name = numbered(&stem, seq, attempt);
                        attempt += 1;
                        continue 'name;
                    }
                    Err(error) => return Err(self.error(&format!("{name}{ending}"), error)),
                };
                for part in *parts {
                    file.write_all(part)
                        .map_err(|error| self.error(&format!("{name}{ending}"), error))?;
                }
            }
            return Ok(name);
        }
    }

    /// Completes the folder and gives it, or its files, their names.
    pub(crate) fn commit(self) -> Result<(), Error> {
        let Self {
            target,
            folder,
            fresh,
        } = self;
        // Whatever happens from here on, what was made is worth more than a tidy folder.
        let folder = match folder {
            Folder::Fleeting(folder) => folder.keep(),
            Folder::Kept(path) => path,
            Folder::Committed => return Ok(()),
        };
        if fresh && fs::rename(&folder, &target).is_ok() {
            return Ok(());
        }
        // The target was there before, or somebody else made it meanwhile.
        let failed = |error| io_error(&target, "complete the folder", error);
        fs::create_dir_all(&target).map_err(failed)?;
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name: &OsStr = &entry.file_name();
            fs::rename(entry.path(), target.join(name)).map_err(failed)?;
        }
        fs::remove_dir(&folder).map_err(failed)
    }
}
