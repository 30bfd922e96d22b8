//! What is asked and what is answered: the vocabulary between the client and those who call it.

use std::{
    borrow::Cow,
    fmt,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::{Form, Secret, budget::Reserved};

/// A method of HTTP, as far as the platform uses them.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Reads nothing but whether it is there.
    Head,
    /// Creates, or does something.
    Post,
    /// Replaces.
    Put,
    /// Changes some fields.
    Patch,
    /// Deletes.
    Delete,
}

impl Method {
    /// The name of the method, in capitals.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Whether doing it twice leaves what doing it once leaves.
    pub fn is_idempotent(self) -> bool {
        match self {
            Self::Get | Self::Head | Self::Put | Self::Delete => true,
            Self::Post | Self::Patch => false,
        }
    }

    /// Whether it only reads.
    pub fn is_read(self) -> bool {
        matches!(self, Self::Get | Self::Head)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether a call may be sent again after an attempt that could have taken effect.
///
/// An attempt that surely had no effect (refused for its rate or its token, or never sent) is repeated in any case.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Repeat {
    /// As the method says: GET, PUT and DELETE may, POST and PATCH may not.
    #[default]
    ByMethod,
    /// It may: a PATCH that carries the version it expects, or a POST that adds what is no more for being added twice.
    Safe,
    /// It may, since it changes nothing: a search by POST.
    Search,
    /// It may not, whatever the method.
    Never,
}

/// Where a call goes.
#[derive(Clone, Debug, Default)]
pub enum Host {
    /// To the API.
    #[default]
    Api,
    /// To the host that takes files together with the token: `apps.` in a region. What it answers need not be JSON.
    Apps,
    /// To an address that the API has answered, which wants the token without a word before it. What it answers need not be JSON.
    Named(Secret),
}

/// One call of the API.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path with the names of its parameters, `/api/v2/routing/queues/{queueId}`: what traces and statistics show.
    pub template: Cow<'static, str>,
    /// Values of the path's parameters, as they are; the client encodes them.
    pub params: Vec<(Cow<'static, str>, String)>,
    /// The query, as it is; the client encodes it.
    pub query: Vec<(Cow<'static, str>, String)>,
    /// Which host it goes to.
    pub host: Host,
    /// The body.
    pub body: Option<Value>,
    /// A form in place of the body.
    pub form: Option<Form>,
    /// Whether what it answers is a text of its own, and no JSON.
    pub text: bool,
    /// Whether the call may be repeated.
    pub repeat: Repeat,
    /// Values inside the body that must not appear in a trace or an error, such as a user's password.
    pub secrets: Vec<Secret>,
    /// Whom the call belongs to.
    pub scope: Scope,
    /// When what the call says will be too old to be sent, on the client's clock: a full replacement that has waited for its turn would
    /// undo what others have written meanwhile.
    pub fresh_until: Option<Instant>,
}

impl Request {
    /// A call without parameters or body.
    pub fn new(method: Method, template: impl Into<Cow<'static, str>>) -> Self {
        Self {
            method,
            template: template.into(),
            params: Vec::new(),
            query: Vec::new(),
            host: Host::default(),
            body: None,
            form: None,
            text: false,
            repeat: Repeat::default(),
            secrets: Vec::new(),
            scope: Scope::default(),
            fresh_until: None,
        }
    }

    /// A GET.
    pub fn get(template: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::Get, template)
    }

    /// A POST.
    pub fn post(template: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::Post, template)
    }

    /// A PUT.
    pub fn put(template: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::Put, template)
    }

    /// A PATCH.
    pub fn patch(template: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::Patch, template)
    }

    /// A DELETE.
    pub fn delete(template: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::Delete, template)
    }

    /// Gives a parameter of the path its value.
    #[must_use]
    pub fn param(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.params.push((name.into(), value.into()));
        self
    }

    /// Adds to the query. A name may occur more than once.
    #[must_use]
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl ToString) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// Says where it goes.
    #[must_use]
    pub fn host(mut self, host: Host) -> Self {
        self.host = host;
        self
    }

    /// Sets a form in place of the body.
    #[must_use]
    pub fn form(mut self, form: Form) -> Self {
        self.form = Some(form);
        self
    }

    /// Says that what it answers is a text of its own: the body of the response is that text.
    #[must_use]
    pub fn text(mut self) -> Self {
        self.text = true;
        self
    }

    /// Says whether the call may be repeated.
    #[must_use]
    pub fn repeat(mut self, repeat: Repeat) -> Self {
        self.repeat = repeat;
        self
    }

    /// Names a value that must not appear in a trace or an error.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<Secret>) -> Self {
        self.secrets.push(secret.into());
        self
    }

    /// Says until when the call may be sent; after that it fails with [`crate::Error::Outdated`].
    #[must_use]
    pub fn fresh_until(mut self, end: Instant) -> Self {
        self.fresh_until = Some(end);
        self
    }

    /// Says whom the call belongs to.
    #[must_use]
    pub fn scope(mut self, scope: &Scope) -> Self {
        self.scope = scope.clone();
        self
    }

    /// Whether an attempt that could have taken effect may be repeated.
    pub fn may_repeat(&self) -> bool {
        match self.repeat {
            Repeat::ByMethod => self.method.is_idempotent(),
            Repeat::Safe | Repeat::Search => true,
            Repeat::Never => false,
        }
    }

    /// How many bytes it sends.
    pub(crate) fn size(&self) -> usize {
        self.form.as_ref().map_or(0, |form| form.content.len())
    }

    /// Whether the call can change something.
    pub(crate) fn can_change(&self) -> bool {
        !self.method.is_read() && self.repeat != Repeat::Search
    }

    /// How errors and status lines name this call.
    pub fn call(&self) -> Call {
        let mut path = self.template.to_string();
        for (name, value) in &self.params {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        Call { method: self.method, template: self.template.clone(), path }
    }
}

/// Names a call in errors, traces and status lines.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// The path with the names of its parameters.
    pub template: Cow<'static, str>,
    /// The path with their values.
    pub path: String,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// The operation that calls belong to: who may cancel them, until when they may wait, and who is told that they do.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Ends every wait, and every request that changes nothing.
    pub cancel: CancellationToken,
    /// When the operation's time is over, on the client's clock.
    pub deadline: Option<Instant>,
    /// Who is told about waits.
    pub progress: Option<Arc<dyn Progress>>,
    /// Calls that were granted already.
    pub(crate) reserved: Option<Reserved>,
}

impl Scope {
    /// With a token that cancels.
    #[must_use]
    pub fn cancel(mut self, cancel: CancellationToken) -> Self {
        self.cancel = cancel;
        self
    }

    /// With an end.
    #[must_use]
    pub fn deadline(mut self, deadline: Instant) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// With somebody who is told about waits.
    #[must_use]
    pub fn progress(mut self, progress: Arc<dyn Progress>) -> Self {
        self.progress = Some(progress);
        self
    }
}

/// Is told when a call has to wait, so that a person who looks at the terminal knows why nothing happens.
pub trait Progress: fmt::Debug + Send + Sync {
    /// A wait has begun or goes on. Called every few seconds while it lasts.
    fn waiting(&self, wait: &Wait);

    /// Something has happened that concerns every call, and that a person should know afterwards too.
    fn note(&self, _what: &str) {}
}

/// A wait: the reason, and how long it will still take.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Wait {
    /// Why.
    pub reason: Reason,
    /// How long still.
    pub left: Duration,
}

/// Why a call waits.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// The calls that the platform allows in this minute are used up.
    Budget {
        /// Calls that are allowed in a window.
        allowed: u32,
    },
    /// The platform answered 429.
    Throttled,
    /// The login service does not give out tokens so fast.
    LoginThrottled,
    /// An attempt failed for a reason that will pass.
    Failed {
        /// What happened.
        what: String,
        /// Which attempt it was.
        attempt: u32,
    },
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.left.as_secs() + u64::from(self.left.subsec_millis() > 0);
        match &self.reason {
            Reason::Budget { allowed } => {
                write!(
                    f,
                    "waiting {seconds} s: the {allowed} API calls a minute that Genesys Cloud allows are used up"
                )
            }
            Reason::Throttled => write!(f, "waiting {seconds} s, as Genesys Cloud asked (429)"),
            Reason::LoginThrottled => {
                write!(f, "waiting {seconds} s: Genesys Cloud limits how fast tokens are given out")
            }
            Reason::Failed { what, attempt } => {
                write!(f, "waiting {seconds} s after attempt {attempt}: {what}")
            }
        }
    }
}

/// What the API answered.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status, always a 2xx.
    pub status: u16,
    /// The body; null when there was none.
    pub body: Value,
    /// What Genesys needs to find the call in its own logs.
    pub correlation_id: Option<String>,
    /// When it answered, by its own clock and to the second.
    pub date: Option<SystemTime>,
    /// How often the call was sent.
    pub attempts: u32,
    /// Whether an earlier attempt got no answer and could have taken effect too.
    pub repeated: bool,
}
