//! What the operator does about people from the command line: the last way in, and checking the audit log.

use lotse_control::{
    Control, ControlError,
    audit::{Actor, Break, Verdict},
    sign_ins::LinkPurpose,
    users::User,
};
use lotse_domain::{
    person::PersonName,
    role::{Grant, Reach, Role},
};

use crate::control_socket::Answer;

/// A link that signs a person in once; with a role, somebody who is not there yet is added.
///
/// # Errors
/// When there is nobody of this name and no role was said, or the control database fails; with words for
/// the operator.
pub(crate) async fn link(
    control: &Control,
    name: &str,
    role: Option<Role>,
    base_url: &str,
) -> Result<String, String> {
    let fail = |error: ControlError| error.to_string();
    let known = control.user(name).await.map_err(fail)?;
    let user = match (known, role) {
        (Some(user), _) => user,
        (None, Some(role)) => {
            let name = PersonName::new(name).map_err(|error| format!("The name {error}."))?;
            ensure(control, &name, role).await.map_err(fail)?
        }
        (None, None) => {
            let roles = Role::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>();
            return Err(format!(
                "There is nobody called “{name}”. `lotse user list` names everybody. To add somebody, say what they may with --role: {}.",
                roles.join(", ")
            ));
        }
    };
    address(control, &user, base_url).await.map_err(fail)
}

/// A link that signs a person in once.
///
/// # Errors
/// When the control database fails.
pub(crate) async fn address(
    control: &Control,
    user: &User,
    base_url: &str,
) -> Result<String, ControlError> {
    let link = control.by(Actor::operator()).make_link(user, LinkPurpose::SignIn).await?;
    Ok(format!("{base_url}/sign-in/{}", link.as_str()))
}

/// The person of this name, added with a role in the whole organization when there is none.
///
/// # Errors
/// When the control database fails.
pub(crate) async fn ensure(
    control: &Control,
    name: &PersonName,
    role: Role,
) -> Result<User, ControlError> {
    if let Some(user) = control.user(name.as_str()).await? {
        return Ok(user);
    }
    let grant = Grant { role, reach: Reach::Organization };
    let added = control.by(Actor::operator()).add_person(name, None, &grant).await?;
    added.map_err(|why| ControlError::Value {
        what: "person",
        reason: format!("could not be added: {why:?}"),
    })
}

/// Everybody by name, with their roles in words.
///
/// # Errors
/// When the control database fails, with words for the operator.
pub(crate) async fn everybody(control: &Control) -> Result<Vec<[String; 2]>, String> {
    let services = control.services();
    let slug = |id| {
        let service = services.iter().find(|service| service.id == id);
        service.map_or_else(String::new, |service| service.slug.to_string())
    };
    let words = |grant: &Grant| match &grant.reach {
        Reach::Organization => grant.role.to_string(),
        Reach::Service(id) => format!("{} in {}", grant.role, slug(*id)),
        Reach::Authority(id, code) => {
            format!("{} in {} for authority {}", grant.role, slug(*id), code.as_str())
        }
    };
    let people = control.people().await.map_err(|error| error.to_string())?;
    let line = |person: lotse_control::users::Person| {
        let roles: Vec<String> = person.grants.iter().map(|given| words(&given.grant)).collect();
        [person.user.name, roles.join(", ")]
    };
    Ok(people.into_iter().map(line).collect())
}

/// Checks the audit log.
///
/// # Errors
/// When a row is not as it was written, or the control database fails; with words for the operator.
pub(crate) async fn verify(control: &Control, kept: Option<&str>) -> Result<Answer, String> {
    let verdict = control.verify_audit(kept).await.map_err(|error| error.to_string())?;
    match verdict {
        Verdict::Whole { rows, head, holds_kept } => {
            Ok(Answer::AuditVerified { rows, head, holds_kept })
        }
        Verdict::Broken { row, why: Break::Missing } => Err(format!(
            "The audit log is not as it was written: a row before row {row} is missing. Compare it with an exported log or a back-up."
        )),
        Verdict::Broken { row, why: Break::Changed } => Err(format!(
            "The audit log is not as it was written: row {row} was changed. Compare it with an exported log or a back-up."
        )),
        Verdict::Broken { row, why: Break::Seal } => Err(format!(
            "Row {row} of the audit log was written without this installation’s secret. After a restore without the secret that is so for every older row; else somebody wrote to the database by hand."
        )),
    }
}
