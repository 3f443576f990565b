//! Words, quoted texts and brackets of a line, one after another.

use std::borrow::Cow;

/// What is left of a line.
#[derive(Clone, Copy)]
pub(crate) struct Tokens<'a>(&'a str);

impl<'a> Tokens<'a> {
    pub(crate) fn new(line: &'a str) -> Self {
        Self(line)
    }

    /// What was not read yet.
    pub(crate) fn rest(self) -> &'a str {
        self.0
    }

    /// Up to the next space; `None` at the end.
    pub(crate) fn word(&mut self) -> Option<&'a str> {
        let text = self.0.trim_start_matches(' ');
        if text.is_empty() {
            return None;
        }
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        self.0 = rest;
        Some(word)
    }

    /// A text between double quotes, still escaped; `None` if the next thing is none.
    pub(crate) fn quoted(&mut self) -> Option<&'a str> {
        let text = self.0.trim_start_matches(' ').strip_prefix('"')?;
        let mut escaped = false;
        let end = text.bytes().position(|byte| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends
        })?;
        let (inside, rest) = text.split_at_checked(end)?;
        self.0 = rest.get(1..).unwrap_or_default();
        Some(inside)
    }

    /// A text between square brackets; `None` if the next thing is none.
    pub(crate) fn bracketed(&mut self) -> Option<&'a str> {
        let text = self.0.trim_start_matches(' ').strip_prefix('[')?;
        let (inside, rest) = text.split_once(']')?;
        self.0 = rest;
        Some(inside)
    }

    /// A quoted text or a word.
    pub(crate) fn field(&mut self) -> Option<&'a str> {
        self.quoted().or_else(|| self.word())
    }
}

/// What a quoted text says: `\"`, `\\` and `\xHH` undone.
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    let hex = |byte: &u8| char::from(*byte).to_digit(16);
    while let Some((first, tail)) = rest.split_first() {
        rest = match (first, tail) {
            (b'\\', [b'x', high, low, after @ ..]) if hex(high).is_some() && hex(low).is_some() => {
                let value = hex(high).unwrap_or(0) * 16 + hex(low).unwrap_or(0);
                bytes.push(u8::try_from(value).unwrap_or(b'?'));
                after
            }
            (b'\\', [next @ (b'"' | b'\\'), after @ ..]) => {
                bytes.push(*next);
                after
            }
            _ => {
                bytes.push(*first);
                tail
            }
        };
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

/// Method and target of a request line; `None` where there is no request in it.
pub(crate) fn request(text: &str) -> Option<(&str, &str)> {
    let (method, rest) = text.split_once(' ')?;
    let target = rest.rsplit_once(" HTTP/").map_or(rest, |(target, _)| target).trim();
    let is_method = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase());
    (is_method && !target.is_empty()).then_some((method, target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_from_left_to_right() {
        let mut tokens = Tokens::new(r#"a  [b c] "d \"e\"" f"#);
        assert_eq!(tokens.word(), Some("a"));
        assert_eq!(tokens.quoted(), None);
        assert_eq!(tokens.bracketed(), Some("b c"));
        assert_eq!(tokens.field().map(unescaped).as_deref(), Some(r#"d "e""#));
        assert_eq!(tokens.field(), Some("f"));
        assert_eq!(tokens.word(), None);
    }

    #[test]
    fn quotes_that_do_not_close_are_none() {
        for text in ["\"", "\"a", r#""a\""#, "a\"b\""] {
            assert_eq!(Tokens::new(text).quoted(), None, "{text}");
        }
    }

    #[test]
    fn escapes_are_undone() {
        assert_eq!(unescaped(r"a\x22b\\c\q\x4"), r#"a"b\c\q\x4"#);
        assert_eq!(unescaped(r"\xff"), "\u{fffd}");
    }

    #[test]
    fn a_request_has_method_and_target() {
        for (text, found) in [
            ("GET / HTTP/1.1", Some(("GET", "/"))),
            ("GET /a b HTTP/2.0", Some(("GET", "/a b"))),
            ("GET /", Some(("GET", "/"))),
            ("-", None),
            ("- - - ", None),
            (r"\x16\x03\x01", None),
            ("", None),
        ] {
            assert_eq!(request(text), found, "{text}");
        }
    }
}
