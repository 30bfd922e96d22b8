//! A refusal: the API's own error document, and telling it from what only looks like one.

use std::fmt;

use serde_json::Value;

use crate::Call;

/// The API's answer to a call that it does not do.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The call.
    pub call: Call,
    /// The status.
    pub status: u16,
    /// The API's code.
    pub code: Option<String>,
    /// The API's message, with its parameters filled in.
    pub message: Option<String>,
    /// The message before they were filled in, which tells apart what the code does not.
    pub message_template: Option<String>,
    /// The parameters of the message.
    pub message_params: Vec<(String, String)>,
    /// What Genesys needs to find the call in its own logs.
    pub context_id: Option<String>,
    /// What is wrong in particular.
    pub details: Vec<Detail>,
    /// The object that the API names as the reason.
    pub entity: Option<Entity>,
    /// The limit that was hit.
    pub limit: Option<Limit>,
    /// Whether an earlier attempt of the same call got no answer: this refusal may be the echo of our own effect, such as a
    /// stale version or an object that is already gone.
    pub repeated: bool,
}

/// One detail of a refusal.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Detail {
    /// A code.
    pub code: Option<String>,
    /// The field it is about.
    pub field: Option<String>,
    /// The object it is about.
    pub entity: Option<Entity>,
    /// A text, from a nested error.
    pub message: Option<String>,
}

/// An object that the API names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entity {
    /// Its id.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
}

/// A limit of the platform.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Limit {
    /// Its key, `client.credentials.token.rate.per.minute`.
    pub key: String,
    /// Its namespace, `platform.api`.
    pub namespace: Option<String>,
    /// Its value.
    pub value: Option<String>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} was refused: {}", self.call, self.status)?;
        if let Some(code) = &self.code {
            write!(f, " {code}")?;
        }
        if let Some(message) = &self.message {
            write!(f, ": {message}")?;
        }
        for detail in &self.details {
            write!(f, "; {detail}")?;
        }
        if let Some(id) = &self.context_id {
            write!(f, " (contextId {id})")?;
        }
        Ok(())
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entity = self.entity.as_ref().and_then(|entity| entity.name.as_deref().or(entity.id.as_deref()));
        let parts = [self.field.as_deref(), self.code.as_deref(), self.message.as_deref(), entity];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
    }
}

impl Refusal {
    /// The permissions that the message of a 403 names, `routing:queue:add`.
    pub fn missing_permissions(&self) -> Vec<String> {
        let texts = self.message.iter().map(String::as_str);
        let texts = texts.chain(self.message_params.iter().map(|(_, value)| value.as_str()));
        let mut found = Vec::new();
        for text in texts {
            for word in
                text.split(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '*' | '.')))
            {
                let word = word.trim_matches(|c| matches!(c, '.' | ':'));
                let parts = word.split(':').collect::<Vec<_>>();
                if parts.len() == 3
                    && parts.iter().all(|part| !part.is_empty())
                    && !found.iter().any(|other| other == word)
                {
                    found.push(word.to_owned());
                }
            }
        }
        found
    }

    /// What the user can do about it.
    pub(crate) fn hint(&self) -> Option<String> {
        match self.status {
            403 => {
                let missing = self.missing_permissions();
                Some(if missing.is_empty() {
                    "The OAuth client's roles do not allow this.".to_owned()
                } else {
                    format!(
                        "Give the OAuth client a role with {} in the divisions concerned.",
                        missing.join(" and ")
                    )
                })
            }
            413 => Some("The request is larger than the platform takes.".to_owned()),
            501 => Some("The organization does not have this feature.".to_owned()),
            _ => match self.code.as_deref() {
                Some("not.a.user") => {
                    Some("This needs the token of a person; an OAuth client of its own has none.".to_owned())
                }
                Some("max.entity.count.reached") => Some(
                    "The organization's limit for this kind of object is reached; Genesys can raise it."
                        .to_owned(),
                ),
                _ => None,
            },
        }
    }

    /// Reads the API's error document, or says that this is none.
    pub(crate) fn read(call: &Call, status: u16, correlation_id: Option<&str>, body: &Value) -> Option<Self> {
        let empty = Value::Null;
        let (text, fields) = match body {
            Value::Null => (None, &empty),
            Value::Object(fields) => (fields.get("message").and_then(Value::as_str), body),
            _ => return None,
        };
        let code = fields["code"].as_str();
        // A correlation id is the platform's signature. Without one, only the shape of its error document will do.
        let own = fields["contextId"].is_string() || fields["status"].is_number();
        if correlation_id.is_none() && !(code.is_some() && (text.is_some() || own) || text.is_some() && own) {
            return None;
        }
        let string = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let entity = |value: &Value| {
            let entity = Entity { id: string(&value["entityId"]), name: string(&value["entityName"]) };
            (entity.id.is_some() || entity.name.is_some()).then_some(entity)
        };
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let mut details = list(&fields["details"])
            .iter()
            .map(|detail| Detail {
                code: string(&detail["errorCode"]),
                field: string(&detail["fieldName"]),
                entity: entity(detail),
                message: None,
            })
            .collect::<Vec<_>>();
        details.extend(list(&fields["errors"]).iter().map(|error| Detail {
            code: string(&error["code"]),
            field: None,
            entity: entity(error),
            message: string(&error["message"]),
        }));
        details.retain(|detail| *detail != Detail::default());
        let limit = &fields["limit"];
        let params = fields["messageParams"].as_object();
        Some(Self {
            call: call.clone(),
            status,
            code: string(&fields["code"]),
            message: string(&fields["message"]),
            message_template: string(&fields["messageWithParams"]),
            message_params: params
                .into_iter()
                .flatten()
                .filter_map(|(name, value)| Some((name.clone(), string(value)?)))
                .collect(),
            context_id: string(&fields["contextId"]).or_else(|| correlation_id.map(str::to_owned)),
            details,
            entity: entity(fields),
            limit: string(&limit["key"]).map(|key| Limit {
                key,
                namespace: string(&limit["namespace"]),
                value: match &limit["value"] {
                    Value::Null => None,
                    Value::String(text) => Some(text.clone()),
                    other => Some(other.to_string()),
                },
            }),
            repeated: false,
        })
    }
}

#[cfg(test)]
mod tests;
