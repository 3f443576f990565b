//! One pass over JSON text before it is parsed: how deep it nests, and escapes of half characters.
//!
//! A browser that cuts a text in the middle of an emoji sends half of it as an escape such as
//! `\ud83d`. Parsers refuse that, and with it the whole request; here it becomes U+FFFD.

use std::borrow::Cow;

use crate::error::Refusal;

/// The text, ready for the parser.
///
/// # Errors
/// When it is no UTF-8 or nests deeper than `depth_limit`.
pub(crate) fn prepare(body: &[u8], depth_limit: usize) -> Result<Cow<'_, str>, Refusal> {
    let text = std::str::from_utf8(body).map_err(|_| Refusal::NotJson)?;
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut halves = Vec::new();
    let mut at = 0;
    while let Some(&byte) = body.get(at) {
        match (in_string, byte) {
            (true, b'\\') => {
                let unit = escaped_unit(body, at);
                let next = escaped_unit(body, at + 6);
                at += match (unit, next) {
                    (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 11,
                    (Some(0xD800..=0xDFFF), _) => {
                        halves.push(at);
                        5
                    }
                    _ => 1,
                };
            }
            (_, b'"') => in_string = !in_string,
            (false, b'{' | b'[') => {
                depth += 1;
                if depth > depth_limit {
                    return Err(Refusal::TooDeep);
                }
            }
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    Ok(if halves.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(mend(text, &halves)) })
}

/// The number of the escape `\uXXXX` that begins at `at`, if one does.
fn escaped_unit(body: &[u8], at: usize) -> Option<u16> {
    let digits = body.get(at..at + 6)?.strip_prefix(b"\\u")?;
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn mend(text: &str, halves: &[usize]) -> String {
    let mut mended = String::with_capacity(text.len());
    let mut from = 0;
    for half in halves {
        mended.push_str(text.get(from..*half).unwrap_or_default());
        mended.push_str("\\ufffd");
        from = half + 6;
    }
    mended.push_str(text.get(from..).unwrap_or_default());
    mended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_what_is_open_at_once_and_nothing_in_texts() {
        assert!(prepare(br#"{"a":[{},{},{}]}"#, 3).is_ok());
        assert!(matches!(prepare(br#"{"a":[[{}]]}"#, 3), Err(Refusal::TooDeep)));
        assert!(prepare(br#"{"a":"[[[[\"[[[["}"#, 1).is_ok());
        assert!(prepare(b"}}}}{", 1).is_ok());
        assert!(matches!(prepare(b"\xff", 1), Err(Refusal::NotJson)));
    }

    #[test]
    fn halves_of_a_character_are_replaced_and_whole_ones_stay() {
        for (text, expected) in [
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""\ude00\ud83d x""#, r#""\ufffd\ufffd x""#),
            (r#""\ud83d\ude00""#, r#""\ud83d\ude00""#),
            (r#""\\ud83d""#, r#""\\ud83d""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\u+123 \ud8"#, r#""\u+123 \ud8"#),
        ] {
            assert_eq!(prepare(text.as_bytes(), 8).unwrap(), expected);
        }
    }
}
