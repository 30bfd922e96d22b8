//! The rate budget: how many calls a token still has in the platform's present window, and who gets the next one.
//!
//! The platform counts calls per token in fixed windows of about a minute, which begin with their first call, and says in every
//! answer how many it has counted, how many it allows and when the window ends. The budget does the same sum. So a run
//! that fits into what is left is never held back, and one that does not waits for the end of the window and no longer.
//!
//! `governor`, the usual crate for limits, cannot be made to behave so: it lets a continuous trickle through (GCRA). With a
//! burst as big as the window it grants a whole window's worth at once *and* the trickle of the following minute, up to twice
//! what one fixed window allows, which earns a 429; with a small burst it spreads calls over the minute, and a run of eighty
//! calls that the platform would take at once lasts a quarter of a minute for nothing.
//!
//! Turns are given in the order of arrival (tokio's mutex is fair), so no operation starves behind busier ones.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::Notify;

use crate::{Clock, Error, Reason, http::WindowHeaders, waiter::Waiter};

/// What the platform allows where it has not said anything else.
const ALLOWED: u32 = 300;

/// How long a window lasts where the platform has not said when it ends.
const WINDOW: Duration = Duration::from_secs(60);

/// Two ends that are nearer to each other than this are of the same window: seconds are rounded and answers travel.
const SAME_END: Duration = Duration::from_secs(5);

/// How often those who wait behind others see whether the window is used up by now.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// The budgets of all tokens of a client.
#[derive(Debug)]
pub(crate) struct Budget {
    clock: Arc<dyn Clock>,
    lanes: Mutex<Vec<Lane>>,
    gate: tokio::sync::Mutex<()>,
    /// How many calls whoever has the gate wants to make together.
    wanted: AtomicU32,
    changed: Notify,
}

/// The rate window of a token, as the platform has last told of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Window {
    /// How many calls it takes.
    pub allowed: u32,
    /// How many were made in it, by whomever.
    pub used: u32,
    /// How long it lasts still.
    pub left: Duration,
}

/// The budget of one token.
#[derive(Clone, Debug)]
struct Lane {
    /// Whether answers say what they count; until the first answer nobody knows.
    metered: Option<bool>,
    allowed: u32,
    /// Windows are numbered, so that a late answer to a call of an earlier one is recognized.
    window: u64,
    opened: Instant,
    /// When the window ends, once an answer has told.
    ends: Option<Instant>,
    /// Calls granted in this window.
    granted: u32,
    /// Those of them that were answered.
    answered: u32,
    /// Calls in this window that others made with the same token.
    foreign: u32,
    /// Calls that were granted but not sent, since a token has to be minted first.
    waiting: u32,
    /// Calls that were sent and not answered, in whatever window.
    in_flight: u32,
}

/// The right to send one request.
#[derive(Debug)]
pub(crate) struct Permit {
    budget: Arc<Budget>,
    lane: usize,
    window: u64,
    /// When it was sent.
    sent: Option<Instant>,
}

/// Rights to send requests, given together and used one by one. What is left of them is given back.
#[derive(Clone, Debug)]
pub(crate) struct Reserved(Arc<Mutex<Vec<Permit>>>);

impl Reserved {
    pub(crate) fn new(permits: Vec<Permit>) -> Self {
        Self(Arc::new(Mutex::new(permits)))
    }

    pub(crate) fn take(&self) -> Option<Permit> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }
}

impl Budget {
    pub(crate) fn new(lanes: usize, clock: Arc<dyn Clock>) -> Self {
        let lane = Lane::new(clock.now());
        let lanes = Mutex::new(vec![lane; lanes.max(1)]);
        let (gate, wanted) = (tokio::sync::Mutex::new(()), AtomicU32::new(1));
        Self { clock, lanes, gate, wanted, changed: Notify::new() }
    }

    /// Waits for the right to send a request.
    pub(crate) async fn acquire(self: &Arc<Self>, waiter: &Waiter<'_>) -> Result<Permit, Error> {
        loop {
            // There is always one.
            if let Some(permit) = self.acquire_together(1, waiter).await?.pop() {
                return Ok(permit);
            }
        }
    }

    /// Waits for the right to send so many requests that none of them has to wait for the next window: as many as a window allows at
    /// most.
    pub(crate) async fn acquire_together(
        self: &Arc<Self>,
        calls: u32,
        waiter: &Waiter<'_>,
    ) -> Result<Vec<Permit>, Error> {
        let _turn = match self.gate.try_lock() {
            Ok(turn) => turn,
            Err(_) => self.queue(waiter).await?,
        };
        self.wanted.store(calls, Ordering::Release);
        loop {
            waiter.check()?;
            let (until, allowed) = match self.take(calls) {
                Ok(permits) => return Ok(permits),
                Err(busy) => busy,
            };
            let left = until.saturating_duration_since(self.clock.now());
            waiter.wait_for(left, Reason::Budget { allowed }, self.changed.notified()).await?;
        }
    }

    /// Waits behind others; whenever that is because the window is used up, says so.
    async fn queue(&self, waiter: &Waiter<'_>) -> Result<tokio::sync::MutexGuard<'_, ()>, Error> {
        let lock = self.gate.lock();
        tokio::pin!(lock);
        loop {
            if let Some((until, allowed)) = self.busy() {
                let left = until.saturating_duration_since(self.clock.now());
                let reason = Reason::Budget { allowed };
                if let Some(turn) = waiter.wait_for(left, reason, &mut lock).await? {
                    return Ok(turn);
                }
            } else {
                tokio::select! {
                    biased;
                    turn = waiter.until(&mut lock) => return turn,
                    () = self.clock.sleep(LOOK_AGAIN) => {}
                }
            }
        }
    }

    /// The windows of the tokens in use, where the platform tells of them.
    pub(crate) fn windows(&self) -> Vec<Window> {
        let now = self.clock.now();
        let lanes = self.lanes();
        let metered = lanes.iter().filter(|lane| lane.metered == Some(true));
        let window = |lane: &Lane| Window {
            allowed: lane.allowed,
            used: lane.granted + lane.foreign,
            left: lane.end().saturating_duration_since(now),
        };
        metered.map(window).collect()
    }

    /// The call is sent now.
    pub(crate) fn begin(&self, permit: &mut Permit) {
        let lane = &mut self.lanes()[permit.lane];
        lane.waiting = lane.waiting.saturating_sub(1);
        lane.in_flight += 1;
        permit.window = lane.window;
        permit.sent = Some(self.clock.now());
    }

    /// The answer to a call, which tells how the platform counts.
    pub(crate) fn settle(&self, permit: Permit, window: Option<WindowHeaders>) {
        let mut lanes = self.lanes();
        lanes[permit.lane].settle(&permit, window, self.clock.now());
        if let Some(window) = window {
            // Other tokens of the same client are allowed as much, as long as they have not told.
            for lane in lanes.iter_mut().filter(|lane| lane.metered.is_none()) {
                lane.allowed = window.allowed.max(1);
            }
        }
        drop(lanes);
    }

    /// The platform said that the window of this token is used up until then.
    pub(crate) fn exhaust(&self, lane: usize, wait: Duration) {
        let now = self.clock.now();
        let lane = &mut self.lanes()[lane];
        lane.metered = Some(true);
        // Whoever used it up: what is granted and never sent makes no room.
        lane.foreign = lane.foreign.max(lane.allowed);
        lane.ends = Some(now + wait);
    }

    /// A new token has a window of its own.
    pub(crate) fn renew(&self, lane: usize) {
        let now = self.clock.now();
        let lane = &mut self.lanes()[lane];
        // What waits for the token will be sent with it; what is in flight was sent with the old one.
        let Lane { allowed, waiting, in_flight, .. } = *lane;
        *lane =
            Lane { allowed, waiting, in_flight, granted: waiting, window: lane.window + 1, ..Lane::new(now) };
        self.changed.notify_one();
    }

    fn take(self: &Arc<Self>, calls: u32) -> Result<Vec<Permit>, (Instant, u32)> {
        let now = self.clock.now();
        let mut lanes = self.lanes();
        for (number, lane) in lanes.iter_mut().enumerate() {
            lane.roll(now);
            if lane.has_room(calls) {
                let calls = lane.at_most(calls);
                lane.granted += calls;
                lane.waiting += calls;
                let permit =
                    || Permit { budget: Arc::clone(self), lane: number, window: lane.window, sent: None };
                return Ok((0..calls).map(|_| permit()).collect());
            }
        }
        Err(Self::first_end(&lanes, now))
    }

    fn busy(&self) -> Option<(Instant, u32)> {
        let now = self.clock.now();
        let lanes = self.lanes();
        let wanted = self.wanted.load(Ordering::Acquire);
        let busy = lanes.iter().all(|lane| !lane.has_room(wanted) && lane.end() > now);
        busy.then(|| Self::first_end(&lanes, now))
    }

    fn first_end(lanes: &[Lane], now: Instant) -> (Instant, u32) {
        lanes.iter().map(|lane| (lane.end(), lane.allowed)).min().unwrap_or((now, ALLOWED))
    }

    fn lanes(&self) -> MutexGuard<'_, Vec<Lane>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lane {
    fn new(now: Instant) -> Self {
        Self {
            metered: None,
            allowed: ALLOWED,
            window: 0,
            opened: now,
            ends: None,
            granted: 0,
            answered: 0,
            foreign: 0,
            waiting: 0,
            in_flight: 0,
        }
    }

    fn has_room(&self, calls: u32) -> bool {
        self.metered == Some(false) || self.granted + self.foreign + self.at_most(calls) <= self.allowed
    }

    /// So many of these calls as a window allows.
    fn at_most(&self, calls: u32) -> u32 {
        if self.metered == Some(false) { calls } else { calls.min(self.allowed) }.max(1)
    }

    fn end(&self) -> Instant {
        self.ends.unwrap_or(self.opened + WINDOW)
    }

    /// Begins a new window if the present one is over.
    fn roll(&mut self, now: Instant) {
        if self.end() > now {
            return;
        }
        self.window += 1;
        self.opened = now;
        self.ends = None;
        self.answered = 0;
        self.foreign = 0;
        // What was sent but not answered may have been counted after the end.
        self.granted = self.in_flight + self.waiting;
    }

    fn settle(&mut self, permit: &Permit, headers: Option<WindowHeaders>, now: Instant) {
        let own = permit.window == self.window;
        if own {
            self.answered += 1;
        }
        let Some(headers) = headers else {
            // Not the platform, or a part of it that does not count.
            self.metered.get_or_insert(false);
            return;
        };
        self.metered = Some(true);
        self.allowed = headers.allowed.max(1);
        // Measured from when the call was sent, the end is never late by the time the call took; rounding to whole seconds is
        // evened out by the many calls of a window that is used up.
        let sent = permit.sent.unwrap_or(now);
        let ends = sent + headers.reset;
        match self.ends {
            _ if !own && ends < self.opened + SAME_END && now + headers.reset < self.opened + SAME_END => {
                return;
            }
            Some(known) if ends + SAME_END < known => {}
            Some(known) if ends > known + SAME_END => {
                // The platform has begun a new window before we thought so.
                self.window += 1;
                self.opened = sent;
                self.ends = Some(ends);
                // This one is in the count.
                self.granted = headers.count + self.waiting + self.in_flight.saturating_sub(1);
                self.answered = 0;
                self.foreign = 0;
                return;
            }
            Some(known) => self.ends = Some(known.max(ends)),
            None => self.ends = Some(ends),
        }
        if headers.count > self.granted {
            // Somebody else uses this token. What is in flight may or may not be in the count: assume that it is not.
            self.foreign = self.foreign.max(headers.count.saturating_sub(self.answered));
        }
    }
}

impl Permit {
    /// Which token it is for.
    pub(crate) fn lane(&self) -> usize {
        self.lane
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut lanes = self.budget.lanes();
        let lane = &mut lanes[self.lane];
        if self.sent.is_some() {
            lane.in_flight = lane.in_flight.saturating_sub(1);
        } else {
            // It was never sent, so the platform has not counted it.
            lane.waiting = lane.waiting.saturating_sub(1);
            lane.granted = lane.granted.saturating_sub(1);
        }
        drop(lanes);
        self.budget.changed.notify_one();
    }
}

#[cfg(test)]
mod tests;
