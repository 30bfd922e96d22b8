//! Architect: flows, data tables, prompts, schedules, IVRs, and what counts calls through them.

pub mod datatables;
pub mod dependencies;
pub mod flows;
pub mod grammars;
pub mod jobs;
pub mod prompts;
pub mod routing;

use serde_json::{Value, json};

use crate::{
    domains::Route,
    engine::{Deletion, Division, Entity, Hooks, Match, Unique, list},
    refusal::{Refusal, Refused},
    request::{Answer, Context, Reply},
};

/// The entities of this part: milestones and outcomes.
pub static ENTITIES: &[Entity] = &[
    Entity {
        kind: "flows/milestones",
        collection: "/api/v2/flows/milestones",
        item: "/api/v2/flows/milestones/{milestoneId}",
        model: "FlowMilestone",
        division: Division::Field,
        unique: Some(Unique::NAME),
        deletion: Deletion { empty_object: true, ..Deletion::HARD_200 },
        matching: Match::Contains,
        sort: Some("name"),
        object_type: Some("FLOWMILESTONE"),
        ..Entity::PLAIN
    },
    Entity {
        kind: OUTCOMES,
        collection: "/api/v2/flows/outcomes",
        item: "/api/v2/flows/outcomes/{flowOutcomeId}",
        model: "FlowOutcome",
        division: Division::Field,
        unique: Some(Unique::NAME),
        matching: Match::Contains,
        sort: Some("name"),
        object_type: Some("FLOWOUTCOME"),
        kept: &["currentOperation"],
        missing: Refused::new(404, "not.found", "The flow outcome {id} was not found."),
        hooks: Hooks { create: Some(describe), update: Some(describe), ..Hooks::NONE },
        ..Entity::PLAIN
    },
];

const OUTCOMES: &str = "flows/outcomes";

/// The operations of this part.
pub static ROUTES: &[Route] = &[
    ("PUT", "/api/v2/flows/outcomes/{flowOutcomeId}", put_outcome),
    ("GET", "/api/v2/flows/milestones/divisionviews", |context| list::list(context, &ENTITIES[0])),
    ("GET", "/api/v2/flows/outcomes/divisionviews", |context| list::list(context, &ENTITIES[1])),
    ("GET", "/api/v2/architect/dependencytracking/build", build_status),
    ("POST", "/api/v2/architect/dependencytracking/build", |_| Ok(Reply::empty(202))),
];

/// An outcome without a description gets a blank as one (CX as Code 1.84.1, flow_outcome, takes it out again).
fn describe(_: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    if new["description"].as_str().is_none_or(str::is_empty) {
        new["description"] = Value::from(" ");
    }
    Ok(())
}

/// A PUT of an outcome answers with an operation.
fn put_outcome(context: &mut Context<'_>) -> Answer {
    crate::engine::verbs::update(context, &ENTITIES[1], crate::engine::verbs::Mode::Replace)?;
    let operation = operation(context, "SAVE");
    Ok(Reply::json(operation))
}

/// An operation of Architect that is already done.
pub fn operation(context: &mut Context<'_>, action: &str) -> Value {
    let (by, actor) = context.caller.named("user", "client");
    json!({
        "id": context.world.new_id("operation"),
        "complete": true,
        (by): actor,
        "actionName": action,
        "actionStatus": "SUCCESS",
    })
}

fn build_status(context: &mut Context<'_>) -> Answer {
    Ok(Reply::json(json!({
        "id": "dependencytracking",
        "status": "OPERATIONAL",
        "dateStarted": context.timestamp(),
        "dateCompleted": context.timestamp(),
        "failedObjects": [],
    })))
}

/// Refuses a name that Architect does not take.
///
/// # Errors
/// When the name has a slash, ends in `-debug`, or has no letter or digit.
pub fn check_flow_name(name: &str) -> Result<(), Refusal> {
    let failed = |what: &str, message: &str| {
        Err(Refusal::new(400, format!("architect.flow.validate.failed.{what}"), message).field("name"))
    };
    if name.trim().is_empty() {
        return failed("missing.name", "A flow needs a name.");
    }
    if name.contains('/') {
        return failed("invalid.name.contains.slash", "The name of a flow may not contain a slash.");
    }
    if name.to_lowercase().ends_with("-debug") {
        return failed("invalid.name.contains.debug", "The name of a flow may not end with -debug.");
    }
    if !name.chars().any(char::is_alphanumeric) {
        return failed("invalid.name.no.alpha", "The name of a flow needs a letter or a digit.");
    }
    Ok(())
}
