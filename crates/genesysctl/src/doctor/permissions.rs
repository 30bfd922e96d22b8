//! Permissions: what the operations of types require, what a token has, and the role that closes the gap.
//!
//! What is required comes from the documentation of the API's operations (`facts/permissions`). It is younger than the one that the
//! platform's own models came from, and still says nothing of some operations: those are told apart, not guessed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::sync::OnceLock;

use flate2::read::GzDecoder;
use resources::operations::{self, Operation};
use serde::{Deserialize, Serialize};

use crate::program::{Program, Subject};

const FACTS: &[u8] = include_bytes!("../../../../facts/permissions/permissions.json.gz");

#[derive(Debug, Default, Deserialize)]
struct Facts {
    operations: BTreeMap<String, Required>,
}

/// What an operation of the API requires: one of these, or all of them.
#[derive(Debug, Default, Deserialize)]
struct Required {
    #[serde(default)]
    any: Vec<String>,
    #[serde(default)]
    all: Vec<String>,
}

/// By method and path, the names of parameters left out: our word for a parameter need not be the API's.
fn facts() -> &'static BTreeMap<String, Required> {
    static FACTS_READ: OnceLock<BTreeMap<String, Required>> = OnceLock::new();
    FACTS_READ.get_or_init(|| {
        let mut text = String::new();
        let read = GzDecoder::new(FACTS).read_to_string(&mut text).ok();
        let facts: Facts = read.and_then(|_| serde_json::from_str(&text).ok()).unwrap_or_default();
        facts.operations.into_iter().map(|(call, required)| (plain(&call), required)).collect()
    })
}

fn plain(call: &str) -> String {
    let steps = call.split('/').map(|step| if step.starts_with('{') { "{}" } else { step });
    steps.collect::<Vec<_>>().join("/")
}

/// What an operation on objects of a type requires.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Need {
    /// One of these is enough.
    pub(crate) any: Vec<String>,
}

/// What a program needs.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    /// By what is required: the objects, and what is done to them.
    pub(crate) needs: BTreeMap<Need, BTreeMap<Subject, BTreeSet<Operation>>>,
    /// Calls that nothing says the permissions of.
    pub(crate) unknown: BTreeSet<String>,
    /// Whether there are API objects of which nothing says where they are, and so which calls they need.
    pub(crate) unplaced: bool,
}

/// What a program needs, call by call.
pub(crate) fn needs(program: &Program) -> Needs {
    let mut found = Needs::default();
    for (subject, done) in program {
        let Some(ty) = resources::registry().get(subject.token) else { continue };
        found.unplaced |= ty.is_made && subject.place.is_none();
        for operation in done {
            let calls = match subject.place {
                Some(place) => operations::calls_at(place, *operation).unwrap_or_default(),
                None => operations::calls(ty, *operation),
            };
            for (method, path) in calls {
                let call = format!("{method} {path}");
                let Some(required) = facts().get(&plain(&call)) else {
                    found.unknown.insert(call);
                    continue;
                };
                let any = (!required.any.is_empty()).then(|| Need { any: required.any.clone() });
                let all = required.all.iter().map(|permission| Need { any: vec![permission.clone()] });
                for need in any.into_iter().chain(all) {
                    found.needs.entry(need).or_default().entry(*subject).or_default().insert(*operation);
                }
            }
        }
    }
    found
}

/// A permission that a token has, and where.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    /// `routing:queue:*`.
    pub(crate) permission: String,
    /// The division, by name; all of them where there is none.
    pub(crate) division: Option<String>,
}

/// Whether a token has what is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Has {
    /// In every division.
    Everywhere,
    /// In these divisions only.
    Only(BTreeSet<String>),
    /// Nowhere.
    Nowhere,
}

/// Whether what is held is enough for a need.
pub(crate) fn has(held: &[Held], need: &Need) -> Has {
    let mut divisions = BTreeSet::new();
    for held in held.iter().filter(|held| need.any.iter().any(|wanted| covers(&held.permission, wanted))) {
        match &held.division {
            None => return Has::Everywhere,
            Some(division) => drop(divisions.insert(division.clone())),
        }
    }
    if divisions.is_empty() { Has::Nowhere } else { Has::Only(divisions) }
}

/// Whether a held permission, perhaps with wildcards, covers a wanted one.
fn covers(held: &str, wanted: &str) -> bool {
    let (held, wanted): (Vec<&str>, Vec<&str>) = (held.split(':').collect(), wanted.split(':').collect());
    held.len() == wanted.len()
        && held.iter().zip(&wanted).all(|(held, wanted)| *held == "*" || held.eq_ignore_ascii_case(wanted))
}

/// A role, as the API takes it.
#[derive(Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Role {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) permission_policies: Vec<Policy>,
}

#[derive(Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Policy {
    pub(crate) domain: String,
    pub(crate) entity_name: String,
    pub(crate) action_set: Vec<String>,
}

/// The smallest role that has everything that is needed: of several that would do, one that is needed anyway, or the first.
pub(crate) fn role(needs: &Needs) -> Role {
    let certain: BTreeSet<&String> =
        needs.needs.keys().filter(|need| need.any.len() == 1).flat_map(|need| &need.any).collect();
    let mut chosen = certain.clone();
    for need in needs.needs.keys().filter(|need| !need.any.iter().any(|one| certain.contains(one))) {
        if !need.any.iter().any(|one| chosen.contains(one)) {
            chosen.extend(need.any.first());
        }
    }
    let mut policies: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for permission in chosen {
        if let [domain, entity, action] = permission.split(':').collect::<Vec<_>>()[..] {
            policies.entry((domain, entity)).or_default().insert(action);
        }
    }
    let policy = |((domain, entity), actions): ((&str, &str), BTreeSet<&str>)| Policy {
        domain: domain.to_owned(),
        entity_name: entity.to_owned(),
        action_set: actions.into_iter().map(str::to_owned).collect(),
    };
    Role {
        name: "Pulumi".to_owned(),
        description: "What a Pulumi program needs, as genesysctl doctor has found".to_owned(),
        permission_policies: policies.into_iter().map(policy).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(token: &'static str, operations: &[Operation]) -> Program {
        Program::from([(Subject::of(token), operations.iter().copied().collect())])
    }

    fn held(permission: &str, division: Option<&str>) -> Held {
        Held { permission: permission.to_owned(), division: division.map(str::to_owned) }
    }

    #[test]
    fn what_is_done_decides_what_is_needed() {
        let of = |operations: &[Operation]| {
            role(&needs(&program("routing:Skill", operations))).permission_policies
        };
        let policy = |actions: &[&str]| Policy {
            domain: "routing".to_owned(),
            entity_name: "skill".to_owned(),
            action_set: actions.iter().map(|action| (*action).to_owned()).collect(),
        };
        assert!(!of(&Operation::ALL).is_empty());
        assert!(
            of(&[Operation::Read])
                .iter()
                .all(|policy| policy.action_set.iter().all(|action| action == "view"))
        );
        assert!(
            of(&[Operation::Create, Operation::Delete]).contains(&policy(&["manage", "view"])),
            "{:?}",
            of(&Operation::ALL)
        );
    }

    #[test]
    fn what_an_api_object_needs_follows_from_where_it_is() {
        let at = |place: &'static str, done: &[Operation]| {
            let subject = Subject { token: "index:ApiObject", place: Some(place) };
            needs(&Program::from([(subject, done.iter().copied().collect())]))
        };
        let limits = at("/api/v2/outbound/attemptlimits", &[Operation::Create]);
        let policies: Vec<_> = role(&limits)
            .permission_policies
            .into_iter()
            .map(|policy| (policy.domain, policy.entity_name, policy.action_set.join(" ")))
            .collect();
        let policy = |actions: &str| ("outbound".to_owned(), "attemptLimits".to_owned(), actions.to_owned());
        assert_eq!(policies, [policy("add edit view")]);
        assert!(!limits.unplaced && limits.unknown.is_empty());
        let users: Vec<_> = limits.needs.values().flat_map(BTreeMap::keys).map(Subject::to_string).collect();
        assert!(users.iter().all(|user| user == "index:ApiObject at /api/v2/outbound/attemptlimits"));
        let settings = role(&at("/api/v2/outbound/settings", &[Operation::Read]));
        assert!(
            settings.permission_policies.iter().all(|policy| policy.action_set == ["view"]),
            "{settings:?}"
        );
        assert!(needs(&program("index:ApiObject", &[Operation::Read])).unplaced);
    }

    #[test]
    fn the_facts_say_something_of_nearly_all_that_is_called() {
        let all: Program = resources::registry()
            .iter()
            .map(|ty| (Subject::of(ty.table.token), Operation::ALL.into_iter().collect()))
            .collect();
        let needs = needs(&all);
        assert!(needs.needs.len() > 50, "{}", needs.needs.len());
        // What is not documented is told to the user; this list may only shrink.
        let unknown: Vec<&String> = needs.unknown.iter().collect();
        assert!(unknown.len() <= UNDOCUMENTED.len(), "{unknown:?}");
        for call in unknown {
            assert!(UNDOCUMENTED.contains(&call.as_str()), "nothing says what {call} requires");
        }
    }

    /// Calls whose permissions nothing says.
    const UNDOCUMENTED: &[&str] = &["DELETE /api/v2/scripts/{scriptId}"];

    #[test]
    fn wildcards_and_divisions_count() {
        let need = Need { any: vec!["routing:queue:add".to_owned(), "routing:queue:edit".to_owned()] };
        assert_eq!(has(&[held("routing:*:*", None)], &need), Has::Everywhere);
        assert_eq!(has(&[held("routing:queue:edit", None)], &need), Has::Everywhere);
        assert_eq!(has(&[held("routing:queue:view", None)], &need), Has::Nowhere);
        let only =
            has(&[held("routing:queue:*", Some("Sales")), held("routing:queue:add", Some("North"))], &need);
        assert_eq!(only, Has::Only(["North".to_owned(), "Sales".to_owned()].into()));
    }

    #[test]
    fn of_several_that_would_do_one_that_is_needed_anyway_is_taken() {
        let need = |any: &[&str]| Need { any: any.iter().map(|one| (*one).to_owned()).collect() };
        let mut needs = Needs::default();
        for need in [need(&["a:x:one", "a:x:two"]), need(&["a:x:two"]), need(&["b:y:first", "b:y:second"])] {
            needs.needs.insert(need, BTreeMap::new());
        }
        let actions: Vec<String> =
            role(&needs).permission_policies.into_iter().flat_map(|policy| policy.action_set).collect();
        assert_eq!(actions, ["two", "first"]);
    }
}
