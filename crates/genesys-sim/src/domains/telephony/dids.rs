//! The numbers of pools, and who has them.

use serde_json::{Value, json};

use crate::{
    domains::{
        Route, architect,
        telephony::{DID_POOL, digits, phones, range, trunks},
        users,
    },
    ids,
    refusal::Refusal,
    request::{Answer, Context, Reply},
};

/// The operations of this part. The platform has an object for each number that somebody has; what a number's id is made of is
/// inferred.
pub static ROUTES: &[Route] = &[
    ("GET", "/api/v2/telephony/providers/edges/dids", list),
    ("GET", "/api/v2/telephony/providers/edges/dids/{didId}", read),
];

/// The numbers that somebody has: kind, id and name of who it is.
fn owned(context: &Context<'_>) -> Vec<(String, &'static str, Value)> {
    let store = &context.world.store;
    let reference =
        |value: &Value| json!({ "id": value["id"], "name": value["name"], "selfUri": value["selfUri"] });
    let mut owned = Vec::new();
    for ivr in store.live(architect::routing::IVR).map(|ivr| ivr.value()) {
        let numbers = ivr["dnis"].as_array().into_iter().flatten().filter_map(Value::as_str);
        owned.extend(numbers.map(|number| (number.to_owned(), "IVR_CONFIG", reference(&ivr))));
    }
    for phone in store.live(phones::PHONE).map(|phone| phone.value()) {
        owned.extend(phones::addresses(&phone).map(|number| (number, "PHONE", reference(&phone))));
    }
    for user in store.live(users::KIND).map(|user| user.value()) {
        let addresses = user["addresses"].as_array().into_iter().flatten();
        let numbers = addresses
            .filter(|address| address["mediaType"] == "PHONE")
            .filter_map(|address| address["address"].as_str());
        owned.extend(numbers.map(|number| (number.to_owned(), "USER", reference(&user))));
    }
    owned
}

fn dids(context: &Context<'_>) -> Vec<Value> {
    let pools: Vec<(Value, (u64, u64))> = context
        .world
        .store
        .live(DID_POOL)
        .filter_map(|pool| {
            let pool = pool.value();
            let range = range(&pool, "startPhoneNumber", "endPhoneNumber")?;
            Some((pool, range))
        })
        .collect();
    let did = |(number, kind, owner): (String, &'static str, Value)| {
        let value = digits(&number)?;
        let (pool, _) = pools.iter().find(|(_, (first, last))| (*first..=*last).contains(&value))?;
        let id = ids::uuid(context.world.seed, "did", value);
        Some(json!({
            "id": id, "name": number, "phoneNumber": number, "state": "active", "version": 1,
            "didPool": { "id": pool["id"], "name": pool["name"], "selfUri": pool["selfUri"] },
            "owner": owner, "ownerType": kind, "selfUri": format!("/api/v2/telephony/providers/edges/dids/{id}"),
        }))
    };
    owned(context).into_iter().filter_map(did).collect()
}

fn list(context: &mut Context<'_>) -> Answer {
    let mut rows = dids(context);
    for (query, field) in
        [("phoneNumber", "/phoneNumber"), ("owner.id", "/owner/id"), ("didPool.id", "/didPool/id")]
    {
        if let Some(wanted) = context.query.get(query) {
            rows.retain(|did| did.pointer(field).is_some_and(|value| value == wanted));
        }
    }
    trunks::page(context, rows)
}

fn read(context: &mut Context<'_>) -> Answer {
    let wanted = context.param("didId");
    dids(context).into_iter().find(|did| did["id"] == wanted).map(Reply::json).ok_or_else(Refusal::not_found)
}
