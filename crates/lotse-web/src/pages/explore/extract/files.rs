//! The extract as a file. Its address holds the same question as the page.

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use lotse_domain::extract::ExtractFormat;
use lotse_report::{ReportError, export::extract::ExtractFile, extract::ExtractRequest};

use super::choices::ExtractChoices;
use crate::{
    attachment, error::Failure, page::PageRequest, pages::overview::choice::Choices,
    path::ServiceInPath, query::Query, state::AppState,
};

/// `GET /s/{service}/explore/extract.csv`
pub(crate) async fn csv(
    State(state): State<AppState>,
    in_path: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    answer(&state, &in_path, &request.query, ExtractFormat::Csv).await
}

/// `GET /s/{service}/explore/extract.jsonl`
pub(crate) async fn json_lines(
    State(state): State<AppState>,
    in_path: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    answer(&state, &in_path, &request.query, ExtractFormat::JsonLines).await
}

/// `GET /s/{service}/explore/extract.parquet`
pub(crate) async fn parquet(
    State(state): State<AppState>,
    in_path: ServiceInPath,
    request: PageRequest,
) -> Result<Response, Failure> {
    answer(&state, &in_path, &request.query, ExtractFormat::Parquet).await
}

/// The extract that an address asks for.
pub(crate) fn asked(
    state: &AppState,
    in_path: &ServiceInPath,
    query: &Query,
) -> Result<ExtractRequest, Failure> {
    let choices = Choices::read(query, &in_path.service, state.clock.now())?;
    Ok(ExtractChoices::read(query)?.request(&in_path.service, &choices)?)
}

/// The file, written while it is read. Its first stretch is made before anything is sent, so that what cannot be
/// answered is answered with words; when the lake fails later the answer breaks off, so that nobody takes a part for the
/// whole.
pub(crate) async fn answer(
    state: &AppState,
    in_path: &ServiceInPath,
    query: &Query,
    format: ExtractFormat,
) -> Result<Response, Failure> {
    let request = asked(state, in_path, query)?;
    let period = &request.parts().period;
    let name = attachment::name(&in_path.service, "extract", period, format.as_str());
    let mut file = ExtractFile::new(state.reports.extract(&in_path.viewer, request), format)?;
    let first = file.next().await?.unwrap_or_default();
    let later = stream::try_unfold(file, |mut file| async move {
        let piece = file.next().await?;
        Ok::<_, ReportError>(piece.map(|piece| (piece, file)))
    });
    let pieces = stream::once(async { Ok(first) })
        .chain(later)
        .try_filter(|piece| std::future::ready(!piece.is_empty()))
        .map_ok(Bytes::from)
        .inspect_err(|error| tracing::error!(%error, "an extract breaks off"));
    // Compressing polls once more after the end.
    let body = Body::from_stream(pieces.fuse());
    let kind = match format {
        ExtractFormat::Csv => "text/csv; charset=utf-8",
        ExtractFormat::JsonLines | ExtractFormat::Parquet => format.media_type(),
    };
    Ok(attachment::named(&name, ([(header::CONTENT_TYPE, kind)], body).into_response()))
}
