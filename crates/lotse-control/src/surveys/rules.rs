//! What an organization asks of all its surveys before they are published, and how long it keeps contact data.

use std::ops::RangeInclusive;

use jiff::Timestamp;
use lotse_domain::{
    audit::Action,
    language::LanguageTag,
    service::{Jurisdiction, Service, ServiceKind},
    survey::{
        check::{PublishingRules, USUAL_MOST_QUESTIONS},
        fault::Tenths,
        limits,
    },
};
use serde::{Deserialize, Serialize};
use sqlx::Row as _;

use crate::{
    audit::{Changes, Entry},
    error::ControlError,
    store::{Control, stored_time},
};

/// Days for which contact data are kept if nobody says otherwise: time for an answer and a question back.
pub const USUAL_CONTACT_DAYS: u16 = 90;
/// Days for which they can be kept.
pub const CONTACT_DAYS: RangeInclusive<u16> = 1..=730;
/// Grades that can be the highest, in tenths.
pub const GRADES: RangeInclusive<i32> = 30..=200;

/// What all surveys of an organization must be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyRules {
    /// The languages that each must be in, beside its default language.
    pub languages: Vec<LanguageTag>,
    /// The most questions of one.
    pub most_questions: usize,
    /// The highest school grade of its words; nothing for no limit.
    pub highest_grade: Option<Tenths>,
    /// How many days after it was given an address is deleted.
    pub contact_days: u16,
}

impl Default for SurveyRules {
    fn default() -> Self {
        let usual = PublishingRules::default();
        Self {
            languages: usual.languages,
            most_questions: USUAL_MOST_QUESTIONS,
            highest_grade: usual.highest_grade,
            contact_days: USUAL_CONTACT_DAYS,
        }
    }
}

/// The rules that hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CurrentRules {
    /// What they say.
    pub rules: SurveyRules,
    /// Which version they are; 0 is what holds as long as nobody chose.
    pub version: i64,
    /// Who chose them, and when.
    pub chosen: Option<(String, Timestamp)>,
}

/// Why rules were not chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RulesRefused {
    /// More languages than a text can have, or one twice.
    Languages,
    /// No number of questions that a survey can have: 1 to 100.
    Questions,
    /// No grade from 3 to 20.
    Grade,
    /// No number of days in [`CONTACT_DAYS`].
    ContactDays,
    /// Somebody chose others meanwhile.
    Outdated,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    languages: Vec<String>,
    most_questions: usize,
    highest_grade_tenths: Option<i32>,
    contact_days: u16,
}

impl SurveyRules {
    fn refused(&self) -> Option<RulesRefused> {
        let mut languages = self.languages.clone();
        languages.sort();
        languages.dedup();
        let is_grade = self.highest_grade.is_none_or(|grade| GRADES.contains(&grade.0));
        if languages.len() != self.languages.len() || languages.len() > limits::LANGUAGES {
            Some(RulesRefused::Languages)
        } else if !(1..=limits::QUESTIONS).contains(&self.most_questions) {
            Some(RulesRefused::Questions)
        } else if !is_grade {
            Some(RulesRefused::Grade)
        } else if !CONTACT_DAYS.contains(&self.contact_days) {
            Some(RulesRefused::ContactDays)
        } else {
            None
        }
    }

    fn written(&self) -> Result<String, ControlError> {
        let written = Written {
            languages: self.languages.iter().map(|one| one.as_str().to_owned()).collect(),
            most_questions: self.most_questions,
            highest_grade_tenths: self.highest_grade.map(|grade| grade.0),
            contact_days: self.contact_days,
        };
        serde_json::to_string(&written).map_err(|error| broken(&error))
    }

    fn read(text: &str) -> Result<Self, ControlError> {
        let written: Written = serde_json::from_str(text).map_err(|error| broken(&error))?;
        let languages = written.languages.iter().map(|tag| LanguageTag::new(tag));
        Ok(Self {
            languages: languages.collect::<Result<_, _>>().map_err(|error| broken(&error))?,
            most_questions: written.most_questions,
            highest_grade: written.highest_grade_tenths.map(Tenths),
            contact_days: written.contact_days,
        })
    }
}

fn broken(error: &dyn std::fmt::Display) -> ControlError {
    ControlError::Value { what: "rules of surveys", reason: error.to_string() }
}

impl Control {
    /// The rules that hold for surveys.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn survey_rules(&self) -> Result<CurrentRules, ControlError> {
        let row = sqlx::query(
            "SELECT version, says, made_by, made_at FROM survey_rules ORDER BY version DESC LIMIT 1",
        )
        .fetch_optional(self.pool())
        .await?;
        let Some(row) = row else { return Ok(CurrentRules::default()) };
        Ok(CurrentRules {
            version: row.try_get(0)?,
            rules: SurveyRules::read(row.try_get(1)?)?,
            chosen: Some((row.try_get(2)?, stored_time(row.try_get(3)?)?)),
        })
    }

    /// What a survey of this service must be like to be published: the organization's rules, the colours that it will have,
    /// and what the service's jurisdiction asks.
    ///
    /// The Paperwork Reduction Act is asked of services in the United States that the public uses. It binds federal agencies:
    /// a state, or a city, records that as the reason of an exemption. It does not count employees who answer as employees
    /// (44 U.S.C. 3502(3)(A)(i)).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn publishing_rules(
        &self,
        service: &Service,
    ) -> Result<PublishingRules, ControlError> {
        let rules = self.survey_rules().await?.rules;
        Ok(PublishingRules {
            languages: rules.languages,
            most_questions: rules.most_questions,
            highest_grade: rules.highest_grade,
            needs_paperwork: service.jurisdiction == Jurisdiction::UnitedStates
                && service.kind == ServiceKind::Public,
            theme: self.survey_branding(service).await?.map(|chosen| chosen.branding.colours),
            ..PublishingRules::default()
        })
    }
}

impl Changes<'_> {
    /// Chooses the rules for surveys, if version `before` still holds. What is published already stays so. Where they say the
    /// same as before, nothing is changed.
    ///
    /// # Errors
    /// When the database fails. Why they were not chosen is an answer.
    pub async fn choose_survey_rules(
        &self,
        rules: &SurveyRules,
        before: i64,
    ) -> Result<Result<CurrentRules, RulesRefused>, ControlError> {
        if let Some(why) = rules.refused() {
            return Ok(Err(why));
        }
        let text = rules.written()?;
        let mut change = self.begin().await?;
        let newest =
            sqlx::query("SELECT version, says FROM survey_rules ORDER BY version DESC LIMIT 1")
                .fetch_optional(&mut *change.transaction)
                .await?;
        let (version, said) = match newest {
            Some(row) => (row.try_get(0)?, row.try_get::<String, _>(1)?),
            None => (0, SurveyRules::default().written()?),
        };
        if said == text {
            drop(change);
            return self.control.survey_rules().await.map(Ok);
        }
        if version != before {
            return Ok(Err(RulesRefused::Outdated));
        }
        let made = before.saturating_add(1);
        let now = self.control.now();
        sqlx::query(
            "INSERT INTO survey_rules (version, says, made_by, made_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(made)
        .bind(&text)
        .bind(self.actor_name())
        .bind(now.as_microsecond())
        .execute(&mut *change.transaction)
        .await?;
        let entry = Entry::new(Action::SurveyRulesChosen, "")
            .with("version", made)
            .with("says", text)
            .with("before", said);
        change.commit(entry).await?;
        let chosen = Some((self.actor_name().to_owned(), now));
        Ok(Ok(CurrentRules { rules: rules.clone(), version: made, chosen }))
    }
}
