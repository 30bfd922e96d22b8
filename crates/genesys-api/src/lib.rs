//! Client of the Genesys Cloud Platform API.
//!
//! It knows what holds for every call (hosts, tokens, the rate budget, what may be repeated, how errors read, how lists go on)
//! and nothing of any particular object. Creating a [`Client`] does no I/O; the first call mints the token.
//!
//! A call goes through these stations, each a module that says why it is as it is:
//!
//! | module | decides |
//! |---|---|
//! | `budget` | when it may be sent: the platform's rate window, in the order of arrival |
//! | `auth` | with which token, and when there is a new one |
//! | `http` | how it gets there: connections, TLS, proxy |
//! | `retry` | what to do about what came back, one table for all calls |
//! | `refusal`, `error` | what is said if it is a no, and what the user can do |
//! | `page` | how a list goes on |
//! | `upload` | how a file gets to where the API says |
//! | `waiter` | that every wait can be cancelled, ends in time, and is told to whoever watches |
//! | `secret` | that no secret leaves the crate but inside an answer |
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//! use genesys_api::{Base, Client, Credentials, Region, Request, Settings, SystemClock};
//!
//! let credentials = Credentials::Client { id: "id".into(), secret: "secret".into() };
//! let settings = Settings::new(Base::Region(Region::parse("eu-west-1")?), credentials);
//! let client = Client::new(settings, Arc::new(SystemClock));
//! let queue = client.call(Request::get("/api/v2/routing/queues/{queueId}").param("queueId", "…")).await?;
//! # let _ = queue; Ok(())
//! # }
//! ```

mod attempts;
mod auth;
mod budget;
mod client;
pub mod clock;
mod error;
mod http;
mod page;
mod refusal;
mod region;
mod request;
mod retry;
mod secret;
mod settings;
#[cfg(test)]
mod stub;
mod upload;
mod waiter;

pub use budget::Window;
pub use client::{Client, Organization};
pub use clock::{Clock, SystemClock, VirtualClock};
pub use error::{Error, Failure, LoginRefusal, Malformed};
pub use page::{ListRequest, Page, Paging};
pub use refusal::{Detail, Entity, Limit, Refusal};
pub use region::{Region, UnknownRegion};
pub use request::{Call, Host, Method, Progress, Reason, Repeat, Request, Response, Scope, Wait};
pub use secret::{HIDDEN, Secret};
pub use settings::{Base, Candidate, Credentials, Gateway, Login, Proxy, Renewal, Settings};
pub use upload::{Content, Form, Upload};
