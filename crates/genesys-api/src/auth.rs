//! Tokens: minted when first needed, renewed before they expire, and replaced once for all who hold a rejected one.

use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    Call, Credentials, Error, LoginRefusal, Malformed, Method, Reason, Secret,
    budget::Budget,
    http::{Answer, Broken, BrokenKind, Transport},
    retry::{self, FirstContact, Outcome},
    secret::Redactor,
    waiter::{Turns, Waiter},
};

/// A token is renewed this long before it expires, or at 80 % of a life too short for that.
const MARGIN: Duration = Duration::from_secs(300);

/// A login that takes longer has no answer to wait for, as long as the host never gave one.
const FIRST_LOGIN: Duration = Duration::from_secs(8);

/// A token and its number, by which one can tell whether it was replaced meanwhile.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) secret: Secret,
    number: u64,
    renew_at: Instant,
    expires_at: Instant,
}

/// The tokens of a client, one for each lane of its budget.
#[derive(Debug)]
pub(crate) struct Tokens {
    credentials: Credentials,
    transport: Arc<Transport>,
    redactor: Arc<Redactor>,
    budget: Arc<Budget>,
    slots: Vec<Slot>,
    /// A definite no: asking again with the same credentials would only lock the client out.
    refused: OnceLock<Error>,
    /// Whether the login host has ever answered.
    reached: OnceLock<()>,
}

#[derive(Debug, Default)]
struct Slot {
    token: Mutex<Option<Token>>,
    turns: Turns,
}

impl Tokens {
    pub(crate) fn new(
        credentials: Credentials,
        lanes: usize,
        transport: Arc<Transport>,
        redactor: Arc<Redactor>,
        budget: Arc<Budget>,
    ) -> Self {
        match &credentials {
            Credentials::Client { id, secret } => redactor.learn_pair(id, secret),
            Credentials::Token(token) => redactor.learn(token),
        }
        let slots = (0..lanes).map(|_| Slot::default()).collect();
        Self {
            credentials,
            transport,
            redactor,
            budget,
            slots,
            refused: OnceLock::new(),
            reached: OnceLock::new(),
        }
    }

    /// Whether the token was given ready.
    pub(crate) fn is_given(&self) -> bool {
        matches!(self.credentials, Credentials::Token(_))
    }

    /// The token of a lane, minted or renewed if need be.
    pub(crate) async fn current(&self, lane: usize, waiter: &Waiter<'_>) -> Result<Token, Error> {
        let now = waiter.clock.now();
        match self.held(lane) {
            Some(token) if now < token.renew_at => Ok(token),
            Some(token) => match self.replace(lane, Some(token.number), waiter).await {
                // The old one still works; whoever needs the new one will ask again.
                Err(error) if waiter.clock.now() < token.expires_at && !is_own(&error) => {
                    tracing::warn!(target: "genesys_api", %error, "the access token could not be renewed yet");
                    Ok(token)
                }
                other => other,
            },
            None => self.replace(lane, None, waiter).await,
        }
    }

    /// A token other than the one that was rejected; nothing if there can be no other.
    pub(crate) async fn renew(
        &self,
        lane: usize,
        rejected: &Token,
        waiter: &Waiter<'_>,
    ) -> Result<Option<Token>, Error> {
        if self.is_given() {
            return Ok(None);
        }
        self.replace(lane, Some(rejected.number), waiter).await.map(Some)
    }

    async fn replace(&self, lane: usize, old: Option<u64>, waiter: &Waiter<'_>) -> Result<Token, Error> {
        let newer = || self.held(lane).filter(|token| Some(token.number) != old);
        if let Some(token) = newer() {
            return Ok(token);
        }
        let slot = &self.slots[lane];
        let turn = slot.turns.take(waiter).await?;
        if let Some(token) = newer() {
            return Ok(token);
        }
        let minted = self.mint(old.map_or(1, |number| number + 1), waiter).await;
        match &minted {
            Ok(token) => {
                self.redactor.learn(&token.secret);
                *slot.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
                self.budget.renew(lane);
            }
            Err(error) => turn.failed(error),
        }
        minted
    }

    fn held(&self, lane: usize) -> Option<Token> {
        self.slots[lane].token.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn mint(&self, number: u64, waiter: &Waiter<'_>) -> Result<Token, Error> {
        let (id, secret) = match &self.credentials {
            Credentials::Client { id, secret } => (id, secret),
            Credentials::Token(token) => {
                let far = waiter.clock.now() + Duration::from_secs(100 * 365 * 24 * 3600);
                return Ok(Token { secret: token.clone(), number, renew_at: far, expires_at: far });
            }
        };
        if let Some(error) = self.refused.get() {
            return Err(error.clone());
        }
        let contact = FirstContact::begin(waiter.clock);
        let (mut pauses, mut throttles) = (None, retry::throttled());
        let mut attempt = 0;
        loop {
            attempt += 1;
            let first = self.reached.get().is_none();
            let timeout =
                if first { FIRST_LOGIN.min(contact.left(waiter.clock)) } else { Duration::from_secs(30) };
            let asked = waiter.clock.now();
            let started = Instant::now();
            let hold = waiter.clock.hold();
            let answer = waiter.until(self.transport.login(id, secret, timeout)).await??;
            drop(hold);
            let took = started.elapsed();
            let status = answer.as_ref().ok().map(|answer| answer.status);
            tracing::debug!(
                target: "genesys_api",
                method = %Method::Post, template = %"/oauth/token", status, duration = ?took, attempt, "call"
            );
            let reply = self.read(answer);
            if !matches!(reply, Reply::Failed(_)) || status.is_some_and(|status| status == 429) {
                let _ = self.reached.set(());
            }
            let (delay, reason, error) = match reply {
                Reply::Token { secret, life } => {
                    let renew = life.saturating_sub(MARGIN).max(life.mul_f64(0.8));
                    return Ok(Token { secret, number, renew_at: asked + renew, expires_at: asked + life });
                }
                Reply::Final(error) => {
                    if matches!(error, Error::Login(_)) {
                        let _ = self.refused.set(error.clone());
                    }
                    return Err(error);
                }
                Reply::TooFast(error) => (throttles.next(), Reason::LoginThrottled, error),
                Reply::Failed(error) => {
                    let pauses = pauses
                        .get_or_insert_with(|| if first { retry::first_contact() } else { retry::patient() });
                    let worst = |delay: &Duration| *delay + self.transport.connect_timeout();
                    let delay =
                        pauses.next().filter(|delay| !first || worst(delay) <= contact.left(waiter.clock));
                    (delay, Reason::Failed { what: error.to_string(), attempt }, error)
                }
            };
            let Some(delay) = delay else { return Err(error) };
            waiter.wait(delay, reason).await.map_err(|stop| match stop {
                Error::DeadlineExceeded { call, wait, .. } => {
                    Error::DeadlineExceeded { call, wait, last: Some(Box::new(error)) }
                }
                other => other,
            })?;
        }
    }

    fn read(&self, answer: Result<Answer, Broken>) -> Reply {
        let host = self.transport.login_host();
        let answer = match answer {
            Ok(answer) => answer,
            Err(broken) => {
                let certificate = broken.kind == BrokenKind::Untrusted;
                let reason = self.redactor.clean(&broken.reason, &[]);
                let error = Error::Unreachable { host, reason, certificate };
                return if certificate { Reply::Final(error) } else { Reply::Failed(error) };
            }
        };
        let status = answer.status;
        let body = serde_json::from_slice::<Value>(&answer.body).unwrap_or_default();
        if status == 200
            && let Some(token) = body["access_token"].as_str().filter(|token| !token.is_empty())
        {
            let life = body["expires_in"].as_f64().and_then(|life| Duration::try_from_secs_f64(life).ok());
            let life = life.unwrap_or(Duration::from_secs(24 * 3600));
            return Reply::Token { secret: Secret::new(token), life };
        }
        let text = |name: &str| body[name].as_str().filter(|text| !text.is_empty());
        let clean = |text: &str| self.redactor.clean(text, &[]);
        let description = text("error_description").or(text("description"));
        let throttled = status == 429
            || status == 400
                && description.is_some_and(|text| text.to_lowercase().contains("rate limit exceeded"));
        let refusal = || {
            Error::Login(Box::new(LoginRefusal {
                host: host.clone(),
                status,
                error: text("error").map(clean),
                description: description.map(clean),
                throttled,
            }))
        };
        if throttled {
            Reply::TooFast(refusal())
        } else if retry::could_have_taken_effect(Outcome::Answered(status)) {
            let reason = format!("it answers {status}");
            Reply::Failed(Error::Unreachable { host, reason, certificate: false })
        } else if text("error").is_some() && (400..500).contains(&status) {
            Reply::Final(refusal())
        } else {
            Reply::Final(Error::Malformed(Box::new(Malformed {
                call: login_call(),
                host,
                status,
                reason: "is not that of the login service".to_owned(),
                excerpt: crate::attempts::excerpt(&clean(&String::from_utf8_lossy(&answer.body))),
                took_effect: false,
            })))
        }
    }
}

enum Reply {
    Token { secret: Secret, life: Duration },
    TooFast(Error),
    Failed(Error),
    Final(Error),
}

fn login_call() -> Call {
    Call { method: Method::Post, template: "/oauth/token".into(), path: "/oauth/token".to_owned() }
}

/// Whether an error concerns only the call that waited.
fn is_own(error: &Error) -> bool {
    matches!(error, Error::Cancelled(_) | Error::DeadlineExceeded { .. })
}
