//! Which operation a request means, and what carries it out.

use std::{collections::HashMap, sync::LazyLock};

use crate::{
    engine::{
        Entity, Singleton, list, project,
        singleton::{self, Action},
        verbs,
    },
    facts::{Facts, Operation},
    request::{Answer, Body, Context, Reply},
};

static ROUTES: LazyLock<Routes> = LazyLock::new(Routes::build);

/// What carries out an operation.
#[derive(Clone, Copy)]
pub enum Binding {
    /// Written behaviour.
    Function(Handler),
    /// An entity's declaration.
    Entity(&'static Entity, Verb),
    /// The models' word for it, without behaviour of its own.
    Generic(&'static Entity, Verb),
    /// A document's declaration.
    Singleton(&'static Singleton, Action),
    /// A document by the models' word for it.
    GenericSingleton(&'static Singleton, Action),
    /// Nothing yet.
    Absent,
}

/// A function that carries out an operation.
pub type Handler = fn(&mut Context<'_>) -> Answer;

/// What is done with an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// POST on the collection.
    Create,
    /// GET on the collection.
    List,
    /// GET of one.
    Read,
    /// PUT of one.
    Replace,
    /// PATCH of one.
    Merge,
    /// DELETE of one.
    Delete,
}

/// How well an operation is simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Behaviour written.
    Full,
    /// An entity store by the models.
    Generic,
    /// 501.
    Absent,
}

/// All routes.
pub struct Routes {
    bindings: Vec<Binding>,
    tree: Node,
}

/// Where a request leads.
pub enum Found {
    /// To an operation: its index and the path's parameters.
    Operation(usize, Vec<(&'static str, String)>),
    /// The path exists, but not with this method.
    OtherMethod,
    /// Nowhere.
    Nothing,
}

#[derive(Default)]
struct Node {
    literals: HashMap<String, Node>,
    parameter: Option<Box<Node>>,
    methods: Vec<(&'static str, usize)>,
}

impl Routes {
    /// All routes; built on first use.
    #[must_use]
    pub fn get() -> &'static Routes {
        &ROUTES
    }

    /// What carries out the operation.
    #[must_use]
    pub fn binding(&self, index: usize) -> Binding {
        self.bindings.get(index).copied().unwrap_or(Binding::Absent)
    }

    /// Finds the operation for a request. Literal parts of a path match in any case.
    #[must_use]
    pub fn find(&self, method: &str, path: &str) -> Found {
        let parts: Vec<&str> = path.trim_end_matches('/').split('/').skip(1).collect();
        let mut values = Vec::new();
        let mut other_method = false;
        match self.tree.walk(method, &parts, &mut values, &mut other_method) {
            Some(index) => {
                let names =
                    Facts::get().map(|facts| parameter_names(&facts.operations[index])).unwrap_or_default();
                let decoded = values.into_iter().map(decode);
                Found::Operation(index, names.into_iter().zip(decoded).collect())
            }
            None if other_method => Found::OtherMethod,
            None => Found::Nothing,
        }
    }

    /// Every operation with its grade.
    pub fn grades(&self) -> impl Iterator<Item = (&'static Operation, Grade)> {
        let operations = Facts::get().map(|facts| facts.operations.as_slice()).unwrap_or_default();
        operations.iter().zip(&self.bindings).map(|(operation, binding)| (operation, binding.grade()))
    }

    fn build() -> Routes {
        let Ok(facts) = Facts::get() else {
            return Routes { bindings: Vec::new(), tree: Node::default() };
        };
        let mut routes =
            Routes { bindings: vec![Binding::Absent; facts.operations.len()], tree: Node::default() };
        let mut index_of = HashMap::new();
        for (index, operation) in facts.operations.iter().enumerate() {
            routes.tree.insert(operation, index);
            index_of.insert((operation.method.as_str(), operation.path.as_str()), index);
        }
        for singleton in crate::domains::generic::singletons() {
            routes.bind_singleton(&index_of, singleton, Binding::GenericSingleton);
        }
        for family in crate::domains::generic::families() {
            for (operation, verb) in &family.verbs {
                if let Some(index) = index_of.get(&(operation.method.as_str(), operation.path.as_str())) {
                    routes.bindings[*index] = Binding::Generic(&family.entity, *verb);
                }
            }
        }
        for entity in crate::domains::full_entities() {
            routes.bind_entity(&index_of, entity);
        }
        for singleton in crate::domains::full_singletons() {
            routes.bind_singleton(&index_of, singleton, Binding::Singleton);
        }
        for (method, path, handler) in crate::domains::handlers() {
            if let Some(index) = index_of.get(&(method, path)) {
                routes.bindings[*index] = Binding::Function(handler);
            } else {
                debug_assert!(false, "{method} {path} is not an operation of the facts");
            }
        }
        routes
    }

    fn bind_singleton(
        &mut self,
        index_of: &HashMap<(&str, &str), usize>,
        singleton: &'static Singleton,
        binding: fn(&'static Singleton, Action) -> Binding,
    ) {
        let actions = [
            ("GET", Action::Read),
            ("PUT", Action::Put),
            ("PATCH", Action::Patch),
            ("DELETE", Action::Reset),
        ];
        for (method, action) in actions {
            if let Some(index) = index_of.get(&(method, singleton.path)) {
                self.bindings[*index] = binding(singleton, action);
            }
        }
    }

    fn bind_entity(&mut self, index_of: &HashMap<(&str, &str), usize>, entity: &'static Entity) {
        let verbs = [
            ("POST", entity.collection, Verb::Create),
            ("GET", entity.collection, Verb::List),
            ("GET", entity.item, Verb::Read),
            ("PUT", entity.item, if entity.merging_put { Verb::Merge } else { Verb::Replace }),
            ("PATCH", entity.item, Verb::Merge),
            ("DELETE", entity.item, Verb::Delete),
        ];
        for (method, path, verb) in verbs {
            if let Some(index) = index_of.get(&(method, path)) {
                self.bindings[*index] = Binding::Entity(entity, verb);
            }
        }
    }
}

impl Binding {
    /// Carries out the operation.
    ///
    /// # Errors
    /// When it is refused.
    pub fn run(self, context: &mut Context<'_>) -> Answer {
        match self {
            Binding::Function(handler) => handler(context),
            Binding::Entity(entity, verb) => verb.run(context, entity),
            Binding::Generic(entity, verb) => fit(verb.run(context, entity)?, context),
            Binding::Singleton(document, action) | Binding::GenericSingleton(document, action) => {
                singleton::run(context, document, action)
            }
            Binding::Absent => Err(absent(context)),
        }
    }

    /// How well it is simulated.
    #[must_use]
    pub fn grade(self) -> Grade {
        match self {
            Binding::Function(_) | Binding::Entity(..) | Binding::Singleton(..) => Grade::Full,
            Binding::Generic(..) | Binding::GenericSingleton(..) => Grade::Generic,
            Binding::Absent => Grade::Absent,
        }
    }
}

impl Verb {
    fn run(self, context: &mut Context<'_>, entity: &'static Entity) -> Answer {
        match self {
            Verb::Create => verbs::create(context, entity),
            Verb::List => list::list(context, entity),
            Verb::Read => verbs::read(context, entity),
            Verb::Replace => verbs::update(context, entity, verbs::Mode::Replace),
            Verb::Merge => verbs::update(context, entity, verbs::Mode::Merge),
            Verb::Delete => verbs::delete(context, entity),
        }
    }
}

/// An answer without written behaviour: no body where there is none to read, and nothing missing that must be there.
fn fit(mut reply: Reply, context: &Context<'_>) -> Answer {
    let Some(schema) = &context.operation.facts.response else {
        return Ok(Reply::empty(204));
    };
    let value = match &reply.body {
        Body::Json(value) => Some(value.clone()),
        Body::Text(text) => serde_json::from_str(text).ok(),
        Body::Empty | Body::Raw(..) => None,
    };
    if let Some(value) = value {
        let facts = verbs::facts()?;
        let mut value = project::conform(facts, schema, &value).unwrap_or_default();
        project::fill_required(facts, schema, &mut value);
        reply.body = Body::Json(value);
    }
    Ok(reply)
}

fn absent(context: &Context<'_>) -> crate::refusal::Refusal {
    crate::refusal::Refusal::new(
        501,
        "not.implemented",
        "genesys-sim does not simulate the operation {operation} ({method} {path}).",
    )
    .with("operation", &context.operation.facts.operation_id)
    .with("method", &context.operation.method)
    .with("path", &context.operation.path)
}

impl Node {
    fn insert(&mut self, operation: &'static Operation, index: usize) {
        let mut node = self;
        for part in operation.path.split('/').skip(1) {
            node = if part.starts_with('{') {
                node.parameter.get_or_insert_default()
            } else {
                node.literals.entry(part.to_ascii_lowercase()).or_default()
            };
        }
        // Some paths differ only in the names of their parameters; the first one wins.
        if !node.methods.iter().any(|(method, _)| *method == operation.method) {
            node.methods.push((&operation.method, index));
        }
    }

    fn walk<'a>(
        &self,
        method: &str,
        parts: &[&'a str],
        values: &mut Vec<&'a str>,
        other_method: &mut bool,
    ) -> Option<usize> {
        let Some((first, rest)) = parts.split_first() else {
            let found = self.methods.iter().find(|(other, _)| *other == method).map(|(_, index)| *index);
            *other_method |= found.is_none() && !self.methods.is_empty();
            return found;
        };
        if let Some(node) = self.literals.get(first.to_ascii_lowercase().as_str())
            && let Some(index) = node.walk(method, rest, values, other_method)
        {
            return Some(index);
        }
        let node = self.parameter.as_ref().filter(|_| !first.is_empty())?;
        values.push(first);
        let found = node.walk(method, rest, values, other_method);
        if found.is_none() {
            values.pop();
        }
        found
    }
}

fn parameter_names(operation: &'static Operation) -> Vec<&'static str> {
    operation
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{').and_then(|part| part.strip_suffix('}')))
        .collect()
}

/// Decodes `%20` and the like; a plus sign in a path is a plus sign.
#[must_use]
pub fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let hex = (bytes[index] == b'%')
            .then(|| text.get(index + 1..index + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok()))
            .flatten();
        decoded.push(hex.unwrap_or(bytes[index]));
        index += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&decoded).into_owned()
}
