//! What keeps a survey from holding together is told with its place.

use proptest::prelude::*;

use super::*;
use crate::survey::{
    form::{ConditionForm, QuestionForm, SurveyForm, TestForm},
    samples::{EVERYTHING, any_form, any_sound, form, sound},
};

fn told(change: impl Fn(&mut SurveyForm)) -> Vec<String> {
    let mut form = form(EVERYTHING);
    change(&mut form);
    faults(&form.survey().unwrap()).iter().map(ToString::to_string).collect()
}

fn when(tests: Vec<TestForm>) -> ConditionForm {
    ConditionForm { all: Some(tests), any: None }
}

fn test(question: &str, change: impl Fn(&mut TestForm)) -> TestForm {
    let mut test = TestForm { question: question.to_owned(), ..TestForm::default() };
    change(&mut test);
    test
}

#[test]
fn a_survey_with_everything_holds_together() {
    let survey = sound(EVERYTHING);
    let code: QuestionCode = "parts".parse().unwrap();
    assert_eq!(survey.question(&code).unwrap().code, code);
    assert!(survey.question(&"nothing".parse().unwrap()).is_none());
    assert_eq!(survey.survey().questions().count(), 13);
}

#[test]
fn structure_rules_are_told_with_their_place() {
    let one = |change: fn(&mut SurveyForm)| told(change).join(" | ");
    assert_eq!(one(|f| f.sections.clear()), "sections: there is no question");
    assert_eq!(
        one(|f| {
            f.sections[0].code = "second".to_owned();
            f.sections[0].questions[2].code = "day".to_owned();
            f.sections[1].shown_when = None;
        }),
        "sections[1].code: the code second stands here a second time | sections[1].questions[9].code: the code day stands here a second time"
    );
    assert_eq!(
        one(|f| f.sections[0].questions[0].options.truncate(1)),
        "sections[0].questions[0].options: 1 were given; at least 2 are needed | sections[0].questions[1].shown_when.all[0]: the question done has no option no"
    );
    assert_eq!(
        one(|f| f.sections[0].questions[1].options[0].write_in = true),
        "sections[0].questions[1].options[3].write_in: one option of a question can be written in"
    );
    assert_eq!(
        one(|f| f.sections[0].questions[1].options[1].code = "other".to_owned()),
        "sections[0].questions[1].options[3].code: the code other stands here a second time"
    );
    assert_eq!(
        one(|f| {
            let labels = f.sections[1].questions[1].labels.clone();
            f.sections[0].questions[2].labels.insert("5".to_owned(), labels["5"].clone());
        }),
        "sections[0].questions[2].labels.5: the scale has no point 5"
    );
    assert_eq!(
        one(|f| f.sections[1].questions[5].rows.pop().map_or((), drop)),
        "sections[1].questions[6].shown_when.all[0]: the question parts has no row letter"
            .replace("[6]", "[7]")
    );
}

#[test]
fn references_are_to_earlier_questions_that_can_answer_them() {
    let one = |question: usize, test: TestForm| {
        let faults =
            told(|f| f.sections[1].questions[question].shown_when = Some(when(vec![test.clone()])));
        faults.join(" | ")
    };
    let place = "sections[1].questions[2].shown_when.all[0]: ";
    for (tested, why) in [
        (test("gone", |t| t.answered = Some(true)), "there is no question gone"),
        (test("ease", |t| t.at_least = Some(2)), "the question ease does not come before this"),
        (test("day", |t| t.answered = Some(true)), "the question day does not come before this"),
        (
            test("done", |t| t.at_least = Some(2)),
            "no answer to done, which is of the kind single-choice, can be tested like this",
        ),
        (test("trust", |t| t.at_least = Some(6)), "the scale has no point 6"),
        (test("trust", |t| t.at_most = Some(0)), "the scale has no point 0"),
        (
            test("trust", |t| {
                t.row = Some("a".to_owned());
                t.answered = Some(true);
            }),
            "the question trust has no row a",
        ),
    ] {
        assert_eq!(one(2, tested), format!("{place}{why}"));
    }
    assert_eq!(
        one(9, test("parts", |t| t.at_least = Some(2))),
        "sections[1].questions[9].shown_when.all[0]: the question parts is a matrix; a test is of one of its rows"
    );
    assert_eq!(
        one(9, test("mail", |t| t.answered = Some(true))),
        "sections[1].questions[9].shown_when.all[0]: no answer to mail, which is of the kind e-mail, can be tested like this"
    );
    let said = |text: &'static str| {
        let faults =
            told(|f| drop(f.sections[1].questions[9].title.0.insert("en".into(), text.into())));
        faults.join(" | ")
    };
    let place = "sections[1].questions[9].title.en: ";
    assert_eq!(said("{q:day}"), format!("{place}the question day does not come before this"));
    assert_eq!(
        said("{q:comment}"),
        format!(
            "{place}an answer to comment, which is of the kind long-text, cannot stand in a text"
        )
    );
    assert_eq!(said("{q:done} {q:place}"), "");
}

#[test]
fn branches_that_nobody_gets_to_are_found() {
    let low = |t: &mut TestForm| t.at_most = Some(2);
    let high = |t: &mut TestForm| t.at_least = Some(4);
    let options = |codes: &'static [&'static str]| {
        move |t: &mut TestForm| {
            let option = |code: &&str| crate::survey::form::OneForm::Option((*code).to_owned());
            t.one_of = Some(codes.iter().map(option).collect());
        }
    };
    let day = |tests: Vec<TestForm>| {
        told(|f| f.sections[1].questions[9].shown_when = Some(when(tests.clone()))).join(" | ")
    };
    let never =
        "sections[1].questions[9].shown_when: no answers lead here: the condition can never hold";
    assert_eq!(day(vec![test("trust", low)]), "");
    // One answer cannot be low and high.
    assert_eq!(day(vec![test("trust", low), test("trust", high)]), never);
    // Different answers can.
    assert_eq!(day(vec![test("trust", low), test("ease", high)]), "");
    assert_eq!(day(vec![test("done", options(&["yes"])), test("done", options(&["no"]))]), never);
    // Who finished was never asked why not: one question away.
    assert_eq!(day(vec![test("done", options(&["yes"])), test("why", options(&["time"]))]), never);
    // Several options can be chosen together.
    assert_eq!(day(vec![test("why", options(&["time"])), test("why", options(&["words"]))]), "");
    // A comment is asked for only where the letter was bad: one question away, and another answer of a matrix.
    let letter = |t: &mut TestForm| {
        t.row = Some("letter".to_owned());
        t.at_least = Some(4);
    };
    let answered = |t: &mut TestForm| t.answered = Some(true);
    assert_eq!(day(vec![test("comment", answered), test("parts", letter)]), never);
    // The condition of the section counts: not finished, and the page was useless.
    assert_eq!(
        day(vec![test("done", options(&["no"])), test("thumb", |t| t.at_most = Some(0)),]),
        never
    );
    // A section that nobody gets to is told once.
    let section = told(|f| {
        f.sections[1].shown_when =
            Some(when(vec![test("done", options(&["yes"])), test("done", options(&["no"]))]));
    });
    assert_eq!(
        section,
        ["sections[1].shown_when: no answers lead here: the condition can never hold"]
    );
}

#[test]
fn conditions_that_are_too_tangled_to_search_are_told_and_never_guessed() {
    // Ten answers; nine questions for each of which one of them must be low; and one for which all must be high. A question
    // that needs all of these is shown to nobody, but a search that meets the nine first tries a thousand million ways.
    let scale = |code: String| QuestionForm {
        code,
        kind: "likert-5".to_owned(),
        ..QuestionForm::default()
    };
    let answered = |code: String| test(&code, |t| t.answered = Some(true));
    let reason = |needs_high_first: bool| {
        let mut questions: Vec<_> = (0..10).map(|number| scale(format!("a{number}"))).collect();
        for number in 0..9 {
            let low = (0..10).map(|other| test(&format!("a{other}"), |t| t.at_most = Some(2)));
            let mut question = scale(format!("b{number}"));
            question.shown_when = Some(ConditionForm { all: None, any: Some(low.collect()) });
            questions.push(question);
        }
        let mut high = scale("high".to_owned());
        let tests = (0..10).map(|n| test(&format!("a{n}"), |t| t.at_least = Some(4)));
        high.shown_when = Some(when(tests.collect()));
        questions.push(high);
        let mut last = scale("last".to_owned());
        let mut tests: Vec<_> = (0..9).map(|number| answered(format!("b{number}"))).collect();
        // The last test is looked at first.
        tests.insert(if needs_high_first { tests.len() } else { 0 }, answered("high".to_owned()));
        last.shown_when = Some(when(tests));
        questions.push(last);
        let mut form = form(EVERYTHING);
        form.sections.truncate(1);
        form.sections[0].questions = questions;
        let faults = faults(&form.survey().unwrap());
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].place.to_string(), "sections[0].questions[20].shown_when");
        faults[0].reason.clone()
    };
    assert_eq!(reason(true), Reason::NeverShown);
    assert_eq!(reason(false), Reason::Tangled);
}

proptest! {
    #[test]
    fn no_survey_panics(form in any_form()) {
        let survey = form.survey().unwrap();
        let faults = faults(&survey);
        prop_assert_eq!(SoundSurvey::new(survey).is_ok(), faults.is_empty());
    }

    #[test]
    fn samples_of_sound_surveys_are_sound(survey in any_sound()) {
        prop_assert!(faults(survey.survey()).is_empty());
    }
}
