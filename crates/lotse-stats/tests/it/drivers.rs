//! Key drivers: relative weights.

use std::num::NonZeroU16;

use lotse_stats::{
    count::Count,
    drivers::{Bootstrap, DriverAnswers, DriversError, KeyDrivers, MOST_DRIVERS, key_drivers},
    estimate::{Estimate, Level, SampleUnit},
};

use crate::{agree, bounds, draws::Draws, each_case, lines};

const UNIT: SampleUnit = SampleUnit::Responses;

pub(crate) fn bootstrap(replicates: u16) -> Bootstrap {
    Bootstrap { replicates: NonZeroU16::new(replicates).unwrap(), seed: 5 }
}

pub(crate) fn found(answers: &DriverAnswers, replicates: u16) -> KeyDrivers {
    key_drivers(answers, bootstrap(replicates), UNIT, Level::P95).unwrap()
}

/// Responses whose last answer is the outcome.
pub(crate) fn of_rows<'a>(rows: impl IntoIterator<Item = &'a Vec<f64>>) -> DriverAnswers {
    let mut rows = rows.into_iter().peekable();
    let drivers = rows.peek().unwrap().len() - 1;
    let mut answers = DriverAnswers::new(drivers, 1).unwrap();
    for row in rows {
        let (outcome, row) = row.split_last().unwrap();
        let row: Vec<Option<f64>> = row.iter().copied().map(Some).collect();
        answers.add(&row, Some(*outcome)).unwrap();
    }
    answers
}

/// Responses as oracle files have them: a word each, a digit for each answer.
fn rows(text: &str) -> Vec<Vec<f64>> {
    let digits = |word: &str| word.chars().map(|c| c.to_digit(10).unwrap().into()).collect();
    text.split(' ').map(digits).collect()
}

fn numbers(text: &str) -> Vec<f64> {
    text.split(' ').map(|number| number.parse().unwrap()).collect()
}

fn weights(found: &KeyDrivers) -> Vec<f64> {
    found.drivers.iter().map(|driver| driver.weight.value).collect()
}

/// An outcome of drivers that all correlate alike: coefficients, and the part of its variance that they explain.
pub(crate) struct Population {
    pub(crate) correlation: f64,
    pub(crate) coefficients: Vec<f64>,
    pub(crate) explained: f64,
}

impl Population {
    pub(crate) fn rows(&self, draws: &mut Draws, n: usize) -> Vec<Vec<f64>> {
        let sum: f64 = self.coefficients.iter().sum();
        let squares: f64 = self.coefficients.iter().map(|c| c * c).sum();
        let variance = (1.0 - self.correlation) * squares + self.correlation * sum * sum;
        let scale = (self.explained / variance).sqrt();
        let mut row = || {
            let common = draws.normal() * self.correlation.sqrt();
            let own = (1.0 - self.correlation).sqrt();
            let mut row: Vec<f64> =
                self.coefficients.iter().map(|_| common + own * draws.normal()).collect();
            let signal: f64 = row.iter().zip(&self.coefficients).map(|(x, c)| x * c * scale).sum();
            row.push(signal + (1.0 - self.explained).sqrt() * draws.normal());
            row
        };
        (0..n).map(|_| row()).collect()
    }
}

#[test]
fn agree_with_an_independent_implementation() {
    let (mut repeated, mut farthest) = (0, 0.0_f64);
    each_case(include_str!("../oracle/drivers.csv"), 200, |fields| {
        let found = found(&of_rows(&rows(fields[0])), 40);
        let (weights, correlations) = (numbers(fields[1]), numbers(fields[2]));
        let r_squared: f64 = weights.iter().sum();
        // Where one driver repeats another nearly, the last digits of correlations matter more.
        let is_same = |a: f64, b: f64| (a - b).abs() <= 1e-8 * b.abs().max(1e-2);
        assert!(is_same(found.r_squared.value, r_squared), "{fields:?}: {found:?}");
        for (place, driver) in found.drivers.iter().enumerate() {
            assert!(is_same(driver.weight.value, weights[place]), "{fields:?}: {driver:?}");
            assert!(is_same(driver.share.value, weights[place] / r_squared), "{fields:?}");
            assert!(is_same(driver.correlation.value, correlations[place]), "{fields:?}");
        }
        repeated += u32::from(found.independent < weights.len());
        // General dominance asks all subsets of drivers what each adds: another definition, a near result.
        for (weight, dominance) in weights.iter().zip(numbers(fields[3])) {
            if found.independent == weights.len() {
                farthest = farthest.max((weight - dominance).abs());
            }
            if weights.len() <= 2 {
                assert!(is_same(*weight, dominance), "{fields:?}");
            }
        }
    });
    assert!(repeated >= 15, "{repeated}");
    assert!(farthest < 0.06, "{farthest}");
}

/// What the R package rwa prints for R's data set `mtcars`: miles per gallon by cylinders, displacement, horse powers and
/// weight.
#[test]
fn agrees_with_the_published_example() {
    const CARS: [[f64; 5]; 32] = [
        [6.0, 160.0, 110.0, 2.62, 21.0],
        [6.0, 160.0, 110.0, 2.875, 21.0],
        [4.0, 108.0, 93.0, 2.32, 22.8],
        [6.0, 258.0, 110.0, 3.215, 21.4],
        [8.0, 360.0, 175.0, 3.44, 18.7],
        [6.0, 225.0, 105.0, 3.46, 18.1],
        [8.0, 360.0, 245.0, 3.57, 14.3],
        [4.0, 146.7, 62.0, 3.19, 24.4],
        [4.0, 140.8, 95.0, 3.15, 22.8],
        [6.0, 167.6, 123.0, 3.44, 19.2],
        [6.0, 167.6, 123.0, 3.44, 17.8],
        [8.0, 275.8, 180.0, 4.07, 16.4],
        [8.0, 275.8, 180.0, 3.73, 17.3],
        [8.0, 275.8, 180.0, 3.78, 15.2],
        [8.0, 472.0, 205.0, 5.25, 10.4],
        [8.0, 460.0, 215.0, 5.424, 10.4],
        [8.0, 440.0, 230.0, 5.345, 14.7],
        [4.0, 78.7, 66.0, 2.2, 32.4],
        [4.0, 75.7, 52.0, 1.615, 30.4],
        [4.0, 71.1, 65.0, 1.835, 33.9],
        [4.0, 120.1, 97.0, 2.465, 21.5],
        [8.0, 318.0, 150.0, 3.52, 15.5],
        [8.0, 304.0, 150.0, 3.435, 15.2],
        [8.0, 350.0, 245.0, 3.84, 13.3],
        [8.0, 400.0, 175.0, 3.845, 19.2],
        [4.0, 79.0, 66.0, 1.935, 27.3],
        [4.0, 120.3, 91.0, 2.14, 26.0],
        [4.0, 95.1, 113.0, 1.513, 30.4],
        [8.0, 351.0, 264.0, 3.17, 15.8],
        [6.0, 145.0, 175.0, 2.77, 19.7],
        [8.0, 301.0, 335.0, 3.57, 15.0],
        [4.0, 121.0, 109.0, 2.78, 21.4],
    ];
    let cars: Vec<Vec<f64>> = CARS.iter().map(|car| car.to_vec()).collect();
    let found = found(&of_rows(&cars), 40);
    for (weight, expected) in
        weights(&found).into_iter().zip([0.209_690_4, 0.188_304_3, 0.179_959_0, 0.270_681_2])
    {
        assert!((weight - expected).abs() < 1e-7, "{weight} for {expected}");
    }
    for (driver, expected) in found.drivers.iter().zip([24.70914, 22.18908, 21.20570, 31.89607]) {
        assert!((100.0 * driver.share.value - expected).abs() < 1e-5);
        assert!(driver.correlation.value < 0.0);
        // 32 cars are too few for an interval.
        assert!(driver.weight.interval.is_none() && driver.is_clear().is_none());
    }
}

/// Of two drivers that correlate at 0.8, one of which alone makes the outcome, it gets (1 + 0.6)/2 − 0.12 = 0.68 of R² and the
/// other 0.32: what two that are nearly the same share cannot be told apart.
#[test]
fn one_of_two_alike_drivers_matters_alone() {
    let population = Population { correlation: 0.8, coefficients: vec![1.0, 0.0], explained: 0.3 };
    let rows = population.rows(&mut Draws::new(1), 20_000);
    let found = found(&of_rows(&rows), 200);
    let [first, second] = [0, 1].map(|place| found.drivers[place]);
    for (estimate, truth) in [
        (first.share, 0.68),
        (second.share, 0.32),
        (first.weight, 0.204),
        (second.weight, 0.096),
        (found.r_squared, 0.3),
        (second.correlation, 0.8 * 0.3_f64.sqrt()),
    ] {
        let (low, high) = bounds(estimate);
        // Wider by half, since one data set in twenty may lie outside.
        let slack = (high - low) / 4.0;
        assert!(low - slack < truth && truth < high + slack, "{estimate:?} for {truth}");
        assert!(high - low < 0.04, "{estimate:?}");
    }
    assert_eq!([first.is_clear(), second.is_clear()], [Some(true); 2]);
}

#[test]
fn a_driver_of_nothing_is_not_clear_though_its_weight_is_above_zero() {
    let mut draws = Draws::new(2);
    let population = Population { correlation: 0.5, coefficients: vec![2.0, 1.0], explained: 0.3 };
    let mut rows = population.rows(&mut draws, 400);
    for row in &mut rows {
        row.insert(0, draws.normal());
    }
    let found = found(&of_rows(&rows), 200);
    let clear: Vec<Option<bool>> =
        found.drivers.iter().map(lotse_stats::drivers::Driver::is_clear).collect();
    assert_eq!(clear, [Some(false), Some(true), Some(true)]);
    let nothing = found.drivers[0];
    assert!(bounds(nothing.weight).0 > 0.0 && nothing.weight.value < 0.02, "{nothing:?}");
}

#[test]
fn drivers_that_are_the_same_share_alike() {
    let mut rows = Population { correlation: 0.3, coefficients: vec![2.0, 1.0], explained: 0.5 }
        .rows(&mut Draws::new(3), 200);
    let before = found(&of_rows(&rows), 40);
    for row in &mut rows {
        // The same in other words: a scale turned round.
        row.insert(1, 7.0 - 3.0 * row[0]);
    }
    let after = found(&of_rows(&rows), 40);
    assert_eq!((before.independent, after.independent), (2, 2));
    assert!(agree(before.r_squared.value, after.r_squared.value));
    assert!(agree(after.drivers[0].weight.value, after.drivers[1].weight.value));
    assert!(agree(after.drivers[0].correlation.value, -after.drivers[1].correlation.value));
}

#[test]
fn what_has_no_drivers_says_why() {
    let add = |rows: &[[f64; 3]]| of_rows(&rows.iter().map(|row| row.to_vec()).collect::<Vec<_>>());
    let error = |answers: &DriverAnswers| {
        key_drivers(answers, bootstrap(40), UNIT, Level::P95).unwrap_err()
    };
    assert_eq!(DriverAnswers::new(0, 1).unwrap_err(), DriversError::Number(0));
    let many = MOST_DRIVERS + 1;
    assert_eq!(DriverAnswers::new(many, 1).unwrap_err(), DriversError::Number(many));
    let mut answers = DriverAnswers::new(2, 1).unwrap();
    assert_eq!(error(&answers), DriversError::TooFew { n: Count::ZERO, drivers: 2 });
    let wrong = answers.add(&[Some(1.0)], Some(1.0)).unwrap_err();
    assert_eq!(wrong, DriversError::WrongNumber { expected: 2, found: 1 });
    let odd = answers.add(&[Some(f64::INFINITY), None], None).unwrap_err();
    assert_eq!(odd, DriversError::NoNumber(f64::INFINITY));
    for lacks in
        [[None, Some(1.0), Some(1.0)], [Some(1.0), None, Some(1.0)], [Some(1.0), Some(1.0), None]]
    {
        answers.add(&lacks[..2], lacks[2]).unwrap();
    }
    assert_eq!((answers.n(), answers.incomplete()), (Count::ZERO, Count::new(3)));
    let constant = add(&[[1.0, 3.0, 1.0], [2.0, 3.0, 5.0], [4.0, 3.0, 2.0], [1.0, 3.0, 2.0]]);
    assert_eq!(error(&constant), DriversError::ConstantDriver(1));
    let outcome = add(&[[1.0, 3.0, 2.0], [2.0, 4.0, 2.0], [4.0, 1.0, 2.0], [1.0, 3.0, 2.0]]);
    assert_eq!(error(&outcome), DriversError::ConstantOutcome);
    let cross = add(&[[1.0, 1.0, 1.0], [1.0, -1.0, 2.0], [-1.0, 1.0, 2.0], [-1.0, -1.0, 1.0]]);
    assert_eq!(error(&cross), DriversError::NothingExplained);
    let huge = add(&[[1e200, 1.0, 1.0], [-1e200, -1.0, 2.0], [-1.0, 1.0, 2.0], [-1.0, -1.0, 1.0]]);
    assert_eq!(error(&huge), DriversError::TooLarge);
    let (mut one, other) = (DriverAnswers::new(2, 1).unwrap(), DriverAnswers::new(2, 1).unwrap());
    assert_eq!(one.merge(other), Err(DriversError::SameSeed));
    let three = DriverAnswers::new(3, 2).unwrap();
    assert_eq!(one.merge(three), Err(DriversError::WrongNumber { expected: 2, found: 3 }));
}

#[test]
fn few_samples_drawn_again_give_no_interval() {
    let rows = Population { correlation: 0.3, coefficients: vec![2.0, 1.0], explained: 0.5 }
        .rows(&mut Draws::new(4), 150);
    let answers = of_rows(&rows);
    assert!(found(&answers, 38).r_squared.interval.is_none());
    let enough = found(&answers, 39);
    assert!(enough.r_squared.interval.is_some() && enough.drivers[1].share.interval.is_some());
    let of_many = key_drivers(&answers, bootstrap(100), UNIT, Level::all_of(10)).unwrap();
    assert!(of_many.r_squared.interval.is_none());
    // Everything is drawn from seeds.
    assert_eq!(enough, found(&answers, 39));
}

/// Python's intervals are of 20,000 samples; of 1,500, bounds differ by a tenth of the width where few samples lie near them.
#[test]
fn intervals_agree_with_an_independent_bootstrap() {
    let mut last = (String::new(), None::<KeyDrivers>);
    for fields in lines(include_str!("../oracle/drivers_intervals.csv")) {
        if last.0 != fields[0] {
            last = (fields[0].to_owned(), Some(found(&of_rows(&rows(fields[0])), 1_500)));
        }
        let found = last.1.as_ref().unwrap();
        let estimates: Vec<Estimate> = match fields[1] {
            "weight" => found.drivers.iter().map(|driver| driver.weight).collect(),
            "share" => found.drivers.iter().map(|driver| driver.share).collect(),
            _ => vec![found.r_squared],
        };
        let expected = numbers(fields[2]).into_iter().zip(numbers(fields[3]));
        for (estimate, (low, high)) in estimates.into_iter().zip(expected) {
            let (found_low, found_high) = bounds(estimate);
            let slack = 0.15 * (high - low) + 1e-12;
            assert!((found_low - low).abs() < slack, "{}: {found_low} for {low}", fields[1]);
            assert!((found_high - high).abs() < slack, "{}: {found_high} for {high}", fields[1]);
        }
    }
}

/// From 1,001 responses on, blocks are drawn again. They must say what single responses said: intervals as wide, up to the
/// square root of n, whether responses come in any order or sorted.
#[test]
fn blocks_vary_as_responses_do() {
    let population =
        Population { correlation: 0.5, coefficients: vec![3.0, 2.0, 1.0], explained: 0.4 };
    let mut rows = population.rows(&mut Draws::new(6), 20_000);
    let widths = |answers: &DriverAnswers| -> Vec<f64> {
        let drivers = found(answers, 300).drivers;
        drivers.iter().map(|driver| bounds(driver.weight)).map(|(low, high)| high - low).collect()
    };
    let mut single = [0.0; 3];
    for part in rows.chunks(1_000).take(5) {
        for (sum, width) in single.iter_mut().zip(widths(&of_rows(part))) {
            *sum += width / 5.0;
        }
    }
    let shuffled = widths(&of_rows(&rows));
    rows.sort_by(|a, b| a[3].total_cmp(&b[3]));
    let sorted = widths(&of_rows(&rows));
    for place in 0..3 {
        let expected = single[place] / 20.0_f64.sqrt();
        for width in [shuffled[place], sorted[place]] {
            assert!((width / expected - 1.0).abs() < 0.2, "{width} for {expected}");
        }
    }
}

#[test]
fn parts_make_the_whole() {
    let rows = Population { correlation: 0.5, coefficients: vec![3.0, 1.0], explained: 0.4 }
        .rows(&mut Draws::new(7), 3_000);
    let whole = found(&of_rows(&rows), 800);
    let mut merged = DriverAnswers::new(2, 100).unwrap();
    for (seed, part) in (101..).zip(rows.chunks(370)) {
        let mut answers = DriverAnswers::new(2, seed).unwrap();
        for row in part {
            answers.add(&[Some(row[0]), Some(row[1])], Some(row[2])).unwrap();
        }
        answers.add(&[None, None], None).unwrap();
        merged.merge(answers).unwrap();
    }
    assert_eq!((merged.n(), merged.incomplete()), (Count::new(3_000), Count::new(9)));
    let merged = found(&merged, 800);
    for (one, other) in whole.drivers.iter().zip(&merged.drivers) {
        assert!(agree(one.weight.value, other.weight.value));
        let ((low, high), (other_low, other_high)) = (bounds(one.weight), bounds(other.weight));
        assert!(((high - low) / (other_high - other_low) - 1.0).abs() < 0.25);
    }
}

proptest::proptest! {
    /// Weights are at least 0 and sum to R², which is at most 1; units, order and direction of a scale do not matter; and
    /// no answers make it fail.
    #[test]
    fn keep_their_laws(
        rows in proptest::collection::vec(proptest::collection::vec(1_u8..6, 4), 5..60),
        factor in proptest::prop_oneof![-9.0..-0.1, 0.1..9.0],
    ) {
        let rows: Vec<Vec<f64>> =
            rows.into_iter().map(|row| row.into_iter().map(f64::from).collect()).collect();
        let Ok(one) = key_drivers(&of_rows(&rows), bootstrap(40), UNIT, Level::P95) else { return Ok(()) };
        let sum: f64 = weights(&one).iter().sum();
        proptest::prop_assert!((sum - one.r_squared.value).abs() < 1e-9 && sum <= 1.0 + 1e-9);
        proptest::prop_assert!(one.drivers.iter().all(|driver| driver.weight.value >= 0.0));
        let changed: Vec<Vec<f64>> =
            rows.iter().map(|row| vec![row[2], 100.0 + factor * row[0], row[1], factor * row[3]]).collect();
        let other = key_drivers(&of_rows(&changed), bootstrap(40), UNIT, Level::P95).unwrap();
        for (place, from) in [2, 0, 1].into_iter().enumerate() {
            let (found, expected) = (other.drivers[place].weight.value, one.drivers[from].weight.value);
            proptest::prop_assert!((found - expected).abs() < 1e-6, "{found} for {expected}");
        }
    }

    #[test]
    fn never_fail(rows in proptest::collection::vec(proptest::array::uniform3(proptest::option::of(
        proptest::prop_oneof![proptest::num::f64::ANY, 1.0..5.0_f64],
    )), 0..150)) {
        let mut answers = DriverAnswers::new(2, 1).unwrap();
        for row in &rows {
            if let Err(error) = answers.add(&row[..2], row[2]) {
                proptest::prop_assert!(matches!(error, DriversError::NoNumber(_)));
            }
        }
        if let Ok(found) = key_drivers(&answers, bootstrap(40), UNIT, Level::P95) {
            let all = found.drivers.iter().flat_map(|driver| [driver.weight, driver.share, driver.correlation]);
            for estimate in all.chain([found.r_squared]) {
                proptest::prop_assert!(estimate.value.is_finite(), "{estimate:?}");
            }
        }
    }
}
