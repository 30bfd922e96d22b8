//! Rules that choose users: by group, skill, division and the like. Which users a rule chooses is not simulated.

use serde_json::Value;

use crate::{
    engine::{Entity, Hooks},
    ids,
    refusal::{Refusal, Refused},
    request::Context,
    store::Record,
};

/// Kind of a rule.
pub const KIND: &str = "users/rules";

/// The entities of this part.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: KIND,
    collection: "/api/v2/users/rules",
    item: "/api/v2/users/rules/{ruleId}",
    model: "UsersRulesRule",
    kept: &["type", "createdDate", "lastRun", "recentRunCount", "dependentCount"],
    sort: Some("name"),
    missing: Refused::new(404, "not.found", "The rule {id} was not found."),
    hooks: Hooks { create: Some(create), update: Some(update), filter: Some(filter), ..Hooks::NONE },
    ..Entity::PLAIN
}];

fn create(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    new["type"] = context.body["type"].clone();
    new["createdDate"] = Value::from(context.timestamp());
    new["recentRunCount"] = Value::from(0);
    new["dependentCount"] = Value::from(0);
    written(context, new)
}

fn update(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    written(context, new)
}

/// The server numbers criteria and their groups (CX as Code 1.84.1: both ids are computed).
fn written(context: &mut Context<'_>, new: &mut Value) -> Result<(), Refusal> {
    new["modifiedDate"] = Value::from(context.timestamp());
    let seed = context.world.seed;
    let Value::Array(criteria) = &mut new["criteria"] else {
        return Err(Refusal::bad_request("A rule needs criteria.").field("criteria"));
    };
    let lacks = |place: &Value, fields: &[&str]| fields.iter().any(|field| place[*field].is_null());
    for criterion in criteria {
        let groups = criterion["group"].as_array();
        let whole = !lacks(criterion, &["operator", "group"])
            && groups.is_some_and(|groups| {
                groups.iter().all(|group| !lacks(group, &["operator", "container", "values"]))
            });
        if !whole {
            return Err(Refusal::bad_request(
                "Each criterion needs an operator and groups, each with an operator, a container and values.",
            )
            .field("criteria"));
        }
        let mut number = |place: &mut Value| {
            if place["id"].is_null() {
                let count = context.world.store.count("users/rules/criteria");
                place["id"] = Value::from(ids::uuid(seed, "users/rules/criteria", count));
            }
        };
        number(criterion);
        criterion["group"].as_array_mut().into_iter().flatten().for_each(&mut number);
    }
    Ok(())
}

fn filter(context: &Context<'_>, record: &Record) -> bool {
    let types = context.query.all("types");
    let kind = record.value()["type"].clone();
    types.iter().any(|wanted| kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case(wanted)))
        && context
            .query
            .get("searchTerm")
            .is_none_or(|term| record.name.contains(&term.to_lowercase()))
        // A rule that was made is enabled; nothing in the API disables one.
        && context.query.get("enabled").is_none_or(|wanted| wanted.eq_ignore_ascii_case("true"))
}
