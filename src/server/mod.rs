//! The API over HTTP: deny by default, one table of who may do what.
