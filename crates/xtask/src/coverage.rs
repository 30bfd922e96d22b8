//! `cargo xtask coverage`: how much of CX as Code and of the API each type declares, and in how many lines, as docs/coverage.md.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use pulumi_provider::declaration::{Existence, FieldShape, Form, ResourceTable, Shape, UpdateMethod};
use resources::mapping::Place;
use serde_json::Value as Json;

use crate::judged::api::Api;
use crate::judged::coverage::{compare, short, total};
use crate::judged::exceptions::Exceptions;
use crate::judged::peer::{Modules, Peer};

const FILE: &str = "docs/coverage.md";

/// Writes or checks docs/coverage.md; when it writes, it prints it too.
pub(crate) fn run(check: bool) -> Result<(), String> {
    let report = report()?;
    if !check {
        crate::say(&report);
    }
    crate::write_or_check(FILE, &report, check, "cargo xtask coverage")
}

fn report() -> Result<String, String> {
    let (api, peer, modules) = (Api::read()?, Peer::read()?, Modules::read()?);
    let beyond = Exceptions::read("cx-as-code/exceptions.json", Some("beyond"))?;
    let different = Exceptions::read("cx-as-code/exceptions.json", Some("different"))?;
    let later = Exceptions::read("cx-as-code/exceptions.json", Some("later"))?;
    let instead = Exceptions::read("cx-as-code/exceptions.json", Some("instead"))?;
    let contract = Exceptions::read("genesys-cloud-api/exceptions.json", None)?;
    let mut rows = String::new();
    let (mut proofs, mut notes) = (String::new(), String::new());
    let mut lengths = Vec::new();
    let (mut types, mut attributes, mut declared) = (0, 0, 0);
    for ty in resources::registry().iter() {
        let table = ty.table;
        let written = match api_fields(&api, table, ty.inputs()) {
            (_, 0) => "–".to_owned(),
            (written, writable) => format!("{written} of {writable}"),
        };
        let (there, name) = match peer.of_token(&modules, table.token) {
            Some((name, of_peer)) => {
                let coverage = compare(of_peer, name, table);
                types += 1;
                attributes += coverage.attributes;
                declared += coverage.declared;
                (format!("{} of {}", coverage.declared, coverage.attributes), short(name))
            }
            None => ("–".to_owned(), table.token),
        };
        let length = lines(table.token)?;
        let reasons: Vec<(&str, &str)> = [&beyond, &later, &instead, &different]
            .iter()
            .flat_map(|part| part.of(name))
            .chain(contract.of(table.token))
            .collect();
        let _ = writeln!(
            rows,
            "| `{}` | {} | {there} | {written} | {} | {length} |",
            table.token,
            size(ty.inputs()),
            reasons.len()
        );
        let (found_by, proof) = proof(&api, table);
        let _ = writeln!(proofs, "| `{}` | {found_by} | {proof} |", table.token);
        lengths.push((length, table.token));
        if !reasons.is_empty() {
            let _ = writeln!(notes, "\n### `{}`\n\n| what | why |\n|---|---|", table.token);
            for (key, reason) in reasons {
                let _ = writeln!(notes, "| `{key}` | {reason} |");
            }
        }
    }
    let all: usize = peer.resources.values().map(total).sum();
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).map_or(0, |(length, _)| *length);
    let (longest, largest) = lengths.last().copied().unwrap_or_default();
    Ok(format!(
        "# Coverage\n\n\
         Written by `cargo xtask coverage` from the declarations, `facts/` and the exceptions in it.\n\n\
         {types} of the {} types of CX as Code; {declared} of their {attributes} attributes, nested ones included. All types there \
         have {all}.\n\n\
         - *Properties*: declared inputs, nested ones included.\n\
         - *CX as Code*: attributes there that are declared here, of all that the type has there; – for a type that only we have.\n\
         - *API*: fields of the bodies that create and update it that a property reaches, of all that can be written.\n\
         - *Exceptions*: differences that are meant or left for later, listed below.\n\
         - *Lines*: of the declaration with its hooks and tests, all of its files together. The median of the {} types is {median}, the \
         longest is `{largest}` with {longest}.\n\n\
         | type | properties | CX as Code | API | exceptions | lines |\n|---|---:|---:|---:|---:|---:|\n{rows}\n\
         ## After a lost answer\n\n\
         When the answer to a create is lost, the object is looked for, and is taken for ours where this proves it; otherwise the create stops \
         with its id and the import command. *All that was sent*: it has every property of the create. *Dates*: by the platform's own \
         clock it was made, or last changed, not before the operation began.\n\n\
         | type | found by | what proves that it is ours |\n|---|---|---|\n{proofs}\n\
         ## Exceptions\n{notes}",
        peer.resources.len(),
        lengths.len()
    ))
}

/// How an object is found again whose creation was carried out and not answered, and what proves that it is that one.
fn proof(api: &Api, table: &'static ResourceTable) -> (String, &'static str) {
    let keys = table.lookup.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    let keys = if keys.is_empty() { "–".to_owned() } else { keys };
    if table.api.upload.is_some() {
        return (keys, "published once, by our own OAuth client");
    }
    let again = "nothing needs to: setting it again changes nothing";
    match table.api.existence {
        Existence::Element | Existence::Attached | Existence::Singleton(_) => {
            return ("its path".to_owned(), again);
        }
        Existence::Assigned(_) => {
            return (keys, "the platform makes one for what it is made of, and no second");
        }
        Existence::Found => return (keys, "never created here"),
        Existence::Created | Existence::Child | Existence::Named => {}
    }
    let dates = |name: &str| {
        let live = api.response("get", table.api.item).or_else(|| api.row(table.api.path));
        live.is_some_and(|live| api.field(live, name).is_some_and(|field| !field.free))
    };
    let proof = match () {
        () if table.lookup.is_empty() => "nothing: the next run makes it again",
        () if dates("dateCreated") => "all that was sent, `dateCreated`",
        () if dates("dateModified") => "all that was sent, `dateModified`",
        () => "all that was sent",
    };
    (keys, proof)
}

/// Declared fields, nested ones included.
fn size(shape: &Shape) -> usize {
    shape.fields.iter().map(|field| 1 + field.form.object().map_or(0, |nested| size(nested))).sum()
}

/// How many lines a declaration has: those of its file, and of the files in the folder of the same name.
fn lines(token: &str) -> Result<usize, String> {
    let sources = "crates/resources/src";
    let declares = format!("token = \"{token}\"");
    let files = |folder: &Path| -> Result<Vec<PathBuf>, String> {
        let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(entries.filter_map(|entry| Some(entry.ok()?.path())).collect())
    };
    let read =
        |file: &Path| std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()));
    let is_rust = |file: &PathBuf| file.extension().is_some_and(|end| end == "rs");
    for folder in files(&crate::root().join(sources))?.into_iter().filter(|entry| entry.is_dir()) {
        for file in files(&folder)?.into_iter().filter(is_rust) {
            let text = read(&file)?;
            if !text.contains(&declares) {
                continue;
            }
            let parts = file.with_extension("");
            let parts = if parts.is_dir() { files(&parts)? } else { Vec::new() };
            let mut length = text.lines().count();
            for part in parts.iter().filter(|part| is_rust(part)) {
                length += read(part)?.lines().count();
            }
            return Ok(length);
        }
    }
    Err(format!("no file below {sources} declares {token}"))
}

/// How many of the fields that create and update take are reached by a property, and how many there are: the leaves of their
/// models and of those of its parts, where an object that is only known by its id is one leaf.
fn api_fields(api: &Api, table: &'static ResourceTable, inputs: &Shape) -> (usize, usize) {
    let update = match table.api.update {
        UpdateMethod::Put => api.request("put", table.api.item),
        UpdateMethod::Patch => api.request("patch", table.api.item),
        UpdateMethod::Post | UpdateMethod::None => None,
    };
    let mut leaves = Vec::new();
    let created = !matches!(table.api.existence, Existence::Attached | Existence::Singleton(_));
    let create = created.then(|| api.request("post", table.api.path)).flatten();
    for body in [create, update].into_iter().flatten() {
        let body = body.get("items").map_or(body, |object| api.resolve(object));
        collect_leaves(api, body, "", &mut Vec::new(), &mut leaves);
    }
    for part in table.api.parts {
        let method = match part.update {
            UpdateMethod::Put => "put",
            UpdateMethod::Patch => "patch",
            UpdateMethod::Post => "post",
            UpdateMethod::None => continue,
        };
        if let Some(body) = api.request(method, part.path) {
            collect_leaves(api, body, part.name, &mut Vec::new(), &mut leaves);
        }
    }
    leaves.sort();
    leaves.dedup();
    let mut reached = Vec::new();
    collect_places(inputs, "", &mut reached);
    let is_reached =
        |leaf: &&String| reached.iter().any(|place| place == *leaf || place.starts_with(&format!("{leaf}.")));
    (leaves.iter().filter(is_reached).count(), leaves.len())
}

fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() || name.is_empty() { format!("{prefix}{name}") } else { format!("{prefix}.{name}") }
}

fn collect_leaves<'a>(
    api: &'a Api,
    model: &'a Json,
    prefix: &str,
    around: &mut Vec<&'a Json>,
    leaves: &mut Vec<String>,
) {
    let fields = model["properties"].as_object().into_iter().flatten();
    for (name, field) in fields.filter(|(_, field)| field["readOnly"] != true) {
        let place = join(prefix, name);
        let field = api.resolve(field);
        let inner = [field.get("items"), field.get("additionalProperties")].into_iter().flatten().next();
        let inner = inner.map_or(field, |inner| api.resolve(inner));
        let is_object = inner["properties"]
            .as_object()
            .is_some_and(|fields| !fields.contains_key("id") && !fields.is_empty());
        // A model may contain itself.
        if is_object && !around.iter().any(|outer| std::ptr::eq(*outer, inner)) {
            around.push(inner);
            collect_leaves(api, inner, &place, around, leaves);
            around.pop();
        } else if !is_bookkeeping(prefix, name) {
            leaves.push(place);
        }
    }
}

/// What the server keeps about every object, though the facts do not know that it is only answered.
fn is_bookkeeping(prefix: &str, name: &str) -> bool {
    prefix.is_empty()
        && ["id", "selfUri", "dateCreated", "dateModified", "createdBy", "modifiedBy", "version", "state"]
            .contains(&name)
}

fn collect_places(shape: &Shape, prefix: &str, places: &mut Vec<String>) {
    let sent = |field: &&FieldShape| !field.field.is_control();
    for field in shape.fields.iter().filter(sent) {
        let prefix = join(prefix, field.field.part.unwrap_or_default());
        let place = join(&prefix, Place::send(field.field).at);
        match &field.form {
            Form::Object(shape) => collect_places(shape, &place, places),
            form => match form.object() {
                Some(shape) => collect_places(shape, &place, places),
                None => places.push(place),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_declaration_is_counted_with_its_parts() {
        let whole = super::lines("routing:Queue").unwrap();
        let root = crate::root().join("crates/resources/src/routing");
        let of = |file: &str| std::fs::read_to_string(root.join(file)).unwrap().lines().count();
        assert!(whole > of("queue.rs"), "{whole}");
        assert_eq!(super::lines("routing:Skill").unwrap(), of("skill.rs"));
        assert!(super::lines("routing:Nothing").is_err());
    }

    #[test]
    fn the_committed_report_is_fresh() {
        super::run(true).unwrap();
    }
}
