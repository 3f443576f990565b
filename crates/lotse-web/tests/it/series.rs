//! `/s/{service}/data/series`: a report is looked at, its columns named, its figures taken and shown as the gate
//! lets them; and deleted.

use axum::{
    http::{StatusCode, header},
    response::Response,
};
use lotse_domain::{
    ids::AuthorityCode,
    role::{Grant, Reach, Role},
    service::{Jurisdiction, ServiceKind},
};

use crate::program::{Program, text};

const ADDRESS: &str = "/s/permit/data/series";
const DEVICES: &str = "date,device,visits,bounce_rate\n\
2026-11-01,mobile,700,0.5\n2026-11-01,desktop,300,0.4\n2026-11-01,tablet,4,0.3\n\
2026-11-02,mobile,800,0.5\n2026-11-02,desktop,250,0.4\n2026-11-02,tablet,9,0.3\nyesterday,tv,1,0\n";

async fn started() -> (Program, String, String) {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    for name in ["Permit", "Taxes"] {
        program.service(name, ServiceKind::Public, Jurisdiction::Canada, false).await;
    }
    let token = program.form_token(&cookie).await;
    (program, cookie, token)
}

async fn upload(program: &Program, cookie: &str, token: &str, file: (&str, &[u8])) -> Response {
    program.upload(cookie, ADDRESS, &[("form_token", token)], file).await
}

fn leads_to(response: &Response) -> String {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

fn kept(program: &Program) -> usize {
    std::fs::read_dir(&program.uploads).map_or(0, Iterator::count)
}

#[tokio::test]
async fn a_report_is_looked_at_taken_shown_as_the_gate_lets_it_and_deleted() {
    let (program, cookie, token) = started().await;
    assert!(program.page(&cookie, ADDRESS).await.contains("There are no imported figures."));
    let file = ("C:\\reports\\devices-30-days.csv", DEVICES.as_bytes());
    let look = leads_to(&upload(&program, &cookie, &token, file).await);
    let page = program.page(&cookie, &look).await;
    for words in [
        "6 rows of visits by device, 1\u{a0}Nov – 2\u{a0}Nov\u{a0}2026. Nothing is imported yet.",
        "No series is made of bounce_rate",
        "One row cannot be read",
        "Row 7: what stands in “date”",
        "<bdi>devices-30-days.csv</bdi>",
        "value=\"devices-30-days\"",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(kept(&program), 1);
    let form = format!("form_token={token}&name=Devices");
    let series = leads_to(&program.post(&cookie, &look, &form).await);
    assert_eq!((kept(&program), series.as_str()), (0, "/s/permit/data/series/1"));
    assert_eq!(program.get(&cookie, &look).await.status(), StatusCode::NOT_FOUND);

    let page = program.page(&cookie, &series).await;
    assert!(page.contains("visits by device, counted by others."), "{page}");
    assert!(page.contains("most for mobile, 800."), "{page}");
    for shown in ["<bdi>mobile</bdi>", "<bdi>desktop</bdi>", "<bdi>tablet</bdi>", ">250<"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let first = program.page(&cookie, &format!("{series}?period=2026-11-01/2026-11-01")).await;
    let table = first.split("role=\"region\"").nth(1).unwrap().split("</table>").next().unwrap();
    assert!(table.contains("<bdi>mobile</bdi>") && !table.contains("tablet"), "{table}");
    assert!(!table.contains("desktop") && table.contains(">304<"), "protects tablet: {table}");
    // The lines have a table of their own: of the first day only mobile may be told.
    let lines = page.split("id=\"lines\"").nth(1).unwrap().split("</figure>").next().unwrap();
    assert!(lines.contains("class=\"multiples\""), "{lines}");
    let of_days = lines.split("class=\"data").nth(1).unwrap();
    assert!(
        of_days.contains("<bdi>1\u{a0}Nov\u{a0}2026</bdi>") && of_days.contains(">700<"),
        "{of_days}"
    );
    assert!(
        of_days.contains("no figure that may be shown") && !of_days.contains("300"),
        "{of_days}"
    );
    let json = "/api/v1/services/permit/series/1?first=2026-11-02&#38;last=2026-11-02";
    assert!(page.contains(&format!("<a href=\"{json}\">The same as JSON</a>")), "{page}");
    assert!(program.page(&cookie, &json.replace("&#38;", "&")).await.contains("mobile"));
    for period in ["2026-11-03/2026-11-03", "2026-11-02/2026-11-01", "2026-02-31/2026-03-01", "x"] {
        let response = program.get(&cookie, &format!("{series}?period={period}")).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{period}");
        let page = text(response).await;
        assert!(page.contains("href=\"#period\">There are no figures of these days"), "{page}");
        assert!(page.contains(">250<"), "the newest are shown: {page}");
    }
    for address in [&series, &format!("{ADDRESS}?lang=de"), &format!("{series}?lang=de")] {
        assert_eq!(program.get(&cookie, address).await.status(), StatusCode::OK, "{address}");
    }
    let list = program.page(&cookie, ADDRESS).await;
    assert!(list.contains("One series with 6 figures") && list.contains(&series), "{list}");

    let delete = format!("{series}/delete");
    for _ in 0..2 {
        let form = format!("form_token={token}");
        assert_eq!(leads_to(&program.post(&cookie, &delete, &form).await), ADDRESS);
    }
    assert_eq!(program.get(&cookie, &series).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn columns_are_named_and_what_is_no_report_says_what_to_do() {
    let (program, cookie, token) = started().await;
    let file = ("antraege.csv", "Tag;Amt;Anträge\n01.11.2026;Kiel;12\n".as_bytes());
    let look = leads_to(&upload(&program, &cookie, &token, file).await);
    let page = program.page(&cookie, &look).await;
    assert!(page.contains("No column is known to count something"), "{page}");
    assert!(!page.contains(">Import it<"), "{page}");
    let said = "head0=Tag&column0=date&head1=Amt&column1=label&head2=Antr%C3%A4ge&column2=count";
    let page = program.page(&cookie, &format!("{look}?{said}")).await;
    assert!(
        page.contains("One row of Anträge by Amt") || page.contains("1 rows of Anträge by Amt"),
        "{page}"
    );
    assert!(
        page.contains(">Import it<") && page.contains("<option value=\"count\" selected>"),
        "{page}"
    );
    let response = program.post(&cookie, &look, &format!("form_token={token}&name=")).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "not as it was looked at");
    let series =
        leads_to(&program.post(&cookie, &look, &format!("form_token={token}&{said}")).await);
    assert!(program.page(&cookie, &series).await.contains("<bdi>antraege</bdi>"));

    for (name, file, words) in [
        ("a.txt", "Dear all".as_bytes(), "neither a report nor a CSV"),
        ("a.json", b"{\"totals\": {}}", "sums alone"),
        ("a.csv", b"device,visits\nmobile,9\n", "does not say of which days"),
        ("a.csv", b"date,visits,visits\n", "Two columns are called"),
    ] {
        let look = leads_to(&upload(&program, &cookie, &token, (name, file)).await);
        let page = program.page(&cookie, &look).await;
        assert!(page.contains(words) && page.contains("Discard it"), "{words}: {page}");
        let form = format!("form_token={token}");
        assert_eq!(
            leads_to(&program.post(&cookie, &format!("{look}/discard"), &form).await),
            ADDRESS
        );
    }
    assert_eq!(kept(&program), 0);
    // Days that are said are those of the whole file.
    let week = ("a.csv", b"device,visits\nmobile,9\n".as_slice());
    let look = leads_to(&upload(&program, &cookie, &token, week).await);
    let days = "first=2026-11-01&last=2026-11-07";
    assert!(
        program.page(&cookie, &format!("{look}?{days}")).await.contains("1\u{a0}Nov – 7\u{a0}Nov")
    );
    let response = upload(&program, &cookie, &token, ("a.csv", b"")).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text(response).await.contains("Choose a file"));
    let foreign = upload(&program, &cookie, "00", week).await;
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_upload_is_of_its_service_and_a_part_of_a_service_sees_no_series() {
    let (program, cookie, token) = started().await;
    let file = ("devices.csv", DEVICES.as_bytes());
    let look = leads_to(&upload(&program, &cookie, &token, file).await);
    let elsewhere = look.replace("/s/permit/", "/s/taxes/");
    let above = format!("{ADDRESS}/look/..%2F..%2Fcontrol");
    for path in [&elsewhere, &above, &format!("{ADDRESS}/look/{}", "0".repeat(32))] {
        assert_eq!(program.get(&cookie, path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let series = leads_to(&program.post(&cookie, &look, &format!("form_token={token}")).await);
    let other = series.replace("/s/permit/", "/s/taxes/");
    assert_eq!(program.get(&cookie, &other).await.status(), StatusCode::NOT_FOUND);
    let service = program.state.control.service("permit").unwrap();
    let authority = AuthorityCode::new("01002").unwrap();
    let part = Grant { role: Role::Analyst, reach: Reach::Authority(service.id, authority) };
    let person = program.person("Part", &part).await;
    let cookie = program.session(&person).await;
    assert_eq!(program.get(&cookie, &series).await.status(), StatusCode::NOT_FOUND);
    assert!(program.page(&cookie, ADDRESS).await.contains("There are no imported figures."));
}

/// What the form of a looked-at file sends, with other words for some of its fields.
fn form_of(page: &str, others: &[(&str, &str)]) -> String {
    let form =
        page.split("<form method=\"post\" action=\"/s/permit/data/series/look/").nth(1).unwrap();
    let form = form.split("</form>").next().unwrap();
    let mut fields: Vec<(String, String)> = Vec::new();
    for field in form.split(" name=\"").skip(1).filter(|field| !field.starts_with("do\"")) {
        let name = field.split('"').next().unwrap();
        let chosen = field.split("\" selected").next().and_then(|part| part.rsplit('"').next());
        let typed = || field.split("value=\"").nth(1)?.split('"').next();
        let value = if name.starts_with("column") { chosen } else { typed() };
        fields.push((name.to_owned(), value.unwrap().to_owned()));
    }
    for (name, value) in others {
        fields.retain(|(found, _)| found != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let pair = |(name, value): &(String, String)| format!("{name}={}", value.replace(' ', "+"));
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

#[tokio::test]
async fn what_was_typed_goes_with_every_button_and_what_was_not_looked_at_is_not_taken() {
    let (program, cookie, token) = started().await;
    let file = ("devices.csv", DEVICES.as_bytes());
    let look = leads_to(&upload(&program, &cookie, &token, file).await);
    let page = program.page(&cookie, &look).await;
    // The name is in the form that imports.
    let again = form_of(&page, &[("name", "Of others"), ("do", "look")]);
    let looked = leads_to(&program.post(&cookie, &look, &again).await);
    assert!(looked.starts_with(&format!("{look}?")) && !looked.contains(&token), "{looked}");
    let page = program.page(&cookie, &looked).await;
    assert!(page.contains("value=\"Of others\""), "{page}");
    // Another column than the one that was looked at leads to a look at it.
    let other = form_of(&page, &[("column1", "left-out"), ("do", "import")]);
    let looked = leads_to(&program.post(&cookie, &look, &other).await);
    assert_eq!(kept(&program), 1, "nothing is taken");
    let page = program.page(&cookie, &looked).await;
    assert!(page.contains("6 rows of visits, 1\u{a0}Nov – 2\u{a0}Nov\u{a0}2026"), "{page}");
    assert!(page.contains("value=\"Of others\""), "{page}");
    let import = form_of(&page, &[("name", "Visits"), ("do", "import")]);
    let series = leads_to(&program.post(&cookie, &look, &import).await);
    assert!(program.page(&cookie, &series).await.contains("<h1><bdi>Visits</bdi></h1>"));
    let list = program.page(&cookie, ADDRESS).await;
    assert!(list.contains("<bdi>visits</bdi>") && !list.contains("visits by device"), "{list}");
}

#[tokio::test]
async fn what_is_wrong_with_a_file_of_figures_stands_on_top_and_at_its_field() {
    let (program, cookie, token) = started().await;
    let week = ("a.csv", b"device,visits\nmobile,9\n".as_slice());
    let look = leads_to(&upload(&program, &cookie, &token, week).await);
    for (days, status, field, words) in [
        ("", StatusCode::OK, "first", "The file does not say of which days it is"),
        (
            "first=2026-11-07&last=2026-11-01",
            StatusCode::BAD_REQUEST,
            "last",
            "Last day: it lies before the first day",
        ),
        (
            "first=2026-02-31&last=2026-03-01",
            StatusCode::BAD_REQUEST,
            "first",
            "First day: “2026-02-31” is no day of the calendar",
        ),
        ("first=2026-03-01", StatusCode::BAD_REQUEST, "last", "Last day: enter a date"),
    ] {
        let response = program.get(&cookie, &format!("{look}?{days}")).await;
        assert_eq!(response.status(), status, "{days}");
        let page = text(response).await;
        assert!(page.contains("<title>Error: "), "{page}");
        assert!(page.contains(&format!("<li><a href=\"#{field}\">{words}")), "{words}: {page}");
        assert!(page.contains(&format!("id=\"{field}-error\">{words}")), "{words}: {page}");
        assert!(!page.contains(">Import it<"), "{page}");
        // Whoever sends the form all the same reads the same.
        let form = format!("form_token={token}&{days}");
        let response = program.post(&cookie, &look, &form).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{days}");
        assert!(text(response).await.contains(&format!("<li><a href=\"#{field}\">{words}")));
    }
    for (file, field, words) in [
        ("Tag;Amt\n01.11.2026;Kiel\n", "column0", "No column is known to count something"),
        ("Dear all", "main", "This is neither a report nor a CSV with a header row"),
        ("date,visits\nsoon,9\n", "main", "No row of the file has a figure that can be read"),
    ] {
        let look = leads_to(&upload(&program, &cookie, &token, ("a.csv", file.as_bytes())).await);
        let page = program.page(&cookie, &look).await;
        assert!(page.contains(&format!("<li><a href=\"#{field}\">{words}")), "{words}: {page}");
        assert!(page.contains("<title>Error: ") && !page.contains(">Import it<"), "{page}");
    }
    let two = "date,month,visits\n2026-11-01,2026-11,9\n";
    let look = leads_to(&upload(&program, &cookie, &token, ("a.csv", two.as_bytes())).await);
    let said = "head0=date&column0=date&head1=month&column1=date&head2=visits&column2=count";
    let page = program.page(&cookie, &format!("{look}?{said}")).await;
    assert!(page.contains("<li><a href=\"#column1\">A second column, “month”"), "{page}");
    assert!(page.contains("id=\"column1-error\""), "{page}");
}

#[tokio::test]
async fn a_series_without_figures_says_so_without_an_empty_heading() {
    let (program, cookie, _) = started().await;
    let service = program.state.control.service("permit").unwrap();
    let head = lotse_domain::series::SeriesHead {
        name: "Nothing".to_owned(),
        measure: "visits".to_owned(),
        dimensions: vec!["device".to_owned()],
    };
    let changes = program.state.control.by(lotse_control::audit::Actor::operator());
    changes.import_figures(&service, "empty.csv", [(head, Vec::new())]).await.unwrap();
    let page = program.page(&cookie, &format!("{ADDRESS}/1")).await;
    assert!(!page.contains("<h2></h2>") && page.contains("There are no figures in it."), "{page}");
    let list = program.page(&cookie, ADDRESS).await;
    assert!(list.contains("data-label=\"Days\">–<"), "{list}");
}
