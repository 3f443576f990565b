//! How many rows of a service's tables are hidden, and why: for whoever chooses how strict the gate is.
//!
//! Counted in the same way as the tables themselves are disclosed. Never what is in a row, nor which one it is.

use lotse_domain::{
    privacy::Undisclosed,
    query::{Breakdown, Tally, UsageAnswer, UsageTable},
    service::Service,
};
use serde::Serialize;

use super::{Disclosed, Size as _, protect};
use crate::policy::{Minimum, Rules};

/// How many rows of one table are told, and how many are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct HiddenRows {
    /// What its rows are.
    pub breakdown: Breakdown,
    /// Rows with their figures.
    pub shown: usize,
    /// Rows of too few people.
    pub too_few: usize,
    /// Rows of enough people that hide those.
    pub protect: usize,
    /// There were more rows than are kept; those are hidden too.
    pub is_cut: bool,
}

/// Counts the rows of every table.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn rows(
    answer: &Undisclosed<UsageAnswer>,
    service: &Service,
    rules: Rules,
) -> Vec<Disclosed<HiddenRows>> {
    let of_table = |table: &UsageTable| Disclosed(of_table(table, service, rules));
    answer.open_ref().tables.iter().map(of_table).collect()
}

fn of_table(
    UsageTable { breakdown, rows, truncated }: &UsageTable,
    service: &Service,
    rules: Rules,
) -> HiddenRows {
    let mut counted =
        HiddenRows { breakdown: *breakdown, shown: 0, too_few: 0, protect: 0, is_cut: *truncated };
    let minimum = Minimum::of_rows(service, *breakdown, rules);
    let is_enough = |tally: &Tally| minimum.is_none_or(|minimum| minimum.is_met_by(tally));
    let shown = protect(rows, is_enough);
    // A day on which nobody came is no row of anybody.
    let held = rows.iter().zip(shown).filter(|((_, tally), _)| !tally.events_or_visits().is_zero());
    for ((_, tally), shown) in held {
        match (shown, is_enough(tally)) {
            (true, _) => counted.shown += 1,
            (false, true) => counted.protect += 1,
            (false, false) => counted.too_few += 1,
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use lotse_domain::{
        Count,
        disclosure::{DisclosurePolicy, Minimums, PolicyParts, Zeros},
    };

    use super::*;
    use crate::{
        gate::tests::{employees, public},
        viewer::Viewer,
    };

    fn rows(people: &[u64]) -> Vec<(Option<String>, Tally)> {
        let tally = |people: &u64| Tally {
            events: Count::new(*people),
            visits: Count::new(*people),
            visitors: Count::new(*people),
            visitor_days: Count::new(*people),
            most_visitors_on_a_day: Count::new(*people),
            ..Tally::default()
        };
        (0..).map(|place: u8| Some(place.to_string())).zip(people.iter().map(tally)).collect()
    }

    /// Rows that are shown, of too few, and protecting.
    fn counted(service: &Service, of: Breakdown, people: &[u64], rules: Rules) -> [usize; 3] {
        let table = UsageTable { breakdown: of, rows: rows(people), truncated: false };
        let found = of_table(&table, service, rules);
        [found.shown, found.too_few, found.protect]
    }

    #[test]
    fn rows_are_counted_as_the_table_shows_them() {
        let least = Rules::staff();
        assert_eq!(counted(&public(), Breakdown::Page, &[50, 9, 6, 4, 1], least), [2, 2, 1]);
        assert_eq!(counted(&public(), Breakdown::Page, &[50, 9, 6], least), [3, 0, 0]);
        assert_eq!(counted(&public(), Breakdown::PageLanguage, &[50, 12, 6], least), [1, 1, 1]);
        assert_eq!(counted(&public(), Breakdown::Day, &[50, 0, 2], least), [2, 0, 0]);
        assert_eq!(counted(&employees(), Breakdown::Day, &[50, 0, 20, 2], least), [1, 1, 1]);
    }

    #[test]
    fn a_stricter_policy_hides_more() {
        let parts = PolicyParts {
            staff: Minimums { ordinary: 7, sensitive: 10 },
            roles: BTreeMap::new(),
            published: 20,
            zeros: Zeros::Shown,
        };
        let policy = DisclosurePolicy::new(parts).unwrap();
        let people = [50, 9, 6, 4, 1];
        let staff = Rules::of(&Viewer::staff(), &policy);
        assert_eq!(counted(&public(), Breakdown::Page, &people, staff), [1, 3, 1]);
        let anybody = Rules::of(&Viewer::public(), &policy);
        assert_eq!(counted(&public(), Breakdown::Page, &people, anybody), [0, 4, 1]);
        assert_eq!(counted(&public(), Breakdown::Day, &people, anybody), [0, 4, 1]);
    }
}
