//! The question for counts: how its ranges are read, and its answer.

use std::{cmp::Reverse, collections::BTreeMap, ops::Range, sync::Arc};

use jiff::civil::Date;
use lotse_domain::{
    Count,
    ids::ServiceId,
    query::{
        Scope,
        blur::Blurred,
        counts::{
            Cell, CountsAnswer, CountsParts, CountsQuestion, Distinct, Grouping, Name, RowOrder,
        },
    },
};

use crate::{
    answers::Answered,
    error::QueryError,
    gather::{Question, StreamQuestion},
    matcher::Matcher,
    measures::{
        counts::{CountReader, CountRows, CountSum, Counts, Key, Rule, columns},
        labels::Labels,
        tally::{Label, Sum as _, Table},
        weighed::Weighed,
    },
    pieces::pieces,
    store::Store,
};

/// A question, ready to be counted.
pub(crate) struct Asked {
    service: ServiceId,
    rule: Arc<Rule>,
    matcher: Arc<Matcher>,
}

/// A part of a row's name, the same in every range.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Since(Date),
    Text(Label),
    Bin(Option<usize>),
}

/// What one range counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counted {
    whole: CountSum,
    rows: Table<CountSum, Vec<Part>>,
    /// A label was beyond the limit: its rows are missing.
    overflowed: bool,
}

impl Asked {
    fn new(question: &CountsQuestion) -> Self {
        let parts = question.parts();
        Self {
            service: parts.scope.service,
            rule: Arc::new(Rule::new(parts)),
            matcher: Arc::new(Matcher::new(&[parts.scope.within(&parts.events)])),
        }
    }
}

impl Question for CountsQuestion {
    type Asked = Asked;
    type Answer = CountsAnswer;

    fn scope(&self) -> &Scope {
        &self.parts().scope
    }

    fn asked(&self) -> Asked {
        Asked::new(self)
    }

    fn answer(&self, parts: Vec<Counted>) -> CountsAnswer {
        together(parts, self.parts())
    }
}

/// A piece of the period of a question whose days are counted by themselves.
#[derive(Debug)]
struct Piece(CountsQuestion);

impl Question for Piece {
    type Asked = Asked;
    type Answer = Arc<Counted>;

    fn scope(&self) -> &Scope {
        &self.0.parts().scope
    }

    fn asked(&self) -> Asked {
        Asked::new(&self.0)
    }

    fn answer(&self, parts: Vec<Counted>) -> Arc<Counted> {
        Arc::new(sum(parts))
    }

    fn weight(answer: &Arc<Counted>) -> u64 {
        answer.rows.len() as u64 + 1
    }
}

/// Answers a question: piece by piece where each day is counted by itself, so that what was counted of
/// a piece serves until an event of it is new.
pub(crate) async fn answer(
    store: &Store,
    question: &CountsQuestion,
) -> Result<Answered<CountsAnswer>, QueryError> {
    let parts = question.parts();
    let pieces = pieces(&parts.scope.period, store.options.clock.now());
    // Who is in a segment depends on other days.
    if parts.distinct == Distinct::Period || parts.scope.segment.is_some() || pieces.len() == 1 {
        return store.ask(question).await;
    }
    let snapshot = store.snapshot().await?;
    let mut counted = Vec::with_capacity(pieces.len());
    let mut rows_read = 0;
    for piece in pieces {
        let part = store.ask_of(&piece_of(question, &piece)?, &snapshot).await?;
        rows_read += part.rows_read;
        counted.push(Counted::clone(&part.answer).later(piece.start));
    }
    Ok(Answered { answer: together(counted, parts), rows_read })
}

/// The question for some of its days. Which rows come first is no matter of a piece.
fn piece_of(question: &CountsQuestion, days: &Range<usize>) -> Result<Piece, QueryError> {
    let mut parts = question.parts().clone();
    let failed = |error: &dyn std::fmt::Display| QueryError::store("cutting a period", error);
    let piece = parts.scope.period.part(days.clone()).ok_or_else(|| failed(&"no such days"))?;
    parts.scope.period = piece;
    (parts.order, parts.rows) = (RowOrder::Events, 1);
    CountsQuestion::new(parts).map(Piece).map_err(|error| failed(&error))
}

impl Counted {
    /// The same counts of days that lie so many days later in the period.
    fn later(self, days: usize) -> Self {
        let sum = |sum: CountSum| CountSum { people: sum.people.later(days), ..sum };
        Self { whole: sum(self.whole), rows: self.rows.mapped(sum), overflowed: self.overflowed }
    }
}

/// What ranges or pieces counted, as one.
fn sum(counted: Vec<Counted>) -> Counted {
    let mut counted = counted.into_iter();
    let mut sum = counted.next().unwrap_or_default();
    for part in counted {
        sum.whole.add(&part.whole);
        sum.rows.add(part.rows);
        sum.overflowed |= part.overflowed;
    }
    sum
}

/// The answer, of what ranges or pieces counted.
fn together(counted: Vec<Counted>, parts: &CountsParts) -> CountsAnswer {
    let sum = sum(counted);
    let cell = |sum: &CountSum| cell(sum, parts.distinct);
    let weight = |row: &CountSum| match parts.order {
        RowOrder::Events => i128::from(row.events.exact.get()),
        RowOrder::Visitors => i128::from(visitors(row, parts.distinct).exact.get()),
        RowOrder::Sum => row.sum.millionths(),
    };
    let (mut rows, truncated) = sum.rows.cut(parts.rows, |row| Some(weight(row)));
    // By name already.
    rows.sort_by_key(|(_, row)| Reverse(weight(row)));
    let name = |part: &Part| match part {
        Part::Since(date) => Name::Since(*date),
        Part::Text(label) => Name::Text(label.as_deref().map(str::to_owned)),
        Part::Bin(bin) => Name::Bin(*bin),
    };
    CountsAnswer {
        whole: cell(&sum.whole),
        rows: rows
            .into_iter()
            .map(|(names, row)| (names.iter().map(name).collect(), cell(row)))
            .collect(),
        truncated: truncated || sum.overflowed,
    }
}

fn visitors(sum: &CountSum, distinct: Distinct) -> Weighed {
    match distinct {
        Distinct::Period => sum.people.visitors,
        Distinct::Day => sum.people.visitor_days,
    }
}

/// A sum as the answer has it.
pub(crate) fn cell(sum: &CountSum, distinct: Distinct) -> Cell {
    let visitors = visitors(sum, distinct);
    Cell {
        events: sum.events.exact,
        visitors: visitors.exact,
        most_visitors_on_a_day: sum.people.most_on_a_day(),
        fewest_visitors_on_a_day: sum.people.fewest_on_a_day(),
        largest_events: sum.events_of.largest(),
        events_of_visitors: Count::new(sum.events_of_visitors),
        numbers: Count::new(sum.numbers),
        sum: sum.sum,
        blurred: Blurred {
            events: sum.events.blurred,
            visitors: visitors.blurred,
            ..Blurred::default()
        },
    }
}

impl StreamQuestion for Asked {
    type Rows = CountRows;
    type Reader = CountReader;
    type State = Counts;
    type Part = Counted;

    fn service(&self) -> ServiceId {
        self.service
    }

    fn times(&self) -> Range<i64> {
        self.rule.days.times()
    }

    fn columns(&self) -> Vec<&'static str> {
        columns(&self.rule, &self.matcher)
    }

    fn reader(&self) -> CountReader {
        CountReader::new(Arc::clone(&self.rule), Arc::clone(&self.matcher))
    }

    fn state(&self) -> Counts {
        Counts::new(Arc::clone(&self.rule))
    }

    fn part(&self, reader: CountReader, state: Counts) -> Counted {
        let by = &self.rule.by;
        let labels = |grouping: usize| reader.labels(grouping);
        let overflowed = (0..by.len()).filter_map(labels).any(Labels::overflowed);
        let texts: Vec<_> =
            (0..by.len()).map(|grouping| labels(grouping).map(Labels::names)).collect();
        // A key with a label beyond the limit has no name.
        let named = |key: Key| -> Option<Vec<Part>> {
            let parts = by.iter().zip(key).zip(&texts).enumerate();
            parts
                .map(|(place, ((grouping, number), texts))| {
                    let number = usize::try_from(number).ok()?;
                    Some(match grouping {
                        Grouping::Every(_) => Part::Since(self.rule.since(place, number)?),
                        Grouping::By(_) => {
                            Part::Text(texts.as_ref()?.get(number).cloned().flatten()?)
                        }
                        Grouping::Bins { .. } => Part::Bin(number.checked_sub(1)),
                    })
                })
                .collect()
        };
        let (whole, rows, more) = state.counted();
        let rows: BTreeMap<Vec<Part>, CountSum> =
            rows.filter_map(|(key, row)| Some((named(key)?, row))).collect();
        Counted { whole, rows: Table::new(rows, more || overflowed), overflowed }
    }
}
