//! Jobs of Architect: a flow is deployed by uploading its YAML, and exported the same way round.

use std::sync::Arc;

use serde_json::{Value, json};
use yaml_rust2::{Yaml, YamlLoader};

use crate::{
    domains::Route,
    refusal::Refusal,
    request::{Answer, Body, Caller, Context, Reply, Request},
    store::Record,
    world::{DIVISIONS, World},
};

use super::flows;

/// Kind of a deployment job.
pub const KIND: &str = "_flowJobs";
/// Kind of what was uploaded and waits for its job.
const PENDING: &str = "_flowJobsPending";
const EXPORTS: &str = "_flowExportJobs";
/// The header that an upload must repeat.
pub const UPLOAD_HEADER: (&str, &str) = ("x-amz-server-side-encryption", "AES256");

/// The operations of this part.
pub static ROUTES: &[Route] = &[
    ("POST", "/api/v2/flows/jobs", register),
    ("GET", "/api/v2/flows/jobs/{jobId}", job),
    ("POST", "/api/v2/flows/export/jobs", export),
    ("GET", "/api/v2/flows/export/jobs/{jobId}", export_job),
];

fn register(context: &mut Context<'_>) -> Answer {
    let id = context.world.new_id(KIND);
    let job = json!({ "status": "Registered", "command": "Publish", "messages": [], "client": context.caller.client, "user": context.caller.user });
    context.world.store.put(KIND, &id, &job, context.now);
    let (name, value) = UPLOAD_HEADER;
    Ok(Reply::json(json!({
        "id": id,
        "presignedUrl": format!("{}/uploads/flows/{id}", base(context.request)),
        "headers": { (name): value },
        "selfUri": format!("/api/v2/flows/jobs/{id}"),
    })))
}

/// The address under which the caller reached this simulator.
#[must_use]
pub fn base(request: &Request) -> String {
    format!("http://{}", request.host.as_deref().unwrap_or("127.0.0.1"))
}

fn job(context: &mut Context<'_>) -> Answer {
    let id = context.param("jobId").to_owned();
    let job =
        context.world.store.get(KIND, &id).map(|record| record.value()).ok_or_else(Refusal::not_found)?;
    let mut shown = json!({
        "id": id,
        "status": job["status"],
        "command": job["command"],
        "selfUri": format!("/api/v2/flows/jobs/{id}"),
    });
    if context.query.all("expand").contains(&"messages") {
        shown["messages"] = job["messages"].clone();
    }
    if let Some(flow) = job["flow"].as_str() {
        shown["flow"] = json!({ "id": flow, "selfUri": format!("/api/v2/flows/{flow}") });
    }
    Ok(Reply::json(shown))
}

/// The PUT of a flow's YAML to the address that its job gave.
pub fn upload(world: &mut World, request: &Request, id: &str) -> Reply {
    let Some(mut job) = world.store.get(KIND, id).map(|record| record.value()) else {
        return Reply { status: 404, body: Body::Empty, headers: Vec::new() };
    };
    if let Some(refused) = unsigned(request) {
        return refused;
    }
    // A second upload before the first was looked at takes its place.
    if job["status"] != "Registered" && job["status"] != "Started" {
        return Reply::empty(200);
    }
    let now = world.clock.now();
    job["status"] = Value::from("Started");
    world.store.put(KIND, id, &job, now);
    let yaml = String::from_utf8_lossy(&request.body).into_owned();
    world.store.put(PENDING, id, &json!({ "client": job["client"], "user": job["user"], "yaml": yaml }), now);
    settle(world);
    Reply::empty(200)
}

/// The storage's refusal of an upload without the header that came with its address.
#[must_use]
pub fn unsigned(request: &Request) -> Option<Reply> {
    if request.header(UPLOAD_HEADER.0) == Some(UPLOAD_HEADER.1) {
        return None;
    }
    let text = "<Error><Code>SignatureDoesNotMatch</Code></Error>".as_bytes().to_vec();
    Some(Reply { status: 403, body: Body::Raw("application/xml", text), headers: Vec::new() })
}

/// Carries out the jobs whose time has come: only then does anybody see what they do.
pub fn settle(world: &mut World) {
    let now = world.clock.now();
    let due = |record: &&Arc<Record>| world.is_settled(record, now);
    let due: Vec<Arc<Record>> = world.store.live(PENDING).filter(due).cloned().collect();
    for record in due {
        let (id, pending) = (record.id.to_string(), record.value());
        world.store.remove(PENDING, &id);
        let text = |name: &str| pending[name].as_str().unwrap_or_default().to_owned();
        let user = pending["user"].as_str().map(str::to_owned);
        let caller = Caller { client: text("client"), user, ..Caller::default() };
        let mut job = json!({ "command": "Publish", "messages": [], "client": pending["client"], "user": pending["user"] });
        match deploy(world, &text("yaml"), &caller, now) {
            Ok(flow) => {
                job["status"] = Value::from("Success");
                job["flow"] = Value::from(flow);
            }
            Err(text) => {
                job["status"] = Value::from("Failure");
                job["messages"] =
                    json!([{ "dateTime": crate::clock::format(now), "type": "Error", "text": text }]);
            }
        }
        world.store.put(KIND, &id, &job, now);
    }
}

/// What the simulator reads of a flow's YAML.
struct Parsed {
    kind: String,
    name: String,
    description: Option<String>,
    division: Option<String>,
}

/// The type is the first key; what belongs to the flow itself is one level deeper. What is no YAML is refused with its line, in the
/// words of the platform's own parser, js-yaml (inferred).
fn parse(yaml: &str) -> Result<Parsed, String> {
    if let Some(key) = unreplaced(yaml) {
        // Seen on the platform: github.com/MyPureCloud/terraform-provider-genesyscloud/issues/1068
        return Err(format!(
            "pre-processor substitution key of '{key}' was found in the flow YAML, but was not found in the options file."
        ));
    }
    let documents = YamlLoader::load_from_str(yaml).map_err(|error| {
        let (line, column) = (error.marker().line(), error.marker().col() + 1);
        format!(
            "The flow configuration file could not be parsed: {} at line {line}, column {column}",
            error.info()
        )
    })?;
    let none = || "The flow configuration file could not be parsed: it names no flow type.".to_owned();
    let root = documents.first().and_then(Yaml::as_hash).and_then(|root| root.front()).ok_or_else(none)?;
    let (kind, flow) = (root.0.as_str().ok_or_else(none)?, root.1);
    let text = |name: &str| match &flow[name] {
        Yaml::String(text) => Some(text.clone()),
        Yaml::Integer(number) => Some(number.to_string()),
        _ => None,
    };
    let name = text("name").ok_or_else(|| "The flow configuration file has no flow name.".to_owned())?;
    Ok(Parsed {
        kind: kind.to_uppercase(),
        name,
        description: text("description"),
        division: text("division"),
    })
}

/// The first `{{key}}` that the client should have replaced.
fn unreplaced(yaml: &str) -> Option<&str> {
    let starts = yaml.match_indices("{{").map(|(at, _)| at);
    starts.filter_map(|at| Some(&yaml[at..at + 2 + yaml[at..].get(2..)?.find("}}")? + 2])).find(|found| {
        let key = found[2..found.len() - 2].trim();
        key.starts_with(char::is_alphabetic)
            && key.chars().all(|letter| letter.is_alphanumeric() || "_-.".contains(letter))
    })
}

/// Same name and type: a new version of the same flow. Another name: another flow.
fn deploy(world: &mut World, yaml: &str, caller: &Caller, now: i64) -> Result<String, String> {
    let parsed = parse(yaml)?;
    super::check_flow_name(&parsed.name).map_err(|refusal| refusal.message())?;
    let known = crate::facts::Facts::get()
        .ok()
        .and_then(|facts| facts.schema("Flow")?.properties.get("type")?.values.as_ref());
    if known.is_some_and(|known| !known.contains(&parsed.kind)) {
        return Err(format!("The flow type '{}' is not known.", parsed.kind));
    }
    let division = match &parsed.division {
        None => world.home_division(),
        Some(name) => {
            let found = world.store.with_unique(DIVISIONS, name).find(|division| !division.deleted);
            found
                .map(|division| division.id.to_string())
                .ok_or_else(|| format!("The division '{name}' was not found."))?
        }
    };
    let present = world
        .store
        .with_unique(flows::KIND, &parsed.name)
        .find(|flow| !flow.deleted && flow.value()["type"] == *parsed.kind)
        .cloned();
    let (id, mut value) = match present {
        Some(record) => (record.id.to_string(), record.value()),
        None => {
            let id = world.new_id(flows::KIND);
            let division = world.division_reference(&division);
            let value = json!({
                "id": id, "type": parsed.kind, "division": division, "system": false, "deleted": false,
                "selfUri": format!("/api/v2/flows/{id}"),
            });
            (id, value)
        }
    };
    if flows::locked_by_other(caller, &value) {
        return Err(format!("The flow '{}' is locked by another user or client.", parsed.name));
    }
    value["name"] = Value::from(parsed.name);
    if let Some(description) = parsed.description {
        value["description"] = Value::from(description);
    }
    flows::publish(&mut world.store, &id, &mut value, caller, now);
    world.store.put_side(flows::KIND, &id, "yaml", Value::from(yaml));
    Ok(id)
}

fn export(context: &mut Context<'_>) -> Answer {
    let wanted = context.body["flows"].as_array().cloned().unwrap_or_default();
    let flow =
        wanted.first().and_then(|details| details["flow"]["id"].as_str()).unwrap_or_default().to_owned();
    let known = context.world.store.get(flows::KIND, &flow).is_some();
    let id = context.world.new_id(EXPORTS);
    let status = if known { "Success" } else { "Failure" };
    let messages = if known {
        json!([])
    } else {
        json!([{ "type": "Error", "text": format!("could not find the flow with id {flow}") }])
    };
    let job = json!({ "status": status, "flow": flow, "messages": messages });
    context.world.store.put(EXPORTS, &id, &job, context.now);
    Ok(Reply::json(json!({
        "id": id,
        "status": "Started",
        "totalFlows": wanted.len(),
        "selfUri": format!("/api/v2/flows/export/jobs/{id}"),
    })))
}

fn export_job(context: &mut Context<'_>) -> Answer {
    let id = context.param("jobId").to_owned();
    let record = context.world.store.get(EXPORTS, &id).cloned().ok_or_else(Refusal::not_found)?;
    let job = record.value();
    let done = context.world.is_settled(&record, context.now);
    let mut shown = json!({
        "id": id,
        "status": if done { job["status"].clone() } else { Value::from("Started") },
        "command": "Export",
        "messages": job["messages"],
        "selfUri": format!("/api/v2/flows/export/jobs/{id}"),
    });
    if done && job["status"] == "Success" {
        shown["downloadUrl"] = Value::from(format!("{}/uploads/exports/{id}", base(context.request)));
    }
    Ok(Reply::json(shown))
}

/// The YAML behind an export's address.
pub fn download(world: &World, id: &str) -> Reply {
    let job = world.store.get(EXPORTS, id).map(|record| record.value()).unwrap_or_default();
    let flow = job["flow"].as_str().and_then(|flow| world.store.get(flows::KIND, flow));
    match flow.and_then(|flow| flow.side.get("yaml").and_then(Value::as_str).map(str::to_owned)) {
        Some(yaml) => {
            Reply { status: 200, body: Body::Raw("text/yaml", yaml.into_bytes()), headers: Vec::new() }
        }
        None => Reply::empty(404),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_type_are_read_out_of_a_flow() {
        let yaml = "# comment\ninboundCall:\n  name: \"My Flow\"\n  division: North\n  tasks:\n    - task:\n        name: inner\n";
        let parsed = parse(yaml).unwrap();
        assert_eq!((parsed.kind.as_str(), parsed.name.as_str()), ("INBOUNDCALL", "My Flow"));
        assert_eq!(parsed.division.as_deref(), Some("North"));
    }

    #[test]
    fn what_is_no_flow_is_refused() {
        let wrong = |yaml| parse(yaml).err().unwrap();
        assert!(wrong("just text").contains("names no flow type"));
        assert!(wrong("inboundCall:\n  description: d\n").contains("no flow name"));
        assert!(
            wrong("inboundCall:\n  name: Main\n bad\n").contains("at line 3, column"),
            "{}",
            wrong("inboundCall:\n  name: Main\n bad\n")
        );
        assert!(wrong("inboundCall:\n  name: '{{ name }}'\n").contains("key of '{{ name }}' was found"));
    }
}
