//! Everything an organization holds, in a stable order, as a document that can be seeded again.

use serde_json::{Map, Value, json};

use crate::{
    store::Record,
    world::{CLIENTS, World},
};

/// The whole organization; soft-deleted objects only when asked for.
#[must_use]
pub fn dump(world: &World, deleted: bool) -> Value {
    let mut objects = Map::new();
    for kind in world.store.kinds().filter(|kind| !kind.starts_with('_') && *kind != CLIENTS) {
        let mut records: Vec<_> = world.store.all(kind).filter(|record| deleted || !record.deleted).collect();
        records.sort_by(|one, other| one.id.cmp(&other.id));
        if !records.is_empty() {
            objects.insert(kind.to_owned(), records.into_iter().map(|record| show(record)).collect());
        }
    }
    let mut clients: Vec<_> = world.store.live(CLIENTS).collect();
    clients.sort_by(|one, other| one.id.cmp(&other.id));
    let clients: Vec<Value> = clients.into_iter().map(|record| show(record)).collect();
    let organization = world.organization();
    json!({
        "organization": { "id": organization["id"], "name": organization["name"] },
        "oauthClients": clients,
        "objects": objects,
    })
}

/// An object's JSON together with what belongs to it.
fn show(record: &Record) -> Value {
    let mut value = record.value();
    // That a division is the home division is in its JSON already.
    for (name, side) in record.side.iter().filter(|(name, _)| *name != "home") {
        value[name] = side.clone();
    }
    let parents: Vec<&str> = record.id.split('\u{1f}').collect();
    if let [parents @ .., _] = parents.as_slice()
        && !parents.is_empty()
    {
        value["parent"] = Value::from(parents.join("/"));
    }
    if record.deleted {
        value["deleted"] = Value::from(true);
    }
    value
}
