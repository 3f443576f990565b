//! Tasks and what is told of them, in words.

use lotse_domain::{
    capture::FIELD_ERRORS,
    event::EventKind,
    query::filter::{Attribute, Condition, Field},
    rule::Rule,
    service::{CollectionProfile, IdentityQuality, Service},
    task::{StepKind, Task, TaskWindow},
};
use lotse_report::{
    gate::task::{Cause, DisclosedGap},
    measure::{Cell, Measure},
};

use crate::{
    messages::Text,
    pages::data::tags::words as rules,
    ui::{number, table},
    written::WrongWords,
};

/// What is wrong with what was written.
pub(crate) fn wrong(text: Text, wrong: &WrongWords) -> String {
    match wrong {
        WrongWords::Nothing => text.say("task-rule-missing"),
        WrongWords::NoTag(_) => text.say("steps-no-tag"),
        WrongWords::Rule(error) => rules::wrong(text, error),
    }
}

/// A share with its decimals, where it may be shown.
pub(super) fn share(text: Text, cell: &Cell) -> Option<String> {
    let number = cell.number()?;
    number.estimate().map(|_| number::value(text.format(), Measure::BounceRate, number))
}

/// The interval of a share.
pub(super) fn range(text: Text, cell: &Cell) -> Option<String> {
    number::range(text.format(), Measure::BounceRate, &cell.number()?.estimate()?)
}

/// A count or share or time as it is written, or why there is none.
pub(super) fn cell(text: Text, measure: Measure, cell: &Cell) -> String {
    match cell.number() {
        Some(number) => number::value(text.format(), measure, number),
        None => table::reason(text, cell),
    }
}

/// A difference of shares in points: `−7 points (−10 to −4)`.
pub(super) fn points(text: Text, gap: &DisclosedGap) -> Option<String> {
    in_points(text, gap, "task-points")
}

/// The same where a heading says what it is: `−7 (−10 to −4)`.
pub(super) fn gap(text: Text, gap: &DisclosedGap) -> Option<String> {
    in_points(text, gap, "task-gap")
}

/// Whether a number as it is written is one, for the word after it.
pub(super) fn is_one(number: &str) -> &'static str {
    if ["1", "\u{2212}1"].contains(&number) { "yes" } else { "no" }
}

fn in_points(text: Text, gap: &DisclosedGap, key: &str) -> Option<String> {
    let estimate = gap.difference.number()?.estimate()?;
    let interval = estimate.interval?;
    let format = text.format();
    let decimals = usize::from(interval.high() - interval.low() < 0.1);
    let of = |value: f64| format.number(value * 100.0, decimals);
    let points = of(estimate.value);
    Some(text.fill(
        key,
        &[
            ("one", is_one(&points).into()),
            ("points", points.into()),
            ("low", of(interval.low()).into()),
            ("high", of(interval.high()).into()),
        ],
    ))
}

/// What was met, as people call it: `Field found invalid: “Date of birth” (value missing)`.
pub(crate) fn cause(text: Text, cause: &Cause) -> String {
    signal(text, cause.kind, cause.control.as_deref(), cause.error.as_deref())
}

/// A signal, as people call it.
pub(super) fn signal(
    text: Text,
    kind: EventKind,
    control: Option<&str>,
    error: Option<&str>,
) -> String {
    let kind = text.word("event-kind", kind.as_str());
    let words = match control {
        Some(control) => {
            text.fill("task-cause-of", &[("kind", kind.into()), ("control", control.into())])
        }
        None => kind,
    };
    let Some(error) = error else { return words };
    let known = FIELD_ERRORS.contains(&error);
    let error = if known { text.word("field-error", error) } else { error.to_owned() };
    text.fill("task-cause-error", &[("cause", words.into()), ("error", error.into())])
}

/// How long an attempt may take.
pub(super) fn window(text: Text, window: TaskWindow) -> String {
    match window {
        TaskWindow::Visit => text.say("task-window-visit"),
        TaskWindow::Days(days) => {
            text.fill("task-window-days", &[("days", u64::from(days).into())])
        }
    }
}

/// What the profile of a service, or its pseudonyms, make impossible for a task.
pub(super) fn impossible(text: Text, service: &Service, task: &Task) -> Vec<String> {
    let parts = task.parts();
    let mut all: Vec<&Rule> = vec![&parts.start, &parts.completed];
    all.extend(parts.steps.iter().map(|step| &step.rule));
    all.extend([&parts.refused, &parts.saved, &parts.abandoned, &parts.help].into_iter().flatten());
    let needs_script = all.iter().any(|rule| rule.conditions().into_iter().any(captured));
    let mut said = Vec::new();
    if service.profile == CollectionProfile::Headers {
        if needs_script {
            said.push(text.say("task-impossible-captured"));
        }
        said.push(text.say("task-impossible-times"));
    }
    let is_daily = service.identity() == IdentityQuality::DailyHash;
    match parts.window {
        TaskWindow::Days(_) if is_daily => said.push(text.say("task-needs-case")),
        TaskWindow::Visit if parts.saved.is_some() => said.push(text.say("task-saved-visit")),
        _ => {}
    }
    if !parts.later.is_empty() && parts.window == TaskWindow::Visit {
        said.push(text.say("task-later-visit"));
    }
    if parts.steps.iter().any(|step| step.kind == StepKind::HandOver)
        && parts.window == TaskWindow::Visit
    {
        said.push(text.say("task-hand-over-visit"));
    }
    said
}

/// Whether a condition holds only of what a script captures.
fn captured(condition: &Condition) -> bool {
    match &condition.attribute {
        Attribute::Field(
            Field::ElementRole
            | Field::ElementName
            | Field::ElementId
            | Field::ElementTestId
            | Field::ElementPath
            | Field::ElementHeading,
        ) => true,
        Attribute::Field(Field::Kind) => {
            let kinds = condition.test.values();
            !kinds.is_empty()
                && kinds.iter().all(|kind| !["page_view", "outcome", "custom"].contains(kind))
        }
        _ => false,
    }
}
