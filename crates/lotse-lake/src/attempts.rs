//! The question of attempts at a task: how its ranges are read, and its answer.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
    ops::Range,
    sync::Arc,
};

use jiff::Timestamp;
use lotse_domain::{
    ids::ServiceId,
    query::{
        Scope,
        attempts::{AttemptsAnswer, AttemptsQuestion, MOST_SIGNALS, PlayedEvent, SIGNALS, Signal},
        filter::EventFilter,
        funnel::Reached,
    },
    visit::VISIT_LONGEST,
};

use crate::{
    durations::seconds_of,
    gather::{Question, StreamQuestion},
    matcher::Matcher,
    measures::{
        attempts::{
            Attempts, Example, Numbers, Rule, Tally,
            cells::{Causes, Cell, MetThere, PlaceCell, Whole},
            renumber,
            rows::{AttemptReader, AttemptRows, Row, Wanted, columns},
            walk::{Bits, Met, later_us},
        },
        days::Days,
        labels::Labels,
        tally::{Label, Sum as _, Table, shown},
        units::Counted,
    },
};

/// The most labels that are counted, and the most rows of an answer.
const LABELS: usize = 1_000;

/// A question, ready to be counted.
pub(crate) struct Asked {
    scope: Scope,
    rule: Arc<Rule>,
    matcher: Arc<Matcher>,
    wanted: Wanted,
}

/// What one range counted.
pub(crate) struct Part {
    whole: Whole,
    rows: Table<Cell>,
    intervals: Vec<Cell>,
    causes: Causes,
    example: Option<Example>,
    /// Of the causes and the example.
    controls: Vec<Option<Label>>,
    errors: Vec<Option<Label>>,
    fields: Vec<Option<Label>>,
    /// Events of cases, by the numbers of this range.
    cases: Vec<Row>,
    labels: Vec<Option<Label>>,
    overflowed: bool,
}

impl Asked {
    fn new(question: &AttemptsQuestion) -> Self {
        let AttemptsQuestion { scope, task, carrier, as_of, by, interval, signals, example } =
            question;
        let (bits, rules) = Bits::new(task);
        let filters: Vec<EventFilter> =
            rules.into_iter().map(|rule| scope.within(&EventFilter::from(rule.clone()))).collect();
        let mut firsts = Vec::new();
        let mut interval_of = Vec::new();
        for day in scope.period.days() {
            let first = interval.first_of(day.date, jiff::civil::Weekday::Monday);
            if firsts.last() != Some(&first) {
                firsts.push(first);
            }
            interval_of.push(firsts.len() - 1);
        }
        let rule = Rule {
            bits: Arc::new(bits),
            carrier: *carrier,
            days: Days::new(&scope.period),
            interval_of,
            has_labels: by.is_some(),
            keeps_example: *example,
            as_of: as_of.as_microsecond(),
        };
        let times = times(&rule);
        let automatic = scope.automatic;
        let wanted = Wanted { automatic, times, by: by.clone(), signals: *signals };
        Self {
            scope: scope.clone(),
            rule: Arc::new(rule),
            matcher: Arc::new(Matcher::new(&filters)),
            wanted,
        }
    }
}

/// What is read: a visit more on both sides of what can belong to an attempt that begins in the period, or keep one from
/// beginning.
fn times(rule: &Rule) -> Range<i64> {
    const VISIT: i64 = VISIT_LONGEST.as_secs() * 1_000_000;
    let period = rule.days.times();
    let window = rule.bits.window.unwrap_or(0);
    let later = if rule.bits.has_later() && rule.bits.window.is_some() { later_us() } else { 0 };
    let before = window.saturating_add(VISIT);
    let after = before.saturating_add(later);
    period.start.saturating_sub(before)..period.end.saturating_add(after)
}

impl StreamQuestion for Asked {
    type Rows = AttemptRows;
    type Reader = AttemptReader;
    type State = Attempts;
    type Part = Part;

    fn service(&self) -> ServiceId {
        self.scope.service
    }

    fn times(&self) -> Range<i64> {
        self.wanted.times.clone()
    }

    fn columns(&self) -> Vec<&'static str> {
        columns(&self.scope, &self.matcher, &self.rule.bits, &self.wanted)
    }

    /// An attempt may begin with one visitor and go on with another.
    fn needs_others(&self) -> bool {
        true
    }

    fn reader(&self) -> AttemptReader {
        let (matcher, bits) = (Arc::clone(&self.matcher), Arc::clone(&self.rule.bits));
        AttemptReader::new(matcher, bits, self.wanted.clone(), LABELS)
    }

    fn state(&self) -> Attempts {
        Attempts::new(Arc::clone(&self.rule))
    }

    fn part(&self, reader: AttemptReader, state: Attempts) -> Part {
        let overflowed = reader.labels.overflowed();
        let labels = reader.labels.names();
        let Attempts { mut cases, tally, .. } = state;
        // Here ranges sort at the same time; runs that are in order are merged quickly later.
        cases.sort_unstable();
        let names = |labels: &Labels| labels.names();
        Part::new(
            tally,
            labels,
            overflowed,
            [names(&reader.controls), names(&reader.errors), names(&reader.fields)],
            cases,
        )
    }
}

impl Part {
    fn new(
        tally: Tally,
        labels: Vec<Option<Label>>,
        overflowed: bool,
        [controls, errors, fields]: [Vec<Option<Label>>; 3],
        cases: Vec<Row>,
    ) -> Self {
        let Tally { whole, cells, intervals, causes, example, .. } = tally;
        let mut rows = BTreeMap::new();
        let mut cells: Vec<Option<Cell>> = cells.into_iter().map(Some).collect();
        for (number, name) in labels.iter().enumerate() {
            if let Some(name) = name {
                let cell = cells.get_mut(number).and_then(Option::take).unwrap_or_default();
                rows.insert(name.clone(), cell);
            }
        }
        let rows = Table::new(rows, overflowed);
        Self {
            whole,
            rows,
            intervals,
            causes,
            example,
            controls,
            errors,
            fields,
            cases,
            labels,
            overflowed,
        }
    }
}

impl Question for AttemptsQuestion {
    type Asked = Asked;
    type Answer = AttemptsAnswer;

    fn scope(&self) -> &Scope {
        &self.scope
    }

    fn asked(&self) -> Asked {
        Asked::new(self)
    }

    fn answer(&self, parts: Vec<Part>) -> AttemptsAnswer {
        let asked = Asked::new(self);
        let mut all = Together::new(asked.rule.bits.places());
        for part in parts {
            all.add(part);
        }
        all.cases(&asked.rule);
        all.answer(self)
    }
}

/// What all ranges counted.
struct Together {
    whole: Whole,
    rows: Table<Cell>,
    intervals: Vec<Cell>,
    met: HashMap<(usize, Met), MetThere>,
    returned_for: HashMap<Vec<u32>, Counted>,
    labels: Numbers,
    controls: Numbers,
    errors: Numbers,
    fields: Numbers,
    cases: Vec<Row>,
    example: Option<Example>,
    overflowed: bool,
}

impl Together {
    fn new(places: usize) -> Self {
        Self {
            whole: Whole::new(places),
            rows: Table::default(),
            intervals: Vec::new(),
            met: HashMap::new(),
            returned_for: HashMap::new(),
            labels: Numbers::default(),
            controls: Numbers::default(),
            errors: Numbers::default(),
            fields: Numbers::default(),
            cases: Vec::new(),
            example: None,
            overflowed: false,
        }
    }

    fn add(&mut self, part: Part) {
        let known = [
            self.controls.known(&part.controls),
            self.errors.known(&part.errors),
            self.fields.known(&part.fields),
        ];
        let labels = self.labels.known(&part.labels);
        let mut cases = part.cases;
        let [controls, errors, fields] = known.each_ref().map(Vec::as_slice);
        renumber(&mut cases, &labels, [controls, errors, fields]);
        self.cases.append(&mut cases);
        let example = part.example.map(|mut example| {
            renumber(&mut example.rows, &labels, [controls, errors, fields]);
            example
        });
        self.example = self.example.take().max(example);
        self.overflowed |= part.overflowed;
        self.counted(&part.whole, part.rows, &part.intervals);
        self.causes(part.causes, [controls, errors, fields]);
    }

    fn counted(&mut self, whole: &Whole, rows: Table<Cell>, intervals: &[Cell]) {
        self.whole.add(whole);
        self.rows.add(rows);
        if self.intervals.len() < intervals.len() {
            self.intervals.resize(intervals.len(), Cell::default());
        }
        for (mine, theirs) in self.intervals.iter_mut().zip(intervals) {
            mine.add(theirs);
        }
    }

    /// Adds causes, by the numbers here of names that have others there.
    fn causes(&mut self, causes: Causes, [controls, errors, fields]: [&[u32]; 3]) {
        let of = |known: &[u32], number: u32| {
            known.get(usize::try_from(number).unwrap_or(usize::MAX)).copied().unwrap_or(number)
        };
        for ((place, (kind, control, error)), there) in causes.met {
            let key = (place, (kind, of(controls, control), of(errors, error)));
            self.met.entry(key).or_default().add(&there);
        }
        for (lists, counted) in causes.fields {
            let mut lists: Vec<u32> = lists.into_iter().map(|list| of(fields, list)).collect();
            lists.sort_unstable();
            self.returned_for.entry(lists).or_default().add(&counted);
        }
    }

    /// Walks through the events of every case.
    fn cases(&mut self, rule: &Arc<Rule>) {
        let mut rows = std::mem::take(&mut self.cases);
        rows.sort();
        let mut tally = Tally::new(Arc::clone(rule));
        tally.walk_cases(&rows);
        let names = |numbers: &Numbers| -> Vec<Option<Label>> {
            let names = numbers.names.iter().cloned().map(|name| Some(Some(name)));
            [Some(None), None].into_iter().chain(names).collect()
        };
        let labels = if rule.has_labels { names(&self.labels) } else { Vec::new() };
        let Part { whole, rows, intervals, causes, example, .. } =
            Part::new(tally, labels, self.overflowed, Default::default(), Vec::new());
        self.counted(&whole, rows, &intervals);
        self.causes(causes, [&[], &[], &[]]);
        self.example = self.example.take().max(example);
    }

    fn answer(self, question: &AttemptsQuestion) -> AttemptsAnswer {
        let (rows, truncated) = self.rows.cut(LABELS, |cell| Some(cell.begun()));
        let rows = rows.into_iter().filter(|(_, cell)| !cell.begun().is_zero());
        let rows = rows.map(|(label, cell)| (shown(label), cell.row())).collect();
        let mut places: Vec<_> = self.whole.places.iter().map(PlaceCell::place).collect();
        let mut met: Vec<_> = self.met.iter().collect();
        let signal = |met: &Met| self.signal(met);
        met.sort_by_cached_key(|((_, met), there)| (Reverse(there.units()), signal(met)));
        for ((place, met), there) in met {
            if let (Some(place), Some(signal)) = (places.get_mut(*place), signal(met))
                && place.signals.len() < MOST_SIGNALS
            {
                place.signals.push((signal, there.answer()));
            }
        }
        for place in &mut places {
            place.signals.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
        let mut later = self.whole.later.later();
        later.fields = self.fields();
        let period = &question.scope.period;
        let mut firsts: Vec<_> = period
            .days()
            .iter()
            .map(|day| question.interval.first_of(day.date, jiff::civil::Weekday::Monday))
            .collect();
        firsts.dedup();
        let intervals = firsts.into_iter().zip(&self.intervals);
        let intervals = intervals.filter(|(_, cell)| !cell.begun().is_zero());
        AttemptsAnswer {
            whole: self.whole.cell.row(),
            places,
            in_use: self.whole.bins.iter().map(Counted::reached).collect(),
            elapsed: seconds_of(self.whole.elapsed.clone()),
            marks: self.whole.marks().collect(),
            later,
            without_start: self.whole.without_start.reached(),
            rows,
            intervals: intervals.map(|(first, cell)| (first, cell.row())).collect(),
            truncated: question.by.is_some() && (truncated || self.overflowed),
            example: self.example(question),
        }
    }

    /// The events of the example.
    fn example(&self, question: &AttemptsQuestion) -> Vec<PlayedEvent> {
        let (bits, _) = Bits::new(&question.task);
        let rows = self.example.iter().flat_map(|example| &example.rows).enumerate();
        rows.filter_map(|(place, row)| {
            Some(PlayedEvent {
                at: Timestamp::from_microsecond(row.time).ok()?,
                played: bits.played(row.mask, place == 0),
                signal: self.signal(&(row.kind, row.control, row.error)),
            })
        })
        .collect()
    }

    fn signal(&self, (kind, control, error): &Met) -> Option<Signal> {
        Some(Signal {
            kind: *SIGNALS.get(usize::from(*kind))?,
            control: self.controls.name(*control).map(str::to_owned),
            error: self.errors.name(*error).map(str::to_owned),
        })
    }

    /// Fields by the lists that returns named; an attempt counts once for each.
    fn fields(&self) -> Vec<(String, Reached)> {
        let mut fields: BTreeMap<&str, Counted> = BTreeMap::new();
        for (lists, counted) in &self.returned_for {
            let names = lists.iter().filter_map(|list| self.fields.name(*list));
            let names = names.flat_map(|names| names.split(',')).map(str::trim);
            let mut names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
            names.sort_unstable();
            names.dedup();
            for name in names {
                fields.entry(name).or_default().add(counted);
            }
        }
        let mut fields: Vec<_> = fields.into_iter().collect();
        fields.sort_by_key(|(name, counted)| (Reverse(counted.units()), *name));
        fields.truncate(MOST_SIGNALS);
        fields.sort_by_key(|(name, _)| *name);
        fields.into_iter().map(|(name, of)| (name.to_owned(), of.reached())).collect()
    }
}
