//! Documents for tests: text with marked mentions, tokens and sentences made by a plain rule.

use dateline_core::layers::{
    Entities, Entity, Label, Link, Mention, MentionKind, Mentions, Normal, Place, PlaceKind, Sentence,
    Sentences, Timex, TimexKind, Token, TokenClass, Tokens,
};
use dateline_core::{Document, Id, Span, TextRef};

/// A document of `[Kihara]PERSON=Minoru Kihara said. [He]PERSON*=Minoru Kihara left.`: mentions in brackets
/// with their label. Behind `=`, up to a second bracket pair's end, stands the entity in braces
/// (`[Kihara]PERSON{Minoru Kihara}`); without one the mention's own text is it. A `*` behind the label makes
/// the mention a pronoun, `^` a nominal; `&{Kihara}` adds a nominal of that person over a title. States get an ISO link by their name. Sentences end with a stop;
/// an empty line begins a paragraph.
pub(crate) fn document(fixture: &str) -> Document {
    let (mut text, mut marked, mut rest) = (String::new(), Vec::new(), fixture);
    while let Some(open) = rest.find('[') {
        text.push_str(&rest[..open]);
        let close = rest[open..].find(']').unwrap() + open;
        let start = text.len();
        text.push_str(&rest[open + 1..close]);
        let mut tail = &rest[close + 1..];
        let len = tail
            .find(|c: char| !c.is_ascii_uppercase() && c != '_')
            .unwrap_or(tail.len());
        let Some(label) = Label::from_name(&tail[..len]) else {
            panic!("label in {fixture}")
        };
        tail = &tail[len..];
        let mut kind = if label.is_value() {
            MentionKind::Value
        } else {
            MentionKind::Name
        };
        if let Some(after) = tail.strip_prefix('*') {
            (kind, tail) = (MentionKind::Pronoun, after);
        } else if let Some(after) = tail.strip_prefix('^') {
            (kind, tail) = (MentionKind::Nominal, after);
        }
        let mut holder = None;
        if let Some(after) = tail.strip_prefix("&{") {
            let end = after.find('}').unwrap();
            holder = Some(after[..end].to_owned());
            tail = &after[end + 1..];
        }
        let mut entity = text[start..].to_owned();
        if let Some(after) = tail.strip_prefix('{') {
            let end = after.find('}').unwrap();
            entity = after[..end].to_owned();
            tail = &after[end + 1..];
        }
        let span = Span::at(start, text.len() - start);
        marked.push((span, label, kind, entity));
        if let Some(holder) = holder {
            marked.push((span, Label::Person, MentionKind::Nominal, holder));
        }
        rest = tail;
    }
    text.push_str(rest);
    let mut doc = Document::from_text(&text).unwrap();
    doc.meta_mut().published = Some("2024-08-07".to_owned());
    doc.insert(|view, out| {
        let tokens = tokenize(view.text());
        let mut first = 0;
        for index in 0..tokens.len() {
            let word = view.slice(tokens[index].span);
            let next = tokens.get(index + 1).map(|token| view.slice(token.span));
            let stop = matches!(word, "." | "!" | "?") && !matches!(next, Some("”" | "\""))
                || matches!(word, "”" | "\"")
                    && index > 0
                    && matches!(view.slice(tokens[index - 1].span), "." | "!" | "?");
            let breaks = tokens.get(index + 1).is_some_and(|next| {
                view.text()[tokens[index].span.end() as usize..next.span.start() as usize].contains("\n\n")
            });
            if stop || breaks || index + 1 == tokens.len() {
                let span = tokens[first].span.join(tokens[index].span);
                let paragraph = first == 0 || view.text()[..span.start() as usize].ends_with("\n\n");
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
        out.pair::<Mentions, Entities>();
        let mut entities: Vec<(String, Entity)> = Vec::new();
        for (index, (span, label, kind, name)) in marked.iter().enumerate() {
            let mut mention = Mention::new(*span, *label, *kind);
            let value = view.slice(*span).to_owned();
            mention.normal = normal(*label, &value, name, out);
            if !label.is_value() && (*label != Label::Title || *kind != MentionKind::Name) {
                let known = entities
                    .iter()
                    .position(|(known, _)| known == name)
                    .unwrap_or_else(|| {
                        let mut links = Vec::new();
                        if let (Label::Gpe, Some(code), false) = (
                            label,
                            code(name),
                            name.ends_with("an") && name != "Iran" && name != "Japan",
                        ) {
                            links.push(Link {
                                scheme: out.intern("iso3166"),
                                id: out.intern(code),
                            });
                        }
                        entities.push((
                            name.clone(),
                            Entity {
                                name: out.intern(name),
                                label: *label,
                                mentions: Vec::new(),
                                links,
                            },
                        ));
                        entities.len() - 1
                    });
                entities[known].1.mentions.push(Id::from_index(index));
                mention.entity = Some(Id::from_index(known));
            }
            out.layer::<Mentions>().push(mention);
        }
        out.layer::<Entities>()
            .extend(entities.into_iter().map(|(_, entity)| entity));
        Ok(())
    })
    .unwrap();
    assert!(doc.misfits().is_empty());
    doc
}

fn code(name: &str) -> Option<&'static str> {
    Some(match name {
        "Japan" | "Japanese" => "JPN",
        "China" | "Chinese" | "Beijing" => "CHN",
        "Cambodia" | "Cambodian" => "KHM",
        "Russia" | "Russian" => "RUS",
        "Saudi Arabia" | "Saudi" => "SAU",
        "United States" | "U.S." | "American" => "USA",
        "Iran" | "Iranian" => "IRN",
        "France" | "French" => "FRA",
        "Samoa" => "WSM",
        _ => return None,
    })
}

fn normal(label: Label, text: &str, entity: &str, out: &mut dateline_core::Output<'_>) -> Option<Normal> {
    match label {
        Label::Gpe | Label::Norp => {
            let code = code(text).or_else(|| code(entity))?;
            let alpha3 = out.intern(code);
            Some(Normal::Place(Place {
                kind: PlaceKind::Country,
                alpha3,
                alpha2: TextRef::EMPTY,
                subdivision: TextRef::EMPTY,
                metonym: false,
            }))
        }
        Label::Date => {
            let value = out.intern(entity);
            Some(Normal::Timex(Timex {
                kind: TimexKind::Date,
                value,
                modifier: TextRef::EMPTY,
            }))
        }
        _ => None,
    }
}

/// Words with hyphens and inner stops, clitics split off, every other mark alone.
fn tokenize(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let c = text[at..].chars().next().unwrap();
        let joined = at > 0 && text[..at].ends_with(char::is_alphanumeric);
        let len = if let Some(clitic) = ["'s", "’s", "n't", "n’t"]
            .iter()
            .find(|it| joined && text[at..].starts_with(**it))
        {
            clitic.len()
        } else if c.is_alphanumeric() {
            let inner = |c: char| c.is_alphanumeric() || ".,".contains(c);
            let word = &text[at..at + text[at..].find(|c: char| !inner(c)).unwrap_or(text.len() - at)];
            let mut word = word.trim_end_matches(['-', ',']);
            if !matches!(word, "U.S." | "Gen." | "Mr." | "Inc.") {
                word = word.trim_end_matches(['.', ',', '-']);
            }
            match word.strip_suffix('n') {
                Some(stem) if text[at + word.len()..].starts_with("'t") => stem.len(),
                _ => word.len(),
            }
        } else {
            c.len_utf8()
        };
        if !c.is_whitespace() {
            let class = if c.is_alphabetic()
                || text[at..].starts_with("'s")
                || text[at..].starts_with("’s")
                || text[at..].starts_with("n't")
            {
                TokenClass::Word
            } else if c.is_ascii_digit() {
                TokenClass::Number
            } else if "$€%+".contains(c) {
                TokenClass::Symbol
            } else {
                TokenClass::Punct
            };
            let mut token = Token::new(Span::at(at, len), class);
            token.joined = joined && class == TokenClass::Word;
            tokens.push(token);
        }
        at += len;
    }
    tokens
}
