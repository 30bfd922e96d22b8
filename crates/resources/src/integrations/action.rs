//! `index:IntegrationAction`, what an integration can do, called a data action in the user interface.

use std::collections::BTreeMap;

use pulumi_provider::declaration::{
    Destination, Draft, File, JsonText, Naming, Properties, Ref, Resource, Transfer, Watch,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::choices::choices;
use crate::hooks::{Hooks, Sent};
use crate::kinds;

/// An action of an integration, called data action in the user interface: a call to another service that flows, scripts and bots make.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "index:IntegrationAction", noun = "action", lookup = "name", narrow = "integrationId", advice = ADVICE)]
#[api(kind = kinds::IntegrationAction, path = "/api/v2/integrations/actions", update = patch, version, twins)]
#[api(
    item = "/api/v2/integrations/actions/{actionId}",
    query("includeConfig=true"),
    get_query("expand=contract")
)]
pub struct IntegrationAction {
    /// Name of the action. The resource's logical name when not set.
    #[property(name = NAMES)]
    #[schemars(length(min = 1, max = 256))]
    pub name: Option<String>,

    /// Category under which users find the action.
    #[schemars(length(min = 1, max = 256))]
    pub category: String,

    /// The integration that the action belongs to. Another one is another action.
    #[property(fixed, unique)]
    pub integration_id: Ref<kinds::Integration>,

    /// Whether inputs and outputs are kept out of logs and analytics. Another value is another action.
    #[property(fixed)]
    #[api(default = false, source = CxAsCode)]
    pub secure: Option<bool>,

    /// What the action takes, as a JSON schema. Another one is another action.
    #[property(fixed)]
    #[api("contract.input.inputSchema")]
    pub contract_input: JsonText,

    /// What the action gives back when it has succeeded, as a JSON schema. Another one is another action.
    #[property(fixed)]
    #[api("contract.output.successSchema")]
    pub contract_output: JsonText,

    /// How the action works.
    #[serde(flatten)]
    pub config: ActionConfig,

    /// The function that the action runs, which only an integration of the type `function-data-actions` has. The action is made as a
    /// draft, and published with it.
    #[api(draft = &FUNCTION, file = &ARCHIVE)]
    pub function_config: Option<ActionFunction>,
}

/// A function that an action runs.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct ActionFunction {
    /// What the function does.
    // The platform demands one.
    #[api(default = "", source = Inferred, always)]
    pub description: Option<String>,

    /// Where the function is in the archive: the path of the file without its ending, a dot, and what the file exports, such as
    /// `src/index.handler`.
    pub handler: String,

    /// What runs the function, such as `nodejs22.x`. The platform lists what it has.
    pub runtime: String,

    /// How long the function may take, in seconds.
    #[schemars(range(min = 1))]
    pub timeout_seconds: Option<u32>,

    /// The archive, a ZIP file: an asset of the program, or the path of a file, relative to the program.
    #[api(content)]
    pub file_path: File,

    /// SHA-256 of the archive. Another one is published.
    #[api(digest)]
    pub file_content_hash: Option<String>,
}

const FUNCTION: Draft = Draft {
    drafts: "/api/v2/integrations/actions/drafts",
    item: "/api/v2/integrations/actions/{actionId}/draft",
    path: "/api/v2/integrations/actions/{actionId}/draft/function",
    published: "/api/v2/integrations/actions/{actionId}/function",
    at: "function",
    file: ("zipId", "zip.id"),
    publish: "/api/v2/integrations/actions/{actionId}/draft/publish",
};

/// The archive goes to an address that is asked for, and is looked into.
const ARCHIVE: Transfer = Transfer {
    to: Destination::Asked {
        path: "/api/v2/integrations/actions/{actionId}/draft/function/upload",
        body: &[],
        name: Some("fileName"),
        url: "url",
    },
    watch: Some(Watch {
        path: "/api/v2/integrations/actions/{actionId}/draft/function",
        query: &[],
        job: None,
        at: "zip.status",
        done: &["Available"],
        failed: &["Invalid", "InvalidFormat", "InvalidFile"],
        why: Some("zip.errorMessage"),
    }),
    clear: None,
};

/// How an action works.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct ActionConfig {
    /// What the action sends.
    #[api("config.request")]
    pub config_request: Option<ActionRequest>,

    /// What becomes of what comes back.
    #[api("config.response")]
    pub config_response: Option<ActionResponse>,

    /// How long the action waits for an answer, in seconds.
    #[api("config.timeoutSeconds")]
    #[schemars(range(min = 1, max = 60))]
    pub config_timeout_seconds: Option<u32>,
}

/// What an action sends.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct ActionRequest {
    /// Template of the address, in which `${input.name}` stands for an input. Web services have an `https` address, the platform's own
    /// API a path.
    pub request_url_template: Option<String>,

    /// Method of the call.
    pub request_type: ActionMethod,

    /// Template of the body, in the Velocity language. The inputs as they came when not set.
    #[api(default = "${input.rawRequest}", source = Documented, text = "templates/requesttemplate.vm")]
    pub request_template: Option<String>,

    /// Headers, in whose values `${input.name}` and `${credentials.name}` may stand.
    pub headers: Option<BTreeMap<String, String>>,
}

/// What becomes of what comes back to an action.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct ActionResponse {
    /// Names, and the JSON paths of what they stand for in the answer.
    pub translation_map: Option<BTreeMap<String, String>>,

    /// Names, and what they stand for where the answer does not have it.
    pub translation_map_defaults: Option<BTreeMap<String, String>>,

    /// Template of the result, in the Velocity language. The answer as it came when not set.
    #[api(default = "${rawResult}", source = Inferred, text = "templates/successtemplate.vm")]
    pub success_template: Option<String>,
}

choices! {
    /// Method of the call that an action makes.
    ActionMethod "UPPERCASE" {
        Get = "Reads something.",
        Put = "Replaces something.",
        Post = "Makes something.",
        Patch = "Changes something in part.",
        Delete = "Deletes something.",
    }
}

/// The platform demands a configuration, though nothing be in it.
pub(super) fn demand_config(body: &mut Json) {
    if let Some(members) = body.as_object_mut() {
        members.entry("config").or_insert_with(|| Json::Object(Map::new()));
    }
}

/// Names of actions and drafts.
pub(super) const NAMES: Naming = Naming { max_length: 256, ..Naming::FREE };

/// What users try.
pub(super) const ADVICE: &[(&str, &str)] = &[
    ("contract", "it is contractInput and contractOutput, each a JSON schema as text"),
    ("inputSchema", "it is contractInput"),
    ("successSchema", "it is contractOutput"),
    ("config", "it is configRequest, configResponse and configTimeoutSeconds"),
    ("timeoutSeconds", "it is configTimeoutSeconds"),
    ("zipId", "it is the platform's: the archive is filePath"),
];

impl Hooks for IntegrationAction {
    fn settle(body: &mut Json, _: &Sent<'_>) {
        demand_config(body);
    }
}
