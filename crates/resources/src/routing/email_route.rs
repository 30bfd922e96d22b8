//! `routing:EmailRoute`, what happens with the e-mails to one address.

use pulumi_provider::declaration::{Issues, Properties, Ref, Resource, Set};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::choices::choices;
use crate::hooks::{Hooks, Sent};
use crate::kinds;

/// A route of an e-mail domain: what happens with the e-mails to one address.
#[derive(Debug, Deserialize, JsonSchema, Resource)]
#[serde(rename_all = "camelCase")]
#[resource(token = "routing:EmailRoute", noun = "e-mail route", lookup = "domainId, pattern")]
#[api(kind = kinds::EmailRoute, path = "/api/v2/routing/email/domains/{domainName}/routes", child, found_late, update = put)]
#[api(item = "/api/v2/routing/email/domains/{domainName}/routes/{routeId}", answered("name", "status"))]
pub struct EmailRoute {
    /// The domain.
    #[api(parameter = "domainName")]
    #[property(identity)]
    pub domain_id: Ref<kinds::EmailDomain>,

    /// What is before the `@` of the address.
    #[property(unique)]
    pub pattern: String,

    /// Sender's name of replies.
    pub from_name: String,

    /// Sender's address of replies. Not together with `replyEmailAddress`.
    pub from_email: Option<String>,

    /// Queue that the e-mails go to. Not together with `flowId`.
    #[api("queue.id")]
    pub queue_id: Option<Ref<kinds::Queue>>,

    /// Priority of the e-mails in the queue.
    #[api(default = 0, source = CxAsCode)]
    pub priority: Option<u32>,

    /// Skills that agents need for the e-mails of the queue.
    #[api("skills[].id")]
    pub skill_ids: Option<Set<Ref<kinds::Skill>>>,

    /// Language that agents need for the e-mails of the queue.
    #[api("language.id")]
    pub language_id: Option<Ref<kinds::Language>>,

    /// Flow that the e-mails go to. Not together with `queueId`, nor with what only a queue has: skills, a language, a priority.
    #[api("flow.id")]
    pub flow_id: Option<Ref<kinds::Flow>>,

    /// Flow that spam goes to.
    #[api("spamFlow.id")]
    pub spam_flow_id: Option<Ref<kinds::Flow>>,

    /// Route whose address replies come from. Not together with `fromEmail` or `autoBcc`.
    // A route can name itself only when it is there.
    #[api(update_only, whole)]
    pub reply_email_address: Option<EmailRouteReplyEmailAddress>,

    /// Who gets a blind copy of replies. Not together with `replyEmailAddress`.
    #[property(key = "email")]
    pub auto_bcc: Option<Vec<EmailRouteAutoBcc>>,

    /// Whether replies have the e-mails before them.
    #[api(default = "Optional", source = CxAsCode)]
    pub history_inclusion: Option<HistoryInclusion>,

    /// Let agents reply more than once to an e-mail.
    #[api(default = false, source = Inferred)]
    pub allow_multiple_actions: Option<bool>,
}

impl Hooks for EmailRoute {
    fn check(&self, issues: &mut Issues<'_>) {
        let is_set =
            |id: &Option<Ref<_>>| id.as_ref().is_some_and(|id: &Ref<kinds::Flow>| !id.id().is_empty());
        let of_queues = [
            ("queueId", self.queue_id.as_ref().is_some_and(|id| !id.id().is_empty())),
            ("skillIds", self.skill_ids.as_ref().is_some_and(|ids| !ids.0.is_empty())),
            ("languageId", self.language_id.as_ref().is_some_and(|id| !id.id().is_empty())),
            ("priority", self.priority.is_some_and(|priority| priority != 0)),
        ];
        let (queue, more) = (of_queues[0].1, &of_queues[1..]);
        for (name, _) in of_queues.iter().filter(|(_, given)| *given && is_set(&self.flow_id)) {
            issues.say(name, "not together with flowId: a flow decides itself what happens with an e-mail");
        }
        if !queue && !is_set(&self.flow_id) && issues.known(&["queueId", "flowId"]) {
            for (name, _) in more.iter().filter(|(_, given)| *given) {
                issues.say(name, "needs a queueId");
            }
        }
        let Some(reply) = &self.reply_email_address else { return };
        for (name, given) in [
            ("fromEmail", self.from_email.as_ref().is_some_and(|text| !text.is_empty())),
            ("autoBcc", self.auto_bcc.as_ref().is_some_and(|list| !list.is_empty())),
        ] {
            if given {
                issues.say(name, "not together with replyEmailAddress, whose route says it");
            }
        }
        let itself = reply.self_reference_route == Some(true);
        // CX as Code demands the domain also of the route itself, where it can only be the route's own.
        let elsewhere = reply.domain_id.as_ref().is_some_and(|domain| domain.id() != self.domain_id.id());
        match (itself, reply.route_id.is_some() || elsewhere && issues.known(&["domainId", "replyEmailAddress"])) {
            (true, true) => issues.say(
                "replyEmailAddress.selfReferenceRoute",
                "not together with a routeId or another domainId: either the route itself or another one",
            ),
            (false, _) if issues.known(&["replyEmailAddress"]) && (reply.route_id.is_none() || reply.domain_id.is_none()) => issues.say(
                "replyEmailAddress",
                "needs both domainId and routeId of another route, or selfReferenceRoute: true for the route itself",
            ),
            _ => {}
        }
    }

    /// A route that is its own reply address is so by its id, which nobody knows before it is there.
    fn receive(answer: &mut Json) {
        let own = answer["id"].clone();
        if let Some(reply) = answer["replyEmailAddress"].as_object_mut() {
            let itself = reply.get("route").is_some_and(|route| route["id"] == own);
            if itself {
                reply.remove("route");
            }
            reply.insert("selfReferenceRoute".to_owned(), itself.into());
        } else if let Some(members) = answer.as_object_mut() {
            members.remove("replyEmailAddress");
        }
    }

    fn settle(body: &mut Json, sent: &Sent<'_>) {
        let (own, pattern) = (body["id"].clone(), body["pattern"].clone());
        let Some(reply) = body.get_mut("replyEmailAddress").and_then(Json::as_object_mut) else { return };
        if reply.remove("selfReferenceRoute") == Some(true.into()) {
            reply.insert("domain".to_owned(), json!({ "id": sent.parameter("domainName") }));
            // The platform wants the pattern too where it is the route's own.
            reply.insert("route".to_owned(), json!({ "id": own, "pattern": pattern }));
        }
    }
}

/// Route whose address replies come from: another one, or the route itself.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct EmailRouteReplyEmailAddress {
    /// The domain of the other route.
    #[api("domain.id")]
    pub domain_id: Option<Ref<kinds::EmailDomain>>,

    /// The other route.
    #[api("route.id")]
    pub route_id: Option<Ref<kinds::EmailRoute>>,

    /// The route itself.
    #[api(default = false, source = CxAsCode)]
    pub self_reference_route: Option<bool>,
}

/// Somebody who gets a blind copy of replies.
#[derive(Debug, Deserialize, JsonSchema, Properties)]
#[serde(rename_all = "camelCase")]
pub struct EmailRouteAutoBcc {
    /// Address.
    #[schemars(extend("format" = "email"))]
    pub email: String,

    /// Name.
    pub name: Option<String>,
}

choices! {
    /// Whether replies have the e-mails before them.
    HistoryInclusion "PascalCase" {
        Include = "They have.",
        Exclude = "They have not.",
        Optional = "The agent decides.",
    }
}
