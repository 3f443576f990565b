//! What is only counted: added up by day, shown for some days, forgotten when its days are over.

use jiff::SignedDuration;
use lotse_domain::{
    Count,
    counted::{Counted, DailyCount},
    display::DisplaySetting,
    service::Service,
};

use crate::{control_at, instant, new_service, operator};

fn of(service: &Service, counted: Counted, word: &'static str, times: u64) -> DailyCount {
    DailyCount { service: service.id, counted, word, times }
}

#[tokio::test]
async fn counts_add_up_and_are_forgotten() {
    let now = instant("2026-11-23T12:00:00Z");
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let other = operator(&control).add_service(new_service("Taxes")).await.unwrap();
    let cut = |word, times| of(&service, Counted::Redaction, word, times);
    let refused = of(&service, Counted::Refused, "email", 40);
    let others = of(&other, Counted::Redaction, "email", 9);
    let zoom = of(&service, Counted::Display, DisplaySetting::Zoom.as_str(), 3);
    let counts = [cut("email", 2), cut("phone", 1), refused, others, zoom];
    control.add_counts(&service, &counts).await.unwrap();
    control.add_counts(&other, &counts).await.unwrap();
    control.add_counts(&service, &[cut("phone", 5)]).await.unwrap();
    clock.set(now + SignedDuration::from_hours(24));
    control.add_counts(&service, &[cut("email", 1)]).await.unwrap();
    let shown = async |counted, days| {
        let counts = control.counts_of_days(&service, counted, days).await.unwrap();
        counts.into_iter().map(|c| (c.word, c.times.get(), c.last.to_string())).collect::<Vec<_>>()
    };
    let row = |word: &str, times, last: &str| (word.to_owned(), times, last.to_owned());
    let both = [row("phone", 6, "2026-11-23"), row("email", 3, "2026-11-24")];
    assert_eq!(shown(Counted::Redaction, 30).await, both);
    assert_eq!(shown(Counted::Redaction, 1).await, [row("email", 1, "2026-11-24")]);
    assert_eq!(shown(Counted::Refused, 30).await, [row("email", 40, "2026-11-23")]);

    clock.set(now + SignedDuration::from_hours(24 * 91));
    control.add_counts(&service, &[]).await.unwrap();
    assert_eq!(shown(Counted::Redaction, 1_000).await, [row("email", 1, "2026-11-24")]);
    assert_eq!(shown(Counted::Refused, 1_000).await, []);
    let zoom = [row("zoom", 3, "2026-11-23")];
    assert_eq!(shown(Counted::Display, 1_000).await, zoom, "kept for two years and a quarter");
    let others = control.counts_of_days(&other, Counted::Redaction, 1_000).await.unwrap();
    assert_eq!(others[0].times, Count::new(9));
}
