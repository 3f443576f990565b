//! What is planted in the data: the truth that measures are held against.
//!
//! `docs/demo.md` states the same numbers for people, and a test holds the two together. Shares are
//! in 0..=1. Every effect is on one step and one group, and independent of the others unless it says
//! otherwise. Steps come first, then errors and friction, then what becomes of sent applications.

/// A step of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// From the first page on.
    Start,
    /// Four questions.
    Eligibility,
    /// Name and address.
    AboutYou,
    /// Income and heating costs.
    Income,
    /// Documents.
    Evidence,
    /// All answers.
    Check,
}

impl Step {
    /// All, in order.
    pub const ALL: [Self; 6] =
        [Self::Start, Self::Eligibility, Self::AboutYou, Self::Income, Self::Evidence, Self::Check];
}

/// Language of the pages that a person reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
    /// German.
    De,
    /// Arabic.
    Ar,
}

impl Language {
    /// Its tag, as in addresses.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
            Self::De => "de",
            Self::Ar => "ar",
        }
    }
}

/// What sets a visit's chances apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// Language of the pages.
    pub language: Language,
    /// The device is a phone.
    pub phone: bool,
    /// The connection is of the third generation or slower.
    pub slow: bool,
    /// It is the bad day.
    pub bad_day: bool,
}

/// Of those who finish the eligibility questions, the share that is refused, in every group.
pub const REFUSED: f64 = 0.13;

/// Of those who do not finish the income or evidence step, the share that saves the application.
pub const SAVES: f64 = 0.25;

/// Of those who saved, the share that comes back within a day.
pub const COMES_BACK: f64 = 0.60;

/// The share that finishes the income step in Spanish instead of [`finishes`] of others.
pub const INCOME_IN_SPANISH: f64 = 0.78;

/// The share that finishes the evidence step on a slow connection.
pub const EVIDENCE_ON_SLOW: f64 = 0.66;

/// The share that finishes the evidence step on the bad day, whatever the connection.
pub const EVIDENCE_ON_BAD_DAY: f64 = 0.30;

/// Of those who reach one of the two long forms, the share that meets at least one error there.
pub const ERROR: f64 = 0.16;

/// The same in Arabic.
pub const ERROR_IN_ARABIC: f64 = 0.34;

/// Of those who stop at the income step in Spanish, the share that meets at least one error there.
/// Nowhere else have errors to do with stopping.
pub const STOPS_AFTER_ERROR_IN_SPANISH: f64 = 0.75;

/// Of forms "about you" that are shown with errors in Arabic, the share on which the date of birth is
/// among the fields that are wrong.
pub const BIRTH_DATE_IN_ARABIC: f64 = 0.80;

/// The same in other languages.
pub const BIRTH_DATE: f64 = 0.30;

/// Of income forms that are shown with errors in Spanish, the share on which a person's own income is
/// among the fields that are wrong.
pub const MONTHLY_PAY_IN_SPANISH: f64 = 0.85;

/// The same in other languages.
pub const MONTHLY_PAY: f64 = 0.40;

/// Of those who leave on the evidence page with a slow connection, the share that pressed the button
/// to add a document and nothing followed.
pub const DEAD_CLICKS_ON_SLOW: f64 = 0.55;

/// The same of others who leave there.
pub const DEAD_CLICKS: f64 = 0.04;

/// Of those who leave on the evidence page on the bad day, the share that pressed its button again
/// and again.
pub const RAGE_ON_BAD_DAY: f64 = 0.60;

/// The same on other days.
pub const RAGE: f64 = 0.03;

/// Of evidence pages, the share on which a script fails on the bad day.
pub const SCRIPT_FAILS_ON_BAD_DAY: f64 = 0.30;

/// The same on other days.
pub const SCRIPT_FAILS: f64 = 0.02;

/// Of those who leave on a form, the share that opened its help.
pub const HELP_BEFORE_LEAVING: f64 = 0.20;

/// Of those who finish a form, the share that opened its help.
pub const HELP: f64 = 0.05;

/// Of applications that were sent, the share that is returned to be corrected.
pub const RETURNED: f64 = 0.12;

/// The same of those sent in Spanish.
pub const RETURNED_IN_SPANISH: f64 = 0.26;

/// Of applications that are returned, the share in which a person's own income is to be corrected.
pub const RETURNED_FOR_PAY: f64 = 0.45;

/// The same of those sent in Spanish.
pub const RETURNED_FOR_PAY_IN_SPANISH: f64 = 0.70;

/// Of decisions, the share that grants the support.
pub const GRANTED: f64 = 0.76;

/// Days from receipt to decision, the median. Of each single one half as many to one and a half times
/// as many, all equally likely.
pub const DAYS_TO_DECISION: f64 = 9.0;

/// The same where the application was returned first.
pub const DAYS_TO_DECISION_AFTER_RETURN: f64 = 17.0;

/// How much longer a phone takes on every page.
pub const PHONE_TIME: f64 = 1.35;

/// How much longer every page takes on the bad day.
pub const BAD_DAY_TIME: f64 = 1.6;

/// The bad day, counted from the first.
pub const BAD_DAY: u32 = 66;

/// The days of the launch: more people come, from the news.
pub const LAUNCH: std::ops::Range<u32> = 20..28;

/// How many times the usual number of people come at the launch.
pub const LAUNCH_VOLUME: f64 = 1.25;

/// The share of visits whose browser sends Global Privacy Control.
pub const SIGNAL: f64 = 0.03;

/// Of decisions in the case tool, the share that meets an error in English.
pub const DECISION_ERROR: f64 = 0.07;

/// The same in German.
pub const DECISION_ERROR_IN_GERMAN: f64 = 0.16;

/// The share that finishes a step, of those who reach it.
pub fn finishes(step: Step, traits: Traits) -> f64 {
    match step {
        Step::Start => 0.84,
        Step::Eligibility => 0.95,
        Step::AboutYou => 0.94,
        Step::Income if traits.language == Language::Es => INCOME_IN_SPANISH,
        Step::Income => 0.91,
        Step::Evidence if traits.bad_day => EVIDENCE_ON_BAD_DAY,
        Step::Evidence if traits.slow => EVIDENCE_ON_SLOW,
        Step::Evidence => 0.87,
        Step::Check => 0.97,
    }
}

/// Of those who reach a step and finish it, or do not, the share that meets at least one error there.
pub fn fails(step: Step, traits: Traits, finishes: bool) -> f64 {
    match step {
        Step::Income if traits.language == Language::Es && !finishes => {
            STOPS_AFTER_ERROR_IN_SPANISH
        }
        Step::AboutYou | Step::Income if traits.language == Language::Ar => ERROR_IN_ARABIC,
        Step::AboutYou | Step::Income => ERROR,
        Step::Eligibility => 0.07,
        Step::Evidence if traits.bad_day => 0.45,
        Step::Evidence => 0.10,
        Step::Start | Step::Check => 0.0,
    }
}

/// Of forms of a step that are shown with errors, the share on which the field is among those that
/// are wrong, and the field. The others share the rest.
pub fn most_often_wrong(step: Step, language: Language) -> Option<(&'static str, f64)> {
    match (step, language) {
        (Step::AboutYou, Language::Ar) => Some(("birth-date", BIRTH_DATE_IN_ARABIC)),
        (Step::AboutYou, _) => Some(("birth-date", BIRTH_DATE)),
        (Step::Income, Language::Es) => Some(("monthly-pay", MONTHLY_PAY_IN_SPANISH)),
        (Step::Income, _) => Some(("monthly-pay", MONTHLY_PAY)),
        _ => None,
    }
}

/// Of those who begin the eligibility questions, the share that is refused or sends the application
/// in the same visit.
pub fn completes(traits: Traits) -> f64 {
    let on = |step| finishes(step, traits);
    let accepted = (1.0 - REFUSED)
        * on(Step::AboutYou)
        * on(Step::Income)
        * on(Step::Evidence)
        * on(Step::Check);
    on(Step::Eligibility) * (REFUSED + accepted)
}
