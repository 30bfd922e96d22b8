//! What is sent again and what is not, and what is said when nobody knows whether it took effect.

use std::{
    sync::atomic::{AtomicUsize, Ordering::SeqCst},
    time::Duration,
};

use futures::future::join_all;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::{
    Error, Method, Repeat, Request, Scope,
    stub::{Does, Stub},
};

/// A stub whose first call succeeds, so that the host is known, and whose next ones do that, in order; then all succeed.
async fn then(does: Vec<Does>) -> Stub {
    let count = AtomicUsize::new(0);
    Stub::with_login(move |_| {
        let number = count.fetch_add(1, SeqCst);
        number.checked_sub(1).and_then(|number| does.get(number)).cloned().unwrap_or_else(Does::ok)
    })
    .await
}

async fn call(stub: &Stub, request: Request) -> Result<crate::Response, Error> {
    let (client, _) = stub.client();
    client.call(Request::get("/api/v2/first")).await.unwrap();
    client.call(request).await
}

fn request(method: Method) -> Request {
    Request::new(method, "/api/v2/things/{id}").param("id", "1")
}

#[tokio::test]
async fn one_fault_of_each_kind() {
    use Method::{Delete, Get, Patch, Post, Put};
    let faults = [
        ("429", Does::error(429, "x").header("Retry-After", "1")),
        ("500", Does::error(500, "internal.server.error")),
        ("503", Does::error(503, "service.unavailable")),
        ("401", Does::error(401, "bad.credentials")),
        ("cut", Does::Cut),
        ("hang", Does::Slow(Duration::from_secs(20), Box::new(Does::ok()))),
    ];
    for (fault, does) in faults {
        let cases = [Get, Put, Delete, Post, Patch].into_iter().flat_map(|method| {
            [Repeat::ByMethod, Repeat::Safe, Repeat::Never].map(|repeat| (method, repeat))
        });
        join_all(cases.map(|(method, repeat)| one_fault(fault, does.clone(), method, repeat))).await;
    }
}

async fn one_fault(fault: &str, does: Does, method: Method, repeat: Repeat) {
    let stub = then(vec![does]).await;
    let mut settings = stub.settings();
    if fault == "hang" {
        settings.request_timeout = Duration::from_millis(500);
    }
    let (client, _) = crate::stub::client(settings);
    client.call(Request::get("/api/v2/first")).await.unwrap();
    let answer = client.call(request(method).repeat(repeat)).await;
    let what = format!("{fault} of a {method} {repeat:?}: {answer:?}");
    let harmless = matches!(fault, "429" | "401");
    let repeats = match repeat {
        Repeat::ByMethod => method.is_idempotent(),
        _ => repeat == Repeat::Safe,
    };
    match answer {
        Ok(answer) => {
            assert!(harmless || repeats, "{what}");
            assert_eq!((answer.attempts, stub.calls().len()), (2, 3), "{what}");
            assert_eq!(answer.repeated, !harmless && method != Method::Get, "{what}");
        }
        Err(error) => {
            assert!(!harmless && !repeats, "{what}");
            assert_eq!(stub.calls().len(), 2, "{what}");
            assert_eq!(error.outcome_unknown(), method != Method::Get, "{what}");
        }
    }
}

#[tokio::test]
async fn what_does_not_pass_is_given_up() {
    for (does, least, most) in [
        (Does::error(503, "service.unavailable"), 8, 8),
        (Does::error(500, "internal.server.error"), 4, 4),
        (Does::Cut, 8, 8),
    ] {
        let stub = then(vec![does.clone(); 20]).await;
        let (client, clock) = stub.client();
        client.call(Request::get("/api/v2/first")).await.unwrap();
        let error = client.call(request(Method::Get)).await.unwrap_err();
        assert!(matches!(error, Error::Unavailable(_)), "{error}");
        assert!(!error.outcome_unknown());
        let calls = stub.calls().len() - 1;
        assert!((least..=most).contains(&calls), "{calls} calls for {does:?}");
        assert!(clock.elapsed() < Duration::from_secs(180));
        let stub = then(vec![does; 20]).await;
        let error = call(&stub, request(Method::Put)).await.unwrap_err();
        assert!(matches!(error, Error::Lost(_)), "{error}");
    }
}

#[tokio::test]
async fn an_echo_of_our_own_effect_is_marked() {
    let stub = then(vec![Does::Cut, Does::error(409, "general.conflict")]).await;
    let error = call(&stub, request(Method::Put)).await.unwrap_err();
    assert!(matches!(&error, Error::Refused(refusal) if refusal.repeated), "{error}");
    let stub = then(vec![Does::Cut, Does::error(404, "not.found")]).await;
    let error = call(&stub, request(Method::Delete)).await.unwrap_err();
    assert!(error.is_not_found() && error.outcome_unknown());
    let stub = then(vec![Does::error(404, "not.found")]).await;
    let error = call(&stub, request(Method::Delete)).await.unwrap_err();
    assert!(error.is_not_found() && !error.outcome_unknown());
}

#[tokio::test]
async fn an_unreadable_success_is_still_a_success() {
    let stub = then(vec![Does::text(200, "{\"id\": \"x"), Does::text(200, "{\"id\": \"x")]).await;
    let error = call(&stub, request(Method::Post)).await.unwrap_err();
    assert!(matches!(error, Error::Malformed(_)) && error.outcome_unknown(), "{error}");
    let stub = then(vec![Does::text(200, "oops")]).await;
    let error = call(&stub, request(Method::Get)).await.unwrap_err();
    assert!(!error.outcome_unknown());
    let stub = then(vec![Does::text(204, "")]).await;
    assert_eq!(call(&stub, request(Method::Delete)).await.unwrap().body, Value::Null);
}

#[tokio::test]
async fn a_write_under_way_is_not_broken_off() {
    let slow = |millis| Does::Slow(Duration::from_millis(millis), Box::new(Does::ok()));
    let run = async |method, does| {
        let stub = then(vec![does]).await;
        let mut settings = stub.settings();
        settings.request_timeout = Duration::from_secs(10);
        let (client, _) = crate::stub::client(settings);
        client.call(Request::get("/api/v2/first")).await.unwrap();
        let cancel = CancellationToken::new();
        let call = client.call(request(method).scope(&Scope::default().cancel(cancel.clone())));
        let stop = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            cancel.cancel();
        };
        tokio::join!(call, stop).0
    };
    assert!(run(Method::Post, slow(150)).await.is_ok());
    assert!(matches!(run(Method::Get, slow(150)).await, Err(Error::Cancelled(_))));
    assert!(matches!(run(Method::Post, slow(3000)).await, Err(Error::Lost(_))));
    assert!(matches!(run(Method::Put, slow(3000)).await, Err(Error::Lost(_))));
}

#[tokio::test]
async fn the_organization_is_asked_for_once() {
    let stub = Stub::with_login(|_| {
        Does::json(
            200,
            json!({ "id": "o", "name": "Org", "thirdPartyOrgName": "org", "defaultCountryCode": "IE" }),
        )
    })
    .await;
    let (client, _) = stub.client();
    let scope = Scope::default();
    let all = join_all((0..20).map(|_| client.organization(&scope))).await;
    assert!(all.iter().all(|organization| organization.as_ref().unwrap().id == "o"));
    assert_eq!(stub.calls(), ["GET /api/v2/organizations/me"]);
}

#[tokio::test]
async fn paths_and_queries_are_encoded() {
    let stub = then(Vec::new()).await;
    let odd = request(Method::Get).query("name", "a b&c=d").query("name", "ü");
    let odd = Request { params: vec![("id".into(), "a/b?c#d%2F é".to_owned())], ..odd };
    call(&stub, odd).await.unwrap();
    assert_eq!(
        stub.calls()[1],
        "GET /api/v2/things/a%2Fb%3Fc%23d%252F%20%C3%A9?name=a+b%26c%3Dd&name=%C3%BC"
    );
    for id in ["", ".", ".."] {
        let request = Request::delete("/api/v2/things/{id}").param("id", id);
        assert!(matches!(call(&stub, request).await, Err(Error::Invalid(_))), "{id:?}");
    }
    let nameless = Request::delete("/api/v2/things/{id}");
    assert!(matches!(call(&stub, nameless).await, Err(Error::Invalid(_))));
}
