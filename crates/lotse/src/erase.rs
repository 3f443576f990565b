//! From what a service calls a case or a person to the events that carry its pseudonym.

use lotse_collect::{case_of, consented_of, users_of};
use lotse_control::audit::{Actor, Entry};
use lotse_domain::{audit::Action, ids::VisitorId, service::Service};
use lotse_lake::{Erased, Erasure, Subject};

use crate::{
    backup::BackUp,
    control_socket::{Answer, Erase},
};

/// Erases what a service's events hold of somebody.
///
/// # Errors
/// When the keys cannot be read or a file cannot be written anew, with words for a person.
pub(crate) async fn erase(
    parts: &BackUp,
    service: &Service,
    subject: &Erase,
) -> Result<Answer, String> {
    let subjects = match subject {
        Erase::Everything => vec![Subject::Everybody],
        Erase::Case { value } => {
            let case = case_of(&parts.control, service.id, value.as_bytes()).await;
            vec![Subject::Case(case.map_err(|error| error.to_string())?)]
        }
        Erase::Visitor { value } => {
            let id = value.trim().parse::<VisitorId>();
            let id = id.map_err(|error| format!("The id is {error}."))?;
            let visitor = consented_of(&parts.control, service.id, &id).await;
            vec![Subject::Visitor(visitor.map_err(|error| error.to_string())?)]
        }
        Erase::User { value } => {
            let now = parts.control.clock().now();
            let users = users_of(&parts.control, service, value.as_bytes(), now).await;
            users.map_err(|error| error.to_string())?.into_iter().map(Subject::Visitor).collect()
        }
    };
    let mut all = Erased::default();
    for subject in subjects {
        // What was refused is held beside the lake, by the same pseudonym. Cases are not held at all.
        let held = match subject {
            Subject::Everybody => parts.control.let_go_of(service, None).await,
            Subject::Visitor(visitor) => parts.control.let_go_of(service, Some(visitor)).await,
            // What an import brings is never held.
            Subject::Case(_) | Subject::Import(_) => Ok(()),
        };
        held.map_err(|error| error.to_string())?;
        let erasure = Erasure { kind: service.kind, service: service.id, subject };
        let erased = parts.upkeep.erase(&erasure).await.map_err(|error| error.to_string())?;
        all.events += erased.events;
        all.files += erased.files;
        all.set_aside += erased.set_aside;
    }
    tracing::info!(
        service = %service.slug,
        events = all.events.get(),
        files = all.files,
        "erased events on request"
    );
    let Erased { events, files, set_aside } = all;
    let whose = match subject {
        Erase::Everything => "everything",
        Erase::Case { .. } => "a case",
        Erase::User { .. } => "a person",
        Erase::Visitor { .. } => "a visitor",
    };
    let entry = Entry::new(Action::EventsErased, whose).of(service).with("events", events.get());
    let operator = parts.control.by(Actor::operator());
    operator.record(entry).await.map_err(|error| error.to_string())?;
    Ok(Answer::Erased { events: events.get(), files, set_aside })
}
