//! What does a policy hide? How many rows of a service's own tables, for whom, and why.

use std::sync::Arc;

use lotse_domain::{
    disclosure::DisclosurePolicy,
    query::{Automatic, Breakdown, Period, UsageQuestion},
    role::Role,
    service::Service,
};

use crate::{
    Reports,
    error::ReportError,
    gate::{self, Disclosed, hidden::HiddenRows},
    overview::TABLES,
    policy::Rules,
    viewer::Viewer,
};

/// Days that are looked back.
pub const HIDDEN_DAYS: u16 = 30;

/// For whom a policy has numbers of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyAudience {
    /// Staff whose roles it does not name.
    Staff,
    /// Staff with no looser role than this.
    Role(Role),
    /// Anybody.
    Public,
}

/// What one audience does not see.
#[derive(Clone, Debug, PartialEq)]
pub struct HiddenFrom {
    /// Who.
    pub audience: PolicyAudience,
    /// One line for each table: days, then those of the overview, in their order.
    pub tables: Vec<Disclosed<HiddenRows>>,
}

/// What a policy hides of a service.
#[derive(Clone, Debug, PartialEq)]
pub struct HiddenReport {
    /// Of which service.
    pub service: Arc<Service>,
    /// When.
    pub period: Period,
    /// For each audience that has numbers of its own.
    pub audiences: Vec<HiddenFrom>,
}

impl Reports {
    /// How much of the last 30 days of a service a policy would hide, whether or not it holds.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn hidden(
        &self,
        service: &Arc<Service>,
        policy: &DisclosurePolicy,
    ) -> Result<HiddenReport, ReportError> {
        let period = Period::last_days(HIDDEN_DAYS, self.clock.now(), service.time_zone.clone())?;
        let mut breakdowns = vec![Breakdown::Day];
        breakdowns.extend_from_slice(TABLES);
        let scope = Viewer::staff().scope(service, &period, Automatic::LeftOut);
        let answer = self.reader.usage(&UsageQuestion { scope, breakdowns }).await?;
        let of = |audience, rules| HiddenFrom {
            audience,
            tables: gate::hidden::rows(&answer, service, rules),
        };
        let roles = policy.parts().roles.keys();
        let roles = roles.map(|role| {
            of(PolicyAudience::Role(*role), Rules::of(&Viewer::in_role(*role), policy))
        });
        let mut audiences = vec![of(PolicyAudience::Staff, Rules::of(&Viewer::staff(), policy))];
        audiences.extend(roles);
        audiences.push(of(PolicyAudience::Public, Rules::of(&Viewer::public(), policy)));
        Ok(HiddenReport { service: Arc::clone(service), period, audiences })
    }
}
