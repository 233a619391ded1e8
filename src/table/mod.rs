//! Data tables: files of YAML, JSON or CSV that hold a table, read and checked cell by cell.
//!
//! To add a kind of table, add it to [`TableKind`]: the compiler and the tests report every other place to change.
//! Out of scope: the HTML of a table, and which article shows it.

mod applying;
mod body;
mod cell;
mod chain;
mod comparison;
mod covers;
mod crosswalk;
mod crosswalk_read;
mod csv_records;
mod csv_table;
mod derive;
mod export;
mod files;
mod grid;
mod inherit;
mod inherited;
mod kind;
mod mapping;
mod mark;
mod matrix_grid;
mod matrix_json;
mod other_matrix;
mod party;
mod read;
mod reader;
mod relation;
mod requirement_cell;
mod resolve;
mod responsibility;
mod rows;
mod sheet;
#[cfg(test)]
mod tests;
mod values;
mod workbook;

pub use body::{Body, Edge, Table};
pub use cell::{Cited, Text};
pub use comparison::{Column, Comparison, ComparisonRow};
pub use crosswalk::{Chain, Crosswalk, Mapping, ids_through};
pub use csv_table::CsvTable;
pub use derive::derive;
pub use files::{DataFiles, NoFiles, named_files};
pub use inherit::INHERITS_KEYS;
pub use inherited::Inherited;
pub use kind::TableKind;
pub use mark::reads_as_table;
pub use party::{Party, Share, Who};
pub use read::{Reading, known_keys, read, row_keys};
pub use relation::Relation;
pub use responsibility::{LeftOut, Matrix, MatrixRow, Resolved};
pub use rows::FILE_KEYS;
pub use sheet::Sheet;
pub use values::comma_separated;
