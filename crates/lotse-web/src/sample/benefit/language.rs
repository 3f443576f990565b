//! The four languages of the benefit application.

use lotse_domain::language::LanguageTag;

/// A language in which every page exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// English.
    En,
    /// Spanish.
    Es,
    /// German.
    De,
    /// Arabic, written from right to left.
    Ar,
}

impl Language {
    /// All, in the order of the switch.
    pub(super) const ALL: [Self; 4] = [Self::En, Self::Es, Self::De, Self::Ar];

    /// The language of an address's part, such as `es`.
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
            Self::Es => "es",
            Self::De => "de",
            Self::Ar => "ar",
        }
    }

    /// The direction of its writing, as `dir` wants it.
    pub(super) fn direction(self) -> &'static str {
        if self == Self::Ar { "rtl" } else { "ltr" }
    }

    /// Its own name for itself.
    pub(super) fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Es => "Español",
            Self::De => "Deutsch",
            Self::Ar => "العربية",
        }
    }

    /// Its catalogue.
    pub(super) fn catalogue(self) -> &'static str {
        match self {
            Self::En => include_str!("texts/en.ftl"),
            Self::Es => include_str!("texts/es.ftl"),
            Self::De => include_str!("texts/de.ftl"),
            Self::Ar => include_str!("texts/ar.ftl"),
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

    #[test]
    fn the_browser_chooses_the_first_language() {
        for (header, expected) in [
            ("ar-EG,ar;q=0.9,en;q=0.8", Language::Ar),
            ("es-MX", Language::Es),
            ("fr-FR,fr", Language::En),
            ("", Language::En),
        ] {
            assert_eq!(Language::accepted(header), expected, "{header}");
        }
    }
}
