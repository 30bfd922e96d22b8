//! pulumi-provider-macros
