//! Clients that say of themselves that they are automatic. They are flagged, not dropped.

use lotse_domain::{event::BotVerdict, property::ShortText};

/// The version of the list below, kept with each verdict.
const LIST: &str = "lotse-1";

/// Words by which automatic clients name themselves.
const WORDS: &[&str] = &["bot", "crawler", "spider", "headless"];

/// Words that hold one of the above and name something else: Cubot makes telephones.
const EXCEPTIONS: &[&str] = &["cubot"];

/// What the list says of a browser string.
pub(crate) fn verdict(user_agent: &str) -> Option<(BotVerdict, ShortText)> {
    let mut text = user_agent.to_ascii_lowercase();
    for exception in EXCEPTIONS {
        text = text.replace(exception, "");
    }
    WORDS
        .iter()
        .any(|word| text.contains(word))
        .then(|| (BotVerdict::Automatic, ShortText::trusted(LIST)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_name_themselves_are_flagged() {
        for (text, automatic) in [
            ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", true),
            ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/131.0.0.0 Safari/537.36", true),
            ("ia_archiver crawler", true),
            ("Mozilla/5.0 (Linux; Android 13; CUBOT P80) Chrome/131.0.0.0 Mobile", false),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Firefox/133.0", false),
            ("", false),
        ] {
            assert_eq!(verdict(text).is_some(), automatic, "{text}");
        }
    }
}
