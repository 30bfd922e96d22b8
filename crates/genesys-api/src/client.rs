//! The client: one call from request to answer, through budget, token, wire and verdict.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use backon::ExponentialBackoff;
use serde_json::Value;
use url::Url;

use crate::{
    Call, Clock, Credentials, Error, Failure, Malformed, Reason, Refusal, Request, Response, Scope, Settings,
    auth::{Token, Tokens},
    budget::{Budget, Permit},
    http::{Answer, Broken, BrokenKind, Transport},
    retry::{self, Outcome, Verdict},
    secret::Redactor,
    waiter::{Turn, Turns, Waiter},
};

/// A client of one organization. Clones share tokens, budget and connections.
#[derive(Clone, Debug)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    settings: Settings,
    clock: Arc<dyn Clock>,
    transport: Arc<Transport>,
    redactor: Arc<Redactor>,
    budget: Arc<Budget>,
    tokens: Tokens,
    contact: Contact,
    pauses: Mutex<HashMap<Pause, Instant>>,
    organization: OnceLock<Organization>,
    organization_turns: Turns,
}

/// A route that asked to be left alone for a while: some have limits of their own.
type Pause = (crate::Method, String);

/// The first call goes alone. If the host is not there, the others need not find out by themselves; if it is, its answer tells
/// what is left in the rate window before the rest sets off.
#[derive(Debug, Default)]
struct Contact {
    made: AtomicBool,
    turns: Turns,
    failed: Mutex<Option<(Instant, Error)>>,
}

/// How long a host that was not there is taken to be still not there.
const ABSENCE: Duration = Duration::from_secs(10);

/// The organization that the token belongs to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Organization {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its short name, with which people log in.
    pub short_name: Option<String>,
    /// The country of numbers that do not say one.
    pub default_country_code: Option<String>,
}

impl Client {
    /// A client. Does no I/O: the first call opens the first connection and mints the token.
    pub fn new(settings: Settings, clock: Arc<dyn Clock>) -> Self {
        let lanes = match settings.credentials {
            Credentials::Client { .. } => usize::from(settings.token_pool_size.max(1)),
            Credentials::Token(_) => 1,
        };
        let redactor = Arc::new(Redactor::default());
        for auth in [
            settings.proxy.as_ref().and_then(|proxy| proxy.auth.as_ref()),
            settings
                .gateway
                .as_ref()
                .and_then(|gateway| gateway.auth.as_ref()),
        ] {
            auth.inspect(|auth| redactor.learn_pair(&auth.username, &auth.password));
        }
        let transport = Arc::new(Transport::new(settings.clone()));
        let budget = Arc::new(Budget::new(lanes, clock.clone()));
        let tokens = Tokens::new(
            settings.credentials.clone(),
            lanes,
            transport.clone(),
            redactor.clone(),
            budget.clone(),
        );
        Self {
            inner: Arc::new(Inner {
                settings,
                clock,
                transport,
                redactor,
                budget,
                tokens,
                contact: Contact::default(),
                pauses: Mutex::default(),
                organization: OnceLock::new(),
                organization_turns: Turns::default(),
            }),
        }
    }

    /// What the client was made with.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// The clock that the client's waits and deadlines follow.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.clock
    }

    /// The host of the API, with its port if that is not the usual one.
    pub fn api_host(&self) -> String {
        self.inner.transport.api_host()
    }

    /// The organization that the token belongs to: asked once, however many want to know.
    ///
    /// # Errors
    ///
    /// When the API does not say; the next one who wants to know will ask again.
    pub async fn organization(&self, scope: &Scope) -> Result<Organization, Error> {
        let inner = &self.inner;
        if let Some(organization) = inner.organization.get() {
            return Ok(organization.clone());
        }
        let request = Request::get("/api/v2/organizations/me").scope(scope);
        let call = request.call();
        let waiter = Waiter {
            clock: &*inner.clock,
            scope,
            call: &call,
        };
        let turn = inner.organization_turns.take(&waiter).await?;
        if let Some(organization) = inner.organization.get() {
            return Ok(organization.clone());
        }
        let organization = self.call(request).await.and_then(|response| {
            let text = |name: &str| response.body[name].as_str().map(str::to_owned);
            match text("id") {
                Some(id) => Ok(Organization {
                    id,
                    name: text("name").unwrap_or_default(),
                    short_name: text("thirdPartyOrgName"),
                    default_country_code: text("defaultCountryCode"),
                }),
                None => Err(Error::Malformed(Box::new(Malformed {
                    call: call.clone(),
                    host: self.api_host(),
                    status: response.status,
                    reason: "has no id".to_owned(),
                    excerpt: String::new(),
                    took_effect: false,
                }))),
            }
        });
        match &organization {
            Ok(organization) => drop(inner.organization.set(organization.clone())),
            Err(error) => turn.failed(error),
        }
        organization
    }

    /// Does one call: waits for its turn, sends it, and sends it again where that is safe and useful.
    ///
    /// # Errors
    ///
    /// Whatever the API answers other than a 2xx, and whatever prevents an answer; see [`Error`].
    pub async fn call(&self, request: Request) -> Result<Response, Error> {
        let call = request.call();
        let url = self.inner.transport.url(&request)?;
        let waiter = Waiter {
            clock: &*self.inner.clock,
            scope: &request.scope,
            call: &call,
        };
        let mut first = self.inner.contact.enter(&waiter).await?;
        let mut attempts = Attempts {
            inner: &self.inner,
            request: &request,
            waiter,
            count: 0,
            uncertain: false,
            renewed: false,
            throttles: 0,
            throttled: retry::throttled(),
            pauses: None,
            began: Instant::now(),
            last: None,
        };
        let outcome = attempts.run(url, &mut first).await;
        if let (Some(turn), Err(error)) = (&first, &outcome) {
            self.inner.contact.failed(turn, error, self.inner.clock.now());
        }
        outcome
    }
}

impl Contact {
    async fn enter(&self, waiter: &Waiter<'_>) -> Result<Option<Turn<'_>>, Error> {
        if self.made.load(Ordering::Acquire) {
            return Ok(None);
        }
        let turn = self.turns.take(waiter).await?;
        if self.made.load(Ordering::Acquire) {
            return Ok(None);
        }
        match &*self.failed.lock().unwrap_or_else(PoisonError::into_inner) {
            Some((at, error)) if waiter.clock.now() < *at + ABSENCE => Err(error.clone()),
            _ => Ok(Some(turn)),
        }
    }

    fn failed(&self, turn: &Turn<'_>, error: &Error, now: Instant) {
        if !matches!(
            error,
            Error::Cancelled(_) | Error::DeadlineExceeded { .. } | Error::Invalid(_)
        ) {
            // What was lost is lost for this call only; for the others the host is not there.
            let error = match error {
                Error::Lost(failure) => Error::Unavailable(failure.clone()),
                other => other.clone(),
            };
            turn.failed(&error);
            *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, error));
        }
    }
}

/// The attempts of one call.
struct Attempts<'a> {
    inner: &'a Inner,
    request: &'a Request,
    waiter: Waiter<'a>,
    count: u32,
    /// Whether an attempt without a definite answer could have taken effect.
    uncertain: bool,
    renewed: bool,
    throttles: u32,
    throttled: ExponentialBackoff,
    pauses: Option<ExponentialBackoff>,
    began: Instant,
    last: Option<Error>,
}

impl<'a> Attempts<'a> {
    async fn run(&mut self, url: Url, first: &mut Option<Turn<'_>>) -> Result<Response, Error> {
        let inner = self.inner;
        loop {
            let permit = match self.permit().await {
                Ok(permit) => permit,
                Err(stop) => return Err(self.stopped(stop)),
            };
            let lane = permit.lane();
            let token = match inner.tokens.current(lane, &self.waiter).await {
                Ok(token) => token,
                Err(stop) => return Err(self.stopped(stop)),
            };
            self.count += 1;
            let started = Instant::now();
            let result = self.exchange(url.clone(), &token).await?;
            self.trace(&result, started.elapsed());
            let window = result.as_ref().ok().and_then(|answer| answer.window);
            if result.is_ok() {
                inner.budget.settle(permit, window);
            } else {
                drop(permit);
            }
            let outcome = match &result {
                Ok(answer) => Outcome::Answered(answer.status),
                Err(Broken {
                    kind: BrokenKind::NotConnected,
                    ..
                }) => Outcome::NotConnected,
                Err(Broken {
                    kind: BrokenKind::Untrusted,
                    ..
                }) => Outcome::Untrusted,
                Err(Broken {
                    kind: BrokenKind::Cut,
                    ..
                }) => Outcome::Cut,
            };
            let refusal = result.as_ref().ok().and_then(|answer| self.refusal(answer));
            if matches!(outcome, Outcome::Answered(200..=299)) || refusal.is_some() {
                inner.contact.made.store(true, Ordering::Release);
            }
            if inner.contact.made.load(Ordering::Acquire) {
                *first = None;
            }
            let verdict = retry::judge(outcome, self.request.may_repeat());
            match verdict {
                Verdict::Done => return self.done(result),
                Verdict::Renew => {
                    let hopeless = refusal.as_ref().and_then(|refusal| refusal.code.as_deref());
                    let hopeless = self.renewed || hopeless == Some("ip.not.authorized");
                    let renewed = if hopeless {
                        None
                    } else {
                        match inner.tokens.renew(lane, &token, &self.waiter).await {
                            Ok(token) => token,
                            Err(stop) => return Err(self.stopped(stop)),
                        }
                    };
                    if renewed.is_none() {
                        return Err(self.denied(result, refusal));
                    }
                    self.renewed = true;
                }
                Verdict::Throttled => self.throttle(lane, result, refusal).await?,
                Verdict::Again => {
                    if self.request.can_change() && retry::could_have_taken_effect(outcome) {
                        self.uncertain = true;
                    }
                    let error = self.failure(outcome, result, refusal);
                    self.pause(outcome, error).await?;
                }
                Verdict::Lost => {
                    self.uncertain = self.request.can_change();
                    return Err(self.failure(outcome, result, refusal));
                }
                Verdict::Final => {
                    return Err(match result {
                        Err(_) => self.failure(outcome, result, refusal),
                        Ok(answer) => self.refused(answer, refusal),
                    });
                }
            }
        }
    }

    async fn permit(&self) -> Result<Permit<'a>, Error> {
        let inner = self.inner;
        let key = (self.waiter.call.method, self.waiter.call.template.to_string());
        loop {
            let until = inner
                .pauses
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .get(&key)
                .copied();
            let left = until.map(|until| until.saturating_duration_since(inner.clock.now()));
            match left {
                Some(left) if !left.is_zero() => self.waiter.wait(left, Reason::Throttled).await?,
                _ => break,
            }
        }
        inner.budget.acquire(&self.waiter).await
    }

    /// Sends the request. One that changes something is not broken off by a cancellation before its grace is over.
    async fn exchange(&self, url: Url, token: &Token) -> Result<Result<Answer, Broken>, Error> {
        let settings = &self.inner.settings;
        let timeout = self.waiter.left().map_or(settings.request_timeout, |left| {
            left.min(settings.request_timeout)
        });
        let send = self
            .inner
            .transport
            .send(self.request, url, &token.secret, timeout);
        tokio::pin!(send);
        tokio::select! {
            biased;
            answer = &mut send => answer,
            () = self.waiter.scope.cancel.cancelled() => {
                if !self.request.can_change() {
                    return Err(Error::Cancelled(self.waiter.call.clone()));
                }
                tokio::time::timeout(settings.cancel_grace, send).await.unwrap_or_else(|_| {
                    Ok(Err(Broken {
                        kind: BrokenKind::Cut,
                        reason: "it was cancelled, and no answer came any more".to_owned(),
                    }))
                })
            }
        }
    }

    fn done(&self, result: Result<Answer, Broken>) -> Result<Response, Error> {
        let Ok(answer) = result else {
            return Err(Error::Invalid("no answer".to_owned()));
        };
        let empty = answer.body.iter().all(u8::is_ascii_whitespace);
        let body = if empty {
            Ok(Value::Null)
        } else {
            serde_json::from_slice(&answer.body)
        };
        match body {
            Ok(body) => Ok(Response {
                status: answer.status,
                body,
                correlation_id: answer.correlation_id,
                attempts: self.count,
                repeated: self.uncertain,
            }),
            Err(_) => Err(self.malformed(&answer, self.request.can_change())),
        }
    }

    async fn throttle(
        &mut self,
        lane: usize,
        result: Result<Answer, Broken>,
        refusal: Option<Refusal>,
    ) -> Result<(), Error> {
        let Ok(answer) = result else { return Ok(()) };
        self.throttles += 1;
        let wait = answer.retry_after.or_else(|| self.throttled.next());
        let wait =
            wait.filter(|wait| *wait <= retry::RETRY_AFTER_CEILING && self.throttles <= retry::THROTTLES);
        let error = match refusal {
            Some(refusal) => Error::RateLimited {
                call: self.waiter.call.clone(),
                retry_after: answer.retry_after,
                refusal: Box::new(self.mark(refusal)),
            },
            None => self.malformed(&answer, false),
        };
        let Some(wait) = wait else { return Err(error) };
        // At least a moment, or an answer of "0 seconds" would be asked for again at once.
        let wait = wait.max(Duration::from_millis(100));
        let of_token = match (answer.window, &error) {
            (Some(window), _) => window.count >= window.allowed,
            (None, Error::RateLimited { refusal, .. }) => refusal
                .limit
                .as_ref()
                .is_some_and(|limit| limit.key.contains("token.rate")),
            _ => false,
        };
        self.last = Some(error);
        if of_token {
            self.inner.budget.exhaust(lane, wait);
        } else {
            let now = self.inner.clock.now();
            let mut pauses = self.inner.pauses.lock().unwrap_or_else(PoisonError::into_inner);
            pauses.retain(|_, until| *until > now);
            let key = (self.waiter.call.method, self.waiter.call.template.to_string());
            let until = pauses.entry(key).or_insert(now);
            *until = (*until).max(now + wait);
        }
        Ok(())
    }

    /// Waits before the next attempt, or gives up.
    async fn pause(&mut self, outcome: Outcome, error: Error) -> Result<(), Error> {
        let known = self.inner.contact.made.load(Ordering::Acquire);
        let pauses = self.pauses.get_or_insert_with(|| match outcome {
            _ if !known => retry::first_contact(),
            Outcome::Answered(500) => retry::doubtful(),
            _ => retry::patient(),
        });
        let late = !known
            && outcome == Outcome::NotConnected
            && self.began.elapsed() + self.inner.settings.connect_timeout > retry::FIRST_CONTACT;
        let Some(delay) = pauses.next().filter(|_| !late) else {
            return Err(error);
        };
        let what = match &error {
            Error::Unavailable(failure) | Error::Lost(failure) => failure.reason.clone(),
            other => other.to_string(),
        };
        self.last = Some(error);
        match self
            .waiter
            .wait(
                delay,
                Reason::Failed {
                    what,
                    attempt: self.count,
                },
            )
            .await
        {
            Ok(()) => Ok(()),
            Err(stop) => Err(self.stopped(stop)),
        }
    }

    /// Why the call ends before it was sent again.
    fn stopped(&self, stop: Error) -> Error {
        match stop {
            Error::Cancelled(call) if self.uncertain => Error::Lost(Box::new(Failure {
                call,
                attempts: self.count,
                status: None,
                code: None,
                reason: "it was cancelled after an attempt that got no answer".to_owned(),
                context_id: None,
            })),
            Error::DeadlineExceeded { call, last: None } => Error::DeadlineExceeded {
                call,
                last: self.last.clone().map(Box::new),
            },
            other => other,
        }
    }

    fn failure(&self, outcome: Outcome, result: Result<Answer, Broken>, refusal: Option<Refusal>) -> Error {
        let (status, reason) = match result {
            Ok(answer) => {
                let text = refusal.as_ref().and_then(|refusal| refusal.message.clone());
                let text = text.map(|text| format!(": {text}")).unwrap_or_default();
                (
                    Some(answer.status),
                    format!("Genesys Cloud answers {}{text}", answer.status),
                )
            }
            Err(broken) => (
                None,
                self.inner.redactor.clean(&broken.reason, &self.request.secrets),
            ),
        };
        if !self.uncertain && matches!(outcome, Outcome::NotConnected | Outcome::Untrusted) {
            let certificate = outcome == Outcome::Untrusted;
            return Error::Unreachable {
                host: self.inner.transport.api_host(),
                reason,
                certificate,
            };
        }
        let failure = Box::new(Failure {
            call: self.waiter.call.clone(),
            attempts: self.count,
            status,
            code: refusal.as_ref().and_then(|refusal| refusal.code.clone()),
            reason,
            context_id: refusal.and_then(|refusal| refusal.context_id),
        });
        if self.uncertain {
            Error::Lost(failure)
        } else {
            Error::Unavailable(failure)
        }
    }

    fn denied(&self, result: Result<Answer, Broken>, refusal: Option<Refusal>) -> Error {
        match (result, refusal) {
            (_, Some(refusal)) => Error::Unauthenticated {
                refusal: Box::new(self.mark(refusal)),
                given: self.inner.tokens.is_given(),
            },
            (Ok(answer), None) => self.malformed(&answer, false),
            (Err(_), None) => Error::Invalid("no answer".to_owned()),
        }
    }

    fn refused(&self, answer: Answer, refusal: Option<Refusal>) -> Error {
        match refusal {
            Some(refusal) => Error::Refused(Box::new(self.mark(refusal))),
            None => self.malformed(&answer, false),
        }
    }

    fn mark(&self, refusal: Refusal) -> Refusal {
        Refusal {
            repeated: self.uncertain,
            ..refusal
        }
    }

    fn refusal(&self, answer: &Answer) -> Option<Refusal> {
        if (200..400).contains(&answer.status) {
            return None;
        }
        let empty = answer.body.iter().all(u8::is_ascii_whitespace);
        let body = if empty {
            Value::Null
        } else {
            serde_json::from_slice(&answer.body).ok()?
        };
        let body = self.inner.redactor.clean_value(&body, &self.request.secrets);
        Refusal::read(
            self.waiter.call,
            answer.status,
            answer.correlation_id.as_deref(),
            &body,
        )
    }

    fn malformed(&self, answer: &Answer, took_effect: bool) -> Error {
        let text = String::from_utf8_lossy(&answer.body);
        let reason = if (300..400).contains(&answer.status) {
            "leads elsewhere"
        } else if text.trim_start().starts_with('<') {
            "is a web page"
        } else if text.trim().is_empty() {
            "is empty and not signed by Genesys Cloud"
        } else {
            "is not what the API answers"
        };
        Error::Malformed(Box::new(Malformed {
            call: self.waiter.call.clone(),
            host: self.inner.transport.api_host(),
            status: answer.status,
            reason: reason.to_owned(),
            excerpt: excerpt(&self.inner.redactor.clean(&text, &self.request.secrets)),
            took_effect,
        }))
    }

    fn trace(&self, result: &Result<Answer, Broken>, took: Duration) {
        let Call { method, template, .. } = self.waiter.call;
        let status = result.as_ref().ok().map(|answer| answer.status);
        let failed = result.as_ref().err().map(|broken| self.clean(&broken.reason));
        tracing::debug!(
            target: "genesys_api",
            method = method.as_str(), template = %template, status, duration = ?took, attempt = self.count, failed, "call"
        );
        if tracing::enabled!(target: "genesys_api", tracing::Level::TRACE) {
            let shown = |body: &Value| {
                self.inner
                    .redactor
                    .clean_value(body, &self.request.secrets)
                    .to_string()
            };
            let sent = self.request.body.as_ref().map(shown);
            let got = result
                .as_ref()
                .ok()
                .map(|answer| match serde_json::from_slice(&answer.body) {
                    Ok(body) => shown(&body),
                    Err(_) => excerpt(&self.clean(&String::from_utf8_lossy(&answer.body))),
                });
            tracing::trace!(
                target: "genesys_api",
                method = method.as_str(), path = %self.clean(&self.waiter.call.path), sent, got, "bodies"
            );
        }
    }

    fn clean(&self, text: &str) -> String {
        self.inner.redactor.clean(text, &self.request.secrets)
    }
}

/// The beginning of a text, in one line.
pub(crate) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 160;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests;
