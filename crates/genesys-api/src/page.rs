//! Lists: the platform has eight ways to go on after the first page, and one reader for all of them.
//!
//! How a list begins is declared ([`Paging`]), because a page size that is too large is refused. How it goes on is read from
//! the answer, because routes of one style still differ: some tell a total, some only answer an empty page in the end.

use std::collections::VecDeque;

use futures::stream::{self, Stream, TryStreamExt};
use serde_json::Value;
use url::{Url, form_urlencoded};

use crate::{Client, Error, Malformed, Method, Repeat, Request};

/// How a list is asked for.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Paging {
    /// `pageNumber` and `pageSize`, in the query, or in the body of a search by POST.
    Number {
        /// Objects a page; the platform takes up to 500 for some lists, 100 for most, 50 for some.
        size: u32,
    },
    /// `pageSize` and, from the second page on, the cursor of the page before.
    Cursor {
        /// Objects a page.
        size: u32,
    },
    /// Nothing is sent about pages; if the answer has a next page all the same, it is followed.
    #[default]
    None,
}

impl Paging {
    fn size(self) -> Option<u32> {
        match self {
            Self::Number { size } | Self::Cursor { size } => Some(size),
            Self::None => None,
        }
    }
}

/// A list to be read.
#[derive(Clone, Debug)]
pub struct ListRequest {
    /// The first call, without anything about pages.
    pub request: Request,
    /// How pages are asked for.
    pub paging: Paging,
    /// The field that holds the objects, where it is neither `entities` nor `results`.
    pub items: Option<&'static str>,
}

impl ListRequest {
    /// A list by GET, with page numbers.
    pub fn new(request: Request, paging: Paging) -> Self {
        Self { request, paging, items: None }
    }

    /// Names the field that holds the objects.
    #[must_use]
    pub fn items(mut self, field: &'static str) -> Self {
        self.items = Some(field);
        self
    }
}

/// One page of a list.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The objects, as the API gave them.
    pub items: Vec<Value>,
    /// How many there are in all, where the API tells.
    pub total: Option<u64>,
}

impl Client {
    /// Reads a list, page by page, no page before it is asked for. The first one mostly tells the total.
    pub fn list(&self, list: ListRequest) -> impl Stream<Item = Result<Page, Error>> + Send + 'static {
        let client = self.clone();
        stream::try_unfold(Some(Reader::new(list)), move |reader| {
            let client = client.clone();
            async move {
                let Some(mut reader) = reader else { return Ok(None) };
                let body = client.call(reader.request()).await?.body;
                let (page, more) = reader.read(body, &client.api_host())?;
                Ok(Some((page, more.then_some(reader))))
            }
        })
    }

    /// Reads a whole list.
    ///
    /// # Errors
    ///
    /// When a page cannot be read; half a list is never returned.
    pub async fn list_all(&self, list: ListRequest) -> Result<Vec<Value>, Error> {
        self.list(list)
            .try_fold(Vec::new(), |mut all, page| async move {
                all.extend(page.items);
                Ok(all)
            })
            .await
    }
}

/// Where the reading of a list stands.
#[derive(Debug)]
struct Reader {
    list: ListRequest,
    position: Position,
    /// The last cursors: one that comes again would never end.
    seen: VecDeque<String>,
}

#[derive(Clone, Debug)]
enum Position {
    Number(u64),
    Start,
    Cursor { name: &'static str, value: String },
}

impl Reader {
    fn new(mut list: ListRequest) -> Self {
        // A list by POST is a search.
        list.request.repeat = Repeat::Search;
        let position = match list.paging {
            Paging::Number { .. } => Position::Number(1),
            Paging::Cursor { .. } | Paging::None => Position::Start,
        };
        Self { list, position, seen: VecDeque::new() }
    }

    fn request(&self) -> Request {
        let mut request = self.list.request.clone();
        let mut set = |name: &'static str, value: Value| {
            if request.method == Method::Post {
                let body = request.body.get_or_insert_with(|| Value::Object(serde_json::Map::new()));
                if let Some(fields) = body.as_object_mut() {
                    fields.insert(name.to_owned(), value);
                    return;
                }
            }
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            request.query.retain(|(other, _)| other != name);
            request.query.push((name.into(), text));
        };
        if let Some(size) = self.list.paging.size() {
            set("pageSize", size.into());
        }
        match &self.position {
            Position::Start => {}
            Position::Number(number) => set("pageNumber", (*number).into()),
            Position::Cursor { name, value } => set(name, value.as_str().into()),
        }
        request
    }

    /// Takes a page and says whether there is another one.
    fn read(&mut self, body: Value, host: &str) -> Result<(Page, bool), Error> {
        let malformed = |reason: &str| {
            Error::Malformed(Box::new(Malformed {
                call: self.list.request.call(),
                host: host.to_owned(),
                status: 200,
                reason: reason.to_owned(),
                excerpt: String::new(),
                took_effect: false,
            }))
        };
        let mut fields = match body {
            Value::Array(items) => {
                let total = Some(items.len() as u64);
                return Ok((Page { items, total }, false));
            }
            Value::Object(fields) => fields,
            // Some lists answer 204 when there is nothing.
            Value::Null => {
                return Ok((Page { items: Vec::new(), total: Some(0) }, false));
            }
            _ => return Err(malformed("is not a list")),
        };
        let name = match self.list.items {
            Some(name) => name,
            None if fields.contains_key("entities") => "entities",
            None => "results",
        };
        let items = match fields.remove(name) {
            Some(Value::Array(items)) => items,
            // An empty page may leave the field out, but not everything that makes it a page.
            Some(Value::Null) | None if looks_like_page(&fields) => Vec::new(),
            _ => return Err(malformed(&format!("has no {name}"))),
        };
        let number = |name: &str| fields.get(name).and_then(Value::as_u64);
        let total = number("total").or_else(|| number("totalNumberOfEntities"));
        if let (Position::Number(asked), Some(got)) = (&self.position, number("pageNumber"))
            && *asked != got
            && !items.is_empty()
        {
            return Err(malformed(&format!("is page {got} although page {asked} was asked for")));
        }
        let next = self.next(&fields, items.is_empty());
        if let Some(Position::Cursor { value, .. }) = &next {
            if self.seen.contains(value) {
                return Err(malformed("points back to a page that was read already"));
            }
            if self.seen.len() >= 16 {
                self.seen.pop_front();
            }
            self.seen.push_back(value.clone());
        }
        let more = next.is_some();
        if let Some(next) = next {
            self.position = next;
        }
        Ok((Page { items, total }, more))
    }

    fn next(&self, fields: &serde_json::Map<String, Value>, empty: bool) -> Option<Position> {
        let number = |name: &str| fields.get(name).and_then(Value::as_u64);
        let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let uri = fields.get("nextUri").and_then(text);
        let counts = ["pageNumber", "pageCount", "total"].iter().any(|name| fields.contains_key(*name));
        if let Position::Number(current) = self.position
            && (counts || uri.as_ref().is_none_or(|uri| parameter(uri, "after").is_none()))
        {
            if empty {
                return None;
            }
            let more = match (number("pageCount"), number("total")) {
                (Some(count), _) => current < count,
                (None, Some(total)) => {
                    let size = number("pageSize").or(self.list.paging.size().map(u64::from)).unwrap_or(25);
                    current * size < total
                }
                // Members of a queue: neither a total nor a count, the end is an empty page.
                (None, None) => fields.contains_key("pageNumber") || fields.contains_key("nextUri"),
            };
            return more.then_some(Position::Number(current + 1));
        }
        let cursor = |name, value| Some(Position::Cursor { name, value });
        if let Some(value) = fields.get("after").and_then(text) {
            return cursor("after", value);
        }
        if let Some(value) = fields.get("cursors").and_then(|cursors| text(cursors.get("after")?)) {
            return cursor("cursor", value);
        }
        if let Some(value) = fields.get("cursor").and_then(text) {
            return if empty { None } else { cursor("cursor", value) };
        }
        let uri = uri?;
        if let Some(value) = parameter(&uri, "after").or_else(|| parameter(&uri, "cursor")) {
            let name = if parameter(&uri, "after").is_some() { "after" } else { "cursor" };
            return cursor(name, value);
        }
        // Declared as unpaged, and yet it goes on by page number.
        let next = parameter(&uri, "pageNumber")?.parse().ok()?;
        (!empty).then_some(Position::Number(next))
    }
}

fn looks_like_page(fields: &serde_json::Map<String, Value>) -> bool {
    ["selfUri", "total", "pageNumber", "pageCount", "nextUri"].iter().any(|name| fields.contains_key(*name))
}

/// A parameter of a next link, which is mostly relative.
fn parameter(uri: &str, name: &str) -> Option<String> {
    let query = match Url::parse(uri) {
        Ok(url) => url.query()?.to_owned(),
        Err(_) => uri.split_once('?')?.1.to_owned(),
    };
    form_urlencoded::parse(query.as_bytes())
        .find(|(other, value)| other == name && !value.is_empty())
        .map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests;
