//! Waiting, in one place: whatever a call waits for, it ends when the caller cancels or the operation's time is over, and
//! whoever watches is told why it lasts.

use std::{
    future::Future,
    sync::{
        Mutex as StdMutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::sync::{Mutex, MutexGuard};

use crate::{Call, Clock, Error, Reason, Scope, Wait};

/// How often whoever watches is told how long a wait still takes.
const REPORT_EVERY: Duration = Duration::from_secs(5);

/// Waits on behalf of one call.
#[derive(Clone, Copy)]
pub(crate) struct Waiter<'a> {
    pub(crate) clock: &'a dyn Clock,
    pub(crate) scope: &'a Scope,
    pub(crate) call: &'a Call,
}

impl Waiter<'_> {
    /// Fails if there is no more reason to go on.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.scope.cancel.is_cancelled() {
            return Err(Error::Cancelled(self.call.clone()));
        }
        match self.left() {
            Some(left) if left.is_zero() => Err(self.too_late(None)),
            _ => Ok(()),
        }
    }

    /// What is left of the operation's time, if that is limited.
    pub(crate) fn left(&self) -> Option<Duration> {
        self.scope.deadline.map(|deadline| deadline.saturating_duration_since(self.clock.now()))
    }

    /// Waits that long. When the operation's time would be over before, fails at once instead.
    pub(crate) async fn wait(&self, duration: Duration, reason: Reason) -> Result<(), Error> {
        self.wait_for(duration, reason, std::future::pending::<()>()).await.map(|_| ())
    }

    /// Waits that long, or until the event. Says whether it was the event.
    pub(crate) async fn wait_for<T>(
        &self,
        duration: Duration,
        reason: Reason,
        event: impl Future<Output = T>,
    ) -> Result<Option<T>, Error> {
        self.check()?;
        if self.left().is_some_and(|left| left < duration) {
            return Err(self.too_late(Some(Wait { reason, left: duration })));
        }
        tokio::pin!(event);
        let end = self.clock.now() + duration;
        loop {
            let left = end.saturating_duration_since(self.clock.now());
            if left.is_zero() {
                return Ok(None);
            }
            let step = match &self.scope.progress {
                Some(progress) => {
                    progress.waiting(&Wait { reason: reason.clone(), left });
                    left.min(REPORT_EVERY)
                }
                None => left,
            };
            tokio::select! {
                biased;
                () = self.scope.cancel.cancelled() => return Err(Error::Cancelled(self.call.clone())),
                outcome = &mut event => return Ok(Some(outcome)),
                () = self.clock.sleep(step) => {}
            }
        }
    }

    /// Waits for somebody else, for as long as that may take.
    pub(crate) async fn until<T>(&self, event: impl Future<Output = T>) -> Result<T, Error> {
        self.check()?;
        let too_late = async {
            match self.left() {
                Some(left) => self.clock.sleep(left).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = self.scope.cancel.cancelled() => Err(Error::Cancelled(self.call.clone())),
            outcome = event => Ok(outcome),
            () = too_late => Err(self.too_late(None)),
        }
    }

    fn too_late(&self, wait: Option<Wait>) -> Error {
        Error::DeadlineExceeded { call: self.call.clone(), wait, last: None }
    }
}

/// Lets one do what many want, and lets those who waited for it share its failure.
///
/// Without that, fifty calls that wait for one token would each try the wrong secret.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    gate: Mutex<()>,
    failures: AtomicU64,
    last: StdMutex<Option<Error>>,
}

/// The turn of one of them.
pub(crate) struct Turn<'a> {
    turns: &'a Turns,
    _gate: MutexGuard<'a, ()>,
}

impl Turns {
    /// Waits for a turn; fails if whoever had it meanwhile failed.
    pub(crate) async fn take(&self, waiter: &Waiter<'_>) -> Result<Turn<'_>, Error> {
        let seen = self.failures.load(Ordering::Acquire);
        let gate = waiter.until(self.gate.lock()).await?;
        if self.failures.load(Ordering::Acquire) != seen
            && let Some(error) = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
        {
            return Err(error);
        }
        Ok(Turn { turns: self, _gate: gate })
    }
}

impl Turn<'_> {
    /// Tells those who wait how it went wrong, unless it concerns nobody else.
    pub(crate) fn failed(&self, error: &Error) {
        if matches!(error, Error::Cancelled(_) | Error::DeadlineExceeded { .. }) {
            return;
        }
        *self.turns.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.clone());
        self.turns.failures.fetch_add(1, Ordering::AcqRel);
    }
}
