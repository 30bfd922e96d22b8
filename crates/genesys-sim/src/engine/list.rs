//! Lists by declaration: filters from the parameters, pages from the laws.

use std::sync::Arc;

use serde_json::Value;

use crate::{
    engine::{Entity, Match, project, verbs},
    laws::{
        lag,
        pages::{self, Row},
    },
    refusal::Refusal,
    request::{Answer, Context},
    store::{Record, key},
};

/// GET on the collection.
///
/// # Errors
/// When a parameter is not valid.
pub fn list(context: &mut Context<'_>, entity: &'static Entity) -> Answer {
    verbs::check_parent(context, entity, context.params.len())?;
    let page = pages::wanted(verbs::facts()?, context.operation, context.query, &Value::Null)?;
    if page.start.saturating_add(page.size) > CAP && is_capped(context, entity) {
        return Err(
            Refusal::bad_request("The list reaches at most {cap} results.").with("cap", CAP.to_string())
        );
    }
    let rows = chosen(context, entity);
    let total = rows.len();
    let rows = rows.iter().skip(page.start).take(page.size).cloned().collect();
    page_of(context, entity, page, total, rows)
}

/// How many lists are remembered.
const REMEMBERED: usize = 64;

/// All objects that a list shows, in its order. A list that nothing has changed since is not made again.
fn chosen(context: &mut Context<'_>, entity: &'static Entity) -> Arc<Vec<Arc<Record>>> {
    let name = signature(context, entity);
    let revision = context.world.store.revision(entity.kind);
    let current = context.world.lags.are_off();
    if let Some((known, rows)) = context.world.lists.get(&name)
        && *known == revision
        && current
    {
        return Arc::clone(rows);
    }
    let filter = Wanted::read(context, entity);
    let parents: Vec<&str> = context.params.iter().map(|(_, value)| value.as_str()).collect();
    let prefix = key(&parents, "");
    let lagging = if current { Vec::new() } else { lag::listed(context.world, entity.kind, context.now) };
    let all = context.world.store.all(entity.kind).filter(|_| current);
    let mut rows: Vec<Arc<Record>> = all
        .chain(&lagging)
        .filter(|record| record.id.starts_with(&prefix) && filter.keeps(record))
        .filter(|record| context.caller.may_touch(record.division.as_deref()))
        .filter(|record| entity.hooks.filter.is_none_or(|keep| keep(context, record)))
        .cloned()
        .collect();
    sort(&mut rows, context, entity);
    let rows = Arc::new(rows);
    if current {
        if context.world.lists.len() >= REMEMBERED {
            context.world.lists.clear();
        }
        context.world.lists.insert(name, (revision, Arc::clone(&rows)));
    }
    rows
}

/// Everything on which a list's rows depend but its objects.
fn signature(context: &Context<'_>, entity: &Entity) -> String {
    let mut name = format!("{} {} {}", entity.kind, entity.collection, context.request.path);
    for division in context.caller.divisions.iter().flatten() {
        name.push('\u{1f}');
        name.push_str(division);
    }
    for (field, value) in context.query.pairs() {
        if !matches!(field.as_str(), "pageNumber" | "pageSize" | "expand" | "after" | "before" | "cursor") {
            name.push('\u{1f}');
            name.push_str(field);
            name.push('=');
            name.push_str(value);
        }
    }
    name
}

/// How far some lists reach.
const CAP: usize = 10_000;

/// Inactive users and prompts cannot be read to their end.
fn is_capped(context: &Context<'_>, entity: &Entity) -> bool {
    match entity.kind {
        "users" => context.query.get("state").is_some_and(|state| state.eq_ignore_ascii_case("inactive")),
        kind => kind == "architect/prompts",
    }
}

/// A page of records in the operation's envelope.
///
/// # Errors
/// When the facts are damaged.
pub fn page_of(
    context: &mut Context<'_>,
    entity: &'static Entity,
    page: pages::Page,
    total: usize,
    records: Vec<Arc<Record>>,
) -> Answer {
    let facts = verbs::facts()?;
    let schema = pages::row_schema(facts, context.operation);
    let own = schema.and_then(|schema| schema.model()).is_none_or(|model| model == entity.model);
    let rows = records
        .into_iter()
        .map(|record| {
            if own && verbs::is_as_stored(context, entity, &record) {
                return Row::Text(Arc::clone(&record.text));
            }
            let mut value = record.value();
            if let (Some(show), Value::Object(fields)) = (entity.hooks.show, &mut value) {
                show(context, fields);
            }
            match schema {
                Some(schema) if !own => Row::Value(project::project(facts, schema, &value)),
                _ => Row::Value(value),
            }
        })
        .collect();
    Ok(pages::envelope(context, facts, page, total, rows))
}

/// Whether a name is what a filter asks for.
#[must_use]
pub fn matches(matching: Match, name: &str, wanted: &str) -> bool {
    let wanted = wanted.to_lowercase();
    let inner = wanted.trim_matches('*');
    match (wanted.starts_with('*'), wanted.ends_with('*') && wanted.len() > 1) {
        (true, true) => name.contains(inner),
        (true, false) => name.ends_with(inner),
        (false, true) => name.starts_with(inner),
        (false, false) => match matching {
            Match::Wildcard => name == wanted,
            Match::Prefix => name.starts_with(&wanted),
            Match::Contains => name.contains(&wanted),
        },
    }
}

/// What a list's parameters ask for.
struct Wanted {
    names: Vec<String>,
    ids: Vec<String>,
    divisions: Vec<String>,
    deleted: Deleted,
    matching: Match,
}

#[derive(PartialEq)]
enum Deleted {
    Hidden,
    Only,
    Too,
}

impl Wanted {
    fn read(context: &Context<'_>, entity: &Entity) -> Wanted {
        let owned = |values: Vec<&str>| values.into_iter().map(str::to_owned).collect();
        let known = |name: &str| context.operation.query_parameter(name).is_some();
        let all = |name: &str| {
            if known(name) { owned(context.query.all(name)) } else { Vec::new() }
        };
        // A name may hold a comma, so only a parameter that is a list is split at commas.
        let names = match context.operation.query_parameter("name") {
            None => Vec::new(),
            Some(parameter) if parameter.schema.kind.as_deref() == Some("array") => all("name"),
            Some(_) => context.query.get("name").map(str::to_owned).into_iter().collect(),
        };
        let state = if known("state") { context.query.get("state") } else { None };
        let deleted = match state {
            Some("deleted") => Deleted::Only,
            Some("any") => Deleted::Too,
            _ if context.query.is_true("deleted") => Deleted::Only,
            _ => Deleted::Hidden,
        };
        Wanted { names, ids: all("id"), divisions: all("divisionId"), deleted, matching: entity.matching }
    }

    fn keeps(&self, record: &Record) -> bool {
        let one_of =
            |wanted: &[String], value: &str| wanted.is_empty() || wanted.iter().any(|other| other == value);
        let deleted = match self.deleted {
            Deleted::Hidden => !record.deleted,
            Deleted::Only => record.deleted,
            Deleted::Too => true,
        };
        deleted
            && one_of(&self.ids, record.own_id())
            && one_of(&self.divisions, record.division.as_deref().unwrap_or_default())
            && (self.names.is_empty()
                || self.names.iter().any(|name| matches(self.matching, &record.name, name)))
    }
}

fn sort(rows: &mut [Arc<Record>], context: &Context<'_>, entity: &Entity) {
    let known = |name: &str| context.operation.query_parameter(name).is_some();
    let asked = if known("sortBy") { context.query.get("sortBy") } else { None };
    let descending = known("sortOrder")
        && context.query.get("sortOrder").is_some_and(|order| order.to_ascii_lowercase().starts_with("desc"));
    match asked.or(entity.sort) {
        Some("name") => rows.sort_by(|one, other| one.name.cmp(&other.name)),
        Some("id") => rows.sort_by(|one, other| one.id.cmp(&other.id)),
        Some(field) => rows.sort_by_cached_key(|record| {
            record
                .value()
                .get(field)
                .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_lowercase))
        }),
        None if descending => rows.sort_by(|one, other| one.name.cmp(&other.name)),
        None => {}
    }
    if descending {
        rows.reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_as_each_list_does() {
        assert!(matches(Match::Wildcard, "support", "SUPPORT"));
        assert!(!matches(Match::Wildcard, "support", "sup"));
        assert!(matches(Match::Wildcard, "support", "sup*"));
        assert!(matches(Match::Wildcard, "support", "*port"));
        assert!(matches(Match::Wildcard, "support", "*ppo*"));
        assert!(matches(Match::Prefix, "support", "Sup"));
        assert!(!matches(Match::Prefix, "support", "port"));
        assert!(matches(Match::Contains, "support", "ppo"));
    }
}
