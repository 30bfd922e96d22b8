//! `architect:Datatable`, a table that flows look things up in.

use pulumi_provider::declaration::{Codec, Issues, Properties, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use crate::choices::choices;
use crate::hooks::{Hooks, Sent};
use crate::kinds;

/// A data table: what flows look up by a key, such as the opening hours of a shop or the queue of a customer.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "architect:Datatable", noun = "data table", lookup = "name", advice = ADVICE)]
#[api(kind = kinds::Datatable, path = "/api/v2/flows/datatables", update = put, expand = "schema", force = "force")]
#[api(item = "/api/v2/flows/datatables/{datatableId}")]
pub struct Datatable {
    /// Name of the data table, unique in the organization. The resource's logical name when not set.
    #[property(name)]
    pub name: Option<String>,

    /// What the data table is for.
    pub description: Option<String>,

    /// Division that owns the data table. The home division when not set.
    #[api("division.id")]
    pub division_id: Option<Ref<kinds::Division>>,

    /// The columns. One of them is `key`, a string, by which a row is found. The platform takes no column away again and changes no
    /// column's type; columns that others have added are left alone.
    #[property(key = "name")]
    #[schemars(length(min = 1))]
    #[api("schema.properties", codec = &COLUMNS, growing)]
    pub properties: Vec<DatatableProperty>,

    /// Delete the table with its rows though flows use it. They fail from then on where they look something up in it.
    #[property(control)]
    pub force_delete: Option<bool>,
}

const ADVICE: &[(&str, &str)] = &[
    ("schema", "the columns are properties: a list with the name and the type of each"),
    ("columns", "the columns are properties"),
    ("rows", "a row is a resource of its own: DatatableRow"),
];

impl Hooks for Datatable {
    fn check(&self, issues: &mut Issues<'_>) {
        if !issues.known(&["properties"]) {
            return;
        }
        match self.properties.iter().position(|column| column.name == "key") {
            None => issues.say(
                "properties",
                "needs a column with the name key and the type string, by which a row is found",
            ),
            Some(at) if self.properties[at].r#type != ColumnType::String => {
                issues.say(&format!("properties[{at}].type"), "must be string: rows are found by a text");
            }
            Some(_) => {}
        }
        for (at, column) in self.properties.iter().enumerate() {
            if self.properties[..at].iter().any(|other| other.name == column.name) {
                issues.say(&format!("properties[{at}].name"), "is the name of another column too");
            }
            let default = column.default.as_deref().filter(|default| !default.is_empty());
            if let Some(reason) = default.and_then(|default| column.r#type.refuse(default)) {
                issues.say(&format!("properties[{at}].default"), reason);
            }
        }
        let Some(old) = issues.olds::<Datatable>() else { return };
        for old in &old.properties {
            match self.properties.iter().position(|column| column.name == old.name) {
                // What only an import has found, no program has to name.
                None if issues.is_imported() => {}
                None => issues.say(
                    "properties",
                    format!(
                        "lacks the column {}, and the platform takes no column away: name it again. To be rid of it, make another table \
                         and move rows and flows there.",
                        old.name
                    ),
                ),
                Some(at) if self.properties[at].r#type != old.r#type => issues.say(
                    &format!("properties[{at}].type"),
                    format!("was {}, and the platform does not change the type of a column: add another one", old.r#type.name()),
                ),
                Some(_) => {}
            }
        }
    }

    /// A schema has more than columns, of which the platform lets nobody choose anything.
    fn settle(body: &mut Json, _: &Sent<'_>) {
        let Some(schema) = body.get_mut("schema").and_then(Json::as_object_mut) else { return };
        for (name, value) in [
            ("$schema", json!("http://json-schema.org/draft-04/schema#")),
            ("type", json!("object")),
            ("additionalProperties", json!(false)),
            ("required", json!(["key"])),
        ] {
            schema.entry(name).or_insert(value);
        }
    }
}

/// A column of a data table.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct DatatableProperty {
    /// Name of the column, which flows and rows use.
    pub name: String,

    /// What its values are. The platform does not change it once the column is there.
    pub r#type: ColumnType,

    /// What the user interface calls the column. Its name when not set.
    pub title: Option<String>,

    /// Value of rows that say nothing, as text: `true`, `12`, `0.5`.
    pub default: Option<String>,
}

choices! {
    /// What the values of a column are.
    ColumnType "lowercase" {
        Boolean = "True or false.",
        String = "Texts.",
        Integer = "Whole numbers.",
        Number = "Numbers.",
    }
}

impl ColumnType {
    fn name(&self) -> &str {
        match self {
            ColumnType::Boolean => "boolean",
            ColumnType::String => "string",
            ColumnType::Integer => "integer",
            ColumnType::Number => "number",
            ColumnType::Other(name) => name,
        }
    }

    /// Why a text is no value of this type as it is written here.
    fn refuse(&self, text: &str) -> Option<String> {
        match typed(self.name(), text) {
            Some(value) if written(&value) == text => None,
            Some(value) => Some(format!("must be written {}", written(&value))),
            None => Some(format!("must be the text of a value of type {}", self.name())),
        }
    }
}

/// The value of a column of this type that a text stands for.
pub(super) fn typed(column: &str, text: &str) -> Option<Json> {
    match column {
        "boolean" => text.to_ascii_lowercase().parse::<bool>().ok().map(Json::from),
        "integer" => text.parse::<i64>().ok().map(Json::from),
        "number" => text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Json::from),
        _ => Some(text.into()),
    }
}

/// A value as text: one way for each, so that texts can be compared.
fn written(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Number(number) => {
            number.as_f64().map_or_else(|| number.to_string(), |number| number.to_string())
        }
        other => other.to_string(),
    }
}

/// The API has an object whose members are the columns, with an order beside; we have a list. What else a column has there stays.
const COLUMNS: Codec = Codec { encode: columns_of, decode: list_of };

fn columns_of(list: &Json) -> Json {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let next =
        list.iter().filter_map(|column| column["displayOrder"].as_i64()).max().map_or(0, |last| last + 1);
    let mut columns = Map::new();
    for (place, column) in (next..).zip(list.iter().filter(|column| column["displayOrder"].is_null())) {
        columns
            .insert(column["name"].as_str().unwrap_or_default().to_owned(), json!({ "displayOrder": place }));
    }
    for column in list {
        let (Some(name), Some(members)) = (column["name"].as_str(), column.as_object()) else { continue };
        let target = &mut columns.entry(name).or_insert_with(|| json!({}));
        for (member, value) in members.iter().filter(|(member, _)| *member != "name") {
            let text = value.as_str().filter(|_| member == "default");
            match text {
                None => target[member] = value.clone(),
                // No value at all, unless it is a text.
                Some("") if column["type"] != "string" => {}
                Some(text) => {
                    target[member] = typed(column["type"].as_str().unwrap_or_default(), text)
                        .unwrap_or_else(|| text.into());
                }
            }
        }
        if target["$id"].is_null() {
            target["$id"] = format!("/properties/{name}").into();
        }
    }
    columns.into()
}

fn list_of(columns: &Json) -> Json {
    let Some(columns) = columns.as_object() else { return Json::Null };
    let mut list: Vec<Json> = columns
        .iter()
        .map(|(name, column)| {
            let mut column = if column.is_object() { column.clone() } else { json!({}) };
            column["name"] = name.as_str().into();
            if !column["default"].is_null() {
                column["default"] = written(&column["default"]).into();
            }
            column
        })
        .collect();
    list.sort_by_key(|column| column["displayOrder"].as_i64().unwrap_or(i64::MAX));
    list.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_a_list_in_their_order() {
        let api = json!({
            "open": { "$id": "/properties/open", "type": "boolean", "default": true, "displayOrder": 2, "description": "theirs" },
            "key": { "$id": "/properties/key", "type": "string", "title": "Shop", "displayOrder": 0 },
            "share": { "$id": "/properties/share", "type": "number", "default": 10.0, "displayOrder": 1 },
        });
        let ours = list_of(&api);
        let shown: Vec<_> = ours
            .as_array()
            .unwrap()
            .iter()
            .map(|column| (column["name"].as_str().unwrap(), &column["default"]))
            .collect();
        assert_eq!(shown, [("key", &Json::Null), ("share", &json!("10")), ("open", &json!("true"))]);
        assert_eq!(
            columns_of(&ours),
            json!({
                "open": { "$id": "/properties/open", "type": "boolean", "default": true, "displayOrder": 2, "description": "theirs" },
                "key": { "$id": "/properties/key", "type": "string", "title": "Shop", "displayOrder": 0 },
                "share": { "$id": "/properties/share", "type": "number", "default": 10.0, "displayOrder": 1 },
            })
        );
    }

    #[test]
    fn new_columns_come_last() {
        let list = json!([
            { "name": "key", "type": "string", "displayOrder": 4 },
            { "name": "label", "type": "string", "default": "" },
            { "name": "size", "type": "integer", "default": "3" },
            { "name": "none", "type": "integer", "default": "" },
        ]);
        assert_eq!(
            columns_of(&list),
            json!({
                "key": { "$id": "/properties/key", "type": "string", "displayOrder": 4 },
                "label": { "$id": "/properties/label", "type": "string", "default": "", "displayOrder": 5 },
                "size": { "$id": "/properties/size", "type": "integer", "default": 3, "displayOrder": 6 },
                "none": { "$id": "/properties/none", "type": "integer", "displayOrder": 7 },
            })
        );
    }

    #[test]
    fn defaults_are_written_in_one_way() {
        for (column, text, reason) in [
            (ColumnType::Integer, "12", None),
            (ColumnType::Integer, "012", Some("must be written 12")),
            (ColumnType::Integer, "1.5", Some("must be the text of a value of type integer")),
            (ColumnType::Number, "0.5", None),
            (ColumnType::Number, "10.0", Some("must be written 10")),
            (ColumnType::Boolean, "true", None),
            (ColumnType::Boolean, "True", Some("must be written true")),
            (ColumnType::Boolean, "yes", Some("must be the text of a value of type boolean")),
            (ColumnType::String, " 012 ", None),
        ] {
            assert_eq!(column.refuse(text).as_deref(), reason, "{text}");
        }
    }
}
