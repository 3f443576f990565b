//! `lotse flush`: buffered events into the tables, now.

use anyhow::{Context as _, bail};

use crate::{
    config::Config,
    control_socket::{Answer, Request, ask},
    data_folder::{DataFolder, socket_in},
    wiring,
};

pub(super) fn run(config: &Config) -> anyhow::Result<()> {
    super::small_runtime()?.block_on(async {
        let answer = ask(&socket_in(&config.data), &Request::Flush)
            .await
            .context("The running Lotse did not answer")?;
        let events = match answer {
            Some(Answer::Flushed { events }) => events,
            Some(Answer::Failed { reason }) => bail!("Nothing was lost, but: {reason}"),
            Some(_) => bail!("The running Lotse is of another version. Restart it."),
            None => {
                let folder = DataFolder::take(&config.data)?;
                let lake = wiring::open_lake(&folder).await?;
                let flushed = lake.upkeep().flush().await?;
                lake.close().await;
                flushed.events.get()
            }
        };
        #[expect(clippy::print_stdout, reason = "the command's answer")]
        {
            println!("{events} events moved into the lake.");
        }
        Ok(())
    })
}
