//! The defaults that every resource gets from its declaration, on one that has a property of each sort.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use proptest::prelude::*;
use pulumi_provider::declaration::{
    Choice, Claim, IMPORTED, Issues, JsonText, Kind, Known, Properties, Ref, Resource, Set, Shape,
    check_inputs, complete, difference, import_inputs, keep_order, lacks_ambient, mark_secrets,
    refresh_inputs,
};
use pulumi_provider::provider::{Autonaming, ChangeKind, CheckRequest, Checked, Subject};
use pulumi_provider::value::{Object, Unknown, Value};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

enum Owner {}

impl Kind for Owner {
    const NAME: &'static str = "owner";
}

/// A kettle.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "kitchen:Kettle", lookup = "name", advice = &[("wattage", "use heating.power")])]
#[api(kind = Owner, path = "/kettles", item = "/kettles/{id}", update = put)]
#[allow(dead_code)] // read through the table
struct Kettle {
    /// Its name.
    #[property(name)]
    name: Option<String>,
    /// Where it was made, which stays so.
    #[property(fixed)]
    origin: Option<String>,
    /// Whether it has no cord.
    #[property(fixed)]
    #[api(default = false, source = Inferred)]
    cordless: Option<bool>,
    /// The cupboard it belongs to for ever.
    #[property(identity)]
    cupboard: Option<Ref<Owner>>,
    /// What it is made of.
    material: Option<Material>,
    /// How it heats.
    heating: Option<Heating>,
    /// Words on it.
    labels: Option<Set<String>>,
    /// Steps to use it, in order.
    #[schemars(length(max = 3))]
    steps: Option<Vec<String>>,
    /// Spouts by kind.
    #[property(key = "kind")]
    spouts: Option<Vec<Spout>>,
    /// Anything else.
    tags: Option<BTreeMap<String, String>>,
    /// The code that unlocks it.
    #[property(secret, write_only)]
    code: Option<String>,
    /// Throw it away though it is hot.
    #[property(control)]
    force_delete: Option<bool>,
}

/// How it heats.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // read through the table
struct Heating {
    /// Watts.
    #[api(default = 2000, source = Inferred)]
    #[schemars(range(min = 500, max = 3_000))]
    power: Option<u32>,
    /// Degrees at which it stops.
    stop_at: Option<f64>,
}

/// A spout.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // read through the table
struct Spout {
    /// Its kind.
    kind: String,
    /// How wide it is.
    width: Option<u32>,
}

/// What it is made of.
#[derive(Debug, Deserialize, JsonSchema, Choice)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(dead_code)] // read through the table
enum Material {
    /// Steel.
    Steel,
    /// Glass.
    Glass,
    /// Something new.
    #[serde(untagged)]
    Other(String),
}

/// A shelf, with what stands on it.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // read through the table
struct Shelf {
    /// What stands on it.
    kettles: Option<Set<Place>>,
}

/// Where a kettle stands.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)] // read through the table
struct Place {
    /// The kettle.
    kettle: Ref<Owner>,
    /// The rooms, the kitchen when not set.
    #[api(default = ambient, source = Documented)]
    rooms: Option<Set<Ref<Owner>>>,
}

/// What only the API tells.
const KNOWN: Known<'static> = Known { own: "own", ambient: Some("kitchen") };

fn shape() -> std::sync::Arc<Shape> {
    Shape::of(Kettle::TABLE)
}

fn object(json: serde_json::Value) -> Object {
    Value::from(&json).as_object().cloned().unwrap_or_default()
}

fn check(olds: serde_json::Value, news: Object, autonaming: Option<Autonaming>) -> Checked {
    let subject = Subject { name: "my-kettle".into(), ..Subject::default() };
    let request = CheckRequest { subject, olds: object(olds), news, random_seed: Vec::new(), autonaming };
    check_inputs(&shape(), Kettle::RESOURCE.advice, &request, true, |_, _: &mut Issues<'_>| {})
}

fn failures(olds: serde_json::Value, news: serde_json::Value) -> String {
    let checked = check(olds, object(news), None);
    checked.failures.iter().map(|failure| format!("{}: {}\n", failure.path, failure.reason)).collect()
}

fn changes(olds: serde_json::Value, news: serde_json::Value) -> String {
    changes_of(&object(olds), &object(news))
}

fn changes_of(olds: &Object, news: &Object) -> String {
    let difference = difference(&shape(), olds, news);
    let mut text: String = difference
        .changes
        .iter()
        .map(|(path, change)| {
            let sign = match change.kind {
                ChangeKind::Add => '+',
                ChangeKind::Delete => '-',
                ChangeKind::Update => '~',
            };
            format!("{sign} {path}{}\n", if change.replace { " replaces" } else { "" })
        })
        .collect();
    if difference.delete_before_replace && text.contains(" replaces\n") {
        text.push_str("delete before replace\n");
    }
    text
}

#[test]
fn everything_that_is_wrong_is_said_at_once_with_its_path() {
    assert_snapshot!(failures(json!({}), json!({
        "nmae": "x",
        "wattage": 3,
        "colour": "red",
        "material": "STEAL",
        "heating": { "power": 10, "stopAt": "warm", "stop_at": 3 },
        "labels": "hot",
        "steps": ["fill", "heat", "pour", "drink"],
        "spouts": [{ "width": 1.5 }],
        "tags": { "a": [] },
    })), @r#"
    colour: does not exist; Kettle has: name, origin, cordless, cupboard, material, heating, labels, steps, spouts, tags, code, forceDelete
    heating.power: must be between 500 and 3000
    heating.stopAt: must be a number, not a string
    heating.stop_at: does not exist; did you mean stopAt?
    labels: must be a list, not a string
    material: must be one of STEEL, GLASS; did you mean STEEL?
    nmae: does not exist; did you mean name?
    spouts[0].width: must be a whole number, not a number
    spouts[0].kind: is required
    steps: must have at most 3 elements, not 4
    tags.a: must be a string, not a list
    wattage: does not exist: use heating.power
    "#);
}

#[test]
fn a_value_that_is_there_already_passes() {
    assert_eq!(failures(json!({ "material": "GRAPHENE" }), json!({ "material": "GRAPHENE" })), "");
    assert_ne!(failures(json!({ "material": "GLASS" }), json!({ "material": "GRAPHENE" })), "");
}

#[test]
fn text_stands_for_numbers_and_nothing_for_nothing() {
    let checked = check(
        json!({}),
        object(json!({ "heating": { "power": "700", "stopAt": "" }, "material": "", "origin": "" })),
        None,
    );
    assert_eq!(checked.failures, []);
    assert_eq!(
        Value::Object(checked.inputs).to_json().unwrap(),
        json!({ "name": "my-kettle", "heating": { "power": "700" }, "origin": "" })
    );
}

#[test]
fn names_come_from_the_state_then_the_engine_then_the_program() {
    let name = |olds, autonaming| {
        let checked = check(olds, Object::new(), autonaming);
        (checked.inputs.get("name").and_then(Value::as_str).map(str::to_owned), checked.failures.len())
    };
    assert_eq!(name(json!({}), None), (Some("my-kettle".into()), 0));
    assert_eq!(name(json!({ "name": "old" }), None), (Some("old".into()), 0));
    assert_eq!(name(json!({}), Some(Autonaming::Propose("proposed".into()))), (Some("proposed".into()), 0));
    assert_eq!(name(json!({}), Some(Autonaming::Enforce("enforced".into()))), (Some("enforced".into()), 0));
    assert_eq!(name(json!({}), Some(Autonaming::Disable)), (None, 1));
}

#[test]
fn what_is_unknown_is_never_wrong() {
    let shape = shape();
    for field in &shape.fields {
        let news = Object::from([(field.field.name.to_owned(), Value::Unknown(Unknown::Bool))]);
        let checked = check(json!({}), news, None);
        assert_eq!(checked.failures, [], "{}", field.field.name);
        assert!(checked.inputs[field.field.name].is_unknown());
    }
}

#[test]
fn differences_are_paths() {
    let old = json!({ "name": "a", "heating": { "power": 700, "stopAt": 90 }, "labels": ["x", "y"], "steps": ["fill", "heat"],
        "spouts": [{ "kind": "long", "width": 1 }, { "kind": "short", "width": 2 }], "tags": { "a.b": "1" } });
    assert_eq!(changes(old.clone(), old.clone()), "");
    assert_snapshot!(changes(old, json!({ "name": "b", "heating": { "power": 800 }, "labels": ["y", "z"], "steps": ["fill"],
        "spouts": [{ "kind": "short", "width": 3 }, { "kind": "long", "width": 1 }], "tags": { "a.b": "2", "c": "3" }, "material": "GLASS" })), @r#"
    ~ heating.power
    - heating.stopAt
    - labels[0]
    + labels[1]
    + material
    ~ name
    ~ spouts[0].width
    - steps[1]
    ~ tags["a.b"]
    + tags.c
    "#);
}

#[test]
fn order_means_nothing_in_sets_and_keyed_lists() {
    let spout = |kind: &str| json!({ "kind": kind });
    assert_eq!(
        changes(
            json!({ "labels": ["x", "y"], "spouts": [spout("long"), spout("short")] }),
            json!({ "labels": ["y", "x"], "spouts": [spout("short"), spout("long")] }),
        ),
        ""
    );
}

#[test]
fn replacements_are_what_cannot_be_changed_and_nothing_else() {
    assert_eq!(
        changes(json!({ "origin": "a", "name": "n" }), json!({ "origin": "b", "name": "n" })),
        "~ origin replaces\ndelete before replace\n"
    );
    assert_eq!(
        changes(json!({ "origin": "a", "name": "n" }), json!({ "origin": "b", "name": "m" })),
        "~ name\n~ origin replaces\n"
    );
    assert_eq!(changes(json!({ "cordless": true }), json!({})), "- cordless replaces\n");
    assert_eq!(changes(json!({ "cordless": false }), json!({})), "- cordless\n");
    // Without a default, it is released when it is taken out of the program, and nothing is sent.
    assert_eq!(changes(json!({ "origin": "a" }), json!({})), "- origin\n");
    let unknown = |name: &str| Object::from([(name.to_owned(), Value::Unknown(Unknown::String))]);
    assert_eq!(changes_of(&object(json!({ "origin": "a" })), &unknown("origin")), "~ origin\n");
    assert_eq!(
        changes_of(&object(json!({ "cupboard": "a" })), &unknown("cupboard")),
        "~ cupboard replaces\n"
    );
}

#[test]
fn a_unique_name_that_stays_goes_before_it_comes_again() {
    let first = |olds, news| difference(&shape(), &object(olds), &object(news)).delete_before_replace;
    // Also when it is the user who asks for the replacement.
    assert!(first(json!({ "name": "n", "material": "GLASS" }), json!({ "name": "n", "material": "STEEL" })));
    assert!(!first(json!({ "name": "n", "material": "GLASS" }), json!({ "name": "m", "material": "STEEL" })));
}

#[test]
fn control_inputs_never_differ() {
    assert_eq!(changes(json!({}), json!({ "forceDelete": true })), "");
}

#[test]
fn what_is_there_anyway_is_the_same_whether_or_not_it_is_named() {
    let shelf = Shape::of(Shelf::TABLE);
    let olds = object(json!({ "kettles": [{ "kettle": "a" }, { "kettle": "b", "rooms": ["kitchen"] }] }));
    let completed = json!({ "kettles": [{ "kettle": "a", "rooms": ["kitchen"] }, { "kettle": "b", "rooms": ["kitchen"] }] });
    assert_eq!(Value::Object(complete(&shelf, &olds, KNOWN)).to_json().unwrap(), completed);
    assert!(lacks_ambient(&shelf, &olds) && !lacks_ambient(&shelf, &object(completed.clone())));
    assert_eq!(refresh_inputs(&shelf, &olds, &object(completed.clone()), KNOWN), olds);

    // Another room beside it is drift, and so is another instead of it.
    let moved = json!({ "kettles": [{ "kettle": "a", "rooms": ["kitchen", "cellar"] }, { "kettle": "b", "rooms": ["cellar"] }] });
    let refreshed = Value::Object(refresh_inputs(&shelf, &olds, &object(moved.clone()), KNOWN));
    assert_eq!(refreshed.to_json().unwrap(), moved);
    let imported = import_inputs(&shelf, &object(completed), KNOWN);
    let kettles = imported["kettles"].to_json().unwrap();
    assert_eq!(kettles, json!([{ "kettle": "a" }, { "kettle": "b" }]));
}

#[test]
fn a_refresh_reads_what_is_managed_and_nothing_else() {
    let olds = object(
        json!({ "name": "n", "heating": { "power": "700" }, "labels": ["x", "y"], "code": "secret", "forceDelete": true,
        "spouts": [{ "kind": "short", "width": 2 }], "origin": "" }),
    );
    let live = object(
        json!({ "name": "n", "heating": { "power": 700, "stopAt": 95 }, "labels": ["z", "y"], "material": "GLASS",
        "spouts": [{ "kind": "long", "width": 9 }, { "kind": "short", "width": 3 }] }),
    );
    assert_eq!(
        Value::Object(refresh_inputs(&shape(), &olds, &live, KNOWN)).to_json().unwrap(),
        json!({ "name": "n", "heating": { "power": "700" }, "labels": ["y", "z"], "code": "secret", "forceDelete": true,
            "spouts": [{ "kind": "short", "width": 3 }, { "kind": "long", "width": 9 }], "origin": "" })
    );
}

#[test]
fn order_that_means_nothing_is_kept() {
    let mut live = object(
        json!({ "labels": ["a", "b", "c"], "steps": ["1", "2"], "spouts": [{ "kind": "a", "width": 1 }, { "kind": "b" }] }),
    );
    let like = object(
        json!({ "labels": ["c", "x", "a"], "steps": ["2", "1"], "spouts": [{ "kind": "b" }, { "kind": "a" }] }),
    );
    keep_order(&shape(), &mut live, &like);
    assert_eq!(
        Value::Object(live).to_json().unwrap(),
        json!({ "labels": ["c", "a", "b"], "steps": ["1", "2"], "spouts": [{ "kind": "b" }, { "kind": "a", "width": 1 }] })
    );
}

#[test]
fn a_refresh_notices_what_is_gone() {
    let olds = object(json!({ "origin": "a", "heating": { "power": 2000, "stopAt": 90 } }));
    let refreshed = refresh_inputs(&shape(), &olds, &Object::new(), KNOWN);
    // 2000 is what the platform fills in, so its silence about the power changes nothing; of the rest nothing is left.
    assert_eq!(Value::Object(refreshed).to_json().unwrap(), json!({}));
    let refreshed =
        refresh_inputs(&shape(), &object(json!({ "heating": { "power": 2000 } })), &Object::new(), KNOWN);
    assert_eq!(Value::Object(refreshed).to_json().unwrap(), json!({ "heating": { "power": 2000 } }));
}

#[test]
fn an_import_names_what_differs_from_the_defaults_and_previews_clean() {
    let live = object(
        json!({ "name": "n", "heating": { "power": 2000, "stopAt": 90 }, "labels": [], "origin": "", "material": "NEW" }),
    );
    let inputs = import_inputs(&shape(), &live, KNOWN);
    assert_eq!(
        Value::Object(inputs.clone()).to_json().unwrap(),
        json!({ "name": "n", "heating": { "stopAt": 90 }, "material": "NEW", IMPORTED: true })
    );
    // The engine checks what it has imported against itself.
    let checked = check(Value::Object(inputs.clone()).to_json().unwrap(), inputs.clone(), None);
    assert_eq!((checked.failures, &checked.inputs), (vec![], &inputs));
    // What the program does not name is released; once it has named it, leaving it out is a change.
    assert_eq!(changes_of(&inputs, &object(json!({ "name": "n" }))), "");
    // What the import has left out because the platform fills it in by itself is there: to name it is no change, another value is one.
    let named = |power: u32| json!({ "name": "n", "heating": { "power": power, "stopAt": 90 }, "labels": [], "material": "NEW" });
    assert_eq!(changes_of(&inputs, &object(named(2000))), "");
    assert_eq!(changes_of(&inputs, &object(named(1000))), "+ heating.power\n");
    assert_eq!(changes(json!({ "name": "n", "material": "NEW" }), json!({ "name": "n" })), "- material\n");
}

#[test]
fn secrets_stay_secret_at_any_depth() {
    let secret = |text: &str| Value::from(text).into_secret();
    let inputs = Object::from([
        ("code".to_owned(), "1234".into()),
        (
            "heating".to_owned(),
            Value::Object(Object::from([("stopAt".to_owned(), Value::Number(90.0).into_secret())])),
        ),
        ("labels".to_owned(), Value::Array(vec![secret("x"), "y".into()])),
    ]);
    let mut outputs =
        object(json!({ "code": "1234", "heating": { "power": 1, "stopAt": 90 }, "labels": ["y", "x"] }));
    mark_secrets(&shape(), &mut outputs, &[&inputs]);
    assert!(outputs["code"].is_secret() && outputs["labels"].is_secret());
    let heating = outputs["heating"].as_object().unwrap();
    assert!(heating["stopAt"].is_secret() && !heating["power"].is_secret());
}

fn kettle() -> impl Strategy<Value = Object> {
    let text = || proptest::option::of("[a-c]{1,2}");
    let heating =
        proptest::option::of((proptest::option::of(500..3000_u32), proptest::option::of(0..100_u32)));
    let words = || proptest::option::of(proptest::collection::btree_set("[a-d]", 0..4));
    (text(), text(), heating, words(), words()).prop_map(|(name, origin, heating, labels, spouts)| {
        let heating = heating.map(|(power, stop_at)| json!({ "power": power, "stopAt": stop_at }));
        let spouts =
            spouts.map(|kinds| kinds.into_iter().map(|kind| json!({ "kind": kind })).collect::<Vec<_>>());
        object(
            json!({ "name": name, "origin": origin, "heating": heating, "labels": labels, "spouts": spouts }),
        )
    })
}

proptest! {
    #[test]
    fn nothing_differs_from_itself(kettle in kettle()) {
        prop_assert_eq!(changes_of(&kettle, &kettle), "");
    }

    #[test]
    fn a_difference_goes_both_ways(a in kettle(), b in kettle()) {
        prop_assert_eq!(changes_of(&a, &b).is_empty(), changes_of(&b, &a).is_empty());
    }

    #[test]
    fn a_refresh_of_what_was_written_changes_nothing(kettle in kettle()) {
        let kettle = check(json!({}), kettle, None).inputs;
        prop_assert_eq!(&refresh_inputs(&shape(), &kettle, &kettle, KNOWN), &kettle);
    }

    #[test]
    fn after_a_refresh_the_difference_to_the_program_is_the_drift(kettle in kettle(), live in kettle()) {
        let program = check(json!({}), kettle, None).inputs;
        let refreshed = refresh_inputs(&shape(), &program, &live, KNOWN);
        // Refreshing again finds nothing new, and everything that is managed is now as it is live.
        prop_assert_eq!(&refresh_inputs(&shape(), &refreshed, &live, KNOWN), &refreshed);
        for name in refreshed.keys() {
            prop_assert!(program.contains_key(name));
        }
    }

    #[test]
    fn an_import_previews_clean(mut live in kettle()) {
        live.insert("name".to_owned(), "every object has one".into());
        let inputs = import_inputs(&shape(), &live, KNOWN);
        let checked = check(Value::Object(inputs.clone()).to_json().unwrap(), inputs.clone(), None);
        prop_assert_eq!(checked.failures, vec![]);
        prop_assert_eq!(changes_of(&inputs, &checked.inputs), "");
    }
}

/// A kettle's element, sold by itself.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "kitchen:Element")]
#[api(kind = Owner, path = "/elements", item = "/elements/{id}", update = put)]
#[allow(dead_code)] // read through the table
struct Element {
    /// Its name.
    name: String,
    /// How it heats.
    #[serde(flatten)]
    heating: Heating,
}

#[test]
fn the_properties_of_a_flattened_object_are_those_of_what_encloses_it() {
    let shape = Shape::of(Element::TABLE);
    let names: Vec<&str> = shape.fields.iter().map(|field| field.field.name).collect();
    assert_eq!(names, ["name", "power", "stopAt"]);
    assert_eq!(shape.description, "A kettle's element, sold by itself.");
    assert_eq!(shape.field("power").unwrap().description, "Watts.");
    let difference = difference(
        &shape,
        &object(json!({ "name": "n", "power": 600 })),
        &object(json!({ "name": "n", "power": 700 })),
    );
    let paths: Vec<String> = difference.changes.keys().map(ToString::to_string).collect();
    assert_eq!(paths, ["power"]);
    let typed = pulumi_provider::declaration::typed::<Element>(&object(json!({ "name": "n", "power": 600 })));
    assert_eq!(typed.unwrap().heating.power, Some(600));
}

/// A cupboard, which others put things into.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "kitchen:Cupboard")]
#[api(kind = Owner, path = "/cupboards", item = "/cupboards/{id}", update = put)]
#[allow(dead_code)] // read through the table
struct Cupboard {
    /// What is in it, from the top to the bottom.
    #[property(key = "kind", ordered, shared("fuse", "stopcock"))]
    boards: Option<Vec<Spout>>,
    /// Rooms that it can be moved to. The builder adds the one that it is in.
    #[property(shared)]
    rooms: Option<Vec<String>>,
    /// Cupboards to look in first.
    #[api("first[].id", default = itself, source = Inferred)]
    first: Option<Vec<Ref<Owner>>>,
    /// Whether it is the one where guests look.
    #[api(claim = &CLAIM, default = false, source = Inferred)]
    for_guests: Option<bool>,
    /// When it was put up.
    #[schemars(extend("format" = "local-date-time"))]
    put_up: Option<String>,
    /// What is written on it.
    #[api(imports = loud)]
    label: Option<JsonText>,
}

const CLAIM: Claim = Claim { path: "/house", at: "cupboard", version: true };

fn loud(live: &serde_json::Value) -> serde_json::Value {
    json!({ "loud": live["loud"] })
}

fn cupboard() -> std::sync::Arc<Shape> {
    Shape::of(Cupboard::TABLE)
}

fn moved(olds: serde_json::Value, news: serde_json::Value) -> Vec<String> {
    let changes = difference(&cupboard(), &object(olds), &object(news)).changes;
    changes.keys().map(ToString::to_string).collect()
}

/// The inputs after a refresh of the cupboard with the id `own`.
fn refreshed(olds: serde_json::Value, live: serde_json::Value) -> serde_json::Value {
    Value::Object(refresh_inputs(&cupboard(), &object(olds), &object(live), KNOWN))
        .to_json()
        .unwrap_or_default()
}

#[test]
fn an_order_that_counts_is_a_difference_though_elements_have_a_key() {
    let boards = |kinds: &[&str]| json!({ "boards": kinds.iter().map(|kind| json!({ "kind": kind })).collect::<Vec<_>>() });
    assert_eq!(moved(boards(&["a", "b", "c"]), boards(&["a", "b", "c"])), [""; 0]);
    assert_eq!(moved(boards(&["a", "b", "c"]), boards(&["b", "a", "c"])), ["boards[0]", "boards[1]"]);
    assert_eq!(
        moved(boards(&["a", "b", "c"]), boards(&["b", "c"])),
        ["boards[0]"],
        "what is gone moves nothing"
    );
    assert_eq!(moved(boards(&["a", "c"]), boards(&["a", "b", "c"])), ["boards[1]"], "nor does what has come");
    assert_eq!(
        refreshed(boards(&["a", "b"]), boards(&["b", "fuse", "a", "new"])),
        boards(&["b", "a", "new"]),
        "the order of the platform, without what is its own"
    );
    assert_eq!(
        refreshed(boards(&["fuse"]), boards(&["stopcock", "fuse"])),
        boards(&["fuse"]),
        "unless it is named"
    );
}

#[test]
fn what_others_may_add_is_no_drift() {
    assert_eq!(
        refreshed(json!({ "rooms": ["b", "c"] }), json!({ "rooms": ["a", "b", "c"] })),
        json!({ "rooms": ["b", "c"] })
    );
    assert_eq!(
        refreshed(json!({ "rooms": ["b", "c"] }), json!({ "rooms": ["c", "a", "b"] })),
        json!({ "rooms": ["c", "b"] })
    );
    assert_eq!(refreshed(json!({ "rooms": ["b", "c"] }), json!({ "rooms": ["a"] })), json!({ "rooms": [] }));
}

#[test]
fn an_object_names_itself_without_its_id() {
    let first = |list: &[&str]| json!({ "first": list });
    assert_eq!(refreshed(first(&["", "x"]), first(&["own", "x"])), first(&["", "x"]));
    assert_eq!(refreshed(first(&["own", "x"]), first(&["own", "x"])), first(&["own", "x"]));
    assert_eq!(refreshed(first(&[""]), first(&["x"])), first(&["x"]));
    let imported = |live: serde_json::Value| import_inputs(&cupboard(), &object(live), KNOWN);
    assert!(!imported(first(&["own"])).contains_key("first"), "it is what holds anyway");
    assert!(imported(first(&["own", "x"])).contains_key("first"));
}

#[test]
fn who_claims_nothing_is_not_told_who_does() {
    let claims = |value: bool| json!({ "forGuests": value });
    assert_eq!(refreshed(claims(false), claims(true)), claims(false));
    assert_eq!(refreshed(claims(true), claims(false)), claims(false));
}

#[test]
fn a_time_is_the_same_however_many_digits_it_has() {
    let at = |time: &str| json!({ "putUp": time });
    assert_eq!(moved(at("2026-01-03T02:00:00"), at("2026-01-03T02:00:00.000000")), [""; 0]);
    assert_eq!(moved(at("2026-01-03T02:00:00"), at("2026-01-03T02:00:00.001")), ["putUp"]);
    assert_eq!(
        refreshed(at("2026-01-03T02:00:00"), at("2026-01-03T02:00:00.000")),
        at("2026-01-03T02:00:00")
    );
}

#[test]
fn an_import_names_what_is_worth_naming() {
    let live = json!({ "label": r#"{"loud":1,"soft":2}"# });
    let imported = import_inputs(&cupboard(), &object(live), KNOWN);
    assert_eq!(imported["label"].as_str(), Some(r#"{"loud":1}"#));
}

#[test]
fn what_an_import_has_found_besides_is_no_change() {
    let paths = |olds: serde_json::Value, news: serde_json::Value| -> Vec<String> {
        let changes = difference(&cupboard(), &object(olds), &object(news)).changes;
        changes.keys().map(ToString::to_string).collect()
    };
    // Members of a JSON text, and elements that are always there.
    let live = json!({ "label": r#"{"a":1,"b":{"c":2,"d":3}}"#, "boards": [{ "kind": "fuse" }, { "kind": "shelf" }] });
    let mut imported = live.clone();
    imported[IMPORTED] = true.into();
    let named = json!({ "label": r#"{"b":{"c":2}}"#, "boards": [{ "kind": "shelf" }] });
    assert_eq!(paths(imported.clone(), named.clone()), [""; 0]);
    assert_eq!(
        paths(imported.clone(), json!({ "label": r#"{"b":{"c":4}}"#, "boards": [] })),
        ["boards[1]", "label"]
    );
    assert_eq!(paths(imported, json!({ "label": r#"{"e":1}"# })), ["label"]);
    // Once a program has named them, to leave them out is a change.
    assert_eq!(paths(live, named), ["boards[0]", "label"]);
}
