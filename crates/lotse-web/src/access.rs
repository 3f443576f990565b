//! The one check of who may do what. Every route passes it; a route without a rule does not exist, and
//! what its rule does not allow is not reached.
//!
//! A service that somebody has no role in is answered like one that does not exist.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, RawPathParams, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use lotse_control::{
    audit::Entry,
    segments::{SegmentId, StoredSegment},
    sign_ins::Token,
};
use lotse_domain::{audit::Action, role::Permission, service::Service};
use lotse_report::viewer::Viewer;
use serde::{Serialize, Serializer};

use crate::{
    attachment,
    caller::Caller,
    client_address, cookie,
    error::Failure,
    query::Query,
    routes::{Answer, RouteEntry},
    server::PeerAddress,
    state::AppState,
};

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Anybody.
    Public,
    /// Anybody, and pages of other sites as well: the door, which knows no cookie.
    Page,
    /// People who are signed in: about themselves, or a list of what they may see.
    SignedIn,
    /// People, and for programs their tokens, with a role that allows it: in the service that the
    /// address names, or in the organization.
    May(Permission),
    /// Requests from the machine itself, and people with a role that allows it.
    Operator,
}

impl Rule {
    /// The word for it, in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Page => "page",
            Self::SignedIn => "signed-in",
            Self::May(permission) => permission.as_str(),
            Self::Operator => "operator",
        }
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// The service of an address and how it is seen, once the check let a request through.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) service: Arc<Service>,
    pub(crate) viewer: Viewer,
    /// Segments that can be looked at here, by name; empty where figures are not of people.
    pub(crate) segments: Arc<[Arc<StoredSegment>]>,
}

/// Lets a request through to its route, or not.
pub(crate) async fn check(
    State((state, entry)): State<(AppState, RouteEntry)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    match let_through(&state, &entry, &mut parts).await {
        Ok(()) => {
            let seen = parts.extensions.get::<Seen>();
            let segment = seen.and_then(|seen| Some(seen.viewer.segment()?.id.number()));
            let response = next.run(Request::from_parts(parts, body)).await;
            match segment {
                Some(number) => attachment::of_segment(response, number),
                None => response,
            }
        }
        Err(refusal) => refusal,
    }
}

async fn let_through(
    state: &AppState,
    entry: &RouteEntry,
    request: &mut Parts,
) -> Result<(), Response> {
    if entry.rule == Rule::Page {
        return Ok(());
    }
    let caller = caller(state, request).await.map_err(IntoResponse::into_response)?;
    let by_token = caller.as_ref().is_some_and(|caller| caller.session().is_none());
    let changes = !matches!(request.method, Method::GET | Method::HEAD | Method::OPTIONS);
    // A program names its token in every request; a browser sends its cookie unasked.
    if changes && !by_token && !state.public_url.sent(&request.headers) {
        return Err(Failure::ForeignForm.into_response());
    }
    match entry.rule {
        Rule::Page | Rule::Public => {}
        Rule::SignedIn if caller.is_some() => {}
        Rule::May(permission) if caller.is_some() => {
            let seen = may(state, request, permission, caller.as_ref()).await;
            if let Some(seen) = seen.map_err(IntoResponse::into_response)? {
                let seen = of_segment(state, entry, request, seen).await;
                let seen = seen.map_err(IntoResponse::into_response)?;
                request.extensions.insert(seen);
            }
        }
        Rule::SignedIn | Rule::May(_) => return Err(to_sign_in(request)),
        Rule::Operator => {
            let may = |caller: &Caller| caller.may(Permission::SeeOperations);
            if !caller.as_ref().is_some_and(may) && !is_local(request) {
                return Err(Failure::OperatorsOnly.into_response());
            }
        }
    }
    if let Some(caller) = caller {
        if entry.answer == Answer::File {
            let written = write_down(state, entry, request, &caller).await;
            written.map_err(IntoResponse::into_response)?;
        }
        request.extensions.insert(Arc::new(caller));
    }
    Ok(())
}

/// What of a service the caller sees, where the address names one.
async fn may(
    state: &AppState,
    request: &mut Parts,
    permission: Permission,
    caller: Option<&Caller>,
) -> Result<Option<Seen>, Failure> {
    let caller = caller.ok_or(Failure::SignInNeeded)?;
    let Some(slug) = named_service(request).await? else {
        let is_open = caller.may(permission);
        return if is_open { Ok(None) } else { Err(Failure::NotAllowed) };
    };
    let service = state.control.service(&slug).ok_or(Failure::NoSuchService)?;
    let query = Query::of(&request.uri);
    let Some(viewer) = caller.viewer(permission, service.id, query.get(AUTHORITY)) else {
        let is_seen = caller.sight(Permission::ReadFigures, service.id).is_some();
        return Err(if is_seen { Failure::NotAllowed } else { Failure::NoSuchService });
    };
    Ok(Some(Seen { service, viewer, segments: Arc::default() }))
}

/// The same service, seen as the segment that the address names sees it. Whatever is not of people has no segments: a page
/// shows everything then and says so by naming none; data and files are refused.
async fn of_segment(
    state: &AppState,
    entry: &RouteEntry,
    request: &Parts,
    seen: Seen,
) -> Result<Seen, Failure> {
    let query = Query::of(&request.uri);
    let wanted = query.get(SEGMENT).map(str::trim).filter(|number| !number.is_empty());
    let wrong = || Failure::Parameter { name: SEGMENT };
    if !entry.tells_of_people() {
        let is_taken_for_it = matches!(entry.answer, Answer::Data | Answer::File);
        return match wanted {
            Some(_) if is_taken_for_it && entry.method == "GET" => Err(wrong()),
            _ => Ok(seen),
        };
    }
    let all: Vec<StoredSegment> = state.control.definitions(seen.service.id).await?;
    let segments: Arc<[Arc<StoredSegment>]> = all.into_iter().map(Arc::new).collect();
    let Some(number) = wanted else { return Ok(Seen { segments, ..seen }) };
    let id = SegmentId::from_text(number).ok_or_else(wrong)?;
    let found = segments.iter().find(|segment| segment.id == id).ok_or_else(wrong)?;
    let viewer = seen.viewer.of_segment(Some(Arc::clone(found)));
    Ok(Seen { service: seen.service, viewer, segments })
}

/// The parameter with the number of the segment that is looked at.
pub(crate) const SEGMENT: &str = "segment";

/// The parameter that says which of several authorities is looked at.
pub(crate) const AUTHORITY: &str = "authority";

async fn named_service(request: &mut Parts) -> Result<Option<String>, Failure> {
    let named = RawPathParams::from_request_parts(request, &()).await;
    let named = named.map_err(|_| Failure::NoSuchPage)?;
    Ok(named.iter().find(|(name, _)| *name == "service").map(|(_, value)| value.to_owned()))
}

/// Files are taken away: each is in the audit log, before it is handed over.
async fn write_down(
    state: &AppState,
    entry: &RouteEntry,
    request: &Parts,
    caller: &Caller,
) -> Result<(), Failure> {
    const LONGEST_QUERY: usize = 500;
    let action = match entry.rule {
        Rule::May(Permission::ReadAudit) => Action::AuditRead,
        Rule::May(_) => Action::FiguresExported,
        Rule::Public | Rule::Page | Rule::SignedIn | Rule::Operator => return Ok(()),
    };
    let name = entry.path.rsplit('/').next().unwrap_or_default();
    let mut written = Entry::new(action, name);
    if let Some(seen) = request.extensions.get::<Seen>() {
        written = written.of(&seen.service);
    }
    if let Some(query) = request.uri.query() {
        written = written.with("asked", query.chars().take(LONGEST_QUERY).collect::<String>());
    }
    Ok(state.control.by(caller.actor()).record(written).await?)
}

/// The session's token in a request.
pub(crate) fn session_token(state: &AppState, headers: &HeaderMap) -> Option<Token> {
    cookie::read(headers, cookie::session_name(&state.public_url)).map(Token::from_text)
}

/// Who sent a request. Programs name their token, and only to the interface that is made for them.
async fn caller(state: &AppState, request: &Parts) -> Result<Option<Caller>, Failure> {
    if is_for_programs(request)
        && let Some(named) = request.headers.get(header::AUTHORIZATION)
    {
        let token = named.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
        let known = state.control.token(token.ok_or(Failure::BadToken)?.trim()).await?;
        let (token, grants) = known.ok_or(Failure::BadToken)?;
        return Ok(Some(Caller::with_token(token, grants)));
    }
    match session_token(state, &request.headers) {
        Some(token) => Ok(state.control.session(&token).await?.map(Caller::in_session)),
        None => Ok(None),
    }
}

fn is_for_programs(request: &Parts) -> bool {
    request.uri.path().starts_with("/api/")
}

/// The way in, which leads back to the page that was wanted. Programs are told instead.
fn to_sign_in(request: &Parts) -> Response {
    if is_for_programs(request) {
        return Failure::SignInNeeded.into_response();
    }
    let mut query = Query::default();
    let wanted = request.uri.path_and_query().map_or("/", |wanted| wanted.as_str());
    if request.method == Method::GET && wanted != "/" {
        query = query.with(BACK, wanted);
    }
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(address) = HeaderValue::from_str(&query.address("/sign-in")) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    response
}

/// The parameter with the page that was wanted.
pub(crate) const BACK: &str = "back";

/// The page of ours that somebody wants to get back to; the list of services for everything else.
pub(crate) fn own_page(wanted: &str) -> &str {
    // `//host` and `/\host` lead to other hosts; a line break would end the header.
    let is_own = wanted.starts_with('/')
        && !wanted.starts_with("//")
        && wanted.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && wanted.len() <= 2048
        && !wanted.starts_with("/sign-in");
    if is_own { wanted } else { "/" }
}

/// Whether a request comes from this machine, and not through a proxy on it.
fn is_local(request: &Parts) -> bool {
    let peer = request.extensions.get::<PeerAddress>();
    peer.is_some_and(|peer| peer.0.ip().to_canonical().is_loopback())
        && !client_address::is_forwarded(&request.headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_ours_are_gone_back_to() {
        for own in ["/", "/s/permits?days=7&chart=visits", "/s/a%20b", "/settings/people"] {
            assert_eq!(own_page(own), own);
        }
        for foreign in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "evil",
            "/a\r\nb: c",
            "/a b",
            "/sign-in",
            "javascript:alert(1)",
            "/ü",
        ] {
            assert_eq!(own_page(foreign), "/", "{foreign}");
        }
        assert_eq!(own_page(&format!("/{}", "a".repeat(3000))), "/");
    }
}
