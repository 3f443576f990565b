//! Visits: runs of one visitor's events with no longer pause than 30 minutes, at most 24 hours.
//!
//! The rule is `lotse_domain::visit`; `docs/spec/visit.md` states it with its edge cases.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use lotse_domain::{
    query::{Breakdown, blur::Weight},
    visit::{VISIT_IDLE, VISIT_LONGEST},
};

use super::{
    Measure,
    labels::NONE,
    rows::{Frame, LabelColumn, Part, Rows},
    tally::{Present, Sums},
    uniques::at,
};

/// The state of one range.
pub(crate) struct Visits {
    frame: Arc<Frame>,
    visitor: Present,
    /// Visits opened so far; the present one's number.
    number: u64,
    open: Option<Open>,
    /// Labels of pages that the present visit touched, each once.
    touched: Vec<u32>,
    /// The visit that touched a page last, by label.
    touched_by: Vec<u64>,
    /// The whole service.
    pub(crate) totals: Sums,
    /// By day of the period.
    pub(crate) days: Vec<Sums>,
    /// By label, for each breakdown that was asked for but days.
    pub(crate) tables: Vec<(Breakdown, Vec<Sums>)>,
    /// Engaged times of measured visits.
    pub(crate) engaged: EngagedTimes,
}

/// Tenths of a second to visits.
#[derive(Default)]
pub(crate) struct EngagedTimes {
    /// Up to an hour, by index.
    usual: Vec<u32>,
    longer: BTreeMap<u32, u64>,
}

impl EngagedTimes {
    const USUAL: u32 = 36_000;

    /// Adds a visit of `ms`, rounded to the nearest tenth of a second, halves up.
    fn add(&mut self, ms: u64) {
        let tenths = u32::try_from(ms.saturating_add(50) / 100).unwrap_or(u32::MAX);
        if tenths >= Self::USUAL {
            *self.longer.entry(tenths).or_default() += 1;
            return;
        }
        let index = tenths as usize;
        if self.usual.len() <= index {
            self.usual.resize(index + 1, 0);
        }
        self.usual[index] += 1;
    }

    /// Tenths of a second to visits, ascending.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        let usual = (0_u32..).zip(&self.usual).map(|(tenths, n)| (tenths, u64::from(*n)));
        usual
            .filter(|(_, visits)| *visits > 0)
            .chain(self.longer.iter().map(|(tenths, visits)| (*tenths, *visits)))
    }
}

/// A visit whose last event may not have been seen yet.
struct Open {
    began: i64,
    last: i64,
    /// The day of the period on which it began, if it began in the period.
    day: Option<usize>,
    /// One of its events counts.
    counts: bool,
    measured: bool,
    page_views: u32,
    interacted: bool,
    engaged_ms: u64,
    /// What its first event carries.
    first: [u32; LabelColumn::COUNT],
    entry: u32,
    exit: u32,
}

const ALL_COLUMNS: [LabelColumn; LabelColumn::COUNT] = [
    LabelColumn::Page,
    LabelColumn::PageLanguage,
    LabelColumn::BrowserLanguage,
    LabelColumn::DeviceClass,
    LabelColumn::Browser,
    LabelColumn::OperatingSystem,
    LabelColumn::Referrer,
];

impl Visits {
    pub(crate) fn new(frame: Arc<Frame>) -> Self {
        let tables = frame
            .breakdowns
            .iter()
            .filter(|b| **b != Breakdown::Day)
            .map(|b| (*b, Vec::new()))
            .collect();
        let days = vec![Sums::default(); frame.days()];
        Self {
            frame,
            visitor: Present::default(),
            number: 0,
            open: None,
            touched: Vec::new(),
            touched_by: Vec::new(),
            totals: Sums::default(),
            days,
            tables,
            engaged: EngagedTimes::default(),
        }
    }

    fn add(&mut self, rows: &Rows, row: usize) {
        let (time, part) = (rows.time(row), rows.part(row));
        if part == Part::None {
            return;
        }
        let goes_on = |visit: &Open| continues(visit.began, visit.last, time);
        if !self.open.as_ref().is_some_and(goes_on) {
            self.close();
            self.number += 1;
            self.open = Some(Open {
                began: time,
                last: time,
                day: self.frame.day(time).0,
                counts: false,
                measured: rows.is_measured(row),
                page_views: 0,
                interacted: false,
                engaged_ms: 0,
                first: ALL_COLUMNS.map(|column| rows.label(column, row)),
                entry: NONE,
                exit: NONE,
            });
        }
        let Some(visit) = &mut self.open else { return };
        let page = rows.label(LabelColumn::Page, row);
        let engaged_ms = rows.engaged_ms(row);
        visit.last = time;
        visit.engaged_ms = visit.engaged_ms.saturating_add(engaged_ms);
        visit.interacted |= rows.is_interaction(row);
        if rows.is_page_view(row) {
            if visit.page_views == 0 {
                visit.entry = page;
            }
            visit.exit = page;
            visit.page_views += 1;
        }
        if part == Part::Whole {
            visit.counts = true;
            self.touch(page, time, engaged_ms);
        }
    }

    /// Notes that the present visit touched a page, and the engaged time there.
    fn touch(&mut self, page: u32, time: i64, engaged_ms: u64) {
        let index = page as usize;
        if self.touched_by.len() <= index {
            self.touched_by.resize(index + 1, 0);
        }
        if self.touched_by[index] != self.number {
            self.touched_by[index] = self.number;
            self.touched.push(page);
        }
        if engaged_ms > 0 && self.frame.day(time).0.is_some() {
            for (breakdown, table) in &mut self.tables {
                if *breakdown == Breakdown::Page {
                    let sums = at(table, page);
                    sums.engaged_ms = sums.engaged_ms.saturating_add(engaged_ms);
                }
            }
        }
    }

    /// Counts the present visit, if there is one and it began in the period.
    fn close(&mut self) {
        let visit = self.open.take();
        if let Some(visit) = &visit
            && let Some(day) = visit.day
            && visit.counts
        {
            if visit.measured {
                self.engaged.add(visit.engaged_ms);
            }
            let visitor = self.visitor;
            visit.count(&mut self.totals, visitor);
            visit.count(&mut self.days[day], visitor);
            let days = self.frame.days();
            for (breakdown, table) in &mut self.tables {
                match *breakdown {
                    Breakdown::Day => {}
                    Breakdown::Page => {
                        for page in &self.touched {
                            let sums = at(table, *page);
                            sums.visits.add(1, visitor.weight);
                            sums.visits_of.grow(visitor.into(), 1);
                            sums.measured_visits.add(u64::from(visit.measured), visitor.weight);
                        }
                    }
                    described => {
                        let label = match described {
                            Breakdown::EntryPage => visit.entry,
                            Breakdown::ExitPage => visit.exit,
                            other => LabelColumn::of(other)
                                .map_or(NONE, |column| visit.first[column as usize]),
                        };
                        let sums = at(table, label);
                        visit.count(sums, visitor);
                        // Elsewhere visitors are counted by their events.
                        if described.describes_visits_only() {
                            sums.people.see(visitor, day, days);
                        }
                    }
                }
            }
        }
        self.touched.clear();
    }
}

/// `lotse_domain::visit::continues`, in the microseconds of the lake.
pub(crate) fn continues(began: i64, last: i64, next: i64) -> bool {
    const IDLE: i64 = VISIT_IDLE.as_secs() * 1_000_000;
    const LONGEST: i64 = VISIT_LONGEST.as_secs() * 1_000_000;
    next.saturating_sub(last) <= IDLE && next.saturating_sub(began) <= LONGEST
}

impl Open {
    fn count(&self, sums: &mut Sums, visitor: Present) {
        sums.visits.add(1, visitor.weight);
        sums.visits_of.grow(visitor.into(), 1);
        if self.measured {
            let bounces = u64::from(self.page_views == 1 && !self.interacted);
            sums.measured_visits.add(1, visitor.weight);
            sums.bounces.add(bounces, visitor.weight);
            sums.engaged_ms = sums.engaged_ms.saturating_add(self.engaged_ms);
        }
    }
}

impl Measure for Visits {
    type Rows = Rows;

    /// Without a visitor there is no visit.
    fn nobody(&mut self, _rows: &Rows, _range: Range<usize>) {}

    fn visitor(&mut self, weight: Weight) {
        self.close();
        self.visitor.next(weight);
    }

    fn rows(&mut self, rows: &Rows, range: Range<usize>) {
        for row in range {
            self.add(rows, row);
        }
    }

    fn finish(&mut self) {
        self.close();
    }
}
