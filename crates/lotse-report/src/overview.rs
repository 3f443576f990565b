//! How is this service doing? Figures, trend and tables of one service over whole days.

use std::sync::Arc;

use jiff::Timestamp;
use lotse_domain::{
    ids::AuthorityCode,
    query::{Automatic, Breakdown, Period, UsageQuestion},
    service::{IdentityQuality, Service},
};
use serde::Serialize;

use crate::{
    Reports,
    error::ReportError,
    gate::{self, AutomaticShare, Disclosed, Figure, Table},
    measure::{Cell, Measure, Number},
    shortest,
    viewer::Viewer,
};

/// The tables of an overview besides its days.
pub const TABLES: &[Breakdown] = &[
    Breakdown::Page,
    Breakdown::EntryPage,
    Breakdown::ExitPage,
    Breakdown::PageLanguage,
    Breakdown::BrowserLanguage,
    Breakdown::DeviceClass,
    Breakdown::Browser,
    Breakdown::OperatingSystem,
    Breakdown::Referrer,
];

/// What an overview shows.
#[derive(Clone, Debug, PartialEq)]
pub struct OverviewQuestion {
    /// Which service.
    pub service: Arc<Service>,
    /// When.
    pub period: Period,
    /// What it is compared with.
    pub comparison: Comparison,
    /// What becomes of events of automatic clients.
    pub automatic: Automatic,
}

/// What a period is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// As many days right before.
    Before,
    /// Nothing.
    None,
}

/// The overview of one service. Everything in it has passed the gate.
#[derive(Clone, Debug, PartialEq)]
pub struct OverviewReport {
    /// The one authority whose part of the service this is; `None` for the whole.
    pub authority: Option<AuthorityCode>,
    /// Which service.
    pub service: Arc<Service>,
    /// When.
    pub period: Period,
    /// The period compared with, if any.
    pub before: Option<BeforeReport>,
    /// How visitors are told apart.
    pub identity: IdentityQuality,
    /// The last day is today and not over.
    pub is_partial: bool,
    /// Events of the period may be missing: a file that could not be read was set aside.
    pub is_incomplete: bool,
    /// Events by automatic clients, and the share of all events that they are.
    pub automatic: Disclosed<AutomaticShare>,
    /// Whether they are in the figures.
    pub counts_automatic: bool,
    /// The whole service.
    pub figures: Vec<Figure>,
    /// The shortest period ending alike for which figures are shown that are hidden here; `None` where none is hidden
    /// or no period of a year helps.
    pub shown_from: Option<Period>,
    /// One row per day.
    pub days: Table,
    /// The other tables, in the order of [`TABLES`].
    pub tables: Vec<Table>,
    /// When the newest event of the period was received.
    pub newest: Option<Disclosed<Timestamp>>,
}

/// The same figures for the period compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct BeforeReport {
    /// When.
    pub period: Period,
    /// The whole service.
    pub figures: Vec<Figure>,
    /// One row per day.
    pub days: Table,
}

impl OverviewReport {
    /// The figure of a measure, if the overview has it.
    pub fn figure(&self, measure: Measure) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.measure == measure)
    }

    /// How much a count or rate moved against the comparison: now less before, where both are shown.
    pub fn change(&self, measure: Measure) -> Option<Change> {
        let now = self.figure(measure)?.cell.number()?;
        let before = self.before.as_ref()?;
        let before = before.figures.iter().find(|f| f.measure == measure)?.cell.number()?;
        Some(Change::between(before, now))
    }

    /// The table of a breakdown.
    pub fn table(&self, breakdown: Breakdown) -> Option<&Table> {
        if breakdown == Breakdown::Day {
            return Some(&self.days);
        }
        self.tables.iter().find(|table| table.breakdown == breakdown)
    }
}

/// How much a number moved, made from two disclosed numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Now less before, in the unit of the measure.
    pub absolute: f64,
    /// As a share of before; `None` where before is zero.
    pub relative: Option<f64>,
}

impl Change {
    fn between(before: Number, now: Number) -> Self {
        let absolute = now.value() - before.value();
        let relative = (before.value() != 0.0).then(|| absolute / before.value());
        Self { absolute, relative }
    }
}

/// How many cells at the beginning say that nothing happened, where these are too many for a fair comparison.
pub fn late_begin<'c>(cells: impl Iterator<Item = &'c Cell>) -> Option<usize> {
    let cells: Vec<&Cell> = cells.collect();
    let empty = cells.iter().take_while(|cell| cell.is_nothing()).count();
    (empty > 0 && empty * LATE_SHARE >= cells.len()).then_some(empty)
}

/// One day in so many may be empty at the start of the period before.
const LATE_SHARE: usize = 5;

impl Reports {
    /// The overview of one service.
    ///
    /// # Errors
    /// When the lake gives no answer, or the period compared with would begin before the calendar.
    pub async fn overview(
        &self,
        viewer: &Viewer,
        question: &OverviewQuestion,
    ) -> Result<OverviewReport, ReportError> {
        let service = &question.service;
        let mut breakdowns = vec![Breakdown::Day];
        breakdowns.extend_from_slice(TABLES);
        let of = |period: &Period, breakdowns| UsageQuestion {
            scope: viewer.scope(service, period, question.automatic),
            breakdowns,
        };
        let asked = of(&question.period, breakdowns);
        let before = match question.comparison {
            Comparison::Before => Some(question.period.before()?),
            Comparison::None => None,
        };
        let (now, before) = tokio::join!(self.reader.usage(&asked), async {
            let Some(period) = before else { return Ok(None) };
            let asked = of(&period, vec![Breakdown::Day]);
            self.reader.usage(&asked).await.map(|answer| Some((period, answer)))
        });
        let now =
            gate::usage(&now?, service, &question.period, question.automatic, self.rules(viewer));
        let before = before?.map(|(period, answer)| {
            let usage =
                gate::usage(&answer, service, &period, question.automatic, self.rules(viewer));
            BeforeReport {
                days: usage.tables.into_iter().next().unwrap_or_else(Table::no_days),
                figures: usage.figures,
                period,
            }
        });
        let shown_from = if shortest::hides(now.figures.iter().map(|figure| &figure.cell)) {
            self.figures_shown_from(viewer, question).await?
        } else {
            None
        };
        let mut tables = now.tables.into_iter();
        Ok(OverviewReport {
            shown_from,
            authority: viewer.authority().cloned(),
            service: Arc::clone(service),
            period: question.period.clone(),
            before,
            identity: service.identity(),
            is_partial: self.clock.now() < question.period.end(),
            is_incomplete: self.reader.lacks(
                service.kind,
                service.id,
                &(question.period.start()..question.period.end()),
            ),
            automatic: now.automatic,
            counts_automatic: question.automatic == Automatic::Counted,
            figures: now.figures,
            days: tables.next().unwrap_or_else(Table::no_days),
            tables: tables.collect(),
            newest: now.newest,
        })
    }
}

impl Reports {
    /// The shortest longer period of which the figures of the whole are shown.
    async fn figures_shown_from(
        &self,
        viewer: &Viewer,
        question: &OverviewQuestion,
    ) -> Result<Option<Period>, ReportError> {
        let (service, automatic) = (&question.service, question.automatic);
        for period in shortest::longer(&question.period) {
            let scope = viewer.scope(service, &period, automatic);
            let asked = UsageQuestion { scope, breakdowns: Vec::new() };
            let answer = self.reader.usage(&asked).await?;
            let usage = gate::usage(&answer, service, &period, automatic, self.rules(viewer));
            if !shortest::hides(usage.figures.iter().map(|figure| &figure.cell)) {
                return Ok(Some(period));
            }
        }
        Ok(None)
    }
}

impl Table {
    /// A table of days without any.
    fn no_days() -> Self {
        Self {
            breakdown: Breakdown::Day,
            measures: Vec::new(),
            rows: Vec::new(),
            others: None,
            truncated: false,
        }
    }
}
