//! Names: those of objects, and those that users misspell.

use crate::provider::Autonaming;
use crate::value::{Object, Value};

/// Which names an API takes for a kind of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Naming {
    /// Longest name, in characters.
    pub max_length: usize,
    /// Whether it may have letters, digits and underscores only: everything else becomes an underscore.
    pub word: bool,
}

impl Naming {
    /// Names as long as anybody wants them.
    pub const FREE: Naming = Naming { max_length: 255, word: false };
    /// Names of letters, digits and underscores.
    pub const WORD: Naming = Naming { word: true, ..Naming::FREE };

    /// The name in this alphabet; `None` if nothing of it is left.
    pub fn adapt(self, name: &str) -> Option<String> {
        let fits = |letter: char| !self.word || letter.is_ascii_alphanumeric() || letter == '_';
        let letters = name.trim().chars().map(|letter| if fits(letter) { letter } else { '_' });
        let adapted: String = letters.take(self.max_length).collect();
        let is_name = |letter: char| !self.word || letter != '_';
        adapted.chars().any(is_name).then_some(adapted)
    }

    /// The name for an object whose program gave none: the old one, else the engine's proposal, else the logical name.
    pub(super) fn fill(
        self,
        property: &str,
        olds: &Object,
        autonaming: Option<&Autonaming>,
        logical_name: &str,
    ) -> Result<Value, String> {
        if let Some(old) = olds.get(property).filter(|value| !value.is_null()) {
            return Ok(old.clone());
        }
        match autonaming {
            Some(Autonaming::Enforce(name)) if self.adapt(name).as_deref() == Some(name.as_str()) => {
                Ok(name.as_str().into())
            }
            Some(Autonaming::Enforce(name)) => Err(format!(
                "the name \"{name}\" that `pulumi:autonaming` enforces is not a name the platform takes"
            )),
            Some(Autonaming::Disable) => {
                Err("is required, because `pulumi:autonaming` is switched off".to_owned())
            }
            Some(Autonaming::Propose(name)) => {
                self.adapt(name).map(Value::from).ok_or_else(|| "is required".to_owned())
            }
            None => self.adapt(logical_name).map(Value::from).ok_or_else(|| "is required".to_owned()),
        }
    }
}

/// The candidates that look most like a word, best first, at most three.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let flat = |text: &str| text.to_lowercase().replace(['_', '-', ' '], "");
    let wanted = flat(word);
    let mut scored: Vec<(f64, &str)> = candidates
        .into_iter()
        .map(|candidate| {
            let flat = flat(candidate);
            let contains =
                (wanted.len() > 3 && flat.contains(&wanted)) || (flat.len() > 3 && wanted.contains(&flat));
            (strsim::jaro_winkler(&wanted, &flat).max(if contains { 0.9 } else { 0.0 }), candidate)
        })
        .filter(|(score, _)| *score >= 0.84)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.into_iter().take(3).map(|(_, candidate)| candidate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_names_are_recognized() {
        let names = ["acwTimeoutMs", "acwWrapupPrompt", "name", "divisionId", "wrapupCodes"];
        assert_eq!(nearest("acw_timeout_ms", names), ["acwTimeoutMs"]);
        assert_eq!(nearest("divisonId", names), ["divisionId"]);
        assert_eq!(nearest("wrapUpCode", names), ["wrapupCodes"]);
        assert!(nearest("queueType", names).is_empty());
    }
}
