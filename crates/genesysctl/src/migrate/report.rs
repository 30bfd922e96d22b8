//! What became of everything that stood in the HCL: nothing is left out without a word.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::parse::Place;

/// What became of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// It is not in the program: it has to be decided what takes its place.
    Refused,
    /// It stays with Terraform; the program takes what it needs of it from its configuration.
    Kept,
    /// It is in the program under another name or in another form.
    Renamed,
    /// There is something to know about it, or to do.
    Note,
    /// It is in the program.
    Carried,
}

/// A line of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Item {
    pub(crate) outcome: Outcome,
    /// Its address in Terraform, with the attribute.
    pub(crate) what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<Place>,
    /// Why, or as what.
    pub(crate) says: String,
}

/// The whole report.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    pub(crate) items: Vec<Item>,
}

impl Report {
    pub(crate) fn add(
        &mut self,
        outcome: Outcome,
        what: impl Into<String>,
        place: Option<Place>,
        says: impl Into<String>,
    ) {
        let item = Item { outcome, what: what.into(), place, says: says.into() };
        if !self.items.contains(&item) {
            self.items.push(item);
        }
    }

    /// Where something stands, by what has been said of it or of what it is a part of.
    pub(crate) fn place_of(&self, what: &str) -> Option<Place> {
        let is_within = |item: &&Item| {
            what.strip_prefix(&item.what).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let known = self.items.iter().filter(|item| item.place.is_some()).filter(is_within);
        known.max_by_key(|item| item.what.len())?.place.clone()
    }

    pub(crate) fn count(&self, outcome: Outcome) -> usize {
        self.items.iter().filter(|item| item.outcome == outcome).count()
    }

    /// For programs.
    pub(crate) fn json(&self) -> serde_json::Value {
        let counts: BTreeMap<Outcome, usize> =
            ALL.iter().map(|(outcome, _)| (*outcome, self.count(*outcome))).collect();
        serde_json::json!({ "counts": counts, "items": self.items })
    }

    /// For people, in Markdown.
    pub(crate) fn markdown(&self) -> String {
        let mut text = "# Report of the migration\n".to_owned();
        for (outcome, title) in ALL {
            let items: Vec<&Item> = self.items.iter().filter(|item| item.outcome == outcome).collect();
            if items.is_empty() {
                continue;
            }
            let _ = writeln!(text, "\n## {title} ({})\n", items.len());
            for Item { what, place, says, .. } in items {
                let place = place.as_ref().map(|place| format!(" ({}:{})", place.file, place.line));
                let _ = writeln!(text, "- `{what}`{}: {says}", place.unwrap_or_default());
            }
        }
        text
    }
}

const ALL: [(Outcome, &str); 5] = [
    (Outcome::Refused, "Not carried"),
    (Outcome::Kept, "Left with Terraform"),
    (Outcome::Note, "To know and to do"),
    (Outcome::Renamed, "Carried under another name"),
    (Outcome::Carried, "Carried"),
];
