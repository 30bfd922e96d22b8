//! Writes to one collection that come together: what several resources add to it, change in it or take out of it goes in one call.
//!
//! Calls are the budget, and a program that relates three thousand people to their queues one by one must not pay for each. What
//! comes while such a call is under way waits for its answer and then goes together; what comes alone goes alone, a few
//! milliseconds later. Everybody gets an answer of their own: a call that is refused is made again in parts, until the refusal is
//! that of the element which it is about.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::future::join_all;
use genesys_api::{Client, Error as ApiError, Failure, Progress, Repeat, Request, Scope, Wait};
use pulumi_provider::declaration::{Add, Collection, Field, Remove, Write};
use serde_json::Value as Json;
use tokio::sync::{Notify, oneshot};
use tokio_util::sync::CancellationToken;

use super::address::Address;
use super::patience::{LAG, Patience};
use super::recent::says_not_there;
use super::{Platform, Work, failure};

/// How long a write waits for others to come.
const GATHERING: Duration = Duration::from_millis(10);

/// Into how many parts a refused call is taken apart: one bad element among a hundred takes twenty calls more, and a hundred bad ones
/// take a tenth more than if each had gone by itself.
const PARTS: usize = 10;

/// How long a call is made again as a whole that is refused because something in it is not known yet, before it is taken apart.
const WAITS: [Duration; 3] = [Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2)];

/// What becomes of one element: the platform's row of it, or null where it answers none.
type Answer = Result<Json, ApiError>;

/// A call that takes several elements.
#[derive(Debug)]
pub(super) struct BulkCall {
    /// The call, without elements.
    request: Request,
    /// Where the query has the ids; otherwise the body is a list of the elements.
    query: Option<&'static str>,
    /// Most elements that it takes.
    most: usize,
}

impl BulkCall {
    /// The call that adds elements to a collection or, where the API does that in one, changes those that are there.
    pub(super) fn adding(collection: &Collection, address: &Address) -> Option<BulkCall> {
        let request = match collection.add {
            Add::PostIds => Request::post(collection.path),
            Add::PatchBulk(ending) => Request::patch(format!("{}{ending}", collection.path)),
            // Each such call changes the version that the next one must send.
            Add::PostVersioned(_) => return None,
            // What a body names beside a list cannot be told apart from elements.
            Add::PostNamed(_) | Add::Whole => return None,
        };
        Some(BulkCall::new(collection, address, request, None))
    }

    /// The call that changes elements, if it is one that takes several.
    pub(super) fn changing(collection: &Collection, address: &Address) -> Option<BulkCall> {
        match collection.add {
            Add::PatchBulk(_) => BulkCall::adding(collection, address),
            _ => None,
        }
    }

    /// The call that takes elements out of a collection, if it is one that takes several.
    pub(super) fn removing(collection: &Collection, address: &Address) -> Option<BulkCall> {
        let (request, query) = match collection.remove {
            Remove::Each | Remove::PostNamed(_) => return None,
            Remove::Post(name, value) => (Request::post(collection.path).query(name, value), None),
            Remove::Query(name) => (Request::delete(collection.path), Some(name)),
        };
        Some(BulkCall::new(collection, address, request, query))
    }

    fn new(
        collection: &Collection,
        address: &Address,
        request: Request,
        query: Option<&'static str>,
    ) -> BulkCall {
        // A collection is told what shall be in it: twice is as good as once.
        let request = address.fill(request).repeat(Repeat::Safe);
        BulkCall { request, query, most: collection.batch }
    }

    /// What those that go together have in common.
    fn key(&self) -> String {
        format!("{} {:?}", self.request.call(), self.request.query)
    }

    fn with(&self, entries: &[Entry], scope: &Scope) -> Request {
        let request = self.request.clone().scope(scope);
        match self.query {
            Some(name) => {
                let ids: Vec<&str> =
                    entries.iter().filter_map(|entry| entry.element["id"].as_str()).collect();
                request.query(name, ids.join(","))
            }
            None => request.body(entries.iter().map(|entry| entry.element.clone()).collect()),
        }
    }
}

/// Whether a field is in the body of an element: what it is called and all that is written of it.
pub(super) fn is_in_element(field: &Field) -> bool {
    match field.write {
        Write::Body => true,
        Write::Parameter(_) => !field.path.is_empty(),
        _ => false,
    }
}

/// The writes of this process that wait for others.
#[derive(Debug, Default)]
pub(super) struct Bulk(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    /// By what they have in common. A group is here as long as somebody sends what is in it.
    groups: HashMap<String, Group>,
    /// How many there have been, to tell them apart.
    count: u64,
}

#[derive(Debug, Default)]
struct Group {
    entries: Vec<Entry>,
    full: Arc<Notify>,
}

/// An element, and who waits for what becomes of it.
#[derive(Debug)]
struct Entry {
    number: u64,
    element: Json,
    /// Whether it names what was made a moment ago.
    is_new: bool,
    scope: Scope,
    answer: oneshot::Sender<Answer>,
}

impl Bulk {
    /// Lets an element wait for others: its number, where the answer comes, and the news of a full group for whoever must send it,
    /// if nobody does yet.
    fn add(
        &self,
        call: &BulkCall,
        element: Json,
        is_new: bool,
        scope: Scope,
    ) -> (u64, oneshot::Receiver<Answer>, Option<Arc<Notify>>) {
        let (answer, answered) = oneshot::channel();
        let mut waiting = self.waiting();
        waiting.count += 1;
        let number = waiting.count;
        let mut is_first = false;
        let group = waiting.groups.entry(call.key()).or_insert_with(|| {
            is_first = true;
            Group::default()
        });
        group.entries.push(Entry { number, element, is_new, scope, answer });
        if group.entries.len() >= call.most {
            group.full.notify_one();
        }
        (number, answered, is_first.then(|| Arc::clone(&group.full)))
    }

    /// Takes an element back; false if it has been sent.
    fn withdraw(&self, call: &BulkCall, number: u64) -> bool {
        let mut waiting = self.waiting();
        let Some(group) = waiting.groups.get_mut(&call.key()) else { return false };
        let before = group.entries.len();
        group.entries.retain(|entry| entry.number != number);
        group.entries.len() < before
    }

    fn is_full(&self, call: &BulkCall) -> bool {
        self.waiting().groups.get(&call.key()).is_some_and(|group| group.entries.len() >= call.most)
    }

    /// As many as a call takes; none, and no group any more, when nobody waits.
    fn take(&self, call: &BulkCall) -> Vec<Entry> {
        let (key, mut waiting) = (call.key(), self.waiting());
        let Some(group) = waiting.groups.get_mut(&key) else { return Vec::new() };
        let count = group.entries.len().min(call.most);
        let taken: Vec<Entry> = group.entries.drain(..count).collect();
        if taken.is_empty() {
            waiting.groups.remove(&key);
        }
        taken
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends what comes together, until nobody waits.
    async fn send_all(&self, client: &Client, call: &BulkCall, full: &Notify) {
        loop {
            if !self.is_full(call) {
                tokio::select! {
                    () = client.clock().sleep(GATHERING) => {}
                    () = full.notified() => {}
                }
            }
            let entries = self.take(call);
            if entries.is_empty() {
                return;
            }
            send(client, call, entries).await;
        }
    }
}

/// Sends these, and tells everybody what has become of theirs.
async fn send(client: &Client, call: &BulkCall, entries: Vec<Entry>) {
    let (mut parts, mut waits) = (VecDeque::from([entries]), WAITS.into_iter());
    while let Some(mut part) = parts.pop_front() {
        // Nobody waits for these any more.
        part.retain(|entry| !entry.answer.is_closed());
        if part.is_empty() {
            continue;
        }
        match call_for(client, call, &part).await {
            Err(error)
                if part.len() > 1
                    && part.iter().any(|entry| entry.is_new)
                    && error.refusal().is_some_and(says_not_there)
                    && let Some(wait) = waits.next() =>
            {
                client.clock().sleep(wait).await;
                parts.push_front(part);
            }
            Err(error) if part.len() > 1 && may_be_about_one(&error) => {
                let size = part.len().div_ceil(PARTS);
                while !part.is_empty() {
                    parts.push_back(part.drain(..size.min(part.len())).collect());
                }
            }
            outcome => {
                for Entry { element, answer, .. } in part {
                    let own = outcome.as_ref().map(|body| row_of(body, &element)).map_err(ApiError::clone);
                    // Who has given up meanwhile is not told.
                    let _ = answer.send(own);
                }
            }
        }
    }
}

/// One call for all of these: it ends when all have given up, and may take as long as the most patient of them allows.
async fn call_for(client: &Client, call: &BulkCall, entries: &[Entry]) -> Answer {
    let cancel = CancellationToken::new();
    let deadlines: Option<Vec<_>> = entries.iter().map(|entry| entry.scope.deadline).collect();
    let progress = entries.iter().filter_map(|entry| entry.scope.progress.clone());
    let mut scope = Scope::default().cancel(cancel.clone()).progress(Arc::new(All(progress.collect())));
    scope.deadline = deadlines.and_then(|deadlines| deadlines.into_iter().max());
    let sent = client.call(call.with(entries, &scope));
    tokio::pin!(sent);
    let all_cancelled = join_all(entries.iter().map(|entry| entry.scope.cancel.cancelled()));
    let answered = tokio::select! {
        biased;
        answered = &mut sent => answered,
        _ = all_cancelled => {
            cancel.cancel();
            sent.await
        }
    };
    answered.map(|response| response.body)
}

/// Whether a refusal may be that of one element among several: not if it is about who asks, or about the moment.
fn may_be_about_one(error: &ApiError) -> bool {
    error.refusal().is_some_and(|refusal| {
        matches!(refusal.status, 400 | 404 | 409 | 410 | 412 | 413 | 422) && !failure::is_race(refusal)
    })
}

/// The row of an element, where an answer has it.
fn row_of(answer: &Json, element: &Json) -> Json {
    let rows = answer.as_array().or_else(|| answer["entities"].as_array());
    let own = rows.into_iter().flatten().find(|row| row["id"] == element["id"]);
    own.cloned().unwrap_or_default()
}

/// Everybody who waits for a call.
#[derive(Debug)]
struct All(Vec<Arc<dyn Progress>>);

impl Progress for All {
    fn waiting(&self, wait: &Wait) {
        self.0.iter().for_each(|progress| progress.waiting(wait));
    }
}

impl Platform {
    /// Writes an element together with those that others write at the same time.
    ///
    /// # Errors
    /// What the platform says about this element, or that it was given up.
    pub(super) async fn write_together(&self, work: &Work<'_>, call: BulkCall, element: &Json) -> Answer {
        let call = Arc::new(call);
        let alone = call.request.clone().body(element.clone());
        let mut patience = Patience::new(self, work);
        loop {
            let is_new = self.names_recent(&alone);
            let error = match self.write_once(work, &call, element.clone(), is_new).await {
                Ok(row) => return Ok(row),
                Err(error) => error,
            };
            // What is below a user or a group counts in its version, though nobody can send one.
            let reason = if error.refusal().is_some_and(failure::is_race) {
                "somebody else is changing what it belongs to"
            } else if self.is_late(work, &alone, &error) {
                "the platform does not know yet what was just made"
            } else {
                return Err(error);
            };
            match patience.wait(patience.started() + LAG, reason).await {
                Ok(true) => {}
                Ok(false) => return Err(error),
                Err(_) => return Err(ApiError::Cancelled(call.request.call())),
            }
        }
    }

    async fn write_once(&self, work: &Work<'_>, call: &Arc<BulkCall>, element: Json, is_new: bool) -> Answer {
        let scope = &work.scope;
        let (number, mut answered, begins) = self.bulk.add(call, element, is_new, scope.clone());
        if let Some(full) = begins {
            let (bulk, client, call) = (Arc::clone(&self.bulk), self.client.clone(), Arc::clone(call));
            tokio::spawn(async move { bulk.send_all(&client, &call, &full).await });
        }
        let clock = self.client.clock();
        let too_late = async {
            match scope.deadline {
                Some(deadline) => clock.sleep(deadline.saturating_duration_since(clock.now())).await,
                None => std::future::pending().await,
            }
        };
        let unknown = |reason: &str| {
            ApiError::Lost(Box::new(Failure {
                call: call.request.call(),
                attempts: 1,
                status: None,
                code: None,
                reason: reason.to_owned(),
                context_id: None,
            }))
        };
        tokio::select! {
            biased;
            answer = &mut answered => {
                return answer.unwrap_or_else(|_| Err(unknown("it went with others, and nobody tells what came of it")));
            }
            () = scope.cancel.cancelled() => {}
            () = too_late => {
                let last = if self.bulk.withdraw(call, number) { None } else { Some(unknown("no answer came in time")) };
                return Err(ApiError::DeadlineExceeded { call: call.request.call(), wait: None, last: last.map(Box::new) });
            }
        }
        if self.bulk.withdraw(call, number) {
            return Err(ApiError::Cancelled(call.request.call()));
        }
        // It is on its way, with others who may not have given up.
        let answer = tokio::time::timeout(self.client.settings().cancel_grace, answered).await;
        answer
            .unwrap_or_else(|_| Ok(Err(unknown("it was cancelled, and no answer came any more"))))
            .unwrap_or_else(|_| Err(unknown("it was cancelled, and nobody tells what came of it")))
    }
}
