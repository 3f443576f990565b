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

#[tokio::test]
async fn what_else_is_measured_is_chosen_told_to_the_client_and_to_everybody() {
    let (program, cookie, token) = program().await;
    let service = program.state.control.service("permits").unwrap();
    let asked = format!("/v1/configuration/{}", service.public_key.as_str());
    let configuration = program.page("", &asked).await;
    assert_eq!(configuration, r#"{"profile":"statistics","web_vitals":0.1,"display":false}"#);
    for (typed, status) in [
        ("101", StatusCode::UNPROCESSABLE_ENTITY),
        ("-1", StatusCode::UNPROCESSABLE_ENTITY),
        ("a+lot", StatusCode::UNPROCESSABLE_ENTITY),
        ("25+%25", StatusCode::SEE_OTHER),
    ] {
        let form = format!("form_token={token}&web-vitals={typed}&display=count");
        let response = program.post(&cookie, "/s/permits/settings/capture", &form).await;
        assert_eq!(response.status(), status, "{typed}");
        if status != StatusCode::SEE_OTHER {
            let page = text(response).await;
            assert!(page.contains("Enter a whole number from 0 to 100"), "{typed}");
            assert!(page.contains(&format!("value=\"{}\"", typed.replace('+', " "))), "{typed}");
        }
    }
    let configuration = program.page("", &asked).await;
    assert_eq!(configuration, r#"{"profile":"statistics","web_vitals":0.25,"display":true}"#);
    let collected = program.page("", PUBLIC).await;
    assert!(collected.contains("<dt>Display settings</dt>"), "{collected}");
    let response = program.get("", "/v1/configuration/pk_nobody").await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
    assert!(text(response).await.contains("key_unknown"));
}

#[tokio::test]
async fn who_objected_is_told_and_can_take_it_back() {
    let (program, ..) = program().await;
    let service = program.state.control.service("permits").unwrap();
    let key = service.public_key.as_str();
    let origin = service.origins[0].as_str();
    let objected = program.page("", &format!("/objected/{key}?now=objected")).await;
    assert!(objected.contains("You are not counted"), "{objected}");
    assert!(objected.contains(&format!("href=\"{origin}/#lotse-object=no\"")), "{objected}");
    let counted = program.page("", &format!("/objected/{key}?now=counted")).await;
    assert!(counted.contains(&format!("href=\"{origin}/#lotse-object\"")), "{counted}");
    assert!(program.page("", PUBLIC).await.contains(&format!("href=\"{origin}/#lotse-object\"")));
    for (path, status) in [
        ("/objected/pk_nobody?now=objected".to_owned(), StatusCode::NOT_FOUND),
        (format!("/objected/{key}"), StatusCode::BAD_REQUEST),
        (format!("/objected/{key}?now=x"), StatusCode::BAD_REQUEST),
    ] {
        assert_eq!(program.get("", &path).await.status(), status, "{path}");
    }
}

#[tokio::test]
async fn authorities_are_listed_by_address_and_a_role_can_be_for_one() {
    let (program, cookie, token) = program().await;
    let save = async |authorities: &str| {
        let form = format!(
            "form_token={token}&name=Permits&origins=https://a.example.gov&authorities={authorities}"
        );
        program.post(&cookie, SETTINGS, &form).await
    };
    for (typed, words) in [
        ("06", "needs a code and an address"),
        ("%C3%84+https://a.example.gov/x", "begins with what is no code"),
        ("06+a.example.gov", "names no address"),
        ("06+https://b.example.gov/x", "lies at none of the addresses"),
    ] {
        let response = save(typed).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        let page = text(response).await;
        assert!(page.contains(words), "{typed}: {page}");
    }
    assert!(!program.page(&cookie, "/settings/people/new").await.contains("name=\"authority\""));
    let places = "06+https://a.example.gov/hesse%0A09+https://a.example.gov/bavaria/";
    assert_eq!(save(places).await.status(), StatusCode::SEE_OTHER);
    let service = program.state.control.service("permits").unwrap();
    assert_eq!(service.authorities.len(), 2);
    let page = program.page(&cookie, SETTINGS).await;
    assert!(page.contains("09 https://a.example.gov/bavaria</textarea>"), "{page}");
    assert!(program.page("", PUBLIC).await.contains("Which city or county the page belongs to"));

    let person = "name=Ada&email=ada@example.gov&role=viewer";
    for (place, words) in [
        ("place=&authority=06", "Choose the service that this authority delivers"),
        ("place=permits&authority=11", "Enter a code that the settings of the service list"),
    ] {
        let form = format!("form_token={token}&{person}&{place}");
        let response = program.post(&cookie, "/settings/people/new", &form).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{place}");
        assert!(text(response).await.contains(words), "{place}");
    }
    let form = format!("form_token={token}&{person}&place=permits&authority=09");
    assert_eq!(program.post(&cookie, "/settings/people/new", &form).await.status(), StatusCode::OK);
    let reach = Reach::Authority(service.id, service.authorities[1].code.clone());
    let viewer = program.person("Grace", &Grant { role: Role::Viewer, reach }).await;
    let hers = program.session(&viewer).await;
    let page = program.page(&hers, "/s/permits").await;
    assert!(page.contains("09"), "she is told whose part she sees: {page}");
}

#[tokio::test]
async fn a_profile_other_than_the_rule_is_chosen_when_a_service_is_added() {
    let (program, cookie, token) = program().await;
    let add = async |more: &str| {
        let form = format!(
            "form_token={token}&name=Dogs&jurisdiction=de&origins=https://d.example.gov&time_zone=Europe/Berlin&{more}"
        );
        program.post(&cookie, "/services/new", &form).await
    };
    for (more, words) in [
        ("kind=employees&profile=statistics", "staff are counted by signed reference alone"),
        ("kind=public&profile=everything", "Choose a profile from the list"),
    ] {
        let response = add(more).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{more}");
        assert!(text(response).await.contains(words), "{more}");
    }
    assert_eq!(add("kind=public&profile=consented").await.status(), StatusCode::SEE_OTHER);
    assert_eq!(add("kind=public&profile=").await.status(), StatusCode::SEE_OTHER);
    let profile = |slug: &str| program.state.control.service(slug).unwrap().profile;
    assert_eq!(profile("dogs"), CollectionProfile::Consented);
    assert_eq!(profile("dogs-2"), CollectionProfile::Headers, "the rule of the place");
}
