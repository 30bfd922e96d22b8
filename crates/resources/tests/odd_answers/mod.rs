pub(crate) mod stub;
