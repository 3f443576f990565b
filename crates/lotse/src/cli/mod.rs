//! Commands, one per file.

mod asking;
mod audit;
mod backup;
mod check;
mod demo;
mod doctor;
mod erase;
mod export;
mod flush;
mod import;
mod reference;
mod restore;
mod serve;
mod service;
mod user;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::{
    config::{Config, ConfigError, Flags},
    demo::generator::DAYS,
};

/// Lotse measures how people use digital public services, listens to them, guides them, and shows
/// whether it works equally well for everyone.
#[derive(Debug, Parser)]
#[command(name = "lotse", version, arg_required_else_help = true, after_help = AFTER_HELP)]
pub struct Cli {
    #[command(flatten)]
    settings: SettingFlags,
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Start here:
  lotse demo                    try Lotse with two sample services and 90 days of generated data
  lotse serve                   run Lotse for real; the first start prints a sign-in link
  lotse check                   show the configuration in force and what is wrong with it

Every setting can be a flag, a LOTSE_… variable, or a line of lotse.toml; the first of these wins.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Run Lotse
    ///
    /// Listens for events and people until it is stopped (Ctrl-C or SIGTERM); then it finishes what
    /// it has accepted and exits.
    Serve,
    /// Run Lotse with two sample services and generated data
    ///
    /// Everything lies in the data folder; delete the folder and nothing is left.
    Demo {
        /// Days of generated data, up to now; 0 for none
        #[arg(long, value_name = "DAYS", default_value_t = DAYS, value_parser = clap::value_parser!(u32).range(0..=i64::from(DAYS)))]
        days: u32,
    },
    /// Show the configuration in force, and what is wrong with it or with this machine
    Check,
    /// Move buffered events into the lake's tables now
    ///
    /// Asks the running Lotse to do it, or does it itself when none runs. Queries do not need it: they
    /// see buffered events too. Use it before you open the lake with another program.
    Flush,
    /// Look at everything that Lotse keeps, byte for byte, and say what is damaged
    ///
    /// Works while Lotse runs. Ends with an error when something is damaged.
    Doctor {
        /// Take files that cannot be read out of the way, so that the rest is served
        #[arg(long)]
        set_aside: bool,
        /// Answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Erase events of a case, a signed-in person or a whole service, from every file
    ///
    /// When it returns, no byte of them is in the data folder. Back-ups are not reached.
    Erase {
        /// The service's place in addresses, as `lotse service list` shows it
        service: String,
        #[command(flatten)]
        subject: erase::SubjectFlags,
    },
    /// Import access logs of a web server as page views of a service
    ///
    /// Formats are recognised: NCSA common and combined (Apache, nginx), with or without host, JSON of nginx
    /// and Caddy, IIS, and those of Amazon; plain, gzip or Zstandard. Importing the same lines again adds
    /// nothing; an import that was interrupted goes on when the same files are imported again.
    ///
    /// Rows of other programs come as CSV or with a JSON object in each line; `--column` says what columns
    /// are whose names do not tell. With `--figures` the files are reports that others counted, such as those of
    /// analytics.usa.gov: they become series and never events.
    Import(import::ImportFlags),
    /// Take the figures of a service as a table: CSV, JSON lines or Parquet
    ///
    /// One row for each part of the period, label and measure, as they may be shown; never a row of an event. The
    /// running Lotse does the work; if none runs, the command does it itself. The audit log says that you took it.
    Export(export::ExportFlags),
    /// Copy everything into a new folder while Lotse runs
    ///
    /// What was acknowledged before is in the copy. Salts, sign-ins and, unless you ask for it, the
    /// installation secret are not. Put it back with `lotse restore`.
    Backup {
        /// The folder to make; it must not exist
        #[arg(value_name = "FOLDER")]
        target: PathBuf,
        /// Copy the installation secret too: with it, references signed by services stay valid
        #[arg(long)]
        with_secret: bool,
    },
    /// Put a back-up into an empty data folder
    ///
    /// The whole back-up is verified before anything is written.
    Restore {
        /// The folder that `lotse backup` made
        #[arg(value_name = "FOLDER")]
        source: PathBuf,
        /// The installation secret, when you keep it apart from back-ups
        #[arg(long, value_name = "FILE")]
        secret: Option<PathBuf>,
    },
    /// People who may sign in
    #[command(subcommand)]
    User(user::UserCommand),
    /// The audit log: who did and who read what
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Services and what their own servers need
    #[command(subcommand)]
    Service(service::ServiceCommand),
    /// Print every route with its role, for tests and documentation
    #[command(hide = true)]
    Routes,
    /// Print every setting, for tests and documentation
    #[command(hide = true)]
    Settings,
}

/// One flag for each entry of `SETTINGS`; a test holds the two lists together.
#[derive(Debug, Default, Args)]
struct SettingFlags {
    /// Configuration file [default: lotse.toml, if it exists]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder in which Lotse keeps everything [default: ./lotse-data]
    #[arg(long, global = true, value_name = "FOLDER")]
    data: Option<String>,
    /// Address and port to listen on; port 0 takes a free one [default: 127.0.0.1:7007]
    #[arg(long, global = true, value_name = "ADDRESS")]
    listen: Option<String>,
    /// How people and pages reach Lotse from outside, such as <https://lotse.example.gov>
    #[arg(long, global = true, value_name = "URL")]
    public_url: Option<String>,
    /// Your own proxies, as addresses or ranges separated by commas
    #[arg(long, global = true, value_name = "RANGES")]
    trusted_proxies: Option<String>,
    /// Name of the agency
    #[arg(long, global = true, value_name = "NAME")]
    organization: Option<String>,
    /// Events that each service may send per second [default: 10000]
    #[arg(long, global = true, value_name = "EVENTS")]
    events_per_second: Option<String>,
    /// Calendar months of events that are kept, the running one included [default: 25]
    #[arg(long, global = true, value_name = "MONTHS")]
    keep_events_months: Option<String>,
    /// Calendar months of details of used controls that are kept [default: 13]
    #[arg(long, global = true, value_name = "MONTHS")]
    keep_elements_months: Option<String>,
    /// Memory that all questions together may take, in MiB [default: 1024]
    #[arg(long, global = true, value_name = "MIB")]
    question_memory_mib: Option<String>,
    /// The largest file that may be uploaded for an import, in MiB [default: 1024]
    #[arg(long, global = true, value_name = "MIB")]
    upload_mib: Option<String>,
    /// Minutes without use after which people sign in again [default: 60]
    #[arg(long, global = true, value_name = "MINUTES")]
    session_idle_minutes: Option<String>,
    /// Hours after which people sign in again in any case [default: 12]
    #[arg(long, global = true, value_name = "HOURS")]
    session_hours: Option<String>,
    /// Address of your sign-in provider (OpenID Connect), exactly as it calls itself
    #[arg(long, global = true, value_name = "URL")]
    openid_issuer: Option<String>,
    /// What the provider calls this installation
    #[arg(long, global = true, value_name = "ID")]
    openid_client_id: Option<String>,
    /// File with the secret that the provider gave this installation
    #[arg(long, global = true, value_name = "FILE")]
    openid_client_secret_file: Option<String>,
    /// What people call the provider [default: its host]
    #[arg(long, global = true, value_name = "NAME")]
    openid_name: Option<String>,
    /// What the provider is asked for [default: openid email profile]
    #[arg(long, global = true, value_name = "SCOPES")]
    openid_scopes: Option<String>,
    /// Claim with the groups of a person [default: groups]
    #[arg(long, global = true, value_name = "CLAIM")]
    openid_groups_claim: Option<String>,
    /// Which group gives which role, as "group = role; group = role in service"
    #[arg(long, global = true, value_name = "ROLES")]
    openid_roles: Option<String>,
    /// Ways of proving oneself (acr) that are strong enough, separated by commas
    #[arg(long, global = true, value_name = "VALUES")]
    openid_acr: Option<String>,
    /// Whether the provider may add people whose groups give a role: yes or no [default: no]
    #[arg(long, global = true, value_name = "YES OR NO")]
    openid_add_people: Option<String>,
    /// Which log lines are written: error, warn, info, debug [default: info]
    #[arg(long, global = true, value_name = "FILTER")]
    log: Option<String>,
    /// How log lines look: text or json [default: text]
    #[arg(long, global = true, value_name = "FORMAT")]
    log_format: Option<String>,
}

impl SettingFlags {
    fn flags(&self) -> Flags {
        let given = [
            ("data", &self.data),
            ("listen", &self.listen),
            ("public_url", &self.public_url),
            ("trusted_proxies", &self.trusted_proxies),
            ("organization", &self.organization),
            ("events_per_second", &self.events_per_second),
            ("keep_events_months", &self.keep_events_months),
            ("keep_elements_months", &self.keep_elements_months),
            ("question_memory_mib", &self.question_memory_mib),
            ("upload_mib", &self.upload_mib),
            ("session_idle_minutes", &self.session_idle_minutes),
            ("session_hours", &self.session_hours),
            ("openid_issuer", &self.openid_issuer),
            ("openid_client_id", &self.openid_client_id),
            ("openid_client_secret_file", &self.openid_client_secret_file),
            ("openid_name", &self.openid_name),
            ("openid_scopes", &self.openid_scopes),
            ("openid_groups_claim", &self.openid_groups_claim),
            ("openid_roles", &self.openid_roles),
            ("openid_acr", &self.openid_acr),
            ("openid_add_people", &self.openid_add_people),
            ("log", &self.log),
            ("log_format", &self.log_format),
        ];
        given.into_iter().filter_map(|(name, text)| Some((name, text.clone()?))).collect()
    }

    fn load(&self) -> Result<Config, ConfigError> {
        let named =
            self.config.clone().or_else(|| std::env::var_os("LOTSE_CONFIG").map(Into::into));
        Config::load(&self.flags(), |name| std::env::var(name).ok(), named.as_deref())
    }
}

/// Runs the command that the command line names.
///
/// # Errors
/// With a text for the person who typed it.
pub fn run(cli: &Cli) -> anyhow::Result<()> {
    match &cli.command {
        Command::Serve => serve::run(cli.settings.load()?),
        Command::Demo { days } => demo::run(cli.settings.load()?, *days),
        Command::Check => check::run(cli.settings.load()),
        Command::Flush => flush::run(&cli.settings.load()?),
        Command::Doctor { set_aside, json } => {
            doctor::run(&cli.settings.load()?, *set_aside, *json)
        }
        Command::Erase { service, subject } => erase::run(&cli.settings.load()?, service, subject),
        Command::Import(flags) => import::run(&cli.settings.load()?, flags),
        Command::Export(flags) => export::run(&cli.settings.load()?, flags),
        Command::Backup { target, with_secret } => {
            backup::run(&cli.settings.load()?, target, *with_secret)
        }
        Command::Restore { source, secret } => {
            restore::run(&cli.settings.load()?, source, secret.as_deref())
        }
        Command::User(command) => user::run(&cli.settings.load()?, command),
        Command::Audit(command) => audit::run(&cli.settings.load()?, command),
        Command::Service(command) => service::run(&cli.settings.load()?, command),
        Command::Routes => reference::routes(),
        Command::Settings => reference::settings(),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::config::settings::SETTINGS;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_setting_has_its_flag_and_every_flag_its_setting() {
        let command = Cli::command();
        let mut flags: Vec<_> = command.get_arguments().filter_map(clap::Arg::get_long).collect();
        flags.retain(|flag| !["config", "help", "version"].contains(flag));
        let settings: Vec<_> = SETTINGS.iter().map(|setting| setting.flag).collect();
        assert_eq!(flags, settings);
        for setting in SETTINGS {
            let flags = SettingFlags { data: None, ..SettingFlags::default() };
            assert!(!flags.flags().contains_key(setting.name));
            let cli = Cli::try_parse_from(["lotse", "check", &format!("--{}=x", setting.flag)]);
            assert_eq!(cli.unwrap().settings.flags().get(setting.name).unwrap(), "x");
        }
    }
}
