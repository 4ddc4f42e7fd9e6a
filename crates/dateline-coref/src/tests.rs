//! Cases for the whole stage: short texts with marked names, and the chains that shall come out.

use crate::Coref;
use dateline_core::layers::{
    Entities, Label, Mention, MentionKind, Mentions, Names, Normal, PlaceKind, Sentence, Sentences, Token,
    TokenClass, Tokens,
};
use dateline_core::{Document, Span};

/// A document of `[Minoru Kihara]PERSON spoke.`: names in brackets with their label. Sentences end with a
/// token that ends in a stop before a capital; an empty line begins a paragraph.
fn document(fixture: &str) -> Document {
    let (mut text, mut names, mut rest) = (String::new(), Vec::new(), fixture);
    while let Some(open) = rest.find('[') {
        text.push_str(&rest[..open]);
        let close = rest[open..].find(']').unwrap() + open;
        let start = text.len();
        text.push_str(&rest[open + 1..close]);
        let tail = &rest[close + 1..];
        let label_len = tail.find(|c: char| !c.is_ascii_uppercase()).unwrap_or(tail.len());
        names.push((
            Span::at(start, text.len() - start),
            Label::from_name(&tail[..label_len]).unwrap(),
        ));
        rest = &tail[label_len..];
    }
    text.push_str(rest);
    let mut doc = Document::from_text(&text).unwrap();
    doc.insert(|view, out| {
        let text = view.text();
        let mut tokens: Vec<Token> = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let c = text[at..].chars().next().unwrap();
            let len = if c.is_alphanumeric() {
                let word = text[at..]
                    .find(|c: char| !c.is_alphanumeric() && c != '-')
                    .unwrap_or(text.len() - at);
                let abbreviation = matches!(&text[at..at + word], "Mr" | "Mrs" | "Gen" | "Inc" | "U.S");
                word + usize::from(abbreviation)
            } else if text[at..].starts_with("'s") {
                2
            } else {
                c.len_utf8()
            };
            if !c.is_whitespace() {
                let class = if c.is_alphanumeric() {
                    TokenClass::Word
                } else {
                    TokenClass::Punct
                };
                tokens.push(Token::new(Span::at(at, len), class));
            }
            at += len;
        }
        let mut first = 0;
        for index in 0..tokens.len() {
            let stop = view.slice(tokens[index].span) == ".";
            if stop || index + 1 == tokens.len() {
                let span = tokens[first].span.join(tokens[index].span);
                let paragraph = first == 0 || text[..span.start() as usize].ends_with("\n\n");
                out.layer::<Sentences>().push(Sentence {
                    span,
                    first: first as u32,
                    end: index as u32 + 1,
                    paragraph,
                });
                first = index + 1;
            }
        }
        out.layer::<Tokens>().extend(tokens);
        for (span, label) in names {
            out.layer::<Names>()
                .push(Mention::new(span, label, MentionKind::Name));
        }
        Ok(())
    })
    .unwrap();
    doc
}

/// The chains of an article: each entity's name and its mentions, the names of values and titles left out.
fn chains(fixture: &str) -> Vec<(String, Vec<String>)> {
    let mut doc = document(fixture);
    doc.apply(&Coref::new().unwrap()).unwrap();
    assert!(doc.misfits().is_empty());
    let mentions = doc.layer::<Mentions>().unwrap();
    doc.layer::<Entities>()
        .unwrap()
        .iter()
        .map(|entity| {
            let texts = entity
                .mentions
                .iter()
                .map(|id| doc.slice(mentions[id.index()].span).to_owned());
            (doc.get(entity.name).to_owned(), texts.collect())
        })
        .collect()
}

/// Checks that the article has a chain of this name and exactly these mentions.
#[track_caller]
fn check(fixture: &str, name: &str, mentions: &[&str]) {
    let found = chains(fixture);
    let chain = found.iter().find(|(known, _)| known == name);
    assert_eq!(
        chain.map(|(_, texts)| texts.iter().map(String::as_str).collect()),
        Some(mentions.to_vec()),
        "{found:?}"
    );
}

#[test]
fn names() {
    check(
        "[Minoru Kihara]PERSON met [Hun Sen]PERSON. [Kihara]PERSON left.",
        "Minoru Kihara",
        &["Minoru Kihara", "Kihara"],
    );
    check(
        "[Xi Jinping]PERSON spoke. [Xi]PERSON left.",
        "Xi Jinping",
        &["Xi Jinping", "Xi"],
    );
    check(
        "[Ricardo Rosselló Nevares]PERSON quit. [Rosselló]PERSON left.",
        "Ricardo Rosselló Nevares",
        &["Ricardo Rosselló Nevares", "Rosselló"],
    );
    // A title that tells another gender keeps names apart.
    check(
        "[Bill Clinton]PERSON spoke. Mrs. [Clinton]PERSON left.",
        "Bill Clinton",
        &["Bill Clinton"],
    );
    check(
        "[Joe Lee]PERSON spoke. [Lee]PERSON met his son [Tim Lee]PERSON. [Lee]PERSON left.",
        "Joe Lee",
        &["Joe Lee", "Lee", "his", "Lee"],
    );
    // Of two who share a surname and are named alike, the one named last.
    check(
        "[Ann Lee]PERSON met [Bob Lee]PERSON. [Lee]PERSON left.",
        "Bob Lee",
        &["Bob Lee", "Lee"],
    );
    check(
        "[Saha Airlines]ORG flew. [Saha]ORG fell.",
        "Saha Airlines",
        &["Saha Airlines", "Saha"],
    );
    check(
        "[Acme Corporation]ORG sold. [Acme Inc.]ORG bought.",
        "Acme Corporation",
        &["Acme Corporation", "Acme Inc."],
    );
    check(
        "[Fath Airport]FAC closed. A jet left [Fath]FAC.",
        "Fath Airport",
        &["Fath Airport", "Fath"],
    );
    check(
        "The [National Emergency Operation Centre]ORG ([NEOC]ORG) spoke. [NEOC]ORG left.",
        "National Emergency Operation Centre",
        &["National Emergency Operation Centre", "NEOC", "NEOC"],
    );
    check(
        "[United Nations]ORG voted. [United Nations General Assembly]ORG met.",
        "United Nations",
        &["United Nations"],
    );
    check(
        "[Senate]ORG met. [Senate Intelligence Committee]ORG met.",
        "Senate",
        &["Senate"],
    );
    check(
        "[Boeing 707s]PRODUCT fly. The [707]PRODUCT crashed. A [Boeing 707]PRODUCT fell.",
        "Boeing 707",
        &["Boeing 707s", "707", "Boeing 707"],
    );
}

#[test]
fn states_and_governments() {
    check(
        "[Iran]GPE spoke. The [Islamic Republic of Iran]GPE left.",
        "Islamic Republic of Iran",
        &["Iran", "Islamic Republic of Iran"],
    );
    check(
        "[China]GPE spoke of [Beijing]GPE's outreach.",
        "China",
        &["China", "Beijing"],
    );
    check(
        "Relations with [Beijing]GPE are cold. [China]GPE spoke.",
        "China",
        &["Beijing", "China"],
    );
    check(
        "[Tokyo]GPE is disturbed. [Japan]GPE spoke.",
        "Japan",
        &["Tokyo", "Japan"],
    );
    check("He arrived in [Tokyo]GPE. [Japan]GPE spoke.", "Japan", &["Japan"]);
    check(
        "Shops in [Beijing]GPE's centre closed. [China]GPE spoke.",
        "China",
        &["China"],
    );
    // Once a capital has stood for its government, it does where nothing speaks of the town.
    check(
        "[Moscow]GPE said no. That gave [Moscow]GPE time. He was in [Moscow]GPE.",
        "Moscow",
        &["Moscow", "Moscow"],
    );
}

#[test]
fn a_metonym_carries_the_state() {
    let mut doc = document("[Tokyo]GPE is disturbed.");
    doc.apply(&Coref::new().unwrap()).unwrap();
    let Some(Normal::Place(place)) = doc.layer::<Mentions>().unwrap()[0].normal else {
        panic!("no place")
    };
    assert!(place.metonym && doc.get(place.alpha3) == "JPN" && doc.get(place.alpha2) == "JP");
    let entity = &doc.layer::<Entities>().unwrap()[0];
    assert_eq!(
        (doc.get(entity.links[0].scheme), doc.get(entity.links[0].id)),
        ("iso3166", "JPN")
    );
}

#[test]
fn states_by_their_common_names() {
    for (name, code) in [
        ("United States", "USA"),
        ("United Kingdom", "GBR"),
        ("Russia", "RUS"),
        ("South Korea", "KOR"),
        ("Bosnia and Herzegovina", "BIH"),
        ("Democratic Republic of the Congo", "COD"),
        ("Côte d'Ivoire", "CIV"),
    ] {
        let mut doc = document(&format!("He went to the [{name}]GPE."));
        doc.apply(&Coref::new().unwrap()).unwrap();
        let entity = &doc.layer::<Entities>().unwrap()[0];
        let links = entity.links.iter().map(|it| (doc.get(it.scheme), doc.get(it.id)));
        assert_eq!(links.collect::<Vec<_>>(), [("iso3166", code)], "{name}");
    }
}

#[test]
fn the_town_whose_state_is_said() {
    let mut doc = document("He was born in [Paris]GPE, [Texas]GPE. [Paris]GPE is small.");
    doc.apply(&Coref::new().unwrap()).unwrap();
    let mentions = doc.layer::<Mentions>().unwrap();
    for mention in [mentions.first().unwrap(), mentions.last().unwrap()] {
        let Some(Normal::Place(place)) = mention.normal else {
            panic!("no place")
        };
        assert_eq!((place.kind, doc.get(place.alpha3)), (PlaceKind::City, "USA"));
    }
    let entity = &doc.layer::<Entities>().unwrap()[0];
    let links: Vec<_> = entity
        .links
        .iter()
        .map(|it| (doc.get(it.scheme), doc.get(it.id)))
        .collect();
    assert!(
        links.contains(&("area", "Texas")) && links.contains(&("reason", "said")),
        "{links:?}"
    );
}

#[test]
fn descriptions() {
    check(
        "[Defense Minister]TITLE [Minoru Kihara]PERSON spoke. The [defence minister]TITLE left.",
        "Minoru Kihara",
        &["Minoru Kihara", "defence minister"],
    );
    check(
        "[Hun Manet]PERSON, the [prime minister]TITLE, spoke. The [minister]TITLE left.",
        "Hun Manet",
        &["Hun Manet", "prime minister"],
    );
    check(
        "Former [president]TITLE [Ann Lee]PERSON met the [president]TITLE.",
        "Ann Lee",
        &["Ann Lee"],
    );
    check(
        "The [Funan Techo canal]FAC is long. The canal will open.",
        "Funan Techo canal",
        &["Funan Techo canal", "canal"],
    );
    check(
        "The [Funan Techo canal]FAC is long. The 100 m wide, 5 m deep canal will open.",
        "Funan Techo canal",
        &["Funan Techo canal", "canal"],
    );
    check(
        "[Acme Inc.]ORG fell. The company said so.",
        "Acme Inc.",
        &["Acme Inc.", "company"],
    );
    check(
        "[Samoa]GPE closed. The government said so.",
        "Samoa",
        &["Samoa", "government"],
    );
    check(
        "[Samoa]GPE met [Fiji]GPE. The government said so.",
        "Samoa",
        &["Samoa"],
    );
}

#[test]
fn pronouns() {
    check(
        "[Minoru Kihara]PERSON spoke. He left with his aide.",
        "Minoru Kihara",
        &["Minoru Kihara", "He", "his"],
    );
    check(
        "[Angela Merkel]PERSON met [Boris Johnson]PERSON. She left.",
        "Angela Merkel",
        &["Angela Merkel", "She"],
    );
    check(
        "[Minoru Kihara]PERSON told him so.",
        "Minoru Kihara",
        &["Minoru Kihara"],
    );
    check(
        "[Minoru Kihara]PERSON saw a man. He left.",
        "Minoru Kihara",
        &["Minoru Kihara"],
    );
    check(
        "[Japan]GPE has ties with [Cambodia]GPE, but its influence is minor.",
        "Japan",
        &["Japan", "its"],
    );
    check(
        "He flew to [Vietnam]GPE, whose relations are cold.",
        "Vietnam",
        &["Vietnam", "whose"],
    );
    check(
        "“He is gone,” said [Minoru Kihara]PERSON.",
        "Minoru Kihara",
        &["Minoru Kihara"],
    );
    check(
        "[Minoru Kihara]PERSON said: “He is gone”.",
        "Minoru Kihara",
        &["Minoru Kihara"],
    );
}

#[test]
fn institutions_without_their_state() {
    check(
        "The [Japan Coast Guard]ORG sailed. The [Coast Guard]ORG returned.",
        "Japan Coast Guard",
        &["Japan Coast Guard", "Coast Guard"],
    );
    check(
        "The [Japan Coast Guard]ORG met the [Canada Coast Guard]ORG. The [Coast Guard]ORG left.",
        "Coast Guard",
        &["Coast Guard"],
    );
    check(
        "The [Japan Civil Aviation Bureau]ORG spoke. [CAB]ORG rules apply.",
        "Japan Civil Aviation Bureau",
        &["Japan Civil Aviation Bureau", "CAB"],
    );
}

#[test]
fn institutions_by_one_word() {
    check(
        "The [House of Delegates]ORG met. The [House]ORG rose.",
        "House of Delegates",
        &["House of Delegates", "House"],
    );
    check(
        "The [Hakluyt Society]ORG met. The [Society]ORG rose.",
        "Hakluyt Society",
        &["Hakluyt Society", "Society"],
    );
    check(
        "The [Hakluyt Society]ORG met the [Camden Society]ORG. The [Society]ORG rose.",
        "Society",
        &["Society"],
    );
}

#[test]
fn a_name_that_a_state_and_a_region_share() {
    let links = |fixture: &str| {
        let mut doc = document(fixture);
        doc.apply(&Coref::new().unwrap()).unwrap();
        let entities = doc.layer::<Entities>().unwrap();
        let it = entities.iter().find(|it| doc.get(it.name) == "Georgia").unwrap();
        let links: Vec<String> = it.links.iter().map(|link| doc.get(link.id).to_owned()).collect();
        links
    };
    assert_eq!(links("[Georgia]GPE votes."), ["GEO"]);
    assert_eq!(links("The state of [Georgia]GPE votes."), ["US-GA"]);
    assert_eq!(links("[Georgia]GPE votes. [Atlanta]GPE slept."), ["US-GA"]);
}

#[test]
fn a_seat_of_government_is_found_among_its_namesakes() {
    let mut doc = document("He flew to [Washington]GPE.");
    doc.apply(&Coref::new().unwrap()).unwrap();
    let entities = doc.layer::<Entities>().unwrap();
    assert!(entities[0].links.iter().any(|link| doc.get(link.id) == "4140963"));
}

#[test]
fn a_town_and_its_region_of_one_name() {
    let mut doc = document(
        "[Jo Doe]PERSON flew to [New York]GPE. [New York]GPE governor [Ann Roe]PERSON met her in [Albany]GPE, [New York]GPE.",
    );
    doc.apply(&Coref::new().unwrap()).unwrap();
    let entities = doc.layer::<Entities>().unwrap();
    let links = |name: &str| -> Vec<Vec<String>> {
        let named = entities.iter().filter(|it| doc.get(it.name) == name);
        named
            .map(|it| it.links.iter().map(|link| doc.get(link.id).to_owned()).collect())
            .collect()
    };
    let found = links("New York");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].contains(&"5128581".to_owned()) && found[1] == ["US-NY"],
        "{found:?}"
    );
    assert_eq!(links("Albany").len(), 1);
}

#[test]
fn acronyms_of_two_letters_and_of_plurals() {
    check(
        "The [European Union]ORG met. The [EU]ORG agreed.",
        "European Union",
        &["European Union", "EU"],
    );
    check(
        "The [Millennium Development Goals]LAW were met. The [MDGs]LAW ended.",
        "Millennium Development Goals",
        &["Millennium Development Goals", "MDGs"],
    );
    // A place is not called after the initials of an agency.
    check(
        "The [Legal Aid]ORG met. [LA]GPE slept.",
        "Legal Aid",
        &["Legal Aid"],
    );
    check(
        "The [Italian Episcopal Conference]ORG ([CEI]ORG) met.",
        "Italian Episcopal Conference",
        &["Italian Episcopal Conference", "CEI"],
    );
}

#[test]
fn what_stands_behind_a_surname_does_not_hide_it() {
    check(
        "[Anna Roe]PERSON met [Max Roe]PERSON. [Anna Roe DBE]PERSON left. [Roe]PERSON slept.",
        "Anna Roe DBE",
        &["Anna Roe", "Anna Roe DBE", "Roe"],
    );
}

#[test]
fn kin_before_a_comma_is_no_apposition() {
    check(
        "[Daniel Roe]PERSON came. Asked by his mother, [Roe]PERSON left.",
        "Daniel Roe",
        &["Daniel Roe", "his", "Roe"],
    );
}

#[test]
fn which_congo_is_meant() {
    let links = |fixture: &str| {
        let mut doc = document(fixture);
        doc.apply(&Coref::new().unwrap()).unwrap();
        let entities = doc.layer::<Entities>().unwrap();
        let states = |it: &dateline_core::layers::Entity| {
            let of_state = it.links.iter().filter(|link| doc.get(link.scheme) == "iso3166");
            of_state.map(|link| doc.get(link.id).to_owned()).next()
        };
        let links: Vec<(String, String)> = entities
            .iter()
            .filter_map(|it| Some((doc.get(it.name).to_owned(), states(it)?)))
            .collect();
        links
    };
    let pair = |name: &str, id: &str| (name.to_owned(), id.to_owned());
    assert_eq!(links("[Congo]GPE votes."), [pair("Congo", "COD")]);
    assert_eq!(
        links("[Republic of the Congo]GPE votes. [Congo]GPE sleeps."),
        [pair("Republic of the Congo", "COG")]
    );
    assert_eq!(
        links("[Congo]GPE votes. [Kinshasa]GPE sleeps."),
        [pair("Congo", "COD")]
    );
    assert_eq!(
        links("[Congo]GPE and the [Republic of the Congo]GPE vote. [DR Congo]GPE sleeps."),
        [pair("DR Congo", "COD"), pair("Republic of the Congo", "COG")]
    );
}
