//! What a declaration says, before it becomes a table.

use proc_macro2::TokenStream;
use syn::{Expr, Ident, Lit, Path, Type};

/// A resource.
pub(crate) struct Resource {
    pub(crate) object: Object,
    pub(crate) token: String,
    pub(crate) noun: Option<String>,
    pub(crate) lookup: Vec<String>,
    pub(crate) named_by: Option<String>,
    pub(crate) find_by: Vec<String>,
    pub(crate) narrow: Vec<String>,
    pub(crate) outputs: Option<Path>,
    pub(crate) advice: Option<Expr>,
    pub(crate) deletes_first: bool,
    pub(crate) kind: Path,
    pub(crate) path: String,
    pub(crate) item: String,
    pub(crate) existence: TokenStream,
    pub(crate) own: String,
    pub(crate) update: Update,
    pub(crate) upload: Option<Expr>,
    pub(crate) version: bool,
    pub(crate) reset: bool,
    pub(crate) page: u32,
    pub(crate) list: Option<String>,
    pub(crate) unlisted: bool,
    pub(crate) pages: TokenStream,
    pub(crate) rows: Option<String>,
    pub(crate) ambient: Option<String>,
    pub(crate) bodyless: bool,
    pub(crate) search: Option<String>,
    pub(crate) only_searched: bool,
    pub(crate) read_from_list: bool,
    pub(crate) collection: Option<Expr>,
    pub(crate) found_late: bool,
    pub(crate) refused_though_made: bool,
    pub(crate) twins: bool,
    pub(crate) inherited: Option<(String, String)>,
    pub(crate) answered: Vec<String>,
    pub(crate) confirm_delete: bool,
    pub(crate) parts: Option<Expr>,
    pub(crate) stands_for: Vec<(String, String)>,
    pub(crate) undeletable: bool,
    pub(crate) force: String,
    pub(crate) delete_query: Vec<String>,
    pub(crate) query: Vec<String>,
    pub(crate) awaits: Vec<String>,
    pub(crate) built_in: Option<(String, String)>,
    pub(crate) deletable: Option<(String, String)>,
    pub(crate) tells_again: Option<String>,
    pub(crate) held: Option<String>,
    pub(crate) guard: Option<Expr>,
    pub(crate) expand: Option<String>,
    pub(crate) elsewhere: Option<(String, String)>,
    pub(crate) restore: Option<String>,
    pub(crate) list_variants: Vec<String>,
    pub(crate) joined_by: Option<String>,
    pub(crate) template: Option<Expr>,
    pub(crate) list_of: Option<(String, String)>,
    pub(crate) get_query: Vec<String>,
}

/// How an object is changed.
#[derive(Clone, Copy)]
pub(crate) enum Update {
    Put,
    Patch,
    None,
}

/// An object type.
pub(crate) struct Object {
    pub(crate) ident: Ident,
    pub(crate) fields: Vec<Field>,
}

/// A property.
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) send: Option<String>,
    pub(crate) part: Option<String>,
    pub(crate) stage: &'static str,
    pub(crate) always: bool,
    pub(crate) kept: bool,
    pub(crate) whole: bool,
    pub(crate) unfiltered: bool,
    pub(crate) growing: bool,
    pub(crate) at_once: Option<usize>,
    pub(crate) cleared: Option<Lit>,
    pub(crate) codec: Option<Expr>,
    pub(crate) follow: Option<Expr>,
    pub(crate) imports: Option<Path>,
    pub(crate) text: Option<String>,
    pub(crate) recognize: Option<Expr>,
    pub(crate) catalogue: Option<Expr>,
    pub(crate) once: bool,
    pub(crate) file: Option<Expr>,
    pub(crate) file_name: bool,
    pub(crate) unfold: Option<Expr>,
    pub(crate) flatten: bool,
    pub(crate) ty: Type,
    pub(crate) write: Write,
    pub(crate) secret: bool,
    pub(crate) write_only: bool,
    pub(crate) replace: Replace,
    pub(crate) key: Option<String>,
    pub(crate) ordered: bool,
    pub(crate) shared: Option<Vec<String>>,
    pub(crate) unique: bool,
    pub(crate) autoname: Option<Expr>,
    /// What the API fills in, and how that is known.
    pub(crate) default: Option<(Filled, Ident)>,
}

/// What the API fills in.
pub(crate) enum Filled {
    /// A constant.
    Literal(Lit),
    /// The object itself.
    Itself,
    /// What is there anyway.
    Ambient,
}

/// How a value reaches the API.
pub(crate) enum Write {
    Body,
    Moved(String),
    Collection(Expr),
    Parameter(String),
    Query(String),
    Control,
    Never,
    Content,
    Digest,
    Trigger,
    InContent,
    Claim(Expr),
    Draft(Expr),
}

/// When a change replaces the resource.
#[derive(Clone, Copy)]
pub(crate) enum Replace {
    Never,
    Changed,
    Identity,
}
