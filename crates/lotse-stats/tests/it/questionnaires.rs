//! Scores of questionnaires.

use lotse_stats::{
    count::Count,
    estimate::{Level, SampleUnit},
    moments::{MeanError, Moments},
    questionnaires::{
        effort::{customer_effort, single_ease},
        sus::{self, SusError, Unanswered},
        umux_lite::{self, Steps, UmuxLiteError},
    },
    scale::ScaleError,
};

use crate::{agree, bounds, moments};

const UNIT: SampleUnit = SampleUnit::Responses;

fn sus_of(answers: [u8; 10]) -> Result<f64, SusError> {
    sus::score(answers.map(Some), Unanswered::Refused)
}

/// The example of Brooke (1996): 22 points, a score of 55.
#[test]
fn the_published_usability_example() {
    assert_eq!(sus_of([5, 4, 2, 1, 2, 3, 2, 4, 5, 2]), Ok(55.0));
    assert_eq!(sus_of([5, 1, 5, 1, 5, 1, 5, 1, 5, 1]), Ok(100.0));
    assert_eq!(sus_of([1, 5, 1, 5, 1, 5, 1, 5, 1, 5]), Ok(0.0));
    assert_eq!(sus_of([3; 10]), Ok(50.0));
}

#[test]
fn statements_left_out_follow_the_rule_of_the_study() {
    let mut answers = [5, 4, 2, 1, 2, 3, 2, 4, 5, 2].map(Some);
    answers[4] = None;
    assert_eq!(sus::score(answers, Unanswered::Refused), Err(SusError::Unanswered { item: 5 }));
    assert_eq!(sus::score(answers, Unanswered::Middle), Ok(57.5));
    for rule in [Unanswered::Refused, Unanswered::Middle] {
        assert_eq!(sus::score([None; 10], rule), Err(SusError::NothingAnswered));
    }
    for answer in [0, 6, u8::MAX] {
        answers[9] = Some(answer);
        let error = Err(SusError::OutOfRange { item: 10, answer });
        assert_eq!(sus::score(answers, Unanswered::Middle), error);
    }
}

#[test]
fn two_statements_make_umux_lite() {
    assert_eq!(umux_lite::score(Some(7), Some(7), Steps::Seven), Ok(100.0));
    assert_eq!(umux_lite::score(Some(1), Some(1), Steps::Five), Ok(0.0));
    assert!(agree(umux_lite::score(Some(6), Some(5), Steps::Seven).unwrap(), 75.0));
    assert!(agree(umux_lite::score(Some(4), Some(5), Steps::Five).unwrap(), 87.5));
    assert_eq!(umux_lite::score(Some(4), None, Steps::Five), Err(UmuxLiteError::Unanswered));
    let error = Err(UmuxLiteError::OutOfRange { answer: 6, highest: 5 });
    assert_eq!(umux_lite::score(Some(4), Some(6), Steps::Five), error);
}

#[test]
fn means_of_scores_stay_on_their_scale() {
    let scores = moments(&[(100.0, 3), (97.5, 1), (60.0, 1)]);
    for mean in [sus::mean, umux_lite::mean] {
        let found = mean(scores, UNIT, Level::P95).unwrap();
        let (low, high) = bounds(found);
        // scipy 1.17: stats.t.interval(0.95, 4, 91.5, 17.641570225…/√5) = 69.777…, 113.22…
        assert!(
            agree(found.value, 91.5) && agree(high, 100.0) && low > 69.0 && low < 70.5,
            "{low}"
        );
    }
    assert_eq!(sus::mean(Moments::EMPTY, UNIT, Level::P95), Err(MeanError::NoObservations));
}

#[test]
fn effort_and_ease_have_a_mean_and_a_top() {
    let answers = [1, 0, 2, 1, 3, 2, 1].map(Count::new);
    let effort = customer_effort(answers, UNIT, Level::P95).unwrap();
    assert!(agree(effort.mean.value, 4.5) && agree(effort.top.value, 0.6));
    let ease = single_ease(answers, UNIT, Level::P95).unwrap();
    assert!(agree(ease.mean.value, 4.5) && agree(ease.top.value, 0.3));
    let nobody = customer_effort([Count::ZERO; 7], UNIT, Level::P95);
    assert_eq!(nobody, Err(ScaleError::NoAnswers));
}

proptest::proptest! {
    /// In steps of 2.5 from 0 to 100, or an error, whatever comes; agreeing more with praise raises it, with complaints
    /// lowers it.
    #[test]
    fn usability_keeps_its_laws(answers in proptest::array::uniform10(0_u8..8), item in 0_usize..10) {
        let Ok(score) = sus_of(answers) else {
            proptest::prop_assert!(answers.iter().any(|answer| !(1..=5).contains(answer)));
            return Ok(());
        };
        proptest::prop_assert!((0.0..=100.0).contains(&score) && (score / 2.5).fract() == 0.0);
        let mut more = answers;
        more[item] += 1;
        if let Ok(changed) = sus_of(more) {
            let step = if item % 2 == 0 { 2.5 } else { -2.5 };
            proptest::prop_assert!(agree(changed - score, step));
        }
    }
}
