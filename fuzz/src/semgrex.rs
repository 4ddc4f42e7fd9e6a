//! Any text as a Semgrex pattern, and what is a pattern over a small parse.

use dateline::core::layers::{
    Dependency, Deprel, Names, Parse, Sentence, Sentences, Tag, Tags, Token, TokenClass, Tokens, UdRel, Upos,
    Values,
};
use dateline::core::{Document, Id, Span, TextRef};
use dateline::semgrex::{Pattern, Scratch};
use std::ops::ControlFlow;
use std::sync::LazyLock;

/// Eight tokens, each of which governs the next but one, with tags of all kinds.
static DOC: LazyLock<Document> = LazyLock::new(|| {
    let mut doc = Document::from_text("a b c d e f g h").expect("short");
    let written = doc.insert(|_, out| {
        for index in 0..8u32 {
            let span = Span::new(2 * index, 2 * index + 1);
            out.layer::<Tokens>().push(Token::new(span, TokenClass::Word));
            let xpos = out.intern(if index % 2 == 0 { "NN" } else { "VB" });
            let (lemma, feats) = (TextRef::of_span(span), TextRef::EMPTY);
            let upos = Upos::ALL[index as usize % Upos::ALL.len()];
            out.layer::<Tags>().push(Tag {
                upos,
                xpos,
                feats,
                lemma,
            });
            let relation = UdRel::ALL[index as usize % UdRel::ALL.len()];
            let subtype = if index == 3 { xpos } else { TextRef::EMPTY };
            let head = index.checked_sub(2).map(Id::new);
            let deprel = Deprel { relation, subtype };
            out.layer::<Parse>().push(Dependency { head, deprel });
        }
        let (span, first, end, paragraph) = (Span::new(0, 15), 0, 8, true);
        out.layer::<Sentences>().push(Sentence {
            span,
            first,
            end,
            paragraph,
        });
        out.layer::<Names>();
        out.layer::<Values>();
        Ok(())
    });
    written.expect("no layer is there before");
    doc
});

/// A text is a pattern, or is refused at a column that it has, with a message of one line. A pattern finds the
/// same matches every time, each once, within its bound.
///
/// # Panics
/// When one of these does not hold.
pub fn semgrex(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let pattern = match Pattern::new(&text) {
        Ok(pattern) => pattern.max_steps(2000),
        Err(error) => {
            let columns = 1..=text.chars().count() + 1;
            assert!(columns.contains(&error.column()), "column {}", error.column());
            assert!(!error.message().is_empty());
            return;
        }
    };
    let mut scratch = Scratch::new();
    let mut found = || {
        let mut all: Vec<Vec<u32>> = Vec::new();
        let show = |it: dateline::semgrex::Match<'_, '_>| {
            let mut line = vec![it.root().raw()];
            line.extend(it.nodes().map(|(_, token)| token.raw()));
            line.extend(it.edges().map(|(_, edge)| edge.dependent.raw()));
            assert!(line.iter().all(|token| *token < 8), "{line:?}");
            all.push(line);
            ControlFlow::Continue(())
        };
        let short = pattern.search((&*DOC).into(), &mut scratch, show);
        (short.expect("all layers are there"), all)
    };
    assert_eq!(found(), found(), "a search depends on what was searched before");
}

#[cfg(test)]
mod tests {
    use crate::samples::{SEMGREX, mutated};

    #[test]
    fn made_up_patterns() {
        mutated(SEMGREX, 3000, super::semgrex);
    }
}
