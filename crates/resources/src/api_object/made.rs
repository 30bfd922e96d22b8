//! Declarations made of the API facts, as those that are written: everything that the lifecycle knows to do with a type it does with
//! these.
//!
//! A process makes one for each kind of object that its programs name, and keeps it: declarations are static.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use pulumi_provider::declaration::{
    ApiTable, Bounds, Choices, Existence, Field, FieldShape, Form, Replace, Resource, ResourceTable, Shape,
    Stage, TextRules, UpdateMethod, Write,
};

use super::facts::{self, Facts, Place};
use crate::lifecycle::parameters;
use crate::registry::ResourceType;

/// What tells one declaration from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    item: &'static str,
    untold: BTreeSet<String>,
    free: BTreeSet<String>,
}

/// A declaration that was made.
pub(super) struct Made {
    /// As if somebody had written it.
    pub(super) ty: ResourceType,
    /// The shape of its body alone, without the parameters of its path.
    pub(super) body: Arc<Shape>,
}

/// The declaration of the objects at a place. What is `untold`, no answer has; what is `free`, the facts do not know, or know otherwise.
pub(super) fn declaration(
    place: &'static Place,
    untold: BTreeSet<String>,
    free: BTreeSet<String>,
) -> &'static Made {
    static MADE: LazyLock<Mutex<HashMap<Key, &'static Made>>> = LazyLock::new(Mutex::default);
    let key = Key { item: place.item, untold, free };
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.entry(key.clone()).or_insert_with(|| make(place, &key))
}

fn make(place: &'static Place, key: &Key) -> &'static Made {
    let mut fields = parameters_of(place);
    fields.extend(members_of(place, key));
    let is_named = place.name.is_some() && !key.free.contains("name");
    let existence = match place.collection {
        Some(_) => Existence::Created,
        None if place.item.contains('{') => Existence::Attached,
        None => Existence::Singleton(place.item),
    };
    let written = <super::ApiObject as Resource>::RESOURCE;
    let table = ResourceTable {
        // What a process remembers of a type it remembers by its token.
        token: leak(format!("index:ApiObject {}", place.stands_at())),
        noun: Some(leak(format!("object of {}", place.stands_at()))),
        lookup: if is_named { &["name"] } else { &[] },
        api: ApiTable {
            path: place.stands_at(),
            item: place.item,
            existence,
            own: place.own,
            update: place.update.map_or(UpdateMethod::None, |(method, _)| method),
            version: place.version,
            reset: place.deletes,
            unlisted: !is_named,
            // Nothing says whether two may have one name.
            twins: is_named && existence == Existence::Created,
            pages: place.pages,
            // What every list takes.
            page: 25,
            answered: Box::leak(place.answered.clone().into_boxed_slice()),
            undeletable: !place.deletes,
            ..written.api
        },
        ..*written
    };
    let known: BTreeSet<&str> = fields.iter().map(|field| field.field.name).collect();
    let outputs = place.answered.iter().filter(|name| !known.contains(*name) && **name != "id").map(|name| {
        FieldShape { field: plain(name), description: String::new(), form: Form::Any, required: false }
    });
    let outputs = Shape::made("ApiObjectAnswer", String::new(), outputs.collect());
    let inputs = Shape::made("ApiObjectBody", String::new(), fields);
    let model = place.create.or(place.update.map(|(_, model)| model)).unwrap_or("ApiObjectBody");
    let body = Shape::made(model, String::new(), members_of(place, key));
    let ty = ResourceType::made(Box::leak(Box::new(table)), Arc::new(inputs), Arc::new(outputs));
    Box::leak(Box::new(Made { ty, body: Arc::new(body) }))
}

/// The parameters of the path, as fields.
fn parameters_of(place: &'static Place) -> Vec<FieldShape> {
    let field = |name| {
        let field = Field {
            name: parameter(name),
            write: Write::Parameter(name),
            replace: Replace::Identity,
            ..Field::PLAIN
        };
        FieldShape {
            field: Box::leak(Box::new(field)),
            description: String::new(),
            form: Form::Text(TextRules::default()),
            required: true,
        }
    };
    parameters(place.stands_at()).map(field).collect()
}

/// The members of a body.
fn members_of(place: &'static Place, key: &Key) -> Vec<FieldShape> {
    let facts = Facts::get();
    let mut fields = Vec::new();
    let (create, update) = (place.create, place.update.map(|(_, model)| model));
    let takes = |model: Option<&str>, name: &str| {
        model.is_some_and(|model| facts.fields(model).any(|(field, _)| field == name))
    };
    let mut names = BTreeSet::new();
    for (name, form) in [create, update].into_iter().flatten().flat_map(|model| facts.fields(model)) {
        // The version is the lifecycle's to send.
        if !names.insert(name) || key.free.contains(name) || (name == "version" && place.version) {
            continue;
        }
        let (created, updated) = (create.is_none() || takes(create, name), takes(update, name));
        let unfiltered = name == "name" && place.name == Some(false);
        let mut field = Field { write_only: key.untold.contains(name), unfiltered, ..*plain(name) };
        (field.stage, field.replace) = match (created, updated) {
            (true, true) => (Stage::Always, Replace::Never),
            (false, _) => (Stage::Update, Replace::Never),
            (true, false) => (Stage::Create, Replace::Changed),
        };
        let form = shape_of(facts, form, &mut Vec::new());
        fields.push(FieldShape {
            field: Box::leak(Box::new(field)),
            description: String::new(),
            form,
            required: false,
        });
    }
    for name in &key.free {
        let replace = if place.update.is_none() { Replace::Changed } else { Replace::Never };
        let field = Field { write_only: key.untold.contains(name), replace, ..*plain(leak(name.clone())) };
        fields.push(FieldShape {
            field: Box::leak(Box::new(field)),
            description: String::new(),
            form: Form::Any,
            required: false,
        });
    }
    fields
}

/// A type of the facts. A model within itself may have anything: nobody writes one that deep by hand.
fn shape_of(facts: &Facts, form: facts::Form, within: &mut Vec<&'static str>) -> Form {
    let text = form.0;
    let inner =
        |text: &'static str, within: &mut Vec<&'static str>| shape_of(facts, facts::Form(text), within);
    match text.split_at_checked(1) {
        Some(("[", element)) => {
            Form::List { element: Box::new(inner(element, within)), set: false, length: (None, None) }
        }
        Some(("{", value)) => Form::Map(Box::new(inner(value, within))),
        Some(("=", values)) => Form::Choice(Choices {
            name: String::new(),
            description: String::new(),
            values: values.split('|').map(|value| (value.to_owned(), String::new())).collect(),
        }),
        Some(("@", model)) if !within.contains(&model) => {
            within.push(model);
            let fields = facts.fields(model).map(|(name, form)| FieldShape {
                field: plain(name),
                description: String::new(),
                form: shape_of(facts, form, within),
                required: false,
            });
            let fields = fields.collect();
            within.pop();
            Form::Object(Arc::new(Shape::made(model, String::new(), fields)))
        }
        Some(("s", _)) => Form::Text(TextRules::default()),
        Some(("i", _)) => Form::Integer(Bounds::default()),
        Some(("n", _)) => Form::Number(Bounds::default()),
        Some(("b", _)) => Form::Bool,
        _ => Form::Any,
    }
}

/// The field of a name, one for all models that have it.
fn plain(name: &'static str) -> &'static Field {
    static FIELDS: LazyLock<Mutex<HashMap<&'static str, &'static Field>>> = LazyLock::new(Mutex::default);
    let mut fields = FIELDS.lock().unwrap_or_else(PoisonError::into_inner);
    fields.entry(name).or_insert_with(|| {
        Box::leak(Box::new(Field { name, path: name, secret: is_secret(name), ..Field::PLAIN }))
    })
}

/// Whether what has this name is secret. The facts do not say it, and a secret too many does no harm.
fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    let words = [
        "password",
        "secret",
        "credentialfields",
        "privatekey",
        "apikey",
        "accesstoken",
        "refreshtoken",
        "passphrase",
    ];
    words.iter().any(|word| name.contains(word)) && !name.ends_with("id") && !name.ends_with("uri")
}

/// How the inputs of a declaration call a parameter of the path. No member of a body has such a name.
pub(super) fn parameter(name: &str) -> &'static str {
    static NAMES: LazyLock<Mutex<HashMap<String, &'static str>>> = LazyLock::new(Mutex::default);
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    names.entry(name.to_owned()).or_insert_with(|| leak(format!("/{name}")))
}

fn leak(text: String) -> &'static str {
    text.leak()
}
