//! What expressions are worth before a program runs: for YAML, which cannot compute, and for what is written into the stack's file.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::model::{Expr, For, Program, Repeat};

/// A value, in which references to resources and to the stack's configuration may be left.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(Vec<Piece>),
    List(Vec<Value>),
    /// In the order of keys, where the program has made it.
    Map(Vec<(String, Value)>),
    /// A resource, or what was looked up, by its name in the YAML.
    Named(String),
    /// JSON of something that is not known yet.
    Encoded(Box<Value>),
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Piece {
    Literal(String),
    /// `support.id`
    Reference(String),
    /// A variable, by its number.
    Variable(usize),
}

/// What is said of a value that is needed too early.
const LATE: &str = "it needs a value that is only known when the program runs";

impl Value {
    pub(crate) fn text_of(text: impl Into<String>) -> Value {
        Value::Text(vec![Piece::Literal(text.into())])
    }

    /// A map, in the order of its keys.
    pub(crate) fn map(mut members: Vec<(String, Value)>) -> Value {
        members.sort_by(|(a, _), (b, _)| a.cmp(b));
        Value::Map(members)
    }

    pub(crate) fn of(json: &Json) -> Value {
        match json {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => Value::Number(number.as_f64().unwrap_or_default()),
            Json::String(text) => Value::text_of(text),
            Json::Array(items) => Value::List(items.iter().map(Value::of).collect()),
            Json::Object(members) => {
                Value::map(members.iter().map(|(key, value)| (key.clone(), Value::of(value))).collect())
            }
        }
    }

    pub(crate) fn is_empty_text(&self) -> bool {
        matches!(self, Value::Text(pieces) if pieces.iter().all(|piece| matches!(piece, Piece::Literal(text) if text.is_empty())))
    }

    pub(crate) fn text(&self) -> Result<String, String> {
        match self {
            Value::Text(pieces) => pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Literal(text) => Ok(text.as_str()),
                    _ => Err(LATE.to_owned()),
                })
                .collect(),
            Value::Number(number) => Ok(number_in_words(*number)),
            Value::Bool(value) => Ok(value.to_string()),
            Value::Named(_) | Value::Encoded(_) => Err(LATE.to_owned()),
            _ => Err("it is no text".to_owned()),
        }
    }

    pub(crate) fn number(&self) -> Result<f64, String> {
        match self {
            Value::Number(number) => Ok(*number),
            other => other.text()?.parse().map_err(|_| "it is no number".to_owned()),
        }
    }

    /// A number that counts something.
    pub(crate) fn whole(&self) -> Result<usize, String> {
        let number = self.number()?;
        if number < 0.0 || number.fract() != 0.0 || number > 1e9 {
            return Err(format!("{} is no number of elements", number_in_words(number)));
        }
        Ok(number as usize)
    }

    pub(crate) fn bool(&self) -> Result<bool, String> {
        match self {
            Value::Bool(value) => Ok(*value),
            other => other.text()?.parse().map_err(|_| "it is neither true nor false".to_owned()),
        }
    }

    pub(crate) fn list(&self) -> Result<Vec<Value>, String> {
        match self {
            Value::List(items) => Ok(items.clone()),
            Value::Text(_) | Value::Named(_) => self.text().and(Err("it is no list".to_owned())),
            _ => Err("it is no list".to_owned()),
        }
    }

    pub(crate) fn members(&self) -> Result<Vec<(String, Value)>, String> {
        match self {
            Value::Map(members) => Ok(members.clone()),
            Value::Text(_) | Value::Named(_) => self.text().and(Err("it is no map".to_owned())),
            _ => Err("it is no map".to_owned()),
        }
    }

    /// As JSON, if all of it is known.
    pub(crate) fn json(&self) -> Result<Json, String> {
        Ok(match self {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::from(*value),
            Value::Number(number) => number_in_json(*number),
            Value::Text(_) => self.text()?.into(),
            Value::List(items) => items.iter().map(Value::json).collect::<Result<_, _>>()?,
            Value::Map(members) => Json::Object(
                members
                    .iter()
                    .map(|(key, value)| Ok((key.clone(), value.json()?)))
                    .collect::<Result<_, String>>()?,
            ),
            Value::Named(_) | Value::Encoded(_) => return Err(LATE.to_owned()),
        })
    }

    /// Texts one after the other.
    pub(crate) fn joined(all: &[Value]) -> Result<Value, String> {
        let mut pieces: Vec<Piece> = Vec::new();
        for value in all {
            let more = match value {
                Value::Text(pieces) => pieces.clone(),
                other => vec![Piece::Literal(other.text()?)],
            };
            for piece in more {
                match (pieces.last_mut(), piece) {
                    (Some(Piece::Literal(last)), Piece::Literal(text)) => last.push_str(&text),
                    (_, piece) => pieces.push(piece),
                }
            }
        }
        if pieces.is_empty() {
            pieces.push(Piece::Literal(String::new()));
        }
        Ok(Value::Text(pieces))
    }
}

/// A number as Terraform writes it.
pub(crate) fn number_in_words(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { number.to_string() }
}

pub(crate) fn number_in_json(number: f64) -> Json {
    if number.fract() == 0.0 && number.abs() < 9e15 { Json::from(number as i64) } else { Json::from(number) }
}

/// The names of a thing's instances in the YAML.
#[derive(Debug, Clone)]
pub(crate) enum Instances {
    Once(String),
    Count(Vec<String>),
    Each(Vec<(String, String)>),
}

/// What is known when expressions are evaluated.
pub(crate) struct Evaluator<'a> {
    pub(crate) program: &'a Program,
    pub(crate) instances: BTreeMap<usize, Instances>,
    /// Variables whose values were needed, so that they are what they are now for good.
    pub(crate) fixed: RefCell<BTreeSet<usize>>,
}

/// What loops call things.
pub(crate) type Scope = BTreeMap<String, Value>;

impl<'a> Evaluator<'a> {
    pub(crate) fn new(program: &'a Program) -> Evaluator<'a> {
        Evaluator { program, instances: BTreeMap::new(), fixed: RefCell::default() }
    }

    /// The value, in which references may be left.
    pub(crate) fn value(&self, expr: &Expr, scope: &Scope) -> Result<Value, String> {
        Ok(match expr {
            Expr::Null => Value::Null,
            Expr::Bool(value) => Value::Bool(*value),
            Expr::Number(number) => Value::Number(*number),
            Expr::Text(text) | Expr::Folder(text) => Value::text_of(text),
            Expr::Attempt(name, all) => {
                let mut tried = all.iter().map(|one| self.value(one, scope));
                match *name {
                    "can" => Value::Bool(tried.all(|answer| answer.is_ok())),
                    _ => tried.find_map(Result::ok).ok_or("nothing of what is tried can be told")?,
                }
            }
            Expr::Template(parts) => Value::joined(
                &parts.iter().map(|part| self.value(part, scope)).collect::<Result<Vec<_>, _>>()?,
            )?,
            Expr::List(items) => {
                Value::List(items.iter().map(|item| self.value(item, scope)).collect::<Result<_, _>>()?)
            }
            Expr::Map(members) => {
                let member = |(key, value): &(Expr, Expr)| {
                    Ok::<_, String>((self.known(key, scope)?.text()?, self.value(value, scope)?))
                };
                Value::map(members.iter().map(member).collect::<Result<_, _>>()?)
            }
            Expr::Object(_, _, members) => {
                let mut all = Vec::new();
                for (name, value) in members {
                    match self.value(value, scope)? {
                        Value::Null => {}
                        value => all.push((name.clone(), value)),
                    }
                }
                Value::Map(all)
            }
            Expr::Variable(index) => Value::Text(vec![Piece::Variable(*index)]),
            Expr::Local(index) => self.value(&self.program.locals[*index].value, &Scope::new())?,
            Expr::Bound(name) => scope.get(name).cloned().ok_or_else(|| format!("{name} is not known"))?,
            Expr::Stack => Value::Text(vec![Piece::Reference("pulumi.stack".to_owned())]),
            Expr::Thing(index) => match self.instances.get(index) {
                None => return Err(LATE.to_owned()),
                Some(Instances::Once(name)) => Value::Named(name.clone()),
                Some(Instances::Count(names)) => {
                    Value::List(names.iter().cloned().map(Value::Named).collect())
                }
                Some(Instances::Each(names)) => Value::map(
                    names.iter().map(|(key, name)| (key.clone(), Value::Named(name.clone()))).collect(),
                ),
            },
            Expr::Property(base, property) => match self.value(base, scope)? {
                Value::Named(name) => reference(format!("{name}.{}", property.name)),
                Value::Text(pieces) => match &pieces[..] {
                    [Piece::Reference(path)] => reference(format!("{path}.{}", property.name)),
                    _ => return Err("it is no resource".to_owned()),
                },
                _ => return Err("it is no resource".to_owned()),
            },
            Expr::Attribute(base, name) => {
                let members = self.structure(base, scope)?.members()?;
                let found = members.into_iter().find(|(key, _)| key == name).map(|(_, value)| value);
                found.ok_or_else(|| format!("there is no {name}"))?
            }
            Expr::Item(base, index) => {
                let at = self.known(index, scope)?;
                match self.structure(base, scope)? {
                    Value::List(items) => {
                        let found = items.get(at.whole()?).cloned();
                        found.ok_or_else(|| "there are not so many elements".to_owned())?
                    }
                    Value::Map(members) => {
                        let key = at.text()?;
                        let found =
                            members.into_iter().find(|(name, _)| *name == key).map(|(_, value)| value);
                        found.ok_or_else(|| format!("there is no {key}"))?
                    }
                    Value::Text(pieces) => match (&pieces[..], &at) {
                        ([Piece::Reference(path)], Value::Number(at)) => {
                            reference(format!("{path}[{}]", number_in_words(*at)))
                        }
                        ([Piece::Reference(path)], at) => {
                            reference(format!("{path}[{}]", Json::from(at.text()?)))
                        }
                        _ => return Err("it has no elements".to_owned()),
                    },
                    _ => return Err("it has no elements".to_owned()),
                }
            }
            Expr::Conditional(condition, yes, no) => {
                let chosen = if self.known(condition, scope)?.bool()? { yes } else { no };
                self.value(chosen, scope)?
            }
            Expr::Not(one) => Value::Bool(!self.known(one, scope)?.bool()?),
            Expr::Negative(one) => Value::Number(-self.known(one, scope)?.number()?),
            Expr::Binary(sign, one, two) => self.binary(sign, one, two, scope)?,
            Expr::Call(function, arguments) => {
                let given =
                    arguments.iter().map(|one| self.value(one, scope)).collect::<Result<Vec<_>, _>>()?;
                (function.evaluate)(&given).or_else(|_| {
                    let known = given.iter().map(|value| self.settled(value)).collect::<Result<Vec<_>, _>>();
                    let answer = known.and_then(|known| (function.evaluate)(&known));
                    match (answer, &given[..]) {
                        (Err(_), [only]) if function.name == "jsonencode" => {
                            Ok(Value::Encoded(Box::new(only.clone())))
                        }
                        (answer, _) => answer.map_err(|reason| format!("{}: {reason}", function.name)),
                    }
                })?
            }
            Expr::For(each) => self.each(each, scope)?,
        })
    }

    /// The value, without references.
    pub(crate) fn known(&self, expr: &Expr, scope: &Scope) -> Result<Value, String> {
        self.settled(&self.value(expr, scope)?)
    }

    /// The value with what variables say in their places.
    fn settled(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::Text(pieces) => match &pieces[..] {
                [Piece::Variable(index)] => self.variable(*index)?,
                pieces => {
                    let settle = |piece: &Piece| match piece {
                        Piece::Variable(index) => self.variable(*index),
                        piece => Ok(Value::Text(vec![piece.clone()])),
                    };
                    Value::joined(&pieces.iter().map(settle).collect::<Result<Vec<_>, _>>()?)?
                }
            },
            Value::List(items) => {
                Value::List(items.iter().map(|item| self.settled(item)).collect::<Result<_, _>>()?)
            }
            Value::Map(members) => Value::Map(
                members.iter().map(|(key, value)| Ok((key.clone(), self.settled(value)?))).collect::<Result<
                    _,
                    String,
                >>(
                )?,
            ),
            other => other.clone(),
        })
    }

    /// What has elements or members; a reference stays one.
    pub(crate) fn structure(&self, expr: &Expr, scope: &Scope) -> Result<Value, String> {
        let value = self.value(expr, scope)?;
        let is_variable = matches!(&value, Value::Text(pieces) if matches!(pieces[..], [Piece::Variable(_)]));
        if is_variable { self.settled(&value) } else { Ok(value) }
    }

    fn variable(&self, index: usize) -> Result<Value, String> {
        let variable = &self.program.variables[index];
        if variable.secret {
            return Err(format!("the variable {} is secret", variable.name));
        }
        let value = match (&variable.value, &variable.default) {
            (Some(value), _) => Value::of(value),
            (None, Some(default)) => self.known(default, &Scope::new())?,
            (None, None) => return Err(format!("the variable {} has no value", variable.name)),
        };
        let value = match &variable.fill {
            Some(shape) => super::functions::filled(value, &self.known(shape, &Scope::new())?),
            None => value,
        };
        self.fixed.borrow_mut().insert(index);
        Ok(value)
    }

    fn binary(&self, sign: &str, one: &Expr, two: &Expr, scope: &Scope) -> Result<Value, String> {
        let (one, two) = (self.known(one, scope)?, self.known(two, scope)?);
        let numbers = || Ok::<_, String>((one.number()?, two.number()?));
        Ok(match sign {
            "==" => Value::Bool(one.json()? == two.json()?),
            "!=" => Value::Bool(one.json()? != two.json()?),
            "&&" => Value::Bool(one.bool()? && two.bool()?),
            "||" => Value::Bool(one.bool()? || two.bool()?),
            sign => {
                let (one, two) = numbers()?;
                match sign {
                    "+" => Value::Number(one + two),
                    "-" => Value::Number(one - two),
                    "*" => Value::Number(one * two),
                    "/" | "%" if two == 0.0 => return Err("nothing can be divided by zero".to_owned()),
                    "/" => Value::Number(one / two),
                    "%" => Value::Number(one % two),
                    "<" => Value::Bool(one < two),
                    "<=" => Value::Bool(one <= two),
                    ">" => Value::Bool(one > two),
                    ">=" => Value::Bool(one >= two),
                    other => return Err(format!("{other} is not carried")),
                }
            }
        })
    }

    /// The keys and values that a loop goes over.
    pub(crate) fn elements(&self, collection: &Expr, scope: &Scope) -> Result<Vec<(Value, Value)>, String> {
        match self.structure(collection, scope)? {
            Value::List(items) => {
                let numbered = items.into_iter().enumerate();
                Ok(numbered.map(|(at, item)| (Value::Number(at as f64), item)).collect())
            }
            other => {
                Ok(other.members()?.into_iter().map(|(key, value)| (Value::text_of(key), value)).collect())
            }
        }
    }

    fn each(&self, each: &For, scope: &Scope) -> Result<Value, String> {
        let mut scope = scope.clone();
        let (mut list, mut map): (Vec<Value>, Vec<(String, Value)>) = (Vec::new(), Vec::new());
        for (key, value) in self.elements(&each.collection, &scope.clone())? {
            scope.extend(each.key.clone().map(|name| (name, key)));
            scope.insert(each.value.clone(), value);
            if let Some(condition) = &each.condition
                && !self.known(condition, &scope)?.bool()?
            {
                continue;
            }
            let result = self.value(&each.result, &scope)?;
            match &each.result_key {
                None => list.push(result),
                Some(key) => {
                    let key = self.known(key, &scope)?.text()?;
                    match map.iter_mut().find(|(other, _)| *other == key) {
                        Some((_, Value::List(all))) if each.grouped => all.push(result),
                        Some(_) => return Err(format!("the key {key} is there twice")),
                        None if each.grouped => map.push((key, Value::List(vec![result]))),
                        None => map.push((key, result)),
                    }
                }
            }
        }
        Ok(if each.result_key.is_some() { Value::map(map) } else { Value::List(list) })
    }

    /// How often a thing is there: the endings of its instances' names, and what its loop calls things.
    pub(crate) fn instances_of(&self, repeat: &Repeat) -> Result<Vec<(String, Scope)>, String> {
        match repeat {
            Repeat::Once => Ok(vec![(String::new(), Scope::new())]),
            Repeat::Count(count) => {
                let count = self.known(count, &Scope::new())?.whole()?;
                let numbered = |at: usize| {
                    (at.to_string(), Scope::from([("count_index".to_owned(), Value::Number(at as f64))]))
                };
                Ok((0..count).map(numbered).collect())
            }
            Repeat::Each(collection) => {
                let elements = self.elements(collection, &Scope::new())?;
                elements
                    .into_iter()
                    .map(|(key, value)| {
                        // The elements of a set are their own keys.
                        let key = if matches!(key, Value::Number(_)) { self.settled(&value)? } else { key };
                        let scope = Scope::from([
                            ("each_key".to_owned(), key.clone()),
                            ("each_value".to_owned(), value),
                        ]);
                        Ok((key.text()?, scope))
                    })
                    .collect()
            }
        }
    }
}

fn reference(path: String) -> Value {
    Value::Text(vec![Piece::Reference(path)])
}
