//! What the pages of the application call things, for whoever describes their controls without
//! opening them: the demo's generated events.

use super::{language::Language, step::Step};
use crate::sample::{form::Need, text::Text};

/// The words of the benefit application in one language.
pub struct BenefitWords(Text);

impl BenefitWords {
    /// The words of the pages under `/sample/benefit/{tag}`; none where there are no such pages.
    pub fn new(tag: &str) -> Option<Self> {
        let language = Language::from_tag(tag)?;
        Some(Self(Text::new(language.tag(), language.catalogue())))
    }

    /// The text of a key, such as `income-title`.
    pub fn find(&self, key: &str) -> Option<String> {
        self.0.find(key)
    }

    /// The label of a field as its form shows it.
    pub fn label(&self, field: &str) -> Option<String> {
        let label = self.find(field)?;
        let mut fields = Step::ALL.into_iter().flat_map(Step::fields);
        let optional = fields.any(|one| one.id == field && one.need == Need::Optional);
        Some(if optional { self.0.with("optional", &[("label", &label)]) } else { label })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_those_that_forms_show() {
        let words = BenefitWords::new("es").unwrap();
        assert_eq!(words.label("monthly-pay"), words.find("monthly-pay"));
        let phone = words.find("phone").unwrap();
        assert_eq!(words.label("phone"), Some(format!("{phone} (opcional)")));
        assert_eq!(words.label("shoe-size"), None);
        assert!(BenefitWords::new("xx").is_none());
    }
}
