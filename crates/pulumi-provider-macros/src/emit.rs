//! The model as Rust code: constant tables, nothing that runs.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, Lit};

use crate::model::{Field, Filled, Object, Replace, Resource, Update, Write};

pub(crate) fn resource(model: &Resource) -> TokenStream {
    let object = object(&model.object);
    let ident = &model.object.ident;
    let Resource { token, lookup, find_by, narrow, deletes_first, kind, path, item, list_variants, .. } =
        model;
    let outputs = match &model.outputs {
        Some(path) => {
            quote!(::core::option::Option::Some(<#path as ::pulumi_provider::declaration::Properties>::TABLE))
        }
        None => quote!(::core::option::Option::None),
    };
    let noun = option(model.noun.as_ref().map(|noun| quote!(#noun)));
    let named_by = option(model.named_by.as_ref().map(|path| quote!(#path)));
    let advice = model.advice.as_ref().map_or_else(|| quote!(&[]), |path| quote!(#path));
    let update = match model.update {
        Update::Put => quote!(Put),
        Update::Patch => quote!(Patch),
        Update::None => quote!(None),
    };
    let Resource {
        existence,
        own,
        version,
        reset,
        page,
        only_searched,
        unlisted,
        undeletable,
        force,
        delete_query,
        query,
        get_query,
        awaits,
        read_from_list,
        bodyless,
        found_late,
        refused_though_made,
        twins,
        confirm_delete,
        pages,
        ..
    } = model;
    let upload = option(model.upload.as_ref().map(|upload| quote!(#upload)));
    let collection = option(model.collection.as_ref().map(|collection| quote!(#collection)));
    let list = option(model.list.as_ref());
    let search = option(model.search.as_ref().map(|path| quote!(#path)));
    let parts = model.parts.as_ref().map_or_else(|| quote!(&[]), |list| quote!(#list));
    let inherited = option(model.inherited.as_ref().map(|(member, value)| quote!((#member, #value))));
    let answered = &model.answered;
    let stands_for = model.stands_for.iter().map(|(input, path)| quote!((#input, #path)));
    let rows = option(model.rows.as_ref());
    let (ambient, tells_again) = (option(model.ambient.as_ref()), option(model.tells_again.as_ref()));
    let (held, guard) = (option(model.held.as_ref()), option(model.guard.as_ref()));
    let couple = |couple: &Option<(String, String)>| {
        option(couple.as_ref().map(|(name, value)| quote!((#name, #value))))
    };
    let (built_in, deletable) = (couple(&model.built_in), couple(&model.deletable));
    let (expand, restore) = (option(model.expand.as_ref()), option(model.restore.as_ref()));
    let joined_by = option(model.joined_by.as_ref());
    let template = option(model.template.as_ref());
    let list_of = option(model.list_of.as_ref().map(|(key, input)| quote!((#key, #input))));
    let elsewhere = option(model.elsewhere.as_ref().map(|(input, value)| quote!((#input, #value))));
    quote! {
        #object

        impl ::pulumi_provider::declaration::Resource for #ident {
            const RESOURCE: &'static ::pulumi_provider::declaration::ResourceTable =
                &::pulumi_provider::declaration::ResourceTable {
                    token: #token,
                    noun: #noun,
                    inputs: <#ident as ::pulumi_provider::declaration::Properties>::TABLE,
                    outputs: #outputs,
                    lookup: &[#(#lookup),*],
                    named_by: #named_by,
                    find_by: &[#(#find_by),*],
                    narrow: &[#(#narrow),*],
                    advice: #advice,
                    deletes_first: #deletes_first,
                    api: ::pulumi_provider::declaration::ApiTable {
                        kind: <#kind as ::pulumi_provider::declaration::Kind>::NAME,
                        path: #path,
                        item: #item,
                        existence: ::pulumi_provider::declaration::Existence::#existence,
                        own: #own,
                        update: ::pulumi_provider::declaration::UpdateMethod::#update,
                        upload: #upload,
                        version: #version,
                        reset: #reset,
                        page: #page,
                        list: #list,
                        unlisted: #unlisted,
                        pages: ::pulumi_provider::declaration::Pages::#pages,
                        rows: #rows,
                        ambient: #ambient,
                        search: #search,
                        only_searched: #only_searched,
                        read_from_list: #read_from_list,
                        collection: #collection,
                        bodyless: #bodyless,
                        found_late: #found_late,
                        refused_though_made: #refused_though_made,
                        twins: #twins,
                        inherited: #inherited,
                        answered: &[#(#answered),*],
                        confirm_delete: #confirm_delete,
                        parts: #parts,
                        stands_for: &[#(#stands_for),*],
                        undeletable: #undeletable,
                        force: #force,
                        delete_query: &[#(#delete_query),*],
                        query: &[#(#query),*],
                        awaits: &[#(#awaits),*],
                        built_in: #built_in,
                        deletable: #deletable,
                        tells_again: #tells_again,
                        held: #held,
                        guard: #guard,
                        expand: #expand,
                        elsewhere: #elsewhere,
                        restore: #restore,
                        list_variants: &[#(#list_variants),*],
                        joined_by: #joined_by,
                        list_of: #list_of,
                        get_query: &[#(#get_query),*],
                        template: #template,
                    },
                };
        }
    }
}

pub(crate) fn object(model: &Object) -> TokenStream {
    let ident = &model.ident;
    let name = ident.to_string();
    let fields = model.fields.iter().map(field);
    quote! {
        impl ::pulumi_provider::declaration::Properties for #ident {
            const TABLE: &'static ::pulumi_provider::declaration::ObjectTable =
                &::pulumi_provider::declaration::ObjectTable {
                    name: #name,
                    fields: &[#(#fields),*],
                    schema: ::pulumi_provider::declaration::json_schema::<#ident>,
                };
        }

        impl ::pulumi_provider::declaration::Property for #ident {
            const NESTED: ::core::option::Option<&'static ::pulumi_provider::declaration::ObjectTable> =
                ::core::option::Option::Some(<#ident as ::pulumi_provider::declaration::Properties>::TABLE);
        }
    }
}

pub(crate) fn choice(ident: &Ident) -> TokenStream {
    quote!(impl ::pulumi_provider::declaration::Property for #ident {})
}

fn field(model: &Field) -> TokenStream {
    let Field {
        name,
        path,
        ty,
        secret,
        write_only,
        unique,
        always,
        kept,
        whole,
        unfiltered,
        growing,
        flatten,
        file_name,
        once,
        ordered,
        ..
    } = model;
    let write = match &model.write {
        Write::Body => quote!(Body),
        Write::Control => quote!(Control),
        Write::Never => quote!(Never),
        Write::Content => quote!(Content),
        Write::Digest => quote!(Digest),
        Write::Trigger => quote!(Trigger),
        Write::InContent => quote!(InContent),
        Write::Claim(claim) => quote!(Claim(#claim)),
        Write::Draft(draft) => quote!(Draft(#draft)),
        Write::Moved(argument) => quote!(Moved(#argument)),
        Write::Collection(collection) => quote!(Collection(#collection)),
        Write::Parameter(name) => quote!(Parameter(#name)),
        Write::Query(name) => quote!(Query(#name)),
    };
    let replace = match model.replace {
        Replace::Never => quote!(Never),
        Replace::Changed => quote!(Changed),
        Replace::Identity => quote!(Identity),
    };
    let stage = quote::format_ident!("{}", model.stage);
    let send = option(model.send.as_ref().map(|send| quote!(#send)));
    let part = option(model.part.as_ref().map(|part| quote!(#part)));
    let file = option(model.file.as_ref().map(|file| quote!(#file)));
    let unfold = option(model.unfold.as_ref().map(|unfold| quote!(#unfold)));
    let codec = option(model.codec.as_ref().map(|codec| quote!(#codec)));
    let at_once = option(model.at_once);
    let text = option(model.text.as_ref().map(|path| quote!(#path)));
    let follow = option(model.follow.as_ref().map(|follow| quote!(#follow)));
    let imports = option(model.imports.as_ref().map(|imports| quote!(#imports)));
    let shared = option(model.shared.as_ref().map(|keys| quote!(&[#(#keys),*])));
    let (recognize, catalogue) = (option(model.recognize.as_ref()), option(model.catalogue.as_ref()));
    let key = option(model.key.as_ref().map(|key| quote!(#key)));
    let autoname = option(model.autoname.as_ref().map(|naming| quote!(#naming)));
    let cleared = option(model.cleared.as_ref().map(|literal| {
        let value = self::literal(literal);
        quote!(::pulumi_provider::declaration::Literal::#value)
    }));
    let default = option(model.default.as_ref().map(|(filled, source)| {
        let value = match filled {
            Filled::Literal(literal) => self::literal(literal),
            Filled::Itself => quote!(Itself),
            Filled::Ambient => quote!(Ambient),
        };
        quote!(::pulumi_provider::declaration::Fallback {
            value: ::pulumi_provider::declaration::Literal::#value,
            source: ::pulumi_provider::declaration::Source::#source,
        })
    }));
    quote! {
        ::pulumi_provider::declaration::Field {
            name: #name,
            path: #path,
            send: #send,
            part: #part,
            stage: ::pulumi_provider::declaration::Stage::#stage,
            always: #always,
            kept: #kept,
            whole: #whole,
            unfiltered: #unfiltered,
            growing: #growing,
            at_once: #at_once,
            cleared: #cleared,
            codec: #codec,
            follow: #follow,
            imports: #imports,
            text: #text,
            flatten: #flatten,
            recognize: #recognize,
            catalogue: #catalogue,
            once: #once,
            nested: <#ty as ::pulumi_provider::declaration::Property>::NESTED,
            reference: <#ty as ::pulumi_provider::declaration::Property>::REFERENCE,
            file: #file,
            file_name: #file_name,
            unfold: #unfold,
            write: ::pulumi_provider::declaration::Write::#write,
            secret: #secret,
            write_only: #write_only,
            replace: ::pulumi_provider::declaration::Replace::#replace,
            key: #key,
            ordered: #ordered,
            shared: #shared,
            unique: #unique,
            autoname: #autoname,
            default: #default,
        }
    }
}

fn literal(literal: &Lit) -> TokenStream {
    match literal {
        Lit::Str(text) => quote!(Text(#text)),
        Lit::Bool(value) => quote!(Bool(#value)),
        number => quote!(Number(#number as f64)),
    }
}

fn option(value: Option<impl quote::ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}
