//! Writes requests as the browser client writes them. Every text is one of this program's own, so
//! that none needs escaping; a test parses them all.

use std::{
    fmt::Write as _,
    net::{IpAddr, Ipv4Addr},
};

use jiff::Timestamp;
use lotse_domain::ids::EventId;

use super::{From, GeneratedRequest, Target, people::Person, random::Random};

/// Where the sample agency's pages are. The door keeps only paths.
const ORIGIN: &str = "https://services.lakeland.example.gov";

/// The agency's server: an address for documentation.
const SERVER: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 250);

/// Who sends: the same for a whole visit.
pub(super) struct Sender<'a> {
    /// The service.
    pub(super) target: Target,
    /// Its public key.
    pub(super) key: &'a str,
    /// The profile that the client runs under.
    pub(super) profile: &'static str,
    /// Signed reference of the person, where the service has one.
    pub(super) user: Option<&'a str>,
    /// The person.
    pub(super) person: &'a Person,
}

/// A page as the client describes it.
pub(super) struct Page<'a> {
    /// Its path.
    pub(super) path: &'a str,
    /// Its language.
    pub(super) language: &'static str,
    /// Its state, empty for none.
    pub(super) state: &'static str,
    /// Origin of the page that linked here, empty for none and for the agency's own.
    pub(super) referrer: &'static str,
    /// Signed reference of the case that it names, empty for none.
    pub(super) case: &'a str,
}

/// Events of one page, already written.
pub(super) struct Events {
    json: String,
    count: usize,
    views_only: bool,
}

impl Events {
    /// No events yet; `views_only` keeps everything but page views and outcomes out, as a signal does.
    pub(super) fn new(views_only: bool) -> Self {
        Self { json: String::with_capacity(1024), count: 0, views_only }
    }

    /// The page was shown.
    pub(super) fn page_view(&mut self, at_ms: i64, random: &mut Random) {
        self.begin(at_ms, "page_view", random);
        self.json.push('}');
    }

    /// The page says how it ended for the person.
    pub(super) fn outcome(&mut self, at_ms: i64, name: &str, random: &mut Random) {
        self.begin(at_ms, "outcome", random);
        self.add(format_args!(r#","name":"{name}"}}"#));
    }

    /// Something that the client noticed by itself. `element` and `facts` are JSON, empty for none.
    pub(super) fn noticed(
        &mut self,
        at_ms: i64,
        kind: &str,
        element: &str,
        facts: &str,
        random: &mut Random,
    ) {
        if self.views_only {
            return;
        }
        self.begin(at_ms, kind, random);
        for (name, json) in [("element", element), ("properties", facts)] {
            if !json.is_empty() {
                self.add(format_args!(r#","{name}":{json}"#));
            }
        }
        self.json.push('}');
    }

    /// A control was used.
    pub(super) fn click(&mut self, at_ms: i64, control: &Control, random: &mut Random) {
        if self.views_only {
            return;
        }
        self.begin(at_ms, "click", random);
        let Control { role, name, path } = control;
        self.add(format_args!(
            r#","element":{{"role":"{role}","name":"{name}","marked":true,"path":"{path}"}}}}"#
        ));
    }

    /// The service named something. `properties` are JSON.
    pub(super) fn custom(&mut self, at_ms: i64, name: &str, properties: &str, random: &mut Random) {
        if self.views_only {
            return;
        }
        self.begin(at_ms, "custom", random);
        self.add(format_args!(r#","name":"{name}","properties":{properties}}}"#));
    }

    /// The page was left.
    pub(super) fn leave(&mut self, at_ms: i64, engaged_ms: i64, random: &mut Random) {
        if self.views_only {
            return;
        }
        self.begin(at_ms, "leave", random);
        self.add(format_args!(r#","engaged_ms":{engaged_ms}}}"#));
    }

    fn begin(&mut self, at_ms: i64, kind: &str, random: &mut Random) {
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&random.bits().to_le_bytes());
        bytes[8..].copy_from_slice(&random.bits().to_le_bytes()[..2]);
        let id = EventId::from_parts(at_ms.unsigned_abs(), bytes);
        if self.count > 0 {
            self.json.push(',');
        }
        self.count += 1;
        self.add(format_args!(r#"{{"id":"{id}","at":{at_ms},"kind":"{kind}""#));
    }

    fn add(&mut self, arguments: std::fmt::Arguments<'_>) {
        self.json.write_fmt(arguments).expect("writing to a string does not fail");
    }
}

/// A control of a page of the case tool.
#[derive(Clone, Copy, Debug)]
pub(super) struct Control {
    /// Its role.
    pub(super) role: &'static str,
    /// Its `data-lotse-name`.
    pub(super) name: &'static str,
    /// Its place in the page.
    pub(super) path: &'static str,
}

impl Control {
    /// A link.
    pub(super) const fn link(name: &'static str, path: &'static str) -> Self {
        Self { role: "link", name, path }
    }

    /// A button.
    pub(super) const fn button(name: &'static str, path: &'static str) -> Self {
        Self { role: "button", name, path }
    }
}

/// The whole request, sent when the page was left.
pub(super) fn finish(
    sender: &Sender<'_>,
    page: &Page<'_>,
    sent_ms: i64,
    events: &Events,
) -> GeneratedRequest {
    let person = sender.person;
    let mut body = String::with_capacity(640 + events.json.len());
    let mut add = |arguments: std::fmt::Arguments<'_>| {
        body.write_fmt(arguments).expect("writing to a string does not fail");
    };
    let (key, profile) = (sender.key, sender.profile);
    add(format_args!(r#"{{"key":"{key}","sent_at":{sent_ms},"profile":"{profile}""#));
    add(format_args!(r#","signal":{}"#, person.signal));
    add(format_args!(r#","page":{{"url":"{ORIGIN}{}","language":"{}""#, page.path, page.language));
    if !page.state.is_empty() {
        add(format_args!(r#","state":"{}""#, page.state));
    }
    if !page.referrer.is_empty() && !person.signal {
        add(format_args!(r#","referrer":"{}""#, page.referrer));
    }
    add(format_args!("}}"));
    if !person.signal {
        add(format_args!(r#","context":{{"language":"{}""#, person.browser_language));
        if !person.connection.is_empty() {
            let (connection, save_data) = (person.connection, person.save_data);
            add(format_args!(r#","connection":"{connection}","save_data":{save_data}"#));
        }
        add(format_args!(r#","time_zone":"America/New_York"}}"#));
    }
    if let Some(user) = sender.user {
        add(format_args!(r#","user":"{user}""#));
    }
    if !page.case.is_empty() {
        add(format_args!(r#","case":"{}""#, page.case));
    }
    add(format_args!(r#","events":[{}]}}"#, events.json));
    GeneratedRequest {
        at: Timestamp::from_millisecond(sent_ms).unwrap_or(Timestamp::MAX),
        day: 0,
        target: sender.target,
        from: From::Browser,
        address: person.address,
        browser: person.browser.to_owned(),
        accept_language: person.accept_language.to_owned(),
        body,
        events: events.count,
    }
}

/// One event of a case that the benefit service's own server tells; `properties` are JSON, empty for
/// none.
pub(super) fn of_server(
    case: &str,
    at_ms: i64,
    name: &str,
    properties: &str,
    random: &mut Random,
) -> GeneratedRequest {
    let mut events = Events::new(false);
    let properties = if properties.is_empty() { "{}" } else { properties };
    events.custom(at_ms, name, properties, random);
    GeneratedRequest {
        at: Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::MAX),
        day: 0,
        target: Target::Benefit,
        from: From::Server,
        address: IpAddr::V4(SERVER),
        browser: String::new(),
        accept_language: String::new(),
        body: format!(
            r#"{{"page":{{"url":"{ORIGIN}/sample/benefit"}},"case":"{case}","events":[{}]}}"#,
            events.json
        ),
        events: events.count,
    }
}
