//! `/s/{service}/explore/save`: keep a question under a name, for everybody who sees the service.

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::questions::{LONGEST_NAME, NotSaved};
use lotse_domain::{query::QuestionPlace, service::Service};

use super::{
    forms::FormsChoices, pages::PagesChoices, paths::PathsChoices, retention, steps::FunnelChoices,
    trend::choices::TrendChoices,
};
use crate::{
    access::AUTHORITY,
    error::Failure,
    form::Fields,
    page::{self, Frame, PageRequest, Place},
    path::ServiceInPath,
    query::Query,
    state::AppState,
    ui::field::{ErrorSummary, Mistakes, TextField, TextKind},
};

/// The parameter that says where the question is asked.
const PLACE: &str = "question";

/// The form.
#[derive(Template)]
#[template(path = "pages/explore/save.html")]
struct SavePage {
    frame: Frame,
    summary: ErrorSummary,
    form_token: String,
    name: TextField,
    place: &'static str,
    parameters: String,
    /// The way back to the question.
    back: String,
    action: String,
}

/// A question that can be saved: where it is asked, and the parameters of its address.
pub(crate) struct Question {
    pub(crate) place: QuestionPlace,
    pub(crate) parameters: String,
}

impl Question {
    /// Reads what an address or a form says. Language and theme are the reader's, not the question's.
    pub(crate) fn read(place: &str, parameters: &Query) -> Result<Self, Failure> {
        let place = place.parse().map_err(|_| Failure::Parameter { name: PLACE })?;
        match place {
            QuestionPlace::Trend => TrendChoices::read(parameters).map(drop),
            QuestionPlace::Funnel => FunnelChoices::read(parameters).map(drop),
            QuestionPlace::Paths => PathsChoices::read(parameters).map(drop),
            QuestionPlace::Forms => FormsChoices::read(parameters).map(drop),
            QuestionPlace::Pages => PagesChoices::read(parameters).map(drop),
            QuestionPlace::Retention => retention::interval(parameters).map(drop),
        }?;
        // So is the part of the service that they see.
        let mut kept = parameters.with(PLACE, "").with(AUTHORITY, "");
        for name in crate::reader::PARAMETERS {
            kept = kept.with(name, "");
        }
        let address = kept.address("");
        Ok(Self { place, parameters: address.trim_start_matches('?').to_owned() })
    }

    fn address(&self, service: &Service) -> String {
        format!("/s/{}/explore/{}?{}", service.slug, self.place, self.parameters)
    }
}

/// The address of the form for the question of a page.
pub(crate) fn address(service: &Service, place: QuestionPlace, query: &Query) -> String {
    query.with(PLACE, place.as_str()).address(&format!("/s/{}/explore/save", service.slug))
}

/// `GET /s/{service}/explore/save?question=funnel&…`
pub(crate) async fn show(
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let place = request.query.get(PLACE).unwrap_or(QuestionPlace::Funnel.as_str());
    let question = Question::read(place, &request.query)?;
    form(&request, &service, &question, "", &Mistakes::default())
}

/// `POST /s/{service}/explore/save`
pub(crate) async fn save(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let question = Question::read(fields.get(PLACE), &Query::parse(fields.get("parameters")))?;
    let name = fields.get("name");
    let changes = state.control.by(request.caller()?.actor());
    let saved = changes.save_question(&service, question.place, name, &question.parameters).await?;
    let text = request.text();
    let words = match saved {
        Ok(_) => {
            return Ok(Redirect::to(&format!("/s/{}/explore", service.slug)).into_response());
        }
        Err(NotSaved::NoName) => text.say("save-no-name"),
        Err(NotSaved::LongName) => {
            let most = u64::try_from(LONGEST_NAME).unwrap_or(u64::MAX);
            text.fill("save-long-name", &[("most", most.into())])
        }
        Err(NotSaved::NameTaken) => text.say("save-name-taken"),
        Err(NotSaved::LongParameters) => text.say("save-long-question"),
        Err(NotSaved::TooMany) => text.say("save-too-many"),
    };
    let mut mistakes = Mistakes::default();
    mistakes.add("name", words);
    let page = form(&request, &service, &question, name, &mistakes)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn form(
    request: &PageRequest,
    service: &std::sync::Arc<Service>,
    question: &Question,
    name: &str,
    mistakes: &Mistakes,
) -> Result<Response, Failure> {
    let text = request.text();
    let mut frame = super::frame(request, service, "save-title");
    frame.has_errors = !mistakes.is_empty();
    page::show(&SavePage {
        summary: mistakes.summary(text),
        form_token: request.form_token(),
        frame,
        name: TextField::new("name", text.say("save-name"), TextKind::Words)
            .hint(text.say("save-name-hint"))
            .value(name)
            .wrong(mistakes),
        place: question.place.as_str(),
        parameters: question.parameters.clone(),
        back: question.address(service),
        action: request.path.clone(),
    })
}
