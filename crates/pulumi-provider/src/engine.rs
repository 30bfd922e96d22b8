//! Messages to the engine: progress, notes, warnings.

/// The engine that started this provider, or nobody when there is none (attached, in tests).
#[derive(Debug, Clone, Default)]
pub struct Engine {}

impl Engine {
    pub(crate) fn progress(&self, _urn: &str, _message: String) {}
    pub(crate) fn note(&self, _urn: &str, _message: String) {}
    pub(crate) fn warn(&self, _urn: &str, _message: String) {}
    pub(crate) fn debug(&self, _urn: &str, _message: String) {}
}
