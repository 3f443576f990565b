//! `lotse flush`: buffered events into the tables, now.

use anyhow::bail;

use super::asking::{OTHER_VERSION, answer};
use crate::{
    config::Config,
    control_socket::{Answer, Request},
};

pub(super) fn run(config: &Config) -> anyhow::Result<()> {
    let Answer::Flushed { events } = answer(config, Request::Flush)? else { bail!(OTHER_VERSION) };
    #[expect(clippy::print_stdout, reason = "the command's answer")]
    {
        println!("{events} events moved into the lake.");
    }
    Ok(())
}
