//! What a method knows about the call it serves: whom to tell of progress, and when to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio_util::sync::CancellationToken;

pub use crate::engine::Message;

use crate::engine::{Engine, PATIENCE};

/// The call that a method serves.
#[derive(Debug, Clone, Default)]
pub struct Context {
    urn: String,
    engine: Engine,
    cancel: CancellationToken,
    spoke: Arc<AtomicBool>,
}

impl Context {
    /// A context for a call about the resource with this URN (empty: the stack).
    pub fn new(urn: impl Into<String>, engine: Engine, cancel: CancellationToken) -> Context {
        Context { urn: urn.into(), engine, cancel, spoke: Arc::default() }
    }

    /// A context for a program that is no plugin: what an operation says goes to this function.
    pub fn heard_by(listener: impl Fn(&Message) + Send + Sync + 'static) -> Context {
        Context::new("", Engine::heard_by(listener), CancellationToken::new())
    }

    /// Cancelled when the user asks to stop, or when the engine has dropped the call.
    pub fn cancellation(&self) -> &CancellationToken {
        &self.cancel
    }

    /// Replaces the resource's line of progress, as in "waiting 12 s for the rate limit". Leaves no trace in logs.
    pub fn progress(&self, message: impl Into<String>) {
        self.engine.progress(&self.urn, message.into());
    }

    /// A lasting note under the resource.
    pub fn note(&self, message: impl Into<String>) {
        self.spoke.store(true, Ordering::Relaxed);
        self.engine.note(&self.urn, message.into());
    }

    /// A lasting warning under the resource.
    pub fn warn(&self, message: impl Into<String>) {
        self.spoke.store(true, Ordering::Relaxed);
        self.engine.warn(&self.urn, message.into());
    }

    /// A message that only `--debug` shows.
    pub fn debug(&self, message: impl Into<String>) {
        self.engine.debug(&self.urn, message.into());
    }

    /// Lets notes and warnings arrive before the answer does.
    pub(crate) async fn finish(&self) {
        if self.spoke.load(Ordering::Relaxed) {
            self.engine.flush(PATIENCE).await;
        }
    }
}
