//! Bytes that lie where numbers may be read in place.

/// The alignment of a model file and of each of its sections: a cache line, and the widest vector register.
pub const ALIGNMENT: usize = 64;

/// Forces the alignment of what it wraps, for `include_bytes!`:
///
/// ```
/// # const BYTES: [u8; 3] = *b"abc"; // include_bytes!("names.bin")
/// use dateline_model::Aligned;
/// static NAMES: &Aligned<[u8]> = &Aligned(BYTES);
/// assert_eq!(NAMES.0.as_ptr().align_offset(64), 0);
/// ```
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
pub struct Aligned<T: ?Sized>(pub T);

/// One aligned block.
#[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C, align(64))]
struct Block([u8; ALIGNMENT]);

/// A model's bytes, aligned, owned where they had to be copied.
#[derive(Debug)]
pub struct Embedded {
    blocks: Vec<Block>,
    len: usize,
}

impl Embedded {
    /// Copies `bytes` to where they are aligned: for models that were read from a file.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Self {
        let blocks = bytes
            .chunks(ALIGNMENT)
            .map(|chunk| {
                let mut block = Block([0; ALIGNMENT]);
                block.0[..chunk.len()].copy_from_slice(chunk);
                block
            })
            .collect();
        Self {
            blocks,
            len: bytes.len(),
        }
    }

    /// The bytes.
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        &bytemuck::cast_slice(&self.blocks)[..self.len]
    }
}
