//! The net promoter score.

use lotse_stats::{
    count::Count,
    estimate::{Estimate, Level, SampleUnit},
    net_promoter::{NetPromoterError, net_promoter_score},
};

use crate::{assert_bounds, assert_number, bounds, counts, each_case};

fn score(answers: [u64; 11]) -> Estimate {
    net_promoter_score(answers.map(Count::new), SampleUnit::Responses, Level::P95).unwrap()
}

/// Of so many promoters, passives and detractors.
fn of_kinds(promoters: u64, passives: u64, detractors: u64) -> Estimate {
    score([0, 0, detractors, 0, 0, 0, 0, passives, 0, promoters, 0])
}

#[test]
fn agrees_with_an_independent_computation() {
    each_case(include_str!("../oracle/net_promoter.csv"), 200, |fields| {
        let answers = counts(fields[0]).try_into().unwrap();
        let found = net_promoter_score(answers, SampleUnit::Responses, Level::P95).unwrap();
        assert_eq!(found.method.to_string(), "net-promoter-adjusted-wald/1");
        assert_number(found.value, fields[1], fields);
        assert_bounds(found.interval, fields[2], fields[3], fields);
    });
}

#[test]
fn nine_and_ten_promote_and_six_and_less_detract() {
    for (answer, value) in (0..).zip([-100.0; 7].into_iter().chain([0.0; 2]).chain([100.0; 2])) {
        let mut answers = [0; 11];
        answers[answer] = 7;
        let found = score(answers).value;
        assert!((found - value).abs() < 1e-12, "{answer}: {found}");
    }
    assert!((of_kinds(5, 2, 3).value - 20.0).abs() < 1e-12);
}

#[test]
fn nobody_has_no_score_and_few_have_no_interval() {
    let nobody = [Count::ZERO; 11];
    let found = net_promoter_score(nobody, SampleUnit::Responses, Level::P95);
    assert_eq!(found, Err(NetPromoterError::NoAnswers));
    assert!(of_kinds(2, 1, 1).interval.is_none() && of_kinds(2, 1, 2).interval.is_some());
    let all = of_kinds(6, 0, 0);
    assert!((bounds(all).1 - 100.0).abs() < 1e-12 && bounds(all).0 < 100.0);
}

/// The chance of each number of promoters and detractors among n.
fn chances(n: u32, promoters: f64, detractors: f64) -> Vec<(u64, u64, f64)> {
    let ln_factorial: Vec<f64> = (0..=n)
        .scan(0.0, |sum, k| {
            *sum += f64::from(k.max(1)).ln();
            Some(*sum)
        })
        .collect();
    let power = |share: f64, k: u32| if k == 0 { 0.0 } else { f64::from(k) * share.ln() };
    let passives = (1.0 - promoters - detractors).max(0.0);
    let mut all = Vec::new();
    for p in 0..=n {
        for d in 0..=n - p {
            let rest = n - p - d;
            let ways = ln_factorial[n as usize]
                - ln_factorial[p as usize]
                - ln_factorial[d as usize]
                - ln_factorial[rest as usize];
            let chance = ways + power(promoters, p) + power(detractors, d) + power(passives, rest);
            all.push((u64::from(p), u64::from(d), chance.exp()));
        }
    }
    all
}

#[test]
fn holds_as_often_as_the_committed_curve_says() {
    let (mut all, mut worst) = (0.0, [1.0_f64; 51]);
    let mut points = 0;
    each_case(include_str!("../oracle/net_promoter_coverage.csv"), 65, |fields| {
        let n: u32 = fields[0].parse().unwrap();
        let [p, d, expected] = [1, 2, 3].map(|place| fields[place].parse::<f64>().unwrap());
        let holds = |(promoters, detractors): (u64, u64)| {
            let passives = u64::from(n) - promoters - detractors;
            let (low, high) = bounds(of_kinds(promoters, passives, detractors));
            (low..=high).contains(&(100.0 * (p - d)))
        };
        let held: f64 = chances(n, p, d)
            .into_iter()
            .filter(|(promoters, detractors, _)| holds((*promoters, *detractors)))
            .map(|(_, _, chance)| chance)
            .sum();
        assert!((held - expected).abs() < 1e-9, "{fields:?}: {held}");
        worst[n as usize] = worst[n as usize].min(held);
        all += held;
        points += 1;
    });
    assert!(
        worst[5] > 0.83 && worst[10] > 0.87 && worst[20] > 0.9 && worst[30] > 0.92,
        "{worst:?}"
    );
    assert!((0.945..0.965).contains(&(all / f64::from(points))), "{all} of {points}");
}

proptest::proptest! {
    /// In range and around the value whatever the counts, and the mirror image of the answers turned round.
    #[test]
    fn keeps_its_laws(answers in proptest::array::uniform11(proptest::prop_oneof![
        proptest::strategy::Just(0_u64), 0_u64..20, proptest::num::u64::ANY,
    ])) {
        proptest::prop_assume!(answers.iter().any(|count| *count > 0));
        let found = score(answers);
        proptest::prop_assert!((-100.0..=100.0).contains(&found.value));
        if let Some(interval) = found.interval {
            proptest::prop_assert!(-100.0 <= interval.low() && interval.low() <= found.value);
            proptest::prop_assert!(found.value <= interval.high() && interval.high() <= 100.0);
        }
    }

    #[test]
    fn is_the_mirror_image_of_its_opposite(p in 0_u64..1000, middle in 0_u64..1000, d in 5_u64..1000) {
        let (one, other) = (of_kinds(p, middle, d), of_kinds(d, middle, p));
        let ((low, high), (other_low, other_high)) = (bounds(one), bounds(other));
        proptest::prop_assert!((one.value + other.value).abs() < 1e-9);
        proptest::prop_assert!((low + other_high).abs() < 1e-9 && (high + other_low).abs() < 1e-9);
    }
}
