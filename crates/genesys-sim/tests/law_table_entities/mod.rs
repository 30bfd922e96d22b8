//! The entities of the law table, one each.

#![allow(unreachable_pub)]

use std::sync::LazyLock;

use serde_json::{Value, json};

/// What the laws ask of an entity. In its texts `{n}` is a number, `{need.id}` the id of what it needs, `{id}` its own.
pub struct Entity {
    pub name: &'static str,
    pub path: &'static str,
    pub body: Value,
    /// Name, path and body of what must be there before.
    pub needs: Vec<(&'static str, &'static str, Value)>,
    /// Method, whether it replaces, and what it changes.
    pub update: Option<(&'static str, bool, Value)>,
    pub version: Version,
    /// Refusal of a second one of the same name.
    pub unique: Option<(u16, &'static str)>,
    /// Status of the DELETE.
    pub deleted: u16,
    pub after: After,
    /// Method and body of what must be done before a DELETE.
    pub before_delete: Option<(&'static str, Value)>,
    /// What refers to it.
    pub used_by: Option<(&'static str, &'static str, Value)>,
    /// Whether that is not a reference in the sense of the lag.
    pub used_silently: bool,
    /// Refusal of a DELETE while it is used.
    pub in_use: Option<(u16, &'static str)>,
    /// Field, value that refers to nothing, status.
    pub refers: Option<(&'static str, Value, u16)>,
    /// A write of what belongs to it.
    pub touched_by: Option<(&'static str, &'static str, Value)>,
    /// Whether its division is `divisionId` in requests; `None` when it has none.
    pub division: Option<bool>,
    /// Whether a GET shows the division.
    pub shows_division: bool,
    /// Path of its search, and the field to search by.
    pub search: Option<(&'static str, &'static str)>,
    /// A field that must be there, and the code without it.
    pub required: Option<(&'static str, &'static str)>,
    /// Whether an organization has some from the start.
    pub founded: bool,
    pub key: &'static str,
    /// Query of a GET and of a list.
    pub reading: &'static str,
    pub listing: &'static str,
    /// Path of the object that lists it, and the field with the list, where it has no list of its own.
    pub inside: Option<(&'static str, &'static str)>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Version {
    None,
    Required,
    Sent,
    Text,
}

/// What a GET says after a DELETE.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum After {
    /// 404.
    Gone,
    /// 410.
    Gone410,
    /// 200 with `state: deleted`.
    Shown,
    /// 404, and with `?state=deleted` as above.
    Asked,
    /// There is no DELETE.
    Stays,
}

impl Entity {
    /// The simulator's name of the kind.
    pub fn kind(&self) -> String {
        self.path
            .trim_start_matches('/')
            .split('/')
            .filter(|part| !part.starts_with('{'))
            .collect::<Vec<_>>()
            .join("/")
    }
}

fn plain(name: &'static str, path: &'static str, body: Value) -> Entity {
    Entity {
        name,
        path,
        body,
        needs: Vec::new(),
        update: None,
        version: Version::None,
        unique: Some((409, "general.conflict")),
        deleted: 204,
        after: After::Gone,
        before_delete: None,
        used_by: None,
        used_silently: false,
        in_use: None,
        refers: None,
        touched_by: None,
        division: None,
        shows_division: true,
        search: None,
        required: Some(("name", "required.field.missing")),
        founded: false,
        key: "id",
        reading: "",
        listing: "",
        inside: None,
    }
}

const NOTHING: &str = "00000000-0000-4000-8000-00000000dead";
const CONFLICT: Option<(u16, &str)> = Some((409, "general.conflict"));

fn named() -> Value {
    json!({ "name": "Thing {n}" })
}

fn flow() -> Value {
    json!({ "name": "Flow {n}", "type": "INBOUNDCALL" })
}

fn user() -> (&'static str, &'static str, Value) {
    ("user", "/users", json!({ "name": "Needed {n}", "email": "needed{n}@example.com" }))
}

fn location() -> Value {
    json!({
        "name": "Location {n}", "address": { "city": "c", "country": "US" },
        "emergencyNumber": { "e164": "+13175550100", "number": "+13175550100", "type": "default" },
    })
}

fn table() -> Value {
    json!({ "name": "Table {n}", "schema": { "type": "object", "required": ["key"], "properties": {
        "key": { "type": "string" }, "open": { "type": "boolean", "default": true },
    } } })
}

fn trunk_base() -> Value {
    json!({ "name": "Base {n}", "trunkMetabase": { "id": "phone_connections_webrtc.json" }, "trunkType": "PHONE" })
}

fn phone_base() -> Value {
    json!({ "name": "Base {n}", "phoneMetaBase": { "id": "generic_sip.json" }, "lines": [{ "name": "Line {n}" }] })
}

/// What the four routing entities of Architect and the telephony entities share.
fn config(entity: Entity) -> Entity {
    Entity {
        version: Version::Sent,
        update: Some(("PUT", true, json!({ "description": "changed" }))),
        deleted: 200,
        after: After::Shown,
        ..entity
    }
}

pub static ENTITIES: LazyLock<Vec<Entity>> = LazyLock::new(|| {
    let queue_of = |body: Value| Some(("POST", "/routing/queues", body));
    vec![
        Entity {
            update: Some(("PUT", true, json!({ "description": "changed" }))),
            used_by: queue_of(json!({ "name": "Used {n}", "division": { "id": "{id}" } })),
            in_use: Some((400, "bad.request")),
            founded: true,
            ..plain("division", "/authorization/divisions", named())
        },
        Entity {
            update: Some(("PUT", true, json!({ "description": "changed" }))),
            used_by: Some((
                "POST",
                "/oauth/clients",
                json!({ "name": "C {n}", "authorizedGrantType": "CLIENT-CREDENTIALS", "roleDivisions": [{ "roleId": "{id}", "divisionId": "*" }] }),
            )),
            founded: true,
            ..plain("role", "/authorization/roles", named())
        },
        Entity {
            unique: None,
            update: Some(("PUT", true, json!({ "description": "changed" }))),
            before_delete: Some((
                "PUT",
                json!({ "name": "Thing {n}", "authorizedGrantType": "CLIENT-CREDENTIALS", "roleDivisions": [{ "roleId": "{role.id}", "divisionId": "*" }], "state": "inactive" }),
            )),
            refers: Some(("roleDivisions", json!([{ "roleId": NOTHING, "divisionId": "*" }]), 400)),
            founded: true,
            needs: vec![("role", "/authorization/roles", json!({ "name": "Role {n}" }))],
            ..plain(
                "oauth client",
                "/oauth/clients",
                json!({ "name": "Thing {n}", "authorizedGrantType": "CLIENT-CREDENTIALS", "roleDivisions": [{ "roleId": "{role.id}", "divisionId": "*" }] }),
            )
        },
        Entity {
            version: Version::Required,
            update: Some(("PATCH", false, json!({ "title": "changed" }))),
            deleted: 200,
            after: After::Asked,
            division: Some(true),
            search: Some(("/users/search", "email")),
            touched_by: Some(("PUT", "/users/{id}/profileskills", json!(["Patience"]))),
            used_by: Some((
                "POST",
                "/users",
                json!({ "name": "U {n}", "email": "used{n}@example.com", "manager": "{id}" }),
            )),
            used_silently: true,
            ..plain(
                "user",
                "/users",
                json!({ "name": "User {n}", "email": "user{n}@example.com", "state": "active" }),
            )
        },
        Entity {
            version: Version::Required,
            update: Some(("PUT", false, json!({ "description": "changed" }))),
            deleted: 200,
            after: After::Shown,
            search: Some(("/groups/search", "name")),
            needs: vec![user()],
            touched_by: Some((
                "POST",
                "/groups/{id}/members",
                json!({ "memberIds": ["{user.id}"], "version": 1 }),
            )),
            refers: Some(("ownerIds", json!([NOTHING]), 400)),
            ..plain(
                "group",
                "/groups",
                json!({ "name": "Group {n}", "type": "official", "rulesVisible": true, "visibility": "public" }),
            )
        },
        Entity {
            version: Version::Required,
            update: Some(("PATCH", false, json!({ "name": "changed", "notes": "changed" }))),
            after: After::Shown,
            search: Some(("/locations/search", "name")),
            used_by: Some((
                "POST",
                "/telephony/providers/edges/sites",
                json!({ "name": "S {n}", "location": { "id": "{id}" }, "mediaModel": "Cloud" }),
            )),
            in_use: CONFLICT,
            refers: Some(("path", json!([NOTHING]), 400)),
            ..plain("location", "/locations", location())
        },
        Entity {
            update: Some(("PATCH", false, json!({ "name": "changed", "description": "changed" }))),
            division: Some(false),
            search: Some(("/teams/search", "name")),
            ..plain("team", "/teams", named())
        },
        Entity {
            unique: Some((400, "duplicate.name")),
            update: Some(("PUT", true, json!({ "description": "changed" }))),
            deleted: 200,
            division: Some(false),
            needs: vec![user()],
            used_by: Some(("POST", "/routing/queues/{id}/members", json!([{ "id": "{user.id}" }]))),
            used_silently: true,
            in_use: Some((400, "active.queue")),
            refers: Some(("queueFlow", json!({ "id": NOTHING }), 400)),
            ..plain("queue", "/routing/queues", named())
        },
        Entity {
            version: Version::Text,
            deleted: 200,
            after: After::Shown,
            division: Some(true),
            shows_division: false,
            needs: vec![user()],
            used_by: Some((
                "POST",
                "/users/{user.id}/routingskills",
                json!({ "id": "{id}", "proficiency": 1 }),
            )),
            ..plain("skill", "/routing/skills", named())
        },
        Entity {
            version: Version::Text,
            after: After::Shown,
            ..plain("language", "/routing/languages", named())
        },
        Entity {
            unique: Some((400, "duplicate.name")),
            update: Some(("PUT", true, json!({ "description": "changed" }))),
            deleted: 200,
            division: Some(false),
            ..plain("wrap-up code", "/routing/wrapupcodes", named())
        },
        Entity {
            update: Some(("PATCH", true, json!({ "description": "changed" }))),
            division: Some(false),
            needs: vec![("skill", "/routing/skills", json!({ "name": "Skill {n}" }))],
            ..plain(
                "skill group",
                "/routing/skillgroups",
                json!({ "name": "Thing {n}", "skillConditions": [{
                    "routingSkillConditions": [{ "routingSkill": "{skill.name}", "comparator": "GreaterThan", "proficiency": 2 }],
                    "languageSkillConditions": [], "operation": "And",
                }] }),
            )
        },
        Entity {
            update: Some(("PUT", true, json!({ "name": "changed" }))),
            ..plain("utilization label", "/routing/utilization/labels", named())
        },
        Entity {
            unique: Some((400, "postino.domain.exists")),
            update: Some((
                "PATCH",
                false,
                json!({ "mailFromSettings": { "mailFromDomain": "bounce.example.com" } }),
            )),
            deleted: 200,
            required: Some(("id", "required.field.missing")),
            used_by: Some((
                "POST",
                "/routing/email/domains/{id}/routes",
                json!({ "pattern": "p{n}", "fromName": "F", "fromEmail": "a@b.example.com" }),
            )),
            used_silently: true,
            ..plain(
                "e-mail domain",
                "/routing/email/domains",
                json!({ "id": "mail{n}.example.com", "subDomain": false }),
            )
        },
        Entity {
            unique: Some((400, "postino.route.pattern.exists")),
            update: Some(("PUT", true, json!({ "fromName": "changed" }))),
            deleted: 200,
            required: Some(("pattern", "required.field.missing")),
            needs: vec![
                (
                    "domain",
                    "/routing/email/domains",
                    json!({ "id": "routes{n}.example.com", "subDomain": false }),
                ),
                ("queue", "/routing/queues", json!({ "name": "Queue {n}" })),
            ],
            refers: Some(("flow", json!({ "id": NOTHING }), 400)),
            ..plain(
                "e-mail route",
                "/routing/email/domains/{domain.id}/routes",
                json!({ "pattern": "p{n}", "fromName": "F", "fromEmail": "a@b.example.com", "queue": { "id": "{queue.id}" } }),
            )
        },
        Entity {
            unique: None,
            required: Some(("street", "required.field.missing")),
            ..plain(
                "SMS address",
                "/routing/sms/addresses",
                json!({ "name": "Thing {n}", "street": "s", "city": "c", "region": "r", "postalCode": "1", "countryCode": "DE" }),
            )
        },
        Entity {
            unique: Some((409, "architect.flow.already.exists")),
            update: Some(("PUT", true, json!({ "description": "changed" }))),
            after: After::Gone410,
            division: Some(false),
            used_by: queue_of(json!({ "name": "Used {n}", "queueFlow": { "id": "{id}" } })),
            in_use: Some((409, "architect.flow.cannot.delete.used.in.queues")),
            ..plain("flow", "/flows", flow())
        },
        Entity {
            unique: Some((409, "flows.datatables.not.unique")),
            update: Some(("PUT", true, json!({ "description": "changed" }))),
            division: Some(false),
            required: Some(("name", "flows.datatables.syntax.error")),
            ..plain("data table", "/flows/datatables", table())
        },
        Entity {
            unique: Some((409, "flows.datatables.not.unique")),
            update: Some(("PUT", true, json!({ "open": false }))),
            key: "key",
            reading: "?showbrief=false",
            required: Some(("key", "flows.datatables.syntax.error")),
            needs: vec![("table", "/flows/datatables", table())],
            ..plain("data table row", "/flows/datatables/{table.id}/rows", json!({ "key": "key {n}" }))
        },
        Entity {
            update: Some(("PUT", true, json!({ "description": "changed" }))),
            deleted: 200,
            division: Some(false),
            ..plain("milestone", "/flows/milestones", named())
        },
        Entity {
            update: Some(("PUT", true, json!({ "description": "changed" }))),
            after: After::Stays,
            division: Some(false),
            ..plain("outcome", "/flows/outcomes", named())
        },
        // A DELETE switches it off.
        Entity {
            unique: None,
            update: Some(("PUT", true, json!({ "languageLabels": { "en_US": "changed" } }))),
            after: After::Stays,
            required: Some(("languageLabels", "required.field.missing")),
            ..plain(
                "presence definition",
                "/presence/definitions",
                json!({ "languageLabels": { "en_US": "Thing {n}" }, "systemPresence": "Away" }),
            )
        },
        Entity {
            unique: Some((409, "architect.prompt.already.exists")),
            update: Some(("PUT", true, json!({ "description": "changed" }))),
            used_by: Some(("POST", "/architect/prompts/{id}/resources", json!({ "language": "en-us" }))),
            used_silently: true,
            in_use: Some((409, "architect.prompt.has.resources")),
            required: None,
            ..plain("prompt", "/architect/prompts", json!({ "name": "Prompt_{n}" }))
        },
        Entity {
            unique: Some((409, "architect.prompt.resource.already.exists")),
            update: Some(("PUT", true, json!({ "ttsString": "changed" }))),
            required: Some(("language", "required.field.missing")),
            needs: vec![("prompt", "/architect/prompts", json!({ "name": "Prompt_{n}" }))],
            ..plain(
                "prompt resource",
                "/architect/prompts/{prompt.id}/resources",
                json!({ "language": "{language}" }),
            )
        },
        config(Entity {
            division: Some(false),
            used_by: Some((
                "POST",
                "/architect/schedulegroups",
                json!({ "name": "G {n}", "openSchedules": [{ "id": "{id}" }] }),
            )),
            in_use: CONFLICT,
            ..plain(
                "schedule",
                "/architect/schedules",
                json!({ "name": "Thing {n}", "start": "2026-01-05T08:00:00.000", "end": "2026-01-05T17:00:00.000", "rrule": "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO" }),
            )
        }),
        config(Entity {
            division: Some(false),
            needs: vec![("flow", "/flows", flow())],
            used_by: Some((
                "POST",
                "/architect/ivrs",
                json!({ "name": "I {n}", "scheduleGroup": { "id": "{id}" }, "openHoursFlow": { "id": "{flow.id}" }, "closedHoursFlow": { "id": "{flow.id}" } }),
            )),
            in_use: CONFLICT,
            refers: Some(("openSchedules", json!([{ "id": NOTHING }]), 400)),
            ..plain("schedule group", "/architect/schedulegroups", named())
        }),
        config(Entity {
            division: Some(false),
            needs: vec![("flow", "/flows", flow())],
            used_by: Some((
                "POST",
                "/architect/emergencygroups",
                json!({ "name": "E {n}", "enabled": false, "emergencyCallFlows": [{ "emergencyFlow": { "id": "{flow.id}" }, "ivrs": [{ "id": "{id}" }] }] }),
            )),
            in_use: CONFLICT,
            refers: Some(("openHoursFlow", json!({ "id": NOTHING }), 400)),
            ..plain("IVR", "/architect/ivrs", named())
        }),
        config(Entity {
            division: Some(false),
            refers: Some(("emergencyCallFlows", json!([{ "emergencyFlow": { "id": NOTHING } }]), 400)),
            ..plain(
                "emergency group",
                "/architect/emergencygroups",
                json!({ "name": "Thing {n}", "enabled": false }),
            )
        }),
        Entity {
            unique: None,
            update: Some(("PATCH", false, json!({ "intendedState": "ENABLED" }))),
            deleted: 200,
            required: Some(("integrationType", "required.field.missing")),
            needs: vec![],
            used_by: Some((
                "POST",
                "/integrations/actions",
                json!({
                    "name": "A {n}", "category": "c", "integrationId": "{id}", "config": { "request": { "requestUrlTemplate": "/x", "requestType": "GET" } },
                    "contract": { "input": { "inputSchema": {} }, "output": { "successSchema": {} } },
                }),
            )),
            ..plain(
                "integration",
                "/integrations",
                json!({ "integrationType": { "id": "purecloud-data-actions" } }),
            )
        },
        Entity {
            unique: None,
            update: Some(("PUT", true, json!({ "name": "changed" }))),
            required: Some(("type", "required.field.missing")),
            ..plain(
                "credential",
                "/integrations/credentials",
                json!({ "name": "Thing {n}", "type": { "name": "userDefined" }, "credentialFields": { "a": "b" } }),
            )
        },
        Entity {
            unique: None,
            version: Version::Required,
            update: Some(("PATCH", false, json!({ "category": "changed" }))),
            needs: vec![(
                "integration",
                "/integrations",
                json!({ "integrationType": { "id": "purecloud-data-actions" } }),
            )],
            refers: Some(("integrationId", json!(NOTHING), 400)),
            ..plain(
                "action",
                "/integrations/actions",
                json!({
                    "name": "A {n}", "category": "c", "integrationId": "{integration.id}", "config": { "request": { "requestUrlTemplate": "/x", "requestType": "GET" } },
                    "contract": { "input": { "inputSchema": {} }, "output": { "successSchema": {} } },
                }),
            )
        },
        Entity {
            version: Version::Sent,
            update: Some(("PUT", true, json!({ "name": "changed" }))),
            division: Some(false),
            used_by: Some((
                "POST",
                "/responsemanagement/responses",
                json!({ "name": "R {n}", "libraries": [{ "id": "{id}" }], "texts": [{ "content": "a", "contentType": "text/plain" }] }),
            )),
            ..plain("library", "/responsemanagement/libraries", named())
        },
        Entity {
            unique: None,
            version: Version::Sent,
            update: Some(("PUT", true, json!({ "name": "changed" }))),
            required: Some(("libraries", "required.field.missing")),
            listing: "?libraryId={library.id}",
            needs: vec![("library", "/responsemanagement/libraries", named())],
            refers: Some(("libraries", json!([{ "id": NOTHING }]), 404)),
            ..plain(
                "response",
                "/responsemanagement/responses",
                json!({ "name": "R {n}", "libraries": [{ "id": "{library.id}" }], "texts": [{ "content": "a", "contentType": "text/plain" }] }),
            )
        },
        config(Entity {
            unique: None,
            required: Some(("startPhoneNumber", "required.field.missing")),
            ..plain(
                "DID pool",
                "/telephony/providers/edges/didpools",
                json!({ "name": "Thing {n}", "startPhoneNumber": "+1317{n3}0100", "endPhoneNumber": "+1317{n3}0199" }),
            )
        }),
        config(Entity {
            unique: None,
            division: Some(false),
            required: Some(("startNumber", "general.bad.request")),
            ..plain(
                "extension pool",
                "/telephony/providers/edges/extensionpools",
                json!({ "startNumber": "1{n3}0", "endNumber": "1{n3}9" }),
            )
        }),
        config(Entity {
            unique: Some((400, "duplicate.value")),
            needs: vec![("location", "/locations", location())],
            refers: Some(("location", json!({ "id": NOTHING }), 400)),
            ..plain(
                "site",
                "/telephony/providers/edges/sites",
                json!({ "name": "Thing {n}", "location": { "id": "{location.id}" }, "mediaModel": "Cloud" }),
            )
        }),
        config(Entity {
            unique: Some((400, "duplicate.value")),
            used_by: Some((
                "POST",
                "/telephony/providers/edges/edgegroups",
                json!({ "name": "G {n}", "phoneTrunkBases": [{ "id": "{id}" }] }),
            )),
            in_use: Some((400, "general.bad.request")),
            refers: Some(("site", json!({ "id": NOTHING }), 400)),
            ..plain("trunk base settings", "/telephony/providers/edges/trunkbasesettings", trunk_base())
        }),
        config(Entity {
            unique: Some((400, "duplicate.value")),
            needs: vec![("base", "/telephony/providers/edges/trunkbasesettings", trunk_base())],
            refers: Some(("phoneTrunkBases", json!([{ "id": NOTHING }]), 400)),
            ..plain(
                "edge group",
                "/telephony/providers/edges/edgegroups",
                json!({ "name": "G {n}", "phoneTrunkBases": [{ "id": "{base.id}" }] }),
            )
        }),
        config(Entity {
            unique: Some((400, "duplicate.value")),
            required: Some(("name", "required.field.missing")),
            ..plain("phone base settings", "/telephony/providers/edges/phonebasesettings", phone_base())
        }),
        config(Entity {
            unique: Some((400, "duplicate.value")),
            needs: vec![
                ("location", "/locations", location()),
                (
                    "site",
                    "/telephony/providers/edges/sites",
                    json!({ "name": "S {n}", "location": { "id": "{location.id}" }, "mediaModel": "Cloud" }),
                ),
                ("base", "/telephony/providers/edges/phonebasesettings", phone_base()),
            ],
            refers: Some(("site", json!({ "id": NOTHING }), 400)),
            ..plain(
                "phone",
                "/telephony/providers/edges/phones",
                json!({
                    "name": "Phone {n}", "site": { "id": "{site.id}" }, "phoneBaseSettings": { "id": "{base.id}" },
                    "lines": [{ "name": "Line {n}" }],
                }),
            )
        }),
        Entity {
            version: Version::Required,
            update: Some(("PUT", true, json!({ "enabled": false }))),
            needs: vec![("flow", "/flows", json!({ "name": "Flow {n}", "type": "WORKFLOW" }))],
            refers: Some(("target", json!({ "type": "Workflow", "id": NOTHING }), 400)),
            ..plain(
                "trigger",
                "/processautomation/triggers",
                json!({ "name": "Thing {n}", "topicName": "v2.x", "enabled": true, "target": { "type": "Workflow", "id": "{flow.id}" } }),
            )
        },
        Entity {
            deleted: 200,
            update: Some(("PATCH", false, json!({ "description": "changed" }))),
            required: Some(("name", "bad.request")),
            ..plain("grammar", "/architect/grammars", named())
        },
        Entity {
            update: Some((
                "PATCH",
                false,
                json!({ "voiceFileMetadata": { "fileName": "changed.gram", "fileType": "Gram" } }),
            )),
            key: "language",
            inside: Some(("/architect/grammars/{grammar.id}", "languages")),
            required: Some(("language", "bad.request")),
            needs: vec![("grammar", "/architect/grammars", json!({ "name": "Grammar {n}" }))],
            ..plain(
                "grammar language",
                "/architect/grammars/{grammar.id}/languages",
                json!({ "language": "{language}" }),
            )
        },
        Entity {
            unique: None,
            update: Some(("PUT", true, json!({ "name": "changed" }))),
            required: Some(("type", "required.field.missing")),
            needs: vec![(
                "group",
                "/groups",
                json!({ "name": "Group {n}", "type": "official", "rulesVisible": true, "visibility": "public" }),
            )],
            ..plain(
                "greeting",
                "/greetings",
                json!({ "name": "Thing {n}", "type": "VOICEMAIL", "ownerType": "ORGANIZATION", "owner": { "id": "{group.id}" } }),
            )
        },
        Entity {
            unique: None,
            update: Some(("PATCH", false, json!({ "description": "changed" }))),
            required: Some(("criteria", "required.field.missing")),
            listing: "?types=Learning",
            ..plain(
                "user rule",
                "/users/rules",
                json!({ "name": "Thing {n}", "type": "Learning", "criteria": [{ "operator": "Or", "group": [
                    { "operator": "And", "container": "User", "values": [{ "ids": ["a"] }] },
                ] }] }),
            )
        },
    ]
});
