//! Derive macros of `pulumi-provider`: a declaration in, one static table out.
//!
//! `parse` reads attributes into the `model`, with every mistake reported at its own place; `emit` writes the table.

mod emit;
mod model;
mod parse;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Declares a resource.
///
/// On the struct: `#[resource(token = "module:Name", noun = "word", lookup = "name", named_by = "input.name", find_by = "name, name",
/// outputs = Type, advice = LIST, deletes_first)]` and `#[api(kind = Type, path = "/…", item = "/…/{id}", update = put | patch | none, child,
/// named, element, attached, singleton = "id", own = "member", version, reset, page = 100, cursor, one_page, list = "/…", rows = "member", unlisted, ambient = "/…", bodyless, search = "/…",
/// read_from_list, collection = COLLECTION, found_late, refused_though_made, twins, inherited(member = "value"), answered("path"), confirm_delete,
/// parts = LIST, stands_for(input = "/…"), built_in(input = "/…"), deletable(member = "value"), tells_again = "/…", held = "input", guard = GUARD, undeletable, force = "query", delete_query("a=b"), query("a=b"), awaits("text"),
/// expand = "a,b", elsewhere(input = "value"), restore = "input",
/// list_variants("query"), joined_by = "sign", template = TEMPLATE, list_of(key = "input"),
/// get_query("a=b"), assigned = LIST, look_up_only)]`. On fields: `#[property(…)]` and `#[api(…)]`, as for [`macro@Properties`].
#[proc_macro_derive(Resource, attributes(resource, property, api))]
pub fn resource(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(parse::resource(&input).map(|model| emit::resource(&model)))
}

/// Declares the properties of an object within a resource, or of a resource's outputs.
///
/// `#[property(secret, write_only, read_only, control, fixed, identity, unique, once, name, name = NAMING, key = "property", ordered,
/// shared, shared("key"))]` and
/// `#[api("path", default = literal | itself | ambient, source = Documented | CxAsCode | Inferred, send = "path", part = "name",
/// codec = CODEC, recognize = RECOGNIZE, catalogue = CATALOGUE, query = "name", claim = CLAIM, draft = DRAFT, follow = FOLLOW,
/// file = TRANSFER, file_name, unfold = UNFOLD, imports = FUNCTION, text = "below/the/object", always, kept, growing, at_once = 50,
/// cleared = literal,
/// create_only, update_only, alone, moved = "argument", parameter = "name", collection = COLLECTION)]`.
#[proc_macro_derive(Properties, attributes(property, api))]
pub fn properties(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(parse::object(&input).map(|model| emit::object(&model)))
}

/// Declares an enumeration. Its last variant is `#[serde(untagged)] Other(String)`, which keeps values that are not known yet.
#[proc_macro_derive(Choice)]
pub fn choice(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(parse::choice(&input).map(|name| emit::choice(&name)))
}

fn expand(result: syn::Result<proc_macro2::TokenStream>) -> TokenStream {
    result.unwrap_or_else(|error| error.into_compile_error()).into()
}
