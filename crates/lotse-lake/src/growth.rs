//! How fast a lake grows, read from the names and sizes of its files alone: also while another
//! process has it open.

use std::{collections::BTreeMap, num::NonZeroU64, path::Path};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use lotse_domain::service::ServiceKind;

use crate::{EVENTS, compact::list, file::Span};

/// Days before the present one that are looked at.
const DAYS: i64 = 28;
/// So many of them must have events; fewer say nothing.
const FEWEST: u64 = 3;

/// Bytes that the files of one UTC day take, as the mean of the days with events among the 28
/// before the present one. `None` if fewer than three have any, or if `lake` is no lake's folder.
#[must_use]
pub fn bytes_per_day(lake: &Path, now: Timestamp) -> Option<NonZeroU64> {
    let today = now.to_zoned_datetime(TimeZone::UTC).date();
    let mut days = BTreeMap::<Date, u64>::new();
    for kind in ServiceKind::ALL {
        let folder = lake.join(kind.as_str()).join(EVENTS);
        for path in list(&folder).unwrap_or_default() {
            let Some(day) = day_of(&path) else { continue };
            if (1..=DAYS).contains(&today.duration_since(day).as_hours().div_euclid(24))
                && let Ok(about) = folder.join(&path).metadata()
            {
                *days.entry(day).or_default() += about.len();
            }
        }
    }
    let count = days.len() as u64;
    (count >= FEWEST).then(|| NonZeroU64::new(days.values().sum::<u64>() / count)).flatten()
}

/// The day of a file that is one day's.
fn day_of(path: &str) -> Option<Date> {
    let name = path.rsplit('/').next()?;
    if Span::is_month(path) { None } else { name.get(..10)?.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_of_past_days_counts_both_kinds_and_neither_today_nor_months() {
        let lake = tempfile::tempdir().unwrap();
        let now = "2026-03-20T12:00:00Z".parse().unwrap();
        let put = |kind: &str, name: &str, bytes: usize| {
            let folder = lake.path().join(kind).join("events/month=2026-03");
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(format!("{name}-00ff.parquet")), vec![0; bytes]).unwrap();
        };
        assert_eq!(bytes_per_day(lake.path(), now), None);
        put("public", "2026-03-19", 100);
        put("public", "2026-03-18", 200);
        // Today's is not over, a month's is many days, and this one is too long ago.
        put("public", "2026-03-20", 9_000);
        put("public", "2026-03", 9_000);
        put("public", "2026-02-19", 9_000);
        assert_eq!(bytes_per_day(lake.path(), now), None, "two days say nothing");
        put("employees", "2026-03-18", 60);
        put("employees", "2026-02-20", 240);
        assert_eq!(bytes_per_day(lake.path(), now), NonZeroU64::new(200));
    }
}
