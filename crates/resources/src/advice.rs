//! What guides and old versions of CX as Code say that does not exist, or no longer does, with what to use instead.
//!
//! One table for all who meet it: Check and Configure, the migration's report, a page of the documentation. What users try of a type
//! that CX as Code never had stands with the type (`advice` of its declaration).

use std::fmt::Write as _;

use crate::registry::Registry;
use crate::terraform::{PROVIDER, attribute};

/// What a piece of advice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// An attribute of a resource, by its name in Terraform. The kind of the resource, without the provider's prefix.
    Attribute(&'static str),
    /// A resource type, by its name in Terraform.
    Resource,
    /// A data source, by its name in Terraform.
    DataSource,
    /// The address of a provider.
    Source,
    /// A variable of the environment.
    Variable,
}

/// A piece of advice.
#[derive(Debug, Clone, Copy)]
pub struct Advice {
    /// What it is about.
    pub about: About,
    /// The name that does not exist.
    pub name: &'static str,
    /// Why, and what to use instead.
    pub instead: &'static str,
}

const fn attribute_of(kind: &'static str, name: &'static str, instead: &'static str) -> Advice {
    Advice { about: About::Attribute(kind), name, instead }
}

const fn resource(name: &'static str, instead: &'static str) -> Advice {
    Advice { about: About::Resource, name, instead }
}

const fn data(name: &'static str, instead: &'static str) -> Advice {
    Advice { about: About::DataSource, name, instead }
}

const fn source(name: &'static str, instead: &'static str) -> Advice {
    Advice { about: About::Source, name, instead }
}

const fn variable(name: &'static str, instead: &'static str) -> Advice {
    Advice { about: About::Variable, name, instead }
}

const NO_ADDRESS: &str =
    "a user has no postal address: it belongs to a Location, which the user names in locations";
const MOVED_STATUSES: &str =
    "CX as Code moved it out of the work type in 1.44: each status is a resource of its own";
const ONLY_CALLBACKS: &str = "since 1.61 of CX as Code only callbacks have it: use media_settings_callback, and leave it out of other media";
const CXASCODE: &str =
    "the provider is mypurecloud/genesyscloud in Terraform; here it is the package genesyscloud of Pulumi";

/// All of it.
pub const ADVICE: &[Advice] = &[
    // What guides have invented.
    attribute_of("user", "city", NO_ADDRESS),
    attribute_of("user", "state_province", NO_ADDRESS),
    attribute_of("user", "country", NO_ADDRESS),
    attribute_of("user", "postal_code", NO_ADDRESS),
    attribute_of(
        "user",
        "organization_id",
        "the organization is that of the credentials; the provider's configuration may pin it",
    ),
    attribute_of("user", "routing_emails", "use other_emails within addresses"),
    attribute_of("user", "skills", "use routing_skills, a block for each with skill_id and proficiency"),
    attribute_of(
        "user",
        "languages",
        "use routing_languages, a block for each with language_id and proficiency",
    ),
    attribute_of(
        "user",
        "queues",
        "members belong to the queue: use members of routing:Queue, or UserQueue for one membership",
    ),
    resource("routing_division", "use genesyscloud_auth_division: divisions belong to authorization"),
    resource("division", "use genesyscloud_auth_division"),
    resource(
        "routing_profile",
        "there is no such object: routing_skills, routing_languages and routing_utilization of the user say what it takes, queues who is in them",
    ),
    resource("queue", "use genesyscloud_routing_queue"),
    resource("skill", "use genesyscloud_routing_skill"),
    resource("wrapupcode", "use genesyscloud_routing_wrapupcode"),
    resource("role", "use genesyscloud_auth_role"),
    resource("user_presence", "a presence is what the user sets at work; it is not kept as code"),
    data("routing_division", "use genesyscloud_auth_division: divisions belong to authorization"),
    data("division", "use genesyscloud_auth_division"),
    data(
        "routing_profile",
        "there is no such object: routing_skills, routing_languages and routing_utilization of the user say what it takes",
    ),
    data("queue", "use genesyscloud_routing_queue"),
    data("role", "use genesyscloud_auth_role"),
    source("genesys/genesyscloud", CXASCODE),
    source("genesyscloud/genesyscloud", CXASCODE),
    source("hashicorp/genesyscloud", CXASCODE),
    source("genesys/genesys-cloud", CXASCODE),
    variable("GENESYS_CLOUD_CLIENT_ID", "GENESYSCLOUD_OAUTHCLIENT_ID"),
    variable("GENESYS_CLOUD_CLIENT_SECRET", "GENESYSCLOUD_OAUTHCLIENT_SECRET"),
    variable("GENESYS_CLOUD_REGION", "GENESYSCLOUD_REGION"),
    variable("GENESYS_CLOUD_ACCESS_TOKEN", "GENESYSCLOUD_ACCESS_TOKEN"),
    variable("GENESYS_CLOUD_ENVIRONMENT", "GENESYSCLOUD_REGION"),
    variable("GENESYSCLOUD_CLIENT_ID", "GENESYSCLOUD_OAUTHCLIENT_ID"),
    variable("GENESYSCLOUD_CLIENT_SECRET", "GENESYSCLOUD_OAUTHCLIENT_SECRET"),
    variable("GENESYSCLOUD_AWS_REGION", "GENESYSCLOUD_REGION"),
    variable("PURECLOUD_CLIENT_ID", "GENESYSCLOUD_OAUTHCLIENT_ID"),
    variable("PURECLOUD_CLIENT_SECRET", "GENESYSCLOUD_OAUTHCLIENT_SECRET"),
    // What CX as Code itself had once: see "versions and breaks" of its change log.
    attribute_of("user", "video", "CX as Code took it out in 1.11: there is no utilization of video"),
    attribute_of("user", "timeouts", "use the resource option customTimeouts"),
    attribute_of("group", "owners", "use owner_ids"),
    attribute_of(
        "telephony_providers_edges_site",
        "outbound_routes",
        "CX as Code took it out in 1.61: each route is a resource of its own, telephonyprovidersedges:SiteOutboundRoute",
    ),
    attribute_of(
        "telephony_providers_edges_site_outbound_route",
        "outbound_routes",
        "since 1.49 of CX as Code, one resource is one route: its attributes stand in the resource itself",
    ),
    attribute_of(
        "telephony_providers_edges_phone",
        "line_addresses",
        "CX as Code took it out in 1.42: use line_properties",
    ),
    attribute_of("task_management_worktype", "statuses", MOVED_STATUSES),
    attribute_of("task_management_worktype", "default_status_name", MOVED_STATUSES),
    attribute_of("externalcontacts_organization", "primary_contact_id", "CX as Code took it out in 1.64"),
    attribute_of("journey_segment", "scope", "CX as Code took it out in 1.64"),
    attribute_of("journey_segment", "external_segment", "CX as Code took it out in 1.40"),
    attribute_of("routing_queue", "mode", ONLY_CALLBACKS),
    attribute_of("routing_queue", "enable_auto_dial_and_end", ONLY_CALLBACKS),
    attribute_of("routing_queue", "auto_dial_delay_seconds", ONLY_CALLBACKS),
    attribute_of("routing_queue", "auto_end_delay_seconds", ONLY_CALLBACKS),
    attribute_of("tf_export", "enable_flow_depends_on", "CX as Code took it out in 1.34"),
    resource("intent_category", "CX as Code calls it genesyscloud_intents_categories since 1.80"),
    resource("customer_intent", "CX as Code calls it genesyscloud_intents_customerintents since 1.80"),
    resource(
        "widget_deployment",
        "CX as Code took it out in 1.63: use genesyscloud_webdeployments_deployment",
    ),
    resource("knowledge_v1_document", "CX as Code took it out in 1.49: use genesyscloud_knowledge_document"),
    resource("knowledge_v1_category", "CX as Code took it out in 1.49: use genesyscloud_knowledge_category"),
    resource("tf_export", "use `genesysctl import`: it writes what an organization has"),
    resource("bcp_tf_exporter", "use `genesysctl import`: it writes what an organization has"),
    data(
        "routing_settings",
        "CX as Code took it out in 1.41; the resource routing:Settings has the settings",
    ),
];

fn flat(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_lowercase()
}

/// What to use instead of an attribute, by its name in Terraform or here.
pub fn of_attribute(kind: &str, name: &str) -> Option<&'static str> {
    let of_table = ADVICE.iter().find(|advice| {
        matches!(advice.about, About::Attribute(of) if of == kind) && flat(advice.name) == flat(name)
    });
    let of_declaration = || {
        let ty = crate::registry().iter().find(|ty| ty.table.api.kind == kind)?;
        let found = ty.table.advice.iter().find(|(property, _)| flat(property) == flat(name))?;
        Some(found.1)
    };
    of_table.map(|advice| advice.instead).or_else(of_declaration)
}

/// What is said of attributes of a type besides what its declaration says: name and advice.
pub fn of_kind(kind: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_it = move |advice: &&Advice| matches!(advice.about, About::Attribute(of) if of == kind);
    ADVICE.iter().filter(of_it).map(|advice| (advice.name, advice.instead))
}

/// What to use instead of a type, a data source, the address of a provider or a variable of the environment.
pub fn of(about: About, name: &str) -> Option<&'static str> {
    let name = name.strip_prefix("genesyscloud_").unwrap_or(name);
    // An address may have the registry's host before it.
    let is_below = |name: &str, source: &str| name == source || name.ends_with(&format!("/{source}"));
    let is_it = |advice: &&Advice| {
        advice.about == about
            && (advice.name == name || about == About::Source && is_below(&name.to_lowercase(), advice.name))
    };
    ADVICE.iter().find(is_it).map(|advice| advice.instead)
}

/// The variables of the environment that somebody has set and nobody reads, each with the one that is meant.
pub fn misnamed(is_set: impl Fn(&str) -> bool) -> Vec<(&'static str, &'static str)> {
    let variables = ADVICE.iter().filter(|advice| advice.about == About::Variable);
    variables.filter(|advice| is_set(advice.name)).map(|advice| (advice.name, advice.instead)).collect()
}

/// The page of the documentation.
pub fn page(registry: &Registry) -> String {
    let mut text = "# What does not exist, and what to use instead\n\n\
        Guides name things that neither Genesys Cloud nor CX as Code ever had, and CX as Code itself has renamed and removed things in its\n\
        minor versions. Who uses one of them is told so by the provider's checks and by the report of `genesysctl migrate`, in these words.\n\n\
        This page is made of the declarations by `cargo xtask advice`.\n"
        .to_owned();
    let mut table = |title: &str, lines: Vec<(String, &str)>| {
        let _ = write!(text, "\n## {title}\n\n| name | instead |\n|---|---|\n");
        for (name, instead) in lines {
            let _ = writeln!(text, "| `{name}` | {} |", instead.replace('|', "\\|"));
        }
    };
    let about = |about: About| ADVICE.iter().filter(move |advice| advice.about == about);
    let named = |kind: About, before: &str| -> Vec<(String, &str)> {
        about(kind).map(|advice| (format!("{before}{}", advice.name), advice.instead)).collect()
    };
    table("Environment", named(About::Variable, ""));
    table("Provider source", named(About::Source, ""));
    table("Resource types", named(About::Resource, &format!("{PROVIDER}_")));
    table("Data sources", named(About::DataSource, &format!("data.{PROVIDER}_")));
    let mut attributes: Vec<(String, &str)> = ADVICE
        .iter()
        .filter_map(|advice| match advice.about {
            About::Attribute(kind) => Some((format!("{PROVIDER}_{kind}.{}", advice.name), advice.instead)),
            _ => None,
        })
        .collect();
    for ty in registry.iter() {
        let of_declaration = ty.table.advice.iter();
        attributes.extend(of_declaration.map(|(name, instead)| {
            (format!("{PROVIDER}_{}.{}", ty.table.api.kind, attribute(name)), *instead)
        }));
    }
    attributes.sort();
    attributes.dedup_by(|a, b| a.0 == b.0);
    table("Attributes", attributes);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_guides_invent_has_an_answer() {
        for (kind, name) in [
            ("user", "queue_ids"),
            ("user", "routing_profile_id"),
            ("user", "address_lines"),
            ("user", "e164_number"),
            ("user", "user_presence_id"),
            ("user", "city"),
            ("user_queue", "wrap_up_timeout"),
            ("user_queue", "max_capacity"),
        ] {
            assert!(of_attribute(kind, name).is_some(), "{kind}.{name}");
        }
        assert!(
            of(About::DataSource, "genesyscloud_routing_division")
                .is_some_and(|it| it.contains("auth_division"))
        );
        assert!(of(About::Source, "genesys/genesyscloud").is_some());
        assert!(of(About::Source, "registry.terraform.io/genesys/genesyscloud").is_some());
        assert!(of(About::Source, "mypurecloud/genesyscloud").is_none());
        let set = |name: &str| name == "GENESYS_CLOUD_REGION";
        assert_eq!(misnamed(set), [("GENESYS_CLOUD_REGION", "GENESYSCLOUD_REGION")]);
    }

    #[test]
    fn nothing_that_exists_is_said_not_to() {
        for ty in crate::registry().iter() {
            for (name, _) in of_kind(ty.table.api.kind) {
                let is_there = ty.inputs().fields.iter().any(|field| attribute(field.field.name) == name);
                assert!(!is_there, "{}.{name} exists", ty.table.token);
            }
            let is_advised = of(About::Resource, ty.table.api.kind).is_some();
            assert!(!is_advised, "{} exists", ty.table.token);
        }
        for (index, one) in ADVICE.iter().enumerate() {
            let again =
                ADVICE[..index].iter().any(|other| other.about == one.about && other.name == one.name);
            assert!(!again, "{} is there twice", one.name);
        }
    }
}
