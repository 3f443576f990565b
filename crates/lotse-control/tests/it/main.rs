//! Control data on a real database in memory, with a clock that the tests set.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod backup;
mod keys;
mod questions;
mod redactions;
mod services;
mod sign_ins;
mod single_rows;

use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};
use lotse_control::{Control, services::NewService};
use lotse_domain::{
    clock::{ManualClock, RepeatableEntropy},
    service::{Jurisdiction, Origin, ServiceKind},
};

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

async fn control_at(now: &str) -> (Control, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::at(instant(now)));
    let entropy = Arc::new(RepeatableEntropy::from_seed(1));
    (Control::in_memory(clock.clone(), entropy).await.unwrap(), clock)
}

fn new_service(name: &str) -> NewService {
    NewService {
        name: name.to_owned(),
        kind: ServiceKind::Public,
        jurisdiction: Jurisdiction::UnitedStates,
        profile: None,
        origins: vec![Origin::new("https://benefits.example.gov").unwrap()],
        time_zone: TimeZone::get("America/New_York").unwrap(),
        generated: false,
    }
}
