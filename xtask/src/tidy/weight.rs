//! No file is so heavy that every clone pays for it.

use super::Finding;
use super::files::File;

const MOST: u64 = 12_000_000;
/// The teacher's weights, which the accurate tier grows out of, are as heavy as they are.
const HEAVY: (&str, u64) = ("models/teacher.safetensors", 25_000_000);

/// Finds files beyond 12 MB.
pub(crate) fn check(files: &[File]) -> Vec<Finding> {
    files
        .iter()
        .filter(|file| file.bytes > MOST && (file.path != HEAVY.0 || file.bytes > HEAVY.1))
        .map(|file| format!("{}: {} MB; 12 is the most", file.path, file.bytes / 1_000_000))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heavy_files_are_found() {
        let file = |bytes| File {
            path: "models/x.bin".to_owned(),
            bytes,
            text: String::new(),
        };
        assert!(check(&[file(MOST)]).is_empty());
        assert_eq!(
            check(&[file(13_500_000)]),
            ["models/x.bin: 13 MB; 12 is the most"]
        );
        let teacher = |bytes| File {
            path: HEAVY.0.to_owned(),
            ..file(bytes)
        };
        assert!(check(&[teacher(HEAVY.1)]).is_empty());
        assert_eq!(check(&[teacher(HEAVY.1 + 1)]).len(), 1);
    }
}
