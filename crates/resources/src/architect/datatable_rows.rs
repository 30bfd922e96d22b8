//! `architect:DatatableRows`, all rows of a data table.

use pulumi_provider::declaration::{Add, Collection, Issues, JsonText, Properties, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use super::datatable_row::ROW;
use crate::hooks::Hooks;
use crate::kinds;

/// All rows of a data table. Rows that somebody else adds show after a refresh, and the next `up` takes them away.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "architect:DatatableRows", noun = "rows of a data table", advice = ADVICE)]
#[api(kind = kinds::DatatableRows, path = "/api/v2/flows/datatables", item = "/api/v2/flows/datatables/{datatableId}", attached)]
pub struct DatatableRows {
    /// The data table.
    #[api(parameter = "datatableId")]
    #[property(identity)]
    pub datatable_id: Ref<kinds::Datatable>,

    /// The rows. `[]` empties the table.
    #[property(key = "keyValue")]
    #[api("", collection = &ROWS)]
    pub rows: Vec<DatatableRowsRow>,

    /// Remove more than half of ten or more rows at once.
    #[property(control)]
    pub allow_mass_removal: Option<bool>,
}

/// A row of a data table.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct DatatableRowsRow {
    /// Value of the column `key`, by which the row is found.
    #[api("key")]
    #[schemars(length(min = 1))]
    pub key_value: String,

    /// Values of the other columns, as a JSON object: `{"open": true}`. Columns that it does not name have the column's default.
    #[api("values")]
    pub properties_json: Option<JsonText>,
}

const ADVICE: &[(&str, &str)] =
    &[("csv", "read the file in the program, and give rows a keyValue and propertiesJson for each line")];

const ROWS: Collection = Collection {
    path: "/api/v2/flows/datatables/{datatableId}/rows",
    query: &[("showbrief", "false")],
    add: Add::Whole,
    own: "key",
    codec: Some(&ROW),
    ..Collection::IDS
};

impl Hooks for DatatableRows {
    fn check(&self, issues: &mut Issues<'_>) {
        if !issues.known(&["rows"]) {
            return;
        }
        for (at, row) in self.rows.iter().enumerate() {
            if self.rows[..at].iter().any(|other| other.key_value == row.key_value) {
                issues.say(&format!("rows[{at}].keyValue"), "is the key of another row too");
            }
            if row.properties_json.as_ref().is_some_and(|JsonText(values)| values.get("key").is_some()) {
                issues.say(
                    &format!("rows[{at}].propertiesJson"),
                    "names the column key, whose value is keyValue",
                );
            }
        }
    }
}
