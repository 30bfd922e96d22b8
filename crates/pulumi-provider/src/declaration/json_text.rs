//! JSON that programs write as text: compared by what it says, and managed member by member.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value as Json};

use super::Property;

/// Name of the format of a text that is an object.
pub(super) const FORMAT: &str = "json";

/// Name of the format of a text that is a list.
pub(super) const LIST_FORMAT: &str = "json-list";

/// A JSON object as text: a string in the schema, what the string says in the API.
///
/// How it is spelled means nothing. Members that the text does not name are nobody's, as with any other object.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonText(pub Json);

impl<'de> Deserialize<'de> for JsonText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<JsonText, D::Error> {
        let text = String::deserialize(deserializer)?;
        parse(&text).map(JsonText).ok_or_else(|| serde::de::Error::custom("is not JSON"))
    }
}

impl JsonSchema for JsonText {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "JsonText".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": FORMAT })
    }
}

impl Property for JsonText {}

/// A JSON list as text: as [`JsonText`], but what the text says is a list. Its elements are aligned by their place.
#[derive(Debug, Clone, PartialEq)]
pub struct JsonList(pub Vec<Json>);

impl<'de> Deserialize<'de> for JsonList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<JsonList, D::Error> {
        let text = String::deserialize(deserializer)?;
        serde_json::from_str(&text).map(JsonList).map_err(|_| serde::de::Error::custom("is not a JSON list"))
    }
}

impl JsonSchema for JsonList {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "JsonList".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": LIST_FORMAT })
    }
}

impl Property for JsonList {}

/// What a text says, if it is a JSON object or list.
pub fn parse(text: &str) -> Option<Json> {
    serde_json::from_str(text).ok().filter(|json: &Json| json.is_object() || json.is_array())
}

/// Whether two texts say the same.
pub(super) fn same_text(a: &str, b: &str) -> bool {
    match (parse(a), parse(b)) {
        (Some(a), Some(b)) => equal(&a, &b),
        _ => a == b,
    }
}

/// What is live of the members that the old text names.
pub(super) fn managed_text(old: &str, live: &str) -> Option<String> {
    Some(managed(&parse(old)?, &parse(live)?).to_string())
}

fn managed(old: &Json, live: &Json) -> Json {
    if let (Json::Array(old), Json::Array(live)) = (old, live)
        && old.len() == live.len()
    {
        return old.iter().zip(live).map(|(old, live)| managed(old, live)).collect();
    }
    let (Json::Object(old), Json::Object(live)) = (old, live) else { return live.clone() };
    let members = old.iter().filter_map(|(name, old)| Some((name.clone(), managed(old, live.get(name)?))));
    Json::Object(members.collect())
}

/// Lays a wanted object over a live one: what was wanted before and is no more goes, what was never wanted stays.
pub fn lay_over(live: &Json, before: Option<&Json>, wanted: Json) -> Json {
    let (Json::Object(live), Json::Object(wanted)) = (live, &wanted) else { return wanted };
    let before = before.and_then(Json::as_object);
    let mut laid: Map<String, Json> = live.clone();
    laid.retain(|name, _| {
        wanted.contains_key(name) || !before.is_some_and(|before| before.contains_key(name))
    });
    for (name, wanted) in wanted {
        let old = before.and_then(|before| before.get(name));
        let member = lay_over(live.get(name).unwrap_or(&Json::Null), old, wanted.clone());
        laid.insert(name.clone(), member);
    }
    Json::Object(laid)
}

/// Equality without the difference between `1` and `1.0`.
fn equal(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(name, value)| b.get(name).is_some_and(|other| equal(value, other)))
        }
        (a, b) => a == b,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn spelling_means_nothing() {
        assert!(same_text(r#"{"a":1,"b":[true]}"#, "{ \"b\": [ true ],\n \"a\": 1.0 }"));
        assert!(!same_text(r#"{"a":1}"#, r#"{"a":2}"#));
        assert!(!same_text(r#"{"a":[1,2]}"#, r#"{"a":[2,1]}"#));
    }

    #[test]
    fn only_objects_and_lists_are_meant() {
        assert_eq!(parse("{}"), Some(json!({})));
        assert_eq!(parse("[1]"), Some(json!([1])));
        for text in ["", "{", "1", "null", "name"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn elements_of_a_list_are_aligned_by_their_place() {
        let old = json!([{ "path": "a" }, { "path": "b" }]);
        assert_eq!(
            managed(&old, &json!([{ "path": "a", "theirs": 1 }, { "path": "c" }])),
            json!([{ "path": "a" }, { "path": "c" }])
        );
        let shorter = json!([{ "path": "b", "theirs": 1 }]);
        assert_eq!(managed(&old, &shorter), shorter);
    }

    #[test]
    fn members_that_nobody_named_are_nobodys() {
        let old = json!({ "ours": { "a": 1 }, "gone": 1 });
        let live = json!({ "ours": { "a": 2, "theirs": 3 }, "theirs": 4 });
        assert_eq!(managed(&old, &live), json!({ "ours": { "a": 2 } }));
        let wanted = json!({ "ours": { "b": 5 }, "new": [6] });
        assert_eq!(
            lay_over(&live, Some(&old), wanted),
            json!({ "ours": { "b": 5, "theirs": 3 }, "theirs": 4, "new": [6] })
        );
    }
}
