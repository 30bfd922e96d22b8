//! Rows of a data table, out of a CSV file.
//!
//! What people keep in a spreadsheet: the first line names the columns, each other one is a row. What the cells mean follows from the
//! columns of the table, so that a file says nothing but texts and the platform still gets numbers and booleans.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};
use pulumi_provider::declaration::{Flaw, Unfold, nearest};
use pulumi_provider::provider::property;
use pulumi_provider::value::{Object, Value};
use serde_json::{Map, Value as Json};

use super::datatable::typed;

/// The rows that a CSV file has.
pub(super) const ROWS: Unfold = Unfold { property: "rows", with: &["columns"], make: rows };

/// The column by which a row is found.
const KEY: &str = "key";

/// A column of the table.
struct Column<'a> {
    name: &'a str,
    kind: &'a str,
    /// What a row has that says nothing.
    default: Option<Json>,
}

fn rows(text: &str, inputs: &Object) -> Result<Value, Vec<Flaw>> {
    // Spreadsheets begin a file in UTF-8 with it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(line) = unclosed(text) {
        let reason =
            "has a quotation mark without its partner: what is in quotation marks has each of its own twice";
        return Err(vec![flaw(Some(line), reason)]);
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        // Said with the line, and of all lines.
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    // Lines that cannot be read are none that may be left out.
    let records: Vec<StringRecord> =
        reader.records().collect::<Result<_, _>>().map_err(|error| vec![flaw(None, error.to_string())])?;
    let Some((header, records)) = records.split_first() else {
        return Err(vec![flaw(None, "is empty: its first line names the columns")]);
    };
    let table = columns(inputs);
    let header = header_of(header, &table)?;
    let (mut rows, mut flaws, mut lines) = (Vec::new(), Vec::new(), HashMap::new());
    // Spreadsheets leave lines of separators behind, where there was something once.
    for record in records.iter().filter(|record| record.iter().any(|cell| !cell.is_empty())) {
        let line = line_of(record);
        match row(record, &header, &mut flaws) {
            None => {}
            Some((key, values)) => match lines.insert(key.clone(), line) {
                Some(first) => {
                    let first = first.unwrap_or_default();
                    flaws.push(flaw(line, format!("has the key \"{key}\" of line {first} again")));
                }
                None => rows.push(Value::Object(Object::from([
                    ("keyValue".to_owned(), key.into()),
                    ("propertiesJson".to_owned(), Json::Object(values).to_string().into()),
                ]))),
            },
        }
    }
    if flaws.is_empty() { Ok(Value::Array(rows)) } else { Err(flaws) }
}

/// The columns that the first line names.
fn header_of<'a>(header: &StringRecord, table: &'a [Column<'a>]) -> Result<Vec<&'a Column<'a>>, Vec<Flaw>> {
    let line = line_of(header);
    let (mut named, mut flaws): (Vec<&Column<'a>>, Vec<Flaw>) = (Vec::new(), Vec::new());
    for name in header.iter().map(str::trim) {
        match table.iter().find(|column| column.name == name) {
            None if name.is_empty() => flaws.push(flaw(line, "has a column without a name")),
            None => {
                let similar = nearest(name, table.iter().map(|column| column.name));
                let hint = match similar[..] {
                    [] => {
                        let all: Vec<&str> = table.iter().map(|column| column.name).collect();
                        format!("it has {}", all.join(", "))
                    }
                    _ => format!("did you mean {}?", similar.join(" or ")),
                };
                flaws.push(flaw(
                    line,
                    format!("names the column {name}, which the table does not have; {hint}"),
                ));
            }
            Some(column) if named.iter().any(|other| other.name == name) => {
                flaws.push(flaw(line, format!("names the column {} twice", column.name)));
            }
            Some(column) => named.push(column),
        }
    }
    if flaws.is_empty() && !named.iter().any(|column| column.name == KEY) {
        flaws.push(flaw(line, "names no column key, by which rows are found"));
    }
    if flaws.is_empty() { Ok(named) } else { Err(flaws) }
}

/// The key of a row, and its other values. What an empty cell means, the column says.
fn row(
    record: &StringRecord,
    header: &[&Column<'_>],
    flaws: &mut Vec<Flaw>,
) -> Option<(String, Map<String, Json>)> {
    let line = line_of(record);
    if record.len() != header.len() {
        let reason = format!("has {} cells, and the first line has {}", record.len(), header.len());
        flaws.push(flaw(line, reason));
        return None;
    }
    let (mut key, mut values) = (None, Map::new());
    for (column, cell) in header.iter().zip(record) {
        if column.name == KEY {
            key = Some(cell.to_owned()).filter(|key| !key.is_empty());
            continue;
        }
        let value = match cell {
            "" => column.default.clone(),
            _ => match value(column.kind, cell) {
                Some(value) => Some(value),
                None => {
                    let wants = match column.kind {
                        "boolean" => "true or false",
                        "integer" => "a whole number",
                        _ => "a number",
                    };
                    let reason = format!("has \"{cell}\" in the column {}, which wants {wants}", column.name);
                    flaws.push(flaw(line, reason));
                    None
                }
            },
        };
        values.extend(value.map(|value| (column.name.to_owned(), value)));
    }
    if key.is_none() {
        flaws.push(flaw(line, "has no key"));
    }
    Some((key?, values))
}

/// Whether these are columns of a table.
pub(super) fn are_columns(columns: &Json) -> bool {
    let is_column = |column: &Json| {
        let kind = column["type"].as_str();
        column["name"].is_string()
            && kind.is_some_and(|kind| ["boolean", "integer", "number", "string"].contains(&kind))
    };
    columns.as_array().is_some_and(|columns| columns.iter().all(is_column))
}

/// The columns of the table, as the program has handed them over.
fn columns(inputs: &Object) -> Vec<Column<'_>> {
    let columns = property(inputs, "columns").and_then(Value::as_array).unwrap_or_default();
    columns.iter().filter_map(column).collect()
}

fn column(column: &Value) -> Option<Column<'_>> {
    let members = column.as_object()?;
    let text = |name: &str| property(members, name).and_then(Value::as_str);
    let kind = text("type")?;
    let default = text("default").filter(|default| !default.is_empty());
    Some(Column { name: text("name")?, kind, default: default.and_then(|default| value(kind, default)) })
}

/// What a cell says. Whole numbers stay whole, so that they are written as they were read.
fn value(kind: &str, cell: &str) -> Option<Json> {
    match kind {
        "string" => Some(cell.into()),
        "number" => typed("integer", cell.trim()).or_else(|| typed(kind, cell.trim())),
        _ => typed(kind, cell.trim()),
    }
}

/// What separates the cells: what the first line has of the separators that spreadsheets write, outside quotation marks.
fn delimiter(text: &str) -> u8 {
    let mut is_quoted = false;
    for letter in text.bytes().skip_while(|letter| letter.is_ascii_whitespace()) {
        match letter {
            b'"' => is_quoted = !is_quoted,
            b',' | b';' | b'\t' if !is_quoted => return letter,
            b'\n' if !is_quoted => break,
            _ => {}
        }
    }
    b','
}

/// The line of a quotation mark that has no partner.
fn unclosed(text: &str) -> Option<usize> {
    let (mut opened, mut line) = (None, 1);
    for letter in text.bytes() {
        match letter {
            b'"' => opened = if opened.is_some() { None } else { Some(line) },
            b'\n' => line += 1,
            _ => {}
        }
    }
    opened
}

fn line_of(record: &StringRecord) -> Option<usize> {
    record.position().and_then(|position| usize::try_from(position.line()).ok())
}

fn flaw(line: Option<usize>, reason: impl Into<String>) -> Flaw {
    Flaw { line, reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn made(text: &str) -> Result<Vec<(String, Json)>, Vec<String>> {
        let columns = json!([
            { "name": "key", "type": "string" },
            { "name": "queue", "type": "string" },
            { "name": "open", "type": "boolean", "default": "true" },
            { "name": "size", "type": "integer" },
            { "name": "share", "type": "number", "default": "0.5" },
        ]);
        let inputs = Object::from([("columns".to_owned(), Value::from(&columns))]);
        let text_of = |row: &Value, name: &str| {
            property(row.as_object().unwrap(), name).and_then(Value::as_str).unwrap().to_owned()
        };
        match rows(text, &inputs) {
            Ok(rows) => Ok(rows
                .as_array()
                .unwrap()
                .iter()
                .map(|row| {
                    let values = serde_json::from_str(&text_of(row, "propertiesJson")).unwrap();
                    (text_of(row, "keyValue"), values)
                })
                .collect()),
            Err(flaws) => Err(flaws
                .into_iter()
                .map(|Flaw { line, reason }| match line {
                    Some(line) => format!("{line}: {reason}"),
                    None => reason,
                })
                .collect()),
        }
    }

    fn row(key: &str, values: Json) -> (String, Json) {
        (key.to_owned(), values)
    }

    #[test]
    fn cells_are_what_their_columns_say() {
        let text = "key,queue,open,size,share\nberlin,007,FALSE,7,2\nparis, FR ,,,\n";
        assert_eq!(
            made(text),
            Ok(vec![
                row("berlin", json!({ "queue": "007", "open": false, "size": 7, "share": 2 })),
                row("paris", json!({ "queue": " FR ", "open": true, "share": 0.5 })),
            ])
        );
        // Columns that the file does not have are none of its business.
        assert_eq!(made("key\nberlin"), Ok(vec![row("berlin", json!({}))]));
        assert_eq!(made("key,queue\n"), Ok(vec![]));
    }

    #[test]
    fn as_spreadsheets_write_it() {
        let rome = row("rome", json!({ "queue": "a;b \"c\"\nd" }));
        assert_eq!(made("\u{feff}\"key\";queue\r\nrome;\"a;b \"\"c\"\"\nd\"\r\n;\r\n"), Ok(vec![rome]));
        assert_eq!(made("queue\tkey\nIT, too\trome\n"), Ok(vec![row("rome", json!({ "queue": "IT, too" }))]));
    }

    #[test]
    fn everything_that_is_wrong_is_said_with_its_line() {
        let wrong = |text: &str| made(text).unwrap_err();
        assert_eq!(wrong(""), ["is empty: its first line names the columns"]);
        assert_eq!(
            wrong("queue,opne,queue,\nx"),
            [
                "1: names the column opne, which the table does not have; did you mean open?",
                "1: names the column queue twice",
                "1: has a column without a name",
            ]
        );
        assert_eq!(wrong("queue\nx"), ["1: names no column key, by which rows are found"]);
        assert_eq!(
            wrong("key,open,size,share\na,yes,1.5,x\n,true,1,1\n\"a\nb\",true,1\nc,,,\nc,,,\n"),
            [
                "2: has \"yes\" in the column open, which wants true or false",
                "2: has \"1.5\" in the column size, which wants a whole number",
                "2: has \"x\" in the column share, which wants a number",
                "3: has no key",
                "4: has 3 cells, and the first line has 4",
                "7: has the key \"c\" of line 6 again",
            ]
        );
        assert_eq!(
            wrong("key,queue\na,\"b\nc,d\n"),
            [
                "2: has a quotation mark without its partner: what is in quotation marks has each of its own twice"
            ]
        );
    }
}
