//! The API facts: every path, operation, parameter and model of the platform, read once per process.
//!
//! The facts say what exists. What they leave out or get wrong is in `data/overrides.json`, each entry with its source.

use std::{collections::BTreeMap, io::Read, sync::LazyLock};

use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::Value;

static PACKED: &[u8] = include_bytes!("../../../facts/genesys-cloud-api/genesys-cloud-v2.json.gz");
static OVERRIDES: &str = include_str!("../data/overrides.json");
static FACTS: LazyLock<Result<Facts, String>> =
    LazyLock::new(|| Facts::read().map_err(|error| error.to_string()));

/// Everything the platform's documentation fixes, plus the cited supplement.
#[derive(Debug)]
pub struct Facts {
    /// All operations, in the order of their paths; an operation is known by its index here.
    pub operations: Vec<Operation>,
    /// All models by name.
    pub schemas: BTreeMap<String, Schema>,
    /// What the facts leave out or get wrong.
    pub overrides: Overrides,
}

/// One method of one path.
#[derive(Debug)]
pub struct Operation {
    /// The path with its parameters in braces.
    pub path: String,
    /// The method in upper case.
    pub method: String,
    /// What the facts say about it.
    pub facts: OperationFacts,
}

/// An operation as the facts file has it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OperationFacts {
    /// The platform's own name of the operation.
    pub operation_id: String,
    /// Parameters of path, query and header.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// The body it takes.
    pub request_body: Option<RequestBody>,
    /// The model of a successful answer; `None` means that there is no body to read.
    pub response: Option<Schema>,
    /// Media types of the answer, if not just JSON.
    #[serde(default)]
    pub produces: Vec<String>,
    /// An empty list means that the operation needs no token.
    pub security: Option<Vec<Value>>,
    /// Whether the platform has deprecated it.
    #[serde(default)]
    pub deprecated: bool,
    /// The tags under which the documentation lists it.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Success codes in 2017.
    #[serde(default, rename = "x-legacyStatus")]
    pub legacy_status: Vec<u16>,
    /// Permissions in 2017.
    #[serde(default, rename = "x-legacyPermissions")]
    pub legacy_permissions: BTreeMap<String, Vec<String>>,
}

/// A parameter of an operation.
#[derive(Debug, Deserialize)]
#[serde(from = "ParameterFacts")]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// `path`, `query` or `header`.
    pub place: String,
    /// Whether a request must have it.
    pub required: bool,
    /// The value when it is absent.
    pub default: Option<Value>,
    /// Its type.
    pub schema: Schema,
}

/// A parameter as the facts file has it: its type stands among the rest, and flattening reads every field twice.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ParameterFacts {
    name: String,
    #[serde(rename = "in")]
    place: String,
    #[serde(default)]
    required: bool,
    default: Option<Value>,
    #[serde(rename = "type")]
    kind: Option<String>,
    format: Option<String>,
    items: Option<Box<Schema>>,
    #[serde(rename = "enum")]
    values: Option<Vec<String>>,
    #[serde(rename = "x-enumFrom")]
    values_from: Option<String>,
}

impl From<ParameterFacts> for Parameter {
    fn from(facts: ParameterFacts) -> Parameter {
        let ParameterFacts { name, place, required, default, kind, format, items, values, values_from } =
            facts;
        let schema = Schema { kind, format, items, values, values_from, ..Schema::default() };
        Parameter { name, place, required, default, schema }
    }
}

/// The body of a request.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestBody {
    /// Whether a request must have one.
    #[serde(default)]
    pub required: bool,
    /// Its model.
    pub schema: Schema,
    /// Media types, if not just JSON.
    #[serde(default)]
    pub content_types: Vec<String>,
}

/// A model, or the type of a field, a parameter, a body or an answer.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Schema {
    /// `#/schemas/NAME`, when it is another model.
    #[serde(rename = "$ref")]
    pub reference: Option<String>,
    /// The JSON type.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// What kind of string or number it is.
    pub format: Option<String>,
    /// The type of an array's elements.
    pub items: Option<Box<Schema>>,
    /// The type of a map's values.
    pub additional_properties: Option<Box<Schema>>,
    /// The values it may have.
    #[serde(rename = "enum")]
    pub values: Option<Vec<String>>,
    /// Where the values come from, when that is an old source: then others may exist.
    #[serde(rename = "x-enumFrom")]
    pub values_from: Option<String>,
    /// Whether only the server sets it.
    pub read_only: bool,
    /// Fields by name.
    pub properties: BTreeMap<String, Schema>,
    /// Names of the fields that must be there.
    pub required: Vec<String>,
}

/// What the facts leave out or get wrong.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Overrides {
    /// Fields that the facts demand in a request and the platform does not, or the other way round.
    pub required: Vec<RequiredOverride>,
    /// Fields of an answer that the facts do not know or give another type.
    pub answers: Vec<AnswerOverride>,
    /// Models and operations whose answers are not compared with the facts.
    pub not_validated: Vec<NotValidated>,
    /// Fields whose values the facts have wrong.
    pub values: Vec<ValuesOverride>,
    /// Fields that clients set, although the facts say that only the server does.
    pub writable: Vec<WritableOverride>,
    /// Real routes that the facts lack.
    pub supplement: Vec<Supplement>,
    /// Largest page sizes by path.
    pub page_sizes: Vec<PageSize>,
}

/// Corrects which fields a request needs.
#[derive(Debug, Deserialize)]
pub struct RequiredOverride {
    /// The model of the request.
    pub model: String,
    /// Needed although the facts do not say so.
    #[serde(default)]
    pub add: Vec<String>,
    /// Not needed although the facts say so.
    #[serde(default)]
    pub remove: Vec<String>,
    /// How we know.
    pub source: String,
}

/// Corrects who sets a field.
#[derive(Debug, Deserialize)]
pub struct WritableOverride {
    /// The model.
    pub model: String,
    /// Its field.
    pub field: String,
    /// How we know.
    pub source: String,
}

/// Corrects the values of an enumeration.
#[derive(Debug, Deserialize)]
pub struct ValuesOverride {
    /// The model.
    pub model: String,
    /// Its field.
    pub field: String,
    /// The right values.
    pub values: Vec<String>,
    /// How we know.
    pub source: String,
}

/// Allows a field in an answer that the facts do not have in that way.
#[derive(Debug, Deserialize)]
pub struct AnswerOverride {
    /// The model of the answer.
    pub model: String,
    /// Its field.
    pub field: String,
    /// How we know.
    pub source: String,
}

/// An answer that is not compared with the facts.
#[derive(Debug, Deserialize)]
pub struct NotValidated {
    /// The operation.
    pub operation: String,
    /// How we know that the facts cannot judge it.
    pub source: String,
}

/// A real route that the facts lack.
#[derive(Debug, Deserialize)]
pub struct Supplement {
    /// The method in upper case.
    pub method: String,
    /// The path with its parameters in braces.
    pub path: String,
    /// How we know that it exists.
    pub source: String,
    /// Its description in the facts' own form.
    pub operation: OperationFacts,
}

/// The largest page a list gives.
#[derive(Debug, Deserialize)]
pub struct PageSize {
    /// Path of the list.
    pub path: String,
    /// The largest accepted `pageSize`.
    pub max: usize,
    /// How we know.
    pub source: String,
}

#[derive(Deserialize)]
struct FactsFile {
    paths: BTreeMap<String, BTreeMap<String, OperationFacts>>,
    schemas: BTreeMap<String, Schema>,
}

/// The facts could not be read: a defect of this build, never of a request.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    /// The packed file is damaged.
    #[error("the API facts cannot be unpacked: {0}")]
    Unpack(#[from] std::io::Error),
    /// The file is not what we expect.
    #[error("the API facts cannot be read: {0}")]
    Parse(#[from] serde_json::Error),
    /// Reading them failed earlier in this process.
    #[error("{0}")]
    Earlier(String),
}

impl Facts {
    /// The facts, read on first use.
    ///
    /// # Errors
    /// When the embedded files are damaged.
    pub fn get() -> Result<&'static Facts, FactsError> {
        FACTS.as_ref().map_err(|error| FactsError::Earlier(error.clone()))
    }

    /// The model of that name.
    #[must_use]
    pub fn schema(&self, name: &str) -> Option<&Schema> {
        self.schemas.get(name)
    }

    /// Follows a reference to another model; anything else is its own answer.
    #[must_use]
    pub fn resolve<'a>(&'a self, schema: &'a Schema) -> &'a Schema {
        match schema.model() {
            Some(name) => self.schemas.get(name).unwrap_or(schema),
            None => schema,
        }
    }

    fn read() -> Result<Facts, FactsError> {
        let mut text = Vec::new();
        GzDecoder::new(PACKED).read_to_end(&mut text)?;
        let file: FactsFile = serde_json::from_slice(&text)?;
        let mut overrides: Overrides = serde_json::from_str(OVERRIDES)?;
        let mut operations = Vec::with_capacity(3400);
        for (path, methods) in file.paths {
            for (method, facts) in methods {
                operations.push(Operation { path: path.clone(), method: method.to_ascii_uppercase(), facts });
            }
        }
        for entry in overrides.supplement.drain(..) {
            operations.push(Operation { path: entry.path, method: entry.method, facts: entry.operation });
        }
        let mut schemas = file.schemas;
        for entry in &overrides.values {
            let field =
                schemas.get_mut(&entry.model).and_then(|model| model.properties.get_mut(&entry.field));
            if let Some(field) = field {
                field.values = Some(entry.values.clone());
            }
        }
        for entry in &overrides.writable {
            let field =
                schemas.get_mut(&entry.model).and_then(|model| model.properties.get_mut(&entry.field));
            if let Some(field) = field {
                field.read_only = false;
            }
        }
        Ok(Facts { operations, schemas, overrides })
    }
}

impl Schema {
    /// Name of the model it refers to.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        self.reference.as_deref().and_then(|reference| reference.strip_prefix("#/schemas/"))
    }

    /// A map or a bare object: its keys are not known.
    #[must_use]
    pub fn is_free_form(&self) -> bool {
        self.kind.as_deref() == Some("object")
            && self.properties.is_empty()
            && self.additional_properties.is_none()
    }
}

impl Operation {
    /// Whether it needs a token.
    #[must_use]
    pub fn needs_token(&self) -> bool {
        self.facts.security.as_ref().is_none_or(|schemes| !schemes.is_empty())
    }

    /// The query parameter of that name.
    #[must_use]
    pub fn query_parameter(&self, name: &str) -> Option<&Parameter> {
        self.facts.parameters.iter().find(|parameter| parameter.place == "query" && parameter.name == name)
    }
}
