//! What the API has: the table that `build.rs` makes of the API facts, unpacked at its first use, which most processes never come to.

use std::collections::HashMap;
use std::io::Read;
use std::sync::OnceLock;

use flate2::read::DeflateDecoder;
use pulumi_provider::declaration::{Pages, UpdateMethod, nearest};

const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/objects.deflate"));

/// Every kind of object that the API makes or keeps, and the models of what it takes.
pub(super) struct Facts {
    places: Vec<&'static Place>,
    models: HashMap<&'static str, &'static str>,
}

/// Where objects of one kind are.
#[derive(Debug)]
pub(super) struct Place {
    /// Where objects are made; none where there is always exactly one.
    pub(super) collection: Option<&'static str>,
    /// Path template of one object.
    pub(super) item: &'static str,
    /// Model of the body that makes one.
    pub(super) create: Option<&'static str>,
    /// How one is changed, and the model of the body.
    pub(super) update: Option<(UpdateMethod, &'static str)>,
    /// Whether one can be deleted.
    pub(super) deletes: bool,
    /// Whether a change must name the version.
    pub(super) version: bool,
    /// Member of an answer that has an object's own id.
    pub(super) own: &'static str,
    /// Whether objects have a name by which the list tells of them, and whether it can be asked for it.
    pub(super) name: Option<bool>,
    /// How the list goes on after a page.
    pub(super) pages: Pages,
    /// Members of an answer that no update takes.
    pub(super) answered: Vec<&'static str>,
    /// Members of a body that no answer has.
    pub(super) untold: Vec<&'static str>,
}

/// A type, as the table writes it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form(pub(super) &'static str);

impl Facts {
    /// The table.
    pub(super) fn get() -> &'static Facts {
        static FACTS: OnceLock<Facts> = OnceLock::new();
        FACTS.get_or_init(|| {
            let mut text = String::new();
            // It was packed when this was built: were it broken, there would be no object that anybody could name.
            if let Err(error) = DeflateDecoder::new(PACKED).read_to_string(&mut text) {
                tracing::error!(%error, "the table of the API's objects cannot be read");
            }
            Facts::read(text.leak())
        })
    }

    fn read(text: &'static str) -> Facts {
        let mut facts = Facts { places: Vec::new(), models: HashMap::new() };
        for line in text.lines() {
            match line.split_once(' ') {
                Some(("model", rest)) => {
                    let (name, fields) = rest.split_once(' ').unwrap_or((rest, ""));
                    facts.models.insert(name, fields);
                }
                Some(("object" | "single", rest)) => {
                    facts.places.push(Box::leak(Box::new(Place::read(rest))))
                }
                _ => {}
            }
        }
        facts
    }

    /// The place that a path means, which may have values in it or the names of its parameters, and the values that it has.
    pub(super) fn place(&self, path: &str) -> Option<(&'static Place, Vec<(&'static str, String)>)> {
        self.matching(path, Place::stands_at)
    }

    /// The place of the object with this path, and the values in it, its own id among them.
    pub(super) fn place_of_item(&self, path: &str) -> Option<(&'static Place, Vec<(&'static str, String)>)> {
        self.matching(path, |place| place.item)
    }

    fn matching(
        &self,
        path: &str,
        at: fn(&Place) -> &'static str,
    ) -> Option<(&'static Place, Vec<(&'static str, String)>)> {
        let found = self.places.iter().filter_map(|place| Some((*place, values(at(place), path)?)));
        // The one that has most of the path in so many words.
        found.min_by_key(|(_, values)| values.len())
    }

    /// The paths that look most like one.
    pub(super) fn similar(&self, path: &str) -> Vec<&'static str> {
        nearest(path, self.places.iter().map(|place| place.stands_at()))
    }

    /// The fields of a model and their types.
    pub(super) fn fields(&self, model: &str) -> impl Iterator<Item = (&'static str, Form)> {
        let fields = self.models.get(model).copied().unwrap_or_default();
        fields.split(' ').filter_map(|field| field.rsplit_once(':').map(|(name, form)| (name, Form(form))))
    }
}

impl Place {
    fn read(line: &'static str) -> Place {
        let mut place = Place {
            collection: None,
            item: "",
            create: None,
            update: None,
            deletes: false,
            version: false,
            own: "id",
            name: None,
            pages: Pages::Number,
            answered: Vec::new(),
            untold: Vec::new(),
        };
        for word in line.split(' ') {
            match word.split_once('=') {
                None if word == "delete" => place.deletes = true,
                None if word == "version" => place.version = true,
                None if word == "cursor" => place.pages = Pages::Cursor,
                None if word == "one_page" => place.pages = Pages::One,
                None => {
                    place.collection =
                        Some(std::mem::replace(&mut place.item, word)).filter(|path| !path.is_empty())
                }
                Some(("create", model)) => place.create = Some(model),
                Some(("update", update)) => {
                    let (method, model) = update.split_once(':').unwrap_or(("", update));
                    let method = if method == "patch" { UpdateMethod::Patch } else { UpdateMethod::Put };
                    place.update = Some((method, model));
                }
                Some(("own", own)) => place.own = own,
                Some(("name", how)) => place.name = Some(how == "filtered"),
                Some(("answered", names)) => place.answered = names.split(',').collect(),
                Some(("untold", names)) => place.untold = names.split(',').collect(),
                _ => {}
            }
        }
        place
    }

    /// The path that a program names.
    pub(super) fn stands_at(&self) -> &'static str {
        self.collection.unwrap_or(self.item)
    }
}

/// The values that a path has in the places of a template's parameters; `None` if it is another path. A parameter's own name in braces is
/// no value.
fn values(template: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let mut values = Vec::new();
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(values),
            (Some(wanted), Some(given)) => {
                match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                    Some(name) if given == format!("{{{name}}}") => {}
                    Some(name) if !given.is_empty() && !given.starts_with('{') => {
                        values.push((name, given.to_owned()))
                    }
                    None if wanted == given => {}
                    _ => return None,
                }
            }
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_means_the_place_that_has_most_of_it_in_words() {
        let facts = Facts::get();
        let found = |path: &str| facts.place(path).map(|(place, values)| (place.item, values));
        assert_eq!(
            found("/api/v2/routing/wrapupcodes"),
            Some(("/api/v2/routing/wrapupcodes/{codeId}", Vec::new()))
        );
        let (item, values) =
            found("/api/v2/telephony/providers/edges/sites/a/outboundroutes").unwrap_or_default();
        assert_eq!(item, "/api/v2/telephony/providers/edges/sites/{siteId}/outboundroutes/{outboundRouteId}");
        assert_eq!(values, [("siteId", "a".to_owned())]);
        // Its own name in braces is no value.
        let (_, values) =
            found("/api/v2/telephony/providers/edges/sites/{siteId}/outboundroutes").unwrap_or_default();
        assert_eq!(values, []);
        assert!(found("/api/v2/routing/wrapupcode").is_none());
        assert!(facts.similar("/api/v2/routing/wrapupcode").contains(&"/api/v2/routing/wrapupcodes"));
    }

    #[test]
    fn the_table_says_how_objects_are_kept() {
        let facts = Facts::get();
        let (queue, _) = facts.place("/api/v2/routing/queues").unwrap();
        assert!(queue.deletes && !queue.version && queue.own == "id" && queue.name == Some(true));
        assert_eq!(queue.update, Some((UpdateMethod::Put, "QueueRequest")));
        assert!(queue.answered.contains(&"dateCreated") || queue.answered.contains(&"selfUri"));
        let (settings, _) = facts.place("/api/v2/outbound/settings").unwrap();
        assert!(settings.collection.is_none() && !settings.deletes);
        let (user, _) = facts.place("/api/v2/users").unwrap();
        assert!(user.version && user.untold.contains(&"password"), "{user:?}");
    }

    #[test]
    fn every_model_that_is_named_is_there() {
        let facts = Facts::get();
        assert!(facts.places.len() > 400, "{} places", facts.places.len());
        let named = facts
            .places
            .iter()
            .flat_map(|place| place.create.into_iter().chain(place.update.map(|(_, model)| model)));
        let missing: Vec<_> = named.filter(|model| !facts.models.contains_key(model)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        let inner = facts
            .models
            .values()
            .flat_map(|fields| fields.split(' '))
            .filter_map(|field| field.split_once('@'));
        let missing: Vec<_> = inner.filter(|(_, model)| !facts.models.contains_key(model)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
