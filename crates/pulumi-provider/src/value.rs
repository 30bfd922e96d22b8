//! Property values: what a Pulumi program, its state and a provider exchange.
//!
//! Decoded once from the wire and encoded once on the way back (`wire`); everything between works on this type.

use std::collections::BTreeMap;

/// A bag of properties, ordered by name so that everything made from it is the same on every run.
pub type Object = BTreeMap<String, Value>;

/// One property value. What is rare or large is boxed: a state has millions of small ones.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// An explicit null. Treated like an absent property, and never sent.
    #[default]
    Null,
    /// A boolean.
    Bool(bool),
    /// A number. Pulumi numbers are doubles: integers are exact up to 2^53.
    Number(f64),
    /// A string.
    String(String),
    /// A list.
    Array(Vec<Value>),
    /// An object or a map.
    Object(Object),
    /// A value that must never be shown; it may wrap any other value.
    Secret(Box<Value>),
    /// A value that is not known yet, which only a preview sees (and `Diff`, for what depends on a doomed resource).
    Unknown(Unknown),
    /// A value with its dependencies. Travels in `Construct` and `Call` only.
    Output(Box<Output>),
    /// A reference to a resource.
    Resource(Box<ResourceReference>),
    /// A file-like value.
    Asset(Box<Asset>),
    /// A folder-like value.
    Archive(Box<Archive>),
    /// A string that is not UTF-8; sent only where both sides have agreed to it.
    Bytes(Vec<u8>),
}

/// What an unknown value will be. The engine says `String` for most, so a reader must accept any of them anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unknown {
    /// A string, or anything else.
    #[default]
    String,
    /// A boolean.
    Bool,
    /// A number.
    Number,
    /// A list.
    Array,
    /// An object.
    Object,
    /// An asset.
    Asset,
    /// An archive.
    Archive,
}

/// A value with the resources it depends on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Output {
    /// The value; `None` while it is unknown.
    pub value: Option<Value>,
    /// Whether it must be kept secret.
    pub secret: bool,
    /// URNs of the resources it depends on.
    pub dependencies: Vec<String>,
}

/// A reference to a resource of the same stack.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ResourceReference {
    /// URN of the resource.
    pub urn: String,
    /// The id: `None` for a component, `Some(None)` while it is unknown.
    pub id: Option<Option<String>>,
    /// Version of its package, if it was given.
    pub package_version: Option<String>,
    /// Logical name, if it was given.
    pub name: Option<String>,
    /// Type token, if it was given.
    pub r#type: Option<String>,
}

/// Content of an asset. A hash alone stands for content that the engine keeps.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Asset {
    /// SHA-256 of the content, in hexadecimal.
    pub hash: Option<String>,
    /// Where the content is; `None` when the engine sent the hash alone.
    pub content: Option<AssetContent>,
}

/// Where an asset's content is.
#[derive(Debug, Clone, PartialEq)]
pub enum AssetContent {
    /// Inline text.
    Text(String),
    /// A path, relative to the working directory.
    Path(String),
    /// A URI.
    Uri(String),
}

/// Content of an archive. A hash alone stands for content that the engine keeps.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Archive {
    /// SHA-256 of the content, in hexadecimal.
    pub hash: Option<String>,
    /// Where the content is; `None` when the engine sent the hash alone.
    pub content: Option<ArchiveContent>,
}

/// Where an archive's content is.
#[derive(Debug, Clone, PartialEq)]
pub enum ArchiveContent {
    /// Named assets and archives.
    Assets(Object),
    /// A path, relative to the working directory.
    Path(String),
    /// A URI.
    Uri(String),
}

impl Value {
    /// The value without its secret wrappers and output envelope; what is unknown stays unknown.
    pub fn plain(&self) -> &Value {
        const UNKNOWN: &Value = &Value::Unknown(Unknown::String);
        match self {
            Value::Secret(inner) => inner.plain(),
            Value::Output(output) => output.value.as_ref().map_or(UNKNOWN, Value::plain),
            Value::Resource(reference) if reference.id == Some(None) => UNKNOWN,
            other => other,
        }
    }

    /// The text of a string, secret or not; a resource reference counts as its id.
    pub fn as_str(&self) -> Option<&str> {
        match self.plain() {
            Value::String(text) => Some(text),
            Value::Resource(reference) => reference.id.as_ref()?.as_deref(),
            _ => None,
        }
    }

    /// The number, secret or not.
    pub fn as_number(&self) -> Option<f64> {
        match self.plain() {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The boolean, secret or not.
    pub fn as_bool(&self) -> Option<bool> {
        match self.plain() {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The list, secret or not.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self.plain() {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The object, secret or not.
    pub fn as_object(&self) -> Option<&Object> {
        match self.plain() {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The asset, secret or not.
    pub fn as_asset(&self) -> Option<&Asset> {
        match self.plain() {
            Value::Asset(asset) => Some(asset),
            _ => None,
        }
    }

    /// Whether this very value is unknown.
    pub fn is_unknown(&self) -> bool {
        matches!(self.plain(), Value::Unknown(_))
    }

    /// Whether this is null, secret or not.
    pub fn is_null(&self) -> bool {
        matches!(self.plain(), Value::Null)
    }

    /// Whether this very value is marked secret.
    pub fn is_secret(&self) -> bool {
        match self {
            Value::Secret(_) => true,
            Value::Output(output) => output.secret,
            _ => false,
        }
    }

    /// Whether anything in this value is unknown.
    pub fn has_unknowns(&self) -> bool {
        self.any(&|value| value.is_unknown())
    }

    /// Whether anything in this value is secret.
    pub fn has_secrets(&self) -> bool {
        self.any(&|value| value.is_secret())
    }

    /// The value marked secret, once.
    pub fn into_secret(self) -> Value {
        if self.is_secret() { self } else { Value::Secret(Box::new(self)) }
    }

    fn any(&self, test: &dyn Fn(&Value) -> bool) -> bool {
        test(self)
            || match self.plain() {
                Value::Array(items) => items.iter().any(|item| item.any(test)),
                Value::Object(object) => object.values().any(|value| value.any(test)),
                _ => false,
            }
    }

    /// What kind of value this is, in words for a message.
    pub fn kind(&self) -> &'static str {
        match self.plain() {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
            Value::Resource(_) => "a resource",
            Value::Asset(_) => "an asset",
            Value::Archive(_) => "an archive",
            Value::Bytes(_) => "bytes",
            Value::Unknown(_) | Value::Output(_) | Value::Secret(_) => "an unknown value",
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::String(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Bool(value)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Value {
        Value::Number(number)
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Value {
        Value::Array(items)
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Value {
        Value::Object(object)
    }
}

/// JSON as an API answers it. Numbers become doubles, as everywhere in Pulumi.
impl From<&serde_json::Value> for Value {
    fn from(json: &serde_json::Value) -> Value {
        match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(*value),
            serde_json::Value::Number(number) => Value::Number(number.as_f64().unwrap_or_default()),
            serde_json::Value::String(text) => Value::String(text.clone()),
            serde_json::Value::Array(items) => Value::Array(items.iter().map(Value::from).collect()),
            serde_json::Value::Object(object) => {
                Value::Object(object.iter().map(|(key, value)| (key.clone(), Value::from(value))).collect())
            }
        }
    }
}

impl Value {
    /// The value as JSON, with secrets laid open; `None` for what JSON cannot say (unknown values, assets, archives).
    ///
    /// Whole numbers become JSON integers, since APIs refuse `20.0` where they expect `20`.
    pub fn to_json(&self) -> Option<serde_json::Value> {
        Some(match self.plain() {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(number) => number_to_json(*number),
            Value::String(text) => text.clone().into(),
            Value::Array(items) => items.iter().map(Value::to_json).collect::<Option<Vec<_>>>()?.into(),
            Value::Object(object) => {
                let members = object.iter().map(|(key, value)| Some((key.clone(), value.to_json()?)));
                members.collect::<Option<serde_json::Map<_, _>>>()?.into()
            }
            Value::Resource(_) => self.as_str()?.into(),
            Value::Secret(_) | Value::Output(_) | Value::Unknown(_) => return None,
            Value::Asset(_) | Value::Archive(_) | Value::Bytes(_) => return None,
        })
    }
}

/// A double as a JSON number, without a fraction where it has none.
pub fn number_to_json(number: f64) -> serde_json::Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= EXACT {
        #[allow(clippy::cast_possible_truncation)] // checked by the line above
        let whole = number as i64;
        whole.into()
    } else {
        number.into()
    }
}
