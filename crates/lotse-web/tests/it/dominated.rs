//! Sums that one person makes up: of a page that one of several readers opens all the time, on every exit.

use jiff::{SignedDuration, Timestamp};
use lotse_domain::service::{Jurisdiction, ServiceKind};
use serde_json::Value;

use crate::program::{NOW, Program, Visit, text};

const SLUG: &str = "heating-support";
const WORDS: &str = "One or two people make up most of it";

/// Thirty read `/` and `/all`; six of them read `/mine` once, and one of those sixty times.
async fn filled() -> (Program, String) {
    let program = Program::new().await;
    let service = program
        .service("Heating support", ServiceKind::Public, Jurisdiction::UnitedStates, true)
        .await;
    let now: Timestamp = NOW.parse().unwrap();
    let at = now - SignedDuration::from_hours(24);
    program.clock.set(at + SignedDuration::from_mins(30));
    for person in 0..30_u8 {
        let mut pages = vec!["/", "/all", "/all"];
        pages.extend(std::iter::repeat_n(
            "/mine",
            match person {
                0 => 60,
                1..6 => 1,
                _ => 0,
            },
        ));
        let visit = Visit::reading(at, person, &pages);
        program.visit(&service, &visit).await;
    }
    program.clock.set(now);
    program.tag(&service, "Mine", "page is \"/mine\" and kind is \"page_view\"").await;
    let cookie = program.sign_in().await;
    (program, cookie)
}

#[tokio::test]
async fn what_one_reader_did_is_hidden_and_the_readers_are_told_on_every_exit() {
    let (program, cookie) = filled().await;
    let page = async |path: &str| program.page(&cookie, &format!("/s/{SLUG}/{path}")).await;
    let api = format!("/api/v1/services/{SLUG}");
    let json = async |path: &str| -> Value {
        serde_json::from_str(&program.page(&cookie, &format!("{api}/{path}")).await).unwrap()
    };

    let pages = json("pages?days=7").await;
    let rows = pages["items"].as_array().unwrap();
    let row = |page: &str| rows.iter().find(|row| row["page"] == page).unwrap();
    let (mine, first, all) = (row("/mine"), row("/"), row("/all"));
    assert_eq!(
        (&mine["views"]["state"], &mine["views"]["reason"]),
        (&"hidden".into(), &"dominated".into())
    );
    assert_eq!(mine["people"]["state"], "shown", "{mine}");
    // The total less the others would tell: the smallest of those protects it.
    assert_eq!(first["views"]["reason"], "protects", "{first}");
    assert_eq!(all["views"]["state"], "shown", "{all}");

    let shown = page("explore/pages?days=7").await;
    assert!(
        shown.contains(WORDS) && shown.contains("it would tell what one of them did"),
        "{shown}"
    );
    let file = page("explore/pages.csv?days=7").await;
    assert!(file.contains("/mine,one or two people make up most of it,"), "{file}");
    let overview = program.page(&cookie, &format!("/s/{SLUG}?days=7")).await;
    assert!(overview.contains(WORDS), "{overview}");

    let trend = json("trend?days=7&of=/mine&count=events").await;
    assert_eq!(trend["everybody"]["total"]["reason"], "dominated", "{trend}");
    let visitors = json("trend?days=7&of=/mine&count=visitors").await;
    assert_eq!(visitors["everybody"]["total"]["state"], "shown", "{visitors}");
    let shown = page("explore/trend?days=7&of=/mine&count=events").await;
    assert!(shown.contains(WORDS) && shown.contains("one or two did most of it"), "{shown}");
    let picture = format!("/s/{SLUG}/explore/trend.svg?days=7&of=/mine&count=events");
    let picture = text(program.get(&cookie, &picture).await).await;
    assert!(picture.contains("would tell what one"), "{picture}");

    let tags = page("data/tags").await;
    assert!(tags.contains(WORDS), "{tags}");
    // What everybody did together is a total of a public service.
    let total = json("trend?days=7&count=events").await;
    assert_eq!(total["everybody"]["total"]["value"], 155, "{total}");
}
