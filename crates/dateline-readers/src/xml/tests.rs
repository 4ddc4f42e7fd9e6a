//! Whole files of news XML, invented: what becomes of them.

use crate::testing::{read, shown};

const NITF: &str = r#"<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.4/specification/dtd/nitf-3-4.dtd">
<nitf xml:lang="en-US"><head><title>slug-toll</title>
<docdata><doc-id id-string="toll-77"/><date.issue norm="20260211T074000Z"/><doc.copyright holder="Tidewater Press"/></docdata>
<pubdata name="The Tidewater Gazette" date.publication="20260211"/></head>
<body><body.head><hedline><hl1>Harbour toll <em>to double</em></hl1><hl2>Islanders object</hl2></hedline>
<byline>By <person>Maren Holt</person> and <person>Idris Vane</person> <byttl>Staff Writers</byttl></byline>
<dateline><location><city>PORT ENNIS</city>, <country>Sund</country></location> &mdash;</dateline></body.head>
<body.content><media media-type="image"><media-caption>The quay</media-caption></media>
<p>Every lorry will pay &#163;18, the council said at the Café.</p><hl2>A tax</hl2>
<p>&#8220;We have patched it,&#8221; said <person>Oda Ferrin</person>.</p><table><tr><td>1</td></tr></table></body.content>
<body.end><tagline>Holt is a writer.</tagline></body.end></body></nitf>"#;

#[test]
fn nitf() {
    // The declaration says Latin-1, and so are the bytes.
    let bytes: Vec<u8> = NITF
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let found = read("nitf", &bytes, &[]);
    let doc = found[0].as_ref().unwrap();
    let meta = doc.meta();
    assert_eq!(
        (meta.id.as_str(), meta.title.as_str()),
        ("toll-77", "Harbour toll to double")
    );
    assert_eq!(meta.byline.as_deref(), Some("Maren Holt, Idris Vane"));
    assert_eq!(meta.published.as_deref(), Some("2026-02-11T07:40:00Z"));
    assert_eq!(meta.publisher.as_deref(), Some("The Tidewater Gazette"));
    assert_eq!(meta.language.as_deref(), Some("en-US"));
    assert_eq!(
        doc.text(),
        "PORT ENNIS, Sund —\n\nEvery lorry will pay £18, the council said at the Café.\n\nA tax\n\n\
         “We have patched it,” said Oda Ferrin."
    );
}

#[test]
fn an_archive_with_its_lead_twice() {
    let xml = "<nitf><body><body.content><block class='lead_paragraph'><p>One.</p></block>\
               <block class='full_text'><p>One.</p><p>Two.</p></block></body.content></body></nitf>";
    assert_eq!(shown(&read("nitf", xml.as_bytes(), &[])), ["in||One.\n\nTwo."]);
}

fn item(guid: &str, class: &str, content: &str) -> String {
    format!(
        "<newsItem guid='{guid}' xml:lang='en'><itemMeta><itemClass qcode='ninat:{class}'/>\
         <provider literal='x'><name>Balt Press</name></provider><versionCreated>2019-06-20T11:02:00+02:00</versionCreated>\
         </itemMeta><contentMeta><headline>Rates &amp; rises</headline><by>By Jun Abara</by>\
         <language tag='en-GB'/></contentMeta><contentSet>{content}</contentSet></newsItem>"
    )
}

fn message(items: &[String]) -> String {
    let items = items.concat();
    format!(
        "<?xml version='1.0'?><newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet>{items}</itemSet></newsMessage>"
    )
}

#[test]
fn newsml_g2() {
    let xhtml = "<inlineXML contenttype='application/xhtml+xml'><html xmlns='x'><head><title>no</title></head>\
                 <body><h2>Sub</h2><p>The bank&nbsp;rose.</p></body></html></inlineXML>";
    let nitf = "<inlineXML><nitf><body><body.head><dateline>PORT SARROW (Balt) -</dateline></body.head>\
                <body.content><p>Rates rose.</p></body.content></body></nitf></inlineXML>";
    let plain = "<inlineData contenttype='text/plain'>One.\n\nTwo &lt;b&gt;.</inlineData>";
    let elsewhere = "<remoteContent href='a.jpg'/>";
    let xml = message(&[
        item("urn:1", "text", xhtml),
        item("urn:2", "picture", elsewhere),
        item("urn:3", "text", nitf),
        item("urn:4", "text", plain),
        item("urn:5", "text", elsewhere),
    ]);
    let found = read("newsml-g2", xml.as_bytes(), &[]);
    let lines = shown(&found);
    assert_eq!(lines[0], "urn:1|Rates & rises|Sub\n\nThe bank rose.");
    assert_eq!(
        lines[1],
        "urn:3|Rates & rises|PORT SARROW (Balt) -\n\nRates rose."
    );
    assert_eq!(lines[2], "urn:4|Rates & rises|One.\n\nTwo <b>.");
    assert!(
        lines[3].contains("there is no text in the article"),
        "{}",
        lines[3]
    );
    assert_eq!(lines.len(), 4);
    let meta = found[0].as_ref().unwrap().meta();
    assert_eq!(meta.byline.as_deref(), Some("Jun Abara"));
    assert_eq!(meta.publisher.as_deref(), Some("Balt Press"));
    assert_eq!(meta.published.as_deref(), Some("2019-06-20T11:02:00+02:00"));
    assert_eq!(meta.language.as_deref(), Some("en-GB"));
    assert_eq!(meta.origin.record, 1);
}

#[test]
fn broken_files() {
    let good = item("urn:1", "text", "<inlineData>One.</inlineData>");
    let cut = message(&[good.clone(), good]);
    let found = shown(&read("newsml-g2", &cut.as_bytes()[..cut.len() - 60], &[]));
    assert_eq!((found.len(), found[0].as_str()), (2, "urn:1|Rates & rises|One."));
    assert!(found[1].contains("not XML"), "{}", found[1]);
    for (format, bytes, why) in [
        ("nitf", &b"<html/>"[..], "there is no nitf in the file"),
        ("nitf", b"words", "there is no nitf in the file"),
        ("nitf", b"<nitf/>", "there is no nitf in the file"),
        ("nitf", b"<nitf></nitf>", "there is no text"),
        ("nitf", b"<nitf>caf\xE9</nitf>", "not UTF-8; the setting"),
        ("newsml-g2", b"", "there is no newsItem"),
    ] {
        let found = shown(&read(format, bytes, &[]));
        assert!(found.len() == 1 && found[0].contains(why), "{found:?}");
    }
    let deep = format!("<nitf>{}{}</nitf>", "<p>".repeat(500), "</p>".repeat(500));
    assert!(shown(&read("nitf", deep.as_bytes(), &[]))[0].contains("more than 100 deep"));
}
