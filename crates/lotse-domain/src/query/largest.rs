//! The largest contributions to a sum: how much of it is one person's.

use crate::Count;

/// The two largest of what single visitors contributed to a sum. What nobody is known to have contributed is in neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Largest {
    /// The most that one visitor contributed.
    pub first: Count,
    /// The most that another one did.
    pub second: Count,
}

impl Largest {
    /// Looks at what one more visitor contributed.
    ///
    /// ```
    /// # use lotse_domain::{Count, query::largest::Largest};
    /// let mut largest = Largest::default();
    /// [3, 7, 5].map(Count::new).into_iter().for_each(|contribution| largest.see(contribution));
    /// assert_eq!((largest.first.get(), largest.second.get()), (7, 5));
    /// ```
    pub fn see(&mut self, contribution: Count) {
        if contribution > self.first {
            (self.first, self.second) = (contribution, self.first);
        } else {
            self.second = self.second.max(contribution);
        }
    }

    /// Looks at what other visitors contributed.
    pub fn see_others(&mut self, others: Self) {
        self.see(others.first);
        self.see(others.second);
    }
}
