//! html: pages to read, one an article, with an index; or all in one file.

mod corpus;
mod escape;
mod facts;
mod graph;
mod index;
mod legend;
mod page;
mod sink;
mod text;
mod timeline;
mod weave;

use crate::article::{Article, check_options};
use dateline_core::{Document, EncodeOptions, Encoder, Error, FormatSpec, Sink, Target, Writing};
use escape::Html as Markup;
use sink::{FolderPages, OnePage};

/// html as it is registered.
pub(crate) fn spec() -> FormatSpec {
    FormatSpec {
        summary: "pages to read: entities in colour, facts with their evidence (a folder, or one .html file)",
        endings: &[".html", ".htm"],
        folder: true,
        open: Box::new(open),
    }
}

fn open(options: &EncodeOptions, target: Target) -> Result<Writing, Error> {
    let sink: Box<dyn Sink> = match target {
        Target::Path(path) if !is_page(&path) => Box::new(FolderPages::new(&path)?),
        target => Box::new(OnePage::new(target)?),
    };
    Ok(Writing {
        encoders: vec![Box::new(Html::new(options)?)],
        sink,
    })
}

/// Whether the path names one page rather than a folder of them.
fn is_page(path: &std::path::Path) -> bool {
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    let named = ["html", "htm"]
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known));
    named && !path.is_dir()
}

/// Encodes a document as the part of a page that is about it: title, legend, text, facts.
///
/// It is a fragment, not a page: the format's sink puts head, style and foot around it, and a prefix into
/// the names of its anchors, which are therefore unique where several articles share a page. All of the
/// article's strings, the ids and labels too, are escaped.
#[derive(Clone, Debug, Default)]
pub struct Html {
    options: EncodeOptions,
}

impl Html {
    /// An encoder with these options; offsets are of no account.
    ///
    /// # Errors
    /// [`dateline_core::ErrorKind::Setting`] for a layer that does not exist.
    pub fn new(options: &EncodeOptions) -> Result<Self, Error> {
        check_options(options)?;
        Ok(Self {
            options: options.clone(),
        })
    }
}

impl Encoder for Html {
    fn encode(&self, doc: &Document, out: &mut Vec<u8>) -> Result<(), Error> {
        let article = Article::new(doc, &self.options);
        let mut html = Markup(out);
        html.raw("<article class=\"doc\"");
        if let Some(language) = &doc.meta().language {
            html.raw(" lang=\"").text(language).raw("\"");
        }
        html.raw(">\n<header>\n<h1 id=\"")
            .anchor("top", 0)
            .raw("\" dir=\"auto\">");
        html.text(title_of(doc)).raw("</h1>\n");
        about(doc, &mut html);
        html.raw("</header>\n");
        legend::write(&article, &mut html);
        html.raw("<div class=\"columns\">\n<div class=\"text\" dir=\"auto\">\n");
        text::write(&article, &mut html);
        html.raw("\n</div>\n<aside>\n");
        facts::write(&article, &mut html);
        html.raw("</aside>\n</div>\n</article>\n");
        Ok(())
    }
}

/// The article's title, or what else names it.
fn title_of(doc: &Document) -> &str {
    let meta = doc.meta();
    [meta.title.as_str(), meta.id.as_str()]
        .into_iter()
        .find(|name| !name.trim().is_empty())
        .unwrap_or("Untitled")
}

/// The host of a web address, which says where an article stands in fewer letters; the address itself if
/// it is none.
fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    if host.is_empty() { url } else { host }
}

/// Writes the line below the title.
fn about(doc: &Document, html: &mut Markup<'_>) {
    let meta = doc.meta();
    html.raw("<p class=\"about\">");
    for part in [&meta.byline, &meta.published, &meta.publisher]
        .into_iter()
        .flatten()
    {
        html.raw("<span>").text(part).raw("</span> ");
    }
    if let Some(url) = &meta.url {
        html.raw("<span>").link(url, host_of(url)).raw("</span> ");
    }
    if !meta.id.is_empty() {
        html.raw("<span>id ").text(&meta.id).raw("</span> ");
    }
    if let Some(duplicate) = &meta.duplicate {
        html.raw("<span>near-duplicate of ").text(&duplicate.of);
        let similarity = f64::from(duplicate.similarity) / 1000.0;
        html.raw(" (").raw(&similarity.to_string()).raw(")</span> ");
    }
    if !meta.origin.path.is_empty() {
        html.raw("<span>").text(&meta.origin.path);
        if meta.origin.record > 0 {
            html.raw(", record ").text(&meta.origin.record.to_string());
        }
        html.raw("</span>");
    }
    html.raw("</p>\n");
}
