//! A server for the tests of this crate that does exactly what a test says, cut connections included.
//!
//! It knows nothing of the platform; how the client gets on with that is tested against the simulator.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};
use url::Url;

use crate::{Base, Client, Clock, Credentials, Settings, VirtualClock};

/// What the stub was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) authorization: String,
    pub(crate) proxy_authorization: String,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn is_login(&self) -> bool {
        self.path == "/oauth/token"
    }
}

/// What the stub does about it.
#[derive(Clone, Debug)]
pub(crate) enum Does {
    Answer {
        status: u16,
        headers: Vec<(String, String)>,
        body: String,
    },
    /// Closes the connection.
    Cut,
    /// Says nothing for that long, then answers.
    Slow(Duration, Box<Does>),
}

impl Does {
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self::text(status, &body.to_string())
    }

    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self::Answer { status, headers: Vec::new(), body: body.to_owned() }
    }

    pub(crate) fn ok() -> Self {
        Self::json(200, json!({ "id": "x" }))
    }

    pub(crate) fn error(status: u16, code: &str) -> Self {
        Self::json(status, json!({ "status": status, "code": code, "message": "m", "contextId": "c" }))
    }

    pub(crate) fn token(token: &str, life: u64) -> Self {
        Self::json(200, json!({ "access_token": token, "token_type": "bearer", "expires_in": life }))
    }

    pub(crate) fn header(mut self, name: &str, value: impl ToString) -> Self {
        if let Self::Answer { headers, .. } = &mut self {
            headers.push((name.to_owned(), value.to_string()));
        }
        self
    }
}

/// A running stub.
pub(crate) struct Stub {
    pub(crate) url: Url,
    pub(crate) asked: Arc<Mutex<Vec<Asked>>>,
}

impl Stub {
    pub(crate) async fn start(rule: impl Fn(&Asked) -> Does + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (log, rule) = (asked.clone(), Arc::new(rule));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (log, rule) = (log.clone(), rule.clone());
                tokio::spawn(async move {
                    let _ = serve(stream, &log, &*rule).await;
                });
            }
        });
        Self { url, asked }
    }

    /// A stub whose login gives out tokens named t1, t2, … that live for a day, and whose API follows the rule.
    pub(crate) async fn with_login(rule: impl Fn(&Asked) -> Does + Send + Sync + 'static) -> Self {
        let minted = Mutex::new(0);
        Self::start(move |asked| {
            if asked.is_login() {
                let mut minted = minted.lock().unwrap();
                *minted += 1;
                return Does::token(&format!("t{minted}"), 86_400);
            }
            rule(asked)
        })
        .await
    }

    pub(crate) fn settings(&self) -> Settings {
        let credentials = Credentials::Client { id: "id".into(), secret: "s3cr3t-canary".into() };
        let mut settings = Settings::new(Base::Url(self.url.clone()), credentials);
        settings.request_timeout = Duration::from_secs(10);
        settings.cancel_grace = Duration::from_millis(400);
        settings
    }

    pub(crate) fn client(&self) -> (Client, VirtualClock) {
        client(self.settings())
    }

    /// How many tokens were asked for.
    pub(crate) fn logins(&self) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| asked.is_login()).count()
    }

    /// The calls of the API, as method and path.
    pub(crate) fn calls(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap();
        asked
            .iter()
            .filter(|asked| !asked.is_login())
            .map(|asked| format!("{} {}", asked.method, asked.path))
            .collect()
    }
}

/// A client on a clock that never keeps a test waiting.
pub(crate) fn client(settings: Settings) -> (Client, VirtualClock) {
    let clock = VirtualClock::self_winding(Duration::from_millis(3));
    let injected: Arc<dyn Clock> = Arc::new(clock.clone());
    (Client::new(settings, injected), clock)
}

async fn serve(
    stream: TcpStream,
    log: &Mutex<Vec<Asked>>,
    rule: &(impl Fn(&Asked) -> Does + Sync),
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let mut words = line.split_whitespace().map(str::to_owned);
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (mut length, mut authorization, mut proxy_authorization) = (0, String::new(), String::new());
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).await?;
            let Some((name, value)) = line.trim().split_once(':') else {
                break;
            };
            match name.to_lowercase().as_str() {
                "content-length" => length = value.trim().parse().unwrap_or(0),
                "authorization" => value.trim().clone_into(&mut authorization),
                "proxy-authorization" => value.trim().clone_into(&mut proxy_authorization),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        let asked = Asked {
            method,
            path,
            authorization,
            proxy_authorization,
            body: String::from_utf8_lossy(&body).into_owned(),
        };
        log.lock().unwrap().push(asked.clone());
        let mut does = rule(&asked);
        if let Does::Slow(time, then) = does {
            tokio::time::sleep(time).await;
            does = *then;
        }
        let Does::Answer { status, headers, body } = does else {
            return Ok(());
        };
        let headers = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect::<String>();
        let length = body.len();
        let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n{headers}\r\n{body}");
        stream.write_all(answer.as_bytes()).await?;
    }
}
