//! pulumi-provider
