//! Annotations of the sample service for residents: what was planted on days that somebody would have noted.

use jiff::{Timestamp, ToSpan as _, civil::Date};
use lotse_control::{Control, ControlError, audit::Actor};
use lotse_domain::{
    annotation::{AnnotationDraft, AnnotationKind},
    service::Service,
};
use lotse_report::measure::Measure;

use super::generator::{
    DAYS,
    planted::{BAD_DAY, LAUNCH},
};

/// Makes the annotations of the sample service, if it has none.
pub(super) async fn ensure(
    control: &Control,
    service: &Service,
    now: Timestamp,
) -> Result<(), ControlError> {
    if !control.annotations(service.id).await?.is_empty() {
        return Ok(());
    }
    let today = now.to_zoned_datetime(service.time_zone.clone()).date();
    for says in samples(today) {
        // Of texts and days that can be; a sample that could not is no reason not to start.
        drop(control.by(Actor::program()).add_annotation(service, &says).await?);
    }
    Ok(())
}

/// What was planted, in days that end today.
fn samples(today: Date) -> [AnnotationDraft; 2] {
    let day = |number: u32| {
        let before_today = i64::from(DAYS - 1).saturating_sub(i64::from(number));
        today.saturating_sub(before_today.days())
    };
    let measures =
        |all: &[Measure]| all.iter().map(|measure| measure.as_str().to_owned()).collect();
    [
        AnnotationDraft {
            first: day(LAUNCH.start),
            last: Some(day(LAUNCH.end - 1)),
            kind: AnnotationKind::Campaign,
            title: "Launch of the heating-cost support".to_owned(),
            description: "Newspapers and local radio told of it.".to_owned(),
            measures: measures(&[Measure::DailyVisitors, Measure::Visits]),
        },
        AnnotationDraft {
            first: day(BAD_DAY),
            last: Some(day(BAD_DAY)),
            kind: AnnotationKind::Outage,
            title: "Documents could hardly be uploaded".to_owned(),
            description: "The page for evidence hardly worked that day, for anybody.".to_owned(),
            measures: measures(&[Measure::BounceRate, Measure::EngagedTime]),
        },
    ]
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use lotse_control::annotations::checked;

    use super::*;

    #[test]
    fn every_sample_is_an_annotation_of_the_day_that_was_planted() {
        let [launch, bad] = samples(date(2026, 11, 23));
        assert_eq!(bad.first, date(2026, 10, 31), "67 of 90 days are over");
        assert_eq!((launch.until() - launch.first).get_days(), 7);
        for sample in [launch, bad] {
            assert_eq!(checked(&sample).as_ref(), Ok(&sample));
        }
    }
}
