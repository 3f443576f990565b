//! From a line that is a page view, or an outcome, to its event: private, and the same however often it is read.

use std::{
    collections::{BTreeMap, HashMap},
    net::{IpAddr, Ipv4Addr},
    ops::Range,
};

use hmac::{Hmac, Mac as _};
use jiff::Timestamp;
use lotse_domain::{
    clock::SaltDay,
    directory::{KeyStore, KeyStoreError, Secret},
    event::{BrowserFacts, Campaign, Channel, Coverage, Event, EventKind},
    ids::{EventId, ImportId, Visitor},
    import::LogFormat,
    property::{Properties, limits},
    service::{CollectionProfile, Service, ServiceKind},
};
use sha2::Sha256;

use super::{line::LogLine, outcome::OutcomeLine, parse::Said};
use crate::{
    encoding::Encoding,
    identity::{case_with, daily_hash},
    narrow,
    page::{self, PrivatePage},
    protocol::{RawContext, RawPage, Stated},
    redact::Redactions,
    reference::keyed,
    request::{RequestFacts, Way},
    user_agent::BrowserReader,
};

/// Different targets of which it is remembered what page they are.
const REMEMBERED_PAGES: usize = 20_000;
/// Lines of one file of which it is remembered how often they occurred.
const REMEMBERED_LINES: usize = 4_000_000;

/// Why a line became no event.
#[derive(Debug)]
pub(crate) enum NoEvent {
    /// What was asked for is no address of a page.
    Address,
    /// Nothing is left of the outcome's name without what was cut out of it.
    Outcome,
    /// The import is closed: its salts are destroyed.
    Closed,
    /// The keys cannot be had now.
    Keys(KeyStoreError),
}

impl From<KeyStoreError> for NoEvent {
    fn from(error: KeyStoreError) -> Self {
        Self::Keys(error)
    }
}

/// A page that a target names, if any, and what was cut out of it.
type Read = (Option<PrivatePage>, Redactions);

/// Makes events of the lines of one import.
pub(crate) struct Viewer<'a, K> {
    keys: &'a K,
    service: &'a Service,
    browsers: &'a BrowserReader,
    import: ImportId,
    ids: Hmac<Sha256>,
    /// The beginning of every page's address.
    origin: String,
    pages: HashMap<String, Read>,
    /// The running salt day and its salt.
    day: Option<(Range<Timestamp>, Secret)>,
    /// The key of cases, once a line named one.
    case_key: Option<Secret>,
    occurred: Occurrences,
    coverage: Coverage,
    pub(crate) found: Redactions,
}

impl<'a, K: KeyStore> Viewer<'a, K> {
    pub(crate) fn new(
        (keys, browsers): (&'a K, &'a BrowserReader),
        service: &'a Service,
        import: ImportId,
        id_key: &Secret,
        host: &str,
    ) -> Self {
        Self {
            keys,
            service,
            browsers,
            import,
            ids: keyed(id_key),
            origin: format!("https://{host}"),
            pages: HashMap::new(),
            day: None,
            case_key: None,
            occurred: Occurrences::default(),
            coverage: Coverage::ServerLog,
            found: Redactions::default(),
        }
    }

    /// From here on lines are those of another file.
    pub(crate) fn begin_file(&mut self, format: LogFormat) {
        self.occurred = Occurrences::default();
        // Rows of any program are no server's word.
        self.coverage = if format.has_columns() { Coverage::Import } else { Coverage::ServerLog };
    }

    /// The event of a line. `text` is the line as it stands in the file.
    pub(crate) async fn event(
        &mut self,
        text: &str,
        said: &Said<'_>,
        received_at: Timestamp,
    ) -> Result<Event, NoEvent> {
        match said {
            Said::Request(line) => self.page_view(text, line, received_at).await,
            Said::Outcome(line) => self.outcome(line, received_at).await,
        }
    }

    async fn page_view(
        &mut self,
        text: &str,
        line: &LogLine<'_>,
        received_at: Timestamp,
    ) -> Result<Event, NoEvent> {
        let id = self.id(text, line.at);
        let PrivatePage { page, campaign, authority } =
            self.page(&line.target).ok_or(NoEvent::Address)?;
        let visitor = self.visitor(line).await?;
        Ok(Event {
            authority,
            visitor,
            signal: line.signal,
            page: Some(page),
            campaign,
            browser: self.browser(line, received_at),
            ..self.bare(id, EventKind::PageView, line.at, received_at)
        })
    }

    /// A case that nobody is seen with: no visitor, no page.
    async fn outcome(
        &mut self,
        line: &OutcomeLine,
        received_at: Timestamp,
    ) -> Result<Event, NoEvent> {
        let name = narrow::text(&line.outcome, limits::NAME_CHARS, &mut self.found);
        let name = name.ok_or(NoEvent::Outcome)?;
        let fields = line.fields.iter().map(|ids| ("fields".to_owned(), ids.clone()));
        let properties = narrow::properties(fields.collect(), &mut self.found);
        let key = match &self.case_key {
            Some(key) => key.clone(),
            None => self.keys.case_key(self.service.id).await?,
        };
        let case = case_with(&key, self.service.id, line.case.as_bytes());
        self.case_key = Some(key);
        let id = self.id(&line.content(), line.at);
        Ok(Event {
            name: Some(name),
            case: Some(case),
            channel: line.channel,
            properties,
            ..self.bare(id, EventKind::Custom, line.at, received_at)
        })
    }

    /// An event of which nothing is known but what and when.
    fn bare(
        &self,
        id: EventId,
        kind: EventKind,
        occurred_at: Timestamp,
        received_at: Timestamp,
    ) -> Event {
        Event {
            id,
            service: self.service.id,
            authority: None,
            kind,
            name: None,
            occurred_at,
            received_at,
            visitor: None,
            case: None,
            profile: CollectionProfile::Headers,
            signal: false,
            page: None,
            campaign: Campaign::default(),
            browser: BrowserFacts::default(),
            region: None,
            channel: Channel::Web,
            coverage: self.coverage,
            assisted: false,
            clock_flag: None,
            import: Some(self.import),
            engaged_ms: None,
            element: None,
            properties: Properties::default(),
        }
    }

    /// The same line gives the same id in every import, and its second occurrence in a file another.
    fn id(&mut self, text: &str, at: Timestamp) -> EventId {
        let ms = u64::try_from(at.as_millisecond()).unwrap_or(0);
        let first = self.hash(text, 0);
        let again = self.occurred.count(at, first);
        let random = if again == 0 { first } else { self.hash(text, again) };
        EventId::from_parts(ms, random)
    }

    fn hash(&self, text: &str, again: u32) -> [u8; 10] {
        let mut mac = self.ids.clone();
        mac.update(b"lotse-log\n");
        mac.update(&self.service.id.number().to_be_bytes());
        mac.update(&again.to_be_bytes());
        mac.update(text.as_bytes());
        let mut random = [0; 10];
        for (to, from) in random.iter_mut().zip(mac.finalize().into_bytes()) {
            *to = from;
        }
        random
    }

    /// Few targets make most of the lines, and making one private costs more than all the rest.
    fn page(&mut self, target: &str) -> Option<PrivatePage> {
        if let Some((page, found)) = self.pages.get(target) {
            self.found.add(found);
            return page.clone();
        }
        let raw = RawPage {
            url: Stated::Is(format!("{}{target}", self.origin)),
            referrer: None,
            language: None,
            state: None,
        };
        let mut found = Redactions::default();
        let read = page::read(&raw, self.service, CollectionProfile::Headers, &mut found);
        let page = read.ok().filter(|_| target.starts_with('/'));
        self.found.add(&found);
        if self.pages.len() >= REMEMBERED_PAGES {
            self.pages.clear();
        }
        self.pages.insert(target.to_owned(), (page.clone(), found));
        page
    }

    fn browser(&self, line: &LogLine<'_>, received_at: Timestamp) -> BrowserFacts {
        let browser = self.browsers.read(line.user_agent.as_deref().unwrap_or_default());
        let facts = RequestFacts {
            way: Way::Pixel { random: [0; 10] },
            encoding: Encoding::Identity,
            address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            user_agent: None,
            origin: None,
            accept_language: line.accept_language.as_deref(),
            sec_gpc: line.signal,
            dnt: false,
            save_data: false,
            received_at,
            import: Some(self.import),
        };
        narrow::browser(browser, &RawContext::default(), &facts, CollectionProfile::Headers)
    }

    /// Nobody, where the log lacks address or browser string, and where staff would be told apart by
    /// their machines.
    async fn visitor(&mut self, line: &LogLine<'_>) -> Result<Option<Visitor>, NoEvent> {
        let (Some(address), Some(user_agent)) = (line.address, line.user_agent.as_deref()) else {
            return Ok(None);
        };
        if self.service.kind == ServiceKind::Employees {
            return Ok(None);
        }
        let (service, at) = (self.service, line.at);
        if !self.day.as_ref().is_some_and(|(day, _)| day.contains(&at)) {
            let day = SaltDay::of(at, &service.time_zone);
            let salt = self.keys.daily_salt(service, day, Some(self.import)).await?;
            let before = SaltDay::from_date(day.date().yesterday().unwrap_or(day.date()));
            let span = before.end(&service.time_zone)..day.end(&service.time_zone);
            self.day = Some((span, salt.ok_or(NoEvent::Closed)?));
        }
        let salt = self.day.as_ref().map(|(_, salt)| salt);
        Ok(salt.map(|salt| daily_hash(salt, service.id, address, user_agent)))
    }
}

/// How often each line of a file occurred. Equal lines say the same second, and logs are nearly in
/// order, so the earliest hours may be forgotten; what is forgotten depends on the file alone.
#[derive(Default)]
struct Occurrences {
    hours: BTreeMap<i64, HashMap<[u8; 10], u32>>,
    lines: usize,
}

impl Occurrences {
    /// How often the line with this hash occurred before.
    fn count(&mut self, at: Timestamp, hash: [u8; 10]) -> u32 {
        if self.lines >= REMEMBERED_LINES
            && let Some((_, earliest)) = self.hours.pop_first()
        {
            self.lines = self.lines.saturating_sub(earliest.len());
        }
        let hour = self.hours.entry(at.as_second().div_euclid(3600)).or_default();
        let before = hour.len();
        let times = hour.entry(hash).or_default();
        let again = *times;
        *times = times.saturating_add(1);
        self.lines += hour.len() - before;
        again
    }
}
