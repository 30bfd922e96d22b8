//! All state of one simulator, behind one lock: requests happen one after the other.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use serde_json::{Value, json};

use crate::{
    clock::{Clock, Millis, format},
    control::{calls::CallLog, faults::Faults},
    ids,
    laws::{
        lag::{self, Lag, Lags},
        rate_limit::Windows,
    },
    options::{DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET, Options},
    persist::{Folder, FolderError},
    store::{Record, Store},
};

/// Kind of the one organization record.
pub const ORGANIZATION: &str = "_organization";
/// Kind of the tokens.
pub const TOKENS: &str = "_tokens";
/// Kind of the divisions.
pub const DIVISIONS: &str = "authorization/divisions";
/// Kind of the OAuth clients.
pub const CLIENTS: &str = "oauth/clients";

/// Records in the order of a list.
pub type Rows = Arc<Vec<Arc<Record>>>;

/// All state of one simulator.
#[derive(Debug)]
pub struct World {
    /// How it was set up.
    pub options: Options,
    /// From which all ids follow.
    pub seed: u64,
    /// Its clock.
    pub clock: Clock,
    /// Everything it holds.
    pub store: Store,
    /// Snapshots by name.
    pub snapshots: BTreeMap<String, Store>,
    /// Windows of the rate limiter by token.
    pub windows: Windows,
    /// Windows of the mint limiter by client.
    pub mints: Windows,
    /// What was asked.
    pub log: CallLog,
    /// What goes wrong on purpose.
    pub faults: Faults,
    /// What is known late.
    pub lags: Lags,
    /// Objects that were deleted and are still read for a while: by kind and key, with the time of deletion.
    pub ghosts: BTreeMap<(String, String), (Arc<Record>, Millis)>,
    /// Answers to a GET by id that are given again for a while: by address, with the time of the first.
    pub cache: HashMap<String, (Arc<str>, Millis)>,
    /// Lists that were asked for lately, by kind and filters, with the revision of the kind that they show.
    pub lists: HashMap<String, (u64, Rows)>,
    folder: Option<Folder>,
    requests: u64,
}

impl World {
    /// A fresh organization, or the one that the state folder holds.
    ///
    /// # Errors
    /// When the state folder cannot be used.
    pub fn new(options: Options) -> Result<World, FolderError> {
        let mut world = World {
            seed: options.seed.unwrap_or_else(entropy),
            clock: options.clock,
            store: Store::default(),
            snapshots: BTreeMap::new(),
            windows: Windows::default(),
            mints: Windows::default(),
            log: CallLog::new(options.log_limit),
            faults: Faults::default(),
            lags: Lags::default(),
            ghosts: BTreeMap::new(),
            cache: HashMap::new(),
            lists: HashMap::new(),
            folder: None,
            requests: 0,
            options,
        };
        for entity in crate::domains::entities() {
            world.store.declare_unique(entity.kind, entity.unique_field());
        }
        let path = world.options.state.clone();
        match path {
            Some(path) if Folder::holds_state(&path) => {
                let folder = Folder::open(&path, &mut world.store)?;
                world.folder = Some(folder);
                world.forget_expired_tokens();
                world.seed = world.organization()["seed"].as_u64().unwrap_or(world.seed);
            }
            Some(path) => {
                world.found();
                world.folder = Some(Folder::open(&path, &mut world.store)?);
            }
            None => world.found(),
        }
        Ok(world)
    }

    /// Back to the state of a fresh start. The clock, the log's sequence and the fault rules start again too.
    pub fn reset(&mut self) {
        self.clock = self.options.clock;
        let mut store = Store::default();
        for entity in crate::domains::entities() {
            store.declare_unique(entity.kind, entity.unique_field());
        }
        self.store = store;
        self.snapshots.clear();
        self.windows = Windows::default();
        self.mints = Windows::default();
        self.log.clear();
        self.faults = Faults::default();
        self.lags = Lags::default();
        self.ghosts.clear();
        self.cache.clear();
        self.requests = 0;
        self.found();
        self.rewrite_folder();
    }

    /// Expired tokens answer like unknown ones after a restart.
    fn forget_expired_tokens(&mut self) {
        let now = self.clock.now();
        let expired: Vec<String> = self
            .store
            .all(TOKENS)
            .filter(|token| token.value()["expires"].as_i64().is_none_or(|expires| expires <= now))
            .map(|token| token.id.to_string())
            .collect();
        for token in expired {
            self.store.remove(TOKENS, &token);
        }
    }

    /// Writes down what the last request changed.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn commit(&mut self) -> std::io::Result<()> {
        if !self.store.is_dirty() {
            return Ok(());
        }
        match &mut self.folder {
            Some(folder) => folder.append(&self.store.take_changes()),
            None => {
                self.store.forget_changes();
                Ok(())
            }
        }
    }

    /// Lets another simulator use the state folder.
    pub fn leave_folder(&mut self) {
        self.folder = None;
    }

    /// Writes the whole state anew, after something that is not a request changed all of it.
    pub fn rewrite_folder(&mut self) {
        self.store.forget_changes();
        if let Some(folder) = &mut self.folder
            && folder.rewrite(&self.store).is_err()
        {
            // Nothing was acknowledged to a client of the API; the next append fails loudly.
            self.folder = None;
        }
    }

    /// Whether the platform has done what it does by itself after an object was written: activate, transcode, evaluate.
    #[must_use]
    pub fn is_settled(&self, record: &Record, now: Millis) -> bool {
        now - record.written >= i64::try_from(self.options.job_delay_ms).unwrap_or(i64::MAX)
    }

    /// A live object, if references to it are taken already.
    #[must_use]
    pub fn known(&self, kind: &str, id: &str) -> Option<&Arc<Record>> {
        self.known_at(kind, id, self.clock.now())
    }

    /// The same at another time.
    #[must_use]
    pub fn known_at(&self, kind: &str, id: &str, now: Millis) -> Option<&Arc<Record>> {
        let record = self.store.get(kind, id)?;
        (!lag::is_new(record, now, self.lag(kind, id).reference_ms)).then_some(record)
    }

    /// The live objects of a kind, and those whose deletion others have not noticed yet, as they were.
    #[must_use]
    pub fn noticed(&self, kind: &str) -> Vec<Arc<Record>> {
        if self.lags.are_off() {
            return self.store.live(kind).cloned().collect();
        }
        let now = self.clock.now();
        lag::lingering(self, kind, now, |lag| lag.delete_ms)
    }

    /// How long an object lags.
    #[must_use]
    pub fn lag(&self, kind: &str, id: &str) -> Lag {
        self.lags.of(self.seed, kind, id)
    }

    /// A fresh id for an object of that kind.
    pub fn new_id(&mut self, kind: &str) -> String {
        let number = self.store.count(kind);
        ids::uuid(self.seed, kind, number)
    }

    /// A fresh secret.
    pub fn new_secret(&mut self, purpose: &str) -> String {
        let number = self.store.count(purpose);
        ids::secret(self.seed, purpose, number)
    }

    /// A fresh correlation id.
    pub fn new_context(&mut self) -> String {
        self.requests += 1;
        ids::uuid(self.seed, "request", self.requests)
    }

    /// The organization.
    #[must_use]
    pub fn organization(&self) -> Value {
        self.store.get(ORGANIZATION, "me").map(|record| record.value()).unwrap_or_default()
    }

    /// Id of the home division.
    #[must_use]
    pub fn home_division(&self) -> String {
        self.store
            .live(DIVISIONS)
            .find(|record| record.side.get("home").is_some())
            .map(|record| record.id.to_string())
            .unwrap_or_default()
    }

    /// A reference to a division as answers have it.
    #[must_use]
    pub fn division_reference(&self, id: &str) -> Value {
        if id == "*" {
            return json!({ "id": "*", "name": "*" });
        }
        let name = self.store.find(DIVISIONS, id).map(|record| record.value()["name"].clone());
        json!({ "id": id, "name": name.unwrap_or_default(), "selfUri": format!("/api/v2/authorization/divisions/{id}") })
    }

    /// Adds an OAuth client for client credentials.
    pub fn add_client(&mut self, id: &str, name: &str, secret: &str, more: Option<&Value>) {
        let now = self.clock.now();
        let mut client = json!({
            "id": id,
            "name": name,
            "authorizedGrantType": "CLIENT-CREDENTIALS",
            "accessTokenValiditySeconds": 86_400,
            "state": "active",
            "roleDivisions": [],
            "dateCreated": format(now),
            "selfUri": format!("/api/v2/oauth/clients/{id}"),
        });
        if let Some(Value::Object(more)) = more {
            for (field, value) in more {
                client[field] = value.clone();
            }
        }
        self.store.put(CLIENTS, id, &client, now);
        self.store.put_side(CLIENTS, id, "secret", Value::from(secret));
    }

    /// What every organization starts with.
    fn found(&mut self) {
        let now = self.clock.now();
        let id =
            self.options.organization_id.clone().unwrap_or_else(|| ids::uuid(self.seed, "organization", 0));
        self.set_organization(&id, &self.options.organization_name.clone(), now);
        let home = ids::uuid(self.seed, "home division", 0);
        let division = json!({
            "id": home,
            "name": "Home",
            "description": "",
            "homeDivision": true,
            "selfUri": format!("/api/v2/authorization/divisions/{home}"),
        });
        self.store.put(DIVISIONS, &home, &division, now);
        self.store.put_side(DIVISIONS, &home, "home", Value::from(true));
        self.add_client(DEFAULT_CLIENT_ID, "genesys-sim", DEFAULT_CLIENT_SECRET, None);
        crate::domains::found(self, now);
        // It has been there for long: nothing of it is known late.
        self.store.age();
        if let Some(document) = self.options.seed_document.clone() {
            // It was checked when the options were read.
            let _ = crate::control::seed::apply(self, &document);
        }
    }

    /// Names the organization.
    pub fn set_organization(&mut self, id: &str, name: &str, now: Millis) {
        let organization = json!({
            "id": id,
            "name": name,
            "defaultLanguage": "en-us",
            "defaultCountryCode": "US",
            "thirdPartyOrgName": ids::uuid(self.seed, "short name", 0)[..8].to_owned(),
            "domain": "example.com",
            "version": 1,
            "state": "active",
            "voicemailEnabled": false,
            "productPlatform": "GenesysCloud",
            "features": {},
            "seed": self.seed,
            "selfUri": format!("/api/v2/organizations/{id}"),
        });
        self.store.put(ORGANIZATION, "me", &organization, now);
    }
}

/// A number that differs from start to start.
fn entropy() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::collections::hash_map::RandomState::new().build_hasher().finish()
}
