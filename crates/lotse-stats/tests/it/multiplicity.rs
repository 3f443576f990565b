//! Adjusted p values.

use lotse_stats::{
    multiplicity::{benjamini_hochberg, holm},
    p_value::PValue,
};

use crate::each_case;

fn family(text: &str) -> Vec<PValue> {
    text.split(' ').map(|p| PValue::new(p.parse().unwrap()).unwrap()).collect()
}

fn assert_close(found: &[PValue], expected: &[PValue]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        let (found, expected) = (found.get(), expected.get());
        assert!((found - expected).abs() <= 1e-12 * expected, "{found} for {expected}");
    }
}

#[test]
fn agree_with_statsmodels() {
    each_case(include_str!("../oracle/multiplicity.csv"), 200, |fields| {
        assert_close(&holm(&family(fields[0])), &family(fields[1]));
        assert_close(&benjamini_hochberg(&family(fields[0])), &family(fields[2]));
    });
}

/// The example of Benjamini and Hochberg (1995): of these fifteen, Holm's procedure finds three and
/// theirs four at 5 %.
#[test]
fn agree_with_the_published_example() {
    let published = family(
        "0.0001 0.0004 0.0019 0.0095 0.0201 0.0278 0.0298 0.0344 0.0459 0.3240 0.4262 0.5719 0.6528 0.7590 1.0000",
    );
    let found = |adjusted: Vec<PValue>| adjusted.iter().filter(|p| p.get() <= 0.05).count();
    assert_eq!(found(holm(&published)), 3);
    assert_eq!(found(benjamini_hochberg(&published)), 4);
    // R 4.2.2: p.adjust(c(.01, .02, .03, .04, .05), "BH").
    assert_close(
        &benjamini_hochberg(&family("0.01 0.02 0.03 0.04 0.05")),
        &family("0.05 0.05 0.05 0.05 0.05"),
    );
}

#[test]
fn no_family_and_no_probability() {
    assert!(holm(&[]).is_empty() && benjamini_hochberg(&[]).is_empty());
    assert!(
        PValue::new(f64::NAN).is_none()
            && PValue::new(1.1).is_none()
            && PValue::new(-0.1).is_none()
    );
}

proptest::proptest! {
    /// Never smaller than before, in the same order, Holm never below Benjamini and Hochberg, and the
    /// order of the question does not matter.
    #[test]
    fn keep_their_laws(values in proptest::collection::vec(0.0_f64..=1.0, 1..30)) {
        let question: Vec<PValue> = values.iter().map(|p| PValue::new(*p).unwrap()).collect();
        let (strict, mild) = (holm(&question), benjamini_hochberg(&question));
        for i in 0..values.len() {
            proptest::prop_assert!(question[i] <= mild[i] && mild[i].get() <= strict[i].get() + 1e-15);
            for j in 0..values.len() {
                if question[i] <= question[j] {
                    proptest::prop_assert!(strict[i] <= strict[j] && mild[i] <= mild[j]);
                }
            }
        }
        let reversed: Vec<PValue> = question.iter().rev().copied().collect();
        let back: Vec<PValue> = benjamini_hochberg(&reversed).into_iter().rev().collect();
        proptest::prop_assert_eq!(back, mild);
    }
}
