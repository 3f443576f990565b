//! Every route with its rule, in one table. The router is built from it and from nothing else, so
//! that a route without a rule cannot exist.
//!
//! Longer than 600 lines because every route stands here, to be read on one page.

use std::time::Duration;

use axum::{
    Router,
    extract::Request,
    handler::Handler,
    http::Method,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{self, MethodRouter},
};
use lotse_domain::role::Permission;
use serde::Serialize;
use tower_http::compression::CompressionLayer;

use crate::{
    access::{self, Rule},
    api, assets, client_configuration, collect,
    error::{self, Failure},
    headers, operator,
    pages::{
        data, explore, overview,
        public::{objected, what_we_collect},
        search, service, services,
        settings::{self, account, audit, disclosure, people, tokens},
        tasks,
    },
    reader, sign_in,
    state::AppState,
    upload,
};

/// What a route answers with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// A page to read.
    Page,
    /// A change, then a redirection to a page, or the page with what was wrong.
    Change,
    /// Data for programs.
    Data,
    /// A file.
    File,
}

/// One line of the table.
#[derive(Clone, Debug, Serialize)]
pub struct RouteEntry {
    /// `GET`, `POST`, `DELETE` or `OPTIONS`.
    pub method: &'static str,
    /// With placeholders such as `{service}`.
    pub path: &'static str,
    /// Who may use it.
    pub rule: Rule,
    /// What it answers with.
    pub answer: Answer,
}

/// Reports that tell of people, as their addresses begin after those of the service.
const OF_PEOPLE: [&str; 10] = [
    "overview",
    "live",
    "trend",
    "funnel",
    "pages",
    "paths",
    "retention",
    "forms",
    "friction",
    "extract",
];

impl RouteEntry {
    /// Whether it tells figures of people, who can be those of a segment.
    pub(crate) fn tells_of_people(&self) -> bool {
        let base = ["/s/{service}", "/api/v1/services/{service}"];
        let Some(place) = base.iter().find_map(|base| self.path.strip_prefix(base)) else {
            return false;
        };
        let is_page = self.path.starts_with("/s/");
        let report = place.strip_prefix("/explore").unwrap_or(place).trim_start_matches('/');
        let name = report.split('.').next().unwrap_or_default();
        let of_task = place.starts_with("/tasks/{task}/report");
        let of_tasks = is_page && ["", "/tasks", "/tasks/{task}"].contains(&place);
        self.method == "GET" && (OF_PEOPLE.contains(&name) || of_task || of_tasks)
    }
}

struct Route {
    entry: RouteEntry,
    handler: MethodRouter<AppState>,
}

fn get<H, T>(path: &'static str, rule: Rule, answer: Answer, handler: H) -> Route
where
    H: Handler<T, AppState>,
    T: 'static,
{
    let entry = RouteEntry { method: "GET", path, rule, answer };
    Route { entry, handler: routing::get(handler) }
}

fn post<H, T>(path: &'static str, rule: Rule, answer: Answer, handler: H) -> Route
where
    H: Handler<T, AppState>,
    T: 'static,
{
    let entry = RouteEntry { method: "POST", path, rule, answer };
    Route { entry, handler: routing::post(handler) }
}

fn delete<H, T>(path: &'static str, rule: Rule, answer: Answer, handler: H) -> Route
where
    H: Handler<T, AppState>,
    T: 'static,
{
    let entry = RouteEntry { method: "DELETE", path, rule, answer };
    Route { entry, handler: routing::delete(handler) }
}

fn options<H, T>(path: &'static str, rule: Rule, answer: Answer, handler: H) -> Route
where
    H: Handler<T, AppState>,
    T: 'static,
{
    let entry = RouteEntry { method: "OPTIONS", path, rule, answer };
    Route { entry, handler: routing::options(handler) }
}

fn table() -> Vec<Route> {
    let mut table = work();
    table.extend(data());
    table.extend(annotations());
    table.extend(annotations_for_programs());
    table.extend(explore());
    table.extend(tasks());
    table.extend(segments());
    table.extend(where_it_goes_wrong());
    table.extend(settings());
    table.extend(programs());
    table
}

/// Signing in, and services.
fn work() -> Vec<Route> {
    use Answer::{Change, Data, File, Page};
    use Permission::{AddServices, ChangeService, ChooseProfile, ReadFigures};
    use Rule::{May, Public, SignedIn};
    vec![
        // Signing in and out.
        get("/sign-in", Public, Page, sign_in::password::show),
        post("/sign-in", Public, Change, sign_in::password::take),
        get("/sign-in/code", Public, Page, sign_in::code::show),
        post("/sign-in/code", Public, Change, sign_in::code::take),
        post("/sign-in/passkey", Public, Data, sign_in::passkey::begin),
        post("/sign-in/passkey/answer", Public, Change, sign_in::passkey::finish),
        get("/sign-in/openid", Public, Page, sign_in::openid::begin),
        get("/sign-in/openid/answer", Public, Page, sign_in::openid::finish),
        get("/sign-in/{token}", Public, Page, sign_in::link::offer),
        post("/sign-in/{token}", Public, Change, sign_in::link::redeem),
        post("/sign-out", SignedIn, Change, sign_in::leave),
        // Services.
        get("/", SignedIn, Page, services::list::show),
        get("/search", SignedIn, Page, search::show),
        get("/services/new", May(AddServices), Page, services::new::show),
        post("/services/new", May(AddServices), Change, services::new::add),
        // One service.
        get("/s/{service}", May(ReadFigures), Page, overview::show),
        get("/s/{service}/overview.csv", May(ReadFigures), File, overview::files::csv),
        get("/s/{service}/overview.svg", May(ReadFigures), File, overview::files::picture),
        get("/s/{service}/overview.png", May(ReadFigures), File, overview::files::picture),
        get("/s/{service}/overview.html", May(ReadFigures), File, overview::files::page),
        get("/s/{service}/live", May(ReadFigures), Data, overview::live::show),
        get("/s/{service}/settings", May(ReadFigures), Page, service::show),
        post("/s/{service}/settings", May(ChangeService), Change, service::change),
        post("/s/{service}/settings/profile", May(ChooseProfile), Change, service::choose_profile),
        post("/s/{service}/settings/capture", May(ChooseProfile), Change, service::choose_capture),
    ]
}

/// What arrives for a service, and what it is called.
fn data() -> Vec<Route> {
    use Answer::{Change, Data, Page};
    use Permission::{ChangeService, KeepQuestions, ReadFigures};
    use Rule::May;
    vec![
        get("/s/{service}/data/install", May(ChangeService), Page, data::install::show),
        get("/s/{service}/data/tags", May(ReadFigures), Page, data::tags::list::show),
        get("/s/{service}/data/tags/new", May(KeepQuestions), Page, data::tags::edit::new),
        post("/s/{service}/data/tags/new", May(KeepQuestions), Change, data::tags::edit::add),
        get("/s/{service}/data/tags/preview", May(KeepQuestions), Data, data::tags::preview::show),
        get("/s/{service}/data/tags/{tag}", May(ReadFigures), Page, data::tags::show::show),
        get("/s/{service}/data/tags/{tag}/edit", May(KeepQuestions), Page, data::tags::edit::show),
        post(
            "/s/{service}/data/tags/{tag}/edit",
            May(KeepQuestions),
            Change,
            data::tags::edit::change,
        ),
        post(
            "/s/{service}/data/tags/{tag}/archive",
            May(KeepQuestions),
            Change,
            data::tags::show::archive,
        ),
        get("/s/{service}/data/install/arrival", May(ChangeService), Data, data::install::arrival),
        post(
            "/s/{service}/data/install/test",
            May(ChangeService),
            Change,
            data::install::open_tests,
        ),
        post(
            "/s/{service}/data/install/delete-tests",
            May(ChangeService),
            Change,
            data::install::delete_tests,
        ),
        get("/s/{service}/data/events", May(ChangeService), Page, data::events::show),
        get("/s/{service}/data/events/stream", May(ChangeService), Data, data::events::stream),
        get("/s/{service}/data/events/describe", May(ChangeService), Page, data::describe::show),
        post("/s/{service}/data/events/describe", May(ChangeService), Change, data::describe::save),
        get("/s/{service}/data/imports", May(ChangeService), Page, data::imports::show),
        post("/s/{service}/data/imports", May(ChangeService), Change, data::imports::take),
        get("/s/{service}/data/imports/{import}", May(ChangeService), Page, data::import::show),
        get(
            "/s/{service}/data/imports/{import}/state",
            May(ChangeService),
            Data,
            data::import::state,
        ),
        post(
            "/s/{service}/data/imports/{import}/columns",
            May(ChangeService),
            Change,
            data::import::name_columns,
        ),
        post(
            "/s/{service}/data/imports/{import}/start",
            May(ChangeService),
            Change,
            data::import::start,
        ),
        post(
            "/s/{service}/data/imports/{import}/undo",
            May(ChangeService),
            Change,
            data::import::undo,
        ),
        get("/s/{service}/data/series", May(ReadFigures), Page, data::series::list::show),
        post("/s/{service}/data/series", May(ChangeService), Change, data::series::list::take),
        get(
            "/s/{service}/data/series/look/{upload}",
            May(ChangeService),
            Page,
            data::series::look::show,
        ),
        post(
            "/s/{service}/data/series/look/{upload}",
            May(ChangeService),
            Change,
            data::series::look::take,
        ),
        post(
            "/s/{service}/data/series/look/{upload}/discard",
            May(ChangeService),
            Change,
            data::series::look::discard,
        ),
        get("/s/{service}/data/series/{series}", May(ReadFigures), Page, data::series::show::show),
        post(
            "/s/{service}/data/series/{series}/delete",
            May(ChangeService),
            Change,
            data::series::show::delete,
        ),
        get("/s/{service}/data/rejected", May(ChangeService), Page, data::rejected::show),
        post("/s/{service}/data/rejected", May(ChangeService), Change, data::rejected::again),
    ]
}

/// What happened to a service: pages and a file.
fn annotations() -> Vec<Route> {
    use Answer::{Change, File, Page};
    use Permission::{KeepQuestions, ReadFigures};
    use Rule::May;
    use data::annotations;
    vec![
        get("/s/{service}/data/annotations", May(ReadFigures), Page, annotations::list::show),
        post("/s/{service}/data/annotations", May(KeepQuestions), Change, annotations::list::take),
        get("/s/{service}/data/annotations.csv", May(ReadFigures), File, annotations::list::csv),
        get("/s/{service}/data/annotations/new", May(KeepQuestions), Page, annotations::edit::new),
        post(
            "/s/{service}/data/annotations/new",
            May(KeepQuestions),
            Change,
            annotations::edit::add,
        ),
        get(
            "/s/{service}/data/annotations/look/{upload}",
            May(KeepQuestions),
            Page,
            annotations::look::show,
        ),
        post(
            "/s/{service}/data/annotations/look/{upload}",
            May(KeepQuestions),
            Change,
            annotations::look::take,
        ),
        post(
            "/s/{service}/data/annotations/look/{upload}/discard",
            May(KeepQuestions),
            Change,
            annotations::look::discard,
        ),
        get(
            "/s/{service}/data/annotations/{annotation}",
            May(ReadFigures),
            Page,
            annotations::show::show,
        ),
        get(
            "/s/{service}/data/annotations/{annotation}/edit",
            May(KeepQuestions),
            Page,
            annotations::edit::show,
        ),
        post(
            "/s/{service}/data/annotations/{annotation}/edit",
            May(KeepQuestions),
            Change,
            annotations::edit::change,
        ),
        post(
            "/s/{service}/data/annotations/{annotation}/delete",
            May(KeepQuestions),
            Change,
            annotations::show::delete,
        ),
    ]
}

/// The same for programs.
fn annotations_for_programs() -> Vec<Route> {
    use Answer::{Data, File};
    use Permission::{KeepQuestions, ReadFigures};
    use Rule::May;
    use api::annotations;
    vec![
        get("/api/v1/services/{service}/annotations", May(ReadFigures), Data, annotations::list),
        get("/api/v1/services/{service}/annotations.csv", May(ReadFigures), File, annotations::csv),
        post("/api/v1/services/{service}/annotations", May(KeepQuestions), Data, annotations::make),
        post(
            "/api/v1/services/{service}/annotations/file",
            May(KeepQuestions),
            Data,
            annotations::bring,
        ),
        get(
            "/api/v1/services/{service}/annotations/{annotation}",
            May(ReadFigures),
            Data,
            annotations::show,
        ),
        post(
            "/api/v1/services/{service}/annotations/{annotation}",
            May(KeepQuestions),
            Data,
            annotations::change,
        ),
        delete(
            "/api/v1/services/{service}/annotations/{annotation}",
            May(KeepQuestions),
            Data,
            annotations::delete,
        ),
    ]
}

/// Any question about a service, and the questions that are kept.
fn explore() -> Vec<Route> {
    use Answer::{Change, File, Page};
    use Permission::{KeepQuestions, ReadFigures};
    use Rule::May;
    vec![
        get("/s/{service}/explore", May(ReadFigures), Page, explore::list::show),
        get("/s/{service}/explore/save", May(KeepQuestions), Page, explore::save::show),
        post("/s/{service}/explore/save", May(KeepQuestions), Change, explore::save::save),
        post(
            "/s/{service}/explore/saved/{question}/delete",
            May(KeepQuestions),
            Change,
            explore::list::delete,
        ),
        get("/s/{service}/explore/trend", May(ReadFigures), Page, explore::trend::show),
        get("/s/{service}/explore/trend.csv", May(ReadFigures), File, explore::trend::files::csv),
        get(
            "/s/{service}/explore/trend.svg",
            May(ReadFigures),
            File,
            explore::trend::files::picture,
        ),
        get(
            "/s/{service}/explore/trend.png",
            May(ReadFigures),
            File,
            explore::trend::files::picture,
        ),
        get("/s/{service}/explore/trend.html", May(ReadFigures), File, explore::trend::files::page),
        get("/s/{service}/explore/funnel", May(ReadFigures), Page, explore::funnel::show),
        get("/s/{service}/explore/funnel.csv", May(ReadFigures), File, explore::funnel::download),
        get(
            "/s/{service}/explore/funnel.svg",
            May(ReadFigures),
            File,
            explore::files::funnel_picture,
        ),
        get(
            "/s/{service}/explore/funnel.png",
            May(ReadFigures),
            File,
            explore::files::funnel_picture,
        ),
        get(
            "/s/{service}/explore/funnel.html",
            May(ReadFigures),
            File,
            explore::files::funnel_page,
        ),
        get("/s/{service}/explore/pages", May(ReadFigures), Page, explore::pages::show),
        get("/s/{service}/explore/pages.csv", May(ReadFigures), File, explore::pages::download),
        get("/s/{service}/explore/pages.html", May(ReadFigures), File, explore::pages::as_file),
        get("/s/{service}/explore/paths", May(ReadFigures), Page, explore::paths::show),
        get(
            "/s/{service}/explore/paths.svg",
            May(ReadFigures),
            File,
            explore::files::paths_picture,
        ),
        get(
            "/s/{service}/explore/paths.png",
            May(ReadFigures),
            File,
            explore::files::paths_picture,
        ),
        get("/s/{service}/explore/paths.csv", May(ReadFigures), File, explore::paths::download),
        get("/s/{service}/explore/paths.html", May(ReadFigures), File, explore::files::paths_page),
        get("/s/{service}/explore/retention", May(ReadFigures), Page, explore::retention::show),
        get(
            "/s/{service}/explore/retention.csv",
            May(ReadFigures),
            File,
            explore::retention::download,
        ),
        get(
            "/s/{service}/explore/retention.html",
            May(ReadFigures),
            File,
            explore::files::retention_page,
        ),
        get("/s/{service}/explore/extract", May(ReadFigures), Page, explore::extract::show),
        get(
            "/s/{service}/explore/extract.csv",
            May(ReadFigures),
            File,
            explore::extract::files::csv,
        ),
        get(
            "/s/{service}/explore/extract.jsonl",
            May(ReadFigures),
            File,
            explore::extract::files::json_lines,
        ),
        get(
            "/s/{service}/explore/extract.parquet",
            May(ReadFigures),
            File,
            explore::extract::files::parquet,
        ),
    ]
}

/// Visitors by what they did.
fn segments() -> Vec<Route> {
    use Answer::{Change, Data, Page};
    use Permission::{KeepQuestions, ReadFigures};
    use Rule::May;
    use data::segments::{edit, list, show};
    let (read, keep) = (May(ReadFigures), May(KeepQuestions));
    vec![
        get("/s/{service}/data/segments", read, Page, list::show),
        get("/s/{service}/data/segments/new", keep, Page, edit::new),
        post("/s/{service}/data/segments/new", keep, Change, edit::add),
        get("/s/{service}/data/segments/{segment}", read, Page, show::show),
        get("/s/{service}/data/segments/{segment}/edit", keep, Page, edit::show),
        post("/s/{service}/data/segments/{segment}/edit", keep, Change, edit::change),
        post("/s/{service}/data/segments/{segment}/archive", keep, Change, show::archive),
        get("/api/v1/services/{service}/segments", read, Data, api::segments::list),
        post("/api/v1/services/{service}/segments", keep, Data, api::segments::make),
        post("/api/v1/services/{service}/segments/{segment}", keep, Data, api::segments::change),
        post(
            "/api/v1/services/{service}/segments/{segment}/archive",
            keep,
            Data,
            api::segments::archive,
        ),
        get(
            "/api/v1/services/{service}/segments/{segment}/versions",
            read,
            Data,
            api::segments::versions,
        ),
    ]
}

/// What services exist for.
fn tasks() -> Vec<Route> {
    use Answer::{Change, Data, File, Page};
    use Permission::{KeepQuestions, ReadFigures};
    use Rule::May;
    let (read, keep) = (May(ReadFigures), May(KeepQuestions));
    let (page, file, change) = ("/s/{service}/tasks/{task}", File, Change);
    vec![
        get("/s/{service}/tasks", read, Page, tasks::list::show),
        get("/s/{service}/tasks/new", keep, Page, tasks::edit::new),
        post("/s/{service}/tasks/new", keep, change, tasks::edit::add),
        get(page, read, Page, tasks::show::show),
        get("/s/{service}/tasks/{task}/report.csv", read, file, tasks::files::csv),
        get("/s/{service}/tasks/{task}/report.svg", read, file, tasks::files::picture),
        get("/s/{service}/tasks/{task}/report.png", read, file, tasks::files::picture),
        get("/s/{service}/tasks/{task}/report.html", read, file, tasks::files::page),
        get("/s/{service}/tasks/{task}/edit", keep, Page, tasks::edit::show),
        post("/s/{service}/tasks/{task}/edit", keep, change, tasks::edit::change),
        post("/s/{service}/tasks/{task}/archive", keep, change, tasks::show::archive),
        get("/api/v1/services/{service}/tasks", read, Data, api::tasks::list),
        post("/api/v1/services/{service}/tasks", keep, Data, api::tasks::make),
        get("/api/v1/services/{service}/tasks/suggestion", read, Data, api::tasks::suggestion),
        post("/api/v1/services/{service}/tasks/{task}", keep, Data, api::tasks::change),
        get("/api/v1/services/{service}/tasks/{task}/report", read, Data, api::tasks::report),
        post("/api/v1/services/{service}/tasks/{task}/archive", keep, Data, api::tasks::archive),
        get("/api/v1/services/{service}/tasks/{task}/versions", read, Data, api::tasks::versions),
    ]
}

/// Where people struggle with a service.
fn where_it_goes_wrong() -> Vec<Route> {
    use Answer::{File, Page};
    use Permission::ReadFigures;
    use Rule::May;
    vec![
        get("/s/{service}/explore/forms", May(ReadFigures), Page, explore::forms::show),
        get("/s/{service}/explore/forms.csv", May(ReadFigures), File, explore::forms::download),
        get("/s/{service}/explore/forms.html", May(ReadFigures), File, explore::forms::as_file),
        get("/s/{service}/explore/friction", May(ReadFigures), Page, explore::friction::show),
        get(
            "/s/{service}/explore/friction.csv",
            May(ReadFigures),
            File,
            explore::friction::download,
        ),
        get(
            "/s/{service}/explore/friction.html",
            May(ReadFigures),
            File,
            explore::friction::as_file,
        ),
    ]
}

/// One's own account, people, and the audit log.
fn settings() -> Vec<Route> {
    use Answer::{Change, File, Page};
    use Permission::{ChooseDisclosure, ManagePeople, ReadAudit};
    use Rule::{May, SignedIn};
    vec![
        get("/settings/account", SignedIn, Page, account::overview::show),
        post("/settings/account", SignedIn, Change, account::overview::change),
        get("/settings/account/password", SignedIn, Page, account::password::show),
        post("/settings/account/password", SignedIn, Change, account::password::choose),
        get("/settings/account/second-factor", SignedIn, Page, account::second_factor::show),
        post("/settings/account/second-factor", SignedIn, Change, account::second_factor::add),
        post(
            "/settings/account/second-factor/remove",
            SignedIn,
            Change,
            account::second_factor::remove,
        ),
        get("/settings/account/passkeys", SignedIn, Page, account::passkeys::show),
        post("/settings/account/passkeys", SignedIn, Change, account::passkeys::add),
        post(
            "/settings/account/passkeys/{passkey}/remove",
            SignedIn,
            Change,
            account::passkeys::remove,
        ),
        post("/settings/account/sessions/end", SignedIn, Change, account::sessions::end_others),
        post("/settings/account/sessions/{session}/end", SignedIn, Change, account::sessions::end),
        get("/settings/tokens", SignedIn, Page, tokens::show),
        post("/settings/tokens", SignedIn, Change, tokens::make),
        post("/settings/tokens/{access_token}/revoke", SignedIn, Change, tokens::revoke),
        get("/settings/people", May(ManagePeople), Page, people::list::show),
        get("/settings/people/new", May(ManagePeople), Page, people::invite::show),
        post("/settings/people/new", May(ManagePeople), Change, people::invite::invite),
        get("/settings/people/{person}", May(ManagePeople), Page, people::person::show),
        post("/settings/people/{person}/link", May(ManagePeople), Change, people::person::link),
        post("/settings/people/{person}/roles", May(ManagePeople), Change, people::roles::give),
        post(
            "/settings/people/{person}/roles/{grant}/take",
            May(ManagePeople),
            Change,
            people::roles::take,
        ),
        post(
            "/settings/people/{person}/second-factor/remove",
            May(ManagePeople),
            Change,
            people::person::remove_second_factor,
        ),
        post(
            "/settings/people/{person}/identities/{identity}/unlink",
            May(ManagePeople),
            Change,
            people::identities::unlink,
        ),
        post(
            "/settings/people/{person}/sign-out",
            May(ManagePeople),
            Change,
            people::person::sign_out,
        ),
        post("/settings/people/{person}/remove", May(ManagePeople), Change, people::person::remove),
        get("/settings/disclosure", SignedIn, Page, disclosure::show),
        post("/settings/disclosure", May(ChooseDisclosure), Change, disclosure::take),
        get("/settings/audit", May(ReadAudit), Page, audit::show),
        get("/settings/audit.jsonl", May(ReadAudit), File, audit::download),
        get("/settings/components", SignedIn, Page, settings::components::show),
        post("/settings/components", SignedIn, Change, settings::components::nothing),
        get("/settings/components.svg", SignedIn, File, settings::components::files::picture),
        get("/settings/components.png", SignedIn, File, settings::components::files::picture),
    ]
}

/// For programs and operators, and files.
fn programs() -> Vec<Route> {
    use Answer::{Data, File, Page};
    use Permission::{ChangeService, KeepQuestions, ReadFigures};
    use Rule::{May, Operator, Public};
    vec![
        // For programs.
        get("/api/v1/services", Rule::SignedIn, Data, api::services::list),
        get("/api/v1/services/{service}/questions", May(ReadFigures), Data, api::questions::list),
        post(
            "/api/v1/services/{service}/questions",
            May(KeepQuestions),
            Data,
            api::questions::save,
        ),
        delete(
            "/api/v1/services/{service}/questions/{question}",
            May(KeepQuestions),
            Data,
            api::questions::delete,
        ),
        get("/api/v1/services/{service}/imports", May(ChangeService), Data, api::imports::list),
        post("/api/v1/services/{service}/imports", May(ChangeService), Data, api::imports::bring),
        get(
            "/api/v1/services/{service}/imports/{import}",
            May(ChangeService),
            Data,
            api::imports::show,
        ),
        delete(
            "/api/v1/services/{service}/imports/{import}",
            May(ChangeService),
            Data,
            api::imports::undo,
        ),
        get("/api/v1/services/{service}/series", May(ReadFigures), Data, api::series::list),
        post("/api/v1/services/{service}/series", May(ChangeService), Data, api::series::bring),
        get(
            "/api/v1/services/{service}/series/{series}",
            May(ReadFigures),
            Data,
            api::series::show,
        ),
        delete(
            "/api/v1/services/{service}/series/{series}",
            May(ChangeService),
            Data,
            api::series::delete,
        ),
        get("/api/v1/services/{service}/tags", May(ReadFigures), Data, api::tags::list),
        post("/api/v1/services/{service}/tags", May(KeepQuestions), Data, api::tags::make),
        post("/api/v1/services/{service}/tags/preview", May(ReadFigures), Data, api::tags::preview),
        post("/api/v1/services/{service}/tags/{tag}", May(KeepQuestions), Data, api::tags::change),
        post(
            "/api/v1/services/{service}/tags/{tag}/archive",
            May(KeepQuestions),
            Data,
            api::tags::archive,
        ),
        get(
            "/api/v1/services/{service}/tags/{tag}/versions",
            May(ReadFigures),
            Data,
            api::tags::versions,
        ),
        get("/api/v1/services/{service}/events", May(ReadFigures), Data, api::dictionary::events),
        get(
            "/api/v1/services/{service}/rejected",
            May(ChangeService),
            Data,
            api::dictionary::rejected,
        ),
        get("/api/v1/services/{service}/overview", May(ReadFigures), Data, api::overview::show),
        get("/api/v1/services/{service}/trend", May(ReadFigures), Data, api::trend::show),
        get("/api/v1/services/{service}/pages", May(ReadFigures), Data, api::page_table::show),
        get("/api/v1/services/{service}/funnel", May(ReadFigures), Data, api::funnel::show),
        get("/api/v1/services/{service}/paths", May(ReadFigures), Data, api::paths::show),
        get("/api/v1/services/{service}/forms", May(ReadFigures), Data, api::forms::show),
        get("/api/v1/services/{service}/friction", May(ReadFigures), Data, api::friction::show),
        get("/api/v1/services/{service}/retention", May(ReadFigures), Data, api::retention::show),
        get("/api/v1/services/{service}/extract", May(ReadFigures), File, api::extract::show),
        post("/v1/events", Rule::Page, Data, collect::take),
        options("/v1/events", Rule::Page, Data, collect::allow),
        post("/v1/form", Rule::Page, Data, collect::take_form),
        get("/v1/pixel.gif", Rule::Page, File, collect::take_pixel),
        get("/v1/configuration/{key}", Rule::Page, Data, client_configuration::show),
        get("/openapi.json", Public, File, api::openapi::show),
        // For everybody.
        get(
            "/p/{organization}/{public_service}/what-we-collect",
            Public,
            Page,
            what_we_collect::show,
        ),
        get("/objected/{key}", Public, Page, objected::show),
        // For operators.
        get("/health", Public, Data, operator::health),
        get("/ready", Public, Data, operator::ready),
        get("/metrics", Operator, Data, operator::metrics),
        // Files.
        get("/lotse.js", Rule::Page, File, assets::client),
        get("/assets/{file}", Rule::Page, File, assets::show),
        get("/favicon.ico", Rule::Page, File, assets::favicon),
        get("/robots.txt", Rule::Page, File, assets::robots),
    ]
}

/// Every route, in the order of the table.
pub fn route_table() -> Vec<RouteEntry> {
    table().into_iter().map(|route| route.entry).collect()
}

/// How long a handler may take. A question to the lake has its own, shorter limits.
const LONGEST: Duration = Duration::from_secs(30);

/// The whole program as one service. `samples` are the demo's sample pages, if it serves them.
pub fn router(state: AppState, samples: Option<Router>) -> Router {
    let mut router = Router::new();
    for Route { entry, handler } in table() {
        let path = entry.path;
        let check = middleware::from_fn_with_state((state.clone(), entry), access::check);
        router = router.route(path, handler.route_layer(check));
    }
    let router = router
        .fallback(|| async { Failure::NoSuchPage })
        .method_not_allowed_fallback(|| async { Failure::WrongMethod })
        .with_state(state.clone());
    let router = match samples {
        Some(samples) => router.merge(samples),
        None => router,
    };
    router
        .layer(middleware::from_fn(in_time))
        .layer(middleware::from_fn(error::show))
        .layer(middleware::from_fn(reader::learn))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(state, headers::guard))
}

/// Ends what takes too long, with words.
async fn in_time(request: Request, next: Next) -> Response {
    // A file that is uploaded has the listener's limits, for each piece and for the whole.
    if upload::is_upload(&request) {
        return next.run(request).await;
    }
    match tokio::time::timeout(LONGEST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Failure::TimedOut.into_response(),
    }
}

impl RouteEntry {
    /// The method as a value.
    pub fn method(&self) -> Method {
        match self.method {
            "POST" => Method::POST,
            "DELETE" => Method::DELETE,
            "OPTIONS" => Method::OPTIONS,
            _ => Method::GET,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_and_method_is_in_the_table_once() {
        let mut seen = std::collections::BTreeSet::new();
        for entry in route_table() {
            assert!(seen.insert((entry.path, entry.method)), "{} twice", entry.path);
        }
    }

    #[test]
    fn only_files_the_door_and_the_way_in_need_no_sign_in() {
        let open: Vec<_> = route_table()
            .into_iter()
            .filter(|entry| matches!(entry.rule, Rule::Public | Rule::Page))
            .filter(|entry| entry.answer != Answer::File)
            .map(|entry| entry.path)
            .collect();
        assert_eq!(
            open,
            [
                "/sign-in",
                "/sign-in",
                "/sign-in/code",
                "/sign-in/code",
                "/sign-in/passkey",
                "/sign-in/passkey/answer",
                "/sign-in/openid",
                "/sign-in/openid/answer",
                "/sign-in/{token}",
                "/sign-in/{token}",
                "/v1/events",
                "/v1/events",
                "/v1/form",
                "/v1/configuration/{key}",
                "/p/{organization}/{public_service}/what-we-collect",
                "/objected/{key}",
                "/health",
                "/ready"
            ]
        );
    }
}
