//! What is uploaded: a file of the program, with texts in place of its `{{keys}}`, and what it says about its object.
//!
//! Check reads it, so that the preview knows which object is meant and whether there is anything to upload. What is unknown then is
//! a mark in the text: where the mark ends up, the result is unknown, and everything else is not.

use std::collections::BTreeMap;
use std::path::Path as FilePath;

use pulumi_provider::declaration::{FieldShape, Form, IMPORTED, Upload, Write, nearest};
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::path::Path;
use pulumi_provider::provider::{CheckFailure, Checked, property};
use pulumi_provider::value::{Asset, AssetContent, Object, Unknown, Value};
use sha2::{Digest as _, Sha256};

use crate::registry::ResourceType;

/// Stands for a text that is not known yet. From a plane of Unicode that nobody assigns, so that no file has it.
const UNKNOWN: &str = "\u{E000}not known yet\u{E000}";

/// What is uploaded.
#[derive(Debug)]
pub(super) struct Content {
    /// The text.
    pub(super) text: String,
    /// What messages call the file.
    pub(super) file: String,
    /// How many lines of the text, after each of these, are not in the file.
    shifts: Vec<(usize, usize)>,
}

/// What there is to say of a content at Check.
enum Found {
    /// All of it, or all but the marks.
    Content(Content),
    /// Nothing: the file itself is not known yet.
    Unknown,
    /// That it is as it was: the engine has kept the digest of the file alone.
    Unchanged,
}

/// What is wrong, and with which property.
type Wrong = (&'static str, String);

/// Adds to checked inputs what the content says: which object is meant, and the content's digest.
pub(super) fn check(ty: &ResourceType, upload: &Upload, olds: &Object, checked: &mut Checked) {
    // Where an import has found an object, there is no content to look at yet.
    if !checked.failures.is_empty() || checked.inputs.contains_key(IMPORTED) {
        return;
    }
    if let Err(wrong) = complete(ty, upload, olds, &mut checked.inputs) {
        let failure = |(property, reason)| CheckFailure { path: Path::from(property), reason };
        checked.failures.extend(wrong.into_iter().map(failure));
    }
}

fn complete(
    ty: &ResourceType,
    upload: &Upload,
    olds: &Object,
    inputs: &mut Object,
) -> Result<(), Vec<Wrong>> {
    let (identity, digest) = (fields(ty, Write::InContent), fields(ty, Write::Digest));
    let content = match find(ty, olds, inputs)? {
        Found::Content(content) => content,
        Found::Unchanged => {
            for field in identity.chain(digest) {
                if let Some(old) = property(olds, field.field.name) {
                    inputs.entry(field.field.name.to_owned()).or_insert_with(|| old.clone());
                }
            }
            return Ok(());
        }
        Found::Unknown => {
            for field in identity.chain(digest) {
                inputs.entry(field.field.name.to_owned()).or_insert(Value::Unknown(Unknown::String));
            }
            return Ok(());
        }
    };
    let is_unknown = content.text.contains(UNKNOWN);
    let is_secret = fields(ty, Write::Content)
        .any(|field| property(inputs, field.field.name).is_some_and(Value::has_secrets));
    let file = file_field(ty);
    let said = match (upload.identify)(&content.text) {
        Ok(said) => said,
        // What is missing may be what makes it right.
        Err(_) if is_unknown => Vec::new(),
        Err(flaw) => return Err(vec![(file, content.place(flaw.line, &flaw.reason))]),
    };
    let mut wrong = Vec::new();
    for field in identity {
        let name = field.field.name;
        let said = said.iter().find(|(other, _)| *other == name).map(|(_, value)| value);
        let Some(said) = said.filter(|said| !said.contains(UNKNOWN)) else {
            inputs.entry(name.to_owned()).or_insert(Value::Unknown(Unknown::String));
            continue;
        };
        if let Form::Choice(choices) = &field.form
            && !choices.allowed().any(|allowed| allowed == said)
        {
            let similar = nearest(said, choices.allowed());
            let hint = similar.first().map_or_else(String::new, |word| format!("; did you mean {word}?"));
            wrong.push((file, format!("{}: {said} is no {name}{hint}", content.file)));
            continue;
        }
        match property(inputs, name) {
            Some(given) if !given.is_unknown() && given.as_str() != Some(said) => {
                wrong.push((name, format!("must be \"{said}\", as {} says, or left out", content.file)));
            }
            _ => {
                let value = Value::from(said.as_str());
                let value =
                    if is_secret && says_a_secret(ty, inputs, said) { value.into_secret() } else { value };
                inputs.insert(name.to_owned(), value);
            }
        }
    }
    for field in digest {
        let value = if is_unknown { Value::Unknown(Unknown::String) } else { Value::from(content.digest()) };
        // Who knows the file and the digest could try texts until they fit.
        let value = if is_secret { value.into_secret() } else { value };
        inputs.entry(field.field.name.to_owned()).or_insert(value);
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// What these inputs upload, with what the state says of it if the file has changed since Check looked at it.
pub(super) fn read(ty: &ResourceType, olds: &Object, inputs: &Object) -> Result<Content> {
    let gone = |reason: String| Error::new(Code::FailedPrecondition, reason);
    let content = match find(ty, olds, inputs) {
        Ok(Found::Content(content)) => content,
        Ok(_) => return Err(gone("what to upload is not known".to_owned())),
        Err(wrong) => {
            let reasons: Vec<String> =
                wrong.into_iter().map(|(property, reason)| format!("{property}: {reason}")).collect();
            return Err(gone(reasons.join("; ")));
        }
    };
    for field in fields(ty, Write::Digest) {
        let digest =
            |inputs: &Object| property(inputs, field.field.name).and_then(Value::as_str).map(str::to_owned);
        let (planned, old) = (digest(inputs), digest(olds));
        // A program may ignore changes of the file, and then it is uploaded for another reason.
        if planned.is_some() && planned != old && planned != Some(content.digest()) {
            return Err(gone(format!(
                "{} has changed since the preview; run `pulumi up` again",
                content.file
            )));
        }
    }
    Ok(content)
}

impl Content {
    /// Its SHA-256.
    fn digest(&self) -> String {
        Sha256::digest(self.text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// A message about a line of the text, with the line of the file.
    pub(super) fn place(&self, line: Option<usize>, message: &str) -> String {
        match line {
            None => format!("{}: {message}", self.file),
            Some(line) => format!("{}:{}: {message}", self.file, self.line(line)),
        }
    }

    fn line(&self, line: usize) -> usize {
        let more = self.shifts.iter().filter(|(after, _)| *after < line);
        // A line within a text that was put in is on the line of its key.
        more.fold(line, |at, (after, lines)| at - (line - after).min(*lines))
    }
}

fn fields(ty: &ResourceType, write: Write) -> impl Iterator<Item = &FieldShape> + Clone {
    ty.inputs().fields.iter().filter(move |field| field.field.write == write)
}

/// The property that has the file.
fn file_field(ty: &ResourceType) -> &'static str {
    fields(ty, Write::Content)
        .find(|field| matches!(field.form, Form::File))
        .map_or("", |field| field.field.name)
}

fn find(ty: &ResourceType, olds: &Object, inputs: &Object) -> Result<Found, Vec<Wrong>> {
    let name = file_field(ty);
    let Some(value) = property(inputs, name) else { return Ok(Found::Unknown) };
    let wrong = |reason: String| Err(vec![(name, reason)]);
    let (file, text) = match value.plain() {
        Value::Unknown(_) => return Ok(Found::Unknown),
        Value::Asset(Asset { content: Some(AssetContent::Text(text)), .. }) => {
            ("the YAML".to_owned(), Ok(text.clone()))
        }
        Value::Asset(Asset { content: Some(AssetContent::Path(path)), .. }) => (path.clone(), load(path)),
        Value::Asset(Asset { content: Some(AssetContent::Uri(uri)), .. }) => {
            match uri.strip_prefix("file://") {
                Some(path) => (path.to_owned(), load(path)),
                None => {
                    return wrong(
                        "must be a file or a text, not an address: get it in the program".to_owned(),
                    );
                }
            }
        }
        Value::Asset(Asset { hash, content: None }) => {
            return match property(olds, name).map(Value::plain) {
                Some(Value::Asset(old)) if old.hash == *hash => Ok(Found::Unchanged),
                _ => wrong("has nothing in it".to_owned()),
            };
        }
        other => match other.as_str() {
            None | Some("") => return wrong("is empty: give an asset, or the path of a file".to_owned()),
            Some(path)
                if path.starts_with("s3://") || path.contains("://") && !path.starts_with("file://") =>
            {
                return wrong("must be a file or a text, not an address: get it in the program".to_owned());
            }
            Some(path) => (path.to_owned(), load(path.strip_prefix("file://").unwrap_or(path))),
        },
    };
    let text = match text {
        Ok(text) => text,
        Err(reason) => return wrong(reason),
    };
    let texts = fields(ty, Write::Content).find(|field| matches!(field.form, Form::Map(_)));
    let Some(texts) = texts else { return Ok(Found::Content(Content { text, file, shifts: Vec::new() })) };
    let mut values = BTreeMap::new();
    match property(inputs, texts.field.name).map(Value::plain) {
        Some(Value::Unknown(_)) => return Ok(Found::Unknown),
        Some(Value::Object(members)) => {
            for (key, value) in members.iter().filter(|(_, value)| !value.is_null()) {
                values.insert(key.as_str(), value.as_str().unwrap_or(UNKNOWN));
            }
        }
        _ => {}
    }
    let Substituted { text, shifts, left } = substitute(&text, &values);
    if left.is_empty() {
        return Ok(Found::Content(Content { text, file, shifts }));
    }
    let say = |(key, line): &(String, usize)| {
        let similar = nearest(key, values.keys().copied());
        let hint = similar.first().map_or_else(String::new, |word| format!(" (there is {word})"));
        format!("has nothing for {{{{{key}}}}} in {file}:{line}{hint}")
    };
    Err(left.iter().map(|left| (texts.field.name, say(left))).collect())
}

fn load(path: &str) -> std::result::Result<String, String> {
    let bytes = std::fs::read(FilePath::new(path)).map_err(|error| {
        let folder = std::env::current_dir().map(|folder| folder.display().to_string()).unwrap_or_default();
        format!("cannot read {path} in {folder}: {error}")
    })?;
    String::from_utf8(bytes).map_err(|_| format!("{path} is no text in UTF-8"))
}

/// A text with values in it.
struct Substituted {
    text: String,
    /// Where values have put in more lines: after which line of the text, and how many.
    shifts: Vec<(usize, usize)>,
    /// Keys that have no value, with their lines.
    left: Vec<(String, usize)>,
}

/// The text with a value for every `{{key}}`.
///
/// What a value brings in is text, whatever it looks like: nothing in it is replaced again.
fn substitute(text: &str, values: &BTreeMap<&str, &str>) -> Substituted {
    let (mut result, mut shifts, mut left) = (String::with_capacity(text.len()), Vec::new(), Vec::new());
    let (mut rest, mut line, mut result_line) = (text, 1, 1);
    let lines = |text: &str| text.matches('\n').count();
    while let Some(start) = rest.find("{{") {
        let (before, after) = rest.split_at(start);
        result.push_str(before);
        line += lines(before);
        result_line += lines(before);
        let key = after[2..].split_once("}}").map(|(inner, _)| inner);
        let key = key.filter(|inner| !inner.contains(['{', '}', '\n']));
        let value = key.and_then(|inner| values.get(inner).or_else(|| values.get(inner.trim())));
        match (key, value) {
            (Some(inner), Some(value)) => {
                result.push_str(value);
                let more = lines(value);
                if more > 0 {
                    shifts.push((result_line, more));
                    result_line += more;
                }
                rest = &after[inner.len() + 4..];
            }
            (key, _) => {
                if let Some(inner) = key.map(str::trim).filter(|inner| is_key(inner)) {
                    left.push((inner.to_owned(), line));
                }
                // Not the whole: `{{{key}}}` is a key in braces.
                result.push('{');
                rest = &after[1..];
            }
        }
    }
    result.push_str(rest);
    Substituted { text: result, shifts, left }
}

/// Whether what is in braces can only be meant as a key.
fn is_key(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphabetic() || first == '_')
        && text.chars().all(|letter| letter.is_alphanumeric() || "_-.".contains(letter))
}

/// Whether a text has any of the secret texts in it.
fn says_a_secret(ty: &ResourceType, inputs: &Object, said: &str) -> bool {
    let mut secrets = Vec::new();
    for field in fields(ty, Write::Content) {
        match (&field.form, property(inputs, field.field.name)) {
            // A file that is secret as a whole hides everything that it says.
            (Form::File, Some(value)) if value.has_secrets() => return true,
            (_, Some(value)) => super::collect_secrets(value, false, &mut secrets),
            _ => {}
        }
    }
    secrets.iter().any(|secret| said.contains(secret.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(text: &str, values: &[(&str, &str)]) -> (String, Vec<(String, usize)>) {
        let substituted = substitute(text, &values.iter().copied().collect());
        (substituted.text, substituted.left)
    }

    #[test]
    fn keys_are_replaced_once() {
        assert_eq!(
            put("a {{x}} {{ y }} {{x}}", &[("x", "{{y}}"), ("y", "2")]),
            ("a {{y}} 2 {{y}}".into(), vec![])
        );
        assert_eq!(put("{{{x}}}", &[("x", "1")]).0, "{1}");
        assert_eq!(put("{{a key}}", &[("a key", "1")]).0, "1");
        assert_eq!(put("no end {{x", &[("x", "1")]).0, "no end {{x");
    }

    #[test]
    fn a_key_without_a_value_is_left_with_its_line() {
        let left = |text| put(text, &[("x", "1\n2")]).1;
        assert_eq!(left("{{x}}\n{{queue}}: {{ a.b-c }}"), [("queue".to_owned(), 2), ("a.b-c".to_owned(), 2)]);
        assert_eq!(left("{{1}} {{}} {{a b}} { {c} }"), []);
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let Substituted { text, shifts, .. } =
            substitute("a\nb {{x}}\nc\nd\n", &[("x", "1\n2\n3")].into_iter().collect());
        assert_eq!(text, "a\nb 1\n2\n3\nc\nd\n");
        let content = Content { text, file: "f".to_owned(), shifts };
        assert_eq!((1..=6).map(|line| content.line(line)).collect::<Vec<_>>(), [1, 2, 2, 2, 3, 4]);
        assert_eq!(content.place(Some(5), "m"), "f:3: m");
    }
}
