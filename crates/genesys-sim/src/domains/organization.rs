//! The organization itself.

use serde_json::{Value, json};

use crate::{
    domains::Route,
    request::{Answer, Context, Reply},
};

/// The operations of this domain.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/organizations/me", me),
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
