//! Reads of one type that come together: answered from the list of all where that costs fewer calls than each object's own GET.
//!
//! What the list says is only believed where it agrees with the state. A difference, or an absence, is confirmed by the object's
//! own GET, because lists lag behind and their rows may be brief.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures::StreamExt;
use pulumi_provider::declaration::{Existence, Pages};
use pulumi_provider::error::Result;
use serde_json::Value as Json;
use tokio::sync::Mutex as AsyncMutex;

use super::address::{Address, row_key};
use super::find::pages_of;
use super::{Platform, Work};
use crate::registry::ResourceType;

/// How long a read waits for others to come.
const GATHERING: Duration = Duration::from_millis(10);

/// How long a list that was read is used. The engine reads only so many objects at a time, so the next ones come after it.
const FRESH: Duration = Duration::from_secs(30);

/// The lists of this process, by type and parent.
#[derive(Debug, Default)]
pub(super) struct Lists(Mutex<HashMap<String, Arc<List>>>);

#[derive(Debug, Default)]
struct List {
    waiting: AtomicUsize,
    read: AsyncMutex<Option<Snapshot>>,
    /// Counts questions and readings, to tell which of them came first.
    moments: AtomicU64,
    asking: AtomicUsize,
    /// The last reading, and its moment, as long as anybody asks.
    latest: AsyncMutex<Option<(u64, Arc<Vec<Json>>)>>,
}

/// What was learnt of a list.
#[derive(Debug)]
struct Snapshot {
    /// Its objects by id, if it was read to its end.
    rows: Option<HashMap<String, Json>>,
    /// How many calls it takes to read all of it.
    calls: usize,
    /// How many changes this process had made by then: after another one it is not believed any more.
    changes: u64,
    until: Instant,
}

/// What a list says of an object.
#[derive(Debug)]
pub(super) struct Listed {
    /// The object; none if the list has it not.
    pub(super) row: Option<Json>,
    /// Whether the list was read just now, for this object.
    pub(super) now: bool,
}

impl Lists {
    /// The list that has the object with this address.
    fn of(&self, ty: &ResourceType, address: &Address) -> Arc<List> {
        let key = format!("{}/{}", ty.table.token, address.list_key(ty));
        let mut lists = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(lists.entry(key).or_default())
    }
}

/// One of those who wait for a list, until it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Waiting<'a> {
        count.fetch_add(1, Ordering::AcqRel);
        Waiting(count)
    }

    /// Whether nobody else waits.
    fn is_last(&self) -> bool {
        self.0.load(Ordering::Acquire) == 1
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Platform {
    /// What the list of all says of an object, where asking it is worth it.
    pub(super) async fn listed(&self, work: &Work<'_>, address: &Address) -> Option<Listed> {
        let api = &work.ty.table.api;
        let is_listed = !matches!(api.existence, Existence::Attached | Existence::Singleton(_));
        if !is_listed || api.unlisted || api.list_of.is_some() {
            return None;
        }
        let list = self.lists.of(work.ty, address);
        let waiting = Waiting::new(&list.waiting);
        let known = |snapshot: &Option<Snapshot>| {
            let snapshot = snapshot.as_ref().filter(|snapshot| self.is_fresh(snapshot))?;
            let row = |rows: &HashMap<String, Json>| rows.get(&address.key_of_row(work.ty)).cloned();
            Some(snapshot.rows.as_ref().map(row).ok_or(snapshot.calls))
        };
        if let Some(Ok(row)) = known(&*list.read.lock().await) {
            return Some(Listed { row, now: false });
        }
        if !api.read_from_list {
            self.client.clock().sleep(GATHERING).await;
        }
        let mut read = list.read.lock().await;
        let reads = waiting.0.load(Ordering::Acquire);
        match known(&read) {
            Some(Ok(row)) => return Some(Listed { row, now: false }),
            Some(Err(calls)) if reads <= calls => return None,
            _ => {}
        }
        // An object that only its list tells of has no GET of its own to be dearer.
        let worth = if api.read_from_list { usize::MAX } else { reads };
        *read = self.read_list(work, address, worth).await;
        let row = read.as_ref()?.rows.as_ref()?.get(&address.key_of_row(work.ty)).cloned();
        Some(Listed { row, now: true })
    }

    /// All rows of a list, none of them older than the question. Those who ask while it is read share the next reading.
    pub(super) async fn rows_now(&self, work: &Work<'_>, address: &Address) -> Result<Arc<Vec<Json>>> {
        let list = self.lists.of(work.ty, address);
        let asking = Waiting::new(&list.asking);
        let asked = list.moments.fetch_add(1, Ordering::AcqRel);
        let mut latest = list.latest.lock().await;
        let rows = match &*latest {
            Some((begun, rows)) if *begun > asked => Arc::clone(rows),
            _ => {
                let begun = list.moments.fetch_add(1, Ordering::AcqRel);
                let rows = Arc::new(self.rows(work, address, None).await?);
                *latest = Some((begun, Arc::clone(&rows)));
                rows
            }
        };
        if asking.is_last() {
            *latest = None;
        }
        Ok(rows)
    }

    fn is_fresh(&self, snapshot: &Snapshot) -> bool {
        snapshot.changes == self.client.changes() && self.client.clock().now() < snapshot.until
    }

    /// Reads the list, unless its first pages tell that it takes more calls than it may; `None` if that cannot be known.
    async fn read_list(&self, work: &Work<'_>, address: &Address, worth: usize) -> Option<Snapshot> {
        let api = &work.ty.table.api;
        let changes = self.client.changes();
        let variants = if api.list_variants.is_empty() { &[""][..] } else { api.list_variants };
        let snapshot =
            |rows, calls| Some(Snapshot { rows, calls, changes, until: self.client.clock().now() + FRESH });
        if variants.len() >= worth {
            return None;
        }
        let (mut rows, mut calls) = (HashMap::new(), 0);
        let mut unfinished = Vec::new();
        // A list with a row that is none says nothing of what is not in it.
        let mut take = |items: Vec<Json>| -> Option<()> {
            let is_there = |row: &Json| row["state"] != "deleted" && row["status"] != "Removing";
            for row in items.into_iter().filter(is_there).map(|row| work.ty.received(row)) {
                rows.insert(row_key(work.ty, &row)?, row);
            }
            Some(())
        };
        for &variant in variants {
            let request = self.list_request(work, address, variant);
            let mut pages = Box::pin(self.client.list(pages_of(work.ty, request)));
            // A list that cannot be read is no reason to fail: the object itself may well be.
            let first = pages.next().await?.ok()?;
            let size = u64::from(api.page.max(1));
            let is_all = api.pages == Pages::One || first.items.len() < api.page as usize;
            let total = first.total.or(is_all.then_some(0));
            calls +=
                usize::try_from(total.map_or(u64::MAX, |total| total.div_ceil(size).max(1))).unwrap_or(worth);
            take(first.items)?;
            unfinished.push(pages);
            if calls >= worth {
                return snapshot(None, calls);
            }
        }
        for mut pages in unfinished {
            while let Some(page) = pages.next().await {
                take(page.ok()?.items)?;
            }
        }
        snapshot(Some(rows), calls)
    }
}
