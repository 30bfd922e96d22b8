//! Files that other programs read.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use crate::Failure;

/// Writes a file as a whole or not at all; `-` is standard output.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn write(out: &Path, content: &impl Serialize) -> Result<(), Failure> {
    let failed =
        |error: &dyn std::fmt::Display| Failure::new(format!("cannot write {}: {error}", out.display()));
    let mut text = serde_json::to_string_pretty(content).map_err(|error| failed(&error))?;
    text.push('\n');
    if out == Path::new("-") {
        return std::io::stdout().write_all(text.as_bytes()).map_err(|error| failed(&error));
    }
    // A pipe, a device or a link stays what it is; only a file is put in the place of another.
    if std::fs::symlink_metadata(out).is_ok_and(|there| !there.is_file()) {
        return std::fs::write(out, text).map_err(|error| failed(&error));
    }
    let writing = out.with_extension(format!("{}.writing", std::process::id()));
    std::fs::write(&writing, text).map_err(|error| failed(&error))?;
    std::fs::rename(&writing, out).map_err(|error| {
        let _ = std::fs::remove_file(&writing);
        failed(&error)
    })
}
