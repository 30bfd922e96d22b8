//! `genesysctl doctor`: whether a program can run against an organization, and what to do where it cannot.
//!
//! Each check says what it has found and what to do about it. What cannot be found out is said to be unknown: it is neither well nor
//! wrong, and has an exit code of its own.

mod permissions;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use genesys_api::{Base, Client, Credentials, Error, Request, Scope};
use resources::operations::Operation;
use serde::Serialize;
use serde_json::Value as Json;

use crate::program::{self, Program};
use crate::terminal::Terminal;
use crate::{Failure, Place, connection, json_file};
use permissions::{Has, Held, Need, Needs, Role};

/// Something is in the way.
const WRONG: u8 = 1;
/// Nothing is known to be in the way, but not everything could be found out.
const UNKNOWN: u8 = 3;

/// Say whether everything is in place: region, organization, limits, permissions
///
/// With a program (--program or --type), it also says which permissions that needs, which of them the token has, in which divisions,
/// and which role would close the gap. Nothing is changed.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, after_help = AFTER)]
pub(crate) struct Arguments {
    /// What the program does: the output of `pulumi preview --json` (only what it would do counts) or `pulumi stack export` (anything
    /// may be done to what is there), an import file, or a list of types, one a line; - for standard input. Repeatable
    #[arg(long = "program", value_name = "FILE")]
    programs: Vec<PathBuf>,

    /// A type whose objects the program creates, changes and deletes, or a pattern such as 'routing:*'. Repeatable
    #[arg(long = "type", value_name = "TYPE")]
    types: Vec<String>,

    /// Only look at what reading needs, for a pipeline that previews and refreshes
    #[arg(long)]
    read_only: bool,

    /// Write a role with everything that the program needs, as POST /api/v2/authorization/roles takes it; - for standard output
    #[arg(long, value_name = "FILE")]
    role: Option<PathBuf>,

    /// Answer as JSON, on standard output
    #[arg(long)]
    json: bool,
}

const AFTER: &str = "\
Examples:
  genesysctl doctor
  pulumi preview --json | genesysctl doctor --program -
  genesysctl doctor --type routing:Queue --type user --role role.json

Exit codes:
  0  everything is in place
  1  something is in the way, as said; or the command failed
  2  the command line is wrong
  3  nothing is known to be in the way, but not everything could be found out";

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Ok,
    /// It works, and may not be what is meant.
    Warning,
    Wrong,
    Unknown,
}

/// Something that was looked at.
#[derive(Debug, Serialize)]
struct Check {
    check: &'static str,
    status: Status,
    says: String,
    /// What to do about it.
    #[serde(rename = "do", skip_serializing_if = "Option::is_none")]
    todo: Option<String>,
}

/// Everything that was found.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    checks: Vec<Check>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<Json>,
    /// Limits of the platform's API, by key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    limits: BTreeMap<String, i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions: Option<Vec<Permission>>,
    /// Calls of the program whose permissions nothing says.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    undocumented: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
}

/// A permission that a program needs.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Permission {
    /// One of these is enough.
    any_of: Vec<String>,
    /// What needs it: `routing:Queue: create, update`.
    needed_for: Vec<String>,
    /// `everywhere`, `nowhere`, `unknown`, or the names of divisions.
    held: Json,
}

impl Report {
    fn add(&mut self, check: &'static str, status: Status, says: impl Into<String>, todo: Option<String>) {
        self.checks.push(Check { check, status, says: says.into(), todo });
    }

    fn has(&self, status: Status) -> bool {
        self.checks.iter().any(|check| check.status == status)
    }

    fn code(&self) -> u8 {
        match () {
            () if self.has(Status::Wrong) => WRONG,
            () if self.has(Status::Unknown) => UNKNOWN,
            () => 0,
        }
    }
}

/// Looks at everything and says it.
pub(crate) async fn run(
    arguments: &Arguments,
    place: &Place,
    terminal: &Arc<Terminal>,
) -> Result<u8, Failure> {
    let mut program = Program::new();
    for file in &arguments.programs {
        program::add_file(&mut program, file)?;
    }
    program::add_types(&mut program, &arguments.types)?;
    if arguments.read_only {
        program.values_mut().for_each(|operations| *operations = [Operation::Read].into());
    }
    if program.is_empty() && arguments.role.is_some() {
        return Err(Failure::new("--role needs a program: add --program FILE or --type TYPE").with_code(2));
    }
    let mut report = Report::default();
    let needs = permissions::needs(&program);
    match connection::platform(place) {
        Err(failure) => {
            let todo = "Set the variables, or --region; `genesysctl --help` names them all.".to_owned();
            report.add("configuration", Status::Wrong, failure.message, Some(todo));
        }
        Ok(platform) => {
            let client = platform.client();
            report.add("configuration", Status::Ok, configured(client), None);
            terminal.progress("asking the organization ...");
            if organization(client, &mut report).await {
                limits(client, &mut report).await;
                let held = held(client, &mut report).await;
                judge(&mut report, &program, &needs, held.as_deref());
            }
        }
    }
    if !program.is_empty() {
        let role = permissions::role(&needs);
        if let Some(file) = &arguments.role {
            json_file::write(file, &role)?;
            terminal.progress("");
        }
        report.role = Some(role);
    }
    show(arguments, &report)?;
    terminal.progress("");
    Ok(report.code())
}

/// Where the API is, and as whom it is asked.
fn configured(client: &Client) -> String {
    let settings = client.settings();
    let place = match &settings.base {
        Base::Region(region) => format!("region {region}, at {}", settings.api_url()),
        Base::Url(_) => format!("at {}", settings.api_url()),
    };
    let who = match &settings.credentials {
        Credentials::Client { id, .. } => format!("as the OAuth client {id}"),
        Credentials::Token(_) => "with an access token that is given, and never renewed".to_owned(),
    };
    format!("{place}, {who}")
}

/// Logs in and asks whose organization it is; whether there is any use in asking on.
async fn organization(client: &Client, report: &mut Report) -> bool {
    match client.organization(&Scope::default()).await {
        Err(error) => {
            let todo = error
                .hint()
                .or_else(|| Some("Check the region, the network, and the credentials.".to_owned()));
            let check = if matches!(error, Error::Unreachable { .. }) { "connection" } else { "login" };
            report.add(check, Status::Wrong, error.to_string(), todo);
            false
        }
        Ok(organization) => {
            report.add("login", Status::Ok, "the credentials are accepted", None);
            let expected =
                client.settings().organization.clone().filter(|expected| *expected != organization.id);
            let named = format!("\"{}\" ({})", organization.name, organization.id);
            match expected {
                None => report.add("organization", Status::Ok, named, None),
                Some(expected) => report.add(
                    "organization",
                    Status::Wrong,
                    format!("{named}, but GENESYSCLOUD_ORGANIZATION_ID expects {expected}: nothing would be read or changed"),
                    Some(format!("Use the credentials of organization {expected}, or correct the id.")),
                ),
            }
            report.organization = Some(serde_json::json!({
                "id": organization.id, "name": organization.name, "api": client.settings().api_url(),
            }));
            true
        }
    }
}

/// How many calls a minute there are, and how many of them are left.
async fn limits(client: &Client, report: &mut Report) {
    const TOKEN: [&str; 2] = ["client.credentials.token.rate.per.minute", "token.rate.per.minute"];
    // What was raised for this organization comes over what holds for all.
    for ending in ["/defaults", ""] {
        let path = format!("/api/v2/organizations/limits/namespaces/{{namespaceName}}{ending}");
        let request = Request::get(path).param("namespaceName", "platform.api");
        let Ok(response) = client.call(request).await else { continue };
        for limit in response.body["entities"].as_array().into_iter().flatten() {
            if let (Some(key), Some(value)) = (limit["key"].as_str(), limit["value"].as_i64()) {
                report.limits.insert(key.to_owned(), value);
            }
        }
    }
    let said = TOKEN.iter().find_map(|key| Some((*key, *report.limits.get(*key)?)));
    let Some(window) = client.windows().into_iter().next() else {
        let says = match said {
            Some((key, value)) => {
                format!("{value} calls a minute ({key}); answers do not say how many are left")
            }
            None => "answers do not say how many calls there are, as those of the platform do".to_owned(),
        };
        let todo =
            "Behind a gateway, let the headers inin-ratelimit-* through, so that no run hits the limit.";
        return report.add("rate limit", Status::Unknown, says, Some(todo.to_owned()));
    };
    let left = window.allowed.saturating_sub(window.used);
    let says = format!(
        "{} calls a minute for this token; {left} are left for the next {} s",
        window.allowed,
        window.left.as_secs()
    );
    if left * 4 < window.allowed {
        let todo = "Something else uses the same token. Give each pipeline an OAuth client of its own, or set tokenPoolSize.";
        return report.add("rate limit", Status::Warning, says, Some(todo.to_owned()));
    }
    report.add("rate limit", Status::Ok, says, None);
}

/// What the token may do; `None` if the platform does not tell.
async fn held(client: &Client, report: &mut Report) -> Option<Vec<Held>> {
    let token = client.call(Request::get("/api/v2/tokens/me")).await.map(|response| response.body);
    let owner = token.as_ref().ok().map(|token| token["OAuthClient"].clone()).filter(Json::is_object);
    let id = owner.as_ref().and_then(|owner| owner["id"].as_str()).map(str::to_owned);
    let name = owner.as_ref().and_then(|owner| owner["name"].as_str()).unwrap_or_default().to_owned();
    if let Some(id) = &id {
        report.client = Some(serde_json::json!({ "id": id, "name": name }));
    }
    let mut reasons = Vec::new();
    let mut asked = vec![Request::get("/api/v2/authorization/subjects/me")];
    asked.extend(
        id.map(|id| Request::get("/api/v2/authorization/subjects/{subjectId}").param("subjectId", id)),
    );
    for request in asked {
        match client.call(request).await {
            Ok(response) => {
                let grants = response.body["grants"].as_array().cloned().unwrap_or_default();
                if grants.is_empty() {
                    reasons.push("it names no role of this token".to_owned());
                    continue;
                }
                match permissions_of(client, &grants).await {
                    Ok(held) => {
                        let roles: BTreeSet<&str> =
                            grants.iter().filter_map(|grant| grant["role"]["name"].as_str()).collect();
                        let roles = roles.into_iter().collect::<Vec<_>>().join(", ");
                        report.add("roles", Status::Ok, format!("{} has {roles}", who(&name)), None);
                        return Some(held);
                    }
                    Err(reason) => reasons.push(reason),
                }
            }
            Err(error) => reasons.push(error.to_string()),
        }
    }
    reasons.dedup();
    report.add(
        "roles",
        Status::Unknown,
        format!("the platform does not tell what {} may do: {}", who(&name), reasons.join("; ")),
        Some(
            "Look at the roles of the OAuth client in Admin > Integrations > OAuth, or give it authorization:grant:view and \
             authorization:role:view for this check."
                .to_owned(),
        ),
    );
    None
}

fn who(name: &str) -> String {
    if name.is_empty() { "the token".to_owned() } else { format!("the OAuth client \"{name}\"") }
}

/// The permissions of roles that are granted. A role whose policies are not told with the grant is asked for.
async fn permissions_of(client: &Client, grants: &[Json]) -> Result<Vec<Held>, String> {
    let mut held = Vec::new();
    let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for grant in grants {
        let division = match grant["division"]["id"].as_str() {
            Some("*") | None => None,
            Some(id) => Some(
                grant["division"]["name"].as_str().filter(|name| !name.is_empty()).unwrap_or(id).to_owned(),
            ),
        };
        let id = grant["role"]["id"].as_str().unwrap_or_default();
        if !known.contains_key(id) {
            let mut of_role = policies(&grant["role"]["policies"], "actions");
            if of_role.is_empty() {
                let request = Request::get("/api/v2/authorization/roles/{roleId}").param("roleId", id);
                let role = client.call(request).await.map_err(|error| error.to_string())?.body;
                of_role = policies(&role["permissionPolicies"], "actionSet");
                let named = role["permissions"].as_array().into_iter().flatten().filter_map(Json::as_str);
                of_role.extend(named.map(str::to_owned));
            }
            known.insert(id.to_owned(), of_role);
        }
        let of_role = known.get(id).into_iter().flatten();
        held.extend(
            of_role.map(|permission| Held { permission: permission.clone(), division: division.clone() }),
        );
    }
    Ok(held)
}

fn policies(list: &Json, actions: &str) -> Vec<String> {
    let mut permissions = Vec::new();
    for policy in list.as_array().into_iter().flatten() {
        let text = |name: &str| policy[name].as_str().unwrap_or_default();
        for action in policy[actions].as_array().into_iter().flatten().filter_map(Json::as_str) {
            permissions.push(format!("{}:{}:{action}", text("domain"), text("entityName")));
        }
    }
    permissions
}

/// Compares what the program needs with what the token has.
fn judge(report: &mut Report, program: &Program, needs: &Needs, held: Option<&[Held]>) {
    if program.is_empty() {
        return;
    }
    let mut listed = Vec::new();
    let (mut missing, mut partly) = (Vec::new(), Vec::new());
    for (need, users) in &needs.needs {
        let shown = match held.map(|held| permissions::has(held, need)) {
            None => Json::from("unknown"),
            Some(Has::Everywhere) => "everywhere".into(),
            Some(Has::Only(divisions)) => {
                partly.push(format!(
                    "{} (in {} only)",
                    words(need),
                    divisions.iter().cloned().collect::<Vec<_>>().join(", ")
                ));
                divisions.into_iter().collect()
            }
            Some(Has::Nowhere) => {
                missing.push(words(need));
                "nowhere".into()
            }
        };
        let needed_for = users.iter().map(|(subject, operations)| {
            let names: Vec<&str> = operations.iter().map(|operation| operation.name()).collect();
            format!("{subject}: {}", names.join(", "))
        });
        listed.push(Permission { any_of: need.any.clone(), needed_for: needed_for.collect(), held: shown });
    }
    report.permissions = Some(listed);
    report.undocumented = needs.unknown.iter().cloned().collect();
    let types = program.keys().map(|subject| subject.token).collect::<BTreeSet<_>>().len();
    let count = needs.needs.len();
    if held.is_none() {
        let says = format!("{types} types need {count} permissions; whether the token has them is not known");
        report.add(
            "permissions",
            Status::Unknown,
            says,
            Some("Compare the list below with the roles of the OAuth client.".to_owned()),
        );
    } else if !missing.is_empty() {
        let says = format!("{} of {count} are missing: {}", missing.len(), missing.join(", "));
        let todo = "Give the OAuth client a role with them: --role FILE writes one with everything that the program needs.";
        report.add("permissions", Status::Wrong, says, Some(todo.to_owned()));
    } else if partly.is_empty() {
        report.add(
            "permissions",
            Status::Ok,
            format!("all {count} that {types} types need, in every division"),
            None,
        );
    }
    if !partly.is_empty() {
        let todo = "Right if all objects of the program are there; objects elsewhere are refused.";
        report.add("divisions", Status::Warning, partly.join(", "), Some(todo.to_owned()));
    }
    if needs.unplaced {
        let says = "which calls an index:ApiObject needs follows from its path, and that is not known here";
        let todo = "Give the program as `pulumi preview --json`, or once it has run as `pulumi stack export`: both have the paths.";
        report.add("API objects", Status::Unknown, says, Some(todo.to_owned()));
    }
    if !needs.unknown.is_empty() {
        let calls = report.undocumented.join(", ");
        let says = format!("nothing says which permissions these calls need: {calls}");
        report.add(
            "undocumented",
            Status::Unknown,
            says,
            Some("A refusal names the permission that is missing.".to_owned()),
        );
    }
}

/// A need in words: `routing:queue:edit or routing:queueMember:manage`.
fn words(need: &Need) -> String {
    need.any.join(" or ")
}

/// Says everything, to people or to programs.
fn show(arguments: &Arguments, report: &Report) -> Result<(), Failure> {
    // What goes to standard output must stay readable for what comes after it.
    let role_is_out = arguments.role.as_deref() == Some(Path::new("-"));
    let text = if arguments.json {
        serde_json::to_string_pretty(report).map_err(|error| Failure::new(error.to_string()))? + "\n"
    } else {
        in_words(report)
    };
    let failed = |error: std::io::Error| Failure::new(format!("cannot say what was found: {error}"));
    if role_is_out {
        return std::io::stderr().write_all(text.as_bytes()).map_err(failed);
    }
    std::io::stdout().write_all(text.as_bytes()).map_err(failed)
}

fn in_words(report: &Report) -> String {
    let mut text = String::new();
    for Check { check, status, says, todo } in &report.checks {
        let mark = match status {
            Status::Ok => "ok",
            Status::Warning => "note",
            Status::Wrong => "WRONG",
            Status::Unknown => "unknown",
        };
        let _ = writeln!(text, "{mark:<8} {check}: {says}");
        if let Some(todo) = todo {
            let _ = writeln!(text, "{:<8} -> {todo}", "");
        }
    }
    for Permission { any_of, needed_for, held } in report.permissions.iter().flatten() {
        let held = match held {
            Json::String(held) if held == "everywhere" => "has".to_owned(),
            Json::String(held) if held == "nowhere" => "LACKS".to_owned(),
            Json::Array(_) => "partly".to_owned(),
            _ => "?".to_owned(),
        };
        let _ = writeln!(text, "  {held:<7} {}  ({})", any_of.join(" or "), needed_for.join("; "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_counts_before_what_is_unknown() {
        let mut report = Report::default();
        report.add("a", Status::Ok, "", None);
        report.add("b", Status::Warning, "", None);
        assert_eq!(report.code(), 0);
        report.add("c", Status::Unknown, "", None);
        assert_eq!(report.code(), UNKNOWN);
        report.add("d", Status::Wrong, "", None);
        assert_eq!(report.code(), WRONG);
    }
}
