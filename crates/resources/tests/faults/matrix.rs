//! The matrix: the calls of every operation when nothing goes wrong, each with everything that can, and what must come of it.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use genesys_sim::store::Store;
use pulumi_provider::error::{Code, Error};
use resources::registry::ResourceType;
use serde_json::{Value as Json, json};

use crate::program::Program;
use crate::stage::{Operation, SHORT, Stage, State, kept};

/// The login and the question whose organization it is come before the first call of every process, whatever its type.
const FIRST_CALLS: [&str; 2] = ["/oauth/token", "/api/v2/organizations/me"];

/// POST that may be sent twice by what they do: adding what is no more for being added twice, setting what is set, moving what is
/// moved, searching. A PATCH only sets values here.
const HARMLESS: [&str; 12] = [
    "/api/v2/authorization/divisions/{divisionId}/objects/{objectType}",
    "/api/v2/authorization/subjects/{subjectId}/bulkadd",
    "/api/v2/authorization/subjects/{subjectId}/divisions/{divisionId}/roles/{roleId}",
    "/api/v2/groups/search",
    "/api/v2/groups/{groupId}/members",
    "/api/v2/oauth/clients/{clientId}/secret",
    "/api/v2/routing/queues/{queueId}/members",
    "/api/v2/routing/queues/{queueId}/wrapupcodes",
    "/api/v2/users/{userId}/password",
    "/api/v2/users/{userId}/routinglanguages",
    "/api/v2/users/{userId}/routingskills",
    "/api/v2/users/search",
];

/// Longest that one cell may take, in real time.
const PATIENCE: Duration = Duration::from_secs(60);

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    Throttled,
    Failed500,
    Failed503,
    Expired,
    CutBefore,
    CutAfter,
    Late,
    LateAfter,
    Stale,
    Malformed,
}

impl Fault {
    pub(crate) const ALL: [Fault; 10] = [
        Fault::Throttled,
        Fault::Failed500,
        Fault::Failed503,
        Fault::Expired,
        Fault::CutBefore,
        Fault::CutAfter,
        Fault::Late,
        Fault::LateAfter,
        Fault::Stale,
        Fault::Malformed,
    ];

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Fault::Throttled => "429",
            Fault::Failed500 => "500",
            Fault::Failed503 => "503",
            Fault::Expired => "401",
            Fault::CutBefore => "cut before",
            Fault::CutAfter => "cut after",
            Fault::Late => "late",
            Fault::LateAfter => "late after",
            Fault::Stale => "stale",
            Fault::Malformed => "malformed",
        }
    }

    /// The simulator's rule for it.
    fn rule(self) -> Json {
        let late = 20 * u64::try_from(SHORT.as_millis()).unwrap_or_default();
        match self {
            Fault::Throttled => json!({ "kind": "status", "status": 429, "headers": { "Retry-After": "3" } }),
            Fault::Failed500 => json!({ "kind": "status", "status": 500 }),
            Fault::Failed503 => json!({ "kind": "status", "status": 503 }),
            Fault::Expired => json!({
                "kind": "status",
                "status": 401,
                "code": "credentials.expired",
                "message": "The supplied credentials have expired.",
            }),
            Fault::CutBefore => json!({ "kind": "cutBefore" }),
            Fault::CutAfter => json!({ "kind": "cutAfter" }),
            Fault::Late => json!({ "kind": "delay", "delayMs": late }),
            Fault::LateAfter => json!({ "kind": "delayAfter", "delayMs": late }),
            Fault::Stale => json!({ "kind": "stale" }),
            Fault::Malformed => json!({ "kind": "malformed" }),
        }
    }

    /// Whether it can happen to a call.
    fn concerns(self, call: &Call) -> bool {
        match self {
            // A login and the address of an upload have no token that could have expired.
            Fault::Expired => call.template.starts_with("/api/"),
            // The simulator knows what was there before of objects with a path of their own.
            Fault::Stale => call.method == "GET" && call.template.ends_with('}'),
            _ => true,
        }
    }

    /// Whether an operation must succeed although it happens to one of its calls.
    fn is_borne(self, call: &Call) -> bool {
        match self {
            Fault::Throttled | Fault::Expired | Fault::Stale => true,
            Fault::Malformed => false,
            // A host that has never answered is not waited for longer than it takes to be told so.
            Fault::Late | Fault::LateAfter if call.template == FIRST_CALLS[0] => false,
            _ => call.repeatable,
        }
    }
}

/// A call of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    method: String,
    template: String,
    /// Which one with this method and template it is, from 1.
    nth: usize,
    /// Whether doing it twice leaves what doing it once leaves.
    repeatable: bool,
}

impl Call {
    /// The calls of a log.
    fn of(log: &[Json]) -> Vec<Call> {
        let mut calls: Vec<Call> = Vec::new();
        for entry in log {
            let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
            let (method, template) = (text("method"), text("template"));
            let before = calls.iter().filter(|call| call.method == method && call.template == template);
            let repeatable =
                method != "POST" || template == FIRST_CALLS[0] || HARMLESS.contains(&template.as_str());
            let nth = before.count() + 1;
            calls.push(Call { method, template, nth, repeatable });
        }
        calls
    }
}

/// An operation of a type when nothing goes wrong.
pub(crate) struct Scene {
    pub(crate) ty: &'static ResourceType,
    pub(crate) operation: Operation,
    program: Program,
    /// Ids that were there before the object was.
    known: BTreeSet<String>,
    before: (Store, Option<State>),
    after: (Json, Option<State>),
    calls: Vec<Call>,
}

impl Scene {
    /// The life of an object, operation by operation.
    pub(crate) async fn of(ty: &'static ResourceType, program: &Program) -> Vec<Scene> {
        let stage = Stage::new().await;
        let known = ids(&stage.dump().to_string()).map(str::to_owned).collect::<BTreeSet<_>>();
        let mut state = None;
        let mut scenes = Vec::new();
        for operation in Operation::ALL {
            if operation == Operation::Update && program.update.is_none() {
                continue;
            }
            let before = (stage.store(), state.clone());
            let done = stage.run(ty, operation, program, state, None).await;
            state = done.unwrap_or_else(|error| {
                panic!("{} {} fails by itself: {error}", ty.table.token, operation.name())
            });
            assert_eq!(
                state.is_none(),
                operation == Operation::Delete,
                "{} {}",
                ty.table.token,
                operation.name()
            );
            let calls = Call::of(&stage.take_calls());
            let after = (stage.dump(), state.clone());
            let (program, known) = (program.clone(), known.clone());
            scenes.push(Scene { ty, operation, program, known, before, after, calls });
        }
        scenes
    }

    /// Everything that can go wrong.
    pub(crate) fn cells(&self, first_calls: bool) -> Vec<(Call, Fault)> {
        let calls =
            self.calls.iter().filter(|call| first_calls || !FIRST_CALLS.contains(&call.template.as_str()));
        let cells = calls.flat_map(|call| Fault::ALL.map(|fault| (call.clone(), fault)));
        cells.filter(|(call, fault)| fault.concerns(call)).collect()
    }

    /// Lets one thing go wrong, once, and sees what comes of it.
    pub(crate) async fn play(&self, call: &Call, fault: Fault) -> Result<Came, String> {
        let stage = Stage::with(&self.before.0).await;
        let mut rule = fault.rule();
        rule["method"] = call.method.clone().into();
        rule["route"] = call.template.clone().into();
        rule["nth"] = call.nth.into();
        stage.fault(rule);
        let is_late = matches!(fault, Fault::Late | Fault::LateAfter);
        let state = self.before.1.clone();
        let run = stage.run(self.ty, self.operation, &self.program, state.clone(), is_late.then_some(SHORT));
        let result = tokio::time::timeout(PATIENCE, run).await.map_err(|_| "does not end".to_owned())?;
        let hits = stage.hits();
        if hits != 1 {
            return Err(format!("the fault was hit {hits} times"));
        }
        stage.heal();
        let error = match result {
            // A refresh may tell what was there before the last write. The program still names what is there, so that its next run
            // writes nothing, and the next refresh tells the same as ever.
            Ok(Some(state)) if self.operation == Operation::Read && fault == Fault::Stale => {
                let state =
                    self.next(&stage, Operation::Update, self.program.unchanged(), Some(state)).await?;
                let state = self.next(&stage, Operation::Read, self.program.clone(), state).await?;
                self.compare("after the next refresh", &stage.dump(), state.as_ref())?;
                return Ok(Came::Well);
            }
            Ok(state) => {
                self.compare("afterwards", &stage.dump(), state.as_ref())?;
                return Ok(Came::Well);
            }
            Err(error) => error,
        };
        if fault.is_borne(call) {
            return Err(format!("must succeed in the same run, but: {error}"));
        }
        self.judge(&error)?;
        let kept = kept(self.operation, state.as_ref(), &self.program, &error);
        self.nothing_is_lost(&stage.dump(), kept.as_ref())?;
        self.again(&stage, kept).await.map_err(|again| format!("{again}\nafter the failure: {error}"))?;
        Ok(Came::Back)
    }

    /// The next run, which does what is left.
    async fn again(&self, stage: &Stage, kept: Option<State>) -> Result<(), String> {
        let (operation, program) = match (self.operation, &kept) {
            // What was created but not finished is updated to what it should be.
            (Operation::Create, Some(_)) => (Operation::Update, self.program.unchanged()),
            (operation, _) => (operation, self.program.adopting(self.ty)),
        };
        let state = self.next(stage, operation, program, kept).await?;
        self.compare("after the next run", &stage.dump(), state.as_ref())
    }

    async fn next(
        &self,
        stage: &Stage,
        operation: Operation,
        program: Program,
        state: Option<State>,
    ) -> Result<Option<State>, String> {
        let run = stage.run(self.ty, operation, &program, state, None);
        let result = tokio::time::timeout(PATIENCE, run).await.map_err(|_| "the next run does not end")?;
        result.map_err(|error| format!("the next run fails: {error}"))
    }

    /// An error says what kind it is and which object it is about.
    fn judge(&self, error: &Error) -> Result<(), String> {
        if error.code == Code::Internal {
            return Err(format!("is a defect: {error}"));
        }
        let inputs = self.before.1.as_ref().map_or(&self.program.create, |state| &state.inputs);
        let keys = self.ty.table.lookup.iter().map(|key| inputs.get(*key)?.as_str());
        let key = keys.collect::<Option<Vec<_>>>().filter(|keys| !keys.is_empty()).map(|keys| keys.join("/"));
        let id = self.before.1.as_ref().map_or("subject", |state| &state.id);
        let object = format!("{} \"{}\"", self.ty.noun(), key.as_deref().unwrap_or(id));
        if error.message.contains(&object) { Ok(()) } else { Err(format!("does not name {object}: {error}")) }
    }

    /// What is there is known, or will be found again by its name or its place.
    fn nothing_is_lost(&self, dump: &Json, kept: Option<&State>) -> Result<(), String> {
        let text = dump.to_string();
        match kept {
            // What the platform keeps as a whole, or below something, is found by its place.
            Some(state) if self.operation != Operation::Delete && self.ty.can_conflict() => {
                // The id of what is below something else begins with it.
                if text.contains(state.id.rsplit('/').next().unwrap_or_default()) {
                    Ok(())
                } else {
                    Err(format!("the state has {}, which does not exist", state.id))
                }
            }
            _ => Ok(()),
        }
    }

    /// Whether everything is as it is when nothing goes wrong, ids, dates and versions apart.
    fn compare(&self, when: &str, dump: &Json, state: Option<&State>) -> Result<(), String> {
        let same = |what: &str, wanted: Json, is: Json| {
            let (wanted, is) = (self.normal(&wanted), self.normal(&is));
            if wanted == is {
                return Ok(());
            }
            let mut lines = Vec::new();
            differences("", &wanted, &is, &mut lines);
            Err(format!("{when}, {what} is not as without the fault:\n    {}", lines.join("\n    ")))
        };
        // A secret is another one each time, and the state must have that of the platform.
        let without_secrets = |dump: &Json, value: &Json| -> Json {
            let clients = dump["oauthClients"].as_array().into_iter().flatten();
            let secrets = clients.filter_map(|client| client["secret"].as_str());
            let text = secrets.fold(value.to_string(), |text, secret| text.replace(secret, "<secret>"));
            serde_json::from_str(&text).unwrap_or_default()
        };
        let after = &self.after.0;
        same("what the platform has", without_secrets(after, after), without_secrets(dump, dump))?;
        let shown = |state: Option<&State>| {
            let mut shown = state.map(State::shown).unwrap_or_default();
            // How it was to be created is no part of the object.
            if let Some(inputs) = shown["inputs"].as_object_mut() {
                inputs.remove("onConflict");
            }
            shown
        };
        let wanted = without_secrets(after, &shown(self.after.1.as_ref()));
        same("the state", wanted, without_secrets(dump, &shown(state)))
    }

    /// Without what is another one each time.
    fn normal(&self, value: &Json) -> Json {
        match value {
            Json::String(text) if text.parse::<jiff::Timestamp>().is_ok() => "<time>".into(),
            Json::String(text) => {
                let new: Vec<&str> = ids(text).filter(|id| !self.known.contains(*id)).collect();
                new.into_iter().fold(text.clone(), |text, id| text.replace(id, "<new>")).into()
            }
            Json::Array(items) => items.iter().map(|item| self.normal(item)).collect(),
            Json::Object(members) => {
                let passes = |name: &str| {
                    ["version", "versions"].contains(&name)
                        || name.ends_with("Version")
                        || name.starts_with("date")
                };
                let members = members.iter().filter(|(name, _)| !passes(name));
                let mut normal: serde_json::Map<String, Json> = members
                    .map(|(name, value)| {
                        let Json::String(name) = self.normal(&Json::from(name.as_str())) else {
                            return (name.clone(), self.normal(value));
                        };
                        (name, self.normal(value))
                    })
                    .collect();
                // Objects of a kind come in the order of their ids.
                if let Some(Json::Object(kinds)) = normal.get_mut("objects") {
                    for list in kinds.values_mut().filter_map(Json::as_array_mut) {
                        list.sort_by_key(Json::to_string);
                    }
                }
                normal.into()
            }
            other => other.clone(),
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Came {
    /// The operation succeeded all the same.
    Well,
    /// It failed, and the next run did the rest.
    Back,
}

impl fmt::Display for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {} #{}", self.method, self.template, self.nth)
    }
}

/// The ids in a text.
fn ids(text: &str) -> impl Iterator<Item = &str> {
    const FORM: &str = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    let is_id = |part: &str| {
        part.bytes()
            .zip(FORM.bytes())
            .all(|(is, form)| if form == b'-' { is == b'-' } else { is.is_ascii_hexdigit() })
    };
    (0..text.len()).filter_map(move |at| text.get(at..at + FORM.len())).filter(move |part| is_id(part))
}

/// Where two values are not the same.
fn differences(at: &str, wanted: &Json, is: &Json, lines: &mut Vec<String>) {
    match (wanted, is) {
        (Json::Object(wanted), Json::Object(is)) => {
            for name in wanted.keys().chain(is.keys().filter(|name| !wanted.contains_key(*name))) {
                let none = Json::Null;
                let (wanted, is) = (wanted.get(name).unwrap_or(&none), is.get(name).unwrap_or(&none));
                differences(&format!("{at}/{name}"), wanted, is, lines);
            }
        }
        (Json::Array(wanted), Json::Array(is)) if wanted.len() == is.len() => {
            for (index, (wanted, is)) in wanted.iter().zip(is).enumerate() {
                differences(&format!("{at}/{index}"), wanted, is, lines);
            }
        }
        (wanted, is) if wanted != is => lines.push(format!("{at}: {is} instead of {wanted}")),
        _ => {}
    }
}
