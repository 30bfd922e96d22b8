//! The functions of Terraform that are carried: their types, and what they answer for values that are known.
//!
//! TypeScript and Python programs have them in a file of their own (`hcl.ts`, `hcl.py`), under the same names.

use super::evaluate::Value;

/// The type that a function answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Number,
    Bool,
    Any,
    Texts,
    /// That of the first argument.
    AsFirst,
    /// A list of what the first argument has.
    ListOf,
    /// An element of the first argument.
    ElementOf,
}

/// A function.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Whether it only puts together and takes apart, whatever is in it.
    pub(crate) structural: bool,
    /// Fewest and most arguments.
    pub(crate) arguments: (usize, usize),
    /// What it answers.
    pub(crate) evaluate: fn(&[Value]) -> Result<Value, String>,
}

impl PartialEq for Function {
    fn eq(&self, other: &Function) -> bool {
        self.name == other.name
    }
}

/// The function of this name.
pub(crate) fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}

const MANY: usize = usize::MAX;

const fn on_values(
    name: &'static str,
    kind: Kind,
    arguments: (usize, usize),
    evaluate: fn(&[Value]) -> Result<Value, String>,
) -> Function {
    Function { name, kind, structural: false, arguments, evaluate }
}

const fn on_structure(
    name: &'static str,
    kind: Kind,
    arguments: (usize, usize),
    evaluate: fn(&[Value]) -> Result<Value, String>,
) -> Function {
    Function { name, kind, structural: true, arguments, evaluate }
}

/// All of them, in the order of their names.
pub(crate) const FUNCTIONS: &[Function] = &[
    on_values("abs", Kind::Number, (1, 1), |a| Ok(Value::Number(a[0].number()?.abs()))),
    on_values("base64decode", Kind::Text, (1, 1), |a| {
        let bytes = base64_decoded(&a[0].text()?).ok_or("it is not Base64")?;
        String::from_utf8(bytes).map(Value::text_of).map_err(|_| "it is not text".to_owned())
    }),
    on_values("base64encode", Kind::Text, (1, 1), |a| {
        Ok(Value::text_of(base64_encoded(a[0].text()?.as_bytes())))
    }),
    on_values("basename", Kind::Text, (1, 1), |a| {
        let text = a[0].text()?;
        Ok(Value::text_of(text.rsplit('/').next().unwrap_or_default()))
    }),
    on_values("ceil", Kind::Number, (1, 1), |a| Ok(Value::Number(a[0].number()?.ceil()))),
    on_structure("coalesce", Kind::AsFirst, (1, MANY), |a| {
        let found = a.iter().find(|value| !matches!(value, Value::Null) && !value.is_empty_text());
        found.cloned().ok_or_else(|| "all arguments are null or empty".to_owned())
    }),
    on_structure("coalescelist", Kind::AsFirst, (1, MANY), |a| {
        let found = a.iter().find(|value| value.list().is_ok_and(|list| !list.is_empty()));
        found.cloned().ok_or_else(|| "all lists are empty".to_owned())
    }),
    on_structure("compact", Kind::Texts, (1, 1), |a| {
        let kept =
            a[0].list()?.into_iter().filter(|value| !matches!(value, Value::Null) && !value.is_empty_text());
        Ok(Value::List(kept.collect()))
    }),
    on_structure("concat", Kind::AsFirst, (1, MANY), |a| {
        let mut all = Vec::new();
        for list in a {
            all.extend(list.list()?);
        }
        Ok(Value::List(all))
    }),
    on_values("contains", Kind::Bool, (2, 2), |a| Ok(Value::Bool(a[0].list()?.contains(&a[1])))),
    on_values("csvdecode", Kind::Any, (1, 1), |a| csv(&a[0].text()?)),
    on_values("dirname", Kind::Text, (1, 1), |a| {
        let text = a[0].text()?;
        Ok(Value::text_of(text.rsplit_once('/').map_or(".", |(folder, _)| folder)))
    }),
    on_values("distinct", Kind::AsFirst, (1, 1), |a| Ok(Value::List(distinct(a[0].list()?)))),
    on_structure("element", Kind::ElementOf, (2, 2), |a| {
        let (list, at) = (a[0].list()?, a[1].number()?);
        if list.is_empty() || at < 0.0 {
            return Err("there is no such element".to_owned());
        }
        Ok(list[(at as usize) % list.len()].clone())
    }),
    on_values("endswith", Kind::Bool, (2, 2), |a| Ok(Value::Bool(a[0].text()?.ends_with(&a[1].text()?)))),
    on_values("file", Kind::Text, (1, 1), |a| read(&a[0].text()?)),
    on_structure("flatten", Kind::Any, (1, 1), |a| Ok(Value::List(flat(a[0].list()?)))),
    on_values("floor", Kind::Number, (1, 1), |a| Ok(Value::Number(a[0].number()?.floor()))),
    on_values("format", Kind::Text, (1, MANY), |a| formatted(&a[0].text()?, &a[1..]).map(Value::text_of)),
    on_values("index", Kind::Number, (2, 2), |a| {
        let at = a[0].list()?.iter().position(|value| *value == a[1]);
        at.map(|at| Value::Number(at as f64)).ok_or_else(|| "it is not in the list".to_owned())
    }),
    on_values("join", Kind::Text, (2, 2), |a| {
        let between = a[0].clone();
        let mut all = Vec::new();
        for (index, value) in a[1].list()?.into_iter().enumerate() {
            if index > 0 {
                all.push(between.clone());
            }
            all.push(value);
        }
        Value::joined(&all)
    }),
    on_values("jsondecode", Kind::Any, (1, 1), |a| {
        serde_json::from_str(&a[0].text()?).map(|json| Value::of(&json)).map_err(|error| error.to_string())
    }),
    on_values("jsonencode", Kind::Text, (1, 1), |a| Ok(Value::text_of(a[0].json()?.to_string()))),
    on_structure("keys", Kind::Texts, (1, 1), |a| {
        Ok(Value::List(a[0].members()?.into_iter().map(|(key, _)| Value::text_of(key)).collect()))
    }),
    on_structure("length", Kind::Number, (1, 1), |a| {
        let length = match &a[0] {
            Value::List(items) => items.len(),
            Value::Map(members) => members.len(),
            other => other.text()?.chars().count(),
        };
        Ok(Value::Number(length as f64))
    }),
    on_structure("lookup", Kind::ElementOf, (2, 3), |a| {
        let key = a[1].text()?;
        let found = a[0].members()?.into_iter().find(|(name, _)| *name == key).map(|(_, value)| value);
        found.or_else(|| a.get(2).cloned()).ok_or_else(|| format!("there is no {key}"))
    }),
    on_values("lower", Kind::Text, (1, 1), |a| Ok(Value::text_of(a[0].text()?.to_lowercase()))),
    on_values("max", Kind::Number, (1, MANY), |a| numbers(a, f64::max)),
    on_structure("merge", Kind::AsFirst, (1, MANY), |a| {
        let mut all: Vec<(String, Value)> = Vec::new();
        for map in a {
            for (key, value) in map.members()? {
                all.retain(|(other, _)| *other != key);
                all.push((key, value));
            }
        }
        Ok(Value::map(all))
    }),
    on_values("min", Kind::Number, (1, MANY), |a| numbers(a, f64::min)),
    on_structure("one", Kind::ElementOf, (1, 1), |a| match &a[0].list()?[..] {
        [] => Ok(Value::Null),
        [only] => Ok(only.clone()),
        _ => Err("there is more than one element".to_owned()),
    }),
    on_values("range", Kind::Any, (1, 3), |a| {
        let given: Vec<f64> = a.iter().map(Value::number).collect::<Result<_, _>>()?;
        let (start, limit, step) = match given[..] {
            [limit] => (0.0, limit, 1.0),
            [start, limit] => (start, limit, if start <= limit { 1.0 } else { -1.0 }),
            [start, limit, step, ..] => (start, limit, step),
            [] => (0.0, 0.0, 1.0),
        };
        let count = if step == 0.0 { 0.0 } else { ((limit - start) / step).ceil().clamp(0.0, 1024.0) };
        Ok(Value::List((0..count as usize).map(|at| Value::Number(start + step * at as f64)).collect()))
    }),
    on_values("replace", Kind::Text, (3, 3), |a| {
        let (text, old, new) = (a[0].text()?, a[1].text()?, a[2].text()?);
        if old.len() > 1 && old.starts_with('/') && old.ends_with('/') {
            return Err("it has a regular expression".to_owned());
        }
        Ok(Value::text_of(text.replace(&old, &new)))
    }),
    on_structure("reverse", Kind::AsFirst, (1, 1), |a| {
        Ok(Value::List(a[0].list()?.into_iter().rev().collect()))
    }),
    on_values("setintersection", Kind::AsFirst, (1, MANY), |a| {
        let others = a[1..].iter().map(Value::list).collect::<Result<Vec<_>, _>>()?;
        let common =
            a[0].list()?.into_iter().filter(|value| others.iter().all(|other| other.contains(value)));
        Ok(Value::List(set(common.collect())))
    }),
    on_values("setsubtract", Kind::AsFirst, (2, 2), |a| {
        let without = a[1].list()?;
        Ok(Value::List(set(a[0].list()?.into_iter().filter(|value| !without.contains(value)).collect())))
    }),
    on_values("setunion", Kind::AsFirst, (1, MANY), |a| {
        let all = a.iter().map(Value::list).collect::<Result<Vec<_>, _>>()?;
        Ok(Value::List(set(all.concat())))
    }),
    on_structure("slice", Kind::AsFirst, (3, 3), |a| {
        let (list, from, to) = (a[0].list()?, a[1].number()?, a[2].number()?);
        let part = list.get(from as usize..to as usize).ok_or("there are no such elements")?;
        Ok(Value::List(part.to_vec()))
    }),
    on_values("sort", Kind::Texts, (1, 1), |a| {
        let mut texts = a[0].list()?.iter().map(Value::text).collect::<Result<Vec<_>, _>>()?;
        texts.sort();
        Ok(Value::List(texts.into_iter().map(Value::text_of).collect()))
    }),
    on_values("split", Kind::Texts, (2, 2), |a| {
        let (by, text) = (a[0].text()?, a[1].text()?);
        Ok(Value::List(text.split(&by).map(Value::text_of).collect()))
    }),
    on_values("startswith", Kind::Bool, (2, 2), |a| Ok(Value::Bool(a[0].text()?.starts_with(&a[1].text()?)))),
    on_values("substr", Kind::Text, (3, 3), |a| {
        let (text, from, length) = (a[0].text()?, a[1].number()?, a[2].number()?);
        let letters: Vec<char> = text.chars().collect();
        let from = if from < 0.0 { letters.len().saturating_sub(-from as usize) } else { from as usize };
        let length = if length < 0.0 { usize::MAX } else { length as usize };
        Ok(Value::text_of(letters.into_iter().skip(from).take(length).collect::<String>()))
    }),
    on_values("sum", Kind::Number, (1, 1), |a| {
        let all = a[0].list()?.iter().map(Value::number).collect::<Result<Vec<_>, _>>()?;
        Ok(Value::Number(all.iter().sum()))
    }),
    on_values("title", Kind::Text, (1, 1), |a| {
        let mut begins = true;
        let title = a[0]
            .text()?
            .chars()
            .flat_map(|letter| {
                let upper = std::mem::replace(&mut begins, !letter.is_alphanumeric());
                if upper { letter.to_uppercase().collect::<Vec<_>>() } else { vec![letter] }
            })
            .collect::<String>();
        Ok(Value::text_of(title))
    }),
    on_structure("tobool", Kind::Bool, (1, 1), |a| a[0].bool().map(Value::Bool)),
    on_structure("tolist", Kind::ListOf, (1, 1), |a| Ok(Value::List(a[0].list()?))),
    on_structure("tomap", Kind::AsFirst, (1, 1), |a| Ok(Value::map(a[0].members()?))),
    on_values("tonumber", Kind::Number, (1, 1), |a| a[0].number().map(Value::Number)),
    on_values("toset", Kind::ListOf, (1, 1), |a| Ok(Value::List(set(a[0].list()?)))),
    on_values("tostring", Kind::Text, (1, 1), |a| Value::joined(&a[..1])),
    on_values("trim", Kind::Text, (2, 2), |a| {
        let (text, letters) = (a[0].text()?, a[1].text()?);
        Ok(Value::text_of(text.trim_matches(|letter| letters.contains(letter))))
    }),
    on_values("trimprefix", Kind::Text, (2, 2), |a| {
        let (text, prefix) = (a[0].text()?, a[1].text()?);
        Ok(Value::text_of(text.strip_prefix(&prefix).unwrap_or(&text)))
    }),
    on_values("trimspace", Kind::Text, (1, 1), |a| Ok(Value::text_of(a[0].text()?.trim()))),
    on_values("trimsuffix", Kind::Text, (2, 2), |a| {
        let (text, suffix) = (a[0].text()?, a[1].text()?);
        Ok(Value::text_of(text.strip_suffix(&suffix).unwrap_or(&text)))
    }),
    on_values("upper", Kind::Text, (1, 1), |a| Ok(Value::text_of(a[0].text()?.to_uppercase()))),
    on_structure("values", Kind::ListOf, (1, 1), |a| {
        Ok(Value::List(a[0].members()?.into_iter().map(|(_, value)| value).collect()))
    }),
    on_structure("zipmap", Kind::Any, (2, 2), |a| {
        let keys = a[0].list()?.iter().map(Value::text).collect::<Result<Vec<_>, _>>()?;
        Ok(Value::map(keys.into_iter().zip(a[1].list()?).collect()))
    }),
];

fn numbers(all: &[Value], choose: fn(f64, f64) -> f64) -> Result<Value, String> {
    let all = all.iter().map(Value::number).collect::<Result<Vec<_>, _>>()?;
    Ok(Value::Number(all.into_iter().reduce(choose).unwrap_or_default()))
}

fn distinct(list: Vec<Value>) -> Vec<Value> {
    let mut kept: Vec<Value> = Vec::new();
    for value in list {
        if !kept.contains(&value) {
            kept.push(value);
        }
    }
    kept
}

/// A set, in the order in which Terraform has its elements.
fn set(list: Vec<Value>) -> Vec<Value> {
    let mut kept = distinct(list);
    kept.sort_by(|a, b| match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.total_cmp(b),
        _ => a.text().unwrap_or_default().cmp(&b.text().unwrap_or_default()),
    });
    kept
}

fn flat(list: Vec<Value>) -> Vec<Value> {
    list.into_iter()
        .flat_map(|value| match value {
            Value::List(inner) => flat(inner),
            other => vec![other],
        })
        .collect()
}

fn read(path: &str) -> Result<Value, String> {
    std::fs::read_to_string(path).map(Value::text_of).map_err(|error| format!("cannot read {path}: {error}"))
}

/// What `format` makes, of the verbs that programs use: `%s`, `%d`, `%05d`, `%v`, `%q`, `%%`.
fn formatted(form: &str, values: &[Value]) -> Result<String, String> {
    let mut text = String::new();
    let mut values = values.iter();
    let mut letters = form.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        let mut width = String::new();
        while let Some(digit) = letters.next_if(char::is_ascii_digit) {
            width.push(digit);
        }
        let verb = letters.next().ok_or("it ends with %")?;
        if verb == '%' {
            text.push('%');
            continue;
        }
        let value = values.next().ok_or("there are fewer values than verbs")?;
        let shown = match verb {
            's' | 'v' => value.text()?,
            'd' => value.number()?.trunc().to_string(),
            'q' => serde_json::Value::from(value.text()?).to_string(),
            other => return Err(format!("%{other} is not carried")),
        };
        let blank = if width.starts_with('0') { '0' } else { ' ' };
        let missing = width.parse::<usize>().unwrap_or_default().saturating_sub(shown.chars().count());
        text.extend(std::iter::repeat_n(blank, missing));
        text.push_str(&shown);
    }
    Ok(text)
}

/// A list of maps, one a row, by the names of the first row.
fn csv(text: &str) -> Result<Value, String> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let (mut row, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows.retain(|row| row.len() > 1 || row.first().is_some_and(|cell| !cell.is_empty()));
    let mut rows = rows.into_iter();
    let names = rows.next().unwrap_or_default();
    let maps =
        rows.map(|row| Value::map(names.iter().cloned().zip(row.into_iter().map(Value::text_of)).collect()));
    Ok(Value::List(maps.collect()))
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64_encoded(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits =
            chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = ALPHABET[(bits >> (18 - 6 * place)) as usize & 63];
            text.push(if place > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    text
}

fn base64_decoded(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for letter in text.bytes().filter(|byte| !byte.is_ascii_whitespace()).take_while(|byte| *byte != b'=') {
        bits = bits << 6 | ALPHABET.iter().position(|other| *other == letter)? as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(name: &str, arguments: &[Value]) -> Value {
        (function(name).unwrap().evaluate)(arguments).unwrap()
    }

    fn texts(list: &[&str]) -> Value {
        Value::List(list.iter().map(|text| Value::text_of(*text)).collect())
    }

    #[test]
    fn they_are_in_the_order_of_their_names() {
        assert!(FUNCTIONS.is_sorted_by_key(|function| function.name));
    }

    #[test]
    fn they_answer_what_terraform_answers() {
        let text = |text: &str| Value::text_of(text);
        assert_eq!(call("format", &[text("%s-%03d %%"), text("a"), Value::Number(7.0)]), text("a-007 %"));
        assert_eq!(call("toset", &[texts(&["b", "a", "b"])]), texts(&["a", "b"]));
        assert_eq!(call("flatten", &[Value::List(vec![texts(&["a"]), texts(&["b"])])]), texts(&["a", "b"]));
        assert_eq!(call("title", &[text("hello big world")]), text("Hello Big World"));
        assert_eq!(call("base64encode", &[text("Hallo")]), text("SGFsbG8="));
        assert_eq!(call("base64decode", &[text("SGFsbG8=")]), text("Hallo"));
        assert_eq!(call("substr", &[text("hello"), Value::Number(1.0), Value::Number(-1.0)]), text("ello"));
        assert_eq!(call("range", &[Value::Number(3.0)]).json().unwrap(), serde_json::json!([0, 1, 2]));
        assert_eq!(
            call("csvdecode", &[text("name,mail\n\"Ada, L.\",ada@example.com\n")]).json().unwrap(),
            serde_json::json!([{ "name": "Ada, L.", "mail": "ada@example.com" }])
        );
        assert_eq!(call("element", &[texts(&["a", "b"]), Value::Number(3.0)]), text("b"));
    }
}
