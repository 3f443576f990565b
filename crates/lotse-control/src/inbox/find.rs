//! Looking through the inbox: page by page, the newest day first.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use lotse_domain::{
    ids::{AuthorityCode, ServiceId},
    inbox::CommentState,
    language::LanguageTag,
    privacy::Undisclosed,
    survey::code::QuestionCode,
};
use sqlx::{QueryBuilder, Row as _, Sqlite};
use unicode_normalization::UnicodeNormalization as _;

use super::{
    CommentId,
    comment::{COLUMNS, Comment, add_tags, read},
    search::SearchWords,
};
use crate::{error::ControlError, store::Control, surveys::SurveyId, users::UserId};

/// The most comments of one page.
pub const MOST_ON_PAGE: u32 = 200;
/// How far comments that match are counted.
pub const MOST_COUNTED: u32 = 1_000;

/// Who looks after comments that are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssignedTo {
    /// Nobody.
    Nobody,
    /// This person.
    Person(UserId),
}

/// Whether comments with a mark are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Marked {
    /// Those without it.
    #[default]
    Without,
    /// Those with it.
    With,
    /// Both.
    Either,
}

/// Which comments are looked for: those for which all holds that is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommentFilter {
    /// Of this survey.
    pub survey: Option<SurveyId>,
    /// Of this version of it.
    pub survey_version: Option<i64>,
    /// Of this question.
    pub question: Option<QuestionCode>,
    /// Of this authority.
    pub authority: Option<AuthorityCode>,
    /// In one of these states; in any if none is named.
    pub states: BTreeSet<CommentState>,
    /// Of whom.
    pub assigned: Option<AssignedTo>,
    /// In this language, whatever the region.
    pub language: Option<LanguageTag>,
    /// With this tag.
    pub tag: Option<String>,
    /// Of this day or later.
    pub from: Option<Date>,
    /// Of this day or earlier.
    pub until: Option<Date>,
    /// Marked as spam.
    pub spam: Marked,
    /// Written by staff who tried the survey out.
    pub test: Marked,
    /// With all of these words.
    pub words: Option<SearchWords>,
}

/// A page of comments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentsPage {
    /// The comments.
    pub comments: Vec<Comment>,
    /// The last of them, if there are more after it.
    pub next: Option<CommentId>,
    /// How many match, counted up to [`MOST_COUNTED`].
    pub found: u64,
    /// Whether there are more than that.
    pub found_more: bool,
    /// How many people at least wrote those that were counted: different responses, without tests. In employee services, where
    /// nothing tells which comments came together, the most comments of one question.
    pub writers: u64,
}

/// By what rows are found: an index that has them in the order of their numbers, so that the first page of a million is read
/// without the rest. The database cannot know which filter is rare; whoever named it does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    English,
    Other,
    Tag,
    Question,
    Person,
    Survey,
    State,
    Day,
}

impl Source {
    /// By what rows of a filter are found, the narrowest first.
    fn all(filter: &CommentFilter) -> &'static [Self] {
        let is_marked = [filter.spam, filter.test].contains(&Marked::Either);
        if filter.words.is_some() {
            &[Self::English, Self::Other]
        } else if filter.tag.is_some() {
            &[Self::Tag]
        } else if filter.survey.is_some() && filter.question.is_some() {
            &[Self::Question]
        } else if matches!(filter.assigned, Some(AssignedTo::Person(_))) {
            &[Self::Person]
        } else if filter.survey.is_some() {
            &[Self::Survey]
        } else if filter.states.len() == 1 && !is_marked {
            &[Self::State]
        } else {
            &[Self::Day]
        }
    }

    /// The number of a row, in the order of which it is read.
    fn number(self) -> &'static str {
        match self {
            Self::English => "comment_words_english.rowid",
            Self::Other => "comment_words_other.rowid",
            Self::Tag => "t.comment",
            _ => "c.id",
        }
    }

    /// A column, with a plus before it where rows are not found by it: no index is taken for what is no bare column.
    fn column(self, column: &str) -> String {
        let is_key = match column {
            "service" => matches!(self, Self::State | Self::Day),
            "is_spam" | "is_test" | "state" => self == Self::State,
            "survey" => matches!(self, Self::Question | Self::Survey),
            "question" => self == Self::Question,
            "assigned" => self == Self::Person,
            _ => false,
        };
        format!(" AND {}c.{column}", if is_key { "" } else { "+" })
    }
}

impl Control {
    /// The comments of a service that match, after one of a page before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_comments(
        &self,
        service: ServiceId,
        filter: &CommentFilter,
        after: Option<CommentId>,
        most: u32,
    ) -> Result<Undisclosed<CommentsPage>, ControlError> {
        let most = most.clamp(1, MOST_ON_PAGE);
        let mut connection = self.pool().acquire().await?;
        let mut comments = Vec::new();
        for source in Source::all(filter) {
            let mut query = QueryBuilder::new(format!("SELECT {COLUMNS}"));
            push(&mut query, *source, service, filter);
            if let Some(after) = after {
                query.push(format!(" AND {} < ", source.number())).push_bind(after.number());
            }
            query.push(format!(" ORDER BY {} DESC LIMIT ", source.number()));
            query.push_bind(i64::from(most) + 1);
            for row in query.build().fetch_all(&mut *connection).await? {
                comments.push(read(&row)?);
            }
        }
        comments.sort_by_key(|comment| std::cmp::Reverse(comment.id));
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let is_more = comments.len() > most;
        comments.truncate(most);
        add_tags(&mut connection, &mut comments).await?;
        drop(connection);
        let next = comments.last().filter(|_| is_more).map(|comment| comment.id);
        let counted = if after.is_none() && !is_more {
            // The page is everything: there is nothing to read a second time.
            let mut counted = Counted::default();
            for comment in &comments {
                counted.add(&Counting::of(comment));
            }
            counted
        } else {
            self.count(service, filter).await?
        };
        let (found, found_more, writers) = counted.told();
        Ok(Undisclosed::seal(CommentsPage { comments, next, found, found_more, writers }))
    }

    async fn count(
        &self,
        service: ServiceId,
        filter: &CommentFilter,
    ) -> Result<Counted, ControlError> {
        let mut counted = Counted::default();
        for source in Source::all(filter) {
            let mut query = QueryBuilder::new("SELECT c.response, c.survey, c.question, c.is_test");
            push(&mut query, *source, service, filter);
            query.push(format!(" ORDER BY {} DESC LIMIT ", source.number()));
            query.push_bind(i64::from(MOST_COUNTED) + 1);
            for row in query.build().fetch_all(self.pool()).await? {
                counted.add(&Counting {
                    response: row.try_get(0)?,
                    question: (row.try_get(1)?, row.try_get(2)?),
                    is_test: row.try_get::<i64, _>(3)? != 0,
                });
            }
        }
        Ok(counted)
    }
}

/// What of a comment is counted.
struct Counting {
    response: Option<Vec<u8>>,
    question: (i64, String),
    is_test: bool,
}

impl Counting {
    fn of(comment: &Comment) -> Self {
        Self {
            response: comment.response.map(|response| response.as_bytes().to_vec()),
            question: (comment.survey.number(), comment.question.to_string()),
            is_test: comment.is_test,
        }
    }
}

#[derive(Default)]
struct Counted {
    found: u64,
    responses: BTreeSet<Vec<u8>>,
    of_question: BTreeMap<(i64, String), u64>,
}

impl Counted {
    fn add(&mut self, comment: &Counting) {
        self.found += 1;
        match &comment.response {
            _ if comment.is_test => {}
            Some(response) => {
                self.responses.insert(response.clone());
            }
            None => *self.of_question.entry(comment.question.clone()).or_default() += 1,
        }
    }

    /// How many were found up to the limit, whether there are more, and how many people at least wrote them.
    fn told(&self) -> (u64, bool, u64) {
        let most = u64::from(MOST_COUNTED);
        let of_one = self.of_question.values().copied().max().unwrap_or_default();
        let writers = u64::try_from(self.responses.len()).unwrap_or(u64::MAX).max(of_one);
        (self.found.min(most), self.found > most, writers)
    }
}

/// Adds where rows come from and which they are.
fn push(
    query: &mut QueryBuilder<Sqlite>,
    source: Source,
    service: ServiceId,
    filter: &CommentFilter,
) {
    // A cross join is read in the order in which it is written.
    match (source, &filter.words, &filter.tag) {
        (Source::English, Some(words), _) => {
            query.push(
                " FROM comment_words_english CROSS JOIN comments c \
                 ON c.id = comment_words_english.rowid WHERE comment_words_english MATCH ",
            );
            query.push_bind(words.by_stem());
        }
        (Source::Other, Some(words), _) => {
            query.push(
                " FROM comment_words_other CROSS JOIN comments c \
                 ON c.id = comment_words_other.rowid WHERE comment_words_other MATCH ",
            );
            query.push_bind(words.by_beginning());
        }
        (Source::Tag, _, Some(tag)) => {
            query.push(
                " FROM comment_tags t CROSS JOIN comments c ON c.id = t.comment WHERE t.tag = ",
            );
            query.push_bind(as_kept(tag));
        }
        _ => {
            query.push(" FROM comments c WHERE TRUE");
        }
    }
    query.push(source.column("service")).push(" = ").push_bind(i64::from(service.number()));
    let number = source.number();
    if let Some(from) = filter.from {
        // Before the first day there is everything, after the last nothing.
        let first = CommentId::first_of(from).map_or_else(|| beyond(from), CommentId::number);
        query.push(format!(" AND {number} >= ")).push_bind(first);
    }
    if let Some(until) = filter.until {
        let next = until.tomorrow().unwrap_or(Date::MAX);
        let end = CommentId::first_of(next).map_or_else(|| beyond(next), CommentId::number);
        query.push(format!(" AND {number} < ")).push_bind(end);
    }
    for (marked, column) in [(filter.spam, "is_spam"), (filter.test, "is_test")] {
        match marked {
            Marked::Without => query.push(source.column(column)).push(" = 0"),
            Marked::With => query.push(source.column(column)).push(" = 1"),
            Marked::Either => query,
        };
    }
    if let Some(survey) = filter.survey {
        query.push(source.column("survey")).push(" = ").push_bind(survey.number());
    }
    if let Some(version) = filter.survey_version {
        query.push(source.column("survey_version")).push(" = ").push_bind(version);
    }
    if let Some(question) = &filter.question {
        query.push(source.column("question")).push(" = ").push_bind(question.as_str().to_owned());
    }
    if let Some(authority) = &filter.authority {
        query.push(" AND c.authority = ").push_bind(authority.as_str().to_owned());
    }
    if !filter.states.is_empty() {
        query.push(source.column("state")).push(" IN (");
        let mut list = query.separated(", ");
        for state in &filter.states {
            list.push_bind(state.as_str());
        }
        query.push(")");
    }
    match filter.assigned {
        Some(AssignedTo::Nobody) => {
            query.push(source.column("assigned")).push(" IS NULL");
        }
        Some(AssignedTo::Person(person)) => {
            query.push(source.column("assigned")).push(" = ").push_bind(person.number());
        }
        None => {}
    }
    if let Some(language) = &filter.language {
        // A tag has letters, digits and dashes: no sign that a pattern would take for another.
        query.push(" AND (c.language = ").push_bind(language.language().to_owned());
        query.push(" OR c.language LIKE ").push_bind(format!("{}-%", language.language()));
        query.push(")");
    }
    if let Some(tag) = filter.tag.as_ref().filter(|_| source != Source::Tag) {
        query.push(" AND EXISTS (SELECT 1 FROM comment_tags t WHERE t.comment = c.id AND t.tag = ");
        query.push_bind(as_kept(tag)).push(")");
    }
}

/// A tag in the one form in which it is kept.
fn as_kept(tag: &str) -> String {
    tag.trim().nfc().collect()
}

/// A bound for a day that no number has.
fn beyond(day: Date) -> i64 {
    if day.year() < 1970 { 0 } else { i64::MAX }
}
