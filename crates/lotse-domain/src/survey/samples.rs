//! Surveys of tests: one with everything in it, and any at all.

use std::collections::BTreeMap;

use proptest::{collection::vec, option, prelude::*, sample::select};

use super::{
    Survey,
    form::{
        ConditionForm, LocalizedForm, OneForm, OptionForm, QuestionForm, RowForm, SectionForm,
        SurveyForm, TestForm,
    },
    question::QuestionWord,
    scale::ScaleKind,
    sound::SoundSurvey,
};

/// Every kind of question, with branches, in English and German.
pub(crate) const EVERYTHING: &str = include_str!("samples/everything.toml");

pub(crate) fn form(written: &str) -> SurveyForm {
    toml::from_str(written).unwrap()
}

pub(crate) fn survey(written: &str) -> Survey {
    form(written).survey().unwrap()
}

pub(crate) fn sound(written: &str) -> SoundSurvey {
    SoundSurvey::new(survey(written)).unwrap()
}

fn text() -> impl Strategy<Value = LocalizedForm> {
    let one =
        select(vec!["Where?", "Wie geht es?", "{service} {q:q0|so}", "{q:q3}", "¿Qué?", "  "]);
    vec((select(vec!["en", "de", "ar"]), one), 0..3).prop_map(|texts| {
        LocalizedForm(texts.into_iter().map(|(tag, it)| (tag.into(), it.into())).collect())
    })
}

fn code() -> impl Strategy<Value = String> {
    (0_usize..6).prop_map(|number| format!("q{number}"))
}

fn short_code() -> impl Strategy<Value = String> {
    select(vec!["a", "b", "c", "1"]).prop_map(ToOwned::to_owned)
}

fn test() -> impl Strategy<Value = TestForm> {
    let options = vec(short_code().prop_map(OneForm::Option), 1..3);
    let points = vec((0_u8..12).prop_map(OneForm::Point), 1..3);
    let holds = prop_oneof![
        options.prop_map(|it| TestForm { one_of: Some(it), ..TestForm::default() }),
        points.prop_map(|it| TestForm { one_of: Some(it), ..TestForm::default() }),
        (0_u8..12).prop_map(|it| TestForm { at_least: Some(it), ..TestForm::default() }),
        (0_u8..12).prop_map(|it| TestForm { at_most: Some(it), ..TestForm::default() }),
        Just(TestForm { answered: Some(true), ..TestForm::default() }),
    ];
    (code(), option::weighted(0.2, short_code()), holds)
        .prop_map(|(question, row, form)| TestForm { question, row, ..form })
}

fn condition() -> impl Strategy<Value = Option<ConditionForm>> {
    let tests = || vec(test(), 1..4);
    option::weighted(
        0.4,
        prop_oneof![
            tests().prop_map(|all| ConditionForm { all: Some(all), any: None }),
            tests().prop_map(|any| ConditionForm { all: None, any: Some(any) }),
        ],
    )
}

fn options() -> impl Strategy<Value = Vec<OptionForm>> {
    let option = (short_code(), text(), any::<bool>(), any::<bool>())
        .prop_map(|(code, text, write_in, stays)| OptionForm { code, text, write_in, stays });
    vec(option, 0..4)
}

fn question() -> impl Strategy<Value = QuestionForm> {
    let labels = vec((0_u8..11, text()), 0..4);
    let rows = vec((short_code(), text()).prop_map(|(code, text)| RowForm { code, text }), 0..3);
    let what = (select(QuestionWord::ALL), options(), rows, select(ScaleKind::ALL), labels);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (code(), text(), text(), what, flags, condition()).prop_map(
        |(code, title, help, (word, options, rows, scale, labels), flags, shown_when)| {
            use QuestionWord as Q;
            let labels: BTreeMap<_, _> =
                labels.into_iter().map(|(point, text)| (point.to_string(), text)).collect();
            let form = QuestionForm {
                code,
                kind: word.to_string(),
                title,
                help,
                required: flags.0,
                may_decline: flags.1,
                shown_when,
                ..QuestionForm::default()
            };
            match word {
                Q::SingleChoice | Q::MultipleChoice => {
                    QuestionForm { options, random_order: flags.2, ..form }
                }
                Q::Matrix => {
                    let scale = Some(scale.to_string());
                    QuestionForm { rows, scale, labels, random_order: flags.2, ..form }
                }
                Q::ShortText | Q::LongText | Q::Email | Q::Date => form,
                _ => QuestionForm { labels, ..form },
            }
        },
    )
}

/// Any survey that can be written, most of them not sound.
pub(crate) fn any_form() -> impl Strategy<Value = SurveyForm> {
    let section = (select(vec!["s", "t", "u"]), text(), text(), condition(), vec(question(), 0..4))
        .prop_map(|(code, title, intro, shown_when, questions)| SectionForm {
            code: code.to_owned(),
            title,
            intro,
            shown_when,
            questions,
        });
    (text(), text(), text(), vec(section, 0..4)).prop_map(|(title, intro, closing, sections)| {
        let default_language = "en".to_owned();
        SurveyForm { default_language, title, intro, closing, paperwork: None, sections }
    })
}

/// Any survey that is sound: codes are made unique, tests that do not fit are left out.
pub(crate) fn any_sound() -> impl Strategy<Value = SoundSurvey> {
    any_form().prop_map(|mut form| {
        let mut number = 0;
        for (place, section) in form.sections.iter_mut().enumerate() {
            section.code = format!("s{place}");
            for question in &mut section.questions {
                question.code = format!("q{number}");
                number += 1;
                for (place, option) in question.options.iter_mut().enumerate() {
                    option.code = ["a", "b", "c", "1"][place].to_owned();
                    option.write_in &= place == 0;
                }
                for (place, row) in question.rows.iter_mut().enumerate() {
                    row.code = ["a", "b", "c", "1"][place].to_owned();
                }
            }
        }
        repaired(form)
    })
}

/// Takes away what the faults of a survey name, until it has none.
fn repaired(mut form: SurveyForm) -> SoundSurvey {
    loop {
        let survey = form.survey().unwrap();
        let faults = match SoundSurvey::new(survey) {
            Ok(sound) => return sound,
            Err(faults) => faults,
        };
        let place = faults[0].place.to_string();
        let numbers: Vec<usize> =
            place.split(['[', ']']).filter_map(|part| part.parse().ok()).collect();
        match numbers.as_slice() {
            [section, question, ..] if place.contains("questions[") => {
                let question = &mut form.sections[*section].questions[*question];
                if place.contains("shown_when") {
                    question.shown_when = None;
                } else {
                    *question = QuestionForm {
                        code: question.code.clone(),
                        kind: "likert-5".to_owned(),
                        ..QuestionForm::default()
                    };
                }
            }
            [section, ..] if place.contains("shown_when") => {
                form.sections[*section].shown_when = None;
            }
            [section, ..] if form.sections[*section].questions.is_empty() => {
                form.sections.remove(*section);
            }
            [section, ..] => {
                form.sections[*section].title = LocalizedForm::default();
                form.sections[*section].intro = LocalizedForm::default();
            }
            [] if form.sections.is_empty() => form.sections.push(SectionForm {
                code: "s9".to_owned(),
                questions: vec![QuestionForm {
                    code: "q9".to_owned(),
                    kind: "stars".to_owned(),
                    ..QuestionForm::default()
                }],
                ..SectionForm::default()
            }),
            [] => {
                form.title = LocalizedForm::default();
                form.intro = LocalizedForm::default();
                form.closing = LocalizedForm::default();
            }
        }
    }
}
