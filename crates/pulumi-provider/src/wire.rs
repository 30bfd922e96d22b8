//! Property values on the wire: the one place that knows how `google.protobuf.Struct` carries what JSON cannot say.
//!
//! What JSON has no word for is an object whose [`SIGNATURE`] key says what it is, except unknown values, which are strings.
//! The counterpart is `sdk/go/common/resource/plugin/rpc.go` in Pulumi's repository.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use prost_types::value::Kind;
use prost_types::{ListValue, Struct};

use crate::error::Error;
use crate::path::{Path, Place};
use crate::value::{
    Archive, ArchiveContent, Asset, AssetContent, Object, Output, ResourceReference, Unknown, Value,
};

type Members = BTreeMap<String, prost_types::Value>;

/// The key that marks an object as something else.
pub const SIGNATURE: &str = "4dabf18193072939515e22adb298388d";

const SECRET: &str = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT: &str = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const RESOURCE: &str = "5cf8f73096256a8f31e491e813e4eb8e";
const ASSET: &str = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE: &str = "0def7320c3a5731c473e5ecbe6d01bc7";
const BYTES: &str = "803fd3297a5875dc03ca845dda5d2a98";

const UNKNOWNS: [(Unknown, &str); 7] = [
    (Unknown::String, "04da6b54-80e4-46f7-96ec-b56ff0331ba9"),
    (Unknown::Bool, "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7"),
    (Unknown::Number, "3eeb2bf0-c639-47a8-9e75-3b44932eb421"),
    (Unknown::Array, "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2"),
    (Unknown::Object, "dd056dcd-154b-4c76-9bd3-c8f88648b5ff"),
    (Unknown::Asset, "030794c1-ac77-496b-92df-f27374a8bd58"),
    (Unknown::Archive, "e48ece36-62e2-4504-bad9-02848725956a"),
];

/// Why a value on the wire is not a property value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the engine sent a malformed value at `{path}`: {reason}")]
pub struct DecodeError {
    /// Where it is.
    pub path: Path,
    /// What is wrong with it.
    pub reason: String,
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Error {
        Error::invalid(error.to_string())
    }
}

/// Properties as they are sent. Nulls are left out, since they would persist in state and look like changes later.
pub fn encode(object: Object) -> Struct {
    Struct { fields: encode_members(object) }
}

/// Properties as they were received. A null property is the same as an absent one.
pub fn decode(properties: Struct) -> Result<Object, DecodeError> {
    decode_members(properties.fields, &Place::Root)
}

fn encode_members(object: Object) -> Members {
    object
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| (key, encode_value(value)))
        .collect()
}

fn encode_value(value: Value) -> prost_types::Value {
    let kind = match value {
        Value::Null => Kind::NullValue(0),
        Value::Bool(value) => Kind::BoolValue(value),
        Value::Number(number) => Kind::NumberValue(number),
        Value::String(text) => Kind::StringValue(text),
        Value::Array(items) => {
            Kind::ListValue(ListValue { values: items.into_iter().map(encode_value).collect() })
        }
        Value::Object(object) => Kind::StructValue(encode(object)),
        Value::Unknown(unknown) => Kind::StringValue(sentinel(unknown).to_owned()),
        Value::Secret(inner) => return signed(SECRET, [("value", Some(encode_value(*inner)))]),
        Value::Bytes(bytes) => return signed(BYTES, [("value", Some(string(BASE64.encode(bytes))))]),
        Value::Output(output) => return encode_output(*output),
        Value::Resource(reference) => return encode_resource(*reference),
        Value::Asset(asset) => {
            let Asset { hash, content } = *asset;
            let content = content.map(|content| match content {
                AssetContent::Text(text) => ("text", string(text)),
                AssetContent::Path(path) => ("path", string(path)),
                AssetContent::Uri(uri) => ("uri", string(uri)),
            });
            return encode_file(ASSET, hash, content);
        }
        Value::Archive(archive) => {
            let Archive { hash, content } = *archive;
            let content = content.map(|content| match content {
                ArchiveContent::Assets(assets) => ("assets", structure(encode_members(assets))),
                ArchiveContent::Path(path) => ("path", string(path)),
                ArchiveContent::Uri(uri) => ("uri", string(uri)),
            });
            return encode_file(ARCHIVE, hash, content);
        }
    };
    prost_types::Value { kind: Some(kind) }
}

fn sentinel(unknown: Unknown) -> &'static str {
    UNKNOWNS.iter().find(|(kind, _)| *kind == unknown).map_or(UNKNOWNS[0].1, |(_, sentinel)| sentinel)
}

fn encode_output(output: Output) -> prost_types::Value {
    let Output { value, secret, dependencies } = output;
    let dependencies = dependencies.into_iter().map(string).collect::<Vec<_>>();
    let members = [
        ("value", value.map(encode_value)),
        ("secret", secret.then_some(Kind::BoolValue(true).into())),
        (
            "dependencies",
            (!dependencies.is_empty()).then(|| Kind::ListValue(ListValue { values: dependencies }).into()),
        ),
    ];
    signed(OUTPUT, members)
}

fn encode_resource(reference: ResourceReference) -> prost_types::Value {
    let ResourceReference { urn, id, package_version, name, r#type } = reference;
    let members = [
        ("urn", Some(string(urn))),
        ("id", id.map(|id| string(id.unwrap_or_default()))),
        ("packageVersion", package_version.map(string)),
        ("name", name.map(string)),
        ("type", r#type.map(string)),
    ];
    signed(RESOURCE, members)
}

fn encode_file(
    signature: &str,
    hash: Option<String>,
    content: Option<(&'static str, prost_types::Value)>,
) -> prost_types::Value {
    let content = content.map(|(name, content)| (name, Some(content)));
    signed(signature, content.into_iter().chain([("hash", hash.map(string))]))
}

fn signed(
    signature: &str,
    members: impl IntoIterator<Item = (&'static str, Option<prost_types::Value>)>,
) -> prost_types::Value {
    let members = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    structure(members.chain([(SIGNATURE.to_owned(), string(signature.to_owned()))]).collect())
}

fn string(text: String) -> prost_types::Value {
    Kind::StringValue(text).into()
}

fn structure(fields: Members) -> prost_types::Value {
    Kind::StructValue(Struct { fields }).into()
}

fn decode_members(members: Members, path: &Place<'_>) -> Result<Object, DecodeError> {
    let members = members.into_iter().map(|(key, value)| {
        let value = decode_value(value, &path.key(&key))?;
        Ok((key, value))
    });
    members.filter(|member| !matches!(member, Ok((_, value)) if value.is_null())).collect()
}

fn decode_value(value: prost_types::Value, path: &Place<'_>) -> Result<Value, DecodeError> {
    Ok(match value.kind {
        None | Some(Kind::NullValue(_)) => Value::Null,
        Some(Kind::BoolValue(value)) => Value::Bool(value),
        Some(Kind::NumberValue(number)) => Value::Number(number),
        Some(Kind::StringValue(text)) => decode_string(text),
        Some(Kind::ListValue(list)) => {
            let items = list.values.into_iter().enumerate();
            Value::Array(
                items
                    .map(|(index, item)| decode_value(item, &path.index(index)))
                    .collect::<Result<_, _>>()?,
            )
        }
        Some(Kind::StructValue(structure)) => decode_structure(structure.fields, path)?,
    })
}

fn decode_string(text: String) -> Value {
    match UNKNOWNS.iter().find(|(_, sentinel)| *sentinel == text) {
        Some((unknown, _)) => Value::Unknown(*unknown),
        None => Value::String(text),
    }
}

fn decode_structure(mut fields: Members, path: &Place<'_>) -> Result<Value, DecodeError> {
    let Some(signature) = fields.remove(SIGNATURE) else {
        return Ok(Value::Object(decode_members(fields, path)?));
    };
    let mut fields = Special { fields, path };
    let signature = match signature.kind {
        Some(Kind::StringValue(signature)) => signature,
        _ => return Err(fields.malformed("its signature is not a string")),
    };
    match signature.as_str() {
        SECRET => {
            let value = fields.take("value").ok_or_else(|| fields.malformed("a secret has no `value`"))?;
            Ok(Value::Secret(Box::new(decode_value(value, path)?)))
        }
        OUTPUT => fields.output(),
        RESOURCE => fields.resource(),
        ASSET => fields.asset(),
        ARCHIVE => fields.archive(),
        BYTES => {
            let text =
                fields.text("value")?.ok_or_else(|| fields.malformed("a byte string has no `value`"))?;
            let bytes = BASE64.decode(text).map_err(|_| fields.malformed("a byte string is not Base64"))?;
            Ok(Value::Bytes(bytes))
        }
        other => Err(fields.malformed(format!("`{other}` is not a signature that this provider knows"))),
    }
}

/// The members of an object that carries a signature.
struct Special<'a> {
    fields: Members,
    path: &'a Place<'a>,
}

impl Special<'_> {
    fn output(mut self) -> Result<Value, DecodeError> {
        let value = self.take("value").map(|value| decode_value(value, self.path)).transpose()?;
        // An unknown value is the same as none at all; the protocol allows both.
        let value = value.filter(|value| !matches!(value, Value::Unknown(_)));
        let secret = match self.take("secret").and_then(|value| value.kind) {
            None => false,
            Some(Kind::BoolValue(secret)) => secret,
            Some(_) => return Err(self.malformed("`secret` is not a boolean")),
        };
        let dependencies = match self.take("dependencies").and_then(|value| value.kind) {
            None => Vec::new(),
            Some(Kind::ListValue(list)) => {
                let urns = list.values.into_iter().map(|urn| match urn.kind {
                    Some(Kind::StringValue(urn)) => Ok(urn),
                    _ => Err(self.malformed("a dependency is not a URN")),
                });
                urns.collect::<Result<_, _>>()?
            }
            Some(_) => return Err(self.malformed("`dependencies` is not a list")),
        };
        Ok(Value::Output(Box::new(Output { value, secret, dependencies })))
    }

    fn resource(mut self) -> Result<Value, DecodeError> {
        let urn = self.text("urn")?.ok_or_else(|| self.malformed("a resource reference has no `urn`"))?;
        let id = self.text("id")?.map(|id| match decode_string(id) {
            Value::String(id) if !id.is_empty() => Some(id),
            _ => None,
        });
        Ok(Value::Resource(Box::new(ResourceReference {
            urn,
            id,
            package_version: self.text("packageVersion")?,
            name: self.text("name")?,
            r#type: self.text("type")?,
        })))
    }

    fn asset(mut self) -> Result<Value, DecodeError> {
        let content = if let Some(text) = self.text("text")? {
            Some(AssetContent::Text(text))
        } else if let Some(path) = self.text("path")? {
            Some(AssetContent::Path(path))
        } else {
            self.text("uri")?.map(AssetContent::Uri)
        };
        Ok(Value::Asset(Box::new(Asset { hash: self.text("hash")?, content })))
    }

    fn archive(mut self) -> Result<Value, DecodeError> {
        let content = if let Some(assets) = self.take("assets") {
            let Some(Kind::StructValue(assets)) = assets.kind else {
                return Err(self.malformed("`assets` is not an object"));
            };
            Some(ArchiveContent::Assets(decode_members(assets.fields, self.path)?))
        } else if let Some(path) = self.text("path")? {
            Some(ArchiveContent::Path(path))
        } else {
            self.text("uri")?.map(ArchiveContent::Uri)
        };
        Ok(Value::Archive(Box::new(Archive { hash: self.text("hash")?, content })))
    }

    /// The member, unless it is absent.
    fn take(&mut self, name: &str) -> Option<prost_types::Value> {
        self.fields.remove(name)
    }

    /// The member's text, unless it is absent or null.
    fn text(&mut self, name: &str) -> Result<Option<String>, DecodeError> {
        match self.take(name).and_then(|value| value.kind) {
            None | Some(Kind::NullValue(_)) => Ok(None),
            Some(Kind::StringValue(text)) => Ok(Some(text)),
            Some(_) => Err(self.malformed(format!("`{name}` is not a string"))),
        }
    }

    fn malformed(&self, reason: impl Into<String>) -> DecodeError {
        DecodeError { path: self.path.path(), reason: reason.into() }
    }
}

#[cfg(test)]
mod tests;
