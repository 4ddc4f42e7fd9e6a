//! What speaks for and against a markable's antecedents, as rows of the ranker's table.
//!
//! After Durrett and Klein 2013, “Easy Victories and Uphill Battles in Coreference Resolution”: many shallow
//! features, each joined with what kinds of mentions the two are, and here with what the parse says of them.

use crate::chains::Chain;
use crate::hash::{Feature, mix};
use crate::markables::{Form, Markable, Pronoun};
use crate::tree::{NONE, Tree, Word, bit, child};
use dateline_core::layers::UdRel;

/// Rows of the ranker's table: two to the power of this.
pub const RANK_BITS: u32 = 19;

/// Two markables and what is known of them: the later one, and one before it that it may refer to.
pub(crate) struct Pair<'a> {
    pub(crate) tree: &'a Tree,
    pub(crate) later: &'a Markable,
    pub(crate) earlier: &'a Markable,
    /// The chain of the earlier one.
    pub(crate) chain: &'a Chain,
    /// How many markables back it is.
    pub(crate) back: usize,
    /// Of the chains that agree with the later one in gender and number, how many have a nearer mention.
    pub(crate) nearer: usize,
    /// Of the same, how many come before it in the order of Hobbs 1978: the nearer sentence, then subjects,
    /// then from left to right.
    pub(crate) sooner: usize,
    /// Whether the later one is a title that the earlier one's chain is known to hold.
    pub(crate) holder: bool,
    /// Whether the earlier one is the subject of a word of speaking.
    pub(crate) speaker: bool,
    /// How many chains agree with the later one.
    pub(crate) rivals: usize,
    /// How many chains weigh more, and its part of the heaviest one's weight in fifths.
    pub(crate) salience: Option<(usize, u8)>,
    /// The earlier one's chain is named once more behind the later one in its sentence.
    pub(crate) named_later: bool,
    /// What the rules say of a pronoun's antecedent.
    pub(crate) ruled: Ruled,
}

/// What the rules of [`Walk`](crate::refer::Walk) say of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ruled {
    /// Nothing.
    Silent,
    /// They chose this one's chain.
    For,
    /// They chose another.
    Against,
}

/// Sizes and distances in steps that grow.
pub(crate) fn step(number: usize) -> u64 {
    match number {
        0..=4 => number as u64,
        5..=7 => 5,
        8..=15 => 6,
        16..=31 => 7,
        32..=63 => 8,
        _ => 9,
    }
}

/// The pronoun, “she” as “he”: what is learned of the one, whom texts name more often, holds of the other.
fn pronoun(it: &Markable) -> u64 {
    match it.pronoun {
        Pronoun::She => Pronoun::He as u64,
        other => other as u64,
    }
}

/// How the gender of what is known of an antecedent agrees with a mention's: of “he” and “she” whether it is the
/// same, another, neither or unknown; of others both.
pub(crate) fn accord(it: &Markable, known: u8) -> u64 {
    if !it.is_gendered() {
        return u64::from(it.gender) * 4 + u64::from(known);
    }
    match known {
        0 | 3 => u64::from(known),
        known if known == it.gender => 1,
        _ => 2,
    }
}

/// What kind of mention this is, pronouns each of their own.
fn kind(it: &Markable) -> u64 {
    if it.is_pronoun() {
        16 + pronoun(it)
    } else {
        it.form as u64
    }
}

/// The same, coarser: name, description, pronoun.
fn coarse(it: &Markable) -> u64 {
    match it.form {
        Form::Name => 0,
        Form::Proper => 14,
        Form::Pronoun => 1 + pronoun(it),
        _ => 15,
    }
}

/// What it refers to as far as is known: a name's label, else the class.
fn sort(it: &Markable) -> u64 {
    if it.form == Form::Name {
        64 + u64::from(it.label)
    } else if it.form == Form::Proper {
        48 + it.class as u64
    } else if it.is_pronoun() {
        32 + pronoun(it)
    } else {
        it.class as u64
    }
}

/// 1 for “he” and “she”, which share what they prefer; else the pronoun's own number.
pub(crate) fn gendered(it: &Markable) -> u8 {
    match it.pronoun {
        Pronoun::He | Pronoun::She => 1,
        other => 2 + other as u8,
    }
}

/// Features of beginning a new chain, or of referring to nothing.
pub(crate) fn alone(it: &Markable, tree: &Tree, seen: Seen, out: &mut Vec<Feature>) {
    let mut add = |template: u64, a: u64, b: u64, c: u64| out.push(mix(template, a, b, c, RANK_BITS));
    let (kind, role) = (kind(it), u64::from(it.role));
    let word = tree.get(it.head as usize);
    let children = word.map_or(0, |word| u64::from(word.children));
    let governor = word.and_then(|word| tree.get(word.head as usize));
    let reflexive = word.map_or(0, |word| word.bits & bit::REFLEXIVE);
    add(1, kind, 0, 0);
    add(2, kind, role, 0);
    add(3, kind, it.lemma, 0);
    add(4, kind, sort(it), 0);
    add(5, kind, step((it.end - it.start) as usize), 0);
    add(6, kind, step(seen.heads), 0);
    add(7, kind, step(seen.texts), step(seen.heads));
    add(8, kind, it.governor, role);
    add(
        9,
        kind,
        children & u64::from(child::COMPLEMENT | child::ADJECTIVE | child::NUMBER | child::COPULA),
        role,
    );
    add(10, kind, u64::from(it.number), u64::from(it.quoted));
    add(11, it.modifiers[0], kind, 0);
    add(12, kind, u64::from(it.sentence.min(2)), 0);
    let neighbour = |at: Option<usize>| at.and_then(|at| tree.get(at)).map_or(0, |word| word.form);
    add(13, kind, neighbour((it.start as usize).checked_sub(1)), 0);
    add(14, kind, neighbour(Some(it.end as usize)), 0);
    let above = governor.map_or(0, |word| {
        u64::from(word.children & (child::CLAUSE | child::EXPLETIVE | child::COPULA))
    });
    add(15, kind, above, role);
    add(16, kind, above, it.governor);
    add(17, kind, u64::from(reflexive), 0);
    add(18, sort(it), it.lemma, step(seen.heads).min(2));
    add(19, kind, sort(it), step(seen.heads).min(3));
    add(20, kind, u64::from(it.dateline), 0);
    add(21, kind, neighbour(Some(it.start as usize)), role);
}

/// What of a markable the article has had before.
#[derive(Clone, Copy, Default)]
pub(crate) struct Seen {
    /// How many markables with this head.
    pub(crate) heads: usize,
    /// How many of the same words.
    pub(crate) texts: usize,
}

/// How the parse ties two markables together.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Tie {
    Elsewhere,
    SameSentence,
    Apposition,
    Predicate,
    /// Both depend on one verb.
    Arguments,
    /// The later one owns another argument of the earlier one's verb.
    OwnsArgument,
    LaterInside,
    EarlierInside,
    Siblings,
    /// The later one's clause hangs on the earlier one's.
    Below,
    Complement,
    Adverbial,
    Coordinate,
    OtherClauseSameVerb,
}

impl Pair<'_> {
    /// Rows of the pair.
    pub(crate) fn features(&self, out: &mut Vec<Feature>) {
        let (it, other) = (self.later, self.earlier);
        let mut add = |template: u64, a: u64, b: u64, c: u64| out.push(mix(template, a, b, c, RANK_BITS));
        let kinds = coarse(it) * 32 + coarse(other);
        let fine = kind(it) * 64 + coarse(other);
        let sentences = (it.sentence.saturating_sub(other.sentence)) as usize;
        let tie = self.tie() as u64;
        let roles = u64::from(it.role) * 64 + u64::from(other.role);
        let nearness = step(sentences);
        add(30, fine, 0, 0);
        add(31, fine, nearness, 0);
        add(32, fine, step(self.back), 0);
        add(33, fine, step(self.nearer), 0);
        add(34, kinds, nearness.min(2), roles);
        add(35, fine, tie, 0);
        add(36, tie, roles, kinds);
        let heads = it.lemma == other.lemma && !it.is_pronoun();
        let texts = it.text == other.text && !it.is_pronoun();
        let lacking = self.lacking(it, other);
        let extra = self.lacking(other, it);
        let same = u64::from(heads) + 2 * u64::from(texts);
        add(37, fine, same, 0);
        if !it.is_pronoun() && !other.is_pronoun() {
            add(38, fine, same, lacking * 4 + extra);
            add(39, fine, same, nearness);
            add(40, sort(it), sort(other), same);
            if heads {
                add(41, it.lemma, kinds, 0);
                add(42, it.lemma, lacking, u64::from(texts));
                add(43, kind(it) * 64 + kind(other), lacking * 4 + extra, 0);
            } else {
                let lemma = |it: &Markable| if it.form == Form::Name { 0 } else { it.lemma };
                add(44, lemma(it), lemma(other), kinds);
                add(45, lemma(it), sort(other), 0);
                add(46, sort(it), lemma(other), 0);
            }
            // One name's last word is the other's first modifier, and the like.
            let crossed = u64::from(it.modifiers.contains(&other.lemma) && other.lemma != 0)
                + 2 * u64::from(other.modifiers.contains(&it.lemma) && it.lemma != 0);
            add(47, fine, crossed, tie);
        } else {
            add(48, kind(it), sort(other), u64::from(other.number));
            let lemma = if other.form == Form::Name { 0 } else { other.lemma };
            add(49, kind(it), lemma, 0);
            add(50, kind(it), sort(other), nearness);
            add(
                51,
                kind(it),
                accord(it, self.chain.gender),
                u64::from(self.chain.number),
            );
            add(52, kinds, accord(it, other.gender), 0);
            add(53, kind(it) * 64 + kind(other), nearness, roles);
        }
        add(54, kinds, u64::from(it.number) * 4 + u64::from(other.number), 0);
        add(
            55,
            kinds,
            accord(it, self.chain.gender),
            u64::from(it.number) * 4 + u64::from(self.chain.number),
        );
        add(
            56,
            kinds,
            u64::from(it.quoted) * 2 + u64::from(other.quoted),
            nearness.min(2),
        );
        add(57, fine, step(self.chain.size as usize), 0);
        add(
            58,
            fine,
            u64::from(self.chain.named) * 32 + u64::from(self.chain.label),
            u64::from(it.class as u8),
        );
        add(
            59,
            fine,
            u64::from(other.is_subject()) * 2 + u64::from(it.is_subject()),
            nearness.min(3),
        );
        add(
            60,
            fine,
            u64::from(it.governor == other.governor && it.governor != 0),
            u64::from(it.role == other.role),
        );
        add(61, kinds, u64::from(self.holder), 0);
        add(62, kinds, u64::from(other.dateline), 0);
        add(63, kinds, self.between_subjects(), nearness.min(2));
        let reflexive = self
            .word(it)
            .map_or(0, |word| u64::from(word.bits & bit::REFLEXIVE));
        if reflexive != 0 {
            add(64, tie, u64::from(other.is_subject()), u64::from(other.number));
        }
        if it.is_pronoun() {
            add(65, it.governor, sort(other), u64::from(it.role));
            add(66, fine, tie, step(self.nearer));
            add(67, kind(it), step(self.chain.size as usize), nearness);
            add(
                68,
                kind(it) * 64 + u64::from(other.role),
                step(self.nearer),
                nearness,
            );
        }
        let cataphoric = u64::from(it.start < other.start);
        add(70, fine, cataphoric, tie);
        add(
            71,
            kinds,
            u64::from(self.chain.orphan),
            u64::from(self.chain.named),
        );
        add(
            72,
            kind(it) * 64 + sort(other),
            u64::from(self.chain.orphan),
            u64::from(it.is_subject()),
        );
        if it.is_pronoun() {
            add(83, kind(it), self.ruled as u64, 0);
            let voices = u64::from(it.quoted) * 4 + u64::from(other.quoted) * 2 + u64::from(self.speaker);
            add(85, kind(it), voices, nearness.min(2));
            add(84, kind(it), self.ruled as u64, step(self.sooner));
            let since = step(it.sentence.saturating_sub(self.chain.sentence) as usize);
            add(73, kind(it), step(self.sooner), step(self.nearer));
            add(74, kinds, step(self.sooner), nearness.min(2));
            add(75, kind(it), since, step(self.chain.subjects as usize));
            add(76, kind(it), u64::from(self.chain.named), step(self.sooner));
            add(
                77,
                u64::from(gendered(it)),
                u64::from(other.role),
                step(self.sooner),
            );
            add(78, u64::from(gendered(it)), roles, nearness);
            add(79, u64::from(gendered(it)), tie, u64::from(other.role));
            add(80, u64::from(gendered(it)), coarse(other), step(self.nearer));
            add(
                81,
                u64::from(gendered(it)),
                other.form as u64 + 8 * u64::from(self.chain.named),
                u64::from(other.role),
            );
            add(82, u64::from(gendered(it)), step(self.chain.size as usize), since);
        }
        if !it.is_gendered() {
            add(69, it.lemma, fine, nearness.min(2));
        }
        if it.is_pronoun() {
            self.salience(out);
        }
    }

    fn word(&self, it: &Markable) -> Option<&Word> {
        self.tree.get(it.head as usize)
    }

    /// How many of the one's modifiers the other lacks, up to three.
    fn lacking(&self, one: &Markable, other: &Markable) -> u64 {
        let lacks = |hash: &&u64| **hash != 0 && !other.modifiers.contains(hash) && **hash != other.lemma;
        one.modifiers.iter().filter(lacks).count().min(3) as u64
    }

    /// Whether the earlier one begins its sentence, and whether the later one begins its own.
    fn between_subjects(&self) -> u64 {
        let first = |it: &Markable| {
            let before = it.start.checked_sub(1).and_then(|at| self.tree.get(at as usize));
            u64::from(before.is_none_or(|word| word.sentence != it.sentence))
        };
        first(self.later) * 2 + first(self.earlier)
    }

    fn tie(&self) -> Tie {
        let (it, other) = (self.later, self.earlier);
        if it.sentence != other.sentence {
            return Tie::Elsewhere;
        }
        let (Some(a), Some(b)) = (self.word(it), self.word(other)) else {
            return Tie::SameSentence;
        };
        let (head_a, head_b) = (it.head, other.head);
        if a.relation == UdRel::Appos && a.head == head_b || b.relation == UdRel::Appos && b.head == head_a {
            return Tie::Apposition;
        }
        let subject = |word: &Word| matches!(word.relation, UdRel::Nsubj);
        let predicate = a.children & child::COPULA != 0 && b.head == head_a && subject(b)
            || b.children & child::COPULA != 0 && a.head == head_b && subject(a);
        let raised = a.relation == UdRel::Xcomp && a.head == b.head && subject(b);
        if predicate || raised {
            return Tie::Predicate;
        }
        if (other.start..other.end).contains(&head_a) {
            return Tie::LaterInside;
        }
        if (it.start..it.end).contains(&head_b) {
            return Tie::EarlierInside;
        }
        if a.relation == UdRel::Conj && (a.head == head_b || b.relation == UdRel::Conj && a.head == b.head) {
            return Tie::Siblings;
        }
        if a.head == b.head && a.head != NONE {
            return Tie::Arguments;
        }
        if it.clause == other.clause && it.clause != NONE {
            return if it.role == 41 {
                Tie::OwnsArgument
            } else {
                Tie::OtherClauseSameVerb
            };
        }
        // From the later one's clause upwards to the earlier one's.
        let mut at = it.clause;
        for _ in 0..4 {
            let Some(word) = self.tree.get(at as usize) else {
                break;
            };
            if word.head == other.clause && word.head != NONE {
                return match word.relation {
                    UdRel::Ccomp | UdRel::Xcomp => Tie::Complement,
                    UdRel::Advcl => Tie::Adverbial,
                    UdRel::Conj | UdRel::Parataxis => Tie::Coordinate,
                    _ => Tie::Below,
                };
            }
            at = word.head;
        }
        Tie::SameSentence
    }

    /// Whether number and gender do not speak against the pair.
    pub(crate) fn agrees(later: &Markable, earlier: &Markable, chain: &Chain) -> bool {
        let gender = if chain.gender == 0 {
            earlier.gender
        } else {
            chain.gender
        };
        let number = if chain.number == 0 {
            earlier.number
        } else {
            chain.number
        };
        let genders = later.gender == 0 || gender == 0 || later.gender == gender;
        let numbers =
            later.number == 0 || number == 0 || later.number == number || later.pronoun == Pronoun::They;
        let person = match later.pronoun {
            Pronoun::He | Pronoun::She => {
                earlier.is_pronoun() && earlier.pronoun == later.pronoun
                    || !earlier.is_pronoun() && sort_is_person(earlier)
            }
            Pronoun::I => earlier.pronoun == Pronoun::I || !earlier.is_pronoun() && sort_is_person(earlier),
            Pronoun::You => earlier.pronoun == Pronoun::You,
            Pronoun::We => earlier.pronoun == Pronoun::We,
            _ => !matches!(earlier.pronoun, Pronoun::I | Pronoun::You | Pronoun::We),
        };
        genders && numbers && person
    }
}

fn sort_is_person(it: &Markable) -> bool {
    it.class == crate::classes::Class::Person
}
