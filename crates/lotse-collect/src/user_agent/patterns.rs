//! Reads the pattern file of uap-core, which ships with this program (`data/uap-regexes.yaml`).
//!
//! The file uses a small part of YAML: sections, a list of entries, and single-quoted texts. Only
//! that is read here; a test holds that no line is misunderstood.

/// The file.
pub(super) const UAP: &str = include_str!("../../data/uap-regexes.yaml");

/// One entry: a pattern and what to put in place of its groups.
pub(super) struct Entry {
    pub(super) regex: String,
    fields: Vec<(&'static str, String)>,
}

impl Entry {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.as_str())
    }
}

/// The two lists that the door uses. Devices are told by class only, which needs no list.
#[derive(Default)]
pub(super) struct Patterns {
    pub(super) browsers: Vec<Entry>,
    pub(super) systems: Vec<Entry>,
}

/// Reads the file.
pub(super) fn read(file: &'static str) -> Patterns {
    let mut patterns = Patterns::default();
    let mut section = "";
    for line in file.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        if !line.starts_with(' ') {
            section = trimmed.trim_end_matches(':');
            continue;
        }
        let list = match section {
            "user_agent_parsers" => &mut patterns.browsers,
            "os_parsers" => &mut patterns.systems,
            _ => continue,
        };
        let Some((name, value)) = trimmed.split_once(": ") else { continue };
        let value = unquote(value);
        match (name.strip_prefix("- "), list.last_mut()) {
            (Some(_), _) => list.push(Entry { regex: value, fields: Vec::new() }),
            (None, Some(entry)) => entry.fields.push((name, value)),
            (None, None) => {}
        }
    }
    patterns
}

/// A text in single quotes; two of them stand for one.
fn unquote(value: &str) -> String {
    let value = value.trim();
    value
        .strip_prefix('\'')
        .and_then(|value| value.strip_suffix('\''))
        .map_or_else(|| value.to_owned(), |value| value.replace("''", "'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_understood() {
        let known = |name: &str| {
            [
                "- regex",
                "family_replacement",
                "v1_replacement",
                "v2_replacement",
                "v3_replacement",
                "os_replacement",
                "os_v1_replacement",
                "os_v2_replacement",
                "os_v3_replacement",
            ]
            .contains(&name)
        };
        let (used, _) = UAP.split_once("device_parsers:").unwrap();
        let mut entries = 0;
        for line in used.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') || line.ends_with("_parsers:") {
                continue;
            }
            let (name, value) = line.split_once(": ").unwrap();
            assert!(known(name), "{line}");
            assert!(value.starts_with('\'') && value.ends_with('\''), "{line}");
            entries += usize::from(name == "- regex");
        }
        let patterns = read(UAP);
        assert_eq!(patterns.browsers.len() + patterns.systems.len(), entries);
        assert!(patterns.browsers.len() > 300 && patterns.systems.len() > 150);
    }
}
