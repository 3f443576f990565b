//! The extract as commands ask for it: written beside its place, and put there when all of it is on disk.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::{Span, civil::Date};
use lotse_control::{
    Control, ControlError,
    audit::{Actor, Entry},
};
use lotse_domain::{
    audit::Action,
    extract::ExtractFormat,
    query::{
        Automatic, Breakdown, Period, PeriodError,
        interval::{Every, Interval},
    },
    service::Service,
};
use lotse_report::{
    ReportError, Reports,
    export::extract::ExtractFile,
    extract::{ExtractError, ExtractParts, ExtractRequest},
    measure::Measure,
    viewer::Viewer,
};
use lotse_web::with_causes;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::{
    fs::{File, OpenOptions},
    io::AsyncWriteExt as _,
    sync::Mutex,
};

use crate::{
    control_socket::{Answer, Meanwhile},
    import::UPLOADS,
};

/// Whole days that are taken where none are asked for.
const USUAL_DAYS: i64 = 30;

/// What a command asks of an extract.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AskedExtract {
    /// The first and the last day; none for the last thirty whole ones.
    pub days: Option<[Date; 2]>,
    /// By what they are cut; none where their number decides.
    pub every: Option<Every>,
    /// Rows besides the whole service.
    pub by: Vec<Breakdown>,
    /// What is counted; none for everything that is.
    pub measures: Vec<Measure>,
    /// What becomes of events of automatic clients.
    pub automatic: Automatic,
    /// How it is written.
    pub format: ExtractFormat,
    /// The file, as a whole path.
    pub target: PathBuf,
    /// Whether a file that is there already may be written over.
    pub replace: bool,
}

/// Why there is no extract. What was written so far is deleted.
#[derive(Debug, Error)]
pub(crate) enum NoExtract {
    /// The days are none.
    #[error("These days are no period: {0}.")]
    Period(#[from] PeriodError),
    /// The last day has not come yet.
    #[error("--to {to} has not come yet: today is {today}.")]
    Future {
        /// The last day that was asked for.
        to: Date,
        /// The day of the service.
        today: Date,
    },
    /// There can be none.
    #[error("There is no such extract: {0}.")]
    Request(#[from] ExtractError),
    /// Something of that name is there.
    #[error("{} exists already. Name another file, or add --replace.", target.display())]
    Exists {
        /// The place.
        target: PathBuf,
    },
    /// The place is in the data folder.
    #[error("{} lies in the data folder, which is Lotse's own. Name another place.", target.display())]
    Inside {
        /// The place.
        target: PathBuf,
    },
    /// The system refused.
    #[error("{} cannot be written: {reason}.", target.display())]
    Io {
        /// The place.
        target: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// The figures could not be read.
    #[error("The figures could not be read: {}.", with_causes(.0))]
    Report(#[from] ReportError),
    /// It could not be written down in the audit log.
    #[error("The audit log could not be written: {0}.")]
    Control(#[from] ControlError),
}

/// Makes extracts of an open data folder.
pub(crate) struct Exporter {
    reports: Reports,
    control: Control,
    data: PathBuf,
    /// One after another, so that no two write one file.
    writing: Mutex<()>,
}

impl Exporter {
    pub(crate) fn new(reports: Reports, control: &Control, data: &Path) -> Self {
        let (control, data) = (control.clone(), data.to_owned());
        Self { reports, control, data, writing: Mutex::default() }
    }

    /// Writes the extract of a service, which the operator sees whole. `meanwhile` hears how far it is. Dropping the
    /// future ends it.
    pub(crate) async fn export(
        &self,
        service: &Arc<Service>,
        asked: AskedExtract,
        meanwhile: Meanwhile<'_>,
    ) -> Result<Answer, NoExtract> {
        let period = self.period(service, asked.days)?;
        let request = ExtractRequest::new(ExtractParts {
            service: Arc::clone(service),
            every: asked.every.unwrap_or_else(|| Interval::usual(&period).into()),
            by: asked.by,
            measures: asked.measures,
            automatic: asked.automatic,
            period,
        })?;
        let _one_at_a_time = self.writing.lock().await;
        let target = &asked.target;
        self.may_be_at(target, asked.replace)?;
        self.write_down(&request, asked.format).await?;
        let (every, all) = (request.parts().every, request.stretches());
        let mut file =
            ExtractFile::new(self.reports.extract(&Viewer::staff(), request), asked.format)?;
        let io = |reason| NoExtract::Io { target: target.clone(), reason };
        let mut unfinished = Unfinished::create(target).await.map_err(io)?;
        let mut left = all;
        while let Some(bytes) = file.next().await? {
            unfinished.file.write_all(&bytes).await.map_err(io)?;
            // After the last part comes the end of the file.
            if file.left() < left {
                left = file.left();
                meanwhile(Answer::Stretch { done: all - left, all, every });
            }
        }
        unfinished.finish(target).await.map_err(io)?;
        Ok(Answer::Exported { sum: file.sum() })
    }

    /// The days that were asked for, or the last whole ones.
    fn period(&self, service: &Service, days: Option<[Date; 2]>) -> Result<Period, NoExtract> {
        let zone = service.time_zone.clone();
        let today = self.control.clock().now().to_zoned_datetime(zone.clone()).date();
        let [from, to] = days.unwrap_or_else(|| {
            let ago = |days| today.saturating_sub(Span::new().days(days));
            [ago(USUAL_DAYS), ago(1)]
        });
        if to > today {
            return Err(NoExtract::Future { to, today });
        }
        Ok(Period::new(from, to, zone)?)
    }

    /// Whether a file may be put at a place.
    fn may_be_at(&self, target: &Path, replace: bool) -> Result<(), NoExtract> {
        let io = |reason| NoExtract::Io { target: target.to_owned(), reason };
        if !replace && target.symlink_metadata().is_ok() {
            return Err(NoExtract::Exists { target: target.to_owned() });
        }
        let parent = target.parent().unwrap_or(Path::new("/")).canonicalize().map_err(io)?;
        let data = self.data.canonicalize().map_err(io)?;
        // What goes to standard output waits there.
        if parent.starts_with(&data) && !parent.starts_with(data.join(UPLOADS)) {
            return Err(NoExtract::Inside { target: target.to_owned() });
        }
        Ok(())
    }

    /// Before a byte is written, it stands in the audit log.
    async fn write_down(
        &self,
        request: &ExtractRequest,
        format: ExtractFormat,
    ) -> Result<(), ControlError> {
        let ExtractParts { service, period, every, by, measures, automatic } = request.parts();
        let by: Vec<&str> = by.iter().map(|by| by.as_str()).collect();
        let measures: Vec<&str> = measures.iter().map(|measure| measure.as_str()).collect();
        let asked = format!(
            "first={}&last={}&every={every}&by={}&measure={}&automatic={automatic}",
            period.first(),
            period.last(),
            by.join(","),
            measures.join(",")
        );
        let entry = Entry::new(Action::FiguresExported, &format!("extract.{format}")).of(service);
        self.control.by(Actor::operator()).record(entry.with("asked", asked)).await
    }
}

/// A file under the name that it has until it is complete. Dropped before, it is deleted.
struct Unfinished {
    path: PathBuf,
    file: File,
    is_finished: bool,
}

impl Unfinished {
    /// Makes it, in place of one that a killed process left.
    async fn create(target: &Path) -> io::Result<Self> {
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(".unfinished");
        let path = target.with_file_name(name);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        options.mode(0o600);
        let file = options.open(&path).await?;
        Ok(Self { path, file, is_finished: false })
    }

    async fn finish(mut self, target: &Path) -> io::Result<()> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        tokio::fs::rename(&self.path, target).await?;
        self.is_finished = true;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.is_finished
            && let Err(error) = std::fs::remove_file(&self.path)
        {
            tracing::warn!(%error, "an unfinished extract could not be deleted");
        }
    }
}
