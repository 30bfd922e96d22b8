//! The client against the simulator, which knows the platform and not the client.

#![allow(clippy::unwrap_used, reason = "a helper of a test may end the test")]

use std::{sync::Arc, time::Instant};

use futures::future::join_all;
use genesys_api::{
    Base, Client, Credentials, Error, ListRequest, Paging, Request, Scope, Settings, SystemClock,
};
use genesys_sim::{DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, Options, Sim};
use serde_json::json;

async fn start(options: Options) -> (Sim, Client) {
    let sim = Sim::start(options).await.unwrap();
    let client = client(&sim, DEFAULT_CLIENT_SECRET);
    (sim, client)
}

fn client(sim: &Sim, secret: &str) -> Client {
    let credentials = Credentials::Client { id: DEFAULT_CLIENT_ID.to_owned(), secret: secret.into() };
    let settings = Settings::new(Base::Url(sim.base_url().parse().unwrap()), credentials);
    Client::new(settings, Arc::new(SystemClock))
}

fn skill(name: &str) -> Request {
    Request::post("/api/v2/routing/skills").body(json!({ "name": name }))
}

#[tokio::test]
async fn an_object_lives_and_dies() {
    let (_sim, client) = start(Options::default()).await;
    let organization = client.organization(&Scope::default()).await.unwrap();
    assert_eq!(organization.name, "Simulated Organization");

    let created = client.call(skill("Billing")).await.unwrap();
    let id = created.body["id"].as_str().unwrap().to_owned();
    assert!(created.correlation_id.is_some());
    let one = |request: Request| request.param("skillId", &id);
    let template = "/api/v2/routing/skills/{skillId}";
    assert_eq!(client.call(one(Request::get(template))).await.unwrap().body["name"], "Billing");

    let taken = client.call(skill("Billing")).await.unwrap_err();
    assert_eq!((taken.status(), taken.code()), (Some(409), Some("general.conflict")), "{taken}");

    client.call(one(Request::delete(template))).await.unwrap();
    let unknown = Request::get(template).param("skillId", "11111111-1111-4111-8111-111111111111");
    let gone = client.call(unknown).await.unwrap_err();
    assert!(gone.is_not_found(), "{gone}");
}

#[tokio::test]
async fn a_list_is_read_to_its_end() {
    let (_sim, client) = start(Options::default()).await;
    let created = join_all((0..120).map(|number| client.call(skill(&format!("Skill {number}"))))).await;
    assert!(created.iter().all(Result::is_ok));
    let list = ListRequest::new(Request::get("/api/v2/routing/skills"), Paging::Number { size: 50 });
    let all = client.list_all(list).await.unwrap();
    assert_eq!(all.iter().filter(|skill| skill["name"].as_str().unwrap().starts_with("Skill ")).count(), 120);
}

#[tokio::test]
async fn a_wrong_secret_is_said_at_once() {
    let sim = Sim::start(Options::default()).await.unwrap();
    let began = Instant::now();
    let error = client(&sim, "wrong").organization(&Scope::default()).await.unwrap_err();
    assert!(matches!(error, Error::Login(_)), "{error}");
    assert!(error.hint().unwrap().contains("secret is wrong"));
    assert!(began.elapsed().as_secs() < 5);
}

#[tokio::test]
async fn the_limiter_of_the_simulator_never_has_to_refuse() {
    let (sim, client) = start(Options { rate_limit: 40, rate_window: 1, ..Options::default() }).await;
    let answers = join_all((0..60).map(|number| client.call(skill(&format!("Skill {number}"))))).await;
    assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|answer| answer.attempts == 1)));
    let skills = sim.dump().to_string().matches("\"Skill ").count();
    assert!(skills >= 60, "{skills}");
}
