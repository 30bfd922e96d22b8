//! Makes the protocol's messages and services out of the committed descriptor set, so that nobody needs `protoc`.

use std::error::Error;
use std::fs;

use prost::Message as _;
use prost_types::FileDescriptorSet;

const DESCRIPTORS: &str = "../../facts/pulumi-protocol/pulumi.binpb";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={DESCRIPTORS}");
    println!("cargo::rerun-if-changed=build.rs");
    let mut descriptors = FileDescriptorSet::decode(fs::read(DESCRIPTORS)?.as_slice())?;

    // Code for services nobody calls costs build time: of the engine we use the log alone, of the resolver nothing.
    for file in &mut descriptors.file {
        file.service.retain(|service| matches!(service.name(), "ResourceProvider" | "Engine"));
        for service in &mut file.service {
            if service.name() == "Engine" {
                service.method.retain(|method| method.name() == "Log");
            }
        }
    }
    // Our clients talk to the engine; the client of the provider and the server of the engine's log serve tests.
    tonic_prost_build::configure().build_transport(false).compile_fds(descriptors)?;
    Ok(())
}
