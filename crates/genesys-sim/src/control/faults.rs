//! What goes wrong on purpose.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    domains::{oauth, uploads},
    facts::Facts,
    ids,
};

/// A rule about requests and what happens to them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rule {
    /// Method; any when not given.
    #[serde(default)]
    pub method: Option<String>,
    /// Route template, or a path; `*` at its end stands for anything. Any route when not given.
    #[serde(default)]
    pub route: Option<String>,
    /// Which matching request is the first to be hit, from 1.
    #[serde(default = "one")]
    pub nth: u64,
    /// How many are hit; 0 means all. 1 when not given, all when a probability is given.
    #[serde(default)]
    pub times: Option<u64>,
    /// How likely a request is hit; repeatable by the simulator's seed and the rule's id.
    #[serde(default)]
    pub probability: Option<f64>,
    /// What happens.
    pub kind: Kind,
    /// Status of the answer, for `status`.
    #[serde(default)]
    pub status: Option<u16>,
    /// Code of the answer's body.
    #[serde(default)]
    pub code: Option<String>,
    /// Message of the answer's body.
    #[serde(default)]
    pub message: Option<String>,
    /// The answer's whole body: JSON, or a text that is sent as it is.
    #[serde(default)]
    pub body: Option<Value>,
    /// Further headers of the answer.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Milliseconds to wait, for `delay`; real time.
    #[serde(default)]
    pub delay_ms: u64,
}

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// It is answered with a status; nothing is done.
    Status,
    /// It is answered with a status after it was carried out.
    StatusAfter,
    /// It waits, and is then carried out.
    Delay,
    /// It is carried out, and its answer waits.
    DelayAfter,
    /// The connection is cut before anything is done.
    CutBefore,
    /// The connection is cut after everything is done.
    CutAfter,
    /// A read shows the state before the last write.
    Stale,
    /// It is answered as if it was carried out, and was not: a background job of the platform failed.
    Pretend,
    /// The answer stops half way.
    Malformed,
    /// It waits until the rule is released or removed, and is then carried out.
    Hold,
}

/// All rules in the order in which they were made.
#[derive(Debug, Default)]
pub struct Faults {
    rules: Vec<Entry>,
    next: u64,
}

#[derive(Debug)]
struct Entry {
    id: u64,
    rule: Rule,
    seen: u64,
    hit: u64,
}

fn one() -> u64 {
    1
}

impl Faults {
    /// Adds one rule or a list of them.
    ///
    /// # Errors
    /// When a rule cannot be read.
    pub fn add(&mut self, body: Value) -> Result<Vec<u64>, String> {
        let bodies = match body {
            Value::Array(bodies) => bodies,
            body => vec![body],
        };
        let rules: Vec<Rule> = bodies
            .into_iter()
            .map(serde_json::from_value)
            .collect::<Result<_, _>>()
            .map_err(|error| format!("this is not a fault rule: {error}"))?;
        if rules
            .iter()
            .any(|rule| matches!(rule.kind, Kind::Status | Kind::StatusAfter) && rule.status.is_none())
        {
            return Err("a rule of kind status needs a status".to_owned());
        }
        if let Some(status) =
            rules.iter().filter_map(|rule| rule.status).find(|status| !(200..=599).contains(status))
        {
            return Err(format!("{status} is not a status between 200 and 599"));
        }
        if let Some(route) =
            rules.iter().filter_map(|rule| rule.route.as_deref()).find(|route| !is_route(route))
        {
            return Err(format!(
                "no request has the route {route:?}; write a template like \"/api/v2/routing/queues/{{queueId}}\", a path, or \
                 the beginning of one with * at its end"
            ));
        }
        Ok(rules.into_iter().map(|rule| self.add_rule(rule)).collect())
    }

    /// Adds a rule.
    pub fn add_rule(&mut self, rule: Rule) -> u64 {
        self.next += 1;
        self.rules.push(Entry { id: self.next, rule, seen: 0, hit: 0 });
        self.next
    }

    /// Forgets all rules.
    pub fn clear(&mut self) {
        self.rules.clear();
    }

    /// Forgets a rule.
    pub fn remove(&mut self, id: u64) -> bool {
        let before = self.rules.len();
        self.rules.retain(|entry| entry.id != id);
        self.rules.len() < before
    }

    /// Whether a rule is still there.
    #[must_use]
    pub fn holds(&self, id: u64) -> bool {
        self.rules.iter().any(|entry| entry.id == id)
    }

    /// How many rules there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there is no rule.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// All rules with how often they matched and hit.
    #[must_use]
    pub fn show(&self) -> Value {
        let show = |entry: &Entry| json!({ "id": entry.id, "rule": entry.rule, "seen": entry.seen, "hit": entry.hit });
        self.rules.iter().map(show).collect()
    }

    /// The rule that hits a request, if any: its id and what it says. Counts the request for every rule it matches.
    pub fn strike(&mut self, seed: u64, method: &str, template: &str, path: &str) -> Option<(u64, Rule)> {
        let mut struck = None;
        for entry in &mut self.rules {
            if !entry.rule.matches(method, template, path) {
                continue;
            }
            entry.seen += 1;
            let limit = entry.rule.times.unwrap_or(if entry.rule.probability.is_some() { 0 } else { 1 });
            let due = entry.seen >= entry.rule.nth && (limit == 0 || entry.hit < limit);
            let lucky = entry.rule.probability.is_none_or(|probability| {
                ids::fraction(seed, &format!("fault {}", entry.id), entry.seen) < probability
            });
            if due && lucky && struck.is_none() {
                entry.hit += 1;
                struck = Some((entry.id, entry.rule.clone()));
            }
        }
        struck
    }
}

/// Whether there is a route that a rule could be about.
fn is_route(route: &str) -> bool {
    let Ok(facts) = Facts::get() else { return true };
    let mut templates = facts
        .operations
        .iter()
        .map(|operation| operation.path.as_str())
        .chain(oauth::TOKEN_PATHS)
        .chain(uploads::templates());
    match route.strip_suffix('*') {
        // A template and a path are alike up to the first id.
        Some(start) => templates.any(|template| {
            let fixed = template.split('{').next().unwrap_or_default();
            template.starts_with(start) || start.starts_with(fixed)
        }),
        None => templates.any(|template| alike(template, route)),
    }
}

fn alike(template: &str, path: &str) -> bool {
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len()
        && template
            .iter()
            .zip(&path)
            .all(|(wanted, part)| wanted.starts_with('{') || wanted.eq_ignore_ascii_case(part))
}

impl Rule {
    fn matches(&self, method: &str, template: &str, path: &str) -> bool {
        let route = |wanted: &String| match wanted.strip_suffix('*') {
            Some(start) => template.starts_with(start) || path.starts_with(start),
            None => wanted == template || wanted == path,
        };
        self.method.as_ref().is_none_or(|wanted| wanted == "*" || wanted.eq_ignore_ascii_case(method))
            && self.route.as_ref().is_none_or(route)
    }
}
