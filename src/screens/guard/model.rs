//! Lists of the screen that change row by row: a row that stays the same is not made anew, so that a finger
//! on it is not lost and the list does not jump.

use std::rc::Rc;

use slint::{Model, ModelRc, VecModel};

/// A list the window shows.
pub struct Rows<T> {
    model: Rc<VecModel<T>>,
}

impl<T: Clone + PartialEq + 'static> Rows<T> {
    /// An empty list.
    pub fn new() -> Self {
        Self { model: Rc::new(VecModel::default()) }
    }

    /// The list, for a property of the window.
    pub fn shown(&self) -> ModelRc<T> {
        self.model.clone().into()
    }

    /// Makes the list say `rows`, touching only rows that differ.
    pub fn say(&self, rows: Vec<T>) {
        let wanted = rows.len();
        for (place, row) in rows.into_iter().enumerate() {
            match self.model.row_data(place) {
                Some(before) if before == row => {}
                Some(_) => self.model.set_row_data(place, row),
                None => self.model.push(row),
            }
        }
        while self.model.row_count() > wanted {
            self.model.remove(self.model.row_count() - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_says_what_it_was_last_told() {
        let rows = Rows::new();
        rows.say(vec![1, 2, 3]);
        rows.say(vec![1, 5]);
        assert_eq!(rows.shown().iter().collect::<Vec<_>>(), [1, 5]);
        rows.say(Vec::new());
        assert_eq!(rows.shown().row_count(), 0);
    }
}
