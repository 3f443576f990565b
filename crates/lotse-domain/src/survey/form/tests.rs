//! What is written is read and written the same; what is wrong is said with its place.

use proptest::prelude::*;

use super::*;
use crate::survey::{
    paperwork::Paperwork,
    samples::{EVERYTHING, any_form, form, survey},
};

#[test]
fn what_is_written_is_read_and_written_the_same() {
    let form = form(EVERYTHING);
    let survey = form.survey().unwrap();
    assert_eq!(SurveyForm::from(&survey), form);
    let json = serde_json::to_string(&form).unwrap();
    assert_eq!(serde_json::from_str::<SurveyForm>(&json).unwrap(), form);
    let toml = toml::to_string(&form).unwrap();
    assert_eq!(toml::from_str::<SurveyForm>(&toml).unwrap(), form);
    let words: Vec<_> = survey.questions().map(|question| question.kind.word()).collect();
    assert!(QuestionWord::ALL.iter().all(|word| words.contains(word)));
}

#[test]
fn nothing_unknown_is_passed_over() {
    for written in [
        r#"{"default_language":"en","x":1}"#,
        r#"{"default_language":"en","sections":[{"code":"a","html":"<b>"}]}"#,
        r#"{"default_language":"en","sections":[{"code":"a","questions":[{"code":"b","kind":"date","css":""}]}]}"#,
    ] {
        assert!(serde_json::from_str::<SurveyForm>(written).is_err(), "{written}");
    }
}

#[test]
fn a_blank_text_is_a_missing_one() {
    let mut form = form(EVERYTHING);
    form.intro.0.insert("en".to_owned(), " \n".to_owned());
    let survey = form.survey().unwrap();
    assert_eq!(survey.intro.iter().count(), 1);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn what_is_wrong_is_said_with_its_place() {
    type Change = fn(&mut SurveyForm);
    let cases: [(Change, &str); 20] = [
        (
            |f| f.default_language = "english".to_owned(),
            "default_language: is no language tag such as en or pt-BR",
        ),
        (
            |f| drop(f.title.0.insert("x".to_owned(), "A".to_owned())),
            "title.x: is no language tag such as en or pt-BR",
        ),
        (
            |f| drop(f.title.0.insert("EN".to_owned(), "A".to_owned())),
            "title.en: the language en stands here twice",
        ),
        (
            |f| drop(f.sections[0].questions[1].options[2].text.0.insert("en".into(), "{".into())),
            "sections[0].questions[1].options[2].text.en: a brace has no partner; braces hold a name or an earlier answer",
        ),
        (
            |f| f.sections[1].code = "A".to_owned(),
            "sections[1].code: “A” is no code: small letters a to z, digits and single underscores between them are possible, and a letter comes first in the code of a question or section",
        ),
        (
            |f| f.sections[0].questions[0].code.clear(),
            "sections[0].questions[0].code: a code is missing",
        ),
        (
            |f| f.sections[0].questions[2].most_chars = Some(3),
            "sections[0].questions[2].most_chars: a question of the kind thumbs has none",
        ),
        (
            |f| f.sections[1].questions[5].scale = None,
            "sections[1].questions[5].scale: a question of the kind matrix needs it",
        ),
        (
            |f| f.sections[1].questions[7].most_chars = Some(0),
            "sections[1].questions[7].most_chars: 0 was given; possible are 1 to 10000",
        ),
        (
            |f| {
                drop(
                    f.sections[1].questions[1].labels.insert("01".into(), LocalizedForm::default()),
                );
            },
            "sections[1].questions[1].labels.01: is no point of a scale",
        ),
        (
            |f| f.sections[1].shown_when = Some(ConditionForm::default()),
            "sections[1].shown_when: a condition has either `all` or `any`, with at least one test",
        ),
        (
            |f| {
                f.sections[1].shown_when.as_mut().unwrap().any.as_mut().unwrap()[1].at_most =
                    Some(1);
            },
            "sections[1].shown_when.any[1]: a test says one of `one_of`, `at_least`, `at_most` and `answered`",
        ),
        (
            |f| {
                let when = f.sections[1].questions[8].shown_when.as_mut().unwrap();
                when.all.as_mut().unwrap()[0].answered = Some(false);
            },
            "sections[1].questions[8].shown_when.all[0].answered: `answered` can only be true: no test holds without an answer",
        ),
        (
            |f| {
                let when = f.sections[0].questions[1].shown_when.as_mut().unwrap();
                when.all.as_mut().unwrap()[0].one_of =
                    Some(vec![OneForm::Point(1), OneForm::Option("a".into())]);
            },
            "sections[0].questions[1].shown_when.all[0].one_of: either options or points can stand in a list, and at least one",
        ),
        (
            |f| {
                f.paperwork =
                    Some(PaperworkForm { exempt: Some(" ".into()), ..PaperworkForm::default() });
            },
            "paperwork.exempt: a reason is missing",
        ),
        (
            |f| {
                f.paperwork =
                    Some(PaperworkForm { burden_minutes: Some(3), ..PaperworkForm::default() });
            },
            "paperwork: either `exempt`, or all of `omb_number`, `expires` and `burden_minutes`",
        ),
        (
            |f| f.paperwork = Some(cleared("3090-0297", "2027-02-30", 3)),
            "paperwork.expires: is no day such as 2027-03-31",
        ),
        (
            |f| f.paperwork = Some(cleared("30900297", "2027-03-31", 3)),
            "paperwork.omb_number: an OMB control number has four digits, a dash and four digits",
        ),
        (
            |f| f.paperwork = Some(cleared("3090-0297", "2027-03-31", 601)),
            "paperwork.burden_minutes: 601 was given; possible are 1 to 600",
        ),
        (
            |f| f.sections = vec![f.sections[0].clone(); 31],
            "sections: 31 sections; at most 30 are possible",
        ),
    ];
    for (change, error) in cases {
        let mut form = form(EVERYTHING);
        change(&mut form);
        assert_eq!(form.survey().unwrap_err().to_string(), error);
    }
}

fn cleared(number: &str, expires: &str, minutes: u16) -> PaperworkForm {
    PaperworkForm {
        omb_number: Some(number.to_owned()),
        expires: Some(expires.to_owned()),
        burden_minutes: Some(minutes),
        exempt: None,
    }
}

#[test]
fn paperwork_is_read_and_written_the_same() {
    let exempt = PaperworkForm { exempt: Some("Test".to_owned()), ..PaperworkForm::default() };
    for paperwork in [cleared("3090-0297", "2027-03-31", 3), exempt] {
        let mut form = form(EVERYTHING);
        form.paperwork = Some(paperwork);
        let survey = form.survey().unwrap();
        assert!(matches!(
            survey.paperwork,
            Some(Paperwork::Cleared { .. } | Paperwork::Exempt { .. })
        ));
        assert_eq!(SurveyForm::from(&survey), form);
    }
}

#[test]
fn there_are_limits_and_none_is_passed_in_silence() {
    let mut form = form(EVERYTHING);
    let many = vec![form.sections[0].questions[0].clone(); 99];
    form.sections[0].questions.extend(many);
    let error = form.survey().unwrap_err();
    assert_eq!(error.to_string(), "sections: 112 questions; at most 100 are possible");
    let mut survey = survey(EVERYTHING);
    survey.sections.clear();
    assert!(SurveyForm::from(&survey).survey().is_ok());
}

proptest! {
    #[test]
    fn any_survey_is_written_and_read_the_same(form in any_form()) {
        let survey = form.survey().unwrap();
        let again = SurveyForm::from(&survey);
        let json = serde_json::to_string(&again).unwrap();
        let again: SurveyForm = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(again.survey().unwrap(), survey);
        let toml = toml::to_string(&again).unwrap();
        prop_assert_eq!(toml::from_str::<SurveyForm>(&toml).unwrap(), again);
    }

    #[test]
    fn no_text_of_any_length_panics(written in "\\PC*", code in "\\PC{0,50}") {
        let mut form = SurveyForm { default_language: written.clone(), ..form(EVERYTHING) };
        drop(form.survey());
        form.default_language = "en".to_owned();
        form.title.0.insert(code.clone(), written.clone());
        drop(form.survey());
        form.title.0.clear();
        form.sections[0].questions[0].code.clone_from(&code);
        form.sections[0].questions[0].labels.insert(code, LocalizedForm::default());
        drop(form.survey());
    }
}
