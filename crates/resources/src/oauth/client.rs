//! `oauth:Client`, a program that may use the API.

use pulumi_provider::declaration::{Guard, Issues, Properties, Ref, Resource, Set};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::choices::choices;
use crate::hooks::Hooks;
use crate::kinds;

/// An OAuth client: a program that may use the API, for itself or for users.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "oauth:Client", noun = "OAuth client", lookup = "name", outputs = ClientOutputs, advice = ADVICE)]
#[api(kind = kinds::OauthClient, path = "/api/v2/oauth/clients", item = "/api/v2/oauth/clients/{clientId}")]
#[api(update = put, one_page, deletable(state = "inactive"), held = "roles", twins)]
#[api(guard = Guard::Client(&["authorizedGrantType", "state"]))]
#[api(
    tells_again = "/api/v2/oauth/clients/{clientId}/secret",
    ambient = "/api/v2/authorization/divisions/home"
)]
#[api(answered("id", "selfUri", "secret", "dateCreated", "dateModified", "createdBy", "modifiedBy"))]
pub struct Client {
    /// Name of the client. The resource's logical name when not set.
    #[property(name)]
    #[api(unfiltered)]
    pub name: Option<String>,

    /// What the client is for.
    #[api(default = "", source = Inferred)]
    pub description: Option<String>,

    /// How the client gets its tokens.
    pub authorized_grant_type: GrantType,

    /// How long a token can be used, in seconds: up to 172,800, and longer only for a client whose scopes are all of SCIM.
    #[api(default = 86_400, source = Documented)]
    #[schemars(range(min = 300, max = 38_880_000))]
    pub access_token_validity_seconds: Option<u32>,

    /// Addresses that users may be sent back to. Left as they are when not set.
    #[api("registeredRedirectUri")]
    pub registered_redirect_uris: Option<Set<String>>,

    /// What the client may ask users for. Left as it is when not set.
    #[api("scope")]
    pub scopes: Option<Set<String>>,

    /// Roles of the client itself, which only a client with client credentials has, and needs. Left as they are when not set. Nobody can give a
    /// role without holding it.
    #[api("roleDivisions")]
    pub roles: Option<Set<ClientRole>>,

    /// Whether the client can be used.
    #[api(default = "active", source = CxAsCode)]
    pub state: Option<ClientState>,
}

/// What the platform says of a client.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct ClientOutputs {
    /// The client's id, by which it asks for tokens.
    #[api("id")]
    pub client_id: String,

    /// The client's secret, by which it asks for tokens. The platform tells it when the client is created and never again: it is kept in
    /// the state, encrypted, and is absent for a client that was imported.
    #[property(secret, once)]
    #[api("secret")]
    pub client_secret: Option<String>,
}

/// What CX as Code has because its state did not keep the secret.
const ADVICE: &[(&str, &str)] = &[
    ("clientSecret", "it is an output, always there and always secret"),
    ("exposeClientSecret", "leave it out: the output clientSecret is always there, and always secret"),
    ("directoryClientSecret", "no secret is written into a file: use the output clientSecret"),
    (
        "integrationCredentialName",
        "use IntegrationCredential with the type pureCloudOAuthClient and the outputs clientId and clientSecret",
    ),
    ("integrationCredentialId", "use IntegrationCredential with the outputs clientId and clientSecret"),
];

impl Hooks for Client {
    fn check(&self, issues: &mut Issues<'_>) {
        let is_own = self.authorized_grant_type == GrantType::ClientCredentials;
        let has_roles = self.roles.as_ref().is_some_and(|roles| !roles.0.is_empty());
        let is_new = issues.olds::<Client>().is_none();
        if is_own && is_new && !has_roles && issues.known(&["authorizedGrantType", "roles"]) {
            issues.say(
                "roles",
                "is required with CLIENT-CREDENTIALS: such a client acts for itself, by its own roles",
            );
        }
        if !is_own && has_roles && issues.known(&["authorizedGrantType", "roles"]) {
            issues.say(
                "roles",
                "is for CLIENT-CREDENTIALS only: any other client acts by the roles of its users",
            );
        }
    }
}

/// A role in a division.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct ClientRole {
    /// The role.
    pub role_id: Ref<kinds::Role>,

    /// The division in which the client has it, `*` for all. The home division when not set.
    #[api(default = ambient, source = CxAsCode)]
    pub division_id: Option<Ref<kinds::Division>>,
}

choices! {
    /// How a client gets its tokens.
    GrantType "SCREAMING-KEBAB-CASE" {
        Code = "A user logs in, and the client exchanges a code for a token.",
        Token = "A user logs in, and the client is given a token.",
        #[serde(rename = "SAML2-BEARER")]
        Saml2Bearer = "A user has logged in to an identity provider.",
        Password = "The client knows a user's password.",
        ClientCredentials = "The client acts for itself, by its own roles.",
    }

    /// Whether a client can be used.
    ClientState "lowercase" {
        Active = "It can.",
        Inactive = "It cannot, until somebody activates it.",
        Disabled = "It cannot: Genesys has disabled it.",
    }
}
