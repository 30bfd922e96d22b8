//! Laws by entities: what sections 5, 6, 7, 13 and 15 of the behaviour reference say, asked of every entity through HTTP.
//!
//! Every cell is a test of its own, in an organization of its own, and named `law::entity`: `cargo test -p genesys-sim
//! --test law_table stale_is_409::queue` runs one, `stale_is_409` a row, `::queue` a column. A cell that is empty says why; when a
//! name is given, the reasons are printed. Laws that are not about the entities of the store are in `law_table_rest`.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;
mod law_table_entities;
mod law_table_rest;

use std::{
    pin::Pin,
    process::ExitCode,
    sync::{Mutex, PoisonError},
};

use common::{Got, Org, fixed};
use genesys_sim::Options;
use law_table_entities::{After, ENTITIES, Entity, Version};
use libtest_mimic::{Arguments, Trial};
use serde_json::{Value, json};

/// Holds, or does not apply for a reason, or is broken.
type Cell = Result<Option<&'static str>, String>;
type Check = Pin<Box<dyn Future<Output = Cell>>>;

macro_rules! law {
    ($section:literal, $sentence:literal, $function:ident) => {
        Law {
            section: $section,
            sentence: $sentence,
            name: stringify!($function),
            check: |entity| Box::pin($function(entity)),
        }
    };
}

macro_rules! ensure {
    ($condition:expr, $($what:tt)+) => {
        if !$condition {
            return Err(format!($($what)+));
        }
    };
}
pub(crate) use ensure;

/// A row of the table.
struct Law {
    section: &'static str,
    sentence: &'static str,
    name: &'static str,
    check: fn(&'static Entity) -> Check,
}

const LAWS: &[Law] = &[
    law!("5", "a version starts at 1 and rises with every write", versions_rise),
    law!("5", "an update must send the version", version_is_required),
    law!("5", "a stale version is a 409", stale_is_409),
    law!("5", "a stale version is a 400 when switched", stale_is_400),
    law!("5", "a write of what belongs to it raises the version", touching_raises),
    law!("5", "without a version the last write wins", last_write_wins),
    law!("6", "pages have all of it once, and beyond them is nothing", pages),
    law!("7", "a GET does not find it yet", create_lags),
    law!("7", "a GET shows what it was", update_lags),
    law!("7", "a list does not have it yet", list_lags),
    law!("7", "a list shows what it was", list_shows_what_it_was),
    law!("7", "a list still has what is deleted", list_keeps_deleted),
    law!("7", "a GET may come from a cache that knows of no write", get_is_cached),
    law!("7", "a search does not know it yet", search_lags),
    law!("7", "a reference to it is refused for a while", reference_lags),
    law!("7", "a GET still finds it", delete_lags),
    law!("7", "a DELETE may be answered and never done", delete_is_pretended),
    law!("13", "the status of its DELETE", delete_status),
    law!("13", "what a GET says of it afterwards", after_delete),
    law!("13", "a second DELETE is a 404", delete_twice),
    law!("13", "lists hide what is deleted", lists_hide),
    law!("13", "its name is free again", name_is_free),
    law!("15.2", "a request over the limit does nothing", limited),
    law!("15.3", "one correlation id in both headers and the error", correlation),
    law!("15.6", "an unknown id is a 404", unknown_id),
    law!("15.7", "what is used is not deleted", in_use),
    law!("15.7", "what it refers to must exist", unknown_reference),
    law!("15.7", "its division must exist, and is home when not given", divisions),
    law!("15.7", "its name is its own, whatever the case", unique),
    law!("15.9", "what must be there must be there", required),
    law!("15.10", "a fault before the effect leaves nothing, one after it leaves all", faults),
    law!("2.3", "nobody sees it without a token", unauthenticated),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = vec![
        Trial::test("table::every_entity_with_written_behaviour_has_a_column", || {
            every_entity_has_a_column().map_err(Into::into)
        }),
        Trial::test("table::every_exception_has_a_reason", || {
            every_exception_has_a_reason().map_err(Into::into)
        }),
    ];
    for law in LAWS {
        for entity in ENTITIES.iter() {
            trials.push(trial(law.section, law.sentence, law.name, entity.name, move || (law.check)(entity)));
        }
    }
    for row in law_table_rest::ROWS {
        trials.push(trial(row.section, row.sentence, row.name, row.subject, row.check));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    let (holding, empty) = {
        let outcomes = OUTCOMES.lock().unwrap_or_else(PoisonError::into_inner);
        let mut empty: Vec<String> = outcomes.iter().flatten().cloned().collect();
        empty.sort();
        (outcomes.len() - empty.len(), empty)
    };
    if !arguments.list {
        println!("{holding} cells hold, {} are empty with a reason", empty.len());
    }
    if arguments.filter.is_some() {
        empty.iter().for_each(|reason| println!("empty: {reason}"));
    }
    conclusion.exit_code()
}

/// Of each cell that is not broken: why it is empty, if it is.
static OUTCOMES: Mutex<Vec<Option<String>>> = Mutex::new(Vec::new());

fn trial(
    section: &'static str,
    sentence: &'static str,
    name: &str,
    subject: &str,
    check: impl FnOnce() -> Check + Send + 'static,
) -> Trial {
    let subject: String = subject
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter.to_ascii_lowercase() } else { '_' })
        .collect();
    let name = format!("{name}::{subject}");
    let shown = name.clone();
    Trial::test(name, move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let outcome = match runtime.block_on(check()) {
            Ok(None) => None,
            Ok(Some("")) => return Err("empty without a reason".into()),
            Ok(Some(reason)) => Some(format!("{shown}: {reason}")),
            Err(what) => return Err(format!("{sentence} (section {section}): {what}").into()),
        };
        OUTCOMES.lock().unwrap_or_else(PoisonError::into_inner).push(outcome);
        Ok(())
    })
}

/// Entities with written behaviour that have no column, and why.
const WITHOUT: &[(&str, &str)] = &[
    (
        "routing/email/outbound/domains",
        "made by an answer about its set-up; the SDKs' scenario lives through it",
    ),
    (
        "scripts",
        "made by an upload, and a script has no PUT; `architect.rs` uploads, publishes and deletes one",
    ),
    ("responsemanagement/responseassets", "made by an upload; `architect.rs` uploads and deletes one"),
    (
        "telephony/providers/edges/sites/outboundroutes",
        "lives below a site as a site does; the SDKs' scenario lives through it",
    ),
    (
        "telephony/providers/edges",
        "an edge is a device that the platform pairs; `architect.rs` is about what belongs to it",
    ),
    ("telephony/providers/edges/trunks", "made of base settings that a group has; `architect.rs` makes one"),
    (
        "telephony/providers/edges/linebasesettings",
        "comes with a phone's base settings; `architect.rs` reads it",
    ),
    ("stations", "comes with a phone; `architect.rs` gives one to a user"),
];

fn every_entity_has_a_column() -> Result<(), String> {
    let columns: Vec<String> = ENTITIES.iter().map(Entity::kind).collect();
    let excused = |kind: &str| WITHOUT.iter().any(|(other, _)| *other == kind);
    let left: Vec<&str> = genesys_sim::domains::full_entities()
        .map(|entity| entity.kind)
        .filter(|kind| !columns.iter().any(|column| column == kind) && !excused(kind))
        .collect();
    ensure!(left.is_empty(), "neither in law_table_entities nor excused: {left:?}");
    Ok(())
}

fn every_exception_has_a_reason() -> Result<(), String> {
    let kinds: Vec<&str> = genesys_sim::domains::full_entities().map(|entity| entity.kind).collect();
    for (kind, reason) in WITHOUT {
        ensure!(!reason.is_empty() && kinds.contains(kind), "{kind} is excused without need or reason");
    }
    Ok(())
}

/// An organization and one entity in it.
struct Place {
    org: Org,
    entity: &'static Entity,
    known: Vec<(&'static str, Value)>,
    path: String,
    number: std::cell::Cell<u32>,
}

impl Place {
    async fn new(entity: &'static Entity) -> Place {
        Place::with(entity, fixed()).await
    }

    async fn with(entity: &'static Entity, options: Options) -> Place {
        let org = Org::with(options).await;
        let mut place = Place { org, entity, known: Vec::new(), path: String::new(), number: 0.into() };
        for (name, path, body) in &entity.needs {
            let number = place.next();
            let made = place.org.post(path, place.fill(body, number)).await.ok();
            place.known.push((name, made));
        }
        place.path = match place.fill(&Value::from(entity.path), 0) {
            Value::String(path) => path,
            _ => unreachable!(),
        };
        place
    }

    fn next(&self) -> u32 {
        self.number.set(self.number.get() + 1);
        self.number.get()
    }

    fn body(&self, number: u32) -> Value {
        self.fill(&self.entity.body, number)
    }

    fn fill(&self, template: &Value, number: u32) -> Value {
        let mut text = template.to_string().replace("{n}", &number.to_string());
        text = text.replace("{n3}", &format!("{number:03}"));
        text = text.replace("{language}", ["en-us", "de-de", "fr-fr", "es-es", "it-it"][number as usize % 5]);
        for (name, value) in &self.known {
            text = text.replace(&format!("{{{name}.id}}"), value["id"].as_str().unwrap_or_default());
            text = text.replace(&format!("{{{name}.name}}"), value["name"].as_str().unwrap_or_default());
        }
        serde_json::from_str(&text).unwrap()
    }

    async fn create(&self) -> Result<String, String> {
        let number = self.next();
        self.create_as(number).await
    }

    async fn create_as(&self, number: u32) -> Result<String, String> {
        let made = self.org.post(&self.path, self.body(number)).await;
        ensure!((200..300).contains(&made.status), "not created: {} {}", made.status, made.text);
        Ok(made.body[self.entity.key].as_str().unwrap_or_default().to_owned())
    }

    fn item(&self, id: &str) -> String {
        format!("{}/{}", self.path, id.replace(' ', "%20"))
    }

    async fn read(&self, id: &str) -> Got {
        self.org.get(&format!("{}{}", self.item(id), self.entity.reading)).await
    }

    /// An update with this version, or without one.
    async fn update(&self, id: &str, change: &Value, version: Option<i64>) -> Got {
        let (method, replaces) =
            self.entity.update.as_ref().map_or(("PUT", true), |update| (update.0, update.1));
        let mut body = if replaces { self.body(1) } else { json!({}) };
        for (name, value) in change.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        if let Some(version) = version {
            body["version"] = json!(version);
        }
        self.org.call(method, &self.item(id), Some(body)).await
    }

    /// The entity's own change, with the version it has now if it has one.
    async fn change(&self, id: &str) -> Result<Got, String> {
        let Some((_, _, change)) = &self.entity.update else {
            return Err("has no update".to_owned());
        };
        let version = self.read(id).await.body["version"].as_i64();
        Ok(self.update(id, change, version.filter(|_| self.entity.version != Version::None)).await)
    }

    async fn delete(&self, id: &str) -> Got {
        if let Some((method, body)) = &self.entity.before_delete {
            self.org.call(method, &self.item(id), Some(self.fill(body, 1))).await.ok();
        }
        self.org.delete(&self.item(id)).await
    }

    /// Ids in the list, all pages.
    async fn listed(&self) -> Result<Vec<String>, String> {
        Ok(self.rows().await?.into_iter().map(|(id, _)| id).collect())
    }

    /// The object as the list shows it; `null` when it does not.
    async fn row(&self, id: &str) -> Result<Value, String> {
        let rows = self.rows().await?;
        Ok(rows.into_iter().find(|(other, _)| other == id).map(|(_, row)| row).unwrap_or_default())
    }

    async fn rows(&self) -> Result<Vec<(String, Value)>, String> {
        let mut found = Vec::new();
        if let Some((path, field)) = self.entity.inside {
            let path = self.fill(&Value::from(path), 0);
            let holder = self.org.get(path.as_str().unwrap_or_default()).await.ok();
            let rows = holder[field].as_array().into_iter().flatten();
            found.extend(
                rows.filter_map(|row| Some((row[self.entity.key].as_str()?.to_owned(), row.clone()))),
            );
            return Ok(found);
        }
        let joint = if self.entity.listing.contains('?') { "&" } else { "?" };
        let listing = match self.fill(&Value::from(self.entity.listing), 0) {
            Value::String(listing) => listing,
            _ => String::new(),
        };
        let mut path = format!("{}{listing}{joint}pageSize=2", self.path);
        for _ in 0..50 {
            let got = self.org.get(&path).await;
            ensure!(got.status == 200, "list: {} {}", got.status, got.text);
            let key = if got.body["entities"][0]["id"].is_null() { self.entity.key } else { "id" };
            let rows = got.body["entities"].as_array().into_iter().flatten();
            found.extend(rows.filter_map(|row| Some((row[key].as_str()?.to_owned(), row.clone()))));
            match got.body["nextUri"].as_str() {
                Some(next) => path = next.trim_start_matches("/api/v2").to_owned(),
                None => return Ok(found),
            }
        }
        Err("the list has no end".to_owned())
    }

    async fn lag(&self, which: &str) {
        let lags = json!({ "kinds": { self.entity.kind(): { which: 1_000 } } });
        self.org.control("POST", "/lag", Some(lags)).await.ok();
    }

    async fn wait(&self) {
        self.org.control("POST", "/clock", Some(json!({ "advanceMs": 1_000 }))).await.ok();
    }

    /// Makes something that refers to the object; `None` when nothing does.
    async fn refer(&self, id: &str) -> Option<Got> {
        let (method, path, body) = self.entity.used_by.as_ref()?;
        let number = self.next();
        let body: Value =
            serde_json::from_str(&self.fill(body, number).to_string().replace("{id}", id)).unwrap();
        let path = self.fill(&Value::from(*path), number);
        let path = path.as_str().unwrap_or_default().replace("{id}", id);
        Some(self.org.call(method, &path, Some(body)).await)
    }
}

const NO_VERSION: Option<&str> = Some("it has no version (section 5)");
const NO_UPDATE: Option<&str> = Some("the API has no update of it");
const NO_DELETE: Option<&str> = Some("the API has no DELETE of it");

async fn versions_rise(entity: &'static Entity) -> Cell {
    match entity.version {
        Version::None => return Ok(NO_VERSION),
        Version::Text => return Ok(Some("its version is a text that no client sends (section 9.3)")),
        Version::Required | Version::Sent => {}
    }
    let place = Place::new(entity).await;
    let id = place.create().await?;
    for version in 1..4 {
        let read = place.read(&id).await.body["version"].clone();
        ensure!(read == version, "version {read} instead of {version}");
        let changed = place.change(&id).await?;
        ensure!(changed.status < 300, "{} {}", changed.status, changed.text);
    }
    Ok(None)
}

async fn version_is_required(entity: &'static Entity) -> Cell {
    match entity.version {
        Version::None | Version::Text => return Ok(NO_VERSION),
        Version::Sent => {
            return Ok(Some("clients send its version, and nobody says that one is refused without it"));
        }
        Version::Required => {}
    }
    let place = Place::new(entity).await;
    let id = place.create().await?;
    let Some((_, _, change)) = &entity.update else { return Ok(NO_UPDATE) };
    let refused = place.update(&id, change, None).await;
    ensure!(refused.status == 400, "{} {}", refused.status, refused.text);
    Ok(None)
}

async fn stale_is_409(entity: &'static Entity) -> Cell {
    stale(entity, fixed(), (409, "general.conflict")).await
}

async fn stale_is_400(entity: &'static Entity) -> Cell {
    stale(entity, Options { version_mismatch_400: true, ..fixed() }, (400, "general.bad.request")).await
}

async fn stale(entity: &'static Entity, options: Options, wanted: (u16, &str)) -> Cell {
    if matches!(entity.version, Version::None | Version::Text) {
        return Ok(NO_VERSION);
    }
    let place = Place::with(entity, options).await;
    let id = place.create().await?;
    let before = place.read(&id).await.body;
    place.change(&id).await?.ok();
    let after = place.read(&id).await.body;
    ensure!(before != after, "the change changed nothing");
    let Some((_, _, change)) = &entity.update else { return Ok(NO_UPDATE) };
    let refused = place.update(&id, change, Some(1)).await;
    ensure!(refused.refused() == wanted, "{} {}", refused.status, refused.text);
    ensure!(refused.text.contains("does not match the current version"), "{}", refused.text);
    ensure!(place.read(&id).await.body == after, "refused, and changed nevertheless");
    Ok(None)
}

async fn touching_raises(entity: &'static Entity) -> Cell {
    let Some((method, path, body)) = &entity.touched_by else {
        return Ok(Some("nothing that belongs to it raises its version (section 5 names users and groups)"));
    };
    let place = Place::new(entity).await;
    let id = place.create().await?;
    let body = place.fill(body, 1);
    let touched = place.org.call(method, &path.replace("{id}", &id), Some(body)).await;
    ensure!(touched.status < 300, "{} {}", touched.status, touched.text);
    let version = place.read(&id).await.body["version"].clone();
    ensure!(version == 2, "version {version} after a write of what belongs to it");
    Ok(None)
}

async fn last_write_wins(entity: &'static Entity) -> Cell {
    match (entity.version, &entity.update) {
        (_, None) => return Ok(NO_UPDATE),
        (Version::None, _) => {}
        _ => return Ok(Some("it has a version, and that decides")),
    }
    let place = Place::new(entity).await;
    let id = place.create().await?;
    for _ in 0..2 {
        let changed = place.change(&id).await?;
        ensure!(changed.status < 300, "{} {}", changed.status, changed.text);
    }
    Ok(None)
}

async fn pages(entity: &'static Entity) -> Cell {
    if entity.inside.is_some() {
        return Ok(Some("the API has no list of it; another object shows it"));
    }
    let place = Place::new(entity).await;
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(place.create().await?);
    }
    let listed = place.listed().await?;
    for id in &made {
        let times = listed.iter().filter(|other| *other == id).count();
        ensure!(times == 1, "{times} times in the pages");
    }
    let joint = if entity.listing.contains('?') { "&" } else { "?" };
    let listing = place.fill(&Value::from(entity.listing), 0);
    let beyond =
        format!("{}{}{joint}pageSize=5&pageNumber=90", place.path, listing.as_str().unwrap_or_default());
    let beyond = place.org.get(&beyond).await;
    ensure!(beyond.status == 200, "beyond the end: {} {}", beyond.status, beyond.text);
    let by_number = beyond.body["pageNumber"] == 90;
    ensure!(!by_number || beyond.body["entities"] == json!([]), "beyond the end: {}", beyond.text);
    Ok(None)
}

async fn create_lags(entity: &'static Entity) -> Cell {
    let place = Place::new(entity).await;
    place.lag("createMs").await;
    let id = place.create().await?;
    let early = place.read(&id).await;
    ensure!(early.status == 404, "found at once: {}", early.text);
    place.wait().await;
    let late = place.read(&id).await;
    ensure!(late.status == 200, "{} {}", late.status, late.text);
    Ok(None)
}

async fn update_lags(entity: &'static Entity) -> Cell {
    if entity.update.is_none() {
        return Ok(NO_UPDATE);
    }
    let place = Place::new(entity).await;
    let id = place.create().await?;
    let before = place.read(&id).await.body;
    place.wait().await;
    place.lag("updateMs").await;
    let changed = place.change(&id).await?;
    ensure!(changed.status < 300, "{} {}", changed.status, changed.text);
    let early = place.read(&id).await.body;
    ensure!(early == before, "changed at once: {before} and {early}");
    place.wait().await;
    ensure!(place.read(&id).await.body != before, "never changed");
    Ok(None)
}

async fn list_lags(entity: &'static Entity) -> Cell {
    let place = Place::new(entity).await;
    place.lag("listMs").await;
    let id = place.create().await?;
    ensure!(!place.listed().await?.contains(&id), "listed at once");
    place.wait().await;
    ensure!(place.listed().await?.contains(&id), "never listed");
    Ok(None)
}

async fn list_shows_what_it_was(entity: &'static Entity) -> Cell {
    if entity.update.is_none() {
        return Ok(NO_UPDATE);
    }
    let place = Place::new(entity).await;
    let id = place.create().await?;
    let before = place.row(&id).await?;
    ensure!(before.is_object(), "not listed");
    place.wait().await;
    place.lag("listMs").await;
    let changed = place.change(&id).await?;
    ensure!(changed.status < 300, "{} {}", changed.status, changed.text);
    let early = place.row(&id).await?;
    ensure!(early == before, "changed at once: {before} and {early}");
    place.wait().await;
    if place.row(&id).await? == before {
        return Ok(Some("the list does not show what a change changes"));
    }
    Ok(None)
}

async fn list_keeps_deleted(entity: &'static Entity) -> Cell {
    if entity.after == After::Stays {
        return Ok(NO_DELETE);
    }
    let place = Place::new(entity).await;
    let id = place.create().await?;
    place.wait().await;
    place.lag("listMs").await;
    let deleted = place.delete(&id).await;
    ensure!(deleted.status < 300, "{} {}", deleted.status, deleted.text);
    ensure!(place.listed().await?.contains(&id), "left the list at once");
    place.wait().await;
    ensure!(!place.listed().await?.contains(&id), "never left the list");
    Ok(None)
}

async fn get_is_cached(entity: &'static Entity) -> Cell {
    let place = Place::new(entity).await;
    place.lag("cacheMs").await;
    let id = place.create().await?;
    let first = place.read(&id).await;
    ensure!(first.status == 200, "{} {}", first.status, first.text);
    let changes = entity.update.is_some();
    let changed = if changes { place.change(&id).await? } else { place.delete(&id).await };
    ensure!(changed.status < 300, "{} {}", changed.status, changed.text);
    let again = place.read(&id).await;
    ensure!((again.status, &again.body) == (200, &first.body), "{} {}", again.status, again.text);
    place.wait().await;
    let late = place.read(&id).await;
    ensure!(late.status != 200 || late.body != first.body, "cached for ever: {}", late.text);
    Ok(None)
}

async fn delete_is_pretended(entity: &'static Entity) -> Cell {
    if entity.after == After::Stays {
        return Ok(NO_DELETE);
    }
    let place = Place::new(entity).await;
    let id = place.create().await?;
    let rule =
        json!({ "method": "DELETE", "route": format!("/api/v2{}", place.item(&id)), "kind": "pretend" });
    place.org.control("POST", "/faults", Some(rule)).await.ok();
    let answered = place.delete(&id).await;
    ensure!(answered.status == entity.deleted, "{} {}", answered.status, answered.text);
    let read = place.read(&id).await;
    ensure!(read.status == 200 && read.body["state"] != "deleted", "gone: {} {}", read.status, read.text);
    place.delete(&id).await.ok();
    gone(&place, &id).await
}

async fn search_lags(entity: &'static Entity) -> Cell {
    let Some((path, field)) = entity.search else {
        return Ok(Some("the API has no search of it that behaviour is written for"));
    };
    let place = Place::new(entity).await;
    place.lag("searchMs").await;
    place.create_as(1).await?;
    let value = place.body(1)[field].clone();
    let body = json!({ "query": [{ "fields": [field], "value": value, "type": "EXACT" }] });
    let early = place.org.post(path, body.clone()).await.ok();
    ensure!(early["results"] == json!([]), "found at once");
    place.wait().await;
    let late = place.org.post(path, body.clone()).await.ok();
    ensure!(late["results"].as_array().is_some_and(|found| found.len() == 1), "never found: {late}");
    let id = late["results"][0]["id"].as_str().unwrap_or_default();
    place.delete(id).await.ok();
    let still = place.org.post(path, body.clone()).await.ok();
    ensure!(still["results"].as_array().is_some_and(|found| found.len() == 1), "lost at once: {still}");
    place.wait().await;
    let gone = place.org.post(path, body).await.ok();
    ensure!(gone["results"] == json!([]), "never lost: {gone}");
    Ok(None)
}

async fn reference_lags(entity: &'static Entity) -> Cell {
    if entity.used_by.is_none() {
        return Ok(Some("nothing with written behaviour refers to it"));
    }
    if entity.used_silently {
        return Ok(Some("what refers to it is refused or taken by rules of its own, not by a reference"));
    }
    let place = Place::new(entity).await;
    place.lag("referenceMs").await;
    let id = place.create().await?;
    let early = place.refer(&id).await.ok_or("no reference")?;
    ensure!((400..500).contains(&early.status), "known at once: {}", early.text);
    place.wait().await;
    let late = place.refer(&id).await.ok_or("no reference")?;
    ensure!(late.status < 300, "{} {}", late.status, late.text);
    Ok(None)
}

async fn delete_lags(entity: &'static Entity) -> Cell {
    if entity.after == After::Stays {
        return Ok(NO_DELETE);
    }
    let place = Place::new(entity).await;
    let id = place.create().await?;
    place.wait().await;
    place.lag("deleteMs").await;
    let deleted = place.delete(&id).await;
    ensure!(deleted.status < 300, "{} {}", deleted.status, deleted.text);
    let early = place.read(&id).await;
    ensure!(
        early.status == 200 && early.body["state"] != "deleted",
        "gone at once: {} {}",
        early.status,
        early.text
    );
    place.wait().await;
    gone(&place, &id).await
}

async fn delete_status(entity: &'static Entity) -> Cell {
    if entity.after == After::Stays {
        return Ok(NO_DELETE);
    }
    let place = Place::new(entity).await;
    let id = place.create().await?;
    let deleted = place.delete(&id).await;
    ensure!(deleted.status == entity.deleted, "{} {}", deleted.status, deleted.text);
    Ok(None)
}

async fn after_delete(entity: &'static Entity) -> Cell {
    if entity.after == After::Stays {
        return Ok(NO_DELETE);
    }
    let place = Place::new(entity).await;
    let id = place.create().await?;
    place.delete(&id).await.ok();
    gone(&place, &id).await
}

async fn gone(place: &Place, id: &str) -> Cell {
    let read = place.read(id).await;
    match place.entity.after {
        After::Gone => ensure!(read.status == 404, "{} {}", read.status, read.text),
        After::Gone410 => ensure!(read.status == 410, "{} {}", read.status, read.text),
        After::Shown => {
            ensure!(
                (read.status, &read.body["state"]) == (200, &json!("deleted")),
                "{} {}",
                read.status,
                read.text
            );
        }
        After::Asked => {
            ensure!(read.status == 404, "{} {}", read.status, read.text);
            let asked = place.org.get(&format!("{}?state=deleted", place.item(id))).await;
            ensure!(asked.body["state"] == "deleted", "{} {}", asked.status, asked.text);
        }
        After::Stays => {}
    }
    Ok(None)
}

async fn delete_twice(entity: &'static Entity) -> Cell {
    if entity.after == After::Stays {
        return Ok(NO_DELETE);
    }
    let place = Place::new(entity).await;
    let id = place.create().await?;
    place.delete(&id).await.ok();
    let again = place.org.delete(&place.item(&id)).await;
    ensure!(again.status == 404, "{} {}", again.status, again.text);
    Ok(None)
}

async fn lists_hide(entity: &'static Entity) -> Cell {
    if entity.after == After::Stays {
        return Ok(NO_DELETE);
    }
    let place = Place::new(entity).await;
    let (stays, goes) = (place.create().await?, place.create().await?);
    place.delete(&goes).await.ok();
    let listed = place.listed().await?;
    ensure!(listed.contains(&stays) && !listed.contains(&goes), "{listed:?}");
    Ok(None)
}

async fn name_is_free(entity: &'static Entity) -> Cell {
    if entity.after == After::Stays {
        return Ok(NO_DELETE);
    }
    let place = Place::new(entity).await;
    let Some(wanted) = entity.unique else {
        return Ok(Some("its name need not be unique"));
    };
    let number = place.next();
    let id = place.create_as(number).await?;
    place.delete(&id).await.ok();
    let again = place.org.post(&place.path, place.body(number)).await;
    if entity.name == "user" {
        ensure!(again.refused() == wanted, "a deleted user's address was given away: {}", again.text);
    } else {
        ensure!(again.status < 300, "{} {}", again.status, again.text);
    }
    Ok(None)
}

async fn limited(entity: &'static Entity) -> Cell {
    let place = Place::new(entity).await;
    let before = place.org.dump().await;
    place.org.control("PATCH", "/options", Some(json!({ "rateLimit": 1 }))).await.ok();
    place.org.control("POST", "/clock", Some(json!({ "advanceSeconds": 61 }))).await.ok();
    let first = place.org.get("/tokens/me").await;
    ensure!(first.header("inin-ratelimit-count") == Some("1"), "{:?}", first.headers);
    ensure!(first.header("inin-ratelimit-allowed") == Some("1"), "{:?}", first.headers);
    let refused = place.org.post(&place.path, place.body(90)).await;
    ensure!(
        refused.refused() == (429, "too.many.requests.retry.after"),
        "{} {}",
        refused.status,
        refused.text
    );
    let wait = refused.header("retry-after").and_then(|wait| wait.parse::<u64>().ok());
    ensure!(wait.is_some_and(|wait| (1..=61).contains(&wait)), "Retry-After {wait:?}");
    ensure!(place.org.dump().await["objects"] == before["objects"], "refused, and something changed");
    Ok(None)
}

async fn correlation(entity: &'static Entity) -> Cell {
    let place = Place::new(entity).await;
    let refused = place.read("00000000-0000-4000-8000-00000000dead").await;
    let id = refused.body["contextId"].as_str();
    ensure!(id.is_some_and(|id| id.len() == 36), "{}", refused.text);
    for header in ["inin-correlation-id", "genesys-correlation-id"] {
        ensure!(refused.header(header) == id, "{header}: {:?}", refused.header(header));
    }
    let created = place.org.post(&place.path, place.body(1)).await;
    ensure!(created.header("inin-correlation-id").is_some(), "no correlation id on a success");
    ensure!(created.header("inin-correlation-id") != id, "two requests, one correlation id");
    Ok(None)
}

async fn unknown_id(entity: &'static Entity) -> Cell {
    let place = Place::new(entity).await;
    let read = place.read("00000000-0000-4000-8000-00000000dead").await;
    ensure!(read.status == 404 && read.body["status"] == 404, "{} {}", read.status, read.text);
    ensure!(read.body["code"].as_str().is_some_and(|code| code.contains("not.found")), "{}", read.text);
    if let Some((_, _, change)) = &entity.update {
        let updated = place.update("00000000-0000-4000-8000-00000000dead", change, Some(1)).await;
        ensure!(updated.status == 404, "update: {} {}", updated.status, updated.text);
    }
    Ok(None)
}

async fn in_use(entity: &'static Entity) -> Cell {
    if entity.after == After::Stays {
        return Ok(NO_DELETE);
    }
    let Some(wanted) = entity.in_use else {
        return Ok(Some("nobody says that being used keeps it"));
    };
    let place = Place::new(entity).await;
    let id = place.create().await?;
    let user = place.refer(&id).await.ok_or("no reference")?;
    ensure!(user.status < 300, "not used: {} {}", user.status, user.text);
    let refused = place.delete(&id).await;
    ensure!(refused.refused() == wanted, "{} {}", refused.status, refused.text);
    ensure!(place.read(&id).await.status == 200, "refused, and gone");
    Ok(None)
}

async fn unknown_reference(entity: &'static Entity) -> Cell {
    let Some((field, value, status)) = &entity.refers else {
        return Ok(Some("it refers to nothing but its division"));
    };
    let place = Place::new(entity).await;
    let mut body = place.body(1);
    body[*field] = value.clone();
    let refused = place.org.post(&place.path, body).await;
    ensure!(refused.status == *status, "{} {}", refused.status, refused.text);
    ensure!(!refused.body["code"].as_str().unwrap_or_default().is_empty(), "{}", refused.text);
    ensure!(place.listed().await?.is_empty() || entity.founded, "refused, and made nevertheless");
    Ok(None)
}

async fn divisions(entity: &'static Entity) -> Cell {
    let Some(by_id) = entity.division else {
        return Ok(Some("it belongs to no division"));
    };
    let place = Place::new(entity).await;
    let with = |id: &str| {
        let mut body = place.body(place.next());
        let (name, value) = if by_id { ("divisionId", json!(id)) } else { ("division", json!({ "id": id })) };
        body[name] = value;
        body
    };
    let refused = place.org.post(&place.path, with("00000000-0000-4000-8000-00000000dead")).await;
    ensure!((400..500).contains(&refused.status), "{} {}", refused.status, refused.text);
    let division = place.org.post("/authorization/divisions", json!({ "name": "Its own" })).await.id();
    let made = place.org.post(&place.path, with(&division)).await;
    ensure!(made.status < 300, "{} {}", made.status, made.text);
    let id = made.body[entity.key].as_str().unwrap_or_default();
    let held = place.read(id).await.body;
    if entity.shows_division {
        ensure!(held["division"]["id"] == json!(division), "{held}");
        let home = place.org.get("/authorization/divisions/home").await.ok();
        let mut body = place.body(place.next());
        body.as_object_mut().unwrap().remove("division");
        body.as_object_mut().unwrap().remove("divisionId");
        let made = place.org.post(&place.path, body).await.ok();
        let held = place.read(made[entity.key].as_str().unwrap_or_default()).await.body;
        ensure!(held["division"]["id"] == home["id"], "not in the home division: {held}");
    }
    let full = place.org.delete(&format!("/authorization/divisions/{division}")).await;
    ensure!(full.status == 400, "its division was deleted: {} {}", full.status, full.text);
    Ok(None)
}

async fn unique(entity: &'static Entity) -> Cell {
    let Some(wanted) = entity.unique else {
        return Ok(Some("its name need not be unique"));
    };
    let place = Place::new(entity).await;
    let number = place.next();
    place.create_as(number).await?;
    let mut body = place.body(number);
    if let Some(name) = body["name"].as_str().map(str::to_uppercase) {
        body["name"] = json!(name);
    }
    let refused = place.org.post(&place.path, body).await;
    ensure!(refused.refused() == wanted, "{} {}", refused.status, refused.text);
    Ok(None)
}

async fn required(entity: &'static Entity) -> Cell {
    let Some((field, code)) = entity.required else {
        return Ok(Some("it needs no field of its own"));
    };
    let place = Place::new(entity).await;
    let mut body = place.body(1);
    body.as_object_mut().unwrap().remove(field);
    let refused = place.org.post(&place.path, body).await;
    ensure!(refused.refused() == (400, code), "{} {}", refused.status, refused.text);
    Ok(None)
}

async fn faults(entity: &'static Entity) -> Cell {
    let place = Place::new(entity).await;
    let route = format!("/api/v2{}", place.path);
    let before = place.org.dump().await["objects"].clone();
    let status = [408, 429, 500, 502, 503, 504].map(|status| json!({ "kind": "status", "status": status }));
    let bodies = [
        json!({ "kind": "status", "status": 502, "body": "<html>Bad Gateway</html>" }),
        json!({ "kind": "status", "status": 503, "body": null }),
        json!({ "kind": "cutBefore" }),
    ];
    for mut rule in status.into_iter().chain(bodies) {
        rule["method"] = json!("POST");
        rule["route"] = json!(route);
        place.org.control("POST", "/faults", Some(rule.clone())).await.ok();
        let bearer = format!("Bearer {}", place.org.token);
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        let got = place.org.try_send("POST", &route, &headers, &place.body(80).to_string()).await;
        let wanted = rule["status"].as_u64();
        ensure!(got.as_ref().map(|got| u64::from(got.status)) == wanted, "{rule}: {got:?}");
        let now = place.org.dump().await["objects"].clone();
        ensure!(now == before, "{rule} left something");
    }
    for (number, rule) in [json!({ "kind": "statusAfter", "status": 500 }), json!({ "kind": "cutAfter" })]
        .into_iter()
        .enumerate()
    {
        let mut rule = rule;
        rule["method"] = json!("POST");
        rule["route"] = json!(route);
        let listed = place.listed().await?.len();
        place.org.control("POST", "/faults", Some(rule.clone())).await.ok();
        let bearer = format!("Bearer {}", place.org.token);
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        let body = place.body(81 + u32::try_from(number).unwrap()).to_string();
        place.org.try_send("POST", &route, &headers, &body).await;
        ensure!(place.listed().await?.len() == listed + 1, "{rule} undid it");
    }
    Ok(None)
}

async fn unauthenticated(entity: &'static Entity) -> Cell {
    let place = Place::new(entity).await;
    let id = place.create().await?;
    let before = place.org.dump().await["objects"].clone();
    let path = format!("/api/v2{}", place.item(&id));
    let nobody = place.org.raw("GET", &path, &[], None).await;
    ensure!(nobody.refused() == (401, "authentication.required"), "{} {}", nobody.status, nobody.text);
    let bad = place.org.raw("GET", &path, &[("Authorization", "Bearer wrong")], None).await;
    ensure!(bad.refused() == (401, "bad.credentials"), "{} {}", bad.status, bad.text);
    ensure!(place.org.dump().await["objects"] == before, "refused, and something changed");
    Ok(None)
}
