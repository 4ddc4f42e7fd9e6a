//! What the parse says of a trigger: whether it is a verb or a noun, who its subject is, where its objects begin,
//! and who reports it.
//!
//! Where there is no parse, or it says nothing, the stage reads clauses by their words ([`crate::clause`]).

use super::find::Finder;
use super::words::list as words;
use crate::clause::Subject;
use crate::tree::CLAUSES;
use crate::vocabulary::{WordId, list};
use dateline_core::Id;
use dateline_core::layers::{Label, Mentions, UdRel, Upos};
use std::ops::Range;

/// Within how many tokens the dash stands that ends a dateline.
const DATELINE: usize = 14;

impl Finder<'_> {
    /// Whether a trigger's first token is of its kind: a verb's a verb, a noun's a noun. Without a parse it may be.
    pub(super) fn is_kind(&self, token: usize, noun: bool) -> bool {
        if !self.tree.is_there() {
            return true;
        }
        match self.tree.upos(token) {
            Upos::Verb | Upos::Aux => !noun,
            Upos::Noun | Upos::Propn => noun,
            // “two killed”, “wounded”: participles that are tagged as what they modify.
            Upos::Adj => !noun || self.tree.xpos(token).starts_with("JJ"),
            _ => true,
        }
    }

    /// The verb among a trigger's tokens that the others hang on.
    pub(super) fn top(&self, tokens: &Range<usize>) -> usize {
        let outside = |token: &usize| self.tree.head(*token).is_none_or(|head| !tokens.contains(&head));
        tokens.clone().find(outside).unwrap_or(tokens.start)
    }

    /// The subject of a verb, or of the clause that it goes on or hangs in. `None` where the parse has none.
    pub(super) fn parsed_subject(&self, verb: usize) -> Option<Subject> {
        let tree = self.tree;
        if !tree.is_there() {
            return None;
        }
        let mut at = verb;
        for _ in 0..CLAUSES {
            if let Some(subject) = tree.with(at, UdRel::Nsubj).next() {
                let whole = self.as_subject(subject)?;
                // “LIMA — Peru expelled”: what stands before the dash is where it was written.
                return Some(whole).filter(|whole| !self.is_dateline(whole, verb));
            }
            let head = tree.head(at)?;
            match tree.rel(at) {
                UdRel::Xcomp => {
                    if let Some(object) = tree.with(head, UdRel::Obj).find(|it| *it < at) {
                        return self.as_subject(object);
                    }
                    if let Some(asked) = self.asked(head).filter(|it| *it < at) {
                        return self.as_subject(asked);
                    }
                }
                // “nor has anybody claimed”: somebody else than who is spoken of before.
                UdRel::Conj
                    if tree
                        .with(at, UdRel::Cc)
                        .any(|it| self.article.text(it).eq_ignore_ascii_case("nor")) =>
                {
                    return None;
                }
                UdRel::Conj | UdRel::Aux | UdRel::Cop => {}
                // “to ban”, and “after banning”, whose subject is the main clause's.
                UdRel::Advcl
                    if matches!(tree.xpos(at), "VBG" | "VBN")
                        || tree
                            .with(at, UdRel::Mark)
                            .next()
                            .is_none_or(|mark| self.is_to(mark)) => {}
                // “a decision to ban”, “a message blaming”: whose it is, or who made it, acts; but “troops deployed by”,
                // “the man accused of”. “The man who attacked” has its pronoun.
                // “bombed the home of a leader, killing five”, where the parse hangs the outcome on the leader
                UdRel::Acl if tree.xpos(at) == "VBG" && self.is(at, words::OUTCOME) => {
                    let above = tree.above(head).take(CLAUSES);
                    let done = above.take_while(|it| tree.rel(*it) != UdRel::Nsubj);
                    let verb = done.into_iter().find(|it| tree.upos(*it) == Upos::Verb);
                    match verb.filter(|_| tree.rel(head) != UdRel::Nsubj) {
                        Some(verb) => {
                            at = verb;
                            continue;
                        }
                        None => return self.as_subject(head),
                    }
                }
                UdRel::Acl if tree.xpos(at) != "VBN" => {
                    let whole = self.as_subject(head)?;
                    // “protesters opposing”, “men attacking”: people act by themselves, a decision does not.
                    let people = self
                        .article
                        .is(head, list::CIVILIAN | list::AUDIENCE | list::NATIONS);
                    let acts = people || super::actors::noun_role(self.article, head).is_some();
                    if whole.mention.is_some() || acts {
                        return Some(whole);
                    }
                    if let Some(owner) = tree
                        .with(head, UdRel::Nmod)
                        .find(|it| tree.subtype(*it) == "poss")
                    {
                        return self.as_subject(owner);
                    }
                    // “the Samoan plan to ban”
                    let mut before = tree
                        .dependents(head)
                        .filter(|it| *it < head && matches!(tree.rel(*it), UdRel::Compound | UdRel::Amod));
                    if let Some(whose) = before.find(|it| self.article.in_name(*it)) {
                        return self.as_subject(whose);
                    }
                    // “arrested over a plot to kill”
                    if tree.xpos(at) == "VB" && tree.rel(head) == UdRel::Obl {
                        return None;
                    }
                    let above = tree.above(head).take(CLAUSES);
                    // Who is sanctioned over a plot has not made it.
                    let verb = above.into_iter().find(|it| tree.upos(*it) == Upos::Verb)?;
                    at = Some(verb).filter(|verb| !tree.is_passive(*verb))?;
                    continue;
                }
                UdRel::Acl => return self.as_subject(head),
                _ => return None,
            }
            at = head;
        }
        None
    }

    /// Of whom a verb demands something, where a preposition leads them in: “called on Samoa to leave”.
    fn asked(&self, verb: usize) -> Option<usize> {
        let tree = self.tree;
        let led = |token: &usize| tree.case(*token).is_some_and(|case| self.is(case, words::CALLED));
        (tree.with(verb, UdRel::Obl).find(led)).filter(|_| self.is(verb, words::CALLING))
    }

    /// Whether a subject begins in the dateline of the sentence in which the verb stands.
    fn is_dateline(&self, subject: &Subject, verb: usize) -> bool {
        let article = self.article;
        let start = article.sentence(article.sentence_of(verb)).start;
        let dash = (start..verb.min(start + DATELINE))
            .filter(|at| *at > start && !article.in_name(*at))
            .find(|at| {
                let apart = match (article.tokens.get(at - 1), article.tokens.get(*at)) {
                    (Some(before), Some(dash)) => before.span.end() < dash.span.start(),
                    _ => false,
                };
                // The hyphen of “a 30-day curfew” has no space before it.
                apart && matches!(article.text(*at), "—" | "–" | "-" | "--")
            });
        let first = subject
            .others
            .iter()
            .chain(&subject.mention)
            .map(|mention| article.place(*mention).start);
        dash.is_some_and(|dash| first.chain([subject.head]).any(|token| token < dash))
    }

    fn is_to(&self, token: usize) -> bool {
        self.article.text(token).eq_ignore_ascii_case("to")
    }

    /// A phrase of the parse as a subject.
    fn as_subject(&self, token: usize) -> Option<Subject> {
        let (article, tree) = (self.article, self.tree);
        let mut head = token;
        // “who”, “which”: what the clause is about.
        if tree.upos(head) == Upos::Pron && article.is(head, list::RELATIVE) || article.text(head) == "that" {
            head = tree.antecedent(head)?;
        }
        let name = |token: usize| {
            let base = article.base(token).filter(|mention| article.is_name(*mention));
            base.or_else(|| article.over(token))
        };
        let mut mention = name(head);
        if mention.is_none() {
            // “One senator, Eduardo Bhatia,”: the name explains the noun.
            let mut explained = tree
                .dependents(head)
                .filter(|it| matches!(tree.rel(*it), UdRel::Appos | UdRel::Flat));
            let person = explained.find_map(|it| name(it).filter(|it| article.refers_to(*it, Label::Person)));
            mention = person;
        }
        let others = tree.conjuncts(head).into_iter().filter(|it| *it != head);
        let mut others: Vec<usize> = others.filter_map(name).collect();
        // “The nations of Bahrain and Kosovo”: a word for several of a kind stands for those it counts up.
        if mention.is_none() && article.is(head, list::NATIONS) {
            let of = tree.with(head, UdRel::Nmod).find(|it| {
                let case = tree.case(*it);
                case.is_some_and(|case| article.text(case).eq_ignore_ascii_case("of"))
            });
            let counted = of.map(|it| tree.conjuncts(it)).unwrap_or_default();
            let mut counted: Vec<usize> = counted.into_iter().filter_map(name).collect();
            mention = counted.pop();
            others.extend(counted);
        }
        others.retain(|other| Some(*other) != mention);
        let extent = tree.extent(head);
        let tokens = extent.start..extent.end.max(head + 1);
        Some(Subject {
            mention,
            others,
            head,
            tokens,
        })
    }

    /// Where the phrases begin in which the parse finds the target: the object, or what stands behind the frame's
    /// preposition. Empty where the parse says nothing.
    pub(super) fn parsed_places(&self, tokens: &Range<usize>, preposition: Option<WordId>) -> Vec<usize> {
        let (article, tree) = (self.article, self.tree);
        if !tree.is_there() {
            return Vec::new();
        }
        let top = self.top(tokens);
        let starts = |nominal: usize| {
            let extent = tree.extent(nominal);
            let case = tree.case(nominal).filter(|case| *case < nominal);
            case.map_or(extent.start, |case| case + 1)
        };
        let Some(word) = preposition else {
            let objects = tree
                .dependents(top)
                .filter(|it| matches!(tree.rel(*it), UdRel::Obj | UdRel::Iobj));
            return objects.filter(|it| *it >= tokens.end).map(starts).collect();
        };
        let mut holders: Vec<usize> = tokens.clone().collect();
        holders.extend(tree.with(top, UdRel::Obj));
        let mut found: Vec<usize> = holders
            .into_iter()
            .flat_map(|holder| tree.dependents(holder))
            .filter(|it| matches!(tree.rel(*it), UdRel::Obl | UdRel::Nmod) && *it >= tokens.end)
            .filter(|it| tree.with(*it, UdRel::Case).any(|case| article.word(case) == word))
            .map(starts)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The head of the phrase with “by” that tells who acts in a passive, or in an act that a noun tells.
    pub(super) fn by(&self, act: usize) -> Option<usize> {
        let tree = self.tree;
        let fits = |it: &usize| matches!(tree.rel(*it), UdRel::Obl | UdRel::Nmod);
        tree.dependents(act).filter(fits).find(|it| {
            tree.with(*it, UdRel::Case)
                .any(|case| self.article.text(case).eq_ignore_ascii_case("by"))
        })
    }

    /// Who reports an act: the subject of the verb of speech that its clause hangs on, or that stands beside it
    /// (“..., officials said”).
    pub(super) fn reporter(&self, token: usize) -> Option<Id<Mentions>> {
        let (article, tree) = (self.article, self.tree);
        let reports = |verb: usize| article.is(verb, list::REPORTS) && tree.upos(verb) == Upos::Verb;
        let speaker = |verb: usize| {
            let subject = tree.with(verb, UdRel::Nsubj).next()?;
            let mention = self.as_subject(subject)?.mention?;
            (article.label(mention) != Some(Label::Title)).then(|| Id::from_index(article.named(mention)))
        };
        let mut at = token;
        for _ in 0..CLAUSES {
            let beside = tree
                .dependents(at)
                .find(|it| tree.rel(*it) == UdRel::Parataxis && reports(*it));
            if let Some(verb) = beside {
                return speaker(verb);
            }
            let head = tree.head(at)?;
            if matches!(tree.rel(at), UdRel::Ccomp | UdRel::Parataxis) && reports(head) {
                return speaker(head);
            }
            at = head;
        }
        None
    }
}
