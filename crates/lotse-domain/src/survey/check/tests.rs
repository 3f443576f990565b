//! What refuses a survey, and what warns, each with its place.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::survey::{
    contrast::Colour,
    form::{PaperworkForm, SurveyForm},
    samples::{EVERYTHING, any_form, form},
};

const TODAY: Date = date(2026, 11, 23);

fn tag(tag: &str) -> LanguageTag {
    LanguageTag::new(tag).unwrap()
}

fn both() -> PublishingRules {
    PublishingRules { languages: vec![tag("en"), tag("de")], ..PublishingRules::default() }
}

fn told(rules: &PublishingRules, change: impl Fn(&mut SurveyForm)) -> Vec<String> {
    let mut form = form(EVERYTHING);
    change(&mut form);
    check(&form.survey().unwrap(), rules, TODAY).iter().map(ToString::to_string).collect()
}

#[test]
fn a_good_survey_is_published() {
    assert_eq!(told(&both(), |_| ()), [""; 0]);
    let (sound, warnings) = publish(form(EVERYTHING).survey().unwrap(), &both(), TODAY).unwrap();
    assert_eq!(sound.survey().questions().count(), 13);
    assert!(warnings.is_empty());
}

#[test]
fn missing_labels_and_translations_are_told() {
    let faults = told(&both(), |f| {
        f.title.0.remove("de");
        f.sections[0].questions[0].title.0.clear();
        f.sections[0].questions[2].labels.clear();
        f.sections[1].questions[7].help.0.remove("en");
        f.sections[1].title.0.clear();
    });
    assert_eq!(
        faults,
        [
            "title.de: a text is missing in de",
            "sections[0].questions[0].title.en: a text is missing in en",
            "sections[0].questions[0].title.de: a text is missing in de",
            "sections[0].questions[2].labels.0.en: a text is missing in en",
            "sections[0].questions[2].labels.0.de: a text is missing in de",
            "sections[0].questions[2].labels.1.en: a text is missing in en",
            "sections[0].questions[2].labels.1.de: a text is missing in de",
            "sections[1].questions[7].help.en: a text is missing in en",
        ]
    );
}

#[test]
fn languages_without_formula_or_list_are_told_and_not_guessed() {
    let rules = PublishingRules { languages: vec![tag("ar")], ..PublishingRules::default() };
    let faults = told(&rules, |_| ());
    let (missing, rest): (Vec<_>, Vec<_>) = faults.iter().partition(|it| it.contains("missing"));
    assert_eq!(missing.len(), 40);
    assert_eq!(
        rest,
        [
            "survey: the reading level in ar was not computed: no formula is known for the language",
            "survey: there is no list of terms to find group topics in ar",
        ]
    );
}

#[test]
fn too_many_questions_are_told() {
    let rules = PublishingRules { most_questions: 12, ..both() };
    assert_eq!(told(&rules, |_| ()), ["sections: 13 questions; at most 12 are allowed"]);
}

#[test]
fn hard_words_are_told_with_the_hardest_place() {
    let hard = "Notwithstanding preliminary eligibility determinations, was individualised verification documentation comprehensible?";
    let change = |f: &mut SurveyForm| {
        let title = &mut f.sections[1].questions[0].title.0;
        title.insert("en".to_owned(), hard.repeat(8).chars().take(480).collect());
    };
    let faults = told(&both(), change);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(
        faults[0]
            .starts_with("sections[1].questions[0].title.en: in en it reads like school grade ")
    );
    assert!(faults[0].contains("(Flesch-Kincaid grade level); at most 8.0 is allowed. Hardest: sections[1].questions[0].title.en"));
    let lax = PublishingRules { highest_grade: None, ..both() };
    assert_eq!(told(&lax, change), [""; 0]);
    // The wording of a standard does not count, and that is told.
    let faults = told(&both(), |f| {
        change(f);
        f.sections[1].questions[0].standard = Some("Some standard".to_owned());
    });
    assert_eq!(
        faults,
        [
            "sections[1].questions[0].title: its wording is that of Some standard: it does not count in the reading level"
        ]
    );
}

#[test]
fn few_words_have_no_level() {
    let faults = told(&PublishingRules::default(), |f| {
        f.sections.truncate(1);
        f.sections[0].questions.truncate(1);
    });
    assert_eq!(faults, ["survey: the reading level in en was not computed: it has too few words"]);
}

#[test]
fn group_topics_are_refused_until_they_are_kept_apart() {
    let change = |f: &mut SurveyForm| {
        let title = &mut f.sections[1].questions[6].title.0;
        title.insert("en".to_owned(), "How old are you?".to_owned());
    };
    let faults = told(&both(), change);
    assert_eq!(
        faults,
        [
            "sections[1].questions[6].title.en: in en “how old” asks for age: such answers are only kept apart from all others, as counters"
        ]
    );
    let apart = PublishingRules { refuses_group_topics: false, ..both() };
    assert_eq!(told(&apart, change), [""; 0]);
}

#[test]
fn faint_colours_are_refused() {
    let colour = |text: &str| text.parse::<Colour>().unwrap();
    let theme = Theme {
        page: colour("#ffffff"),
        text: colour("#999999"),
        button: colour("#005ea5"),
        button_text: colour("#ffffff"),
        edge: colour("#767676"),
        error: colour("#b00020"),
    };
    let rules = PublishingRules { theme: Some(theme), ..both() };
    assert_eq!(
        told(&rules, |_| ()),
        ["theme.text: text on page: the contrast is 2.84:1; at least 4.50:1 is needed"]
    );
}

#[test]
fn paperwork_is_asked_for_and_must_not_have_expired() {
    let federal = PublishingRules { needs_paperwork: true, ..both() };
    let expires = |day: &'static str| {
        move |f: &mut SurveyForm| {
            f.paperwork = Some(PaperworkForm {
                omb_number: Some("3090-0297".to_owned()),
                expires: Some(day.to_owned()),
                burden_minutes: Some(3),
                exempt: None,
            });
        }
    };
    assert_eq!(
        told(&federal, |_| ()),
        ["paperwork: an OMB control number is missing, or an exemption with its reason"]
    );
    let exempt = |f: &mut SurveyForm| {
        let exempt = Some("Usability test, 5 CFR 1320.3(h)".to_owned());
        f.paperwork = Some(PaperworkForm { exempt, ..PaperworkForm::default() });
    };
    assert_eq!(told(&federal, exempt), [""; 0]);
    assert_eq!(told(&federal, expires("2027-02-22")), [""; 0]);
    for (day, fault) in [
        ("2027-02-21", "expires on 2027-02-21, in 90 days"),
        ("2026-11-23", "expires on 2026-11-23, in 0 days"),
        ("2026-11-22", "has expired on 2026-11-22"),
    ] {
        let place = "paperwork.expires: the OMB control number ";
        assert_eq!(told(&federal, expires(day)), [format!("{place}{fault}")]);
    }
    // Whether one is needed or not.
    assert_eq!(told(&both(), expires("2026-11-22")).len(), 1);
}

#[test]
fn warnings_do_not_refuse() {
    let mut form = form(EVERYTHING);
    let rules = PublishingRules { most_questions: 13, ..both() };
    form.sections[0].questions[0].standard = Some("Some standard".to_owned());
    let (_, warnings) = publish(form.survey().unwrap(), &rules, TODAY).unwrap();
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].reason.severity(), Severity::Warns);
    assert_eq!(warnings[0].reason.key(), "standard-wording");
    let rules = PublishingRules { most_questions: 12, ..both() };
    let faults = publish(form.survey().unwrap(), &rules, TODAY).unwrap_err();
    assert_eq!(faults.len(), 2);
}

proptest! {
    #[test]
    fn no_survey_panics(form in any_form()) {
        let survey = form.survey().unwrap();
        let is_sound = SoundSurvey::new(survey.clone()).is_ok();
        let published = publish(survey, &both(), TODAY).is_ok();
        prop_assert!(is_sound || !published);
    }
}
