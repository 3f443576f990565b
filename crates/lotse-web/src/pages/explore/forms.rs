//! `/s/{service}/explore/forms`: how is a form filled in, field by field?

mod drawn;

#[cfg(test)]
pub(crate) use self::drawn::HEADS;

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use lotse_domain::{
    query::{Period, QuestionPlace},
    service::Service,
};
use lotse_report::{
    export::csv,
    forms::{FormsReport, FormsRequest},
    gate::forms::DisclosedField,
    measure::{Cell, Hidden, NotMeasured, Number},
};

use self::drawn::Report;
use super::{
    files, save,
    steps::{self, WrongStep},
    tags::Tags,
};
use crate::{
    attachment,
    error::Failure,
    messages::Text,
    page::{self, Choice, Frame, PageRequest, Place},
    page_file::{self, Kept},
    pages::overview::choice::Choices,
    path::ServiceInPath,
    query::Query,
    state::AppState,
    ui::{
        chart::{funnel as chart, links::Links},
        field::{ErrorSummary, Mistakes},
        number,
        period::PeriodControls,
    },
};

/// The parameter that says on which pages.
pub(crate) const PAGE: &str = "page";
/// Other pages with forms that are linked.
const OTHERS: usize = 10;

/// A form of a service.
#[derive(Template)]
#[template(path = "pages/explore/forms.html")]
struct FormsPage {
    frame: Frame,
    title: String,
    lead: String,
    summary: ErrorSummary,
    mistakes: Mistakes,
    period: PeriodControls,
    /// The pages, as they were written or taken.
    page: String,
    /// What can be written: tags, and pages with forms.
    offered: Vec<String>,
    kept: Vec<(String, String)>,
    action: String,
    report: Option<Report>,
    /// Other pages with forms.
    others: Vec<Choice>,
    save: String,
}

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FormsChoices {
    /// The pages as they were written; empty for the page whose forms most people used.
    page: String,
}

impl FormsChoices {
    /// Reads an address.
    pub(crate) fn read(query: &Query) -> Result<Self, WrongStep> {
        let page = query.get(PAGE).map(str::trim).unwrap_or_default();
        steps::check_pages(PAGE, page)?;
        Ok(Self { page: page.to_owned() })
    }
}

/// `GET /s/{service}/explore/forms`
pub(crate) async fn show(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let (text, now) = (request.text(), state.clock.now());
    let mut mistakes = Mistakes::default();
    let choices = super::choices(&request, &service, now, &mut mistakes)?;
    let tags = Tags::of(&state, &service).await?;
    let read = FormsChoices::read(&request.query);
    let asked = read.and_then(|forms| request_of(&service, &choices, &forms, &tags));
    let asked = match asked {
        Ok(asked) => asked,
        Err(wrong) => {
            mistakes.add(wrong.parameter(), wrong.words(text));
            request_of(&service, &choices, &FormsChoices::default(), &tags)?
        }
    };
    let report = state.reports.forms(&viewer, asked).await?;
    let written = request.query.get(PAGE).map(str::trim).filter(|page| !page.is_empty());
    let taken = || report.taken.as_ref().map(|page| page.as_str());
    let page = written.or_else(taken).unwrap_or_default().to_owned();
    let mut frame = super::frame(&request, &service, "forms-name");
    frame.has_errors = !mistakes.is_empty();
    let is_drawn = mistakes.is_empty() && !report.forms.fields.is_empty();
    let links = Links::new(&request, &request.query, &state.public_url, request.path.clone());
    let page = FormsPage {
        title: title(text, &choices.period, &page),
        lead: finding(text, &report),
        summary: mistakes.summary(text),
        period: PeriodControls::new(text, &choices, &request.path, &request.query)
            .segments(&request, &service)
            .shown_from(report.shown_from.as_ref(), &request.path, &request.query)
            .opened(mistakes.of("first").or(mistakes.of("last")).is_some()),
        offered: tags.before(report.pages.iter().map(|page| page.to_string())),
        kept: request.query.with(PAGE, "").pairs().to_vec(),
        action: request.path.clone(),
        save: save::address(&service, QuestionPlace::Forms, &request.query.with(PAGE, &page)),
        report: is_drawn.then(|| Report::new(text, &links, &report)),
        others: others(&request, &report, &page),
        page,
        mistakes,
        frame,
    };
    let status = if page.frame.has_errors { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok((status, page::show(&page)?).into_response())
}

/// `GET /s/{service}/explore/forms.csv`: every field that may be shown, as a file.
pub(crate) async fn download(
    State(state): State<AppState>,
    ServiceInPath { service, viewer }: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let asked = asked(&state, &service, &request).await?;
    let name = attachment::name(&service, "forms", &asked.period, "csv");
    let report = state.reports.forms(&viewer, asked).await?;
    Ok(attachment::csv(&name, csv::forms(&report.forms.fields)))
}

/// `GET /s/{service}/explore/forms.html`: the page as one file.
pub(crate) async fn as_file(
    State(state): State<AppState>,
    in_path: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    let asked = asked(&state, &in_path.service, &request).await?;
    let kept =
        Kept { what: "forms", path: files::address(&in_path, "forms"), period: &asked.period };
    page_file::answer(state, in_path, request, kept, show).await
}

/// The question of an address, for programs and files.
pub(crate) async fn asked(
    state: &AppState,
    service: &Arc<Service>,
    request: &PageRequest,
) -> Result<FormsRequest, Failure> {
    let choices = Choices::read(&request.query, service, state.clock.now())?;
    let forms = FormsChoices::read(&request.query)?;
    let tags = Tags::of(state, service).await?;
    Ok(request_of(service, &choices, &forms, &tags)?)
}

fn request_of(
    service: &Arc<Service>,
    choices: &Choices,
    forms: &FormsChoices,
    tags: &Tags,
) -> Result<FormsRequest, WrongStep> {
    let pages = match forms.page.as_str() {
        "" => None,
        page => Some(steps::pages(PAGE, page, tags)?),
    };
    Ok(FormsRequest {
        service: Arc::clone(service),
        period: choices.period.clone(),
        automatic: choices.automatic,
        pages,
    })
}

fn title(text: Text, period: &Period, page: &str) -> String {
    let dates = ("dates", text.format().dates(period.first(), period.last()).into());
    match page {
        "" => text.fill("forms-title-all", &[dates]),
        page => text.fill("forms-title", &[("page", page.into()), dates]),
    }
}

/// Pages with forms beside the one that is shown, as links.
fn others(request: &PageRequest, report: &FormsReport, page: &str) -> Vec<Choice> {
    if request.file.is_some() {
        return Vec::new();
    }
    let others = report.pages.iter().filter(|other| other.as_str() != page).take(OTHERS);
    let choice = |other: &str| Choice {
        label: other.to_owned(),
        address: request.query.with(PAGE, other).address(&request.path),
        is_current: false,
        lang: "",
    };
    others.map(|other| choice(other)).collect()
}

/// What the form says, in one or two sentences.
fn finding(text: Text, report: &FormsReport) -> String {
    let (format, forms) = (text.format(), &report.forms);
    let visits = match (&forms.tries, number::counted(format, &forms.tries)) {
        (_, Some(visits)) => visits,
        (Cell::NotMeasured(NotMeasured::Profile), _) => return text.say("forms-not-measured"),
        (Cell::Hidden(Hidden::TooFew { .. }), _) => return text.say("forms-too-few"),
        (Cell::Hidden(_), _) => return text.say("forms-hidden"),
        _ if report.request.pages.is_some() => return text.say("forms-nobody"),
        _ => return text.say("forms-quiet"),
    };
    let share = |cell: &Cell| {
        let (share, decimals) = chart::share(cell)?;
        let range = chart::interval(format, cell).unwrap_or_default();
        Some((format.percent(share, decimals), range))
    };
    let mut sentences = vec![match share(&forms.sent.share) {
        Some((sent, range)) => text.fill(
            "forms-finding",
            &[("visits", visits), ("share", sent.into()), ("range", range.into())],
        ),
        None => text.fill("forms-finding-hidden", &[("visits", visits)]),
    }];
    if let Some(time) = forms.time.number().and_then(Number::estimate) {
        let time = format.duration(time.value);
        sentences.push(text.fill("forms-finding-time", &[("time", time.into())]));
    }
    let wrong = |field: &&DisclosedField| field.errors.share.number().map_or(0.0, Number::value);
    let worst = forms.fields.iter().max_by(|a, b| wrong(a).total_cmp(&wrong(b)));
    let worst = worst.filter(|field| wrong(field) > 0.0);
    if let Some((field, (share, range))) = worst.and_then(|f| Some((f, share(&f.errors.share)?))) {
        let values = [
            ("field", drawn::name(field).into()),
            ("share", share.into()),
            ("range", range.into()),
        ];
        sentences.push(text.fill("forms-finding-worst", &values));
    }
    sentences.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_a_path_a_beginning_or_a_tag() {
        let read = |query: &str| FormsChoices::read(&Query::parse(query));
        assert_eq!(read("").unwrap().page, "");
        assert_eq!(read("page=+/apply+").unwrap().page, "/apply");
        assert_eq!(read("page=/apply/*").unwrap().page, "/apply/*");
        assert_eq!(read("page=tag:Form").unwrap().page, "tag:Form");
        assert_eq!(read("page=sent").unwrap_err(), WrongStep::NoPage("page"));
        let long = format!("page=/{}", "x".repeat(3_000));
        assert!(matches!(read(&long), Err(WrongStep::Step("page", _))));
    }
}
