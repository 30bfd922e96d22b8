//! A client that knows nothing but HTTP.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

use genesys_sim::{Clock, DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, Options, Sim};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A simulator and a client that is logged in.
pub struct Org {
    pub sim: Sim,
    pub token: String,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Got {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub text: String,
    pub body: Value,
}

impl Got {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body of an answer that must be a success.
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.text);
        self.body
    }

    /// Status and code of a refusal.
    pub fn refused(&self) -> (u16, &str) {
        (self.status, self.body["code"].as_str().unwrap_or(""))
    }

    /// The id of what was made.
    pub fn id(self) -> String {
        self.ok()["id"].as_str().unwrap().to_owned()
    }
}

/// Options that make every run the same.
pub fn fixed() -> Options {
    Options {
        seed: Some(7),
        clock: Clock::frozen("2026-01-01T00:00:00Z").unwrap(),
        rate_limit: 0,
        ..Options::default()
    }
}

impl Org {
    pub async fn start() -> Org {
        Org::with(fixed()).await
    }

    pub async fn with(options: Options) -> Org {
        let sim = Sim::start(options).await.unwrap();
        let token = mint(&sim, DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET).await.ok()["access_token"]
            .as_str()
            .unwrap()
            .to_owned();
        Org { sim, token }
    }

    /// Calls the API with the path after `/api/v2`.
    pub async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Got {
        let bearer = format!("Bearer {}", self.token);
        self.raw(method, &format!("/api/v2{path}"), &[("Authorization", &bearer)], body.as_ref()).await
    }

    pub async fn get(&self, path: &str) -> Got {
        self.call("GET", path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Got {
        self.call("POST", path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Got {
        self.call("PUT", path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Got {
        self.call("PATCH", path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Got {
        self.call("DELETE", path, None).await
    }

    /// Calls the simulator itself with the path after `/_sim`.
    pub async fn control(&self, method: &str, path: &str, body: Option<Value>) -> Got {
        self.raw(method, &format!("/_sim{path}"), &[], body.as_ref()).await
    }

    pub async fn dump(&self) -> Value {
        self.control("GET", "/dump", None).await.ok()
    }

    pub async fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Got {
        let text = body.map(Value::to_string);
        let mut headers = headers.to_vec();
        if text.is_some() {
            headers.push(("Content-Type", "application/json"));
        }
        self.try_send(method, path, &headers, text.as_deref().unwrap_or("")).await.expect("an answer")
    }

    pub async fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Option<Got> {
        send(&self.sim.address().to_string(), method, path, headers, body).await
    }
}

pub async fn mint(sim: &Sim, id: &str, secret: &str) -> Got {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let basic = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
    let headers = [("Authorization", basic.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
    send(&sim.address().to_string(), "POST", "/oauth/token", &headers, "grant_type=client_credentials")
        .await
        .unwrap()
}

/// One request on its own connection; `None` when the connection is cut before an answer.
pub async fn send(
    address: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Option<Got> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str("\r\n");
    request.push_str(body);
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.ok()?;
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().unwrap();
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let parsed = serde_json::from_str(body).unwrap_or(json!(null));
    Some(Got { status, headers, text: body.to_owned(), body: parsed })
}
