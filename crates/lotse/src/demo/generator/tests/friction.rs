//! Errors, where they are, and what people do before they leave.

use super::*;

/// One page that a browser told of, as far as it matters here.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that happens on a page or not"
)]
struct Page {
    visitor: (IpAddr, String, u32),
    name: String,
    language: String,
    slow: bool,
    bad_day: bool,
    /// Within a case that was opened before.
    resumed: bool,
    dead: bool,
    rage: bool,
    script_fails: bool,
    helps: bool,
    /// A form that was not sent.
    left: bool,
    /// It shows errors; whether the field that most are expected in is among them.
    wrong: Option<bool>,
}

impl Page {
    fn of(request: GeneratedRequest) -> Self {
        let body = request.body.as_str();
        let (page, context) = body.split_once("\"context\"").unwrap_or((body, ""));
        let (_, page) = page.split_once("\"page\"").unwrap();
        let has = |kind: &str| body.contains(&format!(r#""kind":"{kind}""#));
        let name = text(page, "url").unwrap().rsplit('/').next().unwrap().to_owned();
        let field = if name == "about-you" { "birth-date" } else { "monthly-pay" };
        let id = format!(r#""id":"{field}""#);
        let mut errors = body.split(r#""kind":"field_error""#).skip(1).peekable();
        let shows_errors = errors.peek().is_some();
        let among =
            errors.any(|error| error.split('}').next().is_some_and(|one| one.contains(&id)));
        let forms = ["eligibility", "about-you", "income", "evidence"];
        Self {
            language: text(page, "language").unwrap().to_owned(),
            slow: text(context, "connection").is_some_and(|class| class != "4g"),
            bad_day: request.day == planted::BAD_DAY,
            resumed: body.contains(r#""case":"c1:"#),
            dead: has("dead_click"),
            rage: has("rage_click"),
            script_fails: has("js_error"),
            helps: body.contains(r#""name":"help""#),
            left: forms.contains(&name.as_str()) && !has("form_submit"),
            wrong: shows_errors.then_some(among),
            visitor: (request.address, request.browser, request.day),
            name,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "some ten thousand")]
fn of<'a>(
    pages: impl Iterator<Item = &'a Page>,
    held: impl Fn(&Page) -> Option<bool>,
) -> (f64, f64) {
    let found: Vec<bool> = pages.filter_map(held).collect();
    let n = found.len() as f64;
    (n, found.into_iter().filter(|held| *held).count() as f64 / n)
}

/// One pass over everything, since it takes a while without optimization.
#[test]
fn friction_that_is_planted_is_found() {
    let pages: Vec<Page> = generator(7)
        .take_while(|request| request.day <= planted::BAD_DAY)
        .filter(of_residents)
        .filter(|request| !request.body.contains(r#""signal":true"#))
        .map(Page::of)
        .collect();
    let pages = || pages.iter();
    let named = |name: &'static str| move |page: &&Page| page.name == name;

    for (form, field, language, group, others) in [
        ("about-you", "birth-date", "ar", planted::BIRTH_DATE_IN_ARABIC, planted::BIRTH_DATE),
        ("income", "monthly-pay", "es", planted::MONTHLY_PAY_IN_SPANISH, planted::MONTHLY_PAY),
    ] {
        for (within, planted) in [(true, group), (false, others)] {
            let shown = pages().filter(named(form)).filter(|p| (p.language == language) == within);
            close(field, of(shown, |page| page.wrong), planted);
        }
    }

    let left = || pages().filter(named("evidence")).filter(|page| page.left);
    let dead = |page: &Page| Some(page.dead);
    let rage = |page: &Page| Some(page.rage);
    let slow = left().filter(|page| page.slow && !page.bad_day);
    close("dead clicks on slow", of(slow, dead), planted::DEAD_CLICKS_ON_SLOW);
    let bad = || left().filter(|page| page.bad_day);
    close("rage on the bad day", of(bad(), rage), planted::RAGE_ON_BAD_DAY);
    close("dead clicks on the bad day", of(bad(), dead), planted::DEAD_CLICKS);
    close("rage", of(left().filter(|page| !page.bad_day), rage), planted::RAGE);
    let elsewhere = pages().filter(|page| page.name != "evidence");
    assert_eq!(elsewhere.filter(|page| page.rage || page.dead).count(), 0);

    for (bad_day, planted) in
        [(true, planted::SCRIPT_FAILS_ON_BAD_DAY), (false, planted::SCRIPT_FAILS)]
    {
        let shown = pages().filter(named("evidence")).filter(|page| page.bad_day == bad_day);
        close("scripts", of(shown, |page| Some(page.script_fails)), planted);
    }

    let left = pages().filter(|page| page.left);
    close("help before leaving", of(left, |page| Some(page.helps)), planted::HELP_BEFORE_LEAVING);
    // Within a visit that was not resumed: those belong to their case.
    let mut visits: HashMap<_, (bool, bool, bool, bool)> = HashMap::new();
    for page in pages().filter(|page| !page.resumed) {
        let visit = visits.entry(&page.visitor).or_default();
        visit.0 |= page.name == "about-you" && page.helps;
        visit.1 |= page.name == "income" && page.language == "es";
        visit.2 |= page.name == "income" && page.wrong.is_some();
        visit.3 |= page.name == "evidence";
    }
    let share = |found: Vec<bool>| {
        let n = u32::try_from(found.len()).unwrap();
        let held = u32::try_from(found.into_iter().filter(|held| *held).count()).unwrap();
        (f64::from(n), f64::from(held) / f64::from(n))
    };
    let stopped = visits.values().filter(|visit| visit.1 && !visit.3).map(|visit| visit.2);
    close(
        "errors before stopping",
        share(stopped.collect()),
        planted::STOPS_AFTER_ERROR_IN_SPANISH,
    );
    let went_on = visits.values().filter(|visit| visit.1 && visit.3);
    close("errors and going on", share(went_on.clone().map(|v| v.2).collect()), planted::ERROR);
    close("help and going on", share(went_on.map(|visit| visit.0).collect()), planted::HELP);
}

#[test]
fn who_saves_data_tells_nothing_of_fields_and_everybody_else_does() {
    let (mut saving, mut telling) = (0, 0);
    for request in generator(7).filter(of_residents).take(8_000) {
        let body = &request.body;
        let saves = body.contains(r#""save_data":true"#) || body.contains("2g\"");
        let told = body.contains(r#""kind":"field_leave""#);
        assert!(!(saves && told), "{body}");
        saving += u32::from(saves && body.contains(r#""kind":"form_start""#));
        telling += u32::from(told);
    }
    assert!(saving > 20 && telling > 1_000, "{saving}, {telling}");
}
