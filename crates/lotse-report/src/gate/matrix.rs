//! Which cells of a table must stay hidden so that nobody works out a small one, though the sum of
//! every row and column is known.
//!
//! Two things are asked of the hidden cells. In every row and column that hides too few people, enough
//! people hide too, so that the sum of what is hidden is no small group. And every small cell could be
//! another number with the same sums: then it cannot be solved for. Whether it could is a question of
//! ways: a cell can grow by one if another of its row can shrink, another of that one's column grow,
//! and so on, back to its own column.

/// How many people are behind a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// There is nothing in it.
    Nothing,
    /// Too few people.
    Few,
    /// Enough people.
    Enough,
}

/// One cell: what it counts, and whether so many people may be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Weighed {
    pub(super) amount: u64,
    pub(super) size: Size,
}

/// A place: row and column.
type Place = (usize, usize);

/// Cells that may or may not be shown; every row as long as the first.
pub(super) struct Matrix {
    cells: Vec<Vec<Weighed>>,
    hidden: Vec<Vec<bool>>,
    columns: usize,
}

impl Matrix {
    /// The cells that must be hidden: those of too few people, those of `closed` columns, and what
    /// protects them.
    pub(super) fn hidden(cells: Vec<Vec<Weighed>>, closed: &[bool]) -> Vec<Vec<bool>> {
        let is_closed = |column: usize| closed.get(column).copied().unwrap_or(false);
        let columns = cells.first().map_or(0, Vec::len);
        let hide = |row: &Vec<Weighed>| {
            let cells = row.iter().enumerate();
            cells.map(|(column, cell)| cell.size == Size::Few || is_closed(column)).collect()
        };
        let mut matrix = Self { hidden: cells.iter().map(hide).collect(), cells, columns };
        while matrix.protect_sums() | matrix.protect_cells() {}
        matrix.hidden
    }

    /// Sees to it that no row or column hides too few people alone. Whether anything was hidden for it.
    fn protect_sums(&mut self) -> bool {
        let rows = (0..self.cells.len()).map(|row| self.row(row).collect::<Vec<_>>());
        let columns = (0..self.columns).map(|column| self.column(column).collect());
        let lines: Vec<Vec<Place>> = rows.chain(columns).collect();
        let mut changed = false;
        for line in lines {
            let hides = |size| {
                line.iter().any(|place| self.is_hidden(*place) && self.cell(*place).size == size)
            };
            if hides(Size::Few) && !hides(Size::Enough) {
                let enough = |place: &Place| self.cell(*place).size == Size::Enough;
                let choice = self.cheapest(line.iter().copied().filter(enough));
                // Without anybody else in the line, where they are not says where they are.
                let choice = choice.or_else(|| self.cheapest(line.iter().copied()));
                changed |= self.hide(choice);
            }
        }
        changed
    }

    /// Sees to it that every small cell could be another number. Whether anything was hidden for it.
    fn protect_cells(&mut self) -> bool {
        let places = (0..self.cells.len()).flat_map(|row| (0..self.columns).map(move |c| (row, c)));
        let small: Vec<Place> =
            places.filter(|place| self.cell(*place).size == Size::Few).collect();
        let mut changed = false;
        for place in small {
            if !self.can_vary(place) {
                let choice = self.next_to(place);
                changed |= self.hide(choice);
            }
        }
        changed
    }

    /// What is best hidden so that a small cell can vary: the smallest that closes a way by itself, else
    /// something in its row or column, else anything.
    fn next_to(&mut self, place: Place) -> Option<Place> {
        if let Some(closing) = self.closing(place) {
            return Some(closing);
        }
        let (row, column) = place;
        let counts = |place: &Place| self.cell(*place).amount > 0;
        let near = || self.row(row).chain(self.column(column));
        let all = || (0..self.cells.len()).flat_map(|row| self.row(row));
        self.cheapest(near().filter(counts))
            .or_else(|| self.cheapest(all().filter(counts)))
            .or_else(|| self.cheapest(near()))
            .or_else(|| self.cheapest(all()))
    }

    /// The smallest shown cell without which a small one can vary. It lies where a row and a column meet
    /// that hide something already.
    fn closing(&mut self, place: Place) -> Option<Place> {
        let hides_row: Vec<bool> =
            self.hidden.iter().map(|row| row.iter().any(|hidden| *hidden)).collect();
        let hides_column: Vec<bool> =
            (0..self.columns).map(|c| self.column(c).any(|p| self.is_hidden(p))).collect();
        let mut candidates: Vec<Place> = (0..self.cells.len())
            .flat_map(|row| self.row(row))
            .filter(|(row, column)| hides_row[*row] && hides_column[*column])
            .filter(|place| !self.is_hidden(*place) && self.cell(*place).amount > 0)
            .collect();
        candidates.sort_by_key(|place| (self.cell(*place).amount, *place));
        candidates.into_iter().find(|(row, column)| {
            self.hidden[*row][*column] = true;
            let helps = self.can_vary(place);
            self.hidden[*row][*column] = false;
            helps
        })
    }

    /// The shown cell that costs least to hide: where more is hidden already, then the smallest.
    fn cheapest(&self, places: impl Iterator<Item = Place>) -> Option<Place> {
        let hidden = |places: &mut dyn Iterator<Item = Place>| {
            places.filter(|place| self.is_hidden(*place)).count()
        };
        places.filter(|place| !self.is_hidden(*place)).min_by_key(|(row, column)| {
            let in_column = hidden(&mut self.column(*column));
            let in_row = hidden(&mut self.row(*row));
            let is_first = in_column == 0 || in_row == 0;
            (
                is_first,
                std::cmp::Reverse(in_column),
                self.cell((*row, *column)).amount,
                *row,
                *column,
            )
        })
    }

    /// Whether the cell could be one more or one less, with the same sums and nothing below zero.
    fn can_vary(&self, (row, column): Place) -> bool {
        self.leads(true, row, column, (row, column))
            || self.leads(false, column, row, (row, column))
    }

    /// Whether there is a way over hidden cells, without the one at `but`: from a row to its columns over
    /// cells that can shrink, from a column to its rows over cells that can grow. It begins in row or
    /// column `from` and ends in column or row `to`.
    fn leads(&self, from_row: bool, from: usize, to: usize, but: Place) -> bool {
        let mut seen_rows = vec![false; self.cells.len()];
        let mut seen_columns = vec![false; self.columns];
        let mut open = vec![(from_row, from)];
        while let Some((is_row, index)) = open.pop() {
            if is_row != from_row && index == to {
                return true;
            }
            let seen = if is_row { &mut seen_rows } else { &mut seen_columns };
            if std::mem::replace(&mut seen[index], true) {
                continue;
            }
            if is_row {
                let shrinks = |place: &Place| self.cell(*place).amount > 0;
                let over = self.row(index).filter(|p| *p != but && self.is_hidden(*p));
                open.extend(over.filter(shrinks).map(|(_, column)| (false, column)));
            } else {
                let over = self.column(index).filter(|p| *p != but && self.is_hidden(*p));
                open.extend(over.map(|(row, _)| (true, row)));
            }
        }
        false
    }

    fn hide(&mut self, place: Option<Place>) -> bool {
        let Some((row, column)) = place else { return false };
        !std::mem::replace(&mut self.hidden[row][column], true)
    }

    fn row(&self, row: usize) -> impl Iterator<Item = Place> + use<> {
        (0..self.columns).map(move |column| (row, column))
    }

    fn column(&self, column: usize) -> impl Iterator<Item = Place> + use<> {
        (0..self.cells.len()).map(move |row| (row, column))
    }

    fn cell(&self, (row, column): Place) -> Weighed {
        self.cells[row][column]
    }

    fn is_hidden(&self, (row, column): Place) -> bool {
        self.hidden[row][column]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINIMUM: u64 = 5;

    fn weighed(amount: u64) -> Weighed {
        let size = match amount {
            0 => Size::Nothing,
            1..MINIMUM => Size::Few,
            _ => Size::Enough,
        };
        Weighed { amount, size }
    }

    fn hidden(rows: &[Vec<u64>]) -> Vec<Vec<bool>> {
        let cells = rows.iter().map(|row| row.iter().copied().map(weighed).collect());
        Matrix::hidden(cells.collect(), &[])
    }

    /// The cells with a dot where they are hidden.
    fn words(rows: &[Vec<u64>]) -> Vec<String> {
        let hidden = hidden(rows);
        let row = |(cells, hidden): (&Vec<u64>, &Vec<bool>)| {
            let word = |(n, h): (&u64, &bool)| if *h { ".".to_owned() } else { n.to_string() };
            cells.iter().zip(hidden).map(word).collect::<Vec<_>>().join(" ")
        };
        rows.iter().zip(&hidden).map(row).collect()
    }

    #[test]
    fn what_is_large_enough_is_shown() {
        assert_eq!(words(&[vec![9, 0, 7], vec![5, 6, 0]]), ["9 0 7", "5 6 0"]);
        assert!(words(&[]).is_empty());
    }

    #[test]
    fn a_small_cell_hides_a_rectangle() {
        let rows = [vec![20, 3, 30, 40], vec![50, 60, 70, 80], vec![51, 61, 71, 81]];
        assert_eq!(words(&rows), [". . 30 40", ". . 70 80", "51 61 71 81"]);
    }

    #[test]
    fn a_column_of_small_cells_is_protected_by_one_other_column() {
        let rows = [vec![20, 30, 3], vec![15, 60, 2], vec![25, 61, 4]];
        assert_eq!(words(&rows), [". 30 .", ". 60 .", ". 61 ."]);
    }

    #[test]
    fn where_nobody_else_is_where_they_are_not_is_not_said_either() {
        // Three on the second day, all of one group: that the other had none would tell.
        assert_eq!(words(&[vec![20, 3], vec![30, 0]]), [". .", ". ."]);
    }

    #[test]
    fn a_closed_column_shows_nothing() {
        let cells = vec![vec![weighed(20), weighed(30)], vec![weighed(40), weighed(50)]];
        let hidden = Matrix::hidden(cells, &[true, false]);
        assert_eq!(hidden, [[true, false], [true, false]]);
    }

    /// Every way to fill the hidden cells with numbers from zero so that all sums are right.
    fn fillings(rows: &[Vec<u64>], hidden: &[Vec<bool>]) -> Vec<Vec<u64>> {
        let columns = rows[0].len();
        let left_of_row = |row: usize| -> u64 {
            (0..columns).filter(|c| hidden[row][*c]).map(|c| rows[row][c]).sum()
        };
        let left_of_column = |column: usize| -> u64 {
            (0..rows.len()).filter(|r| hidden[*r][column]).map(|r| rows[r][column]).sum()
        };
        let places: Vec<Place> = (0..rows.len())
            .flat_map(|row| (0..columns).map(move |column| (row, column)))
            .filter(|(row, column)| hidden[*row][*column])
            .collect();
        let mut found = Vec::new();
        let mut of_rows: Vec<u64> = (0..rows.len()).map(left_of_row).collect();
        let mut of_columns: Vec<u64> = (0..columns).map(left_of_column).collect();
        fill(&places, &mut of_rows, &mut of_columns, &mut Vec::new(), &mut found);
        found
    }

    fn fill(
        places: &[Place],
        of_rows: &mut [u64],
        of_columns: &mut [u64],
        chosen: &mut Vec<u64>,
        found: &mut Vec<Vec<u64>>,
    ) {
        let Some((row, column)) = places.get(chosen.len()).copied() else {
            if of_rows.iter().chain(of_columns.iter()).all(|left| *left == 0) {
                found.push(chosen.clone());
            }
            return;
        };
        let is_last = |of: fn(Place) -> usize, line: usize| {
            !places[chosen.len() + 1..].iter().any(|place| of(*place) == line)
        };
        let (ends_row, ends_column) = (is_last(|p| p.0, row), is_last(|p| p.1, column));
        for value in 0..=of_rows[row].min(of_columns[column]) {
            if ends_row && value != of_rows[row] || ends_column && value != of_columns[column] {
                continue;
            }
            of_rows[row] -= value;
            of_columns[column] -= value;
            chosen.push(value);
            fill(places, of_rows, of_columns, chosen, found);
            chosen.pop();
            of_rows[row] += value;
            of_columns[column] += value;
        }
    }

    proptest! {
        /// Whoever tries every table with the same sums and the same shown cells cannot tell what a
        /// small cell holds, unless the sums alone say it.
        #[test]
        fn no_small_cell_can_be_worked_out(
            rows in (1_usize..4, 1_usize..4).prop_flat_map(|(rows, columns)| {
                let cell = prop_oneof![Just(0_u64), 1_u64..MINIMUM, MINIMUM..9];
                proptest::collection::vec(proptest::collection::vec(cell, columns), rows)
            }),
        ) {
            let hidden = hidden(&rows);
            let all = vec![vec![true; rows[0].len()]; rows.len()];
            let without_any = fillings(&rows, &all);
            let with_shown = fillings(&rows, &hidden);
            let mut place_among_hidden = 0;
            for (row, cells) in rows.iter().enumerate() {
                for (column, amount) in cells.iter().enumerate() {
                    if !hidden[row][column] {
                        prop_assert_eq!(weighed(*amount).size == Size::Few, false);
                        continue;
                    }
                    let place = place_among_hidden;
                    place_among_hidden += 1;
                    if weighed(*amount).size != Size::Few {
                        continue;
                    }
                    let at_all = row * rows[0].len() + column;
                    let sums_tell = without_any.iter().all(|table| table[at_all] == *amount);
                    let is_known = with_shown.iter().all(|table| table[place] == *amount);
                    prop_assert!(sums_tell || !is_known, "{rows:?} {hidden:?} {row} {column}");
                }
            }
            // What is hidden of a line is no small group, unless the line is one.
            for (row, cells) in rows.iter().enumerate() {
                let left: u64 = cells.iter().zip(&hidden[row]).filter(|(_, h)| **h).map(|(n, _)| n).sum();
                prop_assert!(left == 0 || left >= MINIMUM || hidden[row].iter().all(|h| *h));
            }
        }
    }
}
