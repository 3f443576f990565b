//! Which cells of a table must stay hidden so that nobody works out a small one, though the sum of
//! every row and column is known.
//!
//! Two things are asked of the hidden cells. In every row and column that hides too few people, enough
//! people hide too, so that the sum of what is hidden is no small group. And every small cell could be
//! as many other numbers as is asked for, with the same sums and nothing below zero: that is the
//! width of the interval that linear programming finds for it. Only where the sums alone leave less does a
//! cell have less.

use std::collections::{HashMap, VecDeque};

/// How many people are behind a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// There is nothing in it.
    Nothing,
    /// Too few people, or of two of them alone most of it.
    Few,
    /// Enough people.
    Enough,
}

/// One cell: what it counts, and whether so many people may be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Weighed {
    pub(super) amount: u64,
    pub(super) size: Size,
    /// How many other numbers it must be able to be, where it is hidden for its own sake.
    pub(super) width: u64,
}

/// Shown cells that are tried at most for one that lets a small cell vary.
const CANDIDATES: usize = 64;

/// A place: row and column.
type Place = (usize, usize);

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Node {
    Row(usize),
    Column(usize),
}

/// Cells that may or may not be shown; every row as long as the first.
pub(super) struct Matrix {
    cells: Vec<Vec<Weighed>>,
    hidden: Vec<Vec<bool>>,
    columns: usize,
    /// How many other numbers each small cell could be: as many as are asked for, or as the sums alone leave.
    widths: HashMap<Place, u64>,
    /// The small cells of which it is not known yet that they could be so many.
    open: Vec<Place>,
}

impl Matrix {
    /// The cells that must be hidden: small ones, those of `closed` columns, and what protects them.
    pub(super) fn hidden(cells: Vec<Vec<Weighed>>, closed: &[bool]) -> Vec<Vec<bool>> {
        let is_closed = |column: usize| closed.get(column).copied().unwrap_or(false);
        let columns = cells.first().map_or(0, Vec::len);
        let hide = |row: &Vec<Weighed>| {
            let cells = row.iter().enumerate();
            cells.map(|(column, cell)| cell.size == Size::Few || is_closed(column)).collect()
        };
        let hidden = cells.iter().map(hide).collect();
        let everything = cells.iter().map(|row| vec![true; row.len()]).collect();
        let mut matrix =
            Self { hidden: everything, cells, columns, widths: HashMap::new(), open: Vec::new() };
        matrix.open = matrix.small();
        let width = |place: &Place| matrix.width(*place, matrix.cell(*place).width);
        let widths = matrix.open.iter().map(|place| (*place, width(place)));
        matrix.widths = widths.collect();
        matrix.hidden = hidden;
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
        let mut changed = false;
        // What else is hidden takes no freedom from a cell, so one that can vary is done with.
        for place in std::mem::take(&mut self.open) {
            if !self.can_vary(place) {
                let choice = self.next_to(place);
                changed |= self.hide(choice);
                self.open.push(place);
            }
        }
        changed
    }

    /// The small cells.
    fn small(&self) -> Vec<Place> {
        let places = (0..self.cells.len()).flat_map(|row| (0..self.columns).map(move |c| (row, c)));
        places.filter(|place| self.cell(*place).size == Size::Few).collect()
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
        candidates.truncate(CANDIDATES);
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

    /// Whether the cell could be enough other numbers.
    fn can_vary(&self, place: Place) -> bool {
        let wanted = self.widths.get(&place).copied().unwrap_or(0);
        self.width(place, wanted) >= wanted
    }

    /// How many numbers but its own could stand in the cell, with the same sums and nothing below zero; at most
    /// `wanted`.
    fn width(&self, place: Place, wanted: u64) -> u64 {
        let more = self.moves(true, place, wanted);
        let less = (wanted - more).min(self.cell(place).amount);
        more + self.moves(false, place, less)
    }

    /// By how much a cell can grow (`up`) or shrink, at most `wanted`.
    ///
    /// Whatever it grows by, others of its row shrink by, others of their columns grow by, and so on back to its own
    /// column: that is a flow from its row to its column over hidden cells, of which those that shrink hold no more
    /// than they have. Each way that is found moves as much as fits.
    fn moves(&self, up: bool, place: Place, wanted: u64) -> u64 {
        let (row, column) = place;
        let (from, to) = if up {
            (Node::Row(row), Node::Column(column))
        } else {
            (Node::Column(column), Node::Row(row))
        };
        let mut amounts: Vec<Vec<u64>> =
            self.cells.iter().map(|row| row.iter().map(|cell| cell.amount).collect()).collect();
        let mut moved = 0;
        while moved < wanted {
            let Some(way) = self.way(&amounts, from, to, place) else { break };
            // A step from a row to a column shrinks the cell where they meet, one back grows it.
            let shrinking = way.iter().filter(|(shrinks, _)| *shrinks);
            let fits = shrinking.map(|(_, (row, column))| amounts[*row][*column]).min();
            let by = fits.unwrap_or(u64::MAX).min(wanted - moved);
            for (shrinks, (row, column)) in way {
                let amount = &mut amounts[row][column];
                *amount = if shrinks { *amount - by } else { amount.saturating_add(by) };
            }
            moved += by;
        }
        moved
    }

    /// A way from a line to another over hidden cells but one, as the cells where its lines meet, each with whether
    /// it shrinks.
    fn way(
        &self,
        amounts: &[Vec<u64>],
        from: Node,
        to: Node,
        but: Place,
    ) -> Option<Vec<(bool, Place)>> {
        let mut came: HashMap<Node, (Node, bool, Place)> = HashMap::new();
        let mut open = VecDeque::from([from]);
        while let Some(node) = open.pop_front() {
            if node == to {
                let mut way = Vec::new();
                let mut at = node;
                while at != from {
                    let (before, shrinks, place) = *came.get(&at)?;
                    way.push((shrinks, place));
                    at = before;
                }
                return Some(way);
            }
            let usable = |place: &Place| *place != but && self.is_hidden(*place);
            match node {
                Node::Row(row) => {
                    let over = self.row(row).filter(usable);
                    for place in over.filter(|(row, column)| amounts[*row][*column] > 0) {
                        let next = Node::Column(place.1);
                        if next != from && !came.contains_key(&next) {
                            came.insert(next, (node, true, place));
                            open.push_back(next);
                        }
                    }
                }
                Node::Column(column) => {
                    for place in self.column(column).filter(usable) {
                        let next = Node::Row(place.0);
                        if next != from && !came.contains_key(&next) {
                            came.insert(next, (node, false, place));
                            open.push_back(next);
                        }
                    }
                }
            }
        }
        None
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
mod bounds;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(super) const MINIMUM: u64 = 5;

    pub(super) fn weighed(amount: u64) -> Weighed {
        let size = match amount {
            0 => Size::Nothing,
            1..MINIMUM => Size::Few,
            _ => Size::Enough,
        };
        Weighed { amount, size, width: MINIMUM - 1 }
    }

    pub(super) fn hidden(rows: &[Vec<u64>]) -> Vec<Vec<bool>> {
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
    pub(super) fn fillings(rows: &[Vec<u64>], hidden: &[Vec<bool>]) -> Vec<Vec<u64>> {
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
