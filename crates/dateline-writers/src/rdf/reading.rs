//! What readers found as triples: an article's credits and the places of its passages in their page.

use super::describe::Describer;
use super::names::dl;
use super::term::{Node, Object, Triples};

impl<T: Triples> Describer<'_, '_, T> {
    pub(super) fn credits(&mut self) {
        let article = self.article;
        for (index, credit) in (0..).zip(article.credits().unwrap_or_default()) {
            self.string(credit.span);
            self.out.subject(Node::Item("credit", index));
            self.types(&[dl("Credit")]);
            self.text(dl("kind"), Some(credit.kind.name()));
            self.node(dl("span"), self.place(credit.span));
            self.text(dl("value"), article.some(credit.value));
        }
    }

    pub(super) fn passages(&mut self) {
        let article = self.article;
        for (index, passage) in (0..).zip(article.passages().unwrap_or_default()) {
            self.string(passage.span);
            self.out.subject(Node::Item("passage", index));
            self.types(&[dl("Passage")]);
            self.node(dl("span"), self.place(passage.span));
            self.out.add(dl("pageStart"), Object::Number(passage.page_start));
            self.out.add(dl("pageEnd"), Object::Number(passage.page_end));
        }
    }
}
