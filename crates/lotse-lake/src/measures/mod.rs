//! Measures over visitors: consumers of the visitor stream.
//!
//! A measure sees every visitor once, with all rows of that visitor in the order of time, and needs
//! no table of visitors: what it remembers of one is gone when the next begins. Each range of
//! visitors has its own state; states of ranges merge, in any order, to the same result.

pub(crate) mod attempts;
pub(crate) mod cases;
pub(crate) mod contributions;
pub(crate) mod counts;
pub(crate) mod days;
pub(crate) mod examples;
pub(crate) mod forms;
pub(crate) mod funnel;
pub(crate) mod labels;
pub(crate) mod overlap;
pub(crate) mod paths;
pub(crate) mod retention;
pub(crate) mod rows;
pub(crate) mod segment;
pub(crate) mod steps;
pub(crate) mod tally;
pub(crate) mod uniques;
pub(crate) mod units;
pub(crate) mod visits;
pub(crate) mod weighed;

use std::ops::Range;

use lotse_domain::query::blur::Weight;

/// A consumer of the visitor stream.
///
/// ```text
/// nobody(rows 0..3)                      rows without a visitor, in no order among files
/// visitor(1) rows(3..9) rows(0..2) …     one visitor: pieces that follow each other in time
/// visitor(2) rows(2..5)
/// finish()
/// ```
pub(crate) trait Measure {
    /// What it reads of a batch.
    type Rows;

    /// Rows that belong to no visitor.
    fn nobody(&mut self, rows: &Self::Rows, range: Range<usize>);

    /// Another visitor begins, who counts so often in the blurred population.
    fn visitor(&mut self, weight: Weight);

    /// Further rows of the present visitor.
    fn rows(&mut self, rows: &Self::Rows, range: Range<usize>);

    /// No visitor follows.
    fn finish(&mut self);

    /// Memory that it takes beyond a few thousand labels, in bytes: what grows with the visitors.
    fn bytes(&self) -> usize {
        0
    }
}
