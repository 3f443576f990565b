//! The columns in which answers are exported. They are named by codes alone, so a name stays when wordings change.
//!
//! | question | columns |
//! |---|---|
//! | single choice, scale, text, date | `q` |
//! | several options | `q__option` for each: 1 chosen, 0 not |
//! | matrix | `q__row` for each |
//! | an option that is written in | `q__option__text` besides |
//! | may decline | `q__declined` besides: 1 or 0 |
//! | e-mail | none: contact data is not exported with answers |
//!
//! Codes have no double underscore, so no two columns have one name.

use super::{
    Survey,
    code::{DECLINED, OptionCode, QuestionCode, RowCode},
    question::{Choices, QuestionKind},
};

/// What of an answer a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnOf {
    /// The answer: an option's code, a point, a text, a day.
    Answer,
    /// Whether an option was chosen.
    Option(OptionCode),
    /// What was written in beside an option.
    WriteIn(OptionCode),
    /// The point of a row.
    Row(RowCode),
    /// Whether they would rather not say.
    Declined,
}

/// A column of exported answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Of which question.
    pub question: QuestionCode,
    /// What it holds.
    pub of: ColumnOf,
}

/// The columns of a survey, in the order of its questions and their options.
#[must_use]
pub fn columns(survey: &Survey) -> Vec<Column> {
    let mut columns = Vec::new();
    for question in survey.questions() {
        let code = &question.code;
        let mut add = |name: String, of| {
            columns.push(Column { name, question: code.clone(), of });
        };
        match &question.kind {
            QuestionKind::SingleChoice(choices) => {
                add(code.to_string(), ColumnOf::Answer);
                written_in(choices, code, &mut add);
            }
            QuestionKind::MultipleChoice(choices) => {
                for option in &choices.options {
                    let of = ColumnOf::Option(option.code.clone());
                    add(format!("{code}__{}", option.code), of);
                }
                written_in(choices, code, &mut add);
            }
            QuestionKind::Matrix(matrix) => {
                for row in &matrix.rows {
                    add(format!("{code}__{}", row.code), ColumnOf::Row(row.code.clone()));
                }
            }
            QuestionKind::Email => continue,
            QuestionKind::Scale(_)
            | QuestionKind::ShortText
            | QuestionKind::LongText { .. }
            | QuestionKind::Date => add(code.to_string(), ColumnOf::Answer),
        }
        if question.may_decline {
            add(format!("{code}__{DECLINED}"), ColumnOf::Declined);
        }
    }
    columns
}

fn written_in(choices: &Choices, code: &QuestionCode, add: &mut impl FnMut(String, ColumnOf)) {
    for option in choices.options.iter().filter(|option| option.write_in) {
        add(format!("{code}__{}__text", option.code), ColumnOf::WriteIn(option.code.clone()));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::survey::samples::{EVERYTHING, any_sound, survey};

    #[test]
    fn columns_are_named_by_codes() {
        let names: Vec<String> =
            columns(&survey(EVERYTHING)).into_iter().map(|column| column.name).collect();
        assert_eq!(
            names.join(" "),
            "done why__words why__time why__papers why__other why__other__text why__declined thumb star trust ease tell effort parts__form parts__letter place comment day"
        );
    }

    proptest! {
        #[test]
        fn no_two_columns_have_one_name(survey in any_sound()) {
            let columns = columns(survey.survey());
            let names: BTreeSet<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            prop_assert_eq!(names.len(), columns.len());
        }
    }
}
