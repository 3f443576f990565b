//! What pages and programs do with files of figures: keep an upload until somebody has seen what is in it, read
//! it, and take its figures into series.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use lotse_collect::report_file::{
    Column, ReportFile, ReportFileError, Stated, columns, read_report, unpack,
};
use lotse_control::{
    ControlError,
    audit::Actor,
    series::{SeriesBrought, SeriesImported},
};
use lotse_domain::{series::SeriesName, service::Service};
use serde::{Deserialize, Serialize};

use crate::{
    error::Failure,
    state::AppState,
    upload::{self, Upload},
};

/// The file beside an upload that says whose it is.
const ABOUT: &str = "about.json";

/// Whose an upload is, and what it was called.
#[derive(Serialize, Deserialize)]
struct About {
    service: u32,
    name: String,
}

/// An upload that waits for somebody to look at it. A job deletes it after a day.
pub(crate) struct Kept {
    /// The name of its folder.
    pub(crate) folder: String,
    /// The name of the file.
    pub(crate) name: String,
    path: PathBuf,
}

/// What is in a file.
pub(crate) struct Looked {
    /// Its columns; none where it is no report at all.
    pub(crate) columns: Vec<Column>,
    /// Its figures, or why there are none.
    pub(crate) file: Result<ReportFile, ReportFileError>,
}

impl Kept {
    /// Keeps an upload for a service.
    pub(crate) async fn keep(
        service: &Service,
        upload: Upload,
        name: &str,
    ) -> Result<Self, Failure> {
        let about =
            About { service: service.id.number(), name: upload::base_name(name, "figures") };
        let text = serde_json::to_string(&about).map_err(|e| Failure::Upload(e.into()))?;
        tokio::fs::write(upload.beside(ABOUT), text).await.map_err(Failure::Upload)?;
        let kept = Self { folder: upload.name().to_owned(), name: about.name, path: upload.file() };
        upload.keep();
        Ok(kept)
    }

    /// The upload of this service that an address names.
    pub(crate) async fn find(
        state: &AppState,
        service: &Service,
        folder: &str,
    ) -> Result<Self, Failure> {
        // The name becomes part of a path, so it is nothing but what we make.
        if folder.len() != 32 || !folder.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Failure::NoSuchPage);
        }
        let place = state.imports.folder.join(folder);
        let text = tokio::fs::read(place.join(ABOUT)).await.map_err(|_| Failure::NoSuchPage)?;
        let about: About = serde_json::from_slice(&text).map_err(|_| Failure::NoSuchPage)?;
        if about.service != service.id.number() {
            return Err(Failure::NoSuchPage);
        }
        let path = place.join(upload::FILE);
        Ok(Self { folder: folder.to_owned(), name: about.name, path })
    }

    /// Reads it. `None` if it is larger than a file of figures may be.
    pub(crate) async fn look(&self, stated: Stated) -> Result<Option<Looked>, Failure> {
        let path = self.path.clone();
        tokio::task::spawn_blocking(move || look(&path, &stated))
            .await
            .map_err(|error| Failure::Upload(error.into()))?
            .map_err(Failure::Upload)
    }

    /// Deletes it. What cannot be deleted now is deleted by a job.
    pub(crate) async fn forget(self) {
        if let Some(folder) = self.path.parent()
            && let Err(error) = tokio::fs::remove_dir_all(folder).await
        {
            tracing::warn!(%error, "an upload could not be deleted; a job does it later");
        }
    }
}

fn look(path: &Path, stated: &Stated) -> io::Result<Option<Looked>> {
    let looked = unpack(File::open(path)?)?.map(|bytes| Looked {
        columns: columns(&bytes, stated).unwrap_or_default(),
        file: read_report(&bytes, stated),
    });
    Ok(looked)
}

/// A series for each measure of a file.
pub(crate) async fn take(
    state: &AppState,
    actor: Actor,
    service: &Service,
    (name, file): (&str, &str),
    report: &ReportFile,
) -> Result<Vec<(SeriesName, SeriesImported)>, ControlError> {
    let changes = state.control.by(actor);
    let mut done = Vec::with_capacity(report.measures.len());
    for (is, points) in report.series(name) {
        let brought = SeriesBrought { file, points: &points };
        let imported = changes.import_series(service, &is, brought).await?;
        done.push((is, imported));
    }
    Ok(done)
}
