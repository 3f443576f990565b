//! Counts of what was cut out: added up by day, shown for some days, forgotten after ninety.

use jiff::SignedDuration;
use lotse_domain::Count;

use crate::{control_at, instant, new_service, operator};

#[tokio::test]
async fn counts_add_up_and_are_forgotten() {
    let now = instant("2026-11-23T12:00:00Z");
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    let service = operator(&control).add_service(new_service("Permits")).await.unwrap();
    let other = operator(&control).add_service(new_service("Taxes")).await.unwrap();
    control.add_redactions(&service, &[("email", 2), ("phone", 1)]).await.unwrap();
    control.add_redactions(&service, &[("phone", 5)]).await.unwrap();
    control.add_redactions(&other, &[("email", 9)]).await.unwrap();
    clock.set(now + SignedDuration::from_hours(24));
    control.add_redactions(&service, &[("email", 1)]).await.unwrap();
    let shown = async |days| {
        let counts = control.redactions(&service, days).await.unwrap();
        counts.into_iter().map(|c| (c.rule, c.times.get(), c.last.to_string())).collect::<Vec<_>>()
    };
    let row = |rule: &str, times, last: &str| (rule.to_owned(), times, last.to_owned());
    assert_eq!(shown(30).await, [row("phone", 6, "2026-11-23"), row("email", 3, "2026-11-24")]);
    assert_eq!(shown(1).await, [row("email", 1, "2026-11-24")]);
    clock.set(now + SignedDuration::from_hours(24 * 91));
    control.add_redactions(&service, &[]).await.unwrap();
    assert_eq!(shown(1_000).await, [row("email", 1, "2026-11-24")]);
    assert_eq!(control.redactions(&other, 1_000).await.unwrap()[0].times, Count::new(9));
}
