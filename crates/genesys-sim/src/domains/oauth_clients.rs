//! OAuth clients: their secret is shown when they are made, and never again.

use serde_json::{Value, json};

use crate::{
    domains::{Route, roles},
    engine::{Deletion, Entity, Hooks, Match, verbs},
    laws::permissions,
    refusal::{Refusal, Refused},
    request::{Answer, Context, Reply},
    store::Record,
    world::{CLIENTS, DIVISIONS},
};

/// What belongs to an OAuth client and is not part of its JSON.
pub const SIDES: &[&str] = &["secret"];

const SHORTEST: i64 = 300;
const LONGEST: i64 = 172_800;
const LONGEST_FOR_SCIM: i64 = 38_880_000;

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: CLIENTS,
    collection: "/api/v2/oauth/clients",
    item: "/api/v2/oauth/clients/{clientId}",
    model: "OAuthClient",
    deletion: Deletion::HARD,
    matching: Match::Contains,
    sort: Some("name"),
    missing: Refused::new(404, "not.found", "The OAuth client {id} was not found."),
    hooks: Hooks { create: Some(create), update: Some(update), delete: Some(refuse_active), ..Hooks::NONE },
    ..Entity::PLAIN
}];

/// The operations of this domain beyond read, update, delete and list.
pub static ROUTES: &[Route] = &[
    ("POST", "/api/v2/oauth/clients", make),
    ("POST", "/api/v2/oauth/clients/{clientId}/secret", new_secret),
];

fn make(context: &mut Context<'_>) -> Answer {
    let mut made = verbs::create(context, &ENTITIES[0])?;
    let text = match &made.body {
        crate::request::Body::Text(text) => text.clone(),
        _ => return Ok(made),
    };
    let mut value: Value = serde_json::from_str(&text).unwrap_or_default();
    let id = value["id"].as_str().unwrap_or_default().to_owned();
    let secret = context.world.new_secret("client secret");
    context.world.store.put_side(CLIENTS, &id, "secret", Value::from(secret.clone()));
    value["secret"] = Value::from(secret);
    made.body = crate::request::Body::Json(value);
    Ok(made)
}

fn new_secret(context: &mut Context<'_>) -> Answer {
    let client = verbs::find(context, &ENTITIES[0], context.param("clientId"))?;
    let secret = context.world.new_secret("client secret");
    context.world.store.put_side(CLIENTS, &client.id, "secret", Value::from(secret.clone()));
    let mut value = client.value();
    value["secret"] = Value::from(secret);
    Ok(Reply::json(value))
}

fn create(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    if let Value::Object(fields) = new {
        fields.remove("secret");
        fields.entry("state").or_insert_with(|| Value::from("active"));
        fields.entry("accessTokenValiditySeconds").or_insert_with(|| Value::from(86_400));
    }
    check(context, new)
}

fn update(context: &mut Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    if let Value::Object(fields) = new {
        fields.remove("secret");
        fields.entry("state").or_insert_with(|| old["state"].clone());
        fields.entry("accessTokenValiditySeconds").or_insert_with(|| Value::from(86_400));
    }
    check(context, new)
}

fn check(context: &Context<'_>, new: &Value) -> Result<(), Refusal> {
    let seconds = new["accessTokenValiditySeconds"].as_i64().unwrap_or(86_400);
    let scopes = new["scope"].as_array().map(Vec::as_slice).unwrap_or_default();
    let scim = !scopes.is_empty()
        && scopes.iter().all(|scope| scope.as_str().is_some_and(|scope| scope.starts_with("scim")));
    let longest = if scim { LONGEST_FOR_SCIM } else { LONGEST };
    if !(SHORTEST..=longest).contains(&seconds) {
        return Err(Refusal::bad_request(
            "The accessTokenValiditySeconds [{value}] must be between {least} and {most}.",
        )
        .with("value", seconds.to_string())
        .with("least", SHORTEST.to_string())
        .with("most", longest.to_string())
        .field("accessTokenValiditySeconds"));
    }
    let pairs = new["roleDivisions"].as_array().map(Vec::as_slice).unwrap_or_default();
    if new["authorizedGrantType"] == "CLIENT-CREDENTIALS"
        && pairs.is_empty()
        && new["roleIds"].as_array().is_none_or(Vec::is_empty)
    {
        return Err(Refusal::new(
            400,
            "missing.client.roles",
            "A client credentials client needs at least one role.",
        )
        .field("roleDivisions"));
    }
    // The status and the text are ours: of the rule itself only the official client's documentation tells.
    if context.world.options.permissions
        && let Some(missing) = permissions::not_held(context.world, &context.caller.client, pairs)
    {
        return Err(Refusal::new(
            403,
            "not.authorized",
            "You may not give the role {role} without holding it.",
        )
        .with("role", missing)
        .field("roleDivisions"));
    }
    for pair in pairs {
        let (role, division) =
            (pair["roleId"].as_str().unwrap_or_default(), pair["divisionId"].as_str().unwrap_or_default());
        let is_known = |kind: &str, id: &str| context.world.known(kind, id).is_some();
        let known = is_known(roles::KIND, role) && (division == "*" || is_known(DIVISIONS, division));
        if !known {
            return Err(Refusal::bad_request("The role {role} or the division {division} was not found.")
                .with("role", role)
                .with("division", division)
                .field("roleDivisions"));
        }
    }
    Ok(())
}

/// A client goes only after it was set inactive.
fn refuse_active(_: &mut Context<'_>, record: &Record) -> Result<(), Refusal> {
    match record.value()["state"] == json!("active") {
        true => Err(Refusal::new(400, "cannot.delete.client", "An active OAuth client may not be deleted.")),
        false => Ok(()),
    }
}
