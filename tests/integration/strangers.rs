//! A stranger's crate: its layer and stage run through our pipeline and command line.

use crate::support::{arg, news, run};
use std::ffi::OsString;

/// Runs a program that has the stranger's plugin beside ours, in this process.
fn strange(args: &[&str]) -> u8 {
    let args = std::iter::once("strange")
        .chain(args.iter().copied())
        .map(OsString::from);
    dateline::App::new()
        .plugin(dateline::defaults)
        .plugin(third_party_stage::plugin)
        .run(args)
}

#[test]
fn a_strangers_stage_is_planned_and_run_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.jsonl");
    let status = strange(&[
        "extract",
        arg(&news()),
        "-q",
        "--stages",
        third_party_stage::STAGE,
        "-o",
        arg(&out),
    ]);
    assert_eq!(status, 0);
    let written = std::fs::read_to_string(out).unwrap();
    assert!(written.contains("\"tokens\""), "what the stage needs came along");
    // Our own program knows nothing of it.
    let ran = run(&["extract", "--stages", third_party_stage::STAGE], b"");
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("there is no stage"), "{}", ran.err);
}

#[test]
fn registering_twice_is_refused() {
    let args = ["twice", "stages"].map(OsString::from);
    let status = dateline::App::new()
        .plugin(dateline::defaults)
        .plugin(dateline::defaults)
        .run(args);
    assert_eq!(status, 1);
}
