//! A funnel of cases: the events of each case are gathered from all visitors and from nobody, and then
//! go through the steps as those of one visitor do.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use lotse_domain::{ids::ServiceId, query::blur::Weight, visit::VISIT_LONGEST};

use crate::{
    funnel::{Asked, Part},
    gather::StreamQuestion,
    measures::{
        Measure as _,
        cases::{CaseReader, CaseRow, CaseRows, Cases},
        funnel::Funnel,
        labels::{Labels, NONE},
        steps::{StepRows, columns},
        tally::Label,
    },
};

/// The most labels that a range tells apart. Beyond it the answer has no rows.
const LABELS: usize = 100_000;
/// The numbers that labels of all ranges begin with, after that of none and the one of no room.
const FIRST: u32 = 2;

/// A funnel question of cases, ready to be gathered.
pub(crate) struct AskedOfCases(pub(crate) Arc<Asked>);

/// What one range gathered.
pub(crate) struct Gathered {
    rows: Vec<CaseRow>,
    /// The labels by their numbers.
    names: Vec<Option<Label>>,
    overflowed: bool,
}

impl StreamQuestion for AskedOfCases {
    type Rows = CaseRows;
    type Reader = CaseReader;
    type State = Cases;
    type Part = Gathered;

    fn service(&self) -> ServiceId {
        self.0.service()
    }

    /// A visit more on both sides: what led to a case may lie before or after its first and last event.
    fn times(&self) -> Range<i64> {
        const VISIT: i64 = VISIT_LONGEST.as_secs() * 1_000_000;
        let times = self.0.times();
        times.start.saturating_sub(VISIT)..times.end.saturating_add(VISIT)
    }

    fn columns(&self) -> Vec<&'static str> {
        let Asked { scope, matcher, label, .. } = &*self.0;
        let mut columns = columns(scope, matcher, label.as_ref());
        columns.extend(["case_reference", "event_id"]);
        columns
    }

    fn reader(&self) -> CaseReader {
        let label = self.0.label.clone().map(|attribute| (attribute, LABELS));
        CaseReader::new(&self.0.scope, Arc::clone(&self.0.matcher), self.times(), label)
    }

    fn state(&self) -> Cases {
        Cases::default()
    }

    fn part(&self, reader: CaseReader, state: Cases) -> Gathered {
        let labels = reader.labels();
        Gathered {
            rows: state.rows,
            names: labels.map(Labels::names).unwrap_or_default(),
            overflowed: labels.is_some_and(Labels::overflowed),
        }
    }
}

/// Sends the gathered events of every case through the steps.
pub(crate) fn through_steps(gathered: Vec<Gathered>, asked: &Asked) -> Part {
    let mut numbers = BTreeMap::<Label, u32>::new();
    let (mut all, mut overflowed) = (Vec::new(), false);
    let times = asked.times();
    for Gathered { rows, names, overflowed: more } in gathered {
        overflowed |= more;
        let known: Vec<u32> = names
            .into_iter()
            .map(|name| {
                let Some(name) = name.filter(Option::is_some) else { return NONE };
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX).saturating_add(FIRST);
                *numbers.entry(name).or_insert(next)
            })
            .collect();
        let number = |label: u32| {
            let place = usize::try_from(label).unwrap_or(usize::MAX);
            known.get(place).copied().unwrap_or(NONE)
        };
        let rows = rows.into_iter().filter(|row| times.contains(&row.time));
        all.extend(rows.map(|row| CaseRow { label: number(row.label), ..row }));
    }
    all.sort_unstable();
    let mut funnel = Funnel::new(Arc::clone(&asked.rule));
    let rows = StepRows::of_cases(&all);
    let mut from = 0;
    for case in all.chunk_by(|a, b| a.case == b.case) {
        let weight = case.first().map_or(Weight::ONE, |row| Weight::of(row.case));
        funnel.visitor(weight);
        funnel.rows(&rows, from..from + case.len());
        from += case.len();
    }
    funnel.finish();
    let mut names: Vec<Option<Label>> = vec![None; numbers.len() + 2];
    names[0] = Some(None);
    for (name, number) in numbers {
        let place = usize::try_from(number).unwrap_or(usize::MAX);
        if let Some(known) = names.get_mut(place) {
            *known = Some(name);
        }
    }
    let names = asked.label.as_ref().map(|_| if overflowed { Vec::new() } else { names });
    Part::new(funnel, names, overflowed)
}
