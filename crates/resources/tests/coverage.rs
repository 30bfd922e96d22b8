//! Every attribute of the types of CX as Code that are here is declared, or it is written down why not.
#![allow(dead_code, reason = "of wrong declarations only the tables are read")]

mod facts;

use std::collections::{BTreeMap, BTreeSet};

use pulumi_provider::declaration::{Choice, Properties, Resource, ResourceTable, Set};
use resources::{kinds, package};
use schemars::JsonSchema;
use serde::Deserialize;

use facts::coverage::{compare, compare_function, short};
use facts::exceptions::{Complaint, Exceptions, lines};
use facts::peer::{Modules, Peer, camel};

/// How many attributes are still to come. A change may lower this number, never raise it, unless it brings a type.
const LATER: usize = 0;

const FILE: &str = "cx-as-code/exceptions.json";

#[test]
fn declarations_cover_cx_as_code() {
    let (peer, modules) = (Peer::read().unwrap(), Modules::read().unwrap());
    let (mut types, mut attributes, mut declared) = (0, 0, 0);
    let mut complaints = Vec::new();
    for ty in resources::registry().iter() {
        let Some((name, of_peer)) = peer.of_token(&modules, ty.table.token) else { continue };
        let coverage = compare(of_peer, name, ty.table);
        types += 1;
        attributes += coverage.attributes;
        declared += coverage.declared;
        complaints.extend(coverage.complaints);
        complaints.extend(compare_function(&peer, name, arguments(name, &modules).as_deref()));
    }
    for look_up in resources::registry().look_ups() {
        let name = format!("genesyscloud_{}", look_up.table.api.kind);
        assert!(peer.data_sources.contains_key(&name), "{name} is no data source of CX as Code");
        assert_eq!(modules.token(&name), look_up.table.token, "kinds are named as in CX as Code");
        complaints.extend(compare_function(&peer, &name, arguments(&name, &modules).as_deref()));
    }
    let different = Exceptions::read(FILE, Some("different")).unwrap();
    let later = Exceptions::read(FILE, Some("later")).unwrap();
    let instead = Exceptions::read(FILE, Some("instead")).unwrap();
    let (absent, other): (Vec<Complaint>, Vec<Complaint>) = complaints
        .into_iter()
        .partition(|complaint| !complaint.key.contains(": ") && complaint.key != "function");
    // What is elsewhere here, those are told who look for it.
    let is_elsewhere =
        |complaint: &Complaint| instead.of(&complaint.subject).any(|(key, _)| key == complaint.key);
    let (elsewhere, absent): (Vec<Complaint>, Vec<Complaint>) = absent.into_iter().partition(is_elsewhere);
    for Complaint { subject, key, .. } in &elsewhere {
        let ty = resources::registry().iter().find(|ty| ty.table.api.kind == subject);
        // Those who look for it write the name alone, wherever it is.
        let name = camel(key.rsplit('.').next().unwrap_or(key));
        let advised = ty.is_some_and(|ty| ty.table.advice.iter().any(|(word, _)| *word == name));
        assert!(advised, "{subject}: {key} is elsewhere, and the type's advice does not say where");
    }
    let left = [later.apply(absent), instead.apply(elsewhere), different.apply(other)].concat();
    assert!(
        left.is_empty(),
        "not as in CX as Code, and not in facts/{FILE}, or too much in it:\n{}",
        lines(&left)
    );
    assert_eq!(
        later.len(),
        LATER,
        "facts/{FILE}: so many attributes are left for later; the number may only get smaller"
    );
    facts::report(&format!(
        "coverage: {types} types, {declared} of {attributes} attributes declared, {} blocks and attributes left for later, {} elsewhere, {} differences",
        later.len(),
        instead.len(),
        different.len()
    ));
}

/// The arguments of the function that stands for a data source.
fn arguments(name: &str, modules: &Modules) -> Option<Vec<&'static str>> {
    let token = pulumi_provider::declaration::function_token(&modules.token(name));
    match package::function(resources::registry(), &token)? {
        package::Function::ByKey(ty) => Some([ty.table.lookup, ty.table.find_by, ty.table.narrow].concat()),
        package::Function::BuiltIn(..) => Some(Vec::new()),
    }
}

#[test]
fn every_type_is_one_of_cx_as_code_or_says_why_not() {
    let (peer, modules) = (Peer::read().unwrap(), Modules::read().unwrap());
    let mut kinds: BTreeSet<&str> = peer.resources.keys().map(|name| short(name)).collect();
    let mut beyond = Vec::new();
    for ty in resources::registry().iter() {
        let (token, kind) = (ty.table.token, ty.table.api.kind);
        match peer.of_token(&modules, token) {
            Some((name, _)) => assert_eq!(kind, short(name), "kinds are named as in CX as Code"),
            None => {
                assert_eq!(modules.token(kind), token, "kinds are named as CX as Code would name them");
                kinds.insert(kind);
                beyond.push(Complaint {
                    subject: token.to_owned(),
                    key: "type".to_owned(),
                    problem: "CX as Code has no such type".to_owned(),
                });
            }
        }
    }
    let left = Exceptions::read(FILE, Some("beyond")).unwrap().apply(beyond);
    assert!(
        left.is_empty(),
        "not in CX as Code, and not in facts/{FILE}, or too much in it:\n{}",
        lines(&left)
    );
    let referred = resources::registry().iter().flat_map(|ty| references(ty.inputs()));
    // CX as Code has no resource for what another organization's integration brings.
    let missing: BTreeSet<&str> = referred.filter(|kind| !kinds.contains(kind)).collect();
    assert_eq!(missing.into_iter().collect::<Vec<_>>(), ["messaging_recipient"]);
}

fn references(shape: &pulumi_provider::declaration::Shape) -> Vec<&'static str> {
    let of_field = |field: &pulumi_provider::declaration::FieldShape| {
        let nested = field.form.object().map(|shape| references(shape)).unwrap_or_default();
        field.field.reference.map(|reference| reference.kind).into_iter().chain(nested).collect::<Vec<_>>()
    };
    shape.fields.iter().flat_map(of_field).collect()
}

#[test]
fn all_names_of_cx_as_code_have_a_token_of_their_own() {
    let (peer, modules) = (Peer::read().unwrap(), Modules::read().unwrap());
    let mut tokens: BTreeMap<String, &str> = BTreeMap::new();
    for name in peer.resources.keys() {
        let token = modules.token(name);
        let (module, capitalized) = token.split_once(':').unwrap();
        let joined = format!("{}{capitalized}", if module == "index" { "" } else { module }).to_lowercase();
        assert_eq!(joined, short(name).replace('_', ""), "{token}");
        assert_eq!(module, module.to_lowercase());
        if let Some(other) = tokens.insert(token.to_lowercase(), name) {
            panic!("{name} and {other} are both {token}");
        }
    }
    assert_eq!(tokens.len(), 145);
    for prefix in modules.prefixes() {
        let module = prefix.replace('_', "");
        assert!(!tokens.contains_key(&format!("index:{module}")), "{module} is a module and a type in index");
        let all = peer.resources.keys().chain(peer.data_sources.keys());
        let used = all.map(|name| modules.token(name)).any(|token| token.starts_with(&format!("{module}:")));
        assert!(used, "{prefix} is no prefix of anything");
    }
    let all = peer.resources.keys().map(|name| format!("{} {}\n", short(name), modules.token(name)));
    insta::assert_snapshot!("tokens", all.collect::<String>());
}

#[test]
fn names_become_camel_case() {
    assert_eq!(camel("acw_timeout_ms"), "acwTimeoutMs");
    assert_eq!(camel("name"), "name");
    let modules = Modules::read().unwrap();
    let token = |name| modules.token(name);
    assert_eq!(token("genesyscloud_routing_queue"), "routing:Queue");
    assert_eq!(token("genesyscloud_user"), "index:User");
    assert_eq!(token("genesyscloud_telephony_providers_edges_site"), "telephonyprovidersedges:Site");
    assert_eq!(token("genesyscloud_flow_milestone"), "index:FlowMilestone");
}

/// Wrong in every respect.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:Queue", lookup = "name")]
#[api(kind = kinds::Queue, path = "/api/v2/routing/queues", item = "/api/v2/routing/queues/{queueId}", update = put)]
struct Wrong {
    /// It is required.
    name: Option<String>,
    /// It is optional.
    description: String,
    /// It can be changed.
    #[property(fixed)]
    division_id: Option<String>,
    /// It is a whole number with other bounds.
    #[schemars(range(min = 1, max = 2))]
    acw_timeout_ms: Option<u32>,
    /// It takes other values, and has another default.
    #[api(default = "NONE", source = Inferred)]
    skill_evaluation_method: Option<Evaluation>,
    /// It takes only some values.
    acw_wrapup_prompt: Option<String>,
    /// It is a boolean.
    enable_transcription: Option<String>,
    /// It is a single object.
    media_settings_call: Option<Vec<Media>>,
    /// It lacks most.
    media_settings_chat: Option<Media>,
    /// It is a list of objects, of a certain length.
    bullseye_rings: Option<Vec<Media>>,
    /// It has no order.
    skill_groups: Option<Vec<String>>,
    /// It has an order.
    routing_rules: Option<Set<Media>>,
    /// It is a map of strings.
    default_script_ids: Option<BTreeMap<String, bool>>,
}

/// Evaluation.
#[derive(Debug, Deserialize, JsonSchema, Choice)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Evaluation {
    /// Right.
    None,
    /// Anything else.
    #[serde(untagged)]
    Other(String),
}

/// Media.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
struct Media {
    /// Not here.
    enable_auto_answer: Option<bool>,
}

#[test]
fn wrong_declarations_are_found() {
    let peer = Peer::read().unwrap();
    let table: &'static ResourceTable = Wrong::RESOURCE;
    let coverage =
        compare(&peer.resources["genesyscloud_routing_queue"], "genesyscloud_routing_queue", table);
    let keys: Vec<&str> = coverage.complaints.iter().map(|complaint| complaint.key.as_str()).collect();
    for key in [
        "name: required",
        "description: required",
        "division_id: forceNew",
        "division_id: reference",
        "acw_timeout_ms: range",
        "skill_evaluation_method: allowed",
        "skill_evaluation_method: default",
        "acw_wrapup_prompt: allowed",
        "enable_transcription: type",
        "media_settings_call: type",
        "media_settings_chat.alerting_timeout_sec",
        "bullseye_rings: length",
        "bullseye_rings.member_groups",
        "skill_groups: type",
        "routing_rules: type",
        "default_script_ids: type",
        "media_settings_email",
        "peer_id",
    ] {
        assert!(keys.contains(&key), "{key} is not among {keys:#?}");
    }
    assert_eq!(coverage.attributes, facts::coverage::total(&peer.resources["genesyscloud_routing_queue"]));
    assert!(!keys.contains(&"media_settings_chat.enable_auto_answer"));
    let functions = compare_function(&peer, "genesyscloud_routing_queue", None);
    assert_eq!(functions[0].key, "function");
    let functions = compare_function(&peer, "genesyscloud_routing_queue", Some(&["id"]));
    assert_eq!(functions[0].key, "name");
}

#[test]
fn exceptions_that_excuse_nothing_are_found() {
    let exceptions = Exceptions::read(FILE, Some("later")).unwrap();
    assert_eq!(exceptions.apply(Vec::new()).len(), exceptions.len());
}

/// Pulumi's converters and its HCL runtime read the mapping, so it must say of every attribute at every level what CX as Code has there
/// and what it is here.
#[test]
fn the_mapping_for_terraform_says_every_attribute() {
    let (peer, modules) = (Peer::read().unwrap(), Modules::read().unwrap());
    let instead = Exceptions::read(FILE, Some("instead")).unwrap();
    let mapping = resources::terraform::mapping(resources::registry());
    let mut wrong = Vec::new();
    for ty in resources::registry().iter() {
        let Some((name, of_peer)) = peer.of_token(&modules, ty.table.token) else { continue };
        assert_eq!(
            mapping["resources"][name]["tok"],
            format!("genesyscloud:{}", ty.table.token),
            "the token of {name}"
        );
        let fields = &mapping["resources"][name]["fields"];
        let schemas = &mapping["provider"]["resources"][name];
        // What is elsewhere here has nothing to be mapped to, unless it is an output.
        let is_mapped = |attribute: &str| {
            let is_elsewhere = instead.of(ty.table.api.kind).any(|(key, _)| key == attribute);
            !is_elsewhere || ty.property(&camel(attribute)).is_some()
        };
        let beside = format!("{name}.");
        let is_mapped = |path: &str| path.strip_prefix(&beside).is_none_or(is_mapped);
        mapped(name, &of_peer.attributes, fields, schemas, &is_mapped, &mut wrong);
    }
    for (name, of_peer) in &peer.data_sources {
        let token = pulumi_provider::declaration::function_token(&modules.token(name));
        if package::function(resources::registry(), &token).is_some() {
            let function = &mapping["dataSources"][name];
            assert_eq!(
                function["tok"],
                format!("genesyscloud:{token}"),
                "the token of the data source {name}"
            );
            // What a data source asks for; what it answers is what the resource has.
            for (attribute, of_attribute) in &of_peer.attributes {
                if of_attribute.required && function["fields"][attribute]["name"] != camel(attribute) {
                    wrong.push(format!("data source {name}.{attribute} is not mapped"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} attributes:\n{}", wrong.len(), wrong.join("\n"));
}

fn mapped(
    path: &str,
    attributes: &BTreeMap<String, facts::peer::Attribute>,
    fields: &serde_json::Value,
    schemas: &serde_json::Value,
    is_mapped: &dyn Fn(&str) -> bool,
    wrong: &mut Vec<String>,
) {
    for (name, attribute) in attributes {
        let (path, field, schema) = (format!("{path}.{name}"), &fields[name], &schemas[name]);
        if !is_mapped(&path) {
            continue;
        }
        if field["name"] != camel(name) {
            wrong.push(format!("{path} should be {}, and is {}", camel(name), field["name"]));
            continue;
        }
        let code = match attribute.r#type.as_str() {
            "bool" => 1,
            "int" => 2,
            "float" => 3,
            "string" => 4,
            "list" => 5,
            "map" => 6,
            _ => 7,
        };
        // What has no order here, though it has there, is for Terraform only another way to write a list.
        let unordered = schema["type"] == 7 && code == 5;
        if schema["type"] != code && !unordered {
            wrong.push(format!("{path} has the code {}, and should have {code}", schema["type"]));
        }
        let Some(block) = &attribute.block else { continue };
        let single = attribute.max_items == Some(1);
        if field["maxItemsOne"] != single {
            wrong.push(format!(
                "{path} may occur once: {single}, and the mapping says {}",
                field["maxItemsOne"]
            ));
        }
        mapped(&path, block, &field["element"]["fields"], &schema["element"]["resource"], is_mapped, wrong);
    }
}
