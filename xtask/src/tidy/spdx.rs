//! Licence expressions as cargo knows them.
//!
//! SPDX 2.3, annex D: identifiers, `WITH` an exception, `AND`, `OR` and parentheses, where `AND`
//! binds tighter than `OR`; and the slash that older crates write for `OR`.

/// Whether an expression can be satisfied by the licences that `allowed` accepts. An identifier with
/// an exception is asked for whole, as in `Apache-2.0 WITH LLVM-exception`.
///
/// # Errors
/// Says what is wrong with an expression that is none.
pub(crate) fn satisfied(expression: &str, allowed: &dyn Fn(&str) -> bool) -> Result<bool, String> {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let mut parser = Parser {
        words: spaced.split_whitespace().collect(),
        at: 0,
        allowed,
    };
    let result = parser.or()?;
    match parser.peek() {
        None => Ok(result),
        Some(word) => Err(format!("{word:?} comes after the end of {expression:?}")),
    }
}

struct Parser<'a> {
    words: Vec<&'a str>,
    at: usize,
    allowed: &'a dyn Fn(&str) -> bool,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.words.get(self.at).copied()
    }

    fn take(&mut self, word: &str) -> bool {
        let taken = self.peek() == Some(word);
        self.at += usize::from(taken);
        taken
    }

    fn or(&mut self) -> Result<bool, String> {
        let mut result = self.and()?;
        while self.take("OR") {
            // Both sides are read in any case: a wrong right side is an error, not a detail.
            result |= self.and()?;
        }
        Ok(result)
    }

    fn and(&mut self) -> Result<bool, String> {
        let mut result = self.licence()?;
        while self.take("AND") {
            result &= self.licence()?;
        }
        Ok(result)
    }

    fn licence(&mut self) -> Result<bool, String> {
        if self.take("(") {
            let result = self.or()?;
            return if self.take(")") {
                Ok(result)
            } else {
                Err("a parenthesis stays open".to_owned())
            };
        }
        let id = self.identifier()?;
        if self.take("WITH") {
            let exception = self.identifier()?;
            return Ok((self.allowed)(&format!("{id} WITH {exception}")));
        }
        Ok((self.allowed)(id))
    }

    fn identifier(&mut self) -> Result<&'a str, String> {
        match self.peek() {
            Some(word) if !["AND", "OR", "WITH", "(", ")"].contains(&word) => {
                self.at += 1;
                Ok(word)
            }
            Some(word) => Err(format!("{word:?} stands where a licence should")),
            None => Err("a licence is missing at the end".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expression: &str, expected: bool) {
        let allowed = |id: &str| ["MIT", "Apache-2.0", "ISC", "Apache-2.0 WITH LLVM-exception"].contains(&id);
        assert_eq!(satisfied(expression, &allowed), Ok(expected), "{expression}");
    }

    #[test]
    fn expressions() {
        check("MIT", true);
        check("GPL-3.0-only", false);
        check("MIT OR GPL-3.0-only", true);
        check("MIT AND GPL-3.0-only", false);
        check("Unlicense/MIT", true);
        check("GPL-2.0-only OR MIT AND ISC", true);
        check("(GPL-2.0-only OR MIT) AND MPL-2.0", false);
        check("(MIT OR Apache-2.0) AND (ISC)", true);
        check("Apache-2.0 WITH LLVM-exception", true);
        check("MIT WITH LLVM-exception", false);
    }

    #[test]
    fn broken_expressions() {
        for expression in [
            "",
            "MIT OR",
            "AND MIT",
            "(MIT",
            "MIT)",
            "MIT Apache-2.0",
            "MIT WITH",
        ] {
            assert!(satisfied(expression, &|_| true).is_err(), "{expression}");
        }
    }
}
