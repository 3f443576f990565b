//! The pages of a service: how often each was viewed, by how many, and how many visits began and ended there.

use std::{collections::HashMap, sync::Arc};

use jiff::Timestamp;
use lotse_domain::{
    ids::AuthorityCode,
    query::{Automatic, Breakdown, Period, UsageQuestion},
    service::Service,
};
use serde::Serialize;

use crate::{
    Reports,
    cost::Cost,
    error::ReportError,
    gate::{self, Disclosed, Table},
    measure::{Cell, Measure},
    viewer::Viewer,
};

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct PagesRequest {
    /// Of which service.
    pub service: Arc<Service>,
    /// When.
    pub period: Period,
    /// What becomes of events of automatic clients.
    pub automatic: Automatic,
}

/// One page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PageRow {
    /// Its path; `None` where events carry none.
    pub page: Disclosed<Option<String>>,
    /// How often it was viewed.
    pub views: Cell,
    /// By how many: daily visitors or people.
    pub people: Cell,
    /// Visits whose first page it was.
    pub began: Cell,
    /// Visits whose last page it was.
    pub ended: Cell,
}

/// The pages of a service. Everything counted in it has passed the gate.
#[derive(Clone, Debug, PartialEq)]
pub struct PagesReport {
    /// The one authority whose part of the service this is; `None` for the whole.
    pub authority: Option<AuthorityCode>,
    /// What was asked for.
    pub request: PagesRequest,
    /// All page views.
    pub all_views: Cell,
    /// Pages that may be named, the most viewed first.
    pub rows: Vec<PageRow>,
    /// Views of the others together, if there are others.
    pub others: Option<Cell>,
    /// There were more pages than are kept.
    pub truncated: bool,
    /// The last day is today and not over.
    pub is_partial: bool,
    /// When the newest event of the period was received.
    pub newest: Option<Disclosed<Timestamp>>,
    /// What the answer cost.
    pub cost: Cost,
}

impl Reports {
    /// The pages of a service.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn page_table(
        &self,
        viewer: &Viewer,
        request: PagesRequest,
    ) -> Result<PagesReport, ReportError> {
        let meter = self.meter();
        let (service, period) = (&request.service, &request.period);
        let breakdowns = vec![Breakdown::Page, Breakdown::EntryPage, Breakdown::ExitPage];
        let scope = viewer.scope(service, period, request.automatic);
        let asked = UsageQuestion { scope, breakdowns };
        let answer = meter.reader.usage(&asked).await?;
        let usage = gate::usage(&answer, service, period, request.automatic, self.rules(viewer));
        let views = usage.figures.iter().find(|figure| figure.measure == Measure::PageViews);
        let all_views = views.map_or(Cell::NoData, |figure| figure.cell.clone());
        let mut tables = usage.tables.into_iter();
        let (pages, began, ended) = (tables.next(), tables.next(), tables.next());
        let (rows, others, truncated) = match pages {
            Some(pages) => {
                let nobody = gate::nobody(service, self.rules(viewer));
                joined(&pages, began.as_ref(), ended.as_ref(), &nobody)
            }
            None => (Vec::new(), None, false),
        };
        Ok(PagesReport {
            authority: viewer.authority().cloned(),
            all_views,
            rows,
            others,
            truncated,
            is_partial: self.clock.now() < period.end(),
            newest: usage.newest,
            cost: meter.cost(),
            request,
        })
    }
}

/// Pages with what the other tables say of them.
fn joined(
    pages: &Table,
    began: Option<&Table>,
    ended: Option<&Table>,
    nobody: &Cell,
) -> (Vec<PageRow>, Option<Cell>, bool) {
    let people = |measure: Measure| matches!(measure, Measure::DailyVisitors | Measure::People);
    let place = |is: &dyn Fn(Measure) -> bool| pages.measures.iter().position(|m| is(*m));
    let (views, people) = (place(&|m| m == Measure::PageViews), place(&people));
    let at = |cells: &[Cell], place: Option<usize>| {
        place.and_then(|place| cells.get(place)).cloned().unwrap_or(Cell::NoData)
    };
    let (began, ended) = (Visits::new(began, nobody), Visits::new(ended, nobody));
    let others = pages.others.as_ref().map(|cells| at(cells, views));
    let rows = pages.rows.iter().map(|row| PageRow {
        page: row.label.clone(),
        views: at(&row.cells, views),
        people: at(&row.cells, people),
        began: began.of(row.label.as_deref()),
        ended: ended.of(row.label.as_deref()),
    });
    (rows.collect(), others, pages.truncated)
}

/// Visits by page, of a table of visits.
struct Visits<'a> {
    rows: HashMap<Option<&'a str>, &'a Cell>,
    /// What is said of a page that the table does not name.
    unnamed: Cell,
}

impl<'a> Visits<'a> {
    fn new(table: Option<&'a Table>, nobody: &Cell) -> Self {
        let row = |row: &'a gate::Row| Some((row.label.as_deref(), row.cells.first()?));
        let hidden = |cell: &Cell| match cell {
            Cell::Hidden(hidden) => Some(*hidden),
            _ => None,
        };
        let unnamed = match table.map(|table| &table.others) {
            None => Cell::NoData,
            // A table that holds nothing back names every page on which a visit began or ended.
            Some(None) => nobody.clone(),
            // People come last, and say how many it takes.
            Some(Some(others)) => gate::held_back(others.iter().rev().find_map(hidden)),
        };
        Self { rows: table.iter().flat_map(|table| &table.rows).filter_map(row).collect(), unnamed }
    }

    fn of(&self, page: Option<&str>) -> Cell {
        self.rows.get(&page).map_or_else(|| self.unnamed.clone(), |cell| (*cell).clone())
    }
}
