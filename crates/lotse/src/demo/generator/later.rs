//! What becomes of an application after it was sent: received, perhaps returned, decided, perhaps
//! paid. The agency's own system tells it from its server, with the case.

use lotse_collect::ReferenceKind;

use super::{
    GeneratedRequest, Keys,
    planted::{self, Language},
    random::Random,
    request,
};

/// An application that was sent, and what the agency tells next.
#[derive(Clone, Debug)]
pub(super) struct Application {
    /// Its number.
    number: String,
    /// The language in which it was sent.
    language: Language,
    received_ms: i64,
    next: Stage,
}

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Received,
    Returned,
    Decided,
    Paid,
}

const MINUTE_MS: u64 = 60_000;
const DAY_MS: f64 = 86_400_000.0;

/// Fields that an application is returned for, besides a person's own income.
const FIELDS: [(&str, u32); 4] =
    [("document", 52), ("household-income", 20), ("heating-cost", 16), ("birth-date", 12)];

/// An application that was sent just now, and when the agency tells that it has it.
pub(super) fn sent(
    number: String,
    language: Language,
    now_ms: i64,
    random: &mut Random,
) -> (i64, Application) {
    let received_ms = now_ms + (2 * MINUTE_MS + random.below(28 * MINUTE_MS)).cast_signed();
    (received_ms, Application { number, language, received_ms, next: Stage::Received })
}

impl Application {
    /// The request of now, and what comes after it.
    pub(super) fn tell(
        self,
        now_ms: i64,
        keys: &Keys,
        random: &mut Random,
    ) -> (GeneratedRequest, Option<(i64, Self)>) {
        let (name, properties, then) = match self.next {
            Stage::Received => ("application_received", String::new(), Some(self.after(random))),
            Stage::Returned => {
                let properties = format!(r#"{{"fields":"{}"}}"#, self.wrong(random));
                let then = (self.decided_ms(true, random), Stage::Decided);
                ("application_returned", properties, Some(then))
            }
            Stage::Decided => {
                let granted = random.chance(planted::GRANTED);
                let decision = if granted { "granted" } else { "declined" };
                let properties = format!(r#"{{"decision":"{decision}"}}"#);
                let paid_ms = now_ms + days_ms(2.0 + 4.0 * random.share());
                ("application_decided", properties, granted.then_some((paid_ms, Stage::Paid)))
            }
            Stage::Paid => ("application_paid", String::new(), None),
        };
        let case = (keys.sign_case)(ReferenceKind::Case, &self.number);
        let request = request::of_server(&case, now_ms, name, &properties, random);
        (request, then.map(|(at_ms, next)| (at_ms, Self { next, ..self })))
    }

    /// Of an application that was received: whether and when it is returned, or when it is decided.
    fn after(&self, random: &mut Random) -> (i64, Stage) {
        let returned = if self.language == Language::Es {
            planted::RETURNED_IN_SPANISH
        } else {
            planted::RETURNED
        };
        if random.chance(returned) {
            // Always before the earliest decision on an application that was returned.
            return (self.received_ms + days_ms(2.0 + 3.0 * random.share()), Stage::Returned);
        }
        (self.decided_ms(false, random), Stage::Decided)
    }

    fn decided_ms(&self, returned: bool, random: &mut Random) -> i64 {
        let median = if returned {
            planted::DAYS_TO_DECISION_AFTER_RETURN
        } else {
            planted::DAYS_TO_DECISION
        };
        self.received_ms + days_ms(median * (0.5 + random.share()))
    }

    /// The fields to be corrected: one or two.
    fn wrong(&self, random: &mut Random) -> String {
        let pay = if self.language == Language::Es {
            planted::RETURNED_FOR_PAY_IN_SPANISH
        } else {
            planted::RETURNED_FOR_PAY
        };
        let other = *random.pick(&FIELDS);
        match (random.chance(pay), random.chance(0.3)) {
            (true, true) => format!("monthly-pay,{other}"),
            (true, false) => "monthly-pay".to_owned(),
            (false, _) => other.to_owned(),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "some weeks in milliseconds")]
fn days_ms(days: f64) -> i64 {
    (days * DAY_MS) as i64
}
