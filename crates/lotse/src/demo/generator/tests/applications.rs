//! What the agency tells of applications that were sent.

use super::*;

/// An application, by its number.
#[derive(Default)]
struct Told {
    opened: u32,
    language: String,
    /// When it was sent, in milliseconds.
    sent_ms: Option<i64>,
    /// What the server told: when, what, and its property.
    events: Vec<(i64, String, String)>,
}

fn applications() -> HashMap<String, Told> {
    let mut all: HashMap<String, Told> = HashMap::new();
    for request in generator(7).filter(|request| request.target == Target::Benefit) {
        let Some((how, number)) = text(&request.body, "case").and_then(|case| case.split_once(':'))
        else {
            let sends = request.body.contains("/confirmation\"");
            assert!(!sends || request.body.contains(r#""signal":true"#), "{}", request.body);
            continue;
        };
        let told = all.entry(number.to_owned()).or_default();
        told.opened += u32::from(how == "o1");
        let at_ms = request.at.as_millisecond();
        if request.from == From::Server {
            let name = text(&request.body, "name").unwrap().to_owned();
            let property = ["fields", "decision"].map(|name| text(&request.body, name));
            let property = property.into_iter().flatten().next().unwrap_or_default().to_owned();
            told.events.push((at_ms, name, property));
        } else if request.body.contains("/confirmation\"") {
            let page = request.body.split_once("\"page\"").unwrap().1;
            told.language = text(page, "language").unwrap().to_owned();
            told.sent_ms = Some(at_ms);
        }
    }
    all
}

const DAY: f64 = 86_400_000.0;

#[expect(clippy::cast_precision_loss, reason = "some weeks in milliseconds")]
fn days(ms: i64) -> f64 {
    ms as f64 / DAY
}

/// One pass over everything, since it takes a while without optimization.
#[test]
fn applications_are_received_returned_decided_and_paid_as_planted() {
    let all = applications();
    let ends_ms = ENDS_AT.parse::<Timestamp>().unwrap().as_millisecond();
    // Everything that happens to one has happened after a month.
    let settled = |told: &&Told| told.sent_ms.is_some_and(|at_ms| days(ends_ms - at_ms) > 34.0);
    let mut returned: HashMap<bool, Vec<bool>> = HashMap::new();
    let mut for_pay: HashMap<bool, Vec<bool>> = HashMap::new();
    let mut granted = Vec::new();
    let mut waited: HashMap<bool, Vec<f64>> = HashMap::new();
    for told in all.values() {
        assert_eq!(told.opened, 1, "each is opened once");
        assert!(told.sent_ms.is_some() || told.events.is_empty(), "what was not sent is not known");
        assert!(
            told.events.iter().all(|(at_ms, ..)| told.sent_ms.is_some_and(|sent| sent < *at_ms))
        );
    }
    for told in all.values().filter(settled) {
        let spanish = told.language == "es";
        let names: Vec<&str> = told.events.iter().map(|(_, name, _)| name.as_str()).collect();
        let is_returned = names.contains(&"application_returned");
        let is_granted = told.events.iter().any(|(_, _, property)| property == "granted");
        let mut expected = vec!["application_received", "application_decided"];
        if is_returned {
            expected.insert(1, "application_returned");
        }
        if is_granted {
            expected.push("application_paid");
        }
        assert_eq!(names, expected);
        returned.entry(spanish).or_default().push(is_returned);
        granted.push(is_granted);
        for (_, _, fields) in told.events.iter().filter(|(_, name, _)| name.ends_with("returned")) {
            for_pay
                .entry(spanish)
                .or_default()
                .push(fields.split(',').any(|id| id == "monthly-pay"));
            assert!((1..=2).contains(&fields.split(',').count()), "{fields}");
        }
        let at = |name: &str| told.events.iter().find(|(_, n, _)| n.ends_with(name)).unwrap().0;
        waited.entry(is_returned).or_default().push(days(at("decided") - at("received")));
    }
    let share = |found: &[bool]| {
        let n = f64::from(u32::try_from(found.len()).unwrap());
        let held = u32::try_from(found.iter().filter(|held| **held).count()).unwrap();
        (n, f64::from(held) / n)
    };
    close("returned", share(&returned[&false]), planted::RETURNED);
    close("returned in Spanish", share(&returned[&true]), planted::RETURNED_IN_SPANISH);
    close("for pay", share(&for_pay[&false]), planted::RETURNED_FOR_PAY);
    close("for pay in Spanish", share(&for_pay[&true]), planted::RETURNED_FOR_PAY_IN_SPANISH);
    close("granted", share(&granted), planted::GRANTED);
    for (after_return, planted) in
        [(false, planted::DAYS_TO_DECISION), (true, planted::DAYS_TO_DECISION_AFTER_RETURN)]
    {
        let days = waited.get_mut(&after_return).unwrap();
        days.sort_by(f64::total_cmp);
        let (half, last) = (days[days.len() / 2], days[days.len() - 1]);
        assert!((half - planted).abs() < 0.06 * planted, "{half} for {planted}");
        assert!(days[0] >= 0.5 * planted - 0.001 && last <= 1.5 * planted + 0.001);
    }
}
