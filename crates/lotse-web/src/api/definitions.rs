//! What the interface does alike for all that people define and keep in versions: tags, tasks and segments.

use axum::{
    Json,
    extract::Request,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use lotse_control::definitions::{Definition, DefinitionId, NotDefined, Stored, Version};
use lotse_domain::{named::Named, service::Service};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::ToSchema;

use crate::{
    api::{idempotency, pages::Page},
    body,
    definitions::named,
    error::Failure,
    page::PageRequest,
    state::AppState,
};

/// The longest body, in bytes: a task has thirty rules of 16,384 characters at most, and a segment forty.
const BODY_BYTES: usize = 1024 * 1024;

/// Whether it lies in the archive.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Archived {
    /// `true` archives it, `false` takes it back.
    archived: bool,
}

/// What programs send of a kind of definition.
pub(super) trait New: DeserializeOwned {
    /// What it defines.
    type Of: Definition;

    /// What is kept.
    fn draft(&self) -> Result<Named<Self::Of>, Failure>;
    /// The version that is changed.
    fn version(&self) -> Option<i64>;
}

/// What programs are told of one version.
pub(super) trait Entry: Serialize {
    /// What it defines.
    type Of: Definition;

    fn of_version(
        id: <Self::Of as Definition>::Id,
        version: Version<Self::Of>,
        archived: bool,
    ) -> Self;
}

fn entry<E: Entry>(stored: Stored<E::Of>) -> E {
    E::of_version(stored.id, stored.now, stored.is_archived)
}

fn refused(why: NotDefined) -> Failure {
    match why {
        NotDefined::NoName | NotDefined::LongName => Failure::Parameter { name: "name" },
        NotDefined::LongGroup => Failure::Parameter { name: "group" },
        NotDefined::LongDescription => Failure::Parameter { name: "description" },
        NotDefined::NameTaken => Failure::NameTaken,
        NotDefined::LongContent => Failure::Parameter { name: "says" },
        NotDefined::TooMany | NotDefined::TooManyVersions => Failure::TooMany,
        NotDefined::Gone => Failure::NoSuchPage,
        NotDefined::Outdated => Failure::Outdated,
    }
}

/// Reads a body.
pub(super) async fn read<T: DeserializeOwned>(request: Request) -> Result<T, Failure> {
    let bytes = body::read(request.into_body(), BODY_BYTES).await?;
    serde_json::from_slice(&bytes).map_err(|_| Failure::NotJson)
}

/// All of a service, by name.
pub(super) async fn list<E: Entry>(
    state: &AppState,
    service: &Service,
    request: &PageRequest,
) -> Result<Response, Failure> {
    let all = state.control.definitions::<E::Of>(service.id).await?;
    let name = |stored: &Stored<E::Of>| stored.now.name.clone();
    Ok(Json(Page::of(&request.query, all, name, entry::<E>)?).into_response())
}

/// Makes one, once for each key.
pub(super) async fn make<E: Entry, N: New<Of = E::Of>>(
    state: &AppState,
    service: &Service,
    page: &PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    let caller = page.caller()?;
    let work = async |new: N| {
        let made = state.control.by(caller.actor()).define(service, &new.draft()?).await?;
        Ok(entry::<E>(made.map_err(refused)?))
    };
    Box::pin(idempotency::make(state, caller, request, BODY_BYTES, work)).await
}

/// Changes the one that an address names.
pub(super) async fn change<E: Entry, N: New<Of = E::Of>>(
    state: &AppState,
    service: &Service,
    number: &str,
    page: &PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    let id = <E::Of as Definition>::Id::read(number).ok_or(Failure::NoSuchPage)?;
    let new: N = read(request).await?;
    let version = new.version().ok_or(Failure::Parameter { name: "version" })?;
    let changes = state.control.by(page.caller()?.actor());
    let now = changes.change_definition(service, id, version, &new.draft()?).await?;
    Ok(Json(entry::<E>(now.map_err(refused)?)).into_response())
}

/// Archives the one that an address names, or takes it back.
pub(super) async fn archive<I: DefinitionId>(
    state: &AppState,
    service: &Service,
    number: &str,
    page: &PageRequest,
    request: Request,
) -> Result<Response, Failure> {
    let id = I::read(number).ok_or(Failure::NoSuchPage)?;
    let Archived { archived } = read(request).await?;
    let changes = state.control.by(page.caller()?.actor());
    let is_done = changes.archive_definition(service, id, archived).await?;
    if is_done { Ok(StatusCode::NO_CONTENT.into_response()) } else { Err(Failure::NoSuchPage) }
}

/// The versions of the one that an address names, by their numbers.
pub(super) async fn versions<E: Entry>(
    state: &AppState,
    service: &Service,
    number: &str,
    request: &PageRequest,
) -> Result<Response, Failure> {
    let known = named::<<E::Of as Definition>::Id>(state, service, number).await?;
    let versions = state.control.definition_versions(service.id, known.id).await?;
    let entry = |version| E::of_version(known.id, version, known.is_archived);
    let key = |version: &Version<E::Of>| format!("{:010}", version.version);
    Ok(Json(Page::of(&request.query, versions, key, entry)?).into_response())
}
