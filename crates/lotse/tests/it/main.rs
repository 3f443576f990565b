//! The integration tests of the program. One binary, since linking the lake takes seconds.

mod bans;
mod crash;
mod documented;
mod house;
mod process;
mod source_tree;
mod testdata;
mod tidy;
