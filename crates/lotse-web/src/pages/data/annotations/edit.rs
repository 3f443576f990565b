//! `/s/{service}/data/annotations/new` and `/s/{service}/data/annotations/{annotation}/edit`.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::civil::Date;
use lotse_control::annotations::{Annotation, NotAnnotated};
use lotse_domain::{
    annotation::{AnnotationDraft, AnnotationKind},
    service::Service,
};
use lotse_report::measure::Measure;

use super::{measures, named, place, words};
use crate::{
    error::Failure,
    form::Fields,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    path::{PathPart, ServiceInPath},
    state::AppState,
    ui::field::{
        AreaField, ChoiceField, ErrorSummary, FieldChoice, Mistakes, SelectField, TextField,
        TextKind,
    },
};

/// The form.
#[derive(Template)]
#[template(path = "pages/data/annotations/edit.html")]
struct EditPage {
    frame: Frame,
    summary: ErrorSummary,
    form_token: String,
    kind: SelectField,
    title: TextField,
    description: AreaField,
    first: TextField,
    last: TextField,
    measures: ChoiceField,
    version: i64,
    action: String,
    back: String,
}

/// What was typed.
struct Typed {
    kind: String,
    title: String,
    description: String,
    first: String,
    last: String,
    measures: Vec<Measure>,
    version: i64,
}

impl Typed {
    /// A new one is of today.
    fn new(today: Date) -> Self {
        Self {
            kind: AnnotationKind::Deployment.to_string(),
            title: String::new(),
            description: String::new(),
            first: today.to_string(),
            last: String::new(),
            measures: Vec::new(),
            version: 0,
        }
    }

    fn of(service: &Service, annotation: &Annotation) -> Self {
        let says = &annotation.says;
        Self {
            kind: says.kind.to_string(),
            title: says.title.clone(),
            description: says.description.clone(),
            first: says.first.to_string(),
            last: says.last.map(|last| last.to_string()).unwrap_or_default(),
            measures: measures(service, annotation),
            version: annotation.version,
        }
    }

    fn read(fields: &Fields) -> Self {
        Self {
            kind: fields.get("kind").to_owned(),
            title: fields.get("title").to_owned(),
            description: fields.get("description").to_owned(),
            first: fields.get("first").to_owned(),
            last: fields.get("last").to_owned(),
            measures: fields.all("measures").into_iter().flat_map(str::parse).collect(),
            version: fields.get("version").parse().unwrap_or(0),
        }
    }

    /// What it says; or what is wrong, beside its field.
    fn draft(&self, text: Text, mistakes: &mut Mistakes) -> Option<AnnotationDraft> {
        let kind = self.kind.parse::<AnnotationKind>().ok();
        if kind.is_none() {
            mistakes.add("kind", text.say("annotation-no-kind"));
        }
        let mut day = |field: &'static str, typed: &str| {
            let day = typed.parse::<Date>().ok();
            if day.is_none() {
                mistakes.add(field, text.say("annotation-no-date"));
            }
            day
        };
        let first = day("first", &self.first);
        let last =
            if self.last.is_empty() { Some(None) } else { day("last", &self.last).map(Some) };
        Some(AnnotationDraft {
            kind: kind?,
            first: first?,
            last: last?,
            title: self.title.clone(),
            description: self.description.clone(),
            measures: self.measures.iter().map(|measure| measure.as_str().to_owned()).collect(),
        })
    }
}

/// `GET /s/{service}/data/annotations/new`
pub(crate) async fn new(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let today = state.clock.now().to_zoned_datetime(service.time_zone.clone()).date();
    form(&request, &service, None, &Typed::new(today), &Mistakes::default())
}

/// `POST /s/{service}/data/annotations/new`
pub(crate) async fn add(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    take(&state, &request, &service, None, &fields).await
}

/// `GET /s/{service}/data/annotations/{annotation}/edit`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(annotation): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let known = named(&state, &service, &annotation).await?;
    let typed = Typed::of(&service, &known);
    form(&request, &service, Some(&known), &typed, &Mistakes::default())
}

/// `POST /s/{service}/data/annotations/{annotation}/edit`
pub(crate) async fn change(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(annotation): PathPart,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let known = named(&state, &service, &annotation).await?;
    take(&state, &request, &service, Some(&known), &fields).await
}

/// Keeps what was typed and leads to it, or says what is wrong.
async fn take(
    state: &AppState,
    request: &PageRequest,
    service: &Arc<Service>,
    known: Option<&Annotation>,
    fields: &Fields,
) -> Result<Response, Failure> {
    let text = request.text();
    let typed = Typed::read(fields);
    let mut mistakes = Mistakes::default();
    if let Some(draft) = typed.draft(text, &mut mistakes) {
        let changes = state.control.by(request.caller()?.actor());
        let kept = match known {
            None => changes.add_annotation(service, &draft).await?,
            Some(known) => {
                changes.change_annotation(service, known.id, typed.version, &draft).await?
            }
        };
        match kept {
            Ok(kept) => {
                let next = format!("{}/{}", place(service), kept.id.number());
                return Ok(Redirect::to(&next).into_response());
            }
            Err(NotAnnotated::Gone) => return Err(Failure::NoSuchPage),
            Err(why) => {
                let (field, words) = words::refused(text, why);
                mistakes.add(field, words);
            }
        }
    }
    let page = form(request, service, known, &typed, &mistakes)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn form(
    request: &PageRequest,
    service: &Arc<Service>,
    known: Option<&Annotation>,
    typed: &Typed,
    mistakes: &Mistakes,
) -> Result<Response, Failure> {
    let text = request.text();
    let title = if known.is_some() { "annotation-edit-title" } else { "annotation-new-title" };
    let mut frame = super::frame(request, service, text.say(title));
    frame.has_errors = !mistakes.is_empty();
    let kinds = AnnotationKind::ALL
        .iter()
        .map(|kind| (kind.as_str().to_owned(), text.word("annotation-kind", kind.as_str())));
    let measure = |measure: Measure| FieldChoice {
        value: measure.as_str(),
        label: text.word("measure", measure.as_str()),
        hint: None,
        is_chosen: typed.measures.contains(&measure),
    };
    let field = |id: &'static str, key: &str, kind: TextKind, value: &str| {
        TextField::new(id, text.say(key), kind).value(value).wrong(mistakes)
    };
    let list = place(service);
    page::show(&EditPage {
        summary: mistakes.summary(text),
        form_token: request.form_token(),
        frame,
        kind: SelectField::new("kind", text.say("annotation-kind"), kinds.collect(), &typed.kind)
            .wrong(mistakes),
        title: field("title", "annotation-title", TextKind::Words, &typed.title)
            .hint(text.say("annotation-title-hint")),
        description: AreaField::new("description", text.say("tag-description"), &typed.description)
            .hint(text.say("annotation-description-hint"))
            .wrong(mistakes),
        first: field("first", "annotation-first", TextKind::Date, &typed.first)
            .hint(text.say("annotation-first-hint")),
        last: field("last", "annotation-last", TextKind::Date, &typed.last)
            .optional()
            .hint(text.say("annotation-last-hint")),
        measures: ChoiceField::any(
            "measures",
            text.say("annotation-measures-which"),
            Measure::of_service(service).map(measure).into(),
        ),
        version: typed.version,
        action: request.path.clone(),
        back: known.map_or(list.clone(), |known| format!("{list}/{}", known.id.number())),
    })
}
