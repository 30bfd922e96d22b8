//! The call log: every request to the API in order, with what a test wants to know of it.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Map, Value, json};

use crate::{
    clock::{Millis, format},
    request::Query,
};

/// One request to the API.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// Its place in the order of all calls, from 1.
    pub sequence: u64,
    /// When it came, in the simulator's time.
    pub time: Millis,
    /// Method in upper case.
    pub method: String,
    /// Path as it was asked for.
    pub path: String,
    /// Path of the operation with its parameters in braces; empty for an unknown path.
    pub template: String,
    /// The platform's name of the operation.
    pub operation: String,
    /// Query as it was asked for.
    pub query: Vec<(String, String)>,
    /// Status of the answer; 0 if the connection was cut.
    pub status: u16,
    /// The OAuth client of the token.
    pub client: String,
    /// Body of the request; form fields and secrets of the token endpoint are not kept.
    pub request: Value,
    /// Body of an error.
    pub refusal: Value,
    /// Paths of request fields and names of query parameters that the operation does not have.
    pub unknown: Vec<String>,
    /// The fault that was applied.
    pub fault: Option<String>,
}

/// The newest calls.
#[derive(Debug)]
pub struct CallLog {
    calls: VecDeque<Call>,
    limit: usize,
    total: u64,
}

impl CallLog {
    /// A log that keeps this many calls.
    #[must_use]
    pub fn new(limit: usize) -> CallLog {
        CallLog { calls: VecDeque::new(), limit, total: 0 }
    }

    /// Adds a call and gives it its place.
    pub fn add(&mut self, mut call: Call) {
        self.total += 1;
        call.sequence = self.total;
        if self.limit == 0 {
            return;
        }
        if self.calls.len() >= self.limit {
            self.calls.pop_front();
        }
        self.calls.push_back(call);
    }

    /// Forgets all calls; the next one is the first again.
    pub fn clear(&mut self) {
        self.calls.clear();
        self.total = 0;
    }

    /// How many calls there were.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The calls that a query asks for: `after` a place in the order, by `method`, `route` template and `status`,
    /// only those with `unknown` fields, only those that no route matched (`unmatched`).
    #[must_use]
    pub fn show(&self, query: &Query) -> Value {
        self.chosen(query).map(Call::show).collect()
    }

    /// How often each method and route was called, and with which statuses.
    #[must_use]
    pub fn counts(&self, query: &Query) -> Value {
        let mut counts: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
        for call in self.chosen(query) {
            let route = if call.template.is_empty() { &call.path } else { &call.template };
            let statuses = counts.entry(format!("{} {route}", call.method)).or_default();
            *statuses.entry("total".to_owned()).or_default() += 1;
            *statuses.entry(call.status.to_string()).or_default() += 1;
        }
        json!(counts)
    }

    fn chosen<'a>(&'a self, query: &'a Query) -> impl Iterator<Item = &'a Call> {
        let after = query.get("after").and_then(|after| after.parse::<u64>().ok()).unwrap_or_default();
        self.calls.iter().filter(move |call| {
            call.sequence > after
                && query.get("method").is_none_or(|method| method.eq_ignore_ascii_case(&call.method))
                && query.get("route").is_none_or(|route| route == call.template)
                && query.get("status").is_none_or(|status| status == call.status.to_string())
                && (!query.is_true("unknown") || !call.unknown.is_empty())
                && (!query.is_true("unmatched") || call.template.is_empty())
        })
    }
}

impl Call {
    fn show(&self) -> Value {
        let query: Map<String, Value> =
            self.query.iter().map(|(name, value)| (name.clone(), Value::from(value.clone()))).collect();
        let mut shown = json!({
            "sequence": self.sequence,
            "time": format(self.time),
            "method": self.method,
            "path": self.path,
            "template": self.template,
            "operationId": self.operation,
            "query": query,
            "status": self.status,
            "client": self.client,
            "request": self.request,
            "unknown": self.unknown,
        });
        if !self.refusal.is_null() {
            shown["refusal"] = self.refusal.clone();
        }
        if let Some(fault) = &self.fault {
            shown["fault"] = Value::from(fault.clone());
        }
        shown
    }
}
