//! `/s/{service}/data/annotations/{annotation}`: what happened, and figures before and after it.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use lotse_control::annotations::{Annotation, AnnotationId};
use lotse_domain::service::Service;
use lotse_report::{
    effect::{Between, Effect, EffectReport, EffectRequest, SPANS, Spans, USUAL_SPAN},
    measure::Cell,
};

use super::{measures, named, place, words};
use crate::{
    error::Failure,
    form::Fields,
    messages::Text,
    page::{self, Choice, Frame, PageRequest, Place},
    path::{PathPart, ServiceInPath},
    query::Query,
    state::AppState,
    ui::{
        chart::marks::days,
        field::Action,
        number::{self, NumberTile},
        person,
    },
};

/// The parameter that says how many days are compared.
const DAYS: &str = "days";
/// Other annotations in the days compared that are named.
const OTHERS: usize = 10;

/// An annotation.
#[derive(Template)]
#[template(path = "pages/data/annotations/show.html")]
struct ShowPage {
    frame: Frame,
    address: String,
    /// Its days and kind.
    lead: String,
    description: Vec<String>,
    changed: String,
    delete: Action,
    choices: Vec<Choice>,
    /// The days compared, or why there are none.
    compared: String,
    /// What has to be known of the comparison as a whole.
    notes: Vec<String>,
    effects: Vec<ShownEffect>,
    /// Other annotations in the days compared: days, kind and title, and address.
    others: Vec<(String, String, String)>,
    more_others: Option<String>,
    /// What the comparison cannot prove.
    cautions: Vec<String>,
}

/// One measure.
struct ShownEffect {
    name: String,
    /// What lies between, in a sentence.
    finding: String,
    tiles: [NumberTile; 2],
}

/// `GET /s/{service}/data/annotations/{annotation}`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    PathPart(annotation): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let annotation = named(&state, &service, &annotation).await?;
    let text = request.text();
    let says = &annotation.says;
    let (asked, status) = match asked(&service, &annotation, &request.query) {
        Ok(asked) => (asked, StatusCode::OK),
        Err(_) => (self::asked(&service, &annotation, &Query::default())?, StatusCode::BAD_REQUEST),
    };
    let report = state.reports.effect(&viewer, asked).await?;
    let address = format!("{}/{}", place(&service), annotation.id.number());
    let (others, more_others) = others(&state, text, &service, &annotation, &report).await?;
    let frame = super::frame(&request, &service, says.title.clone());
    let kind = text.word("annotation-kind", says.kind.as_str());
    let choice = |span: &u16| Choice {
        label: text.fill("effect-span", &[("days", u64::from(*span).into())]),
        address: request.query.with(DAYS, &span.to_string()).address(&request.path),
        is_current: *span == report.request.days,
        lang: "",
    };
    let is_compared = !report.effects.is_empty();
    let page = ShowPage {
        lead: format!("{kind}, {}", days(text, says.first, says.last)),
        description: says.description.lines().map(ToOwned::to_owned).collect(),
        changed: text.fill(
            "annotation-changed",
            &[
                ("who", person::author(text, &annotation.made_by).into()),
                ("when", text.format().minute(annotation.made_at, &service.time_zone).into()),
            ],
        ),
        delete: Action::new(
            format!("{address}/delete"),
            text.say("annotation-delete"),
            &request.form_token(),
        )
        .lost(text.say("annotation-delete-lost")),
        choices: if is_compared { SPANS.iter().map(choice).collect() } else { Vec::new() },
        compared: compared(text, &report),
        notes: notes(text, &report),
        effects: shown(text, &report),
        others,
        more_others,
        cautions: if report.effects.is_empty() {
            Vec::new()
        } else {
            CAUTIONS.map(|key| text.say(key)).into()
        },
        address,
        frame,
    };
    Ok((status, page::show(&page)?).into_response())
}

/// What the comparison cannot prove.
const CAUTIONS: [&str; 4] = [
    "effect-caution-other",
    "effect-caution-season",
    "effect-caution-people",
    "effect-caution-visits",
];

/// What an address asks of an annotation.
pub(crate) fn asked(
    service: &Arc<Service>,
    annotation: &Annotation,
    query: &Query,
) -> Result<EffectRequest, Failure> {
    let wrong = Failure::Parameter { name: DAYS };
    let days = match query.get(DAYS).map(str::parse) {
        None => USUAL_SPAN,
        Some(Ok(days)) if SPANS.contains(&days) => days,
        Some(_) => return Err(wrong),
    };
    Ok(EffectRequest {
        service: Arc::clone(service),
        first: annotation.says.first,
        last: annotation.says.last,
        measures: measures(service, annotation),
        days,
    })
}

/// Which days are compared, or why none are.
fn compared(text: Text, report: &EffectReport) -> String {
    if report.request.measures.is_empty() {
        return text.say("effect-no-measures");
    }
    match &report.spans {
        Err(day) => text.fill("effect-not-yet", &[("day", text.format().date(*day).into())]),
        Ok(Spans { before, after }) => {
            let dates = |first, last| text.format().dates(first, last);
            let values = [
                ("before", dates(before.first(), before.last()).into()),
                ("after", dates(after.first(), after.last()).into()),
            ];
            text.fill("effect-compared", &values)
        }
    }
}

fn notes(text: Text, report: &EffectReport) -> Vec<String> {
    let Ok(spans) = &report.spans else { return Vec::new() };
    if report.effects.is_empty() {
        return Vec::new();
    }
    let length = spans.after.days().len();
    let short = length < usize::from(report.request.days);
    let length = u64::try_from(length).unwrap_or(u64::MAX);
    let cells = report.effects.iter().flat_map(|effect| [&effect.before, &effect.after]);
    [
        short.then(|| text.fill("effect-short", &[("days", length.into())])),
        report.request.last.map(|_| text.say("effect-left-out")),
        report.begins_late.then(|| text.say("effect-begins-late")),
        report.is_incomplete.then(|| text.say("overview-incomplete")),
        number::blurred_rule(text, cells),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn shown(text: Text, report: &EffectReport) -> Vec<ShownEffect> {
    let is_tested =
        |effect: &&Effect| matches!(effect.between, Between::Difference { is_clear: Some(_), .. });
    let together = report.effects.iter().filter(is_tested).count();
    let tile = |effect: &Effect, cell: &Cell, key: &str| {
        NumberTile::new(text, effect.measure, cell).named(text.say(key))
    };
    let shown = |effect: &Effect| ShownEffect {
        name: text.word("measure", effect.measure.as_str()),
        finding: words::between(text, effect, together),
        tiles: [
            tile(effect, &effect.before, "effect-before"),
            tile(effect, &effect.after, "effect-after"),
        ],
    };
    report.effects.iter().map(shown).collect()
}

/// What else happened in the days compared.
async fn others(
    state: &AppState,
    text: Text,
    service: &Service,
    annotation: &Annotation,
    report: &EffectReport,
) -> Result<(Vec<(String, String, String)>, Option<String>), Failure> {
    let Ok(Spans { before, after }) = &report.spans else { return Ok((Vec::new(), None)) };
    if report.effects.is_empty() {
        return Ok((Vec::new(), None));
    }
    let found = state.control.annotations_between(service.id, before.first(), after.last()).await?;
    let mut others: Vec<(String, String, String)> = found
        .iter()
        .filter(|other| other.id != annotation.id)
        .map(|other| {
            let says = &other.says;
            let kind = text.word("annotation-kind", says.kind.as_str());
            let about = format!("{} · {kind}", days(text, says.first, says.last));
            (about, says.title.clone(), format!("{}/{}", place(service), other.id.number()))
        })
        .collect();
    let rest = others.len().saturating_sub(OTHERS);
    others.truncate(OTHERS);
    let rest = u64::try_from(rest).unwrap_or(u64::MAX);
    let more = (rest > 0).then(|| text.fill("chart-marks-more", &[("count", rest.into())]));
    Ok((others, more))
}

/// `POST /s/{service}/data/annotations/{annotation}/delete`
pub(crate) async fn delete(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(annotation): PathPart,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let id = AnnotationId::from_text(&annotation).ok_or(Failure::NoSuchPage)?;
    // Gone already, it is deleted: that was the wish.
    state.control.by(request.caller()?.actor()).delete_annotation(&service, id).await?;
    Ok(Redirect::to(&place(&service)).into_response())
}
