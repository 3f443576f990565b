//! Ninety days of use of the two sample services, as the requests that browsers would have sent.
//!
//! The same seed and plan yield the same bytes. Requests come ordered by the time at which they
//! were sent; at most a day of them lies in memory. What differs between groups is planted on
//! purpose, stands in [`planted`] and, with its numbers, in `docs/demo.md`: it is the known truth
//! that measures are held against. Nothing here knows the door: a request is what a client sends.

mod benefit;
mod calendar;
mod cases;
mod elements;
mod later;
mod people;
pub mod planted;
mod presence;
mod random;
mod request;

use std::{
    cmp::{Ordering, Reverse},
    collections::{BinaryHeap, VecDeque},
    net::IpAddr,
};

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};

use lotse_collect::ReferenceKind;

use self::{
    benefit::BenefitVisit, cases::Shift, elements::Elements, later::Application, people::Networks,
    random::Random,
};

/// How many days there are; the last one is the day on which the plan ends.
pub const DAYS: u32 = 90;

/// Employees of the case tool.
pub const STAFF: usize = 40;

/// Signs a case as a reference of a kind.
pub type SignCase = dyn Fn(ReferenceKind, &str) -> String + Send;

/// Whether groups differ as [`planted`] says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effects {
    /// They do.
    Planted,
    /// They do not: everybody has the chances of the reference group, errors have nothing to do with leaving, and nothing else
    /// that might say why is met. With this what is found where there is nothing is measured.
    None,
}

/// What the generator must know of the installation.
pub struct Plan {
    /// Whether groups differ.
    pub effects: Effects,
    /// Nothing is sent after this instant.
    pub ends_at: Timestamp,
    /// Public key of the benefit application.
    pub benefit_key: String,
    /// Public key of the case tool.
    pub cases_key: String,
    /// Where both are used: its days and hours shape the volume.
    pub time_zone: TimeZone,
    /// Signs a member of staff's reference. It is asked once for each, so what it signs must hold
    /// until the last request was accepted.
    pub sign_user: Box<dyn Fn(&str) -> String + Send>,
    /// Signs the number of an application: as [`ReferenceKind::Open`] where a page opens the case, as
    /// [`ReferenceKind::Case`] after. It is asked when the request is made.
    pub sign_case: Box<SignCase>,
}

/// Which sample service a request goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// "Apply for heating-cost support".
    Benefit,
    /// "Case desk".
    Cases,
}

/// Who sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// A person's browser.
    Browser,
    /// The service's own server, with a secret key.
    Server,
}

/// One request, as a browser or the service's own server sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedRequest {
    /// When it was sent, by the sender's clock, which is right.
    pub at: Timestamp,
    /// The day on which it was sent, from 0. It never falls.
    pub day: u32,
    /// Where it goes.
    pub target: Target,
    /// Who sends it.
    pub from: From,
    /// The network address that it comes from: one of the ranges for documentation.
    pub address: IpAddr,
    /// The `User-Agent` header, empty for a server.
    pub browser: String,
    /// The `Accept-Language` header, empty for a server.
    pub accept_language: String,
    /// The body, as `docs/spec/event.md` says.
    pub body: String,
    /// How many events it holds.
    pub events: usize,
}

/// The stream of requests.
pub struct Generator {
    random: Random,
    keys: Keys,
    time_zone: TimeZone,
    ends_at: Timestamp,
    first_day: Date,
    /// Local midnight of the first day, in milliseconds since 1970.
    begins_ms: i64,
    /// The next day whose visits begin.
    next_day: u32,
    networks: Networks,
    /// Beginnings of the day, in order.
    beginnings: VecDeque<(i64, Beginning)>,
    /// What follows from earlier days: people who come back, applications that are worked on.
    following: BinaryHeap<Reverse<Timed<Beginning>>>,
    /// Requests of visits that have begun.
    waiting: BinaryHeap<Reverse<Timed<GeneratedRequest>>>,
    /// Breaks ties, so that the order is the same every time.
    sequence: u64,
}

/// What requests carry of the plan.
struct Keys {
    effects: Effects,
    benefit: String,
    cases: String,
    /// By number of the member of staff.
    staff: Vec<String>,
    sign_case: Box<SignCase>,
    elements: Elements,
}

/// Something that begins on a day.
enum Beginning {
    /// A resident's visit.
    Visit(BenefitVisit),
    /// Half a working day of a member of staff.
    Shift(Shift),
    /// What the agency tells of an application.
    Later(Application),
}

/// A value with the millisecond at which it is due. Ties go by sequence.
struct Timed<T> {
    at_ms: i64,
    sequence: u64,
    value: T,
}

impl<T> PartialEq for Timed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<T> Eq for Timed<T> {}

impl<T> PartialOrd for Timed<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Timed<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at_ms, self.sequence).cmp(&(other.at_ms, other.sequence))
    }
}

impl Generator {
    /// A stream that begins 89 days before the local day on which the plan ends.
    pub fn new(seed: u64, plan: Plan) -> Self {
        let last_day = plan.ends_at.to_zoned_datetime(plan.time_zone.clone()).date();
        let first_day = last_day.saturating_sub(i64::from(DAYS - 1).days());
        let begins_ms = midnight_ms(first_day, &plan.time_zone);
        let staff = (0..STAFF).map(|number| (plan.sign_user)(&cases::reference(number))).collect();
        Self {
            random: Random::new(seed),
            keys: Keys {
                effects: plan.effects,
                benefit: plan.benefit_key,
                cases: plan.cases_key,
                staff,
                sign_case: plan.sign_case,
                elements: Elements::new(),
            },
            time_zone: plan.time_zone,
            ends_at: plan.ends_at,
            first_day,
            begins_ms,
            next_day: 0,
            networks: Networks::default(),
            beginnings: VecDeque::new(),
            following: BinaryHeap::new(),
            waiting: BinaryHeap::new(),
            sequence: 0,
        }
    }

    /// Draws everything that begins on the next day.
    fn begin_day(&mut self) {
        let day = self.next_day;
        self.next_day += 1;
        let date = self.first_day.saturating_add(i64::from(day).days());
        let midnight = midnight_ms(date, &self.time_zone);
        let facts = calendar::facts(date, day);
        let mut beginnings = Vec::new();
        for at_ms in calendar::visits(&facts, midnight, &mut self.random) {
            let visit = benefit::draw(day, &facts, &mut self.networks, &mut self.random);
            beginnings.push((at_ms, Beginning::Visit(visit)));
        }
        for (at_ms, shift) in cases::draw(&facts, midnight, &mut self.random) {
            beginnings.push((at_ms, Beginning::Shift(shift)));
        }
        beginnings.sort_by_key(|(at_ms, _)| *at_ms);
        self.beginnings = beginnings.into();
    }

    /// Lets what begins next begin, if that is before any waiting request.
    fn begin_next(&mut self) -> bool {
        while self.beginnings.is_empty() && self.next_day < DAYS {
            self.begin_day();
        }
        let of_day = self.beginnings.front().map(|(at_ms, _)| *at_ms);
        let of_following = self.following.peek().map(|Reverse(timed)| timed.at_ms);
        let next = match (of_day, of_following) {
            (None, None) => return false,
            (Some(one), Some(other)) => one.min(other),
            (Some(one), None) | (None, Some(one)) => one,
        };
        if self.waiting.peek().is_some_and(|Reverse(first)| first.at_ms <= next) {
            return false;
        }
        if of_following == Some(next) {
            if let Some(Reverse(timed)) = self.following.pop() {
                self.begin(timed.at_ms, timed.value);
            }
        } else if let Some((at_ms, beginning)) = self.beginnings.pop_front() {
            self.begin(at_ms, beginning);
        }
        true
    }

    fn begin(&mut self, at_ms: i64, beginning: Beginning) {
        let mut made = Vec::new();
        let follows = match beginning {
            Beginning::Visit(visit) => {
                benefit::run(&visit, at_ms, &self.keys, &mut self.random, &mut made)
            }
            Beginning::Shift(shift) => {
                cases::run(&shift, at_ms, &self.keys, &mut self.random, &mut made);
                None
            }
            Beginning::Later(application) => {
                let (request, then) = application.tell(at_ms, &self.keys, &mut self.random);
                made.push(request);
                then.map(|(at_ms, application)| (at_ms, Beginning::Later(application)))
            }
        };
        if let Some((at_ms, value)) = follows {
            self.sequence += 1;
            self.following.push(Reverse(Timed { at_ms, sequence: self.sequence, value }));
        }
        for value in made {
            self.sequence += 1;
            let at_ms = value.at.as_millisecond();
            self.waiting.push(Reverse(Timed { at_ms, sequence: self.sequence, value }));
        }
    }
}

impl Iterator for Generator {
    type Item = GeneratedRequest;

    fn next(&mut self) -> Option<GeneratedRequest> {
        while self.begin_next() {}
        let Reverse(first) = self.waiting.pop()?;
        // What comes after the end is followed only by what is later still.
        if first.value.at > self.ends_at {
            return None;
        }
        let mut request = first.value;
        let day = (first.at_ms - self.begins_ms) / DAY_MS;
        request.day = u32::try_from(day).unwrap_or(0).min(DAYS - 1);
        Some(request)
    }
}

/// Milliseconds in a day without a change of clocks.
const DAY_MS: i64 = 86_400_000;

/// When a day begins, in milliseconds since 1970.
fn midnight_ms(date: Date, zone: &TimeZone) -> i64 {
    date.at(0, 0, 0, 0)
        .to_zoned_datetime(zone.clone())
        .map_or(0, |zoned| zoned.timestamp().as_millisecond())
}

#[cfg(test)]
mod tests;
