//! A state file of Terraform: what exists, and the file by which the engine takes it over.
//!
//! Of an object's attributes nothing is taken but what its id is made of, so that nothing secret leaves the state file.

use std::collections::BTreeMap;

use pulumi_provider::declaration::Write;
use pulumi_provider::value::Object;
use resources::package;
use resources::registry::ResourceType;
use resources::terraform::{self, PROVIDER};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::evaluate::{Evaluator, Scope};
use super::model::{Program, Repeat};
use super::plan::Plan;
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
        let found = self
            .resources
            .iter()
            .filter(move |resource| resource.module.is_none() && resource.address() == address);
        found.flat_map(|resource| resource.instances.iter().filter(|instance| instance.deposed.is_none()))
    }
}

impl Resource {
    fn address(&self) -> String {
        let own = format!("{}.{}", self.r#type, self.name);
        if self.mode == "data" { format!("data.{own}") } else { own }
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

/// The import file: everything that the state and the HCL's own `import` blocks have and the program makes.
pub(crate) fn import_file(plan: &mut Plan<'_>) -> Option<Json> {
    let mut entries: BTreeMap<(usize, String), Json> = BTreeMap::new();
    let mut order: Vec<(usize, String)> = Vec::new();
    let mut put = |index: usize, key: Option<&str>, id: String, program: &Program| {
        let thing = &program.things[index];
        let logical = logical_name(&thing.label, key);
        let name: String =
            logical.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect();
        let at = (index, logical.clone());
        let entry = json!({
            "type": format!("{}:{}", package::NAME, thing.ty.table.token),
            "name": name,
            "logicalName": logical,
            "id": id,
            "version": package::VERSION,
        });
        if entries.insert(at.clone(), entry).is_none() {
            order.push(at);
        }
    };
    for resource in
        plan.state.iter().flat_map(|state| &state.resources).filter(|resource| resource.mode == "managed")
    {
        let address = resource.address();
        if let Some(module) = &resource.module {
            let says = "it is in the state, but in a module: it is in no import file";
            plan.report.add(Outcome::Refused, format!("{module}.{address}"), None, says);
            continue;
        }
        let Some(index) = plan.declared.things.get(&address).copied() else {
            if resource.r#type.starts_with(PROVIDER) && !plan.declared.left.contains_key(&address) {
                let says = "it is in the state, but not in the files: it is in no import file, and nobody manages it any more";
                plan.report.add(Outcome::Note, address, None, says);
            }
            continue;
        };
        if plan.program.things[index].options.provider.is_some() {
            let says = "it has a provider of its own: import it with the option provider";
            plan.report.add(Outcome::Note, address, None, says);
            continue;
        }
        for instance in &resource.instances {
            let key = instance.key();
            let what = key.as_ref().map_or_else(|| address.clone(), |key| format!("{address}[{key}]"));
            if instance.deposed.is_some() {
                plan.report.add(
                    Outcome::Note,
                    what,
                    None,
                    "Terraform was about to delete it: it is in no import file",
                );
                continue;
            }
            let Some(id) = instance.attributes.get("id").and_then(Json::as_str) else {
                plan.report.add(Outcome::Refused, what, None, "the state has no id of it");
                continue;
            };
            match import_id(plan.program.things[index].ty, id, &instance.attributes) {
                Ok(id) => put(index, key.as_deref(), id, &plan.program),
                Err(reason) => plan.report.add(Outcome::Refused, what, None, reason),
            }
        }
    }
    for (address, id, place) in std::mem::take(&mut plan.imports) {
        let (resource, key) = match address.split_once('[') {
            Some((resource, key)) => (resource, Some(key.trim_end_matches(']').trim_matches('"').to_owned())),
            None => (address.as_str(), None),
        };
        let index = plan.declared.things.get(resource).copied();
        let id = Evaluator::new(&plan.program).known(&id, &Scope::new()).and_then(|id| id.text());
        match (index, id) {
            (Some(index), Ok(id)) => {
                match import_id(plan.program.things[index].ty, &id, &serde_json::Map::new()) {
                    Ok(id) => put(index, key.as_deref(), id, &plan.program),
                    Err(reason) => {
                        plan.report.add(Outcome::Refused, format!("import {address}"), Some(place), reason)
                    }
                }
            }
            (None, _) => {
                plan.report.add(
                    Outcome::Refused,
                    format!("import {address}"),
                    Some(place),
                    "the program has no such resource",
                );
            }
            (_, Err(reason)) => {
                plan.report.add(Outcome::Refused, format!("import {address}"), Some(place), reason)
            }
        }
    }
    if plan.state.is_some() {
        for (index, thing) in plan.program.things.iter().enumerate() {
            let is_there = order.iter().any(|(other, _)| *other == index);
            if thing.look_up.is_none() && !is_there && matches!(thing.repeat, Repeat::Once) {
                let says = "the state does not have it: the first `pulumi up` makes it";
                plan.report.add(Outcome::Note, thing.address.clone(), None, says);
            }
        }
    }
    let resources: Vec<Json> = order.iter().filter_map(|at| entries.remove(at)).collect();
    (!resources.is_empty()).then(|| json!({ "resources": resources }))
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
