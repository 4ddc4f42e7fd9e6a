//! Every trained model has its card beside it: what it was trained on, how it scores, its licence.

use std::collections::HashSet;

use super::Finding;
use super::files::File;

/// Finds `models/NAME.bin` without `models/NAME.md`.
pub(crate) fn check(files: &[File]) -> Vec<Finding> {
    let paths: HashSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    files
        .iter()
        .filter(|file| file.path.starts_with("models/"))
        .filter_map(|file| Some((file, format!("{}.md", file.path.strip_suffix(".bin")?))))
        .filter(|(_, card)| !paths.contains(card.as_str()))
        .map(|(file, card)| format!("{}: has no model card; write {card}", file.path))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_without_card_is_found() {
        let files = [
            File::new("models/sentences.bin", ""),
            File::new("models/sentences.md", "# Card"),
            File::new("models/tagger.bin", ""),
            File::new("fuzz/corpus.bin", ""),
        ];
        assert_eq!(
            check(&files),
            ["models/tagger.bin: has no model card; write models/tagger.md"]
        );
    }
}
