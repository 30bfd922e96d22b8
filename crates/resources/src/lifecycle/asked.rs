//! What is asked once a process: one of many asks, and the others wait for its answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

/// Answers, by the path that was asked.
#[derive(Debug)]
pub(super) struct Asked<T>(Mutex<HashMap<&'static str, Arc<OnceCell<T>>>>);

impl<T> Default for Asked<T> {
    fn default() -> Asked<T> {
        Asked(Mutex::default())
    }
}

impl<T: Clone> Asked<T> {
    /// The answer, which is asked for if nobody has it yet. After a failure the next one asks again.
    pub(super) async fn get<E, F: Future<Output = Result<T, E>>>(
        &self,
        path: &'static str,
        ask: impl FnOnce() -> F,
    ) -> Result<T, E> {
        let answer = {
            let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(answers.entry(path).or_default())
        };
        answer.get_or_try_init(ask).await.cloned()
    }
}
