//! A text by language, as it is written: `{ "en": "…", "de": "…" }`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{SurveyError, Wrong};
use crate::{
    language::LanguageTag,
    survey::{
        limits,
        localized::LocalizedText,
        place::Place,
        text::{Text, TextRole},
    },
};

/// Texts by language tag, each in the notation of [`Text`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LocalizedForm(pub BTreeMap<String, String>);

impl LocalizedForm {
    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The texts that are written here. A language whose text is blank is one without: that is what an empty field of a
    /// page sends.
    pub(super) fn localized(
        &self,
        role: TextRole,
        place: &Place,
    ) -> Result<LocalizedText, SurveyError> {
        Wrong::more_than("languages", self.0.len(), limits::LANGUAGES, place)?;
        let mut texts = LocalizedText::default();
        for (tag, written) in self.0.iter().filter(|(_, written)| !written.trim().is_empty()) {
            let wrong = |wrong: Wrong| wrong.at(place.key(tag));
            let language = LanguageTag::new(tag).map_err(|error| wrong(error.into()))?;
            let text = Text::read(written, role).map_err(|error| wrong(error.into()))?;
            if texts.get(&language).is_some() {
                return Err(wrong(Wrong::LanguageTwice(language)));
            }
            texts.set(language, text);
        }
        Ok(texts)
    }
}

impl From<&LocalizedText> for LocalizedForm {
    fn from(texts: &LocalizedText) -> Self {
        Self(texts.iter().map(|(tag, text)| (tag.to_string(), text.to_string())).collect())
    }
}
