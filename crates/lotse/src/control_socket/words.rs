//! The words of commands and of the running process: what is asked, and what is answered.

use std::path::PathBuf;

use lotse_domain::{
    import::{LineCounts, LogFormat, RowColumns},
    query::interval::Every,
    role::Role,
};
use lotse_report::extract::ExtractSum;
use serde::{Deserialize, Serialize};

use crate::{
    doctor::Health,
    export::AskedExtract,
    figures::{FiguresOfFile, SaidOfFigures},
    imports::{ListedImport, LookedAt},
};

/// What a command asks of the running process.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "ask")]
pub enum Request {
    /// Move buffered events into the tables.
    Flush,
    /// Make a one-time sign-in link, adding the person when there is none of this name.
    SignInLink {
        /// Who.
        name: String,
        /// The role of whoever is added, in the whole organization; `None` adds nobody.
        role: Option<Role>,
    },
    /// Read the whole record of who did what, and check it.
    VerifyAudit {
        /// A hash that was noted earlier.
        kept: Option<String>,
    },
    /// Everybody who may sign in.
    Users,
    /// Let somebody read single events of a public service.
    AllowSingleRows {
        /// Who.
        name: String,
        /// Slug of the service.
        service: String,
        /// What for.
        purpose: String,
        /// For how many days.
        days: u16,
    },
    /// Every service.
    Services,
    /// The secret with which a service signs references.
    SigningSecret {
        /// Slug of the service.
        service: String,
    },
    /// Make a secret key of a service's own server.
    AddServerKey {
        /// Slug of the service.
        service: String,
        /// What the key is called.
        name: String,
    },
    /// Names of a service's secret keys.
    ServerKeys {
        /// Slug of the service.
        service: String,
    },
    /// Take a secret key away.
    RevokeServerKey {
        /// Slug of the service.
        service: String,
        /// What the key is called.
        name: String,
    },
    /// Erase events.
    Erase {
        /// Slug of the service.
        service: String,
        /// Whose.
        subject: Erase,
    },
    /// Import access logs, or look at what they hold.
    Import {
        /// Slug of the service.
        service: String,
        /// Files and folders, as whole paths.
        paths: Vec<PathBuf>,
        /// The format, if it is not to be recognised.
        format: Option<LogFormat>,
        /// Which columns of rows say what, where their names do not.
        columns: RowColumns,
        /// Hosts whose lines are wanted; none for those of the service.
        hosts: Vec<String>,
        /// Nothing is imported; the first lines are looked at.
        look: bool,
    },
    /// Take figures that others counted, or look at them.
    Figures {
        /// Slug of the service.
        service: String,
        /// Files, as whole paths.
        paths: Vec<PathBuf>,
        /// What is said of them.
        said: SaidOfFigures,
        /// Nothing is taken; it is said what the files hold.
        look: bool,
    },
    /// Write an extract of disclosed figures.
    Export {
        /// Slug of the service.
        service: String,
        /// What it is of, and where it goes.
        asked: AskedExtract,
    },
    /// Every import of access logs, or those of a service.
    Imports {
        /// Slug of the service.
        service: Option<String>,
    },
    /// Erase what an import brought.
    UndoImport {
        /// Its number.
        import: i64,
    },
    /// Look at everything that is kept.
    Examine {
        /// Whether files that cannot be read are taken out of the way.
        set_aside: bool,
    },
    /// Make a back-up.
    BackUp {
        /// The folder to make, as a whole path.
        target: PathBuf,
        /// Whether the installation secret goes into it.
        with_secret: bool,
    },
}

/// Whose events are erased.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "of")]
pub enum Erase {
    /// Of a case, by the reference that the service signs.
    Case {
        /// The reference.
        value: String,
    },
    /// Of a signed-in person, by the reference that the service signs.
    User {
        /// The reference.
        value: String,
    },
    /// Of a visitor who consented, by the id that their browser keeps.
    Visitor {
        /// The id.
        value: String,
    },
    /// Of everybody.
    Everything,
}

/// What the running process answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "answer")]
pub enum Answer {
    /// So many events were moved.
    Flushed {
        /// Events.
        events: u64,
    },
    /// The link.
    SignInLink {
        /// Its address.
        address: String,
    },
    /// Everybody, by name.
    Users {
        /// Name, then roles in words.
        users: Vec<[String; 2]>,
    },
    /// What checking the audit log found.
    AuditVerified {
        /// It is whole: so many rows.
        rows: i64,
        /// The newest hash; empty where there is no row.
        head: String,
        /// Whether the hash that was noted earlier is in it.
        holds_kept: Option<bool>,
    },
    /// The right is given.
    Allowed {
        /// Until when.
        ends_at: String,
    },
    /// Slug, public key and name of each service.
    Services {
        /// The services, in the order of creation.
        services: Vec<[String; 3]>,
    },
    /// The secret in hexadecimal.
    SigningSecret {
        /// 64 digits.
        secret: String,
    },
    /// The work goes on; more answers follow.
    Progress {
        /// Bytes done.
        done_bytes: u64,
        /// Bytes in all.
        all_bytes: u64,
    },
    /// The work goes on; more answers follow.
    Stretch {
        /// Parts of the period that are written.
        done: usize,
        /// Parts in all.
        all: usize,
        /// What they are.
        every: Every,
    },
    /// An extract is written.
    Exported {
        /// What is in it.
        sum: ExtractSum,
    },
    /// A key, for the only time.
    ServerKey {
        /// The key.
        key: String,
    },
    /// Names of keys.
    ServerKeys {
        /// The names, in order.
        names: Vec<String>,
    },
    /// The key is no longer good.
    ServerKeyRevoked,
    /// Events are gone.
    Erased {
        /// How many.
        events: u64,
        /// Files that were written anew.
        files: usize,
        /// Damaged files that were deleted whole.
        set_aside: usize,
    },
    /// An import is done.
    Imported {
        /// Its number.
        import: i64,
        /// Names of the files.
        files: Vec<String>,
        /// What became of the lines.
        counts: LineCounts,
    },
    /// What files hold.
    LookedAt {
        /// Name, format if it is known, counts, and whether these were all lines.
        files: Vec<LookedAt>,
    },
    /// What files of figures hold, and what became of it.
    Figures {
        /// In the order of the files.
        files: Vec<FiguresOfFile>,
    },
    /// Imports, the newest first.
    Imports {
        /// Each with its service's slug.
        imports: Vec<ListedImport>,
    },
    /// Events of an import are gone.
    ImportUndone {
        /// How many.
        events: u64,
    },
    /// What was found.
    Examined {
        /// All of it.
        report: Health,
    },
    /// The back-up is made.
    BackedUp {
        /// Its size.
        size_bytes: u64,
        /// Events in it, before rows that are in buffer and table are counted once.
        events: u64,
    },
    /// It did not work.
    Failed {
        /// Why.
        reason: String,
    },
}
