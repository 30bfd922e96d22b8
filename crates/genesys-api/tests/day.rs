//! A day at the simulator, on a clock that both share: tokens expire in the middle of what is being done, windows of the rate limit come
//! and go, and nobody notices.

#![allow(clippy::unwrap_used, reason = "a helper of a test may end the test")]

use std::{sync::Arc, time::Duration};

use futures::future::join_all;
use genesys_api::{Base, Client, Clock, Credentials, Request, Response, Settings, VirtualClock};
use genesys_sim::{DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, Options, Sim, clock, request::Query, world};
use serde_json::json;

/// Calls that a token may make in a minute, here.
const ALLOWED: u64 = 30;

/// How long a token lives, here.
const LIFE: Duration = Duration::from_secs(3600);

const DAY: Duration = Duration::from_secs(24 * 3600);

struct Day {
    sim: Arc<Sim>,
    client: Client,
    time: VirtualClock,
}

impl Day {
    async fn begin(tokens: u16) -> Day {
        let start = clock::parse("2026-03-28T22:00:00.000Z").unwrap();
        let options = Options {
            seed: Some(1),
            clock: genesys_sim::Clock::Frozen { at: start },
            rate_limit: ALLOWED,
            ..Options::default()
        };
        let sim = Arc::new(Sim::start(options).await.unwrap());
        sim.with_world(|world| {
            let mut client = world.store.get(world::CLIENTS, DEFAULT_CLIENT_ID).unwrap().value();
            client["accessTokenValiditySeconds"] = LIFE.as_secs().into();
            world.store.put(world::CLIENTS, DEFAULT_CLIENT_ID, &client, start);
            world.store.put_side(world::CLIENTS, DEFAULT_CLIENT_ID, "secret", DEFAULT_CLIENT_SECRET.into());
        });
        let time = VirtualClock::self_winding(Duration::from_millis(3));
        let follower = sim.clone();
        time.follow(move |elapsed| {
            let at = start + i64::try_from(elapsed.as_millis()).unwrap();
            follower.with_world(|world| world.clock = genesys_sim::Clock::Frozen { at });
        });
        let credentials =
            Credentials::Client { id: DEFAULT_CLIENT_ID.to_owned(), secret: DEFAULT_CLIENT_SECRET.into() };
        let mut settings = Settings::new(Base::Url(sim.base_url().parse().unwrap()), credentials);
        settings.token_pool_size = tokens;
        let client = Client::new(settings, Arc::new(time.clone()));
        Day { sim, client, time }
    }

    async fn burst(&self, calls: usize) -> Vec<Response> {
        let call = || Request::get("/api/v2/routing/skills");
        let answers = join_all((0..calls).map(|_| self.client.call(call()))).await;
        answers.into_iter().map(Result::unwrap).collect()
    }

    /// How often each status was answered, logins apart.
    fn statuses(&self) -> (Vec<(u64, usize)>, usize) {
        let log = self.sim.with_world(|world| world.log.show(&Query::default()));
        let mut statuses: Vec<(u64, usize)> = Vec::new();
        let mut logins = 0;
        for call in log.as_array().unwrap() {
            let status = call["status"].as_u64().unwrap();
            if call["template"] == "/oauth/token" {
                assert_eq!(status, 200);
                logins += 1;
            } else if let Some((_, count)) = statuses.iter_mut().find(|(other, _)| *other == status) {
                *count += 1;
            } else {
                statuses.push((status, 1));
            }
        }
        (statuses, logins)
    }
}

#[tokio::test]
async fn nobody_notices_that_tokens_expire_and_windows_end() {
    let day = Day::begin(1).await;
    day.burst(1).await;
    // Every half hour, whatever the moment of the token's life: a few calls, a window's worth, one and a half.
    let bursts = async {
        let mut waited = Duration::ZERO;
        for (number, calls) in [3, 30, 45, 7].into_iter().cycle().take(46).enumerate() {
            day.time.sleep(Duration::from_secs(1799)).await;
            let began = day.time.elapsed();
            let answers = day.burst(calls).await;
            let took = day.time.elapsed() - began;
            assert!(answers.iter().all(|answer| answer.attempts == 1), "burst {number}");
            let windows = (calls as u64 - 1) / ALLOWED;
            // One call of the long operation may have opened the window before.
            let most = Duration::from_secs(61 * windows + if calls as u64 >= ALLOWED { 61 } else { 0 });
            assert!(took <= most, "burst {number} of {calls} calls took {took:?}");
            waited += took;
        }
        waited
    };
    // An operation that takes all day, such as a job that is looked at now and then.
    let operation = async {
        while day.time.elapsed() < DAY - Duration::from_secs(1200) {
            day.time.sleep(Duration::from_secs(1201)).await;
            day.burst(1).await;
        }
    };
    let (waited, ()) = futures::join!(bursts, operation);
    let (statuses, logins) = day.statuses();
    let [(200, calls)] = statuses[..] else { panic!("{statuses:?}") };
    assert!(calls > 46 * 20 && day.time.elapsed() >= DAY - Duration::from_secs(3600), "{calls}");
    // A token of an hour is renewed five minutes before it expires.
    let needed = usize::try_from(DAY.as_secs() / (LIFE.as_secs() - 300)).unwrap();
    assert!(logins.abs_diff(needed) <= 2, "{logins} tokens, {needed} needed");
    assert!(waited <= Duration::from_secs(23 * 61), "{waited:?}");
}

#[tokio::test]
async fn fifty_calls_whose_token_is_gone_mint_one() {
    for revoked in [true, false] {
        let day = Day::begin(1).await;
        day.sim.with_world(|world| world.options.rate_limit = 0);
        day.burst(1).await;
        day.sim.with_world(|world| {
            // Forgotten, or expired before its time.
            let tokens: Vec<String> =
                world.store.all(world::TOKENS).map(|token| token.id.to_string()).collect();
            for token in tokens {
                let mut value = world.store.get(world::TOKENS, &token).unwrap().value();
                value["expires"] = json!(0);
                world.store.put(world::TOKENS, &token, &value, 0);
                if revoked {
                    world.store.remove(world::TOKENS, &token);
                }
            }
        });
        let answers = day.burst(50).await;
        assert!(answers.iter().all(|answer| answer.status == 200));
        let (statuses, logins) = day.statuses();
        assert_eq!(logins, 2, "{statuses:?}");
        let refused = statuses.iter().find(|(status, _)| *status == 401).map_or(0, |(_, count)| *count);
        assert!((1..=50).contains(&refused), "{statuses:?}");
    }
}

#[tokio::test]
async fn several_tokens_make_a_long_run_shorter_and_provoke_no_429() {
    let day = Day::begin(3).await;
    day.burst(1).await;
    let began = day.time.elapsed();
    day.burst(3 * 30 * 3 - 1).await;
    let took = day.time.elapsed() - began;
    // Three windows of three tokens: the first at once, the second and the third after a minute each.
    assert!(took >= Duration::from_secs(118) && took <= Duration::from_secs(126), "{took:?}");
    assert_eq!(day.statuses(), (vec![(200, 270)], 3));
}
