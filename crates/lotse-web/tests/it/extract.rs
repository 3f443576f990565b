//! `/s/{service}/explore/extract`: the page, the files and the interface for programs have the rows of the overview, and
//! nothing that it does not show.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use http_body_util::BodyExt as _;
use jiff::civil::date;
use lotse_domain::{
    ids::AuthorityCode,
    privacy::Undisclosed,
    role::{Grant, Reach, Role},
    series::SeriesPoint,
    service::{Jurisdiction, Service, ServiceKind},
};
use serde_json::Value;

use crate::program::{Program, heating_support, text};

const PAGE: &str = "/s/heating-support/explore/extract";
const API: &str = "/api/v1/services/heating-support/extract";
const EVERYTHING: &str = "by=page,entry-page,exit-page,page-language,browser-language,device-class,browser,operating-system,referrer";

async fn filled(kind: ServiceKind, people: u32) -> (Program, String) {
    heating_support(kind, Jurisdiction::UnitedStates, false, people).await
}

/// The rows of an extract by the interface for programs.
async fn rows(program: &Program, cookie: &str, query: &str) -> Vec<Value> {
    let lines = program.page(cookie, &format!("{API}?{query}")).await;
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The row of a breakdown, label and measure.
fn row<'r>(rows: &'r [Value], breakdown: &str, label: &Value, measure: &str) -> &'r Value {
    let is_it = |row: &&Value| {
        row["breakdown"] == breakdown && row["label"] == *label && row["measure"] == measure
    };
    rows.iter().find(is_it).unwrap_or_else(|| panic!("{breakdown} {label} {measure}"))
}

/// What a cell and a row have in common.
fn told(of: &Value) -> Vec<Value> {
    let members = ["value", "n", "unit_of_n", "low", "high", "level", "method", "state", "reason"];
    members.iter().chain(&["minimum"]).map(|member| of[*member].clone()).collect()
}

#[tokio::test]
async fn the_whole_period_has_the_cells_of_the_overview() {
    let (program, cookie) = filled(ServiceKind::Public, 24).await;
    let overview = program
        .page(&cookie, "/api/v1/services/heating-support/overview?days=30&compare=none")
        .await;
    let overview: Value = serde_json::from_str(&overview).unwrap();
    let rows = rows(&program, &cookie, &format!("days=30&every=period&{EVERYTHING}")).await;
    let mut cells = 0;
    for figure in overview["figures"].as_array().unwrap() {
        let measure = figure["measure"].as_str().unwrap();
        let row = row(&rows, "service", &Value::Null, measure);
        assert_eq!(told(row), told(figure), "{measure}");
        assert_eq!(
            (&row["first_day"], &row["last_day"]),
            (&"2026-10-25".into(), &"2026-11-23".into())
        );
        assert_eq!(
            (&row["is_partial"], &row["time_zone"]),
            (&true.into(), &"Europe/Berlin".into())
        );
        cells += 1;
    }
    let tables = overview["tables"].as_array().unwrap().iter();
    for table in tables.filter(|table| table["breakdown"] != "day") {
        let breakdown = table["breakdown"].as_str().unwrap();
        let measures = table["measures"].as_array().unwrap();
        let named = table["rows"].as_array().unwrap().iter();
        let named = named.map(|row| (&row["label"], false, &row["cells"]));
        let rest = (!table["others"].is_null()).then(|| (&Value::Null, true, &table["others"]));
        for (label, is_rest, found) in named.chain(rest) {
            for (measure, cell) in measures.iter().zip(found.as_array().unwrap()) {
                let is_it = |row: &&Value| {
                    row["breakdown"] == breakdown
                        && row["label"] == *label
                        && row["is_rest"] == is_rest
                        && row["measure"] == *measure
                };
                let row = rows.iter().find(is_it).unwrap_or_else(|| panic!("{breakdown} {label}"));
                assert_eq!(told(row), told(cell), "{breakdown} {label} {measure}");
                let blurred = cell["blurred"] == true;
                assert!(row["blurred"] == blurred || row["value"].is_null(), "{row}");
                cells += 1;
            }
        }
    }
    assert_eq!(cells, rows.len(), "and there is no row besides");
    assert!(rows.iter().any(|row| row["is_rest"] == true), "something is folded away");
}

#[tokio::test]
async fn each_part_has_the_days_of_it_that_the_period_has() {
    let (program, cookie) = filled(ServiceKind::Public, 12).await;
    let days = async |query: &str| {
        let rows = rows(&program, &cookie, &format!("{query}&measure=visits")).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        rows.iter()
            .map(|row| {
                (text(&row["first_day"]), row["value"].as_u64().unwrap(), row["is_partial"] == true)
            })
            .collect::<Vec<_>>()
    };
    let october = "first=2026-10-22&last=2026-11-05";
    let by_day = days(&format!("{october}&every=day")).await;
    assert_eq!(by_day.len(), 15);
    let by_week = days(&format!("{october}&every=week")).await;
    let weeks: Vec<&str> = by_week.iter().map(|(first, ..)| first.as_str()).collect();
    assert_eq!(weeks, ["2026-10-22", "2026-10-26", "2026-11-02"]);
    let sum = |days: &[(String, u64, bool)]| days.iter().map(|(_, visits, _)| visits).sum::<u64>();
    assert_eq!((sum(&by_week), by_week[0].1), (sum(&by_day), sum(&by_day[..4])));
    assert!(sum(&by_day) > 0 && by_day.iter().all(|(.., is_partial)| !is_partial));
    let usual = days("days=30").await;
    assert_eq!((usual.len(), usual[29].2), (30, true), "days by themselves, and today is not over");
}

#[tokio::test]
async fn page_and_files_say_the_same_and_each_file_is_written_down() {
    let (program, cookie) = filled(ServiceKind::Public, 24).await;
    let query =
        "first=2026-11-10&last=2026-11-12&every=day&by=page&measure=page-views&measure=bounce-rate";
    let page = program.page(&cookie, &format!("{PAGE}?{query}&lang=en")).await;
    assert!(page.contains("The file has 3 days, each with a row"), "{page}");
    let csv = program.page(&cookie, &format!("{PAGE}.csv?{query}")).await;
    let lines: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let place = |name: &str| lines[0].iter().position(|head| *head == name).unwrap();
    let (label, value, state) = (place("label"), place("value"), place("state"));
    // The newest days are looked at.
    let newest = lines.iter().filter(|line| line[place("first_day")] == "2026-11-12");
    let newest: Vec<_> = newest.collect();
    assert!(page.contains(&format!("the first {0} of {0} rows", newest.len())), "{page}");
    for line in newest.iter().filter(|line| line[label].starts_with('/')) {
        let views = format!(">≈\u{a0}{}</td>", line[value]);
        assert!(page.contains(&format!("<bdi>{}</bdi>", line[label])) && page.contains(&views));
    }
    let hidden = newest.iter().filter(|line| line[state] == "hidden").count();
    assert_eq!(page.matches(">Too few to show</td>").count(), hidden);
    assert!(page.contains("95% interval ") && page.contains("n\u{a0}= ") || page.contains("n = "));

    let mut sent = Vec::new();
    for (ending, kind) in [
        ("csv", "text/csv; charset=utf-8"),
        ("jsonl", "application/jsonl"),
        ("parquet", "application/vnd.apache.parquet"),
    ] {
        let address = format!("{PAGE}.{ending}?{query}");
        assert!(page.contains(&address.replace('&', "&#38;")), "{ending} is offered");
        let response = program.get(&cookie, &address).await;
        assert_eq!(response.status(), StatusCode::OK, "{ending}");
        assert_eq!(response.headers()[header::CONTENT_TYPE], kind);
        let name = format!("heating-support-extract-2026-11-10-2026-11-12.{ending}");
        let disposition = &response.headers()[header::CONTENT_DISPOSITION];
        assert_eq!(disposition, &format!("attachment; filename=\"{name}\""));
        sent.push(response.into_body().collect().await.unwrap().to_bytes());
    }
    assert_eq!(sent[0], csv.as_bytes());
    assert_eq!(sent[1], program.page(&cookie, &format!("{API}?{query}")).await.as_bytes());
    assert!(sent[2].starts_with(b"PAR1") && sent[2].ends_with(b"PAR1"));
    let log = program.page(&cookie, "/settings/audit").await;
    for name in ["extract.csv", "extract.jsonl", "extract.parquet", ">extract<"] {
        assert!(log.contains(name), "{name}");
    }
}

#[tokio::test]
async fn the_interface_gives_the_format_that_is_asked_for() {
    let (program, cookie) = filled(ServiceKind::Public, 6).await;
    let ask = async |query: &str, accept: &str| {
        let request = Request::get(format!("{API}?days=2{query}"))
            .header(header::COOKIE, &cookie)
            .header(header::ACCEPT, accept);
        let response = program.ask(request.body(Body::empty()).unwrap()).await;
        response.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned()
    };
    assert_eq!(ask("", "*/*").await, "application/jsonl");
    assert_eq!(ask("", "text/csv").await, "text/csv; charset=utf-8");
    assert_eq!(ask("&format=parquet", "text/csv").await, "application/vnd.apache.parquet");
}

#[tokio::test]
async fn what_too_few_are_behind_is_in_no_format() {
    let (program, cookie) = filled(ServiceKind::Public, 24).await;
    for every in ["day", "period"] {
        for format in ["csv", "jsonl"] {
            let query = format!("days=10&every={every}&{EVERYTHING}&format={format}");
            let file = program.page(&cookie, &format!("{API}?{query}")).await;
            assert!(file.contains("/apply/review") && !file.contains("secret-page"), "{query}");
        }
        let page = format!("{PAGE}?days=10&every={every}&{EVERYTHING}");
        assert!(!program.page(&cookie, &page).await.contains("secret-page"));
    }
    let (program, cookie) = filled(ServiceKind::Employees, 8).await;
    let rows = rows(&program, &cookie, &format!("days=7&{EVERYTHING}")).await;
    assert!(rows.len() > 7 * 5);
    for row in &rows {
        let has_any = ["value", "blurred", "n", "unit_of_n", "low", "high", "level", "method"]
            .iter()
            .any(|member| !row[*member].is_null());
        let is_nothing = row["value"] == 0;
        assert!(!has_any || is_nothing, "{row}");
        let is_hidden = row["state"] == "hidden" && row["minimum"] == 10;
        assert!(is_hidden || is_nothing || row["state"] == "no-data", "{row}");
        assert!(row["label"].is_null(), "{row}");
    }
    let page = program.page(&cookie, &format!("{PAGE}?days=7")).await;
    assert!(page.contains(">Too few to show</td>") && page.contains("Shown from 10 people on"));
}

#[tokio::test]
async fn who_sees_a_part_gets_the_part_and_each_row_says_so() {
    let (program, _) = filled(ServiceKind::Public, 12).await;
    let service = program.state.control.service("heating-support").unwrap();
    let authority = AuthorityCode::new("01002").unwrap();
    let part = Grant { role: Role::Analyst, reach: Reach::Authority(service.id, authority) };
    let person = program.person("Part", &part).await;
    let cookie = program.session(&person).await;
    let rows = rows(&program, &cookie, "days=7&by=page").await;
    assert!(!rows.is_empty() && rows.iter().all(|row| row["authority"] == "01002"), "{rows:?}");
    assert!(rows.iter().all(|row| row["value"] == 0 || row["value"].is_null()), "{rows:?}");
}

#[tokio::test]
async fn what_cannot_be_is_said_at_its_field_and_by_name_to_programs() {
    let (program, cookie) = filled(ServiceKind::Public, 6).await;
    for (query, parameter, field, words) in [
        (
            "days=401&every=day",
            "every",
            "every",
            "These are 401 parts, and an extract has at most 400",
        ),
        ("every=year", "every", "every", "Choose among what stands here"),
        ("by=day", "by", "by-page", "Choose among what stands here"),
        ("by=visitor", "by", "by-page", "Choose among what stands here"),
        ("measure=people", "measure", "measure-daily-visitors", "Choose among what stands here"),
        (
            "by=page&measure=visits",
            "measure",
            "measure-daily-visitors",
            "Rows by “Page” have nothing of what is chosen. Choose one of these too: Page views, Daily visitors",
        ),
        ("first=x&last=2026-11-01", "first", "first", "Enter both days as real dates"),
        ("automatic=some", "automatic", "automatic", "does not exist: automatic"),
    ] {
        let response = program.get(&cookie, &format!("{PAGE}?{query}&lang=en")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{query}");
        let page = text(response).await;
        assert!(page.contains(&format!("<a href=\"#{field}\">")), "{query}: {page}");
        assert!(page.contains(words) && !page.contains("Take the file"), "{query}: {page}");
        for address in [API.to_owned(), format!("{PAGE}.parquet")] {
            let response = program.get(&cookie, &format!("{address}?{query}")).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{address}?{query}");
            assert!(!response.headers().contains_key(header::CONTENT_DISPOSITION));
            let answer = text(response).await;
            if address == API {
                let problem: Value = serde_json::from_str(&answer).unwrap();
                assert_eq!(problem["parameter"], parameter, "{query}");
            }
        }
    }
    let response = program.get(&cookie, &format!("{API}?format=xlsx")).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let problem: Value = serde_json::from_str(&text(response).await).unwrap();
    assert_eq!(problem["parameter"], "format");
}

#[tokio::test]
async fn the_form_holds_what_was_chosen_and_every_period_has_a_way_to_be_cut() {
    let (program, cookie) = filled(ServiceKind::Public, 6).await;
    let page = program.page(&cookie, &format!("{PAGE}?days=800&lang=en")).await;
    assert!(page.contains("The file has 27 months, each with a row"), "{page}");
    let page = program
        .page(&cookie, &format!("{PAGE}?days=7&every=week&by=page&by=referrer&measure=visits,page-views&automatic=counted"))
        .await;
    for (id, is_checked) in [
        ("by-page", true),
        ("by-referrer", true),
        ("by-browser", false),
        ("measure-visits", true),
        ("measure-page-views", true),
        ("measure-bounce-rate", false),
        ("automatic-counted", true),
    ] {
        let field = page.split(&format!("id=\"{id}\"")).nth(1).unwrap();
        let field = field.split('>').next().unwrap();
        assert_eq!(field.ends_with(" checked"), is_checked, "{id}: {field}");
    }
    assert!(page.contains("<option value=\"week\" selected>"));
    assert!(page.contains("name=\"days\" value=\"7\""), "the period stays");
    assert!(page.contains(">The whole service<") && page.contains("visits"));
    let list = program.page(&cookie, "/s/heating-support/explore?days=7").await;
    assert!(list.contains("/s/heating-support/explore/extract?days=7"));
}

#[expect(clippy::disallowed_methods, reason = "tests compare undisclosed values")]
fn opened(points: Undisclosed<Vec<SeriesPoint>>) -> Vec<SeriesPoint> {
    points.open()
}

/// Every figure of the series of a service: measure, dimensions, days, labels and number.
async fn figures(program: &Program, service: &Service) -> Vec<(String, String, String, u64)> {
    let control = &program.state.control;
    let mut found = Vec::new();
    for series in control.series(service).await.unwrap() {
        assert_eq!(series.is.name, "heating-support");
        let days = (date(2026, 1, 1), date(2026, 12, 31));
        let points = opened(control.series_points(series.id, days).await.unwrap());
        found.extend(points.into_iter().map(|point| {
            let of = format!("{} {:?}", series.is.measure, series.is.dimensions);
            let days = format!("{}..{}", point.period.first(), point.period.last());
            (of, days, point.labels.join(","), point.value.get())
        }));
    }
    found.sort();
    found
}

#[tokio::test]
async fn an_extract_is_read_back_with_the_same_numbers() {
    let (program, cookie) = filled(ServiceKind::Public, 24).await;
    let query = format!("days=14&every=week&{EVERYTHING}");
    let rows = rows(&program, &cookie, &query).await;
    let kept = |row: &&Value| {
        row["state"] == "shown" && row["is_rest"] == false && row["method"].is_null()
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut expected: Vec<_> = rows
        .iter()
        .filter(kept)
        .map(|row| {
            let by = text(&row["breakdown"]);
            let by = if by == "service" { Vec::new() } else { vec![by] };
            let of = format!("{} {by:?}", text(&row["measure"]));
            let days = format!("{}..{}", text(&row["first_day"]), text(&row["last_day"]));
            (of, days, text(&row["label"]), row["value"].as_u64().unwrap())
        })
        .collect();
    expected.sort();
    assert!(expected.len() > 50, "{}", expected.len());
    let count = |is_it: &dyn Fn(&Value) -> bool| rows.iter().filter(|row| is_it(row)).count();
    let without = count(&|row| row["value"].is_null());
    let rests = count(&|row| row["is_rest"] == true && !row["value"].is_null());
    for (format, name) in [("jsonl", "From lines"), ("csv", "From a table")] {
        let service: Arc<Service> =
            program.service(name, ServiceKind::Public, Jurisdiction::UnitedStates, false).await;
        let file = program.page(&cookie, &format!("{API}?{query}&format={format}")).await;
        let path = format!("/api/v1/services/{}/series?file=extract.{format}", service.slug);
        let bring = async || {
            let request = Request::post(&path)
                .header(header::COOKIE, &cookie)
                .header("sec-fetch-site", "same-origin")
                .body(Body::from(file.clone()))
                .unwrap();
            let answer = program.ask(request).await;
            assert_eq!(answer.status(), StatusCode::CREATED, "{format}");
            serde_json::from_str::<Value>(&crate::program::text(answer).await).unwrap()
        };
        let taken = bring().await;
        assert_eq!(taken["left_out"], serde_json::json!(["bounce-rate", "engaged-time"]));
        assert_eq!(
            (&taken["rows_without_number"], &taken["rest_rows"]),
            (&without.into(), &rests.into())
        );
        assert_eq!(taken["faulty_rows"], 0);
        assert_eq!(figures(&program, &service).await, expected, "{format}");
        let again = bring().await;
        let series = again["series"].as_array().unwrap();
        assert!(series.iter().all(|series| series["added"] == 0 && series["changed"] == 0));
    }
}

#[tokio::test]
async fn a_page_says_what_an_extract_holds_before_it_is_taken() {
    let (program, cookie) = filled(ServiceKind::Public, 24).await;
    let token = program.form_token(&cookie).await;
    program.service("Permit", ServiceKind::Public, Jurisdiction::Germany, false).await;
    let lines = program.page(&cookie, &format!("{API}?days=7&every=week&by=page")).await;
    let look = async |file: &str| {
        let fields = [("form_token", token.as_str())];
        let file = ("extract.jsonl", file.as_bytes());
        let answer = program.upload(&cookie, "/s/permit/data/series", &fields, file).await;
        let to = answer.headers()[header::LOCATION].to_str().unwrap().to_owned();
        program.page(&cookie, &format!("{to}?lang=en")).await
    };
    let page = look(&lines).await;
    assert!(
        page.contains("An extract with ") && page.contains(" rows of figures for 5 series, "),
        "{page}"
    );
    assert!(page.contains("No series is made of Bounce rate; Time in use, median"), "{page}");
    assert!(page.contains("no number and ") && page.contains("the rest of a breakdown"), "{page}");
    assert!(!page.contains("What the columns are"), "its columns are known");
    let other = lines.replace("\"service\":\"heating-support\"", "\"service\":\"taxes\"");
    let page = look(&format!("{lines}{other}")).await;
    assert!(page.contains("of several services or authorities"), "{page}");
    let hidden: Vec<&str> = lines.lines().filter(|line| !line.contains("\"shown\"")).collect();
    let page = look(&hidden.join("\n")).await;
    assert!(page.contains("nothing that a series could hold"), "{page}");
}
