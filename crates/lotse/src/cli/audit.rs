//! `lotse audit`: who did and who read what.

use anyhow::bail;
use clap::Subcommand;

use super::asking::{OTHER_VERSION, answer};
use crate::{
    config::Config,
    control_socket::{Answer, Request},
};

#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// Read the whole record and say whether it is as it was written
    ///
    /// Prints the newest hash. Note it elsewhere and give it back later with `--kept`: rows that were cut off
    /// at the end are missed by it. Ends with an error when something is wrong.
    Verify {
        /// A hash that was noted earlier
        #[arg(long, value_name = "HASH")]
        kept: Option<String>,
    },
}

pub(super) fn run(config: &Config, command: &AuditCommand) -> anyhow::Result<()> {
    let AuditCommand::Verify { kept } = command;
    let Answer::AuditVerified { rows, head, holds_kept } =
        answer(config, Request::VerifyAudit { kept: kept.clone() })?
    else {
        bail!(OTHER_VERSION)
    };
    let found = match holds_kept {
        Some(false) => bail!(
            "The {rows} rows are as they were written, but the hash that you noted is not among them: newer rows were cut off, or it is another installation's."
        ),
        Some(true) => "; the hash that you noted is among them",
        None => "",
    };
    #[expect(clippy::print_stdout, reason = "the command's answer")]
    {
        println!("{rows} rows, as they were written{found}.");
        if !head.is_empty() {
            println!("Newest hash: {head}");
        }
    }
    Ok(())
}
