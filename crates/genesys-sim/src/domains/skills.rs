//! Routing skills: created and deleted, never changed.

use serde_json::Value;

use crate::{
    domains::Route,
    engine::{Deletion, Division, Entity, Match, Unique, Version, verbs},
    refusal::Refusal,
    request::{Answer, Context, Reply},
    world::DIVISIONS,
};

/// Kind of a routing skill.
pub const KIND: &str = "routing/skills";

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: KIND,
    collection: "/api/v2/routing/skills",
    item: "/api/v2/routing/skills/{skillId}",
    model: "RoutingSkill",
    division: Division::ById,
    unique: Some(Unique::NAME),
    deletion: Deletion::SOFT,
    shows_deleted: true,
    version: Version::Text,
    matching: Match::Prefix,
    sort: Some("name"),
    ..Entity::PLAIN
}];

/// The operations of this domain beyond create, read, delete and list.
pub static ROUTES: &[Route] = &[("PATCH", "/api/v2/routing/skills/{skillId}", move_to_division)];

/// A skill's division is all that can be changed.
fn move_to_division(context: &mut Context<'_>) -> Answer {
    let skill = verbs::find(context, &ENTITIES[0], context.param("skillId"))?;
    let old = skill.value();
    let mut value = old.clone();
    if let Some(division) = context.text("divisionId") {
        if context.world.known(DIVISIONS, division).is_none() {
            return Err(
                Refusal::new(404, "not.found", "The division {id} was not found.").with("id", division)
            );
        }
        value["division"] = context.world.division_reference(division);
    }
    verbs::bump(&ENTITIES[0], &old, &mut value);
    value["dateModified"] = Value::from(context.timestamp());
    context.world.store.put(KIND, &skill.id, &value, context.now);
    Ok(Reply::json(value))
}
