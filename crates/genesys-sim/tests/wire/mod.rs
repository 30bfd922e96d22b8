//! HTTP over one connection that stays open, in plain sight: quick enough for ten thousand requests, and free of any
//! client's kindness.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::Value;

pub struct Wire {
    address: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
    pub token: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Got {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub text: String,
}

impl Got {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

impl Wire {
    pub fn new(address: SocketAddr) -> Wire {
        Wire { address, stream: None, token: String::new() }
    }

    /// A connection with a token of the client that every simulator has.
    pub fn logged_in(address: SocketAddr) -> Wire {
        let mut wire = Wire::new(address);
        wire.log_in();
        wire
    }

    pub fn log_in(&mut self) {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let pair = format!("{}:{}", genesys_sim::DEFAULT_CLIENT_ID, genesys_sim::DEFAULT_CLIENT_SECRET);
        let headers = [
            ("Authorization", format!("Basic {}", STANDARD.encode(pair))),
            ("Content-Type", "application/x-www-form-urlencoded".to_owned()),
        ];
        let got = self.send("POST", "/oauth/token", &headers, b"grant_type=client_credentials").unwrap();
        self.token = got.json()["access_token"].as_str().unwrap().to_owned();
    }

    /// A request with the token and, if there is one, a JSON body; the path is the whole path.
    pub fn call(&mut self, method: &str, path: &str, body: Option<&Value>) -> Option<Got> {
        let text = body.map(Value::to_string).unwrap_or_default();
        self.bytes(method, path, text.as_bytes())
    }

    /// The same with any bytes as its body.
    pub fn bytes(&mut self, method: &str, path: &str, body: &[u8]) -> Option<Got> {
        let headers = [
            ("Authorization", format!("Bearer {}", self.token)),
            ("Content-Type", "application/json".to_owned()),
        ];
        self.send(method, path, &headers, body)
    }

    /// `None` when the connection is cut before the end of an answer.
    pub fn send(&mut self, method: &str, path: &str, headers: &[(&str, String)], body: &[u8]) -> Option<Got> {
        let got = self.try_send(method, path, headers, body);
        if got.is_none() {
            self.stream = None;
        }
        got
    }

    fn try_send(&mut self, method: &str, path: &str, headers: &[(&str, String)], body: &[u8]) -> Option<Got> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(self.address).ok()?;
            stream.set_nodelay(true).ok()?;
            stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
            self.stream = Some(BufReader::new(stream));
        }
        let stream = self.stream.as_mut()?;
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n",
            self.address,
            body.len()
        );
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        let mut request = request.into_bytes();
        request.extend_from_slice(body);
        stream.get_mut().write_all(&request).ok()?;
        let mut line = String::new();
        stream.read_line(&mut line).ok()?;
        let status = line.split(' ').nth(1)?.parse().ok()?;
        let mut headers = Vec::new();
        loop {
            line.clear();
            stream.read_line(&mut line).ok()?;
            match line.trim_end().split_once(": ") {
                Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.to_owned())),
                None if line == "\r\n" => break,
                None => headers.push((line.trim_end().to_ascii_lowercase(), String::new())),
            }
        }
        let mut got = Got { status, headers, text: String::new() };
        let length = got.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        if method != "HEAD" && length > 0 {
            let mut bytes = vec![0; length];
            stream.read_exact(&mut bytes).ok()?;
            got.text = String::from_utf8(bytes).ok()?;
        }
        Some(got)
    }
}
