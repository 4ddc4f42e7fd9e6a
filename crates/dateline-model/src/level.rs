//! What the processor can do, asked once, and code that is compiled for each of it.
#![allow(
    unsafe_code,
    reason = "calls into code compiled for instructions that the processor was asked for"
)]

/// A set of vector instructions that this processor has: a value of it is the proof.
///
/// Kernels give the same bits at every level; a level is chosen by hand only to test that, and to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What every processor of the architecture has.
    Scalar,
    /// AVX2.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// AVX-512 with F, BW, DQ and VL.
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// The same with VNNI's integer products.
    #[cfg(target_arch = "x86_64")]
    Vnni,
    /// The same with AMX's tiles of bytes.
    #[cfg(target_arch = "x86_64")]
    Amx,
}

/// Work that is compiled once for each level. `run` and whatever it calls in its loops must be
/// `#[inline(always)]`, so that it becomes part of the function that is compiled for the level.
pub trait Job {
    /// What the work gives back.
    type Output;

    /// Does the work.
    fn run(self) -> Self::Output;
}

impl Level {
    /// Plain code, which every processor runs: the twin that the others are held equal to.
    pub const SCALAR: Self = Self(Kind::Scalar);

    /// The best that this processor has.
    #[must_use]
    pub fn best() -> Self {
        Self::all().last().unwrap_or(Self::SCALAR)
    }

    /// All that this processor has, the best last.
    pub fn all() -> impl Iterator<Item = Self> {
        #[cfg(target_arch = "x86_64")]
        let more = {
            let avx2 = is_x86_feature_detected!("avx2");
            let avx512 = avx2
                && is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl");
            let vnni = avx512 && is_x86_feature_detected!("avx512vnni");
            let amx = vnni && crate::amx::there();
            [
                (avx2, Kind::Avx2),
                (avx512, Kind::Avx512),
                (vnni, Kind::Vnni),
                (amx, Kind::Amx),
            ]
        };
        #[cfg(not(target_arch = "x86_64"))]
        let more: [(bool, Kind); 0] = [];
        let more = more.into_iter().filter(|(there, _)| *there);
        std::iter::once(Self::SCALAR).chain(more.map(|(_, kind)| Self(kind)))
    }

    /// The level's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self.0 {
            Kind::Scalar => "scalar",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => "avx512",
            #[cfg(target_arch = "x86_64")]
            Kind::Vnni => "avx512vnni",
            #[cfg(target_arch = "x86_64")]
            Kind::Amx => "amx",
        }
    }

    pub(crate) const fn kind(self) -> Kind {
        self.0
    }

    /// Runs the version of `job` that is compiled for this level.
    #[inline]
    pub fn run<J: Job>(self, job: J) -> J::Output {
        match self.0 {
            Kind::Scalar => job.run(),
            // SAFETY: the value exists, so the processor has these instructions.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { run_avx2(job) },
            // SAFETY: the same.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 | Kind::Vnni | Kind::Amx => unsafe { run_avx512(job) },
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn run_avx2<J: Job>(job: J) -> J::Output {
    job.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,avx512f,avx512bw,avx512dq,avx512vl")]
fn run_avx512<J: Job>(job: J) -> J::Output {
    job.run()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_listed_from_plain_to_best() {
        let all: Vec<Level> = Level::all().collect();
        assert_eq!(all.first(), Some(&Level::SCALAR));
        assert_eq!(all.last(), Some(&Level::best()));
    }
}
