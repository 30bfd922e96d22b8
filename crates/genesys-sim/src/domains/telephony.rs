//! Telephony: pools of numbers and extensions, and sites.

use serde_json::{Value, json};

use crate::{
    domains::{Route, architect, locations, users},
    engine::{Deletion, Division, Entity, Hooks, Match, Unique, Version, list, verbs},
    laws::{lag, references::Reference},
    refusal::{Refusal, Refused},
    request::{Answer, Context, Reply},
    store::Record,
    world::World,
};

/// Kind of a pool of numbers.
pub const DID_POOL: &str = "telephony/providers/edges/didpools";
/// Kind of a pool of extensions.
pub const EXTENSION_POOL: &str = "telephony/providers/edges/extensionpools";
/// Kind of a site.
pub const SITE: &str = "telephony/providers/edges/sites";
const OUTBOUND_ROUTE: &str = "telephony/providers/edges/sites/outboundroutes";
/// Name of the number plans of a site.
pub const NUMBER_PLANS: &str = "telephony/providers/edges/sites/numberplans";
const HOME_REGION: &str = "us-east-1";
/// Regions in which the platform runs (section 1 of the behaviour reference, without the government's and the sovereign
/// one); that media may go through each of them is inferred.
const CORE_REGIONS: [&str; 16] = [
    "us-east-1",
    "us-west-2",
    "ca-central-1",
    "mx-central-1",
    "sa-east-1",
    "eu-west-1",
    "eu-west-2",
    "eu-central-1",
    "eu-central-2",
    "me-central-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
];

/// Number plans that a new site has.
const DEFAULT_PLANS: [(&str, &str); 5] = [
    ("Emergency", "Emergency"),
    ("Extension", "Internal"),
    ("National", "National"),
    ("International", "International"),
    ("Network", "Network"),
];

const IN_USE: Refused = Refused::new(409, "general.conflict", "{name} is in use and may not be deleted.");

const PLAIN: Entity = Entity {
    deletion: Deletion { in_use: Some(IN_USE), ..Deletion::SOFT },
    shows_deleted: true,
    version: Version::Optional,
    unique: Some(Unique {
        refused: Refused::new(400, "duplicate.value", "The value {name} is already in use."),
        ..Unique::NAME
    }),
    kept: &["state", "createdByApp", "modifiedByApp"],
    matching: Match::Contains,
    sort: Some("name"),
    ..Entity::PLAIN
};

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[
    Entity {
        kind: DID_POOL,
        collection: "/api/v2/telephony/providers/edges/didpools",
        item: "/api/v2/telephony/providers/edges/didpools/{didPoolId}",
        model: "DIDPool",
        hooks: Hooks {
            create: Some(check_did_pool),
            update: Some(check_did_pool),
            delete: Some(refuse_used_numbers),
            ..Hooks::NONE
        },
        unique: None,
        ..PLAIN
    },
    Entity {
        kind: EXTENSION_POOL,
        collection: "/api/v2/telephony/providers/edges/extensionpools",
        item: "/api/v2/telephony/providers/edges/extensionpools/{extensionPoolId}",
        model: "ExtensionPool",
        division: Division::Field,
        object_type: Some("EXTENSIONPOOL"),
        hooks: Hooks {
            create: Some(check_extension_pool),
            update: Some(check_extension_pool),
            delete: Some(refuse_used_extensions),
            ..Hooks::NONE
        },
        unique: None,
        ..PLAIN
    },
    Entity {
        kind: SITE,
        collection: "/api/v2/telephony/providers/edges/sites",
        item: "/api/v2/telephony/providers/edges/sites/{siteId}",
        model: "Site",
        references: &[
            Reference::to("location.id", locations::KIND).refused(NO_KEY),
            Reference::to("primarySites.[].id", SITE).refused(NO_KEY),
            Reference::to("secondarySites.[].id", SITE).refused(NO_KEY),
        ],
        deletion: Deletion {
            in_use: Some(Refused::new(
                409,
                "resource.referenced.by.another",
                "{name} is referenced by another resource.",
            )),
            ..Deletion::SOFT
        },
        hooks: Hooks {
            create: Some(check_site),
            update: Some(check_site),
            created: Some(give_plans),
            ..Hooks::NONE
        },
        ..PLAIN
    },
    Entity {
        kind: OUTBOUND_ROUTE,
        collection: "/api/v2/telephony/providers/edges/sites/{siteId}/outboundroutes",
        item: "/api/v2/telephony/providers/edges/sites/{siteId}/outboundroutes/{outboundRouteId}",
        model: "OutboundRouteBase",
        references: &[Reference::to(
            "externalTrunkBases.[].id",
            "telephony/providers/edges/trunkbasesettings",
        )
        .refused(NO_KEY)],
        ..PLAIN
    },
];

/// The operations of this domain beyond create, read, update, delete and list.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/telephony/providers/edges/extensionpools/divisionviews", |context| {
        list::list(context, &ENTITIES[1])
    }),
    ("GET", "/api/v2/telephony/mediaregions", media_regions),
    ("GET", "/api/v2/telephony/providers/edges/sites/{siteId}/numberplans", plans),
    ("PUT", "/api/v2/telephony/providers/edges/sites/{siteId}/numberplans", put_plans),
    ("GET", "/api/v2/telephony/providers/edges/sites/{siteId}/numberplans/{numberPlanId}", plan),
    ("GET", "/api/v2/telephony/providers/edges/sites/{siteId}/numberplans/classifications", classifications),
];

const NO_KEY: Refused =
    Refused::new(400, "referenced.key.does.not.exist", "The referenced entity {id} does not exist ({name}).");

/// Whether a text is a number like `+13175550100`.
#[must_use]
pub fn is_e164(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len()) && digits.chars().all(|digit| digit.is_ascii_digit())
    })
}

fn digits(number: &str) -> Option<u64> {
    number.trim_start_matches('+').parse().ok()
}

fn range(pool: &Value, start: &str, end: &str) -> Option<(u64, u64)> {
    Some((digits(pool[start].as_str()?)?, digits(pool[end].as_str()?)?))
}

/// Whether a number is in a pool of the organization.
#[must_use]
pub fn in_did_pool(world: &World, number: &str) -> bool {
    in_pool(world, DID_POOL, ("startPhoneNumber", "endPhoneNumber"), number)
}

fn in_pool(world: &World, kind: &str, (start, end): (&str, &str), number: &str) -> bool {
    let Some(number) = digits(number) else { return false };
    let known = world.store.live(kind).filter(|pool| world.known(kind, &pool.id).is_some());
    let mut ranges = known.filter_map(|pool| range(&pool.value(), start, end));
    ranges.any(|(first, last)| (first..=last).contains(&number))
}

/// Whether an extension is in a pool of the organization.
#[must_use]
pub fn in_extension_pool(world: &World, extension: &str) -> bool {
    in_pool(world, EXTENSION_POOL, ("startNumber", "endNumber"), extension)
}

fn check_range(
    context: &Context<'_>,
    old: &Value,
    new: &Value,
    kind: &str,
    (start, end): (&str, &str),
) -> Result<(), Refusal> {
    let Some((first, last)) = range(new, start, end).filter(|(first, last)| first <= last) else {
        return Err(
            Refusal::new(400, "general.bad.request", "The range of numbers is not valid.").field(start)
        );
    };
    let overlaps = context
        .world
        .store
        .live(kind)
        .filter(|pool| old["id"] != *pool.id)
        .filter_map(|pool| range(&pool.value(), start, end))
        .any(|(other_first, other_last)| first <= other_last && other_first <= last);
    match overlaps {
        true => {
            Err(Refusal::new(400, "duplicate.value", "The range overlaps with another pool.").field(start))
        }
        false => Ok(()),
    }
}

fn check_did_pool(context: &mut Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    if new.get("name").is_none() {
        new["name"] = new["startPhoneNumber"].clone();
    }
    for field in ["startPhoneNumber", "endPhoneNumber"] {
        if !is_e164(new[field].as_str().unwrap_or_default()) {
            return Err(Refusal::new(400, "general.bad.request", "{field} must be an E.164 number.")
                .with("field", field)
                .field(field));
        }
    }
    check_range(context, old, new, DID_POOL, ("startPhoneNumber", "endPhoneNumber"))
}

fn check_extension_pool(context: &mut Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    if new.get("name").is_none() {
        new["name"] = Value::from(new["startNumber"].as_str().unwrap_or_default());
    }
    check_range(context, old, new, EXTENSION_POOL, ("startNumber", "endNumber"))
}

fn refuse_used_numbers(context: &mut Context<'_>, record: &Record) -> Result<(), Refusal> {
    let Some((start, end)) = range(&record.value(), "startPhoneNumber", "endPhoneNumber") else {
        return Ok(());
    };
    let inside = |number: &Value| {
        number.as_str().and_then(digits).is_some_and(|number| (start..=end).contains(&number))
    };
    let mut ivrs = context.world.store.live(architect::routing::IVR);
    match ivrs.any(|ivr| ivr.value()["dnis"].as_array().is_some_and(|numbers| numbers.iter().any(inside))) {
        true => Err(IN_USE.about(&record.id, &record.name)),
        false => Ok(()),
    }
}

fn refuse_used_extensions(context: &mut Context<'_>, record: &Record) -> Result<(), Refusal> {
    let Some((start, end)) = range(&record.value(), "startNumber", "endNumber") else { return Ok(()) };
    let inside = |address: &Value| {
        address["extension"].as_str().and_then(digits).is_some_and(|number| (start..=end).contains(&number))
    };
    let mut users = context.world.store.live(users::KIND);
    match users.any(|user| user.value()["addresses"].as_array().is_some_and(|list| list.iter().any(inside))) {
        true => Err(IN_USE.about(&record.id, &record.name)),
        false => Ok(()),
    }
}

/// A site needs a location with an emergency address; the home region is always among its media regions.
fn check_site(context: &mut Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    let location = new["location"]["id"].as_str().unwrap_or_default().to_owned();
    if let Some(record) = context.world.store.get(locations::KIND, &location)
        && old["location"]["id"] != *location
    {
        let value = record.value();
        if value.get("emergencyNumber").is_none() || value.get("address").is_none() {
            return Err(Refusal::new(
                400,
                "general.bad.request",
                "The location needs a verified address and an emergency number.",
            )
            .field("location"));
        }
    }
    if let Value::Object(fields) = &mut *new {
        for field in ["primaryEdges", "secondaryEdges", "edges"] {
            fields.remove(field);
        }
    }
    let regions = new["mediaRegions"].as_array().cloned().unwrap_or_default();
    if !regions.iter().any(|region| region == HOME_REGION) {
        let mut with_home = vec![Value::from(HOME_REGION)];
        with_home.extend(regions);
        new["mediaRegions"] = Value::from(with_home);
    }
    if old.is_null() {
        new["managed"] = Value::from(false);
        new["coreSite"] = Value::from(false);
    }
    Ok(())
}

fn give_plans(context: &mut Context<'_>, id: &str) -> Result<(), Refusal> {
    let plans: Vec<Value> = DEFAULT_PLANS
        .iter()
        .enumerate()
        .map(|(priority, (name, classification))| {
            json!({
                "id": context.world.new_id(NUMBER_PLANS), "name": name, "classification": classification,
                "matchType": "regex", "priority": priority, "state": "active",
            })
        })
        .collect();
    context.world.store.put_side(SITE, id, "numberPlans", Value::from(plans));
    Ok(())
}

/// Where media may go; clients check a site's regions against it before they send them.
fn media_regions(_: &mut Context<'_>) -> Answer {
    Ok(Reply::json(json!({
        "awsHomeRegion": HOME_REGION, "awsCoreRegions": CORE_REGIONS, "awsSatelliteRegions": [],
    })))
}

fn plans(context: &mut Context<'_>) -> Answer {
    let site = verbs::find(context, &ENTITIES[2], context.param("siteId"))?;
    if !has_plans(context, &site) {
        return Ok(Reply::json(json!([])));
    }
    Ok(Reply::json(Value::from(site.side_list("numberPlans").to_vec())))
}

/// A new site gets its plans a little later.
fn has_plans(context: &Context<'_>, site: &Record) -> bool {
    !lag::is_new(site, context.now, context.world.lag(NUMBER_PLANS, &site.id).create_ms)
}

fn plan(context: &mut Context<'_>) -> Answer {
    let site = verbs::find(context, &ENTITIES[2], context.param("siteId"))?;
    let wanted = context.param("numberPlanId");
    let found = site.side_list("numberPlans").iter().find(|plan| plan["id"] == wanted).cloned();
    found.map(Reply::json).ok_or_else(Refusal::not_found)
}

fn put_plans(context: &mut Context<'_>) -> Answer {
    let site = verbs::find(context, &ENTITIES[2], context.param("siteId"))?;
    if !has_plans(context, &site) {
        return Err(Refusal::new(400, "general.bad.request", "The number plans of the site are not ready."));
    }
    let mut plans = context.body.as_array().cloned().unwrap_or_default();
    let mut names: Vec<String> = Vec::new();
    for (priority, plan) in plans.iter_mut().enumerate() {
        let name = plan["name"].as_str().unwrap_or_default().to_lowercase();
        if names.contains(&name) {
            return Err(Refusal::new(
                400,
                "duplicate.number.plan.name",
                "Two number plans have the name {name}.",
            )
            .with("name", name));
        }
        let present = site.side_list("numberPlans").iter().find(|other| other["name"] == plan["name"]);
        if plan.get("id").is_none() {
            plan["id"] = match present {
                Some(present) => present["id"].clone(),
                None => Value::from(context.world.new_id(NUMBER_PLANS)),
            };
        }
        plan["priority"] = Value::from(priority);
        plan["state"] = Value::from("active");
        names.push(name);
    }
    context.world.store.put_side(SITE, &site.id, "numberPlans", Value::from(plans.clone()));
    Ok(Reply::json(Value::from(plans)))
}

fn classifications(context: &mut Context<'_>) -> Answer {
    let site = verbs::find(context, &ENTITIES[2], context.param("siteId"))?;
    let mut found: Vec<Value> = Vec::new();
    for plan in site.side_list("numberPlans") {
        let classification = plan["classification"].clone();
        if classification.is_string() && !found.contains(&classification) {
            found.push(classification);
        }
    }
    Ok(Reply::json(Value::from(found)))
}

/// A user's addresses as the server writes them.
pub fn normalize(world: &World, addresses: &mut Value) {
    for address in addresses.as_array_mut().into_iter().flatten() {
        if address["mediaType"].as_str().is_some_and(|media| media != "PHONE" && media != "SMS") {
            continue;
        }
        let text = |field: &str| address[field].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let number = text("address").map(|number| e164(&number));
        let extension = text("extension");
        let Value::Object(fields) = address else { continue };
        fields.remove("display");
        match (number, extension) {
            (Some(number), None) => {
                fields.insert("display".to_owned(), Value::from(number.clone()));
                fields.insert("address".to_owned(), Value::from(number));
            }
            (Some(number), Some(_)) => {
                fields.remove("address");
                fields.insert("display".to_owned(), Value::from(number));
            }
            (None, Some(extension)) if in_extension_pool(world, &extension) => {
                fields.insert("display".to_owned(), Value::from(extension));
            }
            (None, Some(extension)) => {
                fields.remove("extension");
                fields.insert("display".to_owned(), Value::from(format!("({extension})")));
            }
            (None, None) => {}
        }
    }
}

fn e164(number: &str) -> String {
    let bare: String = number.chars().filter(|letter| !" -.()".contains(*letter)).collect();
    if bare.strip_prefix('+').is_some_and(|rest| rest.chars().all(|digit| digit.is_ascii_digit())) {
        bare
    } else {
        number.to_owned()
    }
}
