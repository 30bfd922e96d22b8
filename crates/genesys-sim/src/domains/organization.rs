//! The organization itself.

use serde_json::{Value, json};

use crate::{
    domains::{Route, telephony},
    engine::verbs,
    refusal::Refusal,
    request::{Answer, Context, Reply},
    world::ORGANIZATION,
};

/// The operations of this domain.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/organizations/me", me),
    ("PUT", "/api/v2/organizations/me", put),
    ("GET", "/api/v2/organizations/limits/namespaces", namespaces),
    ("GET", "/api/v2/organizations/limits/namespaces/{namespaceName}", limits),
    ("GET", "/api/v2/organizations/limits/namespaces/{namespaceName}/defaults", limits),
];

fn me(context: &mut Context<'_>) -> Answer {
    let mut organization = context.world.organization();
    if let Value::Object(fields) = &mut organization {
        // Where all ids come from is the simulator's own business.
        fields.remove("seed");
    }
    Ok(Reply::json(organization))
}

/// What a client may change; the rest is the platform's.
const WRITABLE: [&str; 8] = [
    "name",
    "defaultLanguage",
    "defaultCountryCode",
    "thirdPartyURI",
    "domain",
    "defaultSiteId",
    "supportURI",
    "voicemailEnabled",
];

/// CX as Code 1.84.1 sends the whole organization back to name its default site.
fn put(context: &mut Context<'_>) -> Answer {
    let mut organization = context.world.organization();
    let (sent, current) = (context.body["version"].as_i64(), organization["version"].as_i64());
    if sent != current {
        return Err(verbs::stale(context, sent.unwrap_or_default(), current.unwrap_or_default()));
    }
    if let Some(site) = context.text("defaultSiteId").filter(|site| !site.is_empty())
        && context.world.known(telephony::SITE, site).is_none()
    {
        return Err(Refusal::new(400, "general.bad.request", "The site {id} was not found.")
            .with("id", site)
            .field("defaultSiteId"));
    }
    for field in WRITABLE {
        match context.body.get(field) {
            Some(value) => organization[field] = value.clone(),
            None => drop(organization.as_object_mut().and_then(|fields| fields.remove(field))),
        }
    }
    organization["version"] = Value::from(current.unwrap_or_default() + 1);
    context.world.store.put(ORGANIZATION, "me", &organization, context.now);
    me(context)
}

fn namespaces(_: &mut Context<'_>) -> Answer {
    Ok(Reply::json(json!({ "entities": ["platform.api"] })))
}

fn limits(context: &mut Context<'_>) -> Answer {
    let value = context.world.options.rate_limit;
    let namespace = context.param("namespaceName");
    let limit = |key: &str| json!({ "key": key, "namespace": namespace, "value": value });
    let limits = match namespace {
        "platform.api" => {
            vec![limit("client.credentials.token.rate.per.minute"), limit("token.rate.per.minute")]
        }
        _ => Vec::new(),
    };
    Ok(Reply::json(json!({ "entities": limits })))
}
