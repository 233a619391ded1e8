//! A table as other programs get it: a head and rows of plain text, as comma-separated values and as a workbook.

use super::values::comma_separated;

/// A head and rows of plain text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The name of the sheet in a workbook.
    pub name: String,
    /// The heads of the columns, in English in every language, because programs read them.
    pub head: Vec<String>,
    /// The rows; each has a cell for every head.
    pub rows: Vec<Vec<String>>,
    /// The addresses that the first cells of the rows lead to, in their order; empty where one leads nowhere.
    pub links: Vec<String>,
}

impl Sheet {
    /// A sheet whose first cells lead nowhere.
    pub fn new<const COLUMNS: usize>(
        name: &str,
        head: [&str; COLUMNS],
        rows: impl IntoIterator<Item = [String; COLUMNS]>,
    ) -> Self {
        Self {
            name: name.to_owned(),
            head: head.map(str::to_owned).into(),
            rows: rows.into_iter().map(Vec::from).collect(),
            links: Vec::new(),
        }
    }

    /// The same, with the addresses that the first cells of its rows lead to.
    #[must_use]
    pub fn with_links(mut self, links: impl IntoIterator<Item = String>) -> Self {
        self.links = links.into_iter().collect();
        self
    }

    /// As comma-separated values.
    pub fn csv(&self) -> String {
        comma_separated(&self.head, &self.rows)
    }
}
