//! Tokens: minted when first needed, renewed before they expire, and replaced once for all who hold a rejected one.
//!
//! When the credentials themselves are refused, newer ones are looked for where [`Renewal`] says. A refusal is remembered: nobody
//! asks twice with the same credentials, and everybody is told the same.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    Call, Candidate, Credentials, Error, LoginRefusal, Malformed, Method, Organization, Reason, Renewal,
    Request, Secret, Settings,
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
    /// Those in use, until they are refused and newer ones are found.
    credentials: Mutex<Credentials>,
    renewal: Option<Arc<dyn Renewal>>,
    pinned: Option<String>,
    organization: Arc<OnceLock<Organization>>,
    transport: Arc<Transport>,
    redactor: Arc<Redactor>,
    budget: Arc<Budget>,
    slots: Vec<Slot>,
    /// How many tokens were asked for, which gives each its number.
    minted: AtomicU64,
    /// Definite noes: asking again with the same credentials would only lock the client out. With what was said, or why they are not
    /// to be used.
    refused: Mutex<Vec<(Credentials, Error)>>,
    /// What all calls are told while there is nothing newer than what was refused.
    last: Mutex<Option<Error>>,
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
        settings: &Settings,
        lanes: usize,
        transport: Arc<Transport>,
        redactor: Arc<Redactor>,
        budget: Arc<Budget>,
        organization: Arc<OnceLock<Organization>>,
    ) -> Self {
        learn(&redactor, &settings.credentials);
        let slots = (0..lanes).map(|_| Slot::default()).collect();
        Self {
            credentials: Mutex::new(settings.credentials.clone()),
            renewal: settings.renewal.clone(),
            pinned: settings.organization.clone(),
            organization,
            transport,
            redactor,
            budget,
            slots,
            minted: AtomicU64::new(0),
            refused: Mutex::default(),
            last: Mutex::default(),
            reached: OnceLock::new(),
        }
    }

    /// Whether the token was given ready.
    pub(crate) fn is_given(&self) -> bool {
        matches!(self.in_use(), Credentials::Token(_))
    }

    /// What all calls are told, if the credentials are refused and there are no newer ones.
    pub(crate) fn denied(&self) -> Option<Error> {
        locked(&self.last).clone()
    }

    fn in_use(&self) -> Credentials {
        locked(&self.credentials).clone()
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

    /// Makes sure that the next token is another one than the one that was rejected.
    ///
    /// # Errors
    ///
    /// If there can be no other: for a given token what it was rejected with, the same for everybody who has tried it.
    pub(crate) async fn renew(
        &self,
        lane: usize,
        rejected: &Token,
        denied: Error,
        waiter: &Waiter<'_>,
    ) -> Result<(), Error> {
        let given = Credentials::Token(rejected.secret.clone());
        if self.in_use() == given {
            if !matches!(denied, Error::Unauthenticated { .. }) {
                // Not the platform's word.
                return Err(denied);
            }
            self.refuse(&given, denied);
        }
        // Whatever comes of it, nobody needs to try this one again.
        locked(&self.slots[lane].token).take_if(|held| held.number == rejected.number);
        self.replace(lane, Some(rejected.number), waiter).await.map(drop)
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
        let minted = self.mint(waiter).await;
        match &minted {
            Ok(token) => {
                self.redactor.learn(&token.secret);
                *locked(&slot.token) = Some(token.clone());
                self.budget.renew(lane);
            }
            Err(error) => turn.failed(error),
        }
        minted
    }

    /// The token of a lane, unless it was given ready and does not count any more.
    fn held(&self, lane: usize) -> Option<Token> {
        let held = locked(&self.slots[lane].token).clone();
        held.filter(|token| self.refusal(&Credentials::Token(token.secret.clone())).is_none())
    }

    fn refusal(&self, credentials: &Credentials) -> Option<Error> {
        let refused = locked(&self.refused);
        refused.iter().find(|(other, _)| other == credentials).map(|(_, error)| error.clone())
    }

    /// Remembers a definite no; the first counts.
    fn refuse(&self, credentials: &Credentials, error: Error) {
        if self.refusal(credentials).is_none() {
            locked(&self.refused).push((credentials.clone(), error));
        }
    }

    /// A token of the credentials in use or, if they are refused, of newer ones.
    async fn mint(&self, waiter: &Waiter<'_>) -> Result<Token, Error> {
        let in_use = self.in_use();
        let refused = match self.refusal(&in_use) {
            Some(refused) => refused,
            None => match self.log_in(&in_use, waiter).await {
                Err(refused) if refused.concerns_credentials() => {
                    self.refuse(&in_use, refused.clone());
                    refused
                }
                other => return other,
            },
        };
        let Some(renewal) = &self.renewal else {
            *locked(&self.last) = Some(refused.clone());
            return Err(refused);
        };
        let (mut tried, mut why) = (false, String::new());
        for candidate in renewal.candidates() {
            let Candidate { credentials, origin, .. } = &candidate;
            if self.refusal(credentials).is_some() {
                continue;
            }
            tried = true;
            learn(&self.redactor, credentials);
            let token = match self.log_in(credentials, waiter).await {
                Ok(token) => token,
                Err(error) if error.concerns_credentials() => {
                    why.push_str(&format!("Those of {origin} are refused too. "));
                    self.refuse(credentials, error);
                    continue;
                }
                Err(error) => return Err(error),
            };
            match self.suits(&in_use, &candidate, &token, waiter).await? {
                Ok(()) => {
                    tracing::warn!(target: "genesys_api", %refused, origin, "goes on with newer credentials");
                    if let Some(progress) = &waiter.scope.progress {
                        progress.note(&format!("{refused}; going on with the newer ones of {origin}"));
                    }
                    *locked(&self.credentials) = credentials.clone();
                    *locked(&self.last) = None;
                    return Ok(token);
                }
                Err(reason) => {
                    why.push_str(&reason);
                    why.push(' ');
                    self.refuse(credentials, Error::Invalid(reason));
                }
            }
        }
        let mut last = locked(&self.last);
        if let Some(last) = last.as_ref().filter(|_| !tried) {
            return Err(last.clone());
        }
        let error = refused.without_newer(format!("{why}{}", renewal.nothing_newer()).trim().to_owned());
        *last = Some(error.clone());
        Err(error)
    }

    /// Whether credentials can stand in for others: nobody may find himself in another organization because a secret was rotated.
    async fn suits(
        &self,
        in_use: &Credentials,
        candidate: &Candidate,
        token: &Token,
        waiter: &Waiter<'_>,
    ) -> Result<Result<(), String>, Error> {
        let Candidate { credentials, origin, same_place } = candidate;
        if let (Credentials::Client { id, .. }, Credentials::Client { id: other, .. }) = (in_use, credentials)
            && id == other
        {
            return Ok(Ok(()));
        }
        let known = self.pinned.clone().or_else(|| Some(self.organization.get()?.id.clone()));
        let Some(known) = known else {
            return Ok(if *same_place {
                Ok(())
            } else {
                Err(format!(
                    "Those of {origin} were not used, since nothing says that they belong to the same organization: \
                     organizationId would."
                ))
            });
        };
        let request = Request::get("/api/v2/organizations/me");
        let url = self.transport.url(&request)?;
        let hold = waiter.clock.hold();
        let sent = self.transport.send(&request, url, &token.secret, Duration::from_secs(30));
        let answer = waiter.until(sent).await??;
        drop(hold);
        let body =
            answer.ok().map(|answer| serde_json::from_slice::<Value>(&answer.body).unwrap_or_default());
        let organization = body.as_ref().and_then(|body| body["id"].as_str());
        Ok(match organization {
            Some(organization) if organization == known => Ok(()),
            Some(organization) => {
                let other = self.redactor.clean(organization, &[]);
                Err(format!("Those of {origin} were not used: they belong to another organization, {other}."))
            }
            None => Err(format!(
                "Those of {origin} were not used: they do not tell which organization they belong to."
            )),
        })
    }

    /// A token of these credentials.
    async fn log_in(&self, credentials: &Credentials, waiter: &Waiter<'_>) -> Result<Token, Error> {
        let number = self.minted.fetch_add(1, Ordering::AcqRel);
        let (id, secret) = match credentials {
            Credentials::Client { id, secret } => (id, secret),
            Credentials::Token(token) => {
                let far = waiter.clock.now() + Duration::from_secs(100 * 365 * 24 * 3600);
                return Ok(Token { secret: token.clone(), number, renew_at: far, expires_at: far });
            }
        };
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
                Reply::Final(error) => return Err(error),
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
                newer: None,
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

fn learn(redactor: &Redactor, credentials: &Credentials) {
    match credentials {
        Credentials::Client { id, secret } => redactor.learn_pair(id, secret),
        Credentials::Token(token) => redactor.learn(token),
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether an error concerns only the call that waited.
fn is_own(error: &Error) -> bool {
    matches!(error, Error::Cancelled(_) | Error::DeadlineExceeded { .. })
}
