//! The platform's refusals as errors that tell the user what happened to which object, and what to do.

use genesys_api::{Error as ApiError, Refusal};
use pulumi_provider::error::{Code, Error};

/// What was being done to what, and why it failed.
pub(super) struct Failure<'a> {
    pub(super) doing: &'a str,
    pub(super) object: &'a str,
    pub(super) error: &'a ApiError,
}

impl Failure<'_> {
    pub(super) fn into_error(self) -> Error {
        let Failure { doing, object, error } = self;
        Error::new(code(error), format!("cannot {doing} {object}: {}", cause(error)))
    }
}

/// What the client says of a failure, and what can be done.
pub(super) fn cause(error: &ApiError) -> String {
    let mut cause = error.to_string();
    if let Some(hint) = error.hint() {
        if !cause.ends_with('.') {
            cause.push('.');
        }
        cause.push(' ');
        cause.push_str(&hint);
    }
    cause
}

fn code(error: &ApiError) -> Code {
    match error {
        ApiError::Cancelled(_) => Code::Cancelled,
        ApiError::DeadlineExceeded { .. } => Code::DeadlineExceeded,
        ApiError::Unauthenticated { .. } | ApiError::Login(_) => Code::Unauthenticated,
        ApiError::RateLimited { .. } => Code::ResourceExhausted,
        ApiError::Unreachable { .. } | ApiError::Unavailable(_) | ApiError::Outdated(_) => Code::Unavailable,
        // Whatever an attempt before it has done: what is gone is gone, and a repeated DELETE finds nothing because it worked.
        _ if error.is_not_found() => Code::NotFound,
        _ if error.outcome_unknown() => Code::Unknown,
        ApiError::Refused(refusal) => match refusal.status {
            400 | 413 | 415 | 422 => Code::InvalidArgument,
            401 => Code::Unauthenticated,
            403 => Code::PermissionDenied,
            409 => Code::Aborted,
            412 => Code::FailedPrecondition,
            429 => Code::ResourceExhausted,
            501 => Code::Unimplemented,
            status if status >= 500 => Code::Unavailable,
            _ => Code::FailedPrecondition,
        },
        _ => Code::FailedPrecondition,
    }
}

/// Whether a refused create says that the natural key is taken.
pub(super) fn is_taken(refusal: &Refusal) -> bool {
    let code = refusal.code.as_deref().unwrap_or_default();
    refusal.status == 409
        || (refusal.status == 400
            && (code == "duplicate.name"
                || code == "duplicate.value"
                || code.ends_with(".exists")
                || code.ends_with(".not.unique")))
}

/// Whether a refused write says that the version sent is not the one there is.
pub(super) fn is_stale(refusal: &Refusal) -> bool {
    refusal.status == 409 || is_race(refusal)
}

/// Whether a refusal says that somebody else was faster: the directory counts versions also where none is sent. Nothing but the
/// text tells this from an object that is in use.
pub(super) fn is_race(refusal: &Refusal) -> bool {
    let message = refusal.message.as_deref().unwrap_or_default().to_lowercase();
    matches!(refusal.status, 400 | 409)
        && ["does not match the current version", "must match the version number"]
            .iter()
            .any(|text| message.contains(text))
}

/// Whether a refusal says any of these texts.
pub(super) fn says(refusal: &Refusal, texts: &[&str]) -> bool {
    let said = [refusal.code.as_deref(), refusal.message.as_deref()];
    said.into_iter().flatten().any(|said| texts.iter().any(|text| said.contains(text)))
}

/// Whether a refusal says that somebody else has a lock on the object.
pub(super) fn is_locked(refusal: &Refusal) -> bool {
    let code = refusal.code.as_deref().unwrap_or_default();
    code.contains(".locked.") || code.ends_with(".lock")
}

/// Whether a refused delete says that something still refers to the object.
pub(super) fn is_in_use(refusal: &Refusal) -> bool {
    if !matches!(refusal.status, 400 | 405 | 409) || is_locked(refusal) {
        return false;
    }
    let code = refusal.code.as_deref().unwrap_or_default();
    let message = refusal.message.as_deref().unwrap_or_default().to_lowercase();
    refusal.status == 409
        || [
            "active.queue",
            "referential.integrity.error",
            "resource.referenced.by.another",
            "number.plan.in.use",
        ]
        .contains(&code)
        || code.contains("cannot.delete.used")
        || code.contains("in.use")
        || ["has objects in it", "in use", "is used by", "referenced by", "still referenced"]
            .iter()
            .any(|text| message.contains(text))
}
