//! Work on comments: how far somebody got, who looks after them, tags and marks; one or many at once.

use std::collections::{BTreeMap, BTreeSet};

use lotse_domain::{audit::Action, inbox::CommentState, service::Service};
use serde_json::{Map, Value};
use sqlx::Row as _;
use unicode_normalization::UnicodeNormalization as _;

use super::CommentId;
use crate::{
    audit::{Change, Changes, Entry},
    error::ControlError,
    users::UserId,
};

/// The most comments that are changed at once.
pub const MOST_AT_ONCE: usize = 200;
/// The longest tag, in characters.
pub const LONGEST_TAG: usize = 50;
/// The most tags of one comment.
pub const MOST_TAGS: usize = 20;

/// Who is to look after comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assign {
    /// Nobody.
    Nobody,
    /// This person.
    To(UserId),
}

/// What is to be changed of comments. What is not said stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommentChange {
    /// How far somebody got.
    pub state: Option<CommentState>,
    /// Who looks after them.
    pub assigned: Option<Assign>,
    /// Whether they are worth nothing.
    pub is_spam: Option<bool>,
    /// Whether staff wrote them to try the survey out.
    pub is_test: Option<bool>,
    /// Tags that they get.
    pub add_tags: BTreeSet<String>,
    /// Tags that they lose.
    pub remove_tags: BTreeSet<String>,
}

/// What became of comments that were to be changed; each is in one list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommentsChanged {
    /// They are changed.
    pub changed: Vec<CommentId>,
    /// They were so already.
    pub same: Vec<CommentId>,
    /// Somebody changed them meanwhile; they are as that person left them.
    pub outdated: Vec<CommentId>,
    /// They would have more tags than [`MOST_TAGS`].
    pub full: Vec<CommentId>,
    /// The service has no such comments.
    pub gone: Vec<CommentId>,
}

/// Why no comment was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotChangeable {
    /// More than [`MOST_AT_ONCE`].
    TooMany,
    /// There is no such person.
    NoSuchPerson,
    /// A tag is empty, longer than [`LONGEST_TAG`], or no single line.
    BadTag,
}

/// How the work on a comment stands.
#[derive(Clone, PartialEq, Eq)]
struct Work {
    state: CommentState,
    assigned: Option<i64>,
    is_spam: bool,
    is_test: bool,
    tags: BTreeSet<String>,
}

impl Work {
    fn changed(&self, by: &CommentChange) -> Self {
        let mut tags = self.tags.clone();
        tags.retain(|tag| !by.remove_tags.contains(tag));
        tags.extend(by.add_tags.iter().cloned());
        let assigned = match by.assigned {
            None => self.assigned,
            Some(Assign::Nobody) => None,
            Some(Assign::To(person)) => Some(person.number()),
        };
        Self {
            state: by.state.unwrap_or(self.state),
            assigned,
            is_spam: by.is_spam.unwrap_or(self.is_spam),
            is_test: by.is_test.unwrap_or(self.is_test),
            tags,
        }
    }
}

impl Changes<'_> {
    /// Changes comments of a service, each given with the version that was seen. What can be changed is, and all else is told.
    /// The audit log gets one row, which names each comment with the state that it had.
    ///
    /// # Errors
    /// When the database fails; nothing is changed then. Why none can be changed is an answer.
    pub async fn change_comments(
        &self,
        service: &Service,
        comments: &[(CommentId, i64)],
        by: &CommentChange,
    ) -> Result<Result<CommentsChanged, NotChangeable>, ControlError> {
        let comments: BTreeMap<CommentId, i64> = comments.iter().copied().collect();
        if comments.len() > MOST_AT_ONCE {
            return Ok(Err(NotChangeable::TooMany));
        }
        let Some(by) = clean(by) else { return Ok(Err(NotChangeable::BadTag)) };
        let mut change = self.begin().await?;
        let assigned = match by.assigned {
            Some(Assign::To(person)) => match change.name_of(person).await? {
                Some(name) => Some(name),
                None => return Ok(Err(NotChangeable::NoSuchPerson)),
            },
            Some(Assign::Nobody) => Some(String::new()),
            None => None,
        };
        let mut done = CommentsChanged::default();
        let mut before = Map::new();
        for (id, version) in comments {
            let Some((newest, work)) = work(&mut change, service, id).await? else {
                done.gone.push(id);
                continue;
            };
            let now = work.changed(&by);
            if now == work {
                done.same.push(id);
            } else if newest != version {
                done.outdated.push(id);
            } else if now.tags.len() > MOST_TAGS {
                done.full.push(id);
            } else {
                write(&mut change, id, version.saturating_add(1), (&work, &now)).await?;
                before.insert(id.number().to_string(), work.state.as_str().into());
                done.changed.push(id);
            }
        }
        if done.changed.is_empty() {
            return Ok(Ok(done));
        }
        change.commit(entry(service, &by, assigned, before)).await?;
        Ok(Ok(done))
    }
}

fn entry(
    service: &Service,
    by: &CommentChange,
    assigned: Option<String>,
    before: Map<String, Value>,
) -> Entry {
    let subject = match before.keys().next() {
        Some(only) if before.len() == 1 => only.clone(),
        _ => String::new(),
    };
    let mut entry = Entry::new(Action::CommentsChanged, &subject).of(service);
    if let Some(state) = by.state {
        entry = entry.with("state", state.as_str());
    }
    if let Some(name) = assigned {
        entry = entry.with("assigned to", name);
    }
    for (what, is) in [("spam", by.is_spam), ("test", by.is_test)] {
        if let Some(is) = is {
            entry = entry.with(what, is);
        }
    }
    for (what, tags) in [("tags added", &by.add_tags), ("tags removed", &by.remove_tags)] {
        if !tags.is_empty() {
            entry = entry.with(what, tags.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }
    entry.with("state before", before)
}

/// The change with tags as they are kept; nothing if one of them cannot be.
fn clean(by: &CommentChange) -> Option<CommentChange> {
    let clean = |tags: &BTreeSet<String>| {
        let tag = |tag: &String| {
            let tag: String = tag.trim().nfc().collect();
            let length = tag.chars().count();
            ((1..=LONGEST_TAG).contains(&length) && !tag.contains(char::is_control)).then_some(tag)
        };
        tags.iter().map(tag).collect::<Option<BTreeSet<_>>>()
    };
    let add_tags = clean(&by.add_tags)?;
    let remove_tags = clean(&by.remove_tags)?;
    Some(CommentChange { add_tags, remove_tags, ..by.clone() })
}

async fn work(
    change: &mut Change,
    service: &Service,
    comment: CommentId,
) -> Result<Option<(i64, Work)>, ControlError> {
    let row = sqlx::query(
        "SELECT version, state, assigned, is_spam, is_test FROM comments \
         WHERE id = $1 AND service = $2",
    )
    .bind(comment.number())
    .bind(i64::from(service.id.number()))
    .fetch_optional(&mut *change.transaction)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let tags: Vec<String> = sqlx::query_scalar("SELECT tag FROM comment_tags WHERE comment = $1")
        .bind(comment.number())
        .fetch_all(&mut *change.transaction)
        .await?;
    let work = Work {
        state: row.try_get::<&str, _>(1)?.parse()?,
        assigned: row.try_get(2)?,
        is_spam: row.try_get::<i64, _>(3)? != 0,
        is_test: row.try_get::<i64, _>(4)? != 0,
        tags: tags.into_iter().collect(),
    };
    Ok(Some((row.try_get(0)?, work)))
}

async fn write(
    change: &mut Change,
    comment: CommentId,
    version: i64,
    (before, now): (&Work, &Work),
) -> Result<(), ControlError> {
    sqlx::query(
        "UPDATE comments SET version = $1, state = $2, assigned = $3, is_spam = $4, is_test = $5 \
         WHERE id = $6",
    )
    .bind(version)
    .bind(now.state.as_str())
    .bind(now.assigned)
    .bind(i64::from(now.is_spam))
    .bind(i64::from(now.is_test))
    .bind(comment.number())
    .execute(&mut *change.transaction)
    .await?;
    for (text, tags) in [
        (
            "DELETE FROM comment_tags WHERE comment = $1 AND tag = $2",
            before.tags.difference(&now.tags),
        ),
        (
            "INSERT INTO comment_tags (comment, tag) VALUES ($1, $2)",
            now.tags.difference(&before.tags),
        ),
    ] {
        for tag in tags {
            sqlx::query(text)
                .bind(comment.number())
                .bind(tag)
                .execute(&mut *change.transaction)
                .await?;
        }
    }
    Ok(())
}
