//! The two languages of the case tool.

use lotse_domain::language::LanguageTag;

/// A language in which every page exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// English.
    En,
    /// German.
    De,
}

impl Language {
    /// All, in the order of the switch.
    pub(super) const ALL: [Self; 2] = [Self::En, Self::De];

    /// The language of an address's part.
    pub(super) fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The language that fits an `Accept-Language` header best; English fits all others.
    pub(super) fn accepted(header: &str) -> Self {
        LanguageTag::first_accepted(header)
            .and_then(|tag| Self::from_tag(tag.language()))
            .unwrap_or(Self::En)
    }

    /// Its tag, as in addresses and `lang`.
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// Its own name for itself.
    pub(super) fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
        }
    }

    /// Its catalogue.
    pub(super) fn catalogue(self) -> &'static str {
        match self {
            Self::En => include_str!("texts/en.ftl"),
            Self::De => include_str!("texts/de.ftl"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn catalogues_agree() {
        let catalogues = Language::ALL.map(|language| (language.tag(), language.catalogue()));
        crate::sample::text::tests::agree(&catalogues);
    }
}
