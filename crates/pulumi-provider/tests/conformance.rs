//! What the engine relies on, asked of a small provider through the real service. No network.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests may fail")]

use std::time::Duration;

use prost::Message as _;
use prost_types::Struct;
use pulumi_provider::error::{Code, Detail, Error};
use pulumi_provider::path::Path;
use pulumi_provider::proto::pulumirpc::diff_response::DiffChanges;
use pulumi_provider::proto::{google_rpc, pulumirpc};
use pulumi_provider::provider::*;
use pulumi_provider::testing::{Client, Harness, Message, Resource, Severity, subject};
use pulumi_provider::value::{Object, Output, ResourceReference, Unknown, Value};
use pulumi_provider::wire;
use tonic::Code as Grpc;

#[path = "../examples/zoo/provider.rs"]
mod zoo;

const PET: &str = "zoo:index:Pet";

async fn zoo() -> Harness {
    Harness::configured(zoo::Zoo::default(), Object::new()).await.unwrap()
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Object {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn pet(kind: &str) -> Object {
    object([("kind", kind.into())])
}

fn sent(object: Object) -> Option<Struct> {
    Some(wire::encode(object))
}

fn secret(value: impl Into<Value>) -> Value {
    value.into().into_secret()
}

fn create_request(resource: &Resource, kind: &str) -> pulumirpc::CreateRequest {
    let Subject { urn, r#type, name } = resource.subject();
    pulumirpc::CreateRequest { urn, r#type, name, properties: sent(pet(kind)), ..Default::default() }
}

#[tokio::test]
async fn a_handshake_promises_everything() {
    let mut client: Client = Harness::new(zoo::Zoo::default()).client();
    let handshake =
        client.handshake(pulumirpc::ProviderHandshakeRequest::default()).await.unwrap().into_inner();
    let configured = client.configure(pulumirpc::ConfigureRequest::default()).await.unwrap().into_inner();
    let promises = pulumirpc::ProviderHandshakeResponse {
        accept_secrets: true,
        accept_resources: true,
        accept_outputs: true,
        supports_autonaming_configuration: true,
        accepts_byte_string: true,
    };
    assert_eq!(handshake, promises);
    let promises = pulumirpc::ConfigureResponse {
        accept_secrets: true,
        supports_preview: true,
        accept_resources: true,
        accept_outputs: true,
        supports_autonaming_configuration: true,
    };
    assert_eq!(configured, promises, "the same again");
}

#[tokio::test]
async fn a_provider_says_who_it_is_before_it_is_configured() {
    let harness = Harness::new(zoo::Zoo::default());
    assert_eq!(harness.client().get_plugin_info(()).await.unwrap().into_inner().version, "1.2.3");
    assert!(harness.schema().await.unwrap().starts_with('{'));
    let attached = harness.client().attach(pulumirpc::PluginAttach { address: "127.0.0.1:9".into() }).await;
    assert!(attached.is_ok(), "an error here is fatal to the engine: {attached:?}");
}

#[tokio::test]
async fn what_is_not_offered_is_unimplemented() {
    let mut client = zoo().await.client();
    let parameterize = client.parameterize(pulumirpc::ParameterizeRequest::default()).await.unwrap_err();
    let call = client
        .call(pulumirpc::CallRequest { tok: "zoo:index:m".into(), ..Default::default() })
        .await
        .unwrap_err();
    let construct = client.construct(pulumirpc::ConstructRequest::default()).await.unwrap_err();
    for status in [&parameterize, &call, &construct] {
        assert_eq!(status.code(), Grpc::Unimplemented);
        assert!(!status.message().is_empty());
    }
    let wrong = pulumirpc::GetSchemaRequest { version: 7, ..Default::default() };
    assert_eq!(client.get_schema(wrong).await.unwrap_err().code(), Grpc::InvalidArgument);
    let unlisted = ListRequest { r#type: "zoo:index:Cage".into(), ..Default::default() };
    assert_eq!(zoo().await.list(unlisted).await.unwrap_err().code, Code::InvalidArgument);
}

#[tokio::test]
async fn mappings_are_empty_where_there_is_none() {
    let harness = Harness::new(zoo::Zoo::default());
    assert_eq!(harness.mappings("terraform").await.unwrap(), ["menagerie"]);
    assert_eq!(harness.mappings("helm").await.unwrap(), Vec::<String>::new());
    assert_eq!(harness.mapping("terraform", "").await.unwrap().unwrap().provider, "menagerie");
    let request = pulumirpc::GetMappingRequest { key: "terraform".into(), provider: "aws".into() };
    let nothing = harness.client().get_mapping(request).await.unwrap().into_inner();
    assert_eq!(nothing, pulumirpc::GetMappingResponse::default());
}

#[tokio::test]
async fn what_does_not_exist_has_neither_id_nor_properties() {
    let mut client = zoo().await.client();
    let empty = || sent(Object::new());
    for (inputs, properties) in [(None, None), (empty(), empty()), (sent(pet("dog")), sent(pet("dog")))] {
        let request =
            pulumirpc::ReadRequest { id: "nobody".into(), inputs, properties, ..Default::default() };
        assert_eq!(client.read(request).await.unwrap().into_inner(), pulumirpc::ReadResponse::default());
    }
}

#[tokio::test]
async fn a_life_goes_through() {
    let rex = zoo().await.resource(PET, "rex");
    let inputs =
        rex.check(object([("kind", "dog".into()), ("password", "woof".into())])).await.unwrap().inputs;
    assert_eq!(inputs["password"], secret("woof"));

    let previewed = rex.preview_create(inputs.clone()).await.unwrap();
    let Created { id, outputs } = rex.create(inputs.clone()).await.unwrap();
    assert_eq!((id.as_str(), &outputs), ("pet-rex", &previewed));

    let same = rex.diff(&id, inputs.clone(), outputs.clone(), inputs.clone()).await.unwrap();
    assert!(same.changes.is_empty());
    let live = rex.refresh(&id, inputs.clone(), outputs.clone()).await.unwrap().unwrap();
    assert_eq!((&live.inputs, &live.outputs), (&inputs, &outputs));
    let imported = rex.import(&id).await.unwrap().unwrap();
    assert_eq!(imported.inputs["password"], secret("woof"), "also where there was no state");

    let mut news = inputs.clone();
    news.insert("nickname".into(), "Rexy".into());
    let updated = rex.update(&id, inputs, outputs, news.clone()).await.unwrap();
    assert_eq!(updated["nickname"], "Rexy".into());
    for _ in 0..2 {
        rex.delete(&id, news.clone(), updated.clone()).await.unwrap();
    }
    assert_eq!(rex.import(&id).await.unwrap(), None);
}

#[tokio::test]
async fn failures_come_all_at_once_and_with_their_paths() {
    let rex = zoo().await.resource(PET, "rex");
    let tricks = Value::Array(vec!["sit".into(), "bite".into()]);
    let checked = rex.check(object([("kind", 7.0.into()), ("tricks", tricks)])).await.unwrap();
    let failures: Vec<_> = checked.failures.iter().map(|f| format!("{}: {}", f.path, f.reason)).collect();
    assert_eq!(failures, ["kind: must be a string, not a number", "tricks[1]: is not a trick"]);
}

#[tokio::test]
async fn failures_do_not_show_what_is_secret_or_long() {
    let rex = zoo().await.resource(PET, "rex");
    let many = Value::Array(vec!["a dog, a cat or a mouse".into(); 100]);
    for value in [secret(7.0), Value::Array(vec![secret("woof")]), many] {
        let checked = rex.check(object([("kind", value)])).await.unwrap();
        // The engine prints the value of the property that a failure names.
        assert_eq!(checked.failures[0].path, Path::root());
        let reason = &checked.failures[0].reason;
        assert!(reason.starts_with("property kind: must be a string, not "), "{reason}");
    }
}

#[tokio::test]
async fn a_null_is_an_absent_property() {
    let rex = zoo().await.resource(PET, "rex");
    let null = || prost_types::Value::from(prost_types::value::Kind::NullValue(0));
    let mut news = wire::encode(pet("dog"));
    news.fields.insert("password".into(), null());
    news.fields.insert("tricks".into(), prost_types::Value::from(vec![null()]));
    let Subject { urn, r#type, name } = rex.subject();
    let request = pulumirpc::CheckRequest { urn, r#type, name, news: Some(news), ..Default::default() };
    let mut harness = zoo().await.client();
    let inputs = harness.check(request).await.unwrap().into_inner().inputs.unwrap();
    assert_eq!(inputs.fields.keys().collect::<Vec<_>>(), ["kind", "nickname", "tricks"]);
}

#[tokio::test]
async fn the_subject_of_old_engines_is_in_the_urn() {
    let urn = "urn:pulumi:dev::p::zoo:index:Farm$zoo:index:Pet::rex";
    let request = pulumirpc::CheckRequest { urn: urn.into(), news: sent(pet("dog")), ..Default::default() };
    let inputs = zoo().await.client().check(request).await.unwrap().into_inner().inputs.unwrap();
    assert_eq!(wire::decode(inputs).unwrap()["nickname"], "rex".into());
}

#[tokio::test]
async fn the_engines_word_on_names_arrives() {
    let harness = zoo().await;
    for (autonaming, expected) in [
        (Some(Autonaming::Propose("rex-1".into())), "rex-1"),
        (Some(Autonaming::Enforce("rex-2".into())), "rex-2"),
        (Some(Autonaming::Disable), "rex"),
        (None, "rex"),
    ] {
        let request = CheckRequest {
            subject: subject(PET, "rex"),
            news: pet("dog"),
            autonaming,
            ..CheckRequest::default()
        };
        assert_eq!(harness.check(request).await.unwrap().inputs["nickname"], expected.into());
    }
}

#[tokio::test]
async fn unknown_values_never_fail() {
    let rex = zoo().await.resource(PET, "rex");
    let kinds = [
        Unknown::String,
        Unknown::Bool,
        Unknown::Number,
        Unknown::Array,
        Unknown::Object,
        Unknown::Asset,
        Unknown::Archive,
    ];
    let pending = ResourceReference { urn: "urn".into(), id: Some(None), ..ResourceReference::default() };
    let unknowns = kinds.map(Value::Unknown).into_iter();
    let wrapped = [
        secret(Value::Unknown(Unknown::String)),
        Value::Resource(Box::new(pending)),
        Value::Output(Box::new(Output { dependencies: vec!["urn".into()], ..Output::default() })),
    ];
    for unknown in unknowns.chain(wrapped) {
        let news = object([("kind", unknown.clone()), ("tricks", Value::Array(vec![unknown.clone()]))]);
        let checked = rex.check(news).await.unwrap();
        assert_eq!(checked.failures, []);
        assert_eq!(checked.inputs["kind"], unknown, "stays what it was");
        let outputs = rex.preview_create(checked.inputs.clone()).await.unwrap();
        assert!(outputs["sound"].is_unknown());
        let difference = rex.diff("pet-rex", pet("dog"), pet("dog"), checked.inputs).await.unwrap();
        assert!(!difference.changes.is_empty());
    }
}

#[tokio::test]
async fn a_diff_does_not_contradict_itself() {
    let mut client = zoo().await.client();
    let olds = object([("kind", "dog".into()), ("nickname", "Rex".into()), ("a.b", "x".into())]);
    let news = object([("kind", "cat".into()), ("password", "p".into()), ("a.b", "y".into())]);
    let request = |news: Object| pulumirpc::DiffRequest {
        olds: sent(Object::new()),
        old_inputs: sent(olds.clone()),
        news: sent(news),
        ..Default::default()
    };
    let changed = client.diff(request(news)).await.unwrap().into_inner();
    assert_eq!(changed.changes(), DiffChanges::DiffSome);
    assert_eq!(changed.replaces, ["kind"]);
    assert_eq!(changed.diffs, ["a.b", "kind", "nickname", "password"]);
    assert!(changed.has_detailed_diff && changed.delete_before_replace);
    let mut details: Vec<_> = changed.detailed_diff.iter().collect();
    details.sort_by_key(|(path, _)| *path);
    let details: Vec<_> =
        details.iter().map(|(path, detail)| format!("{path} {}", detail.kind().as_str_name())).collect();
    assert_eq!(details, ["[\"a.b\"] UPDATE", "kind UPDATE_REPLACE", "nickname DELETE", "password ADD"]);
    assert!(
        changed.detailed_diff.values().all(|detail| detail.input_diff),
        "old values are shown from the inputs"
    );

    let same = client.diff(request(olds.clone())).await.unwrap().into_inner();
    assert_eq!(same.changes(), DiffChanges::DiffNone);
    assert!(
        same.has_detailed_diff
            && same.detailed_diff.is_empty()
            && same.diffs.is_empty()
            && same.replaces.is_empty()
    );
}

#[tokio::test]
async fn a_partial_failure_keeps_the_resource() {
    let harness = zoo().await;
    let request = create_request(&harness.resource(PET, "rex"), "patient");
    let status = harness.client().create(request).await.unwrap_err();
    let details = google_rpc::Status::decode(status.details()).unwrap();
    assert_eq!(
        (details.code, details.message.as_str()),
        (9, status.message()),
        "the engine takes the inner ones"
    );
    assert_eq!(status.code(), Grpc::FailedPrecondition);
    let [detail] = details.details.as_slice() else { panic!("one detail: {details:?}") };
    assert_eq!(detail.type_url, "type.googleapis.com/pulumirpc.ErrorResourceInitFailed");
    let failed = pulumirpc::ErrorResourceInitFailed::decode(detail.value.as_slice()).unwrap();
    assert_eq!(failed.id, "pet-rex");
    assert_eq!(failed.reasons, ["the pet needs a vet: größer"]);
    assert_eq!(wire::decode(failed.properties.unwrap()).unwrap()["kind"], "patient".into());

    let error = harness.resource(PET, "tom").create(pet("patient")).await.unwrap_err();
    assert!(matches!(error.detail, Some(Detail::Partial { id, .. }) if id == "pet-tom"));
}

#[tokio::test]
async fn missing_configuration_is_named() {
    let harness = Harness::new(zoo::Zoo::default());
    let error = harness.configure(object([("closed", true.into())])).await.unwrap_err();
    assert_eq!(error.code, Code::InvalidArgument);
    let keys = vec![("zoo:guard".to_owned(), "who opens the gate".to_owned())];
    assert_eq!(error.detail, Some(Detail::MissingKeys(keys)));
}

#[tokio::test]
async fn a_panic_costs_one_operation_and_tells_no_secret() {
    let harness = zoo().await;
    let error = harness.resource(PET, "boo").create(pet("poltergeist")).await.unwrap_err();
    assert_eq!(error.code, Code::Internal);
    insta::assert_snapshot!(error.message, @"Create of urn:pulumi:test::test::zoo:index:Pet::boo stopped in the middle: this is a defect of the provider, please report it. What it had done so far is not known; `pulumi refresh` finds out about objects that are in the state.");
    harness.resource(PET, "rex").create(pet("dog")).await.expect("it goes on serving");
}

#[tokio::test]
async fn nothing_that_exists_is_unknown() {
    let sphinx = zoo().await.resource(PET, "sphinx");
    let created = sphinx.create(pet("sphinx")).await;
    assert_eq!(created.is_err(), cfg!(debug_assertions), "a test of the provider would notice: {created:?}");
    let read = sphinx.import("pet-sphinx").await.unwrap().unwrap();
    assert_eq!(read.outputs, pet("sphinx"), "its sound is absent");
}

#[tokio::test]
async fn a_resource_without_an_id_is_a_defect() {
    let error = zoo().await.resource(PET, "boo").create(pet("ghost")).await.unwrap_err();
    assert_eq!(error.code, Code::Internal);
}

#[tokio::test]
async fn a_cancelled_create_keeps_what_it_made() {
    let harness = zoo().await;
    let sloth = harness.resource(PET, "sid");
    let creating = tokio::spawn(async move { sloth.create(pet("sloth")).await });
    until_told(&harness, "waiting for the sloth to arrive").await;
    harness.cancel().await.unwrap();
    let error =
        tokio::time::timeout(Duration::from_secs(5), creating).await.expect("promptly").unwrap().unwrap_err();
    assert_eq!(error.code, Code::Cancelled);
    assert!(matches!(error.detail, Some(Detail::Partial { id, .. }) if id == "pet-sid"));

    // The process is still asked things after that, and another run may attach to it.
    harness.resource(PET, "sid").import("pet-sid").await.unwrap().expect("it is there");
    harness.handshake().await.unwrap();
    let sloth = harness.resource(PET, "flash");
    let creating = tokio::spawn(async move { sloth.create(pet("sloth")).await });
    until_told(&harness, "waiting for the sloth to arrive").await;
    assert!(!creating.is_finished(), "what the last run cancelled is over");
    creating.abort();
}

#[tokio::test]
async fn a_call_that_the_engine_drops_reaches_a_safe_point() {
    let harness = zoo().await;
    let sloth = harness.resource(PET, "sid");
    let creating = tokio::spawn(async move { sloth.create(pet("sloth")).await });
    until_told(&harness, "waiting for the sloth to arrive").await;
    creating.abort();
    let stored = async {
        while harness.resource(PET, "sid").import("pet-sid").await.unwrap().is_none() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), stored)
        .await
        .expect("it went on until it had stored the sloth");
}

async fn until_told(harness: &Harness, text: &str) {
    let told = async {
        while !harness.messages().iter().any(|message| message.text == text) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), told).await.expect("told");
}

#[tokio::test]
async fn messages_name_their_resource() {
    let harness = zoo().await;
    harness.resource(PET, "rex").create(pet("wolf")).await.unwrap();
    let message =
        |severity, text: &str| Message { severity, urn: subject(PET, "rex").urn, text: text.into() };
    let expected =
        [message(Severity::Warning, "this may not be a dog"), message(Severity::Note, "rex has moved in")];
    assert_eq!(harness.messages(), expected);
}

#[tokio::test]
async fn functions_answer_or_say_what_is_wrong() {
    let harness = zoo().await;
    harness
        .resource(PET, "rex")
        .create(object([("kind", "dog".into()), ("password", "p".into())]))
        .await
        .unwrap();
    let invoke = |token: &str, arguments| {
        let request = InvokeRequest { token: token.into(), arguments, preview: true };
        let harness = harness.clone();
        async move { harness.invoke(request).await }
    };
    let expected = object([("kind", "dog".into()), ("password", secret("p"))]);
    let id = |id: &str| object([("id", id.into())]);
    assert_eq!(invoke("zoo:index:getPet", id("pet-rex")).await.unwrap(), Invoked::Result(expected));
    let Invoked::Failures(failures) = invoke("zoo:index:getPet", Object::new()).await.unwrap() else {
        panic!("no id")
    };
    assert_eq!(failures[0].path.to_string(), "id");
    assert_eq!(invoke("zoo:index:getPet", id("nobody")).await.unwrap_err().code, Code::NotFound);
    assert_eq!(invoke("zoo:index:getCage", id("x")).await.unwrap_err().code, Code::InvalidArgument);
}

#[tokio::test]
async fn lists_come_page_by_page() {
    let harness = zoo().await;
    for name in ["a", "b", "c"] {
        harness.resource(PET, name).create(pet("dog")).await.unwrap();
    }
    let list = |continuation: &str, limit| {
        let request = ListRequest {
            r#type: PET.into(),
            query: Object::new(),
            limit,
            continuation: continuation.into(),
        };
        let harness = harness.clone();
        async move { harness.list(request).await.unwrap().unwrap() }
    };
    let ids = |listing: &Listing| listing.items.iter().map(|item| item.id.clone()).collect::<Vec<_>>();
    let first = list("", None).await;
    assert_eq!(
        (ids(&first), first.continuation.as_deref()),
        (vec!["pet-a".into(), "pet-b".into()], Some("pet-b"))
    );
    let second = list("pet-b", None).await;
    assert_eq!((ids(&second), second.continuation), (vec!["pet-c".into()], None));
    assert_eq!(ids(&list("", Some(1)).await), ["pet-a"]);

    let query = object([("kind", Value::Unknown(Unknown::String))]);
    let unknown = ListRequest { r#type: PET.into(), query, ..ListRequest::default() };
    assert_eq!(harness.list(unknown).await.unwrap(), None);
}

#[tokio::test]
async fn timeouts_are_seconds_and_zero_is_none() {
    use async_trait::async_trait;
    use pulumi_provider::context::Context;

    struct Clock;
    #[async_trait]
    #[rustfmt::skip]
    impl Provider for Clock {
        fn plugin(&self) -> Plugin { Plugin { name: "clock", version: "0.0.1" } }
        fn schema(&self) -> Result<String, Error> { Ok("{}".into()) }
        async fn diff_config(&self, _: &Context, _: DiffRequest) -> Result<Difference, Error> { Ok(Difference::default()) }
        async fn configure(&self, _: &Context, _: Object) -> Result<(), Error> { Ok(()) }
        async fn check(&self, _: &Context, r: CheckRequest) -> Result<Checked, Error> { Ok(Checked { inputs: r.news, failures: vec![] }) }
        async fn diff(&self, _: &Context, _: DiffRequest) -> Result<Difference, Error> { Ok(Difference::default()) }
        async fn create(&self, _: &Context, r: CreateRequest) -> Result<Created, Error> {
            Ok(Created { id: format!("{:?}", r.timeout), outputs: r.inputs })
        }
        async fn read(&self, _: &Context, _: ReadRequest) -> Result<Option<Reading>, Error> { Ok(None) }
        async fn update(&self, _: &Context, r: UpdateRequest) -> Result<Object, Error> { Ok(r.news) }
        async fn delete(&self, _: &Context, _: DeleteRequest) -> Result<(), Error> { Ok(()) }
        async fn invoke(&self, _: &Context, _: InvokeRequest) -> Result<Invoked, Error> { Err(Error::unimplemented("no")) }
    }

    let harness = Harness::new(Clock);
    let resource = harness.resource("clock:index:Clock", "c");
    let cases =
        [(1.5, "Some(1.5s)"), (0.0, "None"), (-1.0, "None"), (f64::NAN, "None"), (f64::INFINITY, "None")];
    for (timeout, expected) in cases {
        let request = pulumirpc::CreateRequest { timeout, ..create_request(&resource, "x") };
        assert_eq!(harness.client().create(request).await.unwrap().into_inner().id, expected);
    }

    // What a provider leaves out.
    let checked =
        harness.check_config(CheckRequest { news: pet("dog"), ..CheckRequest::default() }).await.unwrap();
    assert_eq!(checked.inputs, pet("dog"), "configuration is accepted as it is");
    assert_eq!(harness.list(ListRequest::default()).await.unwrap_err().code, Code::Unimplemented);
    assert_eq!(harness.mapping("terraform", "").await.unwrap(), None);
}

#[tokio::test]
async fn messages_may_be_large() {
    let harness = zoo().await;
    let large = "x".repeat(20 << 20);
    let inputs = object([("kind", "dog".into()), ("nickname", large.clone().into())]);
    let created = harness.resource(PET, "rex").create(inputs).await.unwrap();
    assert_eq!(created.outputs["nickname"].as_str().map(str::len), Some(large.len()));
}

#[tokio::test]
async fn a_malformed_value_is_refused_with_its_path() {
    let mut client = zoo().await.client();
    let unsigned = Object::from([(wire::SIGNATURE.to_owned(), Value::from("feed"))]);
    let news = sent(object([("tricks", Value::Array(vec![Value::Object(unsigned)]))]));
    let status = client.check(pulumirpc::CheckRequest { news, ..Default::default() }).await.unwrap_err();
    assert_eq!(status.code(), Grpc::InvalidArgument);
    assert!(status.message().contains("`tricks[0]`"), "{}", status.message());
}
