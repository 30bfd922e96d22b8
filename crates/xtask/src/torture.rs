//! `cargo xtask torture`: the long tests in full, of which `cargo test` draws samples.

use std::process::Command;

/// Each: what it is, its crate, its test, and what makes it try everything.
const LONG: &[(&str, &str, &str, (&str, &str))] =
    &[("whatever can go wrong with each call", "resources", "faults", ("FAULTS", "all"))];

/// Runs them, and fails with the first that does.
pub(crate) fn run() -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    for (what, package, test, (name, value)) in LONG {
        crate::say(&format!("== {what}"));
        let status = Command::new(&cargo)
            .args(["test", "--locked", "--package", package, "--test", test])
            .env(name, value)
            .current_dir(crate::root())
            .status()
            .map_err(|error| format!("cargo: {error}"))?;
        if !status.success() {
            return Err(format!("{what}: {package}'s test {test} failed"));
        }
    }
    Ok(())
}
