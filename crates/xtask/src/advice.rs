//! `cargo xtask advice`: what guides and old versions say that does not exist, as docs/migrating/advice.md.

const FILE: &str = "docs/migrating/advice.md";

/// Writes or checks it.
pub(crate) fn run(check: bool) -> Result<(), String> {
    let page = resources::advice::page(resources::registry());
    crate::write_or_check(FILE, &page, check, "cargo xtask advice")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_committed_page_is_fresh() {
        super::run(true).unwrap();
    }
}
