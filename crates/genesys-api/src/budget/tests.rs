//! The budget against a window that counts as the platform does, on a virtual clock.

use futures::future::join_all;

use super::*;
use crate::{Call, Method, Progress, Scope, VirtualClock, Wait};

/// The platform's side: a fixed window that begins with its first call.
#[derive(Debug)]
struct Platform {
    clock: VirtualClock,
    allowed: u32,
    window: Mutex<Option<(Instant, u32)>>,
    refused: Mutex<u32>,
}

impl Platform {
    fn new(clock: &VirtualClock, allowed: u32) -> Self {
        Self { clock: clock.clone(), allowed, window: Mutex::default(), refused: Mutex::default() }
    }

    fn call(&self) -> WindowHeaders {
        let now = self.clock.now();
        let mut window = self.window.lock().unwrap();
        let (ends, count) = match *window {
            Some((ends, count)) if now < ends => (ends, count + 1),
            _ => (now + Duration::from_secs(60), 1),
        };
        *window = Some((ends, count));
        if count > self.allowed {
            *self.refused.lock().unwrap() += 1;
        }
        // Whole seconds, rounded up and one more, as in the only recorded sample.
        let reset = Duration::from_secs((ends - now).as_secs() + 1);
        WindowHeaders { count, allowed: self.allowed, reset }
    }
}

fn call() -> Call {
    Call { method: Method::Get, template: "/".into(), path: "/".to_owned() }
}

/// Makes calls, so many at a time, each lasting a while; returns how long it took.
async fn run(
    budget: &Arc<Budget>,
    platform: &Platform,
    calls: usize,
    parallel: usize,
    lasting: Duration,
) -> Duration {
    let clock = &platform.clock;
    let began = clock.elapsed();
    let left = Mutex::new(calls);
    let worker = || async {
        loop {
            {
                let mut left = left.lock().unwrap();
                if *left == 0 {
                    return;
                }
                *left -= 1;
            }
            let (scope, call) = (Scope::default(), call());
            let waiter = Waiter { clock, scope: &scope, call: &call };
            let mut permit = budget.acquire(&waiter).await.unwrap();
            budget.begin(&mut permit);
            let headers = platform.call();
            if !lasting.is_zero() {
                clock.sleep(lasting).await;
            }
            budget.settle(permit, Some(headers));
        }
    };
    join_all((0..parallel).map(|_| worker())).await;
    clock.elapsed() - began
}

fn set_up(allowed: u32) -> (Arc<Budget>, Platform) {
    let clock = VirtualClock::self_winding(Duration::from_millis(1));
    (Arc::new(Budget::new(1, Arc::new(clock.clone()))), Platform::new(&clock, allowed))
}

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_run_that_fits_is_not_held_back() {
    for (calls, parallel) in [(80, 1), (80, 20), (300, 1), (300, 64)] {
        let (budget, platform) = set_up(300);
        let took = run(&budget, &platform, calls, parallel, Duration::ZERO).await;
        assert_eq!(took, Duration::ZERO, "{calls} calls, {parallel} at a time");
        assert_eq!(*platform.refused.lock().unwrap(), 0);
    }
}

#[tokio::test]
async fn a_longer_run_takes_the_windows_it_needs_and_provokes_no_429() {
    for (parallel, lasting) in [(1, 0), (10, 0), (10, 100), (64, 300)] {
        let (budget, platform) = set_up(300);
        let lasting = Duration::from_millis(lasting);
        // One call tells how much is allowed and when the window ends, as the client's first one does.
        run(&budget, &platform, 1, 1, Duration::ZERO).await;
        let took = run(&budget, &platform, 1299, parallel as usize, lasting).await;
        assert_eq!(*platform.refused.lock().unwrap(), 0, "{parallel} at a time");
        // Four windows are used up, the fifth is begun: the best is four minutes and what the last hundred take.
        let best = 240.0 + f64::from(100_u32.div_ceil(parallel)) * lasting.as_secs_f64();
        let took = took.as_secs_f64();
        assert!(took >= 240.0 && took <= best * 1.05, "{parallel} at a time: {took} s, best {best} s");
    }
}

#[tokio::test]
async fn what_others_use_of_the_token_is_respected() {
    let (budget, platform) = set_up(300);
    for _ in 0..250 {
        platform.call();
    }
    assert_eq!(run(&budget, &platform, 1, 1, Duration::ZERO).await, Duration::ZERO);
    assert_eq!(run(&budget, &platform, 49, 10, Duration::ZERO).await, Duration::ZERO);
    assert!(run(&budget, &platform, 1, 1, Duration::ZERO).await > 50 * SECOND);
    assert_eq!(*platform.refused.lock().unwrap(), 0);
}

#[tokio::test]
async fn a_second_token_is_used_only_when_the_first_is_used_up() {
    let clock = VirtualClock::self_winding(Duration::from_millis(1));
    let budget = Arc::new(Budget::new(2, Arc::new(clock.clone())));
    let platforms = [Platform::new(&clock, 30), Platform::new(&clock, 30)];
    let (scope, call) = (Scope::default(), call());
    let waiter = Waiter { clock: &clock, scope: &scope, call: &call };
    let mut lanes = Vec::new();
    for _ in 0..61 {
        let mut permit = budget.acquire(&waiter).await.unwrap();
        let lane = permit.lane();
        budget.begin(&mut permit);
        budget.settle(permit, Some(platforms[lane].call()));
        lanes.push(lane);
    }
    assert!(lanes[..30].iter().all(|lane| *lane == 0) && lanes[30..60].iter().all(|lane| *lane == 1));
    assert!(clock.elapsed() >= 60 * SECOND && clock.elapsed() <= 62 * SECOND);
}

#[tokio::test]
async fn a_server_that_does_not_count_is_not_limited() {
    let (budget, _) = set_up(300);
    let (scope, call) = (Scope::default(), call());
    let clock = VirtualClock::new();
    let waiter = Waiter { clock: &clock, scope: &scope, call: &call };
    for _ in 0..1000 {
        let mut permit = budget.acquire(&waiter).await.unwrap();
        budget.begin(&mut permit);
        budget.settle(permit, None);
    }
}

#[tokio::test]
async fn a_new_token_has_a_new_window() {
    let (budget, platform) = set_up(20);
    run(&budget, &platform, 20, 1, Duration::ZERO).await;
    budget.renew(0);
    *platform.window.lock().unwrap() = None;
    assert_eq!(run(&budget, &platform, 20, 5, Duration::ZERO).await, Duration::ZERO);
    assert_eq!(*platform.refused.lock().unwrap(), 0);
}

#[tokio::test]
async fn calls_without_an_answer_count_all_the_same() {
    let (budget, platform) = set_up(10);
    run(&budget, &platform, 1, 1, Duration::ZERO).await;
    let (scope, call) = (Scope::default(), call());
    let waiter = Waiter { clock: &platform.clock, scope: &scope, call: &call };
    for _ in 0..9 {
        let mut permit = budget.acquire(&waiter).await.unwrap();
        budget.begin(&mut permit);
        platform.call();
    }
    assert!(run(&budget, &platform, 1, 1, Duration::ZERO).await >= 59 * SECOND);
    assert_eq!(*platform.refused.lock().unwrap(), 0);
}

#[derive(Debug, Default)]
struct Watcher(Mutex<Vec<Wait>>);

impl Progress for Watcher {
    fn waiting(&self, wait: &Wait) {
        self.0.lock().unwrap().push(wait.clone());
    }
}

#[tokio::test]
async fn everybody_who_waits_is_told_why_and_how_long() {
    let (budget, platform) = set_up(5);
    run(&budget, &platform, 5, 1, Duration::ZERO).await;
    let wait = || async {
        let watcher = Arc::new(Watcher::default());
        let (scope, call) = (Scope::default().progress(watcher.clone()), call());
        let waiter = Waiter { clock: &platform.clock, scope: &scope, call: &call };
        let permit = budget.acquire(&waiter).await.unwrap();
        drop(permit);
        watcher.0.lock().unwrap().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    for told in join_all((0..3).map(|_| wait())).await {
        assert_eq!(told[0], "waiting 61 s: the 5 API calls a minute that Genesys Cloud allows are used up");
        assert!(told.len() >= 12, "{told:?}");
    }
}

#[tokio::test]
async fn who_came_before_the_window_was_used_up_is_told_too() {
    let (budget, platform) = set_up(5);
    run(&budget, &platform, 1, 1, Duration::ZERO).await;
    let watchers = (0..20).map(|_| Arc::new(Watcher::default())).collect::<Vec<_>>();
    let one = |watcher: &Arc<Watcher>| {
        let scope = Scope::default().progress(watcher.clone());
        let (budget, platform) = (&budget, &platform);
        async move {
            let call = call();
            let waiter = Waiter { clock: &platform.clock, scope: &scope, call: &call };
            let mut permit = budget.acquire(&waiter).await.unwrap();
            budget.begin(&mut permit);
            budget.settle(permit, Some(platform.call()));
        }
    };
    join_all(watchers.iter().map(one)).await;
    let told = watchers.iter().filter(|watcher| !watcher.0.lock().unwrap().is_empty()).count();
    assert_eq!(told, 16, "all but the four that fitted");
    assert_eq!(*platform.refused.lock().unwrap(), 0);
}

#[tokio::test]
async fn turns_are_given_in_the_order_of_arrival() {
    let (budget, platform) = set_up(1);
    run(&budget, &platform, 1, 1, Duration::ZERO).await;
    let order = Mutex::new(Vec::new());
    let one = |number| {
        let (budget, platform, order) = (&budget, &platform, &order);
        async move {
            run(budget, platform, 1, 1, Duration::ZERO).await;
            order.lock().unwrap().push(number);
        }
    };
    join_all((0..5).map(one)).await;
    assert_eq!(*order.lock().unwrap(), [0, 1, 2, 3, 4]);
    assert_eq!(*platform.refused.lock().unwrap(), 0);
}

#[tokio::test]
async fn calls_that_belong_together_are_granted_together() {
    let (budget, platform) = set_up(10);
    run(&budget, &platform, 9, 1, Duration::ZERO).await;
    let (scope, call) = (Scope::default(), call());
    let waiter = Waiter { clock: &platform.clock, scope: &scope, call: &call };
    let began = platform.clock.elapsed();
    let mut permits = budget.acquire_together(2, &waiter).await.unwrap();
    assert!(platform.clock.elapsed() - began >= 59 * SECOND, "one is left, and two are wanted");
    let granted = platform.clock.elapsed();
    for _ in 0..2 {
        let mut permit = permits.pop().unwrap();
        budget.begin(&mut permit);
        budget.settle(permit, Some(platform.call()));
    }
    assert_eq!((platform.clock.elapsed(), *platform.refused.lock().unwrap()), (granted, 0));
}

#[tokio::test]
async fn what_is_granted_and_not_sent_is_given_back() {
    let (budget, platform) = set_up(10);
    run(&budget, &platform, 1, 1, Duration::ZERO).await;
    let (scope, call) = (Scope::default(), call());
    let waiter = Waiter { clock: &platform.clock, scope: &scope, call: &call };
    // More than a window has are never granted together.
    assert_eq!(budget.acquire_together(4, &waiter).await.unwrap().len(), 4);
    let took = run(&budget, &platform, 9, 3, Duration::ZERO).await;
    assert_eq!((took, *platform.refused.lock().unwrap()), (Duration::ZERO, 0));
    assert_eq!(budget.acquire_together(40, &waiter).await.unwrap().len(), 10);
}
