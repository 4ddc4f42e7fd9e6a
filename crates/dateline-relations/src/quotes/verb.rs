//! The reporting verb and its subject, before or behind it.

use super::cues::Frame;
use super::find::{Finder, Reported};
use super::parsed::Reading;
use super::speaker::speaker;
use crate::clause::Subject;
use crate::inflect::form;
use crate::vocabulary::{AUXILIARY, list};
use dateline_core::layers::{Label, MentionKind};
use std::ops::Range;

impl Finder<'_> {
    /// The reporting verb at a token.
    pub(super) fn reported(
        &self,
        token: usize,
        sentence: &Range<usize>,
        last: Option<&(Option<Subject>, Option<usize>)>,
    ) -> Option<Reported> {
        let article = self.article;
        if article.in_name(token) || article.base(token).is_some() {
            return None;
        }
        let cue = self.cues.find(article.word(token), article.word(token + 1))?;
        match self.read_verb(token, cue, sentence) {
            Reading::Nothing => return None,
            Reading::Found(mut reported) => {
                // “She said the town would not sell, insisting it was worth more”: she insists.
                let beside = reported.start == reported.tokens.start
                    && cue.forms & form::ING != 0
                    && token.checked_sub(1).is_some_and(|at| article.is_comma(at));
                if beside && let Some((subject, named)) = last {
                    reported.subject.clone_from(subject);
                    reported.speaker = *named;
                }
                return Some(*reported);
            }
            Reading::Unsure => {}
        }
        let end = token + 1 + usize::from(cue.particle.is_some());
        let before = token.checked_sub(1).filter(|before| *before >= sentence.start);
        let at_before = |lists: u64| before.is_some_and(|before| article.is(before, lists));
        let mut group = token;
        while group > sentence.start && article.is_group(group - 1) {
            group -= 1;
        }
        let passive = (group..token).any(|at| article.is(at, list::BE));
        let finite = cue.forms & (form::PAST | form::PRESENT) != 0;
        let ing = cue.forms & form::ING != 0;
        let bare = !finite && !ing;
        // “was told”, “a reported death”, “reported by”, “to say”.
        if finite && passive
            || at_before(list::ARTICLE | list::POSSESSIVE | list::PREPOSITION)
                && !before
                    .is_some_and(|before| article.over(before).is_some() || article.text(before) == "that")
            || article.text(end).eq_ignore_ascii_case("by")
        {
            // A noun (“the report”) or a passive; “as stating” alone goes on.
            if !(ing
                && before.is_some_and(|before| {
                    matches!(article.text(before), "as" | "by" | "while" | "before" | "after")
                }))
            {
                return None;
            }
        }
        // “The reports were of drones”: a noun that looks like a verb.
        let noun = article.is(end, AUXILIARY) && article.is(token, list::NOUN_S);
        if cue.forms == form::PRESENT && (noun || !self.finite(token)) {
            return None;
        }
        if bare && (group..token).any(|at| article.is(at, list::MODAL | list::DO)) {
            return None;
        }
        let made =
            |subject: Option<Subject>, named: Option<usize>, start: usize, end: usize, inverted: bool| {
                Reported {
                    cue,
                    tokens: token..token + 1 + usize::from(cue.particle.is_some()),
                    subject,
                    speaker: named,
                    start,
                    end,
                    inverted,
                }
            };
        // “..., said Kihara”: a quotation or a clause, then the verb, then its subject.
        let after_clause =
            before.is_some_and(|before| article.is_comma(before) || self.marks.closes(before).is_some());
        if after_clause && finite {
            let quoted = before
                .is_some_and(|before| self.marks.closes(before).is_some() || self.comma_after_mark(before));
            // Without quotation marks only a name that the phrase ends with can be a subject behind its verb.
            let fits = |mention: usize, behind: usize| {
                let ends = behind >= sentence.end
                    || article.is_punct(behind)
                    || article.is(behind, list::PREPOSITION)
                    || self.is_time(behind);
                let named = article
                    .mentions
                    .get(mention)
                    .is_some_and(|it| it.kind == MentionKind::Name);
                // “..., the mayor, Dostan, told the paper”: the name behind is whom it is told to.
                quoted || cue.frame != Frame::To && ends && named && self.has_verb(sentence.start..token)
            };
            if let Some((mention, behind)) = article
                .name_from(end, sentence.end)
                .filter(|(mention, behind)| fits(*mention, *behind))
            {
                let spoken = article.entity(mention).map(|_| mention);
                let subject = Subject {
                    mention: Some(mention),
                    others: Vec::new(),
                    head: behind - 1,
                    tokens: end..behind,
                };
                return Some(made(Some(subject), spoken, token, behind, true));
            }
            if quoted {
                // “...,” said one official: a subject without a name, up to the next comma or stop.
                let behind = (end..sentence.end)
                    .find(|at| article.is_punct(*at))
                    .unwrap_or(sentence.end);
                return (behind > end).then(|| made(None, None, token, behind, true));
            }
        }
        if ing && !passive {
            // “..., adding that”: the subject of the verb before it; “cited the army as stating”: the name there.
            let as_name = before
                .filter(|before| article.text(*before) == "as")
                .and_then(|before| {
                    let name = article.base(before.checked_sub(1)?)?;
                    article.is_name(name).then_some(name)
                });
            if let Some(name) = as_name {
                return Some(made(None, article.entity(name).map(|_| name), token, end, false));
            }
            let absolute = before.is_some_and(|before| {
                article.is_comma(before)
                    || article.is(before, list::CONJUNCTION | list::ADVERB)
                    || matches!(article.text(before), "while" | "by" | "before" | "after")
            });
            if !absolute {
                let subject = self
                    .absolute_subject(token, sentence)
                    .or_else(|| article.subject(token))?;
                return Some(made(
                    Some(subject.clone()),
                    speaker(article, &subject),
                    subject.tokens.start,
                    end,
                    false,
                ));
            }
            if let Some((subject, named)) = last {
                return Some(made(subject.clone(), *named, token, end, false));
            }
            let main = (sentence.start..token).find(|at| self.finite(*at) && self.marks.of(*at).is_none())?;
            let subject = article.subject(main)?;
            let named = speaker(article, &subject);
            return Some(made(Some(subject), named, token, end, false));
        }
        let coordinated = group
            .checked_sub(1)
            .is_some_and(|at| at >= sentence.start && article.is(at, list::CONJUNCTION));
        if coordinated && let Some((subject, named)) = last {
            return Some(made(subject.clone(), *named, group - 1, end, false));
        }
        let subject = article.subject(token)?;
        // A subject inside quotation marks belongs to what is quoted.
        if self.marks.of(subject.head).is_some() {
            return None;
        }
        if bare && !self.is_plural(&subject) {
            return None;
        }
        let named = speaker(article, &subject);
        let start = subject.tokens.start;
        Some(made(Some(subject), named, start, end, false))
    }

    /// “with local media reporting”: the phrase between “with” and the participle.
    fn absolute_subject(&self, verb: usize, sentence: &Range<usize>) -> Option<Subject> {
        let article = self.article;
        let head = verb.checked_sub(1).filter(|head| *head >= sentence.start)?;
        let start = article.phrase_start(head, sentence.start);
        let with = start.checked_sub(1).filter(|at| *at >= sentence.start)?;
        let mention = article
            .base(head)
            .filter(|it| article.is_name(*it))
            .or_else(|| article.over(head));
        article
            .text(with)
            .eq_ignore_ascii_case("with")
            .then_some(Subject {
                mention,
                others: Vec::new(),
                head,
                tokens: start..verb,
            })
    }

    pub(super) fn comma_after_mark(&self, comma: usize) -> bool {
        self.article.is_comma(comma)
            && comma
                .checked_sub(1)
                .is_some_and(|mark| self.marks.closes(mark).is_some())
    }

    /// Whether a bare form (“say”) may have this subject.
    fn is_plural(&self, subject: &Subject) -> bool {
        let head = self.article.text(subject.head).to_ascii_lowercase();
        !subject.others.is_empty()
            || matches!(
                head.as_str(),
                "they" | "we" | "i" | "you" | "who" | "people" | "police" | "media"
            )
            || head.ends_with('s')
                && subject
                    .mention
                    .is_none_or(|it| self.article.label(it) == Some(Label::Norp))
    }
}
