//! The client, and what the calls of one client share.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use crate::{
    Clock, Credentials, Error, Malformed, Method, Request, Response, Scope, Settings,
    attempts::Attempts,
    auth::Tokens,
    budget::{Budget, Reserved, Window},
    http::Transport,
    secret::Redactor,
    waiter::{Turn, Turns, Waiter},
};

/// A client of one organization. Clones share tokens, budget and connections.
#[derive(Clone, Debug)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) settings: Settings,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) transport: Arc<Transport>,
    pub(crate) redactor: Arc<Redactor>,
    pub(crate) budget: Arc<Budget>,
    pub(crate) tokens: Tokens,
    pub(crate) contact: Contact,
    pauses: Mutex<HashMap<Pause, Instant>>,
    pub(crate) organization: Arc<OnceLock<Organization>>,
    pub(crate) organization_turns: Turns,
    changes: AtomicU64,
}

/// A route that asked to be left alone for a while: some have limits of their own.
type Pause = (Method, String);

/// The first call goes alone. If the host is not there, the others need not find out by themselves; if it is, its answer tells
/// what is left in the rate window before the rest sets off.
#[derive(Debug, Default)]
pub(crate) struct Contact {
    pub(crate) made: AtomicBool,
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
            settings.gateway.as_ref().and_then(|gateway| gateway.auth.as_ref()),
        ] {
            auth.inspect(|auth| redactor.learn_pair(&auth.username, &auth.password));
        }
        let transport = Arc::new(Transport::new(settings.clone()));
        let budget = Arc::new(Budget::new(lanes, clock.clone()));
        let organization = Arc::new(OnceLock::new());
        let tokens = Tokens::new(
            &settings,
            lanes,
            transport.clone(),
            redactor.clone(),
            budget.clone(),
            organization.clone(),
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
                organization,
                organization_turns: Turns::default(),
                changes: AtomicU64::new(0),
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

    /// The rate windows of the tokens in use, as the answers so far have told them; none before the first answer.
    pub fn windows(&self) -> Vec<Window> {
        self.inner.budget.windows()
    }

    /// How many calls that can change something have begun or ended: what was read before the last of them may be out of date.
    pub fn changes(&self) -> u64 {
        self.inner.changes.load(Ordering::Acquire)
    }

    /// What every call is told since the credentials were refused, as long as there are no newer ones.
    pub fn denied(&self) -> Option<Error> {
        self.inner.tokens.denied()
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
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
        let waiter = Waiter { clock: &*inner.clock, scope, call: &call };
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

    /// The scope of a call, in which so many calls can be made without one of them waiting for the rate limit: for a read and a write
    /// that is computed from it.
    ///
    /// # Errors
    ///
    /// When the wait for them is cancelled, or would be too long.
    pub async fn together(&self, first: &Request, calls: u32) -> Result<Scope, Error> {
        let call = first.call();
        let waiter = Waiter { clock: &*self.inner.clock, scope: &first.scope, call: &call };
        let permits = self.inner.budget.acquire_together(calls, &waiter).await?;
        Ok(Scope { reserved: Some(Reserved::new(permits)), ..first.scope.clone() })
    }

    /// Does one call: waits for its turn, sends it, and sends it again where that is safe and useful.
    ///
    /// # Errors
    ///
    /// Whatever the API answers other than a 2xx, and whatever prevents an answer; see [`Error`].
    pub async fn call(&self, request: Request) -> Result<Response, Error> {
        let call = request.call();
        let url = self.inner.transport.url(&request)?;
        let waiter = Waiter { clock: &*self.inner.clock, scope: &request.scope, call: &call };
        let mut first = self.inner.contact.enter(&waiter).await?;
        let changed = || {
            if request.can_change() {
                self.inner.changes.fetch_add(1, Ordering::AcqRel);
            }
        };
        changed();
        let mut attempts = Attempts::new(&self.inner, &request, waiter);
        let outcome = attempts.run(url, &mut first).await;
        changed();
        if let (Some(turn), Err(error)) = (&first, &outcome) {
            self.inner.contact.failed(turn, error, self.inner.clock.now());
        }
        outcome
    }
}

impl Inner {
    /// How long calls of this route have to be left alone still.
    pub(crate) fn paused(&self, method: Method, template: &str) -> Duration {
        let pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        let until = pauses.get(&(method, template.to_owned()));
        until.map_or(Duration::ZERO, |until| until.saturating_duration_since(self.clock.now()))
    }

    /// The platform asked to leave calls of this route alone for a while.
    pub(crate) fn pause(&self, method: Method, template: &str, wait: Duration) {
        let now = self.clock.now();
        let mut pauses = self.pauses.lock().unwrap_or_else(PoisonError::into_inner);
        pauses.retain(|_, until| *until > now);
        let until = pauses.entry((method, template.to_owned())).or_insert(now);
        *until = (*until).max(now + wait);
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
        // Only what says that the host is not there, or not the right one, concerns the others.
        let concerns_all = match error {
            Error::Unreachable { .. } | Error::Login(_) => true,
            Error::Malformed(malformed) => !malformed.took_effect,
            _ => false,
        };
        if concerns_all {
            turn.failed(error);
            *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, error.clone()));
        }
    }
}

#[cfg(test)]
mod tests;
