//! Every envelope that the platform has for a list, and the ways in which one can be wrong.

use std::collections::HashMap;

use serde_json::json;

use super::*;
use crate::stub::{Does, Stub};

/// Reads a list whose answers depend on the query (or the body) of each page; returns ids and what was asked.
fn read(
    list: ListRequest,
    answer: impl Fn(&HashMap<String, String>) -> Value,
) -> Result<(Vec<u64>, Vec<String>), Error> {
    let (mut ids, mut asked) = (Vec::new(), Vec::new());
    let mut reader = Reader::new(list);
    loop {
        let request = reader.request();
        let mut parameters = request
            .query
            .iter()
            .map(|(name, value)| (name.to_string(), value.clone()))
            .collect::<HashMap<_, _>>();
        for (name, value) in request.body.iter().filter_map(Value::as_object).flatten() {
            parameters.insert(name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        }
        let mut shown = parameters.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
        shown.sort();
        asked.push(shown.join("&"));
        assert!(asked.len() < 10, "goes on for ever: {asked:?}");
        let (page, more) = reader.read(answer(&parameters), "host")?;
        ids.extend(page.items.iter().filter_map(|item| item["id"].as_u64()));
        if !more {
            return Ok((ids, asked));
        }
    }
}

fn get(paging: Paging) -> ListRequest {
    ListRequest::new(Request::get("/api/v2/things").query("name", "n"), paging)
}

/// Five objects, two a page.
fn items(number: u64) -> Value {
    let from = (number - 1) * 2 + 1;
    (from..=5).take(2).map(|id| json!({ "id": id })).collect()
}

fn number(parameters: &HashMap<String, String>) -> u64 {
    parameters["pageNumber"].parse().unwrap()
}

const NUMBER: Paging = Paging::Number { size: 2 };
const CURSOR: Paging = Paging::Cursor { size: 2 };

#[test]
fn page_numbers_with_a_count() {
    let (ids, asked) = read(get(NUMBER), |asked| {
        let number = number(asked);
        json!({ "entities": items(number), "pageNumber": number, "pageSize": 2, "pageCount": 3, "total": 5 })
    })
    .unwrap();
    assert_eq!(ids, [1, 2, 3, 4, 5]);
    assert_eq!(
        asked,
        [
            "name=n&pageNumber=1&pageSize=2",
            "name=n&pageNumber=2&pageSize=2",
            "name=n&pageNumber=3&pageSize=2"
        ]
    );
}

#[test]
fn page_numbers_with_a_total_only() {
    let (ids, asked) = read(get(NUMBER), |asked| {
        let number = number(asked);
        json!({ "entities": items(number), "pageNumber": number, "pageSize": 2, "total": 5 })
    })
    .unwrap();
    assert_eq!((ids.len(), asked.len()), (5, 3));
}

#[test]
fn members_of_a_queue_end_with_an_empty_page() {
    let (ids, asked) = read(get(NUMBER), |asked| {
        let number = number(asked);
        json!({ "entities": items(number), "pageNumber": number, "pageSize": 2, "nextUri": "/x" })
    })
    .unwrap();
    assert_eq!((ids.len(), asked.len()), (5, 4));
}

#[test]
fn a_search_by_post_keeps_its_pages_in_the_body() {
    let search = Request::post("/api/v2/things/search").body(json!({ "query": [] }));
    let list = ListRequest::new(search, NUMBER);
    assert!(!Reader::new(list.clone()).request().can_change());
    let (ids, asked) = read(list, |asked| {
        let number = number(asked);
        json!({ "results": items(number), "pageNumber": number, "pageCount": 3, "total": 5 })
    })
    .unwrap();
    assert_eq!(ids, [1, 2, 3, 4, 5]);
    assert_eq!(asked[1], "pageNumber=2&pageSize=2&query=[]");
}

#[test]
fn cursors_wherever_they_are() {
    let page = |after: Option<&str>| items(after.map_or(1, |after| after.parse().unwrap()));
    let next = |after: Option<&str>| match after {
        None => Some("2"),
        Some("2") => Some("3"),
        _ => None,
    };
    // name of the parameter, and the envelope beside the objects
    type Envelope = fn(&str) -> Value;
    let table: [(&str, Envelope); 4] = [
        (
            "after",
            |next| json!({ "nextUri": format!("/api/v2/things?pageSize=2&after={next}"), "selfUri": "" }),
        ),
        ("after", |next| json!({ "after": next, "nextUri": "/api/v2/things?after=other" })),
        ("cursor", |next| json!({ "cursors": { "after": next } })),
        ("cursor", |next| json!({ "cursor": next })),
    ];
    for (name, envelope) in table {
        let (ids, asked) = read(get(CURSOR), |asked| {
            let after = asked.get(name).map(String::as_str);
            let mut body = next(after).map_or_else(|| json!({ "selfUri": "" }), envelope);
            body["entities"] = page(after);
            body
        })
        .unwrap();
        assert_eq!(ids, [1, 2, 3, 4, 5], "{name}");
        assert_eq!(
            asked[2],
            format!("{name}=3&name=n&pageSize=2")
                .split('&')
                .map(str::to_owned)
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
                .join("&")
        );
    }
}

#[test]
fn a_cursor_is_decoded_and_encoded_once() {
    let mut reader = Reader::new(get(CURSOR));
    let body = json!({ "entities": [{}], "nextUri": "/api/v2/things?after=a%2Bb%3D%3D" });
    assert!(reader.read(body, "host").unwrap().1);
    assert!(reader.request().query.contains(&("after".into(), "a+b==".to_owned())));
}

#[test]
fn lists_without_pages() {
    for body in [
        json!([{ "id": 1 }, { "id": 2 }]),
        json!({ "entities": [{ "id": 1 }, { "id": 2 }] }),
        json!({ "entities": [{ "id": 1 }, { "id": 2 }], "total": 2, "selfUri": "" }),
    ] {
        let (ids, asked) = read(get(Paging::None), |_| body.clone()).unwrap();
        assert_eq!((ids, asked), (vec![1, 2], vec!["name=n".to_owned()]));
    }
    assert!(read(get(Paging::None), |_| Value::Null).unwrap().0.is_empty());
}

#[test]
fn what_is_no_list_is_not_taken_for_an_empty_one() {
    for body in [json!({}), json!({ "id": "x" }), json!("x"), json!({ "entities": 3, "total": 1 })] {
        assert!(matches!(read(get(NUMBER), |_| body.clone()), Err(Error::Malformed(_))), "{body}");
    }
}

#[test]
fn a_list_that_goes_round_in_circles_is_left() {
    let circle = read(get(CURSOR), |_| json!({ "entities": [{}], "after": "same" }));
    assert!(matches!(circle, Err(Error::Malformed(_))));
    let stuck = read(get(NUMBER), |_| json!({ "entities": [{}], "pageNumber": 1, "pageCount": 3 }));
    assert!(matches!(stuck, Err(Error::Malformed(_))));
}

#[tokio::test]
async fn over_the_wire_half_a_list_is_an_error() {
    let stub = Stub::with_login(|asked| {
        if asked.path.contains("pageNumber=2") {
            return Does::error(400, "bad.request");
        }
        Does::json(200, json!({ "entities": items(1), "pageNumber": 1, "pageCount": 3, "total": 5 }))
    })
    .await;
    let (client, _) = stub.client();
    let first = Box::pin(client.list(get(NUMBER))).try_next().await.unwrap().unwrap();
    assert_eq!((first.items.len(), first.total), (2, Some(5)));
    assert_eq!(stub.calls().len(), 1, "no page is read before it is asked for");
    let error = client.list_all(get(NUMBER)).await.unwrap_err();
    assert_eq!(error.code(), Some("bad.request"));
}
