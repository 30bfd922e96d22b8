//! Eventual consistency: for a while after a write, a read, a list, a search or a reference does not know of it.
//!
//! Switched off by default; set per kind through `/_sim/lag`. Times are the simulator's, so a frozen clock holds a lag
//! until it is moved.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::{clock::Millis, ids, store::Record, world::World};

/// How long each kind of object lags, in milliseconds of the simulator's clock.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Lags {
    /// By kind; `*` for all kinds that are not named.
    pub kinds: BTreeMap<String, Lag>,
    /// Whether each object lags a fraction of the time that follows from the seed, instead of all of it.
    pub jitter: bool,
}

/// How long one kind of object lags.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Lag {
    /// A GET by id does not find a new object.
    pub create_ms: Millis,
    /// A GET by id shows an object as it was before its last change.
    pub update_ms: Millis,
    /// A GET by id still finds a deleted object, and what it used still counts as used.
    pub delete_ms: Millis,
    /// A GET by id is answered as the last one was, if that is not longer ago.
    pub cache_ms: Millis,
    /// A list does not have a new object, has a changed one as it was, and still has a deleted one.
    pub list_ms: Millis,
    /// A search does not know of a new or deleted object.
    pub search_ms: Millis,
    /// A reference to a new object is refused: by other objects, and by the authorization cache.
    pub reference_ms: Millis,
}

impl Lags {
    /// Whether anything lags.
    #[must_use]
    pub fn are_off(&self) -> bool {
        self.kinds.is_empty()
    }

    /// How long this object lags.
    #[must_use]
    pub fn of(&self, seed: u64, kind: &str, id: &str) -> Lag {
        let Some(lag) = self.kinds.get(kind).or_else(|| self.kinds.get("*")) else { return Lag::default() };
        if !self.jitter {
            return *lag;
        }
        let share = ids::fraction(seed, &format!("lag {kind} {id}"), 0);
        // A lag of milliseconds fits a double exactly, and so does its share.
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
        let part = |whole: Millis| (whole as f64 * share) as Millis;
        Lag {
            create_ms: part(lag.create_ms),
            update_ms: part(lag.update_ms),
            delete_ms: part(lag.delete_ms),
            cache_ms: part(lag.cache_ms),
            list_ms: part(lag.list_ms),
            search_ms: part(lag.search_ms),
            reference_ms: part(lag.reference_ms),
        }
    }
}

/// All objects of a kind as a list knows them, deleted ones too: some may be older than they are, some gone already.
#[must_use]
pub fn listed(world: &World, kind: &str, now: Millis) -> Vec<Arc<Record>> {
    let mut known: Vec<Arc<Record>> = world
        .store
        .all(kind)
        .filter_map(|record| {
            let late = world.lag(kind, &record.id).list_ms;
            if now - record.written >= late {
                Some(Arc::clone(record))
            } else {
                record.earlier().map(Arc::new)
            }
        })
        .collect();
    known.extend(ghosts(world, kind, now, |lag| lag.list_ms));
    known
}

/// The live objects of a kind, and those that were deleted within a lag, as they were.
#[must_use]
pub fn lingering(world: &World, kind: &str, now: Millis, late: fn(&Lag) -> Millis) -> Vec<Arc<Record>> {
    let mut found: Vec<Arc<Record>> = world
        .store
        .all(kind)
        .filter_map(|record| match record.deleted {
            false => Some(Arc::clone(record)),
            true if now - record.written < late(&world.lag(kind, &record.id)) => {
                record.earlier().map(Arc::new)
            }
            true => None,
        })
        .collect();
    found.extend(ghosts(world, kind, now, late));
    found
}

/// Objects that are gone without a trace, and were not within a lag.
pub fn ghosts(
    world: &World,
    kind: &str,
    now: Millis,
    late: fn(&Lag) -> Millis,
) -> impl Iterator<Item = Arc<Record>> {
    world
        .ghosts
        .iter()
        .filter(move |((of, id), (_, since))| {
            of == kind && world.store.find(kind, id).is_none() && now - since < late(&world.lag(kind, id))
        })
        .map(|(_, (record, _))| Arc::clone(record))
}

/// Whether an object is newer than a lag.
#[must_use]
pub fn is_new(record: &Record, now: Millis, lag: Millis) -> bool {
    record.previous.is_none() && now - record.written < lag
}

/// Whether an object was changed within a lag.
#[must_use]
pub fn is_changed(record: &Record, now: Millis, lag: Millis) -> bool {
    record.previous.is_some() && now - record.written < lag
}
