//! The places that articles are worked on in, used again and again.

use dateline_core::{Document, Fault, Record};

/// One article on its way from the source to the sink, with every buffer it needs.
#[derive(Default)]
pub(crate) struct Slot {
    pub(crate) record: Record,
    pub(crate) doc: Document,
    /// One for each encoder.
    pub(crate) buffers: Vec<Vec<u8>>,
    pub(crate) state: State,
    /// What a screen has seen of it.
    pub(crate) seen: Vec<u8>,
    /// The most bytes that its buffers were seen to hold.
    weight: usize,
}

/// How far an article has come.
#[derive(Default)]
pub(crate) enum State {
    /// Read, or not even that.
    #[default]
    Pending,
    /// Annotated and encoded.
    Done,
    /// Lost.
    Lost(Fault),
    /// Left out by a screen.
    Dropped,
}

impl Slot {
    pub(crate) fn is_pending(&self) -> bool {
        matches!(self.state, State::Pending)
    }

    /// About how many bytes the article at hand takes up. Documents do not tell their capacity, so items
    /// are counted at a size that is right for the common layers within a factor of two.
    fn measure(&self) -> usize {
        const ITEM: usize = 40;
        let items: usize = self.doc.layers().map(|(_, len)| len).sum();
        let encoded: usize = self.buffers.iter().map(Vec::capacity).sum();
        self.record.bytes.capacity() + self.doc.text().len() + ITEM * items + encoded
    }
}

/// The slots that are not in use.
///
/// A slot's buffers only ever grow, so over a long run each would come to be as large as the largest
/// article. The store therefore keeps count of what all slots hold, and while that is over its budget, a
/// slot that comes back with more than its share starts anew with empty buffers.
pub(crate) struct Store {
    free: Vec<Slot>,
    /// Slots in being, free or not, and the sum of their weights.
    slots: usize,
    weight: usize,
    budget: usize,
}

impl Store {
    pub(crate) fn new(budget: usize) -> Self {
        Self {
            free: Vec::new(),
            slots: 0,
            weight: 0,
            budget,
        }
    }

    /// A slot whose record is clear; the document is reset by whoever fills it.
    pub(crate) fn take(&mut self) -> Slot {
        self.free.pop().unwrap_or_else(|| {
            self.slots += 1;
            Slot::default()
        })
    }

    pub(crate) fn give_back(&mut self, mut slot: Slot) {
        let weight = slot.measure().max(slot.weight);
        self.weight += weight - slot.weight;
        slot.weight = weight;
        if self.weight > self.budget && weight >= self.weight / self.slots.max(1) {
            self.weight -= weight;
            slot = Slot::default();
        }
        slot.record.clear();
        slot.state = State::Pending;
        self.free.push(slot);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_that_grew_beyond_the_budget_start_anew() {
        let mut store = Store::new(10_000);
        let mut use_one = |bytes: usize| {
            let mut slot = store.take();
            let before = slot.record.bytes.capacity();
            slot.record.bytes.resize(bytes, b'x');
            store.give_back(slot);
            (before, store.weight)
        };
        assert_eq!(use_one(9_000), (0, 9_000));
        assert_eq!(use_one(10), (9_000, 9_000), "the buffer is used again");
        let (_, weight) = use_one(1_000_000);
        assert_eq!(weight, 0, "the buffer was given up");
        assert_eq!(use_one(10).0, 0);
    }
}
