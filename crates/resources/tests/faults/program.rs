//! What is created and updated, for every type: written by hand.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use pulumi_provider::provider::{DiffRequest, Difference};
use pulumi_provider::value::Object;
use resources::lifecycle;
use resources::registry::ResourceType;
use serde_json::Value as Json;

use crate::kit::checked;
use crate::stage::{NAME, State};

/// One file a domain, by token.
const FILES: &[&str] = &[
    include_str!("programs/api_object.json"),
    include_str!("programs/architect.json"),
    include_str!("programs/auth.json"),
    include_str!("programs/content.json"),
    include_str!("programs/directory.json"),
    include_str!("programs/integrations.json"),
    include_str!("programs/oauth.json"),
    include_str!("programs/organization.json"),
    include_str!("programs/relations.json"),
    include_str!("programs/responses.json"),
    include_str!("programs/routing.json"),
    include_str!("programs/telephony.json"),
    include_str!("programs/triggers.json"),
];

static PROGRAMS: LazyLock<BTreeMap<String, Json>> = LazyLock::new(|| {
    FILES.iter().flat_map(|file| serde_json::from_str::<BTreeMap<String, Json>>(file).unwrap()).collect()
});

/// The inputs of one resource, as they are first and as they are then.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Program {
    /// What tells it from other programs of the type: what its key has after the token.
    pub(crate) variant: &'static str,
    pub(crate) create: Object,
    /// None if every change is a replacement.
    pub(crate) update: Option<Object>,
}

impl Program {
    /// Those of a type: where its objects come to be in several ways, one of each.
    pub(crate) fn of(ty: &ResourceType) -> Vec<Program> {
        let variants =
            PROGRAMS.iter().filter(|(key, _)| token(key) == ty.table.token).map(|(key, program)| {
                Program::read(ty, key.get(ty.table.token.len()..).unwrap_or_default(), program)
            });
        variants.collect()
    }

    fn read(ty: &ResourceType, variant: &'static str, program: &Json) -> Program {
        let create = checked(ty, NAME, &program["create"], &Object::new());
        let update = program.get("update").map(|update| checked(ty, NAME, update, &create));
        if let Some(update) = &update {
            let request =
                DiffRequest { old_inputs: create.clone(), news: update.clone(), ..DiffRequest::default() };
            let difference = lifecycle::diff(ty, &request);
            let replaces = difference.changes.values().any(|change| change.replace);
            assert!(!difference.changes.is_empty() && !replaces, "{}: {difference:?}", ty.table.token);
        }
        Program { variant, create, update }
    }

    /// Tokens that there are programs for.
    pub(crate) fn tokens() -> impl Iterator<Item = &'static str> {
        PROGRAMS.keys().map(|key| token(key))
    }

    /// The same, run again as it is.
    pub(crate) fn unchanged(&self) -> Program {
        Program { update: Some(self.create.clone()), ..self.clone() }
    }

    /// What is between a state and what is created.
    pub(crate) fn difference(&self, ty: &ResourceType, state: &State) -> Difference {
        let request = DiffRequest {
            old_inputs: state.inputs.clone(),
            old_outputs: state.outputs.clone(),
            news: self.create.clone(),
            ..DiffRequest::default()
        };
        lifecycle::diff(ty, &request)
    }

    /// The same, but what is there already is taken over.
    pub(crate) fn adopting(&self, ty: &ResourceType) -> Program {
        let mut program = self.clone();
        if ty.can_conflict() {
            program.create.insert("onConflict".to_owned(), "adopt".into());
        }
        program
    }
}

/// The token in a key such as `index:IntegrationAction (function)`.
fn token(key: &str) -> &str {
    key.split_once(" (").map_or(key, |(token, _)| token)
}
