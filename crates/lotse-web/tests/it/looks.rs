//! Every page in each language and theme: complete, escaped, and with nothing that its own policy
//! would block.

use std::collections::BTreeSet;

use lotse_domain::{
    role::{Grant, Reach, Role},
    service::{Jurisdiction, ServiceKind},
};

use crate::program::{Program, fill};

/// Addresses of pages in their different states.
const PAGES: [&str; 40] = [
    "/",
    "/services/new",
    "/search",
    "/search?q=visits",
    "/s/filled",
    "/s/filled?days=7&compare=none&chart=page-views",
    "/s/filled?first=2026-01-01&last=2026-01-02",
    "/s/filled/data/install",
    "/s/filled/explore",
    "/s/filled/explore/paths",
    "/s/filled/explore/forms",
    "/s/filled/explore/friction?days=90",
    "/s/desk/explore/forms",
    "/s/filled/explore/paths?end=to&page=/apply/*&length=2",
    "/s/desk/explore/paths",
    "/s/desk/explore/retention?interval=day&days=7",
    "/s/filled/explore/retention",
    "/s/filled/explore/save?step1=/&step2=/help&days=7",
    "/s/filled/explore/funnel",
    "/s/filled/explore/funnel?step1=/&step2=/apply/eligibility&step3=/apply/review&by=device-class",
    "/s/desk/explore/funnel?step1=/&step2=/help&unit=visitor",
    "/s/desk",
    "/s/waiting",
    "/s/waiting/data/install",
    "/settings/components",
    "/s/filled/settings",
    "/s/desk/settings",
    "/p/city-of-example/filled/what-we-collect",
    "/p/city-of-example/desk/what-we-collect",
    "/settings/account",
    "/settings/account/password",
    "/settings/account/passkeys",
    "/settings/account/second-factor",
    "/settings/tokens",
    "/settings/people",
    "/settings/people/new",
    "/settings/people/1",
    "/settings/audit",
    "/s/filled?theme=dark&lang=de",
    "/settings/components?theme=light",
];

/// What may come over the wire for one page: the page itself, its sheet, its script and its icon.
const PAGE_BYTES: usize = 100_000;
/// What may of it be the sheet.
const SHEET_BYTES: usize = 15_000;

/// Bytes of an answer as a browser gets it.
async fn on_the_wire(program: &Program, cookie: &str, path: &str) -> usize {
    let request =
        axum::http::Request::get(path).header("cookie", cookie).header("accept-encoding", "br");
    let answer = program.ask(request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(answer.status(), 200, "{path}");
    axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap().len()
}

/// The files that a page loads.
fn files(page: &str) -> BTreeSet<String> {
    let addresses = page.split("\"/assets/").skip(1);
    addresses.map(|rest| format!("/assets/{}", rest.split('"').next().unwrap())).collect()
}

#[tokio::test]
async fn every_page_is_small_with_ten_thousand_rows_too() {
    let program = Program::new().await;
    let filled =
        program.service("Filled", ServiceKind::Public, Jurisdiction::UnitedStates, true).await;
    let desk = program.service("Desk", ServiceKind::Employees, Jurisdiction::Germany, false).await;
    program.service("Waiting", ServiceKind::Public, Jurisdiction::Germany, false).await;
    fill(&program, &filled, 12).await;
    fill(&program, &desk, 4).await;
    let viewer = Grant { role: Role::Viewer, reach: Reach::Service(filled.id) };
    for number in 0..10_000 {
        program.person(&format!("Somebody of the agency {number}"), &viewer).await;
    }
    let cookie = program.session(&program.person("Zoe", &ADMINISTRATOR).await).await;
    for path in PAGES {
        let page = program.page(&cookie, path).await;
        let mut bytes = on_the_wire(&program, &cookie, path).await;
        for file in files(&page) {
            let file_bytes = on_the_wire(&program, "", &file).await;
            assert!(!file.contains("style") || file_bytes <= SHEET_BYTES, "{file}: {file_bytes}");
            bytes += file_bytes;
        }
        assert!(bytes < PAGE_BYTES, "{path}: {bytes}");
    }
}

const ADMINISTRATOR: Grant = Grant { role: Role::Administrator, reach: Reach::Organization };

#[tokio::test]
async fn every_page_is_whole_in_each_language_and_theme() {
    let program = Program::new().await;
    let filled =
        program.service("Filled", ServiceKind::Public, Jurisdiction::UnitedStates, true).await;
    let desk = program.service("Desk", ServiceKind::Employees, Jurisdiction::Germany, false).await;
    program.service("Waiting", ServiceKind::Public, Jurisdiction::Germany, false).await;
    fill(&program, &filled, 12).await;
    fill(&program, &desk, 4).await;
    let session = program.sign_in().await;
    for language in ["en", "de"] {
        for theme in ["system", "light", "dark"] {
            for path in PAGES {
                let cookie = format!("{session}; lotse-lang={language}; lotse-theme={theme}");
                let page = program.page(&cookie, path).await;
                check(&page, &format!("{path} in {language}, {theme}"));
                if !path.contains("lang=") {
                    assert!(page.contains(&format!("<html lang=\"{language}\"")), "{path}");
                }
                if !path.contains("theme=") {
                    assert!(page.contains(&format!("data-theme=\"{theme}\"")), "{path}");
                }
            }
        }
    }
}

fn check(page: &str, name: &str) {
    assert!(!page.contains('⟦'), "{name}: a message is missing");
    assert_eq!(page.matches("<h1").count(), 1, "{name}");
    // The policy blocks these, so none may be written.
    for blocked in [" style=", "<style", " onclick=", "javascript:", "<script>"] {
        assert!(!page.contains(blocked), "{name}: {blocked}");
    }
    for rest in page.split("<script").skip(1) {
        let tag = rest.split('>').next().unwrap();
        assert!(tag.contains("src=\"/assets/app-"), "{name}: {tag}");
    }
    let mut ids: Vec<&str> =
        page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "{name}: an id stands twice");
    for rest in page.split("href=\"#").skip(1) {
        let target = rest.split('"').next().unwrap();
        assert!(ids.binary_search(&target).is_ok(), "{name}: #{target} leads nowhere");
    }
    for tag in ["table", "figure", "details", "ul", "dl", "form", "svg", "p"] {
        let opened =
            page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{name}: <{tag}>");
    }
}
