//! "Case desk": the tool in which staff decide on applications. Pages carry a signed reference to
//! the member of staff, and names for the client only where `data-lotse-name` gives them, since the
//! pages themselves show people's names.

mod action;
mod case;
mod frame;
mod language;
mod pages;
mod staff;

use std::sync::Arc;

use axum::{Router, http::HeaderMap, routing::get};
use jiff::{SignedDuration, civil::Date, tz::TimeZone};

use self::{action::Action, frame::Frame, language::Language, staff::Member};
use super::{
    SampleServices,
    cookie::Cookie,
    form::Answers,
    store::{Store, Token},
    text::Text,
};

/// Sign-ins that the memory holds at once.
const SIGN_INS: usize = 500;

/// How long a sign-in is kept after its last use.
const IDLE: SignedDuration = SignedDuration::from_hours(2);

const COOKIE: Cookie = Cookie { name: "sample_desk", path: "/sample/cases" };

/// A sign-in: who it is, and what they did. Nothing of it outlives the sign-in, and nobody else
/// sees it.
struct SignIn {
    member: &'static Member,
    /// Cases that were dealt with, and how.
    done: Vec<(u32, Action)>,
    /// A form that was sent with errors: its case and action, and what was entered.
    refused_form: Option<(u32, Action, Answers)>,
    /// What the next page reports: case, action, and the one choice that its event carries.
    just_done: Option<(u32, Action, String)>,
}

/// What all its pages share.
struct Desk {
    services: Arc<SampleServices>,
    texts: [Text; 2],
    sign_ins: Store<SignIn>,
}

/// Who is signed in, found once for each request.
struct Signed {
    token: Token,
    member: &'static Member,
}

impl Desk {
    fn text(&self, language: Language) -> &Text {
        &self.texts[language as usize]
    }

    /// The sign-in of this browser.
    fn signed(&self, headers: &HeaderMap) -> Option<Signed> {
        let token = COOKIE.read(headers)?;
        let member = self.sign_ins.with(token, |sign_in| sign_in.member)?;
        Some(Signed { token, member })
    }

    /// The frame of a page without state.
    fn frame(
        &self,
        language: Language,
        page: &'static str,
        title: String,
        member: Option<&'static Member>,
    ) -> Frame<'_> {
        Frame {
            key: &self.services.cases_key,
            user: member.map(|member| (self.services.sign_user)(member.reference)),
            member,
            languages: Language::ALL,
            language,
            page,
            query: String::new(),
            title,
            state: "",
            event: None,
            text: self.text(language),
        }
    }

    fn today(&self) -> Date {
        self.services.clock.now().to_zoned_datetime(TimeZone::UTC).date()
    }
}

/// The routes under `/sample/cases`.
pub(super) fn router(services: &Arc<SampleServices>) -> Router {
    let desk = Desk {
        services: Arc::clone(services),
        texts: Language::ALL.map(|language| Text::new(language.tag(), language.catalogue())),
        sign_ins: Store::new(SIGN_INS, IDLE, services.clock.clone(), services.entropy.clone()),
    };
    Router::new()
        .route("/sample/cases", get(pages::sign_in::choose_language))
        .route("/sample/cases/{language}", get(pages::sign_in::enter))
        .route(
            "/sample/cases/{language}/sign-in",
            get(pages::sign_in::show).post(pages::sign_in::take),
        )
        .route("/sample/cases/{language}/sign-out", axum::routing::post(pages::sign_in::leave))
        .route("/sample/cases/{language}/work", get(pages::work::show))
        .route("/sample/cases/{language}/search", get(pages::search::show))
        .route("/sample/cases/{language}/case", get(pages::case::show))
        .route("/sample/cases/{language}/done", get(pages::done::show))
        .route(
            "/sample/cases/{language}/{action}",
            get(pages::action::show).post(pages::action::take),
        )
        .with_state(Arc::new(desk))
}
