//! A form drawn as itself: its headings and fields down the page, with a bar and the figures of each.

use lotse_report::{
    forms::FormsReport,
    gate::forms::{DisclosedField, Part},
    measure::{Cell, Number},
};

use super::super::cost_lines;
use crate::{
    messages::Text,
    ui::{
        chart::{funnel::share, links::Links},
        number,
        table::{self, DataCell, DataTable},
    },
};

/// What the columns of the table say, as messages name it.
pub(crate) const HEADS: [&str; 7] =
    ["touched", "errors", "again", "time", "left-last", "left-empty", "stopped"];

/// A form and its figures.
pub(super) struct Report {
    pub(super) headline: String,
    pub(super) groups: Vec<Group>,
    pub(super) notes: Vec<String>,
    pub(super) table: DataTable,
    pub(super) links: Vec<(String, String)>,
    pub(super) explain: Vec<(String, String)>,
}

/// Fields that follow each other below one heading.
pub(super) struct Group {
    pub(super) heading: Option<String>,
    pub(super) fields: Vec<FieldBar>,
}

/// One field.
pub(super) struct FieldBar {
    pub(super) name: String,
    /// The share of visits with an error in it, or why it is not said.
    pub(super) words: String,
    /// That share, in per cent.
    pub(super) width: Option<f64>,
    /// What else is told of it.
    pub(super) parts: Vec<String>,
}

/// What a field is called: its label, or else that by which it is told from others.
pub(super) fn name(field: &DisclosedField) -> String {
    Option::clone(&field.name).unwrap_or_else(|| field.id.to_string())
}

impl Report {
    pub(super) fn new(text: Text, links: &Links<'_>, report: &FormsReport) -> Self {
        let fields = &report.forms.fields;
        let mut groups: Vec<Group> = Vec::new();
        for field in fields {
            let heading: Option<String> = Option::clone(&field.heading);
            let bar = FieldBar::of(text, field);
            match groups.last_mut() {
                Some(group) if group.heading == heading => group.fields.push(bar),
                _ => groups.push(Group { heading, fields: vec![bar] }),
            }
        }
        let service = &report.request.service;
        let json = format!("/api/v1/services/{}/forms", service.slug);
        let explain = |key: &str, words: String| (text.word("explain", key), words);
        let mut explained = vec![
            explain("funnel", text.say("explain-forms")),
            explain("people", text.word("identity", service.identity().as_str())),
            explain("hidden", text.say("explain-forms-hidden")),
            explain("interval", text.say("overview-how-interval-rule")),
        ];
        explained.extend(cost_lines(text, service, report.newest.as_ref(), &report.cost));
        let rows = fields.iter().map(|field| (name(field), cells(text, field))).collect();
        Self {
            headline: text.say("forms-headline"),
            groups,
            notes: notes(text, report),
            table: DataTable::written(
                text,
                text.say("forms-field"),
                HEADS.iter().map(|head| text.word("forms-head", head)).collect(),
                rows,
                Vec::new(),
            ),
            links: links
                .of_table(links.query(), Some(("funnel-json", json.as_str())))
                .into_iter()
                .chain(links.of_page())
                .collect(),
            explain: explained,
        }
    }
}

impl FieldBar {
    fn of(text: Text, field: &DisclosedField) -> Self {
        let told = share(&field.errors.share);
        let words = match told.filter(|_| !field.errors.tries.is_nothing()) {
            Some((share, decimals)) => {
                let share = text.format().percent(share, decimals);
                text.fill("forms-bar", &[("share", share.into())])
            }
            None if field.errors.tries.is_nothing() => text.say("forms-bar-none"),
            None => table::reason(text, &field.errors.tries),
        };
        Self {
            name: name(field),
            words,
            width: told.map(|(share, _)| share * 100.0),
            parts: parts(text, field),
        }
    }
}

/// What is told of a field beside the share with an error; of what nobody did, nothing.
fn parts(text: Text, field: &DisclosedField) -> Vec<String> {
    let format = text.format();
    let with = |key: &str, value: String| text.fill(key, &[("value", value.into())]);
    let mut parts = Vec::new();
    for kind in &field.by_error {
        let tries = &kind.part.tries;
        if let Some(count) = number::count(format, tries).filter(|_| !tries.is_nothing()) {
            parts.push(format!("{}: {count}", text.word("field-error", kind.error)));
        }
    }
    let figure = |key: &str, part: &Part| {
        let words = counted(text, part).filter(|_| !part.tries.is_nothing());
        words.map(|words| with(key, words))
    };
    parts.extend(figure("forms-part-again", &field.again));
    if let Some(time) = seconds(&field.time) {
        parts.push(with("forms-part-time", format.duration(time)));
    }
    parts.extend(figure("forms-part-empty", &field.left_empty));
    parts.extend(figure("forms-part-last", &field.left_last));
    parts.extend(figure("forms-part-stopped", &field.stopped));
    parts
}

fn seconds(time: &Cell) -> Option<f64> {
    time.number().and_then(Number::estimate).map(|estimate| estimate.value)
}

/// `≈ 120 (12%)`, or `0`
fn counted(text: Text, part: &Part) -> Option<String> {
    let count = number::count(text.format(), &part.tries)?;
    // Of nobody the share is said by the number.
    Some(match share(&part.share).filter(|_| !part.tries.is_nothing()) {
        Some((share, decimals)) => {
            let share = text.format().percent(share, decimals);
            let values = [("count", count.into()), ("share", share.into())];
            text.fill("forms-count", &values)
        }
        None => count,
    })
}

/// The cells of a field, one for each of [`HEADS`].
fn cells(text: Text, field: &DisclosedField) -> Vec<DataCell> {
    let part = |part: &Part| match counted(text, part) {
        Some(words) => DataCell::written(words),
        None => DataCell::without(text, &part.tries),
    };
    let time = match seconds(&field.time) {
        Some(seconds) => DataCell::written(text.format().duration(seconds)),
        None => DataCell::without(text, &field.time),
    };
    let DisclosedField { touched, errors, again, left_last, left_empty, stopped, .. } = field;
    vec![
        part(touched),
        part(errors),
        part(again),
        time,
        part(left_last),
        part(left_empty),
        part(stopped),
    ]
}

/// How the picture is read, and what it leaves out.
fn notes(text: Text, report: &FormsReport) -> Vec<String> {
    let forms = &report.forms;
    let parts: Vec<&Part> = forms.fields.iter().flat_map(parts_of).chain([&forms.sent]).collect();
    let figures = || parts.iter().map(|part| &part.tries);
    let shares = || parts.iter().map(|part| &part.share);
    let mut notes = vec![text.say("forms-note")];
    if forms.is_cut {
        notes.push(text.say("forms-cut"));
    }
    if report.is_partial {
        notes.push(text.say("pages-partial"));
    }
    notes.extend(table::rules(text, figures()));
    notes.extend(number::alike_rule(text, shares()));
    notes.extend(number::blurred_rule(text, figures()));
    notes
}

/// The parts of a field of which something is written. Where nobody did something nothing is, so nothing is said of
/// kinds of errors.
fn parts_of(field: &DisclosedField) -> [&Part; 6] {
    let DisclosedField { touched, errors, again, left_last, left_empty, stopped, .. } = field;
    [touched, errors, again, left_last, left_empty, stopped]
}
