//! A state file of Terraform: what exists, and the file by which the engine takes it over.
//!
//! Of an object's attributes nothing is taken but what its id is made of, so that nothing secret leaves the state file.

use std::collections::{BTreeMap, BTreeSet};

use pulumi_provider::declaration::Write;
use pulumi_provider::value::Object;
use resources::package;
use resources::registry::ResourceType;
use resources::terraform::{self, PROVIDER};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::evaluate::{Evaluator, Scope};
use super::model::{Program, Repeat, Thing};
use super::plan::{Import, Plan};
use super::report::Outcome;
use crate::Failure;

/// A state file.
#[derive(Debug, Deserialize)]
pub(crate) struct State {
    #[serde(default)]
    resources: Vec<Resource>,
}

#[derive(Debug, Deserialize)]
struct Resource {
    #[serde(default)]
    module: Option<String>,
    mode: String,
    r#type: String,
    name: String,
    #[serde(default)]
    instances: Vec<Instance>,
}

#[derive(Debug, Deserialize)]
struct Instance {
    #[serde(default)]
    index_key: Option<Json>,
    #[serde(default)]
    deposed: Option<String>,
    /// `tainted`, of what Terraform was about to replace.
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    attributes: serde_json::Map<String, Json>,
}

impl State {
    /// Reads the text of a state file.
    pub(crate) fn parse(name: &str, text: &str) -> Result<State, Failure> {
        let json: Json = serde_json::from_str(text)
            .map_err(|error| Failure::new(format!("{name} is not JSON: {error}")))?;
        if !json["encrypted_data"].is_null() {
            return Err(Failure::new(format!("{name} is encrypted: give what `tofu state pull` prints")));
        }
        let version = json["version"].as_u64();
        if version != Some(4) {
            let said =
                version.map_or_else(|| "no version".to_owned(), |version| format!("version {version}"));
            return Err(Failure::new(format!(
                "{name} has {said}; version 4 is understood: give what `terraform state pull` of a current version prints"
            )));
        }
        // What serde says of a wrong value may have it in it, and it may be secret.
        serde_json::from_value(json).map_err(|_| {
            Failure::new(format!("{name} is JSON, but has not the form of a state file of version 4"))
        })
    }

    /// The id of an object, by the address of its resource and its key.
    pub(crate) fn id(&self, address: &str, key: Option<&str>) -> Option<String> {
        let of_key = |instance: &&Instance| instance.key().as_deref() == key;
        self.instances(address).find(of_key)?.attributes["id"].as_str().map(str::to_owned)
    }

    /// The ids of all objects of a resource, by their keys.
    pub(crate) fn ids(&self, address: &str) -> Option<Json> {
        let all: serde_json::Map<String, Json> = self
            .instances(address)
            .filter_map(|one| Some((one.key()?, one.attributes.get("id")?.clone())))
            .collect();
        (!all.is_empty()).then_some(Json::Object(all))
    }

    fn instances(&self, address: &str) -> impl Iterator<Item = &Instance> {
        let found = self.resources.iter().filter(move |resource| resource.address() == address);
        found.flat_map(|resource| resource.instances.iter().filter(|instance| instance.deposed.is_none()))
    }
}

impl Resource {
    fn address(&self) -> String {
        let module = self.module.as_ref().map(|module| format!("{module}.")).unwrap_or_default();
        let data = if self.mode == "data" { "data." } else { "" };
        format!("{module}{data}{}.{}", self.r#type, self.name)
    }
}

impl Instance {
    fn key(&self) -> Option<String> {
        match self.index_key.as_ref()? {
            Json::String(key) => Some(key.clone()),
            other => Some(other.to_string()),
        }
    }
}

/// The id by which the provider imports what CX as Code calls so.
pub(crate) fn import_id(
    ty: &ResourceType,
    id: &str,
    attributes: &serde_json::Map<String, Json>,
) -> Result<String, String> {
    let known: Object = ty
        .inputs()
        .fields
        .iter()
        .filter(|field| matches!(field.field.write, Write::Parameter(_)))
        .filter_map(|field| {
            let value = attributes.get(&terraform::attribute(field.field.name))?.as_str()?;
            Some((field.field.name.to_owned(), value.into()))
        })
        .collect();
    resources::lifecycle::id_of(ty, id, &known).map_err(|error| error.to_string())
}

/// What a thing's instance is called in the state of the stack.
pub(crate) fn logical_name(label: &str, key: Option<&str>) -> String {
    key.map_or_else(|| label.to_owned(), |key| format!("{label}-{key}"))
}

/// The import file: everything that the state and the HCL's own `import` blocks have and the program makes. The project and the stack are
/// those that it is imported into.
pub(crate) fn import_file(plan: &mut Plan<'_>, project: &str, stack: &str) -> Option<Json> {
    let mut file = ImportFile {
        project,
        stack,
        entries: BTreeMap::new(),
        order: Vec::new(),
        providers: BTreeMap::new(),
    };
    let instances: Vec<Option<BTreeSet<String>>> =
        plan.program.things.iter().map(|thing| instances_of(&plan.program, thing)).collect();
    for resource in plan.state.iter().flat_map(|state| &state.resources).filter(|it| it.mode == "managed") {
        let address = resource.address();
        let Some(index) = plan.declared.things.get(&address).copied() else {
            let is_left = plan.declared.left.contains_key(&address)
                || resource.module.as_ref().is_some_and(|module| is_within_left(plan, module));
            if resource.r#type.starts_with(PROVIDER) && !is_left {
                let says = "it is in the state, but not in the files: it is in no import file, and nobody manages it any more";
                plan.report.add(Outcome::Note, address, None, says);
            }
            continue;
        };
        let place = plan.report.place_of(&address);
        for instance in &resource.instances {
            let key = instance.key();
            let what = key.as_ref().map_or_else(|| address.clone(), |key| format!("{address}[{key}]"));
            let mut say = |outcome: Outcome, says: &str| plan.report.add(outcome, &what, place.clone(), says);
            if instance.deposed.is_some() {
                say(Outcome::Note, "Terraform was about to delete it: it is in no import file");
                continue;
            }
            let is_made = instances[index]
                .as_ref()
                .is_none_or(|keys| key.as_ref().map_or(keys.is_empty(), |key| keys.contains(key)));
            if !is_made {
                let says = "it is in the state, but the files do not make it any more: it is in no import file, and nobody manages it";
                say(Outcome::Note, says);
                continue;
            }
            if instance.status.as_deref() == Some("tainted") {
                say(Outcome::Note, "Terraform was about to replace it: it is taken over as it is");
            }
            let Some(id) = instance.attributes.get("id").and_then(Json::as_str) else {
                say(Outcome::Refused, "the state has no id of it");
                continue;
            };
            match import_id(plan.program.things[index].ty, id, &instance.attributes) {
                Ok(id) => file.put(&plan.program, index, key.as_deref(), id),
                Err(reason) => say(Outcome::Refused, &reason),
            }
        }
    }
    for import in std::mem::take(&mut plan.imports) {
        let what = format!("import {}", import.address);
        let index = plan.declared.things.get(&import.address).copied();
        let Some(index) = index.filter(|index| plan.program.things[*index].look_up.is_none()) else {
            plan.report.add(Outcome::Refused, what, import.place, "the program has no such resource");
            continue;
        };
        for found in imported(&plan.program, &import) {
            let id = found.and_then(|(key, id)| {
                let id = import_id(plan.program.things[index].ty, &id, &serde_json::Map::new())?;
                Ok((key, id))
            });
            match id {
                Ok((key, id)) => file.put(&plan.program, index, key.as_deref(), id),
                Err(reason) => plan.report.add(Outcome::Refused, &what, import.place.clone(), reason),
            }
        }
    }
    if plan.state.is_some() {
        for (index, thing) in plan.program.things.iter().enumerate() {
            let place = plan.report.place_of(&thing.address);
            let keys: Vec<Option<&str>> = match (&thing.repeat, &instances[index]) {
                (Repeat::Once, _) => vec![None],
                (_, Some(keys)) => keys.iter().map(|key| Some(key.as_str())).collect(),
                (_, None) => Vec::new(),
            };
            for key in keys.into_iter().filter(|_| thing.look_up.is_none()) {
                if !file.has(index, &logical_name(&thing.label, key)) {
                    let what =
                        key.map_or_else(|| thing.address.clone(), |key| format!("{}[{key}]", thing.address));
                    let says = "the state does not have it: the first `pulumi up` makes it";
                    plan.report.add(Outcome::Note, what, place.clone(), says);
                }
            }
        }
    }
    for (name, urn) in &file.providers {
        let says = format!(
            "what uses it is imported with it, so it must be there first: pulumi up --target '{urn}', then pulumi import"
        );
        let what = format!("provider.{PROVIDER}.{name}");
        let place = plan.report.place_of(&what);
        plan.report.add(Outcome::Note, what, place, says);
    }
    file.json()
}

/// Whether a module, or one that it is in, is not carried.
fn is_within_left(plan: &Plan<'_>, module: &str) -> bool {
    let is_around = |left: &String| {
        left.starts_with("module.")
            && module
                .strip_prefix(left.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    plan.declared.left.keys().any(is_around)
}

/// The keys of a thing's instances, as far as they are known now; none where it is there once.
fn instances_of(program: &Program, thing: &Thing) -> Option<BTreeSet<String>> {
    if matches!(thing.repeat, Repeat::Once) {
        return Some(BTreeSet::new());
    }
    let all = Evaluator::new(program).instances_of(&thing.repeat).ok()?;
    Some(all.into_iter().map(|(key, _)| key).collect())
}

/// What an `import` block imports: keys and ids.
fn imported(program: &Program, import: &Import) -> Vec<Result<(Option<String>, String), String>> {
    let evaluator = Evaluator::new(program);
    let scopes = match &import.each {
        None => Ok(vec![Scope::new()]),
        Some(each) => evaluator
            .instances_of(&Repeat::Each(each.clone()))
            .map(|all| all.into_iter().map(|(_, scope)| scope).collect()),
    };
    let of_scope = |scope: Scope| {
        let key = import.key.as_ref().map(|key| evaluator.known(key, &scope)?.text()).transpose()?;
        Ok((key, evaluator.known(&import.id, &scope)?.text()?))
    };
    match scopes {
        Ok(scopes) => scopes.into_iter().map(of_scope).collect(),
        Err(reason) => vec![Err(reason)],
    }
}

/// What `pulumi import --file` reads.
struct ImportFile<'p> {
    project: &'p str,
    stack: &'p str,
    entries: BTreeMap<(usize, String), Json>,
    order: Vec<(usize, String)>,
    /// Names and URNs of the configurations of the provider that are not the stack's.
    providers: BTreeMap<String, String>,
}

impl ImportFile<'_> {
    fn has(&self, index: usize, logical: &str) -> bool {
        self.entries.contains_key(&(index, logical.to_owned()))
    }

    fn put(&mut self, program: &Program, index: usize, key: Option<&str>, id: String) {
        let thing = &program.things[index];
        let logical = logical_name(&thing.label, key);
        let word = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
        let mut entry = json!({
            "type": format!("{}:{}", package::NAME, thing.ty.table.token),
            "name": logical.chars().map(word).collect::<String>(),
            "logicalName": logical,
            "id": id,
            "version": package::VERSION,
        });
        if let Some(provider) = thing.options.provider {
            let name = &program.providers[provider].name;
            let kind = format!("pulumi:providers:{}", package::NAME);
            let urn = format!("urn:pulumi:{}::{}::{kind}::{name}", self.stack, self.project);
            entry["provider"] = name.as_str().into();
            self.providers.insert(name.clone(), urn);
        }
        let at = (index, logical);
        if self.entries.insert(at.clone(), entry).is_none() {
            self.order.push(at);
        }
    }

    fn json(mut self) -> Option<Json> {
        let resources: Vec<Json> = self.order.iter().filter_map(|at| self.entries.remove(at)).collect();
        if resources.is_empty() {
            return None;
        }
        let mut file = json!({ "resources": resources });
        if !self.providers.is_empty() {
            file["nameTable"] = json!(self.providers);
        }
        Some(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_fourth_version_is_read() {
        let said = |text: &str| State::parse("a.tfstate", text).unwrap_err().message;
        assert!(said("{").contains("is not JSON"));
        assert!(said(r#"{"version":3}"#).contains("version 3"));
        assert!(said(r#"{"encrypted_data":"x"}"#).contains("encrypted"));
        let wrong = said(r#"{"version":4,"resources":[{"mode":"CANARY"}]}"#);
        assert!(!wrong.contains("CANARY"), "{wrong}");
        assert_eq!(State::parse("a", r#"{"version":4}"#).unwrap().resources.len(), 0);
    }

    #[test]
    fn ids_are_made_as_the_provider_has_them() {
        let of = |token: &str, id: &str, attributes: Json| {
            let ty = resources::registry().get(token).unwrap();
            import_id(ty, id, attributes.as_object().unwrap()).unwrap()
        };
        assert_eq!(of("routing:Queue", "q", json!({})), "q");
        // The state has the route's own id alone, whoever imports says the domain as well.
        assert_eq!(of("routing:EmailRoute", "r", json!({ "domain_id": "example.com" })), "example.com/r");
        assert_eq!(of("routing:EmailRoute", "example.com/r", json!({})), "example.com/r");
        assert_eq!(of("architect:DatatableRow", "t/k", json!({})), "t/k");
        assert_eq!(of("telephonyprovidersedges:SiteOutboundRoute", "s:r", json!({})), "s/r");
    }
}
