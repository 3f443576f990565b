//! `/s/{service}/data/imports/{import}`: what is in a file, how far it is imported, what became of its
//! lines; and taking it back.

use std::sync::Arc;

use askama::Template;
use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::{SignedDuration, Timestamp};
use lotse_control::log_imports::LogImport;
use lotse_domain::{
    ids::ImportId,
    import::{ImportState, LeftOut, LogFormat, RowColumns, RowRole},
    service::Service,
};
use serde_json::json;

use crate::{
    error::Failure,
    form::Fields,
    imports,
    messages::Text,
    page::{self, Frame, PageRequest, Place},
    path::{PathPart, ServiceInPath},
    state::AppState,
    ui::field::{Action, ErrorSummary, Mistakes, SelectField},
};

/// An import of a command that has told nothing for so long was interrupted.
const SILENT: SignedDuration = SignedDuration::from_mins(2);
/// Seconds after which the page is shown anew while it is imported, where there is no script.
const REFRESH_S: u8 = 3;

/// One import.
#[derive(Template)]
#[template(path = "pages/data/import.html")]
struct ImportPage {
    frame: Frame,
    summary: ErrorSummary,
    slug: String,
    number: i64,
    state: &'static str,
    finding: String,
    is_good: bool,
    reason: Option<String>,
    /// Done and all bytes, while it is under way.
    progress: Option<(u64, u64)>,
    rows: Vec<Row>,
    faults: Vec<String>,
    begun: String,
    format: String,
    /// The key of what says which lines are events.
    rule: &'static str,
    start: Option<Action>,
    undo: Option<Action>,
    /// Rows whose columns can be named.
    columns: Option<ColumnsForm>,
}

/// Which column of rows says what.
struct ColumnsForm {
    form_token: String,
    /// The key of what says which are needed.
    how: &'static str,
    fields: Vec<SelectField>,
}

/// How many lines became what.
struct Row {
    what: String,
    lines: String,
}

/// `GET /s/{service}/data/imports/{import}`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(import): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let import = find(&state, &service, &import).await?;
    page(&state, &service, &request, &import, &import.of.columns, &Mistakes::default()).await
}

/// The page, with the columns as they were named last, and what is wrong with them.
async fn page(
    state: &AppState,
    service: &Arc<Service>,
    request: &PageRequest,
    import: &LogImport,
    named: &RowColumns,
    mistakes: &Mistakes,
) -> Result<Response, Failure> {
    let text = request.text();
    let words = Words::new(text, service, state.clock.now());
    let list = format!("/s/{}/data/imports", service.slug);
    let mut frame = request
        .frame(Place::Imports, words.name(import))
        .about(service)
        .under(text.say("imports-title"), list.clone());
    frame.has_errors = !mistakes.is_empty();
    if import.state.is_under_way() {
        frame.refresh_s = Some(REFRESH_S);
    }
    let number = import.id.number();
    let form_token = request.form_token();
    let action = |what: &str, key: &str| {
        Action::new(format!("{list}/{number}/{what}"), text.say(key), &form_token)
    };
    let may_start = import.of.upload.is_some();
    let roles = import.of.format.map(LogFormat::roles).unwrap_or_default();
    let is_of_outcomes = import.of.format == Some(LogFormat::Outcomes);
    let columns = if import.state == ImportState::Proposed && !roles.is_empty() {
        let heads = imports::columns(state, import).await;
        let field = |role: &RowRole| column_field(text, *role, &heads, named).wrong(mistakes);
        let fields = roles.iter().map(field).collect();
        let how = if is_of_outcomes { "import-columns-how-outcomes" } else { "import-columns-how" };
        Some(ColumnsForm { form_token: form_token.clone(), how, fields })
    } else {
        None
    };
    page::show(&ImportPage {
        summary: mistakes.summary(text),
        slug: service.slug.to_string(),
        number,
        state: import.state.as_str(),
        finding: words.finding(import),
        is_good: import.state == ImportState::Closed,
        reason: import.failure.clone(),
        progress: words.progress(import),
        rows: words.rows(import),
        faults: words.faults(import),
        begun: words.begun(import),
        format: match import.of.format {
            Some(format) => text.word("import-format", format.as_str()),
            None => text.say("import-recognised"),
        },
        rule: if is_of_outcomes { "import-rule-outcomes" } else { "import-rule" },
        start: match import.state {
            ImportState::Proposed => Some(action("start", "import-start")),
            ImportState::Failed if may_start => Some(action("start", "import-start-again")),
            _ => None,
        },
        undo: match import.state {
            ImportState::Proposed => Some(action("undo", "import-discard")),
            ImportState::Undoing | ImportState::Undone => None,
            _ => Some(action("undo", "import-undo").lost(text.say("import-undo-lost"))),
        },
        columns,
        frame,
    })
}

fn column_field(text: Text, role: RowRole, heads: &[String], named: &RowColumns) -> SelectField {
    let by_name = (String::new(), text.say("import-column-by-name"));
    let chosen = named.get(role).unwrap_or_default();
    // What was chosen stays, also where the file can be read no longer.
    let gone =
        Some(chosen).filter(|chosen| !chosen.is_empty() && !heads.iter().any(|h| h == chosen));
    let heads = heads.iter().map(String::as_str).chain(gone);
    let heads = heads.map(|head| (head.to_owned(), head.to_owned()));
    SelectField::new(
        role.as_str(),
        text.word("import-column", role.as_str()),
        std::iter::once(by_name).chain(heads).collect(),
        chosen,
    )
}

/// `POST /s/{service}/data/imports/{import}/columns`: names columns, and looks at the file anew.
pub(crate) async fn name_columns(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(import): PathPart,
    request: PageRequest,
    fields: Fields,
) -> Result<Response, Failure> {
    let import = find(&state, &service, &import).await?;
    let columns = imports::columns_said(fields.query());
    let actor = request.caller()?.actor();
    match imports::name_columns(&state, actor, &service, &import, &columns).await {
        // Started already, its columns stay as they were.
        Ok(_) => Ok(back_to(&service, &import)),
        Err(why) => {
            let mut mistakes = Mistakes::default();
            mistakes.add(RowRole::Time.as_str(), request.text().say(why.words()?));
            let page = page(&state, &service, &request, &import, &columns, &mistakes).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `GET /s/{service}/data/imports/{import}/state`: asked by the page's script until it is another one.
pub(crate) async fn state(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(import): PathPart,
    request: PageRequest,
) -> Result<Response, Failure> {
    let import = find(&state, &service, &import).await?;
    let words = Words::new(request.text(), &service, state.clock.now());
    let (done, all) = (import.done_bytes, import.of.all_bytes);
    let answer = json!({
        "state": import.state.as_str(),
        "finding": words.finding(&import),
        "done": done,
        "all": all,
    });
    Ok(Json(answer).into_response())
}

/// `POST /s/{service}/data/imports/{import}/start`
pub(crate) async fn start(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(import): PathPart,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let import = find(&state, &service, &import).await?;
    let changes = state.control.by(request.caller()?.actor());
    // Started already, it is under way: that was the wish.
    changes.start_import(&service, import.id).await?;
    state.imports.wake.notify_one();
    Ok(back_to(&service, &import))
}

/// `POST /s/{service}/data/imports/{import}/undo`
pub(crate) async fn undo(
    State(state): State<AppState>,
    ServiceInPath { service, .. }: ServiceInPath,
    PathPart(import): PathPart,
    request: PageRequest,
    _fields: Fields,
) -> Result<Response, Failure> {
    let import = find(&state, &service, &import).await?;
    let changes = state.control.by(request.caller()?.actor());
    // Undone already, it is gone: that was the wish.
    changes.undo_import(&service, import.id).await?;
    state.imports.wake.notify_one();
    Ok(back_to(&service, &import))
}

/// The import that an address names, of the service that it names.
pub(crate) async fn find(
    state: &AppState,
    service: &Service,
    import: &str,
) -> Result<LogImport, Failure> {
    let number = import.parse().map_err(|_| Failure::NoSuchPage)?;
    let found = state.control.log_import(service.id, ImportId::new(number)).await?;
    found.ok_or(Failure::NoSuchPage)
}

fn back_to(service: &Service, import: &LogImport) -> Response {
    let address = format!("/s/{}/data/imports/{}", service.slug, import.id.number());
    Redirect::to(&address).into_response()
}

/// What is said of an import.
pub(crate) struct Words<'a> {
    text: Text,
    service: &'a Service,
    now: Timestamp,
}

impl<'a> Words<'a> {
    pub(crate) fn new(text: Text, service: &'a Service, now: Timestamp) -> Self {
        Self { text, service, now }
    }

    /// The name of its file, or of the first of several.
    pub(crate) fn name(&self, import: &LogImport) -> String {
        match import.of.files.as_slice() {
            [] => import.id.number().to_string(),
            [file] => file.clone(),
            [file, rest @ ..] => {
                let more = u64::try_from(rest.len()).unwrap_or(u64::MAX);
                let values = [("file", file.clone().into()), ("more", more.into())];
                self.text.fill("import-files", &values)
            }
        }
    }

    pub(crate) fn who(&self, import: &LogImport) -> String {
        if import.begun_by.is_empty() {
            self.text.say("import-by-command")
        } else {
            import.begun_by.clone()
        }
    }

    /// How far it is, in a word or two.
    pub(crate) fn state(&self, import: &LogImport) -> String {
        if self.is_interrupted(import) {
            self.text.say("import-interrupted")
        } else {
            self.text.word("import-state", import.state.as_str())
        }
    }

    /// A command that told nothing for long was stopped; uploads go on by themselves.
    fn is_interrupted(&self, import: &LogImport) -> bool {
        import.state == ImportState::Running
            && import.of.upload.is_none()
            && self.now.duration_since(import.changed_at) > SILENT
    }

    /// The one sentence.
    fn finding(&self, import: &LogImport) -> String {
        if self.is_interrupted(import) {
            return self.text.say("import-interrupted-finding");
        }
        let counts = &import.counts;
        let values = [
            ("lines", counts.read.into()),
            ("views", counts.page_views.into()),
            ("added", counts.added().into()),
        ];
        self.text.fill(
            match import.state {
                ImportState::Proposed => "import-finding-proposed",
                ImportState::Waiting => return self.text.say("import-finding-waiting"),
                ImportState::Running => "import-finding-running",
                ImportState::Closed => "import-finding-closed",
                ImportState::Failed => "import-finding-failed",
                ImportState::Undoing => return self.text.say("import-finding-undoing"),
                ImportState::Undone => return self.text.say("import-finding-undone"),
            },
            &values,
        )
    }

    fn progress(&self, import: &LogImport) -> Option<(u64, u64)> {
        let is_moving = import.state == ImportState::Running && !self.is_interrupted(import);
        is_moving.then(|| (import.done_bytes, import.of.all_bytes.max(1)))
    }

    fn rows(&self, import: &LogImport) -> Vec<Row> {
        let counts = &import.counts;
        let row = |what: String, lines: u64| Row { what, lines: self.text.format().count(lines) };
        let mut rows = vec![
            row(self.text.say("import-lines-read"), counts.read),
            row(self.text.say("import-lines-views"), counts.page_views),
        ];
        if counts.known > 0 {
            rows.push(row(self.text.say("import-lines-known"), counts.known));
        }
        let left = |(reason, lines): (LeftOut, u64)| {
            row(self.text.word("import-left", reason.as_str()), lines)
        };
        rows.extend(counts.by_reason().map(left));
        rows
    }

    /// Malformed lines by number, never what stands in them.
    fn faults(&self, import: &LogImport) -> Vec<String> {
        let one = import.of.files.len() < 2;
        let words = |faulty: &lotse_domain::import::FaultyLine| {
            let fault = self.text.word("import-fault", faulty.fault.as_str());
            let values = [("line", faulty.line.into()), ("fault", fault.into())];
            let words = self.text.fill("import-faulty-line", &values);
            match import.of.files.get(faulty.file) {
                Some(file) if !one => format!("{file}: {words}"),
                _ => words,
            }
        };
        import.counts.faults().iter().map(words).collect()
    }

    fn begun(&self, import: &LogImport) -> String {
        let at = self.text.format().minute(import.begun_at, &self.service.time_zone);
        let values = [("at", at.into()), ("who", self.who(import).into())];
        self.text.fill("import-begun-by", &values)
    }
}
