//! Users, groups, teams, locations, roles and OAuth clients, through HTTP.

mod common;

use common::{Org, fixed, mint};
use genesys_sim::Options;
use serde_json::{Value, json};

async fn user(org: &Org, name: &str) -> String {
    org.post("/users", json!({ "name": name, "email": format!("{name}@example.com"), "state": "active" }))
        .await
        .id()
}

#[tokio::test]
async fn users_have_versions_and_are_soft_deleted_and_restored() {
    let org = Org::start().await;
    let id = user(&org, "ann").await;
    let path = format!("/users/{id}");
    assert_eq!(org.patch(&path, json!({ "title": "x" })).await.status, 400);
    assert_eq!(
        org.patch(&path, json!({ "title": "x", "version": 9 })).await.refused(),
        (409, "general.conflict")
    );
    let changed = org.patch(&path, json!({ "title": "x", "version": 1 })).await.ok();
    assert_eq!((&changed["title"], &changed["version"]), (&json!("x"), &json!(2)));
    let only_state = org.patch(&path, json!({ "state": "inactive", "title": "y", "version": 2 })).await.ok();
    assert_eq!((&only_state["state"], &only_state["title"]), (&json!("inactive"), &json!("x")));
    assert_eq!(org.get(&path).await.ok()["state"], "inactive");
    assert_eq!(org.get("/users").await.ok()["total"], 0);
    assert_eq!(org.get("/users?state=any").await.ok()["total"], 1);

    assert_eq!(org.delete(&path).await.ok(), json!({}));
    assert_eq!(org.get(&path).await.status, 404);
    let deleted = org.get(&format!("{path}?state=deleted")).await.ok();
    let again = org.post("/users", json!({ "name": "ann", "email": "ANN@example.com" })).await;
    assert_eq!(again.refused(), (409, "general.conflict"));
    let search = json!({ "query": [
        { "fields": ["email"], "value": "ann@example.com", "type": "EXACT" },
        { "fields": ["state"], "values": ["deleted"], "type": "EXACT" },
    ] });
    assert_eq!(org.post("/users/search", search.clone()).await.ok()["results"][0]["id"], json!(id));
    assert_eq!(org.patch(&path, json!({ "title": "z", "version": deleted["version"] })).await.status, 404);
    let restored = org.patch(&path, json!({ "state": "active", "version": deleted["version"] })).await.ok();
    assert_eq!(restored["state"], "active");
    org.patch(&path, json!({ "state": "deleted", "version": restored["version"] })).await.ok();
    assert_eq!(org.get(&path).await.status, 404);
    let deleted = org.get(&format!("{path}?state=deleted")).await.ok();
    org.put(&format!("{path}/state"), json!({ "state": "active", "version": deleted["version"] })).await.ok();
    assert_eq!(org.post("/users/search", search).await.ok()["total"], 0);
}

#[tokio::test]
async fn a_stale_version_can_be_a_400() {
    let org = Org::with(Options { version_mismatch_400: true, ..fixed() }).await;
    let id = user(&org, "ann").await;
    let stale = org.patch(&format!("/users/{id}"), json!({ "title": "x", "version": 9 })).await;
    assert_eq!(stale.status, 400);
    assert!(stale.body["message"].as_str().unwrap().contains("does not match the current version"));
}

#[tokio::test]
async fn patch_only_fields_are_ignored_in_a_post_and_hidden_unless_expanded() {
    let org = Org::start().await;
    let manager = user(&org, "boss").await;
    let body = json!({ "name": "a", "email": "a@example.com", "manager": manager, "profileSkills": ["x"], "password": "p" });
    let made = org.post("/users", body).await.ok();
    assert_eq!((made.get("manager"), made.get("password"), &made["state"]), (None, None, &json!("inactive")));
    let path = format!("/users/{}", made["id"].as_str().unwrap());
    let patch = json!({ "version": 1, "manager": manager, "profileSkills": ["x"], "certifications": ["c"] });
    let patched = org.patch(&path, patch).await.ok();
    assert_eq!(patched["manager"]["id"], json!(manager));
    assert_eq!(patched.get("profileSkills"), None);
    assert_eq!(
        org.get(&format!("{path}?expand=profileSkills,certifications")).await.ok()["profileSkills"],
        json!(["x"])
    );
    assert_eq!(org.get(&format!("/users/{manager}/directreports")).await.ok().as_array().unwrap().len(), 1);
    let cleared = org.patch(&path, json!({ "version": 2, "manager": "" })).await.ok();
    assert_eq!(cleared.get("manager"), None);
}

#[tokio::test]
async fn skills_and_languages_of_a_user() {
    let org = Org::start().await;
    let id = user(&org, "ann").await;
    let skill = org.post("/routing/skills", json!({ "name": "French" })).await.id();
    let other = org.post("/routing/skills", json!({ "name": "German" })).await.id();
    let language = org.post("/routing/languages", json!({ "name": "en" })).await.id();
    let skills = format!("/users/{id}/routingskills");
    let merged =
        org.patch(&format!("{skills}/bulk"), json!([{ "id": skill, "proficiency": 2.5 }])).await.ok();
    assert_eq!(merged["entities"][0]["proficiency"], 2.5);
    org.patch(&format!("{skills}/bulk"), json!([{ "id": other, "proficiency": 1 }])).await.ok();
    assert_eq!(org.get(&skills).await.ok()["total"], 2);
    assert_eq!(
        org.put(&format!("{skills}/bulk"), json!([{ "id": other, "proficiency": 5 }])).await.ok()["total"],
        1
    );
    assert_eq!(
        org.patch(&format!("{skills}/bulk"), json!([{ "id": other, "proficiency": 6 }])).await.status,
        400
    );
    assert_eq!(
        org.patch(&format!("{skills}/bulk"), json!([{ "id": "none", "proficiency": 1 }])).await.status,
        404
    );
    let many: Vec<Value> = (0..51).map(|_| json!({ "id": other, "proficiency": 1 })).collect();
    assert_eq!(org.patch(&format!("{skills}/bulk"), json!(many)).await.status, 400);
    assert_eq!(org.get(&format!("{skills}?pageSize=51")).await.status, 400);
    assert_eq!(org.delete(&format!("{skills}/{other}")).await.status, 200);
    let languages = format!("/users/{id}/routinglanguages");
    let bulk =
        org.patch(&format!("{languages}/bulk"), json!([{ "id": language, "proficiency": 3.6 }])).await.ok();
    assert_eq!(bulk["entities"][0]["proficiency"], 4.0);
    assert_eq!(org.get(&format!("/users/{id}?expand=languages")).await.ok()["languages"][0]["name"], "en");
    assert_eq!(org.delete(&format!("{languages}/{language}")).await.status, 204);
    assert!(org.get(&format!("/users/{id}")).await.ok()["version"].as_i64().unwrap() > 4);
    assert_eq!(org.put(&format!("/users/{id}/profileskills"), json!(["a"])).await.ok(), json!(["a"]));
    assert_eq!(
        org.post(&format!("/users/{id}/password"), json!({ "newPassword": "long enough" })).await.status,
        204
    );
    assert_eq!(
        org.post(&format!("/users/{id}/password"), json!({ "newPassword": "x" })).await.refused().1,
        "invalid.password"
    );
}

#[tokio::test]
async fn members_of_a_queue() {
    let org = Org::start().await;
    let (ann, bob) = (user(&org, "ann").await, user(&org, "bob").await);
    let group = org
        .post(
            "/groups",
            json!({ "name": "G", "type": "official", "rulesVisible": true, "visibility": "public" }),
        )
        .await
        .id();
    org.post(&format!("/groups/{group}/members"), json!({ "memberIds": [bob], "version": 1 })).await.ok();
    let body = json!({ "name": "Q", "memberGroups": [{ "id": group, "type": "GROUP" }] });
    let queue = org.post("/routing/queues", body).await.id();
    let members = format!("/routing/queues/{queue}/members");
    org.post(&members, json!([{ "id": ann }])).await.ok();
    assert_eq!(org.post(&members, json!([{ "id": bob }])).await.status, 400);
    assert_eq!(org.post(&members, json!([{ "id": "none" }])).await.status, 404);
    let many: Vec<Value> = (0..101).map(|_| json!({ "id": ann })).collect();
    assert_eq!(org.post(&members, json!(many)).await.refused(), (400, "bad.request"));
    assert_eq!(org.get(&format!("/routing/queues/{queue}")).await.ok()["memberCount"], 1);
    let listed = org.get(&format!("{members}?memberBy=user")).await.ok();
    assert_eq!(listed["entities"].as_array().unwrap().len(), 1);
    assert_eq!((listed.get("total"), listed.get("pageCount")), (None, None));
    assert_eq!(org.get(&format!("{members}?memberBy=group")).await.ok()["entities"][0]["id"], json!(bob));
    assert_eq!(org.get(&format!("{members}?pageSize=101")).await.status, 400);
    assert_eq!(
        org.patch(&format!("{members}/{ann}"), json!({ "id": ann, "ringNumber": 2 })).await.status,
        400
    );
    assert_eq!(
        org.patch(&format!("{members}/{ann}"), json!({ "id": ann, "joined": false })).await.status,
        202
    );
    assert_eq!(org.get(&format!("/routing/queues/{queue}")).await.ok()["joinedMemberCount"], 0);
    assert_eq!(
        org.patch(&format!("{members}/{bob}"), json!({ "id": bob, "ringNumber": 1 })).await.status,
        404
    );
    assert_eq!(org.delete(&format!("/routing/queues/{queue}")).await.refused(), (400, "active.queue"));
    org.delete(&format!("/users/{ann}")).await.ok();
    assert_eq!(org.get(&format!("/routing/queues/{queue}")).await.ok()["memberCount"], 0);
    assert_eq!(org.delete(&format!("{members}/{ann}")).await.status, 404);
    assert_eq!(org.delete(&format!("/routing/queues/{queue}?forceDelete=true")).await.status, 200);
}

#[tokio::test]
async fn groups_ignore_a_description_at_first_and_clear_owners_by_a_blank() {
    let org = Org::start().await;
    let ann = user(&org, "ann").await;
    let body = json!({
        "name": "G", "type": "social", "rulesVisible": true, "visibility": "owners", "description": "d", "ownerIds": [ann],
    });
    let group = org.post("/groups", body.clone()).await.ok();
    assert_eq!((group.get("description"), &group["owners"][0]["id"]), (None, &json!(ann)));
    assert_eq!(org.post("/groups", body).await.refused(), (409, "general.conflict"));
    let path = format!("/groups/{}", group["id"].as_str().unwrap());
    let put = json!({
        "version": 1, "name": "G", "description": "d", "type": "official", "ownerIds": [" "], "visibility": "owners",
    });
    let put = org.put(&path, put).await.ok();
    assert_eq!(
        (&put["description"], &put["type"], &put["owners"]),
        (&json!("d"), &json!("social"), &json!([]))
    );
    assert_eq!(org.put(&path, json!({ "version": 1, "name": "G" })).await.status, 409);
    assert_eq!(org.put(&path, json!({ "name": "G" })).await.status, 400);
    let both = json!({ "version": 2, "addresses": [{ "address": "+1", "extension": "2", "type": "GROUPRING", "mediaType": "PHONE" }] });
    assert_eq!(org.put(&path, both).await.status, 400);
    assert_eq!(
        org.post(&format!("{path}/members"), json!({ "memberIds": [ann], "version": 1 })).await.status,
        409
    );
    assert_eq!(
        org.post(&format!("{path}/members"), json!({ "memberIds": [ann], "version": 2 })).await.status,
        202
    );
    assert_eq!(org.get(&format!("{path}/members")).await.ok()["total"], 1);
    assert_eq!(org.delete(&format!("{path}/members?ids={ann}")).await.status, 202);
    let search = json!({ "query": [{ "fields": ["name"], "value": "G", "type": "EXACT" }] });
    assert_eq!(org.post("/groups/search", search).await.ok()["total"], 1);
    assert_eq!(org.delete(&path).await.status, 200);
    assert_eq!(org.get(&path).await.ok()["state"], "deleted");
}

#[tokio::test]
async fn teams_are_listed_by_cursor() {
    let org = Org::start().await;
    let ann = user(&org, "ann").await;
    let mut ids = Vec::new();
    for number in 0..3 {
        ids.push(org.post("/teams", json!({ "name": format!("Team {number}") })).await.id());
    }
    let first = org.get("/teams?pageSize=2").await.ok();
    assert_eq!((first["entities"].as_array().unwrap().len(), first.get("total")), (2, None));
    let next = first["nextUri"].as_str().unwrap().strip_prefix("/api/v2").unwrap().to_owned();
    let second = org.get(&next).await.ok();
    assert_eq!((second["entities"].as_array().unwrap().len(), second.get("nextUri")), (1, None));
    assert_eq!(org.get("/teams?name=team+1").await.ok()["entities"].as_array().unwrap().len(), 1);
    let path = format!("/teams/{}", ids[0]);
    org.post(&format!("{path}/members"), json!({ "memberIds": [ann] })).await.ok();
    let other = org.post(&format!("/teams/{}/members", ids[1]), json!({ "memberIds": [ann] })).await.ok();
    assert_eq!(other["failures"].as_array().unwrap().len(), 1);
    assert_eq!(org.get(&path).await.ok()["memberCount"], 1);
    assert_eq!(org.get(&format!("{path}/members")).await.ok()["entities"][0]["id"], json!(ann));
    assert_eq!(org.delete(&format!("{path}/members?id={ann}")).await.status, 204);
    assert_eq!(org.delete(&path).await.status, 204);
}

#[tokio::test]
async fn locations_keep_their_address_while_they_have_an_emergency_number() {
    let org = Org::start().await;
    let body = json!({
        "name": "HQ", "address": { "city": "Indianapolis", "country": "US" }, "notes": "n",
        "emergencyNumber": { "e164": "+13175550100", "number": "+13175550100", "type": "default" },
    });
    let made = org.post("/locations", body).await.ok();
    let path = format!("/locations/{}", made["id"].as_str().unwrap());
    let moved = json!({ "name": "HQ", "version": 1, "address": { "city": "Berlin" } });
    assert_eq!(org.patch(&path, moved).await.status, 400);
    assert_eq!(org.patch(&path, json!({ "name": "HQ", "version": 1, "notes": "" })).await.ok()["notes"], "n");
    assert_eq!(org.patch(&path, json!({ "name": "HQ", "version": 1 })).await.status, 409);
    assert_eq!(org.delete(&path).await.status, 204);
    assert_eq!(org.get(&path).await.ok()["state"], "deleted");
}

#[tokio::test]
async fn roles_and_grants() {
    let org = Org::start().await;
    let ann = user(&org, "ann").await;
    let policy = json!({ "domain": "routing", "entityName": "queue", "actionSet": ["view"] });
    let role =
        org.post("/authorization/roles", json!({ "name": "R", "permissionPolicies": [policy] })).await.id();
    assert_eq!(org.post("/authorization/roles", json!({ "name": "r" })).await.status, 409);
    let subject = format!("/authorization/subjects/{ann}");
    let grants = json!({ "grants": [{ "roleId": role, "divisionId": "*" }] });
    assert_eq!(org.post(&format!("{subject}/bulkadd?subjectType=PC_USER"), grants.clone()).await.status, 204);
    let shown = org.get(&subject).await.ok();
    assert_eq!(
        (&shown["grants"][0]["role"]["id"], &shown["grants"][0]["division"]["id"]),
        (&json!(role), &json!("*"))
    );
    let unknown =
        json!({ "grants": [{ "roleId": "none", "divisionId": "*" }, { "roleId": role, "divisionId": "*" }] });
    assert_eq!(org.post(&format!("{subject}/bulkremove"), unknown).await.status, 404);
    assert_eq!(org.get(&format!("/authorization/roles/{role}")).await.ok()["userCount"], 1);
    assert_eq!(
        org.get(&format!("/authorization/roles/{role}?userCount=false")).await.ok().get("userCount"),
        None
    );
    assert_eq!(org.delete(&format!("{subject}/divisions/*/roles/{role}")).await.status, 204);
    assert_eq!(org.delete(&format!("{subject}/divisions/*/roles/{role}")).await.status, 404);
    org.post(&format!("{subject}/bulkadd"), grants).await.ok();
    assert_eq!(org.delete(&format!("/authorization/roles/{role}")).await.status, 204);
    assert_eq!(org.get(&subject).await.ok()["grants"], json!([]));
    let employee = org.get("/authorization/roles?defaultRoleId=employee").await.ok();
    let employee = employee["entities"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(org.delete(&format!("/authorization/roles/{employee}")).await.status, 400);
    assert_eq!(org.put("/authorization/roles/default", json!([{ "id": employee }])).await.ok()["total"], 1);
    assert!(org.get("/authorization/permissions?pageSize=100").await.ok()["total"].as_i64().unwrap() > 10);
}

#[tokio::test]
async fn wildcards_of_a_role_come_back_spelled_out() {
    let org = Org::start().await;
    let conditions = json!({ "conjunction": "AND", "terms": [] });
    let policy = |entity: &str, actions: &[&str]| json!({ "domain": "groups", "entityName": entity, "actionSet": actions });
    let mut wild = policy("*", &["view"]);
    wild["resourceConditionNode"] = conditions.clone();
    let mut kept = policy("team", &["*"]);
    kept["resourceConditionNode"] = conditions.clone();
    let strange = json!({ "domain": "groups", "entityName": "nothing", "actionSet": ["view"] });
    let body = json!({ "name": "R", "permissionPolicies": [wild, kept, strange] });
    let policies = org.post("/authorization/roles", body).await.ok()["permissionPolicies"].clone();
    assert_eq!(
        (&policies[0]["entityName"], &policies[0]["actionSet"], policies[0].get("resourceConditionNode")),
        (&json!("team"), &json!(["view"]), None),
        "and the condition is lost"
    );
    assert_eq!(policies[1]["actionSet"], json!(["add", "delete", "edit", "view"]));
    assert_eq!(policies[1]["resourceConditionNode"], conditions);
    assert_eq!(policies[2], strange, "what does not exist is taken as it is");
}

#[tokio::test]
async fn the_roles_of_an_oauth_client_are_its_grants() {
    let org = Org::start().await;
    let role = async |name: &str| org.post("/authorization/roles", json!({ "name": name })).await.id();
    let (first, second) = (role("First").await, role("Second").await);
    let grant = |role: &str| json!({ "roleId": role, "divisionId": "*" });
    let body =
        json!({ "name": "C", "authorizedGrantType": "CLIENT-CREDENTIALS", "roleDivisions": [grant(&first)] });
    let client = org.post("/oauth/clients", body).await.id();
    let subject = format!("/authorization/subjects/{client}");
    assert_eq!(org.get(&subject).await.ok()["grants"][0]["role"]["id"], json!(first));
    let grants = json!({ "grants": [grant(&second)] });
    assert_eq!(org.post(&format!("{subject}/bulkadd"), grants.clone()).await.status, 404, "it is no user");
    assert_eq!(org.post(&format!("{subject}/bulkadd?subjectType=PC_OAUTH_CLIENT"), grants).await.status, 204);
    let roles = org.get(&format!("/oauth/clients/{client}")).await.ok()["roleDivisions"].clone();
    assert_eq!(roles, json!([grant(&first), grant(&second)]));
    assert_eq!(org.delete(&format!("{subject}/divisions/*/roles/{first}")).await.status, 204);
    assert_eq!(
        org.get(&format!("/oauth/clients/{client}")).await.ok()["roleDivisions"],
        json!([grant(&second)])
    );
}

#[tokio::test]
async fn nobody_gives_a_role_without_holding_it() {
    let org = Org::with(Options { permissions: true, ..fixed() }).await;
    let actions = |entity: &str| json!({ "domain": "oauth", "entityName": entity, "actionSet": ["*"] });
    let body = json!({ "name": "Deployer", "permissionPolicies": [actions("client")] });
    let own = org.post("/authorization/roles", body).await.id();
    let other = org.post("/authorization/roles", json!({ "name": "Other" })).await.id();
    let held = |role: &str| json!([{ "roleId": role, "divisionId": "*" }]);
    let seed =
        json!({ "oauthClients": [{ "id": "ci", "secret": "s", "name": "CI", "roleDivisions": held(&own) }] });
    org.sim.seed(&seed).unwrap();
    let token = mint(&org.sim, "ci", "s").await.ok()["access_token"].as_str().unwrap().to_owned();
    let ci = Org { token, ..org };
    let client = |role: &str| json!({ "name": "C", "authorizedGrantType": "CLIENT-CREDENTIALS", "roleDivisions": held(role) });
    assert_eq!(ci.post("/oauth/clients", client(&other)).await.refused(), (403, "not.authorized"));
    assert_eq!(ci.post("/oauth/clients", client(&own)).await.status, 200);
}

#[tokio::test]
async fn oauth_clients_show_their_secret_once() {
    let org = Org::start().await;
    let role = org.post("/authorization/roles", json!({ "name": "R" })).await.id();
    let body = |more: Value| {
        let mut body = json!({ "name": "C", "authorizedGrantType": "CLIENT-CREDENTIALS", "roleDivisions": [{ "roleId": role, "divisionId": "*" }] });
        for (field, value) in more.as_object().unwrap() {
            body[field] = value.clone();
        }
        body
    };
    assert_eq!(
        org.post("/oauth/clients", body(json!({ "roleDivisions": [] }))).await.refused().1,
        "missing.client.roles"
    );
    assert_eq!(
        org.post("/oauth/clients", body(json!({ "accessTokenValiditySeconds": 10 }))).await.status,
        400
    );
    let made = org.post("/oauth/clients", body(json!({}))).await.ok();
    let (id, secret) = (made["id"].as_str().unwrap(), made["secret"].as_str().unwrap());
    assert_eq!(mint(&org.sim, id, secret).await.status, 200);
    let path = format!("/oauth/clients/{id}");
    assert_eq!(org.get(&path).await.ok().get("secret"), None);
    assert_eq!(org.delete(&path).await.refused(), (400, "cannot.delete.client"));
    org.put(&path, body(json!({ "state": "inactive" }))).await.ok();
    assert_eq!(mint(&org.sim, id, secret).await.status, 401);
    assert_eq!(org.delete(&path).await.status, 204);
}

#[tokio::test]
async fn a_search_links_to_its_other_pages() {
    let org = Org::start().await;
    for name in ["ann", "bob", "cid"] {
        user(&org, name).await;
    }
    let search = json!({ "pageSize": 2, "sortBy": "name", "query": [{ "type": "MATCH_ALL" }] });
    let first = org.post("/users/search", search).await.ok();
    assert_eq!((first["results"].as_array().unwrap().len(), first.get("previousPage")), (2, None));
    let next = first["nextPage"].as_str().unwrap().strip_prefix("/api/v2").unwrap().to_owned();
    let second = org.get(&next).await.ok();
    assert_eq!((&second["results"][0]["name"], second.get("nextPage")), (&json!("cid"), None));
    assert_eq!(org.get("/users/search?q64=!").await.status, 400);
}

#[tokio::test]
async fn greetings_belong_to_groups_users_and_the_organization() {
    let org = Org::start().await;
    let group = json!({ "name": "G", "type": "official", "rulesVisible": true, "visibility": "public" });
    let group = org.post("/groups", group).await.id();
    let user = user(&org, "a").await;
    let body = |owner: &str, kind: &str| json!({ "name": "Hello", "type": "VOICEMAIL", "ownerType": kind, "owner": { "id": owner } });
    let of_group = org.post(&format!("/groups/{group}/greetings"), body("whoever", "USER")).await.ok();
    assert_eq!((&of_group["owner"]["id"], &of_group["ownerType"]), (&json!(group), &json!("GROUP")));
    org.post(&format!("/users/{user}/greetings"), body(&user, "USER")).await.ok();
    let organization = org.get("/organizations/me").await.id();
    org.post("/greetings", body(&organization, "ORGANIZATION")).await.ok();
    for path in
        [format!("/groups/{group}/greetings"), format!("/users/{user}/greetings"), "/greetings".to_owned()]
    {
        assert_eq!(org.get(&path).await.ok()["total"], 1, "{path}");
    }
    assert_eq!(org.post("/greetings", body("nobody", "GROUP")).await.status, 400);
    assert_eq!(org.post("/groups/none/greetings", body("none", "GROUP")).await.status, 404);
    let path = format!("/greetings/{}", of_group["id"].as_str().unwrap());
    let changed = org.put(
        &path,
        json!({ "name": "Bye", "type": "VOICEMAIL", "ownerType": "USER", "owner": { "id": user } }),
    );
    let changed = changed.await.ok();
    assert_eq!((&changed["name"], &changed["owner"]["id"]), (&json!("Bye"), &json!(group)));
    assert_eq!(org.delete(&path).await.status, 204);
    assert_eq!(org.get(&format!("/groups/{group}/greetings")).await.ok()["total"], 0);
}

#[tokio::test]
async fn rules_of_users_are_listed_by_type() {
    let org = Org::start().await;
    let user = user(&org, "a").await;
    let group = json!({ "operator": "And", "container": "User", "values": [{ "ids": [user] }] });
    let body = json!({ "name": "New here", "type": "Learning", "criteria": [{ "operator": "Or", "group": [group] }] });
    let rule = org.post("/users/rules", body.clone()).await.ok();
    assert!(rule["criteria"][0]["id"].is_string() && rule["criteria"][0]["group"][0]["id"].is_string());
    let path = format!("/users/rules/{}", rule["id"].as_str().unwrap());
    let changed = org.patch(&path, json!({ "description": "d" })).await.ok();
    assert_eq!((&changed["type"], &changed["criteria"]), (&json!("Learning"), &rule["criteria"]));
    assert_eq!(org.get("/users/rules").await.status, 400);
    assert_eq!(org.get("/users/rules?types=Learning&searchTerm=new").await.ok()["total"], 1);
    assert_eq!(org.get("/users/rules?types=Learning&searchTerm=old").await.ok()["total"], 0);
    assert_eq!(org.get("/users/rules?types=ActivityPlan").await.ok()["total"], 0);
    let mut wrong = body;
    wrong["criteria"] = json!([{ "operator": "Or" }]);
    assert_eq!(org.post("/users/rules", wrong).await.status, 400);
    assert_eq!(org.delete(&path).await.status, 204);
    assert_eq!(org.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_user_has_a_manager_and_locations_that_exist() {
    let org = Org::start().await;
    let (one, other) = (user(&org, "a").await, user(&org, "b").await);
    let path = format!("/users/{one}");
    for (field, value) in
        [("manager", json!("nobody")), ("locations", json!([{ "id": "nowhere", "notes": "x" }]))]
    {
        let refused = org.patch(&path, json!({ "version": 1, (field): value })).await;
        assert_eq!(refused.refused(), (400, "general.bad.request"), "{field}");
    }
    assert_eq!(
        org.patch(&path, json!({ "version": 1, "manager": other })).await.ok()["manager"]["id"],
        other
    );
    // A manager who is gone may stay written down, and an empty text clears it.
    org.delete(&format!("/users/{other}")).await.ok();
    let version = || async { org.get(&path).await.ok()["version"].clone() };
    assert_eq!(org.patch(&path, json!({ "version": version().await, "manager": other })).await.status, 200);
    let cleared = org.patch(&path, json!({ "version": version().await, "manager": "" })).await.ok();
    assert_eq!(cleared.get("manager"), None);
}
