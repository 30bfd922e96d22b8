//! The simulator's clock: it runs with the machine's, or stands still until it is moved through `/_sim/clock`.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

/// Milliseconds since 1970.
pub type Millis = i64;

/// A clock that can be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// Runs with the machine's clock, this many milliseconds ahead of it.
    Running {
        /// How far it has been moved.
        ahead: Millis,
    },
    /// Stands still.
    Frozen {
        /// Where it stands.
        at: Millis,
    },
}

impl Clock {
    /// A clock that stands still at a time like `2026-01-01T00:00:00Z`.
    ///
    /// # Errors
    /// When the time cannot be read.
    pub fn frozen(at: &str) -> Result<Clock, jiff::Error> {
        Ok(Clock::Frozen { at: at.parse::<Timestamp>()?.as_millisecond() })
    }

    /// The time now.
    #[must_use]
    pub fn now(&self) -> Millis {
        match self {
            Clock::Running { ahead } => machine() + ahead,
            Clock::Frozen { at } => *at,
        }
    }

    /// Moves it, unless that would lead to a time that cannot be written down.
    #[must_use]
    pub fn advance(&mut self, by: Millis) -> bool {
        let reachable = self.now().checked_add(by).is_some_and(|at| Timestamp::from_millisecond(at).is_ok());
        match self {
            _ if !reachable => {}
            Clock::Running { ahead } => *ahead += by,
            Clock::Frozen { at } => *at += by,
        }
        reachable
    }

    /// Stops or starts it without a jump.
    pub fn freeze(&mut self, frozen: bool) {
        let now = self.now();
        *self = if frozen { Clock::Frozen { at: now } } else { Clock::Running { ahead: now - machine() } };
    }
}

/// A time as the API writes it: `2026-01-01T00:00:00.000Z`.
#[must_use]
pub fn format(at: Millis) -> String {
    Timestamp::from_millisecond(at).map_or_else(|_| at.to_string(), |time| format!("{time:.3}"))
}

/// Reads a time as the API writes it.
#[must_use]
pub fn parse(text: &str) -> Option<Millis> {
    text.parse::<Timestamp>().ok().map(|time| time.as_millisecond())
}

fn machine() -> Millis {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(elapsed.as_millis()).unwrap_or(Millis::MAX)
}
