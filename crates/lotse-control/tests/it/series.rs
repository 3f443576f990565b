//! Figures that others counted: the same again change nothing, others replace them, and a series goes with its
//! figures.

use jiff::civil::date;
use lotse_control::{audit::Actor, series::SeriesImported};
use lotse_domain::{
    Count,
    series::{SeriesHead, SeriesPeriod, SeriesPoint},
};

use crate::{control_at, new_service, operator, person};

fn name(measure: &str) -> SeriesHead {
    SeriesHead {
        name: "devices".to_owned(),
        measure: measure.to_owned(),
        dimensions: vec!["device".to_owned()],
    }
}

fn day(day: i8) -> SeriesPeriod {
    SeriesPeriod::day(date(2026, 11, day))
}

fn point(on: i8, label: &str, value: u64) -> SeriesPoint {
    SeriesPoint { period: day(on), labels: vec![label.to_owned()], value: Count::new(value) }
}

fn done(of: SeriesImported) -> (u64, u64, u64) {
    (of.added, of.changed, of.known)
}

#[tokio::test]
async fn figures_are_there_once_and_corrected_ones_replace_them() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let other = operator(&control).add_service(new_service("Taxes")).await.unwrap();
    let user = person(&control, "Ada").await;
    let ada = control.by(Actor::person(&user));
    let take = async |points: &[SeriesPoint]| {
        let figures = [(name("visits"), points.to_vec())];
        ada.import_figures(&service, "devices.csv", figures).await.unwrap().remove(0).1
    };
    // Two rows may become the same once what is private is cut out of them.
    let points = [
        point(1, "mobile", 70),
        point(1, "desktop", 20),
        point(1, "desktop", 10),
        point(2, "mobile", 5),
    ];
    let first = take(&points).await;
    assert_eq!(done(first), (3, 0, 0));
    assert_eq!(done(take(&points).await), (0, 0, 3));
    assert_eq!(done(take(&[point(2, "mobile", 6), point(3, "mobile", 8)]).await), (1, 1, 0));
    let many: Vec<SeriesPoint> = (0..1_200).map(|n| point(4, &format!("d{n}"), n)).collect();
    assert_eq!(done(take(&many).await), (1_200, 0, 0));

    let all = control.series(&service).await.unwrap();
    let [series] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((series.points, series.imported_by.as_str()), (1_204, "Ada"));
    let days = SeriesPeriod::new(date(2026, 11, 1), date(2026, 11, 4)).unwrap();
    assert_eq!((series.days, series.file.as_str()), (Some(days), "devices.csv"));
    let periods = control.series_periods(series.id, 10).await.unwrap();
    assert_eq!(periods, [(day(4), 1_200), (day(3), 1), (day(2), 1), (day(1), 2)]);
    assert!(control.series(&other).await.unwrap().is_empty());

    let other_measure = [(name("users"), points.to_vec())];
    let users = ada.import_figures(&service, "devices.csv", other_measure).await.unwrap();
    assert_ne!(users[0].1.series, first.series, "another measure is another series");
    assert!(!ada.delete_series(&other, first.series).await.unwrap(), "only of the service itself");
    assert!(ada.delete_series(&service, first.series).await.unwrap());
    assert!(!ada.delete_series(&service, first.series).await.unwrap());
    assert!(control.series_periods(first.series, 10).await.unwrap().is_empty());
    assert_eq!(control.series(&service).await.unwrap().len(), 1);
}
