//! Where the repository lies, and how the programs of it are built and started.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};

/// The working tree that this xtask belongs to.
pub(crate) struct Repo {
    root: PathBuf,
}

impl Repo {
    /// `cargo run` says at run time where the manifest is. That is asked first, because a target
    /// folder shared by two clones may hold the other clone's build of this very program.
    pub(crate) fn find() -> Result<Repo> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .parent()
            .with_context(|| format!("{} has no parent", manifest.display()))?;
        Ok(Repo {
            root: root.to_path_buf(),
        })
    }

    /// A repository at a given place, for tests.
    #[cfg(test)]
    pub(crate) fn at(root: &Path) -> Repo {
        Repo {
            root: root.to_path_buf(),
        }
    }

    /// The folder of the workspace's manifest.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the repository.
    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.root.join(inside)
    }

    /// Where commands write what they made for people. The contract names this folder, so it stays
    /// here even when cargo's own target folder is set to be elsewhere.
    pub(crate) fn output(&self) -> PathBuf {
        self.path("target/dateline")
    }

    /// The cargo that started this program, to be run at the root.
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(&self.root);
        cargo
    }

    /// Builds the program in release and returns where cargo put it, which cargo alone knows.
    pub(crate) fn build_dateline(&self) -> Result<PathBuf> {
        let mut cargo = self.cargo();
        cargo.args(["build", "--release", "-p", "dateline", "--bin", "dateline"]);
        cargo.arg("--message-format=json-render-diagnostics");
        let output = cargo
            .stderr(Stdio::inherit())
            .output()
            .context("cannot start cargo")?;
        if !output.status.success() {
            bail!("the program does not build");
        }
        executable(&String::from_utf8_lossy(&output.stdout), "dateline")
            .context("cargo built the program but did not say where it is")
    }
}

/// The path of the binary `name` in cargo's JSON messages.
fn executable(messages: &str, name: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-artifact" && message["target"]["name"] == name)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

/// The command as one would type it, for messages.
pub(crate) fn display(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut line = program
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy()
        .into_owned();
    for arg in command.get_args() {
        line.push(' ');
        line.push_str(&arg.to_string_lossy());
    }
    line
}

/// Runs a command that talks to the terminal itself.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus> {
    command
        .status()
        .with_context(|| format!("cannot start `{}`", display(command)))
}

/// Hands on another program's exit status; one that a signal ended counts as a failure.
pub(crate) fn exit_code(status: ExitStatus) -> ExitCode {
    status
        .code()
        .and_then(|code| u8::try_from(code).ok())
        .map_or(ExitCode::FAILURE, ExitCode::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_executable_is_read_from_cargos_messages() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"dateline"},"executable":null}"#,
            "\nnot json\n",
            r#"{"reason":"compiler-artifact","target":{"name":"other"},"executable":"t/other"}"#,
            "\n",
            r#"{"reason":"compiler-artifact","target":{"name":"dateline"},"executable":"t/dateline"}"#,
            "\n",
        );
        assert_eq!(
            executable(messages, "dateline"),
            Some(PathBuf::from("t/dateline"))
        );
        assert_eq!(executable(messages, "missing"), None);
    }

    #[test]
    fn a_command_is_shown_as_typed() {
        let mut command = Command::new("/somewhere/bin/cargo");
        command.args(["fmt", "--all"]);
        assert_eq!(display(&command), "cargo fmt --all");
    }
}
