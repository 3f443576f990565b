//! Templates: surveys that standards ask for, each with its source, from `standards/surveys/`. A template says whose words it
//! has; where a standard fixes none, or its text could not be read, its notes say that the words are ours.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use super::{Survey, form::SurveyForm};
use crate::{language::LanguageTag, service::ServiceKind, words::words};

words! {
    /// Whose words a template has.
    Wording {
        /// Those of the standard, but for what the notes name.
        Standard = "standard",
        /// In part those of the standard, in part ours.
        Mixed = "mixed",
        /// Ours.
        Ours = "ours",
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateForm {
    name: BTreeMap<String, String>,
    standard: String,
    standard_version: String,
    source: String,
    read_on: String,
    wording: Wording,
    asks: ServiceKind,
    notes: String,
    survey: SurveyForm,
}

/// A survey to begin with.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its lasting name: that of its file.
    pub id: &'static str,
    /// What it is called, by language of the interface.
    names: BTreeMap<String, String>,
    /// The standard; “none” for our own.
    pub standard: String,
    /// Which version of it.
    pub standard_version: String,
    /// Where that can be read.
    pub source: String,
    /// The day on which it was read, as `2026-11-23`.
    pub read_on: String,
    /// Whose words they are.
    pub wording: Wording,
    /// Whom it asks: residents, or an agency's own staff.
    pub asks: ServiceKind,
    /// What somebody has to know who uses it.
    pub notes: String,
    /// The survey.
    pub survey: Survey,
}

impl Template {
    /// What it is called in a language of the interface; in English where it has no name in it.
    #[must_use]
    pub fn name(&self, language: &LanguageTag) -> &str {
        let found = self.names.get(language.language()).or_else(|| self.names.get("en"));
        found.map_or(self.id, String::as_str)
    }

    /// The languages it is in.
    #[must_use]
    pub fn languages(&self) -> Vec<LanguageTag> {
        self.survey.title.iter().map(|(language, _)| language.clone()).collect()
    }
}

macro_rules! files {
    ($($id:literal),+ $(,)?) => {
        [$(($id, include_str!(concat!("../../../../standards/surveys/", $id, ".toml")))),+]
    };
}

/// Every file, in the order in which pages offer them.
const FILES: [(&str, &str); 18] = files![
    "omb-a11-v2-thumbs",
    "omb-a11-v2-radio",
    "omb-a11-v1",
    "uk-user-satisfaction",
    "eu-single-digital-gateway",
    "de-satisfaction",
    "au-digital-performance",
    "ca-task-success",
    "csat",
    "nps",
    "ces",
    "seq",
    "sus",
    "umux-lite",
    "page-useful",
    "report-problem",
    "employee-software",
    "enps",
];

static TEMPLATES: LazyLock<Vec<Template>> =
    LazyLock::new(|| FILES.iter().map(|(id, written)| read(id, written)).collect());

fn read(id: &'static str, written: &str) -> Template {
    let form: TemplateForm = toml::from_str(written).expect("a test reads every template");
    let survey = form.survey.survey().expect("a test reads every template");
    Template {
        id,
        names: form.name,
        standard: form.standard,
        standard_version: form.standard_version,
        source: form.source,
        read_on: form.read_on,
        wording: form.wording,
        asks: form.asks,
        notes: form.notes,
        survey,
    }
}

/// Every template, in the order in which pages offer them.
#[must_use]
pub fn templates() -> &'static [Template] {
    &TEMPLATES
}

/// A template by its id.
#[must_use]
pub fn template(id: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.id == id)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::survey::{
        check::{PublishingRules, publish},
        columns::columns,
        compare::{Version, compare},
        form::day,
        sound::SoundSurvey,
    };

    #[test]
    fn every_file_of_the_folder_is_a_template_that_is_read() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../standards/surveys");
        let mut found: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "group-topics.toml")
            .collect();
        found.sort();
        let mut known: Vec<String> =
            templates().iter().map(|it| format!("{}.toml", it.id)).collect();
        known.sort();
        assert_eq!(found, known);
        for template in templates() {
            let texts =
                [&template.standard, &template.standard_version, &template.source, &template.notes];
            assert!(texts.iter().all(|text| !text.trim().is_empty()), "{}", template.id);
            assert!(day(&template.read_on).is_some(), "{}", template.id);
            for language in ["en", "de"] {
                assert!(template.names.contains_key(language), "{}", template.id);
            }
        }
    }

    #[test]
    fn every_template_can_be_published_in_its_languages() {
        for template in templates() {
            let rules =
                PublishingRules { languages: template.languages(), ..PublishingRules::default() };
            let result = publish(template.survey.clone(), &rules, date(2026, 11, 23));
            assert!(result.is_ok(), "{}: {:?}", template.id, result.err());
        }
    }

    #[test]
    fn words_that_are_ours_do_not_pass_for_a_standard() {
        for template in templates() {
            let names_a_standard = template.survey.questions().any(|it| it.standard.is_some());
            match template.wording {
                Wording::Standard => assert!(names_a_standard, "{}", template.id),
                Wording::Ours => assert!(!names_a_standard, "{}", template.id),
                Wording::Mixed => {}
            }
            if template.wording != Wording::Standard {
                assert!(template.notes.contains(" ours"), "{}", template.id);
            }
        }
    }

    #[test]
    fn the_second_version_of_a11_has_the_columns_of_the_upload() {
        let drivers = [
            "effectiveness",
            "ease",
            "efficiency",
            "transparency",
            "humanity",
            "employee",
            "other",
        ];
        for id in ["omb-a11-v2-thumbs", "omb-a11-v2-radio"] {
            let columns = columns(&template(id).unwrap().survey);
            let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            let mut expected = vec!["question_1".to_owned()];
            for answer in ["answer_02", "answer_03"] {
                expected.extend(drivers.map(|driver| format!("{answer}__{driver}")));
                expected.push(format!("{answer}__other__text"));
            }
            expected.push("question_4".to_owned());
            assert_eq!(names, expected);
        }
    }

    #[test]
    fn thumbs_and_radio_buttons_are_never_pooled() {
        let sound = |id| SoundSurvey::new(template(id).unwrap().survey.clone()).unwrap();
        let (thumbs, radio) = (sound("omb-a11-v2-thumbs"), sound("omb-a11-v2-radio"));
        let later = Version { survey: &radio, editorial: &std::collections::BTreeSet::new() };
        assert!(!compare(&thumbs, later)[&"question_1".parse().unwrap()].is_same());
    }

    #[test]
    fn a_template_is_named_in_the_language_of_the_interface() {
        let template = template("page-useful").unwrap();
        let name = |language| template.name(&LanguageTag::new(language).unwrap());
        assert_eq!(name("de-AT"), "War diese Seite hilfreich?");
        assert_eq!(name("fr"), "Was this page useful?");
        assert!(super::template("gone").is_none());
    }
}
