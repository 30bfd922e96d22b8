//! A request as the laws and domains see it, and their answer.

use std::sync::Arc;

use axum::body::Bytes;
use serde_json::{Value, json};

use crate::{clock::Millis, facts::Operation, refusal::Refusal, world::World};

/// What a handler returns.
pub type Answer = Result<Reply, Refusal>;

/// A request as it came in.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Method in upper case.
    pub method: String,
    /// Path, still percent-encoded.
    pub path: String,
    /// Query parameters in order, decoded.
    pub query: Query,
    /// The body, not yet read.
    pub body: Bytes,
    /// `Authorization` header.
    pub authorization: Option<String>,
    /// `Content-Type` header.
    pub content_type: Option<String>,
    /// `Host` header, to make addresses of this simulator.
    pub host: Option<String>,
    /// All headers, with their names in lower case.
    pub headers: Vec<(String, String)>,
}

/// Query parameters.
#[derive(Debug, Clone, Default)]
pub struct Query(Vec<(String, String)>);

/// One request on its way through a handler.
pub struct Context<'a> {
    /// All state.
    pub world: &'a mut World,
    /// The operation that was asked for.
    pub operation: &'static Operation,
    /// Path parameters in order: name and decoded value.
    pub params: Vec<(&'static str, String)>,
    /// Query parameters.
    pub query: &'a Query,
    /// The body after the laws have read it: no nulls, no read-only fields at the top; `Null` when there is none.
    pub body: Value,
    /// The whole request.
    pub request: &'a Request,
    /// Whose token it is.
    pub caller: Caller,
    /// The time of this request.
    pub now: Millis,
    /// Whether a fault rule asks for an older state of the object.
    pub stale: bool,
}

/// Whose token a request carries.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    /// The token itself.
    pub token: String,
    /// Id of its OAuth client; empty for a user who has logged in to the platform's own pages.
    pub client: String,
    /// Id of the user who has logged in; `None` for a client by itself.
    pub user: Option<String>,
    /// Divisions in which its roles allow the operation; `None` for all of them.
    pub divisions: Option<Vec<String>>,
}

/// An answer to send.
#[derive(Debug)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Body,
    /// Further headers.
    pub headers: Vec<(String, String)>,
}

/// The body of an answer.
#[derive(Debug)]
pub enum Body {
    /// No body.
    Empty,
    /// JSON.
    Json(Value),
    /// JSON that is text already.
    Text(Arc<str>),
    /// Anything else, with its media type.
    Raw(&'static str, Vec<u8>),
}

impl Request {
    /// A header by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

impl Query {
    /// Reads the part of an address after `?`.
    #[must_use]
    pub fn parse(text: &str) -> Query {
        Query(url::form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// The last value of a parameter; an empty one counts as absent.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// All values of a parameter: repeated, separated by commas, or both.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(key, _)| key == name)
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .collect()
    }

    /// Whether a boolean parameter is true.
    #[must_use]
    pub fn is_true(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// All pairs in order.
    #[must_use]
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

impl Caller {
    /// Id of whoever acts: the user who has logged in, otherwise the OAuth client.
    #[must_use]
    pub fn actor(&self) -> &str {
        self.user.as_deref().unwrap_or(&self.client)
    }

    /// Whoever acts, under the name that an object has for users or under that for clients.
    #[must_use]
    pub fn named(&self, user: &'static str, client: &'static str) -> (&'static str, Value) {
        (if self.user.is_some() { user } else { client }, json!({ "id": self.actor() }))
    }

    /// Whether its roles allow the operation on an object of that division. What has no division is everybody's.
    #[must_use]
    pub fn may_touch(&self, division: Option<&str>) -> bool {
        match (&self.divisions, division) {
            (Some(allowed), Some(division)) if division != "*" => {
                allowed.iter().any(|other| other == division)
            }
            _ => true,
        }
    }
}

impl Context<'_> {
    /// A path parameter; empty if the path has none of that name.
    #[must_use]
    pub fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value)
    }

    /// The last path parameter.
    #[must_use]
    pub fn last_param(&self) -> &str {
        self.params.last().map_or("", |(_, value)| value)
    }

    /// A text at the top of the body.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<&str> {
        self.body.get(field).and_then(Value::as_str)
    }

    /// The time of this request as the API writes it.
    #[must_use]
    pub fn timestamp(&self) -> String {
        crate::clock::format(self.now)
    }
}

impl Reply {
    /// 200 with JSON.
    #[must_use]
    pub fn json(body: Value) -> Reply {
        Reply { status: 200, body: Body::Json(body), headers: Vec::new() }
    }

    /// 200 with JSON that is text already.
    #[must_use]
    pub fn stored(text: Arc<str>) -> Reply {
        Reply { status: 200, body: Body::Text(text), headers: Vec::new() }
    }

    /// A status without a body.
    #[must_use]
    pub fn empty(status: u16) -> Reply {
        Reply { status, body: Body::Empty, headers: Vec::new() }
    }

    /// The JSON of the body; `null` when there is none.
    #[must_use]
    pub fn value(&self) -> Value {
        match &self.body {
            Body::Json(value) => value.clone(),
            Body::Text(text) => serde_json::from_str(text).unwrap_or_default(),
            Body::Empty | Body::Raw(..) => Value::Null,
        }
    }

    /// The same with another status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Reply {
        self.status = status;
        self
    }
}
