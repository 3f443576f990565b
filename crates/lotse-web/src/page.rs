//! What every page has in common: who reads it, where it is, and the frame around it.

use std::{convert::Infallible, sync::Arc};

use askama::Template;
use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{Html, IntoResponse, Response},
};
use lotse_control::segments::{SegmentId, StoredSegment};
use lotse_domain::{
    ids::AuthorityCode,
    role::{Permission, Sight},
    service::Service,
};

use crate::{
    access::{AUTHORITY, SEGMENT, Seen},
    assets,
    caller::Caller,
    error::Failure,
    form,
    messages::{Language, Text},
    page_file::PageFile,
    query::Query,
    reader::{self, Reader, Theme},
    state::{AppState, Filling},
};

/// A request for a page, with everything that its frame needs.
pub(crate) struct PageRequest {
    pub(crate) reader: Reader,
    pub(crate) caller: Option<Arc<Caller>>,
    seen: Option<Seen>,
    pub(crate) path: String,
    pub(crate) query: Query,
    /// The page becomes a file of its own.
    pub(crate) file: Option<PageFile>,
    filling: Option<Filling>,
}

impl FromRequestParts<AppState> for PageRequest {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self {
            reader: Reader::from_request_parts(parts, state).await?,
            caller: parts.extensions.get::<Arc<Caller>>().cloned(),
            seen: parts.extensions.get::<Seen>().cloned(),
            path: parts.uri.path().to_owned(),
            query: Query::of(&parts.uri),
            file: None,
            filling: *state.filling.borrow(),
        })
    }
}

impl PageRequest {
    /// The messages in the reader's language.
    pub(crate) fn text(&self) -> Text {
        Text::new(self.reader.language)
    }

    /// Who asks. Where a route's rule lets nobody else in, there is always somebody.
    pub(crate) fn caller(&self) -> Result<&Caller, Failure> {
        self.caller.as_deref().ok_or(Failure::SignInNeeded)
    }

    /// The token that the forms of a page send back.
    pub(crate) fn form_token(&self) -> String {
        let token = self.caller.as_ref().and_then(|caller| caller.form_token());
        token.unwrap_or_default().to_owned()
    }

    /// The one authority whose part of the service is seen, where it is not the whole.
    pub(crate) fn authority(&self) -> Option<String> {
        let authority = self.seen.as_ref()?.viewer.authority()?;
        Some(authority.as_str().to_owned())
    }

    /// The segment that is looked at; `None` for everybody.
    pub(crate) fn segment(&self) -> Option<&StoredSegment> {
        self.seen.as_ref()?.viewer.segment()
    }

    /// The segment of a number, where segments can be looked at.
    pub(crate) fn segment_of(&self, number: &str) -> Option<&Arc<StoredSegment>> {
        let id = SegmentId::from_text(number)?;
        self.seen.as_ref()?.segments.iter().find(|one| one.id == id)
    }

    /// Segments that can be looked at here: those in use, and the one that is looked at.
    pub(crate) fn segments(&self) -> impl Iterator<Item = &StoredSegment> {
        let now = self.segment().map(|segment| segment.id);
        let all = self.seen.iter().flat_map(|seen| seen.segments.iter());
        all.map(AsRef::as_ref).filter(move |one| !one.is_archived || Some(one.id) == now)
    }

    /// The frame of a page with this title in this place.
    pub(crate) fn frame(&self, place: Place, title: String) -> Frame {
        let text = self.text();
        let (path, query) = (self.path.clone(), self.query.clone());
        let mut frame = Frame::bare(text, self.reader.theme, title, place, path, query);
        frame.person = self.caller.as_ref().map(|caller| Person::of(caller, self.seen.as_ref()));
        frame.filling = self.filling;
        match &self.file {
            Some(file) => frame.for_file(file.clone()),
            None => frame,
        }
    }
}

/// Where a page lies in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The list of services.
    Services,
    /// The overview of a service.
    Overview,
    /// Whether people get it done.
    Tasks,
    /// Questions about a service.
    Explore,
    /// How data arrives for a service.
    Install,
    /// Names for pages, features and events.
    Tags,
    /// Visitors by what they did.
    Segments,
    /// What happened on some day.
    Annotations,
    /// What arrives and what it is called.
    Events,
    /// Access logs of a service.
    Imports,
    /// Figures that others counted.
    Series,
    /// What was refused, and why.
    Rejected,
    /// What a service is and what it collects.
    ServiceSettings,
    /// One's own account.
    Account,
    /// Programs that read in one's own name.
    Tokens,
    /// Who may do what.
    People,
    /// Who did and read what.
    Audit,
    /// How few people are too few.
    Disclosure,
    /// The parts that pages are made of.
    Components,
    /// Outside the navigation.
    Nowhere,
}

/// Parameters that mean the same on every page of a service.
const CARRIED: [&str; 7] = ["days", "first", "last", "compare", "automatic", SEGMENT, AUTHORITY];

/// Who is signed in, as far as the frame shows it: only places that are open to them.
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) form_token: String,
    /// What is open to them, in the service or the organization.
    open: Vec<Permission>,
    /// Where only parts of the service are seen: each part, the one that is shown marked.
    pub(crate) authorities: Vec<AuthorityCode>,
    pub(crate) authority: Option<AuthorityCode>,
}

impl Person {
    fn of(caller: &Caller, seen: Option<&Seen>) -> Self {
        let sight = |permission| seen.and_then(|seen| caller.sight(permission, seen.service.id));
        let authorities = match sight(Permission::ReadFigures) {
            Some(Sight::Authorities(codes)) => codes,
            Some(Sight::Whole) | None => Vec::new(),
        };
        Self {
            name: caller.user.name.clone(),
            form_token: caller.form_token().unwrap_or_default().to_owned(),
            open: Permission::ALL
                .iter()
                .copied()
                .filter(|permission| {
                    caller.may(*permission)
                        || !permission.is_of_organization() && sight(*permission).is_some()
                })
                .collect(),
            authorities,
            authority: seen.and_then(|seen| seen.viewer.authority().cloned()),
        }
    }
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
    /// What was searched for.
    pub(crate) searched: String,
    /// Whose page it is, where anybody reads it: no script, no place that is for staff.
    pub(crate) owner: Option<String>,
    /// The page is a file: no script, no form, no place, and no link but the one to where it is from.
    pub(crate) file: Option<PageFile>,
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
            searched: String::new(),
            owner: None,
            file: None,
            style: assets::STYLE.address(),
            script: assets::SCRIPT.address(),
            icon: assets::ICON.address(),
            token_field: form::TOKEN_FIELD,
            path,
            query,
        }
    }

    /// The frame of a page that anybody reads: nobody is signed in on it, and no script runs.
    pub(crate) fn for_everybody(mut self, owner: &str) -> Self {
        self.person = None;
        self.filling = None;
        self.owner = Some(owner.to_owned());
        self
    }

    /// The frame of a page that is a file: nobody is signed in on it, and it looks as its reader's system does.
    fn for_file(mut self, file: PageFile) -> Self {
        self.person = None;
        self.filling = None;
        self.theme = Theme::System;
        self.file = Some(file);
        self
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
        title.push_str(" – ");
        title.push_str(self.owner.as_deref().unwrap_or("Lotse"));
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

    fn is_open(&self, permission: Permission) -> bool {
        self.person.as_ref().is_some_and(|person| person.open.contains(&permission))
    }

    /// The address of the page itself.
    pub(crate) fn here(&self) -> String {
        self.query.address(&self.path)
    }

    /// Whether the reader may add services.
    pub(crate) fn adds_services(&self) -> bool {
        self.is_open(Permission::AddServices)
    }

    /// Whether the reader may save questions about the service.
    pub(crate) fn keeps_questions(&self) -> bool {
        self.is_open(Permission::KeepQuestions)
    }

    /// Whether the reader may set the service up.
    pub(crate) fn changes_service(&self) -> bool {
        self.is_open(Permission::ChangeService)
    }

    /// Whether the reader may choose what the service collects.
    pub(crate) fn chooses_profile(&self) -> bool {
        self.is_open(Permission::ChooseProfile)
    }

    /// Whether the reader may look after people.
    pub(crate) fn manages_people(&self) -> bool {
        self.is_open(Permission::ManagePeople)
    }

    /// Whether the reader may read the audit log.
    pub(crate) fn reads_audit(&self) -> bool {
        self.is_open(Permission::ReadAudit)
    }

    /// Each part of the service that the reader may see, where it is not the whole.
    pub(crate) fn parts(&self) -> Vec<Choice> {
        let Some(person) = &self.person else { return Vec::new() };
        person
            .authorities
            .iter()
            .map(|code| Choice {
                label: code.as_str().to_owned(),
                address: self.query.with(AUTHORITY, code.as_str()).address(&self.path),
                is_current: person.authority.as_ref() == Some(code),
                lang: "",
            })
            .collect()
    }

    /// What is carried from page to page of a service: dates, what they are compared with, what becomes
    /// of automatic clients, and the part of the service. A query or nothing.
    pub(crate) fn carried(&self) -> String {
        let carried = CARRIED.iter().filter_map(|name| Some((*name, self.query.get(name)?)));
        let has_parts = self.parts().len() > 1;
        let carried = carried.filter(|(name, _)| *name != AUTHORITY || has_parts);
        let query = carried.fold(Query::default(), |query, (name, value)| query.with(name, value));
        query.address("")
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
