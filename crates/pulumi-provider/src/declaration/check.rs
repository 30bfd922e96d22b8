//! Checks of inputs against the shape: everything that can be known before an API is called.

use crate::path::Place;
use crate::provider::{CheckFailure, CheckRequest, Checked, property};
use crate::value::{Object, Unknown, Value};

use super::Write;
use super::inputs::IMPORTED;
use super::issues::Issues;
use super::names::nearest;
use super::secrets::mark_secrets;
use super::shape::{FieldShape, Form, Shape, TextRules};

/// Name of the format of dates and times that are meant wherever they are read.
pub(super) const LOCAL_TIME: &str = "local-date-time";

/// Checks the inputs of a resource and completes its name.
///
/// `advice` names properties that do not exist but that users try; `hook` adds what concerns several properties at once, and is
/// only asked when every property by itself is as it should be; `created` says whether the inputs describe an object that the
/// provider makes, rather than one that is there already and has its own name.
pub fn check_inputs(
    shape: &Shape,
    advice: &[(&str, &str)],
    request: &CheckRequest,
    created: bool,
    hook: impl FnOnce(&Object, &mut Issues<'_>),
) -> Checked {
    let CheckRequest { subject, olds, news, autonaming, .. } = request;
    let mut check = Check { advice, failures: Vec::new() };
    let mut inputs = check.object(shape, &Place::Root, news, olds);
    for field in shape.fields.iter().filter(|_| created) {
        let (name, Some(naming)) = (field.field.name, field.field.autoname) else { continue };
        if !inputs.contains_key(name) {
            match naming.fill(name, olds, autonaming.as_ref(), &subject.name) {
                Ok(filled) => drop(inputs.insert(name.to_owned(), filled)),
                Err(reason) => check.fail(&Place::Root.key(name), reason),
            }
        }
    }
    if news.contains_key(IMPORTED) && olds.contains_key(IMPORTED) {
        inputs.insert(IMPORTED.to_owned(), true.into());
    }
    if check.failures.is_empty() {
        let mut issues = Issues::new(&inputs, olds);
        hook(&inputs, &mut issues);
        check.failures = issues.into_failures();
    }
    mark_secrets(shape, &mut inputs, &[]);
    Checked { inputs, failures: check.failures }
}

struct Check<'a> {
    advice: &'a [(&'a str, &'a str)],
    failures: Vec<CheckFailure>,
}

impl Check<'_> {
    fn fail(&mut self, path: &Place<'_>, reason: impl Into<String>) {
        self.failures.push(CheckFailure { path: path.path(), reason: reason.into() });
    }

    fn object(&mut self, shape: &Shape, path: &Place<'_>, news: &Object, olds: &Object) -> Object {
        let mut inputs = Object::new();
        for (name, value) in news {
            if value.is_null() || name.starts_with("__") {
                continue;
            }
            let path = path.key(name);
            match shape.field(name) {
                // `[]` clears, whatever length the list must have otherwise.
                Some(field) if !field.required && value.as_array().is_some_and(<[Value]>::is_empty) => {
                    inputs.insert(name.clone(), value.clone());
                }
                // Whoever reads the file will judge it.
                Some(field) if field.field.write == Write::Digest && value.is_unknown() => {}
                Some(field) => {
                    if let Some(value) = self.value(&field.form, &path, value, property(olds, name)) {
                        inputs.insert(name.clone(), value);
                    }
                }
                None => self.stranger(shape, &path, name),
            }
        }
        for field in shape.fields.iter().filter(|field| field.required) {
            if !inputs.contains_key(field.field.name) && field.field.autoname.is_none() {
                self.fail(&path.key(field.field.name), "is required");
            }
        }
        inputs
    }

    fn stranger(&mut self, shape: &Shape, path: &Place<'_>, name: &str) {
        let flat = |text: &str| text.replace('_', "").to_lowercase();
        if let Some((_, instead)) = self.advice.iter().find(|(word, _)| flat(word) == flat(name)) {
            return self.fail(path, format!("does not exist: {instead}"));
        }
        let similar = nearest(name, shape.fields.iter().map(|field| field.field.name));
        let reason = match similar[..] {
            [] => format!(
                "does not exist; {} has: {}",
                shape.name,
                join(shape.fields.iter().map(|field| field.field.name), ", ")
            ),
            _ => format!("does not exist; did you mean {}?", join(similar, " or ")),
        };
        self.fail(path, reason);
    }

    /// The checked value, in the user's own spelling; `None` if it counts as absent.
    fn value(&mut self, form: &Form, path: &Place<'_>, value: &Value, old: Option<&Value>) -> Option<Value> {
        if let Value::Secret(inner) = value {
            return self.value(form, path, inner, old).map(Value::into_secret);
        }
        if value.is_unknown() {
            return Some(Value::Unknown(Unknown::String));
        }
        // The platform has no empty number and refuses an empty enumeration value; programs write "" for "not set".
        let blank = value.as_str() == Some("");
        if blank && !matches!(form, Form::Text(_) | Form::File | Form::Any) {
            return None;
        }
        match form {
            Form::Bool => {
                let given = value.as_bool().or_else(|| value.as_str()?.parse().ok());
                self.expect(given.is_some(), path, "a boolean", value);
            }
            Form::Integer(bounds) | Form::Number(bounds) => {
                let whole = matches!(form, Form::Integer(_));
                let given = value.as_number().or_else(|| value.as_str()?.parse().ok());
                let expected = if whole { "a whole number" } else { "a number" };
                match given {
                    Some(number) if number.is_finite() && (!whole || number.fract() == 0.0) => {
                        if !bounds.hold(number) {
                            let reason = match (bounds.minimum, bounds.maximum) {
                                (Some(minimum), Some(maximum)) => {
                                    format!("must be between {minimum} and {maximum}")
                                }
                                (Some(minimum), None) => format!("must be {minimum} or more"),
                                (_, maximum) => format!("must be {} or less", maximum.unwrap_or_default()),
                            };
                            self.fail(path, reason);
                        }
                    }
                    _ => self.expect(false, path, expected, value),
                }
            }
            Form::Text(rules) => match value.as_str() {
                Some("") => {}
                Some(text) => {
                    if let Some(reason) = rules.refuse(text) {
                        self.fail(path, reason);
                    }
                    // A resource given in place of its id is kept as the id, which is what the schema promises.
                    return Some(text.into());
                }
                None => self.expect(false, path, "a string", value),
            },
            Form::File => match value {
                Value::Asset(_) => {}
                _ if value.as_str().is_some() => {}
                _ => self.expect(false, path, "an asset or the path of a file", value),
            },
            Form::Choice(choices) => match value.as_str() {
                // A value that is there already passes: the platform may know more values than we do.
                Some(text) if old.and_then(Value::as_str) == Some(text) => {}
                Some(text) if choices.allowed().any(|allowed| allowed == text) => {}
                Some(text) => {
                    let similar = nearest(text, choices.allowed());
                    let hint = if similar.is_empty() {
                        String::new()
                    } else {
                        format!("; did you mean {}?", join(similar, " or "))
                    };
                    self.fail(path, format!("must be one of {}{hint}", join(choices.allowed(), ", ")));
                }
                None => self.expect(false, path, "a string", value),
            },
            Form::List { element, length, set } => {
                let Value::Array(items) = value else {
                    self.expect(false, path, "a list", value);
                    return Some(value.clone());
                };
                let (fewest, most) = *length;
                if fewest.is_some_and(|fewest| items.len() < fewest)
                    || most.is_some_and(|most| items.len() > most)
                {
                    let reason = match (fewest, most) {
                        (Some(fewest), Some(most)) => format!("must have {fewest} to {most} elements"),
                        (Some(fewest), None) => format!("must have at least {fewest} elements"),
                        (_, most) => format!("must have at most {} elements", most.unwrap_or_default()),
                    };
                    self.fail(path, format!("{reason}, not {}", items.len()));
                }
                let olds = old.and_then(Value::as_array).unwrap_or_default();
                let checked = items.iter().enumerate().filter_map(|(index, item)| {
                    let path = path.index(index);
                    if item.is_null() {
                        self.fail(&path, "is null");
                        return None;
                    }
                    if !*set {
                        return self.value(element, &path, item, olds.get(index));
                    }
                    // Which of thousands it was matters only where the item alone does not pass.
                    let before = self.failures.len();
                    let alone = self.value(element, &path, item, None);
                    if self.failures.len() == before || !olds.contains(item) {
                        return alone;
                    }
                    self.failures.truncate(before);
                    self.value(element, &path, item, Some(item))
                });
                return Some(Value::Array(checked.collect()));
            }
            Form::Map(element) => {
                let Value::Object(members) = value else {
                    self.expect(false, path, "a map", value);
                    return Some(value.clone());
                };
                let olds = old.and_then(Value::as_object);
                let checked =
                    members.iter().filter(|(_, member)| !member.is_null()).filter_map(|(key, member)| {
                        let old = olds.and_then(|olds| olds.get(key));
                        Some((key.clone(), self.value(element, &path.key(key), member, old)?))
                    });
                return Some(Value::Object(checked.collect()));
            }
            Form::Object(shape) => {
                // Terraform has a block that may occur once as a list, of one or none.
                if let Value::Array(items) = value {
                    match &items[..] {
                        [] => return None,
                        [only @ Value::Object(_)] => return self.value(form, path, only, old),
                        _ => {}
                    }
                }
                let Value::Object(members) = value else {
                    self.expect(false, path, "an object", value);
                    return Some(value.clone());
                };
                let none = Object::new();
                let olds = old.and_then(Value::as_object).unwrap_or(&none);
                return Some(Value::Object(self.object(shape, path, members, olds)));
            }
            Form::Any => {}
        }
        Some(value.clone())
    }

    fn expect(&mut self, fits: bool, path: &Place<'_>, expected: &str, value: &Value) {
        if !fits {
            self.fail(path, format!("must be {expected}, not {}", value.kind()));
        }
    }
}

impl FieldShape {
    /// Whether a program must give it.
    pub fn is_required_input(&self) -> bool {
        self.required && self.field.autoname.is_none()
    }

    /// Whether the outputs of a resource are sure to have it.
    pub fn is_sure_output(&self) -> bool {
        self.required
            || self.field.autoname.is_some()
            || self.field.file_name
            || self.field.write == Write::InContent
    }
}

impl TextRules {
    /// What is wrong with a text, if anything is.
    fn refuse(&self, text: &str) -> Option<String> {
        let length = text.chars().count();
        match self.length {
            (_, Some(most)) if length > most => {
                return Some(format!("must have at most {most} characters, not {length}"));
            }
            (Some(fewest), _) if length < fewest => {
                return Some(format!("must have at least {fewest} characters, not {length}"));
            }
            _ => {}
        }
        let (fits, example): (bool, &str) = match self.format.as_deref()? {
            "email" => (is_email(text), "an e-mail address, such as agent@example.com"),
            "e164" => (is_e164(text), "a phone number in E.164 form, such as +13175550123"),
            "date" => (is_date(text), "a date, such as 2026-12-24"),
            super::json_text::FORMAT => {
                let fits = super::parse_json(text).is_some_and(|json| json.is_object());
                (fits, "a JSON object, such as {\"key\": \"value\"}")
            }
            super::json_text::LIST_FORMAT => {
                let fits = super::parse_json(text).is_some_and(|json| json.is_array());
                (fits, "a JSON list, such as [{\"key\": \"value\"}]")
            }
            LOCAL_TIME => {
                (local_time(text).is_some(), "a date and a time without a zone, such as 2026-12-24T08:00:00")
            }
            "duration" => (is_duration(text), "an ISO 8601 duration, such as PT30M"),
            _ => return None,
        };
        (!fits).then(|| format!("must be {example}"))
    }
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    !local.is_empty()
        && !text.contains(char::is_whitespace)
        && domain.split('.').count() >= 2
        && domain.split('.').all(|label| {
            !label.is_empty() && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
        })
}

/// Whether a text is a phone number in E.164 form.
pub fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (2..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|digit| digit.is_ascii_digit())
    })
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |part: &str, size: usize| -> Option<u32> {
        (part.len() == size && part.bytes().all(|digit| digit.is_ascii_digit())).then(|| part.parse().ok())?
    };
    let [year, month, day] = parts[..] else { return false };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// A local date and time as it would be written most briefly, whatever fractions of a second it has; `None` if the text is none.
pub(super) fn local_time(text: &str) -> Option<String> {
    let (date, time) = text.split_once('T').filter(|(date, _)| is_date(date))?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut parts: Vec<&str> = time.split(':').collect();
    if parts.len() == 2 && fraction.is_empty() {
        parts.push("00");
    }
    let below = |part: &str, limit: u32| {
        part.len() == 2 && part.parse::<u32>().is_ok_and(|number| number < limit) && !part.starts_with('+')
    };
    let fits = parts.len() == 3 && below(parts[0], 24) && below(parts[1], 60) && below(parts[2], 60);
    let fraction = fraction.trim_end_matches('0');
    if !fits || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let dot = if fraction.is_empty() { "" } else { "." };
    Some(format!("{date}T{}{dot}{fraction}", parts.join(":")))
}

fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    let (dates, times) = rest.split_once('T').map_or((rest, None), |(dates, times)| (dates, Some(times)));
    let parts = |text: &str, units: &str| {
        let mut left = units;
        let mut number = String::new();
        for letter in text.chars() {
            if letter.is_ascii_digit() || letter == '.' {
                number.push(letter);
            } else {
                let Some(position) = left.find(letter) else { return false };
                if number.parse::<f64>().is_err() {
                    return false;
                }
                number.clear();
                left = &left[position + 1..];
            }
        }
        number.is_empty()
    };
    !(dates.is_empty() && times.is_none_or(str::is_empty))
        && parts(dates, "YMWD")
        && times.is_none_or(|times| !times.is_empty() && parts(times, "HMS"))
}

fn join<'a>(words: impl IntoIterator<Item = &'a str>, separator: &str) -> String {
    words.into_iter().collect::<Vec<_>>().join(separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_recognized() {
        assert!(
            is_email("a.b@example.com")
                && !is_email("a@b")
                && !is_email("a b@example.com")
                && !is_email("@example.com")
        );
        assert!(
            is_e164("+13175550123") && !is_e164("3175550123") && !is_e164("+0123456") && !is_e164("+1 317")
        );
        assert!(
            is_date("2024-02-29") && !is_date("2023-02-29") && !is_date("2024-2-9") && !is_date("2024-13-01")
        );
        let brief = |text| local_time(text).unwrap_or_default();
        assert_eq!(brief("2026-12-24T08:00:00.000000"), "2026-12-24T08:00:00");
        assert_eq!(brief("2026-12-24T08:00"), "2026-12-24T08:00:00");
        assert_eq!(brief("2026-12-24T08:00:00.250"), "2026-12-24T08:00:00.25");
        for none in [
            "2026-12-24",
            "2026-12-24T8:00",
            "2026-12-24T24:00:00",
            "2026-12-24T08:00:00Z",
            "2026-02-30T08:00:00",
            "2026-12-24T08:00:00.x",
        ] {
            assert_eq!(local_time(none), None, "{none}");
        }
        assert!(is_duration("PT30M") && is_duration("P1DT2H") && is_duration("P2W"));
        assert!(!is_duration("P") && !is_duration("PT") && !is_duration("30M") && !is_duration("PT5D"));
    }
}
