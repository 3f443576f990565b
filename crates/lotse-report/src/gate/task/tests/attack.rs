//! Whoever adds and subtracts what is told, exactly, finds no small group.

use std::collections::{BTreeSet, HashSet};

use proptest::prelude::*;

use super::*;

/// Attempts as one set: a bit each.
type Set = Vec<u64>;

/// So many people are too few.
const TOO_FEW: usize = 5;
/// The most sets that are looked at.
const MOST_SETS: usize = 2_000;
/// How long attempts take, in different bins.
const SECONDS: [u64; 3] = [5, 15, 100];

/// Whether it may be that an attempt is like this one: what follows from what a task is.
fn made_true(mut t: Try) -> Try {
    let [_, income, desk, review] = &mut t.reached;
    *desk &= *income;
    *review &= *income;
    t.reached[0] = true;
    // An end after a saving goes on with it.
    t.is_resumed &= t.is_saved;
    t.is_resumed |= t.is_saved && t.is_done();
    let [_, returned, decided, _] = &mut t.known;
    // Decided without a return before is right.
    *returned |= *decided && !t.is_right;
    t.is_right &= *decided;
    t.is_dated &= *decided;
    let reached = t.reached;
    t.met.retain(|(place, _)| reached[*place]);
    t
}

fn attempt() -> impl Strategy<Value = Try> {
    let standing = prop_oneof![4 => Just(0_usize), 1 => Just(1), 4 => Just(2), 1 => 3..6_usize];
    let often = || proptest::bool::weighted(0.7);
    let rarely = || proptest::bool::weighted(0.3);
    let met = (0..4_usize, proptest::sample::select(vec!["back", "wrong"]));
    (
        (standing, often(), rarely(), often(), rarely(), often(), rarely(), often(), often()),
        (
            0..3_usize,
            proptest::collection::vec(met, 0..2),
            any::<[bool; 4]>(),
            often(),
            often(),
            often(),
        ),
        (proptest::sample::select(vec!["iban", "name"]), 0..3_usize, 0..3_usize),
    )
        .prop_map(
            |(
                (standing, income, desk, review, saved, resumed, helped, joined, timed),
                (seconds, met, known, right, dated, repeated),
                (field, label, day),
            )| {
                made_true(Try {
                    standing,
                    reached: [true, income, desk, review],
                    is_saved: saved,
                    is_resumed: resumed,
                    is_helped: helped,
                    is_repeated: repeated,
                    is_joined: joined,
                    is_timed: timed,
                    seconds: SECONDS[seconds],
                    met,
                    known,
                    is_right: right,
                    is_dated: dated,
                    field,
                    label: LABELS[label],
                    day,
                    ..completed(0)
                })
            },
        )
}

/// Several people do the same: so groups are of few and of many.
fn tries() -> impl Strategy<Value = Vec<Try>> {
    let size = prop_oneof![2 => 1_usize..6, 2 => 6_usize..30];
    // Some like the first of all, so that parts are nearly the whole.
    let kind = (attempt(), size, proptest::bool::weighted(0.5), 0_usize..6);
    proptest::collection::vec(kind, 2..14).prop_map(|kinds| {
        let first = kinds.first().map(|(like, ..)| like.clone());
        let mut tries: Vec<Try> = Vec::new();
        for (other, count, is_like_first, apart) in kinds {
            let like = match (&first, is_like_first) {
                (Some(first), true) => made_true(nearly(first.clone(), &other, apart)),
                _ => other,
            };
            let from = tries.len();
            tries.extend(many(count, from, |person| Try { person, ..like.clone() }));
        }
        tries
    })
}

/// One attempt, in one thing like another.
fn nearly(one: Try, other: &Try, apart: usize) -> Try {
    match apart {
        0 => Try { standing: other.standing, ..one },
        1 => Try { reached: other.reached, ..one },
        2 => Try { is_saved: other.is_saved, is_resumed: other.is_resumed, ..one },
        3 => Try { met: other.met.clone(), ..one },
        4 => Try { known: other.known, is_right: other.is_right, ..one },
        _ => Try { day: other.day, label: other.label, is_timed: other.is_timed, ..one },
    }
}

/// Attempts that may be and are not, of all kinds: a group lies within another one only if it would with all of them.
fn that_are_not(count: u64) -> Vec<Try> {
    let one = |number: u64| {
        // SplitMix64: everything has nothing to do with everything else, and is the same in every run.
        let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let mixed = mixed ^ (mixed >> 31);
        let bit = |at: u32| mixed >> at & 1 == 1;
        let of = |at: u32, count: u64| usize::try_from((mixed >> at) % count).unwrap();
        let met = (0..8).filter(|at| bit(20 + at));
        let met = met.map(|at| (at as usize / 2, if at % 2 == 0 { "back" } else { "wrong" }));
        made_true(Try {
            standing: of(32, 6),
            reached: [true, bit(0), bit(1), bit(2)],
            is_saved: bit(3),
            is_resumed: bit(4),
            is_joined: bit(5),
            is_helped: bit(6),
            is_repeated: bit(7),
            is_timed: bit(8),
            seconds: SECONDS[of(40, 3)],
            met: met.collect(),
            known: [9, 10, 11, 12].map(bit),
            is_right: bit(13),
            is_dated: bit(14),
            field: if bit(15) { "iban" } else { "name" },
            label: LABELS[of(48, 3)],
            day: of(56, 3),
            ..completed(0)
        })
    };
    (1..=count).map(one).collect()
}

/// Which attempts something that is told counts.
type Is = Box<dyn Fn(&Try) -> bool>;

/// What is told.
#[derive(Default)]
struct Known(Vec<(String, Is)>);

impl Known {
    fn add(&mut self, name: impl Into<String>, cell: &Cell, is: impl Fn(&Try) -> bool + 'static) {
        if cell.number().is_some() {
            self.0.push((name.into(), Box::new(is)));
        }
    }

    /// A figure with an n, if that is of these.
    fn add_n(
        &mut self,
        name: &str,
        cell: &Cell,
        real: &[Try],
        is: impl Fn(&Try) -> bool + 'static,
    ) {
        let n = cell.number().and_then(Number::n);
        let count = real.iter().filter(|t| is(t)).count() as u64;
        if n == Some(Number::Blurred(Count::new(count))) {
            self.0.push((name.to_owned(), Box::new(is)));
        }
    }

    fn add_attempts(
        &mut self,
        name: &str,
        told: &Attempts,
        of: impl Fn(&Try) -> bool + Clone + 'static,
    ) {
        let of = || of.clone();
        self.add(format!("{name} begun"), &told.begun, of());
        for cell in [&told.closed, &told.completion] {
            let of = of();
            self.add(format!("{name} closed"), cell, move |t| of(t) && t.is_closed());
        }
        for cell in [&told.done, &told.completion] {
            let of = of();
            self.add(format!("{name} done"), cell, move |t| of(t) && t.is_done());
        }
        let Attempts { completed, refused, abandoned, done_early, saved, open, .. } = told;
        let all = [completed, refused, abandoned, done_early, saved, open];
        for (cell, standing) in all.into_iter().zip(0..) {
            let of = of();
            let is = move |t: &Try| of(t) && t.standing == standing;
            self.add(format!("{name} {standing}"), cell, is);
        }
    }
}

fn known(real: &[Try], told: &DisclosedTask) -> Known {
    let mut known = Known::default();
    known.add_attempts("all", &told.attempts, |_| true);
    for (number, place) in told.places.iter().enumerate() {
        let here = move |t: &Try| t.is_closed() && t.reached[number];
        let is_lost = move |t: &Try| t.standing == 2 && t.place() == number;
        for cell in [&place.reached, &place.share, &place.lost_share] {
            known.add(format!("reached {number}"), cell, here);
        }
        for cell in [&place.lost, &place.lost_share] {
            known.add(format!("lost {number}"), cell, is_lost);
        }
        let is_saved = move |t: &Try| is_lost(t) && t.is_saved;
        known.add(format!("saved {number}"), &place.saved, is_saved);
        for cause in &place.causes {
            let name = if cause.kind == EventKind::UTurn { "back" } else { "wrong" };
            let met = move |t: &Try| here(t) && t.met.contains(&(number, name));
            known.add(format!("met {name} {number}"), &cause.met, met);
            let lost = move |t: &Try| met(t) && is_lost(t);
            known.add(format!("met {name} {number} lost"), &cause.lost, lost);
        }
    }
    for DisclosedMark { mark, closed, completion } in &told.marks {
        let mark = *mark;
        let has = move |t: &Try| t.is_closed() && t.has(mark);
        known.add(format!("{mark:?}"), closed, has);
        known.add(format!("{mark:?}"), completion, has);
        known.add(format!("{mark:?} done"), completion, move |t| has(t) && t.is_done());
    }
    if let Some(later) = &told.later {
        known.add("later", &later.completed, Try::is_later);
        for ((_, count, _), at) in later.known.iter().zip(0..) {
            known.add(format!("known {at}"), count, move |t| t.is_later() && t.known[at]);
        }
        let right = &later.first_time_right;
        known.add("decided, as a share", right, |t| t.is_later() && t.known[2]);
        known.add("right", right, |t| t.is_later() && t.is_right);
        known.add_n("dated", &later.days.median, real, |t| t.is_later() && t.is_dated);
        for (field, count, _) in &later.fields {
            let field = (**field).clone();
            let is = move |t: &Try| t.is_later() && t.known[1] && t.field == field;
            known.add("returned for a field", count, is);
        }
    }
    let is_timed = |t: &Try| t.standing == 0 && t.is_timed;
    known.add_n("timed", &told.times.in_use.median, real, is_timed);
    known.add_n("timed, by elapsed", &told.times.elapsed.median, real, |t| t.standing == 0);
    for &Bin { from, to, ref attempts } in &told.times.bins {
        let within = move |t: &Try| t.seconds >= from && to.is_none_or(|to| t.seconds < to);
        known.add("bin", attempts, move |t| is_timed(t) && within(t));
    }
    for row in &told.rows {
        let label = Option::clone(&row.label).unwrap_or_default();
        let name = label.clone();
        let is = move |t: &Try| t.label == label;
        // A time of a row is said to be of those that are done.
        let is_done = is.clone();
        known.add_n("row, done", &row.in_use, real, move |t| is_done(t) && t.is_done());
        known.add_attempts(&name, &row.attempts, is);
    }
    for (day, interval) in told.intervals.iter().enumerate() {
        known.add_attempts(&format!("day {day}"), &interval.attempts, move |t| t.day == day);
    }
    known
}

fn set(tries: &[Try], is: &Is) -> Set {
    let mut set = vec![0; tries.len().div_ceil(64)];
    for (at, t) in tries.iter().enumerate() {
        set[at / 64] |= u64::from(is(t)) << (at % 64);
    }
    set
}

/// Whether one set lies within another one, and what is left of it then.
fn without(whole: &Set, part: &Set) -> Option<Set> {
    let lies_within = part.iter().zip(whole).all(|(part, whole)| part & !whole == 0);
    let left = || part.iter().zip(whole).map(|(part, whole)| whole & !part).collect();
    (lies_within && part != whole).then(left)
}

/// A group that can be worked out: told, or what is left of one without another one, by their places.
struct Found {
    name: String,
    from: Result<usize, (usize, usize)>,
    set: Set,
}

/// Whether a group is what it seems, with many more attempts that might be.
fn is_true(found: &[Found], at: usize, known: &Known, tries: &[Try]) -> Option<Set> {
    match found[at].from {
        Ok(told) => Some(set(tries, &known.0[told].1)),
        Err((whole, part)) => {
            let of = |at| is_true(found, at, known, tries);
            without(&of(whole)?, &of(part)?)
        }
    }
}

/// The first small group that can be worked out of what is told, and how.
fn leak(tries: &[Try], told: &DisclosedTask) -> Option<String> {
    let mut all = tries.to_vec();
    all.extend(that_are_not(1_000));
    let known = known(tries, told);
    let people = |set: &Set| -> usize {
        let is_in = |at: &usize| set[at / 64] >> (at % 64) & 1 == 1;
        let people: BTreeSet<usize> =
            (0..tries.len()).filter(is_in).map(|at| tries[at].person).collect();
        people.len()
    };
    let mut seen: HashSet<Set> = HashSet::new();
    let mut found: Vec<Found> = Vec::new();
    for (at, (name, is)) in known.0.iter().enumerate() {
        let set = set(&all, is);
        if seen.insert(set.clone()) {
            found.push(Found { name: name.clone(), from: Ok(at), set });
        }
    }
    let told = found.len();
    let mut from = 0;
    while from < found.len() && found.len() < MOST_SETS {
        let until = found.len();
        for (one, other) in (from..until).flat_map(|one| (0..told).map(move |other| (one, other))) {
            for (whole, part) in [(one, other), (other, one)] {
                let Some(set) = without(&found[whole].set, &found[part].set) else { continue };
                if seen.insert(set.clone()) {
                    let name = format!("({}) − ({})", found[whole].name, found[part].name);
                    found.push(Found { name, from: Err((whole, part)), set });
                }
            }
        }
        from = until;
    }
    let is_few = |at: &usize| (1..TOO_FEW).contains(&people(&found[*at].set));
    let few = (0..found.len()).filter(is_few);
    let mut many: Option<Vec<Try>> = None;
    let mut few = few.filter(|at| {
        let many = many.get_or_insert_with(|| that_are_not(40_000));
        is_true(&found, *at, &known, many).is_some()
    });
    few.next().map(|at| format!("{} people: {}", people(&found[at].set), found[at].name))
}

#[test]
fn the_attack_finds_what_is_left_of_a_whole() {
    let tries: Vec<Try> = many(30, 0, completed).chain(many(3, 30, |p| lost(p, 1))).collect();
    let mut told = told(&tries);
    assert_eq!(leak(&tries, &told), None);
    told.attempts.done = crate::gate::shown_blurred(Count::new(30));
    let found = leak(&tries, &told).unwrap();
    assert!(found.starts_with("3 people: "), "{found}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever people do, and if nothing were blurred.
    #[test]
    fn no_small_group_can_be_worked_out(tries in tries(), by_visit in any::<bool>()) {
        // Some people make several attempts.
        let people = if by_visit { 9 * tries.len() / 10 } else { tries.len() }.max(1);
        let tries: Vec<Try> =
            tries.into_iter().map(|t| Try { person: t.person % people, ..t }).collect();
        prop_assert_eq!(leak(&tries, &told(&tries)), None);
    }
}
