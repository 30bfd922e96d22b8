//! A program in YAML, which has neither loops nor most functions: what can be computed is computed now.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::evaluate::{Evaluator, Instances, Piece, Scope, Value, number_in_json};
use super::model::{Expr, Program, Repeat, Statement, Thing, Type};
use super::naming::{Naming, naming, snake_case, words};
use super::state::logical_name;
use super::written::{Broken, Written, remarks, used_things};

/// Writes it.
pub(crate) fn write(program: &Program, project: &str) -> Written {
    let mut writer = Writer {
        program,
        naming: naming(program),
        evaluator: Evaluator::new(program),
        broken: Vec::new(),
        remarks: String::new(),
        look_ups: Map::new(),
        resources: Map::new(),
    };
    for statement in &program.order {
        match statement {
            Statement::Local(_) => {}
            Statement::Provider(index) => writer.provider(*index),
            Statement::Thing(index) => writer.thing(*index),
        }
    }
    let mut outputs = Map::new();
    for output in &program.outputs {
        match writer.evaluator.value(&output.value, &Scope::new()) {
            Ok(value) => {
                let shown = writer.shown(&value);
                let shown = if output.secret { json!({ "fn::secret": shown }) } else { shown };
                outputs.insert(output.name.clone(), shown);
            }
            Err(reason) => writer.broken.push(Broken::refused(format!("output.{}", output.name), reason)),
        }
    }
    let fixed = writer.evaluator.fixed.borrow().clone();
    let mut config = Map::new();
    let used = used_things(program).variables;
    let everything =
        serde_json::to_string(&(&writer.look_ups, &writer.resources, &outputs)).unwrap_or_default();
    for (index, variable) in program.variables.iter().enumerate() {
        let name = writer.variable(index);
        if !everything.contains(&format!("${{{name}}}")) {
            if !used.contains(&index) {
                writer.broken.push(Broken::unused(format!("var.{}", variable.name)));
            }
            continue;
        }
        let mut entry = json!({ "type": config_type(&variable.kind) });
        if let Type::List(element) = &variable.kind {
            entry["items"] = json!({ "type": config_type(element) });
        }
        if variable.secret {
            entry["secret"] = true.into();
        }
        if let Some(default) = &variable.default {
            match writer.evaluator.known(default, &Scope::new()).and_then(|default| default.json()) {
                Ok(default) if !default.is_null() => entry["default"] = default,
                _ => {}
            }
        }
        config.insert(variable.name.clone(), entry);
    }
    let mut text = format!("{}name: {}\nruntime: yaml\n", writer.remarks, scalar(&project.into()));
    for (name, members) in [
        ("config", config),
        ("variables", writer.look_ups),
        ("resources", writer.resources),
        ("outputs", outputs),
    ] {
        if !members.is_empty() {
            text.push_str(&format!("\n{name}:\n"));
            write_yaml(&Json::Object(members), 1, &mut text);
        }
    }
    Written { files: vec![("Pulumi.yaml".to_owned(), text)], broken: writer.broken, fixed }
}

struct Writer<'a> {
    program: &'a Program,
    naming: Naming,
    evaluator: Evaluator<'a>,
    broken: Vec<Broken>,
    remarks: String,
    look_ups: Map<String, Json>,
    resources: Map<String, Json>,
}

impl Writer<'_> {
    /// A variable is called in references as in the configuration.
    fn variable(&self, index: usize) -> String {
        self.program.variables[index].name.clone()
    }

    fn provider(&mut self, index: usize) {
        let provider = &self.program.providers[index];
        let name = snake_case(&self.naming.providers[index]);
        let address = format!("provider.genesyscloud.{}", provider.name);
        let properties = self.properties(&address, &provider.members, &Scope::new());
        let entry = json!({ "type": "pulumi:providers:genesyscloud", "properties": properties });
        self.resources.insert(name, entry);
    }

    fn thing(&mut self, index: usize) {
        let program = self.program;
        let thing = &program.things[index];
        let instances = match self.evaluator.instances_of(&thing.repeat) {
            Ok(instances) => instances,
            Err(reason) => return self.broken.push(Broken::refused(thing.address.clone(), reason)),
        };
        for line in remarks(thing, "#").lines() {
            self.remarks.push_str(&line.replacen(
                "Not carried: ",
                &format!("Not carried: {}: ", thing.address),
                1,
            ));
            self.remarks.push('\n');
        }
        let base = snake_case(&self.naming.things[index]);
        let mut named: Vec<(String, String)> = Vec::new();
        for (ending, scope) in instances {
            let is_once = matches!(thing.repeat, Repeat::Once);
            let mut name = base.clone();
            if !is_once {
                let plain: Vec<String> = words(&ending);
                name = format!("{base}_{}", snake_case(&plain));
                while named.iter().any(|(_, other)| *other == name) {
                    name.push('_');
                }
            }
            self.instance(thing, &name, (!is_once).then_some(ending.as_str()), &scope);
            named.push((ending, name));
        }
        let instances = match &thing.repeat {
            Repeat::Once => Instances::Once(base),
            Repeat::Count(_) => Instances::Count(named.into_iter().map(|(_, name)| name).collect()),
            Repeat::Each(_) => Instances::Each(named),
        };
        self.evaluator.instances.insert(index, instances);
    }

    fn instance(&mut self, thing: &Thing, name: &str, key: Option<&str>, scope: &Scope) {
        let properties = self.properties(&thing.address, &thing.properties, scope);
        let options = self.options(thing);
        if let Some(look_up) = &thing.look_up {
            let mut call = json!({ "function": format!("genesyscloud:{}", look_up.token()) });
            if properties.as_object().is_some_and(|properties| !properties.is_empty()) {
                call["arguments"] = properties;
            }
            let of_call = ["provider", "dependsOn"];
            let given: Map<String, Json> =
                options.into_iter().filter(|(name, _)| of_call.contains(&name.as_str())).collect();
            if !given.is_empty() {
                call["options"] = given.into();
            }
            self.look_ups.insert(name.to_owned(), json!({ "fn::invoke": call }));
            return;
        }
        let mut entry = json!({ "type": format!("genesyscloud:{}", thing.ty.table.token) });
        let logical = logical_name(&thing.label, key);
        if logical != name {
            entry["name"] = logical.into();
        }
        entry["properties"] = properties;
        if !options.is_empty() {
            entry["options"] = options.into();
        }
        self.resources.insert(name.to_owned(), entry);
    }

    fn options(&self, thing: &Thing) -> Map<String, Json> {
        let mut options = Map::new();
        let given = &thing.options;
        if let Some(provider) = given.provider {
            let name = snake_case(&self.naming.providers[provider]);
            options.insert("provider".to_owned(), format!("${{{name}}}").into());
        }
        let mut depends = Vec::new();
        for index in self.program.depends_on(thing) {
            match self.evaluator.instances.get(&index) {
                Some(Instances::Once(name)) => depends.push(format!("${{{name}}}")),
                Some(Instances::Count(names)) => {
                    depends.extend(names.iter().map(|name| format!("${{{name}}}")))
                }
                Some(Instances::Each(names)) => {
                    depends.extend(names.iter().map(|(_, name)| format!("${{{name}}}")));
                }
                None => {}
            }
        }
        if !depends.is_empty() {
            options.insert("dependsOn".to_owned(), depends.into());
        }
        if given.protect {
            options.insert("protect".to_owned(), true.into());
        }
        if !given.ignore.is_empty() {
            options.insert("ignoreChanges".to_owned(), given.ignore.clone().into());
        }
        if !given.timeouts.is_empty() {
            let all: BTreeMap<&String, &String> =
                given.timeouts.iter().map(|(name, value)| (name, value)).collect();
            options.insert("customTimeouts".to_owned(), json!(all));
        }
        options
    }

    fn properties(&mut self, address: &str, members: &[(String, Expr)], scope: &Scope) -> Json {
        let mut properties = Map::new();
        for (name, value) in members {
            match self.evaluator.value(value, scope) {
                Ok(Value::Null) => {}
                Ok(value) => drop(properties.insert(name.clone(), self.shown(&value))),
                Err(reason) => {
                    let what = format!("{address}.{}", resources::terraform::attribute(name));
                    self.remarks.push_str(&format!("# Not carried: {what}: {reason}\n"));
                    self.broken.push(Broken::refused(what, reason));
                }
            }
        }
        properties.into()
    }

    /// A value, with references in the words of YAML programs.
    fn shown(&self, value: &Value) -> Json {
        match value {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::from(*value),
            Value::Number(number) => number_in_json(*number),
            Value::Text(pieces) => {
                let shown = pieces.iter().map(|piece| match piece {
                    Piece::Literal(text) => text.replace("${", "$${"),
                    Piece::Reference(path) => format!("${{{path}}}"),
                    Piece::Variable(index) => format!("${{{}}}", self.variable(*index)),
                });
                Json::from(shown.collect::<String>())
            }
            Value::List(items) => items.iter().map(|item| self.shown(item)).collect(),
            Value::Map(members) => {
                let members = members.iter().filter(|(_, value)| !matches!(value, Value::Null));
                Json::Object(members.map(|(key, value)| (key.clone(), self.shown(value))).collect())
            }
            Value::Named(name) => Json::from(format!("${{{name}}}")),
            Value::Encoded(value) => json!({ "fn::toJSON": self.shown(value) }),
        }
    }
}

fn config_type(kind: &Type) -> &'static str {
    match kind {
        Type::Text | Type::Any => "string",
        Type::Number => "integer",
        Type::Bool => "boolean",
        Type::List(_) => "array",
        Type::Map(_) => "object",
    }
}

/// A document as YAML, each text in quotes unless it is a plain word.
pub(crate) fn yaml(document: &Json) -> String {
    let mut text = String::new();
    write_yaml(document, 0, &mut text);
    text
}

fn write_yaml(value: &Json, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Json::Object(members) if !members.is_empty() => {
            for (name, member) in members {
                text.push_str(&format!("{indent}{}:", scalar(&Json::from(name.as_str()))));
                write_member(member, depth, text);
            }
        }
        Json::Array(items) if !items.is_empty() => {
            for item in items {
                let mut inner = String::new();
                write_yaml(item, depth + 1, &mut inner);
                if is_nested(item) {
                    text.push_str(&format!("{indent}- {}", inner.trim_start()));
                } else {
                    text.push_str(&format!("{indent}- {}\n", scalar(item)));
                }
            }
        }
        other => text.push_str(&format!("{indent}{}\n", scalar(other))),
    }
}

/// Whether a value takes lines of its own.
fn is_nested(value: &Json) -> bool {
    match value {
        Json::Object(members) => !members.is_empty(),
        Json::Array(items) => !items.is_empty(),
        _ => false,
    }
}

fn write_member(member: &Json, depth: usize, text: &mut String) {
    if is_nested(member) {
        text.push('\n');
        write_yaml(member, depth + 1, text);
    } else {
        text.push_str(&format!(" {}\n", scalar(member)));
    }
}

/// A scalar: JSON is YAML, and a word that means nothing else needs no quotes.
fn scalar(value: &Json) -> String {
    let Json::String(text) = value else { return value.to_string() };
    let is_word = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "_.".contains(letter))
        && !["true", "false", "yes", "no", "on", "off", "null", "y", "n", "Infinity", "NaN"]
            .contains(&text.to_lowercase().as_str());
    let is_reference = text.starts_with("${")
        && text.ends_with('}')
        && text[2..text.len() - 1]
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "_.".contains(letter));
    let is_token = text.starts_with("genesyscloud:") || text.starts_with("fn::");
    if is_word || is_reference || is_token { text.clone() } else { value.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_yaml() {
        let document = json!({ "b": [1, { "c": "x: y", "d": [] }], "e": { "f": "${g.id}", "yes": "no" } });
        assert_eq!(
            yaml(&document),
            "b:\n  - 1\n  - c: \"x: y\"\n    d: []\ne:\n  f: ${g.id}\n  \"yes\": \"no\"\n"
        );
    }
}
