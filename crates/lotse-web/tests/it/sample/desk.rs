//! "Case desk", in two languages.

use std::sync::atomic::Ordering;

use axum::http::StatusCode;

use super::browser::{Browser, Page, services};

fn at(language: &str, page: &str) -> String {
    format!("/sample/cases/{language}/{page}")
}

async fn sign_in(browser: &mut Browser, language: &str) -> Page {
    browser.post(&at(language, "sign-in"), &[("member", "staff-03")]).await
}

#[tokio::test]
async fn a_member_of_staff_signs_in_decides_and_goes_on_in_both_languages() {
    for (language, name) in [("en", "Region South"), ("de", "Region Süd")] {
        let (router, _) = services();
        let mut browser = Browser::new(&router);
        let page = browser.get(&at(language, "sign-in")).await;
        page.has(&[r#"data-lotse-key="pk_CASES""#]).lacks(&["data-lotse-user"]);
        let page = sign_in(&mut browser, language).await;
        assert_eq!(page.address, at(language, "work"));
        page.has(&[r#"data-lotse-user="signed:staff-03""#, "Carmen Vidal", name, "number=4071"]);

        let page = browser.get(&format!("{}?number=4092", at(language, "case"))).await;
        page.has(&["Tomasz Nowak", r#"data-lotse-name="decide""#, "<strong>"]);
        let decision =
            [("number", "4092"), ("decision", "declined"), ("reason", "Over the limit.")];
        let page = browser.post(&at(language, "decide"), &decision).await;
        assert_eq!(page.address, format!("{}?number=4092", at(language, "done")));
        assert_eq!(page.state(), Some("decided"));
        let event = r#"data-sample-event="case_decided" data-sample-properties="{&#34;decision&#34;:&#34;declined&#34;}""#;
        page.has(&[event, "number=4071"]);
        browser.get(&page.address).await.lacks(&["data-sample-event"]);

        browser.get(&at(language, "work")).await.lacks(&["number=4092"]);
        let page = browser.get(&format!("{}?number=4092", at(language, "case"))).await;
        page.has(&[r#"class="banner""#]);
        let page = browser.post(&at(language, "sign-out"), &[]).await;
        assert_eq!(page.address, at(language, "sign-in"));
        assert_eq!(browser.get(&at(language, "work")).await.address, at(language, "sign-in"));
    }
}

#[tokio::test]
async fn cases_are_returned_and_forwarded() {
    let (router, _) = services();
    let mut browser = Browser::new(&router);
    sign_in(&mut browser, "en").await;
    let sent = [("number", "4078"), ("missing", "bill"), ("message", "Please send it.")];
    let page = browser.post(&at("en", "return"), &sent).await;
    assert_eq!(page.state(), Some("returned"));
    page.has(&["case_returned", "&#34;missing&#34;:&#34;bill&#34;"]);
    let page = browser.post(&at("en", "forward"), &[("number", "4080"), ("team", "fraud")]).await;
    assert_eq!(page.state(), Some("forwarded"));
    page.has(&["case_forwarded", "&#34;team&#34;:&#34;fraud&#34;"]);
}

#[tokio::test]
async fn errors_keep_the_input_and_belong_to_their_case() {
    let (router, _) = services();
    let mut browser = Browser::new(&router);
    sign_in(&mut browser, "en").await;
    let sent = [("number", "4095"), ("decision", "granted"), ("amount", ""), ("reason", "<b>x")];
    let page = browser.post(&at("en", "decide"), &sent).await;
    assert_eq!(page.state(), Some("error"));
    page.has(&[
        "<title>Error: ",
        r##"href="#amount""##,
        "&#60;b&#62;x",
        r#"value="granted" checked"#,
    ]);
    let german = browser.get(&page.address.replace("/en/", "/de/")).await;
    assert_eq!(german.state(), Some("error"));
    german.has(&["&#60;b&#62;x"]);
    let other = browser.get(&format!("{}?number=4101", at("en", "decide"))).await;
    assert_eq!(other.state(), None);
    other.lacks(&["&#60;b&#62;x"]);
}

#[tokio::test]
async fn search_finds_escapes_and_says_when_there_is_nothing() {
    let (router, _) = services();
    let mut browser = Browser::new(&router);
    sign_in(&mut browser, "en").await;
    let page = browser.get(&format!("{}?words=keller", at("en", "search"))).await;
    page.has(&["number=4110", "Cases found: 1"]).lacks(&["number=4071"]);
    let hostile = "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let page = browser.get(&format!("{}?words={hostile}", at("en", "search"))).await;
    assert_eq!(page.state(), Some("no-results"));
    page.lacks(&["<script>alert"]).has(&["&#60;script"]);
    assert_eq!(browser.get(&at("en", "search")).await.state(), None);
}

#[tokio::test]
async fn only_names_that_were_given_can_be_captured() {
    let (router, _) = services();
    let mut browser = Browser::new(&router);
    sign_in(&mut browser, "en").await;
    for page in ["work", "search?words=o", "case?number=4071", "decide?number=4071"] {
        let page = browser.get(&at("en", page)).await;
        for control in page.text.split("<a ").skip(1).chain(page.text.split("<button").skip(1)) {
            let tag = control.split('>').next().unwrap();
            assert!(tag.contains("data-lotse-name") || tag.contains(r#"class="skip""#), "{tag}");
        }
    }
}

#[tokio::test]
async fn without_a_sign_in_a_case_or_a_page_there_is_a_way_on() {
    let (router, clock) = services();
    let mut browser = Browser::new(&router);
    for page in ["work", "search", "case?number=4071", "decide?number=4071", "done?number=4071"] {
        assert_eq!(browser.get(&at("de", page)).await.address, at("de", "sign-in"), "{page}");
    }
    let nobody = browser.post(&at("de", "sign-in"), &[("member", "staff-99")]).await;
    assert_eq!(nobody.address, at("de", "sign-in"));
    sign_in(&mut browser, "de").await;
    for page in ["case?number=1", "case?number=x", "case", "nothing?number=4071", "decide"] {
        let found = browser.get(&at("de", page)).await;
        assert_eq!(found.status, StatusCode::NOT_FOUND, "{page}");
        found.has(&[&at("de", "work")]);
    }
    assert_eq!(browser.get(&at("de", "done?number=4071")).await.address, at("de", "work"));
    let long = "a".repeat(17 * 1024);
    let sent = [("number", "4071"), ("reason", long.as_str())];
    let page = browser.post(&at("de", "decide"), &sent).await;
    assert_eq!((page.status, page.state()), (StatusCode::PAYLOAD_TOO_LARGE, Some("too-large")));
    let page = browser.post_json(&at("de", "decide")).await;
    assert_eq!(page.state(), Some("unreadable"));
    clock.0.fetch_add(2 * 3600 + 1, Ordering::Relaxed);
    assert_eq!(browser.get(&at("de", "work")).await.address, at("de", "sign-in"));
}
