//! Figures that could be subtracted: of a page with a day of a few readers, of a funnel, of a tag, on every exit.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use lotse_control::audit::Actor;
use lotse_domain::{
    service::{Jurisdiction, Service, ServiceKind},
    tag::{TagDraft, TagKind},
};
use serde_json::Value;

use crate::program::{CHROME, NOW, Program, Visit, text};

const SLUG: &str = "heating-support";

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
    let tag = TagDraft {
        name: "Reading".to_owned(),
        kind: TagKind::Page,
        group: String::new(),
        description: String::new(),
        rule: "page is \"/all\"".parse().unwrap(),
    };
    program.state.control.by(Actor::operator()).add_tag(&service, &tag).await.unwrap().unwrap();
    let cookie = program.sign_in().await;
    (program, cookie)
}

async fn visit(program: &Program, service: &Service, at: Timestamp, person: u8, pages: &[&str]) {
    let visit = Visit {
        at: at + SignedDuration::from_secs(i64::from(person)),
        address: IpAddr::from([198, 51, 100, person]),
        user_agent: CHROME,
        language: "en",
        referrer: "",
        pages,
    };
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
