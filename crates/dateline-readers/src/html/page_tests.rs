//! Whole pages: invented ones of the shapes that real sites have, with the article that is in them.

use crate::testing::{read, shown};
use dateline_core::layers::Passages;
use dateline_core::{Document, Setting};
use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// A page of `tests/pages`: its name, its markup, and the article that should come out of it.
struct Sample {
    name: String,
    html: String,
    wanted: String,
}

/// The pages `NAME.html` with their articles `NAME.txt`, by name.
static PAGES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            name.strip_suffix(".html").map(str::to_owned)
        })
        .collect();
    names.sort();
    let text = |name: String| fs::read_to_string(folder.join(name)).unwrap();
    let sample = |name: String| Sample {
        html: text(format!("{name}.html")),
        wanted: text(format!("{name}.txt")),
        name,
    };
    names.into_iter().map(sample).collect()
});

/// Pages whose text stands in their JSON-LD alone.
const WITHOUT_MARKUP: &[&str] = &["app", "jsonldonly"];

fn page(html: &str) -> Document {
    let found = read("html", html.as_bytes(), &[]);
    found
        .into_iter()
        .next()
        .unwrap()
        .unwrap_or_else(|fault| panic!("{fault}: {html:.80}"))
}

/// The article as the expectations are written: metadata, an empty line, the text.
fn written(doc: &Document) -> String {
    let meta = doc.meta();
    let mut out = format!("title: {}\n", meta.title);
    for (name, value) in [
        ("byline", &meta.byline),
        ("published", &meta.published),
        ("publisher", &meta.publisher),
        ("language", &meta.language),
        ("url", &meta.url),
    ] {
        if let Some(value) = value {
            writeln!(out, "{name}: {value}").unwrap();
        }
    }
    out + "\n" + doc.text() + "\n"
}

#[test]
fn pages_of_many_shapes() {
    let mut differing = Vec::new();
    assert!(PAGES.len() >= 20);
    for Sample { name, html, wanted } in PAGES.iter() {
        let found = written(&page(html));
        if &found != wanted {
            differing.push(format!("== {name}\n{found}"));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

/// How many words of the expected texts are kept, and how many that are kept are theirs.
#[test]
fn words_kept_and_lost() {
    let (mut wanted_words, mut kept, mut found_words) = (0, 0, 0);
    for Sample { html, wanted, .. } in PAGES.iter() {
        let wanted = wanted.split_once("\n\n").map_or("", |(_, text)| text);
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for word in wanted.split_whitespace() {
            *counts.entry(word).or_default() += 1;
            wanted_words += 1;
        }
        let doc = page(html);
        for word in doc.text().split_whitespace() {
            found_words += 1;
            if let Some(count) = counts.get_mut(word).filter(|count| **count > 0) {
                *count -= 1;
                kept += 1;
            }
        }
    }
    assert!(
        100 * kept >= 99 * wanted_words,
        "{kept} of {wanted_words} words kept"
    );
    assert!(
        100 * kept >= 99 * found_words,
        "{kept} of {found_words} words are the article's"
    );
}

#[test]
fn passages_say_where_the_text_stood() {
    for Sample { name, html, .. } in PAGES
        .iter()
        .filter(|it| !WITHOUT_MARKUP.contains(&it.name.as_str()))
    {
        let doc = page(html);
        let passages = doc.layer::<Passages>().unwrap();
        assert!(!passages.is_empty() && doc.misfits().is_empty(), "{name}");
        let mut behind = 0;
        for passage in passages {
            let markup = &html[passage.page_start as usize..passage.page_end as usize];
            assert!(passage.page_start >= behind, "{name}: {markup}");
            behind = passage.page_end;
            let text = doc.slice(passage.span);
            let first = text
                .split(|c: char| !c.is_ascii_alphanumeric())
                .find(|it| !it.is_empty())
                .unwrap();
            assert!(markup.contains(first), "{name}: “{first}” is not in {markup}");
        }
        let pieces: Vec<&str> = passages.iter().map(|it| doc.slice(it.span)).collect();
        assert_eq!(pieces.join("\n\n"), doc.text());
    }
}

#[test]
fn encodings_and_faults() {
    let long =
        "The council met on Monday and spoke of the caf\u{e9} on the quay, which may stay for a year. ";
    let body = format!("<html><body><p>{}</p></body></html>", long.repeat(3));
    let latin: Vec<u8> = body
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let found = read("html", &latin, &[]);
    assert!(found[0].as_ref().unwrap().text().contains("café"));

    let mut broken = format!("<meta charset=utf-8>{body}").into_bytes();
    let at = broken.iter().position(|byte| *byte == 0xC3).unwrap();
    broken[at] = 0xFF;
    let found = shown(&read("html", &broken, &[]));
    assert!(
        found[0].contains("not UTF-8 where the article stands"),
        "{found:?}"
    );
    let replace = [("malformed", Setting::Str("replace".into()))];
    assert!(
        read("html", &broken, &replace)[0]
            .as_ref()
            .unwrap()
            .text()
            .contains('\u{FFFD}')
    );
    // Noise outside of the article costs nothing.
    let mut elsewhere = format!("<meta charset=utf-8><nav>x</nav>{body}").into_bytes();
    let at = elsewhere.iter().position(|byte| *byte == b'x').unwrap();
    elsewhere[at] = 0xFF;
    assert!(read("html", &elsewhere, &[])[0].is_ok());

    for empty in [
        "",
        "<html></html>",
        "<p>short</p>",
        "\0\0",
        "<a href=x>Only links here, one long enough to be text.</a>",
    ] {
        let found = shown(&read("html", empty.as_bytes(), &[]));
        assert!(found[0].contains("no running text"), "{empty}: {found:?}");
    }
}

#[test]
fn hostile_pages_end() {
    let deep = "<div class=comments><a href=x><ul><li>".repeat(20_000);
    let wide = "<p>One sentence of some length that ends here.</p><div class=related>x</div>".repeat(500);
    let tags = "<".repeat(50_000);
    let table = "<table><tr><td>".repeat(2_000);
    let names = "<div class=byline>1<span class=author>".repeat(20_000);
    let headings = "<div><h2>1<b>".repeat(20_000);
    for page in [deep, wide, tags, table, names, headings] {
        drop(read("html", page.as_bytes(), &[]));
    }
}

/// Pages a second on one core, over the pages here with as much script, style and navigation around each as
/// makes it 100 kB, which is what news pages have. Run it as
/// `cargo test --release -p dateline-readers -- --ignored --nocapture pages_a_second`.
#[test]
#[ignore = "a measurement"]
#[allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a measurement, which takes the time and tells it"
)]
fn pages_a_second() {
    let link = "<li class=\"nav-item item-x\"><a href=\"/section/sub-section/page.html\">A section of the site</a></li>\n";
    let script = "<script>(function(w,d){w.q=w.q||[];w.q.push({\"id\":\"slot\",\"size\":[300,250]});})(window,document);</script>\n";
    let div = "<div class=\"card card--small\"><a href=\"/x\"><span class=\"card__title\">Another story of the day</span></a></div>\n";
    let around = format!("{}{}{}", link.repeat(250), script.repeat(250), div.repeat(300));
    let pages: Vec<Vec<u8>> = PAGES
        .iter()
        .filter(|it| !WITHOUT_MARKUP.contains(&it.name.as_str()))
        .map(|Sample { html, .. }| {
            let at = html.find("<body").or_else(|| html.find("<BODY")).unwrap();
            let at = at + html[at..].find('>').unwrap() + 1;
            format!("{}<div class=nav>{around}</div>{}", &html[..at], &html[at..]).into_bytes()
        })
        .collect();
    let bytes: usize = pages.iter().map(Vec::len).sum();
    // The best of many rounds page by page, for a page takes less time than the machine gives to others at a time.
    let mut best = vec![f64::MAX; pages.len()];
    for _ in 0..50 {
        for (page, best) in pages.iter().zip(&mut best) {
            let settings = super::PageSettings::take(&mut dateline_core::Settings::default()).unwrap();
            let page = super::Page {
                bytes: page,
                charset: None,
            };
            let started = std::time::Instant::now();
            page.read(settings, &mut Document::default()).unwrap();
            *best = best.min(started.elapsed().as_secs_f64());
        }
    }
    let seconds: f64 = best.iter().sum();
    println!(
        "{:.0} pages/s of {} kB, {:.0} MB/s",
        pages.len() as f64 / seconds,
        bytes / pages.len() / 1000,
        bytes as f64 / seconds / 1e6
    );
}
