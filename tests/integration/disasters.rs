//! What goes wrong around a run: disks that are full, inputs that vanish or break off, articles of two gigabytes,
//! folders that nobody may read. The table in `docs/runs.md` is what these tests hold.

use crate::support::{Ran, arg, dateline, json_lines, news, run};
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// An article of its own for each number.
fn article(number: usize) -> String {
    format!("{{\"id\": \"a{number}\", \"text\": \"Talks of round {number} were held in Oslo.\"}}\n")
}

/// The program under a limit of the shell's, such as `ulimit -f 8`.
fn limited(limit: &str, args: &[&str]) -> Ran {
    let program = dateline();
    let mut shell = Command::new("sh");
    // Ignored signals stay ignored: a file that grows too long is an error to the program then, like a full disk.
    shell
        .args(["-c", &format!("trap '' XFSZ; {limit} && exec \"$0\" \"$@\"")])
        .arg(program.get_program())
        .args(args)
        .stdin(Stdio::null());
    Ran::from(shell.output().unwrap())
}

/// The error file's kinds and reasons.
fn faults(path: &Path) -> Vec<(String, String)> {
    json_lines(&fs::read_to_string(path).unwrap())
        .iter()
        .map(|it| {
            let text = |key: &str| it[key].as_str().unwrap().to_owned();
            (text("kind"), text("reason"))
        })
        .collect()
}

#[test]
fn a_full_disk_ends_the_run_with_1_and_what_was_there_before_stays() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(&["extract", arg(&news()), "-o", "/dev/full"], b"");
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(ran.err.contains("/dev/full: cannot"), "{}", ran.err);
    assert!(ran.err.contains("No space left on device"), "{}", ran.err);

    let input = folder.path().join("in.jsonl");
    fs::write(&input, (0..3000).map(article).collect::<String>()).unwrap();
    let out = folder.path().join("out.jsonl");
    fs::write(&out, "before\n").unwrap();
    let args = ["tokenize", arg(&input), "-o", arg(&out)];
    // In units of 512 bytes: the output would be some 900 kB.
    let ran = limited("ulimit -f 400", &args);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(ran.err.contains("out.jsonl: cannot write"), "{}", ran.err);
    assert_eq!(fs::read_to_string(&out).unwrap(), "before\n");
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .flatten()
        .map(|it| it.file_name())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn a_run_goes_on_once_there_is_room_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in.jsonl");
    fs::write(&input, (0..1500).map(article).collect::<String>()).unwrap();
    let config = folder.path().join("dateline.toml");
    fs::write(&config, "[run]\ncheckpoint_seconds = 0.02\n").unwrap();
    let (out, whole) = (folder.path().join("out.jsonl"), folder.path().join("whole.jsonl"));
    let args = |out: &Path, more: &[&str]| -> Vec<String> {
        let args = ["extract", arg(&input), "--config", arg(&config), "-o", arg(out)];
        args.iter().chain(more).map(|it| (*it).to_owned()).collect()
    };
    let ran = |args: Vec<String>| run(&args.iter().map(String::as_str).collect::<Vec<_>>(), b"");
    assert_eq!(ran(args(&whole, &[])).status, 0);
    let cut = args(&out, &[]);
    let cut = limited(
        "ulimit -f 600",
        &cut.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    assert_eq!(cut.status, 1, "{}", cut.err);
    assert!(cut.err.contains("done and kept for --resume"), "{}", cut.err);
    assert!(!out.exists());
    let rest = ran(args(&out, &["--resume"]));
    assert_eq!(rest.status, 0, "{}", rest.err);
    assert!(fs::read(&out).unwrap() == fs::read(&whole).unwrap());
}

#[test]
fn an_input_that_vanishes_is_a_fault_at_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for (name, number) in [("b.jsonl", 2), ("c.jsonl", 3)] {
        fs::write(path(name), article(number)).unwrap();
    }
    let made = Command::new("mkfifo").arg(path("a.jsonl")).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: there is no mkfifo here");
        return;
    }
    let mut command = dateline();
    command
        .current_dir(folder.path())
        .args(["tokenize", "a.jsonl", "b.jsonl", "c.jsonl", "-o", "out.jsonl"])
        .stdin(Stdio::null())
        .stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    // Opening a pipe waits for the other side: the run has begun, and has not looked at the second file.
    let mut pipe = fs::File::options().write(true).open(path("a.jsonl")).unwrap();
    fs::remove_file(path("b.jsonl")).unwrap();
    pipe.write_all(article(1).as_bytes()).unwrap();
    drop(pipe);
    let ran = Ran::from(child.wait_with_output().unwrap());
    assert_eq!(ran.status, 3, "{}", ran.err);
    let ids: Vec<_> = json_lines(&fs::read_to_string(path("out.jsonl")).unwrap())
        .iter()
        .map(|it| it["id"].clone())
        .collect();
    assert_eq!(ids, ["a1", "a3"]);
    let faults = faults(&path("out.jsonl.errors.jsonl"));
    assert_eq!(
        faults,
        [("read".to_owned(), "there is no such file or folder".to_owned())]
    );
}

#[test]
fn an_output_that_cannot_be_written_ends_the_run_with_1_before_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "not a folder").unwrap();
    let ran = run(
        &["extract", arg(&news()), "-o", arg(&file.join("out.jsonl"))],
        b"",
    );
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(
        ran.err.starts_with("dateline: ") && ran.err.contains("file"),
        "{}",
        ran.err
    );
    let locked = folder.path().join("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o555)).unwrap();
    let Some(ran) = as_nobody(&["extract", arg(&news()), "-o", arg(&locked.join("out.jsonl"))]) else {
        return;
    };
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert!(ran.err.contains("Permission denied"), "{}", ran.err);
    assert_eq!(fs::read_dir(&locked).unwrap().count(), 0);
}

/// Runs the program as somebody to whom permissions apply; `None`, with a word about it, where that cannot be.
fn as_nobody(args: &[&str]) -> Option<Ran> {
    let mut command = dateline();
    command.args(args).stdin(Stdio::null());
    let is_root = Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|it| it.stdout == b"0\n");
    if is_root {
        command.uid(65_534);
        command.current_dir("/");
    }
    match command.output() {
        Ok(output) => Some(Ran::from(output)),
        Err(error) => {
            println!("skipped: the program cannot be run as nobody: {error}");
            None
        }
    }
}

#[test]
fn a_folder_that_may_not_be_read_is_a_fault_and_the_others_are_read() {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let input = folder.path().join("in");
    for (name, number) in [("a", 1), ("b", 2), ("c", 3)] {
        fs::create_dir_all(input.join(name)).unwrap();
        fs::write(input.join(name).join("x.jsonl"), article(number)).unwrap();
    }
    let locked = input.join("b");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    let out = folder.path().join("out.jsonl");
    let ran = as_nobody(&["tokenize", arg(&input), "-o", arg(&out)]);
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).unwrap();
    let Some(ran) = ran else { return };
    assert_eq!(ran.status, 3, "{}", ran.err);
    assert_eq!(json_lines(&fs::read_to_string(&out).unwrap()).len(), 2);
    let faults = faults(&folder.path().join("out.jsonl.errors.jsonl"));
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].0, "read");
    assert!(faults[0].1.contains("Permission denied"), "{faults:?}");
}

#[test]
fn a_gzip_that_breaks_off_costs_what_lies_behind_the_break() {
    let folder = tempfile::tempdir().unwrap();
    let packed = |range: std::ops::Range<usize>| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        for number in range {
            // Words that do not compress, so that a cut in the middle is one in the middle of the articles.
            let noise = (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let line =
                article(number).replace("Oslo", &format!("Oslo {noise:x} {:x}", noise.rotate_left(32)));
            gzip.write_all(line.as_bytes()).unwrap();
        }
        gzip.finish().unwrap()
    };
    let whole = packed(0..40_000);
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    fs::write(input.join("a.jsonl.gz"), &whole[..whole.len() / 2]).unwrap();
    let mut harmed = whole;
    let middle = harmed.len() / 2;
    harmed[middle..middle + 64].fill(0xFF);
    fs::write(input.join("b.jsonl.gz"), &harmed).unwrap();
    fs::write(input.join("c.jsonl.gz"), packed(0..10)).unwrap();
    let out = folder.path().join("out.jsonl");
    let ran = run(
        &["tokenize", arg(&input), "--layers", "sentences", "-o", arg(&out)],
        b"",
    );
    assert_eq!(ran.status, 3, "{}", ran.err);
    // gzip's sum stands at its end: what lies between the harm and there is decoded as it comes, most of it is no
    // article any more, and the last fault says that none of it can be trusted.
    let errors = json_lines(&fs::read_to_string(folder.path().join("out.jsonl.errors.jsonl")).unwrap());
    for (name, most) in [("a.jsonl.gz", 2), ("b.jsonl.gz", 40_000)] {
        let of_file = |it: &&serde_json::Value| it["source"]["path"].as_str().unwrap().ends_with(name);
        let kinds: Vec<&str> = errors
            .iter()
            .filter(of_file)
            .filter_map(|it| it["kind"].as_str())
            .collect();
        assert_eq!(kinds.iter().filter(|kind| **kind == "read").count(), 1, "{name}");
        assert!(
            kinds.iter().all(|kind| ["read", "decode"].contains(kind)),
            "{name}"
        );
        assert!(kinds.len() <= most, "{name}: {}", kinds.len());
    }
    let mut counts = [0; 3];
    for article in json_lines(&fs::read_to_string(&out).unwrap()) {
        let path = article["source"]["path"].as_str().unwrap().to_owned();
        let file = ["a.jsonl.gz", "b.jsonl.gz", "c.jsonl.gz"]
            .iter()
            .position(|name| path.ends_with(name));
        counts[file.unwrap()] += 1;
    }
    assert!((10_000..30_000).contains(&counts[0]), "{counts:?}");
    assert!((10_000..40_000).contains(&counts[1]), "{counts:?}");
    assert_eq!(counts[2], 10);
}

#[test]
fn an_article_of_two_gigabytes_is_a_fault_in_bounded_memory() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir(&input).unwrap();
    for name in ["b.jsonl", "c.txt"] {
        // Sparse: it takes no place on the disk.
        let file = fs::File::create(input.join(name)).unwrap();
        file.set_len((2 << 30) + 12_345).unwrap();
    }
    fs::write(input.join("a.jsonl"), article(1)).unwrap();
    fs::write(input.join("d.jsonl"), article(4)).unwrap();
    let out = folder.path().join("out.jsonl");
    // In units of 1024 bytes: less than half of the article, program and threads included.
    let ran = limited(
        "ulimit -v 900000",
        &["tokenize", "--threads", "2", arg(&input), "-o", arg(&out)],
    );
    assert_eq!(ran.status, 3, "{}", ran.err);
    assert_eq!(json_lines(&fs::read_to_string(&out).unwrap()).len(), 2);
    let faults = faults(&folder.path().join("out.jsonl.errors.jsonl"));
    assert_eq!(faults.len(), 2);
    for (kind, reason) in faults {
        assert_eq!(kind, "too-large");
        assert!(reason.contains("max_record_bytes"), "{reason}");
    }
}

#[test]
fn bounds_on_an_article_are_settings() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("dateline.toml");
    let out = folder.path().join("out.jsonl");
    let errors = folder.path().join("out.jsonl.errors.jsonl");
    let input = format!(
        "{}{{\"id\": \"long\", \"text\": \"{}\"}}\n",
        article(1),
        "One. Two. ".repeat(50)
    );
    for (setting, kind, status) in [
        ("max_article_bytes = 100", "too-large", 3),
        ("max_article_items = 60", "too-large", 3),
        ("max_article_seconds = 0.0", "too-slow", 1),
        ("max_article_seconds = 1000.0", "", 0),
    ] {
        fs::write(&config, format!("[run]\n{setting}\n")).unwrap();
        let args = [
            "extract",
            "--input-format",
            "jsonl",
            "--config",
            arg(&config),
            "-o",
            arg(&out),
        ];
        let ran = run(&args, input.as_bytes());
        assert_eq!(ran.status, status, "{setting}: {}", ran.err);
        if status != 0 {
            assert_eq!(faults(&errors).last().unwrap().0, kind, "{setting}");
        }
        if status == 3 {
            assert_eq!(json_lines(&fs::read_to_string(&out).unwrap())[0]["id"], "a1");
        }
    }
    fs::write(&config, "[run]\nmax_article_seconds = -1\n").unwrap();
    let ran = run(&["extract", "--config", arg(&config)], b"");
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("max_article_seconds"), "{}", ran.err);
}

#[test]
fn a_run_neither_reads_its_own_output_nor_writes_over_its_input() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("in")).unwrap();
    fs::write(path("in/a.jsonl"), article(1) + "no article\n").unwrap();
    fs::write(path("in/b.txt"), "Talks were held in Oslo.").unwrap();
    let tokenize = |input: &Path, more: &[&str], output: &Path| {
        run(
            &[&["tokenize", "-q", arg(input), "-o", arg(output)], more].concat(),
            b"",
        )
    };
    // Twice into the folder that is read: outputs, pieces, error file and manifest are no articles.
    for (out, more) in [
        ("in/out.jsonl", &[][..]),
        ("in/out.conllu", &["--shard-size", "100B"]),
        ("in/tables/", &["--format", "csv"]),
    ] {
        let ran = tokenize(&path("in"), more, &path(out));
        assert_eq!(ran.status, 3, "{out}: {}", ran.err);
        let beside = |ending: &str| path(&format!("{}.{ending}", out.trim_end_matches('/')));
        let first = faults(&beside("errors.jsonl"));
        let again = tokenize(&path("in"), more, &path(out));
        assert_eq!(again.status, 3, "{out}: {}", again.err);
        assert_eq!(faults(&beside("errors.jsonl")), first, "{out}");
        let manifest = fs::read_to_string(beside("manifest.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
        let inputs = manifest["inputs"].as_array().unwrap();
        assert_eq!(inputs.len(), 2, "{out}: {inputs:?}");
        for left in fs::read_dir(path("in")).unwrap().flatten() {
            let left = left.path();
            if left.is_dir() {
                fs::remove_dir_all(left).unwrap();
            } else if !left.ends_with("a.jsonl") && !left.ends_with("b.txt") {
                fs::remove_file(left).unwrap();
            }
        }
    }
    // What would be replaced and is no earlier output.
    let before = fs::read(path("in/a.jsonl")).unwrap();
    for (input, output) in [
        ("in/a.jsonl", "in/../in/a.jsonl"),
        ("in", "in/a.jsonl"),
        ("in/*.jsonl", "in/a.jsonl"),
    ] {
        let ran = tokenize(&path(input), &[], &path(output));
        assert_eq!(ran.status, 1, "{input}: {}", ran.err);
        assert!(ran.err.contains("would be replaced by the output"), "{}", ran.err);
        assert!(fs::read(path("in/a.jsonl")).unwrap() == before);
    }
    let out = path("out.jsonl");
    let ran = tokenize(&path("in"), &["--errors", arg(&out)], &out);
    assert_eq!(ran.status, 1);
    assert!(
        ran.err.contains("both the output and the error file"),
        "{}",
        ran.err
    );
}

#[test]
fn no_id_leads_out_of_the_output_folder() {
    let folder = tempfile::tempdir().unwrap();
    let ids = [
        "../../../outside",
        "/etc/outside",
        "..",
        ".",
        "a/../../outside",
        "..\\..\\outside",
        "con",
        "index",
        "a\u{0}b",
        "",
        "<script>alert(1)</script>",
        "x\" onload=\"alert(1)",
    ];
    let hostile = "<script>alert(1)</script> & \"quoted\" 'single' <img src=x onerror=alert(1)> said Oslo.";
    let line = |id: &&str| {
        format!(
            "{}\n",
            serde_json::json!({"id": id, "title": hostile, "text": hostile})
        )
    };
    let input: String = ids.iter().map(line).collect();
    let out = folder.path().join("deep/er/out");
    let ran = run(
        &[
            "extract",
            "--input-format",
            "jsonl",
            "--format",
            "html,brat,csv",
            "--duplicates",
            "off",
            "-o",
            arg(&out),
        ],
        input.as_bytes(),
    );
    assert_eq!(ran.status, 0, "{}", ran.err);
    let mut outside = Vec::new();
    let mut pages = 0;
    let mut open = vec![folder.path().to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if !path.starts_with(&out) {
                outside.push(entry.file_name());
            } else if path.extension().is_some_and(|it| it == "html") {
                let page = fs::read_to_string(&path).unwrap();
                assert!(
                    !page.contains("<script>alert") && !page.contains("<img src=x"),
                    "{}",
                    path.display()
                );
                assert!(!page.contains("x\" onload="), "{}", path.display());
                pages += 1;
            }
        }
    }
    assert_eq!(outside, ["out.manifest.json"]);
    assert!(pages > ids.len(), "{pages} pages");
}
