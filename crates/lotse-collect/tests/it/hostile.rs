//! Whatever arrives, the door answers.

use lotse_collect::{Encoding, RequestFacts, Way};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::stage::{SERVER_KEY, Stage, body, facts};

/// Names that mean something to the door, so that random values land in the right places.
const NAMES: &[&str] = &[
    "key",
    "sent_at",
    "profile",
    "signal",
    "page",
    "url",
    "referrer",
    "language",
    "state",
    "context",
    "connection",
    "save_data",
    "time_zone",
    "user",
    "case",
    "events",
    "id",
    "at",
    "kind",
    "name",
    "engaged_ms",
    "element",
    "properties",
    "role",
    "test_id",
    "path",
    "marked",
];

/// Texts that mean something to the door.
const TEXTS: &[&str] = &[
    "pk_public",
    "pk_staff",
    "page_view",
    "click",
    "custom",
    "leave",
    "headers",
    "statistics",
    "https://a.gov/x?y=z#/q",
    "https://",
    "http://[",
    "u1.YQ.9999999999.YQ",
    "c1...",
    "de-DE",
    "Europe/Berlin",
    "01939f6e-7c5a-7d3b-9f0e-2f4a6b8c0d1e",
    "%",
    "%4",
    "%%%41",
    "@",
    "a@b.cc",
    "+1 202 555 0143",
    "\u{202e}",
];

fn any_value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        proptest::sample::select(TEXTS).prop_map(str::to_owned),
        "\\PC{0,40}",
        any::<String>(),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 40, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::vec((proptest::sample::select(NAMES), inner), 0..8).prop_map(
                |pairs| {
                    let pairs = pairs.into_iter().map(|(name, value)| (name.to_owned(), value));
                    Value::Object(pairs.collect::<Map<_, _>>())
                }
            ),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes_get_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let stage = Stage::new();
        prop_assert!(stage.send_bytes(&bytes, &facts()).is_err());
    }

    #[test]
    fn any_bytes_by_any_way_in_any_encoding_get_an_answer(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        way in prop::sample::select(vec![
            Way::Script,
            Way::Pixel { random: [3; 10] },
            Way::Form { random: [4; 10] },
            Way::Server { key: SERVER_KEY },
        ]),
        encoding in prop::sample::select(vec![
            Encoding::Identity,
            Encoding::Gzip,
            Encoding::Brotli,
            Encoding::Zstd,
        ]),
    ) {
        let stage = Stage::new();
        let facts = RequestFacts { way, encoding, ..facts() };
        // Random bytes name no service, unless the key does; an event among them would be a wonder.
        prop_assert!(stage.send_bytes(&bytes, &facts).is_err());
    }

    #[test]
    fn any_fields_of_a_picture_or_form_get_an_answer_and_at_most_one_event(
        fields in prop::collection::vec(
            (prop::sample::select(NAMES), prop_oneof![
                prop::sample::select(TEXTS).prop_map(str::to_owned),
                "\\PC{0,80}",
            ]),
            0..8,
        ),
        is_form in any::<bool>(),
    ) {
        let stage = Stage::new();
        let pairs = [("key", "pk_public".to_owned())].into_iter().chain(fields);
        let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let way = if is_form { Way::Form { random: [5; 10] } } else { Way::Pixel { random: [5; 10] } };
        let receipt = stage.send_bytes(text.as_bytes(), &RequestFacts { way, ..facts() });
        if let Ok(receipt) = receipt {
            prop_assert_eq!(receipt.accepted.get() + receipt.refused.len() as u64, 1);
        }
    }

    #[test]
    fn a_good_body_with_broken_bytes_gets_an_answer(
        place in 0_usize..300,
        byte in any::<u8>(),
    ) {
        let stage = Stage::new();
        let mut bytes = body(json!({}), json!({})).to_string().into_bytes();
        let place = place % bytes.len();
        bytes[place] = byte;
        // Either answer is right; none may be missing.
        let kept = stage.send_bytes(&bytes, &facts()).map(|receipt| receipt.accepted.get());
        prop_assert!(kept.is_err() || kept.is_ok_and(|kept| kept <= 1));
    }

    #[test]
    fn any_json_gets_one_answer_per_event(
        events in prop::collection::vec(any_value(), 1..5),
        page in any_value(),
        context in any_value(),
        user in any_value(),
        profile in any_value(),
    ) {
        let stage = Stage::new();
        let sent = events.len() as u64;
        let request = body(
            json!({ "events": events, "page": page, "context": context, "user": user, "profile": profile }),
            json!({}),
        );
        if let Ok(receipt) = stage.send(&request, &facts()) {
            let answered = receipt.accepted.get() + receipt.duplicates.get() + receipt.refused.len() as u64;
            prop_assert_eq!(answered, sent);
        }
    }

    #[test]
    fn any_change_of_a_good_event_gets_one_answer(name in proptest::sample::select(NAMES), value in any_value()) {
        let stage = Stage::new();
        let click = json!({ "kind": "click", "element": { "role": "button" } });
        for request in [body(json!({}), json!({ name: value.clone() })), body(json!({ name: value }), click)] {
            if let Ok(receipt) = stage.send(&request, &facts()) {
                prop_assert!(receipt.accepted.get() + receipt.refused.len() as u64 >= 1);
            }
        }
    }
}
