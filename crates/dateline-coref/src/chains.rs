//! Chains while they grow from left to right: what is known of the thing that their markables mention.

use crate::markables::{Form, Markable, Pronoun};
use crate::origins::{Origin, is_thing};
use crate::setting::Fame;

/// What is known of one chain.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Chain {
    pub(crate) size: u32,
    /// 0 unknown, 1 male, 2 female, 3 neither.
    pub(crate) gender: u8,
    /// 0 unknown, 1 singular, 2 plural.
    pub(crate) number: u8,
    /// The label of its name; 0 for none.
    pub(crate) label: u8,
    pub(crate) named: bool,
    /// Its first mention is a pronoun: what it means has not been said.
    pub(crate) orphan: bool,
    /// The sentence of its last mention.
    pub(crate) sentence: u32,
    /// How often it was a subject.
    pub(crate) subjects: u32,
    /// The sentence of its last pronoun.
    pub(crate) pronoun: Option<u32>,
    /// What its names are called is not sure, so that they may be a person's.
    pub(crate) doubtful: bool,
    /// How much the article makes of its name.
    pub(crate) fame: Fame,
    /// The state that it belongs to, as the first of its mentions says that says so.
    pub(crate) origin: Origin,
    /// Its first mention describes a thing or what happens.
    pub(crate) thing: bool,
}

/// The chains of the markables so far.
#[derive(Default)]
pub(crate) struct Chains {
    of: Vec<u32>,
    all: Vec<Chain>,
}

impl Chains {
    pub(crate) fn clear(&mut self) {
        self.of.clear();
        self.all.clear();
    }

    /// Puts the next markable into the chain `chain`, or a new one; gives the chain's number.
    pub(crate) fn push(&mut self, it: &Markable, chain: Option<u32>) -> u32 {
        let number = chain.unwrap_or_else(|| {
            self.all.push(Chain::default());
            self.all.len() as u32 - 1
        });
        self.of.push(number);
        if let Some(chain) = self.all.get_mut(number as usize) {
            if chain.size == 0 {
                chain.orphan = it.is_pronoun();
                chain.thing = is_thing(it);
            }
            if chain.origin.state == 0 {
                chain.origin.state = it.origin.state;
            }
            chain.origin.country |= it.origin.country;
            chain.size += 1;
            chain.sentence = it.sentence;
            if it.is_pronoun() {
                chain.pronoun = Some(it.sentence);
            }
            chain.subjects += u32::from(it.is_subject());
            // A name or a pronoun says more surely than a class does.
            let sure =
                it.form == Form::Name && it.gender != 3 || matches!(it.pronoun, Pronoun::He | Pronoun::She);
            if chain.gender == 0 || sure && chain.gender == 3 {
                chain.gender = it.gender;
            }
            if chain.number == 0 {
                chain.number = it.number;
            }
            if it.form == Form::Name && it.fame.times >= chain.fame.times {
                chain.fame = it.fame;
            }
            if it.form == Form::Name && !chain.named {
                chain.named = true;
                chain.doubtful = it.fame.doubtful;
                chain.label = it.label;
                chain.origin.town = it.origin.town;
            }
        }
        number
    }

    /// The chain of a markable.
    pub(crate) fn of(&self, markable: usize) -> Option<u32> {
        self.of.get(markable).copied()
    }

    /// What is known of a chain.
    pub(crate) fn get(&self, chain: u32) -> Chain {
        self.all.get(chain as usize).copied().unwrap_or_default()
    }
}
