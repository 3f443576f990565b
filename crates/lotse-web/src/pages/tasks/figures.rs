//! The parts of a task's report: sentences, pictures and tables, each from what has passed the gate.

use lotse_domain::{
    query::{
        attempts::{Played, PlayedEvent},
        filter::Attribute,
    },
    service::Service,
    task::Task,
};
use lotse_report::{
    gate::{
        funnel::Step,
        task::{Attempts, DisclosedGap, DisclosedPlace, DisclosedTask},
    },
    measure::{Cell, Measure},
    task::TaskReport,
};

use super::words;
use crate::{
    access::SEGMENT,
    messages::Text,
    query::Query,
    ui::{
        chart::{
            bars::NamedCell,
            funnel::{FunnelBar, FunnelChart, count as count_of, step_cells},
            histogram::{Bin, Histogram, Marks},
            intervals::{IntervalDots, IntervalQuestion},
            line::{LineData, Point},
            marks::Marks as Happened,
        },
        label, number,
        table::{self, DataCell, DataTable},
    },
    written::written,
};

/// Columns of the tables, as messages name them.
#[cfg(test)]
pub(crate) const HEADS: [&str; 16] = [
    "in-use",
    "completion-with",
    "gap-with",
    "lost-there",
    "reached",
    "share",
    "interval",
    "lost",
    "begun",
    "closed",
    "completion",
    "gap",
    "met",
    "lost-share",
    "count",
    "clear",
];

/// What is explained, as messages name it.
#[cfg(test)]
pub(crate) const EXPLAINED: [&str; 7] =
    ["attempt", "joined", "completion", "times", "people", "hidden", "interval"];

/// The names of the places: the start and the steps.
pub(crate) fn place_names(text: Text, task: &Task) -> Vec<String> {
    let steps = task.parts().steps.iter().map(|step| step.name.clone());
    std::iter::once(text.say("task-place-start")).chain(steps).collect()
}

/// What the report says, in one sentence.
pub(super) fn finding(text: Text, report: &TaskReport) -> String {
    let attempts = &report.told.attempts;
    let format = text.format();
    if attempts.begun.is_nothing() {
        return text.say("task-nothing");
    }
    let (Some(share), Some(range)) =
        (words::share(text, &attempts.completion), words::range(text, &attempts.completion))
    else {
        return match &attempts.completion {
            Cell::NoData => match number::count(format, &attempts.begun) {
                Some(begun) => text.fill("task-all-open", &[("begun", begun.into())]),
                None => text.say("task-hidden"),
            },
            _ => text.say("task-hidden"),
        };
    };
    let n = attempts.completion.number().and_then(lotse_report::measure::Number::n);
    let n = n.map(|n| number::n(text, "number-n-attempts", n)).unwrap_or_default();
    let values = [("share", share.into()), ("range", range.into()), ("n", n.into())];
    let mut said = text.fill("task-finding", &values);
    if let Some((place, words)) = most_lost(text, report) {
        said.push(' ');
        said.push_str(
            &text.fill("task-finding-lost", &[("place", place.into()), ("lost", words.into())]),
        );
    }
    said
}

/// The place where most are lost, and how many.
fn most_lost(text: Text, report: &TaskReport) -> Option<(String, String)> {
    let names = place_names(text, &report.request.task);
    let (_, place) = order(&report.told.places).into_iter().next()?;
    let lost = report.told.places.get(place)?;
    Some((names.get(place)?.clone(), number::count(text.format(), &lost.lost)?))
}

/// Places by how many were lost there, the most first; those where none are told are missing.
fn order(places: &[DisclosedPlace]) -> Vec<(u64, usize)> {
    let lost = places.iter().enumerate();
    let lost = lost.filter(|(_, place)| !place.lost.is_nothing());
    let mut lost: Vec<(u64, usize)> =
        lost.filter_map(|(at, place)| Some((count_of(&place.lost)?, at))).collect();
    lost.sort_by_key(|(lost, at)| (std::cmp::Reverse(*lost), *at));
    lost
}

/// A place to look at, in words.
pub(super) struct Look {
    pub(super) name: String,
    pub(super) lines: Vec<String>,
    /// Further on: words, address, and of which place to who hears them.
    pub(super) links: Vec<(String, String)>,
}

/// Where to look first: places by people lost, with the minutes lost and the likely cause.
pub(super) fn look_first(text: Text, report: &TaskReport, query: &Query) -> Vec<Look> {
    let names = place_names(text, &report.request.task);
    let format = text.format();
    let look = |(_, at): (u64, usize)| {
        let place = report.told.places.get(at)?;
        let lost = number::count(format, &place.lost)?;
        let mut lines = vec![match words::share(text, &place.lost_share) {
            Some(share) => {
                text.fill("task-look-lost", &[("lost", lost.into()), ("share", share.into())])
            }
            None => text.fill("task-look-lost-plain", &[("lost", lost.into())]),
        }];
        if let Some(seconds) = count_of(&place.lost_seconds) {
            #[expect(clippy::cast_precision_loss, reason = "seconds far below 2^53")]
            let time = format.duration(seconds as f64);
            lines.push(text.fill("task-look-time", &[("time", time.into())]));
        }
        let likely = place.likely.and_then(|likely| place.causes.get(likely));
        lines.push(match likely {
            Some(cause) => {
                let gap = cause.gap.as_ref().and_then(|gap| words::points(text, gap));
                let met = number::count(format, &cause.met).unwrap_or_default();
                text.fill(
                    "task-look-cause",
                    &[
                        ("cause", words::cause(text, cause).into()),
                        ("met", met.into()),
                        ("points", gap.unwrap_or_default().into()),
                    ],
                )
            }
            None if place.causes.is_empty() => text.say("task-look-no-cause"),
            None => text.say("task-look-unclear"),
        });
        let met =
            (!place.causes.is_empty()).then(|| (text.say("task-look-met"), format!("#place-{at}")));
        let form = page_of(&report.request.task, at).map(|page| {
            let path = format!("/s/{}/explore/forms", report.request.service.slug);
            let dates = ["days", "first", "last", "automatic", SEGMENT];
            let kept = dates.into_iter().fold(Query::default(), |kept, name| {
                kept.with(name, query.get(name).unwrap_or_default())
            });
            (text.say("task-look-form"), kept.with("page", &page).address(&path))
        });
        Some(Look {
            name: names.get(at)?.clone(),
            lines,
            links: met.into_iter().chain(form).collect(),
        })
    };
    order(&report.told.places).into_iter().filter_map(look).collect()
}

/// The page that a place is a view of, where it is one and nothing else.
fn page_of(task: &Task, place: usize) -> Option<String> {
    let parts = task.parts();
    let rule = match place.checked_sub(1) {
        None => &parts.start,
        Some(step) => &parts.steps.get(step)?.rule,
    };
    Some(written(rule)).filter(|text| text.starts_with('/') && !text.contains('\n'))
}

/// Places as the steps of a funnel, with the end behind them. Who is lost at a place is lost before the next.
fn steps(told: &DisclosedTask) -> Vec<Step> {
    let mut lost = Cell::NoData;
    let mut steps = Vec::with_capacity(told.places.len() + 1);
    for place in &told.places {
        let lost = std::mem::replace(&mut lost, place.lost.clone());
        steps.push(Step { reached: place.reached.clone(), share: place.share.clone(), lost });
    }
    let Attempts { done, completion, .. } = &told.attempts;
    steps.push(Step { reached: done.clone(), share: completion.clone(), lost });
    steps
}

/// The names of the places and of the end behind them.
fn all_names(text: Text, task: &Task) -> Vec<String> {
    let mut names = place_names(text, task);
    names.push(text.say("task-place-done"));
    names
}

/// The places as bars, and what has to be known to read them.
pub(super) fn places_drawn(
    text: Text,
    told: &DisclosedTask,
    task: &Task,
) -> (Vec<FunnelBar>, Vec<String>) {
    let cells = || told.places.iter().flat_map(|place| [&place.reached, &place.lost]);
    let optional = task.parts().steps.iter().any(|step| step.kind.may_be_left_out());
    let optional = optional.then(|| text.say("task-places-optional"));
    let notes = optional.into_iter().chain(number::blurred_rule(text, cells()));
    (FunnelBar::of(text, &steps(told), &all_names(text, task)), notes.collect())
}

/// How many get how far, and are lost where.
pub(super) fn funnel(
    text: Text,
    told: &DisclosedTask,
    task: &Task,
    links: Vec<(String, String)>,
) -> FunnelChart {
    let (bars, notes) = places_drawn(text, told, task);
    let steps = steps(told);
    let heads = ["reached", "share", "interval", "lost"];
    let rows = steps.iter().zip(all_names(text, task));
    let rows = rows.map(|(step, name)| (name, step_cells(text, step)));
    let cells = told.places.iter().flat_map(|place| [&place.reached, &place.lost]);
    FunnelChart {
        id: "places",
        headline: text.say("task-places-headline"),
        bars,
        table: DataTable::written(
            text,
            text.say("funnel-step"),
            heads.iter().map(|head| text.word("task-head", head)).collect(),
            rows.collect(),
            table::rules(text, cells),
        ),
        data_label: text.say("chart-data"),
        links,
        notes,
    }
}

/// What was met at a place, as a table.
pub(super) fn causes(text: Text, place: &DisclosedPlace) -> Option<DataTable> {
    if place.causes.is_empty() {
        return None;
    }
    let heads = ["met", "lost-there", "lost-share", "gap", "clear"];
    let rows = place.causes.iter().map(|cause| {
        let count = |cell: &Cell| match number::count(text.format(), cell) {
            Some(count) => DataCell::written(count),
            None => DataCell::without(text, cell),
        };
        let gap = cause.gap.as_ref();
        let points = gap.and_then(|gap| words::gap(text, gap));
        let clear = gap.is_some_and(|gap| gap.is_clear);
        (
            words::cause(text, cause),
            vec![
                count(&cause.met),
                count(&cause.lost),
                match words::share(text, &cause.lost_share) {
                    Some(share) => DataCell::written(share),
                    None => DataCell::without(text, &cause.lost_share),
                },
                points.map_or_else(|| DataCell::without(text, &Cell::NoData), DataCell::written),
                DataCell::written(text.say(if clear { "task-clear" } else { "task-unclear" })),
            ],
        )
    });
    let notes = place.is_cut.then(|| text.say("funnel-rows-cut")).into_iter().collect();
    Some(DataTable::written(
        text,
        text.say("task-cause"),
        heads.iter().map(|head| text.word("task-head", head)).collect(),
        rows.collect(),
        notes,
    ))
}

/// How long completed attempts took.
pub(super) fn times(text: Text, told: &DisclosedTask) -> (Histogram, DataTable) {
    let bins: Vec<Bin> = told
        .times
        .bins
        .iter()
        .map(|bin| {
            #[expect(clippy::cast_precision_loss, reason = "seconds far below 2^53")]
            let seconds = |value: u64| value as f64;
            // A logarithmic axis has no zero, and the last bin no end: twice its beginning is as good as any.
            let from = seconds(bin.from.max(1));
            let to = bin.to.map_or(from * 2.0, seconds);
            Bin { from, to, count: bin.attempts.clone() }
        })
        .collect();
    let quantiles = &told.times.in_use;
    let marks = Marks {
        tenth: &quantiles.tenth,
        median: &quantiles.median,
        ninetieth: &quantiles.ninetieth,
    };
    let drawn = Histogram::new(text, "times", text.say("histogram-title"), &bins, &marks);
    let format = text.format();
    let rows = bins.iter().map(|bin| {
        let cell = match number::count(format, &bin.count) {
            Some(count) => DataCell::written(count),
            None => DataCell::without(text, &bin.count),
        };
        (format!("{} – {}", format.duration(bin.from), format.duration(bin.to)), vec![cell])
    });
    let heads = vec![text.word("task-head", "count")];
    let head = text.say("histogram-time");
    (drawn, DataTable::written(text, head, heads, rows.collect(), Vec::new()))
}

/// What a breakdown is by.
pub(super) fn by_name(text: Text, by: &Attribute) -> String {
    match by {
        Attribute::Field(field) => label::field(text, *field),
        Attribute::Property(name) => {
            text.fill("tag-property-named", &[("name", name.as_str().into())])
        }
        Attribute::PropertyNames => text.say("tag-what-property"),
    }
}

fn row_name(text: Text, by: &Attribute, row: Option<&str>) -> String {
    match by {
        Attribute::Field(field) => label::of_field(text, *field, row),
        Attribute::Property(_) | Attribute::PropertyNames => {
            row.map_or_else(|| text.say("unknown-field"), str::to_owned)
        }
    }
}

/// Groups beside each other: what is drawn, and its table with the gap to everyone else.
pub(super) fn groups(
    text: Text,
    report: &TaskReport,
    by: &Attribute,
) -> Option<(IntervalDots, DataTable, String)> {
    let told = &report.told;
    if told.rows.is_empty() {
        return None;
    }
    let named: Vec<NamedCell> = told
        .rows
        .iter()
        .map(|row| (row_name(text, by, row.label.as_deref()), row.attempts.completion.clone()))
        .collect();
    let measure = Measure::BounceRate;
    let all = (&told.attempts.completion, text.say("task-everyone"));
    let title = text.word("task-figure", "completion");
    let drawn = IntervalDots::new(
        text,
        IntervalQuestion { measure, rows: &named, reference: Some(all), title, id: "groups" },
    );
    let heads = ["begun", "closed", "completion-with", "gap-with", "in-use"];
    let rows = told.rows.iter().zip(&named).map(|(row, (name, _))| {
        let attempts = &row.attempts;
        let count = |cell: &Cell| match number::count(text.format(), cell) {
            Some(count) => DataCell::written(count),
            None => DataCell::without(text, cell),
        };
        let written = |words: Option<String>, cell: &Cell| match words {
            Some(words) => DataCell::written(words),
            None => DataCell::without(text, cell),
        };
        let completion = &attempts.completion;
        let gap = row.gap.as_ref();
        let in_use = row.in_use.number();
        let in_use = in_use.map(|n| number::value(text.format(), Measure::EngagedTime, n));
        let said = |gap: &DisclosedGap| {
            let clear = text.say(if gap.is_clear { "task-clear" } else { "task-unclear" });
            let gap = words::gap(text, gap)?;
            Some(text.fill("task-gap-clear", &[("gap", gap.into()), ("clear", clear.into())]))
        };
        let share =
            words::share(text, completion).map(|share| match words::range(text, completion) {
                Some(range) => text
                    .fill("task-share-range", &[("share", share.into()), ("range", range.into())]),
                None => share,
            });
        (
            name.clone(),
            vec![
                count(&attempts.begun),
                count(&attempts.closed),
                written(share, completion),
                written(gap.and_then(said), &Cell::NoData),
                written(in_use, &row.in_use),
            ],
        )
    });
    let mut notes = vec![text.say("task-groups-note")];
    if told.is_cut {
        notes.push(text.say("funnel-rows-cut"));
    }
    let table = DataTable::written(
        text,
        by_name(text, by),
        heads.iter().map(|head| text.word("task-head", head)).collect(),
        rows.collect(),
        notes,
    );
    Some((drawn, table, groups_finding(text, report, by)))
}

/// The widest clear gap in words, or that none is.
fn groups_finding(text: Text, report: &TaskReport, by: &Attribute) -> String {
    let value = |gap: &DisclosedGap| {
        gap.difference.number().map_or(0.0, lotse_report::measure::Number::value)
    };
    let clear = report.told.rows.iter().filter_map(|row| {
        let gap = row.gap.as_ref().filter(|gap| gap.is_clear)?;
        Some((row, gap))
    });
    let widest = clear.max_by(|(_, a), (_, b)| value(a).abs().total_cmp(&value(b).abs()));
    let Some((row, gap)) = widest else {
        return text.fill("task-groups-unclear", &[("by", by_name(text, by).into())]);
    };
    let key = if value(gap) < 0.0 { "task-groups-less" } else { "task-groups-more" };
    let points = gap.difference.number().and_then(lotse_report::measure::Number::estimate);
    let points = points.and_then(|estimate| Some((estimate.value, estimate.interval?)));
    let Some((points, interval)) = points else { return text.say("task-hidden") };
    let format = text.format();
    let decimals = usize::from(interval.high() - interval.low() < 0.1);
    let of = |value: f64| format.number(value.abs() * 100.0, decimals);
    let (low, high) = if points < 0.0 {
        (interval.high(), interval.low())
    } else {
        (interval.low(), interval.high())
    };
    text.fill(
        key,
        &[
            ("group", row_name(text, by, row.label.as_deref()).into()),
            ("one", words::is_one(&of(points)).into()),
            ("points", of(points).into()),
            ("low", of(low).into()),
            ("high", of(high).into()),
        ],
    )
}

/// Completion over time.
pub(super) fn trend(text: Text, report: &TaskReport, marks: Happened) -> LineData {
    let format = text.format();
    let points = report.told.intervals.iter().map(|interval| Point {
        number: interval.attempts.completion.number(),
        short: format.day(interval.from),
        long: format.dates(interval.from, interval.to),
    });
    let is_part = |at: Option<&lotse_report::gate::task::DisclosedInterval>| {
        at.is_some_and(|interval| !interval.is_whole)
    };
    let intervals = &report.told.intervals;
    LineData {
        title: text.word("task-figure", "completion"),
        points: points.collect(),
        before: None,
        name: text.word("task-figure", "completion"),
        begins_partial: is_part(intervals.first()),
        ends_partial: is_part(intervals.last()),
        notes: vec![text.say("task-trend-note")],
        least_top: 0.0,
        measure: Measure::BounceRate,
        marks,
    }
}

/// The same as a table.
pub(super) fn trend_table(text: Text, report: &TaskReport) -> DataTable {
    let rows = report.told.intervals.iter().map(|interval| {
        let Attempts { closed, completion, begun, .. } = &interval.attempts;
        let count = |cell: &Cell| match number::count(text.format(), cell) {
            Some(count) => DataCell::written(count),
            None => DataCell::without(text, cell),
        };
        let written = |words: Option<String>, cell: &Cell| match words {
            Some(words) => DataCell::written(words),
            None => DataCell::without(text, cell),
        };
        (
            text.format().dates(interval.from, interval.to),
            vec![
                count(begun),
                count(closed),
                written(words::share(text, completion), completion),
                written(words::range(text, completion), completion),
            ],
        )
    });
    let heads = ["begun", "closed", "completion", "interval"];
    let cells = report.told.intervals.iter().map(|interval| &interval.attempts.completion);
    DataTable::written(
        text,
        text.say("task-when"),
        heads.iter().map(|head| text.word("task-head", head)).collect(),
        rows.collect(),
        table::rules(text, cells),
    )
}

/// Attempts by mark, as a table.
pub(super) fn marks(text: Text, told: &DisclosedTask) -> DataTable {
    let rows = told.marks.iter().map(|mark| {
        let count = match number::count(text.format(), &mark.closed) {
            Some(count) => DataCell::written(count),
            None => DataCell::without(text, &mark.closed),
        };
        let written = |words: Option<String>| match words {
            Some(words) => DataCell::written(words),
            None => DataCell::without(text, &mark.completion),
        };
        (
            text.word("task-mark", mark.mark.as_str()),
            vec![
                count,
                written(words::share(text, &mark.completion)),
                written(words::range(text, &mark.completion)),
            ],
        )
    });
    let heads = ["closed", "completion", "interval"];
    let cells = told.marks.iter().flat_map(|mark| [&mark.closed, &mark.completion]);
    DataTable::written(
        text,
        text.say("task-mark-head"),
        heads.iter().map(|head| text.word("task-head", head)).collect(),
        rows.collect(),
        table::rules(text, cells),
    )
}

/// How this was computed.
pub(super) fn explain(text: Text, report: &TaskReport, service: &Service) -> Vec<(String, String)> {
    let line = |key: &str, words: String| (text.word("explain", key), words);
    let window = words::window(text, report.request.task.parts().window);
    let carrier = text.word("task-carrier", report.carrier.as_str());
    vec![
        line("attempt", text.fill("task-explain-attempt", &[("window", window.into())])),
        line("joined", carrier),
        line("completion", text.say("task-explain-completion")),
        line("times", text.say("task-explain-times")),
        line("people", text.word("identity", service.identity().as_str())),
        line("hidden", text.say("task-explain-hidden")),
        line("interval", text.say("task-explain-interval")),
    ]
}

/// One event of an attempt, in words.
pub(super) fn example_line(
    text: Text,
    service: &Service,
    task: &Task,
    event: &PlayedEvent,
) -> String {
    let mut words = vec![text.format().minute(event.at, &service.time_zone)];
    let played = |played: &Played| match played {
        Played::Start => text.word("task-part", "start"),
        Played::Step(step) => {
            task.parts().steps.get(*step).map(|step| step.name.clone()).unwrap_or_default()
        }
        Played::Completed => text.word("task-part", "completed"),
        Played::Refused => text.word("task-part", "refused"),
        Played::Saved => text.word("task-part", "saved"),
        Played::Abandoned => text.word("task-part", "abandoned"),
        Played::Help => text.word("task-part", "help"),
        Played::Later(outcome) => text.word("task-later", outcome.as_str()),
    };
    words.extend(event.played.iter().map(played));
    words.extend(event.signal.as_ref().map(|signal| {
        words::signal(text, signal.kind, signal.control.as_deref(), signal.error.as_deref())
    }));
    words.join(" · ")
}
