//! Create, read, update, delete, look up, list: for every type the same.
//!
//! Only what the program names is managed, and nothing is done that the preview did not show. Each operation starts from the
//! difference of inputs, never from what the platform has computed.

mod address;
mod apply;
mod asked;
mod assign;
mod batch;
mod bulk;
mod catalogue;
mod claim;
mod content;
mod create;
mod delete;
mod document;
mod draft;
mod existing;
mod failure;
mod find;
mod follow;
mod guard;
mod held;
mod locks;
mod made;
mod members;
mod meta;
mod patience;
mod progress;
mod publication;
mod read;
mod recent;
mod transfer;
mod update;
mod upload;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use genesys_api::{Client, Paging, Request, Scope};
use pulumi_provider::context::Context;
use pulumi_provider::declaration::{
    Collection, Draft, FieldShape, Known, Pages, Write, check_inputs, complete, difference, keep_order,
    lacks_ambient, mark_secrets,
};
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::path::Path;
use pulumi_provider::provider::{
    CheckFailure, CheckRequest, Checked, DiffRequest, Difference, Subject, property,
};
use pulumi_provider::value::{Object, Value};
use serde_json::Value as Json;
use tokio::sync::OnceCell;

use crate::api_object;
use crate::hooks::Sent;
use crate::mapping::decode;
use crate::registry::ResourceType;

pub(crate) use address::parameters;
pub use create::preview_create;
pub use find::{Criteria, Found};
pub use update::preview_update;

use address::Address;
use asked::Asked;
use batch::Lists;
use bulk::Bulk;
use existing::Existing;
use failure::Failure;
use locks::Locks;
use members::Changes;
use progress::Status;
use recent::Recent;

/// The control input that allows to remove most of a collection at once.
const ALLOW_MASS_REMOVAL: &str = "allowMassRemoval";

/// How long an operation may take when the program does not say.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10 * 60);

/// The same where something is uploaded: the official client waits for sixteen minutes.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(20 * 60);

/// What the configuration says of operations.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// The only organization to touch.
    pub organization: Option<String>,
    /// Whether an import claims what others may own: members, skills of users, roles.
    pub import_relations: bool,
    /// Whether a create takes over an object that has its natural key already, unless the object says otherwise.
    pub adopt: bool,
}

/// An organization, as one configured provider sees it.
#[derive(Debug)]
pub struct Platform {
    client: Client,
    expected: Option<String>,
    import_relations: bool,
    adopt: bool,
    locks: Locks,
    lists: Lists,
    bulk: Arc<Bulk>,
    lookups: Mutex<HashMap<String, Object>>,
    last_delete: Mutex<Option<Instant>>,
    recent: Recent,
    told: Mutex<HashSet<String>>,
    uploaded: upload::Uploaded,
    ambient: Asked<String>,
    catalogues: Asked<Arc<Vec<Json>>>,
    own: OnceCell<Option<String>>,
    subjects: OnceCell<Vec<String>>,
}

impl Platform {
    /// The organization that this client reaches.
    pub fn new(client: Client, policy: Policy) -> Platform {
        Platform {
            client,
            expected: policy.organization,
            import_relations: policy.import_relations,
            adopt: policy.adopt,
            locks: Locks::default(),
            lists: Lists::default(),
            bulk: Arc::default(),
            lookups: Mutex::default(),
            last_delete: Mutex::default(),
            recent: Recent::default(),
            told: Mutex::default(),
            uploaded: Mutex::default(),
            ambient: Asked::default(),
            catalogues: Asked::default(),
            own: OnceCell::default(),
            subjects: OnceCell::default(),
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

    /// What these inputs mean where they name nothing, if they leave anything to that; an import may have to. Asked once a process.
    async fn ambient(&self, work: &Work<'_>, inputs: &[&Object], import: bool) -> Result<Option<String>> {
        let Some(path) = work.ty.table.api.ambient else { return Ok(None) };
        if !import && !inputs.iter().any(|inputs| lacks_ambient(work.ty.inputs(), inputs)) {
            return Ok(None);
        }
        let ask = || async {
            let answer = self.client.call(Request::get(path).scope(&work.scope)).await;
            let answer =
                answer.map_err(|error| work.fail("find what is meant where nothing is named, for", error))?;
            let id = answer.body["id"].as_str().filter(|id| !id.is_empty());
            id.map(str::to_owned).ok_or_else(|| document::unlike(work))
        };
        self.ambient.get(path, ask).await.map(Some)
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

    /// The same, but for what every operation fails with since the credentials are refused: one tells it, the others point to that one.
    fn once<T>(&self, done: Result<T>) -> Result<T> {
        let Err(error) = &done else { return done };
        let Some(cause) = self.client.denied().map(|denied| failure::cause(&denied)) else { return done };
        let told = |cause: &String| self.told.lock().is_ok_and(|mut told| !told.insert(cause.clone()));
        if !(error.message.contains(&cause) && told(&cause)) {
            return done;
        }
        let other =
            "Genesys Cloud does not accept the credentials any more, as the error of another resource says.";
        let message = error.message.replace(&cause, other);
        done.map_err(|error| Error { message, ..error })
    }

    /// The outputs that a program and the state see, as far as the object itself tells them.
    fn outputs(
        &self,
        ty: &ResourceType,
        address: &Address,
        answer: &Json,
        organization: &str,
        like: &[&Object],
    ) -> Object {
        let mut outputs = decode(ty.inputs(), answer, &|field| field.part.is_none());
        if let Some(shape) = ty.outputs() {
            outputs.extend(decode(shape, answer, &|_| true));
            for field in shape.fields.iter().filter(|field| field.field.once) {
                // Nobody tells it again.
                let name = field.field.name;
                if property(&outputs, name).is_none()
                    && let Some(told) = like.iter().find_map(|like| property(like, name))
                {
                    outputs.insert(name.to_owned(), told.clone());
                }
            }
            mark_secrets(shape, &mut outputs, &[]);
        }
        outputs.extend(address.properties(ty));
        for field in ty.inputs().fields.iter().filter(|field| field.field.write_only) {
            if let Some(value) = like.iter().find_map(|inputs| property(inputs, field.field.name)) {
                outputs.insert(field.field.name.to_owned(), value.clone());
            }
        }
        like.iter().rev().for_each(|like| keep_order(ty.inputs(), &mut outputs, like));
        mark_secrets(ty.inputs(), &mut outputs, like);
        meta::write(&mut outputs, organization);
        if let Some(upload) = ty.table.api.upload {
            // What somebody else has uploaded since is not ours. Where the answer does not tell, none is known.
            let recorded = like.iter().find_map(|like| meta::version(like));
            let recorded = recorded.or_else(|| upload::version(upload, answer));
            meta::set_version(&mut outputs, Some(recorded.unwrap_or_default()));
        }
        outputs
    }
}

impl ResourceType {
    /// An answer of the platform, as the declaration says it.
    fn received(&self, mut answer: Json) -> Json {
        if answer.is_object() {
            (self.receive)(&mut answer);
        }
        answer
    }

    /// A body, as the platform takes it.
    fn settled(&self, mut body: Json, address: &Address, inputs: &Object) -> Json {
        let sent = Sent {
            managed: &|name| property(inputs, name).is_some(),
            parameter: &|name| address.parameter(name),
            file_name: &|name| content::file_name(self.inputs(), inputs, name),
        };
        (self.settle)(&mut body, &sent);
        body
    }
}

/// One operation on one object: what it is called in messages, who is told, and until when it may take.
struct Work<'a> {
    ty: &'a ResourceType,
    context: &'a Context,
    subject: &'a Subject,
    scope: Scope,
    name: String,
    /// When it began.
    started: Instant,
    /// What is meant where nothing is named, if that was asked for.
    ambient: Option<String>,
    /// The draft that the object may still be.
    draft: Option<&'static Draft>,
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
        let started = platform.client.clock().now();
        let default = if ty.table.api.upload.is_some() { UPLOAD_TIMEOUT } else { DEFAULT_TIMEOUT };
        let deadline = started + timeout.unwrap_or(default);
        let scope = Scope::default()
            .cancel(context.cancellation().clone())
            .deadline(deadline)
            .progress(Arc::new(Status::new(context.clone())));
        Work { ty, context, subject, scope, name, started, ambient: None, draft: None }
    }

    /// What defaults mean, of the object with this id.
    fn known<'b>(&'b self, own: &'b str) -> Known<'b> {
        Known { own, ambient: self.ambient.as_deref() }
    }

    /// The inputs with everything named that they leave to what is there anyway.
    fn completed(&self, inputs: &Object) -> Object {
        complete(self.ty.inputs(), inputs, self.known(""))
    }

    /// The object in words: `queue "Support"`.
    fn object(&self) -> String {
        format!("{} \"{}\"", self.ty.noun(), self.name)
    }

    /// The request with every secret of the inputs named, so that none is repeated in an error or a trace.
    fn with_secrets(&self, request: Request, inputs: &Object) -> Request {
        let mut secrets = Vec::new();
        inputs.values().for_each(|value| collect_secrets(value, false, &mut secrets));
        secrets.into_iter().fold(request, |request, secret| request.secret(secret))
    }

    /// It was there, and is not any more.
    fn gone(&self) -> Error {
        let message = format!(
            "{} is gone: somebody deleted it. Run `pulumi refresh`, then `pulumi up`.",
            self.object()
        );
        Error::new(Code::NotFound, message)
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
    // A secret names nothing.
    let is_open = |name: &&str| !find::key_value(ty, inputs, name).is_some_and(Value::has_secrets);
    let key = find::criteria(ty, inputs).filter(|_| ty.table.lookup.iter().all(is_open));
    let key = key.map(|key| key.into_iter().take(ty.table.lookup.len()).collect::<Criteria>());
    let key = key.filter(|key| key.iter().all(|(_, part)| !part.is_empty()));
    key.map_or_else(|| id.to_owned(), |key| find::name_of(&key))
}

/// The collections below an object: the field, and how the API keeps it.
fn collections(ty: &ResourceType) -> impl Iterator<Item = (&FieldShape, &'static Collection)> {
    ty.inputs().fields.iter().filter_map(|field| match field.field.write {
        Write::Collection(collection) => Some((field, collection)),
        _ => None,
    })
}

/// How to ask for the pages of a list.
fn paging(pages: Pages, size: u32) -> Paging {
    match pages {
        Pages::Number => Paging::Number { size },
        Pages::Cursor => Paging::Cursor { size },
        Pages::One => Paging::None,
    }
}

/// The id, in the state, of the object that another tool calls by this id; `known` has what that tool says of its parents.
///
/// # Errors
/// If the id is not one of such an object.
pub fn id_of(ty: &ResourceType, id: &str, known: &Object) -> Result<String> {
    Ok(Address::of_id(ty, id, &[known])?.id(ty))
}

/// Checks the inputs of a resource.
pub fn check(ty: &ResourceType, request: &CheckRequest) -> Checked {
    if ty.is_made {
        return api_object::check(ty, request);
    }
    // An object that is there already has a name of its own, and while it is not known whether it is, none is made up.
    let chooses = |(input, _): &(&str, &str)| {
        property(&request.news, input).is_some_and(|value| value.as_bool() != Some(false))
    };
    let names = |(input, _): (&str, &str)| {
        property(&request.news, input).is_some_and(|value| value.as_str() != Some(""))
    };
    let created = !ty.table.api.stands_for.iter().any(chooses) && !ty.table.api.built_in.is_some_and(names);
    let allowed = request.news.get(ALLOW_MASS_REMOVAL).and_then(Value::as_bool);
    let mut checked = check_inputs(ty.inputs(), ty.advice(), request, created, ty.check);
    content::check(ty, &request.olds, &mut checked);
    for (field, collection) in collections(ty).filter(|_| allowed != Some(true)) {
        let named = |inputs| members::named(field, collection, inputs);
        let (Some(old), Some(new)) = (named(&request.olds), named(&checked.inputs)) else { continue };
        let removals = Changes::between(field, &old, &new).removals();
        if old.len() >= 10 && removals * 2 > old.len() && !new.iter().any(Value::has_unknowns) {
            checked.failures.push(CheckFailure {
                path: field.field.name.into(),
                reason: format!(
                    "would lose {removals} of {} elements at once; if that is meant, set {ALLOW_MASS_REMOVAL} to true",
                    old.len()
                ),
            });
        }
    }
    checked
}

/// Compares new inputs with old ones.
pub fn diff(ty: &ResourceType, request: &DiffRequest) -> Difference {
    if ty.is_made {
        return api_object::diff(ty, request);
    }
    let mut difference = difference(ty.inputs(), &request.old_inputs, &request.news);
    difference.delete_before_replace |= ty.table.deletes_first && !difference.changes.is_empty();
    // Somebody else's object is another one when it is found by another key.
    if Existing::chosen(ty, &request.news) == Some(Existing::Elsewhere) {
        for key in ty.table.lookup {
            if let Some(change) = difference.changes.get_mut(&Path::from(*key)) {
                change.replace = true;
            }
        }
    }
    // What is looked for before it is made would be found as long as the old one is there.
    let key = |inputs: &Object| find::criteria(ty, inputs);
    if ty.table.api.twins && !difference.changes.is_empty() && key(&request.old_inputs) == key(&request.news)
    {
        difference.delete_before_replace = true;
    }
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
