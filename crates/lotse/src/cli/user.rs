//! `lotse user`: people who may sign in.

use anyhow::{Context as _, bail};
use clap::Subcommand;

use crate::{
    config::Config,
    control_socket::{Answer, Request, Served, ask},
    data_folder::{DataFolder, socket_in},
    wiring,
};

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// List everybody who may sign in
    List,
    /// Print a sign-in link for a person; it works once, within 24 hours
    ///
    /// Adds the person when there is none of this name.
    SignInLink {
        /// The person's name
        name: String,
    },
}

pub(super) fn run(config: &Config, command: &UserCommand) -> anyhow::Result<()> {
    let request = || match command {
        UserCommand::List => Request::Users,
        UserCommand::SignInLink { name } => Request::SignInLink { name: name.clone() },
    };
    super::small_runtime()?.block_on(async {
        let running = ask(&socket_in(&config.data), &request())
            .await
            .context("The running Lotse did not answer")?;
        let answer = match running {
            Some(answer) => answer,
            None => alone(config, request()).await?,
        };
        #[expect(clippy::print_stdout, reason = "the command's answer")]
        match answer {
            Answer::Users { names } if names.is_empty() => println!("Nobody may sign in yet."),
            Answer::Users { names } => println!("{}", names.join("\n")),
            Answer::SignInLink { address } => println!("{address}"),
            Answer::Failed { reason } => bail!(reason),
            Answer::Flushed { .. } => bail!("The running Lotse is of another version. Restart it."),
        }
        Ok(())
    })
}

/// Does it here when no Lotse runs on the folder.
async fn alone(config: &Config, request: Request) -> anyhow::Result<Answer> {
    let folder = DataFolder::take(&config.data)?;
    let control = wiring::open_control(&folder).await?;
    let lake = wiring::open_lake(&folder).await?;
    let served = Served {
        upkeep: lake.upkeep(),
        control: control.clone(),
        base_url: wiring::base_url(config, config.listen),
    };
    let answer = served.answer(request).await;
    lake.close().await;
    control.close().await;
    Ok(answer)
}
