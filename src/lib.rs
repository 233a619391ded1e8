//! Clausebook, a generator of static sites for compliance guides: it reads a folder of Markdown and data files, and
//! writes a folder of pages and a list of findings.
//!
//! Only the first and the last stage read or write files; every stage between is a function from values to values:
//!
//! ```text
//! source     lists and reads the files, asks git                 Inventory, SourceSet
//! yaml       YAML and TOML with the location of every value      Node
//! applies    for whom a site or an article is                    Applies
//! labels     what the theme says, in the site's language       Labels
//! config     clausebook.yaml, validated, with defaults           Config
//! front      front matter                                        FrontMatter
//! markdown   articles, and their shortcodes, as HTML with gaps   Document
//! framework  the standards that articles cite                    Frameworks
//! citation   which requirements a text cites or mentions         Citation, Mention
//! glossary   which words of a text are defined terms             Glossary
//! redline    what changed in documents since their approval      Redline
//! table      data files that are shown as tables                 Table
//! site       addresses, sections, terms, aliases, links          Frame, Site, Edges
//! links      checks links and citations                          Finding
//! render     pages and other files, through templates            Artifact
//! search     the search index                                    Artifact
//! output     writes the files, replaces the last site            Manifest
//! ```
//!
//! [`finding`] holds the findings and their output formats, which every stage uses. [`pipeline`] runs the stages in
//! order and is the best place to begin reading. [`serve`] is the preview: it keeps the loaded site in memory, and
//! renders a page when a browser requests it; [`lsp`] keeps it for an editor. [`markup`] names what a site may switch in
//! Markdown. [`import`] makes a site, or its configuration, from that of another generator. [`cli`] has the
//! commands and is the only module that prints.
//!
//! A problem in the files of a site is a [`finding::Finding`], and the stages go on; an `Err` means that the program
//! could not work. A module imports only from modules below it, which `tests/architecture.rs` checks.
//! `ARCHITECTURE.md` describes the modules and their invariants.

pub mod source;

pub mod finding;
pub mod markup;
pub mod output;
pub mod yaml;

pub mod applies;
pub mod labels;

pub mod config;
pub mod framework;
pub mod front;
pub mod markdown;

pub mod citation;
pub mod glossary;

pub mod redline;
pub mod table;

pub mod site;

pub mod links;
pub mod render;
pub mod search;

pub mod pipeline;

pub mod import;
pub mod lsp;
pub mod serve;

pub mod cli;
