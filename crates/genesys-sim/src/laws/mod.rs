//! What holds for every operation of the platform.

pub mod answer;
pub mod body;
pub mod lag;
pub mod pages;
pub mod parameters;
pub mod permissions;
pub mod rate_limit;
pub mod references;
pub mod tokens;
pub mod unique;
