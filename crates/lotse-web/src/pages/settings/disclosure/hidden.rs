//! What a policy hides of a service, as tables.

use lotse_domain::query::Breakdown;
use lotse_report::{
    gate::{Disclosed, hidden::HiddenRows},
    hidden::{HiddenFrom, HiddenReport, PolicyAudience},
};

use crate::{
    messages::Text,
    ui::table::{DataCell, DataTable},
};

/// What one audience does not see.
pub(super) struct Audience {
    pub(super) title: String,
    pub(super) table: DataTable,
}

/// What is hidden by the policy that `holds`; or by the one that is looked at, `then`, beside what is shown now.
pub(super) fn audiences(
    text: Text,
    holds: &HiddenReport,
    then: Option<&HiddenReport>,
) -> Vec<Audience> {
    let head = |key: Option<&str>| key.map(|key| text.say(key));
    let now_head = then.map(|_| "disclosure-shown-now");
    let heads = [
        head(Some("disclosure-shown")),
        head(now_head),
        head(Some("disclosure-few")),
        head(Some("disclosure-protect")),
    ];
    let heads: Vec<String> = heads.into_iter().flatten().collect();
    let looked = then.unwrap_or(holds);
    looked
        .audiences
        .iter()
        .map(|of| {
            let now = then.and_then(|_| now(holds, of.audience));
            let row = |rows| row(text, rows, now);
            let rows = of.tables.iter().map(row).collect();
            let table_head = text.say("disclosure-table");
            Audience {
                title: match of.audience {
                    PolicyAudience::Staff => text.say("disclosure-staff"),
                    PolicyAudience::Role(role) => text.word("role", role.as_str()),
                    PolicyAudience::Public => text.say("disclosure-anybody"),
                },
                table: DataTable::written(text, table_head, heads.clone(), rows, Vec::new()),
            }
        })
        .collect()
}

/// What an audience sees by the policy that holds: a role without numbers of its own sees what staff does.
fn now(holds: &HiddenReport, audience: PolicyAudience) -> Option<&HiddenFrom> {
    let of = |audience| holds.audiences.iter().find(|of| of.audience == audience);
    of(audience).or_else(|| of(PolicyAudience::Staff))
}

fn row(
    text: Text,
    rows: &Disclosed<HiddenRows>,
    now: Option<&HiddenFrom>,
) -> (String, Vec<DataCell>) {
    let shown = match count(text, rows.shown) {
        shown if rows.is_cut => text.fill("disclosure-cut", &[("rows", shown.into())]),
        shown => shown,
    };
    let same = |now: &HiddenFrom| {
        let table = now.tables.iter().find(|table| table.breakdown == rows.breakdown);
        table.map(|table| count(text, table.shown)).unwrap_or_default()
    };
    let cells = [
        Some(shown),
        now.map(same),
        Some(count(text, rows.too_few)),
        Some(count(text, rows.protect)),
    ];
    (name(text, rows.breakdown), cells.into_iter().flatten().map(DataCell::written).collect())
}

fn name(text: Text, breakdown: Breakdown) -> String {
    text.word("breakdown", breakdown.as_str())
}

fn count(text: Text, rows: usize) -> String {
    text.format().count(u64::try_from(rows).unwrap_or(u64::MAX))
}
