//! A whole provider in one small file: pets in a folder. Try it with a Pulumi program that registers `zoo:index:Pet`.

use std::process::ExitCode;

mod provider;

fn main() -> ExitCode {
    pulumi_provider::serve(provider::Zoo::default())
}
