//! How people can be reached who agreed that somebody may write to them: apart from all else, sealed, and for a while.
//!
//! What they agreed to is the question that asked for the address, in the version and the language in which they saw it: both
//! never change. There is no list of addresses; one is read by the response that it belongs to, and each reading is written down.

use jiff::{Timestamp, ToSpan as _, civil::Date};
use lotse_domain::{
    Count,
    audit::Action,
    language::LanguageTag,
    privacy::Undisclosed,
    service::Service,
    survey::{answer::EmailAddress, code::QuestionCode},
};
use sqlx::{Row as _, Sqlite, Transaction, sqlite::SqliteRow};
use uuid::Uuid;

use super::take::NewResponse;
use crate::{
    audit::{Actor, Changes, Entry},
    error::ControlError,
    sealing::Seal,
    store::Control,
    surveys::SurveyId,
};

/// The longest purpose of a reading, in characters.
pub const LONGEST_PURPOSE: usize = 500;

/// An address, and what somebody agreed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The address; none where it cannot be opened, since the installation secret is not the one that sealed it.
    pub address: Option<EmailAddress>,
    /// The question that asked for it.
    pub question: QuestionCode,
    /// The survey.
    pub survey: SurveyId,
    /// The version that they saw.
    pub survey_version: i64,
    /// The language in which they saw it.
    pub language: Option<LanguageTag>,
    /// The day on which they gave it.
    pub given_on: Date,
    /// The last day on which it is kept.
    pub keep_until: Date,
}

/// Why an address was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRead {
    /// No purpose was named.
    NoPurpose,
    /// The purpose is longer than [`LONGEST_PURPOSE`].
    LongPurpose,
}

fn seal<'a>(service: &Service, place: &'a [u8]) -> Seal<'a> {
    Seal { purpose: "contact data", service: service.id, place }
}

/// What an address is bound to. A response's id has one length.
fn place(response: Uuid, question: &QuestionCode) -> Vec<u8> {
    [response.as_bytes().as_slice(), question.as_str().as_bytes()].concat()
}

/// Keeps the addresses of a response.
pub(super) async fn keep(
    control: &Control,
    transaction: &mut Transaction<'static, Sqlite>,
    service: &Service,
    response: &NewResponse,
    days: u16,
) -> Result<(), ControlError> {
    for (question, address) in &response.contacts {
        let place = place(response.response, question);
        let keep_until = response.day.saturating_add(i64::from(days).days());
        sqlx::query(
            "INSERT INTO contacts (service, response, question, survey, survey_version, language, \
             sealed, given_on, keep_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(i64::from(service.id.number()))
        .bind(response.response.as_bytes().to_vec())
        .bind(question.as_str())
        .bind(response.survey.number())
        .bind(response.version)
        .bind(response.shown_in.as_str())
        .bind(control.seal(seal(service, &place), address.as_str())?)
        .bind(response.day.to_string())
        .bind(keep_until.to_string())
        .execute(&mut **transaction)
        .await?;
    }
    Ok(())
}

impl Changes<'_> {
    /// How the person of a response can be reached. The reading, with its purpose, is written down first; if there is nothing to
    /// read, nothing is. What is past its last day is not read, deleted already or not.
    ///
    /// # Errors
    /// When the database fails. Why it was not read is an answer.
    pub async fn read_contact(
        &self,
        service: &Service,
        response: Uuid,
        purpose: &str,
    ) -> Result<Result<Undisclosed<Vec<Contact>>, NotRead>, ControlError> {
        let purpose = purpose.trim();
        if purpose.is_empty() {
            return Ok(Err(NotRead::NoPurpose));
        }
        if purpose.chars().count() > LONGEST_PURPOSE {
            return Ok(Err(NotRead::LongPurpose));
        }
        let control = self.control;
        let mut change = self.begin().await?;
        let rows = sqlx::query(
            "SELECT question, survey, survey_version, language, sealed, given_on, keep_until \
             FROM contacts WHERE service = $1 AND response = $2 AND keep_until >= $3 ORDER BY question",
        )
        .bind(i64::from(service.id.number()))
        .bind(response.as_bytes().to_vec())
        .bind(today(service, control.now()).to_string())
        .fetch_all(&mut *change.transaction)
        .await?;
        let contacts = rows.iter().map(|row| contact(control, service, response, row));
        let contacts = contacts.collect::<Result<Vec<_>, _>>()?;
        if !contacts.is_empty() {
            let entry = Entry::new(Action::ContactRead, &response.to_string()).of(service);
            change.commit(entry.with("purpose", purpose)).await?;
        }
        Ok(Ok(Undisclosed::seal(contacts)))
    }

    /// Deletes how the person of a response can be reached, who does not want it any more. What they wrote stays. How many
    /// addresses there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_contact(
        &self,
        service: &Service,
        response: Uuid,
    ) -> Result<Count, ControlError> {
        let mut change = self.begin().await?;
        let done = sqlx::query("DELETE FROM contacts WHERE service = $1 AND response = $2")
            .bind(i64::from(service.id.number()))
            .bind(response.as_bytes().to_vec())
            .execute(&mut *change.transaction)
            .await?;
        let deleted = done.rows_affected();
        if deleted > 0 {
            let entry = Entry::new(Action::CommentsErased, "").of(service);
            change.commit(entry.with("comments", 0).with("addresses", deleted)).await?;
            self.control.truncate_log().await?;
        }
        Ok(Count::new(deleted))
    }
}

impl Control {
    /// Deletes every address whose last day is over in its service's time zone, on disk too. The last day is the one that held
    /// when it was given; an earlier one if the organization has shortened its rule since, never a later one.
    ///
    /// # Errors
    /// When the database fails; the addresses are then tried again by the next call.
    pub async fn forget_contacts(&self, now: Timestamp) -> Result<Count, ControlError> {
        let days = i64::from(self.survey_rules().await?.rules.contact_days);
        let mut deleted = 0_u64;
        for service in self.services() {
            let today = today(&service, now);
            let oldest = today.saturating_sub(days.days());
            let changes = self.by(Actor::program());
            let mut change = changes.begin().await?;
            let done = sqlx::query(
                "DELETE FROM contacts WHERE service = $1 AND (keep_until < $2 OR given_on < $3)",
            )
            .bind(i64::from(service.id.number()))
            .bind(today.to_string())
            .bind(oldest.to_string())
            .execute(&mut *change.transaction)
            .await?;
            if done.rows_affected() > 0 {
                deleted = deleted.saturating_add(done.rows_affected());
                let entry = Entry::new(Action::ContactsForgotten, "").of(&service);
                change.commit(entry.with("addresses", done.rows_affected())).await?;
            }
        }
        if deleted > 0 {
            self.truncate_log().await?;
        }
        Ok(Count::new(deleted))
    }
}

fn today(service: &Service, now: Timestamp) -> Date {
    now.to_zoned_datetime(service.time_zone.clone()).date()
}

fn contact(
    control: &Control,
    service: &Service,
    response: Uuid,
    row: &SqliteRow,
) -> Result<Contact, ControlError> {
    let question: QuestionCode = row.try_get::<&str, _>(0)?.parse().map_err(|e| broken(&e))?;
    let language: Option<&str> = row.try_get(3)?;
    let sealed: Vec<u8> = row.try_get(4)?;
    let address = control.unseal(seal(service, &place(response, &question)), &sealed)?;
    let day = |place: usize| {
        row.try_get::<&str, _>(place)?.parse::<Date>().map_err(|error| broken(&error))
    };
    Ok(Contact {
        address: address.map(|text| text.parse()).transpose().map_err(|error| broken(&error))?,
        survey: SurveyId::new(row.try_get(1)?),
        survey_version: row.try_get(2)?,
        language: language.map(LanguageTag::new).transpose().map_err(|error| broken(&error))?,
        given_on: day(5)?,
        keep_until: day(6)?,
        question,
    })
}

fn broken(error: &dyn std::fmt::Display) -> ControlError {
    ControlError::Value { what: "contact data", reason: error.to_string() }
}
