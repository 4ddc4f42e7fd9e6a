//! From a page's bytes to a document: decoded, parsed, its article chosen and written.

use crate::html::blocks::Blocks;
use crate::html::hints::HintsOf;
use crate::html::tree::Tree;
use crate::html::{charset, choose, meta};
use dateline_core::layers::{Passage, Passages};
use dateline_core::{Document, Error, Settings, Span};

/// What may be set of how pages are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageSettings {
    /// Whether U+FFFD may stand in an article for what was malformed.
    replace: bool,
}

impl PageSettings {
    pub(crate) fn take(settings: &mut Settings) -> Result<Self, Error> {
        let choice = settings.choice("malformed", &["fault", "replace"])?;
        Ok(Self {
            replace: choice == Some(1),
        })
    }
}

/// A page as it came.
pub(crate) struct Page<'b> {
    pub(crate) bytes: &'b [u8],
    /// The encoding that came along with it.
    pub(crate) charset: Option<&'b str>,
}

impl Page<'_> {
    /// Writes text, passages and what is known about the article into `doc`, whose id stays.
    ///
    /// The error says why there is no article.
    pub(crate) fn read(&self, settings: PageSettings, doc: &mut Document) -> Result<(), String> {
        let decoded = charset::decode(self.bytes, self.charset, charset::in_meta);
        let tree = Tree::new(&decoded.text);
        let hints = HintsOf::new(&tree);
        let blocks = Blocks::new(&tree, &hints);
        let chosen = choose::article(&tree, &blocks);
        let mut found = meta::gather(&tree, &hints);
        let body = found.body.take();
        let text_of = |index: &usize| blocks.list.get(*index).map_or("", |block| blocks.text_of(block));
        let mut before = chosen.before;
        // A line that is the title, whatever its element, and what stands between it and the text.
        if let Some(at) = chosen
            .near
            .iter()
            .rposition(|index| found.is_titled(text_of(index)))
        {
            let (_, behind) = chosen.near.split_at(at);
            found
                .heading
                .get_or_insert_with(|| text_of(&behind[0]).to_owned());
            before = behind.iter().skip(1).chain(&before).copied().collect();
        }
        for block in before.iter().filter_map(|index| blocks.list.get(*index)) {
            for line in blocks.text_of(block).lines().filter(|line| line.len() <= 100) {
                let by = line
                    .get(..3)
                    .is_some_and(|start| start.eq_ignore_ascii_case("by "));
                if by {
                    found.offer("line:by", line);
                } else {
                    let behind = line.split_once(": ").map_or(line, |(_, behind)| behind);
                    found.offer("line:date", line);
                    found.offer("line:date", behind);
                }
            }
        }
        found.write(doc.meta_mut());
        let mut chosen = chosen.blocks;
        let title = &doc.meta().title;
        chosen.retain(|index| {
            blocks
                .list
                .get(*index)
                .is_some_and(|it| blocks.text_of(it) != title)
        });

        let length: usize = chosen
            .iter()
            .filter_map(|index| blocks.list.get(*index))
            .map(|it| it.text.len())
            .sum();
        let body = body.filter(|body| body.len() > 250 && body.len() / 2 > length);
        let passages = match &body {
            // The place of a text that stands in a script is of no use to anybody.
            Some(body) => doc
                .write_text(|text| text.push_str(body.trim()))
                .map(|()| Vec::new()),
            None => write(&blocks, &chosen, doc),
        }
        .map_err(|error| error.to_string())?;
        if doc.text().is_empty() {
            return Err("there is no running text on the page".to_owned());
        }
        let noise = |text: &str| text.contains('\u{FFFD}');
        if decoded.malformed && !settings.replace && (noise(doc.text()) || noise(&doc.meta().title)) {
            return Err(format!(
                "not {} where the article stands; the setting “encoding” names another encoding, and \
                 “malformed = \"replace\"” writes U+FFFD",
                decoded.encoding
            ));
        }
        let inserted = doc.insert(|_, out| {
            out.layer::<Passages>().extend(passages);
            Ok(())
        });
        inserted.map_err(|error| error.to_string())
    }
}

/// Writes the chosen blocks as the text, and gives their places.
fn write(blocks: &Blocks, chosen: &[usize], doc: &mut Document) -> Result<Vec<Passage>, Error> {
    let mut passages = Vec::with_capacity(chosen.len());
    doc.write_text(|text| {
        for block in chosen.iter().filter_map(|index| blocks.list.get(*index)) {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            let start = text.len();
            text.push_str(blocks.text_of(block));
            passages.push(Passage {
                span: Span::at(start, text.len() - start),
                page_start: block.place.0,
                page_end: block.place.1,
            });
        }
    })?;
    Ok(passages)
}
