//! What is said while something is done: a line that changes where somebody watches, and calm everywhere else.

use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

/// Where people are told: standard error, since standard output is for results.
#[derive(Debug)]
pub(crate) struct Terminal {
    /// Whether somebody watches.
    live: bool,
    /// How long the line is that is to be replaced.
    shown: Mutex<usize>,
}

impl Terminal {
    /// The terminal of this process, if it has one.
    pub(crate) fn new() -> Terminal {
        let plain =
            std::env::var_os("CI").is_some() || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Terminal { live: std::io::stderr().is_terminal() && !plain, shown: Mutex::default() }
    }

    /// What is being done. Leaves no trace.
    pub(crate) fn progress(&self, text: &str) {
        if self.live {
            let line: String = text.chars().take(100).collect();
            self.replace(&line);
        }
    }

    /// A line that stays.
    pub(crate) fn say(&self, text: &str) {
        if self.live {
            self.replace("");
        }
        // Nobody is left to tell when this fails.
        let _ = writeln!(std::io::stderr(), "{text}");
    }

    fn replace(&self, line: &str) {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let length = line.chars().count();
        let blanks = " ".repeat(shown.saturating_sub(length));
        let mut out = std::io::stderr().lock();
        let _ = write!(out, "\r{line}{blanks}\r{line}");
        let _ = out.flush();
        *shown = length;
    }
}
