//! `/s/{service}/data/annotations`: what happened on some day, so that lines over time can be read.

pub(crate) mod edit;
pub(crate) mod list;
pub(crate) mod look;
pub(crate) mod show;
mod words;

use std::sync::Arc;

use jiff::civil::Date;
use lotse_control::annotations::{Annotation, AnnotationId};
use lotse_domain::service::Service;
use lotse_report::measure::Measure;

use crate::{
    error::Failure,
    page::{Frame, PageRequest, Place},
    state::AppState,
    ui::chart::marks::Marks,
};

/// Where the annotations of a service stand.
fn place(service: &Service) -> String {
    format!("/s/{}/data/annotations", service.slug)
}

/// The frame of a page under *Annotations*.
fn frame(request: &PageRequest, service: &Arc<Service>, title: String) -> Frame {
    let frame = request.frame(Place::Annotations, title).about(service);
    frame.under(request.text().say("annotations-title"), place(service))
}

/// The annotation that an address names.
pub(crate) async fn named(
    state: &AppState,
    service: &Service,
    number: &str,
) -> Result<Annotation, Failure> {
    let id = AnnotationId::from_text(number).ok_or(Failure::NoSuchPage)?;
    state.control.annotation(service.id, id).await?.ok_or(Failure::NoSuchPage)
}

/// What happened in the stretches of a chart, which are in order.
pub(crate) async fn marks(
    state: &AppState,
    request: &PageRequest,
    service: &Service,
    stretches: &[(Date, Date)],
) -> Result<Marks, Failure> {
    let (Some((first, _)), Some((_, last))) = (stretches.first(), stretches.last()) else {
        return Ok(Marks::default());
    };
    let found = state.control.annotations_between(service.id, *first, *last).await?;
    let place = place(service);
    let leads_to = request.file.is_none().then_some(place.as_str());
    Ok(Marks::of(request.text(), &found, stretches, leads_to))
}

/// The measures that an annotation names, as this service has them: how it counts people may have changed since.
pub(crate) fn measures(service: &Service, annotation: &Annotation) -> Vec<Measure> {
    let named: Vec<Measure> =
        annotation.says.measures.iter().filter_map(|word| word.parse().ok()).collect();
    let is_named = |measure: &Measure| match measure {
        Measure::People | Measure::DailyVisitors => {
            named.contains(&Measure::People) || named.contains(&Measure::DailyVisitors)
        }
        other => named.contains(other),
    };
    Measure::of_service(service).into_iter().filter(is_named).collect()
}
