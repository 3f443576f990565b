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
    /// Make a secret key with which a service's own server may send events, and print it once
    ///
    /// Only a hash of it is kept. How to send with it stands in docs/data/server.md.
    AddServerKey {
        /// The service's place in addresses, as `lotse service list` shows it
        service: String,
        /// What you call the key, such as the name of the server that will have it
        name: String,
    },
    /// List the names of a service's secret keys
    ServerKeys {
        /// The service's place in addresses
        service: String,
    },
    /// Take a secret key away, at once
    RevokeServerKey {
        /// The service's place in addresses
        service: String,
        /// What the key is called
        name: String,
    },
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
        ServiceCommand::AddServerKey { service, name } => {
            Request::AddServerKey { service: service.clone(), name: name.clone() }
        }
        ServiceCommand::ServerKeys { service } => Request::ServerKeys { service: service.clone() },
        ServiceCommand::RevokeServerKey { service, name } => {
            Request::RevokeServerKey { service: service.clone(), name: name.clone() }
        }
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
        Answer::ServerKey { key } => {
            println!("{key}");
            eprintln!("Keep it where the server keeps its secrets: it is shown only now.");
        }
        Answer::ServerKeys { names } if names.is_empty() => {
            println!("The service has no secret key.");
        }
        Answer::ServerKeys { names } => names.iter().for_each(|name| println!("{name}")),
        Answer::ServerKeyRevoked => println!("The key is taken away."),
        _ => bail!(super::asking::OTHER_VERSION),
    }
    Ok(())
}
