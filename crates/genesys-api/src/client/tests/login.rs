//! Tokens: how many are minted, when, and what happens if none is to be had.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures::future::join_all;
use serde_json::json;
use url::Url;

use crate::{
    Base, Candidate, Client, Credentials, Error, Login, Proxy, Renewal, Request, Scope, Settings,
    stub::{Does, Stub, client},
};

fn get() -> Request {
    Request::get("/api/v2/things")
}

async fn fifty(client: &Client) -> Vec<Result<crate::Response, Error>> {
    join_all((0..50).map(|_| client.call(get()))).await
}

#[tokio::test]
async fn parallel_first_calls_share_one_token() {
    let stub = Stub::with_login(|_| Does::ok()).await;
    let (client, _) = stub.client();
    assert!(fifty(&client).await.iter().all(Result::is_ok));
    assert_eq!((stub.logins(), stub.calls().len()), (1, 50));
    let asked = stub.asked.lock().unwrap();
    assert_eq!(asked[0].authorization, "Basic aWQ6czNjcjN0LWNhbmFyeQ==");
    assert_eq!(asked[0].body, "grant_type=client_credentials");
    assert_eq!(asked[1].authorization, "Bearer t1");
}

#[tokio::test]
async fn fifty_rejected_calls_mint_one_token() {
    let revoked = Arc::new(AtomicBool::new(false));
    let rule = revoked.clone();
    let stub = Stub::with_login(move |asked| {
        if rule.load(SeqCst) && asked.authorization == "Bearer t1" {
            let slow = Box::new(Does::error(401, "bad.credentials"));
            return Does::Slow(Duration::from_millis(20), slow);
        }
        Does::ok()
    })
    .await;
    let (client, _) = stub.client();
    client.call(get()).await.unwrap();
    revoked.store(true, SeqCst);
    let answers = fifty(&client).await;
    assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|answer| answer.attempts == 2)));
    assert_eq!((stub.logins(), stub.calls().len()), (2, 101));
}

#[tokio::test]
async fn a_second_401_is_final() {
    let stub = Stub::with_login(|_| Does::error(401, "bad.credentials")).await;
    let (client, _) = stub.client();
    let error = client.call(get()).await.unwrap_err();
    assert!(matches!(error, Error::Unauthenticated { given: false, .. }), "{error}");
    assert!(error.hint().unwrap().contains("secret changed"));
    assert_eq!((stub.logins(), stub.calls().len()), (2, 2));
}

#[tokio::test]
async fn a_given_token_is_used_as_it_is() {
    let stub = Stub::start(|asked| match asked.authorization.as_str() {
        "Bearer given" => Does::ok(),
        _ => Does::error(401, "bad.credentials"),
    })
    .await;
    let mut settings = stub.settings();
    settings.credentials = Credentials::Token("given".into());
    client(settings.clone()).0.call(get()).await.unwrap();
    settings.credentials = Credentials::Token("old".into());
    let error = client(settings).0.call(get()).await.unwrap_err();
    assert!(matches!(error, Error::Unauthenticated { given: true, .. }), "{error}");
    assert!(error.hint().unwrap().contains("expired"));
    assert_eq!((stub.logins(), stub.calls().len()), (0, 2));
}

#[tokio::test]
async fn tokens_are_renewed_in_time() {
    // life, an age at which it is still used, an age at which it is not
    for (life, young, old) in [(86_400, 86_000, 86_200), (3600, 3200, 3400), (300, 230, 250)] {
        let stub =
            Stub::start(move |asked| if asked.is_login() { Does::token("t", life) } else { Does::ok() })
                .await;
        let (client, clock) = stub.client();
        client.call(get()).await.unwrap();
        clock.advance(Duration::from_secs(young));
        client.call(get()).await.unwrap();
        assert_eq!(stub.logins(), 1, "a token of {life} s after {young} s");
        clock.advance(Duration::from_secs(old - young));
        fifty(&client).await;
        assert_eq!(stub.logins(), 2, "a token of {life} s after {old} s");
    }
}

#[tokio::test]
async fn an_old_token_serves_while_no_new_one_is_to_be_had() {
    let down = Arc::new(AtomicBool::new(false));
    let rule = down.clone();
    let stub = Stub::start(move |asked| match (asked.is_login(), rule.load(SeqCst)) {
        (true, true) => Does::json(503, json!({})),
        (true, false) => Does::token("t", 86_400),
        _ => Does::ok(),
    })
    .await;
    let (client, clock) = stub.client();
    client.call(get()).await.unwrap();
    down.store(true, SeqCst);
    clock.advance(Duration::from_secs(86_110));
    client.call(get()).await.unwrap();
}

#[tokio::test]
async fn a_wrong_secret_is_tried_once_and_never_again() {
    for (status, text, hint) in [
        (401, "authentication failed: invalid_client", "the secret is wrong"),
        (400, "client not found: invalid_client", "no such OAuth client"),
    ] {
        let stub = Stub::start(move |_| {
            Does::json(
                status,
                json!({ "error": "invalid_client", "error_description": text, "description": text }),
            )
        })
        .await;
        let (client, clock) = stub.client();
        for answer in fifty(&client).await {
            let error = answer.unwrap_err();
            assert!(matches!(error, Error::Login(_)), "{error}");
            assert!(error.to_string().ends_with(&format!("{status} invalid_client: {text}")), "{error}");
            assert!(error.hint().unwrap().contains(hint), "{:?}", error.hint());
        }
        clock.advance(Duration::from_secs(3600));
        assert!(client.call(get()).await.is_err());
        assert_eq!(stub.logins(), 1);
        assert!(stub.calls().is_empty());
        assert_eq!(clock.elapsed(), Duration::from_secs(3600), "nobody waited");
    }
}

#[tokio::test]
async fn a_throttled_login_waits() {
    let count = AtomicUsize::new(0);
    let stub = Stub::start(move |asked| {
        if !asked.is_login() {
            return Does::ok();
        }
        match count.fetch_add(1, SeqCst) {
            0..3 => Does::json(
                400,
                json!({ "error": "invalid_request", "error_description": "rate limit exceeded; try later" }),
            ),
            _ => Does::token("t", 86_400),
        }
    })
    .await;
    let (client, clock) = stub.client();
    client.call(get()).await.unwrap();
    assert_eq!(stub.logins(), 4);
    assert!(clock.elapsed() > Duration::from_secs(6) && clock.elapsed() < Duration::from_secs(30));
}

/// Where a test puts newer credentials.
#[derive(Clone, Debug, Default)]
struct Shelf(Arc<Mutex<Vec<Candidate>>>);

impl Shelf {
    fn put(&self, credentials: Credentials, same_place: bool) {
        let candidate = Candidate { credentials, origin: "the shelf".to_owned(), same_place };
        self.0.lock().unwrap().insert(0, candidate);
    }
}

impl Renewal for Shelf {
    fn candidates(&self) -> Vec<Candidate> {
        self.0.lock().unwrap().clone()
    }

    fn nothing_newer(&self) -> String {
        "Nothing newer is on the shelf.".to_owned()
    }
}

fn of_client(id: &str, secret: &str) -> Credentials {
    Credentials::Client { id: id.to_owned(), secret: secret.into() }
}

/// A platform that gives tokens for the present secret of each client, and takes those that are not revoked.
#[derive(Clone, Default)]
struct Clients {
    /// Client, secret, organization.
    known: Arc<Mutex<Vec<(String, String, String)>>>,
    revoked: Arc<AtomicBool>,
}

impl Clients {
    fn set(&self, id: &str, secret: &str, organization: &str) {
        let mut known = self.known.lock().unwrap();
        known.retain(|(other, ..)| other != id);
        known.push((id.to_owned(), secret.to_owned(), organization.to_owned()));
    }

    /// Revokes what was given out for the first secret.
    fn revoke(&self) {
        self.revoked.store(true, SeqCst);
    }

    async fn stub(&self) -> Stub {
        let clients = self.clone();
        Stub::start(move |asked| {
            let known = clients.known.lock().unwrap().clone();
            if asked.is_login() {
                let basic = |id: &str, secret: &str| format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
                let found = known.iter().find(|(id, secret, _)| asked.authorization == basic(id, secret));
                return match found {
                    Some((id, secret, _)) => Does::token(&format!("{id}-{secret}"), 86_400),
                    None => Does::json(
                        401,
                        json!({ "error": "invalid_client", "error_description": "authentication failed: invalid_client" }),
                    ),
                };
            }
            let token = asked.authorization.trim_start_matches("Bearer ");
            let first = ["id-s3cr3t-canary", "given"].contains(&token);
            if first && clients.revoked.load(SeqCst) {
                // So long that all of them are under way when the first is told.
                return Does::Slow(Duration::from_millis(20), Box::new(Does::error(401, "bad.credentials")));
            }
            if asked.path == "/api/v2/organizations/me" {
                let organization = known.iter().find(|(id, ..)| token.starts_with(id.as_str()));
                let organization = organization.map_or("org", |(.., organization)| organization.as_str());
                return Does::json(200, json!({ "id": organization, "name": "Org" }));
            }
            Does::ok()
        })
        .await
    }
}

#[tokio::test]
async fn a_secret_that_was_rotated_is_replaced_by_the_newer_one_for_all_who_wait() {
    let clients = Clients::default();
    clients.set("id", "s3cr3t-canary", "org");
    let (stub, shelf) = (clients.stub().await, Shelf::default());
    let mut settings = stub.settings();
    settings.renewal = Some(Arc::new(shelf.clone()));
    let (client, _) = client(settings);
    client.call(get()).await.unwrap();
    clients.set("id", "newer", "org");
    clients.revoke();
    shelf.put(of_client("id", "older"), true);
    shelf.put(of_client("id", "newer"), true);
    let answers = fifty(&client).await;
    assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|answer| answer.attempts == 2)));
    assert_eq!(stub.logins(), 3, "once at first, once with the old secret, once with the newer one");
    assert_eq!(stub.calls().len(), 101, "the same client is the same organization");
}

#[tokio::test]
async fn without_newer_credentials_all_are_told_the_same_and_the_next_ones_are_used() {
    let clients = Clients::default();
    clients.set("id", "s3cr3t-canary", "org");
    let (stub, shelf) = (clients.stub().await, Shelf::default());
    let mut settings = stub.settings();
    settings.renewal = Some(Arc::new(shelf.clone()));
    let (client, _) = client(settings);
    client.call(get()).await.unwrap();
    clients.set("id", "newer", "org");
    clients.revoke();
    shelf.put(of_client("id", "wrong"), true);
    let told = |answer: &Result<crate::Response, Error>| {
        let error = answer.as_ref().unwrap_err();
        assert!(error.concerns_credentials());
        format!("{error} {}", error.hint().unwrap())
    };
    let first: Vec<String> = fifty(&client).await.iter().map(told).collect();
    let again: Vec<String> = fifty(&client).await.iter().map(told).collect();
    assert!(first.iter().chain(&again).all(|text| *text == first[0]));
    assert!(
        first[0]
            .ends_with("was it renewed? Those of the shelf are refused too. Nothing newer is on the shelf."),
        "{}",
        first[0]
    );
    assert_eq!((stub.logins(), stub.calls().len()), (3, 51), "nothing is tried twice");
    shelf.put(of_client("id", "newer"), true);
    assert!(fifty(&client).await.iter().all(Result::is_ok));
    assert_eq!(stub.logins(), 4);
}

#[tokio::test]
async fn another_client_stands_in_only_within_the_organization() {
    // the organization that the other client has, whether ours is known, whether it comes from the same place, whether it is used
    for (other, known, same_place, used) in [
        ("org", true, false, true),
        ("elsewhere", true, true, false),
        ("org", false, false, false),
        ("org", false, true, true),
    ] {
        let clients = Clients::default();
        clients.set("other", "secret", other);
        let (stub, shelf) = (clients.stub().await, Shelf::default());
        let mut settings = stub.settings();
        settings.renewal = Some(Arc::new(shelf.clone()));
        settings.organization = known.then(|| "org".to_owned());
        shelf.put(of_client("other", "secret"), same_place);
        let (client, _) = client(settings);
        let answer = client.call(get()).await;
        let case = format!("{other} {known} {same_place}");
        assert_eq!(answer.is_ok(), used, "{case}: {answer:?}");
        if let Err(error) = answer {
            let hint = error.hint().unwrap();
            let reason =
                if known { "they belong to another organization, elsewhere" } else { "organizationId would" };
            assert!(hint.contains(reason), "{case}: {hint}");
            assert!(stub.calls().iter().all(|call| call == "GET /api/v2/organizations/me"), "{case}");
        }
    }
}

#[tokio::test]
async fn an_organization_that_a_call_has_told_counts_too() {
    let clients = Clients::default();
    clients.set("id", "s3cr3t-canary", "org");
    clients.set("other", "secret", "elsewhere");
    let (stub, shelf) = (clients.stub().await, Shelf::default());
    let mut settings = stub.settings();
    settings.renewal = Some(Arc::new(shelf.clone()));
    let (client, _) = client(settings);
    client.organization(&Scope::default()).await.unwrap();
    clients.set("id", "newer", "org");
    clients.revoke();
    shelf.put(of_client("other", "secret"), true);
    let error = client.call(get()).await.unwrap_err();
    assert!(error.hint().unwrap().contains("another organization, elsewhere"), "{error}");
}

#[tokio::test]
async fn a_given_token_that_expires_is_said_once_and_tried_no_more() {
    let clients = Clients::default();
    let (stub, shelf) = (clients.stub().await, Shelf::default());
    let mut settings = stub.settings();
    settings.credentials = Credentials::Token("given".into());
    settings.renewal = Some(Arc::new(shelf.clone()));
    let (client, clock) = client(settings);
    assert!(fifty(&client).await.iter().all(Result::is_ok));
    clients.revoke();
    let mut told = Vec::new();
    for answer in fifty(&client).await.into_iter().chain([client.call(get()).await]) {
        let error = answer.unwrap_err();
        assert!(matches!(error, Error::Unauthenticated { given: true, .. }), "{error}");
        told.push(format!("{error} {}", error.hint().unwrap()));
    }
    assert!(told.iter().all(|text| *text == told[0]), "{told:?}");
    assert!(told[0].ends_with("Nothing newer is on the shelf."), "{}", told[0]);
    assert_eq!(stub.calls().len(), 100, "who comes later does not ask");
    shelf.put(Credentials::Token("newer".into()), true);
    assert!(fifty(&client).await.iter().all(Result::is_ok));
    assert_eq!((stub.logins(), clock.elapsed()), (0, Duration::ZERO));
}

/// Counts connections that are closed at once.
async fn closing_host() -> (Url, Arc<AtomicUsize>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let counter = count.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counter.fetch_add(1, SeqCst);
            drop(stream);
        }
    });
    (url, count)
}

#[tokio::test]
async fn a_host_that_is_not_there_is_tried_three_times_by_one_of_all() {
    let (url, count) = closing_host().await;
    let credentials = Credentials::Client { id: "id".into(), secret: "secret".into() };
    let (client, clock) = client(Settings::new(Base::Url(url), credentials));
    for answer in fifty(&client).await {
        let error = answer.unwrap_err();
        assert!(matches!(error, Error::Unreachable { .. }), "{error}");
        assert!(error.hint().is_some());
    }
    assert!(client.organization(&Scope::default()).await.is_err());
    assert_eq!(count.load(SeqCst), 3);
    assert!(clock.elapsed() <= Duration::from_secs(3));
}

#[tokio::test]
async fn every_way_not_to_be_there_is_said_within_ten_seconds() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let (plain, _) = closing_host().await;
    let plain = plain.port().unwrap();
    for address in [
        format!("http://127.0.0.1:{free}"),
        "http://no-such-host.invalid".to_owned(),
        format!("https://127.0.0.1:{plain}"),
    ] {
        for credentials in [
            Credentials::Client { id: "id".into(), secret: "secret".into() },
            Credentials::Token("token".into()),
        ] {
            let settings = Settings::new(Base::Url(Url::parse(&address).unwrap()), credentials);
            let (client, clock) = client(settings);
            let began = Instant::now();
            let error = client.call(get()).await.unwrap_err();
            let took = began.elapsed() + clock.elapsed();
            assert!(took < Duration::from_secs(10), "{address} took {took:?}");
            assert!(error.to_string().starts_with("cannot reach "), "{error}");
        }
    }
}

#[tokio::test]
async fn a_given_proxy_is_used_and_told_who_asks() {
    let stub = Stub::with_login(|_| Does::ok()).await;
    let mut settings = stub.settings();
    settings.base = Base::Url(Url::parse("http://genesys.invalid/base/").unwrap());
    settings.proxy = Some(Proxy {
        host: "127.0.0.1".to_owned(),
        port: stub.url.port(),
        protocol: None,
        auth: Some(Login { username: "me".to_owned(), password: "pr0xy".into() }),
    });
    // A stub that is asked for a whole address gives no token; the API is what counts here.
    settings.credentials = Credentials::Token("token".into());
    client(settings).0.call(get()).await.unwrap();
    assert_eq!(stub.calls(), ["GET http://genesys.invalid/base/api/v2/things"]);
    assert_eq!(stub.asked.lock().unwrap()[0].proxy_authorization, "Basic bWU6cHIweHk=");
}

#[tokio::test]
async fn a_web_server_is_not_taken_for_the_platform() {
    let page = "<html><title>404 Not Found</title></html>";
    let stub = Stub::start(move |_| Does::text(404, page)).await;
    let mut settings = stub.settings();
    for attempt in 1..=2 {
        let error = client(settings.clone()).0.call(get()).await.unwrap_err();
        assert!(matches!(error, Error::Malformed(_)), "{error}");
        assert!(!error.is_not_found());
        assert!(error.to_string().contains("404 Not Found</title>"), "{error}");
        assert!(error.hint().unwrap().contains("baseUrl"));
        assert_eq!(stub.asked.lock().unwrap().len(), attempt);
        settings.credentials = Credentials::Token("token".into());
    }
}
