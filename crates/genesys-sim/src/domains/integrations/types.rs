//! What kinds of integration there are. The platform's list differs by organization, so these are the ones that clients
//! ask for, and any other that the organization has an integration of.

use serde_json::{Value, json};

use crate::{
    domains::Route,
    engine::verbs,
    laws::pages::{self, Row},
    refusal::Refusal,
    request::{Answer, Context, Reply},
};

use super::KIND;

/// The operations of this part.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/integrations/types", list),
    ("GET", "/api/v2/integrations/types/{typeId}", read),
    ("GET", "/api/v2/integrations/types/{typeId}/configschemas/{configType}", schema),
];

/// A type: its id, its name, its category, and the credential types that it takes (inferred from what clients of the
/// platform configure, like everything else about types here).
const TYPES: [(&str, &str, &str, &[&str]); 4] = [
    (
        "custom-rest-actions",
        "Web Services Data Actions",
        "Data Actions",
        &["basicAuth", "userDefined", "userDefinedOAuth"],
    ),
    ("embedded-client-app", "Client Application", "Client Apps", &[]),
    ("function-data-actions", "Function Data Actions", "Data Actions", &["userDefined"]),
    ("purecloud-data-actions", "Genesys Cloud Data Actions", "Data Actions", &["pureCloudOAuthClient"]),
];

/// Properties that an integration of a type can be configured with.
const CLIENT_APP: [(&str, &str); 5] = [
    ("url", "string"),
    ("displayType", "string"),
    ("sandbox", "string"),
    ("permissions", "string"),
    ("groups", "array"),
];

/// The name of a type; its id where nobody knows one.
pub fn name_of(id: &str) -> &str {
    TYPES.iter().find(|(known, ..)| *known == id).map_or(id, |(_, name, ..)| name)
}

fn describe(id: &str) -> Value {
    let uri = format!("/api/v2/integrations/types/{id}");
    let mut shown = json!({
        "id": id,
        "name": name_of(id),
        "configPropertiesSchemaUri": format!("{uri}/configschemas/properties"),
        "configAdvancedSchemaUri": format!("{uri}/configschemas/advanced"),
        "nonInstallable": false,
        "selfUri": uri,
    });
    if let Some((_, name, category, credentials)) = TYPES.iter().find(|(known, ..)| *known == id) {
        shown["description"] = Value::from(*name);
        shown["category"] = Value::from(*category);
        if let Some(first) = credentials.first() {
            shown["credentials"] = json!({ (*first): { "required": false, "title": "Credentials", "credentialTypes": credentials } });
        }
    }
    shown
}

/// All types: those everybody has, and those of the organization's integrations.
fn known(context: &Context<'_>) -> Vec<String> {
    let mut ids: Vec<String> = TYPES.iter().map(|(id, ..)| (*id).to_owned()).collect();
    let used =
        context.world.store.live(KIND).filter_map(|integration| {
            integration.value()["integrationType"]["id"].as_str().map(str::to_owned)
        });
    ids.extend(used);
    ids.sort();
    ids.dedup();
    ids
}

fn list(context: &mut Context<'_>) -> Answer {
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let ids = known(context);
    let total = ids.len();
    let rows = ids.iter().skip(page.start).take(page.size).map(|id| Row::Value(describe(id))).collect();
    Ok(pages::envelope(context, facts, page, total, rows))
}

fn wanted(context: &Context<'_>) -> Result<String, Refusal> {
    let id = context.param("typeId").to_owned();
    match known(context).contains(&id) {
        true => Ok(id),
        false => {
            Err(Refusal::new(404, "not.found", "The integration type {id} was not found.").with("id", id))
        }
    }
}

fn read(context: &mut Context<'_>) -> Answer {
    Ok(Reply::json(describe(&wanted(context)?)))
}

/// The JSON schema of one half of an integration's configuration: `properties` or `advanced`.
fn schema(context: &mut Context<'_>) -> Answer {
    let id = wanted(context)?;
    let half = context.param("configType").to_owned();
    if half != "properties" && half != "advanced" {
        return Err(Refusal::bad_request("There is no configuration schema {name}.").with("name", half));
    }
    let mut properties = json!({});
    if id == "embedded-client-app" && half == "properties" {
        for (name, kind) in CLIENT_APP {
            properties[name] = json!({ "type": kind });
        }
    }
    Ok(Reply::json(json!({
        "id": format!("{id}.{half}"),
        "$schema": "http://json-schema.org/draft-04/schema#",
        "title": name_of(&id),
        "type": "object",
        "properties": properties,
        "additionalProperties": {},
    })))
}
