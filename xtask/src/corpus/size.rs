//! Sizes as people write them.

/// Reads `40MB`, `1 GB`, `512KiB` or a plain number of bytes. KB, MB and GB are powers of 1000, as
/// disks are sold; KiB, MiB and GiB are powers of 1024.
///
/// # Errors
/// Says what a size looks like when this is none.
pub(crate) fn parse(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" => 1000,
        "m" | "mb" => 1_000_000,
        "g" | "gb" => 1_000_000_000,
        "kib" => 1 << 10,
        "mib" => 1 << 20,
        "gib" => 1 << 30,
        _ => {
            return Err(format!(
                "unknown unit {:?}: use KB, MB, GB, KiB, MiB or GiB",
                unit.trim()
            ));
        }
    };
    let number: u64 = number
        .parse()
        .map_err(|_| "a size is a whole number and a unit, as in 40MB".to_owned())?;
    number
        .checked_mul(factor)
        .ok_or_else(|| "larger than any file".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (text, bytes) in [
            ("40MB", 40_000_000),
            ("1 GB", 1_000_000_000),
            ("512KiB", 524_288),
            ("7", 7),
            ("2k", 2000),
        ] {
            assert_eq!(parse(text), Ok(bytes), "{text}");
        }
        for text in ["", "MB", "1.5GB", "-1", "3 parsecs", "99999999999GB"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
