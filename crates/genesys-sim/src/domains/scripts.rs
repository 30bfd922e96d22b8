//! Scripts: uploaded as files, found by name, then published.

use serde_json::{Value, json};

use crate::{
    clock::{Millis, format},
    domains::{Route, uploads},
    engine::{Deletion, Division, Entity, Hooks, Match, list, verbs},
    ids,
    refusal::{Refusal, Refused},
    request::{Answer, Context, Reply, Request},
    store::Record,
    world::World,
};

/// Kind of a script.
pub const KIND: &str = "scripts";
/// What belongs to a script and is not part of its JSON.
pub const SIDES: &[&str] = &["file", "published"];
const UPLOADS: &str = "_scriptUploads";

/// Scripts that every organization has and that stay.
const RESERVED: [&str; 3] = ["Default Callback Script", "Default Inbound Script", "Default Outbound Script"];

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: KIND,
    collection: "/api/v2/scripts",
    item: "/api/v2/scripts/{scriptId}",
    model: "Script",
    division: Division::Moved,
    deletion: Deletion::HARD,
    matching: Match::Contains,
    sort: Some("name"),
    object_type: Some("SCRIPT"),
    missing: Refused::new(404, "not.found", "The script {id} was not found."),
    hooks: Hooks { delete: Some(refuse_reserved), ..Hooks::NONE },
    ..Entity::PLAIN
}];

/// The operations of this domain beyond read, delete and list.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/scripts/divisionviews", |context| list::list(context, &ENTITIES[0])),
    ("GET", "/api/v2/scripts/published", published),
    ("GET", "/api/v2/scripts/published/divisionviews", published),
    ("POST", "/api/v2/scripts/published", publish),
    ("GET", "/api/v2/scripts/published/{scriptId}", published_one),
    ("GET", "/api/v2/scripts/uploads/{uploadId}/status", status),
    ("POST", "/api/v2/scripts/{scriptId}/export", export),
];

/// The scripts that every organization has.
pub fn found(world: &mut World, now: Millis) {
    let home = world.division_reference(&world.home_division());
    for (number, name) in (0u64..).zip(RESERVED) {
        let id = ids::uuid(world.seed, "default script", number);
        let script = json!({
            "id": id, "name": name, "division": home, "createdDate": format(now), "modifiedDate": format(now),
            "versionId": ids::uuid(world.seed, "default script version", number),
            "publishedDate": format(now), "selfUri": format!("/api/v2/scripts/{id}"),
        });
        world.store.put(KIND, &id, &script, now);
        world.store.put_side(KIND, &id, "published", Value::from(true));
    }
}

fn refuse_reserved(_: &mut Context<'_>, record: &Record) -> Result<(), Refusal> {
    let name = record.value()["name"].as_str().unwrap_or_default().to_owned();
    match RESERVED.contains(&name.as_str()) {
        true => Err(Refusal::bad_request("A default script may not be deleted.")),
        false => Ok(()),
    }
}

/// The multipart POST of a script's file. The script is imported afterwards, as its upload's status tells.
pub fn upload(world: &mut World, request: &Request, context_id: &str) -> Reply {
    let form = uploads::form(request);
    let name = uploads::text(&form, "scriptName").unwrap_or_default();
    let replaced = uploads::text(&form, "scriptIdToReplace").filter(|id| !id.is_empty());
    if name.is_empty() || !form.iter().any(|(field, _)| field == "file") {
        let refusal = Refusal::bad_request("A script needs the fields scriptName and file.");
        return Reply::json(refusal.body(context_id)).with_status(400);
    }
    let now = world.clock.now();
    let upload = world.new_id(UPLOADS);
    let file = uploads::json_file(&form, "file");
    let (succeeded, message) = match (&file, &replaced) {
        (None, _) => (false, "The script could not be read."),
        (_, Some(id)) if world.store.get(KIND, id).is_none() => {
            (false, "The script to replace was not found.")
        }
        _ => (true, ""),
    };
    if succeeded {
        import(world, &name, replaced, file.unwrap_or_default(), now);
    }
    world.store.put(UPLOADS, &upload, &json!({ "succeeded": succeeded, "message": message }), now);
    Reply::json(json!({ "correlationId": upload }))
}

fn import(world: &mut World, name: &str, replaced: Option<String>, file: Value, now: Millis) {
    let version = world.new_id("script version");
    let id = replaced.unwrap_or_else(|| world.new_id(KIND));
    let mut script = match world.store.get(KIND, &id) {
        Some(present) => present.value(),
        None => {
            let home = world.division_reference(&world.home_division());
            json!({ "id": id, "division": home, "createdDate": format(now), "selfUri": format!("/api/v2/scripts/{id}") })
        }
    };
    script["name"] = Value::from(name);
    script["modifiedDate"] = Value::from(format(now));
    script["versionDate"] = Value::from(format(now));
    script["versionId"] = Value::from(version);
    world.store.put(KIND, &id, &script, now);
    world.store.put_side(KIND, &id, "file", file);
}

fn status(context: &mut Context<'_>) -> Answer {
    let record = context.world.store.get(UPLOADS, context.param("uploadId")).cloned();
    let record = record.ok_or_else(Refusal::not_found)?;
    let upload = record.value();
    let done = context.world.is_settled(&record, context.now);
    let mut shown = json!({ "url": "", "succeeded": done && upload["succeeded"] == true });
    if done {
        shown["message"] = upload["message"].clone();
    }
    Ok(Reply::json(shown))
}

fn is_published(record: &Record) -> bool {
    record.side.get("published").is_some()
}

static PUBLISHED: Entity = Entity {
    kind: KIND,
    collection: "/api/v2/scripts/published",
    item: "",
    model: "Script",
    matching: Match::Contains,
    sort: Some("name"),
    hooks: Hooks { filter: Some(|_, record| is_published(record)), ..Hooks::NONE },
    ..Entity::PLAIN
};

fn published(context: &mut Context<'_>) -> Answer {
    list::list(context, &PUBLISHED)
}

fn published_one(context: &mut Context<'_>) -> Answer {
    let record = verbs::find(context, &ENTITIES[0], context.param("scriptId"))?;
    if is_published(&record) { Ok(Reply::json(record.value())) } else { Err(Refusal::not_found()) }
}

fn publish(context: &mut Context<'_>) -> Answer {
    let id = context.text("scriptId").unwrap_or_default().to_owned();
    let record = verbs::find(context, &ENTITIES[0], &id)?;
    if record.side.get("file").is_some_and(|file| !file.is_object()) {
        return Err(Refusal::bad_request("The script cannot be published."));
    }
    let mut value = record.value();
    value["publishedDate"] = Value::from(context.timestamp());
    context.world.store.put(KIND, &id, &value, context.now);
    context.world.store.put_side(KIND, &id, "published", Value::from(true));
    Ok(Reply::json(value))
}

fn export(context: &mut Context<'_>) -> Answer {
    verbs::find(context, &ENTITIES[0], context.param("scriptId"))?;
    let base = crate::domains::architect::jobs::base(context.request);
    Ok(Reply::json(json!({ "url": format!("{base}/uploads/scripts/{}", context.param("scriptId")) })))
}
