//! The matrix: the calls of every operation when nothing goes wrong, each with everything that can, and what must come of it.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use genesys_sim::store::Store;
use pulumi_provider::declaration::{Existence, Known, difference, refresh_inputs};
use pulumi_provider::error::{Code, Error};
use pulumi_provider::value::Value;
use resources::registry::ResourceType;
use serde_json::{Value as Json, json};

use crate::program::Program;
use crate::stage::{LONG, Operation, SHORT, Stage, State, Struck, kept};

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

/// Longer than any cell takes, in milliseconds.
const NEVER: u64 = 3_600_000;

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
    KilledBefore,
    KilledAfter,
}

impl Fault {
    pub(crate) const ALL: [Fault; 12] = [
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
        Fault::KilledBefore,
        Fault::KilledAfter,
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
            Fault::KilledBefore => "kill before",
            Fault::KilledAfter => "kill after",
        }
    }

    /// When the provider is killed, if it is: the call is never carried out, or never answered.
    fn kills(self) -> Option<Struck> {
        match self {
            Fault::KilledBefore => Some(Struck::Come),
            Fault::KilledAfter => Some(Struck::Done),
            _ => None,
        }
    }

    /// Whether it is that an answer does not come in time, which is real time.
    pub(crate) fn is_late(self) -> bool {
        matches!(self, Fault::Late | Fault::LateAfter)
    }

    /// The simulator's rule for it, where a request may take so long.
    fn rule(self, allowed: Duration) -> Json {
        let late = 20 * u64::try_from(allowed.as_millis()).unwrap_or_default();
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
            Fault::KilledBefore => json!({ "kind": "delay", "delayMs": NEVER }),
            Fault::KilledAfter => json!({ "kind": "delayAfter", "delayMs": NEVER }),
        }
    }

    /// Whether it can happen to a call.
    fn concerns(self, call: &Call) -> bool {
        match self {
            // A login and the address of an upload have no token that could have expired.
            Fault::Expired => call.template.starts_with("/api/"),
            // The simulator knows what was there before of objects with a path of their own.
            Fault::Stale => call.method == "GET" && call.template.ends_with('}'),
            // The text of a file may be anything.
            Fault::Malformed => !call.template.ends_with("/{fileName}"),
            // A call that only reads has no effect to come after.
            Fault::KilledAfter => call.method != "GET",
            _ => true,
        }
    }

    /// Whether an operation must succeed although it happens to one of its calls.
    fn is_borne(self, call: &Call) -> bool {
        match self {
            Fault::Throttled | Fault::Expired | Fault::Stale => true,
            Fault::Malformed | Fault::KilledBefore | Fault::KilledAfter => false,
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
    after: (Store, Option<State>),
    /// What the platform has afterwards.
    wanted: Json,
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
            let (after, wanted) = ((stage.store(), state.clone()), stage.dump());
            let (program, known) = (program.clone(), known.clone());
            scenes.push(Scene { ty, operation, program, known, before, after, wanted, calls });
        }
        scenes
    }

    /// What tells its program from others of the type.
    pub(crate) fn variant(&self) -> &'static str {
        self.program.variant
    }

    /// Calls that nothing says this operation may make.
    pub(crate) fn unforeseen(&self) -> Vec<String> {
        use resources::operations::{self, Operation as Done};
        let plain = |path: &str| -> String {
            path.split('/')
                .map(|step| if step.starts_with('{') { "{}" } else { step })
                .collect::<Vec<_>>()
                .join("/")
        };
        let done = match self.operation {
            Operation::Create => Done::Create,
            Operation::Read => Done::Read,
            Operation::Update => Done::Update,
            Operation::Delete => Done::Delete,
        };
        let known: BTreeSet<String> = operations::calls_of(self.ty, &self.program.create, done)
            .into_iter()
            .map(|(method, path)| format!("{method} {}", plain(&path)))
            .collect();
        let own = self.calls.iter().filter(|call| {
            // Files go to addresses that the API names.
            call.template.starts_with("/api/") && !FIRST_CALLS.contains(&call.template.as_str())
        });
        let said = own.map(|call| format!("{} {}", call.method, plain(&call.template)));
        said.filter(|call| !known.contains(call)).collect()
    }

    /// Everything that can go wrong.
    pub(crate) fn cells(&self, first_calls: bool) -> Vec<(Call, Fault)> {
        let calls =
            self.calls.iter().filter(|call| first_calls || !FIRST_CALLS.contains(&call.template.as_str()));
        let cells = calls.flat_map(|call| Fault::ALL.map(|fault| (call.clone(), fault)));
        cells.filter(|(call, fault)| fault.concerns(call)).collect()
    }

    /// Lets one thing go wrong, once, and sees what comes of it, also of the next runs. Where an answer is late, on a busy machine another
    /// one may be so too: then it counts what comes of it with more time.
    pub(crate) async fn play(&self, call: &Call, fault: Fault, next: &[OnConflict]) -> Result<Came, String> {
        let came = self.play_within(SHORT, call, fault, next).await;
        if came.is_err() && fault.is_late() { self.play_within(LONG, call, fault, next).await } else { came }
    }

    async fn play_within(
        &self,
        allowed: Duration,
        call: &Call,
        fault: Fault,
        next: &[OnConflict],
    ) -> Result<Came, String> {
        let stage = Stage::with(&self.before.0).await;
        let state = self.before.1.clone();
        let allowed = fault.is_late().then_some(allowed);
        let rule = fault.rule(allowed.unwrap_or_default());
        let result = self.with(&stage, call, rule, fault.kills(), allowed).await?;
        let hits = stage.hits();
        if hits != 1 {
            return Err(format!("the fault was hit {hits} times"));
        }
        stage.heal();
        let error = match result {
            // A refresh may tell what was there before the last write. The program still names what is there, so that its next run
            // writes nothing, and the next refresh tells the same as ever.
            Some(Ok(Some(state))) if self.operation == Operation::Read && fault == Fault::Stale => {
                let program = self.program.unchanged();
                let state = self.next(&stage, Operation::Update, program, Some(state)).await?;
                let state = self.next(&stage, Operation::Read, self.program.clone(), state).await?;
                self.compare("after the next refresh", &stage.dump(), state.as_ref())?;
                return Ok(Came::Well);
            }
            Some(Ok(state)) => {
                self.compare("afterwards", &stage.dump(), state.as_ref())?;
                return Ok(Came::Well);
            }
            Some(Err(error)) => Some(error),
            None => None,
        };
        let failure = error.as_ref().map_or("the provider was killed".to_owned(), ToString::to_string);
        if fault.is_borne(call) {
            return Err(format!("must succeed in the same run, but: {failure}"));
        }
        let kept = match &error {
            Some(error) => {
                self.judge(error)?;
                let kept = kept(self.operation, state.as_ref(), &self.program, error);
                let holds = self.the_state_holds(&stage, call, kept.as_ref()).await;
                holds.map_err(|wrong| format!("{wrong}\nafter the failure: {error}"))?;
                kept
            }
            // What a process has not told before its end, nobody knows.
            None => state,
        };
        let (store, mut came) = (stage.store(), Came::Back);
        for on_conflict in next {
            let stage = Stage::with(&store).await;
            let again = self.again(&stage, kept.clone(), *on_conflict).await;
            let again = again
                .map_err(|again| format!("{again}\nwith {on_conflict:?} after the failure: {failure}"))?;
            came = came.max(again);
        }
        Ok(came)
    }

    /// The operation with something that goes wrong with one of its calls: what comes of it, or nothing if the provider was killed.
    async fn with(
        &self,
        stage: &Stage,
        call: &Call,
        mut rule: Json,
        kills: Option<Struck>,
        allowed: Option<Duration>,
    ) -> Result<Option<Result<Option<State>, Error>>, String> {
        rule["method"] = call.method.clone().into();
        rule["route"] = call.template.clone().into();
        rule["nth"] = call.nth.into();
        stage.fault(rule);
        let state = self.before.1.clone();
        let run = stage.run(self.ty, self.operation, &self.program, state, allowed);
        let run = tokio::time::timeout(PATIENCE, run);
        let Some(struck) = kills else {
            return run.await.map(Some).map_err(|_| "does not end".to_owned());
        };
        tokio::select! {
            _ = run => Err("comes to its end before it is killed".to_owned()),
            // All that the provider is goes with this.
            () = stage.until(struck) => Ok(None),
        }
    }

    /// The next run, which does what is left.
    async fn again(
        &self,
        stage: &Stage,
        kept: Option<State>,
        on_conflict: OnConflict,
    ) -> Result<Came, String> {
        let found = stage.dump();
        let (operation, program) = match (self.operation, &kept) {
            // What was created but not finished is updated to what it should be.
            (Operation::Create, Some(_)) => (Operation::Update, self.program.unchanged()),
            (operation, _) if on_conflict == OnConflict::Adopt => (operation, self.program.adopting(self.ty)),
            (operation, _) => (operation, self.program.clone()),
        };
        let creates = operation == Operation::Create && on_conflict == OnConflict::Fail;
        let adopts = operation == Operation::Create && on_conflict == OnConflict::Adopt;
        let (state, came) = match self.attempt(stage, operation, &program, kept).await? {
            Ok(state) => (state, Came::Back),
            Err(error) if creates => {
                self.judge(&error)?;
                if self.normal(&stage.dump()) != self.normal(&found) {
                    return Err(format!(
                        "the next run stops, but not before it has changed something: {error}"
                    ));
                }
                (Some(self.import(stage, &error).await?), Came::Imported)
            }
            Err(error) => return Err(format!("the next run fails: {error}")),
        };
        if came == Came::Back {
            let wanted = self.after.1.clone();
            let wanted = if adopts { self.as_told(wanted, state.as_ref()) } else { wanted };
            self.compare_to(wanted.as_ref(), "after the next run", &stage.dump(), state.as_ref())?;
            return Ok(came);
        }
        // An import tells more than a create is answered, so both are compared after a refresh.
        let refreshed = self.next(stage, Operation::Read, program, state).await?;
        let undisturbed = Stage::with(&self.after.0).await;
        let wanted =
            self.next(&undisturbed, Operation::Read, self.program.clone(), self.after.1.clone()).await?;
        let wanted = self.as_told(wanted, refreshed.as_ref());
        self.compare_to(wanted.as_ref(), "after the import", &stage.dump(), refreshed.as_ref())?;
        Ok(came)
    }

    /// A state without what only the answer to a create tells, if that answer reached nobody and the object is taken over as it is.
    fn as_told(&self, wanted: Option<State>, state: Option<&State>) -> Option<State> {
        let mut wanted = wanted?;
        for field in self.ty.outputs().into_iter().flat_map(|shape| &shape.fields) {
            let name = field.field.name;
            if field.field.once && state.is_none_or(|state| !state.outputs.contains_key(name)) {
                wanted.outputs.remove(name);
            }
        }
        Some(wanted)
    }

    /// Runs the command that an error names, and then the program.
    async fn import(&self, stage: &Stage, stopped: &Error) -> Result<State, String> {
        let token = format!("`pulumi import genesyscloud:{} subject ", self.ty.table.token);
        let id = stopped.message.split_once(&token).and_then(|(_, rest)| Some(rest.split_once('`')?.0));
        let Some(id) = id else { return Err(format!("the next run stops without a way out: {stopped}")) };
        let imported =
            stage.import(self.ty, id).await.map_err(|error| format!("the import fails: {error}"))?;
        let Some(imported) = imported else { return Err(format!("there is nothing to import as {id}")) };
        let program = self.program.unchanged();
        let difference = program.difference(self.ty, &imported);
        if difference.changes.values().any(|change| change.replace) {
            return Err(format!("what was imported would be replaced: {difference:?}"));
        }
        if difference.changes.is_empty() {
            return Ok(State { inputs: program.create, ..imported });
        }
        let updated = self.next(stage, Operation::Update, program, Some(imported)).await?;
        updated.ok_or_else(|| "the update loses the object".to_owned())
    }

    async fn next(
        &self,
        stage: &Stage,
        operation: Operation,
        program: Program,
        state: Option<State>,
    ) -> Result<Option<State>, String> {
        let result = self.attempt(stage, operation, &program, state).await?;
        result.map_err(|error| format!("the next run fails: {error}"))
    }

    async fn attempt(
        &self,
        stage: &Stage,
        operation: Operation,
        program: &Program,
        state: Option<State>,
    ) -> Result<Result<Option<State>, Error>, String> {
        let run = stage.run(self.ty, operation, program, state, None);
        tokio::time::timeout(PATIENCE, run).await.map_err(|_| "the next run does not end".to_owned())
    }

    /// An error says what kind it is and which object it is about.
    fn judge(&self, error: &Error) -> Result<(), String> {
        if error.code == Code::Internal {
            return Err(format!("is a defect: {error}"));
        }
        let inputs = self.before.1.as_ref().map_or(&self.program.create, |state| &state.inputs);
        let named = |path: &str| {
            let value = Value::Object(inputs.clone());
            path.split('.')
                .try_fold(&value, |value, name| value.as_object()?.get(name))?
                .as_str()
                .map(str::to_owned)
        };
        // Of several that it belongs to, the first.
        let first_of = |key: &str| {
            let (_, input) = self.ty.table.api.list_of.filter(|(other, _)| *other == key)?;
            inputs.get(input)?.as_array()?.first()?.as_str().map(str::to_owned)
        };
        let part = |key: &&str| first_of(key).or_else(|| named(self.ty.table.named_by.unwrap_or(key)));
        let keys = self.ty.table.lookup.iter().map(part);
        let key = keys.collect::<Option<Vec<_>>>().filter(|keys| !keys.is_empty()).map(|keys| keys.join("/"));
        let id = self.before.1.as_ref().map_or("subject", |state| &state.id);
        let object = match named("path").filter(|_| self.ty.is_made) {
            Some(path) => format!("object of {path} \"{}\"", named("body.name").as_deref().unwrap_or(id)),
            None => format!("{} \"{}\"", self.ty.noun(), key.as_deref().unwrap_or(id)),
        };
        if error.message.contains(&object) { Ok(()) } else { Err(format!("does not name {object}: {error}")) }
    }

    /// After a failure the state tells the truth: what it has is there and is as it says, but for what it calls pending; and there is
    /// nothing that it does not know of. Only what the very call came to that went wrong may be unknown.
    async fn the_state_holds(&self, stage: &Stage, call: &Call, kept: Option<&State>) -> Result<(), String> {
        // A delete that fails leaves the state as it was, and the next one finds done what is done.
        if self.operation == Operation::Delete {
            return Ok(());
        }
        let wrong = self.untruths(stage, kept).await?;
        if wrong.is_empty() {
            return Ok(());
        }
        // The same, but that call is refused, and so certainly comes to nothing.
        let twin = Stage::with(&self.before.0).await;
        let refused = json!({ "kind": "status", "status": 400, "code": "bad.request", "message": "No." });
        drop(self.with(&twin, call, refused, None, None).await?);
        twin.heal();
        let known = self.untruths(&twin, kept).await?;
        let wrong: Vec<_> = wrong.into_iter().filter(|what| known.contains(what)).collect();
        if wrong.is_empty() { Ok(()) } else { Err(format!("the state is not true: {}", wrong.join(", "))) }
    }

    /// What the state says that is not so, and what it does not say.
    async fn untruths(&self, stage: &Stage, kept: Option<&State>) -> Result<Vec<String>, String> {
        let Some(state) = kept else {
            // What a job makes, or another object lets the platform make, is made in its own time and has no id until it is listed: the next
            // run has to find it, which is what is looked at then.
            let is_assigned = matches!(self.ty.table.api.existence, Existence::Assigned(_));
            if self.ty.table.api.upload.is_some() || is_assigned {
                return Ok(Vec::new());
            }
            let before = Stage::with(&self.before.0).await.dump().to_string();
            let known: BTreeSet<&str> = ids(&before).collect();
            let dump = stage.dump().to_string();
            let made = ids(&dump).any(|id| !known.contains(id));
            return Ok(if made {
                vec!["something was made that it does not have".to_owned()]
            } else {
                Vec::new()
            });
        };
        let stage = Stage::with(&stage.store()).await;
        // Of what is shared, a refresh looks at what it is asked for.
        let mut asked = state.clone();
        for (name, value) in &mut asked.inputs {
            if let Some(said) = state.outputs.get(name) {
                *value = said.clone();
            }
        }
        let read = self.next(&stage, Operation::Read, self.program.clone(), Some(asked)).await?;
        let Some(read) = read else { return Ok(vec![format!("there is no {}", state.id)]) };
        let (shape, pending) = (self.ty.inputs(), state.pending());
        let mut said = state.outputs.clone();
        said.retain(|name, _| {
            // What the platform never tells is only known from what it was told.
            let is_told = shape.field(name).is_none_or(|field| !field.field.write_only);
            !name.starts_with("__") && !pending.contains(name) && is_told
        });
        let live = refresh_inputs(
            shape,
            &said,
            &read.outputs,
            Known { own: state.id.rsplit('/').next().unwrap_or_default(), ambient: None },
        );
        let differs = difference(shape, &said, &live).changes.into_keys();
        let mut wrong: Vec<_> =
            differs.map(|path| format!("{path} is not what it says: {said:?}, but {live:?}")).collect();
        // What is no input has no form that a program could have chosen.
        let computed = said.iter().filter(|(name, _)| shape.field(name).is_none());
        let other = computed.filter(|(name, value)| read.outputs.get(*name) != Some(value));
        wrong.extend(
            other.map(|(name, value)| format!("{name} is {:?}, not {value:?}", read.outputs.get(name))),
        );
        Ok(wrong)
    }

    /// Whether everything is as it is when nothing goes wrong, ids, dates and versions apart.
    fn compare(&self, when: &str, dump: &Json, state: Option<&State>) -> Result<(), String> {
        self.compare_to(self.after.1.as_ref(), when, dump, state)
    }

    fn compare_to(
        &self,
        wanted: Option<&State>,
        when: &str,
        dump: &Json,
        state: Option<&State>,
    ) -> Result<(), String> {
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
        same(
            "what the platform has",
            without_secrets(&self.wanted, &self.wanted),
            without_secrets(dump, dump),
        )?;
        let shown = |state: Option<&State>| {
            let mut shown = state.map(State::shown).unwrap_or_default();
            // How it was to be created is no part of the object.
            if let Some(inputs) = shown["inputs"].as_object_mut() {
                inputs.remove("onConflict");
            }
            shown
        };
        let wanted = without_secrets(&self.wanted, &shown(wanted));
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
                    // Who changed it last goes with when.
                    ["version", "versions", "modifiedBy"].contains(&name)
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

/// What the next run does where there is an object of the same natural key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnConflict {
    /// It takes the object over.
    Adopt,
    /// It stops, which is what it does when the program says nothing.
    Fail,
}

impl OnConflict {
    pub(crate) const BOTH: [OnConflict; 2] = [OnConflict::Adopt, OnConflict::Fail];
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Came {
    /// The operation succeeded all the same.
    Well,
    /// It failed, and the next run did the rest.
    Back,
    /// It failed, the next run stopped with an import command, which was run, and the run after it did the rest.
    Imported,
}

impl Came {
    const ALL: [(Came, &str); 3] = [(Came::Well, "well"), (Came::Back, "back"), (Came::Imported, "imported")];

    /// Its name in the list of what was tried.
    pub(crate) fn name(self) -> &'static str {
        Came::ALL.iter().find(|(came, _)| *came == self).map_or("", |(_, name)| name)
    }

    /// What has this name.
    pub(crate) fn named(name: &str) -> Option<Came> {
        Came::ALL.iter().find(|(_, other)| *other == name).map(|(came, _)| *came)
    }
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
