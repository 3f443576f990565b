//! Shares of all options of a question at once.

use lotse_stats::{
    count::Count,
    estimate::{Estimate, Interval, Level, SampleUnit},
    proportion::{ProportionError, clopper_pearson, wilson},
    shares::{goodman, shares},
};

use crate::{assert_bounds, bounds, counts, draws::Draws, each_case, lines};

const UNIT: SampleUnit = SampleUnit::Responses;

type Method = fn(&[Count], SampleUnit, Level) -> Result<Vec<Estimate>, ProportionError>;

const METHODS: [(&str, Method); 2] =
    [("bonferroni-clopper-pearson/1", shares), ("goodman/1", goodman)];

fn of(method: Method, counts: &[u64]) -> Vec<Estimate> {
    let counts: Vec<Count> = counts.iter().copied().map(Count::new).collect();
    method(&counts, UNIT, Level::P95).unwrap()
}

#[test]
fn agree_with_statsmodels() {
    each_case(include_str!("../oracle/shares.csv"), 200, |fields| {
        for ((id, method), columns) in METHODS.into_iter().zip(fields[1..].chunks(2)) {
            let found = method(&counts(fields[0]), UNIT, Level::P95).unwrap();
            let bounds = columns[0].split(' ').zip(columns[1].split(' '));
            for (share, (low, high)) in found.iter().zip(bounds) {
                assert_bounds(share.interval, low, high, fields);
                assert_eq!(share.method.to_string(), id);
            }
        }
    });
}

#[test]
fn each_is_an_interval_for_one_share_at_a_higher_level() {
    let answers = [3, 0, 17, 80];
    let n = Count::new(100);
    let (exact, plain) = (of(shares, &answers), of(goodman, &answers));
    for ((count, exact), plain) in answers.map(Count::new).into_iter().zip(exact).zip(plain) {
        let single = clopper_pearson(count, n, UNIT, Level::all_of(4)).unwrap();
        assert_eq!(exact.interval, single.interval);
        assert_eq!(plain.interval, wilson(count, n, UNIT, Level::all_of(4)).unwrap().interval);
    }
    let of_three = shares(&answers.map(Count::new), UNIT, Level::all_of(3)).unwrap();
    assert_eq!(of_three[0].interval.map(Interval::level), Some(Level::all_of(12)));
}

#[test]
fn two_options_are_one_question() {
    let single = wilson(Count::new(4), Count::new(13), UNIT, Level::P95).unwrap();
    assert_eq!(of(goodman, &[4, 9])[0].interval, single.interval);
    for (_, method) in METHODS {
        assert!(method(&[], UNIT, Level::P95).unwrap().is_empty());
        let nobody = method(&[Count::ZERO; 3], UNIT, Level::P95);
        assert_eq!(nobody, Err(ProportionError::NoObservations));
    }
}

/// Every way in which n choose among some options.
fn outcomes(n: u32, options: usize) -> Vec<Vec<u64>> {
    if options == 1 {
        return vec![vec![n.into()]];
    }
    let mut all = Vec::new();
    for first in 0..=n {
        for mut rest in outcomes(n - first, options - 1) {
            rest.push(first.into());
            all.push(rest);
        }
    }
    all
}

/// The chance of an outcome, n!/Πxᵢ!·Πpᵢ^xᵢ, factor by factor.
fn chance(outcome: &[u64], shares: &[f64]) -> f64 {
    let (mut chance, mut left) = (1.0, outcome.iter().sum::<u64>());
    for (count, share) in outcome.iter().zip(shares) {
        for k in (1..=*count).rev() {
            chance *= Count::new(left).as_f64() / Count::new(k).as_f64() * share;
            left -= 1;
        }
    }
    chance
}

/// The bounds of a share that so many of n chose, for each number of them: those of other options do not matter.
fn table(method: Method, n: u32, options: usize) -> Vec<(f64, f64)> {
    let of_count = |count: u64| {
        let mut answers = vec![0; options];
        answers[0] = count;
        answers[1] = u64::from(n) - count;
        bounds(of(method, &answers)[0])
    };
    (0..=u64::from(n)).map(of_count).collect()
}

fn hold(table: &[(f64, f64)], outcome: &[u64], shares: &[f64]) -> bool {
    outcome.iter().zip(shares).all(|(count, share)| {
        let (low, high) = table[usize::try_from(*count).unwrap()];
        low <= share + 1e-12 && *share <= high + 1e-12
    })
}

/// Exact ones to nine digits; of those that were drawn, the two generators may differ by four standard errors.
#[test]
fn hold_as_often_as_the_committed_curve_says() {
    const SAMPLES: u32 = 1_000;
    let mut draws = Draws::new(20_261_212);
    let mut points = 0;
    for fields in lines(include_str!("../oracle/shares_coverage.csv")) {
        let n: u32 = fields[1].parse().unwrap();
        let truth: Vec<f64> = fields[2].split(' ').map(|share| share.parse().unwrap()).collect();
        if n > 200 {
            continue;
        }
        for ((id, method), expected) in METHODS.into_iter().zip(&fields[3..]) {
            let expected: f64 = expected.parse().unwrap();
            let table = table(method, n, truth.len());
            let (held, slack) = if fields[0] == "exact" {
                let all = outcomes(n, truth.len()).into_iter();
                let held: f64 = all
                    .filter(|outcome| hold(&table, outcome, &truth))
                    .map(|outcome| chance(&outcome, &truth))
                    .sum();
                (held, 1e-9)
            } else {
                let sample = |_: &u32| hold(&table, &draws.multinomial(n, &truth), &truth);
                let held = u32::try_from((0..SAMPLES).filter(sample).count()).unwrap();
                let error = (expected * (1.0 - expected) / f64::from(SAMPLES)).sqrt();
                (f64::from(held) / f64::from(SAMPLES), 4.0 * error + 0.002)
            };
            assert!((held - expected).abs() < slack, "{id} {fields:?}: {held}");
            assert!(id.starts_with("goodman") || expected >= 0.95, "{fields:?}");
        }
        points += 1;
    }
    assert!(points >= 40, "{points} points");
}

proptest::proptest! {
    /// In range, and around the shares, which sum to one.
    #[test]
    fn keep_their_laws(counts in proptest::collection::vec(0_u64..1_000_000, 2..12)) {
        proptest::prop_assume!(counts.iter().any(|count| *count > 0));
        for (_, method) in METHODS {
            let found = of(method, &counts);
            let sum: f64 = found.iter().map(|share| share.value).sum();
            proptest::prop_assert!((sum - 1.0).abs() < 1e-12);
            for share in found {
                let (low, high) = bounds(share);
                proptest::prop_assert!(0.0 <= low && low <= share.value && share.value <= high && high <= 1.0);
            }
        }
    }

    #[test]
    fn never_fail(counts in proptest::collection::vec(proptest::num::u64::ANY, 0..30)) {
        let counts: Vec<Count> = counts.into_iter().map(Count::new).collect();
        for (_, method) in METHODS {
            for share in method(&counts, UNIT, Level::P95).into_iter().flatten() {
                proptest::prop_assert!((0.0..=1.0).contains(&share.value));
            }
        }
    }
}
