//! The declaration of an entity.

use serde_json::{Map, Value};

use crate::{
    laws::references::Reference,
    refusal::{Refusal, Refused},
    request::Context,
    store::Record,
};

/// A kind of object and the rules it follows.
#[derive(Debug)]
pub struct Entity {
    /// Its name in the store, in seeds and in dumps: the path of its collection without `/api/v2/`.
    pub kind: &'static str,
    /// Path of the collection.
    pub collection: &'static str,
    /// Path of one object; empty if it has none.
    pub item: &'static str,
    /// Model of one object in answers.
    pub model: &'static str,
    /// Field whose value is in the path of one object.
    pub key: &'static str,
    /// How it belongs to a division.
    pub division: Division,
    /// What must be unique.
    pub unique: Option<Unique>,
    /// What deleting it means.
    pub deletion: Deletion,
    /// Whether a GET by id still answers after a soft delete, with `state: deleted`.
    pub shows_deleted: bool,
    /// The answer to a GET by id after a soft delete, if not "not found".
    pub gone: Option<Refused>,
    /// How concurrent writes are told apart.
    pub version: Version,
    /// What its fields point at.
    pub references: &'static [Reference],
    /// Fields that an update leaves as they are, whatever is sent.
    pub kept: &'static [&'static str],
    /// How `?name=` finds it.
    pub matching: Match,
    /// Field by which lists are sorted; by creation when not given.
    pub sort: Option<&'static str>,
    /// Name of its type where objects move between divisions.
    pub object_type: Option<&'static str>,
    /// The answer when it does not exist.
    pub missing: Refused,
    /// Status of a successful POST.
    pub created: u16,
    /// Whether a PUT merges, as a PATCH does.
    pub merging_put: bool,
    /// Whether the request names the id, which the server else chooses.
    pub named_by_body: bool,
    /// Whether it follows from the models alone, so that they also say what of a request is kept.
    pub generic: bool,
    /// What is peculiar.
    pub hooks: Hooks,
}

/// How an entity belongs to a division.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Division {
    /// It does not.
    None,
    /// `division.id` in every write; the home division when not given.
    Field,
    /// `division.id` on creation; later only moved as an object.
    Moved,
    /// `division.id` in every write, `*` for all divisions.
    Starrable,
    /// `divisionId` in the request, `division` in the answer. An update changes it if its model has the field.
    ById,
}

/// What must be unique.
#[derive(Debug, Clone, Copy)]
pub struct Unique {
    /// The field.
    pub field: &'static str,
    /// Further fields that together with it must be unique, such as a flow's type.
    pub with: &'static [&'static str],
    /// Whether deleted objects keep their value reserved.
    pub deleted_too: bool,
    /// The answer to a second one.
    pub refused: Refused,
}

/// What deleting means.
#[derive(Debug, Clone, Copy)]
pub struct Deletion {
    /// Whether the object stays, with `state: deleted`.
    pub soft: bool,
    /// Status of the answer.
    pub status: u16,
    /// Whether the answer has `{}` as its body.
    pub empty_object: bool,
    /// The answer while other objects refer to it; `None` when that does not matter.
    pub in_use: Option<Refused>,
    /// Query parameter that deletes it nevertheless.
    pub force: Option<&'static str>,
}

/// How concurrent writes are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// Not at all: the last write wins.
    None,
    /// A number that every update must send.
    Required,
    /// A number that counts if it is sent.
    Optional,
    /// A text that only the server changes.
    Text,
}

/// How a list filters by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// Equal, with `*` at either end as a wildcard.
    Wildcard,
    /// Starts with.
    Prefix,
    /// Contains.
    Contains,
}

/// Before a write: may change what is about to be stored. Gets the object as it was, or `Null`.
pub type Prepare = fn(&mut Context<'_>, old: &Value, new: &mut Value) -> Result<(), Refusal>;
/// After a write: may change other objects.
pub type Follow = fn(&mut Context<'_>, id: &str) -> Result<(), Refusal>;
/// Before a deletion: may refuse it.
pub type Guard = fn(&mut Context<'_>, record: &Record) -> Result<(), Refusal>;
/// Before an answer: may add what the request asked for.
pub type Show = fn(&mut Context<'_>, value: &mut Map<String, Value>);
/// Whether a list shows an object.
pub type Filter = fn(&Context<'_>, record: &Record) -> bool;

/// What is peculiar about an entity.
#[derive(Debug, Clone, Copy)]
pub struct Hooks {
    /// Before a POST stores.
    pub create: Option<Prepare>,
    /// Before a PUT or PATCH stores.
    pub update: Option<Prepare>,
    /// After a POST stored.
    pub created: Option<Follow>,
    /// After a PUT or PATCH stored.
    pub updated: Option<Follow>,
    /// Before a DELETE.
    pub delete: Option<Guard>,
    /// After a DELETE.
    pub deleted: Option<Follow>,
    /// Before a GET or a list answers.
    pub show: Option<Show>,
    /// Whether `show` would change nothing, so that the stored text is the answer.
    pub as_stored: Option<Filter>,
    /// Which objects a list shows.
    pub filter: Option<Filter>,
}

impl Hooks {
    /// Nothing peculiar.
    pub const NONE: Hooks = Hooks {
        create: None,
        update: None,
        created: None,
        updated: None,
        delete: None,
        deleted: None,
        show: None,
        as_stored: None,
        filter: None,
    };
}

impl Deletion {
    /// Gone at once, 204.
    pub const HARD: Deletion =
        Deletion { soft: false, status: 204, empty_object: false, in_use: None, force: None };
    /// Gone at once, 200.
    pub const HARD_200: Deletion = Deletion { status: 200, ..Deletion::HARD };
    /// Kept with `state: deleted`, 200.
    pub const SOFT: Deletion = Deletion { soft: true, status: 200, ..Deletion::HARD };
}

impl Unique {
    /// A name that must be unique in the organization, refused with 409.
    pub const NAME: Unique = Unique {
        field: "name",
        with: &[],
        deleted_too: false,
        refused: Refused::new(409, "general.conflict", "An entity with the name {name} already exists."),
    };
    /// A name that must be unique in the organization, refused with 400 `duplicate.name`.
    pub const NAME_400: Unique = Unique {
        refused: Refused::new(400, "duplicate.name", "An entity with the name {name} already exists."),
        ..Unique::NAME
    };
}

impl Entity {
    /// An entity without anything special; a declaration says where it differs.
    pub const PLAIN: Entity = Entity {
        kind: "",
        collection: "",
        item: "",
        model: "",
        key: "id",
        division: Division::None,
        unique: None,
        deletion: Deletion::HARD,
        shows_deleted: false,
        gone: None,
        version: Version::None,
        references: &[],
        kept: &[],
        matching: Match::Contains,
        sort: None,
        object_type: None,
        missing: Refused::new(404, "not.found", "The requested resource was not found."),
        created: 200,
        merging_put: false,
        named_by_body: false,
        generic: false,
        hooks: Hooks::NONE,
    };

    /// The field that the store indexes.
    #[must_use]
    pub fn unique_field(&self) -> &'static str {
        self.unique.map_or("name", |unique| unique.field)
    }
}
