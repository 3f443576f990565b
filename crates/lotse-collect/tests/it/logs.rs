//! Access logs: of every format it is known how many lines are read, kept and left out. Own lines lie in
//! `tests/logs/`; the samples of others, which are not ours to copy, where `LOTSE_TEST_DATA` says.

use std::{fs, path::Path};

use lotse_collect::logs::{
    Hosts, LogLines, Preview, Wanted, columns_of, detect, format_of, open, preview,
};
use lotse_domain::{
    append::ImportOf,
    event::{Coverage, Event},
    ids::ImportId,
    import::{Fault, LeftOut, LineCounts, LogFormat, RowColumns, RowRole},
    service::{CollectionProfile, ServiceKind},
};
use proptest::prelude::*;

use crate::stage::{RECEIVED, Stage, service, time};

/// The bytes of our own lines of a format.
pub(crate) fn own(format: LogFormat) -> &'static [u8] {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/logs");
    fs::read(folder.join(format!("{format}.log"))).unwrap().leak()
}

fn wanted(hosts: &[&str]) -> Wanted {
    let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
    Wanted {
        hosts: Hosts::named(&hosts),
        oldest: time("2010-01-01T00:00:00Z"),
        columns: RowColumns::default(),
        zone: jiff::tz::TimeZone::UTC,
    }
}

fn look(bytes: &'static [u8], hosts: &[&str]) -> Preview {
    let format = format_of(&mut LogLines::new(open(bytes).unwrap()), &RowColumns::default())
        .unwrap()
        .unwrap();
    let mut lines = LogLines::new(open(bytes).unwrap());
    preview(&mut lines, format, &wanted(hosts), time(RECEIVED), usize::MAX).unwrap()
}

fn left(counts: &LineCounts) -> Vec<(LeftOut, u64)> {
    counts.by_reason().collect()
}

/// Reads a file through the door as import `number` of the public service.
pub(crate) fn import(stage: &Stage, number: i64, bytes: &'static [u8]) -> LineCounts {
    import_as(stage, ServiceKind::Public, number, bytes)
}

pub(crate) fn import_as(
    stage: &Stage,
    kind: ServiceKind,
    number: i64,
    bytes: &'static [u8],
) -> LineCounts {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (service, import) = (service(kind), ImportId::new(number));
    let format = format_of(&mut LogLines::new(open(bytes).unwrap()), &RowColumns::default())
        .unwrap()
        .unwrap();
    runtime.block_on(async {
        let wanted = wanted(&["benefits.example.gov"]);
        let mut log = stage.door.import(&service, import, wanted).await.unwrap();
        log.begin_file(0, format);
        let mut lines = LogLines::new(open(bytes).unwrap());
        let of = ImportOf { kind: service.kind, service: service.id, import };
        loop {
            let batch = log.read(&mut lines, 3, time(RECEIVED)).await.unwrap();
            let is_last = batch.is_last;
            let brought = stage.door.keep(of, batch).await.unwrap();
            log.count_known(brought.known);
            if is_last {
                return log.counts().clone();
            }
        }
    })
}

pub(crate) fn events(stage: &Stage) -> Vec<Event> {
    stage.list.events.lock().unwrap().iter().map(|(_, event)| event.clone()).collect()
}

/// The formats whose lines are page views.
fn of_page_views() -> impl Iterator<Item = &'static LogFormat> {
    LogFormat::ALL.iter().filter(|format| **format != LogFormat::Outcomes)
}

#[test]
fn own_lines_of_every_format_are_counted_as_known() {
    for format in of_page_views() {
        let Preview { format: found, counts, times, is_whole } =
            look(own(*format), &["benefits.example.gov"]);
        assert_eq!(found, Some(*format));
        assert!(is_whole);
        // Lines that name columns, and an empty one.
        let comments = match format {
            LogFormat::Iis => 4,
            LogFormat::CloudFront => 3,
            LogFormat::Csv => 2,
            _ => 1,
        };
        let has_host = !matches!(format, LogFormat::Common | LogFormat::Combined);
        assert_eq!(counts.read, 13 + comments, "{format}");
        assert_eq!(counts.page_views, if has_host { 5 } else { 6 }, "{format}");
        let mut expected = vec![(LeftOut::Comment, comments), (LeftOut::Malformed, 1)];
        expected.extend(has_host.then_some((LeftOut::OtherHost, 1)));
        expected.extend([
            (LeftOut::NotGet, 2),
            (LeftOut::Status, 2),
            (LeftOut::Asset, 1),
            (LeftOut::Expired, 1),
        ]);
        assert_eq!(left(&counts), expected, "{format}");
        let (first, last) = times.unwrap();
        assert!(first.to_string().starts_with("2026-11-20T08:00:01"), "{format}: {first}");
        let until = if has_host { "2026-11-20T08:03:00" } else { "2026-11-20T08:04:00" };
        assert!(last.to_string().starts_with(until), "{format}: {last}");
        let [faulty] = counts.faults() else { panic!("{format}: {:?}", counts.faults()) };
        assert_eq!(faulty.line, 10 + comments, "{format}");
    }
}

/// File, format, lines read, page views, lines left out.
type Sample = (&'static str, LogFormat, u64, u64, &'static [(LeftOut, u64)]);

#[test]
fn the_samples_of_others_are_counted_as_known() {
    let Some(folder) = std::env::var_os("LOTSE_TEST_DATA") else { return };
    let folder = Path::new(&folder).join("access-logs");
    let hosts = ["example.com", "www.example.com", "www.piwik.org"];
    let samples: [Sample; 11] = [
        ("common.log", LogFormat::Common, 1, 0, &[(LeftOut::Status, 1)]),
        ("ncsa_extended.log", LogFormat::Combined, 1, 0, &[(LeftOut::Status, 1)]),
        ("common_vhost.log", LogFormat::CommonVhost, 1, 0, &[(LeftOut::Status, 1)]),
        ("common_complete.log", LogFormat::CombinedVhost, 1, 0, &[(LeftOut::Status, 1)]),
        (
            "logs_to_tests.log",
            LogFormat::Combined,
            6,
            3,
            &[(LeftOut::Comment, 2), (LeftOut::NotGet, 1)],
        ),
        ("nginx_json.log", LogFormat::NginxJson, 2, 2, &[]),
        ("caddy_json.log", LogFormat::CaddyJson, 3, 1, &[(LeftOut::Asset, 2)]),
        ("iis.log", LogFormat::Iis, 5, 1, &[(LeftOut::Comment, 4)]),
        ("amazon_cloudfront_web.log", LogFormat::CloudFront, 3, 1, &[(LeftOut::Comment, 2)]),
        ("elb.log", LogFormat::Elb, 3, 1, &[(LeftOut::Comment, 1), (LeftOut::NotGet, 1)]),
        ("s3.log", LogFormat::S3, 1, 1, &[]),
    ];
    for (name, format, read, page_views, left_out) in samples {
        let bytes = fs::read(folder.join(name)).unwrap().leak();
        let seen = look(bytes, &hosts);
        assert_eq!(seen.format, Some(format), "{name}");
        assert_eq!((seen.counts.read, seen.counts.page_views), (read, page_views), "{name}");
        assert_eq!(left(&seen.counts), left_out, "{name}");
    }
}

#[test]
fn what_a_line_says_is_kept_as_the_door_keeps_it_and_nothing_more() {
    for format in of_page_views() {
        let stage = Stage::new();
        import(&stage, 7, own(*format));
        let events = events(&stage);
        let first = events.first().unwrap();
        let is_log = !format.has_columns();
        assert_eq!(first.coverage, if is_log { Coverage::ServerLog } else { Coverage::Import });
        assert_eq!(first.profile, CollectionProfile::Headers);
        assert_eq!(first.import, Some(ImportId::new(7)));
        assert_eq!(first.page.as_ref().unwrap().path.as_str(), "/apply");
        assert_eq!(first.received_at, time(RECEIVED));
        let second = events.get(1).unwrap();
        assert_eq!(second.page.as_ref().unwrap().path.as_str(), "/apply/income?step=2");
        let has_browser = !matches!(format, LogFormat::Common | LogFormat::CommonVhost);
        // The same address and browser are one visitor; a log without browsers has none.
        assert_eq!(first.visitor.is_some(), has_browser, "{format}");
        assert_eq!(first.visitor, second.visitor, "{format}");
        let family = first.browser.family.as_ref().map(lotse_domain::property::ShortText::as_str);
        assert_eq!(family, has_browser.then_some("Firefox"), "{format}");
        let bots = events.iter().filter(|event| event.browser.bot.is_some()).count();
        assert_eq!(bots, usize::from(has_browser), "{format}");
        let is_caddy = *format == LogFormat::CaddyJson;
        assert_eq!((first.signal, first.browser.language.is_some()), (is_caddy, is_caddy));
        let kept = format!("{events:?}");
        for secret in ["192.0.2.", "203.0.113.5", "Gecko", "Googlebot/", "jane.roe"] {
            assert!(!kept.contains(secret), "{format}: {secret} in {kept}");
        }
    }
}

#[test]
fn again_adds_nothing_and_a_line_that_stands_twice_is_two_page_views() {
    let stage = Stage::new();
    let counts = import(&stage, 1, own(LogFormat::CombinedVhost));
    assert_eq!((counts.page_views, counts.known, events(&stage).len()), (5, 0, 5));
    // The same import again, as after a crash: it had brought them.
    let counts = import(&stage, 1, own(LogFormat::CombinedVhost));
    assert_eq!((counts.added(), counts.known, events(&stage).len()), (5, 0, 5));
    // Another import of the same lines.
    let counts = import(&stage, 2, own(LogFormat::CombinedVhost));
    assert_eq!((counts.added(), counts.known, events(&stage).len()), (0, 5, 5));
    let ids: std::collections::BTreeSet<_> = events(&stage).iter().map(|event| event.id).collect();
    assert_eq!(ids.len(), 5);
    for event in events(&stage) {
        assert_eq!(event.id.to_string().parse(), Ok(event.id), "a UUID of version 7");
        let ms = event.occurred_at.as_millisecond();
        let of_id =
            event.id.as_bytes()[..6].iter().fold(0_i64, |ms, byte| ms << 8 | i64::from(*byte));
        assert_eq!(of_id, ms);
    }
}

#[test]
fn staff_are_not_told_apart_by_their_machines() {
    let stage = Stage::new();
    import_as(&stage, ServiceKind::Employees, 1, own(LogFormat::Combined));
    assert!(events(&stage).iter().all(|event| event.visitor.is_none()));
}

#[test]
fn lines_of_times_to_come_wait_for_them() {
    let line = "192.0.2.7 - - [24/Nov/2026:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"x\"\n";
    let counts = look(line.as_bytes(), &["a.gov"]).counts;
    assert_eq!(left(&counts), [(LeftOut::Future, 1)]);
}

#[test]
fn each_fault_has_its_word() {
    for (format, line, fault) in [
        (LogFormat::Combined, "a b c", Fault::Time),
        (
            LogFormat::Combined,
            "1.2.3.4 - - [10/Foo/2012:16:42:07 -0500] \"GET / HTTP/1.1\" 200 1",
            Fault::Time,
        ),
        (LogFormat::Combined, "1.2.3.4 - - [10/Feb/2012:16:42:07 -0500] GET", Fault::Request),
        (
            LogFormat::Combined,
            "1.2.3.4 - - [10/Feb/2012:16:42:07 -0500] \"GET / HTTP/1.1\" x",
            Fault::Status,
        ),
        (LogFormat::Iis, "2026-11-20 08:00:01", Fault::Columns),
        (LogFormat::NginxJson, "{\"a\":", Fault::Json),
        (LogFormat::NginxJson, "{}", Fault::Time),
    ] {
        let bytes = line.as_bytes();
        let seen =
            preview(&mut LogLines::new(bytes), format, &wanted(&[]), time(RECEIVED), 9).unwrap();
        assert_eq!(seen.counts.faults().first().map(|faulty| faulty.fault), Some(fault), "{line}");
    }
}

#[test]
fn no_log_is_taken_for_one() {
    for text in ["", "Dear all,\nthank you", "1,2,3", "<html>", "{\"a\": 1", "[]"] {
        assert_eq!(detect(text.lines(), &RowColumns::default()), None, "{text}");
    }
}

#[test]
fn rows_are_read_by_the_columns_that_somebody_names() {
    let text = "Zeitpunkt;Adresse\n2026-11-20 08:00:01;https://a.gov/x\n";
    let mut named = wanted(&["a.gov"]);
    let seen = |named: &Wanted| {
        let format = format_of(&mut LogLines::new(text.as_bytes()), &named.columns).unwrap();
        assert_eq!(format, Some(LogFormat::Csv), "rows, whatever they say");
        let mut lines = LogLines::new(text.as_bytes());
        preview(&mut lines, LogFormat::Csv, named, time(RECEIVED), 9).unwrap().counts
    };
    assert_eq!(seen(&named).faults().first().map(|faulty| faulty.fault), Some(Fault::Time));
    named.columns.name(RowRole::Time, "Zeitpunkt");
    assert_eq!(seen(&named).faults().first().map(|faulty| faulty.fault), Some(Fault::Request));
    named.columns.name(RowRole::Page, "Adresse");
    assert_eq!((seen(&named).page_views, seen(&named).read), (1, 2));
    let heads = columns_of(&mut LogLines::new(text.as_bytes())).unwrap();
    assert_eq!(heads, ["Adresse", "Zeitpunkt"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_broken_line_is_counted_and_the_rest_is_read(
        choice in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut bytes = own(*choice.get(LogFormat::ALL)).to_vec();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        crate::probes::log(&bytes);
    }

    #[test]
    fn any_bytes_are_lines_left_out(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        crate::probes::log(&bytes);
    }
}
