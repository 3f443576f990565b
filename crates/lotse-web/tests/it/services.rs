//! `/` and `/services/new`.

use axum::http::{StatusCode, header};
use lotse_domain::service::{CollectionProfile, Jurisdiction, ServiceKind};

use crate::program::{Program, Visit, text};

#[tokio::test]
async fn without_services_the_one_next_step_is_adding_one() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    let page = program.page(&cookie, "/").await;
    assert!(page.contains("There is no service yet"));
    assert!(page.contains("<a class=\"button\" href=\"/services/new\">"));
}

#[tokio::test]
async fn each_service_has_a_row_and_hostile_names_stay_text() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    let name = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let service =
        program.service(name, ServiceKind::Public, Jurisdiction::UnitedStates, true).await;
    let at = "2026-11-23T09:00:00Z".parse().unwrap();
    let visit = Visit {
        at,
        address: [203, 0, 113, 5].into(),
        user_agent: crate::program::CHROME,
        language: "en",
        referrer: "",
        pages: &["/"],
    };
    program.visit(&service, &visit).await;
    let page = program.page(&cookie, "/").await;
    assert!(!page.contains("<script>alert") && !page.contains("<img"));
    assert!(page.contains("One service with one visit in the last 30 days."), "{page}");
    assert!(page.contains("Sample data"));
    // To the minute, in the service's time.
    assert!(page.contains("23\u{a0}Nov\u{a0}2026, 10:05"));
    let page = program.page(&cookie, "/?lang=de").await;
    assert!(page.contains("Ein Dienst mit einem Besuch in den letzten 30 Tagen."));
}

#[tokio::test]
async fn a_service_is_added_and_leads_to_its_snippet() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    let token = program.form_token(&cookie).await;
    let form = format!(
        "form_token={token}&name=Wohngeld+f%C3%BCr+K%C3%B6ln&kind=public&jurisdiction=de\
         &origins=https%3A%2F%2Fwohngeld.example.de%0D%0Ahttp%3A%2F%2Flocalhost%3A8080\
         &time_zone=Europe%2FBerlin"
    );
    let response = program.post(&cookie, "/services/new", &form).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()[header::LOCATION], "/s/wohngeld-fuer-koeln/data/install");
    let service = program.state.control.service("wohngeld-fuer-koeln").unwrap();
    assert_eq!(service.profile, CollectionProfile::Headers);
    assert_eq!(service.origins.len(), 2);
    assert!(!service.generated);
}

#[tokio::test]
async fn a_form_with_mistakes_comes_back_whole_and_links_to_each() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    let token = program.form_token(&cookie).await;
    let form = format!("form_token={token}&name=Kept+%26+shown&kind=public&origins=example.gov");
    let response = program.post(&cookie, "/services/new", &form).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(response).await;
    assert!(page.contains("<title>Error: Add a service"));
    assert!(page.contains("value=\"Kept &#38; shown\""), "what was typed is not lost");
    assert!(
        page.contains("value=\"public\" required aria-describedby=\"kind-public-hint\" checked")
    );
    for field in ["jurisdiction", "origins", "time_zone"] {
        assert!(page.contains(&format!("href=\"#{field}\"")), "{field}");
        assert!(page.contains(&format!("id=\"{field}-error\"")), "{field}");
        assert!(page.contains(&format!("{field}-hint {field}-error")), "{field}");
    }
    assert!(!page.contains("href=\"#name\""));
    assert!(program.state.control.services().is_empty());
}
