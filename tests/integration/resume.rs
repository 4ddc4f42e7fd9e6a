//! `--resume`: a run that is killed at any moment and taken up again writes what an undisturbed one writes.

use crate::support::{arg, dateline, news, run};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A corpus and a configuration in a folder of their own.
struct Bench {
    folder: tempfile::TempDir,
    formats: &'static str,
}

impl Bench {
    /// `copies` times the sample articles, each copy under its own ids, with a broken line in between; in two
    /// files, of which one is compressed by nobody's program but is there twice.
    fn new(copies: usize, formats: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let sample = fs::read_to_string(news()).unwrap();
        let mut text = String::new();
        for copy in 0..copies {
            for line in sample.lines() {
                let mut article: Value = serde_json::from_str(line).unwrap();
                article["id"] = format!("{copy}/{}", article["id"].as_str().unwrap()).into();
                text.push_str(&article.to_string());
                text.push('\n');
            }
            text.push_str("{\"id\": \"broken\n");
        }
        fs::create_dir(folder.path().join("in")).unwrap();
        let half = text.len() / 2 + text[text.len() / 2..].find('\n').unwrap() + 1;
        fs::write(folder.path().join("in/a.jsonl"), &text[..half]).unwrap();
        fs::write(folder.path().join("in/b.jsonl"), &text[half..]).unwrap();
        fs::write(
            folder.path().join("dateline.toml"),
            "[run]\ncheckpoint_seconds = 0\n",
        )
        .unwrap();
        Self { folder, formats }
    }

    fn command(&self, out: &str, threads: &str) -> Command {
        let mut command = dateline();
        command
            .current_dir(self.folder.path())
            .args([
                "extract",
                "in",
                "--config",
                "dateline.toml",
                "--format",
                self.formats,
            ])
            .args(["--threads", threads, "-o", out])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        command
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Everything that a run into `out/` left, by name; the manifest without what may differ.
    fn left(&self, out: &str) -> Vec<(String, Vec<u8>)> {
        let mut found = Vec::new();
        let mut open = vec![self.folder.path().to_owned()];
        while let Some(at) = open.pop() {
            for entry in fs::read_dir(at).unwrap() {
                let path = entry.unwrap().path();
                let name = path
                    .strip_prefix(self.folder.path())
                    .unwrap()
                    .display()
                    .to_string();
                if !name.trim_start_matches('.').starts_with(out) {
                    continue;
                }
                if path.is_dir() {
                    open.push(path);
                } else if name.ends_with("manifest.json") {
                    found.push((name.replacen(out, "", 1), manifest(&path, out)));
                } else {
                    found.push((name.replacen(out, "", 1), fs::read(&path).unwrap()));
                }
            }
        }
        found.sort();
        found
    }
}

/// A manifest without its clock and without the name of the output.
fn manifest(path: &Path, out: &str) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    assert!(value["run"]["seconds"].is_number(), "{value}");
    value.as_object_mut().unwrap().remove("run");
    value.to_string().replace(out, "OUT").into_bytes()
}

/// Kills and resumes runs until `kills` were killed while they ran, and compares every one that came to its end.
fn kill_and_resume(copies: usize, formats: &'static str, kills: usize) {
    let bench = Bench::new(copies, formats);
    let started = Instant::now();
    let whole = bench.command("whole", "2").output().unwrap();
    let took = started.elapsed();
    assert_eq!(
        whole.status.code(),
        Some(3),
        "{}",
        String::from_utf8_lossy(&whole.stderr)
    );
    let expected = bench.left("whole");
    assert!(
        expected.iter().any(|(name, _)| name.ends_with("articles.jsonl")),
        "no output"
    );
    let (mut killed, mut taken_up, mut seed) = (0, 0, 0x2545_F491_4F6C_DD1D_u64);
    while killed < kills {
        let mut attempts = 0;
        loop {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            let mut command = bench.command("cut", ["1", "2", "3"][(seed >> 20) as usize % 3]);
            if attempts > 0 {
                command.arg("--resume");
            }
            let mut child = command.spawn().unwrap();
            attempts += 1;
            // The last of them are let run, lest a slow machine never finish one.
            if attempts < 8 && killed < kills {
                let share = (seed >> 40) as f64 / f64::from(1 << 24);
                std::thread::sleep(Duration::from_secs_f64(took.as_secs_f64() * 0.9 * share));
                if child.try_wait().unwrap().is_none() {
                    child.kill().unwrap();
                    child.wait().unwrap();
                    killed += 1;
                    continue;
                }
            }
            let output = child.wait_with_output().unwrap();
            let words = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(3), "{words}");
            let resumed: Value =
                serde_json::from_slice(&fs::read(bench.path("cut.manifest.json")).unwrap()).unwrap();
            taken_up += u64::from(resumed["run"]["resumed_after"].as_u64().unwrap() > 0);
            break;
        }
        let found = bench.left("cut");
        let names = |all: &[(String, Vec<u8>)]| all.iter().map(|it| it.0.clone()).collect::<Vec<_>>();
        // A process that died before it could note what it had begun leaves an empty temporary file.
        let found: Vec<_> = found
            .into_iter()
            .filter(|(name, bytes)| !(name.ends_with(".partial") && bytes.is_empty()))
            .collect();
        assert_eq!(names(&found), names(&expected));
        for ((name, found), (_, expected)) in found.iter().zip(&expected) {
            assert!(found == expected, "{name} differs after {killed} kills");
        }
        fs::remove_dir_all(bench.path("cut")).unwrap();
    }
    assert!(taken_up > 0, "no run was far enough to be taken up");
}

#[test]
fn a_few_kills_leave_no_trace() {
    kill_and_resume(4, "jsonl,conllu,csv,daily", 4);
}

#[test]
#[ignore = "a few minutes: the long check runs it"]
fn fifty_kills_leave_no_trace() {
    kill_and_resume(8, "jsonl,conllu,csv,daily", 50);
}

/// Starts a run into `cut`, and kills it once some articles are safe.
fn cut_short(bench: &Bench) {
    let mut child = bench.command("cut", "1").spawn().unwrap();
    let journal = bench.path(".cut.journal");
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let text = fs::read_to_string(&journal).unwrap_or_default();
        if text.matches("\"running\"").count() > 3 {
            break;
        }
        assert!(child.try_wait().unwrap().is_none(), "it ended too early");
        assert!(Instant::now() < deadline, "it never began");
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn what_has_changed_is_refused_with_the_reason_and_begun_anew_without_resume() {
    let bench = Bench::new(4, "jsonl");
    cut_short(&bench);
    let resumed = |more: &[&str]| {
        let output = bench
            .command("cut", "1")
            .arg("--resume")
            .args(more)
            .output()
            .unwrap();
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), words)
    };
    let refused = |(status, words): (Option<i32>, String), reason: &str| {
        assert_eq!(status, Some(1), "{words}");
        assert!(
            words.contains(reason) && words.contains("without --resume"),
            "{words}"
        );
    };
    refused(
        resumed(&["--offsets", "bytes"]),
        "offsets was \"chars\" and is \"bytes\"",
    );
    refused(resumed(&["--stages", "tokenizer"]), "stages was");
    refused(resumed(&["--layers", "tokens"]), "layers was null");
    let other = bench.path("in/c.jsonl");
    fs::write(&other, "{\"text\": \"New.\"}\n").unwrap();
    refused(resumed(&[]), "there is a further input, in/c.jsonl");
    fs::remove_file(&other).unwrap();
    let first = bench.path("in/a.jsonl");
    let text = fs::read_to_string(&first).unwrap();
    fs::write(&first, format!("{text}\n")).unwrap();
    refused(resumed(&[]), "in/a.jsonl had");
    // The same size, but other words, which no list of files shows.
    fs::write(&first, text.replacen("the", "eht", 1)).unwrap();
    let (status, words) = resumed(&[]);
    assert_eq!(status, Some(1), "{words}");
    assert!(words.contains("are not those that were done before"), "{words}");
    fs::write(&first, &text).unwrap();

    let anew = bench.command("cut", "1").output().unwrap();
    let words = String::from_utf8_lossy(&anew.stderr);
    assert_eq!(anew.status.code(), Some(3), "{words}");
    assert!(words.contains("--resume was not given"), "{words}");
    let partial = |entry: fs::DirEntry| entry.file_name().to_string_lossy().ends_with(".partial");
    let left = fs::read_dir(bench.folder.path()).unwrap().flatten().any(partial);
    assert!(!left, "what the killed run had staged is gone");
}

#[test]
fn formats_that_cannot_go_on_start_over_and_say_so() {
    let bench = Bench::new(2, "jsonl,html");
    let mut child = bench.command("cut", "1").spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    while !fs::read_to_string(bench.path(".cut.journal"))
        .unwrap_or_default()
        .contains("useless")
    {
        assert!(Instant::now() < deadline, "it never began");
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let output = bench.command("cut", "2").arg("--resume").output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{words}");
    assert!(
        words.contains("one of its formats cannot be gone on with"),
        "{words}"
    );
    let whole = bench.command("whole", "2").output().unwrap();
    assert_eq!(whole.status.code(), Some(3));
    let same = |name: &str| {
        fs::read(bench.path(&format!("cut/{name}"))).unwrap()
            == fs::read(bench.path(&format!("whole/{name}"))).unwrap()
    };
    assert!(same("articles.jsonl") && same("html/index.html"));
}

#[test]
fn there_is_something_to_resume_only_where_a_run_was_cut_short() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.jsonl");
    let ran = run(&["tokenize", arg(&news()), "-o", arg(&out), "--resume"], b"");
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.err.contains("no earlier run was cut short"), "{}", ran.err);
    assert!(out.exists() && !folder.path().join(".out.jsonl.journal").exists());
    let ran = run(&["tokenize", arg(&news()), "--resume"], b"");
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("give one with -o"), "{}", ran.err);
}

#[test]
fn the_manifest_says_what_was_read_with_what_and_what_came_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.jsonl");
    let config = folder.path().join("dateline.toml");
    fs::write(&config, "[stages.tokenizer]\nconventions = \"gum\"\n").unwrap();
    let read = |threads: &str| -> Value {
        let args = [
            "extract",
            "--config",
            arg(&config),
            "-o",
            arg(&out),
            "--threads",
            threads,
        ];
        let ran = run(&[&args[..], &[arg(&news())]].concat(), b"");
        assert_eq!(ran.status, 0, "{}", ran.err);
        serde_json::from_slice(&fs::read(folder.path().join("out.jsonl.manifest.json")).unwrap()).unwrap()
    };
    let one = read("1");
    assert_eq!(one["schema"], "dateline-manifest/1");
    assert_eq!(one["inputs"][0]["bytes"], fs::metadata(news()).unwrap().len());
    assert_eq!(one["outputs"][0]["bytes"], fs::metadata(&out).unwrap().len());
    assert_eq!(
        (&one["counts"]["done"], &one["counts"]["articles"]),
        (&16.into(), &16.into())
    );
    assert_eq!(
        one["configuration"]["settings"]["stages"]["tokenizer"]["conventions"],
        "gum"
    );
    assert_eq!(one["models"]["tagger"].as_str().map(str::len), Some(8));
    assert_eq!(one["end"], "complete");
    let languages = one["counts"]["languages"].as_object().unwrap();
    assert_eq!(languages.values().filter_map(Value::as_u64).sum::<u64>(), 16);
    assert_eq!(
        (&one["run"]["threads"], &one["run"]["resumed_after"]),
        (&1.into(), &0.into())
    );
    let mut two = read("2");
    two["run"] = one["run"].clone();
    assert_eq!(one, two, "the same but for the clock");
}
