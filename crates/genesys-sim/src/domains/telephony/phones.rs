//! Phones: their base settings, their lines, and the templates that both are made of.

use serde_json::{Value, json};

use crate::{
    domains::{
        Route,
        telephony::{NO_KEY, PLAIN, SITE, stations, trunks},
        users,
    },
    engine::{Deletion, Entity, Hooks, project, verbs},
    laws::references::Reference,
    refusal::{Refusal, Refused},
    request::{Answer, Context, Reply},
    store::Record,
};

/// Kind of base settings of phones.
pub const PHONE_BASE: &str = "telephony/providers/edges/phonebasesettings";
/// Kind of base settings of lines.
pub const LINE_BASE: &str = "telephony/providers/edges/linebasesettings";
/// Kind of a phone.
pub const PHONE: &str = "telephony/providers/edges/phones";

/// The setting of a line that has the number of a phone that stands by itself, and the one that has where else its calls go
/// (CX as Code 1.84.1).
const IDENTITY: &str = "station_identity_address";
const REMOTE: &str = "station_remote_address";

/// Models of phones: those that CX as Code 1.84.1 names, with the name of the model, what its lines are based on, and whether a phone is
/// one user's in the browser. Names and what lines are based on are inferred but for the last one.
const METABASES: [(&str, &str, &str, bool); 5] = [
    ("inin_webrtc_softphone.json", "PureCloud WebRTC Phone", "inin_webrtc_softphone_lines.json", true),
    ("inin_remote.json", "Remote Phone", "inin_remote_lines.json", false),
    ("generic_sip.json", "Generic SIP Phone", "generic_sip_lines.json", false),
    ("audiocodes_400hd.json", "AudioCodes 400HD", "audiocodes_400hd_lines.json", false),
    ("polycom_vvx_500.json", "Polycom VVX 500", "polycom_vvx.json", false),
];

/// The entities of this part.
pub static ENTITIES: &[Entity] = &[
    Entity {
        kind: PHONE_BASE,
        collection: "/api/v2/telephony/providers/edges/phonebasesettings",
        item: "/api/v2/telephony/providers/edges/phonebasesettings/{phoneBaseId}",
        model: "PhoneBase",
        hooks: Hooks {
            create: Some(complete_base),
            update: Some(complete_base),
            created: Some(keep_lines),
            updated: Some(keep_lines),
            deleted: Some(forget_lines),
            ..Hooks::NONE
        },
        ..PLAIN
    },
    Entity {
        kind: LINE_BASE,
        collection: "/api/v2/telephony/providers/edges/linebasesettings",
        item: "/api/v2/telephony/providers/edges/linebasesettings/{lineBaseId}",
        model: "LineBase",
        unique: None,
        ..PLAIN
    },
    Entity {
        kind: PHONE,
        collection: "/api/v2/telephony/providers/edges/phones",
        item: "/api/v2/telephony/providers/edges/phones/{phoneId}",
        model: "Phone",
        references: &[
            Reference::to("site.id", SITE).refused(NO_KEY),
            // CX as Code 1.84.1 waits where the base settings are not known yet.
            Reference::to("phoneBaseSettings.id", PHONE_BASE).refused(Refused::new(
                404,
                "not.found",
                "The phone base settings {id} were not found.",
            )),
            Reference::to("lineBaseSettings.id", LINE_BASE).refused(NO_KEY),
            Reference::to("lines.[].lineBaseSettings.id", LINE_BASE).refused(NO_KEY),
            Reference::to("webRtcUser.id", users::KIND).refused(NO_KEY),
        ],
        deletion: Deletion { in_use: None, ..Deletion::SOFT },
        kept: &["createdByApp", "modifiedByApp"],
        hooks: Hooks {
            create: Some(|context, old, new| {
                // As `createdBy` is who: nobody documents more of it than that an application is meant.
                new["createdByApp"] = Value::from(context.caller.client.as_str());
                complete_phone(context, old, new)
            }),
            update: Some(complete_phone),
            created: Some(stations::follow),
            updated: Some(stations::follow),
            deleted: Some(stations::forget),
            filter: Some(is_phone_asked_for),
            ..Hooks::NONE
        },
        ..PLAIN
    },
];

/// The operations of this part beyond create, read, update, delete and list.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/telephony/providers/edges/phonebasesettings/template", base_template),
    ("GET", "/api/v2/telephony/providers/edges/phonebasesettings/availablemetabases", metabases),
    ("GET", "/api/v2/telephony/providers/edges/phones/template", phone_template),
];

type Metabase = (&'static str, &'static str, &'static str, bool);

fn metabase(id: &str) -> Result<Metabase, Refusal> {
    let found = METABASES.into_iter().find(|(known, ..)| *known == id);
    found.ok_or_else(|| NO_KEY.about(id, "phoneMetaBase").field("phoneMetaBase"))
}

fn settings((_, name, _, webrtc): Metabase) -> [(&'static str, &'static str, Value); 4] {
    let codecs =
        if webrtc { json!(["audio/opus"]) } else { json!(["audio/opus", "audio/pcmu", "audio/pcma"]) };
    [
        ("phone_label", "string", Value::from(name)),
        ("phone_maxLineKeys", "integer", json!(1)),
        ("phone_media_codecs", "array", codecs),
        ("phone_standalone", "boolean", json!(false)),
    ]
}

/// Inferred from what official examples set for these models.
fn capabilities((.., webrtc): Metabase) -> Value {
    let codecs =
        if webrtc { json!(["audio/opus"]) } else { json!(["audio/opus", "audio/pcmu", "audio/pcma"]) };
    json!({
        "provisions": false, "registers": !webrtc, "dualRegisters": !webrtc, "hardwareIdType": "mac", "allowReboot": false,
        "noRebalance": false, "noCloudProvisioning": false, "mediaCodecs": codecs, "cdm": webrtc,
    })
}

/// What CX as Code 1.84.1 reads and sets of lines, with the defaults of its schema.
fn line_settings() -> [(&'static str, &'static str, Value); 3] {
    [
        ("station_persistent_enabled", "boolean", json!(false)),
        ("station_persistent_webrtc_enabled", "boolean", json!(false)),
        ("station_persistent_timeout", "integer", json!(600)),
    ]
}

fn base_template(context: &mut Context<'_>) -> Answer {
    let model = metabase(context.query.get("phoneMetabaseId").unwrap_or_default())?;
    let (id, name, line, _) = model;
    let mut line = json!({ "state": "active", "lineMetaBase": { "id": line, "name": format!("{name} line appearances") } });
    trunks::describe(&mut line["properties"], &line_settings());
    let mut proposed = json!({
        "name": name, "state": "active", "phoneMetaBase": { "id": id, "name": name }, "lines": [line],
        "capabilities": capabilities(model),
    });
    trunks::describe(&mut proposed["properties"], &settings(model));
    Ok(Reply::json(proposed))
}

fn metabases(context: &mut Context<'_>) -> Answer {
    let rows =
        METABASES.iter().map(|(id, name, ..)| json!({ "id": id, "name": name, "state": "active" })).collect();
    trunks::page(context, rows)
}

fn no_lines() -> Refusal {
    Refusal::new(400, "lines.required", "At least one line is required.").field("lines")
}

fn complete_base(context: &mut Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    let model = metabase(new["phoneMetaBase"]["id"].as_str().unwrap_or_default())?;
    let (id, name, line, _) = model;
    new["phoneMetaBase"] = json!({ "id": id, "name": name });
    if new["lines"].as_array().is_none_or(Vec::is_empty) {
        return Err(no_lines());
    }
    let known: Vec<Value> =
        old["lines"].as_array().into_iter().flatten().map(|line| line["id"].clone()).collect();
    for each in new["lines"].as_array_mut().into_iter().flatten() {
        if each["name"].as_str().unwrap_or_default().is_empty() {
            return Err(Refusal::new(400, "name.cannot.be.blank", "A line needs a name.").field("lines.name"));
        }
        if !known.contains(&each["id"]) {
            each["id"] = Value::from(context.world.new_id(LINE_BASE));
        }
        each["state"] = Value::from("active");
        if !each["lineMetaBase"]["id"].is_string() {
            each["lineMetaBase"] = json!({ "id": line, "name": format!("{name} line appearances") });
        }
        trunks::describe(&mut each["properties"], &line_settings());
    }
    trunks::describe(&mut new["properties"], &settings(model));
    if !new["capabilities"].is_object() {
        new["capabilities"] = json!({});
    }
    project::underlay(&mut new["capabilities"], &capabilities(model));
    Ok(())
}

/// The base settings of lines are listed by themselves, too.
fn keep_lines(context: &mut Context<'_>, id: &str) -> Result<(), Refusal> {
    forget_lines(context, id)?;
    let Some(base) = context.world.store.get(PHONE_BASE, id).map(|base| base.value()) else { return Ok(()) };
    for line in base["lines"].as_array().into_iter().flatten() {
        let own = line["id"].as_str().unwrap_or_default();
        let mut line = line.clone();
        line["selfUri"] = Value::from(format!("/api/v2/telephony/providers/edges/linebasesettings/{own}"));
        context.world.store.put(LINE_BASE, own, &line, context.now);
        context.world.store.put_side(LINE_BASE, own, "phoneBase", Value::from(id));
    }
    Ok(())
}

fn forget_lines(context: &mut Context<'_>, id: &str) -> Result<(), Refusal> {
    let of_it = |line: &Record| line.side.get("phoneBase").is_some_and(|base| base == id);
    let lines: Vec<String> = context
        .world
        .store
        .live(LINE_BASE)
        .filter(|line| of_it(line))
        .map(|line| line.id.to_string())
        .collect();
    for line in lines {
        context.world.store.remove(LINE_BASE, &line);
    }
    Ok(())
}

fn phone_template(context: &mut Context<'_>) -> Answer {
    let id = context.query.get("phoneBaseSettingsId").unwrap_or_default().to_owned();
    let base = verbs::find_known(context, &ENTITIES[0], &id)?.value();
    let line = &base["lines"][0];
    let reference = json!({ "id": line["id"], "name": line["name"] });
    Ok(Reply::json(json!({
        "name": base["name"], "state": "active",
        "phoneBaseSettings": { "id": base["id"], "name": base["name"] }, "phoneMetaBase": base["phoneMetaBase"],
        "lineBaseSettings": reference, "lines": [{ "lineBaseSettings": reference, "properties": {} }],
        "properties": base["properties"], "capabilities": base["capabilities"],
    })))
}

/// The numbers that the lines of a phone have.
pub fn addresses(phone: &Value) -> impl Iterator<Item = String> {
    let lines = phone["lines"].as_array().cloned().unwrap_or_default();
    lines.into_iter().filter_map(|line| address(&line, IDENTITY))
}

fn address(line: &Value, setting: &str) -> Option<String> {
    let text = line["properties"][setting]["value"]["instance"].as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

fn complete_phone(context: &mut Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal> {
    let id = new["phoneBaseSettings"]["id"].as_str().unwrap_or_default().to_owned();
    if id.is_empty() {
        return Err(Refusal::new(400, "base.settings.required", "Phone base settings are required.")
            .field("phoneBaseSettings"));
    }
    // The references say whether it exists.
    let Some(base) = context.world.known(PHONE_BASE, &id).map(|base| base.value()) else { return Ok(()) };
    let model = metabase(base["phoneMetaBase"]["id"].as_str().unwrap_or_default())?;
    if model.3 && !new["webRtcUser"]["id"].is_string() {
        return Err(
            Refusal::new(400, "webrtc.user.required", "A WebRTC phone needs a user.").field("webRtcUser")
        );
    }
    if new["lines"].as_array().is_none_or(Vec::is_empty) {
        return Err(no_lines());
    }
    let line_base = json!({ "id": base["lines"][0]["id"] });
    let known: Vec<Value> =
        old["lines"].as_array().into_iter().flatten().map(|line| line["id"].clone()).collect();
    for line in new["lines"].as_array_mut().into_iter().flatten() {
        if line["name"].as_str().unwrap_or_default().is_empty() {
            return Err(Refusal::new(400, "name.cannot.be.blank", "A line needs a name.").field("lines.name"));
        }
        if !known.contains(&line["id"]) {
            line["id"] = Value::from(context.world.new_id("telephony/providers/edges/lines"));
        }
        line["state"] = Value::from("active");
        line["lineBaseSettings"] = line_base.clone();
        if !line["properties"].is_object() {
            line["properties"] = json!({});
        }
        let (own, elsewhere) = (address(line, IDENTITY), address(line, REMOTE));
        if own.is_some() && elsewhere.is_some() {
            return Err(Refusal::new(
                400,
                "general.bad.request",
                "A line has an address of its own or a remote one.",
            )
            .field("lines.properties"));
        }
        if let Some(number) = own.filter(|number| !super::in_did_pool(context.world, number)) {
            return Err(Refusal::new(400, "general.bad.request", "The number {number} is in no DID pool.")
                .with("number", number)
                .field("lines.properties"));
        }
    }
    // Only a DELETE deletes (inferred).
    let sent = context.body["state"].as_str().filter(|state| ["active", "inactive"].contains(state));
    new["state"] = Value::from(sent.or(old["state"].as_str()).unwrap_or("active"));
    new["lineBaseSettings"] = line_base;
    new["phoneMetaBase"] = base["phoneMetaBase"].clone();
    if !new["properties"].is_object() {
        new["properties"] = json!({});
    }
    project::underlay(&mut new["properties"], &base["properties"]);
    if !new["capabilities"].is_object() {
        new["capabilities"] = json!({});
    }
    project::underlay(&mut new["capabilities"], &base["capabilities"]);
    Ok(())
}

fn is_phone_asked_for(context: &Context<'_>, record: &Record) -> bool {
    let phone = record.value();
    let is = |query: &str, value: &Value| context.query.get(query).is_none_or(|asked| *value == asked);
    is("site.id", &phone["site"]["id"])
        && is("webRtcUser.id", &phone["webRtcUser"]["id"])
        && is("phoneBaseSettings.id", &phone["phoneBaseSettings"]["id"])
}
