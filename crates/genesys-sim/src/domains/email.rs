//! E-mail domains, whose id is their name, and the routes in them.

use serde_json::{Map, Value, json};

use crate::{
    domains::{Route, queues},
    engine::{Deletion, Entity, Hooks, Match, Singleton, Unique, verbs},
    laws::references::Reference,
    refusal::{Refusal, Refused},
    request::{Answer, Context, Reply},
    store::key,
};

/// Kind of an inbound domain.
pub const KIND: &str = "routing/email/domains";
/// Kind of a route.
pub const ROUTE: &str = "routing/email/domains/routes";
const OUTBOUND: &str = "routing/email/outbound/domains";

/// What the server appends to a sub-domain; the real suffix depends on the region.
const SUFFIX: &str = ".mypurecloud.com";

/// The entities of this domain.
pub static ENTITIES: &[Entity] = &[
    Entity {
        kind: KIND,
        collection: "/api/v2/routing/email/domains",
        item: "/api/v2/routing/email/domains/{domainId}",
        model: "InboundDomain",
        deletion: Deletion::HARD_200,
        unique: Some(Unique {
            field: "id",
            refused: Refused::new(400, "postino.domain.exists", "The domain already exists."),
            ..Unique::NAME
        }),
        references: &[
            Reference::to("imapSettings.integration.id", super::integrations::KIND),
            Reference::to("graphApiSettings.integration.id", super::integrations::KIND),
        ],
        matching: Match::Wildcard,
        sort: Some("id"),
        missing: Refused::new(404, "postino.error.not.found", "The domain {id} was not found."),
        hooks: Hooks { create: Some(create), filter: Some(filter), ..Hooks::NONE },
        named_by_body: true,
        ..Entity::PLAIN
    },
    Entity {
        kind: ROUTE,
        collection: "/api/v2/routing/email/domains/{domainName}/routes",
        item: "/api/v2/routing/email/domains/{domainName}/routes/{routeId}",
        model: "InboundRoute",
        deletion: Deletion::HARD_200,
        unique: Some(Unique {
            field: "pattern",
            refused: Refused::new(
                400,
                "postino.route.pattern.exists",
                "A route with the pattern {name} already exists.",
            ),
            ..Unique::NAME
        }),
        references: &[
            Reference::to("queue.id", queues::KIND),
            Reference::to("flow.id", "flows").refused(BAD_FLOW),
            Reference::to("spamFlow.id", "flows").refused(BAD_FLOW),
            Reference::to("skills.[].id", super::skills::KIND),
            Reference::to("language.id", super::languages::KIND),
            Reference::to("replyEmailAddress.domain.id", KIND),
            Reference::to("signature.cannedResponseId", "responsemanagement/responses"),
        ],
        missing: Refused::new(404, "postino.error.not.found", "The route {id} was not found."),
        hooks: Hooks {
            create: Some(route),
            update: Some(route),
            filter: Some(by_pattern),
            show: Some(show_route),
            ..Hooks::NONE
        },
        ..Entity::PLAIN
    },
    Entity {
        kind: OUTBOUND,
        collection: "/api/v2/routing/email/outbound/domains",
        item: "/api/v2/routing/email/outbound/domains/{domainId}",
        model: "OutboundDomain",
        ..Entity::PLAIN
    },
];

/// The operations of this domain beyond create, read, update, delete and list.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/routing/email/setup", |_| Ok(Reply::json(json!({ "rootDomain": &SUFFIX[1..] })))),
    ("POST", "/api/v2/routing/email/domains/{domainName}/routes", |context| {
        verbs::create(context, &ENTITIES[1]).map(accepted)
    }),
    ("PUT", "/api/v2/routing/email/domains/{domainName}/routes/{routeId}", |context| {
        verbs::update(context, &ENTITIES[1], verbs::Mode::Replace).map(accepted)
    }),
    ("DELETE", "/api/v2/routing/email/domains/{domainName}/routes/{routeId}", delete_route),
    ("POST", "/api/v2/routing/email/outbound/domains", create_outbound),
    ("GET", "/api/v2/routing/email/outbound/domains/{domainId}/activation", activation),
    ("PUT", "/api/v2/routing/email/outbound/domains/{domainId}/activation", activation),
    ("GET", "/api/v2/routing/email/domains/{domainId}/verification", verification),
    ("POST", "/api/v2/routing/email/domains/{domainId}/verification", verification),
    ("GET", "/api/v2/routing/email/domains/{domainId}/dkim", verification),
    ("POST", "/api/v2/routing/email/domains/{domainId}/dkim", verification),
    ("GET", "/api/v2/routing/email/domains/{domainId}/mailfrom", mail_from),
    ("POST", "/api/v2/routing/email/domains/{domainId}/mailfrom", set_mail_from),
];

/// Documents of this domain.
pub static SINGLETONS: &[Singleton] = &[
    Singleton { kind: "routing/settings", path: "/api/v2/routing/settings", ..Singleton::PLAIN },
    Singleton {
        kind: "routing/settings/contactcenter",
        path: "/api/v2/routing/settings/contactcenter",
        written: 202,
        ..Singleton::PLAIN
    },
    Singleton {
        kind: "routing/settings/transcription",
        path: "/api/v2/routing/settings/transcription",
        ..Singleton::PLAIN
    },
];

const BAD_FLOW: Refused = Refused::new(400, "bad.flow.id", "The flow {id} was not found.");

fn create(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    let mut id = context.text("id").unwrap_or_default().to_lowercase();
    let valid = |text: &str| {
        !text.is_empty()
            && text.split('.').all(|part| {
                !part.is_empty() && part.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
            })
    };
    let sub = context.body["subDomain"] == true;
    if !valid(&id) || !sub && !id.contains('.') {
        return Err(Refusal::new(400, "postino.invalid.domain.name", "The domain name {name} is not valid.")
            .with("name", id)
            .field("id"));
    }
    if sub && !id.ends_with(SUFFIX) {
        id.push_str(SUFFIX);
    }
    if let Value::Object(fields) = &mut *new {
        // The platform takes these only by PATCH.
        for field in
            ["mailFromSettings", "customSMTPServer", "imapSettings", "graphApiSettings", "emailSetting"]
        {
            fields.remove(field);
        }
    }
    new["id"] = Value::from(id.clone());
    new["name"] = Value::from(id);
    new["subDomain"] = Value::from(sub);
    new["mxRecordStatus"] = Value::from(if sub { "VALID" } else { "NOT_AVAILABLE" });
    Ok(())
}

fn filter(context: &Context<'_>, record: &crate::store::Record) -> bool {
    context
        .query
        .get("filter")
        .is_none_or(|wanted| crate::engine::list::matches(Match::Contains, &record.id.to_lowercase(), wanted))
}

fn by_pattern(context: &Context<'_>, record: &crate::store::Record) -> bool {
    context.query.get("pattern").is_none_or(|wanted| *record.unique == wanted.to_lowercase())
}

/// A route is pending until the platform has activated it.
fn show_route(context: &mut Context<'_>, fields: &mut Map<String, Value>) {
    let id = fields.get("id").and_then(Value::as_str).unwrap_or_default();
    let record = context.world.store.get(ROUTE, &key(&[context.param("domainName")], id));
    if record.is_some_and(|record| !context.world.is_settled(record, context.now)) {
        fields.insert("status".to_owned(), Value::from("Pending"));
    }
}

/// What the platform has still to do is answered with 202.
fn accepted(reply: Reply) -> Reply {
    let pending = reply.value()["status"] == "Pending";
    if pending { reply.with_status(202) } else { reply }
}

/// A route that the platform has still to take out is answered with 202, and with the route.
fn delete_route(context: &mut Context<'_>) -> Answer {
    let store_key = verbs::item_key(context);
    let mut route = verbs::find(context, &ENTITIES[1], &store_key)?.value();
    let deleted = verbs::delete(context, &ENTITIES[1])?;
    if context.world.options.job_delay_ms == 0 {
        return Ok(deleted);
    }
    route["status"] = Value::from("Removing");
    Ok(Reply::json(route).with_status(202))
}

fn route(context: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    let domain = context.param("domainName").to_owned();
    let invalid = |message: &str| Refusal::new(400, "postino.invalid.route", message);
    let pattern = new["pattern"].as_str().unwrap_or_default();
    if pattern.is_empty() || pattern.contains(char::is_whitespace) || pattern.contains('@') {
        return Err(invalid("The pattern is not valid.").field("pattern"));
    }
    if new.get("queue").is_some() && new.get("flow").is_some() {
        return Err(invalid("A route may have a queue or a flow, not both."));
    }
    let needs_queue = ["skills", "language", "priority"].iter().any(|field| match &new[*field] {
        Value::Array(list) => !list.is_empty(),
        // CX as Code 1.84.1 sends priority 0 with every route, those with a flow included.
        value => !value.is_null() && *value != 0,
    });
    if needs_queue && new.get("queue").is_none() {
        return Err(Refusal::new(
            400,
            "postino.error.queue.required",
            "Skills, language and priority need a queue.",
        ));
    }
    if let Some(reply) = new.pointer("/replyEmailAddress/route/id").and_then(Value::as_str) {
        let reply_domain =
            new.pointer("/replyEmailAddress/domain/id").and_then(Value::as_str).unwrap_or(&domain);
        if context.world.store.get(ROUTE, &key(&[reply_domain], reply)).is_none() {
            return Err(invalid("The reply route was not found.").field("replyEmailAddress.route"));
        }
    } else if new.pointer("/replyEmailAddress/domain").is_some() {
        return Err(Refusal::new(400, "reply.route.id.required", "A reply address needs a route."));
    }
    if new.get("name").is_none() {
        new["name"] = Value::from(format!("{}@{domain}", new["pattern"].as_str().unwrap_or_default()));
    }
    new["status"] = Value::from("Active");
    Ok(())
}

fn create_outbound(context: &mut Context<'_>) -> Answer {
    let id = context.text("id").unwrap_or_default().to_owned();
    if context.world.store.get(OUTBOUND, &id).is_some() {
        return Err(Refusal::new(400, "postino.domain.exists", "The domain already exists."));
    }
    let domain = json!({
        "id": id,
        "name": context.body["name"],
        "senderType": context.body.get("senderType").cloned().unwrap_or_else(|| Value::from("EmailDomain")),
        "selfUri": format!("/api/v2/routing/email/outbound/domains/{id}"),
    });
    context.world.store.put(OUTBOUND, &id, &domain, context.now);
    Ok(Reply::json(
        json!({ "domainName": id, "senderStatus": "Provisioned", "senderType": domain["senderType"] }),
    ))
}

fn activation(context: &mut Context<'_>) -> Answer {
    let domain = verbs::find(context, &ENTITIES[2], context.param("domainId"))?.value();
    Ok(Reply::json(
        json!({ "domainName": domain["id"], "senderStatus": "Provisioned", "senderType": domain["senderType"] }),
    ))
}

fn verification(context: &mut Context<'_>) -> Answer {
    verbs::find(context, &ENTITIES[0], context.param("domainId"))?;
    Ok(Reply::json(json!({ "status": "PENDING" })))
}

fn mail_from(context: &mut Context<'_>) -> Answer {
    let domain = verbs::find(context, &ENTITIES[0], context.param("domainId"))?.value();
    let none = || json!({ "status": "UNKNOWN", "mailFromDomain": "" });
    let settings = domain.get("mailFromSettings").cloned().unwrap_or_else(none);
    Ok(Reply::json(settings))
}

fn set_mail_from(context: &mut Context<'_>) -> Answer {
    let record = verbs::find(context, &ENTITIES[0], context.param("domainId"))?;
    let mut domain = record.value();
    domain["mailFromSettings"] = context.body.clone();
    context.world.store.put(KIND, &record.id, &domain, context.now);
    mail_from(context)
}
