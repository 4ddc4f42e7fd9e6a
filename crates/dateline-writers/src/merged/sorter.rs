//! Entries sorted in bounded memory: what does not fit goes to temporary files, sorted, and is merged.

use super::entry::Entry;
use crate::atomic::io_error;
use dateline_core::Error;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

/// The most bytes of entries that are held in memory before they go to a file.
const MOST_HELD: usize = 128 << 20;

/// The most files that are merged at once; as many are open at a time.
const MOST_RUNS: usize = 64;

/// Takes entries in any order and gives them back sorted.
pub(super) struct Sorter {
    held: Vec<u8>,
    /// Where each entry held begins and ends.
    places: Vec<(usize, usize)>,
    runs: Vec<File>,
    most_held: usize,
    most_runs: usize,
}

impl Sorter {
    pub(super) const fn new() -> Self {
        Self {
            held: Vec::new(),
            places: Vec::new(),
            runs: Vec::new(),
            most_held: MOST_HELD,
            most_runs: MOST_RUNS,
        }
    }

    /// Takes the entries of a buffer, each with its length in four bytes before it.
    pub(super) fn add(&mut self, mut buffer: &[u8]) -> Result<(), Error> {
        while let Some((length, rest)) = buffer.split_first_chunk::<4>() {
            let Some((entry, rest)) = rest.split_at_checked(u32::from_le_bytes(*length) as usize) else {
                // Whoever made the buffer was cut off; `parse` says so.
                return Entry::parse(&[]).map(drop);
            };
            Entry::parse(entry)?;
            let start = self.held.len();
            self.held.extend_from_slice(entry);
            self.places.push((start, self.held.len()));
            if self.held.len() + self.places.len() * size_of::<(usize, usize)>() > self.most_held {
                self.spill()?;
            }
            buffer = rest;
        }
        Ok(())
    }

    fn sort(&mut self) {
        let held = &self.held;
        let entry =
            |place: &(usize, usize)| held.get(place.0..place.1).map(Entry::parse).and_then(Result::ok);
        self.places
            .sort_unstable_by(|one, other| entry(one).cmp(&entry(other)));
    }

    fn held_entries(&self) -> impl Iterator<Item = &[u8]> {
        self.places
            .iter()
            .filter_map(|(start, end)| self.held.get(*start..*end))
    }

    /// Sends what is held to a file.
    fn spill(&mut self) -> Result<(), Error> {
        if self.runs.len() >= self.most_runs {
            let runs = std::mem::take(&mut self.runs);
            let mut writer = RunWriter::new()?;
            merge(runs, |entry| writer.put(entry))?;
            self.runs.push(writer.finish()?);
        }
        self.sort();
        let mut writer = RunWriter::new()?;
        for entry in self.held_entries() {
            writer.put(entry)?;
        }
        self.runs.push(writer.finish()?);
        self.held.clear();
        self.places.clear();
        Ok(())
    }

    /// Shows all entries in order.
    pub(super) fn finish(mut self, mut show: impl FnMut(&[u8]) -> Result<(), Error>) -> Result<(), Error> {
        if self.runs.is_empty() {
            self.sort();
            return self.held_entries().try_for_each(show);
        }
        if !self.places.is_empty() {
            self.spill()?;
        }
        self.held = Vec::new();
        merge(std::mem::take(&mut self.runs), &mut show)
    }
}

/// A sorted file under construction.
struct RunWriter(BufWriter<File>);

impl RunWriter {
    fn new() -> Result<Self, Error> {
        let file = tempfile::tempfile().map_err(run_error)?;
        Ok(Self(BufWriter::with_capacity(1 << 16, file)))
    }

    fn put(&mut self, entry: &[u8]) -> Result<(), Error> {
        let length = (entry.len() as u32).to_le_bytes();
        let written = self.0.write_all(&length).and_then(|()| self.0.write_all(entry));
        written.map_err(run_error)
    }

    fn finish(self) -> Result<File, Error> {
        let mut file = self
            .0
            .into_inner()
            .map_err(|error| run_error(error.into_error()))?;
        file.rewind().map_err(run_error)?;
        Ok(file)
    }
}

/// The next entry of a sorted file, and the file.
struct Head {
    entry: Vec<u8>,
    run: usize,
}

impl Head {
    fn key(&self) -> (Option<Entry<'_>>, usize) {
        (Entry::parse(&self.entry).ok(), self.run)
    }
}
impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}
impl Eq for Head {}
impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Head {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// Shows the entries of all sorted files in order.
fn merge(runs: Vec<File>, mut show: impl FnMut(&[u8]) -> Result<(), Error>) -> Result<(), Error> {
    let mut readers: Vec<BufReader<File>> = runs
        .into_iter()
        .map(|file| BufReader::with_capacity(1 << 16, file))
        .collect();
    let mut heads = BinaryHeap::new();
    for (run, reader) in readers.iter_mut().enumerate() {
        let mut entry = Vec::new();
        if read(reader, &mut entry)? {
            heads.push(Reverse(Head { entry, run }));
        }
    }
    while let Some(Reverse(mut head)) = heads.pop() {
        show(&head.entry)?;
        if let Some(reader) = readers.get_mut(head.run)
            && read(reader, &mut head.entry)?
        {
            heads.push(Reverse(head));
        }
    }
    Ok(())
}

/// Reads an entry; `false` at the end of the file.
fn read(reader: &mut BufReader<File>, entry: &mut Vec<u8>) -> Result<bool, Error> {
    let mut length = [0; 4];
    match reader.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
        Err(error) => return Err(run_error(error)),
    }
    entry.resize(u32::from_le_bytes(length) as usize, 0);
    reader.read_exact(entry).map_err(run_error)?;
    Ok(true)
}

fn run_error(error: io::Error) -> Error {
    io_error(Path::new("a temporary file"), "use", error)
}

#[cfg(test)]
mod tests {
    use super::super::entry::{Fact, Support, Witness, write};
    use super::*;

    fn entry(key: u32, article: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let (key, article) = (format!("{key:03}"), article.to_string());
        write(
            &mut bytes,
            &key,
            Witness {
                original: &article,
                article: &article,
            },
            (1, 2),
            &Fact::default(),
            &Support::default(),
        );
        let mut framed = (bytes.len() as u32).to_le_bytes().to_vec();
        framed.extend(bytes);
        framed
    }

    fn sorted(most_held: usize, most_runs: usize) -> (Vec<Vec<u8>>, usize) {
        let mut sorter = Sorter::new();
        (sorter.most_held, sorter.most_runs) = (most_held, most_runs);
        for number in 0..500u32 {
            sorter.add(&entry(number * 7919 % 101, number)).unwrap();
        }
        let runs = sorter.runs.len();
        let mut found = Vec::new();
        sorter
            .finish(|entry| {
                found.push(entry.to_vec());
                Ok(())
            })
            .unwrap();
        (found, runs)
    }

    #[test]
    fn files_and_memory_give_the_same_order() {
        let (in_memory, none) = sorted(MOST_HELD, MOST_RUNS);
        assert_eq!((in_memory.len(), none), (500, 0));
        let entries: Vec<Entry<'_>> = in_memory.iter().map(|it| Entry::parse(it).unwrap()).collect();
        assert!(entries.is_sorted());
        for (most_held, most_runs) in [(2000, 64), (2000, 3), (1, 2)] {
            let (in_files, runs) = sorted(most_held, most_runs);
            assert!(runs > 1 && runs <= most_runs, "{runs}");
            assert_eq!(in_files, in_memory);
        }
    }

    #[test]
    fn a_broken_buffer_is_an_error() {
        assert!(Sorter::new().add(&[9, 0, 0, 0, 1]).is_err());
        assert!(Sorter::new().add(&[1, 0, 0, 0, 1]).is_err());
    }
}
