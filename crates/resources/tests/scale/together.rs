//! What many resources write to one collection at the same time goes in few calls, and each gets an answer of its own.

use std::time::Duration;

use futures::future::join_all;
use genesys_sim::laws::lag::Lag;
use pulumi_provider::context::Context;
use pulumi_provider::error::Code;
use serde_json::{Value as Json, json};
use tokio_util::sync::CancellationToken;

use crate::organization::{Calls, Organization, Planned, State};

const ADD: &str = "POST /api/v2/routing/queues/{queueId}/members";
const LIST: &str = "GET /api/v2/routing/queues/{queueId}/members";
const RING: &str = "PATCH /api/v2/routing/queues/{queueId}/members/{memberId}";
const ADD_SKILLS: &str = "PATCH /api/v2/users/{userId}/routingskills/bulk";

fn id(kind: u32, number: usize) -> String {
    format!("{kind:08}-0000-4000-8000-{number:012}")
}

fn queue(number: usize) -> String {
    id(90, number)
}

fn user(number: usize) -> String {
    id(20, number)
}

fn skill(number: usize) -> String {
    id(40, number)
}

/// An organization with so many queues of six rings, users and skills.
async fn organization(queues: usize, users: usize, skills: usize) -> Organization {
    let organization = Organization::new(0).await;
    let rings: Vec<Json> = (0..6)
        .map(|_| json!({ "expansionCriteria": [{ "type": "TIMEOUT_SECONDS", "threshold": 10 }] }))
        .collect();
    let queues = (0..queues).map(|number| {
        json!({ "id": queue(number), "name": format!("Queue {number}"), "bullseye": { "rings": rings } })
    });
    let users = (0..users).map(|number| {
        json!({ "id": user(number), "name": format!("User {number}"), "email": format!("user{number}@example.com") })
    });
    let skills = (0..skills).map(|number| json!({ "id": skill(number), "name": format!("Skill {number}") }));
    let document = json!({ "objects": {
        "routing/queues": queues.collect::<Json>(),
        "users": users.collect::<Json>(),
        "routing/skills": skills.collect::<Json>(),
    } });
    organization.sim.seed(&document).unwrap();
    organization
}

fn membership(queue_number: usize, user_number: usize) -> Planned {
    let name = format!("{queue_number}-{user_number}");
    let inputs = json!({ "queueId": queue(queue_number), "userId": user(user_number) });
    Planned::new("index:UserQueue", name, inputs)
}

fn ability(user_number: usize, skill_number: usize, proficiency: u32) -> Planned {
    let name = format!("{user_number}-{skill_number}");
    let inputs = json!({
        "userId": user(user_number),
        "skillId": skill(skill_number),
        "proficiency": proficiency,
    });
    Planned::new("index:UserRoutingSkill", name, inputs)
}

/// Who is in a queue, as the platform has it, by ring.
fn members(organization: &Organization, queue_number: usize) -> Vec<(String, i64)> {
    let members = organization.sim.with_world(|world| {
        world.store.get("routing/queues", &queue(queue_number)).unwrap().side_list("members").to_vec()
    });
    let mut members: Vec<_> = members
        .iter()
        .map(|member| {
            (member["id"].as_str().unwrap().to_owned(), member["ringNumber"].as_i64().unwrap_or_default())
        })
        .collect();
    members.sort();
    members
}

fn skills(organization: &Organization, user_number: usize) -> Vec<(String, f64)> {
    let skills = organization.sim.with_world(|world| {
        world.store.get("users", &user(user_number)).unwrap().side_list("skills").to_vec()
    });
    let mut skills: Vec<_> = skills
        .iter()
        .map(|skill| (skill["id"].as_str().unwrap().to_owned(), skill["proficiency"].as_f64().unwrap()))
        .collect();
    skills.sort_by(|a, b| a.0.cmp(&b.0));
    skills
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memberships_of_one_queue_are_added_and_removed_by_the_hundred() {
    let organization = organization(2, 250, 0).await;
    let program = (0..250).flat_map(|number| [membership(0, number), membership(1, number)]);
    let created = organization.create_all(500, program).await;
    let created: Vec<State> = created.into_iter().map(Result::unwrap).collect();
    let calls = organization.take_calls();
    // Three for each queue, and some more where those who came first did not wait for the last; and whose organization it is.
    let few = |calls: &Calls| (6..=40).contains(&calls.of(ADD));
    assert!(few(&calls) && calls.total() == calls.of(ADD) + 1, "{calls:?}");
    let everybody: Vec<_> = (0..250).map(|number| (user(number), 1)).collect();
    assert_eq!(members(&organization, 0), everybody);
    assert_eq!(members(&organization, 1), everybody);
    assert_eq!(created[3].id, format!("{}/{}", queue(1), user(1)));

    let gone = join_all(created.iter().map(|state| organization.delete(state))).await;
    assert!(gone.into_iter().all(|gone| gone.is_ok()));
    let calls = organization.take_calls();
    assert!(few(&calls) && calls.total() == calls.of(ADD), "{calls:?}");
    assert!(members(&organization, 0).is_empty() && members(&organization, 1).is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_while_a_call_is_under_way_goes_together() {
    let organization = organization(1, 60, 0).await;
    let hold = organization.sim.with_world(|world| {
        world.faults.add(json!({ "kind": "hold", "method": "POST", "route": &ADD[5..] })).unwrap()[0]
    });
    let (patient, one) = (Context::default(), membership(0, 0));
    let first = organization.create(&patient, &one);
    let rest = async {
        while organization.sim.with_world(|world| world.log.total()) < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // Whose organization it is has been asked, so that the first of them is on its way.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let context = Context::default();
        let rest: Vec<Planned> = (1..60).map(|number| membership(0, number)).collect();
        let release = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            organization.sim.with_world(|world| world.faults.remove(hold));
        };
        let creates = join_all(rest.iter().map(|planned| organization.create(&context, planned)));
        tokio::join!(creates, release).0
    };
    let (first, rest) = tokio::join!(first, rest);
    assert!(first.is_ok() && rest.iter().all(Result::is_ok));
    let calls = organization.take_calls();
    assert_eq!(calls.of(ADD), 2, "the first one, and all others together: {calls:?}");
    assert_eq!(members(&organization, 0).len(), 60);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_alone_does_not_wait() {
    let organization = organization(1, 1, 1).await;
    organization.create(&Context::default(), &membership(0, 0)).await.unwrap();
    organization.create(&Context::default(), &ability(0, 0, 3)).await.unwrap();
    assert!(organization.elapsed() < Duration::from_millis(50), "{:?}", organization.elapsed());
    assert_eq!(organization.take_calls().total(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_one_fails_alone_and_by_its_own_name() {
    let organization = organization(1, 100, 0).await;
    let stranger = |number| {
        let mut planned = membership(0, number);
        planned.inputs["userId"] = id(66, number).into();
        planned
    };
    let program =
        (0..100).map(|number| if number % 50 == 7 { stranger(number) } else { membership(0, number) });
    let created = organization.create_all(100, program).await;
    for (number, created) in created.into_iter().enumerate() {
        match created {
            Ok(state) => assert_eq!(state.id, format!("{}/{}", queue(0), user(number))),
            Err(error) => {
                assert_eq!((number % 50, error.code), (7, Code::NotFound), "{error}");
                assert!(error.message.contains(&format!("membership \"0-{number}\"")), "{error}");
            }
        }
    }
    assert_eq!(members(&organization, 0).len(), 98);
    let calls = organization.take_calls();
    assert!(calls.of(ADD) <= 50, "one, ten parts, and two of these one by one: {calls:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queue_that_is_not_known_everywhere_yet_is_waited_for_together() {
    let organization = organization(0, 50, 0).await;
    let made = Planned::new("routing:Queue", "new", json!({ "name": "new" }));
    let made = organization.create(&Context::default(), &made).await.unwrap();
    organization.sim.with_world(|world| {
        let rule = json!({
            "kind": "status", "method": "POST", "route": &ADD[5..], "times": 2, "status": 404,
            "code": "not.found", "message": "The requested resource was not found.",
        });
        world.faults.add(rule).unwrap();
    });
    organization.take_calls();
    let program = (0..50).map(|number| {
        let inputs = json!({ "queueId": made.id, "userId": user(number) });
        Planned::new("index:UserQueue", format!("new-{number}"), inputs)
    });
    let created = organization.create_all(50, program).await;
    assert!(created.iter().all(Result::is_ok));
    let calls = organization.take_calls();
    assert!(calls.of(ADD) <= 8, "two refusals, and few more: {calls:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missing_permission_is_not_tried_a_hundred_times() {
    let organization = organization(1, 40, 0).await;
    organization.sim.with_world(|world| {
        let rule = json!({
            "kind": "status", "method": "POST", "route": &ADD[5..], "times": 0, "status": 403,
            "code": "missing.any.permissions", "message": "Unable to perform the requested action.",
        });
        world.faults.add(rule).unwrap();
    });
    let created = organization.create_all(40, (0..40).map(|number| membership(0, number))).await;
    for created in created {
        assert_eq!(created.unwrap_err().code, Code::PermissionDenied);
    }
    assert!(organization.take_calls().of(ADD) <= 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_gives_up_does_not_take_the_others_along() {
    let organization = organization(1, 3, 0).await;
    // So that only the memberships are asked for below.
    organization.create(&Context::default(), &membership(0, 0)).await.unwrap();
    let hold = organization.sim.with_world(|world| {
        world.faults.add(json!({ "kind": "hold", "method": "POST", "route": &ADD[5..] })).unwrap()[0]
    });
    let cancel = CancellationToken::new();
    let impatient = Context::new("", Default::default(), cancel.clone());
    let patient = Context::default();
    let (one, other) = (membership(0, 1), membership(0, 2));
    let gives_up = async {
        // The first is on its way by now, and the other one waits for its answer.
        tokio::time::sleep(Duration::from_millis(100)).await;
        cancel.cancel();
        tokio::time::sleep(Duration::from_millis(100)).await;
        organization.sim.with_world(|world| world.faults.remove(hold));
    };
    let late = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        organization.create(&impatient, &other).await
    };
    let (first, second, ()) = tokio::join!(organization.create(&patient, &one), late, gives_up);
    assert!(first.is_ok());
    assert_eq!(second.unwrap_err().code, Code::Cancelled);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(members(&organization, 0).len(), 2, "what was given up before it was sent is not sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_has_its_own_time() {
    let organization = organization(1, 3, 0).await;
    organization.create(&Context::default(), &membership(0, 0)).await.unwrap();
    organization.sim.with_world(|world| {
        let rule = json!({
            "kind": "status", "method": "POST", "route": &ADD[5..], "times": 3, "status": 429,
            "headers": { "Retry-After": "20" },
        });
        world.faults.add(rule).unwrap();
    });
    let (hasty, patient) = (membership(0, 1), membership(0, 2));
    let context = Context::default();
    let (hasty, patient) = tokio::join!(
        organization.create_within(&hasty, Duration::from_secs(30)),
        organization.create(&context, &patient),
    );
    assert_eq!(hasty.unwrap_err().code, Code::DeadlineExceeded);
    assert!(patient.is_ok());
    assert!(organization.elapsed() > Duration::from_secs(60), "{:?}", organization.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn skills_of_one_user_go_together_and_rings_are_set_without_a_look() {
    let organization = organization(1, 10, 60).await;
    let program: Vec<Planned> =
        (0..10).flat_map(|user| (0..4).map(move |skill| ability(user, skill, 2))).collect();
    let created: Vec<State> =
        organization.create_all(40, program).await.into_iter().map(Result::unwrap).collect();
    // One for each user, and some more where those who came first did not wait for the last.
    let few = |calls: &Calls, more: u64| {
        (10..=25).contains(&calls.of(ADD_SKILLS)) && calls.total() == calls.of(ADD_SKILLS) + more
    };
    let calls = organization.take_calls();
    assert!(few(&calls, 1), "{calls:?}");
    let better = |state: &State| {
        let mut inputs = json!({});
        for name in ["userId", "skillId"] {
            inputs[name] = state.inputs[name].as_str().into();
        }
        inputs["proficiency"] = 4.into();
        inputs
    };
    let news: Vec<Json> = created.iter().map(better).collect();
    let updated =
        join_all(created.iter().zip(&news).map(|(state, news)| organization.update(state, news))).await;
    assert!(updated.iter().all(Result::is_ok));
    let calls = organization.take_calls();
    assert!(few(&calls, 0), "{calls:?}");
    assert_eq!(skills(&organization, 3), (0..4).map(|number| (skill(number), 4.0)).collect::<Vec<_>>());

    // More than one call takes.
    let many = organization.create_all(60, (0..60).map(|number| ability(9, number, 1))).await;
    assert!(many.iter().all(Result::is_ok));
    assert!((2..=4).contains(&organization.take_calls().of(ADD_SKILLS)));
    assert_eq!(skills(&organization, 9).len(), 60);

    let ring = |number: usize, ring: u32| {
        let mut planned = membership(0, number);
        planned.inputs["ringNum"] = ring.into();
        planned
    };
    let created = organization.create_all(10, (0..10).map(|number| ring(number, 2))).await;
    let created: Vec<State> = created.into_iter().map(Result::unwrap).collect();
    let calls = organization.take_calls();
    assert!(calls.of(ADD) <= 3 && calls.of(RING) == 10 && calls.total() == calls.of(ADD) + 10, "{calls:?}");
    let news: Vec<Json> = (0..10).map(|number| ring(number, 3).inputs).collect();
    let updated =
        join_all(created.iter().zip(&news).map(|(state, news)| organization.update(state, news))).await;
    assert!(updated.iter().all(Result::is_ok));
    let calls = organization.take_calls();
    assert_eq!((calls.of(RING), calls.total()), (10, 10), "{calls:?}");
    assert_eq!(members(&organization, 0), (0..10).map(|number| (user(number), 3)).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ring_is_set_as_soon_as_the_platform_knows_the_member() {
    let organization = organization(1, 1, 0).await;
    organization.sim.with_world(|world| {
        let lag = Lag { create_ms: 5_000, ..Lag::default() };
        world.lags.kinds.insert("routing/queues/members".to_owned(), lag);
    });
    let mut planned = membership(0, 0);
    planned.inputs["ringNum"] = 2.into();
    organization.create(&Context::default(), &planned).await.unwrap();
    assert_eq!(members(&organization, 0), [(user(0), 2)]);
    assert!(organization.elapsed() < Duration::from_secs(12), "{:?}", organization.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queue_that_was_emptied_is_not_listed_once_for_each_who_is_gone() {
    let organization = organization(1, 200, 0).await;
    let created = organization.create_all(200, (0..200).map(|number| membership(0, number))).await;
    let created: Vec<State> = created.into_iter().map(Result::unwrap).collect();
    organization.sim.with_world(|world| {
        world.store.put_side("routing/queues", &queue(0), "members", json!([]));
    });
    let organization = organization.again();
    organization.take_calls();
    let read = join_all(created.iter().map(|state| organization.read(state))).await;
    assert!(read.into_iter().all(|read| read.unwrap().is_none()));
    let calls = organization.take_calls();
    assert!(calls.of(LIST) <= 20, "{calls:?}");
}
