//! What a provider does, without the protocol around it.
//!
//! `server` decodes each request once into these types and encodes the answers; a method that a provider leaves out answers
//! "unimplemented", which the engine tolerates where the protocol says so.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::path::Path;
use crate::value::{Object, Value};

/// A Pulumi resource provider.
#[async_trait]
pub trait Provider: Send + Sync + 'static {
    /// Its name and version, which must equal those of its schema and SDKs.
    fn plugin(&self) -> Plugin;

    /// The package schema as JSON: finished, cheap and the same on every call.
    fn schema(&self) -> Result<String>;

    /// Checks the provider's own configuration. Pure: what the environment provides is not copied into the result.
    async fn check_config(&self, _context: &Context, request: CheckRequest) -> Result<Checked> {
        Ok(Checked { inputs: request.news, failures: Vec::new() })
    }

    /// Compares two configurations. A replacement here replaces every resource of the provider.
    async fn diff_config(&self, context: &Context, request: DiffRequest) -> Result<Difference>;

    /// Takes the configuration, resolved from values, environment and defaults. No network.
    async fn configure(&self, context: &Context, configuration: Object) -> Result<()>;

    /// Checks and completes the inputs of a resource. Pure and without network: it runs for every resource on every preview.
    async fn check(&self, context: &Context, request: CheckRequest) -> Result<Checked>;

    /// Compares new inputs with old ones.
    async fn diff(&self, context: &Context, request: DiffRequest) -> Result<Difference>;

    /// Creates a resource, or says what creating it would give.
    async fn create(&self, context: &Context, request: CreateRequest) -> Result<Created>;

    /// Reads a resource; `None` when it definitely does not exist.
    async fn read(&self, context: &Context, request: ReadRequest) -> Result<Option<Reading>>;

    /// Updates a resource, or says what updating it would give. Safe to call with no difference at all.
    async fn update(&self, context: &Context, request: UpdateRequest) -> Result<Object>;

    /// Deletes a resource. One that is gone already is a success.
    async fn delete(&self, context: &Context, request: DeleteRequest) -> Result<()>;

    /// Calls a function.
    async fn invoke(&self, context: &Context, request: InvokeRequest) -> Result<Invoked>;

    /// Lists resources of a type, a page at a time.
    async fn list(&self, _context: &Context, request: ListRequest) -> Result<Listing> {
        Err(Error::unimplemented(format!("{} cannot be listed", request.r#type)))
    }

    /// The keys for which `mapping` has something to say about other ecosystems' providers.
    fn mappings(&self, _key: &str) -> Vec<String> {
        Vec::new()
    }

    /// How another ecosystem's provider maps to this one; `None` when there is nothing to say.
    fn mapping(&self, _key: &str, _provider: &str) -> Result<Option<Mapping>> {
        Ok(None)
    }
}

/// Name and version of a plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plugin {
    /// Name of the package.
    pub name: &'static str,
    /// Semantic version, without a leading `v`.
    pub version: &'static str,
}

/// Which resource a request is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// URN in the stack; it names the resource in messages to the engine.
    pub urn: String,
    /// Type token, such as `genesyscloud:routing:Queue`.
    pub r#type: String,
    /// Logical name in the program.
    pub name: String,
}

/// Inputs to check.
#[derive(Debug, Clone, Default)]
pub struct CheckRequest {
    /// The resource, or the provider.
    pub subject: Subject,
    /// Last checked inputs; empty for what is about to be created.
    pub olds: Object,
    /// New inputs, as the program gave them.
    pub news: Object,
    /// 32 random bytes that are the same for the same resource of the same update; may be empty.
    pub random_seed: Vec<u8>,
    /// The engine's proposal for a name that the program did not give.
    pub autonaming: Option<Autonaming>,
}

/// What the engine says about a name that the program did not give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Autonaming {
    /// A proposal that may be adapted.
    Propose(String),
    /// This name exactly, or a failure.
    Enforce(String),
    /// No generated names: the program must give one.
    Disable,
}

/// Checked inputs, and what is wrong with them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Checked {
    /// The inputs, completed; in the user's own spelling.
    pub inputs: Object,
    /// Everything that is wrong, all at once.
    pub failures: Vec<CheckFailure>,
}

/// One thing that is wrong with a property.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CheckFailure {
    /// Path of the property; the root for the resource as a whole.
    pub path: Path,
    /// What is wrong and what to do, without the path.
    pub reason: String,
}

/// Old and new properties to compare.
#[derive(Debug, Clone, Default)]
pub struct DiffRequest {
    /// The resource, or the provider.
    pub subject: Subject,
    /// Its id.
    pub id: String,
    /// Old inputs.
    pub old_inputs: Object,
    /// Old outputs.
    pub old_outputs: Object,
    /// New checked inputs. May hold unknown values.
    pub news: Object,
    /// Paths to leave out. The engine has applied them to `news` already.
    pub ignore_changes: Vec<Path>,
}

/// The difference between old and new inputs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// What changed; empty when nothing did.
    pub changes: BTreeMap<Path, Change>,
    /// If the resource is replaced, by one of the changes or because the user asks for it: whether the old one must go before the
    /// new one comes.
    pub delete_before_replace: bool,
}

/// How one property changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// What happened to it.
    pub kind: ChangeKind,
    /// Whether it can only be changed by a replacement.
    pub replace: bool,
}

/// What happened to a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Add,
    /// It is gone.
    Delete,
    /// It has another value.
    Update,
}

/// What to create.
#[derive(Debug, Clone, Default)]
pub struct CreateRequest {
    /// The resource.
    pub subject: Subject,
    /// Checked inputs.
    pub inputs: Object,
    /// Whether this is a preview: nothing may be called or changed.
    pub preview: bool,
    /// The user's timeout, if there is one.
    pub timeout: Option<Duration>,
}

/// A resource that was created.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Created {
    /// Its id; not looked at in a preview.
    pub id: String,
    /// Its outputs. In a preview: what is surely known.
    pub outputs: Object,
}

/// What to read.
#[derive(Debug, Clone, Default)]
pub struct ReadRequest {
    /// The resource.
    pub subject: Subject,
    /// Its id, or what the user gave in its place to import it.
    pub id: String,
    /// Old inputs; `None` or empty for an import.
    pub inputs: Option<Object>,
    /// Old outputs; `None` or empty for an import.
    pub outputs: Option<Object>,
    /// The user's timeout, if there is one.
    pub timeout: Option<Duration>,
}

impl ReadRequest {
    /// Whether there is no former state: the resource is being imported.
    pub fn is_import(&self) -> bool {
        let empty = |object: &Option<Object>| object.as_ref().is_none_or(Object::is_empty);
        empty(&self.inputs) && empty(&self.outputs)
    }
}

/// A resource that was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Its id, which becomes the stored one.
    pub id: String,
    /// Its inputs as they are now.
    pub inputs: Object,
    /// Its outputs as they are now.
    pub outputs: Object,
}

/// What to update.
#[derive(Debug, Clone, Default)]
pub struct UpdateRequest {
    /// The resource.
    pub subject: Subject,
    /// Its id.
    pub id: String,
    /// Old inputs.
    pub old_inputs: Object,
    /// Old outputs.
    pub old_outputs: Object,
    /// New checked inputs.
    pub news: Object,
    /// Paths to leave out. The engine has applied them to `news` already.
    pub ignore_changes: Vec<Path>,
    /// Whether this is a preview: nothing may be called or changed.
    pub preview: bool,
    /// The user's timeout, if there is one.
    pub timeout: Option<Duration>,
}

/// What to delete.
#[derive(Debug, Clone, Default)]
pub struct DeleteRequest {
    /// The resource.
    pub subject: Subject,
    /// Its id.
    pub id: String,
    /// Old inputs.
    pub old_inputs: Object,
    /// Old outputs.
    pub old_outputs: Object,
    /// The user's timeout, if there is one.
    pub timeout: Option<Duration>,
}

/// A call of a function.
#[derive(Debug, Clone, Default)]
pub struct InvokeRequest {
    /// Token of the function.
    pub token: String,
    /// Its arguments; never unknown.
    pub arguments: Object,
    /// Whether this is part of a preview.
    pub preview: bool,
}

/// What a function answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Invoked {
    /// Its result.
    Result(Object),
    /// What is wrong with its arguments.
    Failures(Vec<CheckFailure>),
}

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct ListRequest {
    /// Type token of the resources.
    pub r#type: String,
    /// The query; has no unknown values.
    pub query: Object,
    /// The most that are wanted.
    pub limit: Option<usize>,
    /// Where to go on; empty for the first page.
    pub continuation: String,
}

/// One page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The resources.
    pub items: Vec<ListedResource>,
    /// Where to go on; `None` at the end.
    pub continuation: Option<String>,
}

/// One resource of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedResource {
    /// An id that `read` can import.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// How another ecosystem's provider maps to this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The other provider's name.
    pub provider: String,
    /// The mapping, in the format that belongs to the key.
    pub data: Vec<u8>,
}

/// The value at the name, unless it is absent or null.
pub fn property<'a>(object: &'a Object, name: &str) -> Option<&'a Value> {
    object.get(name).filter(|value| !value.is_null())
}
