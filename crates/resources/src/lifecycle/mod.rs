//! Create, read, update, delete, look up, list: for every type the same.
//!
//! Only what the program names is managed, and nothing is done that the preview did not show. Each operation starts from the
//! difference of inputs, never from what the platform has computed.

mod create;
mod delete;
mod failure;
mod find;
mod locks;
mod meta;
mod progress;
mod read;
mod update;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use genesys_api::{Client, Request, Scope};
use pulumi_provider::context::Context;
use pulumi_provider::declaration::{FieldShape, Write, check_inputs, difference, keep_order, mark_secrets};
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::{CheckRequest, Checked, DiffRequest, Difference, Subject, property};
use pulumi_provider::value::{Object, Value};
use serde_json::Value as Json;

use crate::registry::ResourceType;

pub use create::preview_create;
pub use find::Criteria;
pub use meta::META;
pub use update::preview_update;

use failure::Failure;
use locks::Locks;
use progress::Status;

/// How long an operation may take when the program does not say.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10 * 60);

/// An organization, as one configured provider sees it.
#[derive(Debug)]
pub struct Platform {
    client: Client,
    expected: Option<String>,
    locks: Locks,
    lookups: Mutex<HashMap<String, Object>>,
    last_delete: Mutex<Option<Instant>>,
    told: Mutex<HashSet<String>>,
}

impl Platform {
    /// The organization that this client reaches. With an expected organization, every other one is refused.
    pub fn new(client: Client, expected: Option<String>) -> Platform {
        Platform {
            client,
            expected,
            locks: Locks::default(),
            lookups: Mutex::default(),
            last_delete: Mutex::default(),
            told: Mutex::default(),
        }
    }

    /// The client.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The organization's id, which must be the expected one and the one that the state was written in.
    ///
    /// Asked once a process. What has no record of its organization (an import, a state written by another tool) passes.
    async fn organization(&self, work: &Work<'_>, outputs: Option<&Object>) -> Result<String> {
        let organization =
            self.client.organization(&work.scope).await.map_err(|error| self.unusable(work, &error))?;
        let recorded = outputs.and_then(meta::organization);
        for (wanted, who) in [
            (self.expected.as_deref(), "the provider's configuration expects"),
            (recorded.as_deref(), "the state says that it belongs to"),
        ] {
            if let Some(wanted) = wanted.filter(|wanted| *wanted != organization.id) {
                return Err(Error::new(
                    Code::FailedPrecondition,
                    format!(
                        "{}: {who} organization {wanted}, but these credentials belong to organization {} (\"{}\"). \
                         Nothing was read or changed. Use the credentials of organization {wanted}.",
                        work.object(),
                        organization.id,
                        organization.name
                    ),
                ));
            }
        }
        Ok(organization.id)
    }

    /// An organization that cannot be used fails every resource in the same way: one tells why, the others point to it.
    fn unusable(&self, work: &Work<'_>, error: &genesys_api::Error) -> Error {
        let reason = Failure { doing: "use Genesys Cloud for", object: &work.object(), error }.into_error();
        let cause = error.to_string();
        let told = self.told.lock().is_ok_and(|mut told| !told.insert(cause));
        let message = if told {
            format!(
                "{} was not touched: Genesys Cloud cannot be used, as the error of another resource says",
                work.object()
            )
        } else {
            reason.message
        };
        Error { message, ..reason }
    }

    /// The outputs that a program and the state see.
    fn outputs(&self, ty: &ResourceType, answer: &Json, organization: &str, like: &[&Object]) -> Object {
        let mut outputs = crate::mapping::decode(ty.inputs(), answer);
        if let Some(shape) = ty.outputs() {
            outputs.extend(crate::mapping::decode(shape, answer));
        }
        for field in ty.inputs().fields.iter().filter(|field| field.field.write_only) {
            if let Some(value) = like.iter().find_map(|inputs| property(inputs, field.field.name)) {
                outputs.insert(field.field.name.to_owned(), value.clone());
            }
        }
        like.iter().rev().for_each(|like| keep_order(ty.inputs(), &mut outputs, like));
        mark_secrets(ty.inputs(), &mut outputs, like);
        meta::write(&mut outputs, organization);
        outputs
    }
}

/// One operation on one object: what it is called in messages, who is told, and until when it may take.
struct Work<'a> {
    ty: &'a ResourceType,
    context: &'a Context,
    subject: &'a Subject,
    scope: Scope,
    name: String,
}

impl<'a> Work<'a> {
    fn new(
        platform: &Platform,
        ty: &'a ResourceType,
        context: &'a Context,
        subject: &'a Subject,
        name: String,
        timeout: Option<Duration>,
    ) -> Work<'a> {
        let deadline = platform.client.clock().now() + timeout.unwrap_or(DEFAULT_TIMEOUT);
        let scope = Scope::default()
            .cancel(context.cancellation().clone())
            .deadline(deadline)
            .progress(Arc::new(Status::new(context.clone())));
        Work { ty, context, subject, scope, name }
    }

    /// The object in words: `queue "Support"`.
    fn object(&self) -> String {
        format!("{} \"{}\"", self.ty.noun(), self.name)
    }

    /// The call of one object's path.
    fn item(&self, request: fn(&'static str) -> Request, id: &str) -> Request {
        request(self.ty.table.api.item).param(self.ty.id_parameter(), id).scope(&self.scope)
    }

    /// The request with every secret of the inputs named, so that none is repeated in an error or a trace.
    fn with_secrets(&self, request: Request, inputs: &Object) -> Request {
        let mut secrets = Vec::new();
        inputs.values().for_each(|value| collect_secrets(value, false, &mut secrets));
        secrets.into_iter().fold(request, |request, secret| request.secret(secret))
    }

    fn fail(&self, doing: &str, error: genesys_api::Error) -> Error {
        Failure { doing, object: &self.object(), error: &error }.into_error()
    }
}

fn collect_secrets(value: &Value, within: bool, secrets: &mut Vec<String>) {
    let within = within || value.is_secret();
    match value.plain() {
        Value::String(text) if within && !text.is_empty() => secrets.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| collect_secrets(item, within, secrets)),
        Value::Object(members) => {
            members.values().for_each(|member| collect_secrets(member, within, secrets))
        }
        _ => {}
    }
}

/// The name of an object in messages: its natural key where it has one, else its id.
fn display_name(ty: &ResourceType, inputs: &Object, id: &str) -> String {
    let key = ty.table.lookup.first().and_then(|name| property(inputs, name)).and_then(Value::as_str);
    key.filter(|key| !key.is_empty()).unwrap_or(id).to_owned()
}

/// Whether the inputs choose an object that exists already, and where it is.
fn stands_for(ty: &ResourceType, inputs: &Object) -> Option<&'static str> {
    let chosen = |input: &str| property(inputs, input).and_then(Value::as_bool) == Some(true);
    ty.table.api.stands_for.iter().find(|(input, _)| chosen(input)).map(|(_, path)| *path)
}

/// The collections of ids below an object: the field and the path template.
fn collections(ty: &ResourceType) -> impl Iterator<Item = (&FieldShape, &'static str)> {
    ty.inputs().fields.iter().filter_map(|field| match field.field.write {
        Write::Collection(path) => Some((field, path)),
        _ => None,
    })
}

/// Checks the inputs of a resource.
pub fn check(ty: &ResourceType, request: CheckRequest) -> Checked {
    // An object that is there already has a name of its own, and while it is not known whether it is, none is made up.
    let chooses = |(input, _): &(&str, &str)| {
        property(&request.news, input).is_some_and(|value| value.as_bool() != Some(false))
    };
    let created = !ty.table.api.stands_for.iter().any(chooses);
    check_inputs(ty.inputs(), ty.table.advice, request, created, ty.check)
}

/// Compares new inputs with old ones.
pub fn diff(ty: &ResourceType, request: &DiffRequest) -> Difference {
    let mut difference = difference(ty.inputs(), &request.old_inputs, &request.news);
    for field in meta::pending(&request.old_outputs) {
        // What an earlier run has left undone is done by the next, though the inputs are the same.
        let change = pulumi_provider::provider::Change {
            kind: pulumi_provider::provider::ChangeKind::Update,
            replace: false,
        };
        if property(&request.news, &field).is_some() {
            difference.changes.entry(field.as_str().into()).or_insert(change);
        }
    }
    difference
}
