//! Delete: gone already is a success, in use is waited for, and what is not ours to delete is released.

use std::time::Duration;

use genesys_api::Request;
use pulumi_provider::context::Context;
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::DeleteRequest;

use super::{Platform, Work, display_name, failure, stands_for};
use crate::registry::ResourceType;

/// How long to go on trying after this process has deleted something else, which may have been what is in the way. The official
/// client waits about half a minute for a division whose objects are gone.
const PATIENCE: Duration = Duration::from_secs(45);

/// The first wait, which doubles each time.
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// The longest single wait.
const LONGEST_WAIT: Duration = Duration::from_secs(8);

impl Platform {
    /// Deletes an object.
    ///
    /// # Errors
    /// If the platform refuses, or something goes on referring to the object.
    pub async fn delete(&self, ty: &ResourceType, context: &Context, request: DeleteRequest) -> Result<()> {
        let name = display_name(ty, &request.old_inputs, &request.id);
        let work = Work::new(self, ty, context, &request.subject, name, request.timeout);
        self.organization(&work, Some(&request.old_outputs)).await?;
        if stands_for(ty, &request.old_inputs).or_else(|| stands_for(ty, &request.old_outputs)).is_some() {
            context.note(format!(
                "{} belongs to the platform: it is no longer managed, and stays as it is",
                work.object()
            ));
            return Ok(());
        }
        let clock = self.client.clock().clone();
        let started = clock.now();
        let mut wait = FIRST_WAIT;
        loop {
            let error = match self.client.call(work.item(Request::delete, &request.id)).await {
                Ok(_) => break,
                Err(error) if error.is_not_found() => break,
                Err(error) => error,
            };
            if !error.refusal().is_some_and(failure::is_in_use) {
                return Err(work.fail("delete", error));
            }
            let last_delete = self.last_delete.lock().ok().and_then(|last| *last);
            let give_up = last_delete.map_or(started, |last| last.max(started)) + PATIENCE;
            let deadline = work.scope.deadline.unwrap_or(give_up);
            if clock.now() + wait > give_up.min(deadline) {
                let failed = work.fail("delete", error);
                let message = format!(
                    "{failed} Something that this run does not delete still uses it: remove that first."
                );
                return Err(Error { code: Code::FailedPrecondition, message, ..failed });
            }
            context.progress(format!("waiting {} s: something still uses it", wait.as_secs().max(1)));
            tokio::select! {
                () = clock.sleep(wait) => {}
                () = context.cancellation().cancelled() => {
                    return Err(Error::new(Code::Cancelled, format!("stopped waiting to delete {}", work.object())));
                }
            }
            wait = (wait * 2).min(LONGEST_WAIT);
        }
        if let Ok(mut last) = self.last_delete.lock() {
            *last = Some(clock.now());
        }
        Ok(())
    }
}
