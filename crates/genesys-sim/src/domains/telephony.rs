//! Telephony: pools of numbers and extensions, sites, and what is at them: trunks, phones, stations.

pub mod dids;
pub mod phones;
pub mod stations;
pub mod trunks;

use serde_json::{Value, json};

use crate::{
    domains::{Route, architect, locations, users},
    engine::{Deletion, Division, Entity, Hooks, Match, Unique, Version, list, verbs},
    laws::{lag, references::Reference},
    refusal::{Refusal, Refused},
    request::{Answer, Context, Reply},
    store::{Record, key},
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

/// Name of the outbound route that a new site has.
const DEFAULT_ROUTE: &str = "Default Outbound Route";

/// Number plans that a new site has, in their order: as exports of sites with CX as Code 1.56 show them. In the United States there is
/// one more, for 988, and the emergency number differs by country.
fn default_plans() -> [Value; 5] {
    [
        json!({ "name": "Emergency", "classification": "Emergency", "matchType": "numberList", "numbers": [{ "start": "112" }] }),
        json!({
            "name": "Extension", "classification": "Extension", "matchType": "digitLength",
            "digitLength": { "start": "4", "end": "6" },
        }),
        json!({ "name": "National", "classification": "National", "matchType": "intraCountryCode" }),
        json!({ "name": "International", "classification": "International", "matchType": "interCountryCode" }),
        json!({
            "name": "Network", "classification": "Network", "matchType": "regex",
            "match": "^([^@\\:]+@)([^@ ]+)?$", "normalizedFormat": "sip:$1$2",
        }),
    ]
}

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
            created: Some(equip),
            deleted: Some(forget_routes),
            filter: Some(is_site_asked_for),
            ..Hooks::NONE
        },
        ..PLAIN
    },
    Entity {
        kind: OUTBOUND_ROUTE,
        collection: "/api/v2/telephony/providers/edges/sites/{siteId}/outboundroutes",
        item: "/api/v2/telephony/providers/edges/sites/{siteId}/outboundroutes/{outboundRouteId}",
        model: "OutboundRouteBase",
        references: &[Reference::to("externalTrunkBases.[].id", trunks::TRUNK_BASE).refused(NO_KEY)],
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
    let in_ivr =
        ivrs.any(|ivr| ivr.value()["dnis"].as_array().is_some_and(|numbers| numbers.iter().any(inside)));
    let mut phones = context.world.store.live(phones::PHONE);
    let in_phone =
        phones.any(|phone| phones::addresses(&phone.value()).any(|address| inside(&Value::from(address))));
    match in_ivr || in_phone {
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
    if let Value::Object(config) = &mut new["edgeAutoUpdateConfig"] {
        for time in ["start", "end"] {
            if let Some(text) = config.get(time).and_then(Value::as_str).map(with_milliseconds) {
                config.insert(time.to_owned(), Value::from(text));
            }
        }
    } else if let Value::Object(fields) = &mut *new {
        fields.remove("edgeAutoUpdateConfig");
    }
    if old.is_null() {
        new["managed"] = Value::from(false);
        new["coreSite"] = Value::from(false);
        return Ok(());
    }
    let own = old["id"].clone();
    name_itself(new, &own);
    Ok(())
}

/// Sites of the platform's own edges are listed apart (CX as Code 1.84.1 asks for both).
fn is_site_asked_for(context: &Context<'_>, record: &Record) -> bool {
    let managed = record.value()["managed"].as_bool().unwrap_or_default();
    context.query.get("managed").is_none_or(|asked| asked == managed.to_string())
}

/// A time as the platform writes it, by its documentation: to the millisecond, without a zone.
fn with_milliseconds(time: &str) -> String {
    let (whole, fraction) = time.split_once('.').unwrap_or((time, ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    format!("{whole}.{digits}")
}

/// Where no sites are named for the edges of phones, it is the site itself (CX as Code 1.84.1, telephony_providers_edges_site).
fn name_itself(site: &mut Value, own: &Value) {
    for field in ["primarySites", "secondarySites"] {
        if site[field].as_array().is_none_or(Vec::is_empty) {
            site[field] = json!([{ "id": own }]);
        }
    }
}

/// What a new site has: itself among its sites, number plans and an outbound route.
fn equip(context: &mut Context<'_>, id: &str) -> Result<(), Refusal> {
    if let Some(record) = context.world.store.get(SITE, id) {
        let mut site = record.value();
        let own = site["id"].clone();
        name_itself(&mut site, &own);
        for field in ["primarySites", "secondarySites"] {
            for other in site[field].as_array_mut().into_iter().flatten() {
                if other["id"] == own {
                    *other = json!({ "id": own, "name": record.value()["name"], "selfUri": record.value()["selfUri"] });
                }
            }
        }
        context.world.store.amend(SITE, id, &site);
    }
    let mut plans = default_plans().to_vec();
    for (priority, plan) in plans.iter_mut().enumerate() {
        plan["id"] = Value::from(context.world.new_id(NUMBER_PLANS));
        plan["priority"] = Value::from(priority);
        plan["state"] = Value::from("active");
    }
    context.world.store.put_side(SITE, id, "numberPlans", Value::from(plans));
    // What it routes, and that it is switched on, is in exports of sites with CX as Code 1.56.
    let route = context.world.new_id(OUTBOUND_ROUTE);
    let value = json!({
        "id": route, "name": DEFAULT_ROUTE, "state": "active", "version": 1,
        "classificationTypes": ["Emergency", "National", "Network", "International"],
        "enabled": true, "distribution": "SEQUENTIAL", "externalTrunkBases": [],
        "dateCreated": context.timestamp(), "dateModified": context.timestamp(),
        "createdBy": context.caller.actor(), "modifiedBy": context.caller.actor(),
        "selfUri": format!("/api/v2/telephony/providers/edges/sites/{id}/outboundroutes/{route}"),
    });
    context.world.store.put(OUTBOUND_ROUTE, &key(&[id], &route), &value, context.now);
    Ok(())
}

/// What is below a site goes with it.
fn forget_routes(context: &mut Context<'_>, id: &str) -> Result<(), Refusal> {
    let routes: Vec<String> =
        context.world.store.children(OUTBOUND_ROUTE, &[id]).map(|route| route.id.to_string()).collect();
    for route in routes {
        context.world.store.remove(OUTBOUND_ROUTE, &route);
    }
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
    let parents = [&*site.id];
    let used = context.world.store.children(OUTBOUND_ROUTE, &parents).flat_map(|route| {
        let value = route.value();
        value["classificationTypes"].as_array().cloned().unwrap_or_default()
    });
    let is_there = |plans: &[Value], classification: &Value| {
        plans.iter().any(|plan| plan["classification"] == *classification)
    };
    // Routes may name what no plan has, but what they use may not be taken from them.
    let lost = used
        .into_iter()
        .find(|used| is_there(site.side_list("numberPlans"), used) && !is_there(&plans, used));
    if let Some(lost) = lost {
        return Err(Refusal::new(
            400,
            "number.plan.in.use",
            "The number plan with the classification {classification} is in use by an outbound route.",
        )
        .with("classification", lost.as_str().unwrap_or_default()));
    }
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
