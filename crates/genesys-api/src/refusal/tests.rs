//! What is taken for the API's own answer, and how it reads.

use serde_json::json;

use super::*;
use crate::{Error, Request};

fn call() -> Call {
    Request::get("/api/v2/routing/queues/{queueId}").param("queueId", "q-1").call()
}

fn not_found(correlation_id: Option<&str>, body: Value) -> bool {
    Refusal::read(&call(), 404, correlation_id, &body)
        .is_some_and(|refusal| Error::Refused(Box::new(refusal)).is_not_found())
}

#[test]
fn only_the_apis_own_not_found_counts() {
    assert!(not_found(None, json!({ "code": "not.found", "message": "no", "status": 404 })));
    assert!(not_found(None, json!({ "message": "no", "status": 404, "contextId": "c" })));
    assert!(not_found(Some("c"), Value::Null));
    assert!(!not_found(None, Value::Null));
    assert!(!not_found(None, json!({ "detail": "Not Found" })));
    assert!(!not_found(None, json!({ "message": "no Route matched with those values" })));
    assert!(!not_found(None, json!("not found")));
}

#[test]
fn a_refusal_keeps_all_that_the_api_said() {
    let body = json!({
        "status": 409, "code": "general.conflict", "message": "in use", "contextId": "c-1",
        "messageWithParams": "in {how}", "messageParams": { "how": "use" },
        "details": [{ "errorCode": "x", "fieldName": "name", "entityId": "e", "entityName": "E" }, {}],
        "errors": [{ "code": "y", "message": "z" }],
        "limit": { "key": "k", "namespace": "n", "value": 3 },
    });
    let refusal = Refusal::read(&call(), 409, Some("other"), &body).unwrap();
    assert_eq!(
        refusal.to_string(),
        "GET /api/v2/routing/queues/q-1 was refused: 409 general.conflict: in use; name x E; y z (contextId c-1)"
    );
    assert_eq!(refusal.limit.unwrap().value.as_deref(), Some("3"));
    assert_eq!(refusal.message_params, [("how".to_owned(), "use".to_owned())]);
}

#[test]
fn a_403_names_the_missing_permission() {
    let body = json!({
        "status": 403, "code": "missing.any.permissions",
        "message": "You are missing the following permission(s): [routing:queue:add, routing:queue:edit].",
    });
    let error = Error::Refused(Box::new(Refusal::read(&call(), 403, None, &body).unwrap()));
    assert_eq!(
        error.hint().unwrap(),
        "Give the OAuth client a role with routing:queue:add and routing:queue:edit in the divisions concerned."
    );
}

#[test]
fn errors_stay_small() {
    assert!(size_of::<Error>() <= 128, "{}", size_of::<Error>());
}
