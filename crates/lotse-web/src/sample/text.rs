//! The words of a sample service: one catalogue per language, in Fluent's format.

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

/// Every text of one service in one language.
pub(super) struct Text {
    bundle: FluentBundle<FluentResource>,
}

impl Text {
    /// Reads the catalogue that is part of the program. What does not parse is left out, and the
    /// catalogues' test fails.
    pub(super) fn new(tag: &str, source: &str) -> Self {
        let language = tag.parse::<LanguageIdentifier>().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        // Marks that keep a left-to-right word apart from right-to-left text around it.
        bundle.set_use_isolating(tag == "ar");
        let resource = match FluentResource::try_new(source.to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        // The catalogue is the bundle's first and only resource, so nothing is overridden.
        bundle.add_resource_overriding(resource);
        Self { bundle }
    }

    /// The text of `key`, or the key between brackets that the tests look for.
    pub(super) fn get(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The text of `key` with values in it.
    pub(super) fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set((*name).to_owned(), (*value).to_owned());
        }
        self.format(key, Some(&arguments))
    }

    /// The text of `key`, where the catalogue has one.
    pub(super) fn find(&self, key: &str) -> Option<String> {
        self.bundle.has_message(key).then(|| self.get(key))
    }

    fn format(&self, key: &str, values: Option<&FluentArgs<'_>>) -> String {
        let pattern = self.bundle.get_message(key).and_then(|message| message.value());
        let Some(pattern) = pattern else { return format!("⟦{key}⟧") };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, values, &mut errors).into_owned();
        if errors.is_empty() { text } else { format!("⟦{key}⟧") }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Message keys of a catalogue, each with the names of the values it takes. Our catalogues hold
    /// one message per line, so that they read without a parser.
    fn keys(source: &str) -> BTreeMap<String, Vec<String>> {
        assert!(FluentResource::try_new(source.to_owned()).is_ok(), "a catalogue does not parse");
        let mut keys = BTreeMap::new();
        for line in source.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (key, text) = line.split_once(" = ").unwrap_or_else(|| panic!("no key: {line}"));
            assert!(!text.trim().is_empty(), "{key} is empty");
            let mut values: Vec<_> = text
                .split("{ $")
                .skip(1)
                .map(|rest| rest.split(' ').next().unwrap().to_owned())
                .collect();
            values.sort();
            assert!(keys.insert(key.to_owned(), values).is_none(), "{key} stands twice");
        }
        keys
    }

    /// All languages must have the same keys, and each text the same values.
    pub(in crate::sample) fn agree(catalogues: &[(&str, &str)]) {
        let first = keys(catalogues[0].1);
        for (tag, source) in &catalogues[1..] {
            let others = keys(source);
            let missing: Vec<_> = first.keys().filter(|key| !others.contains_key(*key)).collect();
            let extra: Vec<_> = others.keys().filter(|key| !first.contains_key(*key)).collect();
            assert!(missing.is_empty() && extra.is_empty(), "{tag}: -{missing:?} +{extra:?}");
            assert_eq!(first, others, "{tag}: values differ");
        }
    }

    #[test]
    fn a_missing_text_shows_its_key() {
        let text = Text::new("en", "greeting = Hello { $name }\n");
        assert_eq!(text.with("greeting", &[("name", "Ana")]), "Hello Ana");
        assert_eq!(text.get("absent"), "⟦absent⟧");
        assert_eq!(text.get("greeting"), "⟦greeting⟧");
        assert_eq!(text.find("absent"), None);
    }
}
