//! `/settings/tokens`: what programs of one's own may do in one's name.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::{SignedDuration, Timestamp};
use lotse_control::access_tokens::{
    AccessToken, LONGEST_NAME, NotMade, TOKEN_PERMISSIONS, TokenId,
};
use lotse_domain::{role::Permission, service::Service};

use crate::{
    caller::Caller,
    error::Failure,
    form::Fields,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    path::PathPart,
    state::AppState,
    ui::{
        field::{
            Action, ChoiceField, ErrorSummary, FieldChoice, Mistakes, SelectField, TextField,
            TextKind,
        },
        person,
        service_field::{self, ServiceField},
    },
};

/// Lives that can be chosen, in days. The longest is the longest that there is.
const DAYS: [u16; 4] = [30, 90, 180, 366];
/// What is chosen for who chooses nothing.
const USUAL_DAYS: &str = "90";

/// The tokens, and the form for a new one.
#[derive(Template)]
#[template(path = "pages/settings/tokens.html")]
struct TokensPage {
    frame: Frame,
    summary: ErrorSummary,
    /// The new token, for the only time.
    made: Option<String>,
    form_token: String,
    tokens: Vec<TokenLine>,
    name: TextField,
    permissions: ChoiceField,
    service: ServiceField,
    days: SelectField,
    zone: String,
}

struct TokenLine {
    name: String,
    scope: String,
    ends: String,
    used: String,
    revoke: Action,
}

/// What was typed; it is never lost.
#[derive(Default)]
struct Typed {
    name: String,
    permissions: Vec<Permission>,
    service: String,
    days: String,
}

impl Typed {
    /// What is chosen for who has chosen nothing yet.
    fn usual() -> Self {
        Self {
            permissions: vec![Permission::ReadFigures],
            days: USUAL_DAYS.to_owned(),
            ..Self::default()
        }
    }
}

/// `GET /settings/tokens`
pub(crate) async fn show(
    State(state): State<AppState>,
    request: PageRequest,
) -> Result<Response, Failure> {
    form(&state, &request, &Typed::usual(), &Mistakes::default(), None).await
}

/// `POST /settings/tokens`
pub(crate) async fn make(
    State(state): State<AppState>,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let (text, caller) = (request.text(), request.caller()?);
    let permissions =
        fields.all("permission").iter().filter_map(|word| word.parse().ok()).collect();
    let typed = Typed {
        name: fields.get("name").to_owned(),
        permissions,
        service: fields.get("service").to_owned(),
        days: fields.get("days").to_owned(),
    };
    let mut mistakes = Mistakes::default();
    let service = match typed.service.as_str() {
        "" => None,
        slug => {
            let service = state
                .control
                .service(slug)
                .filter(|service| caller.sight(Permission::ReadFigures, service.id).is_some());
            if service.is_none() {
                let seen = seen_services(&state, caller).len();
                mistakes.add("service", service_field::unknown(text, seen, slug));
            }
            service
        }
    };
    let days = typed.days.parse().ok().filter(|days| DAYS.contains(days));
    if days.is_none() {
        mistakes.add("days", text.say("token-days-unknown"));
    }
    if let Some(days) = days
        && mistakes.is_empty()
    {
        let life = SignedDuration::from_hours(24 * i64::from(days));
        let ends = state.clock.now().checked_add(life).unwrap_or(Timestamp::MAX);
        let changes = state.control.by(caller.actor());
        let made = changes
            .make_token(&caller.user, &typed.name, &typed.permissions, service.as_deref(), ends)
            .await?;
        match made {
            Ok(token) => {
                return form(&state, &request, &Typed::usual(), &mistakes, Some(token)).await;
            }
            Err(why) => refused(text, why, &mut mistakes),
        }
    }
    let page = form(&state, &request, &typed, &mistakes, None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Services whose figures somebody may read.
fn seen_services(state: &AppState, caller: &Caller) -> Vec<Arc<Service>> {
    let mut services = state.control.services();
    services.retain(|service| caller.sight(Permission::ReadFigures, service.id).is_some());
    services
}

fn refused(text: Text, why: NotMade, mistakes: &mut Mistakes) {
    let (field, words) = match why {
        NotMade::NoName => ("name", text.say("token-name-missing")),
        NotMade::LongName => {
            let most = u64::try_from(LONGEST_NAME).unwrap_or(u64::MAX);
            ("name", text.fill("token-name-long", &[("most", most.into())]))
        }
        NotMade::NameTaken => ("name", text.say("token-name-taken")),
        NotMade::NoPermission => ("permission-read-figures", text.say("token-no-permission")),
        NotMade::Life => ("days", text.say("token-days-unknown")),
        NotMade::TooMany => ("name", text.say("token-too-many")),
    };
    mistakes.add(field, words);
}

/// `POST /settings/tokens/{access_token}/revoke`
pub(crate) async fn revoke(
    State(state): State<AppState>,
    PathPart(token): PathPart,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let token = TokenId::from_text(&token).ok_or(Failure::NoSuchPage)?;
    let caller = request.caller()?;
    // It may be gone already: that was the wish.
    state.control.by(caller.actor()).revoke_token(token, Some(caller.user.id)).await?;
    Ok(Redirect::to("/settings/tokens").into_response())
}

async fn form(
    state: &AppState,
    request: &PageRequest,
    typed: &Typed,
    mistakes: &Mistakes,
    made: Option<String>,
) -> Result<Response, Failure> {
    let (text, caller, form_token) = (request.text(), request.caller()?, request.form_token());
    let zone = person::zone(state);
    let mut frame = request.frame(Place::Tokens, text.say("tokens-title"));
    frame.has_errors = !mistakes.is_empty();
    let services = seen_services(state, caller);
    let minute = |at: Timestamp| text.format().minute(at, &zone);
    let line = |token: AccessToken| {
        let permissions = token.scope.permissions.iter().map(|p| text.word("may", p.as_str()));
        let name = |id| services.iter().find(|s| Some(s.id) == id).map(|s| s.name.clone());
        let place = match token.scope.service {
            None => text.say("token-every-service"),
            id => name(id).unwrap_or_else(|| text.say("role-no-service")),
        };
        let address = format!("/settings/tokens/{}/revoke", token.id.number());
        let values = [("at", minute(token.expires_at).into())];
        let is_over = token.expires_at <= state.clock.now();
        TokenLine {
            scope: format!("{}: {}", place, permissions.collect::<Vec<_>>().join(", ")),
            ends: text.fill(if is_over { "token-ended" } else { "token-ends" }, &values),
            used: token.last_used_at.map_or_else(|| text.say("token-unused"), minute),
            revoke: Action::new(address, text.say("token-revoke"), &form_token)
                .about(&token.name)
                .lost(text.say("token-revoke-lost")),
            name: token.name,
        }
    };
    let tokens = state.control.tokens(Some(caller.user.id)).await?;
    let days = DAYS.iter().map(|days| {
        (days.to_string(), text.fill("token-days-choice", &[("days", u64::from(*days).into())]))
    });
    let tokens = tokens.into_iter().map(line).collect();
    let permissions = TOKEN_PERMISSIONS.iter().map(|permission| FieldChoice {
        value: permission.as_str(),
        label: text.word("may", permission.as_str()),
        hint: None,
        is_chosen: typed.permissions.contains(permission),
    });
    page::show(&TokensPage {
        summary: mistakes.summary(text),
        made,
        tokens,
        name: TextField::new("name", text.say("token-name"), TextKind::Words)
            .hint(text.say("token-name-hint"))
            .value(&typed.name)
            .wrong(mistakes),
        permissions: ChoiceField::any("permission", text.say("token-scope"), permissions.collect())
            .wrong(mistakes),
        service: ServiceField::new(
            text,
            "service",
            text.say("token-service"),
            text.say("token-every-service"),
            &services,
            &typed.service,
        )
        .wrong(mistakes),
        days: SelectField::new("days", text.say("token-days"), days.collect(), &typed.days)
            .wrong(mistakes),
        zone: person::times_in(text, &zone),
        form_token,
        frame,
    })
}
