//! Which questions of two versions of a survey ask the same, so that their answers can stand in one line.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    code::QuestionCode,
    condition::Condition,
    localized::LocalizedText,
    question::{Question, QuestionKind},
    sound::SoundSurvey,
};
use crate::{language::LanguageTag, words::words};

words! {
    /// What makes answers of two versions different things.
    Difference {
        /// Another kind of answer.
        Kind = "kind",
        /// Other options, rows or points.
        Options = "options",
        /// Other words in the default language, and nobody said that the change is editorial.
        Wording = "wording",
    }
}

words! {
    /// What does not make them different, and has to be told beside figures of both.
    Remark {
        /// The words were changed, and somebody said that they mean the same.
        Editorial = "editorial",
        /// It is shown under other conditions, so other people are asked.
        Branching = "branching",
        /// It has become required, or is not any more.
        Required = "required",
        /// Not to say has become possible, or is not any more.
        Declining = "declining",
    }
}

/// How a question of one version stands to the question with its code in another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Answers can be compared.
    Same(BTreeSet<Remark>),
    /// They cannot.
    Different(BTreeSet<Difference>),
    /// Only the earlier version has it.
    Gone,
    /// Only the later version has it.
    New,
}

impl Comparison {
    /// Whether answers can be compared.
    #[must_use]
    pub fn is_same(&self) -> bool {
        matches!(self, Self::Same(_))
    }
}

/// A version, and what was said of it when it was published.
#[derive(Clone, Copy, Debug)]
pub struct Version<'a> {
    /// The survey.
    pub survey: &'a SoundSurvey,
    /// Questions whose words were changed against the version before, without another meaning.
    pub editorial: &'a BTreeSet<QuestionCode>,
}

/// Compares two versions, the second of which follows on the first: every question of either.
#[must_use]
pub fn compare(earlier: &SoundSurvey, later: Version<'_>) -> BTreeMap<QuestionCode, Comparison> {
    let mut found = BTreeMap::new();
    for question in earlier.survey().questions() {
        let comparison = later.survey.question(&question.code).map_or(Comparison::Gone, |now| {
            let editorial = later.editorial.contains(&question.code);
            of_question(earlier, question, later.survey, now, editorial)
        });
        found.insert(question.code.clone(), comparison);
    }
    for question in later.survey.survey().questions() {
        found.entry(question.code.clone()).or_insert(Comparison::New);
    }
    found
}

/// The first of a row of versions, in their order, from which on answers to a question can be compared with those of the
/// last: every step between them must be comparable. Nothing if the last has no such question.
#[must_use]
pub fn comparable_since(versions: &[Version<'_>], question: &QuestionCode) -> Option<usize> {
    let last = versions.len().checked_sub(1)?;
    versions.get(last)?.survey.question(question)?;
    let step = |pair: &[Version<'_>]| match pair {
        [earlier, later] => {
            compare(earlier.survey, *later).get(question).is_some_and(Comparison::is_same)
        }
        _ => false,
    };
    let steps = versions.windows(2).rev().take_while(|pair| step(pair)).count();
    Some(last - steps)
}

fn of_question(
    earlier: &SoundSurvey,
    before: &Question,
    later: &SoundSurvey,
    now: &Question,
    editorial: bool,
) -> Comparison {
    let languages = (&earlier.survey().default_language, &later.survey().default_language);
    let mut differences = BTreeSet::new();
    let mut remarks = BTreeSet::new();
    if before.kind.word() != now.kind.word() {
        differences.insert(Difference::Kind);
    } else if values(&before.kind) != values(&now.kind) {
        differences.insert(Difference::Options);
    }
    if languages.0 != languages.1 || wording(before, languages.0) != wording(now, languages.1) {
        if editorial {
            remarks.insert(Remark::Editorial);
        } else {
            differences.insert(Difference::Wording);
        }
    }
    if conditions(earlier, before) != conditions(later, now) {
        remarks.insert(Remark::Branching);
    }
    if before.required != now.required {
        remarks.insert(Remark::Required);
    }
    if before.may_decline != now.may_decline {
        remarks.insert(Remark::Declining);
    }
    if differences.is_empty() {
        Comparison::Same(remarks)
    } else {
        Comparison::Different(differences)
    }
}

/// What can be answered, by code: the order does not matter, the rows' scale does.
fn values(kind: &QuestionKind) -> BTreeSet<String> {
    match kind {
        QuestionKind::SingleChoice(choices) | QuestionKind::MultipleChoice(choices) => {
            choices.options.iter().map(|option| option.code.to_string()).collect()
        }
        QuestionKind::Matrix(matrix) => {
            let rows = matrix.rows.iter().map(|row| row.code.to_string());
            rows.chain([format!("on {}", matrix.scale.kind)]).collect()
        }
        // The kind says their points.
        QuestionKind::Scale(_)
        | QuestionKind::ShortText
        | QuestionKind::LongText { .. }
        | QuestionKind::Email
        | QuestionKind::Date => BTreeSet::new(),
    }
}

/// The words that carry the meaning, by what they belong to. Help is not among them.
fn wording(question: &Question, language: &LanguageTag) -> BTreeMap<String, Option<String>> {
    let words = |texts: &LocalizedText| texts.get(language).map(ToString::to_string);
    let mut found = BTreeMap::from([("title".to_owned(), words(&question.title))]);
    let scale = match &question.kind {
        QuestionKind::SingleChoice(choices) | QuestionKind::MultipleChoice(choices) => {
            let option = |option: &super::question::ChoiceOption| {
                (format!("option {}", option.code), words(&option.text))
            };
            found.extend(choices.options.iter().map(option));
            None
        }
        QuestionKind::Matrix(matrix) => {
            let row =
                |row: &super::question::MatrixRow| (format!("row {}", row.code), words(&row.text));
            found.extend(matrix.rows.iter().map(row));
            Some(&matrix.scale)
        }
        QuestionKind::Scale(scale) => Some(scale),
        _ => None,
    };
    let labels = scale.into_iter().flat_map(|scale| &scale.labels);
    found.extend(labels.map(|(point, text)| (format!("point {point}"), words(text))));
    found
}

/// The conditions under which a question is shown: its own and that of its section.
fn conditions<'a>(
    survey: &'a SoundSurvey,
    question: &'a Question,
) -> (Option<&'a Condition>, Option<&'a Condition>) {
    let mut sections = survey.survey().sections.iter();
    let holds =
        sections.find(|section| section.questions.iter().any(|one| one.code == question.code));
    (holds.and_then(|section| section.shown_when.as_ref()), question.shown_when.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::{
        form::SurveyForm,
        samples::{EVERYTHING, form, sound},
    };

    fn changed(change: impl Fn(&mut SurveyForm)) -> SoundSurvey {
        let mut form = form(EVERYTHING);
        change(&mut form);
        SoundSurvey::new(form.survey().unwrap()).unwrap()
    }

    fn one(code: &str, editorial: bool, change: impl Fn(&mut SurveyForm)) -> Comparison {
        let code: QuestionCode = code.parse().unwrap();
        let marked = if editorial { BTreeSet::from([code.clone()]) } else { BTreeSet::new() };
        let later = changed(change);
        let later = Version { survey: &later, editorial: &marked };
        compare(&sound(EVERYTHING), later)[&code].clone()
    }

    fn title(form: &mut SurveyForm, language: &str) {
        form.sections[0].questions[2].title.0.insert(language.to_owned(), "Another?".to_owned());
    }

    #[test]
    fn the_same_kind_options_and_words_compare() {
        let same = Comparison::Same(BTreeSet::new());
        assert_eq!(one("thumb", false, |_| ()), same);
        // Another language, the order of options, help.
        assert_eq!(one("thumb", false, |f| title(f, "de")), same);
        assert_eq!(one("done", false, |f| f.sections[0].questions[0].options.reverse()), same);
        assert_eq!(one("comment", false, |f| f.sections[1].questions[7].help.0.clear()), same);
    }

    #[test]
    fn other_kinds_options_and_words_do_not() {
        let different = |what| Comparison::Different(BTreeSet::from([what]));
        assert_eq!(one("thumb", false, |f| title(f, "en")), different(Difference::Wording));
        assert_eq!(
            one("thumb", true, |f| title(f, "en")),
            Comparison::Same(BTreeSet::from([Remark::Editorial]))
        );
        assert_eq!(
            one("effort", false, |f| f.sections[1].questions[4].kind = "likert-7".to_owned()),
            different(Difference::Kind)
        );
        assert_eq!(
            one("parts", true, |f| f.sections[1].questions[5].scale = Some("stars".to_owned())),
            different(Difference::Options)
        );
        // An editorial mark does not make other options the same.
        let option =
            |f: &mut SurveyForm| f.sections[0].questions[1].options[0].code = "text".into();
        assert_eq!(one("why", true, option), different(Difference::Options));
        assert_eq!(one("day", false, |f| drop(f.sections[1].questions.pop())), Comparison::Gone);
        let mut questions = compare(
            &changed(|f| drop(f.sections[1].questions.pop())),
            Version { survey: &sound(EVERYTHING), editorial: &BTreeSet::new() },
        );
        assert_eq!(questions.remove(&"day".parse().unwrap()), Some(Comparison::New));
    }

    #[test]
    fn who_is_asked_and_how_is_remarked() {
        let same = |remarks: &[Remark]| Comparison::Same(remarks.iter().copied().collect());
        assert_eq!(
            one("star", false, |f| f.sections[1].shown_when = None),
            same(&[Remark::Branching])
        );
        let flags = |f: &mut SurveyForm| {
            f.sections[0].questions[2].required = true;
            f.sections[0].questions[2].may_decline = true;
        };
        assert_eq!(one("thumb", false, flags), same(&[Remark::Required, Remark::Declining]));
    }

    #[test]
    fn versions_compare_step_by_step() {
        let first = sound(EVERYTHING);
        let second = changed(|f| title(f, "en"));
        let none = BTreeSet::new();
        let thumb: QuestionCode = "thumb".parse().unwrap();
        let marked = BTreeSet::from([thumb.clone()]);
        let version = |survey, editorial| Version { survey, editorial };
        let (a, b) = (version(&first, &none), version(&second, &none));
        assert_eq!(comparable_since(&[a, a, b, b], &thumb), Some(2));
        assert_eq!(comparable_since(&[a, version(&second, &marked), b], &thumb), Some(0));
        // There and back again: what lies between asked something else.
        assert_eq!(comparable_since(&[a, b, a], &thumb), Some(2));
        assert_eq!(comparable_since(&[a], &"gone".parse().unwrap()), None);
        assert_eq!(comparable_since(&[], &thumb), None);
    }
}
