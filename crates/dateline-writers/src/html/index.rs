//! The index of a corpus: its articles, page by page, and the entities that it speaks of most.

use super::corpus::Happenings;
use super::escape::Html;
use super::legend::class_of;
use super::{page, title_of};
use crate::article::mentions;
use dateline_core::Document;
use dateline_core::layers::{Entities, Events, Label, MentionKind, Quotes, Relations};
use std::collections::BTreeMap;

/// Articles on one page of the index.
const PER_PAGE: usize = 1000;
/// Entities shown.
const SHOWN: usize = 40;
/// Entities counted at a time.
const COUNTED: usize = 20_000;

/// How often entities are spoken of, by label and name, in bounded memory.
///
/// When there are too many, the rarer half goes; one that comes back later starts anew. So the counts of
/// entities that are frequent throughout are exact, those of others may be too low, and never too high.
#[derive(Default)]
pub(super) struct Frequent {
    counts: BTreeMap<(String, String), (u64, u64)>,
    happenings: Happenings,
}

impl Frequent {
    fn add(&mut self, label: &str, name: &str, articles: u64, mentions: u64) {
        let key = (
            label.to_owned(),
            name.split_whitespace().collect::<Vec<_>>().join(" "),
        );
        let count = self.counts.entry(key).or_default();
        count.0 += articles;
        count.1 += mentions;
        if self.counts.len() > COUNTED {
            let mut all: Vec<u64> = self.counts.values().map(|(_, mentions)| *mentions).collect();
            let middle = all.len() / 2;
            let median = *all.select_nth_unstable(middle).1;
            self.counts.retain(|_, (_, mentions)| *mentions > median);
        }
    }

    /// Counts the entities of a document; where no coreference ran, its names by their words.
    pub(super) fn count(&mut self, doc: &Document) {
        self.happenings.count(doc);
        if let Some(entities) = doc.layer::<Entities>() {
            for entity in entities {
                let label = entity.label.name(|name| doc.get(name));
                self.add(label, doc.get(entity.name), 1, entity.mentions.len() as u64);
            }
            return;
        }
        let mut names: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for mention in mentions(doc).as_deref().unwrap_or_default() {
            if mention.kind == MentionKind::Name && mention.label != Label::Title {
                let label = mention.label.name(|name| doc.get(name));
                *names.entry((label, doc.slice(mention.span))).or_default() += 1;
            }
        }
        for ((label, name), count) in names {
            self.add(label, name, 1, count);
        }
    }

    fn write(&self, html: &mut Html<'_>) {
        if self.counts.is_empty() {
            return;
        }
        let mut all: Vec<_> = self.counts.iter().collect();
        // Entries come by label and name, and a stable sort leaves them so among equals.
        all.sort_by_key(|(_, (articles, mentions))| std::cmp::Reverse((*mentions, *articles)));
        html.raw("<details open><summary>Most frequent</summary>\n<ul class=\"frequent\">\n");
        for ((label, name), (articles, mentions)) in all.into_iter().take(SHOWN) {
            let title = format!("{label}: {mentions} mentions in {articles} articles");
            html.raw("<li><mark class=\"")
                .raw(class_of(label))
                .raw("\" title=\"")
                .text(&title)
                .raw("\">");
            html.text(name)
                .raw("</mark> <small>")
                .text(&mentions.to_string())
                .raw("</small></li>\n");
        }
        html.raw("</ul></details>\n");
        self.happenings.write(html);
    }
}

/// Writes an article's row; `href` must be escaped or need none.
pub(super) fn row(out: &mut Vec<u8>, doc: &Document, href: &str) {
    let mut html = Html(out);
    let meta = doc.meta();
    html.raw("<tr><td dir=\"auto\"><a href=\"")
        .raw(href)
        .raw("\">")
        .text(title_of(doc))
        .raw("</a></td><td>");
    let date = meta.published.as_deref().unwrap_or_default();
    html.text(date.get(..10).unwrap_or(date)).raw("</td>");
    let counts = [
        mentions(doc).map(|mentions| mentions.len()),
        doc.layer::<Entities>().map(<[_]>::len),
        doc.layer::<Relations>().map(<[_]>::len),
        doc.layer::<Events>().map(<[_]>::len),
        doc.layer::<Quotes>().map(<[_]>::len),
    ];
    for count in counts {
        html.raw("<td>");
        if let Some(count) = count {
            html.number(count);
        }
        html.raw("</td>");
    }
    html.raw("</tr>\n");
}

/// Writes the heading, the frequent entities and the head of the table of articles.
pub(super) fn table_open(out: &mut Vec<u8>, articles: usize, frequent: Option<&Frequent>) {
    let mut html = Html(out);
    html.raw("<main class=\"index\">\n<h1>Articles <small>")
        .number(articles)
        .raw("</small></h1>\n");
    if let Some(frequent) = frequent {
        frequent.write(&mut html);
    }
    html.raw("<div class=\"scroll\"><table>\n<thead><tr><th>Article</th><th>Published</th><th>Mentions</th>");
    html.raw("<th>Entities</th><th>Relations</th><th>Events</th><th>Quotes</th></tr></thead>\n<tbody>\n");
}

/// Writes the end of the table of articles.
pub(super) fn table_close(out: &mut Vec<u8>, pages: &str) {
    Html(out)
        .raw("</tbody>\n</table></div>\n")
        .raw(pages)
        .raw("</main>\n");
}

/// The index of a folder of pages, made as its articles come. It holds the rows of two pages at most: the
/// first, which waits for the frequent entities, and the current one.
#[derive(Default)]
pub(super) struct Index {
    frequent: Frequent,
    articles: usize,
    first: Vec<u8>,
    current: Vec<u8>,
}

/// The file name of a page of the index, from 0.
pub(super) fn page_name(page: usize) -> String {
    match page {
        0 => "index.html".to_owned(),
        // No article's page can have this name: `~` does not occur in them.
        _ => format!("index~{}.html", page + 1),
    }
}

impl Index {
    /// Adds an article, and gives name and content of the page of the index that is full with it, if one is.
    pub(super) fn add(&mut self, doc: &Document, href: &str) -> Option<(String, Vec<u8>)> {
        self.frequent.count(doc);
        let number = self.articles / PER_PAGE;
        let full =
            (number > 1 && self.articles.is_multiple_of(PER_PAGE)).then(|| self.page(number - 1, true));
        if full.is_some() {
            self.current.clear();
        }
        self.articles += 1;
        row(
            if number == 0 {
                &mut self.first
            } else {
                &mut self.current
            },
            doc,
            href,
        );
        full
    }

    /// The pages that are left: the last, and the first.
    pub(super) fn finish(self) -> Vec<(String, Vec<u8>)> {
        let last = self.articles.saturating_sub(1) / PER_PAGE;
        let mut pages = vec![self.page(0, last > 0)];
        if last > 0 {
            pages.push(self.page(last, false));
        }
        pages
    }

    fn page(&self, number: usize, more: bool) -> (String, Vec<u8>) {
        let mut out = Vec::new();
        let mut ways = String::new();
        if number > 0 || more {
            ways.push_str("<nav>");
            if number > 0 {
                ways.push_str(&format!("<a href=\"{}\">← Earlier</a> ", page_name(number - 1)));
            }
            ways.push_str(&format!("Page {}", number + 1));
            if more {
                ways.push_str(&format!(" <a href=\"{}\">Later →</a>", page_name(number + 1)));
            }
            ways.push_str("</nav>\n");
        }
        page::open(&mut out, "Articles");
        table_open(&mut out, self.articles, (number == 0).then_some(&self.frequent));
        out.extend_from_slice(if number == 0 { &self.first } else { &self.current });
        table_close(&mut out, &ways);
        page::close(&mut out);
        (page_name(number), out)
    }
}
