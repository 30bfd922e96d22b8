//! Attributes and blocks of a resource, as the properties that the provider knows.

use std::collections::BTreeMap;

use hcl_edit::structure::{Block, Body, Structure};
use pulumi_provider::declaration::{FieldShape, Form, Shape, Write, nearest};
use resources::advice;
use resources::package::Function as LookUp;
use resources::registry::ResourceType;
use resources::terraform;

use super::expressions::Names;
use super::functions::function;
use super::model::{Expr, For};
use super::modules::blocks;
use super::parse::{attribute_span, block_span};
use super::plan::{META, Plan, attribute_of, camel, field, module};

impl Plan<'_> {
    /// What a data source is asked with.
    pub(super) fn arguments(
        &mut self,
        ty: &'static ResourceType,
        body: &Body,
        address: &str,
        names: &Names,
    ) -> Vec<(String, Expr)> {
        for block in blocks(body).filter(|block| !META.contains(&block.ident.as_str())) {
            let place = self.place(block_span(block));
            let what = format!("{address}.{}", block.ident.as_str());
            self.refuse(&what, place, "nothing is looked up by a block");
        }
        let accepted = [ty.table.lookup, ty.table.find_by, ty.table.narrow].concat();
        let built_in =
            self.declared.things.get(address).and_then(|index| self.program.things[*index].look_up);
        let accepted = if matches!(built_in, Some(LookUp::BuiltIn(..))) { Vec::new() } else { accepted };
        let mut members = Vec::new();
        for attribute in body.iter().filter_map(Structure::as_attribute) {
            let name = attribute.key.as_str();
            if META.contains(&name) {
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
    pub(super) fn members(
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
    pub(super) fn stranger(
        &mut self,
        shape: &Shape,
        name: &str,
        ty: Option<&'static ResourceType>,
    ) -> String {
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
        let attribute = |name: &str| attribute_of(&block.body, name);
        let content = blocks(&block.body).find(|block| block.has_ident("content"));
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
        let is_set = self.is_set(&collection);
        let inner = names.with_iterator(&iterator, &collection, is_set);
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

    pub(super) fn type_at(&self) -> Option<&'static ResourceType> {
        self.declared.things.get(&self.context.at).map(|index| self.program.things[*index].ty)
    }
}
