//! What the server and the page decide alike: `vectors/survey.json`, which the runtime's own tests read too.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    answer::{AnswerForm, AnswerWrong, Answers, EmailAddress, Reader, Reading, clean},
    code::QuestionCode,
    form::SurveyForm,
    localized::LocalizedText,
    order::OrderSeed,
    question::{ChoiceOption, Choices},
    samples::{EVERYTHING, form, sound},
    text::{NameOf, Text, TextRole},
    visible::visible,
};
use crate::language::LanguageTag;

static VECTORS: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../vectors/survey.json")).unwrap()
});

/// The cases of a name, of which there are at least so many.
fn cases<T: DeserializeOwned>(name: &str, least: usize) -> Vec<T> {
    let cases: Vec<T> = serde_json::from_value(VECTORS[name].clone()).unwrap();
    assert!(cases.len() >= least, "{} cases of {name}", cases.len());
    cases
}

type Written = BTreeMap<String, AnswerForm>;

#[test]
fn both_sides_speak_of_the_same_survey() {
    let survey: SurveyForm = serde_json::from_value(VECTORS["survey"].clone()).unwrap();
    assert_eq!(survey, form(EVERYTHING));
}

#[test]
fn both_sides_show_the_same_questions() {
    #[derive(Deserialize)]
    struct Case {
        answers: Written,
        shown: Vec<String>,
    }
    let survey = sound(EVERYTHING);
    for Case { answers, shown } in cases("visible", 10) {
        let read = Answers::read(&survey, &answers, Reading::SoFar).unwrap();
        let all = read.given().iter().chain(read.set_aside());
        let all = all.map(|(code, answer)| (code.clone(), answer.clone())).collect();
        let found = visible(&survey, &all);
        let questions = survey.survey().questions().map(|question| &question.code);
        let found: Vec<&str> =
            questions.filter(|code| found.contains(code)).map(QuestionCode::as_str).collect();
        assert_eq!(found, shown, "{answers:?}");
    }
}

#[test]
fn both_sides_have_the_same_order() {
    #[derive(Deserialize)]
    struct Case {
        response: String,
        question: String,
        stays: Vec<bool>,
        shown: Vec<usize>,
    }
    for Case { response, question, stays, shown } in cases("order", 8) {
        let options = stays.iter().enumerate().map(|(place, stays)| ChoiceOption {
            code: format!("o{place}").parse().unwrap(),
            text: LocalizedText::default(),
            write_in: false,
            stays: *stays,
        });
        let choices = Choices { options: options.collect(), random_order: true };
        let seed = OrderSeed::new(&response, &question.parse().unwrap());
        assert_eq!(seed.of_options(&choices), shown, "{response} {question}");
    }
}

#[test]
fn both_sides_clean_texts_alike() {
    #[derive(Deserialize)]
    struct Case {
        text: String,
        line: String,
        lines: String,
    }
    for Case { text, line, lines } in cases("clean", 10) {
        assert_eq!((clean(&text, false), clean(&text, true)), (line, lines), "{text:?}");
    }
}

#[test]
fn both_sides_know_addresses_alike() {
    #[derive(Deserialize)]
    struct Addresses {
        good: Vec<String>,
        wrong: Vec<String>,
    }
    let addresses: Addresses = serde_json::from_value(VECTORS["email"].clone()).unwrap();
    assert!(addresses.good.len() >= 4 && addresses.wrong.len() >= 10);
    for (texts, is_good) in [(addresses.good, true), (addresses.wrong, false)] {
        for text in texts {
            assert_eq!(text.parse::<EmailAddress>().is_ok(), is_good, "{text:?}");
        }
    }
}

#[test]
fn both_sides_find_the_same_faults() {
    #[derive(Deserialize)]
    struct Case {
        answers: Written,
        reading: String,
        #[serde(default)]
        given: Vec<String>,
        #[serde(default)]
        set_aside: Vec<String>,
        #[serde(default)]
        faults: Vec<Fault>,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Fault {
        question: String,
        key: String,
        row: Option<String>,
        found: Option<usize>,
        limit: Option<usize>,
    }
    let survey = sound(EVERYTHING);
    for case in cases::<Case>("answers", 30) {
        let reading = match case.reading.as_str() {
            "sent" => Reading::Sent,
            "so_far" => Reading::SoFar,
            other => panic!("no reading is called {other}"),
        };
        let codes = |all: &BTreeMap<QuestionCode, _>| -> Vec<String> {
            let questions = survey.survey().questions().map(|question| &question.code);
            questions.filter(|code| all.contains_key(code)).map(ToString::to_string).collect()
        };
        match Answers::read(&survey, &case.answers, reading) {
            Ok(read) => {
                assert!(case.faults.is_empty(), "{:?}", case.answers);
                assert_eq!(codes(read.given()), case.given, "{:?}", case.answers);
                assert_eq!(codes(read.set_aside()), case.set_aside, "{:?}", case.answers);
            }
            Err(faults) => {
                let told = |fault: &super::answer::AnswerFault| {
                    let (mut row, mut lengths) = (None, (None, None));
                    match &fault.wrong {
                        AnswerWrong::RowRequired { row: code } => row = Some(code.to_string()),
                        AnswerWrong::TooLong { found, limit } => {
                            lengths = (Some(*found), Some(*limit));
                        }
                        _ => {}
                    }
                    let (found, limit) = lengths;
                    let key = fault.wrong.key().to_owned();
                    Fault { question: fault.question.clone(), key, row, found, limit }
                };
                let told: Vec<Fault> = faults.iter().map(told).collect();
                assert_eq!(told, case.faults, "{:?}", case.answers);
            }
        }
    }
}

#[test]
fn both_sides_say_answers_alike() {
    #[derive(Deserialize)]
    struct Case {
        text: String,
        said: String,
    }
    let survey = sound(EVERYTHING);
    let written: Written = serde_json::from_value(VECTORS["said_of"].clone()).unwrap();
    let answers = Answers::read(&survey, &written, Reading::SoFar).unwrap();
    let language = LanguageTag::new(VECTORS["said_in"].as_str().unwrap()).unwrap();
    let name = |name: NameOf| name.as_str().to_owned();
    let reader = Reader { language: &language, name: &name };
    for Case { text, said } in cases("said", 8) {
        let read = Text::read(&text, TextRole::Title).unwrap();
        assert_eq!(answers.fill(&read, &survey, reader), said, "{text}");
    }
}
