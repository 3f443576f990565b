//! `/s/{service}/tasks/{task}`: the report of one task.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::civil::Date;
use lotse_control::tasks::{StoredTask, TaskId, TaskVersion};
use lotse_domain::{
    property::{ShortText, limits},
    query::{
        filter::{Attribute, Field},
        interval::Interval,
    },
    service::Service,
};
use lotse_report::{
    measure::{Cell, Measure},
    task::{BREAKDOWNS, TaskReport, TaskRequest},
};

use super::{
    against::{self, AGAINST},
    figures::{self, Look},
    later::{self, LaterParts},
    words,
};
use crate::{
    definitions,
    error::Failure,
    form::Fields,
    messages::Text,
    page::{self, Choice, Frame, PageRequest, Place},
    pages::{data::annotations, overview::choice::Choices},
    path::{PathPart, ServiceInPath},
    query::Query,
    state::AppState,
    ui::{
        chart::{
            LineChart, LineFrame,
            figure::Figure,
            funnel::FunnelChart,
            histogram::Histogram,
            intervals::IntervalDots,
            links::{Link, Links},
            marks::Marks,
        },
        field::{Action, ErrorSummary, Mistakes},
        label, number,
        number::NumberTile,
        period::{PeriodControls, wrong_words},
        person,
        table::DataTable,
    },
    written::written,
};

/// The parameter that names what rows are by, and the one with a property's name.
const BY: &str = "by";
const PROPERTY: &str = "property";

/// Figures, as messages name them.
#[cfg(test)]
pub(crate) const FIGURES: [&str; 10] = [
    "completion",
    "closed",
    "completed",
    "refused",
    "abandoned",
    "in-use",
    "tenth",
    "ninetieth",
    "geometric-mean",
    "elapsed",
];

/// The report of a task.
#[derive(Template)]
#[template(path = "pages/tasks/show.html")]
struct TaskPage {
    frame: Frame,
    lead: String,
    description: String,
    is_archived: bool,
    summary: ErrorSummary,
    mistakes: Mistakes,
    period: PeriodControls,
    bar: Bar,
    against: Option<against::Form>,
    /// Two segments compared, in a sentence.
    compared: Option<String>,
    report: Option<Box<Report>>,
    /// What the task says: name of the part, the rule, how the step is taken.
    parts: Vec<(String, String)>,
    warnings: Vec<String>,
    address: String,
    archive: Action,
    versions: Vec<Version>,
}

/// What rows are by, as a form.
struct Bar {
    breakdowns: Vec<Choice>,
    property: String,
    kept: Vec<(String, String)>,
    action: String,
}

struct Report {
    tiles: Vec<NumberTile>,
    /// What is not in the figures, in sentences.
    apart: Vec<String>,
    looks: Vec<Look>,
    places: FunnelChart,
    /// Number and name of the place, and what was met there.
    causes: Vec<(usize, String, DataTable)>,
    causes_note: String,
    times: Option<Figure<Histogram>>,
    time_tiles: Vec<NumberTile>,
    trend: LineChart,
    groups: Option<(String, Result<Figure<IntervalDots>, String>)>,
    marks: DataTable,
    later: Option<LaterParts>,
    links: Vec<Link>,
    explain: Vec<(String, String)>,
}

struct Version {
    number: String,
    who: String,
    when: String,
    name: String,
}

/// What an address asks for besides the period.
pub(super) struct Asked {
    pub(super) choices: Choices,
    pub(super) by: Option<Attribute>,
}

/// `GET /s/{service}/tasks/{task}`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    PathPart(task): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let task = definitions::named::<TaskId>(&state, &service, &task).await?;
    let text = request.text();
    let mut mistakes = Mistakes::default();
    let Asked { choices, by } = read(&state, &service, &request, &mut mistakes)?;
    let other = against::asked(&request).unwrap_or_else(|why| {
        mistakes.add(AGAINST, why.words(text));
        None
    });
    let asked = request_of(&service, &choices, by, &task);
    let compared = against::compared(&state, &viewer, other, &asked).await?;
    let report = state.reports.task(&viewer, asked).await?;
    let stretches: Vec<(Date, Date)> =
        report.told.intervals.iter().map(|interval| (interval.from, interval.to)).collect();
    let marks = annotations::marks(&state, &request, &service, &stretches).await?;
    let mut frame = super::frame(&request, &service, task.now.name.clone());
    frame.has_errors = !mistakes.is_empty();
    let address = format!("/s/{}/tasks/{}", service.slug, task.id.number());
    let versions = state.control.definition_versions(service.id, task.id).await?;
    let words_of = if task.is_archived { "task-restore" } else { "task-archive" };
    let archive =
        Action::new(format!("{address}/archive"), text.say(words_of), &request.form_token());
    let has_attempts = !report.told.attempts.begun.is_nothing();
    let page = TaskPage {
        lead: figures::finding(text, &report),
        description: task.now.description.clone(),
        is_archived: task.is_archived,
        summary: mistakes.summary(text),
        period: PeriodControls::new(text, &choices, &request.path, &request.query)
            .segments(&request, &service)
            .opened(mistakes.of("first").or(mistakes.of("last")).is_some()),
        bar: bar(text, &request, &report),
        against: against::Form::of(&request),
        compared: compared.and_then(|compared| {
            against::sentence(text, &request, &report.told.attempts, &compared)
        }),
        report: has_attempts.then(|| {
            let files = format!("{address}/report");
            let links = Links::new(&request, &request.query, &state.public_url, files);
            Box::new(self::report(text, &links, &service, &task, &report, marks))
        }),
        parts: parts(text, &task),
        warnings: words::impossible(text, &service, &task.now.says),
        archive: if task.is_archived {
            archive
        } else {
            archive.lost(text.say("task-archive-lost"))
        },
        versions: versions.iter().map(|version| version_of(text, &service, version)).collect(),
        address,
        mistakes,
        frame,
    };
    let status = if page.frame.has_errors { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok((status, page::show(&page)?).into_response())
}

/// `POST /s/{service}/tasks/{task}/archive`: into the archive, or out of it.
pub(crate) async fn archive(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(task): PathPart,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let id: TaskId = definitions::archive(&state, &request, &service, &task).await?;
    Ok(Redirect::to(&format!("/s/{}/tasks/{}", service.slug, id.number())).into_response())
}

/// What an address asks for; what is wrong joins the mistakes, and the usual takes its place.
fn read(
    state: &AppState,
    service: &Service,
    request: &PageRequest,
    mistakes: &mut Mistakes,
) -> Result<Asked, Failure> {
    let (text, now) = (request.text(), state.clock.now());
    let choices = Choices::read(&request.query, service, now).or_else(|wrong| {
        mistakes.add(wrong.parameter, wrong_words(text, &wrong));
        Choices::read(&Query::default(), service, now)
            .map_err(|_| Failure::Parameter { name: wrong.parameter })
    })?;
    let by = breakdown(&request.query).unwrap_or_else(|name| {
        let words = text.fill("overview-wrong-unknown", &[("parameter", name.into())]);
        mistakes.add(name, words);
        None
    });
    Ok(Asked { choices, by })
}

/// The complete question of an address, for programs and files.
pub(crate) fn asked(
    state: &AppState,
    service: &Arc<Service>,
    request: &PageRequest,
    task: &StoredTask,
) -> Result<TaskRequest, Failure> {
    let choices = Choices::read(&request.query, service, state.clock.now())?;
    let by = breakdown(&request.query).map_err(|name| Failure::Parameter { name })?;
    Ok(request_of(service, &choices, by, task))
}

/// What rows are by: `by=device-class`, or `by=property&property=name`.
fn breakdown(query: &Query) -> Result<Option<Attribute>, &'static str> {
    let given = |name: &str| query.get(name).map(str::trim).filter(|text| !text.is_empty());
    match given(BY) {
        None => Ok(None),
        Some(PROPERTY) => {
            let name = given(PROPERTY).ok_or(PROPERTY)?;
            let name = ShortText::cut(name, limits::PROPERTY_NAME_CHARS).ok_or(PROPERTY)?;
            Ok(Some(Attribute::Property(name)))
        }
        Some(text) => {
            let known = BREAKDOWNS.into_iter().find(|field| field.as_str() == text);
            known.map(|field| Some(Attribute::Field(field))).ok_or(BY)
        }
    }
}

fn request_of(
    service: &Arc<Service>,
    choices: &Choices,
    by: Option<Attribute>,
    task: &StoredTask,
) -> TaskRequest {
    TaskRequest {
        service: Arc::clone(service),
        period: choices.period.clone(),
        comparison: choices.comparison,
        automatic: choices.automatic,
        task: task.now.says.clone(),
        by,
        // Of a single day too few attempts begin to be told of.
        interval: match Interval::usual(&choices.period) {
            Interval::Day => Interval::Week,
            longer => longer,
        },
    }
}

fn bar(text: Text, request: &PageRequest, report: &TaskReport) -> Bar {
    let by = report.request.by.as_ref();
    let option = |label: String, address: &str, is_current: bool| Choice {
        label,
        address: address.to_owned(),
        is_current,
        lang: "",
    };
    let field = |field: Field| {
        let is_current = by == Some(&Attribute::Field(field));
        option(label::field(text, field), field.as_str(), is_current)
    };
    let mut breakdowns = vec![option(text.say("funnel-by-none"), "", by.is_none())];
    breakdowns.extend(BREAKDOWNS.into_iter().map(field));
    let is_property = matches!(by, Some(Attribute::Property(_)));
    breakdowns.push(option(text.say("tag-what-property"), PROPERTY, is_property));
    Bar {
        breakdowns,
        property: request.query.get(PROPERTY).unwrap_or_default().to_owned(),
        kept: request.query.with(BY, "").with(PROPERTY, "").pairs().to_vec(),
        action: request.path.clone(),
    }
}

/// A share with what it was before.
fn tile(text: Text, word: &str, cell: &Cell, measure: Measure) -> NumberTile {
    NumberTile::new(text, measure, cell).named(text.word("task-figure", word))
}

fn report(
    text: Text,
    links: &Links<'_>,
    service: &Service,
    task: &StoredTask,
    report: &TaskReport,
    marks: Marks,
) -> Report {
    let told = &report.told;
    let attempts = &told.attempts;
    let share = Measure::BounceRate;
    let json = format!("/api/v1/services/{}/tasks/{}/report", service.slug, task.id.number());
    let period = &report.request.period;
    let (first, last) = (period.first().to_string(), period.last().to_string());
    let days = links.query().with("days", "").with("first", &first).with("last", &last);
    let csv = |table: &str| days.with("table", table);
    let of_figure =
        |id: &str, table: &str| links.of_figure(id, &csv(table), ("task-json", json.as_str()));
    let of_table = |table: &str| links.of_table(&csv(table), None);
    let mut tiles = vec![tile(text, "completion", &attempts.completion, share)];
    if let Some((before, gap)) = &told.change
        && let Some(points) = words::points(text, gap)
        && let Some(was) = words::share(text, &before.completion)
        && let Some(first) = tiles.first_mut()
    {
        let clear = text.say(if gap.is_clear { "task-clear" } else { "task-unclear" });
        first.note(text.fill(
            "task-change",
            &[("points", points.into()), ("before", was.into()), ("clear", clear.into())],
        ));
    }
    tiles.push(tile(text, "closed", &attempts.closed, Measure::Visits));
    tiles.push(tile(text, "completed", &attempts.completed, Measure::Visits));
    if task.now.says.parts().refused.is_some() {
        tiles.push(tile(text, "refused", &attempts.refused, Measure::Visits));
    }
    tiles.push(tile(text, "abandoned", &attempts.abandoned, Measure::Visits));
    let quantiles = &told.times.in_use;
    let time = Measure::EngagedTime;
    let time_tiles = vec![
        tile(text, "in-use", &quantiles.median, time),
        tile(text, "tenth", &quantiles.tenth, time),
        tile(text, "ninetieth", &quantiles.ninetieth, time),
        tile(text, "geometric-mean", &told.times.geometric_mean, time),
        tile(text, "elapsed", &told.times.elapsed.median, time),
    ];
    let (histogram, bins) = figures::times(text, told);
    let histogram_of_times = (!told.times.bins.is_empty()).then(|| {
        Figure::new(text, "times", text.say("task-times-headline"), histogram)
            .table(bins)
            .note([text.say("histogram-marks"), text.say("task-times-note")])
            .links(of_table("times"))
    });
    let names = figures::place_names(text, &task.now.says);
    let causes = names.iter().zip(&told.places).enumerate();
    let causes = causes.filter_map(|(number, (name, place))| {
        Some((number, name.clone(), figures::causes(text, place)?))
    });
    let groups = report.request.by.as_ref().map(|by| {
        let name = figures::by_name(text, by);
        let drawn = figures::groups(text, report, by);
        let figure = drawn.map(|(drawn, table, headline)| {
            Figure::new(text, "groups", headline, drawn).table(table).links(of_table("groups"))
        });
        (name, figure.ok_or_else(|| text.say("funnel-rows-none")))
    });
    let trend = LineFrame {
        id: "trend",
        headline: text.say("task-trend-headline"),
        table: figures::trend_table(text, report),
        links: of_table("trend"),
    };
    Report {
        tiles,
        apart: apart(text, report),
        looks: figures::look_first(text, report, links.query()),
        places: figures::funnel(text, told, &task.now.says, of_figure("places", "places")),
        causes: causes.collect(),
        causes_note: text.say("task-causes-note"),
        times: histogram_of_times,
        time_tiles,
        trend: LineChart::of(text, &figures::trend(text, report, marks), trend),
        groups,
        marks: figures::marks(text, told),
        later: later::later(text, told),
        links: links.of_page(),
        explain: figures::explain(text, report, service),
    }
}

/// What is not in the figures.
fn apart(text: Text, report: &TaskReport) -> Vec<String> {
    let told = &report.told;
    let format = text.format();
    let said = |key: &str, cell: &Cell| {
        let count = number::counted(format, cell).filter(|_| !cell.is_nothing())?;
        Some(text.fill(key, &[("attempts", count)]))
    };
    let attempts = &told.attempts;
    let mut lines: Vec<String> = [
        ("task-apart-open", &attempts.open),
        ("task-apart-saved", &attempts.saved),
        ("task-apart-early", &attempts.done_early),
        ("task-apart-without", &told.without_start),
    ]
    .into_iter()
    .filter_map(|(key, cell)| said(key, cell))
    .collect();
    match report.closed_until {
        Some(day) if day < report.request.period.last() => {
            lines.push(text.fill("task-closed-until", &[("day", format.date(day).into())]));
        }
        Some(_) => {}
        None => lines.push(text.say("task-closed-none")),
    }
    lines
}

/// What a task says, part by part.
fn parts(text: Text, task: &StoredTask) -> Vec<(String, String)> {
    let parts = task.now.says.parts();
    let mut lines = vec![(text.word("task-part", "start"), written(&parts.start))];
    for (number, step) in (1_u64..).zip(&parts.steps) {
        let kind = text.word("task-step-kind", step.kind.as_str());
        let values =
            [("number", number.into()), ("name", step.name.as_str().into()), ("kind", kind.into())];
        lines.push((text.fill("task-step-told", &values), written(&step.rule)));
    }
    let some = [
        ("completed", Some(&parts.completed)),
        ("refused", parts.refused.as_ref()),
        ("saved", parts.saved.as_ref()),
        ("abandoned", parts.abandoned.as_ref()),
        ("help", parts.help.as_ref()),
    ];
    lines.extend(
        some.into_iter()
            .filter_map(|(part, rule)| Some((text.word("task-part", part), written(rule?)))),
    );
    let later = parts.later.iter();
    lines.extend(later.map(|(one, rule)| (text.word("task-later", one.as_str()), written(rule))));
    lines.push((text.word("task-part", "window"), words::window(text, parts.window)));
    lines
}

fn version_of(text: Text, service: &Service, version: &TaskVersion) -> Version {
    Version {
        number: version.version.to_string(),
        who: person::author(text, &version.made_by),
        when: text.format().minute(version.made_at, &service.time_zone),
        name: version.name.clone(),
    }
}
