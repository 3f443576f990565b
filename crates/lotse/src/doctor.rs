//! Is everything that is kept still what was written? And what to do about what is not.

use lotse_lake::{Examined, Place};
use serde::{Deserialize, Serialize};

use crate::backup::BackUp;

/// What was looked at, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// The two stores of events.
    pub stores: Vec<StoreHealth>,
    /// What is wrong, the events' stores first.
    pub damages: Vec<Damage>,
}

/// The size of a store of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreHealth {
    /// `public` or `employees`.
    pub kind: String,
    /// The version of its table.
    pub version: u64,
    /// Files of the table.
    pub files: usize,
    /// Events in them.
    pub in_table: u64,
    /// Events in the buffer.
    pub in_buffer: u64,
    /// Files that the table does not name: replaced ones wait for questions that began before.
    pub unnamed_files: usize,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Damage {
    /// Where, relative to the data folder.
    pub place: String,
    /// What is wrong with it.
    pub reason: String,
    /// What it held, for a person.
    pub held: Option<String>,
    /// Whether it was taken out of the way just now.
    pub set_aside: bool,
    /// What to do.
    pub remedy: String,
}

/// Looks at buffers, tables and control data, and takes damaged files out of their tables if asked.
///
/// # Errors
/// When a store cannot be looked at at all, with words for a person.
pub async fn examine(
    parts: &BackUp,
    set_aside: bool,
    progress: &(dyn Fn(u64, u64) + Send + Sync),
) -> Result<Health, String> {
    let examined = parts.upkeep.examine(progress).await.map_err(|error| error.to_string())?;
    let mut health = Health::default();
    for store in &examined {
        health.stores.push(StoreHealth::of(store));
        for fault in &store.faults {
            let mut damage = Damage::of(store, &fault.place, &fault.reason);
            if let (Place::File { path, .. }, true) = (&fault.place, set_aside) {
                damage.set_aside = parts
                    .upkeep
                    .set_aside(store.kind, path, &fault.reason)
                    .await
                    .map_err(|error| error.to_string())?;
                if damage.set_aside {
                    damage.remedy = set_aside_now(store);
                }
            }
            health.damages.push(damage);
        }
    }
    let control = parts.control.examine().await.map_err(|error| error.to_string())?;
    health.damages.extend(control.into_iter().map(|reason| Damage {
        place: "control.sqlite".to_owned(),
        reason,
        held: None,
        set_aside: false,
        remedy: "Stop Lotse, move the data folder away and restore the newest back-up.".to_owned(),
    }));
    Ok(health)
}

fn set_aside_now(store: &Examined) -> String {
    format!(
        "What is left of it lies in lake/{kind}/set-aside with a note of what it held. Pages say that numbers of this period are too low. If a back-up has the file, restore that into another folder to look at it.",
        kind = store.kind
    )
}

impl StoreHealth {
    fn of(store: &Examined) -> Self {
        Self {
            kind: store.kind.as_str().to_owned(),
            version: store.version,
            files: store.files,
            in_table: store.in_table.get(),
            in_buffer: store.in_buffer.get(),
            unnamed_files: store.unnamed,
        }
    }
}

impl Damage {
    fn of(store: &Examined, place: &Place, reason: &str) -> Self {
        let kind = store.kind;
        match place {
            Place::Buffer => Self {
                place: format!("lake/{kind}/buffer.sqlite"),
                reason: reason.to_owned(),
                held: None,
                set_aside: false,
                remedy: "Stop Lotse and run: lotse doctor --set-aside. What can be read is taken over into a new buffer.".to_owned(),
            },
            Place::File { path, rows, from, until } => Self {
                place: format!("lake/{kind}/events/{path}"),
                reason: reason.to_owned(),
                held: Some(format!("{rows} events from {from} to {until}")),
                set_aside: false,
                remedy: "Put the file back from a back-up, byte for byte; or run lotse doctor --set-aside, so that the rest is served without it.".to_owned(),
            },
        }
    }
}
