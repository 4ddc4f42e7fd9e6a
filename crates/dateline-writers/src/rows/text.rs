//! The tables of what stands in the text: articles, sentences, tokens, mentions.

use super::{indexed, json};
use crate::article::Article;
use crate::records::confidence;
use crate::table::Cells;
use dateline_core::layers::{Parse, Tags};
use dateline_core::{Error, Id};
use serde::Serialize;

#[derive(Default, Serialize)]
pub(super) struct ArticleRow<'d> {
    id: &'d str,
    title: &'d str,
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

pub(super) fn articles(article: &Article<'_>, cells: &mut Cells<'_>) -> Result<(), Error> {
    let meta = article.doc.meta();
    cells.row(&ArticleRow {
        id: &meta.id,
        title: &meta.title,
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

#[derive(Default, Serialize)]
pub(super) struct SentenceRow<'d> {
    article_id: &'d str,
    index: u32,
    start: u32,
    end: u32,
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

#[derive(Default, Serialize)]
pub(super) struct TokenRow<'d> {
    article_id: &'d str,
    index: u32,
    start: u32,
    end: u32,
    text: &'d str,
    lemma: &'d str,
    upos: &'d str,
    xpos: &'d str,
    feats: &'d str,
    head: Option<u32>,
    deprel: String,
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
            row.lemma = doc.get(tag.lemma);
            row.upos = tag.upos.name();
            row.xpos = doc.get(tag.xpos);
            row.feats = doc.get(tag.feats);
        }
        if let Some(dependency) = parse.and_then(|parse| parse.get(index as usize)) {
            row.head = dependency.head.map(Id::raw);
            row.deprel.push_str(dependency.deprel.relation.name());
            if let Some(subtype) = article.some(dependency.deprel.subtype) {
                row.deprel.push(':');
                row.deprel.push_str(subtype);
            }
        }
        cells.row(&row)?;
    }
    Ok(())
}

#[derive(Default, Serialize)]
pub(super) struct MentionRow<'d> {
    article_id: &'d str,
    index: u32,
    start: u32,
    end: u32,
    text: &'d str,
    label: &'d str,
    kind: &'d str,
    entity: Option<u32>,
    value_type: &'d str,
    value: String,
    r#mod: Option<&'d str>,
    amount: Option<&'d str>,
    currency: Option<&'d str>,
    unit: Option<&'d str>,
    si_amount: Option<&'d str>,
    si_unit: Option<&'d str>,
    alpha2: Option<&'d str>,
    subdivision: Option<&'d str>,
    metonym: Option<bool>,
    converts: String,
    confidence: f64,
    rule: Option<&'d str>,
}

pub(super) fn mentions(article: &Article<'_>, cells: &mut Cells<'_>) -> Result<(), Error> {
    for (index, mention) in indexed(article.mentions.as_deref().unwrap_or_default()) {
        let surface = article.surface(mention.span);
        let value = mention.normal.and_then(|normal| article.value(normal));
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
            value_type: value.kind,
            value: value.value.to_string(),
            r#mod: value.modifier,
            amount: value.amount,
            currency: value.currency,
            unit: value.unit,
            si_amount: value.si_amount,
            si_unit: value.si_unit,
            alpha2: value.alpha2,
            subdivision: value.subdivision,
            metonym: value.metonym,
            converts: value
                .converts
                .map(|it| json(&it))
                .transpose()?
                .unwrap_or_default(),
            confidence: confidence(mention.confidence),
            rule: article.some(mention.rule),
        })?;
    }
    Ok(())
}
