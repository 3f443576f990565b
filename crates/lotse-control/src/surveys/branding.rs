//! The branding of surveys: the agency's name, colours and logo; of the organization, or of one service.

use jiff::Timestamp;
use lotse_domain::{
    audit::Action,
    service::Service,
    survey::{
        contrast::{Theme, ThemeForm},
        fault::Fault,
    },
};
use sqlx::{Row as _, sqlite::SqliteRow};

use super::logo::Logo;
use crate::{
    audit::{Change, Changes, Entry},
    error::ControlError,
    store::{Control, stored_time},
};

/// The longest name of an agency, in characters.
pub const LONGEST_NAME: usize = 100;

/// Whose surveys have it.
#[derive(Clone, Copy, Debug)]
pub enum BrandingOf<'a> {
    /// Those of every service that has no branding of its own.
    Organization,
    /// Those of one service.
    Service(&'a Service),
}

/// The branding of surveys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branding {
    /// The name of the agency, on one line; also what is said in place of the logo.
    pub name: String,
    /// Its colours. What people cannot tell apart is never kept.
    pub colours: Theme,
    /// Its logo.
    pub logo: Option<Logo>,
}

/// A branding that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenBranding {
    /// What it is.
    pub branding: Branding,
    /// How often one was chosen here, from 1.
    pub version: i64,
    /// The name of who chose it, as it was then.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

/// Why the branding was not chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BrandingRefused {
    /// It has no name.
    NoName,
    /// The name is too long, or no single line.
    LongName,
    /// Two colours are too much alike; each fault names them.
    Contrast(Vec<Fault>),
    /// Somebody chose another one meanwhile.
    Outdated,
}

const COLUMNS: &str = "name, colours, logo, version, made_by, made_at";

impl BrandingOf<'_> {
    fn place(self) -> i64 {
        match self {
            Self::Organization => 0,
            Self::Service(service) => i64::from(service.id.number()),
        }
    }

    fn service(self) -> Option<i64> {
        match self {
            Self::Organization => None,
            Self::Service(_) => Some(self.place()),
        }
    }

    fn entry(self, name: &str) -> Entry {
        let entry = Entry::new(Action::SurveyBrandingChosen, name);
        match self {
            Self::Organization => entry,
            Self::Service(service) => entry.of(service),
        }
    }
}

impl Control {
    /// The branding of a service's surveys: its own, else the organization's. None if nobody chose either.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn survey_branding(
        &self,
        service: &Service,
    ) -> Result<Option<ChosenBranding>, ControlError> {
        match self.branding_of(BrandingOf::Service(service)).await? {
            Some(own) => Ok(Some(own)),
            None => self.branding_of(BrandingOf::Organization).await,
        }
    }

    /// The branding that was chosen for the organization, or for one service alone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn branding_of(
        &self,
        of: BrandingOf<'_>,
    ) -> Result<Option<ChosenBranding>, ControlError> {
        let text = format!("SELECT {COLUMNS} FROM survey_branding WHERE place = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(of.place())
            .fetch_optional(self.pool())
            .await?;
        row.as_ref().map(chosen).transpose()
    }
}

impl Changes<'_> {
    /// Chooses the branding, if version `before` is still the newest (0 where there is none). Surveys that are live have it at once.
    ///
    /// # Errors
    /// When the database fails. Why it was not chosen is an answer.
    pub async fn choose_branding(
        &self,
        of: BrandingOf<'_>,
        branding: &Branding,
        before: i64,
    ) -> Result<Result<ChosenBranding, BrandingRefused>, ControlError> {
        let branding = match checked(branding) {
            Ok(branding) => branding,
            Err(why) => return Ok(Err(why)),
        };
        let mut change = self.begin().await?;
        let known = known(&mut change, of).await?;
        match known {
            Some(known) if known.branding == branding => return Ok(Ok(known)),
            Some(known) if known.version != before => return Ok(Err(BrandingRefused::Outdated)),
            None if before != 0 => return Ok(Err(BrandingRefused::Outdated)),
            _ => {}
        }
        let colours = serde_json::to_string(&ThemeForm::from(&branding.colours));
        let colours = colours.map_err(|error| broken(&error))?;
        let made = ChosenBranding {
            version: before.saturating_add(1),
            made_by: self.actor_name().to_owned(),
            made_at: self.control.now(),
            branding,
        };
        sqlx::query(
            "INSERT INTO survey_branding (place, service, version, name, colours, logo, made_by, made_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (place) DO UPDATE SET \
             version = $3, name = $4, colours = $5, logo = $6, made_by = $7, made_at = $8",
        )
        .bind(of.place())
        .bind(of.service())
        .bind(made.version)
        .bind(&made.branding.name)
        .bind(&colours)
        .bind(made.branding.logo.as_ref().map(Logo::png))
        .bind(&made.made_by)
        .bind(made.made_at.as_microsecond())
        .execute(&mut *change.transaction)
        .await?;
        let logo = made.branding.logo.as_ref().map_or(0, |logo| logo.png().len());
        let entry = of.entry(&made.branding.name).with("version", made.version);
        change.commit(entry.with("colours", colours).with("bytes of the logo", logo)).await?;
        Ok(Ok(made))
    }

    /// Takes the branding of a service away, so that it has the organization's; or that. `false` if there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_branding(&self, of: BrandingOf<'_>) -> Result<bool, ControlError> {
        let mut change = self.begin().await?;
        let done = sqlx::query("DELETE FROM survey_branding WHERE place = $1")
            .bind(of.place())
            .execute(&mut *change.transaction)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        change.commit(of.entry("").with("version", 0)).await?;
        Ok(true)
    }
}

fn checked(branding: &Branding) -> Result<Branding, BrandingRefused> {
    let name = branding.name.trim();
    if name.is_empty() {
        return Err(BrandingRefused::NoName);
    }
    if name.chars().count() > LONGEST_NAME || name.contains(char::is_control) {
        return Err(BrandingRefused::LongName);
    }
    let faults = branding.colours.faults();
    if !faults.is_empty() {
        return Err(BrandingRefused::Contrast(faults));
    }
    Ok(Branding { name: name.to_owned(), ..branding.clone() })
}

async fn known(
    change: &mut Change,
    of: BrandingOf<'_>,
) -> Result<Option<ChosenBranding>, ControlError> {
    let text = format!("SELECT {COLUMNS} FROM survey_branding WHERE place = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(text))
        .bind(of.place())
        .fetch_optional(&mut *change.transaction)
        .await?;
    row.as_ref().map(chosen).transpose()
}

fn chosen(row: &SqliteRow) -> Result<ChosenBranding, ControlError> {
    let colours: ThemeForm =
        serde_json::from_str(row.try_get(1)?).map_err(|error| broken(&error))?;
    Ok(ChosenBranding {
        branding: Branding {
            name: row.try_get(0)?,
            colours: colours.theme().map_err(|error| broken(&error))?,
            logo: row.try_get::<Option<Vec<u8>>, _>(2)?.map(Logo::kept),
        },
        version: row.try_get(3)?,
        made_by: row.try_get(4)?,
        made_at: stored_time(row.try_get(5)?)?,
    })
}

fn broken(error: &dyn std::fmt::Display) -> ControlError {
    ControlError::Value { what: "branding of surveys", reason: error.to_string() }
}
