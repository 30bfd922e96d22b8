use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use super::*;

/// What the wire makes of properties: null properties are absent, and an unknown output has no value.
fn normalise(object: Object) -> Object {
    object
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| (key, normalise_value(value)))
        .collect()
}

fn normalise_value(value: Value) -> Value {
    match value {
        Value::Object(object) => Value::Object(normalise(object)),
        Value::Array(items) => Value::Array(items.into_iter().map(normalise_value).collect()),
        Value::Secret(inner) => Value::Secret(Box::new(normalise_value(*inner))),
        Value::Output(output) => {
            let Output { value, secret, dependencies } = *output;
            let value = value.filter(|value| !matches!(value, Value::Unknown(_))).map(normalise_value);
            Value::Output(Box::new(Output { value, secret, dependencies }))
        }
        Value::Archive(archive) => {
            let Archive { hash, content } = *archive;
            let content = content.map(|content| match content {
                ArchiveContent::Assets(assets) => ArchiveContent::Assets(normalise(assets)),
                other => other,
            });
            Value::Archive(Box::new(Archive { hash, content }))
        }
        other => other,
    }
}

fn unknown() -> impl Strategy<Value = Unknown> {
    prop::sample::select(UNKNOWNS.map(|(unknown, _)| unknown).to_vec())
}

fn asset() -> impl Strategy<Value = Asset> {
    let content = prop_oneof![
        any::<String>().prop_map(AssetContent::Text),
        any::<String>().prop_map(AssetContent::Path),
        any::<String>().prop_map(AssetContent::Uri),
    ];
    (option::of("[0-9a-f]{8}"), option::of(content)).prop_map(|(hash, content)| Asset { hash, content })
}

fn file(asset: Asset) -> Value {
    Value::Asset(Box::new(asset))
}

fn archive() -> impl Strategy<Value = Archive> {
    let assets = btree_map(any::<String>(), asset().prop_map(file), 0..3);
    let content = prop_oneof![
        assets.prop_map(ArchiveContent::Assets),
        any::<String>().prop_map(ArchiveContent::Path),
        any::<String>().prop_map(ArchiveContent::Uri),
    ];
    (option::of("[0-9a-f]{8}"), option::of(content)).prop_map(|(hash, content)| Archive { hash, content })
}

fn reference() -> impl Strategy<Value = ResourceReference> {
    let id = option::of(option::of("[a-z]{1,4}"));
    let text = || option::of(any::<String>());
    (any::<String>(), id, text(), text(), text()).prop_map(|(urn, id, package_version, name, r#type)| {
        ResourceReference { urn, id, package_version, name, r#type }
    })
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        prop::num::f64::ANY
            .prop_filter("NaN equals nothing", |number| !number.is_nan())
            .prop_map(Value::Number),
        any::<String>().prop_map(Value::String),
        vec(any::<u8>(), 0..20).prop_map(Value::Bytes),
        unknown().prop_map(Value::Unknown),
        asset().prop_map(file),
        archive().prop_map(|archive| Value::Archive(Box::new(archive))),
        reference().prop_map(|reference| Value::Resource(Box::new(reference))),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let output = (option::of(inner.clone()), any::<bool>(), vec("[a-z:]{0,6}", 0..3));
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::Array),
            btree_map(any::<String>(), inner.clone(), 0..5).prop_map(Value::Object),
            inner.prop_map(|inner| Value::Secret(Box::new(inner))),
            output.prop_map(|(value, secret, dependencies)| {
                Value::Output(Box::new(Output { value, secret, dependencies }))
            }),
        ]
    })
}

fn properties() -> impl Strategy<Value = Object> {
    btree_map(any::<String>(), value(), 0..5)
}

/// Anything that a peer might send, with a liking for the words that have a meaning.
fn wire_value() -> impl Strategy<Value = prost_types::Value> {
    let special = [SIGNATURE, SECRET, OUTPUT, RESOURCE, ASSET, ARCHIVE, BYTES];
    let members = ["value", "secret", "dependencies", "urn", "id", "text", "path", "uri", "assets", "hash"];
    let words: Vec<&'static str> =
        special.into_iter().chain(members).chain(UNKNOWNS.map(|(_, sentinel)| sentinel)).collect();
    let word = prop_oneof![prop::sample::select(words.clone()).prop_map(str::to_owned), any::<String>()];
    let key = prop_oneof![
        Just(SIGNATURE.to_owned()),
        prop::sample::select(words).prop_map(str::to_owned),
        any::<String>()
    ];
    let leaf = prop_oneof![
        Just(prost_types::Value { kind: None }),
        Just(Kind::NullValue(0).into()),
        any::<bool>().prop_map(|value| Kind::BoolValue(value).into()),
        any::<f64>().prop_map(|number| Kind::NumberValue(number).into()),
        word.prop_map(string),
    ];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(|values| Kind::ListValue(ListValue { values }).into()),
            btree_map(key.clone(), inner, 0..6).prop_map(structure),
        ]
    })
}

proptest! {
    #[test]
    fn what_was_encoded_decodes_to_the_same(object in properties()) {
        prop_assert_eq!(decode(encode(object.clone())), Ok(normalise(object)));
    }

    #[test]
    fn no_struct_makes_the_decoder_panic(fields in btree_map(any::<String>(), wire_value(), 0..5)) {
        if let Ok(object) = decode(Struct { fields }) {
            // What was understood is sent back as it was understood.
            let again = decode(encode(object.clone()));
            prop_assert_eq!(format!("{again:?}"), format!("{:?}", Ok::<_, DecodeError>(object)));
        }
    }
}

fn special(members: &[(&str, prost_types::Value)]) -> prost_types::Value {
    structure(members.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
}

fn decode_one(value: prost_types::Value) -> Result<Object, DecodeError> {
    decode(Struct { fields: Members::from([("p".to_owned(), value)]) })
}

#[test]
fn an_unknown_value_is_found_wherever_it_is() {
    for (unknown, sentinel) in UNKNOWNS {
        let secret = special(&[(SIGNATURE, SECRET.into()), ("value", sentinel.into())]);
        let list: prost_types::Value = vec![sentinel.into(), secret].into();
        let decoded = decode_one(special(&[("inner", list)])).unwrap();
        let value = || Value::Unknown(unknown);
        let expected = Value::Array(vec![value(), Value::Secret(Box::new(value()))]);
        assert_eq!(decoded["p"], Value::Object(Object::from([("inner".to_owned(), expected)])));
        assert!(decoded["p"].has_unknowns());
    }
}

#[test]
fn nulls_are_absent_in_objects_and_kept_in_lists() {
    let null = || prost_types::Value::from(Kind::NullValue(0));
    let secret = special(&[(SIGNATURE, SECRET.into()), ("value", null())]);
    let decoded = decode_one(special(&[("a", null()), ("b", secret), ("c", vec![null()].into())])).unwrap();
    assert_eq!(
        decoded["p"],
        Value::Object(Object::from([("c".to_owned(), Value::Array(vec![Value::Null]))]))
    );

    let nulls = Object::from([
        ("a".to_owned(), Value::Null),
        ("b".to_owned(), Value::Secret(Box::new(Value::Null))),
        ("c".to_owned(), Value::Array(vec![Value::Null])),
    ]);
    assert_eq!(encode(nulls).fields, Members::from([("c".to_owned(), vec![null()].into())]));
}

/// As `MarshalPropertyValue` writes them.
#[test]
fn the_wire_form_is_that_of_the_engine() {
    let one = |value: Value| encode_value(value);
    assert_eq!(
        one(Value::from("x").into_secret()),
        special(&[(SIGNATURE, "1b47061264138c4ac30d75fd1eb44270".into()), ("value", "x".into())])
    );
    assert_eq!(
        one(Value::Bytes(vec![0xff])),
        special(&[(SIGNATURE, "803fd3297a5875dc03ca845dda5d2a98".into()), ("value", "/w==".into())])
    );
    let pending = ResourceReference { urn: "urn".into(), id: Some(None), ..ResourceReference::default() };
    assert_eq!(
        one(Value::Resource(Box::new(pending))),
        special(&[
            (SIGNATURE, "5cf8f73096256a8f31e491e813e4eb8e".into()),
            ("urn", "urn".into()),
            ("id", "".into())
        ])
    );
    let stored = Asset { hash: Some("00".into()), content: None };
    assert_eq!(
        one(file(stored)),
        special(&[(SIGNATURE, "c44067f5952c0a294b673a41bacd8c17".into()), ("hash", "00".into())])
    );
    let output = Output { value: None, secret: true, dependencies: vec!["urn".into()] };
    assert_eq!(
        one(Value::Output(Box::new(output))),
        special(&[
            (SIGNATURE, "d0e6a833031e9bbcd3f4e8bde6ca49a4".into()),
            ("secret", true.into()),
            ("dependencies", vec!["urn".into()].into()),
        ])
    );
}

#[test]
fn what_is_not_understood_says_where_it_is() {
    let error = |value: prost_types::Value| {
        decode_one(special(&[("a.b", vec![value].into())])).unwrap_err().to_string()
    };
    insta::assert_snapshot!(
        error(special(&[(SIGNATURE, "feed".into())])),
        @r#"the engine sent a malformed value at `p["a.b"][0]`: `feed` is not a signature that this provider knows"#
    );
    insta::assert_snapshot!(
        error(special(&[(SIGNATURE, SECRET.into())])),
        @r#"the engine sent a malformed value at `p["a.b"][0]`: a secret has no `value`"#
    );
    insta::assert_snapshot!(
        error(special(&[(SIGNATURE, BYTES.into()), ("value", "?".into())])),
        @r#"the engine sent a malformed value at `p["a.b"][0]`: a byte string is not Base64"#
    );
    insta::assert_snapshot!(
        error(special(&[(SIGNATURE, 1.0.into())])),
        @r#"the engine sent a malformed value at `p["a.b"][0]`: its signature is not a string"#
    );
}

#[test]
fn states_may_be_deeply_nested() {
    use prost::Message as _;
    let deep =
        (0..30).fold(Value::from("leaf"), |inner, _| Value::Object(Object::from([("o".to_owned(), inner)])));
    let sent = encode(Object::from([("p".to_owned(), deep.clone())])).encode_to_vec();
    assert_eq!(decode(Struct::decode(sent.as_slice()).unwrap()).unwrap()["p"], deep);
}

#[test]
fn a_value_is_small() {
    // Of a state with thousands of members there are a million.
    assert!(size_of::<Value>() <= 32, "{}", size_of::<Value>());
}
