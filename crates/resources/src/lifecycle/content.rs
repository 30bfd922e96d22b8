//! What is uploaded: a file of the program, where a property has one, with texts in place of its `{{keys}}`.
//!
//! Check reads it, so that the preview knows whether there is anything to upload and, where the file says it, which object is meant.
//! What is unknown then is a mark in the text: where the mark ends up, the result is unknown, and everything else is not.

use std::collections::BTreeMap;
use std::path::Path as FilePath;

use pulumi_provider::declaration::{
    FieldShape, Flaw, Form, IMPORTED, Shape, Unfold, Upload, Write, element_key, nearest,
};
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::path::Path;
use pulumi_provider::provider::{CheckFailure, Checked, property};
use pulumi_provider::value::{AssetContent, Object, Unknown, Value};
use sha2::{Digest as _, Sha256};

use crate::registry::ResourceType;

/// Stands for a text that is not known yet. From a plane of Unicode that nobody assigns, so that no file has it.
const UNKNOWN: &str = "\u{E000}not known yet\u{E000}";

/// What is uploaded.
#[derive(Debug)]
pub(super) struct Content {
    /// What is in it.
    pub(super) bytes: Vec<u8>,
    /// What messages call the file.
    pub(super) file: String,
    /// How many lines of the text, after each of these, are not in the file.
    shifts: Vec<(usize, usize)>,
}

/// What there is to say of a content at Check.
enum Found {
    /// All of it, or all but the marks.
    Content(Content),
    /// Nothing: there is no file.
    Nothing,
    /// Nothing: the file itself is not known yet.
    Unknown,
    /// That it is as it was: the engine has kept the digest of the file alone.
    Unchanged,
}

/// What is wrong, and with which property.
type Wrong = (&'static str, String);

/// Adds to checked inputs what their files come to, wherever a property has one: the digest, and what the content says.
pub(super) fn check(ty: &ResourceType, olds: &Object, checked: &mut Checked) {
    // Where an import has found an object, there is no content to look at yet.
    if !has_files(ty.inputs()) || !checked.failures.is_empty() || checked.inputs.contains_key(IMPORTED) {
        return;
    }
    let Checked { inputs, failures } = checked;
    look(ty.inputs(), ty.table.api.upload, &Path::root(), olds, inputs, failures);
}

/// Whether an object, or anything within, has a file.
fn has_files(shape: &Shape) -> bool {
    shape.fields.iter().any(|field| {
        matches!(field.form, Form::File) || field.form.object().is_some_and(|shape| has_files(shape))
    })
}

fn look(
    shape: &Shape,
    upload: Option<&Upload>,
    path: &Path,
    olds: &Object,
    inputs: &mut Object,
    failures: &mut Vec<CheckFailure>,
) {
    if let Err(wrong) = complete(shape, upload, olds, inputs) {
        let failure = |(property, reason)| CheckFailure { path: path.key(property), reason };
        failures.extend(wrong.into_iter().map(failure));
    }
    for field in shape.fields.iter().filter(|field| field.form.object().is_some_and(|shape| has_files(shape)))
    {
        let name = field.field.name;
        if let Some(value) = inputs.get_mut(name) {
            look_within(&field.form, field.field.key, &path.key(name), property(olds, name), value, failures);
        }
    }
}

fn look_within(
    form: &Form,
    key: Option<&str>,
    path: &Path,
    old: Option<&Value>,
    value: &mut Value,
    failures: &mut Vec<CheckFailure>,
) {
    match (form, value) {
        (form, Value::Secret(inner)) => look_within(form, key, path, old, inner, failures),
        (Form::Object(shape), Value::Object(members)) => {
            let none = Object::new();
            look(shape, None, path, old.and_then(Value::as_object).unwrap_or(&none), members, failures);
        }
        (Form::Map(element), Value::Object(members)) => {
            let olds = old.and_then(Value::as_object);
            for (name, member) in members {
                let old = olds.and_then(|olds| olds.get(name));
                look_within(element, None, &path.key(name), old, member, failures);
            }
        }
        (Form::List { element, .. }, Value::Array(items)) => {
            let olds = old.and_then(Value::as_array).unwrap_or_default();
            for (index, item) in items.iter_mut().enumerate() {
                let old = partner(element, key, item, index, olds);
                look_within(element, None, &path.index(index), old, item, failures);
            }
        }
        _ => {}
    }
}

/// The element that one is aligned with: that of the same key, else that at the same place.
pub(super) fn partner<'a>(
    element: &Form,
    key: Option<&str>,
    item: &Value,
    index: usize,
    others: &'a [Value],
) -> Option<&'a Value> {
    let (Some(key), Form::Object(shape)) = (key, element) else { return others.get(index) };
    let name = |value: &Value| element_key(shape, key, value.as_object()?);
    let name_of_item = name(item)?;
    others.iter().find(|other| name(other).as_ref() == Some(&name_of_item))
}

fn complete(
    shape: &Shape,
    upload: Option<&Upload>,
    olds: &Object,
    inputs: &mut Object,
) -> Result<(), Vec<Wrong>> {
    let (identity, digest) = (fields(shape, Write::InContent), fields(shape, Write::Digest));
    let Some(file) = file_field(shape) else { return Ok(()) };
    name_after_file(shape, file, olds, inputs);
    let nameless = shape.fields.iter().filter(|field| field.field.file_name);
    let nameless: Vec<Wrong> = nameless
        .filter(|field| property(inputs, file).is_some() && !inputs.contains_key(field.field.name))
        .map(|field| (field.field.name, "is required where the content has no file".to_owned()))
        .collect();
    if !nameless.is_empty() {
        return Err(nameless);
    }
    let unfold = shape.field(file).and_then(|field| field.field.unfold);
    let stands_for = unfold.and_then(|unfold| shape.field(unfold.property));
    let identify = upload.and_then(|upload| upload.identify);
    let identity = identity.filter(|_| identify.is_some());
    let has_keys = upload.is_some_and(|upload| upload.has_keys);
    let content = match find(shape, has_keys, olds, inputs)? {
        Found::Content(content) => content,
        Found::Nothing => {
            let given = digest.filter(|field| property(inputs, field.field.name).is_some());
            let wrong: Vec<Wrong> = given
                .map(|field| (field.field.name, format!("is made of {file}, and there is none")))
                .collect();
            return if wrong.is_empty() { Ok(()) } else { Err(wrong) };
        }
        Found::Unchanged => {
            for field in identity.chain(digest).chain(stands_for) {
                if let Some(old) = property(olds, field.field.name) {
                    inputs.entry(field.field.name.to_owned()).or_insert_with(|| old.clone());
                }
            }
            return Ok(());
        }
        Found::Unknown => {
            for field in identity.chain(digest).chain(stands_for) {
                inputs.entry(field.field.name.to_owned()).or_insert(Value::Unknown(Unknown::String));
            }
            return Ok(());
        }
    };
    let is_unknown = content.is_unknown();
    let is_secret = fields(shape, Write::Content)
        .any(|field| property(inputs, field.field.name).is_some_and(Value::has_secrets));
    let said = match identify.map(|identify| identify(&String::from_utf8_lossy(&content.bytes))) {
        Some(Ok(said)) => said,
        None => Vec::new(),
        // What is missing may be what makes it right.
        Some(Err(_)) if is_unknown => Vec::new(),
        Some(Err(flaw)) => return Err(vec![(file, content.place(flaw.line, &flaw.reason))]),
    };
    let mut wrong = Vec::new();
    // What the content says itself, if it says anything of which object it is.
    for field in identity.filter(|_| !said.is_empty() || is_unknown) {
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
                    if is_secret && says_a_secret(shape, inputs, said) { value.into_secret() } else { value };
                inputs.insert(name.to_owned(), value);
            }
        }
    }
    for field in digest {
        let name = field.field.name;
        if let Some(given) = property(inputs, name) {
            // The engine puts the old value back where the program ignores changes of it.
            let is_right = |other: Option<&str>| other.is_some() && given.as_str() == other;
            let made = content.digest();
            if !is_right(property(olds, name).and_then(Value::as_str))
                && (is_unknown || !is_right(Some(&made)))
            {
                wrong.push((name, format!("is made of {file} and what belongs to it: leave it out")));
            }
            continue;
        }
        let value = if is_unknown { Value::Unknown(Unknown::String) } else { Value::from(content.digest()) };
        // Who knows the file and the digest could try texts until they fit.
        let value = if is_secret { value.into_secret() } else { value };
        inputs.insert(name.to_owned(), value);
    }
    if let Some(unfold) = unfold {
        match unfolded(unfold, (file, is_secret), &content, olds, inputs) {
            Ok(Some(made)) => {
                let made = if is_secret { made.into_secret() } else { made };
                inputs.insert(unfold.property.to_owned(), made);
            }
            Ok(None) => {}
            Err(flaws) => wrong.extend(flaws),
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// How many flaws of one file are told one by one.
const FLAWS: usize = 20;

/// What a file stands for; `None` if the inputs have it already.
fn unfolded(
    unfold: &Unfold,
    (file, is_secret): (&'static str, bool),
    content: &Content,
    olds: &Object,
    inputs: &Object,
) -> Result<Option<Value>, Vec<Wrong>> {
    if let Some(given) = property(inputs, unfold.property) {
        // The engine puts the old value back where the program ignores changes of it.
        if property(olds, unfold.property) == Some(given) {
            return Ok(None);
        }
        return Err(vec![(unfold.property, format!("is what {file} stands for: name one of the two"))]);
    }
    if unfold.with.iter().any(|name| property(inputs, name).is_some_and(Value::has_unknowns)) {
        return Ok(Some(Value::Unknown(Unknown::String)));
    }
    let Ok(text) = std::str::from_utf8(&content.bytes) else {
        return Err(vec![(file, format!("{} is no text in UTF-8", content.file))]);
    };
    (unfold.make)(text, inputs).map(Some).map_err(|flaws| {
        let more = flaws.len().saturating_sub(FLAWS);
        // A reason repeats what it is about.
        let reason = |flaw: &Flaw| match is_secret {
            true => "is wrong, and not told because the file is secret".to_owned(),
            false => flaw.reason.clone(),
        };
        let told = flaws.iter().take(FLAWS).map(|flaw| (file, content.place(flaw.line, &reason(flaw))));
        let rest = (more > 0).then(|| (file, format!("{}: and {more} more of the kind", content.file)));
        told.chain(rest).collect()
    })
}

/// Names what the program does not name after its file: as before, else by the file's path as the program gives it.
fn name_after_file(shape: &Shape, file: &str, olds: &Object, inputs: &mut Object) {
    for field in shape.fields.iter().filter(|field| field.field.file_name) {
        let name = field.field.name;
        if inputs.contains_key(name) {
            continue;
        }
        let made = match property(olds, name) {
            Some(old) => Some(old.clone()),
            None => match property(inputs, file).map(Value::plain) {
                Some(Value::Unknown(_)) => Some(Value::Unknown(Unknown::String)),
                Some(file) => match file.as_asset().and_then(|asset| asset.content.as_ref()) {
                    Some(AssetContent::Path(path)) => Some(relative(path).into()),
                    _ => file.as_str().map(|path| relative(path).into()),
                },
                None => None,
            },
        };
        if let Some(made) = made.filter(|made| made.as_str() != Some("")) {
            inputs.insert(name.to_owned(), made);
        }
    }
}

/// The path of a file as a name: with slashes, and without what leads to where the program is. Of a path that begins elsewhere only the
/// file's own name is left, since the rest says nothing on another machine.
fn relative(path: &str) -> String {
    let path = path.strip_prefix("file://").unwrap_or(path).replace('\\', "/");
    let is_absolute = path.starts_with('/') || path.get(1..3) == Some(":/");
    let mut steps = path.split('/').filter(|step| !matches!(*step, "" | "." | ".."));
    if is_absolute {
        steps.next_back().unwrap_or_default().to_owned()
    } else {
        steps.collect::<Vec<_>>().join("/")
    }
}

/// What these inputs upload, with what the state says of it if the file has changed since Check looked at it.
pub(super) fn read(
    shape: &Shape,
    upload: Option<&Upload>,
    olds: &Object,
    inputs: &Object,
) -> Result<Content> {
    let gone = |reason: String| Error::new(Code::FailedPrecondition, reason);
    let has_keys = upload.is_some_and(|upload| upload.has_keys);
    let content = match find(shape, has_keys, olds, inputs) {
        Ok(Found::Content(content)) => content,
        Ok(_) => return Err(gone("what to upload is not known".to_owned())),
        Err(wrong) => {
            let reasons: Vec<String> =
                wrong.into_iter().map(|(property, reason)| format!("{property}: {reason}")).collect();
            return Err(gone(reasons.join("; ")));
        }
    };
    for field in fields(shape, Write::Digest) {
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

/// The name of the file that an object within a property has.
pub(super) fn file_name(shape: &Shape, inputs: &Object, name: &str) -> Option<String> {
    let within = shape.field(name)?.form.object()?;
    let file = property(property(inputs, name)?.as_object()?, file_field(within)?)?;
    let path = match file.as_asset().and_then(|asset| asset.content.as_ref()) {
        Some(AssetContent::Path(path) | AssetContent::Uri(path)) => path,
        _ => file.as_str()?,
    };
    path.rsplit(['/', '\\']).next().filter(|name| !name.is_empty()).map(str::to_owned)
}

/// Whether these inputs have a file.
pub(super) fn has_file(shape: &Shape, inputs: &Object) -> bool {
    file_field(shape).is_some_and(|file| property(inputs, file).is_some())
}

/// Whether other inputs upload something else, or again.
pub(super) fn is_other(shape: &Shape, olds: &Object, news: &Object) -> bool {
    shape.fields.iter().any(|field| {
        let (old, new) = (property(olds, field.field.name), property(news, field.field.name));
        matches!(field.field.write, Write::Digest | Write::Trigger)
            && new.is_some_and(|new| {
                old.is_none_or(|old| !pulumi_provider::declaration::same(&field.form, old, new))
            })
    })
}

impl Content {
    /// Its SHA-256.
    fn digest(&self) -> String {
        Sha256::digest(&self.bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Whether some of it is not known yet.
    fn is_unknown(&self) -> bool {
        let mark = UNKNOWN.as_bytes();
        self.bytes.windows(mark.len()).any(|window| window == mark)
    }

    /// The name of the file, without the folders that it is in.
    pub(super) fn name(&self) -> &str {
        self.file.rsplit(['/', '\\']).next().unwrap_or_default()
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

fn fields(shape: &Shape, write: Write) -> impl Iterator<Item = &FieldShape> + Clone {
    shape.fields.iter().filter(move |field| field.field.write == write)
}

/// The property that has the file.
fn file_field(shape: &Shape) -> Option<&'static str> {
    let file = fields(shape, Write::Content).find(|field| matches!(field.form, Form::File))?;
    Some(file.field.name)
}

fn find(shape: &Shape, has_keys: bool, olds: &Object, inputs: &Object) -> Result<Found, Vec<Wrong>> {
    let Some(name) = file_field(shape) else { return Ok(Found::Nothing) };
    let Some(value) = property(inputs, name) else { return Ok(Found::Nothing) };
    let wrong = |reason: String| Err(vec![(name, reason)]);
    let (file, bytes) = match value.plain() {
        Value::Unknown(_) => return Ok(Found::Unknown),
        Value::Asset(asset) => match &asset.content {
            Some(AssetContent::Text(text)) => (format!("the text of {name}"), Ok(text.clone().into_bytes())),
            Some(AssetContent::Path(path)) => (path.clone(), load(path)),
            Some(AssetContent::Uri(uri)) => match uri.strip_prefix("file://") {
                Some(path) => (path.to_owned(), load(path)),
                None => {
                    return wrong(
                        "must be a file or a text, not an address: get it in the program".to_owned(),
                    );
                }
            },
            None => {
                return match property(olds, name).and_then(Value::as_asset) {
                    Some(old) if old.hash == asset.hash => Ok(Found::Unchanged),
                    _ => wrong("has nothing in it".to_owned()),
                };
            }
        },
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
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(reason) => return wrong(reason),
    };
    let texts = fields(shape, Write::Content).find(|field| matches!(field.form, Form::Map(_)));
    let Some(texts) = texts else {
        return Ok(Found::Content(Content { bytes, file, shifts: Vec::new() }));
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return wrong(format!("{file} is no text in UTF-8"));
    };
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
    if left.is_empty() || has_keys {
        return Ok(Found::Content(Content { bytes: text.into_bytes(), file, shifts }));
    }
    let say = |(key, line): &(String, usize)| {
        let similar = nearest(key, values.keys().copied());
        let hint = similar.first().map_or_else(String::new, |word| format!(" (there is {word})"));
        format!("has nothing for {{{{{key}}}}} in {file}:{line}{hint}")
    };
    Err(left.iter().map(|left| (texts.field.name, say(left))).collect())
}

fn load(path: &str) -> std::result::Result<Vec<u8>, String> {
    std::fs::read(FilePath::new(path)).map_err(|error| {
        let folder = std::env::current_dir().map(|folder| folder.display().to_string()).unwrap_or_default();
        format!("cannot read {path} in {folder}: {error}")
    })
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
fn says_a_secret(shape: &Shape, inputs: &Object, said: &str) -> bool {
    let mut secrets = Vec::new();
    for field in fields(shape, Write::Content) {
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
        let content = Content { bytes: text.into_bytes(), file: "f".to_owned(), shifts };
        assert_eq!((1..=6).map(|line| content.line(line)).collect::<Vec<_>>(), [1, 2, 2, 2, 3, 4]);
        assert_eq!(content.place(Some(5), "m"), "f:3: m");
    }

    #[test]
    fn a_file_gives_its_name_as_the_program_knows_it() {
        for (path, name) in [
            ("images/logo.png", "images/logo.png"),
            ("./images\\logo.png", "images/logo.png"),
            ("../logo.png", "logo.png"),
            ("/home/somebody/logo.png", "logo.png"),
            ("C:\\work\\logo.png", "logo.png"),
            ("file:///srv/logo.png", "logo.png"),
            ("logo", "logo"),
        ] {
            assert_eq!(relative(path), name, "{path}");
        }
    }
}
