//! What usage measures read of a batch, brought into the form they count with.

use std::sync::Arc;

use datafusion::{
    arrow::{
        array::{
            Array, Int64Array, PrimitiveArray, RecordBatch, StringViewArray,
            TimestampMicrosecondArray,
        },
        buffer::ScalarBuffer,
        datatypes::ArrowPrimitiveType,
    },
    error::DataFusionError,
};
use lotse_domain::{
    event::EventKind,
    ids::AuthorityCode,
    query::{Automatic, Breakdown, Period},
    service::CollectionProfile,
};

use super::{
    days::Days,
    labels::{Labels, NONE},
};

/// A column whose values are labels of a breakdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LabelColumn {
    Page,
    PageLanguage,
    BrowserLanguage,
    DeviceClass,
    Browser,
    OperatingSystem,
    Referrer,
}

impl LabelColumn {
    /// How many there are.
    pub(crate) const COUNT: usize = 7;

    /// The column that labels the rows of a breakdown; days need none.
    pub(crate) fn of(breakdown: Breakdown) -> Option<Self> {
        match breakdown {
            Breakdown::Day => None,
            Breakdown::Page | Breakdown::EntryPage | Breakdown::ExitPage => Some(Self::Page),
            Breakdown::PageLanguage => Some(Self::PageLanguage),
            Breakdown::BrowserLanguage => Some(Self::BrowserLanguage),
            Breakdown::DeviceClass => Some(Self::DeviceClass),
            Breakdown::Browser => Some(Self::Browser),
            Breakdown::OperatingSystem => Some(Self::OperatingSystem),
            Breakdown::Referrer => Some(Self::Referrer),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Page => "page_path",
            Self::PageLanguage => "page_language",
            Self::BrowserLanguage => "browser_language",
            Self::DeviceClass => "device_class",
            Self::Browser => "browser",
            Self::OperatingSystem => "operating_system",
            Self::Referrer => "referrer_domain",
        }
    }
}

/// What the rows are measured against; the same for every range.
#[derive(Debug)]
pub(crate) struct Frame {
    days: Days,
    authority: Option<AuthorityCode>,
    automatic: Automatic,
    /// The tables wanted.
    pub(crate) breakdowns: Vec<Breakdown>,
    /// The most labels of one column that are kept.
    pub(crate) labels: usize,
}

impl Frame {
    pub(crate) fn new(
        period: &Period,
        authority: Option<AuthorityCode>,
        automatic: Automatic,
        breakdowns: Vec<Breakdown>,
        labels: usize,
    ) -> Self {
        Self { days: Days::new(period), authority, automatic, breakdowns, labels }
    }

    /// How many days the period has.
    pub(crate) fn days(&self) -> usize {
        self.days.len()
    }

    /// The day that a time lies in, if it lies in the period, and the first time after which the
    /// answer is another one.
    pub(crate) fn day(&self, time: i64) -> (Option<usize>, i64) {
        self.days.day(time)
    }

    /// The times that are read, in microseconds: the longest visit more than the period on both
    /// sides.
    pub(crate) fn times_read(&self) -> std::ops::Range<i64> {
        self.days.times_of_visits()
    }

    /// Columns that are read besides those of the order.
    pub(crate) fn columns(&self) -> Vec<&'static str> {
        let mut columns = vec!["kind", "profile", "received_at", "bot_verdict", "engaged_ms"];
        if self.authority.is_some() {
            columns.push("authority");
        }
        for column in self.breakdowns.iter().filter_map(|b| LabelColumn::of(*b)) {
            if !columns.contains(&column.name()) {
                columns.push(column.name());
            }
        }
        columns
    }
}

/// Whether a row counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// An automatic client that is left out: it counts nowhere.
    None,
    /// It belongs to a visit, but not to what was asked for.
    VisitOnly,
    /// It counts.
    Whole,
}

/// A batch, ready to be counted.
pub(crate) struct Rows {
    times: ScalarBuffer<i64>,
    received: ScalarBuffer<i64>,
    page_views: Vec<bool>,
    interactions: Vec<bool>,
    measured: Vec<bool>,
    /// Absent where every row counts whole.
    parts: Option<Vec<Part>>,
    engaged: Option<Int64Array>,
    labels: [Option<Vec<u32>>; LabelColumn::COUNT],
}

impl Rows {
    /// When it happened, in microseconds.
    pub(crate) fn time(&self, row: usize) -> i64 {
        self.times[row]
    }

    /// The newest `received_at` of `range`, in microseconds.
    pub(crate) fn newest(&self, range: std::ops::Range<usize>) -> Option<i64> {
        self.received[range].iter().copied().max()
    }

    /// How many page views are in `range`.
    pub(crate) fn count_page_views(&self, range: std::ops::Range<usize>) -> u64 {
        self.page_views[range].iter().map(|is| u64::from(*is)).sum()
    }

    /// Whether it is a page view.
    pub(crate) fn is_page_view(&self, row: usize) -> bool {
        self.page_views[row]
    }

    /// Whether a person did something.
    pub(crate) fn is_interaction(&self, row: usize) -> bool {
        self.interactions[row]
    }

    /// Whether its profile can carry bounce and engaged time.
    pub(crate) fn is_measured(&self, row: usize) -> bool {
        self.measured[row]
    }

    /// Whether it counts.
    pub(crate) fn part(&self, row: usize) -> Part {
        self.parts.as_ref().map_or(Part::Whole, |parts| parts[row])
    }

    /// Its engaged time.
    pub(crate) fn engaged_ms(&self, row: usize) -> u64 {
        match &self.engaged {
            Some(engaged) if engaged.is_valid(row) => {
                u64::try_from(engaged.value(row)).unwrap_or(0)
            }
            _ => 0,
        }
    }

    /// Numbers of the labels of a column; all none where it was not read.
    pub(crate) fn labels(&self, column: LabelColumn) -> Option<&[u32]> {
        self.labels[column as usize].as_deref()
    }

    /// The number of its label.
    pub(crate) fn label(&self, column: LabelColumn, row: usize) -> u32 {
        self.labels(column).map_or(NONE, |labels| labels[row])
    }
}

/// Brings batches of one range into that form.
pub(crate) struct Reader {
    frame: Arc<Frame>,
    labels: [Option<Labels>; LabelColumn::COUNT],
    kinds: Words<EventKind>,
    profiles: Words<CollectionProfile>,
    /// Events of the period by automatic clients.
    automatic_events: u64,
}

/// Words of a closed list by the numbers that their texts have.
struct Words<T> {
    labels: Labels,
    words: Vec<Option<T>>,
}

impl<T: std::str::FromStr + Copy> Words<T> {
    /// Far more than any list has: a text beyond it is an error anyhow.
    const LIMIT: usize = 64;

    fn new() -> Self {
        Self { labels: Labels::new(Self::LIMIT), words: vec![None; Self::LIMIT + 2] }
    }

    /// The numbers of the words, each of which is one of the list.
    fn read(&mut self, texts: &StringViewArray, column: &str) -> Result<Vec<u32>, DataFusionError> {
        let numbers = self.labels.number(texts);
        for (number, name) in self.labels.iter() {
            if let (Some(name), None) = (name, self.words[number]) {
                let word = name.parse().map_err(|_| {
                    DataFusionError::Execution(format!("a file holds an unknown {column}"))
                })?;
                self.words[number] = Some(word);
            }
        }
        if numbers.iter().any(|number| self.words[*number as usize].is_none()) {
            return Err(DataFusionError::Execution(format!("a file holds no {column}")));
        }
        Ok(numbers)
    }

    /// For which of `numbers` something holds.
    fn holds(&self, numbers: &[u32], holds: impl Fn(T) -> bool) -> Vec<bool> {
        let table: Vec<bool> = self.words.iter().map(|word| word.is_some_and(&holds)).collect();
        numbers.iter().map(|number| table[*number as usize]).collect()
    }
}

impl Reader {
    pub(crate) fn new(frame: Arc<Frame>) -> Self {
        let mut labels = [const { None }; LabelColumn::COUNT];
        for column in frame.breakdowns.iter().filter_map(|b| LabelColumn::of(*b)) {
            labels[column as usize] = Some(Labels::new(frame.labels));
        }
        Self { frame, labels, kinds: Words::new(), profiles: Words::new(), automatic_events: 0 }
    }

    /// Events of the period by automatic clients, in what was read so far.
    pub(crate) fn automatic_events(&self) -> u64 {
        self.automatic_events
    }

    /// The labels of a column, if it is read.
    pub(crate) fn labels(&self, column: LabelColumn) -> Option<&Labels> {
        self.labels[column as usize].as_ref()
    }

    /// Reads a batch.
    pub(crate) fn read(&mut self, batch: &RecordBatch) -> Result<Rows, DataFusionError> {
        let kinds = self.kinds.read(texts(batch, "kind")?, "kind")?;
        let profiles = self.profiles.read(texts(batch, "profile")?, "profile")?;
        let engaged = column::<Int64Array>(batch, "engaged_ms")?;
        let mut labels = [const { None }; LabelColumn::COUNT];
        for breakdown in &self.frame.breakdowns {
            let Some(column) = LabelColumn::of(*breakdown) else { continue };
            if let (None, Some(known)) =
                (&labels[column as usize], &mut self.labels[column as usize])
            {
                labels[column as usize] = Some(known.number(texts(batch, column.name())?));
            }
        }
        Ok(Rows {
            times: values(column::<TimestampMicrosecondArray>(batch, "occurred_at")?),
            received: values(column::<TimestampMicrosecondArray>(batch, "received_at")?),
            page_views: self.kinds.holds(&kinds, |kind| kind == EventKind::PageView),
            interactions: self.kinds.holds(&kinds, EventKind::is_interaction),
            measured: self.profiles.holds(&profiles, CollectionProfile::captures_interaction),
            parts: self.parts(batch)?,
            engaged: (engaged.null_count() < engaged.len()).then(|| engaged.clone()),
            labels,
        })
    }

    fn parts(&mut self, batch: &RecordBatch) -> Result<Option<Vec<Part>>, DataFusionError> {
        let bots = texts(batch, "bot_verdict")?;
        let authorities = match &self.frame.authority {
            Some(authority) => Some((texts(batch, "authority")?, authority.as_str())),
            None => None,
        };
        let is_elsewhere = |row: usize| {
            authorities
                .is_some_and(|(found, wanted)| !(found.is_valid(row) && found.value(row) == wanted))
        };
        if bots.null_count() < bots.len() {
            let times = column::<TimestampMicrosecondArray>(batch, "occurred_at")?;
            let in_period = |row: usize| self.frame.day(times.value(row)).0.is_some();
            let automatic = (0..batch.num_rows())
                .filter(|row| bots.is_valid(*row) && in_period(*row) && !is_elsewhere(*row));
            self.automatic_events += automatic.count() as u64;
        } else if authorities.is_none() {
            return Ok(None);
        }
        let left_out = self.frame.automatic == Automatic::LeftOut;
        let part = |row: usize| {
            if left_out && bots.is_valid(row) {
                Part::None
            } else if is_elsewhere(row) {
                Part::VisitOnly
            } else {
                Part::Whole
            }
        };
        Ok(Some((0..batch.num_rows()).map(part).collect()))
    }
}

fn values<T: ArrowPrimitiveType>(array: &PrimitiveArray<T>) -> ScalarBuffer<T::Native> {
    array.values().clone()
}

/// A column by name and type.
pub(crate) fn column<'a, A: Array + 'static>(
    batch: &'a RecordBatch,
    name: &str,
) -> Result<&'a A, DataFusionError> {
    batch
        .column_by_name(name)
        .and_then(|array| array.as_any().downcast_ref::<A>())
        .ok_or_else(|| DataFusionError::Execution(format!("the column {name} cannot be read")))
}

/// The column by which automatic clients are left out: a row with a text in it is one of theirs. None
/// where they count, or where there are none.
pub(crate) fn left_out(
    batch: &RecordBatch,
    automatic: Automatic,
) -> Result<Option<&StringViewArray>, DataFusionError> {
    Ok(match automatic {
        Automatic::LeftOut => {
            Some(texts(batch, "bot_verdict")?).filter(|bots| bots.null_count() < bots.len())
        }
        Automatic::Counted => None,
    })
}

fn texts<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a StringViewArray, DataFusionError> {
    column(batch, name)
}
