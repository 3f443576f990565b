//! What is told of attempts, and that no small group can be worked out.

mod attack;

use std::collections::BTreeMap;

use jiff::Timestamp;
use lotse_domain::{
    Count,
    disclosure::{DisclosurePolicy, PolicyParts, Zeros},
    event::EventKind,
    ids::ServiceId,
    query::{
        Automatic, Scope,
        attempts::{Completion, Later, Marked, Met, Place, Seconds, Signal, TIME_EDGES, time_bin},
        blur::Weight,
        filter::{Attribute, Field},
        funnel::Reached,
        interval::Interval,
    },
    rule::Rule,
    task::{StepKind, Task, TaskParts, TaskStep},
};

use super::*;
use crate::{
    gate::tests::{employees, period, public, visits_of, word},
    measure::{Hidden, Number},
    viewer::Viewer,
};

/// One attempt, of a task with a needed step, a hand-over and another needed step.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "an attempt may have any of its marks")]
struct Try {
    person: usize,
    /// What it is, by [`lotse_domain::query::attempts::Standing::ALL`].
    standing: usize,
    /// Which places it reached.
    reached: [bool; 4],
    is_saved: bool,
    is_resumed: bool,
    is_helped: bool,
    /// It found one field invalid twice, where it found any.
    is_repeated: bool,
    is_joined: bool,
    is_timed: bool,
    /// Seconds in use and from its beginning to its end.
    seconds: u64,
    /// Signals it met, with the place.
    met: Vec<(usize, &'static str)>,
    /// What became of it.
    known: [bool; 4],
    is_right: bool,
    is_dated: bool,
    /// For which field it was returned.
    field: &'static str,
    label: &'static str,
    day: usize,
}

const DAYS: [&str; 3] = ["2026-03-01", "2026-03-02", "2026-03-03"];
const LABELS: [&str; 3] = ["a", "b", "c"];

/// An attempt of a person that came to the last step and was completed, to be changed.
fn completed(person: usize) -> Try {
    Try {
        person,
        standing: 0,
        reached: [true, true, false, true],
        is_saved: false,
        is_resumed: false,
        is_helped: false,
        is_repeated: false,
        is_joined: false,
        is_timed: true,
        seconds: 100,
        met: Vec::new(),
        known: [false; 4],
        is_right: false,
        is_dated: false,
        field: "",
        label: "a",
        day: 0,
    }
}

/// An attempt that was lost at a place.
fn lost(person: usize, place: usize) -> Try {
    let reached = std::array::from_fn(|at| at <= place && at != 2 || at == place);
    Try { standing: 2, reached, ..completed(person) }
}

impl Try {
    fn place(&self) -> usize {
        self.reached.iter().rposition(|is| *is).unwrap_or(0)
    }

    fn is_closed(&self) -> bool {
        self.standing < 3
    }

    fn is_done(&self) -> bool {
        self.standing < 2
    }

    fn has(&self, mark: Mark) -> bool {
        match mark {
            Mark::Saved => self.is_saved,
            Mark::Resumed => self.is_resumed,
            Mark::HandedOver => self.reached[2],
            Mark::Helped => self.is_helped,
            Mark::TurnedBack => self.met.iter().any(|(_, name)| *name == "back"),
            Mark::RepeatedErrors => {
                self.is_repeated && self.met.iter().any(|(_, name)| *name != "back")
            }
            Mark::Joined => self.is_joined,
        }
    }

    /// Of completed ones that a case joins, what became of them is known.
    fn is_later(&self) -> bool {
        self.standing == 0 && self.is_joined
    }
}

/// So many attempts, of one person each, from this one on.
fn many(count: usize, from: usize, of: impl Fn(usize) -> Try) -> impl Iterator<Item = Try> {
    (from..from + count).map(of)
}

fn reached(tries: &[Try], is: impl Fn(&Try) -> bool) -> Reached {
    let people = tries.iter().map(|t| t.person + 1).max().unwrap_or(0);
    let mut each = vec![0; people];
    tries.iter().filter(|t| is(t)).for_each(|t| each[t.person] += 1);
    visits_of(&each)
}

fn durations(tries: &[Try], of: impl Fn(&Try) -> Option<u64>) -> lotse_domain::query::Durations {
    let mut by_ms = BTreeMap::new();
    for seconds in tries.iter().filter_map(of) {
        *by_ms.entry(seconds * 1_000).or_default() += 1;
    }
    lotse_domain::query::Durations { by_ms }
}

fn row_of(tries: &[Try], is: impl Fn(&Try) -> bool) -> AttemptsRow {
    let is = |t: &Try| is(t);
    let is_timed = |t: &Try| is(t) && t.standing == 0 && t.is_timed;
    let mut people: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
    for t in tries.iter().filter(|t| is(t) && t.is_closed()) {
        let (closed, done) = people.entry(t.person).or_default();
        (*closed, *done) = (*closed + 1, *done + u64::from(t.is_done()));
    }
    let each = people.iter().map(|(person, (closed, done))| {
        Completion::of_visitor(Weight::of(i64::try_from(*person).unwrap()), *closed, *done)
    });
    AttemptsRow {
        begun: reached(tries, is),
        standing: std::array::from_fn(|at| reached(tries, |t| is(t) && t.standing == at)),
        closed: reached(tries, |t| is(t) && t.is_closed()),
        completion: each.fold(Completion::default(), Completion::merge),
        in_use: durations(tries, |t| is_timed(t).then_some(t.seconds)),
        timed: reached(tries, is_timed),
    }
}

fn place_of(tries: &[Try], number: usize) -> Place {
    let closed = |is: &dyn Fn(&Try) -> bool| reached(tries, |t| t.is_closed() && is(t));
    let is_lost = |t: &Try| t.standing == 2 && t.place() == number;
    let met = |name: &'static str| Met {
        lost: closed(&|t| is_lost(t) && t.met.contains(&(number, name))),
        stayed: closed(&|t| !is_lost(t) && t.met.contains(&(number, name))),
    };
    let signals = ["back", "wrong"].map(|name| {
        let kind = if name == "back" { EventKind::UTurn } else { EventKind::FieldError };
        (Signal { kind, control: Some(name.to_owned()), error: None }, met(name))
    });
    let seconds: u64 = tries.iter().filter(|t| is_lost(t)).map(|t| t.seconds).sum();
    let somebody = |(_, met): &(Signal, Met)| !(met.lost.units + met.stayed.units).is_zero();
    Place {
        reached: closed(&|t| t.reached[number]),
        standing: std::array::from_fn(|at| closed(&|t| t.place() == number && t.standing == at)),
        saved: closed(&|t| is_lost(t) && t.is_saved),
        lost: Seconds {
            exact: Count::new(seconds),
            blurred: Count::new(seconds),
            largest: closed(&is_lost).largest_units,
        },
        signals: signals.into_iter().filter(somebody).collect(),
    }
}

fn answer(tries: &[Try]) -> AttemptsAnswer {
    let later = |is: &dyn Fn(&Try) -> bool| reached(tries, |t| t.is_later() && is(t));
    let marked = |mark: Mark| Marked {
        closed: reached(tries, |t| t.is_closed() && t.has(mark)),
        done: reached(tries, |t| t.is_done() && t.has(mark)),
    };
    let rows = LABELS.map(|label| (Some(label.to_owned()), row_of(tries, |t| t.label == label)));
    let days = DAYS.iter().enumerate();
    let days = days.map(|(day, date)| (date.parse().unwrap(), row_of(tries, |t| t.day == day)));
    let bins = 0..=TIME_EDGES.len();
    AttemptsAnswer {
        whole: row_of(tries, |_| true),
        places: (0..4).map(|number| place_of(tries, number)).collect(),
        in_use: bins
            .map(|bin| {
                reached(tries, |t| t.standing == 0 && t.is_timed && time_bin(t.seconds) == bin)
            })
            .collect(),
        elapsed: durations(tries, |t| (t.standing == 0).then_some(t.seconds)),
        marks: Mark::ALL.iter().map(|mark| (*mark, marked(*mark))).collect(),
        later: Later {
            completed: later(&|_| true),
            known: std::array::from_fn(|at| later(&|t| t.known[at])),
            right: later(&|t| t.is_right),
            days: durations(tries, |t| (t.is_later() && t.is_dated).then_some(86_400)),
            timed: later(&|t| t.is_dated),
            fields: ["iban", "name"]
                .map(|field| (field.to_owned(), later(&|t| t.known[1] && t.field == field)))
                .to_vec(),
        },
        without_start: Reached::default(),
        rows: rows.to_vec(),
        intervals: days.collect(),
        truncated: false,
        example: Vec::new(),
    }
}

fn question(by: Option<Field>) -> AttemptsQuestion {
    let rule: Rule = "name is \"a\"".parse().unwrap();
    let step = |name: &str, kind| TaskStep { name: name.to_owned(), rule: rule.clone(), kind };
    let some = || Some(rule.clone());
    let parts = TaskParts {
        start: rule.clone(),
        steps: vec![
            step("income", StepKind::Needed),
            step("desk", StepKind::HandOver),
            step("review", StepKind::Needed),
        ],
        completed: rule.clone(),
        refused: some(),
        saved: some(),
        abandoned: None,
        later: LaterOutcome::ALL.iter().map(|outcome| (*outcome, rule.clone())).collect(),
        help: some(),
        window: TaskWindow::Days(7),
    };
    AttemptsQuestion {
        scope: Scope {
            service: ServiceId::new(1),
            kind: lotse_domain::service::ServiceKind::Public,
            authority: None,
            period: period(DAYS[0], DAYS[2]),
            automatic: Automatic::LeftOut,
            segment: None,
        },
        task: Task::new(parts).unwrap(),
        carrier: Carrier::Visit,
        as_of: "2026-04-01T00:00:00Z".parse::<Timestamp>().unwrap(),
        by: by.map(Attribute::Field),
        interval: Interval::Day,
        signals: true,
        example: false,
    }
}

fn hides_zeros() -> Rules {
    let parts = PolicyParts { zeros: Zeros::Hidden, ..DisclosurePolicy::default().parts().clone() };
    Rules::of(&Viewer::staff(), &DisclosurePolicy::new(parts).unwrap())
}

fn told(tries: &[Try]) -> DisclosedTask {
    told_by(tries, Rules::staff())
}

fn told_by(tries: &[Try], rules: Rules) -> DisclosedTask {
    disclosed(&answer(tries), None, &public(), &question(Some(Field::Browser)), rules)
}

/// Begun, closed, done, completed, refused, abandoned; early, saved, open.
fn words_of(attempts: &Attempts) -> String {
    let Attempts { begun, closed, completed, refused, done, abandoned, .. } = attempts;
    let Attempts { done_early, saved, open, .. } = attempts;
    let closed = [begun, closed, done, completed, refused, abandoned].map(word).join(" ");
    format!("{closed}; {}", [done_early, saved, open].map(word).join(" "))
}

/// So many of each standing, of one person each.
fn standing(counts: [usize; 6]) -> Vec<Try> {
    let mut tries = Vec::new();
    for (standing, count) in counts.into_iter().enumerate() {
        let from = tries.len();
        tries.extend(many(count, from, |person| Try { standing, ..completed(person) }));
    }
    tries
}

#[test]
fn a_part_is_told_if_it_and_the_others_are_of_enough_people_or_of_nobody() {
    for (counts, expected) in [
        ([30, 10, 20, 0, 0, 0], "60 60 40 30 10 20; 0 0 0"),
        ([30, 0, 20, 0, 0, 0], "50 50 30 30 0 20; 0 0 0"),
        ([50, 0, 0, 0, 0, 0], "50 50 50 50 0 0; 0 0 0"),
        // Of four that are done or not, nothing is said of either.
        ([30, 0, 4, 0, 0, 0], "34 34 few few few few; 0 0 0"),
        ([4, 0, 30, 0, 0, 0], "34 34 few few few few; 0 0 0"),
        // Of two parts of what is done, neither.
        ([30, 4, 20, 0, 0, 0], "54 54 34 few few 20; 0 0 0"),
        // Ten and ten people who are done may be the same ten, but the one who is not is one.
        ([10, 10, 1, 0, 0, 0], "21 21 few few few few; 0 0 0"),
        // Where a few are under way, how many began protects them.
        ([30, 0, 20, 6, 0, 4], "* 50 30 30 0 20; 6 0 few"),
        ([30, 0, 20, 0, 0, 4], "* 50 30 30 0 20; 0 0 few"),
        ([2, 0, 2, 0, 0, 20], "* few few few few few; 0 0 20"),
        ([2, 0, 2, 0, 0, 0], "few few few few few few; few few few"),
        ([0, 0, 0, 0, 0, 20], "20 0 none none none none; 0 0 20"),
        ([0; 6], "0 0 none none none none; 0 0 0"),
    ] {
        assert_eq!(words_of(&told(&standing(counts)).attempts), expected, "{counts:?}");
    }
    let nine = answer(&standing([9, 0, 0, 0, 0, 0]));
    let of_employees = disclosed(&nine, None, &employees(), &question(None), Rules::staff());
    assert_eq!(word(&of_employees.attempts.begun), "few");
}

#[test]
fn what_one_person_makes_up_is_not_told() {
    let of = |counts: &[(usize, usize)]| -> Vec<Try> {
        let each = counts.iter().enumerate();
        each.flat_map(|(person, (done, gone))| {
            let gone = many(*gone, 0, move |_| lost(person, 1));
            many(*done, 0, move |_| completed(person)).chain(gone)
        })
        .collect()
    };
    let all = told(&of(&[(100, 0), (1, 0), (1, 0), (1, 0), (1, 0), (1, 0)]));
    assert_eq!(word(&all.attempts.begun), "one");
    assert!(all.rows.is_empty());
    // Of those that are not done one has nearly all.
    let even: Vec<(usize, usize)> = vec![(10, 0); 20];
    let mut gone = vec![(0, 60)];
    gone.extend([(0, 1); 5]);
    let all = told(&of(&[even, gone].concat()));
    assert_eq!(words_of(&all.attempts), "265 265 one one one one; 0 0 0");
    assert_eq!(word(&all.places[1].lost), "one");
}

#[test]
fn where_a_policy_hides_zeros_parts_of_nobody_are_hidden_and_shares_of_all() {
    let all = told_by(&standing([50, 0, 0, 0, 0, 0]), hides_zeros());
    assert_eq!(words_of(&all.attempts), "50 50 few few few few; 0 0 0");
    assert_eq!(word(&all.attempts.completion), "few");
    assert_eq!(all.times.bins, []);
    let some = told_by(&standing([30, 10, 20, 0, 0, 0]), hides_zeros());
    assert_eq!(words_of(&some.attempts), "60 60 40 30 10 20; 0 0 0");
    // All who were lost were lost at one place, and nobody at the others.
    let at_one: Vec<Try> = many(30, 0, completed).chain(many(20, 30, |p| lost(p, 1))).collect();
    let words = |rules| {
        let places = told_by(&at_one, rules).places;
        places.iter().map(|place| word(&place.lost)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(words(Rules::staff()), "0 20 0 0");
    assert_eq!(words(hides_zeros()), "few * few few");
    let marks = told_by(&at_one, hides_zeros()).marks;
    assert!(marks.iter().all(|mark| word(&mark.closed) == "few"), "nobody has a mark: {marks:?}");
}

/// What is told of places: reached and lost.
fn places_of(told: &DisclosedTask) -> String {
    let words =
        told.places.iter().map(|place| format!("{}-{}", word(&place.reached), word(&place.lost)));
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_step_is_told_if_enough_came_to_it_and_enough_or_nobody_went_no_further() {
    // So many lost at each place, and done at the last; the hand-over is reached by nobody else.
    for (gone, done, expected) in [
        ([20, 10, 0, 10], 30, "70-20 50-10 0-0 40-10"),
        ([20, 0, 0, 10], 30, "60-20 40-0 0-0 40-10"),
        // Two were lost at the start: who came to the step would tell.
        ([2, 10, 0, 10], 30, "52-few *-* 0-0 40-10"),
        ([10, 10, 0, 2], 30, "52-10 42-* 0-0 *-few"),
        ([10, 10, 6, 10], 30, "66-10 56-10 6-6 40-10"),
        ([10, 10, 2, 10], 30, "62-10 52-* few-few 40-10"),
    ] {
        let mut tries: Vec<Try> = many(done, 0, completed).collect();
        for (place, count) in gone.into_iter().enumerate() {
            let from = tries.len();
            tries.extend(many(count, from, |person| lost(person, place)));
        }
        assert_eq!(places_of(&told(&tries)), expected, "{gone:?} {done}");
    }
}

#[test]
fn who_was_done_without_going_further_is_not_what_is_left() {
    let ends_at = |place: usize, count: usize, from: usize| {
        many(count, from, move |person| Try { standing: 0, ..lost(person, place) })
    };
    let with = |early: usize| -> Vec<Try> {
        let gone = many(20, 0, |person| lost(person, 1));
        gone.chain(ends_at(1, early, 20)).chain(ends_at(3, 40, 60)).collect()
    };
    assert_eq!(places_of(&told(&with(0))), "60-0 60-20 0-0 40-0");
    assert_eq!(places_of(&told(&with(8))), "68-0 68-20 0-0 40-0");
    // 63, of whom 40 went on and 20 were lost: three were done there.
    assert_eq!(places_of(&told(&with(3))), "63-0 63-20 0-0 *-0");
}

#[test]
fn a_cause_is_told_if_all_four_groups_are_of_enough_people_or_of_nobody() {
    let with = |lost_met: usize, lost_not: usize, stayed_met: usize, stayed_not: usize| {
        let meets = |of: Try| Try { met: vec![(1, "wrong")], ..of };
        let mut tries: Vec<Try> = many(lost_met, 0, |p| meets(lost(p, 1))).collect();
        tries.extend(many(lost_not, 100, |p| lost(p, 1)));
        tries.extend(many(stayed_met, 200, |p| meets(completed(p))));
        tries.extend(many(stayed_not, 300, completed));
        let told = told(&tries).places.remove(1);
        let causes = told.causes.iter();
        let words = causes.map(|cause| format!("{} {}", word(&cause.met), word(&cause.lost)));
        (words.collect::<Vec<_>>().join(" "), told.is_cut, told.likely)
    };
    assert_eq!(with(40, 10, 10, 90), ("50 40".to_owned(), false, Some(0)));
    assert_eq!(with(40, 0, 10, 90), ("50 40".to_owned(), false, Some(0)));
    // Who met it more rarely left.
    assert_eq!(with(10, 40, 60, 20), ("70 10".to_owned(), false, None));
    for few in [(4, 40, 40, 40), (40, 4, 40, 40), (40, 40, 4, 40), (40, 40, 40, 4)] {
        assert_eq!(with(few.0, few.1, few.2, few.3), (String::new(), true, None), "{few:?}");
    }
}

#[test]
fn bins_hold_enough_each_and_add_up_only_to_what_may_be_told() {
    let with = |seconds: &[(usize, u64)], untimed: usize| -> Vec<Try> {
        let mut tries = Vec::new();
        for (count, seconds) in seconds {
            let from = tries.len();
            let seconds = *seconds;
            tries.extend(many(*count, from, |p| Try { seconds, ..completed(p) }));
        }
        tries.extend(many(untimed, 500, |p| Try { is_timed: false, ..completed(p) }));
        tries
    };
    let bins = |tries: &[Try]| -> Vec<String> {
        let of = |bin: &Bin| format!("{}-{:?} {}", bin.from, bin.to, word(&bin.attempts));
        told(tries).times.bins.iter().map(of).collect()
    };
    let spread = [(6, 5), (3, 15), (4, 25), (9, 100)];
    assert_eq!(
        bins(&with(&spread, 0)),
        ["0-Some(10) 6", "10-Some(120) 16"],
        "neighbors of few are one"
    );
    assert_eq!(bins(&with(&[(9, 5), (4, 700)], 0)), ["0-Some(900) 13"]);
    assert_eq!(bins(&with(&[(4, 5)], 20)), Vec::<String>::new());
    // Of two no time is known: the bins would add up to all the others.
    assert_eq!(bins(&with(&spread, 2))[0], "0-Some(10) *");
    let n = |tries: &[Try]| told(tries).times.in_use.median.number().and_then(Number::n);
    assert_eq!(n(&with(&spread, 2)), Some(Number::Blurred(Count::new(24))));
    assert_eq!(n(&with(&spread, 8)), Some(Number::Blurred(Count::new(22))));
    let outer = told(&with(&[(49, 100)], 0)).times.in_use;
    assert_eq!(word(&outer.tenth), "few", "beyond it are fewer than five");
    assert_eq!(word(&told(&with(&[(50, 100)], 0)).times.in_use.tenth), "100");
}

#[test]
fn rows_are_named_whole_and_the_rest_is_no_small_group() {
    // Of each label so many that are done, and that are not.
    let names = |groups: [(usize, usize); 3]| -> String {
        let mut tries: Vec<Try> = Vec::new();
        for ((done, gone), label) in groups.into_iter().zip(LABELS) {
            let from = tries.len();
            tries.extend(many(done, from, |p| Try { label, ..completed(p) }));
            tries.extend(many(gone, from + done, |p| Try { label, ..lost(p, 1) }));
        }
        let told = told(&tries);
        let names = told.rows.iter().map(|row| Option::clone(&row.label).unwrap_or_default());
        format!("{}{}", names.collect::<String>(), if told.is_cut { "…" } else { "" })
    };
    assert_eq!(names([(40, 20), (20, 10), (10, 10)]), "abc");
    assert_eq!(names([(40, 20), (20, 10), (10, 0)]), "abc");
    // Two are too few: another row joins them.
    assert_eq!(names([(40, 20), (20, 10), (2, 0)]), "a…");
    // The one that joins them has nobody who is not done: two that are not would be left.
    assert_eq!(names([(40, 20), (30, 0), (0, 2)]), "…");
    assert_eq!(names([(40, 20), (20, 10), (8, 2)]), "a…");
    assert_eq!(names([(40, 2), (20, 0), (8, 0)]), "…", "of two nothing is told of everybody");
}

#[test]
fn a_few_that_are_under_way_hide_how_many_began_and_nothing_else() {
    let mut tries: Vec<Try> = Vec::new();
    for (label, under_way) in [("a", 20), ("b", 2), ("c", 10)] {
        let from = tries.len();
        tries.extend(many(30, from, |p| Try { label, ..completed(p) }));
        tries.extend(many(10, from + 30, |p| Try { label, ..lost(p, 1) }));
        tries.extend(many(under_way, from + 40, |p| Try { label, standing: 5, ..lost(p, 1) }));
    }
    let rows = told(&tries).rows;
    let of = |row: &DisclosedRow| words_of(&row.attempts);
    // The smaller of the others protects the one with two.
    let expected =
        ["60 40 30 30 0 10; 0 0 20", "* 40 30 30 0 10; few few few", "* 40 30 30 0 10; * * *"];
    assert_eq!(rows.iter().map(of).collect::<Vec<_>>(), expected);
}

#[test]
fn a_day_is_not_what_is_left_of_the_period() {
    let days = |groups: [(usize, usize); 3]| -> Vec<String> {
        let mut tries: Vec<Try> = Vec::new();
        for (day, (done, gone)) in groups.into_iter().enumerate() {
            let from = tries.len();
            tries.extend(many(done, from, |p| Try { day, ..completed(p) }));
            tries.extend(many(gone, from + done, |p| Try { day, ..lost(p, 1) }));
        }
        let of = |interval: &DisclosedInterval| {
            let Attempts { begun, done, .. } = &interval.attempts;
            format!("{} {}", word(begun), word(done))
        };
        told(&tries).intervals.iter().map(of).collect()
    };
    assert_eq!(days([(20, 10), (30, 10), (0, 0)]), ["30 20", "40 30", "0 none"]);
    // One day has two that are not done, and with the whole and the other day they would be known.
    assert_eq!(days([(20, 10), (30, 10), (20, 2)]), ["* *", "40 30", "* few"]);
    assert_eq!(days([(20, 10), (30, 10), (2, 2)]), ["* *", "40 30", "few few"]);
}

#[test]
fn the_usual_window_is_proposed_of_enough_attempts() {
    let question = question(None);
    let window = |tries: &[Try]| {
        let answer = Undisclosed::seal(answer(tries));
        usual_window(&answer, &public(), &question, Rules::staff())
    };
    let joined = |count: usize, days: u64| -> Vec<Try> {
        let seconds = days * 24 * 60 * 60;
        many(count, 0, |p| Try { is_joined: true, seconds, ..completed(p) }).collect()
    };
    assert_eq!(window(&joined(4, 1)), None, "of four nothing is said");
    assert_eq!(window(&joined(5, 1)), Some(TaskWindow::Days(1)));
    assert_eq!(window(&joined(5, 3)), Some(TaskWindow::Days(7)));
    assert_eq!(window(&joined(5, 60)), Some(TaskWindow::Days(USUAL_WINDOW_DAYS)));
    assert_eq!(window(&standing([9, 0, 0, 0, 0, 0])), Some(TaskWindow::Visit));
    // One in a hundred may take longer.
    let slow = joined(1, 29).into_iter().map(|t| Try { person: 999, ..t });
    assert_eq!(
        window(&joined(99, 1).into_iter().chain(slow).collect::<Vec<_>>()),
        Some(TaskWindow::Days(1))
    );
}

#[test]
fn a_change_is_told_only_between_completions_that_are_told() {
    let now = answer(&standing([40, 0, 40, 0, 0, 0]));
    let change = |before: [usize; 6]| {
        let before = answer(&standing(before)).whole;
        let told = disclosed(&now, Some(&before), &public(), &question(None), Rules::staff());
        let (before, gap) = told.change.unwrap();
        (word(&before.completion), gap.difference.number().is_some(), gap.is_clear)
    };
    let (_, is_told, is_clear) = change([70, 0, 10, 0, 0, 0]);
    assert!(is_told && is_clear);
    assert_eq!(change([70, 0, 2, 0, 0, 0]), ("few".to_owned(), false, false));
}

#[test]
fn marks_that_tell_of_each_other_do_not_tell_of_a_few() {
    let told_marks = |tries: &[Try]| -> BTreeMap<Mark, String> {
        let all = told(tries).marks.into_iter();
        all.map(|mark| (mark.mark, word(&mark.closed))).collect()
    };
    let with = |stopped: usize| -> Vec<Try> {
        let resumed = many(30, 0, |p| Try { is_saved: true, is_resumed: true, ..completed(p) });
        let stopped = many(stopped, 30, |p| Try { is_saved: true, ..lost(p, 1) });
        resumed.chain(stopped).chain(many(20, 90, |p| lost(p, 1))).collect()
    };
    let found = told_marks(&with(10));
    assert_eq!((found[&Mark::Saved].as_str(), found[&Mark::Resumed].as_str()), ("40", "30"));
    let found = told_marks(&with(2));
    assert_eq!((found[&Mark::Saved].as_str(), found[&Mark::Resumed].as_str()), ("32", "*"));
    assert!(matches!(told(&with(2)).marks[1].closed, Cell::Hidden(Hidden::Protects)));
}
