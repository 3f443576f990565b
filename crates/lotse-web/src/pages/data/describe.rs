//! `/s/{service}/data/events/describe`: what an event or a property means, and who looks after it.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::dictionary::{DESCRIPTION_CHARS, Description, OWNER_CHARS};
use lotse_domain::{described::DescribedWhat, property::limits, service::Service};

use crate::{
    error::Failure,
    form::Fields,
    page::{self, Frame, PageRequest, Place},
    path::ServiceInPath,
    query::Query,
    state::AppState,
    ui::field::{AreaField, ChoiceField, ErrorSummary, FieldChoice, Mistakes, TextField, TextKind},
};

/// The form.
#[derive(Template)]
#[template(path = "pages/data/describe.html")]
struct DescribePage {
    frame: Frame,
    summary: ErrorSummary,
    form_token: String,
    slug: String,
    what: &'static str,
    name: String,
    lead: String,
    description: AreaField,
    owner: TextField,
    shown: ChoiceField,
}

/// Where an event or property is described.
pub(crate) fn address(service: &Service, what: DescribedWhat, name: &str) -> String {
    let query = Query::default().with("what", what.as_str()).with("name", name);
    query.address(&format!("/s/{}/data/events/describe", service.slug))
}

/// What is described: two words of a query or a form.
fn asked(what: &str, name: &str) -> Result<(DescribedWhat, String), Failure> {
    let what = what.parse().map_err(|_| Failure::Parameter { name: "what" })?;
    let is_name = !name.trim().is_empty() && name.chars().count() <= limits::NAME_CHARS;
    if is_name { Ok((what, name.to_owned())) } else { Err(Failure::Parameter { name: "name" }) }
}

/// `GET /s/{service}/data/events/describe`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let query = |name| request.query.get(name).unwrap_or_default();
    let (what, name) = asked(query("what"), query("name"))?;
    let said = state.control.descriptions(&service).await?;
    let said = said.into_iter().find(|said| said.what == what && said.name == name);
    let said = said.unwrap_or(Description {
        what,
        name,
        owner: String::new(),
        description: String::new(),
        is_hidden: false,
    });
    form(&request, &service, &said, &Mistakes::default())
}

/// `POST /s/{service}/data/events/describe`
pub(crate) async fn save(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let text = request.text();
    let (what, name) = asked(fields.get("what"), fields.get("name"))?;
    let typed = Description {
        what,
        name,
        owner: fields.get("owner").trim().to_owned(),
        description: fields.get("description").trim().to_owned(),
        is_hidden: fields.get("shown") == "no",
    };
    let mut mistakes = Mistakes::default();
    for (field, value, most) in [
        ("owner", &typed.owner, OWNER_CHARS),
        ("description", &typed.description, DESCRIPTION_CHARS),
    ] {
        if value.chars().count() > most {
            let most = u64::try_from(most).unwrap_or(u64::MAX);
            mistakes.add(field, text.fill("describe-long", &[("most", most.into())]));
        }
    }
    if !mistakes.is_empty() {
        let page = form(&request, &service, &typed, &mistakes)?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    state.control.by(request.caller()?.actor()).describe(&service, &typed).await?;
    Ok(Redirect::to(&format!("/s/{}/data/events", service.slug)).into_response())
}

fn form(
    request: &PageRequest,
    service: &std::sync::Arc<Service>,
    said: &Description,
    mistakes: &Mistakes,
) -> Result<Response, Failure> {
    let text = request.text();
    let title = text.fill("describe-title", &[("name", said.name.as_str().into())]);
    let mut frame = request
        .frame(Place::Events, title)
        .about(service)
        .under(text.say("events-title"), format!("/s/{}/data/events", service.slug));
    frame.has_errors = !mistakes.is_empty();
    let choice = |value, is_chosen| FieldChoice {
        value,
        label: text.word("describe-shown", value),
        hint: None,
        is_chosen,
    };
    page::show(&DescribePage {
        summary: mistakes.summary(text),
        form_token: request.form_token(),
        slug: service.slug.to_string(),
        what: said.what.as_str(),
        name: said.name.clone(),
        lead: text.word("describe-lead", said.what.as_str()),
        description: AreaField::new("description", text.say("events-means"), &said.description)
            .hint(text.say("describe-hint"))
            .wrong(mistakes),
        owner: TextField::new("owner", text.say("events-owner"), TextKind::Words)
            .hint(text.say("describe-owner-hint"))
            .value(&said.owner)
            .optional()
            .wrong(mistakes),
        shown: ChoiceField::one(
            "shown",
            text.say("describe-shown"),
            vec![choice("yes", !said.is_hidden), choice("no", said.is_hidden)],
        ),
        frame,
    })
}
