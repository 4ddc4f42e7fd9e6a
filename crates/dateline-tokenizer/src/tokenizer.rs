//! The tokenizer and its settings.

use crate::lists::Lists;
use crate::rules::Options;
use crate::scan::{Context, Level, Notes, Noting, Unnoted};
use crate::sentence::Model;
use crate::{Error, scan, sentence};
use dateline_core::Document;
use dateline_core::layers::{Sentence, Token};

/// Whose conventions hold where the UD English data sets differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Conventions {
    /// The English Web Treebank: enumerators are parted (`1|.`, `(|a|)`), and so are suspended hyphens. The
    /// default, as it is what most English parsers are trained on.
    #[default]
    Ewt,
    /// The Georgetown University Multilayer corpus: enumerators stay whole (`2.1.`, `(a)`), and so do words
    /// that a speaker breaks off (`th-`).
    Gum,
}

/// Tokens and sentences of English text by the conventions of Universal Dependencies.
///
/// Immutable and shared by threads; what changes with every text lives in [`Scratch`].
///
/// ```
/// let tokenizer = dateline_tokenizer::Tokenizer::new();
/// let text = "Kihara's visit didn't cost $1.7 billion.";
/// let mut forms = Vec::new();
/// tokenizer.tokenize(text, |token| forms.push(&text[token.span.range()]));
/// assert_eq!(forms.join("|"), "Kihara|'s|visit|did|n't|cost|$|1.7|billion|.");
/// ```
#[derive(Clone, Debug)]
pub struct Tokenizer {
    lists: Lists,
    options: Options,
    model: Model,
    level: Level,
}

/// Buffers that a tokenizer reuses from text to text.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    sentences: sentence::Scratch,
    notes: Notes,
}

impl Scratch {
    /// Empty buffers; they grow with the first texts and then no more.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl Default for Tokenizer {
    fn default() -> Self {
        Self::new()
    }
}

impl Tokenizer {
    /// The tokenizer with its own lists and EWT's conventions.
    #[must_use]
    pub fn new() -> Self {
        // Our own lists are read in the tests, so that this cannot fail in a build that passed them; should
        // it, the rules still cut any text.
        Self::builder().build().unwrap_or_else(|_| Self {
            lists: Lists::default(),
            options: Options {
                gum: false,
                hyphens: true,
            },
            model: Model::none(),
            level: Level::Exact,
        })
    }

    /// A tokenizer with settings of one's own.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Calls `see` with every token of `text`, in order. Texts beyond 2 GiB are cut up to there.
    ///
    /// For many texts, [`Tokenizer::tokenize_into`] with buffers that stay is the faster way.
    pub fn tokenize(&self, text: &str, see: impl FnMut(Token)) {
        let mut most = text.len().min(Document::MAX_BYTES);
        while !text.is_char_boundary(most) {
            most -= 1;
        }
        let mut tokens = Vec::new();
        self.scan(text.get(..most).unwrap_or(""), &mut tokens, &mut Unnoted);
        tokens.into_iter().for_each(see);
    }

    fn scan<N: Noting>(&self, text: &str, tokens: &mut Vec<Token>, notes: &mut N) {
        let context = Context {
            text,
            lists: &self.lists,
            options: self.options,
        };
        scan::tokenize(context, self.level, tokens, notes);
    }

    /// Replaces what `tokens` and `sentences` hold by those of `text`. Allocates nothing once the buffers
    /// have grown to the size of the texts.
    ///
    /// # Errors
    /// A text over [`Document::MAX_BYTES`].
    pub fn tokenize_into(
        &self,
        text: &str,
        tokens: &mut Vec<Token>,
        sentences: &mut Vec<Sentence>,
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        clear(text, tokens)?;
        scratch.notes.clear();
        self.scan(text, tokens, &mut scratch.notes);
        sentences.clear();
        let ground = sentence::Ground {
            text,
            tokens,
            notes: &scratch.notes,
            lists: &self.lists,
            words: self.model.words(),
            gum: self.options.gum,
        };
        scan::compiled(
            self.level,
            #[inline(always)]
            || sentence::split(ground, &self.model, &mut scratch.sentences, sentences),
        );
        Ok(())
    }

    /// The same for tokens alone.
    ///
    /// # Errors
    /// A text over [`Document::MAX_BYTES`].
    pub fn tokens_into(
        &self,
        text: &str,
        tokens: &mut Vec<Token>,
        _scratch: &mut Scratch,
    ) -> Result<(), Error> {
        clear(text, tokens)?;
        self.scan(text, tokens, &mut Unnoted);
        Ok(())
    }
}

/// Empties `tokens` for a text that is not too long.
fn clear(text: &str, tokens: &mut Vec<Token>) -> Result<(), Error> {
    tokens.clear();
    if text.len() > Document::MAX_BYTES {
        return Err(Error::too_long(text.len()));
    }
    Ok(())
}

/// Settings of a [`Tokenizer`].
#[derive(Clone, Debug, Default)]
pub struct Builder {
    level: Option<Level>,
    conventions: Conventions,
    whole_compounds: bool,
    abbreviations: Vec<(String, String)>,
    exceptions: Vec<(String, String)>,
    without_model: bool,
}

impl Builder {
    /// Whose conventions hold where the data sets differ.
    #[must_use]
    pub fn conventions(mut self, conventions: Conventions) -> Self {
        self.conventions = conventions;
        self
    }

    /// Whether hyphenated compounds are split (`well|-|known`), as Universal Dependencies does. On by default.
    #[must_use]
    pub fn split_hyphens(mut self, split: bool) -> Self {
        self.whole_compounds = !split;
        self
    }

    /// Adds abbreviations: lines of `Form.`, or `Form.`, a tab and a kind (`title`, `place`, `month`,
    /// `number`, `inner`, `end`; `end` if left out). `name` is for messages.
    #[must_use]
    pub fn abbreviations(mut self, name: &str, content: &str) -> Self {
        self.abbreviations.push((name.to_owned(), content.to_owned()));
        self
    }

    /// Adds exceptions: lines of a word that is one token whatever it holds (`C++`), or of a word, a tab and
    /// its parts with `|` between them (`whaddya`, tab, `what|d|ya`). `name` is for messages.
    #[must_use]
    pub fn exceptions(mut self, name: &str, content: &str) -> Self {
        self.exceptions.push((name.to_owned(), content.to_owned()));
        self
    }

    /// Whether to use the vector instructions that the machine has (the default). The tokens are the same.
    #[must_use]
    pub fn vectorized(mut self, vectorized: bool) -> Self {
        self.level = (!vectorized).then_some(Level::Portable);
        self
    }

    /// Whether to send every chunk through the exact rules: the reference that the fast path is held
    /// against. The tokens are the same.
    #[must_use]
    pub fn reference(mut self) -> Self {
        self.level = Some(Level::Exact);
        self
    }

    /// Leaves out the model of sentence ends: for its trainer, which must run whatever the file holds.
    pub(crate) fn without_model(mut self) -> Self {
        self.without_model = true;
        self
    }

    /// The tokenizer.
    ///
    /// # Errors
    /// A line of a list that does not have the list's format.
    pub fn build(self) -> Result<Tokenizer, Error> {
        let mut lists = Lists::built_in()?;
        for (name, content) in &self.abbreviations {
            lists.load_abbreviations(name, content)?;
        }
        for (name, content) in &self.exceptions {
            lists.load_exceptions(name, content)?;
        }
        if !(self.abbreviations.is_empty() && self.exceptions.is_empty()) {
            lists.settle();
        }
        let options = Options {
            gum: self.conventions == Conventions::Gum,
            hyphens: !self.whole_compounds,
        };
        Ok(Tokenizer {
            lists,
            options,
            model: if self.without_model {
                Model::none()
            } else {
                Model::built_in()?
            },
            level: self.level.unwrap_or_else(Level::best),
        })
    }
}
