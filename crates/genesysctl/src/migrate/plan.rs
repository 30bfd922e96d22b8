//! From blocks of HCL to a program: what each means to the provider, and what is not carried.

use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Attribute, Block, Body, Structure};
use pulumi_provider::declaration::{FieldShape, Form, Shape, Write, nearest};
use resources::advice::{self, About};
use resources::package::{self, Function as LookUp};
use resources::registry::ResourceType;
use resources::terraform::{self, PROVIDER};
use resources::{bridged, configuration};
use serde_json::Value as Json;

use super::evaluate::{Evaluator, Scope};
use super::expressions::Names;
use super::functions::function;
use super::model::{Expr, For, Local, Options, Output, Program, Provider, Repeat, Thing, Type, Variable};
use super::parse::{File, Folder, Place, attribute_span, block_span};
use super::report::{Outcome, Report};
use super::state::State;

/// What is read, and what is made of it.
pub(crate) struct Plan<'a> {
    pub(crate) program: Program,
    pub(crate) report: Report,
    pub(crate) state: Option<&'a State>,
    /// Where the HCL is, from where the program will be.
    pub(crate) path: String,
    pub(crate) declared: Declared,
    /// The address of what is being read, for the report.
    pub(crate) at: String,
    pub(crate) file: Option<&'a File>,
    /// Import blocks of the HCL: address and id.
    pub(crate) imports: Vec<(String, Expr, Place)>,
}

/// What the files declare, by its name in HCL.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    pub(crate) variables: BTreeMap<String, usize>,
    pub(crate) locals: BTreeMap<String, usize>,
    pub(crate) things: BTreeMap<String, usize>,
    pub(crate) providers: BTreeMap<String, usize>,
    /// What is there but not carried: addresses of resources, data sources and modules, with the reason.
    pub(crate) left: BTreeMap<String, String>,
}

/// Reads everything that stands in a folder.
pub(crate) fn plan<'a>(folder: &'a Folder, state: Option<&'a State>, path: &str) -> Plan<'a> {
    let mut plan = Plan {
        program: Program::default(),
        report: Report::default(),
        state,
        path: path.to_owned(),
        declared: Declared::default(),
        at: String::new(),
        file: None,
        imports: Vec::new(),
    };
    for name in &folder.unread {
        let says = "files in JSON are not read: convert it to HCL first";
        plan.report.add(Outcome::Refused, name, None, says);
    }
    let blocks: Vec<(&File, &Block)> =
        folder.files.iter().flat_map(|file| file.blocks().map(move |block| (file, block))).collect();
    for (file, block) in &blocks {
        plan.file = Some(file);
        plan.declare(block);
    }
    plan.values(folder);
    for (file, block) in &blocks {
        plan.file = Some(file);
        plan.block(block);
    }
    plan.taint();
    for statement in plan.program.settle_order() {
        let what = match statement {
            super::model::Statement::Local(index) => format!("local.{}", plan.program.locals[index].name),
            super::model::Statement::Provider(index) => {
                format!("provider.{}", plan.program.providers[index].name)
            }
            super::model::Statement::Thing(index) => plan.program.things[index].address.clone(),
        };
        let says = "it needs itself, by way of what it refers to; nothing can come first";
        plan.report.add(Outcome::Refused, what, None, says);
    }
    plan
}

/// What a resource says of itself besides its attributes.
const META: [&str; 4] = ["count", "for_each", "provider", "depends_on"];

impl<'a> Plan<'a> {
    fn place(&self, span: Option<std::ops::Range<usize>>) -> Option<Place> {
        self.file.map(|file| file.place(span))
    }

    pub(crate) fn refuse(&mut self, what: &str, place: Option<Place>, says: impl Into<String>) {
        let says = says.into();
        if let Some(thing) = self.declared.things.get(&self.at)
            && let Some(thing) = self.program.things.get_mut(*thing)
        {
            let name = what.strip_prefix(&format!("{}.", self.at)).unwrap_or(what);
            thing.remarks.push(format!("{name}: {says}"));
        }
        self.report.add(Outcome::Refused, what, place, says);
    }

    fn note(&mut self, what: impl Into<String>, place: Option<Place>, says: impl Into<String>) {
        self.report.add(Outcome::Note, what, place, says);
    }

    /// Names everything before anything is read, since HCL has no order.
    fn declare(&mut self, block: &Block) {
        let labels: Vec<&str> = block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).collect();
        let place = self.place(block_span(block));
        match (block.ident.as_str(), &labels[..]) {
            ("variable", [name]) => {
                self.declared.variables.insert((*name).to_owned(), self.program.variables.len());
                self.program.variables.push(Variable {
                    name: (*name).to_owned(),
                    kind: Type::Any,
                    default: None,
                    secret: false,
                    description: None,
                    value: None,
                });
            }
            ("locals", []) => {
                for attribute in block.body.iter().filter_map(Structure::as_attribute) {
                    let name = attribute.key.as_str().to_owned();
                    self.declared.locals.insert(name.clone(), self.program.locals.len());
                    self.program.locals.push(Local { name, value: Expr::Null });
                }
            }
            (kind @ ("resource" | "data"), [ty, name]) => {
                let address =
                    if kind == "data" { format!("data.{ty}.{name}") } else { format!("{ty}.{name}") };
                self.at.clone_from(&address);
                let found = if kind == "data" { self.look_up(ty) } else { self.resource(ty) };
                match found {
                    Ok((ty, look_up)) => {
                        self.declared.things.insert(address.clone(), self.program.things.len());
                        self.program.things.push(Thing {
                            address,
                            label: (*name).to_owned(),
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
                let says =
                    "modules are not carried: write what is in it into the folder, or keep it in Terraform";
                self.report.add(Outcome::Refused, format!("module.{name}"), place, says);
                self.declared.left.insert(format!("module.{name}"), says.to_owned());
            }
            ("provider", [PROVIDER]) => {
                let alias =
                    block.body.iter().filter_map(Structure::as_attribute).find(|it| it.has_key("alias"));
                if let Some(alias) = alias.and_then(|alias| alias.value.as_str()) {
                    self.declared.providers.insert(alias.to_owned(), self.program.providers.len());
                    self.program.providers.push(Provider { name: alias.to_owned(), members: Vec::new() });
                }
            }
            _ => {}
        }
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
            self.file = Some(file);
            for attribute in file.attributes() {
                let name = attribute.key.as_str();
                let place = self.place(attribute_span(attribute));
                self.at = format!("var.{name}");
                let Some(index) = self.declared.variables.get(name).copied() else {
                    self.note(format!("var.{name}"), place, "no file declares this variable");
                    continue;
                };
                let value = self.expression(&attribute.value, &Names::default());
                match Evaluator::new(&self.program)
                    .known(&value, &Scope::new())
                    .and_then(|value| value.json())
                {
                    Ok(json) => self.program.variables[index].value = Some(json),
                    Err(reason) => self.refuse(&format!("var.{name}"), place, reason),
                }
            }
        }
    }

    fn block(&mut self, block: &Block) {
        let labels: Vec<&str> = block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).collect();
        let place = self.place(block_span(block));
        let word = block.ident.as_str();
        self.at = std::iter::once(word).chain(labels.iter().copied()).collect::<Vec<_>>().join(".");
        match (word, &labels[..]) {
            ("terraform", []) => self.terraform(&block.body),
            ("provider", [PROVIDER]) => self.provider(&block.body),
            ("provider", [name]) => {
                self.report.add(Outcome::Kept, format!("provider.{name}"), place, "it is another provider");
            }
            ("variable", [name]) => self.variable(name, &block.body),
            ("locals", []) => {
                for attribute in block.body.iter().filter_map(Structure::as_attribute) {
                    let name = attribute.key.as_str();
                    self.at = format!("local.{name}");
                    let place = self.place(attribute_span(attribute));
                    let value = self.expression(&attribute.value, &Names::default());
                    if let Some(index) = self.declared.locals.get(name).copied() {
                        self.program.locals[index].value = value;
                    }
                    self.report.add(
                        Outcome::Carried,
                        format!("local.{name}"),
                        place,
                        "as a value of the program",
                    );
                }
            }
            ("resource", [ty, name]) => self.thing(&format!("{ty}.{name}"), block),
            ("data", [ty, name]) => self.thing(&format!("data.{ty}.{name}"), block),
            ("output", [name]) => self.output(name, block),
            ("module", _) => {}
            ("moved", _) => self.note("moved", place, "it is about Terraform's state, and done with it"),
            ("import", []) => self.import(block),
            _ => {
                let at = self.at.clone();
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
                    self.note(self.at.clone() + "." + block.ident.as_str(), place, says);
                }
                other => {
                    let what = format!("terraform.{other}");
                    self.note(what, place, "it is about Terraform itself");
                }
            }
        }
    }

    /// The provider's configuration: that of the stack, or one that resources choose.
    fn provider(&mut self, body: &Body) {
        let shape =
            Shape::of(<configuration::Configuration as pulumi_provider::declaration::Properties>::TABLE);
        let alias = body.iter().filter_map(Structure::as_attribute).find(|it| it.has_key("alias"));
        let alias = alias.and_then(|alias| alias.value.as_str()).map(str::to_owned);
        self.at = alias
            .as_ref()
            .map_or_else(|| format!("provider.{PROVIDER}"), |alias| format!("provider.{PROVIDER}.{alias}"));
        let at = self.at.clone();
        let members =
            self.members(&shape, "index", body, &at, &Names::default(), &["alias", "version"], None);
        if let Some(index) = alias.and_then(|alias| self.declared.providers.get(&alias).copied()) {
            self.program.providers[index].members = members;
            let says = "objects with another configuration of the provider are in no import file: import them with the option provider";
            self.note(at, None, says);
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
                    self.note(format!("{at}.{}", terraform::attribute(&name)), None, says);
                }
            }
        }
    }

    fn variable(&mut self, name: &str, body: &Body) {
        let Some(index) = self.declared.variables.get(name).copied() else { return };
        let at = format!("var.{name}");
        self.at.clone_from(&at);
        let mut place = None;
        for structure in body.iter() {
            match structure {
                Structure::Attribute(attribute) => {
                    place = self.place(attribute_span(attribute));
                    match attribute.key.as_str() {
                        "type" => self.program.variables[index].kind = type_of(&attribute.value),
                        "default" => {
                            let value = self.expression(&attribute.value, &Names::default());
                            self.program.variables[index].default = Some(value);
                        }
                        "description" => {
                            self.program.variables[index].description =
                                attribute.value.as_str().map(str::to_owned);
                        }
                        "sensitive" => {
                            self.program.variables[index].secret = attribute.value.as_bool() == Some(true)
                        }
                        "nullable" | "ephemeral" => {}
                        other => self.refuse(
                            &format!("{at}.{other}"),
                            place.clone(),
                            "variables have no such attribute",
                        ),
                    }
                }
                Structure::Block(block) => {
                    let place = self.place(block_span(block));
                    let says = "validations are not carried; the provider checks what it is given";
                    self.refuse(&format!("{at}.{}", block.ident.as_str()), place, says);
                }
            }
        }
        if self.program.variables[index].kind == Type::Any
            && let Some(default) = &self.program.variables[index].default
        {
            self.program.variables[index].kind = self.program.kind(default);
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
        let attribute = |name: &str| {
            block.body.iter().filter_map(Structure::as_attribute).find(|attribute| attribute.has_key(name))
        };
        let place = self.place(block_span(block));
        let (Some(to), Some(id)) = (attribute("to"), attribute("id")) else {
            return self.refuse("import", place, "only `to` and `id` are carried");
        };
        let address = to.value.to_string().trim().to_owned();
        let id = self.expression(&id.value, &Names::default());
        self.report.add(Outcome::Carried, format!("import {address}"), place.clone(), "in the import file");
        self.imports.extend(place.map(|place| (address, id, place)));
    }

    /// A resource, or what is looked up.
    fn thing(&mut self, address: &str, block: &Block) {
        self.at = address.to_owned();
        let Some(index) = self.declared.things.get(address).copied() else { return };
        let ty = self.program.things[index].ty;
        let look_up = self.program.things[index].look_up;
        let place = self.place(block_span(block));
        let mut names = Names::default();
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
                    let alias = attribute
                        .value
                        .to_string()
                        .trim()
                        .trim_start_matches(PROVIDER)
                        .trim_start_matches('.')
                        .to_owned();
                    match self.declared.providers.get(&alias).copied() {
                        Some(provider) => self.program.things[index].options.provider = Some(provider),
                        None if alias.is_empty() => {}
                        None => self.refuse(
                            &format!("{address}.provider"),
                            place,
                            format!("no provider is called {alias}"),
                        ),
                    }
                }
                "depends_on" => {
                    if let Expr::List(items) = self.expression(&attribute.value, &Names::default()) {
                        let is_thing = |item: &Expr| matches!(item, Expr::Thing(_));
                        self.program.things[index].options.depends_on =
                            items.into_iter().filter(is_thing).collect();
                    }
                }
                _ => {}
            }
        }
        let (skipped, blocks): (&[&str], &[&str]) =
            (&META, &["lifecycle", "timeouts", "provisioner", "connection"]);
        let skipped: Vec<&str> = skipped.iter().chain(blocks).copied().collect();
        let properties = match look_up {
            None => self.members(ty.inputs(), module(ty), &block.body, address, &names, &skipped, Some(ty)),
            Some(_) => self.arguments(ty, &block.body, address, &names, &skipped),
        };
        self.program.things[index].properties = properties;
        for block in block.body.iter().filter_map(Structure::as_block) {
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
                        ("prevent_destroy", Some(value)) => {
                            self.program.things[index].options.protect = value.as_bool() == Some(true);
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
                    if let Some(text) = attribute.value.as_str() {
                        let entry = (attribute.key.as_str().to_owned(), text.to_owned());
                        self.program.things[index].options.timeouts.push(entry);
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

    /// What a data source is asked with.
    fn arguments(
        &mut self,
        ty: &'static ResourceType,
        body: &Body,
        address: &str,
        names: &Names,
        skipped: &[&str],
    ) -> Vec<(String, Expr)> {
        let accepted = [ty.table.lookup, ty.table.find_by, ty.table.narrow].concat();
        let built_in =
            self.declared.things.get(address).and_then(|index| self.program.things[*index].look_up);
        let accepted = if matches!(built_in, Some(LookUp::BuiltIn(..))) { Vec::new() } else { accepted };
        let mut members = Vec::new();
        for attribute in body.iter().filter_map(Structure::as_attribute) {
            let name = attribute.key.as_str();
            if skipped.contains(&name) {
                continue;
            }
            let place = self.place(attribute_span(attribute));
            let what = format!("{address}.{name}");
            let property = accepted.iter().find(|property| terraform::attribute(property) == name);
            let field = property.and_then(|property| ty.property(property)).map(|(_, field)| field);
            match field {
                Some(field) => {
                    let value = self.expression(&attribute.value, names);
                    if let Some(value) = self.fit(value, field, module(ty), &what, &place) {
                        members.push((field.field.name.to_owned(), value));
                    }
                }
                None => {
                    let keys: Vec<String> = accepted.iter().map(|name| terraform::attribute(name)).collect();
                    let says = match &keys[..] {
                        [] => "nothing can be asked for: there is one".to_owned(),
                        keys => format!("it is not looked up by this; it is by {}", keys.join(", ")),
                    };
                    self.refuse(&what, place, says);
                }
            }
        }
        members
    }

    /// The members of an object that the provider knows.
    #[expect(clippy::too_many_arguments, reason = "each of them changes from call to call")]
    fn members(
        &mut self,
        shape: &Shape,
        module: &'static str,
        body: &Body,
        at: &str,
        names: &Names,
        skipped: &[&str],
        ty: Option<&'static ResourceType>,
    ) -> Vec<(String, Expr)> {
        let mut members: Vec<(String, Expr)> = Vec::new();
        for structure in body.iter() {
            let (name, span) = match structure {
                Structure::Attribute(attribute) => (attribute.key.as_str(), attribute_span(attribute)),
                Structure::Block(block) if block.has_ident("dynamic") => {
                    (block.labels.first().map_or("dynamic", |label| label.as_str()), block_span(block))
                }
                Structure::Block(block) => (block.ident.as_str(), block_span(block)),
            };
            if skipped.contains(&name) {
                continue;
            }
            let place = self.place(span);
            let what = format!("{at}.{name}");
            let Some(field) = field(shape, name) else {
                let says = self.stranger(shape, name, ty);
                self.refuse(&what, place, says);
                continue;
            };
            if field.field.write == Write::Digest {
                self.note(&what, place, "it is computed of what is uploaded");
                continue;
            }
            let value = match structure {
                Structure::Attribute(attribute) => {
                    let value = self.expression(&attribute.value, names);
                    self.fit(value, field, module, &what, &place)
                }
                Structure::Block(block) => self.nested(field, module, block, &what, names),
            };
            let Some(value) = value else { continue };
            match members.iter_mut().find(|(other, _)| other == field.field.name) {
                // Blocks that repeat are a list, in the order in which they stand.
                Some((_, before)) => match (std::mem::replace(before, Expr::Null), value) {
                    (Expr::List(mut all), Expr::List(more)) => {
                        all.extend(more);
                        *before = Expr::List(all);
                    }
                    (first, more) => {
                        let concat = function("concat");
                        *before = concat.map_or(Expr::Null, |concat| Expr::Call(concat, vec![first, more]));
                    }
                },
                None => members.push((field.field.name.to_owned(), value)),
            }
        }
        members
    }

    /// What is said of an attribute that is none.
    fn stranger(&mut self, shape: &Shape, name: &str, ty: Option<&'static ResourceType>) -> String {
        if let Some(instead) = ty.and_then(|ty| advice::of_attribute(ty.table.api.kind, name)) {
            return format!("there is no such attribute: {instead}");
        }
        if ty.is_some_and(|ty| ty.outputs().is_some_and(|outputs| field(outputs, name).is_some())) {
            return "the platform alone says it; leave it out".to_owned();
        }
        let attributes: BTreeMap<String, &'static str> = shape
            .fields
            .iter()
            .map(|field| (terraform::attribute(field.field.name), field.field.name))
            .collect();
        let property: String = camel(name);
        let similar = nearest(&property, shape.fields.iter().map(|field| field.field.name));
        let similar: Vec<&String> = attributes
            .iter()
            .filter(|(_, property)| similar.contains(property))
            .map(|(attribute, _)| attribute)
            .collect();
        match similar.first() {
            Some(similar) => format!("there is no such attribute; did you mean {similar}?"),
            None => "there is no such attribute, neither here nor in CX as Code".to_owned(),
        }
    }

    /// A block within a resource.
    fn nested(
        &mut self,
        field: &FieldShape,
        module: &'static str,
        block: &Block,
        what: &str,
        names: &Names,
    ) -> Option<Expr> {
        let place = self.place(block_span(block));
        let Some(shape) = field.form.object().cloned() else {
            self.refuse(what, place, "it is an attribute and no block: write it with =");
            return None;
        };
        let is_list = matches!(field.form, Form::List { .. });
        if !block.has_ident("dynamic") {
            let members = self.members(&shape, module, &block.body, what, names, &[], self.type_at());
            let object = Expr::Object(module, shape.name, members);
            return Some(if is_list { Expr::List(vec![object]) } else { object });
        }
        let attribute = |name: &str| -> Option<&Attribute> {
            block.body.iter().filter_map(Structure::as_attribute).find(|attribute| attribute.has_key(name))
        };
        let content =
            block.body.iter().filter_map(Structure::as_block).find(|block| block.has_ident("content"));
        let (Some(each), Some(content)) = (attribute("for_each"), content) else {
            self.refuse(what, place, "a dynamic block needs for_each and content");
            return None;
        };
        if attribute("labels").is_some() {
            self.refuse(what, place, "labels of a dynamic block are not carried");
            return None;
        }
        let label = block.labels.first().map_or("item", |label| label.as_str());
        let iterator = attribute("iterator")
            .map_or_else(|| label.to_owned(), |it| it.value.to_string().trim().to_owned());
        let collection = self.expression(&each.value, names);
        let inner = names.with_iterator(&iterator, &collection);
        let members = self.members(&shape, module, &content.body, what, &inner, &[], self.type_at());
        let each = Expr::For(Box::new(For {
            key: Some(format!("{iterator}_key")),
            value: format!("{iterator}_value"),
            collection,
            result_key: None,
            result: Expr::Object(module, shape.name, members),
            condition: None,
            grouped: false,
        }));
        if is_list {
            return Some(each);
        }
        // A single object is there or not: what the loop makes of at most one element.
        Some(Expr::Call(function("one")?, vec![each]))
    }

    fn type_at(&self) -> Option<&'static ResourceType> {
        self.declared.things.get(&self.at).map(|index| self.program.things[*index].ty)
    }

    /// A value in the form that a property has; nothing where HCL says that it is unset.
    fn fit(
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

    /// What is secret and stands in the HCL goes into the configuration.
    fn hidden(&mut self, value: Expr, what: &str, place: &Option<Place>) -> Expr {
        match value {
            Expr::Text(_) | Expr::Number(_) => {
                let name =
                    camel(&what.trim_start_matches(PROVIDER).replace(['.', '-'], "_").replace("__", "_"));
                let name = name.trim_start_matches('_').to_owned();
                let says =
                    format!("it is secret, so it is not in the program: pulumi config set --secret {name}");
                self.note(what, place.clone(), says);
                self.secret_variable(name)
            }
            Expr::Map(members) => Expr::Map(
                members
                    .into_iter()
                    .map(|(key, value)| {
                        let part = match &key {
                            Expr::Text(text) => format!("{what}.{text}"),
                            _ => what.to_owned(),
                        };
                        let value = self.hidden(value, &part, place);
                        (key, value)
                    })
                    .collect(),
            ),
            Expr::List(items) => {
                Expr::List(items.into_iter().map(|item| self.hidden(item, what, place)).collect())
            }
            other => other,
        }
    }

    fn secret_variable(&mut self, name: String) -> Expr {
        if let Some(index) = self.program.variables.iter().position(|variable| variable.name == name) {
            return Expr::Variable(index);
        }
        self.program.variables.push(Variable {
            name,
            kind: Type::Text,
            default: None,
            secret: true,
            description: None,
            value: None,
        });
        Expr::Variable(self.program.variables.len() - 1)
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
            (Expr::Text(text), Form::File) => Some(Expr::Text(self.file_path(&text))),
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

    /// A path as the program has to say it: Terraform's are those of the folder of the HCL.
    fn file_path(&self, text: &str) -> String {
        if text.starts_with('/') || text.contains("://") || text.starts_with(&format!("{}/", self.path)) {
            return text.to_owned();
        }
        format!("{}/{}", self.path, text.trim_start_matches("./"))
    }

    /// What ends in something secret is secret itself.
    fn taint(&mut self) {
        let mut secret = BTreeSet::new();
        for thing in &self.program.things {
            let mut see = |shape: &Shape, name: &str, value: &Expr| {
                if shape.field(name).is_some_and(|field| field.field.secret) {
                    value.walk(&mut |part| collect(&self.program, part, &mut secret));
                }
            };
            for (name, value) in &thing.properties {
                see(thing.ty.inputs(), name, value);
            }
        }
        for (name, value) in self.program.providers.iter().flat_map(|provider| &provider.members) {
            if ["oauthclientSecret", "accessToken"].contains(&name.as_str()) {
                value.walk(&mut |part| collect(&self.program, part, &mut secret));
            }
        }
        for index in secret {
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
                self.report.add(Outcome::Note, format!("var.{}", variable.name), None, says);
            }
            if had_default {
                variable.default = None;
            }
        }
    }

    /// A value of the configuration in the place of something that is not in the program.
    pub(crate) fn placeholder(&mut self, reference: &str, kind: Type, value: Option<Json>) -> Expr {
        let name = camel(
            &reference
                .trim_start_matches("data.")
                .trim_start_matches(&format!("{PROVIDER}_"))
                .replace(['.', '-'], "_"),
        );
        let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        if let Some(index) = self.program.variables.iter().position(|variable| variable.name == name) {
            return Expr::Variable(index);
        }
        self.program.variables.push(Variable {
            name: name.clone(),
            kind,
            default: None,
            secret: false,
            description: Some(format!("What {reference} was in Terraform.")),
            value: value.clone(),
        });
        let says = match value {
            Some(_) => {
                format!("the program takes it from the configuration {name}, which has what the state says")
            }
            None => format!("the program takes it from the configuration: pulumi config set {name}"),
        };
        self.note(reference.to_owned(), None, says);
        Expr::Variable(self.program.variables.len() - 1)
    }
}

fn collect(program: &Program, part: &Expr, found: &mut BTreeSet<usize>) {
    match part {
        Expr::Variable(index) => drop(found.insert(*index)),
        Expr::Local(index) => program.locals[*index].value.walk(&mut |part| collect(program, part, found)),
        _ => {}
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

/// Whether a block makes several things.
fn repeat_of(block: &Block) -> Repeat {
    let has = |name: &str| block.body.iter().filter_map(Structure::as_attribute).any(|it| it.has_key(name));
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
