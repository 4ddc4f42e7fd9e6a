//! The CaRB metric for open information extraction: tuples matched by their words, one to one for precision.
//!
//! Bhardwaj, Aggarwal and Mausam, "CaRB: A Crowdsourced Benchmark for Open IE" (EMNLP-IJCNLP 2019), in the form
//! that its published scorer has by default. Words are what white space parts, compared as written. A tuple of the
//! system covers one of the gold as far as their relations share words (nothing at all if they share none), their
//! first arguments do, and their other arguments taken together do. The share of the gold's words that are covered
//! is the pair's recall, the share of the system's its precision. A gold tuple gets the best recall of any of the
//! sentence's system tuples; for precision the pairs are made one to one, greedily, the most precise first, and
//! system tuples left over get none. Both are summed over all sentences at every confidence that occurs; the best
//! F1 of these points is reported, and the area under their curve, closed by the point of precision 1 and recall 0.

/// A tuple: a relation between arguments.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CarbTuple {
    /// The relation's words.
    pub relation: String,
    /// The arguments in order, the subject first.
    pub arguments: Vec<String>,
    /// How sure the system is; of no meaning in the gold.
    pub confidence: f64,
}

/// One sentence's tuples.
#[derive(Clone, Debug, Default)]
pub struct CarbSentence {
    /// The gold's.
    pub gold: Vec<CarbTuple>,
    /// The system's.
    pub system: Vec<CarbTuple>,
}

/// One point of the curve: what counts if only tuples of at least this confidence do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CarbPoint {
    /// The least confidence that counts.
    pub confidence: f64,
    /// Precision, 0 to 1.
    pub precision: f64,
    /// Recall, 0 to 1.
    pub recall: f64,
}

impl CarbPoint {
    /// The harmonic mean of precision and recall, 0 to 1.
    #[must_use]
    pub fn f1(self) -> f64 {
        let sum = self.precision + self.recall;
        if sum == 0.0 {
            0.0
        } else {
            2.0 * self.precision * self.recall / sum
        }
    }
}

/// What CaRB says of a system.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CarbScores {
    /// The points of the curve, the least confidence first; none where the system has no tuple.
    pub curve: Vec<CarbPoint>,
    /// The point with the best F1, the first of several.
    pub best: Option<CarbPoint>,
    /// The area under the curve of precision over recall, 0 to 1.
    pub area: f64,
}

/// Scores a system's tuples on a set of sentences.
#[must_use]
pub fn score_carb(sentences: &[CarbSentence]) -> CarbScores {
    let mut levels: Vec<f64> = sentences
        .iter()
        .flat_map(|sentence| sentence.system.iter().map(|tuple| tuple.confidence))
        .collect();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    let mut sums = vec![Sums::default(); levels.len()];
    let all_gold: usize = sentences.iter().map(|sentence| sentence.gold.len()).sum();
    for sentence in sentences {
        add(sentence, &levels, &mut sums);
    }
    let curve: Vec<CarbPoint> = (levels.iter().zip(&sums))
        .map(|(confidence, sums)| CarbPoint {
            confidence: *confidence,
            precision: if sums.tuples > 0 {
                sums.precise / sums.tuples as f64
            } else {
                1.0
            },
            recall: if all_gold > 0 {
                sums.recalled / all_gold as f64
            } else {
                0.0
            },
        })
        .collect();
    let mut best: Option<CarbPoint> = None;
    for point in &curve {
        if best.is_none_or(|best| point.f1() > best.f1()) {
            best = Some(*point);
        }
    }
    let end = CarbPoint {
        confidence: f64::INFINITY,
        precision: 1.0,
        recall: 0.0,
    };
    let area = (curve.iter())
        .zip(curve.iter().skip(1).chain([&end]))
        .map(|(low, high)| (low.recall - high.recall) * (low.precision + high.precision) / 2.0)
        .sum();
    CarbScores { curve, best, area }
}

/// What has come together at one confidence.
#[derive(Clone, Copy, Default)]
struct Sums {
    precise: f64,
    tuples: usize,
    recalled: f64,
}

/// Adds a sentence's part to the sums of every confidence.
fn add(sentence: &CarbSentence, levels: &[f64], sums: &mut [Sums]) {
    let pairs = pairs(sentence);
    let mut steps: Vec<f64> = sentence.system.iter().map(|tuple| tuple.confidence).collect();
    steps.sort_by(f64::total_cmp);
    steps.dedup();
    let mut from = 0;
    for step in steps {
        let counted: Vec<usize> = (sentence.system.iter().enumerate())
            .filter(|(_, tuple)| tuple.confidence >= step)
            .map(|(index, _)| index)
            .collect();
        let recalled: f64 = (pairs.iter())
            .map(|row| {
                let recalls = counted.iter().filter_map(|index| row.get(*index));
                recalls.map(|pair| pair.recall).fold(0.0, f64::max)
            })
            .sum();
        let precise: f64 = one_to_one(&pairs, &counted)
            .iter()
            .map(|(_, precision)| precision)
            .sum();
        let to = levels.partition_point(|level| *level <= step);
        for sums in sums.iter_mut().take(to).skip(from) {
            sums.precise += precise;
            sums.tuples += counted.len();
            sums.recalled += recalled;
        }
        from = to;
    }
}

/// The precision of each of a sentence's system tuples where all of them count: what it has in the pairs that are
/// made one to one, 0 if it is left over. To calibrate confidences by.
#[must_use]
pub fn carb_precisions(sentence: &CarbSentence) -> Vec<f64> {
    let counted: Vec<usize> = (0..sentence.system.len()).collect();
    let mut precisions = vec![0.0; counted.len()];
    for (column, precision) in one_to_one(&pairs(sentence), &counted) {
        if let Some(place) = precisions.get_mut(column) {
            *place = precision;
        }
    }
    precisions
}

/// How well every tuple of the gold, a row, agrees with every one of the system, a column.
fn pairs(sentence: &CarbSentence) -> Vec<Vec<Pair>> {
    (sentence.gold.iter())
        .map(|gold| {
            sentence
                .system
                .iter()
                .map(|system| compare(gold, system))
                .collect()
        })
        .collect()
}

/// Pairs that are made one to one among the columns that count, the most precise first: column and precision.
fn one_to_one(pairs: &[Vec<Pair>], counted: &[usize]) -> Vec<(usize, f64)> {
    let mut rows: Vec<&Vec<Pair>> = pairs.iter().collect();
    let mut columns = counted.to_vec();
    let mut made = Vec::new();
    while !rows.is_empty() && !columns.is_empty() {
        let mut best = (0, 0, -1.0);
        for (r, row) in rows.iter().enumerate() {
            for (c, column) in columns.iter().enumerate() {
                let precision = row.get(*column).map_or(0.0, |pair| pair.precision);
                if precision > best.2 {
                    best = (r, c, precision);
                }
            }
        }
        // In order, as ties go to whoever comes first.
        rows.remove(best.0);
        made.push((columns.remove(best.1), best.2));
    }
    made
}

/// How well a system's tuple agrees with one of the gold.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
struct Pair {
    precision: f64,
    recall: f64,
}

/// Relations of reported speech, whose arguments may stand in either order.
const SAYING: [&str; 5] = ["said", "told", "added", "adds", "says"];

fn compare(gold: &CarbTuple, system: &CarbTuple) -> Pair {
    let (wanted, found) = (two(&gold.arguments), two(&system.arguments));
    let straight = cover(&gold.relation, &wanted, &system.relation, &found);
    // Parts of words count as well (“added” in “loaded”), in the published scorer and so here.
    if !SAYING.iter().any(|verb| gold.relation.contains(verb)) {
        return straight;
    }
    let mut turned = found;
    turned.reverse();
    let reverse = cover(&gold.relation, &wanted, &system.relation, &turned);
    if reverse > straight { reverse } else { straight }
}

/// The first argument, and all others as one.
fn two(arguments: &[String]) -> Vec<String> {
    match arguments {
        [first, rest @ ..] if !rest.is_empty() => vec![first.clone(), rest.join(" ")],
        _ => arguments.to_vec(),
    }
}

/// The forms of “be”, which the bare “be” of a system stands for.
const BE: [&str; 8] = ["be", "is", "am", "are", "was", "were", "been", "being"];

fn cover(relation: &str, wanted: &[String], system: &str, found: &[String]) -> Pair {
    let (mut shared, left) = common(relation, system);
    if left.contains(&"be") && relation.split_whitespace().any(|word| BE.contains(&word)) {
        shared += 1;
    }
    if shared == 0 {
        return Pair::default();
    }
    let count = |text: &str| text.split_whitespace().count();
    let (mut of_gold, mut of_system) = (count(relation), count(system));
    for (index, argument) in wanted.iter().enumerate() {
        of_gold += count(argument);
        let Some(other) = found.get(index) else {
            return Pair::default();
        };
        of_system += count(other);
        shared += common(argument, other).0;
    }
    let share = |of: usize| if of == 0 { 0.0 } else { shared as f64 / of as f64 };
    Pair {
        precision: share(of_system),
        recall: share(of_gold),
    }
}

/// How many words two texts share, each counted as often as both have it, and what is left of the second.
fn common<'t>(gold: &str, system: &'t str) -> (usize, Vec<&'t str>) {
    let mut left: Vec<&str> = system.split_whitespace().collect();
    let mut shared = 0;
    for word in gold.split_whitespace() {
        if let Some(at) = left.iter().position(|other| *other == word) {
            left.remove(at);
            shared += 1;
        }
    }
    (shared, left)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tuple(relation: &str, arguments: &[&str], confidence: f64) -> CarbTuple {
        CarbTuple {
            relation: relation.to_owned(),
            arguments: arguments.iter().map(|it| (*it).to_owned()).collect(),
            confidence,
        }
    }

    /// Precision and recall of one system tuple against one of the gold, in fractions.
    #[track_caller]
    fn check(gold: &CarbTuple, system: &CarbTuple, precision: (u32, u32), recall: (u32, u32)) {
        let pair = compare(gold, system);
        let of = |(part, whole): (u32, u32)| f64::from(part) / f64::from(whole);
        assert!((pair.precision - of(precision)).abs() < 1e-12, "{pair:?}");
        assert!((pair.recall - of(recall)).abs() < 1e-12, "{pair:?}");
    }

    #[test]
    fn words_are_matched_part_by_part() {
        let gold = tuple("joined", &["Tom Bradley", "the company", "in 1941"], 1.0);
        // All arguments but the first are one: where the system cuts them does not matter.
        let system = tuple("joined", &["Tom Bradley", "the company in 1941"], 1.0);
        check(&gold, &system, (7, 7), (7, 7));
        let system = tuple("joined in", &["Bradley", "1941"], 1.0);
        check(&gold, &system, (3, 4), (3, 7));
        // A word in another part does not count, case counts, and one word counts once.
        let system = tuple("joined", &["the tom company", "Tom the the"], 1.0);
        check(&gold, &system, (2, 7), (2, 7));
        // Without a word in the relation there is no match, and none without a second argument.
        let system = tuple("left", &["Tom Bradley", "the company"], 1.0);
        check(&gold, &system, (0, 1), (0, 1));
        let system = tuple("joined", &["Tom Bradley"], 1.0);
        check(&gold, &system, (0, 1), (0, 1));
        // If the gold has but one argument, the system's others are not looked at.
        let gold = tuple("joined", &["Tom Bradley"], 1.0);
        let system = tuple("joined", &["Tom Bradley", "the company"], 1.0);
        check(&gold, &system, (3, 3), (3, 3));
    }

    #[test]
    fn the_bare_be_stands_for_its_forms_and_saying_is_turned() {
        let gold = tuple("was", &["Sok", "minister"], 1.0);
        check(&gold, &tuple("be", &["Sok", "minister"], 1.0), (3, 3), (3, 3));
        check(&gold, &tuple("is", &["Sok", "minister"], 1.0), (0, 1), (0, 1));
        let gold = tuple("said", &["Sok", "he left"], 1.0);
        check(&gold, &tuple("said", &["he left", "Sok"], 1.0), (4, 4), (4, 4));
        let gold = tuple("saw", &["Sok", "he left"], 1.0);
        check(&gold, &tuple("saw", &["he left", "Sok"], 1.0), (1, 4), (1, 4));
    }

    fn sentence() -> CarbSentence {
        CarbSentence {
            gold: vec![
                tuple("ate", &["he", "a fig"], 1.0),
                tuple("ate", &["he", "a plum"], 1.0),
            ],
            system: vec![
                tuple("ate", &["he", "a fig and a plum"], 0.9),
                tuple("ate", &["he", "a pear"], 0.4),
            ],
        }
    }

    #[test]
    fn precision_is_one_to_one_and_recall_is_not() {
        // The long tuple has 4 of its 7 words in either gold tuple and covers both; the short one has 3 of 4.
        // The short one is matched first, with the first of the gold, and the long one with the second.
        assert_eq!(carb_precisions(&sentence()), [4.0 / 7.0, 3.0 / 4.0]);
        let scores = score_carb(&[sentence()]);
        let [low, high] = scores.curve[..] else {
            panic!("{scores:?}")
        };
        assert!((low.precision - (4.0 / 7.0 + 0.75) / 2.0).abs() < 1e-12 && (low.recall - 1.0).abs() < 1e-12);
        assert!((high.precision - 4.0 / 7.0).abs() < 1e-12 && (high.recall - 1.0).abs() < 1e-12);
        assert_eq!(scores.best, Some(low));
        // From recall 1 to 1 there is no area; from there to recall 0 and precision 1 there is a trapezium.
        assert!((scores.area - (4.0 / 7.0 + 1.0) / 2.0).abs() < 1e-12);
    }

    #[test]
    fn sentences_without_tuples_count_for_recall_and_leftovers_for_precision() {
        let mut silent = sentence();
        silent.system.clear();
        let scores = score_carb(&[sentence(), silent.clone()]);
        assert!(
            scores
                .curve
                .iter()
                .all(|point| (point.recall - 0.5).abs() < 1e-12)
        );
        let mut loud = sentence();
        loud.system.extend(vec![tuple("ate", &["he", "a fig"], 0.1); 2]);
        let scores = score_carb(&[loud]);
        // Four tuples for two of the gold: the two best, both whole, and nothing for the others.
        assert!(
            (scores.curve[0].precision - (1.0 + 0.75) / 4.0).abs() < 1e-12,
            "{scores:?}"
        );
        assert_eq!(score_carb(&[silent]), CarbScores::default());
    }
}
