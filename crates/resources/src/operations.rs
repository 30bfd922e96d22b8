//! The calls that a type's operations may make, as far as its declaration says them: for telling which permissions a program needs.
//!
//! The fault tests compare every call that is really made with these.

use std::collections::BTreeSet;

use genesys_api::Method;
use pulumi_provider::declaration::{
    Add, Collection, Destination, Existence, Guard, Part, Remove, Stage, Transfer, UpdateMethod, Upload,
    Write,
};
use pulumi_provider::value::Object;

use crate::api_object::Inner;
use crate::registry::ResourceType;

/// What is done to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// It is read, listed or looked up.
    Read,
    /// It is made.
    Create,
    /// It is changed.
    Update,
    /// It is deleted.
    Delete,
}

impl Operation {
    /// All of them, in the order of an object's life.
    pub const ALL: [Operation; 4] =
        [Operation::Read, Operation::Create, Operation::Update, Operation::Delete];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Operation::Read => "read",
            Operation::Create => "create",
            Operation::Update => "update",
            Operation::Delete => "delete",
        }
    }
}

/// A call: the method and the path template.
pub type Call = (Method, String);

/// The calls that an operation on an object of a type may make. What an operation reads before it writes is among them.
///
/// Where they follow from where an object is, there are none for the type: ask for those of its inputs, or of its place.
pub fn calls(ty: &ResourceType, operation: Operation) -> BTreeSet<(&'static str, String)> {
    let mut calls = Calls::default();
    if ty.is_made {
        return BTreeSet::new();
    }
    calls.read(ty);
    match operation {
        Operation::Read => {}
        Operation::Create => {
            calls.create(ty);
            calls.update(ty);
        }
        Operation::Update => calls.update(ty),
        Operation::Delete => calls.delete(ty),
    }
    calls.0.into_iter().map(|(method, path)| (method.as_str(), path)).collect()
}

/// The calls that an operation on an object with these inputs may make.
pub fn calls_of(
    ty: &ResourceType,
    inputs: &Object,
    operation: Operation,
) -> BTreeSet<(&'static str, String)> {
    match Inner::of(&[inputs]) {
        Ok(inner) if ty.is_made => calls(inner.ty, operation),
        _ => calls(ty, operation),
    }
}

/// Where API objects are that a program or an import names by this path: the template of the path. `None` if nothing is there.
pub fn place(path: &str) -> Option<&'static str> {
    Inner::of_place(path).map(|(place, _)| place)
}

/// The calls that an operation on an API object at this path may make; `None` if nothing is there.
pub fn calls_at(path: &str, operation: Operation) -> Option<BTreeSet<(&'static str, String)>> {
    Inner::of_place(path).map(|(_, ty)| calls(ty, operation))
}

#[derive(Default)]
struct Calls(Vec<Call>);

impl Calls {
    fn add(&mut self, method: Method, path: impl Into<String>) {
        let path = path.into();
        if !path.is_empty() {
            self.0.push((method, path));
        }
    }

    fn read(&mut self, ty: &ResourceType) {
        let api = &ty.table.api;
        if !api.read_from_list {
            self.add(Method::Get, api.item);
        }
        let is_listed = !matches!(api.existence, Existence::Attached | Existence::Singleton(_));
        if is_listed && !api.unlisted && !api.only_searched {
            self.add(Method::Get, api.list.unwrap_or(api.path));
        }
        self.add(Method::Post, api.search.unwrap_or_default());
        self.add(Method::Get, api.ambient.unwrap_or_default());
        for (_, path) in api.stands_for {
            self.add(Method::Get, *path);
        }
        for (folder, _) in ty.texts().iter().filter_map(|(_, below)| below.rsplit_once('/')) {
            self.add(Method::Get, format!("{}/{folder}/{{fileName}}", api.item));
        }
        for part in api.parts.iter().filter(|part| part.update != UpdateMethod::Post) {
            self.add(Method::Get, part.path);
        }
        for field in &ty.inputs().fields {
            if let Write::Collection(collection) = field.field.write {
                self.add(Method::Get, collection.path);
            }
            if let Write::Draft(draft) = field.field.write {
                // What is no more than a draft yet is read there.
                for path in [draft.drafts, draft.item, draft.published] {
                    self.add(Method::Get, path);
                }
                for (folder, _) in ty.texts().iter().filter_map(|(_, below)| below.rsplit_once('/')) {
                    self.add(Method::Get, format!("{}/{folder}/{{fileName}}", draft.item));
                }
            }
        }
        let follows: Vec<_> = ty.inputs().fields.iter().filter_map(|field| field.field.follow).collect();
        for follow in &follows {
            // Whether an import has found what a run that was cut off has left.
            self.add(Method::Get, follow.holds);
        }
        if !follows.is_empty() || api.upload.is_some_and(|upload| upload.authorship.is_some()) {
            // Whether a version, or an object, is our own.
            self.add(Method::Get, "/api/v2/tokens/me");
        }
    }

    fn create(&mut self, ty: &ResourceType) {
        let api = &ty.table.api;
        self.add(Method::Post, api.tells_again.unwrap_or_default());
        if let Some(template) = api.template {
            self.add(Method::Get, template.path);
        }
        if api.restore.is_some() {
            self.add(Method::Patch, api.item);
        }
        match api.existence {
            _ if api.upload.is_some() => {}
            Existence::Created | Existence::Child | Existence::Named | Existence::Element => {
                self.add(Method::Post, api.path);
                if let Some(collection) = api.collection {
                    self.collection(collection, false);
                }
            }
            Existence::Assigned(assignments) => {
                for assignment in assignments {
                    self.add(Method::Get, assignment.path);
                    self.add(Method::Put, assignment.path);
                }
            }
            Existence::Attached | Existence::Singleton(_) | Existence::Found => {}
        }
    }

    fn update(&mut self, ty: &ResourceType) {
        let api = &ty.table.api;
        if let Some(upload) = api.upload {
            self.upload(upload);
        }
        let is_written_by_upload = api.upload.is_some() && api.update == UpdateMethod::None;
        if !is_written_by_upload
            && ty.inputs().fields.iter().any(|field| {
                field.field.part.is_none()
                    && field.field.write == Write::Body
                    && field.field.stage != Stage::Create
            })
        {
            self.change(api.update, api.item);
        }
        if let Some(Collection { add: Add::PatchBulk(ending), path, .. }) = api.collection {
            self.add(Method::Patch, format!("{path}{ending}"));
        }
        for part in api.parts {
            self.part(part);
        }
        for field in &ty.inputs().fields {
            if let Some(catalogue) = field.field.catalogue {
                self.add(Method::Get, catalogue.path);
            }
            if let Some(follow) = field.field.follow {
                self.add(Method::Get, follow.list);
                self.add(Method::Delete, follow.free);
                for place in follow.places {
                    self.add(Method::Put, place.put);
                }
            }
            match field.field.write {
                Write::Moved(_) => {
                    self.add(
                        Method::Post,
                        "/api/v2/authorization/divisions/{divisionId}/objects/{objectType}",
                    );
                }
                Write::Collection(collection) => {
                    let whole = field.form.object().is_some();
                    self.collection(collection, whole);
                }
                Write::Draft(draft) => {
                    self.add(Method::Post, draft.drafts);
                    self.add(Method::Post, draft.item);
                    self.add(Method::Get, draft.path);
                    self.add(Method::Put, draft.path);
                    self.add(Method::Post, draft.publish);
                }
                Write::Claim(claim) => {
                    self.add(Method::Get, claim.path);
                    self.add(Method::Put, claim.path);
                }
                _ => {}
            }
            if let Some(transfer) = field.field.file {
                self.transfer(transfer);
            }
        }
    }

    fn delete(&mut self, ty: &ResourceType) {
        let api = &ty.table.api;
        match api.existence {
            _ if api.undeletable => {}
            Existence::Created | Existence::Child | Existence::Named | Existence::Element => {
                self.add(Method::Delete, api.item);
                if let Some(collection) = api.collection {
                    self.collection(collection, false);
                }
            }
            Existence::Attached | Existence::Singleton(_) if api.reset => {
                self.add(Method::Delete, api.item);
                for part in api.parts {
                    self.part(part);
                }
            }
            // What was set is taken back.
            Existence::Attached => self.update(ty),
            Existence::Singleton(_) | Existence::Assigned(_) | Existence::Found => {}
        }
        if let Some((_, restore)) = api.built_in {
            self.add(Method::Put, restore);
        }
        if let Some(lock) = api.upload.and_then(|upload| upload.lock) {
            self.add(Method::Post, lock.unlock);
        }
        if api.deletable.is_some() {
            self.change(api.update, api.item);
        }
        if api.guard == Some(Guard::Role) {
            // Whether it is a role that we have.
            self.add(Method::Get, "/api/v2/authorization/subjects/{subjectId}");
        }
        // Members of an object that is in use for their sake are taken out of it first.
        for field in &ty.inputs().fields {
            if let Write::Collection(collection) = field.field.write {
                self.collection(collection, false);
            }
            if let Write::Draft(draft) = field.field.write {
                self.add(Method::Delete, draft.item);
            }
        }
    }

    fn change(&mut self, update: UpdateMethod, path: &'static str) {
        match update {
            UpdateMethod::Put => self.add(Method::Put, path),
            UpdateMethod::Patch => self.add(Method::Patch, path),
            UpdateMethod::Post => self.add(Method::Post, path),
            UpdateMethod::None => {}
        }
    }

    fn part(&mut self, part: &Part) {
        self.change(part.update, part.path);
        if part.reset {
            self.add(Method::Delete, part.path);
        }
    }

    fn upload(&mut self, upload: &Upload) {
        self.transfer(&upload.transfer);
        if let Some((path, _)) = upload.publish {
            self.add(Method::Post, path);
        }
        if let Some(lock) = upload.lock {
            self.add(Method::Post, lock.unlock);
        }
    }

    /// The host for uploads, and addresses that the platform answers, are none of the API.
    fn transfer(&mut self, transfer: &Transfer) {
        if let Destination::Asked { path, .. } = transfer.to {
            self.add(Method::Post, path);
        }
        self.add(Method::Get, transfer.watch.as_ref().map(|watch| watch.path).unwrap_or_default());
        self.add(Method::Delete, transfer.clear.unwrap_or_default());
    }

    fn collection(&mut self, collection: &Collection, whole: bool) {
        if let Some(pairs) = collection.pairs {
            self.add(Method::Post, pairs.add);
            self.add(Method::Delete, pairs.remove);
            return;
        }
        let member = || format!("{}/{{memberId}}", collection.path);
        match collection.add {
            Add::Whole => {
                self.add(Method::Post, collection.path);
                self.add(Method::Get, member());
                self.add(Method::Put, member());
            }
            Add::PatchBulk(ending) => self.add(Method::Patch, format!("{}{ending}", collection.path)),
            Add::PostIds | Add::PostVersioned(_) | Add::PostNamed(_) => {
                self.add(Method::Post, collection.path);
                if whole {
                    self.add(Method::Patch, member());
                }
            }
        }
        match collection.remove {
            Remove::Each => self.add(Method::Delete, member()),
            Remove::Post(..) | Remove::PostNamed(_) => self.add(Method::Post, collection.path),
            Remove::Query(_) => self.add(Method::Delete, collection.path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(token: &str, operation: Operation) -> Vec<String> {
        let ty = crate::registry().get(token).unwrap();
        calls(ty, operation).into_iter().map(|(method, path)| format!("{method} {path}")).collect()
    }

    #[test]
    fn what_is_declared_is_what_is_called() {
        assert_eq!(
            of("routing:Skill", Operation::Create),
            [
                "GET /api/v2/routing/skills",
                "GET /api/v2/routing/skills/{skillId}",
                "POST /api/v2/routing/skills"
            ]
        );
        let queue = of("routing:Queue", Operation::Update);
        for call in [
            "PUT /api/v2/routing/queues/{queueId}",
            "POST /api/v2/routing/queues/{queueId}/members",
            "PATCH /api/v2/routing/queues/{queueId}/members/{memberId}",
            "DELETE /api/v2/routing/queues/{queueId}/wrapupcodes/{memberId}",
            "POST /api/v2/authorization/divisions/{divisionId}/objects/{objectType}",
        ] {
            assert!(queue.iter().any(|other| other == call), "{call} in {queue:?}");
        }
        assert!(of("index:Flow", Operation::Update).contains(&"POST /api/v2/flows/jobs".to_owned()));
        assert!(!of("routing:Queue", Operation::Read).iter().any(|call| call.starts_with("PUT")));
    }
}
