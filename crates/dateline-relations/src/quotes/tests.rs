//! Cases: a text with marked mentions, and the quotes that shall come out, one a line:
//! `kind | speaker | cue | content // content`.

use super::QuoteStage;
use crate::fixture::document;
use dateline_core::Document;
use dateline_core::layers::{Mentions, Quotes};

fn quotes(doc: &Document) -> Vec<String> {
    let mentions = doc.layer::<Mentions>().unwrap();
    doc.layer::<Quotes>()
        .unwrap()
        .iter()
        .map(|quote| {
            let speaker = quote
                .speaker
                .map_or("-", |id| doc.slice(mentions[id.index()].span));
            let cue = quote.cue.map_or("-", |span| doc.slice(span));
            let content: Vec<&str> = quote.content.iter().map(|span| doc.slice(*span)).collect();
            format!(
                "{} | {speaker} | {cue} | {}",
                quote.kind.name(),
                content.join(" // ")
            )
        })
        .collect()
}

#[track_caller]
fn check(fixture: &str, wanted: &[&str]) {
    let mut doc = document(fixture);
    doc.apply(&QuoteStage::new().unwrap()).unwrap();
    assert!(doc.misfits().is_empty());
    assert_eq!(quotes(&doc), wanted, "{fixture}");
}

#[test]
fn indirect() {
    check(
        "[Kihara]PERSON said the ministers vowed to help.",
        &["indirect | Kihara | said | the ministers vowed to help"],
    );
    check(
        "[He]PERSON*{Kihara} said that it had closed.",
        &["indirect | He | said | it had closed"],
    );
    check(
        "[Kihara]PERSON told reporters before his trip that [Japan]GPE has changed.",
        &["indirect | Kihara | told | Japan has changed"],
    );
    check(
        "[Boeing]ORG told [Reuters]ORG the plane was safe.",
        &["indirect | Boeing | told | the plane was safe"],
    );
    check(
        "The ministers met, [Ministry]ORG spokesperson [Chhum Sochet]PERSON said on his page.",
        &["indirect | Chhum Sochet | said | The ministers met"],
    );
    check(
        "A [Defence Ministry]ORG statement said the sides agreed to talk.",
        &["indirect | Defence Ministry | said | the sides agreed to talk"],
    );
    check(
        "The [Saudi]NORP government said the attack was new. [Saudi Arabia]GPE left.",
        &["indirect | Saudi Arabia | said | the attack was new"],
    );
    check(
        "The government of [Samoa]GPE said teams took part.",
        &["indirect | Samoa | said | teams took part"],
    );
    check(
        "Hospital officials in [Omsk]GPE said no traces were found.",
        &["indirect | - | said | no traces were found"],
    );
    check(
        "[Charité]ORG said in a statement, [Navalny]PERSON would stay.",
        &["indirect | Charité | said | Navalny would stay"],
    );
    check(
        "One senator, [Eduardo Bhatia]PERSON, said he intended to sue.",
        &["indirect | Eduardo Bhatia | said | he intended to sue"],
    );
    check(
        "[Cruz]PERSON, the mayor of the city of [San Juan]GPE, said she would sue.",
        &["indirect | Cruz | said | she would sue"],
    );
    check(
        "[Cruz]PERSON, who left on [Monday]DATE, said she would sue.",
        &["indirect | Cruz | said | she would sue"],
    );
    check(
        "Officials deny [China]GPE will have a base and say they are neutral.",
        &[
            "indirect | - | deny | China will have a base",
            "indirect | - | say | they are neutral",
        ],
    );
    check(
        "[Maróth]PERSON pointed out it was costly, adding that it had failed.",
        &[
            "indirect | Maróth | pointed out | it was costly",
            "indirect | Maróth | adding | it had failed",
        ],
    );
    check(
        "Orders were late, [Maróth]PERSON said, and paying back seems realistic.",
        &["indirect | Maróth | said | Orders were late // paying back seems realistic"],
    );
    check(
        "It cited the [Air Force]ORG as stating [Saha]ORG owned the plane.",
        &["indirect | Air Force | stating | Saha owned the plane"],
    );
    check(
        "The [Senate]ORG announced it would meet on [Monday]DATE.",
        &["indirect | Senate | announced | it would meet on Monday"],
    );
}

#[test]
fn not_speech() {
    check("A reported sixteenth death was added.", &[]);
    check("No deaths were reported on the ground.", &[]);
    check("[NEOC]ORG reported a 95% rate on [Monday]DATE.", &[]);
    check("The [United States]GPE reports the news.", &[]);
    check("The report was reported by [Reuters]ORG as new.", &[]);
    check("[Kihara]PERSON told the story of his life.", &[]);
    check("[Kihara]PERSON stated his name.", &[]);
    check("The film was called “very bad” in [May]DATE.", &[]);
}

#[test]
fn direct() {
    check(
        "“We will act,” [Kihara]PERSON said.",
        &["direct | Kihara | said | “We will act,”"],
    );
    check(
        "“We will act,” said [Prime Minister]TITLE [Hun Manet]PERSON on [Monday]DATE.",
        &["direct | Hun Manet | said | “We will act,”"],
    );
    check(
        "[Kihara]PERSON said: “We will act. We must.” He left.",
        &["direct | Kihara | said | “We will act. We must.”"],
    );
    check(
        "[Kihara]PERSON said from the hall, \"I will be governor.\"",
        &["direct | Kihara | said | \"I will be governor.\""],
    );
    // Resumed after the cue.
    check(
        "“We act,” he said. “They must not.”",
        &["direct | - | said | “We act,” // “They must not.”"],
    );
    check(
        "“We,” [Kihara]PERSON said, “will act.”",
        &["direct | Kihara | said | “We,” // “will act.”"],
    );
    // Several sentences before the cue.
    check(
        "“We act. They wait,” [Kihara]PERSON said.",
        &["direct | Kihara | said | “We act. They wait,”"],
    );
    check(
        "“Your presence is a calamity”, [he]PERSON*{Rouhani} continued in the speech.",
        &["direct | he | continued | “Your presence is a calamity”"],
    );
}

#[test]
fn mixed() {
    check(
        "[Kihara]PERSON said he hoped to share his “understanding of the region” soon.",
        &["mixed | Kihara | said | he hoped to share his “understanding of the region” soon"],
    );
    check(
        "The army said the plane was bringing meat \"to help the economy.\"",
        &["mixed | - | said | the plane was bringing meat \"to help the economy.\""],
    );
    check(
        "In 2018 another plane turned at \"very low height\" according to [The Herald]ORG.",
        &["mixed | The Herald | according to | In 2018 another plane turned at \"very low height\""],
    );
}

#[test]
fn according_to() {
    check(
        "According to [Reuters]ORG, [Iran]GPE has increased ties.",
        &["indirect | Reuters | According to | Iran has increased ties"],
    );
    check(
        "[Iran]GPE has increased ties, according to officials.",
        &["indirect | - | according to | Iran has increased ties"],
    );
    check(
        "According to a [March 14, 2019]DATE [NATO]ORG press release, [Hungary]GPE spent more.",
        &["indirect | NATO | According to | Hungary spent more"],
    );
    check(
        "According to data from the [World Health Organisation]ORG, there were cases.",
        &["indirect | World Health Organisation | According to | there were cases"],
    );
}

#[test]
fn what_stands_between() {
    check(
        "According to [Sok]PERSON, who leads it, the plan has failed.",
        &["indirect | Sok | According to | the plan has failed"],
    );
    check(
        "According to [Sok]PERSON, a spokesman, the plan has failed.",
        &["indirect | Sok | According to | the plan has failed"],
    );
    check("They signed a deal according to which [Iran]GPE would pay.", &[]);
    check(
        "[Trump]PERSON argued that, as president, he was safe.",
        &["indirect | Trump | argued | as president, he was safe"],
    );
    check(
        "The move, which [Politico]ORG reported left some unhappy, was made.",
        &[],
    );
    check("Other states had decided to wait.", &[]);
    check(
        "[Turkey]GPE maintained a position that only it has the right.",
        &[],
    );
    check("[Sok]PERSON declared an emergency so he could build.", &[]);
    check("[Sok]PERSON confirmed him, but others had not.", &[]);
}

#[test]
fn paragraphs_and_open_marks() {
    check(
        "“We act,” [Kihara]PERSON said. “They must not wait.\n\n“They must go now.”\n\nIt rained.",
        &["direct | Kihara | said | “We act,” // “They must not wait. // “They must go now.”"],
    );
    // A mark that never closes stays in its paragraph.
    check(
        "He left “at once.\n\n[Kihara]PERSON said it was late.",
        &["indirect | Kihara | said | it was late"],
    );
}

#[test]
fn single_marks() {
    check(
        "'We act,' [Kihara]PERSON said.",
        &["direct | Kihara | said | 'We act,'"],
    );
    check(
        "[Kihara]PERSON said: 'It's late, and the '90s are gone.'",
        &["direct | Kihara | said | 'It's late, and the '90s are gone.'"],
    );
    check(
        "‘We act,’ [Kihara]PERSON said. It was a ‘disaster’ for him.",
        &["direct | Kihara | said | ‘We act,’"],
    );
    // Apostrophes are no marks.
    check("Guns 'n boats of the '90s left the boys' camp.", &[]);
    check(
        "[Kihara]PERSON said the '90s were over, and the workers' camp closed.",
        &["indirect | Kihara | said | the '90s were over, and the workers' camp closed"],
    );
}
