//! A slow, obvious twin: it tries every way to answer a small survey and sees which questions are ever shown.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{collection::vec, option, prelude::*, sample::select};

use super::*;
use crate::survey::{
    answer::Answer,
    form::{ConditionForm, OneForm, OptionForm, QuestionForm, SectionForm, SurveyForm, TestForm},
    sound::SoundSurvey,
    visible::visible,
};

const KINDS: [&str; 4] = ["thumbs", "likert-5", "single-choice", "multiple-choice"];

/// A test of an earlier question: which of them, and what, by numbers that are made to fit.
type Wanted = (usize, usize, u8);
/// Whether all must hold, and the tests.
type When = Option<(bool, Vec<Wanted>)>;

fn when() -> impl Strategy<Value = When> {
    let test = (0_usize..4, 0_usize..4, 0_u8..6);
    option::weighted(0.7, (any::<bool>(), vec(test, 1..4)))
}

/// Questions in sections: kind, condition, whether a section with another condition begins here.
fn small() -> impl Strategy<Value = SurveyForm> {
    let question = (select(KINDS.to_vec()), when(), option::weighted(0.4, when()));
    vec(question, 2..5).prop_map(|wanted| {
        let kinds: Vec<&str> = wanted.iter().map(|(kind, _, _)| *kind).collect();
        let mut sections = Vec::new();
        for (number, (kind, own, section)) in wanted.into_iter().enumerate() {
            let earlier = &kinds[..number];
            if sections.is_empty() || section.is_some() {
                let shown_when = section.flatten().and_then(|when| condition(&when, earlier));
                let code = format!("s{number}");
                sections.push(SectionForm { code, shown_when, ..SectionForm::default() });
            }
            let mut question = QuestionForm {
                code: format!("q{number}"),
                kind: kind.to_owned(),
                shown_when: own.and_then(|when| condition(&when, earlier)),
                ..QuestionForm::default()
            };
            if kind.ends_with("choice") {
                let option = |code: &str| OptionForm { code: code.into(), ..OptionForm::default() };
                question.options = ["a", "b", "c"].map(option).to_vec();
            }
            sections.last_mut().unwrap().questions.push(question);
        }
        let default_language = "en".to_owned();
        SurveyForm { default_language, sections, ..SurveyForm::default() }
    })
}

fn condition((all, tests): &(bool, Vec<Wanted>), earlier: &[&str]) -> Option<ConditionForm> {
    if earlier.is_empty() {
        return None;
    }
    let tests: Vec<_> = tests.iter().map(|wanted| test(*wanted, earlier)).collect();
    Some(if *all {
        ConditionForm { all: Some(tests), any: None }
    } else {
        ConditionForm { all: None, any: Some(tests) }
    })
}

fn test((question, what, value): Wanted, earlier: &[&str]) -> TestForm {
    let question = question % earlier.len();
    let point = match earlier[question] {
        "thumbs" => value % 2,
        _ => value % 5 + 1,
    };
    let form = TestForm { question: format!("q{question}"), ..TestForm::default() };
    let option = |number: u8| OneForm::Option(["a", "b", "c"][usize::from(number % 3)].to_owned());
    match (what, earlier[question].ends_with("choice")) {
        (3, _) => TestForm { answered: Some(true), ..form },
        (0, true) => TestForm { one_of: Some(vec![option(value), option(value + 1)]), ..form },
        (_, true) => TestForm { one_of: Some(vec![option(value)]), ..form },
        (0, false) => TestForm { one_of: Some(vec![OneForm::Point(point)]), ..form },
        (1, false) => TestForm { at_least: Some(point), ..form },
        (_, false) => TestForm { at_most: Some(point), ..form },
    }
}

/// Every way to answer a question, not at all among them.
fn ways(question: &Question) -> Vec<Option<Answer>> {
    let options = |codes: &[&str]| Answer::Options {
        chosen: codes.iter().map(|code| code.parse().unwrap()).collect(),
        write_in: None,
    };
    let answers: Vec<Answer> = match &question.kind {
        QuestionKind::Scale(scale) => scale.kind.points().map(Answer::Point).collect(),
        QuestionKind::SingleChoice(_) => [["a"], ["b"], ["c"]].map(|one| options(&one)).to_vec(),
        _ => {
            let some: [&[&str]; 7] =
                [&["a"], &["b"], &["c"], &["a", "b"], &["a", "c"], &["b", "c"], &["a", "b", "c"]];
            some.map(options).to_vec()
        }
    };
    std::iter::once(None).chain(answers.into_iter().map(Some)).collect()
}

/// The questions that some answers show.
fn ever_shown(survey: &SoundSurvey) -> BTreeSet<String> {
    let mut all = vec![BTreeMap::new()];
    for question in survey.survey().questions() {
        let mut next = Vec::new();
        for answers in &all {
            for way in ways(question) {
                let mut answers: BTreeMap<_, _> = BTreeMap::clone(answers);
                answers.extend(way.map(|answer| (question.code.clone(), answer)));
                next.push(answers);
            }
        }
        all = next;
    }
    let shown = all.iter().flat_map(|answers| visible(survey, answers));
    shown.map(ToString::to_string).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn what_is_out_of_reach_is_what_no_answers_show(form in small()) {
        let survey = form.survey().unwrap();
        let found: Vec<String> = faults(&survey).iter().map(|fault| fault.place.to_string()).collect();
        let shown = ever_shown(&SoundSurvey::unchecked(survey.clone()));
        for (number, section) in survey.sections.iter().enumerate() {
            let place = format!("sections[{number}]");
            let closed = found.contains(&format!("{place}.shown_when"));
            for (number, question) in section.questions.iter().enumerate() {
                let told = found.contains(&format!("{place}.questions[{number}].shown_when"));
                let is_shown = shown.contains(question.code.as_str());
                prop_assert_eq!(closed || told, !is_shown, "{}", question.code);
            }
        }
    }
}
