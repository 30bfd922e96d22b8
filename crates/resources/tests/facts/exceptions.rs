//! Differences that are meant, each with its reason. A list may only shrink, so an exception that nothing needs is a mistake too.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

/// What is wrong with a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// The type.
    pub(crate) subject: String,
    /// What of it, and by which rule: the key under which an exception may be written down.
    pub(crate) key: String,
    /// What is wrong, in words.
    pub(crate) problem: String,
}

impl std::fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} | {} | {}", self.subject, self.key, self.problem)
    }
}

/// Reasons by type and key.
#[derive(Debug, Default)]
pub(crate) struct Exceptions {
    file: String,
    reasons: BTreeMap<String, BTreeMap<String, String>>,
}

impl Exceptions {
    /// Reads a file of the facts, or one part of it.
    pub(crate) fn read(name: &str, part: Option<&str>) -> Result<Exceptions, String> {
        let all = super::read(name)?;
        let json = part.map_or(&all, |part| &all[part]);
        let bad = |what: &str| format!("facts/{name}: {what}");
        let mut reasons: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (subject, of_subject) in json.as_object().ok_or_else(|| bad("not an object"))? {
            for (key, reason) in of_subject.as_object().ok_or_else(|| bad(subject))? {
                let reason = reason.as_str().map(str::trim).filter(|reason| !reason.is_empty());
                let reason = reason.ok_or_else(|| bad(&format!("{subject}: {key} has no reason")))?;
                reasons.entry(subject.clone()).or_default().insert(key.clone(), reason.to_owned());
            }
        }
        Ok(Exceptions { file: name.to_owned(), reasons })
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.reasons.values().map(BTreeMap::len).sum()
    }

    /// The reasons of one type, by key.
    pub(crate) fn of(&self, subject: &str) -> impl Iterator<Item = (&str, &str)> {
        let of_subject = self.reasons.get(subject).into_iter().flatten();
        of_subject.map(|(key, reason)| (key.as_str(), reason.as_str()))
    }

    /// The complaints that nothing excuses, and one for each exception that excuses nothing.
    pub(crate) fn apply(&self, complaints: Vec<Complaint>) -> Vec<Complaint> {
        let mut used: BTreeSet<(&str, &str)> = BTreeSet::new();
        let mut left = Vec::new();
        for complaint in complaints {
            match self.reasons.get_key_value(&complaint.subject) {
                Some((subject, reasons)) => match reasons.get_key_value(&complaint.key) {
                    Some((key, _)) => drop(used.insert((subject, key))),
                    None => left.push(complaint),
                },
                None => left.push(complaint),
            }
        }
        for (subject, reasons) in &self.reasons {
            for key in reasons.keys().filter(|key| !used.contains(&(subject.as_str(), key.as_str()))) {
                left.push(Complaint {
                    subject: subject.clone(),
                    key: key.clone(),
                    problem: format!(
                        "facts/{} excuses this, but nothing is wrong any more: take it out",
                        self.file
                    ),
                });
            }
        }
        left
    }
}

/// Complaints as text, one a line.
pub(crate) fn lines(complaints: &[Complaint]) -> String {
    complaints.iter().map(|complaint| format!("  {complaint}\n")).collect()
}

/// A JSON value in a message, not longer than a line.
pub(crate) fn brief(json: &Json) -> String {
    let text = json.to_string();
    if text.len() <= 120 { text } else { text.chars().take(117).collect::<String>() + "..." }
}
