//! `/s/{service}/data/imports`: files that were imported, and a form for another one.

use askama::Template;
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_domain::{import::LogFormat, service::Service};

use crate::{
    error::Failure,
    imports::{self, Said},
    page::{self, Frame, PageRequest, Place},
    pages::data::import::Words,
    path::ServiceInPath,
    state::AppState,
    ui::field::{ErrorSummary, FileField, Mistakes, SelectField, TextField, TextKind},
    upload,
};

/// The imports, and the form.
#[derive(Template)]
#[template(path = "pages/data/imports.html")]
struct ImportsPage {
    frame: Frame,
    summary: ErrorSummary,
    slug: String,
    finding: String,
    form_token: String,
    file: FileField,
    format: SelectField,
    hosts: TextField,
    imports: Vec<Line>,
}

/// One import.
struct Line {
    address: String,
    name: String,
    state: String,
    lines: String,
    added: String,
    begun: String,
    who: String,
}

/// `GET /s/{service}/data/imports`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    page(&state, &service, &request, &Said::default(), &Mistakes::default()).await
}

/// `POST /s/{service}/data/imports`: takes a file, looks at it and proposes to import it.
pub(crate) async fn take(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    page_request: PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    let caller = page_request.caller()?;
    let mut said = Said::default();
    let text = page_request.text();
    let mut mistakes = Mistakes::default();
    let taken = upload::of_form(
        &state,
        state.imports.most_bytes,
        caller,
        request,
        |name, value| match name {
            "format" => said.format = value.parse().ok(),
            "hosts" => said.hosts = imports::hosts(value),
            _ => {}
        },
    );
    let upload = match taken.await {
        Ok((upload, name)) => {
            said.name = name;
            upload
        }
        Err(why) => {
            mistakes.add(FileField::NAME, why.words(text, state.imports.most_bytes)?);
            return again(&state, &service, &page_request, &said, &mistakes).await;
        }
    };
    let proposed = imports::propose(&state, caller.actor(), &service, upload, said.clone()).await;
    match proposed {
        Ok(import) => {
            let next = format!("/s/{}/data/imports/{}", service.slug, import.id.number());
            Ok(Redirect::to(&next).into_response())
        }
        Err(why) => {
            mistakes.add(FileField::NAME, text.say(why.words()?));
            again(&state, &service, &page_request, &said, &mistakes).await
        }
    }
}

async fn again(
    state: &AppState,
    service: &std::sync::Arc<Service>,
    request: &PageRequest,
    said: &Said,
    mistakes: &Mistakes,
) -> Result<Response, Failure> {
    let page = page(state, service, request, said, mistakes).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn page(
    state: &AppState,
    service: &std::sync::Arc<Service>,
    request: &PageRequest,
    said: &Said,
    mistakes: &Mistakes,
) -> Result<Response, Failure> {
    let text = request.text();
    let mut frame = request.frame(Place::Imports, text.say("imports-title")).about(service);
    frame.has_errors = !mistakes.is_empty();
    let found = state.control.log_imports(service.id).await?;
    let added: u64 = found.iter().filter(|i| i.state.has_events()).map(|i| i.counts.added()).sum();
    let finding = match found.len() {
        0 => text.say("imports-none"),
        _ => text.fill("imports-finding", &[("added", added.into())]),
    };
    let line = |import: &lotse_control::log_imports::LogImport| {
        let words = Words::new(text, service, state.clock.now());
        Line {
            address: format!("/s/{}/data/imports/{}", service.slug, import.id.number()),
            name: words.name(import),
            state: words.state(import),
            lines: text.format().count(import.counts.read),
            added: text.format().count(import.counts.added()),
            begun: text.format().minute(import.begun_at, &service.time_zone),
            who: words.who(import),
        }
    };
    let recognised = (String::new(), text.say("import-recognised"));
    let formats = LogFormat::ALL
        .iter()
        .map(|format| (format.to_string(), text.word("import-format", format.as_str())));
    let chosen = said.format.map(LogFormat::as_str).unwrap_or_default();
    page::show(&ImportsPage {
        summary: mistakes.summary(text),
        slug: service.slug.to_string(),
        finding,
        form_token: request.form_token(),
        file: FileField::new(
            text.say("import-file"),
            text.fill("import-file-hint", &[("mib", (state.imports.most_bytes >> 20).into())]),
            mistakes,
        ),
        format: SelectField::new(
            "format",
            text.say("import-format"),
            std::iter::once(recognised).chain(formats).collect(),
            chosen,
        ),
        hosts: TextField::new("hosts", text.say("import-hosts"), TextKind::Words)
            .hint(text.say("import-hosts-hint"))
            .optional()
            .value(&said.hosts.join(", ")),
        imports: found.iter().map(line).collect(),
        frame,
    })
}
