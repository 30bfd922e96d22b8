//! What a program says, in no language: between the HCL that it is read from and the language that it is written in.

use std::collections::BTreeSet;

use pulumi_provider::declaration::Form;
use resources::package::Function as LookUp;
use resources::registry::ResourceType;
use serde_json::Value as Json;

use super::functions::{Function, Kind};

/// A program.
#[derive(Debug, Default)]
pub(crate) struct Program {
    pub(crate) variables: Vec<Variable>,
    pub(crate) locals: Vec<Local>,
    /// Configurations of the provider besides that of the stack.
    pub(crate) providers: Vec<Provider>,
    pub(crate) things: Vec<Thing>,
    pub(crate) outputs: Vec<Output>,
    /// What is to be done, so that nothing is used before it is there.
    pub(crate) order: Vec<Statement>,
    /// Configuration of the provider, of which the program says nothing.
    pub(crate) settings: Vec<(String, Json)>,
}

/// A line of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Statement {
    Local(usize),
    Provider(usize),
    Thing(usize),
}

/// A value of the stack's configuration.
#[derive(Debug)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) kind: Type,
    /// What counts where the stack says nothing. `Expr::Null` is nothing.
    pub(crate) default: Option<Expr>,
    pub(crate) secret: bool,
    pub(crate) description: Option<String>,
    /// What this stack says.
    pub(crate) value: Option<Json>,
    /// What its type says of members that may be left out, in the form of the function `defaults`.
    pub(crate) fill: Option<Expr>,
}

impl Variable {
    pub(crate) fn new(name: &str, kind: Type) -> Variable {
        Variable {
            name: name.to_owned(),
            kind,
            default: None,
            secret: false,
            description: None,
            value: None,
            fill: None,
        }
    }
}

/// A value with a name.
#[derive(Debug)]
pub(crate) struct Local {
    pub(crate) name: String,
    pub(crate) value: Expr,
    /// Whether it is ours, and not something that the HCL calls a local.
    pub(crate) own: bool,
}

/// A configuration of the provider that some resources use.
#[derive(Debug)]
pub(crate) struct Provider {
    pub(crate) name: String,
    pub(crate) members: Vec<(String, Expr)>,
}

/// A resource, or an object that is looked up; or several.
#[derive(Debug)]
pub(crate) struct Thing {
    /// `genesyscloud_routing_queue.support`, with `data.` before it where it is looked up.
    pub(crate) address: String,
    /// Its name in HCL.
    pub(crate) label: String,
    pub(crate) ty: &'static ResourceType,
    /// How it is looked up, where it is.
    pub(crate) look_up: Option<LookUp<'static>>,
    pub(crate) repeat: Repeat,
    pub(crate) properties: Vec<(String, Expr)>,
    pub(crate) options: Options,
    /// What was not carried, for whoever reads the program.
    pub(crate) remarks: Vec<String>,
}

impl Thing {
    /// The token of its type, or of the function that looks it up.
    pub(crate) fn token(&self) -> String {
        self.look_up.as_ref().map_or_else(|| self.ty.table.token.to_owned(), LookUp::token)
    }
}

/// How often something is there.
#[derive(Debug)]
pub(crate) enum Repeat {
    Once,
    /// So many times, by their number.
    Count(Expr),
    /// Once for each element of a map or a set.
    Each(Expr),
}

/// What the engine is told about a resource.
#[derive(Debug, Default)]
pub(crate) struct Options {
    pub(crate) provider: Option<usize>,
    pub(crate) depends_on: Vec<Expr>,
    pub(crate) protect: bool,
    pub(crate) ignore: Vec<String>,
    /// Operation and duration.
    pub(crate) timeouts: Vec<(String, String)>,
}

/// What a program tells.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) name: String,
    pub(crate) value: Expr,
    pub(crate) secret: bool,
}

/// The type of a value, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    Text,
    Number,
    Bool,
    List(Box<Type>),
    Map(Box<Type>),
    Any,
}

/// When a value is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Time {
    /// While the program runs.
    Now,
    /// Its structure while the program runs, what is in it perhaps later.
    Within,
    /// Later: it is an output.
    Later,
}

/// A property of something that the provider knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Property {
    /// `acwTimeoutMs`.
    pub(crate) name: String,
    /// Whether it is always there.
    pub(crate) sure: bool,
    pub(crate) kind: Type,
}

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    /// Texts one after the other.
    Template(Vec<Expr>),
    List(Vec<Expr>),
    Map(Vec<(Expr, Expr)>),
    /// An object of a type that the provider knows: the module, the type's name, the members by their property names.
    Object(&'static str, &'static str, Vec<(String, Expr)>),
    Variable(usize),
    Local(usize),
    /// What a loop or a `for` calls something.
    Bound(String),
    /// The name of the stack.
    Stack,
    /// The place of a folder of HCL, from where the program is.
    Folder(String),
    Thing(usize),
    Property(Box<Expr>, Property),
    /// A member of a map that the program itself has made.
    Attribute(Box<Expr>, String),
    Item(Box<Expr>, Box<Expr>),
    Conditional(Box<Expr>, Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Negative(Box<Expr>),
    Binary(&'static str, Box<Expr>, Box<Expr>),
    Call(&'static Function, Vec<Expr>),
    /// `try`, the first that can be told, or `can`, whether it can be.
    Attempt(&'static str, Vec<Expr>),
    For(Box<For>),
}

/// A `for`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct For {
    pub(crate) key: Option<String>,
    pub(crate) value: String,
    pub(crate) collection: Expr,
    /// What the result has as keys, where it is a map.
    pub(crate) result_key: Option<Expr>,
    pub(crate) result: Expr,
    pub(crate) condition: Option<Expr>,
    /// Whether values of the same key are put together.
    pub(crate) grouped: bool,
}

impl Type {
    /// The type of a property.
    pub(crate) fn of(form: &Form) -> Type {
        match form {
            Form::Bool => Type::Bool,
            Form::Integer(_) | Form::Number(_) => Type::Number,
            Form::Text(_) | Form::Choice(_) | Form::File => Type::Text,
            Form::List { element, .. } => Type::List(Box::new(Type::of(element))),
            Form::Map(element) => Type::Map(Box::new(Type::of(element))),
            Form::Object(_) | Form::Any => Type::Any,
        }
    }

    fn element(&self) -> Type {
        match self {
            Type::List(element) | Type::Map(element) => (**element).clone(),
            _ => Type::Any,
        }
    }
}

impl Expr {
    /// The expression and all that is in it, each before what it has in it.
    pub(crate) fn walk(&self, see: &mut impl FnMut(&Expr)) {
        see(self);
        self.parts(&mut |part| part.walk(see));
    }

    /// What it is directly made of.
    pub(crate) fn parts<'a>(&'a self, see: &mut impl FnMut(&'a Expr)) {
        match self {
            Expr::Null
            | Expr::Bool(_)
            | Expr::Number(_)
            | Expr::Text(_)
            | Expr::Variable(_)
            | Expr::Local(_)
            | Expr::Bound(_)
            | Expr::Stack
            | Expr::Folder(_)
            | Expr::Thing(_) => {}
            Expr::Template(parts) | Expr::List(parts) | Expr::Call(_, parts) | Expr::Attempt(_, parts) => {
                parts.iter().for_each(see);
            }
            Expr::Map(members) => members.iter().for_each(|(key, value)| {
                see(key);
                see(value);
            }),
            Expr::Object(_, _, members) => members.iter().for_each(|(_, value)| see(value)),
            Expr::Property(base, _) | Expr::Attribute(base, _) | Expr::Not(base) | Expr::Negative(base) => {
                see(base);
            }
            Expr::Item(one, two) | Expr::Binary(_, one, two) => {
                see(one);
                see(two);
            }
            Expr::Conditional(condition, yes, no) => {
                see(condition);
                see(yes);
                see(no);
            }
            Expr::For(each) => {
                see(&each.collection);
                each.result_key.iter().for_each(&mut *see);
                see(&each.result);
                each.condition.iter().for_each(see);
            }
        }
    }

    /// Whether it, or something in it, is so.
    pub(crate) fn any(&self, is_so: impl Fn(&Expr) -> bool) -> bool {
        let mut found = false;
        self.walk(&mut |part| found |= is_so(part));
        found
    }
}

impl Program {
    /// What a thing waits for: what is looked up needs no waiting for.
    pub(crate) fn depends_on<'a>(&'a self, thing: &'a Thing) -> impl Iterator<Item = usize> + 'a {
        thing.options.depends_on.iter().filter_map(|on| match on {
            Expr::Thing(index) => Some(*index).filter(|index| self.things[*index].look_up.is_none()),
            _ => None,
        })
    }

    /// Whether an expression is a resource or what was looked up, not a part of one.
    pub(crate) fn is_object(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Thing(_) => true,
            // Of what a loop calls so, only resources and their parts have properties.
            Expr::Bound(_) => true,
            Expr::Local(index) => self.is_object(&self.locals[*index].value),
            Expr::Item(base, _) => self.is_object(base),
            Expr::Call(function, arguments) => {
                ["one", "element", "values", "lookup"].contains(&function.name)
                    && arguments.first().is_some_and(|first| self.is_object(first))
            }
            _ => false,
        }
    }

    /// The names within a loop that stand for something known now, of those that do around it.
    pub(crate) fn within(&self, each: &For, now: &BTreeSet<String>) -> BTreeSet<String> {
        scope(each, self.time(&each.collection, now), now)
    }

    /// The type of an expression.
    pub(crate) fn kind(&self, expr: &Expr) -> Type {
        match expr {
            Expr::Bool(_) | Expr::Not(_) => Type::Bool,
            Expr::Number(_) | Expr::Negative(_) => Type::Number,
            Expr::Text(_) | Expr::Template(_) | Expr::Stack | Expr::Folder(_) => Type::Text,
            Expr::Attempt("can", _) => Type::Bool,
            Expr::Attempt(_, all) => self.common(all.iter()),
            Expr::Binary(sign, ..) => match *sign {
                "+" | "-" | "*" | "/" | "%" => Type::Number,
                _ => Type::Bool,
            },
            Expr::List(items) => Type::List(Box::new(self.common(items.iter()))),
            Expr::Map(members) => Type::Map(Box::new(self.common(members.iter().map(|(_, value)| value)))),
            Expr::Variable(index) => self.variables[*index].kind.clone(),
            Expr::Local(index) => self.kind(&self.locals[*index].value),
            Expr::Thing(index) => match self.things[*index].repeat {
                Repeat::Once => Type::Any,
                Repeat::Count(_) => Type::List(Box::new(Type::Any)),
                Repeat::Each(_) => Type::Map(Box::new(Type::Any)),
            },
            Expr::Property(_, property) => property.kind.clone(),
            Expr::Item(base, _) => self.kind(base).element(),
            Expr::Conditional(_, yes, no) => self.common([&**yes, &**no].into_iter()),
            Expr::Call(function, arguments) => match function.kind {
                Kind::Text => Type::Text,
                Kind::Number => Type::Number,
                Kind::Bool => Type::Bool,
                Kind::Any => Type::Any,
                Kind::Texts => Type::List(Box::new(Type::Text)),
                Kind::AsFirst => arguments.first().map_or(Type::Any, |first| self.kind(first)),
                Kind::ListOf => match arguments.first().map(|first| self.kind(first)) {
                    Some(Type::List(element) | Type::Map(element)) => Type::List(element),
                    _ => Type::List(Box::new(Type::Any)),
                },
                Kind::ElementOf => arguments.first().map_or(Type::Any, |first| self.kind(first).element()),
            },
            Expr::For(each) => {
                // What a loop calls its element is of no known type here.
                let of = Box::new(self.kind(&each.result));
                match (&each.result_key, each.grouped) {
                    (None, _) => Type::List(of),
                    (Some(_), false) => Type::Map(of),
                    (Some(_), true) => Type::Map(Box::new(Type::List(of))),
                }
            }
            Expr::Null | Expr::Object(..) | Expr::Bound(_) | Expr::Attribute(..) => Type::Any,
        }
    }

    fn common<'a>(&self, mut all: impl Iterator<Item = &'a Expr>) -> Type {
        let Some(first) = all.next() else { return Type::Any };
        let first = self.kind(first);
        if all.all(|other| self.kind(other) == first) { first } else { Type::Any }
    }

    /// When a value is there. What loops call their elements may hold outputs, unless the names in `now` say otherwise.
    pub(crate) fn time(&self, expr: &Expr, now: &BTreeSet<String>) -> Time {
        let scalar = |time: Time| if time == Time::Now { Time::Now } else { Time::Later };
        let within = |time: Time| if time == Time::Now { Time::Now } else { Time::Within };
        match expr {
            Expr::Null | Expr::Bool(_) | Expr::Number(_) | Expr::Text(_) | Expr::Stack => Time::Now,
            Expr::Folder(_) => Time::Now,
            Expr::Attempt(_, all) => scalar(self.latest(all.iter(), now)),
            Expr::Variable(index) => {
                if self.variables[*index].secret {
                    Time::Later
                } else {
                    Time::Now
                }
            }
            Expr::Local(index) => self.time(&self.locals[*index].value, now),
            Expr::Bound(name) => {
                if now.contains(name) {
                    Time::Now
                } else {
                    Time::Within
                }
            }
            Expr::Thing(index) => {
                let thing = &self.things[*index];
                if thing.look_up.is_some() && matches!(thing.repeat, Repeat::Once) {
                    Time::Later
                } else {
                    Time::Within
                }
            }
            Expr::Property(base, _) => scalar(self.time(base, now)),
            Expr::Attribute(base, _) => self.time(base, now),
            Expr::Item(base, index) => match (self.time(base, now), self.time(index, now)) {
                (_, Time::Later | Time::Within) => Time::Later,
                (base, Time::Now) => base,
            },
            Expr::List(items) => within(self.latest(items.iter(), now)),
            Expr::Object(_, _, members) => within(self.latest(members.iter().map(|(_, value)| value), now)),
            Expr::Map(members) => {
                if self.latest(members.iter().map(|(key, _)| key), now) != Time::Now {
                    return Time::Later;
                }
                within(self.latest(members.iter().map(|(_, value)| value), now))
            }
            Expr::Template(parts) => scalar(self.latest(parts.iter(), now)),
            Expr::Not(one) | Expr::Negative(one) => scalar(self.time(one, now)),
            Expr::Binary(_, one, two) => scalar(self.time(one, now).max(self.time(two, now))),
            Expr::Conditional(condition, yes, no) => match self.time(condition, now) {
                Time::Now => self.time(yes, now).max(self.time(no, now)),
                _ => Time::Later,
            },
            Expr::Call(function, arguments) => match self.latest(arguments.iter(), now) {
                Time::Within if function.structural => Time::Within,
                time => scalar(time),
            },
            Expr::For(each) => {
                let collection = self.time(&each.collection, now);
                if collection == Time::Later {
                    return Time::Later;
                }
                let inner = scope(each, collection, now);
                let decides = each.condition.iter().chain(&each.result_key);
                match self.latest(decides, &inner) {
                    Time::Now => within(self.time(&each.result, &inner)),
                    _ => Time::Later,
                }
            }
        }
    }

    pub(crate) fn latest<'a>(&self, all: impl Iterator<Item = &'a Expr>, now: &BTreeSet<String>) -> Time {
        all.map(|one| self.time(one, now)).max().unwrap_or(Time::Now)
    }

    /// Every expression of a thing.
    pub(crate) fn expressions_of<'a>(&'a self, statement: Statement, see: &mut impl FnMut(&'a Expr)) {
        match statement {
            Statement::Local(index) => see(&self.locals[index].value),
            Statement::Provider(index) => {
                self.providers[index].members.iter().for_each(|(_, value)| see(value));
            }
            Statement::Thing(index) => {
                let thing = &self.things[index];
                if let Repeat::Count(expr) | Repeat::Each(expr) = &thing.repeat {
                    see(expr);
                }
                thing.properties.iter().for_each(|(_, value)| see(value));
                thing.options.depends_on.iter().for_each(see);
            }
        }
    }

    /// Puts everything into an order in which nothing is used before it is there; what goes in a circle is answered.
    pub(crate) fn settle_order(&mut self) -> Vec<Statement> {
        let all: Vec<Statement> = (0..self.locals.len())
            .map(Statement::Local)
            .chain((0..self.providers.len()).map(Statement::Provider))
            .chain((0..self.things.len()).map(Statement::Thing))
            .collect();
        let mut left: Vec<(Statement, BTreeSet<Statement>)> = all
            .into_iter()
            .map(|statement| {
                let mut needs = BTreeSet::new();
                self.expressions_of(statement, &mut |expr| {
                    expr.walk(&mut |part| match part {
                        Expr::Local(index) => drop(needs.insert(Statement::Local(*index))),
                        Expr::Thing(index) => drop(needs.insert(Statement::Thing(*index))),
                        _ => {}
                    });
                });
                if let Statement::Thing(index) = statement {
                    needs.extend(self.things[index].options.provider.map(Statement::Provider));
                }
                (statement, needs)
            })
            .collect();
        let mut done = BTreeSet::new();
        while let Some(at) = left.iter().position(|(_, needs)| needs.is_subset(&done)) {
            let (statement, _) = left.remove(at);
            done.insert(statement);
            self.order.push(statement);
        }
        left.into_iter().map(|(statement, _)| statement).collect()
    }
}

/// The names that stand for something known now within a loop over something of this time.
fn scope(each: &For, collection: Time, now: &BTreeSet<String>) -> BTreeSet<String> {
    let mut inner = now.clone();
    inner.extend(each.key.clone());
    if collection == Time::Now {
        inner.insert(each.value.clone());
    } else {
        inner.remove(&each.value);
    }
    inner
}
