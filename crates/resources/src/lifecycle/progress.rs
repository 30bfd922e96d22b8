//! Waits of the client as the resource's line in the engine's tree.

use genesys_api::{Progress, Wait};
use pulumi_provider::context::Context;

/// Tells the engine why nothing happens.
#[derive(Debug)]
pub(super) struct Status(Context);

impl Status {
    pub(super) fn new(context: Context) -> Status {
        Status(context)
    }
}

impl Progress for Status {
    fn waiting(&self, wait: &Wait) {
        self.0.progress(wait.to_string());
    }

    fn note(&self, what: &str) {
        self.0.warn(what);
    }
}
