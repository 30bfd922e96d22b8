//! The package: its schema, made of all declarations.

use std::collections::BTreeMap;
use std::sync::Arc;

use pulumi_provider::declaration::{
    Existence, FunctionSpec, PackageSpec, Properties, ResourceSpec, Shape, function_token, package_schema,
};
use pulumi_provider::path::Path;
use pulumi_provider::provider::CheckFailure;
use pulumi_provider::value::{Object, Value};
use serde_json::{Map, Value as Json, json};

use crate::bridged;
use crate::configuration::Configuration;
use crate::lifecycle::{Criteria, parameters};
use crate::registry::{Registry, ResourceType};

/// Name of the package, the first part of every token.
pub const NAME: &str = "genesyscloud";

/// Version of provider, schema and SDKs.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// The package schema.
pub fn schema(registry: &Registry) -> Json {
    let examples = Examples::read();
    let resources = registry.iter().map(|ty| ResourceSpec {
        token: ty.table.token.to_owned(),
        description: page(ty, &examples),
        inputs: Arc::clone(ty.inputs()),
        outputs: ty.outputs().cloned(),
        aliases: bridged::token(ty).map(str::to_owned).into_iter().collect(),
        listable: !ty.table.lookup.is_empty(),
    });
    package_schema(PackageSpec {
        name: NAME,
        header: header(),
        configuration: Shape::of(Configuration::TABLE),
        resources: resources.collect(),
        functions: functions(registry).map(|function| function.spec()).collect(),
    })
}

/// A type's page, with its example in every language and how to import.
fn page(ty: &ResourceType, examples: &Examples) -> String {
    let token = ty.table.token;
    let id = match ty.table.api.existence {
        Existence::Singleton(id) => id.to_owned(),
        _ => vec!["00000000-0000-4000-8000-000000000000"; ty.table.api.item.matches('{').count()].join("/"),
    };
    let form = match parameters(ty.table.api.item).collect::<Vec<_>>()[..] {
        [] | [_] => String::new(),
        ref several => format!(", which is `{}`", several.join("/")),
    };
    let (id, form) = match ty.is_made {
        true => {
            let path = "/api/v2/outbound/attemptlimits";
            (format!("{path}/{id}"), ", with the path of the object before it".to_owned())
        }
        false => (id, form),
    };
    let mut page = format!(
        "{}\n\n## Import\n\nBy id{form}:\n\n```sh\n$ pulumi import {NAME}:{token} example {id}\n```",
        examples.in_every_language(token, ty.page.trim())
    );
    if let ([key], true) = (ty.table.lookup, ty.table.api.existence != Existence::Named) {
        page.push_str(&format!(
            "\n\nBy {key}:\n\n```sh\n$ pulumi import {NAME}:{token} example \"Example\"\n```"
        ));
    }
    page + "\n"
}

/// The programs of the pages in every language, by token and language: made of the pages by `make schema`, with Pulumi's own
/// converter.
struct Examples(BTreeMap<String, BTreeMap<String, String>>);

impl Examples {
    const LANGUAGES: [&str; 4] = ["typescript", "python", "go", "yaml"];

    #[allow(clippy::expect_used)] // a generated file of this repository
    fn read() -> Self {
        Self(serde_json::from_str(include_str!("../examples.json")).expect("examples.json is of this shape"))
    }

    /// The page with the fences of all languages, between the marks by which Pulumi's registry knows that a reader chooses one.
    /// A page that has changed since the conversion keeps its YAML alone, rather than show something else beside it.
    fn in_every_language(&self, token: &str, page: &str) -> String {
        let Some((before, program, after)) = program(page) else { return page.to_owned() };
        let converted = self.0.get(&format!("{NAME}:{token}"));
        let Some(converted) =
            converted.filter(|converted| converted.get("yaml").map(String::as_str) == Some(program))
        else {
            return page.to_owned();
        };
        let fences: Vec<String> = Self::LANGUAGES
            .into_iter()
            .filter_map(|language| Some(format!("```{language}\n{}```\n", converted.get(language)?)))
            .collect();
        let fences = fences.join("\n");
        format!("{before}<!--Start PulumiCodeChooser -->\n{fences}<!--End PulumiCodeChooser -->\n{after}")
    }
}

/// The YAML program of a page, what is before its fence and what is after it.
fn program(page: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = page.split_once("```yaml\n")?;
    let (program, after) = rest.split_once("```\n")?;
    Some((before, program, after))
}

/// A function of the package.
#[derive(Debug, Clone, Copy)]
pub enum Function<'a> {
    /// The object of a type with a natural key.
    ByKey(&'a ResourceType),
    /// The object of a type that every organization has, by the input that chooses it and its path.
    BuiltIn(&'a ResourceType, &'static str, &'static str),
}

impl<'a> Function<'a> {
    /// The type that it looks up.
    pub fn ty(&self) -> &'a ResourceType {
        match self {
            Function::ByKey(ty) | Function::BuiltIn(ty, ..) => ty,
        }
    }

    /// Its token, without the package.
    pub fn token(&self) -> String {
        let token = function_token(self.ty().table.token);
        match self {
            Function::ByKey(_) => token,
            Function::BuiltIn(_, input, _) => {
                let mut letters = input.chars();
                let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
                format!("{token}{capital}{}", letters.as_str())
            }
        }
    }

    /// What CX as Code adds to the type's name for it.
    pub fn suffix(&self) -> String {
        match self {
            Function::ByKey(_) => String::new(),
            Function::BuiltIn(_, input, _) => format!("_{input}"),
        }
    }

    /// What these arguments look for.
    ///
    /// # Errors
    /// What is missing.
    pub fn criteria(&self, arguments: &Object) -> Result<Criteria, Vec<CheckFailure>> {
        let table = self.ty().table;
        let given = |name: &&'static str| {
            let value = arguments.get(*name).and_then(as_text).filter(|value| !value.is_empty())?;
            Some((*name, value))
        };
        let keys: Criteria = table.lookup.iter().chain(table.find_by).filter_map(given).collect();
        let missing: Vec<&str> = match table.find_by {
            [] => table
                .lookup
                .iter()
                .copied()
                .filter(|name| !keys.iter().any(|(other, _)| other == name))
                .collect(),
            _ if keys.is_empty() => table.lookup.to_vec(),
            _ => Vec::new(),
        };
        if missing.is_empty() {
            return Ok(keys.into_iter().chain(table.narrow.iter().filter_map(given)).collect());
        }
        let or: String = table.find_by.iter().map(|name| format!(", or {name}")).collect();
        let failure = |name| CheckFailure { path: Path::from(name), reason: format!("is required{or}") };
        Err(missing.into_iter().map(failure).collect())
    }

    fn spec(&self) -> FunctionSpec {
        let ty = self.ty();
        let lookup = ty.table.lookup;
        let (description, names) = match self {
            Function::ByKey(_) => {
                let mut names = lookup.to_vec();
                names.extend(ty.table.find_by);
                let keys = names.join(if ty.table.find_by.is_empty() { " and " } else { " or " });
                (
                    format!("Looks up a {} by {keys}. It is an error if there is none.", ty.noun()),
                    [&names[..], ty.table.narrow].concat(),
                )
            }
            Function::BuiltIn(_, input, _) => {
                (format!("Looks up the {input} {} of the organization.", ty.noun()), Vec::new())
            }
        };
        FunctionSpec {
            token: self.token(),
            description,
            arguments: names
                .into_iter()
                .filter_map(|name| Some((Arc::clone(ty.property(name)?.0), name)))
                .collect(),
            required: if ty.table.find_by.is_empty() { lookup } else { &[] },
            results: [Some(ty.inputs()), ty.outputs()].into_iter().flatten().map(Arc::clone).collect(),
        }
    }
}

/// An argument as what is looked for: `managed: false` too.
fn as_text(value: &Value) -> Option<String> {
    match value.plain() {
        Value::String(text) => Some(text.clone()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// All functions: for each type by its natural key, and for each built-in object of it; for what can only be looked up too.
pub fn functions(registry: &Registry) -> impl Iterator<Item = Function<'_>> {
    registry
        .iter()
        .flat_map(|ty| {
            let by_key = (!ty.table.lookup.is_empty()).then_some(Function::ByKey(ty));
            let built_in =
                ty.table.api.stands_for.iter().map(move |(input, path)| Function::BuiltIn(ty, input, path));
            by_key.into_iter().chain(built_in)
        })
        .chain(registry.look_ups().map(Function::ByKey))
}

/// The function of this token, without the package.
pub fn function<'a>(registry: &'a Registry, token: &str) -> Option<Function<'a>> {
    functions(registry).find(|function| function.token() == token)
}

fn header() -> Map<String, Json> {
    let module = REPOSITORY.trim_start_matches("https://");
    let organization = REPOSITORY.rsplit('/').nth(1).unwrap_or_default();
    let header = json!({
        "version": VERSION,
        "displayName": "Genesys Cloud",
        "description": "Manage a Genesys Cloud CX organization as code: people, queues, flows, routing.",
        "keywords": ["pulumi", "genesys", "genesyscloud", "contact-center", "category/cloud", "kind/native"],
        "homepage": REPOSITORY,
        "repository": REPOSITORY,
        "license": env!("CARGO_PKG_LICENSE"),
        "publisher": "pulumi-genesyscloud",
        "pluginDownloadURL": format!("github://api.github.com/{organization}"),
        "meta": { "moduleFormat": "(.*)", "supportPack": true },
        "language": {
            "nodejs": { "packageName": "pulumi-genesyscloud", "respectSchemaVersion": true },
            "python": {
                "packageName": "pulumi_genesyscloud",
                "respectSchemaVersion": true,
                "pyproject": { "enabled": true },
                "inputTypes": "classes",
            },
            "go": {
                "importBasePath": format!("{module}/sdk/go/genesyscloud"),
                "modulePath": format!("{module}/sdk/go"),
                "generateResourceContainerTypes": true,
                "respectSchemaVersion": true,
            },
            "csharp": { "respectSchemaVersion": true },
            "java": { "buildFiles": "gradle" },
        },
    });
    match header {
        Json::Object(header) => header,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_one_example_in_every_language() {
        let registry = crate::registry();
        let examples = Examples::read();
        for ty in registry.iter() {
            let token = format!("{NAME}:{}", ty.table.token);
            let page = ty.page.trim();
            let (before, written, after) =
                program(page).unwrap_or_else(|| panic!("{token}: no YAML on its page"));
            assert!(
                before.ends_with("## Example Usage\n\n"),
                "{token}: the example is under another heading"
            );
            assert!(!after.contains("```"), "{token}: there is another fence after the example");
            let converted =
                examples.0.get(&token).unwrap_or_else(|| panic!("{token} is new; run `make schema`"));
            assert_eq!(converted["yaml"], written, "the example of {token} has changed; run `make schema`");
            for language in Examples::LANGUAGES {
                assert!(converted.contains_key(language), "{token}: no {language}; run `make schema`");
            }
        }
        assert_eq!(
            examples.0.len(),
            registry.iter().count(),
            "there are examples of no type; run `make schema`"
        );
    }

    #[test]
    fn a_page_that_was_not_converted_keeps_its_yaml() {
        let program = |yaml: &str| {
            [("yaml".to_owned(), yaml.to_owned()), ("go".to_owned(), "package main\n".to_owned())]
        };
        let examples = Examples([("genesyscloud:zoo:Cat".to_owned(), program("a: 1\n").into())].into());
        let page = |yaml: &str| format!("A cat.\n\n```yaml\n{yaml}```\n\n## Deletion\n");
        assert_eq!(
            examples.in_every_language("zoo:Cat", &page("a: 1\n")),
            "A cat.\n\n<!--Start PulumiCodeChooser -->\n```go\npackage main\n```\n\n```yaml\na: 1\n```\n\
             <!--End PulumiCodeChooser -->\n\n## Deletion\n"
        );
        for (token, yaml) in [("zoo:Cat", "a: 2\n"), ("zoo:Dog", "a: 1\n")] {
            assert_eq!(examples.in_every_language(token, &page(yaml)), page(yaml));
        }
    }
}
