//! Judges declarations by CX as Code: every attribute of a type is declared under its name, with its meaning.

use std::collections::BTreeSet;

use pulumi_provider::declaration::{FieldShape, Form, Replace, ResourceTable, Shape};
use pulumi_provider::value::Value;
use serde_json::Value as Json;

use super::exceptions::{Complaint, brief};
use super::peer::{Attribute, Peer, PeerType, camel};

/// What a comparison found.
#[derive(Debug, Default)]
pub(crate) struct Coverage {
    /// Attributes of the type there, nested ones included.
    pub(crate) attributes: usize,
    /// Those that are declared here.
    pub(crate) declared: usize,
    /// What does not fit.
    pub(crate) complaints: Vec<Complaint>,
}

/// Compares a declaration with the type of CX as Code that it stands for.
pub(crate) fn compare(peer: &PeerType, name: &str, table: &'static ResourceTable) -> Coverage {
    let subject = short(name);
    let mut comparison = Comparison { peer, subject, coverage: Coverage::default() };
    let inputs = Shape::of(table.inputs);
    let outputs = table.outputs.map(Shape::of);
    for (attribute, facts) in &peer.attributes {
        let name = camel(attribute);
        let answered = || outputs.as_ref().and_then(|shape| shape.field(&name));
        let is_input = facts.required || facts.optional;
        // What the platform fills in, a program need not be able to say.
        let only_input = is_input && !facts.computed;
        match inputs.field(&name).or_else(|| if only_input { None } else { answered() }) {
            Some(field) => comparison.attribute(attribute, facts, field, is_input),
            None => comparison.missing(attribute, facts),
        }
    }
    comparison.coverage
}

/// Without the prefix that all have.
pub(crate) fn short(name: &str) -> &str {
    name.trim_start_matches("genesyscloud_")
}

/// Attributes, nested ones included.
pub(crate) fn size(facts: &Attribute) -> usize {
    1 + facts.block.iter().flat_map(|block| block.values()).map(size).sum::<usize>()
}

/// Every attribute of a type, nested ones included.
pub(crate) fn total(peer: &PeerType) -> usize {
    peer.attributes.values().map(size).sum()
}

/// Whether data sources of the type have attributes that our function does not take. The complaint's subject is the data source.
pub(crate) fn compare_function(peer: &Peer, name: &str, arguments: Option<&[&str]>) -> Vec<Complaint> {
    let Some(source) = peer.data_sources.get(name) else { return Vec::new() };
    let subject = format!("data {}", short(name));
    let Some(arguments) = arguments else {
        let problem = "CX as Code has a data source for this, and there is no function here".to_owned();
        return vec![Complaint { subject, key: "function".to_owned(), problem }];
    };
    let given =
        source.attributes.iter().filter(|(_, facts)| facts.required || (facts.optional && !facts.computed));
    let missing = given.filter(|(attribute, _)| !arguments.contains(&camel(attribute).as_str()));
    let complaint = |(attribute, _): (&String, &Attribute)| Complaint {
        subject: subject.clone(),
        key: attribute.clone(),
        problem: "is not an argument of our function".to_owned(),
    };
    missing.map(complaint).collect()
}

struct Comparison<'a> {
    peer: &'a PeerType,
    subject: &'a str,
    coverage: Coverage,
}

impl Comparison<'_> {
    fn complain(&mut self, key: String, problem: String) {
        self.coverage.complaints.push(Complaint { subject: self.subject.to_owned(), key, problem });
    }

    fn missing(&mut self, path: &str, facts: &Attribute) {
        self.coverage.attributes += size(facts);
        let nested = match size(facts) - 1 {
            0 => String::new(),
            nested => format!(", nor are the {nested} within it"),
        };
        self.complain(path.to_owned(), format!("is not declared{nested}"));
    }

    fn attribute(&mut self, path: &str, facts: &Attribute, field: &FieldShape, is_input: bool) {
        self.coverage.attributes += 1;
        self.coverage.declared += 1;
        self.form(path, facts, field);
        self.reference(path, field);
        if !is_input {
            return;
        }
        // A name that we make up when the program gives none is as good as a required one.
        let required = field.required || field.field.autoname.is_some();
        self.equal(path, "required", facts.required, required);
        self.equal(path, "forceNew", facts.force_new, field.field.replace != Replace::Never);
        if facts.sensitive && !field.field.secret {
            self.complain(format!("{path}: sensitive"), "is not secret here".to_owned());
        }
        let ours = field.field.default.map(|default| default.value.value());
        if let (Some(theirs), Some(ours)) = (facts.default.as_ref().map(Value::from), ours)
            && theirs != ours
        {
            self.complain(format!("{path}: default"), format!("is {theirs:?} there and {ours:?} here"));
        }
    }

    fn equal(&mut self, path: &str, what: &str, theirs: bool, ours: bool) {
        if theirs != ours {
            self.complain(format!("{path}: {what}"), format!("is {theirs} there and {ours} here"));
        }
    }

    fn form(&mut self, path: &str, facts: &Attribute, field: &FieldShape) {
        let single = facts.max_items == Some(1);
        match (facts.r#type.as_str(), &facts.block, &field.form) {
            ("list" | "set", Some(block), Form::Object(shape)) if single => self.block(path, block, shape),
            (kind @ ("list" | "set"), Some(block), Form::List { element, set, length }) if !single => {
                // Elements that are told apart by a key have no order either.
                let fits = if kind == "set" { *set || field.field.key.is_some() } else { !*set };
                if !fits {
                    self.complain(
                        format!("{path}: type"),
                        format!("is a {kind} there and has {} here", order(*set)),
                    );
                }
                self.length(path, facts, *length);
                match &**element {
                    Form::Object(shape) => self.block(path, block, shape),
                    _ => self.wrong(path, facts, &field.form),
                }
            }
            (kind @ ("list" | "set"), None, Form::List { element, set, length }) => {
                if (kind == "set") != *set {
                    self.complain(
                        format!("{path}: type"),
                        format!("is a {kind} there and has {} here", order(*set)),
                    );
                }
                self.length(path, facts, *length);
                if !is_scalar(facts.of.as_deref().unwrap_or("string"), element) {
                    self.wrong(path, facts, &field.form);
                }
            }
            ("map", None, Form::Map(element)) => {
                if facts.of.as_deref().is_some_and(|of| !is_scalar(of, element)) {
                    self.wrong(path, facts, &field.form);
                }
            }
            (kind, None, form) if is_scalar(kind, form) => self.scalar(path, facts, form),
            _ => self.wrong(path, facts, &field.form),
        }
    }

    fn block(&mut self, path: &str, block: &std::collections::BTreeMap<String, Attribute>, shape: &Shape) {
        for (attribute, facts) in block {
            let path = format!("{path}.{attribute}");
            match shape.field(&camel(attribute)) {
                Some(field) => self.attribute(&path, facts, field, facts.required || facts.optional),
                None => self.missing(&path, facts),
            }
        }
    }

    fn wrong(&mut self, path: &str, facts: &Attribute, form: &Form) {
        // What is below is neither compared nor counted as declared.
        self.coverage.attributes += size(facts) - 1;
        let of = match (&facts.of, &facts.block) {
            (Some(of), _) => format!(" of {of}"),
            (_, Some(_)) => format!(
                " of blocks (at most {})",
                facts.max_items.map_or("any".to_owned(), |most| most.to_string())
            ),
            _ => String::new(),
        };
        self.complain(
            format!("{path}: type"),
            format!("is {}{of} there and {} here", facts.r#type, in_words(form)),
        );
    }

    fn scalar(&mut self, path: &str, facts: &Attribute, form: &Form) {
        if let (Form::Choice(choices), false) = (form, facts.allowed.is_empty()) {
            let ours: BTreeSet<&str> = choices.allowed().collect();
            let theirs: BTreeSet<&str> = facts.allowed.iter().filter_map(Json::as_str).collect();
            let lacking: Vec<&&str> = theirs.difference(&ours).collect();
            if !lacking.is_empty() {
                self.complain(format!("{path}: allowed"), format!("takes there, and not here: {lacking:?}"));
            }
        }
        if let (Form::Text(_), false) = (form, facts.allowed.is_empty()) {
            let allowed = brief(&Json::Array(facts.allowed.clone()));
            self.complain(
                format!("{path}: allowed"),
                format!("takes only {allowed} there, and any text here"),
            );
        }
        if let Form::Integer(bounds) | Form::Number(bounds) = form {
            let (minimum, maximum) = match &facts.range {
                Some(range) => {
                    let mut ends = range.split(" - ").map(|end| end.trim().parse::<f64>().ok());
                    (ends.next().flatten(), ends.next().flatten())
                }
                None => (facts.at_least, None),
            };
            // Our types bring bounds of their own (an unsigned number is not negative); these say nothing about the platform.
            let differs = minimum.is_some_and(|minimum| bounds.minimum != Some(minimum))
                || maximum.is_some_and(|maximum| bounds.maximum != Some(maximum));
            if differs {
                let (ours, most) = (bounds.minimum, bounds.maximum);
                self.complain(
                    format!("{path}: range"),
                    format!("is {minimum:?} to {maximum:?} there and {ours:?} to {most:?} here"),
                );
            }
        }
    }

    fn length(&mut self, path: &str, facts: &Attribute, ours: (Option<usize>, Option<usize>)) {
        let theirs = (facts.min_items, facts.max_items);
        // That a required block has at least one element is said by its being required.
        let one = |fewest: Option<usize>| fewest.filter(|fewest| *fewest > 1);
        if (one(theirs.0), theirs.1) != (one(ours.0), ours.1) {
            self.complain(format!("{path}: length"), format!("is {theirs:?} there and {ours:?} here"));
        }
    }

    fn reference(&mut self, path: &str, field: &FieldShape) {
        let inner = format!("{path}.*");
        let Some(wanted) = self.peer.references.get(path).or_else(|| self.peer.references.get(&inner)) else {
            return;
        };
        let wanted = short(&wanted.to);
        let ours = field.field.reference.map(|reference| reference.kind);
        if ours != Some(wanted) {
            self.complain(
                format!("{path}: reference"),
                format!("refers to {wanted} there and to {} here", ours.unwrap_or("nothing")),
            );
        }
    }
}

fn order(set: bool) -> &'static str {
    if set { "no order" } else { "an order" }
}

fn is_scalar(kind: &str, form: &Form) -> bool {
    match kind {
        "bool" => matches!(form, Form::Bool),
        "int" => matches!(form, Form::Integer(_)),
        "float" => matches!(form, Form::Number(_)),
        "string" => matches!(form, Form::Text(_) | Form::File | Form::Choice(_)),
        _ => false,
    }
}

fn in_words(form: &Form) -> &'static str {
    match form {
        Form::Bool => "bool",
        Form::Integer(_) => "int",
        Form::Number(_) => "float",
        Form::Text(_) => "string",
        Form::File => "a file",
        Form::Choice(_) => "an enumeration",
        Form::List { set: true, .. } => "a set",
        Form::List { set: false, .. } => "a list",
        Form::Map(_) => "a map",
        Form::Object(_) => "one object",
        Form::Any => "anything",
    }
}
