//! `/settings/account`: name, ways to sign in, roles, and where one is signed in.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::users::{NotChanged, Person};
use lotse_domain::person::{EmailAddress, PersonName};

use super::own;
use crate::{
    error::Failure,
    form::Fields,
    page::{self, Frame, PageRequest, Place},
    state::AppState,
    ui::{
        field::{Action, ErrorSummary, Mistakes, TextField, TextKind},
        listing, person,
        sorted::{FROM, Turns},
    },
};

/// The parameter that says at which role the list of roles begins; `from` is that of sessions.
const ROLES_FROM: &str = "roles";

/// One's own account.
#[derive(Template)]
#[template(path = "pages/settings/account/overview.html")]
struct AccountPage {
    frame: Frame,
    summary: ErrorSummary,
    form_token: String,
    name: TextField,
    email: TextField,
    password: String,
    passkeys: String,
    second_factor: String,
    /// Accounts at sign-in providers: which provider, and since when.
    identities: Vec<(String, String)>,
    roles: Vec<String>,
    role_turns: Turns,
    sessions: Vec<SessionLine>,
    session_turns: Turns,
    end_others: Action,
    zone: String,
}

struct SessionLine {
    device: String,
    since: String,
    used: String,
    /// `None` for the session that the page is read in.
    end: Option<Action>,
}

/// `GET /settings/account`
pub(crate) async fn show(
    State(state): State<AppState>,
    request: PageRequest,
) -> Result<Response, Failure> {
    let person = own(&state, &request).await?;
    let email = person.email.clone().unwrap_or_default();
    form(&state, &request, &person, [&person.user.name, &email], &Mistakes::default()).await
}

/// `POST /settings/account`
pub(crate) async fn change(
    State(state): State<AppState>,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let (person, text) = (own(&state, &request).await?, request.text());
    let typed = [fields.get("name"), fields.get("email")];
    let mut mistakes = Mistakes::default();
    let named = read(text, typed, &mut mistakes);
    if let Some((name, email)) = named {
        let changes = state.control.by(request.caller()?.actor());
        match changes.rename_person(&person.user, &name, Some(&email)).await? {
            Ok(()) => return Ok(Redirect::to("/settings/account").into_response()),
            Err(why) => refused(text, why, &mut mistakes),
        }
    }
    let page = form(&state, &request, &person, typed, &mistakes).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Reads a name and an address of mail, and says of each what is wrong with it.
pub(crate) fn read(
    text: crate::messages::Text,
    [name, email]: [&str; 2],
    mistakes: &mut Mistakes,
) -> Option<(PersonName, EmailAddress)> {
    let name = PersonName::new(name).map_err(|_| {
        let most = u64::try_from(PersonName::LIMIT).unwrap_or(u64::MAX);
        mistakes.add("name", text.fill("person-name-wrong", &[("most", most.into())]));
    });
    let email =
        EmailAddress::new(email).map_err(|_| mistakes.add("email", text.say("person-email-wrong")));
    name.ok().zip(email.ok())
}

/// Says at which field a change was refused.
pub(crate) fn refused(text: crate::messages::Text, why: NotChanged, mistakes: &mut Mistakes) {
    match why {
        NotChanged::NameTaken => mistakes.add("name", text.say("person-name-taken")),
        NotChanged::EmailTaken => mistakes.add("email", text.say("person-email-taken")),
        NotChanged::HasRole => mistakes.add("role", text.say("person-has-role")),
        NotChanged::FromGroup => mistakes.add("main", text.say("person-from-group")),
        NotChanged::LastAdministrator => mistakes.add("main", text.say("person-last")),
        NotChanged::NoSuchPerson => mistakes.add("main", text.say("person-gone")),
    }
}

async fn form(
    state: &AppState,
    request: &PageRequest,
    person: &Person,
    [name, email]: [&str; 2],
    mistakes: &Mistakes,
) -> Result<Response, Failure> {
    let (text, caller) = (request.text(), request.caller()?);
    let form_token = request.form_token();
    let zone = person::zone(state);
    let services = state.control.services();
    let mut frame = request.frame(Place::Account, text.say("account-title"));
    frame.has_errors = !mistakes.is_empty();
    let sessions = state.control.sessions(caller.user.id).await?;
    let (sessions, of_sessions) = listing::turned(&request.query, FROM, sessions)?;
    let all = person.grants.iter().collect();
    let (grants, of_roles) = listing::turned(&request.query, ROLES_FROM, all)?;
    let (query, path) = (&request.query, "/settings/account");
    let sessions = sessions.into_iter().map(|session| {
        let device = person::device(text, &session.device);
        let address = format!("/settings/account/sessions/{}/end", session.id.number());
        let end = Action::new(address, text.say("account-session-end"), &form_token).about(&device);
        SessionLine {
            since: text.format().minute(session.created_at, &zone),
            used: text.format().minute(session.last_used_at, &zone),
            end: (Some(session.id) != caller.session()).then_some(end),
            device,
        }
    });
    let state_of = |is_set: bool| if is_set { "set" } else { "not-set" };
    let second_factor = text.word("account-second-factor", state_of(person.has_second_factor));
    let passkeys = state.control.passkeys(caller.user.id).await?.len();
    let passkeys = u64::try_from(passkeys).unwrap_or(u64::MAX);
    page::show(&AccountPage {
        summary: mistakes.summary(text),
        name: TextField::new("name", text.say("person-name"), TextKind::Words)
            .autocomplete("name")
            .value(name)
            .wrong(mistakes),
        email: TextField::new("email", text.say("person-email"), TextKind::Email)
            .hint(text.say("person-email-hint"))
            .autocomplete("email")
            .value(email)
            .wrong(mistakes),
        password: text.word("account-password", state_of(person.has_password)),
        passkeys: text.fill("account-passkeys", &[("passkeys", passkeys.into())]),
        second_factor,
        identities: person
            .identities
            .iter()
            .map(|identity| (identity.issuer.clone(), person::identity(text, identity, &zone)))
            .collect(),
        roles: grants.iter().map(|given| person::grant(text, &given.grant, &services)).collect(),
        role_turns: Turns::by(ROLES_FROM, text, of_roles, path, query),
        sessions: sessions.collect(),
        session_turns: Turns::new(text, of_sessions, path, query),
        end_others: Action::new(
            "/settings/account/sessions/end".to_owned(),
            text.say("account-sessions-end"),
            &form_token,
        ),
        zone: person::times_in(text, &zone),
        form_token,
        frame,
    })
}
