//! Reads files line by line: to say what is in them, or to make events of them, a batch at a time.

use std::io::{self, BufRead};

use jiff::{Timestamp, tz::TimeZone};
use lotse_domain::{
    directory::{KeyStore, KeyStoreError},
    event::Event,
    import::{Fault, FaultyLine, LeftOut, LineCounts, LogFormat, RowColumns},
};
use thiserror::Error;

use super::{
    detect::{detect, heads_of},
    judge::{Hosts, judge},
    lines::{LogLines, Numbered},
    parse::{LogParser, Said},
    view::{NoEvent, Viewer},
};
use crate::redact::Redactions;

/// Lines by which a format is recognised.
const SAMPLE: usize = 200;
/// Lines by which the members of objects are known.
const SAMPLE_OF_HEADS: usize = 20;
/// Lines of a batch that holds few page views, so that progress is told all the same.
const BATCH_LINES: usize = 200_000;

/// Why reading stopped.
#[derive(Debug, Error)]
pub enum LogError {
    /// The file cannot be read, or is not packed as it says.
    #[error("line {after} was the last that could be read: {reason}")]
    Read {
        /// Lines that were read.
        after: u64,
        /// What the system said.
        reason: io::Error,
    },
    /// The import was closed meanwhile.
    #[error("the import was closed before its end")]
    Closed,
    /// Keys cannot be had now.
    #[error(transparent)]
    Keys(#[from] KeyStoreError),
}

/// Which lines are wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The hosts whose lines are the service's own.
    pub hosts: Hosts,
    /// What is older is not kept.
    pub oldest: Timestamp,
    /// Which columns of rows say what, where somebody named them.
    pub columns: RowColumns,
    /// Whose clocks are meant where outcomes say no offset.
    pub zone: TimeZone,
}

/// What a file holds, as far as it was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// Its format; `None` if it has none that is known.
    pub format: Option<LogFormat>,
    /// What would become of its lines.
    pub counts: LineCounts,
    /// The earliest and latest time of a page view.
    pub times: Option<(Timestamp, Timestamp)>,
    /// Whether these were all lines.
    pub is_whole: bool,
}

/// The format of a file that has not begun.
///
/// # Errors
/// When it cannot be read.
pub fn format_of<R: BufRead>(
    lines: &mut LogLines<R>,
    named: &RowColumns,
) -> Result<Option<LogFormat>, LogError> {
    Ok(detect(sample(lines, SAMPLE)?.iter().map(String::as_str), named))
}

/// The names of the columns of rows that have not begun.
///
/// # Errors
/// When they cannot be read.
pub fn columns_of<R: BufRead>(lines: &mut LogLines<R>) -> Result<Vec<String>, LogError> {
    Ok(heads_of(sample(lines, SAMPLE_OF_HEADS)?.iter().map(String::as_str)))
}

fn sample<R: BufRead>(lines: &mut LogLines<R>, most: usize) -> Result<Vec<String>, LogError> {
    let mut sample = Vec::new();
    while sample.len() < most
        && let Some(line) = next(lines)?
    {
        sample.extend(line.text.map(std::borrow::Cow::into_owned));
    }
    Ok(sample)
}

/// Looks at the first lines of a file whose format is known.
///
/// # Errors
/// When it cannot be read.
pub fn preview<R: BufRead>(
    lines: &mut LogLines<R>,
    format: LogFormat,
    wanted: &Wanted,
    now: Timestamp,
    most: usize,
) -> Result<Preview, LogError> {
    let mut parser = LogParser::new(format, &wanted.columns, &wanted.zone);
    let mut preview = Preview {
        format: Some(format),
        counts: LineCounts::default(),
        times: None,
        is_whole: false,
    };
    for _ in 0..most {
        let Some(line) = next(lines)? else {
            preview.is_whole = true;
            break;
        };
        match look(&mut parser, &line, wanted, now) {
            Ok(said) => {
                preview.counts.keep();
                let at = said.at();
                let (first, last) = preview.times.unwrap_or((at, at));
                preview.times = Some((first.min(at), last.max(at)));
            }
            Err(no) => no.count(&mut preview.counts, 0, line.number),
        }
    }
    Ok(preview)
}

fn next<R: BufRead>(lines: &mut LogLines<R>) -> Result<Option<Numbered<'_>>, LogError> {
    let after = lines.read();
    lines.next_line().map_err(|reason| LogError::Read { after, reason })
}

/// Why a line is no page view.
enum No {
    LeftOut(LeftOut),
    Faulty(Fault),
}

impl No {
    fn count(self, counts: &mut LineCounts, file: usize, line: u64) {
        match self {
            Self::LeftOut(reason) => counts.leave_out(reason),
            Self::Faulty(fault) => counts.malformed(FaultyLine { file, line, fault }),
        }
    }
}

fn look<'a>(
    parser: &mut LogParser,
    line: &'a Numbered<'_>,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Said<'a>, No> {
    let text = line.text.as_deref().ok_or(No::Faulty(Fault::TooLong))?;
    let said = parser.parse(text).map_err(No::Faulty)?;
    let said = said.ok_or(No::LeftOut(LeftOut::Comment))?;
    judge(&said, wanted, now).map_err(No::LeftOut)?;
    Ok(said)
}

/// An import of logs on its way through the door.
pub struct LogImport<'a, K> {
    viewer: Viewer<'a, K>,
    parser: LogParser,
    wanted: Wanted,
    file: usize,
    counts: LineCounts,
}

/// Page views that were read together.
pub struct Batch {
    /// The events.
    pub events: Vec<Event>,
    /// What was cut out of their texts.
    pub found: Redactions,
    /// Whether the file is at its end.
    pub is_last: bool,
}

impl<'a, K: KeyStore> LogImport<'a, K> {
    pub(crate) fn new(viewer: Viewer<'a, K>, wanted: Wanted) -> Self {
        let parser = LogParser::new(LogFormat::Combined, &wanted.columns, &wanted.zone);
        Self { viewer, parser, wanted, file: 0, counts: LineCounts::default() }
    }

    /// From here on lines are those of the file at this place among the files of the import.
    pub fn begin_file(&mut self, place: usize, format: LogFormat) {
        self.file = place;
        self.parser = LogParser::new(format, &self.wanted.columns, &self.wanted.zone);
        self.viewer.begin_file(format);
    }

    /// What became of the lines so far; all page views count as new.
    pub fn counts(&self) -> &LineCounts {
        &self.counts
    }

    /// Notes that so many page views had been brought by another import.
    pub fn count_known(&mut self, known: u64) {
        self.counts.known += known;
    }

    /// Reads on until there are so many page views, or the file ends.
    ///
    /// # Errors
    /// When the file cannot be read or a key cannot be had. What was counted stays counted.
    pub async fn read<R: BufRead>(
        &mut self,
        lines: &mut LogLines<R>,
        most: usize,
        now: Timestamp,
    ) -> Result<Batch, LogError> {
        let mut events = Vec::new();
        let is_last = self.read_into(&mut events, lines, most, now).await?;
        Ok(Batch { events, found: std::mem::take(&mut self.viewer.found), is_last })
    }

    /// `true` if the file is at its end.
    async fn read_into<R: BufRead>(
        &mut self,
        events: &mut Vec<Event>,
        lines: &mut LogLines<R>,
        most: usize,
        now: Timestamp,
    ) -> Result<bool, LogError> {
        for _ in 0..BATCH_LINES {
            let Some(line) = next(lines)? else { return Ok(true) };
            let number = line.number;
            let said = match look(&mut self.parser, &line, &self.wanted, now) {
                Ok(said) => said,
                Err(no) => {
                    no.count(&mut self.counts, self.file, number);
                    continue;
                }
            };
            let text = line.text.as_deref().unwrap_or_default();
            match self.viewer.event(text, &said, now).await {
                Ok(event) => {
                    self.counts.keep();
                    events.push(event);
                }
                Err(NoEvent::Address) => {
                    No::Faulty(Fault::Address).count(&mut self.counts, self.file, number);
                }
                Err(NoEvent::Outcome) => {
                    No::Faulty(Fault::Outcome).count(&mut self.counts, self.file, number);
                }
                Err(NoEvent::Closed) => return Err(LogError::Closed),
                Err(NoEvent::Keys(error)) => return Err(error.into()),
            }
            if events.len() >= most {
                break;
            }
        }
        Ok(false)
    }
}
