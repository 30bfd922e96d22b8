//! Errors on the wire: a gRPC status whose details hold what the engine needs to keep a resource that is not finished.

use prost::Message;
use prost_types::Any;
use tonic::Status;

use crate::error::{Code, Detail, Error};
use crate::proto::google_rpc;
use crate::proto::pulumirpc::configure_error_missing_keys::MissingKey;
use crate::proto::pulumirpc::{ConfigureErrorMissingKeys, ErrorResourceInitFailed};
use crate::wire;

const TYPE_URLS: &str = "type.googleapis.com/";
const INIT_FAILED: &str = "pulumirpc.ErrorResourceInitFailed";
const MISSING_KEYS: &str = "pulumirpc.ConfigureErrorMissingKeys";

/// The status that tells the engine about this error.
///
/// The engine takes code and message from the details when there are any, so they are the same in both places.
pub(crate) fn encode(error: Error) -> Status {
    let Error { code, message, detail } = error;
    let code = encode_code(code);
    let detail = match detail {
        None => return Status::new(code, message),
        Some(Detail::Partial { id, outputs, inputs }) => any(
            INIT_FAILED,
            &ErrorResourceInitFailed {
                id,
                properties: Some(wire::encode(outputs)),
                reasons: vec![message.clone()],
                inputs: Some(wire::encode(inputs)),
                refresh_before_update: false,
            },
        ),
        Some(Detail::MissingKeys(keys)) => {
            let missing_keys =
                keys.into_iter().map(|(name, description)| MissingKey { name, description }).collect();
            any(MISSING_KEYS, &ConfigureErrorMissingKeys { missing_keys })
        }
    };
    let details = google_rpc::Status { code: code.into(), message: message.clone(), details: vec![detail] };
    Status::with_details(code, message, details.encode_to_vec().into())
}

/// The error that a status tells of; what cannot be read of its details is left out.
pub(crate) fn decode(status: &Status) -> Error {
    let details = google_rpc::Status::decode(status.details()).unwrap_or_default().details;
    let detail = details.iter().find_map(|any| match any.type_url.strip_prefix(TYPE_URLS)? {
        INIT_FAILED => {
            let failed = ErrorResourceInitFailed::decode(any.value.as_slice()).ok()?;
            Some(Detail::Partial {
                id: failed.id,
                outputs: wire::decode(failed.properties.unwrap_or_default()).ok()?,
                inputs: wire::decode(failed.inputs.unwrap_or_default()).ok()?,
            })
        }
        MISSING_KEYS => {
            let missing = ConfigureErrorMissingKeys::decode(any.value.as_slice()).ok()?.missing_keys;
            Some(Detail::MissingKeys(missing.into_iter().map(|key| (key.name, key.description)).collect()))
        }
        _ => None,
    });
    Error { code: decode_code(status.code()), message: status.message().to_owned(), detail }
}

fn any(name: &str, message: &impl Message) -> Any {
    Any { type_url: format!("{TYPE_URLS}{name}"), value: message.encode_to_vec() }
}

fn encode_code(code: Code) -> tonic::Code {
    match code {
        Code::Cancelled => tonic::Code::Cancelled,
        Code::Unknown => tonic::Code::Unknown,
        Code::InvalidArgument => tonic::Code::InvalidArgument,
        Code::DeadlineExceeded => tonic::Code::DeadlineExceeded,
        Code::NotFound => tonic::Code::NotFound,
        Code::AlreadyExists => tonic::Code::AlreadyExists,
        Code::PermissionDenied => tonic::Code::PermissionDenied,
        Code::ResourceExhausted => tonic::Code::ResourceExhausted,
        Code::FailedPrecondition => tonic::Code::FailedPrecondition,
        Code::Aborted => tonic::Code::Aborted,
        Code::Unimplemented => tonic::Code::Unimplemented,
        Code::Internal => tonic::Code::Internal,
        Code::Unavailable => tonic::Code::Unavailable,
        Code::Unauthenticated => tonic::Code::Unauthenticated,
    }
}

fn decode_code(code: tonic::Code) -> Code {
    match code {
        tonic::Code::Cancelled => Code::Cancelled,
        tonic::Code::InvalidArgument | tonic::Code::OutOfRange => Code::InvalidArgument,
        tonic::Code::DeadlineExceeded => Code::DeadlineExceeded,
        tonic::Code::NotFound => Code::NotFound,
        tonic::Code::AlreadyExists => Code::AlreadyExists,
        tonic::Code::PermissionDenied => Code::PermissionDenied,
        tonic::Code::ResourceExhausted => Code::ResourceExhausted,
        tonic::Code::FailedPrecondition => Code::FailedPrecondition,
        tonic::Code::Aborted => Code::Aborted,
        tonic::Code::Unimplemented => Code::Unimplemented,
        tonic::Code::Internal | tonic::Code::DataLoss => Code::Internal,
        tonic::Code::Unavailable => Code::Unavailable,
        tonic::Code::Unauthenticated => Code::Unauthenticated,
        tonic::Code::Ok | tonic::Code::Unknown => Code::Unknown,
    }
}
