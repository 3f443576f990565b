//! What is made of a text that people write.

use crate::survey::text::turns_direction;

/// The text as it is kept. Controls, NUL among them, become spaces, as everywhere in Lotse; line ends become `\n` where
/// there can be several lines. Signs that turn the direction of others go: nobody types them, and they make a reader see
/// another text than the one that is there. White space at the ends goes. Nothing is cut.
#[must_use]
pub fn clean(text: &str, has_lines: bool) -> String {
    let text = text.replace("\r\n", "\n");
    let sign = |sign: char| match sign {
        '\r' | '\n' if has_lines => '\n',
        sign if sign.is_control() => ' ',
        sign => sign,
    };
    let text: String = text.chars().filter(|sign| !turns_direction(*sign)).map(sign).collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hostile_signs_become_harmless_and_nothing_is_cut() {
        for (text, line, lines) in [
            (" a\u{0}b ", "a b", "a b"),
            ("a\r\nb\rc\nd", "a b c d", "a\nb\nc\nd"),
            ("\u{202E}gpj.exe\u{202C}", "gpj.exe", "gpj.exe"),
            ("=1+1", "=1+1", "=1+1"),
            ("<script>", "<script>", "<script>"),
            ("👩‍👩‍👧", "👩‍👩‍👧", "👩‍👩‍👧"),
            ("\u{7F}\u{85}", "", ""),
            ("مرحبا\u{200F}!", "مرحبا\u{200F}!", "مرحبا\u{200F}!"),
        ] {
            assert_eq!(clean(text, false), line, "{text:?}");
            assert_eq!(clean(text, true), lines, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_clean_stays_the_same(text in any::<String>(), has_lines: bool) {
            let once = clean(&text, has_lines);
            prop_assert_eq!(clean(&once, has_lines), once.clone());
            prop_assert!(once.chars().all(|c| (!c.is_control() || c == '\n') && !turns_direction(c)));
        }
    }
}
