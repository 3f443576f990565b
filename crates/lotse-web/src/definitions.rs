//! What pages share of all that people define and keep in versions: tags, tasks, segments and surveys.

use lotse_control::definitions::{
    Definition, DefinitionId, LONGEST_DESCRIPTION, LONGEST_NAME, NotDefined, Stored,
};
use lotse_domain::{named::Named, service::Service};

use crate::{error::Failure, page::PageRequest, state::AppState, ui::field::Mistakes};

/// The definition that an address names.
pub(crate) async fn named<I: DefinitionId>(
    state: &AppState,
    service: &Service,
    number: &str,
) -> Result<Stored<I::Of>, Failure> {
    let id = I::read(number).ok_or(Failure::NoSuchPage)?;
    state.control.definition(service.id, id).await?.ok_or(Failure::NoSuchPage)
}

/// Makes what was typed, or changes the one of a number from a version on. `None` if that cannot be, which is among the
/// mistakes then.
pub(crate) async fn save<D: Definition>(
    state: &AppState,
    request: &PageRequest,
    service: &Service,
    (id, version): (Option<D::Id>, i64),
    draft: &Named<D>,
    mistakes: &mut Mistakes,
) -> Result<Option<D::Id>, Failure> {
    let changes = state.control.by(request.caller()?.actor());
    let saved = match id {
        None => changes.define(service, draft).await?,
        Some(id) => changes.change_definition(service, id, version, draft).await?,
    };
    let text = request.text();
    let most = |most: usize| {
        let most = u64::try_from(most).unwrap_or(u64::MAX);
        text.fill("definition-long", &[("most", most.into())])
    };
    let (field, words) = match saved {
        Ok(saved) => return Ok(Some(saved.id)),
        Err(NotDefined::NoName) => ("name", text.say("definition-no-name")),
        Err(NotDefined::LongName) => ("name", most(LONGEST_NAME)),
        Err(NotDefined::NameTaken) => ("name", text.say("definition-name-taken")),
        Err(NotDefined::LongGroup) => ("group", most(LONGEST_NAME)),
        Err(NotDefined::LongDescription) => ("description", most(LONGEST_DESCRIPTION)),
        Err(NotDefined::LongContent) => ("name", text.say("definition-long-content")),
        Err(NotDefined::TooManyVersions) => ("name", text.say("definition-many-versions")),
        Err(NotDefined::TooMany) => ("name", text.say("definition-too-many")),
        Err(NotDefined::Outdated) => ("name", text.say("definition-outdated")),
        Err(NotDefined::Gone) => return Err(Failure::NoSuchPage),
    };
    mistakes.add(field, words);
    Ok(None)
}

/// Puts the one that an address names into the archive, or takes it out.
pub(crate) async fn archive<I: DefinitionId>(
    state: &AppState,
    request: &PageRequest,
    service: &Service,
    number: &str,
) -> Result<I, Failure> {
    let known = named::<I>(state, service, number).await?;
    let changes = state.control.by(request.caller()?.actor());
    changes.archive_definition(service, known.id, !known.is_archived).await?;
    Ok(known.id)
}
