//! Several questions answered by one reading: each batch is read once, and every question sees those
//! of its rows that matter to it.
//!
//! ```text
//! rows of a batch        0  1  2  3  4
//! matter to question 1   x     x
//! matter to question 2      x  x  x
//! are merged             0  1  2  3        what matters to none is left out before
//! question 1 sees        0     1           its own numbers of them
//! question 2 sees           0  1  2
//! ```

use std::{ops::Range, sync::Arc};

use datafusion::{
    arrow::{
        array::{ArrayRef, RecordBatch, UInt32Array},
        datatypes::{DataType, Field, Schema},
    },
    error::Result,
};
use lotse_domain::{
    ids::ServiceId,
    query::{
        Scope,
        blur::Weight,
        funnel::Unit,
        together::{AnswerSet, QuestionSet},
    },
};

use crate::{
    cases::AskedOfCases,
    counts, funnel,
    funnel::{OfCases, OfVisitors},
    gather::{Question, StreamQuestion},
    measures::{Measure, rows::column, steps::order_columns},
    operators::run_merge::ReadRows,
    paths, retention,
    store::hull,
    usage,
};

/// Carries the place of a row in its batch through a reader that leaves rows out.
pub(crate) const PLACE: &str = "place";

/// Questions of one kind.
pub(crate) struct Many<Q> {
    service: ServiceId,
    questions: Vec<Q>,
}

/// Questions of two kinds.
pub(crate) struct Pair<A, B>(A, B);

/// What one question sees of the rows that are merged.
pub(crate) struct Piece<R> {
    rows: R,
    /// How many of them lie before each merged row, and after the last; `None` if it sees all.
    before: Option<Vec<usize>>,
}

impl<R> Piece<R> {
    /// The same rows by the question's own numbers.
    fn range(&self, merged: Range<usize>) -> Range<usize> {
        match &self.before {
            Some(before) => before[merged.start]..before[merged.end],
            None => merged,
        }
    }
}

/// The state of one question.
pub(crate) struct Part<S> {
    state: S,
    /// It has seen a row of the present visitor.
    began: bool,
    /// Of the present visitor.
    weight: Weight,
}

impl<S: Measure> Part<S> {
    fn new(state: S) -> Self {
        Self { state, began: false, weight: Weight::ONE }
    }

    /// Another visitor begins, of whom it may see nothing.
    fn next(&mut self, weight: Weight) {
        self.began = false;
        self.weight = weight;
    }

    fn nobody(&mut self, piece: &Piece<S::Rows>, merged: Range<usize>) {
        let range = piece.range(merged);
        if !range.is_empty() {
            self.state.nobody(&piece.rows, range);
        }
    }

    fn rows(&mut self, piece: &Piece<S::Rows>, merged: Range<usize>) {
        let range = piece.range(merged);
        if range.is_empty() {
            return;
        }
        // A visitor of whom it sees nothing is none to it.
        if !std::mem::replace(&mut self.began, true) {
            self.state.visitor(self.weight);
        }
        self.state.rows(&piece.rows, range);
    }
}

/// A batch of which each row carries its place.
fn placed(batch: &RecordBatch) -> Result<RecordBatch> {
    let schema = batch.schema();
    let known = schema.fields().iter().zip(batch.columns()).filter(|(f, _)| f.name() != PLACE);
    let (mut fields, mut columns): (Vec<_>, Vec<ArrayRef>) =
        known.map(|(field, column)| (Arc::clone(field), Arc::clone(column))).unzip();
    fields.push(Arc::new(Field::new(PLACE, DataType::UInt32, false)));
    columns.push(Arc::new((0..).take(batch.num_rows()).collect::<UInt32Array>()));
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?)
}

/// The places of the rows that a reader kept; `None` is all.
fn places(kept: &RecordBatch, all: usize) -> Result<Option<UInt32Array>> {
    if kept.num_rows() == all {
        return Ok(None);
    }
    column::<UInt32Array>(kept, PLACE).cloned().map(Some)
}

/// The rows of `batch` that any reader kept, and for each reader which of these are its own.
fn merged(
    batch: RecordBatch,
    kept: &[Option<UInt32Array>],
) -> Result<(RecordBatch, Vec<Option<Vec<usize>>>)> {
    let all = batch.num_rows();
    let mut matters = vec![kept.iter().any(Option::is_none); all];
    for place in kept.iter().flatten().flat_map(UInt32Array::values) {
        matters[*place as usize] = true;
    }
    let rows: Vec<usize> = (0..all).filter(|row| matters[*row]).collect();
    let before = kept.iter().map(|places| {
        let places = places.as_ref().filter(|places| places.len() < rows.len())?.values();
        let mut own = vec![false; all];
        for place in places {
            own[*place as usize] = true;
        }
        let mut before = Vec::with_capacity(rows.len() + 1);
        let mut seen = 0;
        for row in &rows {
            before.push(seen);
            seen += usize::from(own[*row]);
        }
        before.push(seen);
        Some(before)
    });
    let before = before.collect();
    if rows.len() == all {
        return Ok((batch, before));
    }
    let indices = rows.iter().map(|row| u32::try_from(*row).unwrap_or(u32::MAX)).collect();
    Ok((order_columns(&batch, &indices)?, before))
}

impl<R: Send, C: ReadRows<R>> ReadRows<Vec<Piece<R>>> for Vec<C> {
    fn read(&mut self, batch: RecordBatch) -> Result<(RecordBatch, Vec<Piece<R>>)> {
        let given = placed(&batch)?;
        let (mut kept, mut pieces) = (Vec::new(), Vec::new());
        for reader in self {
            let (own, rows) = reader.read(given.clone())?;
            kept.push(places(&own, batch.num_rows())?);
            pieces.push(rows);
        }
        let (batch, before) = merged(batch, &kept)?;
        let pieces = pieces.into_iter().zip(before);
        Ok((batch, pieces.map(|(rows, before)| Piece { rows, before }).collect()))
    }
}

impl<S: Measure> Measure for Vec<Part<S>> {
    type Rows = Vec<Piece<S::Rows>>;

    fn nobody(&mut self, rows: &Self::Rows, range: Range<usize>) {
        for (part, piece) in self.iter_mut().zip(rows) {
            part.nobody(piece, range.clone());
        }
    }

    fn visitor(&mut self, weight: Weight) {
        for part in self {
            part.next(weight);
        }
    }

    fn rows(&mut self, rows: &Self::Rows, range: Range<usize>) {
        for (part, piece) in self.iter_mut().zip(rows) {
            part.rows(piece, range.clone());
        }
    }

    fn finish(&mut self) {
        for part in self {
            part.state.finish();
        }
    }

    fn bytes(&self) -> usize {
        self.iter().map(|part| part.state.bytes()).sum()
    }
}

impl<Q: StreamQuestion> StreamQuestion for Many<Q> {
    type Rows = Vec<Piece<Q::Rows>>;
    type Reader = Vec<Q::Reader>;
    type State = Vec<Part<Q::State>>;
    type Part = Vec<Q::Part>;

    fn service(&self) -> ServiceId {
        self.service
    }

    fn times(&self) -> Range<i64> {
        hull(&self.questions.iter().map(Q::times).collect::<Vec<_>>())
    }

    fn columns(&self) -> Vec<&'static str> {
        union(self.questions.iter().flat_map(Q::columns))
    }

    fn reader(&self) -> Self::Reader {
        self.questions.iter().map(Q::reader).collect()
    }

    fn state(&self) -> Self::State {
        self.questions.iter().map(|question| Part::new(question.state())).collect()
    }

    fn part(&self, reader: Self::Reader, state: Self::State) -> Self::Part {
        let parts = self.questions.iter().zip(reader).zip(state);
        parts.map(|((question, reader), part)| question.part(reader, part.state)).collect()
    }
}

impl<A: Send, B: Send, C: ReadRows<A>, D: ReadRows<B>> ReadRows<(Piece<A>, Piece<B>)>
    for Pair<C, D>
{
    fn read(&mut self, batch: RecordBatch) -> Result<(RecordBatch, (Piece<A>, Piece<B>))> {
        let (given, all) = (placed(&batch)?, batch.num_rows());
        let (own, first) = self.0.read(given.clone())?;
        let (other, second) = self.1.read(given)?;
        let (batch, mut before) = merged(batch, &[places(&own, all)?, places(&other, all)?])?;
        let second = Piece { rows: second, before: before.pop().flatten() };
        let first = Piece { rows: first, before: before.pop().flatten() };
        Ok((batch, (first, second)))
    }
}

impl<A: Measure, B: Measure> Measure for Pair<Part<A>, Part<B>> {
    type Rows = (Piece<A::Rows>, Piece<B::Rows>);

    fn nobody(&mut self, rows: &Self::Rows, range: Range<usize>) {
        self.0.nobody(&rows.0, range.clone());
        self.1.nobody(&rows.1, range);
    }

    fn visitor(&mut self, weight: Weight) {
        self.0.next(weight);
        self.1.next(weight);
    }

    fn rows(&mut self, rows: &Self::Rows, range: Range<usize>) {
        self.0.rows(&rows.0, range.clone());
        self.1.rows(&rows.1, range);
    }

    fn finish(&mut self) {
        self.0.state.finish();
        self.1.state.finish();
    }

    fn bytes(&self) -> usize {
        self.0.state.bytes() + self.1.state.bytes()
    }
}

impl<A: StreamQuestion, B: StreamQuestion> StreamQuestion for Pair<A, B> {
    type Rows = (Piece<A::Rows>, Piece<B::Rows>);
    type Reader = Pair<A::Reader, B::Reader>;
    type State = Pair<Part<A::State>, Part<B::State>>;
    type Part = (A::Part, B::Part);

    fn service(&self) -> ServiceId {
        self.0.service()
    }

    fn times(&self) -> Range<i64> {
        let both = [self.0.times(), self.1.times()];
        hull(&both.into_iter().filter(|times| !times.is_empty()).collect::<Vec<_>>())
    }

    fn columns(&self) -> Vec<&'static str> {
        union(self.0.columns().into_iter().chain(self.1.columns()))
    }

    fn reader(&self) -> Self::Reader {
        Pair(self.0.reader(), self.1.reader())
    }

    fn state(&self) -> Self::State {
        Pair(Part::new(self.0.state()), Part::new(self.1.state()))
    }

    fn part(&self, reader: Self::Reader, state: Self::State) -> Self::Part {
        (self.0.part(reader.0, state.0.state), self.1.part(reader.1, state.1.state))
    }
}

/// Each column once.
fn union(columns: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut columns: Vec<_> = columns.collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// What is counted for a set of questions: usage and counts, funnels, paths and returns.
type Asked = Pair<
    Pair<Many<usage::Usage>, Many<counts::Asked>>,
    Pair<
        Pair<Many<funnel::Asked>, Many<AskedOfCases>>,
        Pair<Many<paths::Asked>, Many<retention::Asked>>,
    >,
>;

/// The questions of a set by what is counted for them.
struct Kinds<'a> {
    of_visitors: Vec<OfVisitors<'a>>,
    of_cases: Vec<OfCases<'a>>,
}

impl<'a> Kinds<'a> {
    fn of(set: &'a QuestionSet) -> Self {
        let of_cases = |unit: Unit| unit == Unit::Case;
        let (cases, visitors): (Vec<_>, Vec<_>) =
            set.parts().funnels.iter().partition(|funnel| of_cases(funnel.parts().unit));
        Self {
            of_visitors: visitors.into_iter().map(OfVisitors).collect(),
            of_cases: cases.into_iter().map(OfCases).collect(),
        }
    }
}

/// Questions of one kind, ready to be counted together.
fn many<Q: Question>(service: ServiceId, questions: &[Q]) -> Many<Q::Asked> {
    Many { service, questions: questions.iter().map(Q::asked).collect() }
}

/// The answers to questions of one kind, of what they counted in each range.
fn answers<Q: Question>(
    questions: &[Q],
    ranges: Vec<Vec<<Q::Asked as StreamQuestion>::Part>>,
) -> Vec<Q::Answer> {
    let mut by_question: Vec<Vec<_>> = questions.iter().map(|_| Vec::new()).collect();
    for range in ranges {
        for (parts, part) in by_question.iter_mut().zip(range) {
            parts.push(part);
        }
    }
    questions.iter().zip(by_question).map(|(question, parts)| question.answer(parts)).collect()
}

impl Question for QuestionSet {
    type Asked = Asked;
    type Answer = AnswerSet;

    fn scope(&self) -> &Scope {
        Self::scope(self)
    }

    fn asked(&self) -> Asked {
        let (parts, kinds) = (self.parts(), Kinds::of(self));
        let service = Self::scope(self).service;
        Pair(
            Pair(many(service, &parts.usages), many(service, &parts.counts)),
            Pair(
                Pair(many(service, &kinds.of_visitors), many(service, &kinds.of_cases)),
                Pair(many(service, &parts.paths), many(service, &parts.retentions)),
            ),
        )
    }

    fn answer(&self, ranges: Vec<<Asked as StreamQuestion>::Part>) -> AnswerSet {
        let (parts, kinds) = (self.parts(), Kinds::of(self));
        let (used, went): (Vec<_>, Vec<_>) = ranges.into_iter().unzip();
        let (usages, counts): (Vec<_>, Vec<_>) = used.into_iter().unzip();
        let (funnels, others): (Vec<_>, Vec<_>) = went.into_iter().unzip();
        let (visitors, cases): (Vec<_>, Vec<_>) = funnels.into_iter().unzip();
        let (paths, retentions): (Vec<_>, Vec<_>) = others.into_iter().unzip();
        let mut of_visitors = answers(&kinds.of_visitors, visitors).into_iter();
        let mut of_cases = answers(&kinds.of_cases, cases).into_iter();
        let funnels = parts.funnels.iter().filter_map(|funnel| match funnel.parts().unit {
            Unit::Case => of_cases.next(),
            Unit::Visitor | Unit::Visit => of_visitors.next(),
        });
        AnswerSet {
            funnels: funnels.collect(),
            usages: answers(&parts.usages, usages),
            counts: answers(&parts.counts, counts),
            paths: answers(&parts.paths, paths),
            retentions: answers(&parts.retentions, retentions),
        }
    }
}
