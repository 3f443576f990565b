//! The integration tests of the program. One binary, since linking the lake takes seconds.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bans;
mod crash;
mod disk;
mod documented;
mod erase;
mod export;
mod formats;
mod house;
mod import;
mod import_outcomes;
mod process;
mod source_tree;
mod testdata;
mod tidy;
mod witness_tasks;
