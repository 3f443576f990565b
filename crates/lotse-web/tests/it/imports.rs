//! `/s/{service}/data/imports`: a file is taken, looked at, started by somebody, and undone; what is no log,
//! too large or foreign is told apart.

use axum::{
    http::{StatusCode, header},
    response::Response,
};
use lotse_domain::{
    ids::ImportId,
    import::{Fault, FaultyLine, ImportState, LeftOut, LineCounts, RowRole},
    service::{Jurisdiction, Service, ServiceKind},
};

use crate::program::{Program, text};

const LINES: &str = "\
192.0.2.7 - - [20/Nov/2026:08:00:01 +0000] \"GET /apply HTTP/1.1\" 200 1 \"-\" \"Mozilla/5.0 Firefox/140.0\"\n\
192.0.2.7 - - [20/Nov/2026:08:00:02 +0000] \"GET /a.css HTTP/1.1\" 200 1 \"-\" \"Mozilla/5.0 Firefox/140.0\"\n\
the secret line of jane.roe@example.org\n";
const ADDRESS: &str = "/s/permit/data/imports";

async fn started() -> (Program, String, std::sync::Arc<Service>) {
    let program = Program::new().await;
    let cookie = program.sign_in().await;
    program.service("Permit", ServiceKind::Public, Jurisdiction::Canada, false).await;
    let service = program.state.control.service("permit").unwrap();
    (program, cookie, service)
}

async fn upload(program: &Program, cookie: &str, fields: &[(&str, &str)], file: &[u8]) -> Response {
    program.upload(cookie, ADDRESS, fields, ("logs/access.log", file)).await
}

fn kept(program: &Program) -> usize {
    std::fs::read_dir(&program.uploads).map_or(0, Iterator::count)
}

#[tokio::test]
async fn a_file_is_looked_at_started_and_undone_and_no_line_is_shown() {
    let (program, cookie, service) = started().await;
    let page = program.page(&cookie, ADDRESS).await;
    assert!(page.contains("Nothing was imported yet"), "{page}");
    let token = program.form_token(&cookie).await;
    let response = upload(&program, &cookie, &[("form_token", &token)], LINES.as_bytes()).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let address = response.headers()[header::LOCATION].to_str().unwrap().to_owned();
    let page = program.page(&cookie, &address).await;
    for words in [
        "<bdi>access.log</bdi>",
        "Of the 3 lines that were looked at, 1 are events. Nothing is imported yet.",
        "Left out: part of a page, or a file",
        "Line 3: no time that can be read",
        "Combined (Apache, nginx)",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("jane.roe") && !page.contains("192.0.2.7"), "{page}");
    let list = program.page(&cookie, ADDRESS).await;
    assert!(list.contains(&format!("href=\"{address}\"")) && list.contains("Looked at"), "{list}");

    let form = format!("form_token={token}");
    let response = program.post(&cookie, &format!("{address}/start"), &form).await;
    assert_eq!(response.headers()[header::LOCATION], address.as_str());
    let page = program.page(&cookie, &address).await;
    assert!(page.contains("It waits for its turn"), "{page}");
    assert!(page.contains("<noscript><meta http-equiv=\"refresh\""), "it turns without script too");
    let state = text(program.get(&cookie, &format!("{address}/state")).await).await;
    assert!(state.contains("\"state\":\"waiting\""), "{state}");

    // What the program would do meanwhile.
    let id = ImportId::new(address.rsplit('/').next().unwrap().parse().unwrap());
    let mut counts = LineCounts::default();
    counts.keep();
    counts.leave_out(LeftOut::Asset);
    counts.malformed(FaultyLine { file: 0, line: 3, fault: Fault::Time });
    let control = &program.state.control;
    assert!(control.note_import(id, &counts, 100).await.unwrap());
    let page = program.page(&cookie, &address).await;
    assert!(page.contains("3 lines are read, 1 events added"), "{page}");
    assert!(page.contains("<progress value=\"100\""), "{page}");
    control.finish_import(id, &counts, 300).await.unwrap();
    let page = program.page(&cookie, &address).await;
    assert!(page.contains("1 events were added from 3 lines."), "{page}");
    assert!(
        !page.contains("http-equiv=\"refresh\"") && page.contains("Undo this import"),
        "{page}"
    );
    let list = program.page(&cookie, ADDRESS).await;
    assert!(list.contains("Imports have added one event."), "{list}");

    let response = program.post(&cookie, &format!("{address}/undo"), &form).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let undoing = control.log_import(service.id, id).await.unwrap().unwrap();
    assert_eq!(undoing.state, ImportState::Undoing);
    control.import_is_undone(id).await.unwrap();
    let page = program.page(&cookie, &address).await;
    assert!(page.contains("nothing of it is left") && !page.contains("Undo this import"), "{page}");
}

#[tokio::test]
async fn what_is_no_log_too_large_missing_or_foreign_is_told_apart_and_not_kept() {
    let (program, cookie, _) = started().await;
    let token = program.form_token(&cookie).await;
    let own = [("form_token", token.as_str()), ("hosts", "a.gov")];
    let large = vec![b'x'; (1 << 20) + 10];
    let packed = [&[0x1f, 0x8b, 8][..], &[7; 90]].concat();
    for (file, words) in [
        (b"Dear all,\nthank you".as_slice(), "The format of this file is not recognised"),
        (&large, "at most 1 MiB"),
        (b"", "Choose a file"),
        (&packed, "This file cannot be read"),
    ] {
        let response = upload(&program, &cookie, &own, file).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        let page = text(response).await;
        assert!(page.contains(words), "{words}: {page}");
        assert!(page.contains("role=\"alert\"") && page.contains("value=\"a.gov\""), "{page}");
        assert_eq!(kept(&program), 0, "{words}");
    }
    for fields in [&[][..], &[("form_token", "00")], &[("hosts", "a.gov")]] {
        let response = upload(&program, &cookie, fields, LINES.as_bytes()).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{fields:?}");
        assert_eq!(kept(&program), 0);
    }
    // A format that is named is not doubted; lines of another host are left out.
    let named = [("form_token", token.as_str()), ("format", "combined-vhost")];
    let response = upload(
        &program,
        &cookie,
        &named,
        b"x.gov 1.2.3.4 - - [20/Nov/2026:08:00:01 +0000] \"GET / HTTP/1.1\" 200 1",
    )
    .await;
    let address = response.headers()[header::LOCATION].to_str().unwrap().to_owned();
    let page = program.page(&cookie, &address).await;
    assert!(page.contains("Left out: another host"), "{page}");
    assert_eq!(kept(&program), 1);
    let german = program.page(&cookie, &format!("{address}?lang=de")).await;
    assert!(german.contains("Weggelassen: anderer Host"), "{german}");
    for path in ["/s/permit/data/imports/x", "/s/permit/data/imports/99"] {
        assert_eq!(program.get(&cookie, path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn an_import_by_command_that_went_silent_says_how_to_go_on() {
    let (program, cookie, service) = started().await;
    let control = &program.state.control;
    let of = lotse_control::log_imports::NewImport {
        files: vec!["a.log".to_owned(), "b.log".to_owned(), "c.log".to_owned()],
        fingerprint: "f".to_owned(),
        format: None,
        columns: lotse_domain::import::RowColumns::default(),
        hosts: Vec::new(),
        upload: None,
        all_bytes: 10,
    };
    let operator = control.by(lotse_control::audit::Actor::operator());
    let begun =
        operator.begin_import(&service, &of, ImportState::Running, &LineCounts::default()).await;
    let address = format!("{ADDRESS}/{}", begun.unwrap().id.number());
    let page = program.page(&cookie, &address).await;
    assert!(page.contains("a.log and 2 more") && page.contains("by command"), "{page}");
    program.clock.set("2026-11-23T11:05:00Z".parse().unwrap());
    let page = program.page(&cookie, &address).await;
    assert!(page.contains("Give the same command again"), "{page}");
    assert!(program.page(&cookie, ADDRESS).await.contains("Interrupted"));
}

#[tokio::test]
async fn columns_of_rows_are_named_before_they_are_imported() {
    let (program, cookie, service) = started().await;
    let token = program.form_token(&cookie).await;
    let rows = "Zeitpunkt;Adresse\n2026-11-20 08:00:01;/apply\n2026-11-20 08:00:02;/apply/2\n";
    let response = upload(&program, &cookie, &[("form_token", &token)], rows.as_bytes()).await;
    let address = response.headers()[header::LOCATION].to_str().unwrap().to_owned();
    let page = program.page(&cookie, &address).await;
    assert!(page.contains("Rows (CSV)") && page.contains("0 are events"), "{page}");
    assert!(page.contains("<option value=\"Zeitpunkt\">Zeitpunkt</option>"), "{page}");
    let columns = format!("{address}/columns");
    let form = format!("form_token={token}&time=Zeitpunkt&page=Adresse&odd=1");
    let response = program.post(&cookie, &columns, &form).await;
    assert_eq!(response.headers()[header::LOCATION], address.as_str());
    let page = program.page(&cookie, &address).await;
    assert!(page.contains("Of the 3 lines that were looked at, 2 are events"), "{page}");
    assert!(page.contains("<option value=\"Adresse\" selected>"), "{page}");
    // A file that is gone says so on the page, which keeps what was chosen.
    let file =
        std::fs::read_dir(&program.uploads).unwrap().next().unwrap().unwrap().path().join("file");
    let rows = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    let response = program.post(&cookie, &columns, &format!("{form}&host=Rechner")).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(response).await;
    assert!(page.contains("<li><a href=\"#time\">This file cannot be read"), "{page}");
    assert!(page.contains("<title>Error: ") && page.contains("id=\"time-error\""), "{page}");
    for chosen in ["Zeitpunkt", "Adresse", "Rechner"] {
        assert!(
            page.contains(&format!("<option value=\"{chosen}\" selected>")),
            "{chosen}: {page}"
        );
    }
    std::fs::write(&file, rows).unwrap();
    // What is started stays as it was looked at.
    program.post(&cookie, &format!("{address}/start"), &format!("form_token={token}")).await;
    program.post(&cookie, &columns, &format!("form_token={token}&time=Adresse")).await;
    let id = ImportId::new(address.rsplit('/').next().unwrap().parse().unwrap());
    let import = program.state.control.log_import(service.id, id).await.unwrap().unwrap();
    assert_eq!(import.of.columns.get(RowRole::Time), Some("Zeitpunkt"));
    assert!(!program.page(&cookie, &address).await.contains("What the columns say"));
}

#[tokio::test]
async fn outcomes_of_cases_say_what_they_are_and_no_case_is_shown() {
    let (program, cookie, _) = started().await;
    let token = program.form_token(&cookie).await;
    let rows = "Aktenzeichen,Status,Datum\nV-2026-0071,decided,2026-11-20\nV-2026-0072,paid,soon\n";
    let fields = [("form_token", token.as_str()), ("format", "outcomes")];
    let response = upload(&program, &cookie, &fields, rows.as_bytes()).await;
    let address = response.headers()[header::LOCATION].to_str().unwrap().to_owned();
    let page = program.page(&cookie, &address).await;
    for words in [
        "Outcomes of cases (CSV)",
        "0 are events",
        "Case, outcome and time are needed",
        "Each row with a case, an outcome and a time is an event of that case",
        "Line 2: no outcome",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("name=\"browser\""), "outcomes have no such column: {page}");
    let form = format!("form_token={token}&outcome=Status&time=Datum");
    program.post(&cookie, &format!("{address}/columns"), &form).await;
    let page = program.page(&cookie, &address).await;
    assert!(page.contains("Of the 3 lines that were looked at, 1 are events"), "{page}");
    assert!(page.contains("Line 3: no time that can be read"), "{page}");
    assert!(!page.contains("V-2026"), "{page}");

    // Without heads nothing is taken for a head, and so nothing is offered to choose from.
    let rows = "V-2026-0071,decided,2026-11-20T08:00:00Z\n";
    let response = upload(&program, &cookie, &[("form_token", &token)], rows.as_bytes()).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text(response).await;
    assert!(page.contains("Or outcomes of cases?") && !page.contains("V-2026"), "{page}");
}
