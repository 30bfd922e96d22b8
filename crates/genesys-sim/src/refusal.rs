//! What the platform answers when it refuses: one body shape, many codes.

use serde_json::{Map, Value, json};

/// A refused request.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// The platform's dotted code.
    pub code: String,
    /// Message with `{name}` placeholders.
    pub template: String,
    /// Values of the placeholders.
    pub params: Vec<(String, String)>,
    /// `details` of the body.
    pub details: Vec<Value>,
    /// Seconds for `Retry-After`.
    pub retry_after: Option<u32>,
    /// The `limit` object of a refusal by a limiter.
    pub limit: Option<Box<Value>>,
}

/// A refusal that never varies, for use in declarations.
#[derive(Debug, Clone, Copy)]
pub struct Refused {
    /// HTTP status.
    pub status: u16,
    /// The platform's dotted code.
    pub code: &'static str,
    /// Message, in which `{id}` and `{name}` stand for the object.
    pub message: &'static str,
}

impl Refusal {
    /// A refusal with a message that may hold `{name}` placeholders.
    #[must_use]
    pub fn new(status: u16, code: impl Into<String>, template: impl Into<String>) -> Refusal {
        Refusal {
            status,
            code: code.into(),
            template: template.into(),
            params: Vec::new(),
            details: Vec::new(),
            retry_after: None,
            limit: None,
        }
    }

    /// Fills a placeholder.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Refusal {
        self.params.push((name.to_owned(), value.into()));
        self
    }

    /// Names the field that is to blame in `details`.
    #[must_use]
    pub fn field(mut self, name: &str) -> Refusal {
        self.details.push(json!({ "errorCode": self.code, "fieldName": name }));
        self
    }

    /// A malformed request.
    #[must_use]
    pub fn bad_request(message: impl Into<String>) -> Refusal {
        Refusal::new(400, "bad.request", message)
    }

    /// Something that does not exist.
    #[must_use]
    pub fn not_found() -> Refusal {
        Refusal::new(404, "not.found", "The requested resource was not found.")
    }

    /// A duplicate, a stale version, or something still in use.
    #[must_use]
    pub fn conflict(message: impl Into<String>) -> Refusal {
        Refusal::new(409, "general.conflict", message)
    }

    /// The message with its placeholders filled.
    #[must_use]
    pub fn message(&self) -> String {
        let mut message = self.template.clone();
        for (name, value) in &self.params {
            message = message.replace(&format!("{{{name}}}"), value);
        }
        message
    }

    /// The body as the platform sends it.
    #[must_use]
    pub fn body(&self, context: &str) -> Value {
        let mut body = json!({
            "message": self.message(),
            "code": self.code,
            "status": self.status,
            "contextId": context,
            "details": self.details,
            "errors": [],
        });
        if !self.params.is_empty() {
            let params: Map<String, Value> =
                self.params.iter().map(|(name, value)| (name.clone(), Value::from(value.clone()))).collect();
            body["messageWithParams"] = Value::from(self.template.clone());
            body["messageParams"] = Value::from(params);
        }
        if let Some(limit) = &self.limit {
            body["limit"] = (**limit).clone();
        }
        body
    }
}

impl Refused {
    /// A refusal that never varies.
    #[must_use]
    pub const fn new(status: u16, code: &'static str, message: &'static str) -> Refused {
        Refused { status, code, message }
    }

    /// The refusal for one object.
    #[must_use]
    pub fn about(&self, id: &str, name: &str) -> Refusal {
        let mut refusal = Refusal::new(self.status, self.code, self.message);
        if self.message.contains("{id}") {
            refusal = refusal.with("id", id);
        }
        if self.message.contains("{name}") {
            refusal = refusal.with("name", name);
        }
        refusal
    }
}
