//! Telephony: numbers and extensions, sites, trunks and phones, and where calls enter and leave the organization.

pub mod did;
pub mod did_pool;
pub mod edge_group;
pub mod extension_pool;
pub mod line_base_settings;
pub mod phone;
pub mod phone_base_settings;
pub mod phone_capabilities;
mod properties;
pub mod site;
pub mod site_outbound_route;
pub mod station;
pub mod trunk;
pub mod trunk_base_settings;

use pulumi_provider::declaration::Issues;

use crate::registry::{Registry, look_up, resource};

pub(crate) fn register(registry: &mut Registry) {
    registry.add(resource::<did_pool::DidPool>(include_str!("did_pool.md")));
    registry.add(resource::<edge_group::EdgeGroup>(include_str!("edge_group.md")));
    registry.add(resource::<extension_pool::ExtensionPool>(include_str!("extension_pool.md")));
    registry.add(resource::<phone::Phone>(include_str!("phone.md")));
    registry.add(resource::<phone_base_settings::PhoneBaseSettings>(include_str!("phone_base_settings.md")));
    registry.add(resource::<site::Site>(include_str!("site.md")));
    registry.add(resource::<site_outbound_route::SiteOutboundRoute>(include_str!("site_outbound_route.md")));
    registry.add(resource::<trunk::Trunk>(include_str!("trunk.md")));
    registry.add(resource::<trunk_base_settings::TrunkBaseSettings>(include_str!("trunk_base_settings.md")));
    registry.add_look_up(look_up::<did::Did>());
    registry.add_look_up(look_up::<line_base_settings::LineBaseSettings>());
    registry.add_look_up(look_up::<station::Station>());
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
