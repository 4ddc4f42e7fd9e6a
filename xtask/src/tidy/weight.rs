//! No file is so heavy that every clone pays for it.

use super::Finding;
use super::files::File;

const MOST: u64 = 12_000_000;
/// The accurate tier's network is as heavy as it is.
const HEAVY: [(&str, u64); 1] = [("models/accurate.bin", 26_000_000)];

/// Finds files beyond 12 MB.
pub(crate) fn check(files: &[File]) -> Vec<Finding> {
    let most = |file: &File| {
        let heavy = HEAVY.iter().find(|(path, _)| file.path == *path);
        heavy.map_or(MOST, |(_, most)| *most)
    };
    files
        .iter()
        .filter(|file| file.bytes > most(file))
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
        for (path, most) in HEAVY {
            let heavy = |bytes| File {
                path: path.to_owned(),
                ..file(bytes)
            };
            assert!(check(&[heavy(most)]).is_empty());
            assert_eq!(check(&[heavy(most + 1)]).len(), 1);
        }
    }
}
