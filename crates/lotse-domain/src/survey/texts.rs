//! Every text of a survey with its place, in the order in which people meet them. Checks and translations walk this list,
//! so that none of them can forget a text.

use super::{
    Section, Survey,
    localized::{LocalizedText, NOTHING},
    place::Place,
    question::{Question, QuestionKind},
    scale::Scale,
    text::TextRole,
};

/// A text of a survey, in whatever languages it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextAt<'a> {
    /// Where it stands in the written form.
    pub place: Place,
    /// Where it belongs by codes, which stays when something is moved: `question.trust.title`.
    pub key: String,
    /// What it is for.
    pub role: TextRole,
    /// Whether people need it: a label that would otherwise be missing, or a text that is there in some language.
    pub is_needed: bool,
    /// The number of the section that it belongs to, from 0.
    pub section: Option<usize>,
    /// The number of the question that it belongs to, from 0 over the whole survey.
    pub question: Option<usize>,
    /// How many questions people have met before they read it.
    pub before: usize,
    /// The standard that fixes its wording.
    pub standard: Option<&'a str>,
    /// The text by language.
    pub texts: &'a LocalizedText,
}

/// Every text of a survey.
#[must_use]
pub fn texts(survey: &Survey) -> Vec<TextAt<'_>> {
    let mut walk = Walk { found: Vec::new(), before: 0 };
    let place = Place::survey();
    walk.add(
        &place.field("title"),
        "survey.title".to_owned(),
        TextRole::Title,
        true,
        &survey.title,
    );
    walk.prose(&place.field("intro"), "survey.intro".to_owned(), &survey.intro);
    for (number, section) in survey.sections.iter().enumerate() {
        let first = walk.found.len();
        walk.section(&place.item("sections", number), section);
        walk.found.iter_mut().skip(first).for_each(|text| text.section = Some(number));
    }
    walk.prose(&place.field("closing"), "survey.closing".to_owned(), &survey.closing);
    walk.found
}

/// The same texts in the same order, to be changed. A label of a scale that is needed is there afterwards, if need be
/// without any language: [`without_empty_labels`] takes what is still empty away.
pub(super) fn texts_mut(survey: &mut Survey) -> Vec<&mut LocalizedText> {
    let mut found = vec![&mut survey.title, &mut survey.intro];
    for section in &mut survey.sections {
        found.extend([&mut section.title, &mut section.intro]);
        for question in &mut section.questions {
            found.extend([&mut question.title, &mut question.help]);
            match &mut question.kind {
                QuestionKind::SingleChoice(choices) | QuestionKind::MultipleChoice(choices) => {
                    found.extend(choices.options.iter_mut().map(|option| &mut option.text));
                }
                QuestionKind::Scale(scale) => found.extend(labels_mut(scale)),
                QuestionKind::Matrix(matrix) => {
                    found.extend(matrix.rows.iter_mut().map(|row| &mut row.text));
                    found.extend(labels_mut(&mut matrix.scale));
                }
                QuestionKind::ShortText
                | QuestionKind::LongText { .. }
                | QuestionKind::Email
                | QuestionKind::Date => {}
            }
        }
    }
    found.push(&mut survey.closing);
    found
}

fn labels_mut(scale: &mut Scale) -> impl Iterator<Item = &mut LocalizedText> {
    for point in scale.kind.points().filter(|point| scale.kind.needs_label(*point)) {
        scale.labels.entry(point).or_default();
    }
    scale.labels.values_mut()
}

/// Takes labels of scales away that have no language.
pub(super) fn without_empty_labels(survey: &mut Survey) {
    for question in survey.sections.iter_mut().flat_map(|section| &mut section.questions) {
        match &mut question.kind {
            QuestionKind::Scale(scale) => scale.labels.retain(|_, text| !text.is_empty()),
            QuestionKind::Matrix(matrix) => {
                matrix.scale.labels.retain(|_, text| !text.is_empty());
            }
            _ => {}
        }
    }
}

struct Walk<'a> {
    found: Vec<TextAt<'a>>,
    before: usize,
}

impl<'a> Walk<'a> {
    fn add(
        &mut self,
        place: &Place,
        key: String,
        role: TextRole,
        is_label: bool,
        texts: &'a LocalizedText,
    ) {
        let (before, is_needed) = (self.before, is_label || !texts.is_empty());
        let place = place.clone();
        let (section, question, standard) = (None, None, None);
        self.found.push(TextAt {
            place,
            key,
            role,
            is_needed,
            section,
            question,
            before,
            standard,
            texts,
        });
    }

    fn prose(&mut self, place: &Place, key: String, texts: &'a LocalizedText) {
        self.add(place, key, TextRole::Prose, false, texts);
    }

    fn section(&mut self, place: &Place, section: &'a Section) {
        let key = format!("section.{}", section.code);
        let title = place.field("title");
        self.add(&title, format!("{key}.title"), TextRole::Title, false, &section.title);
        self.prose(&place.field("intro"), format!("{key}.intro"), &section.intro);
        for (number, question) in section.questions.iter().enumerate() {
            let first = self.found.len();
            self.question(&place.item("questions", number), question);
            for text in self.found.iter_mut().skip(first) {
                text.question = Some(self.before);
                text.standard = question.standard.as_deref();
            }
            self.before += 1;
        }
    }

    fn question(&mut self, place: &Place, question: &'a Question) {
        let key = format!("question.{}", question.code);
        let title = place.field("title");
        self.add(&title, format!("{key}.title"), TextRole::Title, true, &question.title);
        self.prose(&place.field("help"), format!("{key}.help"), &question.help);
        match &question.kind {
            QuestionKind::SingleChoice(choices) | QuestionKind::MultipleChoice(choices) => {
                for (number, option) in choices.options.iter().enumerate() {
                    let place = place.item("options", number).field("text");
                    let key = format!("{key}.option.{}", option.code);
                    self.add(&place, key, TextRole::Label, true, &option.text);
                }
            }
            QuestionKind::Scale(scale) => self.labels(place, &key, scale),
            QuestionKind::Matrix(matrix) => {
                for (number, row) in matrix.rows.iter().enumerate() {
                    let place = place.item("rows", number).field("text");
                    let key = format!("{key}.row.{}", row.code);
                    self.add(&place, key, TextRole::Label, true, &row.text);
                }
                self.labels(place, &key, &matrix.scale);
            }
            QuestionKind::ShortText
            | QuestionKind::LongText { .. }
            | QuestionKind::Email
            | QuestionKind::Date => {}
        }
    }

    fn labels(&mut self, place: &Place, key: &str, scale: &'a Scale) {
        let needed = scale.kind.points().filter(|point| scale.kind.needs_label(*point));
        let mut points: Vec<u8> = scale.labels.keys().copied().chain(needed).collect();
        points.sort_unstable();
        points.dedup();
        for point in points {
            let place = place.field("labels").key(&point.to_string());
            let texts = scale.labels.get(&point).unwrap_or(&NOTHING);
            let is_label = scale.kind.needs_label(point);
            self.add(&place, format!("{key}.label.{point}"), TextRole::Label, is_label, texts);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::survey::samples::{EVERYTHING, any_form, survey};

    #[test]
    fn every_text_has_a_place_and_a_key() {
        let survey = survey(EVERYTHING);
        let texts = texts(&survey);
        let at = |key: &str| texts.iter().find(|text| text.key == key).unwrap();
        let option = at("question.why.option.other");
        assert_eq!(option.place.to_string(), "sections[0].questions[1].options[3].text");
        assert_eq!((option.question, option.before), (Some(1), 1));
        assert_eq!(at("section.second.title").before, 3);
        assert_eq!(at("survey.closing").before, 13);
        assert!(!at("question.done.help").is_needed);
        assert!(at("question.comment.help").is_needed);
        let row = at("question.parts.row.letter");
        assert_eq!(row.place.to_string(), "sections[1].questions[5].rows[1].text");
        let label = at("question.parts.label.5");
        assert_eq!(label.place.to_string(), "sections[1].questions[5].labels.5");
    }

    proptest! {
        #[test]
        fn both_walks_meet_the_same_texts(form in any_form()) {
            let survey = form.survey().unwrap();
            let mut changed = survey.clone();
            let seen: Vec<_> = texts(&survey).into_iter().map(|text| text.texts.clone()).collect();
            let met: Vec<_> = texts_mut(&mut changed).into_iter().map(|text| text.clone()).collect();
            prop_assert_eq!(seen, met);
            without_empty_labels(&mut changed);
            prop_assert_eq!(changed, survey);
        }
    }
}
