//! The slow, obvious twin of attempts: every start is looked at by itself.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use jiff::{SignedDuration, Timestamp, civil::Weekday};
use lotse_domain::{
    Count,
    event::{Event, EventKind},
    query::{
        Automatic, Durations,
        attempts::{
            AttemptsAnswer, AttemptsQuestion, AttemptsRow, Carrier, Completion, Later, Mark,
            Marked, Met, Place, SIGNALS, Seconds, Signal, Standing, TIME_EDGES, time_bin,
        },
        blur::Weight,
        filter::{Attribute, Field},
        funnel::Reached,
        largest::Largest,
    },
    rule::Rule,
    task::{LATER, LaterOutcome, TaskParts},
};

use crate::{
    segment,
    twin_events::{by_visitor, cut, largest, value},
};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Whose events belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Who {
    is_case: bool,
    number: i64,
}

/// One attempt, as it is told.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    who: Who,
    pub(crate) start: Timestamp,
    label: Option<String>,
    pub(crate) standing: Standing,
    pub(crate) place: usize,
    reached: BTreeSet<usize>,
    pub(crate) took: Option<SignedDuration>,
    in_use_ms: Option<u64>,
    marks: BTreeSet<Mark>,
    signals: BTreeSet<(usize, Signal)>,
    pub(crate) fate: BTreeSet<&'static str>,
    pub(crate) days: Option<u64>,
    fields: BTreeSet<String>,
}

struct World<'q> {
    question: &'q AttemptsQuestion,
    parts: &'q TaskParts,
    window: Option<SignedDuration>,
    /// Who is asked about, where it is not everybody.
    chosen: Option<BTreeSet<i64>>,
}

/// Events that belong together.
struct Group<'e> {
    who: Who,
    is_visit: bool,
    events: Vec<&'e Event>,
}

/// Attempts in the order in which they begin, and who ended one without a start, when.
pub(crate) fn attempts(
    events: &[Event],
    question: &AttemptsQuestion,
) -> (Vec<Told>, Vec<(Who, Timestamp)>) {
    let parts = question.task.parts();
    let world = World::new(events, question);
    let (mut told, mut without) = (Vec::new(), Vec::new());
    for group in world.groups(events) {
        let begins = world.beginnings(&group);
        for place in 0..group.events.len() {
            told.extend(world.attempt(&group, &begins, place));
        }
        let first = group.events.iter().enumerate().find(|(place, event)| {
            let ends =
                world.is(event, Some(&parts.completed)) || world.is(event, parts.refused.as_ref());
            let started = group.events[..*place]
                .iter()
                .any(|earlier| world.is(earlier, Some(&parts.start)) && world.near(earlier, event));
            let started = started || world.is(event, Some(&parts.start));
            ends && !started && world.is_chosen(event) && world.day(event.occurred_at).is_some()
        });
        without.extend(first.map(|(_, event)| (group.who, event.occurred_at)));
    }
    told.sort_by_key(|told| (told.start, told.who));
    (told, without)
}

/// The answer to `question` if exactly `events` are stored.
pub(crate) fn answer(events: &[Event], question: &AttemptsQuestion) -> AttemptsAnswer {
    let parts = question.task.parts();
    let world = World::new(events, question);
    let (told, without) = attempts(events, question);
    let all: Vec<&Told> = told.iter().collect();
    let closed: Vec<&Told> = told.iter().filter(|told| told.standing.is_closed()).collect();
    let completed: Vec<&Told> =
        told.iter().filter(|told| told.standing == Standing::Completed).collect();
    let marks = Mark::ALL.iter().map(|mark| {
        let with = closed.iter().filter(|told| told.marks.contains(mark));
        let done = with.clone().filter(|told| told.standing.is_done());
        (*mark, Marked { closed: world.reached(with), done: world.reached(done) })
    });
    let places = 0..=parts.steps.len();
    let bins = 0..=TIME_EDGES.len();
    let bin = |told: &Told| told.timed().map(|ms| time_bin(ms / 1_000));
    let labels: BTreeSet<_> = told.iter().map(|told| told.label.clone()).collect();
    let interval = |told: &Told| {
        let day = world.day(told.start).unwrap();
        question.interval.first_of(question.scope.period.days()[day].date, Weekday::Monday)
    };
    let intervals: BTreeSet<_> = told.iter().map(interval).collect();
    AttemptsAnswer {
        whole: world.row(&all),
        places: places.map(|place| world.place(&closed, place)).collect(),
        in_use: bins
            .map(|number| world.reached(completed.iter().filter(|told| bin(told) == Some(number))))
            .collect(),
        elapsed: durations(
            completed
                .iter()
                .filter_map(|told| Some(u64::try_from(told.took?.as_secs()).unwrap() * 1_000)),
        ),
        marks: marks.collect(),
        later: world.later(&completed),
        without_start: world.counted(without.iter().copied()),
        rows: if question.by.is_none() {
            Vec::new()
        } else {
            labels
                .into_iter()
                .map(|label| {
                    let of: Vec<_> = all.iter().copied().filter(|t| t.label == label).collect();
                    (label, world.row(&of))
                })
                .collect()
        },
        intervals: intervals
            .into_iter()
            .map(|first| {
                let of: Vec<_> = all.iter().copied().filter(|t| interval(t) == first).collect();
                (first, world.row(&of))
            })
            .collect(),
        truncated: false,
        example: Vec::new(),
    }
}

fn durations(ms: impl Iterator<Item = u64>) -> Durations {
    let mut durations = Durations::default();
    for ms in ms {
        *durations.by_ms.entry(ms).or_default() += 1;
    }
    durations
}

impl Told {
    /// Whole seconds in use of a completed one, in milliseconds.
    fn timed(&self) -> Option<u64> {
        let is_timed = self.standing == Standing::Completed && self.took.is_some();
        self.in_use_ms.filter(|_| is_timed).map(|ms| ms / 1_000 * 1_000)
    }
}

impl<'q> World<'q> {
    fn new(events: &[Event], question: &'q AttemptsQuestion) -> Self {
        let parts = question.task.parts();
        let chosen = question.scope.segment.is_some();
        let chosen = chosen.then(|| segment::members(events, &question.scope));
        Self { question, parts, window: parts.window.length(), chosen }
    }

    fn is_chosen(&self, event: &Event) -> bool {
        let is_in =
            |chosen: &BTreeSet<i64>| event.visitor.is_some_and(|v| chosen.contains(&v.hash()));
        self.chosen.as_ref().is_none_or(is_in)
    }
}

impl World<'_> {
    fn day(&self, at: Timestamp) -> Option<usize> {
        let days = self.question.scope.period.days();
        days.iter().position(|day| day.start <= at && at < day.end)
    }

    fn is(&self, event: &Event, rule: Option<&Rule>) -> bool {
        let authority = &self.question.scope.authority;
        (authority.is_none() || event.authority == *authority)
            && rule.is_some_and(|rule| rule.matches(event))
    }

    fn near(&self, first: &Event, second: &Event) -> bool {
        let length = second.occurred_at.duration_since(first.occurred_at);
        self.window.is_none_or(|window| length <= window)
    }

    /// Everything that belongs together.
    fn groups<'e>(&self, events: &'e [Event]) -> Vec<Group<'e>> {
        let AttemptsQuestion { scope, carrier, .. } = self.question;
        let period = &scope.period;
        let before = self.window.unwrap_or_default() + DAY;
        let later = !self.parts.later.is_empty() && self.window.is_some();
        let after = before + if later { LATER } else { SignedDuration::ZERO };
        let read = period.start() - before..period.end() + after;
        let mut cases: BTreeMap<i64, Vec<&Event>> = BTreeMap::new();
        let mut groups = Vec::new();
        if self.window.is_some() {
            let mut seen = BTreeSet::new();
            for event in events {
                let counts = event.service == scope.service
                    && event.visitor.is_none()
                    && (scope.automatic == Automatic::Counted || event.browser.bot.is_none())
                    && read.contains(&event.occurred_at)
                    && seen.insert(event.id);
                if let Some(case) = event.case.filter(|_| counts) {
                    cases.entry(case.hash()).or_default().push(event);
                }
            }
        }
        for (visitor, events) in by_visitor(events, scope) {
            let who = Who { is_case: false, number: visitor.hash() };
            let mut left_of_all = Vec::new();
            let events = events.into_iter().filter(|event| read.contains(&event.occurred_at));
            for visit in cut(events) {
                let mut left = Vec::new();
                for (place, event) in visit.iter().enumerate() {
                    // The last case before, unless something begins since; or else the next.
                    let begins = |event: &Event| self.is(event, Some(&self.parts.start));
                    let before = visit[..place].iter().rposition(|event| event.case.is_some());
                    let goes_on = before
                        .filter(|before| !visit[before + 1..=place].iter().any(|e| begins(e)))
                        .and_then(|before| visit[before].case);
                    let next = visit[place..].iter().find_map(|event| event.case);
                    let case = event.case.or(goes_on).or(next);
                    match case.filter(|_| self.window.is_some()) {
                        Some(case) => cases.entry(case.hash()).or_default().push(event),
                        None => left.push(*event),
                    }
                }
                if self.window.is_some() && *carrier == Carrier::Visitor {
                    left_of_all.extend(left);
                } else {
                    groups.push(Group { who, is_visit: true, events: left });
                }
            }
            groups.push(Group { who, is_visit: false, events: left_of_all });
        }
        for (case, mut events) in cases {
            events.sort_by_key(|event| (event.occurred_at, event.id));
            let who = Who { is_case: true, number: case };
            groups.push(Group { who, is_visit: false, events });
        }
        groups
    }

    /// Which events of a group begin attempts.
    fn beginnings(&self, group: &Group<'_>) -> Vec<bool> {
        let mut begins = Vec::new();
        for place in 0..group.events.len() {
            begins.push(self.begins(group, &begins, place));
        }
        begins
    }

    /// Whether the event at a place begins an attempt, by those before it.
    fn begins(&self, group: &Group<'_>, begins: &[bool], place: usize) -> bool {
        let event = group.events[place];
        let starts = |event: &Event| self.is(event, Some(&self.parts.start));
        if !starts(event) {
            return false;
        }
        // The last start before it, as far back as the window goes.
        let earlier = group.events[..place].iter().rposition(|event| starts(event));
        let Some(earlier) = earlier.filter(|at| self.near(group.events[*at], event)) else {
            return true;
        };
        if group.who.is_case {
            return false;
        }
        // An end or a sign counts only for an attempt that is under way: that of the last that began.
        let Some(began) = begins.iter().rposition(|begins| *begins) else { return false };
        let from = if earlier == began { earlier + 1 } else { earlier };
        group.events[from..place].iter().any(|between| {
            self.near(group.events[began], between)
                && !self.ended_before(group, began, between)
                && self.ends_or_gives_up(between)
        })
    }

    fn ends_or_gives_up(&self, event: &Event) -> bool {
        self.is(event, Some(&self.parts.completed))
            || self.is(event, self.parts.refused.as_ref())
            || self.is(event, self.parts.abandoned.as_ref())
    }

    /// Whether an attempt has ended before an event.
    fn ended_before(&self, group: &Group<'_>, began: usize, event: &Event) -> bool {
        let after = group.events[began + 1..].iter().take_while(|other| other.id != event.id);
        let mut after = after.filter(|other| self.near(group.events[began], other));
        after.any(|other| {
            self.is(other, Some(&self.parts.completed))
                || self.is(other, self.parts.refused.as_ref())
        })
    }

    fn attempt(&self, group: &Group<'_>, begins: &[bool], place: usize) -> Option<Told> {
        if !begins[place] {
            return None;
        }
        let parts = self.parts;
        let start = group.events[place];
        self.day(start.occurred_at)?;
        if !self.is_chosen(start) {
            return None;
        }
        let next = (place + 1..group.events.len()).find(|next| begins[*next]);
        let mine = &group.events[place + 1..next.unwrap_or(group.events.len())];
        let is = |event: &Event, rule: Option<&Rule>| self.is(event, rule);
        let any_later = |event: &Event| {
            LaterOutcome::ALL.iter().any(|outcome| self.later_is(group, event, *outcome))
        };
        let mut under_way: Vec<&Event> = Vec::new();
        let (mut end, mut ended_at) = (None, None);
        for event in mine.iter().filter(|event| self.near(start, event)) {
            under_way.push(event);
            if is(event, Some(&parts.completed)) {
                (end, ended_at) = (Some(Standing::Completed), Some(event.occurred_at));
            } else if is(event, parts.refused.as_ref()) {
                (end, ended_at) = (Some(Standing::Refused), Some(event.occurred_at));
            } else if any_later(event) {
                end = Some(Standing::Completed);
            }
            if end.is_some() {
                break;
            }
        }
        let mut told = Told {
            who: group.who,
            start: start.occurred_at,
            label: self.question.by.as_ref().and_then(|by| value(start, by)).map(Cow::into_owned),
            standing: Standing::Open,
            place: 0,
            reached: BTreeSet::from([0]),
            took: ended_at.map(|ended| ended.duration_since(start.occurred_at)),
            in_use_ms: None,
            marks: BTreeSet::new(),
            signals: BTreeSet::new(),
            fate: BTreeSet::new(),
            days: None,
            fields: BTreeSet::new(),
        };
        for event in &under_way {
            self.follow(&mut told, event);
        }
        let of_way = |event: &&&Event| {
            is(event, Some(&parts.start)) || parts.steps.iter().any(|s| is(event, Some(&s.rule)))
        };
        let saving = under_way.iter().rposition(|event| is(event, parts.saved.as_ref()));
        let rests = saving.is_some_and(|at| !under_way[at + 1..].iter().any(|e| of_way(&e)));
        let gave_up = under_way.iter().any(|event| is(event, parts.abandoned.as_ref()));
        let first = under_way.iter().position(|event| is(event, parts.saved.as_ref()));
        let resumed = first.is_some_and(|at| {
            under_way[at + 1..].iter().any(|e| {
                of_way(&e) || is(e, Some(&parts.completed)) || is(e, parts.refused.as_ref())
            })
        });
        for (mark, has) in [
            (Mark::Saved, first.is_some()),
            (Mark::Resumed, resumed),
            (Mark::Joined, group.who.is_case),
            (Mark::Helped, under_way.iter().any(|event| is(event, parts.help.as_ref()))),
        ] {
            if has {
                told.marks.insert(mark);
            }
        }
        told.standing = match (end, self.has_closed(group, start)) {
            (Some(standing), true) => standing,
            (Some(_), false) => Standing::DoneEarly,
            (None, true) => Standing::Abandoned,
            (None, false) if rests && !gave_up => Standing::Saved,
            (None, false) => Standing::Open,
        };
        self.becomes(&mut told, group, mine, ended_at);
        Some(told)
    }

    fn later_is(&self, group: &Group<'_>, event: &Event, wanted: LaterOutcome) -> bool {
        let mut rules = self.parts.later.iter().filter(|(outcome, _)| *outcome == wanted);
        group.who.is_case && rules.any(|(_, rule)| self.is(event, Some(rule)))
    }

    /// What became of an attempt, by everything after it and before the next.
    fn becomes(
        &self,
        told: &mut Told,
        group: &Group<'_>,
        mine: &[&Event],
        ended_at: Option<Timestamp>,
    ) {
        let last = self.window.unwrap_or_default() + LATER;
        for event in mine {
            if event.occurred_at.duration_since(told.start) > last {
                continue;
            }
            let fate = [
                (LaterOutcome::Received, "received"),
                (LaterOutcome::Paid, "paid"),
                (LaterOutcome::Returned, "returned"),
                (LaterOutcome::Decided, "decided"),
            ];
            for (outcome, word) in fate {
                if !self.later_is(group, event, outcome) {
                    continue;
                }
                if outcome == LaterOutcome::Decided
                    && !told.fate.contains("decided")
                    && !told.fate.contains("returned")
                {
                    told.fate.insert("right");
                }
                if outcome == LaterOutcome::Returned {
                    let fields = value(event, &property("fields")).unwrap_or_default();
                    let fields = fields.split(',').map(str::trim).filter(|f| !f.is_empty());
                    told.fields.extend(fields.map(ToOwned::to_owned));
                }
                if outcome == LaterOutcome::Decided
                    && told.days.is_none()
                    && let Some(ended) = ended_at
                    && event.occurred_at >= ended
                {
                    let hours = event.occurred_at.duration_since(ended).as_hours();
                    told.days = Some(u64::try_from(hours / 24).unwrap());
                }
                told.fate.insert(word);
            }
        }
    }

    /// One event of an attempt that is under way.
    fn follow(&self, told: &mut Told, event: &Event) {
        if let Some(ms) = event.engaged_ms {
            told.in_use_ms = Some(told.in_use_ms.unwrap_or(0) + u64::from(ms));
        }
        let steps = &self.parts.steps;
        let can = (1..=steps.len()).find(|number| {
            let needed = |before: &usize| !steps[before - 1].kind.may_be_left_out();
            let open = (1..*number).filter(needed).all(|before| told.reached.contains(&before));
            open && !told.reached.contains(number) && self.is(event, Some(&steps[number - 1].rule))
        });
        if let Some(number) = can {
            told.reached.insert(number);
            told.place = told.place.max(number);
            if steps[number - 1].kind == lotse_domain::task::StepKind::HandOver {
                told.marks.insert(Mark::HandedOver);
            }
        }
        if !self.question.signals || !SIGNALS.contains(&event.kind) {
            return;
        }
        let names =
            [Field::ElementName, Field::ElementId, Field::ElementTestId, Field::ElementRole];
        let control = names.iter().find_map(|field| value(event, &Attribute::Field(*field)));
        let control = control.map(Cow::into_owned);
        let signal = Signal {
            kind: event.kind,
            control: control.clone(),
            error: value(event, &property("error")).map(Cow::into_owned),
        };
        if event.kind == EventKind::UTurn {
            told.marks.insert(Mark::TurnedBack);
        }
        // A field that was wrong before, where the attempt stands.
        if event.kind == EventKind::FieldError && !told.wrong_once(control.as_ref()) {
            told.marks.insert(Mark::RepeatedErrors);
        }
        told.signals.insert((told.place, signal));
    }

    fn has_closed(&self, group: &Group<'_>, start: &Event) -> bool {
        let as_of = self.question.as_of;
        if let Some(window) = self.window {
            return start.occurred_at + window <= as_of;
        }
        assert!(group.is_visit);
        let (first, last) = (group.events[0], group.events[group.events.len() - 1]);
        last.occurred_at + SignedDuration::from_mins(30) <= as_of
            || first.occurred_at + DAY <= as_of
    }

    fn counted(&self, of: impl Iterator<Item = (Who, Timestamp)>) -> Reached {
        let all: Vec<(Who, Timestamp)> = of.collect();
        let distinct = |day: Option<usize>| {
            let on = all.iter().filter(|(_, at)| day.is_none_or(|day| self.day(*at) == Some(day)));
            Count::new(on.map(|(who, _)| *who).collect::<BTreeSet<_>>().len() as u64)
        };
        let days = 0..self.question.scope.period.days().len();
        Reached {
            units: Count::new(all.len() as u64),
            blurred_units: all.iter().map(|(who, _)| Count::new(who.weight().times())).sum(),
            largest_units: largest(all.iter().map(|(who, _)| *who)),
            visitors: distinct(None),
            most_visitors_on_a_day: days.map(|day| distinct(Some(day))).max().unwrap(),
        }
    }

    fn reached<'t>(&self, told: impl Iterator<Item = &'t &'t Told>) -> Reached {
        self.counted(told.map(|told| (told.who, told.start)))
    }

    fn row(&self, told: &[&Told]) -> AttemptsRow {
        let with = |standing: Standing| told.iter().filter(move |t| t.standing == standing);
        let closed = || told.iter().filter(|told| told.standing.is_closed());
        let mut people: BTreeMap<Who, (u64, u64)> = BTreeMap::new();
        for told in closed() {
            let (all, done) = people.entry(told.who).or_default();
            (*all, *done) = (*all + 1, *done + u64::from(told.standing.is_done()));
        }
        let completion = people.iter().fold(Completion::default(), |sum, (who, (all, done))| {
            sum.merge(Completion::of_visitor(who.weight(), *all, *done))
        });
        let timed = || told.iter().filter(|told| told.timed().is_some());
        AttemptsRow {
            begun: self.reached(told.iter()),
            standing: Standing::ALL.map(|standing| self.reached(with(standing))),
            closed: self.reached(closed()),
            completion,
            in_use: durations(timed().filter_map(|told| told.timed())),
            timed: self.reached(timed()),
        }
    }

    fn place(&self, closed: &[&Told], place: usize) -> Place {
        let there = |standing: Standing| {
            closed.iter().filter(move |told| told.place == place && told.standing == standing)
        };
        let lost = || there(Standing::Abandoned);
        let mut by_who: BTreeMap<Who, u64> = BTreeMap::new();
        for told in lost() {
            *by_who.entry(told.who).or_default() += told.in_use_ms.unwrap_or(0) / 1_000;
        }
        let mut most = Largest::default();
        for seconds in by_who.values() {
            most.see(Count::new(*seconds));
        }
        let blurred = by_who.iter().map(|(who, s)| Count::new(s * who.weight().times())).sum();
        let signals: BTreeSet<Signal> = closed
            .iter()
            .flat_map(|told| &told.signals)
            .filter(|(at, _)| *at == place)
            .map(|(_, signal)| signal.clone())
            .collect();
        let met = |signal: Signal| {
            let with = |is_lost: bool| {
                let key = (place, signal.clone());
                closed.iter().filter(move |told| {
                    let lost = told.place == place && told.standing == Standing::Abandoned;
                    told.signals.contains(&key) && lost == is_lost
                })
            };
            let met = Met { lost: self.reached(with(true)), stayed: self.reached(with(false)) };
            (signal, met)
        };
        Place {
            reached: self.reached(closed.iter().filter(|told| told.reached.contains(&place))),
            standing: [Standing::Completed, Standing::Refused, Standing::Abandoned]
                .map(|standing| self.reached(there(standing))),
            saved: self.reached(lost().filter(|told| told.marks.contains(&Mark::Saved))),
            lost: Seconds {
                exact: by_who.values().map(|seconds| Count::new(*seconds)).sum(),
                blurred,
                largest: most,
            },
            signals: signals.into_iter().map(met).collect(),
        }
    }

    fn later(&self, completed: &[&Told]) -> Later {
        let of_cases: Vec<&Told> =
            completed.iter().copied().filter(|told| told.who.is_case).collect();
        let with = |word: &'static str| of_cases.iter().filter(move |t| t.fate.contains(word));
        let timed = || of_cases.iter().filter(|told| told.days.is_some());
        let fields: BTreeSet<&String> = of_cases.iter().flat_map(|told| &told.fields).collect();
        let field = |name: &String| {
            (name.clone(), self.reached(of_cases.iter().filter(|told| told.fields.contains(name))))
        };
        Later {
            completed: self.reached(of_cases.iter()),
            known: ["received", "returned", "decided", "paid"].map(|word| self.reached(with(word))),
            right: self.reached(with("right")),
            days: durations(timed().filter_map(|told| Some(told.days? * 86_400_000))),
            timed: self.reached(timed()),
            fields: fields.into_iter().map(field).collect(),
        }
    }
}

impl Told {
    /// Whether no event said before that this field is wrong, where the attempt stands.
    fn wrong_once(&self, control: Option<&String>) -> bool {
        !self.signals.iter().any(|(place, signal)| {
            *place == self.place
                && signal.kind == EventKind::FieldError
                && signal.control.as_ref() == control
        })
    }
}

impl Who {
    fn weight(self) -> Weight {
        Weight::of(self.number)
    }
}

fn property(name: &str) -> Attribute {
    Attribute::Property(lotse_domain::property::ShortText::trusted(name))
}
