//! Which state a name or a description says that what it means belongs to (“the Samoan president”, “the mayor of
//! Apia”, “Samoa” itself), and what that forbids: the Samoan president is no president of Tonga, a town no country.
//!
//! These are vetoes over the ranker's choice and no features of it: it is asked as it was trained, and may not
//! answer what cannot be.

use crate::article::Article;
use crate::chains::Chain;
use crate::classes::Class;
use crate::data::list;
use crate::markables::{Form, Markable};
use crate::people::name_after;
use dateline_core::layers::{Label, Mention, MentionKind, Normal, Place, PlaceKind};
use std::ops::Range;

/// The numbers of the labels PERSON, NORP, ORG and GPE: of what belongs to one state or is one.
pub(crate) const BELONGING: [u8; 4] = [1, 2, 4, 5];
/// The number of the label GPE.
const STATE: u8 = 5;

/// What a markable tells of where its bearer belongs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The letters of the state's ISO 3166-1 alpha-3 code as a number; 0 where none or several are told.
    pub(crate) state: u32,
    /// It is the name of a town.
    pub(crate) town: bool,
    /// It is a country by its head: “the country”.
    pub(crate) country: bool,
}

/// The letters of a code as a number.
fn number(code: &str) -> u32 {
    code.bytes().take(4).fold(0, |all, it| all << 8 | u32::from(it))
}

/// Where the names and titles stand that tell of origins.
#[derive(Clone, Copy)]
pub(crate) struct Origins<'a> {
    pub(crate) article: Article<'a>,
    pub(crate) mentions: &'a [Mention],
    pub(crate) spans: &'a [Range<usize>],
}

impl Origins<'_> {
    /// What the place or people with this mention's name are, if it is one.
    fn place(self, index: usize) -> Option<Place> {
        let mention = self.mentions.get(index)?;
        let fits = matches!(mention.label, Label::Gpe | Label::Norp) && mention.kind == MentionKind::Name;
        match mention.normal.filter(|_| fits) {
            Some(Normal::Place(place)) => Some(place),
            _ => None,
        }
    }

    fn state(self, index: usize) -> Option<u32> {
        let place = self.place(index)?;
        Some(number(self.article.doc.get(place.alpha3))).filter(|it| *it != 0)
    }

    /// The state of the office whose title this mention is, told right before it or behind “of”, the name of its
    /// holder left aside (“President Jane Roe of Samoa”); 0 where none is told.
    pub(crate) fn of_office(self, title: usize) -> u32 {
        let Some(span) = self.spans.get(title) else {
            return 0;
        };
        let before = title.checked_sub(1).filter(|index| {
            let gap = self
                .spans
                .get(*index)
                .map_or(0..0, |before| before.end..span.start);
            gap.is_empty() || gap.len() == 1 && self.article.is_clitic(gap.start)
        });
        let name = name_after(self.mentions, self.spans, title).and_then(|index| self.spans.get(index));
        let behind = [Some(span), name]
            .into_iter()
            .flatten()
            .find_map(|it| self.behind(it.end));
        let before = before.and_then(|index| self.state(index));
        before.or(behind).unwrap_or(0)
    }

    /// The state of the place that “of” leads in at a token.
    fn behind(self, token: usize) -> Option<u32> {
        let of = self.article.word(token).eq_ignore_ascii_case("of");
        let at = token + 1 + usize::from(self.article.is(token + 1, list::THE));
        let index = self.spans.partition_point(|span| span.start < at);
        let there = self.spans.get(index).is_some_and(|span| span.start == at);
        self.state(index).filter(|_| of && there)
    }

    /// What a markable's words tell: its own name, demonyms and places before its head, of an office or a person the
    /// place behind “of”.
    pub(crate) fn origin(
        self,
        head: usize,
        phrase: &Range<usize>,
        mention: Option<u32>,
        form: Form,
    ) -> Origin {
        let own = mention.map(|index| index as usize);
        let label = own.and_then(|index| self.mentions.get(index)).map(|it| it.label);
        let mut found = Origin {
            country: self.article.is(head, list::COUNTRY_HEAD) && form != Form::Name,
            ..Origin::default()
        };
        if let Some(index) = own.filter(|_| matches!(label, Some(Label::Gpe | Label::Norp))) {
            found.state = self.state(index).unwrap_or(0);
            found.town = self.place(index).is_some_and(|it| it.kind == PlaceKind::City);
            return found;
        }
        let office = label == Some(Label::Title);
        let name = own.and_then(|index| self.spans.get(index));
        let (start, end) = name.map_or((head, head + 1), |span| (span.start.min(head), span.end));
        let mut states: Vec<u32> = Vec::new();
        let first = self.spans.partition_point(|span| span.start < phrase.start);
        for (index, span) in self.spans.iter().enumerate().skip(first) {
            if span.start >= start {
                break;
            }
            // “the Samoa-backed rebels” are not Samoa's, nor is Samoa's neighbour.
            let joined = matches!(self.article.word(span.end), "-" | "–" | "/");
            let owner = self.article.is_clitic(span.end) && !office;
            states.extend(self.state(index).filter(|_| !joined && !owner));
        }
        let person = label == Some(Label::Person);
        if office || person {
            states.extend(self.behind(end));
        }
        states.dedup();
        if let [state] = states.as_slice() {
            found.state = *state;
        }
        found
    }
}

/// Whether the markable cannot mean what the chain does: it belongs to another state, a country is a town; somebody
/// named is not brought up anew as “a man”; and what is a thing, or an event, has no state's name.
pub(crate) fn contradicts(it: &Markable, chain: &Chain) -> bool {
    if it.is_pronoun() {
        return false;
    }
    let (own, theirs) = (it.origin, chain.origin);
    let belongs = !chain.named || BELONGING.contains(&chain.label);
    let foreign = belongs && own.state != 0 && theirs.state != 0 && own.state != theirs.state;
    let town = own.country && theirs.town || own.town && theirs.country;
    let anew = it.form == Form::Indefinite && chain.named && chain.sentence < it.sentence;
    let thing = chain.thing && !chain.named && it.form == Form::Name && it.label == STATE;
    foreign || town || anew || thing
}

/// Whether a description is one of a thing or of what happens, which is no state, town or province.
pub(crate) fn is_thing(it: &Markable) -> bool {
    let described = !it.is_pronoun() && it.form != Form::Name;
    described
        && matches!(
            it.class,
            Class::Object | Class::Event | Class::Time | Class::Other
        )
}
