//! What a policy hides of a service, as tables.

use lotse_domain::query::Breakdown;
use lotse_report::{
    gate::{Disclosed, hidden::HiddenRows},
    hidden::{HiddenFrom, HiddenReport, PolicyAudience},
};

use crate::messages::Text;

/// What one audience does not see.
pub(super) struct Audience {
    pub(super) title: String,
    pub(super) tables: Vec<Line>,
}

/// The rows of one table.
pub(super) struct Line {
    pub(super) table: String,
    pub(super) shown: String,
    pub(super) too_few: String,
    pub(super) protect: String,
    /// How many are shown by the policy that holds, where another one is looked at.
    pub(super) shown_now: String,
}

/// What is hidden by the policy that `holds`, or by the one that is looked at, `then`.
pub(super) fn audiences(
    text: Text,
    holds: &HiddenReport,
    then: Option<&HiddenReport>,
) -> Vec<Audience> {
    let looked = then.unwrap_or(holds);
    looked
        .audiences
        .iter()
        .map(|of| {
            let now = now(holds, of.audience);
            let shown_now = |breakdown: Breakdown| {
                let table =
                    now.and_then(|now| now.tables.iter().find(|t| t.breakdown == breakdown));
                table.map(|table| count(text, table.shown)).unwrap_or_default()
            };
            Audience {
                title: match of.audience {
                    PolicyAudience::Staff => text.say("disclosure-staff"),
                    PolicyAudience::Role(role) => text.word("role", role.as_str()),
                    PolicyAudience::Public => text.say("disclosure-anybody"),
                },
                tables: of.tables.iter().map(|t| line(text, t, shown_now(t.breakdown))).collect(),
            }
        })
        .collect()
}

/// What an audience sees by the policy that holds: a role without numbers of its own sees what staff does.
fn now(holds: &HiddenReport, audience: PolicyAudience) -> Option<&HiddenFrom> {
    let of = |audience| holds.audiences.iter().find(|of| of.audience == audience);
    of(audience).or_else(|| of(PolicyAudience::Staff))
}

fn line(text: Text, rows: &Disclosed<HiddenRows>, shown_now: String) -> Line {
    let shown = count(text, rows.shown);
    Line {
        table: text.word("breakdown", rows.breakdown.as_str()),
        shown: if rows.is_cut {
            text.fill("disclosure-cut", &[("rows", shown.into())])
        } else {
            shown
        },
        too_few: count(text, rows.too_few),
        protect: count(text, rows.protect),
        shown_now,
    }
}

fn count(text: Text, rows: usize) -> String {
    text.format().count(u64::try_from(rows).unwrap_or(u64::MAX))
}
