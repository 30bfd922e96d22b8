//! Our own answers, compared with the facts' model of them: a simulator that invents fields misleads its users.

use serde_json::Value;

use crate::facts::{Facts, Operation, Schema};

/// What in an answer contradicts the facts; empty when nothing does.
#[must_use]
pub fn violations(facts: &Facts, operation: &Operation, body: Option<&Value>) -> Vec<String> {
    let exempt = |entry: &crate::facts::NotValidated| entry.operation == operation.facts.operation_id;
    if facts.overrides.not_validated.iter().any(exempt) {
        return Vec::new();
    }
    match (&operation.facts.response, body) {
        (None, None) => Vec::new(),
        // Some routes answer with an empty object where clients read nothing.
        (None, Some(Value::Object(fields))) if fields.is_empty() => Vec::new(),
        (None, Some(_)) => vec!["a body where the facts have none".to_owned()],
        (Some(_), None) => Vec::new(),
        (Some(schema), Some(value)) => {
            let mut checker = Checker { facts, found: Vec::new() };
            checker.top(schema, value);
            checker.found
        }
    }
}

struct Checker<'a> {
    facts: &'a Facts,
    found: Vec<String>,
}

impl Checker<'_> {
    fn top(&mut self, schema: &Schema, value: &Value) {
        let resolved = self.facts.resolve(schema);
        if let Value::Object(fields) = value {
            for name in &resolved.required {
                if !fields.contains_key(name) && !self.is_allowed(schema.model(), name) {
                    self.found.push(format!("{name}: required and missing"));
                }
            }
        }
        self.check(schema, value, "");
    }

    fn is_allowed(&self, model: Option<&str>, field: &str) -> bool {
        let mut entries = self.facts.overrides.answers.iter();
        entries.any(|entry| Some(entry.model.as_str()) == model && entry.field == field)
    }

    fn check(&mut self, schema: &Schema, value: &Value, path: &str) {
        let resolved = self.facts.resolve(schema);
        let fits = match resolved.kind.as_deref() {
            Some("object") => value.is_object(),
            Some("array") => value.is_array(),
            Some("string") => value.is_string(),
            Some("integer") => value.is_i64() || value.is_u64(),
            Some("number") => value.is_number(),
            Some("boolean") => value.is_boolean(),
            _ => true,
        };
        // A model without any field is one that the sources flattened away, or a bare object.
        if resolved.is_free_form() {
            return;
        }
        if !fits {
            self.found.push(format!("{path}: {} instead of {:?}", kind_of(value), resolved.kind));
            return;
        }
        match value {
            Value::String(text) => {
                if let Some(values) = &resolved.values
                    && resolved.values_from.is_none()
                    && !values.contains(text)
                {
                    self.found.push(format!("{path}: {text:?} is not one of the values"));
                }
            }
            Value::Array(elements) => {
                if let Some(items) = &resolved.items {
                    for element in elements {
                        self.check(items, element, &format!("{path}[]"));
                    }
                }
            }
            Value::Object(fields) => {
                for (name, value) in fields {
                    let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    if self.is_allowed(schema.model(), name) {
                        continue;
                    }
                    if let Some(field) = resolved.properties.get(name) {
                        self.check(field, value, &inner);
                    } else if let Some(field) = &resolved.additional_properties {
                        self.check(field, value, &inner);
                    } else {
                        self.found.push(format!("{inner}: not in the model {:?}", schema.model()));
                    }
                }
            }
            _ => {}
        }
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(body: &Value) -> Vec<String> {
        let facts = Facts::get().unwrap();
        let operation =
            facts.operations.iter().find(|operation| operation.facts.operation_id == "getTokensMe").unwrap();
        violations(facts, operation, Some(body))
    }

    #[test]
    fn an_answer_that_fits_passes() {
        assert_eq!(found(&json!({ "organization": { "id": "a", "name": "b" } })), Vec::<String>::new());
    }

    #[test]
    fn wrong_answers_are_found() {
        assert_eq!(found(&json!({ "organization": { "id": 1 } })).len(), 1);
        assert_eq!(found(&json!({ "organisation": {} })).len(), 1);
        assert_eq!(found(&json!({ "OAuthClient": { "name": "a", "authorizedGrantType": "NONE" } })).len(), 1);
        assert_eq!(found(&json!([])).len(), 1);
        assert_eq!(found(&json!({ "organization": null })).len(), 1);
    }
}
