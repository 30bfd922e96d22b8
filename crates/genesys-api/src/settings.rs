//! What a provider's configuration resolves to: where the API is, who calls it, and through what.

use std::{fmt, sync::Arc, time::Duration};

use url::Url;

use crate::{Region, Secret};

/// Everything a [`crate::Client`] needs to know. Its `Debug` shows no secret.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the API is.
    pub base: Base,
    /// Who calls it.
    pub credentials: Credentials,
    /// Where newer credentials may be, for when those in use are refused. Without it, a refusal is final.
    pub renewal: Option<Arc<dyn Renewal>>,
    /// The organization that newer credentials must belong to, if that is known before any call has told.
    pub organization: Option<String>,
    /// A forward proxy. When there is none, the proxy variables of the environment count, but not for a loopback address.
    pub proxy: Option<Proxy>,
    /// A gateway that stands in for both the API and the login host.
    pub gateway: Option<Gateway>,
    /// How many tokens may be in use at once. Each has a rate limit of its own, but minting is limited and watched too, so
    /// a further token is minted only when the limits of those before it are used up. 0 counts as 1.
    pub token_pool_size: u16,
    /// What the client calls itself.
    pub user_agent: String,
    /// How long one connection attempt may take, name lookup and TLS included.
    pub connect_timeout: Duration,
    /// How long one request may take until its answer is complete.
    pub request_timeout: Duration,
    /// How long a write that is under way may still take after it was cancelled, so that what the API accepted is known.
    pub cancel_grace: Duration,
}

impl Settings {
    /// Settings with the defaults for everything else.
    pub fn new(base: Base, credentials: Credentials) -> Self {
        Self {
            base,
            credentials,
            renewal: None,
            organization: None,
            proxy: None,
            gateway: None,
            token_pool_size: 1,
            user_agent: concat!("pulumi-resource-genesyscloud/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: Duration::from_secs(3),
            request_timeout: Duration::from_secs(60),
            cancel_grace: Duration::from_secs(5),
        }
    }

    /// How long a request may take that sends so many bytes: longer than others, on a line that sends a hundred kilobytes a second.
    pub(crate) fn timeout_of(&self, bytes: usize) -> Duration {
        self.request_timeout + Duration::from_millis(u64::try_from(bytes / 100).unwrap_or(u64::MAX))
    }

    /// The address before `/api/v2/…`, without a slash at its end.
    pub fn api_url(&self) -> String {
        match (&self.gateway, &self.base) {
            (Some(gateway), _) => gateway.url("api"),
            (None, Base::Region(region)) => region.api_url(),
            (None, Base::Url(url)) => url.as_str().trim_end_matches('/').to_owned(),
        }
    }

    /// The address before `/uploads/…`, without a slash at its end.
    pub fn apps_url(&self) -> String {
        match (&self.gateway, &self.base) {
            (Some(gateway), _) => gateway.url("apps"),
            (None, Base::Region(region)) => region.apps_url(),
            (None, Base::Url(url)) => url.as_str().trim_end_matches('/').to_owned(),
        }
    }

    /// The address before `/oauth/token`, without a slash at its end.
    pub fn login_url(&self) -> String {
        match (&self.gateway, &self.base) {
            (Some(gateway), _) => gateway.url("login"),
            (None, Base::Region(region)) => region.login_url(),
            (None, Base::Url(url)) => url.as_str().trim_end_matches('/').to_owned(),
        }
    }
}

/// Where the API is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Base {
    /// A region of Genesys Cloud.
    Region(Region),
    /// Any address, for a simulator or a private front: API, login and uploads are under the same host.
    Url(Url),
}

/// Who calls the API.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Credentials {
    /// An OAuth client of the client-credentials kind; its tokens are minted and renewed as needed.
    Client {
        /// The client's id.
        id: String,
        /// The client's secret.
        secret: Secret,
    },
    /// A ready access token, used as it is and never renewed.
    Token(Secret),
}

/// Where newer credentials may be than those that were refused: a secret is rotated, a token handed out anew, while a run goes on.
pub trait Renewal: fmt::Debug + Send + Sync {
    /// What is there now, the best first. Called for every refusal, so it has to look anew; credentials that were refused before may
    /// be among them, and are not tried again.
    fn candidates(&self) -> Vec<Candidate>;

    /// What to tell the user when nothing newer is there, as a sentence: where it was looked for, or how it could be.
    fn nothing_newer(&self) -> String;
}

/// Credentials that may stand in for those that were refused.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The credentials.
    pub credentials: Credentials,
    /// Where they come from, for people: `the file /run/secrets/genesys`.
    pub origin: String,
    /// Whether they come from where the refused ones came from, so that whoever has chosen those has chosen these. Others are used only
    /// if they are of the same OAuth client, or of the organization that is known to be meant.
    pub same_place: bool,
}

/// A forward proxy.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Proxy {
    /// Name or address of the proxy.
    pub host: String,
    /// Its port; that of the protocol when not set.
    pub port: Option<u16>,
    /// `http` or `https`; `http` when not set.
    pub protocol: Option<String>,
    /// Who may use the proxy.
    pub auth: Option<Login>,
}

impl Proxy {
    pub(crate) fn url(&self) -> String {
        address(self.protocol.as_deref().unwrap_or("http"), &self.host, self.port)
    }
}

/// A gateway in front of the platform, which is called instead of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Gateway {
    /// Name or address of the gateway.
    pub host: String,
    /// Its port; that of the protocol when not set.
    pub port: Option<u16>,
    /// `http` or `https`; `https` when not set.
    pub protocol: Option<String>,
    /// What is put before the path: the name is `api`, `login` or `apps`, the value a path.
    pub path_params: Vec<(String, String)>,
    /// Reserved. The platform's own clients accept a user and a password here and send them nowhere, since the
    /// `Authorization` header is taken by the token; so does this one.
    pub auth: Option<Login>,
}

impl Gateway {
    fn url(&self, kind: &str) -> String {
        let mut url = address(self.protocol.as_deref().unwrap_or("https"), &self.host, self.port);
        for (name, value) in &self.path_params {
            let path = value.trim_matches('/');
            if name.eq_ignore_ascii_case(kind) && !path.is_empty() {
                url.push('/');
                url.push_str(path);
            }
        }
        url
    }
}

/// A user and a password.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Login {
    /// The user.
    pub username: String,
    /// The password.
    pub password: Secret,
}

fn address(protocol: &str, host: &str, port: Option<u16>) -> String {
    let protocol = protocol.trim().trim_end_matches("://");
    let port = port.map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{}{port}", protocol.to_lowercase(), host.trim().trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(base: Base) -> Settings {
        Settings::new(base, Credentials::Client { id: "id".into(), secret: "s3cr3t".into() })
    }

    #[test]
    fn hosts_follow_the_base() {
        let region = settings(Base::Region(Region::parse("eu-central-1").unwrap()));
        assert_eq!(region.api_url(), "https://api.mypurecloud.de");
        assert_eq!(region.login_url(), "https://login.mypurecloud.de");
        assert_eq!(region.apps_url(), "https://apps.mypurecloud.de");
        let local = settings(Base::Url(Url::parse("http://127.0.0.1:8080/").unwrap()));
        assert_eq!(local.api_url(), "http://127.0.0.1:8080");
        assert_eq!(local.login_url(), "http://127.0.0.1:8080");
        assert_eq!(local.apps_url(), "http://127.0.0.1:8080");
    }

    #[test]
    fn a_gateway_replaces_both_hosts() {
        let mut settings = settings(Base::Region(Region::parse("us-east-1").unwrap()));
        settings.gateway = Some(Gateway {
            host: "gateway.example".into(),
            port: Some(1443),
            protocol: None,
            path_params: vec![("login".into(), "/signin".into()), ("api".into(), "front/door/".into())],
            auth: None,
        });
        assert_eq!(settings.api_url(), "https://gateway.example:1443/front/door");
        assert_eq!(settings.login_url(), "https://gateway.example:1443/signin");
        assert_eq!(settings.apps_url(), "https://gateway.example:1443");
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", settings(Base::Region(Region::parse("us-east-1").unwrap())));
        assert!(!shown.contains("s3cr3t"), "{shown}");
    }
}
