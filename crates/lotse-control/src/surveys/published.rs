//! Versions that were published: read as they were, checked against their hash, and kept in memory, since they never change.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, PoisonError, RwLock},
};

use jiff::{Timestamp, civil::Date};
use lotse_domain::{
    ids::ServiceId,
    survey::{code::QuestionCode, compare, form::SurveyForm, sound::SoundSurvey},
};
use sqlx::{Row as _, sqlite::SqliteRow};

use super::{
    draft::{SurveyId, hash},
    state::{Opening, SurveyState, state_on},
};
use crate::{
    error::ControlError,
    services::service_id,
    store::{Control, stored_time},
};

/// Bytes of texts whose surveys are kept in memory.
const CACHED_BYTES: usize = 32_000_000;

/// A version of a survey that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The service that has it.
    pub service: ServiceId,
    /// The survey.
    pub survey: SurveyId,
    /// The version of it.
    pub version: i64,
    /// What colleagues called it then.
    pub name: String,
    /// What it asks.
    pub says: SoundSurvey,
    /// What identifies its text: SHA-256 in hexadecimal.
    pub hash: String,
    /// Questions whose words were changed against the publication before, without another meaning.
    pub editorial: BTreeSet<QuestionCode>,
    /// The name of who published it, as it was then.
    pub published_by: String,
    /// When.
    pub published_at: Timestamp,
}

impl Published {
    /// As versions are compared.
    #[must_use]
    pub fn compared(&self) -> compare::Version<'_> {
        compare::Version { survey: &self.says, editorial: &self.editorial }
    }
}

/// Published versions in memory.
#[derive(Default)]
pub(crate) struct PublishedCache(RwLock<Cached>);

#[derive(Default)]
struct Cached {
    bytes: usize,
    versions: HashMap<(i64, i64), Arc<Published>>,
}

impl PublishedCache {
    fn get(&self, survey: i64, version: i64) -> Option<Arc<Published>> {
        let cached = self.0.read().unwrap_or_else(PoisonError::into_inner);
        cached.versions.get(&(survey, version)).cloned()
    }

    fn put(&self, published: &Arc<Published>, bytes: usize) {
        let mut cached = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if cached.bytes.saturating_add(bytes) > CACHED_BYTES {
            *cached = Cached::default();
        }
        let place = (published.survey.number(), published.version);
        if cached.versions.insert(place, Arc::clone(published)).is_none() {
            cached.bytes = cached.bytes.saturating_add(bytes);
        }
    }
}

const SELECT: &str = "SELECT p.survey, p.version, p.hash, p.editorial, p.published_by, \
     p.published_at, v.name, v.says, d.service \
     FROM published_surveys p JOIN survey_versions v ON v.survey = p.survey AND v.version = p.version \
     JOIN surveys d ON d.id = p.survey";

impl Control {
    /// A version of a survey of the service, if it was published.
    ///
    /// # Errors
    /// When the database fails, or the text is not what was published.
    pub async fn published_survey(
        &self,
        service: ServiceId,
        survey: SurveyId,
        version: i64,
    ) -> Result<Option<Arc<Published>>, ControlError> {
        if let Some(known) = self.inner.published.get(survey.number(), version) {
            return Ok((known.service == service).then_some(known));
        }
        let text = format!("{SELECT} WHERE p.survey = $1 AND p.version = $2 AND d.service = $3");
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(survey.number())
            .bind(version)
            .bind(i64::from(service.number()))
            .fetch_optional(self.pool())
            .await?;
        row.map(|row| self.published_from(&row)).transpose()
    }

    /// Every version of a survey of the service that was published, the oldest first: as versions are compared.
    ///
    /// # Errors
    /// When the database fails, or a text is not what was published.
    pub async fn published_versions(
        &self,
        service: ServiceId,
        survey: SurveyId,
    ) -> Result<Vec<Arc<Published>>, ControlError> {
        let text = format!("{SELECT} WHERE p.survey = $1 AND d.service = $2 ORDER BY p.version");
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(survey.number())
            .bind(i64::from(service.number()))
            .fetch_all(self.pool())
            .await?;
        rows.iter().map(|row| self.published_from(row)).collect()
    }

    /// The version to which answers are taken on a day: one that was published, of a survey that is live, and whose own
    /// paperwork allows the day. It need not be the newest: who began with an older one can finish.
    ///
    /// # Errors
    /// When the database fails, or the text is not what was published.
    pub async fn answerable_survey(
        &self,
        service: ServiceId,
        survey: SurveyId,
        version: i64,
        today: Date,
    ) -> Result<Option<Arc<Published>>, ControlError> {
        let Some((live, opening, is_archived)) = self.opening(service, survey).await? else {
            return Ok(None);
        };
        for version in [live, version] {
            let Some(asked) = self.published_survey(service, survey, version).await? else {
                return Ok(None);
            };
            let paperwork = asked.says.survey().paperwork.as_ref();
            if !state_on(today, Some(opening), paperwork, is_archived).is_live() {
                return Ok(None);
            }
        }
        self.published_survey(service, survey, version).await
    }

    /// What a service asks on a day: the live version of each of its surveys, by number.
    ///
    /// # Errors
    /// When the database fails, or a text is not what was published.
    pub async fn live_surveys(
        &self,
        service: ServiceId,
        today: Date,
    ) -> Result<Vec<Arc<Published>>, ControlError> {
        let rows = sqlx::query(
            "SELECT id, live, since FROM surveys \
             WHERE service = $1 AND live IS NOT NULL AND is_closed = 0 AND archived = 0 ORDER BY id",
        )
        .bind(i64::from(service.number()))
        .fetch_all(self.pool())
        .await?;
        let mut live = Vec::new();
        for row in rows {
            let survey = SurveyId::new(row.try_get(0)?);
            let since = stored_time(row.try_get(2)?)?;
            let asked = self.published_survey(service, survey, row.try_get(1)?).await?;
            let opening = Some(Opening { since, is_closed: false });
            live.extend(asked.filter(|asked| {
                let paperwork = asked.says.survey().paperwork.as_ref();
                matches!(state_on(today, opening, paperwork, false), SurveyState::Live { .. })
            }));
        }
        Ok(live)
    }

    /// The live version of a survey, how it stands, and whether it is archived; none if it was never published.
    pub(crate) async fn opening(
        &self,
        service: ServiceId,
        survey: SurveyId,
    ) -> Result<Option<(i64, Opening, bool)>, ControlError> {
        let row = sqlx::query(
            "SELECT live, since, is_closed, archived FROM surveys \
             WHERE id = $1 AND service = $2 AND live IS NOT NULL",
        )
        .bind(survey.number())
        .bind(i64::from(service.number()))
        .fetch_optional(self.pool())
        .await?;
        let read = |row: SqliteRow| {
            let opening = Opening {
                since: stored_time(row.try_get(1)?)?,
                is_closed: row.try_get::<i64, _>(2)? != 0,
            };
            Ok((row.try_get(0)?, opening, row.try_get::<i64, _>(3)? != 0))
        };
        row.map(read).transpose()
    }

    fn published_from(&self, row: &SqliteRow) -> Result<Arc<Published>, ControlError> {
        let (survey, version): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        if let Some(known) = self.inner.published.get(survey, version) {
            return Ok(known);
        }
        let (kept, text): (String, &str) = (row.try_get(2)?, row.try_get(7)?);
        if hash(text) != kept {
            return Err(broken(&"its text is not what was published"));
        }
        let form: SurveyForm = serde_json::from_str(text).map_err(|error| broken(&error))?;
        let says = form.survey().map_err(|error| broken(&error))?;
        let says = SoundSurvey::new(says).map_err(|_| broken(&"it does not hold together"))?;
        let published = Arc::new(Published {
            service: service_id(row.try_get(8)?)?,
            survey: SurveyId::new(survey),
            version,
            name: row.try_get(6)?,
            says,
            hash: kept,
            editorial: marks(row.try_get(3)?)?,
            published_by: row.try_get(4)?,
            published_at: stored_time(row.try_get(5)?)?,
        });
        self.inner.published.put(&published, text.len());
        Ok(published)
    }
}

fn marks(stored: &str) -> Result<BTreeSet<QuestionCode>, ControlError> {
    let codes: Vec<String> = serde_json::from_str(stored).map_err(|error| broken(&error))?;
    let codes = codes.iter().map(|code| code.parse());
    codes
        .collect::<Result<_, _>>()
        .map_err(|error: lotse_domain::survey::code::CodeError| broken(&error))
}

fn broken(reason: &dyn std::fmt::Display) -> ControlError {
    ControlError::Value { what: "published survey", reason: reason.to_string() }
}
