//! Files that appear under their name only once they are complete.

use dateline_core::{Error, ErrorKind, Resumption, Staged};
use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile, TempPath};

/// The ending of every temporary name.
pub(crate) const PARTIAL: &str = ".partial";

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
/// be replaced and is written to as it is. From its first checkpoint on the temporary file stays where it is
/// when it is dropped, for [`AtomicFile::resume`] to go on with.
pub(crate) struct AtomicFile {
    path: PathBuf,
    writer: Writer,
}

enum Writer {
    Temporary(BufWriter<NamedTempFile>),
    InPlace(BufWriter<File>),
    /// It has its name already: the process that wrote it died later.
    Committed,
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
        builder.prefix(&prefix).suffix(PARTIAL);
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
            Writer::Committed => {}
        }
        Ok(())
    }

    /// Makes safe what was written so far; `false` for what is no file that can be gone on with.
    pub(crate) fn checkpoint(&mut self, staged: &mut Vec<Staged>) -> Result<bool, Error> {
        let Writer::Temporary(writer) = &mut self.writer else {
            return Ok(false);
        };
        let result = writer.flush().and_then(|()| {
            let file = writer.get_mut();
            file.disable_cleanup(true);
            file.as_file().sync_data()?;
            Ok(Staged {
                path: file.path().to_owned(),
                bytes: file.as_file().metadata()?.len(),
            })
        });
        staged.push(result.map_err(|error| io_error(&self.path, "write", error))?);
        Ok(true)
    }

    /// Goes on with the file of an earlier process, in place of the empty one; `false` where it is not there.
    pub(crate) fn resume(&mut self, from: &mut Resumption) -> Result<bool, Error> {
        let (Some(staged), Writer::Temporary(_)) = (from.take(), &self.writer) else {
            return Ok(false);
        };
        // Its own kind of name in its own folder, whatever stands in the journal.
        let path = parent_of(&self.path)?.join(staged.path.file_name().unwrap_or_default());
        let own = self.path.file_name().unwrap_or_default().to_string_lossy();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !(name.starts_with(&format!(".{own}.")) && name.ends_with(PARTIAL)) {
            return Ok(false);
        }
        match reopen(&path, staged.bytes) {
            Ok(Some(file)) => {
                let path = TempPath::try_from_path(&path).map_err(|error| io_error(&path, "read", error))?;
                let mut file = NamedTempFile::from_parts(file, path);
                file.disable_cleanup(true);
                self.writer = Writer::Temporary(BufWriter::with_capacity(BUFFER, file));
                Ok(true)
            }
            Ok(None) if from.completing() && has_length(&self.path, staged.bytes) => {
                self.writer = Writer::Committed;
                Ok(true)
            }
            Ok(None) => Ok(false),
            Err(error) => Err(io_error(&path, "go on with the file", error)),
        }
    }
}

/// Opens a staged file for more, cut off behind what counts; `None` where it is not there or too short.
pub(crate) fn reopen(path: &Path, bytes: u64) -> io::Result<Option<File>> {
    let mut file = match File::options().read(true).write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if file.metadata()?.len() < bytes {
        return Ok(None);
    }
    file.set_len(bytes)?;
    file.seek(SeekFrom::End(0))?;
    Ok(Some(file))
}

/// Whether `path` is a file of this length.
pub(crate) fn has_length(path: &Path, bytes: u64) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() == bytes)
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.writer {
            Writer::Temporary(writer) => writer.write(bytes),
            Writer::InPlace(writer) => writer.write(bytes),
            Writer::Committed => Err(io::Error::other("the file is complete already")),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.writer {
            Writer::Temporary(writer) => writer.flush(),
            Writer::InPlace(writer) => writer.flush(),
            Writer::Committed => Ok(()),
        }
    }
}
