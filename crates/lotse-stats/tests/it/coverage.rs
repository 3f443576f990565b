//! How often intervals hold the truth: by adding up the chances of all outcomes, and where those are too
//! many, by drawing samples from a generator that gives the same ones every time.

use lotse_stats::{
    clusters::{self, ClusteredTrials},
    count::Count,
    estimate::{Estimate, Level, SampleUnit},
    proportion::{
        ProportionError, agresti_coull, clopper_pearson, jeffreys, wilson, wilson_of_weighted,
    },
    two_groups::{miettinen_nurminen, newcombe, price_bonett},
};

use crate::{bounds, draws::Draws, each_case, lines, trials};

type Method = fn(Count, Count, SampleUnit, Level) -> Result<Estimate, ProportionError>;

/// The bounds for each number of successes of n.
fn intervals(method: Method, n: u32) -> Vec<(f64, f64)> {
    let of = |x: u32| {
        method(Count::new(x.into()), Count::new(n.into()), SampleUnit::Visits, Level::P95).unwrap()
    };
    (0..=n).map(|x| bounds(of(x))).collect()
}

/// The chance of each number of successes of n, by the ratio of neighbors from the likeliest one on.
fn chances(n: u32, share: f64) -> Vec<f64> {
    let odds = share / (1.0 - share);
    let mut chances = vec![1.0; n as usize + 1];
    for x in 1..=n {
        chances[x as usize] = chances[x as usize - 1] * odds * f64::from(n - x + 1) / f64::from(x);
    }
    let sum: f64 = chances.iter().sum();
    chances.iter().map(|chance| chance / sum).collect()
}

fn coverage(intervals: &[(f64, f64)], share: f64) -> f64 {
    let n = u32::try_from(intervals.len()).unwrap() - 1;
    let holds = |(low, high): &(f64, f64)| (*low..=*high).contains(&share);
    chances(n, share)
        .iter()
        .zip(intervals)
        .filter(|(_, bounds)| holds(bounds))
        .map(|(chance, _)| chance)
        .sum()
}

#[test]
fn one_proportion_follows_the_committed_curve() {
    let methods: [Method; 4] = [wilson, agresti_coull, clopper_pearson, jeffreys];
    each_case(include_str!("../oracle/coverage.csv"), 200, |fields| {
        let (n, share) = (fields[0].parse().unwrap(), fields[1].parse().unwrap());
        for (method, expected) in methods.into_iter().zip(&fields[2..]) {
            let found = coverage(&intervals(method, n), share);
            let expected: f64 = expected.parse().unwrap();
            assert!((found - expected).abs() < 1e-9, "{fields:?}: {found} for {expected}");
        }
    });
}

/// The lowest coverage over all shares. Between two neighboring bounds the same outcomes hold the
/// share, so their chance is lowest right beside a bound.
fn lowest_coverage(method: Method, n: u32) -> f64 {
    let intervals = intervals(method, n);
    let ends = intervals.iter().flat_map(|(low, high)| [*low, *high]);
    let beside = ends.flat_map(|bound| [bound * (1.0 - 1e-12), bound + (1.0 - bound) * 1e-12]);
    beside
        .filter(|share| (1e-9..1.0 - 1e-9).contains(share))
        .map(|share| coverage(&intervals, share))
        .fold(1.0, f64::min)
}

#[test]
fn the_exact_interval_never_covers_less_than_it_says() {
    for n in (1..=60).chain([100, 150]) {
        let lowest = lowest_coverage(clopper_pearson, n);
        assert!(lowest >= 0.95 - 1e-9, "{lowest} for {n}");
    }
}

/// Brown, Cai and `DasGupta` (2001) show these dips: what the pages say of the methods.
#[test]
fn the_others_dip_as_deep_as_their_documentation_says() {
    for n in [5, 10, 20, 50, 100] {
        let wilson = lowest_coverage(wilson, n);
        assert!((0.83..0.84).contains(&wilson), "wilson covers {wilson} for {n}");
        let agresti_coull = lowest_coverage(agresti_coull, n);
        let least = if n < 10 { 0.89 } else { 0.92 };
        assert!(
            (least..0.95).contains(&agresti_coull),
            "agresti-coull covers {agresti_coull} for {n}"
        );
        let jeffreys = lowest_coverage(jeffreys, n);
        assert!((0.865..0.9).contains(&jeffreys), "jeffreys covers {jeffreys} for {n}");
    }
}

#[test]
fn differences_follow_the_committed_curve() {
    each_case(include_str!("../oracle/difference_coverage.csv"), 28, |fields| {
        let [n, reference_n] = [0, 1].map(|i| fields[i].parse::<u32>().unwrap());
        let [share, reference_share] = [2, 3].map(|i| fields[i].parse::<f64>().unwrap());
        let mut found = [0.0, 0.0];
        for (x, chance) in (0..).zip(chances(n, share)) {
            for (y, other) in (0..).zip(chances(reference_n, reference_share)) {
                let (group, reference) = (trials(x, n.into()), trials(y, reference_n.into()));
                for (found, method) in found.iter_mut().zip([newcombe, miettinen_nurminen]) {
                    let gap = method(group, reference, SampleUnit::Visits, Level::P95);
                    let (low, high) = bounds(gap.between);
                    if (low..=high).contains(&(share - reference_share)) {
                        *found += chance * other;
                    }
                }
            }
        }
        for (found, expected) in found.into_iter().zip(&fields[4..]) {
            let expected: f64 = expected.parse().unwrap();
            assert!((found - expected).abs() < 1e-9, "{fields:?}: {found} for {expected}");
        }
    });
}

/// The committed curve comes from another generator: the two may differ by four standard errors of 4,000
/// samples.
#[test]
fn differences_of_medians_follow_the_committed_curve() {
    const SAMPLES: u32 = 4_000;
    let mut draws = Draws::new(20_261_209);
    let mut points = 0;
    for fields in lines(include_str!("../oracle/median_difference_coverage.csv")) {
        if fields[0] != "exponential" {
            continue;
        }
        let sizes = [1, 2].map(|i| fields[i].parse::<usize>().unwrap());
        let mut held = 0;
        for _ in 0..SAMPLES {
            let [group, reference] = sizes.map(|size| {
                let mut times: Vec<f64> = (0..size).map(|_| -(1.0 - draws.even()).ln()).collect();
                times.sort_by(f64::total_cmp);
                times
            });
            let [group, reference] =
                [&group, &reference].map(|times| times.iter().map(|t| (*t, 1)));
            let gap = price_bonett(group, reference, SampleUnit::Attempts, Level::P95).unwrap();
            let (low, high) = bounds(gap.between);
            held += u32::from((low..=high).contains(&0.0));
        }
        let found = f64::from(held) / f64::from(SAMPLES);
        let expected: f64 = fields[3].parse().unwrap();
        assert!((found - expected).abs() < 0.014, "{fields:?}: {found}");
        points += 1;
    }
    assert_eq!(points, 5);
}

/// Visitors with 1 to 6 attempts, half of whom always fare alike: all attempts taken for independent cover
/// far too little.
#[test]
fn attempts_of_visitors_need_their_own_interval() {
    const SAMPLES: u32 = 4_000;
    let mut draws = Draws::new(20_261_213);
    for (visitors, share) in [(20, 0.5), (50, 0.5), (50, 0.8), (200, 0.9)] {
        let (mut held, mut naive) = (0, 0);
        for _ in 0..SAMPLES {
            let one = |draws: &mut Draws| {
                let n = 1 + (0..5).filter(|_| draws.happens(0.5)).count() as u64;
                let is_constant = draws.happens(0.5);
                let first = draws.happens(share);
                let rest =
                    (1..n).filter(|_| if is_constant { first } else { draws.happens(share) });
                trials(u64::from(first) + rest.count() as u64, n)
            };
            let all = ClusteredTrials::of((0..visitors).map(|_| (one(&mut draws), 1)));
            let clustered = clusters::proportion(all, SampleUnit::Attempts, Level::P95).unwrap();
            let plain = wilson(all.successes(), all.n(), SampleUnit::Attempts, Level::P95).unwrap();
            for (held, estimate) in [(&mut held, clustered), (&mut naive, plain)] {
                let (low, high) = bounds(estimate);
                *held += u32::from((low..=high).contains(&share));
            }
        }
        let [held, naive] = [held, naive].map(|held| f64::from(held) / f64::from(SAMPLES));
        assert!((0.93..0.98).contains(&held), "{visitors} visitors, {share}: {held}");
        assert!(naive < 0.85, "{visitors} visitors, {share}: {naive} as if independent");
    }
}

/// Visitors with two visits each, who count 0, 1 or 2 times. Wilson's intervals, with weights and without, hold
/// as often as they say where visits are unrelated, and far too seldom where both fare the same; counting
/// visitors mends it. Shares are drawn anew, so that no bound between two counts decides.
#[test]
fn visits_that_fare_the_same_need_their_own_interval() {
    const SAMPLES: u32 = 4_000;
    const VISITORS: u32 = 100;
    let mut draws = Draws::new(20_261_217);
    // What normal distributions give, and four standard errors: 95 %, and 83.4 % within 1.96/√2.
    for (are_alike, covered) in [(false, 0.936..0.964), (true, 0.810..0.858)] {
        let mut held = [0, 0, 0];
        for _ in 0..SAMPLES {
            let share = 0.3 + 0.4 * draws.even();
            let (mut successes, mut weighted) = (0, ClusteredTrials::EMPTY);
            for _ in 0..VISITORS {
                let first = draws.happens(share);
                let second = if are_alike { first } else { draws.happens(share) };
                let fared_well = u64::from(first) + u64::from(second);
                let weight = u64::from(draws.happens(0.5)) + u64::from(draws.happens(0.5));
                successes += fared_well;
                if weight > 0 {
                    let visitor = (trials(weight * fared_well, weight * 2), 1);
                    weighted = weighted.merge(ClusteredTrials::of([visitor].into_iter()));
                }
            }
            let (x, n) = (Count::new(successes), Count::new(u64::from(VISITORS) * 2));
            let plain = wilson(x, n, SampleUnit::Visits, Level::P95).unwrap();
            let (x, n) = (weighted.successes(), weighted.n());
            let blurred = wilson_of_weighted(x, n, 0.5, SampleUnit::Visits, Level::P95).unwrap();
            let clustered = clusters::proportion(weighted, SampleUnit::Visits, Level::P95).unwrap();
            for (held, estimate) in held.iter_mut().zip([plain, blurred, clustered]) {
                let (low, high) = bounds(estimate);
                *held += u32::from((low..=high).contains(&share));
            }
        }
        let [plain, blurred, clustered] = held.map(|held| f64::from(held) / f64::from(SAMPLES));
        assert!(covered.contains(&plain), "alike {are_alike}: {plain}");
        assert!(covered.contains(&blurred), "alike {are_alike}: {blurred} with weights");
        assert!((0.93..0.98).contains(&clustered), "alike {are_alike}: {clustered} by visitors");
    }
}
