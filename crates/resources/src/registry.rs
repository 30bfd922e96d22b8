//! All resource types, and what the generic code needs of each.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use pulumi_provider::declaration::{
    Existence, FieldShape, Form, Issues, Properties, Resource, ResourceTable, Shape, typed,
};
use pulumi_provider::value::Object;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::advice;
use crate::conflict::ConflictInputs;
use crate::hooks::{Hooks, Sent};

/// The hook that has the last word on a body.
type Settle = fn(&mut Json, &Sent<'_>);

/// The hook that says what must be sent before a body; the first argument is the live object.
type FirstStep = fn(&Json, &Json) -> Option<Json>;

/// A resource type: its table, its page and its hooks, without its Rust type.
#[derive(Debug)]
pub struct ResourceType {
    /// Its table.
    pub table: &'static ResourceTable,
    /// Its page, in Markdown.
    pub page: &'static str,
    /// Whether its objects have declarations that are made of the API facts, each by where it is.
    pub is_made: bool,
    /// What an import's id has before the object's own, where the id alone does not tell what it is of.
    pub(crate) import_path: Option<String>,
    /// Asks the hook that checks inputs.
    pub(crate) check: fn(&Object, &mut Issues<'_>),
    /// Asks the hook that settles a body.
    pub(crate) settle: Settle,
    /// Asks the hook for what must be sent before a body.
    pub(crate) first_step: FirstStep,
    /// Asks the hook that has the first word on an answer.
    pub(crate) receive: fn(&mut Json),
    texts: OnceLock<Vec<(String, &'static str)>>,
    advice: OnceLock<Vec<(&'static str, &'static str)>>,
    inputs: OnceLock<Arc<Shape>>,
    outputs: OnceLock<Option<Arc<Shape>>>,
}

impl ResourceType {
    /// A type with a table and shapes that were made, and without hooks.
    pub(crate) fn made(
        table: &'static ResourceTable,
        inputs: Arc<Shape>,
        outputs: Arc<Shape>,
    ) -> ResourceType {
        ResourceType {
            table,
            page: "",
            is_made: false,
            import_path: Some(format!("{}/", table.api.path)).filter(|path| !path.contains('{')),
            check: |_, _| {},
            settle: |_, _| {},
            first_step: |_, _| None,
            receive: |_| {},
            texts: Vec::new().into(),
            advice: OnceLock::new(),
            inputs: inputs.into(),
            outputs: Some(outputs).into(),
        }
    }

    /// Shape of its inputs. Made at the first use, since a process serves few of all types.
    pub fn inputs(&self) -> &Arc<Shape> {
        self.inputs.get_or_init(|| {
            let common: &[_] = if self.can_conflict() { &[ConflictInputs::TABLE] } else { &[] };
            Shape::with(self.table.inputs, common)
        })
    }

    /// Properties that do not exist, but that users try, with what to use instead: those of the declaration, and those of
    /// [`crate::advice`].
    pub(crate) fn advice(&self) -> &[(&'static str, &'static str)] {
        let all = || self.table.advice.iter().copied().chain(advice::of_kind(self.table.api.kind)).collect();
        self.advice.get_or_init(all)
    }

    /// Where bodies have values that are answered as texts of their own, and the paths of these.
    pub fn texts(&self) -> &[(String, &'static str)] {
        fn within(shape: &Shape, at: &str, found: &mut Vec<(String, &'static str)>) {
            for field in &shape.fields {
                let place = [at, field.field.path].join(".").trim_matches('.').to_owned();
                found.extend(field.field.text.map(|path| (place.clone(), path)));
                if let Form::Object(shape) = &field.form {
                    within(shape, &place, found);
                }
            }
        }
        self.texts.get_or_init(|| {
            let mut found = Vec::new();
            within(self.inputs(), "", &mut found);
            found
        })
    }

    /// Whether a create can find its natural key taken.
    pub fn can_conflict(&self) -> bool {
        let is_input = |name: &&str| self.table.inputs.fields.iter().any(|field| field.name == *name);
        matches!(self.table.api.existence, Existence::Created | Existence::Child | Existence::Named)
            && !self.table.lookup.is_empty()
            && (self.table.named_by.is_some()
                || self.table.lookup.iter().all(|name| is_input(name) || self.is_list_of(name)))
    }

    /// Shape of the outputs that are never inputs.
    pub fn outputs(&self) -> Option<&Arc<Shape>> {
        self.outputs.get_or_init(|| self.table.outputs.map(Shape::of)).as_ref()
    }

    /// The own id of an object in an answer or a row of a list.
    pub fn own_id<'a>(&self, answer: &'a Json) -> Option<&'a str> {
        answer[self.table.api.own].as_str().filter(|id| !id.is_empty())
    }

    /// Whether this part of the natural key is what the list must be asked for, so that all that it answers has it.
    pub fn is_list_of(&self, name: &str) -> bool {
        self.table.api.list_of.is_some_and(|(key, _)| key == name)
    }

    /// A property, and the shape that has it: an input, or an output that is never one.
    pub fn property(&self, name: &str) -> Option<(&Arc<Shape>, &FieldShape)> {
        let shapes = [Some(self.inputs()), self.outputs()].into_iter().flatten();
        shapes.filter_map(|shape| Some((shape, shape.field(name)?))).next()
    }

    /// How messages call an object of this type: `queue`.
    pub fn noun(&self) -> String {
        if let Some(noun) = self.table.noun {
            return noun.to_owned();
        }
        let name = self.table.token.rsplit(':').next().unwrap_or_default();
        let mut noun = String::new();
        for letter in name.chars() {
            if letter.is_uppercase() && !noun.is_empty() {
                noun.push(' ');
            }
            noun.extend(letter.to_lowercase());
        }
        noun
    }
}

/// All resource types by token.
#[derive(Debug, Default)]
pub struct Registry {
    types: BTreeMap<&'static str, ResourceType>,
    look_ups: BTreeMap<&'static str, ResourceType>,
}

impl Registry {
    pub(crate) fn add(&mut self, resource: ResourceType) {
        self.types.insert(resource.table.token, resource);
    }

    /// Adds what can only be looked up.
    pub(crate) fn add_look_up(&mut self, look_up: ResourceType) {
        self.look_ups.insert(look_up.table.token, look_up);
    }

    /// What can only be looked up, in the order of tokens.
    pub fn look_ups(&self) -> impl Iterator<Item = &ResourceType> {
        self.look_ups.values()
    }

    /// The type of this token, without the package.
    pub fn get(&self, token: &str) -> Option<&ResourceType> {
        self.types.get(token)
    }

    /// All types, in the order of their tokens.
    pub fn iter(&self) -> impl Iterator<Item = &ResourceType> {
        self.types.values()
    }
}

/// The registry's entry of a Rust type that can only be looked up.
pub(crate) fn look_up<T: Resource + Hooks + DeserializeOwned>() -> ResourceType {
    resource::<T>("")
}

/// The registry's entry of a Rust type.
pub(crate) fn resource<T: Resource + Hooks + DeserializeOwned>(page: &'static str) -> ResourceType {
    ResourceType {
        table: T::RESOURCE,
        page,
        is_made: false,
        import_path: None,
        check: |inputs, issues| {
            if let Some(resource) = typed::<T>(inputs) {
                resource.check(issues);
            }
        },
        settle: T::settle,
        first_step: T::first_step,
        receive: T::receive,
        texts: OnceLock::new(),
        advice: OnceLock::new(),
        inputs: OnceLock::new(),
        outputs: OnceLock::new(),
    }
}
