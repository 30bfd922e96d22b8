//! The protocol around a [`Provider`]: every request is decoded once, guarded, and answered in the shape the engine expects.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use prost_types::Struct;
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::{Request, Response, Status};

use crate::context::Context;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::path::Path;
use crate::proto::pulumirpc;
use crate::proto::pulumirpc::check_request::autonaming_options::Mode;
use crate::proto::pulumirpc::diff_response::DiffChanges;
use crate::proto::pulumirpc::list_response;
use crate::proto::pulumirpc::property_diff::Kind;
use crate::proto::pulumirpc::resource_provider_server::{ResourceProvider, ResourceProviderServer};
use crate::provider::{
    Autonaming, Change, ChangeKind, CheckFailure, CheckRequest, Checked, CreateRequest, DeleteRequest,
    DiffRequest, Difference, InvokeRequest, Invoked, ListRequest, Listing, Provider, ReadRequest, Subject,
    UpdateRequest,
};
use crate::value::{Object, Value};
use crate::{status, wire};

/// The engine's own limit. Schemas and states outgrow gRPC's usual 4 MiB.
pub const MESSAGE_LIMIT: usize = 400 << 20;

/// Serves one provider to the engine.
#[derive(Clone)]
pub struct Server {
    shared: Arc<Shared>,
}

struct Shared {
    provider: Arc<dyn Provider>,
    session: Mutex<Session>,
}

/// What lasts from one handshake to the next.
#[derive(Default)]
struct Session {
    engine: Engine,
    address: String,
    cancel: CancellationToken,
}

impl Server {
    /// A server for this provider.
    pub fn new(provider: impl Provider) -> Server {
        Server { shared: Arc::new(Shared { provider: Arc::new(provider), session: Mutex::default() }) }
    }

    /// The gRPC service, with the engine's message limits.
    pub fn service(self) -> ResourceProviderServer<Server> {
        ResourceProviderServer::new(self)
            .max_decoding_message_size(MESSAGE_LIMIT)
            .max_encoding_message_size(MESSAGE_LIMIT)
    }

    /// From now on, messages go to the engine at this address.
    pub(crate) fn attach_to(&self, address: &str) -> Result<()> {
        let mut session = self.session();
        if !address.is_empty() && session.address != address {
            session.engine = Engine::connect(address)?;
            session.address = address.to_owned();
        }
        Ok(())
    }

    /// From now on, messages go to this engine.
    pub(crate) fn report_to(&self, engine: Engine) {
        self.session().engine = engine;
    }

    /// Asks everything that runs to stop at its next safe point.
    pub(crate) fn cancel_all(&self) {
        self.session().cancel.cancel();
    }

    pub(crate) fn engine(&self) -> Engine {
        self.session().engine.clone()
    }

    /// A process that is attached to serves one run after another: what the last one cancelled is over.
    fn begin_session(&self) {
        let mut session = self.session();
        if session.cancel.is_cancelled() {
            session.cancel = CancellationToken::new();
        }
    }

    fn session(&self) -> MutexGuard<'_, Session> {
        self.shared.session.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A call's context, which is cancelled with all others, and also when the engine drops the call.
    fn context(&self, urn: &str) -> (Context, DropGuard) {
        let session = self.session();
        let cancel = session.cancel.child_token();
        (Context::new(urn, session.engine.clone(), cancel.clone()), cancel.drop_guard())
    }

    /// Does the work of one call in a task of its own, so that a panic in it costs one operation and not the process, and so that
    /// an operation whose caller went away can still reach a safe point.
    async fn guard<T, F>(
        &self,
        operation: &'static str,
        urn: &str,
        work: impl FnOnce(Arc<dyn Provider>, Context) -> F + Send + 'static,
    ) -> Result<Response<T>, Status>
    where
        T: Send + 'static,
        F: Future<Output = Result<T>> + Send + 'static,
    {
        let provider = Arc::clone(&self.shared.provider);
        let (context, _cancelled_when_dropped) = self.context(urn);
        let started = Instant::now();
        let last_words = context.clone();
        let result = tokio::spawn(async move { work(provider, context).await }).await;
        last_words.finish().await;
        let result = result.unwrap_or_else(|_| Err(defect(operation, urn)));
        let code = result.as_ref().err().map(|error| error.code);
        tracing::debug!(operation, urn, elapsed = ?started.elapsed(), failed = ?code, "served");
        result.map(Response::new).map_err(status::encode)
    }
}

fn defect(operation: &str, urn: &str) -> Error {
    let of = if urn.is_empty() { String::new() } else { format!(" of {urn}") };
    Error::internal(format!(
        "{operation}{of} stopped in the middle: this is a defect of the provider, please report it. What it had done so far is not \
         known; `pulumi refresh` finds out about objects that are in the state."
    ))
}

#[tonic::async_trait]
impl ResourceProvider for Server {
    type ListStream = tokio_stream::Iter<std::vec::IntoIter<Result<pulumirpc::ListResponse, Status>>>;

    async fn handshake(
        &self,
        request: Request<pulumirpc::ProviderHandshakeRequest>,
    ) -> Result<Response<pulumirpc::ProviderHandshakeResponse>, Status> {
        self.begin_session();
        self.attach_to(&request.into_inner().engine_address).map_err(status::encode)?;
        Ok(Response::new(pulumirpc::ProviderHandshakeResponse {
            accept_secrets: true,
            accept_resources: true,
            accept_outputs: true,
            supports_autonaming_configuration: true,
            accepts_byte_string: true,
        }))
    }

    async fn parameterize(
        &self,
        _request: Request<pulumirpc::ParameterizeRequest>,
    ) -> Result<Response<pulumirpc::ParameterizeResponse>, Status> {
        Err(Status::unimplemented("this provider takes no parameters"))
    }

    async fn get_schema(
        &self,
        request: Request<pulumirpc::GetSchemaRequest>,
    ) -> Result<Response<pulumirpc::GetSchemaResponse>, Status> {
        let pulumirpc::GetSchemaRequest { version, subpackage_name, .. } = request.into_inner();
        self.guard("GetSchema", "", move |provider, _| async move {
            if version != 0 {
                return Err(Error::invalid(format!("version {version} of the schema format is not known")));
            }
            if !subpackage_name.is_empty() {
                return Err(Error::invalid(format!("this provider has no package `{subpackage_name}`")));
            }
            Ok(pulumirpc::GetSchemaResponse { schema: provider.schema()? })
        })
        .await
    }

    async fn check_config(
        &self,
        request: Request<pulumirpc::CheckRequest>,
    ) -> Result<Response<pulumirpc::CheckResponse>, Status> {
        let request = request.into_inner();
        let urn = request.urn.clone();
        self.guard("CheckConfig", &urn, move |provider, context| async move {
            Ok(check_response(provider.check_config(&context, check_request(request)?).await?))
        })
        .await
    }

    async fn diff_config(
        &self,
        request: Request<pulumirpc::DiffRequest>,
    ) -> Result<Response<pulumirpc::DiffResponse>, Status> {
        let request = request.into_inner();
        let urn = request.urn.clone();
        self.guard("DiffConfig", &urn, move |provider, context| async move {
            difference(provider.diff_config(&context, diff_request(request)?).await?)
        })
        .await
    }

    async fn configure(
        &self,
        request: Request<pulumirpc::ConfigureRequest>,
    ) -> Result<Response<pulumirpc::ConfigureResponse>, Status> {
        let request = request.into_inner();
        let urn = request.urn.clone().unwrap_or_default();
        self.guard("Configure", &urn, move |provider, context| async move {
            provider.configure(&context, decode(request.args)?).await?;
            // The same promises as in the handshake; the engine takes these where they differ.
            Ok(pulumirpc::ConfigureResponse {
                accept_secrets: true,
                supports_preview: true,
                accept_resources: true,
                accept_outputs: true,
                supports_autonaming_configuration: true,
            })
        })
        .await
    }

    async fn invoke(
        &self,
        request: Request<pulumirpc::InvokeRequest>,
    ) -> Result<Response<pulumirpc::InvokeResponse>, Status> {
        let pulumirpc::InvokeRequest { tok, args, preview } = request.into_inner();
        self.guard("Invoke", "", move |provider, context| async move {
            let request = InvokeRequest { token: tok, arguments: decode(args)?, preview };
            Ok(match provider.invoke(&context, request).await? {
                Invoked::Result(result) => {
                    pulumirpc::InvokeResponse { r#return: encode_made(result), failures: Vec::new() }
                }
                Invoked::Failures(list) => {
                    pulumirpc::InvokeResponse { r#return: None, failures: failures(list, &Object::new()) }
                }
            })
        })
        .await
    }

    async fn call(
        &self,
        request: Request<pulumirpc::CallRequest>,
    ) -> Result<Response<pulumirpc::CallResponse>, Status> {
        Err(Status::unimplemented(format!(
            "this provider has no methods, so it cannot call {}",
            request.get_ref().tok
        )))
    }

    async fn check(
        &self,
        request: Request<pulumirpc::CheckRequest>,
    ) -> Result<Response<pulumirpc::CheckResponse>, Status> {
        let request = request.into_inner();
        let urn = request.urn.clone();
        self.guard("Check", &urn, move |provider, context| async move {
            Ok(check_response(provider.check(&context, check_request(request)?).await?))
        })
        .await
    }

    async fn diff(
        &self,
        request: Request<pulumirpc::DiffRequest>,
    ) -> Result<Response<pulumirpc::DiffResponse>, Status> {
        let request = request.into_inner();
        let urn = request.urn.clone();
        self.guard("Diff", &urn, move |provider, context| async move {
            difference(provider.diff(&context, diff_request(request)?).await?)
        })
        .await
    }

    async fn create(
        &self,
        request: Request<pulumirpc::CreateRequest>,
    ) -> Result<Response<pulumirpc::CreateResponse>, Status> {
        let request = request.into_inner();
        let urn = request.urn.clone();
        self.guard("Create", &urn, move |provider, context| async move {
            let preview = request.preview;
            let request = CreateRequest {
                subject: subject(request.urn, request.r#type, request.name),
                inputs: decode(request.properties)?,
                preview,
                timeout: timeout(request.timeout),
            };
            let created = provider.create(&context, request).await?;
            if !preview {
                require_id(&created.id)?;
            }
            Ok(pulumirpc::CreateResponse {
                id: created.id,
                properties: if preview { encode(created.outputs) } else { encode_made(created.outputs) },
                refresh_before_update: false,
            })
        })
        .await
    }

    async fn read(
        &self,
        request: Request<pulumirpc::ReadRequest>,
    ) -> Result<Response<pulumirpc::ReadResponse>, Status> {
        let request = request.into_inner();
        let urn = request.urn.clone();
        self.guard("Read", &urn, move |provider, context| async move {
            let request = ReadRequest {
                subject: subject(request.urn, request.r#type, request.name),
                id: request.id,
                inputs: request.inputs.map(wire::decode).transpose()?,
                outputs: request.properties.map(wire::decode).transpose()?,
                timeout: timeout(request.timeout),
            };
            // A refresh looks at the id, an import at the absence of properties: what is gone must have neither.
            let Some(reading) = provider.read(&context, request).await? else {
                return Ok(pulumirpc::ReadResponse::default());
            };
            require_id(&reading.id)?;
            Ok(pulumirpc::ReadResponse {
                id: reading.id,
                properties: encode_known(reading.outputs),
                // Absent inputs would say that this resource cannot be imported.
                inputs: encode_known(reading.inputs),
                refresh_before_update: false,
            })
        })
        .await
    }

    async fn list(
        &self,
        request: Request<pulumirpc::ListRequest>,
    ) -> Result<Response<Self::ListStream>, Status> {
        let request = request.into_inner();
        self.guard("List", "", move |provider, context| async move {
            let query = decode(request.query)?;
            if query.values().any(|value| value.has_unknowns()) {
                let computed = list_response::Response::Computed(list_response::Computed {});
                return Ok(stream(vec![computed]));
            }
            let limit = usize::try_from(request.limit).ok().filter(|limit| *limit > 0);
            let request =
                ListRequest { r#type: request.token, query, limit, continuation: request.continuation_token };
            let Listing { items, continuation } = provider.list(&context, request).await?;
            let items = items.into_iter().take(limit.unwrap_or(usize::MAX));
            let results = items.map(|item| {
                list_response::Response::Result(list_response::Result { id: item.id, name: item.name })
            });
            let rest = continuation.filter(|token| !token.is_empty()).map(|continuation_token| {
                list_response::Response::Continuation(list_response::Continuation { continuation_token })
            });
            Ok(stream(results.chain(rest).collect()))
        })
        .await
    }

    async fn update(
        &self,
        request: Request<pulumirpc::UpdateRequest>,
    ) -> Result<Response<pulumirpc::UpdateResponse>, Status> {
        let request = request.into_inner();
        let urn = request.urn.clone();
        self.guard("Update", &urn, move |provider, context| async move {
            let preview = request.preview;
            let request = UpdateRequest {
                subject: subject(request.urn, request.r#type, request.name),
                id: request.id,
                old_inputs: decode(request.old_inputs)?,
                old_outputs: decode(request.olds)?,
                news: decode(request.news)?,
                ignore_changes: paths(&request.ignore_changes),
                preview,
                timeout: timeout(request.timeout),
            };
            let outputs = provider.update(&context, request).await?;
            Ok(pulumirpc::UpdateResponse {
                properties: if preview { encode(outputs) } else { encode_made(outputs) },
                refresh_before_update: false,
            })
        })
        .await
    }

    async fn delete(&self, request: Request<pulumirpc::DeleteRequest>) -> Result<Response<()>, Status> {
        let request = request.into_inner();
        let urn = request.urn.clone();
        self.guard("Delete", &urn, move |provider, context| async move {
            let request = DeleteRequest {
                subject: subject(request.urn, request.r#type, request.name),
                id: request.id,
                old_inputs: decode(request.old_inputs)?,
                old_outputs: decode(request.properties)?,
                timeout: timeout(request.timeout),
            };
            provider.delete(&context, request).await
        })
        .await
    }

    async fn construct(
        &self,
        request: Request<pulumirpc::ConstructRequest>,
    ) -> Result<Response<pulumirpc::ConstructResponse>, Status> {
        let r#type = &request.get_ref().r#type;
        Err(Status::unimplemented(format!("this provider has no components, so it cannot construct {type}")))
    }

    /// Comes at the end of every run, not only when the user asks to stop. Calls that still run see it in their context.
    async fn cancel(&self, _request: Request<()>) -> Result<Response<()>, Status> {
        self.cancel_all();
        Ok(Response::new(()))
    }

    async fn get_plugin_info(
        &self,
        _request: Request<()>,
    ) -> Result<Response<pulumirpc::PluginInfo>, Status> {
        self.guard("GetPluginInfo", "", |provider, _| async move {
            Ok(pulumirpc::PluginInfo { version: provider.plugin().version.to_owned() })
        })
        .await
    }

    async fn attach(&self, request: Request<pulumirpc::PluginAttach>) -> Result<Response<()>, Status> {
        self.begin_session();
        self.attach_to(&request.into_inner().address).map_err(status::encode)?;
        Ok(Response::new(()))
    }

    async fn get_mapping(
        &self,
        request: Request<pulumirpc::GetMappingRequest>,
    ) -> Result<Response<pulumirpc::GetMappingResponse>, Status> {
        let pulumirpc::GetMappingRequest { key, provider: wanted } = request.into_inner();
        self.guard("GetMapping", "", move |provider, _| async move {
            // The empty answer says that there is no such mapping.
            let mapping = provider.mapping(&key, &wanted)?;
            Ok(mapping.map_or_else(pulumirpc::GetMappingResponse::default, |mapping| {
                pulumirpc::GetMappingResponse { provider: mapping.provider, data: mapping.data }
            }))
        })
        .await
    }

    async fn get_mappings(
        &self,
        request: Request<pulumirpc::GetMappingsRequest>,
    ) -> Result<Response<pulumirpc::GetMappingsResponse>, Status> {
        let key = request.into_inner().key;
        self.guard("GetMappings", "", move |provider, _| async move {
            Ok(pulumirpc::GetMappingsResponse { providers: provider.mappings(&key) })
        })
        .await
    }
}

fn check_request(request: pulumirpc::CheckRequest) -> Result<CheckRequest> {
    let autonaming = request.autonaming.map(|options| match options.mode() {
        Mode::Propose => Autonaming::Propose(options.proposed_name),
        Mode::Enforce => Autonaming::Enforce(options.proposed_name),
        Mode::Disable => Autonaming::Disable,
    });
    Ok(CheckRequest {
        subject: subject(request.urn, request.r#type, request.name),
        olds: decode(request.olds)?,
        news: decode(request.news)?,
        random_seed: request.random_seed,
        autonaming,
    })
}

fn check_response(Checked { inputs, failures: list }: Checked) -> pulumirpc::CheckResponse {
    pulumirpc::CheckResponse { failures: failures(list, &inputs), inputs: encode(inputs) }
}

fn diff_request(request: pulumirpc::DiffRequest) -> Result<DiffRequest> {
    Ok(DiffRequest {
        subject: subject(request.urn, request.r#type, request.name),
        id: request.id,
        old_inputs: decode(request.old_inputs)?,
        old_outputs: decode(request.olds)?,
        news: decode(request.news)?,
        ignore_changes: paths(&request.ignore_changes),
    })
}

/// The answer to a diff. Its parts say the same thing several times over, and the engine fails where they disagree.
fn difference(difference: Difference) -> Result<pulumirpc::DiffResponse> {
    let mut response = pulumirpc::DiffResponse {
        changes: DiffChanges::DiffNone.into(),
        has_detailed_diff: true,
        ..pulumirpc::DiffResponse::default()
    };
    for (path, Change { kind, replace }) in difference.changes {
        let Some(property) = path.top().map(str::to_owned) else {
            return Err(Error::internal(format!(
                "a difference at `{path}`, which is in no property: a defect of the provider"
            )));
        };
        let kind = match (kind, replace) {
            (ChangeKind::Add, false) => Kind::Add,
            (ChangeKind::Add, true) => Kind::AddReplace,
            (ChangeKind::Delete, false) => Kind::Delete,
            (ChangeKind::Delete, true) => Kind::DeleteReplace,
            (ChangeKind::Update, false) => Kind::Update,
            (ChangeKind::Update, true) => Kind::UpdateReplace,
        };
        response.changes = DiffChanges::DiffSome.into();
        response
            .detailed_diff
            .insert(path.to_string(), pulumirpc::PropertyDiff { kind: kind.into(), input_diff: true });
        if replace && !response.replaces.contains(&property) {
            response.replaces.push(property.clone());
        }
        if !response.diffs.contains(&property) {
            response.diffs.push(property);
        }
    }
    // Also where we ask for no replacement: the user's `replaceOnChanges` may make one of it.
    response.delete_before_replace = difference.delete_before_replace;
    Ok(response)
}

/// What is wrong with these properties. Beside a failure of a top-level property the engine prints its value, secrets laid open and
/// thousands of members in full; so one that must not be printed is named in the reason instead.
fn failures(failures: Vec<CheckFailure>, properties: &Object) -> Vec<pulumirpc::CheckFailure> {
    let encode = |CheckFailure { path, reason }: CheckFailure| {
        let property = path.to_string();
        match properties.get(&property) {
            Some(value) if value.has_secrets() || is_long(value) => pulumirpc::CheckFailure {
                property: String::new(),
                reason: format!("property {property}: {reason}"),
            },
            _ => pulumirpc::CheckFailure { property, reason },
        }
    };
    failures.into_iter().map(encode).collect()
}

/// Whether a value would fill the screen.
fn is_long(value: &Value) -> bool {
    fn size(value: &Value) -> usize {
        match value.plain() {
            Value::String(text) => text.len(),
            Value::Array(items) => items.iter().map(size).sum(),
            Value::Object(members) => members.iter().map(|(key, member)| key.len() + size(member)).sum(),
            _ => 4,
        }
    }
    size(value) > 1_000
}

fn stream(responses: Vec<list_response::Response>) -> <Server as ResourceProvider>::ListStream {
    let responses =
        responses.into_iter().map(|response| Ok(pulumirpc::ListResponse { response: Some(response) }));
    tokio_stream::iter(responses.collect::<Vec<_>>())
}

fn require_id(id: &str) -> Result<()> {
    // The engine would take an empty id for "does not exist".
    if id.is_empty() {
        Err(Error::internal("a resource without an id: a defect of the provider"))
    } else {
        Ok(())
    }
}

/// Which resource it is. Engines before name and type were sent say it in the URN alone.
fn subject(urn: String, r#type: String, name: String) -> Subject {
    let mut parts = urn.splitn(4, "::").skip(2);
    let qualified = parts.next().unwrap_or_default();
    let last = parts.next().unwrap_or_default();
    let r#type =
        if r#type.is_empty() { qualified.rsplit('$').next().unwrap_or_default().to_owned() } else { r#type };
    let name = if name.is_empty() { last.to_owned() } else { name };
    Subject { urn, r#type, name }
}

/// The user's timeout. Zero says that there is none.
fn timeout(seconds: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds).ok().filter(|timeout| !timeout.is_zero())
}

fn paths(texts: &[String]) -> Vec<Path> {
    // The engine has parsed them before; what it let pass must not fail here.
    texts.iter().map(|text| text.parse().unwrap_or_else(|_| Path::from(text.as_str()))).collect()
}

/// Properties of something that was just made. A provider that leaves one unknown has a defect, of which its tests are told.
fn encode_made(object: Object) -> Option<Struct> {
    debug_assert!(
        !object.values().any(Value::has_unknowns),
        "nothing that exists may be unknown: {:?}",
        object.keys().collect::<Vec<_>>()
    );
    encode_known(object)
}

/// Properties of something that exists. What is unknown is left out, since it would be stored as if it were a value.
fn encode_known(mut object: Object) -> Option<Struct> {
    object.retain(|_, value| !value.has_unknowns());
    encode(object)
}

fn encode(object: Object) -> Option<Struct> {
    Some(wire::encode(object))
}

fn decode(properties: Option<Struct>) -> Result<Object> {
    Ok(wire::decode(properties.unwrap_or_default())?)
}
