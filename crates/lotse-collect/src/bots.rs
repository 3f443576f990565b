//! Automatic clients, known by what they call themselves. They are flagged, not dropped.

use std::sync::LazyLock;

use lotse_domain::{event::BotVerdict, property::ShortText};
use regex::{RegexSet, RegexSetBuilder};

/// The version of the lists below, kept with each verdict: the crawlers' list, then ours.
const LIST: &str = "crawler-user-agents-1.60.0 lotse-3";

/// The crawlers' list (`data/README.md`).
const CRAWLERS: &str = include_str!("../data/crawlers.txt");

/// Words by which automatic clients name themselves: browsers without a screen, and programs' libraries.
const WORDS: &[&str] = &[
    "bot",
    "crawler",
    "spider",
    "headless",
    "phantomjs",
    "puppeteer",
    "playwright",
    "selenium",
    "webdriver",
    "cypress",
    "lighthouse",
    "curl/",
    "wget/",
    "httpie/",
    "python-requests",
    "python-urllib",
    "aiohttp/",
    "httpx/",
    "go-http-client",
    "okhttp/",
    "java/",
    "libwww-perl",
    "apache-httpclient",
    "axios/",
    "node-fetch",
    "undici",
    "postmanruntime",
];

/// Words that hold one of the above and name something else: Cubot makes telephones.
const EXCEPTIONS: &[&str] = &["cubot"];

/// Memory that the compiled list may take.
const SET_BYTES: usize = 64 << 20;

/// Built once in a process: that takes a moment.
static SET: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSetBuilder::new(CRAWLERS.lines())
        .size_limit(SET_BYTES)
        .build()
        .expect("the list is part of this program, and a test builds it")
});

/// Builds the list, so that no request waits for it.
pub(crate) fn warm_up() {
    LazyLock::force(&SET);
}

/// What the lists say of a browser string.
pub(crate) fn verdict(user_agent: &str) -> Option<(BotVerdict, ShortText)> {
    let mut text = user_agent.to_ascii_lowercase();
    for exception in EXCEPTIONS {
        text = text.replace(exception, "");
    }
    let automatic = WORDS.iter().any(|word| text.contains(word)) || SET.is_match(user_agent);
    automatic.then(driven)
}

/// The verdict on a browser that says itself that a program drives it (`navigator.webdriver`, W3C
/// `WebDriver` section 4.4), as one that the lists name.
pub(crate) fn driven() -> (BotVerdict, ShortText) {
    (BotVerdict::Automatic, ShortText::trusted(LIST))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    fn list() -> Vec<serde_json::Value> {
        let file = include_bytes!("../../../testdata/bots/crawler-user-agents.json.gz");
        let mut text = String::new();
        flate2::read::GzDecoder::new(file.as_slice()).read_to_string(&mut text).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn the_patterns_are_those_of_the_list() {
        let list = list();
        let patterns: Vec<_> =
            list.iter().map(|entry| entry["pattern"].as_str().unwrap()).collect();
        assert_eq!(CRAWLERS.lines().collect::<Vec<_>>(), patterns);
        assert_eq!(SET.len(), 1_500);
    }

    #[test]
    fn of_the_lists_own_samples_nearly_all_are_flagged() {
        let list = list();
        let samples: Vec<_> = list
            .iter()
            .flat_map(|entry| entry["instances"].as_array().unwrap())
            .map(|sample| sample.as_str().unwrap())
            .collect();
        assert_eq!(samples.len(), 2_118);
        let missed: Vec<_> = samples.iter().filter(|text| verdict(text).is_none()).collect();
        assert!(missed.len() * 100 < samples.len(), "{} missed: {missed:#?}", missed.len());
    }

    #[test]
    fn of_fifty_browsers_that_people_use_none_is_flagged() {
        let browsers: Vec<_> = include_str!("../data/browsers.txt")
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
            .collect();
        assert_eq!(browsers.len(), 50);
        let flagged: Vec<_> = browsers.iter().filter(|text| verdict(text).is_some()).collect();
        assert!(flagged.is_empty(), "{flagged:#?}");
    }

    #[test]
    fn those_who_name_themselves_are_flagged() {
        for (text, automatic) in [
            ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", true),
            ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/131.0.0.0 Safari/537.36", true),
            ("ia_archiver crawler", true),
            ("curl/8.9.1", true),
            ("python-requests/2.32", true),
            ("Mozilla/5.0 (Linux; Android 13; CUBOT P80) Chrome/131.0.0.0 Mobile", false),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Firefox/133.0", false),
            ("", false),
        ] {
            assert_eq!(verdict(text).is_some(), automatic, "{text}");
        }
    }
}
