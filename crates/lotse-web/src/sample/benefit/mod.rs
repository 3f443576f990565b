//! "Apply for heating-cost support": a public service of several steps, as real pages that need no
//! script, in four languages.

mod advance;
mod draft;
pub(super) mod eligibility;
mod frame;
mod language;
mod pages;
mod step;
mod summary;
mod words;

use std::sync::Arc;

use axum::{Router, http::HeaderMap, routing::get};
use jiff::{SignedDuration, civil::Date, tz::TimeZone};

pub use self::words::BenefitWords;
use self::{
    draft::{CasePage, Draft},
    frame::Frame,
    language::Language,
};
use super::{
    SampleServices,
    cookie::Cookie,
    store::{Store, Token},
    text::Text,
};

/// Drafts that the memory holds at once. With the limits on forms, at most some tens of megabytes.
const DRAFTS: usize = 1_000;

/// How long an unsaved draft is kept after its last use.
const IDLE: SignedDuration = SignedDuration::from_hours(2);

/// How long a saved draft is kept.
const SAVED: SignedDuration = SignedDuration::from_hours(24);

const COOKIE: Cookie = Cookie { name: "sample_application", path: "/sample/benefit" };

/// What all its pages share.
struct Application {
    services: Arc<SampleServices>,
    texts: [Text; 4],
    drafts: Store<Draft>,
}

impl Application {
    fn text(&self, language: Language) -> &Text {
        &self.texts[language as usize]
    }

    /// The frame of a page without state.
    fn frame(&self, language: Language, page: &'static str, title: &str) -> Frame<'_> {
        let text = self.text(language);
        Frame {
            key: &self.services.benefit_key,
            languages: Language::ALL,
            language,
            page,
            title: text.get(title),
            state: "",
            outcome: "",
            case: None,
            event: None,
            text,
        }
    }

    /// The draft of this browser, if it has one that is neither gone nor submitted.
    fn open_draft(&self, headers: &HeaderMap) -> Option<Token> {
        let token = COOKIE.read(headers)?;
        let open = self.drafts.with(token, |draft| !draft.sent)?;
        open.then_some(token)
    }

    /// The application as a page names it to the client, once it is a case.
    fn case(&self, draft: &mut Draft, page: CasePage) -> Option<String> {
        let (kind, number) = draft.name_case(page)?;
        Some((self.services.sign_case)(kind, &number))
    }

    /// Today, for ages. A day's difference between time zones does not matter to them.
    fn today(&self) -> Date {
        self.services.clock.now().to_zoned_datetime(TimeZone::UTC).date()
    }
}

/// The routes under `/sample/benefit`.
pub(super) fn router(services: &Arc<SampleServices>) -> Router {
    let application = Application {
        services: Arc::clone(services),
        texts: Language::ALL.map(|language| Text::new(language.tag(), language.catalogue())),
        drafts: Store::new(DRAFTS, IDLE, services.clock.clone(), services.entropy.clone()),
    };
    Router::new()
        .route("/sample/benefit", get(pages::start::choose_language))
        .route("/sample/benefit/{language}", get(pages::start::enter))
        .route("/sample/benefit/{language}/start", get(pages::start::show))
        .route("/sample/benefit/{language}/not-eligible", get(pages::refused::show))
        .route("/sample/benefit/{language}/saved", get(pages::saved::show))
        .route(
            "/sample/benefit/{language}/resume",
            get(pages::resume::show).post(pages::resume::take),
        )
        .route("/sample/benefit/{language}/timed-out", get(pages::notice::timed_out))
        .route(
            "/sample/benefit/{language}/check",
            get(pages::check::show).post(pages::check::submit),
        )
        .route("/sample/benefit/{language}/confirmation", get(pages::confirmation::show))
        .route("/sample/benefit/{language}/{step}", get(pages::step::show).post(pages::step::take))
        .with_state(Arc::new(application))
}
