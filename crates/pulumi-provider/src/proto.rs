//! Pulumi's own messages and services, generated from facts/pulumi-protocol. Providers have no need of them; they are public
//! for proxies and for tests that look at the wire.

#![allow(missing_docs, unreachable_pub, unused_qualifications, clippy::all)]

/// The package `pulumirpc`.
pub mod pulumirpc {
    tonic::include_proto!("pulumirpc");
}

/// The package `google.rpc`: the details that travel with an error.
pub mod google_rpc {
    tonic::include_proto!("google.rpc");
}
