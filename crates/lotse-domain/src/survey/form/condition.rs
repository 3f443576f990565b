//! A condition as it is written: `{ "all": [ { "question": "trust", "at_least": 4 } ] }`.

use serde::{Deserialize, Serialize};

use super::{SurveyError, Wrong};
use crate::survey::{
    code::CodeError,
    condition::{Condition, Holds, Test},
    limits,
    place::Place,
};

/// An option or a point in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum OneForm {
    /// A point of a scale.
    Point(u8),
    /// The code of an option.
    Option(String),
}

/// A test as it is written: of one question, and one of the four last fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestForm {
    /// The code of the question.
    pub question: String,
    /// The code of the row, where it is a matrix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// One of these options, or of these points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<OneForm>>,
    /// This point or a higher one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u8>,
    /// This point or a lower one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u8>,
    /// Anything was answered: `true`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<bool>,
}

/// A condition as it is written: one of the two lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConditionForm {
    /// Every test must hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all: Option<Vec<TestForm>>,
    /// One of the tests must hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub any: Option<Vec<TestForm>>,
}

impl TestForm {
    fn test(&self, place: &Place) -> Result<Test, SurveyError> {
        let code = |field: &'static str| {
            let place = place.field(field);
            move |error: CodeError| Wrong::Code(error).at(place)
        };
        let holds = match (&self.one_of, self.at_least, self.at_most, self.answered) {
            (Some(list), None, None, None) => one_of(list, &place.field("one_of"))?,
            (None, Some(point), None, None) => Holds::AtLeast(point),
            (None, None, Some(point), None) => Holds::AtMost(point),
            (None, None, None, Some(true)) => Holds::Answered,
            (None, None, None, Some(false)) => {
                return Err(Wrong::NotAnswered.at(place.field("answered")));
            }
            _ => return Err(Wrong::Test.at(place.clone())),
        };
        Ok(Test {
            question: self.question.parse().map_err(code("question"))?,
            row: self.row.as_deref().map(str::parse).transpose().map_err(code("row"))?,
            holds,
        })
    }
}

fn one_of(list: &[OneForm], place: &Place) -> Result<Holds, SurveyError> {
    Wrong::more_than("options", list.len(), limits::OPTIONS, place)?;
    let points = list.iter().filter_map(|one| match one {
        OneForm::Point(point) => Some(*point),
        OneForm::Option(_) => None,
    });
    let options = list.iter().filter_map(|one| match one {
        OneForm::Point(_) => None,
        OneForm::Option(code) => Some(code.parse()),
    });
    let points: std::collections::BTreeSet<u8> = points.collect();
    let options: Result<std::collections::BTreeSet<_>, _> = options.collect();
    let options = options.map_err(|error| Wrong::Code(error).at(place.clone()))?;
    match (points.is_empty(), options.is_empty()) {
        (false, true) => Ok(Holds::Points(points)),
        (true, false) => Ok(Holds::Options(options)),
        _ => Err(Wrong::OneOf.at(place.clone())),
    }
}

impl ConditionForm {
    pub(super) fn condition(&self, place: &Place) -> Result<Condition, SurveyError> {
        let (list, name, made): (_, _, fn(Vec<Test>) -> Condition) = match (&self.all, &self.any) {
            (Some(list), None) => (list, "all", Condition::All),
            (None, Some(list)) => (list, "any", Condition::Any),
            _ => return Err(Wrong::Condition.at(place.clone())),
        };
        if list.is_empty() {
            return Err(Wrong::Condition.at(place.clone()));
        }
        Wrong::more_than("tests", list.len(), limits::TESTS, &place.field(name))?;
        let test = |(number, test): (usize, &TestForm)| test.test(&place.item(name, number));
        Ok(made(list.iter().enumerate().map(test).collect::<Result<_, _>>()?))
    }
}

impl From<&Test> for TestForm {
    fn from(test: &Test) -> Self {
        let form = Self {
            question: test.question.to_string(),
            row: test.row.as_ref().map(ToString::to_string),
            ..Self::default()
        };
        match &test.holds {
            Holds::Options(options) => {
                let options = options.iter().map(|code| OneForm::Option(code.to_string()));
                Self { one_of: Some(options.collect()), ..form }
            }
            Holds::Points(points) => {
                let points = points.iter().map(|point| OneForm::Point(*point));
                Self { one_of: Some(points.collect()), ..form }
            }
            Holds::AtLeast(point) => Self { at_least: Some(*point), ..form },
            Holds::AtMost(point) => Self { at_most: Some(*point), ..form },
            Holds::Answered => Self { answered: Some(true), ..form },
        }
    }
}

impl From<&Condition> for ConditionForm {
    fn from(condition: &Condition) -> Self {
        let tests = Some(condition.tests().iter().map(TestForm::from).collect());
        match condition {
            Condition::All(_) => Self { all: tests, any: None },
            Condition::Any(_) => Self { all: None, any: tests },
        }
    }
}
