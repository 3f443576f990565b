//! The question for forms: how its ranges are read, and its answer.

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use lotse_domain::{
    capture::FIELD_ERRORS,
    ids::ServiceId,
    query::{
        Durations, Scope,
        forms::{FieldAnswer, FieldId, FormsAnswer, FormsQuestion},
        funnel::Reached,
    },
};

use crate::{
    gather::{Question, StreamQuestion},
    matcher::Matcher,
    measures::{
        days::Days,
        forms::{
            Figures, FormReader, FormRows, Forms, OfField, Tenths, Whole, columns, field_of,
            matcher,
        },
        labels::Labels,
        tally::{Label, Sum, Table, shown},
        units::Counted,
    },
};

/// The most fields of an answer.
const FIELDS: usize = 500;
/// The most labels, and headings, of a field.
const NAMES: usize = 20;

/// A question, ready to be counted.
pub(crate) struct Asked {
    question: FormsQuestion,
    days: Arc<Days>,
    matcher: Arc<Matcher>,
}

/// What was counted of one field, by names.
#[derive(Clone, Default)]
struct Named {
    figures: Figures,
    names: Table<Counted>,
    headings: Table<Counted>,
}

impl Sum for Named {
    fn add(&mut self, other: &Self) {
        self.figures.add(&other.figures);
        self.names.add(other.names.clone());
        self.headings.add(other.headings.clone());
    }
}

/// What one range counted.
#[derive(Default)]
pub(crate) struct Part {
    whole: Whole,
    fields: Table<Named, FieldId>,
}

impl Question for FormsQuestion {
    type Asked = Asked;
    type Answer = FormsAnswer;

    fn scope(&self) -> &Scope {
        FormsQuestion::scope(self)
    }

    fn asked(&self) -> Asked {
        Asked {
            days: Arc::new(Days::new(&self.scope().period)),
            matcher: Arc::new(matcher(self)),
            question: self.clone(),
        }
    }

    fn answer(&self, parts: Vec<Part>) -> FormsAnswer {
        let mut sum = Part::default();
        for part in parts {
            sum.whole.add(&part.whole);
            sum.fields.add(part.fields);
        }
        let (fields, truncated) =
            sum.fields.cut(FIELDS, |named| Some(named.figures.touched.units()));
        FormsAnswer {
            tries: sum.whole.tries.reached(),
            sent: sum.whole.sent.reached(),
            times: durations(&sum.whole.times),
            fields: fields.into_iter().map(|(field, named)| answer(field, named)).collect(),
            truncated,
        }
    }
}

/// In milliseconds.
fn durations(tenths: &Tenths) -> Durations {
    Durations { by_ms: tenths.iter().map(|(tenths, tries)| (tenths * 100, *tries)).collect() }
}

fn answer(field: &FieldId, named: &Named) -> FieldAnswer {
    let figures = &named.figures;
    let labels = |table: &Table<Counted>| -> Vec<(Option<String>, Reached)> {
        let (rows, _) = table.cut(NAMES, |counted| Some(counted.units()));
        rows.into_iter().map(|(label, counted)| (shown(label), counted.reached())).collect()
    };
    let by_error = FIELD_ERRORS.iter().zip(&figures.by_error);
    FieldAnswer {
        field: field.clone(),
        names: labels(&named.names),
        headings: labels(&named.headings),
        touched: figures.touched.reached(),
        errors: figures.errors.reached(),
        by_error: by_error
            .filter(|(_, counted)| !counted.units().is_zero())
            .map(|(error, counted)| (*error, counted.reached()))
            .collect(),
        again: figures.again.reached(),
        timed: figures.timed.reached(),
        times: durations(&figures.times),
        places: figures.places.clone(),
        left_last: figures.left_last.reached(),
        known_empty: figures.known_empty.reached(),
        left_empty: figures.left_empty.reached(),
        stopped: figures.stopped.reached(),
    }
}

impl StreamQuestion for Asked {
    type Rows = FormRows;
    type Reader = FormReader;
    type State = Forms;
    type Part = Part;

    fn service(&self) -> ServiceId {
        self.question.scope().service
    }

    fn times(&self) -> Range<i64> {
        self.days.times_of_visits()
    }

    fn columns(&self) -> Vec<&'static str> {
        columns(&self.question, &self.matcher)
    }

    fn reader(&self) -> FormReader {
        FormReader::new(&self.question, Arc::clone(&self.matcher), self.times())
    }

    fn state(&self) -> Forms {
        Forms::new(Arc::clone(&self.days))
    }

    fn part(&self, reader: FormReader, state: Forms) -> Part {
        let numbered = reader.numbered();
        let keys = numbered.fields.names();
        let field = |number: u32| {
            let key = keys.get(number as usize).cloned().flatten().flatten()?;
            field_of(&key)
        };
        let names = Names::of(&numbered.names);
        let headings = Names::of(&numbered.headings);
        let rows = state.fields.into_iter().filter_map(|(number, of)| {
            let OfField { figures, names: of_names, headings: of_headings } = of;
            let sums = Named {
                figures,
                names: names.table(of_names),
                headings: headings.table(of_headings),
            };
            Some((field(number)?, sums))
        });
        let fields = Table::new(rows.collect(), numbered.fields.overflowed());
        Part { whole: state.whole, fields }
    }
}

/// Labels by their numbers.
struct Names {
    names: Vec<Option<Label>>,
    overflowed: bool,
}

impl Names {
    fn of(labels: &Labels) -> Self {
        Self { names: labels.names(), overflowed: labels.overflowed() }
    }

    /// Sums by name. Those of a label beyond the limit are none.
    fn table(&self, sums: BTreeMap<u32, Counted>) -> Table<Counted> {
        let name = |number: u32| self.names.get(number as usize).cloned().flatten();
        let rows = sums.into_iter().filter_map(|(number, sum)| Some((name(number)?, sum)));
        Table::new(rows.collect(), self.overflowed)
    }
}
