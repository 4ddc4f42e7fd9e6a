//! What is no pattern, where it goes wrong, and what is said about it.

use crate::{ErrorKind, Pattern};
use ErrorKind::{Name, Regex, Syntax, TooLarge, Unknown, Unsupported};

fn check(pattern: &str, kind: ErrorKind, column: usize, words: &str) {
    match Pattern::new(pattern) {
        Ok(_) => panic!("{pattern} is a pattern"),
        Err(error) => {
            let said = error.to_string();
            assert_eq!(
                (error.kind(), error.column()),
                (kind, column),
                "{pattern}: {said}"
            );
            assert!(said.contains(words), "{pattern}: {said}");
            assert!(said.starts_with(&format!("column {column}: ")), "{said}");
            assert!(!said.contains('\n'), "{said}");
        }
    }
}

#[test]
fn syntax() {
    check(
        "",
        Syntax,
        1,
        "expected a node, such as “{}” or “{lemma:say}”, the pattern ends",
    );
    check("{", Syntax, 2, "expected an attribute");
    check("{word", Syntax, 6, "expected “:” or “!:” and a value");
    check("{word:}", Syntax, 7, "expected a value");
    check(
        "{word:a",
        Syntax,
        8,
        "expected “;” and a further attribute, or “}”",
    );
    check("{word:a}x", Syntax, 9, "found “x”");
    check("{} >", Syntax, 5, "expected a node");
    check("{} >nsubj", Syntax, 10, "expected a node");
    check("{} >nsubj {} |", Syntax, 15, "expected a relation");
    check("{} [>obj {}", Syntax, 12, "“]”");
    check("({} >obj {}", Syntax, 12, "“)”");
    check("{} >obj {})", Syntax, 11, "or the end, found “)”");
    check(
        "{} >1,3 {}",
        Syntax,
        5,
        "a distance stands before the symbol (“1,3>>”)",
    );
    check("{} 1,3> {}", Syntax, 7, "not before “>”");
    check("{} 0>> {}", Syntax, 4, "from 1 up");
    check("{} 3,2>> {}", Syntax, 4, "the smaller number first");
    check("{} 99999999999>> {}", Syntax, 4, "a number of edges");
    check("{} $ {}", Syntax, 4, "expected a relation: <");
    check(
        "{} .nsubj {}",
        Syntax,
        5,
        "“.” goes along no edge and has no label",
    );
    check("{}=", Syntax, 4, "expected a name");
    check("{} : ", Syntax, 6, "expected a node");
    check("{feats:x}", Syntax, 8, "a table of features");
    check("{feats!:{X:1}}", Syntax, 2, "not negated as a whole");
    check("{word:\"a}", Syntax, 10, "closing quotation mark");
    check("{word:/a}", Syntax, 10, "closes the regular expression");
    // Columns count characters.
    check("{word:é} é", Syntax, 10, "found “é”");
}

#[test]
fn names() {
    check("{} !>obj {}=x", Name, 13, "“x” is named under a negation");
    check("!{}=x", Name, 5, "named under a negation");
    check("{} !>=r {}", Name, 7, "named under a negation");
    check("{} >obj =x", Name, 10, "no node before this place is named “x”");
    check("{}=x :: uniq y", Name, 14, "no node before");
    check("{} .=r {}", Name, 5, "no label to name");
    check("{} >>~e {}", Name, 6, "is not one edge");
    assert!(Pattern::new("{}=x !>obj {}=x").is_ok());
}

#[test]
fn unknown_things() {
    check(
        "{wrod:a}",
        Unknown,
        2,
        "there is no attribute “wrod”; there are: word, text, lemma",
    );
    check(
        "{} >dobj {}",
        Unknown,
        5,
        "“dobj” is no relation of Universal Dependencies; there are: acl",
    );
    check(
        "{upos:NN}",
        Unknown,
        7,
        "“NN” is no universal part of speech; there are: ADJ",
    );
    check("{idx:0}", Unknown, 6, "the first token has “idx:1”");
}

#[test]
fn regular_expressions() {
    check("{word:/(a/}", Regex, 7, "unclosed group");
    check("{word:a;lemma:/a)|(b/}", Regex, 15, "unopened group");
    check("{word:/(?!boy).*/}", Regex, 7, "look-around");
    check("{word:/(?x)a#b/}", Regex, 7, "unclosed group");
    check("{word:/(a{1000}){1000}/}", Regex, 7, "bytes of memory");
}

#[test]
fn what_is_not_there() {
    check("{} @ {}", Unsupported, 4, "aligns two parses");
    check("{} :: sort", Unsupported, 7, "no other operation");
}

#[test]
fn bounds() {
    check(&"{} ".repeat(6000), TooLarge, 1, "16384 is the most");
    check(&"(".repeat(100), TooLarge, 66, "nested more than 64 deep");
    let many: String = (0..200).map(|n| format!(" & >/a{n}/ {{}}")).collect();
    check(
        &format!("{{}} > {{}}{many}"),
        TooLarge,
        1202,
        "more than 100 different regular expressions",
    );
    assert!(Pattern::new(&format!("{}{{}}{}", "(".repeat(64), ")".repeat(64))).is_ok());
    let wide: String = (0..3000).map(|_| " >%{}").collect();
    assert!(Pattern::new(&format!("{{}}{wide}")).is_ok());
}
