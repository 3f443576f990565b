//! `lotse erase`: events of a case, a person or a service, from every file.

use anyhow::bail;
use clap::Args;

use super::asking::{OTHER_VERSION, answer};
use crate::{
    config::Config,
    control_socket::{Answer, Erase, Request},
};

/// Whose events; exactly one is given.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct SubjectFlags {
    /// Those of one case, by the reference that the service signs
    #[arg(long, value_name = "REFERENCE")]
    case: Option<String>,
    /// Those of one signed-in person in the running quarter, by the reference that the service signs
    #[arg(long, value_name = "REFERENCE")]
    user: Option<String>,
    /// Those of one visitor who consented, by the id that their browser keeps (`lotse-visitor`, up to its point)
    #[arg(long, value_name = "UUID")]
    visitor: Option<String>,
    /// All events of the service
    #[arg(long)]
    everything: bool,
}

pub(super) fn run(config: &Config, service: &str, subject: &SubjectFlags) -> anyhow::Result<()> {
    let subject = match subject {
        SubjectFlags { case: Some(value), .. } => Erase::Case { value: value.clone() },
        SubjectFlags { user: Some(value), .. } => Erase::User { value: value.clone() },
        SubjectFlags { visitor: Some(value), .. } => Erase::Visitor { value: value.clone() },
        SubjectFlags { .. } => Erase::Everything,
    };
    let quarter_alone = matches!(subject, Erase::User { .. });
    let request = Request::Erase { service: service.to_owned(), subject };
    let Answer::Erased { events, files, set_aside } = answer(config, request)? else {
        bail!(OTHER_VERSION)
    };
    #[expect(clippy::print_stdout, reason = "the command's answer")]
    {
        println!("{events} events are erased; {files} files were written anew.");
        if set_aside > 0 {
            println!(
                "{set_aside} damaged file(s) that had been set aside and may have held such events are deleted whole."
            );
        }
        if quarter_alone {
            println!(
                "What this person did in earlier quarters cannot be found by anybody: the keys that led to it are destroyed."
            );
        }
        println!("Back-ups made before still hold them: delete those when their time is over.");
    }
    Ok(())
}
