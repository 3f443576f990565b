//! Two segments at one task: which of them gets it done more often.

use std::sync::Arc;

use lotse_control::segments::StoredSegment;
use lotse_report::{
    gate::task::{Attempts, DisclosedGap},
    task::TaskRequest,
    viewer::Viewer,
};

use super::words;
use crate::{error::Failure, messages::Text, page::PageRequest, state::AppState};

/// The parameter with the number of the segment that the other is compared with.
pub(crate) const AGAINST: &str = "against";

/// What two segments are compared by.
pub(crate) struct Compared {
    pub(crate) other: Arc<StoredSegment>,
    pub(crate) attempts: Attempts,
    pub(crate) gap: DisclosedGap,
}

/// Why there is nothing to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotCompared {
    /// No segment is looked at that could be compared.
    Alone,
    /// It is the one that is looked at.
    Same,
    /// There is none of this number.
    Unknown,
}

impl NotCompared {
    /// Why, in words.
    pub(crate) fn words(self, text: Text) -> String {
        text.say(match self {
            Self::Alone => "segment-against-alone",
            Self::Same => "segment-against-same",
            Self::Unknown => "segment-against-unknown",
        })
    }
}

/// The segment that the one that is looked at is compared with, if an address asks for it.
pub(crate) fn asked(request: &PageRequest) -> Result<Option<&Arc<StoredSegment>>, NotCompared> {
    let wanted = request.query.get(AGAINST).map(str::trim).filter(|number| !number.is_empty());
    let Some(number) = wanted else { return Ok(None) };
    let one = request.segment().ok_or(NotCompared::Alone)?;
    let other = request.segment_of(number).ok_or(NotCompared::Unknown)?;
    if other.id == one.id { Err(NotCompared::Same) } else { Ok(Some(other)) }
}

/// Compares them, where an address asks for it.
pub(crate) async fn compared(
    state: &AppState,
    viewer: &Viewer,
    other: Option<&Arc<StoredSegment>>,
    request: &TaskRequest,
) -> Result<Option<Compared>, Failure> {
    let Some(other) = other else { return Ok(None) };
    let (attempts, gap) = state.reports.task_against(viewer, other, request).await?;
    Ok(Some(Compared { other: Arc::clone(other), attempts, gap }))
}

/// Which of them gets it done more often, in a sentence.
pub(super) fn sentence(
    text: Text,
    request: &PageRequest,
    one: &Attempts,
    compared: &Compared,
) -> Option<String> {
    let name = request.segment()?.now.name.clone();
    let other = compared.other.now.name.clone();
    let told = |attempts: &Attempts| {
        let completion = &attempts.completion;
        Some((words::share(text, completion)?, words::range(text, completion)?))
    };
    let shares = told(one).zip(told(&compared.attempts));
    let found = shares.zip(words::points(text, &compared.gap));
    let Some((((share, range), (other_share, other_range)), points)) = found else {
        let values = [("one", name.into()), ("other", other.into())];
        return Some(text.fill("segment-against-hidden", &values));
    };
    let clear = text.say(if compared.gap.is_clear { "task-clear" } else { "task-unclear" });
    let values = [
        ("one", name.into()),
        ("share", share.into()),
        ("range", range.into()),
        ("other", other.into()),
        ("other-share", other_share.into()),
        ("other-range", other_range.into()),
        ("points", points.into()),
        ("clear", clear.into()),
    ];
    Some(text.fill("segment-against", &values))
}

/// The form that asks for it: the other segments, and what else the address says.
pub(super) struct Form {
    /// Number, name, whether it is chosen.
    pub(super) segments: Vec<(String, String, bool)>,
    pub(super) kept: Vec<(String, String)>,
}

impl Form {
    /// Where a segment is looked at and there are others.
    pub(super) fn of(request: &PageRequest) -> Option<Self> {
        let now = request.segment()?.id;
        let chosen = request.query.get(AGAINST).unwrap_or_default();
        let segments: Vec<_> = request
            .segments()
            .filter(|one| one.id != now)
            .map(|one| {
                let number = one.id.number().to_string();
                let is_chosen = number == chosen;
                (number, one.now.name.clone(), is_chosen)
            })
            .collect();
        let kept = request.query.with(AGAINST, "").pairs().to_vec();
        (!segments.is_empty() && request.file.is_none()).then_some(Self { segments, kept })
    }
}
