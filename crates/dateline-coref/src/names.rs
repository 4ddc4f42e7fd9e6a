//! The sieves over names, from the surest on: the same name, a state by its code, a part of a person's name,
//! a company's name without its ending, an acronym.
//!
//! Each cluster of one spelling is compared with the few that share a word, so the work grows with the
//! number of different names, not with its square: at most [`MOST_SHARING`] clusters a word are looked at.

use crate::article::{Article, is_entity, lower_into};
use crate::clusters::{Cluster, Clusters};
use crate::data::{Data, Gender, list};
use crate::spelled;
use dateline_core::layers::{Label, Mention, Normal, PlaceKind};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// How many clusters that share a word are compared with one another.
const MOST_SHARING: usize = 16;

/// Labels between which one spelling may waver in one article.
fn group(label: Label) -> u8 {
    match label {
        Label::Person => 0,
        Label::Norp => 1,
        Label::Org | Label::Fac => 2,
        Label::Gpe | Label::Loc => 3,
        Label::Product => 4,
        Label::Event => 5,
        Label::WorkOfArt => 6,
        Label::Law => 7,
        Label::Language => 8,
        _ => 9,
    }
}

/// The words of a name as they are compared: lower case, straight apostrophes, without “the” and “'s”.
pub(crate) fn key_words(text: &str, data: &Data, lower: &mut String) -> Vec<String> {
    lower_into(text, lower);
    let plain = lower.replace('’', "'");
    let plain = plain.strip_suffix("'s").unwrap_or(&plain);
    let mut words: Vec<String> = plain
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .map(|word| data.spelling(word).to_owned())
        .collect();
    if words.len() > 1 && words.first().is_some_and(|word| word == "the") {
        words.remove(0);
    }
    words
}

/// Gives every name a cluster.
pub(crate) fn cluster(
    article: Article<'_>,
    data: &Data,
    mentions: &[Mention],
    spans: &[Range<usize>],
    clusters: &mut Clusters,
) {
    let mut lower = String::new();
    let mut exact: HashMap<(u8, String), usize> = HashMap::new();
    let mut states: HashMap<u16, usize> = HashMap::new();
    for (index, mention) in mentions
        .iter()
        .enumerate()
        .filter(|(_, mention)| is_entity(mention.label))
    {
        let mut words = key_words(article.doc.slice(mention.span), data, &mut lower);
        let honorific = list::HONORIFIC | list::MALE_TITLE | list::FEMALE_TITLE;
        while mention.label == Label::Person
            && words.len() > 1
            && words
                .first()
                .is_some_and(|word| data.lists(word) & honorific != 0)
        {
            words.remove(0);
        }
        let mut key = words.join(" ");
        if matches!(mention.label, Label::Norp | Label::Product) && key.len() > 4 && key.ends_with('s') {
            key.pop();
        }
        let state = state_of(article, data, mention, &words.join(" "));
        let is_state = mention.label == Label::Gpe && state.is_some_and(|(_, whole)| whole);
        if let Some(code) = region_of(article, mention) {
            key = code.to_lowercase();
        }
        let known = match state {
            Some((state, _)) if is_state => states.get(&state).copied(),
            _ => exact.get(&(group(mention.label), key.clone())).copied(),
        };
        let cluster = known.unwrap_or_else(|| {
            let mut new = Cluster::new(mention.label, words);
            new.state = state
                .filter(|_| is_state || mention.label == Label::Norp)
                .map(|(state, _)| state);
            let number = clusters.add(new);
            match new_state(clusters, number).filter(|_| is_state) {
                Some(state) => states.insert(state, number),
                None => exact.insert((group(mention.label), key), number),
            };
            number
        });
        clusters.put(index, cluster);
        if mention.label == Label::Person
            && let Some(tokens) = spans.get(index)
            && let Some(gender) = gender_of(article, data, tokens.clone())
            && let Some(cluster) = clusters.get_mut(cluster)
        {
            cluster.gender = cluster.gender.or(Some(gender));
        }
    }
    persons(data, mentions, clusters);
    given_names(data, clusters);
    organizations(article, data, mentions, spans, clusters);
    spelled::join(mentions, clusters);
}

fn new_state(clusters: &Clusters, number: usize) -> Option<u16> {
    clusters.get(number).and_then(|cluster| cluster.state)
}

/// The state that a place or demonym belongs to, and whether the mention names the state as a whole.
fn state_of(article: Article<'_>, data: &Data, mention: &Mention, key: &str) -> Option<(u16, bool)> {
    if !matches!(mention.label, Label::Gpe | Label::Norp) {
        return None;
    }
    let named = data.state(key).filter(|_| mention.label == Label::Gpe);
    if let Some(Normal::Place(place)) = mention.normal {
        let state = data.code(article.doc.get(place.alpha3))?;
        let whole = place.subdivision.is_empty() && named == Some(state);
        return Some((state, whole));
    }
    named.map(|state| (state, true))
}

/// The ISO 3166-2 code of the region that a place's name is, whose names (“Kansas”, “Kan.”) are one.
fn region_of<'d>(article: Article<'d>, mention: &Mention) -> Option<&'d str> {
    match mention.normal {
        Some(Normal::Place(place)) if mention.label == Label::Gpe && place.kind == PlaceKind::Region => {
            Some(article.doc.get(place.subdivision)).filter(|code| !code.is_empty())
        }
        _ => None,
    }
}

/// The gender that the title before a name or the given name tells.
fn gender_of(article: Article<'_>, data: &Data, tokens: Range<usize>) -> Option<Gender> {
    let titled =
        |lists| article.is_before(tokens.start, lists) || tokens.len() > 1 && article.is(tokens.start, lists);
    if titled(list::MALE_TITLE) {
        return Some(Gender::Male);
    }
    if titled(list::FEMALE_TITLE) {
        return Some(Gender::Female);
    }
    // “Her father, Steinar, left”; in “asked by his mother, Steinar left” it is no apposition.
    let apposed = tokens.start > 1
        && article.word(tokens.start - 1) == ","
        && !article.word(tokens.end).starts_with(char::is_alphanumeric)
        && !article.is_clitic(tokens.end);
    let kin = tokens.start.saturating_sub(usize::from(apposed));
    if article.is_before(kin, list::MALE_NOUN) {
        return Some(Gender::Male);
    }
    if article.is_before(kin, list::FEMALE_NOUN) {
        return Some(Gender::Female);
    }
    if tokens.len() < 2 {
        return None;
    }
    let mut lower = String::new();
    lower_into(article.word(tokens.start), &mut lower);
    data.forename(&lower)
}

/// People of one name alone who are no part of a longer name: it may be a given name, which tells the gender.
fn given_names(data: &Data, clusters: &mut Clusters) {
    for number in 0..clusters.len() {
        let Some(cluster) = clusters.get_mut(number) else {
            continue;
        };
        if cluster.label == Label::Person
            && cluster.gender.is_none()
            && let [name] = cluster.words.as_slice()
        {
            cluster.gender = data.forename(name);
        }
    }
}

/// Whether `short` could be another way to write the person `long`: its words stand in it, in order,
/// initials and generations left aside.
fn abbreviates(short: &[String], long: &[String]) -> bool {
    let mut rest = long.iter();
    let core = |word: &&String| {
        !(word.len() <= 2 && word.ends_with('.') || matches!(word.as_str(), "jr." | "sr." | "jr" | "sr"))
    };
    let mut any = false;
    short.iter().filter(core).all(|word| {
        any = true;
        rest.any(|other| other == word)
    }) && any
}

/// The last word of a person's name, generations and honours behind it left aside (“Zaha Hadid DBE”).
fn surname<'w>(words: &'w [String], data: &Data) -> Option<&'w String> {
    let aside = |word: &&String| data.lists(word) & list::NAME_SUFFIX != 0;
    words
        .iter()
        .skip(1)
        .rev()
        .find(|word| !aside(word))
        .or_else(|| words.last())
}

/// “Kihara” after “Minoru Kihara”.
fn persons(data: &Data, mentions: &[Mention], clusters: &mut Clusters) {
    let mut sharing: HashMap<String, Vec<usize>> = HashMap::new();
    let people: Vec<usize> = (0..clusters.len())
        .filter(|number| clusters.get(*number).is_some_and(|it| it.label == Label::Person))
        .collect();
    for number in &people {
        for word in clusters
            .get(*number)
            .map(|it| it.words.clone())
            .unwrap_or_default()
        {
            let list = sharing.entry(word).or_default();
            if list.len() < MOST_SHARING {
                list.push(*number);
            }
        }
    }
    // A name that several people share goes to the one named most so far, of equals to the one named last: a
    // relative who is mentioned by the way does not take the surname over.
    let mut shared: HashMap<usize, Vec<usize>> = HashMap::new();
    for number in people {
        let Some(it) = clusters.get(number) else { continue };
        let (Some(first), Some(last)) = (it.words.first(), it.words.last()) else {
            continue;
        };
        let mut found: Vec<(usize, bool)> = Vec::new();
        for other in sharing.get(last).into_iter().chain(sharing.get(first)).flatten() {
            let Some(long) = clusters.get(*other) else {
                continue;
            };
            let clash = matches!((it.gender, long.gender), (Some(a), Some(b)) if a != b);
            if long.words.len() > it.words.len()
                && !clash
                && abbreviates(&it.words, &long.words)
                && !found.iter().any(|(known, _)| known == other)
            {
                found.push((*other, surname(&long.words, data) == Some(last)));
            }
        }
        // A surname is the likelier reading than a given name.
        if found.iter().any(|(_, surname)| *surname) {
            found.retain(|(_, surname)| *surname);
        }
        match found.as_slice() {
            [] => {}
            [(one, _)] => clusters.merge(number, *one),
            several => {
                shared.insert(number, several.iter().map(|(other, _)| *other).collect());
            }
        }
    }
    if shared.is_empty() {
        return;
    }
    // How often each has been named so far, and where last.
    let mut known: HashMap<usize, (usize, usize)> = HashMap::new();
    for index in 0..mentions.len() {
        let Some(number) = clusters.of(index) else {
            continue;
        };
        let mut target = number;
        if let Some(candidates) = shared.get(&number) {
            let roots = candidates.iter().map(|candidate| clusters.root(*candidate));
            let likeliest = roots
                .clone()
                .filter_map(|root| known.get(&root).map(|it| (*it, root)))
                .max();
            let Some(chosen) = likeliest.map(|(_, root)| root).or_else(|| roots.clone().next()) else {
                continue;
            };
            clusters.put(index, chosen);
            target = chosen;
        }
        let place = known.entry(target).or_default();
        *place = (place.0 + 1, index);
    }
}

/// Companies without their ending, shortened names, acronyms.
fn organizations(
    article: Article<'_>,
    data: &Data,
    mentions: &[Mention],
    spans: &[Range<usize>],
    clusters: &mut Clusters,
) {
    let short_labels = |label| {
        matches!(
            label,
            Label::Org
                | Label::Fac
                | Label::Product
                | Label::Gpe
                | Label::Event
                | Label::WorkOfArt
                | Label::Law
        )
    };
    let named: Vec<usize> = (0..clusters.len())
        .filter(|number| {
            clusters
                .get(*number)
                .is_some_and(|it| short_labels(it.label) && it.state.is_none())
        })
        .collect();
    let mut by_first: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_last: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_initials: HashMap<String, Option<usize>> = HashMap::new();
    // Names without the state or people before them.
    let mut by_rest: HashMap<String, Vec<usize>> = HashMap::new();
    let peoples: HashSet<&str> = (0..clusters.len())
        .filter_map(|number| clusters.get(number))
        .filter(|it| it.label == Label::Norp && it.state.is_some())
        .filter_map(|it| match it.words.as_slice() {
            [word] => Some(word.as_str()),
            _ => None,
        })
        .collect();
    for number in &named {
        let Some(it) = clusters.get(*number).filter(|it| it.words.len() > 1) else {
            continue;
        };
        for (map, word) in [(&mut by_first, it.words.first()), (&mut by_last, it.words.last())] {
            let list = map
                .entry(word.map(|word| singular(word).to_owned()).unwrap_or_default())
                .or_default();
            if list.len() < MOST_SHARING {
                list.push(*number);
            }
        }
        let owner = owned(&it.words, data, &peoples);
        if let Some(rest) = owner.and_then(|owner| it.words.get(owner..)) {
            let list = by_rest.entry(rest.join(" ")).or_default();
            if list.len() < MOST_SHARING {
                list.push(*number);
            }
        }
        // “FDA” of the U.S. Food and Drug Administration.
        let plain = owner
            .and_then(|owner| it.words.get(owner..))
            .map(|rest| initials(rest, data));
        for initials in std::iter::once(initials(&it.words, data)).chain(plain) {
            let letters = initials.chars().count();
            if letters >= 3 || letters == 2 && it.words.len() == 2 {
                // An acronym of two names stands for neither.
                by_initials
                    .entry(initials)
                    .and_modify(|known| *known = None)
                    .or_insert(Some(*number));
            }
        }
    }
    let mut joins: Vec<(usize, usize)> = aliases(article, data, mentions, spans, clusters);
    for number in named {
        let Some(it) = clusters.get(number) else { continue };
        let target = match it.words.as_slice() {
            [one] if is_digits_name(one) && it.label == Label::Product => {
                unique(by_last.get(singular(one)), |long| {
                    clusters.get(*long).is_some_and(|long| long.label == it.label)
                })
            }
            [one] if spelled_out(one, &by_initials).is_some() => {
                // Two letters say little: “EU” is no place.
                let alike = |long: &usize| {
                    acronym(one).chars().count() > 2
                        || clusters
                            .get(*long)
                            .is_some_and(|long| group(long.label) == group(it.label))
                };
                spelled_out(one, &by_initials).filter(alike)
            }
            words => unique(
                words.first().and_then(|word| by_first.get(singular(word))),
                |long| {
                    *long != number
                        && clusters.get(*long).is_some_and(|long| {
                            group(long.label) == group(it.label) && shortens(words, &long.words, data)
                        })
                },
            )
            // “House” after “House of Representatives”, “Society” after “Hakluyt Society”.
            .or_else(|| {
                let [word] = words else { return None };
                let earlier = |long: &usize| {
                    *long < number
                        && clusters
                            .get(*long)
                            .is_some_and(|long| long.label == it.label && it.label == Label::Org)
                };
                let institution = data.lists(word) & list::INSTITUTION != 0;
                let opened = |long: &usize| {
                    let next = clusters.get(*long).and_then(|long| long.words.get(1));
                    earlier(long) && next.is_some_and(|next| data.lists(next) & list::PREPOSITION != 0)
                };
                unique(by_first.get(singular(word)), opened)
                    .or_else(|| unique(by_last.get(singular(word)).filter(|_| institution), earlier))
            })
            // “Navy” after “U.S. Navy”, where no other state's is named.
            .or_else(|| {
                unique(by_rest.get(&words.join(" ")), |long| {
                    *long != number
                        && clusters
                            .get(*long)
                            .is_some_and(|long| long.label == it.label && it.label == Label::Org)
                })
            }),
        };
        if let Some(target) = target.filter(|target| *target != number) {
            joins.push((number, target));
        }
    }
    for (from, to) in joins {
        clusters.merge(from, to);
    }
}

/// How many words of a name say whose it is: the U.S. Navy, the South Korean Army. Not all of them.
fn owned(words: &[String], data: &Data, peoples: &HashSet<&str>) -> Option<usize> {
    (1..words.len().min(4)).rev().find(|count| {
        let owner = words.get(..*count).unwrap_or_default();
        match owner {
            [word] => data.state(word).is_some() || peoples.contains(word.as_str()),
            several => data.state(&several.join(" ")).is_some(),
        }
    })
}

/// The only one of a list that fits.
fn unique(list: Option<&Vec<usize>>, fits: impl Fn(&usize) -> bool) -> Option<usize> {
    let mut fitting = list?.iter().filter(|number| fits(number));
    let first = fitting.next().copied()?;
    fitting.next().is_none().then_some(first)
}

fn singular(word: &str) -> &str {
    if word.len() > 3 {
        word.strip_suffix('s').unwrap_or(word)
    } else {
        word
    }
}

fn is_digits_name(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}

/// The name whose initials a word is, an “s” of the plural left aside (“MDGs”).
fn spelled_out(word: &str, by_initials: &HashMap<String, Option<usize>>) -> Option<usize> {
    let letters = acronym(word);
    let found = by_initials.get(letters.as_str());
    found
        .or_else(|| by_initials.get(letters.strip_suffix('s')?))
        .copied()
        .flatten()
}

/// An acronym without its stops.
fn acronym(word: &str) -> String {
    word.chars().filter(|c| *c != '.').collect()
}

/// The first letters of a name's words, small words left out.
fn initials(words: &[String], data: &Data) -> String {
    words
        .iter()
        .filter(|word| data.lists(word) & list::ACRONYM_SKIP == 0)
        .filter_map(|word| word.chars().next())
        .collect()
}

/// Whether `short` is `long` without words that names do without.
fn shortens(short: &[String], long: &[String], data: &Data) -> bool {
    let ending = |word: &String| data.lists(word) & list::COMPANY_SUFFIX != 0;
    let core = |words: &[String]| {
        let kept = words
            .iter()
            .rposition(|word| !ending(word))
            .map_or(words.len(), |last| last + 1);
        words
            .iter()
            .take(kept)
            .map(|word| singular(word).to_owned())
            .collect::<Vec<_>>()
    };
    let (a, b) = (core(short), core(long));
    if a == b {
        return !a.is_empty();
    }
    let distinctive = short
        .iter()
        .any(|word| data.lists(word) & (list::INSTITUTION | list::NAME_TAIL) == 0);
    let Some(rest) = b.strip_prefix(a.as_slice()) else {
        return false;
    };
    let tail = |word: &String| data.lists(word) & (list::NAME_TAIL | list::COMPANY_SUFFIX) != 0;
    let legal = long.last().is_some_and(ending);
    distinctive && (rest.iter().all(tail) || legal && short.last().is_some_and(ending))
}

/// “National Emergency Operation Centre (NEOC)”: the name in parentheses is the other's acronym or short form.
fn aliases(
    article: Article<'_>,
    data: &Data,
    mentions: &[Mention],
    spans: &[Range<usize>],
    clusters: &Clusters,
) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (index, (pair, places)) in mentions.windows(2).zip(spans.windows(2)).enumerate() {
        let ([long, short], [before, within]) = (pair, places) else {
            continue;
        };
        if group(long.label) != group(short.label)
            || before.end + 1 != within.start
            || article.word(before.end) != "("
            || article.word(within.end) != ")"
        {
            continue;
        }
        let (Some(from), Some(to)) = (clusters.of(index + 1), clusters.of(index)) else {
            continue;
        };
        let (Some(a), Some(b)) = (clusters.get(from), clusters.get(to)) else {
            continue;
        };
        let letters = a.words.first().map(|word| acronym(word)).unwrap_or_default();
        let same_start = a.words.first() == b.words.first();
        let spelled = a.words.len() == 1
            && letters.chars().count() >= 2
            && is_subsequence(&letters, &b.words.join(" "))
            && b.words.first().and_then(|word| word.chars().next()) == letters.chars().next();
        let spelled_by_initials = a.words.len() == 1 && initials(&b.words, data) == letters;
        // An acronym of the name in its own language: “Italian Episcopal Conference (CEI)”.
        let foreign = long.label == Label::Org
            && short.label == Label::Org
            && a.words.len() == 1
            && b.words.len() > 1
            && (3..=6).contains(&letters.chars().count())
            && article.word(within.start).chars().all(char::is_uppercase);
        if same_start || spelled || spelled_by_initials || foreign {
            found.push((from, to));
        }
    }
    found
}

fn is_subsequence(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}
