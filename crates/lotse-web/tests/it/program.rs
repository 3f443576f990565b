//! The program with real stores in a folder of its own, a clock that is set, and a browser to ask it.

use std::{
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
    response::Response,
};
use http_body_util::BodyExt as _;
use jiff::{SignedDuration, Timestamp};
use lotse_collect::{
    Door, DoorCounters, Encoding, ReferenceKind, RequestFacts, Way, sign_reference,
};
use lotse_control::{
    Control,
    audit::Actor,
    services::NewService,
    sign_ins::{Device, LinkPurpose},
    users::User,
};
use lotse_domain::{
    annotation::{AnnotationDraft, AnnotationKind},
    clock::{Clock, Entropy},
    ids::EventId,
    person::{EmailAddress, PersonName},
    role::{Grant, Reach, Role},
    segment::{SegmentDraft, form::SegmentForm},
    service::{Jurisdiction, Origin, Service, ServiceKind},
    tag::{TagDefinition, TagDraft, TagKind},
    task::{TaskDraft, form::TaskForm},
};
use lotse_lake::{Lake, LakeOptions};
use lotse_report::Reports;
use lotse_web::{
    AppState, Imports, KeptMonths, Metrics, OpenId, Parts, Passkeys, PeerAddress, PublicUrl,
    Troubles, TrustedProxies, router,
};
use serde_json::{Value, json};
use tokio::sync::watch;
use tower::ServiceExt as _;

/// A clock that stands until it is set.
pub(crate) struct SetClock(Mutex<Timestamp>);

impl SetClock {
    pub(crate) fn set(&self, instant: Timestamp) {
        *self.0.lock().unwrap() = instant;
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// Different bytes each time, the same in every run.
#[derive(Default)]
struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        for byte in buffer {
            // SplitMix64: of a plain multiple, windows of 32 bytes come again after some thousands.
            let n = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            *byte = (n ^ (n >> 31)).to_le_bytes()[0];
        }
    }
}

/// A whole program.
pub(crate) struct Program {
    pub(crate) state: AppState,
    pub(crate) clock: Arc<SetClock>,
    /// Where uploads go.
    pub(crate) uploads: std::path::PathBuf,
    /// Tells what goes on for long that the program stops.
    pub(crate) stop: watch::Sender<bool>,
    _folder: tempfile::TempDir,
}

/// Events per second that a service may send.
const PACE: std::num::NonZeroU32 = std::num::NonZeroU32::new(1_000).unwrap();

/// The instant at which tests happen: Monday, noon in Berlin.
pub(crate) const NOW: &str = "2026-11-23T11:00:00Z";
pub(crate) const URL: &str = "http://localhost:8080";

impl Program {
    /// A program without services.
    pub(crate) async fn new() -> Self {
        Self::at(URL).await
    }

    /// A program that people reach at `url`.
    pub(crate) async fn at(url: &str) -> Self {
        Self::with_provider(url, |_, _| None).await
    }

    /// A program with a sign-in provider, which is made with its clock.
    pub(crate) async fn with_provider(
        url: &str,
        provider: impl FnOnce(Arc<dyn Clock>, Arc<dyn Entropy>) -> Option<OpenId>,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock(Mutex::new(NOW.parse().unwrap())));
        let entropy: Arc<dyn Entropy> = Arc::new(Counting::default());
        let options = LakeOptions::new(clock.clone(), entropy.clone());
        let lake = Lake::open(folder.path(), options).await.unwrap();
        let control = Control::in_memory(clock.clone(), entropy.clone()).await.unwrap();
        let counters = Arc::new(DoorCounters::default());
        let door = Door::new(control.clone(), control.clone(), lake.writer(), counters, PACE);
        let stop = watch::Sender::new(false);
        let upkeep = lake.upkeep();
        let imports = Imports {
            folder: folder.path().join("uploads"),
            most_bytes: 1 << 20,
            free_bytes: Arc::new(|| None),
            oldest: Arc::new(move || upkeep.oldest_event()),
            wake: Arc::default(),
        };
        let state = AppState::new(Parts {
            reports: Reports::new(lake.reader(), control.clone(), clock.clone()),
            control,
            door: Arc::new(door),
            clock: clock.clone(),
            entropy: entropy.clone(),
            organization: "City of Example".to_owned(),
            passkeys: Passkeys::new(&PublicUrl::new(url).unwrap(), "City of Example"),
            openid: provider(clock.clone(), entropy.clone()),
            kept: KeptMonths { events: 25, elements: 13 },
            public_url: PublicUrl::new(url).unwrap(),
            trusted_proxies: TrustedProxies::new(vec!["10.0.0.0/8".parse().unwrap()]),
            stopping: stop.subscribe(),
            filling: watch::channel(None).1,
            sample_pages: None,
            imports: imports.clone(),
            troubles: Troubles::default(),
            metrics: Metrics::default(),
        });
        Self { state, clock, uploads: imports.folder, stop, _folder: folder }
    }

    pub(crate) fn router(&self) -> Router {
        router(self.state.clone(), None)
    }

    /// Adds a service in Berlin.
    pub(crate) async fn service(
        &self,
        name: &str,
        kind: ServiceKind,
        place: Jurisdiction,
        generated: bool,
    ) -> Arc<Service> {
        let new = NewService {
            name: name.to_owned(),
            kind,
            jurisdiction: place,
            profile: None,
            origins: vec![Origin::new("https://service.example.gov").unwrap()],
            authorities: Vec::new(),
            time_zone: jiff::tz::TimeZone::get("Europe/Berlin").unwrap(),
            generated,
        };
        self.state.control.by(Actor::operator()).add_service(new).await.unwrap()
    }

    /// Somebody signs in by a link; returns the session's cookie.
    pub(crate) async fn sign_in(&self) -> String {
        let everything = Grant { role: Role::Administrator, reach: Reach::Organization };
        let user = self.person("Ada Beispiel", &everything).await;
        self.session(&user).await
    }

    /// The person of this name; added with a role when there is none.
    pub(crate) async fn person(&self, name: &str, grant: &Grant) -> User {
        let control = &self.state.control;
        if let Some(user) = control.user(name).await.unwrap() {
            return user;
        }
        let email = format!("{}@amt.example", name.to_lowercase().replace(' ', "."));
        let email = EmailAddress::new(&email).unwrap();
        let name = PersonName::new(name).unwrap();
        let changes = control.by(Actor::operator());
        changes.add_person(&name, Some(&email), grant).await.unwrap().unwrap()
    }

    /// A person signs in by a link; returns the session's cookie.
    pub(crate) async fn session(&self, user: &User) -> String {
        let control = &self.state.control;
        let changes = control.by(Actor::operator());
        let link = changes.make_link(user, LinkPurpose::SignIn).await.unwrap();
        let token = control.redeem_link(&link, &Device::default()).await.unwrap().unwrap();
        format!("lotse={}", token.as_str())
    }

    /// Makes a tag of pages.
    pub(crate) async fn tag(&self, service: &Service, name: &str, rule: &str) {
        let tag = TagDraft {
            name: name.to_owned(),
            description: String::new(),
            says: TagDefinition {
                kind: TagKind::Page,
                group: String::new(),
                rule: rule.parse().unwrap(),
            },
        };
        self.state.control.by(Actor::operator()).define(service, &tag).await.unwrap().unwrap();
    }

    /// Makes a task that begins on one page and is completed on another, in one visit.
    pub(crate) async fn task(&self, service: &Service, name: &str, from: &str, to: &str) {
        let form = TaskForm {
            start: format!("page is \"{from}\""),
            completed: format!("page is \"{to}\""),
            window: "visit".to_owned(),
            ..TaskForm::default()
        };
        let (name, description) = (name.to_owned(), String::new());
        let draft = TaskDraft { name, description, says: form.task().unwrap() };
        self.state.control.by(Actor::operator()).define(service, &draft).await.unwrap().unwrap();
    }

    /// Makes a segment of whoever viewed so many pages or more.
    pub(crate) async fn segment(&self, service: &Service, name: &str, at_least: u32) {
        let form = format!(
            r#"{{"rules":[{{"events":["kind is \"page_view\""],"at_least":{at_least}}}]}}"#
        );
        let form: SegmentForm = serde_json::from_str(&form).unwrap();
        let says = form.definition().unwrap();
        let draft = SegmentDraft { name: name.to_owned(), description: String::new(), says };
        let by = self.state.control.by(Actor::operator());
        by.define(service, &draft).await.unwrap().unwrap();
    }

    /// Annotates a day with a deployment that is expected to move everything.
    pub(crate) async fn annotation(
        &self,
        service: &Service,
        first: jiff::civil::Date,
        title: &str,
    ) {
        let measures = lotse_report::measure::Measure::of_service(service);
        let says = AnnotationDraft {
            first,
            last: None,
            kind: AnnotationKind::Deployment,
            title: title.to_owned(),
            description: String::new(),
            measures: measures.map(|measure| measure.as_str().to_owned()).into(),
        };
        let by = self.state.control.by(Actor::operator());
        by.add_annotation(service, &says).await.unwrap().unwrap();
    }

    /// One visit through the real door: pages a few seconds apart, then an interaction.
    pub(crate) async fn visit(&self, service: &Service, visit: &Visit<'_>) {
        self.visit_of(service, visit, None).await;
    }

    /// The same of somebody whom the service's own server names.
    pub(crate) async fn signed_visit(&self, service: &Service, visit: &Visit<'_>, user: &str) {
        self.visit_of(service, visit, Some(user)).await;
    }

    async fn visit_of(&self, service: &Service, visit: &Visit<'_>, user: Option<&str>) {
        let events: Vec<Value> = visit
            .pages
            .iter()
            .enumerate()
            .flat_map(|(index, page)| {
                let at = visit.at.as_millisecond() + i64::try_from(index).unwrap() * 20_000;
                let page = json!({ "url": format!("https://service.example.gov{page}"),
                    "language": visit.language, "referrer": visit.referrer });
                let id = |offset: i64| id(at + offset);
                let mut events =
                    vec![json!({ "id": id(0), "at": at, "kind": "page_view", "page": page })];
                if visit.pages.len() > 1 {
                    events.push(json!({ "id": id(1), "at": at + 15_000, "kind": "leave",
                        "engaged_ms": 9_000 + 700 * i64::try_from(index).unwrap(), "page": page }));
                }
                events
            })
            .collect();
        self.send(service, visit, user, &events).await;
    }

    /// Somebody presses a button of this name on the first page of a visit.
    pub(crate) async fn click(&self, service: &Service, visit: &Visit<'_>, button: &str) {
        let at = visit.at.as_millisecond();
        let page = json!({ "url": format!("https://service.example.gov{}", visit.pages[0]) });
        let element = json!({ "role": "button", "name": button });
        let event =
            json!({ "id": id(at), "at": at, "kind": "click", "page": page, "element": element });
        self.send(service, visit, None, &[event]).await;
    }

    async fn send(
        &self,
        service: &Service,
        visit: &Visit<'_>,
        user: Option<&str>,
        events: &[Value],
    ) {
        let sent_at = visit.at + SignedDuration::from_mins(5);
        let mut body = json!({ "key": service.public_key.as_str(), "sent_at": sent_at.as_millisecond(),
            "profile": "signed-in", "context": { "language": visit.language }, "events": events });
        if let Some(user) = user {
            let secret = self.state.control.signing_secret_of(service.id);
            let until = sent_at + SignedDuration::from_hours(1);
            let kind = ReferenceKind::User;
            body["user"] = sign_reference(&secret, &service.public_key, kind, user, until).into();
        }
        self.send_as(visit, sent_at, &body).await;
    }

    /// Sends what a browser sends through the real door, as the one that makes a visit.
    pub(crate) async fn send_as(&self, visit: &Visit<'_>, sent_at: Timestamp, body: &Value) {
        let facts = RequestFacts {
            way: Way::Script,
            encoding: Encoding::Identity,
            address: visit.address,
            user_agent: Some(visit.user_agent),
            origin: Some("https://service.example.gov"),
            accept_language: Some(visit.language),
            sec_gpc: false,
            dnt: false,
            save_data: false,
            received_at: sent_at,
            import: None,
        };
        let receipt = self.state.door.accept(body.to_string().as_bytes(), &facts).await.unwrap();
        let sent = body["events"].as_array().map_or(0, Vec::len);
        assert!(receipt.refused.len() < sent, "{receipt:?}");
    }

    /// Asks as a browser that is signed in by `cookie`, or not with an empty one.
    pub(crate) async fn get(&self, cookie: &str, path: &str) -> Response {
        let request = Request::get(path).header(header::COOKIE, cookie);
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a form as a browser does.
    pub(crate) async fn post(&self, cookie: &str, path: &str, form: &str) -> Response {
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    /// Sends a form that brings a file: fields in their order, the file with its name last, as a browser does.
    pub(crate) async fn upload(
        &self,
        cookie: &str,
        path: &str,
        fields: &[(&str, &str)],
        (name, file): (&str, &[u8]),
    ) -> Response {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!(
                "--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.as_bytes());
        }
        let head = format!(
            "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: text/plain\r\n\r\n"
        );
        body.extend(head.as_bytes());
        body.extend(file);
        body.extend(b"\r\n--b--\r\n");
        let request = Request::post(path)
            .header(header::COOKIE, cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
        self.ask(request.body(Body::from(body)).unwrap()).await
    }

    pub(crate) async fn ask(&self, mut request: Request<Body>) -> Response {
        let peer: SocketAddr = "198.51.100.7:4711".parse().unwrap();
        if request.extensions().get::<PeerAddress>().is_none() {
            request.extensions_mut().insert(PeerAddress(peer));
        }
        self.router().oneshot(request).await.unwrap()
    }

    /// The page at an address, which must be there.
    pub(crate) async fn page(&self, cookie: &str, path: &str) -> String {
        let response = self.get(cookie, path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        text(response).await
    }

    /// The form token in the pages of a session.
    pub(crate) async fn form_token(&self, cookie: &str) -> String {
        let page = self.page(cookie, "/").await;
        let rest = page.split("name=\"form_token\" value=\"").nth(1).unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

/// A visit to send through the door.
pub(crate) struct Visit<'a> {
    pub(crate) at: Timestamp,
    pub(crate) address: IpAddr,
    pub(crate) user_agent: &'a str,
    pub(crate) language: &'a str,
    pub(crate) referrer: &'a str,
    pub(crate) pages: &'a [&'a str],
}

impl<'a> Visit<'a> {
    /// One of several people who read these pages in English, some seconds after another.
    pub(crate) fn reading(at: Timestamp, person: u8, pages: &'a [&'a str]) -> Self {
        Self {
            at: at + SignedDuration::from_secs(i64::from(person)),
            address: IpAddr::from([198, 51, 100, person]),
            user_agent: CHROME,
            language: "en",
            referrer: "",
            pages,
        }
    }
}

/// An event id that is different each time.
pub(crate) fn id(at: i64) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let mut random = [0; 10];
    random[2..].copy_from_slice(&NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    EventId::from_parts(at.unsigned_abs(), random).to_string()
}

/// The body of an answer as text.
pub(crate) async fn text(response: Response) -> String {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// An SVG without the spans in which signs of another font stand.
pub(crate) fn in_one_font(svg: &str) -> String {
    let spans = svg.split("<tspan font-family=").enumerate();
    let part = |(place, part): (usize, &str)| match place {
        0 => part.to_owned(),
        _ => part.split_once('>').unwrap().1.replacen("</tspan>", "", 1),
    };
    spans.map(part).collect()
}

pub(crate) const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";
pub(crate) const SAFARI: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1";

/// A program with the service “Heating support”, which so many people used ([`fill`]), and the cookie of who looks
/// after it.
pub(crate) async fn heating_support(
    kind: ServiceKind,
    place: Jurisdiction,
    generated: bool,
    people: u32,
) -> (Program, String) {
    let program = Program::new().await;
    let service = program.service("Heating support", kind, place, generated).await;
    fill(&program, &service, people).await;
    let cookie = program.sign_in().await;
    (program, cookie)
}

/// Thirty-five days of use, more on working days, with one page that only two people open.
pub(crate) async fn fill(program: &Program, service: &Service, people: u32) {
    let end: Timestamp = NOW.parse().unwrap();
    for day in (0..35_i32).rev() {
        let at = end - SignedDuration::from_hours(i64::from(day) * 24 + 2);
        program.clock.set(at + SignedDuration::from_mins(6));
        let weekday = at.to_zoned_datetime(jiff::tz::TimeZone::UTC).weekday();
        let is_weekend = weekday.to_monday_one_offset() > 5;
        let today = if is_weekend {
            people / 3
        } else {
            people + people * u32::try_from(35 - day).unwrap() / 90
        };
        for person in 0..today {
            let (pages, language): (&[&str], &str) = match person % 8 {
                0 | 1 => (&["/"], "de-DE"),
                2 => (&["/", "/apply/eligibility"], "en-US"),
                3 => (&["/help", "/"], "es"),
                _ => (&["/", "/apply/eligibility", "/apply/income", "/apply/review"], "en-US"),
            };
            let pages = if day == 3 && person < 2 { &["/", "/secret-page"] } else { pages };
            program
                .visit(
                    service,
                    &Visit {
                        at: at + SignedDuration::from_secs(i64::from(person) * 3),
                        address: IpAddr::from([203, 0, 113, u8::try_from(person % 250).unwrap()]),
                        user_agent: if person % 3 == 0 { SAFARI } else { CHROME },
                        language,
                        referrer: if person % 4 == 0 { "https://www.example.gov/help" } else { "" },
                        pages,
                    },
                )
                .await;
        }
    }
    program.clock.set(end);
}
