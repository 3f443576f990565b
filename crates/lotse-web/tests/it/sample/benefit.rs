//! "Apply for heating-cost support", in four languages.

use std::sync::atomic::Ordering;

use axum::http::StatusCode;

use super::browser::{Browser, Page, services};

const LANGUAGES: [(&str, &str); 4] = [("en", "ltr"), ("es", "ltr"), ("de", "ltr"), ("ar", "rtl")];

const ELIGIBLE: [(&str, &str); 4] = [
    ("state", "lakeland"),
    ("household-size", "3"),
    ("household-income", "2,100"),
    ("pays-heating", "yes"),
];

const PERSON: [(&str, &str); 7] = [
    ("full-name", "Ana Bekele"),
    ("birth-date-day", "29"),
    ("birth-date-month", "2"),
    ("birth-date-year", "1984"),
    ("street", "12 Harbor Street"),
    ("town", "Port Anne"),
    ("postcode", "04101"),
];

const MONEY: [(&str, &str); 4] =
    [("work", "employed"), ("monthly-pay", "1850.50"), ("heating-cost", "140"), ("fuel", "gas")];

fn at(language: &str, page: &str) -> String {
    format!("/sample/benefit/{language}/{page}")
}

/// Fills in everything before the evidence.
async fn up_to_evidence(browser: &mut Browser, language: &str) -> Page {
    browser.post(&at(language, "eligibility"), &ELIGIBLE).await;
    browser.post(&at(language, "about-you"), &PERSON).await;
    browser.post(&at(language, "income"), &MONEY).await
}

#[tokio::test]
async fn a_resident_gets_from_the_start_to_the_confirmation_in_every_language() {
    for (language, direction) in LANGUAGES {
        let (router, _) = services();
        let mut browser = Browser::new(&router);
        let html = format!(r#"<html lang="{language}" dir="{direction}">"#);
        let start = browser.get(&at(language, "start")).await;
        start.has(&[&html, r#"data-lotse-key="pk_BENEFIT""#, &at(language, "eligibility")]);

        let page = browser.post(&at(language, "eligibility"), &ELIGIBLE).await;
        assert_eq!((page.address.as_str(), page.state()), (&*at(language, "about-you"), None));
        let page = browser.post(&at(language, "about-you"), &PERSON).await;
        assert_eq!(page.address, at(language, "income"));
        let page = browser.post(&at(language, "income"), &MONEY).await;
        assert_eq!(page.address, at(language, "evidence"));
        page.has(&[&html]);

        let add = [("document", "payslip"), ("file", "november.pdf"), ("action", "add")];
        let page = browser.post(&at(language, "evidence"), &add).await;
        assert_eq!(page.state(), Some("document-added"));
        page.has(&["november.pdf", r#"data-sample-event="document_added""#, "payslip"]);
        let again = browser.get(&at(language, "evidence")).await;
        assert_eq!(again.state(), None, "reloading must not report the document again");

        let page = browser.post(&at(language, "evidence"), &[("action", "continue")]).await;
        assert_eq!(page.address, at(language, "check"));
        page.has(&[&html, "Ana Bekele", "1984", "november.pdf", "04101"]);
        let page = browser.post(&at(language, "check"), &[]).await;
        assert_eq!(page.address, at(language, "confirmation"));
        assert_eq!(page.state(), Some("submitted"));
        page.has(&[&html]).lacks(&["Ana Bekele"]);
        assert_eq!(page.outcome(), Some("completed"));
        // The page opens the case, under the number that it shows.
        let number = page.between(r#"<p class="reference" dir="ltr">"#, "<");
        assert_eq!(page.case(), Some(("o1", number)));

        // Reloading shows the same, in the case that is open, and the answers are gone.
        let again = browser.get(&at(language, "confirmation")).await;
        assert_eq!(again.case(), Some(("c1", number)));
        assert_eq!(again.text.replace("c1:", "o1:"), page.text);
        assert_eq!(browser.get(&at(language, "check")).await.address, at(language, "timed-out"));
        browser.get(&at(language, "eligibility")).await.lacks(&["2,100"]);
    }
}

#[tokio::test]
async fn a_household_over_the_limit_is_refused_with_every_reason() {
    for (language, _) in LANGUAGES {
        let (router, _) = services();
        let mut browser = Browser::new(&router);
        let mut answers = ELIGIBLE;
        answers[2].1 = "4170.01";
        answers[3].1 = "no";
        let page = browser.post(&at(language, "eligibility"), &answers).await;
        assert_eq!(page.address, at(language, "not-eligible"));
        assert_eq!((page.state(), page.outcome()), (Some("refused"), Some("refused")));
        assert_eq!(page.case(), None, "what was not sent is no case");
        let limit = if matches!(language, "de" | "es") { "4.170" } else { "4,170" };
        page.has(&[limit]);
        assert_eq!(page.between("</p>\n<ul>", "</ul>").matches("<li>").count(), 2);
        // No way round it by address.
        let page = browser.get(&at(language, "about-you")).await;
        assert_eq!(page.address, at(language, "not-eligible"));
        // Corrected answers go on.
        let page = browser.post(&at(language, "eligibility"), &ELIGIBLE).await;
        assert_eq!(page.address, at(language, "about-you"));
    }
}

#[tokio::test]
async fn errors_are_named_linked_and_keep_the_input_in_any_language() {
    let (router, _) = services();
    let mut browser = Browser::new(&router);
    browser.post(&at("en", "eligibility"), &ELIGIBLE).await;
    browser.post(&at("en", "about-you"), &PERSON).await;
    let wrong = [("work", "retired"), ("monthly-pay", "a lot"), ("heating-cost", "")];
    let page = browser.post(&at("en", "income"), &wrong).await;
    assert_eq!((page.address.as_str(), page.state()), (&*at("en", "income"), Some("error")));
    page.has(&[
        "<title>Error: ",
        r##"<a href="#monthly-pay""##,
        r##"<a href="#heating-cost""##,
        r##"<a href="#fuel""##,
        r#"value="a lot" aria-describedby="monthly-pay-hint monthly-pay-error" aria-invalid="true""#,
        r#"value="retired" checked"#,
        r#"data-sample-event="validation_failed""#,
    ]);
    assert_eq!(page.text.matches(r#"data-lotse-name="error-link""#).count(), 3);
    for (language, _) in LANGUAGES {
        let page = browser.get(&at(language, "income")).await;
        assert_eq!(page.state(), Some("error"), "{language}");
        page.has(&[r#"value="a lot""#, r#"value="retired" checked"#]);
    }
    let page = browser.post(&at("es", "evidence"), &[]).await;
    assert_eq!(page.address, at("es", "income"), "an earlier step is still open");
}

#[tokio::test]
async fn evidence_needs_a_document_and_says_so_at_the_field() {
    let (router, _) = services();
    let mut browser = Browser::new(&router);
    up_to_evidence(&mut browser, "en").await;
    let page = browser.post(&at("en", "evidence"), &[("action", "continue")]).await;
    assert_eq!(page.state(), Some("error"));
    page.has(&[r##"<a href="#document""##, r#"aria-describedby="document-error" aria-invalid"#]);
    let add = [("document", "tenancy"), ("file", ""), ("action", "add")];
    browser.post(&at("en", "evidence"), &add).await.has(&["No file chosen", "remove-0"]);
    let page = browser.post(&at("en", "evidence"), &[("action", "remove-0")]).await;
    page.lacks(&["remove-0"]);
}

#[tokio::test]
async fn a_saved_application_comes_back_in_another_browser_once() {
    let (router, clock) = services();
    let mut first = Browser::new(&router);
    first.post(&at("en", "eligibility"), &ELIGIBLE).await;
    let mut unfinished = PERSON.to_vec();
    unfinished[0].1 = "Half a na";
    unfinished.push(("action", "save"));
    let page = first.post(&at("en", "about-you"), &unfinished).await;
    assert_eq!((page.address.as_str(), page.state()), (&*at("en", "saved"), Some("saved")));
    let code = page.between(r#"<p class="code" dir="ltr">"#, "<").to_owned();
    assert_eq!(code.len(), 14);

    // 23 hours later, in German, typed without care.
    clock.0.fetch_add(23 * 3600, Ordering::Relaxed);
    let mut second = Browser::new(&router);
    let typed = code.to_lowercase().replace('-', " ");
    let page = second.post(&at("de", "resume"), &[("resume-code", &typed)]).await;
    assert_eq!(page.address, at("de", "about-you"));
    page.has(&[r#"value="Half a na""#]);
    // The application is now there and no longer here.
    assert_eq!(first.get(&at("en", "about-you")).await.address, at("en", "timed-out"));

    for wrong in ["", "ABCD", "0000-0000-0000", &"9".repeat(300)] {
        let page = second.post(&at("en", "resume"), &[("resume-code", wrong)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.state(), Some("error"));
        page.has(&[r##"<a href="#resume-code""##, &format!(r#"value="{wrong}""#)]);
    }
}

#[tokio::test]
async fn saving_opens_the_case_and_everything_after_belongs_to_it() {
    let (router, _) = services();
    let mut first = Browser::new(&router);
    let page = first.post(&at("en", "eligibility"), &ELIGIBLE).await;
    assert_eq!((page.outcome(), page.case()), (None, None));
    let page = first.post(&at("en", "about-you"), &[("action", "save")]).await;
    assert_eq!(page.outcome(), Some("saved"));
    let (how, number) = page.case().unwrap();
    assert_eq!(how, "o1");
    let within = Some(("c1", number));
    assert_eq!(first.get(&at("en", "saved")).await.case(), within, "it is opened once");
    let code = page.between(r#"<p class="code" dir="ltr">"#, "<");

    let mut second = Browser::new(&router);
    assert_eq!(second.get(&at("es", "resume")).await.case(), None, "which one is not known yet");
    let page = second.post(&at("es", "resume"), &[("resume-code", code)]).await;
    assert_eq!((page.address.as_str(), page.case()), (&*at("es", "about-you"), within));
    second.post(&at("es", "about-you"), &PERSON).await;
    second.post(&at("es", "income"), &MONEY).await;
    let add = [("document", "tenancy"), ("action", "continue")];
    let page = second.post(&at("es", "evidence"), &add).await;
    assert_eq!((page.address.as_str(), page.case()), (&*at("es", "check"), within));
    let page = second.post(&at("es", "check"), &[]).await;
    assert_eq!((page.outcome(), page.case()), (Some("completed"), within));
    page.has(&[&format!(">{number}<")]);
}

#[tokio::test]
async fn an_expired_draft_is_gone_and_what_was_sent_last_is_kept() {
    let (router, clock) = services();
    let mut browser = Browser::new(&router);
    browser.post(&at("en", "eligibility"), &ELIGIBLE).await;
    clock.0.fetch_add(2 * 3600 + 1, Ordering::Relaxed);
    let page = browser.get(&at("en", "about-you")).await;
    assert_eq!((page.address.as_str(), page.state()), (&*at("en", "timed-out"), Some("timed-out")));
    page.lacks(&["is kept"]);
    let page = browser.post(&at("en", "about-you"), &PERSON).await;
    assert_eq!(page.address, at("en", "timed-out"));
    page.has(&["is kept"]);
    let page = browser.post(&at("en", "eligibility"), &ELIGIBLE).await;
    assert_eq!(page.address, at("en", "income"), "what was kept need not be sent again");
    browser.get(&at("en", "about-you")).await.has(&["Ana Bekele", "12 Harbor Street"]);
}

#[tokio::test]
async fn an_unknown_draft_page_or_language_leads_somewhere() {
    let (router, _) = services();
    for page in ["about-you", "income", "evidence", "check", "saved"] {
        let found = Browser::new(&router).get(&at("es", page)).await;
        assert_eq!(found.address, at("es", "timed-out"), "{page}");
        assert_eq!(found.status, StatusCode::OK);
        found.has(&[&at("es", "eligibility"), &at("es", "resume")]);
    }
    assert_eq!(
        Browser::new(&router).get(&at("es", "not-eligible")).await.address,
        at("es", "eligibility")
    );
    assert_eq!(
        Browser::new(&router).get(&at("es", "confirmation")).await.address,
        at("es", "start")
    );
    assert_eq!(Browser::new(&router).get("/sample/benefit/de").await.address, at("de", "start"));
    for address in ["/sample/benefit/xx", "/sample/benefit/xx/start", "/sample/benefit/en/nothing"]
    {
        let found = Browser::new(&router).get(address).await;
        assert_eq!(found.status, StatusCode::NOT_FOUND);
        found.has(&[&at("en", "start")]);
    }
}

#[tokio::test]
async fn hostile_input_is_shown_as_text() {
    let (router, _) = services();
    let mut browser = Browser::new(&router);
    browser.post(&at("en", "eligibility"), &ELIGIBLE).await;
    let hostile = r#""><script>alert(1)</script><img src=x onerror='a'>{{7*7}}"#;
    let mut person = PERSON;
    person[0].1 = hostile;
    person[4].1 = "\u{202e}\u{0}</textarea>";
    browser.post(&at("en", "about-you"), &person).await;
    browser.post(&at("en", "income"), &MONEY).await;
    let add = [("document", "payslip"), ("file", hostile), ("action", "add")];
    let page = browser.post(&at("en", "evidence"), &add).await;
    page.lacks(&["<script>alert", "<img src=x"]);
    let page = browser.post(&at("en", "evidence"), &[]).await;
    assert_eq!(page.address, at("en", "check"));
    page.lacks(&["<script>alert", "<img src=x", "</textarea>"]).has(&["{{7*7}}", "&#60;script"]);
    // A choice that the form does not offer is refused and never written into the page.
    let add = [("document", r#""}<b>"#), ("action", "add")];
    let page = browser.post(&at("en", "evidence"), &add).await;
    assert_eq!(page.state(), Some("error"));
    page.lacks(&["}<b>"]);
}

#[tokio::test]
async fn too_much_text_is_refused_kindly() {
    let (router, _) = services();
    let mut browser = Browser::new(&router);
    browser.post(&at("en", "eligibility"), &ELIGIBLE).await;
    let long = "ä".repeat(121);
    let mut person = PERSON;
    person[0].1 = &long;
    let page = browser.post(&at("en", "about-you"), &person).await;
    assert_eq!(page.state(), Some("error"));
    page.has(&["use at most 120 characters", &format!(r#"value="{long}""#)]);

    let longer = "a".repeat(17 * 1024);
    person[0].1 = &longer;
    let page = browser.post(&at("en", "about-you"), &person).await;
    assert_eq!((page.status, page.state()), (StatusCode::PAYLOAD_TOO_LARGE, Some("too-large")));
    page.has(&[&at("en", "about-you")]);
    // What was there before is still there.
    browser.get(&at("en", "about-you")).await.has(&[&long]);
}

#[tokio::test]
async fn every_page_is_strict_about_content_and_keeps_answers_out_of_addresses() {
    let (router, _) = services();
    let mut browser = Browser::new(&router);
    up_to_evidence(&mut browser, "ar").await;
    for page in ["start", "eligibility", "about-you", "income", "evidence", "resume", "timed-out"] {
        let page = browser.get(&at("ar", page)).await;
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(page.text.matches("<h1").count(), 1);
        page.lacks(&[" style=", " onclick", "?"]).has(&[r#"class="sample-note""#]);
        for (language, _) in LANGUAGES.into_iter().filter(|(tag, _)| *tag != "ar") {
            let there = page.address.replace("/ar/", &format!("/{language}/"));
            page.has(&[&format!(r#"<a href="{there}" lang="{language}""#)]);
        }
    }
}

#[tokio::test]
async fn what_is_no_form_is_refused_kindly_in_every_language() {
    let (router, _) = services();
    for (language, _) in LANGUAGES {
        for page in ["eligibility", "resume"] {
            let found = Browser::new(&router).post_json(&at(language, page)).await;
            assert_eq!(found.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
            assert_eq!(found.state(), Some("unreadable"));
            found.has(&[&at(language, page), r#"data-lotse-name="back-to-form""#]);
        }
    }
}
