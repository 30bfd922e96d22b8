//! Grammars, which tell a flow what callers may say or dial, and their languages, each with a file for voice and one for
//! DTMF. A file is uploaded to an address that is asked for first.

use serde_json::{Map, Value, json};

use crate::{
    domains::Route,
    engine::{Deletion, Entity, Hooks, Match, Unique, verbs},
    laws::lag,
    refusal::{Refusal, Refused},
    request::{Answer, Body, Context, Reply, Request},
    store::{Record, key},
    world::World,
};

use super::jobs;

/// Kind of a grammar.
pub const KIND: &str = "architect/grammars";
/// Kind of a grammar's language.
pub const LANGUAGE: &str = "architect/grammars/languages";
/// What belongs to a language and is not part of its JSON: its files and the formats announced for them.
pub const LANGUAGE_SIDES: &[&str] = &["voice", "dtmf", "voiceType", "dtmfType"];

/// The entities of this part.
pub static ENTITIES: &[Entity] = &[
    Entity {
        kind: KIND,
        collection: "/api/v2/architect/grammars",
        item: "/api/v2/architect/grammars/{grammarId}",
        model: "Grammar",
        unique: Some(Unique::NAME),
        deletion: Deletion { empty_object: true, ..Deletion::HARD_200 },
        kept: &["languages"],
        matching: Match::Wildcard,
        sort: Some("id"),
        missing: Refused::new(404, "not.found", "The grammar {id} was not found."),
        hooks: Hooks {
            create: Some(check),
            update: Some(check),
            show: Some(show),
            filter: Some(filter),
            ..Hooks::NONE
        },
        ..Entity::PLAIN
    },
    Entity {
        kind: LANGUAGE,
        collection: "/api/v2/architect/grammars/{grammarId}/languages",
        item: "/api/v2/architect/grammars/{grammarId}/languages/{languageCode}",
        model: "GrammarLanguage",
        key: "language",
        unique: Some(Unique {
            field: "",
            refused: Refused::new(409, "general.conflict", "The grammar already has the language {id}."),
            ..Unique::NAME
        }),
        kept: &["grammarId", "voiceFileUrl", "dtmfFileUrl"],
        missing: Refused::new(404, "not.found", "The grammar language {id} was not found."),
        hooks: Hooks {
            create: Some(language),
            update: Some(keep_language),
            show: Some(|context, fields| show_files(context, fields)),
            ..Hooks::NONE
        },
        ..Entity::PLAIN
    },
];

/// The operations of this part.
pub static ROUTES: &[Route] = &[
    ("POST", "/api/v2/architect/grammars/{grammarId}/languages/{languageCode}/files/voice", |context| {
        upload_address(context, "voice")
    }),
    ("POST", "/api/v2/architect/grammars/{grammarId}/languages/{languageCode}/files/dtmf", |context| {
        upload_address(context, "dtmf")
    }),
    ("DELETE", "/api/v2/architect/grammars/{grammarId}/languages/{languageCode}/files/voice", |context| {
        delete_file(context, "voice")
    }),
    ("DELETE", "/api/v2/architect/grammars/{grammarId}/languages/{languageCode}/files/dtmf", |context| {
        delete_file(context, "dtmf")
    }),
];

/// What a language can have a file for.
const MODES: [&str; 2] = ["voice", "dtmf"];

fn check(_: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    match new["name"].as_str().unwrap_or_default().trim().is_empty() {
        true => Err(Refusal::bad_request("A grammar needs a name.").field("name")),
        false => Ok(()),
    }
}

/// A grammar shows its languages, and the addresses of their files only to those who ask.
fn show(context: &mut Context<'_>, fields: &mut Map<String, Value>) {
    let id = fields.get("id").and_then(Value::as_str).unwrap_or_default();
    let with_files = context.query.is_true("includeFileUrls");
    let mut languages = Vec::new();
    let prefix = key(&[id], "");
    let all = lag::listed(context.world, LANGUAGE, context.now);
    for record in all.iter().filter(|record| record.id.starts_with(&prefix)) {
        let mut value = record.value();
        if let Value::Object(shown) = &mut value
            && with_files
        {
            add_files(record, &jobs::base(context.request), shown);
        }
        languages.push(value);
    }
    fields.insert("languages".to_owned(), Value::from(languages));
}

fn show_files(context: &Context<'_>, fields: &mut Map<String, Value>) {
    let text = |field: &str| fields.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let store_key = key(&[&text("grammarId")], &text("language"));
    if let Some(record) = context.world.store.find(LANGUAGE, &store_key) {
        add_files(record, &jobs::base(context.request), fields);
    }
}

fn add_files(record: &Record, base: &str, fields: &mut Map<String, Value>) {
    let place = record.id.replace('\u{1f}', "/");
    for mode in MODES.into_iter().filter(|mode| record.side.contains_key(*mode)) {
        let url = format!("{base}/uploads/grammars/{place}/{mode}");
        fields.insert(format!("{mode}FileUrl"), Value::from(url));
    }
}

fn filter(context: &Context<'_>, record: &Record) -> bool {
    let value = record.value();
    let has = |field: &str, wanted: &str| {
        let text = value[field].as_str().unwrap_or_default().to_lowercase();
        text.contains(&wanted.trim_matches('*').to_lowercase())
    };
    context.query.get("description").is_none_or(|wanted| has("description", wanted))
        && context
            .query
            .get("nameOrDescription")
            .is_none_or(|wanted| has("name", wanted) || has("description", wanted))
}

fn language(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    let code = context.text("language").unwrap_or_default().to_lowercase();
    let known = |part: &str| !part.is_empty() && part.chars().all(|letter| letter.is_ascii_alphanumeric());
    if !code.split('-').all(known) {
        return Err(Refusal::bad_request("The language {language} is not known.")
            .with("language", code)
            .field("language"));
    }
    new["language"] = Value::from(code);
    new["grammarId"] = Value::from(context.param("grammarId"));
    Ok(())
}

fn keep_language(_: &mut Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    new["language"] = old["language"].clone();
    Ok(())
}

/// The address for a file, and the headers with which it must be sent there.
fn upload_address(context: &mut Context<'_>, mode: &str) -> Answer {
    let store_key = language_key(context);
    verbs::find(context, &ENTITIES[1], &store_key)?;
    let announced = context.body["fileType"].clone();
    if announced.is_null() {
        return Err(Refusal::bad_request("The type of the file is required.").field("fileType"));
    }
    context.world.store.put_side(LANGUAGE, &store_key, &format!("{mode}Type"), announced);
    let place = store_key.replace('\u{1f}', "/");
    let (name, value) = jobs::UPLOAD_HEADER;
    Ok(Reply::json(json!({
        "url": format!("{}/uploads/grammars/{place}/{mode}", jobs::base(context.request)),
        "uploadKey": format!("{place}/{mode}"),
        "headers": { (name): value },
    })))
}

fn delete_file(context: &mut Context<'_>, mode: &str) -> Answer {
    let store_key = language_key(context);
    let record = verbs::find(context, &ENTITIES[1], &store_key)?;
    let mut value = record.value();
    if let Value::Object(fields) = &mut value {
        fields.remove(&format!("{mode}FileMetadata"));
    }
    context.world.store.put_side(LANGUAGE, &store_key, mode, Value::Null);
    context.world.store.put(LANGUAGE, &store_key, &value, context.now);
    Ok(Reply::empty(204))
}

fn language_key(context: &Context<'_>) -> String {
    key(&[context.param("grammarId")], context.param("languageCode"))
}

/// The PUT of a file to the address that was asked for.
pub fn upload(world: &mut World, request: &Request, grammar: &str, language: &str, mode: &str) -> Reply {
    let store_key = key(&[grammar], language);
    let Some(record) = world.store.get(LANGUAGE, &store_key).cloned() else { return Reply::empty(404) };
    let announced = record.side.get(&format!("{mode}Type")).and_then(Value::as_str).unwrap_or_default();
    if announced.is_empty() || !MODES.contains(&mode) {
        return Reply::empty(404);
    }
    if let Some(refused) = jobs::unsigned(request) {
        return refused;
    }
    let now = world.clock.now();
    let mut value = record.value();
    let metadata = &mut value[format!("{mode}FileMetadata")];
    // Formats are announced in lower case and shown with a capital.
    let shown = if announced.eq_ignore_ascii_case("grxml") { "Grxml" } else { "Gram" };
    if metadata["fileName"].is_null() {
        metadata["fileName"] = Value::from(format!("{language}.{}", announced.to_lowercase()));
    }
    metadata["fileSizeBytes"] = Value::from(request.body.len());
    metadata["dateUploaded"] = Value::from(crate::clock::format(now));
    metadata["fileType"] = Value::from(shown);
    let content = String::from_utf8_lossy(&request.body).into_owned();
    world.store.put_side(LANGUAGE, &store_key, mode, Value::from(content));
    world.store.put(LANGUAGE, &store_key, &value, now);
    Reply::empty(200)
}

/// The GET of a file by the address that a language shows.
pub fn download(world: &World, grammar: &str, language: &str, mode: &str) -> Reply {
    let record = world.store.get(LANGUAGE, &key(&[grammar], language));
    match record.and_then(|record| record.side.get(mode)).and_then(Value::as_str) {
        Some(content) => Reply {
            status: 200,
            body: Body::Raw("application/octet-stream", content.as_bytes().to_vec()),
            headers: Vec::new(),
        },
        None => Reply::empty(404),
    }
}
