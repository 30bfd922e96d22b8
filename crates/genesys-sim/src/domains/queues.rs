//! Queues: a PUT replaces everything, and what it omits returns to the server's default.

pub mod members;

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::{
    domains::{Route, users, wrapup_codes},
    engine::{Deletion, Division, Entity, Hooks, Match, Unique, list, project, verbs},
    laws::{
        pages::{self, Row},
        references::{self, Reference},
    },
    refusal::{Refusal, Refused},
    request::{Answer, Context, Reply},
    store::Record,
};

/// Kind of a queue.
pub const KIND: &str = "routing/queues";
/// What belongs to a queue and is not part of its JSON: ids of wrap-up codes, and members with ring and state.
pub const SIDES: &[&str] = &["wrapupCodes", "members"];

/// Prompts for a wrap-up code that have a time limit.
const TIMED: [&str; 3] = ["MANDATORY_TIMEOUT", "MANDATORY_FORCED_TIMEOUT", "AGENT_REQUESTED"];
const DEFAULT_ACW_MS: i64 = 300_000;
const BATCH: usize = 100;
const MEDIA: [&str; 9] =
    ["CALL", "CALLBACK", "CHAT", "COBROWSE", "EMAIL", "MESSAGE", "SOCIAL_EXPRESSION", "VIDEO", "SCREENSHARE"];

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: KIND,
    collection: "/api/v2/routing/queues",
    item: "/api/v2/routing/queues/{queueId}",
    model: "Queue",
    division: Division::Moved,
    unique: Some(Unique::NAME_400),
    deletion: Deletion { in_use: Some(ACTIVE), force: Some("forceDelete"), ..Deletion::HARD_200 },
    references: &[
        Reference::to("queueFlow.id", "flows"),
        Reference::to("emailInQueueFlow.id", "flows"),
        Reference::to("messageInQueueFlow.id", "flows"),
        Reference::to("whisperPrompt.id", "architect/prompts"),
        Reference::to("onHoldPrompt.id", "architect/prompts"),
        Reference::to("defaultScripts.{}.id", "scripts"),
        Reference::to("conditionalGroupRouting.rules.[].queue.id", KIND),
        Reference::to("directRouting.backupQueueId", KIND),
        Reference::to("cannedResponseLibraries.libraryIds.[]", "responsemanagement/libraries"),
        Reference::to("mediaSettings.callback.liveVoiceFlow.id", "flows"),
        Reference::to("mediaSettings.callback.answeringMachineFlow.id", "flows"),
        Reference::to("mediaSettings.callback.edgeGroup.id", "telephony/providers/edges/edgegroups"),
        Reference::to("mediaSettings.callback.site.id", "telephony/providers/edges/sites"),
        Reference::to("mediaSettings.message.inactivityTimeoutSettings.flowId.id", "flows"),
        Reference::to("bullseye.rings.[].actions.skillsToRemove.[].id", "routing/skills"),
        Reference::to("outboundEmailAddress.domain.id", "routing/email/domains"),
        Reference::to("mediaSettings.email.allOutboundEmailAddresses.[].domain.id", "routing/email/domains"),
        Reference::to("conditionalGroupActivation.pilotRule.conditions.[].simpleMetric.queue.id", KIND),
        Reference::to("conditionalGroupActivation.rules.[].conditions.[].simpleMetric.queue.id", KIND),
    ],
    matching: Match::Wildcard,
    sort: Some("name"),
    object_type: Some("QUEUE"),
    missing: Refused::new(404, "resource.not.found", "The queue {id} was not found."),
    hooks: Hooks {
        create: Some(create),
        update: Some(update),
        delete: Some(refuse_active),
        filter: Some(has_peer),
        show: Some(name_itself),
        as_stored: Some(names_others),
        ..Hooks::NONE
    },
    ..Entity::PLAIN
}];

/// The operations of this domain beyond create, read, update, delete and list.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/routing/queues/me", |_| Err(users::not_a_user())),
    ("GET", "/api/v2/routing/queues/divisionviews", division_views),
    ("GET", "/api/v2/routing/queues/divisionviews/all", |context| list::list(context, &ENTITIES[0])),
    ("GET", "/api/v2/routing/queues/{queueId}/wrapupcodes", wrapup_codes_of),
    ("POST", "/api/v2/routing/queues/{queueId}/wrapupcodes", add_wrapup_codes),
    ("DELETE", "/api/v2/routing/queues/{queueId}/wrapupcodes/{codeId}", remove_wrapup_code),
];

const ACTIVE: Refused =
    Refused::new(400, "active.queue", "The queue {name} is in use and may not be deleted.");

fn create(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    if let Some(source) = context.text("sourceQueueId").map(str::to_owned) {
        copy(context, &source, new)?;
    }
    new["memberCount"] = Value::from(0);
    new["userMemberCount"] = Value::from(0);
    new["joinedMemberCount"] = Value::from(0);
    check(context, &Value::Null, new)
}

/// Settings of another queue, where the request does not say otherwise.
fn copy(context: &Context<'_>, source: &str, new: &mut Value) -> Result<(), Refusal> {
    let source = context.world.known(KIND, source).ok_or_else(|| {
        Refusal::bad_request("The source queue {id} was not found.").with("id", source).field("sourceQueueId")
    })?;
    let mut settings = source.value();
    if let Value::Object(fields) = &mut settings {
        for field in
            ["id", "name", "division", "selfUri", "dateCreated", "dateModified", "createdBy", "modifiedBy"]
        {
            fields.remove(field);
        }
    }
    let mut sent = context.body.clone();
    project::underlay(&mut sent, &settings);
    if let (Value::Object(new), Value::Object(sent)) = (new, sent) {
        for (field, value) in sent {
            if field != "sourceQueueId" && field != "division" {
                new.insert(field, value);
            }
        }
    }
    Ok(())
}

fn update(context: &mut Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    refuse_rings_with_groups(old, new)?;
    forget_itself(new, &old["id"]);
    check(context, old, new)
}

/// Where a queue may name a queue, and means itself if it does not. CX as Code 1.84.1 takes these out of what the platform answers:
/// `RemoveIfSelfReferential` and the computed attributes of `routing_queue`, and `flattenConditionalGroupRoutingRules`, which skips
/// the queue of the first rule.
const ITSELF: [&str; 3] = [
    "conditionalGroupRouting.rules.[]",
    "conditionalGroupActivation.pilotRule.conditions.[].simpleMetric",
    "conditionalGroupActivation.rules.[].conditions.[].simpleMetric",
];

/// Answers the queue itself where it names none.
fn name_itself(_: &mut Context<'_>, fields: &mut Map<String, Value>) {
    let id = fields.get("id").cloned().unwrap_or_default();
    let itself = json!({ "id": id, "name": fields.get("name"), "selfUri": fields.get("selfUri") });
    let mut value = Value::Object(std::mem::take(fields));
    for place in ITSELF {
        references::each(&mut value, place, &mut |holder| {
            if let Value::Object(holder) = holder {
                holder.entry("queue").or_insert_with(|| itself.clone());
            }
        });
    }
    if let Some(Value::Object(routing)) = value.get_mut("directRouting") {
        routing.entry("backupQueueId").or_insert(id);
    }
    if let Value::Object(shown) = value {
        *fields = shown;
    }
}

fn names_others(_: &Context<'_>, record: &Record) -> bool {
    !["\"conditionalGroup", "\"directRouting\""].iter().any(|name| record.text.contains(name))
}

/// A queue that names itself is stored as one that names none.
fn forget_itself(new: &mut Value, id: &Value) {
    for place in ITSELF {
        references::each(new, place, &mut |holder| {
            if holder["queue"]["id"] == *id
                && let Value::Object(holder) = holder
            {
                holder.remove("queue");
            }
        });
    }
    if let Some(Value::Object(routing)) = new.get_mut("directRouting")
        && routing.get("backupQueueId") == Some(id)
    {
        routing.remove("backupQueueId");
    }
}

fn check(context: &Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    if new["name"].as_str().is_none_or(|name| name.trim().is_empty()) {
        return Err(Refusal::new(400, "required.field.missing", "A required field is missing: {field}")
            .with("field", "name")
            .field("name"));
    }
    check_acw(new)?;
    check_sizes(new)?;
    for media in new["defaultScripts"].as_object().into_iter().flat_map(Map::keys) {
        if !MEDIA.contains(&media.as_str()) {
            return Err(Refusal::new(
                400,
                "invalid.value",
                "Value [{value}] is not valid for field type [MediaType]. Allowable values are: {allowed}",
            )
            .with("value", media)
            .with("allowed", MEDIA.join(", ")));
        }
    }
    check_outbound_address(context, old, new)?;
    check_member_groups(context, old, new)
}

/// The route of an outbound address is in the domain that it names.
fn check_outbound_address(context: &Context<'_>, old: &Value, new: &Value) -> Result<(), Refusal> {
    let at = |value: &Value, place: &str| value.pointer(place).and_then(Value::as_str).map(str::to_owned);
    let (domain, route) = ("/outboundEmailAddress/domain/id", "/outboundEmailAddress/route/id");
    let Some(id) = at(new, route).filter(|id| Some(id) != at(old, route).as_ref()) else { return Ok(()) };
    let domain = at(new, domain).unwrap_or_default();
    match context.world.store.get(super::email::ROUTE, &crate::store::key(&[&domain], &id)) {
        Some(_) => Ok(()),
        None => Err(Refusal::bad_request("The email route {id} was not found in the domain {domain}.")
            .with("id", id)
            .with("domain", domain)
            .field("outboundEmailAddress.route")),
    }
}

/// A time limit only where the prompt has one.
fn check_acw(new: &mut Value) -> Result<(), Refusal> {
    let settings = &mut new["acwSettings"];
    let prompt = settings["wrapupPrompt"].as_str().unwrap_or("MANDATORY_TIMEOUT").to_owned();
    let timeout = settings.get("timeoutMs").and_then(Value::as_i64);
    let timed = TIMED.contains(&prompt.as_str());
    match timeout {
        Some(_) if !timed => Err(Refusal::bad_request(
            "The acwSettings.timeoutMs may only be set with a wrapupPrompt that has a time limit, not {prompt}.",
        )
        .with("prompt", prompt)
        .field("acwSettings.timeoutMs")),
        Some(timeout) if !(1_000..=3_600_000).contains(&timeout) => Err(Refusal::bad_request(
            "The acwSettings.timeoutMs [{timeout}] must be between 1000 and 3600000.",
        )
        .with("timeout", timeout.to_string())
        .field("acwSettings.timeoutMs")),
        None if timed && prompt != "AGENT_REQUESTED" => {
            settings["timeoutMs"] = Value::from(DEFAULT_ACW_MS);
            Ok(())
        }
        _ => Ok(()),
    }
}

fn check_sizes(new: &Value) -> Result<(), Refusal> {
    let limits = [
        ("/routingRules", 6, "routing rules"),
        ("/bullseye/rings", 6, "bullseye rings"),
        ("/conditionalGroupRouting/rules", 5, "conditional group routing rules"),
    ];
    for (place, limit, what) in limits {
        let count = new.pointer(place).and_then(Value::as_array).map_or(0, Vec::len);
        if count > limit {
            return Err(Refusal::bad_request("A queue may have at most {limit} {what}, not {count}.")
                .with("limit", limit.to_string())
                .with("what", what)
                .with("count", count.to_string()));
        }
    }
    if new.pointer("/conditionalGroupRouting/rules/0/queue").is_some() {
        return Err(Refusal::bad_request(
            "The first conditional group routing rule is about this queue and may not name one.",
        )
        .field("conditionalGroupRouting.rules[0].queue"));
    }
    Ok(())
}

/// Groups are of three kinds, and each must exist.
fn check_member_groups(context: &Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    let places = [
        "memberGroups.[]",
        "bullseye.rings.[].memberGroups.[]",
        "conditionalGroupRouting.rules.[].groups.[]",
        "conditionalGroupActivation.rules.[].groups.[]",
    ];
    let mut known = Vec::new();
    for place in places {
        references::collect(old, &format!("{place}.id"), &mut |id| known.push(id.to_owned()));
    }
    for place in places {
        references::each(new, place, &mut |group| {
            let id = group["id"].as_str().unwrap_or_default();
            if let Some(record) = context.world.store.get(group_kind(&group["type"]), id) {
                let target = record.value();
                group["name"] = target["name"].clone();
                group["selfUri"] = target["selfUri"].clone();
            }
        });
        let mut groups = Vec::new();
        references::each(new, place, &mut |group| {
            groups.push((group["id"].as_str().unwrap_or_default().to_owned(), group["type"].clone()));
        });
        for (id, kind) in groups {
            let kind = group_kind(&kind);
            if context.world.known(kind, &id).is_none() && !known.contains(&id) {
                return Err(Refusal::bad_request("The member group {id} was not found in {kind}.")
                    .with("id", id)
                    .with("kind", kind)
                    .field(place));
            }
        }
    }
    Ok(())
}

/// The kind of object that a member group of this type is.
#[must_use]
pub fn group_kind(kind: &Value) -> &'static str {
    match kind.as_str() {
        Some("TEAM") => "teams",
        Some("SKILLGROUP") => "routing/skillgroups",
        _ => "groups",
    }
}

/// Rings go only after their groups have gone.
fn refuse_rings_with_groups(old: &Value, new: &Value) -> Result<(), Refusal> {
    let rings = |value: &Value| {
        value.pointer("/bullseye/rings").and_then(Value::as_array).cloned().unwrap_or_default()
    };
    let left = rings(new).len();
    let has_groups = |ring: &Value| ring["memberGroups"].as_array().is_some_and(|groups| !groups.is_empty());
    if rings(old).iter().skip(left).any(has_groups) {
        return Err(Refusal::bad_request("A bullseye ring that has member groups may not be removed.")
            .field("bullseye.rings"));
    }
    Ok(())
}

fn refuse_active(context: &mut Context<'_>, record: &Record) -> Result<(), Refusal> {
    let members = record.value()["memberCount"].as_i64().unwrap_or_default();
    if members > 0 && !context.query.is_true("forceDelete") {
        return Err(ACTIVE.about(&record.id, &record.name));
    }
    Ok(())
}

/// A call returns queues with a peer or those without, never both.
fn has_peer(context: &Context<'_>, record: &Record) -> bool {
    match context.operation.query_parameter("hasPeer") {
        None => true,
        Some(_) => record.text.contains("\"peerId\":") == context.query.is_true("hasPeer"),
    }
}

/// The live queue that the path names.
///
/// # Errors
/// When it does not exist.
pub fn queue(context: &Context<'_>) -> Result<Arc<Record>, Refusal> {
    verbs::find(context, &ENTITIES[0], context.param("queueId"))
}

fn division_views(context: &mut Context<'_>) -> Answer {
    let number = context.query.get("pageNumber").and_then(|number| number.parse::<u32>().ok());
    if number.is_some_and(|number| number > 5) {
        return Err(Refusal::bad_request("The pageNumber may be at most 5."));
    }
    list::list(context, &ENTITIES[0])
}

fn wrapup_codes_of(context: &mut Context<'_>) -> Answer {
    let queue = queue(context)?;
    let page = pages::wanted(verbs::facts()?, context.operation, context.query, &Value::Null)?;
    let mut codes: Vec<Arc<Record>> = queue
        .side_list("wrapupCodes")
        .iter()
        .filter_map(|id| context.world.store.get(wrapup_codes::KIND, id.as_str()?).cloned())
        .filter(|code| {
            context.query.get("name").is_none_or(|name| list::matches(Match::Wildcard, &code.name, name))
        })
        .collect();
    codes.sort_by(|one, other| one.name.cmp(&other.name));
    let total = codes.len();
    let rows =
        codes.into_iter().skip(page.start).take(page.size).map(|code| Row::Text(Arc::clone(&code.text)));
    Ok(pages::envelope(context, verbs::facts()?, page, total, rows.collect()))
}

fn add_wrapup_codes(context: &mut Context<'_>) -> Answer {
    let queue = queue(context)?;
    let wanted: Vec<String> = context
        .body
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|code| code["id"].as_str().map(str::to_owned))
        .collect();
    if wanted.len() > BATCH {
        return Err(Refusal::bad_request("At most {limit} wrap-up codes may be added at once, not {count}.")
            .with("limit", BATCH.to_string())
            .with("count", wanted.len().to_string()));
    }
    let mut codes = queue.side_list("wrapupCodes").to_vec();
    let mut added = Vec::new();
    for id in wanted {
        let record = verbs::find(context, &wrapup_codes::ENTITIES[0], &id)?;
        added.push(record.value());
        let id = Value::from(id);
        if !codes.contains(&id) {
            codes.push(id);
        }
    }
    context.world.store.put_side(KIND, &queue.id, "wrapupCodes", Value::from(codes));
    Ok(Reply::json(Value::from(added)))
}

fn remove_wrapup_code(context: &mut Context<'_>) -> Answer {
    let queue = queue(context)?;
    let code = context.param("codeId").to_owned();
    let left: Vec<Value> = queue.side_list("wrapupCodes").iter().filter(|id| **id != code).cloned().collect();
    if left.len() == queue.side_list("wrapupCodes").len() {
        return Err(wrapup_codes::ENTITIES[0].missing.about(&code, ""));
    }
    context.world.store.put_side(KIND, &queue.id, "wrapupCodes", Value::from(left));
    Ok(Reply::empty(200))
}

/// The counts that follow from a queue's members.
#[must_use]
pub fn counts(members: &[Value]) -> Value {
    let joined = members.iter().filter(|member| member["joined"] != false).count();
    json!({ "memberCount": members.len(), "userMemberCount": members.len(), "joinedMemberCount": joined })
}

/// After a seed: the counts follow from the members.
pub fn settle(record: &Record, value: &mut Value) {
    if let (Value::Object(fields), Value::Object(counts)) = (&mut *value, counts(record.side_list("members")))
    {
        fields.extend(counts);
    }
    // A seed may leave out the time limit; the server has one.
    let _ = check_acw(value);
}
