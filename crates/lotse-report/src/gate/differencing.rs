//! The attack by differences: people who ask for overlapping events and periods, one page by itself and the totals of
//! days among them, and put their answers together.
//!
//! Unknown are the events of each page on each day. Every shown answer is an equation over them. Whatever can be
//! worked out of linear equations is found by elimination: the attack is not one of many, it is the strongest of its
//! kind. Against the gate as it was, which told every figure of enough people as it is, it finds the figures of one or
//! two people; against the gate it finds the blurred population and nothing else.

use lotse_domain::{
    query::{
        blur::{Blurred, Weight},
        counts::Cell as Counted,
        filter::{EventFilter, Test},
    },
    service::Service,
};

use super::{trend::tests::total_of, *};
use crate::{gate::tests::public, trend::OfTrend};

const PAGES: usize = 6;
const DAYS: usize = 8;
/// Events of a page on a day.
const UNKNOWN: usize = PAGES * DAYS;

/// The same numbers in every run (xorshift64*).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32) % limit
    }
}

/// Somebody's pseudonym of a day, and the events of each page.
struct Person {
    pseudonym: i64,
    day: usize,
    events: [u64; PAGES],
}

/// Some pages that many read, some that few do.
fn population(random: &mut Random) -> Vec<Person> {
    let mut people = Vec::new();
    for day in 0..DAYS {
        for page in 0..PAGES {
            let readers = if page < 2 { 12 + random.below(20) } else { random.below(7) };
            for _ in 0..readers {
                let mut events = [0; PAGES];
                events[page] = 1;
                // Some read another page too.
                if random.below(3) == 0 {
                    events[usize::try_from(random.below(PAGES as u64)).unwrap()] += 1;
                }
                let pseudonym =
                    (random.below(u64::from(u32::MAX)) << 32 | random.below(1 << 32)).cast_signed();
                people.push(Person { pseudonym, day, events });
            }
        }
    }
    people
}

/// Which pages, and from which day to which.
#[derive(Clone)]
struct Asked {
    pages: Vec<usize>,
    days: std::ops::RangeInclusive<usize>,
}

impl Asked {
    fn random(random: &mut Random) -> Self {
        let (a, b) = (random.below(DAYS as u64), random.below(DAYS as u64));
        let day = |day: u64| usize::try_from(day).unwrap();
        let pages = match random.below(4) {
            0 => (0..PAGES).collect(),
            1 => vec![usize::try_from(random.below(PAGES as u64)).unwrap()],
            _ => {
                let first = usize::try_from(random.below(PAGES as u64)).unwrap();
                (0..PAGES).filter(|page| *page == first || random.below(2) == 0).collect()
            }
        };
        Self { pages, days: day(a.min(b))..=day(a.max(b)) }
    }

    fn holds(&self, page: usize, day: usize) -> bool {
        self.pages.contains(&page) && self.days.contains(&day)
    }

    /// What the lake counts.
    fn counted(&self, people: &[Person]) -> Counted {
        let mut cell = Counted::default();
        let mut by_day = [0_u64; DAYS];
        for person in people.iter().filter(|person| self.days.contains(&person.day)) {
            let events: u64 = self.pages.iter().map(|page| person.events[*page]).sum();
            if events == 0 {
                continue;
            }
            let times = Weight::of(person.pseudonym).times();
            by_day[person.day] += 1;
            cell.events += Count::new(events);
            cell.events_of_visitors += Count::new(events);
            cell.visitors += Count::new(1);
            cell.blurred = Blurred {
                events: cell.blurred.events + Count::new(events * times),
                visitors: cell.blurred.visitors + Count::new(times),
                ..cell.blurred
            };
        }
        let on_days = || by_day.iter().copied().filter(|n| *n > 0).map(Count::new);
        cell.most_visitors_on_a_day = on_days().max().unwrap_or_default();
        cell.fewest_visitors_on_a_day = on_days().min().unwrap_or_default();
        cell
    }

    /// Every page is the whole of a service.
    fn is_total(&self) -> bool {
        self.pages.len() == PAGES
    }

    /// What the gate tells of it.
    fn told(&self, people: &[Person], service: &Service) -> Option<Number> {
        if self.is_total() {
            return total_of(&self.counted(people), service, &OfTrend::Everything).number();
        }
        let page = |page: &usize| format!("/{page}");
        let of = OfTrend::Events(
            EventFilter::new(vec![lotse_domain::query::filter::Condition {
                attribute: lotse_domain::query::filter::Attribute::Field(
                    lotse_domain::query::filter::Field::Page,
                ),
                test: Test::Is(self.pages.iter().map(page).collect()),
            }])
            .unwrap(),
        );
        total_of(&self.counted(people), service, &of).number()
    }
}

/// One answer: which unknowns are in it, and their sum.
type Equation = ([f64; UNKNOWN], f64);

fn equation(asked: &Asked, sum: f64) -> Equation {
    let mut row = [0.0; UNKNOWN];
    for page in 0..PAGES {
        for day in 0..DAYS {
            row[page * DAYS + day] = f64::from(u8::from(asked.holds(page, day)));
        }
    }
    (row, sum)
}

/// Every unknown that the equations determine, by elimination.
fn worked_out(mut equations: Vec<Equation>) -> Vec<(usize, f64)> {
    const TINY: f64 = 1e-7;
    let mut done = 0;
    for column in 0..UNKNOWN {
        let best = (done..equations.len())
            .max_by(|a, b| equations[*a].0[column].abs().total_cmp(&equations[*b].0[column].abs()));
        let Some(best) = best.filter(|row| equations[*row].0[column].abs() > TINY) else {
            continue;
        };
        equations.swap(done, best);
        let (pivot, sum) = equations[done];
        for (place, (row, other)) in equations.iter_mut().enumerate() {
            let factor = row[column] / pivot[column];
            if place != done && factor.abs() > TINY {
                row.iter_mut().zip(pivot).for_each(|(mine, theirs)| *mine -= factor * theirs);
                *other -= factor * sum;
            }
        }
        done += 1;
    }
    let determined = equations.iter().filter_map(|(row, sum)| {
        let mut held = row.iter().enumerate().filter(|(_, factor)| factor.abs() > TINY);
        let (place, factor) = held.next()?;
        held.next().is_none().then(|| (place, sum / factor))
    });
    determined.collect()
}

/// People and events of an unknown, true and blurred.
fn truth(people: &[Person], place: usize) -> (u64, f64, f64) {
    let (page, day) = (place / DAYS, place % DAYS);
    let cell = Asked { pages: vec![page], days: day..=day }.counted(people);
    (cell.visitors.get(), cell.events.as_f64(), cell.blurred.events.as_f64())
}

/// How the attack goes: figures of one to four people that it finds, and how many of them are the true ones.
fn attack(seed: u64, questions: usize, is_defended: bool) -> (u32, u32) {
    let mut random = Random(seed * 2 + 1);
    let (people, service) = (population(&mut random), public());
    let (mut exact, mut blurred) = (Vec::new(), Vec::new());
    for _ in 0..questions {
        let asked = Asked::random(&mut random);
        if !is_defended {
            let cell = asked.counted(&people);
            // As it was: enough people, and three of them on one day.
            let is_enough = cell.visitors.get() >= 5 && cell.most_visitors_on_a_day.get() >= 3;
            if asked.is_total() || is_enough {
                exact.push(equation(&asked, cell.events.as_f64()));
            }
            continue;
        }
        match asked.told(&people, &service) {
            Some(Number::Count(sum)) => {
                assert!(asked.is_total() || sum.is_zero(), "what is no total is blurred");
                exact.push(equation(&asked, sum.as_f64()));
            }
            Some(number) => blurred.push(equation(&asked, number.value())),
            None => {}
        }
    }
    let (mut found, mut true_ones) = (0, 0);
    for (place, value) in worked_out(exact) {
        let (readers, events, _) = truth(&people, place);
        if (1..5).contains(&readers) {
            found += 1;
            true_ones += u32::from((value - events).abs() < 0.5);
        }
    }
    for (place, value) in worked_out(blurred) {
        let (readers, events, of_blurred) = truth(&people, place);
        assert!(
            (value - of_blurred).abs() < 0.01,
            "a blurred figure is one of the blurred population"
        );
        if (1..5).contains(&readers) {
            found += 1;
            true_ones += u32::from((value - events).abs() < 0.5);
        }
    }
    (found, true_ones)
}

fn attacks(questions: usize, is_defended: bool) -> (u32, u32) {
    (1..=20)
        .map(|seed| attack(seed, questions, is_defended))
        .fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
}

#[test]
fn the_gate_as_it_was_gives_away_the_figures_of_a_few_people() {
    // Five people who ask fifty questions each, and tell each other.
    let (found, true_ones) = attacks(250, false);
    assert!(found > 100 && true_ones == found, "{true_ones} of {found}");
    // One alone finds fewer, and none of them is wrong.
    let (found, true_ones) = attacks(50, false);
    assert!(found > 0 && true_ones == found, "{true_ones} of {found}");
}

#[test]
fn however_many_ask_they_find_the_blurred_population_and_nothing_else() {
    for questions in [50, 250, 1_000] {
        let (found, true_ones) = attacks(questions, true);
        // A figure of one to four people is what it seems in less than half of the cases.
        assert!(f64::from(true_ones) <= 0.5 * f64::from(found), "{true_ones} of {found}");
        assert!(questions == 50 || found > 100, "the attack works, and finds something else");
    }
}
