//! Objects by their natural key: for imports, look-ups, and for telling whose a taken name is.

use genesys_api::{ListRequest, Repeat, Request};
use pulumi_provider::context::Context;
use pulumi_provider::declaration::{Existence, FieldShape, Kind, Write};
use pulumi_provider::error::{Code, Error, Result};
use pulumi_provider::provider::{ListedResource, Listing, Subject, property};
use pulumi_provider::value::{Object, Value};
use serde_json::{Value as Json, json};

use super::address::{Address, parameters};
use super::{Platform, Work, document, paging};
use crate::kinds::Division;
use crate::mapping::{Fields, Place, decode, lookup};
use crate::registry::ResourceType;

/// What the list of all tells of an object: not its parts.
const MAIN: Fields<'static> = &|field| field.part.is_none();

/// What is looked for: properties and their values.
pub type Criteria = Vec<(&'static str, String)>;

/// An object that a list tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its id, as an import takes it.
    pub id: String,
    /// Its name; empty where it has none.
    pub name: String,
    /// Its natural key, by which it is looked up, as far as the list tells it.
    pub key: Option<String>,
    /// The id of its division, if it belongs to one.
    pub division: Option<String>,
}

impl Platform {
    /// Answers a look-up function: the object with these properties.
    ///
    /// # Errors
    /// If there is none, or more than one, or the platform does not answer.
    pub async fn look_up(&self, ty: &ResourceType, context: &Context, criteria: &Criteria) -> Result<Object> {
        self.once(self.look_up_now(ty, context, criteria).await)
    }

    async fn look_up_now(&self, ty: &ResourceType, context: &Context, criteria: &Criteria) -> Result<Object> {
        let cache_key = format!("{}{criteria:?}", ty.table.token);
        let cached = |platform: &Platform| {
            platform.lookups.lock().ok().and_then(|lookups| lookups.get(&cache_key).cloned())
        };
        if let Some(found) = cached(self) {
            return Ok(found);
        }
        let subject = Subject::default();
        let work = Work::new(self, ty, context, &subject, name_of(criteria), None);
        self.organization(&work, None).await?;
        // One of many equal look-ups asks, the others wait for its answer.
        let _turn = self.locks.take("lookup", &cache_key).await;
        if let Some(found) = cached(self) {
            return Ok(found);
        }
        let answer = match &self.find(&work, criteria).await?[..] {
            [] => {
                return Err(Error::new(
                    Code::NotFound,
                    format!("there is no {} with {}", ty.noun(), in_words(criteria)),
                ));
            }
            [only] => only.clone(),
            several => return Err(ambiguous(ty, criteria, several)),
        };
        let found = answer_of(ty, &answer, &address_of(ty, criteria, &answer));
        if let Ok(mut lookups) = self.lookups.lock() {
            lookups.insert(cache_key.clone(), found.clone());
        }
        Ok(found)
    }

    /// Answers a look-up function for an object that there is exactly one of.
    ///
    /// # Errors
    /// If the platform does not answer.
    pub async fn look_up_built_in(
        &self,
        ty: &ResourceType,
        context: &Context,
        path: &'static str,
    ) -> Result<Object> {
        self.once(self.look_up_built_in_now(ty, context, path).await)
    }

    async fn look_up_built_in_now(
        &self,
        ty: &ResourceType,
        context: &Context,
        path: &'static str,
    ) -> Result<Object> {
        let subject = Subject::default();
        let work =
            Work::new(self, ty, context, &subject, path.rsplit('/').next().unwrap_or(path).to_owned(), None);
        self.organization(&work, None).await?;
        let response = self.client.call(Request::get(path).scope(&work.scope)).await;
        let answer = ty.received(response.map_err(|error| work.fail("read", error))?.body);
        Ok(answer_of(ty, &answer, &address_of(ty, &Criteria::new(), &answer)))
    }

    /// Lists all objects of a type.
    ///
    /// # Errors
    /// If the platform does not answer.
    pub async fn list(&self, ty: &ResourceType, context: &Context, limit: Option<usize>) -> Result<Listing> {
        let found = self.inventory(ty, context).await?.into_iter().take(limit.unwrap_or(usize::MAX));
        let items = found.map(|found| ListedResource { id: found.id, name: found.name }).collect();
        Ok(Listing { items, continuation: None })
    }

    /// All objects of a type, with what the list tells of how people know them.
    ///
    /// # Errors
    /// If the platform does not answer.
    pub async fn inventory(&self, ty: &ResourceType, context: &Context) -> Result<Vec<Found>> {
        self.once(self.inventory_now(ty, context).await)
    }

    async fn inventory_now(&self, ty: &ResourceType, context: &Context) -> Result<Vec<Found>> {
        let subject = Subject::default();
        let work = Work::new(self, ty, context, &subject, "all".to_owned(), None);
        self.organization(&work, None).await?;
        let mut found = Vec::new();
        for address in self.everywhere(&work, ty).await? {
            for row in self.rows(&work, &address, None).await? {
                let Some(own) = ty.own_id(&row) else { continue };
                let mut decoded = decode(ty.inputs(), &row, MAIN);
                decoded.extend(address.properties(ty));
                let text = |name: &str| property(&decoded, name).and_then(Value::as_str).map(str::to_owned);
                let is_division = |field: &&FieldShape| {
                    field.field.reference.is_some_and(|reference| reference.kind == Division::NAME)
                };
                let division = match ty.table.api.kind {
                    Division::NAME => Some(own.to_owned()),
                    _ => ty.inputs().fields.iter().find(is_division).and_then(|field| text(field.field.name)),
                };
                let key = criteria(ty, &decoded).map(|key| name_of(&key));
                let name = row["name"].as_str().unwrap_or(own).to_owned();
                found.push(Found { id: address.clone().with_own(ty, own).id(ty), name, key, division });
            }
        }
        Ok(found)
    }

    /// Where objects of a type are: at one place, or below each of its parents.
    async fn everywhere(&self, work: &Work<'_>, ty: &ResourceType) -> Result<Vec<Address>> {
        let mut parents: Vec<Object> = vec![Object::new()];
        for field in &ty.inputs().fields {
            let is_parent = |name: &str| parameters(ty.table.api.path).any(|parameter| parameter == name);
            let (Write::Parameter(name), Some(reference)) = (field.field.write, field.field.reference) else {
                continue;
            };
            let of_kind = |parent: &&ResourceType| parent.table.api.kind == reference.kind;
            let Some(parent) = crate::registry().iter().find(of_kind).filter(|_| is_parent(name)) else {
                continue;
            };
            let above = Work {
                ty: parent,
                scope: work.scope.clone(),
                name: work.name.clone(),
                ambient: None,
                ..*work
            };
            let rows = self.rows(&above, &Address::of_inputs(parent, &Object::new()), None).await?;
            let ids = || rows.iter().filter_map(|row| row["id"].as_str());
            let with = |inputs: &Object, id: &str| {
                let mut inputs = inputs.clone();
                inputs.insert(field.field.name.to_owned(), id.into());
                inputs
            };
            parents = parents.iter().flat_map(|inputs| ids().map(move |id| with(inputs, id))).collect();
        }
        Ok(parents.iter().map(|inputs| Address::of_inputs(ty, inputs)).collect())
    }

    /// The live objects with these properties: those that are equal, else those that are equal but for capital letters, since the
    /// platform does not tell such names apart.
    pub(super) async fn find(&self, work: &Work<'_>, criteria: &Criteria) -> Result<Vec<Json>> {
        if work.ty.table.api.existence == Existence::Named {
            // The key is its place.
            let address = Address::of_inputs(work.ty, &as_inputs(criteria));
            let live = self.read_document(work, &address, document::main(work.ty)).await?;
            return Ok(live.into_iter().collect());
        }
        let rows =
            self.rows(work, &Address::of_inputs(work.ty, &as_inputs(criteria)), Some(criteria)).await?;
        let matching = |equal: &dyn Fn(&str, &str) -> bool| -> Vec<Json> {
            let matches = |row: &&Json| {
                criteria.iter().all(|(name, wanted)| {
                    let Some((_, field)) = work.ty.property(name) else { return false };
                    // All that is listed is below the parent that the path names, or the query.
                    if matches!(field.field.write, Write::Parameter(_)) || work.ty.is_list_of(name) {
                        return true;
                    }
                    let found = lookup(row, Place::of(field.field.path).at);
                    // An id that the program has chosen is as good as the name.
                    let found = found.cloned().or_else(|| field.field.default?.value.value().to_json());
                    if let Some(Json::Bool(found)) = found {
                        return found.to_string() == *wanted;
                    }
                    let names = [found.as_ref(), row.get(work.ty.table.api.own)]
                        .into_iter()
                        .flatten()
                        .filter_map(Json::as_str);
                    names.into_iter().any(|found| equal(found, wanted))
                })
            };
            rows.iter().filter(matches).cloned().collect()
        };
        let exact = matching(&|found, wanted| found == wanted);
        Ok(if exact.is_empty() {
            matching(&|found, wanted| found.to_lowercase() == wanted.to_lowercase())
        } else {
            exact
        })
    }

    /// The live objects that a create of this natural key would be in conflict with. Where the platform takes the same name twice, it
    /// takes all the more what differs in capital letters.
    pub(super) async fn find_namesakes(&self, work: &Work<'_>, criteria: &Criteria) -> Result<Vec<Json>> {
        let mut found = self.find(work, criteria).await?;
        found.extend(self.draft_namesakes(work, criteria, &found).await?);
        if work.ty.table.api.twins {
            let text = |row: &Json, name: &str| {
                let path = work.ty.property(name).map_or(name, |(_, field)| Place::of(field.field.path).at);
                lookup(row, path)?.as_str().map(str::to_owned)
            };
            let is_same = |row: &Json, name: &str, wanted: &String| {
                work.ty.is_list_of(name) || text(row, name).as_ref() == Some(wanted)
            };
            found.retain(|row| criteria.iter().all(|(name, wanted)| is_same(row, name, wanted)));
        }
        Ok(found)
    }

    /// The live objects with these properties, as far as the platform tells at once: what was made a moment ago is not searched yet.
    pub(super) async fn find_live(&self, work: &Work<'_>, criteria: &Criteria) -> Result<Vec<Json>> {
        match work.ty.table.api.search {
            Some(path) => self.search(work, path, criteria, None).await,
            None => self.find_namesakes(work, criteria).await,
        }
    }

    /// The id of the deleted object that still has this natural key.
    pub(super) async fn find_deleted(&self, work: &Work<'_>, criteria: &Criteria) -> Result<Option<String>> {
        let Some(path) = work.ty.table.api.search else { return Ok(None) };
        let rows = self.search(work, path, criteria, Some("deleted")).await?;
        Ok(rows.first().and_then(|row| row["id"].as_str()).map(str::to_owned))
    }

    pub(super) async fn rows(
        &self,
        work: &Work<'_>,
        address: &Address,
        criteria: Option<&Criteria>,
    ) -> Result<Vec<Json>> {
        let api = &work.ty.table.api;
        if api.unlisted {
            return Ok(Vec::new());
        }
        if let (Some(path), Some(criteria)) = (api.search, criteria) {
            let found = self.search(work, path, criteria, None).await?;
            // What was made a moment ago is not searched yet, but listed.
            if !found.is_empty() || api.only_searched {
                return Ok(found);
            }
        }
        let owners = match criteria {
            None => self.owners(work).await?,
            Some(_) => None,
        };
        let variants: Vec<String> = match owners {
            Some(owners) => owners,
            None if api.list_variants.is_empty() => vec![String::new()],
            None => api.list_variants.iter().map(|variant| (*variant).to_owned()).collect(),
        };
        let mut rows = Vec::new();
        for variant in &variants {
            let mut request = self.list_request(work, address, variant);
            // Names are filtered there and compared here: the filters are prefixes, wildcards or search terms.
            let filters = criteria.filter(|_| api.search.is_none()).into_iter().flatten();
            let is_asked = |name: &str, value: &str| {
                let field = work.ty.property(name).map(|(_, field)| field.field);
                let is_parent = field.is_some_and(|field| matches!(field.write, Write::Parameter(_)));
                let is_key = work.ty.table.lookup.contains(&name) || work.ty.table.find_by.contains(&name);
                is_key && !is_parent && !field.is_some_and(|field| field.unfiltered) && !value.contains('*')
            };
            for (name, value) in filters.filter(|(name, value)| is_asked(name, value)) {
                // A list calls what it is filtered by as its rows do; what it must be asked for has a name of its own.
                let field = work.ty.property(name).filter(|_| !work.ty.is_list_of(name));
                let called = field.map_or(*name, |(_, field)| Place::of(field.field.path).at);
                request = request.query(called, value);
            }
            let list = pages_of(work.ty, request);
            rows.extend(self.client.list_all(list).await.map_err(|error| work.fail("look up", error))?);
        }
        rows.retain(|row| row["state"] != "deleted" && row["status"] != "Removing");
        if variants.len() > 1 {
            // What changes between two lists is in both.
            let mut seen = std::collections::BTreeSet::new();
            rows.retain(|row| row["id"].as_str().is_none_or(|id| seen.insert(id.to_owned())));
        }
        Ok(rows.into_iter().map(|row| work.ty.received(row)).collect())
    }

    /// The queries of the lists that are the list of all together: one for each object that it must be asked for.
    async fn owners(&self, work: &Work<'_>) -> Result<Option<Vec<String>>> {
        let Some((key, input)) = work.ty.table.api.list_of else { return Ok(None) };
        let reference = work.ty.inputs().field(input).and_then(|field| field.field.reference);
        let of_kind = |owner: &&ResourceType| reference.is_some_and(|kind| owner.table.api.kind == kind.kind);
        let Some(owner) = crate::registry().iter().find(of_kind) else { return Ok(None) };
        let (scope, name, ambient) = (work.scope.clone(), work.name.clone(), work.ambient.clone());
        let work = Work { ty: owner, scope, name, ambient, ..*work };
        let rows = Box::pin(self.rows(&work, &Address::of_inputs(owner, &Object::new()), None)).await?;
        Ok(Some(rows.iter().filter_map(|row| Some(format!("{key}={}", row["id"].as_str()?))).collect()))
    }

    /// All objects that the list answers if it is asked with this.
    pub(super) async fn rows_with(
        &self,
        work: &Work<'_>,
        query: &[(&'static str, &str)],
    ) -> Result<Vec<Json>> {
        let request = list_of(work.ty, &Address::of_inputs(work.ty, &Object::new())).scope(&work.scope);
        let request = query.iter().fold(request, |request, (name, value)| request.query(*name, value));
        let rows = self.client.list_all(pages_of(work.ty, request)).await;
        let rows = rows.map_err(|error| work.fail("look up", error))?;
        Ok(rows.into_iter().map(|row| work.ty.received(row)).collect())
    }

    /// What asks for the list of all.
    pub(super) fn list_request(&self, work: &Work<'_>, address: &Address, variant: &str) -> Request {
        let api = &work.ty.table.api;
        let request = match api.search.filter(|_| api.only_searched) {
            Some(path) => Request::post(path).body(json!({ "query": [] })).repeat(Repeat::Search),
            None => list_of(work.ty, address),
        };
        let request = request.scope(&work.scope);
        match variant.split_once('=') {
            Some((name, value)) => request.query(name.to_owned(), value),
            None => request,
        }
    }

    /// The objects that the platform's search finds, live ones unless a state is named: none also where it has not looked at any yet.
    async fn search(
        &self,
        work: &Work<'_>,
        path: &'static str,
        criteria: &Criteria,
        state: Option<&str>,
    ) -> Result<Vec<Json>> {
        // What refers to something else is compared afterwards.
        let is_plain =
            |name: &str| work.ty.inputs().field(name).is_none_or(|field| field.field.reference.is_none());
        let criteria = criteria.iter().filter(|(name, _)| is_plain(name));
        let how = if work.ty.table.api.only_searched { "TERM" } else { "EXACT" };
        let mut query: Vec<Json> =
            criteria.map(|(name, value)| json!({ "fields": [name], "value": value, "type": how })).collect();
        query.extend(state.map(|state| json!({ "fields": ["state"], "values": [state], "type": "EXACT" })));
        let request =
            Request::post(path).body(json!({ "pageSize": 100, "query": query })).repeat(Repeat::Search);
        let mut rows = match self.client.call(request.scope(&work.scope)).await {
            Ok(response) => response.body["results"].as_array().cloned().unwrap_or_default(),
            Err(error) if error.is_not_found() => Vec::new(),
            Err(error) => return Err(work.fail("look up", error)),
        };
        rows.retain(|row| (row["state"] == "deleted") == (state == Some("deleted")));
        Ok(rows.into_iter().map(|row| work.ty.received(row)).collect())
    }
}

/// The list of all objects of a type, below what this address names.
pub(super) fn list_of(ty: &ResourceType, address: &Address) -> Request {
    let api = &ty.table.api;
    asked(ty, address.fill(Request::get(api.list.unwrap_or(api.path))))
}

/// How its pages are read.
pub(super) fn pages_of(ty: &ResourceType, request: Request) -> ListRequest {
    let api = &ty.table.api;
    let list = ListRequest::new(request, paging(api.pages, api.page));
    match api.rows {
        Some(rows) => list.items(rows),
        None => list,
    }
}

/// What a look-up answers: the id and every property that is not control.
fn answer_of(ty: &ResourceType, answer: &Json, address: &Address) -> Object {
    let mut found = decode(ty.inputs(), answer, MAIN);
    if let Some(shape) = ty.outputs() {
        found.extend(decode(shape, answer, MAIN));
    }
    found.extend(address.properties(ty));
    found.insert("id".to_owned(), address.id(ty).into());
    pulumi_provider::declaration::mark_secrets(ty.inputs(), &mut found, &[]);
    found
}

/// The id of an object that was found.
pub(super) fn id_of(ty: &ResourceType, criteria: &Criteria, row: &Json) -> String {
    address_of(ty, criteria, row).id(ty)
}

/// Where an object is that was found.
pub(super) fn address_of(ty: &ResourceType, criteria: &Criteria, row: &Json) -> Address {
    let address = Address::of_inputs(ty, &as_inputs(criteria));
    match ty.table.api.existence {
        Existence::Named => address,
        _ => address.with_own(ty, ty.own_id(row).unwrap_or_default()),
    }
}

/// A GET of an object, with what it must be asked with.
pub(super) fn asked_alone(ty: &ResourceType, request: Request) -> Request {
    let queries = ty.table.api.get_query.iter().filter_map(|query| query.split_once('='));
    queries.fold(asked(ty, request), |request, (name, value)| request.query(name, value))
}

/// A GET of an object or the list, with what it must be asked with.
pub(super) fn asked(ty: &ResourceType, request: Request) -> Request {
    let queries = ty.table.api.query.iter().filter_map(|query| query.split_once('='));
    let request = queries.fold(request, |request, (name, value)| request.query(name, value));
    match ty.table.api.expand {
        Some(expand) => request.query("expand", expand),
        None => request,
    }
}

fn as_inputs(criteria: &Criteria) -> Object {
    criteria.iter().map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str()))).collect()
}

/// The natural key in these inputs, if all of it is there.
pub(super) fn criteria(ty: &ResourceType, inputs: &Object) -> Option<Criteria> {
    let part = |name: &&'static str| {
        let value = key_value(ty, inputs, name).and_then(Value::as_str)?;
        Some((*name, value.to_owned()))
    };
    let mut criteria = ty.table.lookup.iter().map(part).collect::<Option<Criteria>>()?;
    let is_key = |name: &&&'static str| ty.inputs().field(name).is_some_and(|field| field.field.unique);
    criteria.extend(ty.table.narrow.iter().filter(is_key).filter_map(part));
    (!criteria.is_empty()).then_some(criteria)
}

/// The natural key of what these inputs make: where they leave it to the create, that is the resource's logical name.
pub(super) fn key(work: &Work<'_>, inputs: &Object) -> Option<Criteria> {
    criteria(work.ty, inputs).or_else(|| {
        work.ty.table.named_by?;
        Some(work.ty.table.lookup.iter().map(|name| (*name, work.subject.name.clone())).collect())
    })
}

/// What the inputs say that a part of the natural key is.
pub(super) fn key_value<'a>(ty: &ResourceType, inputs: &'a Object, name: &str) -> Option<&'a Value> {
    let named = || value_at(inputs, ty.table.named_by?).filter(|value| value.as_str() != Some(""));
    // Which of several it is, tells it apart as well as any other.
    let owner = || {
        let (_, input) = ty.table.api.list_of.filter(|(key, _)| *key == name)?;
        property(inputs, input)?.as_array()?.first()
    };
    property(inputs, name).or_else(owner).or_else(named)
}

/// Takes the natural key that the inputs say somewhere else into the outputs.
pub(super) fn tell_key(ty: &ResourceType, inputs: &Object, outputs: &mut Object) {
    for name in ty.table.lookup.iter().filter(|_| ty.table.named_by.is_some()) {
        if let Some(value) = key_value(ty, inputs, name) {
            outputs.insert((*name).to_owned(), value.clone());
        }
    }
}

fn value_at<'a>(inputs: &'a Object, path: &str) -> Option<&'a Value> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let value = property(inputs, first)?;
    if rest.is_empty() { Some(value) } else { value_at(value.as_object()?, rest) }
}

pub(super) fn ambiguous(ty: &ResourceType, criteria: &Criteria, several: &[Json]) -> Error {
    let ids: Vec<String> = several.iter().map(|row| id_of(ty, criteria, row)).take(5).collect();
    Error::new(
        Code::FailedPrecondition,
        format!(
            "there are {} objects of type {} with {}: {}. Use the id of the one you mean.",
            several.len(),
            ty.noun(),
            in_words(criteria),
            ids.join(", ")
        ),
    )
}

pub(super) fn name_of(criteria: &Criteria) -> String {
    criteria.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join("/")
}

pub(super) fn in_words(criteria: &Criteria) -> String {
    criteria.iter().map(|(name, value)| format!("{name} \"{value}\"")).collect::<Vec<_>>().join(" and ")
}
