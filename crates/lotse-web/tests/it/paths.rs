//! `/s/{service}/explore/paths`: which ways visits take, the same on the page, in the file and by the API.

use axum::http::StatusCode;
use lotse_domain::service::{Jurisdiction, ServiceKind};
use serde_json::Value;

use crate::program::{Program, heating_support, text};

const PAGE: &str = "/s/heating-support/explore/paths";
const API: &str = "/api/v1/services/heating-support/paths";

async fn filled(people: u32) -> (Program, String) {
    heating_support(ServiceKind::Public, Jurisdiction::UnitedStates, true, people).await
}

async fn api(program: &Program, cookie: &str, query: &str) -> Value {
    serde_json::from_str(&program.page(cookie, &format!("{API}?{query}")).await).unwrap()
}

fn ways(api: &Value) -> Vec<(String, u64)> {
    let way = |path: &Value| {
        let nodes = path["nodes"].as_array().unwrap().iter().map(|node| node.as_str().unwrap());
        (nodes.collect::<Vec<_>>().join(" "), path["taken"]["value"].as_u64().unwrap())
    };
    api["paths"].as_array().unwrap().iter().map(way).collect()
}

#[tokio::test]
async fn page_file_and_api_say_the_same_and_all_add_up() {
    let (program, cookie) = filled(24).await;
    let api = api(&program, &cookie, "").await;
    let found = ways(&api);
    assert_eq!(found[0].0, "/ /apply/eligibility /apply/income", "half of them go on so");
    assert_eq!(api["paths"][0]["is_longer"], true);
    let all = api["visits"]["value"].as_u64().unwrap();
    let others = api["others"]["value"].as_u64().unwrap();
    assert_eq!(found.iter().map(|(_, n)| n).sum::<u64>() + others, all);
    let page = program.page(&cookie, PAGE).await;
    assert!(page.contains("took the path / → /apply/eligibility → /apply/income: more than"));
    // The picture has links with their numbers, of paths that are shown alone.
    assert!(page.contains("<title>From / to /apply/eligibility: "), "a link says what it is");
    assert!(page.contains("class=\"scroll\" role=\"region\" tabindex=\"0\""));
    assert!(!page.contains("secret-page"));
    assert!(page.contains("How visits begin, "));
    let file = program.page(&cookie, &format!("{PAGE}.csv")).await;
    let first = format!("/ > /apply/eligibility > /apply/income,yes,{},0.", found[0].1);
    assert!(file.lines().nth(1).unwrap().starts_with(&first), "{file}");
    assert_eq!(file.lines().last().unwrap(), format!("(others),,{others},no data"));
}

#[tokio::test]
async fn ways_begin_or_end_where_it_is_asked() {
    let (program, cookie) = filled(24).await;
    let from = api(&program, &cookie, "end=from&page=/apply/eligibility&length=2").await;
    let from = ways(&from);
    assert!(from.iter().all(|(way, _)| way.starts_with("/apply/eligibility")), "{from:?}");
    let to = api(&program, &cookie, "end=to&page=/apply/*&length=2").await;
    assert_eq!(ways(&to)[0].0, "/ /apply/eligibility");
    let page = program.page(&cookie, &format!("{PAGE}?end=to&page=/help")).await;
    assert!(page.contains("What leads visits to /help, "));
}

#[tokio::test]
async fn a_page_that_two_people_opened_is_named_nowhere() {
    let (program, cookie) = filled(24).await;
    for query in ["", "length=2", "end=from&page=/", "end=to&page=/*", "days=7"] {
        for path in [PAGE, API, &format!("{PAGE}.csv")] {
            let answer = program.page(&cookie, &format!("{path}?{query}")).await;
            assert!(!answer.contains("secret-page"), "{path}?{query}");
        }
    }
    let asked = program.page(&cookie, &format!("{PAGE}?end=to&page=/secret-page")).await;
    assert!(asked.contains("The paths may not be shown: too few people took them, or"));
}

#[tokio::test]
async fn what_cannot_be_asked_is_said_beside_its_field() {
    let (program, cookie) = filled(6).await;
    for (query, words) in [
        ("end=from", "Say from which page on"),
        ("end=around", "does not exist: end"),
        ("length=9", "does not exist: length"),
        ("first=x&last=y", "Enter both days as real dates"),
    ] {
        let response = program.get(&cookie, &format!("{PAGE}?{query}")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{query}");
        assert!(text(response).await.contains(words), "{query}");
        for path in [API, &format!("{PAGE}.csv")] {
            let response = program.get(&cookie, &format!("{path}?{query}")).await;
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}?{query}");
        }
    }
}
