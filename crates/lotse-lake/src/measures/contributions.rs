//! What each visitor contributes to a sum, as far as the largest two contributions go.

use lotse_domain::{
    Count,
    query::{counts::Distinct, largest::Largest},
};

use super::tally::{Present, Sum};

/// Whose contribution it is: the number of a visitor, and the day where visitors are distinct within each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Contributor {
    visitor: u64,
    day: usize,
}

impl Contributor {
    /// A visitor on a day of the period.
    ///
    /// Where visitors are distinct within each day, days of a period are counted apart and put together, and who was
    /// there on two of them is two contributors in every such piece. That is asked for where pseudonyms live a day;
    /// longer ones are distinct within the period, which is counted in one piece, so no contribution is cut.
    pub(crate) fn new(visitor: Present, day: usize, distinct: Distinct) -> Self {
        let day = match distinct {
            Distinct::Period => 0,
            Distinct::Day => day,
        };
        Self { visitor: visitor.number, day }
    }
}

impl From<Present> for Contributor {
    /// A visitor, on whatever days.
    fn from(visitor: Present) -> Self {
        Self { visitor: visitor.number, day: 0 }
    }
}

/// The largest two contributions to a sum. What one contributor adds comes without another's between.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contributions {
    /// Of those who went before.
    largest: Largest,
    /// Whose contribution grows, and how large it is.
    present: Contributor,
    amount: u64,
}

impl Contributions {
    /// So much more, of `contributor`.
    pub(crate) fn grow(&mut self, contributor: Contributor, amount: u64) {
        if self.present != contributor {
            self.largest = self.largest();
            (self.present, self.amount) = (contributor, 0);
        }
        self.amount += amount;
    }

    /// The largest so far.
    pub(crate) fn largest(&self) -> Largest {
        let mut largest = self.largest;
        largest.see(Count::new(self.amount));
        largest
    }
}

impl Sum for Contributions {
    /// Ranges share no visitor, and pieces of a period no day.
    fn add(&mut self, other: &Self) {
        let mut largest = self.largest();
        largest.see_others(other.largest());
        *self = Self { largest, ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(contributions: &[(u64, usize, u64)], distinct: Distinct) -> Contributions {
        let mut sum = Contributions::default();
        for (number, day, amount) in contributions {
            let visitor = Present { number: *number, ..Present::default() };
            sum.grow(Contributor::new(visitor, *day, distinct), *amount);
        }
        sum
    }

    fn two(sum: &Contributions) -> (u64, u64) {
        (sum.largest().first.get(), sum.largest().second.get())
    }

    #[test]
    fn a_visitor_of_two_days_contributes_once_within_the_period_and_twice_by_day() {
        let contributions = [(1, 0, 3), (1, 0, 2), (1, 1, 4), (2, 1, 6), (3, 0, 1)];
        assert_eq!(two(&of(&contributions, Distinct::Period)), (9, 6));
        assert_eq!(two(&of(&contributions, Distinct::Day)), (6, 5));
        assert_eq!(two(&of(&[], Distinct::Period)), (0, 0));
    }

    #[test]
    fn visitors_of_two_ranges_are_others_whatever_their_numbers() {
        let mut sum = of(&[(1, 0, 5), (2, 0, 2)], Distinct::Period);
        sum.add(&of(&[(1, 0, 4)], Distinct::Period));
        assert_eq!(two(&sum), (5, 4));
        sum.add(&of(&[(1, 0, 1), (2, 0, 8)], Distinct::Period));
        assert_eq!(two(&sum), (8, 5));
    }
}
