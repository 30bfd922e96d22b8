//! The API facts: which operations the platform has, and what their models hold.

use serde_json::Value as Json;

use super::read_compressed;

/// The facts of the whole API.
pub(crate) struct Api {
    facts: Json,
}

/// A field of a model.
pub(crate) struct Found<'a> {
    /// What it is, with references followed.
    pub(crate) model: &'a Json,
    /// Whether it or something around it is only ever answered.
    pub(crate) read_only: bool,
    /// Whether it is within something of which the facts only say that it is an object.
    pub(crate) free: bool,
}

impl Api {
    /// Reads the committed facts.
    pub(crate) fn read() -> Result<Api, String> {
        Ok(Api { facts: read_compressed("genesys-cloud-api/genesys-cloud-v2.json.gz")? })
    }

    /// An operation, if the platform has it.
    pub(crate) fn operation(&self, method: &str, path: &str) -> Option<&Json> {
        self.facts["paths"].get(path)?.get(method)
    }

    /// Every path template.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.facts["paths"].as_object().into_iter().flat_map(|paths| paths.keys().map(String::as_str))
    }

    /// The body that an operation takes.
    pub(crate) fn request(&self, method: &str, path: &str) -> Option<&Json> {
        self.operation(method, path)?["requestBody"].get("schema").map(|model| self.resolve(model))
    }

    /// The body that an operation answers.
    pub(crate) fn response(&self, method: &str, path: &str) -> Option<&Json> {
        let model = self.operation(method, path)?.get("response")?;
        (!model.is_null()).then(|| self.resolve(model))
    }

    /// The members of the body that an operation takes.
    pub(crate) fn members(&self, method: &str, path: &str) -> Vec<&str> {
        let members = self.request(method, path).and_then(|body| body["properties"].as_object());
        members.into_iter().flat_map(|members| members.keys().map(String::as_str)).collect()
    }

    /// An object of a list, as a row of it; of a search, if there is no list.
    pub(crate) fn row(&self, path: &str) -> Option<&Json> {
        self.answered_row("get", path).or_else(|| self.answered_row("post", path))
    }

    /// The model of one row of the page that an operation answers.
    pub(crate) fn answered_row(&self, method: &str, path: &str) -> Option<&Json> {
        let listing = self.response(method, path)?;
        self.field(listing, "entities")
            .or_else(|| self.field(listing, "results"))
            .and_then(|entities| entities.model.get("items"))
            .map(|row| self.resolve(row))
    }

    /// Names of an operation's query parameters.
    pub(crate) fn queries(&self, method: &str, path: &str) -> Vec<&str> {
        let parameters =
            self.operation(method, path).and_then(|operation| operation["parameters"].as_array());
        let queries = parameters.into_iter().flatten().filter(|parameter| parameter["in"] == "query");
        queries.filter_map(|parameter| parameter["name"].as_str()).collect()
    }

    /// A model, with references followed.
    pub(crate) fn resolve<'a>(&'a self, model: &'a Json) -> &'a Json {
        match model["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
            Some(name) => self.resolve(&self.facts["schemas"][name]),
            None => model,
        }
    }

    /// The field at a dotted path below a model; the model itself at the empty path.
    pub(crate) fn field<'a>(&'a self, model: &'a Json, path: &str) -> Option<Found<'a>> {
        let start = Found { model: self.resolve(model), read_only: false, free: false };
        path.split('.').filter(|step| !step.is_empty()).try_fold(start, |found, step| {
            let says = |what: &str| found.model.get(what).is_some();
            let is_bare =
                found.model["type"] == "object" && !says("properties") && !says("additionalProperties");
            if found.free || is_bare {
                return Some(Found { free: true, ..found });
            }
            // A place in a list is an element like any other.
            let is_list = step == "[]" || step.parse::<usize>().is_ok();
            let element = || found.model.get("items").filter(|_| is_list);
            let is_map = found.model["additionalProperties"].is_object();
            let member = || found.model.get("additionalProperties").filter(|_| is_map);
            let field = found.model["properties"].get(step).or_else(element).or_else(member)?;
            let read_only = found.read_only || field["readOnly"] == true;
            Some(Found { model: self.resolve(field), read_only, free: false })
        })
    }
}
