//! A count kept twice: as it is, and of the blurred population.

use std::ops::AddAssign;

use lotse_domain::{Count, query::blur::Weight};

/// How many, and how many of the blurred population.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Weighed {
    pub(crate) exact: Count,
    pub(crate) blurred: Count,
}

impl Weighed {
    /// So many more, of somebody of this weight.
    pub(crate) fn add(&mut self, number: u64, weight: Weight) {
        self.exact += Count::new(number);
        self.blurred += Count::new(number * weight.times());
    }
}

impl AddAssign for Weighed {
    fn add_assign(&mut self, other: Self) {
        self.exact += other.exact;
        self.blurred += other.blurred;
    }
}
