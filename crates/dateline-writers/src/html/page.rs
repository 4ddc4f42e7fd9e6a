//! The frame of a page: head, style, foot, and the anchors' prefix.

use super::escape::{ANCHOR, Html};
use super::legend;

/// The style of all pages. It stands in each of them, so that a page that is sent on alone looks as it should.
const STYLE: &str = include_str!("style.css");

/// Writes everything up to the content.
///
/// No page has a script, and the policy in its head forbids the browser to run one or to load anything,
/// should the escaping ever fail.
pub(super) fn open(out: &mut Vec<u8>, title: &str) {
    let mut html = Html(out);
    html.raw("<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n");
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    html.raw("style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
    html.raw("<meta name=\"referrer\" content=\"no-referrer\">\n<title>")
        .text(title)
        .raw("</title>\n");
    html.raw("<style>\n")
        .raw(STYLE)
        .raw(&legend::style())
        .raw("</style>\n</head>\n<body>\n");
}

/// Writes everything behind the content.
pub(super) fn close(out: &mut Vec<u8>) {
    Html(out).raw("</body>\n</html>\n");
}

/// Appends a fragment with `prefix` in front of the names of its anchors.
pub(super) fn anchored(out: &mut Vec<u8>, fragment: &[u8], prefix: &str) {
    for (index, piece) in fragment.split(|byte| *byte == ANCHOR).enumerate() {
        if index > 0 {
            out.extend_from_slice(prefix.as_bytes());
        }
        out.extend_from_slice(piece);
    }
}
