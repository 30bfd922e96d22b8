//! Addresses outside the API to which files go: flows, prompts, grammars, scripts, assets, functions.

use serde_json::Value;

use crate::{
    domains::{
        architect::{grammars, jobs, prompts},
        integrations::actions,
        responses, scripts,
    },
    laws::tokens,
    refusal::Refusal,
    request::{Reply, Request},
    world::World,
};

const TEMPLATES: [(&str, &str); 8] = [
    ("PUT", "/uploads/flows/{jobId}"),
    ("GET", "/uploads/exports/{jobId}"),
    ("POST", "/uploads/prompts/{promptId}/{languageCode}"),
    ("PUT", "/uploads/grammars/{grammarId}/{languageCode}/{mode}"),
    ("GET", "/uploads/grammars/{grammarId}/{languageCode}/{mode}"),
    ("POST", "/uploads/v2/scripter"),
    ("PUT", "/uploads/assets/{uploadId}"),
    ("PUT", "/uploads/functions/{uploadId}"),
];

/// The templates of all addresses.
pub fn templates() -> impl Iterator<Item = &'static str> {
    TEMPLATES.iter().map(|(_, template)| *template)
}

/// The template of an upload's address.
#[must_use]
pub fn find(method: &str, path: &str) -> Option<&'static str> {
    let matches = |template: &str| {
        let (template, path): (Vec<&str>, Vec<&str>) =
            (template.split('/').collect(), path.split('/').collect());
        template.len() == path.len()
            && template.iter().zip(&path).all(|(wanted, part)| wanted.starts_with('{') || wanted == part)
    };
    let found = TEMPLATES.iter().find(|(wanted, template)| *wanted == method && matches(template));
    found.map(|(_, template)| *template)
}

/// Does what was uploaded, as far as its time has come.
pub fn settle(world: &mut World) {
    jobs::settle(world);
    responses::settle(world);
}

/// Takes or gives a file.
pub fn handle(world: &mut World, request: &Request, template: &str, context_id: &str) -> Reply {
    let parts: Vec<&str> = request.path.split('/').collect();
    let part = |index: usize| parts.get(index).copied().unwrap_or_default();
    if template.starts_with("/uploads/prompts") || template == "/uploads/v2/scripter" {
        // These take the bare token, with or without the word before it.
        let header = request.authorization.clone().unwrap_or_default();
        let token = if header.contains(' ') { header } else { format!("Bearer {header}") };
        if let Err(refusal) = tokens::authenticate(world, Some(&token), world.clock.now()) {
            return Reply::json(refusal.body(context_id)).with_status(refusal.status);
        }
    }
    match template {
        "/uploads/flows/{jobId}" => jobs::upload(world, request, part(3)),
        "/uploads/exports/{jobId}" => jobs::download(world, part(3)),
        "/uploads/prompts/{promptId}/{languageCode}" => prompts::upload(world, part(3), part(4)),
        "/uploads/grammars/{grammarId}/{languageCode}/{mode}" if request.method == "GET" => {
            grammars::download(world, part(3), part(4), part(5))
        }
        "/uploads/grammars/{grammarId}/{languageCode}/{mode}" => {
            grammars::upload(world, request, part(3), part(4), part(5))
        }
        "/uploads/v2/scripter" => scripts::upload(world, request, context_id),
        "/uploads/assets/{uploadId}" => responses::upload(world, request, part(3)),
        "/uploads/functions/{uploadId}" => actions::upload(world, part(3)),
        _ => Reply::json(Refusal::not_found().body(context_id)).with_status(404),
    }
}

/// The fields of a multipart form: name and content, files included.
#[must_use]
pub fn form(request: &Request) -> Vec<(String, Vec<u8>)> {
    let media = request.content_type.as_deref().unwrap_or_default();
    let Some(boundary) = media.split("boundary=").nth(1).map(|text| text.trim_matches('"')) else {
        return Vec::new();
    };
    let boundary = format!("--{boundary}");
    let body = &request.body;
    let mut fields = Vec::new();
    let mut starts = find_all(body, boundary.as_bytes()).into_iter().peekable();
    while let Some(start) = starts.next() {
        let Some(end) = starts.peek() else { break };
        let part = &body[start + boundary.len()..*end];
        let Some(split) = find_all(part, b"\r\n\r\n").first().copied() else { continue };
        let head = String::from_utf8_lossy(&part[..split]).into_owned();
        let content = part[split + 4..].strip_suffix(b"\r\n").unwrap_or(&part[split + 4..]).to_vec();
        let name = head.split("; name=\"").nth(1).and_then(|rest| rest.split('"').next());
        if let Some(name) = name {
            fields.push((name.to_owned(), content));
        }
    }
    fields
}

fn find_all(text: &[u8], wanted: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) =
        text.get(from..).and_then(|rest| rest.windows(wanted.len()).position(|part| part == wanted))
    {
        found.push(from + at);
        from += at + wanted.len();
    }
    found
}

/// A text field of a form.
#[must_use]
pub fn text(form: &[(String, Vec<u8>)], name: &str) -> Option<String> {
    let found = form.iter().find(|(other, _)| other == name);
    found.map(|(_, content)| String::from_utf8_lossy(content).into_owned())
}

/// A file of a form that is JSON.
#[must_use]
pub fn json_file(form: &[(String, Vec<u8>)], name: &str) -> Option<Value> {
    form.iter().find(|(other, _)| other == name).and_then(|(_, content)| serde_json::from_slice(content).ok())
}
