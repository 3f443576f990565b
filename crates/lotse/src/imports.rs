//! Imports as commands ask for them.

use std::{path::PathBuf, sync::Arc};

use lotse_control::{Control, audit::Actor, log_imports::LogImport};
use lotse_domain::{
    import::{ImportState, LineCounts, LogFormat, RowColumns},
    service::Service,
};
use serde::{Deserialize, Serialize};

use crate::{
    control_socket::{Answer, Meanwhile},
    import::{Asked, Files, Importer},
};

/// What a command names.
pub(crate) struct Given {
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) format: Option<LogFormat>,
    pub(crate) columns: RowColumns,
    pub(crate) hosts: Vec<String>,
}

impl Given {
    fn asked(self) -> Asked {
        Asked { format: self.format, columns: self.columns, hosts: self.hosts }
    }
}

/// What the first lines of a file hold.
#[derive(Debug, Serialize, Deserialize)]
pub struct LookedAt {
    /// Its name.
    pub name: String,
    /// Its format; `None` if it has none that is known.
    pub format: Option<LogFormat>,
    /// What would become of its lines.
    pub counts: LineCounts,
    /// Earliest and latest time of a page view.
    pub times: Option<[String; 2]>,
    /// Whether these were all lines.
    pub is_whole: bool,
}

/// An import in a list.
#[derive(Debug, Serialize, Deserialize)]
pub struct ListedImport {
    /// Its number.
    pub import: i64,
    /// The service's slug.
    pub service: String,
    /// How far it is.
    pub state: ImportState,
    /// Names of the files.
    pub files: Vec<String>,
    /// What became of the lines.
    pub counts: LineCounts,
    /// When it was begun.
    pub begun_at: String,
    /// Why it ended before its end.
    pub failure: Option<String>,
}

/// Looks at the first lines of files.
pub(crate) async fn look(
    importer: &Importer,
    service: &Service,
    given: Given,
) -> Result<Answer, String> {
    let files = Files::of(&given.paths).map_err(|error| error.to_string())?;
    let asked = given.asked();
    let seen = importer.look(service, files, &asked).await?;
    let line = |(name, seen): (String, Option<lotse_collect::logs::Preview>)| match seen {
        Some(seen) => LookedAt {
            name,
            format: seen.format,
            counts: seen.counts,
            times: seen.times.map(|(first, last)| [first.to_string(), last.to_string()]),
            is_whole: seen.is_whole,
        },
        None => LookedAt {
            name,
            format: None,
            counts: LineCounts::default(),
            times: None,
            is_whole: false,
        },
    };
    Ok(Answer::LookedAt { files: seen.into_iter().map(line).collect() })
}

/// Imports files in the operator's name.
pub(crate) async fn import(
    importer: &Importer,
    service: &Arc<Service>,
    given: Given,
    meanwhile: Meanwhile<'_>,
) -> Result<Answer, String> {
    let files = Files::of(&given.paths).map_err(|error| error.to_string())?;
    let asked = given.asked();
    let tell = |progress: &crate::import::Progress| {
        let (done_bytes, all_bytes) = (progress.done_bytes, progress.all_bytes);
        meanwhile(Answer::Progress { done_bytes, all_bytes });
    };
    let done = importer.import(Actor::operator(), service, files, asked, &tell).await?;
    let LogImport { id, of, counts, .. } = done;
    Ok(Answer::Imported { import: id.number(), files: of.files, counts })
}

/// Imports of a service, or of all.
pub(crate) async fn list(control: &Control, of: Option<&Service>) -> Result<Answer, String> {
    let mut imports = Vec::new();
    for service in control.services() {
        if of.is_some_and(|of| of.id != service.id) {
            continue;
        }
        let listed = control.log_imports(service.id).await.map_err(|error| error.to_string())?;
        imports.extend(listed.into_iter().map(|import| ListedImport {
            import: import.id.number(),
            service: service.slug.to_string(),
            state: import.state,
            files: import.of.files,
            counts: import.counts,
            begun_at: import.begun_at.to_string(),
            failure: import.failure,
        }));
    }
    imports.sort_by_key(|import| std::cmp::Reverse(import.import));
    Ok(Answer::Imports { imports })
}
