//! What a program does to objects of which types, out of what the engine writes about it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Read;
use std::path::Path;

use resources::bridged;
use resources::operations::{self, Operation};
use serde_json::Value as Json;

use crate::{Failure, types};

/// What is done to which objects.
pub(crate) type Program = BTreeMap<Subject, BTreeSet<Operation>>;

/// Objects to which the same calls do the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Subject {
    /// Token of their type.
    pub(crate) token: &'static str,
    /// Where API objects are, as the API's documentation has the path; `None` if nothing says it, and for all other types.
    pub(crate) place: Option<&'static str>,
}

impl Subject {
    /// The objects of a type.
    pub(crate) fn of(token: &'static str) -> Subject {
        Subject { token, place: None }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            None => f.write_str(self.token),
            Some(place) => write!(f, "{} at {place}", self.token),
        }
    }
}

/// Adds everything that can be done to objects of these types.
pub(crate) fn add_types(program: &mut Program, words: &[String]) -> Result<(), Failure> {
    for ty in types::named(words)? {
        program.entry(Subject::of(ty.table.token)).or_default().extend(Operation::ALL);
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
            put(program, token.unwrap_or_default(), &state["inputs"]["path"], done(op))?;
        }
    } else if let Some(resources) = list(&json["deployment"]["resources"]) {
        for resource in resources {
            let token = resource["type"].as_str().unwrap_or_default();
            put(program, token, &resource["inputs"]["path"], &Operation::ALL)?;
        }
    } else if let Some(resources) = list(&json["resources"]) {
        for resource in resources {
            let token = resource["type"].as_str().unwrap_or_default();
            put(program, token, &resource["id"], &[Operation::Read])?;
        }
    } else {
        return Err("is neither a preview (`pulumi preview --json`), nor a stack (`pulumi stack export`), nor an import file, nor a list \
                    of types"
            .to_owned());
    }
    Ok(())
}

/// Adds what is done to an object; of API objects the path says what they are.
fn put(program: &mut Program, token: &str, path: &Json, done: &[Operation]) -> Result<(), String> {
    // What belongs to other providers is none of ours.
    let Some(own) = token.strip_prefix("genesyscloud:") else { return Ok(()) };
    let known = resources::registry().get(own).or_else(|| bridged::type_of(resources::registry(), token));
    let ty = known.ok_or_else(|| format!("has a {token}, which this version does not know"))?;
    let place = if ty.is_made { path.as_str().and_then(operations::place) } else { None };
    program.entry(Subject { token: ty.table.token, place }).or_default().extend(done);
    Ok(())
}

/// The type in a URN: `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`.
fn type_of(urn: &str) -> Option<&str> {
    urn.split("::").nth(2)?.rsplit('$').next()
}

/// What a step of the engine does to an object.
fn done(op: &str) -> &'static [Operation] {
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
        program.into_iter().map(|(subject, done)| (subject.token, done.into_iter().collect())).collect()
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
    fn api_objects_are_told_apart_by_their_paths() {
        let subjects = |text: &str| -> Vec<String> {
            let mut program = Program::new();
            add(&mut program, text).unwrap();
            program.keys().map(Subject::to_string).collect()
        };
        let object = |path: &str| serde_json::json!({ "type": "genesyscloud:index:ApiObject", "inputs": { "path": path } });
        let limits = "/api/v2/outbound/attemptlimits";
        let loglevels = "/api/v2/flows/7b1e0000-0000-4000-8000-000000000001/instances/settings/loglevels";
        let found = [
            "index:ApiObject at /api/v2/flows/{flowId}/instances/settings/loglevels",
            "index:ApiObject at /api/v2/outbound/attemptlimits",
        ];
        let stack = serde_json::json!({ "deployment": { "resources": [object(limits), object(loglevels), object(limits)] } });
        assert_eq!(subjects(&stack.to_string()), found);
        let step =
            |path: &str| serde_json::json!({ "op": "delete", "oldState": object(path), "newState": null });
        let preview = serde_json::json!({ "steps": [step(limits), step(loglevels)] });
        assert_eq!(subjects(&preview.to_string()), found);
        let import = serde_json::json!({ "resources": [
            { "type": "genesyscloud:index:ApiObject", "id": format!("{limits}/7b1e0000-0000-4000-8000-000000000001") },
        ] });
        assert_eq!(subjects(&import.to_string()), &found[1..]);
        // What is not known in a preview, and what a list of types does not have.
        let unknown = serde_json::json!({ "steps": [step("04da6b54-80e4-46f7-96ec-b56ff0331ba9")] });
        assert_eq!(subjects(&unknown.to_string()), ["index:ApiObject"]);
        assert_eq!(subjects("index:ApiObject"), ["index:ApiObject"]);
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
