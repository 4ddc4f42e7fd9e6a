//! The README's commands, found so that they can be run as they stand there.
//!
//! A page of commands that nobody runs is wrong within a month. Blocks fenced as `sh` are taken; a
//! fence that reads `sh ci-skip` (installing, an endless run) is left out.

/// One command of a page, and the line where it stands.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Command {
    /// Counted from 1.
    pub(crate) line: usize,
    /// The command as written, its continued lines joined.
    pub(crate) text: String,
}

/// The beginnings of lines that are commands of this project. Other lines of a block, such as
/// `cd` or `git clone`, belong to the reader's machine and not to ours.
const OURS: [&str; 2] = ["cargo ", "target/release/dateline"];

/// Commands of the `sh` blocks of a Markdown page, in their order.
///
/// A line that holds one of our commands after a pipe (`cat x | target/release/dateline`) is taken
/// too. A backslash at the end of a line carries the command on.
pub(crate) fn commands(page: &str) -> Vec<Command> {
    let mut found = Vec::new();
    let mut fence: Option<bool> = None;
    let mut open: Option<Command> = None;
    for (index, line) in page.lines().enumerate() {
        if let Some(info) = line.trim_start().strip_prefix("```") {
            fence = match fence {
                Some(_) => None,
                None => {
                    let mut words = info.split_whitespace();
                    Some(words.next() == Some("sh") && words.all(|word| word != "ci-skip"))
                }
            };
            open = None;
            continue;
        }
        if fence != Some(true) {
            continue;
        }
        let line = line.trim();
        let line = line.strip_prefix("$ ").unwrap_or(line);
        let mut command = match open.take() {
            Some(command) => command,
            None if ours(line) => Command {
                line: index + 1,
                text: String::new(),
            },
            None => continue,
        };
        match line.strip_suffix('\\') {
            Some(part) => {
                command.text.push_str(part);
                open = Some(command);
            }
            None => {
                command.text.push_str(line);
                found.push(command);
            }
        }
    }
    found
}

fn ours(line: &str) -> bool {
    !line.starts_with('#')
        && line
            .split('|')
            .any(|part| OURS.iter().any(|start| part.trim().starts_with(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, expected: &[(usize, &str)]) {
        let found = commands(page);
        let found: Vec<_> = found
            .iter()
            .map(|command| (command.line, command.text.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn commands_of_sh_blocks_are_taken_in_order() {
        check(
            "text\n```sh\ngit clone x\ncargo xtask run\n# cargo is a tool\n```\ncargo not a command\n```sh\n\
             target/release/dateline stages\n```\n",
            &[(4, "cargo xtask run"), (9, "target/release/dateline stages")],
        );
    }

    #[test]
    fn other_blocks_are_left_out() {
        check(
            "```sh ci-skip\ncargo install x\n```\n```toml\ncargo = 1\n```\n```\ncargo x\n```\n",
            &[],
        );
    }

    #[test]
    fn prompts_pipes_and_continued_lines() {
        check("```sh\n$ cargo xtask test\n```\n", &[(2, "cargo xtask test")]);
        check(
            "```sh\ncat a | target/release/dateline extract -\n```\n",
            &[(2, "cat a | target/release/dateline extract -")],
        );
        check(
            "```sh\ncargo xtask run -- a \\\n   --format html\n```\n",
            &[(2, "cargo xtask run -- a --format html")],
        );
    }
}
