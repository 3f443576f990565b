//! `/s/{service}/data/segments`: visitors by what they did, to look at figures of them alone.

pub(crate) mod builder;
pub(crate) mod edit;
pub(crate) mod list;
pub(crate) mod show;
pub(crate) mod words;

use std::sync::Arc;

use jiff::Timestamp;
use lotse_control::segments::{SegmentId, SegmentVersion, StoredSegment};
use lotse_domain::{query::Period, segment::SegmentDefinition, service::Service};
use lotse_report::{measure::Measure, viewer::Viewer};

use crate::{
    error::Failure,
    messages::Text,
    page::{Frame, PageRequest, Place},
    state::AppState,
    ui::{number, table},
};

/// The days of which it is said how many people are in a segment.
const DAYS: u16 = 28;

/// Where the segments of a service stand.
fn place(service: &Service) -> String {
    format!("/s/{}/data/segments", service.slug)
}

/// The frame of a page under *Segments*.
fn frame(request: &PageRequest, service: &Arc<Service>, title: String) -> Frame {
    let frame = request.frame(Place::Segments, title).about(service);
    frame.under(request.text().say("segments-title"), place(service))
}

/// How many people of the last days are in a segment, in a sentence: of too few it says so.
async fn size(
    state: &AppState,
    viewer: &Viewer,
    service: &Service,
    says: &SegmentDefinition,
    text: Text,
) -> Result<String, Failure> {
    let now = state.clock.now();
    let failed = |error: lotse_domain::query::PeriodError| Failure::Report(error.into());
    let period = Period::last_days(DAYS, now, service.time_zone.clone()).map_err(failed)?;
    let viewer = viewer.of_segment(Some(Arc::new(looked_at(says, now))));
    let cell = state.reports.people(&viewer, service, &period).await?;
    let measure = Measure::of_people(service.identity());
    let dates = text.format().dates(period.first(), period.last());
    let (key, people) = match cell.number() {
        Some(people) => ("segment-size", number::value(text.format(), measure, people)),
        None => ("segment-size-hidden", table::reason(text, &cell)),
    };
    let what = text.word("segment-people", measure.as_str());
    let values = [("people", people.into()), ("dates", dates.into()), ("what", what.into())];
    Ok(text.fill(key, &values))
}

/// A segment that nobody has saved, as one that can be looked at.
fn looked_at(says: &SegmentDefinition, now: Timestamp) -> StoredSegment {
    let now = SegmentVersion {
        version: 0,
        name: String::new(),
        description: String::new(),
        says: says.clone(),
        made_by: String::new(),
        made_at: now,
    };
    StoredSegment { id: SegmentId::new(0), now, is_archived: false }
}
