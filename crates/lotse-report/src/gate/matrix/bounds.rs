//! The attack on a table: what linear programming finds out of everything that is shown of it.
//!
//! Known are the sums of every row and column, and each shown cell. For every small cell the least and the most that
//! it could be are looked for, by trying every table where there are few and by another program's simplex method where
//! there are many.

use microlp::{ComparisonOp, OptimizationDirection, Problem};

use super::{
    Size,
    tests::{MINIMUM, fillings, hidden, weighed},
};

/// The counts of a table by row, and which cells are not shown.
struct Released<'a> {
    rows: &'a [Vec<u64>],
    hidden: &'a [Vec<bool>],
}

impl Released<'_> {
    /// The least or the most that a cell could be, by linear programming.
    fn bound(&self, (row, column): (usize, usize), direction: OptimizationDirection) -> f64 {
        let mut problem = Problem::new(direction);
        let cells: Vec<Vec<_>> = self
            .hidden
            .iter()
            .enumerate()
            .map(|(r, line)| {
                let cell = |(c, hidden): (usize, &bool)| {
                    let wanted = f64::from(u8::from((r, c) == (row, column)));
                    hidden.then(|| problem.add_var(wanted, (0.0, f64::INFINITY)))
                };
                line.iter().enumerate().map(cell).collect()
            })
            .collect();
        let columns = self.rows[0].len();
        let lines = (0..self.rows.len())
            .map(|r| (0..columns).map(|c| (r, c)).collect::<Vec<_>>())
            .chain((0..columns).map(|c| (0..self.rows.len()).map(|r| (r, c)).collect()));
        for line in lines {
            let of_line = line.iter().filter_map(|(r, c)| Some((cells[*r][*c]?, 1.0)));
            let of_line: Vec<_> = of_line.collect();
            let left: u64 = line
                .iter()
                .filter(|(r, c)| self.hidden[*r][*c])
                .map(|(r, c)| self.rows[*r][*c])
                .sum();
            if !of_line.is_empty() {
                problem.add_constraint(of_line, ComparisonOp::Eq, as_number(left));
            }
        }
        problem.solve().unwrap().into_solution().unwrap().objective()
    }

    /// How far the least and the most are from each other.
    fn width(&self, place: (usize, usize)) -> f64 {
        self.bound(place, OptimizationDirection::Maximize)
            - self.bound(place, OptimizationDirection::Minimize)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of small tables")]
fn as_number(count: u64) -> f64 {
    count as f64
}

/// The least and the most of each hidden cell over every table that fits, in the order of rows.
fn by_trying(rows: &[Vec<u64>], hidden: &[Vec<bool>]) -> Vec<(u64, u64)> {
    let mut found: Vec<(u64, u64)> = Vec::new();
    for table in fillings(rows, hidden) {
        found.resize(table.len(), (u64::MAX, 0));
        for (bounds, value) in found.iter_mut().zip(table) {
            *bounds = (bounds.0.min(value), bounds.1.max(value));
        }
    }
    found
}

fn all(rows: &[Vec<u64>]) -> Vec<Vec<bool>> {
    vec![vec![true; rows[0].len()]; rows.len()]
}

/// Whether a cell of so many could be enough other numbers, or as many as the sums alone leave.
fn is_wide(width: f64, of_sums: f64) -> bool {
    width + 1e-6 >= as_number(MINIMUM - 1).min(of_sums)
}

#[test]
fn no_table_of_two_by_two_with_counts_up_to_twelve_tells_a_small_cell() {
    let counts = 0..=12_u64;
    for a in counts.clone() {
        for b in counts.clone() {
            for c in counts.clone() {
                for d in counts.clone() {
                    let rows = [vec![a, b], vec![c, d]];
                    let hides = hidden(&rows);
                    let found = by_trying(&rows, &hides);
                    let of_sums = by_trying(&rows, &all(&rows));
                    let mut place_among_hidden = 0;
                    for place in 0..4 {
                        let amount = rows[place / 2][place % 2];
                        let is_small = weighed(amount).size == Size::Few;
                        if !hides[place / 2][place % 2] {
                            assert!(!is_small, "{rows:?}");
                            continue;
                        }
                        let (low, high) = found[place_among_hidden];
                        place_among_hidden += 1;
                        let (least, most) = of_sums[place];
                        let wide = is_wide(as_number(high - low), as_number(most - least));
                        assert!(!is_small || wide, "{rows:?}: {low} to {high}");
                    }
                }
            }
        }
    }
}

/// The same numbers in every run (xorshift64*).
fn random(state: &mut u64, below: u64) -> u64 {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    (state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32) % below
}

#[test]
fn no_random_table_tells_a_small_cell_to_linear_programming() {
    let tables = std::env::var("LOTSE_TEST_TABLES").map_or(4_000, |tables| tables.parse().unwrap());
    let mut state = 20_261_128;
    let mut small = 0;
    for _ in 0..tables {
        let size = |state: &mut u64| usize::try_from(1 + random(state, 4)).unwrap();
        let (height, breadth) = (size(&mut state), size(&mut state));
        let cell = |state: &mut u64| match random(state, 4) {
            0 => 0,
            1 => 1 + random(state, MINIMUM - 1),
            2 => MINIMUM + random(state, 8),
            _ => MINIMUM + random(state, 200),
        };
        let rows: Vec<Vec<u64>> =
            (0..height).map(|_| (0..breadth).map(|_| cell(&mut state)).collect()).collect();
        let hides = hidden(&rows);
        let (released, of_sums) = (
            Released { rows: &rows, hidden: &hides },
            Released { rows: &rows, hidden: &all(&rows) },
        );
        for (row, cells) in rows.iter().enumerate() {
            for (column, amount) in cells.iter().enumerate() {
                if weighed(*amount).size != Size::Few {
                    continue;
                }
                assert!(hides[row][column], "{rows:?}");
                small += 1;
                let width = released.width((row, column));
                if width + 1e-6 < as_number(MINIMUM - 1) {
                    let left = of_sums.width((row, column));
                    assert!(is_wide(width, left), "{rows:?} {hides:?}: {row}, {column}: {width}");
                }
            }
        }
    }
    assert!(small > tables / 2, "{small} small cells");
}

/// What the attack is worth: without what protects them, small cells are found.
#[test]
fn small_cells_that_are_hidden_alone_are_found() {
    let rows = [vec![20, 3, 30], vec![40, 50, 60]];
    let alone = [vec![false, true, false], vec![false; 3]];
    let released = Released { rows: &rows, hidden: &alone };
    assert!(released.width((0, 1)).abs() < 1e-6);
    assert!((released.bound((0, 1), OptimizationDirection::Maximize) - 3.0).abs() < 1e-6);
}
