//! `architect:DatatableRow`, one row of a data table.

use pulumi_provider::declaration::{Codec, JsonText, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::hooks::{Hooks, Sent};
use crate::kinds;

/// One row of a data table, beside those that others look after.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "architect:DatatableRow", noun = "row", lookup = "datatableId, keyValue")]
#[api(kind = kinds::DatatableRow, path = "/api/v2/flows/datatables/{datatableId}/rows", named, own = "key", update = put)]
#[api(item = "/api/v2/flows/datatables/{datatableId}/rows/{rowId}", query("showbrief=false"))]
pub struct DatatableRow {
    /// The data table.
    #[api(parameter = "datatableId")]
    #[property(identity)]
    pub datatable_id: Ref<kinds::Datatable>,

    /// Value of the column `key`, by which the row is found. Another key is another row.
    #[api("key", parameter = "rowId")]
    #[property(identity, unique)]
    pub key_value: String,

    /// Values of the other columns, as a JSON object: `{"open": true}`. Columns that it does not name have the column's default.
    #[api("values")]
    pub properties_json: Option<JsonText>,
}

impl Hooks for DatatableRow {
    fn receive(answer: &mut Json) {
        *answer = (ROW.decode)(answer);
    }

    fn settle(body: &mut Json, sent: &Sent<'_>) {
        *body = row(&body["values"], sent.parameter("rowId").into());
    }
}

/// A row as we have it, and as the platform does: with the key among the values.
pub(super) const ROW: Codec = Codec {
    encode: |ours| row(&ours["values"], ours["key"].clone()),
    decode: |row| {
        let mut values = row.as_object().cloned().unwrap_or_default();
        let key = values.remove("key").unwrap_or_default();
        json!({ "key": key, "values": values })
    },
};

fn row(values: &Json, key: Json) -> Json {
    let mut values = values.as_object().cloned().unwrap_or_default();
    values.insert("key".to_owned(), key);
    Json::Object(values)
}
