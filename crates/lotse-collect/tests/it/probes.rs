//! What must hold for any bytes at each parser of outside input.
//!
//! libFuzzer runs these (`fuzz/`), and so does `corpus.rs` on every input that a fuzz run kept. A
//! probe panics when the answer is wrong; an answer that refuses is right.

use lotse_collect::{
    Encoding, Redactions, ReferenceKind, RequestFacts, Way,
    logs::{Hosts, LogLines, Wanted, format_of, open, preview},
    redact, sign_reference, verify_reference,
};
use lotse_domain::{
    event::BrowserFacts,
    import::{LogFormat, RowColumns},
    property::limits,
    service::PublicKey,
};
use serde_json::json;

use crate::stage::{RECEIVED, SERVER_KEY, Stage, body as page_view, facts, signing_secret, time};

thread_local! {
    // A stage leaks a few bytes; millions of runs share one.
    static STAGE: Stage = Stage::new();
}

/// The first byte chooses way and encoding, the rest is the body.
pub(crate) fn body(data: &[u8]) {
    let Some((choice, bytes)) = data.split_first() else { return };
    let way = if choice & 1 == 0 { Way::Script } else { Way::Server { key: SERVER_KEY } };
    let encoding = encoding_of(choice >> 1);
    accept(bytes, &RequestFacts { way, encoding, ..facts() });
}

/// The headers of a request, a line each: who asks, from where, in which language. What the browser
/// calls itself goes no further than the closed lists that it is read into.
pub(crate) fn headers(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut lines = text.split('\n').map(Some);
    let mut next = || lines.next().flatten().filter(|line| !line.is_empty());
    let (user_agent, accept_language, origin) = (next(), next(), next());
    // Without an origin of its own the request comes from the service's page, and is kept.
    let own_page = origin.is_none();
    let facts =
        RequestFacts { user_agent, accept_language, origin: origin.or(facts().origin), ..facts() };
    STAGE.with(|stage| {
        let answer = stage.send(&page_view(json!({}), json!({})), &facts);
        let events = std::mem::take(&mut *stage.list.events.lock().unwrap());
        assert_eq!(answer.is_ok(), !events.is_empty());
        assert!(answer.is_ok() || !own_page, "refused for its browser: {answer:?}");
        for (_, event) in &events {
            let BrowserFacts { family, operating_system, language, .. } = &event.browser;
            for word in [family, operating_system].into_iter().flatten() {
                assert!(word.as_str().len() <= 32, "{word:?} is from no list");
            }
            assert!(language.as_ref().is_none_or(|tag| tag.as_str().len() <= 64), "{language:?}");
            let kept = format!("{event:?}");
            let told = user_agent.filter(|text| text.len() > 40);
            assert!(told.is_none_or(|told| !kept.contains(told)), "{kept}");
        }
    });
}

/// The address of a picture, or a form, without script.
pub(crate) fn plain(data: &[u8]) {
    let Some((choice, bytes)) = data.split_first() else { return };
    let way = if choice & 1 == 0 {
        Way::Pixel { random: [3; 10] }
    } else {
        Way::Form { random: [4; 10] }
    };
    let kept = accept(bytes, &RequestFacts { way, ..facts() });
    assert!(kept <= 1, "one picture or form is one event, not {kept}");
}

/// Any text: what is cut is counted; and what is cut of a short text leaves nothing more to cut. (Each
/// of the eight passes cuts six bytes or more.)
pub(crate) fn redaction(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut found = Redactions::default();
    let once = redact(text, &mut found);
    let finds: u64 = found.by_rule().map(|(_, count)| count).sum();
    assert!(finds > 0 || once == text, "{text:?} became {once:?} uncounted");
    if text.len() <= 48 {
        assert_eq!(redact(&once, &mut found), once, "{text:?} is not done");
    }
}

/// Any token: refused. And any text, signed, comes back as it was, under its own kind alone.
pub(crate) fn reference(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let kinds =
        [ReferenceKind::User, ReferenceKind::Case, ReferenceKind::Open, ReferenceKind::Assisted];
    let (secret, key) = (signing_secret(), PublicKey::from_text("pk_public"));
    let verify = |kind, text: &str| verify_reference(&secret, &key, kind, text, time(RECEIVED));
    for kind in kinds {
        // The fuzzer knows no secret.
        assert!(verify(kind, text).is_err(), "{text:?} passed as {kind:?}");
        let signed = sign_reference(&secret, &key, kind, text, time("2026-11-23T15:30:00Z"));
        match verify(kind, &signed) {
            Ok(value) => assert_eq!(value, data),
            Err(_) => assert!(data.is_empty() || data.len() > 256, "{text:?} as {kind:?}"),
        }
        for other in kinds.into_iter().filter(|other| *other != kind) {
            assert!(verify(other, &signed).is_err(), "{text:?} of {kind:?} passed as {other:?}");
        }
    }
}

/// Any compressed bytes: they unpack to no more than the door's limit, whatever they claim.
pub(crate) fn encoding(data: &[u8]) {
    let Some((choice, bytes)) = data.split_first() else { return };
    if let Ok(decoded) = encoding_of(*choice).decode(bytes) {
        assert!(decoded.len() <= limits::BODY_BYTES.max(bytes.len()), "{} bytes", decoded.len());
    }
}

/// Any file: every line is counted once, in every format, and each page view is a line of it.
pub(crate) fn log(data: &[u8]) {
    let bytes: Vec<u8> = data.to_vec();
    let Ok(source) = open(std::io::Cursor::new(bytes.clone())) else { return };
    let found = format_of(&mut LogLines::new(source), &RowColumns::default()).ok().flatten();
    for format in LogFormat::ALL.iter().copied().filter(|format| found.is_none_or(|f| f == *format))
    {
        let wanted = Wanted {
            hosts: Hosts::named(&[]),
            oldest: time("1970-01-01T00:00:00Z"),
            columns: RowColumns::default(),
            zone: jiff::tz::TimeZone::UTC,
        };
        let Ok(source) = open(std::io::Cursor::new(bytes.clone())) else { return };
        let Ok(seen) = preview(&mut LogLines::new(source), format, &wanted, time(RECEIVED), 1_000)
        else {
            continue;
        };
        let left_out: u64 = seen.counts.by_reason().map(|(_, lines)| lines).sum();
        assert_eq!(seen.counts.read, seen.counts.page_views + left_out);
        let most = data.split(|byte| *byte == b'\n').count() as u64;
        let is_packed = data.starts_with(&[0x1f, 0x8b]) || data.starts_with(&[0x28, 0xb5]);
        assert!(is_packed || seen.counts.read <= most, "{} lines of {most}", seen.counts.read);
        assert_eq!(seen.counts.page_views > 0, seen.times.is_some());
    }
}

fn encoding_of(choice: u8) -> Encoding {
    [Encoding::Identity, Encoding::Gzip, Encoding::Brotli, Encoding::Zstd][usize::from(choice % 4)]
}

/// How many events the door kept of these bytes; each is in the lake's list once.
fn accept(bytes: &[u8], facts: &RequestFacts<'_>) -> u64 {
    STAGE.with(|stage| {
        let kept = stage.send_bytes(bytes, facts).map_or(0, |receipt| receipt.accepted.get());
        let events = std::mem::take(&mut *stage.list.events.lock().unwrap());
        assert_eq!(events.len() as u64, kept);
        let text = format!("{events:?}");
        assert!(!text.contains("203.0.113.77"), "the network address was kept: {text}");
        kept
    })
}
