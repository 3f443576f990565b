//! What is kept no longer than said: whole months of events go, and details of elements before that.
//!
//! A month goes when its first event would be too old, so nothing is kept longer than said and no
//! file is rewritten only to lose a day of it.

use std::{path::Path, sync::Arc, time::Duration};

use jiff::{Span as Time, Timestamp, civil::Date, tz::TimeZone};
use lotse_domain::Count;

use crate::{
    doctor::{SET_ASIDE, notes},
    error::UpkeepError,
    file::month_of,
    options::Retention,
    probe::Step,
    rewrite::Edit,
    store::Store,
    table::{LiveFile, Rows},
};

/// How often it is looked whether questions that read replaced files have ended.
const POLL: Duration = Duration::from_millis(20);

/// What a retention run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retained {
    /// Events whose time was over.
    pub events_deleted: Count,
    /// Events whose details of elements were taken out.
    pub elements_emptied: Count,
}

/// The first day of the oldest month that is still kept, when so many are, the running one included.
fn oldest_day(now: Timestamp, months: u32) -> Option<Date> {
    let first = now.to_zoned_datetime(TimeZone::UTC).date().first_of_month();
    let before = Time::new().try_months(i64::from(months.max(1)) - 1).ok()?;
    // A calendar that ends before keeps everything.
    first.checked_sub(before).ok()
}

/// That month.
fn oldest_kept(now: Timestamp, months: u32) -> String {
    oldest_day(now, months).map_or_else(String::new, month_of)
}

impl Retention {
    /// The earliest time of which events are kept.
    pub fn oldest_event(&self, now: Timestamp) -> Timestamp {
        oldest_day(now, self.event_months)
            .and_then(|day| day.to_zoned_datetime(TimeZone::UTC).ok())
            .map_or(Timestamp::MIN, |zoned| zoned.timestamp())
    }
}

impl Store {
    /// Deletes what is kept no longer.
    pub(crate) async fn retain(&self) -> Result<Retained, UpkeepError> {
        let _alone = self.compacting.lock().await;
        let now = self.options.clock.now();
        let mut retained = Retained::default();
        let events = oldest_kept(now, self.options.retention.event_months);
        let version = self.memory.version();
        let expired: Vec<_> =
            version.files.iter().filter(|file| file.month < events).cloned().collect();
        drop(version);
        if !expired.is_empty() && self.take_out(&expired, Step::RetainCommitted).await? {
            retained.events_deleted = expired.iter().map(|f| Count::new(f.statistics.rows)).sum();
        }
        self.forget_set_aside(&events)?;

        let elements = oldest_kept(now, self.options.retention.element_months);
        let has_elements = |file: &&Arc<LiveFile>| file.month < elements && !file.without_elements;
        let files: Vec<_> =
            self.memory.version().files.iter().filter(has_elements).cloned().collect();
        for file in files {
            retained.elements_emptied += self.empty_elements(file, now).await?;
        }
        if retained != Retained::default() {
            // What a crash left, or a merge replaced, may hold the same rows.
            self.sweep_now().await?;
            self.disk.reached(Step::RetainDeleted).await;
            self.buffer.scrub().await?;
        }
        self.table
            .tidy_log(now)
            .await
            .map_err(|error| UpkeepError::store("deleting old entries of the log", error))?;
        Ok(retained)
    }

    /// Rewrites one file without details of elements. Each file is a commit of its own, so that an
    /// interrupted run goes on where it was.
    async fn empty_elements(
        &self,
        file: Arc<LiveFile>,
        now: Timestamp,
    ) -> Result<Count, UpkeepError> {
        if !self.has_room_for(file.size_bytes) {
            return Err(UpkeepError::no_room("taking details of elements out", file.size_bytes));
        }
        let files = [file];
        let [file] = &files;
        let made = self
            .rewrite(&files, file.span(), Edit::EmptyElements, u64::MAX)
            .await
            .map_err(|error| UpkeepError::store("rewriting a file", error))?;
        let publish = |version| self.memory.publish(version);
        let done = self
            .table
            .replace(&files, &made.files, Rows::Fewer, now, publish)
            .await
            .map_err(|error| UpkeepError::store("committing a rewritten file", error))?;
        if done {
            self.disk.reached(Step::RetainCommitted).await;
        }
        Ok(if done { Count::new(made.rows) } else { Count::ZERO })
    }

    /// Takes files out of the table.
    async fn take_out(&self, files: &[Arc<LiveFile>], then: Step) -> Result<bool, UpkeepError> {
        let publish = |version| self.memory.publish(version);
        let now = self.options.clock.now();
        let done = self
            .table
            .replace(files, &[], Rows::Fewer, now, publish)
            .await
            .map_err(|error| UpkeepError::store("taking files out of the table", error))?;
        self.disk.reached(then).await;
        Ok(done)
    }

    /// Waits until no question reads a version before the present one.
    pub(crate) async fn wait_for_questions(&self) {
        let patience = self.options.query_limit + Duration::from_secs(1);
        let waited = async {
            while self.memory.is_older_version_read() {
                tokio::time::sleep(POLL).await;
            }
        };
        // Questions end by their own limit; waiting longer would only keep what has to go.
        if tokio::time::timeout(patience, waited).await.is_err() {
            tracing::warn!("a question still reads an older version; its files are deleted now");
        }
    }

    /// What was set aside is kept no longer than what was not.
    fn forget_set_aside(&self, oldest: &str) -> Result<(), UpkeepError> {
        for (path, note) in notes(&self.folder) {
            let until = note.get("until").and_then(|until| until.as_str()).unwrap_or_default();
            if !until.is_empty() && until < oldest {
                self.delete_set_aside(&path)?;
            }
        }
        Ok(())
    }

    /// Deletes a file that was set aside, and its note last.
    pub(crate) fn delete_set_aside(&self, note: &Path) -> Result<(), UpkeepError> {
        let fail = |error: std::io::Error| UpkeepError::store("deleting what was set aside", error);
        match std::fs::remove_file(note.with_extension("")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(fail(error)),
            _ => {}
        }
        std::fs::remove_file(note).map_err(fail)?;
        self.disk.sync_folder(&self.folder.join(SET_ASIDE)).map_err(fail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_counted_with_the_running_one() {
        for (now, months, oldest) in [
            ("2026-11-26T12:00:00Z", 25, "2024-11"),
            ("2026-11-01T00:00:00Z", 25, "2024-11"),
            ("2026-10-31T23:59:59Z", 25, "2024-10"),
            ("2026-03-31T12:00:00Z", 13, "2025-03"),
            ("2026-11-26T12:00:00Z", 1, "2026-11"),
            ("2026-11-26T12:00:00Z", 0, "2026-11"),
            ("2026-11-26T12:00:00Z", u32::MAX, ""),
        ] {
            assert_eq!(oldest_kept(now.parse().unwrap(), months), oldest, "{now}, {months}");
        }
    }
}
