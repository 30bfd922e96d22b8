//! Messages to the engine: progress, notes, warnings.
//!
//! One background task sends them in order. No operation fails because of a message, and none waits for one longer than
//! a quarter of a second.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};
use tonic::transport::Endpoint;

use crate::error::{Error, Result};
use crate::proto::pulumirpc::engine_client::EngineClient;
use crate::proto::pulumirpc::{LogRequest, LogSeverity};

/// Messages that may wait for an engine that is slow to take them.
const QUEUE: usize = 4096;
/// Of these, the ones kept free for messages that must not get lost.
const RESERVED: usize = QUEUE / 4;
const CONNECT: Duration = Duration::from_secs(5);
const SEND: Duration = Duration::from_secs(10);
/// What an operation's last words get to arrive before its answer does: the engine shows nothing that comes after the end.
pub(crate) const PATIENCE: Duration = Duration::from_millis(250);

/// The engine that started this provider, or nobody when there is none (attached, in tests).
#[derive(Debug, Clone, Default)]
pub struct Engine {
    outbox: Option<Outbox>,
}

#[derive(Debug, Clone)]
enum Outbox {
    Queue(mpsc::Sender<Item>),
    /// Nobody is told; a test reads it later.
    Record(Arc<Mutex<Vec<LogRequest>>>),
    /// A program that is no plugin shows it itself.
    Listener(Listener),
}

/// What is said while an operation runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// What it waits for. The next one takes its place.
    Progress(String),
    /// Something worth knowing.
    Note(String),
    /// Something that may have to be looked after.
    Warning(String),
}

#[derive(Clone)]
struct Listener(Arc<dyn Fn(&Message) + Send + Sync>);

impl std::fmt::Debug for Listener {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Listener")
    }
}

#[derive(Debug)]
enum Item {
    Message(LogRequest),
    /// Answered when everything before it has been sent.
    Flush(oneshot::Sender<()>),
}

impl Engine {
    /// The engine at this address. Nothing is dialled before the first message.
    pub(crate) fn connect(address: &str) -> Result<Engine> {
        let endpoint = Endpoint::from_shared(format!("http://{address}"))
            .map_err(|_| Error::invalid(format!("`{address}` is not the address of an engine")))?;
        let channel = endpoint.connect_timeout(CONNECT).timeout(SEND).tcp_nodelay(true).connect_lazy();
        let (outbox, mut items) = mpsc::channel(QUEUE);
        tokio::spawn(async move {
            let mut client = EngineClient::new(channel);
            while let Some(item) = items.recv().await {
                match item {
                    Item::Message(message) => {
                        if let Err(status) = client.log(message).await {
                            tracing::debug!(code = ?status.code(), "the engine did not take a message");
                        }
                    }
                    Item::Flush(done) => drop(done.send(())),
                }
            }
        });
        Ok(Engine { outbox: Some(Outbox::Queue(outbox)) })
    }

    /// No engine, but a record of what it would have been told.
    pub(crate) fn recorded() -> Engine {
        Engine { outbox: Some(Outbox::Record(Arc::default())) }
    }

    /// No engine, but somebody who listens.
    pub(crate) fn heard_by(listener: impl Fn(&Message) + Send + Sync + 'static) -> Engine {
        Engine { outbox: Some(Outbox::Listener(Listener(Arc::new(listener)))) }
    }

    /// What was recorded since this was called last.
    pub(crate) fn take_record(&self) -> Vec<LogRequest> {
        match &self.outbox {
            Some(Outbox::Record(record)) => {
                std::mem::take(&mut *record.lock().unwrap_or_else(PoisonError::into_inner))
            }
            _ => Vec::new(),
        }
    }

    /// Waits until everything said so far has been sent, but not for long.
    pub(crate) async fn flush(&self, patience: Duration) {
        let Some(Outbox::Queue(outbox)) = &self.outbox else {
            return;
        };
        let (done, flushed) = oneshot::channel();
        let flush = async {
            if outbox.send(Item::Flush(done)).await.is_ok() {
                drop(flushed.await);
            }
        };
        if tokio::time::timeout(patience, flush).await.is_err() {
            tracing::debug!("the engine did not take all messages in time");
        }
    }

    pub(crate) fn progress(&self, urn: &str, message: String) {
        self.log(LogSeverity::Info, urn, message, true);
    }

    pub(crate) fn note(&self, urn: &str, message: String) {
        self.log(LogSeverity::Info, urn, message, false);
    }

    pub(crate) fn warn(&self, urn: &str, message: String) {
        self.log(LogSeverity::Warning, urn, message, false);
    }

    pub(crate) fn debug(&self, urn: &str, message: String) {
        self.log(LogSeverity::Debug, urn, message, false);
    }

    fn log(&self, severity: LogSeverity, urn: &str, message: String, ephemeral: bool) {
        let Some(outbox) = &self.outbox else { return };
        if let Outbox::Listener(Listener(listener)) = outbox {
            match severity {
                LogSeverity::Info if ephemeral => listener(&Message::Progress(message)),
                LogSeverity::Info => listener(&Message::Note(message)),
                LogSeverity::Warning => listener(&Message::Warning(message)),
                _ => {}
            }
            return;
        }
        let message =
            LogRequest { severity: severity.into(), message, urn: urn.to_owned(), stream_id: 0, ephemeral };
        let queue = match outbox {
            Outbox::Record(record) => {
                return record.lock().unwrap_or_else(PoisonError::into_inner).push(message);
            }
            Outbox::Queue(queue) => queue,
            Outbox::Listener(_) => return,
        };
        let may_get_lost = ephemeral || severity == LogSeverity::Debug;
        if may_get_lost && queue.capacity() <= RESERVED {
            return;
        }
        if let Err(TrySendError::Full(_)) = queue.try_send(Item::Message(message)) {
            tracing::warn!("a message to the engine was lost: too many are waiting");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[tokio::test]
    async fn an_engine_that_does_not_listen_holds_nobody_up() {
        // Bound, but never accepted from.
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let engine = Engine::connect(&listener.local_addr().unwrap().to_string()).unwrap();
        let started = Instant::now();
        for _ in 0..3 * QUEUE {
            engine.progress("urn", "still waiting".into());
        }
        let Some(Outbox::Queue(queue)) = &engine.outbox else { panic!("it was connected") };
        assert_eq!(queue.capacity(), RESERVED, "the rest is for what must not get lost");
        engine.warn("urn", "important".into());
        assert_eq!(queue.capacity(), RESERVED - 1);
        engine.flush(PATIENCE).await;
        assert!(started.elapsed() < PATIENCE * 8, "{:?}", started.elapsed());
    }

    #[tokio::test]
    async fn what_is_not_an_address_is_refused() {
        assert!(Engine::connect("not an address").is_err());
    }
}
