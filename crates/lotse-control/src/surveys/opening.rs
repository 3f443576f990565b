//! Closing a survey that was published, and opening it again.

use jiff::civil::Date;
use lotse_domain::{audit::Action, service::Service};
use sqlx::Row as _;

use super::{SurveyId, state::ended};
use crate::{
    audit::{Changes, Entry},
    error::ControlError,
};

/// Why a survey was not closed or opened again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSwitched {
    /// There is no survey of this number.
    Gone,
    /// No version of it was ever published.
    NeverPublished,
    /// It is archived: take it out of the archive first.
    Archived,
    /// Its paperwork allows it no more: publish a version with one that does.
    Paperwork {
        /// The day that was its last.
        expires: Date,
    },
}

/// What is to become of a survey.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Switch {
    /// Whatever is live is closed.
    Close,
    /// The version that was seen to be live is opened.
    Open(Option<i64>),
}

impl Changes<'_> {
    /// Closes a survey: nobody is asked any more, and answers are taken no more. One that is closed stays so.
    ///
    /// # Errors
    /// When the database fails. Why it was not closed is an answer.
    pub async fn close_survey(
        &self,
        service: &Service,
        survey: SurveyId,
    ) -> Result<Result<(), NotSwitched>, ControlError> {
        self.switch(service, survey, Switch::Close).await
    }

    /// Opens a survey again that was closed, in the version that was live. One that is open stays so.
    ///
    /// # Errors
    /// When the database fails. Why it was not opened is an answer.
    pub async fn reopen_survey(
        &self,
        service: &Service,
        survey: SurveyId,
        today: Date,
    ) -> Result<Result<(), NotSwitched>, ControlError> {
        let opening = self.control.opening(service.id, survey).await?;
        if let Some((live, ..)) = opening
            && let Some(live) = self.control.published_survey(service.id, survey, live).await?
            && let Some(expires) = ended(today, live.says.survey().paperwork.as_ref())
        {
            return Ok(Err(NotSwitched::Paperwork { expires }));
        }
        self.switch(service, survey, Switch::Open(opening.map(|(live, ..)| live))).await
    }

    async fn switch(
        &self,
        service: &Service,
        survey: SurveyId,
        to: Switch,
    ) -> Result<Result<(), NotSwitched>, ControlError> {
        let mut change = self.begin().await?;
        let row = sqlx::query(
            "SELECT name, live, is_closed, archived FROM surveys WHERE id = $1 AND service = $2",
        )
        .bind(survey.number())
        .bind(i64::from(service.id.number()))
        .fetch_optional(&mut *change.transaction)
        .await?;
        let Some(row) = row else { return Ok(Err(NotSwitched::Gone)) };
        let Some(live) = row.try_get::<Option<i64>, _>(1)? else {
            return Ok(Err(NotSwitched::NeverPublished));
        };
        if row.try_get::<i64, _>(3)? != 0 {
            return Ok(Err(NotSwitched::Archived));
        }
        let closes = to == Switch::Close;
        let is_closed = row.try_get::<i64, _>(2)? != 0;
        // What was published meanwhile was opened by that, and was not looked at here.
        if is_closed == closes || !closes && to != Switch::Open(Some(live)) {
            return Ok(Ok(()));
        }
        sqlx::query("UPDATE surveys SET is_closed = $1, since = $2 WHERE id = $3")
            .bind(i64::from(closes))
            .bind(self.control.now().as_microsecond())
            .bind(survey.number())
            .execute(&mut *change.transaction)
            .await?;
        let action = if closes { Action::SurveyClosed } else { Action::SurveyReopened };
        let entry = Entry::new(action, row.try_get(0)?).of(service).with("version", live);
        change.commit(entry).await?;
        Ok(Ok(()))
    }
}
