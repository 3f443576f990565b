//! Outcomes of cases from a file: each joins the case that the service signs, by no visitor and no page, once.

use lotse_collect::{
    ReferenceKind, case_of,
    logs::{Hosts, LogLines, Preview, Wanted, format_of, preview},
    sign_reference,
};
use lotse_domain::{
    event::{Channel, Coverage, Event, EventKind},
    ids::ImportId,
    import::{Fault, LeftOut, LogFormat, RowColumns, RowRole},
    property::ShortText,
    service::ServiceKind,
};
use serde_json::json;

use crate::{
    logs::{events, import_as, own},
    stage::{RECEIVED, Stage, body, facts, service, signing_secret, time},
};

fn file() -> &'static [u8] {
    own(LogFormat::Outcomes)
}

fn named(event: &Event) -> &str {
    event.name.as_ref().map(ShortText::as_str).unwrap_or_default()
}

#[test]
fn a_row_is_an_event_of_its_case_and_of_nobody() {
    for kind in ServiceKind::ALL {
        let stage = Stage::new();
        let counts = import_as(&stage, *kind, 7, file());
        assert_eq!((counts.read, counts.page_views), (15, 7), "{kind}");
        let left: Vec<_> = counts.by_reason().collect();
        let expected = [
            (LeftOut::Comment, 2),
            (LeftOut::Malformed, 4),
            (LeftOut::Expired, 1),
            (LeftOut::Future, 1),
        ];
        assert_eq!(left, expected, "{kind}");
        let faults: Vec<_> =
            counts.faults().iter().map(|fault| (fault.line, fault.fault)).collect();
        let expected =
            [(7, Fault::Case), (8, Fault::Outcome), (9, Fault::Time), (10, Fault::Channel)];
        assert_eq!(faults, expected, "{kind}");

        let events = events(&stage);
        let names: Vec<_> = events.iter().map(named).collect();
        assert_eq!(
            names,
            ["received", "returned", "received", "received", "decided", "paid", "paid"]
        );
        let channels: Vec<_> = events.iter().map(|event| event.channel).collect();
        assert_eq!(channels[..4], [Channel::Web, Channel::Post, Channel::Phone, Channel::Counter]);
        let returned = &events[1].properties;
        let fields = returned.get(&ShortText::trusted("fields")).map(ShortText::as_str);
        assert_eq!((fields, returned.len()), (Some("income,rent"), 1));
        assert_eq!(events[0].case, events[4].case);
        assert_ne!(events[0].case, events[2].case);
        for event in &events {
            assert!(event.case.is_some() && event.visitor.is_none() && event.page.is_none());
            assert_eq!((event.kind, event.coverage), (EventKind::Custom, Coverage::Import));
            assert_eq!(event.import, Some(ImportId::new(7)));
        }
        let kept = format!("{events:?} {counts:?}");
        for secret in ["V-2026", "jane", "john"] {
            assert!(!kept.contains(secret), "{secret} in {kept}");
        }
    }
}

#[test]
fn the_case_is_the_one_that_the_service_signs() {
    let stage = Stage::new();
    import_as(&stage, ServiceKind::Public, 1, file());
    let of = service(ServiceKind::Public);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let case = runtime.block_on(case_of(&stage.keys, of.id, b"V-2026-0071")).unwrap();
    assert_eq!(events(&stage)[0].case, Some(case));

    let until = time("2026-12-01T00:00:00Z");
    let key = &of.public_key;
    let signed = sign_reference(&signing_secret(), key, ReferenceKind::Case, "V-2026-0071", until);
    let event = stage.kept(&body(json!({ "case": signed }), json!({})), &facts());
    assert_eq!(event.case, Some(case));
}

#[test]
fn the_same_outcomes_add_nothing_however_their_rows_are_written() {
    let stage = Stage::new();
    let counts = import_as(&stage, ServiceKind::Public, 1, file());
    assert_eq!((counts.added(), counts.known), (7, 0), "the line that stands twice is two events");
    let counts = import_as(&stage, ServiceKind::Public, 2, file());
    assert_eq!((counts.added(), counts.known), (0, 7));
    // Other columns, another order, another sign between them, another way to write the time.
    let text = "Stand;at;outcome;case;channel\n\
        3;2026-11-02T09:15:00Z;received;V-2026-0071;web\n\
        3;2026-11-02T09:00:00Z;received;V-2026-0072;phone\n\
        3;2026-11-02T09:00:00Z;received;V-2026-0072;post\n";
    let counts = import_as(&stage, ServiceKind::Public, 3, text.as_bytes());
    assert_eq!((counts.added(), counts.known), (1, 2));
}

#[test]
fn columns_are_named_where_their_names_do_not_tell() {
    let text = "Vorgang;Status;Datum\nV-1;application_decided;20.11.2026\n";
    let mut wanted = Wanted {
        hosts: Hosts::named(&[]),
        oldest: time("2010-01-01T00:00:00Z"),
        columns: RowColumns::default(),
        zone: jiff::tz::TimeZone::UTC,
    };
    let seen = |wanted: &Wanted| -> Preview {
        let mut lines = LogLines::new(text.as_bytes());
        preview(&mut lines, LogFormat::Outcomes, wanted, time(RECEIVED), 9).unwrap()
    };
    assert_eq!(seen(&wanted).counts.faults().first().map(|faulty| faulty.fault), Some(Fault::Case));
    for (role, head) in
        [(RowRole::Case, "Vorgang"), (RowRole::Outcome, "Status"), (RowRole::Time, "Datum")]
    {
        wanted.columns.name(role, head);
    }
    let format = format_of(&mut LogLines::new(text.as_bytes()), &wanted.columns).unwrap();
    assert_eq!(format, Some(LogFormat::Outcomes));
    let Preview { counts, times, .. } = seen(&wanted);
    assert_eq!((counts.page_views, counts.read), (1, 2));
    assert_eq!(times.unwrap().0, time("2026-11-20T23:59:59Z"));
}
