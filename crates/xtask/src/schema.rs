//! `cargo xtask schema`: the package schema, from the declarations.

/// Writes or checks provider-schema.json.
pub(crate) fn run(check: bool) -> Result<(), String> {
    let schema = resources::package::schema(resources::registry());
    let text = serde_json::to_string_pretty(&schema).map_err(|error| error.to_string())? + "\n";
    crate::write_or_check("provider-schema.json", &text, check, "cargo xtask schema")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_schema_is_fresh() {
        super::run(true).unwrap();
    }
}
