//! Uploads against a server that knows nothing of the platform.

use std::time::Duration;

use crate::{
    Error, Scope, Secret, Upload,
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
