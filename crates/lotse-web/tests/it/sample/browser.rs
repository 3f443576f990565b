//! A browser without script: keeps cookies, follows redirects, remembers where it is.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use lotse_domain::clock::{Clock, Entropy};
use lotse_web::sample::{SampleServices, router};
use tower::ServiceExt as _;

/// A clock that the test sets, in seconds since 1970.
pub(super) struct TestClock(pub(super) AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

/// Bytes that differ from call to call and repeat from run to run.
struct TestEntropy(AtomicU64);

impl Entropy for TestEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        let call = self.0.fetch_add(1, Ordering::Relaxed);
        for (byte, position) in buffer.iter_mut().zip(0..) {
            let mixed: u64 = call.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (position % 8 * 8);
            *byte = mixed.to_le_bytes()[0];
        }
    }
}

/// The services with a clock that stands at noon of 2026-11-23.
pub(super) fn services() -> (Router, Arc<TestClock>) {
    let clock = Arc::new(TestClock(AtomicI64::new(1_795_435_200)));
    let services = SampleServices {
        benefit_key: "pk_BENEFIT".to_owned(),
        cases_key: "pk_CASES".to_owned(),
        sign_user: Arc::new(|user| format!("signed:{user}")),
        sign_case: Arc::new(|kind, number| format!("{}:{number}", kind.version())),
        clock: clock.clone(),
        entropy: Arc::new(TestEntropy(AtomicU64::new(1))),
    };
    (router(services), clock)
}

/// What came back after all redirects.
pub(super) struct Page {
    /// Where the browser is.
    pub(super) address: String,
    /// The answer's status.
    pub(super) status: StatusCode,
    /// Its headers.
    pub(super) headers: HeaderMap,
    /// Its text.
    pub(super) text: String,
}

impl Page {
    /// The page's state for the client.
    pub(super) fn state(&self) -> Option<&str> {
        let rest = self.text.split_once("data-lotse-state=\"")?.1;
        Some(rest.split_once('"')?.0)
    }

    /// How the page says that it ends for the person.
    pub(super) fn outcome(&self) -> Option<&str> {
        let rest = self.text.split_once("data-lotse-outcome=\"")?.1;
        Some(rest.split_once('"')?.0)
    }

    /// The case that the page names to the client: how, and its number.
    pub(super) fn case(&self) -> Option<(&str, &str)> {
        let rest = self.text.split_once("data-lotse-case=\"")?.1;
        rest.split_once('"')?.0.split_once(':')
    }

    /// The text between two others.
    pub(super) fn between(&self, before: &str, after: &str) -> &str {
        let rest = self.text.split_once(before).unwrap_or_else(|| panic!("no {before}")).1;
        rest.split_once(after).unwrap().0
    }

    /// Fails unless every one of `parts` is in the text.
    pub(super) fn has(&self, parts: &[&str]) -> &Self {
        for part in parts {
            assert!(self.text.contains(part), "{part} is missing in\n{}", self.text);
        }
        self
    }

    /// Fails if any of `parts` is in the text.
    pub(super) fn lacks(&self, parts: &[&str]) -> &Self {
        for part in parts {
            assert!(!self.text.contains(part), "{part} is in\n{}", self.text);
        }
        self
    }
}

/// One browser.
pub(super) struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// A new browser without cookies.
    pub(super) fn new(router: &Router) -> Self {
        Self { router: router.clone(), cookies: BTreeMap::new() }
    }

    /// Opens an address.
    pub(super) async fn get(&mut self, address: &str) -> Page {
        self.open(Request::get(address).body(Body::empty()).unwrap()).await
    }

    /// Sends a form.
    pub(super) async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Page {
        let body = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect::<Vec<_>>()
            .join("&");
        let request = Request::post(address)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        self.open(request).await
    }

    /// Sends something that is no form.
    pub(super) async fn post_json(&mut self, address: &str) -> Page {
        let request = Request::post(address)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from("{}"))
            .unwrap();
        self.open(request).await
    }

    async fn open(&mut self, first: Request<Body>) -> Page {
        let mut request = first;
        for _ in 0..5 {
            let address = request.uri().to_string();
            let cookies: Vec<_> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
            if !cookies.is_empty() {
                let value = cookies.join("; ").parse().unwrap();
                request.headers_mut().insert(header::COOKIE, value);
            }
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            for cookie in parts.headers.get_all(header::SET_COOKIE) {
                let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
                let value = rest.split(';').next().unwrap();
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
            if let Some(next) = parts.headers.get(header::LOCATION) {
                request = Request::get(next.to_str().unwrap()).body(Body::empty()).unwrap();
                continue;
            }
            let bytes = body.collect().await.unwrap().to_bytes();
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            assert!(!text.contains('⟦'), "a text is missing on {address}: {text}");
            return Page { address, status: parts.status, headers: parts.headers, text };
        }
        panic!("more than five redirects");
    }
}

fn encode(value: &str) -> String {
    value
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
