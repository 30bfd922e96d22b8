//! What each domain of the platform does, one file each, in order.

pub mod architect;
pub mod divisions;
pub mod email;
pub mod generic;
pub mod greetings;
pub mod groups;
pub mod identity_providers;
pub mod integrations;
pub mod languages;
pub mod locations;
pub mod oauth;
pub mod oauth_clients;
pub mod organization;
pub mod presence;
pub mod queues;
pub mod responses;
pub mod roles;
pub mod scripts;
pub mod skill_groups;
pub mod skills;
pub mod sms;
pub mod teams;
pub mod telephony;
pub mod triggers;
pub mod uploads;
pub mod users;
pub mod utilization;
pub mod wrapup_codes;

use serde_json::Value;

use crate::{
    clock::Millis,
    engine::{Entity, Singleton},
    request::Context,
    routes::Handler,
    store::{Record, Store},
    world::World,
};

/// A handler and the operation it carries out.
pub type Route = (&'static str, &'static str, Handler);

static ENTITIES: &[&[Entity]] = &[
    architect::ENTITIES,
    architect::datatables::ENTITIES,
    architect::flows::ENTITIES,
    architect::grammars::ENTITIES,
    architect::prompts::ENTITIES,
    architect::routing::ENTITIES,
    divisions::ENTITIES,
    email::ENTITIES,
    greetings::ENTITIES,
    groups::ENTITIES,
    integrations::ENTITIES,
    integrations::actions::ENTITIES,
    languages::ENTITIES,
    locations::ENTITIES,
    oauth_clients::ENTITIES,
    presence::ENTITIES,
    queues::ENTITIES,
    responses::ENTITIES,
    roles::ENTITIES,
    scripts::ENTITIES,
    skill_groups::ENTITIES,
    skills::ENTITIES,
    sms::ENTITIES,
    teams::ENTITIES,
    telephony::ENTITIES,
    telephony::phones::ENTITIES,
    telephony::stations::ENTITIES,
    telephony::trunks::ENTITIES,
    triggers::ENTITIES,
    users::ENTITIES,
    users::rules::ENTITIES,
    utilization::ENTITIES,
    wrapup_codes::ENTITIES,
];

static SINGLETONS: &[&[Singleton]] = &[
    architect::flows::SINGLETONS,
    email::SINGLETONS,
    groups::SINGLETONS,
    identity_providers::SINGLETONS,
    integrations::SINGLETONS,
    users::account::SINGLETONS,
    utilization::SINGLETONS,
];

static HANDLERS: &[&[Route]] = &[
    architect::ROUTES,
    architect::datatables::ROUTES,
    architect::dependencies::ROUTES,
    architect::flows::ROUTES,
    architect::grammars::ROUTES,
    architect::jobs::ROUTES,
    architect::prompts::ROUTES,
    architect::routing::ROUTES,
    divisions::ROUTES,
    email::ROUTES,
    greetings::ROUTES,
    groups::ROUTES,
    integrations::ROUTES,
    integrations::actions::ROUTES,
    integrations::types::ROUTES,
    locations::ROUTES,
    oauth::ROUTES,
    oauth_clients::ROUTES,
    organization::ROUTES,
    presence::ROUTES,
    queues::ROUTES,
    queues::members::ROUTES,
    responses::ROUTES,
    roles::ROUTES,
    roles::grants::ROUTES,
    scripts::ROUTES,
    skill_groups::ROUTES,
    skills::ROUTES,
    teams::ROUTES,
    telephony::ROUTES,
    telephony::dids::ROUTES,
    telephony::phones::ROUTES,
    telephony::stations::ROUTES,
    telephony::trunks::ROUTES,
    users::ROUTES,
    users::account::ROUTES,
    users::relations::ROUTES,
    utilization::ROUTES,
    wrapup_codes::ROUTES,
];

/// All entities with written behaviour, and then the generic ones.
pub fn entities() -> impl Iterator<Item = &'static Entity> {
    ENTITIES.iter().flat_map(|domain| domain.iter()).chain(generic::entities())
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

/// All documents with written behaviour.
pub fn full_singletons() -> impl Iterator<Item = &'static Singleton> {
    SINGLETONS.iter().flat_map(|domain| domain.iter())
}

/// All handlers.
pub fn handlers() -> impl Iterator<Item = Route> {
    HANDLERS.iter().flat_map(|domain| domain.iter().copied())
}

/// What every organization has from the start, beyond its home division and its first OAuth client.
pub fn found(world: &mut World, now: Millis) {
    roles::found(world, now);
    scripts::found(world, now);
}

/// Names under which a seed and a dump carry what belongs to an object and is not part of its JSON.
#[must_use]
pub fn side_names(kind: &str) -> &'static [&'static str] {
    match kind {
        architect::flows::KIND => architect::flows::SIDES,
        architect::grammars::LANGUAGE => architect::grammars::LANGUAGE_SIDES,
        groups::KIND => groups::SIDES,
        integrations::CREDENTIAL => integrations::CREDENTIAL_SIDES,
        queues::KIND => queues::SIDES,
        scripts::KIND => scripts::SIDES,
        skill_groups::KIND => skill_groups::SIDES,
        teams::KIND => teams::SIDES,
        telephony::SITE => &["numberPlans"],
        telephony::phones::LINE_BASE => &["phoneBase"],
        telephony::stations::STATION => &["phone"],
        users::KIND => users::SIDES,
        crate::world::CLIENTS => oauth_clients::SIDES,
        _ => &[],
    }
}

/// After a seed: fills in what follows from other objects.
pub fn settle(world: &World, kind: &str, record: &Record, value: &mut Value) {
    match kind {
        queues::KIND => queues::settle(record, value),
        groups::KIND => groups::settle(record, value),
        locations::KIND => locations::settle(record, value),
        teams::KIND => teams::settle(record, value),
        users::KIND => users::settle(world, value),
        _ => {}
    }
}

/// The object of a fresh organization whose place a seeded one takes: its home division, a default role.
#[must_use]
pub fn replaced_by(world: &World, kind: &str, value: &Value) -> Option<String> {
    if kind == crate::world::DIVISIONS && value["homeDivision"] == true {
        return Some(world.home_division());
    }
    if kind == scripts::KIND {
        let name = value["name"].as_str().unwrap_or_default();
        let is_default = name.starts_with("Default ") && name.ends_with(" Script");
        return world
            .store
            .live(kind)
            .find(|script| is_default && script.value()["name"] == name)
            .map(|script| script.id.to_string());
    }
    if kind == roles::KIND && value["default"] == true {
        let same = |role: &&std::sync::Arc<Record>| role.value()["defaultRoleId"] == value["defaultRoleId"];
        return world.store.live(kind).find(same).map(|role| role.id.to_string());
    }
    None
}

/// What an expanded user shows of the directory: groups and team.
#[must_use]
pub fn directory_expansions(store: &Store, user: &str) -> Vec<(&'static str, Value)> {
    let member = |record: &Record| record.side_list("members").iter().any(|member| member == user);
    let of = |kind: &str| -> Vec<Value> {
        store.live(kind).filter(|record| member(record)).map(|record| record.value()).collect()
    };
    let mut found = vec![("groups", Value::from(of(groups::KIND)))];
    found.extend(of(teams::KIND).into_iter().next().map(|team| ("team", team)));
    found
}

/// A user who is gone leaves every membership.
pub fn forget_member(context: &mut Context<'_>, user: &str) {
    queues::members::forget(context, user);
    for kind in [groups::KIND, teams::KIND] {
        let holders: Vec<_> = context
            .world
            .store
            .live(kind)
            .filter(|record| record.side_list("members").iter().any(|member| member == user))
            .cloned()
            .collect();
        for holder in holders {
            let left: Vec<Value> =
                holder.side_list("members").iter().filter(|member| *member != user).cloned().collect();
            let mut value = holder.value();
            value["memberCount"] = Value::from(left.len());
            context.world.store.put_side(kind, &holder.id, "members", Value::from(left));
            context.world.store.amend(kind, &holder.id, &value);
        }
    }
}
