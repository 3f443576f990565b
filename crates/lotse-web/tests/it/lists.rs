//! Long lists: every page stays small at ten thousand rows, is searched and sorted, and loses nothing between
//! its pages.

use std::{io::Read as _, sync::Arc};

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use flate2::read::GzDecoder;
use http_body_util::BodyExt as _;
use jiff::SignedDuration;
use lotse_control::audit::Actor;
use lotse_domain::{
    person::{EmailAddress, PersonName},
    query::QuestionPlace,
    role::{Grant, Reach, Role},
    service::{Jurisdiction, Service, ServiceKind},
};

use crate::program::{CHROME, NOW, Program, Visit, text};

/// The most that a page may weigh on the way, in bytes.
const SENT: usize = 100_000;
/// The most that it may weigh in the browser, in bytes.
const UNPACKED: usize = 300_000;

/// A page that is sent compressed, after its weight was looked at.
async fn page(program: &Program, cookie: &str, path: &str) -> String {
    let request = Request::get(path)
        .header(header::COOKIE, cookie)
        .header(header::ACCEPT_ENCODING, "gzip")
        .body(Body::empty())
        .unwrap();
    let response = program.ask(request).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    assert_eq!(response.headers()[header::CONTENT_ENCODING], "gzip");
    let sent = response.into_body().collect().await.unwrap().to_bytes();
    let mut page = String::new();
    GzDecoder::new(sent.as_ref()).read_to_string(&mut page).unwrap();
    assert!(sent.len() <= SENT, "{path}: {} bytes sent", sent.len());
    assert!(page.len() <= UNPACKED, "{path}: {} bytes", page.len());
    page
}

/// The names in the rows of a table, in their order.
fn names(page: &str) -> Vec<&str> {
    let rows = page.split("role=\"rowheader\"").skip(1);
    rows.map(|row| row.split("<bdi>").nth(1).unwrap().split("</bdi>").next().unwrap()).collect()
}

/// Where a link leads whose attributes begin so.
fn link<'a>(page: &'a str, rel: &str) -> Option<&'a str> {
    let rest = page.split(&format!("rel=\"{rel}\" href=\"")).nth(1)?;
    rest.split('"').next()
}

/// The names on all pages of a list.
async fn all(program: &Program, cookie: &str, path: &str, pages: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut path = path.to_owned();
    for turn in 1..=pages {
        let page = page(program, cookie, &path).await;
        found.extend(names(&page).into_iter().map(ToOwned::to_owned));
        let Some(next) = link(&page, "next") else {
            assert_eq!(turn, pages);
            return found;
        };
        path = next.replace("&#38;", "&");
    }
    panic!("more than {pages} pages");
}

async fn services(program: &Program, count: usize) -> Vec<Arc<Service>> {
    let mut services = Vec::with_capacity(count);
    for number in 0..count {
        let name = format!("Service of the town, number {:05}", count - number);
        let (kind, place) = (ServiceKind::Public, Jurisdiction::Germany);
        services.push(program.service(&name, kind, place, false).await);
    }
    services
}

async fn visits(program: &Program, service: &Service, people: u8) {
    for person in 0..people {
        let visit = Visit {
            at: NOW.parse::<jiff::Timestamp>().unwrap() - SignedDuration::from_hours(2),
            address: [203, 0, 113, person].into(),
            user_agent: CHROME,
            language: "en",
            referrer: "",
            pages: &["/"],
        };
        program.visit(service, &visit).await;
    }
}

#[tokio::test]
async fn ten_thousand_services_make_small_pages_and_forms() {
    const COUNT: usize = 10_000;
    let program = Program::new().await;
    let services = services(&program, COUNT).await;
    let cookie = program.sign_in().await;
    for (service, people) in [(&services[7], 12), (&services[9_000], 15)] {
        visits(&program, service, people).await;
    }
    let first = page(&program, &cookie, "/").await;
    assert_eq!(names(&first).len(), 100);
    assert_eq!(names(&first)[0], "Service of the town, number 10000", "as they were added");
    assert!(first.contains("Rows 1–100 of 10,000") && link(&first, "prev").is_none());
    assert!(first.contains("10,000 services.") && first.contains("shown here had 12 visits"));
    assert!(!first.contains("aria-sort"));
    let by_name = page(&program, &cookie, "/?sort=name").await;
    assert_eq!(names(&by_name)[0], "Service of the town, number 00001");
    assert!(by_name.contains("aria-sort=\"ascending\""));
    for sort in ["visits", "views", "people", "newest"] {
        let page = page(&program, &cookie, &format!("/?sort={sort}")).await;
        let expected = ["Service of the town, number 01000", "Service of the town, number 09993"];
        let mut top = names(&page)[..2].to_vec();
        if sort == "newest" {
            top.sort_unstable();
        }
        assert_eq!(top, expected, "{sort}");
        assert!(page.contains("aria-sort=\"descending\""), "{sort}");
    }
    let last = page(&program, &cookie, "/?sort=name&from=9901").await;
    assert!(last.contains("Rows 9,901–10,000 of 10,000") && link(&last, "next").is_none());
    let found = page(&program, &cookie, "/?search=TOWN+number+0123").await;
    assert_eq!(names(&found).len(), 11, "each word somewhere, in any case");
    assert!(page(&program, &cookie, "/?search=nowhere").await.contains("No row has this"));
    let hundred = all(&program, &cookie, "/?sort=name&search=number-00", 10).await;
    let expected = (1..1_000).map(|n| format!("Service of the town, number {n:05}"));
    assert_eq!(hundred, expected.collect::<Vec<_>>(), "nothing is lost between pages");
    for service in &services[100..1_100] {
        visits(&program, service, 1).await;
    }
    let many = page(&program, &cookie, "/?sort=visits").await;
    assert!(many.contains("at most 1,000 at once") && many.contains("aria-sort=\"ascending\""));
    assert_eq!(names(&many)[0], "Service of the town, number 00001");
    let few = page(&program, &cookie, "/?sort=visits&search=number-010").await;
    assert_eq!(names(&few)[0], "Service of the town, number 01000");
    for path in ["/?sort=size", "/?from=0", "/?from=x"] {
        assert_eq!(program.get(&cookie, path).await.status(), StatusCode::BAD_REQUEST, "{path}");
    }

    for path in ["/settings/people/new", "/settings/people/1", "/settings/tokens"] {
        let page = page(&program, &cookie, path).await;
        let suggested = page.split("<datalist").nth(1).unwrap().split("</datalist>").next();
        assert_eq!(suggested.unwrap().matches("<option").count(), 100);
        assert!(page.contains("list=\"service-names\""), "{path}");
    }
    let token = program.form_token(&cookie).await;
    let slug = services[4_711].slug.as_str();
    for (path, field) in [
        ("/settings/people/1/roles", "role=viewer&place"),
        ("/settings/tokens", "name=Report&permission=read-figures&days=90&service"),
    ] {
        let send = async |service: &str| {
            let form = format!("form_token={token}&{field}={service}");
            program.post(&cookie, path, &form).await
        };
        let wrong = send("no-such-service").await;
        assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        let wrong = text(wrong).await;
        assert!(wrong.contains("no service with the short name “no-such-service”"), "{path}");
        assert!(wrong.contains("value=\"no-such-service\"") && wrong.len() < UNPACKED);
        let done = send(slug).await;
        assert!(done.status().is_redirection() || done.status().is_success(), "{path}");
    }
    let account = page(&program, &cookie, "/settings/account").await;
    assert!(account.contains(&format!("Viewer: {}", services[4_711].name)));

    let search = page(&program, &cookie, "/search?q=town").await;
    assert!(search.contains("And 9,980 more: show all"));
    let only = page(&program, &cookie, "/search?q=town&only=services&from=9901").await;
    assert!(only.contains("Rows 9,901–10,000 of 10,000"));
    assert_eq!(only.matches("<li><a href=\"/s/").count(), 100);
    let unknown = program.get(&cookie, "/search?q=town&only=towns").await;
    assert_eq!(unknown.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn ten_thousand_people_are_found_sorted_and_turned() {
    const COUNT: usize = 10_000;
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    let operator = program.state.control.by(Actor::operator());
    let viewer = Grant { role: Role::Viewer, reach: Reach::Organization };
    for number in 1..COUNT {
        let name = PersonName::new(&format!("Person of the office {number:05}")).unwrap();
        let email = EmailAddress::new(&format!("p{number:05}@office.example")).unwrap();
        operator.add_person(&name, Some(&email), &viewer).await.unwrap().unwrap();
    }
    let first = page(&program, &cookie, "/settings/people").await;
    assert!(first.contains("10,000 people may sign in.") && first.contains("Rows 1–100 of 10,000"));
    assert_eq!(names(&first)[..2], ["Ada Beispiel", "Person of the office 00001"]);
    assert!(first.contains("aria-sort=\"ascending\""));
    let found = page(&program, &cookie, "/settings/people?search=P0123").await;
    assert_eq!(names(&found).len(), 10, "by e-mail address");
    assert!(found.contains("10,000 people may sign in."), "the sentence counts all");
    assert_eq!(names(&page(&program, &cookie, "/settings/people?search=ADA").await).len(), 1);
    program.clock.set(NOW.parse::<jiff::Timestamp>().unwrap() + SignedDuration::from_mins(5));
    let late = program.state.control.user("Person of the office 07000").await.unwrap().unwrap();
    program.session(&late).await;
    let used = page(&program, &cookie, "/settings/people?sort=used").await;
    let top = &names(&used)[..2];
    assert!(top.contains(&"Ada Beispiel") && top.contains(&"Person of the office 07000"));
    assert!(used.contains("aria-sort=\"descending\""));
    let path = "/settings/people?search=p00";
    let found = all(&program, &cookie, path, 10).await;
    let expected = (1..1_000).map(|n| format!("Person of the office {n:05}"));
    assert_eq!(found, expected.collect::<Vec<_>>(), "nothing is lost between pages");
}

#[tokio::test]
async fn saved_questions_are_found_sorted_and_turned() {
    let program = Program::new().await;
    let service =
        program.service("Permits", ServiceKind::Public, Jurisdiction::Germany, false).await;
    let cookie = program.sign_in().await;
    let operator = program.state.control.by(Actor::operator());
    for number in 0..lotse_control::questions::MOST_QUESTIONS {
        let place = if number % 5 == 0 { QuestionPlace::Paths } else { QuestionPlace::Trend };
        let name = format!("How many came to the office in week {number:03}?");
        let parameters = format!("days=7&of=%2Fapply%2F{number}&by=page-language&count=events");
        operator.save_question(&service, place, &name, &parameters).await.unwrap().unwrap();
    }
    let path = "/s/permits/explore";
    let found = all(&program, &cookie, path, 5).await;
    let expected = (0..500).map(|n| format!("How many came to the office in week {n:03}?"));
    assert_eq!(found, expected.collect::<Vec<_>>(), "nothing is lost between pages");
    let kinds = page(&program, &cookie, &format!("{path}?sort=kind")).await;
    assert!(names(&kinds)[1].contains("005") && kinds.contains("Rows 1–100 of 500"));
    for (sort, order) in
        [("name", "ascending"), ("kind", "ascending"), ("who", "ascending"), ("day", "descending")]
    {
        let page = page(&program, &cookie, &format!("{path}?sort={sort}")).await;
        assert!(page.contains(&format!("aria-sort=\"{order}\"")), "{sort}");
    }
    let paths = page(&program, &cookie, &format!("{path}?search=paths+week")).await;
    assert_eq!(names(&paths).len(), 100);
    let search = page(&program, &cookie, "/search?q=office&only=questions").await;
    assert!(search.contains("Rows 1–100 of 500"));
}

#[tokio::test]
async fn roles_and_sessions_of_one_person_are_turned() {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    let ada = program.state.control.user("Ada Beispiel").await.unwrap().unwrap();
    let operator = program.state.control.by(Actor::operator());
    for service in services(&program, 249).await {
        let grant = Grant { role: Role::Viewer, reach: Reach::Service(service.id) };
        operator.give_role(ada.id, &grant).await.unwrap().unwrap();
    }
    for _ in 1..150 {
        program.session(&ada).await;
    }
    let list = page(&program, &cookie, "/settings/people").await;
    assert!(list.contains("And 245 more") && list.matches("Viewer: ").count() == 4);
    let first = page(&program, &cookie, "/settings/people/1").await;
    assert!(first.contains("Rows 1–100 of 250") && first.matches("/take\"").count() == 100);
    let rest = page(&program, &cookie, "/settings/people/1?from=201").await;
    assert!(rest.contains("Rows 201–250 of 250") && rest.matches("/take\"").count() == 50);
    let account = page(&program, &cookie, "/settings/account").await;
    assert!(account.contains("Rows 1–100 of 250") && account.contains("Rows 1–100 of 150"));
    let account = page(&program, &cookie, "/settings/account?from=101&roles=201").await;
    assert!(account.contains("Rows 201–250 of 250") && account.contains("Rows 101–150 of 150"));
    assert!(account.contains("from=101") && account.contains("roles=101"), "each turns alone");
}
