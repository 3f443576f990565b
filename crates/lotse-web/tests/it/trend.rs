//! `/s/{service}/explore/trend`: a measure over time, the same on the page, in files and by the API.

use axum::http::StatusCode;
use lotse_domain::service::{Jurisdiction, ServiceKind};
use serde_json::Value;

use crate::program::{Program, heating_support, text};

const PAGE: &str = "/s/heating-support/explore/trend";

async fn filled(kind: ServiceKind, people: u32) -> (Program, String) {
    heating_support(kind, Jurisdiction::UnitedStates, true, people).await
}

async fn api(program: &Program, cookie: &str, query: &str) -> Value {
    let path = format!("/api/v1/services/heating-support/trend?{query}");
    serde_json::from_str(&program.page(cookie, &path).await).unwrap()
}

/// The counts of cells, `None` where one is not shown.
fn counts(cells: &Value) -> Vec<Option<u64>> {
    cells.as_array().unwrap().iter().map(|cell| cell["value"].as_u64()).collect()
}

#[tokio::test]
async fn page_file_and_api_say_the_same_and_so_does_the_overview() {
    let (program, cookie) = filled(ServiceKind::Public, 24).await;
    let asked = api(&program, &cookie, "days=30").await;
    assert_eq!((&asked["interval"], &asked["measure"]), (&"day".into(), &"visitors".into()));
    let days = counts(&asked["everybody"]["cells"]);
    let total = asked["everybody"]["total"]["value"].as_u64().unwrap();
    assert_eq!((days.len(), days.iter().flatten().sum::<u64>()), (30, total));
    let overview: Value = serde_json::from_str(
        &program.page(&cookie, "/api/v1/services/heating-support/overview?days=30").await,
    )
    .unwrap();
    let figure = |measure: &str| {
        let figures = overview["figures"].as_array().unwrap();
        figures.iter().find(|f| f["measure"] == measure).unwrap()["value"].as_u64()
    };
    assert_eq!(figure("daily-visitors"), Some(total));
    let views = api(&program, &cookie, "days=30&count=events").await;
    assert_eq!(figure("page-views"), views["everybody"]["total"]["value"].as_u64());

    let page = program.page(&cookie, &format!("{PAGE}?days=30")).await;
    assert!(page.contains("<h1>Daily visitors, last 30 days</h1>"), "the title is the question");
    assert!(page.contains(&format!("Daily visitors: {total} in all.")), "{total}");
    assert!(page.contains("before any filter") && page.contains("Newest event"));
    let file = program.page(&cookie, &format!("{PAGE}.csv?days=30")).await;
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!((lines[0], lines.len()), ("from,to,everybody", 31));
    assert_eq!(lines[30], format!("2026-11-23,2026-11-23,{}", days[29].unwrap()));
}

#[tokio::test]
async fn weeks_and_months_are_the_calendars_and_add_up() {
    let (program, cookie) = filled(ServiceKind::Public, 24).await;
    let days = api(&program, &cookie, "first=2026-11-04&last=2026-11-22&interval=day").await;
    let weeks = api(&program, &cookie, "first=2026-11-04&last=2026-11-22&interval=week").await;
    let months = api(&program, &cookie, "first=2026-10-25&last=2026-11-22&interval=month").await;
    let intervals: Vec<_> = weeks["intervals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| (i["first"].as_str().unwrap(), i["last"].as_str().unwrap(), i["is_whole"] == true))
        .collect();
    assert_eq!(
        intervals,
        [
            ("2026-11-04", "2026-11-08", false),
            ("2026-11-09", "2026-11-15", true),
            ("2026-11-16", "2026-11-22", true)
        ]
    );
    let (days, weeks) = (counts(&days["everybody"]["cells"]), counts(&weeks["everybody"]["cells"]));
    let sum = |days: &[Option<u64>]| Some(days.iter().flatten().sum::<u64>());
    assert_eq!(weeks, [sum(&days[..5]), sum(&days[5..12]), sum(&days[12..])]);
    assert_eq!(months["intervals"].as_array().unwrap().len(), 2);
    // Without a wish the length decides: what is longer than two months comes in weeks.
    assert_eq!(api(&program, &cookie, "days=90").await["interval"], "week");
    let page = program.page(&cookie, &format!("{PAGE}?days=90")).await;
    assert!(page.contains("<h1>Daily visitors per week, last 90 days</h1>"));
}

#[tokio::test]
async fn rows_are_shown_where_enough_people_are_and_nothing_can_be_worked_out() {
    let (program, cookie) = filled(ServiceKind::Public, 80).await;
    let query = "first=2026-11-09&last=2026-11-22&count=events&by=page";
    let asked = api(&program, &cookie, query).await;
    let rows = asked["breakdown"]["rows"].as_array().unwrap();
    let labels: Vec<_> = rows.iter().map(|row| row["label"].as_str().unwrap()).collect();
    assert!(labels.contains(&"/") && labels.contains(&"/apply/income"), "{labels:?}");
    assert!(!asked.to_string().contains("secret-page"), "two people opened it");
    let cells = rows.iter().flat_map(|row| row["cells"].as_array().unwrap());
    for cell in cells.filter(|cell| cell["value"].as_u64().is_some_and(|views| views > 0)) {
        assert_eq!(cell["blurred"], true, "the whole is exact, so no row may be: {cell}");
    }
    let rows: Vec<_> = rows.iter().map(|row| counts(&row["cells"])).collect();
    // On the day of the page that only two people opened another row hides too.
    let hides = |day: usize| rows.iter().any(|row| row[day].is_none());
    assert!((0..rows[0].len()).any(hides), "{asked}");
    let page = program.page(&cookie, &format!("{PAGE}?{query}")).await;
    assert!(
        page.contains("<h1>Page views per day by page, 9\u{a0}Nov"),
        "the dates are the title's"
    );
    assert!(page.contains("class=\"multiples\"") && page.contains("All on one scale, from 0 to"));
    assert!(!page.contains("secret-page"));
    let file = program.page(&cookie, &format!("{PAGE}.csv?{query}")).await;
    assert!(file.lines().next().unwrap().starts_with("from,to,everybody,/"), "{file}");
}

#[tokio::test]
async fn a_trend_of_what_few_did_shows_nothing_of_it() {
    let (program, cookie) = filled(ServiceKind::Public, 24).await;
    let asked = api(&program, &cookie, "of=/secret-page").await;
    assert_eq!(asked["everybody"]["total"]["reason"], "too-few");
    assert!(counts(&asked["everybody"]["cells"]).iter().flatten().all(|count| *count == 0));
    let page = program.page(&cookie, &format!("{PAGE}?of=/secret-page")).await;
    assert!(page.contains("How much in all may not be shown"), "the reason in words");
    let nothing = program.page(&cookie, &format!("{PAGE}?of=/nowhere")).await;
    assert!(nothing.contains("Nothing of this happened in the period."));
    assert!(nothing.contains("An example of what will be here"));
    let income = api(&program, &cookie, "of=/apply/*&days=7&count=events").await;
    assert_eq!(income["of"], "/apply/*");
    assert!(income["everybody"]["total"]["value"].as_u64().unwrap() > 100);
}

#[tokio::test]
async fn people_are_distinct_within_each_interval_and_not_counted_over_a_change_of_keys() {
    let (program, cookie) = filled(ServiceKind::Employees, 60).await;
    let days = api(&program, &cookie, "first=2026-11-09&last=2026-11-15&interval=day").await;
    let week = api(&program, &cookie, "first=2026-11-09&last=2026-11-15&interval=week").await;
    // Nobody signed in: events without a pseudonym are nobody's, so nothing is shown.
    assert_eq!(days["identity"], "signed-reference");
    assert!(counts(&week["everybody"]["cells"]).iter().flatten().all(|count| *count == 0));
    let quarter = api(&program, &cookie, "first=2026-09-20&last=2026-10-04&interval=month").await;
    assert_eq!(quarter["everybody"]["total"]["reason"], "key-change", "{quarter}");
    let page = program.page(&cookie, &format!("{PAGE}?first=2026-09-20&last=2026-10-04")).await;
    assert!(page.contains("their pseudonyms change within it"));
}

#[tokio::test]
async fn what_cannot_be_asked_is_said_at_its_place_and_nothing_typed_is_lost() {
    let (program, cookie) = filled(ServiceKind::Public, 8).await;
    for (query, words) in [
        ("interval=year", "overview"),
        ("count=visits", "overview"),
        ("by=authority", "overview"),
        ("days=400&interval=day&by=browser", "So many intervals with rows cannot be shown."),
    ] {
        let response = program.get(&cookie, &format!("{PAGE}?{query}&of=/apply")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{query}");
        let page = text(response).await;
        assert!(page.contains("value=\"/apply\""), "{query}: what was typed stays");
        assert!(page.contains("class=\"summary\"") || page.contains("summary\""), "{query}");
        assert!(words == "overview" || page.contains(words), "{query}");
        let api =
            program.get(&cookie, &format!("/api/v1/services/heating-support/trend?{query}")).await;
        assert_eq!(api.status(), StatusCode::BAD_REQUEST, "{query}");
    }
}

#[tokio::test]
async fn the_picture_has_the_line_and_a_small_chart_for_each_row() {
    let (program, cookie) = filled(ServiceKind::Public, 80).await;
    let query = "days=14&by=device-class";
    let svg = program.page(&cookie, &format!("{PAGE}.svg?{query}")).await;
    for words in ["Phone", "Computer", "All on one scale, from 0 to", "City of Example"] {
        assert!(svg.contains(words), "{words}");
    }
    assert!(!svg.contains("<script") && !svg.contains("href="), "nothing foreign");
    let png = program.get(&cookie, &format!("{PAGE}.png?{query}")).await;
    assert_eq!(png.headers()["content-type"], "image/png");
    let html = program.page(&cookie, &format!("{PAGE}.html?{query}")).await;
    assert!(html.contains("class=\"multiples\"") && !html.contains("<form"));
}
