//! `index:ApiObject`, the way out: any object of the API.
//!
//! What its body may have follows from its path. The API facts say it, and of what they say a declaration is made as if somebody had
//! written it; the object is then checked, compared, made, read, changed and deleted like any other.

mod facts;
mod inner;
mod made;

use std::collections::BTreeMap;

use pulumi_provider::declaration::{Properties, Resource, Set, check_inputs, difference};
use pulumi_provider::path::{Path, Step};
use pulumi_provider::provider::{
    Change, CheckFailure, CheckRequest, Checked, DiffRequest, Difference, property,
};
use pulumi_provider::value::Value;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hooks::Hooks;
use crate::kinds;
use crate::registry::{Registry, ResourceType, resource};

pub(crate) use inner::Inner;

pub(crate) fn register(registry: &mut Registry) {
    let mut ty = resource::<ApiObject>(include_str!("api_object.md"));
    ty.is_made = true;
    registry.add(ty);
}

/// Any object of the API, by its path and its body: the way out where no other type is there for it.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:ApiObject", noun = "API object", outputs = ApiObjectOutputs, advice = ADVICE)]
#[api(kind = kinds::ApiObject, path = "/api/v2", item = "/api/v2/{objectId}", unlisted)]
pub struct ApiObject {
    /// Where the object is made: the path that the API's documentation has for the POST, `/api/v2/outbound/contactlistfilters`. Of what
    /// there is one in every organization, or one for each object of another kind, the path that a GET reads and a PUT or PATCH writes:
    /// `/api/v2/outbound/settings`. Ids may stand in it, or the names of parameters: `/api/v2/flows/{flowId}/instances/settings/loglevels`.
    #[property(identity)]
    pub path: String,

    /// Values of the parameters whose names stand in the path.
    #[property(identity)]
    pub parameters: Option<BTreeMap<String, String>>,

    /// What the object is, in the words of the API: an object with the members that the API's documentation has for the body. What it does
    /// not name is left as it is. Secret values stay secret, also in what is below.
    pub body: serde_json::Value,

    /// Members of the body that the API never answers, besides those of which the API's documentation says so: they are sent, and not
    /// compared with what is there.
    #[property(control)]
    pub write_only: Option<Set<String>>,

    /// Send also what this version of the provider does not know, or knows otherwise, and leave it to the API to refuse it.
    #[property(control)]
    pub unchecked: Option<bool>,
}

/// What the API says of an object besides its body.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct ApiObjectOutputs {
    /// What the API answers besides what a body may have, such as dates. What has the name of a secret is one.
    pub answered: Option<BTreeMap<String, serde_json::Value>>,
}

const ADVICE: &[(&str, &str)] = &[
    ("url", "the host follows from the provider's configuration: use path, which begins with /api/v2"),
    ("method", "it follows from the path: what is there is made, changed and deleted as the API has it"),
    ("itemPath", "it follows from the path"),
    ("data", "it is body"),
    ("payload", "it is body"),
];

impl Hooks for ApiObject {}

/// Checks path and body, as far as they are known, against what the API has.
pub(crate) fn check(ty: &ResourceType, request: &CheckRequest) -> Checked {
    let mut checked = check_inputs(ty.inputs(), ty.table.advice, request, false, ty.check);
    if property(&checked.inputs, "path").and_then(Value::as_str).is_none() {
        return checked;
    }
    let inner = match Inner::of(&[&checked.inputs, &request.olds]) {
        Ok(inner) => inner,
        Err(refused) => {
            let path: Path = path_of(refused.property);
            checked.failures.push(CheckFailure { path, reason: refused.reason });
            return checked;
        }
    };
    let body = match property(&checked.inputs, "body").map(Value::plain) {
        Some(Value::Object(_)) => inner.body(&checked.inputs),
        Some(Value::Unknown(_)) | None => return checked,
        Some(other) => {
            let reason =
                format!("must be an object, not {}: pass the object itself, not its JSON", other.kind());
            checked.failures.push(CheckFailure { path: "body".into(), reason });
            return checked;
        }
    };
    let within = CheckRequest {
        subject: request.subject.clone(),
        olds: inner.body(&request.olds),
        news: body,
        ..CheckRequest::default()
    };
    let advice = inner.advice();
    let advice: Vec<(&str, &str)> = advice.iter().map(|(name, instead)| (name.as_str(), *instead)).collect();
    let found = check_inputs(inner.checked, &advice, &within, false, |_, _| {});
    checked.failures.extend(
        found.failures.into_iter().map(|failure| CheckFailure { path: below(&failure.path), ..failure }),
    );
    inner.put_body(&mut checked.inputs, found.inputs);
    checked
}

/// Compares path and parameters as such, and the body as what the path says that it is.
pub(crate) fn diff(ty: &ResourceType, request: &DiffRequest) -> Difference {
    let mut difference = difference(ty.inputs(), &request.old_inputs, &request.news);
    let Ok(inner) = Inner::of(&[&request.news, &request.old_inputs]) else { return difference };
    let is_known = |inputs| property(inputs, "body").is_some_and(|body| body.as_object().is_some());
    if !is_known(&request.old_inputs) || !is_known(&request.news) {
        return difference;
    }
    difference.changes.retain(|path, _| path.top() != Some("body"));
    let within = DiffRequest {
        old_inputs: inner.inputs(&request.old_inputs),
        old_outputs: inner.outputs(&request.old_outputs),
        news: inner.inputs(&request.news),
        ..request.clone()
    };
    let found = crate::lifecycle::diff(inner.ty, &within);
    // Where the object is, was compared already.
    let found =
        found.changes.into_iter().filter(|(path, _)| !path.top().is_some_and(|name| name.starts_with('/')));
    let replaced = difference.changes.values().any(|change: &Change| change.replace);
    difference.changes.extend(found.map(|(path, change)| (below(&path), change)));
    difference.delete_before_replace &= replaced;
    difference
}

/// A path within the body, as the program has it.
fn below(path: &Path) -> Path {
    path.steps().iter().fold(Path::from("body"), |below, step| match step {
        Step::Key(key) => below.key(key),
        Step::Index(index) => below.index(*index),
        Step::Any => below,
    })
}

fn path_of(property: String) -> Path {
    property.parse().unwrap_or_else(|_| Path::from("path"))
}
