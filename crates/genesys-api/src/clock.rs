//! Time, injected: waiting a minute for a rate limit, or a day for a token to expire, must not take a test that long.
//!
//! The clock measures what the client decides (waits, back-off, expiry, deadlines). What the network decides (connecting,
//! a request's own timeout, the grace of a write in flight) is measured by the real clock, because a virtual one cannot
//! know whether an answer is still on its way.

use std::{
    collections::BTreeMap,
    fmt,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::oneshot;

/// A wait that ends by itself.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Tells the time and lets it pass.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The present moment.
    fn now(&self) -> Instant;

    /// Waits.
    fn sleep(&self, duration: Duration) -> Sleep;

    /// Says that a request is on the wire until the hold is dropped: a clock that moves by itself must not move meanwhile.
    fn hold(&self) -> Hold {
        Hold::default()
    }
}

/// Keeps a [`VirtualClock`] from moving by itself.
#[derive(Debug, Default)]
pub struct Hold(Option<Arc<Mutex<State>>>);

impl Drop for Hold {
    fn drop(&mut self) {
        if let Some(state) = &self.0 {
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            state.holds = state.holds.saturating_sub(1);
            state.started += 1;
        }
    }
}

/// The real clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// A clock for tests, whose time passes only when it is told to, or when nothing else happens.
#[derive(Clone, Debug)]
pub struct VirtualClock {
    state: Arc<Mutex<State>>,
    start: Instant,
}

/// Is told how much time has passed.
type Follower = Arc<dyn Fn(Duration) + Send + Sync>;

#[derive(Debug)]
struct State {
    now: Instant,
    /// Sleepers by the moment they wake; the number keeps those of one moment apart, and in order.
    sleepers: BTreeMap<(Instant, u64), oneshot::Sender<()>>,
    /// Counts whatever happened, so that one can see when nothing does.
    started: u64,
    /// Requests on the wire.
    holds: usize,
    followers: Followers,
}

#[derive(Clone, Default)]
struct Followers(Vec<Follower>);

impl fmt::Debug for Followers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} followers", self.0.len())
    }
}

impl Default for VirtualClock {
    fn default() -> Self {
        Self::new()
    }
}

impl VirtualClock {
    /// A clock that stands still until [`Self::advance`] is called.
    pub fn new() -> Self {
        let now = Instant::now();
        let followers = Followers::default();
        let state = State { now, sleepers: BTreeMap::new(), started: 0, holds: 0, followers };
        let state = Arc::new(Mutex::new(state));
        Self { state, start: now }
    }

    /// A clock that jumps to the next sleeper whenever, for that long in real time, nobody has gone to sleep and no request
    /// was on the wire.
    ///
    /// Must be called inside a tokio runtime; ends with the last handle of the clock.
    pub fn self_winding(idle: Duration) -> Self {
        let clock = Self::new();
        let state = Arc::downgrade(&clock.state);
        tokio::spawn(async move {
            let mut seen = 0;
            loop {
                tokio::time::sleep(idle).await;
                let Some(state) = state.upgrade() else { break };
                let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                if state.started == seen && state.holds == 0 {
                    state.wake_next();
                }
                seen = state.started;
            }
        });
        clock
    }

    /// Time since the clock was made.
    pub fn elapsed(&self) -> Duration {
        self.now() - self.start
    }

    /// Tells somebody else how much time has passed, whenever a request is about to be sent: a server on the same time.
    pub fn follow(&self, follower: impl Fn(Duration) + Send + Sync + 'static) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).followers.0.push(Arc::new(follower));
    }

    /// Lets time pass, waking whoever sleeps no longer than that, in order.
    pub fn advance(&self, duration: Duration) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let end = state.now + duration;
        while state.sleepers.first_key_value().is_some_and(|((at, _), _)| *at <= end) {
            state.wake_next();
        }
        state.now = end;
    }
}

impl State {
    /// Moves to the next moment at which anybody wakes, and wakes all who do.
    fn wake_next(&mut self) {
        let mut woken = None;
        while let Some(entry) = self.sleepers.first_entry() {
            let (at, _) = *entry.key();
            if woken.is_some_and(|woken| at > woken) {
                break;
            }
            let sleeper = entry.remove();
            // Who has stopped listening does not make time pass.
            if !sleeper.is_closed() {
                woken = Some(at);
                self.now = self.now.max(at);
                let _ = sleeper.send(());
            }
        }
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Instant {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).now
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        let (sender, receiver) = oneshot::channel();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.started += 1;
        let key = (state.now + duration, state.started);
        state.sleepers.insert(key, sender);
        Box::pin(async move {
            let _ = receiver.await;
        })
    }

    fn hold(&self) -> Hold {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.holds += 1;
        let (followers, elapsed) = (state.followers.clone(), state.now - self.start);
        drop(state);
        followers.0.iter().for_each(|follower| follower(elapsed));
        Hold(Some(self.state.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_virtual_hour_takes_no_time() {
        let clock = VirtualClock::self_winding(Duration::from_millis(1));
        let began = Instant::now();
        tokio::join!(clock.sleep(Duration::from_secs(3600)), clock.sleep(Duration::from_secs(60)));
        assert_eq!(clock.elapsed(), Duration::from_secs(3600));
        assert!(began.elapsed() < Duration::from_secs(5));
    }

    #[tokio::test]
    async fn who_gave_up_sleeping_moves_no_hand() {
        let clock = VirtualClock::new();
        drop(clock.sleep(Duration::from_secs(5)));
        let sleep = clock.sleep(Duration::from_secs(10));
        clock.advance(Duration::from_secs(10));
        sleep.await;
        assert_eq!(clock.elapsed(), Duration::from_secs(10));
    }
}
