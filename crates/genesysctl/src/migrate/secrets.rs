//! What is secret: it goes from the HCL into the stack's configuration, and never into the program.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Expr, Program, Repeat, Type, Variable};
use super::parse::Place;
use super::plan::Plan;
use super::report::Outcome;
use resources::terraform::PROVIDER;

/// A step into a value: to a member, or to all of its elements.
type Step = Option<String>;

impl Plan<'_> {
    /// The value without what stands in the HCL itself: each text and each number of it becomes a secret of the configuration.
    pub(crate) fn hidden(&mut self, value: Expr, what: &str, place: &Option<Place>) -> Expr {
        let mut hide = |expr: Expr, what: &str| self.hidden(expr, what, place);
        match value {
            Expr::Text(text) if text.is_empty() => Expr::Text(text),
            Expr::Text(_) | Expr::Number(_) => self.secret_variable(what, place),
            Expr::Map(members) => {
                let mut all = Vec::new();
                for (key, value) in members {
                    let part = match &key {
                        Expr::Text(text) => format!("{what}.{text}"),
                        _ => what.to_owned(),
                    };
                    all.push((key, hide(value, &part)));
                }
                Expr::Map(all)
            }
            Expr::Object(module, name, members) => {
                let hide = |(name, value): (String, Expr)| {
                    let value = hide(value, &format!("{what}.{name}"));
                    (name, value)
                };
                Expr::Object(module, name, members.into_iter().map(hide).collect())
            }
            Expr::List(items) => Expr::List(items.into_iter().map(|item| hide(item, what)).collect()),
            Expr::Template(parts) => Expr::Template(parts.into_iter().map(|part| hide(part, what)).collect()),
            Expr::Call(function, arguments) => {
                // What a file has is not in the program.
                if function.name.starts_with("file") {
                    return Expr::Call(function, arguments);
                }
                let numbered = arguments.into_iter().enumerate();
                let hide = |(at, one)| if is_content(function.name, at) { hide(one, what) } else { one };
                Expr::Call(function, numbered.map(hide).collect())
            }
            Expr::Attempt(name, all) => {
                Expr::Attempt(name, all.into_iter().map(|one| hide(one, what)).collect())
            }
            Expr::Conditional(condition, yes, no) => {
                Expr::Conditional(condition, Box::new(hide(*yes, what)), Box::new(hide(*no, what)))
            }
            Expr::For(mut each) => {
                each.result = hide(each.result, what);
                Expr::For(each)
            }
            other => other,
        }
    }

    fn secret_variable(&mut self, what: &str, place: &Option<Place>) -> Expr {
        let plain = what.trim_start_matches(PROVIDER).trim_start_matches('_');
        let name = self.free_name(plain);
        let says = format!("it is secret, so it is not in the program: pulumi config set --secret {name}");
        self.note(what, place.clone(), says);
        let mut variable = Variable::new(&name, Type::Text);
        variable.secret = true;
        self.program.variables.push(variable);
        Expr::Variable(self.program.variables.len() - 1)
    }

    /// What ends in something secret is secret itself: variables, and what stands in values of the program.
    pub(crate) fn taint(&mut self) {
        let mut found = Found::default();
        for thing in &self.program.things {
            let each = match &thing.repeat {
                Repeat::Each(collection) => Some(collection),
                _ => None,
            };
            for (name, value) in &thing.properties {
                if thing.ty.inputs().field(name).is_some_and(|field| field.field.secret) {
                    found.follow(&self.program, value, &[], each);
                }
                // Objects within, such as those of a list, may have secrets of their own.
                value.walk(&mut |part| {
                    let Expr::Object(_, object, members) = part else { return };
                    let Some(shape) = object_of(thing.ty.inputs(), object) else { return };
                    for (name, value) in members {
                        if shape.field(name).is_some_and(|field| field.field.secret) {
                            found.follow(&self.program, value, &[], each);
                        }
                    }
                });
            }
        }
        for (name, value) in self.program.providers.iter().flat_map(|provider| &provider.members) {
            if ["oauthclientSecret", "accessToken"].contains(&name.as_str()) {
                found.follow(&self.program, value, &[], None);
            }
        }
        for (index, paths) in found.locals {
            let name = format!("local.{}", self.program.locals[index].name);
            let place = self.report.place_of(&name);
            let mut value = std::mem::replace(&mut self.program.locals[index].value, Expr::Null);
            for path in paths {
                value = self.hidden_at(value, &path, &name, &place);
            }
            self.program.locals[index].value = value;
        }
        for index in found.variables {
            self.program.variables[index].secret = true;
        }
        for variable in &mut self.program.variables {
            if !variable.secret {
                continue;
            }
            let had_default = variable.default.as_ref().is_some_and(|default| *default != Expr::Null);
            if variable.value.take().is_some() || had_default {
                let says = format!(
                    "it is secret, so what the files say is not carried: pulumi config set --secret {}",
                    variable.name
                );
                let what = format!("var.{}", variable.name);
                let place = self.report.place_of(&what);
                self.report.add(Outcome::Note, what, place, says);
            }
            if had_default {
                variable.default = None;
            }
        }
    }

    /// The value without what stands at the end of a path.
    fn hidden_at(&mut self, value: Expr, path: &[Step], what: &str, place: &Option<Place>) -> Expr {
        let Some((step, rest)) = path.split_first() else { return self.hidden(value, what, place) };
        match value {
            Expr::Map(members) => {
                let mut all = Vec::new();
                for (key, value) in members {
                    let word = if let Expr::Text(word) = &key { Some(word.clone()) } else { None };
                    let is_meant = step.is_none() || word.is_none() || *step == word;
                    let value = if is_meant {
                        let what = word.map_or_else(|| what.to_owned(), |word| format!("{what}.{word}"));
                        self.hidden_at(value, rest, &what, place)
                    } else {
                        value
                    };
                    all.push((key, value));
                }
                Expr::Map(all)
            }
            Expr::List(items) => {
                let numbered = items.into_iter().enumerate();
                Expr::List(
                    numbered
                        .map(|(at, item)| self.hidden_at(item, rest, &format!("{what}.{at}"), place))
                        .collect(),
                )
            }
            // What is put together has the same members.
            Expr::Call(function, arguments)
                if ["merge", "concat", "tomap", "defaults"].contains(&function.name) =>
            {
                let hide = |argument| self.hidden_at(argument, path, what, place);
                Expr::Call(function, arguments.into_iter().map(hide).collect())
            }
            Expr::Conditional(condition, yes, no) => {
                let yes = self.hidden_at(*yes, path, what, place);
                let no = self.hidden_at(*no, path, what, place);
                Expr::Conditional(condition, Box::new(yes), Box::new(no))
            }
            Expr::For(mut each) => {
                each.result = self.hidden_at(each.result, rest, what, place);
                Expr::For(each)
            }
            other => self.hidden(other, what, place),
        }
    }
}

/// Whether an argument of a function is what it makes its answer of, and not what it does with that.
fn is_content(function: &str, at: usize) -> bool {
    match function {
        "join" | "split" | "regex" | "regexall" | "indent" => at > 0,
        "lookup" => at != 1,
        "element" | "slice" | "chunklist" | "substr" | "trim" | "trimprefix" | "trimsuffix" | "replace" => {
            at == 0
        }
        _ => true,
    }
}

/// What secret properties are made of.
#[derive(Debug, Default)]
struct Found {
    variables: BTreeSet<usize>,
    /// Of each value of the program, what of it.
    locals: BTreeMap<usize, BTreeSet<Vec<Step>>>,
}

impl Found {
    /// Follows an expression to what it comes from; `each` is what its resource goes over.
    fn follow(&mut self, program: &Program, expr: &Expr, path: &[Step], each: Option<&Expr>) {
        let further = |step: Step| [&[step], path].concat();
        match expr {
            Expr::Variable(index) => drop(self.variables.insert(*index)),
            Expr::Local(index) => {
                if self.locals.entry(*index).or_default().insert(path.to_vec()) {
                    self.follow(program, &program.locals[*index].value, path, None);
                }
            }
            Expr::Attribute(base, name) => self.follow(program, base, &further(Some(name.clone())), each),
            Expr::Item(base, key) => {
                let step = if let Expr::Text(key) = &**key { Some(key.clone()) } else { None };
                self.follow(program, base, &further(step), each);
            }
            Expr::Bound(name) if name == "each_value" => {
                if let Some(collection) = each {
                    self.follow(program, collection, &further(None), None);
                }
            }
            Expr::Map(members) => {
                let step = path.first().cloned().flatten();
                for (key, value) in members {
                    let is_meant = match key {
                        Expr::Text(key) => step.as_ref().is_none_or(|step| step == key),
                        _ => true,
                    };
                    if is_meant {
                        self.follow(program, value, path.get(1..).unwrap_or_default(), each);
                    }
                }
            }
            // A property of a resource is the engine's to keep.
            Expr::Property(..) | Expr::Thing(_) => {}
            Expr::Conditional(_, yes, no) => {
                self.follow(program, yes, path, each);
                self.follow(program, no, path, each);
            }
            Expr::For(inner) => {
                self.follow(program, &inner.collection, &[], each);
                self.follow(program, &inner.result, &[], each);
            }
            other => other.parts(&mut |part| self.follow(program, part, &[], each)),
        }
    }
}

/// The shape of the object of this name, somewhere in another.
fn object_of<'s>(
    shape: &'s pulumi_provider::declaration::Shape,
    name: &str,
) -> Option<&'s pulumi_provider::declaration::Shape> {
    let inner = shape.fields.iter().filter_map(|field| field.form.object().map(|inner| &**inner));
    inner.into_iter().find_map(|inner| if inner.name == name { Some(inner) } else { object_of(inner, name) })
}
