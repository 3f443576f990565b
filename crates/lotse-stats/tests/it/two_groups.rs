//! Differences and ratios of two proportions.

use lotse_stats::{
    estimate::{Level, SampleUnit},
    gap::Gap,
    proportion::Trials,
    two_groups::{
        RatioError, katz, koopman, miettinen_nurminen, miettinen_nurminen_ratio,
        miettinen_nurminen_test, newcombe, newcombe_of_weighted,
    },
};

use crate::{agree, assert_bounds, assert_number, assert_p_value, bounds, each_case, trials};

const UNIT: SampleUnit = SampleUnit::Attempts;

type Difference = fn(Trials, Trials, SampleUnit, Level) -> Gap;
type Ratio = fn(Trials, Trials, SampleUnit, Level) -> Result<Gap, RatioError>;

const DIFFERENCES: [Difference; 2] = [newcombe, miettinen_nurminen];
const RATIOS: [Ratio; 3] = [katz, miettinen_nurminen_ratio, koopman];

fn both(fields: &[&str]) -> (Trials, Trials) {
    let [x, n, other, other_n] = [0, 1, 2, 3].map(|i| fields[i].parse().unwrap());
    (trials(x, n), trials(other, other_n))
}

#[test]
fn differences_agree_with_statsmodels_and_the_likelihood_itself() {
    each_case(include_str!("../oracle/difference.csv"), 200, |fields| {
        let (group, reference) = both(fields);
        for (i, method) in DIFFERENCES.into_iter().enumerate() {
            let gap = method(group, reference, UNIT, Level::P95);
            assert!(gap.between.n == group.n() + reference.n());
            assert_number(gap.between.value, fields[4], fields);
            assert_bounds(gap.between.interval, fields[5 + 2 * i], fields[6 + 2 * i], fields);
        }
        assert_p_value(Some(miettinen_nurminen_test(group, reference)), fields[9], fields);
    });
}

#[test]
fn weighted_counts_are_worth_fewer() {
    let (group, reference) = (trials(45, 90), trials(60, 150));
    let weighted = |variance| {
        newcombe_of_weighted(group, reference, variance, UNIT, Level::P95).unwrap().between
    };
    let plain = newcombe(group, reference, UNIT, Level::P95).between;
    assert_eq!(bounds(weighted(0.0)), bounds(plain));
    // A third less of everything, as weights of the variance one half make of it.
    let fewer = newcombe(trials(30, 60), trials(40, 100), UNIT, Level::P95).between;
    let (found, expected) = (bounds(weighted(0.5)), bounds(fewer));
    assert!(agree(found.0, expected.0) && agree(found.1, expected.1), "{found:?} {expected:?}");
    let nothing = newcombe_of_weighted(group, trials(0, 1), 0.5, UNIT, Level::P95);
    assert!(nothing.is_ok());
}

#[test]
fn ratios_agree_with_statsmodels_and_the_likelihood_itself() {
    each_case(include_str!("../oracle/ratio.csv"), 200, |fields| {
        let (group, reference) = both(fields);
        for (i, method) in RATIOS.into_iter().enumerate() {
            let gap = method(group, reference, UNIT, Level::P95).unwrap();
            assert_number(gap.between.value, fields[4], fields);
            assert_bounds(gap.between.interval, fields[5 + 2 * i], fields[6 + 2 * i], fields);
        }
    });
}

#[track_caller]
fn check(gap: Gap, low: f64, high: f64) {
    let (found_low, found_high) = bounds(gap.between);
    let close =
        |found: f64, printed: f64| (found - printed).abs() <= 5.1e-5 * printed.abs().max(1.0);
    assert!(close(found_low, low) && close(found_high, high), "{found_low} to {found_high}");
}

/// Newcombe (1998), Statistics in Medicine 17:873, table II: methods 10 (his) and 6 (Miettinen and
/// Nurminen).
#[test]
fn differences_agree_with_newcombes_table() {
    for ([x, n, other, other_n], his, theirs) in [
        ([56, 70, 48, 80], [0.0524, 0.3339], [0.0528, 0.3382]),
        ([9, 10, 3, 10], [0.1705, 0.8090], [0.1700, 0.8406]),
        ([6, 7, 2, 7], [0.0582, 0.8062], [0.0342, 0.8534]),
        ([5, 56, 0, 29], [-0.0381, 0.1926], [-0.0326, 0.1933]),
        ([0, 10, 0, 20], [-0.1611, 0.2775], [-0.1658, 0.2844]),
        ([0, 10, 0, 10], [-0.2775, 0.2775], [-0.2879, 0.2879]),
        ([10, 10, 0, 20], [0.6791, 1.0], [0.7156, 1.0]),
        ([10, 10, 0, 10], [0.6075, 1.0], [0.6636, 1.0]),
    ] {
        let (group, reference) = (trials(x, n), trials(other, other_n));
        check(newcombe(group, reference, UNIT, Level::P95), his[0], his[1]);
        check(miettinen_nurminen(group, reference, UNIT, Level::P95), theirs[0], theirs[1]);
    }
}

/// Fagerland, Lydersen and Laake, *Statistical Analysis of Contingency Tables* (2017), chapter 4, as
/// their R package `contingencytables` prints them; Koopman (1984) for 36/40 and 16/80.
#[test]
fn agree_with_the_published_examples() {
    let (high_dose, standard) = (trials(7, 34), trials(1, 34));
    check(newcombe(high_dose, standard, UNIT, Level::P95), 0.0189, 0.3404);
    check(katz(high_dose, standard, UNIT, Level::P95).unwrap(), 0.9096, 53.8695);
    check(koopman(high_dose, standard, UNIT, Level::P95).unwrap(), 1.2209, 42.5757);
    check(
        miettinen_nurminen_ratio(high_dose, standard, UNIT, Level::P95).unwrap(),
        1.2086,
        43.0330,
    );
    check(miettinen_nurminen(trials(0, 16), trials(15, 72), UNIT, Level::P95), -0.3164, -0.0056);
    check(katz(trials(56, 70), trials(48, 80), UNIT, Level::P95).unwrap(), 1.0766, 1.6512);
    check(
        miettinen_nurminen_ratio(trials(56, 70), trials(48, 80), UNIT, Level::P95).unwrap(),
        1.0790,
        1.6721,
    );
    let (low, high) =
        bounds(koopman(trials(36, 40), trials(16, 80), UNIT, Level::P95).unwrap().between);
    assert!((low - 2.94).abs() < 0.005 && (high - 7.15).abs() < 0.005, "{low} to {high}");
}

#[test]
fn a_ratio_to_nothing_is_unknown() {
    for method in RATIOS {
        let nothing = method(trials(3, 10), trials(0, 10), UNIT, Level::P95);
        assert_eq!(nothing.unwrap_err(), RatioError::NothingInReference);
        let none = method(trials(0, 10), trials(3, 10), UNIT, Level::P95).unwrap().between;
        assert!(agree(none.value, 0.0) && agree(bounds(none).0, 0.0) && bounds(none).1 > 0.0);
        let all = method(trials(5, 5), trials(9, 9), UNIT, Level::P95).unwrap().between;
        assert!(bounds(all).0 < 1.0 && 1.0 < bounds(all).1, "{all:?}");
    }
}

#[test]
fn the_largest_counts_have_an_interval() {
    for [x, other] in [[0, 0], [1, 0], [u64::MAX, 1], [u64::MAX / 2, u64::MAX / 3], [u64::MAX; 2]] {
        for (n, other_n) in [(u64::MAX, u64::MAX), (u64::MAX, other.max(1)), (x.max(1), u64::MAX)] {
            let (group, reference) = (trials(x.min(n), n), trials(other.min(other_n), other_n));
            for method in DIFFERENCES {
                let gap = method(group, reference, UNIT, Level::P95).between;
                let (low, high) = bounds(gap);
                assert!(
                    -1.0 <= low && low <= gap.value && gap.value <= high && high <= 1.0,
                    "{gap:?}"
                );
            }
            for method in RATIOS {
                if let Ok(gap) = method(group, reference, UNIT, Level::P95) {
                    let (low, high) = bounds(gap.between);
                    assert!(
                        0.0 <= low && low <= gap.between.value && gap.between.value <= high,
                        "{gap:?}"
                    );
                }
            }
        }
    }
}

/// What is rare has as many digits whether it is counted as success or as failure.
#[test]
fn rare_failures_keep_their_digits() {
    for [y, other] in [[0, 0], [1, 0], [3, 5]] {
        let n = 1_000_000_000;
        let rare = miettinen_nurminen(trials(y, n), trials(other, n), UNIT, Level::P95);
        let common = miettinen_nurminen(trials(n - y, n), trials(n - other, n), UNIT, Level::P95);
        let ((low, high), (other_low, other_high)) = (bounds(rare.between), bounds(common.between));
        for ratio in [-low / other_high, -high / other_low] {
            assert!((ratio - 1.0).abs() < 1e-9, "{y} and {other}: {ratio}");
        }
    }
}

/// Two groups, small and large, near the ends and in the middle.
fn groups() -> impl proptest::strategy::Strategy<Value = (Trials, Trials)> {
    use proptest::strategy::Strategy;
    let group = || {
        (1_u64..100_000, 0.0_f64..1.3, -0.15_f64..0.0).prop_map(|(n, share, shift)| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "a share of n"
            )]
            let successes = (n as f64 * (share + shift).clamp(0.0, 1.0)) as u64;
            trials(successes, n)
        })
    };
    (group(), group())
}

fn failures(of: Trials) -> Trials {
    trials(of.failures().get(), of.n().get())
}

fn more(of: Trials) -> Option<Trials> {
    (!of.failures().is_zero()).then(|| trials(of.successes().get() + 1, of.n().get()))
}

proptest::proptest! {
    /// In range, around the value, mirrored for swapped groups and for failures, and rising with the
    /// successes of the group.
    #[test]
    fn differences_keep_their_laws((group, reference) in groups()) {
        for method in DIFFERENCES {
            let gap = method(group, reference, UNIT, Level::P95).between;
            let (low, high) = bounds(gap);
            proptest::prop_assert!(-1.0 <= low && low <= gap.value && gap.value <= high && high <= 1.0);
            for (first, second) in [(reference, group), (failures(group), failures(reference))] {
                let (other_low, other_high) = bounds(method(first, second, UNIT, Level::P95).between);
                proptest::prop_assert!((low + other_high).abs() < 1e-9 && (high + other_low).abs() < 1e-9);
            }
            if let Some(group) = more(group) {
                let (more_low, more_high) = bounds(method(group, reference, UNIT, Level::P95).between);
                proptest::prop_assert!(low <= more_low + 1e-12 && high <= more_high + 1e-12);
            }
        }
    }

    /// In range, around the value, inverse for swapped groups, and rising with the successes of the
    /// group.
    #[test]
    fn ratios_keep_their_laws((group, reference) in groups()) {
        for method in RATIOS {
            let Ok(gap) = method(group, reference, UNIT, Level::P95) else {
                proptest::prop_assert!(reference.successes().is_zero());
                continue;
            };
            let (low, high) = bounds(gap.between);
            proptest::prop_assert!(0.0 <= low && low <= gap.between.value && gap.between.value <= high && high.is_finite());
            if let (Ok(other), false) = (method(reference, group, UNIT, Level::P95), group.successes().is_zero()) {
                let (other_low, other_high) = bounds(other.between);
                proptest::prop_assert!((low * other_high - 1.0).abs() < 1e-9);
                proptest::prop_assert!(other_low <= 0.0 || (high * other_low - 1.0).abs() < 1e-9);
            }
        }
        let score = |group| miettinen_nurminen_ratio(group, reference, UNIT, Level::P95);
        if let (Some(more), Ok(gap)) = (more(group), score(group)) {
            let ((low, high), (more_low, more_high)) = (bounds(gap.between), bounds(score(more).unwrap().between));
            proptest::prop_assert!(low <= more_low * (1.0 + 1e-12) && high <= more_high * (1.0 + 1e-12));
        }
    }

    /// Interval and test agree: the difference leaves out 0, and the ratio 1, where the test is below 5 %.
    #[test]
    fn intervals_and_test_agree((group, reference) in groups()) {
        let p = miettinen_nurminen_test(group, reference).get();
        let is_clear = Some(p < 0.05);
        if (p - 0.05).abs() > 1e-9 {
            proptest::prop_assert_eq!(miettinen_nurminen(group, reference, UNIT, Level::P95).is_clear(), is_clear);
            if let Ok(gap) = miettinen_nurminen_ratio(group, reference, UNIT, Level::P95) {
                proptest::prop_assert_eq!(gap.is_clear(), is_clear);
            }
        }
    }

    /// Koopman's interval lies in that of Miettinen and Nurminen, whose variance is a little larger.
    #[test]
    fn koopmans_interval_is_the_narrower((group, reference) in groups()) {
        if let (Ok(inner), Ok(outer)) = (
            koopman(group, reference, UNIT, Level::P95),
            miettinen_nurminen_ratio(group, reference, UNIT, Level::P95),
        ) {
            let ((low, high), (outer_low, outer_high)) = (bounds(inner.between), bounds(outer.between));
            proptest::prop_assert!(outer_low <= low * (1.0 + 1e-12) && high <= outer_high * (1.0 + 1e-12));
        }
    }
}
