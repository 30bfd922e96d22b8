//! The attempts of one call: from the right to send it, through token and wire, to the verdict, and round again.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use backon::ExponentialBackoff;
use serde_json::Value;
use url::Url;

use crate::{
    Call, Error, Failure, Host, Malformed, Reason, Refusal, Request, Response,
    auth::Token,
    budget::{Permit, Reserved},
    client::Inner,
    http::{Answer, Broken, BrokenKind},
    retry::{self, FirstContact, Outcome, Verdict},
    waiter::{Turn, Waiter},
};

/// The attempts of one call.
pub(crate) struct Attempts<'a> {
    inner: &'a Inner,
    request: &'a Request,
    waiter: Waiter<'a>,
    count: u32,
    /// Whether an attempt without a definite answer could have taken effect.
    uncertain: bool,
    renewed: bool,
    throttles: u32,
    throttled: ExponentialBackoff,
    /// The schedule of pauses, and whether the host was known when it began.
    pauses: Option<(bool, ExponentialBackoff)>,
    contact: Option<FirstContact>,
    last: Option<Error>,
}

impl<'a> Attempts<'a> {
    pub(crate) fn new(inner: &'a Inner, request: &'a Request, waiter: Waiter<'a>) -> Self {
        Self {
            inner,
            request,
            waiter,
            count: 0,
            uncertain: false,
            renewed: false,
            throttles: 0,
            throttled: retry::throttled(),
            pauses: None,
            contact: None,
            last: None,
        }
    }

    /// Goes on until there is an answer, or no more reason to hope for one.
    pub(crate) async fn run(&mut self, url: Url, first: &mut Option<Turn<'_>>) -> Result<Response, Error> {
        let inner = self.inner;
        loop {
            let mut permit = match self.permit().await {
                Ok(permit) => permit,
                Err(stop) => return Err(self.stopped(stop)),
            };
            let lane = permit.lane();
            let token = match inner.tokens.current(lane, &self.waiter).await {
                Ok(token) => token,
                Err(stop) => return Err(self.stopped(stop)),
            };
            if self.request.fresh_until.is_some_and(|end| end < self.waiter.clock.now()) {
                return Err(Error::Outdated(self.waiter.call.clone()));
            }
            self.count += 1;
            self.contact.get_or_insert_with(|| FirstContact::begin(self.waiter.clock));
            let started = Instant::now();
            inner.budget.begin(&mut permit);
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
                Err(Broken { kind: BrokenKind::NotConnected, .. }) => Outcome::NotConnected,
                Err(Broken { kind: BrokenKind::Untrusted, .. }) => Outcome::Untrusted,
                Err(Broken { kind: BrokenKind::Cut, .. }) => Outcome::Cut,
            };
            let refusal = result.as_ref().ok().and_then(|answer| self.refusal(answer));
            if refusal.is_some() || result.as_ref().is_ok_and(is_of_the_api) {
                inner.contact.made.store(true, Ordering::Release);
            }
            if inner.contact.made.load(Ordering::Acquire) {
                *first = None;
            }
            let verdict = retry::judge(outcome, self.request.may_repeat());
            match verdict {
                Verdict::Done => return self.done(result),
                Verdict::Renew => {
                    let code = refusal.as_ref().and_then(|refusal| refusal.code.as_deref());
                    let hopeless = self.renewed || code == Some("ip.not.authorized");
                    let denied = self.denied(result, refusal);
                    if hopeless {
                        return Err(denied);
                    }
                    if let Err(stop) = inner.tokens.renew(lane, &token, denied, &self.waiter).await {
                        return Err(self.stopped(stop));
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

    async fn permit(&self) -> Result<Permit, Error> {
        loop {
            let left = self.inner.paused(self.waiter.call.method, &self.waiter.call.template);
            if left.is_zero() {
                return match self.waiter.scope.reserved.as_ref().and_then(Reserved::take) {
                    Some(permit) => Ok(permit),
                    None => self.inner.budget.acquire(&self.waiter).await,
                };
            }
            self.waiter.wait(left, Reason::Throttled).await?;
        }
    }

    /// Sends the request. One that changes something is not broken off by a cancellation before its grace is over.
    async fn exchange(&self, url: Url, token: &Token) -> Result<Result<Answer, Broken>, Error> {
        let settings = &self.inner.settings;
        let timeout = settings.timeout_of(self.request.size());
        let timeout = self.waiter.left().map_or(timeout, |left| left.min(timeout));
        let _hold = self.inner.clock.hold();
        let send = self.inner.transport.send(self.request, url, &token.secret, timeout);
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
        let body = match str::from_utf8(&answer.body) {
            Ok(text) if self.request.text => Ok(text.into()),
            _ if empty => Ok(Value::Null),
            _ => serde_json::from_slice(&answer.body),
        };
        // Elsewhere than at the API, a success is a success whatever is said of it.
        let elsewhere = !matches!(self.request.host, Host::Api);
        match body.or_else(|error| if elsewhere { Ok(Value::Null) } else { Err(error) }) {
            Ok(body) => Ok(Response {
                status: answer.status,
                body,
                correlation_id: answer.correlation_id,
                date: answer.date,
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
        let used_up = answer.window.filter(|window| window.count >= window.allowed);
        let asked = answer.retry_after.or(used_up.map(|window| window.reset));
        let wait = asked.or_else(|| self.throttled.next());
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
            (Some(_), _) => used_up.is_some(),
            (None, Error::RateLimited { refusal, .. }) => {
                refusal.limit.as_ref().is_some_and(|limit| limit.key.contains("token.rate"))
            }
            _ => false,
        };
        self.last = Some(error);
        if of_token {
            self.inner.budget.exhaust(lane, wait);
        } else {
            self.inner.pause(self.waiter.call.method, &self.waiter.call.template, wait);
        }
        Ok(())
    }

    /// Waits before the next attempt, or gives up.
    async fn pause(&mut self, outcome: Outcome, error: Error) -> Result<(), Error> {
        let known = self.inner.contact.made.load(Ordering::Acquire);
        if self.pauses.as_ref().is_none_or(|(then, _)| *then != known) {
            let schedule = match outcome {
                _ if !known => retry::first_contact(),
                Outcome::Answered(500) => retry::doubtful(),
                _ => retry::patient(),
            };
            self.pauses = Some((known, schedule));
        }
        let delay = self.pauses.as_mut().and_then(|(_, pauses)| pauses.next());
        let late = |delay: &Duration| {
            let worst = *delay + self.inner.transport.connect_timeout();
            let absent = !known && outcome == Outcome::NotConnected;
            absent && self.contact.is_some_and(|contact| contact.left(self.waiter.clock) < worst)
        };
        let Some(delay) = delay.filter(|delay| !late(delay)) else {
            return Err(error);
        };
        let what = match &error {
            Error::Unavailable(failure) | Error::Lost(failure) => failure.reason.clone(),
            other => other.to_string(),
        };
        self.last = Some(error);
        match self.waiter.wait(delay, Reason::Failed { what, attempt: self.count }).await {
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
            Error::DeadlineExceeded { call, wait, last: None } => {
                Error::DeadlineExceeded { call, wait, last: self.last.clone().map(Box::new) }
            }
            other => other,
        }
    }

    fn failure(&self, outcome: Outcome, result: Result<Answer, Broken>, refusal: Option<Refusal>) -> Error {
        let (status, reason) = match result {
            Ok(answer) => {
                let text = refusal.as_ref().and_then(|refusal| refusal.message.clone());
                let text = text.map(|text| format!(": {text}")).unwrap_or_default();
                (Some(answer.status), format!("Genesys Cloud answers {}{text}", answer.status))
            }
            Err(broken) => (None, self.inner.redactor.clean(&broken.reason, &self.request.secrets)),
        };
        if !self.uncertain && matches!(outcome, Outcome::NotConnected | Outcome::Untrusted) {
            let certificate = outcome == Outcome::Untrusted;
            return Error::Unreachable { host: self.host(), reason, certificate };
        }
        let failure = Box::new(Failure {
            call: self.waiter.call.clone(),
            attempts: self.count,
            status,
            code: refusal.as_ref().and_then(|refusal| refusal.code.clone()),
            reason,
            context_id: refusal.and_then(|refusal| refusal.context_id),
        });
        if self.uncertain { Error::Lost(failure) } else { Error::Unavailable(failure) }
    }

    fn denied(&self, result: Result<Answer, Broken>, refusal: Option<Refusal>) -> Error {
        match (result, refusal) {
            (_, Some(refusal)) => Error::Unauthenticated {
                refusal: Box::new(self.mark(refusal)),
                given: self.inner.tokens.is_given(),
                newer: None,
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
        Refusal { repeated: self.uncertain, ..refusal }
    }

    fn refusal(&self, answer: &Answer) -> Option<Refusal> {
        if (200..400).contains(&answer.status) {
            return None;
        }
        let empty = answer.body.iter().all(u8::is_ascii_whitespace);
        let body = if empty { Value::Null } else { serde_json::from_slice(&answer.body).ok()? };
        let body = self.inner.redactor.clean_value(&body, &self.request.secrets);
        Refusal::read(self.waiter.call, answer.status, answer.correlation_id.as_deref(), &body)
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
            host: self.host(),
            status: answer.status,
            reason: reason.to_owned(),
            excerpt: excerpt(&self.inner.redactor.clean(&text, &self.request.secrets)),
            took_effect,
        }))
    }

    /// The host of the call, for people.
    fn host(&self) -> String {
        self.inner.transport.host_of(self.request)
    }

    fn trace(&self, result: &Result<Answer, Broken>, took: Duration) {
        let Call { method, template, .. } = self.waiter.call;
        let status = result.as_ref().ok().map(|answer| answer.status);
        let failed = result.as_ref().err().map(|broken| self.clean(&broken.reason));
        tracing::debug!(
            target: "genesys_api",
            method = %method, template = %template, status, duration = ?took, attempt = self.count, failed, "call"
        );
        if tracing::enabled!(target: "genesys_api", tracing::Level::TRACE) {
            let shown =
                |body: &Value| self.inner.redactor.clean_value(body, &self.request.secrets).to_string();
            let sent = self.request.body.as_ref().map(shown);
            let got = result.as_ref().ok().map(|answer| match serde_json::from_slice(&answer.body) {
                Ok(body) => shown(&body),
                Err(_) => excerpt(&self.clean(&String::from_utf8_lossy(&answer.body))),
            });
            tracing::trace!(
                target: "genesys_api",
                method = %method, path = %self.clean(&self.waiter.call.path), sent, got, "bodies"
            );
        }
    }

    fn clean(&self, text: &str) -> String {
        self.inner.redactor.clean(text, &self.request.secrets)
    }
}

/// Whether a success is the API's, and not that of some web server that has a page for everything.
fn is_of_the_api(answer: &Answer) -> bool {
    let first = answer.body.iter().find(|byte| !byte.is_ascii_whitespace());
    (200..300).contains(&answer.status)
        && (answer.correlation_id.is_some() || matches!(first, None | Some(b'{' | b'[')))
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
