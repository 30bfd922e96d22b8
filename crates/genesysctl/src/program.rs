//! What a program does to objects of which types, out of what the engine writes about it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

use resources::bridged;
use resources::operations::Operation;
use serde_json::Value as Json;

use crate::{Failure, types};

/// What is done to the objects of each type, by token.
pub(crate) type Program = BTreeMap<&'static str, BTreeSet<Operation>>;

/// Adds everything that can be done to objects of these types.
pub(crate) fn add_types(program: &mut Program, words: &[String]) -> Result<(), Failure> {
    for ty in types::named(words)? {
        program.entry(ty.table.token).or_default().extend(Operation::ALL);
    }
    Ok(())
}

/// Adds what a file says: `pulumi preview --json`, `pulumi stack export`, an import file, or a list of types; `-` is standard input.
pub(crate) fn add_file(program: &mut Program, file: &Path) -> Result<(), Failure> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().read_to_string(&mut text).map(drop)
    } else {
        std::fs::read_to_string(file).map(|content| text = content)
    };
    read.map_err(|error| Failure::new(format!("cannot read {}: {error}", file.display())))?;
    add(program, &text).map_err(|reason| Failure::new(format!("{}: {reason}", file.display())))
}

fn add(program: &mut Program, text: &str) -> Result<(), String> {
    if !text.trim_start().starts_with('{') {
        let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
        let words: Vec<String> = lines.filter(|line| !line.is_empty()).map(str::to_owned).collect();
        return add_types(program, &words).map_err(|failure| failure.message);
    }
    let json: Json = serde_json::from_str(text).map_err(|error| format!("is not JSON: {error}"))?;
    let list = |json: &Json| json.as_array().cloned();
    if let Some(steps) = list(&json["steps"]) {
        for step in steps {
            let state = if step["newState"].is_object() { &step["newState"] } else { &step["oldState"] };
            let token = state["type"].as_str().or_else(|| type_of(step["urn"].as_str()?));
            let op = step["op"].as_str().unwrap_or_default();
            put(program, token.unwrap_or_default(), operations(op))?;
        }
    } else if let Some(resources) = list(&json["deployment"]["resources"]) {
        for resource in resources {
            put(program, resource["type"].as_str().unwrap_or_default(), &Operation::ALL)?;
        }
    } else if let Some(resources) = list(&json["resources"]) {
        for resource in resources {
            put(program, resource["type"].as_str().unwrap_or_default(), &[Operation::Read])?;
        }
    } else {
        return Err("is neither a preview (`pulumi preview --json`), nor a stack (`pulumi stack export`), nor an import file, nor a list \
                    of types"
            .to_owned());
    }
    Ok(())
}

fn put(program: &mut Program, token: &str, operations: &[Operation]) -> Result<(), String> {
    // What belongs to other providers is none of ours.
    let Some(own) = token.strip_prefix("genesyscloud:") else { return Ok(()) };
    let known = resources::registry().get(own).or_else(|| bridged::type_of(resources::registry(), token));
    let ty = known.ok_or_else(|| format!("has a {token}, which this version does not know"))?;
    program.entry(ty.table.token).or_default().extend(operations);
    Ok(())
}

/// The type in a URN: `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`.
fn type_of(urn: &str) -> Option<&str> {
    urn.split("::").nth(2)?.rsplit('$').next()
}

/// What a step of the engine does to an object.
fn operations(op: &str) -> &'static [Operation] {
    match op {
        "create" => &[Operation::Create],
        "update" => &[Operation::Update],
        "delete" | "delete-replaced" => &[Operation::Delete],
        "replace" | "create-replacement" => &[Operation::Create, Operation::Delete],
        _ => &[Operation::Read],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(&'static str, Vec<Operation>)> {
        let mut program = Program::new();
        add(&mut program, text).unwrap();
        program.into_iter().map(|(token, operations)| (token, operations.into_iter().collect())).collect()
    }

    #[test]
    fn a_preview_says_what_is_done() {
        let preview = serde_json::json!({ "steps": [
            { "op": "create", "urn": "urn:pulumi:dev::e2e::genesyscloud:routing:Queue::a", "newState": { "type": "genesyscloud:routing:Queue" } },
            { "op": "delete", "urn": "urn:pulumi:dev::e2e::my:c:Org$genesyscloud:routing:Skill::b" },
            { "op": "same", "urn": "urn:pulumi:dev::e2e::genesyscloud:routing:Skill::c" },
            { "op": "create", "urn": "urn:pulumi:dev::e2e::pulumi:pulumi:Stack::e2e-dev" },
            { "op": "create", "urn": "urn:pulumi:dev::e2e::random:index:RandomId::d" },
        ] });
        assert_eq!(
            of(&preview.to_string()),
            [
                ("routing:Queue", vec![Operation::Create]),
                ("routing:Skill", vec![Operation::Read, Operation::Delete])
            ]
        );
    }

    #[test]
    fn a_stack_an_import_file_and_a_list() {
        let stack = r#"{"deployment":{"resources":[{"type":"genesyscloud:routing:Skill"},{"type":"pulumi:pulumi:Stack"}]}}"#;
        assert_eq!(of(stack), [("routing:Skill", Operation::ALL.to_vec())]);
        let import = r#"{"resources":[{"type":"genesyscloud:routing:Skill","id":"x"}]}"#;
        assert_eq!(of(import), [("routing:Skill", vec![Operation::Read])]);
        assert_eq!(
            of("# all\nrouting:Skill\ngenesyscloud_routing_skill # again\n"),
            [("routing:Skill", Operation::ALL.to_vec())]
        );
    }

    #[test]
    fn what_is_none_of_these_is_said() {
        for (text, wanted) in [
            ("{}", "is neither a preview"),
            ("{", "is not JSON"),
            (r#"{"resources":[{"type":"genesyscloud:routing:Skil"}]}"#, "has a genesyscloud:routing:Skil"),
            ("routing:Skil", "did you mean routing:Skill"),
        ] {
            let error = add(&mut Program::new(), text).unwrap_err();
            assert!(error.contains(wanted), "{text}: {error}");
        }
    }
}
