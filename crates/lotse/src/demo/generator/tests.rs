//! The stream repeats, keeps its order, follows the specification, and holds what is planted.

mod applications;
mod friction;

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use super::{
    planted::{Language, Step, Traits},
    *,
};

const ENDS_AT: &str = "2026-11-23T20:15:00Z";

fn generator(seed: u64) -> Generator {
    Generator::new(
        seed,
        Plan {
            effects: Effects::Planted,
            ends_at: ENDS_AT.parse().unwrap(),
            benefit_key: "pk_BENEFIT".to_owned(),
            cases_key: "pk_CASES".to_owned(),
            time_zone: TimeZone::get("America/New_York").unwrap(),
            sign_user: Box::new(|staff| format!("signed:{staff}")),
            sign_case: Box::new(|kind, number| format!("{}:{number}", kind.version())),
        },
    )
}

#[test]
fn the_same_seed_yields_the_same_bytes_and_another_seed_others() {
    let first: Vec<_> = generator(7).take(2_000).collect();
    let again: Vec<_> = generator(7).take(2_000).collect();
    assert!(first == again);
    let other: Vec<_> = generator(8).take(2_000).collect();
    assert!(first != other);
}

/// One pass over everything, since it takes a while without optimization.
#[test]
fn requests_come_in_order_day_by_day_and_end_with_the_plan() {
    let ends_at = ENDS_AT.parse().unwrap();
    let (mut last, mut day) = (Timestamp::MIN, 0);
    let mut most_waiting = 0;
    let mut visits: BTreeMap<u32, u32> = BTreeMap::new();
    let mut staff = HashSet::new();
    let mut stream = generator(7);
    while let Some(request) = stream.next() {
        assert!(request.at >= last && request.day >= day, "{request:?} after {last}");
        assert!(request.at <= ends_at);
        (last, day) = (request.at, request.day);
        most_waiting = most_waiting.max(stream.waiting.len() + stream.beginnings.len());
        if request.body.contains("/start\"") {
            *visits.entry(day).or_default() += 1;
        }
        if let Some(user) = text(&request.body, "user") {
            staff.insert(user.to_owned());
        }
    }
    assert_eq!(day, DAYS - 1);
    assert!(ends_at.duration_since(last).as_mins() < 30, "{last}");
    assert!(most_waiting < 6_000, "more than a day of requests in memory: {most_waiting}");
    assert!(stream.next().is_none(), "it stays at its end");

    assert_eq!(staff.len(), STAFF);
    // The last day is cut off; every other one has its visits.
    assert!(visits.iter().all(|(day, n)| *day == DAYS - 1 || (250..1_150).contains(n)));
    let on = |day: u32| f64::from(visits[&day]);
    let launch = planted::LAUNCH.start;
    assert!(on(launch + 1) > 1.1 * on(launch - 13), "{visits:?}");
    // 2026-10-12, a holiday, against the Monday after.
    assert!(on(47) < 0.8 * on(54), "{visits:?}");
}

/// The text of the first field `name` of a body.
fn text<'a>(body: &'a str, name: &str) -> Option<&'a str> {
    let rest = body.split_once(&format!("\"{name}\":\""))?.1;
    Some(rest.split_once('"')?.0)
}

/// Checks one body against section 1 of the specification and counts its events.
fn check_body(request: &GeneratedRequest) -> Value {
    let body: Value = serde_json::from_str(&request.body).expect("JSON");
    let page = &body["page"];
    let url = page["url"].as_str().unwrap();
    if request.from == From::Server {
        assert_eq!(body["events"].as_array().unwrap().len(), 1);
        assert_eq!(body["events"][0]["at"], request.at.as_millisecond());
        return body;
    }
    let sent_at = body["sent_at"].as_i64().unwrap();
    assert_eq!(sent_at, request.at.as_millisecond());
    assert!(url.starts_with("https://services.lakeland.example.gov/sample/"));
    assert!(lotse_domain::language::LanguageTag::new(page["language"].as_str().unwrap()).is_ok());
    let events = body["events"].as_array().unwrap();
    assert_eq!(events.len(), request.events);
    assert_eq!(events[0]["kind"], "page_view");
    for event in events {
        assert!(event["id"].as_str().unwrap().parse::<lotse_domain::ids::EventId>().is_ok());
        assert!(event["at"].as_i64().unwrap() <= sent_at);
        match event["kind"].as_str().unwrap() {
            "page_view" => {}
            "click" => assert!(!event["element"]["name"].as_str().unwrap().is_empty()),
            "custom" => {
                assert!(!event["name"].as_str().unwrap().is_empty());
                assert!(event["properties"].as_object().unwrap().values().all(|v| !v.is_object()));
            }
            "leave" => assert!((0..1_800_000).contains(&event["engaged_ms"].as_i64().unwrap())),
            "outcome" => {
                let ends = ["completed", "refused", "saved"];
                assert!(ends.contains(&event["name"].as_str().unwrap()), "{event}");
            }
            kind => noticed(kind, event),
        }
    }
    body
}

/// Checks an event that the client notices by itself against `docs/spec/capture.md`, as the domain
/// states it.
fn noticed(kind: &str, event: &Value) {
    let kind: lotse_domain::event::EventKind = kind.parse().expect("a kind");
    assert_eq!(kind.has_element(), event["element"].is_object(), "{event}");
    let facts = event["properties"].as_object().cloned().unwrap_or_default();
    for (name, value) in facts {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let fact = lotse_domain::capture::Fact::find(kind, &name).expect("a fact of the kind");
        assert!(fact.keep(&text).is_some(), "{event}");
    }
}

#[test]
fn every_body_is_as_the_specification_says() {
    let mut ids = HashSet::new();
    for request in generator(7).take(10_000) {
        let body = check_body(&request);
        if request.from == From::Server {
            continue;
        }
        for event in body["events"].as_array().unwrap() {
            assert!(ids.insert(event["id"].as_str().unwrap().to_owned()), "an id comes twice");
        }
        let (key, profile) = match request.target {
            Target::Benefit if body["signal"] == true => ("pk_BENEFIT", "headers"),
            Target::Benefit => ("pk_BENEFIT", "statistics"),
            Target::Cases => ("pk_CASES", "signed-in"),
        };
        assert_eq!((&body["key"], &body["profile"]), (&key.into(), &profile.into()));
        let signs_in = body["page"]["url"].as_str().unwrap().ends_with("/sign-in");
        let signed = body["user"].as_str().is_some_and(|user| user.starts_with("signed:staff-"));
        assert_eq!(signed, request.target == Target::Cases && !signs_in);
        if body["signal"] == true {
            let kinds = body["events"].as_array().unwrap().iter().map(|event| &event["kind"]);
            assert!(kinds.clone().all(|kind| kind == "page_view" || kind == "outcome"));
            assert!(body.get("case").is_none());
            assert!(body.get("context").is_none() && body["page"].get("referrer").is_none());
        }
    }
}

#[test]
fn nobody_real_is_named() {
    for request in generator(7).take(10_000) {
        let documentation = match request.address {
            IpAddr::V4(address) => address.is_documentation(),
            IpAddr::V6(address) => address.segments()[..2] == [0x2001, 0xdb8],
        };
        assert!(documentation, "{}", request.address);
        assert!(!request.body.contains('@'));
    }
}

/// Fails if the door's redaction would change a text of `value`. Identifiers and signatures are not
/// texts, and of the address it redacts the segments of the path.
fn unredacted(name: &str, value: &Value) {
    let same = |text: &str| {
        let redacted = lotse_collect::redact(text, &mut lotse_collect::Redactions::default());
        assert_eq!(redacted, text, "{name}");
    };
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                same(name);
                unredacted(name, value);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| unredacted(name, value)),
        Value::String(text) if name == "url" => text.split('/').for_each(same),
        Value::String(text) if !matches!(name, "id" | "key" | "user" | "case") => same(text),
        _ => {}
    }
}

#[test]
fn redaction_finds_nothing_to_change() {
    for request in generator(7).take(4_000) {
        unredacted("body", &serde_json::from_str(&request.body).unwrap());
    }
}

/// One visitor of one day, up to saving: the pages that were seen with their states.
#[derive(Default)]
struct Seen {
    pages: Vec<(String, String)>,
    traits: Traits,
    /// After saving a visit is another one.
    closed: bool,
}

fn of_residents(request: &GeneratedRequest) -> bool {
    request.target == Target::Benefit && request.from == From::Browser
}

/// Everything of the benefit service, by visitor and day.
fn seen(seed: u64) -> Vec<Seen> {
    let mut visitors: HashMap<(IpAddr, String, u32), Seen> = HashMap::new();
    for request in generator(seed).filter(of_residents) {
        // The page stands before everything else that has such fields.
        let body = request.body.as_str();
        let (page, context) = body.split_once("\"context\"").unwrap_or((body, ""));
        let language = page.split_once("\"page\"").and_then(|(_, page)| text(page, "language"));
        let state = text(page, "state").unwrap_or_default().to_owned();
        let page = text(page, "url").unwrap().rsplit('/').next().unwrap().to_owned();
        let key = (request.address, request.browser.clone(), request.day);
        let visitor = visitors.entry(key).or_default();
        if visitor.closed || page == "resume" {
            visitor.closed = true;
            continue;
        }
        visitor.closed = page == "saved";
        visitor.traits = Traits {
            language: match language.unwrap() {
                "es" => Language::Es,
                "de" => Language::De,
                "ar" => Language::Ar,
                _ => Language::En,
            },
            phone: request.browser.contains("Mobi"),
            slow: text(context, "connection").is_some_and(|class| class != "4g"),
            bad_day: request.day == planted::BAD_DAY,
        };
        visitor.pages.push((page, state));
    }
    visitors.into_values().filter(|visitor| !visitor.pages.is_empty()).collect()
}

/// Of the visitors that reached `page`, how many there are and the share for which `held`.
#[expect(clippy::cast_precision_loss, reason = "some ten thousand")]
fn share(
    seen: &[Seen],
    page: &str,
    group: impl Fn(Traits) -> bool,
    held: impl Fn(&Seen) -> bool,
) -> (f64, f64) {
    let reached: Vec<_> =
        seen.iter().filter(|one| group(one.traits) && has(one, page, None)).collect();
    let n = reached.len() as f64;
    (n, reached.iter().filter(|one| held(one)).count() as f64 / n)
}

fn has(seen: &Seen, page: &str, state: Option<&str>) -> bool {
    seen.pages.iter().any(|(p, s)| p == page && state.is_none_or(|state| s == state))
}

/// Fails unless `found` of `n` is within four standard errors of `planted`: one false alarm in
/// 16,000, and the seed is fixed.
fn close(what: &str, (n, found): (f64, f64), planted: f64) {
    let error = (planted * (1.0 - planted) / n).sqrt();
    assert!(
        (found - planted).abs() < 4.0 * error,
        "{what}: planted {planted:.4}, found {found:.4} of {n}"
    );
}

#[test]
fn what_is_planted_is_found() {
    let seen = seen(7);
    let ordinary = |t: Traits| !t.bad_day;
    let spanish = |t: Traits| t.language == Language::Es;
    let arabic = |t: Traits| t.language == Language::Ar;
    let passed = |next: &'static str| move |one: &Seen| has(one, next, None);

    close(
        "income in Spanish",
        share(&seen, "income", |t| ordinary(t) && spanish(t), passed("evidence")),
        planted::INCOME_IN_SPANISH,
    );
    close(
        "income in other languages",
        share(&seen, "income", |t| ordinary(t) && !spanish(t), passed("evidence")),
        planted::finishes(Step::Income, Traits::default()),
    );
    close(
        "evidence on a slow connection",
        share(&seen, "evidence", |t| ordinary(t) && t.slow, passed("check")),
        planted::EVIDENCE_ON_SLOW,
    );
    close(
        "evidence on the bad day",
        share(&seen, "evidence", |t| t.bad_day, passed("check")),
        planted::EVIDENCE_ON_BAD_DAY,
    );
    for (in_arabic, planted) in [(true, planted::ERROR_IN_ARABIC), (false, planted::ERROR)] {
        close(
            "errors about you",
            share(
                &seen,
                "about-you",
                |t| ordinary(t) && arabic(t) == in_arabic,
                |one| has(one, "about-you", Some("error")),
            ),
            planted,
        );
    }
    let eligible = planted::finishes(Step::Eligibility, Traits::default());
    close(
        "refused",
        share(&seen, "eligibility", ordinary, |one| has(one, "not-eligible", Some("refused"))),
        eligible * planted::REFUSED,
    );
    // Phones are slower, and finish as often.
    for phone in [true, false] {
        close(
            "completed in English on a fast connection",
            share(
                &seen,
                "eligibility",
                |t| ordinary(t) && !spanish(t) && !t.slow && t.phone == phone,
                |one| has(one, "confirmation", None) || has(one, "not-eligible", None),
            ),
            // Some of those whose browser does not tell are slow: phones 16%, others 4%.
            completes_when_told(phone),
        );
    }
}

/// [`planted::completes`] over visits that do not tell a slow connection.
fn completes_when_told(phone: bool) -> f64 {
    let fast = planted::completes(Traits::default());
    let slow = planted::completes(Traits { slow: true, ..Traits::default() });
    // Half of the phones and three quarters of other devices tell; see `people.rs`.
    let hidden = if phone { 0.46 * 0.16 } else { 0.27 * 0.04 };
    fast + (slow - fast) * hidden
}

#[test]
fn the_documentation_states_what_is_planted() {
    let page = include_str!("../../../../../docs/demo.md");
    let percent = |share: f64| format!("{:.0}%", share * 100.0);
    for (what, value) in [
        ("Spanish, income step", planted::INCOME_IN_SPANISH),
        ("slow connection, evidence step", planted::EVIDENCE_ON_SLOW),
        ("bad day, evidence step", planted::EVIDENCE_ON_BAD_DAY),
        ("Arabic, errors", planted::ERROR_IN_ARABIC),
        ("other languages, errors", planted::ERROR),
        ("refused", planted::REFUSED),
        ("saves", planted::SAVES),
        ("comes back", planted::COMES_BACK),
        ("signal", planted::SIGNAL),
        ("Spanish, error before stopping at income", planted::STOPS_AFTER_ERROR_IN_SPANISH),
        ("Arabic, date of birth wrong", planted::BIRTH_DATE_IN_ARABIC),
        ("other languages, date of birth wrong", planted::BIRTH_DATE),
        ("Spanish, own income wrong", planted::MONTHLY_PAY_IN_SPANISH),
        ("other languages, own income wrong", planted::MONTHLY_PAY),
        ("slow connection, dead clicks", planted::DEAD_CLICKS_ON_SLOW),
        ("others, dead clicks", planted::DEAD_CLICKS),
        ("bad day, rage clicks", planted::RAGE_ON_BAD_DAY),
        ("other days, rage clicks", planted::RAGE),
        ("bad day, scripts fail", planted::SCRIPT_FAILS_ON_BAD_DAY),
        ("other days, scripts fail", planted::SCRIPT_FAILS),
        ("help before leaving", planted::HELP_BEFORE_LEAVING),
        ("help before going on", planted::HELP),
        ("returned", planted::RETURNED),
        ("Spanish, returned", planted::RETURNED_IN_SPANISH),
        ("own income to correct", planted::RETURNED_FOR_PAY),
        ("Spanish, own income to correct", planted::RETURNED_FOR_PAY_IN_SPANISH),
        ("granted", planted::GRANTED),
        ("German, decision errors", planted::DECISION_ERROR_IN_GERMAN),
        ("English, decision errors", planted::DECISION_ERROR),
        ("completes, reference", planted::completes(Traits::default())),
        (
            "completes, Spanish",
            planted::completes(Traits { language: Language::Es, ..Traits::default() }),
        ),
        ("completes, slow", planted::completes(Traits { slow: true, ..Traits::default() })),
        ("completes, bad day", planted::completes(Traits { bad_day: true, ..Traits::default() })),
    ] {
        let row = format!("| {what} | {} |", percent(value));
        assert!(page.contains(&row), "docs/demo.md lacks “{row}”");
    }
    for (what, days) in [
        ("days to a decision, median", planted::DAYS_TO_DECISION),
        ("the same after a return", planted::DAYS_TO_DECISION_AFTER_RETURN),
    ] {
        let row = format!("| {what} | {days} |");
        assert!(page.contains(&row), "docs/demo.md lacks “{row}”");
    }
    for step in Step::ALL {
        let row = format!("| {step:?} | {} |", percent(planted::finishes(step, Traits::default())));
        assert!(page.contains(&row), "docs/demo.md lacks “{row}”");
    }
}
