//! Events, page views and distinct visitors, in all, by day and by the labels that events carry.

use std::{ops::Range, sync::Arc};

use lotse_domain::query::blur::Weight;

use super::{
    Measure,
    rows::{Frame, LabelColumn, Part, Rows},
    tally::{Present, Sums},
};

/// The state of one range.
pub(crate) struct Uniques {
    frame: Arc<Frame>,
    visitor: Present,
    /// The whole service.
    pub(crate) totals: Sums,
    /// By day of the period.
    pub(crate) days: Vec<Sums>,
    /// Visitors of each day of the period in the blurred population.
    pub(crate) blurred_days: Vec<u64>,
    /// By label, for each column that describes events and was asked for.
    pub(crate) tables: Vec<(LabelColumn, Vec<Sums>)>,
    /// The newest `received_at`, in microseconds.
    pub(crate) newest: Option<i64>,
}

impl Uniques {
    pub(crate) fn new(frame: Arc<Frame>) -> Self {
        let tables = frame
            .breakdowns
            .iter()
            .filter(|b| !b.describes_visits_only())
            .filter_map(|b| LabelColumn::of(*b))
            .map(|column| (column, Vec::new()))
            .collect();
        let days = vec![Sums::default(); frame.days()];
        Self {
            blurred_days: vec![0; frame.days()],
            frame,
            visitor: Present::default(),
            totals: Sums::default(),
            days,
            tables,
            newest: None,
        }
    }

    /// Counts the rows of `range`, cut where the day or what counts changes.
    fn count(&mut self, rows: &Rows, range: Range<usize>, visitor: Option<Present>) {
        let mut from = range.start;
        while from < range.end {
            let (day, until) = self.frame.day(rows.time(from));
            let part = rows.part(from);
            let mut to = from + 1;
            while to < range.end && rows.time(to) < until && rows.part(to) == part {
                to += 1;
            }
            if let (Some(day), Part::Whole) = (day, part) {
                self.stretch(rows, from..to, day, visitor);
            }
            from = to;
        }
    }

    /// Counts rows of one day that all count.
    fn stretch(&mut self, rows: &Rows, range: Range<usize>, day: usize, visitor: Option<Present>) {
        let days = self.frame.days();
        let weight = visitor.unwrap_or_default().weight;
        let events = range.len() as u64;
        let page_views = rows.count_page_views(range.clone());
        self.newest = self.newest.max(rows.newest(range.clone()));
        for sums in [&mut self.totals, &mut self.days[day]] {
            sums.events.add(events, weight);
            sums.page_views.add(page_views, weight);
            if let Some(visitor) = visitor {
                sums.page_views_of.grow(visitor.into(), page_views);
            }
        }
        if let Some(visitor) = visitor
            && self.totals.people.see(visitor, day, days)
        {
            self.blurred_days[day] += weight.times();
        }
        for (column, table) in &mut self.tables {
            let Some(labels) = rows.labels(*column) else { continue };
            let mut from = range.start;
            while from < range.end {
                let label = labels[from];
                let same = labels[from..range.end].iter().take_while(|l| **l == label).count();
                let to = from + same;
                let sums = at(table, label);
                let views = if to - from == range.len() {
                    page_views
                } else {
                    rows.count_page_views(from..to)
                };
                sums.events.add(same as u64, weight);
                sums.page_views.add(views, weight);
                if let Some(visitor) = visitor {
                    sums.page_views_of.grow(visitor.into(), views);
                    sums.people.see(visitor, day, days);
                }
                from = to;
            }
        }
    }
}

/// The sums under a label's number.
pub(crate) fn at<T: Clone + Default>(table: &mut Vec<T>, label: u32) -> &mut T {
    let index = label as usize;
    if table.len() <= index {
        table.resize(index + 1, T::default());
    }
    &mut table[index]
}

impl Measure for Uniques {
    type Rows = Rows;

    fn nobody(&mut self, rows: &Rows, range: Range<usize>) {
        self.count(rows, range, None);
    }

    fn visitor(&mut self, weight: Weight) {
        self.visitor.next(weight);
    }

    fn rows(&mut self, rows: &Rows, range: Range<usize>) {
        self.count(rows, range, Some(self.visitor));
    }

    fn finish(&mut self) {}
}
