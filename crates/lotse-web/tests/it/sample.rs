//! The sample services, driven as a browser without script drives them.

mod benefit;
mod browser;
mod desk;
