//! Talks to a provider as the engine does, without an engine: for the tests of those who write providers.
//!
//! Every call goes through the real service, so that what a test sees has been on the wire in both directions:
//!
//! ```
//! # async fn example(provider: impl pulumi_provider::provider::Provider) -> pulumi_provider::error::Result<()> {
//! use pulumi_provider::testing::Harness;
//! use pulumi_provider::value::{Object, Value};
//!
//! let harness = Harness::configured(provider, Object::new()).await?;
//! let pet = harness.resource("zoo:index:Pet", "rex");
//! let inputs = pet.check(Object::from([("kind".into(), "dog".into())])).await?.inputs;
//! let created = pet.create(inputs).await?;
//! assert_eq!(created.outputs["kind"], Value::from("dog"));
//! # Ok(())
//! # }
//! ```

use futures::TryStreamExt as _;
use prost_types::Struct;
use tonic::Response;

use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::proto::pulumirpc;
use crate::proto::pulumirpc::check_request::AutonamingOptions;
use crate::proto::pulumirpc::check_request::autonaming_options::Mode;
use crate::proto::pulumirpc::diff_response::DiffChanges;
use crate::proto::pulumirpc::list_response;
use crate::proto::pulumirpc::property_diff::Kind;
use crate::proto::pulumirpc::resource_provider_client::ResourceProviderClient;
use crate::proto::pulumirpc::resource_provider_server::ResourceProviderServer;
use crate::provider::{
    Autonaming, Change, ChangeKind, CheckFailure, CheckRequest, Checked, CreateRequest, Created,
    DeleteRequest, DiffRequest, Difference, InvokeRequest, Invoked, ListRequest, ListedResource, Listing,
    Mapping, Provider, ReadRequest, Reading, Subject, UpdateRequest,
};
use crate::server::{MESSAGE_LIMIT, Server};
use crate::value::Object;
use crate::{status, wire};

/// A client of the service itself: what is sent is encoded and decoded, but no socket is involved.
pub type Client = ResourceProviderClient<ResourceProviderServer<Server>>;

/// A provider that is being served to a test.
#[derive(Clone)]
pub struct Harness {
    client: Client,
    engine: Engine,
}

/// A message that the provider has sent to the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// How serious it is.
    pub severity: Severity,
    /// URN of the resource it is about; empty for the stack.
    pub urn: String,
    /// What it says.
    pub text: String,
}

/// How serious a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Seen with `--debug` only.
    Debug,
    /// Seen while the operation runs.
    Progress,
    /// Stays.
    Note,
    /// Stays, and stands out.
    Warning,
}

impl Harness {
    /// Serves a provider that is not configured yet.
    pub fn new(provider: impl Provider) -> Harness {
        let server = Server::new(provider);
        let engine = Engine::recorded();
        server.report_to(engine.clone());
        let client = ResourceProviderClient::new(server.service())
            .max_decoding_message_size(MESSAGE_LIMIT)
            .max_encoding_message_size(MESSAGE_LIMIT);
        Harness { client, engine }
    }

    /// Serves a provider and configures it as the engine does: handshake, check, configure.
    pub async fn configured(provider: impl Provider, configuration: Object) -> Result<Harness> {
        let harness = Harness::new(provider);
        harness.handshake().await?;
        let checked =
            harness.check_config(CheckRequest { news: configuration, ..CheckRequest::default() }).await?;
        if let Some(failure) = checked.failures.first() {
            return Err(Error::invalid(format!("{}: {}", failure.path, failure.reason)));
        }
        harness.configure(checked.inputs).await?;
        Ok(harness)
    }

    /// The client itself, for what is not decoded here.
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// What the provider has told the engine since this was called last.
    pub fn messages(&self) -> Vec<Message> {
        let told = self.engine.take_record().into_iter().map(|message| {
            let severity = match message.severity() {
                pulumirpc::LogSeverity::Debug => Severity::Debug,
                pulumirpc::LogSeverity::Info if message.ephemeral => Severity::Progress,
                pulumirpc::LogSeverity::Info => Severity::Note,
                pulumirpc::LogSeverity::Warning | pulumirpc::LogSeverity::Error => Severity::Warning,
            };
            Message { severity, urn: message.urn, text: message.message }
        });
        told.collect()
    }

    /// One resource in a stack of its own.
    pub fn resource(&self, r#type: &str, name: &str) -> Resource {
        Resource { harness: self.clone(), subject: subject(r#type, name) }
    }

    /// Says hello.
    pub async fn handshake(&self) -> Result<()> {
        answer(self.client().handshake(pulumirpc::ProviderHandshakeRequest::default()).await).map(drop)
    }

    /// The package schema.
    pub async fn schema(&self) -> Result<String> {
        Ok(answer(self.client().get_schema(pulumirpc::GetSchemaRequest::default()).await)?.schema)
    }

    /// Checks the provider's configuration.
    pub async fn check_config(&self, request: CheckRequest) -> Result<Checked> {
        checked(answer(self.client().check_config(check_request(request)).await)?)
    }

    /// Compares two configurations.
    pub async fn diff_config(&self, request: DiffRequest) -> Result<Difference> {
        difference(answer(self.client().diff_config(diff_request(request)).await)?)
    }

    /// Configures the provider.
    pub async fn configure(&self, configuration: Object) -> Result<()> {
        let request = pulumirpc::ConfigureRequest {
            args: encode(configuration),
            accept_secrets: true,
            accept_resources: true,
            sends_old_inputs: true,
            sends_old_inputs_to_delete: true,
            ..pulumirpc::ConfigureRequest::default()
        };
        answer(self.client().configure(request).await).map(drop)
    }

    /// Checks the inputs of a resource.
    pub async fn check(&self, request: CheckRequest) -> Result<Checked> {
        checked(answer(self.client().check(check_request(request)).await)?)
    }

    /// Compares the inputs of a resource.
    pub async fn diff(&self, request: DiffRequest) -> Result<Difference> {
        difference(answer(self.client().diff(diff_request(request)).await)?)
    }

    /// Creates a resource, or previews that.
    pub async fn create(&self, request: CreateRequest) -> Result<Created> {
        let CreateRequest { subject, inputs, preview, timeout } = request;
        let request = pulumirpc::CreateRequest {
            urn: subject.urn,
            r#type: subject.r#type,
            name: subject.name,
            properties: encode(inputs),
            preview,
            timeout: timeout.unwrap_or_default().as_secs_f64(),
            ..pulumirpc::CreateRequest::default()
        };
        let created = answer(self.client().create(request).await)?;
        Ok(Created { id: created.id, outputs: decode(created.properties)? })
    }

    /// Reads a resource.
    pub async fn read(&self, request: ReadRequest) -> Result<Option<Reading>> {
        let ReadRequest { subject, id, inputs, outputs, timeout } = request;
        let request = pulumirpc::ReadRequest {
            id,
            urn: subject.urn,
            r#type: subject.r#type,
            name: subject.name,
            inputs: inputs.and_then(encode),
            properties: outputs.and_then(encode),
            timeout: timeout.unwrap_or_default().as_secs_f64(),
            ..pulumirpc::ReadRequest::default()
        };
        let read = answer(self.client().read(request).await)?;
        match (read.id.as_str(), read.inputs, read.properties) {
            ("", None, None) => Ok(None),
            ("", ..) => Err(Error::internal("a resource that does not exist has properties")),
            (_, Some(inputs), Some(outputs)) => Ok(Some(Reading {
                id: read.id,
                inputs: wire::decode(inputs)?,
                outputs: wire::decode(outputs)?,
            })),
            _ => Err(Error::internal("a resource that exists has no inputs or no properties")),
        }
    }

    /// Updates a resource, or previews that.
    pub async fn update(&self, request: UpdateRequest) -> Result<Object> {
        let UpdateRequest { subject, id, old_inputs, old_outputs, news, ignore_changes, preview, timeout } =
            request;
        let request = pulumirpc::UpdateRequest {
            id,
            urn: subject.urn,
            r#type: subject.r#type,
            name: subject.name,
            olds: encode(old_outputs),
            old_inputs: encode(old_inputs),
            news: encode(news),
            ignore_changes: ignore_changes.iter().map(ToString::to_string).collect(),
            preview,
            timeout: timeout.unwrap_or_default().as_secs_f64(),
            ..pulumirpc::UpdateRequest::default()
        };
        decode(answer(self.client().update(request).await)?.properties)
    }

    /// Deletes a resource.
    pub async fn delete(&self, request: DeleteRequest) -> Result<()> {
        let DeleteRequest { subject, id, old_inputs, old_outputs, timeout } = request;
        let request = pulumirpc::DeleteRequest {
            id,
            urn: subject.urn,
            r#type: subject.r#type,
            name: subject.name,
            properties: encode(old_outputs),
            old_inputs: encode(old_inputs),
            timeout: timeout.unwrap_or_default().as_secs_f64(),
            ..pulumirpc::DeleteRequest::default()
        };
        answer(self.client().delete(request).await)
    }

    /// Calls a function.
    pub async fn invoke(&self, request: InvokeRequest) -> Result<Invoked> {
        let InvokeRequest { token, arguments, preview } = request;
        let request = pulumirpc::InvokeRequest { tok: token, args: encode(arguments), preview };
        let response = answer(self.client().invoke(request).await)?;
        if response.failures.is_empty() {
            Ok(Invoked::Result(decode(response.r#return)?))
        } else {
            Ok(Invoked::Failures(failures(response.failures)?))
        }
    }

    /// Lists one page of resources; `None` when the query has unknown values.
    pub async fn list(&self, request: ListRequest) -> Result<Option<Listing>> {
        let ListRequest { r#type, query, limit, continuation } = request;
        let request = pulumirpc::ListRequest {
            token: r#type,
            query: encode(query),
            limit: limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or_default(),
            continuation_token: continuation,
            ..pulumirpc::ListRequest::default()
        };
        let stream = answer(self.client().list(request).await)?;
        let responses: Vec<_> = stream.try_collect().await.map_err(|status| status::decode(&status))?;
        let mut listing = Listing::default();
        for response in responses.into_iter().filter_map(|response| response.response) {
            match response {
                list_response::Response::Computed(_) => return Ok(None),
                list_response::Response::Result(result) => {
                    listing.items.push(ListedResource { id: result.id, name: result.name });
                }
                list_response::Response::Continuation(rest) => {
                    listing.continuation = Some(rest.continuation_token)
                }
            }
        }
        Ok(Some(listing))
    }

    /// The providers of other ecosystems that this one maps.
    pub async fn mappings(&self, key: &str) -> Result<Vec<String>> {
        let request = pulumirpc::GetMappingsRequest { key: key.to_owned() };
        Ok(answer(self.client().get_mappings(request).await)?.providers)
    }

    /// How another ecosystem's provider maps to this one.
    pub async fn mapping(&self, key: &str, provider: &str) -> Result<Option<Mapping>> {
        let request = pulumirpc::GetMappingRequest { key: key.to_owned(), provider: provider.to_owned() };
        let pulumirpc::GetMappingResponse { provider, data } =
            answer(self.client().get_mapping(request).await)?;
        Ok(Some(Mapping { provider, data }).filter(|mapping| !mapping.provider.is_empty()))
    }

    /// Asks everything that runs to stop.
    pub async fn cancel(&self) -> Result<()> {
        answer(self.client().cancel(()).await)
    }
}

/// One resource, with the calls that the engine makes for it.
#[derive(Clone)]
pub struct Resource {
    harness: Harness,
    subject: Subject,
}

impl Resource {
    /// Which resource it is.
    pub fn subject(&self) -> Subject {
        self.subject.clone()
    }

    /// Checks the inputs of a new resource.
    pub async fn check(&self, news: Object) -> Result<Checked> {
        self.recheck(Object::new(), news).await
    }

    /// Checks the inputs of a resource that has been checked before.
    pub async fn recheck(&self, olds: Object, news: Object) -> Result<Checked> {
        let random_seed = vec![7; 32];
        let request = CheckRequest { subject: self.subject(), olds, news, random_seed, autonaming: None };
        self.harness.check(request).await
    }

    /// Compares new inputs with old ones.
    pub async fn diff(
        &self,
        id: &str,
        old_inputs: Object,
        old_outputs: Object,
        news: Object,
    ) -> Result<Difference> {
        let subject = self.subject();
        let ignore_changes = Vec::new();
        self.harness
            .diff(DiffRequest { subject, id: id.to_owned(), old_inputs, old_outputs, news, ignore_changes })
            .await
    }

    /// What creating it would give.
    pub async fn preview_create(&self, inputs: Object) -> Result<Object> {
        let request = CreateRequest { subject: self.subject(), inputs, preview: true, timeout: None };
        Ok(self.harness.create(request).await?.outputs)
    }

    /// Creates it.
    pub async fn create(&self, inputs: Object) -> Result<Created> {
        self.harness
            .create(CreateRequest { subject: self.subject(), inputs, preview: false, timeout: None })
            .await
    }

    /// Imports it.
    pub async fn import(&self, id: &str) -> Result<Option<Reading>> {
        let request = ReadRequest { subject: self.subject(), id: id.to_owned(), ..ReadRequest::default() };
        self.harness.read(request).await
    }

    /// Refreshes it.
    pub async fn refresh(&self, id: &str, inputs: Object, outputs: Object) -> Result<Option<Reading>> {
        let request = ReadRequest {
            subject: self.subject(),
            id: id.to_owned(),
            inputs: Some(inputs),
            outputs: Some(outputs),
            timeout: None,
        };
        self.harness.read(request).await
    }

    /// What updating it would give.
    pub async fn preview_update(
        &self,
        id: &str,
        old_inputs: Object,
        old_outputs: Object,
        news: Object,
    ) -> Result<Object> {
        self.update_request(id, old_inputs, old_outputs, news, true).await
    }

    /// Updates it.
    pub async fn update(
        &self,
        id: &str,
        old_inputs: Object,
        old_outputs: Object,
        news: Object,
    ) -> Result<Object> {
        self.update_request(id, old_inputs, old_outputs, news, false).await
    }

    async fn update_request(
        &self,
        id: &str,
        old_inputs: Object,
        old_outputs: Object,
        news: Object,
        preview: bool,
    ) -> Result<Object> {
        let request = UpdateRequest {
            subject: self.subject(),
            id: id.to_owned(),
            old_inputs,
            old_outputs,
            news,
            preview,
            ..UpdateRequest::default()
        };
        self.harness.update(request).await
    }

    /// Deletes it.
    pub async fn delete(&self, id: &str, old_inputs: Object, old_outputs: Object) -> Result<()> {
        let subject = self.subject();
        self.harness
            .delete(DeleteRequest { subject, id: id.to_owned(), old_inputs, old_outputs, timeout: None })
            .await
    }
}

/// A resource in the stack `test` of the project `test`.
pub fn subject(r#type: &str, name: &str) -> Subject {
    let urn = format!("urn:pulumi:test::test::{type}::{name}");
    Subject { urn, r#type: r#type.to_owned(), name: name.to_owned() }
}

fn answer<T>(response: Result<Response<T>, tonic::Status>) -> Result<T> {
    response.map(Response::into_inner).map_err(|status| status::decode(&status))
}

fn check_request(request: CheckRequest) -> pulumirpc::CheckRequest {
    let CheckRequest { subject, olds, news, random_seed, autonaming } = request;
    let autonaming = autonaming.map(|autonaming| {
        let (mode, proposed_name) = match autonaming {
            Autonaming::Propose(name) => (Mode::Propose, name),
            Autonaming::Enforce(name) => (Mode::Enforce, name),
            Autonaming::Disable => (Mode::Disable, String::new()),
        };
        AutonamingOptions { proposed_name, mode: mode.into() }
    });
    pulumirpc::CheckRequest {
        urn: subject.urn,
        olds: encode(olds),
        news: encode(news),
        random_seed,
        name: subject.name,
        r#type: subject.r#type,
        autonaming,
    }
}

fn diff_request(request: DiffRequest) -> pulumirpc::DiffRequest {
    let DiffRequest { subject, id, old_inputs, old_outputs, news, ignore_changes } = request;
    pulumirpc::DiffRequest {
        id,
        urn: subject.urn,
        olds: encode(old_outputs),
        news: encode(news),
        ignore_changes: ignore_changes.iter().map(ToString::to_string).collect(),
        old_inputs: encode(old_inputs),
        name: subject.name,
        r#type: subject.r#type,
    }
}

fn checked(response: pulumirpc::CheckResponse) -> Result<Checked> {
    Ok(Checked { inputs: decode(response.inputs)?, failures: failures(response.failures)? })
}

fn failures(failures: Vec<pulumirpc::CheckFailure>) -> Result<Vec<CheckFailure>> {
    let failures = failures.into_iter().map(|failure| {
        let path = failure.property.parse().map_err(|error| Error::internal(format!("{error}")))?;
        Ok(CheckFailure { path, reason: failure.reason })
    });
    failures.collect()
}

fn difference(response: pulumirpc::DiffResponse) -> Result<Difference> {
    if (response.changes() == DiffChanges::DiffSome) == response.detailed_diff.is_empty() {
        return Err(Error::internal("a diff that contradicts itself"));
    }
    let changes = response.detailed_diff.iter().map(|(path, change)| {
        let (kind, replace) = match change.kind() {
            Kind::Add => (ChangeKind::Add, false),
            Kind::AddReplace => (ChangeKind::Add, true),
            Kind::Delete => (ChangeKind::Delete, false),
            Kind::DeleteReplace => (ChangeKind::Delete, true),
            Kind::Update => (ChangeKind::Update, false),
            Kind::UpdateReplace => (ChangeKind::Update, true),
        };
        let path = path.parse().map_err(|error| Error::internal(format!("{error}")))?;
        Ok((path, Change { kind, replace }))
    });
    Ok(Difference {
        changes: changes.collect::<Result<_>>()?,
        delete_before_replace: response.delete_before_replace,
    })
}

fn encode(object: Object) -> Option<Struct> {
    Some(wire::encode(object))
}

fn decode(properties: Option<Struct>) -> Result<Object> {
    Ok(wire::decode(properties.unwrap_or_default())?)
}
