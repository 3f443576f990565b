//! A disclosed report as JSON: the same numbers that the page shows.

use serde::Serialize;

use lotse_domain::{
    ids::AuthorityCode,
    query::{
        Period,
        filter::{Attribute, Field},
        interval::{Interval, Stretch},
    },
    service::Service,
};

use crate::{
    forms::FormsReport,
    friction::{FrictionReport, Signal},
    funnel::FunnelReport,
    gate::{
        AutomaticShare, Disclosed, Figure, Table,
        forms::DisclosedForms,
        friction::{FrictionPage, SignalFigures},
        funnel::{LabelledSteps, Step},
        paths::DisclosedPath,
        retention::DisclosedCohort,
        task::DisclosedTask,
        trend::{TrendLine, TrendRows},
    },
    measure::Cell,
    overview::OverviewReport,
    pages::PagesReport,
    paths::PathsReport,
    retention::{NotFollowed, RetentionReport},
    task::TaskReport,
    trend::TrendReport,
    viewer::Viewer,
};

/// The overview of a service in the shape of `GET /api/v1/services/{service}/overview`.
#[derive(Serialize)]
pub struct OverviewJson<'a> {
    service: &'a str,
    authority: Option<&'a str>,
    name: &'a str,
    identity: &'static str,
    generated: bool,
    period: PeriodJson,
    is_partial: bool,
    is_incomplete: bool,
    automatic: AutomaticJson<'a>,
    newest_received_at: Option<String>,
    figures: &'a [Figure],
    shown_from: Option<PeriodJson>,
    before: Option<BeforeJson<'a>>,
    tables: Vec<&'a Table>,
}

#[derive(Serialize)]
struct AutomaticJson<'a> {
    #[serde(flatten)]
    share: &'a AutomaticShare,
    counted: bool,
}

#[derive(Serialize)]
struct PeriodJson {
    first: String,
    last: String,
    time_zone: String,
}

#[derive(Serialize)]
struct BeforeJson<'a> {
    period: PeriodJson,
    figures: &'a [Figure],
    days: &'a Table,
}

impl<'a> OverviewJson<'a> {
    /// The report as an object to serialise.
    pub fn new(report: &'a OverviewReport) -> Self {
        Self {
            service: report.service.slug.as_str(),
            authority: report.authority.as_ref().map(AuthorityCode::as_str),
            name: &report.service.name,
            identity: report.identity.as_str(),
            generated: report.service.generated,
            period: period(&report.period),
            is_partial: report.is_partial,
            is_incomplete: report.is_incomplete,
            automatic: AutomaticJson { share: &report.automatic, counted: report.counts_automatic },
            newest_received_at: report.newest.as_ref().map(|newest| newest.to_string()),
            figures: &report.figures,
            shown_from: report.shown_from.as_ref().map(period),
            before: report.before.as_ref().map(|before| BeforeJson {
                period: period(&before.period),
                figures: &before.figures,
                days: &before.days,
            }),
            tables: std::iter::once(&report.days).chain(&report.tables).collect(),
        }
    }
}

/// A segment, as answers name it.
#[derive(Serialize)]
struct SegmentJson<'a> {
    id: i64,
    name: &'a str,
    version: i64,
}

/// An answer, and of which segment it is, where it is not of everybody.
#[derive(Serialize)]
pub struct OfSegment<'a, T> {
    #[serde(skip_serializing_if = "Option::is_none")]
    segment: Option<SegmentJson<'a>>,
    #[serde(flatten)]
    answer: T,
}

impl<'a, T: Serialize> OfSegment<'a, T> {
    /// The answer that a viewer was given.
    pub fn new(viewer: &'a Viewer, answer: T) -> Self {
        let segment = viewer.segment().map(|segment| SegmentJson {
            id: segment.id.number(),
            name: &segment.now.name,
            version: segment.now.version,
        });
        Self { segment, answer }
    }
}

/// What every answer begins with: of what it is.
#[derive(Serialize)]
struct HeadJson<'a> {
    service: &'a str,
    authority: Option<&'a str>,
    identity: &'static str,
    generated: bool,
    period: PeriodJson,
}

impl<'a> HeadJson<'a> {
    fn new(service: &'a Service, authority: Option<&'a AuthorityCode>, of: &Period) -> Self {
        Self {
            service: service.slug.as_str(),
            authority: authority.map(AuthorityCode::as_str),
            identity: service.identity().as_str(),
            generated: service.generated,
            period: period(of),
        }
    }
}

/// A funnel in the shape of `GET /api/v1/services/{service}/funnel`.
#[derive(Serialize)]
pub struct FunnelJson<'a> {
    #[serde(flatten)]
    head: HeadJson<'a>,
    is_partial: bool,
    unit: &'static str,
    steps: &'a [String],
    by: Option<&'static str>,
    newest_received_at: Option<String>,
    shown_from: Option<PeriodJson>,
    #[serde(flatten)]
    funnel: FunnelCells<'a>,
}

/// The report of a task in the shape of `GET /api/v1/services/{service}/tasks/{task}/report`.
#[derive(Serialize)]
pub struct TaskJson<'a> {
    #[serde(flatten)]
    head: HeadJson<'a>,
    is_partial: bool,
    closed_until: Option<String>,
    before: Option<PeriodJson>,
    /// What the places are called.
    names: Vec<&'a str>,
    by: Option<String>,
    #[serde(flatten)]
    told: &'a DisclosedTask,
}

impl<'a> TaskJson<'a> {
    /// The report as an object to serialise.
    pub fn new(report: &'a TaskReport) -> Self {
        let request = &report.request;
        let steps = request.task.parts().steps.iter().map(|step| step.name.as_str());
        Self {
            head: HeadJson::new(&request.service, report.authority.as_ref(), &request.period),
            is_partial: report.is_partial,
            closed_until: report.closed_until.map(|day| day.to_string()),
            before: report.before.as_ref().map(period),
            names: std::iter::once("(start)").chain(steps).collect(),
            by: request.by.as_ref().map(|by| match by {
                Attribute::Field(field) => field.to_string(),
                Attribute::Property(name) => name.to_string(),
                Attribute::PropertyNames => String::new(),
            }),
            told: &report.told,
        }
    }
}

#[derive(Serialize)]
struct FunnelCells<'a> {
    everybody: &'a [Step],
    median_seconds: &'a Cell,
    rows: &'a [LabelledSteps],
    rows_are_missing: bool,
}

impl<'a> FunnelJson<'a> {
    /// The report as an object to serialise, with its steps as they were written.
    pub fn new(report: &'a FunnelReport, steps: &'a [String]) -> Self {
        let (request, funnel) = (&report.request, &report.funnel);
        Self {
            head: HeadJson::new(&request.service, report.authority.as_ref(), &request.period),
            is_partial: report.is_partial,
            unit: request.unit.as_str(),
            steps,
            by: request.by.map(Field::as_str),
            newest_received_at: report.newest.as_ref().map(|newest| newest.to_string()),
            shown_from: report.shown_from.as_ref().map(period),
            funnel: FunnelCells {
                everybody: &funnel.steps,
                median_seconds: &funnel.median_time,
                rows: &funnel.rows,
                rows_are_missing: funnel.is_cut,
            },
        }
    }
}

/// Paths in the shape of `GET /api/v1/services/{service}/paths`.
#[derive(Serialize)]
pub struct PathsJson<'a> {
    #[serde(flatten)]
    head: HeadJson<'a>,
    length: usize,
    newest_received_at: Option<String>,
    visits: &'a Cell,
    shown_from: Option<PeriodJson>,
    paths: &'a [DisclosedPath],
    others: Option<&'a Cell>,
}

impl<'a> PathsJson<'a> {
    /// The report as an object to serialise.
    pub fn new(report: &'a PathsReport) -> Self {
        let (request, paths) = (&report.request, &report.paths);
        Self {
            head: HeadJson::new(&request.service, report.authority.as_ref(), &request.period),
            length: request.length,
            newest_received_at: report.newest.as_ref().map(|newest| newest.to_string()),
            visits: &paths.whole,
            shown_from: report.shown_from.as_ref().map(period),
            paths: &paths.paths,
            others: paths.others.as_ref(),
        }
    }
}

/// A form in the shape of `GET /api/v1/services/{service}/forms`.
#[derive(Serialize)]
pub struct FormsJson<'a> {
    #[serde(flatten)]
    head: HeadJson<'a>,
    is_partial: bool,
    page: Option<&'a str>,
    newest_received_at: Option<String>,
    shown_from: Option<PeriodJson>,
    pages: &'a [Disclosed<String>],
    #[serde(flatten)]
    forms: &'a DisclosedForms,
}

impl<'a> FormsJson<'a> {
    /// The report as an object to serialise, with the pages as they were written.
    pub fn new(report: &'a FormsReport, page: Option<&'a str>) -> Self {
        let request = &report.request;
        Self {
            head: HeadJson::new(&request.service, report.authority.as_ref(), &request.period),
            is_partial: report.is_partial,
            page: page.or(report.taken.as_ref().map(|page| page.as_str())),
            newest_received_at: report.newest.as_ref().map(|newest| newest.to_string()),
            shown_from: report.shown_from.as_ref().map(period),
            pages: &report.pages,
            forms: &report.forms,
        }
    }
}

/// Where people struggle, in the shape of `GET /api/v1/services/{service}/friction`.
#[derive(Serialize)]
pub struct FrictionJson<'a> {
    #[serde(flatten)]
    head: HeadJson<'a>,
    is_partial: bool,
    newest_received_at: Option<String>,
    visitors: &'a Cell,
    weeks: Vec<IntervalJson>,
    signals: Vec<SignalJson<'a>>,
    pages_of: Signal,
    pages: &'a [FrictionPage],
    pages_are_missing: bool,
}

#[derive(Serialize)]
struct SignalJson<'a> {
    signal: Signal,
    #[serde(flatten)]
    figures: &'a SignalFigures,
}

impl<'a> FrictionJson<'a> {
    /// The report as an object to serialise.
    pub fn new(report: &'a FrictionReport) -> Self {
        let request = &report.request;
        let signal = |(signal, figures): &'a (Signal, SignalFigures)| SignalJson {
            signal: *signal,
            figures,
        };
        Self {
            head: HeadJson::new(&request.service, report.authority.as_ref(), &request.period),
            is_partial: report.is_partial,
            newest_received_at: report.newest.as_ref().map(|newest| newest.to_string()),
            visitors: &report.visitors,
            weeks: report.weeks.iter().map(IntervalJson::of).collect(),
            signals: report.signals.iter().map(signal).collect(),
            pages_of: report.of,
            pages: &report.pages,
            pages_are_missing: report.has_others,
        }
    }
}

/// Who comes back, in the shape of `GET /api/v1/services/{service}/retention`.
#[derive(Serialize)]
pub struct RetentionJson<'a> {
    #[serde(flatten)]
    head: HeadJson<'a>,
    interval: &'static str,
    cohorts: &'a [DisclosedCohort],
    shown_by: Option<&'static str>,
    not_followed: Option<NotFollowed>,
}

impl<'a> RetentionJson<'a> {
    /// The report as an object to serialise.
    pub fn new(report: &'a RetentionReport) -> Self {
        let request = &report.request;
        Self {
            head: HeadJson::new(&request.service, report.authority.as_ref(), &request.period),
            interval: request.interval.as_str(),
            cohorts: report.cohorts.as_deref().unwrap_or_default(),
            shown_by: report.shown_by.map(Interval::as_str),
            not_followed: report.cohorts.as_ref().err().copied(),
        }
    }
}

fn period(period: &Period) -> PeriodJson {
    PeriodJson {
        first: period.first().to_string(),
        last: period.last().to_string(),
        time_zone: period.zone().iana_name().unwrap_or("UTC").to_owned(),
    }
}

/// A trend in the shape of `GET /api/v1/services/{service}/trend`.
#[derive(Serialize)]
pub struct TrendJson<'a> {
    #[serde(flatten)]
    head: HeadJson<'a>,
    is_partial: bool,
    measure: &'static str,
    of: Option<&'a str>,
    interval: &'static str,
    by: Option<&'static str>,
    newest_received_at: Option<String>,
    intervals: Vec<IntervalJson>,
    everybody: &'a TrendLine,
    shown_by: Option<&'static str>,
    shown_from: Option<PeriodJson>,
    before: Option<TrendBeforeJson<'a>>,
    breakdown: Option<&'a TrendRows>,
}

#[derive(Serialize)]
struct IntervalJson {
    first: String,
    last: String,
    is_whole: bool,
}

impl IntervalJson {
    fn of(stretch: &Stretch) -> Self {
        Self {
            first: stretch.from.to_string(),
            last: stretch.to.to_string(),
            is_whole: stretch.is_whole,
        }
    }
}

#[derive(Serialize)]
struct TrendBeforeJson<'a> {
    period: PeriodJson,
    #[serde(flatten)]
    line: &'a TrendLine,
}

impl<'a> TrendJson<'a> {
    /// The report as an object to serialise, with what was written of the events it is about.
    pub fn new(report: &'a TrendReport, of: Option<&'a str>) -> Self {
        let request = &report.request;
        Self {
            head: HeadJson::new(&request.service, report.authority.as_ref(), &request.period),
            is_partial: report.is_partial,
            measure: request.measure.as_str(),
            of,
            interval: request.interval.as_str(),
            by: request.by.map(Field::as_str),
            newest_received_at: report.newest.as_ref().map(|newest| newest.to_string()),
            intervals: report.intervals.iter().map(IntervalJson::of).collect(),
            everybody: &report.line,
            shown_by: report.shown_by.map(Interval::as_str),
            shown_from: report.shown_from.as_ref().map(period),
            before: report
                .before
                .as_ref()
                .map(|(of, line)| TrendBeforeJson { period: period(of), line }),
            breakdown: report.rows.as_ref(),
        }
    }
}

/// The pages of a service in the shape of `GET /api/v1/services/{service}/pages`, without its entries.
#[derive(Serialize)]
pub struct PagesJson<'a> {
    #[serde(flatten)]
    head: HeadJson<'a>,
    is_partial: bool,
    newest_received_at: Option<String>,
    page_views: &'a Cell,
    others: Option<&'a Cell>,
    truncated: bool,
}

impl<'a> PagesJson<'a> {
    /// What holds for all of its pages.
    pub fn new(report: &'a PagesReport) -> Self {
        let request = &report.request;
        Self {
            head: HeadJson::new(&request.service, report.authority.as_ref(), &request.period),
            is_partial: report.is_partial,
            newest_received_at: report.newest.as_ref().map(|newest| newest.to_string()),
            page_views: &report.all_views,
            others: report.others.as_ref(),
            truncated: report.truncated,
        }
    }
}
