//! Reading answers: each against its question, then all of them against the branches.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};

use super::{Answer, AnswerFault, AnswerForm, AnswerWrong, Answers, clean};
use crate::survey::{
    code::{OptionCode, QuestionCode},
    form::day,
    limits,
    question::{Choices, Matrix, Question, QuestionKind},
    scale::ScaleKind,
    sound::SoundSurvey,
    visible::visible,
};

/// The first day that can be answered.
pub const FIRST_DAY: Date = date(1900, 1, 1);
/// The last day that can be answered.
pub const LAST_DAY: Date = date(2199, 12, 31);

/// What answers are read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Somebody sent them: required answers must be there.
    Sent,
    /// Somebody is at it: what is there is looked at, what is missing is not.
    SoFar,
    /// They were kept. Nothing is missed, since an address is kept elsewhere; and no text is too long, since redaction may
    /// have made it longer.
    Stored,
}

fn cut(text: &str) -> String {
    text.chars().take(40).map(|sign| if sign.is_control() { ' ' } else { sign }).collect()
}

impl Answers {
    /// The answers that are written here.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the questions, unknown questions last. A wrong answer is told whether its
    /// question is shown or not, since it could not be kept.
    pub fn read(
        survey: &SoundSurvey,
        written: &BTreeMap<String, AnswerForm>,
        reading: Reading,
    ) -> Result<Self, Vec<AnswerFault>> {
        let mut answers = BTreeMap::new();
        let mut wrong = BTreeMap::new();
        for question in survey.survey().questions() {
            let Some(form) = written.get(question.code.as_str()) else { continue };
            match answer(question, form, reading) {
                Ok(Some(answer)) => drop(answers.insert(question.code.clone(), answer)),
                Ok(None) => {}
                Err(why) => drop(wrong.insert(&question.code, why)),
            }
        }
        let shown = visible(survey, &answers);
        let mut faults = Vec::new();
        for question in survey.survey().questions() {
            let found = wrong.remove(&question.code);
            let is_asked = reading == Reading::Sent && shown.contains(&question.code);
            let missing = || missing(question, answers.get(&question.code)).filter(|_| is_asked);
            let question = question.code.to_string();
            faults.extend(found.or_else(missing).map(|wrong| AnswerFault { question, wrong }));
        }
        let is_known = |code: &str| {
            code.parse::<QuestionCode>().is_ok_and(|code| survey.question(&code).is_some())
        };
        for code in written.keys().filter(|code| !is_known(code)) {
            let wrong = AnswerWrong::UnknownQuestion;
            faults.push(AnswerFault { question: cut(code), wrong });
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let (given, set_aside) = answers.into_iter().partition(|(code, _)| shown.contains(code));
        Ok(Self { given, set_aside })
    }
}

/// What a required question still needs.
fn missing(question: &Question, answer: Option<&Answer>) -> Option<AnswerWrong> {
    if !question.required {
        return None;
    }
    match (&question.kind, answer) {
        (QuestionKind::Matrix(matrix), Some(Answer::Rows(rows))) => {
            let row = matrix.rows.iter().find(|row| !rows.contains_key(&row.code))?;
            Some(AnswerWrong::RowRequired { row: row.code.clone() })
        }
        (_, Some(_)) => None,
        (_, None) => Some(AnswerWrong::Required),
    }
}

/// The answer to a question; nothing where nothing was chosen or written.
fn answer(
    question: &Question,
    form: &AnswerForm,
    reading: Reading,
) -> Result<Option<Answer>, AnswerWrong> {
    match (&question.kind, form) {
        (_, AnswerForm::Declined) if question.may_decline => Ok(Some(Answer::Declined)),
        (_, AnswerForm::Declined) => Err(AnswerWrong::MayNotDecline),
        (QuestionKind::SingleChoice(choices), AnswerForm::Options { chosen, write_in }) => {
            let answer = options(choices, chosen, write_in.as_deref(), reading)?;
            if let Some(Answer::Options { chosen, .. }) = &answer
                && chosen.len() > 1
            {
                return Err(AnswerWrong::OneOption { found: chosen.len() });
            }
            Ok(answer)
        }
        (QuestionKind::MultipleChoice(choices), AnswerForm::Options { chosen, write_in }) => {
            options(choices, chosen, write_in.as_deref(), reading)
        }
        (QuestionKind::Scale(scale), AnswerForm::Point(found)) => {
            Ok(Some(Answer::Point(point(scale.kind, *found)?)))
        }
        (QuestionKind::Matrix(matrix), AnswerForm::Rows(found)) => rows(matrix, found),
        (QuestionKind::ShortText, AnswerForm::Text(written)) => {
            Ok(text(written, false, limits::SHORT_ANSWER_CHARS, reading)?.map(Answer::Text))
        }
        (QuestionKind::LongText { most_chars }, AnswerForm::Text(written)) => {
            Ok(text(written, true, usize::from(*most_chars), reading)?.map(Answer::Text))
        }
        (QuestionKind::Email, AnswerForm::Text(written)) => {
            let address = text(written, false, limits::EMAIL_CHARS, reading)?;
            let address = address.map(|address| address.parse()).transpose()?;
            Ok(address.map(Answer::Email))
        }
        (QuestionKind::Date, AnswerForm::Text(written)) => {
            let written = clean(written, false);
            if written.is_empty() {
                return Ok(None);
            }
            let found = day(&written).ok_or(AnswerWrong::Day)?;
            if !(FIRST_DAY..=LAST_DAY).contains(&found) {
                let (first, last) = (FIRST_DAY, LAST_DAY);
                return Err(AnswerWrong::DayOutside { found, first, last });
            }
            Ok(Some(Answer::Day(found)))
        }
        (kind, _) => Err(AnswerWrong::OtherKind(kind.word())),
    }
}

fn options(
    choices: &Choices,
    written: &[String],
    write_in: Option<&str>,
    reading: Reading,
) -> Result<Option<Answer>, AnswerWrong> {
    let mut chosen = BTreeSet::new();
    for code in written {
        let option = choices.options.iter().find(|option| option.code.as_str() == code);
        let option = option.ok_or_else(|| AnswerWrong::UnknownOption { found: cut(code) })?;
        chosen.insert(option.code.clone());
    }
    let limit = limits::SHORT_ANSWER_CHARS;
    let write_in = text(write_in.unwrap_or_default(), false, limit, reading)?;
    let asks =
        |code: &OptionCode| choices.options.iter().any(|one| one.write_in && one.code == *code);
    if write_in.is_some() && !chosen.iter().any(asks) {
        return Err(AnswerWrong::WriteInAlone);
    }
    Ok((!chosen.is_empty()).then_some(Answer::Options { chosen, write_in }))
}

fn point(scale: ScaleKind, found: i64) -> Result<u8, AnswerWrong> {
    let points = scale.points();
    let point = u8::try_from(found).ok().filter(|point| points.contains(point));
    let (least, most) = (*points.start(), *points.end());
    point.ok_or(AnswerWrong::PointOutside { found, least, most })
}

fn rows(matrix: &Matrix, written: &BTreeMap<String, i64>) -> Result<Option<Answer>, AnswerWrong> {
    let mut rows = BTreeMap::new();
    for (code, found) in written {
        let row = matrix.rows.iter().find(|row| row.code.as_str() == code);
        let row = row.ok_or_else(|| AnswerWrong::UnknownRow { found: cut(code) })?;
        rows.insert(row.code.clone(), point(matrix.scale.kind, *found)?);
    }
    Ok((!rows.is_empty()).then_some(Answer::Rows(rows)))
}

fn text(
    written: &str,
    has_lines: bool,
    limit: usize,
    reading: Reading,
) -> Result<Option<String>, AnswerWrong> {
    let text = clean(written, has_lines);
    let found = text.chars().count();
    if found > limit && reading != Reading::Stored {
        return Err(AnswerWrong::TooLong { found, limit });
    }
    Ok((!text.is_empty()).then_some(text))
}
