//! The `lotse` command.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match lotse::cli::run(&lotse::cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "the person who typed the command reads it")]
            {
                eprintln!("{error:#}");
            }
            ExitCode::FAILURE
        }
    }
}
