//! Dictionaries as a whole: what their names say, and what is refused.

use super::*;

#[test]
fn names_say_what_a_file_holds() {
    for (name, kind) in [
        ("/a/Phoenix.Countries.actors.txt", Some(DictionaryKind::Actors)),
        ("Phoenix.agents.txt", Some(DictionaryKind::Agents)),
        ("CAMEO.2.0.txt", Some(DictionaryKind::Verbs)),
        ("PETR.Validate.verbs.txt", Some(DictionaryKind::Verbs)),
        ("c\\discards.txt", Some(DictionaryKind::Discards)),
        ("Phoenix.IssueCoding.txt", None),
    ] {
        assert_eq!(DictionaryKind::of_name(name), kind, "{name}");
    }
}

#[test]
fn files_that_hold_nothing_are_refused() {
    let read = |name: &str, content: &str| {
        let files = [(name.to_owned(), content.to_owned())];
        Dictionaries::read(&files).err().map(|error| error.to_string())
    };
    assert_eq!(read("actors.txt", "JAPAN [JPN]\n"), None);
    assert_eq!(
        read("actors.txt", "JAPAN\n").as_deref(),
        Some("actors.txt: there is no entry in it")
    );
    assert!(
        read("words.txt", "JAPAN [JPN]\n").is_some_and(|it| it.starts_with("words.txt: the name has none"))
    );
}
