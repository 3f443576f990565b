//! What the rows of tables are called: languages and device classes by their words, everything else
//! as it came.

use jiff::{Timestamp, civil::Date};
use lotse_domain::{
    language::LanguageTag,
    query::{Breakdown, filter::Field},
    service::{Service, ServiceKind},
};
use lotse_report::single_rows::NotSeen;

use crate::messages::Text;

/// Languages that have a name in the messages; others are shown by their tag.
pub(crate) const LANGUAGES: [&str; 30] = [
    "ar", "bg", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hr", "hu",
    "it", "ja", "ko", "nl", "pl", "pt", "ro", "ru", "so", "sv", "tr", "uk", "vi", "zh",
];

/// The name of a row.
pub(crate) fn of(text: Text, breakdown: Breakdown, label: Option<&str>) -> String {
    let Some(label) = label else { return text.word("unknown", breakdown.as_str()) };
    match breakdown {
        Breakdown::Day => {
            label.parse::<Date>().map_or_else(|_| label.to_owned(), |date| text.format().date(date))
        }
        Breakdown::PageLanguage | Breakdown::BrowserLanguage => language(text, label),
        Breakdown::DeviceClass => match label {
            "desktop" | "mobile" | "tablet" | "other" => text.word("device", label),
            other => other.to_owned(),
        },
        Breakdown::Page
        | Breakdown::EntryPage
        | Breakdown::ExitPage
        | Breakdown::Browser
        | Breakdown::OperatingSystem
        | Breakdown::Referrer => label.to_owned(),
    }
}

/// When the newest event of a service was received, as exactly as it is told: of employees to the day,
/// since a minute could be one person's.
pub(crate) fn newest(text: Text, service: &Service, newest: Timestamp) -> String {
    match service.kind {
        ServiceKind::Public => text.format().minute(newest, &service.time_zone),
        ServiceKind::Employees => {
            text.format().date(newest.to_zoned_datetime(service.time_zone.clone()).date())
        }
    }
}

/// Why there are no single rows to be seen.
pub(crate) fn not_seen(text: Text, why: NotSeen) -> String {
    text.say(match why {
        NotSeen::NoRight => "single-no-right",
        NotSeen::Employees => "single-employees",
    })
}

/// The name of a row of a breakdown by a field.
pub(crate) fn of_field(text: Text, field: Field, label: Option<&str>) -> String {
    match (breakdown_of(field), label) {
        (Some(breakdown), label) => of(text, breakdown, label),
        (None, Some(label)) => label.to_owned(),
        (None, None) => text.say("unknown-field"),
    }
}

/// The name of a field.
pub(crate) fn field(text: Text, field: Field) -> String {
    match breakdown_of(field) {
        Some(breakdown) => text.word("breakdown", breakdown.as_str()),
        None => text.word("field", field.as_str()),
    }
}

/// Fields that are no breakdown of an overview and have a name all the same.
#[cfg(test)]
pub(crate) const FIELDS: [Field; 5] =
    [Field::Connection, Field::Region, Field::CampaignSource, Field::CampaignName, Field::Channel];

/// The breakdown whose rows are named alike.
fn breakdown_of(field: Field) -> Option<Breakdown> {
    field.as_str().parse().ok()
}

/// `Spanish (es-MX)`: the word for people, the tag for who compares with a file.
fn language(text: Text, tag: &str) -> String {
    let language = LanguageTag::new(tag).map(|tag| tag.language().to_owned()).unwrap_or_default();
    if LANGUAGES.contains(&language.as_str()) {
        format!("{} ({tag})", text.word("language", &language))
    } else {
        tag.to_owned()
    }
}
