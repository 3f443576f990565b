//! The copy of a text in which rules search: one kind of digit, space, hyphen and at-sign, and
//! nothing invisible.

use std::borrow::Cow;

/// Folds a text as section 1 of the specification says.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter_map(folded).collect())
}

fn folded(c: char) -> Option<char> {
    Some(match c {
        '\u{AD}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'
        | '\u{2066}'..='\u{2069}'
        | '\u{FEFF}' => return None,
        '\u{660}'..='\u{669}' => digit(c, 0x660),
        '\u{6F0}'..='\u{6F9}' => digit(c, 0x6F0),
        '\u{966}'..='\u{96F}' => digit(c, 0x966),
        '\u{FF10}'..='\u{FF19}' => digit(c, 0xFF10),
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FF0D}' => '-',
        '\u{0}'..='\u{1F}'
        | '\u{7F}'..='\u{A0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200A}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{202F}'
        | '\u{205F}'
        | '\u{3000}' => ' ',
        '\u{FF0B}' => '+',
        '\u{FF0E}' => '.',
        '\u{FF20}' => '@',
        other => other,
    })
}

/// The ASCII digit that stands as far from `0` as `c` does from `zero`.
fn digit(c: char, zero: u32) -> char {
    char::from_digit(u32::from(c).wrapping_sub(zero), 10).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_other_scripts_are_digits_and_nothing_invisible_stays() {
        assert_eq!(fold("٤١ ۲۳ ५६ ７８"), "41 23 56 78");
        assert_eq!(fold("a\u{200B}b\u{A0}c\u{2011}d＠e．f"), "ab c-d@e.f");
        assert_eq!(fold("Größe"), "Größe");
        assert!(matches!(fold("plain text"), Cow::Borrowed(_)));
    }
}
