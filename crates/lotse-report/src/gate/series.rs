//! What may be shown of figures that others counted (`docs/spec/gate.md`, section *Series*).

use std::collections::BTreeMap;

use lotse_domain::{
    Count,
    privacy::Undisclosed,
    series::{SeriesPeriod, SeriesPoint},
};

use super::{Disclosed, Size, protect, shown_count};
use crate::{
    measure::Cell,
    policy::Minimum,
    series::{SeriesRow, SeriesTable},
};

/// A figure that is as many people as it says.
#[derive(Clone, Copy)]
struct Figure(Count);

impl Size for Figure {
    fn events_or_visits(&self) -> Count {
        self.0
    }
}

/// Discloses the figures of each period by themselves, so that one and the same is shown or hidden wherever it
/// stands.
#[expect(clippy::disallowed_methods, reason = "this is the gate")]
pub(crate) fn tables(
    points: Undisclosed<Vec<SeriesPoint>>,
    minimum: Minimum,
) -> BTreeMap<SeriesPeriod, SeriesTable> {
    let mut periods: BTreeMap<SeriesPeriod, Vec<(Vec<String>, Figure)>> = BTreeMap::new();
    for point in points.open() {
        let rows = periods.entry(point.period).or_default();
        rows.push((point.labels, Figure(point.value)));
    }
    periods.into_iter().map(|(period, rows)| (period, table(rows, minimum))).collect()
}

fn table(rows: Vec<(Vec<String>, Figure)>, minimum: Minimum) -> SeriesTable {
    let is_enough = |figure: &Figure| figure.0.get() >= minimum.people();
    let too_few = || Cell::Hidden(minimum.too_few());
    // A figure without labels names nobody, and there is nothing beside it.
    if let [(labels, figure)] = rows.as_slice()
        && labels.is_empty()
    {
        let shown = !minimum.is_small(figure.0, is_enough(figure));
        let cell = if shown { shown_count(figure.0) } else { too_few() };
        let row = SeriesRow { labels: Disclosed(Vec::new()), cell };
        return SeriesTable { rows: vec![row], others: None };
    }
    let shown = protect(&rows, is_enough);
    let folded: Vec<Figure> = rows
        .iter()
        .zip(&shown)
        .filter(|((_, figure), shown)| !**shown && !figure.0.is_zero())
        .map(|((_, figure), _)| *figure)
        .collect();
    // Enough people stand behind the rest exactly when a large row was folded in to protect it.
    let others = (!folded.is_empty()).then(|| {
        if folded.iter().any(is_enough) {
            shown_count(folded.iter().map(|figure| figure.0).sum())
        } else {
            too_few()
        }
    });
    let mut named: Vec<(Vec<String>, Figure)> =
        rows.into_iter().zip(shown).filter(|(_, shown)| *shown).map(|(row, _)| row).collect();
    named
        .sort_by(|(a, figure_a), (b, figure_b)| figure_b.0.cmp(&figure_a.0).then_with(|| a.cmp(b)));
    let row = |(labels, figure): (Vec<String>, Figure)| SeriesRow {
        labels: Disclosed(labels),
        cell: shown_count(figure.0),
    };
    SeriesTable { rows: named.into_iter().map(row).collect(), others }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{
        gate::tests::{employees, public},
        measure::Hidden,
        policy::Rules,
    };

    fn of(rows: &[(&str, u64)], dimensions: &[&str], is_public: bool) -> SeriesTable {
        let service = if is_public { public() } else { employees() };
        let dimensions: Vec<String> = dimensions.iter().map(ToString::to_string).collect();
        let minimum = Minimum::of_series(&service, &dimensions, Rules::staff());
        let rows = rows.iter().map(|(label, value)| {
            let labels = dimensions.iter().map(|_| (*label).to_owned()).collect();
            (labels, Figure(Count::new(*value)))
        });
        table(rows.collect(), minimum)
    }

    fn named(table: &SeriesTable) -> Vec<&str> {
        table.rows.iter().map(|row| row.labels[0].as_str()).collect()
    }

    #[test]
    fn labels_are_named_where_enough_were_counted_and_none_can_be_worked_out() {
        let all = of(&[("desktop", 60), ("tablet", 5), ("mobile", 100)], &["Device"], true);
        assert_eq!((named(&all), &all.others), (vec!["mobile", "desktop", "tablet"], &None));
        let few = of(&[("desktop", 60), ("tablet", 4), ("mobile", 100)], &["device"], true);
        assert_eq!(named(&few), ["mobile"], "desktop protects tablet");
        assert_eq!(few.others, Some(shown_count(Count::new(64))));
        let none = of(&[("tablet", 4), ("tv", 0)], &["device"], true);
        let too_few = Cell::Hidden(Hidden::TooFew { minimum: 5 });
        assert_eq!((none.rows.len(), none.others), (0, Some(too_few)));
        // Nobody is no row that could be told, and nothing that has to be protected.
        let nobody = of(&[("desktop", 60), ("tv", 0)], &["device"], true);
        assert_eq!((named(&nobody), &nobody.others), (vec!["desktop"], &None));
    }

    #[test]
    fn what_says_much_of_a_person_needs_more_of_them() {
        for (dimension, is_public, minimum) in
            [("device", true, 5), ("language", true, 10), ("city", true, 10), ("device", false, 10)]
        {
            let shown = |value| of(&[("x", value), ("y", 90)], &[dimension], is_public).rows.len();
            assert_eq!((shown(minimum), shown(minimum - 1)), (2, 0), "{dimension}");
        }
    }

    #[test]
    fn a_figure_without_labels_is_hidden_only_where_it_is_too_small() {
        for (value, is_shown) in [(0, true), (1, false), (4, false), (5, true)] {
            let table = of(&[("", value)], &[], true);
            assert_eq!(table.rows[0].cell.number().is_some(), is_shown, "{value}");
        }
    }

    #[test]
    fn a_figure_is_shown_or_hidden_by_its_own_period() {
        let point = |day, label: &str, value| SeriesPoint {
            period: SeriesPeriod::day(day),
            labels: vec![label.to_owned()],
            value: Count::new(value),
        };
        let (one, two) = (date(2026, 1, 1), date(2026, 1, 2));
        let points =
            vec![point(one, "a", 3), point(one, "b", 9), point(two, "a", 30), point(two, "b", 9)];
        let minimum = Minimum::of_series(&public(), &["page".to_owned()], Rules::staff());
        let tables = tables(Undisclosed::seal(points), minimum);
        let named: Vec<Vec<&str>> = tables.values().map(named).collect();
        assert_eq!(named, [vec![], vec!["a", "b"]]);
    }
}
