//! Declarations: one static table per resource, and the plain code that reads it.
//!
//! The derive macros write the tables; JSON Schema (types, enumerations, ranges, descriptions) comes from `schemars`. Both are joined
//! once into a [`Shape`], which check, diff, refresh, import and the package schema all walk.

mod check;
mod diff;
mod inputs;
mod issues;
mod json_text;
mod names;
mod property;
mod schema;
mod secrets;
mod shape;

pub use check::{check_inputs, is_e164};
pub use diff::{difference, same};
pub use inputs::{
    IMPORTED, Known, complete, element_key, import_inputs, keep_order, lacks_ambient, refresh_inputs,
};
pub use issues::Issues;
pub use json_text::{JsonList, JsonText, lay_over, parse as parse_json};
pub use names::{Naming, nearest};
pub use property::{E164, File, Kind, Property, Ref, Reference, Set, own_id};
pub use pulumi_provider_macros::{Choice, Properties, Resource};
pub use schema::{FunctionSpec, PackageSpec, ResourceSpec, function_token, package_schema, resource_token};
pub use secrets::mark_secrets;
pub use shape::{Bounds, Choices, FieldShape, Form, Shape, TextRules, typed};

/// A type whose fields are properties: a resource's inputs, its outputs, or an object within them.
pub trait Properties {
    /// Its table.
    const TABLE: &'static ObjectTable;
}

/// A resource.
pub trait Resource: Properties {
    /// Its table.
    const RESOURCE: &'static ResourceTable;
}

/// Everything that is declared of a resource besides the types of its properties.
#[derive(Debug)]
pub struct ResourceTable {
    /// Token without the package, such as `routing:Queue`.
    pub token: &'static str,
    /// How messages call an object, where that is not the name of the token in small letters.
    pub noun: Option<&'static str>,
    /// Its inputs; all but the control inputs are outputs too.
    pub inputs: &'static ObjectTable,
    /// Outputs that are never inputs.
    pub outputs: Option<&'static ObjectTable>,
    /// Inputs by which it can be looked up, imported and found again; none if it can only be read by id.
    pub lookup: &'static [&'static str],
    /// Where in the inputs a program says the natural key, if that itself is an output: `config.name`. A create sends it, or the
    /// resource's logical name where the program says none.
    pub named_by: Option<&'static str>,
    /// Inputs that a look-up can name in place of the natural key, or beside it.
    pub find_by: &'static [&'static str],
    /// Inputs that a look-up may name besides, where several objects can have the same key. What is unique is part of the key.
    pub narrow: &'static [&'static str],
    /// Properties that do not exist, but that users try, with what to use instead.
    pub advice: &'static [(&'static str, &'static str)],
    /// Whether a replacement is made only when the old object is deleted, because the two would be in each other's way.
    pub deletes_first: bool,
    /// Where it lives in the API.
    pub api: ApiTable,
}

/// Where a resource lives in an HTTP API.
#[derive(Debug)]
pub struct ApiTable {
    /// What references call this kind of object.
    pub kind: &'static str,
    /// Path of the collection: POST creates, GET lists.
    pub path: &'static str,
    /// Path template of one object.
    pub item: &'static str,
    /// How an object comes to be.
    pub existence: Existence,
    /// Member of an answer that has the object's own id.
    pub own: &'static str,
    /// How an object is changed.
    pub update: UpdateMethod,
    /// The upload that creates and changes an object, in place of a POST to the collection and of `update`.
    pub upload: Option<&'static Upload>,
    /// Whether an object has a version, which a change must name.
    pub version: bool,
    /// Whether a DELETE takes an object that cannot be deleted back to the platform's defaults.
    pub reset: bool,
    /// Most objects a page of the list.
    pub page: u32,
    /// Where all objects are listed, if that is not the collection itself.
    pub list: Option<&'static str>,
    /// The member of the list's answer that has the rows, if it is not the one that a page has them in.
    pub rows: Option<&'static str>,
    /// Whether nothing lists them.
    pub unlisted: bool,
    /// How the list goes on after a page.
    pub pages: Pages,
    /// What a program means where it names none of what a default calls ambient: a GET there answers its id.
    pub ambient: Option<&'static str>,
    /// Where objects are searched by their natural key, if the list cannot be asked for it.
    pub search: Option<&'static str>,
    /// Whether there is no list but the search, which finds terms rather than whole values.
    pub only_searched: bool,
    /// Whether an object can only be read from the list of all.
    pub read_from_list: bool,
    /// The collection that objects are elements of: they are added, changed and removed by its calls, together with those that are at
    /// the same time.
    pub collection: Option<&'static Collection>,
    /// Whether the POST that creates an object takes no body, for its path says all.
    pub bodyless: bool,
    /// Whether a GET may not find an object for minutes after it was made, so that only the list can say that it is gone.
    pub found_late: bool,
    /// Whether a create may be refused because the natural key is taken though it has just made the object itself: it looks for the
    /// object before, so that it can tell.
    pub refused_though_made: bool,
    /// Whether the API makes a second object of the same natural key instead of refusing it: a create looks for the first before, or
    /// what a run has left that was cut off would be made again.
    pub twins: bool,
    /// A member of an answer and the value by which the API says that nothing was set here, and that it shows what holds anyway.
    /// Such an object is absent.
    pub inherited: Option<(&'static str, &'static str)>,
    /// What the API answers but does not take, so that a full replacement leaves it out: `a.b` below objects, `a{}.b` in each
    /// value of a map, `a[].b` in each element of a list.
    pub answered: &'static [&'static str],
    /// Whether a DELETE is answered before it is done, and may come to nothing: it is repeated until the object is gone.
    pub confirm_delete: bool,
    /// What the API keeps apart from the object, under paths of their own.
    pub parts: &'static [Part],
    /// Existing objects that the resource stands for when an input is true: it takes them over instead of creating one, and
    /// releases them instead of deleting them. Input and path.
    pub stands_for: &'static [(&'static str, &'static str)],
    /// Whether the platform has no way to delete an object: it is released.
    pub undeletable: bool,
    /// What the query of a DELETE calls it to delete an object though it is in use.
    pub force: &'static str,
    /// What a DELETE is asked with in any case (`allResources=true`).
    pub delete_query: &'static [&'static str],
    /// What a GET and the list are asked with (`showbrief=false`).
    pub query: &'static [&'static str],
    /// What refusals of a create or an update say as long as the platform does not know yet what the object refers to, made a moment
    /// ago: the call is made again.
    pub awaits: &'static [&'static str],
    /// The input whose value tells which of the platform's own objects the resource stands for, as the list does if it is asked for
    /// that value. A PUT of a list with its id, to this path, takes it back to the platform's defaults.
    pub built_in: Option<(&'static str, &'static str)>,
    /// A member that must have a value before the platform lets an object be deleted.
    pub deletable: Option<(&'static str, &'static str)>,
    /// POST makes anew, and answers, what only the answer to a create tells ([`Field::once`]): for a create whose answer was lost.
    pub tells_again: Option<&'static str>,
    /// The input that gives roles, each of which the platform demands that the caller holds itself.
    pub held: Option<&'static str>,
    /// How it has to do with the roles of whoever the provider acts for.
    pub guard: Option<Guard>,
    /// What a GET, the list and a PUT must be asked to add to the object, in the words of the API, joined by commas.
    pub expand: Option<&'static str>,
    /// The input, and its value, with which somebody else looks after the object: it is found by its natural key, never created,
    /// restored or deleted.
    pub elsewhere: Option<(&'static str, &'static str)>,
    /// The input that says `restore` where a deleted object shall be brought back that still holds the natural key.
    pub restore: Option<&'static str>,
    /// Queries whose results together are the whole list, where one is not enough (`hasPeer=true`).
    pub list_variants: &'static [&'static str],
    /// What joins the parts of an id in other tools, or ends an id of one part, whose ids are understood too.
    pub joined_by: Option<&'static str>,
    /// Where the API proposes an object, from which a create starts.
    pub template: Option<&'static Template>,
    /// The part of the natural key without which the list cannot be asked, as its query calls it, and the input that has the ids of which
    /// it is one: the list of all is that of each.
    pub list_of: Option<(&'static str, &'static str)>,
    /// What a GET of an object is asked with, and the list not (`expand=contract`).
    pub get_query: &'static [&'static str],
}

/// How a list goes on after a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pages {
    /// By the number of the next page.
    Number,
    /// By a cursor.
    Cursor,
    /// It does not: everything is on one.
    One,
}

/// How an object has to do with the roles of whoever the provider acts for: what would take one of them away is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// It relates roles to the user, group or OAuth client that this parameter of its path names.
    Subject(&'static str),
    /// It is an OAuth client, which cannot act any more when one of these properties changes. Its roles are what
    /// [`ApiTable::held`] says.
    Client(&'static [&'static str]),
    /// It is a role.
    Role,
}

/// How an object comes to be, and what its id is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existence {
    /// A POST to the collection makes it and answers its id, a DELETE ends it.
    Created,
    /// As `Created`, but below a parent: the id is the parent's and the one that the POST answers, joined by `/`.
    Child,
    /// A POST to the collection makes it under the id that the program chooses, a DELETE ends it: the id is all parameters of its path,
    /// joined by `/`, and the natural key too.
    Named,
    /// A POST to the collection relates what the path names, a DELETE ends it: the id is all parameters of its path, joined by `/`.
    Element,
    /// It is there as long as what its path names; the id is all parameters of its path. To delete it is to take back what it has set.
    Attached,
    /// Every organization has exactly one; the id is this word.
    Singleton(&'static str),
    /// The API makes it by itself when another object names what it is made of, in one of these ways, and keeps it: its id is in the list.
    Assigned(&'static [Assignment]),
    /// It is only looked up: something else makes it.
    Found,
}

/// Where another object names what makes the API make an object by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assignment {
    /// The input that has the id of the other object.
    pub holder: &'static str,
    /// Path template of the other object, which a PUT replaces.
    pub path: &'static str,
    /// Where it names what the object is made of.
    pub at: &'static str,
    /// The input that has the id of that.
    pub value: &'static str,
}

/// Where the API proposes an object, which can be changed and then created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// A GET answers it.
    pub path: &'static str,
    /// What it must be asked with: names in the query, and the inputs that have the values.
    pub query: &'static [(&'static str, &'static str)],
}

/// A document of the organization that names one object of a type: which one, an input claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Path of the document, which a PUT replaces.
    pub path: &'static str,
    /// Where it has the object's id.
    pub at: &'static str,
    /// Whether it has a version, which a change must name.
    pub version: bool,
}

/// Something that the API makes by itself, a moment after an object has named whom it is for, and that is then given to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Follow {
    /// Where it is listed.
    pub list: &'static str,
    /// What the list is asked with to get the one of the object's own, and where it says whom it is for.
    pub by: &'static str,
    /// Where it says who has it, if anybody does.
    pub held_by: &'static str,
    /// A DELETE takes it from whoever has it.
    pub free: &'static str,
    /// A GET tells what those have whom it is for.
    pub holds: &'static str,
    /// Where they have it, in the order in which it is given to them.
    pub places: &'static [FollowPlace],
    /// What these paths call its id.
    pub found: &'static str,
    /// What these paths call the id of those whom it is for.
    pub value: &'static str,
    /// Where the object says which OAuth client has made it. One that this client has made, and whose value has nothing yet, was not
    /// finished: an import records what is left.
    pub author: &'static str,
}

/// A place in which somebody has something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FollowPlace {
    /// A PUT gives it to them.
    pub put: &'static str,
    /// Where the answer to the GET has its id.
    pub at: &'static str,
    /// Whether another one that they have there stays: it is in use.
    pub keeps: bool,
}

/// What only a draft of an object takes. Where a program names it, the object is made as a draft and published with it; another value goes
/// into a draft of what is there, which is published again. The file of the value goes there by [`Field::file`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draft {
    /// A POST makes the draft of a new object, of what a create sends otherwise; a GET lists drafts.
    pub drafts: &'static str,
    /// The draft of an object. A POST makes it of an object that is there.
    pub item: &'static str,
    /// A PUT puts the value into the draft, a GET answers what the draft has.
    pub path: &'static str,
    /// A GET answers what the object itself has.
    pub published: &'static str,
    /// Where these answers have the value.
    pub at: &'static str,
    /// What the PUT calls the id of the file, and where the answers have it.
    pub file: (&'static str, &'static str),
    /// A POST with the version of the draft publishes it.
    pub publish: &'static str,
}

/// An upload that creates and changes an object.
///
/// What is uploaded are the fields with [`Write::Content`]: a file, and texts that replace its `{{keys}}`.
#[derive(Debug)]
pub struct Upload {
    /// What messages call it: `publish`.
    pub doing: &'static str,
    /// How the content gets to the platform.
    pub transfer: Transfer,
    /// Who says which object comes of it.
    pub made: Made,
    /// What a content says about its object: the fields with [`Write::InContent`]. The same again is a new version of the same
    /// object, another one is another object.
    pub identify: Option<Identify>,
    /// Whether the content has `{{keys}}` of its own, which stay; otherwise every one must have a text.
    pub has_keys: bool,
    /// Where an object says whose version it has.
    pub authorship: Option<&'static Authorship>,
    /// Where an object has the length of its content in bytes: one of another length is none that could be taken over.
    pub length: Option<&'static str>,
    /// What must be told when the content is there, so that it counts: POST to this path, with the object's id under this name.
    pub publish: Option<(&'static str, &'static str)>,
    /// What keeps others from changing an object while somebody edits it.
    pub lock: Option<&'static Lock>,
}

/// How a file gets to the platform.
#[derive(Debug)]
pub struct Transfer {
    /// Where it goes.
    pub to: Destination,
    /// What is asked until the platform has it.
    pub watch: Option<Watch>,
    /// DELETE takes a file away that the program no longer has.
    pub clear: Option<&'static str>,
}

/// Where a file goes, and how.
#[derive(Debug, Clone, Copy)]
pub enum Destination {
    /// A PUT of the file alone, without a token, to the address that a POST answers at `url`, with the `headers` that come with it.
    Asked {
        /// Path template of the POST.
        path: &'static str,
        /// The properties beside the file that its body has.
        body: &'static [&'static str],
        /// What its body calls the name of the file, if it wants it.
        name: Option<&'static str>,
        /// Where its answer has the address.
        url: &'static str,
    },
    /// A POST of a form to the host for uploads, with the token.
    Apps {
        /// The path.
        path: &'static str,
        /// What the form calls the file.
        file: &'static str,
        /// Properties that the form has, and what it calls them.
        texts: &'static [(&'static str, &'static str)],
        /// What the form calls the id of the object whose content it replaces.
        replaces: &'static str,
    },
    /// A POST of a form, with the token alone, to the address that the platform answers here when what has the file is written.
    Answered {
        /// Where the answer has the address.
        url: &'static str,
        /// What the form calls the file.
        file: &'static str,
    },
}

impl Destination {
    /// The properties that the first call has.
    pub fn body(&self) -> &'static [&'static str] {
        match self {
            Destination::Asked { body, .. } => body,
            Destination::Apps { .. } | Destination::Answered { .. } => &[],
        }
    }

    /// What it is called where several must not go there at once.
    pub fn key(&self) -> &'static str {
        match self {
            Destination::Asked { path, .. } | Destination::Apps { path, .. } => path,
            Destination::Answered { url, .. } => url,
        }
    }
}

/// What is asked until the platform has a file.
#[derive(Debug)]
pub struct Watch {
    /// Path template: GET. It has the parameters of the object's path.
    pub path: &'static str,
    /// What it must be asked with.
    pub query: &'static [(&'static str, &'static str)],
    /// Where the last answer has the job that is the last parameter of the path, if it is none of the object's.
    pub job: Option<&'static str>,
    /// Where it says how far the platform is.
    pub at: &'static str,
    /// What it says there when the platform has the file; anything, if nothing is named.
    pub done: &'static [&'static str],
    /// What it says there when the platform does not take the file.
    pub failed: &'static [&'static str],
    /// Where it says why: a text, or objects with a `text` and a `type`. Where nothing says that it has failed, a reason does that
    /// stays.
    pub why: Option<&'static str>,
}

/// Who says which object comes of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// What is watched, here.
    Watched(&'static str),
    /// The answer that tells the address, here: the file counts as the object's from the beginning, and cannot be changed.
    Asked(&'static str),
    /// Nobody: it is found by its natural key.
    Found,
}

/// Whose version an object has.
#[derive(Debug)]
pub struct Authorship {
    /// Where an object has its version, which the state records.
    pub version: &'static str,
    /// Where an object has the id of the client that has made its version.
    pub author: &'static str,
    /// Where an object names who has made its version: what to call them, and where they are. The first that is there counts.
    pub publishers: &'static [(&'static str, &'static str)],
    /// Where an object says when its version was made: a time, or milliseconds since 1970. The first that is there counts.
    pub published: &'static [&'static str],
    /// The version that an object has when it was uploaded once.
    pub first: &'static str,
}

/// Reads out of a content which object it is.
pub type Identify = fn(&str) -> Result<Identity, Flaw>;

/// Names of properties, and what a content says that they are.
pub type Identity = Vec<(&'static str, String)>;

/// What is wrong with a content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The line, counted from one, where it is in a line.
    pub line: Option<usize>,
    /// What it is, and what to do.
    pub reason: String,
}

/// A property for which the content of a file stands: it is made at Check, and is from there on as if the program had named it.
#[derive(Debug)]
pub struct Unfold {
    /// The property.
    pub property: &'static str,
    /// Properties besides the file that it is made of.
    pub with: &'static [&'static str],
    /// Makes it of the text of the file and of the inputs, or says what is wrong, in the order of the lines.
    pub make: fn(&str, &crate::value::Object) -> Result<crate::value::Value, Vec<Flaw>>,
}

/// A lock that somebody who edits an object has on it.
#[derive(Debug)]
pub struct Lock {
    /// Where an object names who has it: what to call them, and the field.
    pub holders: &'static [(&'static str, &'static str)],
    /// POST takes it away.
    pub unlock: &'static str,
    /// What the query of that POST calls the object's id.
    pub parameter: &'static str,
}

/// What the API keeps apart from an object, under a path of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// What fields call it.
    pub name: &'static str,
    /// Its path template, with the parameters of the object's path.
    pub path: &'static str,
    /// How it is changed. What is changed by `Post` cannot be read.
    pub update: UpdateMethod,
    /// Whether a DELETE takes it back to the platform's defaults when nothing of it is managed any more.
    pub reset: bool,
    /// Whether it has a version of its own, which a change must name.
    pub version: bool,
    /// As [`ApiTable::inherited`].
    pub inherited: Option<(&'static str, &'static str)>,
    /// As [`ApiTable::answered`].
    pub answered: &'static [&'static str],
    /// Where a GET of the object itself has it too, if it does.
    pub inline: Option<&'static str>,
    /// Whether the API makes it a moment after the object: an empty list says nothing until then.
    pub late: bool,
}

impl Part {
    /// A part that a PUT replaces.
    pub const PUT: Part = Part {
        name: "",
        path: "",
        update: UpdateMethod::Put,
        reset: false,
        version: false,
        inherited: None,
        answered: &[],
        inline: None,
        late: false,
    };
    /// A part that a PATCH changes.
    pub const PATCH: Part = Part { update: UpdateMethod::Patch, ..Part::PUT };
    /// A part that a POST sets and nothing reads.
    pub const POST: Part = Part { update: UpdateMethod::Post, ..Part::PUT };
}

/// Many objects below one, each with an id, which the API adds to and removes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Collection {
    /// Path template of the collection: GET lists it.
    pub path: &'static str,
    /// What the list must be asked with.
    pub query: &'static [(&'static str, &'static str)],
    /// Most elements a call, and a page.
    pub batch: usize,
    /// How elements are added.
    pub add: Add,
    /// How elements are removed.
    pub remove: Remove,
    /// Whether it is only imported when asked for, because there are many and others own them.
    pub relation: bool,
    /// Whether only the elements that the program names are looked at, because others own the rest.
    pub shared: bool,
    /// Where a GET of the object itself has all elements too, if it does.
    pub inline: Option<&'static str>,
    /// How the list goes on after a page.
    pub pages: Pages,
    /// The member of the answer to adding that names what was not added, each with a `reason`.
    pub failures: Option<&'static str>,
    /// Where the object itself names an element that is always in it, and nobody's where the program does not name it.
    pub always: Option<&'static str>,
    /// Of elements that each relate to one thing several others: how the API has each relation.
    pub pairs: Option<&'static Pairs>,
    /// Member of a row that has its id.
    pub own: &'static str,
    /// Another form of a row for the API.
    pub codec: Option<&'static Codec>,
}

/// Relations that programs write as elements of one thing and several others, and the API as pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pairs {
    /// The one thing.
    pub one: Side,
    /// The others: a set of ids in an element.
    pub others: Side,
    /// Member of a row that names the object which it belongs to: rows of others are left out.
    pub of: &'static str,
    /// POST adds a list of pairs.
    pub add: &'static str,
    /// What that POST is asked with.
    pub query: &'static [(&'static str, &'static str)],
    /// What its body calls the list.
    pub list: &'static str,
    /// DELETE removes one.
    pub remove: &'static str,
}

/// One side of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// The property.
    pub property: &'static str,
    /// What a path and a body call its id.
    pub parameter: &'static str,
    /// Where a row has its id.
    pub row: &'static str,
}

/// How elements are added to a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Add {
    /// POST a list of objects that have only an id; the rest of an element is set by a PATCH of the element.
    PostIds,
    /// PATCH a list of whole elements at the path with this ending, which changes those that are there too.
    PatchBulk(&'static str),
    /// POST an object with a list of ids under this name, and the version of the object that has the collection.
    PostVersioned(&'static str),
    /// POST an object with a list of ids under this name.
    PostNamed(&'static str),
    /// POST each whole element, and PUT one that changes. The file of an element follows it ([`Field::file`]).
    Whole,
}

/// How elements are removed from a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remove {
    /// DELETE each.
    Each,
    /// POST as for adding, with this query.
    Post(&'static str, &'static str),
    /// DELETE with the ids, joined by commas, under this name in the query.
    Query(&'static str),
    /// POST an object with a list of ids under this name.
    PostNamed(&'static str),
}

impl Collection {
    /// Ids that are added by the hundred and removed one by one.
    pub const IDS: Collection = Collection {
        path: "",
        query: &[],
        batch: 100,
        add: Add::PostIds,
        remove: Remove::Each,
        relation: false,
        shared: false,
        inline: None,
        pages: Pages::Number,
        failures: None,
        always: None,
        pairs: None,
        own: "id",
        codec: None,
    };
}

/// How to recognize what was sent in what the platform makes of it.
#[derive(Clone, Copy)]
pub struct Recognize {
    /// Puts a live value into the words of what was sent: what was sent as it was sent wherever the live value comes to the same, and
    /// everything else as it is. The second argument is the live value that the state has recorded, if it has: as long as that is
    /// the live value, nothing has changed.
    pub read: fn(&serde_json::Value, Option<&serde_json::Value>, &serde_json::Value) -> serde_json::Value,
    /// What it means that the platform has not kept something, as a sentence.
    pub lost: &'static str,
}

impl std::fmt::Debug for Recognize {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Recognize")
    }
}

/// A list of the platform that says which values it knows, for values that it does not refuse clearly.
#[derive(Clone, Copy)]
pub struct Catalogue {
    /// Path of the list.
    pub path: &'static str,
    /// What is wrong with a value, as the API has it: the path below the property, and the reason.
    pub refuse: fn(&[serde_json::Value], &serde_json::Value) -> Refusals,
}

/// What is wrong with a value: the paths below the property, and the reasons.
pub type Refusals = Vec<(String, String)>;

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Catalogue({})", self.path)
    }
}

/// A shape of values that the API has quite another form of.
#[derive(Clone, Copy)]
pub struct Codec {
    /// Our form to the API's.
    pub encode: fn(&serde_json::Value) -> serde_json::Value,
    /// The API's form to ours.
    pub decode: fn(&serde_json::Value) -> serde_json::Value,
}

impl PartialEq for Codec {
    fn eq(&self, other: &Codec) -> bool {
        std::ptr::fn_addr_eq(self.encode, other.encode) && std::ptr::fn_addr_eq(self.decode, other.decode)
    }
}

impl Eq for Codec {}

impl std::fmt::Debug for Codec {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Codec")
    }
}

/// How an object is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpdateMethod {
    /// A full replacement: what the body omits is reset.
    Put,
    /// A partial update: what the body omits stays.
    Patch,
    /// A call that sets it, whatever it was.
    Post,
    /// It cannot be changed.
    None,
}

/// The fields of one object.
#[derive(Debug)]
pub struct ObjectTable {
    /// Name of the type, as in the package schema.
    pub name: &'static str,
    /// Its fields, in order.
    pub fields: &'static [Field],
    /// Its JSON Schema.
    pub schema: fn() -> schemars::Schema,
}

/// What is declared of a property besides its type.
#[derive(Debug)]
pub struct Field {
    /// Name of the property.
    pub name: &'static str,
    /// Where the value is in the API's object, relative to what encloses it: `a.b` below objects, `a[].id` in each element of
    /// a list, `a{}.id` in each value of a map, `a{key}` a map whose keys are the elements' property `key`, `a[type=X].id` in
    /// those elements of a list whose `type` is X. Empty: the whole object.
    pub path: &'static str,
    /// Where the value is in a body, if that is elsewhere.
    pub send: Option<&'static str>,
    /// The part that it belongs to; the object itself otherwise.
    pub part: Option<&'static str>,
    /// When the object's own body has it.
    pub stage: Stage,
    /// Whether every create and every PATCH (but one with what goes alone) has it, because the platform demands it: where the program does not say, a create
    /// has the default.
    pub always: bool,
    /// Whether the platform has no way to take it back: what a program no longer names stays.
    pub kept: bool,
    /// Whether an object goes as a whole when it is not named any more, though its members could stay without it.
    pub whole: bool,
    /// Whether the list cannot be asked for objects with a value, so that all are read and compared.
    pub unfiltered: bool,
    /// Whether the platform takes nothing out of the list again: what is in it that the program does not name is nobody's.
    pub growing: bool,
    /// Most elements of the list that a body may add to those that are there; the rest goes in further bodies.
    pub at_once: Option<usize>,
    /// What a body says to take the value away, where leaving it out would not.
    pub cleared: Option<Literal>,
    /// Another form of the value for the API.
    pub codec: Option<&'static Codec>,
    /// Where, below the object, the value is answered as a text of its own: no other answer has it, though bodies do.
    pub text: Option<&'static str>,
    /// Something that comes of the value by itself, and is given to those whom the value names.
    pub follow: Option<&'static Follow>,
    /// What of a live value an import names.
    pub imports: Option<fn(&serde_json::Value) -> serde_json::Value>,
    /// Whether the properties of its object are properties of what encloses it.
    pub flatten: bool,
    /// How to recognize what was sent, where the platform answers it in other words.
    pub recognize: Option<&'static Recognize>,
    /// The list that says which values there are.
    pub catalogue: Option<&'static Catalogue>,
    /// Told by the answer to a create alone: kept from the state afterwards.
    pub once: bool,
    /// The nested object, if its type is one or contains one.
    pub nested: Option<&'static ObjectTable>,
    /// What it refers to.
    pub reference: Option<&'static Reference>,
    /// How the file in it, or that it is, gets to the platform.
    pub file: Option<&'static Transfer>,
    /// Whether an omitted value is the path of the file, as the program gives it.
    pub file_name: bool,
    /// What its content stands for.
    pub unfold: Option<&'static Unfold>,
    /// How the value reaches the API.
    pub write: Write,
    /// Marked secret in state and outputs.
    pub secret: bool,
    /// Never answered by the API: kept from the inputs.
    pub write_only: bool,
    /// When a change replaces the resource.
    pub replace: Replace,
    /// The properties, joined by commas, by which elements of a list are aligned; index otherwise. One that an element leaves out
    /// counts as its default.
    pub key: Option<&'static str>,
    /// Whether the order of elements counts that are aligned by a key: ours come first, in the program's order.
    pub ordered: bool,
    /// Whether others add elements of their own, which are nobody's drift: those with these keys, which are not removed either, or any.
    pub shared: Option<&'static [&'static str]>,
    /// The natural key, or part of it: two live objects cannot have the same.
    pub unique: bool,
    /// An omitted value is made from the resource's logical name.
    pub autoname: Option<Naming>,
    /// What the API puts where nothing was sent.
    pub default: Option<Fallback>,
}

/// How a property's value reaches the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    /// In the body of create and update.
    Body,
    /// In the body of create; afterwards by a call of its own, which takes this argument.
    Moved(&'static str),
    /// A collection below the object.
    Collection(&'static Collection),
    /// In the path, as the parameter of this name; in the body of create too, where a path is given.
    Parameter(&'static str),
    /// In the query of create, as the parameter of this name.
    Query(&'static str),
    /// Never: it says how the provider shall behave.
    Control,
    /// Never: the API answers it, and it chooses which object the resource stands for.
    Never,
    /// In what is uploaded, and so not compared: what the upload comes to is.
    Content,
    /// Digest of what is uploaded, which Check makes of the file and texts beside it, wherever they are: another one is uploaded. A
    /// program may give it only as it is.
    Digest,
    /// Never: with another value, everything is uploaded again.
    Trigger,
    /// What is uploaded says it, and the API answers it: it tells which object it is.
    InContent,
    /// In a document of the organization: `true` makes the object the one that is named there, `false` leaves that to others.
    Claim(&'static Claim),
    /// In a draft of the object, which is published.
    Draft(&'static Draft),
}

impl Write {
    /// Whether it belongs to an upload, and the API never answers it.
    pub fn is_upload(self) -> bool {
        matches!(self, Write::Content | Write::Digest | Write::Trigger)
    }
}

/// When the object's own body has a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// In create and update.
    Always,
    /// In create only. A later change replaces the resource if the property is `fixed`; otherwise it means nothing any more and is no
    /// difference.
    Create,
    /// In update only: the platform ignores it in create.
    Update,
    /// In create, and in an update that has nothing else: the platform ignores what is beside it.
    Alone,
}

/// When a change of a property replaces the resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replace {
    /// Never: it is changed in place.
    Never,
    /// Always, unless the new value is not known yet.
    Changed,
    /// Always, and also when the new value is not known yet: it is part of the object's identity.
    Identity,
}

/// What the API puts where nothing was sent, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fallback {
    /// The value.
    pub value: Literal,
    /// How it is known.
    pub source: Source,
}

/// How a fact about the API is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The API's own documentation or SDKs.
    Documented,
    /// Official client code only makes sense if it is so.
    CxAsCode,
    /// Nobody says so; it was observed or follows from something else.
    Inferred,
}

/// A constant value in a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Literal {
    /// A boolean.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(&'static str),
    /// The object that has the property, which refers to objects of its own kind.
    Itself,
    /// What [`ApiTable::ambient`] answers. Where an object that is sent names none, this is sent.
    Ambient,
}

impl Literal {
    /// The literal as a property value.
    pub fn value(self) -> crate::value::Value {
        match self {
            Literal::Bool(value) => value.into(),
            Literal::Number(number) => number.into(),
            Literal::Text(text) => text.into(),
            // Where no object is named, it is the object itself, or the one that is there anyway.
            Literal::Itself | Literal::Ambient => "".into(),
        }
    }
}

impl Field {
    /// A field with nothing special about it; the macros start from it.
    pub const PLAIN: Field = Field {
        name: "",
        path: "",
        send: None,
        part: None,
        stage: Stage::Always,
        always: false,
        kept: false,
        whole: false,
        unfiltered: false,
        growing: false,
        at_once: None,
        cleared: None,
        codec: None,
        text: None,
        follow: None,
        imports: None,
        flatten: false,
        recognize: None,
        catalogue: None,
        once: false,
        nested: None,
        reference: None,
        file: None,
        file_name: false,
        unfold: None,
        write: Write::Body,
        secret: false,
        write_only: false,
        replace: Replace::Never,
        key: None,
        ordered: false,
        shared: None,
        unique: false,
        autoname: None,
        default: None,
    };

    /// Whether another value is a difference. Of what is uploaded, the digest is compared.
    pub fn is_compared(&self) -> bool {
        let counted_once = self.stage == Stage::Create && self.replace == Replace::Never;
        !self.is_control() && self.write != Write::Content && !counted_once
    }

    /// Whether it says how the provider shall behave, and is never sent.
    pub fn is_control(&self) -> bool {
        self.write == Write::Control
    }
}

/// The JSON Schema of a type, with every nested type under `$defs`. Called by what the macros write.
pub fn json_schema<T: schemars::JsonSchema>() -> schemars::Schema {
    schemars::SchemaGenerator::default().into_root_schema_for::<T>()
}
