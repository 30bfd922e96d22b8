//! Secrets in what leaves the crate: errors, their hints, and traces.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::{
    Request,
    stub::{Does, Stub},
};

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Sink {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

const SECRETS: [&str; 4] = ["s3cr3t-canary", "t0ken-canary", "aWQ6czNjcjN0LWNhbmFyeQ==", "passw0rd-canary"];

#[tokio::test]
async fn an_echo_is_cleaned_everywhere() {
    let stub = Stub::start(|asked| {
        if asked.is_login() {
            return Does::token("t0ken-canary", 86_400);
        }
        let echo = format!("{} {} {}", asked.authorization, SECRETS.join(" "), asked.body);
        match asked.path.as_str() {
            "/page" => Does::text(400, &format!("<html>{echo}</html>")),
            "/fine" => Does::json(200, json!({ "echo": SECRETS[..3], "password": "by-its-name" })),
            _ => Does::json(
                400,
                json!({
                    "status": 400, "code": "bad.request", "message": echo, "messageParams": { "a": echo },
                    "details": [{ "errorCode": echo, "fieldName": echo }], "errors": [{ "message": echo }],
                }),
            ),
        }
    })
    .await;
    let sink = Sink::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(sink.clone())
        .finish();
    // For the whole process: a default of one thread is forgotten when another thread is the first to reach an event. So the
    // other tests are recorded too, and searched.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    tracing::callsite::rebuild_interest_cache();
    let (client, _) = stub.client();
    let fine = client.call(Request::get("/fine")).await.unwrap();
    let mut shown = format!("{client:?} {:?}", client.settings());
    for path in ["/page", "/error"] {
        let request =
            Request::post(path).body(json!({ "field": "passw0rd-canary" })).secret("passw0rd-canary");
        let error = client.call(request).await.unwrap_err();
        shown.push_str(&format!("{error} {error:?} {:?}", error.hint()));
    }
    assert!(fine.body.to_string().contains("t0ken-canary"), "answers themselves are left as they are");
    let traces = String::from_utf8(sink.0.lock().unwrap().clone()).unwrap();
    // Were nothing recorded, nothing would be found either.
    for expected in ["template=/page status=400", "template=/oauth/token status=200", "bodies", "attempt=1"] {
        assert!(traces.contains(expected), "no {expected} in {traces}");
    }
    assert!(shown.contains("[secret]") && traces.contains("[secret]"));
    for secret in SECRETS.iter().chain(&["by-its-name"]) {
        assert!(!shown.contains(secret), "{secret} in {shown}");
        assert!(!traces.contains(secret), "{secret} in {traces}");
    }
}
