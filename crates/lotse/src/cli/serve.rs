//! `lotse serve`: run Lotse.

use crate::{
    config::Config,
    wiring::{self, Extras},
};

pub(super) fn run(config: Config) -> anyhow::Result<()> {
    wiring::start_logging(&config);
    wiring::runtime()?.block_on(wiring::run(config, Extras::None))
}
