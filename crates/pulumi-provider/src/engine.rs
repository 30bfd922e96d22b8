//! Messages to the engine: progress, notes, warnings.
//!
//! One background task sends them in order. No operation ever waits for a message, or fails because of one.

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

/// The engine that started this provider, or nobody when there is none (attached, in tests).
#[derive(Debug, Clone, Default)]
pub struct Engine {
    outbox: Option<mpsc::Sender<Item>>,
}

#[derive(Debug)]
pub(crate) enum Item {
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
        let (engine, mut items) = Engine::queue();
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
        Ok(engine)
    }

    /// An engine whose messages somebody else takes.
    pub(crate) fn queue() -> (Engine, mpsc::Receiver<Item>) {
        let (outbox, items) = mpsc::channel(QUEUE);
        (Engine { outbox: Some(outbox) }, items)
    }

    /// Waits until everything said so far has been sent, but not for long.
    pub(crate) async fn flush(&self, patience: Duration) {
        let Some(outbox) = &self.outbox else { return };
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
        let may_get_lost = ephemeral || severity == LogSeverity::Debug;
        if may_get_lost && outbox.capacity() <= RESERVED {
            return;
        }
        let message =
            LogRequest { severity: severity.into(), message, urn: urn.to_owned(), stream_id: 0, ephemeral };
        if let Err(TrySendError::Full(_)) = outbox.try_send(Item::Message(message)) {
            tracing::warn!("a message to the engine was lost: too many are waiting");
        }
    }
}
