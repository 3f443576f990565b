//! Answers as people give them, and as nobody should.

use proptest::{collection::btree_map, prelude::*, sample::select};

use super::*;
use crate::{
    language::LanguageTag,
    survey::{
        samples::{EVERYTHING, any_sound, sound},
        text::{NameOf, Text, TextRole},
        visible::visible,
    },
};

type Written = BTreeMap<String, AnswerForm>;

fn written(json: &str) -> Written {
    serde_json::from_str(json).unwrap()
}

fn whole(json: &str) -> Result<Answers, String> {
    let told = |faults: Vec<AnswerFault>| {
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")
    };
    Answers::read(&sound(EVERYTHING), &written(json), Reading::Sent).map_err(told)
}

fn keys(answers: &BTreeMap<QuestionCode, Answer>) -> Vec<&str> {
    answers.keys().map(QuestionCode::as_str).collect()
}

#[test]
fn answers_fit_their_questions() {
    let answers = whole(
        r#"{
            "done": {"options": {"chosen": ["no"]}},
            "why": {"options": {"chosen": ["other", "time"], "write_in": " The\u0000fee "}},
            "thumb": {"point": 1}, "star": {"point": 5}, "trust": {"point": 1}, "ease": {"point": 7},
            "tell": {"point": 0}, "effort": {"point": 4}, "parts": {"rows": {"form": 1, "letter": 2}},
            "place": {"text": "  At work "}, "comment": {"text": "a\r\nb"},
            "mail": {"text": "name@example.org"}, "day": {"text": "2026-11-23"}
        }"#,
    )
    .unwrap();
    assert_eq!(answers.given().len(), 13);
    assert!(answers.set_aside().is_empty());
    let get = |code: &str| answers.given()[&code.parse().unwrap()].clone();
    let chosen = ["other", "time"].map(|code| code.parse().unwrap()).into();
    assert_eq!(get("why"), Answer::Options { chosen, write_in: Some("The fee".to_owned()) });
    assert_eq!(get("comment"), Answer::Text("a\nb".to_owned()));
    assert_eq!(get("day"), Answer::Day(jiff::civil::date(2026, 11, 23)));
}

#[test]
fn every_wrong_answer_is_told_by_its_question() {
    let done =
        r#""done": {"options": {"chosen": ["yes"]}}, "parts": {"rows": {"form": 1, "letter": 1}}"#;
    for (answer, error) in [
        (r#""x": {"point": 1}"#, "x: there is no such question"),
        (
            r#""why": {"point": 1}"#,
            "why: this is no answer to a question of the kind multiple-choice",
        ),
        (r#""why": {"options": {"chosen": ["never"]}}"#, "why: “never” is no option"),
        (
            r#""why": {"options": {"chosen": ["time"], "write_in": "a"}}"#,
            "why: something was written in beside an option that is not chosen",
        ),
        (r#""star": {"point": 6}"#, "star: 6 is no point of the scale, which goes from 1 to 5"),
        (r#""star": {"point": 257}"#, "star: 257 is no point of the scale, which goes from 1 to 5"),
        (r#""thumb": {"point": -1}"#, "thumb: -1 is no point of the scale, which goes from 0 to 1"),
        (r#""star": "declined""#, "star: this question does not offer not to say"),
        (r#""mail": {"text": "name"}"#, "mail: is no e-mail address such as name@example.org"),
        (r#""day": {"text": "23.11.2026"}"#, "day: is no day such as 2027-03-31"),
        (r#""day": {"text": "2026-02-30"}"#, "day: is no day such as 2027-03-31"),
        (
            r#""day": {"text": "1899-12-31"}"#,
            "day: 1899-12-31 is out of reach: days from 1900-01-01 to 2199-12-31 are possible",
        ),
    ] {
        assert_eq!(whole(&format!("{{{done}, {answer}}}")).unwrap_err(), error);
    }
    let long = |code: &str, chars: usize| {
        let text = "é".repeat(chars);
        whole(&format!(r#"{{{done}, "{code}": {{"text": "{text}"}}}}"#))
    };
    assert!(long("place", 200).is_ok());
    assert_eq!(long("place", 201).unwrap_err(), "place: 201 characters; at most 200 are possible");
    // Whether it is shown or not: a long text could not be kept.
    assert_eq!(long("comment", 51).unwrap_err(), "comment: 51 characters; at most 50 are possible");
    assert_eq!(
        whole(r#"{"done": {"options": {"chosen": ["yes", "no"]}}}"#).unwrap_err(),
        "done: 2 options were chosen; one is possible"
    );
}

#[test]
fn required_answers_are_missed_where_they_are_shown() {
    assert_eq!(whole("{}").unwrap_err(), "done: an answer is needed");
    // The second section is not shown, so nothing in it is missed.
    assert!(whole(r#"{"done": {"options": {"chosen": ["no"]}}}"#).is_ok());
    let yes =
        |rest: &str| whole(&format!(r#"{{"done": {{"options": {{"chosen": ["yes"]}}}}{rest}}}"#));
    assert_eq!(yes("").unwrap_err(), "parts: an answer is needed");
    assert_eq!(
        yes(r#", "parts": {"rows": {"form": 3}}"#).unwrap_err(),
        "parts: an answer is needed for the row letter"
    );
    assert_eq!(yes(r#", "parts": {"rows": {}}"#).unwrap_err(), "parts: an answer is needed");
    let survey = sound(EVERYTHING);
    assert!(Answers::read(&survey, &Written::new(), Reading::SoFar).is_ok());
}

#[test]
fn blank_is_no_answer() {
    let answers = whole(
        r#"{"done": {"options": {"chosen": ["no"]}}, "why": {"options": {"chosen": []}},
            "place": {"text": " \u0000 "}, "mail": {"text": ""}, "day": {"text": " "}}"#,
    )
    .unwrap();
    assert_eq!(keys(answers.given()), ["done"]);
}

#[test]
fn an_answer_that_is_not_shown_is_set_aside_and_not_lost() {
    let answers = whole(
        r#"{"done": {"options": {"chosen": ["yes"]}}, "why": {"options": {"chosen": ["time"]}},
            "parts": {"rows": {"form": 1, "letter": 5}}, "comment": {"text": "a"}, "mail": {"text": "a@b"}}"#,
    )
    .unwrap();
    assert_eq!(keys(answers.given()), ["done", "parts"]);
    // The address was asked for because of a comment that is not shown any more.
    assert_eq!(keys(answers.set_aside()), ["comment", "mail", "why"]);
    let again = Answers::read(&sound(EVERYTHING), &answers.written(), Reading::Sent);
    assert_eq!(again, Ok(answers));
}

#[test]
fn who_would_rather_not_say_has_answered_and_leads_nowhere() {
    let mut form = crate::survey::samples::form(EVERYTHING);
    form.sections[0].questions[0].may_decline = true;
    let survey = crate::survey::sound::SoundSurvey::new(form.survey().unwrap()).unwrap();
    let answers = Answers::read(&survey, &written(r#"{"done": "declined"}"#), Reading::Sent);
    let answers = answers.unwrap();
    let shown = visible(&survey, answers.given());
    assert_eq!(shown.iter().map(|code| code.as_str()).collect::<Vec<_>>(), ["done", "thumb"]);
}

#[test]
fn addresses_are_kept_apart_and_texts_redacted() {
    let survey = sound(EVERYTHING);
    let text = "é".repeat(50);
    let answers = whole(&format!(
        r#"{{"done": {{"options": {{"chosen": ["no"]}}}}, "thumb": {{"point": 1}},
            "why": {{"options": {{"chosen": ["other"], "write_in": "me"}}}},
            "parts": {{"rows": {{"form": 1, "letter": 2}}}},
            "comment": {{"text": "{text}"}}, "mail": {{"text": "name@example.org"}}}}"#
    ));
    let answers = answers.unwrap().redacted(|text| format!("[{text}]"));
    let contact: Vec<_> =
        answers.contact().map(|(code, it)| (code.as_str(), it.as_str())).collect();
    assert_eq!(contact, [("mail", "name@example.org")]);
    let kept = answers.written_without_contact();
    let json = serde_json::to_string(&kept).unwrap();
    assert!(!json.contains('@') && json.contains("\"[me]\"") && json.contains("é]"), "{json}");
    // What redaction made longer is read again, and what people send is not.
    let again = Answers::read(&survey, &kept, Reading::Stored).unwrap();
    assert_eq!(again.given().len(), 5);
    assert!(Answers::read(&survey, &kept, Reading::SoFar).is_err());
    // An address that is not asked for any more is not handed out to be kept.
    let taken_back =
        whole(r#"{"done": {"options": {"chosen": ["no"]}}, "mail": {"text": "name@example.org"}}"#);
    assert_eq!(taken_back.unwrap().contact().count(), 0);
}

#[test]
fn later_texts_say_what_was_answered() {
    let survey = sound(EVERYTHING);
    let answers = whole(
        r#"{"done": {"options": {"chosen": ["no"]}}, "thumb": {"point": 1}, "star": {"point": 3},
            "why": {"options": {"chosen": ["other", "time"], "write_in": "<b>fee</b>"}},
            "parts": {"rows": {"form": 1, "letter": 2}}}"#,
    )
    .unwrap();
    let language = LanguageTag::new("de-AT").unwrap();
    let name = |of: NameOf| of.to_string();
    let reader = Reader { language: &language, name: &name };
    for (text, said) in [
        ("{q:done}", "Nein"),
        ("{q:why}", "Die Zeit, <b>fee</b>"),
        ("{q:thumb} {q:star}", "Ja 3"),
        ("{q:place|hier} {service}", "hier service"),
        ("{q:parts}", ""),
    ] {
        let text = Text::read(text, TextRole::Title).unwrap();
        assert_eq!(answers.fill(&text, &survey, reader), said);
    }
}

fn any_answer() -> impl Strategy<Value = AnswerForm> {
    let code = || select(vec!["a", "b", "c", "1", "x"]).prop_map(ToOwned::to_owned);
    let text = select(vec!["", "a", "a@b.org", "2026-11-23", "\u{0}\u{202E}x"]);
    prop_oneof![
        (proptest::collection::vec(code(), 0..3), proptest::option::of(any::<String>()))
            .prop_map(|(chosen, write_in)| AnswerForm::Options { chosen, write_in }),
        (-1_i64..12).prop_map(AnswerForm::Point),
        any::<i64>().prop_map(AnswerForm::Point),
        btree_map(code(), -1_i64..12, 0..3).prop_map(AnswerForm::Rows),
        text.prop_map(|text| AnswerForm::Text(text.to_owned())),
        any::<String>().prop_map(AnswerForm::Text),
        Just(AnswerForm::Declined),
    ]
}

fn any_answers() -> impl Strategy<Value = Written> {
    btree_map((0_usize..12).prop_map(|number| format!("q{number}")), any_answer(), 0..10)
}

/// Those of them that fit, each for itself.
fn fitting(survey: &crate::survey::sound::SoundSurvey, written: Written) -> Answers {
    let fits = |(code, answer): &(String, AnswerForm)| {
        let one = Written::from([(code.clone(), answer.clone())]);
        Answers::read(survey, &one, Reading::SoFar).is_ok()
    };
    let written = written.into_iter().filter(fits).collect();
    Answers::read(survey, &written, Reading::SoFar).unwrap()
}

proptest! {
    #[test]
    fn no_answers_panic_and_what_is_read_is_written_the_same(survey in any_sound(), written in any_answers()) {
        drop(Answers::read(&survey, &written, Reading::Sent));
        let answers = fitting(&survey, written);
        let again = answers.written();
        let json = serde_json::to_string(&again).unwrap();
        let again: Written = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(Answers::read(&survey, &again, Reading::SoFar), Ok(answers));
    }

    #[test]
    fn what_is_shown_is_decided_by_earlier_answers_only(
        survey in any_sound(), written in any_answers(), other in any_answers(), cut in 0_usize..12,
    ) {
        let order: Vec<_> = survey.survey().questions().map(|question| question.code.clone()).collect();
        let all = |written| {
            let answers = fitting(&survey, written);
            answers.given.into_iter().chain(answers.set_aside).collect::<BTreeMap<_, _>>()
        };
        let (first, second) = (all(written), all(other));
        let earlier = |code: &QuestionCode| order.iter().position(|one| one == code).unwrap() < cut;
        let mut mixed: BTreeMap<_, _> =
            first.iter().filter(|(code, _)| earlier(code)).map(|(code, it)| (code.clone(), it.clone())).collect();
        mixed.extend(second.into_iter().filter(|(code, _)| !earlier(code)));
        let (one, two) = (visible(&survey, &first), visible(&survey, &mixed));
        // The question at the cut itself is decided by answers before it.
        for code in order.iter().take(cut + 1) {
            prop_assert_eq!(one.contains(code), two.contains(code), "{}", code);
        }
    }

    #[test]
    fn what_is_given_is_shown_and_what_is_set_aside_is_not(survey in any_sound(), written in any_answers()) {
        let answers = fitting(&survey, written);
        let shown = visible(&survey, answers.given());
        prop_assert!(answers.given().keys().all(|code| shown.contains(code)));
        prop_assert!(answers.set_aside().keys().all(|code| !shown.contains(code)));
    }
}
