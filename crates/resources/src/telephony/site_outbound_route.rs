//! `telephonyprovidersedges:SiteOutboundRoute`, the trunks that a site's calls leave by.

use pulumi_provider::declaration::{Properties, Ref, Resource, Set};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::choices::choices;
use crate::hooks::Hooks;
use crate::kinds;

/// An outbound route of a site: the trunks that calls to numbers of some classifications leave by.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(
    token = "telephonyprovidersedges:SiteOutboundRoute",
    noun = "outbound route",
    lookup = "siteId, name"
)]
#[resource(outputs = SiteOutboundRouteOutputs)]
#[api(kind = kinds::SiteOutboundRoute, child, joined_by = ":", update = put, version)]
#[api(path = "/api/v2/telephony/providers/edges/sites/{siteId}/outboundroutes")]
#[api(item = "/api/v2/telephony/providers/edges/sites/{siteId}/outboundroutes/{outboundRouteId}")]
pub struct SiteOutboundRoute {
    /// The site.
    #[api(parameter = "siteId")]
    #[property(identity)]
    pub site_id: Ref<kinds::Site>,

    /// Name of the route, unique in the site. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// What the route is for.
    pub description: Option<String>,

    /// Classifications of the numbers that leave by the route, as the site's number plans have them.
    pub classification_types: Set<String>,

    /// Whether calls leave by the route.
    #[api(default = false, source = CxAsCode)]
    pub enabled: Option<bool>,

    /// How calls are distributed over the trunks.
    #[api(default = "SEQUENTIAL", source = CxAsCode)]
    pub distribution: Option<Distribution>,

    /// Trunk base settings of external trunks, in the order in which they are tried where the distribution is `SEQUENTIAL`.
    #[api("externalTrunkBases[].id")]
    pub external_trunk_base_ids: Option<Vec<Ref<kinds::TrunkBaseSettings>>>,
}

/// What the platform says of an outbound route.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct SiteOutboundRouteOutputs {
    /// The route's own id, without the site's before it.
    #[api("id")]
    pub route_id: Option<String>,
}

impl Hooks for SiteOutboundRoute {}

choices! {
    /// How calls are distributed over trunks.
    Distribution "SCREAMING_SNAKE_CASE" {
        Sequential = "The next trunk is tried when the one before it cannot take the call.",
        Random = "Each call takes any of them.",
    }
}
