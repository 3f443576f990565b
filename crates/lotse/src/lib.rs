//! The program: commands, configuration, wiring and schedule. The work lies in the crates below.

pub mod backup;
pub mod cli;
pub mod config;
pub mod control_socket;
pub mod data_folder;
pub mod demo;
pub mod doctor;
mod erase;
mod export;
mod figures;
pub mod import;
mod imports;
pub mod jobs;
mod people;
pub mod system;
pub mod wiring;
