//! Attributes into the model. What is refused is refused at the user's own place, all mistakes at once.

use syn::meta::ParseNestedMeta;
use syn::parse::Parse;
use syn::{
    Attribute, Data, DataStruct, DeriveInput, Error, Expr, ExprLit, Fields, Ident, Lit, LitStr, Path, Result,
    Token,
};

use crate::model::{Field, Filled, Object, Replace, Resource, Update, Write};

/// Collects mistakes, so that one does not hide the others.
#[derive(Default)]
struct Mistakes(Option<Error>);

impl Mistakes {
    fn add(&mut self, error: Error) {
        match &mut self.0 {
            Some(first) => first.combine(error),
            none => *none = Some(error),
        }
    }

    fn take<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
    }

    fn finish<T>(self, value: T) -> Result<T> {
        self.0.map_or(Ok(value), Err)
    }
}

/// Words of `#[api(…)]` on a resource.
const RESOURCE_API_WORDS: &[&str] = &[
    "kind",
    "path",
    "item",
    "update",
    "upload",
    "child",
    "named",
    "element",
    "attached",
    "singleton",
    "own",
    "version",
    "reset",
    "page",
    "list",
    "unlisted",
    "cursor",
    "one_page",
    "rows",
    "ambient",
    "bodyless",
    "search",
    "only_searched",
    "read_from_list",
    "collection",
    "found_late",
    "refused_though_made",
    "twins",
    "inherited",
    "answered",
    "confirm_delete",
    "parts",
    "stands_for",
    "undeletable",
    "force",
    "delete_query",
    "query",
    "awaits",
    "built_in",
    "deletable",
    "tells_again",
    "held",
    "guard",
    "expand",
    "elsewhere",
    "restore",
    "list_variants",
    "joined_by",
    "template",
    "list_of",
    "get_query",
    "assigned",
    "look_up_only",
];

pub(crate) fn resource(input: &DeriveInput) -> Result<Resource> {
    let mut mistakes = Mistakes::default();
    let (mut token, mut noun) = (None, None);
    let (mut lookup, mut find_by, mut narrow) = (Vec::new(), Vec::new(), Vec::new());
    let (mut named_by, mut outputs, mut advice, mut deletes_first) = (None, None, None, false);
    let (mut kind, mut path, mut item) = (None, None, None);
    let mut update = Update::None;
    let (mut upload, mut collection) = (None, None);
    let mut search = None;
    let mut page = 100_u32;
    let mut pages = quote::quote!(Number);
    let (mut rows, mut ambient, mut bodyless) = (None, None, false);
    let (mut built_in, mut deletable, mut tells_again, mut held, mut guard) = (None, None, None, None, None);
    let mut existence = quote::quote!(Created);
    let (mut version, mut reset, mut read_from_list, mut confirm_delete, mut parts) =
        (false, false, false, false, None);
    let (mut stands_for, mut list_variants) = (Vec::new(), Vec::new());
    let (mut inherited, mut answered) = (None, Vec::new());
    let (mut found_late, mut refused_though_made, mut twins) = (false, false, false);
    let mut only_searched = false;
    let (mut own, mut list, mut unlisted, mut undeletable) = ("id".to_owned(), None, false, false);
    let (mut force, mut delete_query) = ("forceDelete".to_owned(), Vec::new());
    let (mut query, mut awaits) = (Vec::new(), Vec::new());
    let (mut expand, mut elsewhere, mut restore) = (None, None, None);
    let (mut joined_by, mut template) = (None, None);
    let (mut list_of, mut get_query) = (None, Vec::new());
    for attribute in with_name(&input.attrs, "resource") {
        let result = attribute.parse_nested_meta(|meta| match word(&meta).as_str() {
            "token" => text(&meta).map(|value| token = Some(value)),
            "noun" => text(&meta).map(|value| noun = Some(value)),
            "lookup" => names(&meta).map(|names| lookup = names),
            "named_by" => text(&meta).map(|value| named_by = Some(value)),
            "find_by" => names(&meta).map(|names| find_by = names),
            "narrow" => names(&meta).map(|names| narrow = names),
            "outputs" => value::<Path>(&meta).map(|path| outputs = Some(path)),
            "advice" => value::<Expr>(&meta).map(|list| advice = Some(list)),
            "deletes_first" => {
                deletes_first = true;
                Ok(())
            }
            other => {
                let words = [
                    "token",
                    "noun",
                    "lookup",
                    "named_by",
                    "find_by",
                    "narrow",
                    "outputs",
                    "advice",
                    "deletes_first",
                ];
                Err(unknown(&meta, other, &words))
            }
        });
        mistakes.take(result);
    }
    for attribute in with_name(&input.attrs, "api") {
        let result = attribute.parse_nested_meta(|meta| match word(&meta).as_str() {
            "kind" => value::<Path>(&meta).map(|path| kind = Some(path)),
            "path" => text(&meta).map(|value| path = Some(value)),
            "item" => text(&meta).map(|value| item = Some(value)),
            "update" => {
                let method = value::<Ident>(&meta)?;
                update = match method.to_string().as_str() {
                    "put" => Update::Put,
                    "patch" => Update::Patch,
                    "none" => Update::None,
                    _ => return Err(Error::new(method.span(), "must be put, patch or none")),
                };
                Ok(())
            }
            "upload" => value::<Expr>(&meta).map(|expression| upload = Some(expression)),
            "child" => {
                existence = quote::quote!(Child);
                Ok(())
            }
            "named" => {
                existence = quote::quote!(Named);
                Ok(())
            }
            "element" => {
                existence = quote::quote!(Element);
                Ok(())
            }
            "attached" => {
                existence = quote::quote!(Attached);
                Ok(())
            }
            "own" => text(&meta).map(|member| own = member),
            "singleton" => text(&meta).map(|id| existence = quote::quote!(Singleton(#id))),
            "version" => {
                version = true;
                Ok(())
            }
            "reset" => {
                reset = true;
                Ok(())
            }
            "page" => {
                page = value::<syn::LitInt>(&meta)?.base10_parse()?;
                Ok(())
            }
            "list" => text(&meta).map(|value| list = Some(value)),
            "unlisted" => {
                unlisted = true;
                Ok(())
            }
            "cursor" => {
                pages = quote::quote!(Cursor);
                Ok(())
            }
            "one_page" => {
                pages = quote::quote!(One);
                Ok(())
            }
            "rows" => text(&meta).map(|value| rows = Some(value)),
            "ambient" => text(&meta).map(|value| ambient = Some(value)),
            "bodyless" => {
                bodyless = true;
                Ok(())
            }
            "search" => text(&meta).map(|value| search = Some(value)),
            "only_searched" => {
                only_searched = true;
                Ok(())
            }
            "read_from_list" => {
                read_from_list = true;
                Ok(())
            }
            "collection" => value::<Expr>(&meta).map(|expression| collection = Some(expression)),
            "found_late" => {
                found_late = true;
                Ok(())
            }
            "refused_though_made" => {
                refused_though_made = true;
                Ok(())
            }
            "twins" => {
                twins = true;
                Ok(())
            }
            "inherited" => meta.parse_nested_meta(|inner| {
                inherited = Some((word(&inner), text(&inner)?));
                Ok(())
            }),
            "answered" => texts(&meta).map(|paths| answered.extend(paths)),
            "confirm_delete" => {
                confirm_delete = true;
                Ok(())
            }
            "parts" => value::<Expr>(&meta).map(|list| parts = Some(list)),
            "stands_for" => meta.parse_nested_meta(|inner| {
                let input = word(&inner);
                stands_for.push((input, text(&inner)?));
                Ok(())
            }),
            "built_in" => meta.parse_nested_meta(|inner| {
                built_in = Some((camel_case(&word(&inner)), text(&inner)?));
                Ok(())
            }),
            "deletable" => meta.parse_nested_meta(|inner| {
                deletable = Some((camel_case(&word(&inner)), text(&inner)?));
                Ok(())
            }),
            "tells_again" => text(&meta).map(|value| tells_again = Some(value)),
            "held" => text(&meta).map(|value| held = Some(value)),
            "guard" => value::<Expr>(&meta).map(|value| guard = Some(value)),
            "list_variants" => texts(&meta).map(|queries| list_variants.extend(queries)),
            "undeletable" => {
                undeletable = true;
                Ok(())
            }
            "force" => text(&meta).map(|value| force = value),
            "delete_query" => texts(&meta).map(|queries| delete_query.extend(queries)),
            "query" => texts(&meta).map(|queries| query.extend(queries)),
            "awaits" => texts(&meta).map(|words| awaits.extend(words)),
            "joined_by" => text(&meta).map(|value| joined_by = Some(value)),
            "template" => value::<Expr>(&meta).map(|expression| template = Some(expression)),
            "list_of" => meta.parse_nested_meta(|inner| {
                list_of = Some((camel_case(&word(&inner)), text(&inner)?));
                Ok(())
            }),
            "get_query" => texts(&meta).map(|queries| get_query.extend(queries)),
            "look_up_only" => {
                existence = quote::quote!(Found);
                Ok(())
            }
            "assigned" => {
                let list = value::<Expr>(&meta)?;
                existence = quote::quote!(Assigned(#list));
                Ok(())
            }
            "expand" => text(&meta).map(|value| expand = Some(value)),
            "restore" => text(&meta).map(|value| restore = Some(value)),
            "elsewhere" => meta.parse_nested_meta(|inner| {
                elsewhere = Some((word(&inner), text(&inner)?));
                Ok(())
            }),
            other => Err(unknown(&meta, other, RESOURCE_API_WORDS)),
        });
        mistakes.take(result);
    }
    let missing = |what: &str| Error::new(input.ident.span(), format!("{what} is missing"));
    let object = mistakes.take(object(input));
    let token = mistakes.take(token.ok_or_else(|| missing("`#[resource(token = \"module:Name\")]`")));
    let kind = mistakes.take(kind.ok_or_else(|| missing("`#[api(kind = …)]`")));
    let path = mistakes.take(path.ok_or_else(|| missing("`#[api(path = \"/…\")]`")));
    let item = mistakes.take(item.ok_or_else(|| missing("`#[api(item = \"/…/{id}\")]`")));
    // A flattened object, and outputs, have properties that are not seen here.
    if let Some(object) = object.as_ref().filter(|_| outputs.is_none()) {
        for (word, names) in [("lookup", &lookup), ("find_by", &find_by), ("narrow", &narrow)] {
            for name in names.iter().filter(|name| !object.fields.iter().any(|field| field.name == **name)) {
                let message = format!("`{word}` names `{name}`, which is not a property");
                mistakes.add(Error::new(input.ident.span(), message));
            }
        }
    }
    match (object, token, kind, path, item) {
        (Some(object), Some(token), Some(kind), Some(path), Some(item)) => mistakes.finish(Resource {
            object,
            token,
            noun,
            lookup,
            named_by,
            find_by,
            narrow,
            outputs,
            advice,
            deletes_first,
            kind,
            path,
            item,
            existence,
            own,
            update,
            upload,
            version,
            reset,
            page,
            list,
            unlisted,
            pages,
            rows,
            ambient,
            bodyless,
            search,
            only_searched,
            read_from_list,
            collection,
            found_late,
            refused_though_made,
            twins,
            inherited,
            answered,
            confirm_delete,
            parts,
            stands_for,
            undeletable,
            force,
            delete_query,
            query,
            awaits,
            built_in,
            deletable,
            tells_again,
            held,
            guard,
            expand,
            elsewhere,
            restore,
            list_variants,
            joined_by,
            template,
            list_of,
            get_query,
        }),
        _ => Err(mistakes.0.unwrap_or_else(|| missing("something"))),
    }
}

pub(crate) fn object(input: &DeriveInput) -> Result<Object> {
    let mut mistakes = Mistakes::default();
    let Data::Struct(DataStruct { fields: Fields::Named(named), .. }) = &input.data else {
        return Err(Error::new(input.ident.span(), "must be a struct with named fields"));
    };
    if !has_doc(&input.attrs) {
        mistakes.add(Error::new(input.ident.span(), "has no description; write a doc comment"));
    }
    if !renames_to_camel_case(&input.attrs) {
        mistakes.add(Error::new(input.ident.span(), "must have `#[serde(rename_all = \"camelCase\")]`"));
    }
    let fields = named.named.iter().filter_map(|field| mistakes.take(self::field(field))).collect();
    mistakes.finish(Object { ident: input.ident.clone(), fields })
}

fn field(field: &syn::Field) -> Result<Field> {
    let mut mistakes = Mistakes::default();
    let ident = field.ident.clone().ok_or_else(|| Error::new_spanned(field, "must have a name"))?;
    let name = camel_case(&ident.to_string());
    let mut model = Field {
        path: name.clone(),
        name,
        send: None,
        part: None,
        stage: "Always",
        always: false,
        kept: false,
        whole: false,
        unfiltered: false,
        growing: false,
        at_once: None,
        cleared: None,
        codec: None,
        follow: None,
        imports: None,
        text: None,
        recognize: None,
        catalogue: None,
        once: false,
        file: None,
        file_name: false,
        unfold: None,
        flatten: is_flattened(&field.attrs),
        ty: field.ty.clone(),
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
    if !has_doc(&field.attrs) {
        mistakes.add(Error::new(ident.span(), "has no description; write a doc comment"));
    }
    for attribute in with_name(&field.attrs, "property") {
        let result = attribute.parse_nested_meta(|meta| {
            match word(&meta).as_str() {
                "secret" => model.secret = true,
                "write_only" => model.write_only = true,
                "control" => model.write = Write::Control,
                "read_only" => model.write = Write::Never,
                "fixed" => model.replace = Replace::Changed,
                "identity" => model.replace = Replace::Identity,
                "unique" => model.unique = true,
                "once" => model.once = true,
                "name" => {
                    model.unique = true;
                    model.autoname = Some(if meta.input.peek(Token![=]) {
                        value::<Expr>(&meta)?
                    } else {
                        syn::parse_quote!(::pulumi_provider::declaration::Naming::FREE)
                    });
                }
                "key" => model.key = Some(text(&meta)?),
                "ordered" => model.ordered = true,
                "shared" => {
                    let listed = meta.input.peek(syn::token::Paren);
                    model.shared = Some(if listed { texts(&meta)? } else { Vec::new() });
                }
                other => {
                    let words = [
                        "secret",
                        "write_only",
                        "read_only",
                        "control",
                        "fixed",
                        "identity",
                        "unique",
                        "once",
                        "name",
                        "key",
                        "ordered",
                        "shared",
                    ];
                    return Err(unknown(&meta, other, &words));
                }
            }
            Ok(())
        });
        mistakes.take(result);
    }
    for attribute in with_name(&field.attrs, "api") {
        mistakes.take(
            attribute.parse_args_with(|input: syn::parse::ParseStream<'_>| api_words(input, &mut model)),
        );
    }
    mistakes.finish(model)
}

/// `"path"`, then words, in any number.
fn api_words(input: syn::parse::ParseStream<'_>, model: &mut Field) -> Result<()> {
    let mut default: Option<(Filled, proc_macro2::Span)> = None;
    let mut source = None;
    let given_path = input.peek(LitStr);
    if given_path {
        model.path = input.parse::<LitStr>()?.value();
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    let words = syn::meta::parser(|meta| {
        match word(&meta).as_str() {
            "default" => {
                let span = meta.path.segments[0].ident.span();
                let value = value::<Expr>(&meta)?;
                let is = |word: &str| matches!(&value, Expr::Path(path) if path.path.is_ident(word));
                let filled = match () {
                    () if is("itself") => Filled::Itself,
                    () if is("ambient") => Filled::Ambient,
                    () => Filled::Literal(literal(&value)?),
                };
                default = Some((filled, span));
            }
            "source" => source = Some(value::<Ident>(&meta)?),
            "moved" => model.write = Write::Moved(text(&meta)?),
            "collection" => model.write = Write::Collection(value::<Expr>(&meta)?),
            "parameter" => {
                model.write = Write::Parameter(text(&meta)?);
                if !given_path {
                    model.path.clear();
                }
            }
            "query" => {
                model.write = Write::Query(text(&meta)?);
                (model.stage, model.write_only) = ("Create", true);
            }
            "recognize" => model.recognize = Some(value::<Expr>(&meta)?),
            "catalogue" => model.catalogue = Some(value::<Expr>(&meta)?),
            "send" => model.send = Some(text(&meta)?),
            "part" => model.part = Some(text(&meta)?),
            "codec" => model.codec = Some(value::<Expr>(&meta)?),
            "claim" => model.write = Write::Claim(value::<Expr>(&meta)?),
            "draft" => model.write = Write::Draft(value::<Expr>(&meta)?),
            "follow" => model.follow = Some(value::<Expr>(&meta)?),
            "imports" => model.imports = Some(value::<Path>(&meta)?),
            "file" => model.file = Some(value::<Expr>(&meta)?),
            "file_name" => model.file_name = true,
            "unfold" => model.unfold = Some(value::<Expr>(&meta)?),
            "text" => model.text = Some(text(&meta)?),
            "always" => model.always = true,
            "kept" => model.kept = true,
            "whole" => model.whole = true,
            "unfiltered" => model.unfiltered = true,
            "growing" => model.growing = true,
            "at_once" => model.at_once = Some(value::<syn::LitInt>(&meta)?.base10_parse()?),
            "cleared" => model.cleared = Some(literal(&value::<Expr>(&meta)?)?),
            "create_only" => model.stage = "Create",
            "update_only" => model.stage = "Update",
            "alone" => model.stage = "Alone",
            "content" => (model.write, model.write_only) = (Write::Content, true),
            "digest" => (model.write, model.write_only) = (Write::Digest, true),
            "trigger" => (model.write, model.write_only) = (Write::Trigger, true),
            "in_content" => model.write = Write::InContent,
            other => {
                let words = [
                    "default",
                    "source",
                    "moved",
                    "collection",
                    "parameter",
                    "query",
                    "recognize",
                    "catalogue",
                    "send",
                    "part",
                    "codec",
                    "claim",
                    "draft",
                    "follow",
                    "imports",
                    "file",
                    "file_name",
                    "unfold",
                    "text",
                    "always",
                    "kept",
                    "whole",
                    "unfiltered",
                    "growing",
                    "at_once",
                    "cleared",
                    "create_only",
                    "update_only",
                    "alone",
                    "content",
                    "digest",
                    "trigger",
                    "in_content",
                ];
                return Err(unknown(&meta, other, &words));
            }
        }
        Ok(())
    });
    syn::parse::Parser::parse2(words, input.parse::<proc_macro2::TokenStream>()?)?;
    match (default, source) {
        (Some((literal, _)), Some(source)) => model.default = Some((literal, source)),
        (Some((_, span)), None) => {
            return Err(Error::new(span, "a default needs its `source`: Documented, CxAsCode or Inferred"));
        }
        (None, Some(source)) => {
            return Err(Error::new(source.span(), "a source of what? `default` is missing"));
        }
        (None, None) => {}
    }
    Ok(())
}

pub(crate) fn choice(input: &DeriveInput) -> Result<Ident> {
    let Data::Enum(choices) = &input.data else {
        return Err(Error::new(input.ident.span(), "must be an enum"));
    };
    let mut mistakes = Mistakes::default();
    if !has_doc(&input.attrs) {
        mistakes.add(Error::new(input.ident.span(), "has no description; write a doc comment"));
    }
    let is_open = |variant: &syn::Variant| {
        variant.ident == "Other"
            && matches!(&variant.fields, Fields::Unnamed(fields) if fields.unnamed.len() == 1)
    };
    for variant in &choices.variants {
        if !is_open(variant) && !matches!(variant.fields, Fields::Unit) {
            mistakes.add(Error::new(variant.ident.span(), "must not have fields"));
        }
        if !has_doc(&variant.attrs) {
            mistakes.add(Error::new(variant.ident.span(), "has no description; write a doc comment"));
        }
    }
    if !choices.variants.last().is_some_and(is_open) {
        let message = "must end with `#[serde(untagged)] Other(String)`, so that values the platform adds later are kept";
        mistakes.add(Error::new(input.ident.span(), message));
    }
    mistakes.finish(input.ident.clone())
}

fn with_name<'a>(attributes: &'a [Attribute], name: &'static str) -> impl Iterator<Item = &'a Attribute> {
    attributes.iter().filter(move |attribute| attribute.path().is_ident(name))
}

fn has_doc(attributes: &[Attribute]) -> bool {
    with_name(attributes, "doc").next().is_some()
}

fn renames_to_camel_case(attributes: &[Attribute]) -> bool {
    let mut found = false;
    for attribute in with_name(attributes, "serde") {
        // Words of serde that are not ours to judge are skipped.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename_all") {
                found |= text(&meta)? == "camelCase";
            } else if meta.input.peek(Token![=]) {
                value::<Expr>(&meta)?;
            }
            Ok(())
        });
    }
    found
}

/// Whether serde lays the fields of a field's struct beside the field.
fn is_flattened(attributes: &[Attribute]) -> bool {
    let mut found = false;
    for attribute in with_name(attributes, "serde") {
        let _ = attribute.parse_nested_meta(|meta| {
            found |= meta.path.is_ident("flatten");
            Ok(())
        });
    }
    found
}

fn word(meta: &ParseNestedMeta<'_>) -> String {
    meta.path.get_ident().map(Ident::to_string).unwrap_or_default()
}

fn value<T: Parse>(meta: &ParseNestedMeta<'_>) -> Result<T> {
    meta.value()?.parse()
}

fn names(meta: &ParseNestedMeta<'_>) -> Result<Vec<String>> {
    Ok(text(meta)?.split(',').map(|name| name.trim().to_owned()).collect())
}

fn text(meta: &ParseNestedMeta<'_>) -> Result<String> {
    Ok(value::<LitStr>(meta)?.value())
}

/// `word("one", "two")`.
fn texts(meta: &ParseNestedMeta<'_>) -> Result<Vec<String>> {
    let content;
    syn::parenthesized!(content in meta.input);
    let texts = content.parse_terminated(<LitStr as Parse>::parse, Token![,])?;
    Ok(texts.iter().map(LitStr::value).collect())
}

fn literal(expression: &Expr) -> Result<Lit> {
    match expression {
        Expr::Lit(ExprLit {
            lit: lit @ (Lit::Str(_) | Lit::Bool(_) | Lit::Int(_) | Lit::Float(_)), ..
        }) => Ok(lit.clone()),
        other => Err(Error::new_spanned(other, "must be a string, a number or a boolean")),
    }
}

fn unknown(meta: &ParseNestedMeta<'_>, word: &str, known: &[&str]) -> Error {
    let shared = |candidate: &&&str| candidate.chars().filter(|letter| word.contains(*letter)).count();
    let hint =
        match known.iter().max_by_key(shared).filter(|candidate| shared(candidate) * 2 > candidate.len()) {
            Some(nearest) => format!("; did you mean `{nearest}`?"),
            None => String::new(),
        };
    meta.error(format!("`{word}` is not one of {}{hint}", known.join(", ")))
}

/// The name that serde's `camelCase` gives a field.
fn camel_case(name: &str) -> String {
    let mut camel = String::new();
    let mut upper = false;
    for letter in name.trim_start_matches("r#").chars() {
        match letter {
            '_' => upper = true,
            letter if upper => {
                camel.extend(letter.to_uppercase());
                upper = false;
            }
            letter => camel.push(letter),
        }
    }
    camel
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes<T>(result: Result<T>) -> Vec<String> {
        match result {
            Ok(_) => Vec::new(),
            Err(error) => error.into_iter().map(|error| error.to_string()).collect(),
        }
    }

    #[test]
    fn all_mistakes_of_a_declaration_are_said_at_once() {
        let input: DeriveInput = syn::parse_quote! {
            #[resource(tokn = "a:B", lookup = "nome")]
            #[api(path = "/bs", update = post)]
            struct B {
                #[property(secrt)]
                name: String,
                /// A size.
                #[api("size", default = 3)]
                size: Option<u32>,
                /// A colour.
                #[api(source = Documented)]
                colour: Option<String>,
            }
        };
        assert_eq!(
            mistakes(resource(&input)),
            [
                "`tokn` is not one of token, noun, lookup, named_by, find_by, narrow, outputs, advice, deletes_first; did you \
                 mean `token`?",
                "must be put, patch or none",
                "has no description; write a doc comment",
                "must have `#[serde(rename_all = \"camelCase\")]`",
                "has no description; write a doc comment",
                "`secrt` is not one of secret, write_only, read_only, control, fixed, identity, unique, once, name, key, \
                 ordered, shared; did you mean `secret`?",
                "a default needs its `source`: Documented, CxAsCode or Inferred",
                "a source of what? `default` is missing",
                "`#[resource(token = \"module:Name\")]` is missing",
                "`#[api(kind = …)]` is missing",
                "`#[api(item = \"/…/{id}\")]` is missing",
            ]
        );
    }

    #[test]
    fn a_lookup_names_a_property() {
        let input: DeriveInput = syn::parse_quote! {
            /// A thing.
            #[serde(rename_all = "camelCase")]
            #[resource(token = "a:B", lookup = "nome")]
            #[api(kind = B, path = "/bs", item = "/bs/{id}")]
            struct B {
                /// Its name.
                #[property(name)]
                name: Option<String>,
            }
        };
        assert_eq!(mistakes(resource(&input)), ["`lookup` names `nome`, which is not a property"]);
    }

    #[test]
    fn an_enumeration_is_open_and_described() {
        let input: DeriveInput = syn::parse_quote! {
            enum Colour {
                /// Red.
                Red,
                Blue(u8),
            }
        };
        assert_eq!(
            mistakes(choice(&input)),
            [
                "has no description; write a doc comment",
                "must not have fields",
                "has no description; write a doc comment",
                "must end with `#[serde(untagged)] Other(String)`, so that values the platform adds later are kept",
            ]
        );
    }

    #[test]
    fn names_become_camel_case() {
        assert_eq!(camel_case("acw_timeout_ms"), "acwTimeoutMs");
        assert_eq!(camel_case("r#type"), "type");
    }
}
