//! Waiting for what the platform does in its own time: never longer than an operation may take, and not after a cancel.

use std::time::{Duration, Instant};

use pulumi_provider::error::{Code, Error, Result};

use super::{Platform, Work};

/// The first wait, which doubles each time.
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// The longest single wait.
const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// How long the platform may take until it knows what it was told: the official client gives it about half a minute.
pub(super) const LAG: Duration = Duration::from_secs(30);

/// One operation's waits.
pub(super) struct Patience<'a> {
    platform: &'a Platform,
    work: &'a Work<'a>,
    started: Instant,
    wait: Duration,
}

impl<'a> Patience<'a> {
    /// Beginning now.
    pub(super) fn new(platform: &'a Platform, work: &'a Work<'a>) -> Patience<'a> {
        Patience { platform, work, started: platform.client.clock().now(), wait: FIRST_WAIT }
    }

    /// When it began.
    pub(super) fn started(&self) -> Instant {
        self.started
    }

    /// Waits a little before another try; false if that would be after this time, or after the operation's own.
    ///
    /// # Errors
    /// If the operation is cancelled meanwhile.
    pub(super) async fn wait(&mut self, until: Instant, reason: &str) -> Result<bool> {
        let clock = self.platform.client.clock();
        let until = self.work.scope.deadline.map_or(until, |deadline| deadline.min(until));
        let left = until.saturating_duration_since(clock.now());
        if self.wait > left {
            return Ok(false);
        }
        self.work.context.progress(format!("waiting up to {} s: {reason}", left.as_secs().max(1)));
        self.pause(self.wait).await?;
        self.wait = (self.wait * 2).min(LONGEST_WAIT);
        Ok(true)
    }

    /// Waits that long, without a word.
    ///
    /// # Errors
    /// If the operation is cancelled meanwhile.
    pub(super) async fn pause(&self, duration: Duration) -> Result<()> {
        if duration.is_zero() {
            return Ok(());
        }
        tokio::select! {
            () = self.platform.client.clock().sleep(duration) => Ok(()),
            () = self.work.context.cancellation().cancelled() => {
                let message = format!("stopped waiting for {}", self.work.object());
                Err(Error::new(Code::Cancelled, message))
            }
        }
    }
}
