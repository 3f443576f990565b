//! Every word that a person reads, by key, in each language.
//!
//! The files lie in `messages/{en,de}/*.ftl`. A test holds that both languages have the same keys
//! with the same variables, that every key is used and none is missing.

use std::sync::LazyLock;

use fluent_bundle::{
    FluentArgs, FluentError, FluentResource, FluentValue,
    concurrent::FluentBundle,
    types::{FluentNumber, FluentNumberOptions},
};
use lotse_domain::language::LanguageTag;
use unic_langid::LanguageIdentifier;

use crate::ui::format::Format;

/// A language that the program's own pages are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// German, with “Sie”.
    German,
}

impl Language {
    /// Every language, the fallback first.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its tag, for `lang` and for addresses.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// Its name in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// The language with this tag, whatever its region.
    pub(crate) fn from_tag(tag: &LanguageTag) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag.language())
    }

    /// The first language of an `Accept-Language` header that there are pages in.
    pub(crate) fn from_header(header: &str) -> Option<Self> {
        // The most wanted one that we have: entries that we lack are taken out before asking.
        let known: Vec<&str> = header
            .split(',')
            .take(32)
            .filter(|entry| {
                let tag = entry.split(';').next().unwrap_or_default();
                LanguageTag::new(tag.trim()).is_ok_and(|tag| Self::from_tag(&tag).is_some())
            })
            .collect();
        Self::from_tag(&LanguageTag::first_accepted(&known.join(","))?)
    }
}

/// A value that stands in a message.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A text as it is.
    Text(String),
    /// A count: grouped for the reader, and it decides between singular and plural.
    Count(u64),
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<u64> for Value {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

/// The messages in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    language: Language,
}

impl Text {
    pub(crate) fn new(language: Language) -> Self {
        Self { language }
    }

    pub(crate) fn language(self) -> Language {
        self.language
    }

    /// How numbers and dates are written in it.
    pub(crate) fn format(self) -> Format {
        Format::new(self.language)
    }

    /// The message without values.
    pub(crate) fn say(self, key: &str) -> String {
        self.fill(key, &[])
    }

    /// The message of one word of a closed list: its key is `{list}-{word}`.
    pub(crate) fn word(self, list: &str, word: &str) -> String {
        self.say(&format!("{list}-{word}"))
    }

    /// The message with values.
    pub(crate) fn fill(self, key: &str, values: &[(&str, Value)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            match value {
                Value::Text(text) => args.set(*name, text.as_str()),
                Value::Count(count) => {
                    #[expect(clippy::cast_precision_loss, reason = "exact up to 2^53")]
                    let number = FluentNumber::new(*count as f64, FluentNumberOptions::default());
                    args.set(*name, FluentValue::Number(number));
                }
            }
        }
        let bundle = bundle(self.language);
        let mut errors: Vec<FluentError> = Vec::new();
        let found = bundle.get_message(key).and_then(|message| message.value());
        let text = found.map(|p| bundle.format_pattern(p, Some(&args), &mut errors).into_owned());
        match text {
            Some(text) if errors.is_empty() => text,
            _ => {
                // A page with a hole is better than none; the tests let no such key through.
                tracing::error!(key, ?errors, "a message is missing or lacks a value");
                format!("⟦{key}⟧")
            }
        }
    }
}

type Bundle = FluentBundle<FluentResource>;

fn bundle(language: Language) -> &'static Bundle {
    static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| read(Language::English));
    static GERMAN: LazyLock<Bundle> = LazyLock::new(|| read(Language::German));
    match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    }
}

fn read(language: Language) -> Bundle {
    let id: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Both languages run from left to right, so no marks are needed around values.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::English => |value, _| grouped(value, Language::English),
        Language::German => |value, _| grouped(value, Language::German),
    }));
    for (_, source) in sources(language) {
        // What cannot be read is left out; a test holds that everything can.
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(r, _)| r);
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(?errors, "two messages share a key");
        }
    }
    bundle
}

fn grouped(value: &FluentValue<'_>, language: Language) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(Format::new(language).whole(number.value)),
        _ => None,
    }
}

/// Lists the files of messages once for all languages.
macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        pub(crate) fn sources(language: Language) -> &'static [(&'static str, &'static str)] {
            match language {
                Language::English => {
                    &[$(($name, include_str!(concat!("messages/en/", $name, ".ftl")))),+]
                }
                Language::German => {
                    &[$(($name, include_str!(concat!("messages/de/", $name, ".ftl")))),+]
                }
            }
        }
    };
}

files!(
    "layout",
    "number",
    "chart",
    "errors",
    "sign-in",
    "account",
    "people",
    "audit",
    "disclosure",
    "collect",
    "services",
    "overview",
    "explore",
    "forms",
    "friction",
    "data",
    "install",
    "imports",
    "series",
    "tags",
    "segments",
    "tasks",
    "annotations",
    "components"
);

#[cfg(test)]
mod tests;
