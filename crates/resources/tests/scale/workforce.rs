//! Users with skills, and queues with members: once as properties of their owners, once as relations of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::organization::{Organization, Planned, State};

/// Skills that users can have.
const SKILLS: usize = 20;

/// How much there is of everything.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) users: usize,
    pub(crate) skills_of_each: usize,
    pub(crate) queues: usize,
    pub(crate) memberships: usize,
    /// Calls that the platform allows in a minute.
    pub(crate) allowed: u64,
}

/// Where a program says who can do what, and who is where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `routingSkills` of the user, `members` of the queue.
    Inline,
    /// `UserRoutingSkill` and `UserQueue`.
    Apart,
}

/// What it took.
#[derive(Debug, Default)]
pub(crate) struct Cost {
    pub(crate) resources: usize,
    pub(crate) calls: u64,
    pub(crate) took: Duration,
    /// Calls of a refresh in which nothing has changed, and how long it took.
    pub(crate) refresh: (u64, Duration),
    /// What the engine has to keep, in bytes.
    pub(crate) state: usize,
}

impl Size {
    /// The members of each queue.
    fn members(&self, queue: usize) -> impl Iterator<Item = usize> {
        let of = move |queue: usize| queue * self.memberships / self.queues;
        // A step that has no factor in common with the number of users: nobody is twice in a queue.
        (of(queue)..of(queue + 1)).map(|number| number * 7919 % self.users)
    }

    /// The skills of each user.
    fn skills(&self, user: usize) -> impl Iterator<Item = usize> {
        (0..self.skills_of_each).map(move |number| (user + number) % SKILLS)
    }
}

/// Makes all of it in an empty organization, and reads it again.
pub(crate) async fn run(size: Size, form: Form, parallel: usize) -> (Organization, Cost) {
    let organization = Organization::new(size.allowed).await;
    let mut states = Vec::new();
    let skills = (0..SKILLS).map(|number| named("routing:Skill", "Skill", number, json!({})));
    let skills = made(&organization, parallel, skills).await;
    let users = (0..size.users).map(|number| {
        let mut inputs = json!({ "email": format!("user{number}@example.com") });
        if form == Form::Inline {
            let of = |skill: usize| json!({ "skillId": skills[skill].id, "proficiency": 3 });
            inputs["routingSkills"] = size.skills(number).map(of).collect();
        }
        named("index:User", "User", number, inputs)
    });
    let users = made(&organization, parallel, users).await;
    let queues = (0..size.queues).map(|number| {
        let mut inputs = json!({});
        if form == Form::Inline {
            let member = |user: usize| json!({ "userId": users[user].id });
            inputs["members"] = size.members(number).map(member).collect();
        }
        named("routing:Queue", "Queue", number, inputs)
    });
    let queues = made(&organization, parallel, queues).await;
    if form == Form::Apart {
        let abilities = (0..size.users).flat_map(|user| size.skills(user).map(move |skill| (user, skill)));
        let abilities = abilities.map(|(user, skill)| {
            let inputs = json!({ "userId": users[user].id, "skillId": skills[skill].id, "proficiency": 3 });
            Planned::new("index:UserRoutingSkill", format!("user {user} skill {skill}"), inputs)
        });
        states.extend(made(&organization, parallel, abilities).await);
        let memberships =
            (0..size.queues).flat_map(|queue| size.members(queue).map(move |user| (queue, user)));
        let memberships = memberships.map(|(queue, user)| {
            let inputs = json!({ "queueId": queues[queue].id, "userId": users[user].id });
            Planned::new("index:UserQueue", format!("queue {queue} user {user}"), inputs)
        });
        states.extend(made(&organization, parallel, memberships).await);
    }
    states.extend(skills.into_iter().chain(users).chain(queues));
    let calls = organization.take_calls();
    assert_eq!(calls.with_status(429), 0, "{calls:?}");
    let mut cost = Cost {
        resources: states.len(),
        calls: calls.total(),
        took: organization.elapsed(),
        state: states.iter().map(State::size).sum(),
        ..Cost::default()
    };
    let again = organization.again();
    let read = again.read_all(parallel, &states).await;
    for (state, read) in states.iter().zip(read) {
        let read = read.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(read.map(|read| read.inputs).as_ref(), Some(&state.inputs), "{} has drifted", state.name);
    }
    cost.refresh = (again.take_calls().total(), again.elapsed());
    (organization, cost)
}

fn named(token: &str, kind: &str, number: usize, mut inputs: Json) -> Planned {
    let name = format!("{kind} {number}");
    inputs["name"] = name.as_str().into();
    Planned::new(token, name, inputs)
}

async fn made(
    organization: &Organization,
    parallel: usize,
    program: impl IntoIterator<Item = Planned>,
) -> Vec<State> {
    let made = organization.create_all(parallel, program).await;
    made.into_iter().map(|made| made.unwrap_or_else(|error| panic!("{error}"))).collect()
}

/// Who can do what and who is where, by name, as the platform has it.
fn people(organization: &Organization) -> BTreeMap<String, BTreeSet<String>> {
    organization.sim.with_world(|world| {
        let name = |kind: &str, id: &Json| {
            world
                .store
                .get(kind, id.as_str().unwrap_or_default())
                .map(|found| found.name.to_string())
                .unwrap()
        };
        let mut people = BTreeMap::new();
        for queue in world.store.all("routing/queues") {
            let members = queue.side_list("members").iter().map(|member| name("users", &member["id"]));
            people.insert(queue.name.to_string(), members.collect());
        }
        for user in world.store.all("users") {
            let skills = user.side_list("skills").iter();
            let skills = skills
                .map(|skill| format!("{} {}", name("routing/skills", &skill["id"]), skill["proficiency"]));
            people.insert(user.name.to_string(), skills.collect());
        }
        people
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn relations_of_their_own_give_the_same_people_for_about_as_many_calls() {
    let size = Size { users: 49, skills_of_each: 4, queues: 6, memberships: 150, allowed: 0 };
    let (inline, inline_cost) = run(size, Form::Inline, 16).await;
    let (apart, apart_cost) = run(size, Form::Apart, 16).await;
    assert_eq!(people(&inline), people(&apart));
    assert_eq!(people(&apart)["queue 5"].len(), 25);
    assert_eq!(people(&apart)["user 48"].len(), 4);
    // A call for each object, its skills and its members.
    assert_eq!(inline_cost.calls, (1 + SKILLS + 2 * (size.users + size.queues)) as u64);
    assert_eq!(apart_cost.resources, SKILLS + 49 + 6 + 4 * 49 + 150);
    assert!(apart_cost.calls < 2 * inline_cost.calls, "{apart_cost:?}, inline {inline_cost:?}");
    // A page of the list for the members of each queue, and for the skills of each user.
    assert!(apart_cost.refresh.0 < 100, "{apart_cost:?}");
}
