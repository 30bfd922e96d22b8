//! Wrap-up codes, which may belong to all divisions.

use serde_json::Value;

use crate::{
    domains::Route,
    engine::{Deletion, Division, Entity, Hooks, Match, Unique, list, verbs},
    refusal::{Refusal, Refused},
    request::Context,
};

/// Kind of a wrap-up code.
pub const KIND: &str = "routing/wrapupcodes";

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[Entity {
    kind: KIND,
    collection: "/api/v2/routing/wrapupcodes",
    item: "/api/v2/routing/wrapupcodes/{codeId}",
    model: "WrapupCode",
    division: Division::Starrable,
    unique: Some(Unique::NAME_400),
    deletion: Deletion::HARD_200,
    missing: Refused::new(404, "resource.not.found", "The wrap-up code {id} was not found."),
    matching: Match::Wildcard,
    sort: Some("name"),
    hooks: Hooks { deleted: Some(leave_queues), ..Hooks::NONE },
    ..Entity::PLAIN
}];

/// The operations of this domain beyond create, read, update, delete and list.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/routing/wrapupcodes/divisionviews", |context| list::list(context, &ENTITIES[0])),
    ("GET", "/api/v2/routing/wrapupcodes/divisionviews/{codeId}", |context| {
        verbs::read(context, &ENTITIES[0])
    }),
];

/// A deleted code silently vanishes from its queues.
fn leave_queues(context: &mut Context<'_>, id: &str) -> Result<(), Refusal> {
    let holders: Vec<(String, Value)> = context
        .world
        .store
        .all(super::queues::KIND)
        .filter(|queue| queue.side_list("wrapupCodes").iter().any(|code| code == id))
        .map(|queue| {
            let left = queue.side_list("wrapupCodes").iter().filter(|code| *code != id).cloned().collect();
            (queue.id.to_string(), left)
        })
        .collect();
    for (queue, left) in holders {
        context.world.store.put_side(super::queues::KIND, &queue, "wrapupCodes", left);
    }
    Ok(())
}
