//! Errors as the engine reads them: a code, a message that is all the user sees, and what was done before it failed.

use std::fmt;

use crate::value::Object;

/// The result of a provider's method.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why an operation failed.
#[derive(Debug, Clone, PartialEq)]
pub struct Error {
    /// What kind of failure it is.
    pub code: Code,
    /// What happened to which object and what to do: everything that the user will read. Never holds a secret.
    pub message: String,
    /// What the engine should know besides.
    pub detail: Option<Detail>,
}

/// What kind of failure it is. The engine takes `Unknown` and `Internal` for "the resource may be in any state".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The user asked to stop.
    Cancelled,
    /// It is not known whether the operation took effect.
    Unknown,
    /// Something in the request is wrong.
    InvalidArgument,
    /// The operation's time is over.
    DeadlineExceeded,
    /// There is no such object.
    NotFound,
    /// There is such an object already.
    AlreadyExists,
    /// The credentials may not do this.
    PermissionDenied,
    /// A limit is used up.
    ResourceExhausted,
    /// The object is not in a state that allows this.
    FailedPrecondition,
    /// Somebody else changed the object at the same time.
    Aborted,
    /// This provider does not offer it.
    Unimplemented,
    /// A defect of this provider.
    Internal,
    /// The platform cannot be reached.
    Unavailable,
    /// The credentials are not accepted.
    Unauthenticated,
}

/// What the engine should know besides code and message.
#[derive(Debug, Clone, PartialEq)]
pub enum Detail {
    /// The resource exists, but is not finished. From `create` it is stored with the new inputs, from `update` with the old ones,
    /// from `read` with the inputs given here.
    Partial {
        /// Its id.
        id: String,
        /// Its outputs so far.
        outputs: Object,
        /// Its inputs, for `read`.
        inputs: Object,
    },
    /// Configuration keys that are missing, each with its description.
    MissingKeys(Vec<(String, String)>),
}

impl Error {
    /// An error of this kind with this message.
    pub fn new(code: Code, message: impl Into<String>) -> Error {
        Error { code, message: message.into(), detail: None }
    }

    /// Something that this provider does not offer.
    pub fn unimplemented(message: impl Into<String>) -> Error {
        Error::new(Code::Unimplemented, message)
    }

    /// A defect of ours.
    pub fn internal(message: impl Into<String>) -> Error {
        Error::new(Code::Internal, message)
    }

    /// A request that cannot be carried out as it is.
    pub fn invalid(message: impl Into<String>) -> Error {
        Error::new(Code::InvalidArgument, message)
    }

    /// The same failure, of a resource that exists and is kept.
    #[must_use]
    pub fn partial(mut self, id: impl Into<String>, outputs: Object) -> Error {
        self.detail = Some(Detail::Partial { id: id.into(), outputs, inputs: Object::new() });
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
