//! Secrets, and keeping them out of everything that leaves the crate.
//!
//! A secret can leak in two ways: somebody prints the value that holds it, which [`Secret`] prevents by its type, or the
//! platform (or a proxy before it) echoes it in an answer, which only a search for the value itself can find.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

/// What is shown instead of a secret.
pub const HIDDEN: &str = "[secret]";

/// A text that is never printed.
#[derive(Clone, Eq, PartialEq, Hash)]
pub struct Secret(Arc<str>);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The text itself. The name is long so that each use can be found and judged.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether the text is empty, as an unset environment variable of a pipeline often is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(HIDDEN)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// Knows every secret of one client and removes them from texts.
///
/// Tokens that were replaced stay known: an answer to an old call may arrive, and echo, late.
#[derive(Default)]
pub(crate) struct Redactor {
    forms: RwLock<Vec<String>>,
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redactor")
    }
}

impl Redactor {
    /// Remembers a secret, in each spelling in which an answer may hold it.
    pub(crate) fn learn(&self, secret: &Secret) {
        let mut forms = self.forms.write().unwrap_or_else(PoisonError::into_inner);
        for form in spellings(secret.expose()) {
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
        // The longest first, so that a secret that contains another one is hidden whole.
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
    }

    /// Remembers a pair as it is sent in a Basic authorization header.
    pub(crate) fn learn_pair(&self, name: &str, secret: &Secret) {
        self.learn(secret);
        if !secret.is_empty() {
            self.learn(&Secret::new(STANDARD.encode(format!("{name}:{}", secret.expose()))));
        }
    }

    /// The text without any of the secrets, nor any of those that only this call knows.
    pub(crate) fn clean(&self, text: &str, of_call: &[Secret]) -> String {
        let forms = self.forms.read().unwrap_or_else(PoisonError::into_inner);
        let mut clean = text.to_owned();
        let of_call = of_call.iter().flat_map(|secret| spellings(secret.expose())).collect::<Vec<_>>();
        for form in of_call.iter().chain(forms.iter()) {
            if clean.contains(form.as_str()) {
                clean = clean.replace(form.as_str(), HIDDEN);
            }
        }
        clean
    }

    /// The same for every text inside a document; what is called like a secret is hidden whatever its value.
    pub(crate) fn clean_value(&self, value: &Value, of_call: &[Secret]) -> Value {
        match value {
            Value::String(text) => Value::String(self.clean(text, of_call)),
            Value::Array(items) => {
                Value::Array(items.iter().map(|item| self.clean_value(item, of_call)).collect())
            }
            Value::Object(fields) => Value::Object(
                fields
                    .iter()
                    .map(|(name, value)| {
                        let value = match value {
                            Value::Null | Value::Bool(_) => value.clone(),
                            _ if names_a_secret(name) => Value::String(HIDDEN.to_owned()),
                            _ => self.clean_value(value, of_call),
                        };
                        (name.clone(), value)
                    })
                    .collect(),
            ),
            other => other.clone(),
        }
    }
}

/// Fields of the API that hold secrets: passwords of users and trunks, secrets of OAuth clients, credentials of integrations.
fn names_a_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("password")
        || name.contains("secret")
        || name == "credentialfields"
        || name == "access_token"
        || name == "accesstoken"
        || name == "refreshtoken"
        || name == "privatekey"
}

fn spellings(text: &str) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    let mut spellings = vec![text.to_owned()];
    let json = Value::from(text).to_string();
    let json = json.trim_matches('"').to_owned();
    let form = url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    for other in [json, form] {
        if !other.is_empty() && !spellings.contains(&other) {
            spellings.push(other);
        }
    }
    spellings
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn is_never_printed() {
        let secret = Secret::from("open sesame");
        assert_eq!(format!("{secret} {secret:?}"), "[secret] [secret]");
    }

    #[test]
    fn is_found_in_every_spelling() {
        let redactor = Redactor::default();
        redactor.learn_pair("id", &Secret::from("a\"b c&d"));
        let basic = STANDARD.encode("id:a\"b c&d");
        for echo in ["a\"b c&d", "a\\\"b c&d", "a%22b+c%26d", basic.as_str()] {
            assert_eq!(redactor.clean(&format!("<{echo}>"), &[]), "<[secret]>");
        }
    }

    #[test]
    fn a_secret_within_another_is_hidden_whole() {
        let redactor = Redactor::default();
        redactor.learn(&Secret::from("abc"));
        redactor.learn(&Secret::from("abcdef"));
        assert_eq!(redactor.clean("abcdef abc", &[]), "[secret] [secret]");
    }

    #[test]
    fn documents_are_cleaned_by_name_and_by_value() {
        let redactor = Redactor::default();
        let clean = redactor.clean_value(
            &json!({ "password": "x", "wrapupPrompt": "y", "credentialFields": { "user": "u" }, "n": ["p-4711"] }),
            &[Secret::from("4711")],
        );
        assert_eq!(
            clean,
            json!({ "password": "[secret]", "wrapupPrompt": "y", "credentialFields": "[secret]", "n": ["p-[secret]"] })
        );
    }
}
