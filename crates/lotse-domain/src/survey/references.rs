//! Whether conditions and texts name earlier questions, and ask of them what they can answer.

use std::collections::BTreeMap;

use super::{
    Survey,
    code::{OptionCode, QuestionCode},
    condition::{Condition, Holds, Test},
    fault::{Fault, Reason},
    place::Place,
    question::{Question, QuestionKind},
    scale::ScaleKind,
    texts::texts,
};

/// Questions by code, each with its number over the whole survey. Of a code that stands twice the first counts.
type Numbered<'a> = BTreeMap<&'a QuestionCode, (usize, &'a Question)>;

fn numbered(survey: &Survey) -> Numbered<'_> {
    let mut found = Numbered::new();
    for (number, question) in survey.questions().enumerate() {
        found.entry(&question.code).or_insert((number, question));
    }
    found
}

/// What is wrong with references of a survey.
pub(super) fn faults(survey: &Survey) -> Vec<Fault> {
    let questions = numbered(survey);
    let mut faults = Vec::new();
    let mut before = 0;
    for (number, section) in survey.sections.iter().enumerate() {
        let place = Place::survey().item("sections", number);
        if let Some(condition) = &section.shown_when {
            of_condition(condition, before, &questions, &place, &mut faults);
        }
        for (number, question) in section.questions.iter().enumerate() {
            if let Some(condition) = &question.shown_when {
                let place = place.item("questions", number);
                of_condition(condition, before, &questions, &place, &mut faults);
            }
            before += 1;
        }
    }
    of_texts(survey, &questions, &mut faults);
    faults
}

fn earlier<'a>(
    code: &QuestionCode,
    before: usize,
    questions: &Numbered<'a>,
) -> Result<&'a Question, Reason> {
    match questions.get(code) {
        None => Err(Reason::UnknownQuestion { question: code.clone() }),
        Some((number, _)) if *number >= before => {
            Err(Reason::LaterQuestion { question: code.clone() })
        }
        Some((_, question)) => Ok(question),
    }
}

fn of_condition(
    condition: &Condition,
    before: usize,
    questions: &Numbered<'_>,
    place: &Place,
    faults: &mut Vec<Fault>,
) {
    let list = match condition {
        Condition::All(_) => "all",
        Condition::Any(_) => "any",
    };
    for (number, test) in condition.tests().iter().enumerate() {
        let place = place.field("shown_when").item(list, number);
        match earlier(&test.question, before, questions) {
            Ok(question) => {
                faults.extend(of_test(test, question).map(|why| Fault::new(place, why)));
            }
            Err(why) => faults.push(Fault::new(place, why)),
        }
    }
}

/// Why a test cannot be of a question.
fn of_test(test: &Test, question: &Question) -> Option<Reason> {
    let asked = || question.code.clone();
    let (scale, rows) = match &question.kind {
        QuestionKind::Scale(scale) => (Some(scale.kind), None),
        QuestionKind::Matrix(matrix) => (Some(matrix.scale.kind), Some(&matrix.rows)),
        _ => (None, None),
    };
    match (&test.row, rows) {
        (Some(row), Some(rows)) if rows.iter().all(|one| one.code != *row) => {
            return Some(Reason::UnknownRow { question: asked(), row: row.clone() });
        }
        (Some(row), None) => {
            return Some(Reason::UnknownRow { question: asked(), row: row.clone() });
        }
        (None, Some(_)) => return Some(Reason::NoRow { question: asked() }),
        _ => {}
    }
    let other_kind = || Reason::TestOfOtherKind { question: asked(), kind: question.kind.word() };
    match (&test.holds, &question.kind) {
        // What is shown would tell whether somebody left an address, which is kept apart from the answers.
        (_, QuestionKind::Email) => Some(other_kind()),
        (Holds::Answered, _) => None,
        (
            Holds::Options(options),
            QuestionKind::SingleChoice(choices) | QuestionKind::MultipleChoice(choices),
        ) => {
            let is_there =
                |option: &OptionCode| choices.options.iter().any(|one| one.code == *option);
            let unknown = options.iter().find(|option| !is_there(option))?;
            Some(Reason::UnknownOption { question: asked(), option: unknown.clone() })
        }
        (Holds::Options(_), _) => Some(other_kind()),
        (Holds::Points(points), _) => match scale {
            None => Some(other_kind()),
            Some(scale) => points.iter().find_map(|point| outside(scale, *point)),
        },
        (Holds::AtLeast(point) | Holds::AtMost(point), _) => match scale {
            None => Some(other_kind()),
            Some(scale) => outside(scale, *point),
        },
    }
}

fn outside(scale: ScaleKind, point: u8) -> Option<Reason> {
    (!scale.points().contains(&point)).then_some(Reason::PointOutside { point })
}

fn of_texts(survey: &Survey, questions: &Numbered<'_>, faults: &mut Vec<Fault>) {
    for at in texts(survey) {
        for (language, text) in at.texts.iter() {
            for code in text.answers() {
                let why = match earlier(code, at.before, questions) {
                    Ok(question) if question.kind.can_be_said() => continue,
                    Ok(question) => Reason::CannotBeSaid {
                        question: question.code.clone(),
                        kind: question.kind.word(),
                    },
                    Err(why) => why,
                };
                faults.push(Fault::new(at.place.key(language.as_str()), why));
            }
        }
    }
}
