//! Everything the simulator holds: tables of records by kind.
//!
//! A record keeps the JSON that a GET answers as text: reading needs no rendering, and 100,000 objects stay small.
//! Tables are shared until they change, so that a snapshot costs nothing.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One object.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its id, unique in its table; with its parent's path parameters before it, if it has a parent.
    pub id: Box<str>,
    /// Its JSON, as a GET without options answers.
    pub text: Arc<str>,
    /// Its JSON before the last change; `None` for a new object.
    pub previous: Option<Arc<str>>,
    /// Its name in lower case.
    pub name: Box<str>,
    /// The value that must be unique, in lower case.
    pub unique: Box<str>,
    /// Id of its division.
    pub division: Option<Box<str>>,
    /// Its state, if it has one.
    pub state: Box<str>,
    /// Whether it is deleted but still known.
    pub deleted: bool,
    /// What belongs to it and is not part of its JSON: sub-collections and secrets.
    pub side: Arc<Map<String, Value>>,
    /// When it was last written, in the clock's milliseconds.
    pub written: i64,
}

/// A record as the journal has it.
#[derive(Debug, Serialize, Deserialize)]
pub struct SavedRecord {
    kind: String,
    id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    deleted: bool,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    side: Map<String, Value>,
    #[serde(default)]
    written: i64,
}

/// What one request changed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Changes {
    /// Records as they are now; without a value they are gone.
    pub records: Vec<SavedRecord>,
    /// Counters that moved.
    #[serde(default)]
    pub counters: BTreeMap<String, u64>,
}

/// All records of one kind, in the order of their creation.
#[derive(Debug, Clone, Default)]
struct Table {
    rows: BTreeMap<u64, Arc<Record>>,
    by_id: HashMap<Box<str>, u64>,
    by_unique: HashMap<Box<str>, Vec<u64>>,
    next: u64,
    revision: u64,
}

/// Numbers every change of a table in this process, so that no two states of a table have the same one.
static REVISION: AtomicU64 = AtomicU64::new(1);

/// All tables.
#[derive(Debug, Clone, Default)]
pub struct Store {
    tables: BTreeMap<String, Arc<Table>>,
    counters: BTreeMap<String, u64>,
    unique_fields: BTreeMap<String, &'static str>,
    dirty: BTreeSet<(String, String)>,
    dirty_counters: BTreeSet<String>,
}

impl Record {
    /// Its JSON, to look into or to change.
    #[must_use]
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// It as it was before its last change; `None` for a new one.
    #[must_use]
    pub fn earlier(&self) -> Option<Record> {
        let text = Arc::clone(self.previous.as_ref()?);
        let value: Value = serde_json::from_str(&text).unwrap_or_default();
        let field = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
        Some(Record {
            name: field("name").to_lowercase().into(),
            division: value.pointer("/division/id").and_then(Value::as_str).map(Box::from),
            state: field("state").into(),
            // What is restored was deleted before; what is deleted was not.
            deleted: !self.deleted && field("state") == "deleted",
            text,
            ..self.clone()
        })
    }

    /// A list that belongs to it.
    #[must_use]
    pub fn side_list(&self, name: &str) -> &[Value] {
        self.side.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// The id without those of its parents.
    #[must_use]
    pub fn own_id(&self) -> &str {
        self.id.rsplit('\u{1f}').next().unwrap_or(&self.id)
    }
}

/// The key of a record below parents.
#[must_use]
pub fn key(parents: &[&str], id: &str) -> String {
    let mut key = String::new();
    for parent in parents {
        key.push_str(parent);
        key.push('\u{1f}');
    }
    key.push_str(id);
    key
}

impl Store {
    /// Says which field of a kind is unique, if not its name.
    pub fn declare_unique(&mut self, kind: &str, field: &'static str) {
        self.unique_fields.insert(kind.to_owned(), field);
    }

    /// The record, deleted or not.
    #[must_use]
    pub fn find(&self, kind: &str, id: &str) -> Option<&Arc<Record>> {
        let table = self.tables.get(kind)?;
        table.rows.get(table.by_id.get(id)?)
    }

    /// The record, if it is not deleted.
    #[must_use]
    pub fn get(&self, kind: &str, id: &str) -> Option<&Arc<Record>> {
        self.find(kind, id).filter(|record| !record.deleted)
    }

    /// All records of a kind in the order of their creation, deleted ones too.
    pub fn all(&self, kind: &str) -> impl DoubleEndedIterator<Item = &Arc<Record>> {
        self.tables.get(kind).into_iter().flat_map(|table| table.rows.values())
    }

    /// All records of a kind that are not deleted.
    pub fn live(&self, kind: &str) -> impl DoubleEndedIterator<Item = &Arc<Record>> {
        self.all(kind).filter(|record| !record.deleted)
    }

    /// The live records below a parent.
    pub fn children(&self, kind: &str, parents: &[&str]) -> impl DoubleEndedIterator<Item = &Arc<Record>> {
        let prefix = key(parents, "");
        self.live(kind).filter(move |record| record.id.starts_with(prefix.as_str()))
    }

    /// The records whose unique value is this one, whatever its case.
    pub fn with_unique(&self, kind: &str, value: &str) -> impl Iterator<Item = &Arc<Record>> {
        let table = self.tables.get(kind);
        let orders = table.and_then(|table| table.by_unique.get(value.to_lowercase().as_str()));
        orders.into_iter().flatten().filter_map(move |order| table.and_then(|table| table.rows.get(order)))
    }

    /// A number that changes with every change of a kind.
    #[must_use]
    pub fn revision(&self, kind: &str) -> u64 {
        self.tables.get(kind).map_or(0, |table| table.revision)
    }

    /// Names of all kinds that hold something.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.tables.keys().map(String::as_str)
    }

    /// Writes an object's JSON, leaving what belongs to it.
    pub fn put(&mut self, kind: &str, id: &str, value: &Value, now: i64) {
        let (side, deleted) =
            self.find(kind, id).map(|old| (Arc::clone(&old.side), old.deleted)).unwrap_or_default();
        self.write(kind, id, value, side, deleted, now);
    }

    /// Marks an object as deleted or not, with the JSON it has from now on.
    pub fn put_deleted(&mut self, kind: &str, id: &str, value: &Value, deleted: bool, now: i64) {
        let side = self.find(kind, id).map(|old| Arc::clone(&old.side)).unwrap_or_default();
        self.write(kind, id, value, side, deleted, now);
    }

    /// Takes everything as written long ago.
    pub fn age(&mut self) {
        for table in self.tables.values_mut() {
            for record in Arc::make_mut(table).rows.values_mut() {
                Arc::make_mut(record).written = 0;
            }
        }
    }

    /// Changes what belongs to an object.
    pub fn put_side(&mut self, kind: &str, id: &str, name: &str, value: Value) {
        let Some(old) = self.find(kind, id) else { return };
        let mut record = (**old).clone();
        let side = Arc::make_mut(&mut record.side);
        if value.is_null() {
            side.remove(name);
        } else {
            side.insert(name.to_owned(), value);
        }
        self.replace(kind, record);
    }

    /// Forgets an object.
    pub fn remove(&mut self, kind: &str, id: &str) -> bool {
        let Some(table) = self.tables.get_mut(kind) else {
            return false;
        };
        if !table.by_id.contains_key(id) {
            return false;
        }
        let table = Arc::make_mut(table);
        table.revision = REVISION.fetch_add(1, Ordering::Relaxed);
        if let Some(order) = table.by_id.remove(id)
            && let Some(record) = table.rows.remove(&order)
        {
            forget_unique(table, &record.unique, order);
        }
        self.dirty.insert((kind.to_owned(), id.to_owned()));
        true
    }

    /// The next number of a counter, from 1.
    pub fn count(&mut self, name: &str) -> u64 {
        let counter = self.counters.entry(name.to_owned()).or_default();
        *counter += 1;
        self.dirty_counters.insert(name.to_owned());
        *counter
    }

    /// What has changed since the last call.
    pub fn take_changes(&mut self) -> Changes {
        let dirty = std::mem::take(&mut self.dirty);
        let records = dirty
            .into_iter()
            .map(|(kind, id)| match self.find(&kind, &id) {
                Some(record) => SavedRecord {
                    value: Some(record.value()),
                    deleted: record.deleted,
                    side: (*record.side).clone(),
                    written: record.written,
                    kind,
                    id,
                },
                None => SavedRecord { kind, id, value: None, deleted: false, side: Map::new(), written: 0 },
            })
            .collect();
        let counters = std::mem::take(&mut self.dirty_counters)
            .into_iter()
            .filter_map(|name| self.counters.get(&name).map(|count| (name, *count)))
            .collect();
        Changes { records, counters }
    }

    /// Whether anything has changed since changes were last taken.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        !self.dirty.is_empty() || !self.dirty_counters.is_empty()
    }

    /// Takes the present state as written down.
    pub fn forget_changes(&mut self) {
        self.dirty.clear();
        self.dirty_counters.clear();
    }

    /// Marks everything as changed, to write it all.
    pub fn mark_all(&mut self) {
        let all: Vec<(String, String)> = self
            .tables
            .iter()
            .flat_map(|(kind, table)| table.rows.values().map(|record| (kind.clone(), record.id.to_string())))
            .collect();
        self.dirty.extend(all);
        self.dirty_counters.extend(self.counters.keys().cloned());
    }

    /// Repeats changes that were taken earlier.
    pub fn apply(&mut self, changes: Changes) {
        for saved in changes.records {
            match saved.value {
                Some(value) => {
                    self.write(
                        &saved.kind,
                        &saved.id,
                        &value,
                        Arc::new(saved.side),
                        saved.deleted,
                        saved.written,
                    );
                }
                None => {
                    self.remove(&saved.kind, &saved.id);
                }
            }
        }
        self.counters.extend(changes.counters);
        self.dirty.clear();
        self.dirty_counters.clear();
    }

    /// Gives an object new JSON without a trace in its history: for values that follow from other objects.
    pub fn amend(&mut self, kind: &str, id: &str, value: &Value) {
        let Some(old) = self.find(kind, id) else { return };
        let mut record = (**old).clone();
        record.text = Arc::from(value.to_string());
        record.division = value.pointer("/division/id").and_then(Value::as_str).map(Box::from);
        self.replace(kind, record);
    }

    fn write(
        &mut self,
        kind: &str,
        id: &str,
        value: &Value,
        side: Arc<Map<String, Value>>,
        deleted: bool,
        now: i64,
    ) {
        let field = self.unique_fields.get(kind).copied().unwrap_or("name");
        let text = |field: &str| value.get(field).and_then(Value::as_str).unwrap_or_default().to_lowercase();
        let record = Record {
            id: Box::from(id),
            text: Arc::from(value.to_string()),
            previous: self.find(kind, id).map(|old| Arc::clone(&old.text)),
            name: text("name").into(),
            unique: text(field).into(),
            state: value.get("state").and_then(Value::as_str).unwrap_or_default().into(),
            division: value.pointer("/division/id").and_then(Value::as_str).map(Box::from),
            deleted,
            side,
            written: now,
        };
        self.replace(kind, record);
    }

    fn replace(&mut self, kind: &str, record: Record) {
        self.dirty.insert((kind.to_owned(), record.id.to_string()));
        let table = Arc::make_mut(self.tables.entry(kind.to_owned()).or_default());
        table.revision = REVISION.fetch_add(1, Ordering::Relaxed);
        let order = match table.by_id.get(&record.id) {
            Some(order) => *order,
            None => {
                table.next += 1;
                table.by_id.insert(record.id.clone(), table.next);
                table.next
            }
        };
        if let Some(old) = table.rows.get(&order).cloned()
            && old.unique != record.unique
        {
            forget_unique(table, &old.unique, order);
        }
        if !record.unique.is_empty() {
            let orders = table.by_unique.entry(record.unique.clone()).or_default();
            if !orders.contains(&order) {
                orders.push(order);
            }
        }
        table.rows.insert(order, Arc::new(record));
    }
}

fn forget_unique(table: &mut Table, unique: &str, order: u64) {
    if let Some(orders) = table.by_unique.get_mut(unique) {
        orders.retain(|other| *other != order);
        if orders.is_empty() {
            table.by_unique.remove(unique);
        }
    }
}
