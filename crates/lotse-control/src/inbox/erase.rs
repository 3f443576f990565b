//! Erasing what people wrote: gone from rows, from the index of words and from the write-ahead log.

use lotse_domain::{Count, audit::Action, service::Service};
use sqlx::Row as _;
use uuid::Uuid;

use super::names;
use crate::{
    audit::{Changes, Entry},
    error::ControlError,
    surveys::SurveyId,
};

/// What was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommentsErased {
    /// Comments, with their notes and tags.
    pub comments: Count,
    /// Addresses.
    pub addresses: Count,
}

impl Changes<'_> {
    /// Erases what the person of a response wrote, and how they can be reached. The response is never taken again, whether it
    /// had come or not. The audit log gets how much it was, and not which response.
    ///
    /// # Errors
    /// When the database fails; nothing is erased then.
    pub async fn erase_response(
        &self,
        service: &Service,
        response: Uuid,
    ) -> Result<CommentsErased, ControlError> {
        let control = self.control;
        let of_service = i64::from(service.id.number());
        let mut change = self.begin().await?;
        control.remember(&mut change.transaction, service, response).await?;
        let questions = sqlx::query(
            "SELECT DISTINCT c.survey, c.question FROM surveys s \
                         CROSS JOIN comments c ON c.survey = s.id WHERE s.service = $1",
        )
        .bind(of_service)
        .fetch_all(&mut *change.transaction)
        .await?;
        let mut comments = 0_u64;
        for row in questions {
            let question = row.try_get::<&str, _>(1)?.parse();
            let question = question.map_err(|error: lotse_domain::survey::code::CodeError| {
                ControlError::Value { what: "question of a comment", reason: error.to_string() }
            })?;
            let asked = (SurveyId::new(row.try_get(0)?), &question);
            let done = sqlx::query("DELETE FROM comments WHERE service = $1 AND answer = $2")
                .bind(of_service)
                .bind(names::of_answer(control, service.id, response, asked))
                .execute(&mut *change.transaction)
                .await?;
            comments = comments.saturating_add(done.rows_affected());
        }
        let addresses = sqlx::query("DELETE FROM contacts WHERE service = $1 AND response = $2")
            .bind(of_service)
            .bind(response.as_bytes().to_vec())
            .execute(&mut *change.transaction)
            .await?
            .rows_affected();
        let entry = Entry::new(Action::CommentsErased, "").of(service);
        change.commit(entry.with("comments", comments).with("addresses", addresses)).await?;
        control.truncate_log().await?;
        Ok(CommentsErased { comments: Count::new(comments), addresses: Count::new(addresses) })
    }

    /// Erases what everybody wrote to a service, and how they can be reached. Surveys stay, and responses that were taken are
    /// not taken again.
    ///
    /// # Errors
    /// When the database fails; nothing is erased then.
    pub async fn erase_inbox(&self, service: &Service) -> Result<CommentsErased, ControlError> {
        let of_service = i64::from(service.id.number());
        let mut change = self.begin().await?;
        let mut erased = [0_u64; 2];
        for (text, count) in
            ["DELETE FROM comments WHERE service = $1", "DELETE FROM contacts WHERE service = $1"]
                .into_iter()
                .zip(&mut erased)
        {
            let done = sqlx::query(text).bind(of_service).execute(&mut *change.transaction).await?;
            *count = done.rows_affected();
        }
        let [comments, addresses] = erased;
        let entry = Entry::new(Action::CommentsErased, &service.name).of(service);
        change.commit(entry.with("comments", comments).with("addresses", addresses)).await?;
        self.control.truncate_log().await?;
        Ok(CommentsErased { comments: Count::new(comments), addresses: Count::new(addresses) })
    }
}
