//! How much of the platform is simulated, as data and as a page.

use std::{collections::BTreeMap, fmt::Write};

use serde_json::{Value, json};

use crate::{
    facts::Facts,
    routes::{Grade, Routes},
};

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

/// The coverage page, as Markdown. It is written by `genesys-sim --coverage`, and a test compares it.
#[must_use]
pub fn page() -> String {
    let mut total = [0usize; 3];
    let mut areas: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut full: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (operation, grade) in Routes::get().grades() {
        let area = operation.path.split('/').nth(3).unwrap_or("");
        let index = grade as usize;
        total[index] += 1;
        areas.entry(area).or_default()[index] += 1;
        if grade == Grade::Full {
            let path = operation.path.strip_prefix("/api/v2").unwrap_or(&operation.path);
            full.entry(area).or_default().push(format!("{} {path}", operation.method));
        }
    }
    let mut page = String::from(
        "# Coverage\n\nWritten by `genesys-sim --coverage`; do not edit. *Full*: behaviour is written. *Generic*: an entity store\n\
         by the API's models, without behaviour of its own: no references, no uniqueness, no rules. *Absent*: 501 with the\n\
         operation's name.\n\n",
    );
    // Writing to a string cannot fail.
    let _ = writeln!(
        page,
        "{} operations: {} full, {} generic, {} absent.\n\n| area | full | generic | absent |\n|---|---:|---:|---:|",
        total.iter().sum::<usize>(),
        total[0],
        total[1],
        total[2]
    );
    for (area, [full, generic, absent]) in &areas {
        let _ = writeln!(page, "| {area} | {full} | {generic} | {absent} |");
    }
    page.push_str("\n## Full operations\n");
    for (area, operations) in &full {
        let _ = writeln!(page, "\n{area}: `{}`", operations.join("`, `"));
    }
    page.push_str("\n## Where the API facts are corrected\n");
    if let Ok(facts) = Facts::get() {
        let overrides = &facts.overrides;
        page.push_str("\n| model | correction | source |\n|---|---|---|\n");
        for entry in &overrides.required {
            let list = |what: &str, names: &[String]| {
                if names.is_empty() { String::new() } else { format!("{what} {} ", names.join(", ")) }
            };
            let text = list("needs", &entry.add) + &list("does not need", &entry.remove);
            let _ = writeln!(page, "| {} | {}| {} |", entry.model, text, entry.source);
        }
        for entry in &overrides.values {
            let _ = writeln!(
                page,
                "| {} | {} is {} | {} |",
                entry.model,
                entry.field,
                entry.values.join(", "),
                entry.source
            );
        }
        for entry in &overrides.writable {
            let _ = writeln!(page, "| {} | clients set {} | {} |", entry.model, entry.field, entry.source);
        }
        for entry in &overrides.answers {
            let _ = writeln!(page, "| {} | {} in answers | {} |", entry.model, entry.field, entry.source);
        }
        for entry in &overrides.not_validated {
            let _ = writeln!(page, "| {} | answers are not compared | {} |", entry.operation, entry.source);
        }
    }
    page
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
