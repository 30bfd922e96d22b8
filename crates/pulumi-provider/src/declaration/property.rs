//! The types that a declaration's fields may have.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::ObjectTable;

/// A type that a field may have. What JSON Schema cannot say of it is said here.
pub trait Property {
    /// The nested object, if this is one or contains one.
    const NESTED: Option<&'static ObjectTable> = None;
    /// What it refers to, if this is a reference or contains one.
    const REFERENCE: Option<&'static Reference> = None;
    /// Whether the property may be absent.
    const OPTIONAL: bool = false;
}

/// A kind of object that references may point at.
pub trait Kind {
    /// Its name, as in [`super::ApiTable::kind`].
    const NAME: &'static str;
    /// Whether its objects are below a parent ([`super::Existence::Child`]): then the API refers to them by the last part of their
    /// id, and programs by either.
    const BELOW: bool = false;
}

/// What a property refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// The kind of object.
    pub kind: &'static str,
    /// As [`Kind::BELOW`].
    pub below: bool,
}

/// Name of the format of ids whose last part is the object's own.
pub(super) const BELOW_FORMAT: &str = "below";

/// The object's own part of an id that may have its parent's before it.
pub fn own_id(id: &str) -> String {
    let own = id.rsplit('/').next().unwrap_or(id);
    own.replace("%2F", "/").replace("%2f", "/").replace("%25", "%")
}

/// The id of an object of this kind. A string in the schema; a program may also pass the resource itself.
pub struct Ref<K> {
    id: String,
    kind: PhantomData<fn() -> K>,
}

/// A list whose order means nothing and in which nothing occurs twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set<T>(pub Vec<T>);

/// A phone number in E.164 form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct E164(pub String);

impl<'de> Deserialize<'de> for E164 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<E164, D::Error> {
        String::deserialize(deserializer).map(E164)
    }
}

impl JsonSchema for E164 {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "E164".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "e164" })
    }
}

impl Property for E164 {}

/// A file of any content: an asset of the program, or a path.
///
/// What is in it is no business of the typed view, which hooks read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File;

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<File, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| File)
    }
}

impl JsonSchema for File {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "File".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "file" })
    }
}

impl Property for File {}

impl<K> Ref<K> {
    /// The id.
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl<K> std::fmt::Debug for Ref<K> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Ref({})", self.id)
    }
}

impl<'de, K> Deserialize<'de> for Ref<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Ref<K>, D::Error> {
        Ok(Ref { id: String::deserialize(deserializer)?, kind: PhantomData })
    }
}

impl<K: Kind> JsonSchema for Ref<K> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Ref".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        if K::BELOW {
            return json_schema!({ "type": "string", "format": BELOW_FORMAT });
        }
        json_schema!({ "type": "string" })
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Set<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Set<T>, D::Error> {
        Ok(Set(Vec::deserialize(deserializer)?))
    }
}

impl<T: JsonSchema> JsonSchema for Set<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Set".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "uniqueItems": true, "items": generator.subschema_for::<T>() })
    }
}

macro_rules! plain_properties {
    ($($type:ty),*) => { $(impl Property for $type {})* };
}

plain_properties!(String, bool, f64, u8, u16, u32, i32, i64, u64, serde_json::Value);

impl<T: Property> Property for Option<T> {
    const NESTED: Option<&'static ObjectTable> = T::NESTED;
    const REFERENCE: Option<&'static Reference> = T::REFERENCE;
    const OPTIONAL: bool = true;
}

impl<T: Property> Property for Vec<T> {
    const NESTED: Option<&'static ObjectTable> = T::NESTED;
    const REFERENCE: Option<&'static Reference> = T::REFERENCE;
}

impl<T: Property> Property for Set<T> {
    const NESTED: Option<&'static ObjectTable> = T::NESTED;
    const REFERENCE: Option<&'static Reference> = T::REFERENCE;
}

impl<T: Property> Property for Box<T> {
    const NESTED: Option<&'static ObjectTable> = T::NESTED;
    const REFERENCE: Option<&'static Reference> = T::REFERENCE;
}

impl<T: Property> Property for BTreeMap<String, T> {
    const NESTED: Option<&'static ObjectTable> = T::NESTED;
    const REFERENCE: Option<&'static Reference> = T::REFERENCE;
}

impl<K: Kind> Property for Ref<K> {
    const REFERENCE: Option<&'static Reference> = Some(&Reference { kind: K::NAME, below: K::BELOW });
}
