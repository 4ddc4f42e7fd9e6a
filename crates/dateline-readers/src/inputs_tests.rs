//! Inputs over real folders.

use crate::testing::{all, gather, registry, settings, shown};
use crate::{ErrorKind, Inputs};
use dateline_core::{Setting, Source};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;
use std::path::Path;
use tempfile::TempDir;

/// A folder with these files in it.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = TempDir::new().unwrap();
    for (name, content) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    dir
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What `argument` below the folder gives, with the folder's own path taken out of the messages.
fn check(dir: &Path, argument: &str, wanted: &[&str]) {
    let base = format!("{}/", dir.display());
    let found = gather(|inputs| inputs.argument(dir.join(argument))).unwrap_or_else(|error| vec![error]);
    let found: Vec<String> = found.iter().map(|line| line.replace(&base, "")).collect();
    assert_eq!(found, wanted, "{argument}");
}

#[test]
fn what_is_left_out_of_a_walk_is_read_where_it_is_named() {
    let dir = folder(&[
        ("in/a.txt", b"one"),
        ("in/out.txt", b"two"),
        ("in/deep/out.txt", b"three"),
        ("in/tables/t.txt", b"four"),
    ]);
    let out = ["in/out.txt", "in/tables", "in/not-there.txt"].map(|name| dir.path().join(name));
    let shown = |argument: &str| {
        let argument = dir.path().join(argument);
        gather(|inputs| inputs.argument(argument).leave_out(out.clone())).unwrap()
    };
    assert_eq!(shown("in"), ["a||one", "deep/out||three"]);
    assert_eq!(shown("in/**/*.txt"), ["a||one", "deep/out||three"]);
    assert_eq!(shown("in/out.txt"), ["out||two"]);
}

#[test]
fn folders_files_and_globs() {
    let dir = folder(&[
        ("b.txt", b"two"),
        ("a/x.TXT", b"one"),
        (
            "a/deep/n.jsonl",
            b"{\"text\": \"three\"}\n\n{\"id\": 7, \"text\": \"four\"}",
        ),
        ("c", b"{\"text\": \"sniffed\"}"),
        (".hidden", b"no"),
        (".git/b.txt", b"no"),
    ]);
    let deep = ["a/deep/n:1||three", "7||four"];
    check(
        dir.path(),
        "",
        &[deep[0], deep[1], "a/x||one", "b||two", "c:1||sniffed"],
    );
    check(dir.path(), "a", &["deep/n:1||three", "7||four", "x||one"]);
    check(dir.path(), "b.txt", &["b||two"]);
    check(dir.path(), "*.txt", &["b||two"]);
    check(
        dir.path(),
        "*",
        &[deep[0], deep[1], "a/x||one", "b||two", "c:1||sniffed"],
    );
    check(dir.path(), "**/*.jsonl", &deep);
    check(dir.path(), "{b,nothing}.txt", &["b||two"]);
    check(dir.path(), "?.txt", &["b||two"]);
    check(dir.path(), ".hid*", &[".hidden||no"]);
    check(dir.path(), ".git/*", &["b||no"]);
    check(
        dir.path(),
        "none",
        &["there is nothing to read: none: there is no such file or folder"],
    );
    check(
        dir.path(),
        "*.pdf",
        &["there is nothing to read: *.pdf: no file matches"],
    );
    check(
        dir.path(),
        "[*",
        &["there is nothing to read: [*: not a glob: unclosed character class; missing ']'"],
    );
}

#[test]
fn an_argument_that_leads_nowhere_is_a_fault_among_others() {
    let dir = folder(&[("a.txt", b"one")]);
    let found = gather(|it| {
        it.argument(dir.path().join("none"))
            .argument(dir.path().join("a.txt"))
    })
    .unwrap();
    assert_eq!(found.len(), 2);
    assert!(
        found[0].ends_with("none: input: there is no such file or folder"),
        "{}",
        found[0]
    );
    assert_eq!(found[1], "a||one");
    fs::create_dir(dir.path().join("empty")).unwrap();
    let error = gather(|it| it.argument(dir.path().join("empty"))).unwrap_err();
    assert!(
        error.starts_with("there is nothing to read: there is no file in "),
        "{error}"
    );
    assert_eq!(
        gather(|it| it).unwrap_err(),
        "there is nothing to read: no input was named"
    );
}

#[test]
fn what_is_no_text_is_a_fault_and_no_noise() {
    let dir = folder(&[
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("b.txt", b"fine until \xFF here"),
        ("c.txt", b"a\0b"),
        ("d.txt", b"\xEF\xBB\xBFmarked"),
        ("e.txt", b"\xFF\xFEh\0\xE9\0"),
        ("f.jsonl", b"\xFE\xFF\0{\0}"),
        ("g.txt", b""),
    ]);
    check(
        dir.path(),
        "",
        &[
            "fault: a.png: input: a binary file, and none of the formats that can be read",
            "fault: b.txt, record 1 (byte 0): text: not UTF-8 at byte 11 (0xFF); the setting “encoding” names \
             another encoding",
            "fault: c.txt, record 1 (byte 0): text: not text: byte 1 is NUL",
            "d||marked",
            "e||hé",
            "fault: f.jsonl, record 1 (byte 3): jsonl: no text under any of these names: text, body, content, \
             maintext, articleBody, article_body, article, full_text, fulltext, story",
            "g||",
        ],
    );
}

#[test]
fn compressed_files_are_read_through() {
    let lines = b"{\"text\": \"one\"}\n{\"text\": \"two\"}\n";
    let mut members = gz(&lines[..16]);
    members.extend(gz(&lines[16..]));
    let zst = zstd::encode_all(&lines[..], 1).unwrap();
    let long: Vec<u8> = (0..20_000u32)
        .flat_map(|n| format!("{{\"text\": \"{}\"}}\n", n * 7919).into_bytes())
        .collect();
    let whole = gz(&long);
    let dir = folder(&[
        ("a.jsonl.gz", &members),
        ("b.jsonl.zst", &zst),
        ("c.jsonl.gz", lines),
        ("d", &zst),
        ("e.txt.gz", &gz(b"plain")),
        ("twice.txt.gz", &gz(&gz(b"plain"))),
        ("cut/x.jsonl.gz", &whole[..whole.len() / 2]),
    ]);
    for name in ["a.jsonl.gz", "b.jsonl.zst", "c.jsonl.gz", "d"] {
        let stem = &name[..1];
        check(
            dir.path(),
            name,
            &[&format!("{stem}:1||one"), &format!("{stem}:2||two")],
        );
    }
    check(dir.path(), "e.txt.gz", &["e||plain"]);
    let twice = gather(|it| it.argument(dir.path().join("twice.txt.gz"))).unwrap();
    assert!(twice.len() == 1 && twice[0].starts_with("fault: "), "{twice:?}");

    let cut = gather(|it| it.argument(dir.path().join("cut"))).unwrap();
    let (last, before) = cut.split_last().unwrap();
    assert!(
        before.len() > 5_000 && before.iter().all(|line| !line.starts_with("fault")),
        "{}",
        before.len()
    );
    let wanted = format!("x.jsonl.gz, record {} (byte ", before.len() + 1);
    assert!(
        last.contains(&wanted) && last.contains("reading failed after byte"),
        "{last}"
    );
}

#[test]
fn common_settings() {
    let dir = folder(&[
        ("a.txt", b"caf\xE9"),
        ("b.jsonl", b"{\"text\": \"x\", \"date\": \"2020-01-01\"}"),
    ]);
    let registry = registry();
    let inputs = || Inputs::new(&registry).argument(dir.path());
    let with = |pairs: &'static [(&str, &str)]| {
        inputs().settings(move |_| {
            let pairs: Vec<_> = pairs
                .iter()
                .map(|(key, value)| (*key, Setting::Str((*value).into())))
                .collect();
            Ok(settings(&pairs))
        })
    };
    let mut source = with(&[("encoding", "latin1")])
        .published("August 5, 2024")
        .unwrap()
        .open()
        .unwrap();
    let found = all(&mut source);
    assert_eq!(shown(&found), ["a||café", "b:1||x"]);
    let dates: Vec<_> = found
        .iter()
        .map(|doc| doc.as_ref().unwrap().meta().published.as_deref())
        .collect();
    assert_eq!(dates, [Some("2024-08-05"), Some("2020-01-01")]);

    for (key, value, reason) in [
        ("encoding", "klingon", "there is no encoding “klingon”"),
        ("colour", "red", "unknown key “colour”"),
    ] {
        let made = inputs()
            .settings(move |_| Ok(settings(&[(key, Setting::Str(value.into()))])))
            .open();
        let error = made.map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Setting);
        assert!(error.to_string().contains(reason), "{error}");
    }
    let error = inputs().format("jsonll").map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("did you mean “jsonl”?"), "{error}");
}

#[test]
fn a_forced_format_and_what_progress_needs() {
    let dir = folder(&[
        ("a.txt", b"{\"text\": \"x\"}\n"),
        ("b.txt", &gz(b"{\"text\": \"y\"}\n")),
    ]);
    let registry = registry();
    let inputs = Inputs::new(&registry)
        .argument(dir.path())
        .format("jsonl")
        .unwrap();
    let total = inputs.total_bytes().unwrap();
    let mut source = inputs.open().unwrap();
    assert_eq!(shown(&all(&mut source)), ["a.txt:1||x", "b.txt:1||y"]);
    assert_eq!(source.bytes_read(), total);
    assert_eq!(
        Inputs::new(&registry)
            .argument(dir.path())
            .argument("-")
            .total_bytes(),
        None
    );
}

#[cfg(unix)]
#[test]
fn links_loops_and_odd_names() {
    use std::os::unix::ffi::OsStrExt;
    let dir = folder(&[("a/x.txt", b"one")]);
    std::os::unix::fs::symlink(dir.path(), dir.path().join("a/up")).unwrap();
    std::os::unix::fs::symlink(dir.path().join("nowhere"), dir.path().join("broken")).unwrap();
    fs::write(dir.path().join(std::ffi::OsStr::from_bytes(b"z\xFF.txt")), "odd").unwrap();
    let found = gather(|inputs| inputs.argument(dir.path())).unwrap();
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(
        (found[0].as_str(), found[2].as_str()),
        ("a/x||one", "z\u{FFFD}||odd")
    );
    assert!(
        found[1].contains("broken") && found[1].starts_with("fault: "),
        "{}",
        found[1]
    );
}

#[test]
fn formats_are_told_apart_by_their_first_bytes() {
    let registry = registry();
    for (head, wanted) in [
        ("{\"a\": 1}", Some("jsonl")),
        ("\u{FEFF} {\n \"a\"", Some("jsonl")),
        ("[{\"a\"", Some("jsonl")),
        ("{a}", Some("text")),
        ("[1] Smith", Some("text")),
        ("# newdoc id = x\n", Some("conllu")),
        ("\n# x\n1\ta\t_\t_\t_\t_\t_\t_\t_\t_\n", Some("conllu")),
        ("# A heading\n\nText", Some("text")),
        ("WARC/1.0\r\n", Some("warc")),
        ("PAR1\u{15}", cfg!(feature = "parquet").then_some("parquet")),
        ("<!DOCTYPE html>\n<p>x", Some("html")),
        ("<!-- x --><HTML lang=en>", Some("html")),
        ("<?xml version='1.0'?>\n<!DOCTYPE html><html>", Some("html")),
        (
            "<?xml version='1.0'?><!DOCTYPE nitf [<!ENTITY a '>'>]>\n<nitf>",
            Some("nitf"),
        ),
        ("<n:newsItem guid='x'>", Some("newsml-g2")),
        ("<newsMessage>", Some("newsml-g2")),
        ("<rss><channel>", Some("text")),
        ("title;text\nA;b\n", Some("csv")),
        ("a,b\n1,2\n", Some("text")),
        ("", Some("text")),
        ("a\0", None),
    ] {
        let found = registry.readers().find(|(_, spec)| (spec.sniff)(head.as_bytes()));
        assert_eq!(found.map(|(name, _)| name), wanted, "{head}");
    }
}

#[test]
fn a_named_encoding_counts_before_a_declared_one() {
    let sentence = "Der Rat tagte am Montag im Caf\u{e9} an der M\u{fc}hle und vertagte die Sache auf den n\u{e4}chsten Montag.";
    let latin = |text: &str| -> Vec<u8> {
        text.chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect()
    };
    let page = latin(&format!("<html><meta charset=utf-8><p>{sentence}</p>"));
    let nitf = latin(&format!(
        "<?xml version='1.0'?><nitf><body><body.content><p>{sentence}</p></body.content></body></nitf>"
    ));
    let dir = folder(&[("a.html", &page), ("b.nitf", &nitf)]);
    let told = gather(|inputs| inputs.argument(dir.path())).unwrap();
    assert!(told.iter().all(|line| line.contains("not UTF-8")), "{told:?}");
    let named = gather(|inputs| {
        let settings = |_: &str| Ok(settings(&[("encoding", Setting::Str("windows-1252".into()))]));
        inputs
            .argument(dir.path().join("*.*"))
            .settings(settings)
            .format("html")
            .unwrap()
    });
    assert!(named.unwrap()[0].contains(sentence));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn no_file_panics(
        head in proptest::sample::select(vec![&b""[..], b"\x1F\x8B\x08", b"\x28\xB5\x2F\xFD", b"\xFF\xFE", b"PK", b"{"]),
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200),
    ) {
        let dir = folder(&[("a", &[head, &bytes].concat())]);
        let found = gather(|inputs| inputs.argument(dir.path())).unwrap();
        proptest::prop_assert!(found.len() <= 210);
    }

    #[test]
    fn a_damaged_archive_is_noticed(at in 0usize..300, with in proptest::prelude::any::<u8>(), zstd in proptest::prelude::any::<bool>()) {
        let lines: Vec<u8> = (0..200u32).flat_map(|n| format!("{{\"text\": \"{n}\"}}\n").into_bytes()).collect();
        let mut bytes = if zstd { zstd::encode_all(&lines[..], 1).unwrap() } else { gz(&lines) };
        let at = at % bytes.len();
        bytes[at] = with;
        let dir = folder(&[("a.jsonl.gz", &bytes)]);
        let found = gather(|inputs| inputs.argument(dir.path())).unwrap();
        let sound = found.len() == 200 && found.iter().zip(1..).all(|(line, n)| *line == format!("a:{n}||{}", n - 1));
        // Zstandard's frames carry no checksum unless asked to.
        proptest::prop_assert!(zstd || sound || found.iter().any(|line| line.starts_with("fault")), "{found:?}");
    }
}
