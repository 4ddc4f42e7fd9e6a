//! Articles out of jsonl and text files.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

/// Paragraphs of a text file are put together until an article has this many bytes: what a news
/// article has.
const ARTICLE_BYTES: usize = 3000;

/// An article to repeat.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Article {
    pub(crate) id: String,
    pub(crate) title: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) text: String,
}

/// Adds the articles of a file, or of a folder's files in the order of their names.
///
/// # Errors
/// Names the file, and the line that is not an article.
pub(crate) fn read(path: &Path, articles: &mut Vec<Article>) -> Result<()> {
    if path.is_dir() {
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(path).with_context(|| format!("cannot list {}", path.display()))? {
            let file = entry?.path();
            if usable(&file) {
                inside.push(file);
            }
        }
        inside.sort();
        return inside.iter().try_for_each(|file| read(file, articles));
    }
    let name = path
        .file_stem()
        .map_or_else(|| "text".into(), |stem| stem.to_string_lossy().into_owned());
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let lines = BufReader::new(file).lines();
    if path.extension().is_some_and(|ending| ending == "jsonl") {
        for (index, line) in lines.enumerate() {
            let place = || format!("{}, line {}", path.display(), index + 1);
            let line = line.with_context(place)?;
            if !line.trim().is_empty() {
                articles.push(from_json(&line).with_context(place)?);
            }
        }
        return Ok(());
    }
    let mut paragraphs = Paragraphs::new(&name);
    for line in lines {
        paragraphs.add(&line.with_context(|| path.display().to_string())?, articles);
    }
    paragraphs.flush(articles);
    Ok(())
}

/// Files of a folder that hold running text. A name that ends in `_tokenized` says that the words
/// were spaced apart by a machine, which no news article is.
fn usable(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().unwrap_or_default();
    path.is_file() && (ending == "jsonl" || ending == "txt") && !stem.ends_with("_tokenized")
}

fn from_json(line: &str) -> Result<Article> {
    let record: Value = serde_json::from_str(line).context("not JSON")?;
    let string = |key: &str| record[key].as_str().map(str::to_owned);
    Ok(Article {
        id: string("id").unwrap_or_else(|| "article".into()),
        title: string("title"),
        published: string("published"),
        text: string("text").context("no \"text\"")?,
    })
}

/// Puts the lines of a text file together to articles. A line is a paragraph, as it is in text
/// files that are not wrapped.
struct Paragraphs<'a> {
    name: &'a str,
    count: usize,
    text: String,
}

impl<'a> Paragraphs<'a> {
    fn new(name: &'a str) -> Paragraphs<'a> {
        Paragraphs {
            name,
            count: 0,
            text: String::new(),
        }
    }

    fn add(&mut self, line: &str, articles: &mut Vec<Article>) {
        let line = line.trim();
        if line.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(line);
        if self.text.len() >= ARTICLE_BYTES {
            self.flush(articles);
        }
    }

    fn flush(&mut self, articles: &mut Vec<Article>) {
        if self.text.is_empty() {
            return;
        }
        self.count += 1;
        articles.push(Article {
            id: format!("{}-{}", self.name, self.count),
            title: None,
            published: None,
            text: std::mem::take(&mut self.text),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_gives_its_files_in_the_order_of_names() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("writes");
        write(
            "b.jsonl",
            "{\"id\": \"x\", \"title\": \"T\", \"text\": \"Body.\"}\n\n",
        );
        write("a.txt", "First.\n\nSecond.\n");
        write("c_tokenized.txt", "Third .\n");
        write("NOTICE", "not an article");
        let mut articles = Vec::new();
        read(folder.path(), &mut articles).expect("reads");
        let shown: Vec<_> = articles
            .iter()
            .map(|a| (a.id.as_str(), a.text.as_str()))
            .collect();
        assert_eq!(shown, [("a-1", "First.\n\nSecond."), ("x", "Body.")]);
        assert_eq!(articles[1].title.as_deref(), Some("T"));
    }

    #[test]
    fn long_files_become_articles_of_some_kilobytes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("long.txt");
        std::fs::write(&path, "A sentence of some length for a paragraph.\n".repeat(500)).expect("writes");
        let mut articles = Vec::new();
        read(&path, &mut articles).expect("reads");
        assert_eq!(articles.len(), 8);
        assert!(articles[..7].iter().all(|a| (3000..3100).contains(&a.text.len())));
    }

    #[test]
    fn a_bad_line_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("bad.jsonl");
        std::fs::write(&path, "{\"text\": \"good\"}\n{\"body\": \"no text\"}\n").expect("writes");
        let error = read(&path, &mut Vec::new()).expect_err("fails");
        let message = format!("{error:#}");
        assert!(
            message.contains("bad.jsonl, line 2") && message.contains("no \"text\""),
            "{message}"
        );
    }
}
