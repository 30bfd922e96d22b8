//! The provider's configuration, named as in CX as Code.

use pulumi_provider::declaration::Properties;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::conflict::OnConflict;

/// Which Genesys Cloud organization to manage, and with whose credentials. Credentials are best given in the environment, where
/// they stay out of the stack's state.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct Configuration {
    /// AWS region of the organization, such as `us-east-1` or `eu-central-1`. Environment: `GENESYSCLOUD_REGION`.
    pub aws_region: Option<String>,

    /// Address of the API in place of a region, such as `http://localhost:8080` of a simulator; the login service is expected under the
    /// same address. Environment: `GENESYSCLOUD_BASE_URL`.
    pub base_url: Option<String>,

    /// Id of an OAuth client that may use the grant "client credentials". Environment: `GENESYSCLOUD_OAUTHCLIENT_ID`.
    pub oauthclient_id: Option<String>,

    /// Secret of the OAuth client. Environment: `GENESYSCLOUD_OAUTHCLIENT_SECRET`.
    #[property(secret)]
    pub oauthclient_secret: Option<String>,

    /// A ready access token in place of an OAuth client; it is used as it is and never renewed. Environment:
    /// `GENESYSCLOUD_ACCESS_TOKEN`.
    #[property(secret)]
    pub access_token: Option<String>,

    /// Id of the organization that the credentials must belong to. With any other, nothing is read or changed. Environment:
    /// `GENESYSCLOUD_ORGANIZATION_ID`.
    pub organization_id: Option<String>,

    /// Let imports claim what others may own too: members of queues and groups, skills and languages of users. Environment:
    /// `GENESYSCLOUD_IMPORT_RELATIONS`.
    pub import_relations: Option<bool>,

    /// What to do when an object that is to be created finds its name taken: `fail`, unless set, or `adopt`, which takes over the object
    /// that is there. A preview says which. Each resource can say otherwise. Environment: `GENESYSCLOUD_ON_CONFLICT`.
    pub on_conflict: Option<OnConflict>,

    /// How many access tokens may be used side by side, 1 unless set. Each has a rate limit of its own; further ones are only made when
    /// the first one's limit is used up. Environment: `GENESYSCLOUD_TOKEN_POOL_SIZE`.
    #[schemars(range(min = 1, max = 50))]
    pub token_pool_size: Option<u32>,

    /// A forward proxy between here and the platform. Environment: `GENESYSCLOUD_PROXY_HOST`, `_PORT`, `_PROTOCOL`, `_AUTH_USERNAME`,
    /// `_AUTH_PASSWORD`.
    pub proxy: Option<ProxyConfiguration>,

    /// A gateway that is called instead of the platform. Environment: `GENESYSCLOUD_GATEWAY_HOST`, `_PORT`, `_PROTOCOL`, `_PATH_NAME`,
    /// `_PATH_VALUE`, `_AUTH_USERNAME`, `_AUTH_PASSWORD`.
    pub gateway: Option<GatewayConfiguration>,
}

/// Options of CX as Code that this provider does without.
pub const ADVICE: &[(&str, &str)] = &[
    ("customRetryTimeout", "use the resource option customTimeouts"),
    ("tokenAcquireTimeout", "operations share their tokens and do not wait for one"),
    ("tokenInitTimeout", "tokens are made when they are needed"),
    ("maxConcurrentPages", "lists are read a page at a time, within the rate limit"),
    ("sdkDebug", "run the engine with --logtostderr --logflow -v=9"),
    ("sdkDebugFormat", "run the engine with --logtostderr --logflow -v=9"),
    ("sdkDebugFilePath", "run the engine with --logtostderr --logflow -v=9"),
    ("sdkClientPoolDebug", "run the engine with --logtostderr --logflow -v=9"),
    ("logStackTraces", "a defect of the provider is an error that says so"),
    ("logStackTracesFilePath", "a defect of the provider is an error that says so"),
];

/// A forward proxy.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct ProxyConfiguration {
    /// Name or address of the proxy.
    pub host: Option<String>,
    /// Its port.
    pub port: Option<String>,
    /// `http` or `https`.
    pub protocol: Option<String>,
    /// Who may use it.
    pub auth: Option<LoginConfiguration>,
}

/// A gateway that is called instead of the platform.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct GatewayConfiguration {
    /// Name or address of the gateway.
    pub host: Option<String>,
    /// Its port.
    pub port: Option<String>,
    /// `http` or `https`.
    pub protocol: Option<String>,
    /// What the gateway expects before the path of a call.
    pub path_params: Option<Vec<PathParameterConfiguration>>,
    /// Who may use it.
    pub auth: Option<LoginConfiguration>,
}

/// What a gateway expects before the path of a call.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct PathParameterConfiguration {
    /// `api`, `login` or `apps`, where scripts are uploaded.
    pub path_name: String,
    /// The path.
    pub path_value: String,
}

/// A user and a password.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct LoginConfiguration {
    /// The user.
    pub username: Option<String>,
    /// The password.
    #[property(secret)]
    pub password: Option<String>,
}
