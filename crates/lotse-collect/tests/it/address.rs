//! From address to page name, and from referrer to domain.

use lotse_collect::Rule;
use lotse_domain::property::ShortText;
use serde_json::json;

use crate::stage::{Stage, body, facts};

#[test]
fn a_page_is_called_by_its_path_and_the_parameters_that_the_service_allows() {
    let stage = Stage::new();
    for (url, path) in [
        ("https://benefits.example.gov", "/"),
        ("https://benefits.example.gov?x=1", "/"),
        ("HTTPS://Benefits.Example.gov/Apply/", "/Apply/"),
        ("http://localhost:8080/a", "/a"),
        ("https://user:secret@benefits.example.gov/a", "/a"),
        // Parameters: allowed ones only, sorted, repeated ones kept.
        ("https://a.gov/apply?step=2&session=9&lang=de", "/apply?lang=de&step=2"),
        ("https://a.gov/apply?step=2&step=1", "/apply?step=1&step=2"),
        ("https://a.gov/apply?STEP=2", "/apply"),
        ("https://a.gov/apply?step=a%26b%3Dc+d", "/apply?step=a%26b%3Dc%20d"),
        // Fragments: only routes.
        ("https://a.gov/apply#top", "/apply"),
        ("https://a.gov/apply#/income?step=2&x=1", "/apply#/income?step=2"),
        ("https://a.gov/#!/income", "/#!/income"),
        ("https://a.gov/#jane@example.org", "/"),
        // Spelling: decoded where nothing is lost by it.
        ("https://a.gov/stra%C3%9Fe/%D8%B7%D9%84%D8%A8", "/straße/طلب"),
        ("https://a.gov/a%2Fb/100%25", "/a%2Fb/100%25"),
        ("https://a.gov/a%0Ab%00", "/a%0Ab%00"),
        ("https://a.gov/%ff", "/\u{fffd}"),
        ("https://a.gov/100%", "/100%25"),
        // Redaction, segment by segment, however often it was encoded.
        ("https://a.gov/user/jane%40example.org/edit", "/user/[email]/edit"),
        ("https://a.gov/user/jane%2540example.org", "/user/[email]"),
        ("https://a.gov/user/jane%252540example.org", "/user/[email]"),
        ("https://a.gov/case/01939f6e-7c5a-7d3b-9f0e-2f4a6b8c0d1e", "/case/[token]"),
        ("https://a.gov/claim/123456789", "/claim/[number]"),
        ("https://a.gov/form/20261123", "/form/20261123"),
        ("https://a.gov/2026/11/23", "/2026/11/23"),
        ("https://a.gov/apply?step=123-45-6789", "/apply?step=[ssn]"),
        ("https://a.gov/#/user/jane@example.org", "/#/user/[email]"),
    ] {
        let page = json!({ "page": { "url": url } });
        let event = stage.kept(&body(page, json!({})), &facts());
        assert_eq!(event.page.unwrap().path.as_str(), path, "{url}");
    }
    let counted = |rule| stage.counters.redactions().find(|(known, _)| *known == rule).unwrap().1;
    assert_eq!((counted(Rule::Email), counted(Rule::Number)), (4, 1));
}

#[test]
fn a_referrer_is_a_domain_or_nothing() {
    let stage = Stage::new();
    for (referrer, domain) in [
        ("https://www.Example.org/search?q=jane", Some("www.example.org")),
        ("https://example.org:8443/", Some("example.org")),
        ("https://example.org./", Some("example.org")),
        ("https://jane:pw@example.org/", Some("example.org")),
        ("http://[2001:db8::1]:80/", Some("[2001:db8::1]")),
        ("https://202-555-0143.example.org/", Some("[phone].example.org")),
        ("https://benefits.example.gov/help", None),
        ("https://BENEFITS.example.gov:443/help", None),
        ("https://benefits.example.gov:8443/help", None),
        ("https://benefits.example.gov:9999/help", Some("benefits.example.gov")),
        ("android-app://com.example.reader", None),
        ("about:client", None),
        ("https://jane doe/", None),
        ("", None),
    ] {
        let page =
            json!({ "page": { "url": "https://benefits.example.gov/", "referrer": referrer } });
        let event = stage.kept(&body(page, json!({})), &facts());
        let found = event.page.unwrap().referrer_domain;
        assert_eq!(found.as_ref().map(ShortText::as_str), domain, "{referrer}");
    }
}
