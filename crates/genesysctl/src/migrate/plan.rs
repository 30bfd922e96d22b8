//! From blocks of HCL to a program: what each means to the provider, and what is not carried.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use hcl_edit::expr::{Expression, ObjectKey, TraversalOperator};
use hcl_edit::structure::{Attribute, Block, Body, Structure};
use pulumi_provider::declaration::{FieldShape, Shape, nearest};
use resources::advice::{self, About};
use resources::package::{self, Function as LookUp};
use resources::registry::ResourceType;
use resources::terraform::{self, PROVIDER};
use resources::{bridged, configuration};
use serde_json::Value as Json;

use super::evaluate::{Evaluator, Scope};
use super::expressions::Names;
use super::model::{Expr, Options, Output, Program, Provider, Repeat, Statement, Thing, Type, Variable};
use super::modules::{Calls, Context, Module, Part, Unread, alias, blocks, label};
use super::parse::{File, Folder, Place, attribute_span, block_span};
use super::report::{Outcome, Report};
use super::state::State;

/// What is read, and what is made of it.
pub(crate) struct Plan<'a> {
    pub(crate) program: Program,
    pub(crate) report: Report,
    pub(crate) state: Option<&'a State>,
    /// Where the folder is that was asked for, from where the program will be.
    pub(crate) root: String,
    pub(crate) declared: Declared,
    pub(crate) context: Context<'a>,
    /// The modules, by their addresses.
    pub(crate) modules: BTreeMap<String, Module<'a>>,
    /// What is still to be read.
    pub(crate) parts: VecDeque<Part<'a>>,
    /// Values that nobody has asked for yet, by their addresses.
    pub(crate) unread: BTreeMap<String, Unread<'a>>,
    /// Values that are being read.
    pub(crate) reading: BTreeSet<usize>,
    /// What everything in a module waits for, by what its addresses begin with.
    pub(crate) waits: BTreeMap<String, Vec<Expr>>,
    /// Import blocks of the HCL.
    pub(crate) imports: Vec<Import>,
}

/// An `import` block.
#[derive(Debug)]
pub(crate) struct Import {
    pub(crate) address: String,
    pub(crate) key: Option<Expr>,
    pub(crate) id: Expr,
    /// What it goes over.
    pub(crate) each: Option<Expr>,
    pub(crate) place: Option<Place>,
}

/// What the files declare, by its address in HCL.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    pub(crate) variables: BTreeMap<String, usize>,
    /// Values: `local.name`, and of modules `module.name.var.name` and `module.name.output.name`.
    pub(crate) locals: BTreeMap<String, usize>,
    pub(crate) things: BTreeMap<String, usize>,
    /// Configurations of the provider, by their aliases, with what addresses begin with before them.
    pub(crate) providers: BTreeMap<String, usize>,
    /// What is there but not carried: addresses of resources, data sources and modules, with the reason.
    pub(crate) left: BTreeMap<String, String>,
    /// Variables that stand for what is not in the program, by what they stand for.
    pub(crate) placeholders: BTreeMap<String, usize>,
}

/// Reads everything that stands in a folder.
pub(crate) fn plan<'a>(folder: &'a Folder, state: Option<&'a State>, path: &str) -> Plan<'a> {
    let mut plan = Plan {
        program: Program::default(),
        report: Report::default(),
        state,
        root: path.to_owned(),
        declared: Declared::default(),
        context: Context { path: path.to_owned(), ..Context::default() },
        modules: BTreeMap::new(),
        parts: VecDeque::new(),
        unread: BTreeMap::new(),
        reading: BTreeSet::new(),
        waits: BTreeMap::new(),
        imports: Vec::new(),
    };
    plan.declare_all(folder);
    // How often something is there may follow from what variables say.
    for (file, block) in blocks_of(folder) {
        plan.context.file = Some(file);
        if let ("variable", Some(name)) = (block.ident.as_str(), block.labels.first()) {
            plan.variable(name.as_str(), block);
        }
    }
    plan.values(folder);
    plan.context = Context { path: path.to_owned(), ..Context::default() };
    plan.parts.push_back(Part { context: plan.context.clone(), folder });
    while let Some(Part { context, folder }) = plan.parts.pop_front() {
        plan.context = context;
        for (file, block) in blocks_of(folder) {
            plan.context.file = Some(file);
            plan.block(block);
        }
    }
    plan.context = Context { path: path.to_owned(), ..Context::default() };
    plan.taint();
    for statement in plan.program.settle_order() {
        let what = match statement {
            Statement::Local(index) => format!("local.{}", plan.program.locals[index].name),
            Statement::Provider(index) => format!("provider.{}", plan.program.providers[index].name),
            Statement::Thing(index) => plan.program.things[index].address.clone(),
        };
        let place = plan.report.place_of(&what);
        let says = "it needs itself, by way of what it refers to; nothing can come first";
        plan.report.add(Outcome::Refused, what, place, says);
    }
    plan
}

/// The blocks of a folder, with the files that they stand in.
fn blocks_of(folder: &Folder) -> impl Iterator<Item = (&File, &Block)> {
    folder.files.iter().flat_map(|file| file.blocks().map(move |block| (file, block)))
}

/// What a resource says of itself besides its attributes.
pub(super) const META: [&str; 8] =
    ["count", "for_each", "provider", "depends_on", "lifecycle", "timeouts", "provisioner", "connection"];

/// Operations that the engine has timeouts for.
const TIMEOUTS: [&str; 3] = ["create", "update", "delete"];

impl<'a> Plan<'a> {
    pub(crate) fn place(&self, span: Option<std::ops::Range<usize>>) -> Option<Place> {
        self.context.file.map(|file| file.place(span))
    }

    pub(crate) fn refuse(&mut self, what: &str, place: Option<Place>, says: impl Into<String>) {
        let says = says.into();
        if let Some(thing) = self.declared.things.get(&self.context.at)
            && let Some(thing) = self.program.things.get_mut(*thing)
        {
            let name = what.strip_prefix(&format!("{}.", self.context.at)).unwrap_or(what);
            thing.remarks.push(format!("{name}: {says}"));
        }
        self.report.add(Outcome::Refused, what, place, says);
    }

    pub(crate) fn note(&mut self, what: impl Into<String>, place: Option<Place>, says: impl Into<String>) {
        self.report.add(Outcome::Note, what, place, says);
    }

    /// Names everything before anything is read, since HCL has no order.
    pub(crate) fn declare_all(&mut self, folder: &'a Folder) {
        for unread in &folder.unread {
            let outcome = if unread.harmless { Outcome::Note } else { Outcome::Refused };
            self.report.add(outcome, &unread.name, None, unread.why);
        }
        for (file, block) in blocks_of(folder) {
            self.context.file = Some(file);
            self.declare(block, folder);
        }
    }

    /// An address within the module that is being read.
    fn address(&self, own: &str) -> String {
        format!("{}{own}", self.context.prefix)
    }

    /// Says that there are two of something, if so.
    fn is_twice(&mut self, is_there: bool, address: &str, place: &Option<Place>) -> bool {
        if is_there {
            self.report.add(Outcome::Refused, address, place.clone(), "it is declared twice");
        }
        is_there
    }

    fn declare(&mut self, block: &'a Block, folder: &'a Folder) {
        let labels: Vec<&str> = block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).collect();
        let place = self.place(block_span(block));
        match (block.ident.as_str(), &labels[..]) {
            // What a module is given, its call says.
            ("variable", [_]) if !self.context.prefix.is_empty() => {}
            ("variable", [name]) => {
                let is_there = self.declared.variables.contains_key(*name);
                if self.is_twice(is_there, &format!("var.{name}"), &place) {
                    return;
                }
                self.declared.variables.insert((*name).to_owned(), self.program.variables.len());
                self.program.variables.push(Variable::new(name, Type::Any));
            }
            ("locals", []) => {
                for attribute in block.body.iter().filter_map(Structure::as_attribute) {
                    let name = attribute.key.as_str();
                    let address = self.address(&format!("local.{name}"));
                    let place = self.place(attribute_span(attribute));
                    let is_there = self.declared.locals.contains_key(&address);
                    if self.is_twice(is_there, &address, &place) {
                        continue;
                    }
                    let index =
                        self.add_local(address.clone(), label(&self.context.prefix) + name, Expr::Null);
                    self.program.locals[index].own = !self.context.prefix.is_empty();
                    self.put_off(address, place, &attribute.value, false);
                }
            }
            ("output", [name]) if !self.context.prefix.is_empty() => {
                let address = self.address(&format!("output.{name}"));
                let is_there = self.declared.locals.contains_key(&address);
                if self.is_twice(is_there, &address, &place) {
                    return;
                }
                self.add_local(address.clone(), label(&self.context.prefix) + name, Expr::Null);
                match attribute_of(&block.body, "value") {
                    Some(value) => self.put_off(address, place, &value.value, false),
                    None => self.refuse(&address, place, "it has no value"),
                }
            }
            (kind @ ("resource" | "data"), [ty, name]) => {
                let own = if kind == "data" { format!("data.{ty}.{name}") } else { format!("{ty}.{name}") };
                let address = self.address(&own);
                let is_there = self.declared.things.contains_key(&address);
                if self.is_twice(is_there, &address, &place) {
                    return;
                }
                self.context.at.clone_from(&address);
                let found = if kind == "data" { self.look_up(ty) } else { self.resource(ty) };
                match found {
                    Ok((ty, look_up)) => {
                        self.declared.things.insert(address.clone(), self.program.things.len());
                        self.program.things.push(Thing {
                            address,
                            label: self.label_of(ty, look_up.is_some(), name),
                            ty,
                            look_up,
                            // What it goes over is read later; that it does must be known to whoever refers to it.
                            repeat: repeat_of(block),
                            properties: Vec::new(),
                            options: Options::default(),
                            remarks: Vec::new(),
                        });
                    }
                    Err((outcome, reason)) => {
                        self.report.add(outcome, &address, place, &reason);
                        self.declared.left.insert(address, reason);
                    }
                }
            }
            ("module", [name]) => {
                let address = self.address(&format!("module.{name}"));
                let is_there = self.modules.contains_key(&address);
                if self.is_twice(is_there, &address, &place) {
                    return;
                }
                let context = self.context.clone();
                self.modules.insert(address, Module { block, context, folder, calls: Calls::Unread });
            }
            ("provider", [PROVIDER]) => {
                let alias = attribute_of(&block.body, "alias").and_then(|alias| alias.value.as_str());
                // The one without an alias is that of the stack.
                if alias.is_none() && self.context.prefix.is_empty() {
                    return;
                }
                let address = self.address(alias.unwrap_or_default());
                let name = label(&self.context.prefix) + alias.unwrap_or(PROVIDER);
                self.declared.providers.insert(address, self.program.providers.len());
                self.program.providers.push(Provider { name, members: Vec::new() });
            }
            _ => {}
        }
    }

    /// A value of this module is read when somebody asks for it.
    fn put_off(&mut self, address: String, place: Option<Place>, value: &'a Expression, secret: bool) {
        let (context, names) = (self.context.clone(), Names::default());
        self.unread.insert(address, Unread { context, place, value, names, secret, fill: None });
    }

    /// What a resource is called in the program: no two of a type are called alike.
    fn label_of(&self, ty: &ResourceType, is_look_up: bool, name: &str) -> String {
        let plain = label(&self.context.prefix) + name;
        let is_taken = |label: &str| {
            let is_it = |other: &Thing| {
                other.label == label
                    && other.look_up.is_some() == is_look_up
                    && other.ty.table.token == ty.table.token
            };
            self.program.things.iter().any(is_it)
        };
        let numbered = (2..).map(|number| format!("{plain}-{number}"));
        let first = std::iter::once(plain.clone()).chain(numbered).find(|label| !is_taken(label));
        first.unwrap_or(plain)
    }

    /// The type of a resource, or why it is not carried.
    fn resource(
        &mut self,
        ty: &str,
    ) -> Result<(&'static ResourceType, Option<LookUp<'static>>), (Outcome, String)> {
        let Some(kind) = ty.strip_prefix(PROVIDER).and_then(|rest| rest.strip_prefix('_')) else {
            return Err((Outcome::Kept, "it belongs to another provider".to_owned()));
        };
        if let Some(ty) = resources::registry().iter().find(|ty| ty.table.api.kind == kind) {
            return Ok((ty, None));
        }
        if let Some(instead) = advice::of(About::Resource, ty) {
            return Err((Outcome::Refused, format!("there is no such type: {instead}")));
        }
        if bridged::is_known(ty) {
            let says = "this version has no such type yet: keep it in Terraform, in a state of its own; what refers to it takes its id \
                        from the configuration";
            return Err((Outcome::Kept, says.to_owned()));
        }
        let similar = nearest(kind, resources::registry().iter().map(|ty| ty.table.api.kind));
        let hint = similar.first().map(|name| format!("; did you mean {PROVIDER}_{name}?"));
        Err((Outcome::Refused, format!("there is no such type{}", hint.unwrap_or_default())))
    }

    /// What a data source becomes, or why it is not carried.
    fn look_up(
        &mut self,
        ty: &str,
    ) -> Result<(&'static ResourceType, Option<LookUp<'static>>), (Outcome, String)> {
        if !ty.starts_with(&format!("{PROVIDER}_")) {
            return Err((Outcome::Kept, "it belongs to another provider".to_owned()));
        }
        let name = |function: &LookUp<'_>| {
            format!("{PROVIDER}_{}{}", function.ty().table.api.kind, function.suffix())
        };
        if let Some(function) =
            package::functions(resources::registry()).find(|function| name(function) == ty)
        {
            return Ok((function.ty(), Some(function)));
        }
        if let Some(instead) = advice::of(About::DataSource, ty) {
            return Err((Outcome::Refused, format!("there is no such data source: {instead}")));
        }
        let names: Vec<String> =
            package::functions(resources::registry()).map(|function| name(&function)).collect();
        // `nearest` wants names that live as long as the program.
        let similar = names.iter().find(|name| name.replace('_', "") == ty.replace('_', ""));
        let hint = similar.map(|name| format!("; did you mean {name}?"));
        let says = "this version cannot look it up: give the id in the configuration";
        Err((Outcome::Refused, hint.unwrap_or_else(|| says.to_owned()).trim_start_matches("; ").to_owned()))
    }

    /// What the files of values say of variables.
    fn values(&mut self, folder: &'a Folder) {
        for file in &folder.values {
            self.context.file = Some(file);
            for attribute in file.attributes() {
                let name = attribute.key.as_str();
                let place = self.place(attribute_span(attribute));
                self.context.at = format!("var.{name}");
                let Some(index) = self.declared.variables.get(name).copied() else {
                    self.note(format!("var.{name}"), place, "no file declares this variable");
                    continue;
                };
                let value = self.expression(&attribute.value, &Names::default());
                match Evaluator::new(&self.program)
                    .known(&value, &Scope::new())
                    .and_then(|value| value.json())
                {
                    Ok(json) => {
                        let variable = &mut self.program.variables[index];
                        if variable.kind == Type::Text && (json.is_object() || json.is_array()) {
                            variable.kind = Type::Any;
                        }
                        variable.value = Some(json);
                    }
                    Err(reason) => self.refuse(&format!("var.{name}"), place, reason),
                }
            }
        }
    }

    fn block(&mut self, block: &Block) {
        let labels: Vec<&str> = block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).collect();
        let place = self.place(block_span(block));
        let word = block.ident.as_str();
        let own = std::iter::once(word).chain(labels.iter().copied()).collect::<Vec<_>>().join(".");
        self.context.at = self.address(&own);
        let is_root = self.context.prefix.is_empty();
        match (word, &labels[..]) {
            ("terraform", []) => self.terraform(&block.body),
            ("provider", [PROVIDER]) => self.provider(block),
            ("provider", [name]) => {
                let what = self.address(&format!("provider.{name}"));
                self.report.add(Outcome::Kept, what, place, "it is another provider");
            }
            ("variable", [name]) => {
                let address = self.address(&format!("var.{name}"));
                for block in blocks(&block.body) {
                    let place = self.place(block_span(block));
                    let says = "validations are not carried; the provider checks what it is given";
                    self.refuse(&format!("{address}.{}", block.ident.as_str()), place, says);
                }
                if !is_root {
                    self.local(&address);
                }
            }
            ("locals", []) => {
                for attribute in block.body.iter().filter_map(Structure::as_attribute) {
                    let address = self.address(&format!("local.{}", attribute.key.as_str()));
                    self.local(&address);
                }
            }
            ("resource", [ty, name]) => {
                let address = self.address(&format!("{ty}.{name}"));
                self.thing(&address, block);
            }
            ("data", [ty, name]) => {
                let address = self.address(&format!("data.{ty}.{name}"));
                self.thing(&address, block);
            }
            ("output", [name]) if is_root => self.output(name, block),
            ("output", [name]) => {
                let address = self.address(&format!("output.{name}"));
                self.local(&address);
            }
            ("module", [name]) => {
                let address = self.address(&format!("module.{name}"));
                self.calls(&address);
            }
            ("moved", _) => self.note("moved", place, "it is about Terraform's state, and done with it"),
            ("import", []) => self.import(block),
            _ => {
                let at = self.context.at.clone();
                self.refuse(&at, place, format!("blocks of this kind ({word}) are not carried"));
            }
        }
    }

    fn terraform(&mut self, body: &Body) {
        for structure in body.iter() {
            let Some(block) = structure.as_block() else { continue };
            let place = self.place(block_span(block));
            match block.ident.as_str() {
                "required_providers" => {
                    for attribute in block.body.iter().filter_map(Structure::as_attribute) {
                        let name = attribute.key.as_str();
                        let place = self.place(attribute_span(attribute));
                        let what = format!("required_providers.{name}");
                        if name != PROVIDER {
                            self.report.add(Outcome::Kept, what, place, "it is another provider");
                            continue;
                        }
                        let source = attribute.value.as_object().and_then(|object| {
                            let is_it =
                                |key: &ObjectKey| key.as_ident().is_some_and(|it| it.as_str() == "source");
                            object
                                .iter()
                                .find(|(key, _)| is_it(key))
                                .and_then(|(_, value)| value.expr().as_str())
                        });
                        let advised =
                            source.and_then(|source| Some((source, advice::of(About::Source, source)?)));
                        match advised {
                            Some((source, instead)) => {
                                self.refuse(
                                    &what,
                                    place,
                                    format!("there is no provider {source}: {instead}"),
                                );
                            }
                            None => self.report.add(
                                Outcome::Renamed,
                                what,
                                place,
                                "the package genesyscloud of Pulumi",
                            ),
                        }
                    }
                }
                "backend" | "cloud" => {
                    let says = "where the state is, `pulumi login` or backend.url in Pulumi.yaml says";
                    self.note(self.context.at.clone() + "." + block.ident.as_str(), place, says);
                }
                other => {
                    let what = format!("terraform.{other}");
                    self.note(what, place, "it is about Terraform itself");
                }
            }
        }
    }

    /// The provider's configuration: that of the stack, or one that resources choose.
    fn provider(&mut self, block: &Block) {
        let shape =
            Shape::of(<configuration::Configuration as pulumi_provider::declaration::Properties>::TABLE);
        let place = self.place(block_span(block));
        let alias = attribute_of(&block.body, "alias").and_then(|alias| alias.value.as_str());
        let ending = alias.map(|alias| format!(".{alias}")).unwrap_or_default();
        let at = self.address(&format!("provider.{PROVIDER}{ending}"));
        self.context.at.clone_from(&at);
        let members =
            self.members(&shape, "index", &block.body, &at, &Names::default(), &["alias", "version"], None);
        let key = self.address(alias.unwrap_or_default());
        if let Some(index) = self.declared.providers.get(&key).copied() {
            self.program.providers[index].members = members;
            let says = "as a resource of the program, which the resources that use it name";
            self.report.add(Outcome::Carried, at, place, says);
            return;
        }
        for (name, value) in members {
            let field = shape.field(&name);
            let known =
                Evaluator::new(&self.program).known(&value, &Scope::new()).and_then(|value| value.json());
            let is_secret = field.is_some_and(|field| field.field.secret);
            match known {
                Ok(json) if !is_secret => self.program.settings.push((name, json)),
                _ => {
                    let secret = if is_secret { "--secret " } else { "" };
                    let says = format!(
                        "set it for the stack: pulumi config set {secret}{PROVIDER}:{name}, or leave it to the environment"
                    );
                    self.note(format!("{at}.{}", terraform::attribute(&name)), place.clone(), says);
                }
            }
        }
    }

    fn variable(&mut self, name: &str, block: &Block) {
        let Some(index) = self.declared.variables.get(name).copied() else { return };
        let at = format!("var.{name}");
        self.context.at.clone_from(&at);
        let place = self.place(block_span(block));
        for attribute in block.body.iter().filter_map(Structure::as_attribute) {
            let place = self.place(attribute_span(attribute));
            match attribute.key.as_str() {
                "type" => {
                    self.program.variables[index].kind = type_of(&attribute.value);
                    self.program.variables[index].fill = self.shape_of(&attribute.value);
                }
                "default" => {
                    let value = self.expression(&attribute.value, &Names::default());
                    self.program.variables[index].default = Some(value);
                }
                "description" => {
                    self.program.variables[index].description = attribute.value.as_str().map(str::to_owned);
                }
                "sensitive" => {
                    self.program.variables[index].secret = attribute.value.as_bool() == Some(true);
                }
                "nullable" | "ephemeral" => {}
                other => {
                    self.refuse(&format!("{at}.{other}"), place, "variables have no such attribute");
                }
            }
        }
        if attribute_of(&block.body, "type").is_none() {
            // What has no type is what its default is, or else a text, as that of the command line.
            let default = self.program.variables[index].default.as_ref();
            let of_default = default.filter(|it| **it != Expr::Null).map(|it| self.program.kind(it));
            self.program.variables[index].kind = of_default.unwrap_or(Type::Text);
        }
        self.report.add(Outcome::Carried, at, place, "as configuration of the stack");
    }

    fn output(&mut self, name: &str, block: &Block) {
        let at = format!("output.{name}");
        let place = self.place(block_span(block));
        let (mut value, mut secret) = (Expr::Null, false);
        for attribute in block.body.iter().filter_map(Structure::as_attribute) {
            let place = self.place(attribute_span(attribute));
            match attribute.key.as_str() {
                "value" => value = self.expression(&attribute.value, &Names::default()),
                "sensitive" => secret = attribute.value.as_bool() == Some(true),
                "description" => {}
                other => self.refuse(&format!("{at}.{other}"), place, "outputs have no such attribute here"),
            }
        }
        self.program.outputs.push(Output { name: name.to_owned(), value, secret });
        self.report.add(Outcome::Carried, at, place, "as an output of the stack");
    }

    fn import(&mut self, block: &Block) {
        let place = self.place(block_span(block));
        let attribute = |name: &str| attribute_of(&block.body, name);
        let (Some(to), Some(id)) = (attribute("to"), attribute("id")) else {
            return self.refuse("import", place, "only `to` and `id` are carried");
        };
        let mut names = Names::default();
        let each = attribute("for_each").map(|each| {
            names.each = true;
            self.expression(&each.value, &Names::default())
        });
        let Some((address, key)) = self.target(&to.value, &names) else {
            return self.refuse("import", place, "what it imports must be written out");
        };
        let id = self.expression(&id.value, &names);
        self.report.add(Outcome::Carried, format!("import {address}"), place.clone(), "in the import file");
        self.imports.push(Import { address, key, id, each, place });
    }

    /// The resource that an import names, and which of several.
    fn target(&mut self, value: &Expression, names: &Names) -> Option<(String, Option<Expr>)> {
        let traversal = value.as_traversal()?;
        let mut address = traversal.expr.as_variable()?.as_str().to_owned();
        let (mut words, mut is_module) = (1, address == "module");
        for (at, operator) in traversal.operators.iter().enumerate() {
            match operator.value() {
                TraversalOperator::GetAttr(name) => {
                    // After the name of a module, an address begins anew.
                    if words == 2 && is_module {
                        (words, is_module) = (0, name.as_str() == "module");
                    }
                    words += 1;
                    address = format!("{address}.{}", name.as_str());
                }
                TraversalOperator::Index(key) if at + 1 == traversal.operators.len() => {
                    let key = self.expression(key, names);
                    return Some((address, Some(key)));
                }
                TraversalOperator::Index(key) => {
                    let key = match self.expression(key, names) {
                        Expr::Text(key) => Json::from(key).to_string(),
                        Expr::Number(at) => at.to_string(),
                        _ => return None,
                    };
                    address = format!("{address}[{key}]");
                }
                _ => return None,
            }
        }
        Some((address, None))
    }

    /// A resource, or what is looked up.
    fn thing(&mut self, address: &str, block: &Block) {
        self.context.at = address.to_owned();
        let Some(index) = self.declared.things.get(address).copied() else { return };
        let ty = self.program.things[index].ty;
        let look_up = self.program.things[index].look_up;
        let place = self.place(block_span(block));
        let mut names = Names::default();
        let prefix = self.context.prefix.clone();
        let mut depends_on = self.waits.get(&prefix).cloned().unwrap_or_default();
        self.program.things[index].options.provider = self.declared.providers.get(&prefix).copied();
        for attribute in block.body.iter().filter_map(Structure::as_attribute) {
            let place = self.place(attribute_span(attribute));
            match attribute.key.as_str() {
                "count" => {
                    let count = self.expression(&attribute.value, &Names::default());
                    names.count = true;
                    self.program.things[index].repeat = Repeat::Count(count);
                }
                "for_each" => {
                    let collection = self.expression(&attribute.value, &Names::default());
                    names.each = true;
                    names.goes_over("each_value".to_owned(), &collection);
                    self.program.things[index].repeat = Repeat::Each(collection);
                }
                "provider" => {
                    let reference = attribute.value.to_string();
                    let alias = alias(reference.trim()).unwrap_or_else(|| reference.trim());
                    match self.declared.providers.get(&format!("{prefix}{alias}")).copied() {
                        Some(provider) => self.program.things[index].options.provider = Some(provider),
                        None if alias.is_empty() => {}
                        None => self.refuse(
                            &format!("{address}.provider"),
                            place,
                            format!("no provider is called {alias}"),
                        ),
                    }
                }
                "depends_on" => depends_on.extend(self.waits_for(&attribute.value, &place)),
                _ => {}
            }
        }
        depends_on.retain(|on| *on != Expr::Thing(index));
        self.program.things[index].options.depends_on = depends_on;
        let properties = match look_up {
            None => self.members(ty.inputs(), module(ty), &block.body, address, &names, &META, Some(ty)),
            Some(_) => self.arguments(ty, &block.body, address, &names),
        };
        self.program.things[index].properties = properties;
        for block in blocks(&block.body) {
            self.meta_block(index, address, block);
        }
        let thing = &self.program.things[index];
        let as_what = match &thing.look_up {
            Some(function) => format!("{}:{}", package::NAME, function.token()),
            None => format!("{}:{}", package::NAME, ty.table.token),
        };
        if look_up.is_none() && terraform::is_ours(ty) {
            self.note(address, place.clone(), format!("CX as Code has no such type; here it is {as_what}"));
        }
        self.report.add(Outcome::Carried, address, place, format!("as {as_what}"));
    }

    fn meta_block(&mut self, index: usize, address: &str, block: &Block) {
        let word = block.ident.as_str();
        let place = self.place(block_span(block));
        match word {
            "lifecycle" => {
                for structure in block.body.iter() {
                    let (name, value, span) = match structure {
                        Structure::Attribute(attribute) => {
                            (attribute.key.as_str(), Some(&attribute.value), attribute_span(attribute))
                        }
                        Structure::Block(block) => (block.ident.as_str(), None, block_span(block)),
                    };
                    let place = self.place(span);
                    match (name, value) {
                        ("prevent_destroy", Some(Expression::Bool(value))) => {
                            self.program.things[index].options.protect = *value.value();
                        }
                        ("ignore_changes", Some(value)) => self.ignore(index, address, value, place),
                        ("create_before_destroy", _) => {
                            self.note(
                                format!("{address}.lifecycle.{name}"),
                                place,
                                "it is what Pulumi does anyway",
                            );
                        }
                        _ => self.refuse(&format!("{address}.lifecycle.{name}"), place, "it is not carried"),
                    }
                }
            }
            "timeouts" => {
                for attribute in block.body.iter().filter_map(Structure::as_attribute) {
                    let name = attribute.key.as_str();
                    let is_resource = self.program.things[index].look_up.is_none();
                    match attribute.value.as_str() {
                        Some(text) if is_resource && TIMEOUTS.contains(&name) => {
                            let entry = (name.to_owned(), text.to_owned());
                            self.program.things[index].options.timeouts.push(entry);
                        }
                        _ => {
                            let place = self.place(attribute_span(attribute));
                            let says = "the engine has no timeout for it; the provider's own counts";
                            self.note(format!("{address}.timeouts.{name}"), place, says);
                        }
                    }
                }
            }
            "provisioner" | "connection" => {
                self.refuse(&format!("{address}.{word}"), place, "provisioners are not carried");
            }
            _ => {}
        }
    }

    fn ignore(&mut self, index: usize, address: &str, value: &Expression, place: Option<Place>) {
        let ty = self.program.things[index].ty;
        let Some(items) = value.as_array() else {
            return self.refuse(
                &format!("{address}.lifecycle.ignore_changes"),
                place,
                "name the properties: the provider manages only what the program names, so leave out what is to be ignored",
            );
        };
        for item in items.iter() {
            let path = item.to_string();
            let first = path.trim().split(['.', '[']).next().unwrap_or_default().to_owned();
            match field(ty.inputs(), &first) {
                Some(field) => self.program.things[index].options.ignore.push(field.field.name.to_owned()),
                None => self.refuse(
                    &format!("{address}.lifecycle.ignore_changes"),
                    place.clone(),
                    format!("there is no attribute {first}"),
                ),
            }
        }
    }

    /// A value of the configuration in the place of something that is not in the program.
    pub(crate) fn placeholder(
        &mut self,
        reference: &str,
        place: Option<Place>,
        kind: Type,
        value: Option<Json>,
    ) -> Expr {
        if let Some(index) = self.declared.placeholders.get(reference) {
            return Expr::Variable(*index);
        }
        let plain = reference.trim_start_matches("data.").trim_start_matches(&format!("{PROVIDER}_"));
        let mut variable = Variable::new(&self.free_name(plain), kind);
        variable.description = Some(format!("What {reference} was in Terraform."));
        variable.value.clone_from(&value);
        let name = variable.name.clone();
        let index = self.program.variables.len();
        self.program.variables.push(variable);
        self.declared.placeholders.insert(reference.to_owned(), index);
        let says = match value {
            Some(_) => {
                format!("the program takes it from the configuration {name}, which has what the state says")
            }
            None => format!("the program takes it from the configuration: pulumi config set {name}"),
        };
        self.note(reference.to_owned(), place, says);
        Expr::Variable(index)
    }

    /// A name for a variable that no other has: `user.ada.password` as `userAdaPassword`.
    pub(crate) fn free_name(&self, plain: &str) -> String {
        let word = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
        let name = camel(&plain.chars().map(word).collect::<String>());
        let is_free = |name: &String| self.program.variables.iter().all(|variable| variable.name != *name);
        let numbered = (2..).map(|number| format!("{name}{number}"));
        std::iter::once(name.clone()).chain(numbered).find(is_free).unwrap_or(name)
    }
}

/// The field of this attribute.
pub(crate) fn field<'s>(shape: &'s Shape, attribute: &str) -> Option<&'s FieldShape> {
    shape
        .fields
        .iter()
        .find(|field| terraform::attribute(field.field.name) == attribute && !field.field.is_control())
        .or_else(|| shape.fields.iter().find(|field| terraform::attribute(field.field.name) == attribute))
}

/// The attribute of this name.
pub(crate) fn attribute_of<'b>(body: &'b Body, name: &str) -> Option<&'b Attribute> {
    body.iter().filter_map(Structure::as_attribute).find(|attribute| attribute.has_key(name))
}

/// Whether a block makes several things.
fn repeat_of(block: &Block) -> Repeat {
    let has = |name: &str| attribute_of(&block.body, name).is_some();
    match () {
        () if has("count") => Repeat::Count(Expr::Null),
        () if has("for_each") => Repeat::Each(Expr::Null),
        () => Repeat::Once,
    }
}

/// The module of a type's token.
pub(crate) fn module(ty: &ResourceType) -> &'static str {
    ty.table.token.split(':').next().unwrap_or("index")
}

/// `acw_timeout_ms` as `acwTimeoutMs`.
pub(crate) fn camel(name: &str) -> String {
    let mut word = String::new();
    let mut capital = false;
    for letter in name.chars() {
        if letter == '_' || letter == '-' {
            capital = !word.is_empty();
        } else if capital {
            word.extend(letter.to_uppercase());
            capital = false;
        } else {
            word.push(letter);
        }
    }
    word
}

/// The type that a variable says it has.
fn type_of(expression: &Expression) -> Type {
    match expression {
        Expression::Variable(name) => match name.as_str() {
            "string" => Type::Text,
            "number" => Type::Number,
            "bool" => Type::Bool,
            _ => Type::Any,
        },
        Expression::FuncCall(call) => {
            let element = || call.args.iter().next().map_or(Type::Any, type_of);
            match call.name.name.as_str() {
                "list" | "set" => Type::List(Box::new(element())),
                "map" => Type::Map(Box::new(element())),
                "optional" => element(),
                _ => Type::Any,
            }
        }
        Expression::Parenthesis(inner) => type_of(inner.inner()),
        _ => Type::Any,
    }
}
