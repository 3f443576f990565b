//! What keeps a survey from being published: it would fail people, or the law. Each fault has its reason and place.

use jiff::civil::Date;

use super::{
    Survey,
    contrast::Theme,
    fault::{Fault, LevelUnknown, Reason, Severity, Tenths},
    paperwork::Paperwork,
    place::Place,
    reading::{Counted, FEWEST_WORDS, Formula},
    sound::{self, SoundSurvey},
    text::TextRole,
    texts::{TextAt, texts},
    topics,
};
use crate::language::LanguageTag;

/// The most questions if an agency says nothing else: what OMB Circular A-11 Section 280 allows.
pub const USUAL_MOST_QUESTIONS: usize = 15;

/// What an agency and its jurisdiction ask of a survey.
#[derive(Clone, Debug)]
pub struct PublishingRules {
    /// The languages it must be in. The default language of the survey is always one of them.
    pub languages: Vec<LanguageTag>,
    /// The most questions.
    pub most_questions: usize,
    /// The highest school grade of its words, in tenths; nothing for no limit.
    pub highest_grade: Option<Tenths>,
    /// Whether the Paperwork Reduction Act applies.
    pub needs_paperwork: bool,
    /// Whether questions of group topics are refused. They are, until answers to them are kept apart.
    pub refuses_group_topics: bool,
    /// The colours it will have.
    pub theme: Option<Theme>,
}

impl Default for PublishingRules {
    /// English-speaking schools reach the age of 14 with grade 8; German ones too.
    fn default() -> Self {
        Self {
            languages: Vec::new(),
            most_questions: USUAL_MOST_QUESTIONS,
            highest_grade: Some(Tenths(80)),
            needs_paperwork: false,
            refuses_group_topics: true,
            theme: None,
        }
    }
}

/// Everything that is wrong with a survey, and what somebody has to know: first what keeps it from holding together, then
/// in the order of the rules.
#[must_use]
pub fn check(survey: &Survey, rules: &PublishingRules, today: Date) -> Vec<Fault> {
    let mut languages = vec![&survey.default_language];
    languages.extend(rules.languages.iter().filter(|one| **one != survey.default_language));
    let texts = texts(survey);
    let mut faults = sound::faults(survey);
    missing(&texts, &languages, &mut faults);
    let found = survey.questions().count();
    if found > rules.most_questions {
        let reason = Reason::TooManyQuestions { found, limit: rules.most_questions };
        faults.push(Fault::new(Place::survey().field("sections"), reason));
    }
    if let Some(limit) = rules.highest_grade {
        reading(&texts, &languages, limit, &mut faults);
    }
    if rules.refuses_group_topics {
        faults.extend(topics::faults(survey));
        let unknown = languages.iter().filter(|language| !topics::is_known(language));
        faults.extend(unknown.map(|language| {
            let reason = Reason::TopicsUnknown { language: (*language).clone() };
            Fault::new(Place::survey(), reason)
        }));
    }
    faults.extend(rules.theme.iter().flat_map(Theme::faults));
    faults.extend(paperwork(survey, rules.needs_paperwork, today));
    faults
}

/// The survey, ready to be frozen, with what somebody has to know about it.
///
/// # Errors
/// Everything that refuses it, and the warnings beside.
pub fn publish(
    survey: Survey,
    rules: &PublishingRules,
    today: Date,
) -> Result<(SoundSurvey, Vec<Fault>), Vec<Fault>> {
    let faults = check(&survey, rules, today);
    if faults.iter().any(|fault| fault.reason.severity() == Severity::Refuses) {
        return Err(faults);
    }
    let survey = SoundSurvey::new(survey)?;
    Ok((survey, faults))
}

fn missing(texts: &[TextAt<'_>], languages: &[&LanguageTag], faults: &mut Vec<Fault>) {
    for at in texts.iter().filter(|at| at.is_needed) {
        for language in languages.iter().filter(|language| at.texts.get(language).is_none()) {
            let reason = Reason::MissingText { language: (*language).clone() };
            faults.push(Fault::new(at.place.key(language.as_str()), reason));
        }
    }
}

/// How many of the hardest texts are named.
const HARDEST: usize = 3;

fn reading(
    texts: &[TextAt<'_>],
    languages: &[&LanguageTag],
    limit: Tenths,
    faults: &mut Vec<Fault>,
) {
    let is_running = |at: &&TextAt<'_>| at.role != TextRole::Label;
    let mut told = Vec::new();
    for at in texts.iter().filter(is_running) {
        if let (Some(standard), Some(question)) = (at.standard, at.question)
            && !told.contains(&question)
        {
            told.push(question);
            let reason = Reason::StandardWording { standard: standard.to_owned() };
            faults.push(Fault::new(at.place.clone(), reason));
        }
    }
    for language in languages {
        let unknown = |why| {
            let reason = Reason::LevelUnknown { language: (*language).clone(), why };
            Fault::new(Place::survey(), reason)
        };
        let Some(formula) = Formula::of(language) else {
            faults.push(unknown(LevelUnknown::NoFormula));
            continue;
        };
        let counted: Vec<(&Place, Counted)> = texts
            .iter()
            .filter(|at| is_running(at) && at.standard.is_none())
            .filter_map(|at| Some((&at.place, at.texts.get(language)?.own_words())))
            .map(|(place, words)| (place, Counted::of(&words, formula)))
            .collect();
        let all = counted.iter().fold(Counted::default(), |sum, (_, one)| sum.and(*one));
        let Some(level) = all.level(formula).filter(|_| all.words >= FEWEST_WORDS) else {
            faults.push(unknown(LevelUnknown::FewWords));
            continue;
        };
        if level > limit {
            let mut levels: Vec<(Tenths, &Place)> = counted
                .iter()
                .filter_map(|(place, one)| Some((one.level(formula)?, *place)))
                .filter(|(level, _)| *level > limit)
                .collect();
            // The hardest first; of equals the first on the page.
            levels.sort_by_key(|(level, _)| std::cmp::Reverse(*level));
            let hardest: Vec<Place> = levels
                .iter()
                .take(HARDEST)
                .map(|(_, place)| place.key(language.as_str()))
                .collect();
            let place = hardest.first().cloned().unwrap_or_default();
            let language = (*language).clone();
            let reason = Reason::TooHard { language, level, limit, formula, hardest };
            faults.push(Fault::new(place, reason));
        }
    }
}

/// What the Paperwork Reduction Act has against it. A clearance that is given is looked at wherever the survey is: an
/// expired number on a page is wrong even if none is needed.
fn paperwork(survey: &Survey, is_needed: bool, today: Date) -> Option<Fault> {
    let place = Place::survey().field("paperwork");
    let Some(paperwork) = &survey.paperwork else {
        return is_needed.then(|| Fault::new(place, Reason::NoPaperwork));
    };
    let Paperwork::Cleared { expires, .. } = paperwork else { return None };
    let expires = *expires;
    let place = place.field("expires");
    if !paperwork.allows(today) {
        return Some(Fault::new(place, Reason::PaperworkExpired { expires }));
    }
    paperwork.warning(today)?;
    let days = paperwork.days_left(today)?;
    Some(Fault::new(place, Reason::PaperworkExpires { expires, days }))
}

#[cfg(test)]
mod tests;
