//! Tokens and sentences from the columns in which the format `compact` writes them.

use super::line::{Line, Sentence, Text, Token};
use super::unfit;
use dateline_core::Error;
use serde::Deserialize;

/// The key `compact`: a list for each thing that tokens and sentences have.
#[derive(Deserialize)]
pub(super) struct Columns<'r> {
    /// A character a token, and the numbers of those that say `!`.
    #[serde(borrow)]
    places: Option<Text<'r>>,
    #[serde(default)]
    far: Vec<u32>,
    /// Two numbers a token, as they were written before there were places.
    spans: Option<Vec<u32>>,
    #[serde(default)]
    joined: Vec<u32>,
    sentences: Option<Vec<u32>>,
    #[serde(default)]
    paragraphs: Vec<u32>,
    #[serde(borrow)]
    lemma: Option<Vec<Option<Text<'r>>>>,
    #[serde(borrow)]
    upos: Option<Vec<Option<Text<'r>>>>,
    #[serde(borrow)]
    xpos: Option<Vec<Option<Text<'r>>>>,
    #[serde(borrow)]
    feats: Option<Vec<Option<Text<'r>>>>,
    head: Option<Vec<Option<u32>>>,
    #[serde(borrow)]
    deprel: Option<Vec<Option<Text<'r>>>>,
}

/// Makes of the columns of a line, if it has any, tokens and sentences as jsonl spells them.
///
/// # Errors
/// Where the columns do not belong together, or the line has both.
pub(super) fn spell_out(line: &mut Line<'_>) -> Result<(), Error> {
    let Some(columns) = line.compact.take() else {
        return Ok(());
    };
    if line.tokens.is_some() || line.sentences.is_some() {
        return Err(unfit(
            "its tokens stand in it twice, spelled out and in columns".to_owned(),
        ));
    }
    let tokens = columns.tokens()?;
    line.sentences = columns.sentences(&tokens)?;
    line.tokens = Some(columns.words(tokens)?);
    Ok(())
}

impl<'r> Columns<'r> {
    /// The tokens' places.
    fn tokens(&self) -> Result<Vec<Token<'r>>, Error> {
        let mut at = 0u32;
        let mut step = |by: u32| -> Result<u32, Error> {
            let next = at.checked_add(by);
            at = next.ok_or_else(|| unfit("its tokens lie beyond any text".to_owned()))?;
            Ok(at)
        };
        let mut tokens = Vec::new();
        let mut token = |[distance, length]: [u32; 2]| -> Result<(), Error> {
            tokens.push(Token::at(step(distance)?, step(length)?));
            Ok(())
        };
        let half = || unfit("its last token has no length".to_owned());
        match (&self.places, &self.spans) {
            (Some(places), None) => {
                let (pairs, rest) = self.far.as_chunks::<2>();
                let mut far = pairs.iter();
                if !rest.is_empty() {
                    return Err(half());
                }
                for character in places.bytes() {
                    token(match character {
                        b'#'..=b'[' => [1, u32::from(character - 0x22)],
                        b']'..=b'~' => [0, u32::from(character - 0x5C)],
                        b'!' => *far
                            .next()
                            .ok_or_else(|| unfit("more of its tokens lie far off than it says where"))?,
                        _ => return Err(unfit("its column “places” has a character that is no place")),
                    })?;
                }
                if far.next().is_some() {
                    return Err(unfit(
                        "its column “far” has more places than there are tokens for",
                    ));
                }
            }
            (None, Some(spans)) => {
                let (pairs, rest) = spans.as_chunks::<2>();
                if !rest.is_empty() {
                    return Err(half());
                }
                pairs.iter().try_for_each(|pair| token(*pair))?;
            }
            (None, None) => return Err(unfit("its columns do not say where its tokens lie")),
            (Some(_), Some(_)) => return Err(unfit("it says twice where its tokens lie")),
        }
        for index in &self.joined {
            let count = tokens.len();
            let token = tokens.get_mut(*index as usize);
            token.ok_or_else(|| missing(*index, count, "tokens"))?.joined = true;
        }
        Ok(tokens)
    }

    /// The sentences, each over the next so many tokens.
    fn sentences(&self, tokens: &[Token<'_>]) -> Result<Option<Vec<Sentence>>, Error> {
        let Some(counts) = &self.sentences else {
            return Ok(None);
        };
        let mut rest = tokens;
        let mut sentences = Vec::with_capacity(counts.len());
        for count in counts {
            let here = rest.split_at_checked(*count as usize);
            let (here, behind) =
                here.ok_or_else(|| unfit("its sentences have more tokens than it has".to_owned()))?;
            let ends = here.first().zip(here.last());
            let (first, last) = ends.ok_or_else(|| unfit("one of its sentences has no token".to_owned()))?;
            sentences.push(Sentence {
                start: first.start,
                end: last.end,
                paragraph: false,
            });
            rest = behind;
        }
        for index in &self.paragraphs {
            let count = sentences.len();
            let sentence = sentences.get_mut(*index as usize);
            sentence
                .ok_or_else(|| missing(*index, count, "sentences"))?
                .paragraph = true;
        }
        Ok(Some(sentences))
    }

    /// Gives the tokens what a tagger and a parser say of them.
    fn words(self, mut tokens: Vec<Token<'r>>) -> Result<Vec<Token<'r>>, Error> {
        fill(&mut tokens, "lemma", self.lemma, |token, value| {
            token.own = value.as_deref() == Some("");
            token.lemma = value;
        })?;
        fill(&mut tokens, "upos", self.upos, |token, value| token.upos = value)?;
        fill(&mut tokens, "xpos", self.xpos, |token, value| token.xpos = value)?;
        fill(&mut tokens, "feats", self.feats, |token, value| {
            token.feats = value;
        })?;
        fill(&mut tokens, "head", self.head, |token, value| token.head = value)?;
        fill(&mut tokens, "deprel", self.deprel, |token, value| {
            token.deprel = value;
        })?;
        Ok(tokens)
    }
}

/// Gives each token its value of a column that is there.
fn fill<'r, T>(
    tokens: &mut [Token<'r>],
    name: &str,
    column: Option<Vec<T>>,
    mut put: impl FnMut(&mut Token<'r>, T),
) -> Result<(), Error> {
    let Some(column) = column else {
        return Ok(());
    };
    if column.len() != tokens.len() {
        let (values, tokens) = (column.len(), tokens.len());
        return Err(unfit(format!(
            "its column “{name}” has {values} values for {tokens} tokens"
        )));
    }
    for (token, value) in tokens.iter_mut().zip(column) {
        put(token, value);
    }
    Ok(())
}

fn missing(index: u32, count: usize, name: &str) -> Error {
    unfit(format!("it points to number {index} of {count} {name}"))
}
