//! What an import of access logs, rows and outcomes of cases is called, counts and leaves out.
//!
//! `docs/spec/import.md` says what each word means; a test reads its tables.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::words::words;

words! {
    /// How a server writes a line of its access log.
    LogFormat {
        /// NCSA common: address, time, request, status, size.
        Common = "common",
        /// The same with referrer and browser string; also called NCSA extended.
        Combined = "combined",
        /// Common with the host before it.
        CommonVhost = "common-vhost",
        /// Combined with the host before it.
        CombinedVhost = "combined-vhost",
        /// A JSON object in each line, with the names of nginx's variables or usual ones.
        NginxJson = "nginx-json",
        /// What Caddy writes.
        CaddyJson = "caddy-json",
        /// W3C extended, as IIS writes it.
        Iis = "iis",
        /// W3C extended, as Amazon `CloudFront` writes it.
        CloudFront = "cloudfront",
        /// Amazon's classic load balancer.
        Elb = "elb",
        /// Amazon's application load balancer.
        Alb = "alb",
        /// Amazon S3.
        S3 = "s3",
        /// Rows of any program: a line of heads, then columns parted by commas, semicolons or tabs.
        Csv = "csv",
        /// Rows of any program: a JSON object in each line.
        JsonLines = "json-lines",
        /// What became of cases, as a case system exports it: rows as of `Csv`, one outcome in each.
        Outcomes = "outcomes",
    }
}

impl LogFormat {
    /// Whether what its columns are can be said: it is no server's format.
    pub fn has_columns(self) -> bool {
        !self.roles().is_empty()
    }

    /// What its columns can say, if that can be said.
    pub fn roles(self) -> &'static [RowRole] {
        match self {
            Self::Csv | Self::JsonLines => &[
                RowRole::Time,
                RowRole::Page,
                RowRole::Host,
                RowRole::Method,
                RowRole::Status,
                RowRole::Address,
                RowRole::Browser,
                RowRole::Language,
            ],
            Self::Outcomes => {
                &[RowRole::Case, RowRole::Outcome, RowRole::Time, RowRole::Fields, RowRole::Channel]
            }
            _ => &[],
        }
    }
}

words! {
    /// What a column of rows that are no server's log says.
    RowRole {
        /// When.
        Time = "time",
        /// Which page: a path, or a whole address.
        Page = "page",
        /// Which host was asked.
        Host = "host",
        /// The method of the request; a GET where there is no such column.
        Method = "method",
        /// The status of the answer; 200 where there is no such column.
        Status = "status",
        /// The network address that asked; never kept.
        Address = "address",
        /// The browser string; never kept.
        Browser = "browser",
        /// The languages that the browser asked for.
        Language = "language",
        /// Of outcomes: which case, as the service names it; never kept.
        Case = "case",
        /// Of outcomes: what became of it, which names the event.
        Outcome = "outcome",
        /// Of outcomes: the fields that were returned for correction.
        Fields = "fields",
        /// Of outcomes: by which way; the web where there is no such column.
        Channel = "channel",
    }
}

/// Which column says what, by its head, where its name does not tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RowColumns(BTreeMap<RowRole, String>);

impl RowColumns {
    /// The head of the column that says this, if somebody named it.
    pub fn get(&self, role: RowRole) -> Option<&str> {
        self.0.get(&role).map(String::as_str)
    }

    /// Names the column that says this; an empty head leaves it to the names.
    pub fn name(&mut self, role: RowRole, head: &str) {
        if head.is_empty() {
            self.0.remove(&role);
        } else {
            self.0.insert(role, head.to_owned());
        }
    }

    /// What the columns that are named say.
    pub fn roles(&self) -> impl Iterator<Item = RowRole> {
        self.0.keys().copied()
    }

    /// Whether nobody named any.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

words! {
    /// Why a line of an access log became no page view, in the order in which it is asked.
    LeftOut {
        /// Empty, a comment, or a line that names columns.
        Comment = "comment",
        /// It does not have the shape of its format.
        Malformed = "malformed",
        /// It is about a host that is none of the service's.
        OtherHost = "other-host",
        /// The request was no GET.
        NotGet = "not-get",
        /// The answer was neither 200 to 299 nor 304.
        Status = "status",
        /// What was asked for is a part of a page or a file, and no page.
        Asset = "asset",
        /// It is older than events are kept.
        Expired = "expired",
        /// It says a time that has not come.
        Future = "future",
    }
}

words! {
    /// What is wrong with a line that is malformed.
    Fault {
        /// It is longer than lines may be.
        TooLong = "too-long",
        /// It has fewer columns than its format, or none are named.
        Columns = "columns",
        /// It is no JSON object.
        Json = "json",
        /// It says no time, or none that can be read.
        Time = "time",
        /// It says no request.
        Request = "request",
        /// It says no status.
        Status = "status",
        /// The address asked for is too long or none.
        Address = "address",
        /// It says no case, or one that is too long.
        Case = "case",
        /// It says no outcome, one that is too long, or one that repeats the case.
        Outcome = "outcome",
        /// It says a way that is none.
        Channel = "channel",
    }
}

words! {
    /// How far an import is.
    ImportState {
        /// Its first lines were looked at; it waits for somebody who starts it.
        Proposed = "proposed",
        /// It waits for its turn.
        Waiting = "waiting",
        /// It is under way, or was when the program ended; it goes on where it stopped.
        Running = "running",
        /// All of it is there.
        Closed = "closed",
        /// It ended before its end, and says why.
        Failed = "failed",
        /// Its events are being erased.
        Undoing = "undoing",
        /// Its events are gone.
        Undone = "undone",
    }
}

impl ImportState {
    /// Whether somebody still works on it.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Waiting | Self::Running | Self::Undoing)
    }

    /// Whether what it brought is, or may be, in the lake.
    pub fn has_events(self) -> bool {
        matches!(self, Self::Running | Self::Closed | Self::Failed)
    }

    /// Whether what it brought may be taken back.
    pub fn can_be_undone(self) -> bool {
        !matches!(self, Self::Undoing | Self::Undone)
    }
}

/// Where a malformed line stands, and what is wrong with it: never the line itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultyLine {
    /// The place of its file among the files of the import, from 0.
    pub file: usize,
    /// The number of the line in its file, from 1.
    pub line: u64,
    /// What is wrong.
    pub fault: Fault,
}

/// How many malformed lines are named; the others are counted.
const NAMED: usize = 20;

/// How many lines left out for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Left {
    reason: LeftOut,
    lines: u64,
}

/// What became of the lines of an import. Lines read are page views and lines left out; page views are
/// new, or were there before. Of outcomes, each counts as a page view does of the others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineCounts {
    /// Lines that were read.
    pub read: u64,
    /// Of them, page views.
    pub page_views: u64,
    /// Of the page views, those that another import had brought.
    pub known: u64,
    left_out: Vec<Left>,
    faults: Vec<FaultyLine>,
}

impl LineCounts {
    /// Counts a page view.
    pub fn keep(&mut self) {
        self.read += 1;
        self.page_views += 1;
    }

    /// Counts a line that was left out.
    pub fn leave_out(&mut self, reason: LeftOut) {
        self.read += 1;
        match self.left_out.iter_mut().find(|left| left.reason == reason) {
            Some(left) => left.lines += 1,
            None => self.left_out.push(Left { reason, lines: 1 }),
        }
    }

    /// Counts a malformed line and, if it is one of the first, notes where it stands.
    pub fn malformed(&mut self, line: FaultyLine) {
        self.leave_out(LeftOut::Malformed);
        if self.faults.len() < NAMED {
            self.faults.push(line);
        }
    }

    /// Page views that this import brought.
    pub fn added(&self) -> u64 {
        self.page_views.saturating_sub(self.known)
    }

    /// Lines that were left out for a reason.
    pub fn left_out(&self, reason: LeftOut) -> u64 {
        self.left_out.iter().find(|left| left.reason == reason).map_or(0, |left| left.lines)
    }

    /// The reasons for which lines were left out, with how many, in the order of the reasons.
    pub fn by_reason(&self) -> impl Iterator<Item = (LeftOut, u64)> {
        let lines = |reason: &LeftOut| (*reason, self.left_out(*reason));
        LeftOut::ALL.iter().map(lines).filter(|(_, lines)| *lines > 0)
    }

    /// The first malformed lines.
    pub fn faults(&self) -> &[FaultyLine] {
        &self.faults
    }
}

/// What became of the page views of one batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// They were not there, and are now; or this import had brought them before it was interrupted.
    pub added: u64,
    /// Another import had brought them, or they stand twice in the batch.
    pub known: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_read_are_page_views_and_lines_left_out() {
        let mut counts = LineCounts::default();
        counts.keep();
        for reason in LeftOut::ALL {
            counts.leave_out(*reason);
        }
        for line in 1..=30 {
            counts.malformed(FaultyLine { file: 0, line, fault: Fault::Time });
        }
        let left: u64 = counts.by_reason().map(|(_, lines)| lines).sum();
        assert_eq!(counts.read, counts.page_views + left);
        assert_eq!(counts.left_out(LeftOut::Malformed), 31);
        assert_eq!(counts.faults().len(), NAMED);
        let kept = serde_json::to_string(&counts).unwrap();
        assert_eq!(serde_json::from_str::<LineCounts>(&kept).unwrap(), counts);
    }
}
