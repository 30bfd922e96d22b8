//! The object that an `ApiObject` stands for, as the declaration that is made for its path has it.

use std::collections::BTreeSet;
use std::sync::Arc;

use pulumi_provider::declaration::{Shape, check_inputs, nearest};
use pulumi_provider::error::{Detail, Error};
use pulumi_provider::provider::{CheckRequest, Reading, property};
use pulumi_provider::value::{Object, Value};

use super::facts::{Facts, Place};
use super::made::{declaration, parameter};
use crate::lifecycle::parameters;
use crate::registry::ResourceType;

/// The object within.
pub(crate) struct Inner {
    /// Its type, as if somebody had declared it.
    pub(crate) ty: &'static ResourceType,
    /// The shape of its body alone.
    pub(super) checked: &'static Arc<Shape>,
    place: &'static Place,
    /// Values that the path has in the places of parameters.
    values: Vec<(&'static str, String)>,
}

/// Why a path means nothing.
#[derive(Debug)]
pub(crate) struct Refused {
    /// The property that is wrong.
    pub(crate) property: String,
    /// What is wrong with it.
    pub(crate) reason: String,
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Error {
        Error::invalid(format!("{}: {}", refused.property, refused.reason))
    }
}

impl Inner {
    /// What these inputs stand for. The first say where it is; all of them, what is named of it.
    pub(crate) fn of(states: &[&Object]) -> Result<Inner, Refused> {
        let path = states.first().and_then(|state| property(state, "path")).and_then(Value::as_str);
        let path = path.unwrap_or_default();
        let facts = Facts::get();
        let Some((place, values)) = facts.place(path) else {
            return Err(Refused { property: "path".to_owned(), reason: strange(facts, path) });
        };
        let inner = Inner::at(place, values, states);
        inner.refuse_parameters(states.first().copied())?;
        Ok(inner)
    }

    /// Where the objects of a path are, as the API's documentation has it, and what their declaration is; the path may be that of the
    /// object itself, as an import names it.
    pub(crate) fn of_place(path: &str) -> Option<(&'static str, &'static ResourceType)> {
        let facts = Facts::get();
        let (place, _) = facts.place(path).or_else(|| facts.place_of_item(path))?;
        Some((place.stands_at(), &declaration(place, BTreeSet::new(), BTreeSet::new()).ty))
    }

    /// What an import of this path means, and the id that its type has for it.
    pub(crate) fn of_import(path: &str) -> Result<(Inner, String), Refused> {
        let Some((place, values)) = Facts::get().place_of_item(path) else {
            let reason = format!(
                "\"{path}\" is not the path of an object: it must begin with /api/v2 and end with the object's id, as in \
                 /api/v2/routing/wrapupcodes/00000000-0000-4000-8000-000000000000"
            );
            return Err(Refused { property: "id".to_owned(), reason });
        };
        let id = match (place.collection, values.len()) {
            (None, 0) => place.item.to_owned(),
            _ => values.iter().map(|(_, value)| value.replace('%', "%25")).collect::<Vec<_>>().join("/"),
        };
        let parents = parameters(place.stands_at()).count();
        let values = values.into_iter().take(parents).collect();
        Ok((Inner::at(place, values, &[]), id))
    }

    fn at(place: &'static Place, values: Vec<(&'static str, String)>, states: &[&Object]) -> Inner {
        let never = states.iter().filter_map(|state| property(state, "writeOnly")?.as_array());
        let never: BTreeSet<&str> = never.flatten().filter_map(Value::as_str).collect();
        let named: BTreeSet<&str> =
            states.iter().flat_map(|state| members(state)).map(|(name, _)| name.as_str()).collect();
        let untold = named.iter().filter(|name| never.contains(*name) || place.untold.contains(name));
        let untold: BTreeSet<String> = untold.map(|name| (*name).to_owned()).collect();
        let made = declaration(place, untold.clone(), BTreeSet::new());
        let inner = Inner { ty: &made.ty, checked: &made.body, place, values };
        let is_unchecked =
            |state: &&&Object| property(state, "unchecked").and_then(Value::as_bool) == Some(true);
        let mut free = BTreeSet::new();
        for state in states.iter().filter(is_unchecked) {
            let request = CheckRequest { news: inner.body(state), ..CheckRequest::default() };
            let found = check_inputs(inner.checked, &[], &request, false, |_, _| {});
            free.extend(found.failures.iter().filter_map(|failure| failure.path.top().map(str::to_owned)));
        }
        if free.is_empty() {
            return inner;
        }
        let made = declaration(place, untold, free);
        Inner { ty: &made.ty, checked: &made.body, ..inner }
    }

    /// Every parameter of the path must have one value, and every value a parameter.
    fn refuse_parameters(&self, state: Option<&Object>) -> Result<(), Refused> {
        let given = state.and_then(|state| property(state, "parameters"));
        if given.is_some_and(Value::is_unknown) {
            return Ok(());
        }
        let none = Object::new();
        let given = given.and_then(Value::as_object).unwrap_or(&none);
        let open: Vec<&str> = parameters(self.place.stands_at())
            .filter(|name| !self.values.iter().any(|(other, _)| other == name))
            .collect();
        if let Some(missing) =
            open.iter().find(|name| property(given, name).is_none_or(|value| value.as_str() == Some("")))
        {
            let reason = format!("lacks {missing}, which the path has: {}", self.place.stands_at());
            return Err(Refused { property: "parameters".to_owned(), reason });
        }
        match given.keys().find(|name| !open.contains(&name.as_str())) {
            Some(stranger) => {
                let reason = match nearest(stranger, open.iter().copied())[..] {
                    [] => "is not the name of a parameter that stands in the path".to_owned(),
                    ref similar => {
                        format!("does not stand in the path; did you mean {}?", similar.join(" or "))
                    }
                };
                Err(Refused { property: format!("parameters.{stranger}"), reason })
            }
            None => Ok(()),
        }
    }

    /// What stands in a body of the API's answers only, with what to say to who names it.
    pub(super) fn advice(&self) -> Vec<(String, &'static str)> {
        let answered = self
            .place
            .answered
            .iter()
            .map(|name| ((*name).to_owned(), "the API says it, and takes it from nobody"));
        let version =
            self.place.version.then(|| ("version".to_owned(), "the provider sends the one that is there"));
        answered.chain(version).collect()
    }

    /// Whether a full replacement makes what is not there yet.
    pub(crate) fn may_be_absent(&self) -> bool {
        let put = self
            .place
            .update
            .is_some_and(|(method, _)| method == pulumi_provider::declaration::UpdateMethod::Put);
        self.place.collection.is_none() && self.place.deletes && put
    }

    /// The members of the body.
    pub(super) fn body(&self, state: &Object) -> Object {
        let is_secret = state.get("body").is_some_and(Value::is_secret);
        let marked = |value: &Value| if is_secret { value.clone().into_secret() } else { value.clone() };
        members(state).map(|(name, value)| (name.clone(), marked(value))).collect()
    }

    /// Puts members where the inputs have the body.
    pub(super) fn put_body(&self, inputs: &mut Object, body: Object) {
        let body: Object =
            body.into_iter().filter(|(name, _)| !name.starts_with('/') && !name.starts_with("__")).collect();
        let is_secret = inputs.get("body").is_some_and(Value::is_secret);
        let body = Value::Object(body);
        inputs.insert("body".to_owned(), if is_secret { body.into_secret() } else { body });
    }

    /// Inputs as the declaration has them: the parameters of the path, the members of the body, and the marks.
    pub(crate) fn inputs(&self, state: &Object) -> Object {
        let mut inputs = self.body(state);
        inputs.extend(self.parameters(state));
        inputs.extend(marks(state));
        inputs
    }

    /// Outputs as the declaration has them.
    pub(crate) fn outputs(&self, state: &Object) -> Object {
        let mut outputs = self.inputs(state);
        let answered = property(state, "answered").and_then(Value::as_object);
        outputs.extend(answered.into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
        outputs
    }

    fn parameters(&self, state: &Object) -> Object {
        let none = Object::new();
        let given = property(state, "parameters").and_then(Value::as_object).unwrap_or(&none);
        let values = parameters(self.place.stands_at()).filter_map(|name| {
            let in_path = self
                .values
                .iter()
                .find(|(other, _)| *other == name)
                .map(|(_, value)| Value::from(value.as_str()));
            Some((parameter(name).to_owned(), in_path.or_else(|| property(given, name).cloned())?))
        });
        values.collect()
    }

    /// What tells an operation that a DELETE takes away what there is one of.
    pub(crate) fn for_deletion(&self, state: &Object) -> Object {
        let mut inputs = self.inputs(state);
        inputs.insert("resetOnDelete".to_owned(), self.place.deletes.into());
        inputs
    }

    /// The declaration's inputs, as a program has them; `like` says where it is.
    pub(crate) fn program_inputs(&self, inputs: &Object, like: &Object) -> Object {
        let mut program: Object = like.clone();
        program.retain(|name, _| !name.starts_with("__"));
        if !program.contains_key("path") {
            program.insert("path".to_owned(), self.path().into());
        }
        self.put_body(&mut program, inputs.clone());
        program.extend(marks(inputs));
        program
    }

    /// The declaration's outputs, as a program sees them; `like` says where it is.
    pub(crate) fn program_outputs(&self, outputs: &Object, like: &Object) -> Object {
        let mut program = Object::new();
        for name in ["path", "parameters", "body"] {
            program.extend(property(like, name).map(|value| (name.to_owned(), value.clone())));
        }
        if !program.contains_key("path") {
            program.insert("path".to_owned(), self.path().into());
        }
        let is_answered = |name: &str| self.ty.outputs().is_some_and(|shape| shape.field(name).is_some());
        let (answered, body): (Object, Object) =
            outputs.clone().into_iter().partition(|(name, _)| is_answered(name));
        self.put_body(&mut program, body);
        program.insert("answered".to_owned(), Value::Object(answered));
        program.extend(marks(outputs));
        program
    }

    /// What was read, as a program has it; `like` says where it is.
    pub(crate) fn reading(&self, reading: Reading, like: &Object) -> Reading {
        let inputs = self.program_inputs(&reading.inputs, like);
        let outputs = self.program_outputs(&reading.outputs, &inputs);
        Reading { inputs, outputs, ..reading }
    }

    /// What failed, with what is there as a program sees it.
    pub(crate) fn failed(&self, error: Error, like: &Object) -> Error {
        let detail = error.detail.map(|detail| match detail {
            Detail::Partial { id, outputs, inputs } => {
                Detail::Partial { id, outputs: self.program_outputs(&outputs, like), inputs }
            }
            other => other,
        });
        Error { detail, ..error }
    }

    /// The path with the values in it.
    fn path(&self) -> String {
        self.values.iter().fold(self.place.stands_at().to_owned(), |path, (name, value)| {
            path.replace(&format!("{{{name}}}"), value)
        })
    }
}

/// The members of the body in these inputs or outputs.
fn members(state: &Object) -> impl Iterator<Item = (&String, &Value)> {
    property(state, "body").and_then(Value::as_object).into_iter().flatten()
}

/// What is no property.
fn marks(state: &Object) -> impl Iterator<Item = (String, Value)> {
    state.iter().filter(|(name, _)| name.starts_with("__")).map(|(name, value)| (name.clone(), value.clone()))
}

fn strange(facts: &Facts, path: &str) -> String {
    if !path.starts_with("/api/v2/") {
        return "must begin with /api/v2/, as in /api/v2/routing/wrapupcodes; the host is the provider's business".to_owned();
    }
    if let Some((place, _)) = facts.place_of_item(path) {
        return format!(
            "ends with an id: where objects are made is {}, and the id is the platform's to give",
            place.stands_at()
        );
    }
    match facts.similar(path)[..] {
        [] => "is no path under which the API keeps objects that are made, or settings that are changed"
            .to_owned(),
        ref similar => format!(
            "is no path under which the API keeps objects that are made, or settings that are changed; did you mean {}?",
            similar.join(" or ")
        ),
    }
}
