//! `pulumi-resource-genesyscloud`: the plugin that the Pulumi engine starts.
//!
//! Wiring only: configuration to a client, tokens to resource types. What a resource does is in `resources`, how the engine is
//! spoken to in `pulumi-provider`.

mod configuration;
mod environment;
mod genesys_cloud;

use std::process::ExitCode;

fn main() -> ExitCode {
    pulumi_provider::serve(genesys_cloud::GenesysCloud::new(resources::registry()))
}
