//! What each domain of the platform does, one file each, in order.

pub mod divisions;
pub mod generic;
pub mod languages;
pub mod oauth;
pub mod organization;
pub mod queues;
pub mod skills;
pub mod users;
pub mod wrapup_codes;

use serde_json::Value;

use crate::{clock::Millis, engine::Entity, routes::Handler, store::Record, world::World};

/// A handler and the operation it carries out.
pub type Route = (&'static str, &'static str, Handler);

static ENTITIES: &[&[Entity]] = &[
    divisions::ENTITIES,
    languages::ENTITIES,
    queues::ENTITIES,
    skills::ENTITIES,
    users::ENTITIES,
    wrapup_codes::ENTITIES,
];

static HANDLERS: &[&[Route]] = &[
    divisions::ROUTES,
    oauth::ROUTES,
    organization::ROUTES,
    queues::ROUTES,
    users::ROUTES,
];

/// All entities with written behaviour, and then the generic ones.
pub fn entities() -> impl Iterator<Item = &'static Entity> {
    ENTITIES
        .iter()
        .flat_map(|domain| domain.iter())
        .chain(generic::entities())
}

/// The entity of that kind.
#[must_use]
pub fn entity(kind: &str) -> Option<&'static Entity> {
    entities().find(|entity| entity.kind == kind)
}

/// All entities with written behaviour.
pub fn full_entities() -> impl Iterator<Item = &'static Entity> {
    ENTITIES.iter().flat_map(|domain| domain.iter())
}

/// All handlers.
pub fn handlers() -> impl Iterator<Item = Route> {
    HANDLERS.iter().flat_map(|domain| domain.iter().copied())
}

/// What every organization has from the start, beyond its home division and its first OAuth client.
pub fn found(_world: &mut World, _now: Millis) {}

/// Names under which a seed and a dump carry what belongs to an object and is not part of its JSON.
#[must_use]
pub fn side_names(kind: &str) -> &'static [&'static str] {
    match kind {
        queues::KIND => queues::SIDES,
        _ => &[],
    }
}

/// After a seed: fills in what follows from other objects.
pub fn settle(world: &World, kind: &str, record: &Record, value: &mut Value) {
    match kind {
        queues::KIND => queues::settle(record, value),
        users::KIND => users::settle(world, value),
        _ => {}
    }
}
