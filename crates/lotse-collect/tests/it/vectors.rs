//! The cases that the browser client and the door share.

use lotse_collect::{Redactions, Rule, redact};
use serde_json::Value;

const REDACTION: &str = include_str!("../../../../vectors/redaction.json");

#[test]
fn redaction_does_what_its_cases_say() {
    let cases: Vec<Value> = serde_json::from_str(REDACTION).unwrap();
    let field = |case: &Value, name: &str| case[name].as_str().unwrap().to_owned();
    let (mut untouched, mut wrong) = (0, Vec::new());
    for case in &cases {
        let (rule, text, expected) =
            (field(case, "rule"), field(case, "text"), field(case, "expected"));
        let mut found = Redactions::default();
        let result = redact(&text, &mut found);
        if result != expected {
            wrong.push(format!("{text:?} became {result:?}, not {expected:?}"));
            continue;
        }
        let again = redact(&result, &mut Redactions::default()).into_owned();
        assert_eq!(again, expected, "a second time: {text}");
        let counted: Vec<&str> = found
            .by_rule()
            .filter(|(_, times)| *times > 0)
            .map(|(rule, _)| rule.as_str())
            .collect();
        if rule == "none" {
            untouched += 1;
            assert_eq!(text, expected);
            assert!(counted.is_empty(), "{text}: {counted:?}");
        } else {
            assert!(counted.contains(&rule.as_str()), "{text}: {counted:?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(cases.len() >= 200 && untouched * 3 >= cases.len());
    for rule in Rule::ALL.iter().filter(|rule| **rule != Rule::Number) {
        assert!(cases.iter().any(|case| case["rule"] == rule.as_str()), "no case for {rule:?}");
    }
}
