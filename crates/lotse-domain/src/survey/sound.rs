//! Surveys that hold together: codes are unique, choices have options, conditions and texts name earlier questions, and
//! somebody can get to every question. Only such a survey can be answered.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Survey, branches,
    code::QuestionCode,
    fault::{Fault, Reason},
    place::Place,
    question::{Choices, Question, QuestionKind},
    references,
    scale::Scale,
};

/// A survey that holds together. Published versions are kept as this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoundSurvey {
    survey: Survey,
    /// Where each question stands: its section, and its place in it.
    places: BTreeMap<QuestionCode, (usize, usize)>,
}

impl SoundSurvey {
    /// The survey, if it holds together.
    ///
    /// # Errors
    /// Everything that keeps it from doing so, each with its place. Branches are looked at once all else is right.
    pub fn new(survey: Survey) -> Result<Self, Vec<Fault>> {
        let faults = faults(&survey);
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self::unchecked(survey))
    }

    /// The survey, whether it holds together or not.
    pub(super) fn unchecked(survey: Survey) -> Self {
        let mut places = BTreeMap::new();
        for (section_number, section) in survey.sections.iter().enumerate() {
            for (number, question) in section.questions.iter().enumerate() {
                places.insert(question.code.clone(), (section_number, number));
            }
        }
        Self { survey, places }
    }

    /// The survey.
    #[must_use]
    pub fn survey(&self) -> &Survey {
        &self.survey
    }

    /// A question by its code.
    #[must_use]
    pub fn question(&self, code: &QuestionCode) -> Option<&Question> {
        let (section, number) = self.places.get(code)?;
        self.survey.sections.get(*section)?.questions.get(*number)
    }
}

/// What keeps a survey from holding together.
#[must_use]
pub fn faults(survey: &Survey) -> Vec<Fault> {
    let mut found = Found::default();
    let place = Place::survey();
    if survey.sections.is_empty() {
        found.add(place.field("sections"), Reason::NoQuestion);
    }
    let mut sections = BTreeSet::new();
    let mut questions = BTreeSet::new();
    for (number, section) in survey.sections.iter().enumerate() {
        let place = place.item("sections", number);
        found.once(&mut sections, section.code.as_str(), &place);
        if section.questions.is_empty() {
            found.add(place.field("questions"), Reason::NoQuestion);
        }
        for (number, question) in section.questions.iter().enumerate() {
            let place = place.item("questions", number);
            found.once(&mut questions, question.code.as_str(), &place);
            found.question(question, &place);
        }
    }
    let mut faults = found.0;
    faults.extend(references::faults(survey));
    if faults.is_empty() {
        faults = branches::faults(survey);
    }
    faults
}

#[derive(Default)]
struct Found(Vec<Fault>);

impl Found {
    fn add(&mut self, place: Place, reason: Reason) {
        self.0.push(Fault::new(place, reason));
    }

    fn once<'a>(&mut self, seen: &mut BTreeSet<&'a str>, code: &'a str, place: &Place) {
        if !seen.insert(code) {
            self.add(place.field("code"), Reason::CodeTwice { code: code.to_owned() });
        }
    }

    fn question(&mut self, question: &Question, place: &Place) {
        match &question.kind {
            QuestionKind::SingleChoice(choices) => self.choices(choices, 2, place),
            QuestionKind::MultipleChoice(choices) => self.choices(choices, 1, place),
            QuestionKind::Scale(scale) => self.scale(scale, place),
            QuestionKind::Matrix(matrix) => {
                if matrix.rows.is_empty() {
                    self.add(place.field("rows"), Reason::TooFew { found: 0, least: 1 });
                }
                let mut seen = BTreeSet::new();
                for (number, row) in matrix.rows.iter().enumerate() {
                    self.once(&mut seen, row.code.as_str(), &place.item("rows", number));
                }
                self.scale(&matrix.scale, place);
            }
            QuestionKind::ShortText
            | QuestionKind::LongText { .. }
            | QuestionKind::Email
            | QuestionKind::Date => {}
        }
    }

    fn choices(&mut self, choices: &Choices, least: usize, place: &Place) {
        let found = choices.options.len();
        if found < least {
            self.add(place.field("options"), Reason::TooFew { found, least });
        }
        let mut seen = BTreeSet::new();
        let mut written_in = false;
        for (number, option) in choices.options.iter().enumerate() {
            let place = place.item("options", number);
            self.once(&mut seen, option.code.as_str(), &place);
            if option.write_in && written_in {
                self.add(place.field("write_in"), Reason::WriteInTwice);
            }
            written_in |= option.write_in;
        }
    }

    fn scale(&mut self, scale: &Scale, place: &Place) {
        let points = scale.kind.points();
        for point in scale.labels.keys().filter(|point| !points.contains(*point)) {
            let place = place.field("labels").key(&point.to_string());
            self.add(place, Reason::PointOutside { point: *point });
        }
    }
}

#[cfg(test)]
mod tests;
