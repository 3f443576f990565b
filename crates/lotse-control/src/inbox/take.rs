//! Taking what people wrote: each response once, however often it comes.

use jiff::civil::Date;
use lotse_domain::{
    ids::AuthorityCode,
    inbox::CommentState,
    language::LanguageTag,
    service::{Service, ServiceKind},
    survey::{
        answer::EmailAddress,
        code::QuestionCode,
        question::{Question, QuestionKind},
    },
};
use sqlx::{Row as _, Sqlite, Transaction};
use uuid::Uuid;

use super::{CommentId, contacts, names};
use crate::{
    error::ControlError,
    store::Control,
    surveys::{SurveyId, published::Published},
};

/// The most comments of one service.
pub const MOST_COMMENTS: i64 = 2_000_000;
/// The most bytes of all comments of one service.
pub const MOST_BYTES: i64 = 1 << 30;
/// The most bytes of one comment: the longest answer in four-byte signs, and room for what redaction adds.
pub const LONGEST_COMMENT: usize = 64 * 1024;

/// What somebody wrote in answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewComment {
    /// The question.
    pub question: QuestionCode,
    /// The words, cleaned and redacted by the caller. They are kept as they are.
    pub text: String,
    /// The language that they are in, as far as the caller could tell.
    pub language: Option<LanguageTag>,
}

/// What of a response is kept here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewResponse {
    /// Its id, drawn once by whoever made it.
    pub response: Uuid,
    /// The survey.
    pub survey: SurveyId,
    /// The published version that was answered.
    pub version: i64,
    /// The language in which it was shown.
    pub shown_in: LanguageTag,
    /// The day in the service's time zone.
    pub day: Date,
    /// The authority, where one delivers the service. Not kept of employees.
    pub authority: Option<AuthorityCode>,
    /// Whether staff tried the survey out.
    pub is_test: bool,
    /// Its free texts, one for a question.
    pub comments: Vec<NewComment>,
    /// Addresses of who agreed that somebody may write to them. Never what was set aside.
    pub contacts: Vec<(QuestionCode, EmailAddress)>,
}

/// What became of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is stored.
    Stored,
    /// It was taken before, and perhaps erased since. Nothing was changed.
    Known,
}

/// Why nothing of a response was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// No such version of such a survey was published.
    UnknownVersion,
    /// The version has no such question, or it has no free text or address as its answer, or it stands there twice.
    WrongQuestion(QuestionCode),
    /// A comment has no sign.
    Blank(QuestionCode),
    /// A comment has more than [`LONGEST_COMMENT`] bytes.
    Long(QuestionCode),
    /// The day lies before 1970 or after 2199.
    FarDay,
    /// Addresses of employees are not kept.
    EmployeesAddress,
    /// The service holds as much as it may: [`MOST_COMMENTS`] or [`MOST_BYTES`]. Erase what is old, then send it again.
    Full,
}

impl Control {
    /// Takes what people wrote. Each response is taken whole or not at all, and told for itself, in the order given; when this
    /// returns, what was taken is on disk. Nothing is written to the audit log: it would tell when an employee answered.
    ///
    /// # Errors
    /// When the database fails; nothing is taken then, and all can be sent again.
    pub async fn take_responses(
        &self,
        service: &Service,
        responses: &[NewResponse],
    ) -> Result<Vec<Result<Taken, NotTaken>>, ControlError> {
        let mut checked = Vec::with_capacity(responses.len());
        for response in responses {
            let asked =
                self.published_survey(service.id, response.survey, response.version).await?;
            checked.push(wrong(service, response, asked.as_deref()));
        }
        let contact_days = self.survey_rules().await?.rules.contact_days;
        let mut transaction = self.pool().begin_with("BEGIN IMMEDIATE").await?;
        let mut room = Room::of(&mut transaction, service).await?;
        let mut done = Vec::with_capacity(responses.len());
        for (response, wrong) in responses.iter().zip(checked) {
            done.push(match wrong {
                Some(why) => Err(why),
                None if response.comments.is_empty() && response.contacts.is_empty() => {
                    Ok(Taken::Stored)
                }
                None if !self.remember(&mut transaction, service, response.response).await? => {
                    Ok(Taken::Known)
                }
                None if !room.takes(response) => {
                    self.forget(&mut transaction, service, response.response).await?;
                    Err(NotTaken::Full)
                }
                None => {
                    self.store(&mut transaction, service, response).await?;
                    contacts::keep(self, &mut transaction, service, response, contact_days).await?;
                    Ok(Taken::Stored)
                }
            });
        }
        transaction.commit().await?;
        Ok(done)
    }

    /// Remembers for ever that a response was taken. `false` if that is known.
    pub(super) async fn remember(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        service: &Service,
        response: Uuid,
    ) -> Result<bool, ControlError> {
        let done = sqlx::query(
            "INSERT INTO taken_responses (service, response) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        )
        .bind(i64::from(service.id.number()))
        .bind(names::of_response(self, service.id, response))
        .execute(&mut **transaction)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    async fn forget(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        service: &Service,
        response: Uuid,
    ) -> Result<(), ControlError> {
        sqlx::query("DELETE FROM taken_responses WHERE service = $1 AND response = $2")
            .bind(i64::from(service.id.number()))
            .bind(names::of_response(self, service.id, response))
            .execute(&mut **transaction)
            .await?;
        Ok(())
    }

    async fn store(
        &self,
        transaction: &mut Transaction<'static, Sqlite>,
        service: &Service,
        response: &NewResponse,
    ) -> Result<(), ControlError> {
        let is_public = service.kind == ServiceKind::Public;
        for comment in &response.comments {
            let question = (response.survey, &comment.question);
            let answer = names::of_answer(self, service.id, response.response, question);
            loop {
                let id = CommentId::drawn(self, response.day).map(CommentId::number);
                let done = sqlx::query(
                    "INSERT INTO comments (id, service, survey, survey_version, question, answer, \
                     response, authority, language, text, state, is_spam, is_test, version) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, $12, 1) \
                     ON CONFLICT (id) DO NOTHING",
                )
                .bind(id)
                .bind(i64::from(service.id.number()))
                .bind(response.survey.number())
                .bind(response.version)
                .bind(comment.question.as_str())
                .bind(&answer)
                .bind(is_public.then(|| response.response.as_bytes().to_vec()))
                .bind(response.authority.as_ref().filter(|_| is_public).map(AuthorityCode::as_str))
                .bind(comment.language.as_ref().map(LanguageTag::as_str))
                .bind(&comment.text)
                .bind(CommentState::New.as_str())
                .bind(i64::from(response.is_test))
                .execute(&mut **transaction)
                .await?;
                if done.rows_affected() > 0 {
                    break;
                }
            }
        }
        Ok(())
    }
}

/// What a service has room for.
struct Room {
    comments: i64,
    bytes: i64,
}

impl Room {
    async fn of(
        transaction: &mut Transaction<'static, Sqlite>,
        service: &Service,
    ) -> Result<Self, ControlError> {
        let row = sqlx::query("SELECT comments, bytes FROM inbox_sizes WHERE service = $1")
            .bind(i64::from(service.id.number()))
            .fetch_optional(&mut **transaction)
            .await?;
        let (comments, bytes): (i64, i64) = match row {
            Some(row) => (row.try_get(0)?, row.try_get(1)?),
            None => (0, 0),
        };
        Ok(Self {
            comments: MOST_COMMENTS.saturating_sub(comments),
            bytes: MOST_BYTES.saturating_sub(bytes),
        })
    }

    /// Whether there is room for a response, which then is taken from it.
    fn takes(&mut self, response: &NewResponse) -> bool {
        let length = |comment: &NewComment| i64::try_from(comment.text.len()).unwrap_or(i64::MAX);
        let bytes = response.comments.iter().map(length).fold(0_i64, i64::saturating_add);
        let comments = i64::try_from(response.comments.len()).unwrap_or(i64::MAX);
        if comments > self.comments || bytes > self.bytes {
            return false;
        }
        self.comments = self.comments.saturating_sub(comments);
        self.bytes = self.bytes.saturating_sub(bytes);
        true
    }
}

/// What is wrong with a response, looked at alone.
fn wrong(service: &Service, response: &NewResponse, asked: Option<&Published>) -> Option<NotTaken> {
    let Some(asked) = asked else { return Some(NotTaken::UnknownVersion) };
    if CommentId::first_of(response.day).is_none() {
        return Some(NotTaken::FarDay);
    }
    if service.kind == ServiceKind::Employees && !response.contacts.is_empty() {
        return Some(NotTaken::EmployeesAddress);
    }
    let mut seen = Vec::new();
    let mut is_wrong = |code: &QuestionCode, fits: fn(&Question) -> bool| {
        let is_twice = seen.contains(code);
        seen.push(code.clone());
        is_twice || !asked.says.question(code).is_some_and(fits)
    };
    for NewComment { question, text, .. } in &response.comments {
        if is_wrong(question, has_free_text) {
            return Some(NotTaken::WrongQuestion(question.clone()));
        }
        if text.trim().is_empty() {
            return Some(NotTaken::Blank(question.clone()));
        }
        if text.len() > LONGEST_COMMENT {
            return Some(NotTaken::Long(question.clone()));
        }
    }
    let is_email = |question: &Question| question.kind == QuestionKind::Email;
    let wrong = response.contacts.iter().find(|(question, _)| is_wrong(question, is_email));
    wrong.map(|(question, _)| NotTaken::WrongQuestion(question.clone()))
}

/// Whether people answer in words of their own: as text, or beside an option.
fn has_free_text(question: &Question) -> bool {
    match &question.kind {
        QuestionKind::ShortText | QuestionKind::LongText { .. } => true,
        QuestionKind::SingleChoice(choices) | QuestionKind::MultipleChoice(choices) => {
            choices.options.iter().any(|option| option.write_in)
        }
        QuestionKind::Scale(_)
        | QuestionKind::Matrix(_)
        | QuestionKind::Email
        | QuestionKind::Date => false,
    }
}
