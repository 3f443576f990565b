//! All surveys of a service, each with what it does today.

use std::sync::Arc;

use jiff::civil::Date;
use lotse_domain::{service::Service, survey::Survey};

use super::{
    StoredSurvey,
    published::Published,
    state::{SurveyState, state_on},
};
use crate::{error::ControlError, store::Control};

/// A survey as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSurvey {
    /// Its newest version.
    pub draft: StoredSurvey,
    /// The version that was published last, whether it is live today or not.
    pub published: Option<Arc<Published>>,
    /// What it does today.
    pub state: SurveyState,
}

impl ListedSurvey {
    /// Whether somebody changed it since it was published.
    #[must_use]
    pub fn draft_is_newer(&self) -> bool {
        self.published.as_ref().is_some_and(|live| live.version < self.draft.now.version)
    }
}

impl Control {
    /// All surveys of a service, archived ones too, by name, as they stand on a day in its time zone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn surveys(
        &self,
        service: &Service,
        today: Date,
    ) -> Result<Vec<ListedSurvey>, ControlError> {
        let mut listed = Vec::new();
        for draft in self.definitions::<Survey>(service.id).await? {
            let opening = self.opening(service.id, draft.id).await?;
            let published = match opening {
                Some((live, ..)) => self.published_survey(service.id, draft.id, live).await?,
                None => None,
            };
            let paperwork =
                published.as_ref().and_then(|live| live.says.survey().paperwork.as_ref());
            let opening = opening.map(|(_, opening, _)| opening);
            let state = state_on(today, opening, paperwork, draft.is_archived);
            listed.push(ListedSurvey { draft, published, state });
        }
        Ok(listed)
    }
}
