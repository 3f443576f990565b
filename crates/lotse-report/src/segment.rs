//! How many people are in a segment.

use lotse_domain::{
    query::{Automatic, Period, UsageQuestion},
    service::Service,
};

use crate::{
    Reports,
    error::ReportError,
    gate,
    measure::{Cell, Measure},
    viewer::Viewer,
};

impl Reports {
    /// The people of a period who are in the segment that a viewer looks at.
    ///
    /// # Errors
    /// When the lake gives no answer.
    pub async fn people(
        &self,
        viewer: &Viewer,
        service: &Service,
        period: &Period,
    ) -> Result<Cell, ReportError> {
        let automatic = Automatic::LeftOut;
        let scope = viewer.scope(service, period, automatic);
        let asked = UsageQuestion { scope, breakdowns: Vec::new() };
        let answer = self.reader.usage(&asked).await?;
        let told = gate::usage(&answer, service, period, automatic, self.rules(viewer));
        let measure = Measure::of_people(service.identity());
        let found = told.figures.into_iter().find(|figure| figure.measure == measure);
        Ok(found.map_or(Cell::NoData, |figure| figure.cell))
    }
}
