//! The chart of a page as a file: its words, and the answer that carries it.

use axum::{extract::FromRequestParts, http::request::Parts, response::Response};
use lotse_domain::{query::Period, service::Service};
use lotse_report::{
    gate::Table,
    measure::{Cell, Measure, Number},
};

use crate::{
    attachment,
    error::Failure,
    messages::Text,
    page::PageRequest,
    state::AppState,
    ui::{
        chart::file::{self, Caption, Picture, PictureKind},
        number, table,
    },
};

impl<S: Send + Sync> FromRequestParts<S> for PictureKind {
    type Rejection = Failure;

    /// By the ending of the address.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        match parts.uri.path().rsplit_once('.') {
            Some((_, "svg")) => Ok(Self::Svg),
            Some((_, "png")) => Ok(Self::Png),
            _ => Err(Failure::NoSuchPage),
        }
    }
}

/// A chart that somebody takes home.
pub(crate) struct PictureFile<'a> {
    pub(crate) state: &'a AppState,
    pub(crate) request: &'a PageRequest,
    pub(crate) service: &'a Service,
    pub(crate) period: &'a Period,
    /// What it shows, in its name.
    pub(crate) what: &'a str,
    /// The finding.
    pub(crate) headline: String,
    /// What has to be known to read it.
    pub(crate) notes: Vec<String>,
    /// Of how many, where that may be said.
    pub(crate) n: Option<String>,
}

impl PictureFile<'_> {
    /// Draws it and hands it out.
    pub(crate) async fn answer(
        self,
        picture: impl Picture,
        kind: PictureKind,
    ) -> Result<Response, Failure> {
        let text = self.request.text();
        let caption = Caption {
            language: text.language(),
            about: self.about(text),
            source: self.source(text),
            illegible: text.say("chart-illegible"),
            headline: self.headline,
            notes: self.notes,
        };
        let bytes = file::draw(picture, caption, kind).await?;
        let (ending, media_type) = match kind {
            PictureKind::Svg => ("svg", "image/svg+xml"),
            PictureKind::Png => ("png", "image/png"),
        };
        let name = attachment::name(self.service, self.what, self.period, ending);
        Ok(attachment::picture(&name, media_type, bytes))
    }

    fn about(&self, text: Text) -> String {
        let dates = text.format().dates(self.period.first(), self.period.last());
        let mut parts = vec![self.service.name.clone(), dates, self.state.organization.clone()];
        parts.extend(self.request.authority());
        parts.extend(
            self.request.segment().map(|segment| {
                text.fill("segment-of", &[("name", segment.now.name.as_str().into())])
            }),
        );
        if self.service.generated {
            parts.push(text.say("sample-label"));
        }
        parts.retain(|part| !part.is_empty());
        parts.join(" · ")
    }

    fn source(&self, text: Text) -> String {
        let now = self.state.clock.now().to_zoned_datetime(self.service.time_zone.clone());
        let values = [
            ("address", self.state.public_url.as_str().into()),
            ("day", text.format().date(now.date()).into()),
        ];
        let source = text.fill("chart-source", &values);
        self.n.iter().cloned().chain([source]).collect::<Vec<_>>().join(" · ")
    }
}

/// So many of what a measure counts, in words.
pub(crate) fn n(text: Text, measure: Measure, count: Number) -> Option<String> {
    let key = match measure {
        Measure::Visits => "number-n-visits",
        Measure::DailyVisitors => "number-n-visitor-days",
        Measure::People => "number-n-people",
        Measure::PageViews => "number-n-page-views",
        Measure::BounceRate | Measure::EngagedTime => return None,
    };
    Some(number::n(text, key, count))
}

/// Why a column has gaps, as a sentence; `None` when it has none.
pub(crate) fn why_gaps(text: Text, table: &Table, measure: Measure) -> Option<String> {
    let column = table.measures.iter().position(|found| *found == measure)?;
    let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
    let hidden = cells.filter(|cell| matches!(cell, Cell::Hidden(_)));
    let rule = hidden.clone().find_map(|cell| table::rule(text, cell));
    let count = u64::try_from(hidden.count()).unwrap_or(u64::MAX);
    (count > 0).then(|| {
        let gaps = text.fill("chart-gaps", &[("days", count.into())]);
        [Some(gaps), rule].into_iter().flatten().collect::<Vec<_>>().join(" ")
    })
}
