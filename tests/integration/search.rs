//! `dateline search`: patterns over CoNLL-U and raw text, what is printed, and how it ends.

use crate::support::{arg, between, json_lines, run};
use std::fs;

/// Two articles with tags and dependencies; the second has a character of two bytes.
const PARSED: &str = "\
# newdoc id = a1
# sent_id = 1
# text = Envoys signed the treaty.
1\tEnvoys\tenvoy\tNOUN\tNNS\tNumber=Plur\t2\tnsubj\t_\t_
2\tsigned\tsign\tVERB\tVBD\tTense=Past\t0\troot\t_\t_
3\tthe\tthe\tDET\tDT\t_\t4\tdet\t_\t_
4\ttreaty\ttreaty\tNOUN\tNN\tNumber=Sing\t2\tobj\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

# sent_id = 2
# text = It rained.
1\tIt\tit\tPRON\tPRP\t_\t2\tnsubj\t_\t_
2\trained\train\tVERB\tVBD\tTense=Past\t0\troot\t_\tSpaceAfter=No
3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

# newdoc id = a2
# sent_id = 1
# text = Zoë was seen in Oslo.
1\tZoë\tZoë\tPROPN\tNNP\tNumber=Sing\t3\tnsubj:pass\t_\tNER=B-PERSON
2\twas\tbe\tAUX\tVBD\tTense=Past\t3\taux:pass\t_\t_
3\tseen\tsee\tVERB\tVBN\tTense=Past\t0\troot\t_\t_
4\tin\tin\tADP\tIN\t_\t5\tcase\t_\t_
5\tOslo\tOslo\tPROPN\tNNP\tNumber=Sing\t3\tobl\t_\tNER=B-GPE|SpaceAfter=No
6\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

";

const KEEP: [&str; 4] = [
    "--input-format",
    "conllu",
    "--keep",
    "tokens,sentences,tags,parse",
];

fn search(args: &[&str], input: &str) -> crate::support::Ran {
    let mut all = vec!["search"];
    all.extend_from_slice(args);
    all.extend_from_slice(&KEEP);
    run(&all, input.as_bytes())
}

#[test]
fn matching_sentences_are_printed_with_their_named_nodes() {
    let ran = search(
        &["{upos:VERB}=act >/nsubj(:pass)?/=how~e {}=who ?>obj {}=what"],
        PARSED,
    );
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert_eq!(
        ran.out,
        "\
a1:1: Envoys signed the treaty.
    signed  act=signed  who=Envoys  what=treaty  how=nsubj  e=signed >nsubj Envoys
a1:2: It rained.
    rained  act=rained  who=It  how=nsubj  e=rained >nsubj It
a2:1: Zoë was seen in Oslo.
    seen  act=seen  who=Zoë  how=nsubj:pass  e=seen >nsubj:pass Zoë
"
    );
    assert!(ran.err.starts_with("3 matches in 2 articles in "), "{}", ran.err);
    let ran = search(&["{lemma:sign}", "-q"], PARSED);
    assert_eq!((ran.out.lines().count(), &*ran.err), (2, ""));
    // Nothing found is no failure.
    let ran = search(&["{lemma:resign}"], PARSED);
    assert_eq!((ran.status, &*ran.out), (0, ""));
}

#[test]
fn json_has_ids_spans_and_names() {
    let text = "Zoë was seen in Oslo.";
    for (unit, (start, end)) in [("chars", (16, 20)), ("bytes", (17, 21)), ("utf16", (16, 20))] {
        let args = ["{tag:VBN} >obl=r~e {}=where", "--json", "--offsets", unit];
        let ran = search(&args, PARSED);
        assert_eq!(ran.status, 0, "{}", ran.err);
        let lines = json_lines(&ran.out);
        assert_eq!(lines.len(), 1);
        let line = &lines[0];
        assert_eq!(
            (&line["id"], &line["sentence"]["text"]),
            (&"a2".into(), &text.into())
        );
        assert_eq!(
            (&line["sentence"]["start"], &line["sentence"]["index"]),
            (&0.into(), &0.into())
        );
        assert_eq!(
            (&line["match"]["text"], &line["match"]["token"]),
            (&"seen".into(), &2.into())
        );
        let place = &line["nodes"]["where"];
        assert_eq!(
            (&place["start"], &place["end"]),
            (&start.into(), &end.into()),
            "{unit}"
        );
        assert_eq!((&place["token"], &place["text"]), (&4.into(), &"Oslo".into()));
        assert_eq!(line["relations"]["r"], "obl");
        let edge = &line["edges"]["e"];
        assert_eq!(
            (&edge["governor"]["token"], &edge["dependent"]["token"]),
            (&2.into(), &4.into())
        );
        assert_eq!(edge["relation"], "obl");
        if unit == "chars" {
            assert_eq!(between(text, 16, 20), "Oslo");
        }
    }
}

#[test]
fn raw_text_is_searched_by_what_the_stages_make() {
    let text = b"Talks were held in Oslo. Nobody came.";
    let ran = run(
        &["search", "{word:/Tal.*/}=a . {}=b", "--input-format", "text"],
        text,
    );
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(
        ran.out
            .ends_with(":1: Talks were held in Oslo.\n    Talks  a=Talks  b=were\n"),
        "{}",
        ran.out
    );
    // The tagger is brought along for names.
    let ran = run(&["search", "{ner:GPE}", "--input-format", "text", "-q"], text);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.contains("    Oslo\n"), "{}", ran.out);
}

#[test]
fn tags_and_trees_that_are_not_kept_are_made() {
    let search = |pattern: &str, keep: &str| {
        run(
            &["search", pattern, "--input-format", "conllu", "--keep", keep],
            PARSED.as_bytes(),
        )
    };
    for pattern in ["{tag:VBD}", "{} >nsubj {}"] {
        let ran = search(pattern, "tokens,sentences");
        assert_eq!(ran.status, 0, "{}", ran.err);
        assert!(!ran.out.is_empty(), "{pattern}");
    }
    // Kept tags stay, and trees are made beside them.
    let ran = search("{} >nsubj {}", "tokens,sentences,tags");
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(!ran.out.is_empty());
}

#[test]
fn trees_beside_kept_tags_are_those_of_the_whole_stage() {
    let odd = PARSED.replace("\tVBD\t", "\tODD\t");
    assert_ne!(odd, PARSED);
    let extract = |keep: &str| {
        let args = [
            "extract",
            "-q",
            "--input-format",
            "conllu",
            "--layers",
            "tokens",
            "--keep",
            keep,
        ];
        let ran = run(&args, odd.as_bytes());
        assert_eq!(ran.status, 0, "{}", ran.err);
        json_lines(&ran.out)
    };
    let (whole, beside) = (extract("tokens,sentences"), extract("tokens,sentences,tags"));
    let column = |articles: &[serde_json::Value], key: &str| -> Vec<serde_json::Value> {
        let tokens = articles.iter().flat_map(|it| it["tokens"].as_array().unwrap());
        tokens.map(|token| token[key].clone()).collect()
    };
    for key in ["head", "deprel"] {
        assert_eq!(column(&whole, key), column(&beside, key));
    }
    assert!(column(&beside, "xpos").contains(&"ODD".into()));
    assert!(!column(&whole, "xpos").contains(&"ODD".into()));
}

#[test]
fn names_kept_from_the_input_are_asked() {
    let keep = "tokens,sentences,tags,parse,mentions";
    let args = [
        "search",
        "{ner:PERSON}=p <<% {}",
        "--input-format",
        "conllu",
        "--keep",
        keep,
    ];
    let ran = run(&args, PARSED.as_bytes());
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.contains("    Zoë  p=Zoë\n"), "{}", ran.out);
}

#[test]
fn a_wrong_pattern_is_wrong_use_and_says_where() {
    let ran = search(&["{lemma:sign} >nsubj"], PARSED);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("column 20: expected a node"), "{}", ran.err);
    assert_eq!(run(&["search"], b"").status, 2);
}

#[test]
fn a_search_that_takes_too_long_is_reported() {
    let ran = search(&["{}=a .. {}=b", "--max-steps", "12"], PARSED);
    assert_eq!(ran.status, 0);
    assert!(
        ran.out.contains("    (cut short: there may be more)\n"),
        "{}",
        ran.out
    );
    assert!(ran.err.contains("may have more matches"), "{}", ran.err);
    let ran = search(&["{}=a .. {}=b", "--max-steps", "12", "--json"], PARSED);
    let short = json_lines(&ran.out)
        .iter()
        .filter(|line| line["cut_short"] == true)
        .count();
    assert_eq!(short, 3, "{}", ran.out);
}

#[test]
fn output_files_and_error_files_are_as_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new/found.jsonl");
    let broken = PARSED.replace("2\tsigned\tsign\tVERB", "2\tsigned\tsign\tVRB");
    let ran = search(&["{} >obl {}=x", "--json", "-o", arg(&out)], &broken);
    assert_eq!(ran.status, 3, "{}", ran.err);
    assert_eq!(json_lines(&fs::read_to_string(&out).unwrap()).len(), 1);
    let errors = fs::read_to_string(folder.path().join("new/found.jsonl.errors.jsonl")).unwrap();
    assert!(
        json_lines(&errors)[0]["reason"]
            .as_str()
            .unwrap_or_default()
            .contains("VRB"),
        "{errors}"
    );
    // Without a place for them, bad input ends the search.
    let ran = search(&["{}"], &broken);
    assert_eq!(ran.status, 1);
    let ran = search(&["{} >obl {}=x", "-o", arg(folder.path())], PARSED);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(folder.path().join("matches.txt").exists());
}

#[test]
fn any_number_of_threads_prints_the_same() {
    let many = (0..200)
        .map(|n| PARSED.replace("= a", &format!("= n{n}-a")))
        .collect::<String>();
    let pattern = "{}=a >> {}=b :: uniq b";
    let one = search(&[pattern, "--threads", "1"], &many);
    let four = search(&[pattern, "--threads", "4"], &many);
    assert_eq!((one.status, four.status), (0, 0), "{}", one.err);
    assert!(one.out.lines().count() > 1000);
    assert_eq!(one.out, four.out);
}
