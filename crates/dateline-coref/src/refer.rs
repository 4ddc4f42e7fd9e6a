//! One walk through the article in which descriptions and pronouns find what they refer to.

use crate::article::{Article, is_entity};
use crate::clusters::Clusters;
use crate::data::{Data, Gender, list};
use crate::origins::Origins;
use crate::people::{Offices, name_after};
use crate::recent::{Recent, Seen};
use dateline_core::layers::{Label, Mention, MentionKind};
use std::collections::HashMap;
use std::ops::Range;

/// A mention that this walk adds.
pub(crate) struct Found {
    /// Its tokens.
    pub(crate) tokens: Range<usize>,
    pub(crate) kind: MentionKind,
    pub(crate) cluster: usize,
    pub(crate) rule: &'static str,
    pub(crate) confidence: f32,
}

/// What the walk reads.
pub(crate) struct Walk<'a> {
    pub(crate) article: Article<'a>,
    pub(crate) data: &'a Data,
    pub(crate) mentions: &'a [Mention],
    pub(crate) spans: &'a [Range<usize>],
    pub(crate) clusters: &'a Clusters,
    pub(crate) offices: &'a Offices,
    /// The most mentions it adds.
    pub(crate) most: usize,
}

impl Walk<'_> {
    /// Walks the article and gives what it found, in text order.
    pub(crate) fn run(&self, recent: &mut Recent) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let mut heads: HashMap<String, usize> = HashMap::new();
        let mut state_counts: HashMap<usize, usize> = HashMap::new();
        recent.clear();
        let dateline = self.article.dateline();
        let mut next = 0;
        let (mut sentence, mut subject_known) = (0, false);
        let mut token = 0;
        while token < self.article.tokens.len() && found.len() < self.most {
            while sentence + 1 < self.article.sentences.len() && self.article.sentence(sentence).end <= token
            {
                sentence += 1;
                subject_known = false;
            }
            while self.spans.get(next).is_some_and(|place| place.start < token) {
                next += 1;
            }
            let here = self
                .spans
                .get(next)
                .filter(|place| place.start == token && !place.is_empty());
            if let (Some(place), Some(mention)) = (here, self.mentions.get(next)) {
                if let Some(cluster) = self.clusters.of(next).filter(|_| is_entity(mention.label)) {
                    let subject = self.seems_subject(place, subject_known);
                    subject_known |= subject;
                    self.learn_head(place, mention, cluster, &mut heads);
                    if self
                        .clusters
                        .get(cluster)
                        .is_some_and(|it| it.state.is_some() && it.label == Label::Gpe)
                    {
                        *state_counts.entry(cluster).or_default() += 1;
                    }
                    if !dateline.contains(&place.start) {
                        recent.push(self.seen(place.clone(), sentence, cluster, subject));
                    }
                } else if mention.label == Label::Title
                    && let Some(cluster) = self.office(next, place)
                {
                    let subject = self.seems_subject(place, subject_known);
                    subject_known |= subject;
                    recent.push(self.seen(place.clone(), sentence, cluster, subject));
                    found.push(nominal(place.clone(), cluster, "coref/office", 0.8));
                }
                token = place.end.max(token + 1);
                continue;
            }
            let hit = self
                .pronoun(token, sentence, recent)
                .or_else(|| self.description(token, sentence, recent, &heads, &state_counts));
            if let Some(hit) = hit {
                let subject = !self.article.is(token, list::POSSESSIVE_FORM | list::OBJECT_FORM)
                    && self.seems_subject(&hit.tokens, subject_known);
                subject_known |= subject;
                recent.push(self.seen(hit.tokens.clone(), sentence, hit.cluster, subject));
                found.push(hit);
            }
            token += 1;
        }
        found
    }

    fn seen(&self, place: Range<usize>, sentence: usize, cluster: usize, subject: bool) -> Seen {
        Seen {
            token: place.start,
            end: place.end,
            sentence,
            cluster,
            label: self.clusters.get(cluster).map_or(Label::Person, |it| it.label),
            subject,
            quoted: self.article.in_quotes(place.start),
        }
    }

    /// Whether a mention seems to be a clause's subject: no preposition before it, no owner, and either the
    /// sentence's first such mention or right before a verb.
    fn seems_subject(&self, place: &Range<usize>, known: bool) -> bool {
        let start = self.article.phrase_start(place.start);
        let first = self.article.sentence(self.article.sentence_of(place.start)).start;
        let governed = start > first && self.article.is(start - 1, list::PREPOSITION);
        let verb = self.article.is(place.end, list::AUXILIARY | list::STATE_ACT)
            && !self.article.is_clitic(place.end);
        !governed && !self.article.is_clitic(place.end) && (!known || verb)
    }

    /// The person whom the title at mention `index` means, where it stands for its holder.
    fn office(&self, index: usize, place: &Range<usize>) -> Option<usize> {
        let before = place.start.checked_sub(1)?;
        let definite = self.article.is(before, list::THE | list::POSSESSIVE)
            || self.article.is_clitic(before)
            || index > 0
                && self
                    .spans
                    .get(index - 1)
                    .is_some_and(|other| other.end == place.start);
        if !definite
            || self.article.is(before, list::FORMER)
            || name_after(self.mentions, self.spans, index).is_some()
        {
            return None;
        }
        let origins = Origins {
            article: self.article,
            mentions: self.mentions,
            spans: self.spans,
        };
        let state = origins.of_office(index);
        self.offices
            .holder(self.article, self.data, self.mentions.get(index)?)
            .filter(|holder| !self.offices.is_foreign(*holder, state))
    }

    /// Remembers a name's last word as the head that “the canal” may use.
    fn learn_head(
        &self,
        place: &Range<usize>,
        mention: &Mention,
        cluster: usize,
        heads: &mut HashMap<String, usize>,
    ) {
        let fits = matches!(
            mention.label,
            Label::Org | Label::Fac | Label::Loc | Label::Event | Label::Law | Label::Product
        );
        if fits && place.len() > 1 {
            let head = self.article.word(place.end - 1).to_lowercase();
            heads.insert(self.data.spelling(&head).to_owned(), cluster);
        }
    }

    /// “The canal”, “the company”, “the government”, “the country” at the token of its head.
    fn description(
        &self,
        token: usize,
        sentence: usize,
        recent: &Recent,
        heads: &HashMap<String, usize>,
        state_counts: &HashMap<usize, usize>,
    ) -> Option<Found> {
        let article = self.article;
        let floor = article.sentence(sentence).start;
        if token <= floor
            || !article.word(token).starts_with(char::is_lowercase)
            || !self.ends_phrase(token + 1)
        {
            return None;
        }
        let definite = article.is(token - 1, list::THE) && article.is(token - 1, list::ARTICLE);
        let modified = token >= floor + 2
            && article.is(token - 2, list::THE)
            && article.word(token - 1).starts_with(char::is_lowercase)
            && !article.is(token - 1, list::PREPOSITION | list::AUXILIARY | list::CONJUNCTION);
        let head = article.word(token);
        // “The Andean country”.
        let modified = modified
            || token >= floor + 2
                && article.is(token - 2, list::THE)
                && article.is(token, list::COUNTRY_HEAD)
                && article.word(token - 1).starts_with(char::is_uppercase);
        if !definite && !modified {
            let cluster = heads.get(self.data.spelling(head))?;
            return self
                .measured(token, floor)
                .then(|| nominal(token..token + 1, *cluster, "coref/head", 0.65));
        }
        if let Some(cluster) = heads.get(self.data.spelling(head)) {
            return Some(nominal(token..token + 1, *cluster, "coref/head", 0.7));
        }
        let company_like = article.is(token, list::COMPANY_HEAD);
        // “The Andean country”; “the other country” is another.
        let country = article.is(token, list::COUNTRY_HEAD)
            && (definite || !article.is(token - 1, list::ANOTHER) && !self.is_peoples(token - 1));
        if !definite && !company_like && !country {
            return None;
        }
        let within = |seen: &&Seen, sentences: usize| seen.sentence + sentences >= sentence;
        if definite && article.is(token, list::GOVERNMENT_HEAD) {
            let cluster = dominant(state_counts)?;
            return Some(nominal(token..token + 1, cluster, "coref/government", 0.6));
        }
        if country {
            let is_state = |seen: &&Seen| {
                self.clusters
                    .get(seen.cluster)
                    .is_some_and(|it| it.label == Label::Gpe && it.state.is_some())
            };
            let cluster = only(
                recent
                    .window(sentence)
                    .filter(|seen| within(seen, 1))
                    .filter(is_state),
            )?;
            return Some(nominal(token..token + 1, cluster, "coref/country", 0.6));
        }
        if company_like {
            let company = |seen: &&Seen| {
                let last = self
                    .clusters
                    .get(seen.cluster)
                    .and_then(|it| it.words.last().cloned());
                seen.label == Label::Org
                    && last.is_some_and(|word| self.data.lists(&word) & list::INSTITUTION == 0)
            };
            let cluster = only(
                recent
                    .window(sentence)
                    .filter(|seen| within(seen, 1))
                    .filter(company),
            )?;
            return Some(nominal(token..token + 1, cluster, "coref/company", 0.6));
        }
        None
    }

    /// Whether the token is a people's name, which says itself which country is meant.
    fn is_peoples(&self, token: usize) -> bool {
        let at = self.spans.partition_point(|span| span.end <= token);
        self.spans.get(at).is_some_and(|span| span.contains(&token))
            && self
                .clusters
                .of(at)
                .and_then(|cluster| self.clusters.get(cluster))
                .is_some_and(|it| it.state.is_some())
    }

    /// Whether an article stands before the noun with nothing but measures and adjectives between: “the
    /// 100-metre (328-foot) -wide, 5.4-metre-deep canal”.
    fn measured(&self, head: usize, floor: usize) -> bool {
        let closed =
            list::PREPOSITION | list::AUXILIARY | list::CONJUNCTION | list::SUBORDINATOR | list::RELATIVE;
        for at in (floor.max(head.saturating_sub(24))..head).rev() {
            if self.article.is(at, list::THE) {
                return true;
            }
            let word = self.article.word(at);
            let value = word.starts_with(|c: char| c.is_ascii_digit());
            let mark = matches!(word, "," | "-" | "(" | ")" | "$");
            let plain = word.starts_with(char::is_lowercase) && !self.article.is(at, closed | list::ARTICLE);
            if !(value || mark || plain) {
                return false;
            }
        }
        false
    }

    /// Whether a noun phrase ends before `token`: without tags, where a word follows that cannot be a noun's
    /// second half.
    fn ends_phrase(&self, token: usize) -> bool {
        let word = self.article.word(token);
        self.article.is(
            token,
            list::PREPOSITION
                | list::AUXILIARY
                | list::CONJUNCTION
                | list::SUBORDINATOR
                | list::RELATIVE
                | list::STATE_ACT
                | list::THE,
        ) || self.article.is_clitic(token)
            || !word.starts_with(char::is_alphanumeric)
            || word.ends_with("ed")
            || word.ends_with("ly")
    }

    /// A pronoun and what it refers to.
    fn pronoun(&self, token: usize, sentence: usize, recent: &Recent) -> Option<Found> {
        let article = self.article;
        let bits = list::HE | list::SHE | list::IT | list::THEY | list::RELATIVE;
        if !article.is(token, bits) || article.word(token).len() < 2 {
            return None;
        }
        let cluster = if article.is(token, list::RELATIVE) {
            self.relative(token, recent, sentence)
        } else if article.is(token, list::HE) {
            self.person(token, sentence, recent, Gender::Male)
        } else if article.is(token, list::SHE) {
            self.person(token, sentence, recent, Gender::Female)
        } else if article.is(token, list::IT) {
            self.thing(token, sentence, recent)
        } else {
            self.group(token, sentence, recent)
        }?;
        Some(Found {
            tokens: token..token + 1,
            kind: MentionKind::Pronoun,
            cluster,
            rule: "coref/pronoun",
            confidence: 0.6,
        })
    }

    /// “Vietnam, whose relations ...”: the mention right before, a comma left aside.
    fn relative(&self, token: usize, recent: &Recent, sentence: usize) -> Option<usize> {
        let nearest = recent.window(sentence).next()?;
        let gap = nearest.end..token;
        let adjacent = gap.is_empty() || gap.len() == 1 && self.article.word(gap.start) == ",";
        let person = nearest.label == Label::Person;
        let fits = match self.article.word(token).to_ascii_lowercase().as_str() {
            "who" | "whom" => person,
            "which" => !person,
            _ => true,
        };
        (adjacent && fits).then_some(nearest.cluster)
    }

    /// The person whom “he” or “she” means: nearness and being a subject speak for one, a known other gender
    /// and a nameless person in between against.
    fn person(&self, token: usize, sentence: usize, recent: &Recent, gender: Gender) -> Option<usize> {
        let article = self.article;
        let quoted = article.in_quotes(token);
        let object = article.is(token, list::OBJECT_FORM) && !article.is(token, list::POSSESSIVE_FORM);
        let mut best: Option<(i32, usize)> = None;
        for seen in recent.window(sentence).filter(|seen| seen.label == Label::Person) {
            let cluster = self.clusters.get(seen.cluster)?;
            if cluster.gender.is_some_and(|known| known != gender) {
                continue;
            }
            // What a speaker calls “he” is not the speaker.
            if quoted != seen.quoted && quoted && seen.sentence == sentence {
                continue;
            }
            // “Kihara told him”: not Kihara, unless a new clause has begun.
            if object && seen.subject && seen.sentence == sentence && !self.clause_between(seen.end, token) {
                continue;
            }
            let distance = (sentence - seen.sentence) as i32;
            let mut score = -4 * distance;
            score += if seen.subject { 3 } else { 0 };
            if best.is_none_or(|(known, _)| score > known) {
                best = Some((score, seen.token));
            }
        }
        let (_, at) = best?;
        let chosen = recent.window(sentence).find(|seen| seen.token == at)?;
        (!self.nameless_between(chosen.end, token, recent, sentence)).then_some(chosen.cluster)
    }

    fn clause_between(&self, from: usize, to: usize) -> bool {
        (from..to).any(|at| {
            self.article.is(at, list::SUBORDINATOR | list::RELATIVE) || self.article.word(at) == ";"
        })
    }

    /// Whether a person without a name (“a man”, “the officer”) stands between, and is no known one's office.
    fn nameless_between(&self, from: usize, to: usize, recent: &Recent, sentence: usize) -> bool {
        let known = |at: usize| {
            recent
                .window(sentence)
                .any(|seen| (seen.token..seen.end).contains(&at))
        };
        // An apposition describes the name before it: “Kihara, a former soldier, said he ...”.
        (from..to).any(|at| {
            self.article.is(at, list::PERSON_NOUN)
                && !known(at)
                && self.article.is(at.saturating_sub(1), list::ARTICLE)
                && self.article.word(at.saturating_sub(2)) != ","
        })
    }

    /// What “it” and “its” mean: the subject before in the same sentence, or the last sentence's for a
    /// sentence that begins with it.
    fn thing(&self, token: usize, sentence: usize, recent: &Recent) -> Option<usize> {
        let article = self.article;
        let possessive = article.is(token, list::POSSESSIVE_FORM);
        let be = |at: usize| {
            matches!(
                article.word(at),
                "is" | "was"
                    | "'s"
                    | "’s"
                    | "be"
                    | "been"
                    | "seems"
                    | "seemed"
                    | "appears"
                    | "takes"
                    | "took"
            )
        };
        if !possessive && (be(token + 1) || be(token + 2)) {
            return None;
        }
        let quoted = article.in_quotes(token);
        let thing = |seen: &&Seen| {
            matches!(seen.label, Label::Org | Label::Gpe | Label::Fac | Label::Product)
                && seen.subject
                && seen.quoted == quoted
        };
        let initial = token == article.sentence(sentence).start;
        let wanted = if initial {
            sentence.checked_sub(1)?
        } else {
            sentence
        };
        let mut candidates = recent
            .window(sentence)
            .filter(|seen| seen.sentence == wanted)
            .filter(thing);
        let nearest = candidates.next()?;
        // A sentence that starts with the pronoun refers to the last sentence's first subject.
        let chosen = if initial {
            candidates.last().unwrap_or(nearest)
        } else {
            nearest
        };
        Some(chosen.cluster)
    }

    /// What “they” and “their” mean: an organisation or a people that is the subject in the same sentence.
    fn group(&self, token: usize, sentence: usize, recent: &Recent) -> Option<usize> {
        let quoted = self.article.in_quotes(token);
        let plural = |seen: &&Seen| {
            seen.sentence == sentence
                && seen.subject
                && seen.quoted == quoted
                && matches!(seen.label, Label::Org | Label::Norp)
        };
        let same = recent
            .window(sentence)
            .filter(|seen| seen.sentence == sentence && seen.token < token);
        only(same.filter(plural))
    }
}

fn nominal(tokens: Range<usize>, cluster: usize, rule: &'static str, confidence: f32) -> Found {
    Found {
        tokens,
        kind: MentionKind::Nominal,
        cluster,
        rule,
        confidence,
    }
}

/// The one cluster that all the mentions belong to, if there is one.
fn only<'s>(mut mentions: impl Iterator<Item = &'s Seen>) -> Option<usize> {
    let first = mentions.next()?.cluster;
    mentions.all(|seen| seen.cluster == first).then_some(first)
}

/// The state that the article is about: named at least twice as often as any other.
fn dominant(counts: &HashMap<usize, usize>) -> Option<usize> {
    // Ordered by count, then by number, so that the map's own order does not show.
    let (&first, &most) = counts
        .iter()
        .max_by_key(|(cluster, count)| (**count, usize::MAX - **cluster))?;
    let second = counts
        .iter()
        .filter(|(cluster, _)| **cluster != first)
        .map(|(_, count)| *count)
        .max();
    (most >= 2 * second.unwrap_or(0)).then_some(first)
}
