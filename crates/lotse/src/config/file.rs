//! The configuration file: one flat TOML table, every mistake with its line.

use std::{collections::BTreeMap, path::Path};

use toml::de::{DeTable, DeValue};

use super::{
    ConfigProblem, Given, Source,
    settings::{SETTINGS, by_name},
};

/// Reads the file. What is wrong is added to `problems`; what is right is returned all the same.
pub(super) fn read(
    path: &Path,
    problems: &mut Vec<ConfigProblem>,
) -> BTreeMap<&'static str, Given> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            let reason = format!("cannot be read: {error}.");
            problems.push(ConfigProblem { place: path.display().to_string(), reason });
            return BTreeMap::new();
        }
    };
    let line_of = |offset: usize| {
        text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
    };
    let place = |offset: usize| format!("{}, line {}", path.display(), line_of(offset));
    let (table, errors) = DeTable::parse_recoverable(&text);
    for error in errors {
        let offset = error.span().map_or(0, |span| span.start);
        let reason = format!("is no TOML: {}.", error.message());
        problems.push(ConfigProblem { place: place(offset), reason });
    }
    let mut given = BTreeMap::new();
    for (key, value) in table.get_ref() {
        let Some(setting) = by_name(key.get_ref()) else {
            let known: Vec<_> = SETTINGS.iter().map(|setting| setting.name).collect();
            let reason =
                format!("“{}” is no setting. There are: {}.", key.get_ref(), known.join(", "));
            problems.push(ConfigProblem { place: place(key.span().start), reason });
            continue;
        };
        match as_text(value.get_ref()) {
            Some(text) => {
                let line = line_of(key.span().start);
                let source = Source::File { path: path.to_owned(), line };
                given.insert(setting.name, Given { text, source });
            }
            None => problems.push(ConfigProblem {
                place: place(value.span().start),
                reason: format!("{} takes a text in quotes or a list of texts.", setting.name),
            }),
        }
    }
    given
}

/// Between the texts of a list: nothing that stands in one of them.
pub(super) const LIST_SEPARATOR: &str = "\n";

fn as_text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Array(items) => {
            let texts: Option<Vec<_>> = items.iter().map(|item| as_text(item.get_ref())).collect();
            texts.map(|texts| texts.join(LIST_SEPARATOR))
        }
        _ => None,
    }
}
