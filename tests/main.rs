//! The tests of the whole product, in one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod addresses;
mod applicability;
mod architecture;
mod bad_input;
mod baselines;
mod build;
mod cache;
mod ci;
mod cli;
mod corpus;
mod crosswalk;
mod dialects;
mod disturbed;
mod docs;
mod examples;
mod external;
mod faults;
mod files;
mod fix;
mod framework;
mod generated_pages;
mod git;
mod golden;
mod hosting;
mod hugo;
mod import;
mod labels;
mod lsp;
mod manual;
mod markup;
mod migrate;
mod odd_sites;
mod pack;
mod parties;
mod pdf;
mod properties;
mod redline;
mod release;
mod script_names;
mod security;
mod serve;
mod social_cards;
#[cfg(feature = "spreadsheets")]
mod spreadsheet_rows;
#[cfg(feature = "spreadsheets")]
mod spreadsheets;
mod support;
mod table;
mod terminal;
mod terms;
mod unsafe_addresses;
