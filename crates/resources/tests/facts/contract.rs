//! Judges declarations by the API facts: do the operations exist, is every field where the declaration says, of that type?

use std::collections::BTreeSet;
use std::ops::AddAssign;
use std::sync::Arc;

use pulumi_provider::declaration::{
    Add, Assignment, Choices, Claim, Collection, Destination, Draft, Existence, Field, FieldShape, Follow,
    FollowPlace, Form, Literal, Made, Pages, Pairs, Part, Remove, Replace, ResourceTable, Shape, Stage,
    Template, Transfer, UpdateMethod, Upload, Write,
};
use resources::mapping::{Many, Place};
use serde_json::Value as Json;

use super::api::Api;
use super::exceptions::{Complaint, brief};

/// What moves objects between divisions.
const MOVE: &str = "/api/v2/authorization/divisions/{divisionId}/objects/{objectType}";

/// How much was judged.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Counts {
    /// Resource types.
    pub(crate) types: usize,
    /// Operations looked for.
    pub(crate) operations: usize,
    /// Declared fields, nested ones included.
    pub(crate) fields: usize,
    /// Comparisons of a field with one model: a field is in the models of create, update and their answers.
    pub(crate) places: usize,
    /// Enumerations compared with one model.
    pub(crate) enums: usize,
    /// Values of these enumerations.
    pub(crate) values: usize,
    /// Required fields of request models that were looked for in the declaration.
    pub(crate) required: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.types += other.types;
        self.operations += other.operations;
        self.fields += other.fields;
        self.places += other.places;
        self.enums += other.enums;
        self.values += other.values;
        self.required += other.required;
    }
}

/// Everything about a declaration that does not fit the API.
pub(crate) fn judge(api: &Api, table: &'static ResourceTable) -> (Counts, Vec<Complaint>) {
    let inputs = Shape::of(table.inputs);
    let outputs = table.outputs.map(Shape::of);
    let counts = Counts {
        types: 1,
        fields: size(&inputs) + outputs.as_ref().map_or(0, |shape| size(shape)),
        ..Counts::default()
    };
    let mut judge = Judge { api, table, counts, complaints: Vec::new() };
    judge.operations(&inputs);
    judge.look_ups(&inputs);
    judge.parts(&inputs);
    judge.answers_only(table.api.item, table.api.inherited, table.api.answered);
    for model in judge.models() {
        judge.shape(model, &inputs, model.body, "");
        if let (Some(outputs), Direction::Answer) = (&outputs, model.direction) {
            judge.shape(model, outputs, model.body, "");
        }
        if model.direction == Direction::Request {
            judge.required(model, &inputs);
        }
    }
    judge.complaints.dedup();
    (judge.counts, judge.complaints)
}

/// Declared fields, nested ones included.
fn size(shape: &Shape) -> usize {
    shape.fields.iter().map(|field| 1 + field.form.object().map_or(0, |nested| size(nested))).sum()
}

/// A body of one of the type's operations.
#[derive(Clone, Copy)]
struct Model<'a> {
    /// What it is for: `create`, `update`, or an answer of one of the operations.
    of: &'static str,
    direction: Direction,
    body: &'a Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Request,
    Answer,
}

struct Judge<'a> {
    api: &'a Api,
    table: &'static ResourceTable,
    counts: Counts,
    complaints: Vec<Complaint>,
}

impl<'a> Judge<'a> {
    fn complain(&mut self, key: String, problem: String) {
        self.complaints.push(Complaint { subject: self.table.token.to_owned(), key, problem });
    }

    /// Looks for an operation.
    fn operation(&mut self, method: &str, path: &str) {
        self.counts.operations += 1;
        if self.api.operation(method, path).is_none() {
            let word = format!("{} {path}", method.to_uppercase());
            self.complain(format!("operation {word}"), "the platform has no such operation".to_owned());
        }
    }

    /// The call that makes an object.
    fn create_call(&self) -> (&'static str, String) {
        match self.table.api.collection.map(|collection| collection.add) {
            Some(Add::PatchBulk(ending)) => ("patch", format!("{}{ending}", self.table.api.path)),
            _ => ("post", self.table.api.path.to_owned()),
        }
    }

    /// The call that changes an object: of a collection that takes whole elements it is the one that makes it.
    fn update_call(&self) -> Option<(&'static str, String)> {
        match self.table.api.collection.map(|collection| collection.add) {
            Some(Add::PatchBulk(_)) => Some(self.create_call()),
            _ => Some((self.update_method()?, self.table.api.item.to_owned())),
        }
    }

    /// Looks for a parameter of the query of an operation.
    fn query(&mut self, method: &str, path: &str, query: &str) {
        self.counts.operations += 1;
        if !self.api.queries(method, path).contains(&query) {
            let method = method.to_uppercase();
            self.complain(format!("{method} {query}"), format!("{method} {path} has no parameter {query}"));
        }
    }

    fn update_method(&self) -> Option<&'static str> {
        match self.table.api.update {
            UpdateMethod::Put => Some("put"),
            UpdateMethod::Patch => Some("patch"),
            UpdateMethod::Post => Some("post"),
            UpdateMethod::None => None,
        }
    }

    fn operations(&mut self, inputs: &Shape) {
        let table = &self.table.api;
        if is_made(table.existence) {
            match table.upload {
                Some(upload) => self.upload(upload),
                None => {
                    let (method, path) = self.create_call();
                    self.operation(method, &path);
                }
            }
            if !table.unlisted && !table.only_searched {
                self.operation("get", self.list());
            }
            if !table.undeletable {
                self.operation("delete", table.item);
            }
            let queries = table.delete_query.iter().filter_map(|query| query.split('=').next());
            let forced = inputs.field("forceDelete").map(|_| table.force);
            for query in queries.chain(forced) {
                self.query("delete", table.item, query);
            }
        }
        if let Some(collection) = table.collection {
            self.counts.places += 1;
            if collection.path != table.path {
                self.complain("collection".to_owned(), format!("is {}, not {}", collection.path, table.path));
            }
            self.collection("elements", None, collection);
        }
        self.peculiar(inputs);
        if table.reset {
            self.operation("delete", table.item);
        }
        if !table.read_from_list {
            self.operation("get", table.item);
        }
        if let Some((method, path)) = self.update_call() {
            self.operation(method, &path);
        }
        let asked = table.query.iter().filter_map(|query| query.split('=').next());
        for query in asked.chain(table.expand.map(|_| "expand")) {
            if !table.read_from_list {
                self.query("get", table.item, query);
            }
            if is_made(table.existence) && !table.unlisted {
                self.query("get", self.list(), query);
            }
        }
        if table.expand.is_some() && table.update == UpdateMethod::Put {
            self.query("put", table.item, "expand");
        }
        if let Some(path) = table.search {
            self.operation("post", path);
        }
        if let Some(template) = table.template {
            self.template(template, inputs);
        }
        if let Existence::Assigned(assignments) = table.existence {
            self.operation("get", table.path);
            assignments.iter().for_each(|assignment| self.assignment(assignment, inputs));
        }
        if table.existence == Existence::Found {
            self.operation("get", table.path);
        }
        for (input, path) in table.stands_for {
            self.operation("get", path);
            let chooses = inputs.field(input).is_some_and(|field| field.field.write == Write::Never);
            if !chooses {
                self.complain(format!("{input} stands for"), "is not an input that is only read".to_owned());
            }
        }
        for field in &inputs.fields {
            match field.field.write {
                Write::Moved(_) => self.operation("post", MOVE),
                Write::Collection(collection) => match collection.pairs {
                    Some(pairs) => self.pairs(field, collection, pairs),
                    None => {
                        self.collection(field.field.name, field.form.object().map(Arc::as_ref), collection);
                    }
                },
                Write::Claim(claim) => self.claim(field, claim),
                Write::Draft(draft) => self.draft(field, draft),
                _ => {}
            }
            if let Some(follow) = field.field.follow {
                self.follow(field, follow);
            }
            if let Some(transfer) = field.field.file {
                let written = match field.field.write {
                    Write::Collection(collection) => member(self.api, collection.path),
                    Write::Draft(draft) => draft.path.to_owned(),
                    _ => table.item.to_owned(),
                };
                self.transfer(field.field.name, transfer, &written);
            }
        }
        if self.update_call().is_none() && table.existence != Existence::Found {
            let changed = |field: &&FieldShape| {
                let own = field.field.write == Write::Body && field.field.part.is_none();
                own && field.field.replace == Replace::Never
            };
            let changed: Vec<&str> =
                inputs.fields.iter().filter(changed).map(|field| field.field.name).collect();
            for name in changed {
                self.complain(
                    format!("{name} update"),
                    "changes in place, but the type has no update".to_owned(),
                );
            }
        }
    }

    /// What the platform proposes to create is what it takes.
    fn template(&mut self, template: &Template, inputs: &Shape) {
        let api = self.api;
        self.operation("get", template.path);
        for (query, input) in template.query {
            let asked = api.queries("get", template.path).contains(query) && inputs.field(input).is_some();
            if !asked {
                let problem =
                    format!("GET {} has no parameter {query}, or there is no input {input}", template.path);
                self.complain(format!("template {query}"), problem);
            }
        }
        let (proposed, taken) =
            (api.response("get", template.path), api.request("post", self.table.api.path));
        if proposed != taken {
            let problem = format!("GET {} does not answer what a create takes", template.path);
            self.complain("template".to_owned(), problem);
        }
    }

    /// An assignment: another object has a place for the id of what the object is made of.
    fn assignment(&mut self, assignment: &Assignment, inputs: &Shape) {
        let (api, path) = (self.api, assignment.path);
        self.operation("get", path);
        self.operation("put", path);
        for input in [assignment.holder, assignment.value] {
            if inputs.field(input).is_none() {
                self.complain(format!("assigned {input}"), "is not an input".to_owned());
            }
        }
        for body in [api.request("put", path), api.response("get", path)] {
            self.counts.places += 1;
            let found = body.and_then(|body| api.field(body, assignment.at));
            if found.is_none_or(|found| found.model["type"] != "string") {
                let problem = format!("{path} has no id at {}", assignment.at);
                self.complain(format!("assigned {}", assignment.at), problem);
            }
        }
    }

    /// A draft: it is made, filled and published by operations, and the value's members are in what fills it and in what is answered.
    fn draft(&mut self, field: &FieldShape, draft: &Draft) {
        let (api, name) = (self.api, field.field.name);
        for (method, path) in [
            ("post", draft.drafts),
            ("get", draft.drafts),
            ("get", draft.item),
            ("post", draft.item),
            ("delete", draft.item),
            ("post", draft.publish),
            ("get", draft.path),
            ("put", draft.path),
            ("get", draft.published),
        ] {
            self.operation(method, path);
        }
        let (called, at) = draft.file;
        let members = field.form.object().into_iter().flat_map(|shape| &shape.fields);
        let members = members.filter(|member| member.field.write == Write::Body);
        let members: Vec<&str> = members.map(|member| member.field.path).collect();
        let mut places = vec![("put", draft.path, called.to_owned()), ("get", draft.path, at.to_owned())];
        for member in members {
            places.push(("put", draft.path, member.to_owned()));
            places.push(("get", draft.published, format!("{}.{member}", draft.at)));
        }
        for (method, path, place) in places {
            self.counts.places += 1;
            let model = if method == "put" { api.request(method, path) } else { api.response(method, path) };
            if model.is_none_or(|model| api.field(model, &place).is_none()) {
                self.complain(format!("{name} draft"), format!("{method} {path} has no {place}"));
            }
        }
        if field.field.file.is_none() || field.form.object().is_none() {
            self.complain(format!("{name} draft"), "is no object with a file".to_owned());
        }
    }

    /// A claim: a document of the organization has a place for the object's id.
    fn claim(&mut self, field: &FieldShape, claim: &Claim) {
        let (api, name) = (self.api, field.field.name);
        self.operation("get", claim.path);
        self.operation("put", claim.path);
        for body in [api.request("put", claim.path), api.response("get", claim.path)] {
            self.counts.places += 1;
            let has = |place: &str, kind: &str| {
                body.and_then(|body| api.field(body, place)).is_some_and(|found| found.model["type"] == kind)
            };
            if !has(claim.at, "string") || has("version", "integer") != claim.version {
                let problem = format!("{} has no id at {}, or another sort of version", claim.path, claim.at);
                self.complain(format!("{name} claim"), problem);
            }
        }
        if !matches!(field.form, Form::Bool) {
            self.complain(format!("{name} claim"), "is no boolean".to_owned());
        }
    }

    /// What comes of a value: it can be found by the value, and be given and taken away.
    fn follow(&mut self, field: &FieldShape, follow: &Follow) {
        let (api, name) = (self.api, field.field.name);
        self.operation("get", follow.list);
        self.operation("delete", follow.free);
        self.operation("get", follow.holds);
        if !follow.holds.contains(&format!("{{{}}}", follow.value)) {
            self.complain(format!("{name} follow"), format!("{} does not name whom it is for", follow.holds));
        }
        for FollowPlace { put: path, at, .. } in follow.places {
            self.operation("put", path);
            self.counts.places += 1;
            if api.response("get", follow.holds).is_none_or(|answer| api.field(answer, at).is_none()) {
                self.complain(format!("{name} follow"), format!("GET {} answers no {at}", follow.holds));
            }
            if ![follow.found, follow.value]
                .iter()
                .all(|parameter| path.contains(&format!("{{{parameter}}}")))
            {
                self.complain(format!("{name} follow"), format!("{path} does not name both"));
            }
        }
        if !api.queries("get", follow.list).contains(&follow.by) {
            self.complain(
                format!("{name} follow"),
                format!("GET {} has no parameter {}", follow.list, follow.by),
            );
        }
        self.counts.places += 1;
        let item = self.table.api.item;
        if api.response("get", item).is_none_or(|answer| api.field(answer, follow.author).is_none()) {
            self.complain(format!("{name} follow"), format!("GET {item} answers no {}", follow.author));
        }
        for place in [follow.by, follow.held_by] {
            self.counts.places += 1;
            if api.row(follow.list).is_none_or(|row| api.field(row, place).is_none()) {
                self.complain(
                    format!("{name} follow"),
                    format!("rows of GET {} have no {place}", follow.list),
                );
            }
        }
    }

    /// Where the list of all is.
    fn list(&self) -> &'static str {
        let api = &self.table.api;
        api.search.filter(|_| api.only_searched).or(api.list).unwrap_or(api.path)
    }

    /// A row of the list of all.
    fn row(&self) -> Option<&'a Json> {
        let Some(rows) = self.table.api.rows else { return self.api.row(self.list()) };
        let answer = self.api.response("get", self.list())?;
        self.api.field(answer, rows)?.model.get("items").map(|row| self.api.resolve(row))
    }

    /// What few types have: what is asked with every read, built-in objects, what must be before a delete, what is told once.
    fn peculiar(&mut self, inputs: &Shape) {
        let (api, table) = (self.api, &self.table.api);
        if table.existence == Existence::Element && table.list.is_some() {
            for field in &inputs.fields {
                let (Write::Parameter(_), path) = (field.field.write, field.field.path) else { continue };
                self.counts.places += 1;
                let found = self.row().and_then(|row| api.field(row, path));
                if path.is_empty() || found.is_none_or(|found| found.model["type"] != "string") {
                    let problem = format!("rows of GET {} have no text at {path}", self.list());
                    self.complain(format!("{} path", field.field.name), problem);
                }
            }
        }
        if table.bodyless && api.request("post", table.path).is_some() {
            self.complain("bodyless".to_owned(), format!("POST {} takes a body", table.path));
        }
        for field in &inputs.fields {
            if let Write::Query(name) = field.field.write {
                self.query("post", table.path, name);
            }
            if let Some(catalogue) = field.field.catalogue {
                self.operation("get", catalogue.path);
                if api.row(catalogue.path).is_none() {
                    self.complain(format!("{} catalogue", field.field.name), "has no rows".to_owned());
                }
            }
        }
        if let Some(path) = table.ambient {
            self.operation("get", path);
            if api.response("get", path).is_none_or(|answer| api.field(answer, "id").is_none()) {
                self.complain("ambient".to_owned(), format!("GET {path} answers no id"));
            }
        }
        if let Some((input, path)) = table.built_in {
            self.operation("put", path);
            let place = inputs.field(input).map_or(input, |field| field.field.path);
            self.query("get", table.path, place);
            let chooses = inputs.field(input).is_some_and(|field| field.field.write == Write::Never);
            if !chooses {
                self.complain(format!("{input} built in"), "is not an input that is only read".to_owned());
            }
        }
        if let Some((member, value)) = table.deletable {
            let body = self.update_method().and_then(|method| api.request(method, table.item));
            let found = body.and_then(|body| api.field(body, member));
            if found.is_none_or(|found| {
                !found.model["enum"].as_array().is_some_and(|all| all.contains(&value.into()))
            }) {
                self.complain(
                    format!("{member} deletable"),
                    format!("an update cannot set {member} to {value}"),
                );
            }
        }
        if let Some(path) = table.tells_again {
            self.operation("post", path);
            let outputs = self.table.outputs.into_iter().flat_map(|outputs| outputs.fields);
            for field in outputs.filter(|field| field.once) {
                if api.response("post", path).is_none_or(|answer| api.field(answer, field.path).is_none()) {
                    self.complain(
                        format!("{} told again", field.name),
                        format!("POST {path} does not answer it"),
                    );
                }
            }
        }
        if let Some(held) = table.held
            && inputs.field(held).is_none()
        {
            self.complain(format!("{held} held"), "is not declared".to_owned());
        }
    }

    /// An upload: the file gets there, and the object says what became of it and who has locked it.
    fn upload(&mut self, upload: &Upload) {
        let item = self.table.api.item;
        self.transfer("upload", &upload.transfer, item);
        let mut answered = Vec::new();
        match (upload.made, &upload.transfer.to, &upload.transfer.watch) {
            (Made::Watched(place), _, Some(watch)) => answered.push(("get", watch.path, place)),
            (Made::Asked(place), Destination::Asked { path, .. }, _) => answered.push(("post", *path, place)),
            (Made::Found, ..) if !self.table.lookup.is_empty() => {}
            _ => self.complain("upload made".to_owned(), "nothing says which object it makes".to_owned()),
        }
        if let Some(authorship) = upload.authorship {
            answered.extend([("get", item, authorship.version), ("get", item, authorship.author)]);
        }
        answered.extend(upload.length.map(|length| ("get", item, length)));
        if let Some((path, name)) = upload.publish {
            self.operation("post", path);
            self.sent("upload", path, name);
        }
        if let Some(lock) = upload.lock {
            self.operation("post", lock.unlock);
            if !self.api.queries("post", lock.unlock).contains(&lock.parameter) {
                let problem = format!("POST {} has no parameter {}", lock.unlock, lock.parameter);
                self.complain("upload unlock".to_owned(), problem);
            }
            answered.extend(lock.holders.iter().map(|(_, field)| ("get", item, *field)));
        }
        self.answered("upload", answered);
    }

    /// How a file gets to the platform; `written` is what is written before.
    fn transfer(&mut self, name: &str, transfer: &Transfer, written: &str) {
        match transfer.to {
            Destination::Asked { path, name: called, url, .. } => {
                self.operation("post", path);
                self.answered(name, vec![("post", path, url), ("post", path, "headers")]);
                if let Some(called) = called {
                    self.sent(name, path, called);
                }
            }
            Destination::Answered { url, .. } => self.answered(name, vec![("get", written, url)]),
            // The host for uploads is none of the facts.
            Destination::Apps { .. } => {}
        }
        if let Some(clear) = transfer.clear {
            self.operation("delete", clear);
        }
        let Some(watch) = &transfer.watch else { return };
        self.operation("get", watch.path);
        for (query, _) in watch.query {
            if !self.api.queries("get", watch.path).contains(query) {
                let problem = format!("GET {} has no parameter {query}", watch.path);
                self.complain(format!("{name} {query}"), problem);
            }
        }
        let mut answered = vec![("get", watch.path, watch.at)];
        answered.extend(watch.why.map(|why| ("get", watch.path, why)));
        if let (Some(job), Destination::Asked { path, .. }) = (watch.job, transfer.to) {
            answered.push(("post", path, job));
        }
        self.answered(name, answered);
        let says = self.api.response("get", watch.path).and_then(|body| self.api.field(body, watch.at));
        let Some(values) = says.and_then(|found| found.model["enum"].as_array()) else { return };
        let strange =
            watch.done.iter().chain(watch.failed).find(|said| !values.contains(&Json::from(**said)));
        if let Some(strange) = strange {
            let problem = format!("GET {} never says {strange} at {}", watch.path, watch.at);
            self.complain(format!("{name} {strange}"), problem);
        }
    }

    /// What a POST must take.
    fn sent(&mut self, name: &str, path: &str, field: &str) {
        self.counts.places += 1;
        if self.api.request("post", path).is_none_or(|body| self.api.field(body, field).is_none()) {
            self.complain(format!("{name} {field}"), format!("POST {path} does not take it"));
        }
    }

    /// What operations must answer.
    fn answered(&mut self, name: &str, answered: Vec<(&str, &str, &str)>) {
        for (method, path, field) in answered {
            self.counts.places += 1;
            if self.api.response(method, path).is_none_or(|body| self.api.field(body, field).is_none()) {
                let problem = format!("{} {path} does not answer it", method.to_uppercase());
                self.complain(format!("{name} {field}"), problem);
            }
        }
    }

    /// A collection: listed, added to, removed from, its elements changed.
    fn collection(&mut self, name: &str, element: Option<&Shape>, collection: &Collection) {
        let path = collection.path;
        self.counts.places += 1;
        let member = member(self.api, path);
        self.operation("get", path);
        match collection.add {
            Add::PostIds | Add::PostVersioned(_) | Add::PostNamed(_) => self.operation("post", path),
            Add::PatchBulk(ending) => self.operation("patch", &format!("{path}{ending}")),
            Add::Whole => {
                self.operation("post", path);
                self.operation("put", &member);
            }
        }
        match collection.remove {
            Remove::Each => self.operation("delete", &member),
            Remove::Post(..) | Remove::PostNamed(_) => self.operation("post", path),
            Remove::Query(_) => self.operation("delete", path),
        }
        for (query, _) in collection.query {
            if !self.api.queries("get", path).contains(query) {
                self.complain(format!("{name} query"), format!("GET {path} has no parameter {query}"));
            }
        }
        let is_id = |row: Option<&Json>| {
            row.and_then(|row| self.api.field(row, "id")).is_some_and(|id| id.model["type"] == "string")
        };
        let row = self.api.row(path);
        // Rows of a form of their own are free in what they have.
        if collection.codec.is_some() {
            return;
        }
        if !is_id(row) {
            self.complain(format!("{name} rows"), format!("GET {path} does not answer rows with an id"));
        }
        if collection.add == Add::PostIds {
            let sent = self.api.request("post", path).and_then(|body| body.get("items"));
            if !is_id(sent) {
                self.complain(
                    format!("{name} members"),
                    format!("POST {path} does not take a list of objects with an id"),
                );
            }
        }
        if let (Add::PostNamed(list) | Add::PostVersioned(list), path) = (collection.add, path) {
            let sent = self.api.request("post", path).and_then(|body| self.api.field(body, list));
            if sent.is_none_or(|sent| sent.model["items"]["type"] != "string") {
                self.complain(format!("{name} members"), format!("POST {path} does not take {list}"));
            }
        }
        if let Some(failures) = collection.failures {
            let found = self.api.response("post", path).and_then(|body| self.api.field(body, failures));
            let told = found.and_then(|found| found.model.get("items"));
            if told.is_none_or(|told| self.api.field(told, "reason").is_none()) {
                self.complain(format!("{name} failures"), format!("POST {path} does not answer {failures}"));
            }
        }
        let Some(shape) = element else { return };
        let changed = match collection.add {
            Add::PatchBulk(ending) => {
                self.api.request("patch", &format!("{path}{ending}")).and_then(|body| body.get("items"))
            }
            Add::Whole => self.api.request("put", &member),
            _ => {
                self.operation("patch", &member);
                self.api.request("patch", &member)
            }
        };
        for (direction, of, body) in
            [(Direction::Answer, "answer to list", row), (Direction::Request, "update", changed)]
        {
            match body {
                Some(body) => {
                    let body = self.api.resolve(body);
                    self.shape(Model { of, direction, body }, shape, body, name);
                }
                None => self.complain(format!("{name} {of}"), "has no model".to_owned()),
            }
        }
    }

    /// A collection of pairs: added as a list, removed one by one, and each in a row of its own.
    fn pairs(&mut self, field: &FieldShape, collection: &Collection, pairs: &Pairs) {
        let (api, name) = (self.api, field.field.name);
        self.operation("get", collection.path);
        self.operation("post", pairs.add);
        self.operation("delete", pairs.remove);
        for (query, _) in pairs.query {
            self.query("post", pairs.add, query);
        }
        for (query, _) in collection.query {
            self.query("get", collection.path, query);
        }
        let body = api.request("post", pairs.add).and_then(|body| api.field(body, pairs.list));
        let sent = body.and_then(|list| list.model.get("items"));
        let inline = collection.inline.unwrap_or_default();
        let answer = api.response("get", collection.path).and_then(|answer| api.field(answer, inline));
        let row = answer.and_then(|list| list.model.get("items"));
        let is_text = |model: Option<&'a Json>, path: &str| {
            model
                .and_then(|model| api.field(model, path))
                .is_some_and(|found| found.model["type"] == "string")
        };
        let properties: Vec<&str> = field
            .form
            .object()
            .into_iter()
            .flat_map(|shape| &shape.fields)
            .map(|field| field.field.name)
            .collect();
        for side in [pairs.one, pairs.others] {
            self.counts.places += 3;
            if !properties.contains(&side.property) {
                self.complain(format!("{name}.{}", side.property), "is not declared".to_owned());
            }
            if !is_text(sent, side.parameter) || !pairs.remove.contains(&format!("{{{}}}", side.parameter)) {
                self.complain(
                    format!("{name}.{} send", side.property),
                    "is not what the API calls it".to_owned(),
                );
            }
            if !is_text(row, side.row) {
                self.complain(format!("{name}.{} path", side.property), format!("rows have no {}", side.row));
            }
        }
        if !is_text(row, pairs.of) {
            self.complain(format!("{name} of"), format!("rows have no {}", pairs.of));
        }
    }

    /// What the platform keeps under paths of its own.
    fn parts(&mut self, inputs: &Shape) {
        let (api, parts) = (self.api, self.table.api.parts);
        for field in inputs.fields.iter().filter_map(|field| field.field.part) {
            if !parts.iter().any(|part| part.name == field) {
                self.complain(format!("part {field}"), "is not declared".to_owned());
            }
        }
        for Part { name, path, update, reset, inherited, answered, .. } in parts.iter().copied() {
            self.answers_only(path, inherited, answered);
            let method = match update {
                UpdateMethod::Put => "put",
                UpdateMethod::Patch => "patch",
                UpdateMethod::Post => "post",
                UpdateMethod::None => "get",
            };
            self.operation(method, path);
            if reset {
                self.operation("delete", path);
            }
            let mut models = vec![("update", Direction::Request, api.request(method, path))];
            if update != UpdateMethod::Post {
                self.operation("get", path);
                models.push(("answer to read", Direction::Answer, api.response("get", path)));
            }
            for (of, direction, body) in models {
                let Some(body) = body else { continue };
                for field in inputs.fields.iter().filter(|field| field.field.part == Some(name)) {
                    if direction == Direction::Request || !field.field.write_only {
                        self.field(Model { of, direction, body }, field, body, field.field.name);
                    }
                }
            }
        }
    }

    /// What an answer has besides what a full replacement takes.
    fn answers_only(
        &mut self,
        path: &str,
        inherited: Option<(&'static str, &'static str)>,
        answered: &[&'static str],
    ) {
        let api = self.api;
        let (answer, body) = (api.response("get", path), api.request("put", path));
        if let Some((member, value)) = inherited {
            let says = answer.and_then(|answer| api.field(answer, member)).is_some_and(|found| {
                found.model["enum"].as_array().is_some_and(|values| values.contains(&value.into()))
            });
            if !says {
                let problem = format!("GET {path} never says {member} = {value}");
                self.complain(format!("{member} inherited"), problem);
            }
        }
        for place in answered {
            self.counts.places += 1;
            let at = place.replace("{}", ".{}").replace("[]", ".[]");
            let is_in = |body: Option<&Json>| body.is_some_and(|body| api.field(body, &at).is_some());
            if !is_in(answer) || is_in(body) {
                let problem = format!("GET {path} must answer it, and PUT {path} not take it");
                self.complain(format!("{place} answered"), problem);
            }
        }
    }

    /// What the list must filter by and answer, so that objects can be found by their natural key.
    fn look_ups(&mut self, inputs: &Shape) {
        let path = self.list();
        // What is attached or the only one of its kind is never looked for.
        let existence = self.table.api.existence;
        if !(is_made(existence) || is_only_listed(existence)) || self.table.api.unlisted {
            return;
        }
        let searched = self.table.api.search.filter(|_| self.table.api.only_searched);
        let queries = match searched {
            Some(search) => self.api.members("post", search),
            None => self.api.queries("get", path),
        };
        let paging = match self.table.api.pages {
            Pages::Number => &["pageSize", "pageNumber"][..],
            Pages::Cursor => &["pageSize", "after"],
            Pages::One => &[],
        };
        let variants =
            self.table.api.list_variants.iter().map(|variant| variant.split('=').next().unwrap_or_default());
        let is_asked = |name: &&str| {
            let field = inputs.field(name).map(|field| field.field);
            self.table.api.search.is_none()
                && field.is_some_and(|field| !field.unfiltered && !matches!(field.write, Write::Parameter(_)))
        };
        // A list calls what it is filtered by as its rows do.
        let called =
            |name: &'static str| inputs.field(name).map_or(name, |field| Place::of(field.field.path).at);
        let asked = self.table.lookup.iter().chain(self.table.find_by).copied().filter(is_asked);
        let asked = asked.map(|name| (name, called(name)));
        let same = paging.iter().copied().chain(variants).map(|query| (query, query));
        for (query, called) in same.chain(asked) {
            if !queries.contains(&called) {
                self.complain(format!("list {query}"), format!("GET {path} has no parameter {called}"));
            }
        }
        let path = searched.unwrap_or(path);
        let Some(row) = self.row() else {
            return self
                .complain("list".to_owned(), format!("GET {path} does not answer a list of entities"));
        };
        let is_parent = |name: &&str| {
            inputs.field(name).is_some_and(|field| matches!(field.field.write, Write::Parameter(_)))
        };
        let list_of = self.table.api.list_of;
        if let Some((key, input)) = list_of {
            self.counts.places += 1;
            let is_list = inputs.field(input).is_some_and(|field| field.form.is_collection());
            if !queries.contains(&key) || !is_list {
                self.complain(
                    format!("list_of {key}"),
                    format!("GET {path} has no parameter {key}, or {input} is no list"),
                );
            }
        }
        // What the list is asked for is in every row of it, wherever.
        let is_told = |name: &&str| !is_parent(name) && list_of.is_none_or(|(key, _)| key != *name);
        for name in self.table.lookup.iter().copied().filter(is_told) {
            let place = inputs.field(name).map_or(name, |field| Place::of(field.field.path).at);
            self.counts.places += 1;
            if self.api.field(row, place).is_none_or(|found| found.model["type"] != "string") {
                self.complain(
                    format!("list row {name}"),
                    format!("rows of GET {path} have no text at {place}"),
                );
            }
        }
        // What says the natural key elsewhere is sent as the key when the object is made.
        if self.table.named_by.is_some() {
            for name in self.table.lookup {
                self.counts.places += 1;
                let body = self.api.request("post", path);
                if body.and_then(|body| self.api.field(body, name)).is_none() {
                    self.complain(format!("create {name}"), format!("POST {path} takes no {name}"));
                }
            }
        }
        let (own, is_relation) = (self.table.api.own, existence == Existence::Element);
        if !(is_relation && self.table.api.list.is_some()) && self.api.field(row, own).is_none() {
            self.complain("list row id".to_owned(), format!("rows of GET {path} have no {own}"));
        }
    }

    /// The bodies that the type's fields must be in.
    fn models(&self) -> Vec<Model<'a>> {
        let (api, table) = (self.api, &self.table.api);
        let model = |of, direction, body: Option<&'a Json>| Some(Model { of, direction, body: body? });
        let created = is_made(table.existence);
        let create = match table.upload.map(|upload| upload.transfer.to) {
            None => created.then(|| self.create_call()),
            // What the address is asked with is all that is sent of an object.
            Some(Destination::Asked { path, body: [_, ..], .. }) => Some(("post", path.to_owned())),
            Some(_) => None,
        };
        let update = self.update_call();
        // What goes together is a list of objects, and may be answered as a page of them.
        let one = |body: &'a Json| match body.get("items") {
            Some(items) if table.collection.is_some() => api.resolve(items),
            _ => body,
        };
        let request = |call: &(&'static str, String)| api.request(call.0, &call.1).map(one);
        let response = |call: &(&'static str, String)| {
            let rows = table.collection.and_then(|_| api.answered_row(call.0, &call.1));
            rows.or_else(|| api.response(call.0, &call.1)).map(one)
        };
        let (create, update) = (create.as_ref(), update.as_ref());
        let answer_to_create = create.filter(|_| table.upload.is_none());
        let listed =
            ((created || is_only_listed(table.existence)) && !table.unlisted).then(|| self.row()).flatten();
        let read = if table.read_from_list { self.row() } else { api.response("get", table.item) };
        [
            model("create", Direction::Request, create.and_then(request)),
            model("answer to create", Direction::Answer, answer_to_create.and_then(response)),
            model("update", Direction::Request, update.and_then(request)),
            // Reads that come together are answered from it.
            model("row of the list", Direction::Answer, listed),
            model(
                "answer to update",
                Direction::Answer,
                update.and_then(response).filter(|answer| !is_begun(answer)),
            ),
            model("answer to read", Direction::Answer, read),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Compares the fields of an object with a model. `at` is the property path in messages.
    fn shape(&mut self, model: Model<'a>, shape: &Shape, body: &'a Json, at: &str) {
        for field in shape.fields.iter().filter(|field| is_in(model, field.field)) {
            let name = if at.is_empty() {
                field.field.name.to_owned()
            } else {
                format!("{at}.{}", field.field.name)
            };
            self.field(model, field, body, &name);
        }
    }

    fn field(&mut self, model: Model<'a>, field: &FieldShape, body: &'a Json, name: &str) {
        self.counts.places += 1;
        let place = match model.direction {
            Direction::Request => Place::send(field.field),
            Direction::Answer => Place::read(field.field),
        };
        let Some(found) = self.api.field(body, place.at) else {
            let problem = format!("the model of {} has nothing at {}", model.of, place.at);
            return self.complain(format!("{name} path"), problem);
        };
        if found.free {
            return;
        }
        // An id within a reference is often marked as answered only, in models that requests use too.
        let marked = match (field.field.reference, place.at.strip_suffix(".id")) {
            (Some(_), Some(object)) => self.api.field(body, object).is_some_and(|object| object.read_only),
            _ => found.read_only,
        };
        if marked && model.direction == Direction::Request {
            self.complain(
                format!("{name} read-only"),
                format!("the model of {} says that it is only answered", model.of),
            );
        }
        // The API has another form of it, which the codec's own tests judge.
        if field.field.codec.is_none() {
            self.form(model, &field.form, found.model, place.many, name);
        }
    }

    /// Compares a type with that of a model's field.
    fn form(&mut self, model: Model<'a>, form: &Form, found: &'a Json, many: Many<'_>, name: &str) {
        let found = self.api.resolve(found);
        let kind = found["type"].as_str().unwrap_or("any");
        let wrong = |judge: &mut Judge<'a>, expected: &str| {
            let problem = format!("is {expected}, but {} has {}", model.of, brief(found));
            judge.complain(format!("{name} type"), problem);
        };
        match form {
            Form::Bool if kind == "boolean" => {}
            Form::Integer(_) if kind == "integer" => {}
            Form::Number(_) if kind == "number" => {}
            Form::Text(_) if kind == "string" && found.get("enum").is_some() => {
                self.complain(
                    format!("{name} enum"),
                    format!("is free text, but {} has the values {}", model.of, brief(&found["enum"])),
                );
            }
            Form::Text(rules) if rules.is_json_list() && kind == "array" => {}
            Form::Text(rules) if rules.is_json() && !rules.is_json_list() && kind == "object" => {}
            Form::Text(rules) if kind == "string" => {
                let dated = ["date", "date-time"];
                let (ours, theirs) = (rules.format.as_deref(), found["format"].as_str());
                let is_date = |format: Option<&str>| format.is_some_and(|format| dated.contains(&format));
                if (is_date(ours) || is_date(theirs)) && ours != theirs {
                    self.complain(
                        format!("{name} format"),
                        format!("has the format {ours:?}, but {} has {theirs:?}", model.of),
                    );
                }
            }
            Form::Choice(choices) if kind == "string" => self.choices(model, choices, found, name),
            Form::List { element, .. } => match many {
                Many::KeyedBy(key) => match (element.object(), found.get("additionalProperties")) {
                    (Some(shape), Some(value)) => {
                        let keyed = shape
                            .field(key)
                            .is_some_and(|field| matches!(field.form, Form::Text(_) | Form::Choice(_)));
                        if !keyed {
                            self.complain(
                                format!("{name} key"),
                                format!("its elements have no text called {key}"),
                            );
                        }
                        let value = self.api.resolve(value);
                        for field in shape.fields.iter().filter(|field| field.field.name != key) {
                            self.field(model, field, value, &format!("{name}.{}", field.field.name));
                        }
                    }
                    _ => wrong(self, "a map that is written as a list of objects"),
                },
                Many::Where { member, at, .. } => {
                    self.element(model, &Form::Any, found.get("items"), member, name, "a list");
                    self.element(model, element, found.get("items"), at, name, "a list");
                }
                Many::List(at) => self.element(model, element, found.get("items"), at, name, "a list"),
                Many::One => self.element(model, element, found.get("items"), "", name, "a list"),
                Many::Map(_) => wrong(self, "a list at the path of a map"),
            },
            Form::Map(element) => {
                let at = if let Many::Map(at) = many { at } else { "" };
                self.element(model, element, found.get("additionalProperties"), at, name, "a map");
            }
            Form::Object(shape) if found.get("properties").is_some() => self.shape(model, shape, found, name),
            // It is uploaded, and no model has it.
            Form::Any | Form::File => {}
            Form::Bool => wrong(self, "a boolean"),
            Form::Integer(_) => wrong(self, "a whole number"),
            Form::Number(_) => wrong(self, "a number"),
            Form::Text(_) | Form::Choice(_) => wrong(self, "a string"),
            Form::Object(_) => wrong(self, "an object"),
        }
    }

    /// Compares the elements of a list or map, each wrapped at a path.
    fn element(
        &mut self,
        model: Model<'a>,
        element: &Form,
        found: Option<&'a Json>,
        at: &str,
        name: &str,
        what: &str,
    ) {
        let Some(found) = found else {
            return self.complain(
                format!("{name} type"),
                format!("is {what}, but the model of {} has none there", model.of),
            );
        };
        match self.api.field(found, at) {
            Some(found) if found.free => {}
            Some(found) => self.form(model, element, found.model, Many::One, name),
            None => self.complain(
                format!("{name} path"),
                format!("elements in the model of {} have nothing at {at}", model.of),
            ),
        }
    }

    fn choices(&mut self, model: Model<'a>, choices: &Choices, found: &Json, name: &str) {
        let Some(values) = found["enum"].as_array() else {
            let problem = format!("is an enumeration, but {} has no values for it", model.of);
            return self.complain(format!("{name} enum"), problem);
        };
        let ours: BTreeSet<&str> = choices.allowed().collect();
        let theirs: BTreeSet<&str> = values.iter().filter_map(Json::as_str).collect();
        self.counts.enums += 1;
        self.counts.values += theirs.len();
        let missing: Vec<&&str> = theirs.difference(&ours).collect();
        // A source of 2023 may lack values that were added since.
        let old = found["x-enumFrom"] == "java";
        let unknown: Vec<&&str> = ours.difference(&theirs).filter(|_| !old).collect();
        if !missing.is_empty() || !unknown.is_empty() {
            self.complain(
                format!("{name} enum"),
                format!(
                    "the values of {} besides ours: {missing:?}; ours that it lacks: {unknown:?}",
                    model.of
                ),
            );
        }
    }

    /// What a request demands must be sure to be in it.
    fn required(&mut self, model: Model<'a>, inputs: &Shape) {
        // A full replacement starts from the live object, so what that holds needs no declaration.
        let live = (model.of == "update" && self.table.api.update == UpdateMethod::Put)
            .then(|| self.api.response("get", self.table.api.item))
            .flatten();
        let mut given = Vec::new();
        collect(inputs, "", true, &mut given);
        // The lifecycle sends the version that it has read.
        let versioned = model.of == "update" && self.table.api.version;
        for name in demanded(model.body).filter(|name| !(versioned && *name == "version")) {
            self.counts.required += 1;
            let sure = given.iter().any(|(place, sure)| *sure && is_at_or_below(place, name));
            let there = live.is_some_and(|live| self.api.field(live, name).is_some());
            if !sure && !there {
                let declared = given.iter().any(|(place, _)| is_at_or_below(place, name));
                let why = if declared { "is declared, but optional" } else { "is not declared" };
                self.complain(format!("{name} required"), format!("{} demands it, and it {why}", model.of));
            }
        }
        if live.is_none() {
            self.required_within(model, model.body, inputs, "");
        }
    }

    /// The same for every object within: if it is sent, what its model demands must be sent with it.
    fn required_within(&mut self, model: Model<'a>, body: &'a Json, shape: &Shape, at: &str) {
        for field in shape.fields.iter().filter(|field| is_in(model, field.field)) {
            let Some(nested) = field.form.object() else { continue };
            let place = Place::of(field.field.path);
            let Some(found) = self.api.field(body, place.at) else { continue };
            let found =
                found.model.get("items").or(found.model.get("additionalProperties")).unwrap_or(found.model);
            let found = self.api.resolve(found);
            let name = if at.is_empty() {
                field.field.name.to_owned()
            } else {
                format!("{at}.{}", field.field.name)
            };
            let mut given = Vec::new();
            collect(nested, "", true, &mut given);
            if let Many::Where { member, .. } = place.many {
                given.push((member.to_owned(), true));
            }
            for wanted in demanded(found) {
                self.counts.required += 1;
                if !given.iter().any(|(place, sure)| *sure && is_at_or_below(place, wanted)) {
                    self.complain(
                        format!("{name}.{wanted} required"),
                        format!(
                            "an object in {} demands {wanted}, which is not declared as required",
                            model.of
                        ),
                    );
                }
            }
            self.required_within(model, found, nested, &name);
        }
    }
}

/// The path of the members of a collection.
fn member(api: &Api, collection: &str) -> String {
    let is_member = |other: &&str| {
        let rest = other.strip_prefix(collection).and_then(|rest| rest.strip_prefix("/{"));
        rest.and_then(|rest| rest.strip_suffix('}')).is_some_and(|name| !name.contains('/'))
    };
    api.paths().find(is_member).map_or_else(|| format!("{collection}/{{member}}"), str::to_owned)
}

/// Whether a model is that of what the platform has begun, which tells nothing of the object.
fn is_begun(answer: &Json) -> bool {
    ["actionName", "actionStatus", "complete"].iter().all(|name| answer["properties"][*name].is_object())
}

/// Whether an object comes to be by a POST.
fn is_made(existence: Existence) -> bool {
    !matches!(existence, Existence::Attached | Existence::Singleton(_)) && !is_only_listed(existence)
}

/// Whether something else makes an object, and a list tells of it.
fn is_only_listed(existence: Existence) -> bool {
    matches!(existence, Existence::Assigned(_) | Existence::Found)
}

/// Whether a model has to have a field.
fn is_in(model: Model<'_>, field: &Field) -> bool {
    match (model.direction, field.write) {
        (
            _,
            Write::Control
            | Write::Collection(_)
            | Write::Content
            | Write::Digest
            | Write::Trigger
            | Write::Query(_)
            | Write::Claim(_)
            | Write::Draft(_),
        ) => false,
        _ if field.part.is_some() => false,
        (Direction::Answer, Write::Parameter(_)) => false,
        (Direction::Request, Write::Parameter(_)) => model.of == "create" && !field.path.is_empty(),
        (Direction::Answer, _) => !field.write_only,
        (Direction::Request, Write::Never | Write::InContent) => false,
        (Direction::Request, Write::Moved(_)) => model.of == "create",
        // What replaces the object is never part of an update.
        (Direction::Request, Write::Body) => match field.stage {
            Stage::Always | Stage::Alone => model.of == "create" || field.replace == Replace::Never,
            Stage::Create => model.of == "create",
            Stage::Update => model.of != "create",
        },
    }
}

/// Fields that a request needs: required, and not only answered.
fn demanded(body: &Json) -> impl Iterator<Item = &str> {
    let names = body["required"].as_array().into_iter().flatten().filter_map(Json::as_str);
    names.filter(|name| body["properties"][*name]["readOnly"] != true)
}

/// Where the inputs put something, and whether they are sure to.
fn collect(shape: &Shape, prefix: &str, sure: bool, places: &mut Vec<(String, bool)>) {
    let sent = |field: &&FieldShape| match field.field.write {
        Write::Body | Write::Moved(_) => true,
        Write::Parameter(_) => !field.field.path.is_empty(),
        _ => false,
    };
    for field in shape.fields.iter().filter(sent) {
        let at = Place::send(field.field).at;
        let place = if prefix.is_empty() { at.to_owned() } else { format!("{prefix}.{at}") };
        let given = field.required
            || field.field.autoname.is_some()
            || field.field.file_name
            || field.field.always && field.field.default.is_some()
            || field.field.default.is_some_and(|default| default.value == Literal::Ambient);
        let sure = sure && given;
        if let Form::Object(nested) = &field.form {
            collect(nested, &place, sure, places);
        }
        places.push((place, sure));
    }
}

fn is_at_or_below(place: &str, name: &str) -> bool {
    place == name || place.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
}
