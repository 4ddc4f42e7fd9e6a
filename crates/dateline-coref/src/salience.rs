//! What makes one antecedent of a pronoun likelier than another beyond agreement and nearness: its place in
//! its sentence, its weight in the article.

use crate::features::{Pair, RANK_BITS, accord, gendered, step};
use crate::hash::{Feature, mix};

impl Pair<'_> {
    /// Rows of a pair whose later one is a pronoun.
    pub(crate) fn salience(&self, out: &mut Vec<Feature>) {
        let (it, other) = (self.later, self.earlier);
        let mut add = |template: u64, a: u64, b: u64, c: u64| out.push(mix(template, a, b, c, RANK_BITS));
        let which = u64::from(gendered(it));
        let (here, there) = (it.setting, other.setting);
        let near = step(it.sentence.saturating_sub(other.sentence) as usize).min(3);
        let sort = other.form as u64 + 8 * u64::from(self.chain.named);
        let role = u64::from(there.role);
        let (level, depth) = (u64::from(there.level), u64::from(there.depth));
        let order = u64::from(there.order);
        // Whether the pronoun owns something, is a subject, or else.
        let owner = if it.role == 41 {
            2
        } else {
            u64::from(it.is_subject())
        };
        add(100, which, level * 4 + depth, near);
        add(101, which * 4 + owner, role * 4 + depth, near);
        add(
            102,
            which,
            u64::from(there.bracketed) * 2 + u64::from(here.bracketed),
            sort,
        );
        add(103, which * 4 + owner, order, near);
        add(104, which, u64::from(there.joined), near.min(2));
        add(105, which, u64::from(here.role) * 64 + role, near.min(2));
        add(
            106,
            which * 4 + owner,
            u64::from(here.level) * 4 + level,
            near.min(2),
        );
        add(107, which, order * 8 + step(self.sooner), sort);
        let fame = self.chain.fame;
        let lead = u64::from(fame.leads) * 2 + u64::from(fame.first);
        add(108, which, lead, near);
        add(109, which, step(usize::from(fame.times)), lead);
        add(
            110,
            which,
            lead * 16 + step(self.sooner),
            u64::from(self.chain.named),
        );
        // Towards the pronoun's own gender.
        let leaning = match (fame.leaning, it.gender) {
            (known @ 1..=5, 1) => 6 - known,
            (known, _) => known,
        };
        add(111, which, u64::from(leaning), accord(it, self.chain.gender));
        add(112, which, self.rivals.min(5) as u64, step(self.sooner));
        add(113, which, self.rivals.min(5) as u64, step(self.nearer));
        let since = |sentence: u32| step(it.sentence.saturating_sub(sentence) as usize).min(4);
        add(114, which * 4 + owner, since(self.chain.sentence), near);
        let (heavier, part) = self
            .salience
            .map_or((15, 7), |(heavier, part)| (step(heavier), part));
        add(115, which * 4 + owner, heavier, near);
        add(116, which, u64::from(part), step(self.sooner));
        add(117, which, heavier, sort);
        add(118, which, heavier, lead * 2 + u64::from(self.named_later));
        let pronoun = self.chain.pronoun.map_or(7, since);
        add(119, which * 4 + owner, pronoun, near);
        add(120, which, u64::from(self.chain.doubtful), sort);
        add(121, which, u64::from(self.named_later), near);
    }
}
