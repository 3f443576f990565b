//! Figures that others counted: kept by name, measure and labels, so that the same file again changes nothing.

use std::collections::{BTreeMap, HashMap};

use jiff::{Timestamp, civil::Date};
use lotse_domain::{
    Count,
    audit::Action,
    privacy::Undisclosed,
    series::{SeriesHead, SeriesId, SeriesPeriod, SeriesPoint},
    service::Service,
};
use sqlx::{QueryBuilder, Row as _, sqlite::SqliteRow};

use crate::{
    audit::{Change, Changes, Entry},
    error::ControlError,
    store::{Control, stored_time},
};

/// Rows that are written with one statement.
const AT_ONCE: usize = 500;

/// First and last day, and labels as they are stored.
type PointKey = (Date, Date, String);

/// A series as it is listed, without its figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Its number.
    pub id: SeriesId,
    /// What it is.
    pub is: SeriesHead,
    /// The file that it was read from last.
    pub file: String,
    /// Who imported that.
    pub imported_by: String,
    /// When.
    pub imported_at: Timestamp,
    /// The first and the last day that it has a figure of; none where it has none.
    pub days: Option<SeriesPeriod>,
    /// How many figures it has.
    pub points: u64,
}

/// What an import of figures did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeriesImported {
    /// The series.
    pub series: SeriesId,
    /// Figures that were not there.
    pub added: u64,
    /// Figures that were there and are others now.
    pub changed: u64,
    /// Figures that were there already.
    pub known: u64,
}

impl Control {
    /// The series of a service, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn series(&self, service: &Service) -> Result<Vec<Series>, ControlError> {
        self.series_of(service, None).await
    }

    async fn series_of(
        &self,
        service: &Service,
        number: Option<SeriesId>,
    ) -> Result<Vec<Series>, ControlError> {
        let rows = sqlx::query(
            "SELECT s.id, s.name, s.measure, s.dimensions, s.file, s.imported_by, s.imported_at, \
             (SELECT MIN(first_day) FROM series_points p WHERE p.series = s.id), \
             (SELECT MAX(last_day) FROM series_points p WHERE p.series = s.id), \
             (SELECT COUNT(*) FROM series_points p WHERE p.series = s.id) \
             FROM series s WHERE s.service = $1 AND ($2 IS NULL OR s.id = $2) \
             ORDER BY s.name, s.measure, s.dimensions",
        )
        .bind(i64::from(service.id.number()))
        .bind(number.map(SeriesId::number))
        .fetch_all(self.pool())
        .await?;
        rows.iter().map(series).collect()
    }

    /// One series of a service.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn series_numbered(
        &self,
        service: &Service,
        number: SeriesId,
    ) -> Result<Option<Series>, ControlError> {
        Ok(self.series_of(service, Some(number)).await?.pop())
    }

    /// The periods that a series has figures of, the newest first, each with how many they are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn series_periods(
        &self,
        series: SeriesId,
        most: u32,
    ) -> Result<Vec<(SeriesPeriod, u64)>, ControlError> {
        let rows = sqlx::query(
            "SELECT first_day, last_day, COUNT(*) FROM series_points WHERE series = $1 \
             GROUP BY first_day, last_day ORDER BY last_day DESC, first_day DESC LIMIT $2",
        )
        .bind(series.number())
        .bind(i64::from(most))
        .fetch_all(self.pool())
        .await?;
        let counted = |row: &SqliteRow| {
            Ok((
                period(row.try_get(0)?, row.try_get(1)?)?,
                u64::try_from(row.try_get::<i64, _>(2)?).unwrap_or(0),
            ))
        };
        rows.iter().map(counted).collect()
    }

    /// Every figure of the periods that end in a stretch of days. Nobody has said yet that they may be shown.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn series_points(
        &self,
        series: SeriesId,
        (from, to): (Date, Date),
    ) -> Result<Undisclosed<Vec<SeriesPoint>>, ControlError> {
        let rows = sqlx::query(
            "SELECT first_day, last_day, labels, value FROM series_points \
             WHERE series = $1 AND last_day >= $2 AND last_day <= $3 \
             ORDER BY last_day, first_day, value DESC, labels",
        )
        .bind(series.number())
        .bind(from.to_string())
        .bind(to.to_string())
        .fetch_all(self.pool())
        .await?;
        let point = |row: &SqliteRow| {
            Ok(SeriesPoint {
                period: period(row.try_get(0)?, row.try_get(1)?)?,
                labels: texts(row.try_get(2)?)?,
                value: Count::new(u64::try_from(row.try_get::<i64, _>(3)?).unwrap_or(0)),
            })
        };
        rows.iter().map(point).collect::<Result<Vec<_>, ControlError>>().map(Undisclosed::seal)
    }
}

impl Changes<'_> {
    /// Takes the figures of a file into series, each made if there is none of the name. What is there already stays.
    ///
    /// # Errors
    /// When the database fails; nothing is taken then.
    pub async fn import_figures(
        &self,
        service: &Service,
        file: &str,
        figures: impl IntoIterator<Item = (SeriesHead, Vec<SeriesPoint>)>,
    ) -> Result<Vec<(SeriesHead, SeriesImported)>, ControlError> {
        let mut change = self.begin().await?;
        let mut done = Vec::new();
        for (head, points) in figures {
            let id: i64 = sqlx::query(
                "INSERT INTO series (service, name, measure, dimensions, file, imported_by, imported_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (service, name, measure, dimensions) \
                 DO UPDATE SET file = $5, imported_by = $6, imported_at = $7 RETURNING id",
            )
            .bind(i64::from(service.id.number()))
            .bind(&head.name)
            .bind(&head.measure)
            .bind(serde_json::json!(head.dimensions).to_string())
            .bind(file)
            .bind(self.actor_name())
            .bind(self.control.now().as_microsecond())
            .fetch_one(&mut *change.transaction)
            .await?
            .try_get(0)?;
            let imported = take_points(&mut change, SeriesId::new(id), &points).await?;
            let entry = Entry::new(Action::SeriesImported, &head.name)
                .of(service)
                .with("measure", head.measure.as_str())
                .with("added", imported.added.cast_signed())
                .with("changed", imported.changed.cast_signed());
            change.record(entry).await?;
            done.push((head, imported));
        }
        change.commit_recorded().await?;
        Ok(done)
    }

    /// Deletes a series with its figures; `false` where the service has none of the number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_series(
        &self,
        service: &Service,
        series: SeriesId,
    ) -> Result<bool, ControlError> {
        let mut change = self.begin().await?;
        let name: Option<String> =
            sqlx::query("DELETE FROM series WHERE id = $1 AND service = $2 RETURNING name")
                .bind(series.number())
                .bind(i64::from(service.id.number()))
                .fetch_optional(&mut *change.transaction)
                .await?
                .map(|row| row.try_get(0))
                .transpose()?;
        let Some(name) = name else { return Ok(false) };
        change.commit(Entry::new(Action::SeriesDeleted, &name).of(service)).await?;
        Ok(true)
    }
}

/// Writes what is new or another into a series.
async fn take_points(
    change: &mut Change,
    series: SeriesId,
    points: &[SeriesPoint],
) -> Result<SeriesImported, ControlError> {
    // Rows of one file may have the same labels, once what is private is cut out of them.
    let mut brought: BTreeMap<PointKey, i64> = BTreeMap::new();
    for SeriesPoint { period, labels, value } in points {
        let labels = serde_json::json!(labels).to_string();
        let of = brought.entry((period.first(), period.last(), labels)).or_default();
        *of = of.saturating_add(i64::try_from(value.get()).unwrap_or(i64::MAX));
    }
    let first = brought.keys().map(|(first, ..)| *first).min();
    let last = brought.keys().map(|(_, last, _)| *last).max();
    let known = sqlx::query(
        "SELECT first_day, last_day, labels, value FROM series_points \
         WHERE series = $1 AND first_day >= $2 AND last_day <= $3",
    )
    .bind(series.number())
    .bind(first.map(|day| day.to_string()))
    .bind(last.map(|day| day.to_string()))
    .fetch_all(&mut *change.transaction)
    .await?;
    let known = known.iter().map(|row| {
        let key = (date(row.try_get(0)?)?, date(row.try_get(1)?)?, row.try_get(2)?);
        Ok((key, row.try_get(3)?))
    });
    let known: HashMap<PointKey, i64> = known.collect::<Result<_, ControlError>>()?;
    let mut done = SeriesImported { series, added: 0, changed: 0, known: 0 };
    brought.retain(|key, value| {
        let before = known.get(key);
        match before {
            Some(before) if before == value => done.known += 1,
            Some(_) => done.changed += 1,
            None => done.added += 1,
        }
        before != Some(value)
    });
    let brought: Vec<(PointKey, i64)> = brought.into_iter().collect();
    for rows in brought.chunks(AT_ONCE) {
        let mut insert = QueryBuilder::new(
            "INSERT INTO series_points (series, first_day, last_day, labels, value) ",
        );
        insert.push_values(rows, |mut row, ((first, last, labels), value)| {
            row.push_bind(series.number())
                .push_bind(first.to_string())
                .push_bind(last.to_string())
                .push_bind(labels)
                .push_bind(value);
        });
        insert.push(
            " ON CONFLICT (series, first_day, last_day, labels) DO UPDATE SET value = excluded.value",
        );
        insert.build().execute(&mut *change.transaction).await?;
    }
    Ok(done)
}

fn series(row: &SqliteRow) -> Result<Series, ControlError> {
    let days: (Option<&str>, Option<&str>) = (row.try_get(7)?, row.try_get(8)?);
    Ok(Series {
        id: SeriesId::new(row.try_get(0)?),
        is: SeriesHead {
            name: row.try_get(1)?,
            measure: row.try_get(2)?,
            dimensions: texts(row.try_get(3)?)?,
        },
        file: row.try_get(4)?,
        imported_by: row.try_get(5)?,
        imported_at: stored_time(row.try_get(6)?)?,
        days: match days {
            (Some(first), Some(last)) => Some(period(first, last)?),
            _ => None,
        },
        points: u64::try_from(row.try_get::<i64, _>(9)?).unwrap_or(0),
    })
}

fn period(first: &str, last: &str) -> Result<SeriesPeriod, ControlError> {
    SeriesPeriod::new(date(first)?, date(last)?)
        .ok_or(ControlError::Value { what: "period", reason: format!("{first} is after {last}") })
}

fn date(stored: &str) -> Result<Date, ControlError> {
    stored.parse().map_err(|error: jiff::Error| ControlError::Value {
        what: "day",
        reason: error.to_string(),
    })
}

fn texts(stored: &str) -> Result<Vec<String>, ControlError> {
    serde_json::from_str(stored)
        .map_err(|error| ControlError::Value { what: "labels", reason: error.to_string() })
}
