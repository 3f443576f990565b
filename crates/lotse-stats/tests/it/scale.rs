//! Questions on a scale.

use lotse_stats::{
    count::Count,
    estimate::{Level, SampleUnit},
    moments::MeanError,
    scale::{ScaleAnswers, ScaleError, bottom_boxes, mean, top_boxes},
};

use crate::{agree, assert_bounds, assert_number, bounds, counts, draws::Draws, each_case, lines};

const UNIT: SampleUnit = SampleUnit::Responses;

fn answers(lowest: u8, counts: &[u64]) -> ScaleAnswers {
    ScaleAnswers::new(lowest, counts.iter().copied().map(Count::new).collect()).unwrap()
}

/// GSA published counts and scores of 28 federal providers: 2,962 questions, every one a mean to two decimals.
#[test]
fn the_scores_of_circular_a_11_are_the_published_ones() {
    each_case(include_str!("../oracle/a11.csv"), 2_962, |fields| {
        let answers = ScaleAnswers::new(1, counts(fields[0])).unwrap();
        let found = mean(&answers, UNIT, Level::P95).unwrap();
        let published: f64 = fields[1].parse().unwrap();
        assert!((found.value - published).abs() < 0.005 + 1e-9, "{fields:?}: {}", found.value);
        let top = top_boxes(&answers, 2, UNIT, Level::P95).unwrap();
        let [.., four, five] = answers.counts() else { panic!("{fields:?}") };
        assert!(agree(top.value, (*four + *five).as_f64() / answers.n().as_f64()));
    });
}

/// Veterans Health Administration, outpatients, second quarter of 2021: the first question, as published.
#[test]
fn the_largest_published_survey() {
    let answers = answers(1, &[2_302, 3_118, 10_615, 55_358, 249_586]);
    let found = mean(&answers, UNIT, Level::P95).unwrap();
    assert!((found.value - 4.70).abs() < 0.005 && answers.n() == Count::new(320_979));
    let top = top_boxes(&answers, 2, UNIT, Level::P95).unwrap();
    assert!((top.value - 304_944.0 / 320_979.0).abs() < 1e-12);
}

#[test]
fn agrees_with_scipy_and_statsmodels() {
    each_case(include_str!("../oracle/scale.csv"), 200, |fields| {
        let answers = ScaleAnswers::new(fields[0].parse().unwrap(), counts(fields[1])).unwrap();
        let found = mean(&answers, UNIT, Level::P95).unwrap();
        assert_eq!(found.method.to_string(), "student-t-bounded/1");
        assert_number(found.value, fields[2], fields);
        assert_bounds(found.interval, fields[3], fields[4], fields);
        let boxes = fields[5].parse().unwrap();
        let top = top_boxes(&answers, boxes, UNIT, Level::P95).unwrap();
        assert_bounds(top.interval, fields[6], fields[7], fields);
        let bottom = bottom_boxes(&answers, boxes, UNIT, Level::P95).unwrap();
        assert_bounds(bottom.interval, fields[8], fields[9], fields);
    });
}

#[test]
fn nobody_and_no_scale() {
    assert_eq!(ScaleAnswers::new(1, vec![Count::ZERO; 5]), Err(ScaleError::NoAnswers));
    assert_eq!(ScaleAnswers::new(1, vec![Count::new(3)]), Err(ScaleError::Options(1)));
    assert_eq!(ScaleAnswers::new(0, vec![Count::new(3); 102]), Err(ScaleError::Options(102)));
    let five = answers(1, &[1, 0, 2, 0, 4]);
    for boxes in [0, 5, usize::MAX] {
        let error = Err(ScaleError::Boxes { boxes, options: 5 });
        assert_eq!(top_boxes(&five, boxes, UNIT, Level::P95), error);
        assert_eq!(bottom_boxes(&five, boxes, UNIT, Level::P95), error);
    }
    assert_eq!((five.lowest(), five.highest()), (1, 5));
    let same = mean(&answers(1, &[0, 0, 9, 0, 0]), UNIT, Level::P95).unwrap();
    assert!(agree(same.value, 3.0) && same.interval.is_none());
    assert_eq!(
        mean(&five, UNIT, Level::P95).map(|found| found.n),
        Ok::<_, MeanError>(Count::new(7))
    );
}

/// The committed curve comes from another generator: the two may differ by four standard errors.
#[test]
fn the_mean_holds_as_often_as_the_committed_curve_says() {
    const SAMPLES: u32 = 1_000;
    let mut draws = Draws::new(20_261_214);
    let scales = lines(include_str!("../oracle/scale_coverage.csv"));
    let mut points = 0;
    for fields in scales.filter(|fields| fields[0].contains(' ') && fields[0].starts_with('0')) {
        let shares: Vec<f64> = fields[0].split(' ').map(|share| share.parse().unwrap()).collect();
        let truth: f64 =
            (1_u8..).zip(&shares).map(|(answer, share)| f64::from(answer) * share).sum();
        let n: u32 = fields[1].parse().unwrap();
        if n > 100 {
            continue;
        }
        let (mut held, mut intervals) = (0, 0);
        for _ in 0..SAMPLES {
            let sample = answers(1, &draws.multinomial(n, &shares));
            if let Some(interval) = mean(&sample, UNIT, Level::P95).unwrap().interval {
                intervals += 1;
                held += u32::from((interval.low()..=interval.high()).contains(&truth));
            }
        }
        let (held, expected) =
            (f64::from(held) / f64::from(intervals), fields[2].parse::<f64>().unwrap());
        let error = (expected * (1.0 - expected) / f64::from(intervals)).sqrt();
        assert!((held - expected).abs() < 4.0 * error + 0.003, "{fields:?}: {held}");
        points += 1;
    }
    assert!(points >= 20, "{points} points");
}

proptest::proptest! {
    /// No counts make a number leave its scale, and the best and the other answers are all.
    #[test]
    fn keep_their_laws(
        lowest in proptest::num::u8::ANY,
        counts in proptest::collection::vec(proptest::prop_oneof![0_u64..9, proptest::num::u64::ANY], 0..110),
        boxes in 0_usize..110,
    ) {
        let options = counts.len();
        let Ok(answers) = ScaleAnswers::new(lowest, counts.into_iter().map(Count::new).collect()) else {
            return Ok(());
        };
        let (least, most) = (f64::from(answers.lowest()), f64::from(answers.highest()));
        if let Ok(found) = mean(&answers, UNIT, Level::P95) {
            proptest::prop_assert!((least - 1e-9..=most + 1e-9).contains(&found.value));
            if found.interval.is_some() {
                let (low, high) = bounds(found);
                proptest::prop_assert!(low <= found.value && found.value <= high);
                proptest::prop_assert!(least - 1e-9 <= low && high <= most + 1e-9);
            }
        }
        if let Ok(top) = top_boxes(&answers, boxes, UNIT, Level::P95) {
            let rest = bottom_boxes(&answers, options - boxes, UNIT, Level::P95).unwrap();
            proptest::prop_assert!(top.value + rest.value > 1.0 - 1e-9);
        }
    }
}
