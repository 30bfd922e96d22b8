//! What the tests of operations share: a resource as the engine speaks of it, and a provider that reaches a simulator.
#![allow(dead_code, reason = "every test uses its own part")]

use std::sync::Arc;
use std::time::Duration;

use genesys_api::{Base, Credentials, Settings, VirtualClock};
use genesys_sim::{DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, Sim};
use pulumi_provider::provider::{CheckRequest, Subject};
use pulumi_provider::value::{Object, Value};
use resources::lifecycle;
use resources::registry::ResourceType;
use serde_json::Value as Json;

/// How long nothing may happen, in real time, until a clock goes on by itself.
pub(crate) const IDLE: Duration = Duration::from_millis(2);

/// Which resource of a program it is.
pub(crate) fn subject(ty: &ResourceType, name: &str) -> Subject {
    let r#type = format!("genesyscloud:{}", ty.table.token);
    Subject {
        urn: format!("urn:pulumi:test::test::{type}::{name}", type = r#type),
        r#type,
        name: name.to_owned(),
    }
}

/// Inputs as the engine has them after Check.
pub(crate) fn checked(ty: &ResourceType, name: &str, inputs: &Json, olds: &Object) -> Object {
    let Value::Object(news) = Value::from(inputs) else { panic!("{}: no inputs", ty.table.token) };
    let request =
        CheckRequest { subject: subject(ty, name), olds: olds.clone(), news, ..CheckRequest::default() };
    let checked = lifecycle::check(ty, &request);
    assert!(checked.failures.is_empty(), "{} \"{name}\": {:?}", ty.table.token, checked.failures);
    checked.inputs
}

/// What a client needs to reach a simulator.
pub(crate) fn settings(sim: &Sim) -> Settings {
    let credentials =
        Credentials::Client { id: DEFAULT_CLIENT_ID.to_owned(), secret: DEFAULT_CLIENT_SECRET.into() };
    Settings::new(Base::Url(sim.base_url().parse().unwrap()), credentials)
}

/// A clock that a simulator follows, so that its windows and lags pass while a provider waits.
pub(crate) fn shared_clock(sim: &Arc<Sim>) -> VirtualClock {
    let clock = VirtualClock::self_winding(IDLE);
    let (beginning, follower) = (sim.with_world(|world| world.clock.now()), Arc::clone(sim));
    clock.follow(move |elapsed| {
        let at = beginning + i64::try_from(elapsed.as_millis()).unwrap();
        follower.with_world(|world| world.clock = genesys_sim::Clock::Frozen { at });
    });
    clock
}
