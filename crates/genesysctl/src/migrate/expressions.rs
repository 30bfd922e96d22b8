//! Expressions of HCL as those of a program: what names mean, which functions there are.

use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::Span;
use hcl_edit::expr::{
    BinaryOperator, Expression, ForExpr, FuncCall, ObjectKey, TraversalOperator, UnaryOperator,
};
use hcl_edit::template::{Directive, Element, Template};
use pulumi_provider::declaration::{FieldShape, Form, Shape};

use super::evaluate::{Evaluator, Scope};
use super::functions::{NOT_CARRIED, OWN, function};
use super::model::{Expr, For, Property, Repeat, Type};
use super::modules::Context;
use super::parse::Place;
use super::plan::{Plan, field};

/// The names that mean something where an expression stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    /// Whether `count.index` does.
    pub(crate) count: bool,
    /// Whether `each.key` and `each.value` do.
    pub(crate) each: bool,
    bound: BTreeSet<String>,
    /// Of these, those that are resources, by the number of the thing.
    things: BTreeMap<String, usize>,
    iterators: BTreeSet<String>,
    /// What is known of each: the variables of a template, `each.key` in a call of a module.
    given: BTreeMap<String, Expr>,
    /// Keys that are what their values are, because they are those of a set.
    alike: BTreeMap<String, String>,
    /// The map with the variables of a template, where it is not written out.
    variables: Option<Box<Expr>>,
}

impl Names {
    /// With words that are known.
    pub(crate) fn given(given: impl IntoIterator<Item = (String, Expr)>) -> Names {
        Names { given: given.into_iter().collect(), ..Names::default() }
    }

    /// What a loop calls a key or a value.
    fn bound(&self, name: &str) -> Expr {
        Expr::Bound(self.alike.get(name).map_or(name, String::as_str).to_owned())
    }

    /// A key of a set is its value.
    fn goes_over_set(&mut self, key: String, value: &str, is_set: bool) {
        if is_set {
            self.alike.insert(key, value.to_owned());
        } else {
            self.alike.remove(&key);
        }
    }

    /// With what a dynamic block calls the elements of a collection.
    pub(crate) fn with_iterator(&self, name: &str, collection: &Expr, is_set: bool) -> Names {
        let mut names = self.clone();
        names.iterators.insert(name.to_owned());
        names.goes_over(format!("{name}_value"), collection);
        names.goes_over_set(format!("{name}_key"), &format!("{name}_value"), is_set);
        names
    }

    /// Says what a loop goes over: the elements of several resources are resources.
    pub(crate) fn goes_over(&mut self, name: String, collection: &Expr) {
        match collection {
            Expr::Thing(index) => drop(self.things.insert(name, *index)),
            Expr::Call(function, arguments) if ["values", "toset", "tolist"].contains(&function.name) => {
                self.goes_over(name, &arguments[0]);
            }
            _ => drop(self.things.remove(&name)),
        }
    }

    fn reached(&self, name: &str) -> Reached<'static> {
        self.things.get(name).map_or(Reached::Plain, |index| Reached::Thing(*index, false))
    }
}

/// What a traversal has reached.
pub(crate) enum Reached<'s> {
    /// A thing, or all of its instances where `true`.
    Thing(usize, bool),
    /// A member of an object that the provider knows.
    Known(&'s Shape),
    /// A list of such objects.
    KnownList(&'s Shape),
    /// Anything else.
    Plain,
}

impl<'s> Reached<'s> {
    /// What an element of it is.
    fn element(self) -> Reached<'s> {
        match self {
            Reached::Thing(index, _) => Reached::Thing(index, false),
            Reached::KnownList(shape) => Reached::Known(shape),
            _ => Reached::Plain,
        }
    }
}

impl<'a> Plan<'a> {
    fn here(&self, expression: &impl Span) -> Option<Place> {
        self.context.file.map(|file| file.place(expression.span()))
    }

    /// The expression as a program has it. What is not carried is in the report, and null.
    pub(crate) fn expression(&mut self, expression: &Expression, names: &Names) -> Expr {
        match expression {
            Expression::Null(_) => Expr::Null,
            Expression::Bool(value) => Expr::Bool(*value.value()),
            Expression::Number(number) => Expr::Number(number.value().as_f64().unwrap_or_default()),
            Expression::String(text) => Expr::Text(text.value().clone()),
            Expression::Array(items) => {
                Expr::List(items.iter().map(|item| self.expression(item, names)).collect())
            }
            Expression::Object(object) => {
                let mut members = Vec::new();
                for (key, value) in object.iter() {
                    let key = match key {
                        ObjectKey::Ident(name) => Expr::Text(name.as_str().to_owned()),
                        ObjectKey::Expression(key) => self.expression(key, names),
                    };
                    members.push((key, self.expression(value.expr(), names)));
                }
                Expr::Map(members)
            }
            Expression::StringTemplate(template) => {
                let elements: Vec<&Element> = template.iter().collect();
                self.template(&elements, names, (false, false))
            }
            Expression::HeredocTemplate(heredoc) => {
                let elements: Vec<&Element> = heredoc.template.iter().collect();
                self.template(&elements, names, (false, false))
            }
            Expression::Parenthesis(inner) => self.expression(inner.inner(), names),
            Expression::Variable(name) => {
                let name = name.as_str();
                if names.bound.contains(name) {
                    return names.bound(name);
                }
                if let Some(given) = names.given.get(name) {
                    return given.clone();
                }
                if let Some(variables) = &names.variables {
                    return Expr::Attribute(variables.clone(), name.to_owned());
                }
                let place = self.here(expression);
                self.strange(name, place)
            }
            Expression::Conditional(conditional) => Expr::Conditional(
                Box::new(self.expression(&conditional.cond_expr, names)),
                Box::new(self.expression(&conditional.true_expr, names)),
                Box::new(self.expression(&conditional.false_expr, names)),
            ),
            Expression::FuncCall(call) => self.call(call, names),
            Expression::Traversal(traversal) => {
                let operators: Vec<&TraversalOperator> =
                    traversal.operators.iter().map(hcl_edit::Decorated::value).collect();
                let place = self.here(expression);
                self.traversal(&traversal.expr, &operators, names, place)
            }
            Expression::UnaryOp(operation) => {
                let value = Box::new(self.expression(&operation.expr, names));
                match operation.operator.value() {
                    UnaryOperator::Not => Expr::Not(value),
                    UnaryOperator::Neg => match *value {
                        Expr::Number(number) => Expr::Number(-number),
                        other => Expr::Negative(Box::new(other)),
                    },
                }
            }
            Expression::BinaryOp(operation) => {
                let sign = match operation.operator.value() {
                    BinaryOperator::Eq => "==",
                    BinaryOperator::NotEq => "!=",
                    BinaryOperator::LessEq => "<=",
                    BinaryOperator::GreaterEq => ">=",
                    BinaryOperator::Less => "<",
                    BinaryOperator::Greater => ">",
                    BinaryOperator::Plus => "+",
                    BinaryOperator::Minus => "-",
                    BinaryOperator::Mul => "*",
                    BinaryOperator::Div => "/",
                    BinaryOperator::Mod => "%",
                    BinaryOperator::And => "&&",
                    BinaryOperator::Or => "||",
                };
                let one = self.expression(&operation.lhs_expr, names);
                let two = self.expression(&operation.rhs_expr, names);
                Expr::Binary(sign, Box::new(one), Box::new(two))
            }
            Expression::ForExpr(each) => self.for_expression(each, names),
        }
    }

    /// Says that a name means nothing.
    fn strange(&mut self, name: &str, place: Option<Place>) -> Expr {
        let at = self.context.at.clone();
        self.refuse(&at, place, format!("nothing is called {name}"));
        Expr::Null
    }

    /// A template; white space is taken away where its first or last text meets a mark that says so.
    fn template(&mut self, elements: &[&Element], names: &Names, (first, last): (bool, bool)) -> Expr {
        let mut parts: Vec<Expr> = Vec::new();
        let mut trim = first;
        for (index, element) in elements.iter().enumerate() {
            match element {
                Element::Literal(text) => {
                    let mut text = text.value().as_str();
                    if trim {
                        text = text.trim_start();
                    }
                    if elements.get(index + 1).map_or(last, |next| strip_of(next).0) {
                        text = text.trim_end();
                    }
                    match parts.last_mut() {
                        Some(Expr::Text(before)) => before.push_str(text),
                        _ => parts.push(Expr::Text(text.to_owned())),
                    }
                }
                Element::Interpolation(interpolation) => {
                    parts.push(self.expression(&interpolation.expr, names));
                }
                Element::Directive(directive) => parts.push(self.directive(directive, names)),
            }
            trim = strip_of(element).1;
        }
        // What is made of texts alone is one; a lone interpolation is its value, unless it is no text.
        let all: Option<String> = parts
            .iter()
            .map(|part| if let Expr::Text(text) = part { Some(text.as_str()) } else { None })
            .collect();
        match (all, &parts[..]) {
            (Some(text), _) => Expr::Text(text),
            (None, [only]) => only.clone(),
            _ => Expr::Template(parts),
        }
    }

    fn directive(&mut self, directive: &Directive, names: &Names) -> Expr {
        let template = |plan: &mut Self, template: &Template, names: &Names, trim: (bool, bool)| {
            let elements: Vec<&Element> = template.iter().collect();
            plan.template(&elements, names, trim)
        };
        match directive {
            Directive::If(directive) => {
                let (start, end) = (directive.if_expr.strip, directive.endif_expr.strip);
                let other = directive.else_expr.as_ref();
                let condition = self.expression(&directive.if_expr.cond_expr, names);
                let ends = other.map_or(end, |other| other.strip).strip_start();
                let yes = template(self, &directive.if_expr.template, names, (start.strip_end(), ends));
                let no = other.map_or_else(
                    || Expr::Text(String::new()),
                    |other| {
                        template(self, &other.template, names, (other.strip.strip_end(), end.strip_start()))
                    },
                );
                Expr::Conditional(Box::new(condition), Box::new(yes), Box::new(no))
            }
            Directive::For(directive) => {
                let intro = &directive.for_expr;
                let mut inner = names.clone();
                let key = intro.key_var.as_ref().map(|name| name.as_str().to_owned());
                let value = intro.value_var.as_str().to_owned();
                inner.bound.extend(key.clone());
                inner.bound.insert(value.clone());
                let collection = self.expression(&intro.collection_expr, names);
                inner.goes_over(value.clone(), &collection);
                if let Some(key) = &key {
                    inner.goes_over_set(key.clone(), &value, self.is_set(&collection));
                }
                let trim = (intro.strip.strip_end(), directive.endfor_expr.strip.strip_start());
                let result = template(self, &intro.template, &inner, trim);
                let each =
                    For { key, value, collection, result_key: None, result, condition: None, grouped: false };
                let each = Expr::For(Box::new(each));
                function("join")
                    .map_or(Expr::Null, |join| Expr::Call(join, vec![Expr::Text(String::new()), each]))
            }
        }
    }

    /// Whether something is a set, as far as that can be seen.
    pub(crate) fn is_set(&self, collection: &Expr) -> bool {
        match collection {
            Expr::Call(function, _) => {
                ["toset", "setunion", "setintersection", "setsubtract"].contains(&function.name)
            }
            Expr::Local(index) => self.is_set(&self.program.locals[*index].value),
            _ => false,
        }
    }

    fn for_expression(&mut self, each: &ForExpr, names: &Names) -> Expr {
        let key = each.intro.key_var.as_ref().map(|name| name.as_str().to_owned());
        let value = each.intro.value_var.as_str().to_owned();
        let collection = self.expression(&each.intro.collection_expr, names);
        let mut inner = names.clone();
        inner.bound.extend(key.clone());
        inner.bound.insert(value.clone());
        inner.goes_over(value.clone(), &collection);
        if let Some(key) = &key {
            inner.goes_over_set(key.clone(), &value, self.is_set(&collection));
        }
        let result_key = each.key_expr.as_ref().map(|key| self.expression(key, &inner));
        let result = self.expression(&each.value_expr, &inner);
        let condition = each.cond.as_ref().map(|condition| self.expression(&condition.expr, &inner));
        Expr::For(Box::new(For {
            key,
            value,
            collection,
            result_key,
            result,
            condition,
            grouped: each.grouping,
        }))
    }

    fn call(&mut self, call: &FuncCall, names: &Names) -> Expr {
        let name = call.name.name.as_str();
        let place = self.here(call);
        let at = self.context.at.clone();
        let given: Vec<&Expression> = call.args.iter().collect();
        if !call.name.namespace.is_empty() {
            self.refuse(&at, place, "functions of providers are not carried");
            return Expr::Null;
        }
        match (name, &given[..]) {
            // Digests of what is uploaded are computed here; what else they are for cannot be seen.
            (
                "filesha256" | "filebase64sha256" | "filemd5" | "filesha1" | "filesha512"
                | "filebase64sha512",
                _,
            ) => {
                return Expr::Null;
            }
            ("sensitive" | "nonsensitive" | "ephemeralasnull", [only]) => {
                return self.expression(only, names);
            }
            ("try" | "can", [_, ..]) => {
                let all = given.iter().map(|one| self.expression(one, names)).collect();
                return Expr::Attempt(if name == "try" { "try" } else { "can" }, all);
            }
            ("templatefile", [path, variables]) => {
                let (path, variables) = (self.expression(path, names), self.expression(variables, names));
                return self.template_of(path, variables, place);
            }
            _ => {}
        }
        let Some(function) = function(name).filter(|_| !OWN.contains(&name)) else {
            let says = match NOT_CARRIED.iter().find(|(other, _)| *other == name) {
                Some((_, why)) => format!("the function {name} is not carried: {why}"),
                None => format!("there is no function {name}"),
            };
            self.refuse(&at, place, says);
            return Expr::Null;
        };
        if call.args.expand_final() {
            let all: Vec<Expr> = given.iter().map(|argument| self.expression(argument, names)).collect();
            let flat = super::functions::function("flatten");
            if let ("concat", [only], Some(flat)) = (name, &all[..], flat) {
                return Expr::Call(flat, vec![only.clone()]);
            }
            let merge = super::functions::function("mergeall");
            match (name, &all[..], merge) {
                ("merge", [Expr::List(items)], _) => return Expr::Call(function, items.clone()),
                ("merge", [only], Some(merge)) => return Expr::Call(merge, vec![only.clone()]),
                _ => {}
            }
            self.refuse(&at, place, format!("{name} with ... is not carried"));
            return Expr::Null;
        }
        let (fewest, most) = function.arguments;
        if given.len() < fewest || given.len() > most {
            self.refuse(&at, place, format!("{name} does not take {} arguments", given.len()));
            return Expr::Null;
        }
        let mut arguments: Vec<Expr> =
            given.iter().map(|argument| self.expression(argument, names)).collect();
        if ["file", "filebase64", "fileexists", "fileset"].contains(&name) {
            arguments[0] = self.placed(std::mem::replace(&mut arguments[0], Expr::Null));
        }
        if let ("format" | "formatlist", Expr::Text(form)) = (name, &arguments[0])
            && let Err(reason) = super::functions::is_form(form)
        {
            self.refuse(&at, place, format!("{name}: {reason}"));
            return Expr::Null;
        }
        Expr::Call(function, arguments)
    }

    /// What a file that is a template makes: it is written out in the program.
    fn template_of(&mut self, path: Expr, variables: Expr, place: Option<Place>) -> Expr {
        let at = self.context.at.clone();
        let path = self.placed(path);
        let known = Evaluator::new(&self.program).known(&path, &Scope::new()).and_then(|path| path.text());
        let read = known.and_then(|path| {
            let text =
                std::fs::read_to_string(&path).map_err(|error| format!("cannot read {path}: {error}"))?;
            let template = hcl_edit::parser::parse_template(&text)
                .map_err(|error| format!("{path}, line {}: {}", error.location().line(), error.message()))?;
            Ok((path, template))
        });
        let (path, template) = match read {
            Ok(read) => read,
            Err(reason) => {
                self.refuse(&at, place, format!("templatefile: {reason}"));
                return Expr::Null;
            }
        };
        let mut names = Names::default();
        match variables {
            Expr::Map(members) => {
                for (key, value) in members {
                    if let Expr::Text(key) = key {
                        names.given.insert(key, value);
                    }
                }
            }
            other => names.variables = Some(Box::new(other)),
        }
        self.note(
            &at,
            place.clone(),
            format!("what {path} says is in the program: the file is not read any more"),
        );
        let elements: Vec<&Element> = template.iter().collect();
        let context = Context { file: None, ..self.context.clone() };
        self.within(context, |plan| plan.template(&elements, &names, (false, false)))
    }

    fn traversal(
        &mut self,
        base: &Expression,
        operators: &[&TraversalOperator],
        names: &Names,
        place: Option<Place>,
    ) -> Expr {
        let attribute = |at: usize| match operators.get(at) {
            Some(TraversalOperator::GetAttr(name)) => Some(name.as_str().to_owned()),
            _ => None,
        };
        let Expression::Variable(root) = base else {
            let base = self.expression(base, names);
            return self.steps(base, Reached::Plain, operators, names, &place);
        };
        let root = root.as_str();
        if names.bound.contains(root) {
            return self.steps(names.bound(root), names.reached(root), operators, names, &place);
        }
        if let Some(given) = names.given.get(root).cloned() {
            let reached = self.reached_of(&given);
            return self.steps(given, reached, operators, names, &place);
        }
        if let Some(variables) = &names.variables {
            let base = Expr::Attribute(variables.clone(), root.to_owned());
            return self.steps(base, Reached::Plain, operators, names, &place);
        }
        let first = attribute(0).unwrap_or_default();
        if let Some(given) = names.given.get(&format!("{root}.{first}")).cloned() {
            let reached = self.reached_of(&given);
            return self.steps(given, reached, &operators[1..], names, &place);
        }
        if names.iterators.contains(root) && ["key", "value"].contains(&first.as_str()) {
            let name = format!("{root}_{first}");
            return self.steps(names.bound(&name), names.reached(&name), &operators[1..], names, &place);
        }
        match root {
            "each" if names.each && ["key", "value"].contains(&first.as_str()) => {
                let name = format!("each_{first}");
                self.steps(Expr::Bound(name.clone()), names.reached(&name), &operators[1..], names, &place)
            }
            "count" if names.count && first == "index" => Expr::Bound("count_index".to_owned()),
            "var" if !self.context.prefix.is_empty() => match self.argument(&first, &place) {
                Some(value) => {
                    let reached = self.reached_of(&value);
                    self.steps(value, reached, &operators[1..], names, &place)
                }
                None => self.strange(&format!("var.{first}"), place),
            },
            "var" => match self.declared.variables.get(&first).copied() {
                Some(index) => {
                    self.steps(Expr::Variable(index), Reached::Plain, &operators[1..], names, &place)
                }
                None => self.strange(&format!("var.{first}"), place),
            },
            "local" => match self.reference(&format!("{}local.{first}", self.context.prefix), &place) {
                Some(value) => {
                    let reached = self.reached_of(&value);
                    self.steps(value, reached, &operators[1..], names, &place)
                }
                None => self.strange(&format!("local.{first}"), place),
            },
            // The folder that Terraform is run in is that of the configuration.
            "path" if first == "module" => Expr::Folder(self.context.path.clone()),
            "path" => Expr::Folder(self.root.clone()),
            "terraform" if first == "workspace" => Expr::Stack,
            "module" => self.module(&first, operators.get(1..).unwrap_or_default(), names, place),
            "data" => {
                let address = format!("data.{first}.{}", attribute(1).unwrap_or_default());
                self.object(&address, operators.get(2..).unwrap_or_default(), names, place)
            }
            ty if ty.contains('_') => {
                let address = format!("{ty}.{first}");
                self.object(&address, operators.get(1..).unwrap_or_default(), names, place)
            }
            other => self.strange(&format!("{other}.{first}"), place),
        }
    }

    /// A reference to a resource or a data source.
    fn object(
        &mut self,
        address: &str,
        operators: &[&TraversalOperator],
        names: &Names,
        place: Option<Place>,
    ) -> Expr {
        match self.declared.things.get(&format!("{}{address}", self.context.prefix)).copied() {
            Some(index) => {
                let is_many = self.is_many(index);
                self.steps(Expr::Thing(index), Reached::Thing(index, is_many), operators, names, &place)
            }
            None => self.absent(address, operators, names, place),
        }
    }

    /// Whether a thing is there several times. It may not have been read yet.
    fn is_many(&self, index: usize) -> bool {
        !matches!(self.program.things[index].repeat, Repeat::Once)
    }

    /// What an expression reaches that has been read.
    pub(crate) fn reached_of(&self, expr: &Expr) -> Reached<'static> {
        match expr {
            Expr::Thing(index) => Reached::Thing(*index, self.is_many(*index)),
            Expr::Local(index) if !self.reading.contains(index) => {
                self.reached_of(&self.program.locals[*index].value)
            }
            Expr::Item(base, _) => self.reached_of(base).element(),
            Expr::Property(base, property) => {
                let found = match self.reached_of(base) {
                    Reached::Thing(index, _) => {
                        let ty = self.program.things[index].ty;
                        ty.property(&property.name).map(|(_, field)| field)
                    }
                    Reached::Known(shape) => shape.field(&property.name),
                    _ => None,
                };
                found.map_or(Reached::Plain, |found| known(Expr::Null, found).1)
            }
            _ => Reached::Plain,
        }
    }

    /// What stands for something that is not in the program.
    pub(crate) fn absent(
        &mut self,
        address: &str,
        operators: &[&TraversalOperator],
        names: &Names,
        place: Option<Place>,
    ) -> Expr {
        let own = address;
        let address = &format!("{}{own}", self.context.prefix);
        if !self.declared.left.contains_key(address) {
            let at = self.context.at.clone();
            self.refuse(
                &at,
                place.clone(),
                format!("it refers to {address}, which these files do not declare"),
            );
        }
        let mut reference = address.to_owned();
        for operator in operators {
            match operator {
                TraversalOperator::GetAttr(name) => {
                    reference.push('.');
                    reference.push_str(name.as_str());
                }
                TraversalOperator::Index(Expression::String(key)) => {
                    reference.push('.');
                    reference.push_str(key.value());
                }
                TraversalOperator::Index(Expression::Number(number)) => {
                    reference.push_str(&format!(".{}", number.value()));
                }
                TraversalOperator::Index(key) => {
                    // Which one, the program decides: the configuration has all of them, by their keys.
                    let all = self.state.and_then(|state| state.ids(address));
                    let kind = Type::Map(Box::new(Type::Text));
                    let map = self.placeholder(&reference, place, kind, all);
                    let key = self.expression(key, names);
                    return Expr::Item(Box::new(map), Box::new(key));
                }
                _ => {}
            }
        }
        let key = operators.iter().find_map(|operator| match operator {
            TraversalOperator::Index(Expression::String(key)) => Some(key.value().clone()),
            TraversalOperator::Index(Expression::Number(number)) => Some(number.value().to_string()),
            _ => None,
        });
        let is_id =
            matches!(operators.last(), Some(TraversalOperator::GetAttr(name)) if name.as_str() == "id");
        let id = self.state.filter(|_| is_id).and_then(|state| state.id(address, key.as_deref()));
        self.placeholder(&reference, place, Type::Text, id.map(serde_json::Value::from))
    }

    /// What comes after the first words of a traversal.
    pub(crate) fn steps(
        &mut self,
        mut base: Expr,
        mut reached: Reached<'_>,
        operators: &[&TraversalOperator],
        names: &Names,
        place: &Option<Place>,
    ) -> Expr {
        for (at, operator) in operators.iter().enumerate() {
            match operator {
                TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_) => {
                    let rest = &operators[at + 1..];
                    let (collection, inner) = match reached {
                        // One that is there once is a list of itself.
                        Reached::Thing(index, false) => {
                            (Expr::List(vec![base]), Reached::Thing(index, false))
                        }
                        Reached::Thing(index, true) => (base, Reached::Thing(index, false)),
                        Reached::KnownList(shape) => (base, Reached::Known(shape)),
                        _ => (base, Reached::Plain),
                    };
                    let name = "each_item".to_owned();
                    let result = self.steps(Expr::Bound(name.clone()), inner, rest, names, place);
                    let each = For {
                        key: None,
                        value: name,
                        collection,
                        result_key: None,
                        result,
                        condition: None,
                        grouped: false,
                    };
                    return Expr::For(Box::new(each));
                }
                TraversalOperator::Index(index) => {
                    let is_first =
                        matches!(index, Expression::Number(number) if number.value().as_i64() == Some(0));
                    // A block that may occur once is an object here.
                    if is_first && matches!(reached, Reached::Known(_)) {
                        continue;
                    }
                    let index = self.expression(index, names);
                    base = Expr::Item(Box::new(base), Box::new(index));
                    reached = reached.element();
                }
                TraversalOperator::LegacyIndex(number) => {
                    if *number.value() == 0 && matches!(reached, Reached::Known(_)) {
                        continue;
                    }
                    let index = Expr::Number(*number.value() as f64);
                    base = Expr::Item(Box::new(base), Box::new(index));
                    reached = reached.element();
                }
                TraversalOperator::GetAttr(name) => {
                    let name = name.as_str();
                    match reached {
                        Reached::Thing(index, _) => {
                            let ty = self.program.things[index].ty;
                            if name == "id" {
                                let property =
                                    Property { name: "id".to_owned(), sure: true, kind: Type::Text };
                                base = Expr::Property(Box::new(base), property);
                                reached = Reached::Plain;
                                continue;
                            }
                            let shapes = [Some(ty.inputs()), ty.outputs()].into_iter().flatten();
                            let found = shapes.filter_map(|shape| field(shape, name)).next();
                            let Some(found) = found else {
                                let at = self.context.at.clone();
                                let address = self.program.things[index].address.clone();
                                self.refuse(&at, place.clone(), format!("{address} has no attribute {name}"));
                                return Expr::Null;
                            };
                            (base, reached) = known(base, found);
                        }
                        Reached::Known(shape) => match field(shape, name) {
                            Some(found) => (base, reached) = known(base, found),
                            None => {
                                let at = self.context.at.clone();
                                self.refuse(&at, place.clone(), format!("there is no attribute {name}"));
                                return Expr::Null;
                            }
                        },
                        _ => {
                            base = Expr::Attribute(Box::new(base), name.to_owned());
                            reached = Reached::Plain;
                        }
                    }
                }
            }
        }
        base
    }
}

/// A member of an object that the provider knows, and what is reached by it.
fn known(base: Expr, found: &FieldShape) -> (Expr, Reached<'_>) {
    let property = Property {
        name: found.field.name.to_owned(),
        sure: found.is_sure_output(),
        kind: Type::of(&found.form),
    };
    let reached = match &found.form {
        Form::Object(shape) => Reached::Known(shape),
        Form::List { element, .. } => match element.as_ref() {
            Form::Object(shape) => Reached::KnownList(shape),
            _ => Reached::Plain,
        },
        _ => Reached::Plain,
    };
    (Expr::Property(Box::new(base), property), reached)
}

/// Whether white space is taken away before and after a part of a template.
fn strip_of(element: &Element) -> (bool, bool) {
    match element {
        Element::Interpolation(interpolation) => {
            (interpolation.strip.strip_start(), interpolation.strip.strip_end())
        }
        Element::Directive(directive) => match directive.as_ref() {
            Directive::If(directive) => {
                (directive.if_expr.strip.strip_start(), directive.endif_expr.strip.strip_end())
            }
            Directive::For(directive) => {
                (directive.for_expr.strip.strip_start(), directive.endfor_expr.strip.strip_end())
            }
        },
        Element::Literal(_) => (false, false),
    }
}
