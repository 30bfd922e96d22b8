//! The functions of Terraform that are carried: their types, and what they answer for values that are known.
//!
//! TypeScript and Python programs have them in a file of their own (`hcl.ts`, `hcl.py`), under the same names.

use std::path::Path;

use regex::Regex;
use sha2::{Digest, Sha256};
use yaml_rust2::{Yaml, YamlLoader};

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

/// Functions that Terraform does not have, or in another form.
pub(crate) const OWN: [&str; 2] = ["defaults", "mergeall"];

/// Functions that are not called in the program, because what they do is done when it is written.
#[cfg(test)]
pub(crate) const DONE_NOW: &[(&str, &str)] = &[
    ("can", "as far as what is tried is known when the program runs"),
    ("ephemeralasnull", "as what it is given: nothing is ephemeral"),
    ("filebase64sha256", "as nothing: digests of what is uploaded are computed by the provider"),
    ("filebase64sha512", "as nothing: digests of what is uploaded are computed by the provider"),
    ("filemd5", "as nothing: digests of what is uploaded are computed by the provider"),
    ("filesha1", "as nothing: digests of what is uploaded are computed by the provider"),
    ("filesha256", "as nothing: digests of what is uploaded are computed by the provider"),
    ("filesha512", "as nothing: digests of what is uploaded are computed by the provider"),
    ("nonsensitive", "as what it is given: what ends in a secret property is secret"),
    ("sensitive", "as what it is given: what ends in a secret property is secret"),
    ("templatefile", "written out in the program"),
    ("try", "as far as what is tried is known when the program runs"),
];

const OTHER_TIME: &str = "its answer is another one each time, so the program would never be at rest";
const DIGEST: &str = "compute it elsewhere and write it down";
const ADDRESSES: &str = "compute the addresses elsewhere and write them down";
const TIMES: &str = "write the time down";
const PACKED: &str = "no property takes packed text";

/// Functions of Terraform that are not carried, each with the reason or with what to do.
pub(crate) const NOT_CARRIED: &[(&str, &str)] = &[
    ("abspath", "paths are those from the folder of the program"),
    ("base64gunzip", PACKED),
    ("base64gzip", PACKED),
    ("base64sha512", DIGEST),
    ("bcrypt", OTHER_TIME),
    ("cidrhost", ADDRESSES),
    ("cidrnetmask", ADDRESSES),
    ("cidrsubnet", ADDRESSES),
    ("cidrsubnets", ADDRESSES),
    ("formatdate", TIMES),
    ("issensitive", "the engine knows what is secret, the program does not"),
    ("log", "write the number down"),
    ("md5", DIGEST),
    ("pathexpand", "paths are those from the folder of the program"),
    ("plantimestamp", OTHER_TIME),
    ("rsadecrypt", "put the password into the configuration of the stack, as a secret"),
    ("sha1", DIGEST),
    ("sha512", DIGEST),
    ("templatestring", "write the template where it is used"),
    ("textdecodebase64", "texts are UTF-8: use base64decode"),
    ("textencodebase64", "texts are UTF-8: use base64encode"),
    ("timeadd", TIMES),
    ("timecmp", TIMES),
    ("timestamp", OTHER_TIME),
    ("type", "it is of use in the console only"),
    ("uuid", OTHER_TIME),
    ("uuidv5", DIGEST),
    ("yamlencode", "use jsonencode: JSON is YAML"),
];

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
    on_values("alltrue", Kind::Bool, (1, 1), |a| {
        let all = a[0].list()?.iter().map(Value::bool).collect::<Result<Vec<_>, _>>()?;
        Ok(Value::Bool(all.into_iter().all(|one| one)))
    }),
    on_values("anytrue", Kind::Bool, (1, 1), |a| {
        let all = a[0].list()?.iter().map(Value::bool).collect::<Result<Vec<_>, _>>()?;
        Ok(Value::Bool(all.into_iter().any(|one| one)))
    }),
    on_values("base64decode", Kind::Text, (1, 1), |a| {
        let bytes = base64_decoded(&a[0].text()?).ok_or("it is not Base64")?;
        String::from_utf8(bytes).map(Value::text_of).map_err(|_| "it is not text".to_owned())
    }),
    on_values("base64encode", Kind::Text, (1, 1), |a| {
        Ok(Value::text_of(base64_encoded(a[0].text()?.as_bytes())))
    }),
    on_values("base64sha256", Kind::Text, (1, 1), |a| {
        Ok(Value::text_of(base64_encoded(&Sha256::digest(a[0].text()?.as_bytes()))))
    }),
    on_values("basename", Kind::Text, (1, 1), |a| {
        let text = a[0].text()?;
        Ok(Value::text_of(text.rsplit('/').next().unwrap_or_default()))
    }),
    on_values("ceil", Kind::Number, (1, 1), |a| Ok(Value::Number(a[0].number()?.ceil()))),
    on_values("chomp", Kind::Text, (1, 1), |a| {
        Ok(Value::text_of(a[0].text()?.trim_end_matches(['\r', '\n'])))
    }),
    on_structure("chunklist", Kind::Any, (2, 2), |a| {
        let (list, size) = (a[0].list()?, a[1].whole()?);
        let size = if size == 0 { list.len().max(1) } else { size };
        Ok(Value::List(list.chunks(size).map(|part| Value::List(part.to_vec())).collect()))
    }),
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
    on_structure("defaults", Kind::AsFirst, (2, 2), |a| Ok(filled(a[0].clone(), &a[1]))),
    on_values("dirname", Kind::Text, (1, 1), |a| {
        let text = a[0].text()?;
        Ok(Value::text_of(text.rsplit_once('/').map_or(".", |(folder, _)| folder)))
    }),
    on_values("distinct", Kind::AsFirst, (1, 1), |a| Ok(Value::List(distinct(a[0].list()?)))),
    on_structure("element", Kind::ElementOf, (2, 2), |a| {
        let (list, at) = (a[0].list()?, a[1].whole()?);
        if list.is_empty() {
            return Err("the list is empty".to_owned());
        }
        Ok(list[at % list.len()].clone())
    }),
    on_values("endswith", Kind::Bool, (2, 2), |a| Ok(Value::Bool(a[0].text()?.ends_with(&a[1].text()?)))),
    on_values("file", Kind::Text, (1, 1), |a| read(&a[0].text()?)),
    on_values("filebase64", Kind::Text, (1, 1), |a| {
        let path = a[0].text()?;
        let bytes = std::fs::read(&path).map_err(|error| format!("cannot read {path}: {error}"))?;
        Ok(Value::text_of(base64_encoded(&bytes)))
    }),
    on_values("fileexists", Kind::Bool, (1, 1), |a| Ok(Value::Bool(Path::new(&a[0].text()?).is_file()))),
    on_values("fileset", Kind::Texts, (2, 2), |a| {
        let pattern = glob(&a[1].text()?)?;
        let mut found = Vec::new();
        walk(Path::new(&a[0].text()?), "", &mut found);
        found.retain(|path| pattern.is_match(path));
        found.sort();
        Ok(Value::List(found.into_iter().map(Value::text_of).collect()))
    }),
    on_structure("flatten", Kind::Any, (1, 1), |a| Ok(Value::List(flat(a[0].list()?)))),
    on_values("floor", Kind::Number, (1, 1), |a| Ok(Value::Number(a[0].number()?.floor()))),
    on_values("format", Kind::Text, (1, MANY), |a| formatted(&a[0].text()?, &a[1..]).map(Value::text_of)),
    on_values("formatlist", Kind::Texts, (1, MANY), |a| {
        let form = a[0].text()?;
        let length =
            a[1..].iter().filter_map(|one| one.list().ok()).map(|list| list.len()).next().unwrap_or(1);
        let mut all = Vec::new();
        for at in 0..length {
            let row = a[1..].iter().map(|one| match one {
                Value::List(items) => items.get(at).cloned().ok_or("the lists are not equally long"),
                other => Ok(other.clone()),
            });
            all.push(Value::text_of(formatted(&form, &row.collect::<Result<Vec<_>, _>>()?)?));
        }
        Ok(Value::List(all))
    }),
    on_values("indent", Kind::Text, (2, 2), |a| {
        let blank = " ".repeat(a[0].whole()?);
        Ok(Value::text_of(a[1].text()?.replace('\n', &format!("\n{blank}"))))
    }),
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
    on_values("matchkeys", Kind::AsFirst, (3, 3), |a| {
        let (values, keys, wanted) = (a[0].list()?, a[1].list()?, a[2].list()?);
        let pairs = values.into_iter().zip(keys);
        Ok(Value::List(pairs.filter(|(_, key)| wanted.contains(key)).map(|(value, _)| value).collect()))
    }),
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
    on_structure("mergeall", Kind::ElementOf, (1, 1), |a| {
        let mut all: Vec<(String, Value)> = Vec::new();
        for map in a[0].list()? {
            for (key, value) in if matches!(map, Value::Null) { Vec::new() } else { map.members()? } {
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
    on_values("parseint", Kind::Number, (2, 2), |a| {
        let base = u32::try_from(a[1].whole()?).ok().filter(|base| (2..=36).contains(base));
        let number = base.and_then(|base| i64::from_str_radix(&a[0].text().ok()?, base).ok());
        number.map(|number| Value::Number(number as f64)).ok_or_else(|| "it is no such number".to_owned())
    }),
    on_values("pow", Kind::Number, (2, 2), |a| Ok(Value::Number(a[0].number()?.powf(a[1].number()?)))),
    on_values("range", Kind::Any, (1, 3), |a| {
        let given: Vec<f64> = a.iter().map(Value::number).collect::<Result<_, _>>()?;
        let (start, limit, step) = match given[..] {
            [limit] => (0.0, limit, 1.0),
            [start, limit] => (start, limit, if start <= limit { 1.0 } else { -1.0 }),
            [start, limit, step, ..] => (start, limit, step),
            [] => (0.0, 0.0, 1.0),
        };
        let count = if step == 0.0 { f64::INFINITY } else { ((limit - start) / step).ceil().max(0.0) };
        if count > 1024.0 {
            return Err("it has more than 1024 elements".to_owned());
        }
        Ok(Value::List((0..count as usize).map(|at| Value::Number(start + step * at as f64)).collect()))
    }),
    on_values("regex", Kind::Any, (2, 2), |a| {
        let (pattern, text) = (pattern(&a[0].text()?)?, a[1].text()?);
        let found = pattern.captures(&text).ok_or("nothing fits the pattern")?;
        Ok(captured(&pattern, &found))
    }),
    on_values("regexall", Kind::Any, (2, 2), |a| {
        let (pattern, text) = (pattern(&a[0].text()?)?, a[1].text()?);
        Ok(Value::List(pattern.captures_iter(&text).map(|found| captured(&pattern, &found)).collect()))
    }),
    on_values("replace", Kind::Text, (3, 3), |a| {
        let (text, old, new) = (a[0].text()?, a[1].text()?, a[2].text()?);
        if old.len() > 1 && old.starts_with('/') && old.ends_with('/') {
            let pattern = pattern(&old[1..old.len() - 1])?;
            return Ok(Value::text_of(pattern.replace_all(&text, new.as_str())));
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
    on_structure("setproduct", Kind::Any, (2, MANY), |a| {
        let mut all: Vec<Vec<Value>> = vec![Vec::new()];
        for list in a {
            let list = list.list()?;
            let more = all
                .iter()
                .flat_map(|row| list.iter().map(move |one| [&row[..], std::slice::from_ref(one)].concat()));
            all = more.collect();
        }
        Ok(Value::List(all.into_iter().map(Value::List).collect()))
    }),
    on_values("setsubtract", Kind::AsFirst, (2, 2), |a| {
        let without = a[1].list()?;
        Ok(Value::List(set(a[0].list()?.into_iter().filter(|value| !without.contains(value)).collect())))
    }),
    on_values("setunion", Kind::AsFirst, (1, MANY), |a| {
        let all = a.iter().map(Value::list).collect::<Result<Vec<_>, _>>()?;
        Ok(Value::List(set(all.concat())))
    }),
    on_values("sha256", Kind::Text, (1, 1), |a| {
        let digest = Sha256::digest(a[0].text()?.as_bytes());
        Ok(Value::text_of(digest.iter().map(|byte| format!("{byte:02x}")).collect::<String>()))
    }),
    on_values("signum", Kind::Number, (1, 1), |a| {
        let number = a[0].number()?;
        Ok(Value::Number(if number == 0.0 { 0.0 } else { number.signum() }))
    }),
    on_structure("slice", Kind::AsFirst, (3, 3), |a| {
        let (list, from, to) = (a[0].list()?, a[1].whole()?, a[2].whole()?);
        let part = list.get(from..to).ok_or("there are no such elements")?;
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
    on_values("strcontains", Kind::Bool, (2, 2), |a| Ok(Value::Bool(a[0].text()?.contains(&a[1].text()?)))),
    on_values("strrev", Kind::Text, (1, 1), |a| {
        Ok(Value::text_of(a[0].text()?.chars().rev().collect::<String>()))
    }),
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
    on_values("transpose", Kind::Any, (1, 1), |a| {
        let mut all: Vec<(String, Value)> = Vec::new();
        for (key, values) in a[0].members()? {
            for value in values.list()? {
                let (value, key) = (value.text()?, Value::text_of(key.as_str()));
                match all.iter_mut().find(|(other, _)| *other == value) {
                    Some((_, Value::List(keys))) => keys.push(key),
                    _ => all.push((value, Value::List(vec![key]))),
                }
            }
        }
        Ok(Value::map(all))
    }),
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
    on_values("urlencode", Kind::Text, (1, 1), |a| {
        let encode = |byte: u8| match byte {
            b' ' => "+".to_owned(),
            byte if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        };
        Ok(Value::text_of(a[0].text()?.bytes().map(encode).collect::<String>()))
    }),
    on_structure("values", Kind::ListOf, (1, 1), |a| {
        Ok(Value::List(a[0].members()?.into_iter().map(|(_, value)| value).collect()))
    }),
    on_values("yamldecode", Kind::Any, (1, 1), |a| {
        let documents = YamlLoader::load_from_str(&a[0].text()?).map_err(|error| error.to_string())?;
        match &documents[..] {
            [] => Ok(Value::Null),
            [one] => of_yaml(one),
            _ => Err("there is more than one document".to_owned()),
        }
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

/// A verb of `format`: `%-5.2f`.
struct Verb {
    left: bool,
    zeros: bool,
    plus: bool,
    width: usize,
    precision: Option<usize>,
    letter: char,
}

/// Texts and verbs of a form, in order.
fn verbs(form: &str) -> Result<Vec<Result<Verb, String>>, String> {
    let mut all = Vec::new();
    let mut text = String::new();
    let mut letters = form.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        let mut verb =
            Verb { left: false, zeros: false, plus: false, width: 0, precision: None, letter: '%' };
        while let Some(flag) = letters.next_if(|letter| "-0+".contains(*letter)) {
            verb.left |= flag == '-';
            verb.zeros |= flag == '0';
            verb.plus |= flag == '+';
        }
        let number = |letters: &mut std::iter::Peekable<std::str::Chars<'_>>| {
            let mut digits = String::new();
            while let Some(digit) = letters.next_if(char::is_ascii_digit) {
                digits.push(digit);
            }
            digits.parse::<usize>().unwrap_or_default().min(1000)
        };
        verb.width = number(&mut letters);
        if letters.next_if_eq(&'.').is_some() {
            verb.precision = Some(number(&mut letters));
        }
        verb.letter = letters.next().ok_or("it ends with %")?;
        match verb.letter {
            '%' => text.push('%'),
            's' | 'v' | 'd' | 'f' | 't' | 'q' | 'x' | 'X' | 'o' | 'b' => {
                all.push(Err(std::mem::take(&mut text)));
                all.push(Ok(verb));
            }
            other => return Err(format!("%{other} is not carried")),
        }
    }
    all.push(Err(text));
    Ok(all)
}

/// Whether all verbs of a form are carried.
pub(crate) fn is_form(form: &str) -> Result<(), String> {
    verbs(form).map(drop)
}

/// What `format` makes.
fn formatted(form: &str, values: &[Value]) -> Result<String, String> {
    let mut text = String::new();
    let mut values = values.iter();
    for part in verbs(form)? {
        let verb = match part {
            Err(plain) => {
                text.push_str(&plain);
                continue;
            }
            Ok(verb) => verb,
        };
        let value = values.next().ok_or("there are fewer values than verbs")?;
        let whole = || Ok::<_, String>(value.number()?.trunc() as i64);
        let mut shown = match verb.letter {
            's' | 'v' => match value {
                Value::List(_) | Value::Map(_) => value.json()?.to_string(),
                value => value.text()?,
            },
            't' => value.bool()?.to_string(),
            'd' => whole()?.to_string(),
            'f' => format!("{:.*}", verb.precision.unwrap_or(6), value.number()?),
            'x' => format!("{:x}", whole()?),
            'X' => format!("{:X}", whole()?),
            'o' => format!("{:o}", whole()?),
            'b' => format!("{:b}", whole()?),
            _ => serde_json::Value::from(value.text()?).to_string(),
        };
        if let ('s' | 'q', Some(precision)) = (verb.letter, verb.precision) {
            shown = shown.chars().take(precision).collect();
        }
        let is_number = "dfxXob".contains(verb.letter);
        if verb.plus && is_number && !shown.starts_with('-') {
            shown.insert(0, '+');
        }
        let missing = verb.width.saturating_sub(shown.chars().count());
        if verb.left {
            shown.push_str(&" ".repeat(missing));
        } else if verb.zeros && is_number {
            let at = usize::from(shown.starts_with(['+', '-']));
            shown.insert_str(at, &"0".repeat(missing));
        } else {
            shown.insert_str(0, &" ".repeat(missing));
        }
        text.push_str(&shown);
    }
    Ok(text)
}

/// Members that may be left out have their defaults: see `Plan::shape_of`.
pub(crate) fn filled(value: Value, shape: &Value) -> Value {
    match (value, shape) {
        (Value::List(items), Value::List(inner)) => {
            let inner = inner.first().unwrap_or(&Value::Null);
            Value::List(items.into_iter().map(|item| filled(item, inner)).collect())
        }
        (Value::Map(members), Value::List(inner)) => {
            let inner = inner.first().unwrap_or(&Value::Null);
            Value::Map(members.into_iter().map(|(key, value)| (key, filled(value, inner))).collect())
        }
        (Value::Map(mut members), Value::Map(shapes)) => {
            for (name, rule) in shapes {
                let Value::List(rule) = rule else { continue };
                let (default, inner) =
                    (rule.first().unwrap_or(&Value::Null), rule.get(1).unwrap_or(&Value::Null));
                match members.iter_mut().find(|(key, _)| key == name) {
                    Some((_, value)) => {
                        let given = std::mem::replace(value, Value::Null);
                        let given = if given == Value::Null { default.clone() } else { given };
                        *value = filled(given, inner);
                    }
                    None => members.push((name.clone(), filled(default.clone(), inner))),
                }
            }
            Value::map(members)
        }
        (value, _) => value,
    }
}

fn pattern(text: &str) -> Result<Regex, String> {
    Regex::new(text).map_err(|_| format!("{text} is no regular expression"))
}

/// What a pattern has found: the whole, or its groups.
fn captured(pattern: &Regex, found: &regex::Captures<'_>) -> Value {
    let text = |at: usize| found.get(at).map_or(Value::Null, |part| Value::text_of(part.as_str()));
    let names: Vec<Option<&str>> = pattern.capture_names().skip(1).collect();
    if names.is_empty() {
        return text(0);
    }
    if names.iter().any(Option::is_some) {
        let named =
            names.iter().enumerate().filter_map(|(at, name)| Some(((*name)?.to_owned(), text(at + 1))));
        return Value::map(named.collect());
    }
    Value::List((1..=names.len()).map(text).collect())
}

/// A pattern for paths as a regular expression: `**` goes over folders, `*` does not.
fn glob(text: &str) -> Result<Regex, String> {
    let mut letters = text.chars().peekable();
    let mut expression = "^".to_owned();
    while let Some(letter) = letters.next() {
        match letter {
            '*' if letters.next_if_eq(&'*').is_some() => {
                expression.push_str(if letters.next_if_eq(&'/').is_some() { "(?:.*/)?" } else { ".*" });
            }
            '*' => expression.push_str("[^/]*"),
            '?' => expression.push_str("[^/]"),
            '{' => expression.push_str("(?:"),
            '}' => expression.push(')'),
            ',' => expression.push('|'),
            '[' | ']' => expression.push(letter),
            other => expression.push_str(&regex::escape(&other.to_string())),
        }
    }
    pattern(&(expression + "$"))
}

/// The files in a folder and below it, by their paths from there.
fn walk(folder: &Path, own: &str, found: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = format!("{own}{}", entry.file_name().to_string_lossy());
        if path.is_file() {
            found.push(name);
        } else if path.is_dir() && !path.is_symlink() {
            walk(&path, &format!("{name}/"), found);
        }
    }
}

fn of_yaml(yaml: &Yaml) -> Result<Value, String> {
    Ok(match yaml {
        Yaml::Null => Value::Null,
        Yaml::Boolean(value) => Value::Bool(*value),
        Yaml::Integer(number) => Value::Number(*number as f64),
        Yaml::Real(text) => Value::Number(text.parse().map_err(|_| format!("{text} is no number"))?),
        Yaml::String(text) => Value::text_of(text),
        Yaml::Array(items) => Value::List(items.iter().map(of_yaml).collect::<Result<_, _>>()?),
        Yaml::Hash(members) => {
            let member =
                |(key, value): (&Yaml, &Yaml)| Ok::<_, String>((of_yaml(key)?.text()?, of_yaml(value)?));
            Value::map(members.iter().map(member).collect::<Result<_, _>>()?)
        }
        Yaml::Alias(_) | Yaml::BadValue => return Err("it has what is not understood".to_owned()),
    })
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
