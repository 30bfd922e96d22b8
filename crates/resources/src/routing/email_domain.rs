//! `routing:EmailDomain`, a domain whose e-mails the platform receives.

use pulumi_provider::declaration::{Issues, Properties, Ref, Resource};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::hooks::Hooks;
use crate::kinds;

/// An e-mail domain, whose e-mails the platform receives and routes.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:EmailDomain", noun = "e-mail domain", lookup = "domainId", find_by = "name", outputs = EmailDomainOutputs)]
#[api(kind = kinds::EmailDomain, path = "/api/v2/routing/email/domains", update = patch, refused_though_made)]
#[api(
    item = "/api/v2/routing/email/domains/{domainId}",
    answered("mailFromSettings.status", "mailFromSettings.records")
)]
pub struct EmailDomain {
    /// Name of the domain, such as `example.com`. Of a sub-domain of the platform's own domain only its own part, such as `example`.
    #[property(fixed, unique)]
    #[api("domainId", send = "id", create_only, unfiltered)]
    pub domain_id: String,

    /// Make it a sub-domain of the platform's own domain in this region, which the platform appends.
    #[property(fixed)]
    #[api("subDomain", create_only, default = false, source = CxAsCode)]
    pub subdomain: Option<bool>,

    /// Domain that e-mails are said to come from. It must be below the domain.
    // Only a PATCH takes it.
    #[api("mailFromSettings.mailFromDomain", update_only, default = "", source = CxAsCode)]
    pub mail_from_domain: Option<String>,

    /// Integration with an SMTP server of your own, which sends the e-mails of the domain. `""` takes it away.
    #[api("customSMTPServer.id", update_only, cleared = "")]
    pub custom_smtp_server_id: Option<Ref<kinds::Integration>>,
}

/// What the platform says of an e-mail domain.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct EmailDomainOutputs {
    /// Full name of the domain, which is its id.
    #[api("id", unfiltered)]
    pub name: Option<String>,
}

impl Hooks for EmailDomain {
    fn check(&self, issues: &mut Issues<'_>) {
        let domain = self.domain_id.as_str();
        let is_label = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
        };
        let below = self.subdomain == Some(true);
        if below && !is_label(domain) {
            issues.say("domainId", "must be one word in small letters, such as example: the platform appends the rest of a sub-domain");
        } else if issues.known(&["subdomain"])
            && !below
            && !(domain.contains('.') && domain.split('.').all(is_label))
        {
            issues.say("domainId", "must be a domain in small letters, such as example.com; with subdomain: true, its first word");
        }
        let from = self.mail_from_domain.as_deref().unwrap_or_default();
        let is_below = from
            .split_once('.')
            .is_some_and(|(_, rest)| rest == domain || rest.ends_with(&format!(".{domain}")));
        if !from.is_empty() && !below && !is_below {
            issues.say("mailFromDomain", format!("must be below the domain, such as mail.{domain}"));
        }
    }

    /// The platform names a sub-domain with its own domain behind it, which differs by region.
    fn receive(answer: &mut Json) {
        let id = answer["id"].as_str().unwrap_or_default();
        let own = match id.split_once('.') {
            Some((own, _)) if answer["subDomain"] == true => own,
            _ => id,
        };
        answer["domainId"] = own.into();
    }
}
