//! The one mapping from what went wrong to a status and to what a person or program reads.
//!
//! Handlers return [`Failure`]; [`show`] turns it into a page in the reader's language, or into
//! problem+json (RFC 9457) for the API. The inside message goes to the log once, with the request's
//! id, and to nobody else. There is no catch-all: a new kind of failure does not compile until
//! somebody decides what people see.

use std::sync::Arc;

use askama::Template;
use axum::{
    Json,
    body::Body,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use lotse_collect::report_file::ReportFileError;
use lotse_control::ControlError;
use lotse_domain::{rule::RuleError, segment::form::SegmentError, task::form::TaskError};
use lotse_report::ReportError;
use serde_json::json;

use crate::{
    body::BodyError,
    headers::RequestId,
    messages::Text,
    page::{Frame, Place},
    query::Query,
    reader::Reader,
    ui::chart::PictureError,
};

/// Why a request did not get what it asked for.
#[derive(Debug)]
pub(crate) enum Failure {
    /// There is nothing at this address.
    NoSuchPage,
    /// There is no service of this name.
    NoSuchService,
    /// The address exists, but not for this method.
    WrongMethod,
    /// Only for people who are signed in, and an API cannot redirect.
    SignInNeeded,
    /// The access token of a program is unknown, was taken away or has expired.
    BadToken,
    /// No role that the caller has includes it.
    NotAllowed,
    /// Only for requests from the machine itself.
    OperatorsOnly,
    /// The form was sent from another site.
    ForeignForm,
    /// The form belongs to a session that has ended.
    OutdatedForm,
    /// The body could not be read.
    Body(BodyError),
    /// A parameter has a value that it cannot have.
    Parameter {
        /// Its name.
        name: &'static str,
    },
    /// The body is not the JSON that the description asks for.
    NotJson,
    /// Another one of the service has the name.
    NameTaken,
    /// There are as many as there may be.
    TooMany,
    /// Somebody else changed it meanwhile.
    Outdated,
    /// What was sent is no rule.
    Rule(RuleError),
    /// What was sent is no task.
    Task(TaskError),
    /// What was sent is no segment.
    Segment(SegmentError),
    /// A file is no report of figures.
    Figures(ReportFileError),
    /// The idempotency key was used for another request.
    KeyUsed,
    /// The first request with this idempotency key is still being done.
    RequestRunning,
    /// As many are served as can be.
    Busy,
    /// It took too long.
    TimedOut,
    /// The control data could not be read or written.
    Control(ControlError),
    /// There is no report.
    Report(ReportError),
    /// A template could not be filled in.
    Template(askama::Error),
    /// A chart could not be drawn for a file.
    Picture(PictureError),
    /// An uploaded file could not be written.
    Upload(std::io::Error),
}

impl From<ControlError> for Failure {
    fn from(error: ControlError) -> Self {
        Self::Control(error)
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        Self::Report(error)
    }
}

impl From<PictureError> for Failure {
    fn from(error: PictureError) -> Self {
        Self::Picture(error)
    }
}

impl From<BodyError> for Failure {
    fn from(error: BodyError) -> Self {
        Self::Body(error)
    }
}

/// Seconds after which a busy program may be asked again.
const RETRY_AFTER_S: &str = "10";

impl Failure {
    fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchPage | Self::NoSuchService => StatusCode::NOT_FOUND,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::SignInNeeded | Self::BadToken => StatusCode::UNAUTHORIZED,
            Self::NotAllowed | Self::OperatorsOnly | Self::ForeignForm | Self::OutdatedForm => {
                StatusCode::FORBIDDEN
            }
            Self::Body(BodyError::TooLarge { .. })
            | Self::Figures(ReportFileError::TooLarge { .. }) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Body(BodyError::TooSlow) => StatusCode::REQUEST_TIMEOUT,
            Self::NameTaken | Self::TooMany | Self::Outdated | Self::RequestRunning => {
                StatusCode::CONFLICT
            }
            Self::KeyUsed => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotJson
            | Self::Rule(_)
            | Self::Task(_)
            | Self::Segment(_)
            | Self::Figures(_)
            | Self::Body(BodyError::Broken)
            | Self::Parameter { .. }
            | Self::Report(
                ReportError::Period(_) | ReportError::Question(_) | ReportError::Retention(_),
            ) => StatusCode::BAD_REQUEST,
            Self::Control(error) | Self::Report(ReportError::Control(error))
                if error.is_retryable() =>
            {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Busy
            | Self::TimedOut
            | Self::Report(ReportError::Lake(_) | ReportError::TooLarge(_)) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Control(_)
            | Self::Report(ReportError::Control(_) | ReportError::Export(_))
            | Self::Template(_)
            | Self::Picture(_)
            | Self::Upload(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The message's key: `{key}-title` and `{key}-body` are what a person reads.
    fn key(&self) -> &'static str {
        match self {
            Self::NoSuchPage => "error-no-such-page",
            Self::NoSuchService => "error-no-such-service",
            Self::WrongMethod => "error-wrong-method",
            Self::SignInNeeded => "error-sign-in-needed",
            Self::BadToken => "error-bad-token",
            Self::NotAllowed => "error-not-allowed",
            Self::OperatorsOnly => "error-operators-only",
            Self::ForeignForm => "error-foreign-form",
            Self::OutdatedForm => "error-outdated-form",
            Self::Body(BodyError::TooLarge { .. }) => "error-too-large",
            Self::Body(BodyError::TooSlow | BodyError::Broken) => "error-incomplete",
            Self::Parameter { .. } => "error-parameter",
            Self::NotJson => "error-not-json",
            Self::NameTaken => "error-name-taken",
            Self::TooMany => "error-too-many",
            Self::Outdated => "error-outdated",
            Self::Rule(_) => "error-rule",
            Self::Task(_) => "error-task",
            Self::Segment(_) => "error-segment",
            Self::Figures(_) => "error-figures",
            Self::KeyUsed => "error-key-used",
            Self::RequestRunning => "error-request-running",
            Self::Busy => "error-busy",
            Self::TimedOut => "error-timed-out",
            Self::Control(error) | Self::Report(ReportError::Control(error))
                if error.is_retryable() =>
            {
                "error-busy"
            }
            Self::Control(_) | Self::Report(ReportError::Control(_)) => "error-control",
            Self::Report(ReportError::Export(_)) => "error-export",
            Self::Report(ReportError::Lake(_)) => "error-lake",
            Self::Report(ReportError::TooLarge(_)) => "error-question-too-large",
            Self::Report(ReportError::Period(_)) => "error-period",
            Self::Report(ReportError::Question(_) | ReportError::Retention(_)) => "error-question",
            Self::Template(_) => "error-template",
            Self::Picture(_) => "error-picture",
            Self::Upload(_) => "error-upload",
        }
    }

    /// What the log says; never shown.
    fn inside(&self) -> Option<String> {
        match self {
            Self::Control(error) => Some(with_causes(error)),
            Self::Report(error) => Some(with_causes(error)),
            Self::Template(error) => Some(with_causes(error)),
            Self::Picture(error) => Some(with_causes(error)),
            Self::Upload(error) => Some(with_causes(error)),
            _ => None,
        }
    }

    /// Every key that [`Failure::key`] can give.
    #[cfg(test)]
    pub(crate) const KEYS: [&str; 33] = [
        "error-upload",
        "error-no-such-page",
        "error-no-such-service",
        "error-wrong-method",
        "error-sign-in-needed",
        "error-bad-token",
        "error-not-allowed",
        "error-operators-only",
        "error-foreign-form",
        "error-outdated-form",
        "error-too-large",
        "error-incomplete",
        "error-parameter",
        "error-not-json",
        "error-name-taken",
        "error-too-many",
        "error-outdated",
        "error-rule",
        "error-segment",
        "error-task",
        "error-figures",
        "error-key-used",
        "error-request-running",
        "error-timed-out",
        "error-busy",
        "error-control",
        "error-export",
        "error-lake",
        "error-question-too-large",
        "error-question",
        "error-period",
        "error-template",
        "error-picture",
    ];
}

/// An error and what caused it, in one line.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// A failure on its way to [`show`].
#[derive(Clone)]
struct Carried(Arc<Failure>);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Carried(Arc::new(self)));
        response
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    body: String,
    /// Names the request, for who looks into the log.
    request: String,
    retry: Option<String>,
}

/// Turns the failure that a response carries into what its reader understands.
pub(crate) async fn show(request: Request, next: Next) -> Response {
    let reader = request.extensions().get::<Reader>().copied();
    let id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let (path, query) = (request.uri().path().to_owned(), Query::of(request.uri()));
    let mut response = next.run(request).await;
    let Some(Carried(failure)) = response.extensions_mut().remove::<Carried>() else {
        return response;
    };
    if let Some(inside) = failure.inside() {
        tracing::error!(request = id, failure = failure.key(), inside, "a request failed");
    }
    let text = Text::new(reader.map_or(crate::messages::Language::English, |r| r.language));
    let mut shown = if path.starts_with("/api/") || path.starts_with("/v1/") {
        problem(&failure, text, &id)
    } else {
        page(&failure, text, reader, path, query, id)
    };
    *shown.status_mut() = failure.status();
    // What the router said, such as the methods that are allowed, stays.
    for (name, value) in response.headers() {
        if name != header::CONTENT_LENGTH && name != header::CONTENT_TYPE {
            shown.headers_mut().append(name, value.clone());
        }
    }
    if matches!(failure.status(), StatusCode::SERVICE_UNAVAILABLE) {
        shown.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER_S));
    }
    if failure.status() == StatusCode::UNAUTHORIZED {
        let scheme = HeaderValue::from_static("Bearer realm=\"Lotse\"");
        shown.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
    }
    if matches!(*failure, Failure::Body(_)) {
        // The rest of the body is still on its way; the connection is of no more use.
        shown.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    shown
}

fn problem(failure: &Failure, text: Text, id: &str) -> Response {
    let mut problem = json!({
        "type": format!("about:blank#{}", failure.key()),
        "title": text.word(failure.key(), "title"),
        "detail": text.word(failure.key(), "body"),
        "status": failure.status().as_u16(),
        "request_id": id,
    });
    if let Failure::Parameter { name } = failure
        && let Some(object) = problem.as_object_mut()
    {
        object.insert("parameter".to_owned(), json!(name));
    }
    if let Failure::Rule(error) = failure
        && let Some(object) = problem.as_object_mut()
    {
        object.insert("place".to_owned(), json!(error.place.to_string()));
        object.insert("reason".to_owned(), json!(error.fault.to_string()));
    }
    if let Failure::Task(error) = failure
        && let Some(object) = problem.as_object_mut()
    {
        object.insert("reason".to_owned(), json!(error.to_string()));
    }
    if let Failure::Segment(error) = failure
        && let Some(object) = problem.as_object_mut()
    {
        object.insert("reason".to_owned(), json!(error.to_string()));
    }
    if let Failure::Figures(error) = failure
        && let Some(object) = problem.as_object_mut()
    {
        object.insert("reason".to_owned(), json!(error.to_string()));
    }
    let mut response = Json(problem).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

fn page(
    failure: &Failure,
    text: Text,
    reader: Option<Reader>,
    path: String,
    query: Query,
    request_id: String,
) -> Response {
    let theme = reader.map_or(crate::reader::Theme::System, |reader| reader.theme);
    let title = text.word(failure.key(), "title");
    let retry =
        matches!(failure.status(), StatusCode::SERVICE_UNAVAILABLE).then(|| query.address(&path));
    let frame = Frame::bare(text, theme, title, Place::Nowhere, path, query);
    let request = text.fill("error-request-id", &[("id", request_id.into())]);
    let page = ErrorPage { frame, body: text.word(failure.key(), "body"), request, retry };
    match page.render() {
        Ok(html) => axum::response::Html(html).into_response(),
        Err(error) => {
            tracing::error!(%error, "the error page cannot be filled in");
            Response::new(Body::empty())
        }
    }
}
