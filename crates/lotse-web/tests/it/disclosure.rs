//! `/settings/disclosure`: who chooses how few people are too few, what is wrong with what was typed, and what then
//! shows on every page.

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use lotse_domain::{
    role::{Grant, Reach, Role},
    service::{Jurisdiction, ServiceKind},
};

use crate::program::{NOW, Program, Visit, text};

const ADDRESS: &str = "/settings/disclosure";
const NUMBERS: &str = "staff-ordinary=7&staff-sensitive=12&published=20&zeros=shown";

/// Twenty people on `/`; of those eight on `/many`, six on `/some` and two on `/few`.
async fn filled() -> (Program, String) {
    let program = Program::new().await;
    let service =
        program.service("Permits", ServiceKind::Public, Jurisdiction::UnitedStates, true).await;
    let at = NOW.parse::<Timestamp>().unwrap() - SignedDuration::from_hours(24);
    for person in 0..20 {
        let all = ["/", "/many", "/some", "/few"];
        let pages = match person {
            0..2 => 4,
            2..6 => 3,
            6..8 => 2,
            _ => 1,
        };
        let visit = Visit::reading(at, person, &all[..pages]);
        program.visit(&service, &visit).await;
    }
    let cookie = program.sign_in().await;
    (program, cookie)
}

async fn send(program: &Program, cookie: &str, form: &str) -> (StatusCode, String) {
    let token = program.form_token(cookie).await;
    let version = program.state.control.disclosure().version;
    let form = format!("form_token={token}&version={version}&{form}");
    let response = program.post(cookie, ADDRESS, &form).await;
    (response.status(), text(response).await)
}

/// The cells of a row in the page, after its head.
fn row(page: &str, head: &str) -> Vec<String> {
    let (_, rest) = page.split_once(&format!("<bdi>{head}</bdi>")).unwrap();
    let (cells, _) = rest.split_once("</tr>").unwrap();
    let cells = cells.split("</td>").filter_map(|cell| cell.rsplit_once('>'));
    cells.map(|(_, text)| text.to_owned()).collect()
}

#[tokio::test]
async fn a_stricter_policy_is_looked_at_first_and_then_holds_everywhere() {
    let (program, cookie) = filled().await;
    let pages = "/s/permits/explore/pages?days=7";
    assert!(program.page(&cookie, pages).await.contains("/many"));
    let page = program.page(&cookie, ADDRESS).await;
    // Shown, of too few, and protecting those.
    assert_eq!(row(&page, "Page"), ["2", "1", "1"], "{page}");
    let (status, looked) = send(&program, &cookie, &format!("{NUMBERS}&do=look")).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(row(&looked, "Page"), ["1", "2", "2", "1"], "{looked}");
    assert!(looked.contains("value=\"7\"") && looked.contains("not chosen yet"));
    assert_eq!(program.state.control.disclosure().version, 0, "a look changes nothing");

    let (status, page) =
        send(&program, &cookie, &format!("{NUMBERS}&do=choose&reason=Small+towns")).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let page = program.page(&cookie, ADDRESS).await;
    assert!(page.contains("Version 1 holds.") && page.contains("Small towns"));
    let shown = program.page(&cookie, pages).await;
    assert!(!shown.contains("/many") && !shown.contains("/some"), "{shown}");
    let json = program.page(&cookie, "/api/v1/services/permits/pages?days=7").await;
    assert!(!json.contains("/many") && json.contains("\"minimum\":7"), "{json}");
}

#[tokio::test]
async fn a_role_sees_less_where_the_policy_says_so_and_never_more() {
    let (program, cookie) = filled().await;
    let form = "staff-ordinary=5&staff-sensitive=10&published=11&zeros=shown&viewer-ordinary=12&do=choose&reason=x";
    assert_eq!(send(&program, &cookie, form).await.0, StatusCode::SEE_OTHER);
    let pages = "/s/permits/explore/pages?days=7";
    let grant = |role| Grant { role, reach: Reach::Organization };
    let viewer = program.person("Vera Viewer", &grant(Role::Viewer)).await;
    let viewer = program.session(&viewer).await;
    let analyst = program.person("Anna Analyst", &grant(Role::Analyst)).await;
    let analyst = program.session(&analyst).await;
    assert!(!program.page(&viewer, pages).await.contains("/many"));
    assert!(program.page(&analyst, pages).await.contains("/many"));
    // Everybody reads what holds and why; only who may choose sees how much it hides.
    let page = program.page(&viewer, ADDRESS).await;
    assert!(page.contains("Version 1 holds.") && !page.contains("name=\"do\""), "{page}");
    assert!(!page.contains("Rows shown"));
    let token = program.form_token(&viewer).await;
    let answer =
        program.post(&viewer, ADDRESS, &format!("form_token={token}&version=1&{NUMBERS}")).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_wrong_is_said_by_its_field_and_nothing_is_lost() {
    let (program, cookie) = filled().await;
    let base = "published=20&zeros=hidden&reason=Because&do=choose";
    for (form, field, words) in [
        ("staff-ordinary=4&staff-sensitive=12", "staff-ordinary", "Staff: write 5 or more"),
        ("staff-ordinary=many&staff-sensitive=12", "staff-ordinary", "Write a whole number"),
        ("staff-ordinary=15&staff-sensitive=12", "staff-sensitive", "Staff: write 15 or more"),
        ("staff-ordinary=5&staff-sensitive=9999", "staff-sensitive", "Staff: write 1,000 or fewer"),
        (
            "staff-ordinary=7&staff-sensitive=12&editor-ordinary=6",
            "editor-ordinary",
            "Editor: write 7 or more",
        ),
        (
            "staff-ordinary=7&staff-sensitive=30",
            "published",
            "Anybody, where figures are published: write 30 or more",
        ),
    ] {
        let (status, page) = send(&program, &cookie, &format!("{form}&{base}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(page.contains(&format!("<a href=\"#{field}\">{words}")), "{form}: {page}");
        assert!(page.contains(">Because</textarea>"), "{form}");
    }
    let (status, page) = send(&program, &cookie, &format!("{NUMBERS}&do=choose&reason=")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Say why"));
    let (status, page) =
        send(&program, &cookie, &format!("{NUMBERS}&do=look&service=nowhere")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("href=\"#service\""), "{page}");
    assert_eq!(program.state.control.disclosure().version, 0);
}
