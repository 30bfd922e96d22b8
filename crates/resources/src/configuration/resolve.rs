//! Configuration: checked as given, resolved from values, environment and defaults in Configure.
//!
//! Values of the default provider arrive as text, lists and objects as JSON; explicit providers send them so too. What is given is
//! returned as it was, or every run would show a difference. What the environment provides never enters the checked configuration,
//! where it would be written into the state.

use std::sync::Arc;

use genesys_api::{Base, Credentials, Gateway, Login, Proxy, Region, Secret, Settings};
use pulumi_provider::declaration::{Form, Properties, Shape, check_inputs, difference};
use pulumi_provider::error::{Code, Detail, Error, Result};
use pulumi_provider::path::Path;
use pulumi_provider::provider::{CheckFailure, CheckRequest, Checked, DiffRequest, Difference, property};
use pulumi_provider::value::{Object, Value};
use url::Url;

use super::environment::{Environment, Place};
use super::{ADVICE, Configuration};
use crate::advice;
use crate::lifecycle::Policy;
use crate::package;

/// The engine's own keys, which are none of ours.
const FOREIGN: &[&str] = &["version", "pluginDownloadURL", "__internal"];

/// Checks what was given, without asking the environment.
pub fn check(request: CheckRequest) -> Checked {
    let shape = Shape::of(Configuration::TABLE);
    let given = read(&shape, &request.news);
    let checked = CheckRequest { news: given.clone(), olds: read(&shape, &request.olds), ..request.clone() };
    let mut failures = check_inputs(&shape, ADVICE, &checked, false, |_, _| {}).failures;
    let mut say = |name: &str, reason: String| {
        failures.push(CheckFailure { path: Path::from(name), reason });
    };
    if let Some(Err(reason)) = text(&given, "awsRegion").map(|name| region(&name)) {
        say("awsRegion", reason);
    }
    if let Some(Err(reason)) = text(&given, "baseUrl").map(|address| base_url(&address)) {
        say("baseUrl", reason);
    }
    let mut inputs = request.news;
    for field in &shape.fields {
        let Some(value) = inputs.get_mut(field.field.name) else { continue };
        let hides_secret =
            value.as_str().is_some() && !matches!(field.form, Form::Text(_) | Form::Integer(_));
        if field.field.secret || hides_secret {
            *value = std::mem::take(value).into_secret();
        }
    }
    Checked { inputs, failures }
}

/// Compares two configurations. None is worth replacing every object for: the organization is checked against each object's
/// state instead.
pub fn diff(request: &DiffRequest) -> Difference {
    let shape = Shape::of(Configuration::TABLE);
    let olds = if request.old_inputs.is_empty() { &request.old_outputs } else { &request.old_inputs };
    difference(&shape, &read(&shape, olds), &read(&shape, &request.news))
}

/// Client settings, and what the configuration says of operations: what is given, else what the environment says, in a variable or in
/// the file that one names.
///
/// # Errors
/// If something is missing, which the error's details name, or is not what it should be.
pub fn resolve(
    given: &Object,
    environment: impl Fn(&str) -> Option<String>,
    files: impl Fn(&str) -> std::io::Result<String>,
) -> Result<(Settings, Policy)> {
    let shape = Shape::of(Configuration::TABLE);
    let given = read(&shape, given);
    let any = |name: &str| environment(name).filter(|value| !value.is_empty());
    let environment = |name: &str| any(&format!("GENESYSCLOUD_{name}"));
    let value = |name: &str, variable: &str| text(&given, name).or_else(|| environment(variable));

    let gateway = gateway(&given, &environment)?;
    let mut missing = Vec::new();
    let base = match (value("baseUrl", "BASE_URL"), value("awsRegion", "REGION")) {
        // What the program says counts before what the environment says, whichever of the two it is.
        (Some(address), _) if text(&given, "baseUrl").is_some() || text(&given, "awsRegion").is_none() => {
            Some(Base::Url(base_url(&address).map_err(|reason| invalid("baseUrl", &reason))?))
        }
        (_, Some(name)) => Some(Base::Region(region(&name).map_err(|reason| invalid("awsRegion", &reason))?)),
        (_, None) if gateway.is_some() => region("us-east-1").ok().map(Base::Region),
        (_, None) => {
            missing.push((
                "awsRegion",
                "AWS region of the organization, such as us-east-1 (or GENESYSCLOUD_REGION)",
            ));
            None
        }
    };
    let mut place = Place::Environment;
    let mut from = |name: &str, variable: &str| -> Result<Option<String>> {
        if let Some(value) = text(&given, name) {
            place = Place::Program;
            return Ok(Some(value));
        }
        match (environment(variable), environment(&format!("{variable}_FILE"))) {
            (None, Some(file)) => files(&file).map(Some).map_err(|error| {
                Error::invalid(format!(
                    "GENESYSCLOUD_{variable}_FILE names {file}, which cannot be read: {error}"
                ))
            }),
            (value, _) => Ok(value),
        }
    };
    // A client that the program names is not for a token of the environment to replace.
    let names_client = ["oauthclientId", "oauthclientSecret"].iter().any(|name| text(&given, name).is_some());
    let token = if names_client { text(&given, "accessToken") } else { from("accessToken", "ACCESS_TOKEN")? };
    let credentials = match token {
        Some(token) => Some(Credentials::Token(Secret::new(token))),
        None => {
            let id = from("oauthclientId", "OAUTHCLIENT_ID")?;
            let secret = from("oauthclientSecret", "OAUTHCLIENT_SECRET")?;
            if id.is_none() {
                missing.push(("oauthclientId", "Id of an OAuth client (or GENESYSCLOUD_OAUTHCLIENT_ID)"));
            }
            if secret.is_none() {
                missing.push((
                    "oauthclientSecret",
                    "Secret of the OAuth client (or GENESYSCLOUD_OAUTHCLIENT_SECRET)",
                ));
            }
            id.zip(secret).map(|(id, secret)| Credentials::Client { id, secret: Secret::new(secret) })
        }
    };
    let (Some(base), Some(credentials)) = (base, credentials) else {
        // Guides name variables that nobody reads.
        let misnamed: String = advice::misnamed(|name| any(name).is_some())
            .into_iter()
            .map(|(name, instead)| format!("; {name} is set, but nobody reads it: set {instead}"))
            .collect();
        let keys = missing.iter().map(|(key, what)| (format!("{}:{key}", package::NAME), (*what).to_owned()));
        return Err(Error {
            detail: Some(Detail::MissingKeys(keys.collect())),
            ..Error::new(
                Code::InvalidArgument,
                format!(
                    "the provider does not know which organization to manage, or with whose credentials{misnamed}"
                ),
            )
        });
    };
    let organization = value("organizationId", "ORGANIZATION_ID");
    let mut settings = Settings::new(base, credentials);
    settings.renewal = Some(Arc::new(Environment::new(&given, &environment, place)));
    settings.organization.clone_from(&organization);
    settings.gateway = gateway;
    settings.proxy = proxy(&given, &environment)?;
    if let Some(size) = value("tokenPoolSize", "TOKEN_POOL_SIZE") {
        let size = size.parse::<u16>().ok().filter(|size| (1..=50).contains(size));
        settings.token_pool_size =
            size.ok_or_else(|| invalid("tokenPoolSize", "must be a number from 1 to 50"))?;
    }
    let import_relations = value("importRelations", "IMPORT_RELATIONS").as_deref() == Some("true");
    let adopt = value("onConflict", "ON_CONFLICT").as_deref() == Some("adopt");
    Ok((settings, Policy { organization, import_relations, adopt }))
}

fn invalid(key: &str, reason: &str) -> Error {
    Error::invalid(format!("{}:{key} {reason}", package::NAME))
}

fn region(name: &str) -> Result<Region, String> {
    Region::parse(name).map_err(|error| error.to_string())
}

fn base_url(address: &str) -> Result<Url, String> {
    let url = Url::parse(address)
        .map_err(|error| format!("is not an address such as http://localhost:8080: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err("must begin with http:// or https:// and name a host".to_owned());
    }
    Ok(url)
}

fn proxy(given: &Object, environment: &impl Fn(&str) -> Option<String>) -> Result<Option<Proxy>> {
    let block = property(given, "proxy").and_then(Value::as_object);
    let value = |name: &str, variable: &str| {
        block.and_then(|block| text(block, name)).or_else(|| environment(&format!("PROXY_{variable}")))
    };
    let Some(host) = value("host", "HOST") else { return Ok(None) };
    let port = port("proxy.port", value("port", "PORT"))?;
    Ok(Some(Proxy {
        host,
        port,
        protocol: value("protocol", "PROTOCOL"),
        auth: login(block, environment, "PROXY"),
    }))
}

fn gateway(given: &Object, environment: &impl Fn(&str) -> Option<String>) -> Result<Option<Gateway>> {
    let block = property(given, "gateway").and_then(Value::as_object);
    let value = |name: &str, variable: &str| {
        block.and_then(|block| text(block, name)).or_else(|| environment(&format!("GATEWAY_{variable}")))
    };
    let Some(host) = value("host", "HOST") else { return Ok(None) };
    let port = port("gateway.port", value("port", "PORT"))?;
    let listed =
        block.and_then(|block| property(block, "pathParams")).and_then(Value::as_array).unwrap_or_default();
    let mut path_params: Vec<(String, String)> = listed
        .iter()
        .filter_map(Value::as_object)
        .filter_map(|parameter| Some((text(parameter, "pathName")?, text(parameter, "pathValue")?)))
        .collect();
    if path_params.is_empty() {
        path_params.extend(environment("GATEWAY_PATH_NAME").zip(environment("GATEWAY_PATH_VALUE")));
    }
    let protocol = value("protocol", "PROTOCOL");
    Ok(Some(Gateway { host, port, protocol, path_params, auth: login(block, environment, "GATEWAY") }))
}

fn login(
    block: Option<&Object>,
    environment: &impl Fn(&str) -> Option<String>,
    prefix: &str,
) -> Option<Login> {
    let auth = block.and_then(|block| property(block, "auth")).and_then(Value::as_object);
    let value = |name: &str, variable: &str| {
        auth.and_then(|auth| text(auth, name)).or_else(|| environment(&format!("{prefix}_AUTH_{variable}")))
    };
    let (username, password) = (value("username", "USERNAME")?, value("password", "PASSWORD")?);
    Some(Login { username, password: Secret::new(password) })
}

fn port(key: &str, port: Option<String>) -> Result<Option<u16>> {
    port.map(|port| port.parse().map_err(|_| invalid(key, "must be a port number"))).transpose()
}

/// A value as text, whether it was given as text, number or boolean; nothing if it is empty.
pub(super) fn text(object: &Object, name: &str) -> Option<String> {
    let value = property(object, name)?.plain();
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The configuration with its objects and lists laid open, without the engine's own keys.
fn read(shape: &Shape, given: &Object) -> Object {
    let mut read = Object::new();
    for (name, value) in given.iter().filter(|(name, _)| !FOREIGN.contains(&name.as_str())) {
        let structured = shape.field(name).is_some_and(|field| field.form.object().is_some());
        let parsed = value
            .as_str()
            .filter(|_| structured)
            .and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
        read.insert(name.clone(), parsed.as_ref().map_or_else(|| value.clone(), Value::from));
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(json: serde_json::Value) -> Object {
        Value::from(&json).as_object().cloned().unwrap_or_default()
    }

    fn no_file(_: &str) -> std::io::Result<String> {
        Err(std::io::ErrorKind::NotFound.into())
    }

    fn failures(json: serde_json::Value) -> Vec<String> {
        let request = CheckRequest { news: object(json), ..CheckRequest::default() };
        check(request)
            .failures
            .iter()
            .map(|failure| format!("{}: {}", failure.path, failure.reason))
            .collect()
    }

    #[test]
    fn text_and_json_text_are_read_as_values() {
        let proxy = r#"{"host":"proxy.example.com","port":"3128","auth":{"username":"u","password":"p"}}"#;
        let given = object(serde_json::json!({
            "awsRegion": "eu-central-1", "oauthclientId": "id", "oauthclientSecret": "secret",
            "tokenPoolSize": "3", "proxy": proxy,
        }));
        assert!(failures(serde_json::json!({ "tokenPoolSize": "3", "proxy": proxy })).is_empty());
        let (settings, _) = resolve(&given, |_| None, no_file).unwrap();
        assert_eq!(settings.token_pool_size, 3);
        assert_eq!(settings.proxy.unwrap().port, Some(3128));
        assert_eq!(settings.base, Base::Region(Region::parse("eu-central-1").unwrap()));
    }

    #[test]
    fn variables_that_guides_invent_are_told() {
        let set = |name: &str| (name == "GENESYS_CLOUD_CLIENT_SECRET").then(|| "CANARY".to_owned());
        let error = resolve(&Object::new(), set, no_file).unwrap_err();
        let wanted =
            "GENESYS_CLOUD_CLIENT_SECRET is set, but nobody reads it: set GENESYSCLOUD_OAUTHCLIENT_SECRET";
        assert!(error.message.contains(wanted), "{}", error.message);
        assert!(!error.message.contains("CANARY"));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_key() {
        let wrong = serde_json::json!({
            "awsRegion": "eu-centrall-1", "baseUrl": "ftp://example.com", "tokenPoolSize": "many",
            "oauthClientID": "x", "customRetryTimeout": "5m",
        });
        let failures = failures(wrong).join("\n");
        for part in [
            "awsRegion: ",
            "eu-central-1",
            "baseUrl: must begin with http",
            "tokenPoolSize: must be a whole number",
            "did you mean oauthclientId",
            "customTimeouts",
        ] {
            assert!(failures.contains(part), "{part} in {failures}");
        }
    }

    #[test]
    fn the_environment_fills_in_and_the_program_wins() {
        let environment = |name: &str| match name {
            "GENESYSCLOUD_BASE_URL" => Some("http://localhost:1".to_owned()),
            "GENESYSCLOUD_OAUTHCLIENT_ID" => Some("id".to_owned()),
            "GENESYSCLOUD_OAUTHCLIENT_SECRET" => Some("secret".to_owned()),
            _ => None,
        };
        let (settings, _) = resolve(&Object::new(), environment, no_file).unwrap();
        assert!(matches!(settings.base, Base::Url(_)));
        let (settings, _) =
            resolve(&object(serde_json::json!({ "awsRegion": "us-west-2" })), environment, no_file).unwrap();
        assert!(matches!(settings.base, Base::Region(_)));
    }

    #[test]
    fn files_stand_in_for_variables() {
        let environment = |name: &str| match name {
            "GENESYSCLOUD_BASE_URL" => Some("http://localhost:1".to_owned()),
            "GENESYSCLOUD_OAUTHCLIENT_ID" => Some("id".to_owned()),
            "GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE" => Some("/run/secret".to_owned()),
            _ => None,
        };
        let (settings, _) = resolve(&Object::new(), environment, |file| Ok(format!("in {file}"))).unwrap();
        let expected = Credentials::Client { id: "id".to_owned(), secret: "in /run/secret".into() };
        assert_eq!(settings.credentials, expected);
        let error = resolve(&Object::new(), environment, no_file).unwrap_err();
        assert!(
            error.message.starts_with("GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE names /run/secret"),
            "{error}"
        );
        let given = object(serde_json::json!({ "oauthclientSecret": "given" }));
        assert!(resolve(&given, environment, no_file).is_ok(), "what is given needs no file");
    }

    #[test]
    fn a_client_that_the_program_names_is_not_replaced_by_a_token() {
        let environment = |name: &str| match name {
            "GENESYSCLOUD_BASE_URL" => Some("http://localhost:1".to_owned()),
            "GENESYSCLOUD_ACCESS_TOKEN" => Some("token".to_owned()),
            _ => None,
        };
        let given = object(serde_json::json!({ "oauthclientId": "id", "oauthclientSecret": "secret" }));
        let (settings, _) = resolve(&given, environment, no_file).unwrap();
        assert!(matches!(settings.credentials, Credentials::Client { .. }));
        let (settings, _) = resolve(&Object::new(), environment, no_file).unwrap();
        assert!(matches!(settings.credentials, Credentials::Token(_)));
    }

    #[test]
    fn missing_keys_are_named() {
        let error = resolve(&Object::new(), |_| None, no_file).unwrap_err();
        let Some(Detail::MissingKeys(keys)) = error.detail else { panic!("{error:?}") };
        let keys: Vec<&str> = keys.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(
            keys,
            ["genesyscloud:awsRegion", "genesyscloud:oauthclientId", "genesyscloud:oauthclientSecret"]
        );
    }

    #[test]
    fn secrets_are_marked_also_inside_json_text() {
        let news = object(
            serde_json::json!({ "oauthclientSecret": "s", "accessToken": "t", "proxy": "{\"host\":\"h\"}" }),
        );
        let checked = check(CheckRequest { news, ..CheckRequest::default() });
        assert!(
            ["oauthclientSecret", "accessToken", "proxy"]
                .iter()
                .all(|name| checked.inputs[*name].is_secret())
        );
    }
}
