//! What surveys look like: the agency's name, colours and logo; of the organization, or of one service.

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

/// Whose surveys look so.
#[derive(Clone, Copy, Debug)]
pub enum LookOf<'a> {
    /// Those of every service that has no look of its own.
    Organization,
    /// Those of one service.
    Service(&'a Service),
}

/// What surveys look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The name of the agency, on one line; also what is said in place of the logo.
    pub name: String,
    /// Its colours. What people cannot tell apart is never kept.
    pub colours: Theme,
    /// Its logo.
    pub logo: Option<Logo>,
}

/// A look that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenLook {
    /// What it is.
    pub look: Look,
    /// How often one was chosen here, from 1.
    pub version: i64,
    /// The name of who chose it, as it was then.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

/// Why a look was not chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookRefused {
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

impl LookOf<'_> {
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
        let entry = Entry::new(Action::SurveyLookChosen, name);
        match self {
            Self::Organization => entry,
            Self::Service(service) => entry.of(service),
        }
    }
}

impl Control {
    /// What surveys of a service look like: its own look, else the organization's. None if nobody chose either.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn survey_look(&self, service: &Service) -> Result<Option<ChosenLook>, ControlError> {
        match self.look_of(LookOf::Service(service)).await? {
            Some(own) => Ok(Some(own)),
            None => self.look_of(LookOf::Organization).await,
        }
    }

    /// The look that was chosen for the organization, or for one service alone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn look_of(&self, of: LookOf<'_>) -> Result<Option<ChosenLook>, ControlError> {
        let text = format!("SELECT {COLUMNS} FROM survey_looks WHERE place = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(of.place())
            .fetch_optional(self.pool())
            .await?;
        row.as_ref().map(chosen).transpose()
    }
}

impl Changes<'_> {
    /// Chooses a look, if version `before` is still the newest (0 where there is none). Surveys that are live have it at once.
    ///
    /// # Errors
    /// When the database fails. Why it was not chosen is an answer.
    pub async fn choose_look(
        &self,
        of: LookOf<'_>,
        look: &Look,
        before: i64,
    ) -> Result<Result<ChosenLook, LookRefused>, ControlError> {
        let look = match checked(look) {
            Ok(look) => look,
            Err(why) => return Ok(Err(why)),
        };
        let mut change = self.begin().await?;
        let known = known(&mut change, of).await?;
        match known {
            Some(known) if known.look == look => return Ok(Ok(known)),
            Some(known) if known.version != before => return Ok(Err(LookRefused::Outdated)),
            None if before != 0 => return Ok(Err(LookRefused::Outdated)),
            _ => {}
        }
        let colours = serde_json::to_string(&ThemeForm::from(&look.colours));
        let colours = colours.map_err(|error| broken(&error))?;
        let made = ChosenLook {
            version: before.saturating_add(1),
            made_by: self.actor_name().to_owned(),
            made_at: self.control.now(),
            look,
        };
        sqlx::query(
            "INSERT INTO survey_looks (place, service, version, name, colours, logo, made_by, made_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (place) DO UPDATE SET \
             version = $3, name = $4, colours = $5, logo = $6, made_by = $7, made_at = $8",
        )
        .bind(of.place())
        .bind(of.service())
        .bind(made.version)
        .bind(&made.look.name)
        .bind(&colours)
        .bind(made.look.logo.as_ref().map(Logo::png))
        .bind(&made.made_by)
        .bind(made.made_at.as_microsecond())
        .execute(&mut *change.transaction)
        .await?;
        let logo = made.look.logo.as_ref().map_or(0, |logo| logo.png().len());
        let entry = of.entry(&made.look.name).with("version", made.version);
        change.commit(entry.with("colours", colours).with("bytes of the logo", logo)).await?;
        Ok(Ok(made))
    }

    /// Takes the look of a service away, so that it has the organization's; or that. `false` if there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_look(&self, of: LookOf<'_>) -> Result<bool, ControlError> {
        let mut change = self.begin().await?;
        let done = sqlx::query("DELETE FROM survey_looks WHERE place = $1")
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

fn checked(look: &Look) -> Result<Look, LookRefused> {
    let name = look.name.trim();
    if name.is_empty() {
        return Err(LookRefused::NoName);
    }
    if name.chars().count() > LONGEST_NAME || name.contains(char::is_control) {
        return Err(LookRefused::LongName);
    }
    let faults = look.colours.faults();
    if !faults.is_empty() {
        return Err(LookRefused::Contrast(faults));
    }
    Ok(Look { name: name.to_owned(), ..look.clone() })
}

async fn known(change: &mut Change, of: LookOf<'_>) -> Result<Option<ChosenLook>, ControlError> {
    let text = format!("SELECT {COLUMNS} FROM survey_looks WHERE place = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(text))
        .bind(of.place())
        .fetch_optional(&mut *change.transaction)
        .await?;
    row.as_ref().map(chosen).transpose()
}

fn chosen(row: &SqliteRow) -> Result<ChosenLook, ControlError> {
    let colours: ThemeForm =
        serde_json::from_str(row.try_get(1)?).map_err(|error| broken(&error))?;
    Ok(ChosenLook {
        look: Look {
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
    ControlError::Value { what: "look of surveys", reason: error.to_string() }
}
