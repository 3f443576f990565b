//! Before and after: figures of a service in as many whole weeks before something happened as after it.
//!
//! What lies between is told, never why: other things may have changed at the same time.

use std::sync::Arc;

use jiff::{Span, civil::Date};
use lotse_domain::{
    ids::AuthorityCode,
    query::{Automatic, Breakdown, Period, PeriodError, UsageQuestion},
    service::Service,
};
use lotse_stats::{
    estimate::{Estimate, Level},
    multiplicity::holm,
    p_value::PValue,
    two_groups::{zou_donner, zou_donner_test},
};

use crate::{
    Reports,
    error::ReportError,
    gate::{self, DisclosedUsage, Figure},
    measure::{Cell, Measure, Number},
    overview::late_begin,
    viewer::Viewer,
};

/// Days before and after that can be asked for: whole weeks, so that both hold the same weekdays.
pub const SPANS: [u16; 4] = [7, 14, 28, 56];
/// Days where nothing is asked for.
pub const USUAL_SPAN: u16 = 28;
const WEEK: u16 = 7;

/// Before and after what.
#[derive(Clone, Debug, PartialEq)]
pub struct EffectRequest {
    /// Which service.
    pub service: Arc<Service>,
    /// The first day of it. Without a last day, it belongs to the days after.
    pub first: Date,
    /// The last day, where it came to an end: then its days are left out.
    pub last: Option<Date>,
    /// What is looked at, each once.
    pub measures: Vec<Measure>,
    /// Days before and after: one of [`SPANS`].
    pub days: u16,
}

/// Before and after. Everything in it has passed the gate.
#[derive(Clone, Debug, PartialEq)]
pub struct EffectReport {
    /// What was asked.
    pub request: EffectRequest,
    /// The one authority whose part of the service this is; `None` for the whole.
    pub authority: Option<AuthorityCode>,
    /// The days compared; or the first day on which a week after it is over, where none is yet.
    pub spans: Result<Spans, Date>,
    /// One for each measure, in the order asked; none where nothing is compared.
    pub effects: Vec<Effect>,
    /// The days before begin with too many without any event: the service may just have begun.
    pub begins_late: bool,
    /// Events may be missing: a file that could not be read was set aside.
    pub is_incomplete: bool,
}

/// The days compared: as many before as after, in whole weeks.
#[derive(Clone, Debug, PartialEq)]
pub struct Spans {
    /// Right before the first day.
    pub before: Period,
    /// From the first day on, or from the day after the last.
    pub after: Period,
}

/// One measure before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// What it counts.
    pub measure: Measure,
    /// Its figure of the days before.
    pub before: Cell,
    /// Of the days after.
    pub after: Cell,
    /// What lies between.
    pub between: Between,
}

/// What lies between two figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Between {
    /// Two complete counts have no interval, and what they differ by is no effect.
    Counts {
        /// The later over the earlier; `None` where the earlier is 0.
        ratio: Option<f64>,
    },
    /// After less before, in the unit of the measure.
    Difference {
        /// With its interval, where both have one.
        difference: Estimate,
        /// Whether the interval, adjusted by Holm for every difference of the report, leaves out 0. `None` without one.
        is_clear: Option<bool>,
        /// Its n is a count of the blurred population.
        is_blurred: bool,
    },
    /// One of the two is not told.
    Unknown,
}

/// The days to compare; or the first day on which there are any.
///
/// # Errors
/// When they lie outside the calendar.
fn spans(request: &EffectRequest, today: Date) -> Result<Result<Spans, Date>, PeriodError> {
    let out = |date| move |_| PeriodError::OutOfCalendar { date };
    let zone = &request.service.time_zone;
    let begin = match request.last {
        Some(last) => last.tomorrow().map_err(out(last))?,
        None => request.first,
    };
    let days = |count: u16| Span::new().days(i64::from(count));
    let over = u16::try_from((today - begin).get_days().max(0)).unwrap_or(u16::MAX);
    let weeks = request.days.min(over) / WEEK;
    if weeks == 0 {
        return Ok(Err(begin.checked_add(days(WEEK)).map_err(out(begin))?));
    }
    let length = weeks * WEEK;
    let first = request.first;
    let before = first.checked_sub(days(length)).map_err(out(first))?;
    let end = begin.checked_add(days(length - 1)).map_err(out(begin))?;
    Ok(Ok(Spans {
        before: Period::new(before, first.yesterday().map_err(out(first))?, zone.clone())?,
        after: Period::new(begin, end, zone.clone())?,
    }))
}

/// What lies between figures, measure by measure.
fn effects(measures: &[Measure], before: &[Figure], after: &[Figure]) -> Vec<Effect> {
    let cell = |figures: &[Figure], measure: Measure| {
        let figure = figures.iter().find(|figure| figure.measure == measure);
        figure.map_or(Cell::NoData, |figure| figure.cell.clone())
    };
    let mut effects: Vec<Effect> = measures
        .iter()
        .map(|measure| {
            let (before, after) = (cell(before, *measure), cell(after, *measure));
            Effect { measure: *measure, between: between(&before, &after), before, after }
        })
        .collect();
    adjust(&mut effects);
    effects
}

/// Without adjustment, which needs all of them.
fn between(before: &Cell, after: &Cell) -> Between {
    let (Some(old), Some(new)) = (before.number(), after.number()) else { return Between::Unknown };
    match (old.estimate(), new.estimate()) {
        (Some(of_old), Some(of_new)) => Between::Difference {
            difference: zou_donner(of_new, of_old, Level::P95).between,
            is_clear: None,
            is_blurred: old.is_blurred() || new.is_blurred(),
        },
        _ => Between::Counts { ratio: ratio(old, new) },
    }
}

fn ratio(old: Number, new: Number) -> Option<f64> {
    (old.value() > 0.0).then(|| new.value() / old.value())
}

/// Says which differences are clear, adjusted for all of them.
fn adjust(effects: &mut [Effect]) {
    let p_value = |effect: &Effect| -> Option<PValue> {
        let old = effect.before.number()?.estimate()?;
        let new = effect.after.number()?.estimate()?;
        zou_donner_test(&zou_donner(new, old, Level::P95))
    };
    let known: Vec<(usize, PValue)> = effects
        .iter()
        .enumerate()
        .filter_map(|(place, effect)| Some((place, p_value(effect)?)))
        .collect();
    let family: Vec<PValue> = known.iter().map(|(_, p)| *p).collect();
    for ((place, _), adjusted) in known.iter().zip(holm(&family)) {
        if let Some(Effect { between: Between::Difference { is_clear, .. }, .. }) =
            effects.get_mut(*place)
        {
            *is_clear = Some(adjusted.get() < 1.0 - Level::P95.inside());
        }
    }
}

impl Reports {
    /// Figures of a service before and after something happened. Automatic clients are left out.
    ///
    /// # Errors
    /// When the lake gives no answer, or the days lie outside the calendar.
    pub async fn effect(
        &self,
        viewer: &Viewer,
        request: EffectRequest,
    ) -> Result<EffectReport, ReportError> {
        let service = Arc::clone(&request.service);
        let today = self.clock.now().to_zoned_datetime(service.time_zone.clone()).date();
        let mut report = EffectReport {
            authority: viewer.authority().cloned(),
            spans: spans(&request, today)?,
            effects: Vec::new(),
            begins_late: false,
            is_incomplete: false,
            request,
        };
        let Ok(Spans { before, after }) = &report.spans else { return Ok(report) };
        let (old, new) = tokio::join!(
            self.figures(viewer, &service, before),
            self.figures(viewer, &service, after)
        );
        let (old, new) = (old?, new?);
        report.effects = effects(&report.request.measures, &old.figures, &new.figures);
        // Of each day visitors come first. What may not be told says nothing of when the service began.
        let days = old.tables.iter().flat_map(|table| &table.rows);
        report.begins_late = late_begin(days.filter_map(|row| row.cells.first())).is_some();
        report.is_incomplete = [before, after].into_iter().any(|period| {
            self.reader.lacks(service.kind, service.id, &(period.start()..period.end()))
        });
        Ok(report)
    }

    /// The figures of a period, with its days.
    async fn figures(
        &self,
        viewer: &Viewer,
        service: &Service,
        period: &Period,
    ) -> Result<DisclosedUsage, ReportError> {
        let scope = viewer.scope(service, period, Automatic::LeftOut);
        let question = UsageQuestion { scope, breakdowns: vec![Breakdown::Day] };
        let answer = self.reader.usage(&question).await?;
        Ok(gate::usage(&answer, service, period, Automatic::LeftOut, self.rules(viewer)))
    }
}

#[cfg(test)]
mod tests;
