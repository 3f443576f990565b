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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::{
        answer::{Answers, Reading},
        samples::{EVERYTHING, sound},
    };

    #[test]
    fn cases_of_what_is_shown() {
        let spec = include_str!("../../../../docs/spec/survey.md");
        let survey = sound(EVERYTHING);
        let mut found = 0;
        for line in spec.lines().filter(|line| line.starts_with("| `{") && line.contains("done")) {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let written = serde_json::from_str(cells[1].trim_matches('`')).unwrap();
            let answers = Answers::read(&survey, &written, Reading::SoFar).unwrap();
            let all = answers.given().iter().chain(answers.set_aside());
            let all = all.map(|(code, answer)| (code.clone(), answer.clone())).collect();
            let shown = visible(&survey, &all);
            let order = survey.survey().questions().map(|question| &question.code);
            let shown: Vec<_> =
                order.filter(|code| shown.contains(code)).map(QuestionCode::as_str).collect();
            assert_eq!(shown.join(" "), cells[2], "{line}");
            found += 1;
        }
        assert_eq!(found, 10);
    }

    #[test]
    fn every_rule_of_the_specification_has_its_test() {
        let spec = include_str!("../../../../docs/spec/survey.md");
        let (rules, kept) = spec.split_once("## 12.").unwrap();
        let number = |line: &str| line.split_once(". ").and_then(|(it, _)| it.parse::<u32>().ok());
        let rules: Vec<u32> = rules.lines().filter_map(number).collect();
        let rows = kept.lines().filter(|line| line.starts_with("| ") && line.contains('`'));
        let mut named = Vec::new();
        let mut sources = String::new();
        // What is stored, and when it is live, is kept by the crate of the control data.
        for folder in
            ["/src/survey", "/../lotse-control/src/surveys", "/../lotse-control/tests/it/surveys"]
        {
            read_all(format!("{}{folder}", env!("CARGO_MANIFEST_DIR")).as_ref(), &mut sources);
        }
        for row in rows {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            named.extend(cells[1].split(", ").map(|rule| rule.parse::<u32>().unwrap()));
            for test in cells[2].split(", ") {
                let function = format!("fn {}(", test.trim_matches('`'));
                assert!(sources.contains(&function), "{test}");
            }
        }
        assert_eq!(rules, (1..=40).collect::<Vec<_>>());
        named.sort_unstable();
        assert_eq!(named, rules);
    }

    fn read_all(folder: &std::path::Path, sources: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read_all(&path, sources);
            } else {
                sources.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }
}
