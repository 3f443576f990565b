//! A question as it is written. Which fields it has depends on its kind; one that its kind has no use for is an error, so
//! that nothing written is lost in silence.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ConditionForm, LocalizedForm, SurveyError, Wrong};
use crate::survey::{
    limits,
    localized::LocalizedText,
    place::Place,
    question::{ChoiceOption, Choices, Matrix, MatrixRow, Question, QuestionKind, QuestionWord},
    scale::{Scale, ScaleKind},
    text::TextRole,
};

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it so")]
fn is_no(value: &bool) -> bool {
    !value
}

/// An option as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionForm {
    /// Its lasting name.
    pub code: String,
    /// What people read.
    #[serde(default, skip_serializing_if = "LocalizedForm::is_empty")]
    pub text: LocalizedForm,
    /// Whether people can write something in beside it.
    #[serde(default, skip_serializing_if = "is_no")]
    pub write_in: bool,
    /// Whether it keeps its place in random order.
    #[serde(default, skip_serializing_if = "is_no")]
    pub stays: bool,
}

/// A row of a matrix as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowForm {
    /// Its lasting name.
    pub code: String,
    /// What people read.
    #[serde(default, skip_serializing_if = "LocalizedForm::is_empty")]
    pub text: LocalizedForm,
}

/// A question as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionForm {
    /// Its lasting name.
    pub code: String,
    /// A word of [`QuestionWord`].
    pub kind: String,
    /// What is asked.
    #[serde(default, skip_serializing_if = "LocalizedForm::is_empty")]
    pub title: LocalizedForm,
    /// What helps to answer it.
    #[serde(default, skip_serializing_if = "LocalizedForm::is_empty")]
    pub help: LocalizedForm,
    /// Whether an answer is needed.
    #[serde(default, skip_serializing_if = "is_no")]
    pub required: bool,
    /// Whether people can say that they would rather not say.
    #[serde(default, skip_serializing_if = "is_no")]
    pub may_decline: bool,
    /// The standard that fixes the wording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<String>,
    /// When it is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_when: Option<ConditionForm>,
    /// The options of a choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionForm>,
    /// Whether options or rows have a random order.
    #[serde(default, skip_serializing_if = "is_no")]
    pub random_order: bool,
    /// The rows of a matrix.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowForm>,
    /// The scale of a matrix: a word of [`ScaleKind`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<String>,
    /// The words of points of a scale, by point.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, LocalizedForm>,
    /// The most characters of a long text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_chars: Option<u16>,
}

impl QuestionForm {
    pub(super) fn question(&self, place: &Place) -> Result<Question, SurveyError> {
        let word: QuestionWord =
            self.kind.parse().map_err(|error| Wrong::Word(error).at(place.field("kind")))?;
        self.only_fields_of(word, place)?;
        let code = self.code.parse().map_err(|error| Wrong::Code(error).at(place.field("code")))?;
        let when = |form: &ConditionForm| form.condition(&place.field("shown_when"));
        Ok(Question {
            code,
            title: self.title.localized(TextRole::Title, &place.field("title"))?,
            help: self.help.localized(TextRole::Prose, &place.field("help"))?,
            kind: self.answers(word, place)?,
            required: self.required,
            may_decline: self.may_decline,
            standard: self.standard(&place.field("standard"))?,
            shown_when: self.shown_when.as_ref().map(when).transpose()?,
        })
    }

    /// Refuses a field that the kind has no use for.
    fn only_fields_of(&self, word: QuestionWord, place: &Place) -> Result<(), SurveyError> {
        use QuestionWord as Q;
        let is_choice = matches!(word, Q::SingleChoice | Q::MultipleChoice);
        let is_matrix = word == Q::Matrix;
        let has_points = is_matrix || scale_of(word).is_some();
        for (field, is_there, is_possible) in [
            ("options", !self.options.is_empty(), is_choice),
            ("random_order", self.random_order, is_choice || is_matrix),
            ("rows", !self.rows.is_empty(), is_matrix),
            ("scale", self.scale.is_some(), is_matrix),
            ("labels", !self.labels.is_empty(), has_points),
            ("most_chars", self.most_chars.is_some(), word == Q::LongText),
        ] {
            if is_there && !is_possible {
                return Err(Wrong::NotOfKind(word).at(place.field(field)));
            }
        }
        Ok(())
    }

    fn answers(&self, word: QuestionWord, place: &Place) -> Result<QuestionKind, SurveyError> {
        if let Some(kind) = scale_of(word) {
            return Ok(QuestionKind::Scale(Scale { kind, labels: self.labels(place)? }));
        }
        Ok(match word {
            QuestionWord::SingleChoice => QuestionKind::SingleChoice(self.choices(place)?),
            QuestionWord::MultipleChoice => QuestionKind::MultipleChoice(self.choices(place)?),
            QuestionWord::Matrix => QuestionKind::Matrix(self.matrix(place)?),
            QuestionWord::LongText => {
                let (found, most) = (
                    self.most_chars.unwrap_or(limits::USUAL_ANSWER_CHARS),
                    limits::LONG_ANSWER_CHARS,
                );
                if !(1..=most).contains(&found) {
                    let wrong = Wrong::Range { found, least: 1, most };
                    return Err(wrong.at(place.field("most_chars")));
                }
                QuestionKind::LongText { most_chars: found }
            }
            QuestionWord::Email => QuestionKind::Email,
            QuestionWord::Date => QuestionKind::Date,
            _ => QuestionKind::ShortText,
        })
    }

    fn choices(&self, place: &Place) -> Result<Choices, SurveyError> {
        let (found, limit) = (self.options.len(), limits::OPTIONS);
        Wrong::more_than("options", found, limit, &place.field("options"))?;
        let option = |(number, form): (usize, &OptionForm)| {
            let place = place.item("options", number);
            Ok(ChoiceOption {
                code: form.code.parse().map_err(|e| Wrong::Code(e).at(place.field("code")))?,
                text: form.text.localized(TextRole::Label, &place.field("text"))?,
                write_in: form.write_in,
                stays: form.stays,
            })
        };
        let options = self.options.iter().enumerate().map(option).collect::<Result<_, _>>()?;
        Ok(Choices { options, random_order: self.random_order })
    }

    fn matrix(&self, place: &Place) -> Result<Matrix, SurveyError> {
        let (found, limit) = (self.rows.len(), limits::ROWS);
        Wrong::more_than("rows", found, limit, &place.field("rows"))?;
        let row = |(number, form): (usize, &RowForm)| {
            let place = place.item("rows", number);
            Ok(MatrixRow {
                code: form.code.parse().map_err(|e| Wrong::Code(e).at(place.field("code")))?,
                text: form.text.localized(TextRole::Label, &place.field("text"))?,
            })
        };
        let at = place.field("scale");
        let needed = || Wrong::OfKind(QuestionWord::Matrix).at(at.clone());
        let kind = self.scale.as_deref().ok_or_else(needed)?;
        let kind: ScaleKind = kind.parse().map_err(|error| Wrong::Word(error).at(at.clone()))?;
        Ok(Matrix {
            rows: self.rows.iter().enumerate().map(row).collect::<Result<_, _>>()?,
            scale: Scale { kind, labels: self.labels(place)? },
            random_order: self.random_order,
        })
    }

    fn labels(&self, place: &Place) -> Result<BTreeMap<u8, LocalizedText>, SurveyError> {
        let place = place.field("labels");
        let label = |(point, form): (&String, &LocalizedForm)| {
            let place = place.key(point);
            // One spelling of each number, so that no two keys are the same point.
            let number = point.parse::<u8>().ok().filter(|number| number.to_string() == *point);
            let number = number.ok_or_else(|| Wrong::Point.at(place.clone()))?;
            Ok((number, form.localized(TextRole::Label, &place)?))
        };
        let labels: BTreeMap<_, _> = self.labels.iter().map(label).collect::<Result<_, _>>()?;
        Ok(labels.into_iter().filter(|(_, text)| !text.is_empty()).collect())
    }

    fn standard(&self, place: &Place) -> Result<Option<String>, SurveyError> {
        let Some(standard) = &self.standard else { return Ok(None) };
        let standard = standard.trim();
        if standard.is_empty() {
            return Err(Wrong::NoReason.at(place.clone()));
        }
        let (found, limit) = (standard.chars().count(), limits::REASON_CHARS);
        Wrong::more_than("characters", found, limit, place)?;
        Ok(Some(standard.to_owned()))
    }
}

/// The scale that a kind of question is, if it is one.
fn scale_of(word: QuestionWord) -> Option<ScaleKind> {
    match word {
        QuestionWord::Thumbs => Some(ScaleKind::Thumbs),
        QuestionWord::Stars => Some(ScaleKind::Stars),
        QuestionWord::Likert5 => Some(ScaleKind::Likert5),
        QuestionWord::Likert7 => Some(ScaleKind::Likert7),
        QuestionWord::ZeroToTen => Some(ScaleKind::ZeroToTen),
        QuestionWord::Effort => Some(ScaleKind::Effort),
        _ => None,
    }
}

impl From<&Question> for QuestionForm {
    fn from(question: &Question) -> Self {
        let form = Self {
            code: question.code.to_string(),
            kind: question.kind.word().to_string(),
            title: LocalizedForm::from(&question.title),
            help: LocalizedForm::from(&question.help),
            required: question.required,
            may_decline: question.may_decline,
            standard: question.standard.clone(),
            shown_when: question.shown_when.as_ref().map(ConditionForm::from),
            ..Self::default()
        };
        match &question.kind {
            QuestionKind::SingleChoice(choices) | QuestionKind::MultipleChoice(choices) => {
                let option = |option: &ChoiceOption| OptionForm {
                    code: option.code.to_string(),
                    text: LocalizedForm::from(&option.text),
                    write_in: option.write_in,
                    stays: option.stays,
                };
                let options = choices.options.iter().map(option).collect();
                Self { options, random_order: choices.random_order, ..form }
            }
            QuestionKind::Scale(scale) => Self { labels: labels(scale), ..form },
            QuestionKind::Matrix(matrix) => {
                let row = |row: &MatrixRow| RowForm {
                    code: row.code.to_string(),
                    text: LocalizedForm::from(&row.text),
                };
                Self {
                    rows: matrix.rows.iter().map(row).collect(),
                    scale: Some(matrix.scale.kind.to_string()),
                    labels: labels(&matrix.scale),
                    random_order: matrix.random_order,
                    ..form
                }
            }
            QuestionKind::LongText { most_chars } => Self { most_chars: Some(*most_chars), ..form },
            QuestionKind::ShortText | QuestionKind::Email | QuestionKind::Date => form,
        }
    }
}

fn labels(scale: &Scale) -> BTreeMap<String, LocalizedForm> {
    let label = |(point, text): (&u8, &LocalizedText)| (point.to_string(), text.into());
    scale.labels.iter().map(label).collect()
}
