//! The slow, obvious twin of the engine: the same definitions over events in memory, with sets and
//! loops and nothing clever. Where the two disagree, one of them is wrong.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use lotse_domain::{
    Count,
    event::{Event, EventKind},
    ids::Visitor,
    query::{
        Automatic, Breakdown, EngagedTimes, Tally, UsageAnswer, UsageQuestion, UsageTable,
        blur::{Blurred, Weight},
    },
};

use crate::twin_events::{by_visitor, largest, visits};

struct Visit<'a> {
    visitor: Visitor,
    events: Vec<&'a Event>,
}

impl Visit<'_> {
    fn first(&self) -> &Event {
        self.events[0]
    }

    fn page_views(&self) -> Vec<&Event> {
        self.events.iter().filter(|e| e.kind == EventKind::PageView).copied().collect()
    }

    fn is_measured(&self) -> bool {
        self.first().profile.captures_interaction()
    }

    fn engaged_ms(&self) -> u64 {
        self.events.iter().map(|e| u64::from(e.engaged_ms.unwrap_or(0))).sum()
    }

    fn is_bounce(&self) -> bool {
        self.is_measured()
            && self.page_views().len() == 1
            && !self.events.iter().any(|e| e.kind.is_interaction())
    }
}

struct World<'a> {
    question: &'a UsageQuestion,
    /// Of the service, without automatic clients unless they count, within a day of the period.
    events: Vec<&'a Event>,
    /// Those of automatic clients.
    automatic: Vec<&'a Event>,
    visits: Vec<Visit<'a>>,
}

/// The answer to `question` if exactly `events` are stored.
pub(crate) fn answer(events: &[Event], question: &UsageQuestion) -> UsageAnswer {
    let day = SignedDuration::from_hours(24);
    let mut seen = BTreeSet::new();
    let mut known: Vec<&Event> = events
        .iter()
        .filter(|e| e.service == question.scope.service && seen.insert(e.id))
        .filter(|e| e.occurred_at >= question.scope.period.start() - day)
        .filter(|e| e.occurred_at < question.scope.period.end() + day)
        .collect();
    let is_automatic = |e: &&Event| e.browser.bot.is_some();
    let automatic: Vec<&Event> = known.iter().copied().filter(is_automatic).collect();
    if question.scope.automatic == Automatic::LeftOut {
        known.retain(|e| e.browser.bot.is_none());
    }
    known.sort_by_key(|e| (e.occurred_at, e.id));

    let mut world = World { question, events: known, automatic, visits: Vec::new() };
    for (visitor, events) in by_visitor(events, &question.scope) {
        let cut = visits(&events, &question.scope.period).into_iter();
        let cut = cut.map(|events| Visit { visitor, events });
        let counted: Vec<Visit<'_>> = cut
            .filter(|v| {
                let began = world.day(v.first().occurred_at);
                began.is_some() && v.events.iter().any(|e| world.wanted(e))
            })
            .collect();
        world.visits.extend(counted);
    }
    world.answer()
}

impl World<'_> {
    fn wanted(&self, event: &Event) -> bool {
        self.question.scope.authority.is_none() || event.authority == self.question.scope.authority
    }

    fn day(&self, at: Timestamp) -> Option<usize> {
        self.question.scope.period.days().iter().position(|day| day.start <= at && at < day.end)
    }

    /// Events that count by themselves: in the period, of the authority.
    fn counted(&self) -> Vec<&Event> {
        let counted = |e: &&Event| self.day(e.occurred_at).is_some() && self.wanted(e);
        self.events.iter().copied().filter(counted).collect()
    }

    /// The tally of the events and visits that `event` and `visit` choose.
    fn tally(
        &self,
        event: impl Fn(&Event) -> bool,
        visit: impl Fn(&Visit<'_>) -> bool,
        heads_of_visits: bool,
    ) -> Tally {
        let events: Vec<&Event> = self.counted().into_iter().filter(|e| event(e)).collect();
        let visits: Vec<&Visit<'_>> = self.visits.iter().filter(|v| visit(v)).collect();
        let heads: BTreeSet<(usize, Visitor)> = if heads_of_visits {
            visits.iter().map(|v| (self.day(v.first().occurred_at).unwrap(), v.visitor)).collect()
        } else {
            events.iter().filter_map(|e| Some((self.day(e.occurred_at)?, e.visitor?))).collect()
        };
        let mut per_day: BTreeMap<usize, u64> = BTreeMap::new();
        for (day, _) in &heads {
            *per_day.entry(*day).or_default() += 1;
        }
        let visitors: BTreeSet<Visitor> = heads.iter().map(|(_, visitor)| *visitor).collect();
        let measured: Vec<_> = visits.iter().filter(|v| v.is_measured()).collect();
        let times = |visitor: Visitor| Weight::of(visitor.hash()).times();
        let of_event = |e: &&Event| e.visitor.map_or(1, times);
        let views = || events.iter().filter(|e| e.kind == EventKind::PageView);
        let blurred = Blurred {
            events: events.iter().map(of_event).map(Count::new).sum(),
            page_views: views().map(of_event).map(Count::new).sum(),
            visits: visits.iter().map(|v| Count::new(times(v.visitor))).sum(),
            measured_visits: measured.iter().map(|v| Count::new(times(v.visitor))).sum(),
            bounces: measured
                .iter()
                .filter(|v| v.is_bounce())
                .map(|v| Count::new(times(v.visitor)))
                .sum(),
            visitors: visitors.iter().map(|visitor| Count::new(times(*visitor))).sum(),
            visitor_days: heads.iter().map(|(_, visitor)| Count::new(times(*visitor))).sum(),
        };
        Tally {
            blurred,
            fewest_visitors_on_a_day: Count::new(per_day.values().copied().min().unwrap_or(0)),
            events: count(events.len()),
            page_views: count(views().count()),
            largest_page_views: largest(views().filter_map(|e| e.visitor)),
            visitor_days: count(heads.len()),
            most_visitors_on_a_day: Count::new(per_day.values().copied().max().unwrap_or(0)),
            visitors: count(visitors.len()),
            visits: count(visits.len()),
            largest_visits: largest(visits.iter().map(|v| v.visitor)),
            measured_visits: count(measured.len()),
            bounces: count(measured.iter().filter(|v| v.is_bounce()).count()),
            engaged_ms: measured.iter().map(|v| v.engaged_ms()).sum(),
        }
    }

    fn table(&self, breakdown: Breakdown) -> UsageTable {
        let path = |e: &Event| e.page.as_ref().map(|p| p.path.as_str().to_owned());
        let mut labels: BTreeSet<Option<String>> = BTreeSet::new();
        let rows = match breakdown {
            Breakdown::Day => {
                let days = self.question.scope.period.days().iter().enumerate();
                days.map(|(index, day)| {
                    let on = |at: Timestamp| self.day(at) == Some(index);
                    let tally =
                        self.tally(|e| on(e.occurred_at), |v| on(v.first().occurred_at), false);
                    (Some(day.date.to_string()), tally)
                })
                .collect()
            }
            Breakdown::EntryPage | Breakdown::ExitPage | Breakdown::Referrer => {
                let label_of = |v: &Visit<'_>| {
                    if breakdown == Breakdown::Referrer {
                        return label(breakdown, v.first());
                    }
                    let views = v.page_views();
                    let view = if breakdown == Breakdown::EntryPage {
                        views.first()
                    } else {
                        views.last()
                    };
                    view.and_then(|e| path(e))
                };
                labels.extend(self.visits.iter().map(label_of));
                rows(labels, |l| self.tally(|_| false, |v| label_of(v) == *l, true))
            }
            Breakdown::Page => {
                labels.extend(self.events.iter().map(|e| path(e)));
                rows(labels, |l| {
                    let touched =
                        |v: &Visit<'_>| v.events.iter().any(|e| self.wanted(e) && path(e) == *l);
                    let tally = self.tally(|e| path(e) == *l, touched, false);
                    let here = self.counted().into_iter();
                    let here = here.filter(|e| e.visitor.is_some() && path(e) == *l);
                    Tally {
                        bounces: Count::ZERO,
                        blurred: Blurred { bounces: Count::ZERO, ..tally.blurred },
                        engaged_ms: here.map(|e| u64::from(e.engaged_ms.unwrap_or(0))).sum(),
                        ..tally
                    }
                })
            }
            described => {
                let label = |e: &Event| label(described, e);
                labels.extend(self.events.iter().map(|e| label(e)));
                rows(labels, |l| self.tally(|e| label(e) == *l, |v| label(v.first()) == *l, false))
            }
        };
        UsageTable { breakdown, rows, truncated: false }
    }

    fn answer(&self) -> UsageAnswer {
        let mut by_tenths = BTreeMap::new();
        for visit in self.visits.iter().filter(|v| v.is_measured()) {
            let tenths = u32::try_from((visit.engaged_ms() + 50) / 100).unwrap();
            *by_tenths.entry(tenths).or_default() += 1;
        }
        let in_period = |e: &&&Event| self.day(e.occurred_at).is_some() && self.wanted(e);
        UsageAnswer {
            automatic_events: count(self.automatic.iter().filter(in_period).count()),
            totals: self.tally(|_| true, |_| true, false),
            engaged: EngagedTimes { by_tenths },
            tables: self.question.breakdowns.iter().map(|b| self.table(*b)).collect(),
            newest: self.counted().iter().map(|e| e.received_at).max(),
        }
    }
}

/// A tally for each label, but for those under which nothing is.
fn rows(
    labels: BTreeSet<Option<String>>,
    tally: impl Fn(&Option<String>) -> Tally,
) -> Vec<(Option<String>, Tally)> {
    labels
        .into_iter()
        .map(|label| {
            let tally = tally(&label);
            (label, tally)
        })
        .filter(|(_, tally)| *tally != Tally::default())
        .collect()
}

fn count(n: usize) -> Count {
    Count::new(n as u64)
}

fn label(breakdown: Breakdown, event: &Event) -> Option<String> {
    let (page, browser) = (event.page.as_ref(), &event.browser);
    match breakdown {
        Breakdown::PageLanguage => page?.language.as_ref().map(ToString::to_string),
        Breakdown::BrowserLanguage => browser.language.as_ref().map(ToString::to_string),
        Breakdown::DeviceClass => browser.device_class.map(|d| d.to_string()),
        Breakdown::Browser => browser.family.as_ref().map(ToString::to_string),
        Breakdown::OperatingSystem => browser.operating_system.as_ref().map(ToString::to_string),
        Breakdown::Referrer => page?.referrer_domain.as_ref().map(ToString::to_string),
        other => panic!("{other} is no label of an event"),
    }
}
