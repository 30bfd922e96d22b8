//! Telephony: numbers and extensions, and where calls enter and leave the organization.

pub mod did_pool;
pub mod extension_pool;

use pulumi_provider::declaration::Issues;

use crate::registry::{Registry, resource};

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<did_pool::DidPool>(include_str!("did_pool.md")));
    registry.add(resource::<extension_pool::ExtensionPool>(include_str!("extension_pool.md")));
}

/// A range does not end before it begins.
fn check_range(issues: &mut Issues<'_>, at: &str, start: &str, end: &str) {
    let number = |text: &str| text.trim_start_matches('+').parse::<u64>().ok();
    if let (Some(first), Some(last)) = (number(start), number(end))
        && first > last
    {
        issues.say(at, format!("must not be before the start of the range, {start}"));
    }
}
