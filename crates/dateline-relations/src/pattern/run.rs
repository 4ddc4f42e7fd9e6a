//! Runs a program over an article's tokens: backtracking, first match, a fixed budget of steps.

use super::{MentionTest, Program, Step, VARIABLES};
use crate::article::Article;
use crate::vocabulary::list;
use dateline_core::layers::{Label, MentionKind};
use std::ops::Range;

/// The most steps one attempt takes: far more than a pattern needs, and a bound for hostile text.
const BUDGET: usize = 4000;

/// What a variable is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    Mention(usize),
    Tokens(usize, usize),
}

/// The variables of a match, by number.
pub(crate) type Bindings = [Option<Bound>; VARIABLES];

#[derive(Clone, Copy)]
struct Thread {
    step: usize,
    token: usize,
    bindings: Bindings,
}

/// The place of a label in `Label::KNOWN`, as a bit.
pub(crate) fn bit(label: Label) -> u32 {
    Label::KNOWN
        .iter()
        .position(|(known, _, _)| *known == label)
        .map_or(0, |place| 1u32 << place)
}

/// Matches the program at token `start`, inside `sentence`: where the match ends, and its variables.
pub(crate) fn run(
    program: &Program,
    article: Article<'_>,
    start: usize,
    sentence: &Range<usize>,
) -> Option<(usize, Bindings)> {
    let mut stack = vec![Thread {
        step: 0,
        token: start,
        bindings: [None; VARIABLES],
    }];
    let mut budget = BUDGET;
    while let Some(mut thread) = stack.pop() {
        loop {
            budget = budget.checked_sub(1)?;
            let step = program.steps.get(thread.step)?;
            match step {
                Step::End => return Some((thread.token, thread.bindings)),
                Step::Split(a, b) => {
                    stack.push(Thread { step: *b, ..thread });
                    thread.step = *a;
                    continue;
                }
                Step::Jump(to) => {
                    thread.step = *to;
                    continue;
                }
                Step::Open(variable) => {
                    set(
                        &mut thread.bindings,
                        *variable,
                        Bound::Tokens(thread.token, thread.token),
                    );
                }
                Step::Close(variable) => close(&mut thread, *variable, article),
                Step::Not(inner) => {
                    if consume(inner, article, thread.token, sentence).is_some() {
                        break;
                    }
                }
                Step::NotAfter(inner) => {
                    let before = thread
                        .token
                        .checked_sub(1)
                        .filter(|before| *before >= sentence.start);
                    let there = before.and_then(|token| consume(inner, article, token, sentence));
                    if there.is_some() {
                        break;
                    }
                }
                other => match consume(other, article, thread.token, sentence) {
                    Some((end, holder)) => {
                        if let (
                            Step::Mention(MentionTest {
                                holder: Some(variable),
                                ..
                            }),
                            Some(person),
                        ) = (other, holder)
                        {
                            set(&mut thread.bindings, *variable, Bound::Mention(person));
                        }
                        thread.token = end;
                    }
                    None => break,
                },
            }
            thread.step += 1;
        }
    }
    None
}

fn set(bindings: &mut Bindings, variable: u8, bound: Bound) {
    if let Some(place) = bindings.get_mut(usize::from(variable)) {
        *place = Some(bound);
    }
}

/// A variable ends: it is a mention where its tokens are exactly one, and the words otherwise.
fn close(thread: &mut Thread, variable: u8, article: Article<'_>) {
    let Some(Some(Bound::Tokens(from, _))) = thread.bindings.get(usize::from(variable)).copied() else {
        return;
    };
    let to = thread.token;
    let whole = |mention: &usize| article.place(*mention) == (from..to);
    let mention = article
        .base(from)
        .filter(whole)
        .or_else(|| article.over(from).filter(whole));
    set(
        &mut thread.bindings,
        variable,
        mention.map_or(Bound::Tokens(from, to), Bound::Mention),
    );
}

/// Where the step's tokens end, if it matches, and the holder of a title.
fn consume(
    step: &Step,
    article: Article<'_>,
    token: usize,
    sentence: &Range<usize>,
) -> Option<(usize, Option<usize>)> {
    if token >= sentence.end {
        return None;
    }
    let one = |fits: bool| fits.then_some((token + 1, None));
    match step {
        Step::Words(words) => {
            one(words.binary_search(&article.word(token)).is_ok() && !article.in_name(token))
        }
        Step::List(lists) => one(article.is(token, *lists)),
        Step::Clitic => one(article.is_clitic(token)),
        Step::Modifier => one(is_modifier(article, token)),
        Step::Any => one(!article.is_finite(token) && article.text(token) != ";"),
        Step::All => one(article.text(token) != ";"),
        Step::Mention(test) => mention(test, article, token),
        _ => None,
    }
}

fn is_modifier(article: Article<'_>, token: usize) -> bool {
    article.base(token).is_none()
        && (article.is_plain_noun(token) && !article.is(token, list::ADVERB) || article.text(token) == "-")
}

fn mention(test: &MentionTest, article: Article<'_>, token: usize) -> Option<(usize, Option<usize>)> {
    let begins = |mention: &usize| article.place(*mention).start == token;
    let base = article.base(token).filter(begins);
    if let Some(mention) = base
        && article
            .label(mention)
            .is_some_and(|label| bit(label) & test.labels != 0)
    {
        let end = article.place(mention).end;
        if test.holder.is_none() {
            return Some((end, None));
        }
        let person = article
            .over(token)
            .filter(|over| article.refers_to(*over, Label::Person))?;
        return Some((end, Some(person)));
    }
    let over = article.over(token).filter(begins).filter(|_| test.refers)?;
    let kind = article.mentions.get(over)?.kind;
    let entity = article
        .entity(over)
        .and_then(|id| article.entities.get(id.index()))?;
    let fits =
        matches!(kind, MentionKind::Nominal | MentionKind::Pronoun) && bit(entity.label) & test.labels != 0;
    fits.then(|| (article.place(over).end, None))
}
