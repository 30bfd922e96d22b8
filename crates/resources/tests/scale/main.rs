//! What many resources cost: calls, and time on a clock that provider and platform share.
//!
//! `SCALE=all` measures the large programs and prints what they take, which is what `cargo xtask bench` does; without it, small ones
//! are tried.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what is needed to start ends the test where it is missing"
)]

#[path = "../kit/mod.rs"]
mod kit;
mod organization;
mod together;
mod windows;
mod workforce;

use std::io::Write;

use workforce::{Form, Size};

/// The large programs, which take some minutes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_programs() {
    if std::env::var("SCALE").as_deref() != Ok("all") {
        return;
    }
    let (calls, took, best) = windows::run(500, 300).await;
    report("500 resources with 300 calls a minute", &format!("{:.1} s", took.as_secs_f64()));
    report("", &format!("{calls} calls; at best {} s", best.as_secs()));
    let size = Size { users: 3_000, skills_of_each: 4, queues: 400, memberships: 15_000, allowed: 300 };
    for (form, parallel) in [(Form::Inline, 16), (Form::Apart, 16), (Form::Apart, 64), (Form::Apart, 256)] {
        let (_, cost) = workforce::run(size, form, parallel).await;
        let form = if form == Form::Inline { "inline" } else { "as resources of their own" };
        report(&format!("people {form}, {parallel} at a time"), &format!("{} calls", cost.calls));
        report("", &format!("{:.1} virtual minutes", cost.took.as_secs_f64() / 60.0));
        report("", &format!("refresh {} calls", cost.refresh.0));
        report("", &format!("{:.1} virtual minutes", cost.refresh.1.as_secs_f64() / 60.0));
        #[allow(clippy::cast_precision_loss, reason = "shown with one digit")]
        let megabytes = cost.state as f64 / 1e6;
        report("", &format!("{} resources, state {megabytes:.1} MB", cost.resources));
    }
}

fn report(what: &str, figure: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{what:<52} {figure:>28}");
}
