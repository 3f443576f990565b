//! Publishing: a version is checked, frozen, and from then on what people are asked.

use std::{collections::BTreeSet, sync::Arc};

use jiff::civil::Date;
use lotse_domain::{
    audit::Action,
    service::{Service, ServiceKind},
    survey::{
        Survey,
        check::{self, PublishingRules},
        code::QuestionCode,
        fault::Fault,
        question::QuestionKind,
    },
};
use sqlx::Row as _;

use super::{
    draft::{SurveyId, hash},
    published::Published,
};
use crate::{
    audit::{Changes, Entry},
    error::ControlError,
};

/// What is published, and how it is judged.
#[derive(Clone, Debug)]
pub struct Publication<'a> {
    /// The version, which must be the newest.
    pub version: i64,
    /// Questions whose words were changed against the publication before, without another meaning: whoever publishes answers
    /// for it.
    pub editorial: BTreeSet<QuestionCode>,
    /// What the organization asks of it ([`publishing_rules`](crate::Control::publishing_rules)).
    pub rules: &'a PublishingRules,
    /// The day, in the service's time zone.
    pub today: Date,
}

/// What publishing did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publishing {
    /// The version as it is frozen.
    pub published: Arc<Published>,
    /// What somebody has to know about it.
    pub warnings: Vec<Fault>,
    /// Whether this call published it. If not, it was live already, with the marks that it got then.
    pub is_new: bool,
}

/// Why nothing was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotPublished {
    /// There is no survey of this number, or it has no such version.
    Gone,
    /// It is archived: take it out of the archive first.
    Archived,
    /// There is a newer version: read it first.
    Outdated {
        /// The newest.
        newest: i64,
    },
    /// This version was published and closed: open it again instead.
    Closed,
    /// It fails people, or the law. Each fault has reason and place; warnings are among them.
    Faults(Vec<Fault>),
    /// It asks employees for an address: what they say would be known to be theirs.
    AsksEmployees(Vec<QuestionCode>),
    /// Marked as changed editorially, but not in both this version and the publication before.
    UnknownMarks(Vec<QuestionCode>),
}

impl Changes<'_> {
    /// Publishes the newest version of a survey: what it says is frozen, and it is what people are asked from now on. The one
    /// that was live before is replaced, and its answers stay its own.
    ///
    /// Of two who publish the same version at once, the second is told what the first did.
    ///
    /// # Errors
    /// When the database fails. Why it was not published is an answer.
    pub async fn publish_survey(
        &self,
        service: &Service,
        survey: SurveyId,
        publication: &Publication<'_>,
    ) -> Result<Result<Publishing, NotPublished>, ControlError> {
        let Publication { version, editorial, rules, today } = publication;
        // A version never changes, so it is judged before anybody has to wait for it.
        let Some(draft) = self.control.definition(service.id, survey).await? else {
            return Ok(Err(NotPublished::Gone));
        };
        let draft = draft.now;
        if !(1..=draft.version).contains(version) {
            return Ok(Err(NotPublished::Gone));
        }
        if draft.version != *version {
            return Ok(Err(NotPublished::Outdated { newest: draft.version }));
        }
        let addresses = addresses(&draft.says);
        if service.kind == ServiceKind::Employees && !addresses.is_empty() {
            return Ok(Err(NotPublished::AsksEmployees(addresses)));
        }
        let warnings = match check::publish(draft.says.clone(), rules, *today) {
            Ok((_, warnings)) => warnings,
            Err(faults) => return Ok(Err(NotPublished::Faults(faults))),
        };
        let before = self.control.published_versions(service.id, survey).await?;
        let before = before.iter().rfind(|one| one.version < *version);
        let unknown = unknown(editorial, &draft.says, before.map(|one| one.says.survey()));
        if !unknown.is_empty() {
            return Ok(Err(NotPublished::UnknownMarks(unknown)));
        }
        let frozen = self.freeze(service, survey, &draft.name, publication).await?;
        let is_new = match frozen {
            Ok(is_new) => is_new,
            Err(why) => return Ok(Err(why)),
        };
        let published = self.control.published_survey(service.id, survey, *version).await?;
        let published = published.ok_or(ControlError::Database(sqlx::Error::RowNotFound))?;
        Ok(Ok(Publishing { published, warnings, is_new }))
    }

    /// Makes a version the live one, if it still is the newest. Whether it was not before.
    async fn freeze(
        &self,
        service: &Service,
        survey: SurveyId,
        name: &str,
        publication: &Publication<'_>,
    ) -> Result<Result<bool, NotPublished>, ControlError> {
        let version = publication.version;
        let mut change = self.begin().await?;
        let row = sqlx::query(
            "SELECT version, archived, live, is_closed FROM surveys WHERE id = $1 AND service = $2",
        )
        .bind(survey.number())
        .bind(i64::from(service.id.number()))
        .fetch_optional(&mut *change.transaction)
        .await?;
        let Some(row) = row else { return Ok(Err(NotPublished::Gone)) };
        let newest: i64 = row.try_get(0)?;
        let live: Option<i64> = row.try_get(2)?;
        if row.try_get::<i64, _>(1)? != 0 {
            return Ok(Err(NotPublished::Archived));
        }
        if newest != version {
            return Ok(Err(NotPublished::Outdated { newest }));
        }
        if live == Some(version) {
            let is_closed = row.try_get::<i64, _>(3)? != 0;
            return Ok(if is_closed { Err(NotPublished::Closed) } else { Ok(false) });
        }
        // The text as it lies there: another build may write the same survey in other words.
        let text: String = sqlx::query_scalar(
            "SELECT says FROM survey_versions WHERE survey = $1 AND version = $2",
        )
        .bind(survey.number())
        .bind(version)
        .fetch_one(&mut *change.transaction)
        .await?;
        let hash = hash(&text);
        let codes = codes(&publication.editorial);
        let now = self.control.now().as_microsecond();
        sqlx::query(
            "INSERT INTO published_surveys (survey, version, hash, editorial, published_by, published_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(survey.number())
        .bind(version)
        .bind(&hash)
        .bind(serde_json::json!(codes).to_string())
        .bind(self.actor_name())
        .bind(now)
        .execute(&mut *change.transaction)
        .await?;
        sqlx::query("UPDATE surveys SET live = $1, is_closed = 0, since = $2 WHERE id = $3")
            .bind(version)
            .bind(now)
            .bind(survey.number())
            .execute(&mut *change.transaction)
            .await?;
        let mut entry = Entry::new(Action::SurveyPublished, name)
            .of(service)
            .with("version", version)
            .with("sha256", hash);
        if let Some(live) = live {
            entry = entry.with("instead of version", live);
        }
        if !codes.is_empty() {
            entry = entry.with("changed editorially", codes.join(" "));
        }
        change.commit(entry).await?;
        Ok(Ok(true))
    }
}

fn codes(codes: &BTreeSet<QuestionCode>) -> Vec<&str> {
    codes.iter().map(QuestionCode::as_str).collect()
}

/// Questions that ask for an address.
fn addresses(survey: &Survey) -> Vec<QuestionCode> {
    let asks = survey.questions().filter(|question| question.kind == QuestionKind::Email);
    asks.map(|question| question.code.clone()).collect()
}

/// Marks that say nothing: a question that is new, or that there is not.
fn unknown(
    marks: &BTreeSet<QuestionCode>,
    now: &Survey,
    before: Option<&Survey>,
) -> Vec<QuestionCode> {
    let has = |survey: &Survey, code: &QuestionCode| survey.questions().any(|q| q.code == *code);
    let known = |code: &&QuestionCode| has(now, code) && before.is_some_and(|b| has(b, code));
    marks.iter().filter(|code| !known(code)).cloned().collect()
}
