//! The tables of a task's report as CSV.

use std::{fmt, str::FromStr};

use lotse_domain::{task::Task, words::UnknownWord};

use super::{EVERYBODY, UNKNOWN, field, line};
use crate::{
    gate::task::{Attempts, DisclosedGap, DisclosedTask},
    measure::Cell,
};

/// Which table of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskTable {
    /// The start and the steps.
    Places,
    /// What was met at them.
    Causes,
    /// How long completed attempts took.
    Times,
    /// The rows of a breakdown.
    Groups,
    /// By when attempts began.
    Trend,
}

impl TaskTable {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Places, Self::Causes, Self::Times, Self::Groups, Self::Trend];

    fn as_str(self) -> &'static str {
        match self {
            Self::Places => "places",
            Self::Causes => "causes",
            Self::Times => "times",
            Self::Groups => "groups",
            Self::Trend => "trend",
        }
    }
}

impl fmt::Display for TaskTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for TaskTable {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let known = Self::ALL.into_iter().find(|table| table.as_str() == text);
        known.ok_or_else(|| UnknownWord {
            found: text.chars().take(40).collect(),
            allowed: "places, causes, times, groups, trend",
        })
    }
}

/// Writes one table of a report.
pub fn task(told: &DisclosedTask, task: &Task, table: TaskTable) -> String {
    match table {
        TaskTable::Places => places(told, task),
        TaskTable::Causes => causes(told, task),
        TaskTable::Times => times(told),
        TaskTable::Groups => groups(told),
        TaskTable::Trend => trend(told),
    }
}

fn names(task: &Task) -> impl Iterator<Item = &str> {
    std::iter::once("(start)").chain(task.parts().steps.iter().map(|step| step.name.as_str()))
}

fn places(told: &DisclosedTask, task: &Task) -> String {
    let mut text = String::from("place,reached,share,lost,lost_share,lost_saved,lost_seconds\r\n");
    for (name, place) in names(task).zip(&told.places) {
        let cells = [
            &place.reached,
            &place.share,
            &place.lost,
            &place.lost_share,
            &place.saved,
            &place.lost_seconds,
        ];
        line(&mut text, name, &cells.map(Clone::clone));
    }
    let Attempts { done, completion, .. } = &told.attempts;
    let nothing = || Cell::NoData;
    let cells = [done.clone(), completion.clone(), nothing(), nothing(), nothing(), nothing()];
    line(&mut text, "(done)", &cells);
    text
}

/// A difference with the ends of its interval, and whether it is clear.
fn gap_fields(gap: Option<&DisclosedGap>) -> String {
    let estimate = gap.and_then(|gap| gap.difference.number()?.estimate());
    let (Some(gap), Some(estimate)) = (gap, estimate) else { return ",,,".to_owned() };
    let ends = estimate.interval.map(|interval| (interval.low(), interval.high()));
    let (low, high) = ends
        .map_or((String::new(), String::new()), |(low, high)| (low.to_string(), high.to_string()));
    let clear = if gap.is_clear { "yes" } else { "no" };
    format!("{},{low},{high},{clear}", estimate.value)
}

fn causes(told: &DisclosedTask, task: &Task) -> String {
    let mut text = String::from(
        "place,kind,control,error,difference,difference_low,difference_high,is_clear,is_likely,met,lost,lost_share\r\n",
    );
    for (name, place) in names(task).zip(&told.places) {
        for (number, cause) in place.causes.iter().enumerate() {
            for words in [
                name,
                cause.kind.as_str(),
                cause.control.as_deref().unwrap_or_default(),
                cause.error.as_deref().unwrap_or_default(),
            ] {
                text.push_str(&field(words));
                text.push(',');
            }
            text.push_str(&gap_fields(cause.gap.as_ref()));
            text.push(',');
            let likely = if place.likely == Some(number) { "yes" } else { "no" };
            let cells = [&cause.met, &cause.lost, &cause.lost_share].map(Clone::clone);
            line(&mut text, likely, &cells);
        }
    }
    text
}

fn times(told: &DisclosedTask) -> String {
    let mut text = String::from("from_seconds,to_seconds,attempts\r\n");
    for bin in &told.times.bins {
        text.push_str(&bin.from.to_string());
        text.push(',');
        let to = bin.to.map(|to| to.to_string()).unwrap_or_default();
        line(&mut text, &to, std::slice::from_ref(&bin.attempts));
    }
    text
}

/// What attempts are, in one order.
fn cells(attempts: &Attempts) -> Vec<Cell> {
    let Attempts { begun, closed, completed, refused, done: _, abandoned, completion, .. } =
        attempts;
    let Attempts { done_early, saved, open, .. } = attempts;
    [begun, closed, completed, refused, abandoned, completion, done_early, saved, open]
        .map(Clone::clone)
        .to_vec()
}

const ATTEMPTS: &str = "begun,closed,completed,refused,abandoned,completion,done_early,saved,open";

fn groups(told: &DisclosedTask) -> String {
    let mut text = format!(
        "difference,difference_low,difference_high,is_clear,row,{ATTEMPTS},median_seconds_in_use\r\n"
    );
    let mut row = |name: &str, gap: Option<&DisclosedGap>, attempts: &Attempts, in_use: &Cell| {
        text.push_str(&gap_fields(gap));
        text.push(',');
        let cells = [cells(attempts), vec![in_use.clone()]].concat();
        line(&mut text, name, &cells);
    };
    row(EVERYBODY, None, &told.attempts, &told.times.in_use.median);
    for group in &told.rows {
        let name = group.label.as_deref().unwrap_or(UNKNOWN);
        row(name, group.gap.as_ref(), &group.attempts, &group.in_use);
    }
    text
}

fn trend(told: &DisclosedTask) -> String {
    let mut text = format!("from,to,{ATTEMPTS}\r\n");
    for interval in &told.intervals {
        text.push_str(&interval.from.to_string());
        text.push(',');
        line(&mut text, &interval.to.to_string(), &cells(&interval.attempts));
    }
    text
}
