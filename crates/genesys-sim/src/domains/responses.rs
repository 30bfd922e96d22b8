//! Response management: libraries, responses, and the assets that responses show.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    domains::{Route, architect::jobs},
    engine::{Deletion, Division, Entity, Hooks, Match, Unique, Version, list, verbs},
    laws::references::Reference,
    refusal::{Refusal, Refused},
    request::{Answer, Body, Context, Reply, Request},
    store::Record,
    world::World,
};

/// Kind of a library.
pub const LIBRARY: &str = "responsemanagement/libraries";
/// Kind of a response.
pub const RESPONSE: &str = "responsemanagement/responses";
/// Kind of an asset.
pub const ASSET: &str = "responsemanagement/responseassets";
/// Kind of an asset that has an address and no file.
const REGISTERED: &str = "_responseAssetUploads";
/// Kind of an asset whose file has not been looked at.
const UPLOADED: &str = "_responseAssetsPending";
/// The header that an upload must repeat.
const TAGGING: (&str, &str) = ("x-amz-tagging", "sim");
/// What an asset's ending says of its file.
const MEDIA: [(&str, &str); 8] = [
    ("gif", "image/gif"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("mp4", "video/mp4"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain"),
];
/// How far a search of assets reaches.
const CAP: usize = 10_000;
const LARGEST_PAGE: usize = 100;

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[
    Entity {
        kind: LIBRARY,
        collection: "/api/v2/responsemanagement/libraries",
        item: "/api/v2/responsemanagement/libraries/{libraryId}",
        model: "Library",
        division: Division::Field,
        unique: Some(Unique::NAME),
        version: Version::Optional,
        matching: Match::Prefix,
        sort: Some("name"),
        object_type: Some("LIBRARY"),
        missing: Refused::new(404, "rms.library.not.found", "The library {id} was not found."),
        hooks: Hooks { filter: Some(by_prefix), ..Hooks::NONE },
        ..Entity::PLAIN
    },
    Entity {
        kind: RESPONSE,
        collection: "/api/v2/responsemanagement/responses",
        item: "/api/v2/responsemanagement/responses/{responseId}",
        model: "Response",
        version: Version::Optional,
        references: &[
            Reference::to("libraries.[].id", LIBRARY).refused(Refused::new(
                404,
                "rms.library.not.found",
                "The library {id} was not found.",
            )),
            Reference::to("assets.[].id", ASSET).refused(Refused::new(
                412,
                "precondition.failed",
                "The asset {id} is not ready.",
            )),
        ],
        sort: Some("name"),
        missing: Refused::new(404, "rms.response.not.found", "The response {id} was not found."),
        hooks: Hooks { create: Some(check), update: Some(check), filter: Some(of_library), ..Hooks::NONE },
        ..Entity::PLAIN
    },
    Entity {
        kind: ASSET,
        collection: "/api/v2/responsemanagement/responseassets",
        item: "/api/v2/responsemanagement/responseassets/{responseAssetId}",
        model: "ResponseAsset",
        division: Division::ById,
        deletion: Deletion {
            in_use: Some(Refused::new(400, "bad.request", "The asset {name} is used by responses.")),
            ..Deletion::HARD
        },
        kept: &["contentLength", "contentLocation", "contentType"],
        ..Entity::PLAIN
    },
];

/// The operations of this domain beyond create, read, update, delete and list.
pub static ROUTES: &[Route] = &[
    ("POST", "/api/v2/responsemanagement/responseassets/uploads", register),
    ("POST", "/api/v2/responsemanagement/responseassets/search", search),
    ("POST", "/api/v2/responsemanagement/responses/query", query),
    ("POST", "/api/v2/responsemanagement/responseassets/bulk", assets),
    ("POST", "/api/v2/responsemanagement/libraries/bulk", libraries),
    ("GET", "/api/v2/responsemanagement/libraries/divisionviews", |context| {
        list::list(context, &ENTITIES[0])
    }),
    ("GET", "/api/v2/responsemanagement/libraries/divisionviews/{libraryId}", |context| {
        verbs::view(context, &ENTITIES[0])
    }),
];

fn by_prefix(context: &Context<'_>, record: &Record) -> bool {
    context.query.get("libraryPrefix").is_none_or(|prefix| record.name.starts_with(&prefix.to_lowercase()))
}

fn of_library(context: &Context<'_>, record: &Record) -> bool {
    context.query.get("libraryId").is_none_or(|library| {
        record.value()["libraries"]
            .as_array()
            .is_some_and(|held| held.iter().any(|held| held["id"] == library))
    })
}

fn check(_: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    let list = |field: &str| new[field].as_array().map_or(0, Vec::len);
    if list("libraries") == 0 {
        return Err(Refusal::bad_request("A response needs a library.").field("libraries"));
    }
    Ok(())
}

fn register(context: &mut Context<'_>) -> Answer {
    let name = context.text("name").unwrap_or_default().to_owned();
    let taken = context.world.store.with_unique(ASSET, &name).any(|asset| !asset.deleted);
    if taken {
        return Err(Refusal::conflict("An asset with the name {name} already exists.").with("name", name));
    }
    let id = context.world.new_id(ASSET);
    let home = context.world.home_division();
    let division = context.text("divisionId").unwrap_or(&home).to_owned();
    let division = context.world.division_reference(&division);
    let asset = json!({
        "id": id, "name": name, "division": division, "createdBy": { "id": context.caller.actor() },
        "selfUri": format!("/api/v2/responsemanagement/responseassets/{id}"),
    });
    context.world.store.put(REGISTERED, &id, &asset, context.now);
    let url = format!("{}/uploads/assets/{id}", jobs::base(context.request));
    Ok(Reply::json(json!({ "id": id, "url": url, "headers": { (TAGGING.0): TAGGING.1 } })))
}

/// The PUT of an asset's file: when the platform has looked at it, the asset exists.
pub fn upload(world: &mut World, request: &Request, id: &str) -> Reply {
    let Some(mut asset) = world.store.get(REGISTERED, id).map(|record| record.value()) else {
        return Reply::empty(404);
    };
    if request.header(TAGGING.0) != Some(TAGGING.1) {
        let text = "<Error><Code>SignatureDoesNotMatch</Code></Error>".as_bytes().to_vec();
        return Reply { status: 403, body: Body::Raw("application/xml", text), headers: Vec::new() };
    }
    let now = world.clock.now();
    let ending =
        asset["name"].as_str().and_then(|name| name.rsplit_once('.')).map_or("", |(_, ending)| ending);
    let media = MEDIA.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known));
    asset["contentType"] = Value::from(media.map_or("application/octet-stream", |(_, media)| *media));
    asset["contentLength"] = Value::from(request.body.len());
    asset["contentLocation"] = Value::from(format!("https://assets.example.com/{id}"));
    // The address stays good for a while, and what is put there again is no second asset.
    if world.store.get(ASSET, id).is_none() {
        world.store.put(UPLOADED, id, &asset, now);
    }
    settle(world);
    Reply::empty(200)
}

/// Makes the assets whose time has come.
pub fn settle(world: &mut World) {
    let now = world.clock.now();
    let due = |record: &&Arc<Record>| world.is_settled(record, now);
    let due: Vec<Arc<Record>> = world.store.live(UPLOADED).filter(due).cloned().collect();
    for record in due {
        let (id, mut asset) = (record.id.to_string(), record.value());
        asset["dateCreated"] = Value::from(crate::clock::format(now));
        asset["dateModified"] = Value::from(crate::clock::format(now));
        world.store.remove(UPLOADED, &id);
        world.store.put(ASSET, &id, &asset, now);
    }
}

fn search(context: &mut Context<'_>) -> Answer {
    let size =
        context.body["pageSize"].as_u64().and_then(|size| usize::try_from(size).ok()).unwrap_or(25).max(1);
    let page =
        context.body["pageNumber"].as_u64().and_then(|page| usize::try_from(page).ok()).unwrap_or(1).max(1);
    if size > LARGEST_PAGE || size.saturating_mul(page) > CAP {
        return Err(Refusal::bad_request("A search reaches at most 10000 results, in pages of at most 100."));
    }
    let criteria = context.body["query"].as_array().cloned().unwrap_or_default();
    let found: Vec<Value> = context
        .world
        .store
        .live(ASSET)
        .map(|record| record.value())
        .filter(|asset| criteria.iter().all(|criterion| super::users::search::holds(criterion, asset)))
        .collect();
    let total = found.len();
    let results: Vec<Value> = found.into_iter().skip((page - 1).saturating_mul(size)).take(size).collect();
    Ok(Reply::json(json!({
        "results": results, "total": total, "pageSize": size, "pageNumber": page, "pageCount": total.div_ceil(size),
    })))
}

fn ids(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|id| id.as_str().map(str::to_owned)).collect()
}

/// Responses whose name or text has a phrase, filtered by their libraries.
fn query(context: &mut Context<'_>) -> Answer {
    let phrase = context.text("queryPhrase").unwrap_or_default().to_lowercase();
    let size =
        context.body["pageSize"].as_u64().and_then(|size| usize::try_from(size).ok()).unwrap_or(25).max(1);
    let page =
        context.body["pageNumber"].as_u64().and_then(|page| usize::try_from(page).ok()).unwrap_or(1).max(1);
    let filters = context.body["filters"].as_array().cloned().unwrap_or_default();
    let libraries: Vec<String> = filters
        .iter()
        .filter(|filter| filter["name"] == "libraryId")
        .flat_map(|filter| ids(&filter["values"]))
        .collect();
    let found: Vec<Value> = context
        .world
        .store
        .live(RESPONSE)
        .filter(|response| phrase.is_empty() || response.text.to_lowercase().contains(&phrase))
        .map(|response| response.value())
        .filter(|response| {
            libraries.is_empty()
                || response["libraries"].as_array().is_some_and(|held| {
                    held.iter().any(|held| libraries.iter().any(|library| held["id"] == *library))
                })
        })
        .collect();
    let total = found.len();
    let entities: Vec<Value> = found.into_iter().skip((page - 1).saturating_mul(size)).take(size).collect();
    Ok(Reply::json(json!({ "results": {
        "entities": entities, "total": total, "pageSize": size, "pageNumber": page, "pageCount": total.div_ceil(size),
    } })))
}

fn assets(context: &mut Context<'_>) -> Answer {
    let (mut found, mut missing) = (Vec::new(), Vec::new());
    for id in ids(&context.body["assetIds"]) {
        match context.world.store.get(ASSET, &id) {
            Some(asset) => found.push(asset.value()),
            None => missing.push(id),
        }
    }
    Ok(Reply::json(json!({ "entities": found, "notFound": missing })))
}

fn libraries(context: &mut Context<'_>) -> Answer {
    let wanted = ids(&context.body["libraryIds"]);
    let found: Vec<Value> = wanted
        .iter()
        .filter_map(|id| context.world.store.get(LIBRARY, id))
        .map(|library| library.value())
        .collect();
    let total = found.len();
    Ok(Reply::json(
        json!({ "entities": found, "total": total, "pageSize": total, "pageNumber": 1, "pageCount": 1 }),
    ))
}
