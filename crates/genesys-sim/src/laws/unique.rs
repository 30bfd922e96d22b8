//! Names that must be unique in their scope, whatever their case.

use serde_json::Value;

use crate::{engine::Entity, refusal::Refusal, store::Store};

/// Refuses an object whose unique value another one has.
///
/// # Errors
/// With the entity's own refusal.
pub fn check(store: &Store, entity: &Entity, key: &str, value: &Value) -> Result<(), Refusal> {
    let Some(unique) = entity.unique else {
        return Ok(());
    };
    let Some(text) = value.get(unique.field).and_then(Value::as_str) else {
        return Ok(());
    };
    let parent = key.rsplit_once('\u{1f}').map_or("", |(parent, _)| parent);
    let taken = store.with_unique(entity.kind, text).find(|other| {
        let other_parent = other.id.rsplit_once('\u{1f}').map_or("", |(parent, _)| parent);
        *other.id != *key
            && other_parent == parent
            && (unique.deleted_too || !other.deleted)
            && (unique.with.is_empty() || {
                let other = other.value();
                unique.with.iter().all(|field| other.get(field) == value.get(field))
            })
    });
    match taken {
        Some(other) => Err(unique.refused.about(other.own_id(), text)),
        None => Ok(()),
    }
}
