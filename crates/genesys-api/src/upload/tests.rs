//! Uploads against a server that knows nothing of the platform.

use std::time::Duration;

use crate::{
    Content, Error, Form, Host, Repeat, Request, Scope, Secret, Upload,
    clock::Clock,
    stub::{Does, Stub},
};

fn upload(stub: &Stub) -> Upload {
    Upload {
        url: Secret::new(format!("{}bucket/flow.yaml?X-Signature=canary", stub.url)),
        headers: vec![("x-amz-server-side-encryption".to_owned(), "AES256".to_owned())],
        content: "inboundCall:\n  name: s3cr3t\n".into(),
        secrets: vec!["s3cr3t".into()],
        scope: Scope::default(),
    }
}

#[tokio::test]
async fn a_file_goes_there_without_a_token() {
    let stub = Stub::start(|_| Does::text(200, "")).await;
    let (client, _) = stub.client();
    client.upload(upload(&stub)).await.unwrap();
    let asked = stub.asked.lock().unwrap();
    assert_eq!(asked.len(), 1);
    assert_eq!(
        (asked[0].method.as_str(), asked[0].path.as_str()),
        ("PUT", "/bucket/flow.yaml?X-Signature=canary")
    );
    assert_eq!(
        (asked[0].authorization.as_str(), asked[0].body.as_str()),
        ("", "inboundCall:\n  name: s3cr3t\n")
    );
}

#[tokio::test]
async fn what_may_pass_is_tried_again_for_twenty_seconds() {
    let stub = Stub::start(|_| Does::Cut).await;
    let (client, clock) = stub.client();
    let error = client.upload(upload(&stub)).await.unwrap_err();
    assert!(matches!(&error, Error::Unavailable(failure) if failure.attempts > 4), "{error}");
    assert!(clock.elapsed() > Duration::from_secs(10) && clock.elapsed() < Duration::from_secs(20));
    assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
}

#[tokio::test]
async fn a_refusal_is_final_and_gives_nothing_away() {
    let body = "<Error><Code>SignatureDoesNotMatch</Code><StringToSign>canary s3cr3t</StringToSign></Error>";
    let stub = Stub::start(move |_| Does::text(403, body)).await;
    let (client, _) = stub.client();
    let error = client.upload(upload(&stub)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "PUT http://127.0.0.1/bucket/flow.yaml failed: the address of the upload answers 403 SignatureDoesNotMatch"
    );
    assert_eq!(stub.asked.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_upload_ends_with_its_operation() {
    let stub = Stub::start(|_| Does::text(503, "")).await;
    let (client, clock) = stub.client();
    let mut late = upload(&stub);
    late.scope = Scope::default().deadline(clock.now() + Duration::from_secs(3));
    assert!(matches!(client.upload(late).await.unwrap_err(), Error::DeadlineExceeded { .. }));
    let cancelled = upload(&stub);
    cancelled.scope.cancel.cancel();
    assert!(matches!(client.upload(cancelled).await.unwrap_err(), Error::Cancelled(_)));
}

#[tokio::test]
async fn no_address_is_an_error() {
    let stub = Stub::start(|_| Does::text(200, "")).await;
    let (client, _) = stub.client();
    for url in ["", "nowhere", "data:text/plain,x"] {
        let error = client.upload(Upload { url: url.into(), ..upload(&stub) }).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{url}: {error}");
    }
}

fn form(stub: &Stub, host: Host) -> Request {
    let content = Content::from(vec![0, 159, 146, 150, 10]);
    let form = Form::new(&[("scriptName", "A \"name\"")], ("file", "a\"b.script", &content));
    let host = match host {
        Host::Named(_) => Host::Named(Secret::new(format!("{}up?X-Signature=canary", stub.url))),
        host => host,
    };
    Request::post("/uploads/v2/scripter").host(host).form(form)
}

#[tokio::test]
async fn a_form_goes_with_the_token() {
    let stub = Stub::with_login(|_| Does::text(200, "uploaded")).await;
    let (client, _) = stub.client();
    for host in [Host::Apps, Host::Named("".into())] {
        let answer = client.call(form(&stub, host)).await.unwrap();
        assert!(answer.body.is_null(), "what is no JSON is nothing, and no failure");
    }
    let asked = stub.asked.lock().unwrap();
    let seen: Vec<_> = asked.iter().filter(|asked| !asked.is_login()).collect();
    assert_eq!(
        seen.iter().map(|asked| (asked.path.as_str(), asked.authorization.as_str())).collect::<Vec<_>>(),
        [("/uploads/v2/scripter", "Bearer t1"), ("/up?X-Signature=canary", "t1")]
    );
    assert_eq!(
        seen[0].body,
        "--part-0000000000000000\r\nContent-Disposition: form-data; name=\"scriptName\"\r\n\r\nA \"name\"\r\n\
         --part-0000000000000000\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%22b.script\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n\0\u{fffd}\u{fffd}\u{fffd}\n\r\n--part-0000000000000000--\r\n"
    );
}

#[tokio::test]
async fn a_form_is_repeated_as_any_other_call() {
    let stub = Stub::with_login(|_| Does::Cut).await;
    let (client, _) = stub.client();
    // The first call of a process is no proof that the host is there.
    let error = client.call(form(&stub, Host::Apps)).await.unwrap_err();
    assert!(error.outcome_unknown(), "{error}");
    let sent = stub.calls().len();
    let error = client.call(form(&stub, Host::Named("".into())).repeat(Repeat::Safe)).await.unwrap_err();
    assert!(stub.calls().len() > sent + 1, "{error}");
    assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
}

#[test]
fn what_is_between_the_parts_of_a_form_is_in_none_of_them() {
    let content = Content::from("part-0000000000000000");
    let form = Form::new(&[("a", "part-0000000000000001")], ("file", "f", &content));
    assert_eq!(form.media(), "multipart/form-data; boundary=part-0000000000000002");
    assert_eq!(format!("{content:?}"), "[21 bytes]");
}
