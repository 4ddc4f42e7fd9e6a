//! What a layer is, and how a document keeps layers of types it has never heard of.

use crate::{Id, Span};
use std::any::{Any, TypeId};
use std::fmt;
use std::ops::{Deref, DerefMut};

/// A kind of annotation over an article: a marker type that names the layer and the type of its items.
///
/// A stranger's crate adds a layer with a unit type and this impl; nothing here changes:
///
/// ```
/// use dateline_core::{Annotation, Layer, Span};
///
/// /// How warm a sentence sounds.
/// pub struct Tone { pub sentence: Span, pub score: f32 }
/// pub struct Tones;
///
/// impl Annotation for Tone {
///     fn visit_spans(&self, visit: &mut dyn FnMut(Span)) { visit(self.sentence) }
/// }
/// impl Layer for Tones {
///     const NAME: &'static str = "acme/tones";
///     type Item = Tone;
/// }
/// ```
pub trait Layer: Send + Sync + 'static {
    /// The layer's name in plans, messages and options. Layers outside Dateline put their owner in front
    /// (`acme/tones`).
    const NAME: &'static str;
    /// One item of the layer.
    type Item: Annotation;
}

/// One item of a layer.
pub trait Annotation: Send + Sync + 'static {
    /// Shows every span that the item holds to `visit`, so that offsets can be checked and converted
    /// without knowing the type.
    fn visit_spans(&self, visit: &mut dyn FnMut(Span));
}

/// A layer's identity as a value: what contracts and planners compare.
#[derive(Clone, Copy)]
pub struct LayerKey {
    id: TypeId,
    name: &'static str,
}

impl LayerKey {
    /// The key of layer `L`.
    #[must_use]
    pub fn of<L: Layer>() -> Self {
        Self {
            id: TypeId::of::<L>(),
            name: L::NAME,
        }
    }

    /// The layer's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }
}

impl PartialEq for LayerKey {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
impl Eq for LayerKey {}
impl fmt::Debug for LayerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The items of one layer while they are written: a `Vec` whose `add` gives typed ids.
pub struct LayerBuf<L: Layer> {
    items: Vec<L::Item>,
}

impl<L: Layer> LayerBuf<L> {
    /// Appends an item and gives its id.
    pub fn add(&mut self, item: L::Item) -> Id<L> {
        let id = Id::from_index(self.items.len());
        self.items.push(item);
        id
    }
}

impl<L: Layer> Default for LayerBuf<L> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}
impl<L: Layer> Deref for LayerBuf<L> {
    type Target = Vec<L::Item>;
    fn deref(&self) -> &Vec<L::Item> {
        &self.items
    }
}
impl<L: Layer> DerefMut for LayerBuf<L> {
    fn deref_mut(&mut self) -> &mut Vec<L::Item> {
        &mut self.items
    }
}

/// A layer whose type is forgotten. Types are erased once per document and layer, never once per item.
pub(crate) trait AnyLayer: Send + Sync {
    fn as_any(&self) -> &dyn Any;
    fn as_any_mut(&mut self) -> &mut dyn Any;
    fn clear(&mut self);
    fn len(&self) -> usize;
    fn visit_spans(&self, visit: &mut dyn FnMut(Span));
    /// An empty layer of the same type.
    fn empty_twin(&self) -> Box<dyn AnyLayer>;
}

impl<L: Layer> AnyLayer for LayerBuf<L> {
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
    fn clear(&mut self) {
        self.items.clear();
    }
    fn len(&self) -> usize {
        self.items.len()
    }
    fn visit_spans(&self, visit: &mut dyn FnMut(Span)) {
        for item in &self.items {
            item.visit_spans(visit);
        }
    }
    fn empty_twin(&self) -> Box<dyn AnyLayer> {
        Box::new(Self::default())
    }
}

/// One place in a [`LayerSet`].
struct Slot {
    key: LayerKey,
    present: bool,
    data: Box<dyn AnyLayer>,
}

/// A handful of layers, found by type. Buffers of absent layers stay for the next article.
#[derive(Default)]
pub(crate) struct LayerSet {
    slots: Vec<Slot>,
}

impl LayerSet {
    pub(crate) fn get<L: Layer>(&self) -> Option<&LayerBuf<L>> {
        let slot = self
            .slots
            .iter()
            .find(|slot| slot.present && slot.key == LayerKey::of::<L>())?;
        slot.data.as_any().downcast_ref()
    }

    pub(crate) fn has(&self, key: LayerKey) -> bool {
        self.slots.iter().any(|slot| slot.present && slot.key == key)
    }

    /// Makes the layer present and gives its index.
    fn open<L: Layer>(&mut self) -> usize {
        let key = LayerKey::of::<L>();
        if let Some(index) = self.slots.iter().position(|slot| slot.key == key) {
            self.slots[index].present = true;
            return index;
        }
        self.slots.push(Slot {
            key,
            present: true,
            data: Box::new(LayerBuf::<L>::default()),
        });
        self.slots.len() - 1
    }

    pub(crate) fn get_mut<L: Layer>(&mut self) -> &mut LayerBuf<L> {
        let index = self.open::<L>();
        downcast(&mut *self.slots[index].data)
    }

    pub(crate) fn pair_mut<A: Layer, B: Layer>(&mut self) -> (&mut LayerBuf<A>, &mut LayerBuf<B>) {
        let (a, b) = (self.open::<A>(), self.open::<B>());
        assert!(a != b, "a pair of layers needs two different layers");
        let (low, high) = self.slots.split_at_mut(a.max(b));
        if a < b {
            (downcast(&mut *low[a].data), downcast(&mut *high[0].data))
        } else {
            (downcast(&mut *high[0].data), downcast(&mut *low[b].data))
        }
    }

    /// Empties every layer and keeps the buffers.
    pub(crate) fn clear(&mut self) {
        for slot in &mut self.slots {
            slot.data.clear();
            slot.present = false;
        }
    }

    /// Names and lengths of the layers that are present, in the order they were first made.
    pub(crate) fn present(&self) -> impl Iterator<Item = (LayerKey, &dyn AnyLayer)> {
        self.slots
            .iter()
            .filter(|slot| slot.present)
            .map(|slot| (slot.key, &*slot.data))
    }

    /// Moves the present layers of `staged` into this set, swapping buffers so that none is lost.
    pub(crate) fn absorb(&mut self, staged: &mut Self) {
        for from in staged.slots.iter_mut().filter(|slot| slot.present) {
            let index = self
                .slots
                .iter()
                .position(|slot| slot.key == from.key)
                .unwrap_or_else(|| {
                    self.slots.push(Slot {
                        key: from.key,
                        present: false,
                        data: from.data.empty_twin(),
                    });
                    self.slots.len() - 1
                });
            std::mem::swap(&mut self.slots[index].data, &mut from.data);
            self.slots[index].present = true;
        }
        staged.clear();
    }
}

fn downcast<L: Layer>(data: &mut dyn AnyLayer) -> &mut LayerBuf<L> {
    match data.as_any_mut().downcast_mut() {
        Some(buffer) => buffer,
        // A slot's data is made by `open` for the very type of its key, which is private to this file.
        None => unreachable!("a layer slot holds the type of its key"),
    }
}
