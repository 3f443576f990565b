//! Which questions people are shown, given what they have answered so far. A pure function of survey and answers, that the
//! server uses and that the browser repeats (`docs/spec/survey.md`, section 3).

use std::collections::{BTreeMap, BTreeSet};

use super::{
    answer::Answer,
    code::QuestionCode,
    condition::{Condition, Holds, Test},
    sound::SoundSurvey,
};

/// The questions that are shown. A question is shown if its condition and that of its section hold; a test never holds of
/// an answer to a question that is not shown itself. Conditions name earlier questions alone, so answers to later ones
/// change nothing.
#[must_use]
pub fn visible<'s>(
    survey: &'s SoundSurvey,
    answers: &BTreeMap<QuestionCode, Answer>,
) -> BTreeSet<&'s QuestionCode> {
    let mut shown = BTreeSet::new();
    for section in &survey.survey().sections {
        let of_section = section.shown_when.as_ref();
        if of_section.is_some_and(|condition| !holds(condition, &shown, answers)) {
            continue;
        }
        for question in &section.questions {
            let condition = question.shown_when.as_ref();
            if condition.is_none_or(|condition| holds(condition, &shown, answers)) {
                shown.insert(&question.code);
            }
        }
    }
    shown
}

fn holds(
    condition: &Condition,
    shown: &BTreeSet<&QuestionCode>,
    answers: &BTreeMap<QuestionCode, Answer>,
) -> bool {
    let test = |test: &Test| {
        let answer = answers.get(&test.question).filter(|_| shown.contains(&test.question));
        answer.is_some_and(|answer| of_answer(test, answer))
    };
    match condition {
        Condition::All(tests) => tests.iter().all(test),
        Condition::Any(tests) => tests.iter().any(test),
    }
}

fn of_answer(test: &Test, answer: &Answer) -> bool {
    let point = match (answer, &test.row) {
        (Answer::Point(point), _) => Some(*point),
        (Answer::Rows(rows), Some(row)) => rows.get(row).copied(),
        _ => None,
    };
    match (&test.holds, answer) {
        (_, Answer::Declined) => false,
        (Holds::Answered, Answer::Rows(_)) => point.is_some(),
        (Holds::Answered, _) => true,
        (Holds::Options(options), Answer::Options { chosen, .. }) => !chosen.is_disjoint(options),
        (Holds::Options(_), _) => false,
        (Holds::Points(points), _) => point.is_some_and(|point| points.contains(&point)),
        (Holds::AtLeast(least), _) => point.is_some_and(|point| point >= *least),
        (Holds::AtMost(most), _) => point.is_some_and(|point| point <= *most),
    }
}
