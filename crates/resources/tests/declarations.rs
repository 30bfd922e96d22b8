//! What holds for every declaration: it is described, its page has an example that is right, and a value that is not known yet is
//! never a mistake.

use std::io::Write;

use pulumi_provider::declaration::{Existence, FieldShape, Form, Literal, Properties, Reference, Shape};
use pulumi_provider::provider::{CheckRequest, Subject};
use pulumi_provider::value::{Asset, AssetContent, Object, Unknown, Value};
use resources::configuration::Configuration;
use resources::lifecycle;
use resources::registry::ResourceType;
use yaml_rust2::{Yaml, YamlLoader};

#[test]
fn everything_is_described() {
    let mut missing = Vec::new();
    for ty in resources::registry().iter().chain(resources::registry().look_ups()) {
        undescribed(ty.inputs(), ty.table.token, &mut missing);
        if let Some(outputs) = ty.outputs() {
            undescribed(outputs, ty.table.token, &mut missing);
        }
    }
    undescribed(&Shape::of(Configuration::TABLE), "configuration", &mut missing);
    assert!(missing.is_empty(), "not described:\n{}", missing.join("\n"));
}

fn undescribed(shape: &Shape, at: &str, missing: &mut Vec<String>) {
    let is_sentence = |text: &str| text.ends_with('.') && text.len() > 1;
    if !is_sentence(&shape.description) {
        missing.push(at.to_owned());
    }
    for field in &shape.fields {
        let at = format!("{at}.{}", field.field.name);
        if !is_sentence(&field.description) {
            missing.push(at.clone());
        }
        if let Some(shape) = field.form.object() {
            undescribed(shape, &at, missing);
        }
        if let Form::Choice(choices) = &field.form {
            let values = choices.values.iter().filter(|(_, meaning)| !is_sentence(meaning));
            missing.extend(values.map(|(value, _)| format!("{at} = {value}")));
            if !is_sentence(&choices.description) {
                missing.push(format!("{at}: {}", choices.name));
            }
        }
    }
}

#[test]
fn pages_say_what_deleting_does() {
    for ty in resources::registry().iter() {
        let token = ty.table.token;
        for section in ["## Example Usage", "## Deletion"] {
            let text = section_of(ty.page, section)
                .unwrap_or_else(|| panic!("the page of {token} has no \"{section}\""));
            assert!(text.len() > 20, "the page of {token} says nothing under \"{section}\"");
        }
        let introduction = ty.page.split("\n## ").next().unwrap_or_default().trim();
        assert!(
            introduction.ends_with('.') && introduction.len() > 40,
            "the page of {token} does not say what it is"
        );
    }
}

fn section_of<'a>(page: &'a str, title: &str) -> Option<&'a str> {
    let start = page.find(&format!("{title}\n"))? + title.len();
    page[start..].split("\n## ").next().map(str::trim)
}

#[test]
fn examples_are_right() {
    let mut failures = Vec::new();
    let mut resources_in_examples = 0;
    for ty in resources::registry().iter() {
        let token = ty.table.token;
        let examples = fenced(section_of(ty.page, "## Example Usage").unwrap_or_default(), "yaml");
        assert!(!examples.is_empty(), "the page of {token} has no example in YAML");
        let mut shown = false;
        for example in examples {
            let documents = YamlLoader::load_from_str(example)
                .unwrap_or_else(|error| panic!("example of {token}: {error}"));
            let [program] = &documents[..] else { panic!("an example of {token} is not one document") };
            let declared = &program["resources"];
            let declared =
                declared.as_hash().unwrap_or_else(|| panic!("an example of {token} has no resources"));
            let configured = program["config"].as_hash().into_iter().flat_map(|config| config.keys());
            let names: Vec<&str> = declared.keys().chain(configured).filter_map(Yaml::as_str).collect();
            for (name, resource) in declared {
                let name = name.as_str().unwrap_or_default();
                resources_in_examples += 1;
                let other = resource["type"]
                    .as_str()
                    .and_then(|token| token.strip_prefix("genesyscloud:"))
                    .unwrap_or_default();
                let Some(of) = resources::registry().get(other) else {
                    failures.push(format!("{token}: {name} has the type \"{other}\", which does not exist"));
                    continue;
                };
                shown |= other == token;
                let inputs = object(&resource["properties"], &names, &mut failures);
                failures.extend(
                    check(of, name, inputs).into_iter().map(|failure| format!("{token}: {name}: {failure}")),
                );
            }
        }
        assert!(shown, "no example of {token} shows it");
    }
    assert!(failures.is_empty(), "examples are wrong:\n{}", failures.join("\n"));
    report(&format!("examples: {resources_in_examples} resources checked"));
}

/// The code blocks of a language in a text.
fn fenced<'a>(text: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

fn object(yaml: &Yaml, names: &[&str], failures: &mut Vec<String>) -> Object {
    let members = yaml.as_hash().into_iter().flatten();
    members
        .filter_map(|(name, member)| Some((name.as_str()?.to_owned(), value(member, names, failures))))
        .collect()
}

fn value(yaml: &Yaml, names: &[&str], failures: &mut Vec<String>) -> Value {
    match yaml {
        Yaml::Boolean(value) => (*value).into(),
        Yaml::Integer(number) => Value::Number(*number as f64),
        Yaml::Real(_) => yaml.as_f64().map_or(Value::Null, Value::Number),
        Yaml::Array(items) => Value::Array(items.iter().map(|item| value(item, names, failures)).collect()),
        Yaml::Hash(_) if !yaml["fn::secret"].is_badvalue() => {
            value(&yaml["fn::secret"], names, failures).into_secret()
        }
        Yaml::Hash(_) => match yaml["fn::stringAsset"].as_str() {
            Some(text) => {
                let content = Some(AssetContent::Text(text.to_owned()));
                Value::Asset(Box::new(Asset { hash: Some(text.len().to_string()), content }))
            }
            None => Value::Object(object(yaml, names, failures)),
        },
        Yaml::String(text) => match text.split_once("${").and_then(|(_, rest)| rest.split_once('}')) {
            Some((expression, _)) => {
                let name = expression.split('.').next().unwrap_or_default();
                if !names.contains(&name) {
                    failures.push(format!("{text} refers to nothing in the example"));
                }
                Value::Unknown(Unknown::String)
            }
            None => text.as_str().into(),
        },
        _ => Value::Null,
    }
}

/// What checking inputs finds wrong.
fn check(ty: &ResourceType, name: &str, inputs: Object) -> Vec<String> {
    let subject = Subject {
        urn: format!("urn:pulumi:test::test::genesyscloud:{}::{name}", ty.table.token),
        r#type: format!("genesyscloud:{}", ty.table.token),
        name: name.to_owned(),
    };
    let checked = lifecycle::check(ty, &CheckRequest { subject, news: inputs, ..CheckRequest::default() });
    checked.failures.into_iter().map(|failure| format!("{}: {}", failure.path, failure.reason)).collect()
}

#[test]
fn the_check_of_examples_can_fail() {
    let queue = resources::registry().get("routing:Queue").unwrap();
    let program = &YamlLoader::load_from_str(
        "{ name: Support, acwTimeoutMs: 1, colour: red, queueFlowId: \"${flow.id}\" }",
    )
    .unwrap()[0];
    let mut failures = Vec::new();
    let inputs = object(program, &["queue"], &mut failures);
    assert_eq!(failures, ["${flow.id} refers to nothing in the example"]);
    let failures = check(queue, "support", inputs);
    assert!(failures.iter().any(|failure| failure.starts_with("acwTimeoutMs: ")), "{failures:?}");
    assert!(failures.iter().any(|failure| failure.starts_with("colour: does not exist")), "{failures:?}");
}

#[test]
fn values_that_are_not_known_yet_are_no_mistake() {
    let mut paths = 0;
    for ty in resources::registry().iter() {
        for (path, inputs) in alone(ty.inputs(), &|_| Some(unknown())) {
            paths += 1;
            let failures = check(ty, "example", inputs);
            assert!(failures.is_empty(), "{}: {path} not known yet: {failures:?}", ty.table.token);
        }
        let everything = ty
            .inputs()
            .fields
            .iter()
            .map(|field| (field.field.name.to_owned(), Value::Unknown(Unknown::String)));
        assert_eq!(
            check(ty, "example", everything.collect()),
            [""; 0],
            "{}: nothing is known yet",
            ty.table.token
        );
    }
    report(&format!("unknown values: {paths} paths checked"));
}

#[test]
fn defaults_are_values_that_a_program_may_give() {
    let mut defaults = 0;
    for ty in resources::registry().iter() {
        // What is there anyway has an id that only the platform tells.
        let is_value = |literal: &Literal| *literal != Literal::Ambient;
        let default = |field: &FieldShape| {
            field.field.default.map(|default| default.value).filter(is_value).map(Literal::value)
        };
        for (path, inputs) in alone(ty.inputs(), &default) {
            defaults += 1;
            let failures = check(ty, "example", inputs);
            assert!(failures.is_empty(), "{}: the default of {path}: {failures:?}", ty.table.token);
        }
    }
    report(&format!("defaults: {defaults} checked"));
}

#[test]
fn tables_agree_with_themselves() {
    for ty in resources::registry().iter() {
        let (token, inputs) = (ty.table.token, ty.inputs());
        for name in ty.table.lookup {
            let (_, field) = ty
                .property(name)
                .unwrap_or_else(|| panic!("{token}: {name} is looked up by and not declared"));
            assert!(matches!(field.form, Form::Text(_)), "{token}: {name} is looked up by and no text");
        }
        if let Some(path) = ty.table.named_by {
            let mut shape = Some(inputs);
            for name in path.split('.') {
                let field = shape.and_then(|shape| shape.field(name));
                let field = field.unwrap_or_else(|| panic!("{token}: {path} names it and is not declared"));
                // The rest is a key of the map.
                if matches!(field.form, Form::Map(_)) {
                    break;
                }
                shape = field.form.object();
            }
            let [key] = ty.table.lookup else { panic!("{token}: {path} can name one key only") };
            assert!(inputs.field(key).is_none(), "{token}: {key} is an input, and needs nothing to name it");
        }
        for (word, _) in ty.table.advice {
            assert!(inputs.field(word).is_none(), "{token}: {word} is declared, and said not to exist");
        }
        if matches!(ty.table.api.existence, Existence::Created | Existence::Child) {
            let parents = ty.table.api.path.matches('{').count();
            let is_child = ty.table.api.existence == Existence::Child;
            assert_eq!(parents > 0, is_child, "{token}: what is below a parent is a child");
            let own = ty.table.api.item.matches('{').count() - parents;
            assert_eq!(own, 1, "{token}: the path of an object has one parameter of its own, its id");
            // Drafts of what is there are below that, and listed beside it.
            let (above, _) = ty.table.api.path.rsplit_once('/').unwrap_or_default();
            let is_below = |path| ty.table.api.item.starts_with(path);
            let is_beside = ty.table.api.item.ends_with("/draft") && is_below(above);
            assert!(is_below(ty.table.api.path) || is_beside, "{token}: an object is below its collection");
        }
        keys_exist(inputs, token);
        for reference in references(inputs) {
            let referred = resources::registry().iter().find(|other| other.table.api.kind == reference.kind);
            let is_child = referred.map(|other| other.table.api.existence == Existence::Child);
            let agrees = is_child.is_none_or(|is_child| is_child == reference.below);
            assert!(agrees, "{token}: the kind {} does not say whether it is below a parent", reference.kind);
        }
    }
}

fn references(shape: &Shape) -> Vec<&'static Reference> {
    let fields = shape.fields.iter();
    let nested = |field: &FieldShape| field.form.object().map(|shape| references(shape)).unwrap_or_default();
    fields.flat_map(|field| field.field.reference.into_iter().chain(nested(field))).collect()
}

fn keys_exist(shape: &Shape, at: &str) {
    for field in &shape.fields {
        let at = format!("{at}.{}", field.field.name);
        let nested = field.form.object();
        for key in field.field.key.into_iter().flat_map(|key| key.split(',')) {
            let part = nested.and_then(|shape| shape.field(key));
            let keyed = part.is_some_and(|part| part.required || part.field.default.is_some());
            assert!(keyed, "{at}: its elements are told apart by {key}, which they need not have");
        }
        if let Some(shape) = nested {
            keys_exist(shape, &at);
        }
    }
}

/// Says what a passing test has done, past the test harness, which hides it.
fn report(line: &str) {
    let _ = std::io::stderr().lock().write_all(format!("{line}\n").as_bytes());
}

fn unknown() -> Value {
    Value::Unknown(Unknown::String)
}

/// For every property that there is such a value for, nested ones included, the inputs in which it alone is given. What must be
/// given beside it is not known yet.
fn alone(shape: &Shape, value_of: &dyn Fn(&FieldShape) -> Option<Value>) -> Vec<(String, Object)> {
    let demanded = shape.fields.iter().filter(|field| field.is_required_input());
    let demanded: Object = demanded.map(|field| (field.field.name.to_owned(), unknown())).collect();
    let with = |field: &FieldShape, value: Value| {
        let mut inputs = demanded.clone();
        inputs.insert(field.field.name.to_owned(), value);
        inputs
    };
    let in_list = |value: Value, length: (Option<usize>, Option<usize>)| {
        Value::Array(vec![value; length.0.unwrap_or(1).max(1)])
    };
    let in_map = |value: Value| Value::Object(Object::from([("key".to_owned(), value)]));
    let mut alone = Vec::new();
    for field in &shape.fields {
        let name = field.field.name;
        if let Some(value) = value_of(field) {
            match &field.form {
                Form::List { length, .. } => {
                    alone.push((format!("{name}[]"), with(field, in_list(value.clone(), *length))))
                }
                Form::Map(_) => alone.push((format!("{name}{{}}"), with(field, in_map(value.clone())))),
                _ => {}
            }
            alone.push((name.to_owned(), with(field, value)));
        }
        for (path, nested) in
            field.form.object().map(|shape| self::alone(shape, value_of)).unwrap_or_default()
        {
            let nested = Value::Object(nested);
            let (path, value) = match &field.form {
                Form::List { length, .. } => (format!("{name}[].{path}"), in_list(nested, *length)),
                Form::Map(_) => (format!("{name}{{}}.{path}"), in_map(nested)),
                _ => (format!("{name}.{path}"), nested),
            };
            alone.push((path, with(field, value)));
        }
    }
    alone
}
