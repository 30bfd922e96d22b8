//! The HTTP side: one request at a time through routing, laws, faults and the call log.

use std::{
    io,
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context as Poll_, Poll},
    time::Duration,
};

use axum::{
    Router,
    body::{Body as HttpBody, Bytes},
    extract::{ConnectInfo, Request as HttpRequest, State, connect_info::Connected},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::Response,
    serve::{IncomingStream, Listener},
};
use serde_json::Value;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

use crate::{
    control::{
        self,
        calls::Call,
        faults::{Kind, Rule},
    },
    domains::{oauth, uploads},
    facts::Facts,
    laws::{answer, body, parameters, permissions, rate_limit, tokens},
    refusal::Refusal,
    request::{Body, Caller, Context, Query, Reply, Request},
    routes::{Binding, Found, Routes},
    world::World,
};

/// The largest body that is read.
const LARGEST_BODY: usize = 64 << 20;

/// The world, shared by all connections.
pub type Shared = Arc<Mutex<World>>;

/// What an address answers: the platform has a host for logins and one for its API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// Everything.
    Both,
    /// Everything but logins.
    Api,
    /// Nothing but logins.
    Login,
}

/// The application that answers for a world.
pub fn application(world: Shared, face: Face) -> Router {
    Router::new().fallback(serve).with_state((world, face))
}

/// Listens like TCP does, and lets a handler cut its connection.
pub struct CuttingListener {
    /// Where it listens.
    pub listener: TcpListener,
    /// Cuts every connection at once, when the simulator stops.
    pub stopped: Cut,
}

/// A connection that can be cut.
pub struct CuttingStream {
    stream: TcpStream,
    cut: Cut,
    stopped: Cut,
}

/// Cuts a connection.
#[derive(Clone, Default)]
pub struct Cut(Arc<AtomicBool>);

impl Listener for CuttingListener {
    type Io = CuttingStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (CuttingStream, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        // Small answers must not wait for more to send.
        let _ = stream.set_nodelay(true);
        (CuttingStream { stream, cut: Cut::default(), stopped: self.stopped.clone() }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, CuttingListener>> for Cut {
    fn connect_info(stream: IncomingStream<'_, CuttingListener>) -> Cut {
        stream.io().cut.clone()
    }
}

impl Cut {
    /// From now on nothing is read or written.
    pub fn cut(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_cut(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl CuttingStream {
    fn check(&self) -> io::Result<()> {
        if self.cut.is_cut() || self.stopped.is_cut() {
            Err(io::ErrorKind::ConnectionReset.into())
        } else {
            Ok(())
        }
    }
}

impl AsyncRead for CuttingStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Poll_<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for CuttingStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Poll_<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Poll_<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Poll_<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// The lock is only ever poisoned by a panic, which is a defect of ours and was answered with a 500.
pub fn lock(world: &Shared) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(
    State((world, face)): State<(Shared, Face)>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    request: HttpRequest,
) -> Response {
    let (parts, http_body) = request.into_parts();
    let Ok(bytes) = axum::body::to_bytes(http_body, LARGEST_BODY).await else {
        let refusal = Refusal::new(413, "request.entity.too.large", "The request body is too large.");
        return respond(Reply::json(refusal.body("")).with_status(413));
    };
    let request = read(&parts.method, parts.uri.path(), parts.uri.query(), &parts.headers, bytes);
    let is_control = request.path == "/_sim" || request.path.starts_with("/_sim/");
    if is_control && face != Face::Login {
        let mut world = lock(&world);
        uploads::settle(&mut world);
        return respond(control::handle(&mut world, &request));
    }
    let routed = match (face, Routed::find(&request)) {
        (Face::Api, Routed::Token(_)) => Routed::Nothing,
        (Face::Login, routed) if !matches!(routed, Routed::Token(_)) => Routed::Nothing,
        (_, routed) => routed,
    };
    let (struck, latency) = {
        let mut world = lock(&world);
        let seed = world.seed;
        let struck = world.faults.strike(seed, &request.method, routed.template(), &request.path);
        (struck, world.options.latency_ms)
    };
    if latency > 0 {
        tokio::time::sleep(Duration::from_millis(latency)).await;
    }
    let (id, rule) = match struck {
        None => return finish(&world, &request, routed, None).0,
        Some((id, rule)) => (id, rule),
    };
    match rule.kind {
        Kind::Delay => tokio::time::sleep(Duration::from_millis(rule.delay_ms)).await,
        Kind::Hold => {
            while lock(&world).faults.holds(id) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
        _ => {}
    }
    let (response, _) = finish(&world, &request, routed, Some(&rule));
    match rule.kind {
        Kind::CutBefore | Kind::CutAfter => cut.cut(),
        Kind::DelayAfter => tokio::time::sleep(Duration::from_millis(rule.delay_ms)).await,
        _ => {}
    }
    response
}

/// Where a request leads, found before anything is locked.
enum Routed {
    Token(&'static str),
    Upload(&'static str),
    Operation(usize, Vec<(&'static str, String)>),
    OtherMethod,
    Nothing,
}

impl Routed {
    fn find(request: &Request) -> Routed {
        if let Some(path) = oauth::TOKEN_PATHS.into_iter().find(|path| *path == request.path) {
            return if request.method == "POST" { Routed::Token(path) } else { Routed::OtherMethod };
        }
        if let Some(template) = uploads::find(&request.method, &request.path) {
            return Routed::Upload(template);
        }
        match Routes::get().find(&request.method, &request.path) {
            Found::Operation(index, params) => Routed::Operation(index, params),
            Found::OtherMethod => Routed::OtherMethod,
            Found::Nothing => Routed::Nothing,
        }
    }

    fn template(&self) -> &'static str {
        match self {
            Routed::Token(path) | Routed::Upload(path) => path,
            Routed::Operation(index, _) => Facts::get()
                .ok()
                .and_then(|facts| facts.operations.get(*index))
                .map_or("", |operation| &operation.path),
            Routed::OtherMethod | Routed::Nothing => "",
        }
    }
}

/// Carries out a request and writes it into the log.
fn finish(world: &Shared, request: &Request, routed: Routed, rule: Option<&Rule>) -> (Response, u16) {
    let mut world = lock(world);
    let mut call = Call {
        time: world.clock.now(),
        method: request.method.clone(),
        path: request.path.clone(),
        template: routed.template().to_owned(),
        query: request.query.pairs().to_vec(),
        fault: rule.map(|rule| {
            serde_json::to_value(rule.kind)
                .ok()
                .and_then(|kind| kind.as_str().map(str::to_owned))
                .unwrap_or_default()
        }),
        ..Call::default()
    };
    let context_id = world.new_context();
    let kind = rule.map(|rule| rule.kind);
    let before = (kind == Some(Kind::Pretend)).then(|| world.store.clone());
    let mut reply = match (kind, rule) {
        (Some(Kind::Status), Some(rule)) => planned(rule, &context_id),
        (Some(Kind::CutBefore), _) => Reply::empty(0),
        _ => {
            let stale = kind == Some(Kind::Stale);
            let carried = catch_unwind(AssertUnwindSafe(|| {
                carry_out(&mut world, request, routed, stale, &context_id, &mut call)
            }));
            // A defect of ours: the panic's message is on the standard error.
            carried.unwrap_or_else(|_| {
                let text = "DEFECT of genesys-sim: the request could not be carried out.";
                refused(&Refusal::new(500, "internal.server.error", text), &context_id)
            })
        }
    };
    if let (Some(Kind::StatusAfter), Some(rule)) = (kind, rule) {
        reply = planned(rule, &context_id);
    }
    if let Some(before) = before {
        world.store = before;
    }
    if world.commit().is_err() {
        let refusal =
            Refusal::new(500, "internal.server.error", "genesys-sim could not write to its state folder.");
        reply = Reply::json(refusal.body(&context_id)).with_status(500);
    }
    if kind == Some(Kind::CutAfter) {
        reply = Reply::empty(0);
    }
    call.status = reply.status;
    if reply.status >= 400
        && let Body::Json(body) = &reply.body
    {
        call.refusal = body.clone();
    }
    world.log.add(call);
    drop(world);
    reply.headers.push(("ININ-Correlation-Id".to_owned(), context_id.clone()));
    reply.headers.push(("Genesys-Correlation-Id".to_owned(), context_id));
    let status = reply.status;
    if kind == Some(Kind::Malformed) {
        reply = halved(reply);
    }
    (respond(reply), status)
}

/// Every law in its order, then the operation.
fn carry_out(
    world: &mut World,
    request: &Request,
    routed: Routed,
    stale: bool,
    context_id: &str,
    call: &mut Call,
) -> Reply {
    uploads::settle(world);
    let (index, params) = match routed {
        Routed::Token(_) => {
            let (reply, client) = oauth::mint(world, request);
            call.client = client;
            return reply;
        }
        Routed::Upload(template) => return uploads::handle(world, request, template, context_id),
        Routed::Operation(index, params) => (index, params),
        Routed::OtherMethod => {
            let refusal = Refusal::new(405, "method.not.allowed", "HTTP 405 Method Not Allowed");
            return refused(&refusal, context_id);
        }
        Routed::Nothing => {
            return refused(&Refusal::new(404, "not.found", "HTTP 404 Not Found"), context_id);
        }
    };
    let facts = match Facts::get() {
        Ok(facts) => facts,
        Err(error) => {
            return refused(&Refusal::new(500, "internal.server.error", error.to_string()), context_id);
        }
    };
    let operation = &facts.operations[index];
    call.operation.clone_from(&operation.facts.operation_id);
    let now = world.clock.now();
    let mut headers = Vec::new();
    let mut caller = Caller::default();
    if operation.needs_token() {
        match tokens::authenticate(world, request.authorization.as_deref(), now) {
            Ok(known) => caller = known,
            Err(refusal) => return refused(&refusal, context_id),
        }
        caller.actor().clone_into(&mut call.client);
        let counted =
            rate_limit::count(world, &caller.token, &operation.method, &operation.path, &mut headers, now);
        if let Err(refusal) = counted {
            let mut reply = refused(&refusal, context_id);
            reply.headers.extend(headers);
            return reply;
        }
    }
    match permissions::check(world, operation, &caller) {
        Ok(divisions) => caller.divisions = divisions,
        Err(refusal) => {
            let mut reply = refused(&refusal, context_id);
            reply.headers.extend(headers);
            return reply;
        }
    }
    let binding = Routes::get().binding(index);
    let read = match binding {
        Binding::Absent => Ok(body::Read::default()),
        _ => body::read(facts, operation, request),
    };
    if let Ok(sent) = serde_json::from_slice::<Value>(&request.body) {
        call.request = sent;
    }
    let mut answer = read.and_then(|read| {
        call.unknown = read.unknown;
        call.unknown.extend(parameters::unknown(operation, &request.query).map(|name| format!("?{name}")));
        if world.options.strict
            && let Some(name) = call.unknown.first()
        {
            return Err(Refusal::new(
                400,
                "invalid.property",
                "The property [{name}] is not known to {operation}.",
            )
            .with("name", name)
            .with("operation", &operation.facts.operation_id));
        }
        parameters::check(operation, &request.query)?;
        let mut context = Context {
            world,
            operation,
            params,
            query: &request.query,
            body: read.value,
            request,
            caller,
            now,
            stale,
        };
        binding.run(&mut context)
    });
    if world.options.validate
        && let Ok(reply) = &answer
    {
        let found = contradictions(facts, operation, reply);
        if !found.is_empty() {
            answer = Err(Refusal::new(
                500,
                "genesys.sim.answer.contradicts.facts",
                format!(
                    "DEFECT of genesys-sim: {} answered what the API facts do not have: {}",
                    operation.facts.operation_id,
                    found.join("; ")
                ),
            ));
        }
    }
    let mut reply = match answer {
        Ok(reply) => reply,
        Err(refusal) => refused(&refusal, context_id),
    };
    reply.headers.extend(headers);
    reply
}

fn contradictions(facts: &Facts, operation: &crate::facts::Operation, reply: &Reply) -> Vec<String> {
    match &reply.body {
        Body::Empty => answer::violations(facts, operation, None),
        Body::Json(value) => answer::violations(facts, operation, Some(value)),
        Body::Text(text) => match serde_json::from_str(text) {
            Ok(value) => answer::violations(facts, operation, Some(&value)),
            Err(error) => vec![error.to_string()],
        },
        Body::Raw(..) => Vec::new(),
    }
}

fn refused(refusal: &Refusal, context_id: &str) -> Reply {
    let mut reply = Reply::json(refusal.body(context_id)).with_status(refusal.status);
    if let Some(seconds) = refusal.retry_after {
        reply.headers.push(("Retry-After".to_owned(), seconds.to_string()));
    }
    reply
}

/// The answer that a fault rule asks for.
fn planned(rule: &Rule, context_id: &str) -> Reply {
    let status = rule.status.unwrap_or(500);
    let mut reply = match &rule.body {
        Some(Value::String(text)) => {
            Reply { status, body: Body::Raw("text/html", text.clone().into_bytes()), headers: Vec::new() }
        }
        Some(Value::Null) => Reply::empty(status),
        Some(body) => Reply::json(body.clone()).with_status(status),
        None => {
            let (code, message) = match status {
                408 => ("client.timeout", "The client did not produce the request in time."),
                429 => ("too.many.requests", "Rate limit exceeded the maximum."),
                503 => ("service.unavailable", "Service Unavailable - The server is currently unavailable."),
                504 => ("request.timeout", "The request timed out."),
                _ => ("internal.server.error", "The server encountered an unexpected condition."),
            };
            let code = rule.code.clone().unwrap_or_else(|| code.to_owned());
            let message = rule.message.clone().unwrap_or_else(|| message.to_owned());
            Reply::json(Refusal::new(status, code, message).body(context_id)).with_status(status)
        }
    };
    reply.headers.extend(rule.headers.iter().map(|(name, value)| (name.clone(), value.clone())));
    reply
}

fn halved(reply: Reply) -> Reply {
    let bytes = match &reply.body {
        Body::Json(value) => value.to_string().into_bytes(),
        Body::Text(text) => text.as_bytes().to_vec(),
        _ => b"{".to_vec(),
    };
    let half = bytes[..bytes.len().div_ceil(2)].to_vec();
    Reply { body: Body::Raw("application/json", half), ..reply }
}

fn read(method: &Method, path: &str, query: Option<&str>, headers: &HeaderMap, body: Bytes) -> Request {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Request {
        method: method.as_str().to_owned(),
        path: path.to_owned(),
        query: query.map(Query::parse).unwrap_or_default(),
        body,
        authorization: text(header::AUTHORIZATION),
        content_type: text(header::CONTENT_TYPE),
        host: text(header::HOST),
        headers: headers
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect(),
    }
}

fn respond(reply: Reply) -> Response {
    let (media, bytes) = match reply.body {
        Body::Empty => (None, Bytes::new()),
        Body::Json(value) => (Some("application/json"), Bytes::from(value.to_string())),
        Body::Text(text) => (Some("application/json"), Bytes::copy_from_slice(text.as_bytes())),
        Body::Raw(media, bytes) => (Some(media), Bytes::from(bytes)),
    };
    let mut response = Response::new(HttpBody::from(bytes));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    if let Some(media) = media {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-store, must-revalidate"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    headers.insert(header::EXPIRES, HeaderValue::from_static("0"));
    headers.insert(
        header::STRICT_TRANSPORT_SECURITY,
        HeaderValue::from_static("max-age=600; includeSubDomains"),
    );
    for (name, value) in reply.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            headers.insert(name, value);
        }
    }
    response
}
