//! `/s/{service}/data/tags/new` and `/s/{service}/data/tags/{tag}/edit`: the builder. It works without script;
//! with it, the preview follows what is typed.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::tags::TagId;
use lotse_domain::{
    rule::{FIELDS, Rule},
    service::Service,
    tag::{TagDefinition, TagDraft, TagKind},
};
use lotse_report::viewer::Viewer;

use super::{
    builder::{FORM_TESTS, MOST_ROWS, PROPERTY, Row, Typed, VALUES, WHATS},
    preview::{self, Preview},
};
use crate::{
    definitions,
    error::Failure,
    form::Fields,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    path::{PathPart, ServiceInPath},
    state::AppState,
    ui::field::{AreaField, ErrorSummary, Mistakes, SelectField, TextField, TextKind},
};

/// The builder.
#[derive(Template)]
#[template(path = "pages/data/tags/edit.html")]
struct EditPage {
    frame: Frame,
    summary: ErrorSummary,
    form_token: String,
    name: TextField,
    kind: SelectField,
    group: TextField,
    groups: Vec<String>,
    description: AreaField,
    rows: Vec<ShownRow>,
    /// Another condition fits.
    has_more: bool,
    /// The rule as text, where it is written so.
    rule: Option<AreaField>,
    preview: Option<Preview>,
    /// Where the preview is asked for while somebody types.
    live: String,
    /// The number of the tag that is changed; empty for a new one.
    tag: String,
    version: i64,
    action: String,
    back: String,
}

/// One condition of the form.
struct ShownRow {
    legend: String,
    number: usize,
    whats: Vec<(String, String, bool)>,
    property: String,
    tests: Vec<(String, String, bool)>,
    values: String,
    wrong: Option<String>,
    /// What is wrong is that nothing was chosen.
    is_empty: bool,
}

/// `GET /s/{service}/data/tags/new`
pub(crate) async fn new(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let typed = Typed::read(&request.query);
    // A suggestion comes with its conditions.
    let rule = typed.rule_or(request.text(), &mut Mistakes::default());
    let shown = match &rule {
        Some(rule) => {
            Some(preview::of(&state, request.text(), &viewer, &service, rule, None).await?)
        }
        None => None,
    };
    form(&state, &request, &service, None, &typed, &Mistakes::default(), shown).await
}

/// `GET /s/{service}/data/tags/{tag}/edit`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    PathPart(tag): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let tag = definitions::named::<TagId>(&state, &service, &tag).await?;
    let (text, rule) = (request.text(), &tag.now.says.rule);
    let shown = preview::of(&state, text, &viewer, &service, rule, Some(tag.id)).await?;
    let typed = Typed::of(&tag.now);
    let mistakes = Mistakes::default();
    form(&state, &request, &service, Some(tag.id), &typed, &mistakes, Some(shown)).await
}

/// `POST /s/{service}/data/tags/new`
pub(crate) async fn add(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    take(&state, &request, &service, &viewer, None, &fields).await
}

/// `POST /s/{service}/data/tags/{tag}/edit`
pub(crate) async fn change(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    PathPart(tag): PathPart,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let tag = definitions::named::<TagId>(&state, &service, &tag).await?;
    take(&state, &request, &service, &viewer, Some(tag.id), &fields).await
}

/// Does what the pressed button says.
async fn take(
    state: &AppState,
    request: &PageRequest,
    service: &Arc<Service>,
    viewer: &Viewer,
    tag: Option<TagId>,
    fields: &Fields,
) -> Result<Response, Failure> {
    let text = request.text();
    let mut typed = Typed::read(fields.query());
    let mut mistakes = Mistakes::default();
    match fields.get("do") {
        "more" => typed.rows.push(Row::default()),
        "as-text" => typed = typed.written_as_text(),
        "as-conditions" => typed = typed.written_as_conditions(),
        "preview" => {
            let shown = match typed.rule_or(text, &mut mistakes) {
                Some(rule) => {
                    Some(whole_preview(state, request, service, viewer, &rule, tag).await?)
                }
                None => None,
            };
            let page = form(state, request, service, tag, &typed, &mistakes, shown).await?;
            let status = status(&mistakes);
            return Ok((status, page).into_response());
        }
        _ => {
            let rule = typed.rule_or(text, &mut mistakes);
            if let Some(rule) = rule
                && let Some(done) =
                    save(state, request, service, tag, &typed, rule, &mut mistakes).await?
            {
                return Ok(done);
            }
        }
    }
    let page = form(state, request, service, tag, &typed, &mistakes, None).await?;
    Ok((status(&mistakes), page).into_response())
}

fn status(mistakes: &Mistakes) -> StatusCode {
    if mistakes.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// A preview with single events: the button was pressed.
async fn whole_preview(
    state: &AppState,
    request: &PageRequest,
    service: &Arc<Service>,
    viewer: &Viewer,
    rule: &Rule,
    tag: Option<TagId>,
) -> Result<Preview, Failure> {
    let mut shown = preview::of(state, request.text(), viewer, service, rule, tag).await?;
    shown.parts.push(preview::examples(state, request, viewer, service, rule).await?);
    Ok(shown)
}

/// Saves the tag and leads to it; nothing if something is wrong, which is said then.
async fn save(
    state: &AppState,
    request: &PageRequest,
    service: &Arc<Service>,
    tag: Option<TagId>,
    typed: &Typed,
    rule: Rule,
    mistakes: &mut Mistakes,
) -> Result<Option<Response>, Failure> {
    let draft = TagDraft {
        name: typed.name.clone(),
        description: typed.description.clone(),
        says: TagDefinition { kind: typed.kind, group: typed.group.clone(), rule },
    };
    let from = (tag, typed.version);
    let saved = definitions::save(state, request, service, from, &draft, mistakes).await?;
    Ok(saved.map(|id| {
        let address = format!("/s/{}/data/tags/{}", service.slug, id.number());
        Redirect::to(&address).into_response()
    }))
}

async fn form(
    state: &AppState,
    request: &PageRequest,
    service: &Arc<Service>,
    tag: Option<TagId>,
    typed: &Typed,
    mistakes: &Mistakes,
    preview: Option<Preview>,
) -> Result<Response, Failure> {
    let text = request.text();
    let title = text.say(if tag.is_some() { "tag-edit-title" } else { "tag-new-title" });
    let mut frame = super::frame(request, service, title);
    frame.has_errors = !mistakes.is_empty();
    let mut groups: Vec<String> = state
        .control
        .definitions::<TagDefinition>(service.id)
        .await?
        .into_iter()
        .map(|tag| tag.now.says.group)
        .collect();
    groups.sort();
    groups.dedup();
    groups.retain(|group| !group.is_empty());
    let kinds = TagKind::ALL
        .iter()
        .map(|kind| (kind.as_str().to_owned(), text.word("tag-kind", kind.as_str())));
    let base = format!("/s/{}/data/tags", service.slug);
    let back = match tag {
        Some(tag) => format!("{base}/{}", tag.number()),
        None => base.clone(),
    };
    page::show(&EditPage {
        summary: mistakes.summary(text),
        form_token: request.form_token(),
        frame,
        name: TextField::new("name", text.say("tag-name"), TextKind::Words)
            .hint(text.say("tag-name-hint"))
            .value(&typed.name)
            .wrong(mistakes),
        kind: SelectField::new("kind", text.say("tag-kind"), kinds.collect(), typed.kind.as_str()),
        group: TextField::new("group", text.say("tag-group"), TextKind::Words)
            .optional()
            .hint(text.say("tag-group-hint"))
            .value(&typed.group)
            .list("groups")
            .wrong(mistakes),
        groups,
        description: AreaField::new("description", text.say("tag-description"), &typed.description)
            .hint(text.say("tag-description-hint"))
            .wrong(mistakes),
        rows: shown_rows(text, typed, mistakes),
        has_more: typed.rows.len() < MOST_ROWS,
        rule: typed.text.as_ref().map(|rule| {
            AreaField::new("rule", text.say("tag-rule"), rule)
                .required()
                .hint(text.say("tag-rule-hint"))
                .wrong(mistakes)
        }),
        preview,
        live: format!("{base}/preview"),
        tag: tag.map(|tag| tag.number().to_string()).unwrap_or_default(),
        version: typed.version,
        action: request.path.clone(),
        back,
    })
}

fn shown_rows(text: Text, typed: &Typed, mistakes: &Mistakes) -> Vec<ShownRow> {
    let mut rows = typed.rows.clone();
    if rows.is_empty() {
        rows.push(Row::default());
    }
    let row = |(place, row): (usize, Row)| {
        let option =
            |value: &str, label: String, chosen: &str| (value.to_owned(), label, value == chosen);
        let mut whats = vec![option("", text.say("tag-what-none"), &row.what)];
        whats.extend(
            FIELDS.iter().map(|field| {
                option(field.as_str(), text.word("tag-what", field.as_str()), &row.what)
            }),
        );
        whats.push(option(PROPERTY, text.word("tag-what", PROPERTY), &row.what));
        let tests = FORM_TESTS
            .iter()
            .map(|test| option(test, text.word("tag-test", test), &row.test))
            .collect();
        let number = place + 1;
        let nothing = mistakes.of(WHATS.get(place).copied().unwrap_or_default());
        let wrong = mistakes.of(VALUES.get(place).copied().unwrap_or_default()).or(nothing);
        let count = u64::try_from(number).unwrap_or(u64::MAX);
        ShownRow {
            legend: text.fill("tag-condition", &[("number", count.into())]),
            number,
            whats,
            property: row.property,
            tests,
            values: row.values,
            is_empty: nothing.is_some(),
            wrong: wrong.map(ToOwned::to_owned),
        }
    };
    rows.into_iter().take(MOST_ROWS).enumerate().map(row).collect()
}
