//! `architect:DatatableRows`, all rows of a data table.

use std::collections::HashSet;

use pulumi_provider::declaration::{Add, Collection, File, Issues, JsonText, Properties, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;

use super::datatable_csv::{self, are_columns};
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

    /// The rows. `[]` empties the table. With `csv`, these are the rows of the file.
    #[property(key = "keyValue")]
    #[api("", collection = &ROWS)]
    pub rows: Option<Vec<DatatableRowsRow>>,

    /// The rows as a CSV file, instead of `rows`: an asset of the program, or the path of a file, relative to the program. Its first line
    /// names the columns, in any order; one of them is `key`. Cells are separated by commas, semicolons or tabs, whatever the first
    /// line has. An empty cell is the column's default; where there is none, it says nothing.
    #[api(content, unfold = &datatable_csv::ROWS)]
    pub csv: Option<File>,

    /// The columns of the table, by which the cells of a `csv` are booleans, numbers or texts: the `properties` of the `Datatable`, a
    /// list in which each column has its `name`, its `type` and perhaps its `default`.
    // Of any type, because YAML takes the enumerations of an output for nothing that an input could have.
    #[property(control)]
    pub columns: Option<serde_json::Value>,

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

const ADVICE: &[(&str, &str)] = &[
    ("file", "the file is csv: an asset such as a FileAsset, or a path"),
    ("filepath", "the file is csv: an asset such as a FileAsset, or a path"),
    ("properties", "the columns of the table are columns; the values of a row are its propertiesJson"),
];

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
        if self.csv.is_some() && self.columns.is_none() && issues.known(&["columns"]) {
            issues.say(
                "columns",
                "is required with csv, for the types of the cells: give it the properties of the Datatable",
            );
        }
        if self.columns.as_ref().is_some_and(|columns| issues.known(&["columns"]) && !are_columns(columns)) {
            issues.say(
                "columns",
                "must be the properties of a Datatable: a list, in which each column has its name, and as its type boolean, integer, \
                 number or string",
            );
        }
        if !issues.known(&["rows", "csv"]) {
            return;
        }
        if self.rows.is_none() && self.csv.is_none() {
            issues.say("rows", "is required, unless csv has a file with the rows");
        }
        let mut keys = HashSet::new();
        for (at, row) in self.rows.iter().flatten().enumerate() {
            if !keys.insert(&row.key_value) {
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
