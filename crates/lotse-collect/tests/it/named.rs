//! What only its name gives away: properties and allowed parameters.

use lotse_collect::Rule;
use serde_json::json;

use crate::stage::{Stage, body, facts};

#[test]
fn a_property_whose_name_says_what_it_is_loses_its_value() {
    for (name, value, expected) in [
        ("birth_date", "1980-04-03", "[birth-date]"),
        ("dob", "04/03/1980", "[birth-date]"),
        ("dateOfBirth", "19800403", "[birth-date]"),
        ("zip", "20500", "[postcode]"),
        ("pin", "4711", "[secret]"),
        ("password", "hunter2", "[secret]"),
        ("passport_no", "C01X00T47", "[document]"),
        ("ein", "12-3456789", "[ein]"),
        ("mail", "jane@example.org", "[email]"),
        // Nothing of these names a person.
        ("deadline", "2026-11-26", "2026-11-26"),
        ("form", "1040", "1040"),
        ("room", "20500", "20500"),
        ("step", "4711", "4711"),
        ("answer", "yes", "yes"),
        ("zip", "file", "file"),
    ] {
        let stage = Stage::new();
        let event = json!({ "properties": { name: value } });
        let kept = stage.kept(&body(json!({}), event), &facts());
        let kept = kept.properties.values().next().unwrap().as_str().to_owned();
        assert_eq!(kept, expected, "{name} = {value}");
    }
}

#[test]
fn an_allowed_parameter_whose_name_says_what_it_is_loses_its_value() {
    use lotse_domain::service::{Service, ServiceKind};
    for (query, path) in [
        ("step=4711", "/apply?step=4711"),
        ("step=born+3.4.1980", "/apply?step=[birth-date]"),
        ("pin=4711", "/apply?pin=[secret]"),
        ("dob=1980-04-03", "/apply?dob=[birth-date]"),
        ("dob=%2531980-04-03", "/apply?dob=[birth-date]"),
        ("pin=123456789", "/apply?pin=[number]"),
    ] {
        let allowed_parameters = ["step", "pin", "dob"].map(str::to_owned).to_vec();
        let service = Service { allowed_parameters, ..crate::stage::service(ServiceKind::Public) };
        let stage = Stage::of(service);
        let url = format!("https://benefits.example.gov/apply?{query}");
        let kept = stage.kept(&body(json!({ "page": { "url": url } }), json!({})), &facts());
        assert_eq!(kept.page.unwrap().path.as_str(), path, "{query}");
    }
}

#[test]
fn what_a_name_gives_away_is_counted_once() {
    let stage = Stage::new();
    let event = json!({ "properties": { "birth_date": "1980-04-03" } });
    stage.kept(&body(json!({}), event), &facts());
    let counted: Vec<_> = stage.counters.redactions().filter(|(_, times)| *times > 0).collect();
    assert_eq!(counted, [(Rule::BirthDate, 1)]);
}
