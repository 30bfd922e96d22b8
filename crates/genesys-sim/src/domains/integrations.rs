//! Integrations, whose configuration is a document of its own, their credentials and their actions.

pub mod actions;
pub mod types;

use serde_json::{Map, Value, json};

use crate::{
    domains::Route,
    engine::{Deletion, Entity, Hooks, Match, Singleton, Version, list, verbs},
    refusal::{Refusal, Refused},
    request::{Answer, Context, Reply},
    store::{Record, key},
};

/// Kind of an integration.
pub const KIND: &str = "integrations";
/// Kind of a credential.
pub const CREDENTIAL: &str = "integrations/credentials";
const CONFIG: &str = "integrations/config/current";
/// Types whose integrations get an action of their own that logs in.
const WITH_AUTH_ACTION: &str = "custom-rest-actions";

/// Credential types that the simulator knows, with the fields that they need.
const CREDENTIAL_TYPES: [(&str, &[&str]); 6] = [
    ("basicAuth", &["userName", "password"]),
    ("userDefined", &[]),
    ("userDefinedOAuth", &[]),
    ("pureCloudOAuthClient", &["clientId", "clientSecret"]),
    ("awsSecretAccessKey", &[]),
    ("googleServiceAccount", &[]),
];

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[
    Entity {
        kind: KIND,
        collection: "/api/v2/integrations",
        item: "/api/v2/integrations/{integrationId}",
        model: "Integration",
        kept: &["integrationType", "name", "notes", "config", "reportedState", "attributes"],
        matching: Match::Contains,
        hooks: Hooks {
            create: Some(create),
            created: Some(created),
            update: Some(update),
            filter: Some(filter),
            show: Some(show),
            ..Hooks::NONE
        },
        ..Entity::PLAIN
    },
    Entity {
        kind: CREDENTIAL,
        collection: "/api/v2/integrations/credentials",
        item: "/api/v2/integrations/credentials/{credentialId}",
        model: "CredentialInfo",
        deletion: Deletion::HARD,
        hooks: Hooks {
            create: Some(check_credential),
            update: Some(check_credential),
            created: Some(keep_fields),
            updated: Some(keep_fields),
            delete: Some(refuse_used),
            ..Hooks::NONE
        },
        ..Entity::PLAIN
    },
];

/// What belongs to a credential and is not part of its JSON.
pub const CREDENTIAL_SIDES: &[&str] = &["credentialFields"];

/// The operations of this domain beyond create, read, update, delete and list.
pub static ROUTES: &[Route] = &[
    ("DELETE", "/api/v2/integrations/{integrationId}", delete),
    ("GET", "/api/v2/integrations/credentials/listing", |context| list::list(context, &ENTITIES[1])),
    ("GET", "/api/v2/integrations/credentials/types", credential_types),
    ("GET", "/api/v2/integrations/credentials/{credentialId}", credential),
];

/// Documents of this domain.
pub static SINGLETONS: &[Singleton] = &[Singleton {
    kind: CONFIG,
    path: "/api/v2/integrations/{integrationId}/config/current",
    parent: KIND,
    version: Version::Required,
    check: Some(configure),
    show: Some(|context, fields| {
        let id = context.param("integrationId").to_owned();
        if let Some(record) = context.world.store.get(KIND, &id) {
            let name = record.value()["name"].clone();
            fields.entry("name").or_insert(name);
        }
        fields.insert("id".to_owned(), Value::from(id));
    }),
    ..Singleton::PLAIN
}];

fn create(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    let kind = context.body["integrationType"]["id"].as_str().unwrap_or_default().to_owned();
    if kind.is_empty() {
        return Err(Refusal::bad_request("An integration needs a type.").field("integrationType"));
    }
    let kind_name = types::name_of(&kind);
    new["integrationType"] =
        json!({ "id": kind, "name": kind_name, "selfUri": format!("/api/v2/integrations/types/{kind}") });
    new["name"] = Value::from(context.text("name").unwrap_or(&kind));
    new["intendedState"] = Value::from("DISABLED");
    new["reportedState"] = reported(context, "DISABLED");
    Ok(())
}

fn reported(context: &Context<'_>, intended: &str) -> Value {
    let (code, effective) =
        if intended == "ENABLED" { ("ACTIVE", "Active") } else { ("INACTIVE", "Inactive") };
    json!({ "code": code, "effective": effective, "lastUpdated": context.timestamp() })
}

/// The reported state follows the intended one when the platform has done it.
fn show(context: &mut Context<'_>, fields: &mut Map<String, Value>) {
    let id = fields.get("id").and_then(Value::as_str).unwrap_or_default();
    let on_the_way = match fields.get("reportedState").and_then(|state| state["code"].as_str()) {
        Some("ACTIVE") => ("ACTIVATING", "Activating"),
        // An integration is made inactive; only one that was active before is on its way there.
        Some("INACTIVE") if fields.get("intendedState").is_some_and(|state| state == "DISABLED") => {
            ("DEACTIVATING", "Deactivating")
        }
        _ => return,
    };
    let Some(record) = context.world.store.get(KIND, id) else { return };
    if context.world.is_settled(record, context.now) || record.previous.is_none() {
        return;
    }
    if let Some(Value::Object(state)) = fields.get_mut("reportedState") {
        state.insert("code".to_owned(), Value::from(on_the_way.0));
        state.insert("effective".to_owned(), Value::from(on_the_way.1));
    }
}

/// Some types come with an action that logs in; its id follows from the integration's.
fn created(context: &mut Context<'_>, id: &str) -> Result<(), Refusal> {
    let Some(record) = context.world.store.get(KIND, id).cloned() else { return Ok(()) };
    let value = record.value();
    if value["integrationType"]["id"] == WITH_AUTH_ACTION {
        let action = format!("custom_-_{id}");
        let auth = json!({
            "id": action,
            "name": format!("{} Auth", value["name"].as_str().unwrap_or_default()),
            "integrationId": id,
            "category": value["name"],
            "version": 1,
            "secure": true,
            "config": { "request": { "requestUrlTemplate": "", "requestType": "POST", "headers": {}, "requestTemplate": "" }, "response": {} },
            "contract": { "input": {}, "output": {} },
            "selfUri": format!("/api/v2/integrations/actions/{action}"),
        });
        context.world.store.put(actions::KIND, &action, &auth, context.now);
    }
    Ok(())
}

fn update(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    let intended = new["intendedState"].as_str().unwrap_or_default().to_owned();
    new["reportedState"] = reported(context, &intended);
    Ok(())
}

fn filter(context: &Context<'_>, record: &Record) -> bool {
    let ids = context.query.all("ids");
    (ids.is_empty() || ids.contains(&&*record.id))
        && context
            .query
            .get("integrationType")
            .is_none_or(|kind| record.value()["integrationType"]["id"] == kind)
}

/// The configuration names the integration, and its credentials must exist.
fn configure(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    for (name, credential) in new["credentials"].as_object().into_iter().flatten() {
        let id = credential["id"].as_str().unwrap_or_default();
        if context.world.known(CREDENTIAL, id).is_none() {
            return Err(Refusal::bad_request("The credential {id} of {name} was not found.")
                .with("id", id)
                .with("name", name)
                .field("credentials"));
        }
    }
    let id = context.param("integrationId").to_owned();
    if let Some(record) = context.world.store.get(KIND, &id).cloned() {
        let mut value = record.value();
        value["name"] = new["name"].clone();
        value["notes"] = new["notes"].clone();
        context.world.store.put(KIND, &id, &value, context.now);
    }
    Ok(())
}

/// An integration goes with its configuration and its actions, and the answer shows it.
fn delete(context: &mut Context<'_>) -> Answer {
    let id = context.param("integrationId").to_owned();
    let record = verbs::find(context, &ENTITIES[0], &id)?;
    let actions: Vec<String> = context
        .world
        .store
        .live(actions::KIND)
        .filter(|action| action.value()["integrationId"] == *id)
        .map(|action| action.id.to_string())
        .collect();
    for action in actions {
        context.world.store.remove(actions::KIND, &action);
    }
    context.world.store.remove(CONFIG, &key(&[&id], ""));
    verbs::destroy(context, &ENTITIES[0], &id);
    let mut value = record.value();
    value["intendedState"] = Value::from("DELETED");
    Ok(Reply::json(value))
}

fn check_credential(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    let kind = context.body["type"]["name"].as_str().unwrap_or_default().to_owned();
    let Some((_, needed)) = CREDENTIAL_TYPES.iter().find(|(name, _)| *name == kind) else {
        return Err(Refusal::bad_request("The credential type {name} is not known.")
            .with("name", kind)
            .field("type"));
    };
    let fields = &context.body["credentialFields"];
    if let Some(field) = needed.iter().find(|field| fields.get(**field).is_none()) {
        return Err(Refusal::bad_request("The credential field {field} is required.")
            .with("field", *field)
            .field("credentialFields"));
    }
    new["type"] = json!({ "id": kind, "name": kind });
    if new.get("createdDate").is_none() {
        new["createdDate"] = Value::from(context.timestamp());
    }
    new["modifiedDate"] = Value::from(context.timestamp());
    Ok(())
}

/// The secret fields are kept, and never shown.
fn keep_fields(context: &mut Context<'_>, id: &str) -> Result<(), Refusal> {
    let fields = context.body["credentialFields"].clone();
    context.world.store.put_side(CREDENTIAL, id, "credentialFields", fields);
    Ok(())
}

fn refuse_used(context: &mut Context<'_>, record: &Record) -> Result<(), Refusal> {
    let used = context.world.store.live(CONFIG).any(|config| {
        let value = config.value();
        value["credentials"]
            .as_object()
            .is_some_and(|held| held.values().any(|held| held["id"] == *record.id))
    });
    match used {
        true => {
            Err(Refused::new(409, "general.conflict", "The credential {id} is in use.").about(&record.id, ""))
        }
        false => Ok(()),
    }
}

fn credential(context: &mut Context<'_>) -> Answer {
    let value = verbs::read(context, &ENTITIES[1])?.value();
    Ok(Reply::json(
        json!({ "id": value["id"], "name": value["name"], "type": value["type"], "selfUri": value["selfUri"] }),
    ))
}

fn credential_types(_: &mut Context<'_>) -> Answer {
    let types: Vec<Value> = CREDENTIAL_TYPES
        .iter()
        .map(|(name, fields)| json!({ "id": name, "name": name, "properties": {}, "displayOrder": fields, "required": fields }))
        .collect();
    Ok(Reply::json(Value::from(types)))
}
