//! A run that does not fit into what the platform allows in a minute.

use std::time::Duration;

use serde_json::json;

use crate::organization::{Organization, Planned};

/// How long a window of the platform lasts.
const WINDOW: Duration = Duration::from_secs(60);

/// How much longer than the best schedule of windows a run may take, in percent.
const SLACK: u32 = 5;

/// Creates so many resources with so many calls a minute: how many calls, how long it took, and how long it takes at best.
pub(crate) async fn run(resources: usize, allowed: u64) -> (u64, Duration, Duration) {
    let organization = Organization::new(allowed).await;
    let program = (0..resources).map(|number| {
        let token = ["routing:Skill", "routing:Wrapupcode", "routing:Queue"][number % 3];
        Planned::new(token, format!("Resource {number}"), json!({}))
    });
    for created in organization.create_all(16, program).await {
        created.unwrap_or_else(|error| panic!("{error}"));
    }
    let calls = organization.take_calls();
    assert_eq!(calls.with_status(429), 0, "nothing may be refused for its rate: {calls:?}");
    // The last window needs no waiting for its end.
    let windows = u32::try_from((calls.total() - 1) / allowed).unwrap();
    (calls.total(), organization.elapsed(), WINDOW * windows)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_takes_hardly_longer_than_the_windows_that_it_needs() {
    for (resources, allowed) in [(59, 60), (60, 60), (100, 30)] {
        let (calls, took, best) = run(resources, allowed).await;
        assert_eq!(calls, resources as u64 + 1, "one each, and whose organization it is");
        assert!(
            took <= best + best * SLACK / 100 + Duration::from_secs(1),
            "{resources} resources took {took:?} with {allowed} calls a minute; at best {best:?}"
        );
        assert!(took >= best, "{took:?} is less than {best:?}: the clocks are not the same");
    }
}
