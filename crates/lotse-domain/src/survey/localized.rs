//! The same text in several languages.

use std::collections::BTreeMap;

use super::text::Text;
use crate::language::LanguageTag;

/// A text by language. It may lack languages, even all of them, while a survey is being written; what is missing is
/// found before it is published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LocalizedText(BTreeMap<LanguageTag, Text>);

/// A text that is there in no language.
pub(super) static NOTHING: LocalizedText = LocalizedText(BTreeMap::new());

impl LocalizedText {
    /// Whether it is there in no language.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text in exactly this language.
    #[must_use]
    pub fn get(&self, language: &LanguageTag) -> Option<&Text> {
        self.0.get(language)
    }

    /// The text for a reader of a language: in it, else in the same language of another region (the first by tag), else
    /// in the default language. Tells which language it is in, since a page has to name it.
    #[must_use]
    pub fn for_reader(
        &self,
        language: &LanguageTag,
        default: &LanguageTag,
    ) -> Option<(&LanguageTag, &Text)> {
        let near = || self.0.iter().find(|(tag, _)| tag.language() == language.language());
        let found = self.0.get_key_value(language).or_else(near);
        found.or_else(|| self.0.get_key_value(default))
    }

    /// Sets the text in a language.
    pub fn set(&mut self, language: LanguageTag, text: Text) {
        self.0.insert(language, text);
    }

    /// Takes the text of a language out.
    pub fn remove(&mut self, language: &LanguageTag) {
        self.0.remove(language);
    }

    /// Every language with its text, by tag.
    pub fn iter(&self) -> impl Iterator<Item = (&LanguageTag, &Text)> {
        self.0.iter()
    }
}

impl FromIterator<(LanguageTag, Text)> for LocalizedText {
    fn from_iter<I: IntoIterator<Item = (LanguageTag, Text)>>(texts: I) -> Self {
        Self(texts.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::text::TextRole;

    #[test]
    fn a_reader_gets_the_nearest_language() {
        let tag = |tag: &str| LanguageTag::new(tag).unwrap();
        let texts: LocalizedText = ["de", "en", "pt-BR", "pt-PT"]
            .map(|it| (tag(it), Text::read(it, TextRole::Title).unwrap()))
            .into_iter()
            .collect();
        for (reader, found) in
            [("de", "de"), ("de-AT", "de"), ("pt-PT", "pt-PT"), ("pt", "pt-BR"), ("ar", "en")]
        {
            let (language, text) = texts.for_reader(&tag(reader), &tag("en")).unwrap();
            assert_eq!((language.as_str(), text.to_string().as_str()), (found, found), "{reader}");
        }
        assert!(texts.for_reader(&tag("ar"), &tag("fr")).is_none());
    }
}
