//! A file that a library writes by its path, which appears under its name only once it is complete.

use crate::atomic::{io_error, open_to_umask, parent_of};
use dateline_core::{Error, ErrorKind};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use tempfile::{Builder, TempPath};

/// A file under construction, for writers that need to move about in it.
///
/// It lies beside its own place under a temporary name (`.NAME.XXXXXX.partial`) and is renamed by
/// [`Replacement::commit`]; dropped without that it is removed. A symbolic link is followed.
pub(crate) struct Replacement {
    path: PathBuf,
    temporary: TempPath,
}

impl Replacement {
    /// Makes the empty file.
    pub(crate) fn create(path: &Path) -> Result<Self, Error> {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if fs::metadata(&path).is_ok_and(|metadata| !metadata.is_file()) {
            let message = format!("{}: is no file, and this output is one", path.display());
            return Err(Error::new(ErrorKind::Io, message));
        }
        let parent = parent_of(&path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let prefix = format!(".{name}.");
        let mut builder = Builder::new();
        builder.prefix(&prefix).suffix(".partial");
        let file = open_to_umask(&mut builder, false)
            .tempfile_in(&parent)
            .map_err(|error| io_error(&path, "make the file", error))?;
        Ok(Self {
            temporary: file.into_temp_path(),
            path,
        })
    }

    /// Where to write.
    pub(crate) fn temporary(&self) -> &Path {
        &self.temporary
    }

    /// Where the file will lie.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the file, which nobody has open any more, its name.
    pub(crate) fn commit(self) -> Result<(), Error> {
        let Self { path, temporary } = self;
        let failed = |error| io_error(&path, "complete the file", error);
        // Without this a crash of the machine could leave the name on an empty file.
        File::open(&temporary)
            .and_then(|file| file.sync_data())
            .map_err(failed)?;
        temporary.persist(&path).map_err(|error| failed(error.error))
    }
}
