//! Process-automation triggers, which start workflows.

use serde_json::Value;

use crate::{
    engine::{Entity, Hooks, Unique, Version},
    laws::references::Reference,
    refusal::{Refusal, Refused},
    request::Context,
    store::Record,
};

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: "processautomation/triggers",
    collection: "/api/v2/processautomation/triggers",
    item: "/api/v2/processautomation/triggers/{triggerId}",
    model: "Trigger",
    unique: Some(Unique::NAME),
    version: Version::Required,
    references: &[Reference::to("target.id", "flows").refused(Refused::new(
        400,
        "bad.request",
        "The target workflow {id} was not found.",
    ))],
    hooks: Hooks { create: Some(check), update: Some(check), filter: Some(filter), ..Hooks::NONE },
    ..Entity::PLAIN
}];

fn check(_: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    let has = |field: &str| !new[field].is_null();
    if has("eventTTLSeconds") && has("delayBySeconds") {
        return Err(Refusal::bad_request("A trigger may have eventTTLSeconds or delayBySeconds, not both.")
            .field("delayBySeconds"));
    }
    if new["delayBySeconds"].as_i64().is_some_and(|delay| !(60..=900).contains(&delay)) {
        return Err(
            Refusal::bad_request("delayBySeconds must be between 60 and 900.").field("delayBySeconds")
        );
    }
    Ok(())
}

fn filter(context: &Context<'_>, record: &Record) -> bool {
    let value = || record.value();
    context.query.get("topicName").is_none_or(|topic| value()["topicName"] == topic)
        && context
            .query
            .get("enabled")
            .is_none_or(|enabled| value()["enabled"] == enabled.eq_ignore_ascii_case("true"))
}
