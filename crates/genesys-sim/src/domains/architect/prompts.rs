//! User prompts and their resources, one per language; audio is uploaded and then transcoded.

use serde_json::{Map, Value, json};

use crate::{
    domains::Route,
    engine::{Deletion, Division, Entity, Hooks, Match, Unique, list, verbs},
    laws::references,
    refusal::{Refusal, Refused},
    request::{Answer, Context, Reply},
    store::{Record, key},
    world::World,
};

use super::{jobs, operation};

/// Kind of a prompt.
pub const KIND: &str = "architect/prompts";
/// Kind of a prompt's resource.
pub const RESOURCE: &str = "architect/prompts/resources";

/// The entities of this part.
pub static ENTITIES: &[Entity] = &[
    Entity {
        kind: KIND,
        collection: "/api/v2/architect/prompts",
        item: "/api/v2/architect/prompts/{promptId}",
        model: "Prompt",
        division: Division::Starrable,
        unique: Some(Unique {
            refused: Refused::new(
                409,
                "architect.prompt.already.exists",
                "A prompt with the name {name} already exists.",
            ),
            ..Unique::NAME
        }),
        matching: Match::Wildcard,
        sort: Some("name"),
        missing: Refused::new(404, "architect.prompt.not.found", "The prompt {id} was not found."),
        hooks: Hooks {
            create: Some(check),
            update: Some(check),
            delete: Some(refuse_used),
            show: Some(show),
            ..Hooks::NONE
        },
        ..Entity::PLAIN
    },
    Entity {
        kind: RESOURCE,
        collection: "/api/v2/architect/prompts/{promptId}/resources",
        item: "/api/v2/architect/prompts/{promptId}/resources/{languageCode}",
        model: "PromptAsset",
        key: "language",
        unique: Some(Unique {
            field: "",
            refused: Refused::new(
                409,
                "architect.prompt.resource.already.exists",
                "The prompt already has a resource for the language {id}.",
            ),
            ..Unique::NAME
        }),
        kept: &["promptId", "uploadStatus", "uploadUri", "mediaUri", "languageDefault", "durationSeconds"],
        deletion: Deletion::HARD,
        missing: Refused::new(
            404,
            "architect.prompt.resource.not.found",
            "The prompt resource {id} was not found.",
        ),
        hooks: Hooks {
            create: Some(resource),
            update: Some(keep_language),
            show: Some(|context, fields| transcoding(context, fields)),
            ..Hooks::NONE
        },
        ..Entity::PLAIN
    },
];

/// The operations of this part.
pub static ROUTES: &[Route] = &[
    ("DELETE", "/api/v2/architect/prompts", delete_many),
    ("GET", "/api/v2/architect/prompts/{promptId}/resources", |context| list::list(context, &ENTITIES[1])),
    ("POST", "/api/v2/architect/prompts/{promptId}/resources/{languageCode}/uploads", upload_address),
    ("DELETE", "/api/v2/architect/prompts/{promptId}/resources/{languageCode}/audio", delete_audio),
];

fn check(_: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    let name = new["name"].as_str().unwrap_or_default();
    let failed = |what: &str, message: &str| {
        Err(Refusal::new(400, format!("architect.prompt.validate.failed{what}"), message).field("name"))
    };
    if name.is_empty() {
        return failed(".missing.name", "A prompt needs a name.");
    }
    if !name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_') {
        return failed(".name", "The name of a prompt may have letters, digits and underscores only.");
    }
    if !name.chars().any(|letter| letter.is_ascii_alphanumeric()) {
        return failed(".name.no.alpha", "The name of a prompt needs a letter or a digit.");
    }
    Ok(())
}

fn refuse_used(context: &mut Context<'_>, record: &Record) -> Result<(), Refusal> {
    let has_resources = context.world.store.children(RESOURCE, &[&record.id]).next().is_some();
    if has_resources && !context.query.is_true("allResources") {
        return Err(Refusal::new(409, "architect.prompt.has.resources", "The prompt {name} has resources.")
            .with("name", &*record.name));
    }
    if !references::referrers(context.world, KIND, &record.id).is_empty() {
        return Err(Refusal::new(
            409,
            "architect.prompt.cannot.delete.used.in.queues",
            "The prompt {name} is used in queues.",
        )
        .with("name", &*record.name));
    }
    Ok(())
}

fn show(context: &mut Context<'_>, fields: &mut Map<String, Value>) {
    if context.query.get("includeResources").is_some_and(|wanted| wanted.eq_ignore_ascii_case("false")) {
        return;
    }
    let id = fields.get("id").and_then(Value::as_str).unwrap_or_default();
    let resources: Vec<Value> = context
        .world
        .store
        .children(RESOURCE, &[id])
        .map(|record| {
            let mut value = record.value();
            if let Value::Object(resource) = &mut value {
                transcoding(context, resource);
            }
            value
        })
        .collect();
    fields.insert("resources".to_owned(), Value::from(resources));
}

/// Audio that was uploaded is not ready until the platform has transcoded it.
fn transcoding(context: &Context<'_>, fields: &mut Map<String, Value>) {
    let text = |field: &str| fields.get(field).and_then(Value::as_str).unwrap_or_default();
    let record = context.world.store.get(RESOURCE, &key(&[text("promptId")], text("language")));
    let done = record.is_none_or(|record| context.world.is_settled(record, context.now));
    if text("uploadStatus") == "transcoded" && !done {
        fields.insert("uploadStatus".to_owned(), Value::from("uploaded"));
        fields.remove("mediaUri");
        fields.remove("durationSeconds");
    }
    // What is kept does not name the address of this process, which another one that goes on with it does not have.
    for name in ["uploadUri", "mediaUri"] {
        if let Some(Value::String(address)) = fields.get_mut(name)
            && address.starts_with('/')
        {
            *address = format!("{}{address}", jobs::base(context.request));
        }
    }
}

fn resource(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    let prompt = context.param("promptId").to_owned();
    let language = context.text("language").unwrap_or_default().to_lowercase();
    let known = |part: &str| !part.is_empty() && part.chars().all(|letter| letter.is_ascii_alphanumeric());
    if !language.split('-').all(known) {
        return Err(Refusal::new(
            400,
            "architect.prompt.resource.validate.failed.language",
            "The language {language} is not known.",
        )
        .with("language", language));
    }
    let first = context.world.store.children(RESOURCE, &[&prompt]).next().is_none();
    new["language"] = Value::from(language.clone());
    new["promptId"] = Value::from(prompt.clone());
    new["languageDefault"] = Value::from(first);
    new["uploadStatus"] = Value::from("created");
    new["uploadUri"] = Value::from(format!("/uploads/prompts/{prompt}/{language}"));
    Ok(())
}

fn keep_language(_: &mut Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    new["language"] = old["language"].clone();
    Ok(())
}

fn delete_many(context: &mut Context<'_>) -> Answer {
    let ids: Vec<String> = context.query.all("id").into_iter().map(str::to_owned).collect();
    for id in &ids {
        verbs::find(context, &ENTITIES[0], id)?;
    }
    for id in &ids {
        verbs::destroy(context, &ENTITIES[0], id);
    }
    let operation = operation(context, "DELETE");
    Ok(Reply::json(operation))
}

fn delete_audio(context: &mut Context<'_>) -> Answer {
    let parents = [context.param("promptId").to_owned(), context.param("languageCode").to_owned()];
    let store_key = key(&[&parents[0]], &parents[1]);
    let record = verbs::find(context, &ENTITIES[1], &store_key)?;
    let mut value = record.value();
    value["uploadStatus"] = Value::from("created");
    if let Value::Object(fields) = &mut value {
        fields.remove("mediaUri");
        fields.remove("durationSeconds");
    }
    context.world.store.put(RESOURCE, &store_key, &value, context.now);
    Ok(Reply::empty(204))
}

fn upload_address(context: &mut Context<'_>) -> Answer {
    let record = verbs::find(context, &ENTITIES[1], &verbs::item_key(context))?;
    let path = record.value()["uploadUri"].as_str().unwrap_or_default().to_owned();
    Ok(Reply::json(json!({ "url": format!("{}{path}", jobs::base(context.request)), "headers": {} })))
}

/// The multipart POST of a prompt's audio, with the bare token as its `Authorization`.
pub fn upload(world: &mut World, prompt: &str, language: &str) -> Reply {
    let store_key = key(&[prompt], language);
    let Some(record) = world.store.get(RESOURCE, &store_key).cloned() else { return Reply::empty(404) };
    let now = world.clock.now();
    let mut value = record.value();
    value["uploadStatus"] = Value::from("transcoded");
    value["mediaUri"] = Value::from(format!("/uploads/media/{prompt}/{language}.wav"));
    value["durationSeconds"] = json!(1.0);
    world.store.put(RESOURCE, &store_key, &value, now);
    Reply::json(json!({ "id": language, "uploadStatus": "uploaded" }))
}
