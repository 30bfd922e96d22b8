//! How much of the platform is simulated.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::routes::{Grade, Routes};

/// Counts of operations by grade, and every operation that is not absent.
#[must_use]
pub fn summary() -> Value {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::from([("full", 0), ("generic", 0), ("absent", 0)]);
    let mut operations = BTreeMap::new();
    for (operation, grade) in Routes::get().grades() {
        let word = word(grade);
        *counts.entry(word).or_default() += 1;
        if grade != Grade::Absent {
            operations.insert(format!("{} {}", operation.path, operation.method), word);
        }
    }
    json!({ "counts": counts, "operations": operations })
}

/// The word for a grade.
#[must_use]
pub fn word(grade: Grade) -> &'static str {
    match grade {
        Grade::Full => "full",
        Grade::Generic => "generic",
        Grade::Absent => "absent",
    }
}
