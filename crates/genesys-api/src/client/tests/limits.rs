//! What the platform says about rates, and what the caller says about time.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use futures::future::join_all;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::{
    Clock, Error, Progress, Request, Scope, Wait,
    stub::{Does, Stub},
};

fn get() -> Request {
    Request::get("/api/v2/things")
}

/// Answers 429 that often.
async fn throttling(times: usize, retry_after: &'static str) -> Stub {
    let count = AtomicUsize::new(0);
    Stub::with_login(move |_| {
        if count.fetch_add(1, SeqCst) >= times {
            return Does::ok();
        }
        let answer = Does::error(429, "too.many.requests.retry.after");
        if retry_after.is_empty() { answer } else { answer.header("Retry-After", retry_after) }
    })
    .await
}

#[tokio::test]
async fn a_429_is_waited_for_as_long_as_it_asks() {
    let stub = throttling(1, "17").await;
    let (client, clock) = stub.client();
    let answer = client.call(Request::post("/api/v2/things").body(json!({}))).await.unwrap();
    assert_eq!(
        (answer.attempts, answer.repeated),
        (2, false),
        "a POST that was refused for its rate had no effect"
    );
    assert_eq!(clock.elapsed(), Duration::from_secs(17));
}

#[tokio::test]
async fn a_429_that_asks_for_nothing_backs_off() {
    let stub = throttling(3, "").await;
    let (client, clock) = stub.client();
    client.call(get()).await.unwrap();
    assert!(clock.elapsed() >= Duration::from_secs(7) && clock.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn a_window_that_others_used_up_holds_up_every_call() {
    let count = AtomicUsize::new(0);
    let stub = Stub::with_login(move |_| {
        let number = count.fetch_add(1, SeqCst);
        let answer = if number == 0 { Does::error(429, "too.many.requests") } else { Does::ok() };
        let (count, reset) = if number == 0 { (301, 25) } else { (number, 60) };
        answer
            .header("inin-ratelimit-count", count)
            .header("inin-ratelimit-allowed", 300)
            .header("inin-ratelimit-reset", reset)
    })
    .await;
    let (client, clock) = stub.client();
    let other = || Request::get("/api/v2/others");
    let (one, two) = tokio::join!(client.call(get()), client.call(other()));
    assert_eq!((one.unwrap().attempts, two.unwrap().attempts), (2, 1));
    assert_eq!(clock.elapsed(), Duration::from_secs(25));
}

#[tokio::test]
async fn a_429_that_asks_for_too_much_is_final() {
    let stub = throttling(1, "181").await;
    let (client, clock) = stub.client();
    let error = client.call(get()).await.unwrap_err();
    assert!(matches!(error, Error::RateLimited { .. }), "{error}");
    assert!(error.to_string().ends_with("asks to wait 181 s"), "{error}");
    assert_eq!(clock.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn the_limit_of_one_route_holds_up_no_other() {
    let stub = Stub::with_login(|asked| {
        if asked.path.ends_with("export") {
            return Does::error(429, "x").header("Retry-After", "100");
        }
        Does::ok()
    })
    .await;
    let (client, clock) = stub.client();
    client.call(get()).await.unwrap();
    let scope = Scope::default().deadline(clock.now() + Duration::from_secs(50));
    let export = Request::post("/api/v2/export").scope(&scope);
    assert!(client.call(export.clone()).await.is_err());
    client.call(get()).await.unwrap();
    assert!(client.call(export).await.is_err());
    assert_eq!(clock.elapsed(), Duration::ZERO);
    assert_eq!(stub.calls().len(), 3, "who comes later knows already");
}

#[tokio::test]
async fn a_thousand_calls_provoke_no_429() {
    let clock = Arc::new(Mutex::new(None::<crate::VirtualClock>));
    let refused = Arc::new(AtomicU32::new(0));
    let (rule_clock, rule_refused) = (clock.clone(), refused.clone());
    let window = Mutex::new(None::<(Instant, u32)>);
    let stub = Stub::with_login(move |_| {
        let now = rule_clock.lock().unwrap().as_ref().unwrap().now();
        let mut window = window.lock().unwrap();
        let (ends, count) = match *window {
            Some((ends, count)) if now < ends => (ends, count + 1),
            _ => (now + Duration::from_secs(60), 1),
        };
        *window = Some((ends, count));
        let reset = (ends - now).as_secs() + 1;
        let answer = if count > 300 {
            rule_refused.fetch_add(1, SeqCst);
            Does::error(429, "too.many.requests.retry.after").header("Retry-After", reset)
        } else {
            Does::ok()
        };
        answer
            .header("inin-ratelimit-count", count)
            .header("inin-ratelimit-allowed", 300)
            .header("inin-ratelimit-reset", reset)
    })
    .await;
    let mut settings = stub.settings();
    settings.request_timeout = Duration::from_secs(20);
    let (client, virtual_clock) = crate::stub::client(settings);
    *clock.lock().unwrap() = Some(virtual_clock.clone());
    // All at once: none waits for its turn before it asks for it.
    let answers = join_all((0..1000).map(|_| client.call(get()))).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(refused.load(SeqCst), 0);
    let took = virtual_clock.elapsed();
    assert!(took >= Duration::from_secs(180) && took <= Duration::from_secs(189), "{took:?}");
}

#[derive(Debug, Default)]
struct Watcher(Mutex<Vec<String>>);

impl Progress for Watcher {
    fn waiting(&self, wait: &Wait) {
        self.0.lock().unwrap().push(wait.to_string());
    }
}

#[tokio::test]
async fn waits_are_reported() {
    let stub = throttling(1, "12").await;
    let (client, _) = stub.client();
    let watcher = Arc::new(Watcher::default());
    client.call(get().scope(&Scope::default().progress(watcher.clone()))).await.unwrap();
    let told = watcher.0.lock().unwrap();
    assert_eq!(*told, [12, 7, 2].map(|left| format!("waiting {left} s, as Genesys Cloud asked (429)")));
}

#[tokio::test]
async fn a_wait_beyond_the_deadline_is_not_begun() {
    let stub = throttling(1, "60").await;
    let (client, clock) = stub.client();
    let scope = Scope::default().deadline(clock.now() + Duration::from_secs(30));
    let error = client.call(get().scope(&scope)).await.unwrap_err();
    assert!(matches!(error, Error::DeadlineExceeded { last: Some(_), .. }), "{error}");
    assert_eq!(
        error.to_string(),
        "GET /api/v2/things did not succeed within the operation's time limit (waiting 60 s, as Genesys Cloud asked \
         (429)); before that, GET /api/v2/things: Genesys Cloud limits the rate of this call and asks to wait 60 s"
    );
    assert_eq!(clock.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn a_cancelled_wait_ends_at_once() {
    let stub = throttling(1, "60").await;
    let mut settings = stub.settings();
    settings.request_timeout = Duration::from_secs(5);
    let clock = crate::VirtualClock::new();
    let client = crate::Client::new(settings, Arc::new(clock.clone()));
    let cancel = CancellationToken::new();
    let call = client.call(get().scope(&Scope::default().cancel(cancel.clone())));
    let stop = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        cancel.cancel();
    };
    let (answer, ()) = tokio::join!(call, stop);
    assert!(matches!(answer, Err(Error::Cancelled(_))));
    assert_eq!(stub.calls().len(), 1);
}

#[tokio::test]
async fn who_is_cancelled_before_the_call_makes_none() {
    let stub = throttling(0, "").await;
    let (client, _) = stub.client();
    let scope = Scope::default();
    scope.cancel.cancel();
    assert!(matches!(client.call(get().scope(&scope)).await, Err(Error::Cancelled(_))));
    assert!(matches!(client.organization(&scope).await, Err(Error::Cancelled(_))));
    assert!(stub.asked.lock().unwrap().is_empty());
}
