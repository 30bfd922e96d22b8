//! Makes the table of the objects that the API has, out of the committed API facts: where each is made, read, changed and deleted, and
//! what its fields are. `ApiObject` reads it. The facts themselves are ten times as large, so only this goes into the binary, compressed.
//!
//! One line each, its words separated by blanks:
//!
//! - `object COLLECTION ITEM create=MODEL update=put:MODEL delete own=id version name=filtered cursor answered=a,b untold=c`
//! - `single PATH update=put:MODEL delete version answered=a,b untold=c`
//! - `model NAME field:TYPE …`, where a type is `s` text, `i` whole number, `n` number, `b` boolean, `*` anything, `=a|b` one of these
//!   texts, `@NAME` a model, `[` before the type of a list's elements, `{` before that of a map's values

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::io::{Read, Write};
use std::path::Path;
use std::{env, fs};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::DeflateEncoder;
use serde_json::{Map, Value as Json};

const FACTS: &str = "../../facts/genesys-cloud-api/genesys-cloud-v2.json.gz";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FACTS}");
    println!("cargo::rerun-if-changed=build.rs");
    let mut text = String::new();
    GzDecoder::new(fs::File::open(FACTS)?).read_to_string(&mut text)?;
    let table = Facts(serde_json::from_str(&text)?).table();
    let out = env::var_os("OUT_DIR").ok_or("cargo says no OUT_DIR")?;
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
    packed.write_all(table.as_bytes())?;
    fs::write(Path::new(&out).join("objects.deflate"), packed.finish()?)?;
    Ok(())
}

struct Facts(Json);

impl Facts {
    fn table(&self) -> String {
        let none = Map::new();
        let paths = self.0["paths"].as_object().unwrap_or(&none);
        let mut lines = Vec::new();
        let mut models = BTreeSet::new();
        let mut items = BTreeSet::new();
        for (collection, operations) in paths {
            let item = paths.keys().find(|path| {
                let own = path.strip_prefix(collection.as_str()).and_then(|rest| rest.strip_prefix("/{"));
                own.is_some_and(|own| own.find('}') == Some(own.len() - 1)) && paths[*path]["get"].is_object()
            });
            let (Some(item), Some(create)) = (item, self.body(&operations["post"])) else { continue };
            let update = self.update(&paths[item]);
            let is_deleted = paths[item]["delete"].is_object();
            // What can be neither changed nor deleted is a job, and no object.
            if update.is_none() && !is_deleted {
                continue;
            }
            items.insert(item);
            let mut words = vec![format!("object {collection} {item} create={create}")];
            words.extend(self.common(&paths[item], update, &[create], &mut models));
            words.push(format!("own={}", self.own(&operations["post"])));
            if let Some(name) = self.name(operations, create) {
                words.push(format!("name={name}"));
                let mut pages = parameters(operations).filter_map(|parameter| parameter["name"].as_str());
                if !pages.any(|name| name == "pageNumber") {
                    let goes_on = parameters(operations).any(|parameter| parameter["name"] == "after");
                    words.push(if goes_on { "cursor" } else { "one_page" }.to_owned());
                }
            }
            lines.push(words.join(" "));
        }
        for (path, operations) in paths.iter().filter(|(path, _)| !items.contains(path)) {
            let (Some(update), true) = (self.update(operations), operations["get"].is_object()) else {
                continue;
            };
            let mut words = vec![format!("single {path}")];
            words.extend(self.common(operations, Some(update), &[], &mut models));
            lines.push(words.join(" "));
        }
        lines.extend(self.models(models));
        lines.join("\n")
    }

    /// What objects of both sorts have.
    fn common<'a>(
        &'a self,
        item: &'a Json,
        update: Option<(&str, &'a str)>,
        more: &[&'a str],
        models: &mut BTreeSet<&'a str>,
    ) -> Vec<String> {
        let mut words = Vec::new();
        let sent: Vec<&str> = more.iter().copied().chain(update.map(|(_, model)| model)).collect();
        models.extend(&sent);
        let answer = name_of(&item["get"]["response"]).and_then(|name| self.fields(name));
        if let Some((method, model)) = update {
            words.push(format!("update={method}:{model}"));
            let taken = |name: &str| self.fields(model).is_some_and(|fields| is_writable(fields, name));
            let is_sent = |name: &str| {
                sent.iter().any(|model| self.fields(model).is_some_and(|fields| is_writable(fields, name)))
            };
            if self.fields(model).is_some_and(|fields| fields.contains_key("version"))
                && answer.is_some_and(|answer| answer.contains_key("version"))
            {
                words.push("version".to_owned());
            }
            let answered =
                answer.into_iter().flat_map(Map::keys).filter(|name| !taken(name) && *name != "version");
            let answered: Vec<&str> = answered
                .map(String::as_str)
                .filter(|name| is_word(name) && (!is_sent(name) || *name == "id"))
                .collect();
            if !answered.is_empty() {
                words.push(format!("answered={}", answered.join(",")));
            }
        } else if let Some(answer) = answer {
            let is_sent = |name: &str| {
                sent.iter().any(|model| self.fields(model).is_some_and(|fields| is_writable(fields, name)))
            };
            let answered: Vec<&str> =
                answer.keys().map(String::as_str).filter(|name| is_word(name) && !is_sent(name)).collect();
            if !answered.is_empty() {
                words.push(format!("answered={}", answered.join(",")));
            }
        }
        let told = |name: &str| answer.is_none_or(|answer| answer.contains_key(name));
        let untold: BTreeSet<&str> = sent
            .iter()
            .filter_map(|model| self.fields(model))
            .flat_map(|fields| fields.keys().map(String::as_str).filter(|name| is_writable(fields, name)))
            .filter(|name| is_word(name) && !told(name))
            .collect();
        if !untold.is_empty() {
            words.push(format!("untold={}", untold.into_iter().collect::<Vec<_>>().join(",")));
        }
        if item["delete"].is_object() {
            words.push("delete".to_owned());
        }
        words
    }

    /// The model of an operation's body, if it is an object with fields.
    fn body<'a>(&'a self, operation: &'a Json) -> Option<&'a str> {
        let name = name_of(&operation["requestBody"]["schema"])?;
        self.fields(name).filter(|fields| !fields.is_empty()).map(|_| name)
    }

    /// How an object is changed: a full replacement is what the platform documents best.
    fn update<'a>(&'a self, operations: &'a Json) -> Option<(&'static str, &'a str)> {
        ["put", "patch"].into_iter().find_map(|method| Some((method, self.body(&operations[method])?)))
    }

    /// The member of an answer that has an object's own id.
    fn own(&self, create: &Json) -> &'static str {
        let fields = name_of(&create["response"]).and_then(|name| self.fields(name));
        match fields {
            Some(fields) if !fields.contains_key("id") && fields.contains_key("key") => "key",
            _ => "id",
        }
    }

    /// Whether objects can be found by their name, and whether the list can be asked for it.
    fn name(&self, operations: &Json, create: &str) -> Option<&'static str> {
        let is_named =
            |fields: &Map<String, Json>| fields.get("name").is_some_and(|name| name["type"] == "string");
        let listing = self.fields(name_of(&operations["get"]["response"])?)?;
        let row = self.fields(name_of(&listing.get("entities")?["items"])?)?;
        if !is_named(row) || !row.contains_key("id") || !self.fields(create).is_some_and(is_named) {
            return None;
        }
        // A list that must be asked for something cannot be asked for all.
        if parameters(operations).any(|parameter| parameter["in"] == "query" && parameter["required"] == true)
        {
            return None;
        }
        let filtered = parameters(operations).any(|parameter| parameter["name"] == "name");
        Some(if filtered { "filtered" } else { "unfiltered" })
    }

    /// The lines of these models and of those that they have.
    fn models(&self, roots: BTreeSet<&str>) -> Vec<String> {
        let mut left: Vec<String> = roots.into_iter().map(str::to_owned).collect();
        let mut lines = BTreeMap::new();
        while let Some(name) = left.pop() {
            if lines.contains_key(&name) {
                continue;
            }
            let mut line = format!("model {name}");
            for (field, form) in self.fields(&name).into_iter().flatten() {
                if form["readOnly"] != true && is_word(field) {
                    line.push_str(&format!(" {field}:{}", self.form(form, &mut left)));
                }
            }
            lines.insert(name, line);
        }
        lines.into_values().collect()
    }

    fn form(&self, form: &Json, left: &mut Vec<String>) -> String {
        if let Some(name) = name_of(form) {
            if self.fields(name).is_none_or(Map::is_empty) {
                return "*".to_owned();
            }
            left.push(name.to_owned());
            return format!("@{name}");
        }
        if form["type"] == "array" {
            return format!("[{}", self.form(&form["items"], left));
        }
        if form["additionalProperties"].is_object() {
            return format!("{{{}", self.form(&form["additionalProperties"], left));
        }
        let values: Vec<&str> =
            form["enum"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        // The values of an older client may be fewer than there are.
        let sure = form["x-enumFrom"].is_null() && values.iter().all(|value| is_word(value));
        match form["type"].as_str() {
            Some("string") if sure && !values.is_empty() => format!("={}", values.join("|")),
            Some("string") => "s".to_owned(),
            Some("integer") => "i".to_owned(),
            Some("number") => "n".to_owned(),
            Some("boolean") => "b".to_owned(),
            _ => "*".to_owned(),
        }
    }

    fn fields(&self, model: &str) -> Option<&Map<String, Json>> {
        self.0["schemas"][model]["properties"].as_object()
    }
}

/// What the list can be asked with.
fn parameters(operations: &Json) -> impl Iterator<Item = &Json> {
    operations["get"]["parameters"].as_array().into_iter().flatten()
}

/// The model that a schema refers to.
fn name_of(schema: &Json) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

fn is_writable(fields: &Map<String, Json>, name: &str) -> bool {
    fields.get(name).is_some_and(|form| form["readOnly"] != true)
}

/// Whether a name can stand in a line of the table.
fn is_word(name: &str) -> bool {
    !name.is_empty() && !name.contains([' ', ',', '|', '\n', '\t'])
}
