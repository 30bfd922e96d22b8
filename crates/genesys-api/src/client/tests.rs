//! Whole calls against a stub: tokens, limits, what is repeated and what is not, cancellation, and what errors say.

mod limits;
mod login;
mod repeats;
mod secrets;
