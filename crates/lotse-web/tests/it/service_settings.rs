//! `/s/{service}/settings`, and the public page that is made of them.

use axum::http::StatusCode;
use lotse_domain::{
    role::{Grant, Reach, Role},
    service::{CollectionProfile, Jurisdiction, ServiceKind},
};

use crate::program::{Program, text};

const SETTINGS: &str = "/s/permits/settings";
const PUBLIC: &str = "/p/city-of-example/permits/what-we-collect";

async fn program() -> (Program, String, String) {
    let program = Program::new().await;
    program.service("Permits", ServiceKind::Public, Jurisdiction::UnitedStates, false).await;
    let cookie = program.sign_in().await;
    let token = program.form_token(&cookie).await;
    (program, cookie, token)
}

#[tokio::test]
async fn what_is_saved_holds_at_once_and_is_shown_again() {
    let (program, cookie, token) = program().await;
    let form = format!(
        "form_token={token}&name=Building+permits&origins=https://a.example.gov%0Ahttps://b.example.gov&parameters=step%0Apage"
    );
    let response = program.post(&cookie, SETTINGS, &form).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let service = program.state.control.service("permits").unwrap();
    assert_eq!((service.name.as_str(), service.origins.len()), ("Building permits", 2));
    assert_eq!(service.allowed_parameters, ["page", "step"]);
    let page = program.page(&cookie, SETTINGS).await;
    assert!(page.contains("value=\"Building permits\"") && page.contains("page\nstep</textarea>"));
    let snippet = program.page(&cookie, "/s/permits/data/install").await;
    assert!(snippet.contains("data-lotse-parameters=&#34;page,step&#34;"), "{snippet}");
    assert!(program.page("", PUBLIC).await.contains("these parameters are kept: page, step."));
}

#[tokio::test]
async fn what_is_wrong_is_said_and_nothing_is_lost() {
    let (program, cookie, token) = program().await;
    for (form, words) in [
        ("name=&origins=https://a.example.gov", "Enter the name of the service"),
        ("name=X&origins=", "Enter the address of at least one page"),
        ("name=X&origins=ftp://a.example.gov", "https"),
        ("name=X&origins=https://a.example.gov&parameters=a+b", "no name of a parameter"),
    ] {
        let response = program.post(&cookie, SETTINGS, &format!("form_token={token}&{form}")).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        let page = text(response).await;
        assert!(page.contains(words), "{form}: {page}");
        assert!(!form.contains("a+b") || page.contains("a b</textarea>"));
    }
    assert_eq!(program.state.control.service("permits").unwrap().name, "Permits");
}

#[tokio::test]
async fn the_profile_is_chosen_by_who_answers_for_it_and_the_public_page_follows() {
    let (program, cookie, token) = program().await;
    let public = program.page("", PUBLIC).await;
    assert!(public.contains("<dt>Controls</dt>") && public.contains("Which controls were used"));
    assert!(!public.contains("<script"), "no script on a page for everybody");
    assert!(!public.contains("/settings") && !public.contains("Sign out"));
    let choose = format!("{SETTINGS}/profile");
    for wrong in ["consented", "signed-in", "", "x"] {
        let form = format!("form_token={token}&profile={wrong}");
        let response = program.post(&cookie, &choose, &form).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let form = format!("form_token={token}&profile=headers");
    assert_eq!(program.post(&cookie, &choose, &form).await.status(), StatusCode::SEE_OTHER);
    let service = program.state.control.service("permits").unwrap();
    assert_eq!(service.profile, CollectionProfile::Headers);
    let public = program.page("lotse-lang=de", PUBLIC).await;
    assert!(public.contains("<li>Bedienelemente</li>"), "{public}");
    assert!(public.contains("City of Example") && public.contains("25 Kalendermonate"));

    let editor = Grant { role: Role::Editor, reach: Reach::Organization };
    let editor = program.person("Ed", &editor).await;
    let session = program.session(&editor).await;
    let page = program.page(&session, SETTINGS).await;
    assert!(page.contains("name=\"origins\"") && !page.contains("name=\"profile\""));
    let viewer = Grant { role: Role::Viewer, reach: Reach::Organization };
    let viewer = program.person("Vi", &viewer).await;
    let page = program.page(&program.session(&viewer).await, SETTINGS).await;
    assert!(page.contains("Permits") && !page.contains("name=\"origins\""));
}

#[tokio::test]
async fn the_public_page_is_there_for_services_that_are() {
    let (program, _, _) = program().await;
    program.service("Desk", ServiceKind::Employees, Jurisdiction::Germany, true).await;
    for wrong in ["/p/x/permits/what-we-collect", "/p/city-of-example/nobody/what-we-collect"] {
        assert_eq!(program.get("", wrong).await.status(), StatusCode::NOT_FOUND, "{wrong}");
    }
    let page = program.page("", "/p/city-of-example/desk/what-we-collect").await;
    assert!(page.contains("Staff are counted, never watched") && page.contains("is an example"));
}
