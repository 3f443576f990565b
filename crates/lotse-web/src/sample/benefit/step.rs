//! The steps of the application and their questions.

use crate::sample::form::{Field, Kind};

/// A step with a form of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// Whether the household can get support at all.
    Eligibility,
    /// Who applies.
    AboutYou,
    /// What they earn and pay.
    Income,
    /// What proves it.
    Evidence,
}

/// States that a household may live in. The service is Lakeland's.
const STATES: &[&str] = &["lakeland", "northshore", "eastmere", "highfield", "elsewhere"];

const ELIGIBILITY: &[Field] = &[
    Field::required("state", Kind::Select(STATES)),
    Field::required("household-size", Kind::Count(15)),
    Field::required("household-income", Kind::Money),
    Field::required("pays-heating", Kind::Radios(&["yes", "no"])),
];

const ABOUT_YOU: &[Field] = &[
    Field::required("full-name", Kind::Line).purpose("name"),
    Field::required("birth-date", Kind::BirthDate),
    Field::required("street", Kind::Line).purpose("street-address"),
    Field::required("town", Kind::Line).purpose("address-level2"),
    Field::required("postcode", Kind::Postcode).purpose("postal-code"),
    Field::optional("email", Kind::Email).purpose("email"),
    Field::optional("phone", Kind::Phone).purpose("tel"),
];

const INCOME: &[Field] = &[
    Field::required(
        "work",
        Kind::Radios(&["employed", "self-employed", "retired", "looking", "studying", "other"]),
    ),
    Field::required("monthly-pay", Kind::Money),
    Field::required("heating-cost", Kind::Money),
    Field::required("fuel", Kind::Select(&["gas", "electricity", "oil", "district", "wood"])),
];

const EVIDENCE: &[Field] =
    &[Field::depends("document", Kind::Select(DOCUMENTS)), Field::optional("file", Kind::File)];

/// Kinds of proof that may be added.
pub(super) const DOCUMENTS: &[&str] = &["payslip", "heating-bill", "benefit-letter", "tenancy"];

impl Step {
    /// All, in order.
    pub(super) const ALL: [Self; 4] =
        [Self::Eligibility, Self::AboutYou, Self::Income, Self::Evidence];

    /// The step of an address's part.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// Its name in addresses and in the catalogue.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Eligibility => "eligibility",
            Self::AboutYou => "about-you",
            Self::Income => "income",
            Self::Evidence => "evidence",
        }
    }

    /// Its place among the steps, from 1.
    pub(super) fn number(self) -> usize {
        self as usize + 1
    }

    /// Its questions.
    pub(super) fn fields(self) -> &'static [Field] {
        match self {
            Self::Eligibility => ELIGIBILITY,
            Self::AboutYou => ABOUT_YOU,
            Self::Income => INCOME,
            Self::Evidence => EVIDENCE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{benefit::language::Language, form::view, text::Text};

    #[test]
    fn every_question_has_its_words_in_every_language() {
        for language in Language::ALL {
            let text = Text::new(language.tag(), language.catalogue());
            for step in Step::ALL {
                view::tests::all_words_are_there(step.fields(), &text);
                for key in ["title", "intro"] {
                    assert!(text.find(&format!("{}-{key}", step.name())).is_some());
                }
            }
        }
    }
}
