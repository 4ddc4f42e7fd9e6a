//! The kernels for AMX: whole tiles of sixteen rows by sixteen outputs, sixty-four inputs at a time.
//!
//! Tiles multiply bytes by bytes and add the products up exactly in 32 bits, eight times as many a cycle as VNNI.
//! Stable Rust has no functions for them, hence the assembly. [`Tiles`] shapes the registers, which nothing else uses.
//! Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1,
//! chapter 18; that the operating system must be asked first: `Documentation/arch/x86/xstate.rst` of Linux.
#![allow(
    unsafe_code,
    reason = "tile instructions, reached through a `Level`, with a scalar twin that tests hold equal"
)]

use crate::dense::{Quads, Whole};
use crate::lanes::LANES;
use crate::level::{Kind, Level};
use std::arch::asm;
use std::marker::PhantomData;
use std::sync::OnceLock;

/// Inputs that a step takes: a layer's must be a multiple of it.
pub(crate) const STEP: usize = 64;
/// Rows of a tile.
pub(crate) const SIDE: usize = 16;

const _: () = assert!(SIDE == LANES, "a tile's row is a vector");

/// Whether the processor has tiles of bytes and the operating system lets this process use them. Asked once.
pub(crate) fn there() -> bool {
    static THERE: OnceLock<bool> = OnceLock::new();
    *THERE.get_or_init(|| has_tiles() && is_permitted())
}

fn has_tiles() -> bool {
    const TILE_AND_INT8: u32 = 1 << 24 | 1 << 25;
    is_x86_feature_detected!("avx512vnni")
        && std::arch::x86_64::__cpuid_count(7, 0).edx & TILE_AND_INT8 == TILE_AND_INT8
}

/// Tiles are eight kilobytes more in every thread's saved state; Linux wants to be asked for them.
#[cfg(target_os = "linux")]
fn is_permitted() -> bool {
    const ARCH_REQ_XCOMP_PERM: libc::c_ulong = 0x1023;
    const XFEATURE_XTILEDATA: libc::c_ulong = 18;
    // SAFETY: the call takes two numbers, touches no memory of ours, and fails where it is not known.
    unsafe { libc::syscall(libc::SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0 }
}

#[cfg(not(target_os = "linux"))]
fn is_permitted() -> bool {
    false
}

/// The shapes of the eight tiles, as `ldtilecfg` reads them.
#[repr(C, align(64))]
struct Shapes {
    palette: u8,
    start_row: u8,
    reserved: [u8; 14],
    bytes_a_row: [u16; 16],
    rows: [u8; 16],
}

/// All tiles have sixteen rows of sixty-four bytes.
static SHAPES: Shapes = Shapes {
    palette: 1,
    start_row: 0,
    reserved: [0; 14],
    bytes_a_row: [64, 64, 64, 64, 64, 64, 64, 64, 0, 0, 0, 0, 0, 0, 0, 0],
    rows: [16, 16, 16, 16, 16, 16, 16, 16, 0, 0, 0, 0, 0, 0, 0, 0],
};

/// The sums of two tiles of rows by two of outputs, each row by row.
pub(crate) type Sums = [[[Whole; SIDE]; 2]; 2];

/// Activations for a product: two tiles of rows.
#[derive(Clone, Copy)]
pub(crate) struct Left<'l> {
    pub(crate) tiles: [&'l [u8]; 2],
    /// Bytes from one row to the next.
    pub(crate) stride: usize,
}

/// Weights for a product: two vectors of outputs.
#[derive(Clone, Copy)]
pub(crate) struct Right<'r> {
    pub(crate) vectors: [&'r [Quads]; 2],
    /// From a vector's four inputs to its next four.
    pub(crate) stride: usize,
}

/// This thread's tiles, shaped; they are given back when it is dropped, so a thread must not have two.
pub(crate) struct Tiles(PhantomData<*const ()>);

impl Tiles {
    /// Shapes the tiles; none where the level has none.
    pub(crate) fn shape(level: Level) -> Option<Self> {
        (level.kind() == Kind::Amx).then(|| {
            // SAFETY: the level says that there are tiles; the shapes are 64 bytes, as the instruction reads them.
            unsafe {
                asm!("ldtilecfg [{}]", in(reg) &raw const SHAPES, options(nostack, preserves_flags, readonly));
            }
            Self(PhantomData)
        })
    }

    /// Multiplies `steps` times [`STEP`] inputs. `SIGNED` says whether the activations' bytes have a sign.
    pub(crate) fn multiply<const SIGNED: bool>(
        &self,
        left: Left<'_>,
        right: Right<'_>,
        steps: usize,
        sums: &mut Sums,
    ) {
        let quads = steps * (STEP / 4);
        // What the assembly's pointers rest on.
        let fits = steps > 0
            && left
                .tiles
                .iter()
                .all(|rows| rows.len() >= (SIDE - 1) * left.stride + steps * STEP)
            && right
                .vectors
                .iter()
                .all(|quad| quad.len() > (quads - 1) * right.stride);
        assert!(fits, "a block's parts do not fit each other");
        let [rows, more_rows] = left.tiles.map(<[u8]>::as_ptr);
        let [weights, more_weights] = right.vectors.map(<[Quads]>::as_ptr);
        macro_rules! product {
        ($product:literal) => {
            // SAFETY: tiles are shaped; each of `steps` steps reads 64 bytes of sixteen rows and sixteen quads of a
            // vector, whose places the lengths above allow; the sums are four tiles, one behind the other.
            unsafe {
                asm!(
                    "tilezero tmm0",
                    "tilezero tmm1",
                    "tilezero tmm2",
                    "tilezero tmm3",
                    "2:",
                    "tileloadd tmm4, [{rows} + {row_stride} * 1]",
                    "tileloadd tmm6, [{weights} + {quad_stride} * 1]",
                    "tileloadd tmm7, [{more_weights} + {quad_stride} * 1]",
                    "tileloadd tmm5, [{more_rows} + {row_stride} * 1]",
                    concat!($product, " tmm0, tmm4, tmm6"),
                    concat!($product, " tmm1, tmm4, tmm7"),
                    concat!($product, " tmm2, tmm5, tmm6"),
                    concat!($product, " tmm3, tmm5, tmm7"),
                    "add {rows}, 64",
                    "add {more_rows}, 64",
                    "add {weights}, {step}",
                    "add {more_weights}, {step}",
                    "dec {steps}",
                    "jnz 2b",
                    "tilestored [{sums} + {sum_stride} * 1], tmm0",
                    "tilestored [{sums} + {sum_stride} * 1 + 1024], tmm1",
                    "tilestored [{sums} + {sum_stride} * 1 + 2048], tmm2",
                    "tilestored [{sums} + {sum_stride} * 1 + 3072], tmm3",
                    rows = inout(reg) rows => _,
                    more_rows = inout(reg) more_rows => _,
                    weights = inout(reg) weights => _,
                    more_weights = inout(reg) more_weights => _,
                    steps = inout(reg) steps => _,
                    row_stride = in(reg) left.stride,
                    quad_stride = in(reg) right.stride * size_of::<Quads>(),
                    step = in(reg) right.stride * size_of::<Quads>() * (STEP / 4),
                    sums = in(reg) sums.as_mut_ptr(),
                    sum_stride = in(reg) size_of::<Whole>(),
                    out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
                    out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
                    options(nostack),
                );
            }
        };
    }
        if SIGNED {
            product!("tdpbssd");
        } else {
            product!("tdpbusd");
        }
    }
}

impl Drop for Tiles {
    fn drop(&mut self) {
        // SAFETY: a value exists, so the processor has tiles.
        unsafe { asm!("tilerelease", options(nostack, preserves_flags, nomem)) }
    }
}
