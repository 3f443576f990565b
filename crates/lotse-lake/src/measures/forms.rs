//! Forms by field: what visits do to the fields of a form. `docs/spec/forms.md` states the rules.

mod rows;

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use lotse_domain::{
    capture::FIELD_ERRORS,
    query::{blur::Weight, funnel::Unit},
};

pub(crate) use self::rows::{FormReader, FormRows, columns, field_of, matcher};
use self::rows::{LEFT, SENT, Said, VIEWED, WRONG};
use super::{
    Measure,
    days::Days,
    tally::{Present, Sum},
    units::{Counted, Units},
};

/// Microseconds, and milliseconds, of a tenth of a second.
const TENTH_US: i64 = 100_000;
const TENTH_MS: u64 = 100;

/// Tenths of a second to how many tries took them.
pub(crate) type Tenths = BTreeMap<u64, u64>;

/// What the present visit did to one field.
#[derive(Debug)]
struct Met {
    field: u32,
    /// As the field was called when it was met first.
    name: u32,
    heading: u32,
    /// The bits of the kinds of errors.
    errors: u16,
    is_wrong: bool,
    leaves: u32,
    is_again: bool,
    ms: Option<u64>,
    is_empty: Option<bool>,
}

/// The present visit, as far as it is a try.
#[derive(Debug, Default)]
struct Try {
    /// An event of a field, or the start of a form, was seen.
    is_one: bool,
    began: Option<i64>,
    sent_at: Option<i64>,
    /// In the order of their first touch.
    fields: Vec<Met>,
    /// The place of the field that was touched last, and the page that was touched last.
    last: Option<usize>,
    last_page: Option<u64>,
    /// What was touched last was sent, or the next page of the form came.
    is_settled: bool,
    /// Sent since the last page view: who leaves a field then has pressed Enter in it.
    is_sent_here: bool,
}

impl Try {
    fn event(&mut self, time: i64, kind: u64, said: &Said) {
        if kind == VIEWED {
            self.is_sent_here = false;
            if self.last_page.is_some_and(|page| page != said.page) {
                self.is_settled = true;
            }
            return;
        }
        self.began.get_or_insert(time);
        if kind == SENT {
            self.sent_at = Some(time);
            (self.is_settled, self.is_sent_here) = (true, true);
            return;
        }
        self.is_one = true;
        if kind != LEFT && kind != WRONG {
            return;
        }
        if kind == WRONG {
            self.is_sent_here = false;
        }
        if !self.is_sent_here {
            self.is_settled = false;
        }
        self.last_page = Some(said.page);
        self.last = said.is_of_field().then(|| self.touch(kind, said));
    }

    /// Notes an event of a field, and gives its place.
    fn touch(&mut self, kind: u64, said: &Said) -> usize {
        let known = self.fields.iter().position(|met| met.field == said.field);
        let place = known.unwrap_or(self.fields.len());
        if known.is_none() {
            self.fields.push(Met {
                field: said.field,
                name: said.name,
                heading: said.heading,
                errors: 0,
                is_wrong: false,
                leaves: 0,
                is_again: false,
                ms: None,
                is_empty: None,
            });
        }
        let Some(met) = self.fields.get_mut(place) else { return place };
        if kind == WRONG {
            met.is_wrong = true;
            met.errors |= said.error;
        } else {
            met.leaves += 1;
            met.is_again |= said.is_again || met.leaves > 1;
            if let Some(ms) = said.ms {
                met.ms = Some(met.ms.unwrap_or(0).saturating_add(ms));
            }
            met.is_empty = said.is_empty;
        }
        place
    }
}

/// What tries did to one field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    pub(crate) touched: Counted,
    pub(crate) errors: Counted,
    /// By the places of [`FIELD_ERRORS`]; empty until there is one.
    pub(crate) by_error: Vec<Counted>,
    pub(crate) again: Counted,
    pub(crate) timed: Counted,
    pub(crate) times: Tenths,
    pub(crate) places: BTreeMap<u32, u64>,
    pub(crate) left_last: Counted,
    pub(crate) known_empty: Counted,
    pub(crate) left_empty: Counted,
    pub(crate) stopped: Counted,
}

/// Adds numbers by key.
pub(crate) fn add_up<K: Ord + Copy>(mine: &mut BTreeMap<K, u64>, theirs: &BTreeMap<K, u64>) {
    for (key, number) in theirs {
        *mine.entry(*key).or_default() += number;
    }
}

impl Sum for Figures {
    fn add(&mut self, other: &Self) {
        let Self {
            touched, errors, again, timed, left_last, known_empty, left_empty, stopped, ..
        } = self;
        for (mine, theirs) in [
            (touched, &other.touched),
            (errors, &other.errors),
            (again, &other.again),
            (timed, &other.timed),
            (left_last, &other.left_last),
            (known_empty, &other.known_empty),
            (left_empty, &other.left_empty),
            (stopped, &other.stopped),
        ] {
            mine.add(theirs);
        }
        if self.by_error.len() < other.by_error.len() {
            self.by_error.resize(other.by_error.len(), Counted::default());
        }
        for (mine, theirs) in self.by_error.iter_mut().zip(&other.by_error) {
            mine.add(theirs);
        }
        add_up(&mut self.times, &other.times);
        add_up(&mut self.places, &other.places);
    }
}

/// Figures of a field, and who met it under which label and heading, by their numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct OfField {
    pub(crate) figures: Figures,
    pub(crate) names: BTreeMap<u32, Counted>,
    pub(crate) headings: BTreeMap<u32, Counted>,
}

/// All tries.
#[derive(Clone, Debug, Default)]
pub(crate) struct Whole {
    pub(crate) tries: Counted,
    pub(crate) sent: Counted,
    pub(crate) times: Tenths,
}

impl Sum for Whole {
    fn add(&mut self, other: &Self) {
        self.tries.add(&other.tries);
        self.sent.add(&other.sent);
        add_up(&mut self.times, &other.times);
    }
}

/// The state of one range.
pub(crate) struct Forms {
    days: Arc<Days>,
    units: Units,
    present: Try,
    pub(crate) whole: Whole,
    /// By the numbers of fields.
    pub(crate) fields: BTreeMap<u32, OfField>,
}

/// Who counts, and when.
#[derive(Clone, Copy)]
struct Counts {
    visitor: Present,
    day: usize,
    days: usize,
}

impl Counts {
    fn add(self, to: &mut Counted) {
        to.count(self.visitor, self.day, self.days);
    }

    fn add_if(self, is: bool, to: &mut Counted) {
        if is {
            self.add(to);
        }
    }
}

impl Forms {
    pub(crate) fn new(days: Arc<Days>) -> Self {
        Self {
            days,
            units: Units::new(Unit::Visit),
            present: Try::default(),
            whole: Whole::default(),
            fields: BTreeMap::new(),
        }
    }

    /// Counts the present visit, if it is a try that began in the period, and forgets it.
    fn close(&mut self) {
        let present = std::mem::take(&mut self.present);
        let day = self.units.visit_began().and_then(|began| self.days.day(began).0);
        let (true, Some(day)) = (present.is_one, day) else { return };
        let counts = Counts { visitor: self.units.visitor(), day, days: self.days.len() };
        counts.add(&mut self.whole.tries);
        if let (Some(sent), Some(began)) = (present.sent_at, present.began) {
            counts.add(&mut self.whole.sent);
            let tenths = u64::try_from(sent.saturating_sub(began) / TENTH_US).unwrap_or(0);
            *self.whole.times.entry(tenths).or_default() += 1;
        }
        let left_last = present.last.filter(|_| !present.is_settled);
        for (place, met) in present.fields.iter().enumerate() {
            let of_field = self.fields.entry(met.field).or_default();
            counts.add(of_field.names.entry(met.name).or_default());
            counts.add(of_field.headings.entry(met.heading).or_default());
            let figures = &mut of_field.figures;
            counts.add(&mut figures.touched);
            counts.add_if(met.is_wrong, &mut figures.errors);
            counts.add_if(met.is_wrong && present.sent_at.is_none(), &mut figures.stopped);
            counts.add_if(met.is_again, &mut figures.again);
            counts.add_if(left_last == Some(place), &mut figures.left_last);
            counts.add_if(met.is_empty.is_some(), &mut figures.known_empty);
            counts.add_if(met.is_empty == Some(true), &mut figures.left_empty);
            if met.errors != 0 {
                figures.by_error.resize(FIELD_ERRORS.len(), Counted::default());
                for (number, counted) in figures.by_error.iter_mut().enumerate() {
                    counts.add_if(met.errors >> number & 1 == 1, counted);
                }
            }
            if let Some(ms) = met.ms {
                counts.add(&mut figures.timed);
                *figures.times.entry(ms / TENTH_MS).or_default() += 1;
            }
            let rank = u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1);
            *figures.places.entry(rank).or_default() += 1;
        }
    }
}

impl Measure for Forms {
    type Rows = FormRows;

    /// Nobody fills in a form.
    fn nobody(&mut self, _rows: &FormRows, _range: Range<usize>) {}

    fn visitor(&mut self, weight: Weight) {
        self.close();
        self.units.next_visitor(weight);
    }

    fn rows(&mut self, rows: &FormRows, range: Range<usize>) {
        for row in range {
            let time = rows.time(row);
            if self.units.ends_before(time) {
                self.close();
            }
            self.units.event(time);
            if let Some((kind, said)) = rows.event(row) {
                self.present.event(time, kind, &said);
            }
        }
    }

    fn finish(&mut self) {
        self.close();
    }

    fn bytes(&self) -> usize {
        // Times are what grows; counts by day, of a field and of its labels, come with each.
        let of_field = |of: &OfField| {
            let counted = FIELD_ERRORS.len() + 8 + of.names.len() + of.headings.len();
            let one = size_of::<Counted>() + self.days.len() * size_of::<u32>();
            counted * one + (of.figures.times.len() + of.figures.places.len()) * 48
        };
        self.fields.values().map(of_field).sum::<usize>() + self.whole.times.len() * 48
    }
}
