//! The tables of what stands in the text: articles, sentences, tokens, mentions.

use super::{indexed, json};
use crate::article::Article;
use crate::columns::row;
use crate::records::confidence;
use crate::table::Cells;
use dateline_core::layers::{Parse, Tags};
use dateline_core::{Error, Id};

row! {
    pub(super) struct ArticleRow<'d> {
        id: &'d str,
        title: Option<&'d str>,
        published: Option<&'d str>,
        language: Option<&'d str>,
        byline: Option<&'d str>,
        url: Option<&'d str>,
        source_path: &'d str,
        source_record: u64,
        publisher: Option<&'d str>,
        text: &'d str,
        duplicate_of: Option<&'d str>,
        similarity: Option<f64>,
    }
}

pub(super) fn articles(article: &Article<'_>, cells: &mut Cells<'_>) -> Result<(), Error> {
    let meta = article.doc.meta();
    cells.row(&ArticleRow {
        id: &meta.id,
        title: Some(meta.title.as_str()).filter(|title| !title.is_empty()),
        published: meta.published.as_deref(),
        language: meta.language.as_deref(),
        byline: meta.byline.as_deref(),
        url: meta.url.as_deref(),
        source_path: &meta.origin.path,
        source_record: meta.origin.record,
        publisher: meta.publisher.as_deref(),
        text: article.doc.text(),
        duplicate_of: meta.duplicate.as_ref().map(|it| it.of.as_str()),
        similarity: meta
            .duplicate
            .as_ref()
            .map(|it| f64::from(it.similarity) / 1000.0),
    })
}

row! {
    pub(super) struct SentenceRow<'d> {
        article_id: &'d str,
        index: u32,
        start: u32,
        end: u32,
    }
}

pub(super) fn sentences(article: &Article<'_>, cells: &mut Cells<'_>) -> Result<(), Error> {
    for (index, sentence) in indexed(article.sentences().unwrap_or_default()) {
        let (start, end) = article.offsets.span(sentence.span);
        cells.row(&SentenceRow {
            article_id: &article.doc.meta().id,
            index,
            start,
            end,
        })?;
    }
    Ok(())
}

row! {
    pub(super) struct TokenRow<'d> {
        article_id: &'d str,
        index: u32,
        start: u32,
        end: u32,
        text: &'d str,
        lemma: Option<&'d str>,
        upos: Option<&'d str>,
        xpos: Option<&'d str>,
        feats: Option<&'d str>,
        head: Option<u32>,
        deprel: Option<String>,
    }
}

pub(super) fn tokens(article: &Article<'_>, cells: &mut Cells<'_>) -> Result<(), Error> {
    let doc = article.doc;
    let (tags, parse) = (doc.layer::<Tags>(), doc.layer::<Parse>());
    for (index, token) in indexed(article.tokens().unwrap_or_default()) {
        let surface = article.surface(token.span);
        let mut row = TokenRow {
            article_id: &doc.meta().id,
            index,
            start: surface.start,
            end: surface.end,
            text: surface.text,
            ..TokenRow::default()
        };
        if let Some(tag) = tags.and_then(|tags| tags.get(index as usize)) {
            row.lemma = article.some(tag.lemma);
            row.upos = Some(tag.upos.name());
            row.xpos = article.some(tag.xpos);
            row.feats = article.some(tag.feats);
        }
        if let Some(dependency) = parse.and_then(|parse| parse.get(index as usize)) {
            row.head = dependency.head.map(Id::raw);
            let relation = dependency.deprel.relation.name();
            row.deprel = Some(match article.some(dependency.deprel.subtype) {
                Some(subtype) => format!("{relation}:{subtype}"),
                None => relation.to_owned(),
            });
        }
        cells.row(&row)?;
    }
    Ok(())
}

row! {
    pub(super) struct MentionRow<'d> {
        article_id: &'d str,
        index: u32,
        start: u32,
        end: u32,
        text: &'d str,
        label: &'d str,
        kind: &'d str,
        entity: Option<u32>,
        value_type: Option<&'d str>,
        value: Option<String>,
        r#mod: Option<&'d str>,
        amount: Option<&'d str>,
        currency: Option<&'d str>,
        unit: Option<&'d str>,
        si_amount: Option<&'d str>,
        si_unit: Option<&'d str>,
        alpha2: Option<&'d str>,
        subdivision: Option<&'d str>,
        metonym: Option<bool>,
        converts: Option<String>,
        confidence: f64,
        rule: Option<&'d str>,
    }
}

pub(super) fn mentions(article: &Article<'_>, cells: &mut Cells<'_>) -> Result<(), Error> {
    for (index, mention) in indexed(article.mentions.as_deref().unwrap_or_default()) {
        let surface = article.surface(mention.span);
        let value = mention.normal.and_then(|normal| article.value(normal));
        let (value_type, normal) = (value.map(|it| it.kind), value.map(|it| it.value.to_string()));
        let normal = normal.filter(|normal| !normal.is_empty());
        let value = value.unwrap_or_default();
        cells.row(&MentionRow {
            article_id: &article.doc.meta().id,
            index,
            start: surface.start,
            end: surface.end,
            text: surface.text,
            label: article.label(mention.label),
            kind: mention.kind.name(),
            entity: mention.entity.map(Id::raw),
            value_type,
            value: normal,
            r#mod: value.modifier,
            amount: value.amount,
            currency: value.currency,
            unit: value.unit,
            si_amount: value.si_amount,
            si_unit: value.si_unit,
            alpha2: value.alpha2,
            subdivision: value.subdivision,
            metonym: value.metonym,
            converts: value.converts.map(|it| json(&it)).transpose()?,
            confidence: confidence(mention.confidence),
            rule: article.some(mention.rule),
        })?;
    }
    Ok(())
}
