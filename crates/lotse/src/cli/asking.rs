//! How commands get their answer: from the running Lotse, or by themselves when none runs.

use std::sync::Arc;

use anyhow::{Context as _, bail};

use crate::{
    config::Config,
    control_socket::{Answer, Meanwhile, Request, Served, ask},
    data_folder::{DataFolder, socket_in},
    import::Importer,
    wiring,
};

/// Said when the running program answers with something else.
pub(super) const OTHER_VERSION: &str = "The running Lotse is of another version. Restart it.";

/// Asks the running Lotse of the data folder; opens the folder here when none runs on it.
pub(super) fn answer(config: &Config, request: Request) -> anyhow::Result<Answer> {
    answer_with(config, request, &|_| {})
}

/// The same; `meanwhile` hears how far it is.
pub(super) fn answer_with(
    config: &Config,
    request: Request,
    meanwhile: Meanwhile<'_>,
) -> anyhow::Result<Answer> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let answer = runtime.block_on(async {
        let running = ask(&socket_in(&config.data), &request, meanwhile)
            .await
            .context("The running Lotse did not answer")?;
        match running {
            Some(answer) => anyhow::Ok(answer),
            None => alone(config, request, meanwhile).await,
        }
    })?;
    match answer {
        Answer::Failed { reason } => bail!(reason),
        answer => Ok(answer),
    }
}

async fn alone(
    config: &Config,
    request: Request,
    meanwhile: Meanwhile<'_>,
) -> anyhow::Result<Answer> {
    let folder = DataFolder::take(&config.data)?;
    let control = wiring::open_control(&folder).await?;
    let lake = wiring::open_lake(&folder, config).await?;
    let base_url = wiring::base_url(config, config.listen);
    let importer = Arc::new(Importer::alone(&control, &lake, &config.data));
    let served = Served::new(&lake, &control, &config.data, importer, base_url);
    let answer = served.answer(request, meanwhile).await;
    lake.close().await;
    control.close().await;
    Ok(answer)
}
