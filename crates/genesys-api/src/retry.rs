//! What may be sent again, and when: one table, so that no call decides for itself.
//!
//! `backon` gives the schedules, as iterators of delays. Its retry combinators are not used: what to wait for is also said
//! by answers (`Retry-After`, the rate window), an attempt may need a new token first, and every wait has to be seen by
//! whoever watches.

use std::time::{Duration, Instant};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use crate::Clock;

/// How long the platform may ask to wait; its own SDKs give up at the same point.
pub(crate) const RETRY_AFTER_CEILING: Duration = Duration::from_secs(180);

/// How often one call waits because of a 429, which normally is never more than once.
pub(crate) const THROTTLES: u32 = 20;

/// A host that never answered is given up after this time and this many attempts: the name or the network is wrong, and
/// whoever waits wants to know.
const FIRST_CONTACT: Duration = Duration::from_secs(10);
const FIRST_CONTACT_ATTEMPTS: usize = 3;

/// The time spent so far on a host that has not answered yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FirstContact {
    began: Instant,
    began_on_clock: Instant,
}

impl FirstContact {
    pub(crate) fn begin(clock: &dyn Clock) -> Self {
        Self { began: Instant::now(), began_on_clock: clock.now() }
    }

    /// What is left. Connecting takes real time, pauses take the clock's.
    pub(crate) fn left(&self, clock: &dyn Clock) -> Duration {
        let on_clock = clock.now().saturating_duration_since(self.began_on_clock);
        FIRST_CONTACT.saturating_sub(self.began.elapsed().max(on_clock))
    }
}

/// What became of one attempt.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Outcome {
    /// There is an answer with this status.
    Answered(u16),
    /// No connection was made, so nothing was sent.
    NotConnected,
    /// The other side could not prove who it is, so nothing was sent.
    Untrusted,
    /// The request was, or could have been, sent, and no answer came.
    Cut,
}

/// What to do about it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Verdict {
    /// It worked.
    Done,
    /// Get a new token, then send it again, once.
    Renew,
    /// Wait as asked, then send it again.
    Throttled,
    /// Wait a while, then send it again.
    Again,
    /// It could have taken effect and must not be repeated.
    Lost,
    /// Sending it again would change nothing.
    Final,
}

/// Judges an attempt of a call.
pub(crate) fn judge(outcome: Outcome, may_repeat: bool) -> Verdict {
    match outcome {
        Outcome::Answered(200..=299) => Verdict::Done,
        Outcome::Answered(401) => Verdict::Renew,
        Outcome::Answered(429) => Verdict::Throttled,
        Outcome::NotConnected => Verdict::Again,
        _ if could_have_taken_effect(outcome) => {
            if may_repeat {
                Verdict::Again
            } else {
                Verdict::Lost
            }
        }
        Outcome::Answered(_) | Outcome::Untrusted | Outcome::Cut => Verdict::Final,
    }
}

/// Whether the platform may have done what was asked although the attempt failed: no answer came, or one that says only
/// that something went wrong on the way.
pub(crate) fn could_have_taken_effect(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Cut | Outcome::Answered(408 | 500 | 502 | 503 | 504))
}

/// Delays after failures that pass: about a minute in all.
pub(crate) fn patient() -> ExponentialBackoff {
    schedule(Duration::from_millis(500), Duration::from_secs(30), 7)
}

/// Delays after a 500, which more often than not comes again.
pub(crate) fn doubtful() -> ExponentialBackoff {
    schedule(Duration::from_millis(500), Duration::from_secs(30), 3)
}

/// Delays before a host has answered for the first time: long enough for a hiccup, short enough for a wrong name.
pub(crate) fn first_contact() -> ExponentialBackoff {
    schedule(Duration::from_millis(500), Duration::from_secs(1), FIRST_CONTACT_ATTEMPTS - 1)
}

/// Delays when the platform says "too fast" but not how much: about two minutes in all.
pub(crate) fn throttled() -> ExponentialBackoff {
    schedule(Duration::from_secs(1), Duration::from_secs(15), 12)
}

fn schedule(first: Duration, longest: Duration, times: usize) -> ExponentialBackoff {
    ExponentialBuilder::new()
        .with_min_delay(first)
        .with_max_delay(longest)
        .with_max_times(times)
        .with_jitter()
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table() {
        use Outcome::{Answered, Cut, NotConnected, Untrusted};
        use Verdict::{Again, Done, Final, Lost, Renew, Throttled};
        // outcome, verdict when it may be repeated, verdict when it may not
        let table = [
            (Answered(200), Done, Done),
            (Answered(202), Done, Done),
            (Answered(204), Done, Done),
            (Answered(302), Final, Final),
            (Answered(400), Final, Final),
            (Answered(401), Renew, Renew),
            (Answered(403), Final, Final),
            (Answered(404), Final, Final),
            (Answered(408), Again, Lost),
            (Answered(409), Final, Final),
            (Answered(410), Final, Final),
            (Answered(429), Throttled, Throttled),
            (Answered(500), Again, Lost),
            (Answered(501), Final, Final),
            (Answered(502), Again, Lost),
            (Answered(503), Again, Lost),
            (Answered(504), Again, Lost),
            (NotConnected, Again, Again),
            (Untrusted, Final, Final),
            (Cut, Again, Lost),
        ];
        for (outcome, repeatable, once) in table {
            assert_eq!(judge(outcome, true), repeatable, "{outcome:?}, repeatable");
            assert_eq!(judge(outcome, false), once, "{outcome:?}, once only");
        }
    }

    #[test]
    fn schedules_end() {
        let total = |delays: ExponentialBackoff| delays.sum::<Duration>();
        assert!(total(first_contact()) <= Duration::from_secs(3));
        assert!(total(doubtful()) < Duration::from_secs(8));
        let patient = total(patient());
        assert!(patient > Duration::from_secs(30) && patient < Duration::from_secs(180), "{patient:?}");
    }
}
