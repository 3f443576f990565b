//! `lotse user`: people who may sign in.

use anyhow::bail;
use clap::Subcommand;
use lotse_domain::role::Role;

use super::asking::{OTHER_VERSION, answer};
use crate::{
    config::Config,
    control_socket::{Answer, Request},
};

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// List everybody who may sign in
    List,
    /// Print a sign-in link for a person; it works once, within 24 hours
    ///
    /// With `--role`, adds the person when there is none of this name.
    SignInLink {
        /// The person's name
        name: String,
        /// What a person who is added may do in the whole organization
        #[arg(long, value_parser = role)]
        role: Option<Role>,
    },
    /// Let a person read single events of a public service, for a purpose and a time
    ///
    /// The right is part of no role. Each reading is written down.
    AllowSingleRows {
        /// The person's name
        name: String,
        /// The service's place in addresses, as `lotse service list` shows it
        #[arg(long)]
        service: String,
        /// What for, in a sentence
        #[arg(long)]
        purpose: String,
        /// For how many days
        #[arg(long, value_parser = clap::value_parser!(u16).range(1..=366))]
        days: u16,
    },
}

/// Reads a role from the command line.
fn role(text: &str) -> Result<Role, String> {
    text.parse().map_err(|error: lotse_domain::words::UnknownWord| error.to_string())
}

pub(super) fn run(config: &Config, command: &UserCommand) -> anyhow::Result<()> {
    let request = match command {
        UserCommand::List => Request::Users,
        UserCommand::SignInLink { name, role } => {
            Request::SignInLink { name: name.clone(), role: *role }
        }
        UserCommand::AllowSingleRows { name, service, purpose, days } => Request::AllowSingleRows {
            name: name.clone(),
            service: service.clone(),
            purpose: purpose.clone(),
            days: *days,
        },
    };
    #[expect(clippy::print_stdout, reason = "the command's answer")]
    match answer(config, request)? {
        Answer::Users { users } if users.is_empty() => println!("Nobody may sign in yet."),
        Answer::Users { users } => {
            for [name, roles] in users {
                println!("{name}\t{roles}");
            }
        }
        Answer::SignInLink { address } => println!("{address}"),
        Answer::Allowed { ends_at } => println!("Allowed until {ends_at}."),
        _ => bail!(OTHER_VERSION),
    }
    Ok(())
}
