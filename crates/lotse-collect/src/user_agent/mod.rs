//! From a browser string to device class, browser family, major version and system.
//!
//! The string itself goes no further. Families come from closed lists: a name that only one
//! person's software bears would say who it is. What was read is kept in a small cache whose keys
//! are hashes under a key of this process.

mod families;
mod patterns;

use std::{
    borrow::Cow,
    hash::{BuildHasher, RandomState},
    sync::OnceLock,
};

use lotse_domain::{
    event::{BotVerdict, DeviceClass},
    property::ShortText,
};
use quick_cache::sync::Cache;
use ua_parser::{os, user_agent};

use crate::bots;

/// What a browser string says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Browser {
    pub(crate) device_class: Option<DeviceClass>,
    pub(crate) family: Option<ShortText>,
    pub(crate) major_version: Option<u16>,
    pub(crate) operating_system: Option<ShortText>,
    pub(crate) bot: Option<(BotVerdict, ShortText)>,
}

struct Extractors {
    browsers: user_agent::Extractor<'static>,
    systems: os::Extractor<'static>,
}

/// The patterns, built once in a process: that takes a moment and some memory.
static EXTRACTORS: OnceLock<Extractors> = OnceLock::new();

/// Reads browser strings and remembers what they said.
pub(crate) struct BrowserReader {
    cache: Cache<u64, Browser>,
    hasher: RandomState,
}

/// Different browser strings that are remembered.
const REMEMBERED: usize = 4096;

/// Longer browser strings are read up to here.
const LONGEST: usize = 1024;

impl Default for BrowserReader {
    fn default() -> Self {
        Self { cache: Cache::new(REMEMBERED), hasher: RandomState::new() }
    }
}

impl BrowserReader {
    pub(crate) fn read(&self, text: &str) -> Browser {
        if text.trim().is_empty() {
            return Browser::default();
        }
        let key = self.hasher.hash_one(text);
        if let Some(known) = self.cache.get(&key) {
            return known;
        }
        let browser = Self::parse(text);
        self.cache.insert(key, browser.clone());
        browser
    }

    fn parse(text: &str) -> Browser {
        let text = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or_default();
        let extractors = extractors();
        let browser = extractors.browsers.extract(text);
        let system = extractors.systems.extract(text);
        let family = browser.as_ref().map(|found| found.family.as_ref()).unwrap_or_default();
        let system = system.as_ref().map(|found| found.os.as_ref()).unwrap_or_default();
        let family = families::browser(family);
        let system = families::system(system);
        Browser {
            device_class: Some(device_class(text, system)),
            family: Some(ShortText::trusted(family)),
            major_version: browser
                .and_then(|found| found.major)
                .filter(|_| family != families::OTHER)
                .and_then(|major| major.parse().ok()),
            operating_system: Some(ShortText::trusted(system)),
            bot: bots::verdict(text),
        }
    }
}

/// The families of a browser and of its system, such as `Firefox` and `Linux`: all that a session keeps of
/// what the browser says of itself.
pub fn browser_and_system(text: &str) -> (String, String) {
    let browser = BrowserReader::parse(text);
    let words = |text: Option<ShortText>| text.map(|text| text.to_string()).unwrap_or_default();
    (words(browser.family), words(browser.operating_system))
}

/// Builds the patterns, so that no request waits for them.
pub(crate) fn warm_up() {
    extractors();
    bots::warm_up();
}

/// Whether the patterns are built.
pub(crate) fn is_warm() -> bool {
    EXTRACTORS.get().is_some()
}

fn extractors() -> &'static Extractors {
    EXTRACTORS.get_or_init(|| {
        let patterns = patterns::read(patterns::UAP);
        let owned = |text: Option<&str>| text.map(|text| Cow::Owned(text.to_owned()));
        let mut browsers = user_agent::Builder::new();
        for entry in &patterns.browsers {
            browsers = browsers
                .push(user_agent::Parser {
                    regex: Cow::Owned(entry.regex.clone()),
                    family_replacement: owned(entry.get("family_replacement")),
                    v1_replacement: owned(entry.get("v1_replacement")),
                    ..user_agent::Parser::default()
                })
                .expect(SHIPPED);
        }
        let mut systems = os::Builder::new();
        for entry in &patterns.systems {
            systems = systems
                .push(os::Parser {
                    regex: Cow::Owned(entry.regex.clone()),
                    os_replacement: owned(entry.get("os_replacement")),
                    ..os::Parser::default()
                })
                .expect(SHIPPED);
        }
        Extractors {
            browsers: browsers.build().expect(SHIPPED),
            systems: systems.build().expect(SHIPPED),
        }
    })
}

/// The invariant behind making the extractors.
const SHIPPED: &str = "the patterns are part of this program, and a test builds all of them";

/// The size class, by the system and by what the string says of the device.
fn device_class(text: &str, system: &str) -> DeviceClass {
    let says = |word: &str| text.contains(word);
    if TELEVISIONS.iter().any(|word| says(word)) {
        return DeviceClass::Other;
    }
    match system {
        "Windows" | "macOS" | "Chrome OS" | "BSD" => DeviceClass::Desktop,
        // Firefox on a telephone may name no system but the one below it.
        "Linux" if !says("Mobile") => DeviceClass::Desktop,
        "iOS" if says("iPad") => DeviceClass::Tablet,
        "iOS" | "Windows Phone" | "KaiOS" => DeviceClass::Mobile,
        "Android" | "HarmonyOS" if !says("Mobile") => DeviceClass::Tablet,
        _ if says("Tablet") => DeviceClass::Tablet,
        _ if says("Mobile") => DeviceClass::Mobile,
        _ => DeviceClass::Other,
    }
}

/// Words of televisions and game consoles, whose systems are those of computers and telephones.
const TELEVISIONS: &[&str] = &[
    "SmartTV",
    "SMART-TV",
    "Smart TV",
    "Android TV",
    "GoogleTV",
    "AppleTV",
    "BRAVIA",
    "Web0S",
    "HbbTV",
    "CrKey",
    "Roku",
    " AFT",
    "PlayStation",
    "Xbox",
    "Nintendo",
];

#[cfg(test)]
mod tests;
