//! Files that appear under their name only once they are complete.

use dateline_core::{Error, ErrorKind};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// What went wrong with `path`.
pub(crate) fn io_error(path: &Path, doing: &str, error: io::Error) -> Error {
    let message = format!("{}: cannot {doing}: {error}", path.display());
    Error::new(ErrorKind::Io, message).with_source(error)
}

/// Gives new files the mode that the user's umask asks for, as any other program's would have; the default
/// for temporary files is "nobody else".
pub(crate) fn open_to_umask<'b, 'n>(
    builder: &'b mut Builder<'n, 'n>,
    folder: bool,
) -> &'b mut Builder<'n, 'n> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = if folder { 0o777 } else { 0o666 };
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = folder;
    builder
}

/// The folder in which `path` lies, made where it is missing.
pub(crate) fn parent_of(path: &Path) -> Result<PathBuf, Error> {
    let parent = match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    fs::create_dir_all(&parent).map_err(|error| io_error(&parent, "make the folder", error))?;
    Ok(parent)
}

/// A file under construction.
///
/// It is written under a temporary name beside its own (`.NAME.XXXXXX.partial`) and renamed by
/// [`AtomicFile::commit`]; dropped without that it is removed. A symbolic link is followed, so that the
/// file it points to is replaced and the link stays. What is no regular file (a pipe, `/dev/null`) cannot
/// be replaced and is written to as it is.
pub(crate) struct AtomicFile {
    path: PathBuf,
    writer: Writer,
}

enum Writer {
    Temporary(BufWriter<NamedTempFile>),
    InPlace(BufWriter<File>),
}

const BUFFER: usize = 1 << 16;

impl AtomicFile {
    pub(crate) fn create(path: &Path) -> Result<Self, Error> {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let metadata = fs::metadata(&path);
        if metadata.as_ref().is_ok_and(fs::Metadata::is_dir) {
            let message = format!("{}: is a folder, and this output is one file", path.display());
            return Err(Error::new(ErrorKind::Io, message));
        }
        if metadata.is_ok_and(|metadata| !metadata.is_file()) {
            let open = File::options().write(true).open(&path);
            let file = open.map_err(|error| io_error(&path, "open the file", error))?;
            return Ok(Self {
                path,
                writer: Writer::InPlace(BufWriter::with_capacity(BUFFER, file)),
            });
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
            path,
            writer: Writer::Temporary(BufWriter::with_capacity(BUFFER, file)),
        })
    }

    /// The file's final path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Completes the file and gives it its name.
    pub(crate) fn commit(self) -> Result<(), Error> {
        let Self { path, writer } = self;
        let failed = |error| io_error(&path, "complete the file", error);
        match writer {
            Writer::Temporary(writer) => {
                let file = writer.into_inner().map_err(|error| failed(error.into_error()))?;
                // Without this a crash of the machine could leave the name on an empty file.
                file.as_file().sync_data().map_err(failed)?;
                file.persist(&path).map_err(|error| failed(error.error))?;
            }
            Writer::InPlace(mut writer) => writer.flush().map_err(failed)?,
        }
        Ok(())
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.writer {
            Writer::Temporary(writer) => writer.write(bytes),
            Writer::InPlace(writer) => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.writer {
            Writer::Temporary(writer) => writer.flush(),
            Writer::InPlace(writer) => writer.flush(),
        }
    }
}
