//! Back-ups: what one holds, how it is made, how it is put back (`docs/spec/backup.md`).
//!
//! A back-up is a folder with a manifest that names every file, its size and its SHA-256. It is
//! complete or not there: it gets its name when everything in it is on disk.

mod make;
mod manifest;
mod restore;

pub use self::{
    make::{BackUp, BackUpError},
    manifest::{Manifest, ManifestError, StoredTable},
    restore::{RestoreError, Restored, restore},
};

/// The lake, in a back-up and in a data folder.
const LAKE: &str = "lake";
/// The control data, in both.
const CONTROL: &str = "control.sqlite";
/// The installation secret, in both.
const SECRET: &str = "installation-secret";
