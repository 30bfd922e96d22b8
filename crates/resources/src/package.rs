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
    let resources = registry.iter().map(|ty| ResourceSpec {
        token: ty.table.token.to_owned(),
        description: page(ty),
        inputs: Arc::clone(ty.inputs()),
        outputs: ty.outputs().cloned(),
        aliases: Vec::new(),
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

/// A type's page, with how to import.
fn page(ty: &ResourceType) -> String {
    let token = ty.table.token;
    let mut page = format!(
        "{}\n\n## Import\n\nBy id:\n\n```sh\n$ pulumi import {NAME}:{token} example 00000000-0000-4000-8000-000000000000\n```",
        ty.page.trim()
    );
    if let [key] = ty.table.lookup {
        page.push_str(&format!(
            "\n\nBy {key}:\n\n```sh\n$ pulumi import {NAME}:{token} example \"Example\"\n```"
        ));
    }
    page + "\n"
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

    fn spec(&self) -> FunctionSpec {
        let ty = self.ty();
        let lookup = ty.table.lookup;
        let (description, names) = match self {
            Function::ByKey(_) => {
                let keys = lookup.join(" and ");
                (format!("Looks up a {} by {keys}. It is an error if there is none.", ty.noun()), lookup)
            }
            Function::BuiltIn(_, input, _) => {
                (format!("Looks up the {input} {} of the organization.", ty.noun()), &[][..])
            }
        };
        FunctionSpec {
            token: self.token(),
            description,
            arguments: names.iter().map(|name| (Arc::clone(ty.inputs()), *name)).collect(),
            results: [Some(ty.inputs()), ty.outputs()].into_iter().flatten().map(Arc::clone).collect(),
        }
    }
}

/// All functions: for each type by its natural key, and for each built-in object of it.
pub fn functions(registry: &Registry) -> impl Iterator<Item = Function<'_>> {
    registry.iter().flat_map(|ty| {
        let by_key = (!ty.table.lookup.is_empty()).then_some(Function::ByKey(ty));
        let built_in =
            ty.table.api.stands_for.iter().map(move |(input, path)| Function::BuiltIn(ty, input, path));
        by_key.into_iter().chain(built_in)
    })
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
