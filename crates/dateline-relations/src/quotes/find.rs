//! Finds what is said, by whom, around each reporting verb.

use super::cues::{Cue, Cues, Frame};
use super::marks::Marks;
use super::speaker::{owner, speaker, state_mention};
use crate::article::Article;
use crate::clause::Subject;
use crate::inflect::form;
use crate::vocabulary::list;
use dateline_core::layers::{Label, MentionKind};
use std::ops::Range;

/// How far behind its verb a “that” or a quotation mark may stand, the words between being an adverbial.
const REACH: usize = 16;
/// The shortest quotation without a cue that is kept, in tokens, marks counted.
const LONE_QUOTE: usize = 8;

/// How many quotes of one sentence a further one is compared with.
const NEAR: usize = 16;

/// A quote before it is written.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) content: Vec<Range<usize>>,
    pub(crate) cue: Option<Range<usize>>,
    pub(crate) speaker: Option<usize>,
    pub(crate) addressee: Option<usize>,
    pub(crate) rule: &'static str,
    pub(crate) confidence: f32,
    /// The paragraph it stands in, to be resumed.
    paragraph: usize,
    /// Its last sentence.
    sentence: usize,
}

/// A verb that reports, with its subject.
struct Reported {
    cue: Cue,
    /// The verb and its particle.
    tokens: Range<usize>,
    subject: Option<Subject>,
    speaker: Option<usize>,
    /// The first token of subject and verb together.
    start: usize,
    /// One past their last.
    end: usize,
    inverted: bool,
}

/// The search over one article.
pub(crate) struct Finder<'a> {
    article: Article<'a>,
    marks: &'a Marks,
    cues: &'a Cues,
    most: usize,
    drafts: Vec<Draft>,
    /// By segment: whether a quote has it.
    used: Vec<bool>,
    paragraph: usize,
    sentence: usize,
    next_segment: usize,
}

impl<'a> Finder<'a> {
    pub(crate) fn new(article: Article<'a>, marks: &'a Marks, cues: &'a Cues, most: usize) -> Self {
        let used = vec![false; marks.segments.len()];
        Self {
            article,
            marks,
            cues,
            most,
            drafts: Vec::new(),
            used,
            paragraph: 0,
            sentence: 0,
            next_segment: 0,
        }
    }

    pub(crate) fn run(mut self) -> Vec<Draft> {
        for index in 0..self.article.sentences.len() {
            if index > 0
                && self
                    .article
                    .sentences
                    .get(index)
                    .is_some_and(|sentence| sentence.paragraph)
            {
                self.paragraph += 1;
            }
            if self.drafts.len() >= self.most {
                break;
            }
            self.sentence = index;
            self.in_sentence(self.article.sentence(index));
            self.resumed(self.article.sentence(index));
        }
        self.drafts
    }

    /// The quotes whose cue stands in the sentence.
    fn in_sentence(&mut self, tokens: Range<usize>) {
        let first_draft = self.drafts.len();
        let mut last_subject: Option<(Option<Subject>, Option<usize>)> = None;
        let mut token = tokens.start;
        while token < tokens.end {
            if self.marks.of(token).is_some() {
                token += 1;
                continue;
            }
            let near = self.article.around(token);
            if self.according(token, &near) {
                token += 2;
                continue;
            }
            let Some(reported) = self.reported(token, &near, last_subject.as_ref()) else {
                token += 1;
                continue;
            };
            let found = self.content(&reported, &near, first_draft);
            if let Some((content, addressee, confidence)) = found {
                let fresh = content.iter().any(|range| {
                    self.drafts
                        .iter()
                        .skip(first_draft)
                        .rev()
                        .take(NEAR)
                        .all(|draft| !draft.content.contains(range))
                });
                if fresh {
                    for range in &content {
                        self.use_segments(range.clone());
                    }
                    let rule = match (reported.speaker, &reported.subject) {
                        (Some(_), _) => "quotes/said",
                        (None, Some(_)) => "quotes/said-by-unnamed",
                        (None, None) => "quotes/said-by-unknown",
                    };
                    self.drafts.push(Draft {
                        content,
                        cue: Some(reported.tokens.clone()),
                        speaker: reported.speaker,
                        addressee,
                        rule,
                        confidence,
                        paragraph: self.paragraph,
                        sentence: self.sentence,
                    });
                }
            }
            last_subject = Some((reported.subject, reported.speaker));
            token = reported.tokens.end;
        }
    }

    fn use_segments(&mut self, tokens: Range<usize>) {
        for token in tokens {
            if let Some(used) = self.marks.of(token).and_then(|number| self.used.get_mut(number)) {
                *used = true;
            }
        }
    }

    /// The reporting verb at a token.
    fn reported(
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
        if cue.forms == form::PRESENT && !article.is_finite(token) {
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
                quoted || ends && named && self.has_verb(sentence.start..token)
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
            let main =
                (sentence.start..token).find(|at| article.is_finite(*at) && self.marks.of(*at).is_none())?;
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

    fn comma_after_mark(&self, comma: usize) -> bool {
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

    /// What is said, to whom, and how sure that is.
    fn content(
        &self,
        reported: &Reported,
        sentence: &Range<usize>,
        first_draft: usize,
    ) -> Option<(Vec<Range<usize>>, Option<usize>, f32)> {
        let mut content: Vec<Range<usize>> = Vec::new();
        let mut left = self.left(reported, sentence, first_draft);
        let (mut right, mut addressee) = (None, None);
        // A clause behind the verb is what is said, whatever stands before its subject; only a quotation
        // there, in the same sentence, comes first.
        let quoted = left.as_ref().is_some_and(|(range, _)| {
            range.end > sentence.start
                && range
                    .end
                    .checked_sub(1)
                    .is_some_and(|mark| self.marks.closes(mark).is_some())
        });
        let medial = left.is_some() && self.article.is_comma(reported.end);
        if !quoted && !medial {
            (right, addressee) = self.right(reported, sentence, false);
            if right.is_some() {
                left = None;
            }
        }
        if left.is_some() {
            (right, addressee) = self.right(reported, sentence, true);
        }
        let mut confidence: f32 = 0.9;
        if let Some((range, sure)) = left {
            content.push(range);
            confidence = confidence.min(sure);
        }
        if let Some((range, sure)) = right {
            content.push(range);
            confidence = confidence.min(sure);
        }
        if reported.subject.is_none() {
            confidence -= 0.2;
        }
        (!content.is_empty()).then_some((content, addressee, confidence))
    }

    /// What stands before subject and verb: a quotation, or a clause that ends with a comma.
    fn left(
        &self,
        reported: &Reported,
        sentence: &Range<usize>,
        first_draft: usize,
    ) -> Option<(Range<usize>, f32)> {
        let article = self.article;
        // “..., adding that”: what stands before is another's.
        if reported.cue.forms & form::ING != 0 && reported.start == reported.tokens.start {
            return None;
        }
        let mut last = reported.start.checked_sub(1)?;
        if last < sentence.start {
            // “We must act.” Kihara said. The quotation is the sentence before, and nobody else's.
            let number = self.marks.closes(last)?;
            let segment = self.marks.segments.get(number)?;
            let free = !self.used.get(number).copied().unwrap_or(true) && segment.paragraph == self.paragraph;
            return free.then(|| (segment.tokens.clone(), 0.8));
        }
        let comma = article.is_comma(last);
        if comma {
            last = last.checked_sub(1)?;
        }
        // What an earlier cue of the sentence has is not said again.
        let taken = self
            .drafts
            .iter()
            .skip(first_draft)
            .rev()
            .take(NEAR)
            .flat_map(|draft| draft.content.iter())
            .map(|range| range.end)
            .max();
        let free = taken.unwrap_or(0);
        if let Some(number) = self.marks.closes(last) {
            let quoted = self.marks.tokens(number);
            if quoted.start < free {
                return None;
            }
            let floor = article
                .sentence(article.sentence_of(quoted.start))
                .start
                .max(free);
            let lead = (floor..quoted.start)
                .find(|at| !article.is(*at, list::CONJUNCTION))
                .unwrap_or(quoted.start);
            if lead == quoted.start || !self.has_verb(lead..quoted.start) {
                return Some((quoted, 0.95));
            }
            return Some((self.clause_start(lead, quoted.start)..quoted.end, 0.85));
        }
        if !comma || reported.cue.frame == Frame::Quote || reported.cue.frame == Frame::That {
            return None;
        }
        let start = self.clause_start(sentence.start.max(free), last + 1);
        let range = start..last + 1;
        let begins_subordinate =
            article.is(start, list::SUBORDINATOR | list::PREPOSITION) && !self.has_main_clause(range.clone());
        (range.len() >= 3 && self.has_verb(range.clone()) && !begins_subordinate).then_some((range, 0.8))
    }

    /// Whether a clause stands behind the comma of an introduction: “In May, it closed”.
    fn has_main_clause(&self, range: Range<usize>) -> bool {
        let comma = range
            .clone()
            .find(|at| self.article.is_comma(*at) && self.article.base(*at).is_none());
        comma.is_some_and(|comma| self.has_verb(comma + 1..range.end))
    }

    /// The first token behind the last semicolon or colon.
    fn clause_start(&self, floor: usize, end: usize) -> usize {
        let cut = (floor..end)
            .rev()
            .find(|at| matches!(self.article.text(*at), ";" | ":") && self.marks.of(*at).is_none());
        cut.map_or(floor, |at| at + 1)
    }

    fn has_verb(&self, range: Range<usize>) -> bool {
        let mut range = range;
        range.any(|at| self.article.is_finite(at))
    }

    /// What stands behind the verb: a quotation, or a clause with or without “that”.
    fn right(
        &self,
        reported: &Reported,
        sentence: &Range<usize>,
        has_left: bool,
    ) -> (Option<(Range<usize>, f32)>, Option<usize>) {
        let article = self.article;
        let frame = reported.cue.frame;
        let (mut at, addressee) = match frame {
            Frame::To if !reported.inverted => self.addressee(reported.end, sentence),
            _ => (reported.end, None),
        };
        if has_left {
            // “..., Maróth said, and paying back seems realistic”: the clause goes on behind the comma.
            if !article.is_comma(at) {
                return (
                    self.quotation_after(at, sentence).map(|range| (range, 0.9)),
                    addressee,
                );
            }
            at += 1;
            let participle = self.starts_with_participle(at);
            while at < sentence.end && article.is(at, list::CONJUNCTION) {
                at += 1;
            }
            let range = at..self.clause_end(at, sentence, reported);
            let resumes = self.marks.opens(at).is_some()
                || range.len() >= 3 && self.has_verb(range.clone()) && !participle;
            return (resumes.then_some((range, 0.75)), addressee);
        }
        if let Some(range) = self.quotation_after(at, sentence) {
            return (Some((range, 0.9)), addressee);
        }
        if frame == Frame::Quote || reported.inverted {
            return (None, addressee);
        }
        // “said on Monday that”, “told reporters before his trip that”.
        let plain = |token: usize| {
            self.marks.of(token).is_none() && !article.is_finite(token) && article.text(token) != ";"
        };
        let adverbial = article.text(at).eq_ignore_ascii_case("that")
            || article.is(at, list::PREPOSITION | list::ADVERB)
            || article.is_comma(at)
            || article
                .base(at)
                .is_some_and(|it| matches!(article.label(it), Some(Label::Date | Label::Time)))
            || frame == Frame::To;
        let that = (at..(at + REACH).min(sentence.end))
            .take_while(|token| plain(*token))
            .find(|token| article.text(*token).eq_ignore_ascii_case("that"));
        if let Some(that) = that.filter(|_| adverbial) {
            let range = that + 1..self.clause_end(that + 1, sentence, reported);
            return (self.has_verb(range.clone()).then_some((range, 0.9)), addressee);
        }
        if frame == Frame::That {
            return (None, addressee);
        }
        let start = self.bare_clause(at, sentence);
        let range = start..self.clause_end(start, sentence, reported);
        let begins =
            !article.is(start, list::PREPOSITION | list::RELATIVE) || self.has_main_clause(range.clone());
        let clause = begins
            && range.len() >= 3
            && !article.is_punct(start)
            && !(article.is(start, list::ADVERB) && range.len() < 4)
            && self.has_clause(range.clone());
        (clause.then_some((range, 0.8)), addressee)
    }

    /// A verb behind a subject: at the second token or later, and not only in a relative clause.
    fn has_clause(&self, range: Range<usize>) -> bool {
        let article = self.article;
        let mut relative = false;
        for token in range.start + 1..range.end {
            // “confirmed him, but the Senate had not”: an object, then another clause.
            if article.is_comma(token) && article.is(token + 1, list::CONJUNCTION) {
                return false;
            }
            if article.is(token, list::RELATIVE) || article.text(token) == "that" {
                relative = true;
            } else if article.is_comma(token) {
                relative = false;
            } else if article.is_finite(token) {
                if !relative {
                    return true;
                }
                relative = false;
            }
        }
        false
    }

    /// “to reporters”, “Wikinews”, “him”: whom it is said to, and where what is said may begin.
    fn addressee(&self, at: usize, sentence: &Range<usize>) -> (usize, Option<usize>) {
        let article = self.article;
        if let Some(mention) = article.base(at).filter(|mention| article.is_name(*mention)) {
            let end = article.place(mention).end;
            if !article.is_clitic(end) {
                return (end, Some(mention));
            }
        }
        if let Some(mention) = article.over(at)
            && article
                .mentions
                .get(mention)
                .is_some_and(|it| it.kind == MentionKind::Pronoun)
        {
            return (at + 1, Some(mention));
        }
        if article.is(at, list::PRONOUN) {
            return (at + 1, None);
        }
        // “the BBC”, “the news agency Reuters”, “a press conference”.
        let mut token = at;
        while token < sentence.end
            && token < at + 6
            && (article.is(token, list::ARTICLE | list::POSSESSIVE)
                || article.is_plain_noun(token)
                || article.base(token).is_some())
        {
            if article.is(token, list::AUDIENCE) {
                return (token + 1, None);
            }
            if let Some(mention) = article
                .base(token)
                .filter(|mention| article.is_name(*mention) && token > at)
            {
                let end = article.place(mention).end;
                if !article.is_clitic(end) {
                    return (end, Some(mention));
                }
            }
            token += 1;
        }
        let article_first = article.is(at, list::ARTICLE | list::POSSESSIVE);
        (if article_first { token } else { at }, None)
    }

    /// The quotation that opens at `at`, or behind an adverbial and a comma or colon.
    fn quotation_after(&self, at: usize, sentence: &Range<usize>) -> Option<Range<usize>> {
        let article = self.article;
        for token in at..(at + REACH).min(sentence.end + 1) {
            if let Some(number) = self.marks.opens(token) {
                let lead = token == at || matches!(article.text(token - 1), "," | ":");
                let quoted = self.marks.tokens(number);
                // Two or three words in marks behind a verb of speech are a part of a clause, not a speech.
                return (lead && !self.used.get(number).copied().unwrap_or(true)).then_some(quoted);
            }
            if article.is_finite(token) || self.marks.of(token).is_some() || article.text(token) == ";" {
                return None;
            }
            if token == at
                && !(article.is_punct(token)
                    || article.is(token, list::PREPOSITION | list::ADVERB)
                    || self.is_time(token))
            {
                return None;
            }
        }
        None
    }

    fn is_time(&self, token: usize) -> bool {
        self.article
            .base(token)
            .is_some_and(|it| matches!(self.article.label(it), Some(Label::Date | Label::Time)))
    }

    fn starts_with_participle(&self, at: usize) -> bool {
        self.article.is_verb(at, form::ING) || self.article.text(at).ends_with("ing")
    }

    /// Where a clause without “that” begins, adverbials after the verb stepped over.
    fn bare_clause(&self, mut at: usize, sentence: &Range<usize>) -> usize {
        let article = self.article;
        // “said Monday the ...”, “said on Monday the ...”.
        let preposition = usize::from(article.is(at, list::PREPOSITION) && self.is_time(at + 1));
        if self.is_time(at + preposition)
            && let Some(mention) = article.base(at + preposition)
        {
            at = article.place(mention).end;
        }
        if article.is_comma(at) {
            return at + 1;
        }
        // “said in a statement, Navalny would ...”
        if article.is(at, list::PREPOSITION) {
            let comma = (at..(at + REACH).min(sentence.end))
                .take_while(|token| !article.is_finite(*token) && self.marks.of(*token).is_none())
                .find(|token| article.is_comma(*token) && article.base(*token).is_none());
            if let Some(comma) = comma.filter(|comma| self.has_clause(comma + 1..sentence.end)) {
                return comma + 1;
            }
        }
        at
    }

    /// Where what is said ends: at the sentence's stop, at a semicolon, before the next reporting verb of the
    /// same subject, before “according to”; a quotation that has begun is not cut.
    fn clause_end(&self, start: usize, sentence: &Range<usize>, reported: &Reported) -> usize {
        let article = self.article;
        let mut end = sentence.end;
        for token in start..sentence.end {
            if self.marks.of(token).is_some() {
                continue;
            }
            let aside = article.is_comma(token) && article.text(token + 1) == "despite";
            if article.text(token) == ";" || aside || self.next_report(token, sentence, reported) {
                end = token;
                break;
            }
        }
        if let Some(number) = end.checked_sub(1).and_then(|last| self.marks.of(last)) {
            end = end.max(self.marks.tokens(number).end);
        }
        while end > start
            && self.marks.of(end - 1).is_none()
            && matches!(article.text(end - 1), "." | "," | "…" | ";" | ":" | "—" | "–")
        {
            end -= 1;
        }
        end
    }

    /// Whether another report begins at the token: “and say”, “, adding”, “while noting”, “according to”.
    fn next_report(&self, token: usize, sentence: &Range<usize>, reported: &Reported) -> bool {
        let article = self.article;
        let mut next = token;
        if article.is_comma(next) {
            next += 1;
        }
        if article.text(next).eq_ignore_ascii_case("according") && article.text(next + 1) == "to" {
            return true;
        }
        let joined =
            article.is(next, list::CONJUNCTION) || matches!(article.text(next), "while" | "before" | "after");
        if joined {
            next += 1;
        }
        while next < sentence.end && article.is(next, list::ADVERB) {
            next += 1;
        }
        if next == token
            || next >= sentence.end
            || article.base(next).is_some()
            || !(joined || article.is_comma(token))
        {
            return false;
        }
        let Some(cue) = self.cues.find(article.word(next), article.word(next + 1)) else {
            return false;
        };
        if matches!(cue.frame, Frame::Quote) && self.marks.opens(next + 1).is_none() {
            return false;
        }
        let same = cue.forms & reported.cue.forms != 0
            || reported.cue.forms & form::ING != 0 && cue.forms & (form::PAST | form::PRESENT) != 0;
        cue.forms & form::ING != 0 || joined && same
    }

    /// “According to X, ...” and “..., according to X”.
    fn according(&mut self, token: usize, sentence: &Range<usize>) -> bool {
        let article = self.article;
        if !article.text(token).eq_ignore_ascii_case("according") || article.text(token + 1) != "to" {
            return false;
        }
        let initial = token == sentence.start || article.is_punct(token - 1) && token - 1 == sentence.start;
        let outside = |at: &usize| {
            article
                .base(*at)
                .is_none_or(|mention| article.place(mention).start == *at)
        };
        let end = (token + 2..sentence.end)
            .filter(outside)
            .find(|at| {
                article.is_comma(*at)
                    || article.is_punct(*at)
                        && !matches!(article.text(*at), "-" | "–" | "'" | "’" | "\"" | "“" | "”")
            })
            .unwrap_or(sentence.end);
        let named = self.source(token + 2..end);
        let content = if initial {
            let start = end + 1;
            start..self.end_of(sentence)
        } else {
            let mut last = token;
            while last > sentence.start && article.is_comma(last - 1) {
                last -= 1;
            }
            self.clause_start(sentence.start, last)..last
        };
        let clashes = self
            .drafts
            .iter()
            .rev()
            .take(NEAR)
            .take_while(|draft| draft.sentence == self.sentence)
            .any(|draft| {
                draft
                    .content
                    .iter()
                    .any(|range| range.start < content.end && content.start < range.end)
            });
        if content.len() >= 3 && !clashes {
            // A quotation that the content begins or ends with is said with it.
            self.use_segments(content.clone());
            self.drafts.push(Draft {
                content: vec![content],
                cue: Some(token..token + 2),
                speaker: named,
                addressee: None,
                rule: if named.is_some() {
                    "quotes/according-to"
                } else {
                    "quotes/according-to-unnamed"
                },
                confidence: 0.85,
                paragraph: self.paragraph,
                sentence: self.sentence,
            });
        }
        true
    }

    /// The sentence's end without its stop, a quotation that has begun not cut.
    fn end_of(&self, sentence: &Range<usize>) -> usize {
        let mut end = sentence.end;
        if let Some(number) = end.checked_sub(1).and_then(|last| self.marks.of(last)) {
            return end.max(self.marks.tokens(number).end);
        }
        while end > sentence.start && matches!(self.article.text(end - 1), "." | "…") {
            end -= 1;
        }
        end
    }

    /// Who stands behind “according to”: a person, or the institution that the phrase ends with or whose
    /// document it is.
    fn source(&self, phrase: Range<usize>) -> Option<usize> {
        let article = self.article;
        let mut names = phrase
            .clone()
            .filter_map(|at| article.base(at))
            .filter(|it| article.is_name(*it));
        if let Some(person) = names.clone().find(|it| article.label(*it) == Some(Label::Person)) {
            return Some(person);
        }
        // The head: the last token before a preposition, a relative pronoun or the end.
        let stop = phrase
            .clone()
            .find(|at| article.is(*at, list::PREPOSITION | list::RELATIVE) && *at > phrase.start)
            .unwrap_or(phrase.end);
        let head = stop.checked_sub(1).filter(|head| *head >= phrase.start)?;
        if let Some(mention) = article
            .base(head)
            .filter(|it| article.is_name(*it))
            .or_else(|| article.over(head))
        {
            return article.entity(mention).map(|_| state_mention(article, mention));
        }
        let first = names.next()?;
        let labelled = article.label(first) == Some(Label::Org) && article.is(head, list::DOCUMENT);
        owner(article, head, phrase).or_else(|| labelled.then_some(first))
    }

    /// Quotations of the sentence that have no cue of their own: they go on the one before, in the same
    /// paragraph or from the last one where it never closed; a long one stands alone, its speaker unknown.
    fn resumed(&mut self, sentence: Range<usize>) {
        let article = self.article;
        // A segment is judged once its end has been seen: its cue may stand behind it.
        while let Some(segment) = self.marks.segments.get(self.next_segment) {
            let (number, range) = (self.next_segment, segment.tokens.clone());
            if range.end > sentence.end {
                break;
            }
            self.next_segment += 1;
            if self.used.get(number).copied().unwrap_or(true) {
                continue;
            }
            let paragraph = segment.paragraph;
            let previous_open = number
                .checked_sub(1)
                .and_then(|previous| self.marks.segments.get(previous))
                .is_some_and(|previous| !previous.closed && previous.paragraph + 1 == paragraph);
            let first_sentence = article.sentence_of(range.start);
            let begins = range.start == article.sentence(first_sentence).start
                || range
                    .start
                    .checked_sub(1)
                    .is_some_and(|before| self.marks.of(before).is_some());
            let last = range.end.saturating_sub(1 + usize::from(segment.closed));
            let whole = begins
                && range.len() >= 4
                && article.is_capital(range.start + 1)
                && (matches!(article.text(last), "." | "!" | "?" | "…") || range.len() >= LONE_QUOTE);
            if !whole {
                continue;
            }
            let before = self.drafts.last_mut().filter(|draft| {
                let spoken = draft
                    .content
                    .last()
                    .is_some_and(|last| self.marks.of(last.end - 1).is_some());
                spoken
                    && (draft.paragraph == paragraph && draft.sentence + 1 >= first_sentence
                        || previous_open && draft.paragraph + 1 == paragraph)
            });
            if let Some(used) = self.used.get_mut(number) {
                *used = true;
            }
            let last_sentence = article.sentence_of(range.end.saturating_sub(1));
            if let Some(draft) = before {
                draft.content.push(range);
                draft.paragraph = paragraph;
                draft.sentence = last_sentence;
            } else if range.len() >= LONE_QUOTE {
                self.drafts.push(Draft {
                    content: vec![range],
                    cue: None,
                    speaker: None,
                    addressee: None,
                    rule: "quotes/no-cue",
                    confidence: 0.4,
                    paragraph,
                    sentence: last_sentence,
                });
            }
        }
    }
}
