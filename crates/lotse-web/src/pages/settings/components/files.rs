//! The made-up pictures as files, so that they can be looked at like real ones.

use axum::{extract::State, response::Response};
use lotse_domain::service::{CollectionProfile, ServiceKind};

use super::{
    made_up::{month, service},
    pictures,
};
use crate::{
    error::Failure,
    page::PageRequest,
    picture::PictureFile,
    state::AppState,
    ui::chart::file::{HistogramPicture, PictureKind, Titled},
};

/// `GET /settings/components.svg?figure=…` and `.png`: one of the pictures.
pub(crate) async fn picture(
    State(state): State<AppState>,
    kind: PictureKind,
    request: PageRequest,
) -> Result<Response, Failure> {
    let text = request.text();
    let (period, service) = (month()?, service(ServiceKind::Public, CollectionProfile::Statistics));
    let file = PictureFile {
        state: &state,
        request: &request,
        service: &service,
        period: &period,
        what: "sample",
        headline: text.say("components-headline"),
        notes: Vec::new(),
        n: None,
    };
    let title = text.say("components-headline");
    match request.query.get("figure").unwrap_or("bars") {
        "bars" => file.answer(Titled { title, drawn: pictures::device_bars(text) }, kind).await,
        "stacked" => file.answer(Titled { title, drawn: pictures::device_parts(text) }, kind).await,
        "answers" => file.answer(Titled { title, drawn: pictures::answers(text) }, kind).await,
        "dots" => file.answer(Titled { title, drawn: pictures::language_dots(text) }, kind).await,
        "times" => {
            let drawn = pictures::usual_times(text);
            file.answer(HistogramPicture { drawn }, kind).await
        }
        _ => Err(Failure::Parameter { name: "figure" }),
    }
}
