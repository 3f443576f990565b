//! What became of completed attempts, from what has passed the gate.

use lotse_domain::task::LaterOutcome;
use lotse_report::{gate::task::DisclosedTask, measure::Cell};
use lotse_stats::estimate::Interval;

use super::words;
use crate::{
    messages::Text,
    ui::{
        number,
        table::{self, DataCell, DataTable},
    },
};

/// What became of completed attempts, as sentences and two tables.
pub(super) struct LaterParts {
    pub(super) lead: String,
    pub(super) known: DataTable,
    pub(super) fields: Option<DataTable>,
}

/// What became of completed attempts.
pub(super) fn later(text: Text, told: &DisclosedTask) -> Option<LaterParts> {
    let later = told.later.as_ref()?;
    let count = |cell: &Cell| match number::count(text.format(), cell) {
        Some(count) => DataCell::written(count),
        None => DataCell::without(text, cell),
    };
    let written = |words: Option<String>, cell: &Cell| match words {
        Some(words) => DataCell::written(words),
        None => DataCell::without(text, cell),
    };
    let row = |name: String, of: &Cell, share: &Cell| {
        let cells = vec![
            count(of),
            written(words::share(text, share), share),
            written(words::range(text, share), share),
        ];
        (name, cells)
    };
    let known = later
        .known
        .iter()
        .map(|(outcome, of, share)| row(text.word("task-later", outcome.as_str()), of, share));
    let fields = later.fields.iter().map(|(name, of, share)| row(name.to_string(), of, share));
    let heads = || -> Vec<String> {
        ["count", "share", "interval"].iter().map(|head| text.word("task-head", head)).collect()
    };
    let cells = later.known.iter().flat_map(|(_, count, share)| [count, share]);
    let mut lead = vec![match number::count(text.format(), &later.completed) {
        Some(completed) => text.fill("task-later-lead", &[("completed", completed.into())]),
        None => text.say("task-later-hidden"),
    }];
    let has = |outcome: LaterOutcome| later.known.iter().any(|(one, ..)| *one == outcome);
    if has(LaterOutcome::Decided) {
        if let Some(share) = words::share(text, &later.first_time_right) {
            lead.push(text.fill("task-first-time-right", &[("share", share.into())]));
        }
        lead.extend(days_words(text, &later.days.median));
    }
    Some(LaterParts {
        lead: lead.join(" "),
        known: DataTable::written(
            text,
            text.say("task-later-head"),
            heads(),
            known.collect(),
            table::rules(text, cells),
        ),
        fields: (!later.fields.is_empty()).then(|| {
            let notes = later.is_cut.then(|| text.say("funnel-rows-cut"));
            DataTable::written(
                text,
                text.say("task-later-field"),
                heads(),
                fields.collect(),
                notes.into_iter().collect(),
            )
        }),
    })
}

/// The median of days.
fn days_words(text: Text, median: &Cell) -> Option<String> {
    let estimate = median.number()?.estimate()?;
    let days = |seconds: f64| text.format().number(seconds / 86_400.0, 0);
    let mut values = vec![("days", days(estimate.value).into())];
    let is_wide = |interval: &Interval| days(interval.low()) != days(interval.high());
    let key = match estimate.interval.filter(is_wide) {
        Some(interval) => {
            values.push(("low", days(interval.low()).into()));
            values.push(("high", days(interval.high()).into()));
            "task-days-to-decision"
        }
        None => "task-days-to-decision-plain",
    };
    Some(text.fill(key, &values))
}
