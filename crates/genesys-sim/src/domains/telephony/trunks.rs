//! Trunks: their base settings, the edges and edge groups that have them, and what comes of that.

use serde_json::{Map, Value, json};

use crate::{
    domains::{
        Route,
        telephony::{NO_KEY, PLAIN, SITE},
    },
    engine::{Deletion, Entity, Hooks, entity::Follow, list, project, verbs},
    laws::{
        pages::{self, Row},
        references::Reference,
    },
    refusal::{Refusal, Refused},
    request::{Answer, Context, Reply},
    store::Record,
};

/// Kind of base settings of trunks.
pub const TRUNK_BASE: &str = "telephony/providers/edges/trunkbasesettings";
const EDGE_GROUP: &str = "telephony/providers/edges/edgegroups";
const EDGE: &str = "telephony/providers/edges";
const TRUNK: &str = "telephony/providers/edges/trunks";

/// What trunks can be based on: those that CX as Code 1.84.1 names, with a type of the models. Their names, and the ones for
/// trunks between edges, are inferred.
const METABASES: [(&str, &str, &str); 7] = [
    ("external_sip.json", "Generic SIP", "EXTERNAL"),
    ("external_sip_pcv_byoc_carrier.json", "BYOC Carrier", "EXTERNAL_BYOC_CARRIER"),
    ("external_sip_pcv_byoc_pbx.json", "BYOC PBX", "EXTERNAL_BYOC_PBX"),
    ("phone_connections.json", "SIP Phone Connections", "STATION"),
    ("phone_connections_webrtc.json", "WebRTC Phone Connections", "STATION_CDM_WEBRTC"),
    ("tie_trunk.json", "Tie", "TIE"),
    ("tie_trunk_direct.json", "Direct Tie", "TIE_DIRECT"),
];

/// The entities of this part.
pub static ENTITIES: &[Entity] = &[
    Entity {
        kind: TRUNK_BASE,
        collection: "/api/v2/telephony/providers/edges/trunkbasesettings",
        item: "/api/v2/telephony/providers/edges/trunkbasesettings/{trunkBaseSettingsId}",
        model: "TrunkBase",
        references: &[
            Reference::to("site.id", SITE).refused(NO_KEY),
            Reference::to("inboundSite.id", SITE).refused(NO_KEY),
        ],
        // The status is that at which CX as Code 1.84.1 waits; the rest is inferred.
        deletion: Deletion {
            in_use: Some(Refused::new(
                400,
                "general.bad.request",
                "The trunk base settings {name} are in use and may not be deleted.",
            )),
            ..Deletion::SOFT
        },
        hooks: Hooks {
            create: Some(complete),
            update: Some(complete),
            filter: Some(is_managed_as_asked),
            ..Hooks::NONE
        },
        ..PLAIN
    },
    Entity {
        kind: EDGE_GROUP,
        collection: "/api/v2/telephony/providers/edges/edgegroups",
        item: "/api/v2/telephony/providers/edges/edgegroups/{edgeGroupId}",
        model: "EdgeGroup",
        references: &[
            Reference::to("phoneTrunkBases.[].id", TRUNK_BASE).refused(NO_KEY),
            Reference::to("edgeTrunkBaseAssignment.trunkBase.id", TRUNK_BASE).refused(NO_KEY),
        ],
        hooks: Hooks {
            create: Some(check_group),
            update: Some(check_group),
            filter: Some(is_managed_as_asked),
            ..with_trunks(connect_group)
        },
        ..PLAIN
    },
    Entity {
        kind: EDGE,
        collection: "/api/v2/telephony/providers/edges",
        item: "/api/v2/telephony/providers/edges/{edgeId}",
        model: "Edge",
        references: &[
            Reference::to("site.id", SITE).refused(NO_KEY),
            Reference::to("edgeGroup.id", EDGE_GROUP).refused(NO_KEY),
        ],
        hooks: with_trunks(connect_edge),
        ..PLAIN
    },
    Entity {
        kind: TRUNK,
        collection: "/api/v2/telephony/providers/edges/trunks",
        item: "/api/v2/telephony/providers/edges/trunks/{trunkId}",
        model: "Trunk",
        unique: None,
        hooks: Hooks { filter: Some(is_trunk_asked_for), ..Hooks::NONE },
        ..PLAIN
    },
];

/// Of what has trunks: they come when it names what they are made of, and go with it.
const fn with_trunks(connect: Follow) -> Hooks {
    Hooks { created: Some(connect), updated: Some(connect), deleted: Some(disconnect), ..Hooks::NONE }
}

/// The operations of this part beyond create, read, update, delete and list.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/telephony/providers/edges/trunkbasesettings/template", template),
    ("GET", "/api/v2/telephony/providers/edges/trunkbasesettings/availablemetabases", metabases),
    ("GET", "/api/v2/telephony/providers/edges/{edgeId}/trunks", trunks_of_edge),
];

fn metabase(id: &str) -> Option<(&'static str, &'static str, &'static str)> {
    METABASES.into_iter().find(|(known, ..)| *known == id)
}

fn trunk_type(metabase: &str) -> &'static str {
    match metabase {
        kind if kind.starts_with("EXTERNAL") => "EXTERNAL",
        kind if kind.starts_with("TIE") => "EDGE",
        _ => "PHONE",
    }
}

/// Settings under what a request says of them. The platform describes each; what a request says is its `value.instance`, and CX as
/// Code 1.84.1 lays that over what is there. Which settings there are, and their defaults, is inferred from what clients set.
pub fn describe(settings: &mut Value, described: &[(&str, &str, Value)]) {
    if !settings.is_object() {
        *settings = Value::Object(Map::new());
    }
    for (name, kind, default) in described {
        let whole = json!({ "type": kind, "value": { "default": default, "instance": default } });
        if settings[*name].is_null() {
            settings[*name] = whole;
        } else {
            project::underlay(&mut settings[*name], &whole);
        }
    }
}

fn settings() -> [(&'static str, &'static str, Value); 4] {
    [
        ("trunk_label", "string", json!("Trunk")),
        ("trunk_max_dial_timeout", "string", json!("2m")),
        ("trunk_media_codec", "array", json!(["audio/opus", "audio/pcmu", "audio/pcma"])),
        ("trunk_transport_sip_dscp_value", "integer", json!(24)),
    ]
}

fn no_metabase(id: &str) -> Refusal {
    NO_KEY.about(id, "trunkMetabase").field("trunkMetabase")
}

fn complete(_: &mut Context<'_>, _: &Value, new: &mut Value) -> Result<(), Refusal> {
    let id = new["trunkMetabase"]["id"].as_str().unwrap_or_default().to_owned();
    let Some((id, name, _)) = metabase(&id) else { return Err(no_metabase(&id)) };
    new["trunkMetabase"] = json!({ "id": id, "name": name });
    // Only trunks of one's own over the internet have a site for inbound calls (CX as Code 1.84.1).
    let byoc = id.starts_with("external_sip_pcv_byoc");
    let given = new["inboundSite"]["id"].is_string();
    if byoc != given {
        let message = if byoc {
            "An inbound site is required for an external BYOC trunk."
        } else {
            "An inbound site is for external BYOC trunks only."
        };
        return Err(Refusal::new(400, "general.bad.request", message).field("inboundSite"));
    }
    if new.get("managed").is_none() {
        new["managed"] = Value::from(false);
    }
    if let Value::Object(fields) = &mut *new
        && !given
    {
        fields.remove("inboundSite");
    }
    describe(&mut new["properties"], &settings());
    Ok(())
}

fn template(context: &mut Context<'_>) -> Answer {
    let asked = context.query.get("trunkMetabaseId").unwrap_or_default();
    let Some((id, name, kind)) = metabase(asked) else { return Err(no_metabase(asked)) };
    let mut proposed = json!({
        "name": name, "state": "active", "trunkMetabase": { "id": id, "name": name },
        "trunkType": trunk_type(kind), "managed": false,
    });
    describe(&mut proposed["properties"], &settings());
    Ok(Reply::json(proposed))
}

fn metabases(context: &mut Context<'_>) -> Answer {
    let wanted = context.query.all("type");
    let rows = METABASES
        .iter()
        .filter(|(.., kind)| wanted.is_empty() || wanted.contains(kind))
        .map(|(id, name, kind)| json!({ "id": id, "name": name, "type": kind, "state": "active" }))
        .collect();
    page(context, rows)
}

/// A page of rows that are no objects of the store.
///
/// # Errors
/// When the page that is asked for is none.
pub fn page(context: &mut Context<'_>, rows: Vec<Value>) -> Answer {
    let facts = verbs::facts()?;
    let page = pages::wanted(facts, context.operation, context.query, &Value::Null)?;
    let total = rows.len();
    let rows = rows.into_iter().skip(page.start).take(page.size).map(Row::Value).collect();
    Ok(pages::envelope(context, facts, page, total, rows))
}

/// Where a list can be asked for what the platform looks after, and for what it does not.
#[must_use]
pub fn is_managed_as_asked(context: &Context<'_>, record: &Record) -> bool {
    context.query.get("managed").is_none_or(|asked| {
        let managed = record.value()["managed"] == true;
        asked.eq_ignore_ascii_case(if managed { "true" } else { "false" })
    })
}

/// What a group's edges are connected by cannot be changed: CX as Code 1.84.1 sends it back as it was, because of this code.
fn check_group(_: &mut Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    for field in ["managed", "hybrid"] {
        if new.get(field).is_none() {
            new[field] = Value::from(false);
        }
    }
    let base = |group: &Value| group["edgeTrunkBaseAssignment"]["trunkBase"]["id"].clone();
    if base(old).is_string() && base(old) != base(new) {
        return Err(Refusal::new(
            400,
            "EDGE_TRUNK_BASE_ASSIGNMENT_MODIFICATION_NOT_ALLOWED",
            "The edge trunk base assignment may not be modified.",
        )
        .field("edgeTrunkBaseAssignment"));
    }
    Ok(())
}

fn connect_group(context: &mut Context<'_>, id: &str) -> Result<(), Refusal> {
    let Some(group) = context.world.store.get(EDGE_GROUP, id).map(|group| group.value()) else {
        return Ok(());
    };
    let phones = group["phoneTrunkBases"].as_array().into_iter().flatten();
    let bases = phones.chain([&group["edgeTrunkBaseAssignment"]["trunkBase"]]);
    let bases: Vec<String> = bases.filter_map(|base| base["id"].as_str().map(str::to_owned)).collect();
    connect(context, ("edgeGroup", &group), &bases);
    Ok(())
}

fn connect_edge(context: &mut Context<'_>, id: &str) -> Result<(), Refusal> {
    let Some(edge) = context.world.store.get(EDGE, id).map(|edge| edge.value()) else { return Ok(()) };
    let assigned = edge["edgeGroup"]["edgeTrunkBaseAssignment"]["trunkBase"]["id"].as_str();
    let bases: Vec<String> = assigned.map(str::to_owned).into_iter().collect();
    connect(context, ("edge", &edge), &bases);
    Ok(())
}

/// Makes a trunk of each base settings that something has, and forgets those that it has no more.
fn connect(context: &mut Context<'_>, (field, holder): (&str, &Value), bases: &[String]) {
    let there: Vec<(String, Value)> = context
        .world
        .store
        .live(TRUNK)
        .map(|trunk| (trunk.id.to_string(), trunk.value()))
        .filter(|(_, trunk)| trunk[field]["id"] == holder["id"])
        .collect();
    for (id, trunk) in &there {
        if !bases.iter().any(|base| trunk["trunkBase"]["id"] == **base) {
            context.world.store.remove(TRUNK, id);
        }
    }
    for base in bases {
        let known = there.iter().any(|(_, trunk)| trunk["trunkBase"]["id"] == **base);
        let Some(settings) = context.world.store.get(TRUNK_BASE, base).map(|base| base.value()) else {
            continue;
        };
        if known {
            continue;
        }
        let id = context.world.new_id(TRUNK);
        let reference = |object: &Value| json!({ "id": object["id"], "name": object["name"], "selfUri": object["selfUri"] });
        let name = |object: &Value| object["name"].as_str().unwrap_or_default().to_owned();
        let mut trunk = json!({
            "id": id, "name": format!("{} on {}", name(&settings), name(holder)), "state": "active",
            "version": 1, "trunkType": settings["trunkType"], "trunkBase": reference(&settings),
            "trunkMetabase": settings["trunkMetabase"], "inService": true, "enabled": true,
            "dateCreated": context.timestamp(), "dateModified": context.timestamp(),
            "createdBy": context.caller.actor(), "modifiedBy": context.caller.actor(),
            "selfUri": format!("/api/v2/telephony/providers/edges/trunks/{id}"),
        });
        trunk[field] = reference(holder);
        context.world.store.put(TRUNK, &id, &trunk, context.now);
    }
}

/// The trunks of what is gone are gone.
fn disconnect(context: &mut Context<'_>, id: &str) -> Result<(), Refusal> {
    let of_it = |trunk: &Value| ["edgeGroup", "edge"].iter().any(|field| trunk[*field]["id"] == id);
    let trunks: Vec<String> = context
        .world
        .store
        .live(TRUNK)
        .filter(|trunk| of_it(&trunk.value()))
        .map(|trunk| trunk.id.to_string())
        .collect();
    for trunk in trunks {
        context.world.store.remove(TRUNK, &trunk);
    }
    Ok(())
}

fn is_trunk_asked_for(context: &Context<'_>, record: &Record) -> bool {
    let trunk = record.value();
    let is = |query: &str, value: &Value| context.query.get(query).is_none_or(|asked| *value == asked);
    is("edge.id", &trunk["edge"]["id"])
        && is("trunkBase.id", &trunk["trunkBase"]["id"])
        && is("trunkType", &trunk["trunkType"])
}

fn trunks_of_edge(context: &mut Context<'_>) -> Answer {
    let edge = context.param("edgeId").to_owned();
    verbs::find(context, &ENTITIES[2], &edge)?;
    let page = pages::wanted(verbs::facts()?, context.operation, context.query, &Value::Null)?;
    let of_it = |trunk: &Value| trunk["edge"]["id"] == *edge;
    let trunks: Vec<_> =
        context.world.store.live(TRUNK).filter(|trunk| of_it(&trunk.value())).cloned().collect();
    let total = trunks.len();
    let rows = trunks.into_iter().skip(page.start).take(page.size).collect();
    list::page_of(context, &ENTITIES[3], page, total, rows)
}
