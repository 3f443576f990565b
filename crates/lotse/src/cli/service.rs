//! `lotse service`: services, and what their own servers need.

use anyhow::bail;
use clap::Subcommand;

use super::asking::answer;
use crate::{
    config::Config,
    control_socket::{Answer, Request},
};

#[derive(Debug, Subcommand)]
pub(super) enum ServiceCommand {
    /// List every service: place in addresses, public key, name
    List,
    /// Print the secret with which a service's own server signs references to users and cases
    ///
    /// Keep it on that server. How to sign with it stands in docs/data/install.md.
    SigningSecret {
        /// The service's place in addresses, as `lotse service list` shows it
        service: String,
    },
}

pub(super) fn run(config: &Config, command: &ServiceCommand) -> anyhow::Result<()> {
    let request = match command {
        ServiceCommand::List => Request::Services,
        ServiceCommand::SigningSecret { service } => {
            Request::SigningSecret { service: service.clone() }
        }
    };
    #[expect(clippy::print_stdout, reason = "the command's answer")]
    match answer(config, request)? {
        Answer::Services { services } if services.is_empty() => {
            println!("There is no service yet.");
        }
        Answer::Services { services } => {
            for [slug, key, name] in services {
                println!("{slug}\t{key}\t{name}");
            }
        }
        Answer::SigningSecret { secret } => println!("{secret}"),
        _ => bail!(super::asking::OTHER_VERSION),
    }
    Ok(())
}
