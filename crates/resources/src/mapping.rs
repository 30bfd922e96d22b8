//! Inputs to the API's objects and back, by the paths of the declaration.
//!
//! One walk for each direction and one for changes: [`encode`] makes a body, [`decode`] reads an answer, [`overlay`] lays the
//! difference between old and new inputs over an object that is there.

mod decode;
mod encode;
mod overlay;
mod place;
mod preview;
#[cfg(test)]
mod tests;

use pulumi_provider::declaration::{Field, Write};

pub use decode::{decode, in_words};
pub use encode::{encode, name_itself, put_value, without_files};
pub use overlay::{is_released, limit, overlay};
pub use place::{Many, Place, lay, lookup, put, remove};
pub use preview::preview;

/// Which fields of a resource are meant; objects within a field always go as a whole.
pub type Fields<'a> = &'a dyn Fn(&Field) -> bool;

/// Fields of an object within a property.
const WITHIN: Fields<'static> =
    &|field| !matches!(field.write, Write::Control | Write::Never) && !field.write.is_upload();

/// What is put in the place of an object that names itself without knowing its id.
const ITSELF: &str = "";
