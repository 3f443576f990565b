//! Whether anybody can get to each section and question.
//!
//! To show a question, its own condition and that of its section must hold, and every question that they test must have
//! been shown and answered. A search goes through the ways in which that can be: of each tested answer it keeps which
//! points or options are still possible, and a way ends where none is left. All tests are of answers that are there, and
//! several options can be chosen together, so nothing else can contradict. The search has a budget of steps: conditions
//! that lean on each other in very many ways are told as such, never guessed.

use std::collections::BTreeMap;

use super::{
    Survey,
    code::{QuestionCode, RowCode},
    condition::{Condition, Holds, Test},
    fault::{Fault, Reason},
    place::Place,
    question::{Question, QuestionKind},
};

/// Steps that the search takes at most for a whole survey: some hundred are usual, and these take a fraction of a second.
const BUDGET: u32 = 50_000;

/// The search ran out of steps.
struct OutOfSteps;

struct Map<'a> {
    /// Each question with the condition of its section.
    questions: BTreeMap<&'a QuestionCode, (&'a Question, Option<&'a Condition>)>,
}

/// What is still to be met on a way.
#[derive(Clone)]
enum Goal<'a> {
    Shown(&'a QuestionCode),
    Holds(&'a Condition),
    Test(&'a Test),
}

/// What a way has fixed so far: of an answer (or a row of it) one bit for each value that is still possible.
#[derive(Clone, Default)]
struct Way<'a> {
    shown: Vec<&'a QuestionCode>,
    possible: BTreeMap<(&'a QuestionCode, Option<&'a RowCode>), u64>,
}

/// What nobody gets to. References must be sound.
pub(super) fn faults(survey: &Survey) -> Vec<Fault> {
    let questions = survey.sections.iter().flat_map(|section| {
        let of_section = section.shown_when.as_ref();
        section.questions.iter().map(move |question| (&question.code, (question, of_section)))
    });
    let map = Map { questions: questions.collect() };
    let mut faults = Vec::new();
    let mut steps = BUDGET;
    for (number, section) in survey.sections.iter().enumerate() {
        let place = Place::survey().item("sections", number);
        if let Some(condition) = &section.shown_when
            && let Some(reason) = map.why_not(Goal::Holds(condition), &mut steps)
        {
            faults.push(Fault::new(place.field("shown_when"), reason));
            continue;
        }
        for (number, question) in section.questions.iter().enumerate() {
            if question.shown_when.is_some()
                && let Some(reason) = map.why_not(Goal::Shown(&question.code), &mut steps)
            {
                let place = place.item("questions", number).field("shown_when");
                faults.push(Fault::new(place, reason));
            }
        }
    }
    faults
}

impl<'a> Map<'a> {
    fn why_not(&self, goal: Goal<'a>, steps: &mut u32) -> Option<Reason> {
        match self.is_possible(vec![goal], Way::default(), steps) {
            Ok(true) => None,
            Ok(false) => Some(Reason::NeverShown),
            Err(OutOfSteps) => Some(Reason::Tangled),
        }
    }

    /// Whether all goals can be met together with what a way has fixed.
    fn is_possible(
        &self,
        mut goals: Vec<Goal<'a>>,
        mut way: Way<'a>,
        steps: &mut u32,
    ) -> Result<bool, OutOfSteps> {
        while let Some(goal) = goals.pop() {
            *steps = steps.checked_sub(1).ok_or(OutOfSteps)?;
            match goal {
                Goal::Shown(code) => {
                    if way.shown.contains(&code) {
                        continue;
                    }
                    way.shown.push(code);
                    let Some((question, of_section)) = self.questions.get(code) else {
                        return Ok(false);
                    };
                    goals.extend(question.shown_when.as_ref().map(Goal::Holds));
                    goals.extend(of_section.map(Goal::Holds));
                }
                Goal::Holds(Condition::All(tests)) => goals.extend(tests.iter().map(Goal::Test)),
                Goal::Holds(Condition::Any(tests)) => {
                    for test in tests {
                        let mut goals = goals.clone();
                        goals.push(Goal::Test(test));
                        if self.is_possible(goals, way.clone(), steps)? {
                            return Ok(true);
                        }
                    }
                    return Ok(false);
                }
                Goal::Test(test) => {
                    if !self.narrows(test, &mut way) {
                        return Ok(false);
                    }
                    goals.push(Goal::Shown(&test.question));
                }
            }
        }
        Ok(true)
    }

    /// Leaves of an answer what a test allows; tells whether anything is left.
    fn narrows(&self, test: &'a Test, way: &mut Way<'a>) -> bool {
        let Some((question, _)) = self.questions.get(&test.question) else { return false };
        let allowed = match (&test.holds, &question.kind) {
            // Any number of options can be chosen together: no two tests of them contradict.
            (Holds::Options(_), QuestionKind::MultipleChoice(_)) => return true,
            (Holds::Options(options), QuestionKind::SingleChoice(choices)) => choices
                .options
                .iter()
                .enumerate()
                .filter(|(_, option)| options.contains(&option.code))
                .fold(0, |bits, (number, _)| bits | bit(number)),
            (Holds::Points(points), _) => {
                points.iter().fold(0, |bits, point| bits | bit(usize::from(*point)))
            }
            (Holds::AtLeast(least), _) => !(bit(usize::from(*least)).wrapping_sub(1)),
            (Holds::AtMost(most), _) => bit(usize::from(*most) + 1).wrapping_sub(1),
            (Holds::Answered, _) => u64::MAX,
            (Holds::Options(_), _) => 0,
        };
        let all = match &question.kind {
            QuestionKind::Scale(scale) => points(scale.kind.points()),
            QuestionKind::Matrix(matrix) => points(matrix.scale.kind.points()),
            _ => u64::MAX,
        };
        let left = way.possible.entry((&test.question, test.row.as_ref())).or_insert(all);
        *left &= allowed;
        *left != 0
    }
}

/// The bit of a number. Options and points are fewer than 64; a higher number has none.
fn bit(number: usize) -> u64 {
    u32::try_from(number).ok().and_then(|number| 1_u64.checked_shl(number)).unwrap_or(0)
}

fn points(points: std::ops::RangeInclusive<u8>) -> u64 {
    points.fold(0, |bits, point| bits | bit(usize::from(point)))
}

#[cfg(test)]
mod tests;
