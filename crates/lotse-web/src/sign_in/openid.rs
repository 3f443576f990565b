//! `/sign-in/openid`: by the organization's own sign-in provider.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::identities::{NotAdmitted, ProvenIdentity};

use crate::{
    access::{BACK, own_page},
    cookie,
    error::Failure,
    openid::{self, NoProof, OpenId, Proof, ProviderError},
    page::PageRequest,
    query::Query,
    state::AppState,
    ui::field::Mistakes,
};

/// The id of the link on the page to sign in, to which its summary of mistakes leads.
pub(super) const FIELD: &str = "openid";
/// After how many seconds a provider that does not answer may be tried again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("30");

/// `GET /sign-in/openid`: leads to the provider.
pub(crate) async fn begin(
    State(state): State<AppState>,
    request: PageRequest,
) -> Result<Response, Failure> {
    let back = own_page(request.query.get(BACK).unwrap_or("/")).to_owned();
    if request.caller.is_some() {
        return Ok(Redirect::to(&back).into_response());
    }
    let openid = state.openid.as_ref().ok_or(Failure::NoSuchPage)?;
    match openid.begin(&back).await {
        Ok(begun) => {
            let mut response = Redirect::to(&begun.address).into_response();
            keep(&state, &begun.browser, &mut response);
            Ok(response)
        }
        Err(error) => refuse(&state, openid, request, &back, &Refusal::no_proof(&error.into())),
    }
}

/// `GET /sign-in/openid/answer`: what the browser brings back from there.
pub(crate) async fn finish(
    State(state): State<AppState>,
    headers: HeaderMap,
    request: PageRequest,
) -> Result<Response, Failure> {
    let openid = state.openid.as_ref().ok_or(Failure::NoSuchPage)?;
    let browser = cookie::read(&headers, cookie::openid_name(&state.public_url));
    let finished = openid.finish(&request.query, browser).await;
    let back = own_page(&finished.back).to_owned();
    let proof = match finished.proof {
        Ok(proof) => proof,
        // Somebody went back to an answer by which they are signed in already.
        Err(NoProof::Gone) if request.caller.is_some() => {
            return Ok(Redirect::to(&back).into_response());
        }
        Err(why) => return refuse(&state, openid, request, &back, &Refusal::no_proof(&why)),
    };
    let Proof { issuer, subject, email, name, groups } = proof;
    let roles = openid.roles(&groups, &state.control);
    let adds_people = openid.adds_people();
    let proven = ProvenIdentity { issuer, subject, email, name, roles, adds_people };
    let device = super::device(&headers);
    match state.control.sign_in_with_identity(&proven, &device).await? {
        Ok(session) => {
            let mut response = super::enter(&state, &headers, &session, &back).await?;
            keep(&state, "", &mut response);
            Ok(response)
        }
        Err(why) => refuse(&state, openid, request, &back, &Refusal::not_admitted(why, &proven)),
    }
}

/// Why somebody is not let in, as they are told.
struct Refusal {
    words: &'static str,
    /// Their own verified address of mail, where the words name it.
    email: String,
    status: StatusCode,
}

impl Refusal {
    fn new(words: &'static str) -> Self {
        Self { words, email: String::new(), status: StatusCode::UNPROCESSABLE_ENTITY }
    }

    fn no_proof(why: &NoProof) -> Self {
        // Whoever runs the installation needs the reason; whoever signs in needs to know what to do.
        match why {
            NoProof::Gone | NoProof::Denied(_) | NoProof::Weak(_) => {
                tracing::info!(reason = %why, "nobody signed in by OpenID Connect");
            }
            NoProof::Failed(_) | NoProof::Untrusted(_) | NoProof::Provider(_) => {
                tracing::warn!(reason = %why, "nobody can sign in by OpenID Connect");
            }
        }
        match why {
            NoProof::Gone => Self::new("openid-gone"),
            NoProof::Denied(_) => Self::new("openid-denied"),
            NoProof::Weak(_) => Self::new("openid-weak"),
            NoProof::Failed(_) | NoProof::Untrusted(_) => Self::new("openid-untrusted"),
            NoProof::Provider(
                ProviderError::Unreachable(_)
                | ProviderError::Document(_)
                | ProviderError::Machine(_),
            ) => {
                Self { status: StatusCode::SERVICE_UNAVAILABLE, ..Self::new("openid-unreachable") }
            }
        }
    }

    fn not_admitted(why: NotAdmitted, proven: &ProvenIdentity) -> Self {
        let words = match why {
            NotAdmitted::Unknown => "openid-unknown",
            NotAdmitted::Unverified => "openid-unverified",
            NotAdmitted::OtherAccount => "openid-other-account",
        };
        let email = proven.email.as_ref().map(|email| email.as_str().to_owned());
        Self { email: email.unwrap_or_default(), ..Self::new(words) }
    }
}

/// The page to sign in, with why that did not happen. Its links must not repeat the answer, which is used up.
fn refuse(
    state: &AppState,
    openid: &OpenId,
    mut request: PageRequest,
    back: &str,
    refusal: &Refusal,
) -> Result<Response, Failure> {
    "/sign-in".clone_into(&mut request.path);
    request.query = Query::default().with(BACK, if back == "/" { "" } else { back });
    let mut mistakes = Mistakes::default();
    let values = [("name", openid.name().into()), ("email", refusal.email.as_str().into())];
    mistakes.add(FIELD, request.text().fill(refusal.words, &values));
    let page = super::password::form(state, &request, back, "", &mistakes)?;
    let mut response = (refusal.status, page).into_response();
    if refusal.status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
    }
    Ok(response)
}

/// Lets the browser keep what binds a ceremony to it; with an empty value no longer.
fn keep(state: &AppState, browser: &str, response: &mut Response) {
    let line = cookie::openid_line(&state.public_url, browser, openid::ANSWER_WITHIN_S);
    if let Ok(line) = HeaderValue::from_str(&line) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
}
