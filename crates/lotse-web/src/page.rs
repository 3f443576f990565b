//! What every page has in common: who reads it, where it is, and the frame around it.

use std::{convert::Infallible, sync::Arc};

use askama::Template;
use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{Html, IntoResponse, Response},
};
use lotse_control::sign_ins::SignIn;
use lotse_domain::service::Service;

use crate::{
    assets,
    error::Failure,
    form,
    messages::{Language, Text},
    query::Query,
    reader::{self, Reader, Theme},
    state::{AppState, Filling},
};

/// A request for a page, with everything that its frame needs.
pub(crate) struct PageRequest {
    pub(crate) reader: Reader,
    pub(crate) sign_in: Option<Arc<SignIn>>,
    pub(crate) path: String,
    pub(crate) query: Query,
    filling: Option<Filling>,
}

impl FromRequestParts<AppState> for PageRequest {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self {
            reader: Reader::from_request_parts(parts, state).await?,
            sign_in: parts.extensions.get::<Arc<SignIn>>().cloned(),
            path: parts.uri.path().to_owned(),
            query: Query::of(&parts.uri),
            filling: *state.filling.borrow(),
        })
    }
}

impl PageRequest {
    /// The messages in the reader's language.
    pub(crate) fn text(&self) -> Text {
        Text::new(self.reader.language)
    }

    /// The frame of a page with this title in this place.
    pub(crate) fn frame(&self, place: Place, title: String) -> Frame {
        let text = self.text();
        let (path, query) = (self.path.clone(), self.query.clone());
        let mut frame = Frame::bare(text, self.reader.theme, title, place, path, query);
        frame.person = self.sign_in.as_ref().map(|sign_in| Person {
            name: sign_in.user.name.clone(),
            form_token: sign_in.form_token.clone(),
        });
        frame.filling = self.filling;
        frame
    }
}

/// Where a page lies in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The list of services.
    Services,
    /// The overview of a service.
    Overview,
    /// Questions about a service.
    Explore,
    /// How data arrives for a service.
    Install,
    /// The parts that pages are made of.
    Components,
    /// Outside the navigation.
    Nowhere,
}

/// Who is signed in, as far as the frame shows it.
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) form_token: String,
}

/// A link to choose from, or the choice that is in force.
pub(crate) struct Choice {
    pub(crate) label: String,
    pub(crate) address: String,
    pub(crate) is_current: bool,
    /// Language of the label, where it differs from the page's.
    pub(crate) lang: &'static str,
}

/// Everything round the content of a page.
pub(crate) struct Frame {
    pub(crate) text: Text,
    pub(crate) theme: Theme,
    /// The page's `h1` and the first part of its title.
    pub(crate) title: String,
    pub(crate) place: Place,
    /// The service that the page is about.
    pub(crate) service: Option<Arc<Service>>,
    /// The page that this one lies under, beside its service: words and address.
    pub(crate) parent: Option<(String, String)>,
    pub(crate) person: Option<Person>,
    pub(crate) filling: Option<Filling>,
    /// The page loads itself again after so many seconds, where there is no script.
    pub(crate) refresh_s: Option<u8>,
    /// The form on the page was sent with mistakes: the title says so first.
    pub(crate) has_errors: bool,
    /// Addresses of the sheet, the script and the icon.
    pub(crate) style: String,
    pub(crate) script: String,
    pub(crate) icon: String,
    /// The name of the field that carries the form token.
    pub(crate) token_field: &'static str,
    path: String,
    query: Query,
}

impl Frame {
    /// A frame without anybody signed in.
    pub(crate) fn bare(
        text: Text,
        theme: Theme,
        title: String,
        place: Place,
        path: String,
        query: Query,
    ) -> Self {
        Self {
            text,
            theme,
            title,
            place,
            service: None,
            parent: None,
            person: None,
            filling: None,
            refresh_s: None,
            has_errors: false,
            style: assets::STYLE.address(),
            script: assets::SCRIPT.address(),
            icon: assets::ICON.address(),
            token_field: form::TOKEN_FIELD,
            path,
            query,
        }
    }

    /// The same, about a service.
    pub(crate) fn about(mut self, service: &Arc<Service>) -> Self {
        self.service = Some(Arc::clone(service));
        self
    }

    /// The same, under another page of its service.
    pub(crate) fn under(mut self, words: String, address: String) -> Self {
        self.parent = Some((words, address));
        self
    }

    /// The title of the browser's window: what, of which service, in which program.
    pub(crate) fn window_title(&self) -> String {
        let mut title = String::new();
        if self.has_errors {
            title.push_str(&self.text.say("form-error-prefix"));
            title.push(' ');
        }
        title.push_str(&self.title);
        if let Some(service) = &self.service
            && service.name != self.title
        {
            title.push_str(" – ");
            title.push_str(&service.name);
        }
        title.push_str(" – Lotse");
        title
    }

    /// The page in each language.
    pub(crate) fn languages(&self) -> Vec<Choice> {
        let current = self.text.language();
        Language::ALL
            .into_iter()
            .map(|language| Choice {
                label: language.own_name().to_owned(),
                address: self.with(reader::PARAMETERS[0], language.tag()),
                is_current: language == current,
                lang: language.tag(),
            })
            .collect()
    }

    /// The page in each theme.
    pub(crate) fn themes(&self) -> Vec<Choice> {
        Theme::ALL
            .into_iter()
            .map(|theme| Choice {
                label: self.text.word("theme", theme.as_str()),
                address: self.with(reader::PARAMETERS[1], theme.as_str()),
                is_current: theme == self.theme,
                lang: "",
            })
            .collect()
    }

    fn with(&self, name: &str, value: &str) -> String {
        // The other choice is in a cookie by then; one at a time keeps addresses short.
        let mut query = self.query.clone();
        for parameter in reader::PARAMETERS {
            query = query.with(parameter, "");
        }
        query.with(name, value).address(&self.path)
    }

    /// `page` where the link leads to the page itself, as `aria-current` wants it.
    pub(crate) fn current(&self, place: Place) -> &'static str {
        if self.place == place { "page" } else { "false" }
    }

    /// How far the demo's filling is, in words.
    pub(crate) fn filling_sentence(&self) -> Option<String> {
        let filling = self.filling?;
        let values = [
            ("done", u64::from(filling.days_done).into()),
            ("days", u64::from(filling.days).into()),
        ];
        Some(self.text.fill("layout-filling", &values))
    }
}

/// Fills a template in.
pub(crate) fn show(page: &impl Template) -> Result<Response, Failure> {
    page.render().map(|html| Html(html).into_response()).map_err(Failure::Template)
}
