//! Rate limits in fixed windows that start with the first request in them.

use std::collections::HashMap;

use serde_json::json;

use crate::{clock::Millis, options::Options, refusal::Refusal, world::World};

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
        let length = i64::try_from(seconds.saturating_mul(1000)).unwrap_or(Millis::MAX);
        let window = self.0.entry(key.to_owned()).or_insert(Window { start: now, count: 0, reset: seconds });
        if now - window.start >= length || now < window.start {
            window.start = now;
            window.count = 0;
        }
        window.count += 1;
        let left = (window.start.saturating_add(length) - now).max(0);
        // The platform shows one second more than the window on its first request.
        window.reset = u64::try_from(left / 1000 + 1).unwrap_or_default();
        *window
    }
}

/// A limit that a request may run into.
struct Limit<'a> {
    /// The platform's name of it.
    key: &'static str,
    /// Name of its window.
    window: &'a str,
    /// Requests in a window.
    value: u64,
}

/// Counts a request of a token in every window that it falls into. Headers come with the token's window only.
///
/// # Errors
/// When a limit is exceeded; the refusal names the first one.
pub fn count(
    world: &mut World,
    token: &str,
    method: &str,
    template: &str,
    headers: &mut Vec<(String, String)>,
    now: Millis,
) -> Result<(), Refusal> {
    let World { options, windows, .. } = world;
    let mut check = |limit: &Limit<'_>| {
        let window = windows.count(limit.window, options.rate_window, now);
        (window, if window.count > limit.value { Err(exceeded(window, limit, options)) } else { Ok(()) })
    };
    if options.rate_limit > 0 {
        let key = "client.credentials.token.rate.per.minute";
        let (window, verdict) = check(&Limit { key, window: token, value: options.rate_limit });
        headers.push(("inin-ratelimit-count".to_owned(), window.count.to_string()));
        headers.push(("inin-ratelimit-allowed".to_owned(), options.rate_limit.to_string()));
        headers.push(("inin-ratelimit-reset".to_owned(), window.reset.to_string()));
        verdict?;
    }
    if options.org_limit > 0 {
        let key = "org.rate.per.minute";
        check(&Limit { key, window: "organization", value: options.org_limit }).1?;
    }
    for (rule, value) in options.route_limits.iter().filter(|(rule, _)| covers(rule, method, template)) {
        check(&Limit { key: "org.route.rate.per.minute", window: rule, value: *value }).1?;
    }
    Ok(())
}

/// Whether a rule such as `PUT /api/v2/architect/ivrs/{ivrId}` is about a route. `*` stands for every method, and at its end
/// for everything below.
#[must_use]
pub fn covers(rule: &str, method: &str, template: &str) -> bool {
    let Some((wanted, route)) = rule.split_once(' ') else { return false };
    (wanted == "*" || wanted.eq_ignore_ascii_case(method))
        && match route.strip_suffix('*') {
            Some(start) => template.starts_with(start),
            None => template == route,
        }
}

/// The refusal of a request that exceeds the window.
fn exceeded(window: Window, limit: &Limit<'_>, options: &Options) -> Refusal {
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
            "key": limit.key,
            "namespace": "platform.api",
            "value": limit.value,
        })));
    }
    refusal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_covers_one_route_or_what_is_below() {
        let one = "PUT /api/v2/architect/ivrs/{ivrId}";
        assert!(covers(one, "PUT", "/api/v2/architect/ivrs/{ivrId}"));
        assert!(!covers(one, "GET", "/api/v2/architect/ivrs/{ivrId}"));
        assert!(!covers(one, "PUT", "/api/v2/architect/ivrs"));
        let all = "* /api/v2/routing/queues*";
        assert!(covers(all, "POST", "/api/v2/routing/queues"));
        assert!(covers(all, "GET", "/api/v2/routing/queues/{queueId}/members"));
        assert!(!covers(all, "GET", "/api/v2/routing/skills"));
        assert!(!covers("no route", "GET", "/api/v2/routing/skills"));
    }
}
