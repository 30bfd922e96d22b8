//! The wire: one pool of connections, made when it is first needed, and the only place that knows `reqwest`.
//!
//! TLS is rustls with `ring`, because the default provider needs a C tool chain and adds megabytes. Who is trusted is decided by
//! the operating system (`rustls-platform-verifier`), not by a list inside the binary: in companies whose proxies inspect
//! traffic a fixed list would refuse every call. Reading the system's certificates takes a moment on Linux, one more reason
//! to make the pool late, and not to read them at all where no TLS is spoken.
//!
//! Only HTTP/1.1 is spoken: with one connection a call, a connection that breaks leaves one outcome unknown and not fifty.

use std::{
    error::Error as _,
    net::IpAddr,
    sync::Arc,
    time::{Duration, SystemTime},
};

use reqwest::{
    Client as Http, NoProxy, Proxy, RequestBuilder, header,
    header::{HeaderMap, HeaderName, HeaderValue},
    redirect, retry,
};
use rustls::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio::sync::OnceCell;
use url::{Host, Url};

use crate::{Content, Error, Host as Destination, Request, Secret, Settings};

const CORRELATION: [&str; 2] = ["genesys-correlation-id", "inin-correlation-id"];

/// A connection that idles longer may be closed by the platform's load balancer just when it is used again.
const IDLE: Duration = Duration::from_secs(30);

/// An answer, whatever its status.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) correlation_id: Option<String>,
    pub(crate) window: Option<WindowHeaders>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) date: Option<SystemTime>,
    pub(crate) body: Vec<u8>,
}

/// What the platform says about the rate window of the token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct WindowHeaders {
    pub(crate) count: u32,
    pub(crate) allowed: u32,
    pub(crate) reset: Duration,
}

/// No answer.
#[derive(Debug)]
pub(crate) struct Broken {
    pub(crate) kind: BrokenKind,
    pub(crate) reason: String,
}

/// How far it got.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum BrokenKind {
    NotConnected,
    Untrusted,
    Cut,
}

/// Sends requests.
#[derive(Debug)]
pub(crate) struct Transport {
    settings: Settings,
    pool: OnceCell<Http>,
}

impl Transport {
    pub(crate) fn new(settings: Settings) -> Self {
        Self { settings, pool: OnceCell::new() }
    }

    /// The address of a call.
    pub(crate) fn url(&self, request: &Request) -> Result<Url, Error> {
        let base = match &request.host {
            Destination::Api => self.settings.api_url(),
            Destination::Apps => self.settings.apps_url(),
            // Such an address may be its own permission, so that it is in no message.
            Destination::Named(address) => {
                let url = Url::parse(address.expose()).ok().filter(Url::has_host);
                return url
                    .ok_or_else(|| Error::Invalid("the API names no address for an upload".to_owned()));
            }
        };
        let mut url = parse(&base)?;
        {
            let mut segments = url
                .path_segments_mut()
                .map_err(|()| Error::Invalid(format!("{base} is no address of an API")))?;
            segments.pop_if_empty();
            for segment in request.template.trim_start_matches('/').split('/') {
                let mut text = segment.to_owned();
                for (name, value) in &request.params {
                    let place = format!("{{{name}}}");
                    if text.contains(&place) {
                        if value.is_empty() || value == "." || value == ".." {
                            // As a path these would name another object than was meant.
                            return Err(Error::Invalid(format!("{value:?} cannot be a {name}")));
                        }
                        text = text.replace(&place, value);
                    }
                }
                if segment.contains('{') && text == segment {
                    return Err(Error::Invalid(format!("{} has no value for {segment}", request.template)));
                }
                segments.push(&text);
            }
        }
        if !request.query.is_empty() {
            url.query_pairs_mut()
                .extend_pairs(request.query.iter().map(|(name, value)| (name.as_ref(), value)));
        }
        Ok(url)
    }

    /// The host of the API, for people.
    pub(crate) fn api_host(&self) -> String {
        host(&self.settings.api_url())
    }

    /// The host that a call goes to, for people.
    pub(crate) fn host_of(&self, request: &Request) -> String {
        match &request.host {
            Destination::Api => self.api_host(),
            Destination::Apps => host(&self.settings.apps_url()),
            Destination::Named(address) => host(address.expose()),
        }
    }

    /// The host that gives out tokens, for people.
    pub(crate) fn login_host(&self) -> String {
        host(&self.settings.login_url())
    }

    /// How long it may take to find out that nobody is there.
    pub(crate) fn connect_timeout(&self) -> Duration {
        self.settings.connect_timeout
    }

    /// Sends a call.
    pub(crate) async fn send(
        &self,
        request: &Request,
        url: Url,
        token: &Secret,
        timeout: Duration,
    ) -> Result<Result<Answer, Broken>, Error> {
        let method = match request.method {
            crate::Method::Get => reqwest::Method::GET,
            crate::Method::Head => reqwest::Method::HEAD,
            crate::Method::Post => reqwest::Method::POST,
            crate::Method::Put => reqwest::Method::PUT,
            crate::Method::Patch => reqwest::Method::PATCH,
            crate::Method::Delete => reqwest::Method::DELETE,
        };
        let word = if matches!(request.host, Destination::Named(_)) { "" } else { "Bearer " };
        let mut authorization =
            HeaderValue::from_str(&format!("{word}{}", token.expose())).map_err(|_| {
                Error::Invalid("the access token holds characters that no token can have".to_owned())
            })?;
        authorization.set_sensitive(true);
        let mut builder = self
            .pool()
            .await?
            .request(method, url)
            .header(header::AUTHORIZATION, authorization)
            .header(header::ACCEPT, "application/json");
        if let Some(form) = &request.form {
            builder = builder.header(header::CONTENT_TYPE, form.media()).body(form.content.bytes());
        } else if let Some(body) = &request.body {
            builder = builder.header(header::CONTENT_TYPE, "application/json").body(body.to_string());
        } else if !request.method.is_read() {
            // Some routes want the header although there is nothing it could describe.
            builder = builder.header(header::CONTENT_TYPE, "application/json");
        }
        Ok(exchange(builder.timeout(timeout)).await)
    }

    /// Sends a file to an address outside the API: with these headers, and without a token.
    pub(crate) async fn put(
        &self,
        url: Url,
        headers: HeaderMap,
        content: &Content,
        timeout: Duration,
    ) -> Result<Result<Answer, Broken>, Error> {
        let builder = self.pool().await?.put(url).headers(headers).body(content.bytes());
        Ok(exchange(builder.timeout(timeout)).await)
    }

    /// Asks for a token.
    pub(crate) async fn login(
        &self,
        id: &str,
        secret: &Secret,
        timeout: Duration,
    ) -> Result<Result<Answer, Broken>, Error> {
        let url = parse(&format!("{}/oauth/token", self.settings.login_url()))?;
        let builder = self
            .pool()
            .await?
            .post(url)
            .basic_auth(id, Some(secret.expose()))
            .header(header::ACCEPT, "application/json")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body("grant_type=client_credentials")
            .timeout(timeout);
        Ok(exchange(builder).await)
    }

    async fn pool(&self) -> Result<&Http, Error> {
        self.pool.get_or_try_init(|| async { build(&self.settings) }).await
    }
}

/// Whether anybody's certificate will have to be judged.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Tls {
    No,
    Perhaps,
    Yes,
}

fn build(settings: &Settings) -> Result<Http, Error> {
    let invalid =
        |error: &dyn std::fmt::Display| Error::Invalid(format!("cannot set up connections: {error}"));
    let mut builder = Http::builder()
        .http1_only()
        .retry(retry::never())
        .redirect(redirect::Policy::none())
        .pool_idle_timeout(IDLE)
        .connect_timeout(settings.connect_timeout)
        .user_agent(&settings.user_agent);
    let addresses = [settings.api_url(), settings.login_url()];
    let spoken = addresses.iter().any(|address| !address.starts_with("http://"));
    let mut tls = if spoken { Tls::Yes } else { Tls::No };
    if let Some(proxy) = &settings.proxy {
        let url = proxy.url();
        if url.starts_with("https://") {
            tls = Tls::Yes;
        }
        let mut all = Proxy::all(&url).map_err(|error| invalid(&describe(&error)))?;
        if let Some(auth) = &proxy.auth {
            all = all.basic_auth(&auth.username, auth.password.expose());
        }
        // Only this proxy counts then, and for every host but those that NO_PROXY names.
        builder = builder.proxy(all.no_proxy(NoProxy::from_env()));
    } else if addresses.iter().all(|address| is_loopback(address)) {
        builder = builder.no_proxy();
    } else if tls == Tls::No {
        // The environment may name a proxy that is reached by TLS.
        tls = Tls::Perhaps;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| invalid(&error))?;
    let nobody = config.clone().with_root_certificates(rustls::RootCertStore::empty());
    let config = match tls {
        Tls::No => nobody,
        // A container may have no certificates at all, which is no harm as long as it speaks to a simulator.
        Tls::Perhaps => config.with_platform_verifier().unwrap_or(nobody),
        Tls::Yes => config.with_platform_verifier().map_err(|error| {
            invalid(&format!("the operating system's certificates cannot be read ({error}); are there any?"))
        })?,
    };
    builder = builder.tls_backend_preconfigured(config.with_no_client_auth());
    builder.build().map_err(|error| invalid(&describe(&error)))
}

async fn exchange(builder: RequestBuilder) -> Result<Answer, Broken> {
    let response = builder.send().await.map_err(|error| broken(&error))?;
    let status = response.status().as_u16();
    let headers = response.headers();
    let correlation_id = CORRELATION.iter().find_map(|name| text(headers, name)).map(str::to_owned);
    let window = window(headers);
    let retry_after = seconds(headers, header::RETRY_AFTER.as_str());
    let date = text(headers, header::DATE.as_str()).and_then(|date| httpdate::parse_http_date(date).ok());
    let body = response.bytes().await.map_err(|error| Broken {
        kind: BrokenKind::Cut,
        reason: format!("the answer with status {status} broke off: {}", describe(&error)),
    })?;
    Ok(Answer { status, correlation_id, window, retry_after, date, body: body.into() })
}

fn broken(error: &reqwest::Error) -> Broken {
    let kind = if is_untrusted(error) {
        BrokenKind::Untrusted
    } else if error.is_connect() || error.is_builder() {
        BrokenKind::NotConnected
    } else {
        BrokenKind::Cut
    };
    let reason = match kind {
        BrokenKind::NotConnected if error.is_timeout() => "nobody answers (timeout)".to_owned(),
        BrokenKind::Cut if error.is_timeout() => "no answer came in time".to_owned(),
        _ => describe(error),
    };
    Broken { kind, reason }
}

/// The innermost causes, since the outer ones only say that a request failed, and name its address.
fn describe(error: &reqwest::Error) -> String {
    let mut texts = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !texts.contains(&text) && !text.starts_with("client error") {
            texts.push(text);
        }
        cause = error.source();
    }
    let from = texts.len().saturating_sub(2);
    match texts.get(from..) {
        Some(texts) if !texts.is_empty() => texts.join(": "),
        _ => error.to_string(),
    }
}

fn is_untrusted(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if matches!(error.downcast_ref(), Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        // An I/O error does not name what it wraps as its source, and here one wraps another.
        cause = match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    false
}

fn window(headers: &HeaderMap) -> Option<WindowHeaders> {
    let number = |name| text(headers, name)?.trim().parse().ok();
    Some(WindowHeaders {
        count: number("inin-ratelimit-count")?,
        allowed: number("inin-ratelimit-allowed")?,
        reset: seconds(headers, "inin-ratelimit-reset")?,
    })
}

fn seconds(headers: &HeaderMap, name: &str) -> Option<Duration> {
    let seconds = text(headers, name)?.trim().parse::<f64>().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
    headers.get(name)?.to_str().ok().filter(|text| !text.is_empty())
}

fn parse(address: &str) -> Result<Url, Error> {
    Url::parse(address).map_err(|error| Error::Invalid(format!("{address} is no address: {error}")))
}

fn host(address: &str) -> String {
    let Ok(url) = Url::parse(address) else {
        return address.to_owned();
    };
    let host = url.host_str().unwrap_or(address);
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn is_loopback(address: &str) -> bool {
    match Url::parse(address).ok().as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    }
}
