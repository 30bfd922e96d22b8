//! Values in the form that a property has.

use pulumi_provider::declaration::{FieldShape, Form, nearest};
use serde_json::Value as Json;

use super::functions::function;
use super::model::{Expr, Type};
use super::parse::{Place, joined};
use super::plan::{Plan, field};

impl Plan<'_> {
    /// A value in the form that a property has; nothing where HCL says that it is unset.
    pub(super) fn fit(
        &mut self,
        value: Expr,
        field: &FieldShape,
        module: &'static str,
        what: &str,
        place: &Option<Place>,
    ) -> Option<Expr> {
        let value = self.formed(value, &field.form, module, what, place)?;
        // Terraform cannot tell an empty text from none.
        let is_unset = matches!(&value, Expr::Text(text) if text.is_empty());
        if is_unset && !field.required {
            return None;
        }
        if !field.field.secret {
            return Some(value);
        }
        Some(self.hidden(value, what, place))
    }

    fn formed(
        &mut self,
        value: Expr,
        form: &Form,
        module: &'static str,
        what: &str,
        place: &Option<Place>,
    ) -> Option<Expr> {
        match (value, form) {
            (Expr::Null, _) => None,
            (Expr::Conditional(condition, yes, no), form) => {
                let mut branch =
                    |value: Expr| self.formed(value, form, module, what, place).unwrap_or(Expr::Null);
                let (yes, no) = (branch(*yes), branch(*no));
                Some(Expr::Conditional(condition, Box::new(yes), Box::new(no)))
            }
            (Expr::For(mut each), Form::List { element, .. }) if each.result_key.is_none() => {
                each.result = self.formed(each.result, element, module, what, place)?;
                Some(Expr::For(each))
            }
            // What puts lists together puts together what is of the right form.
            (Expr::Call(function, arguments), form @ Form::List { element, .. })
                if matches!(**element, Form::Object(_)) && ["concat", "flatten"].contains(&function.name) =>
            {
                let mut all = Vec::new();
                for argument in arguments {
                    all.extend(self.formed(argument, form, module, what, place));
                }
                Some(Expr::Call(function, all))
            }
            (
                value @ (Expr::Local(_)
                | Expr::Variable(_)
                | Expr::Bound(_)
                | Expr::Attribute(..)
                | Expr::Item(..)
                | Expr::Map(_)),
                Form::List { element, .. },
            ) if matches!(**element, Form::Object(_)) => {
                let says = match value {
                    Expr::Map(_) => "it is a list: write it as a block",
                    _ => {
                        "a list of objects that comes from elsewhere has the names of Terraform: write it as a dynamic block"
                    }
                };
                self.refuse(what, place.clone(), says);
                None
            }
            (Expr::List(items), Form::List { element, .. }) => {
                let items = items.into_iter();
                Some(Expr::List(
                    items.filter_map(|item| self.formed(item, element, module, what, place)).collect(),
                ))
            }
            // A block that may occur once is written as a list where it is written as an attribute.
            (Expr::List(mut items), form @ Form::Object(_)) => match items.len() {
                0 => None,
                1 => self.formed(items.remove(0), form, module, what, place),
                _ => {
                    self.refuse(what, place.clone(), "there is one of it, and no list");
                    None
                }
            },
            (Expr::Map(members), Form::Object(shape)) => {
                let mut all = Vec::new();
                for (key, value) in members {
                    let Expr::Text(name) = key else {
                        self.refuse(what, place.clone(), "the names of its members must be written out");
                        continue;
                    };
                    let what = format!("{what}.{name}");
                    match field(shape, &name) {
                        Some(field) => {
                            let value = self.fit(value, field, module, &what, place);
                            all.extend(value.map(|value| (field.field.name.to_owned(), value)));
                        }
                        None => {
                            let ty = self.type_at();
                            let says = self.stranger(shape, &name, ty);
                            self.refuse(&what, place.clone(), says);
                        }
                    }
                }
                Some(Expr::Object(module, shape.name, all))
            }
            (Expr::Map(members), Form::Map(element)) => {
                let mut all = Vec::new();
                for (key, value) in members {
                    all.extend(self.formed(value, element, module, what, place).map(|value| (key, value)));
                }
                Some(Expr::Map(all))
            }
            (value @ (Expr::Object(..) | Expr::Property(..) | Expr::Call(..)), Form::Object(_)) => {
                Some(value)
            }
            (value, Form::Object(_)) => {
                let refers = matches!(
                    value,
                    Expr::Local(_)
                        | Expr::Variable(_)
                        | Expr::Bound(_)
                        | Expr::Attribute(..)
                        | Expr::Item(..)
                );
                let says = if refers {
                    "an object that comes from elsewhere has the names of Terraform: write the block out"
                } else {
                    "it is an object: write it as a block"
                };
                self.refuse(what, place.clone(), says);
                None
            }
            (Expr::Text(text), Form::Integer(_) | Form::Number(_)) => match text.trim().parse() {
                Ok(number) => Some(Expr::Number(number)),
                Err(_) if text.is_empty() => None,
                Err(_) => {
                    self.refuse(what, place.clone(), "it must be a number");
                    None
                }
            },
            (Expr::Text(text), Form::Bool) => match text.as_str() {
                "true" => Some(Expr::Bool(true)),
                "false" => Some(Expr::Bool(false)),
                "" => None,
                _ => {
                    self.refuse(what, place.clone(), "it must be true or false");
                    None
                }
            },
            (Expr::Text(text), Form::Choice(choices))
                if !text.is_empty() && !choices.allowed().any(|it| it == text) =>
            {
                let similar = nearest(&text, choices.allowed());
                let hint =
                    similar.first().map(|similar| format!("; did you mean {similar}?")).unwrap_or_default();
                let allowed: Vec<&str> = choices.allowed().collect();
                let says = format!("it must be one of {}, not {text}{hint}", allowed.join(", "));
                self.refuse(what, place.clone(), says);
                None
            }
            (value, Form::File) => Some(self.placed(value)),
            (Expr::Number(number), Form::Text(_) | Form::Choice(_)) => {
                Some(Expr::Text(super::evaluate::number_in_words(number)))
            }
            (Expr::Bool(value), Form::Text(_) | Form::Choice(_)) => Some(Expr::Text(value.to_string())),
            (value, Form::Integer(_) | Form::Number(_)) if self.program.kind(&value) == Type::Text => {
                Some(Expr::Call(function("tonumber")?, vec![value]))
            }
            (value, Form::Text(_) | Form::Choice(_))
                if matches!(self.program.kind(&value), Type::Number | Type::Bool) =>
            {
                Some(Expr::Call(function("tostring")?, vec![value]))
            }
            (value, _) => Some(value),
        }
    }

    /// A path as the program has to say it: Terraform's are those of the folder that it is run in.
    pub(crate) fn placed(&self, path: Expr) -> Expr {
        match path {
            Expr::Folder(folder) => Expr::Text(folder),
            Expr::Text(path) if is_absolute(&path) => Expr::Text(path),
            Expr::Text(path) => Expr::Text(joined(&self.root, &path)),
            Expr::Conditional(condition, yes, no) => {
                Expr::Conditional(condition, Box::new(self.placed(*yes)), Box::new(self.placed(*no)))
            }
            Expr::Template(parts)
                if parts.iter().all(|part| matches!(part, Expr::Folder(_) | Expr::Text(_))) =>
            {
                let mut path = String::new();
                for part in &parts {
                    if let Expr::Folder(text) | Expr::Text(text) = part {
                        path.push_str(text);
                    }
                }
                if self.is_placed(&parts[0]) {
                    Expr::Text(path)
                } else {
                    Expr::Text(joined(&self.root, &path))
                }
            }
            path if self.is_placed(&path) => path,
            Expr::Template(mut parts) => {
                match parts.first_mut() {
                    Some(Expr::Text(first)) => {
                        *first = format!("{}/{}", self.root, first.trim_start_matches("./"))
                    }
                    _ => parts.insert(0, Expr::Text(format!("{}/", self.root))),
                }
                Expr::Template(parts)
            }
            path => Expr::Template(vec![Expr::Text(format!("{}/", self.root)), path]),
        }
    }

    /// Whether a path begins with the place of a folder, or is that of the whole machine.
    fn is_placed(&self, path: &Expr) -> bool {
        match path {
            Expr::Folder(_) | Expr::Null => true,
            Expr::Text(path) => is_absolute(path),
            Expr::Template(parts) => parts.first().is_some_and(|first| self.is_placed(first)),
            Expr::Local(index) => self.is_placed(&self.program.locals[*index].value),
            Expr::Variable(index) => {
                let variable = &self.program.variables[*index];
                let known = variable.value.as_ref().and_then(Json::as_str).map(is_absolute);
                known.unwrap_or_else(|| variable.default.as_ref().is_some_and(|it| self.is_placed(it)))
            }
            Expr::Conditional(_, yes, _) => self.is_placed(yes),
            Expr::Call(function, _) if ["abspath", "pathexpand"].contains(&function.name) => true,
            other => other.any(|part| matches!(part, Expr::Folder(_))),
        }
    }
}

fn is_absolute(path: &str) -> bool {
    path.starts_with(['/', '~']) || path.contains("://")
}
