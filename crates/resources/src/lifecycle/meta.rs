//! What the state records besides properties: the one output key `__meta`, outside the schema and ignored by every comparison.

use pulumi_provider::value::{Object, Value};

/// The output key.
const META: &str = "__meta";

/// Within it, the version that an upload has made.
const VERSION: &str = "publishedVersion";

/// Version of the state's shape, for the day that it changes.
const STATE_VERSION: f64 = 1.0;

/// Records the organization.
pub(super) fn write(outputs: &mut Object, organization: &str) {
    let recorded = version(outputs);
    let meta = Object::from([
        ("organizationId".to_owned(), organization.into()),
        ("stateVersion".to_owned(), STATE_VERSION.into()),
    ]);
    outputs.insert(META.to_owned(), Value::Object(meta));
    set_version(outputs, recorded);
}

/// Records the version that an upload has made.
pub(super) fn set_version(outputs: &mut Object, version: Option<String>) {
    if let (Some(Value::Object(meta)), Some(version)) = (outputs.get_mut(META), version) {
        meta.insert(VERSION.to_owned(), version.into());
    }
}

/// The version that our last upload has made.
pub(super) fn version(outputs: &Object) -> Option<String> {
    outputs.get(META)?.as_object()?.get(VERSION)?.as_str().map(str::to_owned)
}

/// The organization that the object belongs to. Another tool's `__meta` has none.
pub(super) fn organization(outputs: &Object) -> Option<String> {
    outputs.get(META)?.as_object()?.get("organizationId")?.as_str().map(str::to_owned)
}

/// Records properties that the program names but that could not be written yet.
pub(super) fn set_pending(outputs: &mut Object, pending: &[&str]) {
    if let Some(Value::Object(meta)) = outputs.get_mut(META)
        && !pending.is_empty()
    {
        let names = pending.iter().map(|name| Value::from(*name)).collect::<Vec<_>>();
        meta.insert("pending".to_owned(), Value::Array(names));
    }
}

/// Properties that the program names but that could not be written yet.
pub(super) fn pending(outputs: &Object) -> Vec<String> {
    let names = || outputs.get(META)?.as_object()?.get("pending")?.as_array();
    names().unwrap_or_default().iter().filter_map(Value::as_str).map(str::to_owned).collect()
}
