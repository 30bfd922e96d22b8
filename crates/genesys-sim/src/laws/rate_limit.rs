//! Rate limits in fixed windows that start with the first request in them.

use std::collections::HashMap;

use serde_json::json;

use crate::{clock::Millis, options::Options, refusal::Refusal};

/// One window per key.
#[derive(Debug, Default)]
pub struct Windows(HashMap<String, Window>);

/// A window and what was counted in it.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    start: Millis,
    /// Requests in this window, this one included.
    pub count: u64,
    /// Seconds until it ends.
    pub reset: u64,
}

impl Windows {
    /// Counts a request.
    pub fn count(&mut self, key: &str, seconds: u64, now: Millis) -> Window {
        let length = i64::try_from(seconds * 1000).unwrap_or(Millis::MAX);
        let window = self.0.entry(key.to_owned()).or_insert(Window { start: now, count: 0, reset: seconds });
        if now - window.start >= length || now < window.start {
            window.start = now;
            window.count = 0;
        }
        window.count += 1;
        let left = (window.start + length - now).max(0);
        // The platform shows one second more than the window on its first request.
        window.reset = u64::try_from(left / 1000 + 1).unwrap_or_default();
        *window
    }
}

/// The refusal of a request that exceeds the window.
#[must_use]
pub fn exceeded(window: Window, options: &Options) -> Refusal {
    let mut refusal = Refusal::new(
        429,
        "too.many.requests.retry.after",
        "Rate limit exceeded the maximum. Retry the request in [{seconds}] seconds",
    );
    // The announced body has no parameters, so the number is part of the text.
    refusal.template = refusal.template.replace("{seconds}", &window.reset.to_string());
    refusal.retry_after = u32::try_from(window.reset).ok();
    if options.limit_details {
        refusal.limit = Some(Box::new(json!({
            "key": "client.credentials.token.rate.per.minute",
            "namespace": "platform.api",
            "value": options.rate_limit,
        })));
    }
    refusal
}
