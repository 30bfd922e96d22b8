//! Modules in folders of the same configuration: their resources are written out, each call of a module for itself, with the call's name
//! before theirs.
//!
//! What a module is given and what it answers become values of the program. They are read when somebody asks for them, because how often
//! a module is there may follow from a local, and that again from what another module answers.

use hcl_edit::expr::{Expression, ObjectKey, TraversalOperator};
use hcl_edit::structure::{Block, Body, Structure};
use resources::terraform::PROVIDER;

use super::evaluate::{Evaluator, Scope, Value};
use super::expressions::{Names, Reached};
use super::model::{Expr, Local, Repeat};
use super::parse::{File, Folder, Place, attribute_span, block_span, source};
use super::plan::{Plan, attribute_of};
use super::report::Outcome;

/// Where what is being read stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Context<'a> {
    pub(crate) file: Option<&'a File>,
    /// The address of what is being read, for the report.
    pub(crate) at: String,
    /// What addresses begin with: nothing, or `module.teams["sales"].`
    pub(crate) prefix: String,
    /// Where the HCL is, from where the program will be.
    pub(crate) path: String,
}

/// A folder of HCL that is still to be read, as what calls it has it.
#[derive(Debug)]
pub(crate) struct Part<'a> {
    pub(crate) context: Context<'a>,
    pub(crate) folder: &'a Folder,
}

/// A value that nobody has asked for yet.
#[derive(Debug)]
pub(crate) struct Unread<'a> {
    pub(crate) context: Context<'a>,
    pub(crate) place: Option<Place>,
    pub(crate) value: &'a Expression,
    pub(crate) names: Names,
    /// Whether the module says that it is secret.
    pub(crate) secret: bool,
    /// The type that the module says it has, where that fills something in.
    pub(crate) fill: Option<&'a Expression>,
}

/// A `module` block.
#[derive(Debug)]
pub(crate) struct Module<'a> {
    pub(crate) block: &'a Block,
    pub(crate) context: Context<'a>,
    /// The folder that the block stands in.
    pub(crate) folder: &'a Folder,
    pub(crate) calls: Calls,
}

/// How often a module is there.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Calls {
    /// Nobody has asked.
    Unread,
    /// Somebody has asked, and asks again before there is an answer.
    Asked,
    /// It is not carried.
    Left,
    Once,
    Count(usize),
    Each(Vec<String>),
}

/// What a `module` block says besides what it gives the module.
const META: [&str; 6] = ["source", "version", "count", "for_each", "providers", "depends_on"];

impl Calls {
    /// What the addresses of each call begin with.
    fn prefixes(&self, address: &str) -> Vec<String> {
        match self {
            Calls::Once => vec![format!("{address}.")],
            Calls::Count(count) => (0..*count).map(|at| format!("{address}[{at}].")).collect(),
            Calls::Each(keys) => keys
                .iter()
                .map(|key| format!("{address}[{}].", serde_json::Value::from(key.as_str())))
                .collect(),
            Calls::Unread | Calls::Asked | Calls::Left => Vec::new(),
        }
    }
}

impl<'a> Plan<'a> {
    /// Does something where something else stands.
    pub(crate) fn within<T>(&mut self, context: Context<'a>, act: impl FnOnce(&mut Plan<'a>) -> T) -> T {
        let before = std::mem::replace(&mut self.context, context);
        let done = act(self);
        self.context = before;
        done
    }

    /// The value of this address, which is read now if it has not been.
    pub(crate) fn local(&mut self, address: &str) -> Option<usize> {
        let index = self.declared.locals.get(address).copied()?;
        let Some(unread) = self.unread.remove(address) else { return Some(index) };
        self.reading.insert(index);
        let context = Context { at: address.to_owned(), ..unread.context };
        let place = unread.place.clone();
        let value = self.within(context, |plan| {
            let value = plan.expression(unread.value, &unread.names);
            let value = match unread.fill {
                Some(ty) => plan.filled(value, ty),
                None => value,
            };
            if unread.secret { plan.hidden(value, address, &unread.place) } else { value }
        });
        self.reading.remove(&index);
        self.program.locals[index].value = value;
        self.report.add(Outcome::Carried, address, place, "as a value of the program");
        Some(index)
    }

    /// The name of the value of this address; nothing where it is part of what it needs itself.
    pub(crate) fn reference(&mut self, address: &str, place: &Option<Place>) -> Option<Expr> {
        let index = self.local(address)?;
        if self.reading.contains(&index) {
            let at = self.context.at.clone();
            self.refuse(&at, place.clone(), format!("it needs itself, by way of {address}"));
            return Some(Expr::Null);
        }
        Some(Expr::Local(index))
    }

    /// What this address is worth: itself where it is only another word for something, its name otherwise.
    fn named(&mut self, address: &str, place: &Option<Place>) -> Option<Expr> {
        let found = self.reference(address, place)?;
        let Expr::Local(index) = found else { return Some(found) };
        let value = &self.program.locals[index].value;
        Some(if is_word(value) { value.clone() } else { Expr::Local(index) })
    }

    /// Gives a value a name in the program that the HCL does not have.
    pub(crate) fn add_local(&mut self, address: String, name: String, value: Expr) -> usize {
        let index = self.program.locals.len();
        self.program.locals.push(Local { name, value, own: true });
        self.declared.locals.insert(address, index);
        index
    }

    /// What a variable of a module is worth in this call of it.
    pub(crate) fn argument(&mut self, name: &str, place: &Option<Place>) -> Option<Expr> {
        let address = format!("{}var.{name}", self.context.prefix);
        self.named(&address, place)
    }

    /// What `module.name...` is worth.
    pub(crate) fn module(
        &mut self,
        name: &str,
        operators: &[&TraversalOperator],
        names: &Names,
        place: Option<Place>,
    ) -> Expr {
        let own = format!("module.{name}");
        let address = format!("{}{own}", self.context.prefix);
        let calls = self.calls(&address);
        let word = |at: usize| match operators.get(at) {
            Some(TraversalOperator::GetAttr(name)) => Some(name.as_str().to_owned()),
            _ => None,
        };
        let is_splat = |at: usize| {
            matches!(
                operators.get(at),
                Some(TraversalOperator::AttrSplat(_) | TraversalOperator::FullSplat(_))
            )
        };
        let rest = |from: usize| operators.get(from..).unwrap_or_default();
        match calls {
            Calls::Left | Calls::Unread => self.absent(&own, operators, names, place),
            Calls::Asked => {
                let at = self.context.at.clone();
                self.refuse(&at, place, format!("{address} needs itself to tell how often it is there"));
                Expr::Null
            }
            Calls::Once => match word(0) {
                Some(output) => {
                    let found = self.answer(&format!("{address}."), &output, &place);
                    let reached = self.reached_of(&found);
                    self.steps(found, reached, rest(1), names, &place)
                }
                None => self.answers(&address, &calls, None, &place),
            },
            Calls::Count(_) | Calls::Each(_) => {
                let key = match operators.first() {
                    Some(TraversalOperator::Index(index)) => Some(self.expression(index, names)),
                    Some(TraversalOperator::LegacyIndex(at)) => Some(Expr::Number(*at.value() as f64)),
                    _ => None,
                };
                match (key, word(1)) {
                    (Some(key), Some(output)) => {
                        let prefix = match (&key, &calls) {
                            (Expr::Text(key), Calls::Each(_)) => {
                                Some(format!("{address}[{}].", serde_json::Value::from(key.as_str())))
                            }
                            (Expr::Number(at), Calls::Count(_)) => Some(format!("{address}[{at}].")),
                            _ => None,
                        };
                        let found = match prefix.filter(|prefix| calls.prefixes(&address).contains(prefix)) {
                            Some(prefix) => self.answer(&prefix, &output, &place),
                            None => {
                                let all = self.answers(&address, &calls, Some(&output), &place);
                                Expr::Item(Box::new(all), Box::new(key))
                            }
                        };
                        let reached = self.reached_of(&found);
                        self.steps(found, reached, rest(2), names, &place)
                    }
                    (None, Some(output)) if is_splat(0) && matches!(calls, Calls::Count(_)) => {
                        let all = self.answers(&address, &calls, Some(&output), &place);
                        match rest(2) {
                            [] => all,
                            more => {
                                let all_of = [&[operators[0]], more].concat();
                                self.steps(all, Reached::Plain, &all_of, names, &place)
                            }
                        }
                    }
                    _ => {
                        let all = self.answers(&address, &calls, None, &place);
                        self.steps(all, Reached::Plain, operators, names, &place)
                    }
                }
            }
        }
    }

    /// What one call of a module answers.
    fn answer(&mut self, prefix: &str, output: &str, place: &Option<Place>) -> Expr {
        self.named(&format!("{prefix}output.{output}"), place).unwrap_or_else(|| {
            let at = self.context.at.clone();
            let module = prefix.trim_end_matches('.');
            self.refuse(&at, place.clone(), format!("{module} has no output {output}"));
            Expr::Null
        })
    }

    /// What all calls of a module answer, by their keys: one output of each, or all of them.
    fn answers(&mut self, address: &str, calls: &Calls, output: Option<&str>, place: &Option<Place>) -> Expr {
        let known = format!("{address}.*.{}", output.unwrap_or("*"));
        if let Some(index) = self.declared.locals.get(&known) {
            return Expr::Local(*index);
        }
        let mut all = Vec::new();
        for prefix in calls.prefixes(address) {
            all.push(match output {
                Some(output) => self.answer(&prefix, output, place),
                None => {
                    let begin = format!("{prefix}output.");
                    let addresses = self.declared.locals.keys().filter_map(|key| key.strip_prefix(&begin));
                    let outputs: Vec<String> = addresses.map(str::to_owned).collect();
                    let member = |plan: &mut Plan<'a>, output: String| {
                        (Expr::Text(output.clone()), plan.answer(&prefix, &output, place))
                    };
                    Expr::Map(outputs.into_iter().map(|output| member(self, output)).collect())
                }
            });
        }
        let value = match calls {
            Calls::Each(keys) => Expr::Map(keys.iter().cloned().map(Expr::Text).zip(all).collect()),
            Calls::Once => all.pop().unwrap_or(Expr::Null),
            _ => Expr::List(all),
        };
        let name = label(address) + output.unwrap_or("all");
        Expr::Local(self.add_local(known, name, value))
    }

    /// How often a module is there. The first time, what is in it is declared and put on the list of what is to be read.
    pub(crate) fn calls(&mut self, address: &str) -> Calls {
        let Some(module) = self.modules.get_mut(address) else { return Calls::Left };
        if module.calls != Calls::Unread {
            return module.calls.clone();
        }
        module.calls = Calls::Asked;
        let (block, folder) = (module.block, module.folder);
        let context = Context { at: address.to_owned(), ..module.context.clone() };
        let calls = self.within(context, |plan| {
            plan.open(address, block, folder).unwrap_or_else(|(place, reason)| {
                plan.refuse(address, place, &reason);
                plan.declared.left.insert(address.to_owned(), reason);
                Calls::Left
            })
        });
        if let Some(module) = self.modules.get_mut(address) {
            module.calls = calls.clone();
        }
        calls
    }

    fn open(
        &mut self,
        address: &str,
        block: &'a Block,
        folder: &'a Folder,
    ) -> Result<Calls, (Option<Place>, String)> {
        let place = self.place(block_span(block));
        let failed = |reason: String| (place.clone(), reason);
        let source = source(block).ok_or_else(|| failed("it has no source".to_owned()))?;
        let inner = match folder.modules.get(source) {
            None => {
                return Err(failed(format!(
                    "modules of registries and repositories are not carried, and {source} is one: copy it into a folder of this \
                     configuration, and name that as its source, or keep it in Terraform"
                )));
            }
            Some(Err(reason)) => return Err(failed(reason.clone())),
            Some(Ok(inner)) if inner.files.is_empty() => {
                return Err(failed("there is no .tf file in its folder".to_owned()));
            }
            Some(Ok(inner)) => inner,
        };
        let (calls, given) = self.instances(block).map_err(|(place, reason)| {
            (place, format!("how often it is there cannot be told before the program runs: {reason}"))
        })?;
        let waits = match attribute_of(&block.body, "depends_on") {
            Some(attribute) => self.waits_for(&attribute.value, &self.place(attribute_span(attribute))),
            None => Vec::new(),
        };
        let outer = self.waits.get(&self.context.prefix).cloned().unwrap_or_default();
        let before = self.program.things.len();
        for (number, (prefix, names)) in calls.prefixes(address).into_iter().zip(given).enumerate() {
            self.waits.insert(prefix.clone(), [outer.clone(), waits.clone()].concat());
            self.providers_of(&prefix, block);
            let path = format!("{}/{}", self.root, inner.path);
            let context = Context { file: None, at: prefix.clone(), prefix: prefix.clone(), path };
            self.give(&prefix, block, inner, &names, &context, number == 0);
            self.within(context.clone(), |plan| plan.declare_all(inner));
            self.parts.push_back(Part { context, folder: inner });
        }
        let count = self.program.things.len() - before;
        let says = match &calls {
            Calls::Once => format!("its {count} resources and data sources are written out"),
            many => {
                let keys: Vec<String> = match many {
                    Calls::Each(keys) => keys.clone(),
                    _ => (0..many.prefixes(address).len()).map(|at| at.to_string()).collect(),
                };
                let says = "it is written out once for each of what there is now; another one is written beside them";
                self.note(address, place.clone(), format!("{says} ({})", keys.join(", ")));
                format!("{count} resources and data sources are written out")
            }
        };
        self.report.add(Outcome::Carried, address, place, says);
        Ok(calls)
    }

    /// The calls of a module, and what `each` and `count` are in each of them.
    fn instances(&mut self, block: &'a Block) -> Result<(Calls, Vec<Names>), (Option<Place>, String)> {
        if let Some(attribute) = attribute_of(&block.body, "count") {
            let place = self.place(attribute_span(attribute));
            let count = self.expression(&attribute.value, &Names::default());
            let evaluator = Evaluator::new(&self.program);
            let all = evaluator.instances_of(&Repeat::Count(count)).map_err(|reason| (place, reason))?;
            let names = |at: usize| Names::given([("count.index".to_owned(), Expr::Number(at as f64))]);
            return Ok((Calls::Count(all.len()), (0..all.len()).map(names).collect()));
        }
        let Some(attribute) = attribute_of(&block.body, "for_each") else {
            return Ok((Calls::Once, vec![Names::default()]));
        };
        let place = self.place(attribute_span(attribute));
        let collection = self.expression(&attribute.value, &Names::default());
        let (keys, is_set) = self.keys(&collection).map_err(|reason| (place, reason))?;
        let names = |key: &String| {
            let key = Expr::Text(key.clone());
            let value = if is_set {
                key.clone()
            } else {
                Expr::Item(Box::new(collection.clone()), Box::new(key.clone()))
            };
            // What stands there is taken as it stands.
            let value = match (&collection, &key) {
                (Expr::Map(members), key) => {
                    members.iter().find(|(other, _)| other == key).map_or(value, |(_, member)| member.clone())
                }
                _ => value,
            };
            Names::given([("each.key".to_owned(), key), ("each.value".to_owned(), value)])
        };
        let names = keys.iter().map(names).collect();
        Ok((Calls::Each(keys), names))
    }

    /// The keys of what a `for_each` goes over, and whether it is a set.
    fn keys(&self, collection: &Expr) -> Result<(Vec<String>, bool), String> {
        let evaluator = Evaluator::new(&self.program);
        match collection {
            Expr::Local(index) => self.keys(&self.program.locals[*index].value),
            Expr::Map(members) => {
                let key = |(key, _): &(Expr, Expr)| evaluator.known(key, &Scope::new())?.text();
                let mut keys = members.iter().map(key).collect::<Result<Vec<_>, _>>()?;
                keys.sort();
                Ok((keys, false))
            }
            Expr::Call(function, arguments) if function.name == "defaults" => self.keys(&arguments[0]),
            Expr::Conditional(condition, yes, no) => {
                let chosen = evaluator.known(condition, &Scope::new())?.bool()?;
                self.keys(if chosen { yes } else { no })
            }
            other => {
                let is_set = matches!(evaluator.structure(other, &Scope::new())?, Value::List(_));
                let all = evaluator.instances_of(&Repeat::Each(other.clone()))?;
                Ok((all.into_iter().map(|(key, _)| key).collect(), is_set))
            }
        }
    }

    /// What a call gives the variables of a module.
    fn give(
        &mut self,
        prefix: &str,
        block: &'a Block,
        folder: &'a Folder,
        names: &Names,
        inner: &Context<'a>,
        is_first: bool,
    ) {
        let mut known: Vec<&str> = META.to_vec();
        for (file, variable) in folder.files.iter().flat_map(|file| file.blocks().map(move |it| (file, it))) {
            let ("variable", Some(name)) = (variable.ident.as_str(), variable.labels.first()) else {
                continue;
            };
            let name = name.as_str();
            known.push(name);
            let is_true = |name: &str| {
                attribute_of(&variable.body, name).is_some_and(|it| it.value.as_bool() == Some(true))
            };
            let fill = attribute_of(&variable.body, "type").map(|attribute| &attribute.value);
            let address = format!("{prefix}var.{name}");
            self.add_local(address.clone(), label(prefix) + name, Expr::Null);
            let unread = |context: Context<'a>, place, value, names| Unread {
                context,
                place,
                value,
                names,
                secret: is_true("sensitive"),
                fill,
            };
            let unread = match (attribute_of(&block.body, name), attribute_of(&variable.body, "default")) {
                (Some(given), _) => {
                    let place = self.place(attribute_span(given));
                    unread(self.context.clone(), place, &given.value, names.clone())
                }
                (None, Some(default)) => {
                    let place = Some(file.place(attribute_span(default)));
                    let context = Context { file: Some(file), ..inner.clone() };
                    unread(context, place, &default.value, Names::default())
                }
                (None, None) => {
                    let (at, place) = (self.context.at.clone(), self.place(block_span(block)));
                    self.refuse(&at, place, format!("it does not say {name}, which its module demands"));
                    continue;
                }
            };
            self.unread.insert(address, unread);
        }
        if !is_first {
            return;
        }
        for structure in block.body.iter() {
            let (name, span) = match structure {
                Structure::Attribute(attribute) => (attribute.key.as_str(), attribute_span(attribute)),
                Structure::Block(block) => (block.ident.as_str(), block_span(block)),
            };
            if !known.contains(&name) {
                let what = format!("{}.{name}", self.context.at);
                let place = self.place(span);
                self.refuse(&what, place, "the module has no such variable");
            }
        }
    }

    /// Which configurations of the provider a call hands on.
    fn providers_of(&mut self, prefix: &str, block: &'a Block) {
        let own = self.context.prefix.clone();
        if let Some(provider) = self.declared.providers.get(&own).copied() {
            self.declared.providers.insert(prefix.to_owned(), provider);
        }
        let Some(attribute) = attribute_of(&block.body, "providers") else { return };
        let place = self.place(attribute_span(attribute));
        for (key, value) in attribute.value.as_object().into_iter().flat_map(|object| object.iter()) {
            let key = match key {
                ObjectKey::Ident(name) => name.as_str().to_owned(),
                ObjectKey::Expression(key) => key.to_string().trim().to_owned(),
            };
            let value = value.expr().to_string().trim().to_owned();
            let (Some(inner), Some(outer)) = (alias(&key), alias(&value)) else { continue };
            match self.declared.providers.get(&format!("{own}{outer}")).copied() {
                Some(provider) => {
                    self.declared.providers.insert(format!("{prefix}{inner}"), provider);
                }
                // That of the stack.
                None if outer.is_empty() => drop(self.declared.providers.remove(&format!("{prefix}{inner}"))),
                None => {
                    let at = self.context.at.clone();
                    self.refuse(
                        &format!("{at}.providers"),
                        place.clone(),
                        format!("no provider is called {outer}"),
                    );
                }
            }
        }
    }

    /// The resources that a `depends_on` names: all of a module, all of those that are there several times.
    pub(crate) fn waits_for(&mut self, value: &Expression, place: &Option<Place>) -> Vec<Expr> {
        let mut all = Vec::new();
        for item in value.as_array().into_iter().flat_map(|items| items.iter()) {
            let text = item.to_string();
            let text = text.trim().split('[').next().unwrap_or_default();
            let words: Vec<&str> = text.split('.').collect();
            let length = if words[0] == "data" { 3 } else { 2 };
            let own = words.get(..length).unwrap_or(&words).join(".");
            let address = format!("{}{own}", self.context.prefix);
            if words[0] == "module" {
                self.calls(&address);
                let is_in =
                    |key: &str| key.strip_prefix(&address).is_some_and(|rest| rest.starts_with(['.', '[']));
                let things = self.declared.things.iter().filter(|(key, _)| is_in(key));
                all.extend(things.map(|(_, index)| Expr::Thing(*index)));
            } else if let Some(index) = self.declared.things.get(&address) {
                all.push(Expr::Thing(*index));
            } else {
                let says = format!("{address} is not in the program, so nothing waits for it");
                self.note(format!("{}.depends_on", self.context.at), place.clone(), says);
            }
        }
        all
    }

    /// What a module says of the type of a variable: members that may be left out have their defaults.
    pub(crate) fn filled(&mut self, value: Expr, ty: &Expression) -> Expr {
        match (self.shape_of(ty), super::functions::function("defaults")) {
            (Some(shape), Some(defaults)) => Expr::Call(defaults, vec![value, shape]),
            _ => value,
        }
    }

    /// What a type fills in: a list of one for the elements of a list or a map, by their names for the members of an object.
    pub(crate) fn shape_of(&mut self, ty: &Expression) -> Option<Expr> {
        let call = match ty {
            Expression::Parenthesis(inner) => return self.shape_of(inner.inner()),
            Expression::FuncCall(call) => call,
            _ => return None,
        };
        let first = call.args.iter().next()?;
        match call.name.name.as_str() {
            "list" | "set" | "map" => Some(Expr::List(vec![self.shape_of(first)?])),
            "optional" => self.shape_of(first),
            "object" => {
                let mut members = Vec::new();
                for (key, value) in first.as_object()?.iter() {
                    let ObjectKey::Ident(name) = key else { continue };
                    let optional = match value.expr() {
                        Expression::FuncCall(call) if call.name.name.as_str() == "optional" => Some(call),
                        _ => None,
                    };
                    let inner = self.shape_of(value.expr());
                    if optional.is_none() && inner.is_none() {
                        continue;
                    }
                    let default = optional.and_then(|call| call.args.iter().nth(1));
                    let default = default.map_or(Expr::Null, |it| self.expression(it, &Names::default()));
                    let member = Expr::List(vec![default, inner.unwrap_or(Expr::Null)]);
                    members.push((Expr::Text(name.as_str().to_owned()), member));
                }
                (!members.is_empty()).then_some(Expr::Map(members))
            }
            _ => None,
        }
    }
}

/// What the names of a module's resources begin with in the program: `module.teams["sales"].` as `teams-sales-`.
pub(crate) fn label(prefix: &str) -> String {
    let mut label = String::new();
    let mut rest = prefix;
    while let Some(after) = rest.strip_prefix("module.") {
        let end = after.find(['.', '[']).unwrap_or(after.len());
        label.push_str(&after[..end]);
        label.push('-');
        rest = &after[end..];
        if let Some(key) = rest.strip_prefix('[') {
            let end = key.find("].").or_else(|| key.rfind(']')).unwrap_or(key.len());
            let text: Option<String> = serde_json::from_str(&key[..end]).ok();
            label.push_str(&text.unwrap_or_else(|| key[..end].to_owned()));
            label.push('-');
            rest = key.get(end + 1..).unwrap_or_default();
        }
        rest = rest.strip_prefix('.').unwrap_or_default();
    }
    label
}

/// The alias in `genesyscloud.west`; nothing for `genesyscloud` itself.
pub(crate) fn alias(reference: &str) -> Option<&str> {
    let rest = reference.strip_prefix(PROVIDER)?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix('.') }
}

/// Whether an expression is only a word for something, so that it may stand wherever it is asked for.
fn is_word(expr: &Expr) -> bool {
    match expr {
        Expr::Null | Expr::Bool(_) | Expr::Number(_) | Expr::Text(_) | Expr::Folder(_) => true,
        Expr::Variable(_) | Expr::Local(_) | Expr::Thing(_) | Expr::Stack => true,
        Expr::Property(base, _) | Expr::Attribute(base, _) => is_word(base),
        Expr::Item(base, key) => is_word(base) && matches!(**key, Expr::Text(_) | Expr::Number(_)),
        _ => false,
    }
}

/// The blocks of a body.
pub(crate) fn blocks(body: &Body) -> impl Iterator<Item = &Block> {
    body.iter().filter_map(Structure::as_block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_which_call_they_are_of() {
        assert_eq!(label(""), "");
        assert_eq!(label("module.a."), "a-");
        assert_eq!(label("module.teams[\"sales.eu\"].module.queues[0]."), "teams-sales.eu-queues-0-");
        assert_eq!(label("module.teams[\"a\"]"), "teams-a-");
        assert_eq!(label("module.teams"), "teams-");
    }

    #[test]
    fn aliases_are_those_of_this_provider() {
        assert_eq!(alias("genesyscloud"), Some(""));
        assert_eq!(alias("genesyscloud.west"), Some("west"));
        assert_eq!(alias("random.west"), None);
    }
}
