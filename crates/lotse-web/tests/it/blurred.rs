//! Figures that could be subtracted: of a page with a day of a few readers, of a funnel, of a tag, on every exit.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use lotse_domain::service::{Jurisdiction, Service, ServiceKind};
use serde_json::Value;

use crate::program::{CHROME, NOW, Program, Visit, in_one_font, text};

const SLUG: &str = "heating-support";
/// How the sentence goes on that says what the sign is for.
const RULE: &str = "so that no two of them tell of a few people";

/// Thirty read `/` and `/all` on each of three days; `/some` is read by twenty of them on two, and by two on the third.
async fn filled() -> (Program, String) {
    let program = Program::new().await;
    let service = program
        .service("Heating support", ServiceKind::Public, Jurisdiction::UnitedStates, true)
        .await;
    let now: Timestamp = NOW.parse().unwrap();
    for day in [3, 2, 1] {
        let at = now - SignedDuration::from_hours(day * 24);
        program.clock.set(at + SignedDuration::from_mins(6));
        let readers = if day == 2 { 2 } else { 20 };
        for person in 0..30 {
            let pages: &[&str] =
                if person < readers { &["/", "/all", "/some"] } else { &["/", "/all"] };
            visit(&program, &service, at, person, pages).await;
        }
    }
    program.clock.set(now);
    program.tag(&service, "Reading", "page is \"/all\"").await;
    let cookie = program.sign_in().await;
    (program, cookie)
}

async fn visit(program: &Program, service: &Service, at: Timestamp, person: u8, pages: &[&str]) {
    let visit = Visit::reading(at, person, pages);
    program.visit(service, &visit).await;
}

fn row<'v>(answer: &'v Value, page: &str) -> &'v Value {
    let mut items = answer["items"].as_array().unwrap().iter();
    items.find(|row| row["page"] == page).unwrap()
}

#[tokio::test]
async fn every_page_is_blurred_alike_on_every_exit() {
    let (program, cookie) = filled().await;
    let json = async |path: &str| -> Value {
        serde_json::from_str(
            &program.page(&cookie, &format!("/api/v1/services/{SLUG}/{path}")).await,
        )
        .unwrap()
    };
    let pages = json("pages?days=7").await;
    let all = row(&pages, "/all")["views"]["value"].as_u64().unwrap();
    assert!((58..=122).contains(&all), "{all} for 90, within nearly five standard errors");
    let some = &row(&pages, "/some")["views"];
    assert_eq!((&some["state"], &some["blurred"]), (&"shown".into(), &true.into()), "{some}");
    let blurred = some["value"].as_u64().unwrap();
    assert!((22..=62).contains(&blurred), "{blurred} for 42");
    // The same whenever it is asked.
    assert_eq!(row(&json("pages?days=7").await, "/some")["views"], *some);

    let page = program.page(&cookie, &format!("/s/{SLUG}/explore/pages?days=7")).await;
    assert!(
        page.contains(&format!("≈\u{a0}{blurred}<")) && page.contains("blurred on purpose"),
        "{page}"
    );
    assert!(page.contains(&format!("≈\u{a0}{all}<")), "{page}");
    let file = program.page(&cookie, &format!("/s/{SLUG}/explore/pages.csv?days=7")).await;
    assert!(
        file.contains(&format!("/some,{blurred},")) && file.contains(&format!("/all,{all},")),
        "{file}"
    );
    // The day of a few is hidden, and one that protects it.
    let days = json("trend?days=7&of=/some&count=events").await;
    let of_some = days["everybody"]["cells"].as_array().unwrap();
    let shown: Vec<_> =
        of_some.iter().filter(|cell| cell["value"].as_u64().unwrap_or(0) > 0).collect();
    assert!(!shown.is_empty() && shown.iter().all(|cell| cell["blurred"] == true), "{days}");
    assert_eq!(days["everybody"]["total"]["blurred"], true, "{days}");
    let svg =
        text(program.get(&cookie, &format!("/s/{SLUG}/explore/trend.svg?days=7&of=/some")).await);
    let svg = svg.await;
    assert!(svg.contains("blurred"), "{svg}");
    // A day without any is exactly none.
    assert!(svg.contains("Lowest: 0 on") && !svg.contains("≈\u{a0}0"), "{svg}");
}

/// What stands in a tag of a picture, in all of them together.
fn within(svg: &str, tag: &str) -> String {
    let (begin, end) = (format!("<{tag}"), format!("</{tag}>"));
    svg.split(&begin).skip(1).filter_map(|part| part.split(&end).next()).collect()
}

#[tokio::test]
async fn pictures_of_blurred_figures_carry_the_sign_and_say_why_once() {
    let (program, cookie) = filled().await;
    let page = async |path: &str| program.page(&cookie, &format!("/s/{SLUG}/explore/{path}")).await;
    for (path, query) in
        [("paths", "days=7&length=2"), ("funnel", "days=7&step1=/&step2=/all&step3=/some")]
    {
        let svg = page(&format!("{path}.svg?{query}")).await;
        assert!(within(&svg, "desc").contains("≈\u{a0}"), "{path}: {svg}");
        let svg = in_one_font(&svg);
        assert!(within(&svg, "text").contains("≈\u{a0}"), "{path}: {svg}");
        assert!(svg.contains("n ≈ ") && !svg.contains("n = "), "{path}: {svg}");
        let html = page(&format!("{path}?{query}")).await;
        assert_eq!(html.matches(RULE).count(), 1, "{path}: {html}");
    }
    // A link between pages, a page, and what the picture says to who does not see it.
    let paths = page("paths?days=7&length=2").await;
    assert!(within(&paths, "title").contains("From / to /all: ≈\u{a0}"), "{paths}");
    assert!(within(&paths, "desc").contains("most visits, ≈\u{a0}"), "{paths}");
}

#[tokio::test]
async fn no_page_has_more_than_all_views() {
    let program = Program::new().await;
    let service = program
        .service("Heating support", ServiceKind::Public, Jurisdiction::UnitedStates, true)
        .await;
    let now: Timestamp = NOW.parse().unwrap();
    for day in (1..=12).rev() {
        let at = now - SignedDuration::from_hours(day * 24);
        program.clock.set(at + SignedDuration::from_mins(6));
        for person in 0..9 {
            visit(&program, &service, at, person, &["/"]).await;
        }
    }
    program.clock.set(now);
    let cookie = program.sign_in().await;
    let mut more = 0;
    for day in 11..=22 {
        let query = format!("first=2026-11-{day}&last=2026-11-{day}");
        let json = program.page(&cookie, &format!("/api/v1/services/{SLUG}/pages?{query}")).await;
        let pages: Value = serde_json::from_str(&json).unwrap();
        let views = row(&pages, "/")["views"]["value"].as_u64().unwrap();
        assert_eq!(pages["page_views"]["value"], 9);
        more += usize::from(views > 9);
        for path in ["", "/explore/pages"] {
            let page = program.page(&cookie, &format!("/s/{SLUG}{path}?{query}")).await;
            let words = if path.is_empty() { " of the page views" } else { " of all page views" };
            let share = page.split(words).next().unwrap().rsplit(' ').next().unwrap();
            let share: u64 = share.trim_end_matches('%').parse().unwrap();
            assert!(share <= 100 && (share == 100 || views < 9), "{share}% of {views}");
        }
    }
    assert!(more > 1, "a blurred part can be more than its whole: {more}");
}

#[tokio::test]
async fn a_blurred_nobody_is_not_nobody() {
    let program = Program::new().await;
    let service = program
        .service("Heating support", ServiceKind::Public, Jurisdiction::UnitedStates, true)
        .await;
    let begin: Timestamp = "2026-11-23T06:00:00Z".parse().unwrap();
    program.clock.set(begin + SignedDuration::from_hours(1));
    // Five read all pages, and each of the others one: what it has more is how often they count.
    let pages: Vec<String> = (5..69).map(|person| format!("/of/{person}")).collect();
    let names: Vec<&str> = pages.iter().map(String::as_str).collect();
    for person in 0..5 {
        for (place, part) in (0..).zip(names.chunks(8)) {
            let at = begin + SignedDuration::from_mins(4 * place);
            visit(&program, &service, at, person, part).await;
        }
        visit(&program, &service, begin, person, &["/base"]).await;
    }
    for (person, page) in (5..).zip(&names) {
        visit(&program, &service, begin, person, &[page]).await;
    }
    program.clock.set(begin + SignedDuration::from_hours(2));
    let cookie = program.sign_in().await;
    let json = program.page(&cookie, &format!("/api/v1/services/{SLUG}/pages?days=1")).await;
    let found: Value = serde_json::from_str(&json).unwrap();
    let views = |page: &str| row(&found, page)["views"]["value"].as_u64().unwrap();
    let quiet: Vec<u8> = (5..)
        .zip(&names)
        .filter(|(_, page)| views(page) == views("/base"))
        .map(|(n, _)| n)
        .collect();
    assert!(quiet.len() >= 8, "a quarter of 64 counts not at all: {quiet:?}");
    let later = begin + SignedDuration::from_hours(3);
    program.clock.set(later + SignedDuration::from_mins(6));
    for person in &quiet {
        visit(&program, &service, later, *person, &["/quiet", "/quiet/done"]).await;
    }
    program.clock.set(NOW.parse().unwrap());
    let cookie = program.sign_in().await;
    program.tag(&service, "Quiet", "page is \"/quiet\"").await;
    let page = async |path: &str| program.page(&cookie, &format!("/s/{SLUG}/{path}")).await;

    let trend = page("explore/trend?days=1&of=/quiet").await;
    assert!(trend.contains("≈\u{a0}0 in all") && trend.contains("id=\"trend\""), "{trend}");
    assert!(!trend.contains("Nothing of this happened"), "{trend}");
    let nowhere = page("explore/trend?days=1&of=/nowhere").await;
    assert!(nowhere.contains("Nothing of this happened"), "{nowhere}");

    let steps = "explore/funnel?days=1&step1=/quiet&step2=/quiet/done";
    let funnel = page(steps).await;
    assert!(funnel.contains("Of ≈\u{a0}0 visits at /quiet, ≈\u{a0}0 reached"), "{funnel}");
    assert!(
        funnel.contains("<ol class=\"funnel\">") && !funnel.contains("Nobody took"),
        "{funnel}"
    );
    // Nobody was lost between both: that is exact.
    let lost = funnel.split("/quiet/done</bdi>").last().unwrap();
    assert!(lost.split("</tr>").next().unwrap().contains(">0<"), "{funnel}");
    assert!(page("explore/funnel?days=1&step1=/nowhere&step2=/").await.contains("Nobody took"));

    let tags = page("data/tags").await;
    assert!(tags.contains("≈\u{a0}0<") && !tags.contains("in the last 90 days<"), "{tags}");
    let preview = page("data/tags/1").await;
    assert!(preview.contains("In the last 30 days: ≈\u{a0}0"), "{preview}");
}

/// Twelve signed in on each of two days, four of them on a third.
async fn staffed() -> (Program, String) {
    let program = Program::new().await;
    let service =
        program.service("Desk", ServiceKind::Employees, Jurisdiction::Germany, true).await;
    let now: Timestamp = NOW.parse().unwrap();
    for (day, people) in [(10, 12), (4, 4), (3, 12)] {
        let at = now - SignedDuration::from_hours(day * 24);
        program.clock.set(at + SignedDuration::from_mins(6));
        for person in 0..people {
            let visit = Visit {
                at: at + SignedDuration::from_secs(i64::from(person)),
                address: IpAddr::from([198, 51, 100, 1]),
                user_agent: CHROME,
                language: "de",
                referrer: "",
                pages: &["/cases", "/cases/open"],
            };
            program.signed_visit(&service, &visit, &format!("person {person}")).await;
        }
    }
    program.clock.set(now);
    let cookie = program.sign_in().await;
    (program, cookie)
}

#[tokio::test]
async fn blurred_totals_of_employees_carry_the_sign_in_sentences_and_files() {
    let (program, cookie) = staffed().await;
    let page = async |path: &str| program.page(&cookie, path).await;
    let overview = page("/s/desk?days=14&compare=none").await;
    let lead = overview.split("class=\"lead\">").nth(1).unwrap().split("</p>").next().unwrap();
    assert!(lead.contains("≈\u{a0}") && lead.contains(" of the ≈\u{a0}"), "{lead}");
    assert!(overview.contains("<strong>Visits: ≈\u{a0}"), "{overview}");
    assert!(overview.contains("<dd>n ≈ ") && !overview.contains("<dd>n = "), "{overview}");
    assert_eq!(overview.matches(RULE).count(), 1, "{overview}");
    let svg = in_one_font(&page("/s/desk/overview.svg?days=14&compare=none").await);
    assert!(svg.contains("n ≈ ") && svg.contains("blurred on purpose"), "{svg}");
    let list = page("/").await;
    assert!(list.contains(" ≈\u{a0}") && list.matches(RULE).count() == 1, "{list}");

    // One day is hidden and another protects it; the third is exact, and drawn so.
    let trend = page("/s/desk/explore/trend?days=14&compare=none&count=events").await;
    assert!(trend.contains("≈\u{a0}") && trend.contains("Most: 24 ("), "{trend}");
    let trend_of_pages = "/s/desk/explore/trend?days=14&compare=none&count=events&by=page";
    for path in [trend_of_pages.to_owned(), trend_of_pages.replace("trend?", "trend.html?")] {
        assert_eq!(page(&path).await.matches(RULE).count(), 1, "{path}");
    }
    let weeks = "explore/trend.svg?first=2026-11-09&last=2026-11-22&compare=none&count=events";
    let svg = page(&format!("/s/desk/{weeks}&interval=week")).await;
    let described = within(&svg, "desc");
    assert!(described.contains("Highest: ≈\u{a0}"), "of a week with a day of four: {described}");
    assert!(described.contains("Lowest: 24 on"), "of one without: {described}");

    // What is exact has no sign.
    let exact = page("/s/desk?first=2026-11-13&last=2026-11-13&compare=none").await;
    assert!(exact.contains("<dd>n = 12 visits</dd>") && exact.contains("12 visits"), "{exact}");
    assert!(!exact.split("<h2").next().unwrap().contains('≈'), "{exact}");
}

#[tokio::test]
async fn the_list_of_tags_says_the_rule_where_it_shows_figures() {
    let program = Program::new().await;
    let service = program
        .service("Heating support", ServiceKind::Public, Jurisdiction::UnitedStates, true)
        .await;
    let now: Timestamp = NOW.parse().unwrap();
    let at = now - SignedDuration::from_hours(24);
    program.clock.set(at + SignedDuration::from_mins(6));
    let cookie = program.sign_in().await;
    let list = format!("/s/{SLUG}/data/tags");
    assert!(!program.page(&cookie, &list).await.contains(RULE), "there is no figure");
    for person in 0..30 {
        let visit = Visit::reading(at, person, &["/"]);
        program.visit(&service, &visit).await;
        program.click(&service, &visit, "Save").await;
    }
    program.clock.set(now);
    let cookie = program.sign_in().await;
    let page = program.page(&cookie, &list).await;
    assert!(page.contains("There is no tag yet") && page.contains("<bdi>Save</bdi>"), "{page}");
    let below = page.split("<bdi>Save</bdi>").last().unwrap();
    assert!(below.contains(RULE) && page.matches(RULE).count() == 1, "{page}");
}

#[tokio::test]
async fn totals_alone_are_exact() {
    let (program, cookie) = filled().await;
    let page = async |path: &str| program.page(&cookie, &format!("/s/{SLUG}/{path}")).await;
    let funnel = page("explore/funnel?days=7&step1=/&step2=/all").await;
    assert!(funnel.contains("Of ≈\u{a0}") && funnel.contains("blurred on purpose"), "{funnel}");
    let of_tag = page("explore/trend?days=7&of=tag:Reading").await;
    assert!(of_tag.contains("≈\u{a0}"), "{of_tag}");
    let of_page = page("explore/trend?days=7&of=/all").await;
    assert!(
        of_page.contains("≈\u{a0}"),
        "thirty on each day, and yet a part of a total: {of_page}"
    );
    let everything = page("explore/trend?days=7").await;
    assert!(!everything.contains("≈") && everything.contains("90"), "{everything}");
    assert!(page("data/tags").await.contains("≈\u{a0}"));
    let paths = page("explore/paths?days=7&end=from&page=/").await;
    assert!(paths.contains("Of ≈\u{a0}"), "{paths}");
    let overview = program.page(&cookie, &format!("/s/{SLUG}?days=7")).await;
    let totals = overview.split("<h2").next().unwrap();
    assert!(!totals.contains("≈") && totals.contains(">90<"), "{totals}");
}
