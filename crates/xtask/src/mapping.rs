//! `cargo xtask mapping`: the mapping for Terraform as a file, for `pulumi convert --from terraform --mappings`.

use std::path::Path;

/// Writes it. It is what the provider answers to `GetMapping`, byte by byte; the file's name is the Terraform provider's.
pub(crate) fn run(folder: &Path) -> Result<(), String> {
    let file = folder.join(format!("{}.json", resources::terraform::PROVIDER));
    let mapping = resources::terraform::mapping(resources::registry()).to_string();
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&file, mapping))
        .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    crate::say(&file.display().to_string());
    Ok(())
}
