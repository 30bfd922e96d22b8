//! Every declaration fits the API facts. Deliberately wrong ones prove that the comparison can fail.
#![allow(dead_code, reason = "of wrong declarations only the tables are read")]

mod facts;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use pulumi_provider::declaration::{
    Assignment, Choice, Claim, Collection, Follow, FollowPlace, Properties, Resource, ResourceTable, Set,
    Template,
};
use resources::kinds;
use schemars::JsonSchema;
use serde::Deserialize;

use facts::api::Api;
use facts::contract::{Counts, judge};
use facts::exceptions::{Exceptions, lines};

#[allow(clippy::unwrap_used, reason = "without the facts there is nothing to test")]
static API: LazyLock<Api> = LazyLock::new(|| Api::read().unwrap());

#[test]
fn declarations_fit_the_api() {
    let mut counts = Counts::default();
    let mut complaints = Vec::new();
    let written = resources::registry().iter().filter(|ty| !ty.is_made);
    for ty in written.chain(resources::registry().look_ups()) {
        let (judged, found) = judge(&API, ty.table);
        assert!(judged.places > 0 && judged.operations > 0, "{} was not judged", ty.table.token);
        counts += judged;
        complaints.extend(found);
    }
    let exceptions = Exceptions::read("genesys-cloud-api/exceptions.json", None).unwrap();
    let left = exceptions.apply(complaints);
    assert!(
        left.is_empty(),
        "declarations do not fit the API, or facts/genesys-cloud-api/exceptions.json excuses too much:\n{}",
        lines(&left)
    );
    facts::report(&format!(
        "contract: {} types, {} operations, {} fields in {} places, {} enumerations with {} values, {} required fields; {} exceptions",
        counts.types,
        counts.operations,
        counts.fields,
        counts.places,
        counts.enums,
        counts.values,
        counts.required,
        exceptions.len()
    ));
}

/// The keys of what is wrong with a declaration.
fn wrong(table: &'static ResourceTable) -> Vec<String> {
    let (_, complaints) = judge(&API, table);
    let mut keys: Vec<String> = complaints.into_iter().map(|complaint| complaint.key).collect();
    keys.sort();
    keys.dedup();
    keys
}

/// Nothing is wrong with this one.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:Right", lookup = "name")]
#[api(kind = kinds::Queue, path = "/api/v2/routing/queues", item = "/api/v2/routing/queues/{queueId}", update = put)]
struct Right {
    /// Name.
    #[property(name)]
    name: Option<String>,
    /// Scoring.
    scoring_method: Option<Scoring>,
    /// Codes.
    #[api("id", collection = &Collection { path: "/api/v2/routing/queues/{queueId}/wrapupcodes", ..Collection::IDS })]
    wrapup_codes: Option<Set<String>>,
}

/// Scoring.
#[derive(Debug, Deserialize, JsonSchema, Choice)]
enum Scoring {
    /// One.
    TimestampAndPriority,
    /// Another.
    PriorityOnly,
    /// Anything else.
    #[serde(untagged)]
    Other(String),
}

#[test]
fn a_right_declaration_passes() {
    assert_eq!(wrong(Right::RESOURCE), [""; 0]);
}

/// Each field is at a path, or of a type, that the platform does not have.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:WrongFields", lookup = "name")]
#[api(kind = kinds::Queue, path = "/api/v2/routing/queues", item = "/api/v2/routing/queues/{queueId}", update = put)]
struct WrongFields {
    /// Name.
    #[property(name)]
    name: Option<String>,
    /// It is called timeoutMs.
    #[api("acwSettings.timeout")]
    acw_timeout: Option<u32>,
    /// It is an object's id.
    #[api("queueFlow")]
    queue_flow_id: Option<String>,
    /// It is a boolean.
    auto_answer_only: Option<String>,
    /// It is a whole number.
    #[api("acwSettings.timeoutMs")]
    acw_timeout_ms: Option<f64>,
    /// It is a number.
    #[api("mediaSettings.call.serviceLevel.percentage")]
    service_level: Option<u32>,
    /// It is an enumeration.
    last_agent_routing_mode: Option<String>,
    /// It is free text.
    description: Option<Scoring>,
    /// It is a list.
    routing_rules: Option<Rule>,
    /// It is one object.
    direct_routing: Option<Vec<Rule>>,
    /// It is a map of objects.
    #[api("defaultScripts{}.name.id")]
    default_script_ids: Option<BTreeMap<String, String>>,
    /// It is only answered.
    member_count: Option<u32>,
    /// It is a date.
    date_created: Option<String>,
    /// It is written, but never answered: so it says.
    #[api("sourceQueue")]
    #[property(write_only)]
    source_queue_id: Option<String>,
    /// There are objects in it, but not these.
    #[api("memberGroups[].group")]
    member_groups: Option<Set<String>>,
    /// One field is wrong.
    #[api("mediaSettings.message.subTypeSettings{kind}")]
    sub_types: Option<Vec<Rule>>,
}

/// A rule.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
struct Rule {
    /// It is called something else.
    colour: Option<String>,
}

#[test]
fn wrong_paths_and_types_are_found() {
    assert_eq!(
        wrong(WrongFields::RESOURCE),
        [
            "acwTimeout path",
            "acwTimeoutMs type",
            "autoAnswerOnly type",
            "dateCreated format",
            "defaultScriptIds path",
            "description enum",
            "directRouting type",
            "lastAgentRoutingMode enum",
            "memberCount read-only",
            "memberGroups path",
            "queueFlowId type",
            "routingRules type",
            "serviceLevel type",
            "sourceQueueId path",
            "subTypes key",
            "subTypes.colour path",
        ]
    );
}

/// The values are not those of the platform.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:WrongValues", lookup = "name")]
#[api(kind = kinds::Queue, path = "/api/v2/routing/queues", item = "/api/v2/routing/queues/{queueId}", update = put)]
#[api(inherited(scoring_method = "Organization"), answered("name", "colour", "memberCount"))]
struct WrongValues {
    /// Name.
    #[property(name)]
    name: Option<String>,
    /// One value is wrong, two are missing.
    skill_evaluation_method: Option<Evaluation>,
}

/// Evaluation.
#[derive(Debug, Deserialize, JsonSchema, Choice)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Evaluation {
    /// Right.
    None,
    /// Wrong.
    Worst,
    /// Anything else.
    #[serde(untagged)]
    Other(String),
}

#[test]
fn wrong_values_are_found() {
    assert_eq!(
        wrong(WrongValues::RESOURCE),
        [
            "colour answered",
            "memberCount answered",
            "name answered",
            "scoring_method inherited",
            "skillEvaluationMethod enum",
        ]
    );
}

/// The operations are not those of the platform.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:WrongOperations", lookup = "name")]
#[api(kind = kinds::Skill, path = "/api/v2/routing/skills", item = "/api/v2/routing/skills/{id}", update = put)]
#[api(stands_for(home = "/api/v2/routing/skills/home"))]
#[api(list_variants("hasPeer=false"))]
struct WrongOperations {
    /// Name.
    #[property(name)]
    name: Option<String>,
    /// Nothing says so.
    #[property(fixed)]
    home: Option<bool>,
    /// There is no such collection.
    #[api("id", collection = &Collection { path: "/api/v2/routing/skills/{skillId}/wrapupcodes", ..Collection::IDS })]
    wrapup_codes: Option<Set<String>>,
}

#[test]
fn wrong_operations_are_found() {
    assert_eq!(
        wrong(WrongOperations::RESOURCE),
        [
            "home path",
            "home stands for",
            "list hasPeer",
            "operation DELETE /api/v2/routing/skills/{id}",
            "operation DELETE /api/v2/routing/skills/{skillId}/wrapupcodes/{member}",
            "operation GET /api/v2/routing/skills/home",
            "operation GET /api/v2/routing/skills/{id}",
            "operation GET /api/v2/routing/skills/{skillId}/wrapupcodes",
            "operation POST /api/v2/routing/skills/{skillId}/wrapupcodes",
            "operation PUT /api/v2/routing/skills/{id}",
            "wrapupCodes members",
            "wrapupCodes rows",
        ]
    );
}

/// What surrounds an object is not as the declaration says.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:WrongSurroundings", lookup = "name")]
#[api(kind = kinds::Queue, path = "/api/v2/routing/queues", item = "/api/v2/routing/queues/{queueId}", update = put)]
#[api(template = &WRONG_TEMPLATE)]
struct WrongSurroundings {
    /// Name.
    #[property(name)]
    #[api(follow = &WRONG_FOLLOW)]
    name: Option<String>,
    /// The organization names no queue.
    #[api(claim = &WRONG_CLAIM)]
    default: Option<bool>,
}

const WRONG_TEMPLATE: Template = Template { path: "/api/v2/routing/settings", query: &[("queueId", "nome")] };
const WRONG_CLAIM: Claim = Claim { path: "/api/v2/organizations/me", at: "defaultQueueId", version: true };
const WRONG_FOLLOW: Follow = Follow {
    list: "/api/v2/stations",
    by: "colour",
    held_by: "userId",
    free: "/api/v2/stations/{stationId}",
    holds: "/api/v2/users/{userId}/station",
    places: &[FollowPlace {
        put: "/api/v2/users/{userId}/station/associatedstation/{stationId}",
        at: "associatedStation.name.first",
        keeps: true,
    }],
    found: "stationId",
    value: "user",
    author: "createdByClient",
};

/// The platform has no such place.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:WrongAssignment")]
#[api(kind = kinds::Trunk, path = "/api/v2/telephony/providers/edges/trunks", assigned = WRONG_ASSIGNMENTS)]
#[api(item = "/api/v2/telephony/providers/edges/trunks/{trunkId}")]
struct WrongAssignment {
    /// A trunk's base.
    #[property(identity)]
    #[api("trunkBase.id")]
    base: String,
}

const WRONG_ASSIGNMENTS: &[Assignment] = &[Assignment {
    holder: "group",
    path: "/api/v2/telephony/providers/edges/edgegroups/{edgeGroupId}",
    at: "trunkBase.id",
    value: "base",
}];

#[test]
fn wrong_surroundings_are_found() {
    assert_eq!(
        wrong(WrongSurroundings::RESOURCE),
        [
            "default claim",
            "name follow",
            "operation DELETE /api/v2/stations/{stationId}",
            "template",
            "template queueId"
        ]
    );
    assert_eq!(wrong(WrongAssignment::RESOURCE), ["assigned group", "assigned trunkBase.id"]);
}

/// What the platform demands is missing, and what cannot be changed is said to be changeable.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:WrongDemands", lookup = "title")]
#[api(kind = kinds::Language, path = "/api/v2/routing/languages", item = "/api/v2/routing/languages/{languageId}")]
struct WrongDemands {
    /// It is called name, and there is no way to change it.
    #[api("state")]
    title: Option<String>,
}

#[test]
fn missing_demands_are_found() {
    assert_eq!(wrong(WrongDemands::RESOURCE), ["list title", "name required", "title enum", "title update"]);
}
