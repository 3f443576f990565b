//! The demo: two sample services with real pages, and 90 days of generated use.
//!
//! The generated events pass the same door as live ones, as one replay. The services are marked as
//! generated and every page of them says so. What was planted in the data stands in `docs/demo.md`.

mod annotations;
pub mod fill;
pub mod generator;
mod segments;
mod tags;

use std::sync::Arc;

use crate::people;
use jiff::{SignedDuration, tz::TimeZone};
use lotse_collect::{ReferenceKind, sign_reference};
use lotse_control::{Control, ControlError, audit::Actor, services::NewService};
use lotse_domain::{
    clock::{Clock, Entropy},
    person::PersonName,
    role::Role,
    service::{CollectionProfile, Jurisdiction, Origin, Service, ServiceKind},
};
use lotse_web::sample::SampleServices;

/// Names of the sample services; by them a later start finds them again.
const BENEFIT: &str = "Apply for heating-cost support (sample)";
const CASES: &str = "Case desk (sample)";
/// Where the sample agency is.
const TIME_ZONE: &str = "America/New_York";
/// The demo's person may read single events of the sample service, so that a click can be seen.
const SINGLE_ROWS_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
const SINGLE_ROWS_PURPOSE: &str = "Trying Lotse with sample data";
/// How long a page's signed reference to a member of staff or a case holds.
const REFERENCE_LIFE: SignedDuration = SignedDuration::from_hours(12);
/// How long the reference that opens a case holds: the door takes none for more than an hour.
const OPENING_LIFE: SignedDuration = SignedDuration::from_mins(30);

/// The two sample services.
#[derive(Clone)]
pub struct Samples {
    /// For residents.
    pub benefit: Arc<Service>,
    /// For staff.
    pub cases: Arc<Service>,
}

impl Samples {
    /// Finds the sample services, or adds them, and lets their pages be opened from `origins`.
    ///
    /// # Errors
    /// When the control database fails.
    pub async fn prepare(
        control: &Control,
        origins: &[Origin],
        now: jiff::Timestamp,
    ) -> Result<Self, ControlError> {
        let benefit = ensure(control, BENEFIT, ServiceKind::Public, origins).await?;
        let cases = ensure(control, CASES, ServiceKind::Employees, origins).await?;
        tags::ensure(control, &benefit, true).await?;
        tags::ensure(control, &cases, false).await?;
        segments::ensure(control, &benefit).await?;
        annotations::ensure(control, &benefit, now).await?;
        let user = people::ensure(control, &PersonName::first(), Role::Administrator).await?;
        let ends_at = now.checked_add(SINGLE_ROWS_FOR).unwrap_or(jiff::Timestamp::MAX);
        let program = control.by(Actor::program());
        program.allow_single_rows(&user, &benefit, SINGLE_ROWS_PURPOSE, ends_at).await?;
        Ok(Self { benefit, cases })
    }

    /// What the pages of both services need.
    pub fn pages(
        &self,
        control: &Control,
        clock: &Arc<dyn Clock>,
        entropy: &Arc<dyn Entropy>,
    ) -> SampleServices {
        let signer = |service: &Arc<Service>| {
            let (service, secret) = (Arc::clone(service), control.signing_secret_of(service.id));
            let clock = Arc::clone(clock);
            move |kind: ReferenceKind, value: &str| {
                let life = if kind == ReferenceKind::Open { OPENING_LIFE } else { REFERENCE_LIFE };
                let expires = clock.now().checked_add(life).unwrap_or(jiff::Timestamp::MAX);
                sign_reference(&secret, &service.public_key, kind, value, expires)
            }
        };
        let sign = signer(&self.cases);
        let sign_user = move |staff: &str| sign(ReferenceKind::User, staff);
        SampleServices {
            benefit_key: self.benefit.public_key.as_str().to_owned(),
            cases_key: self.cases.public_key.as_str().to_owned(),
            sign_user: Arc::new(sign_user),
            sign_case: Arc::new(signer(&self.benefit)),
            clock: Arc::clone(clock),
            entropy: Arc::clone(entropy),
        }
    }
}

async fn ensure(
    control: &Control,
    name: &str,
    kind: ServiceKind,
    origins: &[Origin],
) -> Result<Arc<Service>, ControlError> {
    let known = control.services().into_iter().find(|s| s.generated && s.name == name);
    let service = if let Some(service) = known {
        service
    } else {
        let profile = match kind {
            ServiceKind::Public => CollectionProfile::Statistics,
            ServiceKind::Employees => CollectionProfile::SignedIn,
        };
        control
            .by(Actor::program())
            .add_service(NewService {
                name: name.to_owned(),
                kind,
                jurisdiction: Jurisdiction::UnitedStates,
                profile: Some(profile),
                origins: origins.to_vec(),
                authorities: Vec::new(),
                time_zone: TimeZone::get(TIME_ZONE).unwrap_or(TimeZone::UTC),
                generated: true,
            })
            .await?
    };
    // The port may be another than last time.
    for origin in origins {
        if !service.origins.contains(origin) {
            control.by(Actor::program()).add_origin(&service, origin).await?;
        }
    }
    Ok(service)
}
