//! Segments of the sample service for residents: two that make a comparison worth a look.

use lotse_control::{Control, ControlError, audit::Actor};
use lotse_domain::{
    segment::{
        SegmentDefinition, SegmentDraft,
        form::{RuleForm, SegmentError, SegmentForm},
    },
    service::Service,
};

/// A sample segment: its name, description, and whether each of these events happened.
type Sample = (&'static str, &'static str, &'static [(bool, &'static str)]);

const BENEFIT: &[Sample] = &[
    (
        "A form was not accepted",
        "The page said at least once what is missing.",
        &[(true, "name is \"validation_failed\"")],
    ),
    (
        "Every form was accepted",
        "Looked at the application, and was never told that something is missing.",
        &[
            (true, "kind is \"page_view\" and page matches \"/sample/benefit/*/*\""),
            (false, "name is \"validation_failed\""),
        ],
    ),
];

/// Makes the segments of the sample service, if it has none.
pub(super) async fn ensure(control: &Control, service: &Service) -> Result<(), ControlError> {
    if !control.definitions::<SegmentDefinition>(service.id).await?.is_empty() {
        return Ok(());
    }
    for sample in BENEFIT {
        let draft = draft(sample).map_err(|error| ControlError::Value {
            what: "sample segment",
            reason: error.to_string(),
        })?;
        // A name that somebody took meanwhile is no reason not to start.
        drop(control.by(Actor::program()).define(service, &draft).await?);
    }
    Ok(())
}

fn draft((name, description, rules): &Sample) -> Result<SegmentDraft, SegmentError> {
    let rules = rules.iter().map(|(done, events)| RuleForm {
        done: *done,
        events: vec![(*events).to_owned()],
        at_least: 1,
        within_s: None,
        last_days: None,
    });
    Ok(SegmentDraft {
        name: (*name).to_owned(),
        description: (*description).to_owned(),
        says: SegmentForm { rules: rules.collect() }.definition()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_a_segment() {
        for sample in BENEFIT {
            assert!(draft(sample).is_ok(), "{sample:?}");
        }
    }
}
