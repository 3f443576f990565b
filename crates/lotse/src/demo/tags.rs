//! Tags of the sample services: one of each kind, so that a newcomer sees what they are.

use lotse_control::{Control, ControlError, audit::Actor};
use lotse_domain::{
    rule::RuleError,
    service::Service,
    tag::{TagDefinition, TagDraft, TagKind},
};

/// A sample tag: its name, kind, group, description, and rule as text.
type Sample = (&'static str, TagKind, &'static str, &'static str, &'static str);

const BENEFIT: &[Sample] = &[
    (
        "Any page of the application",
        TagKind::Page,
        "Application",
        "In every language, from the first question to the confirmation.",
        "kind is \"page_view\" and page matches \"/sample/benefit/*/*\" and not page matches \"/sample/benefit/*/start\"",
    ),
    (
        "Adding a document",
        TagKind::Feature,
        "Application",
        "The button on the page for evidence.",
        "kind is \"click\" and element-name is \"add-document\"",
    ),
    (
        "A form that was not accepted",
        TagKind::Event,
        "Difficulties",
        "The page says what is missing.",
        "name is \"validation_failed\"",
    ),
];
const CASES: &[Sample] = &[(
    "Searching for a case",
    TagKind::Page,
    "",
    "",
    "kind is \"page_view\" and page matches \"/sample/cases/*/search\"",
)];

/// Makes the tags of a sample service that has none.
pub(super) async fn ensure(
    control: &Control,
    service: &Service,
    is_benefit: bool,
) -> Result<(), ControlError> {
    if !control.definitions::<TagDefinition>(service.id).await?.is_empty() {
        return Ok(());
    }
    for sample in if is_benefit { BENEFIT } else { CASES } {
        let draft = draft(sample).map_err(|error| ControlError::Value {
            what: "sample rule",
            reason: error.to_string(),
        })?;
        // A name that somebody took meanwhile is no reason not to start.
        drop(control.by(Actor::program()).define(service, &draft).await?);
    }
    Ok(())
}

fn draft((name, kind, group, description, rule): &Sample) -> Result<TagDraft, RuleError> {
    Ok(TagDraft {
        name: (*name).to_owned(),
        description: (*description).to_owned(),
        says: TagDefinition { kind: *kind, group: (*group).to_owned(), rule: rule.parse()? },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_a_tag() {
        for sample in BENEFIT.iter().chain(CASES) {
            assert!(draft(sample).is_ok(), "{sample:?}");
        }
    }
}
