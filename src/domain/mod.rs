//! The rules of the house: no clock, no files, no async. `decide` refuses or reports, `apply` folds, `follow_up` names what must happen next.
