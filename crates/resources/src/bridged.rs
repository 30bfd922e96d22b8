//! States that were written through Pulumi's dynamic bridge over CX as Code, read as if this provider had written them.
//!
//! The bridge has tokens of its own (`genesyscloud:index/routingQueue:RoutingQueue`), which the schema names as aliases, so that the engine
//! knows the objects again. Its properties are called as here, but for those that it puts into the plural, and some blocks are
//! lists there and objects here, or the other way round. All else that it keeps in a state (its `__meta`, what it notes of the
//! Terraform state) is nobody's here and goes with the next write.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use pulumi_provider::declaration::{FieldShape, Form, Shape};
use pulumi_provider::value::{Object, Value};
use serde::Deserialize;

use crate::package::NAME;
use crate::registry::{Registry, ResourceType};
use crate::terraform::{PROVIDER, attribute};

/// How the bridge names things, measured: see facts/README.md.
const NAMES: &str = include_str!("../../../facts/cx-as-code/bridged-names.json");

#[derive(Debug, Default, Deserialize)]
struct Names {
    resources: BTreeMap<String, Bridged>,
}

#[derive(Debug, Deserialize)]
struct Bridged {
    token: String,
    #[serde(default)]
    differences: BTreeMap<String, Difference>,
}

#[derive(Debug, Deserialize)]
struct Difference {
    name: Option<String>,
}

/// Read at the first use, which for most stacks is never.
fn names() -> &'static Names {
    static NAMES_READ: OnceLock<Names> = OnceLock::new();
    NAMES_READ.get_or_init(|| serde_json::from_str(NAMES).unwrap_or_default())
}

fn bridged(ty: &ResourceType) -> Option<&'static Bridged> {
    names().resources.get(&format!("{PROVIDER}_{}", ty.table.api.kind))
}

/// The token that the bridge gives to a type, with the package; nothing for a type that CX as Code does not have.
pub fn token(ty: &ResourceType) -> Option<&'static str> {
    bridged(ty).map(|bridged| bridged.token.as_str())
}

/// Whether CX as Code has a resource type of this name, whether or not it is here.
pub fn is_known(name: &str) -> bool {
    names().resources.contains_key(name)
}

/// The type that the bridge calls so.
pub fn type_of<'a>(registry: &'a Registry, token: &str) -> Option<&'a ResourceType> {
    // The bridge's modules have a slash; no token of this package has one.
    if !(token.starts_with(NAME) && token.contains('/')) {
        return None;
    }
    registry.iter().find(|ty| self::token(ty) == Some(token))
}

/// The properties of a state in this package's words. One that this provider has written is answered as it is.
pub fn translated<'a>(ty: &ResourceType, properties: &'a Object) -> Cow<'a, Object> {
    if is_ours(ty, properties) {
        return Cow::Borrowed(properties);
    }
    let empty = BTreeMap::new();
    let differences = bridged(ty).map_or(&empty, |bridged| &bridged.differences);
    Cow::Owned(Translation { differences }.object(ty.inputs(), "", properties))
}

/// Whether nothing in the properties is called or shaped otherwise than here.
fn is_ours(ty: &ResourceType, properties: &Object) -> bool {
    let known = |name: &str| name.starts_with("__") || ty.property(name).is_some();
    properties.keys().all(|name| known(name))
        && ty
            .inputs()
            .fields
            .iter()
            .all(|field| properties.get(field.field.name).is_none_or(|value| fits(&field.form, value)))
}

/// Whether a value, with all that is in it, has the names and the shape that it has here.
fn fits(form: &Form, value: &Value) -> bool {
    match (form, value.plain()) {
        (Form::Object(shape), Value::Object(members)) => members.iter().all(|(name, member)| {
            name.starts_with("__") || shape.field(name).is_some_and(|field| fits(&field.form, member))
        }),
        (Form::Object(_), Value::Array(_)) => false,
        (Form::List { element, .. }, Value::Array(items)) => {
            element.object().is_none() || items.iter().all(|item| fits(element, item))
        }
        (Form::List { .. }, Value::Object(_)) => false,
        _ => true,
    }
}

struct Translation<'a> {
    differences: &'a BTreeMap<String, Difference>,
}

impl Translation<'_> {
    fn object(&self, shape: &Shape, path: &str, members: &Object) -> Object {
        let mut translated = Object::new();
        for (name, value) in members {
            let field = shape.field(name).or_else(|| self.field(shape, path, name));
            match field {
                Some(field) => {
                    let value = self.value(&field.form, &within(path, field), value);
                    if !value.is_null() {
                        translated.insert(field.field.name.to_owned(), value);
                    }
                }
                // Outputs that are no inputs, and what nobody here knows, hurt nobody.
                None => {
                    translated.insert(name.clone(), value.clone());
                }
            }
        }
        translated
    }

    /// The field that the bridge calls so.
    fn field<'s>(&self, shape: &'s Shape, path: &str, name: &str) -> Option<&'s FieldShape> {
        shape.fields.iter().find(|field| {
            let difference = self.differences.get(&within(path, field));
            difference.and_then(|difference| difference.name.as_deref()) == Some(name)
        })
    }

    fn value(&self, form: &Form, path: &str, value: &Value) -> Value {
        let translated = match (form, value.plain()) {
            (Form::Object(shape), Value::Object(members)) => Value::Object(self.object(shape, path, members)),
            // A block that may occur once is a list there.
            (Form::Object(_), Value::Array(items)) => {
                items.first().map_or(Value::Null, |only| self.value(form, path, only))
            }
            (Form::List { element, .. }, Value::Array(items)) => {
                Value::Array(items.iter().map(|item| self.value(element, path, item)).collect())
            }
            (Form::List { element, .. }, only @ Value::Object(_)) => {
                Value::Array(vec![self.value(element, path, only)])
            }
            _ => return value.clone(),
        };
        if value.is_secret() { translated.into_secret() } else { translated }
    }
}

/// The attribute's path in CX as Code.
fn within(path: &str, field: &FieldShape) -> String {
    let name = attribute(field.field.name);
    if path.is_empty() { name } else { format!("{path}.{name}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(json: serde_json::Value) -> Object {
        Value::from(&json).as_object().cloned().unwrap_or_default()
    }

    fn translate(token: &str, state: serde_json::Value) -> Object {
        let ty = crate::registry().get(token).unwrap();
        translated(ty, &object(state)).into_owned()
    }

    #[test]
    fn plurals_and_blocks_become_what_they_are_here() {
        let queue = json!({
            "name": "Support",
            "bullseyeRings": [{ "expansionTimeoutSeconds": 15, "skillsToRemoves": ["a"] }],
            "mediaSettingsCall": { "alertingTimeoutSec": 30 },
        });
        let mut wanted = queue.clone();
        wanted["bullseyeRings"] = json!([{ "expansionTimeoutSeconds": 15, "skillsToRemove": ["a"] }]);
        assert_eq!(translate("routing:Queue", queue), object(wanted));

        let user = json!({
            "email": "one@example.com",
            "addresses": [{ "phoneNumbers": [{ "number": "+13175550100" }] }],
            "employerInfos": [{ "employeeId": "E-1" }],
            "routingUtilizations": [{ "calls": [{ "maximumCapacity": 2 }] }],
        });
        let wanted = json!({
            "email": "one@example.com",
            "addresses": { "phoneNumbers": [{ "number": "+13175550100" }] },
            "employerInfo": { "employeeId": "E-1" },
            "routingUtilization": { "call": { "maximumCapacity": 2 } },
        });
        assert_eq!(translate("index:User", user), object(wanted));
    }

    #[test]
    fn a_state_of_ours_is_not_touched() {
        let ty = crate::registry().get("routing:Queue").unwrap();
        let state = object(json!({
            "name": "Support",
            "bullseyeRings": [{ "skillsToRemove": ["a"] }],
            "defaultScriptIds": { "CALL": "a" },
            "__meta": { "stateVersion": 1 },
        }));
        assert!(matches!(translated(ty, &state), Cow::Borrowed(_)));
    }

    #[test]
    fn an_empty_block_is_none() {
        assert_eq!(translate("index:User", json!({ "addresses": [] })), Object::new());
    }

    #[test]
    fn every_type_of_cx_as_code_has_a_token_there() {
        for ty in crate::registry().iter() {
            let is_ours = crate::terraform::is_ours(ty);
            assert_eq!(token(ty).is_none(), is_ours, "{}", ty.table.token);
            if let Some(token) = token(ty) {
                let found = type_of(crate::registry(), token).unwrap();
                assert_eq!(found.table.token, ty.table.token);
            }
        }
        assert!(type_of(crate::registry(), "genesyscloud:routing:Queue").is_none());
    }
}
