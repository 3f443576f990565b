//! Control data on a real database in memory, with a clock that the tests set.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access_tokens;
mod annotations;
mod audit;
mod backup;
mod daily_counts;
mod disclosure;
mod idempotency;
mod identities;
mod inbox;
mod keys;
mod log_imports;
mod passkeys;
mod passwords;
mod people;
mod questions;
mod refused;
mod second_factors;
mod segments;
mod series;
mod services;
mod sign_ins;
mod single_rows;
mod surveys;
mod tags;
mod tasks;
mod test_visits;

use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};
use lotse_control::{
    Control,
    audit::{Actor, Changes},
    services::NewService,
    users::User,
};
use lotse_domain::{
    clock::{ManualClock, RepeatableEntropy},
    person::{EmailAddress, PersonName},
    role::{Grant, Reach, Role},
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
        authorities: Vec::new(),
        time_zone: TimeZone::get("America/New_York").unwrap(),
        generated: false,
    }
}

fn operator(control: &Control) -> Changes<'_> {
    control.by(Actor::operator())
}

fn administrator() -> Grant {
    Grant { role: Role::Administrator, reach: Reach::Organization }
}

/// Somebody who may do everything, and signs in as `name@example.gov`.
async fn person(control: &Control, name: &str) -> User {
    let email = EmailAddress::new(&format!("{}@example.gov", name.to_lowercase())).unwrap();
    let name = PersonName::new(name).unwrap();
    operator(control).add_person(&name, Some(&email), &administrator()).await.unwrap().unwrap()
}
