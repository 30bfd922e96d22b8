//! The package schema, written from shapes.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use super::shape::{Choices, FieldShape, Form, Shape};
use super::{Literal, Replace, Write};

/// A package to write the schema of.
#[derive(Debug)]
pub struct PackageSpec {
    /// Name of the package, the first part of every token.
    pub name: &'static str,
    /// Everything at the package's level: version, descriptions, language settings.
    pub header: Map<String, Json>,
    /// The provider's configuration.
    pub configuration: Arc<Shape>,
    /// Its resources.
    pub resources: Vec<ResourceSpec>,
    /// Its functions.
    pub functions: Vec<FunctionSpec>,
}

/// A resource to write the schema of.
#[derive(Debug)]
pub struct ResourceSpec {
    /// Token without the package.
    pub token: String,
    /// What it is, in Markdown.
    pub description: String,
    /// Its inputs.
    pub inputs: Arc<Shape>,
    /// Outputs that are never inputs.
    pub outputs: Option<Arc<Shape>>,
    /// Former tokens, with the package.
    pub aliases: Vec<String>,
    /// Whether resources of the type can be listed.
    pub listable: bool,
}

/// A function to write the schema of.
#[derive(Debug)]
pub struct FunctionSpec {
    /// Token without the package.
    pub token: String,
    /// What it is, in Markdown.
    pub description: String,
    /// Its arguments: shapes' properties by name.
    pub arguments: Vec<(Arc<Shape>, &'static str)>,
    /// Those of them that must be given.
    pub required: &'static [&'static str],
    /// What it answers besides the id.
    pub results: Vec<Arc<Shape>>,
}

/// The token with the package.
pub fn resource_token(package: &str, token: &str) -> String {
    format!("{package}:{token}")
}

/// The token of the function that looks a resource up: `routing:Queue` to `routing:getQueue`.
pub fn function_token(token: &str) -> String {
    let (module, name) = token.split_once(':').unwrap_or(("index", token));
    format!("{module}:get{name}")
}

/// The package schema.
pub fn package_schema(package: PackageSpec) -> Json {
    let mut writer = Writer { package: package.name, types: BTreeMap::new() };
    let mut resources = Map::new();
    for resource in &package.resources {
        let schema = writer.resource(resource);
        resources.insert(resource_token(package.name, &resource.token), schema);
    }
    let mut functions = Map::new();
    for function in &package.functions {
        let schema = writer.function(function);
        functions.insert(resource_token(package.name, &function.token), schema);
    }
    let configuration = writer.properties("index", &package.configuration, |field| !field.field.is_control());
    let mut schema = package.header;
    schema.insert("name".into(), package.name.into());
    schema.insert("config".into(), json!({ "variables": configuration }));
    schema.insert(
        "provider".into(),
        json!({ "description": package.configuration.description, "inputProperties": configuration }),
    );
    schema.insert("types".into(), Json::Object(writer.types.into_iter().collect()));
    schema.insert("resources".into(), resources.into());
    schema.insert("functions".into(), functions.into());
    schema.into()
}

struct Writer {
    package: &'static str,
    types: BTreeMap<String, Json>,
}

impl Writer {
    fn resource(&mut self, resource: &ResourceSpec) -> Json {
        let module = module(&resource.token);
        let inputs = self.properties(module, &resource.inputs, |field| field.field.write != Write::Digest);
        let mut properties = self.properties(module, &resource.inputs, |field| !field.field.is_control());
        let mut required = names(&resource.inputs, FieldShape::is_sure_output);
        if let Some(outputs) = &resource.outputs {
            properties.extend(self.properties(module, outputs, |_| true));
            required.extend(names(outputs, |field| field.required));
        }
        let mut schema = json!({
            "description": resource.description,
            "properties": properties,
            "required": required,
            "inputProperties": inputs,
            "requiredInputs": names(&resource.inputs, FieldShape::is_required_input),
        });
        if !resource.aliases.is_empty() {
            schema["aliases"] = resource.aliases.iter().map(|token| json!({ "type": token })).collect();
        }
        if resource.listable {
            schema["listInputs"] = json!({ "properties": {} });
        }
        schema
    }

    fn function(&mut self, function: &FunctionSpec) -> Json {
        let module = module(&function.token);
        let mut arguments = Map::new();
        for (shape, name) in &function.arguments {
            if let Some(field) = shape.field(name) {
                arguments.insert((*name).to_owned(), self.property(module, field, false));
            }
        }
        let mut results = Map::new();
        let mut required = vec![Json::from("id")];
        results.insert("id".into(), json!({ "type": "string", "description": "Id of the object." }));
        for shape in &function.results {
            let answered =
                shape.fields.iter().filter(|field| !field.field.is_control() && !field.field.write_only);
            results.extend(
                answered.map(|field| (field.field.name.to_owned(), self.property(module, field, false))),
            );
            required.extend(names(shape, |field| !field.field.write_only && field.is_sure_output()));
        }
        let is_demanded = |name: &&String| function.required.contains(&name.as_str());
        let arguments_required: Vec<Json> =
            arguments.keys().filter(is_demanded).map(|name| name.as_str().into()).collect();
        json!({
            "description": function.description,
            "inputs": { "type": "object", "properties": arguments, "required": arguments_required },
            "outputs": { "type": "object", "properties": results, "required": required },
        })
    }

    fn properties(
        &mut self,
        module: &str,
        shape: &Shape,
        keep: impl Fn(&FieldShape) -> bool,
    ) -> Map<String, Json> {
        let kept = shape.fields.iter().filter(|field| keep(field));
        kept.map(|field| (field.field.name.to_owned(), self.property(module, field, true))).collect()
    }

    fn property(&mut self, module: &str, field: &FieldShape, with_notes: bool) -> Json {
        let mut schema = self.form(module, &field.form);
        let mut description = field.description.clone();
        if let Some(default) = field.field.default.filter(|_| with_notes) {
            let value = match default.value {
                Literal::Bool(value) => value.to_string(),
                Literal::Number(number) => number.to_string(),
                Literal::Text(text) => text.to_owned(),
                Literal::Itself | Literal::Ambient => String::new(),
            };
            if default.value == Literal::Itself {
                description.push_str(" The object itself when not set.");
            } else if !value.is_empty() {
                description.push_str(&format!(" The platform's default is `{value}`."));
            }
        }
        schema["description"] = description.into();
        if field.field.secret {
            schema["secret"] = true.into();
        }
        if field.field.replace != Replace::Never && with_notes {
            schema["willReplaceOnChanges"] = true.into();
        }
        schema
    }

    fn form(&mut self, module: &str, form: &Form) -> Json {
        match form {
            Form::Bool => json!({ "type": "boolean" }),
            Form::Integer(_) => json!({ "type": "integer" }),
            Form::Number(_) => json!({ "type": "number" }),
            Form::Text(_) => json!({ "type": "string" }),
            Form::File => json!({ "oneOf": [{ "type": "string" }, { "$ref": "pulumi.json#/Asset" }] }),
            Form::Any => json!({ "$ref": "pulumi.json#/Any" }),
            Form::List { element, .. } => json!({ "type": "array", "items": self.form(module, element) }),
            Form::Map(element) => {
                json!({ "type": "object", "additionalProperties": self.form(module, element) })
            }
            Form::Choice(choices) => {
                let token = self.choices(module, choices);
                json!({ "oneOf": [{ "type": "string" }, { "type": "string", "$ref": reference(&token) }] })
            }
            Form::Object(shape) => {
                let token = format!("{}:{module}:{}", self.package, shape.name);
                if !self.types.contains_key(&token) {
                    self.types.insert(token.clone(), Json::Null); // stops at a type that contains itself
                    let properties = self.properties(module, shape, |_| true);
                    let mut schema = json!({ "type": "object", "properties": properties });
                    schema["description"] = shape.description.clone().into();
                    let required = names(shape, |field| field.required);
                    if !required.is_empty() {
                        schema["required"] = required.into();
                    }
                    self.types.insert(token.clone(), schema);
                }
                json!({ "type": "object", "$ref": reference(&token) })
            }
        }
    }

    fn choices(&mut self, module: &str, choices: &Choices) -> String {
        let token = format!("{}:{module}:{}", self.package, choices.name);
        let values = choices.values.iter().map(|(value, description)| {
            let mut entry = json!({ "value": value });
            if value.contains('_') {
                // The generators make odd names of words in capitals (`MANDATOR_Y_TIMEOUT` in Python).
                entry["name"] = pascal_case(value).into();
            }
            if !description.is_empty() {
                entry["description"] = description.clone().into();
            }
            entry
        });
        let schema = json!({
            "type": "string",
            "description": choices.description,
            "enum": values.collect::<Vec<_>>(),
        });
        self.types.insert(token.clone(), schema);
        token
    }
}

/// `MANDATORY_TIMEOUT` as `MandatoryTimeout`.
fn pascal_case(value: &str) -> String {
    let words = value.split('_').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        first.chain(letters.as_str().to_lowercase().chars()).collect::<String>()
    });
    words.collect()
}

fn module(token: &str) -> &str {
    token.split(':').next().unwrap_or("index")
}

fn names(shape: &Shape, keep: impl Fn(&FieldShape) -> bool) -> Vec<Json> {
    shape.fields.iter().filter(|field| keep(field)).map(|field| field.field.name.into()).collect()
}

fn reference(token: &str) -> String {
    format!("#/types/{}", token.replace('/', "%2F"))
}
