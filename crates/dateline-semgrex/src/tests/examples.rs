//! What the language's parts mean, by example.

use super::fixture::{NEWS, article};
use crate::{Ending, Match, Pattern, Scratch};
use dateline_core::layers::{Tokens, UdRel};
use dateline_core::{Document, Id};
use std::ops::ControlFlow;

/// The matches of `pattern` in the news: the first node's word, then the names with what they stand for.
fn matches(doc: &Document, pattern: &str) -> Vec<String> {
    let compiled = Pattern::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    let word = |token: Id<Tokens>| doc.slice(doc.item(token).unwrap().span).to_owned();
    let label = |relation: UdRel, subtype| match doc.get(subtype) {
        "" => relation.name().to_owned(),
        subtype => format!("{}:{subtype}", relation.name()),
    };
    let mut found = Vec::new();
    let shown = |it: Match<'_, '_>| {
        let mut line = word(it.root());
        for (name, token) in it.nodes() {
            line.push_str(&format!(" {name}={}", word(token)));
        }
        for (name, deprel) in it.relations() {
            line.push_str(&format!(" {name}={}", label(deprel.relation, deprel.subtype)));
        }
        for (name, edge) in it.edges() {
            let (from, to) = (word(edge.governor), word(edge.dependent));
            line.push_str(&format!(" {name}={from}-{to}"));
        }
        found.push(line);
        ControlFlow::Continue(())
    };
    let short = compiled.search(doc.into(), &mut Scratch::new(), shown).unwrap();
    assert_eq!(short, 0, "{pattern}");
    found
}

fn check(pattern: &str, expected: &[&str]) {
    assert_eq!(matches(&article(NEWS), pattern), expected, "{pattern}");
}

#[test]
fn nodes_by_their_attributes() {
    check("{word:boats}", &["boats", "boats"]);
    check("{text:boats;idx:4}", &["boats"]);
    check("{index:/[12]/;lemma:/[a-z]+/}", &["The", "ministers"]);
    check("{lemma:sell}", &["sold"]);
    check("{tag:/VB.*/;upos:VERB}", &["told", "signed", "sold", "bought"]);
    check("{pos:VBN}", &["signed"]);
    check("{xpos:JJ;cpos:ADJ}", &["old", "old"]);
    check("{upos:/A(DP|UX)/}", &["in", "was", "by"]);
    check("{upos!:/[A-O].*|P[AR].*|S.*|VERB/}", &[".", "."]);
    check("{word:\".\"}", &[".", "."]);
    check(r#"{word:"\."}"#, &[".", "."]);
    check(r"{word:/\/|and/}", &["and"]);
    // The whole value, not a part of it, and by letter case.
    check("{word:/boat/}", &[]);
    check("{word:Boats}", &[]);
    check("{word:/(?i)BOATS/}", &["boats", "boats"]);
    check("{word:/b|oats|boats/}", &["boats", "boats"]);
}

#[test]
fn negated_attributes_and_nodes() {
    check("{lemma!:boat;upos:NOUN}", &["ministers", "reporters", "treaty"]);
    check("{!lemma:boat;upos:NOUN}", &["ministers", "reporters", "treaty"]);
    check("!{upos:VERB} > {word:old}", &["treaty", "boats"]);
    check("[{word:sold} | {upos:ADJ} & !{idx:9}]", &["sold", "old"]);
    check("[{word:sold} | {upos:ADJ} !{idx:9}]", &["sold", "old"]);
    check(
        "![{upos:/[A-OQ-Z].*/} | {word:.}]",
        &["Oslo", "Norway", "Anna", "Berg"],
    );
}

#[test]
fn features_names_and_values_presence() {
    check(
        "{feats:{Tense:Past}}",
        &["told", "was", "signed", "sold", "bought"],
    );
    check("{morphofeatures:{Tense:Past;Mood!:Ind}}", &["signed"]);
    check("{feats:{Tense:Past;VerbForm:__};upos:VERB}", &["signed"]);
    check("{feats:{Number!:/Sing|Plur/;Degree:/Po.*/}}", &["old", "old"]);
    check("{ner:GPE}", &["Oslo", "Norway"]);
    check("{ner:/PER.*/}", &["Anna", "Berg"]);
    check("{ner:O;upos:NOUN;idx:2}", &["ministers"]);
    check("{feats:{Definite://};upos:DET}", &[]);
    check("{feats:{};word:and}", &["and"]);
}

#[test]
fn roots_and_emptiness() {
    check("{$}", &["told", "sold"]);
    check("{$;lemma:sell}", &["sold"]);
    check("!{$} < {$} > {upos:ADP}", &["Oslo"]);
    check("{#}", &[]);
    check("{word:and} < !{#}", &["and"]);
}

#[test]
fn governors_and_dependents() {
    check("{} >nsubj {}=s", &["told s=ministers", "sold s=Anna"]);
    check("{} >nsubj:pass {}=s", &["signed s=treaty"]);
    check(
        "{} >/nsubj(:pass)?/ {}=s",
        &["told s=ministers", "signed s=treaty", "sold s=Anna"],
    );
    check("{} >/nsubj.+/ {}", &["signed"]);
    check(
        "{} >/.*:.*/ {}=x",
        &["signed x=treaty", "signed x=was", "signed x=Norway"],
    );
    check("{}=x <obl:agent {}=y", &["Norway x=Norway y=signed"]);
    check("{word:old} <% {}=x", &["old x=treaty", "old x=boats"]);
    check("{word:told} >-- {}=x", &["told x=ministers"]);
    check("{word:told} >++obl {}=x", &["told x=Oslo"]);
    check("{upos:DET} <++ {}=x", &["The x=ministers", "the x=treaty"]);
    check(
        "{upos:NOUN} <-- {}=x",
        &["reporters x=told", "boats x=sold", "boats x=bought"],
    );
    check(
        "{word:treaty} <> {}=x",
        &["treaty x=signed", "treaty x=the", "treaty x=old"],
    );
    check("{word:told} <>nsubj {}=x", &["told x=ministers"]);
}

#[test]
fn chains_are_about_their_first_node_and_parentheses_change_that() {
    check("{} >nsubj {} >obj {}=o", &["sold o=boats"]);
    check("{} >obj ({}=o >amod {})", &["bought o=boats"]);
    check("({} >conj {}) >obj {}=o", &["sold o=boats"]);
    check(
        "({upos:PROPN}=n)",
        &["Oslo n=Oslo", "Norway n=Norway", "Anna n=Anna", "Berg n=Berg"],
    );
}

#[test]
fn over_many_edges() {
    check(
        "{word:old}=x << {}=y",
        &[
            "old x=old y=treaty",
            "old x=old y=signed",
            "old x=old y=told",
            "old x=old y=boats",
            "old x=old y=bought",
            "old x=old y=sold",
        ],
    );
    // Depth first.
    check(
        "{word:signed} >> {}=y",
        &[
            "signed y=that",
            "signed y=treaty",
            "signed y=the",
            "signed y=old",
            "signed y=was",
            "signed y=Norway",
            "signed y=by",
        ],
    );
    check(
        "{word:sold} 2>> {}=y",
        &["sold y=Berg", "sold y=and", "sold y=boats"],
    );
    check("{word:sold} 3,9>> {}=y", &["sold y=old"]);
    check("{word:sold} 2 , 3 >>amod {}=y", &["sold y=old"]);
    check("{idx:7} 2<< {}=y", &["that y=told", "old y=bought"]);
    // The label is that of the edge next to the second node.
    check("{} >>amod {word:old;idx:9}", &["told", "treaty", "signed"]);
    check(
        "{} <<ccomp {word:told}",
        &["that", "the", "old", "treaty", "was", "signed", "by", "Norway"],
    );
}

#[test]
fn order_and_sisters() {
    check("{word:old} . {}=x", &["old x=treaty", "old x=boats"]);
    check("{word:old} - {}=x", &["old x=the", "old x=bought"]);
    check(
        "{word:bought} .. {}=x",
        &["bought x=old", "bought x=boats", "bought x=."],
    );
    check(
        "{word:boats;idx:4} -- {}=x",
        &["boats x=Anna", "boats x=Berg", "boats x=sold"],
    );
    check("{upos:DET} $+ {}=x", &["the x=old"]);
    check("{} $- {upos:DET}", &["old"]);
    check(
        "{word:ministers} $++ {upos:/NOUN|PROPN/}=x",
        &["ministers x=reporters", "ministers x=Oslo"],
    );
    check("{word:Oslo} $-- {}=x", &["Oslo x=ministers", "Oslo x=reporters"]);
    check("{$} $++ {}", &[]);
    check("{}=x == {lemma:sell}=y", &["sold x=sold y=sold"]);
}

#[test]
fn conjunction_disjunction_and_groups() {
    let both = ["told", "sold"];
    check("{} >nsubj {} & >punct {}", &both);
    check("{} >nsubj {} | >nsubj:pass {}", &["told", "signed", "sold"]);
    check("{} >iobj {} | >obj {} & >conj {}", &both);
    check("{} [>iobj {} | >obj {}] & >conj {}", &["sold"]);
    check("{} [>iobj {} | >obj {}] >conj {}", &["sold"]);
    check(
        "{} [>iobj {}=a | >obj {}=b]",
        &["told a=reporters", "sold b=boats", "bought b=boats"],
    );
    // Alternatives that name the same are one match.
    check("{word:sold} [>obj {}=a | >obj {word:boats}=a]", &["sold a=boats"]);
}

#[test]
fn negation_and_option() {
    check("{upos:VERB} !>/nsubj.*/ {}", &["bought"]);
    check("{upos:NOUN} !>det {} !>amod {}", &["reporters", "boats"]);
    check("{upos:NOUN} ![>det {} | >amod {}]", &["reporters", "boats"]);
    check(
        "{upos:NOUN} ![>det {} & >amod {}]",
        &["ministers", "reporters", "boats", "boats"],
    );
    check(
        "{upos:NOUN} !< ({} >cc {})",
        &["ministers", "reporters", "treaty", "boats"],
    );
    check(
        "{upos:VERB} ?>/nsubj.*/ {}=s",
        &["told s=ministers", "signed s=treaty", "sold s=Anna", "bought"],
    );
    check(
        "{upos:NOUN}=n ?[>det {}=d >amod {}=a]",
        &[
            "ministers n=ministers",
            "reporters n=reporters",
            "treaty n=treaty d=the a=old",
            "boats n=boats",
            "boats n=boats",
        ],
    );
}

#[test]
fn names_that_refer_back() {
    check("{word:sold} >> {lemma:boat}=b >obj =b", &["sold b=boats"]);
    check("{word:sold} >> {lemma:boat}=b >obj {}=b", &["sold b=boats"]);
    check("{word:sold} >> {lemma:boat}=b !>obj =b", &["sold b=boats"]);
    check("{word:sold}=a >> {lemma:boat}=b : {}=c >obj =b >amod {}", &[]);
    check(
        "{word:sold}=a >> {lemma:boat}=b : {}=c >obj =b",
        &["sold a=sold b=boats c=sold", "sold a=sold b=boats c=bought"],
    );
    check("{$}=a > {}=b : =b >flat {}=c", &["sold a=sold b=Anna c=Berg"]);
    check("{lemma:boat}=a .. {lemma:boat}=b", &["boats a=boats b=boats"]);
    // Not that very token.
    check(
        "{idx:4;lemma:boat}=a .. [!=a & {lemma:boat}=b]",
        &["boats a=boats b=boats"],
    );
    // What an option left without a token is no token.
    check("{lemma:buy} ?>nsubj {}=s >obj =s", &[]);
}

#[test]
fn names_of_relations_and_edges() {
    check(
        "{word:signed} >=r {upos:/NOUN|PROPN/}=x",
        &["signed x=treaty r=nsubj:pass", "signed x=Norway r=obl:agent"],
    );
    check("{word:old} <amod=r {}", &["old r=amod", "old r=amod"]);
    check("{word:told} >>=r {word:by}", &["told r=case"]);
    check("{word:by} <<=r {word:told}", &["by r=ccomp"]);
    // The same name, the same label.
    check(
        "{}=a >=r {lemma:boat}=x : {}=b >=r {lemma:boat}=y : =a .. =b",
        &["sold a=sold x=boats b=bought y=boats r=obj"],
    );
    check("{$} >~e {upos:PROPN}", &["told e=told-Oslo", "sold e=sold-Anna"]);
    check("{upos:PROPN} <obl=r~e {}", &["Oslo r=obl e=told-Oslo"]);
    check(
        "{lemma:sell} >~e {} : {}=x <~e {}",
        &[
            "sold x=Anna e=sold-Anna",
            "sold x=boats e=sold-boats",
            "sold x=bought e=sold-bought",
            "sold x=. e=sold-.",
        ],
    );
    // A name for the label, then a reference.
    check("{$}=a >obj {}=b : {} >=r =b", &["sold a=sold b=boats r=obj"]);
    check(
        "{$}=a >obj {}=b : =b <=r !{upos:X}",
        &["sold a=sold b=boats r=obj"],
    );
}

#[test]
fn several_patterns() {
    check(
        "{}=a >> {word:old} : {}=a >> {word:by}",
        &["told a=told", "signed a=signed"],
    );
    check(
        "{}=a >> {word:old} >> {word:by}",
        &["told a=told", "signed a=signed"],
    );
    check("{word:sold} : {word:Oslo}", &[]);
    check("{word:sold} : {lemma:boat}", &["sold"]);
    check("{word:sold}:{lemma:boat}=b", &["sold b=boats", "sold b=boats"]);
}

#[test]
fn uniq_shows_one_match_for_each_set_of_words_of_an_article() {
    check("{upos:PROPN} :: uniq", &["Oslo"]);
    check("{lemma:boat}=b < {}=v :: uniq b", &["boats b=boats v=sold"]);
    check(
        "{lemma:boat}=b < {}=v :: uniq b v",
        &["boats b=boats v=sold", "boats b=boats v=bought"],
    );
    check(
        "{word:/old|Oslo/}=w ?<amod {}=n :: uniq n",
        &["Oslo w=Oslo", "old w=old n=treaty", "old w=old n=boats"],
    );
    // The next article begins anew with the same scratch.
    let (doc, mut scratch) = (article(NEWS), Scratch::new());
    let pattern = Pattern::new("{lemma:boat}=b :: uniq b").unwrap();
    for _ in 0..2 {
        let mut count = 0;
        let found = |_: Match<'_, '_>| {
            count += 1;
            ControlFlow::Continue(())
        };
        pattern.search((&doc).into(), &mut scratch, found).unwrap();
        assert_eq!(count, 1);
    }
}

#[test]
fn whoever_has_enough_says_so() {
    let (doc, mut scratch) = (article(NEWS), Scratch::new());
    let pattern = Pattern::new("{}").unwrap();
    let mut count = 0;
    pattern
        .search((&doc).into(), &mut scratch, |_| {
            count += 1;
            if count == 3 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .unwrap();
    assert_eq!(count, 3);
    let mut search = pattern.over((&doc).into(), &mut scratch).unwrap();
    assert_eq!(
        search.sentence(Id::new(1), |_| ControlFlow::Break(())),
        Ending::Stopped
    );
    assert_eq!(
        search.sentence(Id::new(1), |_| ControlFlow::Continue(())),
        Ending::Complete
    );
    assert_eq!(
        search.sentence(Id::new(7), |_| ControlFlow::Break(())),
        Ending::Complete
    );
}
