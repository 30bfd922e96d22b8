//! `telephonyprovidersedges:Site`, where phones are, how their numbers are understood and which way their calls take.

use pulumi_provider::declaration::{Claim, Issues, Part, Properties, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::choices::choices;
use crate::hooks::Hooks;
use crate::kinds;

/// A site: where phones are, how the numbers that they dial are understood, and which way their calls take.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "telephonyprovidersedges:Site", lookup = "name", outputs = SiteOutputs)]
#[api(kind = kinds::Site, path = "/api/v2/telephony/providers/edges/sites", update = put, version, parts = PARTS)]
#[api(
    item = "/api/v2/telephony/providers/edges/sites/{siteId}",
    list_variants("managed=false", "managed=true")
)]
// All edges of the organization, each with all sites: too much for the platform to take back.
#[api(answered("primaryEdges", "secondaryEdges", "edges"))]
pub struct Site {
    /// Name of the site, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// What the site is for.
    pub description: Option<String>,

    /// Location of the site. It must have an address and an emergency number.
    #[api("location.id")]
    pub location_id: Ref<kinds::Location>,

    /// Who looks after the media of calls. The platform cannot change it: another one is another site.
    #[property(fixed)]
    pub media_model: MediaModel,

    /// Regions that media may go through, such as `us-east-1`, the first one first. The platform adds its home region by itself, which
    /// need not be named.
    #[property(shared)]
    pub media_regions: Option<Vec<String>>,

    /// Let the platform choose among the media regions by latency.
    #[api(default = false, source = CxAsCode)]
    pub media_regions_use_latency_based: Option<bool>,

    /// Number that outbound calls show, in E.164 form.
    #[schemars(extend("format" = "e164"))]
    pub caller_id: Option<String>,

    /// Name that outbound calls show.
    pub caller_name: Option<String>,

    /// When edges of the site may be updated by themselves.
    pub edge_auto_update_config: Option<SiteEdgeAutoUpdateConfig>,

    /// How dialled numbers are understood: the first plan that matches decides. The platform's own plans (Emergency, Extension, National,
    /// International, Network, Suicide Prevention) are always there, behind those that are named here; a plan with the name of
    /// one of them changes it, and one that is no longer named stays as it is.
    #[property(
        key = "name",
        ordered,
        shared("Emergency", "Extension", "National", "International", "Network", "Suicide Prevention")
    )]
    #[api("", part = "numberPlans")]
    pub number_plans: Option<Vec<SiteNumberPlan>>,

    /// Sites whose edges phones of this one register with first. `""` stands for the site itself, which is what holds when not set.
    // The platform knows the site itself only when it is there.
    #[api("primarySites[].id", update_only, default = itself, source = CxAsCode)]
    pub primary_sites: Option<Vec<Ref<kinds::Site>>>,

    /// Sites whose edges phones of this one register with if the primary ones fail. `""` stands for the site itself, which is what
    /// holds when not set.
    #[api("secondarySites[].id", update_only, default = itself, source = CxAsCode)]
    pub secondary_sites: Option<Vec<Ref<kinds::Site>>>,

    /// Make it the organization's default site. There is always one, so `false` leaves that to others.
    #[api(claim = &DEFAULT_SITE, default = false, source = CxAsCode)]
    pub set_as_default_site: Option<bool>,

    /// Let media of WebRTC phones always go through a relay of the platform.
    #[api(default = false, source = Inferred)]
    pub cloud_proxy_force_turn: Option<bool>,

    /// Where edges of the site have the time from.
    pub ntp_settings: Option<SiteNtpSettings>,
}

/// What the platform says of a site.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct SiteOutputs {
    /// Whether the platform looks after the site, and nobody can change it.
    pub managed: Option<bool>,
}

const PARTS: &[Part] = &[Part {
    name: "numberPlans",
    path: "/api/v2/telephony/providers/edges/sites/{siteId}/numberplans",
    late: true,
    ..Part::PUT
}];

const DEFAULT_SITE: Claim = Claim { path: "/api/v2/organizations/me", at: "defaultSiteId", version: true };

impl Hooks for Site {
    fn check(&self, issues: &mut Issues<'_>) {
        if let Some(config) = &self.edge_auto_update_config {
            let rule = config.rrule.to_uppercase();
            let has = |part: &str| rule.split([';', ':']).any(|other| other == part);
            if !(has("FREQ=DAILY") || has("FREQ=WEEKLY") && rule.contains("BYDAY=")) {
                issues.say(
                    "edgeAutoUpdateConfig.rrule",
                    "must be daily, or weekly on given days, such as FREQ=WEEKLY;BYDAY=SA,SU",
                );
            }
        }
        let plans = self.number_plans.as_deref().unwrap_or_default();
        for (index, plan) in plans.iter().enumerate() {
            if plans[..index].iter().any(|other| other.name == plan.name) {
                issues.say(
                    &format!("numberPlans[{index}].name"),
                    format!("there are two plans with the name \"{}\"", plan.name),
                );
            }
            let (needed, is_given) = match plan.match_type {
                MatchType::DigitLength => ("digitLength", plan.digit_length.is_some()),
                MatchType::NumberList | MatchType::E164NumberList => {
                    ("numbers", plan.numbers.as_ref().is_some_and(|numbers| !numbers.is_empty()))
                }
                MatchType::Regex => {
                    ("matchFormat", plan.match_format.as_ref().is_some_and(|text| !text.is_empty()))
                }
                _ => continue,
            };
            if !is_given && issues.known(&["numberPlans"]) {
                issues.say(
                    &format!("numberPlans[{index}].{needed}"),
                    "is required with this matchType, for it says what matches",
                );
            }
        }
    }
}

/// When edges may be updated by themselves.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct SiteEdgeAutoUpdateConfig {
    /// Time zone of the times, such as `America/New_York`.
    pub time_zone: String,

    /// How the window recurs, as an iCalendar rule: daily, or weekly on given days.
    pub rrule: String,

    /// When the window opens, without a time zone, such as `2026-01-04T02:00:00.000`.
    #[schemars(extend("format" = "local-date-time"))]
    pub start: String,

    /// When the window closes, two hours later at least, without a time zone.
    #[schemars(extend("format" = "local-date-time"))]
    pub end: String,
}

/// How some of the dialled numbers are understood.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct SiteNumberPlan {
    /// Name of the plan, unique in the site.
    pub name: String,

    /// What numbers of the plan are, such as `National`: outbound routes go by it.
    pub classification: String,

    /// How numbers of the plan are told from others.
    pub match_type: MatchType,

    /// Regular expression that a number must match, with groups that `normalizedFormat` can use.
    #[api("match")]
    pub match_format: Option<String>,

    /// What a number becomes, made of the groups of `matchFormat`, such as `sip:$1`.
    pub normalized_format: Option<String>,

    /// Numbers, or ranges of numbers, of the plan.
    pub numbers: Option<Vec<SiteNumberPlanNumber>>,

    /// How many digits numbers of the plan have.
    pub digit_length: Option<SiteNumberPlanDigitLength>,
}

/// A number, or a range of numbers of the same length.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct SiteNumberPlanNumber {
    /// The number, or the first one.
    pub start: Option<String>,

    /// The last number of a range.
    pub end: Option<String>,
}

/// How many digits numbers have.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct SiteNumberPlanDigitLength {
    /// Fewest digits.
    pub start: Option<String>,

    /// Most digits.
    pub end: Option<String>,
}

/// Where edges have the time from.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct SiteNtpSettings {
    /// Time servers, the first one first.
    pub servers: Option<Vec<String>>,
}

choices! {
    /// Who looks after the media of calls.
    MediaModel "PascalCase" {
        Premises = "Edges of the organization's own.",
        Cloud = "The platform.",
    }
    /// How numbers of a plan are told from others.
    MatchType "camelCase" {
        DigitLength = "By how many digits they have.",
        #[serde(rename = "e164NumberList")]
        E164NumberList = "By a list of numbers in E.164 form.",
        InterCountryCode = "They have another country code than the site.",
        IntraCountryCode = "They have the country code of the site.",
        NumberList = "By a list of numbers.",
        Regex = "By a regular expression.",
    }
}
