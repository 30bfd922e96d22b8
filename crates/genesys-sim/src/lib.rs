//! A simulated Genesys Cloud for trying, testing and breaking on your own machine.
//!
//! ```no_run
//! # async fn example() -> Result<(), genesys_sim::StartError> {
//! let sim = genesys_sim::Sim::start(genesys_sim::Options::default()).await?;
//! assert!(sim.base_url().starts_with("http://127.0.0.1:")); // http://127.0.0.1:43125
//! # Ok(()) }
//! ```
//!
//! It is driven by the platform's API facts, by entity declarations, and by written behaviour where those do not suffice.
//! The README describes its control endpoints.

pub mod clock;
pub mod control;
pub mod coverage;
pub mod domains;
pub mod engine;
pub mod facts;
pub mod ids;
pub mod laws;
pub mod options;
pub mod persist;
pub mod refusal;
pub mod request;
pub mod routes;
pub mod server;
pub mod store;
pub mod world;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use tokio::{net::TcpListener, task::JoinHandle};

pub use clock::Clock;
pub use options::{DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, Options};
use server::Face;

/// A running simulator; dropping it stops it.
pub struct Sim {
    address: SocketAddr,
    login: SocketAddr,
    world: server::Shared,
    tasks: Vec<JoinHandle<()>>,
    stopped: server::Cut,
}

/// A simulator could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken or not ours.
    #[error("cannot listen on {host}:{port}")]
    Listen {
        /// The host that was asked for.
        host: String,
        /// The port that was asked for.
        port: u16,
        /// Why.
        source: std::io::Error,
    },
    /// The state folder cannot be used.
    #[error(transparent)]
    Folder(#[from] persist::FolderError),
    /// The API facts are damaged.
    #[error(transparent)]
    Facts(#[from] facts::FactsError),
    /// The seed document cannot be used.
    #[error("the seed document cannot be used")]
    Seed(#[from] control::seed::SeedError),
}

impl Sim {
    /// Starts a simulator; it answers as soon as this returns.
    ///
    /// # Errors
    /// When the address or the state folder cannot be used.
    pub async fn start(options: Options) -> Result<Sim, StartError> {
        facts::Facts::get()?;
        // Built now, so that the first request is not slower than the others.
        let _ = routes::Routes::get();
        if let Some(document) = &options.seed_document {
            // Tried on a simulator of its own, so that a mistake in it is an error now and never later.
            let fresh = Options { state: None, seed_document: None, ..options.clone() };
            control::seed::apply(&mut world::World::new(fresh)?, document)?;
        }
        let host = options.host.clone();
        let mut listeners = Vec::new();
        for (face, port) in [
            (if options.login_port.is_some() { Face::Api } else { Face::Both }, Some(options.port)),
            (Face::Login, options.login_port),
        ] {
            let Some(port) = port else { continue };
            let failed = |source| StartError::Listen { host: host.clone(), port, source };
            let listener = TcpListener::bind((host.as_str(), port)).await.map_err(failed)?;
            listeners.push((face, listener.local_addr().map_err(failed)?, listener));
        }
        let world = Arc::new(Mutex::new(world::World::new(options)?));
        let stopped = server::Cut::default();
        let (mut addresses, mut tasks) = (Vec::new(), Vec::new());
        for (face, address, listener) in listeners {
            let application = server::application(Arc::clone(&world), face);
            let listener = server::CuttingListener { listener, stopped: stopped.clone() };
            addresses.push(address);
            tasks.push(tokio::spawn(async move {
                let service = application.into_make_service_with_connect_info::<server::Cut>();
                // It only ends when it is aborted.
                let _ = axum::serve(listener, service).await;
            }));
        }
        let (address, login) = (addresses[0], addresses[addresses.len() - 1]);
        Ok(Sim { address, login, world, tasks, stopped })
    }

    /// The address of logins: the same, unless they have a port of their own.
    #[must_use]
    pub fn login_url(&self) -> String {
        format!("http://{}", self.login)
    }

    /// Its address, such as `http://127.0.0.1:43125`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its socket address.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Looks into or changes its world between two requests.
    pub fn with_world<T>(&self, action: impl FnOnce(&mut world::World) -> T) -> T {
        action(&mut server::lock(&self.world))
    }

    /// Adds what a seed document describes.
    ///
    /// # Errors
    /// When the document cannot be used; then nothing is added.
    pub fn seed(&self, document: &serde_json::Value) -> Result<(), control::seed::SeedError> {
        self.with_world(|world| {
            let result = control::seed::apply(world, document).map(|_| ());
            world.rewrite_folder();
            result
        })
    }

    /// Everything it holds, without what is deleted.
    #[must_use]
    pub fn dump(&self) -> serde_json::Value {
        self.with_world(|world| control::dump::dump(world, false))
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
        // Connections that are open have tasks of their own, and keep the world for a moment; nothing is answered any more.
        self.stopped.cut();
        self.with_world(world::World::leave_folder);
    }
}
