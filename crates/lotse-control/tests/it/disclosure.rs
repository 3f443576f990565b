//! The policy of what may be shown: its versions, which are never changed, and which of them holds.

use std::collections::BTreeMap;

use lotse_control::{
    audit::Actor,
    disclosure::{LONGEST_REASON, NotChosen},
};
use lotse_domain::{
    audit::Action,
    disclosure::{DisclosurePolicy, Minimums, PolicyParts, Zeros},
    role::Role,
};

use crate::{control_at, instant, person};

fn policy(ordinary: u16) -> DisclosurePolicy {
    let viewer = Minimums { ordinary: ordinary + 1, sensitive: ordinary + 20 };
    DisclosurePolicy::new(PolicyParts {
        staff: Minimums { ordinary, sensitive: ordinary + 10 },
        roles: BTreeMap::from([(Role::Viewer, viewer)]),
        published: ordinary + 30,
        zeros: Zeros::Hidden,
    })
    .unwrap()
}

#[tokio::test]
async fn a_version_holds_as_soon_as_it_is_chosen_and_older_ones_stay() {
    let (control, clock) = control_at("2026-11-23T12:00:00Z").await;
    assert_eq!(control.disclosure().version, 0);
    assert_eq!(control.disclosure().policy, DisclosurePolicy::default());
    let user = person(&control, "Ada").await;
    let ada = control.by(Actor::person(&user));
    let first = ada.choose_disclosure(policy(7), " Small towns ", 0).await.unwrap().unwrap();
    assert_eq!(
        (first.version, first.reason.as_str(), first.made_by.as_str()),
        (1, "Small towns", "Ada")
    );
    assert_eq!(control.disclosure().policy, policy(7));
    clock.set(instant("2026-11-24T12:00:00Z"));
    let second = ada.choose_disclosure(policy(6), "Too little was left", 1).await.unwrap().unwrap();
    assert_eq!(control.disclosure().version, 2);
    assert_eq!(control.disclosure_versions().await.unwrap(), [second, first]);
    let rows = control.audit(None, 10).await.unwrap();
    let written: Vec<_> =
        rows.iter().filter(|row| row.action == Action::DisclosureChosen).collect();
    assert_eq!(written.len(), 2);
    assert!(written[0].detail.contains("Too little was left"), "{}", written[0].detail);
}

#[tokio::test]
async fn why_none_was_chosen_is_said_and_nothing_changes() {
    let (control, _) = control_at("2026-11-23T12:00:00Z").await;
    let user = person(&control, "Ada").await;
    let ada = control.by(Actor::person(&user));
    ada.choose_disclosure(policy(7), "first", 0).await.unwrap().unwrap();
    let long = "ä".repeat(LONGEST_REASON + 1);
    for (policy, reason, before, why) in [
        (policy(8), " ", 1, NotChosen::NoReason),
        (policy(8), long.as_str(), 1, NotChosen::LongReason),
        (policy(8), "late", 0, NotChosen::Outdated),
        (policy(7), "again", 1, NotChosen::Same),
    ] {
        assert_eq!(ada.choose_disclosure(policy, reason, before).await.unwrap(), Err(why));
    }
    assert_eq!(control.disclosure().policy, policy(7));
    assert_eq!(control.disclosure_versions().await.unwrap().len(), 1);
}
