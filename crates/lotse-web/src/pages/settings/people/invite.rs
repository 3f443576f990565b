//! `/settings/people/new`: inviting somebody, by a link that is shown once.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use lotse_control::sign_ins::LinkPurpose;

use super::{Handout, RoleChoice, RoleFields};
use crate::{
    error::Failure,
    form::Fields,
    page::{self, Frame, PageRequest, Place},
    pages::settings::account::overview::{read, refused},
    state::AppState,
    ui::field::{ErrorSummary, Mistakes, TextField, TextKind},
};

/// The form.
#[derive(Template)]
#[template(path = "pages/settings/people/invite.html")]
struct InvitePage {
    frame: Frame,
    summary: ErrorSummary,
    form_token: String,
    name: TextField,
    email: TextField,
    fields: RoleFields,
}

/// The link, for the only time.
#[derive(Template)]
#[template(path = "pages/settings/people/invited.html")]
struct InvitedPage {
    frame: Frame,
    handout: Handout,
}

/// `GET /settings/people/new`
pub(crate) async fn show(
    State(state): State<AppState>,
    request: PageRequest,
) -> Result<Response, Failure> {
    form(&state, &request, ["", ""], &RoleChoice::default(), &Mistakes::default())
}

/// `POST /settings/people/new`
pub(crate) async fn invite(
    State(state): State<AppState>,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let text = request.text();
    let typed = [fields.get("name"), fields.get("email")];
    let choice = RoleChoice::read(&fields);
    let mut mistakes = Mistakes::default();
    let named = read(text, typed, &mut mistakes);
    let grant = choice.grant(&state, text, &mut mistakes);
    if let (Some((name, email)), Some(grant)) = (named, grant) {
        let changes = state.control.by(request.caller()?.actor());
        match changes.add_person(&name, Some(&email), &grant).await? {
            Ok(user) => {
                let link = changes.make_link(&user, LinkPurpose::Invitation).await?;
                let handout =
                    Handout::new(&state, text, &user.name, LinkPurpose::Invitation, &link);
                let frame = request.frame(Place::People, text.say("invited-title"));
                return page::show(&InvitedPage { frame, handout });
            }
            Err(why) => refused(text, why, &mut mistakes),
        }
    }
    let page = form(&state, &request, typed, &choice, &mistakes)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn form(
    state: &AppState,
    request: &PageRequest,
    [name, email]: [&str; 2],
    choice: &RoleChoice,
    mistakes: &Mistakes,
) -> Result<Response, Failure> {
    let text = request.text();
    let mut frame = request.frame(Place::People, text.say("invite-title"));
    frame.has_errors = !mistakes.is_empty();
    page::show(&InvitePage {
        summary: mistakes.summary(text),
        form_token: request.form_token(),
        name: TextField::new("name", text.say("person-name"), TextKind::Words)
            .hint(text.say("person-name-hint"))
            .value(name)
            .wrong(mistakes),
        email: TextField::new("email", text.say("person-email"), TextKind::Email)
            .hint(text.say("person-email-theirs"))
            .autocomplete("off")
            .value(email)
            .wrong(mistakes),
        fields: choice.fields(state, text, mistakes),
        frame,
    })
}
