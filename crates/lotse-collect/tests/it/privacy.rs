//! Nothing personal survives, wherever a page puts it.

use lotse_collect::RequestFacts;
use lotse_domain::service::ServiceKind;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::stage::{Stage, body, facts};

/// A request with `text` in every place that can hold text.
fn everywhere(text: &str, kind: &str) -> Value {
    let encoded: String = text
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02x}")
            }
        })
        .collect();
    let url = format!(
        "https://benefits.example.gov/a/{encoded}/b?step={encoded}&other={encoded}\
         &utm_source={encoded}&utm_medium={encoded}&utm_campaign={encoded}#/route/{encoded}"
    );
    // A state and a name must be short enough to be kept.
    body(
        json!({
            "page": { "url": url, "referrer": format!("https://{encoded}.example.net/{encoded}"), "language": "en",
                "state": text.get(..text.len().min(60)) },
            "context": { "language": text, "connection": text, "time_zone": text },
            "user": text,
            "case": text,
            "unknown": text,
        }),
        json!({
            "kind": kind,
            "name": text,
            "engaged_ms": 5,
            "element": { "role": text, "name": text, "id": text, "test_id": text, "path": text, "marked": true },
            "properties": { "value": text, text.get(..text.len().min(60)).unwrap_or("x"): 1 },
            "unknown": text,
        }),
    )
}

/// The card number of sixteen digits that begins with these fifteen.
fn with_check_digit(digits: &str) -> String {
    let sum: u32 = digits
        .chars()
        .rev()
        .enumerate()
        .map(|(place, c)| {
            let digit = c.to_digit(10).unwrap() * if place % 2 == 0 { 2 } else { 1 };
            if digit > 9 { digit - 9 } else { digit }
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{3,9}\\.[a-z]{3,9}@[a-z]{3,9}\\.(org|de|gov|co\\.uk)",
        "4[0-9]{14}".prop_map(|digits| with_check_digit(&digits)),
        "[1-8][0-9]{2}-[0-9]{2}-[0-9]{4}",
        "\\([2-9][0-9]{2}\\) [2-9][0-9]{2}-[0-9]{4}",
        "\\+49 30 [0-9]{7}",
        "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-9[0-9a-f]{3}-[0-9a-f]{12}",
        "eyJ[0-9A-Za-z]{12}\\.[0-9A-Za-z]{16}",
        Just("DE89 3704 0044 0532 0130 00".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_planted_secret_reaches_no_event(
        secret in secret(),
        kind in prop_oneof![Just("page_view"), Just("click"), Just("custom"), Just("leave")],
        key in prop_oneof![Just("pk_public"), Just("pk_staff")],
    ) {
        let stage = Stage::new();
        let mut request = everywhere(&secret, kind);
        request["key"] = json!(key);
        let receipt = stage.send(&request, &facts()).unwrap();
        prop_assert_eq!(receipt.refused.len(), 0);
        let kept = format!("{:?}", stage.list.events.lock().unwrap());
        prop_assert!(!kept.contains(&secret), "{secret} in {kept}");
        let digits: String = secret.chars().filter(char::is_ascii_digit).collect();
        if digits.len() >= 8 {
            prop_assert!(!kept.contains(&digits), "{digits} in {kept}");
        }
    }
}

#[test]
fn address_and_browser_string_reach_no_event_and_no_answer() {
    let stage = Stage::new();
    let canary = RequestFacts {
        address: "198.51.100.201".parse().unwrap(),
        user_agent: Some(
            "Mozilla/5.0 (X11; Linux x86_64; CanaryBuild) CanaryBrowser/9.9 Firefox/133.0",
        ),
        ..facts()
    };
    let receipt = stage.send(&everywhere("harmless", "click"), &canary).unwrap();
    let events = stage.list.events.lock().unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].0, ServiceKind::Public);
    for text in [format!("{events:?}"), format!("{receipt:?}"), format!("{canary:?}")] {
        for trace in ["198.51.100.201", "Canary", "Mozilla", "X11"] {
            assert!(!text.contains(trace), "{trace} in {text}");
        }
    }
    // Pseudonyms do not print, so that a log line cannot hold one.
    assert!(format!("{events:?}").contains("Visitor(..)"));
}

#[test]
fn a_secret_on_the_edge_of_a_limit_is_recognized_before_it_is_cut() {
    let stage = Stage::new();
    let note = format!("{} 4111111111111111", "x ".repeat(245));
    let event = json!({ "properties": { "note": note } });
    let event = stage.kept(&body(json!({}), event), &facts());
    let kept = event.properties.values().next().unwrap().as_str().to_owned();
    assert!(!kept.contains("4111"), "{kept}");
}
