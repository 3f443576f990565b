//! The smallest cell that may be shown (`docs/spec/gate.md`).

use lotse_domain::{
    Count,
    disclosure::{DisclosurePolicy, Minimums, Zeros},
    query::{
        Breakdown, Tally,
        counts::Cell as Counted,
        filter::{Attribute, Field},
        largest::Largest,
    },
    service::{IdentityQuality, Service, ServiceKind},
};

use crate::{
    Reports,
    measure::Hidden,
    viewer::{Audience, Viewer},
};

/// Daily visitors are summed over days, and one person may come back daily: one day must hold so
/// many at once.
const ON_ONE_DAY: u64 = 3;
/// A sum is dominated when what is left of it without its two largest contributors is less than so much of the largest,
/// in per cent: whoever is the second could work out the first that closely. Statistical offices call it the p% rule:
/// Hundepool et al., *Statistical Disclosure Control* (Wiley, 2012), chapter 4.
const DOMINANCE_PER_CENT: u64 = 10;
/// Documents on which a display setting was on: what the service states is counted, not people.
pub(crate) const FEWEST_DOCUMENTS: Count = Count::new(10);

/// Labels of figures that others counted which say little of a person, by the names of the reports' columns and of our
/// extract's breakdowns.
const SAYS_LITTLE: [&str; 26] = [
    "entry-page",
    "exit-page",
    "referrer",
    "device-class",
    "operating-system",
    "page",
    "page_title",
    "landing_page",
    "domain",
    "hostname",
    "source",
    "source_medium",
    "session_source_medium",
    "session_default_channel_group",
    "channel",
    "device",
    "browser",
    "browser_version",
    "os",
    "os_version",
    "event_label",
    "file_name",
    "file_extension",
    "linkurl",
    "hour",
    "weekday",
];

/// Whether one or two people make up most of a sum, by the largest that two of them contribute.
pub(crate) fn is_dominated(sum: Count, largest: Largest) -> bool {
    let left = sum.less(largest.first).less(largest.second);
    !sum.is_zero() && left < share_of_largest(largest)
}

/// The share of the largest contribution that nobody may come closer to.
pub(crate) fn share_of_largest(largest: Largest) -> Count {
    Count::new(largest.first.get().saturating_mul(DOMINANCE_PER_CENT).div_ceil(100))
}

/// How strict the gate is with whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    audience: Audience,
    minimums: Minimums,
    zeros: Zeros,
    /// Figures are of a segment.
    is_part: bool,
}

impl Rules {
    /// The least for staff: where no organization has said anything.
    pub fn staff() -> Self {
        Self::of(&Viewer::staff(), &DisclosurePolicy::default())
    }

    /// By a policy.
    pub fn of(viewer: &Viewer, policy: &DisclosurePolicy) -> Self {
        let minimums = match viewer.audience() {
            Audience::Public => policy.for_anybody(),
            Audience::Staff => policy.for_staff(viewer.roles().iter().copied()),
        };
        Self {
            audience: viewer.audience(),
            minimums,
            zeros: policy.zeros(),
            is_part: viewer.segment().is_some(),
        }
    }

    /// Whether the figures are of a segment, and none of them a total.
    pub(crate) fn is_part(self) -> bool {
        self.is_part
    }
}

impl Reports {
    /// How strict the gate is with a viewer now.
    pub(crate) fn rules(&self, viewer: &Viewer) -> Rules {
        Rules::of(viewer, &self.control.disclosure().policy)
    }
}

/// How few people are too few.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Minimum {
    people: u64,
    zeros: Zeros,
    identity: IdentityQuality,
    is_part: bool,
}

impl Minimum {
    /// The minimum for a cell of a breakdown.
    pub(crate) fn of_cell(service: &Service, breakdown: Breakdown, rules: Rules) -> Self {
        let sensitive = service.kind == ServiceKind::Employees
            || matches!(breakdown, Breakdown::PageLanguage | Breakdown::BrowserLanguage);
        Self::new(service, sensitive, rules)
    }

    /// The minimum for a step of a funnel, by a field of events or by none.
    pub(crate) fn of_step(service: &Service, by: Option<Field>, rules: Rules) -> Self {
        let sensitive = service.kind == ServiceKind::Employees
            || matches!(by, Some(Field::PageLanguage | Field::BrowserLanguage));
        Self::new(service, sensitive, rules)
    }

    /// The minimum for a cell by what events carry, or by nothing: most of it says something of a person.
    pub(crate) fn of_attribute(service: &Service, by: Option<&Attribute>, rules: Rules) -> Self {
        let says_little = match by {
            None => true,
            Some(Attribute::Field(field)) => matches!(
                field,
                Field::Kind
                    | Field::Name
                    | Field::Page
                    | Field::PageState
                    | Field::Referrer
                    | Field::DeviceClass
                    | Field::Browser
                    | Field::OperatingSystem
                    | Field::Channel
            ),
            Some(Attribute::Property(_) | Attribute::PropertyNames) => false,
        };
        Self::new(service, service.kind == ServiceKind::Employees || !says_little, rules)
    }

    /// The minimum for a figure that others counted, by its labels: what is counted is stated, and whether one
    /// person was counted twice is not known.
    pub(crate) fn of_series(service: &Service, dimensions: &[String], rules: Rules) -> Self {
        let says_little = |name: &String| SAYS_LITTLE.contains(&name.to_lowercase().as_str());
        let sensitive =
            service.kind == ServiceKind::Employees || !dimensions.iter().all(says_little);
        Self::new(service, sensitive, rules)
    }

    /// The minimum for a whole period of a service; `None` where totals are always shown. Those of a segment are no totals.
    pub(crate) fn of_total(service: &Service, rules: Rules) -> Option<Self> {
        let always = service.kind == ServiceKind::Public
            && rules.audience == Audience::Staff
            && !rules.is_part;
        (!always).then(|| Self::new(service, true, rules))
    }

    fn new(service: &Service, sensitive: bool, rules: Rules) -> Self {
        let Minimums { ordinary, sensitive: more } = rules.minimums;
        // What somebody did or did not do says more of them than a page or a browser.
        let sensitive = sensitive || rules.is_part;
        let people = u64::from(if sensitive { more } else { ordinary });
        let (zeros, identity, is_part) = (rules.zeros, service.identity(), rules.is_part);
        Self { people, zeros, identity, is_part }
    }

    /// The minimum for rows of a table; `None` where they are totals that are always shown.
    pub(crate) fn of_rows(service: &Service, breakdown: Breakdown, rules: Rules) -> Option<Self> {
        match breakdown {
            Breakdown::Day => Self::of_total(service, rules),
            of => Some(Self::of_cell(service, of, rules)),
        }
    }

    /// Why something of fewer people is hidden.
    pub(crate) fn too_few(self) -> Hidden {
        Hidden::TooFew { minimum: self.people }
    }

    /// How many people a cell needs.
    pub(crate) fn people(self) -> u64 {
        self.people
    }

    /// Whether so much is too little to be told: of somebody, but of too few; or of nobody, where that is hidden too.
    pub(crate) fn is_small(self, amount: Count, is_enough: bool) -> bool {
        if amount.is_zero() { self.zeros == Zeros::Hidden } else { !is_enough }
    }

    /// Whether a cell holds enough people.
    pub(crate) fn is_met_by(self, tally: &Tally) -> bool {
        let people = match self.identity {
            IdentityQuality::DailyHash => tally.visitor_days,
            IdentityQuality::FirstPartyId | IdentityQuality::SignedReference => tally.visitors,
        };
        self.is_met_by_people(people, tally.most_visitors_on_a_day)
    }

    /// Whether every day that holds somebody holds enough, by the fewest of such a day: then no two periods differ by a
    /// few people. Two segments always could.
    pub(crate) fn is_met_on_each_day(self, fewest_on_a_day: Count) -> bool {
        !self.is_part && fewest_on_a_day.get() >= self.people
    }

    /// Whether what is shown is of a segment, and so never told as it was counted.
    pub(crate) fn is_part(self) -> bool {
        self.is_part
    }

    /// Whether a cell that was counted by itself holds enough people.
    pub(crate) fn is_met_by_cell(self, cell: &Counted) -> bool {
        self.is_met_by_people(cell.visitors, cell.most_visitors_on_a_day)
    }

    /// Whether so many pseudonyms, and so many at once on some day, are enough people.
    pub(crate) fn is_met_by_people(self, people: Count, most_on_a_day: Count) -> bool {
        // A pseudonym of a day is a pair of visitor and day, and one person may come back daily.
        let on_one_day = match self.identity {
            // Beside those who consented there are others, whose pseudonyms live a day.
            IdentityQuality::DailyHash | IdentityQuality::FirstPartyId => ON_ONE_DAY,
            IdentityQuality::SignedReference => 0,
        };
        people.get() >= self.people && most_on_a_day.get() >= on_one_day
    }
}

#[cfg(test)]
impl Rules {
    /// The least for anybody.
    pub(crate) fn public() -> Self {
        Self::of(&Viewer::public(), &DisclosurePolicy::default())
    }

    /// The least for staff who look at a segment.
    pub(crate) fn of_segment() -> Self {
        Self { is_part: true, ..Self::staff() }
    }
}
