//! The package: its schema, made of all declarations.

use std::sync::Arc;

use pulumi_provider::declaration::{
    FunctionSpec, PackageSpec, Properties, ResourceSpec, Shape, function_token, package_schema,
};
use serde_json::{Map, Value as Json, json};

use crate::configuration::Configuration;
use crate::registry::{Registry, ResourceType};

/// Name of the package, the first part of every token.
pub const NAME: &str = "genesyscloud";

/// Version of provider, schema and SDKs.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// The package schema.
pub fn schema(registry: &Registry) -> Json {
    let mut resources = Vec::new();
    let mut functions = Vec::new();
    for ty in registry.iter() {
        resources.push(ResourceSpec {
            token: ty.table.token.to_owned(),
            description: page(ty),
            inputs: Arc::clone(ty.inputs()),
            outputs: ty.outputs().cloned(),
            aliases: Vec::new(),
            listable: !ty.table.lookup.is_empty(),
        });
        functions.extend(self::functions(ty));
    }
    package_schema(PackageSpec {
        name: NAME,
        header: header(),
        configuration: Shape::of(Configuration::TABLE),
        resources,
        functions,
    })
}

/// A type's page, with how to import.
fn page(ty: &ResourceType) -> String {
    let token = ty.table.token;
    let mut page = format!(
        "{}\n\n## Import\n\nBy id:\n\n```sh\n$ pulumi import {NAME}:{token} example 00000000-0000-4000-8000-000000000000\n```",
        ty.page.trim()
    );
    if let [key] = ty.table.lookup {
        page.push_str(&format!("\n\nBy {key}:\n\n```sh\n$ pulumi import {NAME}:{token} example \"Example\"\n```"));
    }
    page + "\n"
}

/// A type's look-up functions: by its natural key, and for each built-in object of the type.
fn functions(ty: &ResourceType) -> Vec<FunctionSpec> {
    let results: Vec<Arc<Shape>> = [Some(ty.inputs()), ty.outputs()].into_iter().flatten().map(Arc::clone).collect();
    let token = function_token(ty.table.token);
    let mut functions = Vec::new();
    if !ty.table.lookup.is_empty() {
        functions.push(FunctionSpec {
            description: format!("Looks up a {} by {}. It is an error if there is none.", ty.noun(), ty.table.lookup.join(" and ")),
            token: token.clone(),
            arguments: ty.table.lookup.iter().map(|name| (Arc::clone(ty.inputs()), *name)).collect(),
            results: results.clone(),
        });
    }
    for (input, _) in ty.table.api.stands_for {
        functions.push(FunctionSpec {
            description: format!("Looks up the {input} {} of the organization.", ty.noun()),
            token: built_in_token(&token, input),
            arguments: Vec::new(),
            results: results.clone(),
        });
    }
    functions
}

fn built_in_token(token: &str, input: &str) -> String {
    let mut letters = input.chars();
    let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{token}{capital}{}", letters.as_str())
}

/// What a function token means.
#[derive(Debug)]
pub enum Function<'a> {
    /// The object with a natural key.
    ByKey(&'a ResourceType),
    /// The object at a path.
    BuiltIn(&'a ResourceType, &'static str),
}

/// The function of this token, without the package.
pub fn function<'a>(registry: &'a Registry, token: &str) -> Option<Function<'a>> {
    registry.iter().find_map(|ty| {
        let own = function_token(ty.table.token);
        if own == token && !ty.table.lookup.is_empty() {
            return Some(Function::ByKey(ty));
        }
        let built_in = ty.table.api.stands_for.iter().find(|(input, _)| built_in_token(&own, input) == token);
        built_in.map(|(_, path)| Function::BuiltIn(ty, path))
    })
}

fn header() -> Map<String, Json> {
    let module = REPOSITORY.trim_start_matches("https://");
    let organization = REPOSITORY.trim_end_matches("/pulumi-genesyscloud").rsplit('/').next().unwrap_or_default();
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
                "modulePath": format!("{module}/sdk/go/genesyscloud"),
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
